//! The cases of a comparison: those of its case files, or the built-in ones.

use super::{Case, import, load, parse};
use crate::Result;
use crate::inspect::Module;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;

pub(super) const BUILT_IN: &str = include_str!("built_in.yaml");

/// Gathers the cases of all files, or the built-in ones where there is no file; `config` stands in place of the files' own
/// configuration, but not of that of a case. Names are unique afterwards.
///
/// # Errors
/// A file that is no valid case file.
pub fn gather(files: &[PathBuf], config: Option<&Value>) -> Result<Vec<Case>> {
    gather_with(files, &[], config, &mut |_| ())
}

/// The same with the cases that [`import`] makes of the files `from`; `note` hears of what could not be carried over.
///
/// # Errors
/// As [`gather`] and [`import`].
pub fn gather_with(
    files: &[PathBuf],
    from: &[PathBuf],
    config: Option<&Value>,
    note: &mut dyn FnMut(&str),
) -> Result<Vec<Case>> {
    let mut read = match files {
        [] if from.is_empty() => vec![("built-in".to_string(), parse("the built-in cases", BUILT_IN)?)],
        files => files
            .iter()
            .map(|file| Ok((file.display().to_string(), load(file)?)))
            .collect::<Result<_>>()?,
    };
    for path in from {
        let imported = import(path)?;
        imported.notes.iter().for_each(|what| note(what));
        read.push((path.display().to_string(), imported.file));
    }
    let mut names = BTreeSet::new();
    let mut gathered = Vec::new();
    for (file, mut cases) in read.drain(..) {
        cases.config = config.cloned().or(cases.config);
        for mut case in cases.resolve() {
            while !names.insert(case.name.clone()) {
                case.name = format!("{} ({file})", case.name);
            }
            gathered.push(case);
        }
    }
    Ok(gathered)
}

/// The cases for these modules: where one of them looks its root id up, a case that names none has an empty one.
pub fn with_root_ids(cases: &[Case], modules: &[&Module]) -> Vec<Case> {
    let mut cases = cases.to_vec();
    if modules.iter().any(|module| module.looks_up_root_id()) {
        for case in &mut cases {
            case.root_id.get_or_insert_default();
        }
    }
    cases
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::fs;

    #[test]
    fn without_a_file_the_built_in_cases_are_run_with_the_given_configuration() {
        let config = json!({"mockEnable": true});
        let cases = gather(&[], Some(&config)).unwrap();
        assert!(cases.len() >= 5);
        assert!(cases.iter().all(|case| case.config.as_ref() == Some(&config)));
    }

    #[test]
    fn a_given_configuration_takes_the_place_of_the_files_and_leaves_the_cases_own() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str| {
            let file = folder.path().join(name);
            let text =
                "config: {a: 1}\ncases:\n- {name: x, requests: [{}]}\n- {name: y, config: {b: 2}, requests: [{}]}\n";
            fs::write(&file, text).unwrap();
            file
        };
        let files = [write("one.yaml"), write("two.yaml"), folder.path().join("two.yaml")];
        let cases = gather(&files, Some(&json!({"c": 3}))).unwrap();
        let configs: Vec<_> = cases.iter().map(|case| case.config.clone().unwrap()).collect();
        assert_eq!(configs.len(), 2 * files.len());
        for of_file in configs.chunks(2) {
            assert_eq!(of_file, [json!({"c": 3}), json!({"b": 2})]);
        }
        assert_eq!(cases[0].name, "x");
        assert!(
            cases[2].name.starts_with("x (") && cases[2].name.ends_with("two.yaml)"),
            "{}",
            cases[2].name
        );
        let names: BTreeSet<_> = cases.iter().map(|case| &case.name).collect();
        assert_eq!(names.len(), cases.len(), "no two cases have one name");
    }
}
