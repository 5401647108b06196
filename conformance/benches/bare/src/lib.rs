//! What the SDK does around a plugin's own code, host call by host call, on the bare `proxy-wasm` crate.

use proxy_wasm::hostcalls;
use proxy_wasm::types::{LogLevel, MapType};

/// The request headers that the SDK keeps; the last one is the request's id.
const KEPT: [&str; 9] = [
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

/// What the SDK keeps of one request.
#[derive(Debug, Default)]
pub struct Stream {
    /// The first value of each header that it keeps.
    pub kept: [Option<Vec<u8>>; 9],
}

impl Stream {
    /// What precedes a plugin's handler of request headers, where it has no rules.
    pub fn enter_request(&mut self) {
        for (name, value) in hostcalls::get_map_bytes(MapType::HttpRequestHeaders).unwrap_or_default() {
            if let Some(at) = KEPT.iter().position(|kept| *kept == name) {
                self.kept[at].get_or_insert(value);
            }
        }
        if let [.., Some(id)] = &self.kept {
            let _ = hostcalls::set_property(vec!["x_request_id"], Some(id));
        }
    }
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
