//! my-plugin shows a plugin's first steps: read one switch from the configuration, add a header to every request, and
//! answer in place of the upstream when the switch is on.

#[cfg(test)]
mod tests;

use sdk_compat::{Config, Error, gjson, log, proxywasm, types, wrapper};

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

/// MyConfig is what the console hands to the plugin.
#[derive(Clone, Default)]
struct MyConfig {
    mock_enable: bool,
}

/// Go: `parseConfig`.
fn parse_config(json: gjson::Result, config: &mut MyConfig, _log: log::Log) -> Result<(), Error> {
    config.mock_enable = json.Get("mockEnable").Bool();
    Ok(())
}

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(_ctx: wrapper::HttpContext, config: Config<MyConfig>, _log: log::Log) -> types::Action {
    proxywasm::AddHttpRequestHeader("hello", "world");
    if config.mock_enable {
        proxywasm::SendHttpResponse(200, &[], "hello world", -1);
    }
    types::HeaderContinue
}
