//! `workloads` on the bare `proxy-wasm` crate.

#![expect(missing_docs, reason = "the start function that the macro makes")]

use bare::rules::{self, Rule};
use bare::{Stream, redis};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use memchr::memmem;
use proxy_wasm::hostcalls;
use proxy_wasm::traits::{Context, HttpContext, RootContext};
use proxy_wasm::types::{Action, ContextType, LogLevel, MapType};
use serde_json::Value;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

proxy_wasm::main! {{
    proxy_wasm::set_root_context(|_| Box::<Root>::default());
}}

enum Work {
    None,
    Headers,
    Json { paths: Vec<String> },
    Body { word: Vec<u8> },
    CallOut,
    Redis,
}

impl Work {
    fn read(given: &Value) -> Self {
        match given["work"].as_str().unwrap_or_default() {
            "headers" => Work::Headers,
            "json" => Work::Json {
                paths: rules::texts(&given["paths"]),
            },
            "body" => Work::Body {
                word: given["word"].as_str().unwrap_or_default().into(),
            },
            "call-out" => Work::CallOut,
            "redis" => {
                redis::init(
                    "outbound|80||redis.static?buffer_flush_timeout=3&max_buffer_size_before_flush=1024",
                    1000,
                );
                Work::Redis
            }
            _ => Work::None,
        }
    }
}

#[derive(Default)]
struct Root {
    rules: Rc<[(Rule, Rc<Work>)]>,
    global: Option<Rc<Work>>,
}

impl Context for Root {}

impl RootContext for Root {
    fn on_configure(&mut self, _: usize) -> bool {
        let bytes = self.get_plugin_configuration().unwrap_or_default();
        let given: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        self.rules = rules::read(&given)
            .into_iter()
            .map(|rule| {
                let work = Rc::new(Work::read(&rule.given));
                (rule, work)
            })
            .collect();
        self.global = given.get("work").map(|_| Rc::new(Work::read(&given)));
        bare::info("workloads", None, "plugin start successfully");
        true
    }

    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }

    fn create_http_context(&self, context_id: u32) -> Option<Box<dyn HttpContext>> {
        Some(Box::new(Plugin {
            context_id,
            rules: self.rules.clone(),
            work: self.global.clone(),
            stream: Stream::default(),
            body_size: 0,
            call: String::new(),
        }))
    }
}

struct Plugin {
    context_id: u32,
    rules: Rc<[(Rule, Rc<Work>)]>,
    work: Option<Rc<Work>>,
    stream: Stream,
    body_size: usize,
    call: String,
}

impl HttpContext for Plugin {
    fn on_http_request_headers(&mut self, _: usize, _: bool) -> Action {
        self.stream.enter_request();
        if !self.rules.is_empty() {
            let host = self.stream.host();
            let rules = self.rules.iter().map(|(rule, _)| rule);
            if let Some(at) = rules::find(rules, host) {
                self.work = Some(self.rules[at].1.clone());
            }
        }
        match self.work.clone().as_deref() {
            Some(Work::Headers) => {
                let _ = hostcalls::add_map_value(MapType::HttpRequestHeaders, "hello", "world");
                Action::Continue
            }
            Some(Work::CallOut) => self.call_out(),
            Some(Work::Redis) => self.call_redis(),
            _ => Action::Continue,
        }
    }

    fn on_http_request_body(&mut self, body_size: usize, end_of_stream: bool) -> Action {
        let work = self.work.clone();
        let Some(work @ (Work::Json { .. } | Work::Body { .. })) = work.as_deref() else {
            return Action::Continue;
        };
        self.body_size += body_size;
        if !end_of_stream {
            return Action::Pause;
        }
        let Some(body) = self.get_http_request_body(0, self.body_size) else {
            return Action::Continue;
        };
        match work {
            Work::Json { paths } => read_json(paths, &body),
            Work::Body { word } => self.mask_body(word, body),
            _ => {}
        }
        Action::Continue
    }
}

fn read_json(paths: &[String], body: &[u8]) {
    let Ok(body) = std::str::from_utf8(body) else { return };
    let mut values = Vec::new();
    for path in paths {
        values.extend_from_slice(gjson::get(body, path).str().as_bytes());
        values.push(b'\n');
    }
    let _ = hostcalls::set_property(vec!["values"], Some(&values));
}

impl Plugin {
    fn mask_body(&self, word: &[u8], mut body: Vec<u8>) {
        let finder = memmem::Finder::new(word);
        let mut masked = 0;
        while let Some(at) = finder.find(&body[masked..]) {
            let start = masked + at;
            masked = start + word.len();
            body[start..masked].fill(b'*');
        }
        self.set_http_request_body(0, i32::MAX as usize, &body);
    }

    fn call_out(&mut self) -> Action {
        self.call = bare::uuid();
        let cluster = "outbound|80||token.static";
        let headers = [(":method", "GET"), (":path", "/token"), (":authority", "token")];
        let timeout = Duration::from_millis(500);
        if self
            .dispatch_http_call(cluster, headers.to_vec(), None, Vec::new(), timeout)
            .is_err()
        {
            return Action::Continue;
        }
        let shown = headers
            .map(|(name, value)| format!("[2]string{{{name:?}, {value:?}}}"))
            .join(", ");
        let text = format!(
            "http call start, id: {}, cluster: {cluster}, method: GET, url: /token, headers: [][2]string{{{shown}}}, body: , timeout: 500",
            self.call
        );
        bare::info("workloads", self.stream.id(), &text);
        Action::Pause
    }

    fn call_redis(&self) -> Action {
        let query = b"*2\r\n$4\r\nincr\r\n$8\r\nrequests\r\n";
        let id = bare::uuid();
        let shown = BASE64_STANDARD.encode(query);
        let start = format!("redis call start, request-id: {id}, respQuery: {shown}");
        let counted = move |reply: &[u8]| {
            let value = BASE64_STANDARD.encode(reply);
            let end = format!("redis call end, request-id: {id}, respQuery: {shown}, respValue: {value}");
            let _ = hostcalls::log(LogLevel::Debug, &end);
            if let [b':', number @ .., b'\r', b'\n'] = reply {
                let _ = hostcalls::add_map_value_bytes(MapType::HttpRequestHeaders, "requests", number);
            }
            let _ = hostcalls::resume_http_request();
        };
        if !redis::call("outbound|80||redis.static", query, self.context_id, counted) {
            return Action::Continue;
        }
        let _ = hostcalls::log(LogLevel::Debug, &start);
        Action::Pause
    }
}

impl Context for Plugin {
    fn on_http_call_response(&mut self, _: u32, _: usize, body_size: usize, _: usize) {
        let body = self.get_http_call_response_body(0, body_size).unwrap_or_default();
        let mut headers = HashMap::<String, Vec<String>>::new();
        for (name, value) in self.get_http_call_response_headers() {
            headers.entry(name).or_default().push(value);
        }
        let status = headers.get(":status").and_then(|values| values[0].parse().ok());
        let code = status.unwrap_or(502);
        let text = String::from_utf8_lossy(&body).replace('\n', "\\n");
        let ended = format!(
            "http call end, id: {}, code: {code}, normal: true, body: {text}",
            self.call
        );
        bare::info("workloads", bare::request_id().as_deref(), &ended);
        if let (200, Some(token)) = (code, headers.get("token")) {
            let _ = hostcalls::add_map_value(MapType::HttpRequestHeaders, "token", &token[0]);
        }
        self.resume_http_request();
    }
}
