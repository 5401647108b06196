//! The Go SDK for Higress plugins, name for name, in Rust.
//!
//! A Go plugin is ported line for line: every identifier stands here under its Go spelling, in a module named like its Go
//! package, and functions and methods have their Rust spelling too (`wrapper::SetCtx` is also `wrapper::set_ctx`). Search
//! this documentation by the Go name.
//!
//! - [**Go to Rust**](go_to_rust): every idiom of Go plugins beside its port.
//! - [`test`](mod@test): unit tests of a plugin without a gateway, method for method as in Go.
//! - [Parity](parity): how many names of each Go package are here.
//! - [How Go's types look here](#how-gos-types-look-here), [errors](#errors), [deploying](#deploying).
//!
//! ```
//! use sdk_compat::log::Log;
//! use sdk_compat::types::{self, Action};
//! use sdk_compat::wrapper::{self, HttpContext};
//! use sdk_compat::{Config, Error, args, gjson, headers, proxywasm};
//!
//! #[sdk_compat::init]
//! fn init() {
//!     wrapper::SetCtx(
//!         "greeter",
//!         [wrapper::ParseConfigBy(parse_config), wrapper::ProcessRequestHeadersBy(on_http_request_headers)],
//!     );
//! }
//!
//! #[derive(Default)]
//! struct GreeterConfig {
//!     greeting: sdk_compat::Str,
//! }
//!
//! fn parse_config(json: gjson::Result, config: &mut GreeterConfig, _log: Log) -> Result<(), Error> {
//!     config.greeting = json.Get("greeting").String();
//!     if config.greeting.is_empty() {
//!         return Err(Error::new("missing greeting in config"));
//!     }
//!     Ok(())
//! }
//!
//! fn on_http_request_headers(ctx: HttpContext, config: Config<GreeterConfig>, log: Log) -> Action {
//!     log.Infof("greeting %s", args![ctx.Path()]);
//!     if let Some(err) = proxywasm::SendHttpResponse(200, headers![["x-greeter", "1"]], &config.greeting, -1) {
//!         log.Errorf("cannot answer: %v", args![err]);
//!     }
//!     types::ActionContinue
//! }
//! ```
//!
//! # How Go's types look here
//!
//! | Go | here |
//! |---|---|
//! | `string` | [`Str`]: shared bytes, UTF-8 or not |
//! | `[]byte` | `Vec<u8>`; as a parameter anything that is bytes |
//! | `int`, `int64` | `i64`, also on Wasm, where Rust's `isize` has 32 bits |
//! | `interface{}` | [`Any`] |
//! | `...interface{}` | one last argument, [`args!`] |
//! | `[][2]string` | `&[[Str; 2]]`, written with [`headers!`]; `nil` is `&[]` |
//! | `error` | [`Error`], see below |
//! | the configuration in a handler | [`Config`] |
//! | a closure | a `move` closure, with [`clone!`] before it for what it shares with others |
//!
//! # Errors
//!
//! What Go returns as `(value, error)` is a `Result<value, Error>` here. A call whose only result is an `error` returns
//! `Option<Error>`, where `None` is Go's nil. That holds for every call to the host and for every client, so that a port may
//! ignore the error where the Go code does, as most do of `AddHttpRequestHeader`, without a warning at each place:
//! `if err := f(); err != nil` becomes `if let Some(err) = f()`, and `return f()` becomes `f().map_or(Ok(()), Err)`.
//! Handlers that can fail, such as a parser, return `Result<(), Error>`, so that `?` works in them.
//!
//! # Deploying
//!
//! A plugin is a `cdylib`, built for `wasm32-wasip1` in release with `panic = "abort"`. The one module loads on Higress, with
//! its full semantics, and on any other proxy-wasm host of ABI 0.2.1: it names both ABIs, and it imports only the host
//! functions that the plugin uses. What only Higress has is said to be so where it is documented; a host without it does not
//! load a module that imports it. With the feature `portable` of this crate a plugin imports nothing of the kind: it loads on
//! every host, and on every host, Higress included, those calls fail, with [`types::ErrorUnimplemented`] where Go passes on
//! what the host answers, as the commands of a Redis client do. Of the two hosts, only Higress lets `HeaderStopIteration` hold
//! the headers while a body passes, unless the other one is told to: see [`types::HeaderStopIteration`].
//!
//! A panic traps, and the VM is lost with it. The script `recovering` beside this crate's manifest builds a module that
//! recovers from a panic in a handler of a stream, logs it, and lets the request go on, as wasm-go does.
//!
//! # The host
//!
//! A module imports only the host functions that its plugin uses. Natively compiled tests run on a
//! host that plays Envoy's part: see [`mod@test`].
#![cfg_attr(
    all(target_arch = "wasm32", panic = "unwind"),
    feature(asm_experimental_arch),
    allow(unstable_features)
)]
#![allow(non_upper_case_globals, reason = "constants have their Go spelling")]
#![warn(clippy::missing_errors_doc, clippy::missing_panics_doc)]

// What the derives of this crate write names the crate.
extern crate self as sdk_compat;

mod any;
pub mod bytes;
pub mod cmp;
mod config;
pub mod crypto;
pub mod encoding;
mod error;
pub mod errors;
pub mod fmt;
pub mod gjson;
pub mod go;
#[cfg(any(doc, doctest))]
#[doc = include_str!("../docs/go-to-rust.md")]
#[doc(alias(
    "guide", "port", "idiom", "regexp", "sort", "append", "map", "range", "defer", "iota", "switch", "bytes"
))]
pub mod go_to_rust {}
pub mod hash;
pub mod host;
pub mod http;
mod ids;
pub mod iface;
pub mod io;
pub mod log;
pub mod maps;
pub mod matcher;
pub mod math;
pub mod mime;
pub mod net;
mod panics;
pub mod path;
pub mod properties;
#[cfg(doc)]
#[doc = include_str!("../PARITY.md")]
pub mod parity {}
#[cfg(not(target_arch = "wasm32"))]
pub mod proxytest;
pub mod proxywasm;
pub mod rand;
pub mod regexp;
pub mod resp;
mod runes;
pub mod sjson;
pub mod slices;
pub mod sort;
mod str;
pub mod strconv;
pub mod strings;
#[cfg(not(target_arch = "wasm32"))]
pub mod test;
pub mod time;
pub mod tokenusage;
pub mod types;
pub mod unicode;
pub mod url;
pub mod utf8;
pub mod uuid;
pub mod wrapper;

pub use any::{Any, List, Map};
pub use config::Config;
pub use error::Error;
#[doc(hidden)]
pub use error::FixedError;
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
#[doc(alias("string", "nil"))]
#[macro_export]
macro_rules! headers {
    ($([$name:expr, $value:expr]),* $(,)?) => {
        &[$([$crate::Str::from($name), $crate::Str::from($value)]),*] as &[[$crate::Str; 2]]
    };
}

/// A closure with clones of its own of what it shares: `clone!(config, name => move |status| …)`.
///
/// ```
/// use sdk_compat::{Str, clone};
/// let name = Str::from("echo");
/// let call = clone!(name => move || name.len());
/// assert_eq!(call(), name.len());
/// ```
#[doc(alias("closure", "func", "capture"))]
#[macro_export]
macro_rules! clone {
    ($($name:ident),+ => $closure:expr $(,)?) => {{
        $(let $name = $name.clone();)+
        $closure
    }};
}
