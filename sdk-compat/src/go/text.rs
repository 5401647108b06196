//! Go's indexes of strings, and strings as code points.

use std::ops::RangeBounds;

use super::slice::{bad_index, check_range, ends};
use crate::{Str, runes as utf8};

/// Go's indexes of a string, with Go's panics.
pub trait StrExt {
    /// `s[i]`, a byte.
    fn at(&self, i: i64) -> u8;
    /// `s[from:to]`.
    fn cut(&self, range: impl RangeBounds<i64>) -> Str;
    /// `for i, r := range s`: code points and where they begin; a byte that is not UTF-8 is U+FFFD.
    fn runes(&self) -> impl Iterator<Item = (i64, i32)> + use<Self>;
}

impl StrExt for Str {
    fn at(&self, i: i64) -> u8 {
        match usize::try_from(i).ok().and_then(|at| self.get(at)) {
            Some(&byte) => byte,
            None => bad_index(i, self.len()),
        }
    }

    fn cut(&self, range: impl RangeBounds<i64>) -> Str {
        let (from, to) = ends(&range, self.len() as i64);
        check_range(from, to, self.len() as i64, "length");
        self.slice(from as usize..to as usize)
    }

    fn runes(&self) -> impl Iterator<Item = (i64, i32)> + use<> {
        let text = self.clone();
        let mut at = 0;
        std::iter::from_fn(move || {
            let (point, width) = utf8::first(&text[at..]);
            at += width;
            (width > 0).then_some(((at - width) as i64, point as i32))
        })
    }
}

/// `[]rune(s)`.
pub fn runes(text: impl AsRef<[u8]>) -> Vec<i32> {
    let mut rest = text.as_ref();
    let mut out = Vec::new();
    while let (point, width @ 1..) = utf8::first(rest) {
        out.push(point as i32);
        rest = &rest[width..];
    }
    out
}

/// `string(runes)`.
pub fn from_runes(runes: impl AsRef<[i32]>) -> Str {
    let mut out = Vec::new();
    for &rune in runes.as_ref() {
        utf8::append(&mut out, rune as u32);
    }
    out.into()
}

/// `string(r)` of a code point; U+FFFD where it is none.
pub fn from_rune(rune: i64) -> Str {
    let mut out = Vec::new();
    utf8::append(&mut out, u32::try_from(rune).unwrap_or(utf8::ERROR));
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_come_with_their_places() {
        let text = Str::copy_of(b"a\xc3\xa4\xffz");
        let all: Vec<_> = text.runes().collect();
        assert_eq!(all, [(0, 97), (1, 0xe4), (3, 0xfffd), (4, 122)]);
        assert_eq!(runes(&text), [97, 0xe4, 0xfffd, 122]);
        assert_eq!(from_runes([97, -1, 0xe4]), "a\u{fffd}ä");
        assert_eq!((from_rune(65), from_rune(-1)), ("A".into(), "\u{fffd}".into()));
        assert_eq!((text.at(3), text.cut(1..3)), (0xff, "ä".into()));
    }
}
