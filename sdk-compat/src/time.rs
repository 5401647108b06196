//! Go's package `time`, as far as plugins need it: what the host's clock says, durations, and times as text. Every time is in
//! UTC, as in a Go plugin.
//!
//! (`std::time::SystemTime` says the same, and makes a plugin 16 KB larger.)

mod duration;
mod format;
mod parse;

use crate::{go, host};

pub use duration::*;
pub use format::*;
pub use parse::*;

/// A moment; the default is Go's zero time, the start of the year 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Time {
    /// Since 1970.
    seconds: i64,
    nanoseconds: i64,
}

/// The current time.
#[go]
pub fn Now() -> Time {
    let now = host::now() as i64;
    Time {
        seconds: now / 1_000_000_000,
        nanoseconds: now % 1_000_000_000,
    }
}

/// The moment so many seconds and nanoseconds after the start of 1970.
#[go]
pub fn Unix(seconds: i64, nanoseconds: i64) -> Time {
    Time {
        seconds: seconds.wrapping_add(nanoseconds.div_euclid(1_000_000_000)),
        nanoseconds: nanoseconds.rem_euclid(1_000_000_000),
    }
}

/// The moment so many milliseconds after the start of 1970.
#[go]
pub fn UnixMilli(milliseconds: i64) -> Time {
    Unix(
        milliseconds.div_euclid(1_000),
        milliseconds.rem_euclid(1_000) * 1_000_000,
    )
}

/// The moment so many microseconds after the start of 1970.
#[go]
pub fn UnixMicro(microseconds: i64) -> Time {
    Unix(
        microseconds.div_euclid(1_000_000),
        microseconds.rem_euclid(1_000_000) * 1_000,
    )
}

/// A moment of the Gregorian calendar. (Go: in a location, which is UTC here.) What is too large goes over into the next unit.
#[go]
pub fn Date(year: i64, month: i64, day: i64, hour: i64, minute: i64, second: i64, nanosecond: i64) -> Time {
    let (year, month) = (year + (month - 1).div_euclid(12), (month - 1).rem_euclid(12) + 1);
    let days = days_since_1970(year, month, 1) + day - 1;
    Unix(((days * 24 + hour) * 60 + minute) * 60 + second, nanosecond)
}

#[go]
impl Time {
    /// Seconds since 1970.
    pub fn Unix(self) -> i64 {
        self.seconds
    }

    /// Milliseconds since 1970.
    pub fn UnixMilli(self) -> i64 {
        self.seconds * 1_000 + self.nanoseconds / 1_000_000
    }

    /// Microseconds since 1970.
    pub fn UnixMicro(self) -> i64 {
        self.seconds * 1_000_000 + self.nanoseconds / 1_000
    }

    /// Nanoseconds since 1970. As in Go, of no meaning before 1678 and after 2262.
    pub fn UnixNano(self) -> i64 {
        self.seconds.wrapping_mul(1_000_000_000).wrapping_add(self.nanoseconds)
    }

    /// Whether this is the zero time.
    pub fn IsZero(self) -> bool {
        self == Time::default()
    }
}

impl Default for Time {
    fn default() -> Self {
        Time {
            seconds: days_since_1970(1, 1, 1) * 86_400,
            nanoseconds: 0,
        }
    }
}

/// The days from 1970 to a date of the Gregorian calendar.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March here, so that a leap day is the last of its year.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 719_469
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Time {
    /// What Go's `time.Parse` makes of `text` in the format `time.RFC3339`; a little more than the standard allows.
    pub(crate) fn from_rfc3339(text: &[u8]) -> Option<Self> {
        let mut rest = Rest(text);
        let year = rest.digits(4, 4, 0..=9999)?;
        let month = rest.after(b'-')?.digits(2, 2, 1..=12)?;
        let day = rest.after(b'-')?.digits(2, 2, 0..=99)?;
        let hour = rest.after(b'T')?.digits(1, 2, 0..=23)?;
        let minute = rest.after(b':')?.digits(2, 2, 0..=59)?;
        let second = rest.after(b':')?.digits(2, 2, 0..=59)?;
        let nanoseconds = rest.fraction();
        let offset = rest.offset()?;
        if !rest.0.is_empty() || !(1..=days_in_month(year, month)).contains(&day) {
            return None;
        }
        let minutes = (days_since_1970(year, month, day) * 24 + hour) * 60 + minute - offset;
        Some(Time {
            seconds: minutes * 60 + second,
            nanoseconds,
        })
    }
}

/// What is still to be read of a time.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn after(&mut self, separator: u8) -> Option<&mut Self> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        (first == separator).then_some(self)
    }

    /// A number of so many digits.
    fn digits(&mut self, fewest: usize, most: usize, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let count = self
            .0
            .iter()
            .take(most)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        let number = digits
            .iter()
            .fold(0, |number, digit| number * 10 + i64::from(digit - b'0'));
        (count >= fewest && range.contains(&number)).then_some(number)
    }

    /// The part of a second behind a point or a comma, in nanoseconds; digits beyond the ninth do not count.
    fn fraction(&mut self) -> i64 {
        let [b'.' | b',', digits @ ..] = self.0 else { return 0 };
        let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 {
            return 0;
        }
        self.0 = &digits[count..];
        let digit = |at: usize| digits[..count].get(at).map_or(0, |digit| i64::from(digit - b'0'));
        (0..9).fold(0, |number, at| number * 10 + digit(at))
    }

    /// `Z` or hours and minutes, in minutes to the east.
    fn offset(&mut self) -> Option<i64> {
        let (&sign, rest) = self.0.split_first()?;
        self.0 = rest;
        let sign = match sign {
            b'Z' => return Some(0),
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let hours = self.digits(2, 2, 0..=24)?;
        let minutes = self.after(b':')?.digits(2, 2, 0..=60)?;
        Some(sign * (hours * 60 + minutes))
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    struct Clock;

    impl host::Host for Clock {
        fn now(&self) -> u64 {
            1_700_000_000_123_456_789
        }
    }

    #[test]
    fn a_moment_is_counted_in_every_unit() {
        host::install(Rc::new(Clock));
        let now = Now();
        assert_eq!(now.Unix(), 1_700_000_000);
        assert_eq!(now.UnixMilli(), 1_700_000_000_123);
        assert_eq!(now.UnixMicro(), 1_700_000_000_123_456);
        assert_eq!(now.UnixNano(), 1_700_000_000_123_456_789);
    }
}
