//! The traps, which are data: one file each.

use super::source::relative;
use crate::Explained;
use crate::go124::Plan;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Something that cannot work in a plugin, or that is easily got wrong.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trap {
    /// Its name, by which it is reported and explained.
    pub id: String,
    /// What it is, in a few words.
    pub title: String,
    /// Why, and what to do in its place.
    pub explain: String,
    /// It cannot work at all.
    #[serde(default)]
    pub cannot: bool,
    /// The search of the helper that finds it; none where every use of the calls is found.
    #[serde(default)]
    pub(super) work: String,
    /// The rule of `migrate go124` for the same place: where that has something to say, the trap is not one yet.
    rule: Option<String>,
    #[serde(default, rename = "call")]
    pub(super) calls: Vec<Call>,
}

impl Trap {
    /// What it is, and what to do in its place.
    pub fn explained(&self) -> Explained<'_> {
        Explained::new(&self.id, &self.title, &self.explain)
    }

    /// Whether moving the plugin looks at a place of this trap's, and keeps what it means there.
    pub(super) fn is_kept(&self, plan: &Plan, path: &Path, line: usize) -> bool {
        let notes = plan.findings.iter();
        let mut here = notes.filter(|note| note.line == line && relative(&note.path, &plan.root) == path);
        here.any(|note| Some(note.rule.as_str()) == self.rule.as_deref())
    }
}

/// Functions of a package, and values and types of it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Call {
    package: String,
    names: Vec<String>,
    #[serde(default)]
    values: Vec<String>,
}

/// The files, those first that cannot work.
const FILES: [(&str, &str); 7] = [
    ("http-client", include_str!("../../rules/traps/http-client.toml")),
    ("goroutine", include_str!("../../rules/traps/goroutine.toml")),
    ("sleep", include_str!("../../rules/traps/sleep.toml")),
    ("files", include_str!("../../rules/traps/files.toml")),
    (
        "pause-without-body",
        include_str!("../../rules/traps/pause-without-body.toml"),
    ),
    (
        "call-out-ignored",
        include_str!("../../rules/traps/call-out-ignored.toml"),
    ),
    (
        "made-per-request",
        include_str!("../../rules/traps/made-per-request.toml"),
    ),
];

/// All traps.
pub fn traps() -> Vec<Trap> {
    let trap = |(name, text): &(&str, &str)| -> Trap {
        toml::from_str(text).unwrap_or_else(|error| panic!("rules/traps/{name}.toml: {error}"))
    };
    FILES.iter().map(trap).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_file_is_a_trap_of_its_name() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/traps");
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_string())
            .collect();
        let mut known: Vec<_> = FILES.iter().map(|(name, _)| (*name).to_string()).collect();
        assert_eq!(traps().iter().map(|trap| trap.id.clone()).collect::<Vec<_>>(), known);
        files.sort();
        known.sort();
        assert_eq!(files, known);
    }
}
