//! What the Go SDK panics for when a host or a client sends it.

use crate::Str;
use crate::host::{self, LogLevel};

/// Says at level critical for what Go panics; the caller goes on with a zero value, because a plugin that panics takes its
/// whole VM with it.
#[cold]
#[inline(never)]
pub(crate) fn go_panics(reason: impl Into<Str>) {
    host::log(LogLevel::Critical, &reason.into());
}
