//! Decisions: drawn at random and kept, so that a sequence of them can be made again, and made smaller.

use std::time::{Duration, Instant};

/// The next number of a simple generator (SplitMix64).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Decisions in the order they are made. 0 is always the tamest, and what follows when the kept ones are used up.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    made: Vec<u32>,
    at: usize,
    random: Option<u64>,
}

impl Choices {
    /// Decisions that a seed determines.
    pub fn random(seed: u64) -> Self {
        Choices {
            random: Some(seed),
            ..Choices::default()
        }
    }

    /// These decisions, and 0 after them.
    pub fn again(made: Vec<u32>) -> Self {
        Choices {
            made,
            ..Choices::default()
        }
    }

    /// All decisions made.
    pub fn made(&self) -> &[u32] {
        &self.made
    }

    /// Starts over with the same decisions.
    pub fn rewind(&mut self) {
        self.at = 0;
    }

    /// Any number.
    pub fn number(&mut self) -> u32 {
        if self.at == self.made.len()
            && let Some(state) = &mut self.random
        {
            self.made.push((next(state) >> 32) as u32);
        }
        let number = self.made.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        number
    }

    /// A number below `count`.
    pub fn below(&mut self, count: u32) -> u32 {
        self.number() % count
    }

    /// True once in `count` times.
    pub fn once_in(&mut self, count: u32) -> bool {
        self.below(count) == count - 1
    }

    /// One of them.
    pub fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u32) as usize]
    }

    /// Bytes that one decision determines.
    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut state = u64::from(self.number());
        if state == 0 {
            return vec![0; length];
        }
        (0..length).map(|_| next(&mut state) as u8).collect()
    }
}

/// The smallest decisions found in the time given that still fail.
pub fn shrink(made: Vec<u32>, time: Duration, fails: impl Fn(&[u32]) -> bool) -> Vec<u32> {
    let end = Instant::now() + time;
    let mut smallest = made;
    let mut length = smallest.len().next_power_of_two() / 2;
    while length > 0 && Instant::now() < end {
        let before = smallest.clone();
        for blank in [false, true] {
            let mut at = 0;
            while at < smallest.len() && Instant::now() < end {
                let end = (at + length).min(smallest.len());
                let mut candidate = smallest.clone();
                if blank {
                    candidate[at..end].fill(0);
                } else {
                    candidate.drain(at..end);
                }
                if candidate != smallest && fails(&candidate) {
                    smallest = candidate;
                }
                at += length;
            }
        }
        if smallest == before {
            length /= 2;
        }
    }
    smallest
}
