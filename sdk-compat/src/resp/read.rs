//! Reads values of the Redis protocol.

use super::value::{ArrayValue, Content, Value};
use crate::strconv::read_int;
use crate::{Error, Str, go, io, runes};

/// The longest bulk string, in bytes.
const LONGEST_BULK: i64 = 512 * 1024 * 1024;
/// The longest array that is read.
const LONGEST_ARRAY: i64 = 1024 * 1024;

/// A reader of values.
pub struct Reader {
    bytes: Str,
    at: usize,
    /// Where more bytes come from than those that are there.
    #[cfg(not(target_arch = "wasm32"))]
    stream: Option<Box<dyn std::io::Read>>,
}

/// A reader that begins at the start of `bytes`.
#[go]
pub fn NewReader(bytes: impl Into<Str>) -> Reader {
    Reader {
        bytes: bytes.into(),
        at: 0,
        #[cfg(not(target_arch = "wasm32"))]
        stream: None,
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
        let (value, _, size) = self.next(Form::Any).map_err(Fault::error)?;
        Ok((value, size))
    }

    /// The next command: an array, or a line of words, which the second result says; and how many bytes it takes.
    ///
    /// # Errors
    /// Those of [`Reader::ReadValue`].
    pub fn ReadMultiBulk(&mut self) -> Result<(Value, bool, i64), Error> {
        self.next(Form::MultiBulk).map_err(Fault::error)
    }
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Any,
    MultiBulk,
}

/// Why there is no value.
pub(super) enum Fault {
    /// The bytes end before the value begins.
    End,
    /// They end inside of it.
    CutOff,
    /// They are not of the protocol.
    Other(Error),
}

impl Fault {
    fn error(self) -> Error {
        match self {
            Fault::End => io::EOF,
            Fault::CutOff => io::ErrUnexpectedEOF,
            Fault::Other(error) => error,
        }
    }
}

fn protocol(what: impl AsRef<[u8]>) -> Fault {
    Fault::Other(Error::new([b"Protocol error: ", what.as_ref()].concat()))
}

/// An array that is not complete yet.
struct Level {
    items: Vec<Value>,
    missing: i64,
}

impl Reader {
    fn next(&mut self, form: Form) -> Result<(Value, bool, i64), Fault> {
        loop {
            let start = self.at;
            let words = match self.bytes.get(start).copied() {
                None if self.fill(start) => continue,
                None => return Err(Fault::End),
                Some(b'*') => false,
                Some(b'-' | b'+' | b':' | b'$') => form == Form::MultiBulk,
                Some(_) => true,
            };
            match if words { self.words() } else { self.value(form) } {
                Err(Fault::CutOff) if self.fill(start) => {}
                value => return Ok((value?, words, (self.at - start) as i64)),
            }
        }
    }

    fn value(&mut self, form: Form) -> Result<Value, Fault> {
        let mut levels: Vec<Level> = Vec::new();
        loop {
            let mut value = match self.byte()? {
                b'*' => match self.integer()? {
                    // Go says nothing against it, and reads nothing of it.
                    length if length > LONGEST_ARRAY => Value(Content::None { null: true }),
                    ..0 => Value(Content::Array(None)),
                    0 => ArrayValue(Vec::new()),
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
                byte => return Err(unknown_first_byte(byte, form)),
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
                value = ArrayValue(levels.pop().map(|level| level.items).unwrap_or_default());
            }
        }
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        let byte = *self.bytes.get(self.at).ok_or(Fault::CutOff)?;
        self.at += 1;
        Ok(byte)
    }

    /// The rest of a line, without its CR LF.
    fn line(&mut self) -> Result<Str, Fault> {
        let rest = &self.bytes[self.at..];
        let length = rest.windows(2).position(|end| end == b"\r\n").ok_or(Fault::CutOff)?;
        let line = self.bytes.slice(self.at..self.at + length);
        self.at += length + 2;
        Ok(line)
    }

    fn integer(&mut self) -> Result<i64, Fault> {
        let line = self.line()?;
        read_int(&line).map_err(|fault| Fault::Other(fault.error("ParseInt", &line)))
    }

    fn bulk(&mut self) -> Result<Value, Fault> {
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
            None => Err(Fault::CutOff),
        }
    }

    /// A line of words between spaces, quoted perhaps.
    fn words(&mut self) -> Result<Value, Fault> {
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
        Ok(ArrayValue(words))
    }
}

fn unknown_first_byte(byte: u8, form: Form) -> Fault {
    if form == Form::Any {
        return protocol("unknown first byte");
    }
    let mut message = b"expected '$', got '".to_vec();
    runes::append(&mut message, byte.into());
    message.push(b'\'');
    protocol(message)
}

#[cfg(target_arch = "wasm32")]
impl Reader {
    /// On Wasm all bytes are there from the start.
    fn fill(&mut self, _start: usize) -> bool {
        false
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod streaming {
    use std::io::Read;

    use super::{Fault, Form, NewReader, Reader};
    use crate::Str;
    use crate::resp::Value;

    impl Reader {
        /// A reader of what comes from a stream.
        pub(in crate::resp) fn of_stream(stream: impl Read + 'static) -> Self {
            Reader {
                stream: Some(Box::new(stream)),
                ..NewReader("")
            }
        }

        /// Waits for more bytes than those from `start` on, which is where the next value begins; `false` where none come.
        pub(super) fn fill(&mut self, start: usize) -> bool {
            let Some(stream) = &mut self.stream else {
                return false;
            };
            let mut bytes = match start {
                0 => Vec::from(std::mem::take(&mut self.bytes)),
                _ => self.bytes[start..].to_vec(),
            };
            let length = bytes.len();
            bytes.resize(length + length.max(4096), 0);
            let more = stream.read(&mut bytes[length..]).unwrap_or(0);
            bytes.truncate(length + more);
            self.bytes = Str::from(bytes);
            self.at = 0;
            more > 0
        }

        /// The next value, or `None` at the end of the stream.
        pub(in crate::resp) fn value_or_end(&mut self) -> Result<Option<Value>, crate::Error> {
            match self.next(Form::Any) {
                Ok((value, ..)) => Ok(Some(value)),
                Err(Fault::End) => Ok(None),
                Err(fault) => Err(fault.error()),
            }
        }
    }
}
