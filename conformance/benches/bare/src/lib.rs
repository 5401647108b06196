//! What the SDK does around a plugin's own code, host call by host call, on the bare `proxy-wasm` crate.

pub mod redis;
pub mod rules;

use proxy_wasm::hostcalls;
use proxy_wasm::types::{LogLevel, MapType};
use std::cell::Cell;

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

impl Stream {
    /// The host of the request.
    pub fn host(&self) -> &[u8] {
        self.kept[1].as_deref().unwrap_or_default()
    }

    /// The id of the request.
    pub fn id(&self) -> Option<&[u8]> {
        self.kept[8].as_deref()
    }
}

/// One line of the plugin's log at level info, for the request with this id. The host is asked for its level until it does
/// not know the question: then it takes every line.
pub fn info(plugin: &str, id: Option<&[u8]>, text: &str) {
    if level_asked() > LogLevel::Info as u32 {
        return;
    }
    let id = id.map_or("nil".into(), String::from_utf8_lossy);
    let _ = hostcalls::log(LogLevel::Info, &format!("[{plugin}] [nil] [{id}] {text}"));
}

/// The id of the effective request.
pub fn request_id() -> Option<Vec<u8>> {
    hostcalls::get_property(vec!["x_request_id"]).ok().flatten()
}

thread_local! {
    static TAKES_ALL: Cell<bool> = const { Cell::new(false) };
}

fn level_asked() -> u32 {
    if TAKES_ALL.get() {
        return 0;
    }
    let answer = hostcalls::call_foreign_function("get_log_level", None);
    TAKES_ALL.set(answer.is_err());
    let level = answer.ok().flatten();
    level
        .and_then(|level| level.first_chunk().copied().map(u32::from_le_bytes))
        .unwrap_or_default()
}

/// A random UUID, version 4.
pub fn uuid() -> String {
    let mut bytes = [0; 16];
    let _ = getrandom::fill(&mut bytes);
    bytes[6] = bytes[6] & 0x0F | 0x40;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for digit in [byte >> 4, byte & 0x0F] {
            text.push(char::from_digit(digit.into(), 16).unwrap_or_default());
        }
    }
    text
}
