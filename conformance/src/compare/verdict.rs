//! The verdict over a case, a pair and a whole comparison; *alike* is said only of what ran.

use super::noise::{Comparison, Finding};
use crate::Error;
use crate::cases::Case;
use crate::observe::{Evidence, Kind, Outcome};
use serde::{Deserialize, Serialize};

/// What a comparison came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The port did nothing that the original did not do.
    Alike,
    /// The port did something else.
    Different,
    /// Nothing can be said.
    CouldNotRun,
}

impl Verdict {
    /// The verdict in words.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Alike => "alike",
            Verdict::Different => "different",
            Verdict::CouldNotRun => "could not run",
        }
    }

    /// The exit status that says so.
    pub fn exit_status(self) -> u8 {
        match self {
            Verdict::Alike => 0,
            Verdict::Different => 1,
            Verdict::CouldNotRun => 2,
        }
    }

    /// The verdict over several parts. A difference found stands, whatever else could not run; of nothing, nothing can be said.
    pub fn over(parts: impl IntoIterator<Item = Verdict>) -> Self {
        let parts: Vec<_> = parts.into_iter().collect();
        if parts.contains(&Verdict::Different) {
            Verdict::Different
        } else if parts.is_empty() || parts.contains(&Verdict::CouldNotRun) {
            Verdict::CouldNotRun
        } else {
            Verdict::Alike
        }
    }
}

/// What came of one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CaseReport {
    /// The name of the case.
    pub name: String,
    /// What the case came to.
    pub verdict: Verdict,
    /// Why the case could not run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Both builds refused the configuration, so that no request was sent.
    pub refused: bool,
    /// How often the original ran.
    pub original_runs: usize,
    /// The case file that was written for a generated case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// What differs.
    #[serde(flatten)]
    pub comparison: Comparison,
    /// Where the conversations of the two builds with Envoy part, in the lines of `conformance trace --diff`; of the first
    /// cases that differ.
    pub conversation: Vec<String>,
    /// Differences that `conformance.toml` allows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<AllowedFinding>,
    /// What shows that the original ran (its first run).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<Evidence>,
    /// What shows that the port ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<Evidence>,
}

/// A difference that is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AllowedFinding {
    /// What differs.
    pub finding: Finding,
    /// Why it may.
    pub reason: String,
}

/// Why something could not run, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Reason {
    /// What was wrong, and where.
    pub what: String,
    /// What to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl From<&Error> for Reason {
    fn from(error: &Error) -> Self {
        Reason {
            what: error.what().to_string(),
            next: error.advice().map(String::from),
        }
    }
}

impl CaseReport {
    /// A case of which nothing can be said.
    pub fn could_not_run(case: &Case, error: &Error) -> Self {
        CaseReport {
            name: case.name.clone(),
            verdict: Verdict::CouldNotRun,
            reason: Some(error.into()),
            refused: false,
            original_runs: 0,
            file: None,
            comparison: Comparison::default(),
            conversation: Vec::new(),
            allowed: Vec::new(),
            original: None,
            port: None,
        }
    }
}

/// Weighs what was found against what shows that both builds ran.
pub fn judge(case: &Case, originals: &[Outcome], port: &Outcome, comparison: Comparison) -> CaseReport {
    let missing = missing_evidence(case, originals, port, &comparison.findings);
    CaseReport {
        name: case.name.clone(),
        verdict: match (&missing, comparison.findings.is_empty()) {
            (Some(_), _) => Verdict::CouldNotRun,
            (None, true) => Verdict::Alike,
            (None, false) => Verdict::Different,
        },
        reason: missing.as_ref().map(Reason::from),
        refused: originals.iter().chain([port]).all(|outcome| outcome.refused),
        original_runs: originals.len(),
        file: None,
        comparison,
        conversation: Vec::new(),
        allowed: Vec::new(),
        original: originals.first().map(|outcome| outcome.evidence.clone()),
        port: Some(port.evidence.clone()),
    }
}

/// Why nothing can be said although the case ended: a build that did not run at all is neither alike nor different.
fn missing_evidence(case: &Case, originals: &[Outcome], port: &Outcome, findings: &[Finding]) -> Option<Error> {
    let builds = || {
        originals
            .iter()
            .map(|outcome| ("original", outcome))
            .chain([("port", port)])
    };
    if builds().all(|(_, outcome)| outcome.refused && trapped(outcome)) {
        let error = Error::new("both builds trap when they start");
        return Some(error.next("give the case a configuration that the original can start with"));
    }
    let started = || builds().filter(|(_, outcome)| !outcome.refused);
    if let Some((build, _)) = started().find(|(_, outcome)| !entered(outcome)) {
        let error = Error::new(format!("no callback of the {build} was entered"));
        return Some(
            error.next(
                "look whether Envoy itself answers this request, or whether the module trapped in an earlier case",
            ),
        );
    }
    // A difference is proven by what was seen; to be alike, everything has to have been seen.
    let unserved = |(_, outcome): &(&str, &Outcome)| findings.is_empty() && outcome.evidence.served < case.sent();
    let (build, outcome) = started().find(unserved)?;
    let (served, sent) = (outcome.evidence.served, case.sent());
    Some(
        Error::new(format!("Envoy served {served} of {sent} requests with the {build}"))
            .next("see what the module does there with `conformance serve`"),
    )
}

/// The callbacks that a module is given before any request, and for every stream even where its requests never came as
/// far as the filters: Envoy refuses a path with a blank in it by itself.
const WITHOUT_REQUEST: [&str; 8] = [
    "proxy_on_context_create",
    "proxy_on_vm_start",
    "proxy_on_configure",
    "proxy_on_plugin_start",
    "proxy_on_tick",
    "proxy_on_done",
    "proxy_on_log",
    "proxy_on_delete",
];

/// Whether a request got as far as the plugin. What Envoy died of has left no other trace.
fn entered(outcome: &Outcome) -> bool {
    let mut callbacks = outcome.evidence.callbacks.iter();
    trapped(outcome) || callbacks.any(|(callback, count)| *count > 0 && !WITHOUT_REQUEST.contains(&callback.as_str()))
}

fn trapped(outcome: &Outcome) -> bool {
    let mut observations = outcome.observations.iter();
    observations.any(|observation| observation.kind == Kind::Trap)
}
