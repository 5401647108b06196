//! The one host that both builds run on. What it answers depends on nothing but what happened before: it has no clock and no
//! random numbers of its own.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD as STANDARD;
use sdk_compat::host::{BufferType, Host, LogLevel, MapType, MetricType, Status, StreamType};
use sdk_compat::resp::NewReader;
use sdk_compat_abi::wire;

use crate::guest::Of;

pub type Headers = Vec<(Vec<u8>, Vec<u8>)>;

/// A line of the record: a host call with what was answered, a callback, or what a callback returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Whether it is a host call that changes nothing.
    pub is_read: bool,
    pub text: String,
}

/// What the host knows of a stream, or of a plugin context.
#[derive(Default)]
pub struct Context {
    pub request: Option<Headers>,
    pub request_trailers: Option<Headers>,
    pub response: Option<Headers>,
    pub response_trailers: Option<Headers>,
    pub request_body: Option<Vec<u8>>,
    pub response_body: Option<Vec<u8>>,
    pub properties: BTreeMap<Vec<u8>, Vec<u8>>,
}

/// Shared data and the number of times that they were written.
type Versioned = (Vec<u8>, u32);

/// The answer to a call, while its callback runs.
#[derive(Default)]
pub struct Answer {
    pub headers: Headers,
    pub trailers: Headers,
    pub body: Vec<u8>,
}

#[derive(Default)]
pub struct World {
    record: RefCell<Vec<Line>>,
    pub configuration: RefCell<Vec<u8>>,
    pub contexts: RefCell<BTreeMap<u32, Context>>,
    pub effective: Cell<u32>,
    /// What the callback that runs is told.
    pub answer: RefCell<Answer>,
    /// Tokens of HTTP calls, and of Redis calls, that wait for their answers.
    pub http_calls: RefCell<Vec<u32>>,
    pub redis_calls: RefCell<Vec<u32>>,
    /// What `get_log_level` answers; none where the host has no such function.
    pub log_level: RefCell<Option<Vec<u8>>>,
    /// Calls that fail, by the beginning of their line in the record, and how.
    pub failures: RefCell<Vec<(String, Status)>>,
    /// How many bytes are missing at the end of lists of headers.
    pub cut: Cell<usize>,
    shared: RefCell<BTreeMap<Vec<u8>, Versioned>>,
    /// Nanoseconds since 1970.
    pub now: Cell<u64>,
    tokens: Cell<u32>,
    randomness: Cell<u64>,
    /// Whether every random id is the same, for lines that show a part of one, or show it in another form.
    pub repeats_ids: Cell<bool>,
    /// The random ids that the plugin logged, as they came.
    ids: RefCell<Vec<String>>,
}

/// Bytes as a person can read them.
pub fn shown(bytes: &[u8]) -> String {
    format!("\"{}\"", bytes.escape_ascii())
}

fn shown_pairs(bytes: &[u8]) -> String {
    let pairs: Vec<String> = wire::decode_pairs(bytes)
        .map(|(name, value)| format!("{}: {}", bytes[name].escape_ascii(), bytes[value].escape_ascii()))
        .collect();
    format!("[{}]", pairs.join(", "))
}

impl World {
    /// Adds a line that is no host call.
    pub fn note(&self, text: String) {
        self.record.borrow_mut().push(Line { is_read: false, text });
    }

    pub fn take_record(&self) -> Vec<Line> {
        self.record.take()
    }

    /// Headers arrived.
    pub fn set_headers(&self, context: u32, of: Of, headers: Headers) {
        let mut contexts = self.contexts.borrow_mut();
        let context = contexts.entry(context).or_default();
        match of {
            Of::Request => context.request = Some(headers),
            Of::Response => context.response = Some(headers),
        }
    }

    /// The gateway knows something of a stream.
    pub fn set_gateway_property(&self, context: u32, path: &[u8], value: &[u8]) {
        let mut contexts = self.contexts.borrow_mut();
        let properties = &mut contexts.entry(context).or_default().properties;
        properties.insert(path.to_vec(), value.to_vec());
    }

    /// Trailers arrived.
    pub fn set_trailers(&self, context: u32, of: Of, trailers: Headers) {
        let mut contexts = self.contexts.borrow_mut();
        let context = contexts.entry(context).or_default();
        match of {
            Of::Request => context.request_trailers = Some(trailers),
            Of::Response => context.response_trailers = Some(trailers),
        }
    }

    /// A part of a body arrived; what came before is there still if it was held.
    pub fn add_body(&self, context: u32, of: Of, chunk: &[u8], held: bool) {
        let mut contexts = self.contexts.borrow_mut();
        let context = contexts.entry(context).or_default();
        let body = match of {
            Of::Request => &mut context.request_body,
            Of::Response => &mut context.response_body,
        };
        let body = body.get_or_insert_default();
        if !held {
            body.clear();
        }
        body.extend_from_slice(chunk);
    }

    /// Fails as it is told to, else does `what`.
    fn act(&self, text: String, what: impl FnOnce() -> Status) -> Status {
        let status = self.failure(&text).unwrap_or_else(what);
        let text = if status == Status::OK {
            text
        } else {
            format!("{text} = {status:?}")
        };
        self.note(text);
        status
    }

    /// As [`Self::act`], for a call that answers with bytes and changes nothing.
    fn tell(
        &self,
        text: String,
        show: fn(&[u8]) -> String,
        what: impl FnOnce() -> Result<Vec<u8>, Status>,
    ) -> Result<Vec<u8>, Status> {
        let answer = self.failure(&text).map_or_else(what, Err);
        let shown = match &answer {
            Ok(bytes) => self.with_ids_by_number(show(bytes)),
            Err(status) => format!("{status:?}"),
        };
        self.record.borrow_mut().push(Line {
            is_read: true,
            text: format!("{text} = {shown}"),
        });
        answer
    }

    fn failure(&self, text: &str) -> Option<Status> {
        let failures = self.failures.borrow();
        failures
            .iter()
            .find(|(start, _)| text.starts_with(start))
            .map(|(_, status)| *status)
    }

    /// The two builds have other random ids: they count as the same where they come at the same places.
    fn with_ids_by_number(&self, mut text: String) -> String {
        while let Some(at) = text.as_bytes().windows(ID_SIZE).position(is_random_id) {
            let id = &text[at..at + ID_SIZE];
            let mut ids = self.ids.borrow_mut();
            let number = ids.iter().position(|other| other == id).unwrap_or_else(|| {
                ids.push(id.to_owned());
                ids.len() - 1
            });
            text.replace_range(at..at + ID_SIZE, &format!("<id {number}>"));
        }
        text
    }

    fn token(&self) -> u32 {
        self.tokens.set(self.tokens.get() + 1);
        self.tokens.get()
    }

    fn with_context<T>(&self, what: impl FnOnce(&mut Context) -> T) -> T {
        what(self.contexts.borrow_mut().entry(self.effective.get()).or_default())
    }

    /// Runs `what` on a header map; none where the host has none in this phase.
    fn with_map<T>(&self, map: MapType, what: impl FnOnce(&mut Headers) -> T) -> Option<T> {
        match map {
            MapType::HttpCallResponseHeaders => return Some(what(&mut self.answer.borrow_mut().headers)),
            MapType::HttpCallResponseTrailers => return Some(what(&mut self.answer.borrow_mut().trailers)),
            _ => {}
        }
        self.with_context(|context| match map {
            MapType::HttpRequestHeaders => context.request.as_mut().map(what),
            MapType::HttpRequestTrailers => context.request_trailers.as_mut().map(what),
            MapType::HttpResponseHeaders => context.response.as_mut().map(what),
            MapType::HttpResponseTrailers => context.response_trailers.as_mut().map(what),
            _ => None,
        })
    }

    fn change_map(&self, text: String, map: MapType, change: impl FnOnce(&mut Headers)) -> Status {
        self.act(text, || match self.with_map(map, change) {
            Some(()) => Status::OK,
            None => Status::BAD_ARGUMENT,
        })
    }

    fn with_buffer<T>(&self, buffer: BufferType, what: impl FnOnce(&mut Vec<u8>) -> T) -> Option<T> {
        match buffer {
            BufferType::PluginConfiguration => Some(what(&mut self.configuration.borrow_mut())),
            BufferType::HttpCallResponseBody | BufferType::RedisCallResponse => {
                Some(what(&mut self.answer.borrow_mut().body))
            }
            BufferType::HttpRequestBody => self.with_context(|context| context.request_body.as_mut().map(what)),
            BufferType::HttpResponseBody => self.with_context(|context| context.response_body.as_mut().map(what)),
            _ => None,
        }
    }
}

const ID_SIZE: usize = 36;

/// Whether this is a random UUID.
fn is_random_id(text: &[u8]) -> bool {
    let dashes = [8, 13, 18, 23];
    text[14] == b'4'
        && text.iter().enumerate().all(|(at, byte)| {
            if dashes.contains(&at) {
                *byte == b'-'
            } else {
                byte.is_ascii_hexdigit()
            }
        })
}

fn is_named(key: &[u8]) -> impl Fn(&(Vec<u8>, Vec<u8>)) -> bool {
    move |(name, _)| name.eq_ignore_ascii_case(key)
}

fn pair(key: &[u8], value: &[u8]) -> (Vec<u8>, Vec<u8>) {
    (key.to_ascii_lowercase(), value.to_vec())
}

/// Maps of Go have no order, so the pairs that three commands make of one are put into order.
fn ordered_query(query: &[u8]) -> String {
    let Ok((command, _)) = NewReader(query.to_vec()).ReadValue() else {
        return shown(query);
    };
    let mut words: Vec<String> = command.Array().iter().map(|word| shown(&word.Bytes())).collect();
    let start = match words.first().map(String::as_str) {
        Some(r#""mset""#) => 1,
        Some(r#""hmset""# | r#""zadd""#) => 2,
        _ => return shown(query),
    };
    let pairs = words.split_off(start);
    let mut pairs: Vec<String> = pairs.chunks(2).map(|pair| pair.join(" ")).collect();
    pairs.sort();
    format!("{} {} of {} bytes", words.join(" "), pairs.join(" "), query.len())
}

/// A log line with what it says of a query in base64 as [`ordered_query`] shows it.
fn with_readable_query(text: String) -> String {
    const NAME: &str = "respQuery: ";
    let Some((before, rest)) = text.split_once(NAME) else {
        return text;
    };
    let end = rest.find([',', '"']).unwrap_or(rest.len());
    match STANDARD.decode(&rest[..end]) {
        Ok(query) => format!("{before}{NAME}{}{}", ordered_query(&query), &rest[end..]),
        Err(_) => text,
    }
}

/// A log line without the address that `%d` shows of an error inside of another one.
fn without_address(mut text: String) -> String {
    const NAME: &str = "&{%!d(string=";
    let Some(start) = text.find(NAME) else { return text };
    let end = text[start..].find('}').map_or(text.len(), |end| start + end);
    let digits = text[..end]
        .trim_end_matches(|letter: char| letter.is_ascii_digit())
        .len();
    if text[..digits].ends_with(") ") {
        text.replace_range(digits..end, "<address>");
    }
    text
}

impl Host for World {
    fn log(&self, level: LogLevel, message: &[u8]) -> Status {
        let text = without_address(with_readable_query(shown(message)));
        let text = self.with_ids_by_number(text);
        self.act(format!("log {level:?} {text}"), || Status::OK)
    }

    fn send_local_response(&self, status: u32, details: &[u8], body: &[u8], headers: &[u8], grpc: i32) -> Status {
        let text = format!(
            "send_local_response {status} {} {} {} {grpc}",
            shown(details),
            shown(body),
            shown_pairs(headers)
        );
        self.act(text, || Status::OK)
    }

    fn get_shared_data(&self, key: &[u8]) -> Result<(Vec<u8>, u32), Status> {
        let found = self.shared.borrow().get(key).cloned().ok_or(Status::NOT_FOUND);
        let cas = found.as_ref().map_or(0, |(_, cas)| *cas);
        let data = self.tell(format!("get_shared_data {}", shown(key)), shown, || {
            found.map(|(data, _)| data)
        });
        data.map(|data| (data, cas))
    }

    fn set_shared_data(&self, key: &[u8], value: &[u8], cas: u32) -> Status {
        let text = self.with_ids_by_number(shown(value));
        self.act(format!("set_shared_data {} {text} {cas}", shown(key)), || {
            let mut shared = self.shared.borrow_mut();
            let version = shared.get(key).map_or(0, |(_, version)| *version);
            if cas != 0 && cas != version {
                return Status::CAS_MISMATCH;
            }
            shared.insert(key.to_vec(), (value.to_vec(), version + 1));
            Status::OK
        })
    }

    fn get_header_map_value(&self, map: MapType, key: &[u8]) -> Result<Vec<u8>, Status> {
        let text = format!("get_header_map {map:?} {}", shown(key));
        self.tell(text, shown, || {
            let found = self.with_map(map, |headers| {
                headers
                    .iter()
                    .find(|header| is_named(key)(header))
                    .map(|(_, value)| value.clone())
            });
            found.ok_or(Status::BAD_ARGUMENT)?.ok_or(Status::NOT_FOUND)
        })
    }

    fn add_header_map_value(&self, map: MapType, key: &[u8], value: &[u8]) -> Status {
        let text = format!("add_header_map_value {map:?} {} {}", shown(key), shown(value));
        self.change_map(text, map, |headers| headers.push(pair(key, value)))
    }

    fn replace_header_map_value(&self, map: MapType, key: &[u8], value: &[u8]) -> Status {
        let text = format!("replace_header_map_value {map:?} {} {}", shown(key), shown(value));
        self.change_map(text, map, |headers| {
            let at = headers.iter().position(is_named(key)).unwrap_or(headers.len());
            headers.retain(|header| !is_named(key)(header));
            headers.insert(at.min(headers.len()), pair(key, value));
        })
    }

    fn remove_header_map_value(&self, map: MapType, key: &[u8]) -> Status {
        let text = format!("remove_header_map_value {map:?} {}", shown(key));
        self.change_map(text, map, |headers| headers.retain(|header| !is_named(key)(header)))
    }

    fn get_header_map_pairs(&self, map: MapType) -> Result<Vec<u8>, Status> {
        self.tell(format!("get_header_map {map:?}"), shown_pairs, || {
            let list = self.with_map(map, |headers| {
                wire::encode_pairs(headers.iter().map(|(name, value)| (name, value)))
            });
            let mut list = list.ok_or(Status::BAD_ARGUMENT)?;
            if map != MapType::HttpRequestHeaders {
                list.truncate(list.len().saturating_sub(self.cut.get()));
            }
            Ok(list)
        })
    }

    fn set_header_map_pairs(&self, map: MapType, pairs: &[u8]) -> Status {
        let text = format!("set_header_map_pairs {map:?} {}", shown_pairs(pairs));
        self.change_map(text, map, |headers| {
            *headers = wire::decode_pairs(pairs)
                .map(|(name, value)| pair(&pairs[name], &pairs[value]))
                .collect();
        })
    }

    fn get_buffer_bytes(&self, buffer: BufferType, start: i32, length: i32) -> Result<Vec<u8>, Status> {
        let text = format!("get_buffer_bytes {buffer:?} {start} {length}");
        self.tell(text, shown, || {
            let part = |bytes: &mut Vec<u8>| {
                let start = (start as u32 as usize).min(bytes.len());
                let end = start.saturating_add(length as u32 as usize).min(bytes.len());
                bytes[start..end].to_vec()
            };
            self.with_buffer(buffer, part).ok_or(Status::NOT_FOUND)
        })
    }

    fn set_buffer_bytes(&self, buffer: BufferType, start: i32, length: i32, bytes: &[u8]) -> Status {
        let text = format!("set_buffer_bytes {buffer:?} {start} {length} {}", shown(bytes));
        self.act(text, || {
            let set = |old: &mut Vec<u8>| {
                let start = (start as u32 as usize).min(old.len());
                let end = start.saturating_add(length as u32 as usize).min(old.len());
                old.splice(start..end, bytes.iter().copied());
            };
            self.with_buffer(buffer, set).map_or(Status::NOT_FOUND, |()| Status::OK)
        })
    }

    fn continue_stream(&self, stream: StreamType) -> Status {
        self.act(format!("continue_stream {stream:?}"), || Status::OK)
    }

    fn http_call(
        &self,
        cluster: &[u8],
        headers: &[u8],
        body: &[u8],
        trailers: &[u8],
        timeout: u32,
    ) -> Result<u32, Status> {
        let text = format!(
            "http_call {} {} {} {} {timeout}",
            shown(cluster),
            shown_pairs(headers),
            shown(body),
            shown_pairs(trailers)
        );
        let status = self.act(text, || Status::OK);
        if status != Status::OK {
            return Err(status);
        }
        let token = self.token();
        self.http_calls.borrow_mut().push(token);
        Ok(token)
    }

    fn redis_init(&self, cluster: &[u8], username: &[u8], password: &[u8], timeout: u32) -> Status {
        let text = format!(
            "redis_init {} {} {} {timeout}",
            shown(cluster),
            shown(username),
            shown(password)
        );
        self.act(text, || Status::OK)
    }

    fn redis_call(&self, cluster: &[u8], query: &[u8]) -> Result<u32, Status> {
        let status = self.act(
            format!("redis_call {} {}", shown(cluster), ordered_query(query)),
            || Status::OK,
        );
        if status != Status::OK {
            return Err(status);
        }
        let token = self.token();
        self.redis_calls.borrow_mut().push(token);
        Ok(token)
    }

    fn call_foreign_function(&self, name: &[u8], argument: &[u8]) -> Result<Vec<u8>, Status> {
        let text = format!("call_foreign_function {} {}", shown(name), shown(argument));
        if name == b"get_log_level" {
            return self.tell(text, shown, || self.log_level.borrow().clone().ok_or(Status::NOT_FOUND));
        }
        match self.act(text, || Status::OK) {
            Status::OK => Ok(argument.to_vec()),
            status => Err(status),
        }
    }

    fn inject_encoded_data(&self, body: &[u8], end_of_stream: bool) -> Status {
        self.act(format!("inject_encoded_data {} {end_of_stream}", shown(body)), || {
            Status::OK
        })
    }

    fn get_upstream_hosts(&self) -> Result<Vec<u8>, Status> {
        let hosts = wire::encode_pairs([("127.0.0.1:80", "{}"), ("127.0.0.2:80", "")].into_iter());
        self.tell("get_upstream_hosts".into(), shown_pairs, || Ok(hosts))
    }

    fn set_upstream_override_host(&self, address: &[u8]) -> Status {
        self.act(format!("set_upstream_override_host {}", shown(address)), || Status::OK)
    }

    fn set_tick_period(&self, period: u32) -> Status {
        self.act(format!("set_tick_period {period}"), || Status::OK)
    }

    fn set_effective_context(&self, context_id: u32) -> Status {
        self.act(format!("set_effective_context {context_id}"), || {
            self.effective.set(context_id);
            Status::OK
        })
    }

    fn done(&self) -> Status {
        self.act("done".into(), || Status::OK)
    }

    fn define_metric(&self, kind: MetricType, name: &[u8]) -> Result<u32, Status> {
        match self.act(format!("define_metric {kind:?} {}", shown(name)), || Status::OK) {
            Status::OK => Ok(self.token()),
            status => Err(status),
        }
    }

    fn get_property(&self, path: &[u8]) -> Result<Vec<u8>, Status> {
        self.tell(format!("get_property {}", shown(path)), shown, || {
            self.with_context(|context| context.properties.get(path).cloned())
                .ok_or(Status::NOT_FOUND)
        })
    }

    fn set_property(&self, path: &[u8], value: &[u8]) -> Status {
        self.act(format!("set_property {} {}", shown(path), shown(value)), || {
            self.with_context(|context| context.properties.insert(path.to_vec(), value.to_vec()));
            Status::OK
        })
    }

    fn now(&self) -> u64 {
        self.now.get()
    }

    fn random(&self, bytes: &mut [u8]) {
        for bytes in bytes.chunks_mut(16) {
            if !self.repeats_ids.get() {
                self.randomness.set(self.randomness.get() + 1);
            }
            let number = u128::from(self.randomness.get()).to_le_bytes();
            bytes.copy_from_slice(&number[..bytes.len()]);
        }
    }
}
