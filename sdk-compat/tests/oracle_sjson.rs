//! `sjson` and the writing of JSON against the Go libraries.

mod oracle;

use oracle::json::{any_path, document, own_modifier, text};
use oracle::{Dump, compare, encode_values};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sdk_compat::encoding::json;
use sdk_compat::{Any, Str, sjson};

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
        3 => select(["0", "1", "2", "-1", "12", ":0", ":-1", ":a", ":", "::a", "00", "\\0", "\\-1", "99"].as_slice()),
    ];
    let plain = vec(part, 1..5).prop_map(|parts| parts.join(".").into_bytes());
    prop_oneof![5 => plain, 1 => any_path()].prop_filter("large indexes fill the memory", |path| {
        path.split(|byte| *byte == b'.')
            .all(|part| part.iter().filter(|byte| byte.is_ascii_digit()).count() < 5)
    })
}

/// Whether hints are given, which ones, and whether the text is bytes.
const HINTED: u8 = 1;
const OPTIMISTIC: u8 = 2;
const IN_PLACE: u8 = 4;
const BYTES: u8 = 8;

fn options(hints: u8) -> Option<sjson::Options> {
    (hints & HINTED != 0).then_some(sjson::Options {
        Optimistic: hints & OPTIMISTIC != 0,
        ReplaceInPlace: hints & IN_PLACE != 0,
    })
}

fn bytes(result: Result<Str, sdk_compat::Error>) -> Result<Vec<u8>, sdk_compat::Error> {
    result.map(Vec::from)
}

#[test]
fn a_value_is_deleted_as_in_go() {
    own_modifier();
    let ours = |(hints, document, path): &(u8, Vec<u8>, Vec<u8>)| {
        outcome(if hints & BYTES != 0 {
            sjson::DeleteBytes(document, path)
        } else {
            bytes(sjson::Delete(Str::copy_of(document), path))
        })
    };
    compare(
        (0..16_u8, document(), edit_path()),
        ours,
        |oracle, (hints, document, path)| oracle.ask(b's', &[b"delete", &[*hints], document, path]),
    );
}

#[test]
fn raw_json_is_set_as_in_go() {
    own_modifier();
    let ours = |(hints, document, path, value): &(u8, Vec<u8>, Vec<u8>, String)| {
        let options = options(*hints);
        outcome(if hints & BYTES != 0 {
            sjson::SetRawBytesOptions(document, path, value, options.as_ref())
        } else {
            bytes(sjson::SetRawOptions(
                Str::copy_of(document),
                path,
                value,
                options.as_ref(),
            ))
        })
    };
    let input = (0..16_u8, document(), edit_path(), text());
    compare(input, ours, |oracle, (hints, document, path, value)| {
        oracle.ask(b's', &[b"raw", &[*hints], document, path, value.as_bytes()])
    });
}

fn value() -> impl Strategy<Value = Any> {
    let scalar = prop_oneof![
        Just(Any::Nil),
        any::<bool>().prop_map(Any::from),
        any::<i64>().prop_map(Any::from),
        any::<u64>().prop_map(Any::from),
        any::<i8>().prop_map(Any::from),
        any::<i16>().prop_map(Any::from),
        any::<i32>().prop_map(Any::Int32),
        any::<u8>().prop_map(Any::from),
        any::<u16>().prop_map(Any::from),
        any::<u32>().prop_map(Any::from),
        any::<f64>().prop_map(Any::from),
        any::<f32>().prop_map(Any::from),
        (any::<i16>(), -12..30).prop_map(|(number, exponent)| Any::from(f32::from(number) * 10_f32.powi(exponent))),
        select(
            [
                f64::NAN,
                f64::INFINITY,
                -0.0,
                1e21,
                1e20,
                1e-6,
                9.99e-7,
                5e-324,
                f64::MAX
            ]
            .as_slice()
        )
        .prop_map(Any::from),
        select(
            [
                f32::NAN,
                f32::NEG_INFINITY,
                -0.0,
                1e21,
                1e-6,
                1e-7,
                f32::MIN_POSITIVE,
                f32::MAX
            ]
            .as_slice()
        )
        .prop_map(Any::from),
        "\\PC{0,3}".prop_map(|text| Any::from(sdk_compat::Error::new(text))),
        vec("[a<\"\u{0}é]{0,3}".prop_map(Str::from), 0..3).prop_map(Any::from),
        vec(
            ("[a-c&]{0,2}", "\\PC{0,2}").prop_map(|(name, value)| [Str::from(name), Str::from(value)]),
            0..3
        )
        .prop_map(Any::from),
        (any::<i32>(), -40..40).prop_map(|(number, exponent)| Any::from(f64::from(number) * 10_f64.powi(exponent))),
        "[a-c]{0,4}".prop_map(Any::from),
        "[a\"\\\\]{0,2}".prop_map(Any::from),
        "\\PC{0,8}".prop_map(Any::from),
        vec(any::<u8>(), 0..8).prop_map(|bytes| Any::String(bytes.into())),
        vec(any::<u8>(), 0..8).prop_map(Any::from),
        select(["<a&b>", "\u{2028}x", "\u{7f}\u{8}\u{c}\n\r\t\u{1}", "\"\\/"].as_slice()).prop_map(Any::from),
    ];
    scalar.prop_recursive(3, 20, 4, |inner| {
        let key = prop_oneof![3 => "\\PC{0,4}".prop_map(Str::from), 1 => vec(any::<u8>(), 0..4).prop_map(Str::from)];
        let members = vec((key, inner.clone()), 0..4);
        prop_oneof![
            vec(inner, 0..4).prop_map(Any::from),
            members.prop_map(|members| Any::from(members.into_iter().collect::<std::collections::BTreeMap<_, _>>())),
        ]
    })
}

#[test]
fn a_value_is_set_as_in_go() {
    own_modifier();
    let ours = |(hints, document, path, value): &(u8, Vec<u8>, Vec<u8>, Any)| {
        let options = options(*hints);
        outcome(if hints & BYTES != 0 {
            sjson::SetBytesOptions(document, path, value, options.as_ref())
        } else {
            bytes(sjson::SetOptions(Str::copy_of(document), path, value, options.as_ref()))
        })
    };
    let input = (0..16_u8, document(), edit_path(), value());
    compare(input, ours, |oracle, (hints, document, path, value)| {
        let values = encode_values(std::slice::from_ref(value));
        oracle.ask(b's', &[b"value", &[*hints], document, path, &values])
    });
}

#[test]
fn a_value_is_encoded_as_in_go() {
    let ours = |value: &Any| outcome(json::Marshal(value));
    compare(value(), ours, |oracle, value| {
        oracle.ask(b'j', &[&encode_values(std::slice::from_ref(value))])
    });
}

#[test]
fn a_text_is_decoded_as_in_go() {
    let depth = (
        prop_oneof![0..40_usize, 9_990..10_010_usize],
        select(["[", "{\"a\":", "[0,"].as_slice()),
        select(["]", "}", "", ",", "1"].as_slice()),
    )
        .prop_map(|(levels, open, rest)| {
            let close = if open.starts_with('{') { "}" } else { "]" };
            (open.repeat(levels) + "1" + &close.repeat(levels) + rest).into_bytes()
        });
    let ours = |text: &Vec<u8>| {
        let mut dump = Dump::default();
        match json::Unmarshal(text) {
            Ok(value) => dump.text("again", &json::Marshal(value).unwrap()),
            Err(error) => dump.text("error", &error.text()),
        }
        dump.bytes()
    };
    compare(prop_oneof![40 => document(), 1 => depth], ours, |oracle, text| {
        oracle.ask(b'J', &[text])
    });
}
