//! Text as floating-point numbers.

use std::cmp::Ordering;

use super::{Float, MOST_EXACT_POWER};
use crate::strconv::Fault;
use crate::strconv::decimal::Decimal;

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

/// Reads digits, a point among them perhaps, and the decimal exponent, if there is one.
fn decimal(text: &[u8]) -> Option<f64> {
    let number = Scientific::read(text)?;
    Some(number.exactly().unwrap_or_else(|| number.nearest(text)))
}

/// `mantissa * 10^exponent`, or a little more.
struct Scientific {
    mantissa: u64,
    exponent: i64,
    /// Whether digits that are not zero follow those in the mantissa.
    more: bool,
}

impl Scientific {
    fn read(text: &[u8]) -> Option<Self> {
        let (mut mantissa, mut exponent, mut more, mut point, mut any) = (0u64, 0, false, false, false);
        for (at, &byte) in text.iter().enumerate() {
            match byte {
                b'0'..=b'9' => {
                    any = true;
                    let digit = byte - b'0';
                    if mantissa < 10u64.pow(18) {
                        mantissa = mantissa * 10 + u64::from(digit);
                        exponent -= i64::from(point);
                    } else {
                        more |= digit != 0;
                        exponent += i64::from(!point);
                    }
                }
                b'.' if !point => point = true,
                b'e' | b'E' if any => {
                    exponent += signed_exponent(&text[at + 1..])?;
                    break;
                }
                _ => return None,
            }
        }
        any.then_some(Scientific {
            mantissa,
            exponent,
            more,
        })
    }

    /// The value, where one operation on numbers that need no rounding gives it, as it does for nearly all in use.
    fn exactly(&self) -> Option<f64> {
        if self.more || self.mantissa >> 53 != 0 || self.exponent.abs() > MOST_EXACT_POWER {
            return None;
        }
        let (mantissa, power) = (self.mantissa as f64, exact_power_of_ten(self.exponent.abs()));
        Some(if self.exponent < 0 {
            mantissa / power
        } else {
            mantissa * power
        })
    }

    /// The value of a number that stands in `text`, rounded to the nearest, halves to even.
    fn nearest(&self, text: &[u8]) -> f64 {
        match self.exponent {
            _ if self.mantissa == 0 => return 0.0,
            ..-344 => return 0.0,
            309.. => return f64::INFINITY,
            _ => {}
        }
        let (mantissa, exponent) = self.in_binary();
        // What was rounded and cut off on the way is less than 64 in the last place.
        let low = scale_by_power_of_two((mantissa >> 1) - 32, false, exponent + 1);
        let high = scale_by_power_of_two((mantissa >> 1) + 33, false, exponent + 1);
        if low == high {
            return low;
        }
        let (binary, exponent, _) = Float::double(low).parts();
        let between = Decimal::exact(2 * binary + 1, exponent - 1);
        match self.digits(text).compare(&between) {
            Ordering::Less => low,
            Ordering::Equal if binary & 1 == 0 => low,
            _ => high,
        }
    }

    /// About the same value as a number of 64 bits times a power of two.
    fn in_binary(&self) -> (u64, i64) {
        let shift = self.mantissa.leading_zeros();
        let (mut mantissa, mut exponent) = (self.mantissa << shift, -i64::from(shift));
        for (bit, &(large, small)) in POWERS_OF_TEN.iter().enumerate() {
            if self.exponent.unsigned_abs() >> bit & 1 == 0 {
                continue;
            }
            let power = if self.exponent < 0 { small } else { large };
            let product = u128::from(mantissa) * u128::from(power);
            let shift = product.leading_zeros();
            mantissa = (product << shift >> 64) as u64;
            // 217706 / 2^16 is the number of bits in a decimal digit.
            let top = ((self.exponent.signum() << bit) * 217_706) >> 16;
            exponent += top + 1 - i64::from(shift);
        }
        (mantissa, exponent)
    }

    /// All digits of the number, which stands in `text`.
    fn digits(&self, text: &[u8]) -> Decimal {
        let number = text
            .split(|byte| byte.eq_ignore_ascii_case(&b'e'))
            .next()
            .unwrap_or(text);
        let digits: Vec<u8> = number.iter().copied().filter(u8::is_ascii_digit).collect();
        let mut decimal = Decimal::new(digits, 0);
        decimal.point = self.exponent + i64::from(self.mantissa.ilog10()) + 1;
        decimal
    }
}

fn exact_power_of_ten(exponent: i64) -> f64 {
    (0..exponent).fold(1.0, |power, _| power * 10.0)
}

/// The first 64 bits of 10^1, 10^2, 10^4 … 10^256, each beside those of its inverse.
const POWERS_OF_TEN: [(u64, u64); 9] = [
    (0xa000_0000_0000_0000, 0xcccc_cccc_cccc_cccd),
    (0xc800_0000_0000_0000, 0xa3d7_0a3d_70a3_d70a),
    (0x9c40_0000_0000_0000, 0xd1b7_1758_e219_652c),
    (0xbebc_2000_0000_0000, 0xabcc_7711_8461_cefd),
    (0x8e1b_c9bf_0400_0000, 0xe695_94be_c44d_e15b),
    (0x9dc5_ada8_2b70_b59e, 0xcfb1_1ead_4539_94ba),
    (0xc278_1f49_ffcf_a6d5, 0xa87f_ea27_a539_e9a5),
    (0x93ba_47c9_80e9_8ce0, 0xddd0_467c_64bc_e4a1),
    (0xaa7e_ebfb_9df9_de8e, 0xc031_4325_637a_193a),
];

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
    let exponent = signed_exponent(&text[exponent_at + 1..])?;
    any.then(|| scale_by_power_of_two(mantissa, sticky, scale + exponent))
}

/// Reads the exponent of a number. As in Go, one of many digits counts as one of five.
fn signed_exponent(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
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
    Some(if negative { -exponent } else { exponent })
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
