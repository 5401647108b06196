//! A host for tests of the SDK itself: it holds one stream and what is known of it, and records each call in its order, reads
//! among them. (`proxytest` plays Envoy's part, and has no such record.)
#![allow(dead_code, reason = "every test file uses another part of it")]

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use sdk_compat::host::{self, BufferType, Host, LogLevel, MapType, Status, StreamType, callbacks};
use sdk_compat_abi::wire;

/// As in Envoy: a list of more headers is not given.
pub const MOST_PAIRS: usize = 1024;

/// The id of the one plugin context.
pub const ROOT: u32 = 1;
/// The id of the first stream.
pub const STREAM: u32 = 2;

type Headers = Vec<(Vec<u8>, Vec<u8>)>;

/// See the module.
#[derive(Default)]
pub struct TestHost {
    /// What the plugin is configured with.
    pub configuration: RefCell<Vec<u8>>,
    /// The request headers.
    pub request: RefCell<Headers>,
    /// The response headers.
    pub response: RefCell<Headers>,
    /// The request body, or the chunk of it.
    pub request_body: RefCell<Vec<u8>>,
    /// The response body, or the chunk of it.
    pub response_body: RefCell<Vec<u8>>,
    /// The properties, under their path with NUL between its parts.
    pub properties: RefCell<BTreeMap<Vec<u8>, Vec<u8>>>,
    /// What `get_log_level` answers; none where the host has no such function.
    pub log_level: RefCell<Option<Vec<u8>>>,
    /// The log, with the level before each line.
    pub log: RefCell<Vec<String>>,
    /// The calls that change or ask something, as `name argument …`.
    pub calls: RefCell<Vec<String>>,
    /// What is read to write a log line: the level, and properties.
    pub reads: RefCell<Vec<String>>,
    /// What a local reply leads the host to do before it returns.
    pub on_local_reply: RefCell<Option<Box<dyn Fn()>>>,
    /// Nanoseconds since 1970.
    pub now: Cell<u64>,
    tokens: Cell<u32>,
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace('\0', ".")
}

impl TestHost {
    /// Puts a host in place for this thread.
    pub fn install() -> Rc<Self> {
        let host = Rc::new(TestHost::default());
        host::install(Rc::clone(&host) as Rc<dyn Host>);
        host
    }

    /// Starts the plugin that was installed with `SetCtx`. False when it refuses the configuration.
    pub fn start(&self, configuration: impl Into<Vec<u8>>) -> bool {
        assert!(callbacks::on_vm_start(0));
        callbacks::on_context_create(ROOT, 0);
        self.configure(configuration)
    }

    /// Gives the plugin a configuration.
    pub fn configure(&self, configuration: impl Into<Vec<u8>>) -> bool {
        self.configuration.replace(configuration.into());
        let size = self.configuration.borrow().len();
        callbacks::on_configure(ROOT, size)
    }

    /// Sends a request with these headers, on a stream of its own, and returns the action.
    pub fn request_on(&self, stream: u32, headers: &[(&str, &str)], end_of_stream: bool) -> u32 {
        let bytes = |text: &str| text.as_bytes().to_vec();
        self.request.replace(
            headers
                .iter()
                .map(|(name, value)| (bytes(name), bytes(value)))
                .collect(),
        );
        callbacks::on_context_create(stream, ROOT);
        callbacks::on_request_headers(stream, headers.len(), end_of_stream)
    }

    /// Sends a request with a host and these headers, with a body to come.
    pub fn request(&self, headers: &[(&str, &str)]) -> u32 {
        self.request_on(STREAM, &[&[(":authority", "test")], headers].concat(), false)
    }

    /// Passes a part of the request body.
    pub fn request_body(&self, chunk: &str, end_of_stream: bool) -> u32 {
        self.request_body.replace(chunk.into());
        callbacks::on_request_body(STREAM, chunk.len(), end_of_stream)
    }

    /// Passes response headers.
    pub fn response(&self, headers: &[(&str, &str)], end_of_stream: bool) -> u32 {
        let bytes = |text: &str| text.as_bytes().to_vec();
        self.response.replace(
            headers
                .iter()
                .map(|(name, value)| (bytes(name), bytes(value)))
                .collect(),
        );
        callbacks::on_response_headers(STREAM, headers.len(), end_of_stream)
    }

    /// Passes a part of the response body.
    pub fn response_body(&self, chunk: impl AsRef<[u8]>, end_of_stream: bool) -> u32 {
        let chunk = chunk.as_ref();
        self.response_body.replace(chunk.to_vec());
        callbacks::on_response_body(STREAM, chunk.len(), end_of_stream)
    }

    /// Sets a property.
    pub fn set(&self, path: &str, value: &str) {
        self.properties.borrow_mut().insert(path.into(), value.into());
    }

    /// The log lines since the last call.
    pub fn take_log(&self) -> Vec<String> {
        self.log.take()
    }

    /// The calls since the last call.
    pub fn take_calls(&self) -> Vec<String> {
        self.calls.take()
    }

    /// The reads since the last call.
    pub fn take_reads(&self) -> Vec<String> {
        self.reads.take()
    }

    fn note(&self, parts: &[&[u8]]) -> Status {
        let parts: Vec<String> = parts.iter().map(|part| text(part)).collect();
        self.calls.borrow_mut().push(parts.join(" "));
        Status::OK
    }

    fn headers(&self, map: MapType) -> Option<&RefCell<Headers>> {
        match map {
            MapType::HttpRequestHeaders => Some(&self.request),
            MapType::HttpResponseHeaders => Some(&self.response),
            _ => None,
        }
    }

    fn buffer(&self, buffer: BufferType) -> Option<&RefCell<Vec<u8>>> {
        match buffer {
            BufferType::PluginConfiguration => Some(&self.configuration),
            BufferType::HttpRequestBody => Some(&self.request_body),
            BufferType::HttpResponseBody => Some(&self.response_body),
            _ => None,
        }
    }

    fn token(&self) -> u32 {
        self.tokens.set(self.tokens.get() + 1);
        self.tokens.get()
    }
}

impl Host for TestHost {
    fn log(&self, level: LogLevel, message: &[u8]) -> Status {
        self.log
            .borrow_mut()
            .push(format!("{level:?} {}", String::from_utf8_lossy(message)));
        Status::OK
    }

    fn send_local_response(
        &self,
        status: u32,
        details: &[u8],
        body: &[u8],
        headers: &[u8],
        grpc_status: i32,
    ) -> Status {
        let headers = wire::decode_pairs(headers);
        let headers: Vec<String> = headers.map(|_| String::from("header")).collect();
        let status = format!("{status} {} {grpc_status} {}", text(details), headers.join(","));
        self.note(&[b"reply", status.as_bytes(), body]);
        if let Some(act) = &*self.on_local_reply.borrow() {
            act();
        }
        Status::OK
    }

    fn get_header_map_value(&self, map: MapType, key: &[u8]) -> Result<Vec<u8>, Status> {
        self.note(&[b"get", key]);
        let headers = self.headers(map).ok_or(Status::BAD_ARGUMENT)?.borrow();
        let found = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
        found.map(|(_, value)| value.clone()).ok_or(Status::NOT_FOUND)
    }

    fn add_header_map_value(&self, map: MapType, key: &[u8], value: &[u8]) -> Status {
        let Some(headers) = self.headers(map) else {
            return Status::BAD_ARGUMENT;
        };
        headers.borrow_mut().push((key.to_vec(), value.to_vec()));
        self.note(&[b"add", key, value])
    }

    fn replace_header_map_value(&self, map: MapType, key: &[u8], value: &[u8]) -> Status {
        let Some(headers) = self.headers(map) else {
            return Status::BAD_ARGUMENT;
        };
        let mut headers = headers.borrow_mut();
        match headers.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case(key)) {
            Some((_, old)) => *old = value.to_vec(),
            None => headers.push((key.to_vec(), value.to_vec())),
        }
        self.note(&[b"replace", key, value])
    }

    fn remove_header_map_value(&self, map: MapType, key: &[u8]) -> Status {
        let Some(headers) = self.headers(map) else {
            return Status::BAD_ARGUMENT;
        };
        headers.borrow_mut().retain(|(name, _)| !name.eq_ignore_ascii_case(key));
        self.note(&[b"remove", key])
    }

    fn get_header_map_pairs(&self, map: MapType) -> Result<Vec<u8>, Status> {
        let headers = self.headers(map).ok_or(Status::BAD_ARGUMENT)?.borrow();
        if headers.len() > MOST_PAIRS {
            return Err(Status::BAD_ARGUMENT);
        }
        Ok(wire::encode_pairs(headers.iter().map(|(name, value)| (name, value))))
    }

    fn get_buffer_bytes(&self, buffer: BufferType, start: i32, length: i32) -> Result<Vec<u8>, Status> {
        let bytes = self.buffer(buffer).ok_or(Status::NOT_FOUND)?.borrow();
        let range = start as usize..(start as usize).saturating_add(length as usize).min(bytes.len());
        Ok(bytes[range].to_vec())
    }

    fn set_buffer_bytes(&self, _: BufferType, start: i32, length: i32, bytes: &[u8]) -> Status {
        self.note(&[b"set_buffer", format!("{start} {length}").as_bytes(), bytes])
    }

    fn continue_stream(&self, stream: StreamType) -> Status {
        self.note(&[b"continue", format!("{stream:?}").as_bytes()])
    }

    fn http_call(&self, cluster: &[u8], _: &[u8], body: &[u8], _: &[u8], timeout: u32) -> Result<u32, Status> {
        self.note(&[b"http_call", cluster, body, timeout.to_string().as_bytes()]);
        Ok(self.token())
    }

    fn call_foreign_function(&self, name: &[u8], argument: &[u8]) -> Result<Vec<u8>, Status> {
        if name == b"get_log_level" {
            self.reads.borrow_mut().push(text(name));
        }
        match (name, &*self.log_level.borrow()) {
            (b"get_log_level", Some(level)) => Ok(level.clone()),
            (b"get_log_level", None) => Err(Status::NOT_FOUND),
            _ => {
                self.note(&[name, format!("{argument:?}").as_bytes()]);
                Ok(Vec::new())
            }
        }
    }

    fn set_tick_period(&self, period: u32) -> Status {
        self.note(&[b"tick", period.to_string().as_bytes()])
    }

    fn set_effective_context(&self, context_id: u32) -> Status {
        self.note(&[b"effective", context_id.to_string().as_bytes()])
    }

    fn get_property(&self, path: &[u8]) -> Result<Vec<u8>, Status> {
        self.reads.borrow_mut().push(text(path));
        self.properties.borrow().get(path).cloned().ok_or(Status::NOT_FOUND)
    }

    fn set_property(&self, path: &[u8], value: &[u8]) -> Status {
        self.properties.borrow_mut().insert(path.to_vec(), value.to_vec());
        self.note(&[b"set", path, value])
    }

    fn now(&self) -> u64 {
        self.now.get()
    }
}
