//! Times out of text, by Go's layouts.

use super::format::{MONTHS, PARTS, WEEKDAYS, begins, fraction};
use super::{Time, Unix, days_in_month, days_since_1970};
use crate::{Error, go};

/// The moment that `text` says in the form of the layout; where it names no zone it is in UTC.
///
/// # Errors
/// With Go's words where the text has another form, or says what is no moment.
#[go]
pub fn Parse(layout: impl AsRef<[u8]>, text: impl AsRef<[u8]>) -> Result<Time, Error> {
    let (layout, text) = (layout.as_ref(), text.as_ref());
    let mut parts = Parts {
        year: 0,
        month: None,
        day: None,
        year_day: None,
        clock: [0; 3],
        nanosecond: 0,
        afternoon: None,
        offset: 0,
    };
    parts.read(layout, text)
}

/// What is read of a moment.
struct Parts {
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
    year_day: Option<i64>,
    /// Hour, minute and second.
    clock: [i64; 3],
    nanosecond: i64,
    afternoon: Option<bool>,
    /// Seconds to the east of UTC.
    offset: i64,
}

/// Why a part cannot be read.
enum Fault {
    Form,
    Range(&'static str),
}

/// The first part of a layout: what stands before it, its text, and what follows.
fn next_part(layout: &[u8]) -> (&[u8], &[u8], &[u8]) {
    for at in 0..layout.len() {
        let rest = &layout[at..];
        let length = match PARTS.iter().find(|part| begins(rest, part)) {
            Some(part) => part.len(),
            None => match fraction(rest) {
                Some((_, digits)) => digits + 1,
                None => continue,
            },
        };
        // The year of `_2006` has an underscore of its own before it.
        let start = if rest.starts_with(b"_2006") { at + 1 } else { at };
        return (&layout[..start], &layout[start..at + length], &layout[at + length..]);
    }
    (layout, b"", b"")
}

fn failure(layout: &[u8], text: &[u8], part: &[u8], rest: &[u8], fault: &Fault) -> Error {
    let mut words = b"parsing time ".to_vec();
    append_quoted(&mut words, text);
    match fault {
        Fault::Range(what) => {
            words.extend_from_slice(b": ");
            words.extend_from_slice(what.as_bytes());
            words.extend_from_slice(b" out of range");
        }
        Fault::Form => {
            words.extend_from_slice(b" as ");
            append_quoted(&mut words, layout);
            words.extend_from_slice(b": cannot parse ");
            append_quoted(&mut words, rest);
            words.extend_from_slice(b" as ");
            append_quoted(&mut words, part);
        }
    }
    Error::new(words)
}

impl Parts {
    fn read(&mut self, layout: &[u8], text: &[u8]) -> Result<Time, Error> {
        let (mut left, mut rest) = (layout, text);
        loop {
            let (before, part, after) = next_part(left);
            rest = match skip(rest, before) {
                Some(rest) => rest,
                None => return Err(failure(layout, text, before, rest, &Fault::Form)),
            };
            if part.is_empty() {
                break;
            }
            left = after;
            let held = rest;
            rest = match self.part(part, after, rest) {
                Ok(rest) => rest,
                Err(fault) => return Err(failure(layout, text, part, held, &fault)),
            };
        }
        if !rest.is_empty() {
            let mut words = b"parsing time ".to_vec();
            append_quoted(&mut words, text);
            words.extend_from_slice(b": extra text: ");
            append_quoted(&mut words, rest);
            return Err(Error::new(words));
        }
        self.moment().map_err(|fault| failure(layout, text, b"", b"", &fault))
    }

    /// Reads one part; what follows it.
    fn part<'a>(&mut self, part: &[u8], after: &[u8], text: &'a [u8]) -> Result<&'a [u8], Fault> {
        let two = |fixed: bool| digits(text, if fixed { 2 } else { 1 }, 2).ok_or(Fault::Form);
        let rest;
        match part {
            b"2006" => {
                let (year, after) = digits(text, 4, 4).ok_or(Fault::Form)?;
                (self.year, rest) = (year, after);
            }
            b"06" => {
                let (year, after) = two(true)?;
                (self.year, rest) = (if year >= 69 { year + 1900 } else { year + 2000 }, after);
            }
            b"January" | b"Jan" => {
                let length = if part == b"Jan" { 3 } else { 9 };
                let (month, after) = name(text, &MONTHS, length).ok_or(Fault::Form)?;
                (self.month, rest) = (Some(month as i64 + 1), after);
            }
            b"01" | b"1" => {
                let (month, after) = two(part == b"01")?;
                (self.month, rest) = (Some(month), after);
                check(month, 1..=12, "month")?;
            }
            b"Monday" => rest = name(text, &WEEKDAYS, 9).ok_or(Fault::Form)?.1,
            b"Mon" => rest = name(text, &WEEKDAYS, 3).ok_or(Fault::Form)?.1,
            b"02" | b"2" | b"_2" => {
                let text = if part == b"_2" {
                    text.strip_prefix(b" ").unwrap_or(text)
                } else {
                    text
                };
                let (day, after) = digits(text, if part == b"02" { 2 } else { 1 }, 2).ok_or(Fault::Form)?;
                (self.day, rest) = (Some(day), after);
            }
            b"002" | b"__2" => {
                let spaces = if part == b"__2" {
                    text.iter().take(2).take_while(|&&byte| byte == b' ').count()
                } else {
                    0
                };
                let (day, after) = digits(&text[spaces..], 3 - spaces, 3 - spaces).ok_or(Fault::Form)?;
                (self.year_day, rest) = (Some(day), after);
            }
            b"15" | b"03" | b"3" => {
                let (hour, after) = digits(text, if part == b"03" { 2 } else { 1 }, 2).ok_or(Fault::Form)?;
                (self.clock[0], rest) = (hour, after);
                check(hour, 0..=if part == b"15" { 23 } else { 12 }, "hour")?;
            }
            b"04" | b"4" => {
                let (minute, after) = two(part == b"04")?;
                (self.clock[1], rest) = (minute, after);
                check(minute, 0..=59, "minute")?;
            }
            b"05" | b"5" => {
                let (second, behind) = two(part == b"05")?;
                self.clock[2] = second;
                check(second, 0..=59, "second")?;
                rest = self.unasked_fraction(after, behind);
            }
            b"PM" | b"pm" => {
                let (upper, lower) = if part == b"PM" { (b"PM", b"AM") } else { (b"pm", b"am") };
                let (word, after) = text.split_at_checked(2).ok_or(Fault::Form)?;
                self.afternoon = Some(word == upper);
                rest = (word == upper || word == lower).then_some(after).ok_or(Fault::Form)?;
            }
            b"MST" => rest = self.zone_name(text).ok_or(Fault::Form)?,
            [b'Z' | b'-', ..] => rest = self.zone(part, text)?,
            _ => rest = self.fraction(part, text).ok_or(Fault::Form)?,
        }
        Ok(rest)
    }

    /// A fraction of the second that the layout does not name is read nevertheless.
    fn unasked_fraction<'a>(&mut self, layout: &[u8], text: &'a [u8]) -> &'a [u8] {
        let asked = fraction(next_part(layout).1).is_some() && next_part(layout).0.is_empty();
        let [b'.' | b',', more @ ..] = text else { return text };
        let count = more.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if asked || count == 0 {
            return text;
        }
        self.nanosecond = nanoseconds(&more[..count]);
        &more[count..]
    }

    fn fraction<'a>(&mut self, part: &[u8], text: &'a [u8]) -> Option<&'a [u8]> {
        let [b'.' | b',', more @ ..] = text else {
            // Nines may be missing.
            return (part[1] == b'9').then_some(text);
        };
        let count = more.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let wanted = part.len() - 1;
        if part[1] == b'0' {
            let (digits, rest) = more.split_at_checked(wanted)?;
            if !digits.iter().all(u8::is_ascii_digit) {
                return None;
            }
            self.nanosecond = nanoseconds(digits);
            return Some(rest);
        }
        if count == 0 {
            return Some(text);
        }
        self.nanosecond = nanoseconds(&more[..count]);
        Some(&more[count..])
    }

    /// A name such as `UTC` or `CET`: of an unknown one Go makes a zone without an offset.
    fn zone_name<'a>(&self, text: &'a [u8]) -> Option<&'a [u8]> {
        let length = text.iter().take(6).take_while(|byte| byte.is_ascii_uppercase()).count();
        match length {
            3 => Some(&text[3..]),
            4 if text[3] == b'T' || text.starts_with(b"WITA") => Some(&text[4..]),
            5 if text[4] == b'T' => Some(&text[5..]),
            _ => None,
        }
    }

    fn zone<'a>(&mut self, part: &[u8], text: &'a [u8]) -> Result<&'a [u8], Fault> {
        if part[0] == b'Z'
            && let [b'Z', rest @ ..] = text
        {
            self.offset = 0;
            return Ok(rest);
        }
        let sign = match text.first() {
            Some(b'+') => 1,
            Some(b'-') => -1,
            _ => return Err(Fault::Form),
        };
        let mut rest = &text[1..];
        let mut seconds = 0;
        let form = &part[1..];
        let (groups, colons) = (
            form.iter().filter(|byte| byte.is_ascii_digit()).count() / 2,
            form.contains(&b':'),
        );
        for (group, (unit, most)) in [(3_600, 24), (60, 60), (1, 60)].into_iter().enumerate().take(groups) {
            if colons && group > 0 {
                rest = rest.strip_prefix(b":").ok_or(Fault::Form)?;
            }
            let (number, after) = digits(rest, 2, 2).ok_or(Fault::Form)?;
            check(
                number,
                0..=most,
                if group == 0 {
                    "time zone offset hour"
                } else {
                    "time zone offset minute"
                },
            )?;
            seconds += number * unit;
            rest = after;
        }
        self.offset = sign * seconds;
        Ok(rest)
    }

    fn moment(&self) -> Result<Time, Fault> {
        let [mut hour, minute, second] = self.clock;
        match self.afternoon {
            Some(true) if hour < 12 => hour += 12,
            Some(false) if hour == 12 => hour = 0,
            _ => {}
        }
        let days = match self.year_day {
            Some(day) => {
                let length = days_since_1970(self.year + 1, 1, 1) - days_since_1970(self.year, 1, 1);
                check(day, 1..=length, "day-of-year")?;
                days_since_1970(self.year, 1, 1) + day - 1
            }
            None => {
                let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
                check(day, 1..=days_in_month(self.year, month), "day")?;
                days_since_1970(self.year, month, day)
            }
        };
        let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
        Ok(Unix(seconds - self.offset, self.nanosecond))
    }
}

/// The text without what the layout has before a part: a space stands for any number of them.
fn skip<'a>(text: &'a [u8], layout: &[u8]) -> Option<&'a [u8]> {
    let (mut text, mut layout) = (text, layout);
    while let [first, behind @ ..] = layout {
        if *first == b' ' {
            if text.first().is_some_and(|&byte| byte != b' ') {
                return None;
            }
            layout = layout.trim_ascii_start();
            text = text.trim_ascii_start();
            continue;
        }
        text = text.strip_prefix(&[*first])?;
        layout = behind;
    }
    Some(text)
}

/// A number of so many digits, and what follows.
fn digits(text: &[u8], fewest: usize, most: usize) -> Option<(i64, &[u8])> {
    let count = text.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
    let number = text[..count]
        .iter()
        .fold(0, |number, digit| number * 10 + i64::from(digit - b'0'));
    (count >= fewest).then_some((number, &text[count..]))
}

/// The place of a name of which the text begins with so many letters, in any case.
fn name<'a>(text: &'a [u8], names: &[&str], letters: usize) -> Option<(usize, &'a [u8])> {
    let found = |name: &&str| {
        let name = &name.as_bytes()[..letters.min(name.len())];
        text.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
    };
    let at = names.iter().position(found)?;
    Some((at, &text[letters.min(names[at].len())..]))
}

fn nanoseconds(digits: &[u8]) -> i64 {
    let digit = |at: usize| digits.get(at).map_or(0, |digit| i64::from(digit - b'0'));
    (0..9).fold(0, |number, at| number * 10 + digit(at))
}

fn check(number: i64, range: std::ops::RangeInclusive<i64>, what: &'static str) -> Result<(), Fault> {
    if range.contains(&number) {
        Ok(())
    } else {
        Err(Fault::Range(what))
    }
}

/// Appends a text in quotes, as this package of Go writes one: all but printable ASCII as bytes.
pub(super) fn append_quoted(out: &mut Vec<u8>, text: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    for &byte in text {
        match byte {
            0x80.. | ..b' ' => out.extend([
                b'\\',
                b'x',
                DIGITS[usize::from(byte >> 4)],
                DIGITS[usize::from(byte & 15)],
            ]),
            b'"' | b'\\' => out.extend([b'\\', byte]),
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}
