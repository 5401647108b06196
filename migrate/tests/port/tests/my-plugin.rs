//! The tests of the Go plugin.

use super::*;
use sdk_compat::go::CommaOk;
use sdk_compat::go::Global;
use sdk_compat::go::Pair;
use sdk_compat::{Str, go, test, types};

thread_local! {
    static REQUEST: go::Ptr<Vec<[Str; 2]>> = go::Ptr::new(vec![[Str::from(":authority"), Str::from("a.com")], [Str::from(":method"), Str::from("GET")], [Str::from(":path"), Str::from("/")], [Str::from(":scheme"), Str::from("http")]]);
}

/// the switch is read
#[test]
fn reads_the_switch() {
    assert!(mock_enable(&r#"{"mockEnable": true}"#.into(), &"a.com".into()));
    assert!(!mock_enable(&r#"{"mockEnable": false}"#.into(), &"a.com".into()));
}

/// only true switches it on
#[test]
fn reads_only_true() {
    assert!(mock_enable(&r#"{"mockEnable": "true"}"#.into(), &"a.com".into()));
    assert!(mock_enable(&r#"{"mockEnable": 1}"#.into(), &"a.com".into()));
    assert!(!mock_enable(&r#"{"mockEnable": "yes"}"#.into(), &"a.com".into()));
    assert!(!mock_enable(&r#"{"mockEnable": null}"#.into(), &"a.com".into()));
}

/// a rule has a switch of its own
#[test]
fn reads_the_switch_of_a_rule() {
    let config = Str::from(r#"{"mockEnable": false, "_rules_": [{"_match_domain_": ["a.com"], "mockEnable": true}]}"#);
    assert!(mock_enable(&config, &"a.com".into()));
    assert!(!mock_enable(&config, &"b.com".into()));
}

/// mockEnable is the switch that a request to this domain gets.
fn mock_enable(config: &Str, domain: &Str) -> bool {
    let (host, status) = test::NewTestHost(config);
    assert_eq!(status, types::OnPluginStartStatusOK);
    assert_eq!(host.SetDomainName(domain), None);
    let (matched, err) = host.GetMatchConfig().pair();
    assert_eq!(err, None);
    matched
        .downcast::<MyConfig>()
        .map(|kept| go::Ptr::new((*kept).clone()))
        .expect("*main.MyConfig")
        .borrow()
        .mock_enable
}

/// every request gets the header
#[test]
fn adds_the_header() {
    let (host, status) = test::NewTestHost(r#"{"mockEnable": false}"#);
    assert_eq!(status, types::OnPluginStartStatusOK);
    let action = host.CallOnHttpRequestHeaders(&REQUEST.get(), &[]);
    assert_eq!(action, types::HeaderContinue);
    let (value, found) = test::GetHeaderValue(&host.GetRequestHeaders(), "hello").comma_ok();
    assert!(found);
    assert_eq!(value, "world");
    assert_eq!(host.GetLocalResponse(), None);
    host.CompleteHttp();
}

/// with the switch on it answers itself
#[test]
fn answers_when_switched_on() {
    let (host, status) = test::NewTestHost(r#"{"mockEnable": true}"#);
    assert_eq!(status, types::OnPluginStartStatusOK);
    host.CallOnHttpRequestHeaders(&REQUEST.get(), &[]);
    let response = host.GetLocalResponse();
    assert!(response.is_some());
    assert_eq!(response.as_ref().unwrap().StatusCode, 200);
    assert_eq!(Str::copy_of(&response.as_ref().unwrap().Data), "hello world");
    assert_eq!(response.as_ref().unwrap().GRPCStatus, -1);
    assert!(test::HasHeader(&host.GetRequestHeaders(), "hello"));
}

/// without configuration the switch is off
#[test]
fn starts_without_configuration() {
    let (host, status) = test::NewTestHost("");
    assert_eq!(status, types::OnPluginStartStatusOK);
    assert!(host.GetWarnLogs().contains(&Str::from(
        "[my-plugin] [nil] [nil] config is empty, but has ParseConfigFunc"
    )));
    host.CallOnHttpRequestHeaders(&REQUEST.get(), &[]);
    assert!(test::HasHeaderWithValue(&host.GetRequestHeaders(), "hello", "world"));
    assert_eq!(host.GetLocalResponse(), None);
}

/// a configuration that is not JSON is refused
#[test]
fn refuses_what_is_not_json() {
    let (host, status) = test::NewTestHost(r#"{"mockEnable""#);
    assert_eq!(status, types::OnPluginStartStatusFailed);
    assert!(host.GetWarnLogs().contains(&Str::from(
        r#"[my-plugin] [nil] [nil] the plugin configuration is not a valid json: {"mockEnable""#
    )));
}

/// requests that no rule is for pass unchanged
#[test]
fn leaves_other_requests_alone() {
    let (host, status) = test::NewTestHost(r#"{"_rules_": [{"_match_route_": ["foo"], "mockEnable": true}]}"#);
    assert_eq!(status, types::OnPluginStartStatusOK);
    let action = host.CallOnHttpRequestHeaders(&REQUEST.get(), &[]);
    assert_eq!(action, types::HeaderContinue);
    assert!(!test::HasHeader(&host.GetRequestHeaders(), "hello"));
    assert_eq!(host.GetLocalResponse(), None);
    host.CompleteHttp();
    assert_eq!(host.SetRouteName("foo"), None);
    host.CallOnHttpRequestHeaders(&REQUEST.get(), &[]);
    assert!(test::HasHeader(&host.GetRequestHeaders(), "hello"));
    assert!(host.GetLocalResponse().is_some());
}
