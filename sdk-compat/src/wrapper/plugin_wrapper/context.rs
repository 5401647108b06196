//! The context of an HTTP stream, as handlers get it.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::mem::ManuallyDrop;
use std::rc::Rc;

use super::attribute::UserAttributes;
use super::route::RouteResponse;
use crate::host::MapType;
use crate::ids::{self, IdMap};
use crate::log::Log;
use crate::strings::Contains;
use crate::{Any, Str, args, go, log, proxywasm, runes};

/// The callback that a stream is in, or was in last. Go: `iface.HTTPExecutionPhase`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum HTTPExecutionPhase {
    /// Request headers.
    #[default]
    DecodeHeader,
    /// Request body.
    DecodeData,
    /// Response headers.
    EncodeHeader,
    /// Response body.
    EncodeData,
    /// The end of the stream.
    Done,
}

/// What is known of a stream, and what its handlers asked for.
pub(super) struct Stream {
    pub(super) log: Log,
    pub(super) phase: Cell<HTTPExecutionPhase>,
    pub(super) need_request_body: Cell<bool>,
    pub(super) need_response_body: Cell<bool>,
    pub(super) streaming_request_body: Cell<bool>,
    pub(super) streaming_response_body: Cell<bool>,
    pub(super) pause_streaming_response: Cell<bool>,
    pub(super) request_header_end_of_stream: Cell<bool>,
    pub(super) response_header_end_of_stream: Cell<bool>,
    pub(super) request: RefCell<RequestHeaders>,
    /// As they were when the response came; empty where no handler can ask for them.
    pub(super) response: RefCell<BodyHeaders>,
    /// What [`HttpContext::RouteCall`] waits for with.
    pub(super) route: RefCell<Option<Rc<dyn RouteResponse>>>,
    /// None before they are asked for.
    pub(super) user_attributes: RefCell<Option<UserAttributes>>,
    user_context: RefCell<BTreeMap<Str, Any>>,
    buffer_queue: RefCell<VecDeque<Vec<u8>>>,
}

/// The request headers as they were when they came: what a plugin changes later does not show.
#[derive(Default)]
pub(super) struct RequestHeaders {
    pub(super) scheme: Str,
    pub(super) host: Str,
    pub(super) path: Str,
    pub(super) method: Str,
    pub(super) connection: Str,
    pub(super) upgrade: Str,
    pub(super) body: BodyHeaders,
}

/// The headers that say what kind of body follows.
#[derive(Default)]
pub(super) struct BodyHeaders {
    pub(super) content_type: Str,
    pub(super) content_encoding: Str,
}

impl BodyHeaders {
    /// Those that the host has now.
    pub(super) fn of(map: MapType) -> Self {
        let header = |key| proxywasm::first_value(map, key).unwrap_or_default();
        BodyHeaders {
            content_type: header("content-type"),
            content_encoding: header("content-encoding"),
        }
    }

    fn is_binary(&self) -> bool {
        is_binary_type(&self.content_type) || !self.content_encoding.is_empty()
    }
}

/// Whether bodies of this type are binary.
pub(in crate::wrapper) fn is_binary_type(content_type: &[u8]) -> bool {
    Contains(content_type, b"octet-stream") || Contains(content_type, b"grpc")
}

pub(in crate::wrapper) fn asks_for_websocket(connection: &[u8], upgrade: &[u8]) -> bool {
    folds_to(connection, b"upgrade") && folds_to(upgrade, b"websocket")
}

/// Whether `text` is `word` to Go's `strings.EqualFold`, for which an ſ is an s and the sign for kelvins a k.
fn folds_to(text: &[u8], word: &[u8]) -> bool {
    let mut rest = text;
    let letters = word.iter().all(|letter| {
        let (point, width) = runes::first(rest);
        rest = &rest[width..];
        let point = match point {
            0x17f => b's',
            0x212a => b'k',
            point => u8::try_from(point).unwrap_or_default(),
        };
        point.eq_ignore_ascii_case(letter)
    });
    letters && rest.is_empty()
}

impl Stream {
    pub(super) fn new(log: Log) -> Rc<Self> {
        Rc::new(Stream {
            log,
            phase: Cell::default(),
            need_request_body: Cell::default(),
            need_response_body: Cell::default(),
            streaming_request_body: Cell::default(),
            streaming_response_body: Cell::default(),
            pause_streaming_response: Cell::default(),
            request_header_end_of_stream: Cell::default(),
            response_header_end_of_stream: Cell::default(),
            request: RefCell::default(),
            response: RefCell::default(),
            route: RefCell::default(),
            user_attributes: RefCell::default(),
            user_context: RefCell::default(),
            buffer_queue: RefCell::default(),
        })
    }

    pub(super) fn has_binary_request_body(&self) -> bool {
        self.request.borrow().body.is_binary()
    }

    pub(super) fn has_binary_response_body(&self) -> bool {
        self.response.borrow().is_binary()
    }

    pub(super) fn is_websocket(&self) -> bool {
        let request = self.request.borrow();
        asks_for_websocket(&request.connection, &request.upgrade)
    }
}

thread_local! {
    // Never dropped, so that no destructor has to be registered.
    static STREAMS: ManuallyDrop<RefCell<IdMap<Rc<Stream>>>> =
        const { ManuallyDrop::new(RefCell::new(ids::new())) };
}

/// Makes `stream` the one that handles with this id are about.
pub(super) fn enter(context_id: u32, stream: Rc<Stream>) {
    let previous = STREAMS.with(|streams| streams.borrow_mut().insert(context_id, stream));
    drop(previous);
}

/// Forgets a stream that is gone, unless another one has taken its id since.
pub(super) fn leave(context_id: u32, stream: &Rc<Stream>) {
    let left = STREAMS.with(|streams| {
        let mut streams = streams.borrow_mut();
        let is_current = streams
            .get(context_id)
            .is_some_and(|current| Rc::ptr_eq(current, stream));
        if is_current { streams.remove(context_id) } else { None }
    });
    drop(left);
}

/// The context of an HTTP stream, a handle that can be copied into callbacks.
///
/// A handle outlives its stream: once that is over, what is set is dropped, and getters return what is empty.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HttpContext(u32);

impl HttpContext {
    pub(super) fn new(context_id: u32) -> Self {
        HttpContext(context_id)
    }

    pub(super) fn stream(self) -> Option<Rc<Stream>> {
        STREAMS.with(|streams| streams.borrow().get(self.0).map(Rc::clone))
    }

    /// The log of the plugin; that of the package `log` once the stream is over.
    pub(super) fn log(self) -> Log {
        self.stream().map_or_else(log::plugin_log, |stream| stream.log)
    }

    fn set(self, flag: impl FnOnce(&Stream) -> &Cell<bool>, value: bool) {
        if let Some(stream) = self.stream() {
            flag(&stream).set(value);
        }
    }

    fn request(self, part: impl FnOnce(&RequestHeaders) -> &Str) -> Str {
        self.stream()
            .map_or_else(Str::default, |stream| part(&stream.request.borrow()).clone())
    }
}

#[go]
impl HttpContext {
    /// The scheme, as it was when the request came.
    pub fn Scheme(self) -> Str {
        self.request(|request| &request.scheme)
    }

    /// The host, as it was when the request came.
    pub fn Host(self) -> Str {
        self.request(|request| &request.host)
    }

    /// The path with its query, as it was when the request came.
    pub fn Path(self) -> Str {
        self.request(|request| &request.path)
    }

    /// The method, as it was when the request came.
    pub fn Method(self) -> Str {
        self.request(|request| &request.method)
    }

    /// Keeps a value for the rest of the stream.
    pub fn SetContext(self, key: impl Into<Str>, value: impl Into<Any>) {
        let Some(stream) = self.stream() else { return };
        let previous = stream.user_context.borrow_mut().insert(key.into(), value.into());
        drop(previous);
    }

    /// The value kept under `key`; nil when there is none.
    pub fn GetContext(self, key: impl AsRef<[u8]>) -> Any {
        let Some(stream) = self.stream() else { return Any::Nil };
        let value = stream.user_context.borrow().get(key.as_ref()).cloned();
        value.unwrap_or_default()
    }

    /// The bool kept under `key`, or the default when there is none or it is of another type.
    pub fn GetBoolContext(self, key: impl AsRef<[u8]>, default_value: bool) -> bool {
        self.GetContext(key).as_bool().unwrap_or(default_value)
    }

    /// The string kept under `key`, or the default when there is none or it is of another type.
    pub fn GetStringContext(self, key: impl AsRef<[u8]>, default_value: impl Into<Str>) -> Str {
        self.GetContext(key)
            .as_string()
            .cloned()
            .unwrap_or_else(|| default_value.into())
    }

    /// The bytes kept under `key`, or the default when there are none or it is of another type.
    pub fn GetByteSliceContext(self, key: impl AsRef<[u8]>, default_value: impl AsRef<[u8]>) -> Vec<u8> {
        match self.GetContext(key) {
            Any::Bytes(bytes) => bytes.to_vec(),
            _ => default_value.as_ref().to_vec(),
        }
    }

    /// Lets what is left of the request body pass by the handlers.
    pub fn DontReadRequestBody(self) {
        self.set(|stream| &stream.need_request_body, false);
    }

    /// Lets what is left of the response body pass by the handlers.
    pub fn DontReadResponseBody(self) {
        self.set(|stream| &stream.need_response_body, false);
    }

    /// Gives the request body to the handler for whole bodies rather than chunk by chunk.
    pub fn BufferRequestBody(self) {
        self.set(|stream| &stream.streaming_request_body, false);
    }

    /// Gives the response body to the handler for whole bodies rather than chunk by chunk.
    pub fn BufferResponseBody(self) {
        self.set(|stream| &stream.streaming_response_body, false);
    }

    /// Holds every chunk of the response body from now on, after its handler ran.
    pub fn NeedPauseStreamingResponse(self) {
        self.set(|stream| &stream.pause_streaming_response, true);
    }

    /// Puts a buffer at the end of the stream's queue.
    pub fn PushBuffer(self, buffer: impl Into<Vec<u8>>) {
        if let Some(stream) = self.stream() {
            stream.buffer_queue.borrow_mut().push_back(buffer.into());
        }
    }

    /// Takes the first buffer of the stream's queue; an empty one when there is none.
    pub fn PopBuffer(self) -> Vec<u8> {
        self.stream()
            .and_then(|stream| stream.buffer_queue.borrow_mut().pop_front())
            .unwrap_or_default()
    }

    /// How many buffers are in the stream's queue.
    pub fn BufferQueueSize(self) -> i64 {
        self.stream()
            .map_or(0, |stream| stream.buffer_queue.borrow().len() as i64)
    }

    /// Keeps the route although request headers change. To be called before the first change.
    pub fn DisableReroute(self) {
        proxywasm::SetProperty(&["clear_route_cache"], "off");
    }

    /// Sets how many bytes of the request body the host holds.
    pub fn SetRequestBodyBufferLimit(self, size: u32) {
        self.log().Debugf("SetRequestBodyBufferLimit: %d", args![size]);
        proxywasm::SetProperty(&["set_decoder_buffer_limit"], size.to_string());
    }

    /// Sets how many bytes of the response body the host holds.
    pub fn SetResponseBodyBufferLimit(self, size: u32) {
        self.log().Debugf("SetResponseBodyBufferLimit: %d", args![size]);
        proxywasm::SetProperty(&["set_encoder_buffer_limit"], size.to_string());
    }

    /// The callback that the stream is in.
    pub fn GetExecutionPhase(self) -> HTTPExecutionPhase {
        self.stream()
            .map_or(HTTPExecutionPhase::Done, |stream| stream.phase.get())
    }

    /// Whether the request goes on after its headers.
    pub fn HasRequestBody(self) -> bool {
        self.stream()
            .is_none_or(|stream| !stream.request_header_end_of_stream.get())
    }

    /// Whether the response goes on after its headers.
    pub fn HasResponseBody(self) -> bool {
        self.stream()
            .is_none_or(|stream| !stream.response_header_end_of_stream.get())
    }

    /// Whether the request asks for a WebSocket.
    pub fn IsWebsocket(self) -> bool {
        self.stream().is_some_and(|stream| stream.is_websocket())
    }

    /// Whether the request headers announce a binary body, which handlers do not get.
    pub fn IsBinaryRequestBody(self) -> bool {
        self.stream().is_some_and(|stream| stream.has_binary_request_body())
    }

    /// Whether the response headers announce a binary body, which handlers do not get.
    pub fn IsBinaryResponseBody(self) -> bool {
        self.stream().is_some_and(|stream| stream.has_binary_response_body())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_as_go_folds_them() {
        for (text, same) in [
            ("websocket", true),
            ("WebSocKet", true),
            ("webſocket", true),
            ("websoc\u{212a}et", true),
            ("websocke", false),
            ("websockets", false),
            ("websoc\u{ff}et", false),
            ("", false),
        ] {
            assert_eq!(folds_to(text.as_bytes(), b"websocket"), same, "{text}");
        }
    }
}
