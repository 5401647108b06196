//! The conversation of a plugin with Envoy: every crossing of the border, decoded, nested under the callback that made it.

mod decode;
mod diff;
mod run;
mod text;

pub use diff::{Difference, Side, diff, excerpt};
pub use run::{Traced, draw_alike, parting, trace};
pub use text::{Line, lines};

use crate::testbed::log::{Entry, Event};
use decode::Words;
use serde::Serialize;

/// One crossing, and what crossed before it was over.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Crossing {
    /// Which way the call went.
    pub direction: Direction,
    /// The function that was called.
    pub function: String,
    /// What it was given.
    pub arguments: Vec<Field>,
    /// What came back; none where nothing did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// What crossed in the meantime.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inner: Vec<Crossing>,
}

/// Which way a call went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Envoy called the plugin.
    IntoPlugin,
    /// The plugin called Envoy.
    IntoEnvoy,
}

/// What came back from a call.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The status of a host function by name, or what a callback decided; none where there is no result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// What the host gave.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Field>,
    /// How long it took without the tracing itself (ns).
    pub took_ns: u64,
}

/// An argument with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its name; empty where nobody gave it one.
    pub name: &'static str,
    /// What it was.
    pub value: Value,
}

/// What an argument was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A number.
    Number(i128),
    /// False or true.
    Switch(bool),
    /// A number by its name.
    Name(String),
    /// Bytes; those that are no printable UTF-8 stand as `\xNN`.
    Bytes {
        /// The first of them.
        text: String,
        /// How many there were.
        bytes: u32,
    },
    /// A header list, as much of it as was logged.
    Pairs {
        /// Names and values.
        pairs: Vec<(String, String)>,
        /// How many pairs there were.
        count: u32,
    },
}

/// How deep calls are nested at most: a plugin can log lines that look like calls without an end.
const DEEPEST: usize = 64;

/// What the log of a traced module tells.
pub fn crossings(entries: &[Entry]) -> Vec<Crossing> {
    let mut open: Vec<Crossing> = Vec::new();
    let mut done = Vec::new();
    for entry in entries {
        match &entry.event {
            Event::Entered {
                function, arguments, ..
            } => begin(&mut open, &mut done, decode::entered(function, arguments)),
            Event::Returned {
                function,
                result,
                took_ns,
                ..
            } => {
                let answer = decode::returned(function, *result, took_ns.unwrap_or_default());
                close(&mut open, &mut done, function, answer);
            }
            Event::Crossed { answered, call, .. } => {
                let words = Words::new(call);
                match answered {
                    false => begin(&mut open, &mut done, decode::called(words)),
                    true => close(&mut open, &mut done, words.function, decode::answered(&words)),
                }
            }
            _ => {}
        }
    }
    while !open.is_empty() {
        end(&mut open, &mut done);
    }
    done
}

/// Opens a call within the innermost open one.
fn begin(open: &mut Vec<Crossing>, done: &mut Vec<Crossing>, crossing: Crossing) {
    if open.len() == DEEPEST {
        end(open, done);
    }
    open.push(crossing);
}

/// Gives the innermost open call of a function its answer. Calls within it that have none never came back.
fn close(open: &mut Vec<Crossing>, done: &mut Vec<Crossing>, function: &str, answer: Answer) {
    let Some(at) = open.iter().rposition(|crossing| crossing.function == function) else {
        return;
    };
    while open.len() > at + 1 {
        end(open, done);
    }
    open[at].answer = Some(answer);
    end(open, done);
}

fn end(open: &mut Vec<Crossing>, done: &mut Vec<Crossing>) {
    let Some(crossing) = open.pop() else { return };
    open.last_mut().map_or(done, |outer| &mut outer.inner).push(crossing);
}
