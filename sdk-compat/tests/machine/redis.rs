//! Calls to Redis: access data, commands, replies, and Redis asking for a password.

use proptest::prelude::*;

use crate::compare::compare;
use crate::guest::Of;
use crate::play::{Event, Sequence};
use crate::script::{Step, block};
use crate::step;
use crate::values::{header, one_of, trouble};

const VALUES: &[&str] = &[
    "stext",
    "s",
    "s\r\n",
    "s\u{e9}",
    "bab",
    "b",
    "i7",
    "i-1",
    "f0.5",
    "f1e21",
    "f100000000",
    "f-0",
    "f1e-7",
    "ttrue",
    "n",
    "eerror",
    "la,b",
];
const NUMBERS: &[&str] = &["0", "1", "-1", "9223372036854775807", "60"];
const KEYS: &[&str] = &["k", "", "two words", "\u{e9}"];

const REPLIES: &[&str] = &[
    "+OK\r\n",
    ":7\r\n",
    ":-9\r\n",
    "$-1\r\n",
    "*-1\r\n",
    "$5\r\nhello\r\n",
    "$0\r\n\r\n",
    "*2\r\n$1\r\na\r\n:3\r\n",
    "*0\r\n",
    "-ERR wrong\r\n",
    "-NOAUTH Authentication required.\r\n",
    "-ERR NOAUTH Authentication required\r\n+OK\r\n",
    "-\r\n",
    "+OK\r\n+more\r\n",
    "$5\r\nhel",
    "$5\r\n",
    "*2\r\n+a\r\n",
    "*1\r\n*1\r\n-ERR inner\r\n",
    "$abc\r\n",
    "$-2\r\n",
    ":x\r\n",
    "SET a b\r\n",
    "inline \"a b\"\r\n",
    "\r\n",
    "+",
    "",
    "+1.5\r\n",
    "+true\r\n",
    "$3\r\n\x01\x02\u{7f}\r\n",
];

fn command() -> impl Strategy<Value = Step> {
    let key = || one_of(KEYS);
    let value = || one_of(VALUES);
    let number = || one_of(NUMBERS);
    let values = || prop::collection::vec(value(), 0..3);
    let member = || (key(), value());
    let with = |words: Vec<Vec<u8>>, more: Vec<String>| {
        Step(
            words
                .into_iter()
                .chain(more.into_iter().map(String::into_bytes))
                .collect(),
        )
    };
    let named = move |name: &'static str, words: Vec<String>| with(step!("redis", name, "then").0, words);
    prop_oneof![
        values().prop_map(move |values| named("command", values)),
        key().prop_map(move |key| named("get", vec![key])),
        (key(), value()).prop_map(move |(key, value)| named("set", vec![key, value])),
        (key(), value(), number()).prop_map(move |(key, value, ttl)| named("setex", vec![key, value, ttl])),
        (key(), value(), number()).prop_map(move |(key, value, ttl)| named("setnx", vec![key, value, ttl])),
        (key(), number(), value(), values()).prop_map(move |(script, count, key, values)| {
            named("eval", [vec![script, count, key], values].concat())
        }),
        prop::collection::vec(member(), 0..3).prop_map(move |members| named(
            "mset",
            members.into_iter().flat_map(|(key, value)| [key, value]).collect()
        )),
        (key(), prop::collection::vec(member(), 0..3)).prop_map(move |(key, members)| {
            let members = members.into_iter().flat_map(|(key, value)| [key, value]);
            named("hmset", std::iter::once(key).chain(members).collect())
        }),
        (key(), prop::collection::vec(member(), 0..3)).prop_map(move |(key, members)| {
            let members = members.into_iter().flat_map(|(key, value)| [key, value]);
            named("zadd", std::iter::once(key).chain(members).collect())
        }),
        (key(), value(), value()).prop_map(move |(key, pivot, value)| named("linsert", vec![key, pivot, value])),
        (key(), key(), value()).prop_map(move |(key, member, delta)| named("zincrby", vec![key, member, delta])),
        (key(), key(), value()).prop_map(move |(key, field, delta)| named("hincrbyfloat", vec![key, field, delta])),
        prop::collection::vec(key(), 0..3).prop_map(move |keys| named("mget", keys)),
        (key(), values()).prop_map(move |(key, values)| named("sadd", [vec![key], values].concat())),
        (key(), value(), value()).prop_map(move |(key, min, max)| named("zcount", vec![key, min, max])),
        (key(), number(), number()).prop_map(move |(key, start, stop)| named("lrange", vec![key, start, stop])),
        one_of(&["*1\r\n$4\r\nPING\r\n", "x", "\u{0}"])
            .prop_map(move |query| named("raw", vec!["target,c2,".into(), query])),
        Just(step!("redis", "quiet", "", "k")),
        Just(step!("redis", "ready", "")),
        init(),
    ]
}

/// Gives the client its access data.
fn init() -> impl Strategy<Value = Step> {
    let timeout = one_of(&["0", "1000", "-1", "2500", "99999999999"]);
    let number = one_of(&["0", "1", "15", "-3"]);
    let kind = one_of(&["plain", "database", "buffered", "unbuffered"]);
    (
        one_of(&["", "user"]),
        one_of(&["", "pass&word?"]),
        timeout,
        number,
        kind,
    )
        .prop_map(|(user, password, timeout, number, kind)| {
            step!("redis", "init", "", user, password, timeout, number, kind)
        })
}

fn client() -> impl Strategy<Value = Step> {
    one_of(&["target,c,h", "route", "fqdn,redis.dns,,6379", "target,,"])
        .prop_map(|cluster| step!("redis", "new", "", cluster))
}

fn event() -> impl Strategy<Value = Event> {
    const CALLS: &[&str] = &[
        "redis_call",
        "redis_init",
        "get_buffer_bytes RedisCallResponse",
        r#"get_property "cluster_name""#,
    ];
    prop_oneof![
        8 => (0..3_usize, prop_oneof![6 => Just(0), 1 => 1..4_i32, 1 => Just(-1)], one_of(REPLIES))
            .prop_map(|(which, status, body)| Event::RedisAnswer { which, status, body: body.into() }),
        2 => Just(Event::Body { of: Of::Request, stream: 0, chunk: b"x".to_vec(), end: false }),
        1 => Just(Event::Delete(0)),
        1 => Just(Event::Tick(100)),
        2 => trouble(CALLS),
    ]
}

fn sequence() -> impl Strategy<Value = Sequence> {
    let at_start = prop_oneof![2 => init(), 1 => client(), 1 => command(), 1 => Just(step!("tick", "0", "then"))];
    let blocks = (
        block("parse", at_start, 3),
        block("request-headers", prop_oneof![6 => command(), 1 => client()], 4),
        block("streaming-request-body", command(), 2),
        block("then", command(), 2),
    );
    let blocks = blocks.prop_map(|(a, b, c, d)| vec![a, b, c, d]);
    (blocks, prop::collection::vec(event(), 1..8))
        .prop_map(|(blocks, events)| Sequence::of_stream(blocks, vec![header(":authority", "a.com")], false, events))
}

#[test]
fn redis_calls() {
    compare(sequence(), 300);
}
