//! `migrate check`: what stands in the way of a plugin.

use anstyle::{AnsiColor, Style};
use clap::Args;
use conformance::report::{counted, say};
use migrate::check::{self, Carried, Diagnosis, Finding, Weight, traps};
use migrate::{Error, Result};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Says what stands in the way of a plugin: of a module, or of the sources in a folder
///
/// Of a module: which hosts load it, and what the others lack for it. Of sources: which migrations
/// apply, what cannot work in a plugin, and what is easily got wrong, with file and line; and how
/// much of each file `migrate port` carries to Rust, in per cent of its statements, and what it does
/// not. Nothing is written.
///
/// Examples:
///   migrate check my-plugin.wasm
///   migrate check plugins
///   migrate check --explain pause-without-body
///
/// Exit status:
///   0  nothing stands in the way: there are notes at most
///   1  something does: it does not build, cannot work on Higress, or is a trap
///   2  could not look: no such file, no Go module in the folder, a source that does not parse
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Opts {
    /// A module, or a folder with Go modules in it
    #[arg(value_name = "FILE.wasm|DIR", required_unless_present = "explain")]
    subject: Option<PathBuf>,

    /// Prints one JSON document
    #[arg(long)]
    json: bool,

    /// Says what a trap is, and what to do in its place
    #[arg(long, value_name = "TRAP")]
    explain: Option<String>,
}

impl Opts {
    pub fn run(self) -> Result<ExitCode> {
        if let Some(name) = &self.explain {
            return explain(name, self.json);
        }
        let subject = self.subject.as_deref().unwrap_or(Path::new("."));
        let diagnoses = match subject.is_dir() {
            true => check::source(subject, progress)?,
            false => vec![check::module(subject)?],
        };
        match self.json {
            true => say(format_args!("{:#}", serde_json::json!({"diagnoses": diagnoses})))?,
            false => diagnoses.iter().try_for_each(print)?,
        }
        Ok(ExitCode::from(u8::from(diagnoses.iter().any(Diagnosis::is_ill))))
    }
}

fn explain(name: &str, json: bool) -> Result<ExitCode> {
    let all = traps();
    let trap = all.iter().find(|trap| trap.id == name).ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|trap| trap.id.as_str()).collect();
        let next = format!(
            "take one of {}; what else is reported says itself what to do",
            names.join(", ")
        );
        Error::new(format!("{name}: no such trap")).next(next)
    })?;
    crate::explain(trap.explained(), json)
}

/// Says on a terminal what is worked at.
fn progress(root: &Path) {
    if std::io::stderr().is_terminal() {
        anstream::eprintln!("{} …", root.display());
    }
}

fn print(diagnosis: &Diagnosis) -> Result<()> {
    let bold = Style::new().bold();
    say(format_args!(
        "{bold}{}{bold:#}: {}",
        diagnosis.subject.display(),
        diagnosis.kind
    ))?;
    diagnosis.findings.iter().try_for_each(print_finding)?;
    if !diagnosis.is_ill() {
        say("  nothing stands in its way")?;
    }
    diagnosis.port.iter().try_for_each(print_carried)?;
    for (number, step) in diagnosis.next.iter().enumerate() {
        let head = if number == 0 { "next:" } else { "" };
        say(format_args!("{head:6}{}. {step}", number + 1))?;
    }
    Ok(())
}

/// What `migrate port` carries: each file, and what is missing with its first places.
fn print_carried(carried: &Carried) -> Result<()> {
    const PLACES: usize = 3;
    if let Some(failure) = &carried.failure {
        say(format_args!("  port   cannot: {failure}"))?;
    }
    for (path, share) in &carried.files {
        let (whole, statements) = (share.carried, share.statements);
        say(format_args!(
            "  port   {}: {whole} of {statements} statements carried, {} %",
            path.display(),
            share.percent()
        ))?;
    }
    for missing in &carried.missing {
        let places: Vec<String> = missing
            .places
            .iter()
            .map(|(path, line)| format!("{}:{line}", path.display()))
            .collect();
        let more = if places.len() > PLACES { ", …" } else { "" };
        let shown = places[..places.len().min(PLACES)].join(", ");
        say(format_args!(
            "         not carried: {}, {}: {shown}{more}",
            missing.what,
            counted(places.len(), "time")
        ))?;
    }
    Ok(())
}

fn print_finding(finding: &Finding) -> Result<()> {
    let (word, style) = match finding.weight {
        Weight::Cannot => ("cannot", AnsiColor::Red.on_default()),
        Weight::Trap => ("trap", AnsiColor::Yellow.on_default()),
        Weight::Note => ("note", Style::new()),
    };
    let place = match (&finding.path, finding.line) {
        (Some(path), Some(line)) => format!("{}:{line}: ", path.display()),
        _ => String::new(),
    };
    say(format_args!(
        "  {style}{word:7}{style:#} {place}{} [{}]",
        finding.what, finding.id
    ))
}
