//! The host functions where there is no host: a test puts one in place for its thread.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};

use super::{BufferType, LogLevel, MapType, MetricType, Status, StreamType};

/// What a host without the function answers.
trait Unimplemented {
    fn unimplemented() -> Self;
}

impl Unimplemented for Status {
    fn unimplemented() -> Self {
        Status::UNIMPLEMENTED
    }
}

impl<T> Unimplemented for Result<T, Status> {
    fn unimplemented() -> Self {
        Err(Status::UNIMPLEMENTED)
    }
}

thread_local! {
    static HOST: RefCell<Rc<dyn Host>> = RefCell::new(Rc::new(NoHost));
}

struct NoHost;

impl Host for NoHost {}

/// Makes `host` the one that this thread's host calls go to, and returns the one before.
pub fn install(host: Rc<dyn Host>) -> Rc<dyn Host> {
    HOST.replace(host)
}

/// Takes `host` away, if it is the one in place. Says whether it was.
pub(crate) fn uninstall(host: &Rc<dyn Host>) -> bool {
    HOST.with_borrow_mut(|current| {
        let is_current = Rc::ptr_eq(current, host);
        if is_current {
            *current = Rc::new(NoHost);
        }
        is_current
    })
}

/// What the program's plugins start with. A plugin's state belongs to a thread, so it is run on each that needs it.
static START: Mutex<Vec<fn()>> = Mutex::new(Vec::new());

/// Adds what a plugin starts with: the function under `#[sdk_compat::init]`, which calls this before `main`.
#[doc(hidden)]
pub fn on_start(function: fn()) {
    START.lock().unwrap_or_else(PoisonError::into_inner).push(function);
}

/// Starts the program's plugins on this thread, the first time that it is called there.
pub(crate) fn run_start_functions() {
    thread_local! {
        static RUN: Cell<bool> = const { Cell::new(false) };
    }
    if !RUN.replace(true) {
        let functions = START.lock().unwrap_or_else(PoisonError::into_inner).clone();
        functions.iter().for_each(|function| function());
    }
}

macro_rules! host_calls {
    ($($(#[$about:meta])* fn $name:ident($($argument:ident: $kind:ty),*) -> $answer:ty;)*) => {
        /// A host, as a test plays it. What it leaves out is answered Unimplemented.
        ///
        /// Lists of headers and paths of properties are encoded as in [`sdk_compat_abi::wire`]; an empty result is what the
        /// ABI calls a null pointer.
        pub trait Host {
            $(
                $(#[$about])*
                #[allow(unused_variables)]
                #[allow(clippy::missing_errors_doc, reason = "an error is always the status")]
                fn $name(&self $(, $argument: $kind)*) -> $answer {
                    Unimplemented::unimplemented()
                }
            )*

            /// Nanoseconds since 1970.
            fn now(&self) -> u64 {
                std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_nanos() as u64)
            }

            /// Fills `bytes` with random numbers.
            fn random(&self, bytes: &mut [u8]) {
                bytes.fill(0);
            }
        }

        /// The host functions, called on the host of this thread.
        pub(crate) mod calls {
            use super::*;

            // The borrow ends before the call: a host may call back into the plugin while it answers.
            fn host() -> Rc<dyn Host> {
                HOST.with_borrow(Rc::clone)
            }

            $(
                pub(crate) fn $name($($argument: $kind),*) -> $answer {
                    host().$name($($argument),*)
                }
            )*

            pub(crate) fn now() -> u64 {
                host().now()
            }

            pub(crate) fn random(bytes: &mut [u8]) {
                host().random(bytes);
            }
        }
    };
}

host_calls! {
    /// Writes a line to the host's log.
    fn log(level: LogLevel, message: &[u8]) -> Status;
    /// Answers the request of the effective stream.
    fn send_local_response(status: u32, details: &[u8], body: &[u8], headers: &[u8], grpc_status: i32) -> Status;
    /// Shared data and the version to give when it is written.
    fn get_shared_data(key: &[u8]) -> Result<(Vec<u8>, u32), Status>;
    /// Writes shared data; a version other than 0 has to be the current one.
    fn set_shared_data(key: &[u8], value: &[u8], cas: u32) -> Status;
    /// Registers a queue under a name.
    fn register_shared_queue(name: &[u8]) -> Result<u32, Status>;
    /// Finds a queue that another VM registered.
    fn resolve_shared_queue(vm_id: &[u8], name: &[u8]) -> Result<u32, Status>;
    /// Takes the first item of a queue.
    fn dequeue_shared_queue(queue_id: u32) -> Result<Vec<u8>, Status>;
    /// Puts an item at the end of a queue.
    fn enqueue_shared_queue(queue_id: u32, value: &[u8]) -> Status;
    /// The first value of a header.
    fn get_header_map_value(map: MapType, key: &[u8]) -> Result<Vec<u8>, Status>;
    /// Adds a header.
    fn add_header_map_value(map: MapType, key: &[u8], value: &[u8]) -> Status;
    /// Replaces a header, or adds it.
    fn replace_header_map_value(map: MapType, key: &[u8], value: &[u8]) -> Status;
    /// Removes a header.
    fn remove_header_map_value(map: MapType, key: &[u8]) -> Status;
    /// All headers.
    fn get_header_map_pairs(map: MapType) -> Result<Vec<u8>, Status>;
    /// Replaces all headers.
    fn set_header_map_pairs(map: MapType, pairs: &[u8]) -> Status;
    /// A part of a buffer.
    fn get_buffer_bytes(buffer: BufferType, start: i32, length: i32) -> Result<Vec<u8>, Status>;
    /// Replaces a part of a buffer.
    fn set_buffer_bytes(buffer: BufferType, start: i32, length: i32, bytes: &[u8]) -> Status;
    /// Resumes a stream that a callback held.
    fn continue_stream(stream: StreamType) -> Status;
    /// Closes a side of a TCP connection.
    fn close_stream(stream: StreamType) -> Status;
    /// Sends an HTTP request to a cluster; the result is the token of the answer. The time-out is in milliseconds.
    fn http_call(cluster: &[u8], headers: &[u8], body: &[u8], trailers: &[u8], timeout: u32) -> Result<u32, Status>;
    /// Prepares a Redis cluster. The time-out is in milliseconds.
    fn redis_init(cluster: &[u8], username: &[u8], password: &[u8], timeout: u32) -> Status;
    /// Sends a Redis command; the result is the token of the answer.
    fn redis_call(cluster: &[u8], query: &[u8]) -> Result<u32, Status>;
    /// Calls a function that only some hosts have.
    fn call_foreign_function(name: &[u8], argument: &[u8]) -> Result<Vec<u8>, Status>;
    /// Sends data to the client in the middle of a response.
    fn inject_encoded_data(body: &[u8], end_of_stream: bool) -> Status;
    /// The upstream hosts of the cluster, with their metrics.
    fn get_upstream_hosts() -> Result<Vec<u8>, Status>;
    /// Chooses the upstream host.
    fn set_upstream_override_host(address: &[u8]) -> Status;
    /// Sets the time between two ticks, in milliseconds; 0 ends them.
    fn set_tick_period(period: u32) -> Status;
    /// Chooses the stream that the calls after this one are about.
    fn set_effective_context(context_id: u32) -> Status;
    /// Lets go of a context that was held back.
    fn done() -> Status;
    /// Defines a metric; the result is its number.
    fn define_metric(kind: MetricType, name: &[u8]) -> Result<u32, Status>;
    /// Adds to a metric.
    fn increment_metric(id: u32, offset: i64) -> Status;
    /// Sets a metric, or adds a sample to a histogram.
    fn record_metric(id: u32, value: u64) -> Status;
    /// The value of a metric.
    fn get_metric(id: u32) -> Result<u64, Status>;
    /// A property of the stream, the node or the plugin.
    fn get_property(path: &[u8]) -> Result<Vec<u8>, Status>;
    /// Writes a property.
    fn set_property(path: &[u8], value: &[u8]) -> Status;
}
