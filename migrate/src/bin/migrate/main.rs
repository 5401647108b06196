//! The command `migrate`: one file per subcommand, each an `Opts` whose doc comment is its help text.

mod check;
mod go124;
mod new;
mod package;
mod port;
mod sdk;

use clap::Parser;
use conformance::report::say;
use migrate::{Explained, Result};
use std::process::ExitCode;

/// Starts proxy-wasm plugins, checks them, moves them from TinyGo to Go 1.24, and packs them for delivery.
#[derive(Parser)]
#[command(name = "migrate", version, verbatim_doc_comment)]
enum Migrate {
    Check(check::Opts),
    Go124(go124::Opts),
    New(new::Opts),
    Package(package::Opts),
    Port(port::Opts),
}

impl Migrate {
    fn run(self) -> Result<ExitCode> {
        match self {
            Migrate::Check(opts) => opts.run(),
            Migrate::Go124(opts) => opts.run(),
            Migrate::New(opts) => opts.run(),
            Migrate::Package(opts) => opts.run(),
            Migrate::Port(opts) => opts.run(),
        }
    }
}

/// Says what a rule or a trap is.
fn explain(what: Explained<'_>, json: bool) -> Result<ExitCode> {
    match json {
        true => say(format_args!("{:#}", serde_json::json!(what)))?,
        false => say(format_args!("{}: {}\n\n{}", what.id, what.title, what.explain))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn main() -> ExitCode {
    Migrate::parse().run().unwrap_or_else(|error| {
        anstream::eprintln!("migrate: {error}");
        ExitCode::from(2)
    })
}
