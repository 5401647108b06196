//! Reads the words that a traced module logs, by what the ABI says of each argument.

use super::{Answer, Crossing, Direction, Field, Value};
use crate::testbed::render;
use sdk_compat_abi::arguments::{Argument, Kind};
use sdk_compat_abi::callbacks::callback;
use sdk_compat_abi::functions::{self, ENV, WASI};
use sdk_compat_abi::{BufferType, LogLevel, MapType, MetricType, Status, StreamType, wire};
use std::fmt::Debug;

/// One line of the log: a function, and a word for each argument.
pub struct Words<'a> {
    pub function: &'a str,
    words: Vec<&'a str>,
}

impl<'a> Words<'a> {
    pub fn new(line: &'a str) -> Self {
        let mut words = line.split(' ');
        Words {
            function: words.next().unwrap_or_default(),
            words: words.collect(),
        }
    }
}

pub fn entered(function: &str, arguments: &[u32]) -> Crossing {
    let names = callback(function).map_or(&[][..], |callback| callback.names());
    let field = |(at, value): (usize, &u32)| {
        let name = names.get(at).copied().unwrap_or_default();
        let value = match name {
            "end_of_stream" => Value::Switch(*value != 0),
            _ => Value::Number(i128::from(*value)),
        };
        Field { name, value }
    };
    Crossing {
        direction: Direction::IntoPlugin,
        function: function.to_string(),
        arguments: arguments.iter().enumerate().map(field).collect(),
        answer: None,
        inner: Vec::new(),
    }
}

pub fn returned(function: &str, result: Option<u32>, took_ns: u64) -> Answer {
    let answer = callback(function).and_then(|callback| callback.answer);
    let name = |result: u32| answer.and_then(|answer| answer.name(result));
    Answer {
        result: result.map(|result| name(result).map_or_else(|| result.to_string(), str::to_string)),
        values: Vec::new(),
        took_ns,
    }
}

pub fn called(line: Words<'_>) -> Crossing {
    let arguments = arguments(line.function)
        .into_iter()
        .filter(|argument| !argument.kind.is_answer());
    Crossing {
        direction: Direction::IntoEnvoy,
        function: line.function.to_string(),
        arguments: arguments
            .zip(&line.words)
            .map(|(argument, word)| field(argument, word))
            .collect(),
        answer: None,
        inner: Vec::new(),
    }
}

pub fn answered(line: &Words<'_>) -> Answer {
    let status = line.words.first().map_or(0, |word| number(word));
    let arguments = arguments(line.function)
        .into_iter()
        .filter(|argument| argument.kind.is_answer());
    let words = line.words.iter().skip(2);
    Answer {
        result: Some(status_name(line.function, status as u32)),
        values: arguments
            .zip(words)
            .map(|(argument, word)| field(argument, word))
            .collect(),
        took_ns: line.words.get(1).map_or(0, |word| number(word)),
    }
}

fn arguments(function: &str) -> Vec<Argument> {
    let known = functions::function(ENV, function).or_else(|| functions::function(WASI, function));
    known.map(|function| function.arguments()).unwrap_or_default()
}

fn status_name(function: &str, status: u32) -> String {
    let named = match functions::function(ENV, function) {
        Some(_) => Status(status).name(),
        // The numbers of WASI are others, but for the first.
        None => (status == 0).then_some("Ok"),
    };
    named.map_or_else(|| status.to_string(), str::to_string)
}

fn field(argument: Argument, word: &str) -> Field {
    Field {
        name: argument.name,
        value: value(argument.kind, word),
    }
}

fn value(kind: Kind, word: &str) -> Value {
    let number = || number(word);
    let signed = || {
        if word.len() > 8 {
            number() as i64
        } else {
            i64::from(number() as u32 as i32)
        }
    };
    match kind {
        Kind::Switch => Value::Switch(number() != 0),
        Kind::Signed => Value::Number(i128::from(signed())),
        Kind::LogLevel => name(LogLevel::from_number(number() as u32), number()),
        Kind::Map => name(MapType::from_number(number() as u32), number()),
        Kind::Buffer => name(BufferType::from_number(number() as u32), number()),
        Kind::Stream => name(StreamType::from_number(number() as u32), number()),
        Kind::Metric => name(MetricType::from_number(number() as u32), number()),
        Kind::Clock => name(["Wall", "Monotonic"].get(number() as usize), number()),
        Kind::Bytes | Kind::Secret | Kind::Path | Kind::Vectors | Kind::BytesOut | Kind::Filled => bytes(kind, word),
        Kind::Pairs | Kind::PairsOut => pairs(word),
        Kind::Number | Kind::NumberOut | Kind::WideOut => Value::Number(i128::from(number())),
    }
}

fn number(word: &str) -> u64 {
    u64::from_str_radix(word, 16).unwrap_or_default()
}

fn name<T: Debug>(known: Option<T>, number: u64) -> Value {
    known.map_or(Value::Number(i128::from(number)), |known| {
        Value::Name(format!("{known:?}").trim_matches('"').to_string())
    })
}

/// The count of bytes, and those that were logged.
fn logged(word: &str) -> (u32, Vec<u8>) {
    let (count, digits) = word.split_once(':').unwrap_or((word, ""));
    let bytes = digits.as_bytes().chunks(2).map(|two| {
        let digits = std::str::from_utf8(two).unwrap_or_default();
        u8::from_str_radix(digits, 16).unwrap_or_default()
    });
    (number(count) as u32, bytes.collect())
}

fn bytes(kind: Kind, word: &str) -> Value {
    let (count, bytes) = logged(word);
    let text = match kind {
        Kind::Secret => "(hidden)".into(),
        Kind::Path => bytes
            .split(|byte| *byte == 0)
            .map(render::text)
            .collect::<Vec<_>>()
            .join("."),
        _ => render::text(&bytes),
    };
    Value::Bytes { text, bytes: count }
}

fn pairs(word: &str) -> Value {
    let (_, bytes) = logged(word);
    let text = |range| bytes.get(range).map(render::text).unwrap_or_default();
    let count = bytes.first_chunk::<4>().map_or(0, |count| u32::from_le_bytes(*count));
    Value::Pairs {
        pairs: wire::decode_pairs(&bytes)
            .map(|(name, value)| (text(name), text(value)))
            .collect(),
        count,
    }
}
