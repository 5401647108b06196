//! Go's package `unicode`, on code points as Go has them.

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
    IsDigit => |digit: char| digit.is_ascii_digit() || !digit.is_ascii() && digit.is_numeric(), "Whether it is a decimal digit.";
    IsNumber => char::is_numeric, "Whether it is a number.";
    IsPunct => |mark: char| mark.is_ascii_punctuation() && !"$+<=>^`|~".contains(mark), "Whether it is a punctuation mark of ASCII.";
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
