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

/// How much more than without a plugin Envoy's memory may grow (bytes): a leak of one byte a request would be as much.
const ALLOWED: f64 = 1e6;

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
    /// By how much it grew without a plugin; none where there is none.
    pub without_plugin_bytes: Option<f64>,
}

impl Growth {
    /// By how much Envoy's memory grew (bytes).
    pub fn grown(&self) -> f64 {
        let [before, after] = self.resident_bytes;
        after as f64 - before as f64
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [before, after] = self.resident_bytes.map(|bytes| bytes as f64 / 1e6);
        let [first, last] = self.requests;
        let (name, build) = (self.workload, self.build);
        write!(
            f,
            "{name}, {build}: {before:.1} MB after {first} requests, {after:.1} MB after {last}"
        )?;
        let Some(without) = self.without_plugin_bytes else {
            return Ok(());
        };
        let met = self.grown() - without <= ALLOWED;
        let verdict = if met { "met" } else { "MISSED" };
        write!(f, " (target: no more growth than without a plugin, {verdict})")
    }
}
