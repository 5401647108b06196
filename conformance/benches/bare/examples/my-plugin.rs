//! `my-plugin` on the bare `proxy-wasm` crate.

#![expect(missing_docs, reason = "the start function that the macro makes")]

use bare::Stream;
use proxy_wasm::hostcalls;
use proxy_wasm::traits::{Context, HttpContext, RootContext};
use proxy_wasm::types::{Action, ContextType, MapType};

proxy_wasm::main! {{
    proxy_wasm::set_root_context(|_| Box::new(Root { mock_enable: false }));
}}

struct Root {
    mock_enable: bool,
}

impl Context for Root {}

impl RootContext for Root {
    fn on_configure(&mut self, _: usize) -> bool {
        let bytes = self.get_plugin_configuration().unwrap_or_default();
        let config: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
        self.mock_enable = config["mockEnable"] == true;
        bare::info("my-plugin", "plugin start successfully");
        true
    }

    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }

    fn create_http_context(&self, _: u32) -> Option<Box<dyn HttpContext>> {
        Some(Box::new(Plugin {
            mock_enable: self.mock_enable,
            stream: Stream::default(),
        }))
    }
}

struct Plugin {
    mock_enable: bool,
    stream: Stream,
}

impl Context for Plugin {}

impl HttpContext for Plugin {
    fn on_http_request_headers(&mut self, _: usize, _: bool) -> Action {
        self.stream.enter_request();
        let _ = hostcalls::add_map_value(MapType::HttpRequestHeaders, "hello", "world");
        if self.mock_enable {
            self.send_http_response(200, Vec::new(), Some(b"hello world"));
        }
        Action::Continue
    }
}
