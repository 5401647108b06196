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
        search.run(0, Part::Array(rest, 0));
    } else if let Some(start) = json.iter().position(|byte| matches!(byte, b'{' | b'[')) {
        search.run(start + 1, Part::of(json[start], path));
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
    Array(Array<'p>),
}

/// What a level is made of: the path from there on, and how many items of an array were passed.
#[derive(Clone, Copy)]
enum Part<'p> {
    Object(&'p [u8]),
    Array(&'p [u8], i64),
}

impl<'p> Part<'p> {
    /// The path for what the byte `open` opens.
    fn of(open: u8, path: &'p [u8]) -> Self {
        match open {
            b'{' => Part::Object(path),
            _ => Part::Array(path, 0),
        }
    }
}

/// The levels around the one that is looked through. As many as nearly all paths have need no memory of their own.
struct Outer<'p> {
    near: [Part<'p>; 8],
    far: Vec<Part<'p>>,
    depth: usize,
}

impl<'p> Outer<'p> {
    fn new() -> Self {
        Outer {
            near: [Part::Object(b""); 8],
            far: Vec::new(),
            depth: 0,
        }
    }

    fn push(&mut self, level: Part<'p>) {
        match self.near.get_mut(self.depth) {
            Some(place) => *place = level,
            None => self.far.push(level),
        }
        self.depth += 1;
    }

    fn pop(&mut self) -> Option<Part<'p>> {
        self.depth = self.depth.checked_sub(1)?;
        match self.near.get(self.depth) {
            Some(level) => Some(*level),
            None => self.far.pop(),
        }
    }
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
    /// The level that a part of the path applies to.
    fn level(&mut self, part: Part<'p>) -> Level<'p> {
        let (level, rest) = match part {
            Part::Object(path) => {
                let key = path::key(path);
                let rest = key.rest;
                (Level::Object(key), rest)
            }
            Part::Array(path, count) => {
                let part = path::index(path);
                let rest = part.rest;
                (Level::Array(Array::new(part, count)), rest)
            }
        };
        self.pipe = rest.pipe().or(self.pipe);
        level
    }

    /// Looks for the path in the level that opens before `start`, and in those inside of it.
    fn run(&mut self, start: usize, part: Part<'p>) {
        let (mut at, mut part) = (start, part);
        let mut outer = Outer::new();
        loop {
            let mut level = self.level(part);
            let step = match &mut level {
                Level::Object(key) => self.in_object(key, at),
                Level::Array(array) => self.in_array(array, at),
            };
            match step {
                Step::Hit => return,
                Step::Miss(end) => match outer.pop() {
                    Some(around) => (at, part) = (end, around),
                    None => return,
                },
                Step::Into(open, path) => {
                    outer.push(match (part, &level) {
                        (Part::Array(path, _), Level::Array(array)) => Part::Array(path, array.count()),
                        _ => part,
                    });
                    (at, part) = (open + 1, Part::of(self.json[open], path));
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
