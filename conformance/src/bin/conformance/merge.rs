//! `conformance merge`: the parts of a run joined into one report.

use crate::args::Reports;
use clap::Parser;
use conformance::compare::Report;
use conformance::report::Event;
use conformance::{Error, Result, files};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The largest report that is read (bytes).
const LARGEST: u64 = 1 << 29;

/// Joins the reports of the parts of one run, as `compare --shard` made them, into the report of the whole.
///
/// Examples:
///
///     # what four machines wrote with `compare --all conformance --shard …/4 --json`
///     conformance merge part-1.json part-2.json part-3.json part-4.json --junit junit.xml
///
/// Exit status, as of one run of all:
///
///     0  alike
///     1  different, even where other cases could not run
///     2  could not run, or a file is no report
#[derive(Parser)]
#[command(verbatim_doc_comment)]
pub struct Opts {
    /// What `compare --json` wrote
    #[arg(value_name = "REPORT.json", required = true)]
    parts: Vec<PathBuf>,

    #[command(flatten)]
    reports: Reports,
}

impl Opts {
    pub fn run(self) -> Result<ExitCode> {
        let parts = self
            .parts
            .iter()
            .map(|file| Ok((file.display().to_string(), read(file)?)));
        let report = Report::join(parts.collect::<Result<_>>()?)?;
        let mut sink = self.reports.sinks()?;
        sink.take(Event::Started {
            pairs: report.pairs.len(),
            cases: report.pairs.iter().map(|pair| pair.cases.len()).sum(),
        })?;
        for pair in &report.pairs {
            sink.take(Event::PairStarted(pair))?;
            pair.cases
                .iter()
                .try_for_each(|case| sink.take(Event::CaseDecided(case)))?;
            sink.take(Event::PairDecided(pair))?;
        }
        sink.take(Event::Decided(&report))?;
        Ok(ExitCode::from(report.verdict.exit_status()))
    }
}

fn read(file: &Path) -> Result<Report> {
    let advice = "give a file that `compare --json` wrote";
    let text = files::read(file, LARGEST, advice)?;
    serde_json::from_slice(&text)
        .map_err(|error| Error::new(format!("{}: no report: {error}", file.display())).next(advice))
}
