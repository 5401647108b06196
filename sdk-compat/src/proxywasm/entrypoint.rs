//! What a plugin installs for the host's callbacks to start from. Most plugins use `wrapper::SetCtx`.

use std::rc::Rc;

use crate::go;
use crate::host::callbacks;
use crate::types::{
    HttpContext, HttpContextFactory, PluginContext, PluginContextFactory, TcpContext, TcpContextFactory, VMContext,
};

/// Makes `context` the one that the host's callbacks start from.
#[go]
pub fn SetVMContext(context: Rc<dyn VMContext>) {
    callbacks::set_vm_context(context);
}

/// The context that the host's callbacks start from; none before one is set.
#[go]
pub fn GetVMContext() -> Option<Rc<dyn VMContext>> {
    callbacks::vm_context()
}

/// The context of the HTTP stream with this id; none when there is no such stream, or it is over.
#[go]
pub fn GetHttpContext(context_id: u32) -> Option<Rc<dyn HttpContext>> {
    callbacks::http_context(context_id)
}

/// Installs a plugin by what makes its plugin contexts.
#[go]
pub fn SetPluginContext(new_plugin_context: impl Fn(u32) -> Rc<dyn PluginContext> + 'static) {
    SetVMContext(Rc::new(Plugins(Box::new(new_plugin_context))));
}

/// Installs a plugin by what makes the contexts of its HTTP streams.
#[go]
pub fn SetHttpContext(new_http_context: impl Fn(u32) -> Rc<dyn HttpContext> + 'static) {
    let plugin = Rc::new(HttpPlugin(Box::new(new_http_context)));
    SetPluginContext(move |_| Rc::clone(&plugin) as Rc<dyn PluginContext>);
}

/// Installs a plugin by what makes the contexts of its TCP connections. (In Go such a plugin panics at its first
/// connection, because there is nothing that makes contexts of HTTP streams.)
#[go]
pub fn SetTcpContext(new_tcp_context: impl Fn(u32) -> Rc<dyn TcpContext> + 'static) {
    let plugin = Rc::new(TcpPlugin(Box::new(new_tcp_context)));
    SetPluginContext(move |_| Rc::clone(&plugin) as Rc<dyn PluginContext>);
}

struct Plugins(Box<PluginContextFactory>);

impl VMContext for Plugins {
    fn NewPluginContext(&self, context_id: u32) -> Rc<dyn PluginContext> {
        (self.0)(context_id)
    }
}

struct HttpPlugin(Box<HttpContextFactory>);

impl PluginContext for HttpPlugin {
    fn NewHttpContext(&self, context_id: u32) -> Option<Rc<dyn HttpContext>> {
        Some((self.0)(context_id))
    }
}

struct TcpPlugin(Box<TcpContextFactory>);

impl PluginContext for TcpPlugin {
    fn NewTcpContext(&self, context_id: u32) -> Option<Rc<dyn TcpContext>> {
        Some((self.0)(context_id))
    }
}
