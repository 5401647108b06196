//! `migrate go124`: from TinyGo to Go 1.24.

use clap::Args;
use conformance::report::say;
use migrate::go124::{self, Choice, Migration, Outcome, Plan, Rule};
use migrate::{Error, Result, refuse_dirty, write};
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Moves TinyGo plugins to Go 1.24
///
/// Works out what has to change in every Go module below the folders, builds the result, and prints
/// it as a unified diff. Nothing is written without --write. What no rule can move is reported with
/// file and line.
///
/// Examples:
///   migrate go124 plugins                      what would change
///   migrate go124 plugins --write              change it
///   migrate go124 plugins --explain pause      why a rule does what it does
///   migrate go124 plugins --skip go-version    all but one rule
///
/// Exit status, the highest of all modules:
///   0  nothing to do
///   1  changed, or to change without --write
///   2  could not run
///   3  something needs a hand
///   4  a module does not parse or does not build; of such a module nothing is written
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Opts {
    /// Folders of plugins, or above several
    #[arg(value_name = "DIR", required_unless_present_any = ["list_rules", "explain"])]
    folders: Vec<PathBuf>,

    /// Writes the changes
    #[arg(long)]
    write: bool,

    /// Writes into a git checkout with changes that are not committed
    #[arg(long)]
    allow_dirty: bool,

    /// Does not build what came of a module
    #[arg(long)]
    no_build: bool,

    /// Gives handlers today's form, too
    #[arg(long)]
    modernize: bool,

    /// Applies these rules only
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,

    /// Leaves these rules out
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    skip: Vec<String>,

    /// Prints one JSON document
    #[arg(long)]
    json: bool,

    /// Lists the rules
    #[arg(long)]
    list_rules: bool,

    /// Says what a rule does, and why
    #[arg(long, value_name = "RULE")]
    explain: Option<String>,
}

impl Opts {
    pub fn run(self) -> Result<ExitCode> {
        if self.list_rules {
            return self.list();
        }
        if let Some(name) = &self.explain {
            let rules = go124::all();
            return crate::explain(go124::find_rule(&rules, name)?.explained(), self.json);
        }
        let plans = self.plan()?;
        if self.write {
            write_all(&plans)?;
        }
        if self.json {
            say(format_args!("{:#}", go124::json(&plans, self.write)))?;
        } else {
            go124::print(&plans, self.write)?;
        }
        let worst = plans
            .iter()
            .map(|plan| plan.outcome)
            .max()
            .unwrap_or(Outcome::NothingToDo);
        Ok(ExitCode::from(match worst {
            Outcome::NothingToDo => 0,
            Outcome::Changed => 1,
            Outcome::NeedsAHand => 3,
            Outcome::Failed => 4,
        }))
    }

    fn list(&self) -> Result<ExitCode> {
        let rules = go124::all();
        match self.json {
            true => {
                let rules: Vec<_> = rules.iter().map(Rule::explained).collect();
                say(format_args!("{:#}", serde_json::json!({"rules": rules})))?;
            }
            false => rules
                .iter()
                .try_for_each(|rule| say(format_args!("{:16} {}", rule.id, rule.title)))?,
        }
        Ok(ExitCode::SUCCESS)
    }

    fn plan(&self) -> Result<Vec<Plan>> {
        let choice = Choice {
            only: self.only.clone(),
            skip: self.skip.clone(),
            modernize: self.modernize,
        };
        let rules = choice.rules()?;
        for folder in &self.folders {
            if !folder.is_dir() {
                return Err(
                    Error::new(format!("{}: is no folder", folder.display())).next("name the folder of a plugin")
                );
            }
            if self.write && !self.allow_dirty {
                refuse_dirty(folder)?;
            }
        }
        let migration = Migration::new(rules, !self.no_build)?;
        let mut begun = 0;
        migration.plan(&self.folders, |root, all| {
            begun += 1;
            progress(root, begun, all);
        })
    }
}

/// Says on a terminal what is worked at.
fn progress(root: &std::path::Path, at: usize, all: usize) {
    if std::io::stderr().is_terminal() {
        anstream::eprintln!("{at} of {all}: {} …", root.display());
    }
}

fn write_all(plans: &[Plan]) -> Result<()> {
    let good = plans.iter().filter(|plan| plan.outcome != Outcome::Failed);
    let changes: Vec<_> = good.flat_map(|plan| plan.changes.iter().cloned()).collect();
    write(&changes)
}
