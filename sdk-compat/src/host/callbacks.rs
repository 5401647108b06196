//! What the host calls: finds the context that a callback is for and passes it on.
//!
//! No borrow is held while a plugin's code runs: a host call made there may lead the host straight into another callback.
//! A callback about a context that does not exist, or no longer does, is dropped; Go panics there.

use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::rc::Rc;

use crate::ids::{self, IdMap};
use crate::types::{Action, ActionContinue, HttpContext, PluginContext, VMContext};

/// Told the outcome of an HTTP call: the number of headers, the size of the body in bytes, the number of trailers.
pub(crate) type HttpCallback = Box<dyn FnOnce(usize, usize, usize)>;

/// Told the outcome of a Redis call: the status, 0 for success, and the size of the reply in bytes.
pub(crate) type RedisCallback = Box<dyn FnOnce(i32, usize)>;

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

struct Stream {
    context: Rc<dyn HttpContext>,
    root: u32,
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
    fn root(&self, root_id: u32) -> Option<Rc<dyn PluginContext>> {
        let context = self.with_root(root_id, |root| Rc::clone(&root.context))?;
        self.active.set(root_id);
        Some(context)
    }

    fn stream(&self, context_id: u32) -> Option<Rc<dyn HttpContext>> {
        let stream = self
            .streams
            .borrow()
            .get(context_id)
            .map(|stream| Rc::clone(&stream.context))?;
        self.active.set(context_id);
        Some(stream)
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

    /// Takes the root context with this id out.
    fn take_root(&self, root_id: u32) -> Option<Root> {
        let mut roots = self.roots.borrow_mut();
        let at = roots.iter().position(|(id, _)| *id == root_id)?;
        Some(roots.swap_remove(at).1)
    }

    /// Makes the context that made a call the active and the effective one, unless it is gone by now.
    fn return_to(&self, caller: u32) -> bool {
        self.active.set(caller);
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

/// Keeps `callback` until the answer with this token comes.
pub(crate) fn expect_http_answer(token: u32, callback: HttpCallback) {
    VM.with(|vm| {
        let caller = vm.active.get();
        vm.with_root_of(caller, |root| root.http.insert(token, Waiting { caller, callback }))
    });
}

/// Keeps `callback` until the Redis reply with this token comes.
pub(crate) fn expect_redis_answer(token: u32, callback: RedisCallback) {
    VM.with(|vm| {
        let caller = vm.active.get();
        vm.with_root_of(caller, |root| root.redis.insert(token, Waiting { caller, callback }))
    });
}

/// The VM starts. False when no plugin installed itself, or it refuses.
pub fn on_vm_start(configuration_size: usize) -> bool {
    let context = VM.with(|vm| vm.context.borrow().clone());
    context.is_some_and(|context| context.OnVMStart(configuration_size).0)
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
    let Some(context) = VM.with(|vm| vm.context.borrow().clone()) else {
        return;
    };
    let context = context.NewPluginContext(context_id);
    let (http, redis) = (ids::new(), ids::new());
    // A context that had the id is dropped last, when nothing is borrowed: dropping runs the plugin's code.
    let _previous = VM.with(|vm| {
        let previous = vm.take_root(context_id);
        vm.roots.borrow_mut().push((context_id, Root { context, http, redis }));
        previous
    });
}

fn create_stream(context_id: u32, root: u32) {
    let context = VM
        .with(|vm| vm.root(root))
        .and_then(|root| root.NewHttpContext(context_id));
    let Some(context) = context else { return };
    let _previous = VM.with(|vm| vm.streams.borrow_mut().insert(context_id, Stream { context, root }));
}

/// A plugin gets its configuration. False when it refuses it.
pub fn on_configure(root_id: u32, configuration_size: usize) -> bool {
    let root = VM.with(|vm| vm.root(root_id));
    root.is_some_and(|root| root.OnPluginStart(configuration_size).0)
}

/// The tick period passed.
pub fn on_tick(root_id: u32) {
    if let Some(root) = VM.with(|vm| vm.root(root_id)) {
        root.OnTick();
    }
}

/// A shared queue has an item.
pub fn on_queue_ready(root_id: u32, queue_id: u32) {
    if let Some(root) = VM.with(|vm| vm.root(root_id)) {
        root.OnQueueReady(queue_id);
    }
}

fn on_stream(context_id: u32, call: impl FnOnce(Rc<dyn HttpContext>) -> Action) -> u32 {
    VM.with(|vm| vm.stream(context_id)).map_or(ActionContinue, call).0
}

/// Request headers are there.
pub fn on_request_headers(context_id: u32, count: usize, end_of_stream: bool) -> u32 {
    on_stream(context_id, |stream| stream.OnHttpRequestHeaders(count, end_of_stream))
}

/// A part of the request body is there; the size is in bytes.
pub fn on_request_body(context_id: u32, size: usize, end_of_stream: bool) -> u32 {
    on_stream(context_id, |stream| stream.OnHttpRequestBody(size, end_of_stream))
}

/// Request trailers are there.
pub fn on_request_trailers(context_id: u32, count: usize) -> u32 {
    on_stream(context_id, |stream| stream.OnHttpRequestTrailers(count))
}

/// Response headers are there.
pub fn on_response_headers(context_id: u32, count: usize, end_of_stream: bool) -> u32 {
    on_stream(context_id, |stream| stream.OnHttpResponseHeaders(count, end_of_stream))
}

/// A part of the response body is there; the size is in bytes.
pub fn on_response_body(context_id: u32, size: usize, end_of_stream: bool) -> u32 {
    on_stream(context_id, |stream| stream.OnHttpResponseBody(size, end_of_stream))
}

/// Response trailers are there.
pub fn on_response_trailers(context_id: u32, count: usize) -> u32 {
    on_stream(context_id, |stream| stream.OnHttpResponseTrailers(count))
}

/// The answer to an HTTP call is there. It is dropped when the stream that asked is gone.
pub fn on_http_call_response(root_id: u32, token: u32, headers: usize, body_size: usize, trailers: usize) {
    let waiting = VM.with(|vm| {
        let waiting = vm.with_root(root_id, |root| root.http.remove(token))??;
        vm.return_to(waiting.caller).then_some(waiting)
    });
    if let Some(waiting) = waiting {
        (waiting.callback)(headers, body_size, trailers);
    }
}

/// The reply to a Redis call is there. It is dropped when the stream that asked is gone.
pub fn on_redis_call_response(root_id: u32, token: u32, status: i32, response_size: usize) {
    let waiting = VM.with(|vm| {
        let waiting = vm.with_root(root_id, |root| root.redis.remove(token))??;
        vm.return_to(waiting.caller).then_some(waiting)
    });
    if let Some(waiting) = waiting {
        (waiting.callback)(status, response_size);
    }
}

/// A stream is over, and its access log is about to be written.
pub fn on_log(context_id: u32) {
    if let Some(stream) = VM.with(|vm| vm.stream(context_id)) {
        stream.OnHttpStreamDone();
    }
}

/// A context is about to be dropped. False holds that back.
pub fn on_done(context_id: u32) -> bool {
    VM.with(|vm| vm.root(context_id)).is_none_or(|root| root.OnPluginDone())
}

/// A context is gone.
pub fn on_delete(context_id: u32) {
    VM.with(|vm| {
        // Taken out first and dropped after, when nothing is borrowed: dropping runs the plugin's code.
        let stream = vm.streams.borrow_mut().remove(context_id);
        let root = vm.take_root(context_id);
        drop((stream, root));
    });
}
