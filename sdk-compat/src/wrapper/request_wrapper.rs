//! What the headers say as the host has them now. Go calls most of these functions deprecated: `HttpContext` keeps what the
//! request came with.

use super::plugin_wrapper::{asks_for_websocket, is_binary_type};
use crate::host::MapType;
use crate::strconv::Atoi;
use crate::strings::Contains;
use crate::{Str, args, go, proxywasm, url};

fn pseudo_header(key: &'static str, name: &'static str) -> Str {
    proxywasm::GetHttpRequestHeader(key).unwrap_or_else(|err| {
        proxywasm::LogErrorf("get request %s failed: %v", args![name, err]);
        Str::default()
    })
}

/// The scheme of the request, empty where the host has none to give.
#[go]
pub fn GetRequestScheme() -> Str {
    pseudo_header(":scheme", "scheme")
}

/// The host that the request is for, empty where the host has none to give.
#[go]
pub fn GetRequestHost() -> Str {
    pseudo_header(":authority", "host")
}

/// The path of the request with its query, empty where the host has none to give.
#[go]
pub fn GetRequestPath() -> Str {
    pseudo_header(":path", "path")
}

/// The path of the request without its query and with its escapes decoded; empty where it cannot be read.
#[go]
pub fn GetRequestPathWithoutQuery() -> Str {
    let raw = GetRequestPath();
    if raw.is_empty() {
        return raw;
    }
    url::Parse(&raw).map_or_else(
        |err| {
            proxywasm::LogErrorf("failed to parse request path '%s': %v", args![raw, err]);
            Str::default()
        },
        |url| url.Path,
    )
}

/// The method of the request, empty where the host has none to give.
#[go]
pub fn GetRequestMethod() -> Str {
    pseudo_header(":method", "method")
}

/// Whether the request asks for a WebSocket.
#[go]
pub fn IsWebsocket() -> bool {
    let header = |key| proxywasm::GetHttpRequestHeader(key).unwrap_or_default();
    asks_for_websocket(&header("connection"), &header("upgrade"))
}

/// Whether the request headers announce a binary body.
#[go]
pub fn IsBinaryRequestBody() -> bool {
    announces_binary_body(MapType::HttpRequestHeaders)
}

/// Whether the response headers announce a binary body.
#[go]
pub fn IsBinaryResponseBody() -> bool {
    announces_binary_body(MapType::HttpResponseHeaders)
}

fn announces_binary_body(map: MapType) -> bool {
    let header = |key| proxywasm::first_value(map, key).unwrap_or_default();
    is_binary_type(&header("content-type")) || !header("content-encoding").is_empty()
}

/// Whether the request headers announce a body.
#[go]
pub fn HasRequestBody() -> bool {
    announces_body(MapType::HttpRequestHeaders)
}

/// Whether the response headers announce a body.
#[go]
pub fn HasResponseBody() -> bool {
    announces_body(MapType::HttpResponseHeaders)
}

fn announces_body(map: MapType) -> bool {
    let header = |key| proxywasm::first_value(map, key).unwrap_or_default();
    let [content_type, content_length, transfer_encoding] =
        ["content-type", "content-length", "transfer-encoding"].map(header);
    // Go says "request" of a response, too.
    proxywasm::LogDebugf(
        "check has request body: contentType:%s, contentLengthStr:%s, transferEncodingStr:%s",
        args![&content_type, &content_length, &transfer_encoding],
    );
    if let Ok(length) = Atoi(&content_length) {
        return length != 0;
    }
    !content_type.is_empty() || Contains(&transfer_encoding, b"chunked")
}

/// Whether the response, not the request, is JSON.
#[go]
pub fn IsApplicationJson() -> bool {
    let content_type = proxywasm::GetHttpResponseHeader("content-type").unwrap_or_default();
    Contains(&content_type, b"application/json")
}
