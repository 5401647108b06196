//! The modifiers `@pretty` and `@ugly`: JSON with and without white space.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::check;
use super::found::{is_nan, parse};
use super::lex::{block_end, number_end, string_end, trim, unescape};
use super::sort::in_order;
use crate::strconv::read_float;

/// Levels deeper than this are left as they are.
const MOST_LEVELS: usize = 300;

/// `json` without white space between its parts.
pub(super) fn ugly(json: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(json.len());
    let mut at = 0;
    while let Some(&byte) = json.get(at) {
        let end = if byte == b'"' {
            string_end(json, at + 1).end.unwrap_or(json.len())
        } else {
            at + 1
        };
        if byte > b' ' {
            out.extend_from_slice(&json[at..end]);
        }
        at = end;
    }
    out
}

/// `@pretty`, with `sortKeys`, `indent`, `prefix` and `width` in its argument.
pub(super) fn modifier<'a>(json: &'a [u8], argument: &[u8], _: u32) -> Cow<'a, [u8]> {
    let mut pretty = Pretty {
        json,
        out: Vec::with_capacity(json.len()),
        width: 80,
        prefix: Vec::new(),
        indent: b"  ".to_vec(),
        sort_keys: false,
        line: 0,
    };
    for (key, value) in parse(argument).members() {
        match &*key.string_value() {
            b"sortKeys" => pretty.sort_keys = value.bool_value(),
            b"indent" => pretty.indent = spaces(&value.string_value()),
            b"prefix" => pretty.prefix = spaces(&value.string_value()),
            b"width" => pretty.width = value.int_value(),
            _ => {}
        }
    }
    pretty.out.extend_from_slice(&pretty.prefix);
    pretty.value(0, 0, Layout::Lines);
    if !pretty.out.is_empty() {
        pretty.out.push(b'\n');
    }
    Cow::Owned(pretty.out)
}

fn spaces(text: &[u8]) -> Vec<u8> {
    text.iter()
        .copied()
        .filter(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
        .collect()
}

struct Pretty<'a> {
    json: &'a [u8],
    out: Vec<u8>,
    /// Arrays are put in one line as long as it is not longer than this; zero and below: never.
    width: i64,
    prefix: Vec<u8>,
    indent: Vec<u8>,
    sort_keys: bool,
    /// Where the current line begins in the output, more or less: before its line break.
    line: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// A line for each member.
    Lines,
    /// All in one line, which has no place for objects.
    OneLine,
}

/// A member of an object: where its key is in the text, and where its line is in the output.
struct Member {
    key: (usize, usize),
    line: (usize, usize),
}

impl Pretty<'_> {
    /// Appends the value at or behind `start`: where it ends, and whether it fits the layout.
    fn value(&mut self, start: usize, level: usize, layout: Layout) -> (usize, bool) {
        let json = self.json;
        let mut at = start;
        while let Some(&byte) = json.get(at) {
            let word = |word: &'static [u8]| (word, at + word.len());
            let (text, end) = match byte {
                b'"' => {
                    let end = string_end(json, at + 1).end.unwrap_or(json.len());
                    (&json[at..end], end)
                }
                b'{' | b'[' if level > MOST_LEVELS => {
                    let end = block_end(json, at).min(json.len());
                    (&json[at..end], end)
                }
                b'{' => return self.block(at, b'}', level, layout),
                b'[' => return self.block(at, b']', level, layout),
                b'n' if !is_nan(&json[at..]) => word(b"null"),
                b't' => word(b"true"),
                b'f' => word(b"false"),
                b'0'..=b'9' | b'-' | b'+' | b'i' | b'I' | b'N' | b'n' => {
                    let end = at
                        + 1
                        + json[at + 1..number_end(json, at)]
                            .iter()
                            .take_while(|&&byte| byte != b':')
                            .count();
                    (&json[at..end], end)
                }
                _ => {
                    at += 1;
                    continue;
                }
            };
            self.out.extend_from_slice(text);
            return (end, true);
        }
        (at, true)
    }

    fn block(&mut self, start: usize, close: u8, level: usize, layout: Layout) -> (usize, bool) {
        let object = close == b'}';
        if self.width > 0 {
            if layout == Layout::Lines && !object {
                if let Some(end) = self.in_one_line(start, close) {
                    return (end, true);
                }
            } else if layout == Layout::OneLine && object {
                return (start, false);
            }
        }
        self.lines(start, close, level, layout)
    }

    /// Tries to append an array in what is left of the line.
    fn in_one_line(&mut self, start: usize, close: u8) -> Option<usize> {
        let (before, line) = (self.out.len(), self.line);
        let room = self.width.wrapping_sub(before as i64 - line as i64);
        if room <= 3 {
            return None;
        }
        let (end, fits) = self.lines(start, close, 0, Layout::OneLine);
        self.line = line;
        if fits && (self.out.len() - before) as i64 <= room {
            return Some(end);
        }
        self.out.truncate(before);
        None
    }

    fn lines(&mut self, start: usize, close: u8, level: usize, layout: Layout) -> (usize, bool) {
        let json = self.json;
        let (object, lines) = (close == b'}', layout == Layout::Lines);
        let mut members = Vec::new();
        let mut count = 0;
        self.out.push(json[start]);
        let mut at = start + 1;
        while let Some(&byte) = json.get(at) {
            if byte == close {
                if lines {
                    self.end_lines(&members, count, json[start], level);
                }
                self.out.push(close);
                return (at + 1, !object);
            }
            if byte <= b' ' || object && byte != b'"' {
                at += 1;
                continue;
            }
            if count > 0 {
                self.out
                    .extend_from_slice(if self.width != -1 && !object { b", " } else { b"," });
            }
            if lines {
                self.break_line();
            }
            let (line, key) = (self.out.len(), at);
            if lines {
                self.indent(level + 1);
            }
            if object {
                at = string_end(json, at + 1).end.unwrap_or(json.len());
                self.out.extend_from_slice(&json[key..at]);
                self.out.extend_from_slice(if lines { b": " } else { b":" });
            }
            let key = (key, at);
            let (end, fits) = self.value(at, level + 1, layout);
            at = end;
            if layout == Layout::OneLine && !fits {
                return (at, false);
            }
            if object && lines && self.sort_keys {
                members.push(Member {
                    key,
                    line: (line, self.out.len()),
                });
            }
            count += 1;
        }
        (at, !object)
    }

    fn end_lines(&mut self, members: &[Member], count: usize, open: u8, level: usize) {
        self.sort(members);
        if count > 0 {
            self.break_line();
        }
        if self.out.last() != Some(&open) {
            self.indent(level);
        }
    }

    fn break_line(&mut self) {
        self.line = self.out.len();
        match self.out.last_mut() {
            Some(last @ b' ') => *last = b'\n',
            _ => self.out.push(b'\n'),
        }
    }

    fn indent(&mut self, level: usize) {
        self.out.extend_from_slice(&self.prefix);
        for _ in 0..level {
            self.out.extend_from_slice(&self.indent);
        }
    }

    /// Puts the lines of an object in the order of their keys, and of their values where keys are equal.
    fn sort(&mut self, members: &[Member]) {
        let Some(start) = members.first().map(|first| first.line.0) else {
            return;
        };
        let (json, out) = (self.json, &self.out);
        let order = in_order(members.len(), &|a, b| {
            let (a, b) = (&members[a], &members[b]);
            let (key_a, key_b) = (&json[a.key.0..a.key.1], &json[b.key.0..b.key.1]);
            let value = |member: &Member, key: &[u8]| {
                let line = trim_ascii(&out[member.line.0..member.line.1]);
                line.get(key.len() + 1..).map_or(line, trim_ascii)
            };
            compare(key_a, key_b).then_with(|| compare(value(a, key_a), value(b, key_b)))
        });
        let lines: Vec<&[u8]> = order
            .iter()
            .map(|&place| &out[members[place].line.0..members[place].line.1])
            .collect();
        let sorted = lines.join(&b",\n"[..]);
        self.out.truncate(start);
        self.out.extend(sorted);
    }
}

fn trim_ascii(text: &[u8]) -> &[u8] {
    crate::runes::trim_space(text)
}

/// Null before false, numbers, strings, true, and objects and arrays.
fn rank(text: &[u8]) -> u8 {
    match text.first() {
        None | Some(b'n') => 0,
        Some(b'f') => 1,
        Some(b'"') => 3,
        Some(b't') => 4,
        Some(b'[' | b'{') => 5,
        Some(_) => 2,
    }
}

fn compare(a: &[u8], b: &[u8]) -> Ordering {
    rank(a).cmp(&rank(b)).then_with(|| match rank(a) {
        3 => string_meaning(a).cmp(&string_meaning(b)),
        2 => {
            let (a, b) = (read_float(a).0, read_float(b).0);
            a.partial_cmp(&b).unwrap_or_else(|| a.total_cmp(&b))
        }
        _ => a.cmp(b),
    })
}

fn string_meaning(text: &[u8]) -> Cow<'_, [u8]> {
    let plain = text[1..].iter().position(|byte| matches!(byte, b'"' | b'\\'));
    match plain.map(|length| (text[length + 1], length)) {
        Some((b'"', length)) => Cow::Borrowed(&text[1..=length]),
        Some(_) if check::valid(text) => Cow::Owned(unescape(&trim(text)[1..trim(text).len() - 1])),
        _ => Cow::Borrowed(b""),
    }
}
