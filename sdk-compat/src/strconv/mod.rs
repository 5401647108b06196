//! Go's package `strconv`: numbers and quoted literals as text.

mod decimal;
mod float;
mod integer;
mod printable;
mod quote;

use crate::{Error, Str, go};

pub use integer::*;

pub(crate) use float::{Float, append_float, read_float};
pub(crate) use printable::is_printable;
pub(crate) use quote::{append_quoted, append_quoted_rune, can_backquote};

/// Why a text is no number of the wanted kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It does not read as a number.
    Syntax,
    /// It is beyond what the type holds.
    Range,
}

impl Fault {
    /// The integer that Go returns beside the error: the end of the range that is nearer.
    pub(crate) fn nearest(self, text: &[u8]) -> i64 {
        match (self, text) {
            (Fault::Syntax, _) => 0,
            (Fault::Range, [b'-', ..]) => i64::MIN,
            (Fault::Range, _) => i64::MAX,
        }
    }

    /// The error that Go's function returns for `text`.
    pub(crate) fn error(self, function: &str, text: &[u8]) -> Error {
        let mut message = [b"strconv.", function.as_bytes(), b": parsing "].concat();
        append_quoted(&mut message, text, false);
        message.extend_from_slice(match self {
            Fault::Syntax => b": invalid syntax",
            Fault::Range => b": value out of range",
        });
        Error::new(message)
    }
}

/// Appends a number in decimal.
pub(crate) fn append_uint(out: &mut Vec<u8>, value: u64) {
    append_in_base(out, value, 10, b"0123456789");
}

/// Appends a number in decimal, with a minus sign where it has one.
pub(crate) fn append_int(out: &mut Vec<u8>, value: i64) {
    if value < 0 {
        out.push(b'-');
    }
    append_uint(out, value.unsigned_abs());
}

/// Appends a number in a base of 2 to 16.
pub(crate) fn append_in_base(out: &mut Vec<u8>, value: u64, base: u64, digits: &[u8]) {
    let start = out.len();
    let mut rest = value;
    loop {
        out.push(digits[(rest % base) as usize]);
        rest /= base;
        if rest == 0 {
            break;
        }
    }
    out[start..].reverse();
}

/// Reads a decimal number as Go's `ParseInt(text, 10, 64)`.
pub(crate) fn read_int(text: &[u8]) -> Result<i64, Fault> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() {
        return Err(Fault::Syntax);
    }
    let mut magnitude = 0u64;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return Err(Fault::Syntax);
        }
        // What is too large even without a sign is found before a letter behind it.
        let longer = magnitude
            .checked_mul(10)
            .and_then(|tens| tens.checked_add(u64::from(digit - b'0')));
        magnitude = longer.ok_or(Fault::Range)?;
    }
    let value = if negative {
        0i64.checked_sub_unsigned(magnitude)
    } else {
        i64::try_from(magnitude).ok()
    };
    value.ok_or(Fault::Range)
}

/// Reads a boolean as Go's `ParseBool`.
pub(crate) fn read_bool(text: &[u8]) -> Option<bool> {
    match text {
        b"1" | b"t" | b"T" | b"true" | b"TRUE" | b"True" => Some(true),
        b"0" | b"f" | b"F" | b"false" | b"FALSE" | b"False" => Some(false),
        _ => None,
    }
}

/// The number that `text` holds in decimal.
///
/// # Errors
/// With Go's text where it is no number, or none of 64 bits.
#[go]
pub fn Atoi(text: impl AsRef<[u8]>) -> Result<i64, Error> {
    read_int(text.as_ref()).map_err(|fault| fault.error("Atoi", text.as_ref()))
}

/// [`Atoi`] with what Go gives beside the error: the nearest number of 64 bits, or 0.
pub fn atoi_pair(text: impl AsRef<[u8]>) -> (i64, Option<Error>) {
    match read_int(text.as_ref()) {
        Ok(number) => (number, None),
        Err(fault) => (fault.nearest(text.as_ref()), Some(fault.error("Atoi", text.as_ref()))),
    }
}

/// A number in decimal.
#[go]
pub fn Itoa(value: i64) -> Str {
    let mut out = Vec::new();
    append_int(&mut out, value);
    out.into()
}

/// The boolean that `text` holds.
///
/// # Errors
/// Where it is none of `1 t T true TRUE True 0 f F false FALSE False`.
#[go]
pub fn ParseBool(text: impl AsRef<[u8]>) -> Result<bool, Error> {
    read_bool(text.as_ref()).ok_or_else(|| Fault::Syntax.error("ParseBool", text.as_ref()))
}

/// The 64-bit floating-point number nearest to what `text` holds.
///
/// # Errors
/// With Go's text where it is no number, or too large. (Go returns an infinity beside the latter.)
#[go]
pub fn ParseFloat(text: impl AsRef<[u8]>) -> Result<f64, Error> {
    match read_float(text.as_ref()) {
        (value, None) => Ok(value),
        (_, Some(fault)) => Err(fault.error("ParseFloat", text.as_ref())),
    }
}

/// [`ParseFloat`] with what Go gives beside the error: an infinity, or 0.
pub fn parse_float_pair(text: impl AsRef<[u8]>) -> (f64, Option<Error>) {
    let (value, fault) = read_float(text.as_ref());
    (value, fault.map(|fault| fault.error("ParseFloat", text.as_ref())))
}

/// `text` as a Go string literal.
#[go]
pub fn Quote(text: impl AsRef<[u8]>) -> Str {
    let mut out = Vec::new();
    append_quoted(&mut out, text.as_ref(), false);
    out.into()
}
