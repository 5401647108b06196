//! Go's package `math`. Of roots, powers, logarithms and angles the last digit may differ: Go computes them by itself.

use crate::go;

macro_rules! constants {
    ($($name:ident: $kind:ty = $value:expr, $what:literal;)*) => {$(
        #[doc = $what]
        pub const $name: $kind = $value;
    )*};
}

constants! {
    MaxInt: i64 = i64::MAX, "The largest `int`.";
    MinInt: i64 = i64::MIN, "The smallest `int`.";
    MaxInt8: i64 = i8::MAX as i64, "The largest `int8`.";
    MinInt8: i64 = i8::MIN as i64, "The smallest `int8`.";
    MaxInt16: i64 = i16::MAX as i64, "The largest `int16`.";
    MinInt16: i64 = i16::MIN as i64, "The smallest `int16`.";
    MaxInt32: i64 = i32::MAX as i64, "The largest `int32`.";
    MinInt32: i64 = i32::MIN as i64, "The smallest `int32`.";
    MaxInt64: i64 = i64::MAX, "The largest `int64`.";
    MinInt64: i64 = i64::MIN, "The smallest `int64`.";
    MaxUint8: i64 = u8::MAX as i64, "The largest `uint8`.";
    MaxUint16: i64 = u16::MAX as i64, "The largest `uint16`.";
    MaxUint32: i64 = u32::MAX as i64, "The largest `uint32`.";
    MaxUint64: u64 = u64::MAX, "The largest `uint64`.";
    MaxUint: u64 = u64::MAX, "The largest `uint`.";
    MaxFloat32: f64 = f32::MAX as f64, "The largest `float32`.";
    MaxFloat64: f64 = f64::MAX, "The largest `float64`.";
    SmallestNonzeroFloat32: f64 = 1.401_298_464_324_817e-45, "The smallest positive `float32`.";
    SmallestNonzeroFloat64: f64 = 5e-324, "The smallest positive `float64`.";
    Pi: f64 = std::f64::consts::PI, "π.";
    E: f64 = std::f64::consts::E, "e.";
    Sqrt2: f64 = std::f64::consts::SQRT_2, "The square root of 2.";
    Ln2: f64 = std::f64::consts::LN_2, "The natural logarithm of 2.";
}

macro_rules! functions {
    ($($name:ident => $method:ident, $what:literal;)*) => {$(
        #[doc = $what]
        #[go]
        pub fn $name(x: f64) -> f64 {
            x.$method()
        }
    )*};
}

functions! {
    Floor => floor, "The largest whole number that is not above `x`.";
    Ceil => ceil, "The smallest whole number that is not below `x`.";
    Round => round, "The nearest whole number; of two the one away from zero.";
    RoundToEven => round_ties_even, "The nearest whole number; of two the even one.";
    Trunc => trunc, "`x` without its fraction.";
    Abs => abs, "`x` without its sign.";
    Sqrt => sqrt, "The square root.";
    Cbrt => cbrt, "The cube root.";
    Exp => exp, "e to the power of `x`.";
    Log => ln, "The natural logarithm.";
    Log10 => log10, "The logarithm to the base 10.";
    Exp2 => exp2, "2 to the power of `x`.";
    Expm1 => exp_m1, "e to the power of `x`, less 1.";
    Log1p => ln_1p, "The natural logarithm of 1 more than `x`.";
    Sin => sin, "The sine.";
    Asin => asin, "The arc sine.";
    Acos => acos, "The arc cosine.";
    Atan => atan, "The arc tangent.";
    Sinh => sinh, "The hyperbolic sine.";
    Cosh => cosh, "The hyperbolic cosine.";
    Tanh => tanh, "The hyperbolic tangent.";
    Cos => cos, "The cosine.";
    Tan => tan, "The tangent.";
}

/// The logarithm to the base 2; exact for powers of 2.
#[go]
pub fn Log2(x: f64) -> f64 {
    x.log2()
}

/// `x` to the power of `y`.
#[go]
pub fn Pow(x: f64, y: f64) -> f64 {
    x.powf(y)
}

/// What is left of `x` after a division by `y`; it has the sign of `x`.
#[go]
pub fn Mod(x: f64, y: f64) -> f64 {
    x % y
}

/// `x` with the sign of `sign`.
#[go]
pub fn Copysign(x: f64, sign: f64) -> f64 {
    x.copysign(sign)
}

/// The angle of the point at `x` and `y`.
#[go]
pub fn Atan2(y: f64, x: f64) -> f64 {
    y.atan2(x)
}

/// The square root of `x*x + y*y`.
#[go]
pub fn Hypot(x: f64, y: f64) -> f64 {
    x.hypot(y)
}

/// The larger one; NaN where one is NaN.
#[go]
pub fn Max(x: f64, y: f64) -> f64 {
    match () {
        () if x == f64::INFINITY || y == f64::INFINITY => f64::INFINITY,
        () if x.is_nan() || y.is_nan() => f64::NAN,
        () if x == 0.0 && y == 0.0 => {
            if x.is_sign_negative() {
                y
            } else {
                x
            }
        }
        () => x.max(y),
    }
}

/// The smaller one; NaN where one is NaN.
#[go]
pub fn Min(x: f64, y: f64) -> f64 {
    match () {
        () if x == f64::NEG_INFINITY || y == f64::NEG_INFINITY => f64::NEG_INFINITY,
        () if x.is_nan() || y.is_nan() => f64::NAN,
        () if x == 0.0 && y == 0.0 => {
            if x.is_sign_negative() {
                x
            } else {
                y
            }
        }
        () => x.min(y),
    }
}

/// Infinity, with the sign of `sign`.
#[go]
pub fn Inf(sign: i64) -> f64 {
    if sign >= 0 { f64::INFINITY } else { f64::NEG_INFINITY }
}

/// Whether `x` is infinity of the sign of `sign`; of any sign for 0.
#[go]
pub fn IsInf(x: f64, sign: i64) -> bool {
    sign >= 0 && x == f64::INFINITY || sign <= 0 && x == f64::NEG_INFINITY
}

/// No number.
#[go]
pub fn NaN() -> f64 {
    f64::NAN
}

/// Whether `x` is no number.
#[go]
pub fn IsNaN(x: f64) -> bool {
    x.is_nan()
}

/// Whether `x` is negative, or the negative zero.
#[go]
pub fn Signbit(x: f64) -> bool {
    x.is_sign_negative()
}

/// The whole number and the fraction of `x`.
#[go]
pub fn Modf(x: f64) -> (f64, f64) {
    (x.trunc(), if x.is_infinite() { f64::NAN } else { x.fract() })
}

/// The bits of `x`.
#[go]
pub fn Float64bits(x: f64) -> u64 {
    x.to_bits()
}

/// The number that has these bits.
#[go]
pub fn Float64frombits(bits: u64) -> f64 {
    f64::from_bits(bits)
}

/// The bits of `x`.
#[go]
pub fn Float32bits(x: f32) -> u32 {
    x.to_bits()
}

/// The number that has these bits.
#[go]
pub fn Float32frombits(bits: u32) -> f32 {
    f32::from_bits(bits)
}
