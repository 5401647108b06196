//! `migrate new` makes plugins whose tests pass and that build; the Go one and the Rust one are the same plugin.

mod tools;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tools::without_go;

fn run(folder: &Path, program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .envs(environment.iter().copied())
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"))
}

fn migrate(folder: &Path, arguments: &[&str]) -> Output {
    run(folder, env!("CARGO_BIN_EXE_migrate"), arguments, &[])
}

fn good(output: &Output) {
    let said = [&output.stdout[..], &output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
}

#[test]
fn both_languages_start_with_the_same_plugin() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("ported")).unwrap();
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let sdk = checkout.join("sdk-compat").display().to_string();
    good(&migrate(folder.path(), &["new", "a-plugin"]));
    good(&migrate(
        folder.path(),
        &["new", "ported/a-plugin", "--lang", "rust", "--sdk", &sdk],
    ));
    let (go, rust) = (folder.path().join("a-plugin"), folder.path().join("ported/a-plugin"));
    good(&run(&go, "make", &["test", "build"], &[]));
    // The dependencies are those of this project, and built already.
    fs::copy(checkout.join("Cargo.lock"), rust.join("Cargo.lock")).unwrap();
    let target = checkout.join("target").display().to_string();
    good(&run(
        &rust,
        "make",
        &["test", "build"],
        &[("CARGO_TARGET_DIR", &target)],
    ));
    for module in [
        go.join("a-plugin.wasm"),
        Path::new(&target).join("wasm32-wasip1/release/a_plugin.wasm"),
    ] {
        let module = conformance::inspect::Module::read(&module).unwrap();
        assert!(module.verdicts()[0].loads());
    }
}

#[test]
fn bad_input_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("there")).unwrap();
    let refused = |arguments: &[&str], environment: &[(&str, &str)], words: &str| {
        let output = run(folder.path(), env!("CARGO_BIN_EXE_migrate"), arguments, environment);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(words), "{said}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    };
    refused(&["new", "there"], &[], "there: is there already");
    refused(&["new", "A"], &[], "`A` is no name of a plugin");
    let sdk = concat!(env!("CARGO_MANIFEST_DIR"), "/../sdk-compat");
    for name in ["1a", "fn", "test", "self"] {
        let words = format!("`{name}` is no name of a crate");
        refused(&["new", name, "--lang", "rust", "--sdk", sdk], &[], &words);
    }
    refused(&["new", "none/a"], &[], "none/a: cannot be written");
    refused(
        &["new", "a", "--lang", "rust", "--sdk", "there"],
        &[],
        "there: is not the folder of sdk-compat",
    );
    let offline = |toolchain| {
        [
            ("GOTOOLCHAIN", toolchain),
            ("GOPROXY", "off"),
            ("GOMODCACHE", "/nowhere"),
            ("GOFLAGS", ""),
        ]
    };
    refused(&["new", "a"], &offline("local"), "Go ");
    refused(&["new", "a"], &offline("go1.999.0"), "`go version` works");
    let without = without_go();
    let path = without.path().display().to_string();
    refused(&["new", "a"], &[("PATH", &path)], "go: cannot be run");
}
