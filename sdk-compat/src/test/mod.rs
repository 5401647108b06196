//! Go's package `test` of wasm-go, natively only: unit tests of a plugin without a gateway.
//!
//! A test starts a host with a configuration, plays what comes from client, upstream and other services, and looks at what
//! the plugin did. `cargo test` runs it; nothing else is needed.
//!
//! ```standalone_crate
//! use sdk_compat::types::{self, Action};
//! use sdk_compat::wrapper::{self, HttpContext};
//! use sdk_compat::{Config, headers, proxywasm, test};
//!
//! #[sdk_compat::init]
//! fn init() {
//!     wrapper::SetCtx("greeter", [wrapper::ProcessRequestHeaders(on_http_request_headers)]);
//! }
//!
//! #[derive(Default)]
//! struct GreeterConfig {}
//!
//! fn on_http_request_headers(_ctx: HttpContext, _config: Config<GreeterConfig>) -> Action {
//!     proxywasm::AddHttpRequestHeader("x-greeting", "hello");
//!     types::HeaderContinue
//! }
//!
//! let (host, status) = test::NewTestHost(r#"{}"#);
//! assert_eq!(status, types::OnPluginStartStatusOK);
//! let action = host.CallOnHttpRequestHeaders(headers![[":authority", "a.com"]], &[]);
//! assert_eq!(action, types::HeaderContinue);
//! assert!(test::HasHeaderWithValue(&host.GetRequestHeaders(), "x-greeting", "hello"));
//! host.CompleteHttp();
//! ```
//!
//! The state of a plugin belongs to a thread, and `cargo test` gives every test a thread of its own: the first host of a
//! thread runs the functions under [`#[sdk_compat::init]`](macro@crate::init), as the Go program does when it begins, unless
//! the test has called [`SetCtx`](crate::wrapper::SetCtx) itself. The hosts of one thread share what these functions made,
//! such as the name and id in its log lines; [`RunTest`] begins anew. Tests outside of the plugin's crate, in `tests/`, name
//! the crate (`use my_plugin as _;`), which is then built as an `rlib` too.
//!
//! The host plays Envoy, which the host of the Go tests does not in all ways: [`proxytest`](crate::proxytest) lists how they
//! differ. A panic of the plugin ends the test.

mod cleanup;
mod host;
mod redis;
mod run;
mod utils;

pub use cleanup::*;
pub use host::*;
pub use redis::*;
pub use run::*;
pub use utils::*;
