//! Calls to the service of the route, made of the request itself.

mod support;

use std::cell::RefCell;
use std::rc::Rc;

use sdk_compat::host::callbacks;
use sdk_compat::types::{ActionContinue, ActionPause, HeaderStopAllIterationAndWatermark, HeaderStopIteration};
use sdk_compat::wrapper::{self, CtxOption, HttpContext};
use sdk_compat::{Config, headers, log};
use support::{STREAM, TestHost};

/// The id of every call, as the host has no random numbers but zeros.
const ID: &str = "00000000-0000-4000-8000-000000000000";

type Answers = Rc<RefCell<Vec<String>>>;

/// A plugin that sends every request body to `url`, and what its callback gets.
fn install(url: &'static str) -> (Rc<TestHost>, Answers) {
    let host = TestHost::install();
    let answers = Answers::default();
    let seen = Rc::clone(&answers);
    let call = move |context: HttpContext, _: Config<()>, _: Vec<u8>| {
        let answers = Rc::clone(&seen);
        let headers = headers![["x-key", "k"], ["content-type", "text/plain"]];
        let refused = context.RouteCall("PUT", url, headers, "new\nbody", move |code, headers, body| {
            answers
                .borrow_mut()
                .push(format!("{code} {headers:?} {}", String::from_utf8_lossy(&body)));
        });
        if let Some(err) = refused {
            log::Error(err.text());
        }
        ActionContinue
    };
    let options: [CtxOption<()>; 3] = [
        wrapper::ProcessRequestBody(call),
        wrapper::ProcessResponseHeaders(|_, _| unreachable!("the callback takes their place")),
        wrapper::ProcessResponseBody(|_, _, _| unreachable!("the callback takes their place")),
    ];
    wrapper::SetCtx("r", options);
    assert!(host.start(""));
    host.set("cluster_name", "outbound|80||echo.dns");
    host.request(&[
        (":method", "POST"),
        (":path", "/old"),
        ("accept-encoding", "gzip"),
        ("content-length", "3"),
    ]);
    host.take_log();
    host.take_calls();
    assert_eq!(host.request_body("abc", true), ActionContinue.0);
    (host, answers)
}

#[test]
fn the_request_becomes_the_call() {
    let (host, _) = install("http://other.com:81/a%20b?q=1#f%20g");
    let expected = [
        "remove Accept-Encoding",
        "remove Content-Length",
        "replace x-envoy-original-method POST",
        "replace x-envoy-original-path /old",
        "replace x-envoy-original-host test",
        "replace :method PUT",
        "replace :path /a%20b?q=1#f g",
        "replace :authority other.com:81",
        "replace x-key k",
        "replace content-type text/plain",
        "set_buffer 0 2147483647 new\nbody",
    ];
    assert_eq!(host.take_calls(), expected);
    let headers = r#"[][2]string{[2]string{":authority", "other.com:81"}, [2]string{":method", "PUT"}, [2]string{":path", "/a%20b?q=1#f g"}, [2]string{"x-envoy-original-method", "POST"}, [2]string{"x-envoy-original-path", "/old"}, [2]string{"x-envoy-original-host", "test"}, [2]string{"x-key", "k"}, [2]string{"content-type", "text/plain"}}"#;
    let line = format!(
        r"Info [r] [nil] [nil] route call start, id:{ID}, method:PUT, url:http://other.com:81/a%20b?q=1#f%20g, cluster:outbound|80||echo.dns, headers:{headers}, body:new\nbody"
    );
    assert_eq!(host.take_log(), [line]);
}

#[test]
fn a_response_without_a_body_reaches_the_callback_with_its_headers() {
    let (host, answers) = install("/path");
    host.take_log();
    assert_eq!(
        host.response(&[(":status", "204"), ("x-a", "1")], true),
        HeaderStopAllIterationAndWatermark.0
    );
    assert_eq!(answers.take(), [r#"204 [[":status", "204"], ["x-a", "1"]] "#]);
    let headers = r#"[][2]string{[2]string{":status", "204"}, [2]string{"x-a", "1"}}"#;
    let line = format!("Info [r] [nil] [nil] route call end, id:{ID}, code:204, headers:{headers}, body:");
    assert_eq!(host.take_log(), [line]);
}

#[test]
fn a_response_with_a_body_is_held_until_it_is_whole() {
    let (host, answers) = install("/path");
    // A binary body, too, is read.
    let headers = [(":status", "9x"), ("content-encoding", "gzip"), ("content-length", "4")];
    assert_eq!(host.response(&headers, false), HeaderStopIteration.0);
    assert_eq!(host.response_body("ab", false), ActionPause.0);
    assert_eq!(answers.take(), [""; 0]);
    assert_eq!(host.response_body("abcd", true), ActionContinue.0);
    assert_eq!(
        answers.take(),
        [r#"0 [[":status", "9x"], ["content-encoding", "gzip"]] abcd"#]
    );
}

#[test]
fn a_body_without_data_does_not_reach_the_callback() {
    let (host, answers) = install("/path");
    host.response(&[], false);
    host.take_log();
    assert_eq!(host.response_body("", true), ActionContinue.0);
    assert_eq!(answers.take(), [""; 0]);
    let line = "Warn [r] [nil] [nil] get response body failed: error status returned by host: not found";
    assert_eq!(host.take_log(), [line]);
}

#[test]
fn a_url_that_cannot_be_read_leaves_the_call_half_made() {
    let (host, answers) = install("http://[");
    let calls = host.take_calls();
    assert_eq!(calls.last().unwrap(), "replace :method PUT");
    let fault = r#"invalid url:http://[, err:parse "http://[": missing ']' in host"#;
    assert_eq!(host.take_log(), [format!("Error [r] [nil] [nil] {fault}")]);
    host.response(&[], true);
    assert_eq!(answers.take(), ["500 [] "]);
    callbacks::on_delete(STREAM);
}
