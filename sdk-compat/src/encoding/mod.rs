//! Go's packages under `encoding`.

pub(crate) mod base64;
pub mod json;
