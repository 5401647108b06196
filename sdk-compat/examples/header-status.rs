//! header-status shows what each status that a handler can return does to the stream. The configuration names, phase by
//! phase, the status to return and what resumes the stream after it.

use sdk_compat::log::Log;
use sdk_compat::types::{self, Action};
use sdk_compat::wrapper::{self, HttpContext};
use sdk_compat::{Config, Error, Str, args, errors, gjson, headers, proxywasm, strconv};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "header-status",
        [
            wrapper::ParseConfigBy(parse_config),
            wrapper::ProcessRequestHeadersBy(on_http_request_headers),
            wrapper::ProcessRequestBodyBy(on_http_request_body),
            wrapper::ProcessResponseHeadersBy(on_http_response_headers),
            wrapper::ProcessResponseBodyBy(on_http_response_body),
        ],
    );
}

/// Holds what to do in each phase. A body whose phase is not configured is not read.
#[derive(Default)]
struct HeaderStatusConfig {
    request_headers: Phase,
    request_body: Phase,
    response_headers: Phase,
    response_body: Phase,
}

/// What to do in one phase.
#[derive(Default)]
struct Phase {
    configured: bool,
    status: Action,
    /// Returns HeaderContinue instead where no body follows the headers.
    guarded: bool,
    /// The cluster of the call-out whose answer resumes the stream; nothing does where it is empty.
    resumed_by: Str,
}

fn parse_config(json: gjson::Result, config: &mut HeaderStatusConfig, _log: Log) -> Result<(), Error> {
    config.request_headers = parse_phase(json.Get("requestHeaders"))?;
    config.request_body = parse_phase(json.Get("requestBody"))?;
    config.response_headers = parse_phase(json.Get("responseHeaders"))?;
    config.response_body = parse_phase(json.Get("responseBody"))?;
    Ok(())
}

fn parse_phase(json: gjson::Result) -> Result<Phase, Error> {
    if !json.Exists() {
        return Ok(Phase::default());
    }
    let status = parse_status(json.Get("status").String())?;
    Ok(Phase {
        configured: true,
        status,
        guarded: json.Get("guarded").Bool(),
        resumed_by: json.Get("resumedBy").String(),
    })
}

fn parse_status(name: Str) -> Result<Action, Error> {
    match &name.to_text()[..] {
        "HeaderContinue" => Ok(types::HeaderContinue),
        "HeaderStopIteration" => Ok(types::HeaderStopIteration),
        "HeaderContinueAndEndStream" => Ok(types::HeaderContinueAndEndStream),
        "HeaderStopAllIterationAndBuffer" => Ok(types::HeaderStopAllIterationAndBuffer),
        "HeaderStopAllIterationAndWatermark" => Ok(types::HeaderStopAllIterationAndWatermark),
        "ActionContinue" => Ok(types::ActionContinue),
        "ActionPause" => Ok(types::ActionPause),
        _ => Err(errors::New(format!("unknown status: {name}"))),
    }
}

fn on_http_request_headers(ctx: HttpContext, config: Config<HeaderStatusConfig>, log: Log) -> Action {
    if !config.request_body.configured {
        ctx.DontReadRequestBody();
    }
    let phase = &config.request_headers;
    if phase.guarded && !ctx.HasRequestBody() {
        log.Info("no request body");
        return types::HeaderContinue;
    }
    resume_request_later(phase, log);
    phase.status
}

fn on_http_request_body(_ctx: HttpContext, config: Config<HeaderStatusConfig>, body: Vec<u8>, log: Log) -> Action {
    proxywasm::ReplaceHttpRequestHeader("x-request-body", strconv::Itoa(body.len() as i64));
    resume_request_later(&config.request_body, log);
    config.request_body.status
}

fn on_http_response_headers(ctx: HttpContext, config: Config<HeaderStatusConfig>, log: Log) -> Action {
    if !config.response_body.configured {
        ctx.DontReadResponseBody();
    }
    let phase = &config.response_headers;
    if phase.guarded && !ctx.HasResponseBody() {
        log.Info("no response body");
        return types::HeaderContinue;
    }
    resume_response_later(phase, log);
    phase.status
}

fn on_http_response_body(_ctx: HttpContext, config: Config<HeaderStatusConfig>, body: Vec<u8>, log: Log) -> Action {
    proxywasm::ReplaceHttpResponseHeader("x-response-body", strconv::Itoa(body.len() as i64));
    resume_response_later(&config.response_body, log);
    config.response_body.status
}

fn resume_request_later(phase: &Phase, log: Log) {
    let resumed_by = phase.resumed_by.clone();
    call_out(phase, log, move || {
        proxywasm::AddHttpRequestHeader("x-resumed-by", resumed_by);
        proxywasm::ResumeHttpRequest();
    });
}

fn resume_response_later(phase: &Phase, log: Log) {
    let resumed_by = phase.resumed_by.clone();
    call_out(phase, log, move || {
        proxywasm::AddHttpResponseHeader("x-resumed-by", resumed_by);
        proxywasm::ResumeHttpResponse();
    });
}

fn call_out(phase: &Phase, log: Log, resume: impl FnOnce() + 'static) {
    if phase.resumed_by.is_empty() {
        return;
    }
    let headers = headers![[":method", "GET"], [":path", "/resume"], [":authority", "resume"]];
    let callback = move |_, _, _| {
        log.Info("resumed");
        resume();
    };
    if let Err(err) = proxywasm::DispatchHttpCall(&phase.resumed_by, headers, "", &[], 1000, callback) {
        log.Errorf("call-out failed: %v", args![err]);
    }
}

#[cfg(test)]
#[path = "header-status/main_test.rs"]
mod main_test;
