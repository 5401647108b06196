//! Go's package `resp` (tidwall, 0.1.1): values of the Redis protocol.

mod read;
mod value;

pub use read::{NewReader, Reader, new_reader};
pub(crate) use value::command;
pub use value::*;
