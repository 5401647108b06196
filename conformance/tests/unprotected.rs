//! A mistake where Go does not recover from it ends alike in Go and in the Rust build that recovers: the VM is lost, and what
//! comes after meets a new one. Only the last words of the two languages differ.
//!
//! Needs `make plugins recovering`.

use std::path::Path;

use conformance::cases;
use conformance::compare::loadable;
use conformance::inspect::Module;
use conformance::observe::{Kind, Observation, Outcome};
use conformance::testbed::{Loadable, Run, Setup, Testbed, tools};

const CASES: &str = r#"
services: {"outbound|80||echo.static": [{}]}
cases:
  - name: in the answer of a call-out
    config: {phase: answer, mistake: index, index: 5}
    requests: [{timeout_ms: 3000}, {timeout_ms: 3000}]
  - name: words of the plugin in the answer of a call-out
    config: {phase: answer, mistake: text}
    requests: [{timeout_ms: 3000}]
  - name: in the parser of the configuration
    config: {phase: configure, mistake: index, index: 5}
    requests: [{}]
"#;

fn module(file: &str) -> Loadable {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target").join(file);
    let module = Module::read(&file).and_then(|module| loadable(&module));
    module.unwrap_or_else(|error| panic!("{error}; run `make plugins recovering`"))
}

fn testbed(cases: &[cases::Case]) -> Testbed {
    let builds = [
        ("go", "go/panics.wasm"),
        ("rust", "recovering/wasm32-wasip1/plugin/examples/panics.wasm"),
    ];
    let runs = builds.map(|(name, file)| Run {
        name: name.into(),
        module: module(file),
    });
    let setup = Setup {
        envoy: tools::find_envoy(None).unwrap().path,
        redis_server: None,
        plugin_name: "panics".into(),
        runs: runs.into(),
        cases: cases.to_vec(),
    };
    Testbed::start(&setup).unwrap()
}

/// All but the log, in which each language says in its own words what became of it.
fn noticed(outcome: &Outcome) -> Vec<&Observation> {
    let observations = outcome.observations.iter();
    observations
        .filter(|observation| observation.kind != Kind::Log)
        .collect()
}

#[test]
fn a_mistake_that_go_does_not_recover_from_ends_alike() {
    let cases = cases::parse("unprotected.yaml", CASES).unwrap().resolve();
    let testbed = testbed(&cases);
    for case in &cases {
        let [go, rust] = ["go", "rust"].map(|run| testbed.execute(run, case).unwrap());
        assert!(
            noticed(&go)
                .iter()
                .any(|seen| matches!(seen.kind, Kind::Trap | Kind::Start)),
            "{}: Go did not trap: {go:#?}",
            case.name
        );
        assert_eq!(noticed(&go), noticed(&rust), "{}", case.name);
    }
}
