//! Go's package `iface`: the contexts that handlers and parsers get, and the phases of a stream.

pub use crate::wrapper::{HTTPExecutionPhase, HttpContext, PluginContext, RouteResponseCallback};

pub use self::HTTPExecutionPhase::{DecodeData, DecodeHeader, Done, EncodeData, EncodeHeader};
