//! A value found in a JSON text, borrowed from it where it can be; the public [`Result`] is made of it.

use std::borrow::Cow;
use std::ops::Range;

use super::lex::{block_end, number_end, string_end, unescape, word_end};
use super::path::parse_uint;
use super::{Result, Type};
use crate::Str;
use crate::strconv::{Float, append_float, read_bool, read_float};

/// What a search found. The fields are those of [`Result`].
#[derive(Clone, Default)]
pub(super) struct Found<'a> {
    pub(super) kind: Type,
    pub(super) raw: Cow<'a, [u8]>,
    pub(super) text: Cow<'a, [u8]>,
    pub(super) number: f64,
    pub(super) index: i64,
    pub(super) indexes: Option<Vec<i64>>,
}

/// Where `part` begins in `json`, zero if it is no part of it.
pub(super) fn offset(json: &[u8], part: &[u8]) -> i64 {
    let distance = part.as_ptr().addr().wrapping_sub(json.as_ptr().addr());
    if !part.is_empty() && distance < json.len() {
        distance as i64
    } else {
        0
    }
}

impl<'a> Found<'a> {
    pub(super) fn json(raw: &'a [u8]) -> Self {
        Found {
            kind: Type::JSON,
            raw: Cow::Borrowed(raw),
            ..Found::default()
        }
    }

    pub(super) fn json_owned(raw: Vec<u8>) -> Self {
        Found {
            kind: Type::JSON,
            raw: Cow::Owned(raw),
            ..Found::default()
        }
    }

    pub(super) fn number(raw: &'a [u8]) -> Self {
        Found {
            kind: Type::Number,
            raw: Cow::Borrowed(raw),
            number: read_float(raw).0,
            ..Found::default()
        }
    }

    /// `true`, `false` or null: the first letter decides.
    pub(super) fn word(raw: &'a [u8]) -> Self {
        let kind = match raw.first() {
            Some(b't') => Type::True,
            Some(b'f') => Type::False,
            _ => Type::Null,
        };
        Found {
            kind,
            raw: Cow::Borrowed(raw),
            ..Found::default()
        }
    }

    /// A string with its quotes.
    pub(super) fn string(raw: &'a [u8], escaped: bool) -> Self {
        Found {
            kind: Type::String,
            raw: Cow::Borrowed(raw),
            text: unquote(raw, escaped),
            ..Found::default()
        }
    }

    pub(super) fn exists(&self) -> bool {
        self.kind != Type::Null || !self.raw.is_empty()
    }

    pub(super) fn is(&self, open: u8) -> bool {
        self.kind == Type::JSON && self.raw.first() == Some(&open)
    }

    /// The value as text, as [`Result::String`] has it.
    pub(super) fn string_value(&self) -> Cow<'_, [u8]> {
        match self.kind {
            Type::Null => Cow::Borrowed(b""),
            Type::False => Cow::Borrowed(b"false"),
            Type::True => Cow::Borrowed(b"true"),
            Type::String => Cow::Borrowed(&self.text),
            Type::JSON => Cow::Borrowed(&self.raw),
            Type::Number if is_integer_text(&self.raw) => Cow::Borrowed(&self.raw),
            Type::Number => Cow::Owned(plain_number(self.number)),
        }
    }

    /// Like [`Found::string_value`], and still part of what was searched where it is.
    pub(super) fn into_string(self) -> Cow<'a, [u8]> {
        match self.kind {
            Type::String => self.text,
            Type::JSON => self.raw,
            Type::Number if is_integer_text(&self.raw) => self.raw,
            _ => Cow::Owned(self.string_value().into_owned()),
        }
    }

    /// What stands for the value in a list of results.
    pub(super) fn raw_or_text(&self) -> Cow<'_, [u8]> {
        if self.raw.is_empty() {
            self.string_value()
        } else {
            Cow::Borrowed(&self.raw)
        }
    }

    /// The boolean, as [`Result::Bool`] has it.
    pub(super) fn bool_value(&self) -> bool {
        match self.kind {
            Type::True => true,
            Type::String => read_bool(&self.text.to_ascii_lowercase()) == Some(true),
            Type::Number => self.number != 0.0,
            _ => false,
        }
    }

    /// The number cut to an integer, as [`Result::Int`] has it.
    pub(super) fn int_value(&self) -> i64 {
        match self.kind {
            Type::True => 1,
            Type::String => parse_int(&self.text).unwrap_or(0),
            Type::Number if is_safe(self.number) => self.number as i64,
            Type::Number if self.number.is_nan() => to_int(self.number),
            Type::Number => parse_int(&self.raw).unwrap_or_else(|| to_int(self.number)),
            _ => 0,
        }
    }

    /// The number as [`Result::Uint`] has it.
    pub(super) fn uint_value(&self) -> u64 {
        match self.kind {
            Type::True => 1,
            Type::String => parse_uint(&self.text).unwrap_or(0),
            Type::Number if is_safe(self.number) && self.number > -1.0 => self.number as u64,
            Type::Number => parse_uint(&self.raw).unwrap_or_else(|| to_uint(self.number)),
            _ => 0,
        }
    }

    /// The number as [`Result::Float`] has it.
    pub(super) fn float_value(&self) -> f64 {
        match self.kind {
            Type::True => 1.0,
            Type::String => read_float(&self.text).0,
            Type::Number => self.number,
            _ => 0.0,
        }
    }

    /// The text, where it is part of what was searched.
    pub(super) fn borrowed(&self) -> &'a [u8] {
        match self.raw {
            Cow::Borrowed(raw) => raw,
            Cow::Owned(_) => b"",
        }
    }

    /// Keys and values as `ForEach` passes them: a value that is no list is its own only member.
    pub(super) fn members(&self) -> Each<'_> {
        if self.kind == Type::JSON {
            return Each::new(&self.raw);
        }
        Each {
            only: self.exists().then(|| self.clone()),
            ..Each::new(b"")
        }
    }

    pub(super) fn into_owned(self) -> Found<'static> {
        Found {
            raw: Cow::Owned(self.raw.into_owned()),
            text: Cow::Owned(self.text.into_owned()),
            ..self
        }
    }

    /// The public form; `source` is the string that this was found in, to share its buffer.
    pub(super) fn into_result(self, source: Option<&Str>) -> Result {
        let text_in_raw = part_of(&self.raw, &self.text);
        let raw = shared(self.raw, source);
        let text = match text_in_raw {
            Some(range) => raw.slice(range),
            None => shared(self.text, source),
        };
        Result {
            Type: self.kind,
            Raw: raw,
            Str: text,
            Num: self.number,
            Index: self.index,
            Indexes: self.indexes,
        }
    }
}

/// Where `part` lies in `whole`, if it is a piece of its memory.
fn part_of(whole: &[u8], part: &[u8]) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().wrapping_sub(whole.as_ptr().addr());
    let end = start.checked_add(part.len())?;
    (end <= whole.len() && !part.is_empty()).then_some(start..end)
}

fn shared(text: Cow<'_, [u8]>, source: Option<&Str>) -> Str {
    match (source, text) {
        (_, Cow::Owned(text)) => Str::from(text),
        (Some(source), Cow::Borrowed(text)) => match part_of(source, text) {
            Some(range) => source.slice(range),
            None => Str::copy_of(text),
        },
        (None, Cow::Borrowed(text)) => Str::copy_of(text),
    }
}

/// What a string with its quotes means.
fn unquote(raw: &[u8], escaped: bool) -> Cow<'_, [u8]> {
    let inner = match raw {
        [b'"', inner @ .., b'"'] => inner,
        [_, inner @ ..] => inner,
        [] => raw,
    };
    if escaped {
        Cow::Owned(unescape(inner))
    } else {
        Cow::Borrowed(inner)
    }
}

fn is_integer_text(raw: &[u8]) -> bool {
    let digits = raw.strip_prefix(b"-").unwrap_or(raw);
    !raw.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// Whether a number is small enough to have no other integer near it.
fn is_safe(number: f64) -> bool {
    (-9_007_199_254_740_991.0..=9_007_199_254_740_991.0).contains(&number)
}

/// An optional minus and digits as a number, which wraps where it is too large.
fn parse_int(text: &[u8]) -> Option<i64> {
    match text.strip_prefix(b"-") {
        Some(digits) => parse_uint(digits).map(|number| (number as i64).wrapping_neg()),
        None => parse_uint(text).map(|number| number as i64),
    }
}

/// Go's conversion to `int64` on Wasm: what does not fit becomes the smallest number.
fn to_int(number: f64) -> i64 {
    if number.abs() <= 9_223_372_036_854_774_784.0 {
        number as i64
    } else {
        i64::MIN
    }
}

/// Go's conversion to `uint64` on Wasm: what does not fit becomes the highest bit.
fn to_uint(number: f64) -> u64 {
    if (0.0..=18_446_744_073_709_549_568.0).contains(&number) {
        number as u64
    } else {
        1 << 63
    }
}

fn plain_number(number: f64) -> Vec<u8> {
    let mut out = Vec::new();
    append_float(&mut out, Float::double(number), b'f', None);
    out
}

/// The value at the start of `json`, which begins with a letter, a digit or a quote, as the lists of a value are read:
/// whatever it is cut off by, it is a value.
pub(super) fn lenient_string(json: &[u8]) -> Found<'_> {
    let found = string_end(json, 1);
    match found.end {
        Some(end) => Found::string(&json[..end], found.escaped),
        None => {
            let text = if found.escaped {
                Cow::Owned(unescape(&json[1..]))
            } else {
                Cow::Borrowed(&json[1..])
            };
            Found {
                kind: Type::String,
                raw: Cow::Borrowed(json),
                text,
                ..Found::default()
            }
        }
    }
}

/// Reads a whole text as one value, without checking what follows it.
pub(super) fn parse(json: &[u8]) -> Found<'_> {
    let Some(start) = json.iter().position(|&byte| byte > b' ') else {
        return Found::default();
    };
    let rest = &json[start..];
    let found = match rest[0] {
        b'{' | b'[' => Found::json(rest),
        b'+' | b'-' | b'0'..=b'9' | b'i' | b'I' | b'N' => Found::number(&rest[..number_end(rest, 0)]),
        b'n' if is_nan(rest) => Found::number(&rest[..number_end(rest, 0)]),
        b'n' | b't' | b'f' => Found::word(&rest[..word_end(rest, 0)]),
        b'"' => lenient_string(rest),
        _ => return Found::default(),
    };
    Found {
        index: start as i64,
        ..found
    }
}

/// Whether a text that begins with a letter is the number `nan` rather than a word such as `null`.
pub(super) fn is_nan(text: &[u8]) -> bool {
    matches!(text, [b'n', second, ..] if *second != b'u')
}

/// Reads the next value at or behind `start`; the end of what was read, and the value if there is a whole one.
pub(super) fn next_value(json: &[u8], start: usize) -> (usize, Option<Found<'_>>) {
    let begins = |byte: &u8| {
        matches!(
            byte,
            b'"' | b'{' | b'[' | b'n' | b't' | b'f' | b'+' | b'-' | b'0'..=b'9' | b'i' | b'I' | b'N'
        )
    };
    let start = start.min(json.len());
    let Some(at) = json[start..].iter().position(begins).map(|length| start + length) else {
        return (json.len(), None);
    };
    let (end, found) = match json[at] {
        b'{' | b'[' => {
            let end = block_end(json, at);
            (
                end,
                Found {
                    index: at as i64,
                    ..Found::json(&json[at..end.min(json.len())])
                },
            )
        }
        b'"' => {
            let found = string_end(json, at + 1);
            match found.end {
                Some(end) => (end, Found::string(&json[at..end], found.escaped)),
                None => return (json.len(), None),
            }
        }
        b'n' | b't' | b'f' if !is_nan(&json[at..]) => {
            let end = word_end(json, at);
            (end, Found::word(&json[at..end]))
        }
        _ => {
            let end = number_end(json, at);
            (end, Found::number(&json[at..end]))
        }
    };
    (end, Some(found))
}

/// The members of an object or the items of an array, in their order, as `ForEach` goes through them.
pub(super) struct Each<'a> {
    json: &'a [u8],
    at: usize,
    /// The number of the last item; `None` in an object.
    item: Option<f64>,
    done: bool,
    /// A value to go through instead, which is no list.
    only: Option<Found<'a>>,
}

impl<'a> Each<'a> {
    /// Goes through the first object or array of `json`.
    pub(super) fn new(json: &'a [u8]) -> Self {
        let start = json.iter().position(|&byte| byte > b' ');
        let open = start.map(|at| json[at]);
        Each {
            json,
            at: start.map_or(0, |at| at + 1),
            item: (open != Some(b'{')).then_some(-1.0),
            done: !matches!(open, Some(b'{' | b'[')),
            only: None,
        }
    }

    fn key(&mut self) -> Option<Found<'a>> {
        if let Some(number) = &mut self.item {
            *number += 1.0;
            return Some(Found {
                kind: Type::Number,
                number: *number,
                ..Found::default()
            });
        }
        let start = self.at + self.json.get(self.at..)?.iter().position(|&byte| byte == b'"')?;
        let found = string_end(self.json, start + 1);
        self.at = found.end?;
        let key = Found::string(&self.json[start..self.at], found.escaped);
        Some(Found {
            index: start as i64,
            ..key
        })
    }
}

impl<'a> Iterator for Each<'a> {
    /// Key and value; both with their places in the text.
    type Item = (Found<'a>, Found<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(only) = self.only.take() {
            return Some((Found::default(), only));
        }
        if self.done || self.at >= self.json.len() {
            return None;
        }
        self.done = true;
        let key = self.key()?;
        let between = |byte: &&u8| **byte <= b' ' || matches!(**byte, b',' | b':');
        let start = self.at + self.json[self.at..].iter().take_while(between).count();
        let (end, value) = next_value(self.json, start);
        let value = value?;
        // One byte after a value is passed over, whatever it is.
        self.at = end + 1;
        self.done = false;
        Some((
            key,
            Found {
                index: start as i64,
                ..value
            },
        ))
    }
}

/// The values in the first object or array of `json`, keys among them, as `Array` and `Map` take them.
pub(super) struct Values<'a> {
    json: &'a [u8],
    at: usize,
}

impl<'a> Values<'a> {
    /// The values behind the bracket `open`, if the text begins with it.
    pub(super) fn new(json: &'a [u8], open: u8) -> Option<Self> {
        let start = json.iter().position(|&byte| byte > b' ')?;
        (json[start] == open).then_some(Values { json, at: start + 1 })
    }
}

impl<'a> Iterator for Values<'a> {
    type Item = Found<'a>;

    fn next(&mut self) -> Option<Found<'a>> {
        while let Some(&byte) = self.json.get(self.at) {
            let start = self.at;
            let rest = &self.json[start..];
            let found = match byte {
                b']' | b'}' => return None,
                b'{' | b'[' => Found::json(&rest[..block_end(rest, 0).min(rest.len())]),
                b'n' | b't' | b'f' => Found::word(&rest[..word_end(rest, 0)]),
                b'"' => lenient_string(rest),
                b'-' | b'0'..=b'9' => Found::number(&rest[..number_end(rest, 0)]),
                _ => {
                    self.at += 1;
                    continue;
                }
            };
            self.at += found.raw.len();
            return Some(Found {
                index: start as i64,
                ..found
            });
        }
        None
    }
}
