//! Floating-point numbers as Go reads and writes them.

mod digits;
mod read;
mod write;

pub(crate) use read::read_float;
pub(crate) use write::append_float;

/// 10 to this power is a 64-bit floating-point number as it is.
const MOST_EXACT_POWER: i64 = 22;

/// A number to format, with the size of the Go type that held it: a `float32` needs fewer digits.
#[derive(Clone, Copy)]
pub(crate) struct Float {
    /// The value.
    pub(crate) value: f64,
    /// Whether it came from a `float32`.
    pub(crate) single: bool,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strconv::decimal::Decimal;
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
