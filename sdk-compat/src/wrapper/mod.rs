//! Go's package `wrapper`: a plugin from its handlers.

mod log_wrapper;
mod plugin_wrapper;

pub use log_wrapper::*;
pub use plugin_wrapper::*;
