//! Go's package `mime`: media types and their parameters.

pub mod multipart;

use crate::{Error, Str, fixed_error, go, strings, unicode};
use std::collections::BTreeMap;

/// The type is one, and its parameters cannot be read.
pub const ErrInvalidMediaParameter: Error = fixed_error!("mime: invalid media parameter");

const ERR_NO_TYPE: Error = fixed_error!("mime: no media type");
const ERR_NO_SLASH: Error = fixed_error!("mime: expected slash after first token");
const ERR_NO_SUBTYPE: Error = fixed_error!("mime: expected token after slash");
const ERR_BEHIND_SUBTYPE: Error = fixed_error!("mime: unexpected content after media subtype");
const ERR_TWICE: Error = fixed_error!("mime: duplicate parameter name");

/// The media type of a header like `Content-Type` in small letters, and its parameters by their names in small letters.
/// Parameters in several parts or with a charset of their own are put together.
///
/// # Errors
///
/// There is no media type, a parameter has two values, or [`ErrInvalidMediaParameter`]: Go gives the type beside that, as
/// [`parse_media_type_pair`] does here.
#[go]
pub fn ParseMediaType(text: impl AsRef<[u8]>) -> Result<(Str, BTreeMap<Str, Str>), Error> {
    match parse_media_type_pair(text) {
        (media_type, params, None) => Ok((media_type, params)),
        (_, _, Some(error)) => Err(error),
    }
}

/// What Go's `ParseMediaType` gives: the type beside the error that its parameters are wrong, too.
pub fn parse_media_type_pair(text: impl AsRef<[u8]>) -> (Str, BTreeMap<Str, Str>, Option<Error>) {
    let text = text.as_ref();
    let (base, rest) = text.split_at(text.iter().position(|&byte| byte == b';').unwrap_or(text.len()));
    let media_type = strings::TrimSpace(strings::ToLower(Str::copy_of(base)));
    if let Some(error) = type_error(&media_type) {
        return (Str::default(), BTreeMap::new(), Some(error));
    }
    match parameters(rest) {
        Ok(params) => (media_type, params, None),
        Err(error) => {
            let kept = if error == ErrInvalidMediaParameter {
                media_type
            } else {
                Str::default()
            };
            (kept, BTreeMap::new(), Some(error))
        }
    }
}

/// What is wrong with a media type or a disposition: `text/html`, `attachment`.
fn type_error(text: &[u8]) -> Option<Error> {
    let (main, rest) = token(text);
    if main.is_empty() {
        return Some(ERR_NO_TYPE);
    }
    let (slash, rest) = rest.split_first()?;
    if *slash != b'/' {
        return Some(ERR_NO_SLASH);
    }
    match token(rest) {
        ([], _) => Some(ERR_NO_SUBTYPE),
        (_, []) => None,
        _ => Some(ERR_BEHIND_SUBTYPE),
    }
}

/// The parameters behind a type. Those with a `*` in their name are parts of one, or have a charset.
fn parameters(text: &[u8]) -> Result<BTreeMap<Str, Str>, Error> {
    let mut params: BTreeMap<Str, Str> = BTreeMap::new();
    let mut parts: BTreeMap<Str, BTreeMap<Str, Str>> = BTreeMap::new();
    let mut rest = without_space(text);
    while !rest.is_empty() {
        let Some((key, value, behind)) = parameter(rest) else {
            match strings::TrimSpace(Str::copy_of(rest)) == ";" {
                true => break,
                false => return Err(ErrInvalidMediaParameter),
            }
        };
        let known = match key.iter().position(|&byte| byte == b'*') {
            Some(star) => parts.entry(Str::copy_of(&key[..star])).or_default(),
            None => &mut params,
        };
        if known.get(&key).is_some_and(|known| *known != value) {
            return Err(ERR_TWICE);
        }
        known.insert(key, value);
        rest = without_space(behind);
    }
    for (name, parts) in parts {
        if let Some(value) = joined(&name, &parts) {
            params.insert(name, value);
        }
    }
    Ok(params)
}

/// `; name = value`: the name in small letters, the value, and what follows.
fn parameter(text: &[u8]) -> Option<(Str, Str, &[u8])> {
    let rest = without_space(text).strip_prefix(b";")?;
    let (name, rest) = token(without_space(rest));
    if name.is_empty() {
        return None;
    }
    let rest = without_space(without_space(rest).strip_prefix(b"=")?);
    let (value, rest) = value(rest)?;
    Some((strings::ToLower(Str::copy_of(name)), value, rest))
}

/// A token or a text in quotes, and what follows. A backslash stands for itself before what needs none.
fn value(text: &[u8]) -> Option<(Str, &[u8])> {
    let Some(quoted) = text.strip_prefix(b"\"") else {
        let (word, rest) = token(text);
        return (!word.is_empty()).then(|| (Str::copy_of(word), rest));
    };
    let mut value = Vec::new();
    let mut at = 0;
    while let Some(&byte) = quoted.get(at) {
        let escaped = quoted.get(at + 1).filter(|next| byte == b'\\' && is_special(**next));
        match (byte, escaped) {
            (b'"', _) => return Some((value.into(), &quoted[at + 1..])),
            (_, Some(&next)) => {
                value.push(next);
                at += 1;
            }
            (b'\r' | b'\n', _) => return None,
            _ => value.push(byte),
        }
        at += 1;
    }
    None
}

/// A parameter from its parts: `name*`, or `name*0`, `name*1*` and so on.
fn joined(name: &Str, parts: &BTreeMap<Str, Str>) -> Option<Str> {
    let part = |ending: &str| parts.get(&[name.as_bytes(), ending.as_bytes()].concat()[..]);
    if let Some(value) = part("*") {
        return decoded(value);
    }
    let mut whole = Vec::new();
    for n in 0.. {
        if let Some(value) = part(&format!("*{n}")) {
            whole.extend_from_slice(value);
        } else if let Some(value) = part(&format!("*{n}*")) {
            let value = if n == 0 { decoded(value) } else { unescaped(value) };
            whole.extend_from_slice(&value.unwrap_or_default());
        } else {
            return (n > 0).then(|| whole.into());
        }
    }
    None
}

/// A value as `charset'language'text`, where the text is escaped.
fn decoded(value: &[u8]) -> Option<Str> {
    let mut parts = value.splitn(3, |&byte| byte == b'\'');
    let (charset, _, text) = (parts.next()?, parts.next()?, parts.next()?);
    let known = [&b"us-ascii"[..], b"utf-8"]
        .iter()
        .any(|known| charset.eq_ignore_ascii_case(known));
    if known { unescaped(text) } else { None }
}

/// A text with `%41` for `A`; nothing where that is no number.
fn unescaped(text: &[u8]) -> Option<Str> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |at: usize| char::from(*behind.get(at)?).to_digit(16);
        bytes.push((digit(0)? * 16 + digit(1)?) as u8);
        rest = &behind[2..];
    }
    Some(bytes.into())
}

/// The token that a text begins with, and what follows.
fn token(text: &[u8]) -> (&[u8], &[u8]) {
    let is_part = |byte: &u8| byte.is_ascii_graphic() && !is_special(*byte);
    text.split_at(text.iter().position(|byte| !is_part(byte)).unwrap_or(text.len()))
}

fn is_special(byte: u8) -> bool {
    b"()<>@,;:\\\"/[]?=".contains(&byte)
}

fn without_space(text: &[u8]) -> &[u8] {
    let rest = strings::TrimLeftFunc(Str::copy_of(text), unicode::IsSpace);
    &text[text.len() - rest.len()..]
}
