//! The keys and values of a query.

use super::escape::{Mode, escape, unescape};
use super::{Reason, URL};
use crate::go::{Map, Slice};
use crate::{Error, Str, go, strings};

/// Go's `url.Values`: the values of each key of a query or a form, under their keys. As every map of Go's it is a reference,
/// and its default is nil, which cannot be written; Go goes through it in no order, here it is that of the keys.
#[derive(Clone, Debug, Default, go::Type)]
#[go(name = "url.Values")]
pub struct Values(pub Map<Str, Slice<Str>>);

go::named_map!(Values, Str, Slice<Str>);

#[go]
impl Values {
    /// The first value of the key, empty where there is none.
    pub fn Get(&self, key: impl Into<Str>) -> Str {
        self.0.get(key).borrow().first().cloned().unwrap_or_default()
    }

    /// Makes `value` the only one of the key.
    ///
    /// # Panics
    /// As Go, where the map is nil; so does [`Values::Add`].
    pub fn Set(&self, key: impl Into<Str>, value: impl Into<Str>) {
        self.0.insert(key, [value.into()]);
    }

    /// Adds a value to those of the key.
    pub fn Add(&self, key: impl Into<Str>, value: impl Into<Str>) {
        self.0.update(key, |values| values.push(value.into()));
    }

    /// Takes the key away.
    pub fn Del(&self, key: impl Into<Str>) {
        self.0.remove(key);
    }

    /// Whether there is such a key.
    pub fn Has(&self, key: impl Into<Str>) -> bool {
        self.0.contains(key)
    }

    /// As a query: `a=1&b=2`, with escapes, and the keys in order.
    pub fn Encode(&self) -> Str {
        let part = |text: &Str| escape(text, Mode::QueryComponent);
        let pairs = self.0.iter().flat_map(|(key, values)| {
            let pair = |value: &Str| [part(&key), part(value)].join(&b'=');
            values.borrow().iter().map(pair).collect::<Vec<_>>()
        });
        pairs.collect::<Vec<_>>().join(&b'&').into()
    }
}

/// The keys and values of a query.
///
/// # Errors
/// At a wrong escape or a semicolon. (Go returns beside the error what could be read: that is [`URL::Query`].)
#[go]
pub fn ParseQuery(query: impl AsRef<[u8]>) -> Result<Values, Error> {
    match read_query(query.as_ref()) {
        (values, None) => Ok(values),
        (_, Some(reason)) => Err(Error::new(reason)),
    }
}

/// [`ParseQuery`] with what Go gives beside the error: what could be read.
pub fn parse_query_pair(query: impl AsRef<[u8]>) -> (Values, Option<Error>) {
    let (values, failure) = read_query(query.as_ref());
    (values, failure.map(Error::new))
}

#[go]
impl URL {
    /// The keys and values of the query. What cannot be read of it is left out.
    pub fn Query(&self) -> Values {
        read_query(&self.RawQuery).0
    }
}

/// What can be read, and why something cannot: the last semicolon, else the first wrong escape.
fn read_query(query: &[u8]) -> (Values, Option<Reason>) {
    let (values, mut failure) = (Values::make(), None);
    for pair in query.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty()) {
        if pair.contains(&b';') {
            failure = Some(b"invalid semicolon separator in query".to_vec());
            continue;
        }
        match read_pair(pair) {
            Ok((key, value)) => values.Add(key, value),
            Err(reason) => failure = failure.or(Some(reason)),
        }
    }
    (values, failure)
}

fn read_pair(pair: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Reason> {
    let (key, value, _) = strings::Cut(Str::copy_of(pair), "=");
    Ok((
        unescape(&key, Mode::QueryComponent)?,
        unescape(&value, Mode::QueryComponent)?,
    ))
}

/// `text` with the escapes that it needs within a query; a space becomes a plus.
#[go]
pub fn QueryEscape(text: impl AsRef<[u8]>) -> Str {
    escape(text.as_ref(), Mode::QueryComponent).into()
}

/// `text` with the escapes that it needs as one segment of a path.
#[go]
pub fn PathEscape(text: impl AsRef<[u8]>) -> Str {
    escape(text.as_ref(), Mode::PathSegment).into()
}

/// What `text`, a part of a query, means without its escapes.
///
/// # Errors
/// With Go's text at a wrong escape.
#[go]
pub fn QueryUnescape(text: impl AsRef<[u8]>) -> Result<Str, Error> {
    let meaning = unescape(text.as_ref(), Mode::QueryComponent);
    meaning.map(Str::from).map_err(Error::new)
}

/// What `text`, a segment of a path, means without its escapes.
///
/// # Errors
/// With Go's text at a wrong escape.
#[go]
pub fn PathUnescape(text: impl AsRef<[u8]>) -> Result<Str, Error> {
    let meaning = unescape(text.as_ref(), Mode::PathSegment);
    meaning.map(Str::from).map_err(Error::new)
}
