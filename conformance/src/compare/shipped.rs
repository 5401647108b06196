//! The shipped masks: values that the gateway takes anew at each request, which no number of runs shows all of.

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
pub const SHIPPED: [ShippedMask; 2] = [
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
];

const UPSTREAM_TIME: &str = "x-envoy-upstream-service-time";

/// The outcome with the measured values masked.
pub fn masked(outcome: &Outcome) -> Outcome {
    let observation = |observation: &Observation| Observation {
        lines: observation.lines.iter().map(|line| mask(line).into_owned()).collect(),
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
}
