//! How much of a plugin `migrate port` carries, and what it does not.

use super::source::relative;
use crate::port::{self, Port, Share};
use crate::units::Unit;
use crate::{Go, Result};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What is carried of a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Carried {
    /// The folder of the program, relative to the module's.
    pub folder: PathBuf,
    /// Its files with their shares; none where it could not be looked at.
    pub files: Vec<(PathBuf, Share)>,
    /// What is not carried, the most frequent first.
    pub missing: Vec<Missing>,
    /// Why it could not be looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// Something that is not carried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// What it is.
    pub what: String,
    /// Where it stands: files, relative to the module's folder, with lines.
    pub places: Vec<(PathBuf, usize)>,
}

impl Carried {
    /// Whether all of it is.
    pub fn is_whole(&self) -> bool {
        self.failure.is_none() && self.missing.is_empty()
    }
}

/// Translates every program of a module, and writes nothing.
///
/// # Errors
/// A file cannot be read.
pub(super) fn of_module(go: &Go, unit: &Unit) -> Result<Vec<Carried>> {
    let folders = unit.packages.iter().filter_map(|files| program_folder(files));
    Ok(folders.map(|folder| of_program(go, &unit.root, folder)).collect())
}

/// The folder of a package that is a program.
fn program_folder(files: &[PathBuf]) -> Option<&Path> {
    let sources = files
        .iter()
        .filter(|path| !path.to_string_lossy().ends_with("_test.go"));
    let is_main = |path: &&PathBuf| {
        let text = fs::read_to_string(path).unwrap_or_default();
        text.lines()
            .any(|line| line.split_whitespace().take(2).eq(["package", "main"]))
    };
    sources.clone().find(is_main).and_then(|path| path.parent())
}

fn of_program(go: &Go, root: &Path, folder: &Path) -> Carried {
    let carried = Carried {
        folder: relative(folder, root),
        files: Vec::new(),
        missing: Vec::new(),
        failure: None,
    };
    match port::translate(go, folder, false) {
        Ok(port) => Carried {
            files: port
                .shares
                .iter()
                .map(|(path, share)| (relative(Path::new(path), root), share.clone()))
                .collect(),
            missing: missing(&port, root),
            ..carried
        },
        Err(error) => Carried {
            failure: Some(error.what().to_string()),
            ..carried
        },
    }
}

fn missing(port: &Port, root: &Path) -> Vec<Missing> {
    let mut kinds: BTreeMap<&str, Vec<(PathBuf, usize)>> = BTreeMap::new();
    for todo in &port.todos {
        let place = (relative(Path::new(&todo.path), root), todo.line);
        kinds.entry(&todo.what).or_default().push(place);
    }
    let mut missing: Vec<Missing> = kinds
        .into_iter()
        .map(|(what, places)| Missing {
            what: what.to_string(),
            places,
        })
        .collect();
    missing.sort_by_key(|each| std::cmp::Reverse(each.places.len()));
    missing
}
