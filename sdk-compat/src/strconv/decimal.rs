//! Decimal digits of any length, and the exact ones of a binary number.
//!
//! The standard library's conversions between text and floating-point numbers would make every plugin 45 KB larger.

use std::cmp::Ordering;

/// Decimal digits without zeros at either end; the value is `0.digits * 10^point`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) digits: Vec<u8>,
    pub(super) point: i64,
}

impl Decimal {
    /// The value that `digits` have with so many of them, counted from the first, before the point.
    pub(super) fn new(mut digits: Vec<u8>, point: i64) -> Self {
        let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
        digits.drain(..zeros);
        let point = point - zeros as i64;
        Decimal { digits, point }.trimmed()
    }

    /// `mantissa * 2^exponent`, to the last digit.
    pub(super) fn exact(mantissa: u64, exponent: i64) -> Self {
        // Without its zeros at the end, 0.5 is one bit long instead of 53.
        let zeros = i64::from(mantissa.trailing_zeros()) * i64::from(mantissa != 0);
        let (mantissa, exponent) = (mantissa >> zeros, exponent + zeros);
        let mut number = Natural::new(mantissa);
        if exponent >= 0 {
            number.multiply_by_power(2, exponent as u32);
        } else {
            number.multiply_by_power(5, exponent.unsigned_abs() as u32);
        }
        let digits = number.digits();
        let point = digits.len() as i64 + exponent.min(0);
        Decimal::new(digits, point)
    }

    /// A natural number with a decimal point moved to the left by `decimals`.
    pub(super) fn scaled(number: u64, decimals: i64) -> Self {
        let digits = Natural::new(number).digits();
        let point = digits.len() as i64 - decimals;
        Decimal::new(digits, point)
    }

    /// The digit at this place, counted from the first.
    pub(super) fn digit(&self, at: i64) -> u8 {
        usize::try_from(at)
            .ok()
            .and_then(|at| self.digits.get(at))
            .copied()
            .unwrap_or(b'0')
    }

    /// The nearest number with so many digits; of two, the even one.
    pub(super) fn rounded(self, count: i64) -> Self {
        let next = self.digit(count);
        let rest = self.digits.len() as i64 > count + 1;
        let odd = self.digit(count - 1) & 1 == 1;
        if next > b'5' || next == b'5' && (rest || odd) {
            self.rounded_up(count)
        } else {
            self.rounded_down(count)
        }
    }

    pub(super) fn rounded_down(mut self, count: i64) -> Self {
        self.digits.truncate(count.max(0) as usize);
        self.trimmed()
    }

    pub(super) fn rounded_up(mut self, count: i64) -> Self {
        if self.digits.len() as i64 <= count {
            return self;
        }
        self.digits.truncate(count.max(0) as usize);
        while self.digits.last() == Some(&b'9') {
            self.digits.pop();
        }
        match self.digits.last_mut() {
            Some(last) => *last += 1,
            None => {
                self.digits.push(b'1');
                self.point += 1;
            }
        }
        self
    }

    fn trimmed(mut self) -> Self {
        while self.digits.last() == Some(&b'0') {
            self.digits.pop();
        }
        if self.digits.is_empty() {
            self.point = 0;
        }
        self
    }

    /// Which of two numbers that are not zero is larger.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        self.point
            .cmp(&other.point)
            .then_with(|| self.digits.cmp(&other.digits))
    }
}

/// A natural number in base 10^9, low digits first.
struct Natural(Vec<u32>);

impl Natural {
    const BASE: u64 = 1_000_000_000;

    fn new(number: u64) -> Self {
        let mut natural = Natural(Vec::new());
        natural.carry(number);
        natural
    }

    fn carry(&mut self, mut rest: u64) {
        while rest > 0 {
            self.0.push((rest % Self::BASE) as u32);
            rest /= Self::BASE;
        }
    }

    fn multiply_by_power(&mut self, base: u32, exponent: u32) {
        /// 5^13 is the largest power of 5 in 32 bits.
        const AT_ONCE: u32 = 13;
        for _ in 0..exponent / AT_ONCE {
            self.multiply(base.pow(AT_ONCE));
        }
        self.multiply(base.pow(exponent % AT_ONCE));
    }

    fn multiply(&mut self, factor: u32) {
        let mut carry = 0;
        for digit in &mut self.0 {
            let product = u64::from(*digit) * u64::from(factor) + carry;
            *digit = (product % Self::BASE) as u32;
            carry = product / Self::BASE;
        }
        self.carry(carry);
    }

    /// In decimal, with zeros in front perhaps.
    fn digits(&self) -> Vec<u8> {
        let mut digits = Vec::with_capacity(self.0.len() * 9);
        for &nine in self.0.iter().rev() {
            let mut unit = Self::BASE as u32 / 10;
            while unit > 0 {
                digits.push(b'0' + (nine / unit % 10) as u8);
                unit /= 10;
            }
        }
        digits
    }
}
