//! `migrate port`: from Go to Rust.

use clap::Args;
use migrate::port::{self, Port, project};
use migrate::{Error, Go, Result};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Turns a Go plugin into a Rust crate on sdk-compat
///
/// Loads the package with its types, translates it, and writes a Cargo project. What has no sure translation becomes a
/// compile_error! with the Go text and its place. A package main without the SDK becomes a program.
/// Carried is what was translated: build it before you count on it, as rustc may still refuse some of it.
///
/// Examples:
///   migrate port my-plugin -o my-plugin-rs              translate it
///   migrate port my-plugin -o my-plugin-rs --allow-todo  what is missing panics when it is reached
///
/// Exit status:
///   0  all of it is translated
///   2  could not run
///   3  something has no translation
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Opts {
    /// The folder of the plugin
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// Where the crate is written
    #[arg(short, long, value_name = "OUT")]
    out: PathBuf,

    /// The folder of sdk-compat
    #[arg(long, value_name = "DIR", hide_default_value = true, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../sdk-compat"))]
    sdk: PathBuf,

    /// Writes todo! in place of compile_error!
    #[arg(long)]
    allow_todo: bool,

    /// Prints one JSON document
    #[arg(long)]
    json: bool,
}

impl Opts {
    pub fn run(self) -> Result<ExitCode> {
        if !self.folder.is_dir() {
            return Err(
                Error::new(format!("{}: is no folder", self.folder.display())).next("name the folder of a plugin")
            );
        }
        if self.out.exists() {
            return Err(Error::new(format!("{}: exists", self.out.display()))
                .next("name a folder that is not there yet, or remove it"));
        }
        let sdk = self.sdk.canonicalize().map_err(|error| {
            Error::new(format!("{}: {error}", self.sdk.display())).next("name the folder of sdk-compat with --sdk")
        })?;
        let go = Go::find()?;
        let port = port::translate(&go, &self.folder, self.allow_todo)?;
        let options = project::Options {
            out: self.out.clone(),
            sdk,
            name: crate_name(&self.folder)?,
        };
        project::write(&port, &options)?;
        if self.json {
            println!(
                "{:#}",
                json!({"out": self.out, "plugin": port.plugin, "recovers": port.recovers, "files": port.shares, "todos": port.todos})
            );
        } else {
            print(&port, &options);
        }
        Ok(ExitCode::from(if port.todos.is_empty() { 0 } else { 3 }))
    }
}

/// The name of the crate, after the folder of the plugin.
fn crate_name(folder: &Path) -> Result<String> {
    let folder = folder
        .canonicalize()
        .map_err(|error| Error::new(format!("{}: {error}", folder.display())))?;
    let name = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let name: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '_' {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    let name = name.trim_matches('-').to_string();
    Ok(if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        name
    } else {
        format!("plugin-{name}")
    })
}

fn print(port: &Port, options: &project::Options) {
    let out = &options.out;
    for todo in &port.todos {
        let first = todo.go.lines().next().unwrap_or_default();
        println!("{}:{}: no translation of {}: {first}", todo.path, todo.line, todo.what);
    }
    for (path, share) in &port.shares {
        let percent = share.carried * 100 / share.statements.max(1);
        println!(
            "{path}: {} of {} statements carried, {percent} %",
            share.carried, share.statements
        );
    }
    let target = if port.plugin { " --target wasm32-wasip1" } else { "" };
    if port.plugin && port.recovers {
        println!(
            "recover() does nothing in a module that `cargo build` makes: a panic ends its VM. To recover as Go does, build it \
             in its folder with {}",
            options.sdk.join("recovering").display()
        );
    }
    println!(
        "build it: cargo build --release{target} --manifest-path {}/Cargo.toml",
        out.display()
    );
    if port.plugin {
        println!(
            "compare it: conformance compare GO.wasm {}/target/wasm32-wasip1/release/{}.wasm --cases CASES",
            out.display(),
            options.name.replace('-', "_")
        );
    }
}
