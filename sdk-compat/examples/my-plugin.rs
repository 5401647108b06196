//! my-plugin shows a plugin's first steps: read one switch from the configuration, add a header to every request, and
//! answer in place of the upstream when the switch is on.

use sdk_compat::log::Log;
use sdk_compat::types::{self, Action};
use sdk_compat::wrapper::{self, HttpContext};
use sdk_compat::{Config, Error, gjson, proxywasm};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "my-plugin",
        [
            wrapper::ParseConfigBy(parse_config),
            wrapper::ProcessRequestHeadersBy(on_http_request_headers),
        ],
    );
}

/// What the console hands to the plugin.
#[derive(Default)]
struct MyConfig {
    mock_enable: bool,
}

fn parse_config(json: gjson::Result, config: &mut MyConfig, _log: Log) -> Result<(), Error> {
    config.mock_enable = json.Get("mockEnable").Bool();
    Ok(())
}

fn on_http_request_headers(_ctx: HttpContext, config: Config<MyConfig>, _log: Log) -> Action {
    proxywasm::AddHttpRequestHeader("hello", "world");
    if config.mock_enable {
        proxywasm::SendHttpResponse(200, &[], "hello world", -1);
    }
    types::HeaderContinue
}

#[cfg(test)]
#[path = "my-plugin/main_test.rs"]
mod main_test;
