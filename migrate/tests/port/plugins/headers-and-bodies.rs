//! headers-and-bodies shows every utility method that a handler can call. The configuration lists, phase by phase, the
//! methods to call with their arguments; what each of them gave back is logged.

#[cfg(test)]
mod tests;

use sdk_compat::go::Pair;
use sdk_compat::{Config, Error, Str, args, clone, errors, fmt, gjson, go, log, proxywasm, strings, types, wrapper};

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

/// HeadersAndBodiesConfig holds the calls of each phase.
#[derive(Clone, Default)]
struct HeadersAndBodiesConfig {
    request_headers: Vec<Call>,
    request_body: Vec<Call>,
    response_headers: Vec<Call>,
    response_body: Vec<Call>,
}

/// Call is one method with its arguments; a method reads only those it has.
#[derive(Clone, Default)]
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
    /// answered holds the calls to make when the call-out is answered.
    answered: Vec<Call>,
    /// wait pauses the phase after the call.
    wait: bool,
}

/// Go: `parseConfig`.
fn parse_config(json: gjson::Result, config: &mut HeadersAndBodiesConfig, _log: log::Log) -> Result<(), Error> {
    config.request_headers = parse_calls(&json.Get("requestHeaders"));
    config.request_body = parse_calls(&json.Get("requestBody"));
    config.response_headers = parse_calls(&json.Get("responseHeaders"));
    config.response_body = parse_calls(&json.Get("responseBody"));
    Ok(())
}

/// Go: `parseCalls`.
fn parse_calls(json: &gjson::Result) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    for item in json.Array() {
        calls.push(Call {
            method: item.Get("call").String(),
            key: item.Get("key").String(),
            value: item.Get("value").String(),
            headers: parse_pairs(&item.Get("headers")),
            body: item.Get("body").String(),
            start: item.Get("start").Int(),
            size: item.Get("size").Int(),
            status: item.Get("status").Int() as u32,
            detail: item.Get("detail").String(),
            cluster: item.Get("cluster").String(),
            trailers: parse_pairs(&item.Get("trailers")),
            timeout: item.Get("timeout").Int() as u32,
            answered: parse_calls(&item.Get("answered")),
            wait: item.Get("wait").Bool(),
        });
    }
    calls
}

/// parsePairs reads a list of [key, value] lists, which keep their order.
fn parse_pairs(json: &gjson::Result) -> Vec<[Str; 2]> {
    let mut pairs: Vec<[Str; 2]> = Vec::new();
    for pair in json.Array() {
        pairs.push([pair.Get("0").String(), pair.Get("1").String()]);
    }
    pairs
}

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(
    _ctx: wrapper::HttpContext,
    config: Config<HeadersAndBodiesConfig>,
    log: log::Log,
) -> types::Action {
    if make_calls(&config.request_headers, log) {
        return types::HeaderStopAllIterationAndWatermark;
    }
    types::HeaderContinue
}

/// Go: `onHttpRequestBody`.
fn on_http_request_body(
    _ctx: wrapper::HttpContext,
    config: Config<HeadersAndBodiesConfig>,
    body: Vec<u8>,
    log: log::Log,
) -> types::Action {
    log.Infof("request body: %s", args![body]);
    if make_calls(&config.request_body, log) {
        return types::ActionPause;
    }
    types::ActionContinue
}

/// Go: `onHttpResponseHeaders`.
fn on_http_response_headers(
    _ctx: wrapper::HttpContext,
    config: Config<HeadersAndBodiesConfig>,
    log: log::Log,
) -> types::Action {
    if make_calls(&config.response_headers, log) {
        return types::HeaderStopAllIterationAndWatermark;
    }
    types::HeaderContinue
}

/// Go: `onHttpResponseBody`.
fn on_http_response_body(
    _ctx: wrapper::HttpContext,
    config: Config<HeadersAndBodiesConfig>,
    body: Vec<u8>,
    log: log::Log,
) -> types::Action {
    log.Infof("response body: %s", args![body]);
    if make_calls(&config.response_body, log) {
        return types::ActionPause;
    }
    types::ActionContinue
}

/// makeCalls makes the calls in order and says whether the phase has to pause.
fn make_calls(calls: &[Call], log: log::Log) -> bool {
    let mut pause = false;
    for call in calls {
        let (result, err) = make_call(call, log);
        if let Some(err) = err {
            log.Errorf("%s failed: %v", args![&call.method, err]);
            continue;
        }
        log.Infof("%s: %s", args![&call.method, &result]);
        pause = pause || call.wait;
    }
    pause
}

/// Go: `makeCall`.
fn make_call(call: &Call, log: log::Log) -> (Str, Option<Error>) {
    match call.method.as_str() {
        Some("GetHttpRequestHeaders") => {
            let (value0, value1) = proxywasm::GetHttpRequestHeaders().pair();
            show_pairs(&value0, &value1)
        }
        Some("ReplaceHttpRequestHeaders") => show_done(&proxywasm::ReplaceHttpRequestHeaders(&call.headers)),
        Some("GetHttpRequestHeader") => proxywasm::GetHttpRequestHeader(&call.key).pair(),
        Some("RemoveHttpRequestHeader") => show_done(&proxywasm::RemoveHttpRequestHeader(&call.key)),
        Some("ReplaceHttpRequestHeader") => show_done(&proxywasm::ReplaceHttpRequestHeader(&call.key, &call.value)),
        Some("AddHttpRequestHeader") => show_done(&proxywasm::AddHttpRequestHeader(&call.key, &call.value)),
        Some("GetHttpRequestBody") => {
            let (value0, value1) = proxywasm::GetHttpRequestBody(call.start, call.size).pair();
            show_bytes(&value0, &value1)
        }
        Some("AppendHttpRequestBody") => show_done(&proxywasm::AppendHttpRequestBody(&call.body)),
        Some("PrependHttpRequestBody") => show_done(&proxywasm::PrependHttpRequestBody(&call.body)),
        Some("ReplaceHttpRequestBody") => show_done(&proxywasm::ReplaceHttpRequestBody(&call.body)),
        Some("ResumeHttpRequest") => show_done(&proxywasm::ResumeHttpRequest()),
        Some("GetHttpResponseHeaders") => {
            let (value0, value1) = proxywasm::GetHttpResponseHeaders().pair();
            show_pairs(&value0, &value1)
        }
        Some("ReplaceHttpResponseHeaders") => show_done(&proxywasm::ReplaceHttpResponseHeaders(&call.headers)),
        Some("GetHttpResponseHeader") => proxywasm::GetHttpResponseHeader(&call.key).pair(),
        Some("RemoveHttpResponseHeader") => show_done(&proxywasm::RemoveHttpResponseHeader(&call.key)),
        Some("ReplaceHttpResponseHeader") => show_done(&proxywasm::ReplaceHttpResponseHeader(&call.key, &call.value)),
        Some("AddHttpResponseHeader") => show_done(&proxywasm::AddHttpResponseHeader(&call.key, &call.value)),
        Some("GetHttpResponseBody") => {
            let (value0, value1) = proxywasm::GetHttpResponseBody(call.start, call.size).pair();
            show_bytes(&value0, &value1)
        }
        Some("AppendHttpResponseBody") => show_done(&proxywasm::AppendHttpResponseBody(&call.body)),
        Some("PrependHttpResponseBody") => show_done(&proxywasm::PrependHttpResponseBody(&call.body)),
        Some("ReplaceHttpResponseBody") => show_done(&proxywasm::ReplaceHttpResponseBody(&call.body)),
        Some("ResumeHttpResponse") => show_done(&proxywasm::ResumeHttpResponse()),
        Some("DispatchHttpCall") => show_done(&dispatch(call, log).err()),
        Some("GetHttpCallResponseHeaders") => {
            let (value0, value1) = proxywasm::GetHttpCallResponseHeaders().pair();
            show_pairs(&value0, &value1)
        }
        Some("GetHttpCallResponseBody") => {
            let (value0, value1) = proxywasm::GetHttpCallResponseBody(call.start, call.size).pair();
            show_bytes(&value0, &value1)
        }
        Some("GetHttpCallResponseTrailers") => {
            let (value0, value1) = proxywasm::GetHttpCallResponseTrailers().pair();
            show_pairs(&value0, &value1)
        }
        Some("SendHttpResponse") => show_done(&proxywasm::SendHttpResponse(call.status, &call.headers, &call.body, -1)),
        Some("SendHttpResponseWithDetail") => show_done(&proxywasm::SendHttpResponseWithDetail(
            call.status,
            &call.detail,
            &call.headers,
            &call.body,
            -1,
        )),
        _ => (Str::from(""), Some(errors::New("no such method"))),
    }
}

/// dispatch sends the call-out; its answer is logged and sets off the calls listed for it.
fn dispatch(call: &Call, log: log::Log) -> Result<(), Error> {
    let (_, err) = proxywasm::DispatchHttpCall(
        &call.cluster,
        &call.headers,
        &call.body,
        &call.trailers,
        call.timeout,
        clone!(call => move |num_headers: i64, body_size: i64, num_trailers: i64| {
            log.Infof(
                "answered: %d headers, %d bytes, %d trailers",
                args![num_headers, body_size, num_trailers],
            );
            make_calls(&call.answered, log);
        }),
    )
    .pair();
    go::ok(err)
}

/// Go: `showPairs`.
fn show_pairs(pairs: &[[Str; 2]], err: &Option<Error>) -> (Str, Option<Error>) {
    let mut shown: Vec<Str> = Vec::new();
    for pair in pairs {
        shown.push(fmt::Sprintf("%s=%s", args![&pair[0], &pair[1]]));
    }
    (strings::Join(&shown, ", "), err.clone())
}

/// Go: `showBytes`.
fn show_bytes(bytes: &[u8], err: &Option<Error>) -> (Str, Option<Error>) {
    (Str::copy_of(bytes), err.clone())
}

/// Go: `showDone`.
fn show_done(err: &Option<Error>) -> (Str, Option<Error>) {
    (Str::from("done"), err.clone())
}
