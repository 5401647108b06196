//! Lines in the host's log, without prefix and whatever the log level. Most plugins use the package `log`.

use crate::go;
use crate::host::{self, LogLevel};

/// Logs a line at level trace.
#[go]
pub fn LogTrace(message: impl AsRef<[u8]>) {
    host::log(LogLevel::Trace, message.as_ref());
}

/// Logs a line at level debug.
#[go]
pub fn LogDebug(message: impl AsRef<[u8]>) {
    host::log(LogLevel::Debug, message.as_ref());
}

/// Logs a line at level info.
#[go]
pub fn LogInfo(message: impl AsRef<[u8]>) {
    host::log(LogLevel::Info, message.as_ref());
}

/// Logs a line at level warn.
#[go]
pub fn LogWarn(message: impl AsRef<[u8]>) {
    host::log(LogLevel::Warn, message.as_ref());
}

/// Logs a line at level error.
#[go]
pub fn LogError(message: impl AsRef<[u8]>) {
    host::log(LogLevel::Error, message.as_ref());
}

/// Logs a line at level critical.
#[go]
pub fn LogCritical(message: impl AsRef<[u8]>) {
    host::log(LogLevel::Critical, message.as_ref());
}
