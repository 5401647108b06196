//! The border between plugin and host: every host function the SDK calls, and every callback the host calls.
//!
//! On Wasm these are the imports and exports of the module. Natively they go to a [`Host`] that a test puts in place with
//! [`install`], and the test plays the host's part with the functions of [`callbacks`].

#[cfg(target_arch = "wasm32")]
mod higress;
#[cfg(target_arch = "wasm32")]
mod wasm;
#[cfg(target_arch = "wasm32")]
pub(crate) use higress::*;
#[cfg(target_arch = "wasm32")]
pub(crate) use wasm::*;

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::calls::*;
#[cfg(not(target_arch = "wasm32"))]
pub use native::{Host, install, on_start};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::{run_start_functions, uninstall};

pub mod callbacks;
pub(crate) mod epoch;

pub use sdk_compat_abi::{BufferType, LogLevel, MapType, MetricType, Status, StreamType};
