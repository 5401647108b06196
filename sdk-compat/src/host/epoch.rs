//! How long what the host said is sure to hold.
//!
//! While a callback runs, nobody but the plugin changes its stream: the host runs one callback at a time, and other filters
//! come before or after it. So an answer holds until the callback ends, another one begins inside it, or the plugin itself
//! makes a call that may change it. Each of these begins a new epoch.

use std::cell::Cell;

thread_local! {
    static EPOCH: Cell<u64> = const { Cell::new(1) };
}

/// The number of the epoch; what was learned in an earlier one has to be asked again.
pub(crate) fn now() -> u64 {
    EPOCH.get()
}

/// Begins a new epoch.
pub(crate) fn advance() {
    EPOCH.set(EPOCH.get().wrapping_add(1));
}
