//! `http-call` on the bare `proxy-wasm` crate, for a service of the source `ip`.

#![expect(missing_docs, reason = "the start function that the macro makes")]

use bare::Stream;
use proxy_wasm::hostcalls;
use proxy_wasm::traits::{Context, HttpContext, RootContext};
use proxy_wasm::types::{Action, ContextType, MapType};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

proxy_wasm::main! {{
    proxy_wasm::set_root_context(|_| Box::new(Root { config: Rc::default() }));
}}

#[derive(Default)]
struct Config {
    cluster: String,
    host: String,
    path: String,
    token_header: String,
}

struct Root {
    config: Rc<Config>,
}

impl Context for Root {}

impl RootContext for Root {
    fn on_configure(&mut self, _: usize) -> bool {
        let bytes = self.get_plugin_configuration().unwrap_or_default();
        let given: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let text = |name: &str| given[name].as_str().unwrap_or_default().to_owned();
        self.config = Rc::new(Config {
            cluster: format!("outbound|{}||{}.static", given["servicePort"], text("serviceName")),
            host: text("serviceName"),
            path: text("requestPath"),
            token_header: text("tokenHeader"),
        });
        bare::info("http-call", "plugin start successfully");
        true
    }

    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }

    fn create_http_context(&self, _: u32) -> Option<Box<dyn HttpContext>> {
        Some(Box::new(Plugin {
            config: self.config.clone(),
            stream: Stream::default(),
            call: String::new(),
        }))
    }
}

struct Plugin {
    config: Rc<Config>,
    stream: Stream,
    call: String,
}

impl HttpContext for Plugin {
    fn on_http_request_headers(&mut self, _: usize, _: bool) -> Action {
        self.stream.enter_request();
        let Config {
            cluster, host, path, ..
        } = &*self.config;
        self.call = bare::uuid();
        let headers = [(":method", "GET"), (":path", path), (":authority", host)];
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
            "http call start, id: {}, cluster: {cluster}, method: GET, url: {path}, headers: [][2]string{{{shown}}}, body: , timeout: 500",
            self.call
        );
        bare::info("http-call", &text);
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
        let code = headers
            .get(":status")
            .and_then(|values| values[0].parse().ok())
            .unwrap_or(502);
        let text = String::from_utf8_lossy(&body);
        let ended = format!(
            "http call end, id: {}, code: {code}, normal: true, body: {}",
            self.call,
            text.replace('\n', "\\n")
        );
        bare::info("http-call", &ended);
        if code != 200 {
            self.send_http_response(500, Vec::new(), Some(b"http call failed"));
            return;
        }
        bare::info(
            "http-call",
            &format!("http call answered, status: {code}, body: {text}"),
        );
        if let Some(token) = headers.get(&self.config.token_header.to_ascii_lowercase()) {
            let _ = hostcalls::add_map_value(MapType::HttpRequestHeaders, &self.config.token_header, &token[0]);
        }
        self.resume_http_request();
    }
}
