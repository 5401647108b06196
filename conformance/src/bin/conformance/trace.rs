//! `conformance trace`: what crosses between a plugin and Envoy, call by call.

use crate::args::{CaseFiles, PluginConfig, Programs, plugin_name};
use clap::Parser;
use conformance::cases::Case;
use conformance::inspect::Module;
use conformance::report::printable;
use conformance::report::say;
use conformance::trace::{Difference, Traced, diff, draw_alike, lines, trace};
use conformance::{Error, Result};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// Shows the conversation of a plugin with a real Envoy: every call in either direction, one a line.
///
/// An arrow to the right is a callback that Envoy calls, an arrow to the left a host function that
/// the plugin calls, indented below the callback that it belongs to. Behind `=` stands what came
/// back, by name, and how long it took without the tracing itself. Calls of WASI (clocks, random
/// numbers, standard output) are shown too. At most 4096 bytes of an argument are recorded. Envoy
/// logs at level trace meanwhile, which makes every call slower than it is in production: compare
/// times with each other.
///
/// With --diff the conversations of two builds stand side by side: `-` only the first, `+` only the
/// second; `<` and `>` mark what only one of them reads, which nobody but Envoy can notice. Both
/// draw the same random numbers.
///
/// Examples:
///
///     conformance trace my-plugin.wasm --config '{"mockEnable": true}'
///
///     # one case of a file
///     conformance trace my-plugin.wasm --cases my-plugin.yaml --case 'a body in two pieces'
///
///     # where a port does something else
///     conformance trace --diff go.wasm rust.wasm --cases my-plugin.yaml
///
/// Exit status:
///
///     0  shown; with --diff: both builds told Envoy the same
///     1  with --diff: they did not
///     2  could not run
#[derive(Parser)]
#[command(verbatim_doc_comment)]
pub struct Opts {
    /// The plugin; with --diff the original
    #[arg(value_name = "X.wasm")]
    module: PathBuf,

    /// The port that the first module is aligned with
    #[arg(value_name = "RUST.wasm", requires = "diff", required_if_eq("diff", "true"))]
    port: Option<PathBuf>,

    /// Aligns the conversations of two builds
    #[arg(long)]
    diff: bool,

    #[command(flatten)]
    cases: CaseFiles,

    /// The name of a case to run, all others are left out; may be repeated
    #[arg(long = "case", value_name = "NAME")]
    names: Vec<String>,

    #[command(flatten)]
    config: PluginConfig,

    #[command(flatten)]
    programs: Programs,

    /// Prints one JSON document in place of text
    #[arg(long)]
    json: bool,
}

impl Opts {
    pub fn run(self) -> Result<ExitCode> {
        let cases = self.chosen()?;
        let files = std::iter::once(&self.module).chain(&self.port);
        let modules = files.map(|file| Module::read(file)).collect::<Result<Vec<_>>>()?;
        let programs = self.programs.find(modules.iter().any(Module::needs_redis))?;
        let mut documents = Vec::new();
        let mut parted = false;
        trace(
            &modules.iter().collect::<Vec<_>>(),
            &plugin_name(&self.module),
            &cases,
            &programs,
            &mut |traced| {
                match traced.as_slice() {
                    [original, port] => parted |= self.show_diff(original, port, &mut documents)?,
                    [case] if self.json => documents.push(json!(case)),
                    traced => traced.iter().try_for_each(show)?,
                }
                Ok(())
            },
        )?;
        if self.json {
            let names: Vec<_> = modules.iter().map(|module| &module.name).collect();
            let mut document = json!({"modules": names, "cases": documents});
            if self.diff {
                document["parted"] = parted.into();
            }
            say(format!("{document:#}"))?;
        }
        Ok(ExitCode::from(u8::from(parted)))
    }

    /// The cases to run.
    fn chosen(&self) -> Result<Vec<Case>> {
        let mut cases = self.cases.gather(self.config.read()?.as_ref())?;
        for name in &self.names {
            if !cases.iter().any(|case| case.name == *name) {
                let known: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
                return Err(Error::new(format!("there is no case `{name}`"))
                    .next(format!("give one of these: {}", known.join(", "))));
            }
        }
        cases.retain(|case| self.names.is_empty() || self.names.contains(&case.name));
        if self.diff {
            cases.iter_mut().for_each(draw_alike);
        }
        Ok(cases)
    }

    /// Shows one case of two builds; whether they told Envoy different things.
    fn show_diff(&self, original: &Traced, port: &Traced, documents: &mut Vec<Value>) -> Result<bool> {
        let mut parted = false;
        let mut document = json!({"case": original.case});
        if !self.json {
            say(format!("case: {}", printable(&original.case)))?;
        }
        let sections = [
            ("start", &original.start, &port.start),
            ("requests", &original.requests, &port.requests),
        ];
        for (name, original, port) in sections {
            let differences = diff(original, port);
            parted |= differences.iter().any(|difference| difference.side.parts());
            if !self.json {
                differences.iter().try_for_each(say)?;
            }
            let line = |difference: &Difference| {
                let Difference { side, line } = difference;
                json!({"side": side, "depth": line.depth, "text": line.text})
            };
            document[name] = differences.iter().map(line).collect();
        }
        documents.push(document);
        Ok(parted)
    }
}

fn show(case: &Traced) -> Result<()> {
    say(format!("case: {}", printable(&case.case)))?;
    let all = [&case.start, &case.requests];
    all.into_iter().flat_map(|crossings| lines(crossings)).try_for_each(say)
}
