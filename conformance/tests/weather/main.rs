//! Bad weather: what a build, a case file or the machine does wrong ends in a clear verdict for its case, the run goes on, and
//! the exit status tells.

use conformance::cases;
use conformance::compare::loadable;
use conformance::inspect::Module;
use conformance::observe::Kind;
use conformance::testbed::tools::{find_envoy, find_redis};
use conformance::testbed::{Run, Setup, Testbed};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What makes a plugin call Redis.
const REDIS: &str = r#"(import "env" "proxy_redis_init"
    (func $redis (param i32 i32 i32 i32 i32 i32 i32) (result i32)))"#;

/// A folder with a plugin, its port and a case file.
fn project(cases: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let plugin = |name: &str, language: &str, header: &str| {
        let text = include_str!("plugin.wat")
            .replace("LANGUAGE", language)
            .replace("DO", header);
        let with_redis = text.replace("(memory ", &format!("{REDIS}\n(memory "));
        for (name, text) in [(name.to_string(), text), (format!("redis-{name}"), with_redis)] {
            fs::write(folder.path().join(name), wat::parse_str(text).unwrap()).unwrap();
        }
    };
    plugin("go.wasm", r#""Go" "1.24.11""#, "no");
    plugin("rust.wasm", r#""Rust" "1.95.0""#, "do");
    fs::write(folder.path().join("cases.yaml"), cases).unwrap();
    fs::create_dir(folder.path().join("tmp")).unwrap();
    folder
}

/// A shell command in a project, with the command under test on `PATH`.
fn command(folder: &Path, command: &str) -> Command {
    let binary = Path::new(env!("CARGO_BIN_EXE_conformance")).parent().unwrap();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell
        .args(["-c", command])
        .current_dir(folder)
        .env("PATH", path)
        .env("ENVOY", find_envoy(None).unwrap().path)
        .env("REDIS_SERVER", find_redis(None).unwrap().path)
        .env("TMPDIR", folder.join("tmp"));
    shell
}

fn run(folder: &Path, text: &str) -> Output {
    command(folder, text).output().unwrap()
}

const COMPARE: &str = "conformance compare go.wasm rust.wasm --cases cases.yaml --json";

fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The cases of the one pair of a report.
fn cases(report: &Value) -> &Vec<Value> {
    report["pairs"][0]["cases"].as_array().unwrap()
}

/// The lines that a case shows in the port alone.
fn only_in_port(case: &Value) -> String {
    let findings = case["findings"].as_array().unwrap().iter();
    let lines = findings.flat_map(|finding| finding["port"].as_array().unwrap());
    lines.map(|line| format!("{}\n", line.as_str().unwrap())).collect()
}

#[test]
fn a_port_that_misbehaves_is_told_of_case_by_case() {
    let expected = [
        ("- {name: at first, requests: [{}]}", ""),
        (
            "- {name: takes all memory, requests: [{headers: [{x-do: m}]}]}",
            "proxy_on_request_headers trapped\n",
        ),
        (
            "- {name: answers 100 MiB, requests: [{headers: [{x-do: a}], timeout_ms: 60000}]}",
            "\n(103809024 bytes more, sha256 ",
        ),
        (
            "- {name: loops, requests: [{headers: [{x-do: l}], timeout_ms: 300}]}",
            "proxy_on_request_headers does not come to an end\n",
        ),
        ("- {name: in between, requests: [{}]}", ""),
        (
            "- {name: floods, requests: [{headers: [{x-do: f}], timeout_ms: 60000}]}",
            "\nfloods its log: ",
        ),
        (
            "- {name: floods and loops, requests: [{headers: [{x-do: F}], timeout_ms: 300}]}",
            "proxy_on_request_headers does not come to an end\n",
        ),
        ("- {name: at last, requests: [{}]}", ""),
    ];
    let file = expected.map(|(case, _)| format!("{case}\n")).concat();
    let project = project(&format!("cases:\n{file}"));
    let output = run(project.path(), COMPARE);
    let report = report(&output);
    assert_eq!(cases(&report).len(), expected.len());
    for (case, (_, shows)) in cases(&report).iter().zip(expected) {
        let (verdict, lines) = (case["verdict"].as_str().unwrap(), only_in_port(case));
        match shows {
            "" => assert_eq!((verdict, lines.as_str()), ("alike", ""), "{case:#}"),
            shows => assert!(verdict == "different" && lines.contains(shows), "{case:#}"),
        }
    }
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_build_that_fills_the_memory_of_its_host_is_stopped() {
    let project = project("cases: [{name: hoards, requests: [{headers: [{x-do: h}]}]}, {name: next, requests: [{}]}]");
    let module = loadable(&Module::read(&project.path().join("rust.wasm")).unwrap()).unwrap();
    let cases = cases::load(&project.path().join("cases.yaml")).unwrap().resolve();
    let setup = Setup {
        envoy: find_envoy(None).unwrap().path,
        redis_server: None,
        plugin_name: "hoards".into(),
        runs: vec![Run {
            name: "port".into(),
            module,
        }],
        cases: cases.clone(),
    };
    let testbed = Testbed::start_within(700 << 20, &setup).unwrap();
    let hoards = testbed.execute("port", &cases[0]).unwrap();
    let traps = hoards.observations.iter().find(|seen| seen.kind == Kind::Trap).unwrap();
    assert_eq!(traps.lines, ["Envoy runs out of memory in proxy_on_request_headers"]);
    let next = testbed.execute("port", &cases[1]).unwrap();
    assert_eq!(next.evidence.served, 1, "{next:#?}");
}

/// A run of three cases, the second of which takes longer than an Envoy lives at most where each is killed.
const SLOW: &str = "cases:\n\
    - {name: at first, requests: [{}]}\n\
    - {name: the slow one, upstream: [{delay_ms: 3500}], requests: [{timeout_ms: 20000}]}\n\
    - {name: at last, requests: [{}]}\n";
const LIFE: Duration = Duration::from_secs(2);

/// A comparison of which the first case is decided, so that the slow one is on its way, and its output from there on.
fn in_the_middle(project: &Path, compare: &str) -> (Child, BufReader<impl Read>) {
    let mut child = command(project, &format!("{compare} --cases cases.yaml"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.ends_with(" at first\n") {
        line.clear();
        assert_ne!(output.read_line(&mut line).unwrap(), 0, "the first case is decided");
    }
    thread::sleep(Duration::from_millis(300));
    (child, output)
}

/// The programs that a project's command started and whose command line holds a word.
fn running(project: &Path, word: &str) -> Vec<String> {
    let ours = |process: &PathBuf| {
        let command = fs::read(process.join("cmdline")).unwrap_or_default();
        let is_there = fs::read_link(process.join("cwd")).is_ok_and(|folder| folder.starts_with(project));
        is_there && !command.starts_with(b"sh\0") && String::from_utf8_lossy(&command).contains(word)
    };
    let processes = fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path());
    let id = |process: PathBuf| process.file_name().unwrap().to_string_lossy().into_owned();
    processes.filter(ours).map(id).collect()
}

fn kill(process: &str) {
    let _ = Command::new("kill").args(["-KILL", process]).output();
}

#[test]
fn a_case_is_repeated_where_somebody_kills_its_envoy() {
    let project = project(SLOW);
    let (mut child, mut output) = in_the_middle(project.path(), "exec conformance compare go.wasm rust.wasm");
    let envoys = running(project.path(), "--config-path");
    assert_eq!(envoys.len(), 1);
    kill(&envoys[0]);
    let mut text = String::new();
    output.read_to_string(&mut text).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{text}");
    assert!(text.ends_with(": 3 cases: alike\n"), "{text}");
}

/// An Envoy that notes each start to serve, and is killed at the second: the first that a run starts for itself.
const SHORT_LIVED: &str = r#"#!/bin/sh
case "$*" in *--config-path*)
    echo >> starts
    case $(wc -l < starts) in 2) kill -KILL $$ ;; esac
esac
exec "$REAL_ENVOY" "$@"
"#;

#[test]
fn a_case_is_repeated_where_somebody_kills_the_next_envoy_at_its_start() {
    let project = project(SLOW);
    // A script that this process holds open to write it could not be run where another test starts a program meanwhile.
    let script = format!("cat > envoy <<'EOF'\n{SHORT_LIVED}EOF\nchmod +x envoy");
    assert!(run(project.path(), &script).status.success());
    let compare =
        "REAL_ENVOY=$ENVOY; export REAL_ENVOY; export ENVOY=$PWD/envoy; exec conformance compare go.wasm rust.wasm";
    let (mut child, mut output) = in_the_middle(project.path(), compare);
    let envoys = running(project.path(), "--config-path");
    assert_eq!(envoys.len(), 1);
    kill(&envoys[0]);
    let mut text = String::new();
    output.read_to_string(&mut text).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{text}");
    assert!(text.ends_with(": 3 cases: alike\n"), "{text}");
    let starts = fs::read_to_string(project.path().join("starts")).unwrap();
    assert!(starts.lines().count() > 2, "{starts:?}");
}

#[test]
fn a_case_whose_envoy_is_killed_each_time_could_not_run_and_the_next_one_does() {
    let project = project(SLOW);
    let (mut child, mut output) = in_the_middle(project.path(), "exec conformance compare go.wasm rust.wasm");
    let mut text = String::new();
    thread::scope(|scope| {
        let told = scope.spawn(|| {
            let mut line = String::new();
            output.read_line(&mut line).unwrap();
            line
        });
        let mut born = BTreeMap::new();
        while !told.is_finished() {
            for envoy in running(project.path(), "--config-path") {
                if born.entry(envoy.clone()).or_insert_with(Instant::now).elapsed() > LIFE {
                    kill(&envoy);
                }
            }
            thread::sleep(Duration::from_millis(50));
        }
        text = told.join().unwrap();
    });
    output.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("  could not run the slow one ("), "{text}");
    assert!(
        text.contains("Envoy was ended by signal 9 (killed, as where memory runs out)"),
        "{text}"
    );
    assert!(text.contains("  alike         at last\n"), "{text}");
    assert_eq!(child.wait().unwrap().code(), Some(2), "{text}");
}

#[test]
fn a_case_is_repeated_where_somebody_kills_its_redis() {
    let project = project(SLOW);
    let (mut child, mut output) =
        in_the_middle(project.path(), "exec conformance compare redis-go.wasm redis-rust.wasm");
    let servers = running(project.path(), "redis-server");
    assert_eq!(servers.len(), 3, "one for each run");
    servers.iter().for_each(|server| kill(server));
    let mut text = String::new();
    output.read_to_string(&mut text).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{text}");
    assert!(text.ends_with(": 3 cases: alike\n"), "{text}");
}

/// Some good cases, with one in the middle in which the port floods its log.
const FLOOD: &str = "cases:\n\
    - {name: at first, requests: [{}]}\n\
    - {name: floods, requests: [{headers: [{x-do: f}], timeout_ms: 60000}]}\n\
    - {name: at last, requests: [{}]}\n";

/// The verdicts of the cases, in words of the report.
fn verdicts(report: &Value) -> Vec<&str> {
    cases(report)
        .iter()
        .map(|case| case["verdict"].as_str().unwrap())
        .collect()
}

#[test]
fn a_log_that_may_grow_no_more_costs_its_case() {
    let project = project(FLOOD);
    let output = run(project.path(), &format!("ulimit -f 8192; exec {COMPARE}"));
    let report = report(&output);
    assert_eq!(verdicts(&report), ["alike", "could-not-run", "alike"], "{report:#}");
    let reason = cases(&report)[1]["reason"]["what"].as_str().unwrap();
    assert!(
        reason.contains("a file reached the largest size that is allowed"),
        "{reason}"
    );
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_disk_that_is_full_costs_its_case() {
    let good = |name: &str| format!("- {{name: {name}, requests: [{{}}]}}\n");
    let flood = |name: &str| format!("- {{name: {name}, requests: [{{headers: [{{x-do: f}}], timeout_ms: 60000}}]}}\n");
    let file = [
        good("at first"),
        flood("floods"),
        good("in between"),
        flood("floods again"),
        good("then"),
        flood("floods at last"),
        good("at last"),
    ];
    let project = project(&format!("cases:\n{}", file.concat()));
    let small = "mount -t tmpfs -o size=4m weather tmp";
    if !run(project.path(), &format!("unshare -rm sh -c '{small}'"))
        .status
        .success()
    {
        println!("not tried: nobody may mount a small disk here");
        return;
    }
    let output = run(
        project.path(),
        &format!("unshare -rm sh -c '{small} && exec {COMPARE}'"),
    );
    let report = report(&output);
    let expected = (0..7).map(|case| if case % 2 == 0 { "alike" } else { "could-not-run" });
    assert_eq!(verdicts(&report), expected.collect::<Vec<_>>(), "{report:#}");
    for case in cases(&report).iter().skip(1).step_by(2) {
        let reason = case["reason"]["what"].as_str().unwrap();
        assert!(reason.contains("had no room left on the disk for its log"), "{reason}");
    }
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_report_that_finds_no_room_is_told() {
    let project = project(FLOOD);
    let output = run(project.path(), "conformance inspect go.wasm > /dev/full");
    assert_eq!(
        output.status.code(),
        Some(2),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(String::from_utf8_lossy(&output.stderr).contains("No space left on device"));
}

#[test]
fn files_of_gigabytes_are_refused_by_their_size() {
    let project = project(FLOOD);
    // A hole takes no room on the disk.
    let huge = File::create(project.path().join("huge")).unwrap();
    huge.set_len(1 << 30).unwrap();
    for command in [
        "conformance compare go.wasm rust.wasm --cases huge",
        "conformance compare go.wasm rust.wasm --from huge",
        "conformance compare go.wasm rust.wasm --config @huge",
        "conformance compare go.wasm huge",
        "conformance compare huge rust.wasm",
        "conformance compare --all . --cache huge",
        "conformance merge huge",
        "conformance inspect huge",
        "conformance bridge huge -o out.wasm",
        "conformance trace huge",
    ] {
        // Nobody needs a fraction of that.
        let output = run(project.path(), &format!("ulimit -v 4000000; {command}"));
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{command}: {stderr}");
        assert!(
            stderr.contains("huge: larger than ") || stderr.contains("conformance.toml"),
            "{command}: {stderr}"
        );
    }
}
