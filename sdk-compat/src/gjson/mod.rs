//! Go's package `gjson` (tidwall, 1.18.0): values of a JSON text by their paths, without decoding the text.
//!
//! Nothing here fails: what is not there, or cannot be read, is a zero [`Result`]. A text that is not valid JSON gives
//! the same results as in Go.
//!
//! Texts are as deep, and paths as long, as memory allows. Only paths inside of paths have a bound: queries, multipaths,
//! `#.path` and `@dig:path` in one another, 200 deep, find nothing further in. Go answers there too: its stack grows, that
//! of a Rust plugin is 1 MB.

mod check;
mod custom;
mod decode;
mod found;
mod kind;
mod lex;
mod modifiers;
mod origin;
mod path;
mod pretty;
mod result;
mod search;
mod sort;
mod switches;
mod value;
mod wildcard;

use crate::{Str, go};

pub use custom::{AddModifier, ModifierExists, add_modifier, modifier_exists};
pub use kind::Type;
pub use kind::Type::{False, JSON, Null, Number, String, True};
pub use result::Result;
pub use switches::{DisableEscapeHTML, DisableModifiers};

pub(crate) use lex::append_string;

/// What `path` finds in the JSON text `json`.
#[go]
pub fn Get(json: impl Into<Str>, path: impl AsRef<[u8]>) -> Result {
    let json = json.into();
    search::get(&json, path.as_ref()).into_result(Some(&json))
}

/// What `path` finds in the JSON text `json`, which is not kept.
#[go]
pub fn GetBytes(json: impl AsRef<[u8]>, path: impl AsRef<[u8]>) -> Result {
    search::get(json.as_ref(), path.as_ref()).into_result(None)
}

/// What each of the paths finds.
#[go]
pub fn GetMany<P: AsRef<[u8]>>(json: impl Into<Str>, paths: &[P]) -> Vec<Result> {
    let json = json.into();
    paths
        .iter()
        .map(|path| search::get(&json, path.as_ref()).into_result(Some(&json)))
        .collect()
}

/// What each of the paths finds in a text that is not kept.
#[go]
pub fn GetManyBytes<P: AsRef<[u8]>>(json: impl AsRef<[u8]>, paths: &[P]) -> Vec<Result> {
    paths.iter().map(|path| GetBytes(json.as_ref(), path)).collect()
}

/// A whole JSON text as a value.
#[go]
pub fn Parse(json: impl Into<Str>) -> Result {
    let json = json.into();
    found::parse(&json).into_result(Some(&json))
}

/// A whole JSON text as a value.
#[go]
pub fn ParseBytes(json: impl AsRef<[u8]>) -> Result {
    Parse(Str::copy_of(json.as_ref()))
}

/// Whether `json` is valid JSON.
#[go]
pub fn Valid(json: impl AsRef<[u8]>) -> bool {
    check::valid(json.as_ref())
}

/// Whether `json` is valid JSON.
#[go]
pub fn ValidBytes(json: impl AsRef<[u8]>) -> bool {
    check::valid(json.as_ref())
}

/// Calls `iterator` with each value of a text of JSON lines, until it returns `false`.
#[go]
pub fn ForEachLine(json: impl Into<Str>, iterator: impl FnMut(Result) -> bool) {
    let mut iterator = iterator;
    let json = json.into();
    let mut at = 0;
    while let (end, Some(line)) = found::next_value(&json, at) {
        if !line.exists() || !iterator(line.into_result(Some(&json))) {
            return;
        }
        at = end;
    }
}

/// `text` as a JSON string with its quotes, added to `destination`.
#[go]
pub fn AppendJSONString(destination: Vec<u8>, text: impl AsRef<[u8]>) -> Vec<u8> {
    let mut out = destination;
    lex::append_own_string(&mut out, text.as_ref());
    out
}

/// `part` as a part of a path, with a backslash before every character that has a meaning there.
#[go]
pub fn Escape(part: impl AsRef<[u8]>) -> Str {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte <= b' ' || byte > b'~' || b"_-:".contains(&byte);
    let mut out = Vec::with_capacity(part.as_ref().len());
    for &byte in part.as_ref() {
        if !plain(byte) {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.into()
}
