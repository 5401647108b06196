//! `conformance fuzz`: searches for a difference between two builds until it is stopped.

use crate::args::{CaseFiles, PluginConfig, Programs, Reports, plugin_name, seed};
use crate::signals;
use clap::Parser;
use conformance::Result;
use conformance::compare::{Pair, Report};
use conformance::generate::{self, corpus};
use conformance::inspect::Module;
use conformance::report::Event;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Searches for requests and configurations with which a plugin and its port differ.
///
/// Cases are made from the texts and numbers in both builds and from the configuration. Those that
/// reach code that no case before reached are kept and changed further. A difference is tried again
/// alone, made as small as possible, and written as a case file that shows it by itself.
///
/// The corpus folder holds what was kept, in `cases`, and what differs, in `findings`; a further
/// round with the same folder goes on from there. Ctrl-C ends the round with its report.
///
/// Examples:
///
///     # ten minutes, beginning with one configuration
///     conformance fuzz go.wasm rust.wasm --config @config.yaml --for 10m --corpus corpus
///
///     # beginning with recorded traffic, until Ctrl-C
///     conformance fuzz go.wasm rust.wasm --from traffic.har --corpus corpus
///
///     # what was found, step by step
///     conformance compare go.wasm rust.wasm --cases corpus/findings/log-1f00c0ffee12.yaml
///
/// Exit status:
///
///     0  alike: nothing that differs was found
///     1  different
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

    #[command(flatten)]
    cases: CaseFiles,

    #[command(flatten)]
    config: PluginConfig,

    /// Ends after so long, such as 90s, 10m or 2h [default: goes on until it is stopped]
    #[arg(long = "for", value_name = "TIME", value_parser = duration)]
    time: Option<Duration>,

    /// The folder that the search goes on from, and leaves what it found in
    #[arg(long, value_name = "FOLDER")]
    corpus: PathBuf,

    /// The seed of the search [default: a new one, which the report names]
    #[arg(long, value_name = "S")]
    seed: Option<u64>,

    #[command(flatten)]
    programs: Programs,

    #[command(flatten)]
    reports: Reports,
}

impl Opts {
    pub fn run(self) -> Result<ExitCode> {
        let pair = self.pair()?;
        let programs = self.programs.find(pair.needs_redis())?;
        let stop = signals::stop()?;
        let kept = self.corpus.join("cases");
        let findings = self.corpus.join("findings");
        let earlier = [corpus::load(&findings)?, corpus::load(&kept)?].concat();
        let options = generate::Options {
            seed: self.seed.unwrap_or_else(seed),
            base: pair.base(),
            configs: pair.configs(),
            corpus: [earlier, pair.written().to_vec()].concat(),
            most_cases: None,
            time: self.time,
            most_findings: usize::MAX,
            shrinks: true,
            findings: Some(findings),
            stop: &stop,
        };
        let mut sink = self.reports.sinks()?;
        let mut failed = Ok(());
        sink.take(Event::Started { pairs: 1, cases: 0 })?;
        sink.take(Event::PairStarted(&pair.report()))?;
        let report = pair.search(&programs, &options, &mut |event| {
            let told = match event {
                generate::Event::Progress(progress) => sink.take(Event::Searching(progress)),
                generate::Event::Found(found) => sink.take(Event::CaseDecided(&found.report)),
                generate::Event::Kept(case) => corpus::keep(&kept, case).map(drop),
            };
            if let (Ok(()), Err(error)) = (&failed, told) {
                // What cannot be told or kept ends the search.
                stop.store(true, std::sync::atomic::Ordering::Relaxed);
                failed = Err(error);
            }
        });
        failed?;
        sink.take(Event::PairDecided(&report))?;
        let report = Report::over(&programs.envoy.version, vec![report]);
        sink.take(Event::Decided(&report))?;
        Ok(ExitCode::from(report.verdict.exit_status()))
    }

    fn pair(&self) -> Result<Pair> {
        let (original, port) = (Module::read(&self.original)?, Module::read(&self.port)?);
        let cases = self.cases.gather(self.config.read()?.as_ref())?;
        Pair::new(&plugin_name(&self.original), original, port, cases)
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let seconds = match unit {
        "s" | "" => 1,
        "m" => 60,
        "h" => 3_600,
        _ => return Err(format!("`{unit}` is no unit of time: use s, m or h")),
    };
    let number: u64 = number
        .parse()
        .map_err(|_| "write a number and a unit, such as 10m".to_string())?;
    Ok(Duration::from_secs(number.saturating_mul(seconds)))
}

#[cfg(test)]
mod tests {
    use super::duration;
    use std::time::Duration;

    #[test]
    fn times_have_a_unit() {
        assert_eq!(duration("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("90"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("10m"), Ok(Duration::from_secs(600)));
        assert_eq!(duration("2h"), Ok(Duration::from_secs(7_200)));
        for wrong in ["", "m", "1d", "-1s", "1.5m", "99999999999999999999s"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
