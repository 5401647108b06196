//! The search: makes cases, keeps those that come further than others, and proves and shrinks what differs.

use super::cases::{World, first_configs, words_of};
use super::corpus;
use super::dictionary::Dictionary;
use super::maker::Maker;
use super::shrink::shrink;
use crate::cases::Case;
use crate::compare::{
    Allowed, Bench, CaseReport, Comparison, Finding, Noise, PORT, Verdict, allowed, compare, judge, original,
};
use crate::observe::{Kind, Outcome};
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// How many cases are made at a time.
const BATCH: usize = 32;

/// How many new configurations come with a batch: Envoy loads each of them.
const NEW_CONFIGS: usize = 4;

/// How many configurations of those that came further are remembered.
const MOST_CONFIGS: usize = 64;

/// So many cases in a row that could not run end the search.
const MOST_FAILURES: usize = 8;

/// How often a case that differed has to differ again, alone in a VM of its own each time.
const PROOFS: usize = 3;

/// How many smaller cases are tried to shrink one.
const SHRINKING_STEPS: usize = 400;

/// How long one case may be shrunk.
const SHRINKING_TIME: Duration = Duration::from_secs(90);

/// What to search, and for how long.
pub struct Options<'a> {
    /// The seed of chance: the same cases for the same builds.
    pub seed: u64,
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
            count => format!(", {count} not again"),
        };
        let compared = match compared == cases {
            true => String::new(),
            false => format!(" ({compared} compared, {failed} could not run)"),
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
    bench: &'a dyn Bench,
    options: &'a Options<'a>,
    maker: Maker,
    world: World,
    configs: Vec<Option<Value>>,
    edges: [BTreeSet<u32>; 2],
    known: BTreeSet<String>,
    corpus: Vec<Case>,
    allowed: &'a [Allowed],
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
        let configs = match options.configs.is_empty() {
            true => first_configs(&mut maker),
            false => options.configs.iter().cloned().map(Some).collect(),
        };
        Search {
            bench,
            options,
            maker,
            world: World {
                redis,
                ..World::default()
            },
            configs,
            edges: Default::default(),
            known: BTreeSet::new(),
            corpus: options.corpus.clone(),
            allowed: &[],
            failures: 0,
            began: Instant::now(),
            progress: Progress {
                seed: options.seed,
                ..Progress::default()
            },
        }
    }

    /// The search with differences that are none.
    #[must_use]
    pub fn allowing(self, allowed: &'a [Allowed]) -> Self {
        Search { allowed, ..self }
    }

    /// Searches until it is told to end. A case that cannot run is counted, and the search goes on.
    ///
    /// # Errors
    /// Several cases in a row could not run; a case file cannot be written.
    pub fn run(mut self, tell: &mut dyn FnMut(Event<'_>)) -> Result<Progress> {
        while !self.is_over() {
            let batch = self.batch();
            let ran = self.those_that_ran(&batch)?;
            for (at, [original, port]) in &ran {
                self.learn(&batch[*at], original, port, tell);
            }
            for (at, [original, port]) in &ran {
                let report = self.weigh(&batch[*at], std::slice::from_ref(original), port);
                let compared = report.verdict != Verdict::CouldNotRun && !report.refused;
                self.progress.compared += usize::from(compared);
                let known = self.known.contains(&signature(&report.comparison));
                if report.comparison.findings.is_empty() || known || self.is_over() {
                    continue;
                }
                match self.prove(&batch, *at) {
                    Ok(Some(found)) => self.found(found, tell)?,
                    Ok(None) => {}
                    Err(error) => self.failed(1, error)?,
                }
            }
            self.progress.took_ms = self.began.elapsed().as_millis() as u64;
            tell(Event::Progress(&self.progress));
        }
        Ok(self.progress)
    }

    /// The outcomes of the cases that ran, each with its place in the batch.
    fn those_that_ran(&mut self, batch: &[Case]) -> Result<Vec<(usize, [Outcome; 2])>> {
        let outcomes = match self.run_batch(batch) {
            Ok(outcomes) => outcomes,
            Err(error) => return self.failed(batch.len(), error).map(|()| Vec::new()),
        };
        let mut ran = Vec::new();
        for (at, outcomes) in outcomes.into_iter().enumerate() {
            match outcomes {
                Ok(outcomes) => {
                    self.failures = 0;
                    ran.push((at, outcomes));
                }
                Err(error) => self.failed(1, error)?,
            }
        }
        Ok(ran)
    }

    /// Takes down that cases could not run; the error again where that was so too often in a row.
    fn failed(&mut self, cases: usize, error: Error) -> Result<()> {
        self.progress.failed += cases;
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

    /// The report of a case, with what is allowed set apart.
    fn weigh(&self, case: &Case, originals: &[Outcome], port: &Outcome) -> CaseReport {
        let report = judge(case, originals, port, compare(originals, port));
        allowed::apply(self.allowed, &report)
    }

    fn is_over(&self) -> bool {
        self.options.stop.load(Ordering::Relaxed)
            || self.options.most_cases.is_some_and(|most| self.progress.cases >= most)
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
            configs.clone_from(&self.configs);
        } else {
            for _ in 0..NEW_CONFIGS {
                let known = self.maker.pick(&self.configs);
                let varied = match &known {
                    Some(config) => self.maker.vary(config),
                    None => self.maker.object(3),
                };
                configs.extend([known, Some(varied)]);
            }
        }
        let made = |at: usize| {
            let config = &configs[at % configs.len()];
            let mut case = self.maker.case(config.as_ref(), &self.world);
            self.progress.cases += 1;
            case.name = format!("generated {} (seed {})", self.progress.cases, self.options.seed);
            case
        };
        (0..size).map(made).collect()
    }

    /// Runs cases once against both builds.
    fn run_batch(&self, cases: &[Case]) -> Result<Vec<Result<[Outcome; 2]>>> {
        self.bench.prepare(&cases.iter().collect::<Vec<_>>())?;
        let runs = [original(1), PORT.to_string()];
        let [originals, ports] = self.side_by_side(cases, &runs);
        Ok(originals
            .into_iter()
            .zip(ports)
            .map(|(original, port)| Ok([original?, port?]))
            .collect())
    }

    /// Runs cases against several runs at the same time; what each of them did. Where too many in a row cannot run, those
    /// behind them do not.
    fn side_by_side<const N: usize>(&self, cases: &[Case], runs: &[String; N]) -> [Vec<Result<Outcome>>; N] {
        let (sender, outcomes) = mpsc::channel();
        thread::scope(|scope| {
            for (at, run) in runs.iter().enumerate() {
                let sender = sender.clone();
                scope.spawn(move || {
                    let mut all: Vec<Result<Outcome>> = Vec::new();
                    for case in cases {
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
        let mut by_run: [Vec<Result<Outcome>>; N] = std::array::from_fn(|_| Vec::new());
        for (at, outcomes) in outcomes {
            by_run[at] = outcomes;
        }
        by_run
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
        for observation in original.observations.iter().filter(|it| it.kind == Kind::RedisCommands) {
            // A command is a line of words; its second one is mostly a key.
            let keys = observation
                .lines
                .iter()
                .filter_map(|line| line.split_whitespace().nth(1));
            self.maker
                .keys
                .extend(keys.map(|key| key.trim_matches('"').to_string()).take(64));
        }
        [self.progress.original_edges, self.progress.port_edges] = [self.edges[0].len(), self.edges[1].len()];
        if further {
            self.world.kept.push(case.clone());
            if !original.refused && !self.configs.contains(&case.config) {
                self.configs.push(case.config.clone());
                // Those that were given stay.
                let given = self.options.configs.len().max(1);
                let too_many = self.configs.len().saturating_sub(MOST_CONFIGS.max(given));
                self.configs.drain(given..given + too_many);
            }
            tell(Event::Kept(case));
        }
    }

    /// Runs a case that differed alone, and where it does not differ then, behind those that came before it in the VM.
    fn prove(&mut self, batch: &[Case], at: usize) -> Result<Option<Found>> {
        let mut candidates = vec![batch[at].clone()];
        candidates.extend([2, 4, 8].into_iter().filter_map(|count| with_history(batch, at, count)));
        for candidate in candidates {
            let alone = Case {
                fresh: true,
                ..candidate
            };
            let Some(report) = self.proof(&alone)? else { continue };
            let wanted = signature(&report.comparison);
            if !self.known.insert(wanted) {
                return Ok(None);
            }
            return Ok(Some(self.smallest(alone, report)));
        }
        self.progress.not_again += 1;
        Ok(None)
    }

    fn smallest(&mut self, case: Case, report: CaseReport) -> Found {
        if !self.options.shrinks {
            return Found { case, report };
        }
        let kinds = kinds(&report.comparison.findings);
        let began = Instant::now();
        let mut failed = false;
        let mut shows = |smaller: &Case| {
            let stop = failed || began.elapsed() > SHRINKING_TIME || self.options.stop.load(Ordering::Relaxed);
            !stop
                && self
                    .differs(smaller)
                    .unwrap_or_else(|_| {
                        failed = true;
                        None
                    })
                    .is_some_and(|comparison| !kinds.is_disjoint(&self::kinds(&comparison.findings)))
        };
        let smaller = shrink(&case, SHRINKING_STEPS, &mut shows);
        // What was tried once may have differed by chance; what differs is told even where no smaller case can be run.
        match self.proof(&smaller) {
            Ok(Some(report)) => {
                self.known.insert(signature(&report.comparison));
                Found { case: smaller, report }
            }
            Ok(None) | Err(_) => Found { case, report },
        }
    }

    /// What differs when a case runs once.
    fn differs(&self, case: &Case) -> Result<Option<Comparison>> {
        let [original, port] = self.run_batch(std::slice::from_ref(case))?.swap_remove(0)?;
        let comparison = self.weigh(case, &[original], &port).comparison;
        Ok((!comparison.findings.is_empty()).then_some(comparison))
    }

    /// The report of a case that differs each time.
    fn proof(&self, case: &Case) -> Result<Option<CaseReport>> {
        let mut originals: Vec<Outcome> = Vec::new();
        let mut ports: Vec<Outcome> = Vec::new();
        for _ in 0..PROOFS {
            let case = std::slice::from_ref(case);
            let [first, second, port] = self.side_by_side(case, &[original(1), original(2), PORT.to_string()]);
            originals.extend(first.into_iter().chain(second).collect::<Result<Vec<_>>>()?);
            ports.extend(port.into_iter().collect::<Result<Vec<_>>>()?);
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
        let port = ports.last().ok_or_else(|| Error::new("the port gave no outcome"))?;
        let report = self.weigh(case, &originals, port);
        Ok((!report.comparison.findings.is_empty()).then_some(report))
    }
}

/// One case of those that came last with the same configuration, up to this one.
fn with_history(batch: &[Case], at: usize, count: usize) -> Option<Case> {
    let same = |case: &&Case| case.config == batch[at].config && case.redis == batch[at].redis;
    let mut last: Vec<&Case> = batch[..=at].iter().rev().filter(same).take(count).collect();
    last.reverse();
    if last.len() < count {
        return None;
    }
    let mut joined = batch[at].clone();
    joined.requests = last.iter().flat_map(|case| case.requests.clone()).collect();
    joined.upstream = Vec::new();
    for case in last {
        let mut answers = case.upstream.clone();
        answers.resize(case.requests.len(), answers.last().cloned().unwrap_or_default());
        joined.upstream.extend(answers);
    }
    Some(joined)
}

fn goes_several_ways(comparison: &Comparison) -> bool {
    comparison.masks.iter().any(|mask| mask.spot.noise == Noise::Variants)
}

fn kinds(findings: &[Finding]) -> BTreeSet<Kind> {
    findings.iter().map(|finding| finding.kind).collect()
}

/// What tells one difference from another: what was observed, and the lines that differ first, without their numbers.
fn signature(comparison: &Comparison) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::{Evidence, Observation, Trail};
    use serde_json::json;
    use std::collections::BTreeMap;

    /// Builds of which the port says something else, and cases that cannot run.
    struct Builds {
        fails: fn(&Case) -> bool,
    }

    impl Bench for Builds {
        fn add_original(&self, _run: &str) -> Result<()> {
            Ok(())
        }

        fn execute(&self, run: &str, case: &Case) -> Result<Outcome> {
            if (self.fails)(case) {
                return Err(Error::new("Envoy is gone"));
            }
            let says = if run == PORT { "hell" } else { "hello" };
            Ok(Outcome {
                observations: vec![Observation {
                    kind: Kind::Log,
                    place: "request 1".into(),
                    lines: vec![says.into()],
                }],
                evidence: Evidence {
                    served: case.requests.len(),
                    callbacks: BTreeMap::from([("proxy_on_request_headers".to_string(), 1)]),
                    body_chunks: Vec::new(),
                    traps: Vec::new(),
                    trail: Trail::default(),
                },
                refused: false,
            })
        }
    }

    static GOES_ON: AtomicBool = AtomicBool::new(false);

    fn options(configs: usize) -> Options<'static> {
        Options {
            seed: 1,
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
        };
        let options = options(1);
        let progress = Search::new(&builds, Dictionary::default(), false, &options)
            .run(&mut |_| ())
            .unwrap();
        assert_eq!(
            (progress.cases, progress.failed, progress.compared, progress.findings),
            (64, 1, 63, 1)
        );
        let none = Builds { fails: |_| true };
        let ended = Search::new(&none, Dictionary::default(), false, &options).run(&mut |_| ());
        assert!(ended.unwrap_err().what().contains("Envoy is gone"));
    }

    #[test]
    fn what_is_allowed_is_no_difference() {
        let builds = Builds { fails: |_| false };
        let options = options(1);
        let text = "kind = \"log\"\npattern = \"hell*\"\nreason = \"shorter\"\nexpires = 2200-01-01\n";
        let allowed = [toml::from_str(text).unwrap()];
        let search = Search::new(&builds, Dictionary::default(), false, &options).allowing(&allowed);
        let progress = search.run(&mut |_| ()).unwrap();
        assert_eq!((progress.compared, progress.findings), (64, 0));
    }

    #[test]
    fn any_number_of_configurations_can_be_given() {
        let builds = Builds { fails: |_| false };
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
