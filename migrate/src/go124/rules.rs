//! The rules, which are data: one file each.

use crate::{Error, Explained, Result};
use serde::{Deserialize, Serialize};

/// A rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name, by which it is chosen and reported.
    pub id: String,
    /// What it does, in a few words.
    pub title: String,
    /// Why, and what it leaves alone.
    pub explain: String,
    /// What of the code knows how to do it; none where the tables below say it all.
    #[serde(default)]
    pub(super) work: Option<Work>,
    #[serde(default, rename = "import")]
    pub(super) imports: Vec<Import>,
    #[serde(default, rename = "rename")]
    pub(super) renames: Vec<Rename>,
    #[serde(default)]
    pub(super) module: Module,
    #[serde(default)]
    pub(super) log: Option<Log>,
    #[serde(default)]
    pub(super) pause: Option<Pause>,
    #[serde(default)]
    pub(super) tags: Option<Tags>,
    #[serde(default)]
    pub(super) go: Option<GoVersion>,
    #[serde(default)]
    pub(super) commands: Option<Commands>,
    #[serde(default, rename = "note")]
    pub(super) notes: Vec<Note>,
    #[serde(default)]
    pub(super) gone: Vec<Gone>,
}

/// What needs code of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Work {
    Init,
    Log,
    Pause,
    Tags,
    Exports,
    Commands,
    Modernize,
    IntSize,
    LoopVariable,
    Tests,
}

/// An import path that moves; without a new one the import goes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Import {
    pub from: String,
    #[serde(default)]
    pub to: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub exact: bool,
}

/// A name that a package exports, and its new one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rename {
    pub package: String,
    pub from: String,
    pub to: String,
}

/// A function of the SDK that does something else now.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Note {
    pub package: String,
    pub names: Vec<String>,
    pub what: String,
    /// The search that tells where it matters; everywhere where there is none.
    #[serde(default)]
    pub only: String,
    /// What has to be set somewhere for it to matter.
    #[serde(default)]
    pub header: Vec<String>,
}

/// What a package exported once, and has no counterpart for.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Gone {
    pub package: String,
    pub names: Vec<String>,
    pub what: String,
}

/// What changes in go.mod.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Module {
    #[serde(default)]
    pub drop: Vec<String>,
    #[serde(default)]
    pub require: Vec<Requirement>,
    /// Modules, or what several begin with, that no plugin is to be built from.
    #[serde(default)]
    pub foreign: Vec<String>,
    /// What is wrong with these, as the end of a sentence.
    #[serde(default)]
    pub foreign_why: String,
}

/// A module at an exact version.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Requirement {
    pub path: String,
    pub version: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Log {
    pub import: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pause {
    pub to: String,
    /// The modules whose source tells the marker.
    pub sdk: Vec<String>,
    /// The marker under which nothing has to change.
    pub marker: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tags {
    pub tags: Vec<String>,
    pub to: String,
    /// Tags that hold for one of the two only, and have no counterpart.
    pub other: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GoVersion {
    pub version: String,
    pub toolchain: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Commands {
    pub image: String,
    /// Build tags that mean something to TinyGo builds only.
    pub tags: Vec<String>,
}

macro_rules! files {
    ($($name:literal)*) => {
        /// The rules' files, by name.
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../rules/go124/", $name, ".toml")))),*];
    };
}

files! {
    "build-commands" "build-tags" "exports" "go-version" "init" "int-size" "log" "loop-variable" "modernize" "nottinygc" "pause"
    "sdk-behaviour" "sdk-modules" "sdk-names" "stand-ins" "tests"
}

/// All rules, by name.
pub fn all() -> Vec<Rule> {
    let rule = |(name, text): &(&str, &str)| -> Rule {
        toml::from_str(text).unwrap_or_else(|error| panic!("rules/go124/{name}.toml: {error}"))
    };
    FILES.iter().map(rule).collect()
}

impl Rule {
    /// What it does, and why.
    pub fn explained(&self) -> Explained<'_> {
        Explained::new(&self.id, &self.title, &self.explain)
    }
}

/// Whether a go.mod asks for modules that plugins are moved away from.
pub(crate) fn is_of_another_era(go_mod: &str) -> bool {
    let lines = go_mod.lines().filter_map(|line| line.split("//").next());
    let asked: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    let mut dropped = all().into_iter().flat_map(|rule| rule.module.drop);
    dropped.any(|module| asked.contains(&module.as_str()))
}

/// The go.mod of a new module, with the versions that plugins are moved to.
pub fn go_mod(name: &str) -> String {
    let rules = all();
    let mut text = format!("module {name}\n");
    for version in rules.iter().filter_map(|rule| rule.go.as_ref()) {
        text.push_str(&format!(
            "\ngo {}\n\ntoolchain {}\n",
            version.version, version.toolchain
        ));
    }
    for module in rules.iter().flat_map(|rule| &rule.module.require) {
        text.push_str(&format!("\nrequire {} {}\n", module.path, module.version));
    }
    text
}

/// Which rules are wanted.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Only these, where any are named.
    pub only: Vec<String>,
    /// Not these.
    pub skip: Vec<String>,
    /// Also the rule that is off by default.
    pub modernize: bool,
}

impl Choice {
    /// The rules that this chooses.
    ///
    /// # Errors
    /// A name that no rule has.
    pub fn rules(&self) -> Result<Vec<Rule>> {
        let all = all();
        for name in self.only.iter().chain(&self.skip) {
            find(&all, name)?;
        }
        let on = |rule: &Rule| {
            let named = self.only.contains(&rule.id);
            let default = self.only.is_empty() && (self.modernize || rule.work != Some(Work::Modernize));
            (named || default) && !self.skip.contains(&rule.id)
        };
        Ok(all.into_iter().filter(on).collect())
    }
}

/// The rule with this name.
///
/// # Errors
/// There is none.
pub fn find<'a>(rules: &'a [Rule], name: &str) -> Result<&'a Rule> {
    rules.iter().find(|rule| rule.id == name).ok_or_else(|| {
        let names: Vec<_> = rules.iter().map(|rule| rule.id.as_str()).collect();
        Error::new(format!("{name}: no such rule")).next(format!("take one of {}", names.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_file_is_a_rule_named_like_it_and_says_what_it_does() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/go124");
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_string())
            .collect();
        files.sort();
        let rules = all();
        assert_eq!(rules.iter().map(|rule| rule.id.clone()).collect::<Vec<_>>(), files);
        for rule in rules {
            assert!(!rule.title.is_empty() && rule.explain.len() > 40, "{}", rule.id);
        }
    }

    #[test]
    fn rules_are_chosen_by_name() {
        let ids = |choice: Choice| {
            choice
                .rules()
                .unwrap()
                .into_iter()
                .map(|rule| rule.id)
                .collect::<Vec<_>>()
        };
        assert!(!ids(Choice::default()).contains(&"modernize".to_string()));
        assert_eq!(
            ids(Choice {
                only: vec!["init".into()],
                ..Choice::default()
            }),
            ["init"]
        );
        let skip = vec!["log".into()];
        assert!(
            !ids(Choice {
                skip,
                ..Choice::default()
            })
            .contains(&"log".to_string())
        );
        let only = vec!["inti".into()];
        let error = Choice {
            only,
            ..Choice::default()
        }
        .rules()
        .unwrap_err();
        assert_eq!(error.what(), "inti: no such rule");
    }
}
