//! A report with a bit of everything, for the tests of the sinks.

use super::{Event, Sink};
use crate::bridge::Change;
use crate::compare::{Bench, ModuleReport, NotEntered, PORT, PairReport, Report, Verdict, run_cases};
use crate::observe::{Evidence, Kind, Observation, Outcome, Trail};
use crate::{Error, Result};
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;

/// Builds that differ in a status, share noise, and lose Envoy in the last case.
struct Sample;

impl Bench for Sample {
    fn add_original(&self, _run: &str) -> Result<()> {
        Ok(())
    }

    fn start_over(&self, _runs: &[String]) -> Result<()> {
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

/// Tells the sink of the whole sample, as it becomes known.
pub fn tell(sink: &mut dyn Sink) {
    let cases =
        ["plain", "mock", "lost"].map(|name| serde_json::from_value(json!({"name": name, "requests": [{}]})).unwrap());
    let mut pair = PairReport {
        name: "my-plugin".into(),
        original: module("go.wasm", "Go 1.24.11", 5_512_345, 2_400),
        port: module("rust.wasm", "Rust 1.95.0", 171_234, 150),
        start_up_ms: Some(3_100),
        recorded: None,
        cases: Vec::new(),
        generated: None,
        not_entered: Some(NotEntered {
            functions: vec!["main.(*rule).refuse".into(), "main.onHttpResponseBody".into()],
            of: 12,
        }),
        reason: None,
        warnings: Vec::new(),
        skipped: false,
        verdict: Verdict::Different,
    };
    sink.take(Event::Started { pairs: 2, cases: 3 }).unwrap();
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
    sink.take(Event::Decided(&Report::over("1.40.0", vec![pair, broken])))
        .unwrap();
}

/// The report of the whole sample.
pub fn report() -> Report {
    struct Last(Option<Report>);
    impl Sink for Last {
        fn take(&mut self, event: Event) -> Result<()> {
            if let Event::Decided(report) = event {
                self.0 = Some(report.clone());
            }
            Ok(())
        }
    }
    let mut last = Last(None);
    tell(&mut last);
    last.0.unwrap()
}

/// The report with this text wherever something comes from a plugin, a case or a file.
pub fn with_text(text: &str) -> Report {
    let mut report = report();
    let own = || text.to_string();
    report.envoy = own();
    for pair in &mut report.pairs {
        pair.name = own();
        for module in [&mut pair.original, &mut pair.port] {
            (module.file, module.toolchain) = (own(), own());
            module.bridged.iter_mut().for_each(|change| change.what = own());
        }
        let reasons = pair
            .cases
            .iter_mut()
            .map(|case| &mut case.reason)
            .chain([&mut pair.reason]);
        for reason in reasons.flatten() {
            (reason.what, reason.next) = (own(), Some(own()));
        }
        for case in &mut pair.cases {
            case.name = own();
            for finding in &mut case.comparison.findings {
                finding.place = own();
                finding.original.extend([own(), "a".repeat(600) + text]);
                finding.port.extend([own(), "b".repeat(600) + text]);
            }
            for mask in &mut case.comparison.masks {
                (mask.place, mask.spot.text) = (own(), own());
                mask.spot.examples.push(own());
            }
        }
    }
    report
}

/// Tells the sink of a finished report.
pub fn replay(report: &Report, sink: &mut dyn Sink) {
    let cases = report.pairs.iter().map(|pair| pair.cases.len()).sum();
    let pairs = report.pairs.len();
    sink.take(Event::Started { pairs, cases }).unwrap();
    for pair in &report.pairs {
        sink.take(Event::PairStarted(pair)).unwrap();
        pair.cases
            .iter()
            .for_each(|case| sink.take(Event::CaseDecided(case)).unwrap());
        sink.take(Event::PairDecided(pair)).unwrap();
    }
    sink.take(Event::Decided(report)).unwrap();
}

/// Texts made to break out of whatever they are put into.
pub fn hostile() -> impl Strategy<Value = String> {
    const PIECES: [&str; 22] = [
        "<",
        ">",
        "&",
        "\"",
        "'",
        "]]>",
        "<!--",
        "-->",
        "</script>",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "</textarea>",
        "\u{202e}",
        "\u{2066}",
        "\u{0}",
        "\u{1b}[31m",
        "\r\n",
        "\t",
        "#",
        "\\",
        "\u{fffe}",
        "  ...",
    ];
    let piece = prop_oneof![3 => proptest::sample::select(&PIECES[..]).prop_map(String::from), 1 => ".{0,6}"];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// Holds a text against the file of that name beside this one; `BLESS=1 cargo test` writes it anew.
pub fn matches(file: &str, text: &str) {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/report")
        .join(file);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, text).unwrap();
    }
    assert_eq!(
        text,
        std::fs::read_to_string(&file).unwrap_or_default(),
        "{}",
        file.display()
    );
}
