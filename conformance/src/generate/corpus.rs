//! The folders of a search: cases that came further than others, and a case file for each difference.

use super::search::Found;
use crate::cases::{self, Case, CaseFile};
use crate::{Error, Result};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// The cases of the files in a folder, in the order of their names; none where the folder does not exist.
///
/// # Errors
/// The folder or a file cannot be read, or a file is no case file.
pub fn load(folder: &Path) -> Result<Vec<Case>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let unreadable = |error| Error::new(format!("{}: cannot be read: {error}", folder.display()));
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    let cases: Vec<Vec<Case>> = files
        .iter()
        .map(|file| Ok(cases::load(file)?.resolve()))
        .collect::<Result<_>>()?;
    Ok(cases.into_iter().flatten().collect())
}

/// Writes a case into a folder, under a name made from what it sends: the same case is written once.
///
/// # Errors
/// The folder or the file cannot be written.
pub fn keep(folder: &Path, case: &Case) -> Result<PathBuf> {
    store(folder, "case", &[], case)
}

/// Writes the case file of a difference.
///
/// # Errors
/// As [`keep`].
pub fn finding(folder: &Path, found: &Found) -> Result<PathBuf> {
    let findings = &found.report.comparison.findings;
    let what: Vec<String> = findings
        .iter()
        .map(|finding| format!("{}, {}", finding.kind.title(), finding.place))
        .collect();
    let kind = findings.first().map_or("difference".into(), |finding| {
        finding.kind.title().to_lowercase().replace(' ', "-")
    });
    store(folder, &kind, &what, &found.case)
}

/// A case as it stands in a file that runs wherever the file lies: its neighbours are named from the root.
fn portable(case: &Case) -> Result<Case> {
    let mut case = case.clone();
    for neighbour in case.neighbours_mut() {
        let module = std::path::absolute(&neighbour.module)
            .map_err(|error| Error::new(format!("{}: {error}", neighbour.module.display())))?;
        neighbour.module = module;
    }
    Ok(case)
}

/// The comments say what differs.
fn store(folder: &Path, kind: &str, comments: &[String], case: &Case) -> Result<PathBuf> {
    let case = portable(case)?;
    let file = |case: Case| CaseFile {
        cases: vec![case],
        ..serde_json::from_value(json!({"cases": []})).expect("every other field has a default")
    };
    let unnamed = Case {
        name: String::new(),
        ..case.clone()
    };
    let hash: String = Sha256::digest(cases::write(&file(unnamed)))
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let path = folder.join(format!("{kind}-{hash}.yaml"));
    let comments: String = comments
        .iter()
        .map(|what| format!("# differs: {}\n", what.escape_debug()))
        .collect();
    let text = comments + &cases::write(&file(case));
    let cannot = |error| {
        Error::new(format!("{}: cannot be written: {error}", path.display())).next("name a folder that can be written")
    };
    fs::create_dir_all(folder).map_err(cannot)?;
    // Whoever reads the folder meanwhile sees the whole file or none.
    let unfinished = path.with_extension("unfinished");
    fs::write(&unfinished, text)
        .and_then(|()| fs::rename(&unfinished, &path))
        .map_err(cannot)?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::Neighbour;
    use crate::generate::cases::plain_case;
    use crate::generate::maker::plain_request;

    #[test]
    fn what_is_kept_is_loaded_once() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("corpus");
        assert_eq!(load(&below).unwrap(), []);
        let case = Case {
            requests: vec![plain_request()],
            ..plain_case()
        };
        let again = Case {
            name: "another name".into(),
            ..case.clone()
        };
        assert_eq!(keep(&below, &again).unwrap(), keep(&below, &case).unwrap());
        assert_eq!(load(&below).unwrap(), [case]);
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(keep(&file, &again).unwrap_err().what().contains("cannot be written"));
    }

    #[test]
    fn a_plugin_beside_is_found_from_the_file_of_the_case() {
        let folder = tempfile::tempdir().unwrap();
        let case = Case {
            requests: vec![plain_request()],
            before: vec![Neighbour {
                module: "target/x.wasm".into(),
                config: None,
            }],
            ..plain_case()
        };
        keep(folder.path(), &case).unwrap();
        let loaded = load(folder.path()).unwrap().swap_remove(0);
        assert_eq!(
            loaded.before[0].module,
            std::env::current_dir().unwrap().join("target/x.wasm")
        );
    }
}
