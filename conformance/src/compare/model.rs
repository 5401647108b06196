//! The report of a comparison, as `--json` prints it; `conformance/report.schema.json` describes it.

use super::golden::Recorded;
use super::shipped::{SHIPPED, ShippedMask};
use super::verdict::{CaseReport, Reason, Verdict};
use crate::bridge::Change;
use crate::generate::Progress;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
    /// What the cases left out of the original; none where nobody knows its functions: it is no Go build, one without names, or
    /// recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_entered: Option<NotEntered>,
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

/// The functions of a Go build's package `main` that no case entered: nothing is known of how the port does what they do.
/// The compiler puts short functions into those that call them, where they are not seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NotEntered {
    /// Their names, such as `main.(*config).check`, without the functions within them.
    pub functions: Vec<String>,
    /// How many functions the package has, also within others.
    pub of: usize,
}

impl NotEntered {
    /// What is left of all functions.
    pub fn of<'a>(all: BTreeSet<&str>, left: impl Iterator<Item = &'a String>) -> NotEntered {
        let mut left: BTreeSet<&str> = left.map(String::as_str).collect();
        left.retain(|name| is_written(name, &all));
        NotEntered {
            of: all.iter().filter(|name| is_written(name, &all)).count(),
            functions: left
                .iter()
                .filter(|name| !enclosing(name).any(|outer| left.contains(outer)))
                .map(|name| (*name).to_string())
                .collect(),
        }
    }

    /// What was left out, in words; of the functions no more than so many by name. Nothing where all were entered.
    pub fn words(&self, most: usize) -> Option<String> {
        let names: Vec<&str> = self.functions.iter().take(most).map(String::as_str).collect();
        let more = match self.functions.len() - names.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        (!names.is_empty()).then(|| {
            format!(
                "no case enters {}{more}, of {} functions of the original: what they do was not compared",
                names.join(", "),
                self.of
            )
        })
    }

    /// What two runs of the same build left out, each.
    #[must_use]
    pub fn and(&self, other: &NotEntered) -> NotEntered {
        let leaves_out = |list: &[String], name: &str| {
            let has = |name: &str| list.iter().any(|known| known == name);
            has(name) || enclosing(name).any(has)
        };
        let both = [(self, other), (other, self)].into_iter().flat_map(|(one, other)| {
            let names = one.functions.iter();
            names.filter(|name| leaves_out(&other.functions, name))
        });
        let functions: BTreeSet<String> = both.cloned().collect();
        NotEntered {
            functions: functions.into_iter().collect(),
            of: self.of,
        }
    }
}

/// Whether a function stands in the source and is meant to run: Go calls no `main` in a plugin, and makes functions of its
/// own for `defer`, `go`, and the methods of values that pointers have, too.
fn is_written(name: &str, all: &BTreeSet<&str>) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    let made = ["deferwrap", "gowrap"].iter().any(|start| last.starts_with(start));
    let of_value = name.replacen("(*", "", 1).replacen(')', "", 1);
    let is_wrapper = name.starts_with("main.(*") && all.contains(of_value.as_str());
    name != "main.main" && !made && !is_wrapper
}

/// The functions that one may stand within, the innermost last: `main.f` of `main.f.func1`.
fn enclosing(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('.').skip(1).map(|(at, _)| &name[..at])
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

    /// What is left of these functions when some were entered.
    fn left(all: &[&str], entered: &[&str]) -> NotEntered {
        let left = all
            .iter()
            .filter(|name| !entered.contains(name))
            .map(ToString::to_string);
        NotEntered::of(all.iter().copied().collect(), left.collect::<Vec<_>>().iter())
    }

    const ALL: [&str; 9] = [
        "main.main",
        "main.init.0",
        "main.parse",
        "main.parse.func1",
        "main.check",
        "main.check.func1",
        "main.check.deferwrap1",
        "main.rule.String",
        "main.(*rule).String",
    ];

    #[test]
    fn functions_that_no_case_entered_are_named_without_those_within_them_and_those_that_go_made() {
        let nothing = left(&ALL, &["main.init.0", "main.parse"]);
        assert_eq!(
            nothing.functions,
            ["main.check", "main.parse.func1", "main.rule.String"]
        );
        assert_eq!(nothing.of, 6);
        assert_eq!(
            nothing.words(2).unwrap(),
            "no case enters main.check, main.parse.func1 and 1 more, of 6 functions of the original: what they do was not compared"
        );
        assert_eq!(left(&ALL, &ALL[1..6]).functions, ["main.rule.String"]);
        assert_eq!(left(&ALL, &[&ALL[1..6], &[ALL[7]]].concat()).words(8), None);
    }

    #[test]
    fn what_one_of_two_runs_entered_was_entered() {
        let one = left(&ALL, &["main.init.0", "main.parse", "main.check"]);
        let other = left(
            &ALL,
            &["main.init.0", "main.parse", "main.parse.func1", "main.rule.String"],
        );
        assert_eq!(
            one.functions,
            ["main.check.func1", "main.parse.func1", "main.rule.String"]
        );
        assert_eq!(other.functions, ["main.check"]);
        // `main.check` was entered, and what stands within it in neither.
        assert_eq!(one.and(&other).functions, ["main.check.func1"]);
        assert_eq!(other.and(&one), one.and(&other));
    }

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
