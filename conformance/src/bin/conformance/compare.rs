//! `conformance compare`: both builds of a plugin through one Envoy, and a verdict.

use crate::args::{CaseFiles, Generation, PluginConfig, Programs, Reports, plugin_name};
use crate::fleet::Fleet;
use crate::signals;
use clap::Parser;
use conformance::cases::{Case, Neighbour};
use conformance::compare::{Golden, Pair, Report};
use conformance::inspect::Module;
use conformance::pairs::{self, PairFiles};
use conformance::report::Event;
use conformance::{Error, Result, configuration};
use serde_json::Value;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Compares a plugin with its port: runs both builds through one real Envoy and says what differs.
///
/// Every case runs twice against the original, up to eight times where something differs, and once
/// against the port. Where the original differs from itself is noise: it is masked and shown.
///
/// Examples:
///
///     # a port with the cases written for it
///     conformance compare go.wasm rust.wasm --cases my-plugin.yaml
///
///     # the built-in requests with one configuration
///     conformance compare go.wasm rust.wasm --config '{"mockEnable": true}'
///
///     # a page to look at, and a file for the CI server
///     conformance compare go.wasm rust.wasm --html report.html --junit junit.xml
///
///     # what the original did before, in place of the original
///     conformance record go.wasm --cases my-plugin.yaml -o golden.json
///     conformance compare golden.json rust.wasm
///
///     # with cases made of recorded traffic, or of the tests that the Go plugin has
///     conformance compare go.wasm rust.wasm --from traffic.har --from main_test.go
///
///     # a thousand cases more, made from the two builds and the configuration
///     conformance compare go.wasm rust.wasm --config @config.yaml --generate 1000
///
///     # all pairs that conformance/conformance.toml names, and a table of them
///     conformance compare --all conformance
///
///     # the first of four parts of it, on a machine of its own; `conformance merge` joins the parts
///     conformance compare --all conformance --shard 1/4 --json > part-1.json
///
///     # only what has changed since the last time
///     conformance compare --all conformance --cache target/conformance-cache.json
///
/// Ctrl-C ends the run; with --generate the first one ends with a report of what ran, and the second at once.
///
/// Exit status:
///
///     0  alike: the port did nothing that the original did not do
///     1  different, even where other cases could not run
///     2  could not run
#[derive(Parser)]
#[command(verbatim_doc_comment)]
pub struct Opts {
    /// The build of the original, such as the Go build, or what `conformance record` wrote of it
    #[arg(value_name = "GO.wasm", required_unless_present = "all")]
    original: Option<PathBuf>,

    /// The build of the port, such as the Rust build
    #[arg(value_name = "RUST.wasm", required_unless_present = "all")]
    port: Option<PathBuf>,

    /// Compares all pairs that the conformance.toml of this folder names
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["original", "port", "cases", "from", "config"])]
    all: Option<PathBuf>,

    #[command(flatten)]
    fleet: Fleet,

    #[command(flatten)]
    cases: CaseFiles,

    #[command(flatten)]
    config: PluginConfig,

    /// A plugin that every request passes before the compared one, in all cases; its configuration behind `=`
    #[arg(long, value_name = "X.wasm[=CONFIG]", value_parser = neighbour)]
    before: Vec<Neighbour>,

    /// A plugin that every request passes after the compared one, as with --before
    #[arg(long, value_name = "X.wasm[=CONFIG]", value_parser = neighbour)]
    after: Vec<Neighbour>,

    #[command(flatten)]
    generation: Generation,

    #[command(flatten)]
    programs: Programs,

    #[command(flatten)]
    reports: Reports,
}

impl Opts {
    pub fn run(self) -> Result<ExitCode> {
        let pairs = self.pairs()?;
        let programs = self.programs.find(pairs.iter().any(Pair::needs_redis))?;
        let mut sink = self.reports.sinks()?;
        let mut tell = |event: Event| sink.take(event);
        let cases = pairs.iter().map(Pair::cases).sum();
        tell(Event::Started {
            pairs: pairs.len(),
            cases,
        })?;
        // What needs no report when it is stopped ends as programs do.
        let stop = match self.generation.is_wanted() {
            true => signals::stop()?,
            false => Arc::default(),
        };
        let ran = self.fleet.run(&pairs, &programs, &self.generation, &stop, &mut tell)?;
        let report = Report {
            part: self.fleet.part(),
            ..Report::over(&programs.envoy.version, ran.reports)
        };
        tell(Event::Decided(&report))?;
        ran.cached?;
        Ok(ExitCode::from(report.verdict.exit_status()))
    }

    /// The pairs to compare, all read and checked before anything is run.
    fn pairs(&self) -> Result<Vec<Pair>> {
        let named = match (&self.all, &self.original, &self.port) {
            (Some(folder), ..) => pairs::load(folder)?,
            (None, Some(original), Some(port)) => vec![PairFiles {
                name: plugin_name(original),
                original: original.clone(),
                port: port.clone(),
                cases: self.cases.cases.clone(),
                config: None,
                allow: Vec::new(),
            }],
            _ => unreachable!("clap asks for two files or for --all"),
        };
        let given = self.config.read()?;
        let pair = |files: PairFiles| {
            let config = given.clone().or_else(|| files.config.clone());
            if Golden::is_one(&files.original) {
                return self.with_golden(files, config.as_ref());
            }
            let (original, port) = (Module::read(&files.original)?, Module::read(&files.port)?);
            let mut cases = self.gather(&files, config.as_ref())?;
            for case in &mut cases {
                case.before.splice(0..0, self.before.iter().cloned());
                case.after.extend(self.after.iter().cloned());
            }
            let built_in = files.cases.is_empty() && self.cases.from.is_empty() && config.is_none();
            let pair = Pair::new(&files.name, original, port, cases)?.allowing(files.allow);
            Ok(if built_in { pair.with_built_in_cases() } else { pair })
        };
        self.fleet.shard(named)?.into_iter().map(pair).collect()
    }

    /// The cases of a pair.
    fn gather(&self, files: &PairFiles, config: Option<&Value>) -> Result<Vec<Case>> {
        let (cases, from) = (files.cases.clone(), self.cases.from.clone());
        CaseFiles { cases, from }.gather(config)
    }

    /// The cases are those of the golden file; where others are given, too, they have to be the same.
    fn with_golden(&self, files: PairFiles, config: Option<&Value>) -> Result<Pair> {
        if !self.before.is_empty() || !self.after.is_empty() {
            let what = format!(
                "{}: was recorded with the plugins of its cases",
                files.original.display()
            );
            return Err(Error::new(what).next("leave --before and --after out, or give the build of the original"));
        }
        let golden = Golden::read(&files.original)?;
        if !files.cases.is_empty() || !self.cases.from.is_empty() || config.is_some() {
            let cases = self.gather(&files, config)?;
            golden
                .check_cases(&cases)
                .map_err(|error| error.at(files.original.display()))?;
        }
        Ok(Pair::with_golden(golden, Module::read(&files.port)?)?.allowing(files.allow))
    }
}

/// `X.wasm` or `X.wasm=CONFIG`.
fn neighbour(text: &str) -> Result<Neighbour> {
    let (module, config) = match text.split_once('=') {
        Some((module, config)) => (module, Some(configuration::read(config)?)),
        None => (text, None),
    };
    Ok(Neighbour {
        module: module.into(),
        config,
    })
}
