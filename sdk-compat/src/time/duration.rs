//! Spans of time.

use std::ops::{Add, AddAssign, Div, Mul, Neg, Rem, Sub, SubAssign};
use std::rc::Rc;

use super::parse::append_quoted;
use super::{Now, Time};
use crate::encoding::json::Reader;
use crate::go::{Shape, Type, Typed};
use crate::strconv::append_uint;
use crate::{Any, Error, Str, go};

/// Go's `time.Duration`, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, go::Type)]
#[go(name = "time.Duration", stringer)]
pub struct Duration(pub i64);

macro_rules! spans {
    ($($name:ident = $nanoseconds:literal;)*) => {$(
        #[doc = concat!("One ", stringify!($name), ".")]
        pub const $name: Duration = Duration($nanoseconds);
    )*};
}

spans! {
    Nanosecond = 1;
    Microsecond = 1_000;
    Millisecond = 1_000_000;
    Second = 1_000_000_000;
    Minute = 60_000_000_000;
    Hour = 3_600_000_000_000;
}

#[go]
impl Duration {
    /// How many nanoseconds.
    pub fn Nanoseconds(self) -> i64 {
        self.0
    }

    /// How many whole microseconds.
    pub fn Microseconds(self) -> i64 {
        self.0 / Microsecond.0
    }

    /// How many whole milliseconds.
    pub fn Milliseconds(self) -> i64 {
        self.0 / Millisecond.0
    }

    /// How many seconds.
    pub fn Seconds(self) -> f64 {
        self.in_units_of(Second)
    }

    /// How many minutes.
    pub fn Minutes(self) -> f64 {
        self.in_units_of(Minute)
    }

    /// How many hours.
    pub fn Hours(self) -> f64 {
        self.in_units_of(Hour)
    }

    /// Without what is left of a multiple of `unit`.
    pub fn Truncate(self, unit: Duration) -> Duration {
        if unit.0 <= 0 {
            self
        } else {
            Duration(self.0 - self.0 % unit.0)
        }
    }

    /// The nearest multiple of `unit`.
    pub fn Round(self, unit: Duration) -> Duration {
        if unit.0 <= 0 {
            return self;
        }
        let rest = self.0 % unit.0;
        let whole = self.0 - rest;
        let towards = if self.0 < 0 { -unit.0 } else { unit.0 };
        let up = rest.unsigned_abs() >= (unit.0 as u64).div_ceil(2);
        let rounded = if up { whole.checked_add(towards) } else { Some(whole) };
        Duration(rounded.unwrap_or(if self.0 < 0 { i64::MIN } else { i64::MAX }))
    }

    /// Without a sign.
    pub fn Abs(self) -> Duration {
        Duration(self.0.checked_abs().unwrap_or(i64::MAX))
    }

    /// As text, such as `1h15m0.5s`.
    pub fn String(&self) -> Str {
        let mut out = Vec::new();
        if self.0 < 0 {
            out.push(b'-');
        }
        append(&mut out, self.0.unsigned_abs());
        out.into()
    }
}

impl Duration {
    /// The whole units and their fraction apart, as Go does it.
    fn in_units_of(self, unit: Duration) -> f64 {
        (self.0 / unit.0) as f64 + (self.0 % unit.0) as f64 / unit.0 as f64
    }
}

fn append(out: &mut Vec<u8>, nanoseconds: u64) {
    let small = match nanoseconds {
        0 => return out.extend_from_slice(b"0s"),
        1..1_000 => Some((1, "ns")),
        1_000..1_000_000 => Some((1_000, "µs")),
        1_000_000..1_000_000_000 => Some((1_000_000, "ms")),
        _ => None,
    };
    if let Some((unit, name)) = small {
        append_decimal(out, nanoseconds, unit);
        return out.extend_from_slice(name.as_bytes());
    }
    let seconds = nanoseconds / 1_000_000_000;
    if seconds >= 3_600 {
        append_uint(out, seconds / 3_600);
        out.push(b'h');
    }
    if seconds >= 60 {
        append_uint(out, seconds / 60 % 60);
        out.push(b'm');
    }
    append_decimal(out, nanoseconds % 60_000_000_000, 1_000_000_000);
    out.push(b's');
}

/// So many units with the decimals that they need.
fn append_decimal(out: &mut Vec<u8>, number: u64, unit: u64) {
    append_uint(out, number / unit);
    let mut rest = number % unit;
    if rest > 0 {
        out.push(b'.');
    }
    let mut unit = unit;
    while rest > 0 {
        unit /= 10;
        out.push(b'0' + (rest / unit) as u8);
        rest %= unit;
    }
}

/// The span that a text such as `1h15m`, `1.5s` or `-300ms` says.
///
/// # Errors
/// With Go's words where it says none.
#[go]
pub fn ParseDuration(text: impl AsRef<[u8]>) -> Result<Duration, Error> {
    let text = text.as_ref();
    let fail = |words: &str, part: &[u8]| {
        let mut out = [b"time: ", words.as_bytes(), b" "].concat();
        if !part.is_empty() {
            append_quoted(&mut out, part);
            out.extend_from_slice(b" in duration ");
        }
        append_quoted(&mut out, text);
        Err(Error::new(out))
    };
    let (negative, mut rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if rest == b"0" {
        return Ok(Duration(0));
    }
    if rest.is_empty() {
        return fail("invalid duration", b"");
    }
    let mut sum = 0_u64;
    while !rest.is_empty() {
        let Some((Some(whole), fraction, scale, behind)) = number(rest) else {
            return fail("invalid duration", b"");
        };
        let length = behind
            .iter()
            .position(|&byte| byte == b'.' || byte.is_ascii_digit())
            .unwrap_or(behind.len());
        let (name, behind) = behind.split_at(length);
        if name.is_empty() {
            return fail("missing unit in duration", b"");
        }
        let Some(unit) = unit_of(name) else {
            return fail("unknown unit", name);
        };
        let part = (whole <= (1 << 63) / unit).then(|| {
            whole * unit
                + if fraction > 0 {
                    (fraction as f64 * (unit as f64 / scale)) as u64
                } else {
                    0
                }
        });
        match part
            .and_then(|part| sum.checked_add(part))
            .filter(|sum| *sum <= 1 << 63)
        {
            Some(more) => sum = more,
            None => return fail("invalid duration", b""),
        }
        rest = behind;
    }
    match i64::try_from(sum) {
        Ok(sum) => Ok(Duration(if negative { -sum } else { sum })),
        Err(_) if negative => Ok(Duration(i64::MIN)),
        Err(_) => fail("invalid duration", b""),
    }
}

/// A number with a fraction: its whole part, unless that is too large, its fraction and what that is divided by, and what
/// follows.
fn number(text: &[u8]) -> Option<(Option<u64>, u64, f64, &[u8])> {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, mut rest) = text.split_at(count);
    let whole = digits.iter().try_fold(0_u64, |number, digit| {
        let longer = number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
        (longer <= 1 << 63).then_some(longer)
    });
    let (mut fraction, mut scale, mut decimals) = (0, 1.0, 0);
    if let [b'.', behind @ ..] = rest {
        decimals = behind.iter().take_while(|byte| byte.is_ascii_digit()).count();
        for digit in &behind[..decimals] {
            // Digits beyond what a number holds do not count.
            if fraction > (i64::MAX as u64) / 10 {
                break;
            }
            let longer = fraction * 10 + u64::from(digit - b'0');
            if longer > 1 << 63 {
                break;
            }
            fraction = longer;
            scale *= 10.0;
        }
        rest = &behind[decimals..];
    }
    (count + decimals > 0).then_some((whole, fraction, scale, rest))
}

fn unit_of(name: &[u8]) -> Option<u64> {
    let unit = match std::str::from_utf8(name).ok()? {
        "ns" => Nanosecond,
        "us" | "µs" | "μs" => Microsecond,
        "ms" => Millisecond,
        "s" => Second,
        "m" => Minute,
        "h" => Hour,
        _ => return None,
    };
    Some(unit.0 as u64)
}

#[go]
impl Time {
    /// The moment so much later.
    pub fn Add(self, span: Duration) -> Time {
        super::Unix(
            self.seconds + span.0.div_euclid(Second.0),
            self.nanoseconds + span.0.rem_euclid(Second.0),
        )
    }

    /// So many years, months and days later.
    pub fn AddDate(self, years: i64, months: i64, days: i64) -> Time {
        super::Date(
            self.Year() + years,
            self.Month().0 + months,
            self.Day() + days,
            self.Hour(),
            self.Minute(),
            self.Second(),
            self.nanoseconds,
        )
    }

    /// How much later it is than `other`; at most what a duration holds.
    pub fn Sub(self, other: Time) -> Duration {
        let seconds = i128::from(self.seconds) - i128::from(other.seconds);
        let span = seconds * i128::from(Second.0) + i128::from(self.nanoseconds - other.nanoseconds);
        Duration(span.clamp(i64::MIN.into(), i64::MAX.into()) as i64)
    }

    /// Whether it is before `other`.
    pub fn Before(self, other: Time) -> bool {
        self < other
    }

    /// Whether it is after `other`.
    pub fn After(self, other: Time) -> bool {
        self > other
    }

    /// Whether both are the same moment.
    pub fn Equal(self, other: Time) -> bool {
        self == other
    }

    /// The last multiple of `span` since the zero time.
    pub fn Truncate(self, span: Duration) -> Time {
        if span.0 <= 0 {
            return self;
        }
        let since = self.nanoseconds_since_zero();
        self.Add(Duration(-((since % i128::from(span.0)) as i64)))
    }
}

impl Time {
    fn nanoseconds_since_zero(self) -> i128 {
        let seconds = i128::from(self.seconds) - i128::from(Time::default().seconds);
        seconds * i128::from(Second.0) + i128::from(self.nanoseconds)
    }
}

/// How long ago a moment was.
#[go]
pub fn Since(moment: Time) -> Duration {
    Now().Sub(moment)
}

/// How long it is until a moment.
#[go]
pub fn Until(moment: Time) -> Duration {
    moment.Sub(Now())
}

macro_rules! operators {
    ($($operator:ident $method:ident $wrapping:ident;)*) => {$(
        impl $operator for Duration {
            type Output = Duration;

            fn $method(self, other: Duration) -> Duration {
                Duration(self.0.$wrapping(other.0))
            }
        }
    )*};
}

operators! {
    Add add wrapping_add;
    Sub sub wrapping_sub;
    Mul mul wrapping_mul;
}

impl Div for Duration {
    type Output = Duration;

    fn div(self, other: Duration) -> Duration {
        Duration(go::div(self.0, other.0))
    }
}

impl Rem for Duration {
    type Output = Duration;

    fn rem(self, other: Duration) -> Duration {
        Duration(go::rem(self.0, other.0))
    }
}

impl Neg for Duration {
    type Output = Duration;

    fn neg(self) -> Duration {
        Duration(self.0.wrapping_neg())
    }
}

impl AddAssign for Duration {
    fn add_assign(&mut self, other: Duration) {
        *self = *self + other;
    }
}

impl SubAssign for Duration {
    fn sub_assign(&mut self, other: Duration) {
        *self = *self - other;
    }
}

impl Type for Time {
    fn type_name() -> Str {
        Str::from("time.Time")
    }

    fn boxed(&self) -> Any {
        Any::Typed(Rc::new(*self))
    }

    fn unboxed(value: &Any) -> Option<Self> {
        match value {
            Any::Typed(value) => value.as_object().downcast_ref().copied(),
            _ => None,
        }
    }

    fn decode(&mut self, json: &mut Reader<'_>) {
        json.time(self);
    }

    fn pointer_string(pointer: &go::Ptr<Self>) -> Option<Str> {
        (!pointer.is_nil()).then(|| pointer.get().String())
    }
}

impl Typed for Time {
    fn type_name(&self) -> Str {
        <Self as Type>::type_name()
    }

    fn shape(&self) -> Shape {
        Shape::Basic(Any::from(self.Format(super::RFC3339Nano)))
    }

    fn as_object(&self) -> &dyn std::any::Any {
        self
    }

    fn string(&self) -> Option<Str> {
        Some(self.String())
    }
}

impl From<Time> for Any {
    fn from(time: Time) -> Self {
        time.boxed()
    }
}
