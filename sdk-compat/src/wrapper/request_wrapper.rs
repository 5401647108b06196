//! The request's pseudo-headers as the host has them now. Go calls these functions deprecated: `HttpContext` keeps what the
//! request came with.

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
