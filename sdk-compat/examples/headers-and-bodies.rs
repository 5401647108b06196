//! headers-and-bodies shows every utility method that a handler can call. The configuration lists, phase by phase, the
//! methods to call with their arguments; what each of them gave back is logged.

use sdk_compat::log::Log;
use sdk_compat::types::{self, Action};
use sdk_compat::wrapper::{self, HttpContext};
use sdk_compat::{Config, Error, Str, args, errors, gjson, proxywasm};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "headers-and-bodies",
        [
            wrapper::ParseConfigBy(parse_config),
            wrapper::ProcessRequestHeadersBy(on_http_request_headers),
            wrapper::ProcessRequestBodyBy(on_http_request_body),
            wrapper::ProcessResponseHeadersBy(on_http_response_headers),
            wrapper::ProcessResponseBodyBy(on_http_response_body),
        ],
    );
}

/// Holds the calls of each phase.
#[derive(Default)]
struct HeadersAndBodiesConfig {
    request_headers: Vec<Call>,
    request_body: Vec<Call>,
    response_headers: Vec<Call>,
    response_body: Vec<Call>,
}

/// One method with its arguments; a method reads only those it has.
#[derive(Clone)]
struct Call {
    method: Str,
    key: Str,
    value: Str,
    headers: Vec<[Str; 2]>,
    body: Str,
    start: i64,
    size: i64,
    status: u32,
    detail: Str,
    cluster: Str,
    trailers: Vec<[Str; 2]>,
    timeout: u32,
    /// The calls to make when the call-out is answered.
    answered: Vec<Call>,
    /// Pauses the phase after the call.
    wait: bool,
}

fn parse_config(json: gjson::Result, config: &mut HeadersAndBodiesConfig, _log: Log) -> Result<(), Error> {
    config.request_headers = parse_calls(json.Get("requestHeaders"));
    config.request_body = parse_calls(json.Get("requestBody"));
    config.response_headers = parse_calls(json.Get("responseHeaders"));
    config.response_body = parse_calls(json.Get("responseBody"));
    Ok(())
}

fn parse_calls(json: gjson::Result) -> Vec<Call> {
    let mut calls = Vec::new();
    for item in json.Array() {
        calls.push(Call {
            method: item.Get("call").String(),
            key: item.Get("key").String(),
            value: item.Get("value").String(),
            headers: parse_pairs(item.Get("headers")),
            body: item.Get("body").String(),
            start: item.Get("start").Int(),
            size: item.Get("size").Int(),
            status: item.Get("status").Int() as u32,
            detail: item.Get("detail").String(),
            cluster: item.Get("cluster").String(),
            trailers: parse_pairs(item.Get("trailers")),
            timeout: item.Get("timeout").Int() as u32,
            answered: parse_calls(item.Get("answered")),
            wait: item.Get("wait").Bool(),
        });
    }
    calls
}

/// Reads a list of [key, value] lists, which keep their order.
fn parse_pairs(json: gjson::Result) -> Vec<[Str; 2]> {
    let mut pairs = Vec::new();
    for pair in json.Array() {
        pairs.push([pair.Get("0").String(), pair.Get("1").String()]);
    }
    pairs
}

fn on_http_request_headers(_ctx: HttpContext, config: Config<HeadersAndBodiesConfig>, log: Log) -> Action {
    if make_calls(&config.request_headers, log) {
        return types::HeaderStopAllIterationAndWatermark;
    }
    types::HeaderContinue
}

fn on_http_request_body(_ctx: HttpContext, config: Config<HeadersAndBodiesConfig>, body: Vec<u8>, log: Log) -> Action {
    log.Infof("request body: %s", args![body]);
    if make_calls(&config.request_body, log) {
        return types::ActionPause;
    }
    types::ActionContinue
}

fn on_http_response_headers(_ctx: HttpContext, config: Config<HeadersAndBodiesConfig>, log: Log) -> Action {
    if make_calls(&config.response_headers, log) {
        return types::HeaderStopAllIterationAndWatermark;
    }
    types::HeaderContinue
}

fn on_http_response_body(_ctx: HttpContext, config: Config<HeadersAndBodiesConfig>, body: Vec<u8>, log: Log) -> Action {
    log.Infof("response body: %s", args![body]);
    if make_calls(&config.response_body, log) {
        return types::ActionPause;
    }
    types::ActionContinue
}

/// Makes the calls in order and says whether the phase has to pause.
fn make_calls(calls: &[Call], log: Log) -> bool {
    let mut pause = false;
    for call in calls {
        match make_call(call, log) {
            Err(err) => log.Errorf("%s failed: %v", args![&call.method, err]),
            Ok(result) => {
                log.Infof("%s: %s", args![&call.method, result]);
                pause = pause || call.wait;
            }
        }
    }
    pause
}

fn make_call(call: &Call, log: Log) -> Result<Str, Error> {
    match &call.method.to_text()[..] {
        "GetHttpRequestHeaders" => show_pairs(proxywasm::GetHttpRequestHeaders()),
        "ReplaceHttpRequestHeaders" => show_done(proxywasm::ReplaceHttpRequestHeaders(&call.headers)),
        "GetHttpRequestHeader" => proxywasm::GetHttpRequestHeader(&call.key),
        "RemoveHttpRequestHeader" => show_done(proxywasm::RemoveHttpRequestHeader(&call.key)),
        "ReplaceHttpRequestHeader" => show_done(proxywasm::ReplaceHttpRequestHeader(&call.key, &call.value)),
        "AddHttpRequestHeader" => show_done(proxywasm::AddHttpRequestHeader(&call.key, &call.value)),
        "GetHttpRequestBody" => show_bytes(proxywasm::GetHttpRequestBody(call.start, call.size)),
        "AppendHttpRequestBody" => show_done(proxywasm::AppendHttpRequestBody(&call.body)),
        "PrependHttpRequestBody" => show_done(proxywasm::PrependHttpRequestBody(&call.body)),
        "ReplaceHttpRequestBody" => show_done(proxywasm::ReplaceHttpRequestBody(&call.body)),
        "ResumeHttpRequest" => show_done(proxywasm::ResumeHttpRequest()),
        "GetHttpResponseHeaders" => show_pairs(proxywasm::GetHttpResponseHeaders()),
        "ReplaceHttpResponseHeaders" => show_done(proxywasm::ReplaceHttpResponseHeaders(&call.headers)),
        "GetHttpResponseHeader" => proxywasm::GetHttpResponseHeader(&call.key),
        "RemoveHttpResponseHeader" => show_done(proxywasm::RemoveHttpResponseHeader(&call.key)),
        "ReplaceHttpResponseHeader" => show_done(proxywasm::ReplaceHttpResponseHeader(&call.key, &call.value)),
        "AddHttpResponseHeader" => show_done(proxywasm::AddHttpResponseHeader(&call.key, &call.value)),
        "GetHttpResponseBody" => show_bytes(proxywasm::GetHttpResponseBody(call.start, call.size)),
        "AppendHttpResponseBody" => show_done(proxywasm::AppendHttpResponseBody(&call.body)),
        "PrependHttpResponseBody" => show_done(proxywasm::PrependHttpResponseBody(&call.body)),
        "ReplaceHttpResponseBody" => show_done(proxywasm::ReplaceHttpResponseBody(&call.body)),
        "ResumeHttpResponse" => show_done(proxywasm::ResumeHttpResponse()),
        "DispatchHttpCall" => show_done(dispatch(call, log)),
        "GetHttpCallResponseHeaders" => show_pairs(proxywasm::GetHttpCallResponseHeaders()),
        "GetHttpCallResponseBody" => show_bytes(proxywasm::GetHttpCallResponseBody(call.start, call.size)),
        "GetHttpCallResponseTrailers" => show_pairs(proxywasm::GetHttpCallResponseTrailers()),
        "SendHttpResponse" => show_done(proxywasm::SendHttpResponse(call.status, &call.headers, &call.body, -1)),
        "SendHttpResponseWithDetail" => show_done(proxywasm::SendHttpResponseWithDetail(
            call.status,
            &call.detail,
            &call.headers,
            &call.body,
            -1,
        )),
        _ => Err(errors::New("no such method")),
    }
}

/// Sends the call-out; its answer is logged and sets off the calls listed for it.
fn dispatch(call: &Call, log: Log) -> Option<Error> {
    let answered = call.answered.clone();
    let callback = move |num_headers, body_size, num_trailers| {
        log.Infof(
            "answered: %d headers, %d bytes, %d trailers",
            args![num_headers, body_size, num_trailers],
        );
        make_calls(&answered, log);
    };
    proxywasm::DispatchHttpCall(
        &call.cluster,
        &call.headers,
        &call.body,
        &call.trailers,
        call.timeout,
        callback,
    )
    .err()
}

fn show_pairs(pairs: Result<Vec<[Str; 2]>, Error>) -> Result<Str, Error> {
    let mut shown = Vec::new();
    for pair in pairs? {
        shown.push([&pair[0][..], &pair[1][..]].join(&b'='));
    }
    Ok(shown.join(&b", "[..]).into())
}

fn show_bytes(bytes: Result<Vec<u8>, Error>) -> Result<Str, Error> {
    bytes.map(Str::from)
}

fn show_done(err: Option<Error>) -> Result<Str, Error> {
    match err {
        Some(err) => Err(err),
        None => Ok("done".into()),
    }
}

#[cfg(test)]
#[path = "headers-and-bodies/main_test.rs"]
mod main_test;
