//! Go's package `encoding/hex`.

use crate::fmt::Sprintf;
use crate::{Error, Str, args, go};

/// Two small digits for every byte.
#[go]
pub fn EncodeToString(bytes: impl AsRef<[u8]>) -> Str {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = |byte: &u8| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
    bytes.as_ref().iter().flat_map(digits).collect::<Vec<u8>>().into()
}

/// The bytes whose digits the text has.
///
/// # Errors
/// With Go's words at a byte that is no digit, and for an odd number of digits.
#[go]
pub fn DecodeString(text: impl AsRef<[u8]>) -> Result<Vec<u8>, Error> {
    let digit = |byte: u8| match char::from(byte).to_digit(16) {
        Some(digit) => Ok(digit as u8),
        None => Err(bad_byte(byte)),
    };
    let mut pairs = text.as_ref().chunks_exact(2);
    let bytes: Result<Vec<u8>, Error> = pairs
        .by_ref()
        .map(|pair| Ok(digit(pair[0])? << 4 | digit(pair[1])?))
        .collect();
    let bytes = bytes?;
    match pairs.remainder() {
        [] => Ok(bytes),
        [last, ..] => {
            digit(*last)?;
            Err(Error::new("encoding/hex: odd length hex string"))
        }
    }
}

fn bad_byte(byte: u8) -> Error {
    Error::new(Sprintf("encoding/hex: invalid byte: %#U", args![byte]))
}

/// How long the text of so many bytes is.
#[go]
pub fn EncodedLen(bytes: i64) -> i64 {
    bytes * 2
}
