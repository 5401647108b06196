//! Turns what went over the wire into lines that can be compared and read, without losing a byte.

use super::http1::{Field, Head};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The longest piece of one line of a body (characters).
const WIDTH: usize = 160;

/// How much of a body is kept and shown (bytes).
const LARGEST_BODY: usize = 1 << 20;

/// A body as it came: its beginning, and of what lies behind the length and the hash.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    bytes: Vec<u8>,
    more: u64,
    rest: Sha256,
}

impl Recorded {
    /// Takes the next piece.
    pub fn extend(&mut self, piece: &[u8]) {
        let (kept, rest) = piece.split_at(piece.len().min(LARGEST_BODY - self.bytes.len()));
        self.bytes.extend_from_slice(kept);
        self.more += rest.len() as u64;
        self.rest.update(rest);
    }

    /// Whether nothing came.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The body, line by line.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = body(&self.bytes);
        if self.more > 0 {
            let hash = self.rest.clone().finalize();
            let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            lines.push(format!("({} bytes more, sha256 {hash})", self.more));
        }
        lines
    }
}

/// Bytes as text: what is no printable UTF-8 stands as `\xNN`, and so does a backslash that could be taken for one.
pub fn text(bytes: &[u8]) -> String {
    // Most is plain.
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && *byte != b'\\';
    if let Ok(plain) = std::str::from_utf8(bytes)
        && bytes.iter().all(is_plain)
    {
        return plain.to_string();
    }
    let mut out = String::with_capacity(bytes.len());
    for part in bytes.utf8_chunks() {
        let mut characters = part.valid().chars().peekable();
        while let Some(character) = characters.next() {
            let ambiguous = character == '\\' && characters.peek() == Some(&'x');
            if character.is_control() || ambiguous {
                let mut room = [0; 4];
                character
                    .encode_utf8(&mut room)
                    .bytes()
                    .for_each(|byte| escape(&mut out, byte));
            } else {
                out.push(character);
            }
        }
        part.invalid().iter().for_each(|byte| escape(&mut out, *byte));
    }
    out
}

fn escape(out: &mut String, byte: u8) {
    let _ = write!(out, "\\x{byte:02x}");
}

/// The lines of a head.
pub fn head(head: &Head) -> Vec<String> {
    std::iter::once(text(&head.start))
        .chain(fields(&head.headers))
        .collect()
}

/// Headers or trailers, one a line.
pub fn fields(fields: &[Field]) -> impl Iterator<Item = String> {
    let line = |(name, value): &Field| format!("{}: {}", text(name), text(value));
    fields.iter().map(line)
}

/// The lines of what follows a head: the body behind an empty line, then the trailers.
pub fn behind_head(body: &Recorded, trailers: &[Field]) -> Vec<String> {
    let mut lines = Vec::new();
    if !body.is_empty() {
        lines.push(String::new());
        lines.extend(body.lines());
    }
    if !trailers.is_empty() {
        lines.push("(trailers)".into());
        lines.extend(fields(trailers));
    }
    lines
}

/// The lines of a body. A line that is too long goes on after a ` \` at its end; a body that does not end with a line
/// break ends with its last line, one that does with an empty line.
fn body(bytes: &[u8]) -> Vec<String> {
    if bytes.is_empty() {
        return Vec::new();
    }
    bytes
        .split(|byte| *byte == b'\n')
        .flat_map(|line| wrap(&text(line)))
        .collect()
}

fn wrap(line: &str) -> Vec<String> {
    let characters: Vec<char> = line.chars().collect();
    let count = characters.len().div_ceil(WIDTH).max(1);
    let piece = |index: usize| {
        let from = index * WIDTH;
        let to = characters.len().min(from + WIDTH);
        let mut piece: String = characters[from..to].iter().collect();
        if index + 1 < count {
            piece.push_str(" \\");
        }
        piece
    };
    (0..count).map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_printable_text_are_escaped() {
        assert_eq!(text(b"h\xc3\xa9llo\0\xff\t"), "héllo\\x00\\xff\\x09");
        assert_ne!(text(b"\\x00"), text(b"\0"));
        assert_eq!(text(br#"{"a":"\n"}"#), r#"{"a":"\n"}"#);
    }

    #[test]
    fn a_body_keeps_its_line_breaks_and_its_length() {
        assert_eq!(body(b""), Vec::<String>::new());
        assert_eq!(body(b"a"), ["a"]);
        assert_eq!(body(b"a\n"), ["a", ""]);
        assert_eq!(body(b"\n"), ["", ""]);
        let long = body(&[b'x'; 400]);
        assert_eq!(long.len(), 3);
        assert!(long[0].ends_with("x \\") && long[2].ends_with('x'));
    }

    #[test]
    fn of_a_large_body_the_beginning_is_shown_and_every_byte_counts() {
        let lines = |pieces: &[&[u8]]| {
            let mut body = Recorded::default();
            pieces.iter().for_each(|piece| body.extend(piece));
            body.lines()
        };
        let large = vec![b'x'; LARGEST_BODY + 9];
        let whole = lines(&[&large]);
        assert!(
            whole.last().unwrap().starts_with("(9 bytes more, sha256 "),
            "{:?}",
            whole.last()
        );
        assert_eq!(lines(&[&large[..1000], &large[1000..]]), whole);
        let mut other = large.clone();
        *other.last_mut().unwrap() = b'y';
        assert_ne!(lines(&[&other]), whole);
        assert_eq!(lines(&[&large[..LARGEST_BODY]]).len(), whole.len() - 1);
    }
}
