//! `conformance`: two builds of one proxy-wasm plugin, one real Envoy, one verdict.
//!
//! ```text
//! inspect ─ bridge ─ cases ─ testbed ─ observe ─ compare ─ report
//! ```

pub mod cases;
pub mod compare;
pub mod error;
pub mod observe;
pub mod testbed;
pub mod serve;

pub use error::{Error, Result};
