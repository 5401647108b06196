//! Go's package `resp` (tidwall, 0.1.1): values of the Redis protocol.

#[cfg(not(target_arch = "wasm32"))]
mod aof;
mod read;
#[cfg(not(target_arch = "wasm32"))]
mod server;
mod value;
mod write;

#[cfg(not(target_arch = "wasm32"))]
pub use aof::*;
pub use read::{NewReader, Reader, new_reader};
#[cfg(not(target_arch = "wasm32"))]
pub use server::*;
pub(crate) use value::command;
pub use value::*;
pub use write::{NewWriter, Writer, new_writer};
