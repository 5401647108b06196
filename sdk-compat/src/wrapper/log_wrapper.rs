//! The log that a plugin has unless it brings its own.

use std::cell::RefCell;

use crate::fmt::Sprintf;
use crate::log::Logger;
use crate::{Any, Str, host};

pub use crate::host::LogLevel;

/// The lowest level.
pub const LogLevelTrace: LogLevel = LogLevel::Trace;
/// What helps to find a fault.
pub const LogLevelDebug: LogLevel = LogLevel::Debug;
/// What happens.
pub const LogLevelInfo: LogLevel = LogLevel::Info;
/// What may be a fault.
pub const LogLevelWarn: LogLevel = LogLevel::Warn;
/// What is a fault.
pub const LogLevelError: LogLevel = LogLevel::Error;
/// The highest level.
pub const LogLevelCritical: LogLevel = LogLevel::Critical;

/// Writes lines `[plugin name] [plugin id] [request id] message` to the host's log, with `nil` for an id that is not known.
pub struct DefaultLog {
    plugin_name: Str,
    plugin_id: RefCell<Str>,
}

impl DefaultLog {
    /// The log of a plugin that has no id yet.
    pub fn new(plugin_name: impl Into<Str>) -> Self {
        DefaultLog {
            plugin_name: plugin_name.into(),
            plugin_id: RefCell::new("nil".into()),
        }
    }

    /// `message` behind its prefix.
    fn line(&self, message: &[u8]) -> Vec<u8> {
        let request_id = host::get_property(b"x_request_id").unwrap_or_default();
        let request_id = if request_id.is_empty() {
            b"nil".as_slice()
        } else {
            &request_id
        };
        let plugin_id = self.plugin_id.borrow();
        let parts: [&[u8]; 7] = [b"[", &self.plugin_name, b"] [", &plugin_id, b"] [", request_id, b"] "];
        let mut line = Vec::with_capacity(parts.iter().map(|part| part.len()).sum::<usize>() + message.len());
        parts.iter().for_each(|part| line.extend_from_slice(part));
        line.extend_from_slice(message);
        line
    }
}

impl Logger for DefaultLog {
    fn log(&self, level: LogLevel, message: &[u8]) {
        if host_wants(level) {
            host::log(level, &self.line(message));
        }
    }

    /// As in Go, the prefix becomes part of the format: a `%` in it is a verb.
    fn logf(&self, level: LogLevel, format: &[u8], args: &[Any]) {
        if host_wants(level) {
            host::log(level, &Sprintf(self.line(format), args));
        }
    }

    fn reset_id(&self, plugin_id: &[u8]) {
        self.plugin_id.replace(Str::copy_of(plugin_id));
    }
}

/// Whether the host's log takes lines of this level. A host that does not say takes all.
fn host_wants(level: LogLevel) -> bool {
    let answer = host::call_foreign_function(b"get_log_level", b"").unwrap_or_default();
    let lowest = answer.first_chunk().map_or(0, |number| u32::from_le_bytes(*number));
    level as u32 >= lowest
}
