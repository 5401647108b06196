//! The content of a part that is quoted-printable.

use super::ahead::Ahead;
use crate::io::{EOF, ErrUnexpectedEOF, Reader, Source};
use crate::{Error, args, fmt};

/// Reads what an encoded text stands for. As in Go, what mail programs get wrong is let through: a line that ends without a
/// carriage return, an equals sign that stands for itself, bytes beyond ASCII.
pub struct QuotedPrintable {
    encoded: Ahead,
    /// What is left of the line.
    line: Vec<u8>,
    /// What comes behind it.
    failed: Option<Error>,
}

impl QuotedPrintable {
    pub fn of(reader: Reader) -> Self {
        QuotedPrintable {
            encoded: Ahead::of(reader),
            line: Vec::new(),
            failed: None,
        }
    }

    /// Reads a line, without white space at its end, and without the equals sign that says that it goes on.
    fn next_line(&mut self) {
        let (whole, mut failed) = self.encoded.line();
        let blank = |byte: &u8| matches!(byte, b'\n' | b'\r' | b' ' | b'\t');
        let end = whole.iter().rposition(|byte| !blank(byte)).map_or(0, |last| last + 1);
        let (line, behind) = whole.split_at(end);
        let mut line = line.to_vec();
        if line.last() == Some(&b'=') {
            line.pop();
            let goes_on = behind.starts_with(b"\n") || behind.starts_with(b"\r\n");
            let at_the_end = behind.is_empty() && !line.is_empty() && failed == Some(EOF);
            if !goes_on && !at_the_end {
                let text = "quotedprintable: invalid bytes after =: %q";
                failed = Some(fmt::Errorf(text, args![behind.to_vec()]));
            }
        } else if whole.ends_with(b"\r\n") {
            line.extend(b"\r\n");
        } else if whole.ends_with(b"\n") {
            line.push(b'\n');
        }
        (self.line, self.failed) = (line, failed);
    }

    /// The byte at the start of the line, and how many it is written with.
    fn byte(&self) -> Result<(u8, usize), Error> {
        match self.line[0] {
            b'=' => match escaped(&self.line[1..]) {
                Ok(byte) => Ok((byte, 3)),
                Err(_) if self.line.get(1).is_some_and(|next| !matches!(next, b'\r' | b'\n')) => Ok((b'=', 1)),
                Err(error) => Err(error),
            },
            byte @ (b'\t' | b'\r' | b'\n' | b' '..=b'~' | 0x80..) => Ok((byte, 1)),
            byte => {
                let text = "quotedprintable: invalid unescaped byte 0x%02x in body";
                Err(fmt::Errorf(text, args![byte]))
            }
        }
    }
}

impl Source for QuotedPrintable {
    fn fill(&mut self, out: &mut [u8]) -> (usize, Option<Error>) {
        let mut count = 0;
        while count < out.len() {
            if self.line.is_empty() {
                if let Some(failed) = &self.failed {
                    return (count, Some(failed.clone()));
                }
                self.next_line();
                continue;
            }
            match self.byte() {
                Ok((byte, size)) => {
                    self.line.drain(..size);
                    out[count] = byte;
                    count += 1;
                }
                Err(error) => return (count, Some(error)),
            }
        }
        (count, None)
    }
}

/// The byte that two hexadecimal digits say.
fn escaped(digits: &[u8]) -> Result<u8, Error> {
    let [high, low, ..] = digits else {
        return Err(ErrUnexpectedEOF);
    };
    Ok(digit(*high)? << 4 | digit(*low)?)
}

fn digit(byte: u8) -> Result<u8, Error> {
    match char::from(byte).to_digit(16) {
        Some(value) => Ok(value as u8),
        None => Err(fmt::Errorf("quotedprintable: invalid hex byte 0x%02x", args![byte])),
    }
}
