//! Turns what went over the wire into lines that can be compared and read, without losing a byte.

use super::http1::{Field, Head};
use std::fmt::Write;

/// The longest piece of one line of a body (characters).
const WIDTH: usize = 160;

/// Bytes as text: what is no printable UTF-8 stands as `\xNN`, and so does a backslash that could be taken for one.
pub fn text(bytes: &[u8]) -> String {
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
pub fn behind_head(bytes: &[u8], trailers: &[Field]) -> Vec<String> {
    let mut lines = Vec::new();
    if !bytes.is_empty() {
        lines.push(String::new());
        lines.extend(body(bytes));
    }
    if !trailers.is_empty() {
        lines.push("(trailers)".into());
        lines.extend(fields(trailers));
    }
    lines
}

/// The lines of a body. A line that is too long goes on after a ` \` at its end; a body that does not end with a line
/// break ends with its last line, one that does with an empty line.
pub fn body(bytes: &[u8]) -> Vec<String> {
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
}
