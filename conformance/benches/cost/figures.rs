//! The figures of a run: their quartiles, their table, and the quotients that they are measured for.

use serde::Serialize;
use std::fmt;

/// What was measured of one plugin.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The plugin.
    pub plugin: &'static str,
    /// Its builds.
    pub builds: Vec<Figures>,
}

/// What one build costs.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// The build.
    pub build: &'static str,
    /// CPU that Envoy uses for a request over what it uses without a plugin (µs).
    pub cpu_added_us: Quartiles,
    /// Resident memory of Envoy over what it holds without a plugin (bytes); with one worker it has two VMs.
    pub memory_added_bytes: Quartiles,
    /// From starting Envoy until the first answer (ms).
    pub start_up_ms: Quartiles,
    /// The size of the module as it was built (bytes).
    pub module_bytes: u64,
}

/// The middle of several measurements.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Quartiles {
    /// A quarter of the measurements is below.
    pub lower: f64,
    /// Half of them is below.
    pub median: f64,
    /// Three quarters of them are below.
    pub upper: f64,
}

impl Quartiles {
    /// The quartiles of some measurements; zero of none.
    pub fn of(mut measured: Vec<f64>) -> Self {
        measured.sort_by(f64::total_cmp);
        let last = measured.len().saturating_sub(1) as f64;
        let at = |share: f64| {
            measured
                .get((last * share).round() as usize)
                .copied()
                .unwrap_or_default()
        };
        Quartiles {
            lower: at(0.25),
            median: at(0.5),
            upper: at(0.75),
        }
    }

    fn map(self, change: impl Fn(f64) -> f64) -> Self {
        Quartiles {
            lower: change(self.lower),
            median: change(self.median),
            upper: change(self.upper),
        }
    }
}

impl Quartiles {
    /// The median, and the quartiles in brackets.
    fn show(self, digits: usize) -> String {
        let Quartiles { lower, median, upper } = self;
        format!("{median:.digits$} ({lower:.digits$}–{upper:.digits$})")
    }
}

/// What a quotient of two builds is to be.
struct Target {
    what: &'static str,
    /// The build above and the build below the line.
    builds: [&'static str; 2],
    read: fn(&Figures) -> f64,
    /// For a plugin that adds a header, and for one that calls out.
    bounds: [Bound; 2],
}

#[derive(Clone, Copy)]
enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

use Bound::{AtLeast, AtMost};

#[rustfmt::skip]
const TARGETS: [Target; 5] = [
    Target { what: "CPU per request", builds: ["go", "rust"], read: |figures| figures.cpu_added_us.median, bounds: [AtLeast(2.5), AtLeast(2.0)] },
    Target { what: "CPU per request", builds: ["rust", "bare"], read: |figures| figures.cpu_added_us.median, bounds: [AtMost(1.15); 2] },
    Target { what: "memory", builds: ["go", "rust"], read: |figures| figures.memory_added_bytes.median, bounds: [AtLeast(4.0); 2] },
    Target { what: "start-up", builds: ["go", "rust"], read: |figures| figures.start_up_ms.median, bounds: [AtLeast(10.0); 2] },
    Target { what: "module size", builds: ["go", "rust"], read: |figures| figures.module_bytes as f64, bounds: [AtLeast(20.0); 2] },
];

impl Report {
    fn quotient(&self, target: &Target) -> Option<f64> {
        let build = |name| {
            self.builds
                .iter()
                .find(|figures| figures.build == name)
                .map(target.read)
        };
        Some(build(target.builds[0])? / build(target.builds[1])?)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.plugin)?;
        writeln!(
            f,
            "  {:<6}{:>22}{:>22}{:>22}{:>12}",
            "build", "CPU/request, µs", "memory, MB", "start-up, ms", "module, kB"
        )?;
        for figures in &self.builds {
            let memory = figures.memory_added_bytes.map(|bytes| bytes / 1e6).show(1);
            let (cpu, start) = (figures.cpu_added_us.show(1), figures.start_up_ms.show(0));
            let size = figures.module_bytes / 1000;
            writeln!(f, "  {:<6}{cpu:>22}{memory:>22}{start:>22}{size:>12}", figures.build)?;
        }
        let calls = usize::from(self.plugin == "http-call");
        for target in &TARGETS {
            let Some(quotient) = self.quotient(target) else {
                continue;
            };
            let (met, bound) = match target.bounds[calls] {
                AtLeast(least) => (quotient >= least, format!("at least {least}")),
                AtMost(most) => (quotient <= most, format!("at most {most}")),
            };
            let [above, below] = target.builds;
            let verdict = if met { "met" } else { "MISSED" };
            writeln!(
                f,
                "  {above} / {below}, {}: {quotient:.2} (target: {bound}, {verdict})",
                target.what
            )?;
        }
        Ok(())
    }
}
