//! A conversation as lines: one for each crossing, indented below the callback that made it.

use super::{Answer, Crossing, Direction, Field, Value};
use crate::report::printable;

/// The longest text that is shown of one argument (characters).
const LONGEST: usize = 160;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How deep it is nested.
    pub depth: usize,
    /// What crossed, without the time that it took.
    pub text: String,
    /// How long it took (ns), where the line says how a call came back.
    pub took_ns: Option<u64>,
    /// It changes nothing outside of the plugin.
    pub reads: bool,
    /// What comes back is another thing each time.
    pub varies: bool,
}

impl Line {
    /// The line without the time that it took.
    pub fn untimed(&self) -> String {
        format!("{:indent$}{}", "", self.text, indent = 2 * self.depth)
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.untimed())?;
        match self.took_ns {
            // Tenths of a microsecond: a host call takes about one.
            Some(took) => write!(f, "  {}.{} µs", took / 1000, took % 1000 / 100),
            None => Ok(()),
        }
    }
}

/// The lines of a conversation.
pub fn lines(crossings: &[Crossing]) -> Vec<Line> {
    let mut lines = Vec::new();
    crossings.iter().for_each(|crossing| add(crossing, 0, true, &mut lines));
    lines
}

/// The same with two lines for every callback, whether anything crossed in it or not.
pub fn unfolded(crossings: &[Crossing]) -> Vec<Line> {
    let mut lines = Vec::new();
    crossings
        .iter()
        .for_each(|crossing| add(crossing, 0, false, &mut lines));
    lines
}

fn add(crossing: &Crossing, depth: usize, fold: bool, lines: &mut Vec<Line>) {
    let arrow = match crossing.direction {
        Direction::IntoPlugin => '→',
        Direction::IntoEnvoy => '←',
    };
    let call = format!("{arrow} {}({})", crossing.function, fields(&crossing.arguments));
    let line = |text: String, took_ns| Line {
        depth,
        text,
        took_ns,
        reads: crossing.reads(),
        varies: crossing.varies(),
    };
    let took = crossing.answer.as_ref().map(|answer| answer.took_ns);
    if crossing.inner.is_empty() && (fold || crossing.direction == Direction::IntoEnvoy) {
        lines.push(line(format!("{call}{}", back(crossing.answer.as_ref())), took));
        return;
    }
    lines.push(line(call, None));
    crossing
        .inner
        .iter()
        .for_each(|inner| add(inner, depth + 1, fold, lines));
    let back = back(crossing.answer.as_ref());
    lines.push(line(
        match back.trim_start() {
            "" => "=".into(),
            back => back.to_string(),
        },
        took,
    ));
}

fn back(answer: Option<&Answer>) -> String {
    let Some(answer) = answer else {
        return " (did not come back)".into();
    };
    let result = answer.result.iter().cloned();
    let values = Some(fields(&answer.values)).filter(|values| !values.is_empty());
    let parts: Vec<String> = result.chain(values).collect();
    match parts.is_empty() {
        true => String::new(),
        false => format!(" = {}", parts.join(", ")),
    }
}

fn fields(fields: &[Field]) -> String {
    let field = |field: &Field| match field.name {
        "" => value(&field.value),
        name => format!("{name}: {}", value(&field.value)),
    };
    fields.iter().map(field).collect::<Vec<_>>().join(", ")
}

fn value(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::Switch(switch) => switch.to_string(),
        Value::Name(name) => name.clone(),
        Value::Bytes { text, bytes } => {
            let (shown, is_cut) = cut(text);
            match is_cut || (text.len() as u64) < u64::from(*bytes) {
                true => format!("\"{shown}…\" ({bytes} bytes)"),
                false => format!("\"{shown}\""),
            }
        }
        Value::Pairs { pairs, count } => {
            let pair = |(name, value): &(String, String)| {
                let (shown, is_cut) = cut(&format!("{name}: {value}"));
                shown + if is_cut { "…" } else { "" }
            };
            let mut shown: Vec<String> = pairs.iter().map(pair).collect();
            if shown.len() < *count as usize {
                shown.push(format!("… ({count} pairs)"));
            }
            format!("[{}]", shown.join("; "))
        }
    }
}

/// As much of a text as is shown, and whether that is not all of it.
fn cut(text: &str) -> (String, bool) {
    let whole = printable(text);
    let shown: String = whole.chars().take(LONGEST).collect();
    let is_cut = shown.len() < whole.len();
    (shown, is_cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_is_cut_and_shows_it() {
        let long = "x".repeat(LONGEST + 1);
        let cut = "x".repeat(LONGEST);
        let text = long.clone();
        let bytes = text.len() as u32;
        assert_eq!(value(&Value::Bytes { text, bytes }), format!("\"{cut}…\" (161 bytes)"));
        let pairs = vec![("a".to_string(), long), ("b".to_string(), "c".to_string())];
        let shown = value(&Value::Pairs { pairs, count: 2 });
        assert_eq!(shown, format!("[a: {}…; b: c]", &cut[3..]));
    }

    #[test]
    fn a_text_that_escapes_make_longer_is_cut_like_others() {
        let text = "\u{7}".repeat(LONGEST);
        let bytes = text.len() as u32;
        assert!(value(&Value::Bytes { text, bytes }).ends_with("…\" (160 bytes)"));
    }
}
