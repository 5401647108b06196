//! From TinyGo to Go 1.24: every module below a folder, rule by rule.
//!
//! [`Migration::plan`] works out all changes of a folder without touching it: sources are edited in memory, go.mod and go.sum in copies,
//! and the build reads both through Go's `-overlay` and `-modfile`. What the rules cannot move is a [`Finding`].

mod after;
mod build;
mod commands;
mod marker;
mod module;
mod report;
mod rules;

pub use report::{json, print};
pub(crate) use rules::is_of_another_era;
pub use rules::{Choice, Rule, all, find as find_rule, go_mod};

use crate::go::succeeded;
use crate::units::{self, Unit};
use crate::{Change, Error, Go, Result};
use after::Moved;
use build::Plugin;
use conformance::testbed::process::Prepared;
use marker::Marker;
use module::{Copies, Version};
use rules::Work;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Something that somebody has to know, or to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule that it belongs to.
    pub rule: String,
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// Further lines of which the same holds.
    #[serde(default)]
    pub also: Vec<usize>,
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
    /// The packages that use the SDK, or import one that does.
    reaching: Vec<String>,
    /// The functions main that were taken for those of other programs.
    mains: Vec<Main>,
}

/// A function main.
#[derive(Debug, Deserialize)]
struct Main {
    path: PathBuf,
    line: usize,
}

/// What a module was before it moved.
struct Was {
    /// It had something to move.
    from_tinygo: bool,
    /// Its loops shared a variable among their rounds.
    old_loops: bool,
    /// Its SDK made plugins that any host loads.
    for_any_host: bool,
}

/// What of the other units bears on one.
struct Around<'a> {
    /// The build tags that it was built with, a set for each build.
    builds: Vec<Vec<String>>,
    /// Their changes, which count as made.
    before: Vec<&'a Change>,
    /// Their packages that use the SDK.
    reaching: Vec<&'a String>,
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
    reaching: Vec<String>,
    mains: Vec<Main>,
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

    /// Works out what is to become of every module below the folders, several at a time; `progress` hears of each before, and how
    /// many there are.
    ///
    /// # Errors
    /// A folder holds no Go module, or cannot be read.
    pub fn plan(&self, folders: &[PathBuf], progress: impl FnMut(&Path, usize) + Send) -> Result<Vec<Plan>> {
        let mut units: Vec<Unit> = Vec::new();
        for folder in folders {
            // A folder may be named twice, or lie below another.
            let new = units::units(folder)?;
            units.extend(
                new.into_iter()
                    .filter(|unit| units.iter().all(|known| known.root != unit.root))
                    .collect::<Vec<_>>(),
            );
        }
        self.plan_units(&units, progress)
    }

    /// The same for modules that were found already.
    pub(crate) fn plan_units(&self, units: &[Unit], progress: impl FnMut(&Path, usize) + Send) -> Result<Vec<Plan>> {
        // All of them ask it, and it is built once.
        self.go.helper()?;
        let build_files: Vec<_> = units.iter().map(|unit| self.build_files(unit)).collect();
        let progress = Mutex::new(progress);
        let mut plans: Vec<Plan> = Vec::new();
        for group in units::groups(units) {
            let plan = |at: usize| {
                if let Ok(mut progress) = progress.lock() {
                    progress(&units[at].root, units.len());
                }
                let good = plans.iter().filter(|plan| plan.outcome != Outcome::Failed);
                let around = Around {
                    builds: builds(at, units, &build_files),
                    before: good.flat_map(|plan| &plan.changes).collect(),
                    reaching: plans.iter().flat_map(|plan| &plan.reaching).collect(),
                };
                self.plan_unit(&units[at], &build_files[at], &around)
            };
            let planned = side_by_side(&group, plan)?;
            plans.extend(planned);
        }
        plans.sort_by(|one, other| one.root.cmp(&other.root));
        Ok(plans)
    }

    /// Plans a unit.
    fn plan_unit(&self, unit: &Unit, build_files: &[BuildFile], around: &Around) -> Result<Plan> {
        let folder = Prepared::new()?;
        let mut plan = Plan {
            root: unit.root.clone(),
            outcome: Outcome::NothingToDo,
            changes: Vec::new(),
            findings: Vec::new(),
            failure: None,
            reaching: Vec::new(),
            mains: Vec::new(),
        };
        self.plan_build_files(build_files, &mut plan)?;
        let go_version = self.rules.iter().find_map(|rule| Some((rule, rule.go.as_ref()?)));
        if let (Some(go_work), Some((rule, version))) = (&unit.go_work, go_version) {
            let after = module::work(&self.go, go_work, folder.directory(), version)?;
            plan.change(go_work, after, &rule.id)?;
        }
        if unit.go_mod.is_some() && !self.is_sdk(unit) {
            let done = self.plan_module(unit, around, folder.directory(), &mut plan);
            let said = done
                .err()
                .map(|error| build::with_sources(&error.to_string(), folder.directory(), &unit.root));
            plan.failure = said.map(|said| plan.said_before(&said));
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

    fn plan_module(&self, unit: &Unit, around: &Around, folder: &Path, plan: &mut Plan) -> Result<()> {
        let copies = Copies::of(unit, folder)?;
        self.plan_sources(unit, &copies, around, plan)?;
        self.plan_go_mod(unit, &copies, around, folder, plan)
    }

    fn plan_sources(&self, unit: &Unit, copies: &Copies, around: &Around, plan: &mut Plan) -> Result<()> {
        let rules = self.job(unit, copies, &around.builds);
        self.ask(unit, &rules, around, plan)?;
        // Handlers in today's form use a package that another rule has to import first.
        match self.rules.iter().find(|rule| rule.work == Some(Work::Modernize)) {
            Some(rule) => self.ask(unit, &json!({"modernize": {"id": rule.id}}), around, plan),
            None => Ok(()),
        }
    }

    fn ask(&self, unit: &Unit, rules: &Value, around: &Around, plan: &mut Plan) -> Result<()> {
        let file = |path: &PathBuf| {
            let changed = plan.changes.iter().find(|change| change.path == *path);
            json!({"path": path, "text": changed.map(|change| &change.after)})
        };
        let packages: Vec<Value> = unit
            .imported()
            .map(|(path, files)| json!({"path": path, "files": files.iter().map(file).collect::<Vec<_>>()}))
            .collect();
        let job = json!({"packages": packages, "reaching": around.reaching, "rules": rules});
        let answer: Answer = self.go.ask(&job)?;
        plan.findings.extend(answer.findings);
        plan.reaching = answer.reaching;
        plan.mains.extend(answer.mains);
        for source in answer.files {
            plan.add(&source.path, source.text, source.rules)?;
        }
        Ok(())
    }

    /// The rules as the helper takes them.
    fn job(&self, unit: &Unit, copies: &Copies, builds: &[Vec<String>]) -> Value {
        let mut job = json!({"imports": [], "renames": [], "gone": []});
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
            let gone = rule.gone.iter().map(|gone| {
                let mut gone = json!(gone);
                gone["id"] = json!(id);
                gone
            });
            list(gone.collect(), &mut job["gone"]);
            match (rule.work, &rule.log, &rule.pause, &rule.tags) {
                (Some(Work::Commands), ..) => job["commands"] = json!({"id": id}),
                (Some(Work::Init), ..) => job["init"] = json!({"id": id}),
                (Some(Work::Exports), ..) => job["exports"] = json!({"id": id}),
                (_, Some(log), ..) => job["log"] = json!({"id": id, "import": log.import}),
                (_, _, Some(pause), _) => {
                    if let Some((why, sure)) = self.pause(unit, copies, builds, rule) {
                        job["pause"] = json!({"id": id, "to": pause.to, "why": why, "sure": sure});
                    }
                }
                (.., Some(tags)) => {
                    job["tags"] = json!({"id": id, "tags": tags.tags, "to": tags.to, "other": tags.other})
                }
                _ => {}
            }
        }
        job
    }

    /// Why a pause has to change its name, and whether that is sure; none where it has not.
    fn pause(&self, unit: &Unit, copies: &Copies, builds: &[Vec<String>], rule: &Rule) -> Option<(String, bool)> {
        let pause = rule.pause.as_ref()?;
        match marker::of(&self.go, unit, copies, builds, pause) {
            Marker::NoSdk => None,
            Marker::Known { marker, .. } if marker == pause.marker => None,
            Marker::Known { why, sure, .. } => Some((why, sure)),
            // The other way round a check could be passed by sending a body.
            Marker::Unknown(why) => Some((
                format!("it is taken for an older ABI marker, as which one the plugin had is not known ({why})"),
                false,
            )),
        }
    }

    /// Edits and tidies go.mod, and builds.
    fn plan_go_mod(&self, unit: &Unit, copies: &Copies, around: &Around, folder: &Path, plan: &mut Plan) -> Result<()> {
        // A module without plugins is somebody else's, even where it lies among them.
        if plan.reaching.is_empty() && !plan.changes.iter().any(Change::is_go) {
            return Ok(());
        }
        let sources = plan.sources(unit);
        let used = |module: &str| sources.iter().any(|text| text.contains(&format!("\"{module}/")));
        let old_loops = module::has_old_loops(&self.go, copies)?;
        let required = module::requirements(&self.go, copies)?;
        plan.findings.extend(self.local_sdk(unit, &required));
        // The SDK of proxy-wasm alone made plugins for any host.
        let for_any_host = required.keys().any(|path| path.starts_with("github.com/tetratelabs/"))
            && required.keys().all(|path| !path.ends_with("/wasm-go"));
        let mut ids = module::edit(&self.go, copies, &self.rules, used)?;
        let from_tinygo = !ids.is_empty();
        if ids.is_empty() && !plan.changes.iter().any(Change::is_go) {
            return Ok(());
        }
        let overlay = build::overlay(folder, around.before.iter().copied().chain(&plan.changes))?;
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
                also: Vec::new(),
                what: "holds copies of the old modules: run `go mod vendor`".into(),
                hand: true,
            });
        }
        if self.build {
            let moved = Moved {
                go: &self.go,
                unit,
                folder,
                flags: &flags,
                rules: &self.rules,
            };
            let was = Was {
                from_tinygo,
                old_loops,
                for_any_host,
            };
            self.look_after(&moved, plan, &was)?;
        }
        Ok(())
    }

    /// Builds the plugins, and looks at what came of the module.
    fn look_after(&self, moved: &Moved, plan: &mut Plan, was: &Was) -> Result<()> {
        let folders = moved.plugins()?;
        if !folders.is_empty() {
            plan.findings.extend(moved.foreign(&folders)?);
        }
        let plugins = moved.build(&folders)?;
        plan.report_idle_mains(&plugins);
        plan.report_unknown_imports(&plugins);
        if was.for_any_host {
            plan.report_refusing_hosts(&plugins);
        }
        if was.from_tinygo {
            plan.findings.extend(moved.notes(plan, was.old_loops)?);
        }
        plan.findings.extend(moved.tests(plan)?);
        Ok(())
    }

    /// Tells of a folder that stands in for the SDK: what it changes there does not come along.
    fn local_sdk(&self, unit: &Unit, required: &BTreeMap<String, Version>) -> Vec<Finding> {
        let dropped = |path: &str| {
            self.rules
                .iter()
                .find(|rule| rule.module.drop.iter().any(|old| old == path))
        };
        let local = required
            .iter()
            .filter(|(_, taken)| taken.version.is_empty() && unit.root.join(&taken.path).join("go.mod").is_file());
        let told = local.filter_map(|(path, taken)| {
            Some(Finding {
                rule: dropped(path)?.id.clone(),
                path: unit.go_mod.clone()?,
                line: 1,
                also: Vec::new(),
                what: format!(
                    "{} stood in for {path}: what it changes there is not taken along",
                    taken.path
                ),
                hand: false,
            })
        });
        told.collect()
    }

    /// Whether the unit is a module of the SDK itself, of which plugins take the published one.
    fn is_sdk(&self, unit: &Unit) -> bool {
        let module = unit.module_path();
        let mut modules = self.rules.iter().map(|rule| &rule.module);
        modules.any(|rule| rule.drop.contains(&module) || rule.require.iter().any(|wanted| wanted.path == module))
    }
}

/// Does something for each place, as many at a time as the machine has processors.
fn side_by_side<T: Send>(places: &[usize], work: impl Fn(usize) -> Result<T> + Sync) -> Result<Vec<T>> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let worker = || {
        while let Some(at) = places.get(next.fetch_add(1, Ordering::Relaxed)) {
            let result = work(*at);
            if let Ok(mut done) = done.lock() {
                done.push(result);
            }
        }
    };
    let at_a_time = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| (0..at_a_time.min(places.len())).for_each(|_| drop(scope.spawn(worker))));
    done.into_inner().unwrap_or_default().into_iter().collect()
}

/// The build tags that the unit at this place was built with, a set for each build that is found: its `.buildrc` tells, or what else
/// in it names extra tags, else the commands in it, else those of the units that it lies in.
fn builds(at: usize, units: &[Unit], build_files: &[Vec<BuildFile>]) -> Vec<Vec<String>> {
    let unit = &units[at];
    let text = |path: &PathBuf| fs::read_to_string(path).unwrap_or_default();
    let named = unit.buildrc.iter().chain(&unit.build_files).find_map(|path| {
        let tags = commands::extra_tags(&text(path))?;
        (unit.buildrc.as_ref() == Some(path) || !tags.is_empty()).then_some(tags)
    });
    if let Some(tags) = named {
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
        // Go ends lines as Unix does.
        let after = match &before {
            Some(text) if text.contains("\r\n") && !after.contains("\r\n") => after.replace('\n', "\r\n"),
            _ => after,
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

    /// Reports each main that was taken for another program's, where Go says that a plugin is built from it.
    fn report_idle_mains(&mut self, plugins: &[Plugin]) {
        let is_plugin = |main: &&Main| plugins.iter().any(|plugin| main.path.parent() == Some(&plugin.folder));
        let idle = self.mains.iter().filter(is_plugin);
        self.findings.extend(idle.map(|main| Finding {
            rule: "init".into(),
            path: main.path.clone(),
            line: main.line,
            also: Vec::new(),
            what: "the SDK is used through another module here: if this main sets a plugin up, rename it to init and add an empty main".into(),
            hand: true,
        }));
    }

    /// Tells of the hosts that do not load the plugins any more.
    fn report_refusing_hosts(&mut self, plugins: &[Plugin]) {
        let refused = plugins
            .iter()
            .find(|plugin| plugin.missing.is_empty() && !plugin.refused_by.is_empty());
        self.findings.extend(refused.map(|plugin| Finding {
            rule: "sdk-modules".into(),
            path: self.root.join("go.mod"),
            line: 1,
            also: Vec::new(),
            what: format!(
                "what is built now is for Higress: {} do not load it as it is; `conformance bridge` makes a module of it that they load",
                plugin.refused_by.join(" and ")
            ),
            hand: false,
        }));
    }

    /// Reports the plugins that no known host loads.
    fn report_unknown_imports(&mut self, plugins: &[Plugin]) {
        let unloaded = plugins.iter().filter(|plugin| !plugin.missing.is_empty());
        self.findings.extend(unloaded.map(|plugin| Finding {
            rule: "exports".into(),
            path: plugin.folder.clone(),
            line: 1,
            also: Vec::new(),
            what: format!(
                "no known host has what the plugin asks for: {}",
                plugin.missing.join(", ")
            ),
            hand: true,
        }));
    }

    /// What Go says of changed texts, with the lines of the texts as they are.
    fn said_before(&self, said: &str) -> String {
        let line = |line: &str| {
            let Some((path, number, _)) = after::complaint(line) else {
                return line.to_string();
            };
            let change = self.changes.iter().find(|change| change.path == self.root.join(path));
            let before = change.map_or(number, |change| change.line_before(number));
            line.replacen(&format!("{path}:{number}:"), &format!("{path}:{before}:"), 1)
        };
        said.lines().map(line).collect::<Vec<_>>().join("\n")
    }

    /// A finding in a changed text, at its line in the text as it was.
    fn as_before(&self, mut finding: Finding) -> Finding {
        if let Some(change) = self.changes.iter().find(|change| change.path == finding.path) {
            finding.line = change.line_before(finding.line);
            finding
                .also
                .iter_mut()
                .for_each(|line| *line = change.line_before(*line));
        }
        finding
    }

    /// Makes one of the notes that say the same of a file.
    fn join_notes(&mut self) {
        let mut joined: Vec<Finding> = Vec::new();
        for finding in std::mem::take(&mut self.findings) {
            let same = |known: &&mut Finding| {
                (&known.rule, &known.path, &known.what) == (&finding.rule, &finding.path, &finding.what)
            };
            match joined.iter_mut().find(same) {
                Some(known) if !finding.hand => known.also.push(finding.line),
                _ => joined.push(finding),
            }
        }
        self.findings = joined;
    }

    /// Orders what was found, and draws the conclusion.
    fn settle(&mut self) {
        self.findings
            .sort_by(|one, other| (&one.path, one.line).cmp(&(&other.path, other.line)));
        self.join_notes();
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
