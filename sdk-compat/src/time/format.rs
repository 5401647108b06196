//! A moment as text, by Go's layouts: an example of the text that shows the moment of the reference time.

use super::{Time, days_since_1970};
use crate::fmt::Sprintf;
use crate::strconv::append_uint;
use crate::{Str, args, go};

macro_rules! layouts {
    ($($name:ident = $layout:literal;)*) => {$(
        #[doc = concat!("`", $layout, "`")]
        pub const $name: &str = $layout;
    )*};
}

layouts! {
    Layout = "01/02 03:04:05PM '06 -0700";
    ANSIC = "Mon Jan _2 15:04:05 2006";
    UnixDate = "Mon Jan _2 15:04:05 MST 2006";
    RubyDate = "Mon Jan 02 15:04:05 -0700 2006";
    RFC822 = "02 Jan 06 15:04 MST";
    RFC822Z = "02 Jan 06 15:04 -0700";
    RFC850 = "Monday, 02-Jan-06 15:04:05 MST";
    RFC1123 = "Mon, 02 Jan 2006 15:04:05 MST";
    RFC1123Z = "Mon, 02 Jan 2006 15:04:05 -0700";
    RFC3339 = "2006-01-02T15:04:05Z07:00";
    RFC3339Nano = "2006-01-02T15:04:05.999999999Z07:00";
    Kitchen = "3:04PM";
    Stamp = "Jan _2 15:04:05";
    StampMilli = "Jan _2 15:04:05.000";
    StampMicro = "Jan _2 15:04:05.000000";
    StampNano = "Jan _2 15:04:05.000000000";
    DateTime = "2006-01-02 15:04:05";
    DateOnly = "2006-01-02";
    TimeOnly = "15:04:05";
}

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The first day of 1970 was the first of these.
pub(super) const WEEKDAYS: [&str; 7] = [
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
];

/// What stands for a part of the moment in a layout; of several that a text begins with, the first is meant.
pub(super) const PARTS: [&str; 34] = [
    "January",
    "Jan",
    "Monday",
    "Mon",
    "MST",
    "002",
    "01",
    "02",
    "03",
    "04",
    "05",
    "06",
    "15",
    "1",
    "2006",
    "2",
    "_2006",
    "__2",
    "_2",
    "3",
    "4",
    "5",
    "PM",
    "pm",
    "-070000",
    "-07:00:00",
    "-0700",
    "-07:00",
    "-07",
    "Z070000",
    "Z07:00:00",
    "Z0700",
    "Z07:00",
    "Z07",
];

/// A moment by the calendar and the clock.
struct Civil {
    year: i64,
    month: i64,
    day: i64,
    year_day: i64,
    weekday: &'static str,
    hour: i64,
    minute: i64,
    second: i64,
    nanosecond: i64,
}

#[go]
impl Time {
    /// The moment in UTC, in which every moment is here, as in a Go plugin.
    pub fn UTC(self) -> Time {
        self
    }

    /// The moment in the location of the host, which is UTC in a plugin.
    pub fn Local(self) -> Time {
        self
    }

    /// The moment as text, as `fmt` prints it.
    pub fn String(self) -> Str {
        self.Format("2006-01-02 15:04:05.999999999 -0700 MST")
    }

    /// The year.
    pub fn Year(self) -> i64 {
        Civil::of(self).year
    }

    /// The month, from 1.
    pub fn Month(self) -> Month {
        Month(Civil::of(self).month)
    }

    /// The day of the month, from 1.
    pub fn Day(self) -> i64 {
        Civil::of(self).day
    }

    /// The day of the year, from 1.
    pub fn YearDay(self) -> i64 {
        Civil::of(self).year_day
    }

    /// The day of the week.
    pub fn Weekday(self) -> Weekday {
        // The first day of 1970 was a Thursday.
        Weekday((self.seconds.div_euclid(86_400) + 4).rem_euclid(7))
    }

    /// The hour.
    pub fn Hour(self) -> i64 {
        Civil::of(self).hour
    }

    /// The minute.
    pub fn Minute(self) -> i64 {
        Civil::of(self).minute
    }

    /// The second.
    pub fn Second(self) -> i64 {
        Civil::of(self).second
    }

    /// The nanosecond in the second.
    pub fn Nanosecond(self) -> i64 {
        self.nanoseconds
    }

    /// The moment as text, in the form of the layout, such as [`RFC3339`] or `"20060102T150405Z"`.
    pub fn Format(self, layout: impl AsRef<[u8]>) -> Str {
        let civil = Civil::of(self);
        let (mut out, mut rest) = (Vec::new(), layout.as_ref());
        while let Some(&first) = rest.first() {
            let length = match PARTS.iter().find(|part| begins(rest, part)) {
                Some(part) => {
                    civil.append(&mut out, part);
                    part.len()
                }
                None => match fraction(rest) {
                    Some((digit, digits)) => {
                        civil.append_fraction(&mut out, first, digit, digits);
                        digits + 1
                    }
                    None => {
                        out.push(first);
                        1
                    }
                },
            };
            rest = &rest[length..];
        }
        out.into()
    }
}

/// Go's `time.Month`, from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, go::Type)]
#[go(name = "time.Month", stringer)]
pub struct Month(pub i64);

/// Go's `time.Weekday`, from 0 for Sunday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, go::Type)]
#[go(name = "time.Weekday", stringer)]
pub struct Weekday(pub i64);

macro_rules! named_numbers {
    ($($kind:ident: $($name:ident = $number:literal),*;)*) => {$($(
        #[doc = concat!("The ", stringify!($kind), " ", stringify!($name), ".")]
        pub const $name: $kind = $kind($number);
    )*)*};
}

named_numbers! {
    Month: January = 1, February = 2, March = 3, April = 4, May = 5, June = 6, July = 7, August = 8, September = 9,
        October = 10, November = 11, December = 12;
    Weekday: Sunday = 0, Monday = 1, Tuesday = 2, Wednesday = 3, Thursday = 4, Friday = 5, Saturday = 6;
}

#[go]
impl Month {
    /// The English name.
    pub fn String(&self) -> Str {
        let name = usize::try_from(self.0 - 1).ok().and_then(|at| MONTHS.get(at));
        name.map_or_else(|| Sprintf("%%!Month(%d)", args![self.0]), |name| Str::from(*name))
    }
}

#[go]
impl Weekday {
    /// The English name.
    pub fn String(&self) -> Str {
        match self.0 {
            // The list begins with the first day of 1970.
            number @ 0..7 => Str::from(WEEKDAYS[(number as usize + 3) % 7]),
            number => Sprintf("%%!Weekday(%d)", args![number]),
        }
    }
}

/// Whether `layout` begins with the part; a short name that goes on in small letters is another word.
pub(super) fn begins(layout: &[u8], part: &str) -> bool {
    let after = layout.strip_prefix(part.as_bytes());
    after.is_some_and(|after| !matches!(part, "Jan" | "Mon") || !after.first().is_some_and(u8::is_ascii_lowercase))
}

/// The digit and their number where `layout` begins with a fraction of a second, such as `.000` or `,999`.
pub(super) fn fraction(layout: &[u8]) -> Option<(u8, usize)> {
    let [b'.' | b',', digit @ (b'0' | b'9'), ..] = layout else {
        return None;
    };
    let digits = layout[1..].iter().take_while(|&other| other == digit).count();
    let ends = !layout.get(1 + digits).is_some_and(u8::is_ascii_digit);
    ends.then_some((*digit, digits))
}

/// Appends a number with `pad` before it up to so many places.
fn append_padded(out: &mut Vec<u8>, number: i64, places: usize, pad: u8) {
    if number < 0 {
        out.push(b'-');
    }
    let mut digits = Vec::new();
    append_uint(&mut digits, number.unsigned_abs());
    out.resize(out.len() + places.saturating_sub(digits.len()), pad);
    out.extend(digits);
}

impl Civil {
    fn of(time: Time) -> Self {
        let (days, second) = (time.seconds.div_euclid(86_400), time.seconds.rem_euclid(86_400));
        // Years begin in March here, so that a leap day is the last of its year; 400 of them are always as long.
        let since_march = days + 719_468;
        let (era, day) = (since_march.div_euclid(146_097), since_march.rem_euclid(146_097));
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let year_day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * year_day + 2) / 153;
        let (years, month, day) = match month {
            0..10 => (0, month + 3, year_day - (153 * month + 2) / 5 + 1),
            _ => (1, month - 9, year_day - (153 * month + 2) / 5 + 1),
        };
        let year = era * 400 + year + years;
        Civil {
            year,
            month,
            day,
            year_day: days - days_since_1970(year, 1, 1) + 1,
            weekday: WEEKDAYS[days.rem_euclid(7) as usize],
            hour: second / 3_600,
            minute: second / 60 % 60,
            second: second % 60,
            nanosecond: time.nanoseconds,
        }
    }

    /// Appends what one of [`PARTS`] stands for.
    fn append(&self, out: &mut Vec<u8>, part: &str) {
        let month = MONTHS[self.month as usize - 1];
        let hour12 = (self.hour + 11) % 12 + 1;
        let mut text = |text: &str| out.extend_from_slice(text.as_bytes());
        let (number, places, pad) = match part {
            "January" => return text(month),
            "Jan" => return text(&month[..3]),
            "Monday" => return text(self.weekday),
            "Mon" => return text(&self.weekday[..3]),
            "MST" => return text("UTC"),
            "PM" => return text(if self.hour < 12 { "AM" } else { "PM" }),
            "pm" => return text(if self.hour < 12 { "am" } else { "pm" }),
            _ if part.starts_with('Z') => return text("Z"),
            _ if part.starts_with('-') => return text(&part.replace('-', "+").replace('7', "0")),
            "2006" => (self.year, 4, b'0'),
            "_2006" => {
                text("_");
                (self.year, 4, b'0')
            }
            "06" => (self.year.abs() % 100, 2, b'0'),
            "01" => (self.month, 2, b'0'),
            "1" => (self.month, 0, b'0'),
            "002" => (self.year_day, 3, b'0'),
            "__2" => (self.year_day, 3, b' '),
            "02" => (self.day, 2, b'0'),
            "_2" => (self.day, 2, b' '),
            "2" => (self.day, 0, b'0'),
            "15" => (self.hour, 2, b'0'),
            "03" => (hour12, 2, b'0'),
            "3" => (hour12, 0, b'0'),
            "04" => (self.minute, 2, b'0'),
            "4" => (self.minute, 0, b'0'),
            "05" => (self.second, 2, b'0'),
            _ => (self.second, 0, b'0'),
        };
        append_padded(out, number, places, pad);
    }

    /// Appends the separator and so many digits of the second's fraction; of nines, without zeros at the end.
    fn append_fraction(&self, out: &mut Vec<u8>, separator: u8, digit: u8, digits: usize) {
        let mut fraction = Vec::new();
        append_padded(&mut fraction, self.nanosecond, 9, b'0');
        fraction.truncate(digits);
        if digit == b'9' {
            let end = fraction.iter().rposition(|&digit| digit != b'0').map_or(0, |at| at + 1);
            fraction.truncate(end);
            if end == 0 {
                return;
            }
        }
        out.push(separator);
        out.extend(fraction);
    }
}
