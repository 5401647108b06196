//! Go's syntax of regular expressions, with Go's words for what is wrong with one.

use super::class::{Class, Set};
use crate::runes;

/// A regular expression.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Empty,
    Class(Class),
    Assert(Assertion),
    /// A group and its number.
    Group(Box<Node>, usize),
    Concat(Vec<Node>),
    Alternate(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: usize,
        /// `None` for no limit.
        max: Option<usize>,
        greedy: bool,
    },
}

/// What has to be true of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Assertion {
    TextStart,
    TextEnd,
    LineStart,
    LineEnd,
    WordBoundary,
    NoWordBoundary,
}

/// What is wrong, and with which part of the expression.
pub(super) struct Fault {
    pub(super) what: &'static str,
    pub(super) part: Vec<u8>,
}

type Parsed<T> = Result<T, Fault>;

fn fault<T>(what: &'static str, part: &[u8]) -> Parsed<T> {
    Err(Fault {
        what,
        part: part.to_vec(),
    })
}

const BAD_RANGE: &str = "invalid character class range";
const BAD_ESCAPE: &str = "invalid escape sequence";
const BAD_PERL: &str = "invalid or unsupported Perl syntax";
const BAD_NAME: &str = "invalid named capture";
const MISSING_PAREN: &str = "missing closing )";
/// How often a part may be repeated, all repetitions in each other taken together.
const MAX_REPEATS: usize = 1_000;
/// How deep groups may lie in each other.
const MAX_DEPTH: usize = 1_000;

/// How the characters that follow are meant.
#[derive(Clone, Copy, Default)]
struct Flags {
    fold: bool,
    multiline: bool,
    dot_all: bool,
    ungreedy: bool,
}

/// An expression and the names of its groups.
pub(super) struct Parser<'a> {
    whole: &'a [u8],
    rest: &'a [u8],
    flags: Flags,
    depth: usize,
    /// The name of each group; the first is the whole expression.
    pub(super) names: Vec<Vec<u8>>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(expression: &'a [u8]) -> Self {
        Parser {
            whole: expression,
            rest: expression,
            flags: Flags::default(),
            depth: 0,
            names: vec![Vec::new()],
        }
    }

    /// The whole expression.
    pub(super) fn parse(&mut self) -> Parsed<Node> {
        if let Some(chunk) = self.whole.utf8_chunks().find(|chunk| !chunk.invalid().is_empty()) {
            let at = chunk.valid().as_ptr().addr() - self.whole.as_ptr().addr();
            return fault("invalid UTF-8", &self.whole[at + chunk.valid().len()..][..0]);
        }
        let node = self.alternatives()?;
        match self.rest.first() {
            Some(_) => fault("unexpected )", self.whole),
            None => Ok(node),
        }
    }

    fn takes(&mut self, word: &[u8]) -> bool {
        match self.rest.strip_prefix(word) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// What stands from `start` to here.
    fn since(&self, start: &'a [u8]) -> &'a [u8] {
        &start[..start.len() - self.rest.len()]
    }

    fn point(&mut self) -> u32 {
        let (point, width) = runes::first(self.rest);
        self.rest = &self.rest[width..];
        point
    }

    /// Alternatives up to a parenthesis or the end.
    fn alternatives(&mut self) -> Parsed<Node> {
        let mut alternatives = vec![self.sequence()?];
        while self.takes(b"|") {
            alternatives.push(self.sequence()?);
        }
        Ok(match alternatives.len() {
            1 => alternatives.remove(0),
            _ => Node::Alternate(alternatives),
        })
    }

    fn sequence(&mut self) -> Parsed<Node> {
        let mut nodes: Vec<Node> = Vec::new();
        // The repetition right before this place.
        let mut repetition: Option<&[u8]> = None;
        while let Some(&byte) = self.rest.first() {
            let start = self.rest;
            match byte {
                b'|' | b')' => break,
                b'*' | b'+' | b'?' | b'{' => match self.repetition() {
                    Some((min, max)) => {
                        if min > MAX_REPEATS || max.is_some_and(|max| max > MAX_REPEATS || max < min) {
                            return fault("invalid repeat count", self.since(start));
                        }
                        let lazy = self.takes(b"?");
                        if let Some(before) = repetition {
                            return fault("invalid nested repetition operator", self.since(before));
                        }
                        let Some(node) = nodes.pop() else {
                            return fault("missing argument to repetition operator", self.since(start));
                        };
                        let node = Node::Repeat {
                            node: Box::new(node),
                            min,
                            max,
                            greedy: lazy == self.flags.ungreedy,
                        };
                        if repeats(&node) > MAX_REPEATS {
                            return fault("invalid repeat count", self.since(start));
                        }
                        nodes.push(node);
                        repetition = Some(start);
                        continue;
                    }
                    None => {
                        self.rest = &self.rest[1..];
                        nodes.push(self.literal(u32::from(byte)));
                    }
                },
                b'\\' if self.takes(b"\\Q") => self.quoted(&mut nodes),
                _ => nodes.extend(self.atom()?),
            }
            repetition = None;
        }
        Ok(match nodes.len() {
            0 => Node::Empty,
            1 => nodes.remove(0),
            _ => Node::Concat(nodes),
        })
    }

    /// What stands up to `\E`, as it is.
    fn quoted(&mut self, nodes: &mut Vec<Node>) {
        while !self.rest.is_empty() && !self.takes(b"\\E") {
            let point = self.point();
            nodes.push(self.literal(point));
        }
    }

    /// Takes an operator of repetition; a brace may be none.
    fn repetition(&mut self) -> Option<(usize, Option<usize>)> {
        let (&first, rest) = self.rest.split_first()?;
        let bounds = match first {
            b'*' => (0, None),
            b'+' => (1, None),
            b'?' => (0, Some(1)),
            _ => {
                let (min, behind) = number(rest)?;
                let (bounds, behind) = match behind {
                    [b',', b'}', ..] => ((min, None), &behind[1..]),
                    [b',', behind @ ..] => number(behind).map(|(max, behind)| ((min, Some(max)), behind))?,
                    behind => ((min, Some(min)), behind),
                };
                self.rest = behind.strip_prefix(b"}")?;
                return Some(bounds);
            }
        };
        self.rest = rest;
        Some(bounds)
    }

    fn literal(&self, point: u32) -> Node {
        Node::Class(Class::of(Set::Ranges(vec![(point, point)]), self.flags.fold))
    }

    /// One character, class, assertion or group; nothing for a change of flags.
    fn atom(&mut self) -> Parsed<Option<Node>> {
        let node = match self.rest[0] {
            b'(' => return self.group(),
            b'[' => Node::Class(self.class()?),
            b'\\' => self.escape()?,
            b'.' => {
                self.rest = &self.rest[1..];
                let newline = if self.flags.dot_all { Vec::new() } else { vec![(10, 10)] };
                let mut class = Class::of(Set::Ranges(newline), false);
                class.negated = true;
                Node::Class(class)
            }
            b'^' => {
                self.rest = &self.rest[1..];
                Node::Assert(if self.flags.multiline {
                    Assertion::LineStart
                } else {
                    Assertion::TextStart
                })
            }
            b'$' => {
                self.rest = &self.rest[1..];
                Node::Assert(if self.flags.multiline {
                    Assertion::LineEnd
                } else {
                    Assertion::TextEnd
                })
            }
            _ => {
                let point = self.point();
                self.literal(point)
            }
        };
        Ok(Some(node))
    }

    fn group(&mut self) -> Parsed<Option<Node>> {
        let outer = self.flags;
        let start = self.rest;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return fault("expression nests too deeply", self.whole);
        }
        // A name needs a letter at least.
        let named = self.rest.len() > 4 && self.takes(b"(?P<") || self.rest.len() > 3 && self.takes(b"(?<");
        let number = if named {
            Some(self.name(start)?)
        } else if self.takes(b"(?") {
            if !self.group_flags(start)? {
                self.depth -= 1;
                return Ok(None);
            }
            None
        } else {
            self.rest = &self.rest[1..];
            Some(Vec::new())
        };
        let number = number.map(|name| {
            self.names.push(name);
            self.names.len() - 1
        });
        let node = self.alternatives()?;
        if !self.takes(b")") {
            return fault(MISSING_PAREN, self.whole);
        }
        self.depth -= 1;
        self.flags = outer;
        Ok(Some(match number {
            Some(number) => Node::Group(Box::new(node), number),
            // So that a repetition is about all of it.
            None => node,
        }))
    }

    /// The name of a group, up to its bracket.
    fn name(&mut self, start: &'a [u8]) -> Parsed<Vec<u8>> {
        let Some(end) = self.rest.iter().position(|&byte| byte == b'>') else {
            return fault(BAD_NAME, start);
        };
        let name = &self.rest[..end];
        self.rest = &self.rest[end + 1..];
        let good = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        if !good {
            return fault(BAD_NAME, self.since(start));
        }
        Ok(name.to_vec())
    }

    /// Flags behind `(?`: whether a group follows.
    fn group_flags(&mut self, start: &'a [u8]) -> Parsed<bool> {
        let (mut flags, mut on, mut any) = (self.flags, true, false);
        loop {
            if self.rest.is_empty() {
                return fault(BAD_PERL, start);
            }
            let point = self.point();
            let flag = match char::from_u32(point) {
                Some('i') => &mut flags.fold,
                Some('m') => &mut flags.multiline,
                Some('s') => &mut flags.dot_all,
                Some('U') => &mut flags.ungreedy,
                Some('-') if on => {
                    (on, any) = (false, false);
                    continue;
                }
                Some(end @ (':' | ')')) if on || any => {
                    self.flags = flags;
                    return Ok(end == ':');
                }
                _ => return fault(BAD_PERL, self.since(start)),
            };
            *flag = on;
            any = true;
        }
    }

    fn escape(&mut self) -> Parsed<Node> {
        let assertion = match self.rest.get(1) {
            Some(b'A') => Assertion::TextStart,
            Some(b'z') => Assertion::TextEnd,
            Some(b'b') => Assertion::WordBoundary,
            Some(b'B') => Assertion::NoWordBoundary,
            _ => {
                if let Some((set, negated)) = self.named_class()? {
                    let mut class = Class::of(set, self.flags.fold);
                    class.negated = negated;
                    return Ok(Node::Class(class));
                }
                let point = self.escaped_point()?;
                return Ok(self.literal(point));
            }
        };
        self.rest = &self.rest[2..];
        Ok(Node::Assert(assertion))
    }

    /// A class such as `\d`, `\PL` or `\p{Han}`, and whether it means all others.
    fn named_class(&mut self) -> Parsed<Option<(Set, bool)>> {
        let start = self.rest;
        let Some(&letter) = self.rest.get(1) else {
            return Ok(None);
        };
        if let Some(set) = Set::perl(letter.to_ascii_lowercase()) {
            self.rest = &self.rest[2..];
            return Ok(Some((set, letter.is_ascii_uppercase())));
        }
        if !matches!(letter, b'p' | b'P') {
            return Ok(None);
        }
        self.rest = &self.rest[2..];
        if self.rest.is_empty() {
            return fault(BAD_RANGE, self.since(start));
        }
        let name = if self.takes(b"{") {
            let Some(end) = self.rest.iter().position(|&byte| byte == b'}') else {
                return fault(BAD_RANGE, start);
            };
            let name = &self.rest[..end];
            self.rest = &self.rest[end + 1..];
            name
        } else {
            let before = self.rest;
            self.point();
            self.since(before)
        };
        let (negated, name) = match name.strip_prefix(b"^") {
            Some(name) => (letter == b'p', name),
            None => (letter == b'P', name),
        };
        match Set::unicode(name) {
            Some(set) => Ok(Some((set, negated))),
            None => fault(BAD_RANGE, self.since(start)),
        }
    }

    /// The code point that an escape stands for.
    fn escaped_point(&mut self) -> Parsed<u32> {
        let start = self.rest;
        self.rest = &self.rest[1..];
        if self.rest.is_empty() {
            return fault("trailing backslash at end of expression", b"");
        }
        let point = self.point();
        let digit = |rest: &[u8]| rest.first().and_then(|byte| char::from(*byte).to_digit(8));
        let value = match char::from_u32(point) {
            Some('a') => Some(7),
            Some('f') => Some(12),
            Some('n') => Some(10),
            Some('r') => Some(13),
            Some('t') => Some(9),
            Some('v') => Some(11),
            Some('x') => self.hexadecimal(),
            // A digit alone would be a reference to a group.
            Some(first @ '0'..='7') if first == '0' || digit(self.rest).is_some() => {
                let mut value = point - u32::from(b'0');
                for _ in 0..2 {
                    let Some(digit) = digit(self.rest) else { break };
                    value = value * 8 + digit;
                    self.rest = &self.rest[1..];
                }
                Some(value)
            }
            Some(mark) if mark.is_ascii() && !mark.is_ascii_alphanumeric() => Some(point),
            _ => None,
        };
        match value {
            Some(value) => Ok(value),
            None => fault(BAD_ESCAPE, self.since(start)),
        }
    }

    /// The digits behind `\x`.
    fn hexadecimal(&mut self) -> Option<u32> {
        if self.rest.is_empty() {
            return None;
        }
        if !self.takes(b"{") {
            let mut value = 0;
            for _ in 0..2 {
                if self.rest.is_empty() {
                    return None;
                }
                value = value * 16 + char::from_u32(self.point())?.to_digit(16)?;
            }
            return Some(value);
        }
        let mut value = 0;
        for count in 0.. {
            if self.rest.is_empty() {
                return None;
            }
            match char::from_u32(self.point())? {
                '}' => return (count > 0).then_some(value),
                digit => value = value * 16 + digit.to_digit(16)?,
            }
            if value > 0x10ffff {
                return None;
            }
        }
        None
    }

    /// A class in brackets.
    fn class(&mut self) -> Parsed<Class> {
        let start = self.rest;
        self.rest = &self.rest[1..];
        let mut class = Class::of(Set::Ranges(Vec::new()), self.flags.fold);
        class.negated = self.takes(b"^");
        let mut first = true;
        while first || !self.rest.starts_with(b"]") {
            if self.rest.is_empty() {
                return fault("missing closing ]", start);
            }
            first = false;
            if self.rest.starts_with(b"[:")
                && let Some(set) = self.posix()?
            {
                class.sets.push(set);
                continue;
            }
            if self.rest.starts_with(b"\\")
                && let Some(set) = self.named_class()?
            {
                class.sets.push(set);
                continue;
            }
            let range = self.rest;
            let low = self.class_point(start)?;
            let mut high = low;
            if let [b'-', after, ..] = self.rest
                && *after != b']'
            {
                self.rest = &self.rest[1..];
                high = self.class_point(start)?;
                if high < low {
                    return fault(BAD_RANGE, self.since(range));
                }
            }
            class.sets.push((Set::Ranges(vec![(low, high)]), false));
        }
        self.rest = &self.rest[1..];
        Ok(class)
    }

    fn class_point(&mut self, start: &'a [u8]) -> Parsed<u32> {
        match self.rest.first() {
            None => fault("missing closing ]", start),
            Some(b'\\') => self.escaped_point(),
            Some(_) => Ok(self.point()),
        }
    }

    /// A class such as `[:alpha:]` within brackets.
    fn posix(&mut self) -> Parsed<Option<(Set, bool)>> {
        let Some(end) = self.rest[2..].windows(2).position(|pair| pair == b":]") else {
            return Ok(None);
        };
        let start = self.rest;
        let name = &start[2..2 + end];
        self.rest = &start[end + 4..];
        let (negated, name) = match name.strip_prefix(b"^") {
            Some(name) => (true, name),
            None => (false, name),
        };
        match Set::posix(name) {
            Some(set) => Ok(Some((set, negated))),
            None => fault(BAD_RANGE, self.since(start)),
        }
    }
}

/// A number without a leading zero, and what follows.
fn number(text: &[u8]) -> Option<(usize, &[u8])> {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at(count);
    if digits.is_empty() || digits.len() > 1 && digits[0] == b'0' {
        return None;
    }
    // What is too large is refused later.
    let value = digits.iter().fold(0, |number: usize, digit| {
        (number * 10 + usize::from(digit - b'0')).min(100_000)
    });
    Some((value, rest))
}

/// How often the innermost part of an expression is repeated at most.
fn repeats(node: &Node) -> usize {
    match node {
        Node::Repeat { node, min, max, .. } => repeats(node).saturating_mul(max.unwrap_or(*min).max(1)),
        Node::Group(node, _) => repeats(node),
        Node::Concat(nodes) | Node::Alternate(nodes) => nodes.iter().map(repeats).max().unwrap_or(1),
        Node::Empty | Node::Class(_) | Node::Assert(_) => 1,
    }
}
