//! header-status shows what each status that a handler can return does to the stream. The configuration names, phase by
//! phase, the status to return and what resumes the stream after it.

#[cfg(test)]
mod tests;

use sdk_compat::go::Pair;
use sdk_compat::{Config, Error, Str, args, clone, errors, gjson, go, log, proxywasm, strconv, types, wrapper};

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

/// HeaderStatusConfig holds what to do in each phase. A body whose phase is not configured is not read.
#[derive(Clone, Default)]
struct HeaderStatusConfig {
    request_headers: Phase,
    request_body: Phase,
    response_headers: Phase,
    response_body: Phase,
}

/// Phase is what to do in one phase.
#[derive(Clone, Default)]
struct Phase {
    configured: bool,
    status: types::Action,
    /// guarded returns HeaderContinue instead where no body follows the headers.
    guarded: bool,
    /// resumedBy is the cluster of the call-out whose answer resumes the stream; nothing does where it is empty.
    resumed_by: Str,
}

/// Go: `parseConfig`.
fn parse_config(json: gjson::Result, config: &mut HeaderStatusConfig, _log: log::Log) -> Result<(), Error> {
    let mut err: Option<Error> = None;
    let (value0, value1) = parse_phase(&json.Get("requestHeaders"));
    config.request_headers = value0;
    err = value1;
    if let Some(err) = err {
        return Err(err);
    }
    let (value0, value1) = parse_phase(&json.Get("requestBody"));
    config.request_body = value0;
    err = value1;
    if let Some(err) = err {
        return Err(err);
    }
    let (value0, value1) = parse_phase(&json.Get("responseHeaders"));
    config.response_headers = value0;
    err = value1;
    if let Some(err) = err {
        return Err(err);
    }
    let (value0, value1) = parse_phase(&json.Get("responseBody"));
    config.response_body = value0;
    err = value1;
    go::ok(err)
}

/// Go: `parsePhase`.
fn parse_phase(json: &gjson::Result) -> (Phase, Option<Error>) {
    if !json.Exists() {
        return (Phase::default(), None);
    }
    let (status, err) = parse_status(&json.Get("status").String()).pair();
    (
        Phase {
            configured: true,
            status,
            guarded: json.Get("guarded").Bool(),
            resumed_by: json.Get("resumedBy").String(),
        },
        err,
    )
}

/// Go: `parseStatus`.
fn parse_status(name: &Str) -> Result<types::Action, Error> {
    match name.as_str() {
        Some("HeaderContinue") => Ok(types::HeaderContinue),
        Some("HeaderStopIteration") => Ok(types::HeaderStopIteration),
        Some("HeaderContinueAndEndStream") => Ok(types::HeaderContinueAndEndStream),
        Some("HeaderStopAllIterationAndBuffer") => Ok(types::HeaderStopAllIterationAndBuffer),
        Some("HeaderStopAllIterationAndWatermark") => Ok(types::HeaderStopAllIterationAndWatermark),
        Some("ActionContinue") => Ok(types::ActionContinue),
        Some("ActionPause") => Ok(types::ActionPause),
        _ => Err(errors::New(Str::from("unknown status: ") + name)),
    }
}

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(
    ctx: wrapper::HttpContext,
    config: Config<HeaderStatusConfig>,
    log: log::Log,
) -> types::Action {
    if !config.request_body.configured {
        ctx.DontReadRequestBody();
    }
    let phase = config.request_headers.clone();
    if phase.guarded && !ctx.HasRequestBody() {
        log.Info("no request body");
        return types::HeaderContinue;
    }
    resume_request_later(&phase, log);
    phase.status
}

/// Go: `onHttpRequestBody`.
fn on_http_request_body(
    _ctx: wrapper::HttpContext,
    config: Config<HeaderStatusConfig>,
    body: Vec<u8>,
    log: log::Log,
) -> types::Action {
    proxywasm::ReplaceHttpRequestHeader("x-request-body", strconv::Itoa(body.len() as i64));
    resume_request_later(&config.request_body, log);
    config.request_body.status
}

/// Go: `onHttpResponseHeaders`.
fn on_http_response_headers(
    ctx: wrapper::HttpContext,
    config: Config<HeaderStatusConfig>,
    log: log::Log,
) -> types::Action {
    if !config.response_body.configured {
        ctx.DontReadResponseBody();
    }
    let phase = config.response_headers.clone();
    if phase.guarded && !ctx.HasResponseBody() {
        log.Info("no response body");
        return types::HeaderContinue;
    }
    resume_response_later(&phase, log);
    phase.status
}

/// Go: `onHttpResponseBody`.
fn on_http_response_body(
    _ctx: wrapper::HttpContext,
    config: Config<HeaderStatusConfig>,
    body: Vec<u8>,
    log: log::Log,
) -> types::Action {
    proxywasm::ReplaceHttpResponseHeader("x-response-body", strconv::Itoa(body.len() as i64));
    resume_response_later(&config.response_body, log);
    config.response_body.status
}

/// Go: `resumeRequestLater`.
fn resume_request_later(phase: &Phase, log: log::Log) {
    call_out(
        phase,
        log,
        go::func(clone!(phase => move || {
            proxywasm::AddHttpRequestHeader("x-resumed-by", &phase.resumed_by);
            proxywasm::ResumeHttpRequest();
        })),
    );
}

/// Go: `resumeResponseLater`.
fn resume_response_later(phase: &Phase, log: log::Log) {
    call_out(
        phase,
        log,
        go::func(clone!(phase => move || {
            proxywasm::AddHttpResponseHeader("x-resumed-by", &phase.resumed_by);
            proxywasm::ResumeHttpResponse();
        })),
    );
}

/// Go: `callOut`.
fn call_out(phase: &Phase, log: log::Log, resume: go::Func<dyn Fn()>) {
    if phase.resumed_by.is_empty() {
        return;
    }
    let headers: Vec<[Str; 2]> = vec![
        [Str::from(":method"), Str::from("GET")],
        [Str::from(":path"), Str::from("/resume")],
        [Str::from(":authority"), Str::from("resume")],
    ];
    if let Err(err) = proxywasm::DispatchHttpCall(
        &phase.resumed_by,
        &headers,
        "",
        &[],
        1000,
        clone!(resume => move |_num_headers: i64, _body_size: i64, _num_trailers: i64| {
            log.Info("resumed");
            resume();
        }),
    ) {
        log.Errorf("call-out failed: %v", args![err]);
    }
}
