//! The case file, field by field; `docs/cases.md` is the reference for who writes one.

use crate::Result;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// A case file: a plugin, its configuration, the world it meets, and the cases to run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// The plugin configuration of every case that brings none. YAML here, JSON for the plugin.
    pub config: Option<Value>,
    /// The wall clock of every case that brings none, see the case's `now`.
    pub now: Option<String>,
    /// The seed of every case that brings none, see the case's `seed`.
    pub seed: Option<u64>,
    /// The `root_id` of every case that brings none, see the case's.
    pub root_id: Option<String>,
    /// The plugins before the compared one in every case that brings none.
    #[serde(default)]
    pub before: Vec<Neighbour>,
    /// The plugins after the compared one in every case that brings none.
    #[serde(default)]
    pub after: Vec<Neighbour>,
    /// What called-out services answer in every case, by Envoy cluster name
    /// (`outbound|80||token.static`). A cluster that no case names does not exist.
    #[serde(default)]
    pub services: BTreeMap<String, Vec<Response>>,
    /// The cases, run in this order.
    pub cases: Vec<Case>,
}

/// One case: requests sent one after the other to a build of the plugin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What the case shows; unique in its file.
    pub name: String,
    /// The plugin configuration, in place of the file's.
    pub config: Option<Value>,
    /// The plugin configuration as raw text, for what is no JSON.
    pub config_text: Option<String>,
    /// The plugin's `root_id` in Envoy, by which the SDKs for C++ and AssemblyScript find the code to run: the name that
    /// the plugin registers. Where absent, Envoy's default, the empty one, for builds with such SDKs. A case with a root id
    /// shares a VM with those of the same configuration only.
    pub root_id: Option<String>,
    /// The plugins that a request passes before it comes to the compared one, in order. Both builds meet the same.
    #[serde(default)]
    pub before: Vec<Neighbour>,
    /// The plugins that a request passes after the compared one.
    #[serde(default)]
    pub after: Vec<Neighbour>,
    /// Gives the case a VM of its own, so that nothing an earlier case left behind is seen.
    #[serde(default)]
    pub fresh: bool,
    /// Where the clock of both builds stands (RFC 3339). Wall clock and monotonic clock stand still, save where the plugin
    /// waits and where a request is sent `later_ms`. Without it the plugin reads the real clock: one that stands still is
    /// something that it could notice. Cases share a VM with those of the same clock only.
    pub now: Option<String>,
    /// Gives both builds the same random numbers while the requests are served: the nth draw of a length is the same for the
    /// same request. What is drawn before the first request (the order of Go's maps) stays random. Without it all numbers
    /// are real: they tell what is noise, and a build that draws once more of one length gets other numbers from there on.
    pub seed: Option<u64>,
    /// `per_connection_buffer_limit_bytes` of the listener, which bounds what is held back of requests and of responses.
    pub buffer_limit_bytes: Option<u32>,
    /// The name of the route, as rule matching sees it.
    pub route: Option<String>,
    /// The name of the upstream cluster, as rule matching sees it.
    pub cluster: Option<String>,
    /// What the client sends.
    #[serde(default)]
    pub requests: Vec<Request>,
    /// The TCP connections that the client opens one after the other, in place of requests: for a network filter.
    #[serde(default)]
    pub connections: Vec<Connection>,
    /// What the upstream answers, in order; the last answer repeats. Default: 200 with an empty body.
    #[serde(default)]
    pub upstream: Vec<Response>,
    /// What called-out services answer, by cluster name, in place of the file's; in order, the last answer repeats.
    #[serde(default)]
    pub services: BTreeMap<String, Vec<Response>>,
    /// The Redis that the plugin meets. Every case starts with an empty one.
    #[serde(default)]
    pub redis: Redis,
    /// Filter state to observe beside what the SDK is known to write, without the prefix `wasm.`.
    #[serde(default)]
    pub filter_state: Vec<String>,
    /// How long to go on watching after the last answer, for what comes late (ms).
    #[serde(default)]
    pub settle_ms: u64,
}

/// One request of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The method; `GET` where absent.
    #[serde(default = "get")]
    pub method: String,
    /// The path with its query; `/` where absent.
    #[serde(default = "root")]
    pub path: Bytes,
    /// The `Host` header; `example.com` where absent.
    #[serde(default = "host")]
    pub host: Bytes,
    /// Headers in order. `content-length` or `transfer-encoding` is added as the body asks for it.
    #[serde(default, deserialize_with = "header_list")]
    pub headers: Vec<Header>,
    /// The body in one piece, with `content-length`.
    pub body: Option<Bytes>,
    /// The body in pieces, chunked, each a write of its own.
    pub chunks: Option<Vec<Bytes>>,
    /// The pause between two chunks (ms).
    #[serde(default)]
    pub pace_ms: u64,
    /// Trailers after the chunks.
    #[serde(default, deserialize_with = "header_list")]
    pub trailers: Vec<Header>,
    /// How long to wait before this request is sent (ms).
    #[serde(default)]
    pub delay_ms: u64,
    /// How much later than for the request before the clock of `now` stands (ms); nobody waits for it. Redis follows: keys
    /// that would have expired are gone, the others have so much less time left. A case in which time passes has a VM of its
    /// own.
    #[serde(default)]
    pub later_ms: u64,
    /// The client closes its connection so long after sending (ms).
    pub leave_after_ms: Option<u64>,
    /// How long the client waits for the whole answer (ms); then the request counts as hanging.
    #[serde(default = "timeout")]
    pub timeout_ms: u64,
}

/// One TCP connection of a case, from the client through the plugin to the upstream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// What happens on it, each step once Envoy is done with the one before.
    pub steps: Vec<Step>,
}

/// One step on a TCP connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The client sends bytes.
    Client(Bytes),
    /// The upstream sends bytes.
    Upstream(Bytes),
    /// One end says that it sends no more.
    Close(Side),
    /// One end resets the connection.
    Reset(Side),
}

/// One end of a TCP connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The client.
    Client,
    /// The upstream.
    Upstream,
}

/// What the upstream or a called-out service does with one request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The status; 200 where absent.
    #[serde(default = "ok")]
    pub status: u16,
    /// Headers in order, beside the framing.
    #[serde(default, deserialize_with = "header_list")]
    pub headers: Vec<Header>,
    /// The body in one piece, with `content-length`.
    pub body: Option<Bytes>,
    /// The body in pieces, chunked, each a write of its own.
    pub chunks: Option<Vec<Bytes>>,
    /// The pause between two chunks (ms).
    #[serde(default)]
    pub pace_ms: u64,
    /// Trailers after the chunks.
    #[serde(default, deserialize_with = "header_list")]
    pub trailers: Vec<Header>,
    /// How long the answer is held back (ms).
    #[serde(default)]
    pub delay_ms: u64,
    /// Resets the connection in place of an answer.
    #[serde(default)]
    pub reset: bool,
    /// Never answers.
    #[serde(default)]
    pub stall: bool,
    /// The answer of a gRPC service, in place of a body.
    pub grpc: Option<Grpc>,
}

/// What a gRPC service answers to a call, once the call is complete.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grpc {
    /// The messages, each its bytes as they are encoded.
    #[serde(default)]
    pub messages: Vec<Bytes>,
    /// `grpc-status`; 0, which is OK, where absent.
    #[serde(default)]
    pub status: u32,
    /// `grpc-message`.
    pub message: Option<String>,
}

impl Response {
    /// The answer with what a gRPC service says written out as HTTP; headers and trailers of the answer come beside.
    pub fn spelled_out(&self) -> Response {
        let Some(grpc) = &self.grpc else { return self.clone() };
        let header = |name: &str, value: &str| Header {
            name: name.into(),
            value: Bytes(value.as_bytes().to_vec()),
        };
        let mut headers = vec![header("content-type", "application/grpc")];
        headers.extend(self.headers.iter().cloned());
        let mut ending = vec![header("grpc-status", &grpc.status.to_string())];
        ending.extend(grpc.message.iter().map(|message| header("grpc-message", message)));
        let mut spelled_out = Response {
            grpc: None,
            headers,
            ..self.clone()
        };
        // Without a message, all goes with the headers.
        if grpc.messages.is_empty() && self.trailers.is_empty() {
            spelled_out.headers.extend(ending);
            return spelled_out;
        }
        spelled_out.trailers.splice(0..0, ending);
        let framed = |Bytes(message): &Bytes| {
            let length = u32::try_from(message.len()).unwrap_or(u32::MAX).to_be_bytes();
            Bytes([&[0], &length[..], message].concat())
        };
        spelled_out.chunks = Some(grpc.messages.iter().map(framed).collect());
        spelled_out
    }
}

/// A plugin beside the compared one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Neighbour {
    /// The file of its module, seen from the case file.
    pub module: PathBuf,
    /// Its configuration.
    pub config: Option<Value>,
}

impl Neighbour {
    /// The module and the text of its configuration.
    pub fn parts(&self) -> (PathBuf, Option<String>) {
        (self.module.clone(), self.config.as_ref().map(Value::to_string))
    }
}

/// The Redis of a case.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redis {
    /// The password that the server asks for.
    pub password: Option<String>,
    /// Commands run before the first request, each a list of words.
    #[serde(default)]
    pub before: Vec<Vec<String>>,
    /// Refuses every connection.
    #[serde(default)]
    pub down: bool,
    /// There is no such cluster: who initialises a client or calls it is refused, with BadArgument. Cases share a VM with
    /// others of this kind only.
    #[serde(default)]
    pub missing: bool,
    /// Holds every answer back (ms).
    #[serde(default)]
    pub delay_ms: u64,
}

/// One header, written as a mapping with one entry: `x-user: alice`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The name as it goes over the wire.
    pub name: String,
    /// The value, any bytes.
    pub value: Bytes,
}

/// Bytes: a text, `{hex: ff00}`, or `{repeat: x, times: 1000}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl CaseFile {
    /// The cases, each with the file's configuration and services where it brings none of its own.
    pub fn resolve(self) -> Vec<Case> {
        let CaseFile {
            config,
            now,
            seed,
            root_id,
            before,
            after,
            services,
            cases,
        } = self;
        let fill = |mut case: Case| {
            if case.config.is_none() && case.config_text.is_none() {
                case.config.clone_from(&config);
            }
            if case.now.is_none() {
                case.now.clone_from(&now);
            }
            case.seed = case.seed.or(seed);
            if case.root_id.is_none() {
                case.root_id.clone_from(&root_id);
            }
            case.fresh |= case.requests.iter().any(|request| request.later_ms > 0);
            for (own, of_file) in [(&mut case.before, &before), (&mut case.after, &after)] {
                if own.is_empty() {
                    own.clone_from(of_file);
                }
            }
            for (cluster, answers) in &services {
                case.services.entry(cluster.clone()).or_insert_with(|| answers.clone());
            }
            case
        };
        cases.into_iter().map(fill).collect()
    }
}

impl CaseFile {
    /// All plugins beside the compared one.
    pub(super) fn neighbours_mut(&mut self) -> impl Iterator<Item = &mut Neighbour> {
        let of_cases = self.cases.iter_mut().flat_map(Case::neighbours_mut);
        self.before.iter_mut().chain(&mut self.after).chain(of_cases)
    }
}

impl Case {
    /// The plugins beside the compared one.
    pub fn neighbours(&self) -> impl Iterator<Item = &Neighbour> {
        self.before.iter().chain(&self.after)
    }

    /// The same, to name them otherwise.
    pub fn neighbours_mut(&mut self) -> impl Iterator<Item = &mut Neighbour> {
        self.before.iter_mut().chain(&mut self.after)
    }

    /// The plugin configuration as the plugin gets it; none where neither the case nor its file has one.
    pub fn configuration(&self) -> Option<String> {
        self.config_text
            .clone()
            .or_else(|| self.config.as_ref().map(Value::to_string))
    }

    /// The wall clock of the case in nanoseconds since the epoch; none for the real one.
    ///
    /// # Errors
    /// `now` is no RFC 3339 time.
    pub fn now_ns(&self) -> Result<Option<u64>> {
        self.now.as_deref().map(super::time::parse).transpose()
    }

    /// How many requests are sent, or connections made.
    pub fn sent(&self) -> usize {
        self.requests.len() + self.connections.len()
    }

    /// Whether time or chance is under control.
    ///
    /// # Errors
    /// As [`Case::now_ns`].
    pub fn control(&self) -> Result<Option<Control>> {
        let now = self.now_ns()?;
        Ok((now.is_some() || self.seed.is_some()).then_some(Control { now }))
    }

    /// What time and chance are for one of its requests, counted from 0.
    pub fn stream(&self, request: usize) -> Stream {
        let requests = &self.requests[..=request];
        let gone_ms = requests
            .iter()
            .fold(0_u64, |gone, request| gone.saturating_add(request.later_ms));
        Stream {
            gone_ns: gone_ms.saturating_mul(1_000_000),
            seed: self.seed.map_or(0, |seed| mixed(seed, &self.name, request)),
        }
    }
}

/// Time and chance under control, for all requests of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Control {
    /// Where the clock stands at first (ns since the epoch); none for the real clock.
    pub now: Option<u64>,
}

/// Time and chance for one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    /// How far the clock has gone since the first request (ns).
    pub gone_ns: u64,
    /// What random numbers are drawn from; 0 for real ones.
    pub seed: u64,
}

/// A seed of its own for each request of each case, never 0: what is to be used once does not come again.
fn mixed(seed: u64, case: &str, request: usize) -> u64 {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(format!("{seed}\0{case}\0{request}"));
    u64::from_le_bytes(digest[..8].try_into().expect("a digest has eight bytes")).max(1)
}

impl Header {
    /// Name and value as bytes.
    pub fn as_bytes(&self) -> (&[u8], &[u8]) {
        (self.name.as_bytes(), &self.value.0)
    }
}

/// 200 with an empty body.
impl Default for Response {
    fn default() -> Self {
        Response {
            status: ok(),
            headers: Vec::new(),
            body: None,
            chunks: None,
            pace_ms: 0,
            trailers: Vec::new(),
            delay_ms: 0,
            reset: false,
            stall: false,
            grpc: None,
        }
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BytesVisitor)
    }
}

struct BytesVisitor;

impl<'de> Visitor<'de> for BytesVisitor {
    type Value = Bytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, `{hex: ff00}`, or `{repeat: x, times: 1000}`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Bytes, E> {
        take(text.len())?;
        Ok(Bytes(text.as_bytes().to_vec()))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Bytes, E> {
        Ok(Bytes(value.to_string().into_bytes()))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Bytes, E> {
        Ok(Bytes(value.to_string().into_bytes()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Bytes, E> {
        Ok(Bytes(value.to_string().into_bytes()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Bytes, E> {
        Err(E::custom(format!("{value} is a number, not a text: put it in quotes")))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Bytes, A::Error> {
        let written = Written::deserialize(MapAccessDeserializer::new(map))?;
        match (written.hex, written.repeat, written.times) {
            (Some(hex), None, None) => {
                take(hex.len() / 2)?;
                from_hex(&hex)
                    .map(Bytes)
                    .ok_or_else(|| de::Error::custom(format!("`{hex}` is no hexadecimal text of whole bytes")))
            }
            (None, Some(text), Some(times)) => {
                take(text.len().saturating_mul(times))?;
                Ok(Bytes(text.repeat(times).into_bytes()))
            }
            _ => Err(de::Error::invalid_value(de::Unexpected::Map, &self)),
        }
    }
}

/// As a text where the bytes are one; what repeats itself is written as such.
impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Ok(text) = std::str::from_utf8(&self.0) else {
            return json!({"hex": to_hex(&self.0)}).serialize(serializer);
        };
        match repeated(text) {
            Some((unit, times)) => json!({"repeat": unit, "times": times}).serialize(serializer),
            None => serializer.serialize_str(text),
        }
    }
}

/// The unit of a text that is nothing but many times the same few characters.
fn repeated(text: &str) -> Option<(&str, usize)> {
    if text.len() < LONG {
        return None;
    }
    let units = (1..=LONGEST_UNIT).filter(|unit| text.len().is_multiple_of(*unit) && text.is_char_boundary(*unit));
    let mut repeats = units.filter(|unit| {
        let (unit, bytes) = (*unit, text.as_bytes());
        bytes[unit..] == bytes[..bytes.len() - unit]
    });
    repeats.next().map(|unit| (&text[..unit], text.len() / unit))
}

/// From how many bytes on a text may be written as a repetition, and how long its unit may be.
const LONG: usize = 64;
const LONGEST_UNIT: usize = 32;

impl Serialize for Header {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(&self.name, &self.value)?;
        map.end()
    }
}

/// What all requests and answers of a case file may hold together (bytes): they are kept in memory.
const LARGEST: usize = 256 << 20;

thread_local! {
    /// What is left of [`LARGEST`] for the file that is being read; without bounds where it is no file.
    static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Reads one file within [`LARGEST`].
pub(super) fn within_bounds<T>(read: impl FnOnce() -> T) -> T {
    LEFT.set(LARGEST);
    let file = read();
    LEFT.set(usize::MAX);
    file
}

fn take<E: de::Error>(bytes: usize) -> Result<(), E> {
    let left = LEFT.get().checked_sub(bytes);
    LEFT.set(left.ok_or_else(|| E::custom("the requests and answers hold more than 256 MiB"))?);
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    hex: Option<String>,
    repeat: Option<String>,
    times: Option<usize>,
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = BTreeMap::<String, Bytes>::deserialize(deserializer)?;
        let mut entries = entries.into_iter();
        match (entries.next(), entries.next()) {
            (Some((name, value)), None) => Ok(Header { name, value }),
            _ => Err(de::Error::custom(
                "a header is a mapping with one entry, like `x-user: alice`",
            )),
        }
    }
}

/// A list, for headers have an order and may come twice; the message says so to who writes a mapping.
fn header_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Header>, D::Error> {
    deserializer.deserialize_any(HeaderList)
}

struct HeaderList;

impl<'de> Visitor<'de> for HeaderList {
    type Value = Vec<Header>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of headers, such as `[{x-user: alice}, {x-tenant: a}]`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Vec<Header>, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Vec<Header>, A::Error> {
        Err(de::Error::custom(
            "headers are a list, as they have an order and may come twice: write `[{x-user: alice}]`, or each on a line of \
             its own as `- x-user: alice`",
        ))
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect()
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn get() -> String {
    "GET".into()
}

fn root() -> Bytes {
    Bytes(b"/".to_vec())
}

fn host() -> Bytes {
    Bytes(b"example.com".to_vec())
}

fn ok() -> u16 {
    200
}

fn timeout() -> u64 {
    2_000
}
