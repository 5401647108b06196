//! The report as JUnit XML, which CI servers read: a suite for each pair, a test case for each case.

use super::{difference, printable, printable_lines};
use crate::compare::{CaseReport, ModuleReport, PairReport, Reason, Report, Verdict};
use maud::{Markup, PreEscaped, html};

const DECLARATION: PreEscaped<&str> = PreEscaped("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

/// The report as a JUnit document.
pub fn junit(report: &Report) -> String {
    let counts = Counts::of(report.pairs.iter().map(Counts::of_pair));
    let document = html! {
        (DECLARATION)
        testsuites name="conformance" tests=(counts.tests) failures=(counts.failures) errors=(counts.errors) {
            @for pair in &report.pairs { (newline(1)) (suite(pair, report)) }
            (newline(0))
        }
        (newline(0))
    };
    document.into_string()
}

/// How many test cases, and what came of them.
#[derive(Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
}

impl Counts {
    fn of(parts: impl Iterator<Item = Counts>) -> Self {
        parts.fold(Counts::default(), |sum, part| Counts {
            tests: sum.tests + part.tests,
            failures: sum.failures + part.failures,
            errors: sum.errors + part.errors,
        })
    }

    fn of_pair(pair: &PairReport) -> Self {
        let verdicts = pair.cases.iter().map(|case| case.verdict);
        let unable = pair.reason.as_ref().map(|_| Verdict::CouldNotRun);
        Counts::of(verdicts.chain(unable).map(|verdict| Counts {
            tests: 1,
            failures: usize::from(verdict == Verdict::Different),
            errors: usize::from(verdict == Verdict::CouldNotRun),
        }))
    }
}

fn suite(pair: &PairReport, report: &Report) -> Markup {
    let counts = Counts::of_pair(pair);
    html! {
        testsuite name=(printable(&pair.name)) tests=(counts.tests) failures=(counts.failures) errors=(counts.errors) skipped="0" {
            (newline(2))
            properties {
                @for (name, value) in properties(pair, report) {
                    (newline(3)) property name=(name) value=(value) {}
                }
                (newline(2))
            }
            @for case in &pair.cases { (newline(2)) (test_case(pair, case)) }
            @if let Some(reason) = &pair.reason {
                (newline(2)) testcase classname=(printable(&pair.name)) name="the pair" { (newline(3)) (error(reason)) (newline(2)) }
            }
            (newline(1))
        }
    }
}

fn properties(pair: &PairReport, report: &Report) -> Vec<(&'static str, String)> {
    let of_module = |module: &ModuleReport| format!("{} ({})", printable(&module.file), printable(&module.toolchain));
    vec![
        ("envoy", printable(&report.envoy)),
        ("conformance", report.conformance.to_string()),
        ("original", of_module(&pair.original)),
        ("original.sha256", pair.original.sha256.clone()),
        ("port", of_module(&pair.port)),
        ("port.sha256", pair.port.sha256.clone()),
    ]
}

fn test_case(pair: &PairReport, case: &CaseReport) -> Markup {
    let findings = &case.comparison.findings;
    html! {
        testcase classname=(printable(&pair.name)) name=(printable(&case.name)) {
            @match (&case.reason, case.verdict) {
                (Some(reason), _) => { (newline(3)) (error(reason)) (newline(2)) }
                (None, Verdict::Different) => {
                    (newline(3))
                    failure type="different" message=(failure_message(case)) {
                        @for finding in findings {
                            (finding.kind.title()) ", " (printable(&finding.place)) "\n" (difference::text(finding)) "\n"
                        }
                    }
                    (newline(2))
                }
                _ => {}
            }
        }
    }
}

fn failure_message(case: &CaseReport) -> String {
    let findings = case.comparison.findings.iter();
    let places = findings.map(|finding| format!("{}, {}", finding.kind.title(), printable(&finding.place)));
    places.collect::<Vec<_>>().join("; ")
}

fn error(reason: &Reason) -> Markup {
    html! {
        error type="could not run" message=(printable(&reason.what)) {
            @if let Some(next) = &reason.next { "next: " (printable_lines(next)) }
        }
    }
}

/// What makes the document readable.
fn newline(depth: usize) -> String {
    format!("\n{:1$}", "", 2 * depth)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use proptest::prelude::*;
    use quick_xml::events::{BytesStart, Event};
    use quick_xml::{Reader, XmlVersion};
    use std::collections::BTreeMap;

    type Names = &'static [&'static str];

    /// The elements of the format that CI servers agree on: the parents each may stand in, and its attributes, those that
    /// it has to have first.
    const ELEMENTS: [(&str, Names, Names, Names); 7] = [
        ("testsuites", &[""], &[], &["name", "tests", "failures", "errors"]),
        (
            "testsuite",
            &["testsuites"],
            &["name", "tests"],
            &["failures", "errors", "skipped"],
        ),
        ("properties", &["testsuite"], &[], &[]),
        ("property", &["properties"], &["name", "value"], &[]),
        ("testcase", &["testsuite"], &["name", "classname"], &[]),
        ("failure", &["testcase"], &["type", "message"], &[]),
        ("error", &["testcase"], &["type", "message"], &[]),
    ];

    /// Reads a document and holds it against the format; how often each element stands there.
    fn check(document: &str) -> BTreeMap<String, usize> {
        let mut reader = Reader::from_str(document);
        let (mut open, mut seen) = (vec![String::new()], BTreeMap::new());
        loop {
            match reader.read_event().expect("well-formed") {
                Event::Start(start) => {
                    let name = check_element(&start, open.last().unwrap());
                    *seen.entry(name.clone()).or_insert(0) += 1;
                    open.push(name);
                }
                Event::End(_) => drop(open.pop()),
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(open.len(), 1, "all elements end");
        assert!(
            document
                .chars()
                .all(|c| c == '\n' || !c.is_control() && u32::from(c) & 0xfffe != 0xfffe),
            "XML knows no control characters and no noncharacters"
        );
        seen
    }

    fn check_element(start: &BytesStart, parent: &str) -> String {
        let name = start.name().as_ref().to_string();
        let (_, parents, required, optional) = ELEMENTS.iter().find(|(known, ..)| *known == name).expect(&name);
        assert!(parents.contains(&parent), "{name} in {parent}");
        let mut given = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.unwrap();
            given.push(attribute.key.as_ref().to_string());
            attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .expect("a value that can be read");
        }
        assert!(
            required.iter().all(|name| given.iter().any(|given| given == name)),
            "{name}: {given:?}"
        );
        assert!(
            given
                .iter()
                .all(|given| required.iter().chain(*optional).any(|name| given == name)),
            "{name}: {given:?}"
        );
        name
    }

    #[test]
    fn the_report_reads_like_this() {
        sample::matches("sample.junit.xml", &junit(&sample::report()));
    }

    #[test]
    fn what_could_not_run_is_an_error_and_what_differs_a_failure() {
        let seen = check(&junit(&sample::report()));
        let count = |name: &str| seen.get(name).copied().unwrap_or_default();
        assert_eq!(
            [count("testsuite"), count("testcase"), count("failure"), count("error")],
            [2, 4, 1, 2]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_text_breaks_the_document(text in sample::hostile()) {
            let seen = check(&junit(&sample::with_text(&text)));
            prop_assert_eq!(seen["testcase"], 4);
        }
    }
}
