//! Reads values of the Redis protocol from bytes that are all there.

use super::value::{Content, Value};
use crate::strconv::read_int;
use crate::{Error, Str, go};

/// Arrays nested deeper than this are refused; Redis nests a few levels only.
const MOST_LEVELS: usize = 500;
/// The longest bulk string, in bytes.
const LONGEST_BULK: i64 = 512 * 1024 * 1024;
/// The longest array that is read.
const LONGEST_ARRAY: i64 = 1024 * 1024;

/// A reader of values from bytes.
pub struct Reader {
    bytes: Str,
    at: usize,
}

/// A reader that begins at the start of `bytes`.
#[go]
pub fn NewReader(bytes: impl Into<Str>) -> Reader {
    Reader {
        bytes: bytes.into(),
        at: 0,
    }
}

#[go]
impl Reader {
    /// The next value, and how many bytes it takes. What does not begin with a type byte is read as a line of words, as one
    /// types them.
    ///
    /// # Errors
    /// When the bytes end before the value does, or are not of the protocol.
    pub fn ReadValue(&mut self) -> Result<(Value, i64), Error> {
        let start = self.at;
        let value = match self.bytes.get(start) {
            None => return Err(Error::new("EOF")),
            Some(b'-' | b'+' | b':' | b'$' | b'*') => self.value(),
            Some(_) => self.words(),
        };
        value.map(|value| (value, (self.at - start) as i64))
    }
}

fn cut_off() -> Error {
    Error::new("unexpected EOF")
}

fn protocol(what: &str) -> Error {
    Error::new([b"Protocol error: ", what.as_bytes()].concat())
}

/// An array that is not complete yet.
struct Level {
    items: Vec<Value>,
    missing: i64,
}

impl Reader {
    fn value(&mut self) -> Result<Value, Error> {
        let mut levels: Vec<Level> = Vec::new();
        loop {
            let mut value = match self.byte()? {
                b'*' => match self.integer()? {
                    // Go says nothing against it, and reads nothing of it.
                    length if length > LONGEST_ARRAY => Value(Content::None { null: true }),
                    ..0 => Value(Content::Array(None)),
                    0 => Value(Content::Array(Some(Vec::new()))),
                    _ if levels.len() == MOST_LEVELS => return Err(protocol("too many levels")),
                    missing => {
                        levels.push(Level {
                            items: Vec::new(),
                            missing,
                        });
                        continue;
                    }
                },
                b'+' => Value(Content::Simple(self.line()?)),
                b'-' => Value(Content::Error(self.line()?)),
                b':' => Value(Content::Integer(self.integer()?)),
                b'$' => self.bulk()?,
                _ => return Err(protocol("unknown first byte")),
            };
            loop {
                let Some(level) = levels.last_mut() else {
                    return Ok(value);
                };
                level.items.push(value);
                level.missing -= 1;
                if level.missing > 0 {
                    break;
                }
                value = Value(Content::Array(levels.pop().map(|level| level.items)));
            }
        }
    }

    fn byte(&mut self) -> Result<u8, Error> {
        let byte = *self.bytes.get(self.at).ok_or_else(cut_off)?;
        self.at += 1;
        Ok(byte)
    }

    /// The rest of a line, without its CR LF.
    fn line(&mut self) -> Result<Str, Error> {
        let rest = &self.bytes[self.at..];
        let length = rest.windows(2).position(|end| end == b"\r\n").ok_or_else(cut_off)?;
        let line = self.bytes.slice(self.at..self.at + length);
        self.at += length + 2;
        Ok(line)
    }

    fn integer(&mut self) -> Result<i64, Error> {
        let line = self.line()?;
        read_int(&line).map_err(|fault| fault.error("ParseInt", &line))
    }

    fn bulk(&mut self) -> Result<Value, Error> {
        let length = self.integer()?;
        if length < 0 {
            return Ok(Value(Content::Bulk(None)));
        }
        if length > LONGEST_BULK {
            return Err(protocol("invalid bulk length"));
        }
        let end = self.at + length as usize;
        match self.bytes.get(end..end + 2) {
            Some(b"\r\n") => {
                let text = self.bytes.slice(self.at..end);
                self.at = end + 2;
                Ok(Value(Content::Bulk(Some(text))))
            }
            Some(_) => Err(protocol("invalid bulk line ending")),
            None => Err(cut_off()),
        }
    }

    /// A line of words between spaces, quoted perhaps.
    fn words(&mut self) -> Result<Value, Error> {
        let unbalanced = || protocol("unbalanced quotes in request");
        let (mut words, mut word) = (Vec::new(), Vec::new());
        let (mut quoted, mut closed) = (false, false);
        loop {
            match self.byte()? {
                b'\n' => break,
                byte if closed && byte != b' ' => return Err(unbalanced()),
                b' ' if !quoted => {
                    let word = std::mem::take(&mut word);
                    words.push(Value(Content::Bulk(Some(word.into()))));
                }
                b'"' if quoted => closed = true,
                b'"' if !word.is_empty() => return Err(unbalanced()),
                b'"' => quoted = true,
                byte => word.push(byte),
            }
        }
        if quoted {
            return Err(unbalanced());
        }
        if word.last() == Some(&b'\r') {
            word.pop();
        }
        if !word.is_empty() {
            words.push(Value(Content::Bulk(Some(word.into()))));
        }
        Ok(Value(Content::Array(Some(words))))
    }
}
