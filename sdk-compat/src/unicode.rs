//! Go's package `unicode`, on code points as Go has them.
//!
//! Digits and punctuation marks are those of Go's tables. Letters, capital and small letters, and numbers are those of Rust's
//! standard library: a newer Unicode, and with letters the marks that count as letters.

pub(crate) mod tables;

use crate::{go, strings};

/// The code point that stands for bytes that are no text.
pub const ReplacementChar: i32 = 0xfffd;
/// The largest code point.
pub const MaxRune: i32 = 0x10ffff;
/// The largest code point of ASCII.
pub const MaxASCII: i32 = 0x7f;

macro_rules! kinds {
    ($($name:ident => $kind:expr, $what:literal;)*) => {$(
        #[doc = $what]
        #[go]
        pub fn $name(rune: i32) -> bool {
            letter(rune).is_some_and($kind)
        }
    )*};
}

kinds! {
    IsSpace => char::is_whitespace, "Whether it is white space.";
    IsControl => char::is_control, "Whether it is a control character.";
    IsUpper => char::is_uppercase, "Whether it is a capital letter.";
    IsLower => char::is_lowercase, "Whether it is a small letter.";
    IsLetter => |letter: char| letter.is_alphabetic(), "Whether it is a letter.";
    IsDigit => |digit: char| tables::contains(tables::DIGITS, digit.into()), "Whether it is a decimal digit.";
    IsNumber => char::is_numeric, "Whether it is a number.";
    IsPunct => |mark: char| tables::contains(tables::MARKS, mark.into()), "Whether it is a punctuation mark.";
}

fn letter(rune: i32) -> Option<char> {
    char::from_u32(rune as u32)
}

/// The small letter.
#[go]
pub fn ToLower(rune: i32) -> i32 {
    strings::lower_point(rune as u32) as i32
}

/// The capital letter.
#[go]
pub fn ToUpper(rune: i32) -> i32 {
    strings::upper_point(rune as u32) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_marks_are_those_of_go() {
        let all = |text: &str, is: fn(i32) -> bool| text.chars().all(|c| is(c as i32));
        let none = |text: &str, is: fn(i32) -> bool| !text.chars().any(|c| is(c as i32));
        assert!(all("09\u{660}\u{966}\u{1d7ce}", IsDigit));
        assert!(none("a/:\u{b2}\u{bd}\u{2167}", IsDigit));
        assert!(all("!#*,_}\u{a1}\u{ff0c}\u{3002}\u{300c}", IsPunct));
        assert!(none("$+<=>^`|~a1 ", IsPunct));
    }
}
