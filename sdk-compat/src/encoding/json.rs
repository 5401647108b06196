//! Go's package `encoding/json`.

mod decode;
mod indent;
mod members;
mod reader;

pub use decode::*;
pub use indent::*;
pub use reader::{Reader, UnmarshalInto, unmarshal_into};

use std::collections::btree_map;
use std::iter::Enumerate;
use std::slice;

use crate::encoding::base64;
use crate::gjson::append_string;
use crate::strconv::{Float, append_float, append_int, append_uint};
use crate::{Any, Error, Str, go};

/// The value as JSON: the keys of maps in order, bytes as base64, characters with a meaning in HTML escaped.
///
/// # Errors
/// When a number in it is not finite, or a value is of a type that JSON has nothing for.
#[go]
pub fn Marshal(value: impl Into<Any>) -> Result<Vec<u8>, Error> {
    encode(&value.into())
}

fn encode(value: &Any) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    append_whole(&mut out, value)?;
    Ok(out)
}

fn append_whole(out: &mut Vec<u8>, value: &Any) -> Result<(), Error> {
    let mut levels = Vec::new();
    append(out, value, &mut levels)?;
    // Levels are kept in a list, so that any number of them leaves the call stack alone.
    while let Some(level) = levels.last_mut() {
        let (next, close) = match level {
            Level::List(items) => (items.next().map(|(at, item)| (at, None, item)), b']'),
            Level::Map(members) => (members.next().map(|(at, (key, value))| (at, Some(key), value)), b'}'),
        };
        let Some((at, key, value)) = next else {
            out.push(close);
            levels.pop();
            continue;
        };
        if at > 0 {
            out.push(b',');
        }
        if let Some(key) = key {
            append_string(out, key);
            out.push(b':');
        }
        append(out, value, &mut levels)?;
    }
    Ok(())
}

/// A list or map that is not written to its end.
enum Level<'a> {
    List(Enumerate<slice::Iter<'a, Any>>),
    Map(Enumerate<btree_map::Iter<'a, Str, Any>>),
}

/// Appends a value, of a list or map only its bracket.
fn append<'a>(out: &mut Vec<u8>, value: &'a Any, levels: &mut Vec<Level<'a>>) -> Result<(), Error> {
    match value {
        Any::Nil => out.extend_from_slice(b"null"),
        Any::Bool(truth) => out.extend_from_slice(if *truth { b"true" } else { b"false" }),
        Any::Int(number) => append_int(out, *number),
        Any::Int8(number) => append_int(out, (*number).into()),
        Any::Int16(number) => append_int(out, (*number).into()),
        Any::Int32(number) => append_int(out, (*number).into()),
        Any::Uint(number) => append_uint(out, *number),
        Any::Uint8(number) => append_uint(out, (*number).into()),
        Any::Uint16(number) => append_uint(out, (*number).into()),
        Any::Uint32(number) => append_uint(out, (*number).into()),
        Any::Float32(number) => append_number(out, Float::single(*number))?,
        Any::Float64(number) => append_number(out, Float::double(*number))?,
        Any::String(text) => append_string(out, text),
        Any::Bytes(bytes) => append_string(out, &base64::encode(bytes)),
        // Go's errors have no fields that it can see.
        Any::Error(_) => out.extend_from_slice(b"{}"),
        Any::Strings(items) => append_strings(out, items),
        Any::Pairs(pairs) => {
            out.push(b'[');
            for (at, pair) in pairs.iter().enumerate() {
                out.extend_from_slice(if at > 0 { b"," } else { b"" });
                append_strings(out, pair);
            }
            out.push(b']');
        }
        Any::List(items) => {
            out.push(b'[');
            levels.push(Level::List(items.iter().enumerate()));
        }
        Any::Map(members) => {
            out.push(b'{');
            levels.push(Level::Map(members.iter().enumerate()));
        }
        Any::Typed(value) => members::append_typed(out, &**value)?,
        Any::Object(_) => return Err(Error::new("json: unsupported type: object")),
    }
    Ok(())
}

fn append_strings(out: &mut Vec<u8>, items: &[Str]) {
    out.push(b'[');
    for (at, item) in items.iter().enumerate() {
        out.extend_from_slice(if at > 0 { b"," } else { b"" });
        append_string(out, item);
    }
    out.push(b']');
}

fn append_number(out: &mut Vec<u8>, float: Float) -> Result<(), Error> {
    if !float.value.is_finite() {
        let mut message = b"json: unsupported value: ".to_vec();
        append_float(&mut message, float, b'g', None);
        return Err(Error::new(message));
    }
    let magnitude = float.value.abs();
    // The bounds are compared in the precision of the type.
    let (small, large) = if float.single {
        (f64::from(1e-6_f32), f64::from(1e21_f32))
    } else {
        (1e-6, 1e21)
    };
    if magnitude == 0.0 || (small..large).contains(&magnitude) {
        append_float(out, float, b'f', None);
        return Ok(());
    }
    append_float(out, float, b'e', None);
    // An exponent of one digit is written as one.
    if let [.., b'e', b'-' | b'+', b'0', _] = out[..] {
        out.remove(out.len() - 2);
    }
    Ok(())
}
