//! Go's package `regexp`: its syntax, its matches, its words for what is wrong with an expression. As in Go, a match takes time
//! in proportion to the text, whatever the expression; and bytes that are not UTF-8 are each one U+FFFD.

mod class;
mod parse;
mod program;
mod value;

use std::fmt;
use std::rc::Rc;

use crate::strconv::{append_quoted, can_backquote};
use crate::{Error, Str, go, runes};
use parse::Parser;
use program::Program;

/// Go's `*regexp.Regexp`: an expression, ready to match; copies are cheap. The default is nil, on which every method panics.
#[derive(Clone, Default)]
pub struct Regexp(Option<Rc<Compiled>>);

struct Compiled {
    expression: Str,
    program: Program,
    /// The first stands for the whole.
    names: Vec<Str>,
}

/// An expression, ready to match.
///
/// # Errors
/// With Go's words where it is none.
#[go]
pub fn Compile(expression: impl Into<Str>) -> Result<Regexp, Error> {
    let expression = expression.into();
    let mut parser = Parser::new(&expression);
    let node = parser.parse().map_err(|fault| {
        let words = [
            b"error parsing regexp: ",
            fault.what.as_bytes(),
            b": `",
            &fault.part,
            b"`",
        ];
        Error::new(words.concat())
    })?;
    let program = Program::of(&node, parser.names.len());
    let names = parser.names.into_iter().map(Str::from).collect();
    Ok(Regexp(Some(Rc::new(Compiled {
        expression,
        program,
        names,
    }))))
}

/// An expression, ready to match.
///
/// # Panics
/// As Go, where it is none.
#[go]
pub fn MustCompile(expression: impl Into<Str>) -> Regexp {
    let expression = expression.into();
    Compile(&expression).unwrap_or_else(|error| {
        let mut words = b"regexp: Compile(".to_vec();
        if can_backquote(&expression) {
            words.extend([b"`", &expression[..], b"`"].concat());
        } else {
            append_quoted(&mut words, &expression, false);
        }
        words.extend([b"): ", &error.text()[..]].concat());
        go::panic(Str::from(words))
    })
}

/// Whether the text has a match of the expression.
///
/// # Errors
/// With Go's words where it is no expression.
#[go]
pub fn MatchString(expression: impl Into<Str>, text: impl AsRef<[u8]>) -> Result<bool, Error> {
    Compile(expression).map(|expression| expression.MatchString(text))
}

pub use self::{MatchString as Match, match_string as r#match};

/// The text as an expression that matches it and nothing else.
#[go]
pub fn QuoteMeta(text: impl AsRef<[u8]>) -> Str {
    let mut out = Vec::new();
    for &byte in text.as_ref() {
        if b"\\.+*?()|[]{}^$".contains(&byte) {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.into()
}

/// The places of a match: where it begins and ends, then the same for every group; `usize::MAX` where that is nowhere.
type Places = Vec<usize>;

#[go]
impl Regexp {
    /// The expression.
    pub fn String(&self) -> Str {
        self.compiled().expression.clone()
    }

    /// How many groups the expression has.
    pub fn NumSubexp(&self) -> i64 {
        self.compiled().names.len() as i64 - 1
    }

    /// The names of the groups, empty where they have none; the first stands for the whole.
    pub fn SubexpNames(&self) -> Vec<Str> {
        self.compiled().names.clone()
    }

    /// The number of the group of this name; -1 where there is none.
    pub fn SubexpIndex(&self, name: impl AsRef<[u8]>) -> i64 {
        let name = name.as_ref();
        let named = self
            .compiled()
            .names
            .iter()
            .position(|other| !name.is_empty() && **other == *name);
        named.map_or(-1, |at| at as i64)
    }

    /// Whether the text has a match.
    pub fn MatchString(&self, text: impl AsRef<[u8]>) -> bool {
        self.compiled().program.run(text.as_ref(), 0, 0).is_some()
    }

    /// Whether the bytes have a match.
    pub fn Match(&self, bytes: impl AsRef<[u8]>) -> bool {
        self.MatchString(bytes)
    }

    /// The first match; empty where there is none.
    pub fn FindString(&self, text: impl Into<Str>) -> Str {
        let text = text.into();
        self.first(&text, 2)
            .map(|places| part(&text, &places, 0))
            .unwrap_or_default()
    }

    /// Where the first match begins and ends; empty, Go's nil, where there is none.
    pub fn FindStringIndex(&self, text: impl AsRef<[u8]>) -> Vec<i64> {
        self.first(text.as_ref(), 2).map(numbers).unwrap_or_default()
    }

    /// The first match and its groups; empty, Go's nil, where there is none.
    pub fn FindStringSubmatch(&self, text: impl Into<Str>) -> Vec<Str> {
        let text = text.into();
        self.first(&text, NONE)
            .map(|places| parts(&text, &places))
            .unwrap_or_default()
    }

    /// Where the first match and its groups begin and end; empty, Go's nil, where there is none.
    pub fn FindStringSubmatchIndex(&self, text: impl AsRef<[u8]>) -> Vec<i64> {
        self.first(text.as_ref(), NONE).map(numbers).unwrap_or_default()
    }

    /// The matches, at most `n` of them; all for a negative `n`.
    pub fn FindAllString(&self, text: impl Into<Str>, n: i64) -> Vec<Str> {
        let text = text.into();
        self.all(&text, n, 2)
            .iter()
            .map(|places| part(&text, places, 0))
            .collect()
    }

    /// Where the matches begin and end.
    pub fn FindAllStringIndex(&self, text: impl AsRef<[u8]>, n: i64) -> Vec<Vec<i64>> {
        self.all(text.as_ref(), n, 2).into_iter().map(numbers).collect()
    }

    /// The matches, each with its groups.
    pub fn FindAllStringSubmatch(&self, text: impl Into<Str>, n: i64) -> Vec<Vec<Str>> {
        let text = text.into();
        self.all(&text, n, NONE)
            .iter()
            .map(|places| parts(&text, places))
            .collect()
    }

    /// Where the matches and their groups begin and end.
    pub fn FindAllStringSubmatchIndex(&self, text: impl AsRef<[u8]>, n: i64) -> Vec<Vec<i64>> {
        self.all(text.as_ref(), n, NONE).into_iter().map(numbers).collect()
    }

    /// The first match; empty where there is none.
    pub fn Find(&self, bytes: impl AsRef<[u8]>) -> Vec<u8> {
        self.FindString(Str::copy_of(bytes.as_ref())).into()
    }

    /// Where the first match begins and ends.
    pub fn FindIndex(&self, bytes: impl AsRef<[u8]>) -> Vec<i64> {
        self.FindStringIndex(bytes)
    }

    /// The first match and its groups.
    pub fn FindSubmatch(&self, bytes: impl AsRef<[u8]>) -> Vec<Vec<u8>> {
        let groups = self.FindStringSubmatch(Str::copy_of(bytes.as_ref()));
        groups.into_iter().map(Vec::from).collect()
    }

    /// The matches, at most `n` of them.
    pub fn FindAll(&self, bytes: impl AsRef<[u8]>, n: i64) -> Vec<Vec<u8>> {
        let matches = self.FindAllString(Str::copy_of(bytes.as_ref()), n);
        matches.into_iter().map(Vec::from).collect()
    }

    /// The text with every match replaced, where `$1`, `${1}` and `${name}` stand for its groups.
    pub fn ReplaceAllString(&self, text: impl Into<Str>, replacement: impl AsRef<[u8]>) -> Str {
        let text = text.into();
        self.replaced(&text, &mut |out, places| {
            self.expand(out, replacement.as_ref(), &text, places)
        })
    }

    /// The text with every match replaced by a text as it is.
    pub fn ReplaceAllLiteralString(&self, text: impl Into<Str>, replacement: impl AsRef<[u8]>) -> Str {
        self.replaced(&text.into(), &mut |out, _| out.extend_from_slice(replacement.as_ref()))
    }

    /// The text with every match replaced by what `replace` makes of it.
    pub fn ReplaceAllStringFunc(&self, text: impl Into<Str>, replace: impl Fn(Str) -> Str) -> Str {
        let text = text.into();
        self.replaced(&text, &mut |out, places| {
            out.extend_from_slice(&replace(part(&text, places, 0)))
        })
    }

    /// `to` with a template behind it, where `$1`, `${1}` and `${name}` stand for the groups of a match: the places that
    /// [`FindStringSubmatchIndex`](Self::FindStringSubmatchIndex) gave for that text.
    pub fn ExpandString(
        &self,
        to: impl Into<Vec<u8>>,
        template: impl AsRef<[u8]>,
        text: impl Into<Str>,
        matches: &[i64],
    ) -> Vec<u8> {
        let place = |at: usize| matches.get(at).and_then(|&place| usize::try_from(place).ok());
        let count = matches.len().max(2 * self.compiled().names.len());
        let places: Places = (0..count).map(|at| place(at).unwrap_or(NONE)).collect();
        let mut out = to.into();
        self.expand(&mut out, template.as_ref(), &text.into(), &places);
        out
    }

    /// The bytes with every match replaced, where `$1`, `${1}` and `${name}` stand for its groups.
    pub fn ReplaceAll(&self, bytes: impl AsRef<[u8]>, replacement: impl AsRef<[u8]>) -> Vec<u8> {
        self.ReplaceAllString(Str::copy_of(bytes.as_ref()), replacement).into()
    }

    /// The bytes with every match replaced by bytes as they are.
    pub fn ReplaceAllLiteral(&self, bytes: impl AsRef<[u8]>, replacement: impl AsRef<[u8]>) -> Vec<u8> {
        self.ReplaceAllLiteralString(Str::copy_of(bytes.as_ref()), replacement)
            .into()
    }

    /// The bytes with every match replaced by what `replace` makes of it.
    pub fn ReplaceAllFunc(&self, bytes: impl AsRef<[u8]>, replace: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
        let bytes = bytes.as_ref();
        self.replaced(bytes, &mut |out, places| {
            out.extend(replace(bytes[places[0]..places[1]].to_vec()))
        })
        .into()
    }

    /// The parts of the text between the matches, at most `n` of them; all for a negative `n`.
    pub fn Split(&self, text: impl Into<Str>, n: i64) -> Vec<Str> {
        let text = text.into();
        if n == 0 {
            return Vec::new();
        }
        if text.is_empty() && !self.compiled().expression.is_empty() {
            return vec![text];
        }
        let (mut parts, mut start, mut end) = (Vec::new(), 0, 0);
        for places in self.all(&text, n, 2) {
            if n > 0 && parts.len() as i64 == n - 1 {
                break;
            }
            end = places[0];
            if places[1] != 0 {
                parts.push(text.slice(start..end));
            }
            start = places[1];
        }
        if end != text.len() {
            parts.push(text.slice(start..));
        }
        parts
    }
}

const NONE: usize = usize::MAX;

impl Regexp {
    /// Whether this is Go's nil.
    pub fn is_nil(&self) -> bool {
        self.0.is_none()
    }

    fn compiled(&self) -> &Compiled {
        match &self.0 {
            Some(compiled) => compiled,
            None => go::runtime_error("invalid memory address or nil pointer dereference"),
        }
    }

    /// The places of the first match, so many of them at most.
    fn first(&self, text: &[u8], slots: usize) -> Option<Places> {
        let program = &self.compiled().program;
        program.run(text, 0, slots.min(program.slots))
    }

    /// The places of all matches that do not overlap. An empty one right behind another does not count.
    fn all(&self, text: &[u8], n: i64, slots: usize) -> Vec<Places> {
        let program = &self.compiled().program;
        let most = usize::try_from(n).unwrap_or(usize::MAX);
        let (mut matches, mut at, mut last_end) = (Vec::new(), 0, NONE);
        while matches.len() < most && at <= text.len() {
            let Some(places) = program.run(text, at, slots.min(program.slots)) else {
                break;
            };
            let (start, end) = (places[0], places[1]);
            at = if end == at {
                end + runes::first(&text[at..]).1.max(1)
            } else {
                end
            };
            if start != end || start != last_end {
                matches.push(places);
            }
            last_end = end;
        }
        matches
    }

    fn replaced(&self, text: &[u8], replace: &mut dyn FnMut(&mut Vec<u8>, &Places)) -> Str {
        let program = &self.compiled().program;
        let (mut out, mut copied, mut at) = (Vec::new(), 0, 0);
        while at <= text.len() {
            let Some(places) = program.run(text, at, program.slots) else {
                break;
            };
            let (start, end) = (places[0], places[1]);
            out.extend_from_slice(&text[copied..start]);
            if end > copied || start == 0 {
                replace(&mut out, &places);
            }
            copied = end;
            let beyond = at + runes::first(&text[at..]).1.max(1);
            at = end.max(beyond);
        }
        out.extend_from_slice(&text[copied..]);
        out.into()
    }

    /// Appends a replacement with the groups of a match in it.
    fn expand(&self, out: &mut Vec<u8>, replacement: &[u8], text: &Str, places: &Places) {
        let mut rest = replacement;
        while let Some(at) = rest.iter().position(|&byte| byte == b'$') {
            out.extend_from_slice(&rest[..at]);
            rest = &rest[at..];
            if let Some(behind) = rest.strip_prefix(b"$$") {
                out.push(b'$');
                rest = behind;
                continue;
            }
            let Some((name, behind)) = group_name(rest) else {
                out.push(b'$');
                rest = &rest[1..];
                continue;
            };
            rest = behind;
            out.extend_from_slice(&self.group(name, text, places));
        }
        out.extend_from_slice(rest);
    }

    /// What a group of this number or name matched.
    fn group(&self, name: &[u8], text: &Str, places: &Places) -> Str {
        if name.iter().all(u8::is_ascii_digit) {
            let number = name.iter().try_fold(0_usize, |number, digit| {
                number.checked_mul(10)?.checked_add(usize::from(digit - b'0'))
            });
            return number.map(|number| part(text, places, number)).unwrap_or_default();
        }
        let named = |at: &usize| *self.compiled().names[*at] == *name && places[2 * at] != NONE;
        let at = (0..self.compiled().names.len()).find(named);
        at.map(|at| part(text, places, at)).unwrap_or_default()
    }
}

/// The name behind a `$`, in braces or as long as it goes, and what follows.
fn group_name(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (braced, rest) = match &text[1..] {
        [b'{', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let mut length = 0;
    while let (point, width @ 1..) = runes::first(&rest[length..]) {
        if !char::from_u32(point).is_some_and(|letter| letter == '_' || letter.is_alphanumeric()) {
            break;
        }
        length += width;
    }
    let (name, behind) = rest.split_at(length);
    let behind = if braced { behind.strip_prefix(b"}")? } else { behind };
    (length > 0).then_some((name, behind))
}

/// What a group matched; empty where it has no part in the match.
fn part(text: &Str, places: &Places, group: usize) -> Str {
    match (places.get(2 * group), places.get(2 * group + 1)) {
        (Some(&start), Some(&end)) if start != NONE => text.slice(start..end),
        _ => Str::default(),
    }
}

fn parts(text: &Str, places: &Places) -> Vec<Str> {
    (0..places.len() / 2).map(|group| part(text, places, group)).collect()
}

fn numbers(places: Places) -> Vec<i64> {
    places
        .into_iter()
        .map(|place| if place == NONE { -1 } else { place as i64 })
        .collect()
}

impl fmt::Debug for Regexp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(compiled) => compiled.expression.fmt(f),
            None => f.write_str("nil"),
        }
    }
}
