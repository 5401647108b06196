//! `migrate port`: from Go to Rust.

use crate::sdk::Sdk;
use clap::Args;
use conformance::report::{Line, Progress, Sink, Terminal, counted, printable, say};
use migrate::port::cases::{self, Cases};
use migrate::port::verify::{Commands, verify};
use migrate::port::{self, Port, project};
use migrate::{Error, Go, Result, crate_name};
use serde_json::{Value, json};
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Turns a Go plugin into a Rust crate on sdk-compat
///
/// Loads the package with its types, translates it, and writes a Cargo project, with the tests of
/// main_test.go that use pkg/test, and a case file made of these tests (they are run for it) and of
/// the configurations that lie beside the plugin: WasmPlugin resources, spec.yaml, envoy.yaml,
/// examples in a README. What has no sure translation becomes a compile_error! with the Go text and
/// its place. A package main without the SDK becomes a program. Carried is what was translated: build
/// it before you count on it, as rustc may still refuse some of it.
///
/// Examples:
///   migrate port my-plugin -o my-plugin-rs              translate it
///   migrate port my-plugin -o my-plugin-rs --verify     and compare both builds in Envoy
///   migrate port my-plugin -o my-plugin-rs --allow-todo  what is missing panics when it is reached
///
/// Exit status:
///   0  all of it is translated; with --verify: and behaves alike
///   1  with --verify: both builds behave differently
///   2  could not run; of --verify: one of the two does not build, or Go, Rust's target or Envoy is missing
///   3  something has no translation, and nothing is verified
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Opts {
    /// The folder of the plugin
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// Where the crate is written
    #[arg(short, long, value_name = "OUT")]
    out: PathBuf,

    #[command(flatten)]
    sdk: Sdk,

    /// Writes todo! in place of compile_error!
    #[arg(long)]
    allow_todo: bool,

    /// Builds the plugin and its port, and compares them in a real Envoy
    #[arg(long)]
    verify: bool,

    /// Prints one JSON document
    #[arg(long)]
    json: bool,
}

impl Opts {
    pub fn run(self) -> Result<ExitCode> {
        if !self.folder.is_dir() {
            return Err(
                Error::new(format!("{}: is no folder", self.folder.display())).next("name the folder of a plugin")
            );
        }
        project::check_free(&self.out)?;
        let options = project::Options {
            out: self.out.clone(),
            sdk: self.sdk.find()?,
            name: crate_name(&self.folder)?,
        };
        let go = Go::find()?;
        step("translating");
        let port = port::translate(&go, &self.folder, self.allow_todo)?;
        let cases = match port.plugin {
            true => Some(cases::of_plugin(&self.folder, |file| {
                step(&format!("making cases of {}", file.display()));
            })?),
            false => None,
        };
        project::write(&port, cases.as_ref(), &options)?;
        let commands = Commands::new(&self.folder, &options);
        if !self.json {
            print(&port, cases.as_ref(), &options, &commands)?;
        }
        let status = if port.todos.is_empty() { 0 } else { 3 };
        let (comparison, status) = match self.verify && port.plugin && status == 0 {
            true => self.verify(&go, &commands)?,
            false => (Value::Null, status),
        };
        if self.json {
            say(format_args!(
                "{:#}",
                self.report(&port, cases.as_ref(), &commands, &comparison)
            ))?;
        }
        Ok(ExitCode::from(status))
    }

    fn verify(&self, go: &Go, commands: &Commands) -> Result<(Value, u8)> {
        let shown: Vec<Box<dyn Sink>> = match self.json {
            true => Vec::new(),
            false => vec![Box::new(Terminal::new(anstream::stdout()))],
        };
        let mut sink: Box<dyn Sink> = match Line::of_terminal() {
            Some(line) => Box::new(Progress::new(line, shown)),
            None => Box::new(shown),
        };
        let report = verify(go, commands, &mut step, &mut *sink)?;
        Ok((json!(report), report.verdict.exit_status()))
    }

    fn report(&self, port: &Port, cases: Option<&Cases>, commands: &Commands, comparison: &Value) -> Value {
        let mut report = json!({
            "out": self.out,
            "plugin": port.plugin,
            "recovers": port.recovers,
            "files": port.shares,
            "todos": port.todos,
            "notes": port.notes,
        });
        if let Some(cases) = cases {
            report["cases"] = json!({
                "file": commands.cases(),
                "count": cases.count,
                "made_of": cases.sources,
                "notes": cases.notes,
            });
            report["commands"] = json!(commands.lines(port.has_tests()));
            report["comparison"] = comparison.clone();
        }
        report
    }
}

/// Says on a terminal what is worked at.
fn step(what: &str) {
    if std::io::stderr().is_terminal() {
        anstream::eprintln!("{what} …");
    }
}

fn print(port: &Port, cases: Option<&Cases>, options: &project::Options, commands: &Commands) -> Result<()> {
    for todo in &port.todos {
        let first = todo.go.lines().next().unwrap_or_default();
        say(format_args!(
            "{}:{}: no translation of {}: {first}",
            todo.path, todo.line, todo.what
        ))?;
    }
    let mut notes = port.notes.iter().chain(cases.iter().flat_map(|cases| &cases.notes));
    notes.try_for_each(|note| say(format_args!("note: {}", printable(note))))?;
    for (path, share) in &port.shares {
        let percent = share.percent();
        say(format_args!(
            "{path}: {} of {} statements carried, {percent} %",
            share.carried, share.statements
        ))?;
    }
    match cases {
        None => say(format_args!(
            "build it: cargo build --release --manifest-path {}",
            options.out.join("Cargo.toml").display()
        ))?,
        Some(cases) => {
            say(format_args!("{}: {}", commands.cases().display(), made_of(cases)))?;
            say("\nnext:")?;
            commands
                .lines(port.has_tests())
                .iter()
                .try_for_each(|line| say(format_args!("  {line}")))?;
        }
    }
    if port.plugin && port.recovers {
        say(format_args!(
            "\nrecover() does nothing in a module that `cargo build` makes: a panic ends its VM. To recover as Go does, build it \
             in its folder with {}",
            options.sdk.join("recovering").display()
        ))?;
    }
    Ok(())
}

fn made_of(cases: &Cases) -> String {
    let count = counted(cases.count, "case");
    match cases.sources.as_slice() {
        [] => format!("{count} to begin with, as no test and no configuration was found"),
        sources => format!("{count}, made of {}", sources.join(", ")),
    }
}
