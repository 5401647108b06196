//! The proxy-wasm ABI as data: host functions and signatures, enumerations, wire formats, host profiles.

pub mod arguments;
pub mod callbacks;
mod enums;
pub mod functions;
pub mod hosts;
pub mod wire;

pub use enums::{BufferType, LogLevel, MapType, MetricType, Status, StreamType};
