//! `conformance`: two builds of one proxy-wasm plugin, one real Envoy, one verdict.
//!
//! ```text
//! inspect ─ bridge ─ cases ─ testbed ─ observe ─ compare ─ report
//! ```

pub mod bench;
pub mod bridge;
pub mod cases;
pub mod compare;
pub mod configuration;
pub mod error;
pub mod files;
pub mod gateway;
pub mod generate;
pub mod inspect;
pub mod observe;
pub mod output;
pub mod pairs;
pub mod report;
#[cfg(test)]
mod schema;
pub mod serve;
pub mod testbed;
pub mod trace;
pub mod yaml;

pub use error::{Error, Result};
