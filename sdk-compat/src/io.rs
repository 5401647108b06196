//! Go's package `io`: readers and writers as values, and what reads and writes through them.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use crate::go::{Dyn, Ptr, Slice};
use crate::{Error, fixed_error, go};

/// There is no more to read.
pub const EOF: Error = fixed_error!("EOF");

/// What is read ends too early.
pub const ErrUnexpectedEOF: Error = fixed_error!("unexpected EOF");

/// Many reads in a row gave neither bytes nor an error.
pub const ErrNoProgress: Error = fixed_error!("multiple Read calls return no data or error");

/// What a [`Reader`] reads from.
pub trait Source {
    /// Puts bytes at the start of `out`: how many, at most its length, and the error that Go's `Read` gives beside them, [`EOF`]
    /// at the end. Neither bytes nor an error for an `out` that has room means that the source is to be asked again.
    fn fill(&mut self, out: &mut [u8]) -> (usize, Option<Error>);

    /// Go's `Close`, for what has one.
    fn close(&mut self) -> Option<Error> {
        None
    }
}

impl<T: Source> Source for Ptr<T> {
    fn fill(&mut self, out: &mut [u8]) -> (usize, Option<Error>) {
        self.borrow_mut().fill(out)
    }

    fn close(&mut self) -> Option<Error> {
        self.borrow_mut().close()
    }
}

/// Go's `io.Reader`: copies read from the same. The default is Go's nil, whose methods panic.
#[derive(Clone, Default, Debug)]
pub struct Reader(Dyn<RefCell<dyn Source>>);

/// Go's `io.ReadCloser`.
pub type ReadCloser = Reader;

impl<T: Source + 'static> From<T> for Reader {
    fn from(source: T) -> Self {
        Reader(Dyn::new(Rc::new(RefCell::new(source))))
    }
}

impl Reader {
    /// Whether this is Go's nil.
    pub fn is_nil(&self) -> bool {
        self.0.is_nil()
    }

    /// What [`Source::fill`] gives.
    pub(crate) fn fill(&self, out: &mut [u8]) -> (usize, Option<Error>) {
        self.0.borrow_mut().fill(out)
    }

    /// [`Reader::Read`] with what Go gives beside the error: how many bytes there were before it.
    pub fn read_pair(&self, bytes: &Slice<u8>) -> (i64, Option<Error>) {
        filled(bytes, |out| self.fill(out))
    }
}

#[go]
impl Reader {
    /// Reads into the bytes: how many.
    ///
    /// # Errors
    /// What the source says: [`EOF`] at its end.
    pub fn Read(&self, bytes: &Slice<u8>) -> Result<i64, Error> {
        result(self.read_pair(bytes))
    }

    /// Closes the source, where that means something.
    pub fn Close(&self) -> Option<Error> {
        self.0.borrow_mut().close()
    }
}

/// Lets a source fill bytes of Go's.
pub(crate) fn filled(
    bytes: &Slice<u8>,
    fill: impl FnOnce(&mut [u8]) -> (usize, Option<Error>),
) -> (i64, Option<Error>) {
    let mut out = vec![0; bytes.len() as usize];
    let (count, error) = fill(&mut out);
    (0..).zip(&out[..count]).for_each(|(at, byte)| bytes.set(at, *byte));
    (count as i64, error)
}

/// A value without the error beside it, or the error.
pub(crate) fn result<T>((value, error): (T, Option<Error>)) -> Result<T, Error> {
    match error {
        None => Ok(value),
        Some(error) => Err(error),
    }
}

/// Go's `io.Writer`: copies write to the same. The default is Go's nil, whose methods panic.
#[derive(Clone, Default, Debug)]
pub struct Writer(Target);

#[derive(Clone, Default, Debug)]
enum Target {
    #[default]
    Nil,
    Nothing,
    Value(Dyn<RefCell<dyn Write>>),
}

/// Takes everything and keeps nothing.
pub const Discard: Writer = Writer(Target::Nothing);

impl<T: Write + 'static> From<T> for Writer {
    fn from(writer: T) -> Self {
        Writer(Target::Value(Dyn::new(Rc::new(RefCell::new(writer)))))
    }
}

impl<T: Write> Write for Ptr<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.borrow_mut().flush()
    }
}

impl Writer {
    /// Whether this is Go's nil.
    pub fn is_nil(&self) -> bool {
        matches!(self.0, Target::Nil)
    }
}

#[go]
impl Writer {
    /// Writes the bytes: how many.
    ///
    /// # Errors
    /// What the writer says.
    pub fn Write(&self, bytes: impl AsRef<[u8]>) -> Result<i64, Error> {
        WriteString(self, bytes)
    }
}

/// Copies write to the same, so that one that is only lent can be written to.
impl Write for &Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &self.0 {
            Target::Nil => go::nil_dereference(),
            Target::Nothing => Ok(bytes.len()),
            Target::Value(writer) => writer.borrow_mut().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &self.0 {
            Target::Nil => go::nil_dereference(),
            Target::Nothing => Ok(()),
            Target::Value(writer) => writer.borrow_mut().flush(),
        }
    }
}

/// Writes the text: how many bytes.
///
/// # Errors
/// What the writer says.
#[go]
pub fn WriteString(writer: impl Write, text: impl AsRef<[u8]>) -> Result<i64, Error> {
    let (mut writer, text) = (writer, text.as_ref());
    let written = match text.is_empty() {
        // The writer may refuse even this.
        true => writer.write(text).map(drop),
        false => writer.write_all(text),
    };
    match written {
        Ok(()) => Ok(text.len() as i64),
        Err(error) => Err(Error::new(error.to_string())),
    }
}

/// So many bytes are read at a time.
const PIECE: usize = 512;

/// All that the reader has.
///
/// # Errors
/// What the reader says before it ends. (Go returns beside the error what was read: so does [`read_all_pair`].)
#[go]
pub fn ReadAll(reader: impl Into<Reader>) -> Result<Vec<u8>, Error> {
    result(read_all_pair(reader))
}

/// [`ReadAll`] with what Go gives beside the error: what was read before it.
pub fn read_all_pair(reader: impl Into<Reader>) -> (Vec<u8>, Option<Error>) {
    let mut all = Vec::new();
    let error = each_piece(&reader.into(), |piece| {
        all.extend_from_slice(piece);
        None
    });
    (all, error)
}

/// Writes all that the reader has: how many bytes.
///
/// # Errors
/// What the writer says, or the reader before it ends.
#[go]
pub fn Copy(writer: impl Write, reader: impl Into<Reader>) -> Result<i64, Error> {
    result(copy_pair(writer, reader))
}

/// [`Copy()`] with what Go gives beside the error: how many bytes were written before it.
pub fn copy_pair(mut writer: impl Write, reader: impl Into<Reader>) -> (i64, Option<Error>) {
    let mut copied = 0;
    let error = each_piece(&reader.into(), |piece| match WriteString(&mut writer, piece) {
        Ok(written) => {
            copied += written;
            None
        }
        Err(error) => Some(error),
    });
    (copied, error)
}

/// Hands on what is read, piece by piece, until the end or an error.
fn each_piece(reader: &Reader, mut take: impl FnMut(&[u8]) -> Option<Error>) -> Option<Error> {
    let mut piece = [0; PIECE];
    loop {
        let (count, error) = reader.fill(&mut piece);
        if let Some(refused) = take(&piece[..count]).filter(|_| count > 0) {
            return Some(refused);
        }
        if let Some(error) = error {
            return Some(error).filter(|error| *error != EOF);
        }
    }
}

/// Reads until the bytes are full: how many.
///
/// # Errors
/// [`EOF`] where there is nothing, [`ErrUnexpectedEOF`] where there is less, and what the reader says.
#[go]
pub fn ReadFull(reader: impl Into<Reader>, bytes: &Slice<u8>) -> Result<i64, Error> {
    result(read_full_pair(reader, bytes))
}

/// [`ReadFull`] with what Go gives beside the error: how many bytes there were.
pub fn read_full_pair(reader: impl Into<Reader>, bytes: &Slice<u8>) -> (i64, Option<Error>) {
    let reader = reader.into();
    filled(bytes, |out| {
        let mut read = 0;
        while read < out.len() {
            let (count, error) = reader.fill(&mut out[read..]);
            read += count;
            match error {
                Some(_) if read == out.len() => break,
                Some(error) if error == EOF && read > 0 => return (read, Some(ErrUnexpectedEOF)),
                Some(error) => return (read, Some(error)),
                None => {}
            }
        }
        (read, None)
    })
}

/// A reader that ends after `n` bytes of another.
#[go]
pub fn LimitReader(reader: impl Into<Reader>, n: i64) -> Reader {
    Reader::from(Limited {
        reader: reader.into(),
        left: n,
    })
}

struct Limited {
    reader: Reader,
    left: i64,
}

impl Source for Limited {
    fn fill(&mut self, out: &mut [u8]) -> (usize, Option<Error>) {
        if self.left <= 0 {
            return (0, Some(EOF));
        }
        let room = usize::try_from(self.left).map_or(out.len(), |left| left.min(out.len()));
        let (count, error) = self.reader.fill(&mut out[..room]);
        self.left -= count as i64;
        (count, error)
    }
}

/// The reader with a `Close` that does nothing.
#[go]
pub fn NopCloser(reader: impl Into<Reader>) -> ReadCloser {
    Reader::from(Open(reader.into()))
}

struct Open(Reader);

impl Source for Open {
    fn fill(&mut self, out: &mut [u8]) -> (usize, Option<Error>) {
        self.0.fill(out)
    }
}
