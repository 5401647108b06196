//! Runs the wrong ports of one plugin beside its original, all in one search, until each is caught or has had its time.

use super::mutate::Mutant;
use conformance::cases::Case;
use conformance::compare::{Bench, compare, counted, original};
use conformance::generate::{Dictionary, Options, Search};
use conformance::inspect::Module;
use conformance::observe::Outcome;
use conformance::testbed::tools::{find_envoy, find_redis};
use conformance::testbed::{Run, Setup, Testbed};
use conformance::{Error, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::{Duration, Instant};

/// How many wrong ports are run side by side.
const GROUP: usize = 24;

/// How often a difference has to show again before a wrong port counts as caught.
const PROOFS: usize = 2;

/// How a wrong port came off.
pub struct Result1 {
    pub mutant: Mutant,
    /// After which share of the time it was caught, and by which case; none where it was not.
    pub caught: Option<(Duration, String)>,
}

/// A plugin with its wrong ports in one module.
pub struct Subject<'a> {
    pub name: &'a str,
    pub original: &'a Module,
    pub mutated: &'a Module,
    pub configs: &'a [Value],
    /// How long each may be run.
    pub time: Duration,
    pub seed: u64,
}

struct InEnvoy(Testbed);

impl Bench for InEnvoy {
    fn add_original(&self, _run: &str) -> Result<()> {
        Ok(())
    }

    fn prepare(&self, cases: &[&Case]) -> Result<()> {
        self.0.prepare(cases)
    }

    fn execute(&self, run: &str, case: &Case) -> Result<Outcome> {
        self.0.execute(run, case)
    }
}

/// The name of a run; the wrong port reads its number there.
fn run_of(mutant: &Mutant) -> String {
    format!("mutant-{}", mutant.number)
}

impl Subject<'_> {
    /// Runs all wrong ports.
    pub fn run(&self, mutants: &[Mutant]) -> Result<Vec<Result1>> {
        let mut results = Vec::new();
        for group in mutants.chunks(GROUP) {
            results.extend(self.run_group(group)?);
        }
        Ok(results)
    }

    fn testbed(&self, mutants: &[Mutant]) -> Result<InEnvoy> {
        let (go, rust) = (counted(self.original)?, counted(self.mutated)?);
        let run = |name: String, module: &conformance::testbed::Loadable| Run {
            name,
            module: module.clone(),
        };
        let mut runs: Vec<Run> = (1..=2).map(|nth| run(original(nth), &go)).collect();
        runs.extend(mutants.iter().map(|mutant| run(run_of(mutant), &rust)));
        let needs_redis = go.needs_redis || rust.needs_redis;
        Testbed::start(&Setup {
            envoy: find_envoy(None)?.path,
            redis_server: needs_redis.then(|| find_redis(None)).transpose()?.map(|tool| tool.path),
            plugin_name: self.name.to_string(),
            runs,
            cases: Vec::new(),
        })
        .map(InEnvoy)
    }

    fn run_group(&self, mutants: &[Mutant]) -> Result<Vec<Result1>> {
        // The port as it is stands for all that is right: nothing may be found in it.
        let right = Mutant {
            number: 0,
            line: 0,
            what: "nothing is changed".into(),
        };
        let all: Vec<Mutant> = [&[right], mutants].concat();
        let bench = self.testbed(&all)?;
        let stop = AtomicBool::new(false);
        let options = Options {
            seed: self.seed,
            configs: self.configs.to_vec(),
            corpus: Vec::new(),
            most_cases: None,
            time: None,
            most_findings: usize::MAX,
            shrinks: false,
            findings: None,
            stop: &stop,
        };
        let redis = self.original.needs_redis() || self.mutated.needs_redis();
        let mut search = Search::new(&bench, Dictionary::of(self.original, self.mutated), redis, &options);
        let mut alive = all.clone();
        let mut caught: BTreeMap<usize, (Duration, String)> = BTreeMap::new();
        // What each of those that are alive has had of the time.
        let mut share = Duration::ZERO;
        while alive.len() > 1 && share < self.time {
            let began = Instant::now();
            let batch = search.batch();
            bench.prepare(&batch.iter().collect::<Vec<_>>())?;
            let runs: Vec<String> = [original(1)].into_iter().chain(alive.iter().map(run_of)).collect();
            let outcomes = side_by_side(&bench, &batch, &runs)?;
            for (at, case) in batch.iter().enumerate() {
                // Coverage of one port that is alive guides, as it would with that port alone.
                search.learn(case, &outcomes[0][at], &outcomes[outcomes.len() - 1][at], &mut |_| ());
            }
            share += began.elapsed() / (alive.len() as u32 - 1);
            for (mutant, ports) in alive.clone().iter().zip(&outcomes[1..]) {
                let differing = batch.iter().enumerate().filter(|(at, _)| {
                    !compare(std::slice::from_ref(&outcomes[0][*at]), &ports[*at])
                        .findings
                        .is_empty()
                });
                for (_, case) in differing.take(6) {
                    if is_proven(&bench, case, &run_of(mutant))? {
                        caught.insert(mutant.number, (share, case.name.clone()));
                        break;
                    }
                }
            }
            if let Some((_, case)) = caught.get(&0) {
                return Err(Error::new(format!(
                    "{}: `{case}` differs in the port as it is",
                    self.name
                )));
            }
            alive.retain(|mutant| !caught.contains_key(&mutant.number));
        }
        let result = |mutant: &Mutant| Result1 {
            mutant: mutant.clone(),
            caught: caught.remove(&mutant.number),
        };
        Ok(mutants.iter().map(result).collect())
    }
}

/// Whether a wrong port differs again, each time, from all runs of the original.
fn is_proven(bench: &InEnvoy, case: &Case, run: &str) -> Result<bool> {
    let mut originals = Vec::new();
    for _ in 0..PROOFS {
        let runs = [original(1), original(2), run.to_string()];
        let mut outcomes = side_by_side(bench, std::slice::from_ref(case), &runs)?;
        let port = outcomes.pop().unwrap_or_default();
        originals.extend(outcomes.into_iter().flatten());
        if port.iter().any(|port| compare(&originals, port).findings.is_empty()) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn side_by_side(bench: &InEnvoy, cases: &[Case], runs: &[String]) -> Result<Vec<Vec<Outcome>>> {
    thread::scope(|scope| {
        let each = |run: &String| {
            let run = run.clone();
            scope.spawn(move || {
                cases
                    .iter()
                    .map(|case| bench.execute(&run, case))
                    .collect::<Result<Vec<_>>>()
            })
        };
        let running: Vec<_> = runs.iter().map(each).collect();
        running
            .into_iter()
            .map(|run| run.join().expect("a run does not panic"))
            .collect()
    })
}
