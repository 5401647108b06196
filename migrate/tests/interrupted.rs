//! A signal in the middle of a command leaves neither a process nor a file behind.

#[path = "tools/program.rs"]
mod program;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Says its version as Go does, and takes a long time for anything else.
const SLOW_GO: &str =
    "#!/bin/sh\n[ \"$1\" = env ] && { echo go1.24.11; exit; }\necho $$ > \"$WORK/go.pid\"\nsleep 1000\n";

fn within_a_while(mut condition: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + Duration::from_secs(10);
    while Instant::now() < end {
        if condition() {
            return true;
        }
        thread::sleep(Duration::from_millis(10));
    }
    false
}

fn start(work: &Path, arguments: &[&str]) -> Child {
    let go = work.join("bin/go");
    fs::create_dir(work.join("bin")).unwrap();
    fs::create_dir(work.join("tmp")).unwrap();
    program::write(&go, SLOW_GO);
    let path = format!("{}:{}", work.join("bin").display(), std::env::var("PATH").unwrap());
    Command::new(env!("CARGO_BIN_EXE_migrate"))
        .args(arguments)
        .current_dir(work)
        .env("PATH", path)
        .env("TMPDIR", work.join("tmp"))
        .env("WORK", work)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn an_interrupt_while_go_runs_leaves_nothing_behind() {
    for signal in ["INT", "TERM", "KILL"] {
        let work = tempfile::tempdir().unwrap();
        let mut child = start(work.path(), &["new", "a-plugin"]);
        let pid = || fs::read_to_string(work.path().join("go.pid")).unwrap_or_default();
        assert!(within_a_while(|| pid().ends_with('\n')), "Go runs");
        let kill = |signal: &str, pid: &str| {
            Command::new("kill")
                .args([signal, pid])
                .output()
                .unwrap()
                .status
                .success()
        };
        assert!(kill(&format!("-{signal}"), &child.id().to_string()));
        child.wait().unwrap();
        assert!(within_a_while(|| !kill("-0", pid().trim())), "Go ends with {signal}");
        let left = || {
            let names = fs::read_dir(work.path())
                .unwrap()
                .map(|entry| entry.unwrap().file_name());
            let mut names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
            names.sort();
            let temporary = fs::read_dir(work.path().join("tmp")).unwrap().count();
            (names, temporary)
        };
        let clean = (["bin", "go.pid", "tmp"].map(String::from).to_vec(), 0);
        assert!(within_a_while(|| left() == clean), "{signal}: {:?}", left());
    }
}

#[test]
fn a_reader_that_goes_away_ends_a_command_with_an_error() {
    let check = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/check");
    for arguments in [
        &["go124", "--list-rules"][..],
        &["go124", "--explain", "pause"],
        &["check", check],
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_migrate"));
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = command
            .args(arguments)
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with("migrate: standard output: Broken pipe"), "{said}");
    }
}
