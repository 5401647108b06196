//! Floating-point numbers as text, in each of Go's formats.

use super::Float;
use super::digits::Digits;
use crate::strconv::decimal::Decimal;
use crate::strconv::{append_int, append_uint};

/// Appends a number as `strconv.AppendFloat` does; `precision` is `None` for as many digits as it takes.
pub(crate) fn append_float(out: &mut Vec<u8>, float: Float, verb: u8, precision: Option<usize>) {
    let value = float.value;
    if value.is_nan() {
        return out.extend_from_slice(b"NaN");
    }
    if value.is_infinite() {
        return out.extend_from_slice(if value < 0.0 { b"-Inf" } else { b"+Inf" });
    }
    if value.is_sign_negative() {
        out.push(b'-');
    }
    let magnitude = Float {
        value: value.abs(),
        ..float
    };
    match verb {
        b'b' => append_binary(out, magnitude),
        b'x' | b'X' => append_hexadecimal(out, magnitude, precision, verb),
        b'f' => append_plain(out, &magnitude.digits(precision.map(Digits::Decimals)), precision),
        b'g' | b'G' => append_general(out, magnitude, precision, verb),
        _ => append_exponent(
            out,
            &magnitude.digits(precision.map(|n| Digits::Significant(n + 1))),
            precision,
            verb,
        ),
    }
}

fn append_plain(out: &mut Vec<u8>, decimal: &Decimal, precision: Option<usize>) {
    match decimal.point {
        ..=0 => out.push(b'0'),
        point => out.extend((0..point).map(|at| decimal.digit(at))),
    }
    let decimals = precision.map_or((decimal.digits.len() as i64 - decimal.point).max(0), |n| n as i64);
    if decimals > 0 {
        out.push(b'.');
        out.extend((0..decimals).map(|at| decimal.digit(decimal.point + at)));
    }
}

fn append_exponent(out: &mut Vec<u8>, decimal: &Decimal, precision: Option<usize>, verb: u8) {
    out.push(decimal.digit(0));
    let decimals = precision.map_or((decimal.digits.len() as i64 - 1).max(0), |n| n as i64);
    if decimals > 0 {
        out.push(b'.');
        out.extend((1..=decimals).map(|at| decimal.digit(at)));
    }
    out.push(verb);
    let exponent = if decimal.digits.is_empty() {
        0
    } else {
        decimal.point - 1
    };
    append_signed_exponent(out, exponent);
}

fn append_general(out: &mut Vec<u8>, float: Float, precision: Option<usize>, verb: u8) {
    let precision = precision.map(|n| n.max(1));
    let decimal = float.digits(precision.map(Digits::Significant));
    let count = decimal.digits.len() as i64;
    let wanted = precision.map_or(count, |n| n as i64);
    let threshold = match precision {
        None => 6,
        Some(_) if wanted > count && count >= decimal.point => count,
        Some(_) => wanted,
    };
    let exponent = decimal.point - 1;
    if exponent < -4 || exponent >= threshold {
        let decimals = (wanted.min(count) - 1).max(0) as usize;
        return append_exponent(out, &decimal, Some(decimals), if verb == b'G' { b'E' } else { b'e' });
    }
    let shown = if wanted > decimal.point { count } else { wanted };
    append_plain(out, &decimal, Some((shown - decimal.point).max(0) as usize));
}

fn append_binary(out: &mut Vec<u8>, float: Float) {
    let (mantissa, exponent, _) = float.parts();
    append_uint(out, mantissa);
    out.push(b'p');
    if exponent >= 0 {
        out.push(b'+');
    }
    append_int(out, exponent);
}

fn append_hexadecimal(out: &mut Vec<u8>, float: Float, precision: Option<usize>, verb: u8) {
    let (mut mantissa, mut exponent, mantissa_bits) = float.parts();
    exponent += i64::from(mantissa_bits);
    if mantissa == 0 {
        exponent = 0;
    }
    mantissa <<= 60 - mantissa_bits;
    while mantissa != 0 && mantissa & 1 << 60 == 0 {
        mantissa <<= 1;
        exponent -= 1;
    }
    if let Some(digits @ 0..15) = precision {
        let shift = digits as u32 * 4;
        let extra = mantissa << shift & ((1 << 60) - 1);
        mantissa >>= 60 - shift;
        if extra | mantissa & 1 > 1 << 59 {
            mantissa += 1;
        }
        mantissa <<= 60 - shift;
        if mantissa & 1 << 61 != 0 {
            mantissa >>= 1;
            exponent += 1;
        }
    }
    let digits: &[u8; 16] = if verb == b'X' {
        b"0123456789ABCDEF"
    } else {
        b"0123456789abcdef"
    };
    out.extend([b'0', verb, b'0' + (mantissa >> 60 & 1) as u8]);
    mantissa <<= 4;
    let shortest = (64 - mantissa.trailing_zeros()).div_ceil(4) as usize;
    let decimals = precision.unwrap_or(if mantissa == 0 { 0 } else { shortest });
    if decimals > 0 {
        out.push(b'.');
        for _ in 0..decimals {
            out.push(digits[(mantissa >> 60) as usize]);
            mantissa <<= 4;
        }
    }
    out.push(if verb == b'X' { b'P' } else { b'p' });
    append_signed_exponent(out, exponent);
}

fn append_signed_exponent(out: &mut Vec<u8>, exponent: i64) {
    out.push(if exponent < 0 { b'-' } else { b'+' });
    if exponent.abs() < 10 {
        out.push(b'0');
    }
    append_uint(out, exponent.unsigned_abs());
}
