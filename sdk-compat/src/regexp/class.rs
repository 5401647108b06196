//! Classes of characters.

use crate::strings::{lower_point, upper_point};
use crate::unicode::tables;

/// A class: every set of it, or its complement.
#[derive(Clone, Debug)]
pub(super) struct Class {
    /// Each with whether all others are meant.
    pub(super) sets: Vec<(Set, bool)>,
    pub(super) negated: bool,
    /// Capital and small letters count as the same.
    fold: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Set {
    /// From the first to the second, both included.
    Ranges(Vec<(u32, u32)>),
    /// What Unicode knows of a character.
    Kind(fn(char) -> bool),
}

impl Class {
    pub(super) fn of(set: Set, fold: bool) -> Self {
        Class {
            sets: vec![(set, false)],
            negated: false,
            fold,
        }
    }

    pub(super) fn has(&self, point: u32) -> bool {
        self.sets
            .iter()
            .any(|(set, negated)| self.set_has(set, point) != *negated)
            != self.negated
    }

    fn set_has(&self, set: &Set, point: u32) -> bool {
        set.has(point) || self.fold && same_letters(point).any(|other| set.has(other))
    }

    /// The only character of the class, where it is one.
    pub(super) fn literal(&self) -> Option<u32> {
        match &self.sets[..] {
            [(Set::Ranges(ranges), false)] if !self.negated && !self.fold => match ranges[..] {
                [(low, high)] if low == high => Some(low),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The other letters that a letter stands for where capitals do not count.
fn same_letters(point: u32) -> impl Iterator<Item = u32> {
    // Three letters in one: beside the capital and the small one there is a sign of its own.
    const THIRD: [(u32, u32); 8] = [
        (0x6b, 0x212a),
        (0x73, 0x17f),
        (0xe5, 0x212b),
        (0xb5, 0x3bc),
        (0x3c9, 0x2126),
        (0x3b8, 0x3f4),
        (0x3c3, 0x3c2),
        (0xdf, 0x1e9e),
    ];
    let (lower, upper) = if matches!(point, 0x130 | 0x131) {
        (point, point)
    } else {
        (lower_point(point), upper_point(point))
    };
    let small = lower_point(upper);
    let third = THIRD
        .iter()
        .filter(move |(letter, sign)| [lower, small, point].contains(letter) || point == *sign);
    let signs = third.flat_map(|&(letter, sign)| [letter, sign, upper_point(letter)]);
    [lower, upper, small].into_iter().chain(signs)
}

impl Set {
    fn has(&self, point: u32) -> bool {
        match self {
            Set::Ranges(ranges) => ranges.iter().any(|(low, high)| (*low..=*high).contains(&point)),
            Set::Kind(is) => char::from_u32(point).is_some_and(is),
        }
    }

    fn ascii(ranges: &[(u8, u8)]) -> Self {
        Set::Ranges(ranges.iter().map(|&(low, high)| (low.into(), high.into())).collect())
    }

    /// `\d`, `\s` and `\w`.
    pub(super) fn perl(letter: u8) -> Option<Self> {
        Some(match letter {
            b'd' => Set::ascii(&[(b'0', b'9')]),
            b's' => Set::ascii(&[(b'\t', b'\n'), (0x0c, b'\r'), (b' ', b' ')]),
            b'w' => Set::ascii(&[(b'0', b'9'), (b'A', b'Z'), (b'_', b'_'), (b'a', b'z')]),
            _ => return None,
        })
    }

    /// `[:alpha:]` and the like.
    pub(super) fn posix(name: &[u8]) -> Option<Self> {
        Some(Set::ascii(match name {
            b"alnum" => &[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')],
            b"alpha" => &[(b'A', b'Z'), (b'a', b'z')],
            b"ascii" => &[(0, 0x7f)],
            b"blank" => &[(b'\t', b'\t'), (b' ', b' ')],
            b"cntrl" => &[(0, 0x1f), (0x7f, 0x7f)],
            b"digit" => &[(b'0', b'9')],
            b"graph" => &[(b'!', b'~')],
            b"lower" => &[(b'a', b'z')],
            b"print" => &[(b' ', b'~')],
            b"punct" => &[(b'!', b'/'), (b':', b'@'), (b'[', b'`'), (b'{', b'~')],
            b"space" => &[(b'\t', b'\r'), (b' ', b' ')],
            b"upper" => &[(b'A', b'Z')],
            b"word" => &[(b'0', b'9'), (b'A', b'Z'), (b'_', b'_'), (b'a', b'z')],
            b"xdigit" => &[(b'0', b'9'), (b'A', b'F'), (b'a', b'f')],
            _ => return None,
        }))
    }

    /// The general categories and the scripts that plugins have names for. (What Rust's standard library knows stands for
    /// the tables that Go has: letters include marks that count as letters.)
    pub(super) fn unicode(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"Any" => Set::Ranges(vec![(0, 0x10ffff)]),
            b"L" => Set::Kind(char::is_alphabetic),
            b"Lu" => Set::Kind(char::is_uppercase),
            b"Ll" => Set::Kind(char::is_lowercase),
            b"N" => Set::Kind(char::is_numeric),
            b"Nd" => Set::Kind(|digit| tables::contains(tables::DIGITS, digit.into())),
            b"P" => Set::Kind(|mark| tables::contains(tables::MARKS, mark.into())),
            b"Z" | b"Zs" => Set::Kind(|space| space.is_whitespace() && !space.is_control()),
            b"Cc" => Set::Kind(char::is_control),
            b"Han" => Set::Ranges(vec![
                (0x2e80, 0x2e99),
                (0x2e9b, 0x2ef3),
                (0x2f00, 0x2fd5),
                (0x3005, 0x3005),
                (0x3007, 0x3007),
                (0x3021, 0x3029),
                (0x3038, 0x303b),
                (0x3400, 0x4dbf),
                (0x4e00, 0x9fff),
                (0xf900, 0xfa6d),
                (0xfa70, 0xfad9),
                (0x16fe2, 0x16fe3),
                (0x16ff0, 0x16ff1),
                (0x20000, 0x2a6df),
                (0x2a700, 0x2b739),
                (0x2b740, 0x2b81d),
                (0x2b820, 0x2cea1),
                (0x2ceb0, 0x2ebe0),
                (0x2f800, 0x2fa1d),
                (0x30000, 0x3134a),
                (0x31350, 0x323af),
            ]),
            b"Hiragana" => Set::Ranges(vec![
                (0x3041, 0x3096),
                (0x309d, 0x309f),
                (0x1b001, 0x1b11f),
                (0x1f200, 0x1f200),
            ]),
            b"Katakana" => Set::Ranges(vec![
                (0x30a1, 0x30fa),
                (0x30fd, 0x30ff),
                (0x31f0, 0x31ff),
                (0xff66, 0xff6f),
                (0xff71, 0xff9d),
            ]),
            b"Hangul" => Set::Ranges(vec![(0x1100, 0x11ff), (0x3131, 0x318e), (0xac00, 0xd7a3)]),
            b"Cyrillic" => Set::Ranges(vec![
                (0x400, 0x484),
                (0x487, 0x52f),
                (0x1c80, 0x1c88),
                (0x2de0, 0x2dff),
                (0xa640, 0xa69f),
            ]),
            _ => return None,
        })
    }
}
