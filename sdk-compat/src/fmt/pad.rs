//! Flags, width and precision: how one operand is laid out once its text is known.

use crate::runes;
use crate::strconv::{
    Float, append_float, append_in_base, append_quoted, append_quoted_rune, can_backquote, is_printable,
};

/// What stands between `%` and the verb.
#[derive(Clone, Copy, Default)]
pub(super) struct Flags {
    pub(super) width: Option<usize>,
    pub(super) precision: Option<usize>,
    pub(super) minus: bool,
    pub(super) plus: bool,
    pub(super) sharp: bool,
    pub(super) space: bool,
    pub(super) zero: bool,
    /// `%+v`: fields with their names.
    pub(super) plus_v: bool,
    /// `%#v`: as Go syntax.
    pub(super) sharp_v: bool,
}

/// The digits of `%x` or `%X`, with the letter of its prefix.
pub(super) fn hex_digits(verb: u8) -> &'static [u8; 17] {
    if verb == b'X' {
        b"0123456789ABCDEFX"
    } else {
        b"0123456789abcdefx"
    }
}

impl Flags {
    fn padding(&self, out: &mut Vec<u8>, count: usize) {
        let byte = if self.zero && !self.minus { b'0' } else { b' ' };
        out.resize(out.len() + count, byte);
    }

    /// Appends `text`, padded to the width on the side that the flags name.
    pub(super) fn pad(&self, out: &mut Vec<u8>, text: &[u8]) {
        let missing = match self.width {
            None | Some(0) => 0,
            Some(width) => width.saturating_sub(runes::count(text)),
        };
        if !self.minus {
            self.padding(out, missing);
        }
        out.extend_from_slice(text);
        if self.minus {
            self.padding(out, missing);
        }
    }

    /// Like [`Flags::pad`], but never with zeros.
    fn pad_with_spaces(&self, out: &mut Vec<u8>, text: &[u8]) {
        Flags { zero: false, ..*self }.pad(out, text);
    }

    fn truncate<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        let Some(precision) = self.precision else {
            return text;
        };
        let mut end = 0;
        for _ in 0..precision {
            if end == text.len() {
                break;
            }
            end += runes::first(&text[end..]).1;
        }
        &text[..end]
    }

    /// `%s`
    pub(super) fn string(&self, out: &mut Vec<u8>, text: &[u8]) {
        self.pad(out, self.truncate(text));
    }

    /// `%q` of a string.
    pub(super) fn quoted(&self, out: &mut Vec<u8>, text: &[u8]) {
        let text = self.truncate(text);
        if self.sharp && can_backquote(text) {
            return self.pad(out, &[b"`", text, b"`"].concat());
        }
        if self.width.is_none() {
            return append_quoted(out, text, self.plus);
        }
        let mut quoted = Vec::with_capacity(text.len() + 2);
        append_quoted(&mut quoted, text, self.plus);
        self.pad(out, &quoted);
    }

    /// `%x` and `%X` of a string or of bytes.
    pub(super) fn hex(&self, out: &mut Vec<u8>, text: &[u8], verb: u8) {
        let digits = hex_digits(verb);
        let shown = &text[..self.precision.map_or(text.len(), |most| most.min(text.len()))];
        let mut hex = Vec::with_capacity(2 * shown.len() + 2);
        for (at, byte) in shown.iter().enumerate() {
            if self.space && at > 0 {
                hex.push(b' ');
            }
            if self.sharp && (at == 0 || self.space) {
                hex.extend([b'0', digits[16]]);
            }
            hex.extend([digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]);
        }
        self.pad(out, &hex);
    }

    /// `%c`
    pub(super) fn character(&self, out: &mut Vec<u8>, value: u64) {
        let mut text = Vec::new();
        runes::append(&mut text, u32::try_from(value).unwrap_or(runes::ERROR));
        self.pad(out, &text);
    }

    /// `%q` of a number.
    pub(super) fn quoted_character(&self, out: &mut Vec<u8>, value: u64) {
        let mut text = Vec::new();
        append_quoted_rune(&mut text, u32::try_from(value).unwrap_or(runes::ERROR), self.plus);
        self.pad(out, &text);
    }

    /// `%U`
    pub(super) fn unicode(&self, out: &mut Vec<u8>, value: u64) {
        let mut hex = Vec::new();
        append_in_base(&mut hex, value, 16, hex_digits(b'X'));
        let zeros = self.precision.unwrap_or(0).max(4).saturating_sub(hex.len());
        let mut text = b"U+".to_vec();
        text.resize(2 + zeros, b'0');
        text.extend(hex);
        if let Some(point) = u32::try_from(value)
            .ok()
            .filter(|&point| self.sharp && is_printable(point))
        {
            text.extend_from_slice(b" '");
            runes::append(&mut text, point);
            text.push(b'\'');
        }
        self.pad_with_spaces(out, &text);
    }

    /// An integer in the base of its verb.
    pub(super) fn integer(&self, out: &mut Vec<u8>, magnitude: u64, negative: bool, verb: u8) {
        let base = match verb {
            b'b' => 2,
            b'o' | b'O' => 8,
            b'x' | b'X' => 16,
            _ => 10,
        };
        let laid_out = self.plus || self.space || self.sharp || self.precision.is_some() || self.width.is_some();
        if !laid_out && verb != b'O' {
            out.extend_from_slice(if negative { b"-" } else { b"" });
            return append_in_base(out, magnitude, base, hex_digits(verb));
        }
        let signed = negative || self.plus || self.space;
        let least = match (self.precision, self.width) {
            (Some(0), _) if magnitude == 0 => return self.pad_with_spaces(out, b""),
            (Some(precision), _) => precision,
            (None, Some(width)) if self.zero && !self.minus => width.saturating_sub(usize::from(signed)),
            _ => 0,
        };
        let letters = hex_digits(verb);
        let mut digits = Vec::with_capacity(24);
        append_in_base(&mut digits, magnitude, base, letters);
        let zeros = least.saturating_sub(digits.len());

        let mut text = Vec::with_capacity(zeros + digits.len() + 4);
        if signed {
            text.push(if negative {
                b'-'
            } else if self.plus {
                b'+'
            } else {
                b' '
            });
        }
        if verb == b'O' {
            text.extend_from_slice(b"0o");
        }
        match base {
            2 if self.sharp => text.extend_from_slice(b"0b"),
            8 if self.sharp && zeros == 0 && digits[0] != b'0' => text.push(b'0'),
            16 if self.sharp => text.extend([b'0', letters[16]]),
            _ => {}
        }
        text.resize(text.len() + zeros, b'0');
        text.extend(digits);
        self.pad_with_spaces(out, &text);
    }

    /// A floating-point number; `default` is the precision where the format names none.
    pub(super) fn float(&self, out: &mut Vec<u8>, float: Float, verb: u8, default: Option<usize>) {
        let precision = self.precision.or(default);
        let mut text = vec![b'+'];
        append_float(&mut text, float, verb, precision);
        if matches!(text[1], b'-' | b'+') {
            text.remove(0);
        }
        if self.space && text[0] == b'+' && !self.plus {
            text[0] = b' ';
        }
        if matches!(text[1], b'I' | b'N') {
            let bare = text[1] == b'N' && !self.space && !self.plus;
            return self.pad_with_spaces(out, &text[usize::from(bare)..]);
        }
        if self.sharp && verb != b'b' {
            keep_point_and_zeros(&mut text, verb, precision);
        }
        if !self.plus && text[0] == b'+' {
            return self.pad(out, &text[1..]);
        }
        match self.width {
            Some(width) if self.zero && !self.minus && width > text.len() => {
                out.push(text[0]);
                self.padding(out, width - text.len());
                out.extend_from_slice(&text[1..]);
            }
            _ => self.pad(out, &text),
        }
    }
}

/// The sharp flag on a floating-point number: a decimal point always, and the zeros that the verb would drop.
fn keep_point_and_zeros(text: &mut Vec<u8>, verb: u8, precision: Option<usize>) {
    let mut missing = match verb {
        b'g' | b'G' | b'x' => precision.map_or(6, |digits| digits as i64),
        _ => 0,
    };
    let is_exponent = |byte: &u8| match verb {
        b'x' | b'X' => matches!(byte, b'p' | b'P'),
        _ => matches!(byte, b'e' | b'E'),
    };
    let tail_at = text.iter().position(is_exponent).unwrap_or(text.len());
    let tail = text.split_off(tail_at);
    let (mut point, mut significant) = (false, false);
    for &byte in &text[1..] {
        if byte == b'.' {
            point = true;
            continue;
        }
        significant |= byte != b'0';
        missing -= i64::from(significant);
    }
    if !point {
        missing -= i64::from(text[1..] == *b"0");
        text.push(b'.');
    }
    text.resize(text.len() + missing.max(0) as usize, b'0');
    text.extend(tail);
}
