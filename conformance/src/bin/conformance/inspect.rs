//! `conformance inspect`: what a module is and which hosts load it.

use clap::Parser;
use conformance::Result;
use conformance::inspect::{Description, HostImport, Loading, Module, Packages};
use conformance::report::printable_lines;
use conformance::report::say;
use sdk_compat_abi::callbacks::callback;
use sdk_compat_abi::hosts::Marker;
use serde_json::json;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Says what a plugin is: what built it, which ABI it speaks, where its bytes go, and which hosts
/// load it.
///
/// Sizes by package come from the names of functions, which Go keeps unless it is told otherwise and
/// Rust's release builds often strip. The JSON keeps to conformance/inspect.schema.json.
///
/// Examples:
///
///     conformance inspect my-plugin.wasm
///
///     # all of it, every import and export too, for programs
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
        let module = Description::of(&Module::read(&self.module)?)?;
        match self.json {
            true => say(format!("{:#}", json!(module)))?,
            false => say(printable_lines(&report(&module)).trim_end())?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn report(module: &Description) -> String {
    let mut text = format!("{}\n", module.name);
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "  {name:<12} {value}");
    };
    line("size", &format!("{} bytes", module.size));
    line("sha256", &module.sha256);
    line("built by", &module.toolchain.to_string());
    line("SDK", &or_none(listed(&module.sdks), "the file does not tell"));
    special(module).iter().for_each(|what| line("build", what));
    line("ABI markers", &module.markers.join(", "));
    line("ABI", &module.abi.trim_start_matches(Marker::PREFIX).replace('_', "."));
    line("started by", module.start.as_deref().unwrap_or("nothing"));
    line("memory", &memory(module));
    line("host calls", &host_calls(&module.imports));
    let callbacks = module.exports.iter().filter(|export| callback(&export.name).is_some());
    line("callbacks", &format!("{} functions", callbacks.count()));
    line("Redis", if module.needs_redis { "yes" } else { "no" });
    for host in &module.hosts {
        line(&host.host, &loads(host));
    }
    if let Some(next) = &module.next {
        line("next", next);
    }
    sizes(&mut text, module);
    text
}

fn listed<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn or_none(text: String, none: &str) -> String {
    if text.is_empty() { none.to_string() } else { text }
}

fn special(module: &Description) -> Vec<String> {
    let special = &module.special;
    let portable = special
        .portable
        .then(|| "portable: Higress and stock Envoy each find a marker that they know".to_string());
    let recovers = special
        .recovers
        .then(|| "recovering: it catches exceptions, so that a panic need not end the VM".to_string());
    let bridged = special.bridged.as_ref().map(|changes| {
        let changes = or_none(changes.join("; "), "nothing had to be changed");
        format!("bridged: {changes}")
    });
    portable.into_iter().chain(recovers).chain(bridged).collect()
}

fn memory(module: &Description) -> String {
    let initial = kib(module.memory.initial);
    match module.memory.maximum {
        Some(maximum) => format!("{initial} at the start, {} at most", kib(maximum)),
        None => format!("{initial} at the start, no limit of its own"),
    }
}

fn kib(bytes: u64) -> String {
    format!("{} KiB", bytes / 1024)
}

fn host_calls(imports: &[HostImport]) -> String {
    let of = |module: &str| {
        imports
            .iter()
            .filter(|import| import.import.module.starts_with(module))
            .count()
    };
    format!(
        "{} functions: {} of proxy-wasm, {} of WASI",
        imports.len(),
        of("env"),
        of("wasi_")
    )
}

fn loads(host: &Loading) -> String {
    if host.loads {
        return format!("loads it, by {}", host.marker.as_deref().unwrap_or_default());
    }
    format!("does not load it; missing: {}", host.missing.join(", "))
}

/// So many packages are shown; the JSON has all.
const SHOWN: usize = 12;

fn sizes(text: &mut String, module: &Description) {
    let _ = writeln!(text, "\n  bytes by section");
    let mut sections: Vec<_> = module.sections.iter().collect();
    sections.sort_by_key(|section| std::cmp::Reverse(section.size));
    for section in sections.iter().take(SHOWN) {
        let _ = writeln!(text, "  {:>12}  {}", section.size, section.name);
    }
    rest(
        text,
        sections.iter().skip(SHOWN).map(|section| section.size),
        "sections",
    );
    match &module.packages {
        Some(packages) => by_package(text, packages),
        None => {
            let _ = writeln!(text, "\n  no code by package: the names of its functions are stripped");
        }
    }
}

fn by_package(text: &mut String, of: &Packages) {
    let _ = writeln!(text, "\n  bytes of code by {}", of.unit);
    for package in of.packages.iter().take(SHOWN) {
        let functions = if package.functions == 1 {
            "function"
        } else {
            "functions"
        };
        let _ = writeln!(
            text,
            "  {:>12}  {} ({} {functions})",
            package.size, package.name, package.functions
        );
    }
    rest(text, of.packages.iter().skip(SHOWN).map(|package| package.size), "more");
}

fn rest(text: &mut String, sizes: impl Iterator<Item = u64>, what: &str) {
    let sizes: Vec<u64> = sizes.collect();
    if !sizes.is_empty() {
        let _ = writeln!(text, "  {:>12}  {} {what}", sizes.iter().sum::<u64>(), sizes.len());
    }
}
