//! The search: follows a path through a JSON text without building anything of it.
//!
//! The levels of a path are kept in a list, and pipes are followed one after the other, so that neither a deep text nor
//! a long path fills the call stack. Only paths inside of paths (queries, multipaths, `#.…`) nest, up to a bound.

use std::borrow::Cow;
use std::ops::Range;

use super::found::{Found, is_nan, next_value, offset, parse};
use super::lex::{append_own_string, block_end, key_or_end, number_end, string_end, unescape, word_end};
use super::path::{self, Index, Items, Key, Query, Rest, Selector};
use super::{Type, check, modifiers, switches, wildcard};
use crate::strconv::{append_int, read_bool, read_float};

/// Paths inside of paths deeper than this find nothing.
const MOST_NESTED: u32 = 200;

/// Finds what `path` names in `json`.
pub(super) fn get<'a>(json: &'a [u8], path: &'a [u8]) -> Found<'a> {
    nested(json, path, 0)
}

/// One step of a path: what was found, and the path to follow from there.
struct Hop<'a, 'p> {
    found: Found<'a>,
    pipe: Option<&'p [u8]>,
    /// What a modifier makes has no place in the text.
    placeless: bool,
}

pub(super) fn nested<'a>(json: &'a [u8], path: &'a [u8], depth: u32) -> Found<'a> {
    if depth > MOST_NESTED {
        return Found::default();
    }
    let mut chain = Chain::default();
    let (mut json, mut path) = (json, path);
    loop {
        let hop = hop(json, path, depth);
        let Some(pipe) = hop.pipe else {
            return chain.end(hop);
        };
        chain.add(&hop);
        path = pipe;
        match hop.found.raw {
            Cow::Borrowed(raw) => json = raw,
            Cow::Owned(raw) => return follow(raw, path, depth, chain),
        }
    }
}

/// Goes on from a text that a step of the path made.
fn follow<'a>(made: Vec<u8>, path: &[u8], depth: u32, mut chain: Chain) -> Found<'a> {
    let (mut json, mut path) = (made, path);
    loop {
        let hop = hop(&json, path, depth);
        let Some(pipe) = hop.pipe else {
            return chain.end(hop).into_owned();
        };
        chain.add(&hop);
        path = pipe;
        json = hop.found.raw.into_owned();
    }
}

/// What the steps so far mean for the place of the result.
#[derive(Default)]
struct Chain {
    piped: bool,
    placeless: bool,
    base: i64,
}

impl Chain {
    fn add(&mut self, hop: &Hop<'_, '_>) {
        self.piped = true;
        self.placeless |= hop.placeless;
        self.base += hop.found.index;
    }

    fn end<'a>(&self, hop: Hop<'a, '_>) -> Found<'a> {
        let mut found = hop.found;
        if self.piped {
            found.index = 0;
        }
        if self.placeless {
            found.indexes = None;
        }
        found.indexes.iter_mut().flatten().for_each(|index| *index += self.base);
        found
    }
}

fn hop<'a, 'p: 'a>(json: &'a [u8], path: &'p [u8], depth: u32) -> Hop<'a, 'p> {
    let mut path = path;
    if path.len() > 1 {
        let replaced = match path[0] {
            b'@' if !switches::DisableModifiers.get() => modifiers::run(json, path, depth),
            b'!' => fixed_value(path),
            _ => None,
        };
        if let Some((made, rest)) = replaced {
            return go_on(made, rest);
        }
        if matches!(path[0], b'[' | b'{') {
            match path::selectors(path) {
                Some((selectors, rest)) if rest.is_empty() || matches!(rest[0], b'|' | b'.') => {
                    let made = multipath(json, path[0], &selectors, depth);
                    return Hop {
                        found: Found::json_owned(made),
                        pipe: rest.get(1..),
                        placeless: false,
                    };
                }
                Some((_, rest)) => path = rest,
                None => path = b"",
            }
        }
    }
    search(json, path, depth)
}

/// The step behind a value that does not come from the text: its path, or the value itself.
fn go_on<'a, 'p>(made: Cow<'a, [u8]>, rest: &'p [u8]) -> Hop<'a, 'p> {
    match rest {
        [b'|' | b'.', pipe @ ..] => Hop {
            found: Found {
                raw: made,
                ..Found::default()
            },
            pipe: Some(pipe),
            placeless: true,
        },
        _ => {
            let found = match made {
                Cow::Borrowed(made) => parse(made),
                Cow::Owned(made) => parse(&made).into_owned(),
            };
            Hop {
                found,
                pipe: None,
                placeless: false,
            }
        }
    }
}

/// `!value`: a value that stands in the path.
fn fixed_value(path: &[u8]) -> Option<(Cow<'_, [u8]>, &[u8])> {
    let name = &path[1..];
    if matches!(name.first(), Some(b'{' | b'[' | b'"' | b'+' | b'-' | b'0'..=b'9')) {
        let (value, rest) = name.split_at(block_end(name, 0).min(name.len()));
        return Some((Cow::Borrowed(value), rest));
    }
    let end = name
        .iter()
        .position(|byte| matches!(byte, b'|' | b'.'))
        .unwrap_or(name.len());
    let (word, rest) = name.split_at(end);
    let known = [&b"true"[..], b"false", b"null", b"nan", b"inf"];
    known
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known))
        .then_some((Cow::Borrowed(word), rest))
}

/// `[path,…]` and `{"name":path,…}`: a new array or object of what the paths find.
fn multipath(json: &[u8], open: u8, selectors: &[Selector<'_>], depth: u32) -> Vec<u8> {
    let mut out = vec![open];
    for selector in selectors {
        let found = nested(json, selector.path, depth + 1);
        if !found.exists() {
            continue;
        }
        if out.len() > 1 {
            out.push(b',');
        }
        if open == b'{' {
            match selector.name {
                [b'"', ..] if check::valid(selector.name) => out.extend_from_slice(selector.name),
                [] => append_own_string(&mut out, path::default_name(selector.path)),
                name => append_own_string(&mut out, name),
            }
            out.push(b':');
        }
        let raw = found.raw_or_text();
        out.extend_from_slice(if raw.is_empty() { b"null" } else { &raw });
    }
    out.push(open + 2);
    out
}

/// A path through objects and arrays.
fn search<'a, 'p: 'a>(json: &'a [u8], path: &'p [u8], depth: u32) -> Hop<'a, 'p> {
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

struct Search<'a, 'p> {
    json: &'a [u8],
    value: Found<'a>,
    /// The path to follow from the value, once a part had one behind it.
    pipe: Option<&'p [u8]>,
    /// The value was counted, it does not stand in the text.
    computed: bool,
    depth: u32,
}

/// An object or array on the way, with the part of the path that applies to it.
enum Level<'p> {
    Object(Key<'p>),
    Array(Box<Array<'p>>),
}

struct Array<'p> {
    part: Index<'p>,
    /// How many items were begun.
    count: i64,
    /// Where the items stand, for `#.path`.
    places: Vec<Range<usize>>,
    /// Where the last item ends.
    end: usize,
    /// The values found by `#(…)#` so far, as the text of an array without its end.
    matches: Vec<u8>,
    match_indexes: Option<Vec<i64>>,
}

/// What a level does next.
enum Step<'p> {
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
        let array = Array {
            part,
            count: 0,
            places: Vec::new(),
            end: 0,
            matches: Vec::new(),
            match_indexes: None,
        };
        Level::Array(Box::new(array))
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
        let Some(at) = self.value_start(start, None) else {
            return Err(Step::Miss(self.json.len()));
        };
        if let (true, Rest::More(path), b'{' | b'[') = (named, part.rest, self.json[at]) {
            return Err(Step::Into(at, path));
        }
        let (end, value) = self.read(at);
        match value {
            None => Err(Step::Miss(end)),
            Some(value) if named && !part.rest.is_more() => {
                self.set(value);
                Err(Step::Hit)
            }
            Some(_) => Ok(end),
        }
    }

    /// The first byte at or behind `start` that can begin a value, or is `end`.
    fn value_start(&self, start: usize, end: Option<u8>) -> Option<usize> {
        let begins = |byte: &u8| match byte {
            b'"' | b'{' | b'[' | b'n' | b't' | b'f' | b'+' | b'-' | b'0'..=b'9' | b'i' | b'I' | b'N' => true,
            byte => end == Some(*byte),
        };
        self.json[start..].iter().position(begins).map(|length| start + length)
    }

    /// Reads the value that begins at `at`; `None` for a string without an end.
    fn read(&self, at: usize) -> (usize, Option<Read<'a>>) {
        let json = self.json;
        let (end, kind) = match json[at] {
            b'"' => {
                let string = string_end(json, at + 1);
                match string.end {
                    Some(end) => (
                        end,
                        Kind::String {
                            escaped: string.escaped,
                        },
                    ),
                    None => return (json.len(), None),
                }
            }
            b'{' | b'[' => (block_end(json, at), Kind::Block),
            b'n' if is_nan(&json[at..]) => (number_end(json, at), Kind::Number),
            b'n' | b't' | b'f' => (word_end(json, at), Kind::Word),
            _ => (number_end(json, at), Kind::Number),
        };
        (
            end,
            Some(Read {
                raw: &json[at..end.min(json.len())],
                kind,
            }),
        )
    }

    /// Takes a value as the result. Fields that its kind does not have keep what an earlier value left in them.
    fn set(&mut self, read: Read<'a>) {
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

    fn in_array(&mut self, array: &mut Array<'p>, start: usize) -> Step<'p> {
        let json = self.json;
        let mut at = start;
        while at <= json.len() {
            let wanted = matches!(array.part.items, Items::At(Some(number)) if number == array.count);
            array.count += 1;
            let value_at = match self.value_start(at, Some(b']')) {
                Some(value_at) if json[value_at] != b']' => value_at,
                end => {
                    array.end = at;
                    return self.end_of_array(array, end.unwrap_or(json.len()) + 1);
                }
            };
            if let (true, Rest::More(path), b'{' | b'[') = (wanted, array.part.rest, json[value_at]) {
                return Step::Into(value_at, path);
            }
            let (end, value) = self.read(value_at);
            let Some(value) = value else {
                return Step::Miss(end);
            };
            let hit = match &mut array.part.items {
                Items::Each(_) => {
                    array.places.push(value_at..end.min(json.len()));
                    false
                }
                Items::Matching(_) => self.try_query(array, value.found()),
                _ if wanted && !array.part.rest.is_more() => {
                    self.set(value);
                    true
                }
                _ => false,
            };
            if hit {
                return Step::Hit;
            }
            at = end;
        }
        Step::Miss(at)
    }

    fn end_of_array(&mut self, array: &mut Array<'p>, end: usize) -> Step<'p> {
        match &array.part.items {
            Items::Each(key) => {
                array.places.extend(self.item_behind(array.end));
                self.each(&array.places, key);
                return Step::Hit;
            }
            Items::Count { plain: true } => {
                let mut raw = Vec::new();
                append_int(&mut raw, array.count - 1);
                self.value.kind = Type::Number;
                self.value.number = (array.count - 1) as f64;
                self.value.raw = Cow::Owned(raw);
                self.computed = true;
                return Step::Hit;
            }
            Items::Matching(query) if query.all && !self.value.exists() => {
                let mut raw = std::mem::take(&mut array.matches);
                if raw.is_empty() {
                    raw.push(b'[');
                }
                raw.push(b']');
                self.value = Found {
                    indexes: array.match_indexes.take(),
                    ..Found::json_owned(raw)
                };
            }
            _ => {}
        }
        Step::Miss(end)
    }

    /// Where a comma that ends an array stands for one more item, Go takes the next value of the text, wherever it is.
    fn item_behind(&self, end: usize) -> Option<Range<usize>> {
        let space = |byte: &&u8| matches!(**byte, b' ' | b'\t' | b'\r' | b'\n');
        let start = end + self.json.get(end..)?.iter().take_while(space).count();
        if matches!(self.json.get(start), None | Some(b']')) {
            return None;
        }
        let item = next_value(self.json, start).1?;
        let at = offset(self.json, &item.raw) as usize;
        Some(at..at + item.raw.len())
    }

    /// `#.path`: the array of what the path finds in each item.
    fn each(&mut self, places: &[Range<usize>], key: &'p [u8]) {
        let mut key = key;
        if let Some((left, right)) = path::split_at_pipe(key) {
            key = left;
            self.pipe = Some(right);
        }
        let mut out = vec![b'['];
        let mut indexes = Vec::new();
        for place in places {
            let item = &self.json[place.clone()];
            let found = nested(item, key, self.depth + 1);
            if !found.exists() {
                continue;
            }
            if !indexes.is_empty() {
                out.push(b',');
            }
            out.extend_from_slice(&found.raw_or_text());
            let start = match item.first() {
                Some(b'{' | b'[') => place.start as i64,
                _ => 0,
            };
            // A list of places takes the item's place in its members, a single place in itself.
            indexes.push(if found.indexes.is_some() {
                found.index
            } else {
                found.index + start
            });
        }
        out.push(b']');
        self.value.kind = Type::JSON;
        self.value.raw = Cow::Owned(out);
        self.value.indexes = Some(indexes);
    }

    /// Tries the condition of `#(…)` on an item; whether it is the one that is looked for.
    fn try_query(&mut self, array: &mut Array<'p>, item: Found<'a>) -> bool {
        let Items::Matching(query) = &array.part.items else {
            return false;
        };
        let all = query.all;
        if all && array.matches.is_empty() {
            array.matches.push(b'[');
        }
        let tested = match item.kind {
            Type::JSON => sub_get(&item, query.path, self.depth + 1),
            _ if !query.path.is_empty() => return false,
            _ => item.clone(),
        };
        if !satisfies(query, &tested) {
            return false;
        }
        let place = offset(self.json, &item.raw);
        let result = match array.part.rest {
            Rest::More(path) => {
                let (left, right) = path::split_at_pipe(path).map_or((path, None), |(left, right)| (left, Some(right)));
                array.part.rest = Rest::More(left);
                self.pipe = right.or(self.pipe);
                sub_get(&item, left, self.depth + 1)
            }
            _ => item,
        };
        if !all {
            self.value = result;
            return true;
        }
        let raw = result.raw_or_text();
        if !raw.is_empty() {
            if array.matches.len() > 1 {
                array.matches.push(b',');
            }
            array.matches.extend_from_slice(&raw);
            array.match_indexes.get_or_insert_default().push(result.index + place);
        }
        false
    }
}

/// What a path finds in an item that is part of the text.
fn sub_get<'a, 'p: 'a>(item: &Found<'a>, path: &'p [u8], depth: u32) -> Found<'a> {
    match item.raw {
        Cow::Borrowed(raw) => nested(raw, path, depth),
        Cow::Owned(ref raw) => nested(raw, path, depth).into_owned(),
    }
}

/// A value in the text, not looked into yet.
#[derive(Clone, Copy)]
struct Read<'a> {
    raw: &'a [u8],
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    String { escaped: bool },
    Block,
    Word,
    Number,
}

impl<'a> Read<'a> {
    fn found(self) -> Found<'a> {
        match self.kind {
            Kind::String { escaped } => Found::string(self.raw, escaped),
            Kind::Block => Found::json(self.raw),
            Kind::Word => Found::word(self.raw),
            Kind::Number => Found::number(self.raw),
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

/// Whether a value meets the condition of a query.
fn satisfies(query: &Query<'_>, tested: &Found<'_>) -> bool {
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
