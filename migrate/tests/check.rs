//! Each folder of `tests/check` is a plugin, and what is said of it in `report.txt`. `BLESS=1` writes the reports anew.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn tests() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn check(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_migrate"))
        .arg("check")
        .args(arguments)
        .current_dir(folder)
        .env("GOTOOLCHAIN", "go1.24.11")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn sources_are_told_their_traps() {
    for (plugin, status) in [("traps", 1), ("pause", 1), ("sound", 0)] {
        let output = check(&tests().join("check"), &[plugin]);
        let (said, report) = (
            text(&output.stdout),
            tests().join("check").join(plugin).join("report.txt"),
        );
        if std::env::var_os("BLESS").is_some() {
            fs::write(&report, &said).unwrap();
        }
        assert_eq!(said, fs::read_to_string(&report).unwrap(), "{plugin}");
        assert_eq!(output.status.code(), Some(status), "{plugin}: {}", text(&output.stderr));
    }
}

#[test]
fn a_pause_that_held_the_whole_request_is_no_trap() {
    let output = check(&tests(), &["go124/replaced-sdk/before"]);
    let said = text(&output.stdout);
    assert!(said.contains("pause") && !said.contains("pause-without-body"), "{said}");
}

#[test]
fn a_plugin_of_the_tinygo_era_is_sent_to_the_migration() {
    let output = check(&tests(), &["go124/leftovers/before", "--json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let next = report["diagnoses"][0]["next"][0].as_str().unwrap();
    assert_eq!(next, "migrate go124 go124/leftovers/before --write");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_plugin_that_does_not_build_stands_in_its_own_way() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("go.mod"), "module example.com/p\n\ngo 1.24.1\n").unwrap();
    fs::write(
        folder.path().join("main.go"),
        "package main\n\nfunc main() {\n\tdeny()\n}\n",
    )
    .unwrap();
    let output = check(folder.path(), &["."]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.matches("main.go:4:2: undefined: deny").count(), 1, "{said}");
    assert!(!said.contains("nothing stands in its way"), "{said}");
    assert!(
        said.contains("next: 1. mend it first: `go build` has to succeed"),
        "{said}"
    );

    let imports = "package main\n\nimport \"example.com/nowhere/there\"\n\nfunc main() {\n\tthere.Go()\n}\n";
    fs::write(folder.path().join("main.go"), imports).unwrap();
    let output = check(folder.path(), &["."]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.matches("main.go:3:8: ").count(), 1, "{said}");
    assert!(said.contains("example.com/nowhere/there"), "{said}");
}

#[test]
fn modules_are_told_their_hosts() {
    let folder = tempfile::tempdir().unwrap();
    let module = |name: &str, text: &str| fs::write(folder.path().join(name), wat::parse_str(text).unwrap()).unwrap();
    module(
        "higress.wasm",
        r#"(module (memory (export "memory") 1) (func (export "proxy_abi_version_0_2_100")))"#,
    );
    let output = check(folder.path(), &["higress.wasm"]);
    assert_eq!(output.status.code(), Some(0));
    let said = text(&output.stdout);
    assert!(said.contains("note    Higress loads it"), "{said}");
    assert!(
        said.contains("stock Envoy does not load it: it lacks an ABI marker"),
        "{said}"
    );
    assert!(said.contains("conformance bridge higress.wasm"), "{said}");

    module(
        "small.wasm",
        r#"(module (memory (export "memory") 1 16) (func (export "proxy_abi_version_0_2_1")))"#,
    );
    let output = check(folder.path(), &["small.wasm"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    assert!(said.contains("trap    its memory ends at 1 MB"), "{said}");
}

#[test]
fn rules_and_traps_explain_themselves_to_programs() {
    let json = |arguments: &[&str]| -> serde_json::Value {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_migrate"))
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let rules = json(&["go124", "--list-rules", "--json"]);
    let rules = rules["rules"].as_array().unwrap();
    assert!(rules.len() > 5, "{rules:?}");
    for rule in rules {
        let id = rule["id"].as_str().unwrap();
        assert_eq!(*rule, json(&["go124", "--explain", id, "--json"]));
    }
    let trap = json(&["check", "--explain", "sleep", "--json"]);
    assert_eq!(trap["id"], "sleep");
    assert!(trap["title"].is_string() && trap["explain"].is_string());
}

#[test]
fn bad_input_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("text.wasm"), "no module").unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    fs::create_dir(folder.path().join("broken")).unwrap();
    fs::write(folder.path().join("broken/go.mod"), "module broken\n\ngo 1.24.0\n").unwrap();
    fs::write(folder.path().join("broken/main.go"), "package main\n\nfunc {\n").unwrap();
    for (arguments, words) in [
        (&["text.wasm"][..], "text.wasm: "),
        (&["none.wasm"], "none.wasm: cannot be read"),
        (&["empty"], "empty: holds no Go module"),
        (&["broken"], "main.go:3:6"),
        (&["--explain", "none"], "none: no such trap"),
    ] {
        let output = check(folder.path(), arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(words), "{said}");
    }
}
