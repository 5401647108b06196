//! UTF-8 as Go reads it: a byte that starts no valid sequence is one replacement character, one byte wide.

/// The code point that stands for bytes that are not UTF-8 (Go's `utf8.RuneError`).
pub(crate) const ERROR: u32 = 0xfffd;

/// The first code point of `text` and its width in bytes, `(ERROR, 0)` for an empty text, `(ERROR, 1)` for a bad byte.
pub(crate) fn first(text: &[u8]) -> (u32, usize) {
    let width = match text.first() {
        None => return (ERROR, 0),
        Some(&byte @ 0..=0x7f) => return (u32::from(byte), 1),
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        Some(_) => return (ERROR, 1),
    };
    let sequence = text.get(..width).and_then(|bytes| std::str::from_utf8(bytes).ok());
    match sequence.and_then(|valid| valid.chars().next()) {
        Some(point) => (point as u32, width),
        None => (ERROR, 1),
    }
}

/// The last code point of `text` and its width, with the same rules as [`first`].
pub(crate) fn last(text: &[u8]) -> (u32, usize) {
    let Some(&tail) = text.last() else {
        return (ERROR, 0);
    };
    if tail < 0x80 {
        return (u32::from(tail), 1);
    }
    for width in 2..=text.len().min(4) {
        let sequence = &text[text.len() - width..];
        if sequence[0] & 0xc0 != 0x80 {
            let (point, read) = first(sequence);
            return if read == width { (point, width) } else { (ERROR, 1) };
        }
    }
    (ERROR, 1)
}

/// How many code points `text` has, each bad byte counted as one.
pub(crate) fn count(text: &[u8]) -> usize {
    let (mut rest, mut count) = (text, 0);
    while !rest.is_empty() {
        rest = &rest[first(rest).1..];
        count += 1;
    }
    count
}

/// Appends a code point as UTF-8; what is no Unicode scalar value is appended as the replacement character.
pub(crate) fn append(out: &mut Vec<u8>, point: u32) {
    let point = char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER);
    out.extend_from_slice(point.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Without the white space at both ends (Go's `strings.TrimSpace`).
pub(crate) fn trim_space(text: &[u8]) -> &[u8] {
    let is_space = |point: u32| char::from_u32(point).is_some_and(char::is_whitespace);
    let mut rest = text;
    while let (point, width @ 1..) = first(rest) {
        if !is_space(point) {
            break;
        }
        rest = &rest[width..];
    }
    while let (point, width @ 1..) = last(rest) {
        if !is_space(point) {
            break;
        }
        rest = &rest[..rest.len() - width];
    }
    rest
}
