//! Go's package `math/rand`: numbers that differ from run to run, as Go's do.

use std::cell::Cell;

use crate::go::Slice;
use crate::{go, host};

thread_local! {
    /// Zero before the first number.
    static STATE: Cell<u64> = const { Cell::new(0) };
}

/// The next of a sequence that the host's random bytes begin.
fn next() -> u64 {
    let mut state = STATE.get();
    while state == 0 {
        let mut seed = [0; 8];
        host::random(&mut seed);
        state = u64::from_le_bytes(seed) | 1;
    }
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    STATE.set(state);
    // The low bits of the sequence itself are weak.
    state.wrapping_mul(0x2545_f491_4f6c_dd1d)
}

/// 64 random bits.
#[go]
pub fn Uint64() -> u64 {
    next()
}

/// 32 random bits.
#[go]
pub fn Uint32() -> u32 {
    (next() >> 32) as u32
}

/// A number that is not negative.
#[go]
pub fn Int63() -> i64 {
    (next() >> 1) as i64
}

pub use self::{Int63 as Int, int63 as int};

/// A number from 0 to below `n`.
///
/// # Panics
/// As Go, where `n` is not positive.
#[go]
pub fn Intn(n: i64) -> i64 {
    if n <= 0 {
        go::panic("invalid argument to Intn");
    }
    ((u128::from(next()) * n as u128) >> 64) as i64
}

pub use self::{Intn as Int63n, intn as int63n};

/// A number from 0 to below 1.
#[go]
pub fn Float64() -> f64 {
    (next() >> 11) as f64 / (1_u64 << 53) as f64
}

/// The numbers below `n` in random order.
#[go]
pub fn Perm(n: i64) -> Slice<i64> {
    let numbers: Slice<i64> = (0..n).collect();
    Shuffle(n, |i, j| numbers.swap(i, j));
    numbers
}

/// Brings `n` things into random order by swapping.
#[go]
pub fn Shuffle(n: i64, swap: impl Fn(i64, i64)) {
    (1..n).rev().for_each(|i| swap(i, Intn(i + 1)));
}

/// Nothing: there is no sequence to repeat here.
#[go]
pub fn Seed(seed: i64) {
    let _ = seed;
}
