//! Floating-point numbers as Go reads and writes them.

use super::Fault;

/// Reads a number as `strconv.ParseFloat` does at 64 bits: the value that Go returns, also beside an error.
pub(crate) fn read_float(text: &[u8]) -> (f64, Option<Fault>) {
    const SYNTAX: (f64, Option<Fault>) = (0.0, Some(Fault::Syntax));
    let (negative, unsigned) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if unsigned.eq_ignore_ascii_case(b"inf") || unsigned.eq_ignore_ascii_case(b"infinity") {
        return (if negative { f64::NEG_INFINITY } else { f64::INFINITY }, None);
    }
    if text.eq_ignore_ascii_case(b"nan") {
        return (f64::NAN, None);
    }
    let mut clean = Vec::new();
    let digits = if unsigned.contains(&b'_') {
        if !underscores_between_digits(unsigned) {
            return SYNTAX;
        }
        clean.extend(unsigned.iter().filter(|&&byte| byte != b'_'));
        &clean[..]
    } else {
        unsigned
    };
    let magnitude = match unsigned {
        [b'0', b'x' | b'X', _, ..] => hexadecimal(&digits[2..]),
        _ => decimal(digits),
    };
    match magnitude {
        None => SYNTAX,
        Some(value) => (
            if negative { -value } else { value },
            value.is_infinite().then_some(Fault::Range),
        ),
    }
}

fn underscores_between_digits(number: &[u8]) -> bool {
    let (prefix, hex) = match number {
        [b'0', b'x' | b'X', ..] => (2, true),
        [b'0', b'b' | b'B' | b'o' | b'O', ..] => (2, false),
        _ => (0, false),
    };
    let is_digit = |byte: u8| byte.is_ascii_digit() || hex && byte.is_ascii_hexdigit();
    let body = &number[prefix..];
    body.iter().enumerate().all(|(at, &byte)| {
        let follows_digit = if at == 0 { prefix > 0 } else { is_digit(body[at - 1]) };
        byte != b'_' || follows_digit && body.get(at + 1).copied().is_some_and(is_digit)
    })
}

fn decimal(text: &[u8]) -> Option<f64> {
    let starts_like_a_number = matches!(text, [b'0'..=b'9', ..] | [b'.', b'0'..=b'9', ..]);
    let text = std::str::from_utf8(text).ok().filter(|_| starts_like_a_number)?;
    text.parse().ok()
}

/// Reads what follows `0x`: hexadecimal digits, a point among them perhaps, and the binary exponent, which must be there.
fn hexadecimal(text: &[u8]) -> Option<f64> {
    let exponent_at = text.iter().position(|byte| byte.eq_ignore_ascii_case(&b'p'))?;
    let (mut mantissa, mut sticky, mut scale, mut point, mut any) = (0u64, false, 0i64, false, false);
    for &byte in &text[..exponent_at] {
        if byte == b'.' && !point {
            point = true;
            continue;
        }
        let digit = char::from(byte).to_digit(16)?;
        any = true;
        if mantissa >> 60 == 0 {
            mantissa = mantissa << 4 | u64::from(digit);
            scale -= if point { 4 } else { 0 };
        } else {
            sticky |= digit != 0;
            scale += if point { 0 } else { 4 };
        }
    }
    let (negative, digits) = match &text[exponent_at + 1..] {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if !any || digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let read = |value: i64, digit: &u8| {
        if value < 10_000 {
            value * 10 + i64::from(digit - b'0')
        } else {
            value
        }
    };
    let exponent = digits.iter().fold(0, read);
    Some(scale_by_power_of_two(
        mantissa,
        sticky,
        scale + if negative { -exponent } else { exponent },
    ))
}

/// `mantissa * 2^exponent`, rounded to the nearest number, halves to even; `sticky` says that more bits follow.
fn scale_by_power_of_two(mantissa: u64, sticky: bool, exponent: i64) -> f64 {
    if mantissa == 0 {
        return 0.0;
    }
    let shift = mantissa.leading_zeros();
    let mantissa = mantissa << shift;
    let top = exponent - i64::from(shift) + 63;
    if top > 1023 {
        return f64::INFINITY;
    }
    let kept = if top >= -1022 { 53 } else { 53 + (top + 1022) };
    if kept < 0 {
        return 0.0;
    }
    let dropped = 64 - kept as u32;
    let quotient = mantissa.checked_shr(dropped).unwrap_or(0);
    let remainder = u128::from(mantissa) & ((1 << dropped) - 1);
    let half = 1u128 << (dropped - 1);
    let up = remainder > half || remainder == half && (sticky || quotient & 1 == 1);
    let bits = quotient + u64::from(up);
    let biased = if top >= -1022 { ((top + 1022) as u64) << 52 } else { 0 };
    f64::from_bits(biased + bits)
}

/// A number to format, with the size of the Go type that held it: a `float32` needs fewer digits.
#[derive(Clone, Copy)]
pub(crate) struct Float {
    /// The value.
    pub(crate) value: f64,
    /// Whether it came from a `float32`.
    pub(crate) single: bool,
}

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

enum Digits {
    Significant(usize),
    Decimals(usize),
}

/// Decimal digits without zeros at the end; the value is `0.digits * 10^point`.
struct Decimal {
    digits: Vec<u8>,
    point: i64,
}

/// No 64-bit number has more digits than this before only zeros follow.
const MOST_DIGITS: usize = 1100;

impl Float {
    fn digits(self, wanted: Option<Digits>) -> Decimal {
        match wanted {
            None => self.shortest(),
            Some(Digits::Significant(n)) => Decimal::read(&self.exponential(n.min(MOST_DIGITS))),
            Some(Digits::Decimals(n)) => Decimal::read(format!("{:.*}", n.min(MOST_DIGITS), self.value).as_bytes()),
        }
    }

    /// As few digits as tell the number from its neighbours. Of two that are equally near, Go takes the even one.
    fn shortest(self) -> Decimal {
        let text = if self.single {
            format!("{:e}", self.value as f32)
        } else {
            format!("{:e}", self.value)
        };
        let shortest = Decimal::read(text.as_bytes());
        let even = self.exponential(shortest.digits.len().max(1));
        let same = std::str::from_utf8(&even).is_ok_and(|even| match self.single {
            true => even.parse() == Ok(self.value as f32),
            false => even.parse() == Ok(self.value),
        });
        if same { Decimal::read(&even) } else { shortest }
    }

    fn exponential(self, digits: usize) -> Vec<u8> {
        format!("{:.*e}", digits - 1, self.value).into_bytes()
    }

    /// Mantissa with its implicit bit and the exponent of its last bit.
    fn parts(self) -> (u64, i64, u32) {
        let (mantissa, biased, mantissa_bits, bias) = if self.single {
            let bits = (self.value as f32).to_bits();
            (u64::from(bits & 0x7f_ffff), i64::from(bits >> 23 & 0xff), 23, 127)
        } else {
            let bits = self.value.to_bits();
            (bits & ((1 << 52) - 1), (bits >> 52 & 0x7ff) as i64, 52, 1023)
        };
        match biased {
            0 => (mantissa, 1 - bias - i64::from(mantissa_bits), mantissa_bits),
            _ => (
                mantissa | 1 << mantissa_bits,
                biased - bias - i64::from(mantissa_bits),
                mantissa_bits,
            ),
        }
    }
}

impl Decimal {
    fn read(text: &[u8]) -> Decimal {
        let (number, exponent) = match text.iter().position(|&byte| byte == b'e') {
            Some(at) => (
                &text[..at],
                std::str::from_utf8(&text[at + 1..]).map_or(0, |e| e.parse().unwrap_or(0)),
            ),
            None => (text, 0),
        };
        let whole = number.iter().position(|&byte| byte == b'.').unwrap_or(number.len());
        let mut digits: Vec<u8> = number.iter().copied().filter(u8::is_ascii_digit).collect();
        let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
        digits.drain(..zeros);
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        let point = if digits.is_empty() {
            0
        } else {
            whole as i64 - zeros as i64 + exponent
        };
        Decimal { digits, point }
    }

    fn digit(&self, at: i64) -> u8 {
        usize::try_from(at)
            .ok()
            .and_then(|at| self.digits.get(at))
            .copied()
            .unwrap_or(b'0')
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
    super::append_uint(out, mantissa);
    out.push(b'p');
    if exponent >= 0 {
        out.push(b'+');
    }
    super::append_int(out, exponent);
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
    super::append_uint(out, exponent.unsigned_abs());
}
