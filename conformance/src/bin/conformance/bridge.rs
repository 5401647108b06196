//! `conformance bridge`: a module of Higress in, a module for stock Envoy out.

use clap::Parser;
use conformance::bridge::{Bridged, Options, REDIS_CLUSTER, bridge};
use conformance::inspect::Module;
use conformance::{Error, Result};
use serde_json::json;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
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
        let place = Place::of(&self.input, &self.output)?;
        let bridged = bridge(&module, &Options::default())?;
        place.write(&bridged.wasm)?;
        let output = Module::parse(&self.output.display().to_string(), bridged.wasm.clone())?;
        if self.json {
            anstream::println!("{:#}", document(&module, &output, &bridged));
        } else {
            report(&output, &bridged);
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Where the output goes: a name in a directory that exists.
struct Place<'a> {
    path: &'a Path,
    directory: &'a Path,
}

impl<'a> Place<'a> {
    fn of(input: &Path, output: &'a Path) -> Result<Self> {
        let shown = output.display();
        if output.is_dir() {
            return Err(Error::new(format!("{shown}: is a directory")).next("give the name of a file after -o"));
        }
        // What is there is replaced, and a device such as /dev/null is not to be.
        if fs::metadata(output).is_ok_and(|there| !there.is_file()) {
            return Err(Error::new(format!("{shown}: is no regular file")).next("give the name of a file after -o"));
        }
        if fs::canonicalize(output).is_ok_and(|there| fs::canonicalize(input).is_ok_and(|input| input == there)) {
            return Err(Error::new(format!("{shown}: is the input itself")).next("give another name after -o"));
        }
        let directory = match output.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        if !directory.is_dir() {
            return Err(
                Error::new(format!("{shown}: there is no directory {}", directory.display()))
                    .next("make the directory first"),
            );
        }
        Ok(Place {
            path: output,
            directory,
        })
    }

    /// Writes beside the place and then renames, so that no half of a module is ever there.
    fn write(&self, bytes: &[u8]) -> Result<()> {
        let cannot = |error: std::io::Error| {
            Error::new(format!("{}: cannot be written: {error}", self.path.display()))
                .next("give a place after -o where you may write")
        };
        let mut file = tempfile::NamedTempFile::new_in(self.directory).map_err(cannot)?;
        file.write_all(bytes).map_err(cannot)?;
        readable_by_all(file.as_file()).map_err(cannot)?;
        file.persist(self.path).map_err(|error| cannot(error.error))?;
        Ok(())
    }
}

/// A temporary file is its owner's alone; a gateway often runs as somebody else.
fn readable_by_all(file: &fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

fn report(output: &Module, bridged: &Bridged) {
    anstream::println!("{}: {} bytes, sha256 {}", output.name, output.size, output.sha256);
    for change in &bridged.changes {
        anstream::println!("  {}", change.what);
    }
    if bridged.changes.is_empty() {
        anstream::println!("  nothing had to be changed");
    }
    if bridged.allow_on_headers_stop_iteration {
        anstream::println!("in Envoy's plugin configuration, set allow_on_headers_stop_iteration: true");
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixListener;

    #[test]
    fn what_is_no_regular_file_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        let _listening = UnixListener::bind(&socket).unwrap();
        let refused = Place::of(Path::new("in.wasm"), &socket).err().unwrap().to_string();
        assert!(refused.contains("socket: is no regular file"), "{refused}");
        assert!(Place::of(Path::new("in.wasm"), &folder.path().join("new.wasm")).is_ok());
    }
}
