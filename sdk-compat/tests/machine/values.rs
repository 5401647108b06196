//! The texts and headers that sequences are made of.

use proptest::prelude::*;

use crate::play::Event;
use crate::world::Headers;

/// One of some texts.
pub fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(texts).prop_map(String::from)
}

pub fn header(name: &str, value: impl AsRef<[u8]>) -> (Vec<u8>, Vec<u8>) {
    (name.as_bytes().to_vec(), value.as_ref().to_vec())
}

/// A chunk of a body: empty, text, or bytes that are no text.
pub fn chunk() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        2 => Just(Vec::new()),
        5 => "[a-z\n]{1,8}".prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 1..6),
        1 => (1000_usize..5000).prop_map(|size| vec![b'x'; size]),
    ]
}

/// Some of these headers; one may come twice.
pub fn some(all: &'static [(&'static str, &'static str)], most: usize) -> impl Strategy<Value = Headers> {
    prop::collection::vec(prop::sample::select(all), 0..=most)
        .prop_map(|some| some.into_iter().map(|(name, value)| header(name, value)).collect())
}

/// What request headers are made of, apart from those that every request has.
const REQUEST: &[(&str, &str)] = &[
    ("content-type", "application/json"),
    ("content-type", "application/octet-stream"),
    ("content-type", "application/grpc+proto"),
    ("content-type", "Application/Octet-Stream"),
    ("content-encoding", "gzip"),
    ("content-encoding", ""),
    ("connection", "Upgrade"),
    ("connection", "keep-alive, Upgrade"),
    ("upgrade", "websocket"),
    ("upgrade", "WebSocket"),
    ("upgrade", "h2c"),
    ("x-request-id", "id-1"),
    ("x-request-id", "50%d%"),
    ("x-request-id", ""),
    ("content-length", "0"),
    ("content-length", "12"),
    ("transfer-encoding", "gzip, chunked"),
    ("x-a", "1"),
    ("x-a", "2"),
];

/// Headers of a request: nearly always with a host.
pub fn request_headers() -> impl Strategy<Value = Headers> {
    let pseudo = prop_oneof![
        8 => Just(vec![
            header(":authority", "a.com"),
            header(":path", "/p?q=1"),
            header(":method", "POST"),
            header(":scheme", "http"),
        ]),
        1 => Just(vec![header(":authority", "b.com:80"), header(":method", "GET")]),
        1 => Just(vec![header(":path", "/")]),
    ];
    (pseudo, some(REQUEST, 3)).prop_map(|(pseudo, more)| [pseudo, more].concat())
}

const RESPONSE: &[(&str, &str)] = &[
    (":status", "200"),
    (":status", "abc"),
    ("content-type", "text/plain"),
    ("content-type", "application/octet-stream"),
    ("content-encoding", "br"),
    ("content-length", "5"),
    ("x-b", "1"),
    ("x-b", "two\r\n"),
];

pub fn response_headers() -> impl Strategy<Value = Headers> {
    prop_oneof![
        4 => some(RESPONSE, 3).prop_map(|more| [vec![header(":status", "200")], more].concat()),
        1 => some(RESPONSE, 3),
    ]
}

/// What goes wrong with a host, or right again.
pub fn trouble(calls: &'static [&'static str]) -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (prop::sample::select(calls), prop_oneof![1_u32..13, Just(77)])
            .prop_map(|(call, status)| Event::Fail { call, status }),
        1 => Just(Event::Heal),
    ]
}
