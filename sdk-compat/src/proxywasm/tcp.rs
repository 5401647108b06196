//! TCP connections: their data, in bytes, and their ends.

use super::body::{append, get, prepend, replace};
use super::call::leading_on;
use crate::host::{self, BufferType, StreamType};
use crate::{Error, go};

/// Up to `max_size` bytes from the client, from `start` on.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there is no data.
#[go]
pub fn GetDownstreamData(start: i64, max_size: i64) -> Result<Vec<u8>, Error> {
    get(BufferType::DownstreamData, start, max_size)
}

/// Puts `data` after the data from the client.
#[go]
pub fn AppendDownstreamData(data: impl AsRef<[u8]>) -> Option<Error> {
    append(BufferType::DownstreamData, data.as_ref())
}

/// Puts `data` before the data from the client.
#[go]
pub fn PrependDownstreamData(data: impl AsRef<[u8]>) -> Option<Error> {
    prepend(BufferType::DownstreamData, data.as_ref())
}

/// Puts `data` in place of the data from the client.
#[go]
pub fn ReplaceDownstreamData(data: impl AsRef<[u8]>) -> Option<Error> {
    replace(BufferType::DownstreamData, data.as_ref())
}

/// Up to `max_size` bytes from the upstream host, from `start` on.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there is no data.
#[go]
pub fn GetUpstreamData(start: i64, max_size: i64) -> Result<Vec<u8>, Error> {
    get(BufferType::UpstreamData, start, max_size)
}

/// Puts `data` after the data from the upstream host.
#[go]
pub fn AppendUpstreamData(data: impl AsRef<[u8]>) -> Option<Error> {
    append(BufferType::UpstreamData, data.as_ref())
}

/// Puts `data` before the data from the upstream host.
#[go]
pub fn PrependUpstreamData(data: impl AsRef<[u8]>) -> Option<Error> {
    prepend(BufferType::UpstreamData, data.as_ref())
}

/// Puts `data` in place of the data from the upstream host.
#[go]
pub fn ReplaceUpstreamData(data: impl AsRef<[u8]>) -> Option<Error> {
    replace(BufferType::UpstreamData, data.as_ref())
}

/// Lets a connection that a callback held go on.
#[go]
pub fn ContinueTcpStream() -> Option<Error> {
    leading_on(host::continue_stream(StreamType::Downstream))
}

/// Closes the connection to the client.
#[go]
pub fn CloseDownstream() -> Option<Error> {
    leading_on(host::close_stream(StreamType::Downstream))
}

/// Closes the connection to the upstream host.
#[go]
pub fn CloseUpstream() -> Option<Error> {
    leading_on(host::close_stream(StreamType::Upstream))
}
