//! What stands between a module and the hosts.

use super::{Diagnosis, Finding, Weight};
use crate::Result;
use conformance::inspect::{Description, Loading, Module};
use std::path::Path;

/// The host that plugins are made for.
const HOME: &str = "Higress";

/// The memory that a Go plugin has asked for once it serves (bytes): less is soon too little.
const ENOUGH: u64 = 32 << 20;

/// How much of a module may be there for debuggers before it is worth a word, in hundredths.
const DEBUG_SHARE: u64 = 10;

/// Looks at a module.
///
/// # Errors
/// As [`Module::read`]: a file that is no module, or one that no host has everything for.
pub fn module(path: &Path) -> Result<Diagnosis> {
    let description = Description::of(&Module::read(path)?)?;
    let findings: Vec<Finding> = [
        hosts(&description),
        tinygo(&description),
        memory(&description),
        debug(&description),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut next: Vec<String> = description.next.iter().cloned().collect();
    if findings.iter().any(|finding| finding.id == "tinygo") {
        next.insert(0, "move its sources to Go 1.24 with `migrate go124`".to_string());
    }
    Ok(Diagnosis {
        subject: path.to_path_buf(),
        kind: description.toolchain.to_string(),
        findings,
        port: Vec::new(),
        next,
    })
}

/// A finding for each host. Plugins are made for Higress; that others refuse one is good to know.
fn hosts(description: &Description) -> Vec<Finding> {
    let finding = |host: &Loading| match host.loads {
        true => Finding::of_all("host", Weight::Note, format!("{} loads it", host.host)),
        false => {
            let weight = if host.host == HOME {
                Weight::Cannot
            } else {
                Weight::Note
            };
            let missing = host.missing.join(", ");
            Finding::of_all(
                "host",
                weight,
                format!("{} does not load it: it lacks {missing}", host.host),
            )
        }
    };
    description.hosts.iter().map(finding).collect()
}

fn tinygo(description: &Description) -> Vec<Finding> {
    let built = description.toolchain.to_string();
    match built.contains("TinyGo") {
        true => vec![Finding::of_all(
            "tinygo",
            Weight::Trap,
            format!("{built}: the SDK of today does not build with it"),
        )],
        false => Vec::new(),
    }
}

fn memory(description: &Description) -> Vec<Finding> {
    let maximum = description.memory.maximum.filter(|maximum| *maximum < ENOUGH);
    let what = |maximum: u64| {
        format!(
            "its memory ends at {} MB: a request that needs more traps",
            maximum >> 20
        )
    };
    maximum
        .map(|maximum| Finding::of_all("memory", Weight::Trap, what(maximum)))
        .into_iter()
        .collect()
}

fn debug(description: &Description) -> Vec<Finding> {
    let for_debuggers = |name: &str| name == "name" || name.starts_with(".debug");
    let sections = description
        .sections
        .iter()
        .filter(|section| for_debuggers(&section.name));
    let bytes: u64 = sections.map(|section| section.size).sum();
    if bytes * 100 < description.size * DEBUG_SHARE {
        return Vec::new();
    }
    let what = format!(
        "{} of its {} KB are names for debuggers; without them it loads sooner",
        bytes / 1000,
        description.size / 1000
    );
    vec![Finding::of_all("debug", Weight::Note, what)]
}
