//! Go's package `bytes`. What Go returns as a part of its argument is a copy here.

use std::io;

use crate::go::Slice;
use crate::io::{EOF, Source, filled, result};
use crate::{Error, Str, go, runes, strings};

macro_rules! same_as_strings {
    ($($name:ident($($argument:ident),*) -> $result:ty, $what:literal;)*) => {$(
        #[doc = $what]
        #[go]
        pub fn $name($($argument: impl AsRef<[u8]>),*) -> $result {
            strings::$name($($argument.as_ref()),*)
        }
    )*};
}

same_as_strings! {
    Contains(bytes, part) -> bool, "Whether `part` is in `bytes`.";
    ContainsAny(bytes, chars) -> bool, "Whether a code point of `chars` is in `bytes`.";
    HasPrefix(bytes, prefix) -> bool, "Whether `bytes` begins with `prefix`.";
    HasSuffix(bytes, suffix) -> bool, "Whether `bytes` ends with `suffix`.";
    Index(bytes, part) -> i64, "Where `part` begins for the first time; -1 where it is not there.";
    LastIndex(bytes, part) -> i64, "Where `part` begins for the last time; -1 where it is not there.";
    Count(bytes, part) -> i64, "How often `part` is in `bytes`, without overlaps.";
    EqualFold(one, other) -> bool, "Whether both are equal when capital and small letters count as the same.";
}

macro_rules! parts {
    ($($name:ident($($argument:ident),*), $what:literal;)*) => {$(
        #[doc = $what]
        #[go]
        pub fn $name(bytes: impl AsRef<[u8]> $(, $argument: impl AsRef<[u8]>)*) -> Vec<u8> {
            strings::$name(Str::copy_of(bytes.as_ref()) $(, $argument)*).into()
        }
    )*};
}

parts! {
    TrimSpace(), "Without the white space at both ends.";
    ToLower(), "In small letters.";
    ToUpper(), "In capital letters.";
    Trim(cutset), "Without the code points of `cutset` at both ends.";
    TrimLeft(cutset), "Without the code points of `cutset` at the start.";
    TrimRight(cutset), "Without the code points of `cutset` at the end.";
    TrimPrefix(prefix), "Without `prefix`, if it begins with it.";
    TrimSuffix(suffix), "Without `suffix`, if it ends with it.";
    ReplaceAll(old, new), "With `new` in place of every `old`.";
}

/// With `new` in place of the first `n` parts `old`; of all for a negative `n`.
#[go]
pub fn Replace(bytes: impl AsRef<[u8]>, old: impl AsRef<[u8]>, new: impl AsRef<[u8]>, n: i64) -> Vec<u8> {
    strings::Replace(Str::copy_of(bytes.as_ref()), old, new, n).into()
}

/// Whether both are equal.
#[go]
pub fn Equal(one: impl AsRef<[u8]>, other: impl AsRef<[u8]>) -> bool {
    one.as_ref() == other.as_ref()
}

/// -1, 0 or 1, as `one` comes before, equals or comes after `other`.
#[go]
pub fn Compare(one: impl AsRef<[u8]>, other: impl AsRef<[u8]>) -> i64 {
    one.as_ref().cmp(other.as_ref()) as i64
}

/// Where the byte stands first; -1 where it does not.
#[go]
pub fn IndexByte(bytes: impl AsRef<[u8]>, byte: u8) -> i64 {
    strings::IndexByte(bytes, byte)
}

/// The parts between the separators.
#[go]
pub fn Split(bytes: impl AsRef<[u8]>, separator: impl AsRef<[u8]>) -> Vec<Vec<u8>> {
    SplitN(bytes, separator, -1)
}

/// The parts between the separators, at most `n`.
#[go]
pub fn SplitN(bytes: impl AsRef<[u8]>, separator: impl AsRef<[u8]>, n: i64) -> Vec<Vec<u8>> {
    let parts = strings::SplitN(Str::copy_of(bytes.as_ref()), separator, n);
    parts.iter().map(|part| part.to_vec()).collect()
}

/// The parts between runs of white space.
#[go]
pub fn Fields(bytes: impl AsRef<[u8]>) -> Vec<Vec<u8>> {
    strings::Fields(Str::copy_of(bytes.as_ref()))
        .iter()
        .map(|part| part.to_vec())
        .collect()
}

/// The parts with a separator between each two.
#[go]
pub fn Join<T: AsRef<[u8]>>(parts: &[T], separator: impl AsRef<[u8]>) -> Vec<u8> {
    strings::Join(parts, separator).into()
}

/// The bytes repeated `count` times.
///
/// # Panics
/// As Go, for a negative count.
#[go]
pub fn Repeat(bytes: impl AsRef<[u8]>, count: i64) -> Vec<u8> {
    if count < 0 {
        go::panic("bytes: negative Repeat count");
    }
    bytes.as_ref().repeat(count as usize)
}

/// What stands before and after the first separator, and whether there is one.
#[go]
pub fn Cut(bytes: impl AsRef<[u8]>, separator: impl AsRef<[u8]>) -> (Vec<u8>, Vec<u8>, bool) {
    let (before, after, found) = strings::Cut(Str::copy_of(bytes.as_ref()), separator);
    (before.into(), after.into(), found)
}

/// Go's `bytes.Buffer`: bytes that are written at its end and read at its start.
#[derive(Clone, Debug, Default)]
pub struct Buffer {
    bytes: Vec<u8>,
    /// What is read already.
    start: usize,
}

/// A buffer with bytes in it. Go: `*bytes.Buffer`.
#[go]
pub fn NewBuffer(bytes: impl Into<Vec<u8>>) -> Buffer {
    Buffer {
        bytes: bytes.into(),
        start: 0,
    }
}

/// A buffer with a text in it.
#[go]
pub fn NewBufferString(text: impl AsRef<[u8]>) -> Buffer {
    NewBuffer(text.as_ref())
}

#[go]
#[allow(clippy::len_without_is_empty, reason = "Go has none")]
impl Buffer {
    /// The bytes that are not read.
    pub fn Bytes(&self) -> Vec<u8> {
        self.rest().to_vec()
    }

    /// The bytes that are not read, as text.
    pub fn String(&self) -> Str {
        Str::copy_of(self.rest())
    }

    /// How many bytes are not read.
    pub fn Len(&self) -> i64 {
        self.rest().len() as i64
    }

    /// Adds bytes: how many.
    ///
    /// # Errors
    /// Never; Go has the result.
    pub fn Write(&mut self, bytes: impl AsRef<[u8]>) -> Result<i64, Error> {
        self.bytes.extend_from_slice(bytes.as_ref());
        Ok(bytes.as_ref().len() as i64)
    }

    /// Adds a text: how many bytes.
    ///
    /// # Errors
    /// Never; Go has the result.
    pub fn WriteString(&mut self, text: impl AsRef<[u8]>) -> Result<i64, Error> {
        self.Write(text)
    }

    /// Adds a byte; never an error.
    pub fn WriteByte(&mut self, byte: u8) -> Option<Error> {
        self.bytes.push(byte);
        None
    }

    /// Adds a code point: how many bytes.
    ///
    /// # Errors
    /// Never; Go has the result.
    pub fn WriteRune(&mut self, rune: char) -> Result<i64, Error> {
        let before = self.bytes.len();
        runes::append(&mut self.bytes, rune as u32);
        Ok((self.bytes.len() - before) as i64)
    }

    /// Adds all that a reader has: how many bytes.
    ///
    /// # Errors
    /// What the reader says before it ends. (Go returns beside the error how many there were: so does
    /// [`Buffer::read_from_pair`].)
    pub fn ReadFrom(&mut self, reader: impl Into<crate::io::Reader>) -> Result<i64, Error> {
        result(self.read_from_pair(reader))
    }

    /// Reads into the bytes: how many.
    ///
    /// # Errors
    /// [`EOF`] at the end.
    pub fn Read(&mut self, bytes: &Slice<u8>) -> Result<i64, Error> {
        result(filled(bytes, |out| self.fill(out)))
    }

    /// Reads one byte.
    ///
    /// # Errors
    /// [`EOF`] at the end.
    pub fn ReadByte(&mut self) -> Result<u8, Error> {
        let byte = *self.rest().first().ok_or(EOF)?;
        self.start += 1;
        Ok(byte)
    }

    /// Reads up to the byte `end`, which is the last of them.
    ///
    /// # Errors
    /// [`EOF`] where there is none; Go gives what there is beside it, as [`Buffer::read_string_pair`] does.
    pub fn ReadString(&mut self, end: u8) -> Result<Str, Error> {
        result(self.read_string_pair(end))
    }

    /// Makes room for so many more bytes.
    ///
    /// # Panics
    /// As Go, for a negative number.
    pub fn Grow(&mut self, bytes: i64) {
        match usize::try_from(bytes) {
            Ok(bytes) => self.bytes.reserve(bytes),
            Err(_) => go::panic("bytes.Buffer.Grow: negative count"),
        }
    }

    /// Forgets everything.
    pub fn Reset(&mut self) {
        *self = Buffer::default();
    }

    /// Keeps the first `n` bytes that are not read.
    ///
    /// # Panics
    /// As Go, where there are fewer.
    pub fn Truncate(&mut self, n: i64) {
        if !(0..=self.Len()).contains(&n) {
            go::panic("bytes.Buffer: truncation out of range");
        }
        self.bytes.truncate(self.start + n as usize);
    }
}

impl Buffer {
    /// [`Buffer::ReadString`] with what Go gives beside the error: the rest.
    pub fn read_string_pair(&mut self, end: u8) -> (Str, Option<Error>) {
        let found = self.rest().iter().position(|&byte| byte == end);
        let text = Str::copy_of(&self.rest()[..found.map_or(self.rest().len(), |at| at + 1)]);
        self.start += text.len();
        (text, Some(EOF).filter(|_| found.is_none()))
    }

    /// [`Buffer::ReadFrom`] with what Go gives beside the error: how many bytes there were before it.
    pub fn read_from_pair(&mut self, reader: impl Into<crate::io::Reader>) -> (i64, Option<Error>) {
        crate::io::copy_pair(self, reader)
    }

    fn rest(&self) -> &[u8] {
        &self.bytes[self.start..]
    }
}

impl io::Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Source for Buffer {
    fn fill(&mut self, out: &mut [u8]) -> (usize, Option<Error>) {
        let count = out.len().min(self.rest().len());
        if count == 0 && !out.is_empty() {
            return (0, Some(EOF));
        }
        out[..count].copy_from_slice(&self.rest()[..count]);
        self.start += count;
        (count, None)
    }
}

/// Go's `*bytes.Reader`: bytes that are read one after the other.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    bytes: Vec<u8>,
    /// What is read already.
    start: usize,
}

/// A reader of bytes.
#[go]
pub fn NewReader(bytes: impl Into<Vec<u8>>) -> Reader {
    Reader {
        bytes: bytes.into(),
        start: 0,
    }
}

#[go]
#[allow(clippy::len_without_is_empty, reason = "Go has none")]
impl Reader {
    /// How many bytes are not read.
    pub fn Len(&self) -> i64 {
        (self.bytes.len() - self.start) as i64
    }

    /// How many bytes there were at first.
    pub fn Size(&self) -> i64 {
        self.bytes.len() as i64
    }

    /// Reads into the bytes: how many.
    ///
    /// # Errors
    /// [`EOF`] at the end.
    pub fn Read(&mut self, bytes: &Slice<u8>) -> Result<i64, Error> {
        result(filled(bytes, |out| self.fill(out)))
    }

    /// Reads one byte.
    ///
    /// # Errors
    /// [`EOF`] at the end.
    pub fn ReadByte(&mut self) -> Result<u8, Error> {
        let byte = *self.bytes.get(self.start).ok_or(EOF)?;
        self.start += 1;
        Ok(byte)
    }
}

impl Source for Reader {
    fn fill(&mut self, out: &mut [u8]) -> (usize, Option<Error>) {
        let rest = &self.bytes[self.start..];
        let count = out.len().min(rest.len());
        out[..count].copy_from_slice(&rest[..count]);
        self.start += count;
        (count, Some(EOF).filter(|_| rest.is_empty()))
    }
}
