//! What lies in a folder: its Go modules, their packages, and the files that tell how they are built.

use crate::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// A Go module, or what lies in a folder outside of any.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unit {
    pub root: PathBuf,
    pub go_mod: Option<PathBuf>,
    pub go_work: Option<PathBuf>,
    /// The Go files, a package folder at a time.
    pub packages: Vec<Vec<PathBuf>>,
    /// Makefiles, Dockerfiles, scripts, CI files, documents.
    pub build_files: Vec<PathBuf>,
    /// What the module adds to the common build of all plugins above it.
    pub buildrc: Option<PathBuf>,
    /// The module keeps copies of its dependencies.
    pub vendored: bool,
}

/// Folders that hold other people's files, or none of interest.
const PASSED_BY: [&str; 5] = ["vendor", "testdata", "node_modules", ".git", "target"];

/// The modules below a folder, each with its files; the first unit is the folder itself.
///
/// # Errors
/// The folder cannot be read, or holds no Go module.
pub(crate) fn units(folder: &Path) -> Result<Vec<Unit>> {
    let root = folder.canonicalize().map_err(|error| {
        Error::new(format!("{}: {error}", folder.display())).next("name the folder of a plugin, or one above several")
    })?;
    if !root.is_dir() {
        return Err(Error::new(format!("{}: is no folder", folder.display())).next("name the folder that holds go.mod"));
    }
    let mut units = Vec::new();
    walk(
        &root,
        Unit {
            root: root.clone(),
            ..Unit::default()
        },
        &mut units,
    )?;
    if units.iter().all(|unit| unit.go_mod.is_none()) {
        return Err(Error::new(format!("{}: holds no Go module", folder.display()))
            .next("name the folder of a plugin, which holds its go.mod; `go mod init` makes one"));
    }
    units.retain(|unit| unit.go_mod.is_some() || unit.go_work.is_some() || !unit.build_files.is_empty());
    units.sort_by(|one, other| one.root.cmp(&other.root));
    Ok(units)
}

/// The places of the units, in groups: a unit stands in a group behind those of the units that its go.mod puts in place of modules.
pub(crate) fn groups(units: &[Unit]) -> Vec<Vec<usize>> {
    let mut left: Vec<(usize, Vec<PathBuf>)> = units.iter().map(Unit::replacements).enumerate().collect();
    let mut groups = Vec::new();
    while !left.is_empty() {
        let waits = |(at, for_these): &(usize, Vec<PathBuf>)| {
            left.iter()
                .any(|(other, _)| other != at && for_these.contains(&units[*other].root))
        };
        let mut group: Vec<usize> = left.iter().filter(|each| !waits(each)).map(|(at, _)| *at).collect();
        if group.is_empty() {
            // Modules that wait for each other stay as they are.
            group = left.iter().map(|(at, _)| *at).collect();
        }
        left.retain(|(at, _)| !group.contains(at));
        groups.push(group);
    }
    groups
}

impl Unit {
    /// The folders of packages, each with what it is imported as and its Go files.
    pub fn imported(&self) -> impl Iterator<Item = (String, &Vec<PathBuf>)> {
        let module = self.module_path();
        self.packages.iter().map(move |files| {
            let folder = files.first().and_then(|file| file.parent()).unwrap_or(&self.root);
            let below = folder.strip_prefix(&self.root).unwrap_or(Path::new(""));
            let parts = below.iter().map(|part| part.to_string_lossy());
            let path = std::iter::once(module.as_str().into()).chain(parts).collect::<Vec<_>>();
            (path.join("/"), files)
        })
    }

    /// The path that go.mod gives the module.
    pub fn module_path(&self) -> String {
        let text = self.go_mod.as_ref().and_then(|path| fs::read_to_string(path).ok());
        let named = text
            .iter()
            .flat_map(|text| text.lines())
            .find_map(|line| line.trim().strip_prefix("module "));
        let named = named.map(|rest| rest.split("//").next().unwrap_or_default());
        named.unwrap_or_default().trim().trim_matches(['"', '`']).to_string()
    }

    /// The folders that go.mod names.
    fn replacements(&self) -> Vec<PathBuf> {
        let text = self.go_mod.as_ref().and_then(|path| fs::read_to_string(path).ok());
        let words = text.iter().flat_map(|text| text.split_whitespace());
        words
            .map(|word| word.trim_matches('"'))
            .filter(|word| word.starts_with("./") || word.starts_with("../"))
            .filter_map(|word| self.root.join(word).canonicalize().ok())
            .collect()
    }
}

/// Reads a folder into `unit`, begins a unit of its own where a module begins, and ends those in `units`.
fn walk(folder: &Path, unit: Unit, units: &mut Vec<Unit>) -> Result<()> {
    let ended = read(folder, unit, units)?;
    units.push(ended);
    Ok(())
}

fn read(folder: &Path, mut unit: Unit, units: &mut Vec<Unit>) -> Result<Unit> {
    let failed = |error: std::io::Error| Error::new(format!("{}: cannot be read: {error}", folder.display()));
    let mut entries = fs::read_dir(folder)
        .map_err(failed)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<_>>>()
        .map_err(failed)?;
    entries.sort();
    let mut package = Vec::new();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            // A link to a folder may lead back up.
            if path.is_symlink() || PASSED_BY.contains(&name.as_str()) {
                unit.vendored |= name == "vendor" && path.join("modules.txt").is_file();
            } else if path.join("go.mod").is_file() {
                let inner = Unit {
                    root: path.clone(),
                    ..Unit::default()
                };
                walk(&path, inner, units)?;
            } else {
                unit = read(&path, unit, units)?;
            }
        } else if name == "go.mod" {
            unit.go_mod = Some(path);
        } else if name == "go.work" {
            unit.go_work = Some(path);
        } else if name == ".buildrc" {
            unit.buildrc = Some(path);
        } else if name.ends_with(".go") {
            package.push(path);
        } else if tells_how_to_build(&name) {
            unit.build_files.push(path);
        }
    }
    if !package.is_empty() {
        unit.packages.push(package);
    }
    Ok(unit)
}

fn tells_how_to_build(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let begins = [
        "makefile",
        "gnumakefile",
        "dockerfile",
        "containerfile",
        "justfile",
        "taskfile",
        "jenkinsfile",
    ];
    let ends = [
        ".mk",
        ".sh",
        ".bash",
        ".zsh",
        ".yml",
        ".yaml",
        ".md",
        ".dockerfile",
        ".bat",
        ".cmd",
        ".ps1",
    ];
    begins.iter().any(|begin| name.starts_with(begin)) || ends.iter().any(|end| name.ends_with(end))
}
