//! `conformance inspect`: what a module is and which hosts load it.

use clap::Parser;
use conformance::Result;
use conformance::bridge::{Options, bridge};
use conformance::inspect::{Module, Verdict};
use sdk_compat_abi::callbacks::callback;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Says what a plugin is: what built it, which ABI it speaks, and which hosts load it.
///
/// Examples:
///
///     conformance inspect my-plugin.wasm
///
///     # every import and export too, for programs
///     conformance inspect my-plugin.wasm --json
///
/// Exit status:
///
///     0  a plugin that at least one host has everything for
///     2  anything else
#[derive(Parser)]
#[command(verbatim_doc_comment)]
pub struct Opts {
    /// The plugin
    #[arg(value_name = "X.wasm")]
    module: PathBuf,

    /// Prints one JSON document in place of text
    #[arg(long)]
    json: bool,
}

impl Opts {
    pub fn run(self) -> Result<ExitCode> {
        let module = Module::read(&self.module)?;
        if self.json {
            anstream::println!("{:#}", document(&module));
        } else {
            report(&module);
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn report(module: &Module) {
    let callbacks = module.exports.iter().filter(|export| callback(&export.name).is_some());
    let line = |name: &str, text: String| anstream::println!("  {name:<12} {text}");
    anstream::println!("{}", module.name);
    line("size", format!("{} bytes", module.size));
    line("sha256", module.sha256.clone());
    line("built by", module.toolchain.to_string());
    line("ABI markers", module.markers.join(", "));
    line("host calls", format!("{} functions", module.imports.len()));
    line("callbacks", format!("{} functions", callbacks.count()));
    line("Redis", if module.needs_redis() { "yes" } else { "no" }.to_string());
    for verdict in module.verdicts() {
        line(&verdict.host, loads(&verdict));
    }
    if let Some(cure) = cure(module) {
        line("next", cure);
    }
}

/// What makes stock Envoy load a module that it does not load as it is.
fn cure(module: &Module) -> Option<String> {
    let refused = module.verdicts().iter().any(|verdict| !verdict.loads());
    if !refused || bridge(module, &Options::default()).is_err() {
        return None;
    }
    let bridged = Path::new(&module.name).with_extension("bridged.wasm");
    Some(format!(
        "conformance bridge {} -o {} makes a module that both hosts load",
        module.name,
        bridged.display()
    ))
}

fn loads(verdict: &Verdict) -> String {
    if verdict.loads() {
        return format!("loads it, by {}", verdict.marker.as_deref().unwrap_or_default());
    }
    format!("does not load it; missing: {}", verdict.missing.join(", "))
}

fn document(module: &Module) -> serde_json::Value {
    let verdicts: Vec<_> = module
        .verdicts()
        .into_iter()
        .map(|verdict| json!({"host": verdict.host, "loads": verdict.loads(), "marker": verdict.marker, "missing": verdict.missing}))
        .collect();
    let mut document = json!(module);
    document["needs_redis"] = json!(module.needs_redis());
    document["hosts"] = json!(verdicts);
    document
}
