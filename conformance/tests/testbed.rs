//! The testbed against a real Envoy, with a small plugin that behaves and misbehaves as it is told.

use conformance::bridge::{self, Coverage, Options};
use conformance::cases::{self, Case};
use conformance::inspect::Module;
use conformance::observe::{Kind, Outcome};
use conformance::testbed::{Loadable, Run, Setup, Testbed, tools};

const PLUGIN: &str = include_str!("testbed/plugin.wat");

fn loadable(wat: &str) -> Loadable {
    let module = Module::parse("plugin.wasm", wat::parse_str(wat).unwrap()).unwrap();
    let options = Options {
        environment: true,
        callback_log: true,
        trace: false,
        coverage: Coverage::Off,
    };
    bridge::bridge(&module, &options).unwrap().into()
}

/// A testbed with runs of the same plugin.
fn testbed(runs: &[&str], yaml: &str) -> (Testbed, Vec<Case>) {
    let cases = cases::parse("cases.yaml", yaml).unwrap().resolve();
    let module = loadable(PLUGIN);
    let run = |name: &&str| Run {
        name: (*name).to_string(),
        module: module.clone(),
    };
    let setup = Setup {
        envoy: tools::find_envoy(None).unwrap().path,
        redis_server: None,
        plugin_name: "plugin".into(),
        runs: runs.iter().map(run).collect(),
        cases: cases.clone(),
    };
    (Testbed::start(&setup).unwrap(), cases)
}

fn lines(outcome: &Outcome, kind: Kind) -> Vec<String> {
    let of_kind = outcome
        .observations
        .iter()
        .filter(|observation| observation.kind == kind);
    of_kind.flat_map(|observation| observation.lines.clone()).collect()
}

#[test]
fn everything_is_observed_where_it_belongs() {
    let (testbed, cases) = testbed(
        &["go-1", "rust"],
        "cases:\n\
         - name: all\n\
         \x20 filter_state: [custom]\n\
         \x20 services: {the-service: [{status: 201, body: hi}]}\n\
         \x20 upstream: [{headers: [{x-up: 1}], chunks: [ab, cd], trailers: [{x-t: 2}]}]\n\
         \x20 requests:\n\
         \x20 - {method: POST, path: /p?q=1, headers: [{X-Do: c}, {x-b: 1}, {x-b: {hex: ff}}], chunks: [one, two], trailers: [{x-ct: 3}]}\n",
    );
    for run in ["go-1", "rust"] {
        let outcome = testbed.execute(run, &cases[0]).unwrap();
        println!("{outcome:#?}");
        assert_eq!(
            lines(&outcome, Kind::ClientResponse),
            [
                "HTTP/1.1 200 OK",
                "x-up: 1",
                "date: (now)",
                "server: envoy",
                "transfer-encoding: chunked",
                "",
                "abcd",
                "(trailers)",
                "x-t: 2",
            ]
        );
        let upstream = lines(&outcome, Kind::UpstreamRequest);
        assert_eq!(upstream[0], "POST /p?q=1 HTTP/1.1");
        assert!(upstream.contains(&"x-b: \\xff".to_string()));
        assert_eq!(upstream[upstream.len() - 4..], ["", "onetwo", "(trailers)", "x-ct: 3"]);
        assert_eq!(lines(&outcome, Kind::Callout)[..2], ["GET /called HTTP/1.1", "host: a"]);
        assert_eq!(
            lines(&outcome, Kind::Log),
            ["info configured", "warn request", "info answered", "debug done"]
        );
        assert_eq!(lines(&outcome, Kind::FilterState), ["wasm.custom: value"]);
        assert_eq!(
            lines(&outcome, Kind::ResponseFlags),
            ["flags: -", "details: via_upstream"]
        );
        assert_eq!(outcome.evidence.served, 1);
        assert_eq!(outcome.evidence.callbacks["proxy_on_request_headers"], 1);
        assert_eq!(outcome.evidence.body_chunks[..2], [3, 3]);
    }
}

#[test]
fn a_refused_configuration_is_an_outcome_and_spoils_no_other_case() {
    let (testbed, cases) = testbed(
        &["go-1", "rust"],
        "cases:\n\
         - {name: bad, config_text: r, requests: [{}]}\n\
         - {name: trap, config_text: t, requests: [{}]}\n\
         - {name: good, requests: [{}]}\n\
         - {name: bad and fresh, fresh: true, config_text: r, requests: [{}]}\n",
    );
    for run in ["go-1", "rust"] {
        for case in [0, 3] {
            let outcome = testbed.execute(run, &cases[case]).unwrap();
            assert!(outcome.refused);
            assert_eq!(lines(&outcome, Kind::Start), ["refuses its configuration"]);
            assert_eq!(lines(&outcome, Kind::Log), ["info configured"]);
            assert_eq!(lines(&outcome, Kind::Trap), [""; 0]);
        }
        let outcome = testbed.execute(run, &cases[1]).unwrap();
        assert!(outcome.refused);
        assert_eq!(lines(&outcome, Kind::Trap), ["proxy_on_configure trapped"]);
        let outcome = testbed.execute(run, &cases[2]).unwrap();
        assert!(!outcome.refused);
        assert_eq!(outcome.evidence.served, 1);
    }
}

#[test]
fn a_trap_is_seen_and_the_next_case_gets_a_new_vm() {
    let (testbed, cases) = testbed(
        &["go-1"],
        "cases:\n\
         - {name: trap, requests: [{headers: [{x-do: t}]}, {}]}\n\
         - {name: next, requests: [{}]}\n",
    );
    let outcome = testbed.execute("go-1", &cases[0]).unwrap();
    assert_eq!(lines(&outcome, Kind::Trap), ["proxy_on_request_headers trapped"]);
    assert!(
        outcome.evidence.traps.iter().any(|line| line.contains("unreachable")),
        "{outcome:#?}"
    );
    assert_eq!(
        lines(&outcome, Kind::ClientResponse)[0],
        "HTTP/1.1 503 Service Unavailable"
    );
    let outcome = testbed.execute("go-1", &cases[1]).unwrap();
    assert_eq!(lines(&outcome, Kind::Trap), [""; 0]);
    assert_eq!(lines(&outcome, Kind::ClientResponse)[0], "HTTP/1.1 200 OK");
}

#[test]
fn a_request_that_hangs_is_told_from_a_module_that_loops() {
    let (testbed, cases) = testbed(
        &["go-1", "go-2", "rust"],
        "cases:\n\
         - {name: hang, requests: [{headers: [{x-do: h}], timeout_ms: 200}]}\n\
         - {name: loop, requests: [{headers: [{x-do: l}], timeout_ms: 200}]}\n\
         - {name: next, requests: [{}]}\n",
    );
    std::thread::scope(|scope| {
        // Only the port loops: the others must not notice.
        for run in ["go-1", "go-2", "rust"] {
            let (testbed, cases) = (&testbed, &cases);
            scope.spawn(move || {
                let hang = testbed.execute(run, &cases[0]).unwrap();
                assert_eq!(
                    lines(&hang, Kind::ClientResponse),
                    ["(hangs: the client's time was up before an answer)"]
                );
                assert_eq!(lines(&hang, Kind::Trap), [""; 0]);
                assert_eq!(lines(&hang, Kind::ResponseFlags)[0], "flags: DC");
                if run == "rust" {
                    let outcome = testbed.execute(run, &cases[1]).unwrap();
                    assert_eq!(
                        lines(&outcome, Kind::Trap),
                        ["proxy_on_request_headers does not come to an end"]
                    );
                }
                for _ in 0..3 {
                    let next = testbed.execute(run, &cases[2]).unwrap();
                    assert_eq!(lines(&next, Kind::ClientResponse)[0], "HTTP/1.1 200 OK", "{run}");
                    assert_eq!(lines(&next, Kind::Trap), [""; 0]);
                }
            });
        }
    });
}

#[test]
fn a_request_is_waited_for_as_long_as_something_may_still_happen() {
    let (testbed, cases) = testbed(
        &["rust"],
        "cases:\n\
         - {name: never, requests: [{headers: [{x-do: h}], timeout_ms: 3600000}]}\n\
         - {name: silence, upstream: [{stall: true}], requests: [{timeout_ms: 3600000}]}\n\
         - name: half a body\n\
         \x20 requests: [{method: POST, headers: [{content-length: 9}], body: abc, timeout_ms: 3600000}]\n\
         - name: late\n\
         \x20 services: {the-service: [{delay_ms: 300, status: 201}]}\n\
         \x20 upstream: [{delay_ms: 300}]\n\
         \x20 requests: [{headers: [{x-do: c}]}]\n\
         - {name: given up, services: {the-service: [{stall: true}]}, requests: [{headers: [{x-do: c}]}]}\n\
         - {name: a tick, requests: [{headers: [{x-do: w}]}]}\n",
    );
    let answer = |case| lines(&testbed.execute("rust", case).unwrap(), Kind::ClientResponse).remove(0);
    for case in &cases[..3] {
        let hangs = "(hangs: the client's time was up before an answer)";
        assert_eq!(answer(case), hangs, "{}", case.name);
    }
    for case in &cases[3..] {
        assert_eq!(answer(case), "HTTP/1.1 200 OK", "{}", case.name);
    }
}

#[test]
fn a_plugin_that_loops_in_its_start_is_an_outcome_too() {
    let (testbed, cases) = testbed(
        &["go-1", "rust"],
        "cases:\n\
         - {name: loop, fresh: true, config_text: l, requests: [{}]}\n\
         - {name: next, requests: [{}]}\n",
    );
    for run in ["go-1", "rust"] {
        let outcome = testbed.execute(run, &cases[0]).unwrap();
        assert_eq!(
            lines(&outcome, Kind::Trap),
            ["proxy_on_configure does not come to an end"]
        );
        let outcome = testbed.execute(run, &cases[1]).unwrap();
        assert_eq!(outcome.evidence.served, 1);
    }
}

#[test]
fn cases_come_unannounced_and_bring_what_they_need() {
    let (testbed, _) = testbed(&["go-1", "rust"], "cases: [{name: first, requests: [{}]}]");
    let late = cases::parse(
        "late.yaml",
        "cases:\n\
         - {name: calls, config_text: own, services: {the-service: [{status: 201}]}, requests: [{headers: [{X-Do: c}]}]}\n\
         - {name: routed, cluster: other, requests: [{}]}\n\
         - {name: refused, config_text: r, requests: [{}]}\n",
    )
    .unwrap()
    .resolve();
    testbed.prepare(&[&late[0]]).unwrap();
    for run in ["go-1", "rust"] {
        let called = testbed.execute(run, &late[0]).unwrap();
        assert_eq!(lines(&called, Kind::Callout)[..2], ["GET /called HTTP/1.1", "host: a"]);
        let routed = testbed.execute(run, &late[1]).unwrap();
        assert_eq!(lines(&routed, Kind::ClientResponse)[0], "HTTP/1.1 200 OK");
        assert_eq!(lines(&routed, Kind::UpstreamRequest)[0], "GET / HTTP/1.1");
        assert!(testbed.execute(run, &late[2]).unwrap().refused);
    }
}

#[test]
fn more_configurations_than_are_kept_are_served_one_after_the_other() {
    let (testbed, _) = testbed(&["go-1", "rust"], "cases: [{name: first, requests: [{}]}]");
    let numbered = |from: usize, to: usize| -> Vec<Case> {
        let each =
            (from..to).map(|number| format!("- {{name: n{number}, config_text: 'n{number}', requests: [{{}}]}}\n"));
        let yaml = format!("cases:\n{}", each.collect::<String>());
        cases::parse("many.yaml", &yaml).unwrap().resolve()
    };
    for batch in [numbered(0, 100), numbered(100, 200), numbered(0, 50)] {
        testbed.prepare(&batch.iter().collect::<Vec<_>>()).unwrap();
        for case in &batch {
            let outcome = testbed.execute("rust", case).unwrap();
            assert_eq!(outcome.evidence.served, 1, "{}: {outcome:#?}", case.name);
            assert_eq!(lines(&outcome, Kind::Log)[0], "info configured");
        }
    }
}

#[test]
fn a_configuration_that_brings_envoy_down_is_loaded_once() {
    let (testbed, cases) = testbed(
        &["go-1", "rust"],
        "cases:\n\
         - {name: loop, config_text: l, requests: [{}]}\n\
         - {name: next, requests: [{}]}\n\
         - {name: again, config_text: l, requests: [{}, {}]}\n",
    );
    for run in ["go-1", "rust"] {
        let next = testbed.execute(run, &cases[1]).unwrap();
        assert_eq!(next.evidence.served, 1);
        for case in [0, 2] {
            let outcome = testbed.execute(run, &cases[case]).unwrap();
            assert_eq!(
                lines(&outcome, Kind::Trap),
                ["proxy_on_configure does not come to an end"]
            );
        }
    }
}
