//! Lines cut into tokens, and what class a token is of: noise is masked token by token, never wider.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a masked token may be. A port may write another token there, of the same class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// `123e4567-e89b-12d3-a456-426614174000`.
    Uuid,
    /// A date, a time of day, both, or seconds (ms, µs, ns) since 1970; always written the same way.
    Time,
    /// The port of an address.
    Port,
    /// A decimal number.
    Number,
    /// Hexadecimal digits, at least eight.
    Hex,
    /// Where a program was when it failed.
    Stack,
    /// Any other word.
    Word,
}

impl Class {
    /// What stands in place of a masked token.
    pub fn placeholder(self) -> &'static str {
        match self {
            Class::Uuid => "<uuid>",
            Class::Time => "<time>",
            Class::Port => "<port>",
            Class::Number => "<number>",
            Class::Hex => "<hex>",
            Class::Stack => "<stack>",
            Class::Word => "<word>",
        }
    }
}

/// A piece of a line. The pieces of a line, joined, are the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// The text of the piece.
    pub text: &'a str,
    /// The narrowest class that the text is of; none for what stands between the tokens.
    pub class: Option<Class>,
}

/// Cuts a line into tokens and the single characters between them.
pub fn tokens(line: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let (length, class) = match is_word(first) {
            true => measure(rest, &tokens),
            false => (first.len_utf8(), None),
        };
        let (text, left) = rest.split_at(length);
        tokens.push(Token { text, class });
        rest = left;
    }
    tokens
}

/// The length and class of the token that `rest` begins with.
fn measure(rest: &str, before: &[Token]) -> (usize, Option<Class>) {
    let whole = |length: &usize| !rest[*length..].starts_with(is_word);
    if let Some(length) = uuid(rest).filter(whole) {
        return (length, Some(Class::Uuid));
    }
    if let Some(length) = moment(rest).filter(whole) {
        return (length, Some(Class::Time));
    }
    let word = run(rest, is_word);
    let digits = run(rest, |c| c.is_ascii_digit());
    if digits == word {
        return number(rest, digits, before);
    }
    // A duration such as `12ms` is a number and its unit.
    if digits > 0 && ["ns", "us", "µs", "ms", "s", "m", "h"].contains(&&rest[digits..word]) {
        return (digits, Some(Class::Number));
    }
    let hex = rest[..word].strip_prefix("0x").unwrap_or(&rest[..word]);
    let is_hex =
        hex.len() >= 8 && hex.bytes().all(|b| b.is_ascii_hexdigit()) && hex.bytes().any(|b| b.is_ascii_digit());
    (word, Some(if is_hex { Class::Hex } else { Class::Word }))
}

/// Digits, and further groups of digits after dots: one dot makes a fraction, more make an address or a version.
fn number(rest: &str, digits: usize, before: &[Token]) -> (usize, Option<Class>) {
    let mut length = digits;
    let mut dots = 0;
    while let Some(fraction) = rest[length..].strip_prefix('.') {
        let more = run(fraction, |c| c.is_ascii_digit());
        if more == 0 || fraction[more..].starts_with(|c: char| is_word(c) && dots > 0) {
            break;
        }
        length += 1 + more;
        dots += 1;
    }
    let class = match dots {
        0 if follows_address(before) && rest[..digits].parse::<u16>().is_ok() => Class::Port,
        0 | 1 => Class::Number,
        _ => Class::Word,
    };
    (length, Some(class))
}

fn follows_address(before: &[Token]) -> bool {
    let [.., host, colon] = before else { return false };
    colon.text == ":" && (host.text == "localhost" || host.text == "]" || host.text.split('.').count() == 4)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn uuid(text: &str) -> Option<usize> {
    matches_pattern(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
}

/// `2026-01-31T23:59:59.123Z` and its parts.
fn moment(text: &str) -> Option<usize> {
    let date = matches_pattern(text, "dddd-dd-dd").or_else(|| matches_pattern(text, "dddd/dd/dd"));
    let Some(date) = date else { return clock(text) };
    match text[date..].strip_prefix(['T', ' ']).and_then(clock) {
        Some(clock) => Some(date + 1 + clock),
        None => Some(date),
    }
}

/// `23:59:59`, with a fraction and a zone where they are there.
fn clock(text: &str) -> Option<usize> {
    let mut length = matches_pattern(text, "dd:dd:dd")?;
    if let Some(fraction) = text[length..].strip_prefix('.') {
        let digits = run(fraction, |c| c.is_ascii_digit());
        length += if digits > 0 { 1 + digits } else { 0 };
    }
    let zone = &text[length..];
    let zone = match zone.starts_with('Z') {
        true => Some(1),
        false => ["+dd:dd", "-dd:dd", "+dddd", "-dddd"]
            .iter()
            .find_map(|pattern| matches_pattern(zone, pattern)),
    };
    Some(length + zone.unwrap_or(0))
}

/// `x` stands for a hexadecimal digit, `d` for a decimal one, everything else for itself.
fn matches_pattern(text: &str, pattern: &str) -> Option<usize> {
    let start = text.as_bytes().get(..pattern.len())?;
    let fits = start.iter().zip(pattern.bytes()).all(|(byte, pattern)| match pattern {
        b'x' => byte.is_ascii_hexdigit(),
        b'd' => byte.is_ascii_digit(),
        other => *byte == other,
    });
    fits.then_some(pattern.len())
}

/// What the tokens seen at one place have in common: the mask that stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The class that all of them are of.
    pub class: Class,
    /// How they are written (digits of a time, length of a hexadecimal text), where that did not vary.
    forms: BTreeSet<String>,
    /// The narrowest classes among them.
    seen: BTreeSet<Class>,
}

impl Pattern {
    /// The narrowest mask that fits all tokens seen.
    pub fn of(seen: &[Token]) -> Self {
        let class = common_class(seen);
        Pattern {
            class,
            forms: seen.iter().map(|token| form(class, token.text)).collect(),
            seen: seen.iter().filter_map(|token| token.class).collect(),
        }
    }

    /// A value that stands for any token here, the nth of such, written as the token is.
    pub fn steady(&self, token: &Token, nth: usize) -> String {
        match self.class {
            Class::Uuid => format!("00000000-0000-4000-8000-{nth:012}"),
            Class::Port | Class::Number => nth.to_string(),
            Class::Time => steady_time(token, nth),
            Class::Hex => {
                let digits = token.text.strip_prefix("0x").unwrap_or(token.text);
                let prefix = &token.text[..token.text.len() - digits.len()];
                format!("{prefix}a{nth:0width$}", width = digits.len() - 1)
            }
            Class::Stack | Class::Word => token.text.to_string(),
        }
    }

    /// Whether the port may write this token here.
    pub fn fits(&self, token: &Token) -> bool {
        let Some(class) = token.class else { return false };
        let of_class = match self.class {
            Class::Time => class == Class::Time || is_epoch(token),
            Class::Number => class == Class::Number || class == Class::Port,
            Class::Hex => class == Class::Hex || is_integer(token),
            Class::Word => matches!(class, Class::Word | Class::Hex) || self.seen.contains(&class),
            Class::Uuid | Class::Port | Class::Stack => class == self.class,
        };
        let free_form = self.class == Class::Hex && self.forms.len() > 1;
        of_class && (free_form || self.forms.contains(&form(self.class, token.text)))
    }
}

fn common_class(seen: &[Token]) -> Class {
    let all = |test: &dyn Fn(&Token) -> bool| seen.iter().all(test);
    let is = |class: Class| move |token: &Token| token.class == Some(class);
    if all(&is(Class::Uuid)) {
        Class::Uuid
    } else if all(&|token| is(Class::Time)(token) || is_epoch(token)) {
        Class::Time
    } else if all(&is(Class::Port)) {
        Class::Port
    } else if all(&|token| is(Class::Number)(token) || is(Class::Port)(token)) {
        Class::Number
    } else if all(&|token| is(Class::Hex)(token) || (is_integer(token) && token.text.len() >= 8)) {
        Class::Hex
    } else {
        Class::Word
    }
}

/// A time says as much by how it is written as by what it says: `2026-01-31` for `23:59:59` is a finding.
fn form(class: Class, text: &str) -> String {
    match class {
        Class::Time => {
            // Trailing zeros of a fraction come and go by chance.
            let (moment, fraction) = text.split_once('.').unwrap_or((text, ""));
            let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            let mut form = moment.replace(|c: char| c.is_ascii_digit(), "0");
            form.push_str(&zone.replace(|c: char| c.is_ascii_digit(), "0"));
            form
        }
        Class::Hex => text.len().to_string(),
        _ => String::new(),
    }
}

/// Zeros in place of the digits, but for the last before the fraction; a number that tells a time begins with a 1.
fn steady_time(token: &Token, nth: usize) -> String {
    let (moment, fraction) = token
        .text
        .split_once('.')
        .map_or((token.text, None), |(moment, rest)| (moment, Some(rest)));
    let mut steady = moment.replace(|c: char| c.is_ascii_digit(), "0");
    if is_epoch(token) {
        steady.replace_range(..1, "1");
    }
    if let Some(last) = steady.rfind('0') {
        steady.replace_range(last..=last, &nth.to_string());
    }
    match fraction {
        Some(fraction) => format!(
            "{steady}.0{}",
            fraction.trim_start_matches(|c: char| c.is_ascii_digit())
        ),
        None => steady,
    }
}

/// Seconds, milliseconds, microseconds or nanoseconds since 1970, from 2001 to 2033.
fn is_epoch(token: &Token) -> bool {
    let whole = token.text.split('.').next().unwrap_or_default();
    token.class == Some(Class::Number) && matches!(whole.len(), 10 | 13 | 16 | 19) && whole.starts_with('1')
}

fn is_integer(token: &Token) -> bool {
    matches!(token.class, Some(Class::Number | Class::Port)) && !token.text.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The classed tokens of a line, for reading.
    fn classed(line: &str) -> Vec<(&str, Class)> {
        tokens(line)
            .into_iter()
            .filter_map(|token| Some((token.text, token.class?)))
            .collect()
    }

    #[test]
    fn tokens_are_as_wide_as_what_they_name() {
        use Class::*;
        assert_eq!(
            classed("id=123e4567-e89b-12d3-a456-426614174000;"),
            [("id", Word), ("123e4567-e89b-12d3-a456-426614174000", Uuid)]
        );
        assert_eq!(
            classed("at 2026-01-31T23:59:59.25+01:00, 2026/01/31 or 23:59:59"),
            [
                ("at", Word),
                ("2026-01-31T23:59:59.25+01:00", Time),
                ("2026/01/31", Time),
                ("or", Word),
                ("23:59:59", Time)
            ]
        );
        assert_eq!(
            classed("127.0.0.1:43121 took 1.5ms, 1.2.3"),
            [
                ("127.0.0.1", Word),
                ("43121", Port),
                ("took", Word),
                ("1.5", Number),
                ("ms", Word),
                ("1.2.3", Word)
            ]
        );
        assert_eq!(
            classed("0xdeadbeef1 cafe0000 cafe"),
            [("0xdeadbeef1", Hex), ("cafe0000", Hex), ("cafe", Word)]
        );
    }

    #[test]
    fn a_pattern_takes_what_is_of_its_class_and_written_alike() {
        let pattern = |seen: &[&str]| {
            let seen: Vec<_> = seen.iter().map(|text| tokens(text)[0]).collect();
            Pattern::of(&seen)
        };
        let fits = |pattern: &Pattern, text: &str| pattern.fits(&tokens(text)[0]);

        let seconds = pattern(&["1750000000", "1750000001"]);
        assert_eq!(seconds.class, Class::Time);
        assert!(fits(&seconds, "1760000000"));
        assert!(!fits(&seconds, "1760000000000"), "milliseconds are no seconds");
        assert!(!fits(&seconds, "17"));

        let moments = pattern(&["2026-01-31T23:59:59.25Z", "2026-01-31T23:59:59.125Z"]);
        assert!(fits(&moments, "2026-02-01T00:00:00.5Z"));
        assert!(!fits(&moments, "2026-02-01T00:00:00.5+00:00"));
        assert!(!fits(&moments, "2026-02-01"));

        let counts = pattern(&["7", "12"]);
        assert!(fits(&counts, "1000"));
        assert!(!fits(&counts, "seven"));

        let words = pattern(&["alice", "bob"]);
        assert!(fits(&words, "carol"));
        assert!(!fits(&words, "12"));
    }

    proptest! {
        #[test]
        fn the_tokens_of_a_line_are_the_line(line in "\\PC*") {
            let joined: String = tokens(&line).iter().map(|token| token.text).collect();
            prop_assert_eq!(joined, line);
        }
    }
}
