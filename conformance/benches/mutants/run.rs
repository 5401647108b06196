//! Searches in the wrong ports of one plugin, one after the other, as `conformance fuzz` would in each.

use super::mutate::Mutant;
use conformance::cases::Case;
use conformance::compare::{Bench, PORT, counted, original};
use conformance::generate::{Dictionary, Event, Options, Search, plain_case};
use conformance::inspect::Module;
use conformance::observe::Outcome;
use conformance::testbed::tools::{find_envoy, find_redis};
use conformance::testbed::{Loadable, Run, Setup, Testbed};
use conformance::{Error, Result};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How a wrong port came off.
pub struct Tried {
    pub mutant: Mutant,
    /// How many cases ran.
    pub cases: usize,
    /// How long the search took.
    pub took: Duration,
    /// What differs, and the case that shows it; none where nothing was found.
    pub caught: Option<(String, Case)>,
}

/// A plugin with its wrong ports in one module.
pub struct Subject<'a> {
    pub name: &'a str,
    pub original: &'a Module,
    pub mutated: &'a Module,
    pub configs: &'a [Value],
    /// How long each is searched.
    pub time: Duration,
    pub seed: u64,
}

/// How many outcomes of the original are remembered.
const MOST_REMEMBERED: usize = 4_096;

/// What the original did in a case when it was run for the first time in a search, for the second time, and so on. All
/// searches begin with the same cases, and the original need not run them again for each wrong port.
#[derive(Default)]
struct Remembered(Mutex<HashMap<(String, usize), Outcome>>);

/// The original and the wrong ports as Envoy loads them.
struct Modules {
    original: Loadable,
    mutated: Loadable,
}

/// The original and one wrong port.
struct Beside<'a> {
    testbed: &'a Testbed,
    modules: &'a Modules,
    port: String,
    /// The runs that were loaded anew in this search.
    anew: Mutex<Vec<String>>,
    remembered: &'a Remembered,
    /// How often each case was run in this search.
    asked: Mutex<HashMap<String, usize>>,
}

impl Beside<'_> {
    /// What stands for a run: a name of its own once it was loaded anew.
    fn name(&self, run: &str) -> String {
        let name = if run == PORT { &self.port } else { run };
        match self.anew.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
            true => name.to_string(),
            false => self.anew_name(name),
        }
    }

    /// The wrong port reads its number at the end of its name.
    fn anew_name(&self, name: &str) -> String {
        match name == self.port {
            true => format!("anew-{name}"),
            false => format!("{name}-beside-{}", self.port),
        }
    }

    /// Unloads what this search loaded.
    fn end(self) -> Result<()> {
        let anew = self.anew.into_inner().unwrap_or_else(PoisonError::into_inner);
        anew.iter().try_for_each(|name| self.testbed.remove_run(name))
    }

    fn original(&self, run: &str, case: &Case) -> Result<Outcome> {
        let name = self.name(run);
        let key = format!("{run} {} {case:?}", name != run);
        let nth = {
            let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            let nth = asked.entry(key.clone()).or_default();
            *nth += 1;
            *nth
        };
        let remembered = || self.remembered.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(outcome) = remembered().get(&(key.clone(), nth)) {
            return Ok(outcome.clone());
        }
        let outcome = self.testbed.execute(&name, case)?;
        let mut remembered = remembered();
        if remembered.len() < MOST_REMEMBERED {
            remembered.insert((key, nth), outcome.clone());
        }
        Ok(outcome)
    }
}

impl Bench for Beside<'_> {
    fn add_original(&self, _run: &str) -> Result<()> {
        Ok(())
    }

    fn start_over(&self, runs: &[String]) -> Result<()> {
        for run in runs {
            let (name, module) = match run == PORT {
                true => (&self.port, &self.modules.mutated),
                false => (run, &self.modules.original),
            };
            let (name, module) = (self.anew_name(name), module.clone());
            self.anew
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(name.clone());
            self.testbed.add_run(Run { name, module })?;
        }
        Ok(())
    }

    fn prepare(&self, cases: &[&Case]) -> Result<()> {
        self.testbed.prepare(cases)
    }

    fn execute(&self, run: &str, case: &Case) -> Result<Outcome> {
        match run == PORT {
            true => self.testbed.execute(&self.name(run), case),
            false => self.original(run, case),
        }
    }
}

/// The name of a run; the wrong port reads its number there.
fn run_of(mutant: &Mutant) -> String {
    format!("mutant-{}", mutant.number)
}

impl Subject<'_> {
    /// Searches in each; `done` hears how it came off. The port as it is comes first: nothing may be found in it.
    pub fn run(&self, mutants: &[Mutant], done: &mut dyn FnMut(&Tried)) -> Result<Vec<Tried>> {
        let right = Mutant {
            number: 0,
            line: 0,
            what: "nothing is changed".into(),
        };
        let modules = Modules {
            original: counted(self.original)?,
            mutated: counted(self.mutated)?,
        };
        let testbed = self.testbed(&modules, &right)?;
        let remembered = Remembered::default();
        let control = self.search(&testbed, &modules, &remembered, &right)?;
        done(&control);
        if let Some((what, case)) = control.caught {
            return Err(Error::new(format!(
                "{}: `{}` differs in the port as it is: {what}",
                self.name, case.name
            )));
        }
        let mut all = Vec::new();
        for mutant in mutants {
            let name = run_of(mutant);
            // Each search meets the clusters of the plugin for the first time, as one of its own would.
            testbed.forget_services()?;
            testbed.add_run(Run {
                name: name.clone(),
                module: modules.mutated.clone(),
            })?;
            let tried = self.search(&testbed, &modules, &remembered, mutant)?;
            testbed.remove_run(&name)?;
            done(&tried);
            all.push(tried);
        }
        Ok(all)
    }

    /// The original, and the port as it is.
    fn testbed(&self, modules: &Modules, right: &Mutant) -> Result<Testbed> {
        let Modules {
            original: go,
            mutated: rust,
        } = modules;
        let run = |name: String, module: &Loadable| Run {
            name,
            module: module.clone(),
        };
        let needs_redis = go.needs_redis || rust.needs_redis;
        Testbed::start(&Setup {
            envoy: find_envoy(None)?.path,
            redis_server: needs_redis.then(|| find_redis(None)).transpose()?.map(|tool| tool.path),
            plugin_name: self.name.to_string(),
            runs: vec![run(original(1), go), run(run_of(right), rust)],
            cases: Vec::new(),
        })
    }

    fn search(&self, testbed: &Testbed, modules: &Modules, remembered: &Remembered, mutant: &Mutant) -> Result<Tried> {
        let bench = Beside {
            testbed,
            modules,
            anew: Mutex::default(),
            port: run_of(mutant),
            remembered,
            asked: Mutex::default(),
        };
        let stop = AtomicBool::new(false);
        let options = Options {
            seed: self.seed,
            base: plain_case(),
            configs: self.configs.to_vec(),
            corpus: Vec::new(),
            most_cases: None,
            time: Some(self.time),
            most_findings: 1,
            shrinks: false,
            findings: None,
            stop: &stop,
        };
        let redis = self.original.needs_redis() || self.mutated.needs_redis();
        let dictionary = Dictionary::of(self.original, self.mutated);
        let began = Instant::now();
        let mut caught = None;
        let progress = Search::new(&bench, dictionary, redis, &options).run(&mut |event| {
            if let Event::Found(found) = event {
                let finding = found.report.comparison.findings.first();
                let what = finding.map_or_else(String::new, |it| format!("{}, {}", it.kind.title(), it.place));
                caught = Some((what, found.case.clone()));
            }
        })?;
        bench.end()?;
        Ok(Tried {
            mutant: mutant.clone(),
            cases: progress.cases,
            took: began.elapsed(),
            caught,
        })
    }
}
