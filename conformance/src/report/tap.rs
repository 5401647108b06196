//! The report in the Test Anything Protocol, version 14: a subtest for each pair, a test point for each case.

use super::{Event, Sink, cannot_print, difference, printable};
use crate::Result;
use crate::compare::{CaseReport, PairReport, Reason, Verdict};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes the report as TAP.
pub struct Tap<W> {
    to: W,
    pairs: usize,
}

impl<W: Write> Tap<W> {
    /// A sink that writes there.
    pub fn new(to: W) -> Self {
        Tap { to, pairs: 0 }
    }

    fn show(&mut self, event: Event) -> io::Result<()> {
        match event {
            Event::Started { .. } => writeln!(self.to, "TAP version 14")?,
            Event::PairDecided(pair) => self.pair(pair)?,
            Event::Decided(report) => writeln!(self.to, "1..{}", report.pairs.len())?,
            Event::PairStarted(_) | Event::CaseDecided(_) | Event::Searching(_) => {}
        }
        self.to.flush()
    }

    fn pair(&mut self, pair: &PairReport) -> io::Result<()> {
        self.pairs += 1;
        writeln!(self.to, "# Subtest: {}", description(&pair.name))?;
        writeln!(self.to, "    1..{}", pair.cases.len())?;
        for (at, case) in pair.cases.iter().enumerate() {
            self.point(4, at + 1, &case.name, case.verdict)?;
            self.diagnostics(4, &of_case(case))?;
        }
        self.point(0, self.pairs, &pair.name, pair.verdict)?;
        self.diagnostics(0, &of_reason(pair.reason.as_ref()))
    }

    fn point(&mut self, indent: usize, number: usize, name: &str, verdict: Verdict) -> io::Result<()> {
        let ok = if verdict == Verdict::Alike { "ok" } else { "not ok" };
        writeln!(self.to, "{:indent$}{ok} {number} - {}", "", description(name))
    }

    /// A block of YAML whose values are JSON, one member a line; lists of lines stand one line a line.
    fn diagnostics(&mut self, indent: usize, members: &[(&str, Value)]) -> io::Result<()> {
        if members.is_empty() {
            return Ok(());
        }
        writeln!(self.to, "{:indent$}  ---", "")?;
        for (name, value) in members {
            match value.as_array() {
                Some(lines) => {
                    writeln!(self.to, "{:indent$}  {name}:", "")?;
                    for line in lines {
                        writeln!(self.to, "{:indent$}    - {line}", "")?;
                    }
                }
                None => writeln!(self.to, "{:indent$}  {name}: {value}", "")?,
            }
        }
        writeln!(self.to, "{:indent$}  ...", "")
    }
}

impl<W: Write> Sink for Tap<W> {
    fn take(&mut self, event: Event) -> Result<()> {
        self.show(event).map_err(cannot_print)
    }
}

fn of_case(case: &CaseReport) -> Vec<(&'static str, Value)> {
    if case.verdict == Verdict::Alike {
        return Vec::new();
    }
    let mut members = vec![("verdict", json!(case.verdict.words()))];
    members.extend(of_reason(case.reason.as_ref()));
    let lines = case.comparison.findings.iter().flat_map(|finding| {
        let heading = format!("{}, {}", finding.kind.title(), printable(&finding.place));
        let text = difference::text(finding);
        [heading]
            .into_iter()
            .chain(text.lines().map(String::from).collect::<Vec<_>>())
    });
    let lines: Vec<Value> = lines.map(Value::String).collect();
    members.extend((!lines.is_empty()).then_some(("difference", Value::Array(lines))));
    members
}

fn of_reason(reason: Option<&Reason>) -> Vec<(&'static str, Value)> {
    let Some(reason) = reason else { return Vec::new() };
    let mut members = vec![("message", json!(printable(&reason.what)))];
    members.extend(reason.next.as_ref().map(|next| ("next", json!(printable(next)))));
    members
}

/// A description in which nothing begins a directive.
fn description(text: &str) -> String {
    printable(text).replace('\\', "\\\\").replace('#', "\\#")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use proptest::prelude::*;

    fn told(tell: impl FnOnce(&mut dyn Sink)) -> String {
        let mut written = Vec::new();
        tell(&mut Tap::new(&mut written));
        String::from_utf8(written).unwrap()
    }

    #[test]
    fn the_report_reads_like_this() {
        sample::matches("sample.tap", &told(sample::tell));
    }

    /// Reads what this sink writes as the specification has it; the numbers of failed points.
    fn check(text: &str, indent: usize, lines: &mut std::iter::Peekable<std::str::Lines>) -> usize {
        let (mut points, mut plan, mut failed) = (0, None, 0);
        while let Some(line) = lines.peek().copied() {
            let Some(line) = line.strip_prefix(&" ".repeat(indent)[..]) else {
                break;
            };
            if indent == 0 && line.starts_with("    ") {
                check(text, 4, lines);
                continue;
            }
            lines.next();
            if let Some(count) = line.strip_prefix("1..") {
                assert_eq!(plan.replace(count.parse::<usize>().unwrap()), None, "one plan");
            } else if line == "  ---" {
                let end = lines.position(|line| line == format!("{:indent$}  ...", ""));
                assert!(end.is_some(), "a block ends: {text}");
            } else if !line.starts_with('#') && line != "TAP version 14" {
                let point = line.strip_prefix("not ").inspect(|_| failed += 1).unwrap_or(line);
                let (number, description) = point.strip_prefix("ok ").unwrap().split_once(" - ").unwrap();
                points += 1;
                assert_eq!(number.parse(), Ok(points), "{line}");
                let unescaped = description.replace("\\\\", "").replace("\\#", "");
                assert!(!unescaped.contains('#'), "{line}");
            }
        }
        assert_eq!(plan, Some(points), "{text}");
        failed
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_text_breaks_the_protocol(text in sample::hostile()) {
            let report = sample::with_text(&text);
            let told = told(|sink| sample::replay(&report, sink));
            let mut lines = told.lines().peekable();
            prop_assert_eq!(check(&told, 0, &mut lines), 2);
            prop_assert!(lines.next().is_none());
        }
    }
}
