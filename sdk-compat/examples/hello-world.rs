//! hello-world shows the smallest plugin: no configuration, one hook, and an answer of its own to every request.

use sdk_compat::types::{self, Action};
use sdk_compat::wrapper::{self, HttpContext};
use sdk_compat::{Config, proxywasm};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx("hello-world", [wrapper::ProcessRequestHeaders(on_http_request_headers)]);
}

/// Empty, so the plugin needs no parser.
#[derive(Default)]
struct HelloWorldConfig {}

fn on_http_request_headers(_ctx: HttpContext, _config: Config<HelloWorldConfig>) -> Action {
    proxywasm::SendHttpResponse(200, &[], "hello world", -1);
    types::HeaderContinue
}

#[cfg(test)]
#[path = "hello-world/main_test.rs"]
mod main_test;
