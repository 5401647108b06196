//! Where a value stands: the path that leads to it, read backwards from its place in the text.

use std::borrow::Cow;

use super::found::parse;
use super::{Escape, Result, switches};
use crate::{Str, go, strconv};

#[go]
impl Result {
    /// The path of this value in `json`, the text that it was found in by a path that names one value, such as
    /// `consumers.#(name=="bob")`. Empty where the text does not tell it, as behind a modifier or a multipath.
    pub fn Path(&self, json: impl AsRef<[u8]>) -> Str {
        path(self, json.as_ref()).map(Str::from).unwrap_or_default()
    }

    /// The paths of the values that a path with a `#` found in `json`, such as `consumers.#.name`. `None`, Go's nil, where
    /// they are not known.
    pub fn Paths(&self, json: impl AsRef<[u8]>) -> Option<Vec<Str>> {
        let indexes = self.Indexes.as_ref()?;
        let mut paths = Vec::with_capacity(indexes.len());
        self.ForEach(|_, value| {
            paths.push(value.Path(json.as_ref()));
            true
        });
        (paths.len() == indexes.len()).then_some(paths)
    }
}

fn path(value: &Result, json: &[u8]) -> Option<Vec<u8>> {
    let start = usize::try_from(value.Index).ok()?;
    if !json.get(start..)?.starts_with(&value.Raw) {
        return None;
    }
    let parts = parts(&json[..start])?;
    if parts.is_empty() {
        return (!switches::DisableModifiers.get()).then(|| b"@this".to_vec());
    }
    let mut names = Vec::with_capacity(parts.len());
    for part in parts.iter().rev() {
        let part = parse(part);
        if !part.exists() {
            return None;
        }
        names.push(Escape(part.string_value()));
    }
    Some(names.join(&b'.'))
}

/// Keys and numbers on the way to the end of `before`, the last one first, as they stand in JSON.
fn parts(before: &[u8]) -> Option<Vec<Cow<'_, [u8]>>> {
    let mut parts = Vec::new();
    let mut end = before.len();
    while end > 0 {
        match before[end - 1] {
            b':' => {
                let key_end = before[..end].iter().rposition(|&byte| byte == b'"')? + 1;
                let key = last_block(&before[..key_end])?;
                parts.push(Cow::Borrowed(key));
                let rest = &before[..key_end - key.len()];
                end = rest.len() - last_block(rest)?.len();
            }
            b'{' => return None,
            b',' | b'[' => {
                let (number, open) = item_number(&before[..end])?;
                parts.extend(number.map(|number| Cow::Owned(strconv::Itoa(number).to_vec())));
                end = open;
            }
            _ => end -= 1,
        }
    }
    Some(parts)
}

/// The number of the array item that begins behind `before`, which ends with a comma or the opening bracket, and where the
/// array begins. `None` in an object.
fn item_number(before: &[u8]) -> Option<(Option<i64>, usize)> {
    let (mut number, mut end) = (0, before.len());
    while end > 0 {
        match before[end - 1] {
            b':' => return None,
            b'[' => return Some((Some(number), end - 1)),
            b']' | b'}' | b'"' => {
                end -= last_block(&before[..end])?.len();
                continue;
            }
            b',' => number += 1,
            _ => {}
        }
        end -= 1;
    }
    Some((None, 0))
}

/// The string, object, array or parenthesis that `text` ends with, or all of the text back to where one opens.
fn last_block(text: &[u8]) -> Option<&[u8]> {
    let last = *text.last()?;
    let mut depth = i64::from(last != b'"');
    let mut end = text.len() - usize::from(matches!(last, b'}' | b']' | b')'));
    while end > 0 {
        end -= 1;
        match text[end] {
            b'"' => {
                end = opening_quote(text, end).unwrap_or(0);
                if depth == 0 {
                    return Some(&text[end..]);
                }
            }
            b'}' | b']' | b')' => depth += 1,
            b'{' | b'[' | b'(' => {
                depth -= 1;
                if depth == 0 {
                    return Some(&text[end..]);
                }
            }
            _ => {}
        }
    }
    Some(text)
}

/// The quote before the one at `close` that has no backslash of its own.
fn opening_quote(text: &[u8], close: usize) -> Option<usize> {
    let mut end = close;
    loop {
        let quote = text[..end].iter().rposition(|&byte| byte == b'"')?;
        let escapes = text[..quote].iter().rev().take_while(|&&byte| byte == b'\\').count();
        if escapes % 2 == 0 {
            return Some(quote);
        }
        end = quote - escapes;
    }
}
