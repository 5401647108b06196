//! The port of `go-reference/my-plugin/main_test.go`. Go's lists of subtests are the functions under `#[test]` here.

use sdk_compat::{Str, headers, test, types};

use super::MyConfig;

fn request() -> Vec<[Str; 2]> {
    headers![
        [":authority", "a.com"],
        [":method", "GET"],
        [":path", "/"],
        [":scheme", "http"]
    ]
    .to_vec()
}

#[test]
fn reads_the_switch() {
    assert!(mock_enable(r#"{"mockEnable": true}"#, "a.com"));
    assert!(!mock_enable(r#"{"mockEnable": false}"#, "a.com"));
}

#[test]
fn reads_only_true() {
    assert!(mock_enable(r#"{"mockEnable": "true"}"#, "a.com"));
    assert!(mock_enable(r#"{"mockEnable": 1}"#, "a.com"));
    assert!(!mock_enable(r#"{"mockEnable": "yes"}"#, "a.com"));
    assert!(!mock_enable(r#"{"mockEnable": null}"#, "a.com"));
}

#[test]
fn reads_the_switch_of_a_rule() {
    let config = r#"{"mockEnable": false, "_rules_": [{"_match_domain_": ["a.com"], "mockEnable": true}]}"#;
    assert!(mock_enable(config, "a.com"));
    assert!(!mock_enable(config, "b.com"));
}

/// The switch that a request to this domain gets.
fn mock_enable(config: &str, domain: &'static str) -> bool {
    let (host, status) = test::NewTestHost(config);
    assert_eq!(status, types::OnPluginStartStatusOK);
    assert_eq!(host.SetDomainName(domain), None);
    let matched = host.GetMatchConfig().unwrap();
    matched.downcast::<MyConfig>().unwrap().mock_enable
}

#[test]
fn adds_the_header() {
    let (host, status) = test::NewTestHost(r#"{"mockEnable": false}"#);
    assert_eq!(status, types::OnPluginStartStatusOK);

    let action = host.CallOnHttpRequestHeaders(&request(), &[]);
    assert_eq!(action, types::HeaderContinue);
    let value = test::GetHeaderValue(&host.GetRequestHeaders(), "hello");
    assert_eq!(value.unwrap(), "world");
    assert_eq!(host.GetLocalResponse(), None);
    host.CompleteHttp();
}

#[test]
fn answers_when_switched_on() {
    let (host, status) = test::NewTestHost(r#"{"mockEnable": true}"#);
    assert_eq!(status, types::OnPluginStartStatusOK);

    host.CallOnHttpRequestHeaders(&request(), &[]);
    let response = host.GetLocalResponse().unwrap();
    assert_eq!(response.StatusCode, 200);
    assert_eq!(response.Data, b"hello world");
    assert_eq!(response.GRPCStatus, -1);
    assert!(test::HasHeader(&host.GetRequestHeaders(), "hello"));
}

#[test]
fn starts_without_configuration() {
    let (host, status) = test::NewTestHost("");
    assert_eq!(status, types::OnPluginStartStatusOK);
    let expected = "[my-plugin] [nil] [nil] config is empty, but has ParseConfigFunc";
    assert!(host.GetWarnLogs().contains(&expected.into()));

    host.CallOnHttpRequestHeaders(&request(), &[]);
    assert!(test::HasHeaderWithValue(&host.GetRequestHeaders(), "hello", "world"));
    assert_eq!(host.GetLocalResponse(), None);
}

#[test]
fn refuses_what_is_not_json() {
    let (host, status) = test::NewTestHost(r#"{"mockEnable""#);
    assert_eq!(status, types::OnPluginStartStatusFailed);
    let expected = r#"[my-plugin] [nil] [nil] the plugin configuration is not a valid json: {"mockEnable""#;
    assert!(host.GetWarnLogs().contains(&expected.into()));
}

#[test]
fn leaves_other_requests_alone() {
    let (host, status) = test::NewTestHost(r#"{"_rules_": [{"_match_route_": ["foo"], "mockEnable": true}]}"#);
    assert_eq!(status, types::OnPluginStartStatusOK);

    let action = host.CallOnHttpRequestHeaders(&request(), &[]);
    assert_eq!(action, types::HeaderContinue);
    assert!(!test::HasHeader(&host.GetRequestHeaders(), "hello"));
    assert_eq!(host.GetLocalResponse(), None);
    host.CompleteHttp();

    assert_eq!(host.SetRouteName("foo"), None);
    host.CallOnHttpRequestHeaders(&request(), &[]);
    assert!(test::HasHeader(&host.GetRequestHeaders(), "hello"));
    assert!(host.GetLocalResponse().is_some());
}
