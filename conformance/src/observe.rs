//! What a user of the gateway could notice of one case, as text that can be compared and shown.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What kind of thing was observed; the order is the order of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Whether the plugin accepted its configuration.
    Start,
    /// Status, headers in order, body and trailers as the client got them, or how it did not.
    ClientResponse,
    /// What reached the upstream.
    UpstreamRequest,
    /// What reached a called-out service.
    Callout,
    /// The commands that reached Redis.
    RedisCommands,
    /// The keys and values that Redis holds at the end.
    RedisKeys,
    /// The lines that the plugin logged, with their levels.
    Log,
    /// Filter state that the plugin left on a stream.
    FilterState,
    /// What the plugin counted and measured: its metrics in Envoy's statistics.
    Metrics,
    /// Envoy's response flags and response code details.
    ResponseFlags,
    /// Traps of the module.
    Trap,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 11] = [
        Kind::Start,
        Kind::ClientResponse,
        Kind::UpstreamRequest,
        Kind::Callout,
        Kind::RedisCommands,
        Kind::RedisKeys,
        Kind::Log,
        Kind::FilterState,
        Kind::Metrics,
        Kind::ResponseFlags,
        Kind::Trap,
    ];

    /// What was observed, in words.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Start => "start",
            Kind::ClientResponse => "client response",
            Kind::UpstreamRequest => "upstream request",
            Kind::Callout => "call-out",
            Kind::RedisCommands => "Redis commands",
            Kind::RedisKeys => "Redis keys",
            Kind::Log => "log",
            Kind::FilterState => "filter state",
            Kind::Metrics => "metrics",
            Kind::ResponseFlags => "response flags",
            Kind::Trap => "trap",
        }
    }
}

/// One observation: a heading and its lines. Bytes that are no printable UTF-8 stand as `\xNN`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Observation {
    /// What was observed.
    pub kind: Kind,
    /// Where: `request 2`, `call-out 1 to outbound|80||token.static`.
    pub place: String,
    /// The observation, line by line.
    pub lines: Vec<String>,
}

/// What shows that a case really ran.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Evidence {
    /// The requests that Envoy logged as served.
    pub served: usize,
    /// How often each callback of the module was entered.
    pub callbacks: BTreeMap<String, u64>,
    /// The body sizes that the plugin's body callbacks were given, in order (bytes).
    pub body_chunks: Vec<u64>,
    /// What Envoy said of each trap, with the backtrace; it names functions as each toolchain does.
    pub traps: Vec<String>,
    /// What guides the search for further cases.
    #[serde(skip)]
    pub trail: Trail,
}

/// How far into the module a case came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trail {
    /// Whether the module brought its Envoy down.
    pub is_fatal: bool,
    /// The edges that no case before reached in the same VM, where the module counts them.
    pub edges: Vec<u32>,
    /// The clusters to which the host refused a call-out.
    pub clusters: BTreeSet<String>,
}

/// What one build did in one case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Everything observed, sorted by kind, then in order of appearance.
    pub observations: Vec<Observation>,
    /// What shows that it ran.
    pub evidence: Evidence,
    /// The build refused its configuration.
    pub refused: bool,
}
