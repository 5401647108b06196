//! Go's package `types`: the statuses, errors and contexts of a plugin.

mod action;
mod context;
mod errors;

pub use action::*;
pub use context::*;
pub use errors::*;
pub(crate) use errors::{failed, of_status};
