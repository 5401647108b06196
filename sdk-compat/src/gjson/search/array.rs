//! Items of arrays: by their number, how many there are, a path in each, and those that meet a condition.

use std::borrow::Cow;
use std::ops::Range;

use super::condition::satisfies;
use super::nested;
use super::value;
use super::walk::{Search, Step};
use crate::gjson::Type;
use crate::gjson::found::{Found, next_value, offset};
use crate::gjson::path::{self, Index, Items, Rest};
use crate::strconv::append_int;

/// An array on the way, with the part of the path that applies to it.
pub(super) struct Array<'p> {
    part: Index<'p>,
    /// What follows a pipe inside of `#.path`.
    pipe: Option<&'p [u8]>,
    /// How many items were begun.
    count: i64,
    /// Where the last item ends.
    end: usize,
    /// The values found by `#.path` or `#(…)#` so far, as the text of an array without its end.
    found: Vec<u8>,
    indexes: Option<Vec<i64>>,
}

impl<'p> Array<'p> {
    /// An array of which `count` items were passed already.
    pub(super) fn new(mut part: Index<'p>, count: i64) -> Self {
        let mut pipe = None;
        if let Items::Each(key) = &mut part.items
            && let Some((left, right)) = path::split_at_pipe(key)
        {
            (*key, pipe) = (left, Some(right));
        }
        Array {
            part,
            pipe,
            count,
            end: 0,
            found: Vec::new(),
            indexes: None,
        }
    }

    pub(super) fn count(&self) -> i64 {
        self.count
    }

    /// Adds a value to those found.
    fn add(&mut self, raw: &[u8], index: i64) {
        const USUAL: usize = 64;
        if self.found.is_empty() {
            self.found.reserve(USUAL + raw.len());
            self.found.push(b'[');
        } else if self.indexes.is_some() {
            self.found.push(b',');
        }
        self.found.extend_from_slice(raw);
        self.indexes.get_or_insert_default().push(index);
    }

    /// The text of the array of those found.
    fn take_found(&mut self) -> Vec<u8> {
        let mut found = std::mem::take(&mut self.found);
        if found.is_empty() {
            found.push(b'[');
        }
        found.push(b']');
        found
    }
}

impl<'a, 'p: 'a> Search<'a, 'p> {
    pub(super) fn in_array(&mut self, array: &mut Array<'p>, start: usize) -> Step<'p> {
        let json = self.json;
        let mut at = start;
        while at <= json.len() {
            let wanted = matches!(array.part.items, Items::At(Some(number)) if number == array.count);
            array.count += 1;
            let value_at = match value::start(json, at, Some(b']')) {
                Some(value_at) if json[value_at] != b']' => value_at,
                end => {
                    array.end = at;
                    return self.end_of_array(array, end.unwrap_or(json.len()) + 1);
                }
            };
            if let (true, Rest::More(path), b'{' | b'[') = (wanted, array.part.rest, json[value_at]) {
                return Step::Into(value_at, path);
            }
            let (end, value) = value::read(json, value_at);
            let Some(value) = value else {
                return Step::Miss(end);
            };
            let hit = match &mut array.part.items {
                Items::Each(path) => {
                    let path = *path;
                    self.each(array, value_at..end.min(json.len()), path);
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
            Items::Each(path) => {
                let path = *path;
                if let Some(item) = self.item_behind(array.end) {
                    self.each(array, item, path);
                }
                self.pipe = array.pipe.or(self.pipe);
                self.value.kind = Type::JSON;
                self.value.raw = Cow::Owned(array.take_found());
                self.value.indexes = Some(array.indexes.take().unwrap_or_default());
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
                self.value = Found::json_owned(array.take_found());
                self.value.indexes = array.indexes.take();
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

    /// `#.path`: what the path finds in an item.
    fn each(&mut self, array: &mut Array<'p>, place: Range<usize>, path: &'p [u8]) {
        let start = place.start as i64;
        let item = &self.json[place];
        let found = nested(item, path, self.depth + 1);
        if !found.exists() {
            return;
        }
        let start = match item.first() {
            Some(b'{' | b'[') => start,
            _ => 0,
        };
        // A list of places takes the item's place in its members, a single place in itself.
        let index = if found.indexes.is_some() {
            found.index
        } else {
            found.index + start
        };
        array.add(&found.raw_or_text(), index);
    }

    /// Tries the condition of `#(…)` on an item; whether it is the one that is looked for.
    fn try_query(&mut self, array: &mut Array<'p>, item: Found<'a>) -> bool {
        let Items::Matching(query) = &array.part.items else {
            return false;
        };
        let all = query.all;
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
            array.add(&raw, result.index + place);
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
