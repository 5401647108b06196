//! The modifiers `@pretty` and `@ugly`: JSON with and without white space.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::check;
use super::found::{is_nan, parse};
use super::lex::{number_end, string_end, trim, unescape};
use super::sort::in_order;
use crate::strconv::read_float;

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
    pretty.first_value();
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

/// An object or array that is not written to its end.
struct Block {
    start: usize,
    close: u8,
    /// How far its lines are indented.
    level: usize,
    layout: Layout,
    /// Where to go on in the text.
    at: usize,
    /// The members written so far.
    count: usize,
    /// The members in the order of the text, where they are to be sorted.
    members: Vec<Member>,
    /// The key of the current member in the text, and where its line begins in the output.
    key: (usize, usize),
    line: usize,
    attempt: Option<Attempt>,
}

impl Block {
    fn is_object(&self) -> bool {
        self.close == b'}'
    }
}

/// An array is written in one line first; what is needed to write it in lines after all.
struct Attempt {
    /// What is left of the line.
    room: i64,
    level: usize,
    /// The end of the output, and the beginning of its last line.
    before: (usize, usize),
}

/// Where a value ends, and whether it fits the layout.
type Written = (usize, bool);

enum Value {
    Written(Written),
    Opened(Block),
}

enum Step {
    /// A member whose value begins at this place or behind it.
    Into(usize),
    End(Written),
}

impl Pretty<'_> {
    /// Writes the first value of the text. Its levels are kept in a list: any number of them leaves the call stack alone.
    fn first_value(&mut self) {
        let mut blocks = Vec::new();
        let mut value = self.value(0, 0, Layout::Lines);
        loop {
            let written = match value {
                Value::Written(written) => Some(written),
                Value::Opened(block) => {
                    blocks.push(block);
                    None
                }
            };
            let Some(block) = blocks.last_mut() else { return };
            value = match self.go_on(block, written) {
                Step::Into(start) => {
                    let (level, layout) = (block.level + 1, block.layout);
                    self.value(start, level, layout)
                }
                Step::End(written) => match blocks.pop() {
                    Some(block) => self.end(block, written),
                    None => return,
                },
            };
        }
    }

    /// Writes the value at or behind `start`, of an object or array only its bracket.
    fn value(&mut self, start: usize, level: usize, layout: Layout) -> Value {
        let json = self.json;
        let mut at = start;
        while let Some(&byte) = json.get(at) {
            let word = |word: &'static [u8]| (word, at + word.len());
            let (text, end) = match byte {
                b'"' => {
                    let end = string_end(json, at + 1).end.unwrap_or(json.len());
                    (&json[at..end], end)
                }
                b'{' => return self.object(at, level, layout),
                b'[' => return self.array(at, level, layout),
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
            return Value::Written((end, true));
        }
        Value::Written((at, true))
    }

    fn object(&mut self, start: usize, level: usize, layout: Layout) -> Value {
        if self.width > 0 && layout == Layout::OneLine {
            return Value::Written((start, false));
        }
        self.open(start, b'}', level, layout, None)
    }

    fn array(&mut self, start: usize, level: usize, layout: Layout) -> Value {
        let before = (self.out.len(), self.line);
        let room = self.width.wrapping_sub(before.0 as i64 - before.1 as i64);
        if self.width > 0 && layout == Layout::Lines && room > 3 {
            let attempt = Attempt { room, level, before };
            return self.open(start, b']', 0, Layout::OneLine, Some(attempt));
        }
        self.open(start, b']', level, layout, None)
    }

    fn open(&mut self, start: usize, close: u8, level: usize, layout: Layout, attempt: Option<Attempt>) -> Value {
        self.out.push(self.json[start]);
        Value::Opened(Block {
            start,
            close,
            level,
            layout,
            at: start + 1,
            count: 0,
            members: Vec::new(),
            key: (0, 0),
            line: 0,
            attempt,
        })
    }

    /// A block that is written: unless it is too long for its line, then it is opened anew.
    fn end(&mut self, block: Block, written: Written) -> Value {
        let Some(attempt) = block.attempt else {
            return Value::Written(written);
        };
        let (length, line) = attempt.before;
        self.line = line;
        if written.1 && (self.out.len() - length) as i64 <= attempt.room {
            return Value::Written((written.0, true));
        }
        self.out.truncate(length);
        self.open(block.start, block.close, attempt.level, Layout::Lines, None)
    }

    /// Goes on in a block, behind the value of its current member if that is written, to the next value or to the end.
    fn go_on(&mut self, block: &mut Block, written: Option<Written>) -> Step {
        let json = self.json;
        let lines = block.layout == Layout::Lines;
        if let Some((end, fits)) = written {
            if !lines && !fits {
                return Step::End((end, false));
            }
            self.add(block, end);
        }
        while let Some(&byte) = json.get(block.at) {
            if byte == block.close {
                if lines {
                    self.end_lines(&block.members, block.count, json[block.start], block.level);
                }
                self.out.push(block.close);
                block.at += 1;
                break;
            }
            if byte <= b' ' || block.is_object() && byte != b'"' {
                block.at += 1;
                continue;
            }
            return Step::Into(self.begin_member(block));
        }
        Step::End((block.at, !block.is_object()))
    }

    /// Notes that the value of the current member ends at this place.
    fn add(&mut self, block: &mut Block, end: usize) {
        if block.is_object() && block.layout == Layout::Lines && self.sort_keys {
            block.members.push(Member {
                key: block.key,
                line: (block.line, self.out.len()),
            });
        }
        block.count += 1;
        block.at = end;
    }

    /// Writes what stands before the value of a member, and says where to look for the value.
    fn begin_member(&mut self, block: &mut Block) -> usize {
        let json = self.json;
        let (start, lines) = (block.at, block.layout == Layout::Lines);
        if block.count > 0 {
            let spaced = self.width != -1 && !block.is_object();
            self.out.extend_from_slice(if spaced { b", " } else { b"," });
        }
        if lines {
            self.break_line();
        }
        block.line = self.out.len();
        if lines {
            self.indent(block.level + 1);
        }
        let mut end = start;
        if block.is_object() {
            end = string_end(json, start + 1).end.unwrap_or(json.len());
            self.out.extend_from_slice(&json[start..end]);
            self.out.extend_from_slice(if lines { b": " } else { b":" });
        }
        block.key = (start, end);
        end
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
            a.partial_cmp(&b).unwrap_or(Ordering::Equal)
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
