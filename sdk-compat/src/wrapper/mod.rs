//! Go's package `wrapper`: a plugin from its handlers.
//!
//! # What is not asked of the host
//!
//! The host is asked for less than in Go. Left out is only what gives the same answer again, or is not looked at:
//!
//! | what Go reads | here |
//! |---|---|
//! | nine request headers, one by one | the list of all headers, once; one by one where the host gives no list |
//! | `:authority` again, to match rules | what was read with the other headers |
//! | `route_name` and `cluster_name` | only where the configuration has rules |
//! | `content-type` and `content-encoding` of the response | only where a handler runs from the response headers on, or asks whether the body is binary |
//! | `get_log_level`, for every log line | once in a callback; never again where the host has no such function, which does not change while a VM lives |
//! | `x_request_id`, for every log line | once in a callback, and not at all after it was written there |
//! | the body of an answer that has none | nothing |
//! | the reply to a Redis call that failed | nothing |
//! | headers and cluster, for a line of `RouteCall` | only where the line is written |
//! | the method, path and host that `RouteCall` keeps, one by one | the list of all headers, once |
//! | random numbers, for the id of every call | once for sixteen ids; none for calls whose lines are not written |
//!
//! What was read once in a callback is read again after a call that may have changed it: of `SetProperty` for
//! `x_request_id`, `SetEffectiveContext`, a foreign function, and what resumes, answers or closes a stream.

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
