//! What is looked at once a module is moved: what it is built from, what comes out otherwise, and its tests.

use super::build::{self, Plugin};
use super::rules::{Rule, Work};
use super::{Finding, Plan};
use crate::units::Unit;
use crate::{Go, Result};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The checks that `go test` makes before it runs a test.
const CHECKS: [&str; 10] = [
    "-atomic",
    "-bool",
    "-buildtags",
    "-directive",
    "-errorsas",
    "-ifaceassert",
    "-nilfunc",
    "-printf",
    "-stringintconv",
    "-tests",
];
/// So many lines of them are told.
const MOST: usize = 10;

/// A module that is moved, and how Go is told to see it so.
pub(super) struct Moved<'a> {
    pub go: &'a Go,
    pub unit: &'a Unit,
    /// The folder that holds what is written aside.
    pub folder: &'a Path,
    pub flags: &'a [String; 2],
    pub rules: &'a [Rule],
}

impl Moved<'_> {
    /// The modules that no plugin is to be built from and that one of these is, each with the package that brings it along.
    pub fn foreign(&self, plugins: &[PathBuf]) -> Result<Vec<Finding>> {
        let mut arguments = vec!["list", "-e", "-deps", &self.flags[0], &self.flags[1]];
        arguments.push("-f={{$p := .ImportPath}}{{range .Imports}}{{$p}} {{.}}{{\"\\n\"}}{{end}}");
        let folders: Vec<String> = plugins.iter().map(|folder| folder.display().to_string()).collect();
        arguments.extend(folders.iter().map(String::as_str));
        let listed = self.go.run(&self.unit.root, &arguments, &build::GATEWAY)?;
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        let imports: Vec<(&str, &str)> = listed.lines().filter_map(|line| line.split_once(' ')).collect();
        let is_of = |path: &str, module: &str| {
            path == module || path.strip_prefix(module).is_some_and(|rest| rest.starts_with('/'))
        };
        let found = self.rules.iter().flat_map(|rule| {
            let brought = rule.module.foreign.iter().filter_map(|module| {
                imports
                    .iter()
                    .find(|(from, to)| is_of(to, module) && !is_of(from, module))
            });
            brought.map(|(from, to)| Finding {
                rule: rule.id.clone(),
                path: self.unit.go_mod.clone().unwrap_or_default(),
                line: 1,
                also: Vec::new(),
                what: format!("{from} brings {to} into the plugin, {}", rule.module.foreign_why),
                hand: true,
            })
        });
        Ok(found.collect())
    }

    /// What comes out otherwise than before, in a module whose loops shared their variables until now where `old_loops`.
    pub fn notes(&self, plan: &Plan, old_loops: bool) -> Result<Vec<Finding>> {
        let id = |work: Work| {
            self.rules
                .iter()
                .find(|rule| rule.work == Some(work))
                .map(|rule| rule.id.clone())
        };
        let uses = self.rules.iter().flat_map(|rule| {
            rule.notes.iter().map(|note| {
                let mut note = json!(note);
                note["id"] = json!(rule.id);
                note
            })
        });
        let orphans = self
            .rules
            .iter()
            .find(|rule| !rule.gone.is_empty())
            .map(|rule| rule.id.clone());
        let aside: BTreeMap<String, PathBuf> = plan
            .changes
            .iter()
            .filter(|change| change.is_go())
            .map(|change| {
                (
                    change.path.display().to_string(),
                    build::aside(self.folder, &change.path),
                )
            })
            .collect();
        let job = json!({"notes": {
            "dir": self.unit.root,
            "flags": [self.flags[0], self.flags[1], "-mod=mod"],
            "aside": aside,
            "intSize": id(Work::IntSize),
            "loopVariable": id(Work::LoopVariable).filter(|_| old_loops),
            "uses": uses.collect::<Vec<_>>(),
            "orphans": orphans,
        }});
        let findings: Vec<Finding> = self.go.ask(&job)?;
        Ok(findings.into_iter().map(|finding| plan.as_before(finding)).collect())
    }

    /// What `go test` would refuse.
    pub fn tests(&self, plan: &Plan) -> Result<Vec<Finding>> {
        let Some(rule) = self.rules.iter().find(|rule| rule.work == Some(Work::Tests)) else {
            return Ok(Vec::new());
        };
        let tested = self
            .unit
            .packages
            .iter()
            .filter(|files| files.iter().any(|file| is_test(file)));
        let folders: Vec<String> = tested
            .filter_map(|files| Some(files.first()?.parent()?.display().to_string()))
            .collect();
        if folders.is_empty() {
            return Ok(Vec::new());
        }
        let mut arguments = vec!["vet", &self.flags[0], &self.flags[1]];
        arguments.extend(CHECKS);
        arguments.extend(folders.iter().map(String::as_str));
        let environment = [("GOWORK", "off"), ("GOFLAGS", "-mod=mod")];
        let checked = self.go.run(&self.unit.root, &arguments, &environment)?;
        let said = build::with_sources(&String::from_utf8_lossy(&checked.stderr), self.folder, &self.unit.root);
        let complaints = said
            .lines()
            .filter_map(|line| complaint(line.strip_prefix("vet: ").unwrap_or(line)));
        let found = complaints.take(MOST).map(|(path, line, what)| {
            plan.as_before(Finding {
                rule: rule.id.clone(),
                path: self.unit.root.join(path),
                line,
                also: Vec::new(),
                what: format!("go test refuses this: {what}"),
                hand: true,
            })
        });
        Ok(found.collect())
    }

    /// The folders of the plugins.
    pub fn plugins(&self) -> Result<Vec<PathBuf>> {
        build::plugins(self.go, self.unit, self.flags)
    }

    /// Builds them.
    pub fn build(&self, plugins: &[PathBuf]) -> Result<Vec<Plugin>> {
        build::build(self.go, plugins, self.folder, self.flags)
    }
}

fn is_test(path: &Path) -> bool {
    path.to_string_lossy().ends_with("_test.go")
}

/// File, line and text of something that a tool says as `file:line:column: text`.
pub(super) fn complaint(said: &str) -> Option<(&str, usize, &str)> {
    let (path, rest) = said.split_once(".go:")?;
    let (line, rest) = rest.split_once(':')?;
    let (column, what) = rest.split_once(": ")?;
    column.parse::<usize>().ok()?;
    Some((&said[..path.len() + 3], line.parse().ok()?, what))
}

#[cfg(test)]
mod tests {
    use super::complaint;

    #[test]
    fn what_a_tool_says_is_told_at_its_place() {
        let said = "./a_test.go:12:3: undefined: wrapper.Log";
        assert_eq!(complaint(said), Some(("./a_test.go", 12, "undefined: wrapper.Log")));
        assert_eq!(complaint("# example.com/plugin"), None);
    }
}
