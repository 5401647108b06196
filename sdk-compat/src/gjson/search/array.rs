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

impl<'p> Array<'p> {
    pub(super) fn new(part: Index<'p>) -> Self {
        Array {
            part,
            count: 0,
            places: Vec::new(),
            end: 0,
            matches: Vec::new(),
            match_indexes: None,
        }
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
