//! The command `conformance`: one file per subcommand, each an `Opts` whose doc comment is its help text.

mod args;
mod bench;
mod bridge;
mod cases;
mod compare;
mod fleet;
mod fuzz;
mod inspect;
mod merge;
mod record;
mod serve;
mod signals;
mod trace;

use clap::Parser;
use conformance::Result;
use conformance::report::printable_lines;
use std::process::ExitCode;

/// Runs two builds of one proxy-wasm plugin through a real Envoy and says what differs.
///
/// Exit status: every command ends with 0 when all is well and with 2 when it could not run;
/// `compare` and `fuzz` end with 1 when the builds differ.
#[derive(Parser)]
#[command(name = "conformance", version, verbatim_doc_comment)]
enum Conformance {
    Bench(bench::Opts),
    Bridge(bridge::Opts),
    Cases(cases::Opts),
    Compare(compare::Opts),
    Fuzz(fuzz::Opts),
    Inspect(inspect::Opts),
    Merge(merge::Opts),
    Record(record::Opts),
    Serve(serve::Opts),
    Trace(trace::Opts),
}

impl Conformance {
    fn run(self) -> Result<ExitCode> {
        match self {
            Conformance::Bench(opts) => opts.run(),
            Conformance::Bridge(opts) => opts.run(),
            Conformance::Cases(opts) => opts.run(),
            Conformance::Compare(opts) => opts.run(),
            Conformance::Fuzz(opts) => opts.run(),
            Conformance::Inspect(opts) => opts.run(),
            Conformance::Merge(opts) => opts.run(),
            Conformance::Record(opts) => opts.run(),
            Conformance::Serve(opts) => opts.run(),
            Conformance::Trace(opts) => opts.run(),
        }
    }
}

fn main() -> ExitCode {
    Conformance::parse().run().unwrap_or_else(|error| {
        anstream::eprintln!("conformance: {}", printable_lines(&error.to_string()));
        ExitCode::from(2)
    })
}
