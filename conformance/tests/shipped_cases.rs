//! The shipped case files can be read, and there is one for each plugin of `go-reference`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn names(folder: &str) -> BTreeSet<String> {
    let name = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_string();
    files(folder).into_iter().map(name).collect()
}

#[test]
fn every_case_file_can_be_read() {
    for file in files("cases") {
        conformance::cases::load(&file).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn every_plugin_has_a_case_file() {
    assert_eq!(names("cases"), names("../go-reference"));
}
