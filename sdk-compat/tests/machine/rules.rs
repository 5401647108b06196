//! The start of a plugin: its configuration, its rules, and which of them a request gets.

use proptest::prelude::*;

use crate::compare::compare;
use crate::guest::Of;
use crate::play::{Event, Sequence};
use crate::script::{Block, Script, Step, block};
use crate::step;
use crate::values::{header, one_of, trouble};

/// JSON values of every kind, and what domains, routes, services and prefixes look like.
const ENTRIES: &[&str] = &[
    r#""a.com""#,
    r#""*.a.com""#,
    r#""a.*""#,
    r#""*""#,
    r#""""#,
    r#""b.com:80""#,
    r#""[::1]""#,
    r#""*mid*""#,
    r#""A.com""#,
    r#""r1""#,
    r#""r2""#,
    r#""r""#,
    r#""s.dns""#,
    r#""s.dns:80""#,
    r#""s.dns:""#,
    r#"":80""#,
    r#""s:80""#,
    r#""caf\u00e9""#,
    "7",
    "7.0",
    "1e3",
    "true",
    "null",
    r#"{"a":1}"#,
    r#"["r1"]"#,
];

const MATCHES: &[&str] = &[
    "_match_route_",
    "_match_domain_",
    "_match_service_",
    "_match_route_prefix_",
];

const TEXTS: &[&str] = &[r#""t""#, r#""u""#, "1", "null", "{}", r#""a\nb""#];

const PLUGIN_IDS: &[&str] = &[
    r#""p""#,
    r#""""#,
    "77",
    "null",
    "true",
    r#"{"a":[1]}"#,
    r#""50%d\"""#,
    "1e3",
];

/// White space, as people and programs put it into JSON.
fn space() -> impl Strategy<Value = String> {
    one_of(&["", "", "", " ", "\n  ", "\t"])
}

/// A list of entries, or one entry where a list belongs.
fn entries() -> impl Strategy<Value = String> {
    prop_oneof![
        5 => prop::collection::vec(one_of(ENTRIES), 0..4).prop_map(|entries| format!("[{}]", entries.join(","))),
        2 => one_of(ENTRIES),
    ]
}

/// A key and its value.
fn member(key: impl Strategy<Value = String>, value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    (key, value, space(), space())
        .prop_map(|(key, value, before, between)| format!(r#"{before}"{key}"{between}:{value}"#))
}

fn object(members: impl Strategy<Value = String>, most: usize) -> impl Strategy<Value = String> {
    (prop::collection::vec(members, 0..most), space())
        .prop_map(|(members, end)| format!("{{{}{end}}}", members.join(",")))
}

/// What every object may have: the text that the parser takes, or the reason to fail.
fn common() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => member(Just("text".into()), one_of(TEXTS)),
        1 => member(Just("fail".into()), one_of(TEXTS)),
    ]
}

fn rule() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => object(prop_oneof![3 => member(one_of(MATCHES), entries()), 1 => common()], 5),
        1 => one_of(ENTRIES),
    ]
}

fn rules() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::collection::vec(rule(), 0..4).prop_map(|rules| format!("[{}]", rules.join(","))),
        1 => rule(),
    ]
}

fn configuration() -> impl Strategy<Value = Vec<u8>> {
    let members = prop_oneof![
        4 => member(Just("_rules_".into()), rules()),
        3 => common(),
        1 => member(Just("_plugin_id_".into()), one_of(PLUGIN_IDS)),
        1 => member(one_of(MATCHES), entries()),
        1 => member(one_of(&["", "other", "_rules_.0", "a.b", "te\\u0078t"]), one_of(ENTRIES)),
    ];
    let object = object(members, 5);
    prop_oneof![
        12 => object.prop_map(String::into_bytes),
        1 => one_of(ENTRIES).prop_map(String::into_bytes),
        1 => one_of(&["", " ", "{", "{\"a\":}", "[1,2]", "{\"a\":1}}", "nul"]).prop_map(String::into_bytes),
    ]
}

const HOSTS: &[&str] = &[
    "a.com",
    "a.com:8080",
    "x.a.com",
    "b.com",
    "b.com:80",
    "[::1]",
    "[::1]:80",
    "A.com",
    "",
    "xmid*",
    "7",
];
const ROUTES: &[&str] = &["r1", "r2", "r10", "", "7", "true"];
const CLUSTERS: &[&str] = &[
    "outbound|80||s.dns",
    "outbound|81||s.dns",
    "outbound|9||s:80",
    "outbound|80||",
    "s.dns",
    "",
    "a|b|c|d|e",
];

/// A request, with what the gateway knows of it.
fn request() -> impl Strategy<Value = Vec<Event>> {
    let property = |path: &'static str, values| {
        prop::option::of(one_of(values)).prop_map(move |value| {
            value.map(|value| Event::Property {
                stream: 0,
                path: path.into(),
                value: value.into(),
            })
        })
    };
    let headers = prop::option::weighted(0.9, one_of(HOSTS))
        .prop_map(|host| host.map(|host| header(":authority", host)).into_iter().collect());
    let headers = headers.prop_map(|headers| Event::Headers {
        of: Of::Request,
        stream: 0,
        headers,
        end: true,
    });
    (
        property("route_name", ROUTES),
        property("cluster_name", CLUSTERS),
        headers,
    )
        .prop_map(|(route, cluster, headers)| {
            let known = route.into_iter().chain(cluster);
            let request = [headers, Event::Log(0), Event::Delete(0)];
            std::iter::once(Event::Begin(0)).chain(known).chain(request).collect()
        })
}

/// What a plugin does while it starts.
fn at_start() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(step!("isolate")),
        1 => one_of(&["stop", ""]).prop_map(|reason| step!("fail", reason)),
        1 => Just(step!("set", "k", "sx")),
        1 => Just(step!("get", "k")),
        2 => one_of(&["0", "100", "250"]).prop_map(|period| step!("tick", period, "then")),
        1 => Just(step!("log", "3", "text")),
        1 => Just(step!("http", "Get", "target,c,h", "/p", "", "100", "then")),
    ]
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let kinds = &[
        "json",
        "raw",
        "by",
        "context",
        "override",
        "override-raw",
        "override-by",
    ];
    let options = prop_oneof![
        4 => one_of(kinds).prop_map(|kind| step!("parse", kind)),
        1 => one_of(&["n", "100%!"]).prop_map(|name| step!("name", name)),
        1 => one_of(&["0", "7"]).prop_map(|count| step!("io-cycle", count)),
    ];
    let some = prop_oneof![
        3 => block("options", options, 3),
        2 => block("start", at_start(), 2),
        2 => block("parse", at_start(), 2),
        1 => block("then", Just(step!("log", "2", "then")), 1),
        1 => block("done", Just(step!("state")), 1),
    ];
    let unconfigured = prop::option::weighted(0.05, block("unconfigured", Just(step!("keep")), 0));
    (prop::collection::vec(some, 0..5), unconfigured).prop_map(|(mut blocks, unconfigured)| {
        blocks.push(Block {
            name: "request-headers",
            steps: vec![step!("request")],
        });
        blocks.extend(unconfigured);
        blocks
    })
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    const CALLS: &[&str] = &[
        "get_buffer_bytes PluginConfiguration",
        "set_tick_period",
        r#"call_foreign_function "set_global"#,
        "http_call",
    ];
    let event = prop_oneof![
        8 => request(),
        4 => configuration().prop_map(|text| vec![Event::Configure(text)]),
        1 => (0..300_u64).prop_map(|later| vec![Event::Tick(later)]),
        1 => trouble(CALLS).prop_map(|trouble| vec![trouble]),
        1 => Just(vec![Event::HttpAnswer { which: 0, headers: vec![header(":status", "200")], body: b"x".to_vec(), trailers: Vec::new() }]),
    ];
    (configuration(), prop::collection::vec(event, 1..8)).prop_map(|(first, events)| {
        std::iter::once(Event::Configure(first))
            .chain(events.into_iter().flatten())
            .collect()
    })
}

fn sequence() -> impl Strategy<Value = Sequence> {
    (blocks(), events()).prop_map(|(blocks, events)| Sequence {
        script: Script(blocks),
        events,
    })
}

/// With a rule, the names of route and cluster have to be there, or known not to be.
fn sequence_without_names() -> impl Strategy<Value = Sequence> {
    const CALLS: &[&str] = &[
        r#"get_property "route_name""#,
        r#"get_property "cluster_name""#,
        "get_header_map HttpRequestHeaders",
    ];
    const RULE: &str = r#"{"text":"global","_rules_":[{"_match_domain_":["b.com"],"text":"rule"}]}"#;
    (trouble(CALLS), request(), request()).prop_map(|(trouble, first, second)| Sequence {
        script: Script(vec![Block {
            name: "request-headers",
            steps: Vec::new(),
        }]),
        events: [vec![Event::Configure(RULE.into())], first, vec![trouble], second].concat(),
    })
}

#[test]
fn rules_and_what_matches() {
    compare(sequence(), 300);
}

#[test]
fn routes_and_clusters_that_cannot_be_read() {
    compare(sequence_without_names(), 100);
}
