//! The way of streams through the handlers of a plugin.

use proptest::prelude::*;

use crate::compare::compare;
use crate::guest::Of;
use crate::play::{Event, Sequence};
use crate::script::{Block, Step, block};
use crate::step;
use crate::values::{chunk, one_of, request_headers, response_headers, trouble};

const NAMES: &[&str] = &["x-a", "X-A", ":path", "content-type", "missing"];
const TEXTS: &[&str] = &["", "1", "two words", "\u{e9}"];

fn text() -> impl Strategy<Value = String> {
    one_of(TEXTS)
}

/// What a plugin may do in every handler.
fn anywhere() -> impl Strategy<Value = Step> {
    let key = || one_of(&["k", "l"]);
    let value = one_of(&["sx", "by", "i7", "f0.5", "ttrue", "tfalse", "n"]);
    let map = || one_of(&["0", "1", "2", "3"]);
    prop_oneof![
        (key(), value).prop_map(|(key, value)| step!("set", key, value)),
        key().prop_map(|key| step!("get", key)),
        Just(step!("request")),
        Just(step!("state")),
        Just(step!("binary-response")),
        one_of(&[
            "dont-read-request",
            "dont-read-response",
            "buffer-request",
            "buffer-response",
            "pause-streaming",
            "disable-reroute",
            "pop",
            "resume-request",
            "resume-response",
        ])
        .prop_map(|name| step!(name)),
        text().prop_map(|text| step!("push", text)),
        one_of(&["0", "1", "4294967295"]).prop_map(|size| step!("limit-request", size)),
        one_of(&["0", "1", "4294967295"]).prop_map(|size| step!("limit-response", size)),
        map().prop_map(|map| step!("headers", map, "all")),
        (map(), one_of(NAMES)).prop_map(|(map, name)| step!("headers", map, "get", name)),
        (map(), one_of(NAMES)).prop_map(|(map, name)| step!("headers", map, "remove", name)),
        (map(), one_of(NAMES), text()).prop_map(|(map, name, value)| step!("headers", map, "add", name, value)),
        (map(), one_of(NAMES), text()).prop_map(|(map, name, value)| step!("headers", map, "replace", name, value)),
        (map(), one_of(NAMES), text()).prop_map(|(map, name, value)| step!("headers", map, "replace-all", name, value)),
        (one_of(&["request-body", "response-body"]), 0..4_i64, 0..9_i64).prop_map(|(name, start, size)| step!(
            name,
            start.to_string(),
            size.to_string()
        )),
        (one_of(&["change-request-body", "change-response-body"]), text(), text())
            .prop_map(|(name, before, after)| step!(name, before, after)),
        (one_of(&["replace-request-body", "replace-response-body"]), text()).prop_map(|(name, body)| step!(name, body)),
        one_of(&["route_name", "x_request_id", "k"]).prop_map(|name| step!("property", name)),
        (text(), one_of(&["k", "x_request_id"])).prop_map(|(value, name)| step!("set-property", value, name)),
        (text(), one_of(&["x-b"])).prop_map(|(body, name)| step!("reply", "403", body, name, body)),
        text().prop_map(|body| step!("reply-with-detail", "200", "detail", body)),
        (text(), one_of(&["true", "false"])).prop_map(|(body, last)| step!("inject", body, last)),
        (one_of(&["0", "1", "2", "3", "4", "5"]), text()).prop_map(|(level, text)| step!("log", level, text)),
        text().prop_map(|text| step!("log-by", text)),
        Just(step!("property")),
        Just(step!("set-property", "value")),
        Just(step!("hosts")),
        text().prop_map(|address| step!("override-host", address)),
        text().prop_map(|argument| step!("foreign", "f", argument)),
        Just(step!("http", "Get", "target,c,h", "/p", "", "100", "then")),
    ]
}

fn in_headers() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => anywhere(),
        1 => (0..6_u32).prop_map(|action| step!("return", action.to_string())),
    ]
}

fn in_chunks() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => anywhere(),
        1 => text().prop_map(|chunk| step!("chunk", chunk)),
        1 => Just(step!("append", "!")),
        1 => Just(step!("drop")),
    ]
}

/// The blocks of a plugin that has some of the handlers.
fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let handler = prop_oneof![
        3 => block("request-headers", in_headers(), 5),
        2 => block("request-body", in_headers(), 4),
        2 => block("streaming-request-body", in_chunks(), 4),
        2 => block("response-headers", in_headers(), 4),
        2 => block("response-body", in_headers(), 4),
        2 => block("streaming-response-body", in_chunks(), 4),
        1 => block("done", anywhere(), 3),
        1 => block("then", in_headers(), 3),
        1 => block("options", options(), 3),
    ];
    prop::collection::vec(handler, 1..8)
}

fn options() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(step!("name", "machine")),
        (0..3_u32).prop_map(|count| step!("rebuild", count.to_string())),
        (0..9_u32).prop_map(|size| step!("memory", size.to_string())),
        Just(step!("safe")),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let stream = || 0..2_u32;
    let of = || prop::sample::select(&[Of::Request, Of::Response][..]);
    let calls = &[
        "get_header_map HttpRequestHeaders",
        "get_header_map HttpResponseHeaders",
        "get_buffer_bytes HttpRequestBody",
        "get_buffer_bytes HttpResponseBody",
        "set_buffer_bytes",
        "set_property",
        "http_call",
        "replace_header_map_value",
        "inject",
    ];
    prop_oneof![
        3 => (stream(), request_headers(), any::<bool>())
            .prop_map(|(stream, headers, end)| Event::Headers { of: Of::Request, stream, headers, end }),
        3 => (stream(), response_headers(), any::<bool>())
            .prop_map(|(stream, headers, end)| Event::Headers { of: Of::Response, stream, headers, end }),
        10 => (of(), stream(), chunk(), any::<bool>())
            .prop_map(|(of, stream, chunk, end)| Event::Body { of, stream, chunk, end }),
        1 => (of(), stream(), response_headers()).prop_map(|(of, stream, headers)| Event::Trailers { of, stream, headers }),
        1 => stream().prop_map(Event::Log),
        1 => stream().prop_map(Event::Delete),
        2 => stream().prop_map(Event::Begin),
        2 => (0..3_usize, response_headers(), chunk())
            .prop_map(|(which, headers, body)| Event::HttpAnswer { which, headers, body, trailers: Vec::new() }),
        1 => (0..200_u64).prop_map(Event::Tick),
        1 => trouble(calls),
        1 => (1..60_usize).prop_map(Event::Cut),
        1 => (stream(), one_of(&["x_request_id", "route_name", "plugin_vm_memory"]), one_of(&["", "r", "\x07\0\0\0\0\0\0\0"]))
            .prop_map(|(stream, path, value)| Event::Property { stream, path: path.into(), value: value.into() }),
    ]
}

fn sequence() -> impl Strategy<Value = Sequence> {
    (
        blocks(),
        prop::collection::vec(event(), 1..14),
        request_headers(),
        any::<bool>(),
    )
        .prop_map(|(blocks, events, headers, end)| Sequence::of_stream(blocks, headers, end, events))
}

#[test]
fn streams() {
    compare(sequence(), 300);
}
