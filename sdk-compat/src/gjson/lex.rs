//! The pieces of a JSON text: where a value ends, and what a string means. Nothing here checks that the text is valid.

use super::switches;
use crate::runes;

/// What opens or closes a level, and what begins a string.
fn depth_change(byte: u8) -> i64 {
    match byte {
        b'{' | b'[' | b'(' => 1,
        b'}' | b']' | b')' => -1,
        _ => 0,
    }
}

/// The end of a string whose first byte after the opening quote is at `start`.
pub(super) struct StringEnd {
    /// After the closing quote; `None` when the text ends before it.
    pub(super) end: Option<usize>,
    pub(super) escaped: bool,
}

/// A one in every byte of a word.
const EACH: u64 = 0x0101_0101_0101_0101;

/// The highest bit of every byte.
const HIGH: u64 = EACH << 7;

/// Marks the bytes of `word` that are `byte` by their highest bit. Only the first mark is sure.
fn marks(word: u64, byte: u8) -> u64 {
    let zeros = word ^ (EACH * u64::from(byte));
    zeros.wrapping_sub(EACH) & !zeros & HIGH
}

/// The first place from `start` on where `marks` marks a word of eight bytes, or one of the last seven bytes.
#[inline(always)]
fn find(json: &[u8], start: usize, marks: impl Fn(u64) -> u64) -> usize {
    let mut at = start;
    while let Some(bytes) = json.get(at..).and_then(<[u8]>::first_chunk) {
        let marked = marks(u64::from_le_bytes(*bytes));
        if marked != 0 {
            return at + marked.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at
}

/// Where from `start` on a key begins, or the object ends.
pub(super) fn key_or_end(json: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at = find(json, at, |word| marks(word, b'"') | marks(word, b'}'));
        match json.get(at)? {
            b'"' | b'}' => return Some(at),
            _ => at += 1,
        }
    }
}

/// Finds the quote that closes a string; the place after it. Says when an escape is passed.
#[inline(always)]
fn after_quote(json: &[u8], start: usize, mut passes_escape: impl FnMut()) -> Option<usize> {
    let mut at = start;
    loop {
        at = find(json, at, |word| marks(word, b'"') | marks(word, b'\\'));
        match json.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => {
                passes_escape();
                at += 2;
            }
            _ => at += 1,
        }
    }
}

/// Finds the quote that closes a string.
pub(super) fn string_end(json: &[u8], start: usize) -> StringEnd {
    let mut escaped = false;
    let end = after_quote(json, start, || escaped = true);
    StringEnd { end, escaped }
}

/// Marks quotes and what opens or closes a level, and a few letters that are rare outside of strings.
fn structure(word: u64) -> u64 {
    // Brackets and braces differ in these bits only, and parentheses in the last one.
    marks(word, b'"') | marks(word | (EACH * 0x26), 0x7f) | marks(word | EACH, b')')
}

/// The end of the object, array or parenthesis that begins at `start`, whatever its first byte is. A text that ends
/// inside of a string ends one byte beyond itself: that decides whether an array around it is taken as closed.
pub(super) fn block_end(json: &[u8], start: usize) -> usize {
    let (mut at, mut depth) = (start + 1, 1);
    loop {
        at = find(json, at, structure);
        let Some(&byte) = json.get(at) else {
            return json.len();
        };
        at += 1;
        if byte == b'"' {
            match after_quote(json, at, || ()) {
                Some(end) => at = end,
                None => return json.len() + 1,
            }
            continue;
        }
        depth += depth_change(byte);
        if depth == 0 {
            return at;
        }
    }
}

/// The string, object, array or parenthesis at the start of `text`, to its end or to the end of the text.
pub(super) fn squash(text: &[u8]) -> &[u8] {
    let end = match text.first() {
        Some(b'"') => string_end(text, 1).end.unwrap_or(text.len()),
        _ => block_end(text, 0),
    };
    &text[..end.min(text.len())]
}

/// The end of a number that begins at `start`: whatever comes before a space, a comma or a closing bracket.
pub(super) fn number_end(json: &[u8], start: usize) -> usize {
    let ends = |byte: &u8| *byte <= b' ' || matches!(byte, b',' | b']' | b'}');
    end_by(json, start, ends)
}

/// The end of a word such as `true` that begins at `start`.
pub(super) fn word_end(json: &[u8], start: usize) -> usize {
    end_by(json, start, |byte| !byte.is_ascii_lowercase())
}

fn end_by(json: &[u8], start: usize, ends: impl Fn(&u8) -> bool) -> usize {
    json[start + 1..]
        .iter()
        .position(ends)
        .map_or(json.len(), |length| start + 1 + length)
}

/// Without the bytes up to the space at both ends.
pub(super) fn trim(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|&byte| byte > b' ').unwrap_or(text.len());
    let end = text
        .iter()
        .rposition(|&byte| byte > b' ')
        .map_or(start, |last| last + 1);
    &text[start..end]
}

/// The meaning of what stands between the quotes of a string; it ends where an escape or a byte is not allowed.
pub(super) fn unescape(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        rest = match (byte, after) {
            (0..0x20, _) => break,
            (b'\\', [b'u', digits @ ..]) if digits.len() >= 4 => append_utf16(&mut out, digits),
            (b'\\', [kind, after @ ..]) => match simple_escape(*kind) {
                Some(meaning) => {
                    out.push(meaning);
                    after
                }
                None => break,
            },
            (b'\\', []) => break,
            _ => {
                out.push(*byte);
                after
            }
        };
    }
    out
}

fn simple_escape(kind: u8) -> Option<u8> {
    Some(match kind {
        b'\\' | b'/' | b'"' => kind,
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        _ => return None,
    })
}

/// Appends what four hexadecimal digits stand for, together with the second half of a pair if they need one.
fn append_utf16<'a>(out: &mut Vec<u8>, digits: &'a [u8]) -> &'a [u8] {
    let (first, rest) = (hex4(digits), &digits[4..]);
    if !(0xd800..0xe000).contains(&first) {
        runes::append(out, first);
        return rest;
    }
    let [b'\\', b'u', second @ ..] = rest else {
        runes::append(out, runes::ERROR);
        return rest;
    };
    if second.len() < 4 {
        runes::append(out, runes::ERROR);
        return rest;
    }
    let low = hex4(second);
    let pair = first < 0xdc00 && (0xdc00..0xe000).contains(&low);
    runes::append(
        out,
        if pair {
            0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00)
        } else {
            runes::ERROR
        },
    );
    &second[4..]
}

/// Four hexadecimal digits; zero when they are none.
fn hex4(digits: &[u8]) -> u32 {
    let value = |byte: &u8| char::from(*byte).to_digit(16);
    digits[..4]
        .iter()
        .try_fold(0, |number, digit| Some(number << 4 | value(digit)?))
        .unwrap_or(0)
}

/// Appends `text` as a JSON string, with the characters escaped that HTML gives a meaning to.
pub(crate) fn append_string(out: &mut Vec<u8>, text: &[u8]) {
    append_quoted(out, text, true);
}

/// Like [`append_string`], unless the plugin wants those characters as they are.
pub(super) fn append_own_string(out: &mut Vec<u8>, text: &[u8]) {
    append_quoted(out, text, !switches::DisableEscapeHTML.get());
}

fn append_quoted(out: &mut Vec<u8>, text: &[u8], escape_html: bool) {
    out.push(b'"');
    let mut rest = text;
    while let Some(&byte) = rest.first() {
        let (point, width) = runes::first(rest);
        match byte {
            0x08 => out.extend_from_slice(b"\\b"),
            0x0c => out.extend_from_slice(b"\\f"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0..0x20 => append_u_escape(out, u32::from(byte)),
            b'<' | b'>' | b'&' if escape_html => append_u_escape(out, u32::from(byte)),
            b'\\' | b'"' => out.extend([b'\\', byte]),
            _ if width == 1 && point == runes::ERROR => append_u_escape(out, runes::ERROR),
            _ if point == 0x2028 || point == 0x2029 => append_u_escape(out, point),
            _ => out.extend_from_slice(&rest[..width]),
        }
        rest = &rest[width..];
    }
    out.push(b'"');
}

fn append_u_escape(out: &mut Vec<u8>, point: u32) {
    out.extend_from_slice(b"\\u");
    out.extend(
        (0..4)
            .rev()
            .map(|digit| b"0123456789abcdef"[(point >> (4 * digit) & 0xf) as usize]),
    );
}
