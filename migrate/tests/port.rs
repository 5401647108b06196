//! Small Go programs, ported: they print what Go prints. `programs/*.go` are ours, one feature each and several mixed; those
//! that are not carried stand in `waiting.tsv` with what the port says of them, and one there that is carried fails; `BLESS=1`
//! writes the list anew. That a port does not compile, or prints something else, is never right.

#[path = "port/corpus.rs"]
mod corpus;
#[path = "port/random/mod.rs"]
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
    let mut failures = Vec::new();
    let mut seen = String::new();
    for (name, outcome) in carry("programs", &programs()) {
        match (outcome, waiting.get(&name)) {
            (Outcome::Carried, None) => {}
            (Outcome::Carried, Some(_)) => failures.push(format!("{name}: is carried now: take it out of waiting.tsv")),
            (Outcome::NotCarried(why), known) => {
                if known != Some(&why) {
                    failures.push(format!("{name}: is not carried: {why}"));
                }
                seen += &format!("{name}\t{why}\n");
            }
            (Outcome::Fails(why), _) => failures.push(format!("{name}: {why}")),
        }
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(folder().join("waiting.tsv"), &seen).unwrap();
    }
    println!("{} programs are not carried", seen.lines().count());
    assert!(
        failures.is_empty(),
        "{} programs:\n{}",
        failures.len(),
        failures.join("\n\n")
    );
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

/// `make fuzz-port` is the long round.
#[test]
fn random_programs_print_what_go_prints() {
    let (first, count) = (from_environment("PORT_SEED", 1), from_environment("PORT_PROGRAMS", 12));
    let (mut carried, mut failures, mut left) = (0, Vec::new(), Vec::new());
    for start in (first..first + count).step_by(BATCH as usize) {
        let seeds = start..(start + BATCH).min(first + count);
        let program = |seed| Program {
            name: format!("seed{seed}"),
            text: random::program(seed),
        };
        for (name, outcome) in carry("random", &seeds.clone().map(program).collect::<Vec<_>>()) {
            match outcome {
                Outcome::Carried => carried += 1,
                Outcome::NotCarried(why) => left.push(format!("{name}: {why}")),
                Outcome::Fails(why) => failures.push(format!("{name}: {why}")),
            }
        }
        println!(
            "to seed {}: {carried} alike, {} different, {} not carried",
            seeds.end - 1,
            failures.len(),
            left.len()
        );
    }
    left.iter().for_each(|why| println!("not carried: {why}"));
    assert!(
        failures.is_empty(),
        "{} programs:\n{}",
        failures.len(),
        failures.join("\n\n")
    );
    assert!(
        left.len() as u64 * 100 <= count,
        "more than one in a hundred is not carried"
    );
}
