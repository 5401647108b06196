//! The functions that a host calls in a module, beside its allocator and its initialisation.

use crate::hosts::Marker;

/// A function that a host calls. Parameters and results are 32-bit integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Callback {
    /// The name of the export.
    pub name: &'static str,
    /// The count of parameters.
    params: usize,
    /// Whether there is a result.
    pub result: bool,
}

impl Callback {
    /// The count of parameters, in the ABI of a marker: the first one did not tell the end of the stream with headers.
    pub fn params(&self, marker: Marker) -> usize {
        self.params - usize::from(self.is_headers() && marker == Marker::V0_1_0)
    }

    /// Whether it is given the headers of a request or a response.
    pub fn is_headers(&self) -> bool {
        ["proxy_on_request_headers", "proxy_on_response_headers"].contains(&self.name)
    }
}

/// The callback with a name.
pub fn callback(name: &str) -> Option<&'static Callback> {
    CALLBACKS.iter().find(|callback| callback.name == name)
}

const fn returns(name: &'static str, params: usize) -> Callback {
    Callback {
        name,
        params,
        result: true,
    }
}

const fn void(name: &'static str, params: usize) -> Callback {
    Callback {
        name,
        params,
        result: false,
    }
}

/// Every callback of every host. All but the one for Redis were asked of Envoy 1.40: it refuses another signature.
pub const CALLBACKS: &[Callback] = &[
    returns("proxy_on_vm_start", 2),
    returns("proxy_on_configure", 2),
    void("proxy_on_tick", 1),
    void("proxy_on_queue_ready", 2),
    void("proxy_on_context_create", 2),
    returns("proxy_on_new_connection", 1),
    returns("proxy_on_downstream_data", 3),
    void("proxy_on_downstream_connection_close", 2),
    returns("proxy_on_upstream_data", 3),
    void("proxy_on_upstream_connection_close", 2),
    returns("proxy_on_request_headers", 3),
    returns("proxy_on_request_body", 3),
    returns("proxy_on_request_trailers", 2),
    returns("proxy_on_request_metadata", 2),
    returns("proxy_on_response_headers", 3),
    returns("proxy_on_response_body", 3),
    returns("proxy_on_response_trailers", 2),
    returns("proxy_on_response_metadata", 2),
    void("proxy_on_http_call_response", 5),
    void("proxy_on_grpc_receive_initial_metadata", 3),
    void("proxy_on_grpc_receive", 3),
    void("proxy_on_grpc_receive_trailing_metadata", 3),
    void("proxy_on_grpc_close", 3),
    void("proxy_on_redis_call_response", 4),
    void("proxy_on_foreign_function", 3),
    returns("proxy_on_done", 1),
    void("proxy_on_log", 1),
    void("proxy_on_delete", 1),
];
