//! Go's package `unicode/utf8`.

use crate::{go, runes};

/// The code point that stands for bytes that are no text.
pub const RuneError: i32 = 0xfffd;
/// Below this, a code point is one byte.
pub const RuneSelf: i64 = 0x80;
/// The most bytes of a code point.
pub const UTFMax: i64 = 4;
/// The largest code point.
pub const MaxRune: i32 = 0x10ffff;

/// How many code points the text has; a byte that is none counts as one.
#[go]
pub fn RuneCountInString(text: impl AsRef<[u8]>) -> i64 {
    runes::count(text.as_ref()) as i64
}

/// Whether all of the text is UTF-8.
#[go]
pub fn ValidString(text: impl AsRef<[u8]>) -> bool {
    std::str::from_utf8(text.as_ref()).is_ok()
}

/// The first code point and how many bytes it has: [`RuneError`] and 1 where it is none, and 0 of an empty text.
#[go]
pub fn DecodeRuneInString(text: impl AsRef<[u8]>) -> (i32, i64) {
    pair(runes::first(text.as_ref()))
}

/// The last code point and how many bytes it has.
#[go]
pub fn DecodeLastRuneInString(text: impl AsRef<[u8]>) -> (i32, i64) {
    pair(runes::last(text.as_ref()))
}

pub use self::{
    DecodeLastRuneInString as DecodeLastRune, DecodeRuneInString as DecodeRune, RuneCountInString as RuneCount,
    ValidString as Valid, decode_last_rune_in_string as decode_last_rune, decode_rune_in_string as decode_rune,
    rune_count_in_string as rune_count, valid_string as valid,
};

fn pair((point, width): (u32, usize)) -> (i32, i64) {
    (point as i32, width as i64)
}

/// How many bytes a code point has; -1 where it is none.
#[go]
pub fn RuneLen(rune: i32) -> i64 {
    char::from_u32(rune as u32).map_or(-1, |letter| letter.len_utf8() as i64)
}

/// Whether it is a code point.
#[go]
pub fn ValidRune(rune: i32) -> bool {
    char::from_u32(rune as u32).is_some()
}
