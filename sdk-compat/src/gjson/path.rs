//! The path language: what the next part of a path asks for, and what is left of the path behind it.

use std::borrow::Cow;

use super::lex::{squash, trim, unescape};
use super::{modifiers, switches};

/// What follows a part of a path.
#[derive(Clone, Copy)]
pub(super) enum Rest<'p> {
    /// Nothing: the part names the value.
    End,
    /// More parts, for the value that this one names.
    More(&'p [u8]),
    /// A path of its own for the result so far.
    Pipe(&'p [u8]),
}

impl<'p> Rest<'p> {
    /// The rest behind a dot: a modifier or a multipath there is piped to.
    fn behind_dot(path: &'p [u8]) -> Self {
        if starts_pipe(path) {
            Rest::Pipe(path)
        } else {
            Rest::More(path)
        }
    }

    pub(super) fn is_more(&self) -> bool {
        matches!(self, Rest::More(_))
    }

    pub(super) fn pipe(&self) -> Option<&'p [u8]> {
        match self {
            Rest::Pipe(path) => Some(path),
            _ => None,
        }
    }
}

fn starts_pipe(path: &[u8]) -> bool {
    if switches::DisableModifiers.get() {
        return false;
    }
    match path {
        [b'@', name @ ..] => {
            let end = name
                .iter()
                .position(|byte| matches!(byte, b'.' | b'|' | b':'))
                .unwrap_or(name.len());
            modifiers::find(&name[..end]).is_some()
        }
        [b'[' | b'{', ..] => true,
        _ => false,
    }
}

/// A part that names a member of an object.
pub(super) struct Key<'p> {
    pub(super) name: Cow<'p, [u8]>,
    pub(super) wild: bool,
    pub(super) rest: Rest<'p>,
}

/// Reads the first part of `path` as a key.
pub(super) fn key(path: &[u8]) -> Key<'_> {
    let mut wild = false;
    for (at, &byte) in path.iter().enumerate() {
        let name = Cow::Borrowed(&path[..at]);
        match byte {
            b'|' => {
                return Key {
                    name,
                    wild,
                    rest: Rest::Pipe(&path[at + 1..]),
                };
            }
            b'.' => {
                return Key {
                    name,
                    wild,
                    rest: Rest::behind_dot(&path[at + 1..]),
                };
            }
            b'*' | b'?' => wild = true,
            b'\\' => return escaped_key(path, at, wild),
            _ => {}
        }
    }
    Key {
        name: Cow::Borrowed(path),
        wild,
        rest: Rest::End,
    }
}

/// A key with a backslash at `first`; the backslashes are taken away.
fn escaped_key(path: &[u8], first: usize, mut wild: bool) -> Key<'_> {
    let mut name = path[..first].to_vec();
    let mut at = first;
    let mut rest = Rest::End;
    while let Some(&byte) = path.get(at) {
        at += 1;
        match byte {
            b'\\' => {
                name.extend(path.get(at));
                at += 1;
                continue;
            }
            b'.' => {
                rest = Rest::behind_dot(&path[at..]);
                break;
            }
            b'|' => {
                rest = Rest::Pipe(&path[at..]);
                break;
            }
            b'*' | b'?' => wild = true,
            _ => {}
        }
        name.push(byte);
    }
    Key {
        name: Cow::Owned(name),
        wild,
        rest,
    }
}

/// A condition `#(path op value)`.
#[derive(Default)]
pub(super) struct Query<'p> {
    pub(super) path: &'p [u8],
    pub(super) op: &'p [u8],
    pub(super) value: Cow<'p, [u8]>,
    /// `#(…)#`: all that match, not only the first.
    pub(super) all: bool,
}

/// What a part asks of an array.
pub(super) enum Items<'p> {
    /// The item with this number; `None` where the part is no number.
    At(Option<i64>),
    /// `#`: how many items there are. Another part with a `#` in it asks for nothing.
    Count { plain: bool },
    /// `#.path`: the value at a path in each item.
    Each(&'p [u8]),
    /// `#(…)`
    Matching(Query<'p>),
}

/// A part that names items of an array.
pub(super) struct Index<'p> {
    pub(super) items: Items<'p>,
    pub(super) rest: Rest<'p>,
}

/// Reads the first part of `path` as a number or a `#`.
pub(super) fn index(path: &[u8]) -> Index<'_> {
    if let [b'#', b'.', key @ ..] = path {
        return Index {
            items: Items::Each(key),
            rest: Rest::More(key),
        };
    }
    let (mut query, mut at, mut hash) = (None, 0, false);
    if let [b'#', b'[' | b'(', ..] = path {
        hash = true;
        match self::query(path) {
            None => {
                return Index {
                    items: Items::Matching(Query::default()),
                    rest: Rest::End,
                };
            }
            Some((found, end)) => {
                let all = path.get(end) == Some(&b'#');
                query = Some(Query { all, ..found });
                at = end;
            }
        }
    }
    let mut end = path.len();
    let mut rest = Rest::End;
    while let Some(&byte) = path.get(at) {
        match byte {
            b'#' => hash = true,
            b'|' => {
                (end, rest) = (at, Rest::Pipe(&path[at + 1..]));
                break;
            }
            b'.' => {
                let behind = &path[at + 1..];
                (end, rest) = (
                    at,
                    if hash {
                        Rest::More(behind)
                    } else {
                        Rest::behind_dot(behind)
                    },
                );
                break;
            }
            _ => {}
        }
        at += 1;
    }
    let part = &path[..end];
    let items = match query {
        Some(query) => Items::Matching(query),
        None if hash => Items::Count { plain: part == b"#" },
        None => Items::At(parse_uint(part).map(|number| number as i64)),
    };
    Index { items, rest }
}

/// Digits and nothing else as a number, which wraps where it is too large.
pub(super) fn parse_uint(text: &[u8]) -> Option<u64> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let read = |number: u64, digit: &u8| number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
    Some(text.iter().fold(0, read))
}

/// The query at the start of `path`, which begins with `#(` or `#[`, and where the path goes on behind it.
fn query(path: &[u8]) -> Option<(Query<'_>, usize)> {
    let (mut at, mut depth, mut value_at, mut escaped) = (2, 1, None, false);
    while let Some(&byte) = path.get(at) {
        match byte {
            b'!' | b'=' | b'<' | b'>' | b'%' if depth == 1 && value_at.is_none() => value_at = Some(at),
            b'\\' => at += 1,
            b'[' | b'(' => depth += 1,
            b']' | b')' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            b'"' => {
                at += 1;
                while let Some(&quoted) = path.get(at) {
                    match quoted {
                        b'\\' => {
                            escaped = true;
                            at += 1;
                        }
                        b'"' => break,
                        _ => {}
                    }
                    at += 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    if depth > 0 {
        return None;
    }
    let end = at + 1;
    let Some(value_at) = value_at else {
        return Some((
            Query {
                path: trim(&path[2..at]),
                ..Query::default()
            },
            end,
        ));
    };
    let (op, value) = operator(trim(&path[value_at..at]));
    let value = match trim(value) {
        [b'"', inner @ .., b'"'] if escaped => Cow::Owned(unescape(inner)),
        [b'"', inner @ .., b'"'] => Cow::Borrowed(inner),
        bare => Cow::Borrowed(bare),
    };
    Some((
        Query {
            path: trim(&path[2..value_at]),
            op,
            value,
            all: false,
        },
        end,
    ))
}

/// Splits a condition into its operator and its value; `==` is `=`.
fn operator(condition: &[u8]) -> (&[u8], &[u8]) {
    match condition {
        [b'!', b'=' | b'%', ..] | [b'<' | b'>', b'=', ..] => condition.split_at(2),
        [b'=', b'=', ..] => condition[1..].split_at(1),
        [b'<' | b'>' | b'=' | b'%', ..] | [_] => condition.split_at(1),
        _ => condition.split_at(0),
    }
}

/// Splits a path at its first pipe, if it has one outside of queries and multipaths.
pub(super) fn split_at_pipe(path: &[u8]) -> Option<(&[u8], &[u8])> {
    if !path.contains(&b'|') {
        return None;
    }
    if path[0] == b'{' {
        let end = squash(&path[1..]).len() + 1;
        return match path[end..] {
            [b'|', ..] => Some((&path[..end], &path[end + 1..])),
            _ => None,
        };
    }
    let mut at = 0;
    while let Some(&byte) = path.get(at) {
        match byte {
            b'\\' => at += 1,
            b'|' => return Some((&path[..at], &path[at + 1..])),
            b'.' if at == path.len() - 1 => return None,
            b'.' if path[at + 1] == b'#' => {
                at += 2;
                match path.get(at) {
                    None => return None,
                    Some(b'[') => at = selector_end(path, at, b'[', b']'),
                    Some(b'(') => at = selector_end(path, at, b'(', b')'),
                    Some(_) => {}
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The closing bracket of the selector that opens at `start`.
fn selector_end(path: &[u8], start: usize, open: u8, close: u8) -> usize {
    let (mut at, mut depth) = (start + 1, 1);
    while let Some(&byte) = path.get(at) {
        if byte == b'\\' {
            at += 1;
        } else if byte == open {
            depth += 1;
        } else if byte == close {
            depth -= 1;
            if depth == 0 {
                break;
            }
        } else if byte == b'"' {
            at = quoted_end(path, at);
        }
        at += 1;
    }
    at
}

/// The quote that closes the one at `start`, or the end of the path.
fn quoted_end(path: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = path.get(at) {
        match byte {
            b'\\' => at += 1,
            b'"' => break,
            _ => {}
        }
        at += 1;
    }
    at
}

/// One path of a multipath, with the name that it was given.
pub(super) struct Selector<'p> {
    pub(super) name: &'p [u8],
    pub(super) path: &'p [u8],
}

/// The paths of the multipath at the start of `path` and what follows its closing bracket; `None` when it has none.
pub(super) fn selectors(path: &[u8]) -> Option<(Vec<Selector<'_>>, &[u8])> {
    let mut selectors = Vec::new();
    let (mut at, mut start, mut depth, mut colon, mut modifier) = (1, 1, 1, None, false);
    while let Some(&byte) = path.get(at) {
        let mut ends = false;
        match byte {
            b'\\' => at += 1,
            b'@' => modifier |= matches!(path[at - 1], b'.' | b'|'),
            b':' if !modifier && colon.is_none() && depth == 1 => colon = Some(at),
            b',' => ends = depth == 1,
            b'"' => at = quoted_end(path, at),
            b'[' | b'(' | b'{' => depth += 1,
            b']' | b')' | b'}' => {
                depth -= 1;
                ends = depth == 0;
            }
            _ => {}
        }
        if ends {
            selectors.push(match colon.take() {
                Some(colon) => Selector {
                    name: &path[start..colon],
                    path: &path[colon + 1..at],
                },
                None => Selector {
                    name: b"",
                    path: &path[start..at],
                },
            });
            modifier = false;
            start = at + 1;
            if depth == 0 {
                return Some((selectors, &path[at + 1..]));
            }
        }
        at += 1;
    }
    None
}

/// The name that a path without a given name gets in a multipath object: its last part, if that is a plain one.
pub(super) fn default_name(path: &[u8]) -> &[u8] {
    let separator = |at: usize| matches!(path[at], b'|' | b'.') && (at == 0 || path[at - 1] != b'\\');
    let start = (0..path.len()).rev().find(|&at| separator(at)).map_or(0, |at| at + 1);
    let last = &path[start..];
    let special = |byte: &u8| *byte < b' ' || b"[]{}()#|!".contains(byte);
    if last.iter().any(special) { b"_" } else { last }
}
