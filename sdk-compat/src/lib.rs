//! The Go SDK for Higress plugins, name for name, in Rust.
#![allow(non_upper_case_globals)]

mod any;
mod config;
mod error;
pub mod errors;
pub mod fmt;
pub mod gjson;
pub mod host;
mod ids;
pub mod log;
pub mod proxywasm;
mod runes;
mod str;
pub mod strconv;
pub mod types;
mod uuid;

pub use any::Any;
pub use config::Config;
pub use error::Error;
pub use sdk_compat_macros::{go, init};
pub use str::Str;

#[cfg(target_arch = "wasm32")]
use sdk_compat_marker as _;

/// The headers of a Go literal `[][2]string{…}`.
///
/// ```
/// use sdk_compat::{Str, headers};
/// let list: &[[Str; 2]] = headers![["content-type", "text/plain"], ["x-id", String::from("7")]];
/// assert_eq!(list[1][1], "7");
/// ```
#[macro_export]
macro_rules! headers {
    ($([$name:expr, $value:expr]),* $(,)?) => {
        &[$([$crate::Str::from($name), $crate::Str::from($value)]),*] as &[[$crate::Str; 2]]
    };
}
