//! The figures of a run: their quartiles, their tables, and the quotients that they are measured for.

use crate::count::Counts;
use crate::workloads::Workload;
use conformance::bench::Quartiles;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// How many times dearer than the bare build the Rust build may be.
const RUST_AT_MOST: f64 = 1.15;

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Per kind of work.
    pub workloads: Vec<Work>,
    /// Of what a gateway has loaded; none where that was not measured.
    pub modules: Option<Modules>,
}

/// What the modules cost that a gateway has loaded.
#[derive(Debug, Serialize)]
pub struct Modules {
    /// The builds.
    pub builds: Vec<Module>,
    /// What was to be reached.
    pub targets: Vec<Target>,
}

/// What one kind of work costs.
#[derive(Debug, Serialize)]
pub struct Work {
    /// Its name.
    pub workload: &'static str,
    /// What a request makes the plugin do.
    pub what: &'static str,
    /// The builds.
    pub builds: Vec<Figures>,
    /// What was to be reached.
    pub targets: Vec<Target>,
}

/// What one build costs.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// The build.
    pub build: &'static str,
    /// CPU that Envoy uses for a request over what it uses without a plugin (µs).
    pub cpu_added_us: Quartiles,
    /// How often memory is asked for in a request, that for what the host hands over included.
    pub allocations: f64,
    /// How often each host function is called in a request.
    pub host_calls: BTreeMap<String, f64>,
}

/// What a module costs that a gateway has loaded.
#[derive(Debug, Serialize)]
pub struct Module {
    /// The build.
    pub build: &'static str,
    /// Resident memory of Envoy over what it holds without a plugin (bytes); with one worker it has two VMs.
    pub memory_added_bytes: Quartiles,
    /// From starting Envoy until the first answer (ms).
    pub start_up_ms: Quartiles,
    /// The size of the module as it was built (bytes).
    pub module_bytes: u64,
}

/// A quotient of two builds, and what it is to be.
#[derive(Debug, Serialize)]
pub struct Target {
    /// What is compared.
    pub what: &'static str,
    /// The quotient.
    pub quotient: f64,
    /// The least that it is to be.
    pub at_least: Option<f64>,
    /// The most that it is to be.
    pub at_most: Option<f64>,
}

impl Figures {
    /// The figures of a build.
    pub fn new(build: &'static str, cpu: Vec<f64>, counts: Counts) -> Self {
        Figures {
            build,
            cpu_added_us: Quartiles::of(cpu),
            allocations: counts.allocations,
            host_calls: counts.host_calls,
        }
    }
}

impl Work {
    /// The figures of a kind of work, held against what is to be reached.
    pub fn new(workload: &Workload, builds: Vec<Figures>) -> Self {
        let cpu = |figures: &Figures| figures.cpu_added_us.median;
        let go = quotient(&builds, ["go", "rust"], cpu);
        let rust = quotient(&builds, ["rust", "bare"], cpu);
        let targets = [
            Target::new("go / rust, CPU", go, workload.go_at_least, None),
            Target::new("rust / bare, CPU", rust, None, Some(RUST_AT_MOST)),
        ];
        Work {
            workload: workload.name,
            what: workload.what,
            builds,
            targets: targets.into(),
        }
    }
}

trait Named {
    fn name(&self) -> &'static str;
}

impl Named for Figures {
    fn name(&self) -> &'static str {
        self.build
    }
}

impl Named for Module {
    fn name(&self) -> &'static str {
        self.build
    }
}

/// The figure of one build by that of another; not a number where one is missing.
fn quotient<B: Named>(builds: &[B], names: [&str; 2], read: fn(&B) -> f64) -> f64 {
    let [above, below] = names.map(|name| builds.iter().find(|build| build.name() == name).map_or(f64::NAN, read));
    above / below
}

impl Modules {
    /// The figures of the modules, held against what Rust is to save.
    pub fn new(builds: Vec<Module>) -> Self {
        let target = |what, least, read| Target::new(what, quotient(&builds, ["go", "rust"], read), Some(least), None);
        let targets = [
            target("go / rust, memory", 4.0, |module: &Module| {
                module.memory_added_bytes.median
            }),
            target("go / rust, start-up", 10.0, |module| module.start_up_ms.median),
            target("go / rust, size", 20.0, |module| module.module_bytes as f64),
        ];
        Modules {
            targets: targets.into(),
            builds,
        }
    }
}

impl Target {
    fn new(what: &'static str, quotient: f64, at_least: Option<f64>, at_most: Option<f64>) -> Self {
        Target {
            what,
            quotient,
            at_least,
            at_most,
        }
    }

    fn is_met(&self) -> bool {
        self.at_least.is_none_or(|least| self.quotient >= least)
            && self.at_most.is_none_or(|most| self.quotient <= most)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:.2}", self.what, self.quotient)?;
        let bound = match (self.at_least, self.at_most) {
            (Some(least), _) => format!("at least {least}"),
            (None, Some(most)) => format!("at most {most}"),
            (None, None) => return Ok(()),
        };
        let verdict = if self.is_met() { "met" } else { "MISSED" };
        write!(f, " (target: {bound}, {verdict})")
    }
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.workload, self.what)?;
        writeln!(
            f,
            "  {:<6}{:>24}{:>13}{:>13}",
            "build", "CPU/request, µs", "allocations", "host calls"
        )?;
        for figures in &self.builds {
            let cpu = figures.cpu_added_us.show(1.0, 1);
            let calls: f64 = figures.host_calls.values().sum();
            writeln!(
                f,
                "  {:<6}{cpu:>24}{:>13}{:>13}",
                figures.build,
                short(figures.allocations),
                short(calls)
            )?;
        }
        for figures in &self.builds {
            let calls = figures.host_calls.iter();
            let calls: Vec<_> = calls.map(|(name, count)| format!("{} {name}", short(*count))).collect();
            writeln!(f, "  {:<6}{}", figures.build, calls.join(", "))?;
        }
        self.targets.iter().try_for_each(|target| writeln!(f, "  {target}"))
    }
}

/// A count with a decimal where it is not whole.
fn short(count: f64) -> String {
    if count.fract().abs() < 0.05 {
        format!("{count:.0}")
    } else {
        format!("{count:.1}")
    }
}

impl fmt::Display for Modules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "modules\n  {:<6}{:>24}{:>24}{:>12}",
            "build", "memory, MB", "start-up, ms", "size, kB"
        )?;
        for module in &self.builds {
            let memory = module.memory_added_bytes.show(1e6, 1);
            let start = module.start_up_ms.show(1.0, 0);
            let size = module.module_bytes / 1000;
            writeln!(f, "  {:<6}{memory:>24}{start:>24}{size:>12}", module.build)?;
        }
        self.targets.iter().try_for_each(|target| writeln!(f, "  {target}"))
    }
}
