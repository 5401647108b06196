//! Calls to HTTP services: clusters, URLs, headers, and what comes back, or does not.

use proptest::prelude::*;

use crate::compare::compare;
use crate::guest::Of;
use crate::play::{Event, Sequence};
use crate::script::{Step, block};
use crate::step;
use crate::values::{chunk, header, one_of, some, trouble};
use crate::world::Headers;

const METHODS: &[&str] = &[
    "Get", "Head", "Options", "Post", "Put", "Patch", "Delete", "Connect", "Trace", "get", "", "PURGE", "a b",
];

const CLUSTERS: &[&str] = &[
    "route",
    "route,h.com",
    "target,c,h",
    "target,c,",
    "target,,",
    "k8s,s,n,80,v1,",
    "k8s,s,,-1,,h",
    "nacos,s,my_group,public,80,,,",
    "nacos,s,,ns_1,0,ext,v,h",
    "static,s,80,",
    "static,s,80,h",
    "dns,s,d.com,443",
    "dns,s,,443",
    "consul,s,dc,1,",
    "consul,s,dc,1,h",
    "fqdn,f.dns,,80",
    "fqdn,,,",
];

const URL_PIECES: &[&str] = &[
    "http://",
    "https://",
    "//",
    "/",
    "a.com",
    "user:pw@",
    ":80",
    ":",
    "[::1]",
    "[fe80::1%25en0]",
    "p",
    "a%20b",
    "%2F",
    "%zz",
    "%",
    "?",
    "q=1",
    "&a=b c",
    "#f",
    "#",
    "mailto:x",
    "..",
    " ",
    "\u{e9}",
    "\x7f",
    "\n",
    "*",
    "+",
    "@",
    "\\",
    "\"",
    "a:b",
    "%41",
    ";",
];

const HEADERS: &[&str] = &[
    "x-a",
    "X-A",
    ":method",
    ":path",
    ":authority",
    ":Path",
    "content-type",
    "",
    "\u{e9}",
];

/// What answers are made of, the names in any case.
const ANSWERED: &[&str] = &[
    "x-a",
    "X-a",
    "content-type",
    "x_b c",
    ":status",
    "",
    "etag",
    "www-authenticate",
    "\u{e9}x",
];
const STATUSES: &[&str] = &[
    "200",
    "404",
    "",
    "abc",
    "+7",
    "-1",
    "99999999999999999999",
    "0200",
    " 200",
];

fn call() -> impl Strategy<Value = Step> {
    let url = prop_oneof![
        4 => prop::collection::vec(one_of(URL_PIECES), 0..6).prop_map(|pieces| pieces.concat()),
        1 => Just(String::from("http://a.com/p?q=1")),
    ];
    let timeout = one_of(&["", "", "0", "1", "500", "4294967295"]);
    let headers = prop::collection::vec((one_of(HEADERS), one_of(&["", "1", "two\nlines"])), 0..4);
    (
        one_of(METHODS),
        one_of(CLUSTERS),
        url,
        one_of(&["", "body", "two\nlines\n"]),
        timeout,
        headers,
    )
        .prop_map(|(method, cluster, url, body, timeout, headers)| {
            step!("http", method, cluster, url, body, timeout, "then").with_pairs(headers)
        })
}

fn answer() -> impl Strategy<Value = Headers> {
    let status = prop::option::weighted(0.8, one_of(STATUSES));
    let more = prop::collection::vec((one_of(ANSWERED), one_of(&["", "1", "v"])), 0..4);
    (status, more).prop_map(|(status, more)| {
        let status = status.map(|status| header(":status", status));
        let more = more.into_iter().map(|(name, value)| header(&name, value));
        status.into_iter().chain(more).collect()
    })
}

fn trailers() -> impl Strategy<Value = Headers> {
    some(&[("grpc-status", "0"), ("x-a", ""), ("x-a", "two\r\n")], 2)
}

fn event() -> impl Strategy<Value = Event> {
    const CALLS: &[&str] = &[
        "http_call",
        "get_header_map HttpCallResponseHeaders",
        "get_header_map HttpCallResponseTrailers",
        "get_buffer_bytes HttpCallResponseBody",
        r#"get_property "cluster_name""#,
        "get_header_map HttpRequestHeaders",
    ];
    prop_oneof![
        4 => (0..3_usize, answer(), chunk(), trailers())
            .prop_map(|(which, headers, body, trailers)| Event::HttpAnswer { which, headers, body, trailers }),
        1 => Just(Event::HttpAnswer { which: 0, headers: Vec::new(), body: Vec::new(), trailers: Vec::new() }),
        2 => Just(Event::Body { of: Of::Request, stream: 0, chunk: b"x".to_vec(), end: false }),
        1 => Just(Event::Log(0)),
        1 => Just(Event::Delete(0)),
        1 => Just(Event::Begin(0)),
        1 => Just(Event::Tick(100)),
        1 => Just(Event::Property { stream: 0, path: b"cluster_name".to_vec(), value: b"c1".to_vec() }),
        1 => trouble(CALLS),
        1 => (1..60_usize).prop_map(Event::Cut),
    ]
}

fn sequence() -> impl Strategy<Value = Sequence> {
    let options = one_of(&["name", "safe"]).prop_map(|option| step!(option, "http"));
    let ticking = Just(step!("tick", "0", "then"));
    let blocks = (
        block("options", options, 2),
        block("parse", prop_oneof![call(), ticking], 2),
        block("request-headers", call(), 3),
        block("streaming-request-body", call(), 2),
        block(
            "then",
            prop_oneof![2 => call(), 1 => Just(step!("resume-request")), 1 => Just(step!("request")), 2 => Just(step!("answer"))],
            2,
        ),
        block("done", call(), 1),
    );
    let blocks = blocks.prop_map(|(a, b, c, d, e, f)| vec![a, b, c, d, e, f]);
    (blocks, prop::collection::vec(event(), 1..8)).prop_map(|(blocks, events)| {
        let headers = vec![
            header(":authority", "a.com"),
            header(":path", "/p"),
            header(":method", "GET"),
        ];
        Sequence::of_stream(blocks, headers, false, events)
    })
}

#[test]
fn http_calls() {
    compare(sequence(), 300);
}
