//! Bodies of the request, the response and the answers to calls; the configuration. Sizes are in bytes.

use crate::host::{self, BufferType};
use crate::types::{ErrorStatusNotFound, failed, of_status};
use crate::{Error, go};

/// As far as there is data. Go: `math.MaxInt32`.
const TO_THE_END: i64 = i32::MAX as i64;

pub(super) fn get(buffer: BufferType, start: i64, max_size: i64) -> Result<Vec<u8>, Error> {
    // Go's `int` is cut to 32 bits here, too.
    let bytes = host::get_buffer_bytes(buffer, start as i32, max_size as i32).map_err(failed)?;
    if bytes.is_empty() {
        Err(ErrorStatusNotFound)
    } else {
        Ok(bytes)
    }
}

pub(super) fn append(buffer: BufferType, data: &[u8]) -> Option<Error> {
    of_status(host::set_buffer_bytes(buffer, i32::MAX, 0, data))
}

pub(super) fn prepend(buffer: BufferType, data: &[u8]) -> Option<Error> {
    of_status(host::set_buffer_bytes(buffer, 0, 0, data))
}

pub(super) fn replace(buffer: BufferType, data: &[u8]) -> Option<Error> {
    of_status(host::set_buffer_bytes(buffer, 0, i32::MAX, data))
}

/// The configuration of the VM.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there is none.
#[go]
pub fn GetVMConfiguration() -> Result<Vec<u8>, Error> {
    get(BufferType::VmConfiguration, 0, TO_THE_END)
}

/// The configuration of the plugin; only while it starts.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there is none.
#[go]
pub fn GetPluginConfiguration() -> Result<Vec<u8>, Error> {
    get(BufferType::PluginConfiguration, 0, TO_THE_END)
}

/// Up to `max_size` bytes of the request body from `start` on.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there is no data.
#[go]
pub fn GetHttpRequestBody(start: i64, max_size: i64) -> Result<Vec<u8>, Error> {
    get(BufferType::HttpRequestBody, start, max_size)
}

/// Puts `data` after the request body.
#[go]
pub fn AppendHttpRequestBody(data: impl AsRef<[u8]>) -> Option<Error> {
    append(BufferType::HttpRequestBody, data.as_ref())
}

/// Puts `data` before the request body.
#[go]
pub fn PrependHttpRequestBody(data: impl AsRef<[u8]>) -> Option<Error> {
    prepend(BufferType::HttpRequestBody, data.as_ref())
}

/// Puts `data` in place of the request body.
#[go]
pub fn ReplaceHttpRequestBody(data: impl AsRef<[u8]>) -> Option<Error> {
    replace(BufferType::HttpRequestBody, data.as_ref())
}

/// Up to `max_size` bytes of the response body from `start` on.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there is no data.
#[go]
pub fn GetHttpResponseBody(start: i64, max_size: i64) -> Result<Vec<u8>, Error> {
    get(BufferType::HttpResponseBody, start, max_size)
}

/// Puts `data` after the response body.
#[go]
pub fn AppendHttpResponseBody(data: impl AsRef<[u8]>) -> Option<Error> {
    append(BufferType::HttpResponseBody, data.as_ref())
}

/// Puts `data` before the response body.
#[go]
pub fn PrependHttpResponseBody(data: impl AsRef<[u8]>) -> Option<Error> {
    prepend(BufferType::HttpResponseBody, data.as_ref())
}

/// Puts `data` in place of the response body.
#[go]
pub fn ReplaceHttpResponseBody(data: impl AsRef<[u8]>) -> Option<Error> {
    replace(BufferType::HttpResponseBody, data.as_ref())
}

/// Up to `max_size` bytes of the answer to an HTTP call, from `start` on; only in its callback.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where it is empty or there is no answer.
#[go]
pub fn GetHttpCallResponseBody(start: i64, max_size: i64) -> Result<Vec<u8>, Error> {
    get(BufferType::HttpCallResponseBody, start, max_size)
}

/// Up to `max_size` bytes of the reply to a Redis call, from `start` on; only in its callback.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where it is empty or there is no reply.
#[go]
pub fn GetRedisCallResponse(start: i64, max_size: i64) -> Result<Vec<u8>, Error> {
    get(BufferType::RedisCallResponse, start, max_size)
}
