//! Go's package `cmp`: the order of Go's ordered types.

use std::cmp::Ordering;

use crate::{Str, go};

/// A type whose values have an order in Go: integers, floats and strings.
pub trait Ordered: Clone + PartialOrd {
    /// The order; a NaN comes before all other floats.
    fn order(&self, other: &Self) -> Ordering;

    /// Go's `min` of two; a NaN is both the least and the greatest.
    fn least(self, other: Self) -> Self {
        if other.order(&self).is_lt() { other } else { self }
    }

    /// Go's `max` of two.
    fn greatest(self, other: Self) -> Self {
        if self.order(&other).is_lt() { other } else { self }
    }
}

macro_rules! ordered {
    ($($kind:ty),*) => {$(
        impl Ordered for $kind {
            fn order(&self, other: &Self) -> Ordering {
                self.cmp(other)
            }
        }
    )*};
}

ordered!(i8, i16, i32, i64, u8, u16, u32, u64, Str, &str);

macro_rules! floats {
    ($($kind:ty),*) => {$(
        impl Ordered for $kind {
            fn order(&self, other: &Self) -> Ordering {
                self.partial_cmp(other).unwrap_or_else(|| other.is_nan().cmp(&self.is_nan()))
            }

            fn least(self, other: Self) -> Self {
                if self.is_nan() || other.is_nan() {
                    return <$kind>::NAN;
                }
                if other < self || other == self && other.is_sign_negative() { other } else { self }
            }

            fn greatest(self, other: Self) -> Self {
                -(-self).least(-other)
            }
        }
    )*};
}

floats!(f32, f64);

/// -1, 0 or 1, as `a` is less than, equal to or greater than `b`.
#[go]
pub fn Compare<T: Ordered>(a: &T, b: &T) -> i64 {
    a.order(b) as i64
}

/// Whether `a` is less than `b`.
#[go]
pub fn Less<T: Ordered>(a: &T, b: &T) -> bool {
    a.order(b).is_lt()
}
