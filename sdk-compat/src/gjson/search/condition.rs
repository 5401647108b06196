//! The conditions of queries, `#(path op value)`.

use crate::gjson::found::Found;
use crate::gjson::path::Query;
use crate::gjson::{Type, wildcard};
use crate::strconv::{read_bool, read_float};

/// Whether a value meets the condition of a query.
pub(super) fn satisfies(query: &Query<'_>, tested: &Found<'_>) -> bool {
    let (kind, wanted) = match *query.value {
        [b'~', ref class @ ..] => match in_class(class, tested) {
            Some(true) => (Type::True, &b"true"[..]),
            Some(false) => (Type::False, &b"true"[..]),
            None => return false,
        },
        ref wanted if tested.exists() => (tested.kind, wanted),
        _ => return false,
    };
    if query.op.is_empty() {
        return true;
    }
    match kind {
        Type::String => match query.op {
            b"%" => wildcard::matches(&tested.text, wanted),
            b"!%" => !wildcard::matches(&tested.text, wanted),
            op => compare(op, Some((*tested.text).cmp(wanted))),
        },
        Type::Number => compare(query.op, tested.number.partial_cmp(&read_float(wanted).0)),
        Type::True => match query.op {
            b"=" => wanted == b"true",
            b"!=" => wanted != b"true",
            b">" => wanted == b"false",
            b">=" => true,
            _ => false,
        },
        Type::False => match query.op {
            b"=" => wanted == b"false",
            b"!=" => wanted != b"false",
            b"<" => wanted == b"true",
            b"<=" => true,
            _ => false,
        },
        Type::Null | Type::JSON => false,
    }
}

fn compare(op: &[u8], order: Option<std::cmp::Ordering>) -> bool {
    match op {
        b"=" => order.is_some_and(|order| order.is_eq()),
        b"!=" => order.is_none_or(|order| order.is_ne()),
        b"<" => order.is_some_and(|order| order.is_lt()),
        b"<=" => order.is_some_and(|order| order.is_le()),
        b">" => order.is_some_and(|order| order.is_gt()),
        b">=" => order.is_some_and(|order| order.is_ge()),
        _ => false,
    }
}

/// Whether a value is like `true`, `false` or null, or there at all; `None` for a class that does not exist.
fn in_class(class: &[u8], value: &Found<'_>) -> Option<bool> {
    let as_bool = || read_bool(&value.text.to_ascii_lowercase());
    Some(match class {
        b"*" => value.exists(),
        b"null" => value.kind == Type::Null,
        b"true" => match value.kind {
            Type::True => true,
            Type::String => as_bool() == Some(true),
            Type::Number => value.number != 0.0,
            _ => false,
        },
        b"false" => match value.kind {
            Type::Null | Type::False => true,
            Type::String => as_bool() == Some(false),
            Type::Number => value.number == 0.0,
            _ => false,
        },
        _ => return None,
    })
}
