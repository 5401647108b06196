//! The shipped masks: values that the gateway takes anew at each request, which no number of runs shows all of, and those that
//! two languages cannot have alike.

use super::token::Class;
use crate::observe::{Observation, Outcome};
use serde::Serialize;
use std::borrow::Cow;

/// A value that is masked wherever it is observed, in both builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ShippedMask {
    /// What the value stands behind.
    pub after: &'static str,
    /// What the value is.
    pub class: Class,
    /// Why it is masked.
    pub why: &'static str,
}

/// The value of Envoy's `date` stands as `(now)` from the moment it is observed, if it is the time of the answer: the
/// second of an answer can only be known there.
pub const SHIPPED: [ShippedMask; 3] = [
    ShippedMask {
        after: "date",
        class: Class::Time,
        why: "Envoy stamps answers with the current second",
    },
    ShippedMask {
        after: UPSTREAM_TIME,
        class: Class::Number,
        why: "Envoy measures how long the upstream took (ms)",
    },
    ShippedMask {
        after: "recovered from panic",
        class: Class::Stack,
        why: "the stack of a recovered panic names functions and lines of the build",
    },
];

const UPSTREAM_TIME: &str = "x-envoy-upstream-service-time";

/// What wasm-go logs of a panic before its text, and between that and the stack.
const RECOVERED: &str = "] recovered from panic ";
const STACK: &str = ", stack: ";

/// The outcome with the measured values masked.
pub fn masked(outcome: &Outcome) -> Outcome {
    let observation = |observation: &Observation| Observation {
        lines: observation.lines.iter().map(|line| mask_stack(mask(line))).collect(),
        ..observation.clone()
    };
    Outcome {
        observations: outcome.observations.iter().map(observation).collect(),
        ..outcome.clone()
    }
}

fn mask(line: &str) -> Cow<'_, str> {
    let lower = line.to_ascii_lowercase();
    let mut masked = String::new();
    let mut from = 0;
    while let Some(at) = lower[from..].find(UPSTREAM_TIME) {
        let end = from + at + UPSTREAM_TIME.len();
        // A header line has a colon there, a printed list quotes, brackets or blanks.
        let digits = line[end..].trim_start_matches(|c: char| c.is_ascii_punctuation() || c == ' ');
        let after = digits.trim_start_matches(|c: char| c.is_ascii_digit());
        if after.len() < digits.len() {
            masked.push_str(&line[from..line.len() - digits.len()]);
            masked.push_str(Class::Number.placeholder());
            from = line.len() - after.len();
        } else {
            masked.push_str(&line[from..end]);
            from = end;
        }
    }
    if from == 0 {
        return Cow::Borrowed(line);
    }
    masked.push_str(&line[from..]);
    Cow::Owned(masked)
}

/// The stack is the rest of the line: its line breaks are escaped.
fn mask_stack(line: Cow<'_, str>) -> String {
    let recovered = line.find(RECOVERED).map_or(line.len(), |at| at + RECOVERED.len());
    match line[recovered..].rfind(STACK).map(|at| recovered + at + STACK.len()) {
        Some(end) if end < line.len() => [&line[..end], Class::Stack.placeholder()].concat(),
        _ => line.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upstream_time_is_masked_in_a_header_and_in_a_log_line() {
        for (line, expected) in [
            (
                "x-envoy-upstream-service-time: 12",
                "x-envoy-upstream-service-time: <number>",
            ),
            (
                "info [[x-envoy-upstream-service-time 0] [a 1]]",
                "info [[x-envoy-upstream-service-time <number>] [a 1]]",
            ),
            (
                "map[X-Envoy-Upstream-Service-Time:[3] B:[4]]",
                "map[X-Envoy-Upstream-Service-Time:[<number>] B:[4]]",
            ),
            (
                "x-envoy-upstream-service-time: soon",
                "x-envoy-upstream-service-time: soon",
            ),
            ("x-upstream: 12", "x-upstream: 12"),
        ] {
            assert_eq!(mask(line), expected);
        }
    }

    #[test]
    fn a_line_may_name_it_as_often_as_it_likes() {
        let line = format!("{UPSTREAM_TIME}: 7 ").repeat(10_000);
        assert_eq!(mask(&line), line.replace('7', "<number>"));
    }

    #[test]
    fn of_a_recovered_panic_the_stack_is_masked_and_nothing_else() {
        for (line, expected) in [
            (
                "error [p] [nil] [7] recovered from panic a, stack: b, stack: goroutine 1 [running]:\\nmain.go:7",
                "error [p] [nil] [7] recovered from panic a, stack: b, stack: <stack>",
            ),
            (
                "error [p] [nil] [7] recovered from panic a, stack: ",
                "error [p] [nil] [7] recovered from panic a, stack: ",
            ),
            (
                "info [p] [nil] [7] the cards, stack: full",
                "info [p] [nil] [7] the cards, stack: full",
            ),
        ] {
            assert_eq!(mask_stack(line.into()), expected);
        }
    }
}
