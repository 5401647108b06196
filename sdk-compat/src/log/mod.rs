//! Go's package `log`: lines in the gateway's log, with the name of the plugin and the id of the request in front.

use std::borrow::Cow;
use std::cell::Cell;

use crate::panics::go_panics;
use crate::{Any, go};

pub use crate::host::LogLevel;

/// Where log lines go. `wrapper::DefaultLog` is the one that plugins have unless they bring their own.
#[doc(alias = "Log")]
pub trait Logger {
    /// Writes a line.
    fn log(&self, level: LogLevel, message: &[u8]);

    /// Writes a line formatted as by Go's `fmt.Sprintf`.
    fn logf(&self, level: LogLevel, format: &[u8], args: &[Any]);

    /// Changes the id of the plugin configuration that lines begin with.
    fn reset_id(&self, plugin_id: &[u8]);

    /// Whether lines of this level are written at all. Where they are not, what they would say is not even put together.
    fn enabled(&self, level: LogLevel) -> bool {
        let _ = level;
        true
    }
}

/// The log of a plugin that was given none. Go has a nil pointer in its place.
struct NoLog;

impl Logger for NoLog {
    fn log(&self, _: LogLevel, _: &[u8]) {
        go_panics("runtime error: invalid memory address or nil pointer dereference");
    }

    fn logf(&self, level: LogLevel, format: &[u8], _: &[Any]) {
        self.log(level, format);
    }

    fn reset_id(&self, plugin_id: &[u8]) {
        self.log(LogLevel::Critical, plugin_id);
    }
}

/// The plugin's log, as handlers get it. Go: the interface `log.Log`.
#[derive(Clone, Copy)]
pub struct Log(&'static dyn Logger);

impl Log {
    /// A log that writes to `logger`, which stays for as long as the VM lives.
    pub fn new(logger: impl Logger + 'static) -> Self {
        Log(Box::leak(Box::new(logger)))
    }

    /// A log that has nowhere to write to.
    pub(crate) const NONE: Log = Log(&NoLog);
}

/// Go's nil: what logs to it panics.
impl Default for Log {
    fn default() -> Self {
        Log::NONE
    }
}

thread_local! {
    static PLUGIN_LOG: Cell<Log> = const { Cell::new(Log::NONE) };
    static SAFE: Cell<bool> = const { Cell::new(false) };
}

/// The log that the functions of this module write to.
pub(crate) fn plugin_log() -> Log {
    PLUGIN_LOG.get()
}

/// Not inlined: log lines stand in so many places that each of them has to be small.
#[inline(never)]
fn line(level: LogLevel, message: &[u8]) {
    plugin_log().0.log(level, message);
}

#[inline(never)]
fn formatted_line(level: LogLevel, format: &[u8], args: &[Any]) {
    plugin_log().0.logf(level, format, args);
}

/// Makes `log` the one that the functions of this module write to.
#[go]
pub fn SetPluginLog(log: Log) {
    PLUGIN_LOG.set(log);
}

/// Turns safe logging on or off: see [`UnsafeInfo`].
#[go]
pub fn SetSafeLogEnabled(enabled: bool) {
    SAFE.set(enabled);
}

/// Whether safe logging is on.
#[go]
pub fn IsSafeLogEnabled() -> bool {
    SAFE.get()
}

/// Logs what may hold secrets: at level info, or, with safe logging on, at level debug and with a line break in front, so
/// that a log collector does not see it as one entry.
#[go]
pub fn UnsafeInfo(message: impl AsRef<[u8]>) {
    let (level, message) = unsafe_line(message.as_ref());
    line(level, &message);
}

/// [`UnsafeInfo`], formatted as by Go's `fmt.Sprintf`.
#[go]
pub fn UnsafeInfof(format: impl AsRef<[u8]>, args: &[Any]) {
    let (level, format) = unsafe_line(format.as_ref());
    formatted_line(level, &format, args);
}

fn unsafe_level() -> LogLevel {
    if IsSafeLogEnabled() {
        LogLevel::Debug
    } else {
        LogLevel::Info
    }
}

fn unsafe_line(message: &[u8]) -> (LogLevel, Cow<'_, [u8]>) {
    if IsSafeLogEnabled() {
        (unsafe_level(), Cow::Owned([b"\n", message].concat()))
    } else {
        (unsafe_level(), Cow::Borrowed(message))
    }
}

/// Whether lines of [`UnsafeInfo`] are written: the SDK does not put them together otherwise.
pub(crate) fn unsafe_enabled() -> bool {
    plugin_log().0.enabled(unsafe_level())
}

macro_rules! levels {
    ($($level:ident, $plain:ident, $formatted:ident;)*) => {
        #[go]
        impl Log {
            $(
                #[doc = concat!("Logs a line at level ", stringify!($level), ".")]
                pub fn $plain(self, message: impl AsRef<[u8]>) {
                    self.0.log(LogLevel::$level, message.as_ref());
                }

                #[doc = concat!("Logs a line at level ", stringify!($level), ", formatted as by Go's `fmt.Sprintf`.")]
                pub fn $formatted(self, format: impl AsRef<[u8]>, args: &[Any]) {
                    self.0.logf(LogLevel::$level, format.as_ref(), args);
                }
            )*

            /// Changes the id of the plugin configuration that lines begin with.
            pub fn ResetID(self, plugin_id: impl AsRef<[u8]>) {
                self.0.reset_id(plugin_id.as_ref());
            }
        }

        $(
            #[doc = concat!("Logs a line at level ", stringify!($level), ".")]
            #[go]
            pub fn $plain(message: impl AsRef<[u8]>) {
                line(LogLevel::$level, message.as_ref());
            }

            #[doc = concat!("Logs a line at level ", stringify!($level), ", formatted as by Go's `fmt.Sprintf`.")]
            #[go]
            pub fn $formatted(format: impl AsRef<[u8]>, args: &[Any]) {
                formatted_line(LogLevel::$level, format.as_ref(), args);
            }
        )*
    };
}

levels! {
    Trace, Trace, Tracef;
    Debug, Debug, Debugf;
    Info, Info, Infof;
    Warn, Warn, Warnf;
    Error, Error, Errorf;
    Critical, Critical, Criticalf;
}
