//! Two conversations side by side: the same calls with the same arguments in the same order, and the same actions, except for
//! the reads that ours does without.

use std::cell::RefCell;
use std::process::Command;

use proptest::strategy::Strategy;
use proptest::test_runner::TestCaseError;

use crate::go::GoBuild;
use crate::guest::Native;
use crate::play::{Sequence, play};
use crate::random;
use crate::spared::{BY_GO_ALONE, BY_RUST_ALONE, Reads};
use crate::world::Line;

/// So many sequences are played in one process: some kilobytes of each stay behind with its thread.
const MOST_CASES: u64 = 100_000;

/// Plays random sequences on both builds, and prints the smallest that they differ in.
///
/// Many are played by several processes, one after another, each with a seed one higher than that before.
pub fn compare(sequences: impl Strategy<Value = Sequence>, cases: u32) {
    let (cases, seed) = (random::cases(cases), random::seed());
    if cases <= MOST_CASES {
        return compare_here(sequences, cases, seed);
    }
    let rounds = cases.div_ceil(MOST_CASES);
    for round in 0..rounds {
        compare_elsewhere(MOST_CASES.min(cases - round * MOST_CASES), seed + round);
    }
}

/// Runs the same test in a process of its own.
fn compare_elsewhere(cases: u64, seed: u64) {
    let test = std::thread::current();
    let outcome = Command::new(std::env::current_exe().expect("a program knows where it is"))
        .args([test.name().expect("tests are named"), "--exact", "--nocapture"])
        .env("ORACLE_CASES", cases.to_string())
        .env("ORACLE_SEED", seed.to_string())
        .status()
        .expect("what runs here runs again");
    assert!(outcome.success(), "ORACLE_CASES={cases} ORACLE_SEED={seed}: {outcome}");
}

fn compare_here(sequences: impl Strategy<Value = Sequence>, cases: u64, seed: u64) {
    let go = RefCell::new(GoBuild::new());
    random::check(&sequences, cases, seed, "sequences", |sequence| {
        let wanted = play(&mut *go.borrow_mut(), &sequence);
        let ours = play_natively(sequence).ok_or_else(|| TestCaseError::fail("the Rust build panicked"))?;
        difference(&wanted, &ours).map_or(Ok(()), |text| Err(TestCaseError::fail(text)))
    });
}

/// In a thread of its own, where nothing is left of the sequence before. None where it panicked, whatever Go did.
fn play_natively(sequence: Sequence) -> Option<Vec<Line>> {
    std::thread::scope(|scope| scope.spawn(|| play(&mut Native, &sequence)).join().ok())
}

/// Where the conversations part, with what both say in that turn; none if they are alike.
///
/// Between two lines that change something, reads may come in any order.
pub fn difference(go: &[Line], rust: &[Line]) -> Option<String> {
    let (mut at_go, mut at_rust) = (0, 0);
    loop {
        let (reads_go, reads_rust) = (reads(&go[at_go..]), reads(&rust[at_rust..]));
        if go.get(at_go + reads_go.len()).is_some_and(panicked) {
            return None;
        }
        if !are_alike(reads_go, reads_rust) {
            break;
        }
        (at_go, at_rust) = (at_go + reads_go.len(), at_rust + reads_rust.len());
        match (go.get(at_go), rust.get(at_rust)) {
            (Some(wanted), Some(ours)) if wanted == ours => (at_go, at_rust) = (at_go + 1, at_rust + 1),
            (None, None) => return None,
            _ => break,
        }
    }
    Some(format!("Go:\n{}Rust:\n{}", turn(go, at_go), turn(rust, at_rust)))
}

/// Whether Go panicked: ours goes on, and what follows a trap is the host's to decide.
fn panicked(line: &Line) -> bool {
    line.text.starts_with("trap") || line.text.starts_with("log Error ") && line.text.contains(" recovered from panic ")
}

/// The lines up to the next one that changes something.
fn reads(lines: &[Line]) -> &[Line] {
    let end = lines.iter().position(|line| !line.is_read).unwrap_or(lines.len());
    &lines[..end]
}

/// Whether each read of one side is one of the other, apart from those that are listed.
fn are_alike(go: &[Line], rust: &[Line]) -> bool {
    let mut go: Vec<&Line> = go.iter().collect();
    let known = rust
        .iter()
        .all(|line| match go.iter().position(|other| *other == line) {
            Some(at) => {
                go.remove(at);
                true
            }
            None => is_listed(line, BY_RUST_ALONE),
        });
    known && go.iter().all(|line| is_listed(line, BY_GO_ALONE))
}

fn is_listed(line: &Line, list: &[Reads]) -> bool {
    list.iter()
        .flat_map(|reads| reads.calls)
        .any(|call| line.text.starts_with(call))
}

/// The lines of a turn, that at `at` marked.
fn turn(lines: &[Line], at: usize) -> String {
    let begins = |line: &Line| line.text.starts_with("> ");
    let start = lines[..at].iter().rposition(begins).unwrap_or(0);
    let end = lines[at..]
        .iter()
        .skip(1)
        .position(begins)
        .map_or(lines.len(), |next| at + 1 + next);
    let shown = |(number, line): (usize, &Line)| {
        let mark = if start + number == at { "=>" } else { "  " };
        format!("  {mark} {}\n", line.text)
    };
    lines[start..end].iter().enumerate().map(shown).collect()
}
