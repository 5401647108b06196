//! The format string: verbs, flags, widths, precisions and explicit argument numbers.

use super::pad::Flags;
use super::print::Printer;
use crate::{Any, runes};

/// Widths and precisions beyond this are not taken.
const LARGEST: i64 = 1_000_000;

/// Where the reading of a format stands.
struct Scan<'a> {
    format: &'a [u8],
    at: usize,
    values: &'a [Any],
    next: usize,
    /// An argument number such as `[3]` was used: then values left over are not complained about.
    reordered: bool,
    good_number: bool,
    after_number: bool,
}

impl Printer {
    /// Prints `values` as `format` says; whether an argument number such as `[3]` was used.
    pub(super) fn format(&mut self, format: &[u8], values: &[Any]) -> bool {
        let mut scan = Scan {
            format,
            at: 0,
            values,
            next: 0,
            reordered: false,
            good_number: true,
            after_number: false,
        };
        while let Some(length) = scan.rest().iter().position(|&byte| byte == b'%') {
            self.out.extend_from_slice(&scan.rest()[..length]);
            scan.at += length + 1;
            if !self.directive(&mut scan) {
                break;
            }
        }
        self.out.extend_from_slice(scan.rest());
        if !scan.reordered && scan.next < values.len() {
            self.extra_values(&values[scan.next..]);
        }
        scan.reordered
    }

    /// One directive, the `%` already read; `false` when the format ended in the middle of it.
    fn directive(&mut self, scan: &mut Scan<'_>) -> bool {
        self.flags = scan.flags();
        scan.good_number = true;
        scan.after_number = false;
        scan.argument_number();
        self.width(scan);
        self.precision(scan);
        if !scan.after_number {
            scan.argument_number();
        }
        let (verb, size) = runes::first(scan.rest());
        if size == 0 {
            self.out.extend_from_slice(b"%!(NOVERB)");
            return false;
        }
        scan.at += size;
        if verb == u32::from(b'%') {
            self.out.push(b'%');
        } else if !scan.good_number {
            self.complain(verb, b"(BADINDEX)");
        } else if let Some(value) = scan.values.get(scan.next) {
            if let (true, Some(named)) = (verb == u32::from(b'w'), &mut self.named) {
                named.push(scan.next);
            }
            scan.next += 1;
            if verb == u32::from(b'v') || verb == u32::from(b'w') {
                let flags = self.flags;
                self.flags = Flags {
                    sharp_v: flags.sharp,
                    plus_v: flags.plus,
                    sharp: false,
                    plus: false,
                    ..flags
                };
            }
            self.value(value, verb);
        } else {
            self.complain(verb, b"(MISSING)");
        }
        true
    }

    fn complain(&mut self, verb: u32, about: &[u8]) {
        self.out.extend_from_slice(b"%!");
        runes::append(&mut self.out, verb);
        self.out.extend_from_slice(about);
    }

    fn width(&mut self, scan: &mut Scan<'_>) {
        if scan.eat(b'*') {
            let width = scan.integer_value();
            match width {
                None => self.out.extend_from_slice(b"%!(BADWIDTH)"),
                Some(width) if width < 0 => {
                    self.flags.minus = true;
                    self.flags.zero = false;
                }
                Some(_) => {}
            }
            self.flags.width = width.map(|width| width.unsigned_abs() as usize);
            scan.after_number = false;
            return;
        }
        self.flags.width = scan.number();
        if scan.after_number && self.flags.width.is_some() {
            scan.good_number = false;
        }
    }

    fn precision(&mut self, scan: &mut Scan<'_>) {
        if scan.at + 1 >= scan.format.len() || !scan.eat(b'.') {
            return;
        }
        if scan.after_number {
            scan.good_number = false;
        }
        scan.argument_number();
        if scan.eat(b'*') {
            let precision = scan.integer_value().filter(|&precision| precision >= 0);
            if precision.is_none() {
                self.out.extend_from_slice(b"%!(BADPREC)");
            }
            self.flags.precision = precision.map(|precision| precision as usize);
            scan.after_number = false;
            return;
        }
        self.flags.precision = Some(scan.number().unwrap_or(0));
    }

    fn extra_values(&mut self, values: &[Any]) {
        self.flags = Flags::default();
        self.out.extend_from_slice(b"%!(EXTRA ");
        for (at, value) in values.iter().enumerate() {
            if at > 0 {
                self.out.extend_from_slice(b", ");
            }
            self.extra(value);
        }
        self.out.push(b')');
    }
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a [u8] {
        &self.format[self.at..]
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.rest().first() == Some(&byte);
        self.at += usize::from(found);
        found
    }

    fn flags(&mut self) -> Flags {
        let mut flags = Flags::default();
        while let Some(&byte) = self.rest().first() {
            match byte {
                b'#' => flags.sharp = true,
                b'0' => flags.zero = true,
                b'+' => flags.plus = true,
                b'-' => flags.minus = true,
                b' ' => flags.space = true,
                _ => break,
            }
            self.at += 1;
        }
        flags
    }

    /// A decimal number, if one stands here. One that is too large takes the rest of the format with it.
    fn number(&mut self) -> Option<usize> {
        let (number, length) = decimal(self.rest());
        self.at += length;
        number
    }

    /// `[n]`: which value comes next.
    fn argument_number(&mut self) {
        self.after_number = false;
        if self.rest().first() != Some(&b'[') {
            return;
        }
        self.reordered = true;
        let close = self
            .rest()
            .iter()
            .position(|&byte| byte == b']')
            .filter(|_| self.rest().len() >= 3);
        let Some(close) = close else {
            self.at += 1;
            self.good_number = false;
            return;
        };
        let text = &self.rest()[1..close];
        let number = match decimal(text) {
            (Some(number), length) if length == text.len() => Some(number),
            _ => None,
        };
        self.at += close + 1;
        self.after_number = number.is_some();
        match number {
            Some(number) if (1..=self.values.len()).contains(&number) => self.next = number - 1,
            _ => self.good_number = false,
        }
    }

    /// The next value as a width or precision: an integer of any type, not too large.
    fn integer_value(&mut self) -> Option<i64> {
        let value = self.values.get(self.next)?;
        self.next += 1;
        let number = match &value.plain() {
            Any::Int(number) => *number,
            Any::Int8(number) => i64::from(*number),
            Any::Int16(number) => i64::from(*number),
            Any::Int32(number) => i64::from(*number),
            Any::Uint(number) => i64::try_from(*number).ok()?,
            Any::Uint8(number) => i64::from(*number),
            Any::Uint16(number) => i64::from(*number),
            Any::Uint32(number) => i64::from(*number),
            _ => return None,
        };
        (-LARGEST..=LARGEST).contains(&number).then_some(number)
    }
}

/// The decimal number at the start of `text`, if there is one, and how much of the text it takes.
fn decimal(text: &[u8]) -> (Option<usize>, usize) {
    let mut number = None;
    for (at, byte) in text.iter().enumerate() {
        if !byte.is_ascii_digit() {
            return (number, at);
        }
        let so_far = number.unwrap_or(0);
        if so_far > LARGEST as usize {
            return (None, text.len());
        }
        number = Some(so_far * 10 + usize::from(byte - b'0'));
    }
    (number, text.len())
}
