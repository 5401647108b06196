//! How large the built twins are, against the table in the README. `make sizes` writes the table anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What a plugin without configuration parsing, Redis or HTTP calls stays below (bytes).
const SMALL: u64 = 150_000;

/// How much larger than in the table a module may be (percent).
const GROWTH: u64 = 10;

/// The lines of the table begin like this, and nothing else in the README does.
const ROW: &str = "| [`";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The examples of the SDK with their sources.
fn examples() -> BTreeMap<String, String> {
    let folder = root().join("sdk-compat/examples");
    let entries = fs::read_dir(&folder).expect("the SDK has examples");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    // Beside the sources lie the folders of their tests.
    let sources = paths.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let named = sources.filter_map(|path| Some((path.file_stem()?.to_str()?.to_owned(), read(&path))));
    named.collect()
}

/// The size of the module that was built of an example (bytes).
fn size(example: &str) -> u64 {
    let module = format!(
        "target/wasm32-wasip1/plugin/examples/{}.wasm",
        example.replace('-', "_")
    );
    let path = root().join(module);
    let built =
        fs::metadata(&path).unwrap_or_else(|error| panic!("{}: {error}\n  next: `make plugins`", path.display()));
    built.len()
}

fn row(example: &str) -> String {
    format!(
        "{ROW}{example}`](sdk-compat/examples/{example}.rs) | {} |",
        size(example)
    )
}

/// The sizes in the table.
fn table(readme: &str) -> BTreeMap<String, u64> {
    let rows = readme.lines().filter_map(|line| line.strip_prefix(ROW));
    let row = |row: &str| {
        let (example, rest) = row.split_once('`')?;
        let size = rest.split('|').nth(1)?.trim().parse().ok()?;
        Some((example.to_owned(), size))
    };
    rows.map(|line| row(line).unwrap_or_else(|| panic!("a row of another form: {line}")))
        .collect()
}

/// The README with the sizes of what is built now.
fn with_sizes(readme: &str, examples: &BTreeMap<String, String>) -> String {
    let mut rows = Some(examples.keys().map(|example| row(example)));
    let lines = readme.lines().flat_map(|line| {
        if line.starts_with(ROW) {
            rows.take().into_iter().flatten().collect()
        } else {
            vec![line.to_owned()]
        }
    });
    lines.map(|line| line + "\n").collect()
}

#[test]
fn no_twin_is_a_tenth_larger_than_the_readme_says() {
    let path = root().join("README.md");
    let (readme, examples) = (read(&path), examples());
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, with_sizes(&readme, &examples)).expect("the README can be written");
        return;
    }
    let table = table(&readme);
    let names: Vec<_> = table.keys().collect();
    assert_eq!(names, examples.keys().collect::<Vec<_>>(), "next: run `make sizes`");
    for (example, said) in table {
        let most = said * (100 + GROWTH) / 100;
        let size = size(&example);
        assert!(
            size <= most,
            "{example}: {size} bytes, {said} in the README\n  next: find what is linked, or run `make sizes`"
        );
    }
}

#[test]
fn a_plugin_that_parses_and_calls_nothing_is_small() {
    let plain: Vec<_> = examples()
        .into_iter()
        .filter(|(_, source)| {
            !["wrapper::Parse", "Client", "Dispatch"]
                .iter()
                .any(|word| source.contains(word))
        })
        .map(|(example, _)| example)
        .collect();
    assert!(plain.contains(&"hello-world".to_owned()), "{plain:?}");
    for example in plain {
        let size = size(&example);
        assert!(size < SMALL, "{example}: {size} bytes");
    }
}

#[test]
fn a_row_is_read_as_it_is_written() {
    let readme = format!("before\n{ROW}b`](x) | 1 |\n{ROW}a`](x) | 20 |\nafter\n");
    assert_eq!(table(&readme), BTreeMap::from([("a".into(), 20), ("b".into(), 1)]));
}
