//! Go's packages under `encoding`.

pub mod base64;
pub mod json;
