//! The case file of a port: out of the tests and the configurations that lie beside the Go plugin.

use crate::Result;
use conformance::cases::{CaseFile, gather, import, join, load, write};
use std::fs;
use std::path::{Path, PathBuf};

/// Cases for a port.
pub struct Cases {
    /// The text of the case file.
    pub text: String,
    /// How many there are.
    pub count: usize,
    /// The files that they were made of; none for the built-in requests.
    pub sources: Vec<String>,
    /// What could not be carried over, and where it stands.
    pub notes: Vec<String>,
}

/// Makes the cases of the plugin in a folder, out of its tests, which run for it, and of the configurations beside it; `progress`
/// hears of each file. Where there is nothing, the built-in requests are a beginning.
///
/// # Errors
/// The folder cannot be read.
pub fn of_plugin(folder: &Path, mut progress: impl FnMut(&Path)) -> Result<Cases> {
    let (mut files, mut notes, mut sources) = (Vec::new(), Vec::new(), Vec::new());
    for path in candidates(folder) {
        progress(&path);
        let name = PathBuf::from(path.file_name().unwrap_or_default());
        // A file of cases is one already.
        let found = load(&path).or_else(|_| {
            import(&path).map(|import| {
                notes.extend(import.notes);
                import.file
            })
        });
        match found {
            Ok(file) => {
                sources.push(name.display().to_string());
                files.push((name, file));
            }
            // Most files beside a plugin are something else.
            Err(error) if is_test(&path) => notes.push(error.what().to_string()),
            Err(_) => {}
        }
    }
    let head = match sources.as_slice() {
        [] => "# No test and no configuration was found beside the plugin. These are requests that most plugins tell apart: put the\n\
               # plugin's configuration in place of this one, and add what it is made for.\n"
            .to_string(),
        sources => format!("# Made of {}.\n", sources.join(", ")),
    };
    let file = match files.is_empty() {
        true => starting_file()?,
        false => join(files),
    };
    Ok(Cases {
        text: head + &write(&file),
        count: file.cases.len(),
        sources,
        notes,
    })
}

/// The built-in requests, with room for a configuration.
fn starting_file() -> Result<CaseFile> {
    let config = serde_json::json!({});
    let cases = gather(&[], None)?;
    let named = serde_json::json!({"config": config, "cases": []});
    let file: CaseFile = serde_json::from_value(named).expect("a file may be empty for a moment");
    Ok(CaseFile { cases, ..file })
}

/// The files beside a plugin that may tell something, its tests first.
fn candidates(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    let tells = |path: &PathBuf| {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_ascii_lowercase();
        let ends = [".yaml", ".yml", "config.json"].iter().any(|end| name.ends_with(end));
        is_test(path) || ends || name.starts_with("readme") && name.ends_with(".md")
    };
    paths.retain(tells);
    paths.sort_by_key(|path| (!is_test(path), path.clone()));
    paths
}

/// Whether a file is a test on wasm-go's host: only such a one tells what to send.
fn is_test(path: &Path) -> bool {
    let test = path.to_string_lossy().ends_with("_test.go");
    test && fs::read_to_string(path).is_ok_and(|text| text.contains("wasm-go/pkg/test"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cases(files: &[(&str, &str)]) -> Cases {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let cases = of_plugin(folder.path(), |_| ()).unwrap();
        conformance::cases::parse("written", &cases.text).unwrap();
        cases
    }

    #[test]
    fn a_folder_without_anything_begins_with_the_built_in_requests() {
        let cases = cases(&[("main.go", "package main"), ("docker-compose.yaml", "services: {}")]);
        assert!(cases.sources.is_empty());
        assert!(cases.count >= 5);
        assert!(
            cases.text.starts_with("# No test and no configuration"),
            "{}",
            cases.text
        );
        assert!(cases.text.contains("\nconfig: {}\n"), "{}", cases.text);
    }

    #[test]
    fn configurations_and_written_cases_come_together() {
        let cases = cases(&[
            ("README.md", "```yaml\na: 1\n```\n"),
            ("cases.yaml", "config: {b: 2}\ncases:\n- {name: own, requests: [{}]}\n"),
        ]);
        assert_eq!(cases.sources, ["README.md", "cases.yaml"]);
        assert!(cases.text.contains("name: own"), "{}", cases.text);
    }
}
