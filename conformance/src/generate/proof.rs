//! Whether what differed once differs again, and the smallest case that shows it.

use super::search::{Found, MOST_FAILURES};
use super::shrink::shrink;
use crate::cases::Case;
use crate::compare::{
    Allowed, Bench, CaseReport, Comparison, Finding, Mask, Noise, PORT, Verdict, allowed, compare, judge, original,
};
use crate::observe::{Kind, Outcome};
use crate::{Error, Result};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// How often a case that differed has to differ again, alone in a VM of its own each time.
const PROOFS: usize = 3;

/// How often a case that differed is run again beside the others, to see whether the original goes that way, too.
const AGAIN: usize = 2;

/// How many smaller cases are tried to shrink one.
const SHRINKING_STEPS: usize = 400;

/// How long one case may be shrunk.
const SHRINKING_TIME: Duration = Duration::from_secs(90);

/// What both builds did in one case: two runs of the original and one of the port.
pub struct Ran {
    /// What the original did.
    pub originals: [Outcome; 2],
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
}

impl Prover<'_> {
    /// Runs cases side by side; where too many in a row cannot run, and where it is stopped, those behind them do not.
    ///
    /// # Errors
    /// What keeps all of them from running.
    pub fn run(&self, cases: &[Case]) -> Result<Vec<Result<Ran>>> {
        self.bench.prepare(&cases.iter().collect::<Vec<_>>())?;
        let [first, second, port] = self.side_by_side(cases);
        let joined = first.into_iter().zip(second).zip(port);
        Ok(joined
            .map(|((first, second), port)| {
                Ok(Ran {
                    originals: [first?, second?],
                    port: port?,
                })
            })
            .collect())
    }

    fn run_one(&self, case: &Case) -> Result<Ran> {
        self.run(std::slice::from_ref(case))?
            .pop()
            .unwrap_or_else(|| Err(Error::new("the search was stopped")))
    }

    fn side_by_side(&self, cases: &[Case]) -> [Vec<Result<Outcome>>; 3] {
        let runs = [original(1), original(2), PORT.to_string()];
        let (sender, outcomes) = mpsc::channel();
        thread::scope(|scope| {
            for (at, run) in runs.iter().enumerate() {
                let sender = sender.clone();
                scope.spawn(move || {
                    let mut all: Vec<Result<Outcome>> = Vec::new();
                    for case in cases.iter().take_while(|_| !self.is_stopped()) {
                        all.push(self.bench.execute(run, case).map_err(|error| error.at(run)));
                        if all.iter().rev().take_while(|outcome| outcome.is_err()).count() >= MOST_FAILURES {
                            break;
                        }
                    }
                    let _ = sender.send((at, all));
                });
            }
        });
        drop(sender);
        let mut by_run: [Vec<Result<Outcome>>; 3] = std::array::from_fn(|_| Vec::new());
        for (at, outcomes) in outcomes {
            by_run[at] = outcomes;
        }
        by_run
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
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
        let mut originals = Vec::from(ran.originals);
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
        for _ in 0..PROOFS {
            let ran = self.run_one(case)?;
            originals.extend(ran.originals);
            ports.push(ran.port);
            let is_noise = |port: &Outcome| compare(&originals, port).findings.is_empty();
            if ports.iter().any(is_noise) {
                return Ok(None);
            }
        }
        // A build that goes several ways in one case races with itself, and goes one of them more often than the other does.
        if [compare(&originals, &ports[0]), compare(&ports, &originals[0])]
            .iter()
            .any(goes_several_ways)
        {
            return Ok(None);
        }
        let report = self.weigh(case, &originals, &ports[PROOFS - 1]);
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
