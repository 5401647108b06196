//! A plugin from its handlers: its options, its configuration, and the way of a stream through its handlers.

mod attribute;
mod context;
mod handlers;
mod lease;
mod option;
mod plugin;
mod plugin_id;
mod promoted;
mod recover;
mod route;
mod stream;
mod tick;
mod vm;

#[cfg(all(target_arch = "wasm32", panic = "unwind"))]
pub(crate) use recover::recovers;

pub use attribute::*;
pub use context::*;
pub use handlers::*;
pub use lease::{ConfigStoreLeaderKey, Lease, VMLeaseKeyPrefix};
pub use option::*;
pub use plugin::{CommonPluginCtx, PluginContext};
pub use plugin_id::PluginIDKey;
pub use route::RouteResponseCallback;
pub use stream::CommonHttpCtx;
pub use tick::{RegisterTickFunc, TickFuncEntry, register_tick_func};
pub use vm::*;
