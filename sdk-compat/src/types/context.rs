//! The contexts through which the host's callbacks reach a plugin. Most plugins never see them: `wrapper::SetCtx`
//! installs contexts of its own.

use std::rc::Rc;

use super::{Action, ActionContinue};
use crate::Any;

/// Whether the VM can be used.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct OnVMStartStatus(pub bool);

/// The VM can be used.
pub const OnVMStartStatusOK: OnVMStartStatus = OnVMStartStatus(true);
/// The VM cannot be used.
pub const OnVMStartStatusFailed: OnVMStartStatus = OnVMStartStatus(false);

/// Whether the plugin accepts its configuration.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct OnPluginStartStatus(pub bool);

/// The plugin accepts its configuration.
pub const OnPluginStartStatusOK: OnPluginStartStatus = OnPluginStartStatus(true);
/// The plugin refuses its configuration.
pub const OnPluginStartStatusFailed: OnPluginStartStatus = OnPluginStartStatus(false);

/// The one context of a VM; every plugin configuration that runs in it has a [`PluginContext`] of its own.
#[allow(non_snake_case)]
pub trait VMContext {
    /// The VM starts; its configuration has `vm_configuration_size` bytes.
    fn OnVMStart(&self, vm_configuration_size: i64) -> OnVMStartStatus {
        let _ = vm_configuration_size;
        OnVMStartStatusOK
    }

    /// The context of a plugin configuration.
    fn NewPluginContext(&self, context_id: u32) -> Rc<dyn PluginContext> {
        let _ = context_id;
        Rc::new(DefaultPluginContext)
    }
}

/// The context of one plugin configuration.
#[allow(non_snake_case)]
pub trait PluginContext {
    /// The plugin starts; its configuration has `plugin_configuration_size` bytes.
    fn OnPluginStart(&self, plugin_configuration_size: i64) -> OnPluginStartStatus {
        let _ = plugin_configuration_size;
        OnPluginStartStatusOK
    }

    /// The host is about to drop the plugin; false holds that back until `proxywasm::PluginDone`.
    fn OnPluginDone(&self) -> bool {
        true
    }

    /// A shared queue registered by this plugin has an item.
    fn OnQueueReady(&self, queue_id: u32) {
        let _ = queue_id;
    }

    /// The tick period passed.
    fn OnTick(&self) {}

    /// The context of a new HTTP stream; none if the plugin handles no HTTP.
    fn NewHttpContext(&self, context_id: u32) -> Option<Rc<dyn HttpContext>> {
        let _ = context_id;
        None
    }

    /// The context of a new TCP connection; none if the plugin handles no TCP. Asked after [`Self::NewHttpContext`] had none.
    fn NewTcpContext(&self, context_id: u32) -> Option<Rc<dyn TcpContext>> {
        let _ = context_id;
        None
    }
}

/// Which end closed a connection. Any number can come; the constants name those that mean something.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(transparent)]
pub struct PeerType(pub u32);

impl From<PeerType> for Any {
    fn from(peer: PeerType) -> Self {
        Any::Uint(peer.0.into())
    }
}

/// It is not known which end.
pub const PeerTypeUnknown: PeerType = PeerType(0);
/// The proxy itself.
pub const PeerTypeLocal: PeerType = PeerType(1);
/// The client, or the upstream host.
pub const PeerTypeRemote: PeerType = PeerType(2);

/// The context of one TCP connection. Sizes are in bytes.
#[allow(non_snake_case)]
pub trait TcpContext {
    /// The client is connected.
    fn OnNewConnection(&self) -> Action {
        ActionContinue
    }

    /// Data from the client is there.
    fn OnDownstreamData(&self, data_size: i64, end_of_stream: bool) -> Action {
        let _ = (data_size, end_of_stream);
        ActionContinue
    }

    /// The connection to the client is closed.
    fn OnDownstreamClose(&self, peer_type: PeerType) {
        let _ = peer_type;
    }

    /// Data from the upstream host is there.
    fn OnUpstreamData(&self, data_size: i64, end_of_stream: bool) -> Action {
        let _ = (data_size, end_of_stream);
        ActionContinue
    }

    /// The connection to the upstream host is closed.
    fn OnUpstreamClose(&self, peer_type: PeerType) {
        let _ = peer_type;
    }

    /// The connection is over, and everything about it can be read for the last time.
    fn OnStreamDone(&self) {}
}

/// The context of one HTTP stream. Sizes are in bytes.
#[allow(non_snake_case)]
pub trait HttpContext {
    /// The request headers are there.
    fn OnHttpRequestHeaders(&self, num_headers: i64, end_of_stream: bool) -> Action {
        let _ = (num_headers, end_of_stream);
        ActionContinue
    }

    /// A part of the request body is there.
    fn OnHttpRequestBody(&self, body_size: i64, end_of_stream: bool) -> Action {
        let _ = (body_size, end_of_stream);
        ActionContinue
    }

    /// The request trailers are there.
    fn OnHttpRequestTrailers(&self, num_trailers: i64) -> Action {
        let _ = num_trailers;
        ActionContinue
    }

    /// The response headers are there.
    fn OnHttpResponseHeaders(&self, num_headers: i64, end_of_stream: bool) -> Action {
        let _ = (num_headers, end_of_stream);
        ActionContinue
    }

    /// A part of the response body is there.
    fn OnHttpResponseBody(&self, body_size: i64, end_of_stream: bool) -> Action {
        let _ = (body_size, end_of_stream);
        ActionContinue
    }

    /// The response trailers are there.
    fn OnHttpResponseTrailers(&self, num_trailers: i64) -> Action {
        let _ = num_trailers;
        ActionContinue
    }

    /// The stream is over, and everything about it can be read for the last time.
    fn OnHttpStreamDone(&self) {}

    /// The configuration that the stream's request gets, for hosts that live in a test; none where there is no such thing.
    #[cfg(not(target_arch = "wasm32"))]
    #[doc(hidden)]
    fn any_match_config(&self) -> Option<Result<crate::Any, crate::Error>> {
        None
    }
}

/// A VM whose plugins do nothing.
#[derive(Clone, Copy, Default, Debug)]
pub struct DefaultVMContext;

impl VMContext for DefaultVMContext {}

/// A plugin that does nothing and handles no streams.
#[derive(Clone, Copy, Default, Debug)]
pub struct DefaultPluginContext;

impl PluginContext for DefaultPluginContext {}

/// A connection that passes as it is.
#[derive(Clone, Copy, Default, Debug)]
pub struct DefaultTcpContext;

impl TcpContext for DefaultTcpContext {}

/// A stream that passes as it is.
#[derive(Clone, Copy, Default, Debug)]
pub struct DefaultHttpContext;

impl HttpContext for DefaultHttpContext {}

/// Makes the context of a plugin configuration from its id.
pub type PluginContextFactory = dyn Fn(u32) -> Rc<dyn PluginContext>;

/// Makes the context of an HTTP stream from its id.
pub type HttpContextFactory = dyn Fn(u32) -> Rc<dyn HttpContext>;

/// Makes the context of a TCP connection from its id.
pub type TcpContextFactory = dyn Fn(u32) -> Rc<dyn TcpContext>;
