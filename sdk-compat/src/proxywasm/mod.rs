//! Go's package `proxywasm`: the calls to the host.
//!
//! A call whose only result in Go is an `error` returns `Option<Error>`, see the crate's documentation.
//!
//! # Errors
//!
//! A call that the host refuses gives the error of [`types`](crate::types) that stands for the host's status:
//! `ErrorStatusBadArgument` for what is not allowed, or not in this phase; `ErrorStatusNotFound` for what is not there;
//! `ErrorUnimplemented` for what this host does not have; `ErrorInternalFailure` when the host fails.

mod body;
mod call;
mod entrypoint;
mod headers;
mod log;
mod metric;
mod property;
mod shared;
mod tcp;

pub use body::*;
pub use call::*;
pub use entrypoint::*;
pub use headers::*;
pub use log::*;
pub use metric::*;
pub use property::*;
pub use shared::*;
pub use tcp::*;
