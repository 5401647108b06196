//! From Go to Rust: a plugin or a program as a crate on `sdk-compat`.
//!
//! The helper loads the packages with their types (`tree`); `facts` finds out where plain Rust types say the same as
//! Go's; `emit` writes the modules; `project` puts the crate together. What has no sure translation becomes a
//! `compile_error!`, and is told.

pub mod cases;
mod emit;
mod facts;
mod foreign;
mod go_tests;
pub mod library;
pub(crate) mod names;
pub mod project;
mod tree;
pub mod verify;
mod walk;

pub use emit::{EmbeddedFile, Module, Port, Share, Todo};

use crate::go124::is_of_another_era;
use crate::{Error, Go, Result};
use emit::Options;
use facts::Facts;
use serde_json::json;
use std::fs;
use std::path::Path;
use tree::Program;
use verify::quoted;

/// Translates the package in a folder, with its tests.
///
/// # Errors
/// The folder holds no Go package, or one that does not type-check: the text is the compiler's.
pub fn translate(go: &Go, folder: &Path, allow_todo: bool) -> Result<Port> {
    deep(|| translate_here(go, folder, allow_todo))
}

/// Works on a stack that is large enough for deep sources; what is not used of it costs nothing.
fn deep<T: Send>(work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    const STACK: usize = 1 << 30;
    let cannot = |error: std::io::Error| Error::new(format!("no thread can be started: {error}"));
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        match thread.map_err(cannot)?.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

fn translate_here(go: &Go, folder: &Path, allow_todo: bool) -> Result<Port> {
    let folder = folder
        .canonicalize()
        .map_err(|error| Error::new(format!("{}: {error}", folder.display())).next("name the folder of a plugin"))?;
    let go_mod = go_mod(&folder)?;
    let program: Program = go
        .ask(&json!({"port": {"dir": folder}}))
        .map_err(|error: Error| error.at(folder.display()).next(mend(&go_mod, "go list", &folder)))?;
    check(&program, &folder, &go_mod)?;
    let (tests, note) = match go_tests::load(go, &folder)? {
        Ok(tests) => (tests, None),
        Err(note) => (None, Some(note)),
    };
    let options = Options {
        allow_todo,
        tests: tests.is_some(),
    };
    let mut port = emit::emit(&program, &Facts::of(&program), options);
    port.notes.extend(note);
    Ok(match tests {
        Some(tests) => go_tests::join(port, emit::emit(&tests, &Facts::of(&tests), options)),
        None => port,
    })
}

/// The text of the go.mod of a folder's module; empty where only a workspace is there.
fn go_mod(folder: &Path) -> Result<String> {
    let mut above = folder.ancestors();
    let root = above.find(|folder| ["go.mod", "go.work"].iter().any(|file| folder.join(file).is_file()));
    let root = root.ok_or_else(|| {
        Error::new(format!("{}: no go.mod is there or in a folder above", folder.display()))
            .next("name the folder of a plugin, inside of its Go module; `go mod init` makes one")
    })?;
    Ok(fs::read_to_string(root.join("go.mod")).unwrap_or_default())
}

/// What to do where Go's own command fails.
fn mend(go_mod: &str, command: &str, folder: &Path) -> String {
    match is_of_another_era(go_mod) {
        true => format!(
            "its modules are of the TinyGo era: move it first, with `migrate go124 {} --write`",
            quoted(folder)
        ),
        false => format!("mend it first: `{command}` has to succeed there"),
    }
}

/// Refuses what is no program that builds.
fn check(program: &Program, folder: &Path, go_mod: &str) -> Result<()> {
    let cgo = program
        .packages
        .iter()
        .find(|package| package.cgo_files.as_ref().is_some_and(|files| !files.is_empty()));
    if let Some(package) = cgo {
        let files = package.cgo_files.iter().flatten();
        let files: Vec<&str> = files.map(String::as_str).collect();
        return Err(Error::new(format!(
            "{}: uses cgo, which a Wasm module has not, in {}",
            package.path,
            files.join(", ")
        ))
        .next("write it in Go first"));
    }
    if !program.errors.is_empty() {
        return Err(Error::new(format!(
            "{} does not type-check\n{}",
            folder.display(),
            first_errors(program)
        ))
        .next(mend(go_mod, "go build", folder)));
    }
    match program.packages.last() {
        None => {
            Err(Error::new(format!("{}: holds no Go package", folder.display())).next("name the folder of a plugin"))
        }
        Some(root) if root.name != "main" => {
            Err(
                Error::new(format!("{}: its package is {}, not main", folder.display(), root.name))
                    .next("name the folder of a plugin, with the package main"),
            )
        }
        Some(_) => Ok(()),
    }
}

/// The compiler's words, as many as one reads.
fn first_errors(program: &Program) -> String {
    let mut errors = program.errors.clone();
    errors.dedup();
    errors.truncate(20);
    errors.join("\n")
}

/// Translates every program below a folder that is a Go module, each for itself: their folders' names with their ports.
///
/// # Errors
/// A program does not type-check: the text is the compiler's.
pub fn translate_all(go: &Go, folder: &Path) -> Result<Vec<(String, Port)>> {
    deep(|| translate_all_here(go, folder))
}

fn translate_all_here(go: &Go, folder: &Path) -> Result<Vec<(String, Port)>> {
    let programs: Vec<Program> = go.ask(&json!({"port": {"dir": folder, "all": true}}))?;
    let mut ports = Vec::new();
    for program in &programs {
        if !program.errors.is_empty() {
            return Err(Error::new(program.errors.join("\n")));
        }
        let path = program.packages.last().map_or("", |package| &package.path);
        let name = path.rsplit('/').next().unwrap_or_default().to_string();
        ports.push((name, emit::emit(program, &Facts::of(program), Options::default())));
    }
    Ok(ports)
}
