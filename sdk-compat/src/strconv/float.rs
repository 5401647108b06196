//! Floating-point numbers as Go reads and writes them.

use std::cmp::Ordering;

use super::Fault;
use super::decimal::Decimal;

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

/// 10 to this power is a 64-bit floating-point number as it is.
const MOST_EXACT_POWER: i64 = 22;

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

impl Float {
    /// A Go `float64`.
    pub(crate) fn double(value: f64) -> Self {
        Float { value, single: false }
    }

    /// A Go `float32`.
    pub(crate) fn single(value: f32) -> Self {
        Float {
            value: value.into(),
            single: true,
        }
    }

    fn digits(self, wanted: Option<Digits>) -> Decimal {
        let (mantissa, exponent, _) = self.parts();
        let exact = || Decimal::exact(mantissa, exponent);
        match wanted {
            None => self.few_decimals().unwrap_or_else(|| self.shortest()),
            Some(Digits::Significant(n)) => exact().rounded(n as i64),
            Some(Digits::Decimals(n)) => {
                let exact = exact();
                let count = exact.point + n as i64;
                exact.rounded(count)
            }
        }
    }

    /// The shortest digits of a number that has few, as nearly all in use have. Of numbers with up to 15 digits no two are
    /// the same in 64 bits.
    fn few_decimals(self) -> Option<Decimal> {
        const TOO_LARGE: f64 = 1e15;
        if self.single || self.value < 1e-7 {
            return None;
        }
        let mut power = 1.0;
        for decimals in 0..=MOST_EXACT_POWER {
            let scaled = (self.value * power + 0.5).trunc();
            if scaled >= TOO_LARGE {
                break;
            }
            if scaled / power == self.value {
                return Some(Decimal::scaled(scaled as u64, decimals));
            }
            power *= 10.0;
        }
        None
    }

    /// As few digits as tell the number from its neighbours. Of two that are equally near, Go takes the even one.
    fn shortest(self) -> Decimal {
        let (mantissa, exponent, mantissa_bits) = self.parts();
        let exact = Decimal::exact(mantissa, exponent);
        if mantissa == 0 {
            return exact;
        }
        // The numbers half way to the neighbours. Below a power of two they stand closer.
        let upper = Decimal::exact(2 * mantissa + 1, exponent - 1);
        let lower = if mantissa != 1 << mantissa_bits || self.is_first_of_its_precision() {
            Decimal::exact(2 * mantissa - 1, exponent - 1)
        } else {
            Decimal::exact(4 * mantissa - 1, exponent - 2)
        };
        shortest_between(exact, &lower, &upper, mantissa & 1 == 0)
    }

    /// Whether the number is as close to the one below it as to the one above, although it is a power of two.
    fn is_first_of_its_precision(self) -> bool {
        if self.single {
            self.value as f32 == f32::MIN_POSITIVE
        } else {
            self.value == f64::MIN_POSITIVE
        }
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

/// The shortest number between `lower` and `upper`, or one of these when they count; of several, the one nearest to
/// `exact`.
fn shortest_between(exact: Decimal, lower: &Decimal, upper: &Decimal, inclusive: bool) -> Decimal {
    /// By how much the digits of the upper bound so far are more than those of the number.
    #[derive(PartialEq)]
    enum Above {
        Nothing,
        One,
        Enough,
    }
    let mut above = Above::Nothing;
    let count = exact.digits.len() as i64;
    for at in 0.. {
        // The same place in all three.
        let place = at - upper.point + exact.point;
        let low_place = at - upper.point + lower.point;
        if place >= count {
            break;
        }
        let (low, digit, high) = (lower.digit(low_place), exact.digit(place), upper.digit(at));
        let down = low != digit || inclusive && low_place + 1 == lower.digits.len() as i64;
        above = match above {
            Above::Nothing if digit == high => Above::Nothing,
            Above::Nothing if digit + 1 == high => Above::One,
            Above::One if digit == b'9' && high == b'0' => Above::One,
            _ => Above::Enough,
        };
        let up = match above {
            Above::Nothing => false,
            Above::One => inclusive || at + 1 < upper.digits.len() as i64,
            Above::Enough => true,
        };
        match (down, up) {
            (true, true) => return exact.rounded(place + 1),
            (true, false) => return exact.rounded_down(place + 1),
            (false, true) => return exact.rounded_up(place + 1),
            (false, false) => {}
        }
    }
    exact
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Numbers of every magnitude, and those with few digits that people write.
    fn numbers() -> impl Strategy<Value = f64> {
        let written =
            (any::<u32>(), -30..30i32).prop_map(|(digits, exponent)| f64::from(digits) * 10f64.powi(exponent));
        let near_powers_of_two =
            (any::<u64>(), 0..4u64).prop_map(|(bits, off)| f64::from_bits((bits & !0 << 52) + off));
        let any = prop_oneof![any::<u64>().prop_map(f64::from_bits), written, near_powers_of_two];
        any.prop_filter("finite", |value| value.is_finite()).prop_map(f64::abs)
    }

    fn formatted(value: f64, single: bool, verb: u8, precision: Option<usize>) -> String {
        let mut out = Vec::new();
        append_float(&mut out, Float { value, single }, verb, precision);
        String::from_utf8(out).expect("digits")
    }

    fn read(text: &str) -> f64 {
        read_float(text.as_bytes()).0
    }

    /// The standard library writes exponents without a plus sign and with as few digits as they need.
    fn without_padding(text: &str) -> String {
        text.replace("e+0", "e").replace("e-0", "e-").replace("e+", "e")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn given_digits_are_those_of_the_standard_library(value in numbers(), digits in 0..40usize) {
            let exponential = formatted(value, false, b'e', Some(digits));
            prop_assert_eq!(without_padding(&exponential), format!("{value:.digits$e}"));
            prop_assert_eq!(formatted(value, false, b'f', Some(digits)), format!("{value:.digits$}"));
        }

        #[test]
        fn shortest_digits_are_as_few_and_as_near_as_those_of_the_standard_library(value in numbers()) {
            let ours = formatted(value, false, b'e', None);
            let theirs = format!("{value:e}");
            prop_assert_eq!(ours.parse(), Ok(value));
            prop_assert_eq!(without_padding(&ours).len(), theirs.len());
            let single = value as f32;
            if single.is_finite() {
                let ours = formatted(f64::from(single), true, b'e', None);
                prop_assert_eq!(ours.parse(), Ok(single));
                prop_assert_eq!(without_padding(&ours).len(), format!("{single:e}").len());
            }
        }

        #[test]
        fn text_is_read_as_the_standard_library_reads_it(value in numbers(), digits in 0..30usize) {
            let text = format!("{value:.digits$e}");
            prop_assert_eq!(Ok(read(&text)), text.parse(), "{}", text);
        }

        #[test]
        fn halves_are_read_exactly(value in numbers(), more in "(|0{0,30}|0{0,30}1)") {
            let next = f64::from_bits(value.to_bits() + 1);
            prop_assume!(next.is_finite());
            let (mantissa, exponent, _) = Float::double(value).parts();
            let half = Decimal::exact(2 * mantissa + 1, exponent - 1);
            let digits = String::from_utf8(half.digits).expect("digits");
            let text = format!("0.{digits}{more}e{}", half.point);
            prop_assert_eq!(Ok(read(&text)), text.parse(), "{}", text);
        }
    }

    #[test]
    fn the_ends_of_the_range() {
        for text in [
            "0",
            "0e5",
            "0.000e-400",
            "1e309",
            "1e308",
            "1e-323",
            "2e-324",
            "3e-324",
            "2.5e-324",
            "1e-345",
            "1e99999999",
            "1e-99999999",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "2.2250738585072011e-308",
            "4.9e-324",
            "9007199254740993",
            "9007199254740993.00000000000000000000001",
            "00000000000000000000000000000000012",
            "12345678901234567890123",
            "0.00000000000000000000000000000000000000000012345678901234567890123",
        ] {
            assert_eq!(Ok(read(text)), text.parse(), "{text}");
        }
        assert_eq!(formatted(f64::MAX, false, b'e', None), "1.7976931348623157e+308");
        assert_eq!(formatted(5e-324, false, b'g', None), "5e-324");
        assert_eq!(formatted(0.0, false, b'g', None), "0");
        assert_eq!(formatted(9.5, false, b'f', Some(0)), "10");
        assert_eq!(formatted(0.5, false, b'f', Some(0)), "0");
        assert_eq!(formatted(1e21, false, b'f', Some(1_000)).len(), 1_023);
    }
}
