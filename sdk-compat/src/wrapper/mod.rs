//! Go's package `wrapper`: a plugin from its handlers.
//!
//! The host is asked for less than in Go: what it said holds until the callback ends, or until a call that may change it, such
//! as `SetProperty` for `x_request_id`, `SetEffectiveContext`, a foreign function, and what resumes, answers or closes a
//! stream. All that is left out stands below.
#![doc = include_str!("../../HOST_CALLS.md")]

mod cluster_wrapper;
mod http_wrapper;
mod log_wrapper;
mod plugin_wrapper;
mod redis_wrapper;
mod request_wrapper;
mod response_wrapper;
mod utils;

pub use cluster_wrapper::*;
pub use http_wrapper::*;
pub(crate) use log_wrapper::REQUEST_ID_PROPERTY;
pub use log_wrapper::*;
pub use plugin_wrapper::*;
pub use redis_wrapper::*;
pub use request_wrapper::*;
pub use response_wrapper::*;
pub use utils::*;

pub use crate::log::Log;
