//! The functions of `strings` that take functions and code points.

use super::{Index, has_point, points, position};
use crate::{Str, go, runes};

/// -1, 0 or 1, as `one` comes before, equals or comes after `other`.
#[go]
pub fn Compare(one: impl AsRef<[u8]>, other: impl AsRef<[u8]>) -> i64 {
    one.as_ref().cmp(other.as_ref()) as i64
}

/// Where the code point begins for the first time; -1 where it is not there.
#[go]
pub fn IndexRune(text: impl AsRef<[u8]>, rune: i32) -> i64 {
    match char::from_u32(rune as u32) {
        Some('\u{fffd}') => IndexFunc(text, |point| point == rune),
        Some(letter) => Index(text, letter.encode_utf8(&mut [0; 4])),
        None => -1,
    }
}

/// Where a code point of `chars` begins for the first time; -1 where none does.
#[go]
pub fn IndexAny(text: impl AsRef<[u8]>, chars: impl AsRef<[u8]>) -> i64 {
    IndexFunc(text, |point| has_point(chars.as_ref(), point as u32))
}

/// Where a code point of `chars` begins for the last time; -1 where none does.
#[go]
pub fn LastIndexAny(text: impl AsRef<[u8]>, chars: impl AsRef<[u8]>) -> i64 {
    LastIndexFunc(text, |point| has_point(chars.as_ref(), point as u32))
}

/// Where the byte stands for the last time; -1 where it does not.
#[go]
pub fn LastIndexByte(text: impl AsRef<[u8]>, byte: u8) -> i64 {
    position(text.as_ref().iter().rposition(|&other| other == byte))
}

/// Where the first code point begins of which `found` is true; -1 where there is none.
#[go]
pub fn IndexFunc(text: impl AsRef<[u8]>, found: impl Fn(i32) -> bool) -> i64 {
    position(
        points(text.as_ref())
            .find(|&(point, _)| found(point as i32))
            .map(|(_, at)| at),
    )
}

/// Where the last code point begins of which `found` is true; -1 where there is none.
#[go]
pub fn LastIndexFunc(text: impl AsRef<[u8]>, found: impl Fn(i32) -> bool) -> i64 {
    let mut rest = text.as_ref();
    while let (point, width @ 1..) = runes::last(rest) {
        rest = &rest[..rest.len() - width];
        if found(point as i32) {
            return rest.len() as i64;
        }
    }
    -1
}

/// Whether `found` is true of a code point.
#[go]
pub fn ContainsFunc(text: impl AsRef<[u8]>, found: impl Fn(i32) -> bool) -> bool {
    IndexFunc(text, found) >= 0
}

/// Without the code points at both ends of which `cut` is true.
#[go]
pub fn TrimFunc(text: impl Into<Str>, cut: impl Fn(i32) -> bool) -> Str {
    TrimRightFunc(TrimLeftFunc(text, &cut), cut)
}

/// Without the code points at the start of which `cut` is true.
#[go]
pub fn TrimLeftFunc(text: impl Into<Str>, cut: impl Fn(i32) -> bool) -> Str {
    let text = text.into();
    match IndexFunc(&text, |point| !cut(point)) {
        -1 => Str::default(),
        at => text.slice(at as usize..),
    }
}

/// Without the code points at the end of which `cut` is true.
#[go]
pub fn TrimRightFunc(text: impl Into<Str>, cut: impl Fn(i32) -> bool) -> Str {
    let text = text.into();
    match LastIndexFunc(&text, |point| !cut(point)) {
        -1 => Str::default(),
        at => text.slice(..at as usize + runes::first(&text[at as usize..]).1),
    }
}

/// The parts between runs of code points of which `separates` is true.
#[go]
pub fn FieldsFunc(text: impl Into<Str>, separates: impl Fn(i32) -> bool) -> Vec<Str> {
    let text = text.into();
    let (mut fields, mut start) = (Vec::new(), None);
    for (point, at) in points(&text) {
        match (separates(point as i32), start) {
            (true, Some(from)) => {
                fields.push(text.slice(from..at));
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    fields.extend(start.map(|from| text.slice(from..)));
    fields
}

/// The text with every code point mapped; a negative one is left out.
#[go]
pub fn Map(mapping: impl Fn(i32) -> i32, text: impl AsRef<[u8]>) -> Str {
    let mut out = Vec::new();
    for (point, _) in points(text.as_ref()) {
        let mapped = mapping(point as i32);
        if mapped >= 0 {
            runes::append(&mut out, mapped as u32);
        }
    }
    out.into()
}

/// The parts of the text, each but the last with its separator.
#[go]
pub fn SplitAfter(text: impl Into<Str>, separator: impl AsRef<[u8]>) -> Vec<Str> {
    SplitAfterN(text, separator, -1)
}

/// [`SplitAfter`] into at most `n` parts.
#[go]
pub fn SplitAfterN(text: impl Into<Str>, separator: impl AsRef<[u8]>, n: i64) -> Vec<Str> {
    let (text, separator) = (text.into(), separator.as_ref());
    let parts = super::SplitN(&text, separator, n);
    let (last, mut at) = (parts.len().saturating_sub(1), 0);
    let with_separator = |(place, part): (usize, Str)| {
        let start = at;
        at += part.len() + if place < last { separator.len() } else { 0 };
        text.slice(start..at)
    };
    parts.into_iter().enumerate().map(with_separator).collect()
}

/// The text with a capital at the start of every word.
#[go]
pub fn Title(text: impl AsRef<[u8]>) -> Str {
    let mut out = Vec::new();
    let mut within = false;
    for (point, _) in points(text.as_ref()) {
        runes::append(&mut out, if within { point } else { super::upper_point(point) });
        let letter = char::from_u32(point).unwrap_or_default();
        within = letter.is_alphanumeric() || matches!(letter, '_' | '\'');
    }
    out.into()
}

/// The text with U+FFFD, or another text, in place of every run of bytes that are not UTF-8.
#[go]
pub fn ToValidUTF8(text: impl AsRef<[u8]>, replacement: impl AsRef<[u8]>) -> Str {
    let mut out = Vec::new();
    let mut replaced = false;
    for chunk in text.as_ref().utf8_chunks() {
        if !chunk.valid().is_empty() {
            out.extend_from_slice(chunk.valid().as_bytes());
            replaced = false;
        }
        if !chunk.invalid().is_empty() && !std::mem::replace(&mut replaced, true) {
            out.extend_from_slice(replacement.as_ref());
        }
    }
    out.into()
}

/// Go's `*strings.Replacer`: several replacements in one pass.
#[derive(Clone, Debug)]
pub struct Replacer(Vec<(Str, Str)>);

/// A replacer of each old text, which is followed by its new one; of several that begin at one place the first is taken.
///
/// # Panics
/// As Go, for an odd number of texts.
#[go]
pub fn NewReplacer(pairs: &[Str]) -> Replacer {
    if pairs.len() % 2 == 1 {
        go::panic("strings.NewReplacer: odd argument count");
    }
    Replacer(pairs.chunks(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect())
}

#[go]
impl Replacer {
    /// The text with everything replaced.
    pub fn Replace(&self, text: impl Into<Str>) -> Str {
        let text = text.into();
        let (mut out, mut at, mut after_empty) = (Vec::new(), 0, false);
        loop {
            let begins = |(old, _): &&(Str, Str)| text[at..].starts_with(old) && !(old.is_empty() && after_empty);
            if let Some((old, new)) = self.0.iter().find(begins) {
                out.extend_from_slice(new);
                at += old.len();
                after_empty = old.is_empty();
                continue;
            }
            let Some(&byte) = text.get(at) else { break };
            out.push(byte);
            at += 1;
            after_empty = false;
        }
        out.into()
    }
}

/// Go's `*strings.Reader`: a text that is read piece by piece.
pub type Reader = crate::bytes::Reader;

/// A reader of the text.
#[go]
pub fn NewReader(text: impl AsRef<[u8]>) -> Reader {
    crate::bytes::NewReader(text.as_ref())
}
