//! hello-world shows the smallest plugin: no configuration, one hook, and an answer of its own to every request.

#[cfg(test)]
mod tests;

use sdk_compat::{Config, proxywasm, types, wrapper};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx("hello-world", [wrapper::ProcessRequestHeaders(on_http_request_headers)]);
}

/// HelloWorldConfig is empty, so the plugin needs no parser.
#[derive(Clone, Default)]
struct HelloWorldConfig;

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(_ctx: wrapper::HttpContext, _config: Config<HelloWorldConfig>) -> types::Action {
    proxywasm::SendHttpResponse(200, &[], "hello world", -1);
    types::HeaderContinue
}
