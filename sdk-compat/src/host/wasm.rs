//! The imports and exports of the module: the only place where the SDK handles raw memory.
//!
//! Memory passes one way only. What the guest gives, the host copies before it returns. What the host gives lies in memory
//! that it asked of [`proxy_on_memory_allocate`], and becomes a `Vec` as it is.
#![allow(unsafe_code)]

use std::alloc::Layout;
use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::ptr;

use super::callbacks;
use super::{BufferType, LogLevel, MapType, MetricType, Status, StreamType};

/// Safe to call, because the host checks every address against the guest's memory, reads during the call only, and writes
/// through references only.
mod import {
    use super::{BufferType, LogLevel, MapType, MetricType, Status, StreamType};

    #[link(wasm_import_module = "env")]
    unsafe extern "C" {
        pub safe fn proxy_log(level: LogLevel, data: *const u8, size: usize) -> Status;
        pub safe fn proxy_send_local_response(
            status: u32,
            details: *const u8,
            details_size: usize,
            body: *const u8,
            body_size: usize,
            headers: *const u8,
            headers_size: usize,
            grpc_status: i32,
        ) -> Status;
        pub safe fn proxy_get_shared_data(
            key: *const u8,
            key_size: usize,
            data: &mut *mut u8,
            size: &mut usize,
            cas: &mut u32,
        ) -> Status;
        pub safe fn proxy_set_shared_data(
            key: *const u8,
            key_size: usize,
            value: *const u8,
            value_size: usize,
            cas: u32,
        ) -> Status;
        pub safe fn proxy_register_shared_queue(name: *const u8, name_size: usize, id: &mut u32) -> Status;
        pub safe fn proxy_resolve_shared_queue(
            vm: *const u8,
            vm_size: usize,
            name: *const u8,
            name_size: usize,
            id: &mut u32,
        ) -> Status;
        pub safe fn proxy_dequeue_shared_queue(id: u32, data: &mut *mut u8, size: &mut usize) -> Status;
        pub safe fn proxy_enqueue_shared_queue(id: u32, value: *const u8, size: usize) -> Status;
        pub safe fn proxy_get_header_map_value(
            map: MapType,
            key: *const u8,
            key_size: usize,
            data: &mut *mut u8,
            size: &mut usize,
        ) -> Status;
        pub safe fn proxy_add_header_map_value(
            map: MapType,
            key: *const u8,
            key_size: usize,
            value: *const u8,
            value_size: usize,
        ) -> Status;
        pub safe fn proxy_replace_header_map_value(
            map: MapType,
            key: *const u8,
            key_size: usize,
            value: *const u8,
            value_size: usize,
        ) -> Status;
        pub safe fn proxy_remove_header_map_value(map: MapType, key: *const u8, key_size: usize) -> Status;
        pub safe fn proxy_get_header_map_pairs(map: MapType, data: &mut *mut u8, size: &mut usize) -> Status;
        pub safe fn proxy_set_header_map_pairs(map: MapType, pairs: *const u8, size: usize) -> Status;
        pub safe fn proxy_get_buffer_bytes(
            buffer: BufferType,
            start: i32,
            length: i32,
            data: &mut *mut u8,
            size: &mut usize,
        ) -> Status;
        pub safe fn proxy_set_buffer_bytes(
            buffer: BufferType,
            start: i32,
            length: i32,
            data: *const u8,
            size: usize,
        ) -> Status;
        pub safe fn proxy_continue_stream(stream: StreamType) -> Status;
        pub safe fn proxy_close_stream(stream: StreamType) -> Status;
        pub safe fn proxy_http_call(
            cluster: *const u8,
            cluster_size: usize,
            headers: *const u8,
            headers_size: usize,
            body: *const u8,
            body_size: usize,
            trailers: *const u8,
            trailers_size: usize,
            timeout: u32,
            token: &mut u32,
        ) -> Status;
        pub safe fn proxy_call_foreign_function(
            name: *const u8,
            name_size: usize,
            argument: *const u8,
            argument_size: usize,
            data: &mut *mut u8,
            size: &mut usize,
        ) -> Status;
        pub safe fn proxy_set_tick_period_milliseconds(period: u32) -> Status;
        pub safe fn proxy_set_effective_context(context_id: u32) -> Status;
        pub safe fn proxy_done() -> Status;
        pub safe fn proxy_define_metric(kind: MetricType, name: *const u8, name_size: usize, id: &mut u32) -> Status;
        pub safe fn proxy_increment_metric(id: u32, offset: i64) -> Status;
        pub safe fn proxy_record_metric(id: u32, value: u64) -> Status;
        pub safe fn proxy_get_metric(id: u32, value: &mut u64) -> Status;
        pub safe fn proxy_get_property(
            path: *const u8,
            path_size: usize,
            data: &mut *mut u8,
            size: &mut usize,
        ) -> Status;
        pub safe fn proxy_set_property(
            path: *const u8,
            path_size: usize,
            value: *const u8,
            value_size: usize,
        ) -> Status;
    }

    #[link(wasm_import_module = "wasi_snapshot_preview1")]
    unsafe extern "C" {
        pub safe fn clock_time_get(clock: u32, precision: u64, time: &mut u64) -> u16;
        pub safe fn random_get(bytes: *mut u8, size: usize) -> u16;
    }
}

thread_local! {
    /// How many calls that give bytes are under way, one inside the other.
    static GIVING: Cell<u32> = const { Cell::new(0) };
    /// Where the memory lies that the host asked for in them and did not hand back, and how much that is. Never dropped, so
    /// that no destructor has to be registered.
    static ALLOCATED: ManuallyDrop<RefCell<Vec<(usize, usize)>>> = const { ManuallyDrop::new(RefCell::new(Vec::new())) };
}

/// The bytes that `call` lets the host write into fresh memory.
#[inline]
pub(super) fn given(call: impl FnOnce(&mut *mut u8, &mut usize) -> Status) -> Result<Vec<u8>, Status> {
    let (mut data, mut size) = (ptr::null_mut(), 0);
    GIVING.set(GIVING.get() + 1);
    let status = call(&mut data, &mut size);
    let bytes = match status {
        Status::OK if data.is_null() => Ok(Vec::new()),
        Status::OK => Ok(taken(data, size)),
        status => Err(status),
    };
    GIVING.set(GIVING.get() - 1);
    free_what_is_left();
    bytes
}

/// What the host says lies at `data`. Its word is taken for no more than it was given.
fn taken(data: *mut u8, size: usize) -> Vec<u8> {
    const PAGE: usize = 1 << 16;
    let claimed = ALLOCATED.with(|allocated| {
        let mut allocated = allocated.borrow_mut();
        let at = allocated.iter().rposition(|(address, _)| *address == data as usize)?;
        Some(allocated.swap_remove(at))
    });
    if let Some((_, capacity)) = claimed {
        // SAFETY: `proxy_on_memory_allocate` made it with this capacity, and it is taken once.
        return unsafe { Vec::from_raw_parts(data, size.min(capacity), capacity) };
    }
    let end = core::arch::wasm32::memory_size(0).saturating_mul(PAGE);
    match (data as usize).checked_add(size) {
        // SAFETY: all of it is memory of this module. It is copied, as it may belong to something else.
        Some(last) if last <= end => unsafe { std::slice::from_raw_parts(data, size) }.to_vec(),
        _ => Vec::new(),
    }
}

/// Frees what the host asked for and did not hand back, once no call is left in which it could.
fn free_what_is_left() {
    if GIVING.get() > 0 {
        return;
    }
    ALLOCATED.with(|allocated| {
        for (address, capacity) in allocated.borrow_mut().drain(..) {
            // SAFETY: `proxy_on_memory_allocate` made it with this capacity, and it is taken off the list.
            drop(unsafe { Vec::from_raw_parts(address as *mut u8, 0, capacity) });
        }
    });
}

/// The number that `call` lets the host write.
#[inline]
pub(super) fn number<T: Default>(call: impl FnOnce(&mut T) -> Status) -> Result<T, Status> {
    let mut number = T::default();
    match call(&mut number) {
        Status::OK => Ok(number),
        status => Err(status),
    }
}

pub(crate) fn log(level: LogLevel, message: &[u8]) -> Status {
    import::proxy_log(level, message.as_ptr(), message.len())
}

pub(crate) fn send_local_response(
    status: u32,
    details: &[u8],
    body: &[u8],
    headers: &[u8],
    grpc_status: i32,
) -> Status {
    import::proxy_send_local_response(
        status,
        details.as_ptr(),
        details.len(),
        body.as_ptr(),
        body.len(),
        headers.as_ptr(),
        headers.len(),
        grpc_status,
    )
}

pub(crate) fn get_shared_data(key: &[u8]) -> Result<(Vec<u8>, u32), Status> {
    let mut cas = 0;
    let data = given(|data, size| import::proxy_get_shared_data(key.as_ptr(), key.len(), data, size, &mut cas))?;
    Ok((data, cas))
}

pub(crate) fn set_shared_data(key: &[u8], value: &[u8], cas: u32) -> Status {
    import::proxy_set_shared_data(key.as_ptr(), key.len(), value.as_ptr(), value.len(), cas)
}

pub(crate) fn register_shared_queue(name: &[u8]) -> Result<u32, Status> {
    number(|id| import::proxy_register_shared_queue(name.as_ptr(), name.len(), id))
}

pub(crate) fn resolve_shared_queue(vm_id: &[u8], name: &[u8]) -> Result<u32, Status> {
    number(|id| import::proxy_resolve_shared_queue(vm_id.as_ptr(), vm_id.len(), name.as_ptr(), name.len(), id))
}

pub(crate) fn dequeue_shared_queue(queue_id: u32) -> Result<Vec<u8>, Status> {
    given(|data, size| import::proxy_dequeue_shared_queue(queue_id, data, size))
}

pub(crate) fn enqueue_shared_queue(queue_id: u32, value: &[u8]) -> Status {
    import::proxy_enqueue_shared_queue(queue_id, value.as_ptr(), value.len())
}

pub(crate) fn get_header_map_value(map: MapType, key: &[u8]) -> Result<Vec<u8>, Status> {
    given(|data, size| import::proxy_get_header_map_value(map, key.as_ptr(), key.len(), data, size))
}

pub(crate) fn add_header_map_value(map: MapType, key: &[u8], value: &[u8]) -> Status {
    import::proxy_add_header_map_value(map, key.as_ptr(), key.len(), value.as_ptr(), value.len())
}

pub(crate) fn replace_header_map_value(map: MapType, key: &[u8], value: &[u8]) -> Status {
    import::proxy_replace_header_map_value(map, key.as_ptr(), key.len(), value.as_ptr(), value.len())
}

pub(crate) fn remove_header_map_value(map: MapType, key: &[u8]) -> Status {
    import::proxy_remove_header_map_value(map, key.as_ptr(), key.len())
}

pub(crate) fn get_header_map_pairs(map: MapType) -> Result<Vec<u8>, Status> {
    given(|data, size| import::proxy_get_header_map_pairs(map, data, size))
}

pub(crate) fn set_header_map_pairs(map: MapType, pairs: &[u8]) -> Status {
    import::proxy_set_header_map_pairs(map, pairs.as_ptr(), pairs.len())
}

pub(crate) fn get_buffer_bytes(buffer: BufferType, start: i32, length: i32) -> Result<Vec<u8>, Status> {
    given(|data, size| import::proxy_get_buffer_bytes(buffer, start, length, data, size))
}

pub(crate) fn set_buffer_bytes(buffer: BufferType, start: i32, length: i32, bytes: &[u8]) -> Status {
    import::proxy_set_buffer_bytes(buffer, start, length, bytes.as_ptr(), bytes.len())
}

pub(crate) fn continue_stream(stream: StreamType) -> Status {
    import::proxy_continue_stream(stream)
}

pub(crate) fn close_stream(stream: StreamType) -> Status {
    import::proxy_close_stream(stream)
}

pub(crate) fn http_call(
    cluster: &[u8],
    headers: &[u8],
    body: &[u8],
    trailers: &[u8],
    timeout: u32,
) -> Result<u32, Status> {
    number(|token| {
        import::proxy_http_call(
            cluster.as_ptr(),
            cluster.len(),
            headers.as_ptr(),
            headers.len(),
            body.as_ptr(),
            body.len(),
            trailers.as_ptr(),
            trailers.len(),
            timeout,
            token,
        )
    })
}

pub(crate) fn call_foreign_function(name: &[u8], argument: &[u8]) -> Result<Vec<u8>, Status> {
    given(|data, size| {
        import::proxy_call_foreign_function(name.as_ptr(), name.len(), argument.as_ptr(), argument.len(), data, size)
    })
}

pub(crate) fn set_tick_period(period: u32) -> Status {
    import::proxy_set_tick_period_milliseconds(period)
}

pub(crate) fn set_effective_context(context_id: u32) -> Status {
    import::proxy_set_effective_context(context_id)
}

pub(crate) fn done() -> Status {
    import::proxy_done()
}

pub(crate) fn define_metric(kind: MetricType, name: &[u8]) -> Result<u32, Status> {
    number(|id| import::proxy_define_metric(kind, name.as_ptr(), name.len(), id))
}

pub(crate) fn increment_metric(id: u32, offset: i64) -> Status {
    import::proxy_increment_metric(id, offset)
}

pub(crate) fn record_metric(id: u32, value: u64) -> Status {
    import::proxy_record_metric(id, value)
}

pub(crate) fn get_metric(id: u32) -> Result<u64, Status> {
    number(|value| import::proxy_get_metric(id, value))
}

pub(crate) fn get_property(path: &[u8]) -> Result<Vec<u8>, Status> {
    given(|data, size| import::proxy_get_property(path.as_ptr(), path.len(), data, size))
}

pub(crate) fn set_property(path: &[u8], value: &[u8]) -> Status {
    import::proxy_set_property(path.as_ptr(), path.len(), value.as_ptr(), value.len())
}

/// Nanoseconds since 1970. (`SystemTime` would bring 16 KB for the text of an error that it has for a missing clock.)
pub(crate) fn now() -> u64 {
    const REALTIME: u32 = 0;
    let mut time = 0;
    import::clock_time_get(REALTIME, 1, &mut time);
    time
}

pub(crate) fn random(bytes: &mut [u8]) {
    import::random_get(bytes.as_mut_ptr(), bytes.len());
}

/// Marks the module as one for Higress. Never called. Its body differs from that of the stock marker, or the two would be
/// merged into one function, and the exports of that come in another order.
#[unsafe(no_mangle)]
extern "C" fn proxy_abi_version_0_2_100() {
    std::hint::black_box(100);
}

// The exception that a panic throws, where the module unwinds. Envoy aborts on a module that imports it, as a module does that
// does not define it. Weak, as newer toolchains define it, too.
#[cfg(panic = "unwind")]
std::arch::global_asm!(
    ".weak __cpp_exception",
    ".tagtype __cpp_exception i32",
    "__cpp_exception:"
);

/// Runs the constructors, the plugin's `init` among them. An export of this name also keeps the linker from wrapping every
/// export in a function that runs them at each call. Toolchains whose start file has one need no second.
#[cfg(sdk_initializes)]
#[unsafe(no_mangle)]
extern "C" fn _initialize() {
    unsafe extern "C" {
        fn __wasm_call_ctors();
    }
    // SAFETY: the linker makes this function, and the host calls `_initialize` once, before anything else.
    unsafe { __wasm_call_ctors() }
}

/// Memory for what the host gives; null when there is none left. What it asks for outside of a call that gives bytes stays
/// the host's.
#[unsafe(no_mangle)]
extern "C" fn proxy_on_memory_allocate(size: usize) -> *mut u8 {
    let data = match Layout::array::<u8>(size) {
        Ok(_) if size == 0 => ptr::dangling_mut(),
        // SAFETY: the layout is not empty.
        Ok(layout) => unsafe { std::alloc::alloc(layout) },
        Err(_) => ptr::null_mut(),
    };
    if GIVING.get() > 0 && !data.is_null() {
        ALLOCATED.with(|allocated| allocated.borrow_mut().push((data as usize, size)));
    }
    data
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_context_create(context_id: u32, root_id: u32) {
    callbacks::on_context_create(context_id, root_id);
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_vm_start(_: u32, configuration_size: usize) -> bool {
    callbacks::on_vm_start(configuration_size)
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_configure(root_id: u32, configuration_size: usize) -> bool {
    callbacks::on_configure(root_id, configuration_size)
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_tick(root_id: u32) {
    callbacks::on_tick(root_id);
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_queue_ready(root_id: u32, queue_id: u32) {
    callbacks::on_queue_ready(root_id, queue_id);
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_new_connection(context_id: u32) -> u32 {
    callbacks::on_new_connection(context_id)
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_downstream_data(context_id: u32, size: usize, end_of_stream: u32) -> u32 {
    callbacks::on_downstream_data(context_id, size, end_of_stream != 0)
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_downstream_connection_close(context_id: u32, peer: u32) {
    callbacks::on_downstream_close(context_id, peer);
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_upstream_data(context_id: u32, size: usize, end_of_stream: u32) -> u32 {
    callbacks::on_upstream_data(context_id, size, end_of_stream != 0)
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_upstream_connection_close(context_id: u32, peer: u32) {
    callbacks::on_upstream_close(context_id, peer);
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_request_headers(context_id: u32, count: usize, end_of_stream: u32) -> u32 {
    callbacks::on_request_headers(context_id, count, end_of_stream != 0)
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_request_body(context_id: u32, size: usize, end_of_stream: u32) -> u32 {
    callbacks::on_request_body(context_id, size, end_of_stream != 0)
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_request_trailers(context_id: u32, count: usize) -> u32 {
    callbacks::on_request_trailers(context_id, count)
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_response_headers(context_id: u32, count: usize, end_of_stream: u32) -> u32 {
    callbacks::on_response_headers(context_id, count, end_of_stream != 0)
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_response_body(context_id: u32, size: usize, end_of_stream: u32) -> u32 {
    callbacks::on_response_body(context_id, size, end_of_stream != 0)
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_response_trailers(context_id: u32, count: usize) -> u32 {
    callbacks::on_response_trailers(context_id, count)
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_http_call_response(root_id: u32, token: u32, headers: usize, body_size: usize, trailers: usize) {
    callbacks::on_http_call_response(root_id, token, headers, body_size, trailers);
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_redis_call_response(root_id: u32, token: u32, status: i32, response_size: usize) {
    callbacks::on_redis_call_response(root_id, token, status, response_size);
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_log(context_id: u32) {
    callbacks::on_log(context_id);
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_done(context_id: u32) -> bool {
    callbacks::on_done(context_id)
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_delete(context_id: u32) {
    callbacks::on_delete(context_id);
}
