//! Go's package `properties`: what the host knows of a request, its connections, its route and the node, decoded.
//!
//! A getter returns the host's error, `types::ErrorStatusNotFound` above all, where there is no such value, and the zero
//! value where Go panics because the value is cut short.

mod connection;
mod pilot;
mod proxyconfig;
mod request;
mod response;
mod serialization;
mod types;
mod upstream;
mod util;
mod wasm;
mod xds;

pub use connection::*;
pub use pilot::*;
pub use proxyconfig::*;
pub use request::*;
pub use response::*;
pub use types::*;
pub use upstream::*;
pub use wasm::*;
pub use xds::*;

/// Getters, each with its result, the kind of value that the host has and the path to it.
macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident -> $result:ty = $kind:ident[$($part:literal),+];)*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// Those of [`GetProperty`](crate::proxywasm::GetProperty), and where the value is none of this kind.
        #[$crate::go]
        pub fn $name() -> Result<$result, $crate::Error> {
            $crate::properties::util::$kind(&[$($part),+])
        }
    )*};
}
use getters;
