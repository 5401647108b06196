//! JSON in Go's own types. Levels are kept in a list: a text of any depth leaves the call stack alone.

use std::collections::BTreeMap;

use super::Type;
use super::found::{Found, Values};
use crate::{Any, Str};

/// An array or object that is not read to its end.
enum Level<'a> {
    List(Values<'a>, Vec<Any>),
    Map(Values<'a>, BTreeMap<Str, Any>, Str),
}

/// The value as nil, `bool`, `float64`, `string`, `[]interface{}` or `map[string]interface{}`.
pub(super) fn decode(found: Found<'_>) -> Any {
    let mut levels = Vec::new();
    let mut value = open(found, &mut levels);
    loop {
        value = match (value, levels.last_mut()) {
            (Some(value), None) => return value,
            (Some(value), Some(level)) => {
                level.put(value);
                None
            }
            (None, level) => match level.and_then(Level::next) {
                Some(item) => open(item, &mut levels),
                None => levels.pop().map(Level::close),
            },
        };
    }
}

/// The value, or `None` where it is a list or map, which becomes a level of its own.
fn open<'a>(found: Found<'a>, levels: &mut Vec<Level<'a>>) -> Option<Any> {
    Some(match found.kind {
        Type::Null => Any::Nil,
        Type::False => Any::Bool(false),
        Type::True => Any::Bool(true),
        Type::Number => Any::Float64(found.number),
        Type::String => Any::String(Str::copy_of(&found.text)),
        Type::JSON => {
            let raw = found.borrowed();
            levels.push(if let Some(items) = Values::new(raw, b'[') {
                Level::List(items, Vec::new())
            } else if let Some(members) = Values::new(raw, b'{') {
                Level::Map(members, BTreeMap::new(), Str::default())
            } else {
                return Some(Any::Nil);
            });
            return None;
        }
    })
}

impl<'a> Level<'a> {
    fn next(&mut self) -> Option<Found<'a>> {
        match self {
            Level::List(items, _) => items.next(),
            Level::Map(items, members, key) => loop {
                let (name, item) = (items.next()?, items.next()?);
                // The first of several values with the same key stays.
                if !members.contains_key(&*name.text) {
                    *key = Str::copy_of(&name.text);
                    return Some(item);
                }
            },
        }
    }

    fn put(&mut self, value: Any) {
        match self {
            Level::List(_, items) => items.push(value),
            Level::Map(_, members, key) => drop(members.insert(std::mem::take(key), value)),
        }
    }

    fn close(self) -> Any {
        match self {
            Level::List(_, items) => Any::from(items),
            Level::Map(_, members, _) => Any::from(members),
        }
    }
}
