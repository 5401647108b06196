//! Whether a build holds on to memory: what Envoy holds after ten thousand requests, and after a million.

use serde::Serialize;
use std::fmt;

/// How many requests come before the first look, which find everything that a VM makes once.
pub const FIRST: usize = 10_000;

/// How many requests have come at the second look.
pub const LAST: usize = 1_000_000;

/// Every so many requests, some clients leave without waiting for their answer.
pub const TURN: usize = 1_600;

/// How many clients leave in a turn.
pub const LEAVING: usize = 8;

/// How much more Envoy may hold at the second look (bytes): one byte for each request would be a leak of the smallest kind.
const ALLOWED: f64 = 500_000.0;

/// What Envoy holds with one build (bytes).
#[derive(Debug, Serialize)]
pub struct Growth {
    /// The kind of work.
    pub workload: &'static str,
    /// The build.
    pub build: &'static str,
    /// How many requests there were at each look.
    pub requests: [usize; 2],
    /// What Envoy held.
    pub resident_bytes: [u64; 2],
}

impl Growth {
    fn grown(&self) -> f64 {
        let [before, after] = self.resident_bytes;
        after as f64 - before as f64
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [before, after] = self.resident_bytes.map(|bytes| bytes as f64 / 1e6);
        let [first, last] = self.requests;
        let verdict = if self.grown() <= ALLOWED { "met" } else { "MISSED" };
        write!(
            f,
            "{}, {}: {before:.1} MB after {first} requests, {after:.1} MB after {last} (target: no growth, {verdict})",
            self.workload, self.build
        )
    }
}
