//! A plugin and its port, and how the two are run in one Envoy.

use super::model::{ModuleReport, PairReport};
use super::schedule::{Bench, FIRST_ORIGINALS, PORT, original, run_cases};
use super::verdict::{CaseReport, Verdict};
use crate::bridge::{self, Bridged, Options};
use crate::cases::Case;
use crate::inspect::Module;
use crate::observe::Outcome;
use crate::testbed::tools::Tool;
use crate::testbed::{Figures, Loadable, Run, Setup, Testbed};
use crate::{Error, Result};
use std::sync::Arc;

/// Two builds that are to behave alike, and the cases that show it.
pub struct Pair {
    name: String,
    original: Arc<Module>,
    port: Arc<Module>,
    cases: Vec<Case>,
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
            original: Arc::new(original),
            port: Arc::new(port),
            cases,
        };
        pair.check()?;
        Ok(pair)
    }

    fn check(&self) -> Result<()> {
        let (original, port) = (&self.original, &self.port);
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

    /// Whether one of the builds calls Redis.
    pub fn needs_redis(&self) -> bool {
        self.original.needs_redis() || self.port.needs_redis()
    }

    /// What is known before anything has run.
    pub fn report(&self) -> PairReport {
        PairReport {
            name: self.name.clone(),
            original: module_report(&self.original),
            port: module_report(&self.port),
            start_up_ms: None,
            cases: Vec::new(),
            reason: None,
            verdict: Verdict::CouldNotRun,
        }
    }

    /// Runs all cases against both builds; `done` hears of each case as soon as it is decided.
    pub fn run(&self, programs: &Programs, done: &mut dyn FnMut(&CaseReport)) -> PairReport {
        let report = self.report();
        match self.start(programs) {
            Ok((bench, bridged)) => {
                let cases = run_cases(&bench, &self.cases, done);
                report.with_cases(cases).with_start(&bench.testbed.figures(), &bridged)
            }
            Err(error) => PairReport {
                reason: Some((&error).into()),
                ..report
            },
        }
    }

    fn start(&self, programs: &Programs) -> Result<(InEnvoy, [Bridged; 2])> {
        let bridge = |module: &Module| bridge::bridge(module, &Options::default());
        let bridged = [bridge(&self.original)?, bridge(&self.port)?];
        let (old, new) = (loadable(&self.original)?, loadable(&self.port)?);
        let run = |name: &str, module: &Loadable| Run {
            name: name.to_string(),
            module: module.clone(),
        };
        let mut runs: Vec<Run> = (1..=FIRST_ORIGINALS).map(|nth| run(&original(nth), &old)).collect();
        runs.push(run(PORT, &new));
        let testbed = Testbed::start(&Setup {
            envoy: programs.envoy.path.clone(),
            redis_server: programs.redis_server.as_ref().map(|tool| tool.path.clone()),
            plugin_name: self.name.clone(),
            runs,
            cases: self.cases.clone(),
        })?;
        Ok((InEnvoy { testbed, original: old }, bridged))
    }
}

/// The runs of a pair in one Envoy.
struct InEnvoy {
    testbed: Testbed,
    original: Loadable,
}

impl Bench for InEnvoy {
    fn add_original(&self, run: &str) -> Result<()> {
        self.testbed.add_run(Run {
            name: run.to_string(),
            module: self.original.clone(),
        })
    }

    fn prepare(&self, cases: &[&Case]) -> Result<()> {
        self.testbed.prepare(cases)
    }

    fn execute(&self, run: &str, case: &Case) -> Result<Outcome> {
        self.testbed.execute(run, case)
    }
}

/// A build as the testbed loads it, with callbacks that leave their traces in the log.
pub fn loadable(module: &Module) -> Result<Loadable> {
    let options = Options {
        environment: true,
        callback_log: true,
        coverage: false,
    };
    let bridged = bridge::bridge(module, &options)?;
    Ok(Loadable {
        wasm: bridged.wasm,
        allow_on_headers_stop_iteration: bridged.allow_on_headers_stop_iteration,
        needs_redis: bridged.needs_redis,
    })
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

    fn with_start(mut self, figures: &Figures, bridged: &[Bridged; 2]) -> Self {
        self.start_up_ms = Some(figures.start_up.as_millis() as u64);
        for (module, bridged) in [&mut self.original, &mut self.port].into_iter().zip(bridged) {
            module.bridged = bridged.changes.clone();
        }
        for (module, run) in [(&mut self.original, &original(1)), (&mut self.port, &PORT.to_string())] {
            module.start_up_ms = figures.runs.get(run).map(|took| took.as_millis() as u64);
        }
        self
    }
}
