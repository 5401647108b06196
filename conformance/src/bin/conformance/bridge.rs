//! `conformance bridge`: a module of Higress in, a module for stock Envoy out.

use clap::Parser;
use conformance::Result;
use conformance::bridge::{Bridged, Options, REDIS_CLUSTER, bridge};
use conformance::inspect::Module;
use conformance::output::Place;
use conformance::report::say;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// Rewrites a plugin for Higress so that stock Envoy runs it with the same behaviour.
///
/// The output loads on Higress too, unless the plugin calls Redis: then it calls Redis through
/// an Envoy cluster that `conformance compare` and `conformance serve` provide. A module that
/// was bridged before comes out unchanged.
///
/// Examples:
///
///     conformance bridge my-plugin.wasm -o my-plugin.envoy.wasm
///
///     # what was changed, for programs
///     conformance bridge my-plugin.wasm -o my-plugin.envoy.wasm --json
///
/// Exit status:
///
///     0  the output is written
///     2  it could not be
#[derive(Parser)]
#[command(verbatim_doc_comment)]
pub struct Opts {
    /// The plugin as it was built
    #[arg(value_name = "IN.wasm")]
    input: PathBuf,

    /// Where the rewritten plugin goes; an older file there is replaced
    #[arg(short, long, value_name = "OUT.wasm")]
    output: PathBuf,

    /// Prints one JSON document in place of text
    #[arg(long)]
    json: bool,
}

impl Opts {
    pub fn run(self) -> Result<ExitCode> {
        let module = Module::read(&self.input)?;
        let place = Place::new(&self.output, "-o")?.but_not(&self.input)?;
        let bridged = bridge(&module, &Options::default())?;
        place.write(&bridged.wasm)?;
        let output = Module::parse(&self.output.display().to_string(), bridged.wasm.clone())?;
        if self.json {
            say(format!("{:#}", document(&module, &output, &bridged)))?;
        } else {
            report(&output, &bridged)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn report(output: &Module, bridged: &Bridged) -> Result<()> {
    say(format!(
        "{}: {} bytes, sha256 {}",
        output.name, output.size, output.sha256
    ))?;
    for change in &bridged.changes {
        say(format!("  {}", change.what))?;
    }
    if bridged.changes.is_empty() {
        say("  nothing had to be changed")?;
    }
    if bridged.allow_on_headers_stop_iteration {
        say("in Envoy's plugin configuration, set allow_on_headers_stop_iteration: true")?;
    }
    Ok(())
}

fn document(input: &Module, output: &Module, bridged: &Bridged) -> serde_json::Value {
    json!({
        "input": {"name": input.name, "size": input.size, "sha256": input.sha256, "toolchain": input.toolchain},
        "output": {"name": output.name, "size": output.size, "sha256": output.sha256},
        "changes": bridged.changes,
        "allow_on_headers_stop_iteration": bridged.allow_on_headers_stop_iteration,
        "redis_cluster": bridged.needs_redis.then_some(REDIS_CLUSTER),
    })
}
