//! `make mutants`: how many wrong ports are caught without a written case.
//!
//! Every small change to the ports in `sdk-compat/examples` makes a wrong one. Each is compared with the Go build for a
//! minute, with generated cases only. Those that were not caught are listed, with their source lines.

mod mutate;
mod run;

use clap::Parser;
use conformance::inspect::Module;
use conformance::{Error, Result};
use mutate::Mutant;
use run::{Subject, Tried};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::num::ParseIntError;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::str::FromStr;
use std::time::{Duration, Instant};

/// What has to be caught (percent).
const WANTED: f64 = 95.0;

#[derive(Parser)]
struct Args {
    /// The plugins to try, and of them only some wrong ports: `http-call` or `http-call:3,17` [default: all]
    plugins: Vec<Choice>,
    /// How long each wrong port is compared (s)
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// The seed of the generated cases
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Tries one wrong port of so many, evenly from all
    #[arg(long, default_value_t = 1)]
    one_of: usize,
    /// Where the results go [default: target/mutants/report.json]
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Passed by Cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

/// A plugin, and the numbers of its wrong ports; none for all of them.
#[derive(Clone)]
struct Choice {
    plugin: String,
    numbers: Option<Vec<usize>>,
}

impl FromStr for Choice {
    type Err = ParseIntError;

    fn from_str(text: &str) -> std::result::Result<Choice, ParseIntError> {
        let (plugin, numbers) = match text.split_once(':') {
            Some((plugin, numbers)) => (plugin, Some(numbers.split(',').map(str::parse).collect())),
            None => (text, None),
        };
        Ok(Choice {
            plugin: plugin.to_string(),
            numbers: numbers.transpose()?,
        })
    }
}

impl Args {
    /// The wrong ports of a plugin that are to be tried.
    fn chosen(&self, plugin: &str, all: Vec<Mutant>) -> Vec<Mutant> {
        let choice = self.plugins.iter().find(|choice| choice.plugin == plugin);
        match choice.and_then(|choice| choice.numbers.as_ref()) {
            Some(numbers) => all
                .into_iter()
                .filter(|mutant| numbers.contains(&mutant.number))
                .collect(),
            None => all.into_iter().step_by(self.one_of.max(1)).collect(),
        }
    }
}

/// `plugins.yaml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plugins {
    /// In every port.
    equivalent: Vec<Equivalent>,
    plugins: BTreeMap<String, Plugin>,
}

/// A plugin in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plugin {
    config: Option<Value>,
    /// It is built by `sdk-compat/recovering`.
    #[serde(default)]
    recovers: bool,
    #[serde(default)]
    equivalent: Vec<Equivalent>,
}

/// A change that cannot be noticed.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Equivalent {
    /// A part of the source line.
    line: String,
    /// A part of what is changed.
    what: String,
    reason: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate stands in the workspace")
}

fn source(name: &str) -> Result<String> {
    let file = root().join("sdk-compat/examples").join(name).with_extension("rs");
    fs::read_to_string(&file).map_err(|error| Error::new(format!("{}: {error}", file.display())))
}

/// Lays the mutated ports out in a workspace of their own: built with less care than a plugin, since the time of the whole
/// counts.
fn lay_out(sources: &BTreeMap<String, String>) -> Result<PathBuf> {
    let folder = root().join("target/mutants");
    let failed = |error: std::io::Error| Error::new(format!("{}: {error}", folder.display()));
    let workspace = fs::read_to_string(root().join("Cargo.toml")).map_err(failed)?;
    let dependency = |name: &&str| {
        workspace
            .lines()
            .find(|line| line.starts_with(&format!("{name} =")))
            .unwrap_or("")
            .to_string()
    };
    let dependencies = ["memchr", "uuid"].iter().map(dependency).collect::<Vec<_>>().join("\n");
    let mut manifest = format!(
        "[package]\nname = \"mutants\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         sdk-compat = {{ path = \"../../sdk-compat\" }}\n{dependencies}\n\n\
         [profile.release]\nopt-level = 1\npanic = \"abort\"\nstrip = \"symbols\"\n"
    );
    fs::create_dir_all(folder.join("src")).map_err(failed)?;
    fs::write(folder.join("src/lib.rs"), "").map_err(failed)?;
    for (name, source) in sources {
        manifest += &format!("\n[[example]]\nname = \"{name}\"\npath = \"src/{name}.rs\"\ncrate-type = [\"cdylib\"]\n");
        let file = folder.join(format!("src/{name}.rs"));
        if fs::read_to_string(&file).ok().as_ref() != Some(source) {
            fs::write(&file, source).map_err(failed)?;
        }
    }
    fs::write(folder.join("Cargo.toml"), manifest).map_err(failed)?;
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).map_err(failed)?;
    Ok(folder)
}

/// Builds one, and says where the module is.
fn build(folder: &Path, name: &str, recovers: bool) -> Result<PathBuf> {
    let recovering = root().join("sdk-compat/recovering");
    let (mut command, target) = match recovers {
        true => (Command::new(recovering), "target/recovering"),
        false => {
            let mut cargo = Command::new(env!("CARGO"));
            cargo.args(["build", "--target", "wasm32-wasip1"]);
            (cargo, "target")
        }
    };
    let built = command
        .args(["--quiet", "--release", "--target-dir", target, "--example", name])
        .env("RUSTFLAGS", "-Awarnings")
        .current_dir(folder)
        .status()
        .map_err(|error| Error::new(format!("{}: {error}", folder.display())))?;
    if !built.success() {
        return Err(Error::new(format!(
            "{}: the wrong ports of {name} do not build",
            folder.display()
        )));
    }
    Ok(folder
        .join(target)
        .join("wasm32-wasip1/release/examples")
        .join(name)
        .with_extension("wasm"))
}

/// The wrong ports of one plugin, and how they came off.
struct Tally {
    name: String,
    /// Caught, or not.
    results: Vec<Tried>,
    equivalent: Vec<(Mutant, String)>,
    lines: Vec<String>,
    took: Duration,
}

impl Tally {
    fn caught(&self) -> usize {
        self.results.iter().filter(|result| result.caught.is_some()).count()
    }

    fn print(&self) {
        let (caught, all) = (self.caught(), self.results.len());
        println!(
            "{:<20} {caught:>4} of {all:<4} caught, {} equivalent, {:.0} s",
            self.name,
            self.equivalent.len(),
            self.took.as_secs_f64()
        );
        for result in self.results.iter().filter(|result| result.caught.is_none()) {
            let Mutant { number, line, what } = &result.mutant;
            println!(
                "    not caught: {}.rs:{line}: {what} ({number})\n        {}",
                self.name,
                self.lines[line - 1].trim()
            );
        }
    }

    fn json(&self) -> Value {
        let mutant = |result: &Tried| {
            let Mutant { number, line, what } = &result.mutant;
            json!({
                "number": number,
                "line": line,
                "what": what,
                "cases": result.cases,
                "took_ms": result.took.as_millis() as u64,
                "caught_by": result.caught.as_ref().map(|(what, _)| what),
            })
        };
        json!({
            "plugin": self.name,
            "mutants": self.results.iter().map(mutant).collect::<Vec<_>>(),
            "equivalent": self.equivalent.iter().map(|(mutant, reason)| json!({"line": mutant.line, "what": mutant.what, "reason": reason})).collect::<Vec<_>>(),
        })
    }
}

fn main() -> ExitCode {
    match try_all(&Args::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("mutants: {error}");
            ExitCode::from(2)
        }
    }
}

fn try_all(args: &Args) -> Result<bool> {
    let read: Plugins = serde_saphyr::from_str(include_str!("plugins.yaml"))
        .map_err(|error| Error::new(format!("plugins.yaml: {error}")))?;
    let mut plugins = read.plugins;
    plugins
        .values_mut()
        .for_each(|plugin| plugin.equivalent.extend(read.equivalent.iter().cloned()));
    let mut sources = BTreeMap::new();
    let mut mutants = BTreeMap::new();
    for name in plugins.keys() {
        let (text, found) = mutate::mutate(&source(name)?).map_err(|error| Error::new(format!("{name}: {error}")))?;
        sources.insert(name.replace('-', "_"), text);
        mutants.insert(name.clone(), args.chosen(name, found));
    }
    plugins.retain(|name, _| args.plugins.is_empty() || args.plugins.iter().any(|choice| choice.plugin == *name));
    mutants.retain(|name, _| plugins.contains_key(name));
    let total: usize = mutants.values().map(Vec::len).sum();
    println!(
        "{total} wrong ports of {} plugins, {} s each, seed {}",
        plugins.len(),
        args.seconds,
        args.seed
    );
    let folder = lay_out(&sources)?;
    let mut tallies = Vec::new();
    for (name, plugin) in &plugins {
        let built = build(&folder, &name.replace('-', "_"), plugin.recovers)?;
        let tally = try_plugin(args, name, plugin, &mutants[name.as_str()], &built)?;
        tally.print();
        tallies.push(tally);
    }
    let caught: usize = tallies.iter().map(Tally::caught).sum();
    let tried: usize = tallies.iter().map(|tally| tally.results.len()).sum();
    let percent = 100.0 * caught as f64 / tried.max(1) as f64;
    println!("{caught} of {tried} caught: {percent:.1} % ({WANTED} % wanted)");
    let report = args
        .report
        .clone()
        .unwrap_or_else(|| root().join("target/mutants/report.json"));
    let text = format!("{:#}\n", Value::from_iter(tallies.iter().map(Tally::json)));
    fs::write(&report, text).map_err(|error| Error::new(format!("{}: {error}", report.display())))?;
    Ok(percent >= WANTED)
}

/// One line for each as it is done: all of them take hours.
fn tell(plugin: &str, tried: &Tried) {
    let what = tried.caught.as_ref().map_or("not caught", |(what, _)| what);
    eprintln!(
        "{plugin} {}: {what}; {} cases, {:.0} s",
        tried.mutant.number,
        tried.cases,
        tried.took.as_secs_f64()
    );
}

fn try_plugin(args: &Args, name: &str, plugin: &Plugin, mutants: &[Mutant], built: &Path) -> Result<Tally> {
    let began = Instant::now();
    let lines: Vec<String> = source(name)?.lines().map(String::from).collect();
    let reason = |mutant: &Mutant| {
        let same =
            |known: &&Equivalent| lines[mutant.line - 1].contains(&known.line) && mutant.what.contains(&known.what);
        plugin.equivalent.iter().find(same).map(|known| known.reason.clone())
    };
    let (equivalent, others): (Vec<_>, Vec<_>) = mutants.iter().cloned().partition(|mutant| reason(mutant).is_some());
    let original = Module::read(&root().join("target/go").join(name).with_extension("wasm"))?;
    let mutated = Module::read(built)?;
    let subject = Subject {
        name,
        original: &original,
        mutated: &mutated,
        configs: plugin.config.as_slice(),
        time: Duration::from_secs(args.seconds),
        seed: args.seed,
    };
    Ok(Tally {
        name: name.to_string(),
        results: subject.run(&others, &mut |tried| tell(name, tried))?,
        equivalent: equivalent
            .into_iter()
            .map(|mutant| (mutant.clone(), reason(&mutant).unwrap_or_default()))
            .collect(),
        lines,
        took: began.elapsed(),
    })
}
