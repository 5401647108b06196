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
    /// What all pairs came to.
    pub verdict: Verdict,
}

fn shipped_masks() -> [ShippedMask; SHIPPED.len()] {
    SHIPPED
}

impl Report {
    /// Joins the reports of the parts of one run, as if it had been made in one.
    ///
    /// # Errors
    /// There is none; the parts were made with different versions; two hold the same pair.
    pub fn join(parts: Vec<(String, Report)>) -> Result<Report> {
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
            for pair in part.pairs {
                if let Some(before) = names.insert(pair.name.clone(), file.clone()) {
                    let what = format!("the pair `{}` stands in {before} and in {file}", pair.name);
                    return Err(Error::new(what).next("give each part of a run once"));
                }
                pairs.push(pair);
            }
        }
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
            verdict: Verdict::over(pairs.iter().map(|pair| pair.verdict)),
            pairs,
        }
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
