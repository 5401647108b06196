//! Capital and small letters, one code point for one, as Go maps them.

use crate::{Str, runes};

/// `text` with every code point mapped.
pub(super) fn mapped(text: Str, ascii: impl Fn(u8) -> u8, point: impl Fn(u32) -> u32) -> Str {
    if text.is_ascii() {
        return match text.iter().any(|&byte| ascii(byte) != byte) {
            true => text.iter().map(|&byte| ascii(byte)).collect::<Vec<u8>>().into(),
            false => text,
        };
    }
    let mut out = Vec::with_capacity(text.len());
    super::points(&text).for_each(|(before, _)| runes::append(&mut out, point(before)));
    out.into()
}

/// The small letter.
pub(crate) fn lower(point: u32) -> u32 {
    // The one letter with more than one code point begins with the one that Go takes.
    char::from_u32(point)
        .and_then(|letter| letter.to_lowercase().next())
        .map_or(point, |letter| letter as u32)
}

/// The capital letter.
pub(crate) fn upper(point: u32) -> u32 {
    let Some(letter) = char::from_u32(point) else {
        return point;
    };
    let mut capitals = letter.to_uppercase();
    match (capitals.next(), capitals.next()) {
        (Some(capital), None) => capital as u32,
        _ => single_capital(point),
    }
}

/// The capital of a letter whose full capital form is several letters: Greek with an iota below has one for it.
fn single_capital(point: u32) -> u32 {
    match point {
        0x1f80..=0x1faf => point | 8,
        0x1fb3 | 0x1fc3 | 0x1ff3 => point + 9,
        _ => point,
    }
}

/// The same for all letters that Go's `unicode.SimpleFold` leads to from one another.
pub(super) fn fold(point: u32) -> u32 {
    const TURKISH: [u32; 2] = ['İ' as u32, 'ı' as u32];
    if TURKISH.contains(&point) {
        point
    } else {
        lower(upper(point))
    }
}
