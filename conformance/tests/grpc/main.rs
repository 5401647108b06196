//! Plugins that call a gRPC service, which the case describes.

use conformance::cases::{Case, parse};
use conformance::compare::{Pair, PairReport, Programs, Verdict};
use conformance::inspect::Module;
use conformance::observe::Kind;
use conformance::testbed::tools;

const CASES: &str = r#"
services:
  auth: [{grpc: {messages: [welcome]}}]
cases:
  - {name: let through, requests: [{}, {path: /again}]}
  - {name: a late answer, requests: [{}], services: {auth: [{delay_ms: 50, grpc: {messages: [late]}}]}}
  - name: refused
    requests: [{}]
    services: {auth: [{grpc: {status: 7, message: not yours}}]}
  - name: an error behind a message
    requests: [{}]
    services: {auth: [{grpc: {messages: [ignored], status: 3}, trailers: [{x-why: no}]}]}
  - {name: no gRPC at all, requests: [{}], services: {auth: [{status: 503}]}}
  - {name: a reset, requests: [{}], services: {auth: [{reset: true}]}}
  - {name: no answer in time, requests: [{}], services: {auth: [{stall: true}]}}
"#;

/// How a plugin names the cluster: as a text, or as Envoy's message `GrpcService`.
const BY_NAME: (&str, usize) = ("auth", 4);
const BY_MESSAGE: (&str, usize) = ("\\0a\\06\\0a\\04auth\\1a\\00", 10);

fn module(language: &str, (service, length): (&str, usize), message: usize) -> Module {
    let text = include_str!("plugin.wat")
        .replace("LANGUAGE", language)
        .replace("SERVICE_LEN", &length.to_string())
        .replace("\"SERVICE\"", &format!("\"{service}\""))
        .replace("MESSAGE_LEN", &message.to_string());
    Module::parse("plugin.wasm", wat::parse_str(text).unwrap()).unwrap()
}

fn compare(original: Module, port: Module, cases: Vec<Case>) -> PairReport {
    let programs = Programs {
        envoy: tools::find_envoy(None).unwrap(),
        redis_server: None,
    };
    Pair::new("grpc", original, port, cases)
        .unwrap()
        .run(&programs, &mut |_| ())
}

fn cases() -> Vec<Case> {
    parse("cases.yaml", CASES).unwrap().resolve()
}

const GO: &str = r#""Go" "1.24.11""#;
const RUST: &str = r#""Rust" "1.95.0""#;

#[test]
fn a_service_answers_as_the_case_says_however_it_is_named() {
    let report = compare(module(GO, BY_NAME, 5), module(RUST, BY_MESSAGE, 5), cases());
    assert_eq!(report.verdict, Verdict::Alike, "{report:#?}");
    for case in &report.cases {
        let callbacks = &case.port.as_ref().unwrap().callbacks;
        let ended =
            ["proxy_on_grpc_receive", "proxy_on_grpc_close"].map(|name| callbacks.get(name).copied().unwrap_or(0));
        let expected = match case.name.as_str() {
            "let through" => [2, 0],
            "a late answer" => [1, 0],
            _ => [0, 1],
        };
        assert_eq!(ended, expected, "{}", case.name);
    }
}

#[test]
fn what_reaches_the_service_is_compared() {
    let report = compare(module(GO, BY_NAME, 5), module(RUST, BY_NAME, 4), cases()[..1].to_vec());
    let first = &report.cases[0];
    assert_eq!(first.verdict, Verdict::Different);
    assert!(
        first
            .comparison
            .findings
            .iter()
            .all(|finding| finding.kind == Kind::Callout)
    );
}

#[test]
fn a_service_that_no_case_names_is_unknown_to_both() {
    let cases = parse("cases.yaml", "cases: [{name: unknown, requests: [{}]}]")
        .unwrap()
        .resolve();
    let report = compare(module(GO, BY_NAME, 5), module(RUST, BY_NAME, 5), cases);
    assert_eq!(report.verdict, Verdict::Alike, "{report:#?}");
}
