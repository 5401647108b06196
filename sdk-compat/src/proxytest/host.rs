//! The host of a thread: which context its calls are about, and what waits until a callback is over.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::rc::Rc;

use sdk_compat_abi::wire;

use super::http::Stream;
use super::network::Connection;
use super::root::Root;
use super::{EmulatorOption, PluginContextID};
use crate::host::{self, BufferType, Host, LogLevel, MapType, MetricType, Status, StreamType, callbacks};
use crate::{Str, go, types};

/// A host that plays Envoy's part. Its methods call the plugin, or tell what the plugin left behind.
///
/// Clones are the same host.
#[derive(Clone)]
pub struct HostEmulator(pub(super) Rc<Emulator>);

#[derive(Default)]
pub(super) struct Emulator {
    pub(super) root: RefCell<Root>,
    pub(super) streams: RefCell<BTreeMap<u32, Stream>>,
    pub(super) connections: RefCell<BTreeMap<u32, Connection>>,
    /// The properties of every stream, by their path as the ABI writes it.
    pub(super) properties: RefCell<BTreeMap<Vec<u8>, Vec<u8>>>,
    contexts: Cell<u32>,
    running: Cell<Running>,
    /// What the plugin set off and the host does when the callback is over.
    later: RefCell<Vec<Later>>,
}

/// The callback that runs.
#[derive(Clone, Copy, Default)]
struct Running {
    /// How many callbacks run, each called from within the one before it.
    depth: usize,
    /// The context that it is for.
    context: u32,
    /// The context that the plugin chose in it; 0 for none.
    effective: u32,
}

pub(super) enum Later {
    Continue { stream: u32, of: StreamType },
    QueueReady(u32),
}

/// A host for this thread in place of the one before, and what takes it away again. The plugin's context is created; it
/// starts with [`HostEmulator::StartPlugin`].
#[go]
pub fn NewHostEmulator(options: EmulatorOption) -> (HostEmulator, impl FnOnce()) {
    let host = HostEmulator::start(options);
    let reset = host.clone();
    (host, move || reset.leave())
}

impl HostEmulator {
    pub(crate) fn start(options: EmulatorOption) -> Self {
        let emulator = Rc::new(Emulator {
            contexts: Cell::new(PluginContextID),
            ..Emulator::default()
        });
        emulator
            .root
            .borrow_mut()
            .configure(options.plugin_configuration, options.vm_configuration);
        for (path, value) in options.properties {
            emulator.properties.borrow_mut().insert(wire::encode_path(&path), value);
        }
        callbacks::forget_contexts();
        host::install(Rc::clone(&emulator) as Rc<dyn Host>);
        let host = HostEmulator(emulator);
        host.guest(PluginContextID, || callbacks::on_context_create(PluginContextID, 0));
        host
    }

    /// Takes this host away, unless another took its place.
    pub(crate) fn leave(&self) {
        if host::uninstall(&(Rc::clone(&self.0) as Rc<dyn Host>)) {
            callbacks::forget_contexts();
        }
    }

    pub(super) fn new_id(&self) -> u32 {
        self.0.contexts.set(self.0.contexts.get() + 1);
        self.0.contexts.get()
    }

    pub(super) fn create(&self, context: u32) {
        self.guest(context, || callbacks::on_context_create(context, PluginContextID));
    }

    /// Calls the plugin. What it set off is done when the outermost callback is over.
    pub(super) fn guest<T>(&self, context: u32, call: impl FnOnce() -> T) -> T {
        let before = self.0.running.get();
        self.0.running.set(Running {
            depth: before.depth + 1,
            context,
            effective: 0,
        });
        let answer = call();
        self.0.running.set(before);
        if before.depth == 0 {
            self.do_what_waited();
        }
        answer
    }

    fn do_what_waited(&self) {
        let waiting = self.0.later.take();
        for later in waiting {
            match later {
                Later::Continue { stream, of } => self.continue_stream(stream, of),
                Later::QueueReady(queue) => self.guest(PluginContextID, || {
                    callbacks::on_queue_ready(PluginContextID, queue);
                }),
            }
        }
    }
}

#[go]
impl HostEmulator {
    /// Starts the VM. Neither a new host nor a test host does so by itself.
    pub fn StartVM(&self) -> types::OnVMStartStatus {
        let size = self.0.root.borrow().vm_configuration.len();
        types::OnVMStartStatus(self.guest(PluginContextID, || callbacks::on_vm_start(size)))
    }

    /// Gives the plugin its configuration.
    pub fn StartPlugin(&self) -> types::OnPluginStartStatus {
        let size = self.0.root.borrow().plugin_configuration.len();
        let started = self.guest(PluginContextID, || {
            self.0.root.borrow_mut().configuring = true;
            let started = callbacks::on_configure(PluginContextID, size);
            self.0.root.borrow_mut().configuring = false;
            started
        });
        types::OnPluginStartStatus(started)
    }

    /// Asks the plugin to end; false when it holds that back.
    pub fn FinishVM(&self) -> bool {
        self.guest(PluginContextID, || callbacks::on_done(PluginContextID))
    }

    /// A tick, whatever the period.
    pub fn Tick(&self) {
        self.guest(PluginContextID, || callbacks::on_tick(PluginContextID));
    }
}

impl Emulator {
    /// The context that a host call is about.
    pub(super) fn target(&self) -> u32 {
        match self.running.get() {
            Running {
                effective: 0, context, ..
            } => context,
            running => running.effective,
        }
    }

    pub(super) fn later(&self, later: Later) -> Status {
        self.later.borrow_mut().push(later);
        Status::OK
    }

    fn knows(&self, context: u32) -> bool {
        context == PluginContextID
            || self.connections.borrow().contains_key(&context)
            || self.streams.borrow().get(&context).is_some_and(|stream| !stream.gone)
    }

    /// Runs `read` on what is there of a stream's property, or of that of all streams.
    fn property(&self, path: &[u8]) -> Option<Vec<u8>> {
        let streams = self.streams.borrow();
        let own = streams
            .get(&self.target())
            .and_then(|stream| stream.properties.get(path));
        own.or(self.properties.borrow().get(path)).cloned()
    }
}

/// The number of the status, where it is not OK.
fn status(done: Result<(), Status>) -> Status {
    done.err().unwrap_or(Status::OK)
}

impl Host for Emulator {
    fn log(&self, level: LogLevel, message: &[u8]) -> Status {
        self.root.borrow_mut().log(level, message)
    }

    fn send_local_response(
        &self,
        status_code: u32,
        details: &[u8],
        body: &[u8],
        headers: &[u8],
        grpc_status: i32,
    ) -> Status {
        let reply = super::LocalHttpResponse {
            StatusCode: status_code,
            StatusCodeDetail: Str::copy_of(details),
            Data: body.to_vec(),
            Headers: pairs(headers),
            GRPCStatus: grpc_status,
        };
        if let Some(stream) = self.streams.borrow_mut().get_mut(&self.target()) {
            stream.local_response.get_or_insert(reply);
        }
        Status::OK
    }

    fn get_shared_data(&self, key: &[u8]) -> Result<(Vec<u8>, u32), Status> {
        self.root.borrow().shared_data(key)
    }

    fn set_shared_data(&self, key: &[u8], value: &[u8], cas: u32) -> Status {
        self.root.borrow_mut().set_shared_data(key, value, cas)
    }

    fn register_shared_queue(&self, name: &[u8]) -> Result<u32, Status> {
        Ok(self.root.borrow_mut().register_queue(name))
    }

    fn resolve_shared_queue(&self, vm_id: &[u8], name: &[u8]) -> Result<u32, Status> {
        self.root.borrow().resolve_queue(vm_id, name)
    }

    fn dequeue_shared_queue(&self, queue_id: u32) -> Result<Vec<u8>, Status> {
        self.root.borrow_mut().dequeue(queue_id)
    }

    fn enqueue_shared_queue(&self, queue_id: u32, value: &[u8]) -> Status {
        match self.root.borrow_mut().enqueue(queue_id, value) {
            Status::OK => self.later(Later::QueueReady(queue_id)),
            failed => failed,
        }
    }

    fn get_header_map_value(&self, map: MapType, key: &[u8]) -> Result<Vec<u8>, Status> {
        self.read_headers(map, |headers| headers.get(key).map(|value| value.to_vec()))
            .ok_or(Status::BAD_ARGUMENT)?
            .ok_or(Status::NOT_FOUND)
    }

    fn add_header_map_value(&self, map: MapType, key: &[u8], value: &[u8]) -> Status {
        self.change_headers(map, |headers| headers.add(key, value))
    }

    fn replace_header_map_value(&self, map: MapType, key: &[u8], value: &[u8]) -> Status {
        self.change_headers(map, |headers| headers.replace(key, value))
    }

    fn remove_header_map_value(&self, map: MapType, key: &[u8]) -> Status {
        self.change_headers(map, |headers| headers.remove(key))
    }

    fn get_header_map_pairs(&self, map: MapType) -> Result<Vec<u8>, Status> {
        let encode = |headers: &super::headers::Headers| {
            let pairs = headers.list();
            wire::encode_pairs(pairs.iter().map(|[name, value]| (name, value)))
        };
        // A map that is not there is an empty result to Envoy.
        Ok(self.read_headers(map, encode).unwrap_or_default())
    }

    fn set_header_map_pairs(&self, map: MapType, list: &[u8]) -> Status {
        self.change_headers(map, |headers| headers.set(&pairs(list)))
    }

    fn get_buffer_bytes(&self, buffer: BufferType, start: i32, length: i32) -> Result<Vec<u8>, Status> {
        let bytes = self.buffer(buffer).ok_or(Status::NOT_FOUND)?;
        let (Ok(start), Ok(length)) = (usize::try_from(start), usize::try_from(length)) else {
            return Ok(Vec::new());
        };
        let end = start.saturating_add(length).min(bytes.len());
        Ok(bytes.get(start..end).unwrap_or_default().to_vec())
    }

    fn set_buffer_bytes(&self, buffer: BufferType, start: i32, length: i32, bytes: &[u8]) -> Status {
        self.change_buffer(buffer, |body| splice(body, start, length, bytes))
    }

    fn continue_stream(&self, of: StreamType) -> Status {
        self.resume(of)
    }

    fn http_call(&self, cluster: &[u8], headers: &[u8], body: &[u8], trailers: &[u8], _: u32) -> Result<u32, Status> {
        let caller = self.target();
        self.root
            .borrow_mut()
            .http_call(caller, cluster, pairs(headers), pairs(trailers), body)
    }

    fn redis_init(&self, cluster: &[u8], _: &[u8], _: &[u8], _: u32) -> Status {
        status(self.root.borrow().find_cluster(cluster))
    }

    fn redis_call(&self, cluster: &[u8], query: &[u8]) -> Result<u32, Status> {
        let caller = self.target();
        self.root.borrow_mut().redis_call(caller, cluster, query)
    }

    fn call_foreign_function(&self, name: &[u8], argument: &[u8]) -> Result<Vec<u8>, Status> {
        let function = self.root.borrow().foreign_function(name).ok_or(Status::NOT_FOUND)?;
        Ok(function(argument))
    }

    fn inject_encoded_data(&self, body: &[u8], end_of_stream: bool) -> Status {
        self.inject(body, end_of_stream)
    }

    fn set_tick_period(&self, period: u32) -> Status {
        self.root.borrow_mut().tick_period = period;
        Status::OK
    }

    fn set_effective_context(&self, context_id: u32) -> Status {
        if !self.knows(context_id) {
            return Status::BAD_ARGUMENT;
        }
        self.running.set(Running {
            effective: context_id,
            ..self.running.get()
        });
        Status::OK
    }

    fn done(&self) -> Status {
        Status::OK
    }

    fn define_metric(&self, kind: MetricType, name: &[u8]) -> Result<u32, Status> {
        Ok(self.root.borrow_mut().define_metric(kind, name))
    }

    fn increment_metric(&self, id: u32, offset: i64) -> Status {
        status(self.root.borrow_mut().increment_metric(id, offset))
    }

    fn record_metric(&self, id: u32, value: u64) -> Status {
        status(self.root.borrow_mut().record_metric(id, value))
    }

    fn get_metric(&self, id: u32) -> Result<u64, Status> {
        self.root.borrow().metric(id)
    }

    fn get_property(&self, path: &[u8]) -> Result<Vec<u8>, Status> {
        self.property(path).ok_or(Status::NOT_FOUND)
    }

    fn set_property(&self, path: &[u8], value: &[u8]) -> Status {
        let mut streams = self.streams.borrow_mut();
        let Some(stream) = streams.get_mut(&self.target()) else {
            return Status::NOT_FOUND;
        };
        stream.properties.insert(path.to_vec(), value.to_vec());
        Status::OK
    }

    fn random(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let number = RandomState::new().hash_one(0).to_le_bytes();
            chunk.copy_from_slice(&number[..chunk.len()]);
        }
    }
}

/// A header list as the ABI writes it.
fn pairs(encoded: &[u8]) -> Vec<[Str; 2]> {
    wire::decode_pairs(encoded)
        .map(|(name, value)| [Str::copy_of(&encoded[name]), Str::copy_of(&encoded[value])])
        .collect()
}

/// Replaces the first `length` bytes, or appends.
fn splice(body: &mut Vec<u8>, start: i32, length: i32, bytes: &[u8]) -> Status {
    let (Ok(start), Ok(length)) = (usize::try_from(start), usize::try_from(length)) else {
        return Status::BAD_ARGUMENT;
    };
    if start == 0 {
        let length = length.min(body.len());
        body.splice(..length, bytes.iter().copied());
        return Status::OK;
    }
    if start < body.len() {
        return Status::BAD_ARGUMENT;
    }
    body.extend_from_slice(bytes);
    Status::OK
}
