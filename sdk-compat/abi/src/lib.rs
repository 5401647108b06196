//! The proxy-wasm ABI as data: host functions and signatures, enumerations, wire formats, host profiles.

pub mod functions;
pub mod hosts;
