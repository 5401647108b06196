//! What the sources of a plugin need: the right Go, migrations, and hands where something cannot work.

use super::traps::{Trap, traps};
use super::{Carried, Diagnosis, Finding, Weight, share};
use crate::Change;
use crate::go124::{Choice, Migration, Outcome, Plan};
use crate::port::verify::quoted;
use crate::units::{self, Unit};
use crate::{Error, Go, Result, find_sdk};
use conformance::report::counted;
use serde::Deserialize;
use serde_json::json;
use std::path::{Path, PathBuf};

/// The Go that the SDK needs.
const NEEDED: (u32, u32) = (1, 24);

/// What the helper found.
#[derive(Deserialize)]
struct Answer {
    findings: Vec<Found>,
}

#[derive(Deserialize)]
struct Found {
    rule: String,
    path: PathBuf,
    line: usize,
    what: String,
}

/// Looks at every Go module below a folder; `progress` hears of each.
///
/// # Errors
/// The folder holds no Go module or cannot be read, there is no Go, or a source does not parse.
pub fn source(folder: &Path, mut progress: impl FnMut(&Path) + Send) -> Result<Vec<Diagnosis>> {
    let units = units::units(folder)?;
    let migration = Migration::new(Choice::default().rules()?, false)?;
    let plans = migration.plan_units(&units, |root, _| progress(root))?;
    let go = migration.go();
    let traps = traps();
    let modules: Vec<&Unit> = units.iter().filter(|unit| unit.go_mod.is_some()).collect();
    let alone = modules.len() == 1;
    modules
        .into_iter()
        .map(|unit| {
            let plan = plans.iter().find(|plan| plan.root == unit.root);
            progress(&unit.root);
            let diagnosis = diagnose(go, unit, plan, &traps, folder);
            match diagnosis {
                // The others are told all the same.
                Err(error) if !alone => Ok(unreadable(&shown(&unit.root, folder), &error)),
                done => done,
            }
        })
        .collect()
}

fn diagnose(go: &Go, unit: &Unit, plan: Option<&Plan>, traps: &[Trap], folder: &Path) -> Result<Diagnosis> {
    let version = go.version(&unit.root);
    let old_go = version.as_ref().is_none_or(|version| *version < NEEDED);
    let mut findings = Vec::new();
    if old_go {
        findings.push(go_too_old(version));
    }
    findings.extend(plan.iter().flat_map(|plan| of_plan(plan)));
    findings.extend(of_traps(go, unit, plan, traps)?);
    findings.sort_by_key(|finding| finding.weight);
    let subject = shown(&unit.root, folder);
    // Go of the TinyGo era is moved first: then it can be loaded.
    let moved = !plan.is_some_and(is_of_another_era);
    let port = match moved && !old_go {
        true => share::of_module(go, unit)?,
        false => Vec::new(),
    };
    Ok(Diagnosis {
        kind: "Go module".to_string(),
        next: next(&subject, old_go, plan, &findings, &port),
        port,
        findings,
        subject,
    })
}

/// What to do where nothing else can be done.
const BUILD: &str = "mend it first: `go build` has to succeed";

/// A module that could not be looked at.
fn unreadable(subject: &Path, error: &Error) -> Diagnosis {
    Diagnosis {
        subject: subject.to_path_buf(),
        kind: "Go module".to_string(),
        findings: vec![Finding::of_all("source", Weight::Cannot, error.what())],
        port: Vec::new(),
        next: vec![BUILD.to_string()],
    }
}

/// The folder of a unit as the user would name it.
fn shown(root: &Path, folder: &Path) -> PathBuf {
    let whole = folder.canonicalize().unwrap_or_default();
    match root.strip_prefix(&whole) {
        Ok(rest) if rest.as_os_str().is_empty() => folder.to_path_buf(),
        Ok(rest) => folder.join(rest),
        Err(_) => root.to_path_buf(),
    }
}

fn go_too_old(version: Option<(u32, u32)>) -> Finding {
    let (major, minor) = NEEDED;
    let has = version.map_or("Go cannot say its version there".to_string(), |(major, minor)| {
        format!("Go {major}.{minor} is used there")
    });
    Finding::of_all("go", Weight::Cannot, format!("{has}: the SDK needs {major}.{minor}"))
}

/// Whether the sources have to change, or the modules that they use, before they are those of a plugin of today.
fn is_of_another_era(plan: &Plan) -> bool {
    let sdk = |change: &Change| change.rules.iter().any(|rule| rule == "sdk-modules");
    plan.outcome == Outcome::Failed || plan.changes.iter().any(|change| change.is_go() || sdk(change))
}

/// What `migrate go124` would do.
fn of_plan(plan: &Plan) -> Vec<Finding> {
    let mut rules: Vec<&str> = plan
        .changes
        .iter()
        .flat_map(|change| change.rules.iter().map(String::as_str))
        .collect();
    rules.sort_unstable();
    rules.dedup();
    let mut findings = Vec::new();
    if let Some(failure) = &plan.failure {
        findings.push(Finding::of_all("go124", Weight::Cannot, failure.clone()));
    }
    if !rules.is_empty() {
        let (weight, what) = match is_of_another_era(plan) {
            true => (Weight::Trap, "is of the TinyGo era"),
            false => (Weight::Note, "is built as in the TinyGo era"),
        };
        findings.push(Finding::of_all(
            "go124",
            weight,
            format!("{what}: {} would be applied", rules.join(", ")),
        ));
    }
    let by_hand = plan.findings.iter().filter(|finding| finding.hand);
    findings.extend(by_hand.map(|finding| Finding {
        id: finding.rule.clone(),
        weight: Weight::Trap,
        path: Some(relative(&finding.path, &plan.root)),
        line: Some(finding.line),
        what: finding.what.clone(),
    }));
    findings
}

/// Where the port of a folder goes: beside it. A folder such as `.` gets its name from where it lies.
fn beside(folder: &Path) -> PathBuf {
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let named = match (folder.file_name(), real.file_name()) {
        (None, Some(name)) => folder.join("..").join(name),
        _ => folder.to_path_buf(),
    };
    PathBuf::from(format!("{}-rs", named.display()))
}

/// The step to Rust.
fn to_rust(subject: &Path, program: &Carried) -> Option<String> {
    let folder = match program.folder.as_os_str().is_empty() {
        true => subject.to_path_buf(),
        false => subject.join(&program.folder),
    };
    if program.failure.is_some() {
        return None;
    }
    let (folder, out) = (quoted(&folder), quoted(&beside(&folder)));
    let (sdk, whose) = match find_sdk(None) {
        Ok(_) => ("", ""),
        Err(_) => (" --sdk SDK", ", with the folder sdk-compat of a checkout for SDK"),
    };
    let port = format!("to move it to Rust: migrate port {folder} -o {out}{sdk}");
    Some(match program.is_whole() {
        true => format!("{port} --verify{whose}"),
        false => {
            let kinds = counted(program.missing.len(), "kind");
            format!("{port}{whose}, and write by hand what is not carried, of {kinds}")
        }
    })
}

pub(super) fn relative(path: &Path, root: &Path) -> PathBuf {
    path.strip_prefix(root).unwrap_or(path).to_path_buf()
}

/// The traps in all but tests, which run elsewhere.
fn of_traps(go: &Go, unit: &Unit, plan: Option<&Plan>, traps: &[Trap]) -> Result<Vec<Finding>> {
    let is_test = |path: &&PathBuf| path.to_string_lossy().ends_with("_test.go");
    let package = |files: &Vec<PathBuf>| {
        let files = files.iter().filter(|path| !is_test(path));
        json!({"files": files.map(|path| json!({"path": path})).collect::<Vec<_>>()})
    };
    let packages: Vec<_> = unit.packages.iter().map(package).collect();
    let searches: Vec<_> = traps
        .iter()
        .map(|trap| json!({"id": trap.id, "work": trap.work, "calls": trap.calls}))
        .collect();
    let answer: Answer = go.ask(&json!({"packages": packages, "rules": {"traps": searches}}))?;
    let mut findings: Vec<Finding> = answer
        .findings
        .into_iter()
        .filter_map(|found| {
            let trap = traps.iter().find(|trap| trap.id == found.rule)?;
            let path = relative(&found.path, &unit.root);
            if plan.is_some_and(|plan| trap.is_kept(plan, &path, found.line)) {
                return None;
            }
            Some(Finding {
                id: found.rule,
                weight: if trap.cannot { Weight::Cannot } else { Weight::Trap },
                path: Some(path),
                line: Some(found.line),
                what: format!("{}: {}", trap.title, found.what),
            })
        })
        .collect();
    findings.sort_by(|one, other| (&one.path, one.line).cmp(&(&other.path, other.line)));
    Ok(findings)
}

/// What to do, in its order: first what keeps the rest from being tried.
fn next(subject: &Path, old_go: bool, plan: Option<&Plan>, findings: &[Finding], port: &[Carried]) -> Vec<String> {
    let mut next = Vec::new();
    if old_go {
        next.push("install Go 1.24, or let Go fetch it: `go env -w GOTOOLCHAIN=auto`".to_string());
    }
    if plan.is_some_and(|plan| plan.outcome != Outcome::NothingToDo) {
        next.push(format!("migrate go124 {} --write", subject.display()));
    }
    let in_sources = |weight: Weight| {
        findings
            .iter()
            .filter(|it| it.weight == weight && it.line.is_some())
            .count()
    };
    let (cannot, traps) = (in_sources(Weight::Cannot), in_sources(Weight::Trap));
    if cannot > 0 {
        next.push(format!(
            "replace what cannot work in a plugin, in {}",
            counted(cannot, "place")
        ));
    }
    if traps > 0 {
        next.push(format!(
            "look at the traps, in {}: `migrate check --explain TRAP` says why",
            counted(traps, "place")
        ));
    }
    if port.iter().any(|program| program.failure.is_some()) {
        next.push(BUILD.to_string());
    }
    next.extend(port.iter().filter_map(|program| to_rust(subject, program)));
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_goes_beside_its_folder() {
        assert_eq!(beside(Path::new("a/my-plugin")), Path::new("a/my-plugin-rs"));
        let here = std::env::current_dir().unwrap();
        let name = format!("{}-rs", here.file_name().unwrap().display());
        assert_eq!(beside(Path::new(".")), Path::new("./..").join(name));
    }
}
