//! The port of `go-reference/http-call/main_test.go`. Go's lists of subtests are the functions under `#[test]` here.

use sdk_compat::{Str, headers, test, types};

const CONFIG: &str = r#"{"tokenHeader": "x-token", "requestPath": "/token?a=1", "serviceSource": "ip", "serviceName": "auth", "servicePort": 80}"#;

fn request() -> Vec<[Str; 2]> {
    headers![
        [":authority", "a.com"],
        [":method", "GET"],
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
fn calls_the_cluster_of_each_kind_of_service() {
    for (config, cluster, authority) in [
        (
            r#""serviceSource": "k8s", "namespace": "ns""#,
            "outbound|80||auth.ns.svc.cluster.local",
            "auth.ns.svc.cluster.local",
        ),
        (
            r#""serviceSource": "nacos", "namespace": "public""#,
            "outbound|80||auth.DEFAULT-GROUP.public.nacos",
            "auth",
        ),
        (r#""serviceSource": "ip""#, "outbound|80||auth.static", "auth"),
        (
            r#""serviceSource": "dns", "domain": "auth.com""#,
            "outbound|80||auth.dns",
            "auth.com",
        ),
    ] {
        let config = format!(
            r#"{{"tokenHeader": "x-token", "requestPath": "/", "serviceName": "auth", "servicePort": 80, {config}}}"#
        );
        let host = new_host(&config);
        host.CallOnHttpRequestHeaders(&request(), &[]);
        let calls = host.GetHttpCalloutAttributes();
        assert_eq!(calls.len(), 1);
        assert_eq!(calls[0].Upstream, cluster);
        assert_eq!(
            test::GetHeaderValue(&calls[0].Headers, ":authority").unwrap(),
            authority
        );
        host.Reset();
    }
}

#[test]
fn refuses_what_is_incomplete() {
    let no_valid_rules = "parse config failed, no valid rules; global config parse error:";
    for (config, error) in [
        (r#"{"requestPath": "/"}"#, "missing tokenHeader in config"),
        (r#"{"tokenHeader": "x-token"}"#, "missing requestPath in config"),
        (
            r#"{"tokenHeader": "x-token", "requestPath": "/"}"#,
            "invalid service config",
        ),
        (
            r#"{"tokenHeader": "x-token", "requestPath": "/", "serviceName": "auth"}"#,
            "invalid service config",
        ),
        (
            r#"{"tokenHeader": "x-token", "requestPath": "/", "serviceName": "auth", "servicePort": 80}"#,
            "unknown service source: ",
        ),
        (
            r#"{"tokenHeader": "x-token", "requestPath": "/", "serviceName": "auth", "servicePort": 80, "serviceSource": "nacos"}"#,
            "missing namespace in config",
        ),
        (
            r#"{"tokenHeader": "x-token", "requestPath": "/", "serviceName": "auth", "servicePort": 80, "serviceSource": "dns"}"#,
            "missing domain in config",
        ),
    ] {
        let (host, status) = test::NewTestHost(config);
        assert_eq!(status, types::OnPluginStartStatusFailed, "{config}");
        let expected = format!("[http-call] [nil] [nil] parse rule config failed: {no_valid_rules}{error}");
        assert!(host.GetWarnLogs().contains(&expected.into()));
        host.Reset();
    }
}

#[test]
fn asks_the_service_first() {
    let host = new_host(CONFIG);
    let action = host.CallOnHttpRequestHeaders(&request(), &[]);
    assert_eq!(action, types::HeaderStopIteration);
    let calls = host.GetHttpCalloutAttributes();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].Upstream, "outbound|80||auth.static");
    assert_eq!(
        calls[0].Headers,
        headers![[":method", "GET"], [":path", "/token?a=1"], [":authority", "auth"]]
    );
    assert!(calls[0].Body.is_empty());
    assert_eq!(host.GetHttpStreamAction(), types::ActionPause);
}

#[test]
fn copies_the_token() {
    let host = new_host(CONFIG);
    host.CallOnHttpRequestHeaders(&request(), &[]);
    host.CallOnHttpCall(headers![[":status", "200"], ["X-Token", "secret"]], "body");
    assert_eq!(host.GetHttpStreamAction(), types::ActionContinue);
    assert!(test::HasHeaderWithValue(&host.GetRequestHeaders(), "x-token", "secret"));
    assert!(host.GetHttpCalloutAttributes().is_empty());
    assert_eq!(host.GetLocalResponse(), None);
    host.CompleteHttp();
}

#[test]
fn goes_on_without_a_token() {
    let host = new_host(CONFIG);
    host.CallOnHttpRequestHeaders(&request(), &[]);
    host.CallOnHttpCall(headers![[":status", "200"]], "");
    assert_eq!(host.GetHttpStreamAction(), types::ActionContinue);
    assert_eq!(host.GetRequestHeaders(), request());
}

#[test]
fn fails_on_another_status() {
    let host = new_host(CONFIG);
    host.CallOnHttpRequestHeaders(&request(), &[]);
    host.CallOnHttpCall(headers![[":status", "403"], ["x-token", "secret"]], "no");
    let response = host.GetLocalResponse().unwrap();
    assert_eq!(response.StatusCode, 500);
    assert_eq!(response.Data, b"http call failed");
    assert!(!test::HasHeader(&host.GetRequestHeaders(), "x-token"));
    let expected = "[http-call] [nil] [test-request-id-default] http call failed, status: 403";
    assert!(host.GetErrorLogs().contains(&expected.into()));
}

/// What a time-out looks like: no headers at all.
#[test]
fn fails_without_an_answer() {
    let host = new_host(CONFIG);
    host.CallOnHttpRequestHeaders(&request(), &[]);
    host.CallOnHttpCall(&[], "");
    let response = host.GetLocalResponse().unwrap();
    assert_eq!(response.StatusCode, 500);
    let expected = "[http-call] [nil] [test-request-id-default] http call failed, status: 502";
    assert!(host.GetErrorLogs().contains(&expected.into()));
}

#[test]
fn keeps_requests_apart() {
    let host = new_host(CONFIG);
    let (first, second) = (host.InitializeHttpContext(), host.InitializeHttpContext());
    host.CallOnRequestHeaders(first, &request(), true);
    host.CallOnRequestHeaders(second, &request(), true);
    for (stream, token) in [(second, "two"), (first, "one")] {
        let call = &host.GetCalloutAttributesFromContext(stream)[0];
        host.CallOnHttpCallResponse(
            call.CalloutID,
            headers![[":status", "200"], ["x-token", token]],
            &[],
            "",
        );
    }
    assert!(test::HasHeaderWithValue(
        &host.GetCurrentRequestHeaders(first),
        "x-token",
        "one"
    ));
    assert!(test::HasHeaderWithValue(
        &host.GetCurrentRequestHeaders(second),
        "x-token",
        "two"
    ));
}

/// Only here: Go's host has every cluster.
#[test]
fn lets_requests_pass_when_the_cluster_is_missing() {
    let host = new_host(CONFIG);
    host.remove_cluster("outbound|80||auth.static");
    assert_eq!(host.CallOnHttpRequestHeaders(&request(), &[]), types::HeaderContinue);
    let expected = "[http-call] [nil] [test-request-id-default] http call could not be dispatched: \
                    error status returned by host: bad argument";
    assert!(host.GetErrorLogs().contains(&expected.into()));
}
