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
    match decode_string_pair(text) {
        (bytes, None) => Ok(bytes),
        (_, Some(error)) => Err(error),
    }
}

/// [`DecodeString`] with what Go gives beside the error: the bytes up to there.
pub fn decode_string_pair(text: impl AsRef<[u8]>) -> (Vec<u8>, Option<Error>) {
    let digit = |byte: u8| match char::from(byte).to_digit(16) {
        Some(digit) => Ok(digit as u8),
        None => Err(bad_byte(byte)),
    };
    let mut pairs = text.as_ref().chunks_exact(2);
    let mut bytes = Vec::with_capacity(pairs.len());
    for pair in pairs.by_ref() {
        match digit(pair[0]).and_then(|high| Ok(high << 4 | digit(pair[1])?)) {
            Ok(byte) => bytes.push(byte),
            Err(error) => return (bytes, Some(error)),
        }
    }
    let error = match pairs.remainder() {
        [] => None,
        [last, ..] => {
            Some(digit(*last).map_or_else(|error| error, |_| Error::new("encoding/hex: odd length hex string")))
        }
    };
    (bytes, error)
}

fn bad_byte(byte: u8) -> Error {
    Error::new(Sprintf("encoding/hex: invalid byte: %#U", args![byte]))
}

/// How long the text of so many bytes is.
#[go]
pub fn EncodedLen(bytes: i64) -> i64 {
    bytes * 2
}
