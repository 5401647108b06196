//! A plugin and its port, and how the two are run in one Envoy.

use super::allowed::{self, Allowed};
use super::golden::Golden;
use super::model::{ModuleReport, NotEntered, PairReport};
use super::schedule::{Bench, FIRST_ORIGINALS, MOST_ORIGINALS, PORT, original, record_cases, run_cases};
use super::verdict::{CaseReport, Reason, Verdict};
use crate::bridge::{self, Change, Coverage, Options};
use crate::cases::{Case, with_root_ids};
use crate::generate::{self, Dictionary, Progress, Search};
use crate::inspect::Module;
use crate::observe::Outcome;
use crate::testbed::tools::Tool;
use crate::testbed::{Figures, Loadable, Run, Setup, Testbed};
use crate::trace;
use crate::{Error, Result};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Two builds that are to behave alike, and the cases that show it.
pub struct Pair {
    name: String,
    original: Original,
    port: Arc<Module>,
    cases: Vec<Case>,
    allowed: Vec<Allowed>,
    /// Nobody wrote the cases, nor chose what they say.
    built_in: bool,
}

/// Why cases that nobody wrote say nothing.
const ALL_REFUSED: &str = "both builds refuse the configuration of every case: none of their requests was compared";

/// What the port is measured by.
enum Original {
    /// A build, which runs beside the port.
    Build(Arc<Module>),
    /// What a build did before.
    Recorded(Golden),
}

/// The programs that the builds run in and beside.
pub struct Programs {
    /// Envoy.
    pub envoy: Tool,
    /// Redis; needed where a module calls it.
    pub redis_server: Option<Tool>,
}

impl Pair {
    /// A pair that can tell something.
    ///
    /// # Errors
    /// Both builds are the same file; the two are given the wrong way round.
    pub fn new(name: &str, original: Module, port: Module, cases: Vec<Case>) -> Result<Self> {
        let pair = Pair {
            name: name.to_string(),
            cases: with_root_ids(&cases, &[&original, &port]),
            original: Original::Build(Arc::new(original)),
            port: Arc::new(port),
            allowed: Vec::new(),
            built_in: false,
        };
        pair.check()?;
        Ok(pair)
    }

    /// A port and what its original did before.
    ///
    /// # Errors
    /// The port is the recorded build; a recorded case is none.
    pub fn with_golden(golden: Golden, port: Module) -> Result<Self> {
        if golden.original.sha256 == port.sha256 {
            let what = format!("{}: the module that the golden file was recorded with", port.name);
            return Err(Error::new(what).next("give the build of the port"));
        }
        Ok(Pair {
            name: golden.plugin.clone(),
            cases: with_root_ids(&golden.cases()?, &[&port]),
            original: Original::Recorded(golden),
            port: Arc::new(port),
            allowed: Vec::new(),
            built_in: false,
        })
    }

    /// The pair with differences that are allowed.
    #[must_use]
    pub fn allowing(self, allowed: Vec<Allowed>) -> Self {
        Pair { allowed, ..self }
    }

    /// The pair with cases that nobody wrote: where the configuration is refused in all of them, nothing can be said.
    #[must_use]
    pub fn with_built_in_cases(self) -> Self {
        Pair { built_in: true, ..self }
    }

    /// The pair's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A hash over everything that the verdict depends on: modules, also those of neighbours, what was recorded, cases, what
    /// is allowed, and the versions of Envoy, Redis and this tool.
    pub fn hash(&self, programs: &Programs) -> String {
        let redis = programs.redis_server.as_ref().map(|tool| &tool.version);
        let mut parts = vec![
            env!("CARGO_PKG_VERSION").into(),
            programs.envoy.version.clone().into(),
            format!("{redis:?}").into(),
            self.name.clone().into(),
            self.original.report().sha256.into(),
            self.port.sha256.clone().into(),
            format!("{:?}", self.cases).into(),
            format!("{:?}", self.allowed).into(),
        ];
        if let Original::Recorded(golden) = &self.original {
            parts.push(serde_json::to_vec(golden).expect("what was recorded is plain data"));
        }
        let neighbours = self.cases.iter().flat_map(Case::neighbours);
        let modules: BTreeSet<&Path> = neighbours.map(|neighbour| neighbour.module.as_path()).collect();
        // What cannot be read ends the run with a message of its own.
        parts.extend(modules.into_iter().map(|module| fs::read(module).unwrap_or_default()));
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// About how much memory a run takes (bytes): what Envoy takes by itself, and for each VM what its module's code and
    /// memory take.
    pub fn memory(&self) -> u64 {
        const ENVOY: u64 = 150 << 20;
        const TIMES_CODE: u64 = 14;
        let vms = |bytes: u64, runs: usize| bytes * TIMES_CODE * runs as u64;
        ENVOY + vms(self.original.report().bytes, FIRST_ORIGINALS) + vms(self.port.size, 1)
    }

    fn check(&self) -> Result<()> {
        let Original::Build(original) = &self.original else {
            return Ok(());
        };
        let port = &self.port;
        if original.sha256 == port.sha256 {
            let what = match original.name == port.name {
                true => format!("{}: given twice", original.name),
                false => format!("{} and {}: the same module", original.name, port.name),
            };
            return Err(Error::new(what).next("give the build of the original first and that of its port second"));
        }
        let built_with = |module: &Module, language: &str| module.toolchain.name.contains(language);
        if built_with(original, "Rust") && built_with(port, "Go") {
            return Err(Error::new(format!(
                "the original, {}, is built with Rust and its port, {}, with Go",
                original.name, port.name
            ))
            .next(format!(
                "swap them: conformance compare {} {}",
                port.name, original.name
            )));
        }
        Ok(())
    }

    /// How many cases there are.
    pub fn cases(&self) -> usize {
        self.cases.len()
    }

    /// The cases that were written for it.
    pub fn written(&self) -> &[Case] {
        &self.cases
    }

    /// What a case made for it has: the root id and the plugins beside it that the first written one has.
    pub fn base(&self) -> Case {
        let plain = generate::plain_case();
        match self.cases.first() {
            Some(first) => Case {
                root_id: first.root_id.clone(),
                before: first.before.clone(),
                after: first.after.clone(),
                ..plain
            },
            None => plain,
        }
    }

    /// Whether one of the builds calls Redis.
    pub fn needs_redis(&self) -> bool {
        matches!(&self.original, Original::Build(module) if module.needs_redis()) || self.port.needs_redis()
    }

    /// What is known before anything has run.
    pub fn report(&self) -> PairReport {
        PairReport {
            name: self.name.clone(),
            original: self.original.report(),
            port: module_report(&self.port),
            start_up_ms: None,
            recorded: match &self.original {
                Original::Build(_) => None,
                Original::Recorded(golden) => Some(golden.recorded.clone()),
            },
            cases: Vec::new(),
            generated: None,
            reason: None,
            not_entered: None,
            warnings: Vec::new(),
            skipped: false,
            verdict: Verdict::CouldNotRun,
        }
    }

    /// Runs all cases against both builds; `done` hears of each case as soon as it is decided.
    pub fn run(&self, programs: &Programs, done: &mut dyn FnMut(&CaseReport)) -> PairReport {
        let report = self.report();
        match self.start(programs, false) {
            Ok((bench, changes)) => {
                let mut cases = Vec::new();
                run_cases(&bench, &self.cases, &mut |case| {
                    let case = allowed::apply(&self.allowed, case);
                    done(&case);
                    cases.push(case);
                });
                // They are decided in another order.
                let place = |case: &CaseReport| self.cases.iter().position(|known| known.name == case.name);
                cases.sort_by_key(place);
                let figures = bench.testbed.figures();
                let not_entered = bench.not_entered();
                drop(bench);
                self.explain(programs, &mut cases);
                let report = PairReport { not_entered, ..report };
                let report = report.with_cases(cases).with_start(&figures, &changes);
                report.with_warnings(&self.allowed, self.built_in)
            }
            Err(error) => PairReport {
                reason: Some((&error).into()),
                ..report
            },
        }
    }

    /// Runs the first cases that differ once more, traced, and keeps where the two conversations part. What cannot be traced
    /// differs all the same.
    fn explain(&self, programs: &Programs, reports: &mut [CaseReport]) {
        let different = reports
            .iter_mut()
            .filter(|report| !report.comparison.findings.is_empty());
        let mut different: Vec<&mut CaseReport> = different.take(MOST_TRACED).collect();
        let named = |case: &&Case| different.iter().any(|report| report.name == case.name);
        let mut cases: Vec<Case> = self.cases.iter().filter(named).cloned().collect();
        if cases.is_empty() {
            return;
        }
        cases.iter_mut().for_each(trace::draw_alike);
        let Original::Build(original) = &self.original else {
            return;
        };
        let modules = [&**original, &*self.port];
        let _ = trace::trace(&modules, &self.name, &cases, programs, &mut |traced| {
            if let [original, port] = traced.as_slice()
                && let Some(report) = different.iter_mut().find(|report| report.name == original.case)
            {
                report.conversation = trace::parting(original, port);
            }
            Ok(())
        });
    }

    /// Searches for cases that differ; `told` hears of how far it is, and of each difference.
    pub fn search(
        &self,
        programs: &Programs,
        options: &generate::Options<'_>,
        told: &mut dyn FnMut(generate::Event<'_>),
    ) -> PairReport {
        self.try_search(programs, options, told)
            .unwrap_or_else(|error| PairReport {
                reason: Some((&error).into()),
                ..self.report()
            })
    }

    fn try_search(
        &self,
        programs: &Programs,
        options: &generate::Options<'_>,
        told: &mut dyn FnMut(generate::Event<'_>),
    ) -> Result<PairReport> {
        let Original::Build(original) = &self.original else {
            return Err(Error::new("a golden file says nothing of generated cases")
                .next("give the build of the original to generate cases"));
        };
        let (bench, changes) = self.start(programs, true)?;
        let mut cases = Vec::new();
        let mut so_far = Progress::default();
        let mut tell = |event: generate::Event<'_>| {
            match &event {
                generate::Event::Found(found) => cases.push(found.report.clone()),
                generate::Event::Progress(progress) => so_far.clone_from(progress),
                generate::Event::Kept(_) => {}
            }
            told(event);
        };
        let dictionary = Dictionary::of(original, &self.port);
        let search = Search::new(&bench, dictionary, self.needs_redis(), options).allowing(&self.allowed);
        // What was found before the search failed stands.
        let (generated, failure) = match search.run(&mut tell) {
            Ok(progress) => (progress, None),
            Err(error) => (so_far, Some(error)),
        };
        let failure = failure
            .or_else(|| stopped(&generated, options))
            .or_else(|| nothing_compared(&generated, &cases));
        let report = PairReport {
            verdict: match (cases.is_empty(), &failure) {
                (false, _) => Verdict::Different,
                (true, Some(_)) => Verdict::CouldNotRun,
                (true, None) => Verdict::Alike,
            },
            reason: failure.as_ref().map(Reason::from),
            warnings: could_not_run(&generated).into_iter().collect(),
            generated: Some(generated),
            not_entered: bench.not_entered(),
            cases,
            ..self.report()
        };
        Ok(report.with_start(&bench.testbed.figures(), &changes))
    }

    /// The configurations of the cases, each once.
    pub fn configs(&self) -> Vec<Value> {
        let mut configs: Vec<Value> = Vec::new();
        for config in self.cases.iter().filter_map(|case| case.config.as_ref()) {
            if !configs.contains(config) {
                configs.push(config.clone());
            }
        }
        configs
    }

    /// Loads both builds, for a search with what guides it.
    fn start(&self, programs: &Programs, search: bool) -> Result<(InEnvoy<'_>, Vec<Vec<Change>>)> {
        let mut changes = vec![bridge::changes(&self.port)?];
        let (of_port, of_original) = match search {
            true => (Coverage::Edges, Coverage::Edges),
            false => (Coverage::Off, Coverage::Functions),
        };
        let port = bridged(&self.port, of_port)?;
        let mut runs = vec![run(PORT, &port)];
        let original = match &self.original {
            Original::Build(module) => {
                changes.insert(0, bridge::changes(module)?);
                let loadable = bridged(module, of_original)?;
                let originals = if search { 1 } else { FIRST_ORIGINALS };
                runs.splice(0..0, (1..=originals).map(|nth| run(&original(nth), &loadable)));
                Source::Build(loadable)
            }
            Original::Recorded(golden) => Source::Recorded(golden),
        };
        let bench = InEnvoy {
            testbed: testbed(&self.name, &self.cases, programs, runs)?,
            not_entered: Mutex::new(original.functions()),
            original,
            port: Some(port),
            lives: AtomicUsize::new(0),
        };
        Ok((bench, changes))
    }
}

/// Why a search of so many cases says less than was asked for: it was stopped before.
fn stopped(search: &Progress, options: &generate::Options<'_>) -> Option<Error> {
    let most = options.most_cases.filter(|most| search.cases < *most)?;
    options.stop.load(Ordering::Relaxed).then(|| {
        Error::new(format!("stopped after {} of {most} cases", search.cases))
            .next(format!("`--seed {}` makes the same cases again", search.seed))
    })
}

/// Why a search that found nothing says nothing: no case of it came as far as both builds.
fn nothing_compared(search: &Progress, found: &[CaseReport]) -> Option<Error> {
    if search.compared > 0 || !found.is_empty() {
        return None;
    }
    let what = format!(
        "of {} generated cases, none came as far as both builds: they refused each configuration, or could not run",
        search.cases
    );
    Some(Error::new(what).next("give a configuration that the original starts with after --config"))
}

/// What is to be said of generated cases that could not run.
fn could_not_run(search: &Progress) -> Option<String> {
    let failure = search.failure.as_ref()?;
    Some(format!(
        "{} generated cases could not run, the last one because: {failure}",
        search.failed
    ))
}

/// Records what a build does in the cases; `done` hears of each case.
///
/// # Errors
/// The module does not load; a case cannot run, or the original starts in it by chance.
pub fn record(
    name: &str,
    module: &Module,
    cases: &[Case],
    programs: &Programs,
    done: &mut dyn FnMut(&Case),
) -> Result<Golden> {
    let loadable = loadable(module)?;
    let cases = &with_root_ids(cases, &[module]);
    let names: Vec<String> = (1..=MOST_ORIGINALS).map(original).collect();
    let runs = names.iter().map(|name| run(name, &loadable)).collect();
    let bench = InEnvoy {
        testbed: testbed(name, cases, programs, runs)?,
        not_entered: Mutex::default(),
        original: Source::Build(loadable),
        port: None,
        lives: AtomicUsize::new(0),
    };
    let outcomes = record_cases(&bench, cases, &names, done);
    let of_case = |(case, outcomes): (&Case, Result<Vec<Outcome>>)| {
        let outcomes = outcomes.map_err(|error| error.at(&case.name))?;
        Ok((case.clone(), outcomes))
    };
    let outcomes = cases.iter().zip(outcomes).map(of_case).collect::<Result<_>>()?;
    Golden::new(name, module, &programs.envoy.version, outcomes)
}

fn run(name: &str, module: &Loadable) -> Run {
    Run {
        name: name.to_string(),
        module: module.clone(),
    }
}

fn testbed(name: &str, cases: &[Case], programs: &Programs, runs: Vec<Run>) -> Result<Testbed> {
    Testbed::start(&Setup {
        envoy: programs.envoy.path.clone(),
        redis_server: programs.redis_server.as_ref().map(|tool| tool.path.clone()),
        plugin_name: name.to_string(),
        runs,
        cases: cases.to_vec(),
    })
}

impl Original {
    fn report(&self) -> ModuleReport {
        match self {
            Original::Build(module) => module_report(module),
            Original::Recorded(golden) => ModuleReport {
                file: golden.original.file.clone(),
                bytes: golden.original.bytes,
                sha256: golden.original.sha256.clone(),
                toolchain: golden.original.toolchain.clone(),
                start_up_ms: None,
                bridged: Vec::new(),
            },
        }
    }
}

/// How many cases that differ are traced.
const MOST_TRACED: usize = 3;

/// The runs of a pair in one Envoy.
struct InEnvoy<'a> {
    testbed: Testbed,
    original: Source<'a>,
    port: Option<Loadable>,
    /// The original's functions that no case has entered, by their numbers.
    not_entered: Mutex<BTreeMap<u32, String>>,
    /// How often the runs were loaded anew.
    lives: AtomicUsize,
}

/// Where the runs of the original come from.
enum Source<'a> {
    Build(Loadable),
    Recorded(&'a Golden),
}

impl Source<'_> {
    /// The original's own functions, by their numbers; none where nobody knows them.
    fn functions(&self) -> BTreeMap<u32, String> {
        match self {
            Source::Build(module) => module.functions.clone(),
            Source::Recorded(_) => BTreeMap::new(),
        }
    }
}

impl InEnvoy<'_> {
    fn module(&self, run: &str) -> Option<&Loadable> {
        match &self.original {
            _ if run == PORT => self.port.as_ref(),
            Source::Build(module) => Some(module),
            Source::Recorded(_) => None,
        }
    }

    /// What the cases so far left out of the original; none where nobody knows its functions.
    fn not_entered(&self) -> Option<NotEntered> {
        let all = self.original.functions();
        let left = self.not_entered.lock().unwrap_or_else(PoisonError::into_inner);
        (!all.is_empty()).then(|| NotEntered::of(all.values().map(String::as_str).collect(), left.values()))
    }

    /// Takes down what the original entered in a case.
    fn entered(&self, outcome: &Outcome) {
        let evidence = &outcome.evidence;
        if evidence.trail.edges.is_empty() && evidence.traps.is_empty() {
            return;
        }
        let mut left = self.not_entered.lock().unwrap_or_else(PoisonError::into_inner);
        for edge in &evidence.trail.edges {
            left.remove(edge);
        }
        // What a callback entered that trapped is not told, save by the backtrace.
        left.retain(|_, name| !evidence.traps.iter().any(|line| line.contains(name.as_str())));
    }
}

/// What a run is called that was loaded anew so often: a VM of the same name would remember what the one before shared.
fn loaded_name(run: &str, lives: usize) -> String {
    match lives {
        0 => run.to_string(),
        _ => format!("{run}-anew-{lives}"),
    }
}

impl Bench for InEnvoy<'_> {
    fn add_original(&self, name: &str) -> Result<()> {
        let loaded = loaded_name(name, self.lives.load(Ordering::Relaxed));
        self.module(name)
            .map_or(Ok(()), |module| self.testbed.add_run(run(&loaded, module)))
    }

    fn start_over(&self, runs: &[String]) -> Result<()> {
        let lives = self.lives.fetch_add(1, Ordering::Relaxed);
        for name in runs {
            if let Some(module) = self.module(name) {
                self.testbed.remove_run(&loaded_name(name, lives))?;
                self.testbed.add_run(run(&loaded_name(name, lives + 1), module))?;
            }
        }
        Ok(())
    }

    fn prepare(&self, cases: &[&Case]) -> Result<()> {
        self.testbed.prepare(cases)
    }

    fn execute(&self, run: &str, case: &Case) -> Result<Outcome> {
        match &self.original {
            Source::Recorded(golden) if run != PORT => golden.outcome(run, case),
            _ => {
                let outcome = (self.testbed).execute(&loaded_name(run, self.lives.load(Ordering::Relaxed)), case)?;
                if run != PORT {
                    self.entered(&outcome);
                }
                Ok(outcome)
            }
        }
    }
}

/// A build as the testbed loads it, with callbacks that leave their traces in the log.
pub fn loadable(module: &Module) -> Result<Loadable> {
    bridged(module, Coverage::Off)
}

/// The same with counters of its edges, by which a search is guided.
pub fn counted(module: &Module) -> Result<Loadable> {
    bridged(module, Coverage::Edges)
}

fn bridged(module: &Module, coverage: Coverage) -> Result<Loadable> {
    let options = Options {
        environment: true,
        callback_log: true,
        trace: false,
        coverage,
    };
    bridge::bridge(module, &options).map(Loadable::from)
}

fn module_report(module: &Module) -> ModuleReport {
    ModuleReport {
        file: module.name.clone(),
        bytes: module.size,
        sha256: module.sha256.clone(),
        toolchain: module.toolchain.to_string(),
        start_up_ms: None,
        bridged: Vec::new(),
    }
}

impl PairReport {
    fn with_cases(self, cases: Vec<CaseReport>) -> Self {
        PairReport {
            verdict: Verdict::over(cases.iter().map(|case| case.verdict)),
            cases,
            ..self
        }
    }

    fn with_warnings(mut self, allowed: &[Allowed], built_in: bool) -> Self {
        match !self.cases.is_empty() && self.cases.iter().all(|case| case.refused) {
            true if built_in && self.verdict == Verdict::Alike => {
                let error = Error::new(ALL_REFUSED);
                let error = error.next("give a configuration that the original starts with after --config");
                self.verdict = Verdict::CouldNotRun;
                self.reason = Some((&error).into());
            }
            true => self.warnings.push(ALL_REFUSED.into()),
            false => {}
        }
        self.warnings.extend(allowed::unused(allowed, &self.cases));
        self
    }

    /// With what a search found beside.
    #[must_use]
    pub fn and(mut self, search: PairReport) -> Self {
        let compared = search.generated.as_ref().is_some_and(|search| search.compared > 0);
        let refused = |reason: &Reason| reason.what == ALL_REFUSED;
        if compared && self.reason.as_ref().is_some_and(refused) {
            // The search made configurations that both start with.
            self.warnings.extend(self.reason.take().map(|reason| reason.what));
            self.verdict = Verdict::Alike;
        }
        self.verdict = Verdict::over([self.verdict, search.verdict]);
        self.cases.extend(search.cases);
        self.generated = search.generated;
        self.not_entered = match (self.not_entered, search.not_entered) {
            (Some(one), Some(other)) => Some(one.and(&other)),
            (one, other) => one.or(other),
        };
        self.reason = self.reason.or(search.reason);
        self.warnings.extend(search.warnings);
        self
    }

    fn with_start(mut self, figures: &Figures, changes: &[Vec<Change>]) -> Self {
        self.start_up_ms = Some(figures.start_up.as_millis() as u64);
        // The port is the last; a recorded original was not bridged.
        let modules = [&mut self.port, &mut self.original];
        for (module, changes) in modules.into_iter().zip(changes.iter().rev()) {
            module.bridged.clone_from(changes);
        }
        for (module, run) in [(&mut self.original, &original(1)), (&mut self.port, &PORT.to_string())] {
            module.start_up_ms = figures.runs.get(run).map(|took| took.as_millis() as u64);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A report with this verdict and reason, and a search that compared so many cases.
    fn report(verdict: &str, reason: Option<&str>, compared: Option<usize>) -> PairReport {
        let module = json!({"file": "a.wasm", "bytes": 1, "sha256": "00", "toolchain": "Go", "start_up_ms": null, "bridged": []});
        let generated = compared.map(|compared| Progress {
            compared,
            ..Progress::default()
        });
        serde_json::from_value(json!({
            "name": "a", "original": module, "port": module, "start_up_ms": null, "cases": [], "verdict": verdict,
            "reason": reason.map(|what| json!({"what": what})), "generated": generated,
        }))
        .unwrap()
    }

    #[test]
    fn a_search_that_compared_stands_where_the_built_in_cases_are_refused() {
        let refused = || report("could-not-run", Some(ALL_REFUSED), None);
        let both = refused().and(report("alike", None, Some(3)));
        assert_eq!((both.verdict, both.reason), (Verdict::Alike, None));
        assert_eq!(both.warnings, [ALL_REFUSED]);
        let both = refused().and(report("different", None, Some(3)));
        assert_eq!((both.verdict, both.reason), (Verdict::Different, None));
        let both = refused().and(report("could-not-run", Some("no case ran"), Some(0)));
        assert_eq!(both.verdict, Verdict::CouldNotRun);
        assert_eq!(both.reason.unwrap().what, ALL_REFUSED);
        let both = report("could-not-run", Some("Envoy is gone"), None).and(report("alike", None, Some(3)));
        assert_eq!(both.verdict, Verdict::CouldNotRun);
    }
}
