//! Rules: how they are parsed, and which one a request gets.

mod support;

use std::rc::Rc;

use sdk_compat::log::Log;
use sdk_compat::types::{Action, ActionContinue};
use sdk_compat::wrapper::{self, CtxOption, HttpContext, PluginContext};
use sdk_compat::{Config, Error, Str, args, gjson};
use support::{STREAM, TestHost};

#[derive(Default)]
struct Words {
    word: Str,
}

fn parse(json: gjson::Result, config: &mut Words, _: Log) -> Result<(), Error> {
    config.word = json.Get("word").String();
    match config.word == "bad" {
        true => Err(Error::new("bad word")),
        false => Ok(()),
    }
}

fn say(_: HttpContext, config: Config<Words>, log: Log) -> Action {
    log.Info(&config.word);
    ActionContinue
}

fn install(options: Vec<CtxOption<Words>>) -> Rc<TestHost> {
    let host = TestHost::install();
    let plugin = [wrapper::ParseConfigBy(parse), wrapper::ProcessRequestHeadersBy(say)];
    wrapper::SetCtx("w", plugin.into_iter().chain(options));
    host
}

/// The word that a request gets, or none when the plugin lets it pass untouched.
fn word(host: &TestHost, authority: &str, route: &str, cluster: &str) -> Option<String> {
    host.set("route_name", route);
    host.set("cluster_name", cluster);
    host.take_log();
    host.request_on(STREAM, &[(":authority", authority)], true);
    sdk_compat::host::callbacks::on_delete(STREAM);
    let log = host.take_log();
    log.first()
        .map(|line| line.trim_start_matches("Info [w] [nil] [nil] ").into())
}

#[test]
fn the_first_rule_that_matches_wins_and_the_rest_is_for_all() {
    let host = install(vec![]);
    let configuration = r#"{"word":"global","_rules_":[
        {"_match_domain_":["*.a.com"],"word":"domain"},
        {"_match_route_":["r1"],"word":"route"},
        {"_match_service_":["s.dns:80"],"word":"service"},
        {"_match_route_prefix_":["r"],"word":"prefix"},
        {"_match_domain_":["*"],"_match_route_":["x"],"word":"route x"}]}"#;
    assert!(host.start(configuration));
    for (authority, route, cluster, expected) in [
        ("b.a.com:80", "r1", "outbound|80||s.dns", "domain"),
        ("c", "r1", "outbound|80||s.dns", "route"),
        ("c", "r2", "outbound|80||s.dns", "service"),
        ("c", "r2", "outbound|81||s.dns", "prefix"),
        ("c", "x", "", "route x"),
        ("c", "y", "", "global"),
    ] {
        assert_eq!(
            word(&host, authority, route, cluster).as_deref(),
            Some(expected),
            "{authority} {route} {cluster}"
        );
    }
}

#[test]
fn without_a_match_and_without_a_rest_the_plugin_does_nothing() {
    let host = install(vec![]);
    assert!(host.start(r#"{"_rules_":[{"_match_route_":["r"],"word":"a"}]}"#));
    assert_eq!(word(&host, "h", "other", ""), None);
    assert_eq!(word(&host, "h", "r", "").as_deref(), Some("a"));
}

#[test]
fn a_request_without_host_gets_no_configuration() {
    let host = install(vec![]);
    assert!(host.start("{}"));
    host.take_log();
    assert_eq!(host.request_on(STREAM, &[(":path", "/")], true), ActionContinue.0);
    let expected = "Error [w] [nil] [nil] get match config failed, err:error status returned by host: not found";
    assert_eq!(host.take_log(), [expected]);
}

#[test]
fn properties_that_are_missing_are_empty() {
    let host = install(vec![]);
    assert!(host.start(r#"{"word":"a","_rules_":[{"_match_route_":["r"],"word":"b"}]}"#));
    host.take_log();
    host.request(&[]);
    assert_eq!(host.take_log(), ["Info [w] [nil] [nil] a"]);
}

#[test]
fn configurations_that_are_refused() {
    let no_condition = "there is at least one of  '_match_route_', '_match_domain_', '_match_service_' and \
                        '_match_route_prefix_' can present in configuration.";
    let no_rules = "parse config failed, no valid rules; global config parse error:";
    for (configuration, reason) in [
        (r#"{"_rules_":[]}"#, format!("{no_rules}<nil>")),
        (r#"{"_rules_":null}"#, format!("{no_rules}<nil>")),
        (r#"{"word":"bad"}"#, format!("{no_rules}bad word")),
        (r#"{"word":"a","_rules_":[{"word":"b"}]}"#, no_condition.into()),
        (r#"{"word":"a","_rules_":[7]}"#, no_condition.into()),
        (
            r#"{"word":"a","_rules_":[{"_match_route_":["r"],"word":"bad"}]}"#,
            "bad word".into(),
        ),
    ] {
        let host = install(vec![]);
        assert!(!host.start(configuration), "{configuration}");
        let expected = [
            format!("Warn [w] [nil] [nil] parse rule config failed: {reason}"),
            "Error [w] [nil] [nil] plugin start failed".into(),
        ];
        assert_eq!(host.take_log(), expected, "{configuration}");
    }
}

#[test]
fn a_rest_that_cannot_be_parsed_is_left_out_when_there_are_rules() {
    let host = install(vec![]);
    assert!(host.start(r#"{"word":"bad","_rules_":{"_match_route_":"r","word":"a"}}"#));
    assert_eq!(word(&host, "h", "r", "").as_deref(), Some("a"));
    assert_eq!(word(&host, "h", "x", ""), None);
}

#[test]
fn an_isolated_rule_that_fails_is_parsed_as_it_last_was_or_left_out() {
    let isolate = |context: PluginContext| {
        context.EnableRuleLevelConfigIsolation();
        Ok(())
    };
    let host = install(vec![wrapper::PrePluginStartOrReload(isolate)]);
    assert!(host.start(r#"{"_rules_":[{"_match_route_":["r"],"word":"a"}]}"#));
    assert_eq!(
        host.take_log()[..3],
        [
            r#"Debug [w] [nil] [nil] storing rule to backup: {"_match_route_":["r"],"word":"a"}"#,
            "Info [w] [nil] [nil] store rule to backup, key[cat:0|routes:r]",
            r#"Debug [w] [nil] [nil] successfully stored rule to backup: {"_match_route_":["r"],"word":"a"}"#,
        ]
    );
    let bad = r#"{"_match_route_":["r"],"word":"bad"}"#;
    let worse = r#"{"_match_route_":["s"],"word":"bad"}"#;
    assert!(host.configure(format!(r#"{{"_rules_":[{bad},{worse}]}}"#)));
    let failed = |rule| format!("parse rule config failed for rule {rule}: bad word, trying to load from backup");
    let expected = [
        format!("Warn [w] [nil] [nil] {}", failed(bad)),
        "Info [w] [nil] [nil] load rule from backup success, key[cat:0|routes:r]".into(),
        r#"Info [w] [nil] [nil] found backup rule config: {"_match_route_":["r"],"word":"a"}"#.into(),
        format!("Info [w] [nil] [nil] successfully loaded rule from backup: {bad}"),
        format!("Warn [w] [nil] [nil] {}", failed(worse)),
        "Info [w] [nil] [nil] load rule from backup failed, key[cat:0|routes:s]".into(),
        format!("Error [w] [nil] [nil] failed to load rule from backup, skipping rule: {worse}"),
        "Info [w] [nil] [nil] plugin start successfully".into(),
    ];
    assert_eq!(host.take_log(), expected);
    assert_eq!(word(&host, "h", "r", "").as_deref(), Some("a"));

    assert!(!host.configure(format!(r#"{{"_rules_":[{worse}]}}"#)));
    let reason = "all rules failed to parse and no previous successful config available";
    assert!(
        host.take_log()
            .contains(&format!("Warn [w] [nil] [nil] parse rule config failed: {reason}"))
    );
}

#[test]
fn the_configuration_is_one_value_for_all_hooks_of_all_requests() {
    let host = install(vec![wrapper::ProcessStreamDoneBy(
        |context: HttpContext, config: Config<Words>, log: Log| {
            log.Infof("done %s %s", args![context.Path(), &config.word]);
        },
    )]);
    assert!(host.start(r#"{"word":"a"}"#));
    host.take_log();
    host.request(&[(":path", "/p")]);
    sdk_compat::host::callbacks::on_log(STREAM);
    assert_eq!(
        host.take_log(),
        ["Info [w] [nil] [nil] a", "Info [w] [nil] [nil] done /p a"]
    );
}
