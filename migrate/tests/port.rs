//! Small Go programs, ported: they print what Go prints. `programs/*.go` are ours, one feature each and several mixed; those
//! that are not carried yet stand in `waiting.tsv` with the reason, and one there that is carried fails.

#[path = "port/corpus.rs"]
mod corpus;
#[path = "port/random.rs"]
mod random;

use corpus::{Outcome, Program, carry};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/port")
}

fn programs() -> Vec<Program> {
    let mut programs: Vec<Program> = std::fs::read_dir(folder().join("programs"))
        .unwrap()
        .map(|entry| Program::read(&entry.unwrap().path()))
        .collect();
    programs.sort_by(|one, other| one.name.cmp(&other.name));
    programs
}

/// The programs that are not carried yet, with the reason.
fn waiting() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder().join("waiting.tsv")).unwrap();
    let row = |line: &str| line.split_once('\t').map(|(name, why)| (name.into(), why.into()));
    text.lines().filter_map(row).collect()
}

#[test]
fn every_program_prints_what_go_prints() {
    let waiting = waiting();
    let (later, now): (Vec<_>, Vec<_>) = programs()
        .into_iter()
        .partition(|program| waiting.contains_key(&program.name));
    let mut failures = Vec::new();
    for (name, outcome) in carry("carried", &now) {
        if let Outcome::Fails(why) = outcome {
            failures.push(format!("{name}: {why}"));
        }
    }
    for (name, outcome) in carry("waiting", &later) {
        if let Outcome::Carried = outcome {
            failures.push(format!("{name}: is carried now: take it out of waiting.tsv"));
        }
    }
    // A port that prints something else is the worst that can happen: such a thing is refused, and never waits.
    for (name, why) in waiting
        .iter()
        .filter(|(_, why)| why.starts_with("line ") || why.starts_with("Go ends"))
    {
        failures.push(format!("{name}: is carried wrongly: {why}"));
    }
    println!("{} programs are carried, {} are waiting", now.len(), later.len());
    assert!(
        failures.is_empty(),
        "{} programs:\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}

/// Every program on its own, without a list of those that wait: `BLESS=1 cargo test -p migrate --test port -- --ignored`
/// writes the list anew.
#[test]
#[ignore = "writes the list of programs that are not carried"]
fn the_list_of_waiting_programs_is_written() {
    let mut text = String::new();
    let programs = programs();
    let outcomes = carry("all", &programs);
    for (name, outcome) in &outcomes {
        if let Outcome::Fails(why) = outcome {
            text += &format!("{name}\t{}\n", why.lines().next().unwrap_or_default());
            println!("{name}: {why}\n");
        }
    }
    println!(
        "{} of {} programs are carried",
        outcomes.len() - text.lines().count(),
        outcomes.len()
    );
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(folder().join("waiting.tsv"), text).unwrap();
    }
}

/// So many random programs at a time are one crate.
const BATCH: u64 = 250;

/// `PORT_PROGRAMS` is their number, `PORT_SEED` that of the first.
fn from_environment(name: &str, default: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.map_or(default, |text| {
        text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number"))
    })
}

#[test]
#[ignore = "the long round: not all that it writes is carried yet"]
fn random_programs_print_what_go_prints() {
    let (first, count) = (from_environment("PORT_SEED", 1), from_environment("PORT_PROGRAMS", 20));
    for start in (first..first + count).step_by(BATCH as usize) {
        let seeds = start..(start + BATCH).min(first + count);
        let program = |seed| Program {
            name: format!("seed{seed}"),
            text: random::program(seed),
        };
        let failures: Vec<String> = carry("random", &seeds.clone().map(program).collect::<Vec<_>>())
            .into_iter()
            .filter_map(|(name, outcome)| match outcome {
                Outcome::Carried => None,
                Outcome::Fails(why) => Some(format!("{name}: {why}")),
            })
            .collect();
        assert!(
            failures.is_empty(),
            "{} of seeds {seeds:?}:\n{}",
            failures.len(),
            failures.join("\n\n")
        );
        println!("seeds {seeds:?}: alike");
    }
}
