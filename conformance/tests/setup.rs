//! What `conformance/setup` says on a machine that lacks something.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::{env, fs};

/// A process that another test starts holds the files that are open for writing meanwhile, and what is held cannot be run.
static ALONE: Mutex<()> = Mutex::new(());

/// Runs the script in a folder of its own, where each stub stands for the program of that name
/// and `missing` programs are not to be found.
fn setup(stubs: &[(&str, &str)], missing: &[&str]) -> (Option<i32>, String) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let (bin, project) = (folder.path().join("bin"), folder.path().join("project/conformance"));
    fs::create_dir_all(&bin).unwrap();
    fs::create_dir_all(&project).unwrap();
    for file in ["setup", "tools.txt"] {
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(file), project.join(file)).unwrap();
    }
    for tool in ["bash", "dirname", "uname", "sort", "cmp", "mkdir", "mktemp", "rm", "sh"] {
        link(tool, &bin);
    }
    for (name, script) in DEFAULTS.iter().chain(stubs) {
        let path = bin.join(name);
        let _ = fs::remove_file(&path);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    for name in missing {
        fs::remove_file(bin.join(name)).unwrap();
    }
    let output = Command::new(project.join("setup"))
        .arg("go1.24.11")
        .env_clear()
        .env("PATH", &bin)
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

/// A machine where everything is in order.
const DEFAULTS: &[(&str, &str)] = &[("rustup", "exit 0"), ("go", "echo go1.26.8"), ("python3", "exit 0")];

fn link(tool: &str, bin: &Path) {
    let paths = env::var_os("PATH").unwrap();
    let found = env::split_paths(&paths)
        .map(|folder| folder.join(tool))
        .find(|path| path.is_file())
        .unwrap();
    std::os::unix::fs::symlink(found, bin.join(tool)).unwrap();
}

#[track_caller]
fn refuses(stubs: &[(&str, &str)], missing: &[&str], what: &str, next: &str) {
    let (status, said) = setup(stubs, missing);
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains(what) && said.contains(&format!("next: {next}")), "{said}");
}

#[test]
fn rustup_is_missing() {
    refuses(&[], &["rustup"], "rustup is missing", "install it from");
}

#[test]
fn the_rust_toolchain_cannot_be_installed() {
    refuses(
        &[("rustup", "exit 1")],
        &[],
        "could not install the toolchain",
        "run 'rustup self update'",
    );
}

#[test]
fn go_is_missing() {
    refuses(&[], &["go"], "Go is missing", "install Go 1.21 or newer");
}

#[test]
fn go_is_too_old() {
    refuses(
        &[("go", "echo go1.20.14")],
        &[],
        "go1.20.14 is too old",
        "install Go 1.21 or newer",
    );
}

#[test]
fn the_go_toolchain_cannot_be_fetched() {
    let go = r#"[ "$1" = env ] && echo go1.21.0"#;
    refuses(
        &[("go", go)],
        &[],
        "Go could not fetch the toolchain go1.24.11",
        "check GOPROXY",
    );
}

#[test]
fn python_is_missing() {
    refuses(&[], &["python3"], "Python is missing", "install python3 with pip");
}

#[test]
fn servers_on_path_need_no_python() {
    let servers = [("envoy", "exit 0"), ("redis-server", "exit 0")];
    assert_eq!(setup(&servers, &["python3"]), (Some(0), String::new()));
}

#[test]
fn pip_is_missing() {
    refuses(&[("python3", "exit 1")], &[], "pip is missing", "install it");
}

#[test]
fn the_packages_cannot_be_downloaded() {
    let python = r#"[ "$3" = --version ]"#;
    refuses(
        &[("python3", python)],
        &[],
        "pip could not download",
        "see pip's words above",
    );
}

#[test]
fn the_system_is_not_supported() {
    refuses(
        &[("uname", "echo Plan9")],
        &[],
        "Plan9 on Plan9 is not supported",
        "use Linux",
    );
}
