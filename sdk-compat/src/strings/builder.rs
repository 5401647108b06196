//! A string that is put together piece by piece.

use std::io;

use crate::{Str, go, runes};

/// Go's `strings.Builder`: collects pieces of a string.
#[derive(Clone, Debug, Default, PartialEq, Eq, go::Type)]
#[go(name = "strings.Builder", ptr_stringer)]
pub struct Builder(Vec<u8>);

#[go]
#[allow(clippy::len_without_is_empty, reason = "Go has none")]
impl Builder {
    /// Adds a string. (Go returns its length and a nil error.)
    pub fn WriteString(&mut self, text: impl AsRef<[u8]>) {
        self.0.extend_from_slice(text.as_ref());
    }

    /// Adds bytes.
    pub fn Write(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.extend_from_slice(bytes.as_ref());
    }

    /// Adds one byte.
    pub fn WriteByte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    /// Adds a code point.
    pub fn WriteRune(&mut self, rune: char) {
        runes::append(&mut self.0, rune as u32);
    }

    /// What was collected.
    pub fn String(&self) -> Str {
        Str::copy_of(&self.0)
    }

    /// How many bytes were collected.
    pub fn Len(&self) -> i64 {
        self.0.len() as i64
    }

    /// Makes room for so many more bytes.
    pub fn Grow(&mut self, bytes: i64) {
        self.0.reserve(usize::try_from(bytes).unwrap_or(0));
    }

    /// Forgets what was collected.
    pub fn Reset(&mut self) {
        self.0.clear();
    }
}

impl io::Write for Builder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl From<Builder> for Str {
    /// What was collected, without a copy.
    fn from(builder: Builder) -> Self {
        builder.0.into()
    }
}
