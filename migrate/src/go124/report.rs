//! What a migration came to, for people and for programs.

use super::{Finding, Outcome, Plan};
use crate::Result;
use anstyle::{AnsiColor, Style};
use conformance::report::say;
use serde_json::{Value, json};
use std::path::Path;

const ADDED: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const STRONG: Style = Style::new().bold();

fn name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NothingToDo => "nothing to do",
        Outcome::Changed => "changed",
        Outcome::NeedsAHand => "needs a hand",
        Outcome::Failed => "failed",
    }
}

/// Prints the diffs, the findings, and a line for every module. Colours are for terminals only.
///
/// # Errors
/// Nobody reads it any more, or it goes to a disk that is full.
pub fn print(plans: &[Plan], written: bool) -> Result<()> {
    for plan in plans {
        for change in &plan.changes {
            if !written {
                print_diff(&change.diff(&plan.root))?;
            }
        }
    }
    for plan in plans {
        let (begin, end) = (STRONG.render(), STRONG.render_reset());
        say(format_args!(
            "{begin}{}: {}{end}{}",
            plan.root.display(),
            name(plan.outcome),
            counted(plan, written)
        ))?;
        for finding in &plan.findings {
            let path = relative(&finding.path, &plan.root);
            let sign = if finding.hand { "by hand" } else { "note" };
            let (line, also) = lines(plan, finding, written);
            let also = match also.as_slice() {
                [] => String::new(),
                also => format!(
                    " (also line {})",
                    also.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
                ),
            };
            say(format_args!(
                "  {path}:{line}: {sign}: {}{also} [{}]",
                finding.what, finding.rule
            ))?;
        }
        if let Some(failure) = &plan.failure {
            failure.lines().try_for_each(|line| say(format_args!("  {line}")))?;
            if !plan.changes.is_empty() {
                say("  next: mend this and run it again, or have the changes written as they are with --no-build")?;
            }
        }
    }
    if plans.len() > 1 {
        say(format_args!("\n{}", summary(plans)))?;
    }
    Ok(())
}

/// The line of a finding, and its further lines, in the file as it is now.
fn lines(plan: &Plan, finding: &Finding, written: bool) -> (usize, Vec<usize>) {
    let is_written = written && plan.outcome != Outcome::Failed;
    let change = plan
        .changes
        .iter()
        .find(|change| is_written && change.path == finding.path);
    let now = |line: usize| change.map_or(line, |change| change.line_after(line));
    (now(finding.line), finding.also.iter().copied().map(now).collect())
}

/// What all modules came to, in a line.
fn summary(plans: &[Plan]) -> String {
    let all = [
        Outcome::Changed,
        Outcome::NeedsAHand,
        Outcome::Failed,
        Outcome::NothingToDo,
    ];
    let count = |outcome: Outcome| plans.iter().filter(|plan| plan.outcome == outcome).count();
    let parts: Vec<String> = all
        .into_iter()
        .filter(|outcome| count(*outcome) > 0)
        .map(|outcome| format!("{} {}", count(outcome), name(outcome)))
        .collect();
    format!("{} folders: {}", plans.len(), parts.join(", "))
}

fn counted(plan: &Plan, written: bool) -> String {
    let (files, failed) = (plan.changes.len(), plan.outcome == Outcome::Failed);
    match (files, failed, written) {
        (0, ..) => String::new(),
        (_, true, true) => format!(", {files} files to change, none was written"),
        (_, _, true) => format!(", {files} files written"),
        _ => format!(", {files} files to change"),
    }
}

fn print_diff(diff: &str) -> Result<()> {
    for line in diff.lines() {
        let style = match line.as_bytes().first() {
            Some(b'+') => ADDED,
            Some(b'-') => REMOVED,
            _ => Style::new(),
        };
        say(format_args!("{}{line}{}", style.render(), style.render_reset()))?;
    }
    Ok(())
}

fn relative(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

/// The report as one JSON value.
pub fn json(plans: &[Plan], written: bool) -> Value {
    let modules = plans.iter().map(|plan| {
        let files = plan.changes.iter().map(|change| {
            json!({
                "path": relative(&change.path, &plan.root),
                "rules": change.rules,
                "diff": change.diff(&plan.root),
            })
        });
        let findings = plan.findings.iter().map(|finding| {
            let (line, also) = lines(plan, finding, written);
            json!({
                "rule": finding.rule,
                "path": relative(&finding.path, &plan.root),
                "line": line,
                "also": also,
                "what": finding.what,
                "hand": finding.hand,
            })
        });
        json!({
            "root": plan.root,
            "outcome": plan.outcome,
            "files": files.collect::<Vec<_>>(),
            "findings": findings.collect::<Vec<_>>(),
            "failure": plan.failure,
        })
    });
    json!({"written": written, "modules": modules.collect::<Vec<_>>()})
}
