//! Streams, local replies, and calls to other services.

use std::borrow::Cow;

use super::headers::{decode, encode};
use super::shared::not_empty;
use crate::host::{self, Status, StreamType, callbacks, epoch};
use crate::types::{ErrorStatusNotFound, failed, of_status};
use crate::{Error, Str, go};

/// The outcome of a call that may lead the host on to other filters, or back to this plugin, before it returns.
pub(super) fn leading_on(status: Status) -> Option<Error> {
    epoch::advance();
    of_status(status)
}

/// Lets a request that a callback held go on.
#[go]
pub fn ResumeHttpRequest() -> Option<Error> {
    leading_on(host::continue_stream(StreamType::Request))
}

/// Lets a response that a callback held go on.
#[go]
pub fn ResumeHttpResponse() -> Option<Error> {
    leading_on(host::continue_stream(StreamType::Response))
}

/// Answers the client from here. `grpc_status` is -1 where the client does not speak gRPC.
#[go]
pub fn SendHttpResponse(
    status_code: u32,
    headers: &[[Str; 2]],
    body: impl AsRef<[u8]>,
    grpc_status: i32,
) -> Option<Error> {
    SendHttpResponseWithDetail(status_code, "", headers, body, grpc_status)
}

/// Answers the client from here, and names the reason in the access log's response code details.
#[go]
pub fn SendHttpResponseWithDetail(
    status_code: u32,
    status_code_detail: impl AsRef<[u8]>,
    headers: &[[Str; 2]],
    body: impl AsRef<[u8]>,
    grpc_status: i32,
) -> Option<Error> {
    leading_on(host::send_local_response(
        status_code,
        status_code_detail.as_ref(),
        body.as_ref(),
        &encode(headers),
        grpc_status,
    ))
}

/// A list without pairs, as the host reads it.
const NO_PAIRS: &[u8] = &[0; 4];

/// Sends an HTTP request to `cluster`. The callback gets the number of headers, the size of the body in bytes and the number
/// of trailers of the answer; all are 0 when there is none in time. The result is the token of the call.
///
/// # Errors
/// [`ErrorStatusBadArgument`](crate::types::ErrorStatusBadArgument) where the cluster is unknown or one of `:method`, `:path`
/// and `:authority` is missing; [`ErrorInternalFailure`](crate::types::ErrorInternalFailure) where the cluster takes no more.
/// The callback is not called then.
#[go]
pub fn DispatchHttpCall(
    cluster: impl AsRef<[u8]>,
    headers: &[[Str; 2]],
    body: impl AsRef<[u8]>,
    trailers: &[[Str; 2]],
    timeout_millisecond: u32,
    callback: impl FnOnce(i64, i64, i64) + 'static,
) -> Result<u32, Error> {
    let headers = encode(headers);
    let trailers = if trailers.is_empty() {
        Cow::Borrowed(NO_PAIRS)
    } else {
        Cow::Owned(encode(trailers))
    };
    let body = body.as_ref();
    let token = host::http_call(cluster.as_ref(), &headers, body, &trailers, timeout_millisecond).map_err(failed)?;
    callbacks::expect_http_answer(token, Box::new(callback));
    Ok(token)
}

/// Prepares a Redis cluster for [`DispatchRedisCall`]. Higress only.
#[go]
pub fn RedisInit(
    cluster: impl AsRef<[u8]>,
    username: impl AsRef<[u8]>,
    password: impl AsRef<[u8]>,
    timeout_millisecond: u32,
) -> Option<Error> {
    of_status(host::redis_init(
        cluster.as_ref(),
        username.as_ref(),
        password.as_ref(),
        timeout_millisecond,
    ))
}

/// Sends a Redis command, encoded as RESP, to `cluster`. The callback gets the status, 0 for success, and the size of the
/// reply in bytes. The result is the token of the call. Higress only.
///
/// # Errors
/// [`ErrorUnimplemented`](crate::types::ErrorUnimplemented) where the host has no Redis, else what it answers. The callback is
/// not called then. An empty query is an error, and logged; Go panics there.
#[go]
pub fn DispatchRedisCall(
    cluster: impl AsRef<[u8]>,
    query: impl AsRef<[u8]>,
    callback: impl FnOnce(i64, i64) + 'static,
) -> Result<u32, Error> {
    not_empty(query.as_ref())?;
    let token = host::redis_call(cluster.as_ref(), query.as_ref()).map_err(failed)?;
    callbacks::expect_redis_answer(token, Box::new(callback));
    Ok(token)
}

/// Sends data to the client in the middle of a response body. Higress only.
#[go]
pub fn InjectEncodedDataToFilterChain(body: impl AsRef<[u8]>, end_stream: bool) -> Option<Error> {
    leading_on(host::inject_encoded_data(body.as_ref(), end_stream))
        .map(|_| Error::new("error occured when inject encoded data to filter chain"))
}

/// The upstream hosts of the stream's cluster, each with its metrics as text. Higress only.
///
/// # Errors
/// [`ErrorUnimplemented`](crate::types::ErrorUnimplemented) where the host has no such call.
#[go]
pub fn GetUpstreamHosts() -> Result<Vec<[Str; 2]>, Error> {
    let bytes = host::get_upstream_hosts().map_err(failed)?;
    if bytes.is_empty() {
        Err(ErrorStatusNotFound)
    } else {
        Ok(decode(bytes))
    }
}

/// Sends the request to the upstream host with this address. Higress only.
#[go]
pub fn SetUpstreamOverrideHost(address: impl AsRef<[u8]>) -> Option<Error> {
    of_status(host::set_upstream_override_host(address.as_ref()))
        .map(|_| Error::new("error occured when override upstream host"))
}
