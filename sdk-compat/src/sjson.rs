//! Go's package `sjson` (tidwall, 1.2.5): changes one value of a JSON text and leaves the rest as it stands.
//!
//! A text that is not valid JSON is changed as Go changes it; nothing is checked.

use std::borrow::Cow;
use std::cmp::Reverse;

use crate::encoding::json;
use crate::gjson::{self, append_string as append_json_string};
use crate::strconv::{Float, append_float};
use crate::{Any, Error, Str, go};

/// Items that are missing before a new one become null; more than this are refused, where Go runs out of memory.
const MOST_NULLS: i64 = 10_000_000;

/// Hints about an edit. They make it no faster here; what they change in the outcome is as in Go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(non_snake_case)]
pub struct Options {
    /// The value is likely there: a plain path is then followed as `gjson` follows it.
    pub Optimistic: bool,
    /// With `Optimistic`: the given bytes may be written over. A string that needs escapes, and would fit in the place of the
    /// old value without them, is then not set at all.
    pub ReplaceInPlace: bool,
}

/// `json` with `value` at `path`; what is missing on the way is made.
///
/// # Errors
/// When the path is empty or names an item of an array by something other than a number, or when the value has no JSON.
#[go]
pub fn Set(json: impl Into<Str>, path: impl AsRef<[u8]>, value: impl Into<Any>) -> Result<Str, Error> {
    put(json.into(), path.as_ref(), &value.into(), Options::default())
}

/// [`Set`] with hints; `None` is Go's nil. `ReplaceInPlace` has no meaning for strings.
///
/// # Errors
/// Those of [`Set`].
#[go]
pub fn SetOptions(
    json: impl Into<Str>,
    path: impl AsRef<[u8]>,
    value: impl Into<Any>,
    options: Option<&Options>,
) -> Result<Str, Error> {
    put(json.into(), path.as_ref(), &value.into(), not_in_place(options))
}

/// `json` with `value` at `path`; what is missing on the way is made.
///
/// # Errors
/// Those of [`Set`].
#[go]
pub fn SetBytes(json: impl AsRef<[u8]>, path: impl AsRef<[u8]>, value: impl Into<Any>) -> Result<Vec<u8>, Error> {
    Set(Str::copy_of(json.as_ref()), path, value).map(Vec::from)
}

/// [`SetBytes`] with hints; `None` is Go's nil.
///
/// # Errors
/// Those of [`Set`].
#[go]
pub fn SetBytesOptions(
    json: impl AsRef<[u8]>,
    path: impl AsRef<[u8]>,
    value: impl Into<Any>,
    options: Option<&Options>,
) -> Result<Vec<u8>, Error> {
    let json = Str::copy_of(json.as_ref());
    put(json, path.as_ref(), &value.into(), options.copied().unwrap_or_default()).map(Vec::from)
}

/// `json` with the JSON text `value` at `path`.
///
/// # Errors
/// Those of [`Set`].
#[go]
pub fn SetRaw(json: impl Into<Str>, path: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Result<Str, Error> {
    SetRawOptions(json, path, value, None)
}

/// [`SetRaw`] with hints; `None` is Go's nil. `ReplaceInPlace` has no meaning for strings.
///
/// # Errors
/// Those of [`Set`].
#[go]
pub fn SetRawOptions(
    json: impl Into<Str>,
    path: impl AsRef<[u8]>,
    value: impl AsRef<[u8]>,
    options: Option<&Options>,
) -> Result<Str, Error> {
    let value = Edit::Put {
        raw: value.as_ref(),
        quote: false,
    };
    edit(json.into(), path.as_ref(), value, not_in_place(options))
}

/// `json` with the JSON text `value` at `path`.
///
/// # Errors
/// Those of [`Set`].
#[go]
pub fn SetRawBytes(json: impl AsRef<[u8]>, path: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Result<Vec<u8>, Error> {
    SetRaw(Str::copy_of(json.as_ref()), path, value).map(Vec::from)
}

/// [`SetRawBytes`] with hints; `None` is Go's nil.
///
/// # Errors
/// Those of [`Set`].
#[go]
pub fn SetRawBytesOptions(
    json: impl AsRef<[u8]>,
    path: impl AsRef<[u8]>,
    value: impl AsRef<[u8]>,
    options: Option<&Options>,
) -> Result<Vec<u8>, Error> {
    // A JSON text needs no escapes, so that it makes no difference to the outcome whether it is put in place.
    SetRawOptions(Str::copy_of(json.as_ref()), path, value, options).map(Vec::from)
}

/// `json` without the value at `path`.
///
/// # Errors
/// When the path is empty, or has wildcards, queries or modifiers in it.
#[go]
pub fn Delete(json: impl Into<Str>, path: impl AsRef<[u8]>) -> Result<Str, Error> {
    edit(json.into(), path.as_ref(), Edit::Delete, Options::default())
}

/// `json` without the value at `path`.
///
/// # Errors
/// Those of [`Delete`].
#[go]
pub fn DeleteBytes(json: impl AsRef<[u8]>, path: impl AsRef<[u8]>) -> Result<Vec<u8>, Error> {
    Delete(Str::copy_of(json.as_ref()), path).map(Vec::from)
}

/// What Go gives beside an error of [`Set`]: the JSON as it was.
pub fn set_pair(json: impl Into<Str>, path: impl AsRef<[u8]>, value: impl Into<Any>) -> (Str, Option<Error>) {
    let json = json.into();
    beside(Set(&json, path, value), json)
}

/// What Go gives beside an error of [`SetBytes`]: the JSON as it was.
pub fn set_bytes_pair(
    json: impl AsRef<[u8]>,
    path: impl AsRef<[u8]>,
    value: impl Into<Any>,
) -> (Vec<u8>, Option<Error>) {
    bytes(set_pair(Str::copy_of(json.as_ref()), path, value))
}

/// What Go gives beside an error of [`SetRaw`]: the JSON as it was.
pub fn set_raw_pair(json: impl Into<Str>, path: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> (Str, Option<Error>) {
    let json = json.into();
    beside(SetRaw(&json, path, value), json)
}

/// What Go gives beside an error of [`SetRawBytes`]: the JSON as it was.
pub fn set_raw_bytes_pair(
    json: impl AsRef<[u8]>,
    path: impl AsRef<[u8]>,
    value: impl AsRef<[u8]>,
) -> (Vec<u8>, Option<Error>) {
    bytes(set_raw_pair(Str::copy_of(json.as_ref()), path, value))
}

/// What Go gives beside an error of [`Delete`]: the JSON as it was.
pub fn delete_pair(json: impl Into<Str>, path: impl AsRef<[u8]>) -> (Str, Option<Error>) {
    let json = json.into();
    beside(Delete(&json, path), json)
}

/// What Go gives beside an error of [`DeleteBytes`]: the JSON as it was.
pub fn delete_bytes_pair(json: impl AsRef<[u8]>, path: impl AsRef<[u8]>) -> (Vec<u8>, Option<Error>) {
    bytes(delete_pair(Str::copy_of(json.as_ref()), path))
}

fn beside(result: Result<Str, Error>, json: Str) -> (Str, Option<Error>) {
    match result {
        Ok(changed) => (changed, None),
        Err(error) => (json, Some(error)),
    }
}

fn bytes((json, error): (Str, Option<Error>)) -> (Vec<u8>, Option<Error>) {
    (Vec::from(json), error)
}

fn not_in_place(options: Option<&Options>) -> Options {
    Options {
        ReplaceInPlace: false,
        ..options.copied().unwrap_or_default()
    }
}

fn put(json: Str, path: &[u8], value: &Any, options: Options) -> Result<Str, Error> {
    let (raw, quote) = raw_value(value)?;
    edit(json, path, Edit::Put { raw: &raw, quote }, options)
}

/// The text that a value is put in as, and whether it needs quotes.
fn raw_value(value: &Any) -> Result<(Cow<'_, [u8]>, bool), Error> {
    let plain = |value: f64| {
        let mut out = Vec::new();
        append_float(&mut out, Float::double(value), b'f', None);
        Cow::Owned(out)
    };
    Ok(match value {
        Any::String(text) => (Cow::Borrowed(text), true),
        Any::Bytes(bytes) => (Cow::Borrowed(bytes), true),
        Any::Float32(number) => (plain((*number).into()), false),
        Any::Float64(number) => (plain(*number), false),
        other => (Cow::Owned(json::Marshal(other)?), false),
    })
}

#[derive(Clone, Copy)]
enum Edit<'a> {
    Put { raw: &'a [u8], quote: bool },
    Delete,
}

impl Edit<'_> {
    fn append(&self, out: &mut Vec<u8>) {
        match self {
            Edit::Put { raw, quote: true } => append_string(out, raw),
            Edit::Put { raw, quote: false } => out.extend_from_slice(raw),
            Edit::Delete => {}
        }
    }
}

/// A part of a path.
struct Part<'p> {
    name: Cow<'p, [u8]>,
    /// The part as a path for gjson.
    search: &'p [u8],
    /// A leading colon: a key even where it looks like a number.
    key: bool,
}

impl Part<'_> {
    fn index(&self) -> Option<i64> {
        if self.key || !self.name.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let read = |number: i64, digit: &u8| number.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
        Some(self.name.iter().fold(0, read))
    }

    /// `-1`: behind the last item.
    fn is_end(&self) -> bool {
        !self.key && *self.name == *b"-1"
    }
}

/// The parts of a path; `None` when something in it is more than a name.
fn parts(path: &[u8]) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut rest = Some(path);
    while let Some(path) = rest {
        let (key, path) = match path {
            [b':', path @ ..] => (true, path),
            path => (false, path),
        };
        let (mut name, mut at) = (Cow::Borrowed(&b""[..]), 0);
        rest = None;
        while let Some(&byte) = path.get(at) {
            match byte {
                b'.' => {
                    rest = Some(&path[at + 1..]);
                    break;
                }
                b'|' | b'#' | b'@' | b'*' | b'?' => return None,
                b'\\' => {
                    at += 1;
                    name.to_mut().extend(path.get(at));
                }
                _ => name.to_mut().push(byte),
            }
            at += 1;
        }
        parts.push(Part {
            name,
            search: &path[..at.min(path.len())],
            key,
        });
    }
    Some(parts)
}

fn edit(json: Str, path: &[u8], edit: Edit<'_>, options: Options) -> Result<Str, Error> {
    if path.is_empty() {
        return Err(Error::new("path cannot be empty"));
    }
    if let (true, Edit::Put { raw, quote }) = (options.Optimistic && path.iter().all(is_plain), edit) {
        let found = gjson::Get(&json, path);
        if found.Exists() && found.Index > 0 {
            let length = raw.len() + if quote { 2 } else { 0 };
            if options.ReplaceInPlace && length <= found.Raw.len() && quote && needs_escapes(raw) {
                return Ok(json);
            }
            let mut out = json.to_vec();
            replace(&mut out, found.Index, found.Raw.len(), edit);
            return Ok(out.into());
        }
    }
    let changed = match (parts(path), edit) {
        (Some(parts), _) => edit_parts(&json, &parts, edit)?,
        (None, Edit::Delete) => return Err(Error::new("cannot delete value from a complex path")),
        (None, _) => edit_matches(&json, path, edit),
    };
    Ok(changed.map_or(json, Str::from))
}

/// Whether a path with this byte may be followed as `gjson` does it.
fn is_plain(byte: &u8) -> bool {
    matches!(byte, b'.'..=b'9' | b'A'..=b'z')
}

/// Follows a path of names; `None` where there is nothing to delete.
fn edit_parts(json: &Str, parts: &[Part<'_>], edit: Edit<'_>) -> Result<Option<Vec<u8>>, Error> {
    let mut out = Vec::with_capacity(json.len());
    let mut behind: Vec<Str> = Vec::new();
    let (mut json, mut parts) = (json.clone(), parts);
    loop {
        let found = find(&json, &parts[0], edit);
        let (start, end) = (found.Index as usize, found.Index as usize + found.Raw.len());
        if found.Index <= 0 {
            if let Edit::Delete = edit {
                return Ok(None);
            }
            add(&mut out, json, parts, edit)?;
            break;
        }
        out.extend_from_slice(&json[..start]);
        if parts.len() > 1 {
            behind.push(json.slice(end..));
            json = found.Raw;
            parts = &parts[1..];
            continue;
        }
        let mut rest = &json[end..];
        match edit {
            Edit::Delete if delete_before(&mut out) => {
                let space = rest.iter().take_while(|&&byte| byte <= b' ').count();
                if rest.get(space) == Some(&b',') {
                    rest = &rest[space + 1..];
                }
            }
            Edit::Delete => {}
            put => put.append(&mut out),
        }
        out.extend_from_slice(rest);
        break;
    }
    behind.iter().rev().for_each(|rest| out.extend_from_slice(rest));
    Ok(Some(out))
}

fn find(json: &Str, part: &Part<'_>, edit: Edit<'_>) -> gjson::Result {
    if let (Edit::Delete, true) = (edit, part.is_end()) {
        let count = gjson::Get(json, "#").Int();
        if count > 0 {
            return gjson::Get(json, crate::strconv::Itoa(count - 1));
        }
    }
    gjson::Get(json, part.search)
}

/// Takes the key, or the comma, before a deleted value away; whether the comma behind the value has to go instead.
fn delete_before(out: &mut Vec<u8>) -> bool {
    match out.iter().rposition(|byte| matches!(byte, b'[' | b',' | b':')) {
        Some(at) if out[at] == b'[' => true,
        Some(at) if out[at] == b',' => {
            out.truncate(at);
            false
        }
        Some(colon) => delete_key(out, colon),
        None => false,
    }
}

fn delete_key(out: &mut Vec<u8>, colon: usize) -> bool {
    let Some(mut at) = out[..colon].iter().rposition(|&byte| byte == b'"') else {
        return false;
    };
    // Back to the quote that opens the key: one without a backslash before it.
    loop {
        let Some(quote) = out[..at].iter().rposition(|&byte| byte == b'"') else {
            return false;
        };
        if quote > 0 && out[quote - 1] == b'\\' {
            // As in Go, the byte before the backslash is passed over too.
            at = quote.saturating_sub(2);
            continue;
        }
        match out[..quote].iter().rposition(|byte| matches!(byte, b'{' | b',')) {
            Some(brace) if out[brace] == b'{' => {
                out.truncate(brace + 1);
                return true;
            }
            Some(comma) => {
                out.truncate(comma);
                return false;
            }
            None => return false,
        }
    }
}

/// Appends `json` with a new member or item.
fn add(out: &mut Vec<u8>, json: Str, parts: &[Part<'_>], edit: Edit<'_>) -> Result<(), Error> {
    let index = parts[0].index();
    let mut whole = gjson::Parse(&json);
    if whole.Type != gjson::JSON {
        whole = gjson::Parse(if index.is_some() { "[]" } else { "{}" });
    }
    let raw = &whole.Raw;
    let first = raw[1..].iter().find(|&&byte| byte > b' ');
    let comma = first.is_some_and(|byte| !matches!(byte, b'}' | b']'));
    if raw[0] == b'{' {
        let end = raw.iter().rposition(|&byte| byte == b'}').unwrap_or(0);
        out.extend_from_slice(&raw[..end]);
        out.extend_from_slice(if comma { b"," } else { b"" });
        build(out, false, parts, edit)?;
        out.push(b'}');
        return Ok(());
    }
    if parts[0].is_end() {
        let open = trim(raw);
        out.extend_from_slice(open.strip_suffix(b"]").unwrap_or(open));
        out.extend_from_slice(if comma { b"," } else { b"" });
    } else {
        let Some(index) = index else {
            let message = [b"cannot set array element for non-numeric key '", &*parts[0].name, b"'"].concat();
            return Err(Error::new(message));
        };
        let items = whole.Array();
        out.push(b'[');
        for (at, item) in items.iter().enumerate() {
            out.extend_from_slice(if at > 0 { b"," } else { b"" });
            out.extend_from_slice(&item.Raw);
        }
        let missing = index.wrapping_sub(items.len() as i64);
        repeat(out, if items.is_empty() { b"null," } else { b",null" }, missing)?;
        out.extend_from_slice(if comma && !items.is_empty() { b"," } else { b"" });
    }
    build(out, true, parts, edit)?;
    out.push(b']');
    Ok(())
}

/// Appends the value inside of the objects and arrays that the path asks for.
fn build(out: &mut Vec<u8>, in_array: bool, parts: &[Part<'_>], edit: Edit<'_>) -> Result<(), Error> {
    let mut ends = Vec::new();
    let mut in_array = in_array;
    for (at, part) in parts.iter().enumerate() {
        if !in_array {
            append_string(out, &part.name);
            out.push(b':');
        }
        let Some(next) = parts.get(at + 1) else { break };
        in_array = next.index().is_some() || next.is_end();
        out.push(if in_array { b'[' } else { b'{' });
        ends.push(if in_array { b']' } else { b'}' });
        repeat(out, b"null,", next.index().unwrap_or(0))?;
    }
    edit.append(out);
    out.extend(ends.iter().rev());
    Ok(())
}

fn repeat(out: &mut Vec<u8>, text: &[u8], count: i64) -> Result<(), Error> {
    if count > MOST_NULLS {
        return Err(Error::new("array index is too large"));
    }
    (0..count).for_each(|_| out.extend_from_slice(text));
    Ok(())
}

/// Puts a value in the place of everything that a path with wildcards, queries or `#` finds; `None` if that is nothing.
fn edit_matches(json: &Str, path: &[u8], edit: Edit<'_>) -> Option<Vec<u8>> {
    let found = gjson::Get(json, path);
    let mut out = json.to_vec();
    if found.Index != 0 {
        replace(&mut out, found.Index, found.Raw.len(), edit);
    }
    let indexes = found.Indexes.as_deref().unwrap_or_default();
    if found.Index == 0 && indexes.is_empty() {
        return None;
    }
    let mut lengths = Vec::new();
    found.ForEach(|_, value| {
        lengths.push(value.Raw.len());
        true
    });
    if !indexes.is_empty() && indexes.len() != lengths.len() {
        return None;
    }
    let mut places: Vec<(i64, usize)> = indexes.iter().copied().zip(lengths).collect();
    places.sort_by_key(|&(index, _)| Reverse(index));
    for (index, length) in places {
        replace(&mut out, index, length, edit);
    }
    Some(out)
}

fn replace(out: &mut Vec<u8>, index: i64, length: usize, edit: Edit<'_>) {
    let Some(rest) = usize::try_from(index).ok().and_then(|index| out.get(index + length..)) else {
        return;
    };
    let rest = rest.to_vec();
    out.truncate(index as usize);
    edit.append(out);
    out.extend(rest);
}

/// Appends a JSON string; one of plain ASCII stays as it is, also where it holds characters with a meaning in HTML.
fn append_string(out: &mut Vec<u8>, text: &[u8]) {
    if needs_escapes(text) {
        return append_json_string(out, text);
    }
    out.push(b'"');
    out.extend_from_slice(text);
    out.push(b'"');
}

fn needs_escapes(text: &[u8]) -> bool {
    let plain = |byte: &u8| matches!(byte, b' '..=0x7f) && !matches!(byte, b'"' | b'\\');
    !text.iter().all(plain)
}

fn trim(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|&byte| byte > b' ').map_or(0, |last| last + 1);
    &text[..end]
}
