//! `conformance.toml`: the pairs of a project, so that one command compares all of them.

use crate::compare::Allowed;
use crate::{Error, Result, files};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

/// The name of the file in the folder that is given.
const FILE: &str = "conformance.toml";

/// The largest one that is read (bytes).
const LARGEST: u64 = 1 << 20;

/// A plugin and its port, as `conformance.toml` names them; `conformance/docs/conformance-toml.md` is its reference.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairFiles {
    /// The name of the plugin; unique in its file.
    pub name: String,
    /// The build of the original; a path relative to the file, as all paths.
    pub original: PathBuf,
    /// The build of the port.
    pub port: PathBuf,
    /// The case files; the built-in cases where there is none.
    #[serde(default)]
    pub cases: Vec<PathBuf>,
    /// The plugin configuration of the cases that bring none, in place of the case files'.
    pub config: Option<Value>,
    /// The differences that are allowed.
    #[serde(default)]
    pub allow: Vec<Allowed>,
}

/// What pairs have that do not say otherwise.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Defaults {
    #[serde(default)]
    cases: Vec<PathBuf>,
    config: Option<Value>,
    /// Allowed in every pair, beside its own.
    #[serde(default)]
    allow: Vec<Allowed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Project {
    #[serde(default)]
    defaults: Defaults,
    pair: Vec<PairFiles>,
}

/// Reads the `conformance.toml` of a folder; the paths come back relative to where the command runs.
///
/// # Errors
/// There is no such file, or it is not what it has to be.
pub fn load(folder: &Path) -> Result<Vec<PairFiles>> {
    let file = folder.join(FILE);
    let text = files::read_text(&file, LARGEST, &format!("give the folder that holds a {FILE}"))?;
    let pairs = parse(&text).map_err(|error| error.at(file.display()))?;
    Ok(pairs.into_iter().map(|pair| pair.below(folder)).collect())
}

fn parse(text: &str) -> Result<Vec<PairFiles>> {
    let project: Project = toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        let place = line.map(|line| format!("line {line}: ")).unwrap_or_default();
        Error::new(format!("{place}{}", error.message()))
            .next("write each pair as [[pair]] with name, original, port and cases")
    })?;
    let mut names = BTreeSet::new();
    let pairs: Vec<PairFiles> = project
        .pair
        .into_iter()
        .map(|pair| pair.or(&project.defaults))
        .collect();
    for pair in &pairs {
        for allowed in &pair.allow {
            allowed
                .check(SystemTime::now())
                .map_err(|error| error.at(format!("pair `{}`", pair.name)))?;
        }
    }
    match pairs.iter().find(|pair| !names.insert(&pair.name)) {
        Some(twice) => {
            Err(Error::new(format!("two pairs are called `{}`", twice.name)).next("give each a name of its own"))
        }
        None if names.is_empty() => Err(Error::new("names no pair").next("write at least one [[pair]]")),
        None => Ok(pairs),
    }
}

impl PairFiles {
    fn or(mut self, defaults: &Defaults) -> Self {
        if self.cases.is_empty() {
            self.cases.clone_from(&defaults.cases);
        }
        self.config = self.config.or_else(|| defaults.config.clone());
        let by_default = |entry: &Allowed| Allowed {
            by_default: true,
            ..entry.clone()
        };
        self.allow.extend(defaults.allow.iter().map(by_default));
        self
    }

    fn below(self, folder: &Path) -> Self {
        PairFiles {
            original: beside(folder, &self.original),
            port: beside(folder, &self.port),
            cases: self.cases.iter().map(|file| beside(folder, file)).collect(),
            ..self
        }
    }
}

/// The file, with a `..` taken together with the folder before it: reports show these paths.
fn beside(folder: &Path, file: &Path) -> PathBuf {
    let mut path = folder.to_path_buf();
    for component in file.components() {
        match (component, path.components().next_back()) {
            (Component::ParentDir, Some(Component::Normal(_))) => drop(path.pop()),
            _ => path.push(component),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::fs;

    const PAIR: &str = "[[pair]]\nname = \"a\"\noriginal = \"go/a.wasm\"\nport = \"rust/a.wasm\"\n";

    fn message(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn pairs_are_found_beside_their_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), format!("{PAIR}cases = [\"a.yaml\"]\n")).unwrap();
        let pairs = load(folder.path()).unwrap();
        assert_eq!(pairs[0].original, folder.path().join("go/a.wasm"));
        assert_eq!(pairs[0].cases, [folder.path().join("a.yaml")]);
    }

    #[test]
    fn paths_are_shown_without_detours() {
        let shown = |folder: &str, file: &str| beside(Path::new(folder), Path::new(file)).display().to_string();
        assert_eq!(shown("conformance", "../target/go/a.wasm"), "target/go/a.wasm");
        assert_eq!(shown(".", "../a.wasm"), "./../a.wasm");
        assert_eq!(shown("..", "../a.wasm"), "../../a.wasm");
        assert_eq!(shown("x/y", "/a.wasm"), "/a.wasm");
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        assert!(
            load(Path::new("nowhere"))
                .unwrap_err()
                .what()
                .starts_with("nowhere/conformance.toml: cannot be read")
        );
        let unknown = message(&format!("{PAIR}case = []\n"));
        assert!(unknown.starts_with("line 5: unknown field `case`"), "{unknown}");
        assert!(unknown.contains("`cases`"), "{unknown}");
        assert!(message("[[pair]]\nname = \"a\"\n").contains("missing field `original`"));
        assert!(message("pair = []").contains("names no pair"));
        assert!(message(&PAIR.repeat(2)).contains("two pairs are called `a`"));
    }

    #[test]
    fn defaults_hold_where_a_pair_says_nothing() {
        let text = format!(
            "[defaults]\ncases = [\"all.yaml\"]\nconfig = {{a = 1}}\n{PAIR}{}",
            PAIR.replace("\"a\"", "\"b\"") + "cases = [\"b.yaml\"]\nconfig = {b = 2}\n"
        );
        let pairs = parse(&text).unwrap();
        assert_eq!(pairs[0].cases, [Path::new("all.yaml")]);
        assert_eq!(pairs[0].config, Some(serde_json::json!({"a": 1})));
        assert_eq!(pairs[1].cases, [Path::new("b.yaml")]);
        assert_eq!(pairs[1].config, Some(serde_json::json!({"b": 2})));
    }

    #[test]
    fn an_allowed_difference_says_why_and_until_when() {
        let allow = |rest: &str| format!("{PAIR}[[pair.allow]]\nkind = \"log\"\npattern = \"*\"\n{rest}");
        assert!(parse(&allow("reason = \"known\"\nexpires = 2200-01-01\n")).is_ok());
        let expired = message(&allow("reason = \"known\"\nexpires = 2020-01-01\n"));
        assert!(
            expired.starts_with("pair `a`: the allowed difference `*` expired on 2020-01-01: known"),
            "{expired}"
        );
        assert!(message(&allow("expires = 2200-01-01\n")).contains("missing field `reason`"));
        let unknown = message(&allow("reason = \"\"\nuntil = 2200-01-01\n"));
        assert!(unknown.starts_with("line 9: unknown field `until`"), "{unknown}");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,80}|[\\[\\]pair=\"\n a{},.0-9]{0,80}") {
            let _ = parse(&text);
        }
    }
}
