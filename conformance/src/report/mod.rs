//! Reports: one stream of events, and the sinks that show it.

mod at_end;
mod difference;
mod group;
mod html;
mod json;
mod junit;
mod printable;
mod progress;
#[cfg(test)]
pub(crate) mod sample;
mod tap;
mod terminal;

pub use at_end::AtEnd;
pub use html::{bench_html, html};
pub use json::Json;
pub use junit::junit;
pub use printable::{printable, printable_lines};
pub use progress::{Line, Progress};
pub use tap::Tap;
pub use terminal::Terminal;

use crate::compare::{CaseReport, PairReport, Report};
use crate::{Error, Result};
use std::fmt::Display;
use std::io::{self, Write};

/// Something that became known during a comparison.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// All is read and checked, and so many pairs and cases are about to run.
    Started {
        /// The pairs.
        pairs: usize,
        /// The cases of all of them.
        cases: usize,
    },
    /// A pair is about to run; its report holds no case yet.
    PairStarted(&'a PairReport),
    /// A case of the pair is decided.
    CaseDecided(&'a CaseReport),
    /// A search in the pair is so far.
    Searching(&'a crate::generate::Progress),
    /// The pair is decided.
    PairDecided(&'a PairReport),
    /// All pairs are decided.
    Decided(&'a Report),
}

/// Shows events as they come.
pub trait Sink {
    /// Shows one event.
    ///
    /// # Errors
    /// What it is written to cannot be written.
    fn take(&mut self, event: Event) -> Result<()>;
}

/// Several sinks, one after the other.
impl Sink for Vec<Box<dyn Sink>> {
    fn take(&mut self, event: Event) -> Result<()> {
        self.iter_mut().try_for_each(|sink| sink.take(event))
    }
}

/// What could not be printed on standard output, and why.
pub fn cannot_print(error: io::Error) -> Error {
    Error::new(format!("standard output: {error}"))
}

/// Prints a line, or lines, on standard output; colours are for terminals only.
///
/// # Errors
/// Nobody reads it any more, or it goes to a disk that is full.
pub fn say(what: impl Display) -> Result<()> {
    writeln!(anstream::stdout(), "{what}").map_err(cannot_print)
}

/// `1 case`, `2 cases`.
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A size in the unit that people read it in.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
