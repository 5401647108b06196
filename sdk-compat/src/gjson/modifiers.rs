//! The modifiers of the path language, such as `@reverse`.

use std::borrow::Cow;
use std::rc::Rc;

use super::found::{Each, Found, parse};
use super::lex::{append_own_string, squash, trim};
use super::sort::in_order;
use super::{check, custom, pretty, search};
use crate::{Str, runes};

/// A modifier: the text that it makes of a text and an argument, and how deep in other paths it stands.
type BuiltIn = for<'a> fn(&'a [u8], &[u8], u32) -> Cow<'a, [u8]>;

pub(super) enum Modifier {
    BuiltIn(BuiltIn),
    Custom(Rc<dyn Fn(Str, Str) -> Str>),
}

/// The modifier with this name.
pub(super) fn find(name: &[u8]) -> Option<Modifier> {
    match custom::find(name) {
        Some(custom) => Some(Modifier::Custom(custom)),
        None => built_in(name).map(Modifier::BuiltIn),
    }
}

fn built_in(name: &[u8]) -> Option<BuiltIn> {
    Some(match name {
        b"pretty" => pretty::modifier,
        b"ugly" => |json, _, _| Cow::Owned(pretty::ugly(json)),
        b"reverse" => |json, _, _| reverse(json),
        b"this" => |json, _, _| Cow::Borrowed(json),
        b"flatten" => |json, argument, _| flatten(json, flag(argument, b"deep")),
        b"join" => |json, argument, _| join(json, flag(argument, b"preserve")),
        b"valid" => |json, _, _| Cow::Borrowed(if check::valid(json) { json } else { b"" }),
        b"keys" => |json, _, _| Cow::Owned(keys(json)),
        b"values" => |json, _, _| values(json),
        b"tostr" => |json, _, _| {
            let mut out = Vec::with_capacity(json.len() + 2);
            append_own_string(&mut out, json);
            Cow::Owned(out)
        },
        b"fromstr" => |json, _, _| from_string(json),
        b"group" => |json, _, _| Cow::Owned(group(json)),
        b"dig" => |json, path, depth| Cow::Owned(dig(json, path, depth)),
        _ => return None,
    })
}

/// Runs the modifier at the start of `path`, if there is one: what it makes, and the rest of the path.
pub(super) fn run<'a, 'p>(json: &'a [u8], path: &'p [u8], depth: u32) -> Option<(Cow<'a, [u8]>, &'p [u8])> {
    let call = &path[1..];
    let end = call
        .iter()
        .position(|byte| matches!(byte, b':' | b'|' | b'.'))
        .unwrap_or(call.len());
    let modifier = find(&call[..end])?;
    let (argument, rest) = match &call[end..] {
        [b':', rest @ ..] => rest.split_at(argument_end(rest)),
        rest => (&b""[..], rest),
    };
    let made = match modifier {
        Modifier::BuiltIn(modifier) => modifier(json, argument, depth),
        Modifier::Custom(modifier) => Cow::Owned(modifier(Str::copy_of(json), Str::copy_of(argument)).into()),
    };
    Some((made, rest))
}

fn argument_end(text: &[u8]) -> usize {
    if let [b'{' | b'[' | b'"', ..] = text {
        return squash(text).len();
    }
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += match byte {
            b'|' => break,
            b'{' | b'[' | b'"' | b'(' => squash(&text[at..]).len(),
            _ => 1,
        };
    }
    at
}

/// A member of a modifier's argument as a boolean; the last one counts.
fn flag(argument: &[u8], name: &[u8]) -> bool {
    let mut set = false;
    for (key, value) in parse(argument).members() {
        if *key.string_value() == *name {
            set = value.bool_value();
        }
    }
    set
}

fn reverse(json: &[u8]) -> Cow<'_, [u8]> {
    let value = parse(json);
    if !value.is(b'[') && !value.is(b'{') {
        return Cow::Borrowed(json);
    }
    let items: Vec<_> = value.members().collect();
    let object = value.is(b'{');
    let mut out = vec![if object { b'{' } else { b'[' }];
    for (key, value) in items.iter().rev() {
        if out.len() > 1 {
            out.push(b',');
        }
        if object {
            out.extend_from_slice(&key.raw);
            out.push(b':');
        }
        out.extend_from_slice(&value.raw);
    }
    out.push(if object { b'}' } else { b']' });
    Cow::Owned(out)
}

/// Without the brackets around it.
fn unwrap(json: &[u8]) -> &[u8] {
    match trim(json) {
        [b'[' | b'{', inner @ .., _] => inner,
        other => other,
    }
}

fn flatten(json: &[u8], deep: bool) -> Cow<'_, [u8]> {
    let value = parse(json);
    if !value.is(b'[') {
        return Cow::Borrowed(json);
    }
    let mut out = Vec::new();
    let mut levels = vec![Each::new(value.borrowed())];
    while let Some(level) = levels.last_mut() {
        let Some((_, item)) = level.next() else {
            levels.pop();
            continue;
        };
        if deep && item.is(b'[') {
            levels.push(Each::new(item.borrowed()));
            continue;
        }
        let raw = if item.is(b'[') {
            unwrap(item.borrowed())
        } else {
            item.borrowed()
        };
        let raw = runes::trim_space(raw);
        if !raw.is_empty() {
            out.push(if out.is_empty() { b'[' } else { b',' });
            out.extend_from_slice(raw);
        }
    }
    if out.is_empty() {
        out.push(b'[');
    }
    out.push(b']');
    Cow::Owned(out)
}

fn join(json: &[u8], preserve: bool) -> Cow<'_, [u8]> {
    let value = parse(json);
    if !value.is(b'[') {
        return Cow::Borrowed(json);
    }
    let objects = Each::new(value.borrowed())
        .map(|(_, item)| item)
        .filter(|item| item.is(b'{'));
    let mut members = Vec::new();
    if preserve {
        members.extend(objects.map(|object| unwrap(object.borrowed()).to_vec()));
    } else {
        let all: Vec<_> = objects.flat_map(|object| Each::new(object.borrowed())).collect();
        members.extend(last_of_each_key(&all).map(|(key, value)| [&key.raw, &b":"[..], &value.raw].concat()));
    }
    let joined = members.join(&b","[..]);
    Cow::Owned([b"{", &joined[..], b"}"].concat())
}

/// Each key once, where it first stands, with the value that it last has.
fn last_of_each_key<'a>(members: &'a [(Found<'_>, Found<'_>)]) -> impl Iterator<Item = (&'a Found<'a>, &'a Found<'a>)> {
    let key = |place: usize| &members[place].0.text;
    let places = in_order(members.len(), &|a, b| key(a).cmp(key(b)));
    let mut values = vec![None; members.len()];
    for same in places.chunk_by(|a, b| key(*a) == key(*b)) {
        values[same[0]] = same.last().map(|&last| &members[last].1);
    }
    members
        .iter()
        .zip(values)
        .filter_map(|((key, _), value)| Some((key, value?)))
}

fn keys(json: &[u8]) -> Vec<u8> {
    let value = parse(json);
    let object = value.is(b'{');
    list(
        &mut value
            .members()
            .map(|(key, _)| if object { key.raw } else { Cow::Borrowed(&b"null"[..]) }),
    )
}

fn values(json: &[u8]) -> Cow<'_, [u8]> {
    let value = parse(json);
    if value.is(b'[') {
        return Cow::Borrowed(json);
    }
    Cow::Owned(list(&mut value.members().map(|(_, value)| value.raw)))
}

fn from_string(json: &[u8]) -> Cow<'_, [u8]> {
    if !check::valid(json) {
        return Cow::Borrowed(b"");
    }
    parse(json).into_string()
}

/// `{"a":[1,2],"b":[3,4]}` as `[{"a":1,"b":3},{"a":2,"b":4}]`.
fn group(json: &[u8]) -> Vec<u8> {
    let value = parse(json);
    if !value.is(b'{') {
        return Vec::new();
    }
    let mut rows: Vec<Vec<u8>> = Vec::new();
    for (key, column) in value.members().filter(|(_, column)| column.is(b'[')) {
        for (at, (_, item)) in column.members().enumerate() {
            if at == rows.len() {
                rows.push(vec![b'{']);
            } else {
                rows[at].push(b',');
            }
            rows[at].extend_from_slice(&key.raw);
            rows[at].push(b':');
            rows[at].extend_from_slice(&item.raw);
        }
    }
    list(&mut rows.into_iter().map(|mut row| {
        row.push(b'}');
        Cow::Owned(row)
    }))
}

/// What `path` finds in the value and in everything inside of it, outer values first.
fn dig(json: &[u8], path: &[u8], depth: u32) -> Vec<u8> {
    let root = parse(json);
    let mut found = Vec::new();
    let mut levels = Vec::new();
    let mut next = Some(root);
    loop {
        if let Some(value) = next.take() {
            let hit = search::nested(&value.raw, path, depth + 1);
            if hit.exists() {
                found.push(Cow::Owned(hit.raw.into_owned()));
            }
            if value.is(b'[') || value.is(b'{') {
                levels.push(Each::new(value.borrowed()));
            }
        }
        let Some(level) = levels.last_mut() else {
            return list(&mut found.into_iter());
        };
        next = level.next().map(|(_, item)| item);
        if next.is_none() {
            levels.pop();
        }
    }
}

/// The text of an array with these items.
fn list<'a>(items: &mut dyn Iterator<Item = Cow<'a, [u8]>>) -> Vec<u8> {
    let mut out = vec![b'['];
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        out.extend_from_slice(&item);
    }
    out.push(b']');
    out
}
