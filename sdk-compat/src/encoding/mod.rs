//! Go's packages under `encoding`.

pub mod base64;
pub mod binary;
pub mod hex;
pub mod json;
