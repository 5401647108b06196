//! Go's quoted literals, byte for byte.

use super::printable::is_printable;
use crate::runes;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends `text` as a Go string literal; with `ascii`, everything beyond ASCII is escaped.
pub(crate) fn append_quoted(out: &mut Vec<u8>, text: &[u8], ascii: bool) {
    out.push(b'"');
    let mut rest = text;
    while let Some(&byte) = rest.first() {
        let (point, width) = runes::first(rest);
        if width == 1 && point == runes::ERROR {
            append_hex(out, b'x', u32::from(byte), 2);
        } else {
            append_escaped(out, point, b'"', ascii);
        }
        rest = &rest[width..];
    }
    out.push(b'"');
}

/// Appends one code point as a Go rune literal.
pub(crate) fn append_quoted_rune(out: &mut Vec<u8>, point: u32, ascii: bool) {
    out.push(b'\'');
    append_escaped(out, char::from_u32(point).map_or(runes::ERROR, u32::from), b'\'', ascii);
    out.push(b'\'');
}

/// Whether a text can stand between backquotes unchanged.
pub(crate) fn can_backquote(text: &[u8]) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let (point, width) = runes::first(rest);
        let byte_order_mark = point == 0xfeff;
        let bad_byte = width == 1 && point == runes::ERROR;
        let control = (point < 0x20 && point != 0x09) || point == 0x7f;
        if byte_order_mark || bad_byte || control || point == u32::from(b'`') {
            return false;
        }
        rest = &rest[width..];
    }
    true
}

fn append_escaped(out: &mut Vec<u8>, point: u32, quote: u8, ascii: bool) {
    if point == u32::from(quote) || point == u32::from(b'\\') {
        out.extend([b'\\', point as u8]);
        return;
    }
    if is_printable(point) && (!ascii || point < 0x80) {
        return runes::append(out, point);
    }
    let short = match point {
        0x07 => b'a',
        0x08 => b'b',
        0x0c => b'f',
        0x0a => b'n',
        0x0d => b'r',
        0x09 => b't',
        0x0b => b'v',
        0..0x20 | 0x7f => return append_hex(out, b'x', point, 2),
        0x20..0x10000 => return append_hex(out, b'u', point, 4),
        _ => return append_hex(out, b'U', point, 8),
    };
    out.extend([b'\\', short]);
}

fn append_hex(out: &mut Vec<u8>, kind: u8, value: u32, digits: u32) {
    out.extend([b'\\', kind]);
    out.extend(
        (0..digits)
            .rev()
            .map(|digit| HEX[(value >> (4 * digit) & 0xf) as usize]),
    );
}
