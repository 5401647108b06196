//! What is measured: a kind of work, the request that asks for it, and what the figures are to be.

use serde_json::{Value, json};

/// A kind of work of the plugin `workloads`.
pub struct Workload {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What a request makes the plugin do.
    pub what: &'static str,
    /// The configuration of the plugin.
    pub configuration: fn() -> Value,
    /// The body of each request; a GET where there is none.
    pub body: Option<fn() -> Vec<u8>>,
    /// What it takes, counted in requests of the lightest work: so many fewer are sent.
    pub weight: usize,
    /// How many times dearer than the Rust build the Go build is to be, at least, where that was asked.
    pub go_at_least: Option<f64>,
}

/// All of them, the lightest first.
pub const WORKLOADS: [Workload; 6] = [
    Workload {
        name: "headers",
        what: "adds one header",
        configuration: || json!({"work": "headers"}),
        body: None,
        weight: 1,
        go_at_least: Some(2.5),
    },
    Workload {
        name: "rules",
        what: "adds one header where the last of 20 rules matches",
        configuration: rules,
        body: None,
        weight: 1,
        go_at_least: None,
    },
    Workload {
        name: "call-out",
        what: "asks a service and adds a header of its answer",
        configuration: || json!({"work": "call-out"}),
        body: None,
        weight: 2,
        go_at_least: Some(2.0),
    },
    Workload {
        name: "redis",
        what: "counts in Redis and adds the count as a header",
        configuration: || json!({"work": "redis"}),
        body: None,
        weight: 2,
        go_at_least: None,
    },
    Workload {
        name: "json",
        what: "reads 20 gjson paths from a body of 4 KB",
        configuration: || json!({"work": "json", "paths": PATHS}),
        body: Some(|| CHAT.to_vec()),
        weight: 2,
        go_at_least: Some(5.0),
    },
    Workload {
        name: "body",
        what: "masks a word in a body of 256 KB",
        configuration: || json!({"work": "body", "word": "secret"}),
        body: Some(long_body),
        weight: 20,
        go_at_least: Some(5.0),
    },
];

/// The host that every request is for.
pub const HOST: &str = "shop-19.example.com";

/// The body of a question to a language model.
const CHAT: &[u8] = include_bytes!("chat.json");

const PATHS: [&str; 20] = [
    "model",
    "stream",
    "temperature",
    "seed",
    "stop.1",
    "messages.#",
    "messages.0.content",
    "messages.#.role",
    "messages.#(role==\"user\").content",
    "messages.2.tool_calls.0.function.name",
    "messages.4.content",
    "tools.#.function.name",
    "tools.1.function.parameters.properties.class.enum",
    "tools.#(function.name==\"reserve\").function.parameters.required",
    "response_format.json_schema.schema.properties.prices.items.type",
    "metadata.user.id",
    "metadata.user.groups.1",
    "metadata.tags",
    "metadata.client.version",
    "metadata.missing",
];

fn rules() -> Value {
    let rule = |number: usize| json!({"_match_domain_": [format!("shop-{number}.example.com")], "work": "headers"});
    json!({"_rules_": (0..20).map(rule).collect::<Vec<_>>()})
}

/// Prose with the word in one line of twelve.
fn long_body() -> Vec<u8> {
    const LENGTH: usize = 256 * 1024;
    let line = "The quick brown fox jumps over the lazy dog, and nobody on the farm minds. ";
    let told = "It keeps its secret. ";
    [line.repeat(11), told.into()]
        .concat()
        .bytes()
        .cycle()
        .take(LENGTH)
        .collect()
}

/// What the upstream and the called service answer.
pub const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntoken: abc\r\ncontent-length: 17\r\n\r\n\
    {\"some\": \"words\"}";

/// The request that asks for a workload, as it goes over the wire.
pub fn request(workload: &Workload) -> Vec<u8> {
    let body = workload.body.map(|body| body());
    let method = if body.is_some() { "POST" } else { "GET" };
    let framing = body
        .as_ref()
        .map(|body| format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len()));
    let head = format!(
        "{method} /get?a=1 HTTP/1.1\r\nhost: {HOST}\r\nuser-agent: bench\r\naccept: */*\r\n\
         x-request-id: 6cf5a0a2-8d2b-4d3c-9c5e-2f9c3a0b7d11\r\n{}\r\n",
        framing.unwrap_or_default()
    );
    [head.into_bytes(), body.unwrap_or_default()].concat()
}
