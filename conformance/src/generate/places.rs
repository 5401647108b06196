//! The places in a JSON value, each named by its pointer.

use serde_json::{Map, Value};

/// The JSON pointers of everything in a value, the value itself first.
pub fn places(value: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut add = |key: &str, value: &Value| {
        let key = below("", key);
        found.extend(places(value).into_iter().map(|place| format!("{key}{place}")));
    };
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| add(key, value)),
        Value::Array(array) => array
            .iter()
            .enumerate()
            .for_each(|(at, value)| add(&at.to_string(), value)),
        _ => {}
    }
    found
}

/// The pointers of the objects.
pub fn objects(value: &Value) -> Vec<String> {
    let mut places = places(value);
    places.retain(|place| value.pointer(place).is_some_and(Value::is_object));
    places
}

/// What holds a place, and the key or the number by which it does.
pub fn parent(place: &str) -> Option<(&str, String)> {
    let (parent, key) = place.rsplit_once('/')?;
    Some((parent, key.replace("~1", "/").replace("~0", "~")))
}

/// The object that holds a place, and the key.
pub fn owner<'v>(value: &'v Value, place: &str) -> Option<(&'v Map<String, Value>, String)> {
    let (parent, key) = parent(place)?;
    Some((value.pointer(parent)?.as_object()?, key))
}

/// Takes what a pointer leads to out of what holds it.
pub fn remove(value: &mut Value, place: &str) {
    let Some((parent, key)) = parent(place) else {
        return;
    };
    match value.pointer_mut(parent) {
        Some(Value::Object(object)) => drop(object.shift_remove(&key)),
        Some(Value::Array(array)) => {
            if let Some(at) = key.parse().ok().filter(|at: &usize| *at < array.len()) {
                array.remove(at);
            }
        }
        _ => {}
    }
}

/// The pointer of what an object at a place holds by a key.
pub fn below(place: &str, key: &str) -> String {
    format!("{place}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// Puts something where a pointer leads to, or would lead to in an object.
pub fn put(value: &mut Value, place: &str, to: Value) {
    if let Some(at) = value.pointer_mut(place) {
        *at = to;
    } else if let Some((parent, key)) = parent(place)
        && let Some(Value::Object(object)) = value.pointer_mut(parent)
    {
        object.insert(key, to);
    }
}
