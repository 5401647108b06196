//! Go's package `net/http`, as far as headers and the names of statuses and methods go.

mod header;
mod names;

pub use header::{CanonicalHeaderKey, Header, canonical_header_key};
pub use names::*;
