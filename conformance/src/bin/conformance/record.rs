//! `conformance record`: what a build does, as a golden file.

use crate::args::{CaseFiles, PluginConfig, Programs, plugin_name};
use clap::Parser;
use conformance::compare::record;
use conformance::inspect::Module;
use conformance::output::Place;
use conformance::report::say;
use conformance::report::{Line, counted, printable};
use conformance::{Error, Result};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Records what the original does, so that `compare` can do without it.
///
/// Every case runs eight times. The golden file holds the cases and what the runs showed, a line of
/// an observation on a line of the file; what varies from run to run is written the same way each
/// time. Keep it in the repository, and read a change of it as a diff.
///
/// Examples:
///
///     conformance record go.wasm --cases my-plugin.yaml -o golden.json
///     conformance compare golden.json rust.wasm
///
/// Exit status:
///
///     0  recorded
///     2  could not run, or a case could not
#[derive(Parser)]
#[command(verbatim_doc_comment)]
pub struct Opts {
    /// The build of the original, such as the Go build
    #[arg(value_name = "GO.wasm")]
    original: PathBuf,

    #[command(flatten)]
    cases: CaseFiles,

    #[command(flatten)]
    config: PluginConfig,

    /// Where the golden file goes; an older file there is replaced
    #[arg(short, long, value_name = "GOLDEN.json")]
    output: PathBuf,

    #[command(flatten)]
    programs: Programs,

    /// Prints one JSON document in place of text
    #[arg(long)]
    json: bool,
}

impl Opts {
    pub fn run(self) -> Result<ExitCode> {
        let module = Module::read(&self.original)?;
        let cases = self.cases.gather(self.config.read()?.as_ref())?;
        let place = Place::new(&self.output, "-o")?.but_not(&self.original)?;
        let programs = self.programs.find(module.needs_redis())?;
        let mut line = Line::of_terminal();
        let mut decided = 0;
        let golden = record(&plugin_name(&self.original), &module, &cases, &programs, &mut |case| {
            decided += 1;
            if let Some(line) = &mut line {
                line.draw(&format!("{decided}/{} cases  {}", cases.len(), printable(&case.name)));
            }
        });
        drop(line);
        let golden = golden.map_err(|error| match error.advice() {
            Some(_) => error,
            None => Error::new(error.what()).next("run the case with `conformance serve`, or leave it out"),
        })?;
        let folder = self.output.parent().unwrap_or(Path::new(""));
        place.write(golden.text_in(folder).as_bytes())?;
        let (file, cases) = (self.output.display().to_string(), cases.len());
        if self.json {
            let document = json!({"file": file, "cases": cases, "plugin": golden.plugin, "recorded": golden.recorded});
            say(format!("{document:#}"))?;
        } else {
            let cases = counted(cases, "case");
            say(format!(
                "{file}: {cases} of {}, {}",
                golden.plugin, golden.original.toolchain
            ))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
