//! Rules by domain: which part of a configuration a request gets.

use proxy_wasm::hostcalls;
use serde_json::Value;

/// A rule: domains, and what stands in it for the plugin.
#[derive(Debug)]
pub struct Rule {
    domains: Vec<String>,
    /// The rule's own configuration.
    pub given: Value,
}

/// The rules of a configuration.
pub fn read(given: &Value) -> Vec<Rule> {
    let rules = given["_rules_"].as_array().into_iter().flatten();
    let rule = |rule: &Value| Rule {
        domains: texts(&rule["_match_domain_"]),
        given: rule.clone(),
    };
    rules.map(rule).collect()
}

/// The texts of a list.
pub fn texts(list: &Value) -> Vec<String> {
    let texts = list.as_array().into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

/// The place of the first rule for a host. The host is asked for route and cluster, as rules may name them.
pub fn find<'a>(mut rules: impl Iterator<Item = &'a Rule>, host: &[u8]) -> Option<usize> {
    let _ = hostcalls::get_property(vec!["route_name"]);
    let _ = hostcalls::get_property(vec!["cluster_name"]);
    let host = match host.iter().rposition(|&byte| byte == b':') {
        Some(colon) => &host[..colon],
        None => host,
    };
    rules.position(|rule| rule.domains.iter().any(|domain| matches(domain.as_bytes(), host)))
}

fn matches(domain: &[u8], host: &[u8]) -> bool {
    match domain {
        [b'*', end @ ..] => host.ends_with(end),
        [start @ .., b'*'] => host.starts_with(start),
        all => host == all,
    }
}
