//! panics shows what a mistake in a hook leads to: the configuration names a phase and a mistake that is made there. In the
//! five phases of a stream it is logged, and the request goes on; elsewhere the plugin is lost.
//!
//! It goes on only in a build that recovers, see `sdk-compat/recovering`.

use sdk_compat::log::{self, Log};
use sdk_compat::types::{self, Action};
use sdk_compat::wrapper::{self, HttpClient, HttpContext};
use sdk_compat::{Any, Config, Error, Str, args, clone, gjson, go, http, proxywasm};

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

/// Holds the phase to fail in, what to do wrong there, and at which place of a list of three.
#[derive(Default)]
struct PanicsConfig {
    phase: Str,
    mistake: Str,
    index: i64,
    client: HttpClient,
}

fn parse_config(json: gjson::Result, config: &mut PanicsConfig, _log: Log) -> Result<(), Error> {
    config.phase = json.Get("phase").String();
    config.mistake = json.Get("mistake").String();
    config.index = json.Get("index").Int();
    config.client = wrapper::NewClusterClient(wrapper::StaticIpCluster {
        ServiceName: "echo".into(),
        Port: 80,
        ..Default::default()
    });
    fail(config, "configure");
    Ok(())
}

fn on_http_request_headers(ctx: HttpContext, config: Config<PanicsConfig>, log: Log) -> Action {
    ctx.SetContext("started", true);
    proxywasm::AddHttpRequestHeader("x-before", "1");
    fail(&config, "requestHeaders");
    proxywasm::AddHttpRequestHeader("x-after", "1");
    if config.phase == "answer" {
        return call_out(config, log);
    }
    types::HeaderContinue
}

/// Asks a service, and makes the mistake when it has answered.
fn call_out(config: Config<PanicsConfig>, log: Log) -> Action {
    let answered = clone!(config => move |_status_code: i64, _response_headers: http::Header, _response_body: Vec<u8>| {
        fail(&config, "answer");
        proxywasm::ResumeHttpRequest();
    });
    if let Some(err) = config.client.Get("/", &[], answered, &[]) {
        log.Errorf("call failed: %v", args![err]);
        return types::HeaderContinue;
    }
    types::HeaderStopAllIterationAndWatermark
}

fn on_http_request_body(_ctx: HttpContext, config: Config<PanicsConfig>, _body: Vec<u8>, _log: Log) -> Action {
    proxywasm::ReplaceHttpRequestBody("replaced before");
    fail(&config, "requestBody");
    proxywasm::ReplaceHttpRequestBody("replaced after");
    types::ActionContinue
}

fn on_http_response_headers(_ctx: HttpContext, config: Config<PanicsConfig>, _log: Log) -> Action {
    proxywasm::AddHttpResponseHeader("x-before", "1");
    fail(&config, "responseHeaders");
    proxywasm::AddHttpResponseHeader("x-after", "1");
    types::HeaderContinue
}

fn on_http_response_body(_ctx: HttpContext, config: Config<PanicsConfig>, _body: Vec<u8>, _log: Log) -> Action {
    proxywasm::ReplaceHttpResponseBody("replaced before");
    fail(&config, "responseBody");
    proxywasm::ReplaceHttpResponseBody("replaced after");
    types::ActionContinue
}

fn on_http_stream_done(ctx: HttpContext, config: Config<PanicsConfig>, log: Log) {
    log.Infof("started: %t", args![ctx.GetBoolContext("started", false)]);
    fail(&config, "streamDone");
    log.Info("done");
}

/// Makes the mistake if this is the phase for it.
fn fail(config: &PanicsConfig, phase: &'static str) {
    if config.phase != phase {
        return;
    }
    let list = go::Slice::from([1, 2, 3].to_vec());
    match &config.mistake.to_text()[..] {
        "index" => log::Infof("%d", args![list.at(config.index)]),
        "slice" => log::Infof("%v", args![list.slice(config.index..)]),
        "divide" => log::Infof("%d", args![100 / config.index]),
        // There is no nil map in Rust, and a conversion that fails is no panic: a port that wants Go's says so.
        "map" => panic!("assignment to entry in nil map"),
        "assertion" => {
            let value = Any::from(phase);
            let number = value
                .as_int()
                .expect("interface conversion: interface {} is string, not int");
            log::Infof("%d", args![number]);
        }
        "text" => panic!("no such tenant: {phase}\nand so on"),
        _ => {}
    }
}
