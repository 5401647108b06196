//! Waiting without fixed sleeps: for a condition, with a limit.

use std::thread;
use std::time::{Duration, Instant};

/// How often a condition is looked at: short against the shortest wait a case declares.
const STEP: Duration = Duration::from_millis(1);

/// Waits until `look` finds something; none when the time is up.
pub fn until<T>(limit: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + limit;
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        if Instant::now() >= end {
            return None;
        }
        thread::sleep(STEP);
    }
}
