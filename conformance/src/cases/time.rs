//! Reads the moment of a case's `now`.

use crate::{Error, Result};

/// Reads an RFC 3339 time as nanoseconds since the epoch.
///
/// # Errors
/// The text is no such time, or lies before 1970 or after 2261.
pub fn parse(text: &str) -> Result<u64> {
    read(text).ok_or_else(|| {
        Error::new(format!("`{text}` is no time")).next("write it like `2024-05-06T07:08:09Z` (RFC 3339, from 1970 on)")
    })
}

fn read(text: &str) -> Option<u64> {
    let (date, rest) = text.split_at_checked(10)?;
    let (clock, rest) = rest.strip_prefix(['T', 't', ' '])?.split_at_checked(8)?;
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(clock, ':')?;
    let (nanoseconds, zone) = fraction(rest)?;
    let length = days_in_month(year, month)?;
    if !(1..=length).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = days_since_epoch(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset(zone)?;
    u64::try_from(seconds)
        .ok()?
        .checked_mul(1_000_000_000)?
        .checked_add(nanoseconds)
        .filter(|at| i64::try_from(*at).is_ok())
}

fn numbers(text: &str, separator: char) -> Option<[i64; 3]> {
    let mut parts = text.split(separator).map(digits);
    let all = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(all)
}

fn digits(text: &str) -> Option<i64> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// Cuts a fraction of a second off: nanoseconds, and the rest.
fn fraction(text: &str) -> Option<(u64, &str)> {
    let Some(rest) = text.strip_prefix('.') else {
        return Some((0, text));
    };
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    let (digits, zone) = rest.split_at(end);
    let nine = format!("{digits:0<9}");
    (!digits.is_empty()).then_some((nine.get(..9)?.parse().ok()?, zone))
}

/// How far a zone is ahead of UTC, in seconds.
fn offset(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = match zone.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

fn leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i64, month: i64) -> Option<i64> {
    match month {
        2 => Some(if leap(year) { 29 } else { 28 }),
        4 | 6 | 9 | 11 => Some(30),
        1..=12 => Some(31),
        _ => None,
    }
}

fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let leap_days = |year: i64| year / 4 - year / 100 + year / 400;
    let years = (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969);
    let months: i64 = (1..month).filter_map(|month| days_in_month(year, month)).sum();
    years + months + day - 1
}

#[cfg(test)]
mod tests {
    use super::parse;
    use proptest::prelude::*;

    #[test]
    fn times_become_nanoseconds() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T23:59:59Z", 951_868_799),
            ("2024-05-06T07:08:09Z", 1_714_979_289),
            ("2024-05-06T09:08:09+02:00", 1_714_979_289),
            ("2024-05-05T23:08:09-08:00", 1_714_979_289),
            ("2100-03-01T00:00:00Z", 4_107_542_400),
        ] {
            assert_eq!(parse(text), Ok(seconds * 1_000_000_000), "{text}");
        }
        assert_eq!(parse("1970-01-01T00:00:01.5Z"), Ok(1_500_000_000));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "now",
            "2024-05-06",
            "2024-05-06T07:08:09",
            "2024-13-06T07:08:09Z",
            "2023-02-29T00:00:00Z",
            "2024-05-06T24:00:00Z",
            "1969-12-31T23:59:59Z",
            "2024-05-06T07:08:09.Z",
            "9999-01-01T00:00:00Z",
            "2024-05-06T07:08:09+2:00",
            "2024-é5-06T07:08:09Z",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = parse(&text);
        }
    }
}
