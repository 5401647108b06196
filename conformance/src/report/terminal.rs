//! The report for people: a line for each case, the differences, the masks, a summary.

use super::printable::{printable, printable_lines};
use super::{Event, Sink};
use crate::bridge::UNIMPLEMENTED_CHANGE;
use crate::compare::{CaseReport, Finding, Mask, ModuleReport, Noise, PairReport, Reason, Report, Verdict};
use anstyle::{AnsiColor, Style};
use similar::TextDiff;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes the report as text, with colours; the writer takes them out where they are not wanted.
pub struct Terminal<W> {
    to: W,
}

/// So many places are named where a difference is the same again.
const MOST_REPEATED: usize = 5;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default();
const RED: Style = AnsiColor::Red.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();

impl<W: Write> Terminal<W> {
    /// A sink that writes there.
    pub fn new(to: W) -> Self {
        Terminal { to }
    }

    fn case_line(&mut self, case: &CaseReport) -> io::Result<()> {
        let mut notes = Vec::new();
        let (findings, masks) = (case.comparison.findings.len(), case.comparison.masks.len());
        notes.extend(case.refused.then(|| "both refuse the configuration".to_string()));
        notes.extend((findings > 0).then(|| counted(findings, "difference")));
        notes.extend((masks > 0).then(|| counted(masks, "mask")));
        let what = |reason: &Reason| printable(reason.what.lines().next().unwrap_or_default());
        notes.extend(case.reason.as_ref().map(what));
        let notes = if notes.is_empty() {
            String::new()
        } else {
            format!(" ({})", notes.join(", "))
        };
        writeln!(self.to, "  {} {}{notes}", column(case.verdict), printable(&case.name))
    }

    /// Each difference once, with the other places where it is the same: a build often differs alike in every case.
    fn findings(&mut self, cases: &[CaseReport]) -> io::Result<()> {
        let mut groups: Vec<(&Finding, Vec<String>)> = Vec::new();
        for case in cases {
            for finding in &case.comparison.findings {
                let heading = heading(&case.name, finding.kind.title(), &finding.place);
                match groups.iter_mut().find(|(first, _)| is_same(first, finding)) {
                    Some((_, headings)) => headings.push(heading),
                    None => groups.push((finding, vec![heading])),
                }
            }
        }
        for (finding, headings) in &groups {
            writeln!(self.to, "\n{BOLD}{}{BOLD:#}\n{}", headings[0], diff(finding).trim_end())?;
            self.repeated(&headings[1..])?;
        }
        Ok(())
    }

    fn repeated(&mut self, headings: &[String]) -> io::Result<()> {
        let shown = &headings[..headings.len().min(MOST_REPEATED)];
        if shown.is_empty() {
            return Ok(());
        }
        let more = match headings.len() - shown.len() {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        writeln!(self.to, "{DIM}the same in {}{more}{DIM:#}", shown.join("; "))
    }

    /// Each kind of noise once, with the number of its masks: the same log line is often masked in every case.
    fn masks(&mut self, cases: &[CaseReport]) -> io::Result<()> {
        let masks = cases
            .iter()
            .flat_map(|case| case.comparison.masks.iter().map(move |mask| (case, mask)));
        let mut groups: BTreeMap<_, Vec<(&CaseReport, &Mask)>> = BTreeMap::new();
        for (case, mask) in masks {
            let group = (mask.kind, mask.spot.noise, &mask.spot.text);
            groups.entry(group).or_default().push((case, mask));
        }
        if groups.is_empty() {
            return Ok(());
        }
        writeln!(
            self.to,
            "\n{BOLD}masked, because the original differs from itself{BOLD:#}"
        )?;
        for group in groups.values() {
            writeln!(self.to, "  {}", mask_line(group))?;
        }
        Ok(())
    }

    fn pair(&mut self, pair: &PairReport) -> io::Result<()> {
        self.findings(&pair.cases)?;
        self.masks(&pair.cases)?;
        writeln!(self.to)?;
        for (build, module) in [("original", &pair.original), ("port", &pair.port)] {
            writeln!(self.to, "{}", module_line(build, module))?;
        }
        let of_cases = pair
            .cases
            .iter()
            .filter_map(|case| Some((&case.name, case.reason.as_ref()?)));
        for (name, reason) in of_cases.chain(pair.reason.as_ref().map(|reason| (&pair.name, reason))) {
            writeln!(self.to, "{}: {}", printable(name), reason_lines(reason))?;
        }
        writeln!(self.to)
    }

    fn table(&mut self, pairs: &[PairReport]) -> io::Result<()> {
        let width = pairs
            .iter()
            .map(|pair| pair.name.chars().count())
            .max()
            .unwrap_or(0)
            .max("plugin".len());
        writeln!(
            self.to,
            "{BOLD}{:width$}  {:>5}  {:13}  {:>8} {:>8}  {:>9} {:>9}{BOLD:#}",
            "plugin", "cases", "verdict", "original", "port", "starts in", "port"
        )?;
        for pair in pairs {
            writeln!(
                self.to,
                "{:width$}  {:>5}  {}  {:>8} {:>8}  {:>9} {:>9}",
                printable(&pair.name),
                pair.cases.len(),
                column(pair.verdict),
                size(pair.original.bytes),
                size(pair.port.bytes),
                milliseconds(pair.original.start_up_ms),
                milliseconds(pair.port.start_up_ms),
            )?;
        }
        Ok(())
    }

    fn summary(&mut self, report: &Report) -> io::Result<()> {
        if report.pairs.len() > 1 {
            self.table(&report.pairs)?;
            writeln!(self.to)?;
        }
        let cases = report.pairs.iter().map(|pair| pair.cases.len()).sum();
        let envoy = printable(&report.envoy);
        for mask in &report.shipped_masks {
            let (after, class) = (mask.after, mask.class.placeholder());
            writeln!(self.to, "{DIM}always masked: {class} of {after}: {}{DIM:#}", mask.why)?;
        }
        writeln!(
            self.to,
            "Envoy {envoy}: {}, {}",
            counted(cases, "case"),
            verdict(report.verdict)
        )
    }
}

impl<W: Write> Sink for Terminal<W> {
    fn take(&mut self, event: Event) -> io::Result<()> {
        match event {
            Event::PairStarted(pair) => {
                let (original, port) = (printable(&pair.original.file), printable(&pair.port.file));
                writeln!(
                    self.to,
                    "{BOLD}{}{BOLD:#}: {original} against {port}",
                    printable(&pair.name)
                )
            }
            Event::CaseDecided(case) => self.case_line(case),
            Event::PairDecided(pair) => self.pair(pair),
            Event::Decided(report) => self.summary(report),
        }?;
        self.to.flush()
    }
}

/// The verdict in its colour.
fn verdict(verdict: Verdict) -> String {
    let style = colour(verdict);
    format!("{style}{}{style:#}", verdict.words())
}

/// The verdict in its colour, as wide as the widest.
fn column(verdict: Verdict) -> String {
    let style = colour(verdict);
    format!("{style}{:13}{style:#}", verdict.words())
}

fn colour(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Alike => GREEN,
        Verdict::Different => RED,
        Verdict::CouldNotRun => YELLOW,
    }
}

fn heading(case: &str, what: &str, place: &str) -> String {
    match place {
        "" => format!("{}: {what}", printable(case)),
        _ => format!("{}: {what}, {}", printable(case), printable(place)),
    }
}

/// Whether two findings differ in their places only.
fn is_same(one: &Finding, other: &Finding) -> bool {
    (one.kind, &one.original, &one.port) == (other.kind, &other.original, &other.port)
}

/// The difference as a unified diff, line by line in its colour.
fn diff(finding: &Finding) -> String {
    let text = |lines: &[String]| lines.iter().map(|line| printable(line) + "\n").collect::<String>();
    let (original, port) = (text(&finding.original), text(&finding.port));
    let diff = TextDiff::from_lines(&original, &port);
    let mut shown = String::new();
    for line in diff.unified_diff().header("original", "port").to_string().lines() {
        let style = match line.as_bytes().first() {
            Some(b'-') => RED,
            Some(b'+') => GREEN,
            Some(b'@') => DIM,
            _ => Style::new(),
        };
        writeln!(shown, "{style}{line}{style:#}").expect("writing to a string succeeds");
    }
    shown
}

/// A group of masks that differ in their cases and examples only: the first, and how many more there are.
fn mask_line(group: &[(&CaseReport, &Mask)]) -> String {
    let (case, mask) = group[0];
    let place = heading(&case.name, mask.kind.title(), &mask.place);
    let spot = &mask.spot;
    let examples: Vec<String> = spot
        .examples
        .iter()
        .map(|example| format!("`{}`", printable(example)))
        .collect();
    let noise = match spot.noise {
        Noise::LineOrder => "order of lines".to_string(),
        Noise::OrderInLine => "order within the line".to_string(),
        Noise::Variants => "the original is not the same twice".to_string(),
        Noise::Token(class) => class.placeholder().to_string(),
    };
    let more = match group.len() - 1 {
        0 => String::new(),
        more => format!(", and {more} more like it"),
    };
    format!(
        "{place}, line {}: {noise} in `{}`: {}{more}",
        spot.line,
        printable(&spot.text),
        examples.join(", ")
    )
}

fn module_line(build: &str, module: &ModuleReport) -> String {
    let start_up = module
        .start_up_ms
        .map(|ms| format!(", started in {}", milliseconds(Some(ms))))
        .unwrap_or_default();
    let (file, toolchain) = (printable(&module.file), printable(&module.toolchain));
    let lost = module.bridged.iter().filter(|change| change.id == UNIMPLEMENTED_CHANGE);
    let lost: String = lost
        .map(|change| format!("\n          {YELLOW}{}{YELLOW:#}", change.what))
        .collect();
    format!(
        "{build:8}  {file}: {toolchain}, {}{start_up}\n          sha256 {}{lost}",
        size(module.bytes),
        module.sha256
    )
}

fn reason_lines(reason: &Reason) -> String {
    let what = printable_lines(&reason.what);
    match &reason.next {
        Some(next) => format!(
            "{YELLOW}could not run{YELLOW:#}: {what}\n  next: {}",
            printable_lines(next)
        ),
        None => format!("{YELLOW}could not run{YELLOW:#}: {what}"),
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

fn milliseconds(ms: Option<u64>) -> String {
    ms.map_or_else(|| "-".to_string(), |ms| format!("{ms} ms"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_report_reads_like_this() {
        let mut written = Vec::new();
        sample::tell(&mut Terminal::new(anstream::StripStream::new(&mut written)));
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/report/sample.txt");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(file, &written).unwrap();
        }
        assert_eq!(
            String::from_utf8(written).unwrap(),
            std::fs::read_to_string(file).unwrap()
        );
    }
}
