//! panics shows what a mistake in a hook leads to: the configuration names a phase and a mistake that is made there. In the
//! five phases of a stream it is logged, and the request goes on; elsewhere the plugin is lost.

use sdk_compat::go::SliceExt;
use sdk_compat::{Any, Config, Error, Str, args, clone, gjson, go, http, log, proxywasm, types, wrapper};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "panics",
        [
            wrapper::ParseConfigBy(parse_config),
            wrapper::ProcessRequestHeadersBy(on_http_request_headers),
            wrapper::ProcessRequestBodyBy(on_http_request_body),
            wrapper::ProcessResponseHeadersBy(on_http_response_headers),
            wrapper::ProcessResponseBodyBy(on_http_response_body),
            wrapper::ProcessStreamDoneBy(on_http_stream_done),
        ],
    );
}

/// PanicsConfig holds the phase to fail in, what to do wrong there, and at which place of a list of three.
#[derive(Clone, Default)]
struct PanicsConfig {
    phase: Str,
    mistake: Str,
    index: i64,
    client: wrapper::HttpClient,
}

/// Go: `parseConfig`.
fn parse_config(json: gjson::Result, config: &mut PanicsConfig, _log: log::Log) -> Result<(), Error> {
    config.phase = json.Get("phase").String();
    config.mistake = json.Get("mistake").String();
    config.index = json.Get("index").Int();
    config.client = wrapper::NewClusterClient(wrapper::StaticIpCluster {
        ServiceName: Str::from("echo"),
        Port: 80,
        ..Default::default()
    });
    fail(config, &"configure".into());
    Ok(())
}

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(ctx: wrapper::HttpContext, config: Config<PanicsConfig>, log: log::Log) -> types::Action {
    ctx.SetContext("started", true);
    proxywasm::AddHttpRequestHeader("x-before", "1");
    fail(&config, &"requestHeaders".into());
    proxywasm::AddHttpRequestHeader("x-after", "1");
    if config.phase == "answer" {
        return call_out(&config, log);
    }
    types::HeaderContinue
}

/// callOut asks a service, and makes the mistake when it has answered.
fn call_out(config: &PanicsConfig, log: log::Log) -> types::Action {
    if let Some(err) = config.client.Get(
        "/",
        &[],
        clone!(config => move |_status_code: i64, _response_headers: http::Header, _response_body: Vec<u8>| {
                fail(&config, &"answer".into());
                proxywasm::ResumeHttpRequest();
            },
        ),
        &[],
    ) {
        log.Errorf("call failed: %v", args![err]);
        return types::HeaderContinue;
    }
    types::HeaderStopAllIterationAndWatermark
}

/// Go: `onHttpRequestBody`.
fn on_http_request_body(
    _ctx: wrapper::HttpContext,
    config: Config<PanicsConfig>,
    _body: Vec<u8>,
    _log: log::Log,
) -> types::Action {
    proxywasm::ReplaceHttpRequestBody("replaced before");
    fail(&config, &"requestBody".into());
    proxywasm::ReplaceHttpRequestBody("replaced after");
    types::ActionContinue
}

/// Go: `onHttpResponseHeaders`.
fn on_http_response_headers(_ctx: wrapper::HttpContext, config: Config<PanicsConfig>, _log: log::Log) -> types::Action {
    proxywasm::AddHttpResponseHeader("x-before", "1");
    fail(&config, &"responseHeaders".into());
    proxywasm::AddHttpResponseHeader("x-after", "1");
    types::HeaderContinue
}

/// Go: `onHttpResponseBody`.
fn on_http_response_body(
    _ctx: wrapper::HttpContext,
    config: Config<PanicsConfig>,
    _body: Vec<u8>,
    _log: log::Log,
) -> types::Action {
    proxywasm::ReplaceHttpResponseBody("replaced before");
    fail(&config, &"responseBody".into());
    proxywasm::ReplaceHttpResponseBody("replaced after");
    types::ActionContinue
}

/// Go: `onHttpStreamDone`.
fn on_http_stream_done(ctx: wrapper::HttpContext, config: Config<PanicsConfig>, log: log::Log) {
    log.Infof("started: %t", args![ctx.GetBoolContext("started", false)]);
    fail(&config, &"streamDone".into());
    log.Info("done");
}

/// fail makes the mistake if this is the phase for it.
fn fail(config: &PanicsConfig, phase: &Str) {
    if config.phase != *phase {
        return;
    }
    let list: Vec<i64> = vec![1, 2, 3];
    match config.mistake.as_str() {
        Some("index") => {
            log::Infof("%d", args![*list.at(config.index)]);
        }
        Some("slice") => {
            log::Infof("%v", args![go::Slice::from(list.cut(config.index..).to_vec())]);
        }
        Some("divide") => {
            log::Infof("%d", args![go::div(100, config.index)]);
        }
        Some("map") => {
            let counts: go::Map<Str, i64> = go::Map::default();
            counts.insert(phase, config.index);
        }
        Some("assertion") => {
            let value: Any = Any::from(phase);
            log::Infof("%d", args![go::assert::<i64>(&value)]);
        }
        Some("text") => {
            go::panic(Str::from("no such tenant: ") + phase + "\nand so on");
        }
        _ => {}
    }
}
