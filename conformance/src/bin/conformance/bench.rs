//! `conformance bench`: what two builds of a plugin cost, side by side.

use crate::args::{PluginConfig, Programs};
use clap::Parser;
use conformance::bench::{Effort, Figure, Quartiles, Report, bench};
use conformance::cases::gather;
use conformance::inspect::Module;
use conformance::output::Place;
use conformance::report::say;
use conformance::report::{Line, bench_html, printable};
use conformance::{Error, Result};
use std::path::PathBuf;
use std::process::ExitCode;

/// Measures what a plugin and its port cost: added CPU and latency per request, throughput, memory,
/// start-up and size, beside no plugin.
///
/// Both builds get the first request of the first case, with its configuration, and the world that
/// the case describes. They take turns in one Envoy with one worker, warmed up; memory and start-up
/// are measured in an Envoy for each. The table shows medians with their quartiles. Absolute figures
/// are those of this machine today: quote the ratios.
///
/// Examples:
///
///     conformance bench go.wasm rust.wasm --config '{"mockEnable": false}' --html bench.html
///
///     # the figures beside the differences, on one page
///     conformance bench go.wasm rust.wasm --json > bench.json
///     conformance compare go.wasm rust.wasm --html report.html --bench bench.json
///
/// Exit status:
///
///     0  measured
///     2  could not run
#[derive(Parser)]
#[command(verbatim_doc_comment)]
pub struct Opts {
    /// The build of the original, such as the Go build
    #[arg(value_name = "GO.wasm")]
    original: PathBuf,

    /// The build of the port, such as the Rust build
    #[arg(value_name = "RUST.wasm")]
    port: PathBuf,

    /// A case file whose first case is measured [default: a built-in GET]
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,

    #[command(flatten)]
    config: PluginConfig,

    /// How often each build has its turn
    #[arg(long, value_name = "N", default_value_t = 11, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,

    /// How many requests a turn has
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    requests: u32,

    /// How often Envoy is started with each build
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    starts: u16,

    #[command(flatten)]
    programs: Programs,

    /// Prints one JSON document in place of text
    #[arg(long)]
    json: bool,

    /// Also writes the figures as one HTML page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl Opts {
    pub fn run(self) -> Result<ExitCode> {
        let (original, port) = (Module::read(&self.original)?, Module::read(&self.port)?);
        let files: Vec<_> = self.cases.clone().into_iter().collect();
        let cases = gather(&files, self.config.read()?.as_ref())?;
        let case = cases.first().ok_or_else(|| Error::new("there is no case to measure"))?;
        let page = self
            .html
            .as_deref()
            .map(|path| Place::new(path, "--html"))
            .transpose()?;
        let programs = self.programs.find(original.needs_redis() || port.needs_redis())?;
        let effort = Effort {
            rounds: self.rounds.into(),
            requests: self.requests as usize,
            starts: self.starts.into(),
        };
        let mut line = Line::of_terminal();
        let report = bench([&original, &port], case, &programs, effort, &mut |step| {
            if let Some(line) = &mut line {
                line.draw(step);
            }
        });
        drop(line);
        let report = report?;
        if let Some(page) = page {
            page.write(bench_html(&report).as_bytes())?;
        }
        match self.json {
            true => say(serde_json::to_string_pretty(&report).expect("figures can be written as JSON"))?,
            false => show(&report)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn show(report: &Report) -> Result<()> {
    let (original, port) = (printable(&report.original), printable(&report.port));
    let case = printable(&report.case);
    say(format!("{original} and {port}: the first request of `{case}`"))?;
    say(format!(
        "{:40} {:>22} {:>22} {:>22} {:>20}",
        "median (quartiles)", "no plugin", "original", "port", "original / port"
    ))?;
    for Figure {
        what,
        unit,
        none,
        original,
        port,
        ratio,
    } in &report.figures
    {
        let [none, ratio] = [none, ratio].map(|figure| figure.map_or_else(|| "-".to_string(), Quartiles::short));
        let (name, original, port) = (format!("{what}, {unit}"), original.short(), port.short());
        say(format!("{name:40} {none:>22} {original:>22} {port:>22} {ratio:>20}"))?;
    }
    say(format!("Envoy {}", printable(&report.envoy)))
}
