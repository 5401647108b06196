//! Each folder of `tests/go124` is a plugin of the TinyGo era: `before`, what the command makes of it in `after`, and what it
//! reports in `report.txt`. `BLESS=1` writes the last two anew.
//!
//! Every plugin is moved, built, compared, and moved once more, which has to change nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::thread;

/// So many plugins are moved at a time.
const AT_A_TIME: usize = 3;

/// The folders to go through.
fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/go124");
    let mut cases: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    cases
}

/// The files below a folder with their texts, by name. Sums change with the modules and tell nothing.
fn files(folder: &Path) -> Vec<(String, String)> {
    fn walk(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                walk(root, &path, files);
            } else if path.file_name().unwrap() != "go.sum" {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut all = Vec::new();
    walk(folder, folder, &mut all);
    all.sort();
    all
}

fn copy(from: &Path, to: &Path) {
    for (name, text) in files(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn go124(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_migrate"))
        .args(["go124", "."])
        .args(arguments)
        .current_dir(folder)
        .env("GOTOOLCHAIN", "go1.24.11")
        .output()
        .unwrap()
}

fn report(output: &Output, folder: &Path) -> String {
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    let text = text.replace(&folder.canonicalize().unwrap().display().to_string(), "PLUGIN");
    format!("exit status {}\n{text}", output.status.code().unwrap())
}

/// Holds `text` against a file, or writes it there.
fn same(path: &Path, text: &str) {
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let wanted = fs::read_to_string(path).unwrap_or_default();
    assert!(
        wanted == text,
        "{} differs:\n{}",
        path.display(),
        similar::TextDiff::from_lines(wanted.as_str(), text).unified_diff()
    );
}

/// Whether a report tells of something that the next run finds in the sources again, and not only what came of moving them.
fn stays_open(report: &str) -> bool {
    let once = ["[tests]", "[stand-ins]", "nothing calls this method [sdk-names]"];
    let mut by_hand = report.lines().filter(|line| line.contains(": by hand: "));
    by_hand.any(|line| once.iter().all(|end| !line.ends_with(end)))
}

/// Moves a plugin, holds what came of it against what is written down, and moves it once more.
fn goes_through(case: &Path) {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    copy(&case.join("before"), folder);

    let before = files(folder);
    go124(folder, &["--no-build"]);
    assert_eq!(files(folder), before, "{}: a preview changes nothing", case.display());

    let written = go124(folder, &["--write"]);
    same(&case.join("report.txt"), &report(&written, folder));
    if std::env::var_os("BLESS").is_some() {
        let _ = fs::remove_dir_all(case.join("after"));
    }
    let changed = files(folder).into_iter().filter(|file| !before.contains(file));
    let changed: Vec<_> = changed.collect();
    for (name, text) in &changed {
        same(&case.join("after").join(name), text);
    }
    assert_eq!(files(&case.join("after")).len(), changed.len(), "{}", case.display());
    if written.status.code() == Some(4) {
        assert!(
            changed.is_empty(),
            "{}: what does not build is not written",
            case.display()
        );
        return;
    }
    let moved = files(folder);
    let again = go124(folder, &["--write", "--no-build"]);
    assert_eq!(files(folder), moved, "{}: a second run changes nothing", case.display());
    let stays = stays_open(&String::from_utf8_lossy(&written.stdout));
    let wanted = if stays { 3 } else { 0 };
    assert_eq!(again.status.code(), Some(wanted), "{}", case.display());
}

#[test]
fn every_plugin_is_moved_as_written_down_and_once_only() {
    let left = Mutex::new(cases());
    let next = || left.lock().unwrap().pop();
    let work = || {
        while let Some(case) = next() {
            goes_through(&case);
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_A_TIME).map(|_| scope.spawn(work)).collect();
        workers.into_iter().for_each(|worker| worker.join().unwrap());
    });
}

#[test]
fn bad_input_is_refused_and_nothing_is_written() {
    let temporary = tempfile::tempdir().unwrap();
    let refused = |arguments: &[&str], what: &str| {
        let output = go124(temporary.path(), arguments);
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(text.contains(what), "{text}");
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0);
    };
    refused(&[], "holds no Go module");
    refused(&["missing"], "missing: is no folder");
    refused(&["--only", "inti"], "inti: no such rule");
}
