//! The examples for CI and Kubernetes do what they say: their commands are run, part by part, and joined.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// Four pairs, of which the port of the third logs something else.
fn project() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let template = include_str!("cli/files/plugin.wat");
    let plugin = |name: &str, language: &str, request: &str| {
        let text = template
            .replace("LANGUAGE", language)
            .replace("CONFIGURE", "(i32.const 1)")
            .replace("REQUEST", request);
        fs::write(folder.path().join(name), wat::parse_str(text).unwrap()).unwrap();
    };
    let says = |length: usize| format!("(drop (call $log (i32.const 2) (i32.const 8) (i32.const {length})))");
    plugin("go.wasm", r#""Go" "1.24.11""#, &says(5));
    plugin("rust.wasm", r#""Rust" "1.95.0""#, &says(5));
    plugin("wrong.wasm", r#""Rust" "1.95.0""#, &says(4));
    let pair = |name: &str, port: &str| {
        format!("[[pair]]\nname = \"{name}\"\noriginal = \"go.wasm\"\nport = \"{port}\"\ncases = [\"one.yaml\"]\n\n")
    };
    let pairs = ["a", "b", "c", "d"].map(|name| pair(name, if name == "c" { "wrong.wasm" } else { "rust.wasm" }));
    fs::write(folder.path().join("conformance.toml"), pairs.concat()).unwrap();
    fs::write(folder.path().join("one.yaml"), "cases: [{name: one, requests: [{}]}]\n").unwrap();
    folder
}

/// Runs a command as its example does, with the command under test on `PATH`.
fn run(folder: &Path, command: &str, environment: &[(&str, &str)]) -> Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_conformance"));
    let path = format!(
        "{}:{}",
        binary.parent().unwrap().display(),
        std::env::var("PATH").unwrap()
    );
    Command::new("sh")
        .args(["-c", command])
        .current_dir(folder)
        .env("PATH", path)
        .env("ENVOY", conformance::testbed::tools::find_envoy(None).unwrap().path)
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

fn example(name: &str) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    serde_saphyr::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

/// The command of a job's step that runs the tool.
fn step(workflow: &Value, job: &str) -> String {
    let steps = workflow["jobs"][job]["steps"].as_array().unwrap();
    let mut commands = steps.iter().filter_map(|step| step["run"].as_str());
    commands.find(|command| command.contains("conformance")).unwrap().into()
}

/// The joined parts say what one run says.
fn assert_like_one_run(folder: &Path, joined: &Output) {
    let report: Value = serde_json::from_slice(&joined.stdout).unwrap();
    let mut verdicts: Vec<_> = report["pairs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| [&pair["name"], &pair["verdict"]].map(|text| text.as_str().unwrap().to_string()))
        .collect();
    verdicts.sort();
    assert_eq!(
        verdicts,
        [["a", "alike"], ["b", "alike"], ["c", "different"], ["d", "alike"]]
    );
    let one = run(folder, "conformance compare --all . --jobs 4", &[]);
    assert_eq!(one.status.code(), Some(1), "{}", String::from_utf8_lossy(&one.stderr));
    assert_eq!(joined.status.code(), one.status.code());
}

#[test]
fn a_matrix_of_github_actions_carries_the_pairs() {
    let project = project();
    let workflow = example("github-actions.yml");
    let parts = workflow["jobs"]["compare"]["strategy"]["matrix"]["part"]
        .as_array()
        .unwrap()
        .clone();
    let of = workflow["jobs"]["compare"]["env"]["PARTS"].to_string();
    assert_eq!(parts.len().to_string(), of);
    for part in parts {
        let part = part.to_string();
        let done = run(
            project.path(),
            &step(&workflow, "compare"),
            &[("PART", &part), ("PARTS", &of)],
        );
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let joined = run(project.path(), &(step(&workflow, "verdict") + " --json"), &[]);
    assert_like_one_run(project.path(), &joined);
    assert!(project.path().join("junit.xml").exists());
}

#[test]
fn an_indexed_job_of_kubernetes_carries_the_pairs() {
    let project = project();
    let job = example("kubernetes-job.yml");
    let container = &job["spec"]["template"]["spec"]["containers"][0];
    let command = container["args"][0].as_str().unwrap();
    for index in 0..job["spec"]["completions"].as_u64().unwrap() {
        let index = index.to_string();
        let environment = [
            ("JOB_COMPLETION_INDEX", index.as_str()),
            ("PARTS", "4"),
            ("REPORTS", "."),
        ];
        let done = run(project.path(), command, &environment);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let joined = run(project.path(), "conformance merge part-*.json --json", &[]);
    assert_like_one_run(project.path(), &joined);
}

#[test]
fn what_has_not_changed_is_skipped_and_keeps_its_verdict() {
    let project = project();
    let command = "conformance compare --all . --jobs 4 --cache cache.json --json";
    let skipped = |output: &Output| -> Vec<bool> {
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let pairs = report["pairs"].as_array().unwrap();
        pairs.iter().map(|pair| pair["skipped"] == true).collect()
    };
    let first = run(project.path(), command, &[]);
    assert_eq!((skipped(&first), first.status.code()), (vec![false; 4], Some(1)));
    let second = run(project.path(), command, &[]);
    assert_eq!((skipped(&second), second.status.code()), (vec![true; 4], Some(1)));
    // A case that changed is run again.
    fs::write(
        project.path().join("one.yaml"),
        "cases: [{name: two, requests: [{}]}]\n",
    )
    .unwrap();
    assert_eq!(skipped(&run(project.path(), command, &[])), [false; 4]);
}

#[test]
fn what_was_over_before_the_run_was_cut_off_is_skipped() {
    let project = project();
    let file = project.path().join("conformance.toml");
    let pairs = fs::read_to_string(&file).unwrap();
    // The last pair does not come to its end in the time of a test.
    let (before, last) = pairs.split_at(pairs.rfind("one.yaml").unwrap());
    fs::write(&file, [before, &last.replace("one", "slow")].concat()).unwrap();
    let cases = "cases: [{name: one, settle_ms: 600000, requests: [{}]}]\n";
    fs::write(project.path().join("slow.yaml"), cases).unwrap();
    let command = "conformance compare --all . --jobs 1 --cache cache.json --json & \
        run=$!; until grep -q '\"name\": \"c\"' cache.json; do sleep 0.1; done; kill $run; wait $run";
    let cut_off = run(project.path(), command, &[]);
    assert!(cut_off.stdout.is_empty());
    let cache: Value = serde_json::from_slice(&fs::read(project.path().join("cache.json")).unwrap()).unwrap();
    let mut names: Vec<_> = cache["pairs"]
        .as_object()
        .unwrap()
        .values()
        .map(|pair| pair["name"].as_str())
        .collect();
    names.sort_unstable();
    let said = String::from_utf8_lossy(&cut_off.stderr);
    assert_eq!(names, [Some("a"), Some("b"), Some("c")], "{said}");
}

#[test]
fn a_pair_whose_neighbour_changed_is_run_again() {
    let project = project();
    let [neighbour, other] = ["neighbour.wasm", "wrong.wasm"].map(|name| project.path().join(name));
    fs::copy(project.path().join("rust.wasm"), &neighbour).unwrap();
    let cases = "cases: [{name: one, before: [{module: neighbour.wasm}], requests: [{}]}]\n";
    fs::write(project.path().join("one.yaml"), cases).unwrap();
    let ran = || {
        let command = "conformance compare --all . --jobs 4 --cache cache.json --json";
        let report: Value = serde_json::from_slice(&run(project.path(), command, &[]).stdout).unwrap();
        report["pairs"][0]["skipped"] != true
    };
    assert_eq!([ran(), ran()], [true, false]);
    fs::copy(other, neighbour).unwrap();
    assert!(ran());
}

#[test]
fn an_allowed_difference_is_no_finding_until_it_expires() {
    let project = project();
    let file = project.path().join("conformance.toml");
    let pairs = fs::read_to_string(&file).unwrap();
    let allow = |what: &str, expires: &str| {
        let entry = format!(
            "[[pair.allow]]\nkind = \"log\"\npattern = \"info {what}*\"\nreason = \"shorter\"\nexpires = {expires}\n\n"
        );
        let after = pairs.find("name = \"d\"").unwrap() - "[[pair]]\n".len();
        fs::write(&file, [&pairs[..after], &entry, &pairs[after..]].concat()).unwrap();
        run(project.path(), "conformance compare --all . --jobs 4", &[])
    };
    let allowed = allow("hell", "2200-01-01");
    let text = String::from_utf8_lossy(&allowed.stdout);
    assert_eq!(allowed.status.code(), Some(0), "{text}");
    assert!(text.contains("1 difference allowed"), "{text}");
    let unused = allow("bye", "2200-01-01");
    let text = String::from_utf8_lossy(&unused.stdout);
    assert_eq!(unused.status.code(), Some(1), "{text}");
    assert!(
        text.contains("the allowed difference `info bye*` was not seen"),
        "{text}"
    );
    let expired = allow("hell", "2020-01-01");
    assert_eq!(expired.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&expired.stderr).contains("expired on 2020-01-01: shorter"));
}

#[test]
fn cases_are_generated_in_the_turn_of_their_pair() {
    let project = project();
    let generate = "conformance compare --all . --jobs 4 --generate 8 --seed 1";
    let tap = run(project.path(), &format!("{generate} --tap"), &[]);
    let text = String::from_utf8_lossy(&tap.stdout);
    let points = text.lines().filter(|line| line.starts_with(['o', 'n'])).count();
    assert_eq!((points, text.lines().last()), (4, Some("1..4")), "{text}");
    let report: Value =
        serde_json::from_slice(&run(project.path(), &format!("{generate} --json"), &[]).stdout).unwrap();
    // The written case comes on top.
    assert_eq!(report["pairs"][0]["generated"]["cases"], 9);
    assert_eq!(report["pairs"][0]["generated"]["compared"], 9);
    assert_eq!(report["pairs"][2]["verdict"], "different");
}
