//! The way of an HTTP stream through the handlers of a plugin.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::context::{self, BodyHeaders, HTTPExecutionPhase, HttpContext, RequestHeaders, Stream};
use super::plugin::CommonPluginCtx;
use super::recover::recovered;
use super::vm::{CommonVmCtx, HeadersHandler};
use crate::host::{MapType, callbacks};
use crate::log::Log;
use crate::proxywasm::first_values;
use crate::types::{self, Action, ActionContinue, ActionPause, DataStopIterationNoBuffer, DefaultHttpContext};
use crate::wrapper::log_wrapper::publish_request_id;
use crate::{Config, Error, Str, args, proxywasm};

/// The context of one HTTP stream as the host's callbacks see it.
#[allow(non_snake_case)]
pub struct CommonHttpCtx<C> {
    /// What Go embeds.
    pub DefaultHttpContext: DefaultHttpContext,
    context_id: u32,
    pub(super) plugin: Rc<CommonPluginCtx<C>>,
    stream: Rc<Stream>,
    /// None until the request headers have been matched, and when nothing matches.
    config: RefCell<Option<Config<C>>>,
    /// In bytes, as far as the host announced it.
    request_body_size: Cell<i64>,
    /// Whether the handlers of the request are through.
    request_over: Cell<bool>,
}

/// A body, and the host calls that read and replace it.
pub(super) struct Body {
    pub(super) name: &'static str,
    get: fn(i64, i64) -> Result<Vec<u8>, Error>,
    replace: fn(Vec<u8>) -> Option<Error>,
}

const REQUEST_BODY: Body = Body {
    name: "request",
    get: proxywasm::GetHttpRequestBody,
    replace: proxywasm::ReplaceHttpRequestBody,
};

pub(super) const RESPONSE_BODY: Body = Body {
    name: "response",
    get: proxywasm::GetHttpResponseBody,
    replace: proxywasm::ReplaceHttpResponseBody,
};

/// The request headers that are kept; the last one is the request's id.
const REQUEST_HEADERS: [&str; 9] = [
    ":scheme",
    ":authority",
    ":path",
    ":method",
    "connection",
    "upgrade",
    "content-type",
    "content-encoding",
    "x-request-id",
];

impl<C> CommonHttpCtx<C> {
    fn vm(&self) -> &CommonVmCtx<C> {
        &self.plugin.vm
    }

    pub(super) fn handle(&self) -> HttpContext {
        HttpContext::new(self.context_id)
    }
}

impl<C: Default + 'static> CommonHttpCtx<C> {
    pub(super) fn new(context_id: u32, plugin: Rc<CommonPluginCtx<C>>) -> Self {
        let vm = &plugin.vm;
        let stream = Stream::new(vm.log);
        stream
            .need_request_body
            .set(vm.on_request_body.is_some() || vm.on_streaming_request_body.is_some());
        stream
            .need_response_body
            .set(vm.on_response_body.is_some() || vm.on_streaming_response_body.is_some());
        stream
            .streaming_request_body
            .set(vm.on_streaming_request_body.is_some());
        stream
            .streaming_response_body
            .set(vm.on_streaming_response_body.is_some());
        context::enter(context_id, Rc::clone(&stream));
        CommonHttpCtx {
            DefaultHttpContext,
            context_id,
            plugin,
            stream,
            config: RefCell::default(),
            request_body_size: Cell::default(),
            request_over: Cell::default(),
        }
    }

    fn config(&self) -> Option<Config<C>> {
        self.config.borrow().clone()
    }

    /// Keeps what the request came with, and gives back its host and its id, as far as it has them.
    fn read_request_headers(&self) -> [Option<Str>; 2] {
        let [
            scheme,
            host,
            path,
            method,
            connection,
            upgrade,
            content_type,
            content_encoding,
            id,
        ] = first_values(MapType::HttpRequestHeaders, REQUEST_HEADERS);
        self.stream.request.replace(RequestHeaders {
            scheme: scheme.unwrap_or_default(),
            host: host.clone().unwrap_or_default(),
            path: path.unwrap_or_default(),
            method: method.unwrap_or_default(),
            connection: connection.unwrap_or_default(),
            upgrade: upgrade.unwrap_or_default(),
            body: BodyHeaders {
                content_type: content_type.unwrap_or_default(),
                content_encoding: content_encoding.unwrap_or_default(),
            },
        });
        [host, id]
    }

    fn match_config(&self, host: Option<Str>) -> Option<Config<C>> {
        let matcher = self.plugin.RuleMatcher.borrow().clone();
        let matched = host.map_or_else(|| matcher.GetMatchConfig(), |host| matcher.config_for(host));
        matched.unwrap_or_else(|error| {
            self.vm().log().Errorf("get match config failed, err:%v", args![error]);
            None
        })
    }

    fn run_headers(&self, handler: &Option<HeadersHandler<C>>, config: Config<C>) -> Action {
        handler.as_ref().map_or(ActionContinue, |handler| {
            handler(self.handle(), config, self.vm().log())
        })
    }
}

/// What a handler of whole bodies is called with, and what one of chunks is.
type WholeHandler<C> = dyn Fn(HttpContext, Config<C>, Vec<u8>, Log) -> Action;
type ChunkHandler<C> = dyn Fn(HttpContext, Config<C>, Vec<u8>, bool, Log) -> Vec<u8>;

/// What the options for bodies lead to. Each is linked only where its option is used.
impl<C> CommonHttpCtx<C> {
    pub(super) fn whole_request_body(
        &self,
        handler: &WholeHandler<C>,
        config: Config<C>,
        size: i64,
        last: bool,
    ) -> Action {
        let size = self.request_body_size.get().saturating_add(size);
        self.request_body_size.set(size);
        self.run_whole(handler, config, REQUEST_BODY, size, last)
    }

    pub(super) fn whole_response_body(
        &self,
        handler: &WholeHandler<C>,
        config: Config<C>,
        size: i64,
        last: bool,
    ) -> Action {
        self.run_whole(handler, config, RESPONSE_BODY, size, last)
    }

    pub(super) fn request_chunk(&self, handler: &ChunkHandler<C>, config: Config<C>, size: i64, last: bool) -> Action {
        self.run_chunk(handler, config, REQUEST_BODY, size, last);
        ActionContinue
    }

    pub(super) fn response_chunk(&self, handler: &ChunkHandler<C>, config: Config<C>, size: i64, last: bool) -> Action {
        let replaced = self.run_chunk(handler, config, RESPONSE_BODY, size, last);
        if replaced && self.stream.pause_streaming_response.get() {
            DataStopIterationNoBuffer
        } else {
            ActionContinue
        }
    }

    /// Gives the handler the whole body once it is there. The host has `size` bytes of it.
    fn run_whole(&self, handler: &WholeHandler<C>, config: Config<C>, body: Body, size: i64, last: bool) -> Action {
        if !last {
            return ActionPause;
        }
        match (body.get)(0, size) {
            Ok(bytes) => handler(self.handle(), config, bytes, self.vm().log()),
            Err(error) => no_body(self.vm().log(), body.name, error),
        }
    }

    /// Whether plugin code that has a handle of the stream runs from the response headers on.
    fn may_still_be_used(&self) -> bool {
        let vm = self.vm();
        let request_runs = || !self.request_over.get() || callbacks::waits_for_answers(self.context_id);
        vm.sees_responses() || vm.sees_requests() && request_runs()
    }

    /// Gives the handler a chunk and puts what it returns in its place. False when the host refuses that.
    fn run_chunk(&self, handler: &ChunkHandler<C>, config: Config<C>, body: Body, size: i64, last: bool) -> bool {
        let chunk = (body.get)(0, size).unwrap_or_default();
        let chunk = handler(self.handle(), config, chunk, last, self.vm().log());
        let refused = (body.replace)(chunk);
        if let Some(error) = &refused {
            let format = ["replace ", body.name, " body chunk failed: %v"].concat();
            self.vm().log().Warnf(format, args![error]);
        }
        refused.is_none()
    }
}

/// The host has no body to give.
pub(super) fn no_body(log: Log, name: &str, error: Error) -> Action {
    log.Warnf(["get ", name, " body failed: %v"].concat(), args![error]);
    ActionContinue
}

/// The callbacks.
impl<C: Default + 'static> CommonHttpCtx<C> {
    fn request_headers(&self, end_of_stream: bool) -> Action {
        let stream = &self.stream;
        stream.phase.set(HTTPExecutionPhase::DecodeHeader);
        stream.request_header_end_of_stream.set(end_of_stream);
        let [host, id] = self.read_request_headers();
        publish_request_id(&id.unwrap_or_default());
        let vm = self.vm();
        vm.act_on(&vm.rebuild_after_requests);
        vm.act_on(&vm.rebuild_max_mem);
        let Some(config) = self.match_config(host) else {
            return ActionContinue;
        };
        self.config.replace(Some(config.clone()));
        if stream.has_binary_request_body() {
            stream.need_request_body.set(false);
        }
        if stream.is_websocket() {
            stream.need_request_body.set(false);
            stream.need_response_body.set(false);
        }
        self.run_headers(&self.vm().on_request_headers, config)
    }

    fn request_body(&self, body_size: i64, end_of_stream: bool) -> Action {
        let stream = &self.stream;
        stream.phase.set(HTTPExecutionPhase::DecodeData);
        let Some(config) = self.config().filter(|_| stream.need_request_body.get()) else {
            return ActionContinue;
        };
        let vm = self.vm();
        let handler = match &vm.on_streaming_request_body {
            Some(handler) if stream.streaming_request_body.get() => Some(handler),
            _ => vm.on_request_body.as_ref(),
        };
        handler.map_or(ActionContinue, |handler| {
            handler(self, config, body_size, end_of_stream)
        })
    }

    fn response_headers(&self, end_of_stream: bool) -> Action {
        let stream = &self.stream;
        stream.phase.set(HTTPExecutionPhase::EncodeHeader);
        stream.response_header_end_of_stream.set(end_of_stream);
        let route = stream.route.borrow().clone();
        if route.is_some() || self.may_still_be_used() {
            stream.response.replace(BodyHeaders::of(MapType::HttpResponseHeaders));
        }
        let Some(config) = self.config() else {
            return ActionContinue;
        };
        if stream.need_response_body.get() && stream.has_binary_response_body() {
            stream.need_response_body.set(false);
        }
        if let Some(route) = route {
            if !end_of_stream {
                stream.need_response_body.set(true);
            }
            return route.headers(end_of_stream);
        }
        self.run_headers(&self.vm().on_response_headers, config)
    }

    fn response_body(&self, body_size: i64, end_of_stream: bool) -> Action {
        let stream = &self.stream;
        stream.phase.set(HTTPExecutionPhase::EncodeData);
        let Some(config) = self.config().filter(|_| stream.need_response_body.get()) else {
            return ActionContinue;
        };
        let route = stream.route.borrow().clone();
        if let Some(route) = route {
            return route.body(body_size, end_of_stream);
        }
        let vm = self.vm();
        let handler = match &vm.on_streaming_response_body {
            Some(handler) if stream.streaming_response_body.get() => Some(handler),
            _ => vm.on_response_body.as_ref(),
        };
        handler.map_or(ActionContinue, |handler| {
            handler(self, config, body_size, end_of_stream)
        })
    }

    fn done(&self) {
        self.stream.phase.set(HTTPExecutionPhase::Done);
        if let (Some(config), Some(handler)) = (self.config(), &self.vm().on_stream_done) {
            handler(self.handle(), config, self.vm().log());
        }
    }
}

impl<C: Default + 'static> types::HttpContext for CommonHttpCtx<C> {
    fn OnHttpRequestHeaders(&self, _: i64, end_of_stream: bool) -> Action {
        let action = recovered(|| self.request_headers(end_of_stream));
        self.request_over.set(end_of_stream);
        action
    }

    fn OnHttpRequestBody(&self, body_size: i64, end_of_stream: bool) -> Action {
        let action = recovered(|| self.request_body(body_size, end_of_stream));
        self.request_over.set(end_of_stream);
        action
    }

    fn OnHttpResponseHeaders(&self, _: i64, end_of_stream: bool) -> Action {
        recovered(|| self.response_headers(end_of_stream))
    }

    fn OnHttpResponseBody(&self, body_size: i64, end_of_stream: bool) -> Action {
        recovered(|| self.response_body(body_size, end_of_stream))
    }

    fn OnHttpStreamDone(&self) {
        recovered(|| self.done())
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn any_match_config(&self) -> Option<Result<crate::Any, Error>> {
        let config = self.plugin.GetMatchConfig();
        Some(config.map(|config| config.map_or(crate::Any::Nil, Config::into_any)))
    }
}

impl<C> Drop for CommonHttpCtx<C> {
    fn drop(&mut self) {
        context::leave(self.context_id, &self.stream);
    }
}
