//! The decimal digits of floating-point numbers: so many as are wanted, or as few as tell a number from its neighbours.

use super::{Float, MOST_EXACT_POWER};
use crate::strconv::decimal::Decimal;

/// How many digits are wanted.
pub(super) enum Digits {
    Significant(usize),
    Decimals(usize),
}

impl Float {
    pub(super) fn digits(self, wanted: Option<Digits>) -> Decimal {
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
