//! `conformance cases`: what a team already has, as case files to keep.

use clap::Parser;
use conformance::cases::{CaseFile, import, write};
use conformance::report::printable;
use conformance::{Error, Result};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// Makes a case file of recorded traffic, of curl command lines, or of the tests of a Go plugin.
///
/// The kind of a file is told by its content: HAR; curl command lines; JSON of Envoy's HTTP tap filter
/// (buffered traces) or of its access log; and a main_test.go on wasm-go's pkg/test. The Go tests are
/// run with the Go on PATH: their hosts become configurations, what they call on a host becomes
/// requests and answers. What cannot be carried over is said on standard error, with its place.
///
/// Examples:
///
///     conformance cases --from main_test.go -o my-plugin.yaml
///
///     # without keeping them
///     conformance compare go.wasm rust.wasm --from traffic.har
///
/// Exit status:
///
///     0  written
///     2  could not be
#[derive(Parser)]
#[command(verbatim_doc_comment)]
pub struct Opts {
    /// A file whose requests become cases; may be repeated
    #[arg(long, value_name = "FILE", required = true)]
    from: Vec<PathBuf>,

    /// Where the case file goes; an older file there is replaced [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Opts {
    pub fn run(self) -> Result<ExitCode> {
        let mut cases = Vec::new();
        for path in &self.from {
            let imported = import(path)?;
            imported
                .notes
                .iter()
                .for_each(|note| anstream::eprintln!("note: {}", printable(note)));
            for mut case in imported.file.cases {
                while cases
                    .iter()
                    .any(|known: &conformance::cases::Case| known.name == case.name)
                {
                    case.name = format!("{} ({})", case.name, path.display());
                }
                cases.push(case);
            }
        }
        let file: CaseFile = serde_json::from_value(json!({"cases": []})).expect("a file may be empty for a moment");
        let text = write(&CaseFile { cases, ..file });
        match &self.output {
            None => print!("{text}"),
            Some(output) => std::fs::write(output, text).map_err(|error| {
                Error::new(format!("{}: cannot be written: {error}", output.display()))
                    .next("give a place after -o where you may write")
            })?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
