//! `gjson` against the Go library: valid texts and broken ones, likely paths and hostile ones.

mod oracle;

use oracle::json::{any_path, document, own_modifier};
use oracle::{Dump, compare, dump_value};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sdk_compat::Str;
use sdk_compat::gjson::{self, Result as Value};

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

fn dump_texts(dump: &mut Dump, texts: Option<Vec<Str>>) {
    match texts {
        None => dump.number("nil", ""),
        Some(texts) => texts.iter().for_each(|text| dump.text("text", text)),
    }
}

#[test]
fn a_path_finds_what_go_finds() {
    own_modifier();
    let ours = |(document, path): &(Vec<u8>, Vec<u8>)| {
        let mut dump = Dump::default();
        let found = gjson::GetBytes(document, path);
        dump_result(&mut dump, &found);
        dump.text("path", &found.Path(document));
        dump.inside("paths", |dump| dump_texts(dump, found.Paths(document)));
        let text = gjson::ParseBytes(document);
        dump.inside("of-value", |dump| dump_shallow(dump, &text.Get(path)));
        dump.inside("of-found", |dump| dump_shallow(dump, &found.Get(path)));
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

/// A number without an order stays where it stands.
#[test]
fn sorting_passes_over_nan() {
    let sorted = gjson::Get(
        r#"{"a":NaN,"b":1,"a":0,"a":NaN,"a":-1}"#,
        "@pretty:{\"sortKeys\":true}|@ugly",
    );
    assert_eq!(sorted.Raw, r#"{"a":NaN,"a":0,"a":NaN,"a":-1,"b":1}"#);
}

#[test]
fn several_paths_find_what_each_finds() {
    own_modifier();
    let ours = |(document, paths): &(Vec<u8>, Vec<Vec<u8>>)| {
        let mut dump = Dump::default();
        let many = gjson::GetMany(Str::copy_of(document), paths);
        many.iter().for_each(|found| dump_shallow(&mut dump, found));
        let many = gjson::GetManyBytes(document, paths);
        many.iter().for_each(|found| dump_shallow(&mut dump, found));
        dump.bytes()
    };
    compare(
        (document(), vec(any_path(), 0..4)),
        ours,
        |oracle, (document, paths)| {
            let parts: Vec<&[u8]> = std::iter::once(document).chain(paths).map(Vec::as_slice).collect();
            oracle.ask(b'G', &parts)
        },
    );
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

#[test]
fn lines_are_gone_through_as_in_go() {
    let lines = vec((document(), select(["\n", "\r\n", " ", ""].as_slice())), 0..5).prop_map(|lines| {
        lines
            .into_iter()
            .flat_map(|(line, end)| [line, end.into()].concat())
            .collect()
    });
    let ours = |(document, wanted): &(Vec<u8>, u8)| {
        let mut dump = Dump::default();
        let mut wanted = i64::from(*wanted);
        gjson::ForEachLine(Str::copy_of(document), |line| {
            dump_shallow(&mut dump, &line);
            wanted -= 1;
            wanted > 0
        });
        dump.bytes()
    };
    compare((lines, 0..9_u8), ours, |oracle, (document, wanted): &(Vec<u8>, u8)| {
        oracle.ask(b'l', &[document, &[*wanted]])
    });
}

const KINDS: [gjson::Type; 6] = [
    gjson::Null,
    gjson::False,
    gjson::Number,
    gjson::String,
    gjson::True,
    gjson::JSON,
];

const WORDS: &[&str] = &[
    "true",
    "T",
    "FALSE",
    "tRUE",
    "12",
    "-7",
    "1.5",
    "",
    "İ",
    "ſ",
    "9223372036854775808",
];

/// A result as no text gives it.
fn made_result() -> impl Strategy<Value = Value> {
    let text = prop_oneof![3 => document(), 1 => select(WORDS).prop_map(Vec::from)];
    let number = prop_oneof![
        3 => any::<f64>(),
        1 => any::<i32>().prop_map(f64::from),
        1 => select([0.0, -0.0, 9007199254740991.0, -9007199254740993.0, 1e19, 1e20, -1.0, f64::NAN, 0.5].as_slice()),
    ];
    let index = prop_oneof![3 => 0..40_i64, 1 => Just(0)];
    let indexes = proptest::option::of(vec(0..40_i64, 0..4));
    (0..6_usize, document(), text, number, index, indexes).prop_map(|(kind, raw, text, number, index, indexes)| Value {
        Type: KINDS[kind],
        Raw: raw.into(),
        Str: text.into(),
        Num: number,
        Index: index,
        Indexes: indexes,
    })
}

fn encode_result(value: &Value) -> Vec<u8> {
    let text = |text: &Str| [&(text.len() as u32).to_le_bytes()[..], text].concat();
    let mut out = vec![value.Type as u8];
    out.extend(text(&value.Raw));
    out.extend(text(&value.Str));
    out.extend(value.Num.to_bits().to_le_bytes());
    out.extend(value.Index.to_le_bytes());
    out.push(value.Indexes.is_some().into());
    if let Some(indexes) = &value.Indexes {
        out.extend((indexes.len() as u32).to_le_bytes());
        indexes.iter().for_each(|index| out.extend(index.to_le_bytes()));
    }
    out
}

#[test]
fn every_method_of_a_result_is_gos() {
    let ours = |(one, other, text): &(Value, Value, Vec<u8>)| {
        let mut dump = Dump::default();
        dump_result(&mut dump, one);
        let less = [one.Less(other, true), one.Less(other, false), other.Less(one, false)];
        dump.number("less", less.map(|less| less.to_string()).join(" "));
        dump.text("path", &one.Path(text));
        dump.inside("paths", |dump| dump_texts(dump, one.Paths(text)));
        dump.bytes()
    };
    compare(
        (made_result(), made_result(), document()),
        ours,
        |oracle, (one, other, text)| oracle.ask(b'R', &[&encode_result(one), &encode_result(other), text]),
    );
}

/// The order of two texts that differ in the case of a letter only, or hardly more.
#[test]
fn texts_are_ordered_as_in_go() {
    let value = prop_oneof!["[a-bA-BzZ\\[@`{]{0,3}", "\\PC{0,3}"].prop_map(|text| Value {
        Type: gjson::String,
        Str: text.into(),
        ..Value::default()
    });
    let ours = |(one, other): &(Value, Value)| {
        let less = [one.Less(other, true), one.Less(other, false), other.Less(one, false)];
        less.map(|less| less.to_string()).join(" ").into_bytes()
    };
    compare((value.clone(), value), ours, |oracle, (one, other)| {
        let answer = oracle.ask(b'R', &[&encode_result(one), &encode_result(other), b""])?;
        let mut lines = answer.split(|&byte| byte == b'\n');
        lines.find_map(|line| line.strip_prefix(b"less ")).map(Vec::from)
    });
}

#[test]
fn a_time_is_read_as_in_go() {
    let number = |width: usize, most: u32| prop_oneof![8 => (0..=most).prop_map(move |number| format!("{number:0width$}")), 1 => "[0-9]{0,5}"];
    let fraction = prop_oneof![2 => Just(String::new()), 2 => "[.,][0-9]{0,12}"];
    let zone = prop_oneof![
        3 => Just(String::from("Z")),
        3 => (0..27_u32, 0..65_u32, select(["+", "-"].as_slice())).prop_map(|(hour, minute, sign)| format!("{sign}{hour:02}:{minute:02}")),
        1 => "[Zz+-]?[0-9:]{0,6}",
    ];
    let time = (
        number(4, 9999),
        number(2, 13),
        number(2, 32),
        number(2, 25),
        number(2, 61),
        number(2, 61),
        fraction,
        zone,
    )
        .prop_map(|(year, month, day, hour, minute, second, fraction, zone)| {
            format!("{year}-{month}-{day}T{hour}:{minute}:{second}{fraction}{zone}").into_bytes()
        });
    let damage = (0..4_u8, 0.0..1.0, select(b"0:-TZ .,9a".as_slice()));
    let damages = prop_oneof![2 => Just(Vec::new()), 1 => vec(damage, 1..2)];
    let time = (time, damages).prop_map(|(time, damages)| oracle::json::damaged(time, &damages));
    let ours = |text: &Vec<u8>| {
        let moment = Value {
            Type: gjson::String,
            Str: Str::copy_of(text),
            ..Value::default()
        }
        .Time();
        let mut dump = Dump::default();
        dump.number("unix", moment.Unix());
        dump.number("milli", moment.UnixMilli());
        dump.number("micro", moment.UnixMicro());
        dump.number("nano", moment.UnixNano());
        dump.number("zero", moment.IsZero());
        dump.bytes()
    };
    compare(time, ours, |oracle, text| oracle.ask(b't', &[text]));
}

#[test]
fn the_switches_of_the_package_are_gos() {
    own_modifier();
    let name = select(["this", "own", "none", "pretty", ""].as_slice()).prop_map(|name| name.as_bytes().to_vec());
    let path = prop_oneof![5 => any_path(), 1 => name];
    let ours = |(switches, document, path): &(u8, Vec<u8>, Vec<u8>)| {
        gjson::DisableModifiers.set(switches & 1 != 0);
        gjson::DisableEscapeHTML.set(switches & 2 != 0);
        let mut dump = Dump::default();
        let found = gjson::GetBytes(document, path);
        dump_shallow(&mut dump, &found);
        dump.text("path", &found.Path(document));
        dump.text("escape", &gjson::Escape(path));
        dump.text("string", &gjson::AppendJSONString(b"before".to_vec(), document));
        dump.number("modifier", gjson::ModifierExists(path, None));
        dump.bytes()
    };
    compare(
        (0..4_u8, document(), path),
        ours,
        |oracle, (switches, document, path)| oracle.ask(b'm', &[&[*switches], document, path]),
    );
}
