//! A plugin from its handlers: its options, its configuration, and the way of a stream through its handlers.

mod context;
mod option;
mod plugin;
mod plugin_id;
mod stream;
mod tick;
mod vm;

pub use context::*;
pub use option::*;
pub use plugin::PluginContext;
pub use plugin_id::PluginIDKey;
pub use tick::RegisterTickFunc;
pub use tick::register_tick_func;
pub use vm::*;
