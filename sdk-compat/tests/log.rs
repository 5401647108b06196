//! What a plugin's log lines look like.

mod support;

use sdk_compat::types::{ActionContinue, HeaderContinue};
use sdk_compat::{args, log, wrapper};
use support::TestHost;

fn start() -> std::rc::Rc<TestHost> {
    let host = TestHost::install();
    wrapper::SetCtx::<()>("logger", []);
    assert!(host.start(r#"{"_plugin_id_":77}"#));
    assert_eq!(host.take_log(), ["Info [logger] [77] [nil] plugin start successfully"]);
    host
}

#[test]
fn a_line_begins_with_the_plugin_its_id_and_the_id_of_the_request() {
    let host = start();
    log::Warn("plain %d");
    host.set("x_request_id", "abc");
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

#[test]
fn lines_below_the_level_of_the_host_are_dropped() {
    let host = start();
    host.log_level.replace(Some(vec![3, 0, 0, 0]));
    log::Info("info");
    log::Warn("warn");
    log::Criticalf("critical", args![]);
    assert_eq!(
        host.take_log(),
        ["Warn [logger] [77] [nil] warn", "Critical [logger] [77] [nil] critical"]
    );
}

#[test]
fn a_level_that_cannot_be_read_lets_every_line_pass() {
    let host = start();
    host.log_level.replace(Some(vec![5]));
    log::Trace("trace");
    assert_eq!(host.take_log(), ["Trace [logger] [77] [nil] trace"]);
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
