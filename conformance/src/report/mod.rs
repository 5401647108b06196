//! Reports: one stream of events, and the sinks that show it.

mod json;
mod printable;
#[cfg(test)]
mod sample;
mod terminal;

pub use json::Json;
pub use printable::{printable, printable_lines};
pub use terminal::Terminal;

use crate::compare::{CaseReport, PairReport, Report};
use std::io;

/// Something that became known during a comparison.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// A pair is about to run; its report holds no case yet.
    PairStarted(&'a PairReport),
    /// A case of the pair is decided.
    CaseDecided(&'a CaseReport),
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
    fn take(&mut self, event: Event) -> io::Result<()>;
}
