//! Runs the cases: twice against the original and once against the port, more often where something differs.

use super::noise;
use super::verdict::{self, CaseReport};
use crate::cases::Case;
use crate::observe::Outcome;
use crate::{Error, Result};
use std::collections::BTreeMap;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// What runs a case against a run of a build: the testbed, or a stand-in.
pub trait Bench: Sync {
    /// Loads a further run of the original.
    ///
    /// # Errors
    /// The module does not load.
    fn add_original(&self, run: &str) -> Result<()>;

    /// Loads these runs anew, those of the original and that of the port, so that none remembers anything; runs that there were
    /// not yet are loaded, too.
    ///
    /// # Errors
    /// A module does not load.
    fn start_over(&self, runs: &[String]) -> Result<()>;

    /// Is told of the cases that are about to be run, so that what they need can be loaded at once.
    ///
    /// # Errors
    /// What keeps all of them from running.
    fn prepare(&self, _cases: &[&Case]) -> Result<()> {
        Ok(())
    }

    /// Runs one case against one run; called by one thread for each run, case by case.
    ///
    /// # Errors
    /// What keeps the case from running and is not the module's doing.
    fn execute(&self, run: &str, case: &Case) -> Result<Outcome>;
}

/// The run of the port. Those of the original are named by [`original`].
pub const PORT: &str = "port";

/// The runs of the original that are made in any case, and thus have to be loaded from the start.
pub const FIRST_ORIGINALS: usize = 2;

/// The runs of the original that are made where something differs.
pub const MOST_ORIGINALS: usize = 8;

/// How many cases are prepared at a time.
const WINDOW: usize = 128;

/// How many further runs are made at the same time.
const AT_ONCE: usize = 2;

/// How long outcomes may lie before they are taken: to be woken for each takes long beside a plain case.
const REST: Duration = Duration::from_millis(2);

/// The name of a run of the original, counted from 1.
pub fn original(run: usize) -> String {
    format!("original-{run}")
}

/// Runs all cases and says of each what came of it, in their order; `done` hears of each as soon as it is decided.
pub fn run_cases(bench: &dyn Bench, cases: &[Case], done: &mut dyn FnMut(&CaseReport)) -> Vec<CaseReport> {
    let mut trials: Vec<Trial> = cases.iter().map(Trial::new).collect();
    let mut decide = |trial: &mut Trial, last: bool| {
        if trial.decide(last) {
            done(trial.report.as_ref().expect("a decided trial has a report"));
        }
    };

    let mut runs: Vec<String> = (1..=FIRST_ORIGINALS).map(original).collect();
    runs.push(PORT.to_string());
    let all: Vec<usize> = (0..cases.len()).collect();
    run_side_by_side(bench, cases, &all, &runs, |case, run, outcome| {
        let trial = &mut trials[case];
        trial.take(run, outcome);
        if trial.has_first_runs() {
            decide(trial, false);
        }
    });

    let mut made = FIRST_ORIGINALS;
    while made < MOST_ORIGINALS && trials.iter().any(Trial::is_open) {
        let open: Vec<usize> = (0..trials.len()).filter(|case| trials[*case].is_open()).collect();
        let runs: Vec<String> = (made + 1..=made + AT_ONCE).map(original).collect();
        let failed = add_side_by_side(bench, &runs);
        for case in &open {
            trials[*case].errors.extend(failed.clone());
        }
        if failed.is_empty() {
            run_side_by_side(
                bench,
                cases,
                &with_history(cases, &open),
                &runs,
                |case, run, outcome| {
                    if open.contains(&case) {
                        trials[case].take(run, outcome);
                    }
                },
            );
        }
        made += AT_ONCE;
        for case in open {
            decide(&mut trials[case], made == MOST_ORIGINALS);
        }
    }
    trials.into_iter().filter_map(|trial| trial.report).collect()
}

/// Runs all cases against runs of the original, and says what each run did, or why one could not; `done` hears of each case.
pub fn record_cases(
    bench: &dyn Bench,
    cases: &[Case],
    runs: &[String],
    done: &mut dyn FnMut(&Case),
) -> Vec<Result<Vec<Outcome>>> {
    let all: Vec<usize> = (0..cases.len()).collect();
    let mut made: Vec<BTreeMap<String, Result<Outcome>>> = vec![BTreeMap::new(); cases.len()];
    run_side_by_side(bench, cases, &all, runs, |case, run, outcome| {
        made[case].insert(run.to_string(), outcome);
        if made[case].len() == runs.len() {
            done(&cases[case]);
        }
    });
    made.into_iter().map(|runs| runs.into_values().collect()).collect()
}

/// Loads the runs at the same time; which failed, and why.
fn add_side_by_side(bench: &dyn Bench, runs: &[String]) -> BTreeMap<String, Error> {
    thread::scope(|scope| {
        let adding: Vec<_> = runs
            .iter()
            .map(|run| (run, scope.spawn(|| bench.add_original(run))))
            .collect();
        let failure = |(run, added): (&String, thread::ScopedJoinHandle<Result<()>>)| {
            let added = added.join().expect("loading a run does not panic");
            added.err().map(|error| (run.clone(), error))
        };
        adding.into_iter().filter_map(failure).collect()
    })
}

/// Runs the chosen cases against the runs at the same time, and hands over each outcome as it comes.
fn run_side_by_side(
    bench: &dyn Bench,
    cases: &[Case],
    chosen: &[usize],
    runs: &[String],
    mut take: impl FnMut(usize, &str, Result<Outcome>),
) {
    for window in chosen.chunks(WINDOW) {
        match bench.prepare(&window.iter().map(|case| &cases[*case]).collect::<Vec<_>>()) {
            Ok(()) => run_window(bench, cases, window, runs, &mut take),
            Err(error) => {
                let each = window.iter().flat_map(|case| runs.iter().map(move |run| (*case, run)));
                each.for_each(|(case, run)| take(case, run, Err(error.clone())));
            }
        }
    }
}

fn run_window(
    bench: &dyn Bench,
    cases: &[Case],
    window: &[usize],
    runs: &[String],
    mut take: impl FnMut(usize, &str, Result<Outcome>),
) {
    let (sender, outcomes) = mpsc::channel();
    let taker = thread::current();
    thread::scope(|scope| {
        for run in runs {
            let (sender, taker) = (sender.clone(), &taker);
            scope.spawn(move || {
                for case in window {
                    let outcome = bench.execute(run, &cases[*case]);
                    if sender.send((*case, run, outcome)).is_err() {
                        break;
                    }
                }
                drop(sender);
                taker.unpark();
            });
        }
        drop(sender);
        while let Ok(first) = outcomes.recv() {
            for (case, run, outcome) in std::iter::once(first).chain(outcomes.try_iter()) {
                take(case, run, outcome);
            }
            thread::park_timeout(REST);
        }
    });
}

/// The open cases, and those before them that leave something behind in the same VM: a further run has to come the same way.
fn with_history(cases: &[Case], open: &[usize]) -> Vec<usize> {
    let shares_vm = |one: usize, other: usize| {
        let (one, other) = (&cases[one], &cases[other]);
        !one.fresh && !other.fresh && one.now == other.now && one.seed.is_some() == other.seed.is_some()
    };
    let needed = |case: &usize| {
        open.iter()
            .any(|open| case == open || case < open && shares_vm(*case, *open))
    };
    (0..cases.len()).filter(needed).collect()
}

/// One case on its way to a report.
struct Trial<'a> {
    case: &'a Case,
    /// By run, so that the report does not depend on which ended first.
    originals: BTreeMap<String, Outcome>,
    port: Option<Outcome>,
    /// The runs that failed; of several, the report names the first by name.
    errors: BTreeMap<String, Error>,
    report: Option<CaseReport>,
}

impl<'a> Trial<'a> {
    fn new(case: &'a Case) -> Self {
        Trial {
            case,
            originals: BTreeMap::new(),
            port: None,
            errors: BTreeMap::new(),
            report: None,
        }
    }

    fn take(&mut self, run: &str, outcome: Result<Outcome>) {
        match outcome {
            Ok(outcome) if run == PORT => self.port = Some(outcome),
            Ok(outcome) => drop(self.originals.insert(run.to_string(), outcome)),
            Err(error) => drop(self.errors.insert(run.to_string(), error)),
        }
    }

    fn has_first_runs(&self) -> bool {
        self.originals.len() + self.errors.len() + usize::from(self.port.is_some()) == FIRST_ORIGINALS + 1
    }

    fn is_open(&self) -> bool {
        self.report.is_none()
    }

    /// Makes the report, unless the case differs and the original may be run again; says whether it did.
    fn decide(&mut self, last: bool) -> bool {
        let report = match (self.errors.first_key_value(), &self.port) {
            (Some((run, error)), _) => CaseReport::could_not_run(self.case, &error.clone().at(run)),
            (None, None) => CaseReport::could_not_run(self.case, &Error::new("the port gave no outcome")),
            (None, Some(port)) => {
                let originals: Vec<Outcome> = self.originals.values().cloned().collect();
                let comparison = noise::compare(&originals, port);
                if !comparison.findings.is_empty() && !last {
                    return false;
                }
                verdict::judge(self.case, &originals, port, comparison)
            }
        };
        self.report = Some(report);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Verdict;
    use crate::observe::{Evidence, Kind, Observation, Trail};
    use std::sync::Mutex;

    /// Builds whose log is what a function of run and case says; no outcome where it says nothing.
    struct Told<F> {
        log: F,
        made: Mutex<Vec<(String, String)>>,
    }

    impl<F: Fn(&str, &str) -> Option<Outcome> + Sync> Bench for Told<F> {
        fn add_original(&self, _run: &str) -> Result<()> {
            Ok(())
        }

        fn start_over(&self, _runs: &[String]) -> Result<()> {
            Ok(())
        }

        fn execute(&self, run: &str, case: &Case) -> Result<Outcome> {
            self.made.lock().unwrap().push((run.to_string(), case.name.clone()));
            (self.log)(run, &case.name).ok_or_else(|| Error::new("Envoy is gone"))
        }
    }

    fn told<F: Fn(&str, &str) -> Option<Outcome> + Sync>(log: F) -> Told<F> {
        Told {
            log,
            made: Mutex::default(),
        }
    }

    fn cases(names: &[&str]) -> Vec<Case> {
        let case = |name: &&str| serde_json::from_value(serde_json::json!({"name": name, "requests": [{}]})).unwrap();
        names.iter().map(case).collect()
    }

    /// A build that served the request and logged this.
    fn logged(line: impl Into<String>) -> Outcome {
        Outcome {
            observations: vec![Observation {
                kind: Kind::Log,
                place: "request 1".into(),
                lines: vec![line.into()],
            }],
            evidence: Evidence {
                served: 1,
                callbacks: BTreeMap::from([("proxy_on_request_headers".to_string(), 1)]),
                body_chunks: Vec::new(),
                traps: Vec::new(),
                trail: Trail::default(),
            },
            refused: false,
        }
    }

    fn verdicts(bench: &dyn Bench, cases: &[Case]) -> Vec<(Verdict, usize)> {
        let mut heard = Vec::new();
        let reports = run_cases(bench, cases, &mut |report| heard.push(report.name.clone()));
        assert_eq!(heard.len(), cases.len(), "each case is heard of once");
        reports
            .iter()
            .map(|report| (report.verdict, report.original_runs))
            .collect()
    }

    #[test]
    fn what_is_alike_at_once_is_not_run_again() {
        let bench = told(|_, _| Some(logged("same")));
        assert_eq!(verdicts(&bench, &cases(&["a", "b"])), [(Verdict::Alike, 2); 2]);
        assert_eq!(bench.made.lock().unwrap().len(), 6);
    }

    #[test]
    fn a_difference_is_told_after_eight_runs_of_the_original() {
        let bench = told(|run, case| Some(logged(if run == PORT && case == "b" { "other" } else { "same" })));
        assert_eq!(
            verdicts(&bench, &cases(&["a", "b"])),
            [(Verdict::Alike, 2), (Verdict::Different, 8)]
        );
    }

    #[test]
    fn noise_that_two_runs_did_not_show_is_seen_in_a_later_one() {
        let late = |run: &str, _: &str| {
            Some(logged(if run == "original-3" || run == PORT {
                "b a"
            } else {
                "a b"
            }))
        };
        assert_eq!(verdicts(&told(late), &cases(&["a"])), [(Verdict::Alike, 4)]);
    }

    #[test]
    fn a_further_run_comes_the_way_that_the_first_came() {
        let bench = told(|run, case| Some(logged(if run == PORT && case == "b" { "other" } else { "same" })));
        let mut cases = cases(&["a", "alone", "at another time", "b", "c"]);
        cases[1].fresh = true;
        cases[2].now = Some("2026-01-01T00:00:00Z".into());
        run_cases(&bench, &cases, &mut |_| ());
        let made = bench.made.lock().unwrap();
        let third: Vec<_> = made
            .iter()
            .filter(|(run, _)| run == "original-3")
            .map(|(_, case)| case.as_str())
            .collect();
        assert_eq!(third, ["a", "b"]);
    }

    #[test]
    fn a_case_that_could_not_run_leaves_the_others_alone() {
        let bench = told(|run, case| (run != PORT || case != "a").then(|| logged("same")));
        assert_eq!(
            verdicts(&bench, &cases(&["a", "b"])),
            [(Verdict::CouldNotRun, 0), (Verdict::Alike, 2)]
        );
    }

    #[test]
    fn builds_that_never_ran_are_not_alike() {
        let verdict = |outcome: Outcome| verdicts(&told(|_, _| Some(outcome.clone())), &cases(&["a"]))[0].0;
        let unserved = Outcome {
            evidence: Evidence {
                served: 0,
                ..logged("").evidence
            },
            ..logged("same")
        };
        assert_eq!(verdict(unserved), Verdict::CouldNotRun);

        let only_started = BTreeMap::from([("proxy_on_configure".to_string(), 1)]);
        let unentered = Outcome {
            evidence: Evidence {
                callbacks: only_started,
                ..logged("").evidence
            },
            ..logged("same")
        };
        assert_eq!(verdict(unentered), Verdict::CouldNotRun);
    }

    #[test]
    fn refusing_for_the_same_reason_is_alike_and_for_another_is_different() {
        let refused = |line: &str| Outcome {
            refused: true,
            evidence: Evidence::default(),
            ..logged(line)
        };
        let alike = told(|_, _| Some(refused("missing requestPath")));
        assert_eq!(verdicts(&alike, &cases(&["a"])), [(Verdict::Alike, 2)]);
        let other = told(|run, _| Some(refused(if run == PORT { "missing" } else { "missing requestPath" })));
        assert_eq!(verdicts(&other, &cases(&["a"]))[0].0, Verdict::Different);
        let accepted = told(|run, _| {
            Some(if run == PORT {
                logged("served")
            } else {
                refused("missing")
            })
        });
        assert_eq!(verdicts(&accepted, &cases(&["a"]))[0].0, Verdict::Different);
    }
}
