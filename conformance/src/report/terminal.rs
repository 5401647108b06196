//! The report for people: the cases, the differences, the masks, a summary. What is long is folded, so that the verdict
//! stays on the screen; `--json` and `--html` hold all of it.

use super::difference::{self, Tag};
use super::group::Group;
use super::printable::{printable, printable_lines};
use super::{Event, Sink, cannot_print, counted, size};
use crate::Result;
use crate::bridge::UNIMPLEMENTED_CHANGE;
use crate::compare::{CaseReport, Finding, Mask, ModuleReport, Noise, PairReport, Reason, Report, Verdict};
use crate::observe::Kind;
use anstyle::{AnsiColor, Style};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Writes the report as text, with colours; the writer takes them out where they are not wanted.
pub struct Terminal<W> {
    to: W,
    /// The cases of a pair that have a line, by verdict.
    lines: BTreeMap<&'static str, usize>,
}

/// So many cases of a pair and a verdict have a line of their own.
const MOST_CASES: usize = 60;

/// So many differences are shown in full; of the others, a line each says where they are.
const MOST_FINDINGS: usize = 8;

/// So many differences have at least that line.
const MOST_HEADINGS: usize = 12;

/// So many lines of a difference are shown.
const MOST_LINES: usize = 30;

/// So many places are named where a difference is the same again.
const MOST_REPEATED: usize = 5;

/// So many functions that no case enters are named.
const MOST_FUNCTIONS: usize = 8;

/// So many masks of a kind of noise are shown.
const MOST_MASKS: usize = 3;

/// So many cases that could not run say why.
const MOST_REASONS: usize = 5;

/// So many pairs stand in the table, those that are not alike first.
const MOST_PAIRS: usize = 40;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default();
const RED: Style = AnsiColor::Red.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();

impl<W: Write> Terminal<W> {
    /// A sink that writes there.
    pub fn new(to: W) -> Self {
        Terminal {
            to,
            lines: BTreeMap::new(),
        }
    }

    fn show(&mut self, event: Event) -> io::Result<()> {
        match event {
            Event::Started { .. } | Event::Searching(_) => {}
            Event::PairStarted(pair) => {
                self.lines.clear();
                let (original, port) = (printable(&pair.original.file), printable(&pair.port.file));
                let name = printable(&pair.name);
                writeln!(self.to, "{BOLD}{name}{BOLD:#}: {original} against {port}")?;
            }
            Event::CaseDecided(case) => self.case_line(case)?,
            Event::PairDecided(pair) => self.pair(pair)?,
            Event::Decided(report) => self.summary(report)?,
        }
        self.to.flush()
    }

    fn case_line(&mut self, case: &CaseReport) -> io::Result<()> {
        let lines = self.lines.entry(case.verdict.words()).or_default();
        *lines += 1;
        if *lines > MOST_CASES {
            return Ok(());
        }
        let mut notes = Vec::new();
        let (findings, masks) = (case.comparison.findings.len(), case.comparison.masks.len());
        notes.extend(case.refused.then(|| "both refuse the configuration".to_string()));
        notes.extend((findings > 0).then(|| counted(findings, "difference")));
        let allowed = case.allowed.len();
        notes.extend((allowed > 0).then(|| format!("{} allowed", counted(allowed, "difference"))));
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

    /// The cases without a line of their own.
    fn folded_cases(&mut self) -> io::Result<()> {
        let folded: Vec<String> = std::mem::take(&mut self.lines)
            .into_iter()
            .filter(|(_, lines)| *lines > MOST_CASES)
            .map(|(verdict, lines)| format!("{} more {verdict}", lines - MOST_CASES))
            .collect();
        match folded.is_empty() {
            true => Ok(()),
            false => writeln!(self.to, "  {DIM}and {}{DIM:#}", folded.join(", ")),
        }
    }

    /// Each difference once, with the other places where it is the same.
    fn findings(&mut self, cases: &[CaseReport]) -> io::Result<()> {
        let groups = Group::all(cases);
        let (full, rest) = groups.split_at(groups.len().min(MOST_FINDINGS));
        let mut told = BTreeSet::new();
        for group in full {
            writeln!(self.to, "\n{BOLD}{}{BOLD:#}", group_heading(group, cases))?;
            self.diff(group.finding)?;
            self.repeated(group, cases)?;
            let first = group.found[0].0;
            if told.insert(first) {
                self.conversation(&cases[first])?;
            }
        }
        if rest.is_empty() {
            return Ok(());
        }
        writeln!(self.to, "\n{BOLD}{}{BOLD:#}", counted(rest.len(), "further difference"))?;
        let shown = &rest[..rest.len().min(MOST_HEADINGS)];
        for group in shown {
            let more = match group.cases().len() - 1 {
                0 => String::new(),
                more => format!(", and in {}", counted(more, "more case")),
            };
            writeln!(self.to, "  {}{more}", group_heading(group, cases))?;
        }
        match rest.len() - shown.len() {
            0 => Ok(()),
            more => writeln!(
                self.to,
                "  {DIM}and {more} more; all of them with --html or --json{DIM:#}"
            ),
        }
    }

    fn diff(&mut self, finding: &Finding) -> io::Result<()> {
        writeln!(self.to, "{RED}--- original{RED:#}\n{GREEN}+++ port{GREEN:#}")?;
        let lines = difference::unified(finding);
        for line in lines.iter().take(MOST_LINES) {
            let style = match line.tag {
                Tag::Stretch => DIM,
                Tag::Both => Style::new(),
                Tag::Original => RED,
                Tag::Port => GREEN,
            };
            writeln!(self.to, "{style}{}{}{style:#}", line.tag.sign(), line.text)?;
        }
        match lines.len().saturating_sub(MOST_LINES) {
            0 => Ok(()),
            more => writeln!(self.to, "{DIM}… {}{DIM:#}", counted(more, "more line")),
        }
    }

    /// Where the two builds told Envoy different things.
    fn conversation(&mut self, case: &CaseReport) -> io::Result<()> {
        if case.conversation.is_empty() {
            return Ok(());
        }
        writeln!(self.to, "where they part, as `conformance trace --diff` shows it:")?;
        for line in case.conversation.iter().take(MOST_LINES) {
            let style = match line.chars().next() {
                Some('-') => RED,
                Some('+') => GREEN,
                _ => DIM,
            };
            writeln!(self.to, "{style}{}{style:#}", printable(line))?;
        }
        Ok(())
    }

    fn repeated(&mut self, group: &Group, cases: &[CaseReport]) -> io::Result<()> {
        let ran = cases.iter().filter(|case| case.reason.is_none()).count();
        if ran > 1 && group.cases().len() == ran {
            return writeln!(self.to, "{DIM}the same in all {ran} cases{DIM:#}");
        }
        let others = &group.found[1..];
        if others.is_empty() {
            return Ok(());
        }
        let place =
            |(case, finding): &(usize, &Finding)| heading(&cases[*case].name, finding.kind.title(), &finding.place);
        let shown: Vec<_> = others.iter().take(MOST_REPEATED).map(place).collect();
        let more = match others.len() - shown.len() {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        writeln!(self.to, "{DIM}the same in {}{more}{DIM:#}", shown.join("; "))
    }

    /// Each kind of noise with its first masks: an id is often masked in every line of every case.
    fn masks(&mut self, cases: &[CaseReport]) -> io::Result<()> {
        let masks = cases
            .iter()
            .flat_map(|case| case.comparison.masks.iter().map(move |mask| (case, mask)));
        let mut by_noise: BTreeMap<Noise, BTreeMap<(Kind, &str), MasksAlike>> = BTreeMap::new();
        for (case, mask) in masks {
            let alike = by_noise.entry(mask.spot.noise).or_default();
            alike
                .entry((mask.kind, &mask.spot.text))
                .or_default()
                .push((case, mask));
        }
        if by_noise.is_empty() {
            return Ok(());
        }
        writeln!(
            self.to,
            "\n{BOLD}masked, because the original differs from itself{BOLD:#}"
        )?;
        for (noise, groups) in &by_noise {
            for group in groups.values().take(MOST_MASKS) {
                writeln!(self.to, "  {}", mask_line(group))?;
            }
            let more: usize = groups.values().skip(MOST_MASKS).map(Vec::len).sum();
            if more > 0 {
                writeln!(self.to, "  {DIM}and {more} more times: {}{DIM:#}", noise_words(*noise))?;
            }
        }
        Ok(())
    }

    fn pair(&mut self, pair: &PairReport) -> io::Result<()> {
        self.folded_cases()?;
        self.findings(&pair.cases)?;
        self.masks(&pair.cases)?;
        writeln!(self.to)?;
        for case in &pair.cases {
            if let Some(file) = &case.file {
                writeln!(self.to, "{}: {}", printable(&case.name), printable(file))?;
            }
        }
        if let Some(search) = &pair.generated {
            writeln!(self.to, "generated  {}, seed {}", search.line(), search.seed)?;
        }
        if let Some(words) = pair.not_entered.as_ref().and_then(|left| left.words(MOST_FUNCTIONS)) {
            writeln!(self.to, "{YELLOW}not run{YELLOW:#}   {}", printable(&words))?;
        }
        for (build, module) in [("original", &pair.original), ("port", &pair.port)] {
            writeln!(self.to, "{}", module_line(build, module))?;
        }
        for warning in &pair.warnings {
            writeln!(self.to, "{YELLOW}warning{YELLOW:#}: {}", printable(warning))?;
        }
        if pair.skipped {
            writeln!(
                self.to,
                "skipped, nothing has changed since it was {}",
                verdict(pair.verdict)
            )?;
        }
        let of_cases = pair
            .cases
            .iter()
            .filter_map(|case| Some((&case.name, case.reason.as_ref()?)));
        let of_pair = pair.reason.as_ref().map(|reason| (&pair.name, reason));
        let reasons: Vec<_> = of_pair.into_iter().chain(of_cases).collect();
        for (name, reason) in reasons.iter().take(MOST_REASONS) {
            writeln!(self.to, "{}: {}", printable(name), reason_lines(reason))?;
        }
        if let more @ 1.. = reasons.len().saturating_sub(MOST_REASONS) {
            writeln!(self.to, "{DIM}and {more} more that could not run{DIM:#}")?;
        }
        writeln!(self.to)
    }

    fn table(&mut self, pairs: &[PairReport]) -> io::Result<()> {
        // Where not all fit, those that are alike go first.
        let mut shown: Vec<&PairReport> = pairs.iter().collect();
        if pairs.len() > MOST_PAIRS {
            shown.sort_by_key(|pair| pair.verdict == Verdict::Alike);
            shown.truncate(MOST_PAIRS);
        }
        let widths = shown.iter().map(|pair| pair.name.chars().count());
        let width = widths.max().unwrap_or(0).max("plugin".len());
        writeln!(
            self.to,
            "{BOLD}{:width$}  {:>5}  {:13}  {:>8} {:>8}  {:>9} {:>9}{BOLD:#}",
            "plugin", "cases", "verdict", "original", "port", "starts in", "port"
        )?;
        for pair in &shown {
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
        match pairs.len() - shown.len() {
            0 => Ok(()),
            more => writeln!(self.to, "{DIM}and {more} more{DIM:#}"),
        }
    }

    fn summary(&mut self, report: &Report) -> io::Result<()> {
        if report.pairs.len() > 1 {
            self.table(&report.pairs)?;
            writeln!(self.to)?;
        }
        for pair in &report.pairs {
            if let Some(note) = recorded_elsewhere(pair, report) {
                writeln!(self.to, "{YELLOW}{note}{YELLOW:#}")?;
            }
        }
        let always: Vec<_> = report.shipped_masks.iter().map(|mask| mask.after).collect();
        writeln!(self.to, "{DIM}always masked: {}{DIM:#}", always.join(", "))?;
        let cases = || report.pairs.iter().flat_map(|pair| &pair.cases);
        let with = |verdict: Verdict| cases().filter(|case| case.verdict == verdict).count();
        let generated = report.pairs.iter().filter_map(|pair| pair.generated.as_ref());
        let generated: usize = generated.map(|search| search.cases).sum();
        let mut counts = vec![match generated {
            0 => counted(cases().count(), "case"),
            _ => format!("{} and {generated} of a search", counted(cases().count(), "case")),
        }];
        for verdict in [Verdict::Different, Verdict::CouldNotRun] {
            counts.extend(
                (with(verdict) > 0 && with(verdict) < cases().count())
                    .then(|| format!("{} {}", with(verdict), verdict.words())),
            );
        }
        let (envoy, counts, verdict) = (printable(&report.envoy), counts.join(", "), verdict(report.verdict));
        writeln!(self.to, "Envoy {envoy}: {counts}: {verdict}")
    }
}

impl<W: Write> Sink for Terminal<W> {
    fn take(&mut self, event: Event) -> Result<()> {
        self.show(event).map_err(cannot_print)
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

fn group_heading(group: &Group, cases: &[CaseReport]) -> String {
    let (case, finding) = group.found[0];
    heading(&cases[case].name, finding.kind.title(), &finding.place)
}

fn heading(case: &str, what: &str, place: &str) -> String {
    match place {
        "" => format!("{}: {what}", printable(case)),
        _ => format!("{}: {what}, {}", printable(case), printable(place)),
    }
}

/// Masks of the same noise in the same text, each with its case.
type MasksAlike<'a> = Vec<(&'a CaseReport, &'a Mask)>;

/// A group of masks that differ in their cases and examples only: the first, and how many more there are.
fn mask_line(group: &[(&CaseReport, &Mask)]) -> String {
    let (case, mask) = group[0];
    let place = heading(&case.name, mask.kind.title(), &mask.place);
    let spot = &mask.spot;
    let examples: Vec<String> = spot
        .examples
        .iter()
        .map(|example| format!("`{}`", difference::beginning(&printable(example))))
        .collect();
    let more = match group.len() - 1 {
        0 => String::new(),
        more => format!(", and {more} more like it"),
    };
    format!(
        "{place}, line {}: {} in `{}`: {}{more}",
        spot.line,
        noise_words(spot.noise),
        difference::beginning(&printable(&spot.text)),
        examples.join(", ")
    )
}

/// What the noise is, in words.
pub fn noise_words(noise: Noise) -> &'static str {
    match noise {
        Noise::LineOrder => "order of lines",
        Noise::OrderInLine => "order within the line",
        Noise::Variants => "the original is not the same twice",
        Noise::Token(class) => class.placeholder(),
    }
}

fn module_line(build: &str, module: &ModuleReport) -> String {
    let start_up = module
        .start_up_ms
        .map(|ms| format!(", started in {}", milliseconds(Some(ms))))
        .unwrap_or_default();
    let (file, toolchain) = (printable(&module.file), printable(&module.toolchain));
    let lost = module.bridged.iter().filter(|change| change.id == UNIMPLEMENTED_CHANGE);
    let lost: String = lost
        .map(|change| format!("\n          {YELLOW}{}{YELLOW:#}", printable(&change.what)))
        .collect();
    format!(
        "{build:8}  {file}: {toolchain}, {}{start_up}\n          sha256 {}{lost}",
        size(module.bytes),
        module.sha256
    )
}

/// What else may be why the port differs from a golden file.
fn recorded_elsewhere(pair: &PairReport, report: &Report) -> Option<String> {
    let recorded = pair.recorded.as_ref()?;
    let then = [("Envoy", &recorded.envoy), ("conformance", &recorded.conformance)];
    let now = [report.envoy.as_str(), report.conformance.as_str()];
    let other = then.iter().zip(now).filter(|((_, then), now)| *then != now);
    let other: Vec<_> = other
        .map(|((tool, then), now)| format!("{tool} {}, and this is {}", printable(then), printable(now)))
        .collect();
    let (name, other) = (printable(&pair.name), other.join(", "));
    (!other.is_empty()).then(|| format!("{name}: recorded with {other}"))
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

fn milliseconds(ms: Option<u64>) -> String {
    ms.map_or_else(|| "-".to_string(), |ms| format!("{ms} ms"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Class;
    use crate::compare::Spot;
    use crate::report::sample;
    use proptest::prelude::*;

    fn shown(tell: impl FnOnce(&mut dyn Sink)) -> String {
        let mut written = Vec::new();
        tell(&mut Terminal::new(anstream::StripStream::new(&mut written)));
        String::from_utf8(written).unwrap()
    }

    #[test]
    fn the_report_reads_like_this() {
        sample::matches("sample.txt", &shown(sample::tell));
    }

    /// A report of one pair whose case is there so many times.
    fn times(case: &CaseReport, count: usize) -> Report {
        let mut report = sample::report();
        report.pairs.truncate(1);
        let named = |nth: usize| CaseReport {
            name: format!("case {nth}"),
            ..case.clone()
        };
        report.pairs[0].cases = (1..=count).map(named).collect();
        report
    }

    fn lines(report: &Report) -> Vec<String> {
        shown(|sink| sample::replay(report, sink))
            .lines()
            .map(String::from)
            .collect()
    }

    #[test]
    fn five_hundred_masked_ids_leave_the_verdict_on_the_screen() {
        let mut plain = sample::report().pairs[0].cases[0].clone();
        let mask = plain.comparison.masks[0].clone();
        let spot = |nth: usize| Spot {
            line: nth,
            noise: Noise::Token(Class::Uuid),
            text: format!("{nth}: <uuid>"),
            ..mask.spot.clone()
        };
        plain.comparison.masks = (1..=500)
            .map(|nth| Mask {
                spot: spot(nth),
                ..mask.clone()
            })
            .collect();
        let lines = lines(&times(&plain, 1));
        assert!(lines.len() < 24, "{} lines:\n{}", lines.len(), lines.join("\n"));
        assert!(
            lines.iter().any(|line| line == "  and 497 more times: <uuid>"),
            "{lines:#?}"
        );
        assert!(lines.last().unwrap().ends_with("1 case: different"), "{lines:#?}");
    }

    #[test]
    fn a_difference_of_all_cases_is_told_once_and_the_cases_are_folded() {
        let mock = sample::report().pairs[0].cases[1].clone();
        let lines = lines(&times(&mock, 10_000));
        assert!(lines.len() < 90, "{} lines", lines.len());
        assert_eq!(lines.iter().filter(|line| line.starts_with("-200 OK")).count(), 1);
        assert!(
            lines.iter().any(|line| line == "the same in all 10000 cases"),
            "{lines:#?}"
        );
        assert!(
            lines.iter().any(|line| line == "  and 9940 more different"),
            "{lines:#?}"
        );
    }

    #[test]
    fn a_trap_comes_first_and_what_differs_in_many_ways_is_folded() {
        let mock = sample::report().pairs[0].cases[1].clone();
        let mut report = times(&mock, 40);
        for (nth, case) in report.pairs[0].cases.iter_mut().enumerate() {
            case.comparison.findings[0].port = vec![format!("{nth}")];
        }
        report.pairs[0].cases[39].comparison.findings[0].kind = Kind::Trap;
        let lines = lines(&report);
        let first = lines.iter().position(|line| line.is_empty()).unwrap() + 1;
        assert_eq!(lines[first], "case 40: trap, request 1");
        assert!(lines.iter().any(|line| line == "32 further differences"), "{lines:#?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_text_acts_on_the_terminal(text in sample::hostile()) {
            let shown = shown(|sink| sample::replay(&sample::with_text(&text), sink));
            prop_assert!(!shown.chars().any(|c| c != '\n' && c.is_control()), "{shown:?}");
        }
    }
}
