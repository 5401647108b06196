//! The functions that a host calls in a module, beside its allocator and its initialisation.

use crate::hosts::Marker;

/// A function that a host calls. Parameters and results are 32-bit integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Callback {
    /// The name of the export.
    pub name: &'static str,
    /// The names of its parameters.
    names: &'static [&'static str],
    /// What it answers, where it answers at all.
    pub answer: Option<Answer>,
}

/// What the result of a callback means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Whether all is well.
    Switch,
    /// How the filter goes on with headers.
    Headers,
    /// How the filter goes on with data.
    Data,
    /// How the filter goes on with trailers or metadata, or with a connection.
    Rest,
}

impl Answer {
    /// The name of a result; none for a number without one.
    pub fn name(self, result: u32) -> Option<&'static str> {
        const HEADERS: &[&str] = &[
            "Continue",
            "StopIteration",
            "ContinueAndEndStream",
            "StopAllIterationAndBuffer",
            "StopAllIterationAndWatermark",
        ];
        const DATA: &[&str] = &[
            "Continue",
            "StopIterationAndBuffer",
            "StopIterationAndWatermark",
            "StopIterationNoBuffer",
        ];
        let names = match self {
            Answer::Switch => &["false", "true"],
            Answer::Headers => HEADERS,
            Answer::Data => DATA,
            Answer::Rest => &["Continue", "StopIteration"],
        };
        names.get(result as usize).copied()
    }
}

impl Callback {
    /// The count of parameters, in the ABI of a marker: the first one did not tell the end of the stream with headers.
    pub fn params(&self, marker: Marker) -> usize {
        self.names.len() - usize::from(self.is_headers() && marker == Marker::V0_1_0)
    }

    /// Whether it is given the headers of a request or a response.
    pub fn is_headers(&self) -> bool {
        ["proxy_on_request_headers", "proxy_on_response_headers"].contains(&self.name)
    }
}

impl Callback {
    /// The names of its parameters, the last of which a first ABI may lack.
    pub fn names(&self) -> &'static [&'static str] {
        self.names
    }

    /// Whether there is a result.
    pub fn result(&self) -> bool {
        self.answer.is_some()
    }
}

/// The callback with a name.
pub fn callback(name: &str) -> Option<&'static Callback> {
    CALLBACKS.iter().find(|callback| callback.name == name)
}

const fn returns(name: &'static str, names: &'static [&'static str], answer: Answer) -> Callback {
    Callback {
        name,
        names,
        answer: Some(answer),
    }
}

const fn void(name: &'static str, names: &'static [&'static str]) -> Callback {
    Callback {
        name,
        names,
        answer: None,
    }
}

/// Every callback of every host. All but the one for Redis were asked of Envoy 1.40: it refuses another signature.
pub const CALLBACKS: &[Callback] = &[
    returns("proxy_on_vm_start", &["context", "configuration_size"], Answer::Switch),
    returns("proxy_on_configure", &["context", "configuration_size"], Answer::Switch),
    void("proxy_on_tick", &["context"]),
    void("proxy_on_queue_ready", &["context", "queue"]),
    void("proxy_on_context_create", &["context", "parent"]),
    returns("proxy_on_new_connection", &["context"], Answer::Rest),
    returns(
        "proxy_on_downstream_data",
        &["context", "size", "end_of_stream"],
        Answer::Rest,
    ),
    void("proxy_on_downstream_connection_close", &["context", "peer"]),
    returns(
        "proxy_on_upstream_data",
        &["context", "size", "end_of_stream"],
        Answer::Rest,
    ),
    void("proxy_on_upstream_connection_close", &["context", "peer"]),
    returns(
        "proxy_on_request_headers",
        &["context", "headers", "end_of_stream"],
        Answer::Headers,
    ),
    returns(
        "proxy_on_request_body",
        &["context", "size", "end_of_stream"],
        Answer::Data,
    ),
    returns("proxy_on_request_trailers", &["context", "trailers"], Answer::Rest),
    returns("proxy_on_request_metadata", &["context", "elements"], Answer::Rest),
    returns(
        "proxy_on_response_headers",
        &["context", "headers", "end_of_stream"],
        Answer::Headers,
    ),
    returns(
        "proxy_on_response_body",
        &["context", "size", "end_of_stream"],
        Answer::Data,
    ),
    returns("proxy_on_response_trailers", &["context", "trailers"], Answer::Rest),
    returns("proxy_on_response_metadata", &["context", "elements"], Answer::Rest),
    void(
        "proxy_on_http_call_response",
        &["context", "call", "headers", "size", "trailers"],
    ),
    void(
        "proxy_on_grpc_receive_initial_metadata",
        &["context", "call", "headers"],
    ),
    void("proxy_on_grpc_receive", &["context", "call", "size"]),
    void(
        "proxy_on_grpc_receive_trailing_metadata",
        &["context", "call", "trailers"],
    ),
    void("proxy_on_grpc_close", &["context", "call", "status"]),
    void("proxy_on_redis_call_response", &["context", "call", "status", "size"]),
    void("proxy_on_foreign_function", &["context", "function", "size"]),
    returns("proxy_on_done", &["context"], Answer::Switch),
    void("proxy_on_log", &["context"]),
    void("proxy_on_delete", &["context"]),
];
