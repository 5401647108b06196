//! `migrate package` writes images that can be pulled, the same every time, or nothing at all.

use flate2::read::GzDecoder;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A plugin that Higress loads, and one that no host does.
const GOOD: &str = r#"(module (memory (export "memory") 1) (func (export "proxy_abi_version_0_2_100")))"#;
const UNKNOWN_IMPORT: &str = r#"(module (import "env" "proxy_dance" (func)) (memory (export "memory") 1)
    (func (export "proxy_abi_version_0_2_100")))"#;

const REFERENCE: &str = "registry.example.com/plugins/a-plugin:1.0.0";

struct Work(TempDir);

impl Work {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a-plugin.wasm"), wat::parse_str(GOOD).unwrap()).unwrap();
        fs::write(folder.path().join("bad.wasm"), wat::parse_str(UNKNOWN_IMPORT).unwrap()).unwrap();
        fs::write(folder.path().join("README.md"), "# A plugin\n").unwrap();
        fs::write(folder.path().join("config.yaml"), "allow: [a, b]\nlimit: 3\n").unwrap();
        Work(folder)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_migrate"))
            .arg("package")
            .args(arguments)
            .current_dir(self.0.path())
            .output()
            .unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn blob(image: &Path, descriptor: &Value) -> Vec<u8> {
    let digest = descriptor["digest"].as_str().unwrap();
    let bytes = fs::read(image.join("blobs/sha256").join(digest.strip_prefix("sha256:").unwrap())).unwrap();
    assert_eq!(descriptor["size"], bytes.len());
    assert_eq!(digest, of(&bytes));
    bytes
}

fn of(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn a_plugin_without_a_readme_is_told_by_its_name() {
    let work = Work::new();
    fs::remove_file(work.path("README.md")).unwrap();
    let run = work.run(&["a-plugin.wasm", "--image", REFERENCE, "-o", "out", "--json"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(report["wrote_readme"], true);
    let image = work.path("out/image");
    let blobs = fs::read_dir(image.join("blobs/sha256")).unwrap();
    let texts = blobs.map(|entry| fs::read(entry.unwrap().path()).unwrap());
    let named = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).contains("# a-plugin");
    assert!(report["digest"].is_string() && texts.into_iter().any(named));
    // The module may lie elsewhere than where it is packed.
    let below = work.path("below");
    fs::create_dir(&below).unwrap();
    fs::write(below.join("README.md"), "# Of the module\n").unwrap();
    fs::rename(work.path("a-plugin.wasm"), below.join("a-plugin.wasm")).unwrap();
    let run = work.run(&["below/a-plugin.wasm", "--image", REFERENCE, "-o", "again", "--json"]);
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(report["wrote_readme"], false);
}

#[test]
fn the_image_holds_each_file_in_a_layer_of_its_kind() {
    let work = Work::new();
    let run = work.run(&["a-plugin.wasm", "--image", REFERENCE, "-o", "out"]);
    assert!(run.status.success(), "{run:?}");
    let image = work.path("out/image");
    let index = json(&fs::read(image.join("index.json")).unwrap());
    assert_eq!(
        index["manifests"][0]["annotations"]["org.opencontainers.image.ref.name"],
        "1.0.0"
    );
    let manifest = json(&blob(&image, &index["manifests"][0]));
    let config = json(&blob(&image, &manifest["config"]));
    let layers = manifest["layers"].as_array().unwrap();
    let kinds: Vec<_> = layers
        .iter()
        .map(|layer| layer["mediaType"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "application/vnd.module.wasm.spec.v1+yaml",
            "application/vnd.module.wasm.doc.v1+markdown",
            "application/vnd.oci.image.layer.v1.tar+gzip",
        ]
    );
    assert_eq!(blob(&image, &layers[1]), b"# A plugin\n");
    let mut archive = Vec::new();
    GzDecoder::new(&blob(&image, &layers[2])[..])
        .read_to_end(&mut archive)
        .unwrap();
    assert_eq!(config["rootfs"]["diff_ids"][2], of(&archive));
    let mut archive = tar::Archive::new(&archive[..]);
    let mut entries = archive.entries().unwrap();
    let mut entry = entries.next().unwrap().unwrap();
    assert_eq!(entry.path().unwrap(), Path::new("plugin.wasm"));
    let mut module = Vec::new();
    entry.read_to_end(&mut module).unwrap();
    assert_eq!(module, fs::read(work.path("a-plugin.wasm")).unwrap());
    assert!(entries.next().is_none());
}

#[test]
fn the_resource_names_the_image_by_its_digest() {
    let work = Work::new();
    let arguments = [
        "a-plugin.wasm",
        "--image",
        REFERENCE,
        "-o",
        "out",
        "--config",
        "@config.yaml",
        "--phase",
        "authn",
        "--priority",
        "-5",
        "--json",
    ];
    let report = json(&work.run(&arguments).stdout);
    let digest = report["digest"].as_str().unwrap();
    assert_eq!(
        fs::read_to_string(work.path("out/wasmplugin.yaml")).unwrap(),
        format!(
            "apiVersion: extensions.higress.io/v1alpha1\nkind: WasmPlugin\nmetadata:\n  name: a-plugin\n  namespace: higress-system\n\
             spec:\n  defaultConfig:\n    allow:\n    - a\n    - b\n    limit: 3\n  phase: AUTHN\n  priority: -5\n  \
             url: oci://registry.example.com/plugins/a-plugin@{digest}\n"
        )
    );
}

#[test]
fn the_same_files_give_the_same_image() {
    let digest = || {
        let work = Work::new();
        let report = json(
            &work
                .run(&["a-plugin.wasm", "--image", REFERENCE, "-o", "out", "--json"])
                .stdout,
        );
        report["digest"].as_str().unwrap().to_string()
    };
    assert_eq!(digest(), digest());
}

#[test]
fn bad_input_is_refused_and_nothing_is_written() {
    let work = Work::new();
    fs::write(work.path("icon.gif"), "GIF89a").unwrap();
    let before = work.names();
    let refused = |arguments: &[&str], words: &str| {
        let run = work.run(arguments);
        let said = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
        assert_eq!(work.names(), before, "{arguments:?}");
    };
    let with = |module: &'static str, more: &[&'static str]| {
        let mut arguments = vec![module, "--image", REFERENCE, "-o", "out"];
        arguments.extend(more);
        arguments
    };
    refused(&with("missing.wasm", &[]), "missing.wasm: cannot be read");
    refused(&with("README.md", &["--name", "a"]), "README.md: ");
    refused(&with("bad.wasm", &[]), "proxy_dance");
    refused(
        &with("a-plugin.wasm", &["--readme", "none.md"]),
        "none.md: cannot be read",
    );
    refused(&with("a-plugin.wasm", &["--icon", "icon.gif"]), "icon.gif: is no PNG");
    refused(
        &with("a-plugin.wasm", &["--name", "A Plugin"]),
        "`A Plugin` is no name of a plugin",
    );
    refused(&with("a-plugin.wasm", &["--config", "{"]), "neither JSON");
    refused(
        &["a-plugin.wasm", "--image", "a", "-o", "out"],
        "is no reference of an image",
    );
    refused(
        &["a-plugin.wasm", "--image", REFERENCE, "-o", "README.md"],
        "README.md: is there already",
    );
    refused(
        &["a-plugin.wasm", "--image", REFERENCE, "-o", "none/out"],
        "none/out: cannot be written",
    );
}
