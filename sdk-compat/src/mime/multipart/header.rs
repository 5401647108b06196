//! The headers of a part.

use super::ahead::Ahead;
use super::reader::ErrMessageTooLarge;
use crate::net::textproto::{CanonicalMIMEHeaderKey, MIMEHeader, is_token};
use crate::{Error, Str, strconv};

/// What all headers of a part may take, as Go counts it.
const MOST_MEMORY: usize = 10 << 20;
/// What a header takes beside its name and values.
const OVERHEAD: usize = 200;
const MOST_HEADERS: usize = 10_000;

/// So much of a first line that is none is shown.
const SHOWN: usize = 80;

/// The headers up to the empty line.
pub fn read(input: &mut Ahead) -> Result<MIMEHeader, Error> {
    let header = MIMEHeader::make();
    if input.hold(1).is_none() && is_blank(&input.held()[0]) {
        let line = input.whole_line(SHOWN)?;
        return Err(malformed(&[b"initial line: ", &line[..]].concat()));
    }
    let mut memory = MOST_MEMORY - 2 * OVERHEAD;
    let mut count = 0;
    loop {
        let line = continued_line(input, memory)?;
        if line.is_empty() {
            return Ok(header);
        }
        let wrong = || malformed(&[b"line: ", &line[..]].concat());
        let colon = line.iter().position(|&byte| byte == b':').ok_or_else(wrong)?;
        let (name, value) = (&line[..colon], &line[colon + 1..]);
        if name.is_empty() || !name.iter().all(|byte| is_token(byte) || *byte == b' ') {
            return Err(wrong());
        }
        let name = CanonicalMIMEHeaderKey(Str::copy_of(name));
        if !value.iter().all(can_stand_in_value) {
            // Go has written the canonical name over the other.
            return Err(malformed(&[b"line: ", &name[..], b":", value].concat()));
        }
        count += 1;
        let value = &value[value.iter().take_while(|byte| is_blank(byte)).count()..];
        let size = match header.0.contains(name.clone()) {
            true => value.len(),
            false => name.len() + OVERHEAD + value.len(),
        };
        if count > MOST_HEADERS || size > memory {
            return Err(ErrMessageTooLarge);
        }
        memory -= size;
        header.Add(name, Str::copy_of(value));
    }
}

/// A line and those that go on with it, which begin with white space, with one space for what is between them.
fn continued_line(input: &mut Ahead, longest: usize) -> Result<Vec<u8>, Error> {
    let first = input.whole_line(longest)?;
    if first.is_empty() {
        return Ok(first);
    }
    if !first.contains(&b':') {
        let shown = strconv::Quote(&first);
        return Err(malformed(&[b": missing colon: ", &shown[..]].concat()));
    }
    let mut line = trimmed(&first).to_vec();
    let longest = longest - line.len();
    while skip_blanks(input) {
        line.push(b' ');
        if line.len() >= longest {
            return Err(ErrMessageTooLarge);
        }
        match input.whole_line(longest - line.len()) {
            Ok(more) => line.extend_from_slice(trimmed(&more)),
            Err(_) => break,
        }
    }
    Ok(line)
}

/// Whether there was white space to skip.
fn skip_blanks(input: &mut Ahead) -> bool {
    let mut skipped = false;
    while input.hold(1).is_none() && is_blank(&input.held()[0]) {
        input.take(1);
        skipped = true;
    }
    skipped
}

/// Go's error for headers that are none.
fn malformed(how: &[u8]) -> Error {
    let between: &[u8] = if how.starts_with(b":") { b"" } else { b" " };
    Error::new([b"malformed MIME header", between, how].concat())
}

fn is_blank(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn trimmed(line: &[u8]) -> &[u8] {
    let plain = |byte: &u8| !is_blank(byte);
    let start = line.iter().position(plain).unwrap_or(line.len());
    let end = line.iter().rposition(plain).map_or(start, |last| last + 1);
    &line[start..end]
}

fn can_stand_in_value(byte: &u8) -> bool {
    *byte == b'\t' || !byte.is_ascii_control()
}
