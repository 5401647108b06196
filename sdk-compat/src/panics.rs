//! What the Go SDK panics for when a host or a client sends it.

use crate::Str;
use crate::host::{self, LogLevel};

/// Says at level critical for what Go panics; the caller goes on with a zero value, because a plugin that panics takes its
/// whole VM with it. A module that unwinds panics as Go does where Go recovers.
#[cold]
#[inline(never)]
pub(crate) fn go_panics(reason: impl Into<Str>) {
    let reason = reason.into();
    #[cfg(all(target_arch = "wasm32", panic = "unwind"))]
    if crate::wrapper::recovers() {
        std::panic::panic_any(reason.to_string());
    }
    host::log(LogLevel::Critical, &reason);
}
