//! The part of a path that objects and arrays answer: member by member, item by item.

use std::borrow::Cow;

use super::Hop;
use super::array::Array;
use super::value::{self, Kind, Read};
use crate::gjson::found::{Found, offset};
use crate::gjson::lex::{key_or_end, string_end, unescape};
use crate::gjson::path::{self, Key, Rest};
use crate::gjson::{Type, wildcard};

/// A path through objects and arrays.
pub(super) fn search<'a, 'p: 'a>(json: &'a [u8], path: &'p [u8], depth: u32) -> Hop<'a, 'p> {
    let mut search = Search {
        json,
        value: Found::default(),
        pipe: None,
        computed: false,
        depth,
    };
    if let [b'.', b'.', rest @ ..] = path {
        let level = search.array(rest);
        search.run(0, level);
    } else if let Some(start) = json.iter().position(|byte| matches!(byte, b'{' | b'[')) {
        let level = if json[start] == b'{' {
            search.object(path)
        } else {
            search.array(path)
        };
        search.run(start + 1, level);
    }
    let mut found = search.value;
    if search.pipe.is_none() && !search.computed && !found.raw.is_empty() {
        found.index = offset(json, &found.raw);
    }
    Hop {
        found,
        pipe: search.pipe,
        placeless: false,
    }
}

pub(super) struct Search<'a, 'p> {
    pub(super) json: &'a [u8],
    pub(super) value: Found<'a>,
    /// The path to follow from the value, once a part had one behind it.
    pub(super) pipe: Option<&'p [u8]>,
    /// The value was counted, it does not stand in the text.
    pub(super) computed: bool,
    pub(super) depth: u32,
}

/// An object or array on the way, with the part of the path that applies to it.
enum Level<'p> {
    Object(Key<'p>),
    Array(Box<Array<'p>>),
}

/// What a level does next.
pub(super) enum Step<'p> {
    /// The value is found.
    Hit,
    /// It is not here; the level ends at this place.
    Miss(usize),
    /// The rest of the path applies to the object or array that opens here.
    Into(usize, &'p [u8]),
}

impl<'a, 'p: 'a> Search<'a, 'p> {
    fn object(&mut self, path: &'p [u8]) -> Level<'p> {
        let key = path::key(path);
        self.pipe = key.rest.pipe().or(self.pipe);
        Level::Object(key)
    }

    fn array(&mut self, path: &'p [u8]) -> Level<'p> {
        let part = path::index(path);
        self.pipe = part.rest.pipe().or(self.pipe);
        Level::Array(Box::new(Array::new(part)))
    }

    fn run(&mut self, start: usize, level: Level<'p>) {
        let mut levels = vec![level];
        let mut at = start;
        while let Some(level) = levels.last_mut() {
            let step = match level {
                Level::Object(key) => self.in_object(key, at),
                Level::Array(array) => self.in_array(array, at),
            };
            match step {
                Step::Hit => return,
                Step::Miss(end) => {
                    levels.pop();
                    at = end;
                }
                Step::Into(open, path) => {
                    let level = if self.json[open] == b'{' {
                        self.object(path)
                    } else {
                        self.array(path)
                    };
                    levels.push(level);
                    at = open + 1;
                }
            }
        }
    }

    fn in_object(&mut self, part: &Key<'p>, start: usize) -> Step<'p> {
        let json = self.json;
        let mut at = start;
        loop {
            let Some(found) = key_or_end(json, at) else {
                return Step::Miss(at.max(json.len()));
            };
            at = found + 1;
            if json[found] == b'}' {
                return Step::Miss(at);
            }
            let key = string_end(json, at);
            let Some(end) = key.end else {
                return Step::Miss(json.len());
            };
            let named = names(part, &json[at..end - 1], key.escaped);
            at = match self.member(part, end, named) {
                Ok(end) => end,
                Err(step) => return step,
            };
        }
    }

    /// Reads the value of a member: the end of it, or the step to make if it is the one that the path names.
    fn member(&mut self, part: &Key<'p>, start: usize, named: bool) -> std::result::Result<usize, Step<'p>> {
        let Some(at) = value::start(self.json, start, None) else {
            return Err(Step::Miss(self.json.len()));
        };
        if let (true, Rest::More(path), b'{' | b'[') = (named, part.rest, self.json[at]) {
            return Err(Step::Into(at, path));
        }
        let (end, value) = value::read(self.json, at);
        match value {
            None => Err(Step::Miss(end)),
            Some(value) if named && !part.rest.is_more() => {
                self.set(value);
                Err(Step::Hit)
            }
            Some(_) => Ok(end),
        }
    }

    /// Takes a value as the result. Fields that its kind does not have keep what an earlier value left in them.
    pub(super) fn set(&mut self, read: Read<'a>) {
        let found = read.found();
        self.value.raw = found.raw;
        match read.kind {
            Kind::String { .. } => {
                self.value.text = found.text;
                self.value.kind = Type::String;
            }
            Kind::Number => {
                self.value.number = found.number;
                self.value.kind = Type::Number;
            }
            Kind::Word if found.kind == Type::Null => {}
            Kind::Word | Kind::Block => self.value.kind = found.kind,
        }
    }
}

/// Whether a part of the path names this key.
fn names(part: &Key<'_>, key: &[u8], escaped: bool) -> bool {
    let key = if escaped {
        Cow::Owned(unescape(key))
    } else {
        Cow::Borrowed(key)
    };
    if part.wild {
        wildcard::matches(&key, &part.name)
    } else {
        *part.name == *key
    }
}
