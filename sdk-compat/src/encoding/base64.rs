//! Go's package `encoding/base64`.

use crate::strconv::append_int;
use crate::{Error, Str, go};

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A way to write bytes as base64.
#[derive(Clone, Copy, Debug)]
pub struct Encoding {
    digits: &'static [u8; 64],
    padded: bool,
}

macro_rules! encodings {
    ($($name:ident, $digits:ident, $padded:literal, $what:literal;)*) => {$(
        #[doc = $what]
        pub static $name: Encoding = Encoding { digits: $digits, padded: $padded };
    )*};
}

encodings! {
    StdEncoding, STANDARD, true, "With `+` and `/`, and padding.";
    RawStdEncoding, STANDARD, false, "With `+` and `/`, without padding.";
    URLEncoding, URL, true, "With `-` and `_`, and padding.";
    RawURLEncoding, URL, false, "With `-` and `_`, without padding.";
}

#[go]
impl Encoding {
    /// The bytes as text.
    pub fn EncodeToString(&self, bytes: impl AsRef<[u8]>) -> Str {
        self.encode(bytes.as_ref()).into()
    }

    /// How long the text of so many bytes is.
    pub fn EncodedLen(&self, bytes: i64) -> i64 {
        if self.padded {
            (bytes + 2) / 3 * 4
        } else {
            bytes / 3 * 4 + (bytes % 3 * 8 + 5) / 6
        }
    }

    /// The bytes of a text; line breaks in it do not count.
    ///
    /// # Errors
    /// With Go's words at the first byte that has no place there.
    pub fn DecodeString(&self, text: impl AsRef<[u8]>) -> Result<Vec<u8>, Error> {
        match self.decode_string_pair(text) {
            (bytes, None) => Ok(bytes),
            (_, Some(error)) => Err(error),
        }
    }
}

impl Encoding {
    /// [`Encoding::DecodeString`] with what Go gives beside the error: the bytes up to there.
    pub fn decode_string_pair(&self, text: impl AsRef<[u8]>) -> (Vec<u8>, Option<Error>) {
        let mut bytes = Vec::with_capacity(text.as_ref().len() / 4 * 3);
        let error = self.decode(text.as_ref(), &mut bytes).err().map(|at| {
            let mut words = b"illegal base64 data at input byte ".to_vec();
            append_int(&mut words, at as i64);
            Error::new(words)
        });
        (bytes, error)
    }
}

impl Encoding {
    fn encode(&self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
        for chunk in bytes.chunks(3) {
            let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
            let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
            let digit = |at: u32| self.digits[(bits >> (18 - 6 * at) & 63) as usize];
            let used = chunk.len() as u32 + 1;
            out.extend((0..used).map(digit));
            if self.padded {
                out.extend((used..4).map(|_| b'='));
            }
        }
        out
    }

    fn value(&self, digit: u8) -> Option<u32> {
        self.digits
            .iter()
            .position(|&other| other == digit)
            .map(|value| value as u32)
    }

    /// The bytes, or the place that Go complains about.
    fn decode(&self, text: &[u8], out: &mut Vec<u8>) -> Result<(), usize> {
        let mut rest = text
            .iter()
            .enumerate()
            .filter(|(_, byte)| !matches!(byte, b'\r' | b'\n'));
        loop {
            let (mut bits, mut count) = (0, 0);
            while count < 4 {
                let Some((at, &byte)) = rest.next() else {
                    return match (count, self.padded) {
                        (0, _) => Ok(()),
                        (1, _) | (_, true) => Err(text.len() - count),
                        _ => {
                            append_group(out, bits, count);
                            Ok(())
                        }
                    };
                };
                if let Some(value) = self.value(byte) {
                    bits |= value << (18 - 6 * count);
                    count += 1;
                    continue;
                }
                if byte != b'=' || !self.padded || count < 2 {
                    return Err(at);
                }
                // Two digits have two signs behind them, three have one.
                if count == 2 {
                    match rest.next() {
                        Some((_, b'=')) => {}
                        Some((at, _)) => return Err(at - 1),
                        None => return Err(text.len()),
                    }
                }
                append_group(out, bits, count);
                return rest.next().map_or(Ok(()), |(at, _)| Err(at));
            }
            append_group(out, bits, 4);
        }
    }
}

/// The bytes of a group of so many digits.
fn append_group(out: &mut Vec<u8>, bits: u32, digits: usize) {
    out.extend_from_slice(&bits.to_be_bytes()[1..digits]);
}

/// The bytes as padded base64 text.
pub(crate) fn encode(bytes: &[u8]) -> Vec<u8> {
    StdEncoding.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_of_the_last_group_is_padded() {
        let pairs = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("\u{ff}~", "w79+"),
        ];
        for (text, base64) in pairs {
            assert_eq!(StdEncoding.EncodeToString(text), base64);
            assert_eq!(StdEncoding.DecodeString(base64).unwrap(), text.as_bytes());
        }
    }
}
