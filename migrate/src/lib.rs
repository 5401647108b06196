//! Moves proxy-wasm plugins from TinyGo to Go 1.24, and from Go to Rust.
//!
//! [`go124`] plans every change first; nothing is written before all of it is known.

mod changes;
pub mod check;
mod explained;
mod git;
mod go;
pub mod go124;
pub mod new;
pub mod package;
pub mod port;
mod rust;
mod units;

pub use changes::{Change, write};
pub use conformance::{Error, Result};
pub use explained::Explained;
pub use git::refuse_dirty;
pub use go::Go;
pub use rust::{crate_name, find_sdk};
