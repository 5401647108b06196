//! Generated cases: nothing is found in a true port; a wrong one is caught, and the case file that is left shows it alone.
//!
//! Needs the builds of `make plugins`.

use conformance::cases::{self, Case};
use conformance::compare::{Pair, PairReport, Programs, Verdict};
use conformance::generate::Options;
use conformance::inspect::Module;
use conformance::testbed::tools::find_envoy;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

const SEED: u64 = 7;

fn built(file: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target").join(file);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}; run `make plugins`", path.display()))
}

fn pair(port: Vec<u8>, cases: Vec<Case>) -> Pair {
    let original = Module::parse("go.wasm", built("go/my-plugin.wasm")).unwrap();
    Pair::new("my-plugin", original, Module::parse("port.wasm", port).unwrap(), cases).unwrap()
}

fn port() -> Vec<u8> {
    built("wasm32-wasip1/plugin/examples/my_plugin.wasm")
}

fn programs() -> Programs {
    Programs {
        envoy: find_envoy(None).unwrap(),
        redis_server: None,
    }
}

/// Begins with the switch off.
fn search(pair: &Pair, cases: usize, findings: Option<PathBuf>) -> PairReport {
    let options = Options {
        seed: SEED,
        base: pair.base(),
        configs: vec![json!({"mockEnable": false})],
        corpus: Vec::new(),
        most_cases: Some(cases),
        time: None,
        most_findings: 1,
        shrinks: true,
        findings,
        stop: &AtomicBool::new(false),
    };
    pair.search(&programs(), &options, &mut |_| ())
}

#[test]
fn nothing_is_found_in_a_true_port() {
    let report = search(&pair(port(), Vec::new()), 96, None);
    assert_eq!(report.verdict, Verdict::Alike, "seed {SEED}: {report:#?}");
    let progress = report.generated.unwrap();
    assert_eq!((progress.cases, progress.findings), (96, 0));
    assert!(progress.original_edges > 0 && progress.port_edges > 0);
}

/// It reads another key, which shows only where the switch is on.
#[test]
fn a_wrong_port_is_caught_and_its_case_is_as_small_as_can_be() {
    let mut wrong = port();
    let key = wrong.windows(10).position(|bytes| bytes == b"mockEnable").unwrap();
    wrong[key + 9] = b'a';
    let folder = tempfile::tempdir().unwrap();
    let report = search(&pair(wrong.clone(), Vec::new()), 2_000, Some(folder.path().into()));
    assert_eq!(
        report.verdict,
        Verdict::Different,
        "seed {SEED}: {:?}",
        report.generated
    );

    let file = report.cases[0].file.as_ref().unwrap();
    let found = cases::load(Path::new(file)).unwrap().resolve();
    let config = found[0].config.as_ref().unwrap();
    assert_eq!(config.as_object().unwrap().keys().collect::<Vec<_>>(), ["mockEnable"]);
    assert_eq!((found[0].requests.len(), found[0].requests[0].headers.len()), (1, 0));

    let alone = pair(wrong, found).run(&programs(), &mut |_| ());
    assert_eq!(alone.verdict, Verdict::Different);
}
