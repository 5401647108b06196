//! Go's package `encoding/json`, as far as values of no fixed type go.

mod decode;

pub use decode::*;

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
    let mut out = Vec::new();
    append(&mut out, &value.into())?;
    Ok(out)
}

fn append(out: &mut Vec<u8>, value: &Any) -> Result<(), Error> {
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
        Any::Float32(number) => append_number(
            out,
            Float {
                value: (*number).into(),
                single: true,
            },
        )?,
        Any::Float64(number) => append_number(
            out,
            Float {
                value: *number,
                single: false,
            },
        )?,
        Any::String(text) => append_string(out, text),
        Any::Bytes(bytes) => append_string(out, &base64::encode(bytes)),
        // Go's errors have no fields that it can see.
        Any::Error(_) => out.extend_from_slice(b"{}"),
        Any::List(items) => append_list(out, items.iter(), append)?,
        Any::Strings(items) => append_list(out, items.iter(), append_text)?,
        Any::Pairs(pairs) => append_list(out, pairs.iter(), |out, pair| {
            append_list(out, pair.iter(), append_text)
        })?,
        Any::Map(members) => {
            out.push(b'{');
            for (at, (key, value)) in members.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                append_string(out, key);
                out.push(b':');
                append(out, value)?;
            }
            out.push(b'}');
        }
        Any::Object(_) => return Err(Error::new("json: unsupported type: object")),
    }
    Ok(())
}

fn append_text(out: &mut Vec<u8>, text: &Str) -> Result<(), Error> {
    append_string(out, text);
    Ok(())
}

fn append_list<T>(
    out: &mut Vec<u8>,
    items: impl Iterator<Item = T>,
    append: impl Fn(&mut Vec<u8>, T) -> Result<(), Error>,
) -> Result<(), Error> {
    out.push(b'[');
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        append(out, item)?;
    }
    out.push(b']');
    Ok(())
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
