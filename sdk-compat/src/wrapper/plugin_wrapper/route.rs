//! Calls to the service that the request is routed to, made of the request itself.

use std::rc::Rc;

use super::HttpContext;
use super::stream::{RESPONSE_BODY, no_body};
use crate::fmt::Sprintf;
use crate::host::MapType;
use crate::log::Log;
use crate::strconv::read_int;
use crate::types::{Action, ActionContinue, ActionPause, HeaderStopAllIterationAndWatermark, HeaderStopIteration};
use crate::wrapper::http_wrapper::in_one_line;
use crate::{Any, Error, Str, args, go, http, log, proxywasm, url, uuid};

/// Told the outcome of [`HttpContext::RouteCall`]: the status, the headers as the host has them, and the body.
pub type RouteResponseCallback = Box<dyn Fn(i64, Vec<[Str; 2]>, Vec<u8>)>;

/// What takes the place of the plugin's response handlers.
pub(super) trait RouteResponse {
    /// The response headers are there.
    fn headers(&self, end_of_stream: bool) -> Action;

    /// A part of the response body is there; the size is in bytes.
    fn body(&self, size: i64, end_of_stream: bool) -> Action;
}

#[go]
impl HttpContext {
    /// Makes the request one of its own, and gives the response to `callback` in place of the response handlers. The host
    /// of the URL, if it has one, becomes the `:authority`.
    ///
    /// To be called with the request body, after the headers have been held.
    ///
    /// # Errors
    /// When the URL cannot be read. The method has been changed by then, and `callback` still gets the response.
    pub fn RouteCall(
        self,
        method: impl Into<Str>,
        raw_url: impl Into<Str>,
        headers: &[[Str; 2]],
        body: impl AsRef<[u8]>,
        callback: impl Fn(i64, Vec<[Str; 2]>, Vec<u8>) + 'static,
    ) -> Option<Error> {
        let (method, raw_url, body) = (method.into(), raw_url.into(), body.as_ref());
        proxywasm::RemoveHttpRequestHeader("Accept-Encoding");
        proxywasm::RemoveHttpRequestHeader("Content-Length");
        let id = uuid::NewString();
        if let Some(stream) = self.stream() {
            let waiting = Waiting {
                id: id.clone(),
                log: stream.log,
                callback: Box::new(callback),
            };
            let previous = stream.route.replace(Some(Rc::new(waiting)));
            drop(previous);
        }
        keep_original();
        proxywasm::ReplaceHttpRequestHeader(":method", &method);
        let url = match url::Parse(&raw_url) {
            Ok(url) => url,
            Err(err) => {
                let text = Sprintf("invalid url:%s, err:%v", args![raw_url, &err]);
                return Some(Error::wrapping(text, err));
            }
        };
        proxywasm::ReplaceHttpRequestHeader(":path", path(&url));
        if !url.Host.is_empty() {
            proxywasm::ReplaceHttpRequestHeader(":authority", &url.Host);
        }
        for [name, value] in headers {
            proxywasm::ReplaceHttpRequestHeader(name, value);
        }
        proxywasm::ReplaceHttpRequestBody(body);
        if log::unsafe_enabled() {
            log_start(id, method, raw_url, body);
        }
        None
    }
}

/// Keeps where the request was going to.
fn keep_original() {
    let original = proxywasm::first_values(MapType::HttpRequestHeaders, [":method", ":path", ":authority"]);
    let names = [
        "x-envoy-original-method",
        "x-envoy-original-path",
        "x-envoy-original-host",
    ];
    for (name, value) in names.into_iter().zip(original) {
        proxywasm::ReplaceHttpRequestHeader(name, value.unwrap_or_default());
    }
}

/// The path of the URL with its escapes, its query, and its fragment without escapes.
fn path(url: &url::URL) -> Vec<u8> {
    let escaped = url.EscapedPath();
    let mut path = [b"/", escaped.strip_prefix(b"/").unwrap_or(&escaped)].concat();
    for (mark, part) in [(b'?', &url.RawQuery), (b'#', &url.Fragment)] {
        if !part.is_empty() {
            path.push(mark);
            path.extend_from_slice(part);
        }
    }
    path
}

fn log_start(id: Str, method: Str, raw_url: Str, body: &[u8]) {
    let headers = Shown::new(proxywasm::GetHttpRequestHeaders().ok());
    let cluster = Str::from(proxywasm::GetProperty(&["cluster_name"]).unwrap_or_default());
    let format = "route call start, id:%s, method:%s, url:%s, cluster:%s, headers:";
    let body = in_one_line(body);
    log::UnsafeInfof(
        [format, headers.verb, ", body:%s"].concat(),
        args![id, method, raw_url, cluster, headers.value, body],
    );
}

/// Headers in a log line.
struct Shown {
    verb: &'static str,
    value: Any,
}

impl Shown {
    /// As Go shows them; `None` is Go's nil.
    fn new(headers: Option<Vec<[Str; 2]>>) -> Self {
        match headers {
            Some(headers) => Shown {
                verb: "%#v",
                value: headers.into(),
            },
            None => Shown {
                verb: "%s",
                value: "[][2]string(nil)".into(),
            },
        }
    }
}

struct Waiting {
    id: Str,
    log: Log,
    callback: RouteResponseCallback,
}

impl Waiting {
    fn answer(&self, status: Option<Str>, headers: Option<Vec<[Str; 2]>>, body: Vec<u8>) {
        let code = match &status {
            Some(status) if !status.is_empty() => read_int(status).unwrap_or_else(|fault| fault.nearest(status)),
            _ => http::StatusInternalServerError,
        };
        // The callback gets what the line shows, before the line is written.
        let line = log::unsafe_enabled().then(|| (Shown::new(headers.clone()), in_one_line(&body)));
        (self.callback)(code, headers.unwrap_or_default(), body);
        if let Some((headers, body)) = line {
            log::UnsafeInfof(
                ["route call end, id:%s, code:%d, headers:", headers.verb, ", body:%s"].concat(),
                args![&self.id, code, headers.value, body],
            );
        }
    }
}

impl RouteResponse for Waiting {
    fn headers(&self, end_of_stream: bool) -> Action {
        if !end_of_stream {
            return HeaderStopIteration;
        }
        let status = proxywasm::GetHttpResponseHeader(":status").ok();
        self.answer(status, proxywasm::GetHttpResponseHeaders().ok(), Vec::new());
        HeaderStopAllIterationAndWatermark
    }

    fn body(&self, size: i64, end_of_stream: bool) -> Action {
        if !end_of_stream {
            return ActionPause;
        }
        let body = match proxywasm::GetHttpResponseBody(0, size) {
            Ok(body) => body,
            Err(error) => return no_body(self.log, RESPONSE_BODY.name, error),
        };
        let status = proxywasm::GetHttpResponseHeader(":status").ok();
        proxywasm::RemoveHttpResponseHeader("content-length");
        self.answer(status, proxywasm::GetHttpResponseHeaders().ok(), body);
        ActionContinue
    }
}
