//! Which ABI marker a plugin exported before it moved: read in the source of the SDK that its go.mod resolves to.

use super::module::{self, Copies};
use super::rules::Pause;
use crate::Go;
use crate::units::Unit;
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

/// A module as `go list -m -json` and `go mod download -json` tell of it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resolved {
    #[serde(default)]
    path: String,
    /// Empty where a folder stands in.
    #[serde(default)]
    version: String,
    #[serde(default)]
    dir: PathBuf,
    #[serde(default)]
    replace: Option<Box<Resolved>>,
}

/// What is known of the marker.
pub(super) enum Marker {
    /// The module resolves to no SDK.
    NoSdk,
    /// The SDK exports this marker, and that is how it is known; whether it could export no other one.
    Known { marker: String, why: String, sure: bool },
    /// The SDK's source could not be had or read.
    Unknown(String),
}

/// Finds out which marker the unit exported in its builds, of each of which the tags are given. `copies` are of go.mod and
/// go.sum as they were.
pub(super) fn of(go: &Go, unit: &Unit, copies: &Copies, builds: &[Vec<String>], rule: &Pause) -> Marker {
    let required = match module::requirements(go, copies) {
        Ok(required) => required,
        Err(error) => return Marker::Unknown(error.what().to_string()),
    };
    let modfile = format!("-modfile={}", copies.go_mod.display());
    for sdk in &rule.sdk {
        let listed = go.run(
            &unit.root,
            &["list", &modfile, "-mod=mod", "-m", "-json", sdk],
            &[("GOWORK", "off")],
        );
        let resolved = listed
            .ok()
            .and_then(|output| serde_json::from_slice::<Resolved>(&output.stdout).ok());
        let resolved = resolved.map(|module| {
            module
                .replace
                .map_or((module.path, module.version), |by| (by.path, by.version))
        });
        // Where a module is missing that go.mod replaces with a folder, what go.mod says has to do.
        let taken = || {
            required
                .get(sdk)
                .map(|taken| (taken.path.clone(), taken.version.clone()))
        };
        if let Some((path, version)) = resolved.filter(|(path, _)| !path.is_empty()).or_else(taken) {
            return read(&path, &version, &unit.root, builds, &rule.marker, go);
        }
    }
    Marker::NoSdk
}

/// The marker that an SDK exports in these builds: a module, or a folder where it has no version. `other` is the one that a build
/// which is not seen may have had.
fn read(sdk: &str, version: &str, root: &Path, builds: &[Vec<String>], other: &str, go: &Go) -> Marker {
    let (named, folder) = if version.is_empty() {
        (sdk.to_string(), root.join(sdk))
    } else {
        (format!("{sdk} {version}"), downloaded(go, &format!("{sdk}@{version}")))
    };
    let mut markers = Vec::new();
    let plain = [Vec::new()];
    for tags in if builds.is_empty() { &plain } else { builds } {
        exported(&folder, tags, &mut markers);
    }
    match markers.as_slice() {
        [marker] => Marker::Known {
            marker: marker.clone(),
            why: format!("go.mod resolves to {named}, which exports proxy_abi_version_{marker}"),
            sure: is_settled(builds) || !names(&folder, other),
        },
        [] => Marker::Unknown(format!("the source of {named} cannot be had")),
        [marker, ..] if markers.iter().all(|marker| marker != other) => Marker::Known {
            marker: marker.clone(),
            why: format!("go.mod resolves to {named}, which exports no later marker than proxy_abi_version_0_2_1"),
            sure: true,
        },
        _ => Marker::Unknown(format!(
            "{named} exports {} under the build tags that are found",
            markers.join(" or ")
        )),
    }
}

/// Whether builds are found, and all of their tags can be read.
fn is_settled(builds: &[Vec<String>]) -> bool {
    !builds.is_empty() && builds.iter().flatten().all(|tag| !tag.contains('$'))
}

/// Whether a Go file below a folder exports this marker under some tags.
fn names(folder: &Path, marker: &str) -> bool {
    let Ok(entries) = fs::read_dir(folder) else {
        return false;
    };
    entries.flatten().map(|entry| entry.path()).any(|path| {
        let text = || fs::read_to_string(&path).unwrap_or_default();
        path.is_dir() && names(&path, marker)
            || path.extension().is_some_and(|extension| extension == "go")
                && text()
                    .lines()
                    .any(|line| marker_in(line).is_some_and(|named| named == marker))
    })
}

/// The folder with the source of a module; an empty path where it cannot be had.
fn downloaded(go: &Go, named: &str) -> PathBuf {
    // Anywhere but in the module, whose go.sum it would add to.
    let downloaded = go.run(go.folder(), &["mod", "download", "-json", named], &[("GOWORK", "off")]);
    let found = downloaded
        .ok()
        .and_then(|output| serde_json::from_slice::<Resolved>(&output.stdout).ok());
    found.map(|found| found.dir).unwrap_or_default()
}

/// The markers that the Go files below a folder export under these build tags.
fn exported(folder: &Path, tags: &[String], markers: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            exported(&path, tags, markers);
        } else if path.extension().is_some_and(|extension| extension == "go") {
            let text = fs::read_to_string(&path).unwrap_or_default();
            let built = text
                .lines()
                .find_map(|line| line.strip_prefix("//go:build "))
                .is_none_or(|constraint| holds(constraint.trim(), tags));
            let marker = text.lines().find_map(marker_in).filter(|_| built);
            markers.extend(marker.filter(|marker| !markers.contains(marker)));
        }
    }
}

/// The marker that a directive exports.
fn marker_in(line: &str) -> Option<String> {
    let name = line
        .strip_prefix("//export ")
        .or_else(|| line.strip_prefix("//go:wasmexport "))?;
    Some(name.trim().strip_prefix("proxy_abi_version_")?.to_string())
}

/// Whether a build constraint of one tag holds. A longer one is taken to hold: then two markers may be found, and said.
fn holds(constraint: &str, tags: &[String]) -> bool {
    let set = |tag: &str| tags.iter().any(|set| set == tag);
    match constraint.strip_prefix('!') {
        _ if constraint.contains([' ', '(']) => true,
        Some(tag) => !set(tag),
        None => set(constraint) || ["tinygo", "wasm", "wasip1"].contains(&constraint),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_with_a_variable_settles_nothing() {
        let builds = |tags: &str| vec![tags.split(' ').map(Into::into).collect::<Vec<String>>()];
        assert!(is_settled(&builds("custommalloc")));
        assert!(!is_settled(&builds("custommalloc $(EXTRA_TAGS)")));
        assert!(!is_settled(&[]));
    }

    #[test]
    fn the_marker_depends_on_the_build_tags() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, constraint: &str, marker: &str| {
            let text = format!(
                "//go:build {constraint}\n\npackage abi\n\n//export proxy_abi_version_{marker}\nfunc v() {{}}\n"
            );
            fs::write(folder.path().join(name), text).unwrap();
        };
        file("old.go", "!proxy_wasm_version_0_2_100", "0_2_0");
        file("new.go", "proxy_wasm_version_0_2_100", "0_2_100");
        let found = |tags: &[&str]| {
            let tags: Vec<String> = tags.iter().map(|tag| tag.to_string()).collect();
            let mut markers = Vec::new();
            exported(folder.path(), &tags, &mut markers);
            markers
        };
        assert!(names(folder.path(), "0_2_100") && !names(folder.path(), "0_1_0"));
        assert_eq!(found(&[]), ["0_2_0"]);
        assert_eq!(found(&["custommalloc", "proxy_wasm_version_0_2_100"]), ["0_2_100"]);
    }
}
