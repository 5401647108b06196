//! User attributes, calls along the route, token usage, the lease of the leader, and the functions that Go calls deprecated.

use proptest::prelude::*;

use crate::compare::compare;
use crate::guest::Of;
use crate::play::{Event, Sequence};
use crate::script::{Block, Step, block};
use crate::step;
use crate::values::{chunk, header, one_of, request_headers, response_headers, trouble};

const KEYS: &[&str] = &["k", "l", "", "a.b", "model", "caf\u{e9}", "<&>", "input_token"];
const VALUES: &[&str] = &[
    "stext",
    "s",
    "s\"quoted\"\\\n\t\u{1}",
    "s<&>\u{2028}\u{7f}",
    "s\u{e9}\u{1f600}",
    "i7",
    "i9007199254740993",
    "f0.5",
    "f1e21",
    "f1e-7",
    "f100",
    "f-0",
    "ttrue",
    "n",
    "bbytes",
    "b",
    "la,b<",
    "sunknown",
];

/// What stands in the property already.
const BEFORE: &[&str] = &[
    "",
    r#"{\"k\":\"old\",\"z\":1}"#,
    r#"{\"k\":9007199254740993,\"n\":null,\"o\":{\"b\":[1,1.0,1e2],\"a\":\"\\u00e9\"}}"#,
    r#"{"k":1}"#,
    r#"{\"k\":1"#,
    "[1]",
    "null",
    " null ",
    "7",
    r#"\u007b\u007d"#,
    "\\",
    "{}",
    " ",
];

fn attribute() -> impl Strategy<Value = Step> {
    let key = || one_of(KEYS);
    let member = || (key(), one_of(VALUES));
    let text = || {
        prop_oneof![
            one_of(BEFORE),
            one_of(VALUES),
            prop::collection::vec(any::<char>(), 0..5).prop_map(String::from_iter),
        ]
    };
    prop_oneof![
        4 => member().prop_map(|(key, value)| step!("attribute", key, value)),
        1 => key().prop_map(|key| step!("get-attribute", key)),
        1 => prop::collection::vec(member(), 0..3).prop_map(|members| {
            let Step(mut words) = step!("attributes");
            words.extend(members.into_iter().flat_map(|(key, value)| [key.into(), value.into()]));
            Step(words)
        }),
        1 => Just(step!("get-attributes")),
        4 => Just(step!("log-attributes")),
        1 => one_of(&["ai_log", "custom_log"]).prop_map(|key| step!("log-attributes-as", key)),
        1 => text().prop_map(|text| step!("marshal", text)),
        1 => text().prop_map(|text| step!("unmarshal", text)),
        1 => prop::collection::vec(0x20..0xff_u8, 0..6).prop_map(|bytes| step!("marshal", bytes)),
        2 => one_of(BEFORE).prop_map(|value| step!("set-property", value, "custom_log")),
    ]
}

/// One attribute, as Go writes several in an order of its own.
fn trace() -> impl Strategy<Value = Vec<Step>> {
    (one_of(KEYS), one_of(VALUES))
        .prop_map(|(key, value)| vec![step!("attributes", key, value), step!("trace-attributes")])
}

const HEALTH: &[&str] = &["set_property", r#"get_property "custom_log""#];

fn host() -> Vec<(Vec<u8>, Vec<u8>)> {
    vec![
        header(":authority", "a.com"),
        header(":path", "/p?q"),
        header(":method", "GET"),
    ]
}

fn attributes() -> impl Strategy<Value = Sequence> {
    let blocks = (
        block("request-headers", attribute(), 7),
        trace(),
        block("streaming-request-body", attribute(), 4),
    );
    let event = prop_oneof![
        3 => Just(Event::Body { of: Of::Request, stream: 0, chunk: b"x".to_vec(), end: false }),
        1 => one_of(BEFORE)
            .prop_map(|value| Event::Property { stream: 0, path: b"custom_log".to_vec(), value: value.into() }),
        1 => trouble(HEALTH),
    ];
    (blocks, prop::collection::vec(event, 0..5)).prop_map(|((mut headers, trace, body), events)| {
        headers.steps.extend(trace);
        Sequence::of_stream(vec![headers, body], host(), false, events)
    })
}

const URLS: &[&str] = &[
    "/p",
    "p",
    "",
    "//h/p",
    "http://b.com/a%20b?q=1#f g",
    "/a b",
    "/%zz",
    "http://b.com:80",
    "?q",
    "#f",
    "mailto:x",
    "/\u{e9}",
    "/%2F%41",
    "///a",
    "http://[::1]:80/",
    "/a\nb",
    "*",
    "/p?q=a b#%20",
];

fn route_call() -> impl Strategy<Value = Step> {
    let headers = prop::collection::vec(
        (one_of(&["x-a", ":path", "Content-Length", ""]), one_of(&["", "1"])),
        0..3,
    );
    (
        one_of(&["GET", "POST", ""]),
        one_of(URLS),
        one_of(&["", "body", "two\nlines\n"]),
        headers,
    )
        .prop_map(|(method, url, body, headers)| step!("route-call", method, url, body, "then").with_pairs(headers))
}

fn routes() -> impl Strategy<Value = Sequence> {
    const CALLS: &[&str] = &[
        "replace_header_map_value",
        "get_header_map HttpResponseHeaders",
        "get_buffer_bytes HttpResponseBody",
        "set_buffer_bytes",
        "remove_header_map_value",
    ];
    let step = || {
        prop_oneof![
            3 => route_call(),
            1 => Just(step!("return", "1")),
            1 => Just(step!("dont-read-response")),
            1 => Just(step!("pause-streaming")),
            1 => Just(step!("reply", "200", "body", "x-b", "1")),
            1 => Just(step!("state")),
            1 => Just(step!("resume-response")),
        ]
    };
    let some = prop_oneof![
        3 => block("request-headers", step(), 3),
        3 => block("request-body", step(), 3),
        1 => block("streaming-request-body", step(), 2),
        1 => block("response-headers", step(), 2),
        1 => block("response-body", step(), 2),
        1 => block("streaming-response-body", step(), 2),
        1 => block("then", step(), 2),
        1 => block("done", step(), 2),
        1 => block("options", Just(step!("safe")), 1),
    ];
    let event = prop_oneof![
        3 => (chunk(), any::<bool>())
            .prop_map(|(chunk, end)| Event::Body { of: Of::Request, stream: 0, chunk, end }),
        3 => (response_headers(), any::<bool>())
            .prop_map(|(headers, end)| Event::Headers { of: Of::Response, stream: 0, headers, end }),
        3 => (chunk(), any::<bool>())
            .prop_map(|(chunk, end)| Event::Body { of: Of::Response, stream: 0, chunk, end }),
        1 => Just(Event::Log(0)),
        1 => trouble(CALLS),
    ];
    (prop::collection::vec(some, 1..5), prop::collection::vec(event, 1..8))
        .prop_map(|(blocks, events)| Sequence::of_stream(blocks, host(), false, events))
}

const USAGE: &[&str] = &[
    r#""usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}"#,
    r#""usage":{"prompt_tokens":1,"completion_tokens":2}"#,
    r#""usage":{"input_tokens":5,"output_tokens":7,"input_tokens_details":{"cached_tokens":2}}"#,
    r#""usage":{"cache_creation_input_tokens":4,"cache_read_input_tokens":3,"output_tokens":1}"#,
    r#""usage":{"prompt_tokens_details":{"cached_tokens":9,"x":1},"completion_tokens_details":{"reasoning_tokens":4}}"#,
    r#""usage":null"#,
    r#""usage":{"prompt_tokens":"12","completion_tokens":1.5,"total_tokens":-1}"#,
    r#""usage":{"generated_images":2,"output_tokens":4}"#,
    r#""usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":4,"totalTokenCount":9,"thoughtsTokenCount":2}"#,
    r#""usageMetadata":{"promptTokensDetails":[{"modality":"TEXT","tokenCount":3}],"cachedContentTokenCount":1,"toolUsePromptTokenCount":2}"#,
    r#""usageMetadata":{"candidatesTokensDetails":[{"modality":"TEXT","tokenCount":3},{"tokenCount":1}]}"#,
    r#""response":{"usage":{"input_tokens":2,"output_tokens":3,"total_tokens":5,"output_tokens_details":{"reasoning_tokens":1}},"model":"m","id":"i"}"#,
    r#""message":{"usage":{"input_tokens":11,"output_tokens":1},"model":"claude","id":"m1"}"#,
    r#""model":"gpt""#,
    r#""model":null"#,
    r#""model":"""#,
    r#""body":{"model":"batch"}"#,
    r#""modelVersion":"gemini""#,
    r#""id":"chat-1""#,
    r#""responseId":7"#,
    r#""type":"response.completed""#,
];

const BETWEEN: &[&str] = &["\n\n", "\r\n\r\n", "\r\r", "\n", "\n\n\n", "\n \n", ""];

fn tokens() -> impl Strategy<Value = Step> {
    let object = prop::collection::vec(one_of(USAGE), 0..4).prop_map(|members| format!("{{{}}}", members.join(",")));
    let piece = prop_oneof![5 => object, 1 => one_of(&["[DONE]", "", "{\"usage\":", "\"usage\""])];
    let piece = (
        one_of(&["data: ", "data:", "", "event: x\ndata: "]),
        piece,
        one_of(BETWEEN),
    )
        .prop_map(|(before, piece, after)| format!("{before}{piece}{after}"));
    prop::collection::vec(piece, 0..4).prop_map(|pieces| step!("tokens", pieces.concat()))
}

fn token_usage() -> impl Strategy<Value = Sequence> {
    let step = prop_oneof![
        6 => tokens(),
        1 => (one_of(&["model", "input_token", "output_token", "total_token"]), one_of(&["sgpt", "s", "sunknown", "j5", "j-5", "n"]))
            .prop_map(|(key, value)| step!("attribute", key, value)),
        1 => one_of(&["sasked", "s", "i1"]).prop_map(|value| step!("set", "request_model", value)),
        1 => Just(step!("get-attributes")),
        1 => Just(step!("get", "delta_sse_message")),
    ];
    (prop::collection::vec(step, 1..6)).prop_map(|mut steps| {
        steps.push(step!("get-attributes"));
        steps.push(step!("log-attributes"));
        let name = "request-headers";
        Sequence::of_stream(vec![Block { name, steps }], host(), false, Vec::new())
    })
}

const DETAILS: &[&str] = &["via_upstream", "", "direct_response"];

fn leadership_and_headers() -> impl Strategy<Value = Sequence> {
    const CALLS: &[&str] = &[
        "get_shared_data",
        "set_shared_data",
        "get_header_map HttpRequestHeaders",
        "get_property \"response",
    ];
    let election = prop_oneof![3 => Just(step!("elect")), 1 => Just(step!("plugin"))];
    let event = prop_oneof![
        2 => Just(Event::Configure(br#"{"text":"t"}"#.to_vec())),
        1 => (0..70_000_u64).prop_map(Event::Tick),
        1 => trouble(CALLS),
        2 => (request_headers(), any::<bool>())
            .prop_map(|(headers, end)| Event::Headers { of: Of::Request, stream: 0, headers, end }),
        2 => (response_headers(), any::<bool>())
            .prop_map(|(headers, end)| Event::Headers { of: Of::Response, stream: 0, headers, end }),
        1 => one_of(DETAILS).prop_map(|value| {
            Event::Property { stream: 0, path: b"response\0code_details".to_vec(), value: value.into() }
        }),
        1 => Just(Event::Property { stream: 0, path: b"plugin_name".to_vec(), value: b"p".to_vec() }),
    ];
    let paths = one_of(&["/p?q=1", "/a%20b?x", "/%zz", "//h/p", "", "*", "/\u{e9}"]);
    let blocks = (block("start", election, 3), prop::collection::vec(event, 1..7), paths);
    blocks.prop_map(|(elections, events, path)| {
        let headers = vec![header(":authority", "a.com"), header(":path", path)];
        let asking = ["request-headers", "response-headers"].map(|name| Block {
            name,
            steps: vec![step!("deprecated")],
        });
        Sequence::of_stream(
            std::iter::once(elections).chain(asking).collect(),
            headers,
            false,
            events,
        )
    })
}

#[test]
fn user_attributes() {
    compare(attributes(), 300);
}

#[test]
fn route_calls() {
    compare(routes(), 300);
}

#[test]
fn usage_of_tokens() {
    compare(token_usage(), 300);
}

#[test]
fn leaders_and_deprecated_functions() {
    compare(leadership_and_headers(), 300);
}
