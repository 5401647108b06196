//! `regexp` against Go's.

mod oracle;

use oracle::{Dump, compare};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sdk_compat::{Str, args, fmt, regexp};

/// Pieces that often make an expression, and often spoil one.
fn expression() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: &[&str] = &[
        "a",
        "b",
        "ab",
        "A",
        "k",
        "s",
        "1",
        "_",
        "/",
        "-",
        " ",
        "\n",
        "ä",
        "你",
        ".",
        "^",
        "$",
        "|",
        "*",
        "+",
        "?",
        "*?",
        "+?",
        "??",
        "{2}",
        "{1,2}",
        "{0,1}?",
        "{2,}",
        "{,2}",
        "{1001}",
        "{",
        "}",
        "(",
        ")",
        "(",
        ")",
        "(a)",
        "(a|b)",
        "(a*)",
        "(?:",
        "(?i)",
        "(?i:",
        "(?s)",
        "(?m)",
        "(?U)",
        "(?-i)",
        "(?P<n>",
        "(?<m>",
        "(?=",
        "[",
        "]",
        "[ab]",
        "[^a]",
        "[a-c]",
        "[c-a]",
        "[]a]",
        "[\\d_]",
        "[^\\w]",
        "[[:alpha:]]",
        "[[:^digit:]]",
        "[[:foo:]]",
        "[-a]",
        "\\d",
        "\\D",
        "\\w",
        "\\W",
        "\\s",
        "\\b",
        "\\B",
        "\\A",
        "\\z",
        "\\.",
        "\\/",
        "\\n",
        "\\x41",
        "\\x{4f60}",
        "\\x{",
        "\\101",
        "\\1",
        "\\Qa.b\\E",
        "\\Q",
        "\\y",
        "\\",
        "\\pZ",
        "\\p{Han}",
        "\\PN",
        "\\p{Foo}",
        "$a",
        "(|a)*",
        "(a|)+",
    ];
    vec(select(PIECES), 0..7).prop_map(|pieces| pieces.concat().into_bytes())
}

fn text() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: &[&[u8]] = &[
        b"a",
        b"a",
        b"b",
        b"ab",
        b"A",
        b"K",
        b"s",
        b"1",
        b"_",
        b"/",
        b"-",
        b" ",
        b"\n",
        "ä".as_bytes(),
        "Ä".as_bytes(),
        "你".as_bytes(),
        "\u{212a}".as_bytes(),
        "\u{17f}".as_bytes(),
        b"\xff",
        b"a.b",
        b"{",
        b"$",
    ];
    vec(select(PIECES), 0..10).prop_map(|pieces| pieces.concat())
}

fn replacement() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: &[&str] = &[
        "x", "$1", "${1}", "$n", "${n}", "$$", "$", "$1x", "${", "${1", "$0", "ä",
    ];
    vec(select(PIECES), 0..3).prop_map(|pieces| pieces.concat().into_bytes())
}

type Question = (Vec<u8>, Vec<u8>, Vec<u8>, i8);

/// A list of numbers as Go prints one; a part of no match is -1 there, too.
fn shown(numbers: &[i64]) -> String {
    let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
    format!("[{}]", numbers.join(" "))
}

fn answer((expression, text, replacement, n): &Question) -> Vec<u8> {
    let n = i64::from(*n);
    let text = Str::copy_of(text);
    let mut dump = Dump::default();
    let expression = match regexp::Compile(Str::copy_of(expression)) {
        Ok(expression) => expression,
        Err(error) => {
            dump.text("error", &error.text());
            return dump.bytes();
        }
    };
    let list = |dump: &mut Dump, name, items: &[Str]| {
        dump.inside(name, |dump| items.iter().for_each(|item| dump.text("item", item)));
    };
    dump.number("match", expression.MatchString(&text));
    dump.text("find", &expression.FindString(&text));
    dump.number("index", shown(&expression.FindStringSubmatchIndex(&text)));
    let all: Vec<String> = expression
        .FindAllStringSubmatchIndex(&text, n)
        .iter()
        .map(|places| shown(places))
        .collect();
    dump.number("all", format!("[{}]", all.join(" ")));
    list(&mut dump, "submatch", &expression.FindStringSubmatch(&text));
    list(&mut dump, "all strings", &expression.FindAllString(&text, -1));
    list(&mut dump, "split", &expression.Split(&text, n));
    list(&mut dump, "names", &expression.SubexpNames());
    dump.text("replace", &expression.ReplaceAllString(&text, replacement));
    dump.text("literal", &expression.ReplaceAllLiteralString(&text, replacement));
    dump.text("quote", &regexp::QuoteMeta(&text));
    let bracketed = |found: Str| fmt::Sprintf("<%s>", args![found]);
    dump.text("func", &expression.ReplaceAllStringFunc(&text, bracketed));
    dump.bytes()
}

#[test]
fn an_expression_finds_and_replaces_as_in_go() {
    let question = (expression(), text(), replacement(), -1_i8..4);
    compare(question, answer, |oracle, (expression, text, replacement, n)| {
        oracle.ask(b'x', &[expression, text, replacement, &n.to_le_bytes()])
    });
}
