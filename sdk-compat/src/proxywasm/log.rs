//! Lines in the host's log, without prefix and whatever the log level. Most plugins use the package `log`.

use crate::fmt::append_formatted;
use crate::host::{self, LogLevel};
use crate::{Any, go};

/// Logs a line at level trace.
#[go]
pub fn LogTrace(message: impl AsRef<[u8]>) {
    host::log(LogLevel::Trace, message.as_ref());
}

/// Logs a line at level trace, formatted as by Go's `fmt.Sprintf`.
#[go]
pub fn LogTracef(format: impl AsRef<[u8]>, args: &[Any]) {
    host::log(LogLevel::Trace, &append_formatted(Vec::new(), format.as_ref(), args));
}

/// Logs a line at level debug.
#[go]
pub fn LogDebug(message: impl AsRef<[u8]>) {
    host::log(LogLevel::Debug, message.as_ref());
}

/// Logs a line at level debug, formatted as by Go's `fmt.Sprintf`.
#[go]
pub fn LogDebugf(format: impl AsRef<[u8]>, args: &[Any]) {
    host::log(LogLevel::Debug, &append_formatted(Vec::new(), format.as_ref(), args));
}

/// Logs a line at level info.
#[go]
pub fn LogInfo(message: impl AsRef<[u8]>) {
    host::log(LogLevel::Info, message.as_ref());
}

/// Logs a line at level info, formatted as by Go's `fmt.Sprintf`.
#[go]
pub fn LogInfof(format: impl AsRef<[u8]>, args: &[Any]) {
    host::log(LogLevel::Info, &append_formatted(Vec::new(), format.as_ref(), args));
}

/// Logs a line at level warn.
#[go]
pub fn LogWarn(message: impl AsRef<[u8]>) {
    host::log(LogLevel::Warn, message.as_ref());
}

/// Logs a line at level warn, formatted as by Go's `fmt.Sprintf`.
#[go]
pub fn LogWarnf(format: impl AsRef<[u8]>, args: &[Any]) {
    host::log(LogLevel::Warn, &append_formatted(Vec::new(), format.as_ref(), args));
}

/// Logs a line at level error.
#[go]
pub fn LogError(message: impl AsRef<[u8]>) {
    host::log(LogLevel::Error, message.as_ref());
}

/// Logs a line at level error, formatted as by Go's `fmt.Sprintf`.
#[go]
pub fn LogErrorf(format: impl AsRef<[u8]>, args: &[Any]) {
    host::log(LogLevel::Error, &append_formatted(Vec::new(), format.as_ref(), args));
}

/// Logs a line at level critical.
#[go]
pub fn LogCritical(message: impl AsRef<[u8]>) {
    host::log(LogLevel::Critical, message.as_ref());
}

/// Logs a line at level critical, formatted as by Go's `fmt.Sprintf`.
#[go]
pub fn LogCriticalf(format: impl AsRef<[u8]>, args: &[Any]) {
    host::log(LogLevel::Critical, &append_formatted(Vec::new(), format.as_ref(), args));
}
