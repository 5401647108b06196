//! Aligns the conversations of two builds, and finds where they part.

use super::text::unfolded;
use super::{Crossing, Direction, Line};
use serde::Serialize;
use similar::{Algorithm, ChangeTag, capture_diff_slices_deadline};
use std::fmt;
use std::time::{Duration, Instant};

/// How many lines an excerpt shows before and from the place where two conversations part.
const BEFORE: usize = 8;
const FROM: usize = 24;

/// How long the shortest way from one conversation to the other is looked for; after that, any way will do.
const PATIENCE: Duration = Duration::from_secs(5);

/// The longest line of an excerpt (characters).
const LONGEST: usize = 200;

/// A line of two conversations side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which of the two has it.
    pub side: Side,
    /// The line; the original's, where both have it.
    pub line: Line,
}

/// Which of two builds has a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Both.
    Both,
    /// The original.
    Original,
    /// The port.
    Port,
    /// The original, and it only reads.
    ReadByOriginal,
    /// The port, and it only reads.
    ReadByPort,
}

impl Side {
    /// Whether the builds told the host different things.
    pub fn parts(self) -> bool {
        matches!(self, Side::Original | Side::Port)
    }

    fn mark(self) -> char {
        match self {
            Side::Both => ' ',
            Side::Original => '-',
            Side::Port => '+',
            Side::ReadByOriginal => '<',
            Side::ReadByPort => '>',
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{} {}", self.side.mark(), self.line.untimed());
        f.write_str(text.trim_end())
    }
}

/// Both conversations, aligned. What only one of them reads of the host stands as such: the answer to a read may be of no
/// use, and nobody but the host knows that it was asked.
pub fn diff(original: &[Crossing], port: &[Crossing]) -> Vec<Difference> {
    let (original, port) = (unfolded(original), unfolded(port));
    let deadline = Some(Instant::now() + PATIENCE);
    let operations = capture_diff_slices_deadline(Algorithm::Patience, &keys(&original), &keys(&port), deadline);
    let mut differences = Vec::new();
    for change in operations
        .iter()
        .flat_map(|operation| operation.iter_changes(&original, &port))
    {
        let line = change.value();
        let side = match (change.tag(), line.reads) {
            (ChangeTag::Equal, _) => Side::Both,
            (ChangeTag::Delete, false) => Side::Original,
            (ChangeTag::Insert, false) => Side::Port,
            (ChangeTag::Delete, true) => Side::ReadByOriginal,
            (ChangeTag::Insert, true) => Side::ReadByPort,
        };
        differences.push(Difference { side, line });
    }
    differences
}

fn keys(lines: &[Line]) -> Vec<(usize, &str)> {
    lines.iter().map(key).collect()
}

/// What makes two lines one: a clock and a random number are never the same twice.
fn key(line: &Line) -> (usize, &str) {
    let text = match line.varies {
        true => line.text.split(" = ").next().unwrap_or_default(),
        false => &line.text,
    };
    (line.depth, text)
}

/// The lines around the place where two conversations part; none where they do not.
pub fn excerpt(differences: &[Difference]) -> Vec<String> {
    let Some(parted) = differences.iter().position(|difference| difference.side.parts()) else {
        return Vec::new();
    };
    let callback = differences[..parted]
        .iter()
        .rposition(|difference| difference.line.depth == 0);
    let nested = differences[parted].line.depth > 0;
    let from = parted.saturating_sub(BEFORE);
    let mut shown: Vec<String> = Vec::new();
    // The callback that it happened in, where that lies further back.
    if let Some(callback) = callback.filter(|callback| nested && *callback < from) {
        shown.push(differences[callback].to_string());
        shown.push("  …".to_string());
    }
    let to = differences.len().min(parted + FROM);
    shown.extend(
        differences[from..to]
            .iter()
            .map(|difference| cut(&difference.to_string())),
    );
    let left = differences[to..]
        .iter()
        .filter(|difference| difference.side.parts())
        .count();
    if left > 0 {
        shown.push(format!("  … {left} more lines that differ"));
    }
    shown
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_string(),
    }
}

impl Crossing {
    /// Whether it changes nothing outside of the plugin.
    pub fn reads(&self) -> bool {
        const OTHERS: [&str; 2] = ["fd_write", "proc_exit"];
        let asks_for_level = || {
            let name = self.arguments.first().map(|field| &field.value);
            matches!(name, Some(super::Value::Bytes { text, .. }) if text == "get_log_level")
        };
        self.direction == Direction::IntoEnvoy
            && self.inner.is_empty()
            && match self.function.as_str() {
                "proxy_call_foreign_function" => asks_for_level(),
                name if name.starts_with("proxy_") => name.starts_with("proxy_get_"),
                name => !OTHERS.contains(&name),
            }
    }

    /// Whether what it gives back is another thing each time.
    pub fn varies(&self) -> bool {
        ["clock_time_get", "proxy_get_current_time_nanoseconds", "random_get"].contains(&self.function.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Answer, Field, Value};
    use super::*;

    fn crossing(direction: Direction, function: &str, argument: &str, inner: Vec<Crossing>) -> Crossing {
        let value = Value::Bytes {
            text: argument.to_string(),
            bytes: argument.len() as u32,
        };
        Crossing {
            direction,
            function: function.to_string(),
            arguments: vec![Field { name: "name", value }],
            answer: Some(Answer {
                result: Some("Ok".into()),
                values: Vec::new(),
                took_ns: argument.len() as u64,
            }),
            inner,
        }
    }

    fn host(function: &str, argument: &str) -> Crossing {
        crossing(Direction::IntoEnvoy, function, argument, Vec::new())
    }

    fn callback(inner: Vec<Crossing>) -> Crossing {
        crossing(Direction::IntoPlugin, "proxy_on_request_headers", "", inner)
    }

    #[test]
    fn times_and_reads_are_no_difference() {
        let original = [callback(vec![host("proxy_get_property", "a"), host("proxy_log", "x")])];
        let mut port = [callback(vec![host("proxy_log", "x"), host("random_get", "b")])];
        port[0].answer.as_mut().unwrap().took_ns = 7;
        let differences = diff(&original, &port);
        let sides: Vec<Side> = differences.iter().map(|difference| difference.side).collect();
        assert_eq!(
            sides,
            [
                Side::Both,
                Side::ReadByOriginal,
                Side::Both,
                Side::ReadByPort,
                Side::Both
            ]
        );
        assert_eq!(excerpt(&differences), Vec::<String>::new());
    }

    #[test]
    fn calls_without_an_end_nest_only_so_deep() {
        use crate::testbed::log::{Entry, Event, Thread};
        let entered = |_| Entry {
            thread: Thread::Worker,
            at: 0.0,
            event: Event::Entered {
                origin: std::sync::Arc::default(),
                function: "proxy_on_tick".into(),
                arguments: Vec::new(),
            },
        };
        let lines = unfolded(&super::super::crossings(&(0..100_000).map(entered).collect::<Vec<_>>()));
        assert!(lines.len() >= 100_000);
        assert!(lines.iter().all(|line| line.depth < 64));
    }

    #[test]
    fn an_excerpt_shows_the_callback_and_where_the_two_part() {
        let calls = |last: &str| {
            let same = (0..20).map(|number| host("proxy_log", &number.to_string()));
            vec![callback(
                same.chain([host("proxy_add_header_map_value", last)]).collect(),
            )]
        };
        let shown = excerpt(&diff(&calls("a"), &calls("b")));
        assert_eq!(shown[..2], ["  → proxy_on_request_headers(name: \"\")", "  …"]);
        assert_eq!(
            shown[10..],
            [
                "-   ← proxy_add_header_map_value(name: \"a\") = Ok",
                "+   ← proxy_add_header_map_value(name: \"b\") = Ok",
                "  = Ok",
            ]
        );
    }
}
