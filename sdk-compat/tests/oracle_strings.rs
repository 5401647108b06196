//! `strings` against Go's.

mod oracle;

use std::collections::BTreeSet;

use oracle::{Dump, Oracle, compare};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sdk_compat::{Str, strings};

/// Short texts over few letters, so that one is often found in the other; UTF-8 or not.
fn text(most: usize) -> impl Strategy<Value = Vec<u8>> {
    const PIECES: &[&[u8]] = &[
        b"a",
        b"a",
        b"b",
        b"A",
        b"ab",
        b",",
        b"/",
        b" ",
        b"\t\r\n",
        "\u{a0}".as_bytes(),
        "\u{2003}".as_bytes(),
        "ä".as_bytes(),
        "Ä".as_bytes(),
        "ß".as_bytes(),
        "İ".as_bytes(),
        "ı".as_bytes(),
        "K".as_bytes(),
        "k".as_bytes(),
        "ᾳ".as_bytes(),
        "ᾼ".as_bytes(),
        "你".as_bytes(),
        "\u{fffd}".as_bytes(),
        b"\xff",
        b"\xe4\xbd",
        b"\0",
    ];
    vec(select(PIECES), 0..most).prop_map(|pieces| pieces.concat())
}

type Question = (Vec<u8>, Vec<u8>, Vec<u8>, i8);

fn answer((text, part, other, n): &Question) -> Vec<u8> {
    let n = i64::from(*n);
    let text = Str::copy_of(text);
    let mut dump = Dump::default();
    let list = |dump: &mut Dump, name, items: &[Str]| {
        dump.inside(name, |dump| items.iter().for_each(|item| dump.text("item", item)));
    };
    dump.number("contains", strings::Contains(&text, part));
    dump.number("contains any", strings::ContainsAny(&text, part));
    dump.number("has prefix", strings::HasPrefix(&text, part));
    dump.number("has suffix", strings::HasSuffix(&text, part));
    dump.number("index", strings::Index(&text, part));
    dump.number("index byte", strings::IndexByte(&text, n as u8));
    dump.number("last index", strings::LastIndex(&text, part));
    dump.number("count", strings::Count(&text, part));
    dump.number("equal fold", strings::EqualFold(&text, part));
    dump.text("to lower", &strings::ToLower(&text));
    dump.text("to upper", &strings::ToUpper(&text));
    list(&mut dump, "split", &strings::Split(&text, part));
    list(&mut dump, "split n", &strings::SplitN(&text, part, n));
    list(&mut dump, "fields", &strings::Fields(&text));
    dump.text(
        "join",
        &strings::Join(&[&text, &Str::copy_of(part), &Str::copy_of(other)], part),
    );
    dump.text("replace", &strings::Replace(&text, part, other, n));
    dump.text("replace all", &strings::ReplaceAll(&text, part, other));
    dump.text("trim space", &strings::TrimSpace(&text));
    dump.text("trim", &strings::Trim(&text, part));
    dump.text("trim left", &strings::TrimLeft(&text, part));
    dump.text("trim right", &strings::TrimRight(&text, part));
    dump.text("trim prefix", &strings::TrimPrefix(&text, part));
    dump.text("trim suffix", &strings::TrimSuffix(&text, part));
    let (before, after, found) = strings::Cut(&text, part);
    list(&mut dump, "cut", &[before, after]);
    dump.number("found", found);
    dump.bytes()
}

#[test]
fn texts_are_searched_cut_and_changed_as_in_go() {
    let question = (text(12), text(3), text(3), -2_i8..5);
    compare(question, answer, |oracle, (text, part, other, n)| {
        oracle.ask(b'S', &[text, part, other, &n.to_le_bytes()])
    });
}

/// The letters that Unicode got after the version that Go 1.24 knows, and the pairs that it made of older ones.
fn is_newer(point: u32) -> bool {
    matches!(
        point,
        0x19b | 0x264 | 0x1c89..=0x1c8a | 0xa7cb..=0xa7dc | 0x10d50..=0x10d8f | 0x16ea0..=0x16ed3
    )
}

#[test]
fn every_letter_has_gos_capital_and_small_letter() {
    let letter = |point: u32| Str::from(char::from_u32(point).unwrap().to_string());
    let answer = String::from_utf8(Oracle::start().ask(b'C', &[]).unwrap()).unwrap();
    let mut with_case = BTreeSet::new();
    for line in answer.lines() {
        let fields: Vec<&str> = line.split(' ').collect();
        let point = |at: usize| fields[at].parse::<u32>().unwrap();
        let [text, lower, upper, next] = [0, 1, 2, 3].map(|at| letter(point(at)));
        assert_eq!(strings::ToLower(&text), lower, "{line}");
        assert_eq!(strings::ToUpper(&text), upper, "{line}");
        assert!(strings::EqualFold(&text, &next), "{line}");
        assert_eq!(strings::EqualFold(&text, &lower).to_string(), fields[4], "{line}");
        assert_eq!(strings::EqualFold(&text, &upper).to_string(), fields[5], "{line}");
        with_case.insert(point(0));
    }
    let others = (0..=0x10ffff).filter(|&point| !with_case.contains(&point) && !is_newer(point));
    for text in others
        .filter_map(char::from_u32)
        .map(|letter| Str::from(letter.to_string()))
    {
        assert_eq!(strings::ToLower(&text), text);
        assert_eq!(strings::ToUpper(&text), text);
    }
}
