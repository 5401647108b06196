//! What a plugin's log lines look like.

mod support;

use std::rc::Rc;

use sdk_compat::host::callbacks;
use sdk_compat::types::{ActionContinue, HeaderContinue};
use sdk_compat::{Config, args, log, proxywasm, wrapper};
use support::{ROOT, STREAM, TestHost};

fn start_on(host: Rc<TestHost>) -> Rc<TestHost> {
    wrapper::SetCtx::<()>("logger", []);
    assert!(host.start(r#"{"_plugin_id_":77}"#));
    host.take_reads();
    host
}

fn start() -> Rc<TestHost> {
    let host = start_on(TestHost::install());
    assert_eq!(host.take_log(), ["Info [logger] [77] [nil] plugin start successfully"]);
    host
}

/// What the host said in one callback is asked again in the next.
fn next_callback() {
    callbacks::on_tick(ROOT);
}

#[test]
fn a_line_begins_with_the_plugin_its_id_and_the_id_of_the_request() {
    let host = start();
    log::Warn("plain %d");
    host.set("x_request_id", "abc");
    next_callback();
    log::Errorf("code %d of %s", args![7, "x"]);
    assert_eq!(
        host.take_log(),
        [
            "Warn [logger] [77] [nil] plain %d",
            "Error [logger] [77] [abc] code 7 of x"
        ]
    );
}

#[test]
fn a_percent_sign_in_the_prefix_is_a_verb_of_formatted_lines_only() {
    let host = start();
    host.set("x_request_id", "id%d%");
    log::Info("plain");
    log::Infof("value %s", args!["x"]);
    let expected = [
        "Info [logger] [77] [id%d%] plain",
        "Info [logger] [77] [id%!d(string=x)%!](MISSING) value %!s(MISSING)",
    ];
    assert_eq!(host.take_log(), expected);
}

fn with_level(answer: &[u8]) -> Rc<TestHost> {
    let host = TestHost::install();
    host.log_level.replace(Some(answer.to_vec()));
    let host = start_on(host);
    host.take_log();
    host
}

#[test]
fn lines_below_the_level_of_the_host_are_dropped() {
    let host = with_level(&[3, 0, 0, 0]);
    log::Info("info");
    log::Warn("warn");
    log::Criticalf("critical", args![]);
    assert_eq!(
        host.take_log(),
        ["Warn [logger] [77] [nil] warn", "Critical [logger] [77] [nil] critical"]
    );
}

#[test]
fn the_level_is_asked_for_once_in_a_callback() {
    let host = with_level(&[3, 0, 0, 0]);
    log::Info("dropped");
    log::Info("dropped");
    assert_eq!(host.take_reads(), ["get_log_level"]);
    host.log_level.replace(Some(vec![2, 0, 0, 0]));
    next_callback();
    log::Info("written");
    assert_eq!(host.take_log(), ["Info [logger] [77] [nil] written"]);
}

#[test]
fn a_host_without_levels_is_not_asked_again() {
    let host = start();
    next_callback();
    log::Trace("trace");
    assert_eq!(host.take_reads(), ["x_request_id"]);
}

#[test]
fn a_level_that_cannot_be_read_lets_every_line_pass() {
    let host = with_level(&[5]);
    log::Trace("trace");
    let complaint = "Critical runtime error: index out of range [3] with length 1";
    assert_eq!(host.take_log(), [complaint, "Trace [logger] [77] [nil] trace"]);
}

#[test]
fn the_request_id_is_read_once_in_a_callback_and_again_when_it_may_have_changed() {
    let host = start();
    log::Info("one");
    log::Info("two");
    assert_eq!(host.take_reads(), ["x_request_id"]);
    proxywasm::SetProperty(&["x_request_id"], "other");
    log::Info("three");
    proxywasm::SetEffectiveContext(STREAM);
    log::Info("four");
    assert_eq!(host.take_reads(), ["x_request_id", "x_request_id"]);
    assert_eq!(
        host.take_log()[2..],
        ["Info [logger] [77] [other] three", "Info [logger] [77] [other] four"]
    );
}

#[test]
fn the_request_id_that_was_just_published_is_not_read_back() {
    let host = TestHost::install();
    let lines = |_, _: Config<()>| {
        log::Info("seen");
        ActionContinue
    };
    wrapper::SetCtx(
        "logger",
        [
            wrapper::ProcessRequestHeaders(lines),
            wrapper::ProcessResponseHeaders(lines),
        ],
    );
    assert!(host.start(""));
    host.take_log();
    host.take_reads();
    host.request(&[("x-request-id", "r1")]);
    assert_eq!(host.take_reads(), [""; 0]);
    host.response(&[], true);
    assert_eq!(host.take_reads(), ["x_request_id"]);
    assert_eq!(host.take_log(), ["Info [logger] [nil] [r1] seen"; 2]);
}

#[test]
fn a_plugin_without_a_log_says_what_is_wrong() {
    let host = TestHost::install();
    let say = |_, _: Config<()>| {
        log::Info("seen");
        ActionContinue
    };
    wrapper::SetCtxWithOptions("silent", [wrapper::ProcessRequestHeaders(say)]);
    host.start("");
    host.take_log();
    assert_eq!(host.request(&[]), ActionContinue.0);
    let nil = "Critical runtime error: invalid memory address or nil pointer dereference";
    assert_eq!(host.take_log(), [nil]);
}

#[test]
fn safe_logging_hides_what_may_be_secret() {
    let host = start();
    log::UnsafeInfof("token %s", args!["t"]);
    log::SetSafeLogEnabled(true);
    log::UnsafeInfof("token %s", args!["t"]);
    log::UnsafeInfo("token");
    let expected = [
        "Info [logger] [77] [nil] token t",
        "Debug [logger] [77] [nil] \ntoken t",
        "Debug [logger] [77] [nil] \ntoken",
    ];
    assert_eq!(host.take_log(), expected);
}

#[test]
fn a_handler_gets_the_same_log() {
    let host = TestHost::install();
    wrapper::SetCtx(
        "logger",
        [wrapper::ProcessRequestHeadersBy(|_, _: sdk_compat::Config<()>, log| {
            log.Debug("seen");
            HeaderContinue
        })],
    );
    assert!(host.start(""));
    host.take_log();
    assert_eq!(host.request(&[("x-request-id", "r1")]), ActionContinue.0);
    assert_eq!(host.take_log(), ["Debug [logger] [nil] [r1] seen"]);
}
