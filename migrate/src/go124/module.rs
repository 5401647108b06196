//! go.mod, go.sum and go.work: edited by Go itself, in copies.

use super::rules::{GoVersion, Rule};
use crate::go::succeeded;
use crate::units::Unit;
use crate::{Error, Go, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A go.mod as `go mod edit -json` tells of it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GoMod {
    #[serde(default)]
    go: String,
    #[serde(default)]
    require: Option<Vec<Version>>,
    #[serde(default)]
    replace: Option<Vec<Replace>>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Version {
    pub path: String,
    /// Empty for a folder, and for all versions.
    #[serde(default)]
    pub version: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Replace {
    old: Version,
    new: Version,
}

impl Replace {
    fn is_of(&self, module: &Version) -> bool {
        self.old.path == module.path && ["", &module.version].contains(&self.old.version.as_str())
    }
}

/// A go.work as `go work edit -json` tells of it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GoWork {
    #[serde(default)]
    go: String,
}

/// The copies of go.mod and go.sum that a unit is tidied and built with.
pub(super) struct Copies {
    pub go_mod: PathBuf,
    pub go_sum: PathBuf,
}

impl Copies {
    /// Copies both into `folder`.
    pub fn of(unit: &Unit, folder: &Path) -> Result<Self> {
        let copies = Copies {
            go_mod: folder.join("go.mod"),
            go_sum: folder.join("go.sum"),
        };
        let original = unit.go_mod.as_deref().unwrap_or(Path::new("go.mod"));
        let failed = |error: std::io::Error| Error::new(format!("{}: cannot be read: {error}", original.display()));
        fs::copy(original, &copies.go_mod).map_err(failed)?;
        let sums = unit.root.join("go.sum");
        if sums.is_file() {
            fs::copy(sums, &copies.go_sum).map_err(failed)?;
        }
        Ok(copies)
    }
}

/// What go.mod takes for each module that it requires: the version, or what replaces it.
pub(super) fn requirements(go: &Go, copies: &Copies) -> Result<BTreeMap<String, Version>> {
    let module = read(go, copies)?;
    let replaces = module.replace.unwrap_or_default();
    let taken = |required: Version| {
        let replaced = replaces.iter().find(|replace| replace.is_of(&required));
        let taken = replaced.map_or_else(|| required.clone(), |replace| replace.new.clone());
        (required.path, taken)
    };
    Ok(module.require.unwrap_or_default().into_iter().map(taken).collect())
}

/// Whether go.mod names a Go whose loops share a variable among their rounds.
pub(super) fn has_old_loops(go: &Go, copies: &Copies) -> Result<bool> {
    Ok(release(&read(go, copies)?.go) < release("1.22"))
}

/// Applies the rules to the copy of go.mod; `used` are the import paths that the sources will have. The ids of the rules that
/// changed something.
pub(super) fn edit(go: &Go, copies: &Copies, rules: &[Rule], used: impl Fn(&str) -> bool) -> Result<Vec<String>> {
    let module: GoMod = read(go, copies)?;
    let mut ids = Vec::new();
    for rule in rules {
        let mut flags = Vec::new();
        let required = module.require.as_deref().unwrap_or_default();
        for old in &rule.module.drop {
            flags.extend(
                required
                    .iter()
                    .filter(|version| version.path == *old)
                    .map(|version| format!("-droprequire={}", version.path)),
            );
            flags.extend(drop_replaces(&module, old));
        }
        // A module that has moved already keeps the version it chose.
        let moves = !flags.is_empty();
        for wanted in &rule.module.require {
            let old = required.iter().find(|version| version.path == wanted.path);
            let before_1_24 = release(&module.go) < release("1.24");
            if used(&wanted.path) && (old.is_none() || moves || before_1_24) {
                flags.push(format!("-require={}@{}", wanted.path, wanted.version));
                flags.extend(drop_replaces(&module, &wanted.path));
            }
        }
        if let Some(version) = rule
            .go
            .as_ref()
            .filter(|version| release(&module.go) < release(&version.version))
        {
            flags.push(format!("-go={}", version.version));
            flags.push(format!("-toolchain={}", version.toolchain));
        }
        if !flags.is_empty() {
            run_edit(go, copies, &flags)?;
            ids.push(rule.id.clone());
        }
    }
    Ok(ids)
}

/// What takes out every replace of a module.
fn drop_replaces(module: &GoMod, path: &str) -> impl Iterator<Item = String> {
    let replaces = module.replace.as_deref().unwrap_or_default().iter();
    let of_path = replaces.map(|replace| &replace.old).filter(move |old| old.path == path);
    of_path.map(|old| {
        let at = if old.version.is_empty() { "" } else { "@" };
        format!("-dropreplace={}{at}{}", old.path, old.version)
    })
}

fn read(go: &Go, copies: &Copies) -> Result<GoMod> {
    let folder = copies.go_mod.parent().unwrap_or(Path::new("."));
    let output = go.run(folder, &["mod", "edit", "-json", "go.mod"], &[("GOWORK", "off")])?;
    succeeded(&output)?;
    serde_json::from_slice(&output.stdout).map_err(|error| Error::new(format!("go mod edit -json: {error}")))
}

fn run_edit(go: &Go, copies: &Copies, flags: &[String]) -> Result<()> {
    let folder = copies.go_mod.parent().unwrap_or(Path::new("."));
    let arguments: Vec<&str> = ["mod", "edit"]
        .into_iter()
        .chain(flags.iter().map(String::as_str))
        .chain(["go.mod"])
        .collect();
    succeeded(&go.run(folder, &arguments, &[("GOWORK", "off")])?)
}

/// A go.work that names Go 1.24, where the one there is names an older one.
pub(super) fn work(go: &Go, go_work: &Path, folder: &Path, version: &GoVersion) -> Result<Option<String>> {
    let copy = folder.join("go.work");
    fs::copy(go_work, &copy).map_err(|error| Error::new(format!("{}: cannot be read: {error}", go_work.display())))?;
    let output = go.run(folder, &["work", "edit", "-json", "go.work"], &[])?;
    succeeded(&output).map_err(|error| error.at(go_work.display()))?;
    let before: GoWork =
        serde_json::from_slice(&output.stdout).map_err(|error| Error::new(format!("go work edit -json: {error}")))?;
    if release(&before.go) >= release(&version.version) {
        return Ok(None);
    }
    let flags = [
        format!("-go={}", version.version),
        format!("-toolchain={}", version.toolchain),
    ];
    succeeded(&go.run(folder, &["work", "edit", &flags[0], &flags[1], "go.work"], &[])?)?;
    fs::read_to_string(&copy)
        .map(Some)
        .map_err(|error| Error::new(format!("{}: cannot be read: {error}", copy.display())))
}

/// A version such as `1.24.1` as numbers; a go.mod without one counts as 1.16.
fn release(version: &str) -> (u32, u32, u32) {
    let mut parts = version.split('.').map(|part| {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap_or(0)
    });
    if version.is_empty() {
        return (1, 16, 0);
    }
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next())
}

#[cfg(test)]
mod tests {
    use super::release;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(release("1.9") < release("1.24"));
        assert!(release("1.24.1") > release("1.24"));
        assert!(release("") < release("1.17"));
        assert_eq!(release("1.24rc1"), (1, 24, 0));
    }
}
