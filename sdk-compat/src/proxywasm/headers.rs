//! Headers and trailers of the request, the response and the answer to a call.

use sdk_compat_abi::wire;

use crate::host::{self, MapType};
use crate::types::{ErrorStatusNotFound, failed, of_status};
use crate::{Error, Str, go};

fn get(map: MapType, key: &[u8]) -> Result<Str, Error> {
    host::get_header_map_value(map, key).map(Str::from).map_err(failed)
}

fn get_all(map: MapType) -> Result<Vec<[Str; 2]>, Error> {
    let bytes = host::get_header_map_pairs(map).map_err(failed)?;
    if bytes.is_empty() {
        return Err(ErrorStatusNotFound);
    }
    Ok(decode(bytes))
}

/// Each pair of the list, without a list of its own.
pub(crate) fn each_pair(map: MapType, mut take: impl FnMut(Str, Str)) -> Option<Error> {
    let bytes = match host::get_header_map_pairs(map) {
        Ok(bytes) if bytes.is_empty() => return Some(ErrorStatusNotFound),
        Ok(bytes) => Str::from(bytes),
        Err(status) => return Some(failed(status)),
    };
    wire::decode_pairs(&bytes).for_each(|(name, value)| take(bytes.slice(name), bytes.slice(value)));
    None
}

/// As many pairs as most lists have.
const FEW: usize = 16;

/// The pairs of an encoded list, all in the one buffer that the host filled.
pub(crate) fn decode(bytes: Vec<u8>) -> Vec<[Str; 2]> {
    let bytes = Str::from(bytes);
    let pairs = wire::decode_pairs(&bytes).map(|(name, value)| [bytes.slice(name), bytes.slice(value)]);
    let mut list = Vec::with_capacity(FEW);
    list.extend(pairs);
    list
}

/// The first value of a header.
pub(crate) fn first_value(map: MapType, key: &str) -> Result<Str, Error> {
    get(map, key.as_bytes())
}

/// The first value of each of several headers, for one call of the host in place of one each.
pub(crate) fn first_values<const N: usize>(map: MapType, keys: [&str; N]) -> [Option<Str>; N] {
    // The host gives no list that has too many headers or bytes, but it still looks single ones up.
    let Ok(list) = host::get_header_map_pairs(map).map(Str::from) else {
        return keys.map(|key| get(map, key.as_bytes()).ok());
    };
    let mut values = [const { None }; N];
    let bytes = list.as_bytes();
    for (name, value) in wire::decode_pairs(bytes) {
        let name = &bytes[name];
        let wanted = keys.iter().position(|key| key.as_bytes() == name);
        if let Some(at) = wanted.filter(|at| values[*at].is_none()) {
            values[at] = Some(list.slice(value));
        }
    }
    values
}

/// The list as the host reads it.
pub(crate) fn encode(pairs: &[[Str; 2]]) -> Vec<u8> {
    wire::encode_pairs(pairs.iter().map(|[name, value]| (name, value)))
}

fn replace_all(map: MapType, pairs: &[[Str; 2]]) -> Option<Error> {
    of_status(host::set_header_map_pairs(map, &encode(pairs)))
}

/// All request headers, in order.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there are none yet, or no more.
#[go]
pub fn GetHttpRequestHeaders() -> Result<Vec<[Str; 2]>, Error> {
    get_all(MapType::HttpRequestHeaders)
}

/// Replaces all request headers.
#[go]
pub fn ReplaceHttpRequestHeaders(headers: &[[Str; 2]]) -> Option<Error> {
    replace_all(MapType::HttpRequestHeaders, headers)
}

/// The first value of the request header `key`.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there is none of this name.
#[go]
pub fn GetHttpRequestHeader(key: impl AsRef<[u8]>) -> Result<Str, Error> {
    get(MapType::HttpRequestHeaders, key.as_ref())
}

/// Removes every request header `key`.
#[go]
pub fn RemoveHttpRequestHeader(key: impl AsRef<[u8]>) -> Option<Error> {
    of_status(host::remove_header_map_value(MapType::HttpRequestHeaders, key.as_ref()))
}

/// Gives the request header `key` one value in place of those it has.
#[go]
pub fn ReplaceHttpRequestHeader(key: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Option<Error> {
    of_status(host::replace_header_map_value(
        MapType::HttpRequestHeaders,
        key.as_ref(),
        value.as_ref(),
    ))
}

/// Adds a request header to those there are.
#[go]
pub fn AddHttpRequestHeader(key: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Option<Error> {
    of_status(host::add_header_map_value(
        MapType::HttpRequestHeaders,
        key.as_ref(),
        value.as_ref(),
    ))
}

/// All request trailers, in order.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there are none yet, or no more.
#[go]
pub fn GetHttpRequestTrailers() -> Result<Vec<[Str; 2]>, Error> {
    get_all(MapType::HttpRequestTrailers)
}

/// Replaces all request trailers.
#[go]
pub fn ReplaceHttpRequestTrailers(trailers: &[[Str; 2]]) -> Option<Error> {
    replace_all(MapType::HttpRequestTrailers, trailers)
}

/// The first value of the request trailer `key`.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there is none of this name.
#[go]
pub fn GetHttpRequestTrailer(key: impl AsRef<[u8]>) -> Result<Str, Error> {
    get(MapType::HttpRequestTrailers, key.as_ref())
}

/// Removes every request trailer `key`.
#[go]
pub fn RemoveHttpRequestTrailer(key: impl AsRef<[u8]>) -> Option<Error> {
    of_status(host::remove_header_map_value(
        MapType::HttpRequestTrailers,
        key.as_ref(),
    ))
}

/// Gives the request trailer `key` one value in place of those it has.
#[go]
pub fn ReplaceHttpRequestTrailer(key: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Option<Error> {
    of_status(host::replace_header_map_value(
        MapType::HttpRequestTrailers,
        key.as_ref(),
        value.as_ref(),
    ))
}

/// Adds a request trailer to those there are.
#[go]
pub fn AddHttpRequestTrailer(key: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Option<Error> {
    of_status(host::add_header_map_value(
        MapType::HttpRequestTrailers,
        key.as_ref(),
        value.as_ref(),
    ))
}

/// All response headers, in order.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there are none yet, or no more.
#[go]
pub fn GetHttpResponseHeaders() -> Result<Vec<[Str; 2]>, Error> {
    get_all(MapType::HttpResponseHeaders)
}

/// Replaces all response headers.
#[go]
pub fn ReplaceHttpResponseHeaders(headers: &[[Str; 2]]) -> Option<Error> {
    replace_all(MapType::HttpResponseHeaders, headers)
}

/// The first value of the response header `key`.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there is none of this name.
#[go]
pub fn GetHttpResponseHeader(key: impl AsRef<[u8]>) -> Result<Str, Error> {
    get(MapType::HttpResponseHeaders, key.as_ref())
}

/// Removes every response header `key`.
#[go]
pub fn RemoveHttpResponseHeader(key: impl AsRef<[u8]>) -> Option<Error> {
    of_status(host::remove_header_map_value(
        MapType::HttpResponseHeaders,
        key.as_ref(),
    ))
}

/// Gives the response header `key` one value in place of those it has.
#[go]
pub fn ReplaceHttpResponseHeader(key: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Option<Error> {
    of_status(host::replace_header_map_value(
        MapType::HttpResponseHeaders,
        key.as_ref(),
        value.as_ref(),
    ))
}

/// Adds a response header to those there are.
#[go]
pub fn AddHttpResponseHeader(key: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Option<Error> {
    of_status(host::add_header_map_value(
        MapType::HttpResponseHeaders,
        key.as_ref(),
        value.as_ref(),
    ))
}

/// All response trailers, in order.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there are none yet, or no more.
#[go]
pub fn GetHttpResponseTrailers() -> Result<Vec<[Str; 2]>, Error> {
    get_all(MapType::HttpResponseTrailers)
}

/// Replaces all response trailers.
#[go]
pub fn ReplaceHttpResponseTrailers(trailers: &[[Str; 2]]) -> Option<Error> {
    replace_all(MapType::HttpResponseTrailers, trailers)
}

/// The first value of the response trailer `key`.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there is none of this name.
#[go]
pub fn GetHttpResponseTrailer(key: impl AsRef<[u8]>) -> Result<Str, Error> {
    get(MapType::HttpResponseTrailers, key.as_ref())
}

/// Removes every response trailer `key`.
#[go]
pub fn RemoveHttpResponseTrailer(key: impl AsRef<[u8]>) -> Option<Error> {
    of_status(host::remove_header_map_value(
        MapType::HttpResponseTrailers,
        key.as_ref(),
    ))
}

/// Gives the response trailer `key` one value in place of those it has.
#[go]
pub fn ReplaceHttpResponseTrailer(key: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Option<Error> {
    of_status(host::replace_header_map_value(
        MapType::HttpResponseTrailers,
        key.as_ref(),
        value.as_ref(),
    ))
}

/// Adds a response trailer to those there are.
#[go]
pub fn AddHttpResponseTrailer(key: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Option<Error> {
    of_status(host::add_header_map_value(
        MapType::HttpResponseTrailers,
        key.as_ref(),
        value.as_ref(),
    ))
}

/// All headers of the answer to an HTTP call; only in its callback.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there are none yet, or no more.
#[go]
pub fn GetHttpCallResponseHeaders() -> Result<Vec<[Str; 2]>, Error> {
    get_all(MapType::HttpCallResponseHeaders)
}

/// All trailers of the answer to an HTTP call; only in its callback.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there are none yet, or no more.
#[go]
pub fn GetHttpCallResponseTrailers() -> Result<Vec<[Str; 2]>, Error> {
    get_all(MapType::HttpCallResponseTrailers)
}
