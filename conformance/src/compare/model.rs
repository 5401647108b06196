//! The report of a comparison, as `--json` prints it; `conformance/report.schema.json` describes it.

use super::golden::Recorded;
use super::shipped::{SHIPPED, ShippedMask};
use super::verdict::{CaseReport, Reason, Verdict};
use crate::bridge::Change;
use serde::Serialize;

/// A whole comparison.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Report {
    /// The version of `conformance`.
    pub conformance: &'static str,
    /// The version of Envoy.
    pub envoy: String,
    /// What is masked in every comparison.
    pub shipped_masks: [ShippedMask; SHIPPED.len()],
    /// The compared pairs.
    pub pairs: Vec<PairReport>,
    /// What all pairs came to.
    pub verdict: Verdict,
}

impl Report {
    /// The report over these pairs.
    pub fn over(envoy: &str, pairs: Vec<PairReport>) -> Self {
        Report {
            conformance: env!("CARGO_PKG_VERSION"),
            envoy: envoy.to_string(),
            shipped_masks: SHIPPED,
            verdict: Verdict::over(pairs.iter().map(|pair| pair.verdict)),
            pairs,
        }
    }
}

/// A plugin and its port.
#[derive(Debug, Clone, Serialize)]
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
    /// Why no case could run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// What the cases came to.
    pub verdict: Verdict,
}

/// One build.
#[derive(Debug, Clone, Serialize)]
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
