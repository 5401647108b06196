//! What a migration came to, for people and for programs.

use super::{Outcome, Plan};
use anstyle::{AnsiColor, Style};
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
pub fn print(plans: &[Plan], written: bool) {
    for plan in plans {
        for change in &plan.changes {
            if !written {
                print_diff(&change.diff(&plan.root));
            }
        }
    }
    for plan in plans {
        let (begin, end) = (STRONG.render(), STRONG.render_reset());
        anstream::println!(
            "{begin}{}: {}{end}{}",
            plan.root.display(),
            name(plan.outcome),
            counted(plan, written)
        );
        for finding in &plan.findings {
            let path = relative(&finding.path, &plan.root);
            let sign = if finding.hand { "by hand" } else { "note" };
            anstream::println!("  {path}:{}: {sign}: {} [{}]", finding.line, finding.what, finding.rule);
        }
        if let Some(failure) = &plan.failure {
            failure.lines().for_each(|line| anstream::println!("  {line}"));
        }
    }
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

fn print_diff(diff: &str) {
    for line in diff.lines() {
        let style = match line.as_bytes().first() {
            Some(b'+') => ADDED,
            Some(b'-') => REMOVED,
            _ => Style::new(),
        };
        anstream::println!("{}{line}{}", style.render(), style.render_reset());
    }
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
            json!({
                "rule": finding.rule,
                "path": relative(&finding.path, &plan.root),
                "line": finding.line,
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
