//! `gjson` and `sjson` against the Go libraries: valid texts and broken ones, likely paths and hostile ones.

mod oracle;

use oracle::{Dump, compare, encode_values};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sdk_compat::encoding::json;
use sdk_compat::gjson::{self, Result as Value};
use sdk_compat::{Any, sjson};

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
fn text() -> impl Strategy<Value = String> {
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
type Damage = (u8, f64, u8);

fn damaged(text: String, damages: &[Damage]) -> Vec<u8> {
    let mut bytes = text.into_bytes();
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

/// JSON, and in half of the cases JSON with a few bytes wrong.
fn document() -> impl Strategy<Value = Vec<u8>> {
    let damage = (0..4_u8, 0.0..1.0, json_byte());
    (text(), prop_oneof![Just(Vec::new()), vec(damage, 1..4)]).prop_map(|(text, damages)| damaged(text, &damages))
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
    "!true",
    "!\"x\"",
    "![1,2]",
    "!5",
    "!nan",
    "!{\"a\":1}",
    "!x",
];

fn path() -> impl Strategy<Value = String> {
    let key = select(KEYS).prop_map(String::from);
    let wild = select(
        [
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
        ]
        .as_slice(),
    );
    let number = select(["0", "1", "2", "-1", "10", "18446744073709551616"].as_slice());
    let part = prop_oneof![
        6 => key,
        2 => wild.prop_map(String::from),
        4 => number.prop_map(String::from),
        3 => Just(String::from("#")),
        2 => select(MODIFIERS).prop_map(String::from),
    ];
    let simple = (vec((part, select([".", ".", ".", "|"].as_slice())), 1..5)).prop_map(|parts| {
        let mut path: String = parts
            .iter()
            .map(|(part, separator)| format!("{part}{separator}"))
            .collect();
        path.pop();
        path
    });
    simple.prop_recursive(2, 8, 3, |inner| {
        let query = (
            inner.clone(),
            select(QUERY_OPERATORS),
            select(QUERY_VALUES),
            any::<bool>(),
            inner.clone(),
            select([".", "|", "", "."].as_slice()),
        )
            .prop_map(|(path, operator, value, all, rest, separator)| {
                let all = if all { "#" } else { "" };
                format!("#({path}{operator}{value}){all}{separator}{rest}")
            });
        let selectors = vec(
            (inner.clone(), select(["", "\"k\":", "k:", "\"\\q\":"].as_slice())),
            0..4,
        );
        let multipath = (
            selectors,
            any::<bool>(),
            prop_oneof![Just(String::new()), inner.clone().prop_map(|path| format!("|{path}"))],
        );
        let multipath = multipath.prop_map(|(selectors, object, rest)| {
            let selectors: Vec<String> = selectors
                .into_iter()
                .map(|(path, name)| format!("{name}{path}"))
                .collect();
            let selectors = selectors.join(",");
            if object {
                format!("{{{selectors}}}{rest}")
            } else {
                format!("[{selectors}]{rest}")
            }
        });
        let joined = (inner.clone(), select([".", "|", ".#.", ".#|"].as_slice()), inner)
            .prop_map(|(a, join, b)| format!("{a}{join}{b}"));
        prop_oneof![query, multipath, joined]
    })
}

/// A path, and in one of four cases a path with a few bytes wrong, or with `..` before it.
fn any_path() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![4 => select(b".|#()[]{}\"\\@!:,*?=<%~01a".as_slice()), 1 => any::<u8>()];
    let damage = (0..4_u8, 0.0..1.0, byte);
    let damages = prop_oneof![3 => Just(Vec::new()), 1 => vec(damage, 1..3)];
    (path(), damages, prop_oneof![9 => Just(""), 1 => Just("..")])
        .prop_map(|(path, damages, lines)| damaged(format!("{lines}{path}"), &damages))
}

fn dump_shallow(dump: &mut Dump, value: &Value) {
    dump.number("type", value.Type);
    dump.text("raw", &value.Raw);
    dump.text("str", &value.Str);
    dump.float("num", value.Num);
    dump.number("index", value.Index);
    match &value.Indexes {
        None => dump.number("indexes", "nil"),
        Some(indexes) => {
            let indexes: Vec<String> = indexes.iter().map(i64::to_string).collect();
            dump.number("indexes", format_args!("[{}]", indexes.join(" ")));
        }
    }
}

fn dump_result(dump: &mut Dump, value: &Value) {
    dump_shallow(dump, value);
    dump.text("string", &value.String());
    dump.number("int", value.Int());
    dump.number("uint", value.Uint());
    dump.float("float", value.Float());
    dump.number("bool", value.Bool());
    let is = [value.Exists(), value.IsObject(), value.IsArray(), value.IsBool()].map(|is| is.to_string());
    dump.number("is", is.join(" "));
    dump.inside("array", |dump| {
        value.Array().iter().for_each(|item| dump_shallow(dump, item))
    });
    dump.inside("map", |dump| {
        for (key, member) in value.Map() {
            dump.text("key", &key);
            dump_shallow(dump, &member);
        }
    });
    dump.inside("each", |dump| {
        value.ForEach(|key, member| {
            dump_shallow(dump, &key);
            dump_shallow(dump, &member);
            true
        });
    });
    dump.inside("value", |dump| dump_value(dump, &value.Value()));
}

fn dump_value(dump: &mut Dump, value: &Any) {
    match value {
        Any::Nil => dump.number("nil", ""),
        Any::Bool(value) => dump.number("bool", value),
        Any::Float64(value) => dump.float("float64", *value),
        Any::String(value) => dump.text("string", value),
        Any::List(items) => dump.inside("list", |dump| items.iter().for_each(|item| dump_value(dump, item))),
        Any::Map(members) => dump.inside("map", |dump| {
            for (key, value) in members.iter() {
                dump.text("key", key);
                dump_value(dump, value);
            }
        }),
        other => panic!("no JSON gives {other:?}"),
    }
}

#[test]
fn a_path_finds_what_go_finds() {
    let ours = |(document, path): &(Vec<u8>, Vec<u8>)| {
        let mut dump = Dump::default();
        dump_result(&mut dump, &gjson::GetBytes(document, path));
        dump.inside("of-value", |dump| {
            dump_shallow(dump, &gjson::ParseBytes(document).Get(path))
        });
        dump.bytes()
    };
    compare((document(), any_path()), ours, |oracle, (document, path)| {
        oracle.ask(b'g', &[document, path])
    });
}

/// A modifier that takes a part of the text leaves it where it stands.
#[test]
fn what_fromstr_takes_keeps_its_place() {
    assert_eq!(gjson::Get("[null,[]]", "#(#=\"a\").@fromstr").Index, 6);
    assert_eq!(gjson::Get("[null,[ ]]", "1.@fromstr").Index, 0);
}

#[test]
fn a_text_parses_as_in_go() {
    let ours = |document: &Vec<u8>| {
        let mut dump = Dump::default();
        dump_result(&mut dump, &gjson::ParseBytes(document));
        dump.bytes()
    };
    compare(document(), ours, |oracle, document| oracle.ask(b'p', &[document]));
}

#[test]
fn a_text_is_valid_where_go_says_so() {
    let ours = |document: &Vec<u8>| gjson::ValidBytes(document).to_string().into_bytes();
    compare(document(), ours, |oracle, document| oracle.ask(b'v', &[document]));
}

fn outcome(result: Result<Vec<u8>, sdk_compat::Error>) -> Vec<u8> {
    match result {
        Ok(text) => [b"ok ", &text[..]].concat(),
        Err(error) => [b"error ", &error.text()[..]].concat(),
    }
}

/// A path as edits take it: mostly plain names.
fn edit_path() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        6 => select(["a", "b", "name", "é", "", "a b", "\"", "first\\.name", "a\\", "x\\|y", "#"].as_slice()),
        3 => select(["0", "1", "2", "-1", "12", ":0", ":-1", ":a"].as_slice()),
    ];
    let plain = vec(part, 1..5).prop_map(|parts| parts.join(".").into_bytes());
    prop_oneof![5 => plain, 1 => any_path()].prop_filter("large indexes fill the memory", |path| {
        path.split(|byte| *byte == b'.')
            .all(|part| part.iter().filter(|byte| byte.is_ascii_digit()).count() < 5)
    })
}

#[test]
fn a_value_is_deleted_as_in_go() {
    let ours = |(document, path): &(Vec<u8>, Vec<u8>)| outcome(sjson::DeleteBytes(document, path));
    compare((document(), edit_path()), ours, |oracle, (document, path)| {
        oracle.ask(b's', &[b"delete", document, path])
    });
}

#[test]
fn raw_json_is_set_as_in_go() {
    let ours =
        |(document, path, value): &(Vec<u8>, Vec<u8>, String)| outcome(sjson::SetRawBytes(document, path, value));
    compare(
        (document(), edit_path(), text()),
        ours,
        |oracle, (document, path, value)| oracle.ask(b's', &[b"raw", document, path, value.as_bytes()]),
    );
}

fn value() -> impl Strategy<Value = Any> {
    let scalar = prop_oneof![
        Just(Any::Nil),
        any::<bool>().prop_map(Any::from),
        any::<i64>().prop_map(Any::from),
        any::<u64>().prop_map(Any::from),
        any::<f64>().prop_map(Any::from),
        any::<f32>().prop_map(Any::from),
        (any::<i32>(), -40..40).prop_map(|(number, exponent)| Any::from(f64::from(number) * 10_f64.powi(exponent))),
        "\\PC{0,8}".prop_map(Any::from),
        vec(any::<u8>(), 0..8).prop_map(|bytes| Any::String(bytes.into())),
        vec(any::<u8>(), 0..8).prop_map(Any::from),
        select(["<a&b>", "\u{2028}x", "\u{7f}\u{8}\u{c}\n\r\t\u{1}", "\"\\/"].as_slice()).prop_map(Any::from),
    ];
    scalar.prop_recursive(3, 20, 4, |inner| {
        let members = vec(("\\PC{0,4}".prop_map(sdk_compat::Str::from), inner.clone()), 0..4);
        prop_oneof![
            vec(inner, 0..4).prop_map(Any::from),
            members.prop_map(|members| Any::from(members.into_iter().collect::<std::collections::BTreeMap<_, _>>())),
        ]
    })
}

#[test]
fn a_value_is_set_as_in_go() {
    let ours = |(document, path, value): &(Vec<u8>, Vec<u8>, Any)| outcome(sjson::SetBytes(document, path, value));
    compare(
        (document(), edit_path(), value()),
        ours,
        |oracle, (document, path, value)| {
            oracle.ask(
                b's',
                &[b"value", document, path, &encode_values(std::slice::from_ref(value))],
            )
        },
    );
}

#[test]
fn a_value_is_encoded_as_in_go() {
    let ours = |value: &Any| outcome(json::Marshal(value));
    compare(value(), ours, |oracle, value| {
        oracle.ask(b'j', &[&encode_values(std::slice::from_ref(value))])
    });
}
