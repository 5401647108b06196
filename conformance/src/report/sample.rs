//! A report with a bit of everything, for the tests of the sinks.

use super::{Event, Sink};
use crate::bridge::Change;
use crate::compare::{Bench, ModuleReport, PORT, PairReport, Report, Verdict, run_cases};
use crate::observe::{Evidence, Kind, Observation, Outcome, Trail};
use crate::{Error, Result};
use serde_json::json;
use std::collections::BTreeMap;

/// Builds that differ in a status, share noise, and lose Envoy in the last case.
struct Sample;

impl Bench for Sample {
    fn add_original(&self, _run: &str) -> Result<()> {
        Ok(())
    }

    fn execute(&self, run: &str, case: &crate::cases::Case) -> Result<Outcome> {
        let status = if run == PORT && case.name == "mock" {
            "404 Not Found"
        } else {
            "200 OK"
        };
        let took = format!("info: took {}ms \u{1b}[31m", run.bytes().last().unwrap_or_default());
        match case.name.as_str() {
            "lost" => Err(Error::new("Envoy is gone").next("look at its log")),
            _ => Ok(Outcome {
                observations: vec![
                    observation(Kind::ClientResponse, &[status, "hello: world"]),
                    observation(Kind::Log, &[&took]),
                ],
                evidence: Evidence {
                    served: 1,
                    callbacks: BTreeMap::from([("proxy_on_request_headers".to_string(), 1)]),
                    body_chunks: vec![3, 4],
                    traps: Vec::new(),
                    trail: Trail::default(),
                },
                refused: false,
            }),
        }
    }
}

fn observation(kind: Kind, lines: &[&str]) -> Observation {
    Observation {
        kind,
        place: "request 1".into(),
        lines: lines.iter().map(|line| line.to_string()).collect(),
    }
}

fn module(file: &str, toolchain: &str, bytes: u64, start_up_ms: u64) -> ModuleReport {
    ModuleReport {
        file: file.into(),
        bytes,
        sha256: "0123456789abcdef".repeat(4),
        toolchain: toolchain.into(),
        start_up_ms: Some(start_up_ms),
        bridged: vec![Change {
            id: "unimplemented".into(),
            what: "answers proxy_get_upstream_hosts with Unimplemented (12)".into(),
        }],
    }
}

/// Tells the sink of the whole sample.
pub fn tell(sink: &mut dyn Sink) {
    let cases =
        ["plain", "mock", "lost"].map(|name| serde_json::from_value(json!({"name": name, "requests": [{}]})).unwrap());
    let mut pair = PairReport {
        name: "my-plugin".into(),
        original: module("go.wasm", "Go 1.24.11", 5_512_345, 2_400),
        port: module("rust.wasm", "Rust 1.95.0", 171_234, 150),
        start_up_ms: Some(3_100),
        cases: Vec::new(),
        reason: None,
        verdict: Verdict::Different,
    };
    sink.take(Event::PairStarted(&pair)).unwrap();
    pair.cases = run_cases(&Sample, &cases, &mut |case| {
        sink.take(Event::CaseDecided(case)).unwrap()
    });
    sink.take(Event::PairDecided(&pair)).unwrap();
    let broken = PairReport {
        name: "broken".into(),
        cases: Vec::new(),
        reason: Some((&Error::new("Envoy never listened")).into()),
        start_up_ms: None,
        verdict: Verdict::CouldNotRun,
        ..pair.clone()
    };
    sink.take(Event::PairDecided(&broken)).unwrap();
    let report = Report {
        shipped_masks: crate::compare::SHIPPED,
        conformance: "0.1.0",
        envoy: "1.40.0".into(),
        pairs: vec![pair, broken],
        verdict: Verdict::Different,
    };
    sink.take(Event::Decided(&report)).unwrap();
}
