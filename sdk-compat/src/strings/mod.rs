//! Go's package `strings`, on strings that need not be UTF-8.
//!
//! A function that returns a part of a string takes anything that becomes a [`Str`] and shares its buffer; the others take
//! anything that is bytes. An `int` is an `i64`, so a position that was not found is -1, as in Go.

mod builder;
mod case;
mod more;

use crate::{Str, go, runes};

pub use builder::Builder;
pub(crate) use case::{lower as lower_point, upper as upper_point};
pub use more::*;

/// Where `part` begins in `text` for the first time.
pub(crate) fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    let Some((&first, rest)) = part.split_first() else {
        return Some(0);
    };
    let mut from = 0;
    while let Some(at) = text[from..].iter().position(|&byte| byte == first) {
        from += at + 1;
        if text[from..].starts_with(rest) {
            return Some(from - 1);
        }
    }
    None
}

fn find_last(text: &[u8], part: &[u8]) -> Option<usize> {
    let last = text.len().checked_sub(part.len())?;
    (0..=last).rev().find(|&at| text[at..].starts_with(part))
}

fn position(at: Option<usize>) -> i64 {
    at.map_or(-1, |at| at as i64)
}

/// Whether `part` is in `text`.
#[go]
pub fn Contains(text: impl AsRef<[u8]>, part: impl AsRef<[u8]>) -> bool {
    find(text.as_ref(), part.as_ref()).is_some()
}

/// Whether a code point of `chars` is in `text`.
#[go]
pub fn ContainsAny(text: impl AsRef<[u8]>, chars: impl AsRef<[u8]>) -> bool {
    points(text.as_ref()).any(|(point, _)| has_point(chars.as_ref(), point))
}

/// Whether the code point is in `text`.
#[go]
pub fn ContainsRune(text: impl AsRef<[u8]>, rune: char) -> bool {
    has_point(text.as_ref(), rune as u32)
}

/// Whether `text` begins with `prefix`.
#[go]
pub fn HasPrefix(text: impl AsRef<[u8]>, prefix: impl AsRef<[u8]>) -> bool {
    text.as_ref().starts_with(prefix.as_ref())
}

/// Whether `text` ends with `suffix`.
#[go]
pub fn HasSuffix(text: impl AsRef<[u8]>, suffix: impl AsRef<[u8]>) -> bool {
    text.as_ref().ends_with(suffix.as_ref())
}

/// Where `part` begins in `text` for the first time, in bytes; -1 where it is not there.
#[go]
pub fn Index(text: impl AsRef<[u8]>, part: impl AsRef<[u8]>) -> i64 {
    position(find(text.as_ref(), part.as_ref()))
}

/// Where `byte` stands in `text` for the first time; -1 where it does not.
#[go]
pub fn IndexByte(text: impl AsRef<[u8]>, byte: u8) -> i64 {
    position(text.as_ref().iter().position(|&other| other == byte))
}

/// Where `part` begins in `text` for the last time, in bytes; -1 where it is not there.
#[go]
pub fn LastIndex(text: impl AsRef<[u8]>, part: impl AsRef<[u8]>) -> i64 {
    position(find_last(text.as_ref(), part.as_ref()))
}

/// How often `part` is in `text`, without overlaps; an empty part once more than there are code points.
#[go]
pub fn Count(text: impl AsRef<[u8]>, part: impl AsRef<[u8]>) -> i64 {
    let (mut rest, part) = (text.as_ref(), part.as_ref());
    if part.is_empty() {
        return runes::count(rest) as i64 + 1;
    }
    let mut count = 0;
    while let Some(at) = find(rest, part) {
        rest = &rest[at + part.len()..];
        count += 1;
    }
    count
}

/// Whether two texts are equal when capital and small letters count as the same.
#[go]
pub fn EqualFold(a: impl AsRef<[u8]>, b: impl AsRef<[u8]>) -> bool {
    let folded = |text| points(text).map(|(point, _)| case::fold(point));
    folded(a.as_ref()).eq(folded(b.as_ref()))
}

/// `text` in small letters. Bytes that are not UTF-8 become U+FFFD where there is anything but ASCII.
#[go]
pub fn ToLower(text: impl Into<Str>) -> Str {
    case::mapped(text.into(), |byte| byte.to_ascii_lowercase(), case::lower)
}

/// `text` in capital letters. Bytes that are not UTF-8 become U+FFFD where there is anything but ASCII.
#[go]
pub fn ToUpper(text: impl Into<Str>) -> Str {
    case::mapped(text.into(), |byte| byte.to_ascii_uppercase(), case::upper)
}

/// The parts of `text` between the separators; with an empty separator, its code points.
#[go]
pub fn Split(text: impl Into<Str>, separator: impl AsRef<[u8]>) -> Vec<Str> {
    SplitN(text, separator, -1)
}

/// [`Split`] into at most `n` parts, of which the last is what is left; a negative `n` is no limit, and 0 gives no part.
#[go]
pub fn SplitN(text: impl Into<Str>, separator: impl AsRef<[u8]>, n: i64) -> Vec<Str> {
    let (mut rest, separator) = (text.into(), separator.as_ref());
    let most = usize::try_from(n).unwrap_or(usize::MAX);
    if most == 0 || (separator.is_empty() && rest.is_empty()) {
        return Vec::new();
    }
    let mut parts = Vec::new();
    while parts.len() + 1 < most {
        let cut = if separator.is_empty() {
            Some(runes::first(&rest).1).filter(|&width| width < rest.len())
        } else {
            find(&rest, separator)
        };
        let Some(at) = cut else { break };
        parts.push(rest.slice(..at));
        rest = rest.slice(at + separator.len()..);
    }
    parts.push(rest);
    parts
}

/// The parts of `text` between runs of white space.
#[go]
pub fn Fields(text: impl Into<Str>) -> Vec<Str> {
    let mut rest = TrimSpace(text);
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let is_space = |point| char::from_u32(point).is_some_and(char::is_whitespace);
        let end = points(&rest).find(|&(point, _)| is_space(point)).map(|(_, at)| at);
        let end = end.unwrap_or(rest.len());
        fields.push(rest.slice(..end));
        rest = TrimSpace(rest.slice(end..));
    }
    fields
}

/// The parts with a separator between each two.
#[go]
pub fn Join<T: AsRef<[u8]>>(parts: &[T], separator: impl AsRef<[u8]>) -> Str {
    let parts: Vec<&[u8]> = parts.iter().map(AsRef::as_ref).collect();
    parts.join(separator.as_ref()).into()
}

/// `text` repeated `count` times; not at all for a negative count, where Go panics.
#[go]
pub fn Repeat(text: impl AsRef<[u8]>, count: i64) -> Str {
    text.as_ref().repeat(usize::try_from(count).unwrap_or(0)).into()
}

/// `text` with `new` in place of the first `n` of its parts `old`; of all of them for a negative `n`. An empty `old` is found
/// before every code point and at the end.
#[go]
pub fn Replace(text: impl Into<Str>, old: impl AsRef<[u8]>, new: impl AsRef<[u8]>, n: i64) -> Str {
    let (text, old, new) = (text.into(), old.as_ref(), new.as_ref());
    let found = Count(&text, old);
    let times = if n < 0 { found } else { n.min(found) };
    if times == 0 || old == new {
        return text;
    }
    let (mut out, mut rest) = (Vec::with_capacity(text.len()), &text[..]);
    for time in 0..times {
        let before = match find(rest, old) {
            Some(0) if old.is_empty() && time > 0 => runes::first(rest).1,
            found => found.unwrap_or(rest.len()),
        };
        out.extend_from_slice(&rest[..before]);
        out.extend_from_slice(new);
        rest = &rest[before + old.len()..];
    }
    out.extend_from_slice(rest);
    out.into()
}

/// `text` with `new` in place of every `old`.
#[go]
pub fn ReplaceAll(text: impl Into<Str>, old: impl AsRef<[u8]>, new: impl AsRef<[u8]>) -> Str {
    Replace(text, old, new, -1)
}

/// `text` without the white space at both ends.
#[go]
pub fn TrimSpace(text: impl Into<Str>) -> Str {
    let text = text.into();
    let inside = runes::trim_space(&text);
    // What is left of a text that is all space is an empty slice, wherever it begins.
    let start = inside.as_ptr() as usize - text.as_ptr() as usize;
    text.slice(start..start + inside.len())
}

/// `text` without the code points of `cutset` at both ends.
#[go]
pub fn Trim(text: impl Into<Str>, cutset: impl AsRef<[u8]>) -> Str {
    TrimRight(TrimLeft(text, cutset.as_ref()), cutset)
}

/// `text` without the code points of `cutset` at its start.
#[go]
pub fn TrimLeft(text: impl Into<Str>, cutset: impl AsRef<[u8]>) -> Str {
    let text = text.into();
    let kept = points(&text).find(|&(point, _)| !has_point(cutset.as_ref(), point));
    kept.map_or_else(Str::default, |(_, at)| text.slice(at..))
}

/// `text` without the code points of `cutset` at its end.
#[go]
pub fn TrimRight(text: impl Into<Str>, cutset: impl AsRef<[u8]>) -> Str {
    let text = text.into();
    let mut end = text.len();
    while let (point, width @ 1..) = runes::last(&text[..end]) {
        if !has_point(cutset.as_ref(), point) {
            break;
        }
        end -= width;
    }
    text.slice(..end)
}

/// `text` without `prefix`, if it begins with it.
#[go]
pub fn TrimPrefix(text: impl Into<Str>, prefix: impl AsRef<[u8]>) -> Str {
    CutPrefix(text, prefix).0
}

/// `text` without `suffix`, if it ends with it.
#[go]
pub fn TrimSuffix(text: impl Into<Str>, suffix: impl AsRef<[u8]>) -> Str {
    CutSuffix(text, suffix).0
}

/// What stands before and after the first separator, and whether there is one; without it all of the text is before.
#[go]
pub fn Cut(text: impl Into<Str>, separator: impl AsRef<[u8]>) -> (Str, Str, bool) {
    let (text, separator) = (text.into(), separator.as_ref());
    match find(&text, separator) {
        Some(at) => (text.slice(..at), text.slice(at + separator.len()..), true),
        None => (text, Str::default(), false),
    }
}

/// `text` without `prefix`, and whether it begins with it.
#[go]
pub fn CutPrefix(text: impl Into<Str>, prefix: impl AsRef<[u8]>) -> (Str, bool) {
    let (text, prefix) = (text.into(), prefix.as_ref());
    match text.starts_with(prefix) {
        true => (text.slice(prefix.len()..), true),
        false => (text, false),
    }
}

/// `text` without `suffix`, and whether it ends with it.
#[go]
pub fn CutSuffix(text: impl Into<Str>, suffix: impl AsRef<[u8]>) -> (Str, bool) {
    let (text, suffix) = (text.into(), suffix.as_ref());
    match text.ends_with(suffix) {
        true => (text.slice(..text.len() - suffix.len()), true),
        false => (text, false),
    }
}

/// The code points of `text` with the places where they begin; each bad byte is U+FFFD.
fn points(text: &[u8]) -> impl Iterator<Item = (u32, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (point, width) = runes::first(&text[at..]);
        at += width;
        (width > 0).then_some((point, at - width))
    })
}

fn has_point(text: &[u8], wanted: u32) -> bool {
    points(text).any(|(point, _)| point == wanted)
}
