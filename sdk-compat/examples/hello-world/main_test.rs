//! The port of `go-reference/hello-world/main_test.go`. Go's lists of subtests are the functions under `#[test]` here.

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

fn new_host(config: &str) -> test::TestHost {
    let (host, status) = test::NewTestHost(config);
    assert_eq!(status, types::OnPluginStartStatusOK);
    host
}

#[test]
fn answers_every_request() {
    let host = new_host("{}");
    for _ in 0..3 {
        let action = host.CallOnHttpRequestHeaders(&request(), &[test::WithEndOfStream(true)]);
        assert_eq!(action, types::HeaderContinue);
        let response = host.GetLocalResponse().unwrap();
        assert_eq!(response.StatusCode, 200);
        assert_eq!(response.Data, b"hello world");
        assert!(response.Headers.is_empty());
        assert_eq!(response.GRPCStatus, -1);
        host.CompleteHttp();
    }
}

#[test]
fn answers_before_the_body() {
    let host = new_host("{}");
    host.CallOnHttpRequestHeaders(&request(), &[]);
    assert!(host.GetLocalResponse().is_some());
    let action = host.CallOnHttpRequestBody("body");
    assert_eq!(action, types::ActionContinue);
    assert_eq!(host.GetRequestBody(), b"body");
}

#[test]
fn leaves_the_headers_alone() {
    let host = new_host("{}");
    host.CallOnHttpRequestHeaders(&request(), &[]);
    assert_eq!(host.GetRequestHeaders(), request());
}

#[test]
fn lets_responses_pass() {
    let host = new_host("{}");
    host.CallOnHttpRequestHeaders(&request(), &[]);
    let headers = headers![[":status", "200"], ["server", "upstream"]];
    assert_eq!(host.CallOnHttpResponseHeaders(headers, &[]), types::HeaderContinue);
    assert_eq!(host.CallOnHttpResponseBody("body"), types::ActionContinue);
    assert_eq!(host.GetResponseHeaders(), headers);
    assert_eq!(host.GetResponseBody(), b"body");
}

#[test]
fn starts_with_any_configuration() {
    for config in ["", "{}", r#"{"any": ["thing"]}"#, "null"] {
        let host = new_host(config);
        assert!(host.GetWarnLogs().is_empty());
        host.CallOnHttpRequestHeaders(&request(), &[]);
        assert!(host.GetLocalResponse().is_some());
        host.Reset();
    }
}

#[test]
fn answers_where_a_rule_matches() {
    let host = new_host(r#"{"_rules_": [{"_match_domain_": ["*.a.com"]}]}"#);
    for (domain, answered) in [("x.a.com", true), ("a.com", false)] {
        host.CallOnHttpRequestHeaders(headers![[":authority", domain]], &[]);
        assert_eq!(host.GetLocalResponse().is_some(), answered, "{domain}");
        host.CompleteHttp();
    }
}
