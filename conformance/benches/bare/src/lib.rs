//! What the SDK does around a plugin's own code, host call by host call, on the bare `proxy-wasm` crate.

use proxy_wasm::hostcalls;
use proxy_wasm::types::{LogLevel, MapType};

/// The request headers that the SDK keeps, in the order in which it asks for them.
const KEPT: [&str; 8] = [
    ":scheme",
    ":authority",
    ":path",
    ":method",
    "connection",
    "upgrade",
    "content-type",
    "content-encoding",
];

/// What the SDK keeps of one request.
#[derive(Debug, Default)]
pub struct Stream {
    /// The values of the headers it asks for.
    pub kept: [Option<Vec<u8>>; 8],
    /// What its rules are matched against: host, route name, cluster name.
    pub matched: [Option<Vec<u8>>; 3],
    /// Whether the response body is binary, as its two headers tell.
    pub binary: bool,
}

impl Stream {
    /// What precedes a plugin's handler of request headers.
    pub fn enter_request(&mut self) {
        self.kept = KEPT.map(|name| header(MapType::HttpRequestHeaders, name));
        if let Some(id) = header(MapType::HttpRequestHeaders, "x-request-id") {
            let _ = hostcalls::set_property(vec!["x_request_id"], Some(&id));
        }
        self.matched = [
            header(MapType::HttpRequestHeaders, ":authority"),
            hostcalls::get_property(vec!["route_name"]).unwrap_or_default(),
            hostcalls::get_property(vec!["cluster_name"]).unwrap_or_default(),
        ];
    }

    /// What precedes a plugin's handler of response headers.
    pub fn enter_response(&mut self) {
        let kind = header(MapType::HttpResponseHeaders, "content-type").unwrap_or_default();
        let encoding = header(MapType::HttpResponseHeaders, "content-encoding").unwrap_or_default();
        self.binary = !encoding.is_empty()
            || kind.starts_with(b"application/octet-stream")
            || kind.starts_with(b"application/grpc");
    }
}

fn header(map: MapType, name: &str) -> Option<Vec<u8>> {
    hostcalls::get_map_value_bytes(map, name).unwrap_or_default()
}

/// One line of the plugin's log at level info: the host is asked for its level and for the request id each time.
pub fn info(plugin: &str, text: &str) {
    if level_asked() > LogLevel::Info as u32 {
        return;
    }
    let id = hostcalls::get_property(vec!["x_request_id"]).ok().flatten();
    let id = id.as_deref().map_or("nil".into(), String::from_utf8_lossy);
    let _ = hostcalls::log(LogLevel::Info, &format!("[{plugin}] [nil] [{id}] {text}"));
}

/// A host that does not know the function logs everything.
fn level_asked() -> u32 {
    let answer = hostcalls::call_foreign_function("get_log_level", None).ok().flatten();
    answer
        .and_then(|level| level.first_chunk().copied().map(u32::from_le_bytes))
        .unwrap_or_default()
}

/// A random UUID, version 4.
pub fn uuid() -> String {
    let mut bytes = [0; 16];
    if getrandom::fill(&mut bytes).is_err() {
        return String::new();
    }
    bytes[6] = bytes[6] & 0x0F | 0x40;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    [&bytes[..4], &bytes[4..6], &bytes[6..8], &bytes[8..10], &bytes[10..]]
        .map(hex)
        .join("-")
}
