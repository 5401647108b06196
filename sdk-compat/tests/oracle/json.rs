//! Hostile JSON, and hostile paths into it.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sdk_compat::{Str, gjson};

/// Keys that both texts and paths use, so that paths find something.
const KEYS: &[&str] = &[
    "a",
    "b",
    "c",
    "name",
    "first.name",
    "a*b",
    "é",
    "",
    "0",
    "1",
    "x|y",
    "#",
    "@this",
    "\\u0061",
    "a b",
];

const SCALARS: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-1",
    "7",
    "1.5",
    "-0.0",
    "1e3",
    "1E400",
    "-1e-7",
    "12345678901234567890",
    "9007199254740993",
    "-9223372036854775808",
    "18446744073709551616",
    "nan",
    "NaN",
    "inf",
    "-Infinity",
    "+5",
    "0x1p4",
    "1_000",
    "01",
    "1.",
    "tru",
    "nul",
    "falsey",
    "-",
    "1e",
    "n",
    "t",
    "f",
    "I",
    "i",
];

const STRINGS: &[&str] = &[
    r#""""#,
    r#""a""#,
    r#""James""#,
    r#""Jam\u0065s""#,
    r#""é\n\"x\"""#,
    r#""\ud83d\ude00""#,
    r#""\ud83d""#,
    r#""\u12""#,
    r#""\q""#,
    "\"\u{1}\"",
    r#""a\\""#,
    r#""true""#,
    r#""T""#,
    r#""12""#,
    r#""-12ab""#,
    r#""1.5e1""#,
    r#""<&>""#,
    r#""{\"a\":1}""#,
    r#""[1,2]""#,
    r#""a.b""#,
    "\"\u{2028}\"",
    r#""\/\b\f\r\t""#,
];

fn space() -> impl Strategy<Value = &'static str> + Clone {
    prop_oneof![6 => Just(""), 1 => Just(" "), 1 => Just("\n\t")]
}

/// A text that is mostly JSON.
pub fn text() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![select(SCALARS), select(STRINGS)].prop_map(String::from);
    scalar.prop_recursive(4, 40, 5, |inner| {
        let items = vec((inner.clone(), space()), 0..5).prop_map(|items| {
            let items: Vec<String> = items
                .into_iter()
                .map(|(item, space)| format!("{space}{item}{space}"))
                .collect();
            format!("[{}]", items.join(","))
        });
        let members = vec((select(KEYS), inner, space()), 0..5).prop_map(|members| {
            let member = |(key, value, space)| format!("{space}\"{key}\"{space}:{value}{space}");
            let members: Vec<String> = members.into_iter().map(member).collect();
            format!("{{{}}}", members.join(","))
        });
        prop_oneof![items, members]
    })
}

/// A byte put in, taken out or changed, at a place that is a share of the length.
pub type Damage = (u8, f64, u8);

pub fn damaged(text: impl Into<Vec<u8>>, damages: &[Damage]) -> Vec<u8> {
    let mut bytes = text.into();
    for &(kind, place, byte) in damages {
        let at = (place * bytes.len() as f64) as usize;
        match kind {
            0 => bytes.insert(at, byte),
            _ if at == bytes.len() => {}
            1 => drop(bytes.remove(at)),
            2 => bytes.truncate(at),
            _ => bytes[at] = byte,
        }
    }
    bytes
}

fn json_byte() -> impl Strategy<Value = u8> {
    prop_oneof![3 => select(b"{}[]()\":,\\ntf0-. \n".as_slice()), 1 => any::<u8>()]
}

/// Pieces of JSON in any order.
fn rubble() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "{", "{", "}", "}", "[", "[", "]", "]", "(", ")", "\"", "\"", "\"", ":", ",", ",", "\\", "\\\"", "\\\\",
        "\\u00", " ", "\n", "a", "\"a\":", "\"b\"", "name", "0", "1", "-", "1.5", "e", "true", "false", "null", "nan",
        "n", "t", "+", "é", "\u{1}", "abcdefgh",
    ];
    vec(select(PIECES), 0..24).prop_map(|pieces| pieces.concat())
}

/// JSON, JSON with a few bytes wrong, several texts one after the other, and rubble.
pub fn document() -> impl Strategy<Value = Vec<u8>> {
    let damage = (0..4_u8, 0.0..1.0, json_byte());
    let lines = vec((text(), select(["\n", "\r\n", " ", "", ",", "\n\n"].as_slice())), 1..4).prop_map(|lines| {
        let line = |(line, end)| format!("{line}{end}");
        lines.into_iter().map(line).collect::<String>()
    });
    let whole = prop_oneof![8 => text(), 1 => lines, 2 => rubble()];
    (whole, prop_oneof![Just(Vec::new()), vec(damage, 1..4)]).prop_map(|(text, damages)| damaged(text, &damages))
}

const QUERY_OPERATORS: &[&str] = &["=", "==", "!=", "<", "<=", ">", ">=", "%", "!%", "", "!", "=~"];
const QUERY_VALUES: &[&str] = &[
    "1",
    "7",
    "\"a\"",
    "\"J*\"",
    "\"Jam?s\"",
    "James",
    "true",
    "false",
    "null",
    "~true",
    "~false",
    "~null",
    "~*",
    "~x",
    "\"\\\"\"",
    "\"\\u0061\"",
    "\"*\\\\\"",
    "J\\*",
    "\"J\\\\*\"",
    "\"a\\\\\"",
    "\"?\\\\?\"",
    "\"t\"",
    "1e400",
    "-0",
    "inf",
    "nan",
    "(1)",
    "[",
    "",
];
const MODIFIERS: &[&str] = &[
    "@this",
    "@reverse",
    "@ugly",
    "@pretty",
    "@pretty:{\"sortKeys\":true}",
    "@pretty:{\"indent\":\"\\t\",\"prefix\":\" \",\"width\":10}",
    "@flatten",
    "@flatten:{\"deep\":true}",
    "@join",
    "@join:{\"preserve\":true}",
    "@valid",
    "@keys",
    "@values",
    "@tostr",
    "@fromstr",
    "@group",
    "@dig:a",
    "@dig:name",
    "@dig:#",
    "@none",
    "@this:",
    "@pretty:1",
    "@pretty:{\"width\":0}",
    "@pretty:{\"width\":-1,\"sortKeys\":\"t\"}",
    "@pretty:{\"indent\":\" \",\"width\":1e3,\"sortKeys\":true}",
    "@flatten:{\"deep\":1,\"deep\":0}",
    "@dig:@keys",
    "@dig:#(a)#",
    "@this:[1,2]",
    "@this:\"x\"",
    "@own:x",
    "@own:{\"a\":",
    "@own",
    "!+1.5",
    "!NaN",
    "!Inf",
    "!NULL",
    "!true",
    "!\"x\"",
    "![1,2]",
    "!5",
    "!nan",
    "!{\"a\":1}",
    "!x",
];

/// Keys with a meaning of their own, or without the one that they seem to have.
const WILD: &[&str] = &[
    "*",
    "?",
    "a*",
    "*e",
    "n?me",
    "\\*",
    "a\\.b",
    "first\\.name",
    "x\\|y",
    "a\\*b",
    "*\\*",
    "\\",
    "a\\",
];

fn path() -> impl Strategy<Value = String> {
    simple_path().prop_recursive(2, 8, 3, |inner| {
        let joined = (
            inner.clone(),
            select([".", "|", ".#.", ".#|"].as_slice()),
            inner.clone(),
        )
            .prop_map(|(a, join, b)| format!("{a}{join}{b}"));
        prop_oneof![2 => query(inner.clone()), 1 => scalar_query(), 2 => multipath(inner), 2 => joined]
    })
}

/// A path without paths inside of it.
fn simple_path() -> impl Strategy<Value = String> {
    let number = select(["0", "1", "2", "-1", "10", "18446744073709551616"].as_slice());
    let part = prop_oneof![
        6 => select(KEYS),
        2 => select(WILD),
        4 => number,
        3 => Just("#"),
        2 => select(MODIFIERS),
    ];
    vec((part, select([".", ".", ".", "|"].as_slice())), 1..5).prop_map(|parts| {
        let mut path: String = parts
            .iter()
            .map(|(part, separator)| format!("{part}{separator}"))
            .collect();
        path.pop();
        path
    })
}

fn query(inner: impl Strategy<Value = String> + Clone) -> impl Strategy<Value = String> {
    (
        inner.clone(),
        select(QUERY_OPERATORS),
        select(QUERY_VALUES),
        any::<bool>(),
        inner,
        select([".", "|", "", "."].as_slice()),
    )
        .prop_map(|(path, operator, value, all, rest, separator)| {
            let all = if all { "#" } else { "" };
            format!("#({path}{operator}{value}){all}{separator}{rest}")
        })
}

/// A query of items that are no lists.
fn scalar_query() -> impl Strategy<Value = String> {
    (
        select(QUERY_OPERATORS),
        select(QUERY_VALUES),
        select(["#(", "#[", "#( "].as_slice()),
        any::<bool>(),
    )
        .prop_map(|(operator, value, open, all)| format!("{open}{operator}{value}){}", if all { "#" } else { "" }))
}

fn multipath(inner: impl Strategy<Value = String> + Clone) -> impl Strategy<Value = String> {
    let name = select(["", "\"k\":", "k:", "\"\\q\":", "\u{1}:", "<k>:", "\"a\\u0062\":"].as_slice());
    let selector = (inner.clone(), name).prop_map(|(path, name)| format!("{name}{path}"));
    let rest = prop_oneof![Just(String::new()), inner.prop_map(|path| format!("|{path}"))];
    (vec(selector, 0..4), any::<bool>(), rest).prop_map(|(selectors, object, rest)| {
        let selectors = selectors.join(",");
        if object {
            format!("{{{selectors}}}{rest}")
        } else {
            format!("[{selectors}]{rest}")
        }
    })
}

const PIECES: &[&str] = &[
    ".",
    ".",
    ".",
    "|",
    "|",
    "#",
    "#.",
    "#(",
    "#[",
    "(",
    ")",
    ")#",
    "]",
    "[",
    "{",
    "}",
    "\"",
    "\\",
    "\\.",
    "@",
    "@this",
    "@dig:",
    "@flatten:",
    "@pretty:{",
    "@keys",
    "@own:",
    "@own",
    ":",
    ",",
    "!",
    "!1",
    "!\"",
    "=",
    "==",
    "!=",
    "<",
    ">=",
    "%",
    "!%",
    "~true",
    "~",
    "*",
    "?",
    "a",
    "b",
    "name",
    "0",
    "1",
    "é",
    " ",
    "..",
];

/// Pieces of paths in any order.
fn path_rubble() -> impl Strategy<Value = String> {
    vec(select(PIECES), 0..12).prop_map(|pieces| pieces.concat())
}

/// A path, and in one of four cases a path with a few bytes wrong, or with `..` before it, or rubble.
pub fn any_path() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![4 => select(b".|#()[]{}\"\\@!:,*?=<%~01a".as_slice()), 1 => any::<u8>()];
    let damage = (0..4_u8, 0.0..1.0, byte);
    let damages = prop_oneof![3 => Just(Vec::new()), 1 => vec(damage, 1..3)];
    let whole = prop_oneof![5 => path(), 1 => path_rubble()];
    (whole, damages, prop_oneof![9 => Just(""), 1 => Just("..")])
        .prop_map(|(path, damages, lines)| damaged(format!("{lines}{path}"), &damages))
}

/// Adds the modifier that the oracle has added.
pub fn own_modifier() {
    gjson::AddModifier("own", |json, argument| Str::from([&json[..], b" ", &argument].concat()));
}
