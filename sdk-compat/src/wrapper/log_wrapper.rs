//! The log that a plugin has unless it brings its own.

use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;

use crate::fmt::append_formatted;
use crate::host::{self, Status, epoch};
use crate::log::Logger;
use crate::panics::go_panics;
use crate::{Any, Str, go, proxywasm};

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
///
/// Go asks the host for the level and the request id at every line. Here an answer holds for as long as nobody can have
/// changed it: to the end of the callback, or to a call of the plugin that may change it.
#[derive(Default)]
pub struct DefaultLog {
    plugin_name: Str,
    plugin_id: RefCell<Str>,
    /// The lowest level that the host's log takes, and the epoch of that answer.
    lowest: Cell<(u64, u32)>,
    /// The host has no such level: it has this function from the start of a VM, or never.
    takes_all: Cell<bool>,
}

thread_local! {
    /// The request id, and the epoch of that answer. Never dropped, so that no destructor has to be registered.
    static REQUEST_ID: ManuallyDrop<RefCell<(u64, Vec<u8>)>> = const { ManuallyDrop::new(RefCell::new((0, Vec::new()))) };
}

/// How many bytes there is room for in a formatted line before it has to be moved.
const LINE_LENGTH: usize = 256;

/// The property with the request id.
pub(crate) const REQUEST_ID_PROPERTY: &str = "x_request_id";

/// Publishes the id of the effective request for the log lines of every plugin. As the host gives back what was written, it
/// need not be asked.
pub(super) fn publish_request_id(id: &[u8]) {
    if proxywasm::SetProperty(&[REQUEST_ID_PROPERTY], id).is_some() {
        return;
    }
    REQUEST_ID.with(|known| {
        let (at, text) = &mut *known.borrow_mut();
        *at = epoch::now();
        text.clear();
        text.extend_from_slice(id);
    });
}

/// Asks the host for the id of the effective request, if what it last said may no longer hold. Nothing is borrowed while the
/// host answers: it may call back.
fn learn_request_id() {
    if REQUEST_ID.with(|known| known.borrow().0) != epoch::now() {
        let id = host::get_property(REQUEST_ID_PROPERTY.as_bytes()).unwrap_or_default();
        REQUEST_ID.with(|known| known.replace((epoch::now(), id)));
    }
}

impl DefaultLog {
    /// The log of a plugin that has no id yet.
    pub fn new(plugin_name: impl Into<Str>) -> Self {
        DefaultLog {
            plugin_name: plugin_name.into(),
            plugin_id: RefCell::new("nil".into()),
            ..DefaultLog::default()
        }
    }

    /// What a line begins with, with room for `more` bytes.
    fn prefix(&self, more: usize) -> Vec<u8> {
        learn_request_id();
        REQUEST_ID.with(|known| {
            let (plugin_id, request_id) = (self.plugin_id.borrow(), &known.borrow().1);
            let request_id: &[u8] = if request_id.is_empty() { b"nil" } else { request_id };
            let parts: [&[u8]; 7] = [b"[", &self.plugin_name, b"] [", &plugin_id, b"] [", request_id, b"] "];
            let mut prefix = Vec::with_capacity(parts.iter().map(|part| part.len()).sum::<usize>() + more);
            parts.iter().for_each(|part| prefix.extend_from_slice(part));
            prefix
        })
    }

    /// The lowest level that the host's log takes. A host that does not say takes all.
    fn lowest(&self) -> u32 {
        let (at, lowest) = self.lowest.get();
        if at == epoch::now() || self.takes_all.get() {
            return lowest;
        }
        let answer = host::call_foreign_function(b"get_log_level", b"");
        self.takes_all.set(answer == Err(Status::NOT_FOUND));
        let lowest = answer.map_or(0, |answer| level_of(&answer));
        self.lowest.set((epoch::now(), lowest));
        lowest
    }
}

fn level_of(answer: &[u8]) -> u32 {
    answer.first_chunk().map_or_else(
        || {
            let length = b'0' + answer.len() as u8;
            go_panics(
                [
                    b"runtime error: index out of range [3] with length ".as_slice(),
                    &[length],
                ]
                .concat(),
            );
            0
        },
        |number| u32::from_le_bytes(*number),
    )
}

impl Logger for DefaultLog {
    fn log(&self, level: LogLevel, message: &[u8]) {
        if self.enabled(level) {
            let mut line = self.prefix(message.len());
            line.extend_from_slice(message);
            host::log(level, &line);
        }
    }

    /// As in Go, the prefix becomes part of the format: a `%` in it is a verb.
    fn logf(&self, level: LogLevel, format: &[u8], args: &[Any]) {
        if self.enabled(level) {
            let prefix = self.prefix(LINE_LENGTH);
            let line = if prefix.contains(&b'%') {
                append_formatted(Vec::new(), &[&*prefix, format].concat(), args)
            } else {
                append_formatted(prefix, format, args)
            };
            host::log(level, &line);
        }
    }

    fn reset_id(&self, plugin_id: &[u8]) {
        self.plugin_id.replace(Str::copy_of(plugin_id));
    }

    fn enabled(&self, level: LogLevel) -> bool {
        level as u32 >= self.lowest()
    }
}

macro_rules! levels {
    ($($level:ident $formatted:ident;)*) => {
        #[go]
        impl DefaultLog {
            $(
                #[doc = concat!("Writes a line at level ", stringify!($level), ".")]
                pub fn $level(&self, message: impl AsRef<[u8]>) {
                    self.log(LogLevel::$level, message.as_ref());
                }

                #[doc = concat!("Writes a line at level ", stringify!($level), ", formatted as by Go's `fmt.Sprintf`.")]
                pub fn $formatted(&self, format: impl AsRef<[u8]>, args: &[Any]) {
                    self.logf(LogLevel::$level, format.as_ref(), args);
                }
            )*

            /// Changes the id of the plugin configuration that lines begin with.
            pub fn ResetID(&self, plugin_id: impl AsRef<[u8]>) {
                self.reset_id(plugin_id.as_ref());
            }
        }
    };
}

levels! {
    Trace Tracef;
    Debug Debugf;
    Info Infof;
    Warn Warnf;
    Error Errorf;
    Critical Criticalf;
}
