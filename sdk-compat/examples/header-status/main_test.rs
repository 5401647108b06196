//! The port of `go-reference/header-status/main_test.go`. Go's lists of subtests are the functions under `#[test]` here.

use sdk_compat::{Str, headers, test, types};

fn request() -> Vec<[Str; 2]> {
    headers![
        [":authority", "a.com"],
        [":method", "POST"],
        [":path", "/"],
        [":scheme", "http"]
    ]
    .to_vec()
}

fn response() -> Vec<[Str; 2]> {
    headers![[":status", "200"]].to_vec()
}

fn new_host(config: &str) -> test::TestHost {
    let (host, status) = test::NewTestHost(config);
    assert_eq!(status, types::OnPluginStartStatusOK);
    host
}

#[test]
fn refuses_an_unknown_status() {
    let no_valid_rules = "parse config failed, no valid rules; global config parse error:";
    for phase in ["requestHeaders", "requestBody", "responseHeaders", "responseBody"] {
        let (host, status) = test::NewTestHost(format!(r#"{{"{phase}": {{"status": "Stop"}}}}"#));
        assert_eq!(status, types::OnPluginStartStatusFailed, "{phase}");
        let expected =
            format!("[header-status] [nil] [nil] parse rule config failed: {no_valid_rules}unknown status: Stop");
        assert!(host.GetWarnLogs().contains(&expected.into()));
        host.Reset();
    }
}

#[test]
fn starts_without_phases() {
    let host = new_host("{}");
    assert_eq!(host.CallOnHttpRequestHeaders(&request(), &[]), types::HeaderContinue);
    assert_eq!(host.CallOnHttpResponseHeaders(&response(), &[]), types::HeaderContinue);
}

#[test]
fn returns_each_status() {
    for (name, action) in [
        ("HeaderContinue", types::HeaderContinue),
        ("HeaderStopIteration", types::HeaderStopIteration),
        ("HeaderContinueAndEndStream", types::HeaderContinueAndEndStream),
        (
            "HeaderStopAllIterationAndBuffer",
            types::HeaderStopAllIterationAndBuffer,
        ),
        (
            "HeaderStopAllIterationAndWatermark",
            types::HeaderStopAllIterationAndWatermark,
        ),
    ] {
        let phase = format!(r#"{{"status": "{name}"}}"#);
        let host = new_host(&format!(r#"{{"requestHeaders": {phase}, "responseHeaders": {phase}}}"#));
        assert_eq!(host.CallOnHttpRequestHeaders(&request(), &[]), action, "{name}");
        assert_eq!(host.CallOnHttpResponseHeaders(&response(), &[]), action, "{name}");
        assert_eq!(host.GetHttpStreamAction(), action, "{name}");
        host.Reset();
    }
}

#[test]
fn guards_requests_without_body() {
    let host = new_host(r#"{"requestHeaders": {"status": "HeaderStopIteration", "guarded": true}}"#);
    assert_eq!(
        host.CallOnHttpRequestHeaders(&request(), &[]),
        types::HeaderStopIteration
    );
    assert!(host.GetInfoLogs()[1..].is_empty());
    host.CompleteHttp();

    let action = host.CallOnHttpRequestHeaders(&request(), &[test::WithEndOfStream(true)]);
    assert_eq!(action, types::HeaderContinue);
    let expected = "[header-status] [nil] [test-request-id-default] no request body";
    assert!(host.GetInfoLogs().contains(&expected.into()));
}

#[test]
fn resumes_the_request() {
    let host =
        new_host(r#"{"requestHeaders": {"status": "HeaderStopAllIterationAndWatermark", "resumedBy": "timer"}}"#);
    host.CallOnHttpRequestHeaders(&request(), &[]);
    let calls = host.GetHttpCalloutAttributes();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].Upstream, "timer");

    host.CallOnHttpCall(headers![[":status", "200"]], "");
    assert_eq!(host.GetHttpStreamAction(), types::ActionContinue);
    assert!(test::HasHeaderWithValue(
        &host.GetRequestHeaders(),
        "x-resumed-by",
        "timer"
    ));
    let expected = "[header-status] [nil] [test-request-id-default] resumed";
    assert!(host.GetInfoLogs().contains(&expected.into()));
}

#[test]
fn resumes_the_response() {
    let host = new_host(r#"{"responseHeaders": {"status": "HeaderStopIteration", "resumedBy": "timer"}}"#);
    host.CallOnHttpRequestHeaders(&request(), &[]);
    host.CallOnHttpResponseHeaders(&response(), &[]);
    assert_eq!(host.GetHttpStreamAction(), types::ActionPause);

    host.CallOnHttpCall(headers![[":status", "200"]], "");
    assert_eq!(host.GetHttpStreamAction(), types::ActionContinue);
    assert!(test::HasHeaderWithValue(
        &host.GetResponseHeaders(),
        "x-resumed-by",
        "timer"
    ));
}

#[test]
fn measures_the_request_body() {
    let host = new_host(
        r#"{"requestHeaders": {"status": "HeaderStopIteration"}, "requestBody": {"status": "ActionContinue"}}"#,
    );
    host.CallOnHttpRequestHeaders(&request(), &[]);
    assert_eq!(host.CallOnHttpStreamingRequestBody("12345", false), types::ActionPause);
    assert!(!test::HasHeader(&host.GetRequestHeaders(), "x-request-body"));
    assert_eq!(host.CallOnHttpStreamingRequestBody("67", true), types::ActionContinue);
    assert!(test::HasHeaderWithValue(
        &host.GetRequestHeaders(),
        "x-request-body",
        "7"
    ));
    assert_eq!(host.GetRequestBody(), b"1234567");
}

#[test]
fn measures_the_response_body() {
    let host = new_host(
        r#"{"responseHeaders": {"status": "HeaderStopIteration"}, "responseBody": {"status": "ActionPause"}}"#,
    );
    host.CallOnHttpRequestHeaders(&request(), &[]);
    host.CallOnHttpResponseHeaders(&response(), &[]);
    assert_eq!(host.CallOnHttpResponseBody("12345"), types::ActionPause);
    assert!(test::HasHeaderWithValue(
        &host.GetResponseHeaders(),
        "x-response-body",
        "5"
    ));
}

#[test]
fn leaves_other_bodies_alone() {
    let host = new_host(r#"{"requestHeaders": {"status": "HeaderStopIteration"}}"#);
    host.CallOnHttpRequestHeaders(&request(), &[]);
    assert_eq!(
        host.CallOnHttpStreamingRequestBody("12345", false),
        types::ActionContinue
    );
    assert!(!test::HasHeader(&host.GetRequestHeaders(), "x-request-body"));
}
