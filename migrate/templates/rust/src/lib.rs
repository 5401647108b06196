//! NAME marks every request with a header, and answers in place of the upstream where the configuration says so.

use sdk_compat::types::{self, Action};
use sdk_compat::wrapper::{self, HttpContext};
use sdk_compat::{Config, Error, Str, args, errors, gjson, log, proxywasm};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "NAME",
        [
            wrapper::ParseConfig(parse_config),
            wrapper::ProcessRequestHeaders(on_http_request_headers),
        ],
    );
}

/// What the console hands to the plugin.
#[derive(Default)]
struct PluginConfig {
    header: Str,
    answer: Str,
}

fn parse_config(json: gjson::Result, config: &mut PluginConfig) -> Result<(), Error> {
    config.header = json.Get("header").String();
    if config.header.is_empty() {
        return Err(errors::New("missing header in config"));
    }
    config.answer = json.Get("answer").String();
    Ok(())
}

fn on_http_request_headers(ctx: HttpContext, config: Config<PluginConfig>) -> Action {
    ctx.DontReadRequestBody();
    log::Debugf("%s %s", args![ctx.Method(), ctx.Path()]);
    if !config.answer.is_empty() {
        proxywasm::SendHttpResponse(200, &[], &config.answer, -1);
        return types::HeaderStopAllIterationAndWatermark;
    }
    proxywasm::ReplaceHttpRequestHeader(&config.header, "NAME");
    types::HeaderContinue
}

#[cfg(test)]
mod tests {
    use sdk_compat::{Str, headers, test, types};

    fn request() -> Vec<[Str; 2]> {
        headers![[":authority", "a.com"], [":method", "GET"], [":path", "/"], [":scheme", "http"]].to_vec()
    }

    #[test]
    fn marks_a_request() {
        let (host, status) = test::NewTestHost(r#"{"header": "x-mark"}"#);
        assert_eq!(status, types::OnPluginStartStatusOK);
        assert_eq!(host.CallOnHttpRequestHeaders(&request(), &[]), types::HeaderContinue);
        assert!(test::HasHeaderWithValue(&host.GetRequestHeaders(), "x-mark", "NAME"));
        assert_eq!(host.GetLocalResponse(), None);
    }

    #[test]
    fn answers() {
        let (host, _) = test::NewTestHost(r#"{"header": "x-mark", "answer": "hello"}"#);
        host.CallOnHttpRequestHeaders(&request(), &[]);
        assert_eq!(host.GetLocalResponse().unwrap().Data, b"hello");
    }

    #[test]
    fn refuses_what_is_incomplete() {
        let (_host, status) = test::NewTestHost("{}");
        assert_eq!(status, types::OnPluginStartStatusFailed);
    }
}
