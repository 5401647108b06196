//! Percent escapes, and what has to be escaped in which part of a URL.

use super::Reason;
use crate::strconv::append_quoted;

/// A part of a URL.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Path,
    PathSegment,
    QueryComponent,
    Host,
    Zone,
    UserPassword,
    Fragment,
}

pub(super) fn needs_escape(byte: u8, mode: Mode) -> bool {
    let host = matches!(mode, Mode::Host | Mode::Zone);
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => false,
        b'!' | b'(' | b')' | b'*' => !host && mode != Mode::Fragment,
        b'\'' | b'[' | b']' | b'<' | b'>' | b'"' => !host,
        b'$' | b'&' | b'+' | b',' | b'/' | b':' | b';' | b'=' | b'?' | b'@' if mode == Mode::QueryComponent => true,
        b'/' | b',' | b';' if mode == Mode::PathSegment => true,
        b'$' | b'&' | b'+' | b',' | b';' | b'=' => false,
        b':' => mode == Mode::UserPassword,
        b'/' | b'@' => host || mode == Mode::UserPassword,
        b'?' => mode != Mode::Fragment,
        _ => true,
    }
}

/// `text` with the escapes that it needs.
pub(super) fn escape(text: &[u8], mode: Mode) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = Vec::with_capacity(text.len());
    for &byte in text {
        if byte == b' ' && mode == Mode::QueryComponent {
            out.push(b'+');
        } else if needs_escape(byte, mode) {
            out.extend([b'%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        } else {
            out.push(byte);
        }
    }
    out
}

/// Whether nothing in `text` would have to be escaped any more.
pub(super) fn is_plain(text: &[u8], mode: Mode) -> bool {
    text.iter()
        .all(|byte| b"!$&'()*+,;=:@[]%".contains(byte) || !needs_escape(*byte, mode))
}

/// What `text` means without its escapes.
pub(super) fn unescape(text: &[u8], mode: Mode) -> Result<Vec<u8>, Reason> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        rest = after;
        if *byte == b'%' {
            let escape = &rest_with_percent(text, rest)[..rest.len().min(2) + 1];
            let meaning = decode(escape).filter(|&meaning| is_allowed(escape, meaning, mode));
            out.push(meaning.ok_or_else(|| reason(b"invalid URL escape ", escape, b""))?);
            rest = &rest[2..];
            continue;
        }
        if matches!(mode, Mode::Host | Mode::Zone) && *byte < 0x80 && needs_escape(*byte, mode) {
            return Err(reason(b"invalid character ", &[*byte], b" in host name"));
        }
        let is_space = *byte == b'+' && mode == Mode::QueryComponent;
        out.push(if is_space { b' ' } else { *byte });
    }
    Ok(out)
}

/// The end of `text` that begins with the byte before `rest`.
fn rest_with_percent<'a>(text: &'a [u8], rest: &[u8]) -> &'a [u8] {
    &text[text.len() - rest.len() - 1..]
}

fn decode(escape: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*escape.get(at)?).to_digit(16);
    Some((digit(1)? << 4 | digit(2)?) as u8)
}

/// In a host only bytes beyond ASCII may be escaped, in a zone also what could stand there as it is, and a space.
fn is_allowed(escape: &[u8], meaning: u8, mode: Mode) -> bool {
    match mode {
        Mode::Host => meaning >= 0x80 || escape == b"%25",
        Mode::Zone => escape == b"%25" || meaning == b' ' || !needs_escape(meaning, Mode::Host),
        _ => true,
    }
}

fn reason(before: &[u8], text: &[u8], after: &[u8]) -> Reason {
    let mut reason = before.to_vec();
    append_quoted(&mut reason, text, false);
    reason.extend_from_slice(after);
    reason
}
