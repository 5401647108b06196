//! Groups of arguments that several subcommands share.

use clap::Args;
use conformance::cases::{Case, gather_with};
use conformance::compare::Pair;
use conformance::generate;
use conformance::output::Place;
use conformance::report::printable;
use conformance::report::{self, AtEnd, Json, Line, Progress, Sink, Tap, Terminal};
use conformance::testbed::tools;
use conformance::{Error, Result, bench, compare, configuration, files};
use serde_json::Value;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// Where cases come from.
#[derive(Args)]
pub struct CaseFiles {
    /// A case file to run; given several times, all of them [default: a few built-in requests]
    #[arg(long, value_name = "FILE")]
    pub cases: Vec<PathBuf>,

    /// A file whose requests become cases: HAR, curl command lines, JSON of Envoy's tap or access log, or
    /// the main_test.go of a Go plugin; may be repeated
    #[arg(long, value_name = "FILE")]
    pub from: Vec<PathBuf>,
}

impl CaseFiles {
    /// The cases of case files and of other files; what cannot be carried over is said on standard error.
    ///
    /// # Errors
    /// A file that is none of these.
    pub fn gather(&self, config: Option<&Value>) -> Result<Vec<Case>> {
        gather_with(&self.cases, &self.from, config, &mut |note| {
            anstream::eprintln!("note: {}", printable(note));
        })
    }
}

/// The name of a plugin: that of its file.
pub fn plugin_name(module: &Path) -> String {
    module.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The configuration of the plugin.
#[derive(Args)]
pub struct PluginConfig {
    /// The plugin configuration: JSON, or YAML as the Higress console writes it, or `@` and a file of either
    #[arg(long, value_name = "JSON|YAML|@FILE")]
    config: Option<String>,
}

impl PluginConfig {
    /// The file that holds the configuration, where it is one.
    pub fn file(&self) -> Option<PathBuf> {
        self.config.as_deref()?.strip_prefix('@').map(PathBuf::from)
    }

    /// The configuration as the plugin gets it; none where the option is absent.
    ///
    /// # Errors
    /// A file that cannot be read; a text that is neither JSON nor YAML.
    pub fn read(&self) -> Result<Option<Value>> {
        self.config.as_deref().map(configuration::read).transpose()
    }
}

/// Where the programs are that the plugin runs in and beside.
#[derive(Args)]
pub struct Programs {
    /// The Envoy to run [default: $ENVOY, then PATH, then the copy that `make setup` installed]
    #[arg(long, value_name = "PATH")]
    envoy: Option<PathBuf>,

    /// The Redis server to run where a plugin needs one [default: $REDIS_SERVER, then PATH, then the copy that `make setup` installed]
    #[arg(long, value_name = "PATH")]
    redis_server: Option<PathBuf>,
}

impl Programs {
    /// Finds the programs, Redis only where it is needed.
    ///
    /// # Errors
    /// A program that is needed is missing, or is too old.
    pub fn find(&self, needs_redis: bool) -> Result<compare::Programs> {
        let redis_server = || tools::find_redis(self.redis_server.as_deref());
        Ok(compare::Programs {
            envoy: tools::find_envoy(self.envoy.as_deref())?,
            redis_server: needs_redis.then(redis_server).transpose()?,
        })
    }
}

/// Cases that are made in place of written ones.
#[derive(Args)]
pub struct Generation {
    /// Also makes so many cases from the two builds and their configuration, guided by the code that they reach
    #[arg(long, value_name = "N")]
    generate: Option<usize>,

    /// The seed of the generated cases: the same seed makes the same cases [default: a new one, which the report names]
    #[arg(long, value_name = "S", requires = "generate")]
    seed: Option<u64>,

    /// Where a generated case that differs is written as a case file
    #[arg(long, value_name = "FOLDER", requires = "generate", default_value = "findings")]
    findings: PathBuf,
}

/// So many differences end the making of further cases: a build that differs everywhere shows it soon.
const MOST_FINDINGS: usize = 20;

impl Generation {
    /// What tells a run with these options from another; nothing where nothing is to be generated.
    pub fn hash(&self) -> String {
        self.generate
            .map_or_else(String::new, |count| format!(" {count} {:?}", self.seed))
    }

    /// Whether cases are to be generated.
    pub fn is_wanted(&self) -> bool {
        self.generate.is_some()
    }

    /// What to search in a pair; none where nothing is to be generated.
    pub fn options<'a>(&self, pair: &Pair, stop: &'a AtomicBool) -> Option<generate::Options<'a>> {
        Some(generate::Options {
            seed: self.seed.unwrap_or_else(seed),
            base: pair.base(),
            configs: pair.configs(),
            corpus: pair.written().to_vec(),
            // The written cases come first, and are no generated ones.
            most_cases: Some(self.generate?.saturating_add(pair.cases())),
            time: None,
            most_findings: MOST_FINDINGS,
            shrinks: true,
            findings: Some(self.findings.clone()),
            stop,
        })
    }
}

/// A seed that can be read aloud.
pub fn seed() -> u64 {
    fastrand::u64(1..1_000_000)
}

/// How a comparison is reported, on standard output and in files beside it.
#[derive(Args)]
pub struct Reports {
    /// Prints one JSON document in place of text
    #[arg(long, conflicts_with = "tap")]
    json: bool,

    /// Prints the Test Anything Protocol in place of text
    #[arg(long)]
    tap: bool,

    /// Also writes the report as JUnit XML
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,

    /// Also writes the report as one HTML page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// What `conformance bench --json` measured of the builds, for the page
    #[arg(long, value_name = "FILE", requires = "html")]
    bench: Option<PathBuf>,
}

impl Reports {
    /// Everything that is to hear of the comparison.
    ///
    /// # Errors
    /// A file cannot be written there.
    pub fn sinks(&self) -> Result<Box<dyn Sink>> {
        let mut sinks: Vec<Box<dyn Sink>> = vec![match (self.json, self.tap) {
            (true, _) => Box::new(Json::new(io::stdout())),
            (_, true) => Box::new(Tap::new(io::stdout())),
            _ => Box::new(Terminal::new(anstream::stdout())),
        }];
        if let Some(path) = &self.junit {
            sinks.push(Box::new(AtEnd::new(Place::new(path, "--junit")?, report::junit)));
        }
        if let Some(path) = &self.html {
            let measured = self.bench.as_deref().map(read_bench).transpose()?;
            let page = move |report: &compare::Report| report::html(report, measured.as_ref());
            sinks.push(Box::new(AtEnd::new(Place::new(path, "--html")?, page)));
        }
        Ok(match Line::of_terminal() {
            Some(line) => Box::new(Progress::new(line, sinks)),
            None => Box::new(sinks),
        })
    }
}

fn read_bench(path: &Path) -> Result<bench::Report> {
    const LARGEST: u64 = 16 << 20;
    let next = "give a file that `conformance bench --json` wrote";
    let text = files::read_text(path, LARGEST, next)?;
    serde_json::from_str(&text).map_err(|error| Error::new(format!("{}: {error}", path.display())).next(next))
}
