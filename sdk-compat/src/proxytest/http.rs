//! HTTP streams: what of each the plugin can reach, and when.

use std::cell::RefMut;
use std::collections::BTreeMap;

use sdk_compat_abi::wire;

use super::HostEmulator;
use super::headers::{Headers, Kind};
use super::host::{Emulator, Later};
use crate::host::{BufferType, MapType, Status, StreamType, callbacks};
use crate::types::{
    self, Action, ActionContinue, DataStopIterationAndBuffer, HeaderStopAllIterationAndBuffer,
    HeaderStopAllIterationAndWatermark,
};
use crate::{Any, Error, Str, go};

/// The answer that a plugin gave in place of the upstream.
#[derive(Clone, Debug, PartialEq)]
#[allow(non_snake_case)]
pub struct LocalHttpResponse {
    /// The status code.
    pub StatusCode: u32,
    /// Why the plugin answered, for access logs.
    pub StatusCodeDetail: Str,
    /// The body.
    pub Data: Vec<u8>,
    /// The headers as the plugin gave them.
    pub Headers: Vec<[Str; 2]>,
    /// The gRPC status; -1 for none.
    pub GRPCStatus: i32,
}

pub(super) struct Stream {
    request: Direction,
    response: Direction,
    /// The direction of the last callback.
    latest: StreamType,
    pub(super) local_response: Option<LocalHttpResponse>,
    /// What the plugin sent to the client in place of the response body.
    injected: Vec<u8>,
    has_injected: bool,
    pub(super) properties: BTreeMap<Vec<u8>, Vec<u8>>,
    /// The access log is written: headers can be read, not changed.
    logging: bool,
    /// The plugin was told that the stream is over.
    pub(super) gone: bool,
}

/// The request or the response of a stream.
struct Direction {
    headers: Part<Headers>,
    body: Part<Vec<u8>>,
    trailers: Part<Headers>,
    action: Action,
    /// The next chunk is put behind what the plugin has seen of the body.
    buffers: bool,
    /// Nothing more is passed to the plugin before it resumes the stream.
    stopped: bool,
    held: Held,
}

/// Something that the plugin can reach while it is open.
struct Part<T> {
    value: T,
    open: bool,
}

/// What came while everything was stopped.
#[derive(Default)]
struct Held {
    body: Option<Vec<u8>>,
    end_of_stream: bool,
    trailers: Option<Vec<[Str; 2]>>,
}

impl<T> Part<T> {
    fn closed(value: T) -> Self {
        Part { value, open: false }
    }

    fn reach(&mut self) -> Option<&mut T> {
        self.open.then_some(&mut self.value)
    }
}

impl Direction {
    fn new(kind: Kind) -> Self {
        Direction {
            headers: Part::closed(Headers::new(kind)),
            body: Part::closed(Vec::new()),
            trailers: Part::closed(Headers::new(Kind::Trailers)),
            action: ActionContinue,
            buffers: false,
            stopped: false,
            held: Held::default(),
        }
    }

    fn take_headers(&mut self, list: &[[Str; 2]]) -> usize {
        self.headers.value.set(list);
        self.headers.open = true;
        self.headers.value.list().len()
    }

    fn after_headers(&mut self, action: Action) {
        self.action = action;
        self.headers.open &= action != ActionContinue;
        self.stopped = [HeaderStopAllIterationAndBuffer, HeaderStopAllIterationAndWatermark].contains(&action);
    }

    fn take_chunk(&mut self, chunk: &[u8]) -> usize {
        if !self.buffers {
            self.body.value.clear();
        }
        self.body.value.extend_from_slice(chunk);
        self.body.open = true;
        self.body.value.len()
    }

    fn after_chunk(&mut self, action: Action) {
        self.action = action;
        self.body.open &= action != ActionContinue;
        self.buffers = action == DataStopIterationAndBuffer;
    }

    fn take_trailers(&mut self, list: &[[Str; 2]]) -> usize {
        self.trailers.value.set(list);
        self.trailers.open = true;
        self.trailers.value.list().len()
    }

    fn after_trailers(&mut self, action: Action) {
        self.action = action;
        self.trailers.open &= action != ActionContinue;
    }

    fn hold_chunk(&mut self, chunk: &[u8], end_of_stream: bool) {
        self.held.body.get_or_insert_default().extend_from_slice(chunk);
        self.held.end_of_stream |= end_of_stream;
    }

    fn resume(&mut self) -> Held {
        self.action = ActionContinue;
        self.stopped = false;
        self.buffers = false;
        std::mem::take(&mut self.held)
    }
}

impl Stream {
    fn new() -> Self {
        Stream {
            request: Direction::new(Kind::Request),
            response: Direction::new(Kind::Response),
            latest: StreamType::Request,
            local_response: None,
            injected: Vec::new(),
            has_injected: false,
            properties: BTreeMap::new(),
            logging: false,
            gone: false,
        }
    }

    fn direction(&mut self, of: StreamType) -> &mut Direction {
        match of {
            StreamType::Response => &mut self.response,
            _ => &mut self.request,
        }
    }

    fn headers(&mut self, map: MapType) -> Option<&mut Part<Headers>> {
        match map {
            MapType::HttpRequestHeaders => Some(&mut self.request.headers),
            MapType::HttpRequestTrailers => Some(&mut self.request.trailers),
            MapType::HttpResponseHeaders => Some(&mut self.response.headers),
            MapType::HttpResponseTrailers => Some(&mut self.response.trailers),
            _ => None,
        }
    }
}

/// The host functions.
impl Emulator {
    pub(super) fn read_headers<T>(&self, map: MapType, read: impl FnOnce(&Headers) -> T) -> Option<T> {
        let root = self.root.borrow();
        match map {
            MapType::HttpCallResponseHeaders => root.answer.headers.as_ref().map(read),
            MapType::HttpCallResponseTrailers => root.answer.trailers.as_ref().map(read),
            _ => {
                let mut streams = self.streams.borrow_mut();
                let stream = streams.get_mut(&self.target())?;
                let logging = stream.logging;
                let headers = stream.headers(map)?;
                (headers.open || logging).then(|| read(&headers.value))
            }
        }
    }

    pub(super) fn change_headers(&self, map: MapType, change: impl FnOnce(&mut Headers)) -> Status {
        let mut streams = self.streams.borrow_mut();
        let stream = streams.get_mut(&self.target());
        match stream.and_then(|stream| stream.headers(map)).and_then(Part::reach) {
            Some(headers) => change(headers),
            None => return Status::BAD_ARGUMENT,
        }
        // A change of the request headers lets Envoy choose the route anew; there are no routes here.
        Status::OK
    }

    pub(super) fn buffer(&self, buffer: BufferType) -> Option<Vec<u8>> {
        let root = self.root.borrow();
        let mut streams = self.streams.borrow_mut();
        let stream = streams.get_mut(&self.target());
        match buffer {
            BufferType::PluginConfiguration => root.configuring.then(|| root.plugin_configuration.clone()),
            BufferType::VmConfiguration => Some(root.vm_configuration.clone()),
            BufferType::HttpCallResponseBody => root.answer.http_body.clone(),
            BufferType::RedisCallResponse => root.answer.redis_reply.clone(),
            BufferType::HttpRequestBody => stream?.request.body.reach().cloned(),
            BufferType::HttpResponseBody => stream?.response.body.reach().cloned(),
            BufferType::DownstreamData | BufferType::UpstreamData => Some(self.connection_data(buffer)?.clone()),
            _ => None,
        }
    }

    pub(super) fn change_buffer(&self, buffer: BufferType, change: impl FnOnce(&mut Vec<u8>) -> Status) -> Status {
        if let Some(mut data) = self.connection_data(buffer) {
            return change(&mut data);
        }
        let mut streams = self.streams.borrow_mut();
        let body = streams.get_mut(&self.target()).and_then(|stream| match buffer {
            BufferType::HttpRequestBody => stream.request.body.reach(),
            BufferType::HttpResponseBody => stream.response.body.reach(),
            _ => None,
        });
        body.map_or(Status::BAD_ARGUMENT, change)
    }

    pub(super) fn resume(&self, of: StreamType) -> Status {
        let stream = self.target();
        if let Some(state) = self.streams.borrow_mut().get_mut(&stream) {
            if of == StreamType::Request {
                // Already out of reach for the rest of the callback.
                state.request.headers.open = false;
                state.request.trailers.open = false;
            }
            self.later(Later::Continue { stream, of });
        }
        Status::OK
    }

    pub(super) fn inject(&self, body: &[u8], end_of_stream: bool) -> Status {
        let mut streams = self.streams.borrow_mut();
        let Some(stream) = streams.get_mut(&self.target()) else {
            return Status::BAD_ARGUMENT;
        };
        stream.injected.extend_from_slice(body);
        stream.has_injected |= end_of_stream;
        Status::OK
    }
}

impl HostEmulator {
    /// The stream with this id. Ends the test where there never was one.
    fn stream(&self, context_id: u32) -> RefMut<'_, Stream> {
        RefMut::map(self.0.streams.borrow_mut(), |streams| {
            streams
                .get_mut(&context_id)
                .unwrap_or_else(|| panic!("there is no HTTP context {context_id}: InitializeHttpContext returns one"))
        })
    }

    fn direction(&self, context_id: u32, of: StreamType) -> RefMut<'_, Direction> {
        RefMut::map(self.stream(context_id), |stream| stream.direction(of))
    }

    fn pass_headers(&self, context_id: u32, of: StreamType, list: &[[Str; 2]], end_of_stream: bool) -> Action {
        self.stream(context_id).latest = of;
        let count = self.direction(context_id, of).take_headers(list);
        let action = Action(self.guest(context_id, || match of {
            StreamType::Response => callbacks::on_response_headers(context_id, count, end_of_stream),
            _ => callbacks::on_request_headers(context_id, count, end_of_stream),
        }));
        self.direction(context_id, of).after_headers(action);
        action
    }

    fn pass_chunk(&self, context_id: u32, of: StreamType, chunk: &[u8], end_of_stream: bool) -> Action {
        self.stream(context_id).latest = of;
        if self.direction(context_id, of).stopped {
            let mut direction = self.direction(context_id, of);
            direction.hold_chunk(chunk, end_of_stream);
            return direction.action;
        }
        let size = self.direction(context_id, of).take_chunk(chunk);
        let action = Action(self.guest(context_id, || match of {
            StreamType::Response => callbacks::on_response_body(context_id, size, end_of_stream),
            _ => callbacks::on_request_body(context_id, size, end_of_stream),
        }));
        self.direction(context_id, of).after_chunk(action);
        action
    }

    fn pass_trailers(&self, context_id: u32, of: StreamType, list: &[[Str; 2]]) -> Action {
        self.stream(context_id).latest = of;
        if self.direction(context_id, of).stopped {
            let mut direction = self.direction(context_id, of);
            direction.held.trailers = Some(list.to_vec());
            return direction.action;
        }
        let count = self.direction(context_id, of).take_trailers(list);
        let action = Action(self.guest(context_id, || match of {
            StreamType::Response => callbacks::on_response_trailers(context_id, count),
            _ => callbacks::on_request_trailers(context_id, count),
        }));
        self.direction(context_id, of).after_trailers(action);
        action
    }

    /// Goes on with a stream that the plugin resumed, and passes what was held.
    pub(super) fn continue_stream(&self, context_id: u32, of: StreamType) {
        let held = self.direction(context_id, of).resume();
        if let Some(body) = held.body {
            self.pass_chunk(context_id, of, &body, held.end_of_stream);
        }
        if let Some(trailers) = held.trailers {
            self.pass_trailers(context_id, of, &trailers);
        }
    }

    /// The configuration that a request with these headers gets.
    pub(crate) fn match_config(&self, headers: &[[Str; 2]]) -> Result<Any, Error> {
        let context_id = self.InitializeHttpContext();
        self.direction(context_id, StreamType::Request).take_headers(headers);
        let config = self.guest(context_id, || callbacks::match_config(context_id));
        self.CompleteHttpContext(context_id);
        config.unwrap_or_else(|| Err(Error::new("http context is not a common http context")))
    }
}

#[go]
impl HostEmulator {
    /// A new stream.
    pub fn InitializeHttpContext(&self) -> u32 {
        let context_id = self.new_id();
        self.0.streams.borrow_mut().insert(context_id, Stream::new());
        self.create(context_id);
        context_id
    }

    /// Passes request headers.
    pub fn CallOnRequestHeaders(&self, context_id: u32, headers: &[[Str; 2]], end_of_stream: bool) -> Action {
        self.pass_headers(context_id, StreamType::Request, headers, end_of_stream)
    }

    /// Passes a part of the request body.
    pub fn CallOnRequestBody(&self, context_id: u32, body: impl AsRef<[u8]>, end_of_stream: bool) -> Action {
        self.pass_chunk(context_id, StreamType::Request, body.as_ref(), end_of_stream)
    }

    /// Passes request trailers.
    pub fn CallOnRequestTrailers(&self, context_id: u32, trailers: &[[Str; 2]]) -> Action {
        self.pass_trailers(context_id, StreamType::Request, trailers)
    }

    /// Passes response headers.
    pub fn CallOnResponseHeaders(&self, context_id: u32, headers: &[[Str; 2]], end_of_stream: bool) -> Action {
        self.pass_headers(context_id, StreamType::Response, headers, end_of_stream)
    }

    /// Passes a part of the response body.
    pub fn CallOnResponseBody(&self, context_id: u32, body: impl AsRef<[u8]>, end_of_stream: bool) -> Action {
        self.pass_chunk(context_id, StreamType::Response, body.as_ref(), end_of_stream)
    }

    /// Passes response trailers.
    pub fn CallOnResponseTrailers(&self, context_id: u32, trailers: &[[Str; 2]]) -> Action {
        self.pass_trailers(context_id, StreamType::Response, trailers)
    }

    /// Ends a stream: its access log is written, and its context is dropped. What is known of it can still be asked.
    pub fn CompleteHttpContext(&self, context_id: u32) {
        self.stream(context_id).logging = true;
        self.guest(context_id, || callbacks::on_log(context_id));
        self.stream(context_id).logging = false;
        self.guest(context_id, || callbacks::on_done(context_id));
        self.stream(context_id).gone = true;
        self.guest(context_id, || callbacks::on_delete(context_id));
    }

    /// What the last callback of a stream returned, or Continue when the plugin has resumed the stream since.
    pub fn GetCurrentHttpStreamAction(&self, context_id: u32) -> Action {
        let latest = self.stream(context_id).latest;
        self.direction(context_id, latest).action
    }

    /// The request headers, as the plugin left them.
    pub fn GetCurrentRequestHeaders(&self, context_id: u32) -> Vec<[Str; 2]> {
        self.stream(context_id).request.headers.value.list().to_vec()
    }

    /// The response headers, as the plugin left them.
    pub fn GetCurrentResponseHeaders(&self, context_id: u32) -> Vec<[Str; 2]> {
        self.stream(context_id).response.headers.value.list().to_vec()
    }

    /// What the plugin saw last of the request body, as it left it.
    pub fn GetCurrentRequestBody(&self, context_id: u32) -> Vec<u8> {
        self.stream(context_id).request.body.value.clone()
    }

    /// What the plugin saw last of the response body, as it left it; or what it sent in its place, when it has sent all.
    pub fn GetCurrentResponseBody(&self, context_id: u32) -> Vec<u8> {
        let stream = self.stream(context_id);
        match stream.has_injected {
            true => stream.injected.clone(),
            false => stream.response.body.value.clone(),
        }
    }

    /// The answer that the plugin gave in place of the upstream, if it did.
    pub fn GetSentLocalResponse(&self, context_id: u32) -> Option<LocalHttpResponse> {
        self.stream(context_id).local_response.clone()
    }

    /// A property: of the newest stream that has it, or of all streams.
    ///
    /// # Errors
    ///
    /// `ErrorStatusNotFound` when there is none, `ErrorStatusBadArgument` when the path is empty.
    pub fn GetProperty(&self, path: &[impl AsRef<[u8]>]) -> Result<Vec<u8>, Error> {
        if path.is_empty() {
            return Err(types::ErrorStatusBadArgument);
        }
        let path = wire::encode_path(path);
        let streams = self.0.streams.borrow();
        let own = streams.values().rev().find_map(|stream| stream.properties.get(&path));
        own.cloned()
            .or_else(|| self.0.properties.borrow().get(&path).cloned())
            .ok_or(types::ErrorStatusNotFound)
    }

    /// Sets a property of every stream, those to come included.
    pub fn SetProperty(&self, path: &[impl AsRef<[u8]>], data: impl AsRef<[u8]>) -> Option<Error> {
        if path.is_empty() {
            return Some(types::ErrorStatusBadArgument);
        }
        let path = wire::encode_path(path);
        for stream in self.0.streams.borrow_mut().values_mut() {
            stream.properties.remove(&path);
        }
        self.0.properties.borrow_mut().insert(path, data.as_ref().to_vec());
        None
    }

    /// Sets the request headers of a stream without a callback.
    pub fn SetHttpRequestHeaders(&self, context_id: u32, headers: &[[Str; 2]]) {
        self.direction(context_id, StreamType::Request).take_headers(headers);
    }
}
