//! The report as one JSON document, written when all is decided.

use super::{Event, Sink, cannot_print};
use crate::Result;
use std::io::{self, Write};

/// Writes the report as JSON.
pub struct Json<W> {
    to: W,
}

impl<W: Write> Json<W> {
    /// A sink that writes there.
    pub fn new(to: W) -> Self {
        Json { to }
    }
}

impl<W: Write> Sink for Json<W> {
    fn take(&mut self, event: Event) -> Result<()> {
        let Event::Decided(report) = event else { return Ok(()) };
        serde_json::to_writer_pretty(&mut self.to, report)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(self.to))
            .map_err(cannot_print)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Report;
    use crate::report::sample;
    use serde_json::Value;
    use std::fs;

    const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/report.schema.json");

    fn published() -> Value {
        serde_json::from_str(&fs::read_to_string(SCHEMA).unwrap()).unwrap()
    }

    fn document() -> Value {
        let mut written = Vec::new();
        sample::tell(&mut Json::new(&mut written));
        serde_json::from_slice(&written).unwrap()
    }

    #[test]
    fn the_published_schema_is_that_of_the_types() {
        crate::schema::assert_published::<Report>(SCHEMA);
    }

    #[test]
    fn a_report_is_one_document_that_keeps_to_the_published_schema() {
        let validator = jsonschema::validator_for(&published()).unwrap();
        let errors: Vec<_> = validator
            .iter_errors(&document())
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors, Vec::<String>::new());
    }

    #[test]
    fn the_schema_refuses_a_document_without_a_verdict() {
        let mut document = document();
        document["pairs"][0]["cases"][0]
            .as_object_mut()
            .unwrap()
            .remove("verdict");
        assert!(!jsonschema::is_valid(&published(), &document));
    }
}
