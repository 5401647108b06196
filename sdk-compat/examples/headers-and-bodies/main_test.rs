//! The port of `go-reference/headers-and-bodies/main_test.go`. Go's list of subtests is the functions under `#[test]` here.

use sdk_compat::{Str, headers, test, types};

fn request() -> Vec<[Str; 2]> {
    headers![
        [":authority", "a.com"],
        [":method", "POST"],
        [":path", "/"],
        ["x-a", "1"]
    ]
    .to_vec()
}

fn response() -> Vec<[Str; 2]> {
    headers![[":status", "200"], ["x-b", "2"]].to_vec()
}

fn new_host(config: &str) -> test::TestHost {
    let (host, status) = test::NewTestHost(config);
    assert_eq!(status, types::OnPluginStartStatusOK);
    host
}

/// The log lines of the handlers, without the prefix.
fn lines(logs: Vec<Str>) -> Vec<String> {
    let prefix = "[headers-and-bodies] [nil] [test-request-id-default] ";
    let lines = logs.iter().filter_map(|line| line.as_str()?.strip_prefix(prefix));
    lines.map(String::from).collect()
}

#[test]
fn reads_request_headers() {
    let host = new_host(
        r#"{"requestHeaders": [
            {"call": "GetHttpRequestHeaders"},
            {"call": "GetHttpRequestHeader", "key": "X-A"},
            {"call": "GetHttpRequestHeader", "key": "x-missing"}
        ]}"#,
    );
    assert_eq!(host.CallOnHttpRequestHeaders(&request(), &[]), types::HeaderContinue);
    let expected = [
        "GetHttpRequestHeaders: :authority=a.com, :method=POST, :path=/, x-a=1",
        "GetHttpRequestHeader: 1",
    ];
    assert_eq!(lines(host.GetInfoLogs()), expected);
    let expected = ["GetHttpRequestHeader failed: error status returned by host: not found"];
    assert_eq!(lines(host.GetErrorLogs()), expected);
}

#[test]
fn changes_request_headers() {
    let host = new_host(
        r#"{"requestHeaders": [
            {"call": "AddHttpRequestHeader", "key": "x-new", "value": "n"},
            {"call": "RemoveHttpRequestHeader", "key": "x-a"},
            {"call": "ReplaceHttpRequestHeader", "key": "X-Other", "value": "o"}
        ]}"#,
    );
    host.CallOnHttpRequestHeaders(&request(), &[]);
    let expected = headers![
        [":authority", "a.com"],
        [":method", "POST"],
        [":path", "/"],
        ["x-new", "n"],
        ["x-other", "o"]
    ];
    assert_eq!(host.GetRequestHeaders(), expected);
}

#[test]
fn replaces_request_headers() {
    let host = new_host(
        r#"{"requestHeaders": [
            {"call": "ReplaceHttpRequestHeaders", "headers": [[":authority", "b.com"], [":path", "/b"], ["x-c", "3"]]}
        ]}"#,
    );
    host.CallOnHttpRequestHeaders(&request(), &[]);
    let expected = headers![[":authority", "b.com"], [":path", "/b"], ["x-c", "3"]];
    assert_eq!(host.GetRequestHeaders(), expected);
}

#[test]
fn reads_the_request_body() {
    let host = new_host(
        r#"{"requestBody": [
            {"call": "GetHttpRequestBody", "start": 0, "size": 5},
            {"call": "GetHttpRequestBody", "start": 6, "size": 100}
        ]}"#,
    );
    host.CallOnHttpRequestHeaders(&request(), &[]);
    assert_eq!(host.CallOnHttpStreamingRequestBody("hello ", false), types::ActionPause);
    assert_eq!(
        host.CallOnHttpStreamingRequestBody("world", true),
        types::ActionContinue
    );
    let expected = [
        "request body: hello world",
        "GetHttpRequestBody: hello",
        "GetHttpRequestBody: world",
    ];
    assert_eq!(lines(host.GetInfoLogs()), expected);
}

#[test]
fn changes_the_request_body() {
    let host = new_host(
        r#"{"requestBody": [
            {"call": "ReplaceHttpRequestBody", "body": "new"},
            {"call": "AppendHttpRequestBody", "body": " end"},
            {"call": "PrependHttpRequestBody", "body": "begin "}
        ]}"#,
    );
    host.CallOnHttpRequestHeaders(&request(), &[]);
    host.CallOnHttpRequestBody("old body");
    assert_eq!(host.GetRequestBody(), b"begin new end");
}

#[test]
fn changes_response_headers() {
    let host = new_host(
        r#"{"responseHeaders": [
            {"call": "GetHttpResponseHeader", "key": ":status"},
            {"call": "ReplaceHttpResponseHeader", "key": ":status", "value": "201"},
            {"call": "RemoveHttpResponseHeader", "key": "x-b"},
            {"call": "AddHttpResponseHeader", "key": "x-new", "value": "n"}
        ]}"#,
    );
    host.CallOnHttpRequestHeaders(&request(), &[]);
    host.CallOnHttpResponseHeaders(&response(), &[]);
    assert_eq!(host.GetResponseHeaders(), headers![[":status", "201"], ["x-new", "n"]]);
    assert!(lines(host.GetInfoLogs()).contains(&"GetHttpResponseHeader: 200".into()));
}

#[test]
fn changes_the_response_body() {
    let host = new_host(r#"{"responseBody": [{"call": "PrependHttpResponseBody", "body": "first, "}]}"#);
    host.CallOnHttpRequestHeaders(&request(), &[]);
    host.CallOnHttpResponseHeaders(&response(), &[]);
    host.CallOnHttpResponseBody("then");
    assert_eq!(host.GetResponseBody(), b"first, then");
    assert!(lines(host.GetInfoLogs()).contains(&"response body: then".into()));
}

#[test]
fn reads_the_answer_to_a_call_out() {
    let host = new_host(
        r#"{"requestHeaders": [{
            "call": "DispatchHttpCall", "cluster": "service", "timeout": 500, "body": "question", "wait": true,
            "headers": [[":method", "POST"], [":path", "/ask"], [":authority", "service"]],
            "answered": [
                {"call": "GetHttpCallResponseHeaders"},
                {"call": "GetHttpCallResponseBody", "start": 0, "size": 100},
                {"call": "AddHttpRequestHeader", "key": "x-answered", "value": "yes"},
                {"call": "ResumeHttpRequest"}
            ]
        }]}"#,
    );
    let action = host.CallOnHttpRequestHeaders(&request(), &[]);
    assert_eq!(action, types::HeaderStopAllIterationAndWatermark);
    let calls = host.GetHttpCalloutAttributes();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].Upstream, "service");
    assert_eq!(calls[0].Body, b"question");

    host.CallOnHttpCall(headers![[":status", "200"], ["x-c", "3"]], "answer");
    let expected = [
        "DispatchHttpCall: done",
        "answered: 2 headers, 6 bytes, 0 trailers",
        "GetHttpCallResponseHeaders: :status=200, x-c=3",
        "GetHttpCallResponseBody: answer",
        "AddHttpRequestHeader: done",
        "ResumeHttpRequest: done",
    ];
    assert_eq!(lines(host.GetInfoLogs()), expected);
    assert_eq!(host.GetHttpStreamAction(), types::ActionContinue);
    assert!(test::HasHeaderWithValue(&host.GetRequestHeaders(), "x-answered", "yes"));
}

#[test]
fn answers_in_any_phase() {
    for phase in ["requestHeaders", "requestBody", "responseHeaders", "responseBody"] {
        let host = new_host(&format!(
            r#"{{"{phase}": [{{
                "call": "SendHttpResponseWithDetail", "status": 403, "detail": "why", "headers": [["x-d", "4"]], "body": "no"
            }}]}}"#
        ));
        host.CallOnHttpRequestHeaders(&request(), &[]);
        host.CallOnHttpRequestBody("body");
        host.CallOnHttpResponseHeaders(&response(), &[]);
        host.CallOnHttpResponseBody("body");
        let answer = host.GetLocalResponse().expect(phase);
        assert_eq!(answer.StatusCode, 403);
        assert_eq!(answer.StatusCodeDetail, "why");
        assert_eq!(answer.Headers, headers![["x-d", "4"]]);
        assert_eq!(answer.Data, b"no");
        host.Reset();
    }
}

#[test]
fn tells_of_an_unknown_method() {
    let host = new_host(
        r#"{"requestHeaders": [
            {"call": "GetEverything"}, {"call": "AddHttpRequestHeader", "key": "x-new", "value": "n"}
        ]}"#,
    );
    host.CallOnHttpRequestHeaders(&request(), &[]);
    assert_eq!(lines(host.GetErrorLogs()), ["GetEverything failed: no such method"]);
    assert!(test::HasHeader(&host.GetRequestHeaders(), "x-new"));
}
