//! Patterns with `*` and `?`, with a bound on the work that a pattern can cause.

use crate::runes;

/// A pattern may try this many continuations per byte of the text.
const TRIES_PER_BYTE: usize = 10_000;

enum Outcome<'a> {
    Match,
    NoMatch,
    /// A star: go on behind it, and come back if that fails.
    Star {
        text: &'a [u8],
        pattern: &'a [u8],
    },
}

/// Whether `text` matches `pattern`; a pattern that costs too much does not.
pub(super) fn matches(text: &[u8], pattern: &[u8]) -> bool {
    if pattern == b"*" {
        return true;
    }
    let allowed = text.len() * TRIES_PER_BYTE;
    let mut tries = 1;
    let mut stars = Vec::new();
    let mut outcome = step(text, pattern);
    loop {
        match outcome {
            Outcome::Match => return true,
            Outcome::Star { text, pattern } => {
                if tries > allowed {
                    return false;
                }
                tries += 1;
                stars.push((text, pattern));
                outcome = step(text, &pattern[1..]);
            }
            Outcome::NoMatch => {
                // The star takes one more code point, and what follows it is tried again.
                let Some((text, pattern)) = stars.pop() else {
                    return false;
                };
                let width = runes::first(text).1;
                outcome = if text.is_empty() {
                    Outcome::NoMatch
                } else {
                    step(&text[width..], pattern)
                };
            }
        }
    }
}

/// Matches up to the next star.
fn step<'a>(mut text: &'a [u8], mut pattern: &'a [u8]) -> Outcome<'a> {
    while !pattern.is_empty() {
        let (mut wanted, mut wanted_width) = runes::first(pattern);
        let (found, found_width) = runes::first(text);
        if wanted == u32::from(b'*') {
            return star(text, pattern);
        }
        if found_width == 0 {
            return Outcome::NoMatch;
        }
        if wanted != u32::from(b'?') {
            if wanted == u32::from(b'\\') {
                pattern = &pattern[1..];
                (wanted, wanted_width) = runes::first(pattern);
                if wanted_width == 0 {
                    return Outcome::NoMatch;
                }
            }
            if wanted != found {
                return Outcome::NoMatch;
            }
        }
        text = &text[found_width..];
        pattern = &pattern[wanted_width..];
    }
    if text.is_empty() {
        Outcome::Match
    } else {
        Outcome::NoMatch
    }
}

/// A pattern that begins with a star: what follows the last star of it must end the text.
fn star<'a>(text: &'a [u8], mut pattern: &'a [u8]) -> Outcome<'a> {
    while let [b'*', b'*', ..] = pattern {
        pattern = &pattern[1..];
    }
    if pattern.len() == 1 {
        return Outcome::Match;
    }
    match trim_suffix(text, pattern) {
        None => Outcome::NoMatch,
        Some((_, [_])) => Outcome::Match,
        Some((text, pattern)) => Outcome::Star { text, pattern },
    }
}

/// Takes away what text and pattern end with alike, back to a star; `None` when they end differently.
fn trim_suffix<'a>(mut text: &'a [u8], mut pattern: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    while !text.is_empty() && pattern.len() > 1 {
        let (wanted, mut wanted_width) = runes::last(pattern);
        let before = &pattern[..pattern.len() - wanted_width];
        let escaped = before.iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1;
        if wanted == u32::from(b'*') && !escaped {
            break;
        }
        let (found, found_width) = runes::last(text);
        if wanted != found && (escaped || wanted != u32::from(b'?')) {
            return None;
        }
        wanted_width += usize::from(escaped);
        text = &text[..text.len() - found_width];
        pattern = &pattern[..pattern.len() - wanted_width];
    }
    Some((text, pattern))
}
