//! The search: makes cases, keeps those that come further than others, and proves and shrinks what differs.

use super::cases::{World, first_configs, words_of};
use super::configs::{Sweep, without_races};
use super::corpus;
use super::dictionary::Dictionary;
use super::dread::Dread;
use super::maker::Maker;
use super::proof::{Prover, Ran, signature, with_history};
use crate::cases::Case;
use crate::compare::{Allowed, Bench, CaseReport, Verdict};
use crate::observe::{Kind, Outcome};
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How many cases are made at a time.
const BATCH: usize = 96;

/// How many cases come first: what differs everywhere, or hangs, is seen soon.
const FIRST_BATCH: usize = 8;

/// How many new configurations come with a batch: Envoy loads each of them.
const NEW_CONFIGS: usize = 16;

/// How many configurations of those that came further are remembered.
const MOST_CONFIGS: usize = 64;

/// So many configurations are changed in every simple way at a time.
const MOST_SWEPT: usize = 16;

/// How many cases of a hundred meet a world in which everything works, where the configuration is new or came further in the
/// last batch.
const CALM: u32 = 75;

/// How many configurations of a hundred are tried with what brought Envoy down before.
const DARING: u32 = 10;

/// So many cases in a row that could not run end the search.
pub const MOST_FAILURES: usize = 8;

/// A difference that did not show again so often is not looked at any more.
const MOST_TRIES: usize = 2;

/// What to search, and for how long.
pub struct Options<'a> {
    /// The seed of chance: the same cases for the same builds.
    pub seed: u64,
    /// What each made case has: a root id, plugins beside the compared one.
    pub base: Case,
    /// The configurations to begin with.
    pub configs: Vec<Value>,
    /// The cases to begin with, of an earlier search.
    pub corpus: Vec<Case>,
    /// Ends after so many cases.
    pub most_cases: Option<usize>,
    /// Ends after so long.
    pub time: Option<Duration>,
    /// Ends after so many differences.
    pub most_findings: usize,
    /// Makes what differs as small as possible.
    pub shrinks: bool,
    /// The folder for the case files of what differs.
    pub findings: Option<PathBuf>,
    /// Ends as soon as it is set.
    pub stop: &'a AtomicBool,
}

/// How far a search is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Progress {
    /// The seed with which the same cases are made again.
    pub seed: u64,
    /// The cases that ran.
    pub cases: usize,
    /// Those of them whose requests came as far as both builds.
    #[serde(default)]
    pub compared: usize,
    /// Those of them that could not run.
    #[serde(default)]
    pub failed: usize,
    /// Why the last of these could not run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// The edges that were reached in the original.
    pub original_edges: usize,
    /// The edges that were reached in the port.
    pub port_edges: usize,
    /// The differences that were found, each once.
    pub findings: usize,
    /// The cases that differed once, and did not differ again when they were run alone.
    pub not_again: usize,
    /// How long the search took so far (ms).
    pub took_ms: u64,
}

impl Progress {
    /// How far it is, in words.
    pub fn line(&self) -> String {
        let Progress {
            cases,
            compared,
            failed,
            original_edges,
            port_edges,
            findings,
            not_again,
            ..
        } = self;
        let per_second = *cases as f64 * 1_000.0 / self.took_ms.max(1) as f64;
        let not_again = match not_again {
            0 => String::new(),
            count => format!(", {count} seen once and not again"),
        };
        let compared = match compared == cases {
            true => String::new(),
            false => format!(
                " ({compared} compared, {} with a configuration that is refused, {failed} could not run)",
                cases.saturating_sub(compared + failed)
            ),
        };
        format!(
            "{cases} cases{compared}, {per_second:.0}/s, {original_edges} and {port_edges} edges, {findings} differences{not_again}"
        )
    }
}

/// Something that a search came upon.
pub enum Event<'a> {
    /// A batch is done.
    Progress(&'a Progress),
    /// A case came further than those before it.
    Kept(&'a Case),
    /// A case shows a difference, again and again.
    Found(&'a Found),
}

/// A case that shows a difference by itself.
pub struct Found {
    /// The case, as small as it gets.
    pub case: Case,
    /// What differs.
    pub report: CaseReport,
}

/// A search in two builds.
pub struct Search<'a> {
    prover: Prover<'a>,
    options: &'a Options<'a>,
    maker: Maker,
    world: World,
    configs: Vec<Option<Value>>,
    /// Those that came further in the last batch: what they called for is there now.
    recent: Vec<Option<Value>>,
    /// Those that the original refused after it had come further than with others: a step on the way to more.
    refused: Vec<Option<Value>>,
    /// For each of some known configurations, the simple changes of it that are still to be tried.
    sweeps: Vec<Sweep>,
    dread: Dread,
    edges: [BTreeSet<u32>; 2],
    known: BTreeSet<String>,
    /// How often a difference was tried, and did not show again.
    tried: BTreeMap<String, usize>,
    corpus: Vec<Case>,
    failures: usize,
    began: Instant,
    progress: Progress,
}

impl<'a> Search<'a> {
    /// A search with the words of two builds. `redis` says whether one of them calls Redis.
    pub fn new(bench: &'a dyn Bench, mut dictionary: Dictionary, redis: bool, options: &'a Options<'a>) -> Search<'a> {
        for config in &options.configs {
            dictionary.add(words_of(config));
        }
        let mut maker = Maker::new(dictionary, options.seed);
        for config in &options.configs {
            maker.note(config, false);
        }
        let configs = match options.configs.is_empty() {
            true => first_configs(&mut maker),
            false => options.configs.iter().cloned().map(Some).collect(),
        };
        let mut world = World {
            tcp: options.corpus.iter().any(|case| !case.connections.is_empty()),
            ..World::new(&options.base, redis)
        };
        world.observe(&maker.dictionary.shapes.properties);
        let mut search = Search {
            prover: Prover::new(bench, options.stop),
            options,
            maker,
            world,
            configs,
            recent: Vec::new(),
            refused: Vec::new(),
            sweeps: Vec::new(),
            dread: Dread::default(),
            edges: Default::default(),
            known: BTreeSet::new(),
            tried: BTreeMap::new(),
            corpus: options.corpus.clone(),
            failures: 0,
            began: Instant::now(),
            progress: Progress {
                seed: options.seed,
                ..Progress::default()
            },
        };
        search
            .configs
            .clone()
            .iter()
            .for_each(|config| search.will_sweep(config));
        search
    }

    fn will_sweep(&mut self, config: &Option<Value>) {
        if let Some(config) = config {
            let sweep = self.maker.sweep(config);
            self.sweeps.push(sweep);
            if self.sweeps.len() > MOST_SWEPT {
                // Those behind it are closer to what was reached last.
                self.sweeps.remove(0);
            }
        }
    }

    /// The next simple change of a known configuration; of those that came further last more often.
    fn swept(&mut self) -> Option<Value> {
        self.sweeps.retain(|sweep| !sweep.is_over());
        let count = self.sweeps.len().max(1);
        let at = self.maker.rng.usize(0..count).max(self.maker.rng.usize(0..count));
        self.maker.swept(self.sweeps.get_mut(at)?)
    }

    /// The search with differences that are none.
    #[must_use]
    pub fn allowing(mut self, allowed: &'a [Allowed]) -> Self {
        self.prover.allowed = allowed;
        self
    }

    /// Searches until it is told to end. A case that cannot run is counted, and the search goes on.
    ///
    /// # Errors
    /// Several cases in a row could not run; a case file cannot be written.
    pub fn run(mut self, tell: &mut dyn FnMut(Event<'_>)) -> Result<Progress> {
        while !self.is_over() {
            let batch = self.batch();
            let ran = self.those_that_ran(&batch)?;
            for (at, ran) in &ran {
                self.learn(&batch[*at], &ran.originals[0], &ran.port, tell);
            }
            for (at, ran) in ran {
                let report = self.prover.weigh(&batch[at], &ran.originals, &ran.port);
                let compared = report.verdict != Verdict::CouldNotRun && !report.refused;
                self.progress.compared += usize::from(compared);
                if report.verdict != Verdict::Different || self.is_known(&report) || self.is_ended() {
                    continue;
                }
                match self.prove(&batch, at, ran, &report) {
                    Ok(Some(found)) => self.found(found, tell)?,
                    Err(error) if !self.is_ended() => self.failed(1, error)?,
                    Ok(None) | Err(_) => {}
                }
            }
            self.progress.took_ms = self.began.elapsed().as_millis() as u64;
            tell(Event::Progress(&self.progress));
        }
        Ok(self.progress)
    }

    /// The outcomes of the cases that ran, each with its place in the batch.
    fn those_that_ran(&mut self, batch: &[Case]) -> Result<Vec<(usize, Ran)>> {
        let outcomes = match self.prover.run(batch) {
            Ok(outcomes) => outcomes,
            Err(error) => return self.failed(batch.len(), error).map(|()| Vec::new()),
        };
        let mut ran = Vec::new();
        for (at, outcomes) in outcomes.into_iter().enumerate() {
            match outcomes {
                Ok(outcomes) => {
                    self.failures = 0;
                    ran.extend(outcomes.map(|outcomes| (at, outcomes)));
                }
                Err(error) => self.failed(1, error)?,
            }
        }
        Ok(ran)
    }

    /// Takes down that cases could not run; the error again where that was so too often in a row.
    fn failed(&mut self, cases: usize, error: Error) -> Result<()> {
        self.progress.failed += cases;
        self.progress.failure = Some(error.what().to_string());
        self.failures += 1;
        match self.failures < MOST_FAILURES {
            true => Ok(()),
            false => Err(error),
        }
    }

    fn found(&mut self, mut found: Found, tell: &mut dyn FnMut(Event<'_>)) -> Result<()> {
        self.progress.findings += 1;
        if let Some(folder) = &self.options.findings {
            found.report.file = Some(corpus::finding(folder, &found)?.display().to_string());
        }
        tell(Event::Found(&found));
        Ok(())
    }

    /// A difference that was found before, or was looked at often enough.
    fn is_known(&self, report: &CaseReport) -> bool {
        let signature = signature(&report.comparison);
        self.known.contains(&signature) || self.tried.get(&signature).is_some_and(|tries| *tries >= MOST_TRIES)
    }

    /// No further case is to be run.
    fn is_over(&self) -> bool {
        self.is_ended() || self.options.most_cases.is_some_and(|most| self.progress.cases >= most)
    }

    /// Not even what has run is to be looked at any more.
    fn is_ended(&self) -> bool {
        self.options.stop.load(Ordering::Relaxed)
            || self.options.time.is_some_and(|time| self.began.elapsed() >= time)
            || self.progress.findings >= self.options.most_findings
    }

    /// The next cases: those of an earlier search first.
    pub fn batch(&mut self) -> Vec<Case> {
        let left = self
            .options
            .most_cases
            .map_or(BATCH, |most| most.saturating_sub(self.progress.cases));
        let size = BATCH.min(left);
        if !self.corpus.is_empty() {
            let size = size.min(self.corpus.len());
            self.progress.cases += size;
            return self.corpus.drain(..size).collect();
        }
        let mut configs = Vec::new();
        let first = self.progress.cases == 0;
        if first {
            configs.extend(self.configs.iter().cloned().map(|config| (config, true)));
        } else {
            for nth in 0..NEW_CONFIGS {
                let swept = (nth % 3 != 0).then(|| self.swept()).flatten();
                let recent = self.recent.pop();
                let is_recent = recent.is_some();
                let known = recent.unwrap_or_else(|| self.maker.pick(&self.configs));
                let from = match !self.refused.is_empty() && self.maker.chance(30) {
                    true => self.maker.pick(&self.refused),
                    false => known.clone(),
                };
                let mut varied = swept.unwrap_or_else(|| match &from {
                    Some(config) => self.maker.vary(config),
                    None => self.maker.object(3),
                });
                without_races(&mut varied, &self.options.configs);
                if self.dread.is_feared(&varied) && !self.maker.chance(DARING) {
                    varied = self.dread.spared(&varied);
                }
                configs.extend([(known, is_recent), (Some(varied), true)]);
            }
        }
        let size = if first {
            size.min(FIRST_BATCH.max(configs.len()))
        } else {
            size
        };
        let made = |at: usize| {
            let (config, is_young) = &configs[at % configs.len()];
            let calm = *is_young && self.maker.chance(CALM);
            let mut case = self.maker.case(config.as_ref(), &self.world, calm);
            self.progress.cases += 1;
            case.name = format!("generated {} (seed {})", self.progress.cases, self.options.seed);
            case
        };
        (0..size).map(made).collect()
    }

    /// Takes down what a case led to.
    pub fn learn(&mut self, case: &Case, original: &Outcome, port: &Outcome, tell: &mut dyn FnMut(Event<'_>)) {
        let mut further = false;
        for (edges, outcome) in self.edges.iter_mut().zip([original, port]) {
            let trail = &outcome.evidence.trail;
            let before = edges.len();
            edges.extend(&trail.edges);
            further |= edges.len() > before;
            let known = self.world.clusters.len();
            trail
                .clusters
                .iter()
                .for_each(|cluster| self.world.learn_cluster(cluster));
            further |= self.world.clusters.len() > known;
        }
        if let Some(config) = &case.config {
            let used = &original.evidence.trail.clusters;
            used.iter().for_each(|cluster| self.maker.note_used(config, cluster));
        }
        self.maker.clusters = self.world.clusters.iter().cloned().collect();
        for observation in original.observations.iter().filter(|it| it.kind == Kind::RedisCommands) {
            // A line names the service, and behind it the command and mostly a key.
            let lines = observation.lines.iter().take(64);
            let commands = lines.filter_map(|line| Some(line.split_once(": ")?.1));
            let words = |nth: usize| {
                let words = commands
                    .clone()
                    .filter_map(move |command| command.split_whitespace().nth(nth));
                words.map(|word| word.trim_matches('"').to_string())
            };
            self.maker.commands.extend(words(0));
            self.maker.keys.extend(words(1));
        }
        [self.progress.original_edges, self.progress.port_edges] = [self.edges[0].len(), self.edges[1].len()];
        // What brings Envoy down leads nowhere, and each change of it would cost another Envoy.
        let is_fatal = [original, port].iter().any(|outcome| outcome.evidence.trail.is_fatal);
        if let Some(config) = &case.config {
            self.dread.note(config, !is_fatal);
        }
        if further && !is_fatal {
            self.world.kept.push(case.clone());
            if let Some(config) = &case.config {
                self.maker.note(config, true);
            }
            self.remember(&case.config, original.refused);
            tell(Event::Kept(case));
        }
    }

    /// Keeps a configuration to vary it further; those that were given stay.
    fn remember(&mut self, config: &Option<Value>, refused: bool) {
        let (configs, given) = match refused {
            true => (&mut self.refused, 0),
            false => (&mut self.configs, self.options.configs.len().max(1)),
        };
        if !configs.contains(config) {
            configs.push(config.clone());
            let too_many = configs.len().saturating_sub(MOST_CONFIGS.max(given));
            configs.drain(given..given + too_many);
            self.will_sweep(config);
            if !refused {
                self.recent.push(config.clone());
            }
        }
    }

    /// Runs a case that differed alone, and where it does not differ then, behind those that came before it in the VM.
    fn prove(&mut self, batch: &[Case], at: usize, ran: Ran, first: &CaseReport) -> Result<Option<Found>> {
        if self.prover.is_chance(&batch[at], ran)? {
            self.progress.not_again += 1;
            return Ok(None);
        }
        let mut candidates = vec![batch[at].clone()];
        candidates.extend([2, 4, 8].into_iter().filter_map(|count| with_history(batch, at, count)));
        for candidate in candidates {
            if self.is_ended() {
                return Ok(None);
            }
            let alone = Case {
                fresh: true,
                ..candidate
            };
            let Some(report) = self.prover.proof(&alone)? else {
                continue;
            };
            if !self.known.insert(signature(&report.comparison)) {
                return Ok(None);
            }
            return Ok(self.smallest(alone, report));
        }
        self.progress.not_again += 1;
        *self.tried.entry(signature(&first.comparison)).or_default() += 1;
        Ok(None)
    }

    /// What differs, made small; none where that was found before. What an earlier search found is as small as it gets.
    fn smallest(&mut self, case: Case, report: CaseReport) -> Option<Found> {
        if !self.options.shrinks || self.options.corpus.contains(&case) {
            return Some(Found { case, report });
        }
        let large = signature(&report.comparison);
        let found = self.prover.smallest(case, report, &|| self.is_ended());
        let small = signature(&found.report.comparison);
        (small == large || self.known.insert(small)).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::PORT;
    use crate::generate::cases::plain_case;
    use crate::observe::{Evidence, Observation, Trail};
    use serde_json::json;
    use std::sync::Mutex;
    use std::sync::atomic::AtomicUsize;

    /// Builds that log what a function of the run, and of how often the run was asked before, says.
    struct Builds {
        says: fn(&str, usize, &Case) -> Vec<String>,
        fails: fn(&Case) -> bool,
        /// They trap when they start.
        lost: bool,
        /// They bring their Envoy down in every case.
        fatal: bool,
        asked: Mutex<BTreeMap<String, usize>>,
        /// How many cases had a VM of their own.
        fresh: AtomicUsize,
    }

    impl Builds {
        fn that_say(says: fn(&str, usize, &Case) -> Vec<String>) -> Builds {
            Builds {
                says,
                fails: |_| false,
                lost: false,
                fatal: false,
                asked: Mutex::default(),
                fresh: AtomicUsize::new(0),
            }
        }

        /// The port swallows a letter.
        fn that_differ() -> Builds {
            Builds::that_say(|run, _, _| vec![if run == PORT { "hell" } else { "hello" }.into()])
        }

        fn search(&self, options: &Options<'_>) -> Progress {
            let search = Search::new(self, Dictionary::default(), false, options);
            search.run(&mut |_| ()).unwrap()
        }
    }

    impl Bench for Builds {
        fn add_original(&self, _run: &str) -> Result<()> {
            Ok(())
        }

        fn start_over(&self, runs: &[String]) -> Result<()> {
            assert_eq!(runs, ["original-1", "original-2", PORT]);
            self.asked.lock().unwrap().clear();
            Ok(())
        }

        fn execute(&self, run: &str, case: &Case) -> Result<Outcome> {
            if (self.fails)(case) {
                return Err(Error::new("Envoy is gone"));
            }
            let before = match case.fresh {
                true => {
                    self.fresh.fetch_add(1, Ordering::Relaxed);
                    0
                }
                false => {
                    let mut asked = self.asked.lock().unwrap();
                    let asked = asked.entry(run.to_string()).or_default();
                    *asked += 1;
                    *asked - 1
                }
            };
            let log = Observation {
                kind: Kind::Log,
                place: "request 1".into(),
                lines: (self.says)(run, before, case),
            };
            let trap = self.lost.then(|| Observation {
                kind: Kind::Trap,
                place: "the module".into(),
                lines: vec!["traps".into()],
            });
            Ok(Outcome {
                observations: [log].into_iter().chain(trap).collect(),
                evidence: Evidence {
                    served: case.requests.len(),
                    callbacks: BTreeMap::from([("proxy_on_request_headers".to_string(), 1)]),
                    body_chunks: Vec::new(),
                    traps: Vec::new(),
                    trail: Trail {
                        is_fatal: self.fatal,
                        ..Trail::default()
                    },
                },
                refused: self.lost,
            })
        }
    }

    static GOES_ON: AtomicBool = AtomicBool::new(false);

    fn options(configs: usize) -> Options<'static> {
        Options {
            seed: 1,
            base: plain_case(),
            configs: (0..configs).map(|nth| json!({ "nth": nth })).collect(),
            corpus: Vec::new(),
            most_cases: Some(64),
            time: None,
            most_findings: usize::MAX,
            shrinks: false,
            findings: None,
            stop: &GOES_ON,
        }
    }

    #[test]
    fn a_search_goes_on_where_a_case_cannot_run() {
        let builds = Builds {
            fails: |case| case.name.starts_with("generated 1 "),
            ..Builds::that_differ()
        };
        let options = options(1);
        let progress = builds.search(&options);
        assert_eq!(
            (progress.cases, progress.failed, progress.compared, progress.findings),
            (64, 1, 63, 1)
        );
        assert!(progress.failure.unwrap().contains("Envoy is gone"));
        let none = Builds {
            fails: |_| true,
            ..Builds::that_differ()
        };
        let ended = Search::new(&none, Dictionary::default(), false, &options).run(&mut |_| ());
        assert!(ended.unwrap_err().what().contains("Envoy is gone"));
    }

    #[test]
    fn an_order_that_the_original_seldom_takes_is_no_difference() {
        static STARTS: AtomicUsize = AtomicUsize::new(0);
        let builds = Builds::that_say(|run, _, case| {
            let seldom = case.fresh && run != PORT && STARTS.fetch_add(1, Ordering::Relaxed) % 9 == 8;
            let lines = if seldom || run == PORT { ["b", "a"] } else { ["a", "b"] };
            lines.map(String::from).to_vec()
        });
        let progress = builds.search(&options(1));
        assert_eq!(progress.findings, 0);
        assert!(progress.not_again > 0, "{progress:?}");
        // One that it never takes is.
        let never = Builds::that_say(|run, _, _| {
            let lines = if run == PORT { ["b", "a"] } else { ["a", "b"] };
            lines.map(String::from).to_vec()
        });
        assert_eq!(never.search(&options(1)).findings, 1);
    }

    #[test]
    fn what_two_lost_builds_say_of_their_end_is_no_difference() {
        let builds = Builds {
            lost: true,
            ..Builds::that_differ()
        };
        let progress = builds.search(&options(1));
        assert_eq!((progress.compared, progress.findings), (0, 0));
    }

    #[test]
    fn a_configuration_that_brings_envoy_down_is_not_run_again_in_a_batch() {
        let builds = Builds {
            fatal: true,
            ..Builds::that_say(|_, _, _| Vec::new())
        };
        let options = Options {
            most_cases: Some(FIRST_BATCH),
            ..options(2)
        };
        let progress = builds.search(&options);
        assert_eq!((progress.cases, progress.failed), (FIRST_BATCH, 0));
        let asked = builds.asked.into_inner().unwrap();
        assert_eq!(asked.into_values().collect::<Vec<_>>(), [2, 2]);
    }

    #[test]
    fn the_last_cases_are_looked_at_like_all_others() {
        let options = Options {
            most_cases: Some(3),
            ..options(1)
        };
        assert_eq!(Builds::that_differ().search(&options).findings, 1);
    }

    #[test]
    fn a_search_that_is_stopped_looks_at_nothing_more() {
        let stop = AtomicBool::new(true);
        let options = Options {
            stop: &stop,
            ..options(1)
        };
        let builds = Builds::that_differ();
        assert_eq!(
            builds.search(&options),
            Progress {
                seed: 1,
                ..Progress::default()
            }
        );
        assert!(builds.asked.lock().unwrap().is_empty());
    }

    #[test]
    fn the_original_runs_twice_once_something_differs() {
        let runs = |builds: Builds| builds.asked.into_inner().unwrap().into_keys().collect::<Vec<_>>();
        let alike = Builds::that_say(|_, before, _| vec![format!("request {before}")]);
        alike.search(&options(1));
        assert_eq!(runs(alike), ["original-1", PORT]);
        let differ = Builds::that_differ();
        differ.search(&options(1));
        assert_eq!(runs(differ), ["original-1", "original-2", PORT]);
    }

    #[test]
    fn what_is_new_each_time_is_no_difference_and_costs_nothing() {
        let builds = Builds::that_say(|run, before, _| {
            let run = run.bytes().map(usize::from).sum::<usize>();
            vec![format!("id: 00000000-0000-4000-8000-{:012}", run * 1_000 + before)]
        });
        let progress = builds.search(&options(1));
        assert_eq!((progress.compared, progress.findings, progress.not_again), (64, 0, 0));
        assert_eq!(builds.fresh.into_inner(), 0);
    }

    #[test]
    fn an_order_that_changes_by_chance_is_seen_without_vms_of_their_own() {
        let builds = Builds::that_say(|run, before, _| {
            // The original swaps the lines only behind the first batch.
            let swapped = match run {
                PORT => before == 4,
                "original-2" => before >= FIRST_BATCH,
                _ => false,
            };
            let mut lines = vec!["a: 1".to_string(), "b: 2".to_string()];
            if swapped {
                lines.reverse();
            }
            lines
        });
        let progress = builds.search(&options(1));
        assert_eq!((progress.compared, progress.findings), (64, 0));
        assert!(progress.not_again > 0);
        assert_eq!(builds.fresh.into_inner(), 0);
    }

    /// The original counts on while the case is run again: that is no chance.
    #[test]
    fn what_a_vm_remembers_is_not_taken_for_chance() {
        let builds = Builds::that_say(|run, before, _| vec![format!("request {}", before + usize::from(run == PORT))]);
        assert_eq!(builds.search(&options(1)).findings, 1);
    }

    #[test]
    fn what_comes_to_the_same_case_is_one_difference() {
        let builds = Builds::that_say(|run, _, case| {
            let path = String::from_utf8_lossy(&case.requests[0].path.0).into_owned();
            vec![format!("{} {path}", if run == PORT { "asks" } else { "gets" })]
        });
        let options = Options {
            shrinks: true,
            ..options(1)
        };
        assert_eq!(builds.search(&options).findings, 1);
    }

    #[test]
    fn what_does_not_show_again_is_not_looked_at_for_ever() {
        let builds =
            Builds::that_say(|run, before, _| vec![if run == PORT && before > 0 { "lost" } else { "served" }.into()]);
        let progress = builds.search(&options(1));
        assert_eq!((progress.findings, progress.not_again), (0, MOST_TRIES));
    }

    #[test]
    fn what_is_allowed_is_no_difference() {
        let builds = Builds::that_differ();
        let options = options(1);
        let text = "kind = \"log\"\npattern = \"hell*\"\nreason = \"shorter\"\nexpires = 2200-01-01\n";
        let allowed = [toml::from_str(text).unwrap()];
        let search = Search::new(&builds, Dictionary::default(), false, &options).allowing(&allowed);
        let progress = search.run(&mut |_| ()).unwrap();
        assert_eq!((progress.compared, progress.findings), (64, 0));
    }

    #[test]
    fn what_the_plugin_asks_of_redis_is_told_by_its_commands() {
        let options = options(1);
        let builds = Builds::that_differ();
        let mut search = Search::new(&builds, Dictionary::default(), true, &options);
        let case = search.batch().swap_remove(0);
        let mut outcome = builds.execute(PORT, &case).unwrap();
        outcome.observations.push(Observation {
            kind: Kind::RedisCommands,
            place: "Redis".into(),
            lines: vec!["outbound|6379||redis.static, as admin: expire user:1 60".into()],
        });
        search.learn(&case, &outcome, &outcome, &mut |_| ());
        assert_eq!(search.maker.keys, BTreeSet::from(["user:1".to_string()]));
        assert_eq!(search.maker.commands, BTreeSet::from(["expire".to_string()]));
    }

    #[test]
    fn a_configuration_that_called_for_more_is_tried_at_once_with_what_it_called_for() {
        let builds = Builds::that_differ();
        let options = Options {
            most_cases: None,
            ..options(60)
        };
        let mut search = Search::new(&builds, Dictionary::default(), false, &options);
        let mut case = search.batch().swap_remove(0);
        let mut outcome = builds.execute(PORT, &case).unwrap();
        outcome.evidence.trail.clusters.insert("token".into());
        case.config = Some(json!({"calls": "token"}));
        search.learn(&case, &outcome, &outcome, &mut |_| ());
        let next = search.batch().swap_remove(0);
        assert_eq!(next.config, case.config);
        assert!(next.services.contains_key("token"));
    }

    #[test]
    fn a_configuration_that_brings_envoy_down_is_not_varied() {
        let builds = Builds {
            fatal: true,
            ..Builds::that_say(|_, _, _| Vec::new())
        };
        let options = options(1);
        let mut search = Search::new(&builds, Dictionary::default(), false, &options);
        let mut case = search.batch().swap_remove(0);
        case.config = Some(json!({"nth": "fatal"}));
        let mut outcome = builds.execute(PORT, &case).unwrap();
        outcome.evidence.trail.edges.push(1);
        search.learn(&case, &outcome, &outcome, &mut |_| ());
        assert_eq!((search.configs.len(), search.recent.len()), (1, 0));
    }

    #[test]
    fn any_number_of_configurations_can_be_given() {
        let builds = Builds::that_differ();
        let options = options(70);
        let mut search = Search::new(&builds, Dictionary::default(), false, &options);
        let mut case = search.batch().swap_remove(0);
        let mut outcome = builds.execute(PORT, &case).unwrap();
        outcome.evidence.trail.edges.push(1);
        case.config = Some(json!({"nth": "new"}));
        search.learn(&case, &outcome, &outcome, &mut |_| ());
        assert_eq!(search.configs.len(), 70);
    }
}
