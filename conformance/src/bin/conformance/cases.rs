//! `conformance cases`: what a team already has, as case files to keep.

use clap::Parser;
use conformance::Result;
use conformance::cases::{import, join, write};
use conformance::output::Place;
use conformance::report::printable;
use conformance::report::say;
use std::path::PathBuf;
use std::process::ExitCode;

/// Makes a case file of recorded traffic, of curl command lines, of the tests of a Go plugin, or of its configurations.
///
/// The kind of a file is told by its content: HAR; curl command lines; JSON of Envoy's HTTP tap
/// filter (buffered traces) or of its access log; and a main_test.go on wasm-go's pkg/test. The Go
/// tests are run with the Go on PATH: their hosts become configurations, what they call on a host
/// becomes requests and answers. Of YAML and of a README come the configurations in it (a WasmPlugin
/// resource, Higress's spec.yaml, Envoy's own, examples), each with the built-in requests. What
/// cannot be carried over is said on standard error, with its place.
///
/// Examples:
///
///     conformance cases --from main_test.go -o my-plugin.yaml
///     conformance cases --from wasmplugin.yaml --from README.md -o my-plugin.yaml
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
        let place = self.output.as_deref().map(|output| Place::new(output, "-o"));
        let place = place.transpose()?;
        let mut files = Vec::new();
        for path in &self.from {
            let imported = import(path)?;
            imported
                .notes
                .iter()
                .for_each(|note| anstream::eprintln!("note: {}", printable(note)));
            files.push((path.clone(), imported.file));
        }
        let text = write(&join(files));
        match place {
            None => say(text.strip_suffix('\n').unwrap_or(&text))?,
            Some(place) => place.write(text.as_bytes())?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
