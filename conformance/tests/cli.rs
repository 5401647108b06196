//! The command as a user runs it: bad input, verdicts, and nothing left behind. `cli/README.md` says how a test is written.

use conformance::testbed::tools::find_redis;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The small plugins: name, language, what configuring does, what a request's headers do.
const PLUGINS: [(&str, &str, &str, &str); 10] = [
    ("original", GO, ACCEPT, HELLO),
    ("port", RUST, ACCEPT, HELLO),
    (
        "other",
        RUST,
        ACCEPT,
        "(drop (call $log (i32.const 3) (i32.const 8) (i32.const 4)))",
    ),
    ("traps", RUST, ACCEPT, "(unreachable)"),
    ("loops", RUST, ACCEPT, "(loop $again (br $again))"),
    ("refuses-original", GO, REFUSE, HELLO),
    ("refuses", RUST, REFUSE, HELLO),
    ("traps-at-start-original", GO, "(unreachable)", HELLO),
    ("traps-at-start", RUST, "(unreachable)", HELLO),
    ("slow-original", GO, ACCEPT, ""),
];
const GO: &str = r#""Go" "1.24.11""#;
const RUST: &str = r#""Rust" "1.95.0""#;
const ACCEPT: &str = "(i32.const 1)";
const REFUSE: &str = "(drop (call $log (i32.const 4) (i32.const 16) (i32.const 17))) (i32.const 0)";
const HELLO: &str = "(drop (call $log (i32.const 2) (i32.const 8) (i32.const 5)))";

/// What makes one of the plugins call Redis.
const REDIS: &str = r#"(import "env" "proxy_redis_init"
    (func $redis (param i32 i32 i32 i32 i32 i32 i32) (result i32)))"#;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli")
}

/// A folder with everything that the tests name.
fn surroundings() -> TempDir {
    let work = tempfile::tempdir().unwrap();
    copy(&folder().join("files"), work.path());
    let template = fs::read_to_string(folder().join("files/plugin.wat")).unwrap();
    let plugin = |name: &str, text: &str| fs::write(work.path().join(name), wat::parse_str(text).unwrap()).unwrap();
    for (name, language, configure, request) in PLUGINS {
        let text = template
            .replace("LANGUAGE", language)
            .replace("CONFIGURE", configure)
            .replace("REQUEST", request);
        plugin(&format!("{name}.wasm"), &text);
        let with_redis = text.replace("(memory ", &format!("{REDIS}\n(memory "));
        plugin(&format!("redis-{name}.wasm"), &with_redis);
    }
    let original = fs::read(work.path().join("original.wasm")).unwrap();
    fs::write(work.path().join("truncated.wasm"), &original[..original.len() / 2]).unwrap();
    fs::write(work.path().join("copy.wasm"), original).unwrap();
    fs::create_dir(work.path().join("tmp")).unwrap();
    let golden = fs::read_to_string(work.path().join("golden.json")).unwrap();
    fs::write(
        work.path().join("newer.json"),
        golden.replace("\"golden\": 1", "\"golden\": 2"),
    )
    .unwrap();
    work
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let to = to.join(from.file_name().unwrap());
        match from.extension().and_then(|extension| extension.to_str()) {
            None if from.is_dir() => {
                fs::create_dir(&to).unwrap();
                copy(&from, &to);
            }
            None => {
                // What this process writes, a child that another test starts holds open, and what is open for writing
                // cannot be run.
                let copied = Command::new("install").arg("-m755").arg(&from).arg(&to).status();
                assert!(copied.unwrap().success());
            }
            Some("wat") => {
                // The template of the small plugins is no module by itself.
                if let Ok(module) = wat::parse_file(&from) {
                    fs::write(to.with_extension("wasm"), module).unwrap();
                }
            }
            Some(_) => drop(fs::copy(&from, &to).unwrap()),
        }
    }
}

/// A command on its way; everything that it starts carries the mark in its environment.
struct Running {
    child: Child,
    mark: String,
    work: TempDir,
}

fn start(arguments: &[String]) -> Running {
    let work = surroundings();
    let mark = format!("CONFORMANCE_TEST={}", work.path().display());
    let child = Command::new(env!("CARGO_BIN_EXE_conformance"))
        .args(arguments)
        .current_dir(work.path())
        .env("TMPDIR", work.path().join("tmp"))
        .env("CONFORMANCE_TEST", work.path())
        .env(
            "REAL_REDIS",
            find_redis(None).map(|redis| redis.path).unwrap_or_default(),
        )
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .unwrap();
    Running { child, mark, work }
}

/// Why a command left something behind; nothing where it did not.
fn left_behind(mark: &str, work: &Path) -> Option<String> {
    let tidy_by = Instant::now() + Duration::from_secs(5);
    loop {
        let files: Vec<_> = fs::read_dir(work.join("tmp"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        let processes = processes_with(mark);
        if files.is_empty() && processes.is_empty() {
            return None;
        }
        if Instant::now() > tidy_by {
            return Some(format!("left behind: files {files:?}, processes {processes:?}"));
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// The command lines of the processes whose environment holds the mark.
fn processes_with(mark: &str) -> Vec<String> {
    let Ok(processes) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    processes
        .flatten()
        .filter(|process| {
            let environment = fs::read(process.path().join("environ")).unwrap_or_default();
            environment
                .split(|byte| *byte == 0)
                .any(|variable| variable == mark.as_bytes())
        })
        .map(|process| {
            fs::read_to_string(process.path().join("cmdline"))
                .unwrap_or_default()
                .replace('\0', " ")
        })
        .collect()
}

/// What a finished command did, as a test file tells it.
fn told(arguments: &[String]) -> String {
    let mut running = start(arguments);
    let mut errors = running.child.stderr.take().unwrap();
    let stderr = thread::spawn(move || {
        let mut text = String::new();
        errors.read_to_string(&mut text).map(|_| text)
    });
    let mut stdout = String::new();
    running
        .child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut stdout)
        .unwrap();
    let stderr = stderr.join().unwrap().unwrap();
    let status = running
        .child
        .wait()
        .unwrap()
        .code()
        .expect("the command ends by itself");
    let left = left_behind(&running.mark, running.work.path())
        .map(|left| left + "\n")
        .unwrap_or_default();
    format!(
        "status: {status}\nstdout:\n{}stderr:\n{}{left}",
        redacted(&stdout),
        redacted(&stderr)
    )
}

/// Puts a name in place of what differs from machine to machine.
fn redacted(text: &str) -> String {
    let line = |line: &str| {
        let mut words: Vec<String> = line.split(' ').map(String::from).collect();
        for at in 0..words.len() {
            let next = words
                .get(at + 1)
                .map(|word| word.trim_end_matches(',').to_string())
                .unwrap_or_default();
            let word = words[at].trim_matches(['"', ',', ':']).to_string();
            let name = match word.as_str() {
                word if word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit()) => "[sha256]",
                word if next == "ms" && word.parse::<u64>().is_ok() => "[ms]",
                word if next == "µs" && word.parse::<f64>().is_ok() => "[took]",
                word if next == "KB" && word.parse::<u64>().is_ok() => "[size]",
                word if at > 0
                    && (words[at - 1].ends_with("_ms\":") || words[at - 1].ends_with("_ns\":"))
                    && word.parse::<u64>().is_ok() =>
                {
                    "[ms]"
                }
                word if at > 0 && words[at - 1] == "\"bytes\":" && word.parse::<u64>().is_ok() => "[size]",
                word if at > 0
                    && words[at - 1]
                        .trim_matches(|c| c == '"' || c == ':')
                        .eq_ignore_ascii_case("envoy")
                    && word.starts_with("1.") =>
                {
                    "[envoy]"
                }
                _ => continue,
            };
            words[at] = words[at].replace(&word, name);
        }
        // Columns are as wide as what stood there.
        if line.contains(" ms") {
            words.retain(|word| !word.is_empty());
        }
        words.join(" ")
    };
    text.lines().map(|text| line(text) + "\n").collect()
}

/// The words of a command line; quotes keep a word together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.split_off(1)
}

/// The test files, in the order of their names.
fn tests() -> Vec<PathBuf> {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut tests: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    tests.sort();
    tests
}

/// Runs the command of a test; what its file says in place of what it should.
fn run(test: &Path) -> Option<String> {
    let expected = fs::read_to_string(test).unwrap();
    let (comment, rest) = expected.split_once("$ ").expect("a test has a command line");
    let command = rest.lines().next().unwrap();
    let happened = format!("{comment}$ {command}\n{}", told(&words(command)));
    if std::env::var_os("BLESS").is_some() {
        fs::write(test, &happened).unwrap();
        return None;
    }
    let diff = similar::TextDiff::from_lines(&expected, &happened);
    (expected != happened).then(|| format!("{}\n{}", test.display(), diff.unified_diff()))
}

#[test]
fn every_command_does_what_its_file_says() {
    let tests = Mutex::new(tests().into_iter());
    let worker = || {
        std::iter::from_fn(|| tests.lock().unwrap().next())
            .filter_map(|test| run(&test))
            .collect::<Vec<_>>()
    };
    let wrong: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A comparison in the middle of a case that takes a minute.
fn in_the_middle() -> Running {
    let mut running = start(&words("conformance compare original.wasm port.wasm --cases lasts.yaml"));
    let mut lines = BufReader::new(running.child.stdout.take().unwrap()).lines();
    assert!(
        lines.any(|line| line.unwrap().ends_with(" a request")),
        "the first case is decided"
    );
    thread::sleep(Duration::from_millis(200));
    assert!(processes_with(&running.mark).len() > 1, "Envoy runs");
    running
}

/// Sends a signal to a process, or to a group of them where the id is negative.
fn signal(name: &str, id: i64) {
    let sent = Command::new("kill")
        .args([&format!("-{name}"), "--", &id.to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
}

#[test]
fn ctrl_c_in_the_middle_leaves_nothing_behind() {
    let mut running = in_the_middle();
    signal("INT", -i64::from(running.child.id()));
    assert!(!running.child.wait().unwrap().success());
    assert_eq!(left_behind(&running.mark, running.work.path()), None);
}

#[test]
fn ctrl_c_in_a_search_ends_it_with_its_report() {
    let mut running = start(&words(
        "conformance compare original.wasm port.wasm --generate 1000000 --seed 7",
    ));
    let mut lines = BufReader::new(running.child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("one after the other")));
    thread::sleep(Duration::from_millis(500));
    signal("INT", -i64::from(running.child.id()));
    let said: Vec<String> = lines.map(|line| line.unwrap()).collect();
    assert_eq!(running.child.wait().unwrap().code(), Some(2), "{said:?}");
    for words in [" of 1000009 cases", "`--seed 7` makes the same cases again"] {
        assert!(said.iter().any(|line| line.contains(words)), "{said:?}");
    }
    assert_eq!(left_behind(&running.mark, running.work.path()), None);
}

#[test]
fn an_interrupt_of_the_command_alone_leaves_nothing_behind() {
    let mut running = in_the_middle();
    signal("INT", i64::from(running.child.id()));
    assert!(!running.child.wait().unwrap().success());
    assert_eq!(left_behind(&running.mark, running.work.path()), None);
}

#[test]
fn killing_the_command_leaves_nothing_behind() {
    let mut running = in_the_middle();
    signal("KILL", i64::from(running.child.id()));
    running.child.wait().unwrap();
    assert_eq!(left_behind(&running.mark, running.work.path()), None);
}
