//! Moves proxy-wasm plugins from TinyGo to Go 1.24.
//!
//! [`go124`] plans every change first; nothing is written before all of it is known.

mod changes;
mod git;
mod go;
pub mod go124;
pub mod new;
pub mod package;

pub use changes::{Change, write};
pub use conformance::{Error, Result};
pub use git::refuse_dirty;
pub use go::Go;
