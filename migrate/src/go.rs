//! The user's Go: finding it, running it, and the helper that reads Go sources.

use crate::{Error, Result};
use conformance::testbed::process::{Prepared, output};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread;

/// The sources of the helper, by name.
const HELPER: [(&str, &str); 17] = [
    ("go.mod", include_str!("../helper/go.mod")),
    ("gotests.go", include_str!("../helper/gotests.go")),
    ("imports.go", include_str!("../helper/imports.go")),
    ("initmain.go", include_str!("../helper/initmain.go")),
    ("load.go", include_str!("../helper/load.go")),
    ("logs.go", include_str!("../helper/logs.go")),
    ("main.go", include_str!("../helper/main.go")),
    ("modernize.go", include_str!("../helper/modernize.go")),
    ("notes.go", include_str!("../helper/notes.go")),
    ("orphans.go", include_str!("../helper/orphans.go")),
    ("pause.go", include_str!("../helper/pause.go")),
    ("port.go", include_str!("../helper/port.go")),
    ("portjson.go", include_str!("../helper/portjson.go")),
    ("reach.go", include_str!("../helper/reach.go")),
    ("tags.go", include_str!("../helper/tags.go")),
    ("traps.go", include_str!("../helper/traps.go")),
    ("typed.go", include_str!("../helper/typed.go")),
];

/// The oldest Go that fetches the toolchain a module names.
const OLDEST: (u32, u32) = (1, 21);

/// A Go installation.
pub struct Go {
    /// The helper, once something was asked of it.
    helper: OnceLock<PathBuf>,
    /// Holds the helper for as long as it is needed.
    folder: Prepared,
}

impl Go {
    /// Finds `go` on `PATH`.
    ///
    /// # Errors
    /// There is no Go, or it is too old.
    pub fn find() -> Result<Self> {
        let version = output("go", &["env", "GOVERSION"], Path::new("."), &[])
            .map_err(|error| error.next("install Go from https://go.dev/dl and put it on PATH"))?;
        succeeded(&version).map_err(|error| {
            error
                .at("go cannot say its version")
                .next("see that `go version` works here: GOTOOLCHAIN may name a toolchain that is not there")
        })?;
        let version = String::from_utf8_lossy(&version.stdout).trim().to_string();
        if release(&version).is_none_or(|release| release < OLDEST) {
            return Err(Error::new(format!("go: its version is {version}, which is too old"))
                .next("install Go 1.21 or newer: it fetches Go 1.24 by itself"));
        }
        let folder = Prepared::new()?;
        Ok(Go {
            helper: OnceLock::new(),
            folder,
        })
    }

    /// The helper, built when it is needed first.
    pub(crate) fn helper(&self) -> Result<&Path> {
        if let Some(helper) = self.helper.get() {
            return Ok(helper);
        }
        let sources = self.folder().join("helper");
        let cannot = |error: std::io::Error| Error::new(format!("{}: {error}", sources.display()));
        fs::create_dir_all(&sources).map_err(cannot)?;
        for (name, text) in HELPER {
            fs::write(sources.join(name), text).map_err(cannot)?;
        }
        let built = self.run(
            &sources,
            &["build", "-o", "helper", "."],
            &[("GOFLAGS", ""), ("GOWORK", "off"), ("GOOS", ""), ("GOARCH", "")],
        )?;
        succeeded(&built).map_err(|error| error.at("Go does not build the helper of migrate"))?;
        Ok(self.helper.get_or_init(|| sources.join("helper")))
    }

    /// Major and minor number of the Go that is used in a folder; none where Go does not come by it.
    pub fn version(&self, folder: &Path) -> Option<(u32, u32)> {
        let output = self.run(folder, &["env", "GOVERSION"], &[]).ok()?;
        release(String::from_utf8_lossy(&output.stdout).trim())
    }

    /// A folder of its own, for what needs no other.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.directory()
    }

    /// Runs `go` in a folder.
    ///
    /// # Errors
    /// Go cannot be started.
    pub fn run(&self, folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Result<Output> {
        output("go", arguments, folder, environment)
    }

    /// Asks the helper.
    ///
    /// # Errors
    /// A source does not parse; the text is the parser's, with file, line and column.
    pub fn ask<A: DeserializeOwned>(&self, job: &impl Serialize) -> Result<A> {
        let failed = |error: std::io::Error| Error::new(format!("the helper of migrate failed: {error}"));
        let mut helper = Command::new(self.helper()?)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let job = serde_json::to_vec(job).map_err(|error| Error::new(error.to_string()))?;
        let input = helper.stdin.take();
        // A helper that ends early says why on its own, and one that writes early is read meanwhile.
        let writer = thread::spawn(move || input.map(|mut input| input.write_all(&job)));
        let output = helper.wait_with_output().map_err(failed)?;
        let _ = writer.join();
        succeeded(&output)?;
        let mut answer = serde_json::Deserializer::from_slice(&output.stdout);
        // Sources are as deep as their authors like; who asks for them has the stack for it.
        answer.disable_recursion_limit();
        A::deserialize(&mut answer).map_err(|error| Error::new(format!("the helper of migrate failed: {error}")))
    }
}

/// The error of a command, in its own words.
pub(crate) fn succeeded(output: &Output) -> Result<()> {
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(Error::new(text.trim()))
}

/// Major and minor number of a version such as `go1.24.11`.
fn release(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.strip_prefix("go")?.split(|byte: char| !byte.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_compared_as_numbers() {
        assert_eq!(release("go1.24.11"), Some((1, 24)));
        assert_eq!(release("go1.9"), Some((1, 9)));
        assert_eq!(release("go1.25rc1"), Some((1, 25)));
        assert_eq!(release("devel"), None);
    }

    #[test]
    fn every_source_of_the_helper_is_carried() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("helper");
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, HELPER.map(|(name, _)| name));
    }
}
