//! Whether what differed once differs again, and the smallest case that shows it.

use super::search::{Found, MOST_FAILURES};
use super::shrink::shrink;
use crate::cases::Case;
use crate::compare::{
    Allowed, Bench, CaseReport, Comparison, FIRST_ORIGINALS, Finding, Mask, Noise, PORT, Verdict, allowed, compare,
    judge, original,
};
use crate::observe::{Kind, Outcome};
use crate::{Error, Result};
use serde_json::Value;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How often a case that differed has to differ again, alone in a VM of its own each time.
const PROOFS: usize = 3;

/// The same where the same lines came in another order: Go walks through a map of two keys in one of the orders seven times of
/// eight, and a port that takes the other one would seem to differ.
const PROOFS_OF_ORDER: usize = 20;

/// How often a case that differed is run again beside the others, to see whether the original goes that way, too.
const AGAIN: usize = 2;

/// How many smaller cases are tried to shrink one.
const SHRINKING_STEPS: usize = 400;

/// How long one case may be shrunk.
const SHRINKING_TIME: Duration = Duration::from_secs(90);

/// What both builds did in one case: one or two runs of the original and one of the port.
pub struct Ran {
    /// What the original did; once as long as nothing has differed.
    pub originals: Vec<Outcome>,
    /// What the port did.
    pub port: Outcome,
}

/// Runs cases against both builds and weighs what they did.
pub struct Prover<'a> {
    /// What runs them.
    pub bench: &'a dyn Bench,
    /// Differences that are none.
    pub allowed: &'a [Allowed],
    /// Ends what is running as soon as it is set.
    pub stop: &'a AtomicBool,
    /// How many runs of the original there are.
    originals: Cell<usize>,
}

impl<'a> Prover<'a> {
    /// Where nothing has run yet.
    pub fn new(bench: &'a dyn Bench, stop: &'a AtomicBool) -> Prover<'a> {
        Prover {
            bench,
            allowed: &[],
            stop,
            originals: Cell::new(1),
        }
    }

    /// Runs cases side by side; where too many in a row cannot run, and where it is stopped, those behind them do not. None for
    /// a case with a configuration that brought Envoy down in a case before: to start one takes longer than hundreds of cases.
    ///
    /// What the original does twice is asked only once something differs: loading and running it is most of what a case
    /// costs. All begin anew then, so that both runs of the original remember the same.
    ///
    /// # Errors
    /// What keeps all of them from running.
    pub fn run(&self, cases: &[Case]) -> Result<Vec<Result<Option<Ran>>>> {
        self.bench.prepare(&cases.iter().collect::<Vec<_>>())?;
        let ran = self.side_by_side(cases);
        if self.originals.get() == FIRST_ORIGINALS || !self.any_differs(cases, &ran) {
            return Ok(ran);
        }
        self.originals.set(FIRST_ORIGINALS);
        self.bench.start_over(&self.runs())?;
        Ok(self.side_by_side(cases))
    }

    fn any_differs(&self, cases: &[Case], ran: &[Result<Option<Ran>>]) -> bool {
        let differs = |(case, ran): (&Case, &Result<Option<Ran>>)| {
            let ran = ran.as_ref().ok().and_then(Option::as_ref);
            let report = ran.map(|ran| self.weigh(case, &ran.originals, &ran.port));
            report.is_some_and(|report| report.verdict == Verdict::Different)
        };
        cases.iter().zip(ran).any(differs)
    }

    fn run_one(&self, case: &Case) -> Result<Ran> {
        let ran = self.run(std::slice::from_ref(case))?.pop().transpose()?;
        ran.flatten().ok_or_else(|| Error::new("the search was stopped"))
    }

    /// The runs of the original, and behind them that of the port.
    fn runs(&self) -> Vec<String> {
        let originals = (1..=self.originals.get()).map(original);
        originals.chain([PORT.to_string()]).collect()
    }

    fn side_by_side(&self, cases: &[Case]) -> Vec<Result<Option<Ran>>> {
        let runs = self.runs();
        let (bench, stop) = (self.bench, self.stop);
        let by_run: Vec<_> = thread::scope(|scope| {
            let running: Vec<_> = runs
                .iter()
                .map(|run| scope.spawn(move || run_in_turn(bench, stop, run, cases)))
                .collect();
            let joined = running.into_iter().map(|running| running.join());
            joined
                .map(|outcomes| outcomes.expect("running a case does not panic").into_iter())
                .collect()
        });
        by_case(by_run)
    }

    /// The report of a case, with what is allowed set apart.
    pub fn weigh(&self, case: &Case, originals: &[Outcome], port: &Outcome) -> CaseReport {
        let report = judge(case, originals, port, compare(originals, port));
        allowed::apply(self.allowed, &report)
    }

    /// Whether chance alone makes the original do at times what the port did. All run again in the VMs they ran in, so that
    /// they stay in step; VMs of their own would cost a hundred times as much.
    ///
    /// # Errors
    /// The case cannot run.
    pub fn is_chance(&self, case: &Case, ran: Ran) -> Result<bool> {
        let mut originals = ran.originals;
        for _ in 0..AGAIN {
            originals.extend(self.run_one(case)?.originals);
        }
        let explained = self.weigh(case, &originals, &ran.port).comparison.findings.is_empty();
        Ok(explained && varies(&originals))
    }

    /// The report of a case that differs each time.
    ///
    /// # Errors
    /// The case cannot run; the search was stopped.
    pub fn proof(&self, case: &Case) -> Result<Option<CaseReport>> {
        let mut originals: Vec<Outcome> = Vec::new();
        let mut ports: Vec<Outcome> = Vec::new();
        let mut proofs = PROOFS;
        while ports.len() < proofs {
            let ran = self.run_one(case)?;
            originals.extend(ran.originals);
            ports.push(ran.port);
            let comparisons: Vec<Comparison> = ports.iter().map(|port| compare(&originals, port)).collect();
            if comparisons.iter().any(|comparison| comparison.findings.is_empty()) {
                return Ok(None);
            }
            if comparisons.iter().any(differs_in_order_alone) {
                proofs = PROOFS_OF_ORDER;
            }
        }
        // A build that goes several ways in one case races with itself, and goes one of them more often than the other does.
        if [compare(&originals, &ports[0]), compare(&ports, &originals[0])]
            .iter()
            .any(goes_several_ways)
        {
            return Ok(None);
        }
        let report = self.weigh(case, &originals, &ports[proofs - 1]);
        Ok((report.verdict == Verdict::Different).then_some(report))
    }

    /// A case that is as small as it gets and differs in the same, with its report; `ended` ends the shrinking. What cannot be
    /// made smaller, or not in time, stays as it is.
    pub fn smallest(&self, case: Case, report: CaseReport, ended: &dyn Fn() -> bool) -> Found {
        let wanted = kinds(&report.comparison.findings);
        let began = Instant::now();
        let mut failed = false;
        let mut shows = |smaller: &Case| {
            if failed || began.elapsed() > SHRINKING_TIME || ended() {
                return false;
            }
            let ran = self.run_one(smaller);
            failed = ran.is_err();
            ran.is_ok_and(|ran| {
                let comparison = self.weigh(smaller, &ran.originals, &ran.port).comparison;
                !wanted.is_disjoint(&kinds(&comparison.findings))
            })
        };
        let smaller = shrink(&case, SHRINKING_STEPS, &mut shows);
        if smaller == case {
            return Found { case, report };
        }
        // What was tried once may have differed by chance.
        match self.proof(&smaller) {
            Ok(Some(report)) => Found { case: smaller, report },
            Ok(None) | Err(_) => Found { case, report },
        }
    }
}

/// Runs cases against one run, until it is stopped or too many in a row cannot run.
fn run_in_turn(bench: &dyn Bench, stop: &AtomicBool, run: &str, cases: &[Case]) -> Vec<Result<Option<Outcome>>> {
    let mut all: Vec<Result<Option<Outcome>>> = Vec::new();
    let mut fatal: Vec<&Option<Value>> = Vec::new();
    for case in cases.iter().take_while(|_| !stop.load(Ordering::Relaxed)) {
        if fatal.contains(&&case.config) {
            all.push(Ok(None));
            continue;
        }
        let outcome = bench.execute(run, case).map_err(|error| error.at(run));
        if outcome.as_ref().is_ok_and(|outcome| outcome.evidence.trail.is_fatal) {
            fatal.push(&case.config);
        }
        all.push(outcome.map(Some));
        if all.iter().rev().take_while(|outcome| outcome.is_err()).count() >= MOST_FAILURES {
            break;
        }
    }
    all
}

/// The outcomes of each case, of those that each run came to; the port is the last run.
fn by_case(mut by_run: Vec<impl Iterator<Item = Result<Option<Outcome>>>>) -> Vec<Result<Option<Ran>>> {
    let mut all = Vec::new();
    while let Some(outcomes) = by_run.iter_mut().map(Iterator::next).collect::<Option<Vec<_>>>() {
        let outcomes: Result<Vec<Option<Outcome>>> = outcomes.into_iter().collect();
        let outcomes = outcomes.map(|outcomes| outcomes.into_iter().collect::<Option<Vec<Outcome>>>());
        all.push(outcomes.map(|outcomes| {
            let mut originals = outcomes?;
            let port = originals.pop()?;
            Some(Ran { originals, port })
        }));
    }
    all
}

/// Whether runs of the original that did the same before, which are given in pairs, part in more than the tokens that
/// differ in the first pair: what differs from one pair to the next may be what a VM remembers.
fn varies(originals: &[Outcome]) -> bool {
    let masks = |pair: &[Outcome]| compare(pair, &pair[0]).masks;
    let first = masks(&originals[..2]);
    let is_known = |mask: &Mask| {
        let same =
            |known: &Mask| (known.kind, &known.place, known.spot.noise) == (mask.kind, &mask.place, mask.spot.noise);
        first.iter().any(same)
    };
    let is_token = |mask: &Mask| matches!(mask.spot.noise, Noise::Token(_));
    let more = |pair: &[Outcome]| masks(pair).iter().any(|mask| !is_known(mask));
    !first.iter().all(is_token) || originals.chunks(2).skip(1).any(more)
}

/// Whether all that differs is the order of the same lines.
fn differs_in_order_alone(comparison: &Comparison) -> bool {
    let sorted = |lines: &[String]| {
        let mut lines = lines.to_vec();
        lines.sort();
        lines
    };
    let in_order = |finding: &Finding| sorted(&finding.original) == sorted(&finding.port);
    comparison.findings.iter().all(in_order)
}

fn goes_several_ways(comparison: &Comparison) -> bool {
    comparison.masks.iter().any(|mask| mask.spot.noise == Noise::Variants)
}

fn kinds(findings: &[Finding]) -> BTreeSet<Kind> {
    findings.iter().map(|finding| finding.kind).collect()
}

/// One case of those that came last with the same configuration, up to this one.
pub fn with_history(batch: &[Case], at: usize, count: usize) -> Option<Case> {
    let same = |case: &&Case| case.config == batch[at].config && case.redis == batch[at].redis;
    let mut last: Vec<&Case> = batch[..=at].iter().rev().filter(same).take(count).collect();
    last.reverse();
    if last.len() < count {
        return None;
    }
    let mut joined = batch[at].clone();
    joined.requests = last.iter().flat_map(|case| case.requests.clone()).collect();
    joined.connections = last.iter().flat_map(|case| case.connections.clone()).collect();
    joined.upstream = Vec::new();
    for case in last {
        let mut answers = case.upstream.clone();
        answers.resize(case.requests.len(), answers.last().cloned().unwrap_or_default());
        joined.upstream.extend(answers);
    }
    Some(joined)
}

/// What tells one difference from another: what was observed, and the lines that differ first, without their numbers.
pub fn signature(comparison: &Comparison) -> String {
    let Some(finding) = comparison.findings.first() else {
        return String::new();
    };
    let differing = finding
        .original
        .iter()
        .zip(&finding.port)
        .find(|(one, other)| one != other);
    let plain = |line: &str| {
        line.chars()
            .filter(|c| !c.is_ascii_digit())
            .take(80)
            .collect::<String>()
    };
    let (one, other) = differing.map_or((String::new(), String::new()), |(one, other)| {
        (plain(one), plain(other))
    });
    format!("{:?} {one} / {other}", finding.kind)
}
