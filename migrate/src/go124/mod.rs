//! From TinyGo to Go 1.24: every module below a folder, rule by rule.
//!
//! [`Migration::plan`] works out all changes of a folder without touching it: sources are edited in memory, go.mod and go.sum in copies,
//! and the build reads both through Go's `-overlay` and `-modfile`. What the rules cannot move is a [`Finding`].

mod build;
mod commands;
mod marker;
mod module;
mod report;
mod rules;

pub use report::{json, print};
pub use rules::{Choice, Rule, all, find as find_rule, go_mod};

use crate::go::succeeded;
use crate::units::{self, Unit};
use crate::{Change, Error, Go, Result};
use conformance::testbed::process::Prepared;
use marker::Marker;
use module::Copies;
use rules::Work;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// Something that somebody has to know, or to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule that it belongs to.
    pub rule: String,
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What is there, and what to do.
    pub what: String,
    /// Somebody has to act; else it explains a change.
    pub hand: bool,
}

/// What became of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// There is nothing to move.
    NothingToDo,
    /// All is moved.
    Changed,
    /// What could be moved is; the rest is for somebody to do.
    NeedsAHand,
    /// The sources do not parse, or what came of them does not build.
    Failed,
}

/// What is to become of a module.
#[derive(Debug)]
pub struct Plan {
    /// The folder of the module.
    pub root: PathBuf,
    /// What became of it.
    pub outcome: Outcome,
    /// The files that change.
    pub changes: Vec<Change>,
    /// What has to be known or done.
    pub findings: Vec<Finding>,
    /// What Go said where it failed.
    pub failure: Option<String>,
}

/// How folders are migrated.
pub struct Migration {
    go: Go,
    rules: Vec<Rule>,
    /// The rule that reads build files, also where it is not wanted.
    build_commands: Rule,
    build: bool,
}

/// A build file and what becomes of it.
type BuildFile = (PathBuf, commands::Moved);

/// What the helper answers.
#[derive(Deserialize)]
struct Answer {
    files: Vec<ChangedSource>,
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
struct ChangedSource {
    path: PathBuf,
    text: String,
    rules: Vec<String>,
}

impl Migration {
    /// A migration with these rules; `build` has each module built afterwards.
    ///
    /// # Errors
    /// There is no Go that can be used.
    pub fn new(rules: Vec<Rule>, build: bool) -> Result<Self> {
        Ok(Migration {
            go: Go::find()?,
            rules,
            build_commands: find_rule(&rules::all(), "build-commands")?.clone(),
            build,
        })
    }

    /// The Go that it runs.
    pub fn go(&self) -> &Go {
        &self.go
    }

    /// Works out what is to become of every module below a folder, and tells `progress` before each.
    ///
    /// # Errors
    /// The folder holds no Go module, or cannot be read.
    pub fn plan(&self, folder: &Path, progress: impl FnMut(&Path)) -> Result<Vec<Plan>> {
        self.plan_units(&units::units(folder)?, progress)
    }

    /// The same for modules that were found already.
    pub(crate) fn plan_units(&self, units: &[Unit], mut progress: impl FnMut(&Path)) -> Result<Vec<Plan>> {
        let build_files: Vec<_> = units.iter().map(|unit| self.build_files(unit)).collect();
        let mut plans: Vec<Plan> = Vec::new();
        for at in units::in_order(units) {
            progress(&units[at].root);
            let good = plans.iter().filter(|plan| plan.outcome != Outcome::Failed);
            let before: Vec<&Change> = good.flat_map(|plan| &plan.changes).collect();
            let builds = builds(at, units, &build_files);
            let plan = self.plan_unit(&units[at], &build_files[at], &builds, &before)?;
            plans.push(plan);
        }
        plans.sort_by(|one, other| one.root.cmp(&other.root));
        Ok(plans)
    }

    /// Plans a unit that was built with each of these sets of build tags. The changes before it, of other units, count as made.
    fn plan_unit(
        &self,
        unit: &Unit,
        build_files: &[BuildFile],
        builds: &[Vec<String>],
        before: &[&Change],
    ) -> Result<Plan> {
        let folder = Prepared::new()?;
        let mut plan = Plan {
            root: unit.root.clone(),
            outcome: Outcome::NothingToDo,
            changes: Vec::new(),
            findings: Vec::new(),
            failure: None,
        };
        self.plan_build_files(build_files, &mut plan)?;
        let go_version = self.rules.iter().find_map(|rule| Some((rule, rule.go.as_ref()?)));
        if let (Some(go_work), Some((rule, version))) = (&unit.go_work, go_version) {
            let after = module::work(&self.go, go_work, folder.directory(), version)?;
            plan.change(go_work, after, &rule.id)?;
        }
        if unit.go_mod.is_some() {
            let done = self.plan_module(unit, builds, before, folder.directory(), &mut plan);
            plan.failure = done
                .err()
                .map(|error| build::with_sources(&error.to_string(), folder.directory(), &unit.root));
        }
        plan.settle();
        Ok(plan)
    }

    /// The build files of a unit with their commands moved, whether or not that is wanted: they tell how the unit was built.
    fn build_files(&self, unit: &Unit) -> Vec<BuildFile> {
        let moved = |path: &PathBuf| {
            // A file that is not text holds no command.
            let text = fs::read_to_string(path).ok()?;
            let moved = commands::moved(
                path,
                &text,
                &self.build_commands.id,
                self.build_commands.commands.as_ref()?,
            );
            Some((path.clone(), moved))
        };
        unit.build_files.iter().filter_map(moved).collect()
    }

    /// Moves the commands in Makefiles and the like.
    fn plan_build_files(&self, files: &[BuildFile], plan: &mut Plan) -> Result<()> {
        let rule = &self.build_commands.id;
        if self.rules.iter().all(|wanted| wanted.id != *rule) {
            return Ok(());
        }
        for (path, moved) in files {
            plan.findings.extend(moved.findings.iter().cloned());
            plan.change(path, Some(moved.text.clone()), rule)?;
        }
        Ok(())
    }

    fn plan_module(
        &self,
        unit: &Unit,
        builds: &[Vec<String>],
        before: &[&Change],
        folder: &Path,
        plan: &mut Plan,
    ) -> Result<()> {
        let copies = Copies::of(unit, folder)?;
        self.plan_sources(unit, &copies, builds, plan)?;
        self.plan_go_mod(unit, &copies, before, folder, plan)
    }

    fn plan_sources(&self, unit: &Unit, copies: &Copies, builds: &[Vec<String>], plan: &mut Plan) -> Result<()> {
        let rules = self.job(unit, copies, builds, plan);
        self.ask(unit, &rules, plan)?;
        // Handlers in today's form use a package that another rule has to import first.
        match self.rules.iter().find(|rule| rule.work == Some(Work::Modernize)) {
            Some(rule) => self.ask(unit, &json!({"modernize": {"id": rule.id}}), plan),
            None => Ok(()),
        }
    }

    fn ask(&self, unit: &Unit, rules: &Value, plan: &mut Plan) -> Result<()> {
        let file = |path: &PathBuf| {
            let changed = plan.changes.iter().find(|change| change.path == *path);
            json!({"path": path, "text": changed.map(|change| &change.after)})
        };
        let package = |files: &Vec<PathBuf>| json!({"files": files.iter().map(file).collect::<Vec<_>>()});
        let packages: Vec<Value> = unit.packages.iter().map(package).collect();
        let answer: Answer = self.go.ask(&json!({"packages": packages, "rules": rules}))?;
        plan.findings.extend(answer.findings);
        for source in answer.files {
            plan.add(&source.path, source.text, source.rules)?;
        }
        Ok(())
    }

    /// The rules as the helper takes them.
    fn job(&self, unit: &Unit, copies: &Copies, builds: &[Vec<String>], plan: &mut Plan) -> Value {
        let mut job = json!({"imports": [], "renames": []});
        for rule in &self.rules {
            let id = &rule.id;
            let list = |values: Vec<Value>, into: &mut Value| {
                if let Value::Array(all) = into {
                    all.extend(values);
                }
            };
            let imports = rule.imports.iter().map(|import| {
                json!({"id": id, "from": import.from, "to": import.to, "name": import.name, "exact": import.exact})
            });
            list(imports.collect(), &mut job["imports"]);
            let renames = rule
                .renames
                .iter()
                .map(|rename| json!({"id": id, "package": rename.package, "from": rename.from, "to": rename.to}));
            list(renames.collect(), &mut job["renames"]);
            match (rule.work, &rule.log, &rule.pause, &rule.tags) {
                (Some(Work::Init), ..) => job["init"] = json!({"id": id}),
                (Some(Work::Exports), ..) => job["exports"] = json!({"id": id}),
                (_, Some(log), ..) => job["log"] = json!({"id": id, "import": log.import}),
                (_, _, Some(pause), _) => {
                    if let Some(why) = self.pause(unit, copies, builds, rule, plan) {
                        job["pause"] = json!({"id": id, "to": pause.to, "why": why});
                    }
                }
                (.., Some(tags)) => job["tags"] = json!({"id": id, "tags": tags.tags, "to": tags.to}),
                _ => {}
            }
        }
        job
    }

    /// Why a pause has to change its name; none where it has not.
    fn pause(
        &self,
        unit: &Unit,
        copies: &Copies,
        builds: &[Vec<String>],
        rule: &Rule,
        plan: &mut Plan,
    ) -> Option<String> {
        let pause = rule.pause.as_ref()?;
        match marker::of(&self.go, unit, copies, builds, pause) {
            Marker::NoSdk => None,
            Marker::Known { marker, .. } if marker == pause.marker => None,
            Marker::Known { why, .. } => Some(why),
            Marker::Unknown(why) => {
                plan.findings.push(Finding {
                    rule: rule.id.clone(),
                    path: unit.go_mod.clone().unwrap_or_default(),
                    line: 1,
                    what: format!("which ABI marker the plugin had is not known ({why}); `migrate go124 --explain {}` says what hangs on it", rule.id),
                    hand: true,
                });
                None
            }
        }
    }

    /// Edits and tidies go.mod, and builds.
    fn plan_go_mod(
        &self,
        unit: &Unit,
        copies: &Copies,
        before: &[&Change],
        folder: &Path,
        plan: &mut Plan,
    ) -> Result<()> {
        let sources = plan.sources(unit);
        let used = |module: &str| sources.iter().any(|text| text.contains(&format!("\"{module}/")));
        let mut ids = module::edit(&self.go, copies, &self.rules, used)?;
        if ids.is_empty() && !plan.changes.iter().any(Change::is_go) {
            return Ok(());
        }
        let overlay = build::overlay(folder, before.iter().copied().chain(&plan.changes))?;
        let flags = [
            format!("-modfile={}", copies.go_mod.display()),
            format!("-overlay={}", overlay.display()),
        ];
        let environment = [("GOWORK", "off"), ("GOFLAGS", "-mod=mod")];
        let tidy = self
            .go
            .run(&unit.root, &["mod", "tidy", &flags[0], &flags[1]], &environment)?;
        succeeded(&tidy).map_err(|error| error.at("go mod tidy"))?;
        if ids.is_empty() {
            ids.push("sdk-modules".into());
        }
        for (copy, name) in [(&copies.go_mod, "go.mod"), (&copies.go_sum, "go.sum")] {
            if let Ok(text) = fs::read_to_string(copy) {
                plan.add(&unit.root.join(name), text, ids.clone())?;
            }
        }
        if unit.vendored {
            plan.findings.push(Finding {
                rule: "go-version".into(),
                path: unit.root.join("vendor"),
                line: 1,
                what: "holds copies of the old modules: run `go mod vendor`".into(),
                hand: true,
            });
        }
        if self.build {
            build::build(&self.go, unit, folder, &flags)?;
        }
        Ok(())
    }
}

/// The build tags that the unit at this place was built with, a set for each build that is found: its `.buildrc` tells, else
/// the commands in it, else those of the units that it lies in.
fn builds(at: usize, units: &[Unit], build_files: &[Vec<BuildFile>]) -> Vec<Vec<String>> {
    let unit = &units[at];
    let text = unit.buildrc.as_ref().and_then(|path| fs::read_to_string(path).ok());
    if let Some(tags) = text.as_deref().and_then(commands::extra_tags) {
        return vec![tags];
    }
    let of = |files: &Vec<BuildFile>| {
        files
            .iter()
            .flat_map(|(_, moved)| moved.builds.clone())
            .collect::<Vec<_>>()
    };
    let own = of(&build_files[at]);
    if !own.is_empty() {
        return own;
    }
    let is_above = |other: &Unit| other.root != unit.root && unit.root.starts_with(&other.root);
    let above = units.iter().zip(build_files).filter(|(other, _)| is_above(other));
    above.flat_map(|(_, files)| of(files)).collect()
}

impl Plan {
    /// Adds a change of a file by one rule, if its text changes.
    fn change(&mut self, path: &Path, after: Option<String>, rule: &str) -> Result<()> {
        after.map_or(Ok(()), |after| self.add(path, after, vec![rule.to_string()]))
    }

    fn add(&mut self, path: &Path, after: String, rules: Vec<String>) -> Result<()> {
        let before = match fs::read_to_string(path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(Error::new(format!("{}: cannot be read: {error}", path.display()))),
        };
        if let Some(known) = self.changes.iter_mut().find(|change| change.path == path) {
            known.rules.extend(rules);
            known.after = after;
        } else if before.as_deref() != Some(after.as_str()) {
            self.changes.push(Change {
                path: path.into(),
                before,
                after,
                rules,
            });
        }
        Ok(())
    }

    /// The texts that the module's Go files are to have.
    fn sources(&self, unit: &Unit) -> Vec<String> {
        let text = |path: &PathBuf| {
            let changed = self.changes.iter().find(|change| change.path == *path);
            changed.map_or_else(
                || fs::read_to_string(path).unwrap_or_default(),
                |change| change.after.clone(),
            )
        };
        unit.packages.iter().flatten().map(text).collect()
    }

    /// Orders what was found, and draws the conclusion.
    fn settle(&mut self) {
        self.findings
            .sort_by(|one, other| (&one.path, one.line).cmp(&(&other.path, other.line)));
        self.changes.sort_by(|one, other| one.path.cmp(&other.path));
        self.outcome = if self.failure.is_some() {
            Outcome::Failed
        } else if self.findings.iter().any(|finding| finding.hand) {
            Outcome::NeedsAHand
        } else if self.changes.is_empty() {
            Outcome::NothingToDo
        } else {
            Outcome::Changed
        };
    }
}
