//! The report of a comparison, as `--json` prints it; `conformance/report.schema.json` describes it.

use super::golden::Recorded;
use super::shipped::{SHIPPED, ShippedMask};
use super::verdict::{CaseReport, Reason, Verdict};
use crate::bridge::Change;
use crate::generate::Progress;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A whole comparison.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Report {
    /// The version of `conformance`.
    pub conformance: String,
    /// The version of Envoy.
    pub envoy: String,
    /// What is masked in every comparison.
    #[serde(skip_deserializing, default = "shipped_masks")]
    pub shipped_masks: [ShippedMask; SHIPPED.len()],
    /// The compared pairs.
    pub pairs: Vec<PairReport>,
    /// Which part of a run this is, where it is not the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// What all pairs came to.
    pub verdict: Verdict,
}

/// One of several parts of a run; of its pairs, it holds every n-th one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Part {
    /// Which one, counted from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
}

fn shipped_masks() -> [ShippedMask; SHIPPED.len()] {
    SHIPPED
}

impl Report {
    /// Joins the reports of the parts of one run, as if it had been made in one.
    ///
    /// # Errors
    /// There is none, or not each of them once; the parts were made with different versions; two hold the same pair.
    pub fn join(parts: Vec<(String, Report)>) -> Result<Report> {
        check_parts(&parts)?;
        let mut names = BTreeMap::new();
        let mut pairs = Vec::new();
        let mut envoy: Option<String> = None;
        for (file, part) in parts {
            if part.conformance != env!("CARGO_PKG_VERSION") {
                let what = format!("{file}: written by conformance {}", part.conformance);
                return Err(Error::new(what).next(format!(
                    "merge it with that version, this is {}",
                    env!("CARGO_PKG_VERSION")
                )));
            }
            let first = envoy.get_or_insert_with(|| part.envoy.clone());
            if *first != part.envoy {
                let what = format!(
                    "{file}: ran with Envoy {}, and the files before it with {first}",
                    part.envoy
                );
                return Err(Error::new(what).next("run all parts with the same Envoy"));
            }
            let number = part.part.map_or(1, |part| part.number);
            for (nth, pair) in part.pairs.into_iter().enumerate() {
                if let Some(before) = names.insert(pair.name.clone(), file.clone()) {
                    let what = format!("the pair `{}` stands in {before} and in {file}", pair.name);
                    return Err(Error::new(what).next("give each part of a run once"));
                }
                pairs.push((nth, number, pair));
            }
        }
        // Each part holds every n-th pair.
        pairs.sort_by_key(|(nth, number, _)| (*nth, *number));
        let pairs = pairs.into_iter().map(|(.., pair)| pair).collect();
        match envoy {
            Some(envoy) => Ok(Report::over(&envoy, pairs)),
            None => Err(Error::new("no report to merge").next("give the files that `compare --json` wrote")),
        }
    }

    /// The report over these pairs.
    pub fn over(envoy: &str, pairs: Vec<PairReport>) -> Self {
        Report {
            conformance: env!("CARGO_PKG_VERSION").into(),
            envoy: envoy.to_string(),
            shipped_masks: SHIPPED,
            part: None,
            verdict: Verdict::over(pairs.iter().map(|pair| pair.verdict)),
            pairs,
        }
    }
}

/// Whether each part of a run is there once; a whole run is its only part.
fn check_parts(parts: &[(String, Report)]) -> Result<()> {
    let whole = Part { number: 1, of: 1 };
    let mut found: BTreeMap<usize, &str> = BTreeMap::new();
    let mut of = None;
    for (file, report) in parts {
        let part = report.part.unwrap_or(whole);
        let first = *of.get_or_insert(part.of);
        if part.of != first {
            let what = format!("{file}: one of {} parts, and the files before it of {first}", part.of);
            return Err(Error::new(what).next("give the parts of one run"));
        }
        if let Some(before) = found.insert(part.number, file) {
            let what = format!("{before} and {file}: both are part {} of {}", part.number, part.of);
            return Err(Error::new(what).next("give each part of a run once"));
        }
    }
    let of = of.unwrap_or_default();
    let missing: Vec<String> = (1..=of)
        .filter(|number| !found.contains_key(number))
        .map(|number| format!("{number}/{of}"))
        .take(5)
        .collect();
    match missing.is_empty() {
        true => Ok(()),
        false => Err(
            Error::new(format!("parts of the run are missing: {}", missing.join(", ")))
                .next("give the reports of all parts, also of those that could not run"),
        ),
    }
}

/// A plugin and its port.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PairReport {
    /// The name of the plugin.
    pub name: String,
    /// The build of the original.
    pub original: ModuleReport,
    /// The build of the port.
    pub port: ModuleReport,
    /// How long Envoy took to start with the first runs of both (ms).
    pub start_up_ms: Option<u64>,
    /// What recorded the golden file, where the original is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Recorded>,
    /// The cases that were run.
    pub cases: Vec<CaseReport>,
    /// The search for further cases, where there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generated: Option<Progress>,
    /// Why no case could run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// What a reader should know although it changes no verdict.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Nothing has changed since an earlier run, whose report this is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub skipped: bool,
    /// What the cases came to.
    pub verdict: Verdict,
}

/// One build.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ModuleReport {
    /// The file as it was named.
    pub file: String,
    /// Its size (bytes).
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// What built it.
    pub toolchain: String,
    /// How long Envoy took to load its first run (ms).
    pub start_up_ms: Option<u64>,
    /// What the bridge changed so that stock Envoy runs it as Higress would.
    pub bridged: Vec<Change>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    /// A part with a pair of that name.
    fn part(number: usize, of: usize, names: &[&str]) -> (String, Report) {
        let pair = sample::report().pairs[0].clone();
        let named = |name: &&str| PairReport {
            name: (*name).into(),
            ..pair.clone()
        };
        let report = Report {
            part: Some(Part { number, of }),
            ..Report::over("1.40.0", names.iter().map(named).collect())
        };
        (format!("part-{number}.json"), report)
    }

    #[test]
    fn parts_are_joined_in_the_order_of_the_whole_run() {
        let joined = Report::join(vec![part(2, 2, &["b", "d"]), part(1, 2, &["a", "c", "e"])]).unwrap();
        let names: Vec<_> = joined.pairs.iter().map(|pair| pair.name.as_str()).collect();
        assert_eq!(names, ["a", "b", "c", "d", "e"]);
        assert_eq!(joined.part, None);
    }

    #[test]
    fn a_run_with_a_part_missing_is_not_joined() {
        let error = Report::join(vec![part(1, 3, &["a"]), part(3, 3, &["c"])]).unwrap_err();
        assert_eq!(error.what(), "parts of the run are missing: 2/3");
        let twice = Report::join(vec![part(1, 2, &["a"]), part(1, 2, &["b"])]).unwrap_err();
        assert_eq!(twice.what(), "part-1.json and part-1.json: both are part 1 of 2");
        let other = Report::join(vec![part(1, 2, &["a"]), part(2, 3, &["b"])]).unwrap_err();
        assert_eq!(
            other.what(),
            "part-2.json: one of 3 parts, and the files before it of 2"
        );
    }
}
