//! Arithmetic where Go's differs from Rust's.

use std::ops::{Add, AddAssign, Mul, MulAssign, Sub, SubAssign};

use super::{panicked, runtime_error};
use crate::Error;
use crate::cmp::Ordered;

/// The integer types, under Go's rules.
pub trait Int: Copy {
    /// `a / b`, which wraps around; `None` for a zero `b`.
    fn quotient(self, by: Self) -> Option<Self>;
    /// `a % b`; `None` for a zero `b`.
    fn remainder(self, by: Self) -> Option<Self>;
    /// `a << n`, zero where nothing is left.
    fn shifted_left(self, by: u32) -> Self;
    /// `a >> n`, zero or -1 where nothing is left.
    fn shifted_right(self, by: u32) -> Self;
    /// `-a`, which wraps around.
    fn negated(self) -> Self;
    /// A float without its fraction, its low bits where it is too large; as Go on Wasm, where a port replaces it.
    fn truncated(float: f64) -> Self;
}

/// The types of a constraint that allows numbers only, `~int | ~float64`.
pub trait Number:
    super::Type
    + Copy
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
{
}

impl<T> Number for T where
    T: super::Type
        + Copy
        + PartialOrd
        + Add<Output = T>
        + Sub<Output = T>
        + Mul<Output = T>
        + AddAssign
        + SubAssign
        + MulAssign
{
}

/// `min(a, b)` of floats and strings. A NaN is less than any other float, and -0 less than 0.
pub fn min<T: Ordered>(a: T, b: T) -> T {
    a.least(b)
}

/// `max(a, b)` of floats and strings. A NaN is greater than any other float, and 0 greater than -0.
pub fn max<T: Ordered>(a: T, b: T) -> T {
    a.greatest(b)
}

/// What a shift is by.
pub trait Count: Copy {
    /// The count, as large as makes a difference; `None` for a negative one.
    fn count(self) -> Option<u32>;
}

macro_rules! integers {
    ($($int:ty, $through:ty;)*) => {$(
        impl Int for $int {
            fn quotient(self, by: Self) -> Option<Self> {
                (by != 0).then(|| self.wrapping_div(by))
            }

            fn remainder(self, by: Self) -> Option<Self> {
                (by != 0).then(|| self.wrapping_rem(by))
            }

            fn shifted_left(self, by: u32) -> Self {
                self.checked_shl(by).unwrap_or(0)
            }

            fn shifted_right(self, by: u32) -> Self {
                self >> by.min(Self::BITS - 1) >> u32::from(by >= Self::BITS)
            }

            fn negated(self) -> Self {
                self.wrapping_neg()
            }

            fn truncated(float: f64) -> Self {
                float as $through as $int
            }
        }

        impl Count for $int {
            fn count(self) -> Option<u32> {
                #[allow(unused_comparisons, reason = "unsigned types have no negative values")]
                (self >= 0).then(|| u32::try_from(self).unwrap_or(u32::MAX))
            }
        }
    )*};
}

integers! {
    i8, i64;
    i16, i64;
    i32, i64;
    i64, i64;
    u8, i64;
    u16, i64;
    u32, i64;
    u64, u64;
}

/// `a / b`.
///
/// # Panics
/// As Go, where `b` is zero.
pub fn div<T: Int>(a: T, b: T) -> T {
    a.quotient(b).unwrap_or_else(|| runtime_error("integer divide by zero"))
}

/// `a % b`.
///
/// # Panics
/// As Go, where `b` is zero.
pub fn rem<T: Int>(a: T, b: T) -> T {
    a.remainder(b)
        .unwrap_or_else(|| runtime_error("integer divide by zero"))
}

/// `a << n` for any `n`.
///
/// # Panics
/// As Go, where `n` is negative.
pub fn shl<T: Int>(a: T, n: impl Count) -> T {
    a.shifted_left(n.count().unwrap_or_else(|| negative_shift()))
}

/// `a >> n` for any `n`.
///
/// # Panics
/// As Go, where `n` is negative.
pub fn shr<T: Int>(a: T, n: impl Count) -> T {
    a.shifted_right(n.count().unwrap_or_else(|| negative_shift()))
}

#[cold]
fn negative_shift() -> ! {
    panicked(Error::new("runtime error: negative shift amount"))
}

/// A float as an integer: `int(f)`, `uint8(f)`.
pub fn to_int<T: Int>(float: f64) -> T {
    T::truncated(float)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divisions_wrap_and_cut_towards_zero() {
        assert_eq!(
            (div(-7, 2), rem(-7, 2), div(i8::MIN, -1), rem(i8::MIN, -1)),
            (-3, -1, i8::MIN, 0)
        );
    }

    #[test]
    fn shifts_beyond_the_width_leave_zero_or_the_sign() {
        assert_eq!((shl(1_u8, 8), shl(1_i64, 64_u64), shl(1_i64, u64::MAX)), (0, 0, 0));
        assert_eq!(
            (shr(-5_i64, 200), shr(5_i8, 8), shr(-1_i32, 31), shr(200_u8, 7)),
            (-1, 0, -1, 1)
        );
    }

    #[test]
    fn a_float_loses_its_fraction() {
        assert_eq!(
            (to_int::<i64>(-2.9), to_int::<u8>(300.0), to_int::<u64>(1e19)),
            (-2, 44, 10_000_000_000_000_000_000)
        );
    }
}
