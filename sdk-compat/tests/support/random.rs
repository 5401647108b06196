//! Random inputs for the comparisons with Go: `ORACLE_CASES` is the number of them, `ORACLE_SEED` (a number) chooses them.

use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

/// How many inputs are wanted, where `default` is what a short round has.
pub fn cases(default: u32) -> u64 {
    from_environment("ORACLE_CASES", default.into())
}

/// The number that chooses the inputs.
pub fn seed() -> u64 {
    from_environment("ORACLE_SEED", 20_260_122)
}

fn from_environment(name: &str, default: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")),
        Err(_) => default,
    }
}

/// Holds `test` against so many inputs, which are called `kind`, and prints the smallest that fails.
pub fn check<S: Strategy>(
    inputs: &S,
    cases: u64,
    seed: u64,
    kind: &str,
    test: impl Fn(S::Value) -> Result<(), TestCaseError>,
) where
    S::Value: Debug,
{
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config {
        cases: cases as u32,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    match runner.run(inputs, test) {
        Ok(()) => println!("{cases} {kind} alike, ORACLE_SEED={seed}"),
        Err(TestError::Fail(reason, input)) => panic!("ORACLE_SEED={seed}: {input:?}\n{reason}"),
        Err(error) => panic!("ORACLE_SEED={seed}: {error}"),
    }
}
