//! Values on the way of a search: where they begin and end, without a look into them.

use crate::gjson::found::{Found, is_nan};
use crate::gjson::lex::{block_end, number_end, string_end, word_end};

/// A value in the text, not looked into yet.
#[derive(Clone, Copy)]
pub(super) struct Read<'a> {
    pub(super) raw: &'a [u8],
    pub(super) kind: Kind,
}

#[derive(Clone, Copy)]
pub(super) enum Kind {
    String { escaped: bool },
    Block,
    Word,
    Number,
}

impl<'a> Read<'a> {
    pub(super) fn found(self) -> Found<'a> {
        match self.kind {
            Kind::String { escaped } => Found::string(self.raw, escaped),
            Kind::Block => Found::json(self.raw),
            Kind::Word => Found::word(self.raw),
            Kind::Number => Found::number(self.raw),
        }
    }
}

/// The first byte at or behind `start` that can begin a value, or is `end`.
pub(super) fn start(json: &[u8], start: usize, end: Option<u8>) -> Option<usize> {
    let begins = |byte: &u8| match byte {
        b'"' | b'{' | b'[' | b'n' | b't' | b'f' | b'+' | b'-' | b'0'..=b'9' | b'i' | b'I' | b'N' => true,
        byte => end == Some(*byte),
    };
    json[start..].iter().position(begins).map(|length| start + length)
}

/// Reads the value that begins at `at`; `None` for a string without an end.
pub(super) fn read(json: &[u8], at: usize) -> (usize, Option<Read<'_>>) {
    let (end, kind) = match json[at] {
        b'"' => {
            let string = string_end(json, at + 1);
            match string.end {
                Some(end) => (
                    end,
                    Kind::String {
                        escaped: string.escaped,
                    },
                ),
                None => return (json.len(), None),
            }
        }
        b'{' | b'[' => (block_end(json, at), Kind::Block),
        b'n' if is_nan(&json[at..]) => (number_end(json, at), Kind::Number),
        b'n' | b't' | b'f' => (word_end(json, at), Kind::Word),
        _ => (number_end(json, at), Kind::Number),
    };
    (
        end,
        Some(Read {
            raw: &json[at..end.min(json.len())],
            kind,
        }),
    )
}
