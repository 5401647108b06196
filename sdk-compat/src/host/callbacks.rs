//! What the host calls: finds the context that a callback is for and passes it on.
//!
//! No borrow is held while a plugin's code runs: a host call made there may lead the host straight into another callback.
//! A callback about a context that does not exist is dropped and logged; Go panics there.

use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::rc::Rc;

use super::epoch;
use crate::ids::{self, IdMap};
use crate::panics::go_panics;
use crate::types::{Action, ActionContinue, HttpContext, PeerType, PluginContext, TcpContext, VMContext};

/// Told the outcome of an HTTP call: the number of headers, the size of the body in bytes, the number of trailers.
pub(crate) type HttpCallback = Box<dyn FnOnce(i64, i64, i64)>;

/// Told the outcome of a Redis call: the status, 0 for success, and the size of the reply in bytes.
pub(crate) type RedisCallback = Box<dyn FnOnce(i64, i64)>;

/// A callback that waits for its answer, and the context that asked.
struct Waiting<C> {
    caller: u32,
    callback: C,
}

struct Root {
    context: Rc<dyn PluginContext>,
    http: IdMap<Waiting<HttpCallback>>,
    redis: IdMap<Waiting<RedisCallback>>,
}

#[derive(Clone)]
enum Context {
    Http(Rc<dyn HttpContext>),
    Tcp(Rc<dyn TcpContext>),
}

struct Stream {
    context: Context,
    root: u32,
    /// The calls whose callbacks have not run, or run now.
    calls: Cell<u32>,
}

struct Vm {
    context: RefCell<Option<Rc<dyn VMContext>>>,
    /// By id. They are few, one for each configuration, so they need no map.
    roots: RefCell<Vec<(u32, Root)>>,
    streams: RefCell<IdMap<Stream>>,
    /// The context whose callback runs.
    active: Cell<u32>,
}

thread_local! {
    // Never dropped, so that no destructor has to be registered.
    static VM: ManuallyDrop<Vm> = const {
        ManuallyDrop::new(Vm {
            context: RefCell::new(None),
            roots: RefCell::new(Vec::new()),
            streams: RefCell::new(ids::new()),
            active: Cell::new(0),
        })
    };
}

impl Vm {
    fn activate(&self, context_id: u32) {
        self.active.set(context_id);
        epoch::advance();
    }

    fn root(&self, root_id: u32) -> Option<Rc<dyn PluginContext>> {
        self.with_root(root_id, |root| Rc::clone(&root.context))
    }

    fn stream(&self, context_id: u32) -> Option<Context> {
        self.streams
            .borrow()
            .get(context_id)
            .map(|stream| stream.context.clone())
    }

    fn http(&self, context_id: u32) -> Option<Rc<dyn HttpContext>> {
        match self.stream(context_id)? {
            Context::Http(context) => Some(context),
            Context::Tcp(_) => None,
        }
    }

    fn tcp(&self, context_id: u32) -> Option<Rc<dyn TcpContext>> {
        match self.stream(context_id)? {
            Context::Tcp(context) => Some(context),
            Context::Http(_) => None,
        }
    }

    /// Runs `change` on the root context with this id.
    fn with_root<T>(&self, root_id: u32, change: impl FnOnce(&mut Root) -> T) -> Option<T> {
        let mut roots = self.roots.borrow_mut();
        roots
            .iter_mut()
            .find(|(id, _)| *id == root_id)
            .map(|(_, root)| change(root))
    }

    /// Runs `change` on the root context that `context_id` is, or belongs to.
    fn with_root_of<T>(&self, context_id: u32, change: impl FnOnce(&mut Root) -> T) -> Option<T> {
        let root_id = self
            .streams
            .borrow()
            .get(context_id)
            .map_or(context_id, |stream| stream.root);
        self.with_root(root_id, change)
    }

    /// Changes the number of calls that a stream waits for.
    fn count_calls(&self, context_id: u32, change: fn(u32, u32) -> u32) {
        if let Some(stream) = self.streams.borrow().get(context_id) {
            stream.calls.set(change(stream.calls.get(), 1));
        }
    }

    /// Takes the root context with this id out.
    fn take_root(&self, root_id: u32) -> Option<Root> {
        let mut roots = self.roots.borrow_mut();
        let at = roots.iter().position(|(id, _)| *id == root_id)?;
        Some(roots.swap_remove(at).1)
    }

    /// Makes the context that made a call the active and the effective one, unless it is gone by now.
    fn return_to(&self, caller: u32) -> bool {
        self.activate(caller);
        let alive = self.streams.borrow().get(caller).is_some() || self.with_root(caller, |_| ()).is_some();
        if alive {
            super::set_effective_context(caller);
        }
        alive
    }
}

/// Makes `context` the one that the host's callbacks start from.
pub(crate) fn set_vm_context(context: Rc<dyn VMContext>) {
    VM.with(|vm| vm.context.replace(Some(context)));
}

/// The context that the host's callbacks start from.
pub(crate) fn vm_context() -> Option<Rc<dyn VMContext>> {
    VM.with(|vm| vm.context.borrow().clone())
}

/// The context of an HTTP stream.
pub(crate) fn http_context(context_id: u32) -> Option<Rc<dyn HttpContext>> {
    VM.with(|vm| vm.http(context_id))
}

/// Drops every context but that of the VM, as if the module had just been loaded.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn forget_contexts() {
    VM.with(|vm| {
        let streams = vm.streams.replace(ids::new());
        let roots = vm.roots.take();
        vm.active.set(0);
        drop((streams, roots));
    });
}

/// The configuration that a stream gets, where its context has one.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn match_config(context_id: u32) -> Option<Result<crate::Any, crate::Error>> {
    let context = VM.with(|vm| {
        vm.activate(context_id);
        vm.http(context_id)
    });
    context?.any_match_config()
}

/// Keeps `callback` until the answer with this token comes.
pub(crate) fn expect_http_answer(token: u32, callback: HttpCallback) {
    expect(|root| &mut root.http, token, callback);
}

/// Keeps `callback` until the Redis reply with this token comes.
pub(crate) fn expect_redis_answer(token: u32, callback: RedisCallback) {
    expect(|root| &mut root.redis, token, callback);
}

fn expect<C>(table: fn(&mut Root) -> &mut IdMap<Waiting<C>>, token: u32, callback: C) {
    VM.with(|vm| {
        let caller = vm.active.get();
        vm.count_calls(caller, u32::saturating_add);
        let mut waiting = Some(Waiting { caller, callback });
        let previous = vm.with_root_of(caller, |root| {
            waiting.take().and_then(|waiting| table(root).insert(token, waiting))
        });
        // Only now that nothing is borrowed: dropping what a callback holds runs the plugin's code.
        drop((previous, waiting));
    });
}

/// Whether a callback of a call that the stream made is still to run, or runs.
pub(crate) fn waits_for_answers(context_id: u32) -> bool {
    VM.with(|vm| {
        let streams = vm.streams.borrow();
        streams.get(context_id).is_some_and(|stream| stream.calls.get() != 0)
    })
}

/// The context whose callback begins; when there is none, says so. Not inlined, as every callback begins here.
#[inline(never)]
fn enter<C>(context_id: u32, find: fn(&Vm, u32) -> Option<C>, missing: &'static str) -> Option<C> {
    let context = VM.with(|vm| {
        let context = find(vm, context_id)?;
        vm.activate(context_id);
        Some(context)
    });
    if context.is_none() {
        go_panics(missing);
    }
    context
}

/// The callback of the context ends. Dropping it may run the plugin's code.
#[inline(never)]
fn leave<C: ?Sized>(context: Rc<C>) {
    drop(context);
    epoch::advance();
}

/// The VM starts. False when no plugin installed itself, or it refuses.
pub fn on_vm_start(configuration_size: usize) -> bool {
    vm_context().is_some_and(|context| context.OnVMStart(configuration_size as i64).0)
}

/// A context begins: a plugin configuration when `root_id` is 0, else a stream of that configuration.
pub fn on_context_create(context_id: u32, root_id: u32) {
    if root_id == 0 {
        create_root(context_id);
    } else {
        create_stream(context_id, root_id);
    }
}

fn create_root(context_id: u32) {
    let Some(context) = vm_context() else { return };
    epoch::advance();
    let context = context.NewPluginContext(context_id);
    let (http, redis) = (ids::new(), ids::new());
    // A context that had the id is dropped last, when nothing is borrowed: dropping runs the plugin's code.
    let _previous = VM.with(|vm| {
        let previous = vm.take_root(context_id);
        vm.roots.borrow_mut().push((context_id, Root { context, http, redis }));
        previous
    });
}

fn create_stream(context_id: u32, root_id: u32) {
    let Some(root) = VM.with(|vm| vm.root(root_id)) else {
        return go_panics("invalid plugin context id");
    };
    epoch::advance();
    let context = root
        .NewHttpContext(context_id)
        .map(Context::Http)
        .or_else(|| root.NewTcpContext(context_id).map(Context::Tcp));
    let Some(context) = context else {
        return go_panics("invalid context id on proxy_on_context_create");
    };
    let calls = Cell::new(0);
    let stream = Stream {
        context,
        root: root_id,
        calls,
    };
    let previous = VM.with(|vm| vm.streams.borrow_mut().insert(context_id, stream));
    if previous.is_some() {
        go_panics("context id duplicated");
    }
}

fn on_root<T>(root_id: u32, missing: &'static str, otherwise: T, call: impl FnOnce(&dyn PluginContext) -> T) -> T {
    let Some(root) = enter(root_id, Vm::root, missing) else {
        return otherwise;
    };
    let answer = call(&*root);
    leave(root);
    answer
}

/// A plugin gets its configuration. False when it refuses it.
pub fn on_configure(root_id: u32, configuration_size: usize) -> bool {
    let missing = "invalid context on proxy_on_configure";
    on_root(root_id, missing, false, |root| {
        root.OnPluginStart(configuration_size as i64).0
    })
}

/// The tick period passed.
pub fn on_tick(root_id: u32) {
    on_root(root_id, "invalid root_context_id", (), |root| root.OnTick());
}

/// A shared queue has an item.
pub fn on_queue_ready(root_id: u32, queue_id: u32) {
    on_root(root_id, "invalid context", (), |root| root.OnQueueReady(queue_id));
}

fn on_tcp<T>(context_id: u32, otherwise: T, call: impl FnOnce(&dyn TcpContext) -> T) -> T {
    let Some(connection) = enter(context_id, Vm::tcp, "invalid context") else {
        return otherwise;
    };
    let answer = call(&*connection);
    leave(connection);
    answer
}

/// A client is connected.
pub fn on_new_connection(context_id: u32) -> u32 {
    on_tcp(context_id, ActionContinue, |connection| connection.OnNewConnection()).0
}

/// Data from the client is there; the size is in bytes.
pub fn on_downstream_data(context_id: u32, size: usize, end_of_stream: bool) -> u32 {
    let call = |connection: &dyn TcpContext| connection.OnDownstreamData(size as i64, end_of_stream);
    on_tcp(context_id, ActionContinue, call).0
}

/// The connection to the client is closed, by the end with this number.
pub fn on_downstream_close(context_id: u32, peer: u32) {
    on_tcp(context_id, (), |connection| {
        connection.OnDownstreamClose(PeerType(peer))
    });
}

/// Data from the upstream host is there; the size is in bytes.
pub fn on_upstream_data(context_id: u32, size: usize, end_of_stream: bool) -> u32 {
    let call = |connection: &dyn TcpContext| connection.OnUpstreamData(size as i64, end_of_stream);
    on_tcp(context_id, ActionContinue, call).0
}

/// The connection to the upstream host is closed, by the end with this number.
pub fn on_upstream_close(context_id: u32, peer: u32) {
    on_tcp(context_id, (), |connection| connection.OnUpstreamClose(PeerType(peer)));
}

fn on_http(context_id: u32, missing: &'static str, call: impl FnOnce(&dyn HttpContext) -> Action) -> u32 {
    let Some(stream) = enter(context_id, Vm::http, missing) else {
        return ActionContinue.0;
    };
    let action = call(&*stream);
    leave(stream);
    action.0
}

/// Request headers are there.
pub fn on_request_headers(context_id: u32, count: usize, end_of_stream: bool) -> u32 {
    let missing = "invalid context on proxy_on_request_headers";
    on_http(context_id, missing, |stream| {
        stream.OnHttpRequestHeaders(count as i64, end_of_stream)
    })
}

/// A part of the request body is there; the size is in bytes.
pub fn on_request_body(context_id: u32, size: usize, end_of_stream: bool) -> u32 {
    let missing = "invalid context on proxy_on_request_body";
    on_http(context_id, missing, |stream| {
        stream.OnHttpRequestBody(size as i64, end_of_stream)
    })
}

/// Request trailers are there.
pub fn on_request_trailers(context_id: u32, count: usize) -> u32 {
    let missing = "invalid context on proxy_on_request_trailers";
    on_http(context_id, missing, |stream| stream.OnHttpRequestTrailers(count as i64))
}

/// What Go says of every response callback.
const NO_RESPONSE: &str = "invalid context id on proxy_on_response_headers";

/// Response headers are there.
pub fn on_response_headers(context_id: u32, count: usize, end_of_stream: bool) -> u32 {
    on_http(context_id, NO_RESPONSE, |stream| {
        stream.OnHttpResponseHeaders(count as i64, end_of_stream)
    })
}

/// A part of the response body is there; the size is in bytes.
pub fn on_response_body(context_id: u32, size: usize, end_of_stream: bool) -> u32 {
    on_http(context_id, NO_RESPONSE, |stream| {
        stream.OnHttpResponseBody(size as i64, end_of_stream)
    })
}

/// Response trailers are there.
pub fn on_response_trailers(context_id: u32, count: usize) -> u32 {
    on_http(context_id, NO_RESPONSE, |stream| {
        stream.OnHttpResponseTrailers(count as i64)
    })
}

/// Runs the callback of an answered call, unless the stream that asked is gone.
fn answered<C>(
    root_id: u32,
    no_root: &'static str,
    take: impl FnOnce(&mut Root) -> Option<Waiting<C>>,
    run: impl FnOnce(C),
) {
    let Some(waiting) = VM.with(|vm| vm.with_root(root_id, take)) else {
        return go_panics(no_root);
    };
    let Some(Waiting { caller, callback }) = waiting else {
        return go_panics("invalid callout id");
    };
    if VM.with(|vm| vm.return_to(caller)) {
        run(callback);
        VM.with(|vm| vm.count_calls(caller, u32::saturating_sub));
        epoch::advance();
    }
}

/// The answer to an HTTP call is there. It is dropped when the stream that asked is gone.
pub fn on_http_call_response(root_id: u32, token: u32, headers: usize, body_size: usize, trailers: usize) {
    let no_root = "http_call_response on invalid plugin context";
    let run = |callback: HttpCallback| callback(headers as i64, body_size as i64, trailers as i64);
    answered(root_id, no_root, |root| root.http.remove(token), run);
}

/// The reply to a Redis call is there. It is dropped when the stream that asked is gone.
pub fn on_redis_call_response(root_id: u32, token: u32, status: i32, response_size: usize) {
    let no_root = "redis_call_response on invalid plugin context";
    let run = |callback: RedisCallback| callback(status.into(), response_size as i64);
    answered(root_id, no_root, |root| root.redis.remove(token), run);
}

/// A stream is over, and its access log is about to be written.
pub fn on_log(context_id: u32) {
    let Some(stream) = VM.with(|vm| vm.stream(context_id)) else {
        return;
    };
    VM.with(|vm| vm.activate(context_id));
    match stream {
        Context::Http(stream) => {
            stream.OnHttpStreamDone();
            leave(stream);
        }
        Context::Tcp(connection) => {
            connection.OnStreamDone();
            leave(connection);
        }
    }
}

/// A context is about to be dropped. False holds that back.
pub fn on_done(context_id: u32) -> bool {
    let Some(root) = VM.with(|vm| vm.root(context_id)) else {
        return true;
    };
    VM.with(|vm| vm.activate(context_id));
    root.OnPluginDone()
}

/// A context is gone.
pub fn on_delete(context_id: u32) {
    let gone = VM.with(|vm| {
        let stream = vm.streams.borrow_mut().remove(context_id);
        (stream, vm.take_root(context_id))
    });
    if let (None, None) = &gone {
        go_panics("invalid context on proxy_on_delete");
    }
    // Dropped when nothing is borrowed: dropping runs the plugin's code.
    drop(gone);
}
