//! Each folder of `tests/alike` is a plugin of `tests/go124` that was moved to Go 1.24 by hand, and the cases that show what it does.
//! The command moves the same plugin; both are built, and behave alike in a real Envoy.

use conformance::cases::load;
use conformance::compare::{Pair, PairReport, Programs, Verdict};
use conformance::inspect::Module;
use conformance::testbed::tools::find_envoy;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;

/// So many plugins are built and compared at a time.
const AT_A_TIME: usize = 3;

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The plugins that were moved by hand.
fn twins() -> Vec<String> {
    let entries = fs::read_dir(tests().join("alike"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let folders = entries.filter(|path| path.is_dir());
    folders
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// Builds the plugin in a folder.
fn built(folder: &Path, output: &Path) -> Module {
    let build = Command::new("go")
        .args(["build", "-buildmode=c-shared", "-trimpath", "-buildvcs=false", "-o"])
        .args([output.as_os_str(), ".".as_ref()])
        .current_dir(folder)
        .envs([
            ("GOTOOLCHAIN", "go1.24.11"),
            ("GOOS", "wasip1"),
            ("GOARCH", "wasm"),
            ("GOWORK", "off"),
        ])
        .output()
        .unwrap();
    assert!(
        build.status.success(),
        "{}: {}",
        folder.display(),
        String::from_utf8_lossy(&build.stderr)
    );
    Module::read(output).unwrap()
}

/// Moves a plugin and compares it with the one that was moved by hand.
fn compared(name: &str) -> PairReport {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join(name);
    copy(&tests().join("go124").join(name).join("before"), &folder);
    let moved = Command::new(env!("CARGO_BIN_EXE_migrate"))
        .args(["go124", ".", "--write", "--no-build"])
        .current_dir(&folder)
        .env("GOTOOLCHAIN", "go1.24.11")
        .output()
        .unwrap();
    assert!(
        [1, 3].contains(&moved.status.code().unwrap()),
        "{name}: {}",
        String::from_utf8_lossy(&moved.stderr)
    );
    // In a workspace the plugin has a folder of its own.
    let below = folder.join("plugin");
    let plugin = if below.is_dir() { &below } else { &folder };

    let twin = tests().join("alike").join(name);
    let original = built(&twin, &temporary.path().join("by-hand.wasm"));
    let port = built(plugin, &temporary.path().join("moved.wasm"));
    let cases = load(&twin.join("cases.yaml")).unwrap().cases;
    let programs = Programs {
        envoy: find_envoy(None).unwrap(),
        redis_server: None,
    };
    Pair::new(name, original, port, cases)
        .unwrap()
        .run(&programs, &mut |_| ())
}

#[test]
#[ignore = "a minute or two: `make moved`"]
fn every_plugin_behaves_like_its_twin_that_was_moved_by_hand() {
    let left = Mutex::new(twins());
    assert!(left.lock().unwrap().len() >= 12);
    let reports = Mutex::new(Vec::new());
    let next = || left.lock().unwrap().pop();
    let work = || {
        while let Some(name) = next() {
            let report = compared(&name);
            reports.lock().unwrap().push(report);
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_A_TIME).map(|_| scope.spawn(work)).collect();
        workers.into_iter().for_each(|worker| worker.join().unwrap());
    });
    for report in reports.into_inner().unwrap() {
        assert_eq!(
            report.verdict,
            Verdict::Alike,
            "{}",
            serde_json::to_string_pretty(&report).unwrap()
        );
    }
}
