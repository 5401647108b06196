//! The plugins of `go-reference`, ported: what each becomes stands in `tests/port/plugins`. `BLESS=1` writes it anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// Plugins that port without anything left over.
const PLUGINS: [&str; 8] = [
    "header-status",
    "headers-and-bodies",
    "hello-world",
    "http-call",
    "my-plugin",
    "panics",
    "redis-demo",
    "workloads",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn port(folder: &Path, out: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_migrate"))
        .arg("port")
        .arg(folder)
        .arg("-o")
        .arg(out)
        .env("GOTOOLCHAIN", "go1.24.11")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with a Go module of one file.
fn module(source: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("go.mod"), "module example.com/plugin\n\ngo 1.24\n").unwrap();
    fs::write(folder.path().join("main.go"), source).unwrap();
    folder
}

#[test]
fn a_plugin_reads_as_written_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    for plugin in PLUGINS {
        let out = folder.path().join(plugin);
        let output = port(&root().join("go-reference").join(plugin), &out);
        assert!(
            output.status.success(),
            "{plugin}: {}{}",
            text(&output.stdout),
            text(&output.stderr)
        );
        let written = fs::read_to_string(out.join("src/lib.rs")).unwrap();
        let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/port/plugins/{plugin}.rs"));
        if std::env::var_os("BLESS").is_some() {
            fs::create_dir_all(expected.parent().unwrap()).unwrap();
            fs::write(&expected, &written).unwrap();
        }
        let wanted = fs::read_to_string(&expected).unwrap_or_default();
        let diff = similar::TextDiff::from_lines(wanted.as_str(), &written)
            .unified_diff()
            .to_string();
        assert!(wanted == written, "{plugin} differs:\n{diff}");
    }
}

#[test]
fn what_has_no_translation_is_told_and_does_not_compile() {
    let folder = module("package main\n\nfunc main() {\n\tgo main()\n\tprintln(1)\n}\n");
    let out = folder.path().join("out");
    let output = port(folder.path(), &out);
    assert_eq!(output.status.code(), Some(3));
    assert!(
        text(&output.stdout).contains("main.go:4: no translation of a goroutine: go main()"),
        "{}",
        text(&output.stdout)
    );
    let written = fs::read_to_string(out.join("src/main.rs")).unwrap();
    assert!(
        written.contains("compile_error!(\"main.go:4: a goroutine: go main()\")"),
        "{written}"
    );
}

#[test]
fn a_package_that_does_not_type_check_is_told_in_the_words_of_the_compiler() {
    let folder = module("package main\n\nfunc main() {\n\tvar n int = \"x\"\n\t_ = n\n}\n");
    let out = folder.path().join("out");
    let output = port(folder.path(), &out);
    assert_eq!(output.status.code(), Some(2));
    let error = text(&output.stderr);
    assert!(error.contains("main.go:4:14: cannot use \"x\""), "{error}");
    assert!(!out.exists());
}

#[test]
fn what_is_there_is_not_written_over() {
    let folder = module("package main\n\nfunc main() {}\n");
    let output = port(folder.path(), folder.path());
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("exists"), "{}", text(&output.stderr));
}
