//! Reading ahead of what is used, in the pieces that Go's `bufio.Reader` reads in: some errors depend on them.

use crate::io::{EOF, ErrNoProgress, Reader};
use crate::{Error, fixed_error};

/// So many bytes are held at most.
const ROOM: usize = 4096;

/// So many reads in a row may give nothing.
const EMPTY_READS: usize = 100;

/// More than [`ROOM`] bytes are wanted at once.
pub const ERR_FULL: Error = fixed_error!("bufio: buffer full");

/// A reader with what was read of it and not used yet.
pub struct Ahead {
    reader: Reader,
    held: Vec<u8>,
    /// Why there is no more to read, told once.
    failed: Option<Error>,
    /// What the reader said last; it is not asked again.
    ended: Option<Error>,
}

impl Ahead {
    pub fn of(reader: Reader) -> Self {
        Ahead {
            reader,
            held: Vec::new(),
            failed: None,
            ended: None,
        }
    }

    /// What is held.
    pub fn held(&self) -> &[u8] {
        &self.held
    }

    /// The first `count` bytes of what is held, which are used up.
    pub fn take(&mut self, count: usize) -> Vec<u8> {
        self.held.drain(..count).collect()
    }

    /// Makes sure that so many bytes are held, or says why they are not.
    pub fn hold(&mut self, count: usize) -> Option<Error> {
        while self.held.len() < count && self.held.len() < ROOM && self.failed.is_none() {
            self.read();
        }
        match self.held.len() < count {
            true => Some(self.failed.take().unwrap_or(ERR_FULL)),
            false => None,
        }
    }

    /// The bytes up to the end of the line and with it, or what there is and why that is not all.
    pub fn line(&mut self) -> (Vec<u8>, Option<Error>) {
        let mut looked_at = 0;
        loop {
            if let Some(end) = self.held[looked_at..].iter().position(|&byte| byte == b'\n') {
                return (self.take(looked_at + end + 1), None);
            }
            if let Some(failed) = self.failed.take() {
                return (self.take(self.held.len()), Some(failed));
            }
            if self.held.len() >= ROOM {
                return (self.take(ROOM), Some(ERR_FULL));
            }
            looked_at = self.held.len();
            self.read();
        }
    }

    /// The next line without its end, of any length.
    pub fn whole_line(&mut self, longest: usize) -> Result<Vec<u8>, Error> {
        let mut whole = Vec::new();
        loop {
            let (mut piece, error) = self.line();
            let cut = error == Some(ERR_FULL);
            if let Some(error) = error.filter(|_| piece.is_empty()) {
                return Err(error);
            }
            if cut && piece.last() == Some(&b'\r') {
                // The end of the line may come apart.
                piece.pop();
                self.held.insert(0, b'\r');
            }
            if piece.last() == Some(&b'\n') {
                piece.pop();
                if piece.last() == Some(&b'\r') {
                    piece.pop();
                }
            }
            if whole.len() + piece.len() > longest {
                return Err(super::reader::ErrMessageTooLarge);
            }
            whole.extend(piece);
            if !cut {
                return Ok(whole);
            }
        }
    }

    /// Reads once.
    fn read(&mut self) {
        let mut room = vec![0; ROOM - self.held.len()];
        for _ in 0..EMPTY_READS {
            let (count, error) = match &self.ended {
                Some(ended) => (0, Some(ended.clone())),
                None => self.reader.fill(&mut room),
            };
            self.held.extend_from_slice(&room[..count]);
            if error.is_some() {
                self.ended.clone_from(&error);
                self.failed = error;
                return;
            }
            if count > 0 {
                return;
            }
        }
        self.failed = Some(ErrNoProgress);
    }
}

/// The error for an end where more was to come.
pub fn too_early(error: Error) -> Error {
    match error == EOF {
        true => crate::io::ErrUnexpectedEOF,
        false => error,
    }
}
