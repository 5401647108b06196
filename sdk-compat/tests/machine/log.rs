//! Log lines: formats, levels, and a `%` where nobody expects one.

use proptest::prelude::*;

use crate::compare::compare;
use crate::guest::Of;
use crate::play::{Event, Sequence};
use crate::script::{Block, Script, Step, block};
use crate::step;
use crate::values::{header, one_of};

const NAMES: &[&str] = &[
    "plugin", "", "100%", "%d", "%s%v", "%!", "%[1]d", "%%", "%5.2f", "%*d", "%-", "%+v", "a%zb",
];
const IDS: &[&str] = &["id-1", "%d%", "50%", "%[2]s", "%v %s", "\u{e9}%x", "%t%T", ""];
const PIECES: &[&str] = &[
    "%d", "%s", "%v", "%+v", "%#v", "%q", "%t", "%x", "%X", "%f", "%T", "%5d|", "%-5s|", "%05d", "%.2f", "%.3s", "%%",
    "%", "%!", "%[1]v", "%[3]d", "%*d", "%z", "%e", "%g", "%c", "%U", "%q%", " ", "text", "\n", "\u{e9}",
];
const VALUES: &[&str] = &[
    "stext",
    "s",
    "s\u{e9}\n",
    "bbytes",
    "b",
    "i7",
    "i-9223372036854775808",
    "i0",
    "f0.5",
    "f1e21",
    "f-0",
    "ttrue",
    "tfalse",
    "n",
    "eerror",
    "la,b",
];

fn format() -> impl Strategy<Value = String> {
    prop::collection::vec(one_of(PIECES), 0..5).prop_map(|pieces| pieces.concat())
}

/// A step, a format and values.
fn formatted(start: impl Strategy<Value = Step>) -> impl Strategy<Value = Step> {
    (start, format(), prop::collection::vec(one_of(VALUES), 0..4)).prop_map(|(Step(mut words), format, values)| {
        words.push(format.into());
        words.extend(values.into_iter().map(String::into_bytes));
        Step(words)
    })
}

fn step() -> impl Strategy<Value = Step> {
    let level = || (0..6_u32).prop_map(|level| level.to_string());
    prop_oneof![
        2 => (level(), format()).prop_map(|(level, text)| step!("log", level, text)),
        4 => formatted(level().prop_map(|level| step!("logf", level))),
        1 => formatted(Just(step!("log-by"))),
        1 => formatted(Just(step!("raw"))),
        1 => format().prop_map(|text| step!("unsafe", text)),
        2 => formatted(Just(step!("unsafef"))),
        1 => one_of(&["true", "false"]).prop_map(|on| step!("safe", on)),
        1 => one_of(IDS).prop_map(|id| step!("set-property", id, "x_request_id")),
        1 => one_of(IDS).prop_map(|id| step!("headers", "0", "replace", "x-request-id", id)),
        1 => Just(step!("http", "Post", "target,c,h", "/p", "a\nb", "100", "then", "x-a", "%d")),
        1 => Just(step!("limit-request", "7")),
    ]
}

/// The lowest level that the host takes, with something behind it now and then.
fn level() -> impl Strategy<Value = Event> {
    (0..7_u8, any::<bool>()).prop_map(|(level, more)| {
        let mut answer = vec![level, 0, 0, 0];
        answer.extend(more.then_some(9));
        Event::LogLevel(Some(answer))
    })
}

fn event() -> impl Strategy<Value = Event> {
    let id = prop::option::of(one_of(IDS));
    prop_oneof![
        3 => id.prop_map(|id| {
            let id = id.map(|id| header("x-request-id", id));
            let headers = std::iter::once(header(":authority", "a")).chain(id).collect();
            Event::Headers { of: Of::Request, stream: 0, headers, end: true }
        }),
        1 => one_of(IDS).prop_map(|id| Event::Property { stream: 0, path: b"x_request_id".to_vec(), value: id.into() }),
        1 => Just(Event::HttpAnswer { which: 0, headers: vec![header(":status", "2%d")], body: b"%d\n".to_vec(), trailers: Vec::new() }),
        1 => Just(Event::Log(0)),
    ]
}

fn sequence() -> impl Strategy<Value = Sequence> {
    let blocks = prop_oneof![
        3 => block("request-headers", step(), 6),
        1 => block("done", step(), 4),
        1 => block("then", step(), 2),
        1 => block("parse", step(), 2),
    ];
    let options = prop_oneof![3 => one_of(NAMES).prop_map(|name| step!("name", name)), 1 => Just(step!("safe"))];
    let blocks =
        (prop::collection::vec(blocks, 1..4), block("options", options, 2)).prop_map(|(mut blocks, options)| {
            blocks.push(options);
            blocks.push(Block {
                name: "options",
                steps: vec![step!("repeat-ids")],
            });
            blocks
        });
    let knows_levels = any::<bool>();
    let events = prop::collection::vec((event(), level()), 1..6);
    (blocks, one_of(IDS), knows_levels, events).prop_map(|(blocks, id, knows_levels, events): (Vec<Block>, _, _, _)| {
        let id = id.replace('\\', "\\\\").replace('"', "\\\"");
        // A host has levels or it does not; the level itself changes.
        let events = events.into_iter().flat_map(|(event, level)| {
            let level = knows_levels.then_some(level);
            level.into_iter().chain([event])
        });
        let level = knows_levels.then(|| Event::LogLevel(Some(vec![0; 4])));
        let configuration = format!(r#"{{"_plugin_id_":"{id}","text":"t"}}"#);
        let start = [Event::Configure(configuration.into()), Event::Begin(0)];
        Sequence {
            script: Script(blocks),
            events: level.into_iter().chain(start).chain(events).collect(),
        }
    })
}

#[test]
fn log_lines() {
    compare(sequence(), 300);
}
