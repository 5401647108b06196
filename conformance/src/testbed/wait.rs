//! Waiting without fixed sleeps: for a condition, with a limit.

use std::thread;
use std::time::{Duration, Instant};

/// How often a condition is looked at: short against the shortest wait a case declares.
const STEP: Duration = Duration::from_millis(1);

/// How long a condition is looked at again and again before the first step: most come true at once.
const AT_ONCE: Duration = Duration::from_micros(500);

/// Waits until `look` finds something; none when the time is up.
pub fn until<T>(limit: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        match began.elapsed() {
            waited if waited >= limit => return None,
            waited if waited < AT_ONCE => thread::sleep(Duration::from_micros(20)),
            _ => thread::sleep(STEP),
        }
    }
}
