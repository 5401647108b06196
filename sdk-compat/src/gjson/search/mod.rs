//! The search: follows a path through a JSON text without building anything of it.
//!
//! The levels of a path are kept in a list, and pipes are followed one after the other, so that neither a deep text nor
//! a long path fills the call stack. Only paths inside of paths (queries, multipaths, `#.…`) nest, up to a bound.

mod array;
mod condition;
mod value;
mod walk;

use std::borrow::Cow;

use super::found::{Found, parse};
use super::lex::{append_own_string, block_end};
use super::path::{self, Selector};
use super::{check, modifiers, switches};

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
    walk::search(json, path, depth)
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
