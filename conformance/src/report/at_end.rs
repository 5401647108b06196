//! A report that is written to a file when all is decided.

use super::{Event, Sink};
use crate::Result;
use crate::compare::Report;
use crate::output::Place;

/// Writes a document once all pairs are decided.
pub struct AtEnd<F> {
    place: Place,
    document: F,
}

impl<F: Fn(&Report) -> String> AtEnd<F> {
    /// A sink that puts there what `document` makes of the report.
    pub fn new(place: Place, document: F) -> Self {
        AtEnd { place, document }
    }
}

impl<F: Fn(&Report) -> String> Sink for AtEnd<F> {
    fn take(&mut self, event: Event) -> Result<()> {
        match event {
            Event::Decided(report) => self.place.write((self.document)(report).as_bytes()),
            _ => Ok(()),
        }
    }
}
