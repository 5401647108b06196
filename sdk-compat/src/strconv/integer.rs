//! Integers in every base.

use super::{Fault, append_in_base, append_quoted, append_quoted_rune};
use crate::fmt::Sprintf;
use crate::{Error, Str, args, go};

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// The text of a number in a base of 2 to 36.
#[go]
pub fn FormatInt(value: i64, base: i64) -> Str {
    let mut out = Vec::new();
    if value < 0 {
        out.push(b'-');
    }
    append_in_base(&mut out, value.unsigned_abs(), base.clamp(2, 36) as u64, DIGITS);
    out.into()
}

/// The text of an unsigned number in a base of 2 to 36.
#[go]
pub fn FormatUint(value: u64, base: i64) -> Str {
    let mut out = Vec::new();
    append_in_base(&mut out, value, base.clamp(2, 36) as u64, DIGITS);
    out.into()
}

/// `true` or `false`.
#[go]
pub fn FormatBool(value: bool) -> Str {
    Str::from(if value { "true" } else { "false" })
}

/// The number that `text` holds in `base`, or with base 0 as its prefix says; it has `bits` bits, with 0 as many as an `int`.
///
/// # Errors
/// With Go's words where it is no number, or none of so many bits. (Go returns the nearest one beside the latter.)
#[go]
pub fn ParseInt(text: impl AsRef<[u8]>, base: i64, bits: i64) -> Result<i64, Error> {
    let text = text.as_ref();
    let fail = |fault: Fault| Err(fault.error("ParseInt", text));
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if text.is_empty() {
        return fail(Fault::Syntax);
    }
    let magnitude = unsigned("ParseInt", text, digits, base, bits)?;
    let limit = 1_u64 << (width(bits) - 1);
    match negative {
        true if magnitude <= limit => Ok((magnitude as i64).wrapping_neg()),
        false if magnitude < limit => Ok(magnitude as i64),
        _ => fail(Fault::Range),
    }
}

/// The unsigned number that `text` holds, as [`ParseInt`] without a sign.
///
/// # Errors
/// As [`ParseInt`].
#[go]
pub fn ParseUint(text: impl AsRef<[u8]>, base: i64, bits: i64) -> Result<u64, Error> {
    unsigned("ParseUint", text.as_ref(), text.as_ref(), base, bits)
}

/// [`ParseInt`] with what Go gives beside the error: the nearest number of so many bits, or 0.
pub fn parse_int_pair(text: impl AsRef<[u8]>, base: i64, bits: i64) -> (i64, Option<Error>) {
    let text = text.as_ref();
    match ParseInt(text, base, bits) {
        Ok(number) => (number, None),
        Err(error) if error.text().ends_with(b"out of range") => {
            let end = i64::MAX >> (64 - width(bits));
            (if text.starts_with(b"-") { -end - 1 } else { end }, Some(error))
        }
        Err(error) => (0, Some(error)),
    }
}

/// [`ParseUint`] with what Go gives beside the error: the largest number of so many bits, or 0.
pub fn parse_uint_pair(text: impl AsRef<[u8]>, base: i64, bits: i64) -> (u64, Option<Error>) {
    match ParseUint(text, base, bits) {
        Ok(number) => (number, None),
        Err(error) if error.text().ends_with(b"out of range") => (u64::MAX >> (64 - width(bits)), Some(error)),
        Err(error) => (0, Some(error)),
    }
}

fn width(bits: i64) -> u32 {
    if bits == 0 { 64 } else { bits.clamp(1, 64) as u32 }
}

/// The number of `digits`; what is wrong is said about `text`.
fn unsigned(function: &'static str, text: &[u8], digits: &[u8], base: i64, bits: i64) -> Result<u64, Error> {
    let fail = |fault: Fault| Err(fault.error(function, text));
    if digits.is_empty() {
        return fail(Fault::Syntax);
    }
    let complaint = |words: &'static str, number: i64| {
        let format = "strconv.%s: parsing %q: invalid %s %d";
        Err(Error::new(Sprintf(
            format,
            args![function, Str::copy_of(text), words, number],
        )))
    };
    let (radix, rest) = match (base, digits) {
        (0, [b'0', b'x' | b'X', rest @ ..]) if !rest.is_empty() => (16, rest),
        (0, [b'0', b'b' | b'B', rest @ ..]) if !rest.is_empty() => (2, rest),
        (0, [b'0', b'o' | b'O', rest @ ..]) if !rest.is_empty() => (8, rest),
        (0, [b'0', rest @ ..]) => (8, rest),
        (0, rest) => (10, rest),
        (2..=36, rest) => (base as u64, rest),
        _ => return complaint("base", base),
    };
    if !(0..=64).contains(&bits) {
        return complaint("bit size", bits);
    }
    let largest = u64::MAX >> (64 - width(bits));
    let mut number = 0_u64;
    for &byte in rest {
        if byte == b'_' && base == 0 {
            continue;
        }
        let digit = char::from(byte)
            .to_digit(36)
            .map(u64::from)
            .filter(|digit| *digit < radix);
        let Some(digit) = digit else { return fail(Fault::Syntax) };
        let longer = number.checked_mul(radix).and_then(|number| number.checked_add(digit));
        match longer.filter(|number| *number <= largest) {
            Some(longer) => number = longer,
            None => return fail(Fault::Range),
        }
    }
    if base == 0 && rest.contains(&b'_') && !underscores_are_right(text) {
        return fail(Fault::Syntax);
    }
    Ok(number)
}

/// Whether every `_` stands between two digits, or behind the prefix of the base.
fn underscores_are_right(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").or(text.strip_prefix(b"+")).unwrap_or(text);
    let prefixed = digits.len() > 1 && digits[0] == b'0' && !digits[1].is_ascii_digit() && digits[1] != b'_';
    let rest = if prefixed { &digits[2..] } else { digits };
    let starts_right = prefixed || rest.first() != Some(&b'_');
    starts_right && rest.last() != Some(&b'_') && !rest.windows(2).any(|pair| pair == b"__")
}

/// The text as a Go string literal of ASCII.
#[go]
pub fn QuoteToASCII(text: impl AsRef<[u8]>) -> Str {
    let mut out = Vec::new();
    append_quoted(&mut out, text.as_ref(), true);
    out.into()
}

/// The code point as a Go rune literal.
#[go]
pub fn QuoteRune(rune: i32) -> Str {
    let mut out = Vec::new();
    append_quoted_rune(&mut out, rune as u32, false);
    out.into()
}

/// The number as text in the format `f`, `e`, `g` and the like; -1 digits are as many as it needs. `bits` are 32 or 64.
#[go]
pub fn FormatFloat(value: f64, format: u8, digits: i64, bits: i64) -> Str {
    let float = if bits == 32 {
        super::Float::single(value as f32)
    } else {
        super::Float::double(value)
    };
    let mut out = Vec::new();
    super::append_float(&mut out, float, format, usize::try_from(digits).ok());
    out.into()
}

/// What a Go literal of a string or a rune stands for.
///
/// # Errors
/// Where the text is none.
#[go]
pub fn Unquote(text: impl AsRef<[u8]>) -> Result<Str, Error> {
    unquoted(text.as_ref())
        .map(Str::from)
        .ok_or_else(|| Error::new("invalid syntax"))
}

fn unquoted(text: &[u8]) -> Option<Vec<u8>> {
    let (&quote, rest) = text.split_first()?;
    let (&last, mut rest) = rest.split_last()?;
    if quote != last {
        return None;
    }
    if quote == b'`' {
        let plain = !rest.contains(&b'`');
        return plain.then(|| rest.iter().copied().filter(|&byte| byte != b'\r').collect());
    }
    if !matches!(quote, b'"' | b'\'') {
        return None;
    }
    let (mut out, mut count) = (Vec::new(), 0);
    while !rest.is_empty() {
        rest = unquote_one(&mut out, rest, quote)?;
        count += 1;
    }
    // Go takes single quotes with nothing in them, too.
    (quote == b'"' || count <= 1).then_some(out)
}

/// Appends what the first character or escape stands for; what is left.
fn unquote_one<'a>(out: &mut Vec<u8>, text: &'a [u8], quote: u8) -> Option<&'a [u8]> {
    let short = |byte| match byte {
        b'a' => Some(0x07),
        b'b' => Some(0x08),
        b'f' => Some(0x0c),
        b'n' => Some(b'\n'),
        b'r' => Some(b'\r'),
        b't' => Some(b'\t'),
        b'v' => Some(0x0b),
        b'\\' => Some(b'\\'),
        byte if byte == quote => Some(byte),
        _ => None,
    };
    let number = |digits: &[u8], radix| u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok();
    match text {
        [b'\n', ..] => None,
        [byte, ..] if *byte == quote => None,
        [b'\\', b'x', a, b, rest @ ..] => {
            out.push(number(&[*a, *b], 16)? as u8);
            Some(rest)
        }
        [b'\\', kind @ (b'u' | b'U'), rest @ ..] => {
            let (digits, rest) = rest.split_at_checked(if *kind == b'u' { 4 } else { 8 })?;
            let letter = char::from_u32(number(digits, 16)?)?;
            out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            Some(rest)
        }
        [b'\\', digits @ ..] if digits.first().is_some_and(|byte| (b'0'..=b'7').contains(byte)) => {
            let (octal, rest) = digits.split_at_checked(3)?;
            out.push(u8::try_from(number(octal, 8)?).ok()?);
            Some(rest)
        }
        [b'\\', byte, rest @ ..] => {
            out.push(short(*byte)?);
            Some(rest)
        }
        [b'\\'] => None,
        _ => {
            let (point, width) = crate::runes::first(text);
            if quote == b'\'' {
                crate::runes::append(out, point);
            } else {
                out.extend_from_slice(&text[..width]);
            }
            Some(&text[width..])
        }
    }
}
