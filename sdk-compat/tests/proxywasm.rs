//! The package `proxywasm` without the wrapper: entry points, TCP connections, trailers, queues, metrics.

mod support;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use sdk_compat::host::{self, BufferType, Host, LogLevel, MapType, MetricType, Status, StreamType, callbacks};
use sdk_compat::types::{
    self, Action, ActionContinue, ActionPause, DefaultHttpContext, DefaultPluginContext, DefaultTcpContext,
    DefaultVMContext, HttpContext, PeerType, PeerTypeRemote, PluginContext, TcpContext,
};
use sdk_compat::{Str, headers, proxywasm};
use sdk_compat_abi::wire;
use support::{ROOT, STREAM};

/// A host that writes down every call, and refuses metrics.
#[derive(Default)]
struct Notes {
    log: RefCell<Vec<String>>,
    calls: RefCell<Vec<String>>,
    data: RefCell<Vec<u8>>,
    queue: RefCell<Vec<Vec<u8>>>,
}

impl Notes {
    fn install() -> Rc<Self> {
        let host = Rc::new(Notes::default());
        host::install(Rc::clone(&host) as Rc<dyn Host>);
        host
    }

    fn note(&self, call: String) -> Status {
        self.calls.borrow_mut().push(call);
        Status::OK
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Host for Notes {
    fn log(&self, level: LogLevel, message: &[u8]) -> Status {
        self.log.borrow_mut().push(format!("{level:?} {}", text(message)));
        Status::OK
    }

    fn get_buffer_bytes(&self, buffer: BufferType, start: i32, length: i32) -> Result<Vec<u8>, Status> {
        self.note(format!("get {buffer:?} {start} {length}"));
        Ok(self.data.borrow().clone())
    }

    fn set_buffer_bytes(&self, buffer: BufferType, start: i32, length: i32, bytes: &[u8]) -> Status {
        self.note(format!("set {buffer:?} {start} {length} {}", text(bytes)))
    }

    fn continue_stream(&self, stream: StreamType) -> Status {
        self.note(format!("continue {stream:?}"))
    }

    fn close_stream(&self, stream: StreamType) -> Status {
        self.note(format!("close {stream:?}"))
    }

    fn get_header_map_pairs(&self, map: MapType) -> Result<Vec<u8>, Status> {
        self.note(format!("all {map:?}"));
        Ok(wire::encode_pairs([("x-sum", "1")].into_iter()))
    }

    fn add_header_map_value(&self, map: MapType, key: &[u8], value: &[u8]) -> Status {
        self.note(format!("add {map:?} {} {}", text(key), text(value)))
    }

    fn define_metric(&self, kind: MetricType, name: &[u8]) -> Result<u32, Status> {
        self.note(format!("define {kind:?} {}", text(name)));
        Err(Status::BAD_ARGUMENT)
    }

    fn increment_metric(&self, _: u32, _: i64) -> Status {
        Status::NOT_FOUND
    }

    fn record_metric(&self, _: u32, _: u64) -> Status {
        Status::NOT_FOUND
    }

    fn get_metric(&self, _: u32) -> Result<u64, Status> {
        Err(Status::NOT_FOUND)
    }

    fn register_shared_queue(&self, _: &[u8]) -> Result<u32, Status> {
        Ok(7)
    }

    fn enqueue_shared_queue(&self, _: u32, value: &[u8]) -> Status {
        self.queue.borrow_mut().push(value.to_vec());
        Status::OK
    }

    fn dequeue_shared_queue(&self, _: u32) -> Result<Vec<u8>, Status> {
        self.queue.borrow_mut().pop().ok_or(Status::EMPTY)
    }
}

struct Connection(Rc<RefCell<Vec<String>>>);

impl TcpContext for Connection {
    fn OnNewConnection(&self) -> Action {
        self.0.borrow_mut().push("new".into());
        ActionPause
    }

    fn OnDownstreamData(&self, data_size: i64, end_of_stream: bool) -> Action {
        self.0.borrow_mut().push(format!("down {data_size} {end_of_stream}"));
        ActionContinue
    }

    fn OnUpstreamClose(&self, peer_type: PeerType) {
        assert_eq!(peer_type, PeerTypeRemote);
        self.0.borrow_mut().push("upstream closed".into());
    }

    fn OnStreamDone(&self) {
        self.0.borrow_mut().push("done".into());
    }
}

#[test]
fn a_tcp_plugin_sees_its_connections() {
    let host = Notes::install();
    let seen = Rc::new(RefCell::new(Vec::new()));
    let connection = Rc::clone(&seen);
    proxywasm::SetTcpContext(move |id| {
        connection.borrow_mut().push(format!("context {id}"));
        Rc::new(Connection(Rc::clone(&connection)))
    });
    callbacks::on_context_create(ROOT, 0);
    callbacks::on_context_create(STREAM, ROOT);
    assert_eq!(callbacks::on_new_connection(STREAM), ActionPause.0);
    assert_eq!(callbacks::on_downstream_data(STREAM, 3, true), ActionContinue.0);
    assert_eq!(callbacks::on_upstream_data(STREAM, 3, true), ActionContinue.0);
    callbacks::on_downstream_close(STREAM, 1);
    callbacks::on_upstream_close(STREAM, 2);
    callbacks::on_log(STREAM);
    callbacks::on_delete(STREAM);
    assert_eq!(
        *seen.borrow(),
        ["context 2", "new", "down 3 true", "upstream closed", "done"]
    );
    assert_eq!(callbacks::on_request_headers(STREAM, 0, true), ActionContinue.0);
    assert_eq!(callbacks::on_new_connection(STREAM), ActionContinue.0);
    let missing = [
        "Critical invalid context on proxy_on_request_headers",
        "Critical invalid context",
    ];
    assert_eq!(*host.log.borrow(), missing);
}

#[test]
fn data_of_both_sides_is_read_and_changed() {
    let host = Notes::install();
    host.data.replace(b"abc".to_vec());
    assert_eq!(proxywasm::GetDownstreamData(0, 3).unwrap(), b"abc");
    assert_eq!(proxywasm::GetUpstreamData(1, 2).unwrap(), b"abc");
    host.data.take();
    assert_eq!(proxywasm::GetUpstreamData(0, 9), Err(types::ErrorStatusNotFound));
    host.calls.take();
    proxywasm::AppendDownstreamData("a");
    proxywasm::PrependDownstreamData("b");
    proxywasm::ReplaceDownstreamData("c");
    proxywasm::AppendUpstreamData("d");
    proxywasm::PrependUpstreamData("e");
    proxywasm::ReplaceUpstreamData("f");
    proxywasm::ContinueTcpStream();
    proxywasm::CloseDownstream();
    proxywasm::CloseUpstream();
    let expected = [
        "set DownstreamData 2147483647 0 a",
        "set DownstreamData 0 0 b",
        "set DownstreamData 0 2147483647 c",
        "set UpstreamData 2147483647 0 d",
        "set UpstreamData 0 0 e",
        "set UpstreamData 0 2147483647 f",
        "continue Downstream",
        "close Downstream",
        "close Upstream",
    ];
    assert_eq!(*host.calls.borrow(), expected);
}

struct Trailers;

impl HttpContext for Trailers {
    fn OnHttpRequestTrailers(&self, num_trailers: i64) -> Action {
        assert_eq!(num_trailers, 1);
        let trailers = proxywasm::GetHttpRequestTrailers().unwrap();
        assert_eq!(trailers, headers![["x-sum", "1"]]);
        proxywasm::AddHttpRequestTrailer("x-more", "2");
        ActionPause
    }

    fn OnHttpResponseTrailers(&self, _: i64) -> Action {
        proxywasm::AddHttpResponseTrailer("x-more", "3");
        Action(9)
    }
}

#[test]
fn an_http_plugin_sees_trailers() {
    let host = Notes::install();
    proxywasm::SetHttpContext(|_| Rc::new(Trailers));
    callbacks::on_context_create(ROOT, 0);
    callbacks::on_context_create(STREAM, ROOT);
    assert!(proxywasm::GetHttpContext(STREAM).is_some() && proxywasm::GetHttpContext(9).is_none());
    assert_eq!(callbacks::on_request_trailers(STREAM, 1), ActionPause.0);
    assert_eq!(callbacks::on_response_trailers(STREAM, 1), 9);
    let expected = [
        "all HttpRequestTrailers",
        "add HttpRequestTrailers x-more 2",
        "add HttpResponseTrailers x-more 3",
    ];
    assert_eq!(*host.calls.borrow(), expected);
    callbacks::on_delete(STREAM);
    assert!(proxywasm::GetHttpContext(STREAM).is_none());
}

/// A plugin that has to finish its queue before it goes.
#[derive(Default)]
struct Queue {
    taken: RefCell<Vec<Str>>,
    ticks: Cell<u32>,
}

impl PluginContext for Queue {
    fn OnQueueReady(&self, queue_id: u32) {
        let item = proxywasm::DequeueSharedQueue(queue_id).unwrap();
        self.taken.borrow_mut().push(item.into());
    }

    fn OnTick(&self) {
        self.ticks.set(self.ticks.get() + 1);
    }

    fn OnPluginDone(&self) -> bool {
        false
    }
}

#[test]
fn a_plugin_context_gets_its_queue_its_ticks_and_its_end() {
    Notes::install();
    let plugin = Rc::new(Queue::default());
    let context = Rc::clone(&plugin);
    proxywasm::SetPluginContext(move |id| {
        assert_eq!(id, ROOT);
        Rc::clone(&context) as Rc<dyn PluginContext>
    });
    assert!(callbacks::on_vm_start(0));
    callbacks::on_context_create(ROOT, 0);
    assert!(callbacks::on_configure(ROOT, 0));
    let queue = proxywasm::RegisterSharedQueue("jobs").unwrap();
    proxywasm::EnqueueSharedQueue(queue, "job");
    callbacks::on_queue_ready(ROOT, queue);
    callbacks::on_tick(ROOT);
    assert_eq!((&**plugin.taken.borrow(), plugin.ticks.get()), (&["job".into()][..], 1));
    assert_eq!(proxywasm::DequeueSharedQueue(queue), Err(types::ErrorStatusEmpty));
    assert!(!callbacks::on_done(ROOT));
}

#[test]
fn defaults_do_nothing() {
    let host = Notes::install();
    assert!(proxywasm::GetVMContext().is_none());
    proxywasm::SetVMContext(Rc::new(DefaultVMContext));
    let vm = proxywasm::GetVMContext().unwrap();
    assert!(vm.OnVMStart(0).0 && vm.NewPluginContext(1).OnPluginStart(0).0);
    assert!(DefaultPluginContext.OnPluginDone() && DefaultPluginContext.NewTcpContext(1).is_none());
    assert_eq!(DefaultHttpContext.OnHttpResponseBody(1, true), ActionContinue);
    assert_eq!(DefaultTcpContext.OnNewConnection(), ActionContinue);
    callbacks::on_context_create(ROOT, 0);
    callbacks::on_context_create(STREAM, ROOT);
    let reason = "Critical invalid context id on proxy_on_context_create";
    assert_eq!(*host.log.borrow(), [reason]);
}

#[test]
fn what_go_takes_the_first_byte_of_has_to_have_one() {
    let host = Notes::install();
    let refused = Some(types::ErrorStatusBadArgument);
    assert_eq!(proxywasm::EnqueueSharedQueue(7, ""), refused);
    assert_eq!(proxywasm::DispatchRedisCall("redis", "", |_, _| {}).err(), refused);
    assert_eq!(proxywasm::GetProperty(&[""]).err(), refused);
    assert_eq!(proxywasm::SetProperty(&[""], "data"), refused);
    let reason = "Critical runtime error: index out of range [0] with length 0";
    assert_eq!(host.log.take(), [reason; 4]);
    assert_eq!(host.calls.take(), [""; 0]);
}

#[test]
fn a_refused_metric_is_logged_where_go_panics() {
    let host = Notes::install();
    let counter = proxywasm::DefineCounterMetric("c");
    let gauge = proxywasm::DefineGaugeMetric("g");
    let histogram = proxywasm::DefineHistogramMetric("h");
    assert_eq!(
        *host.calls.borrow(),
        ["define Counter c", "define Gauge g", "define Histogram h"]
    );
    let refused = "error status returned by host: bad argument";
    let expected = [
        format!("Critical define metric of name c: {refused}"),
        format!("Critical error define metric of name g: {refused}"),
        format!("Critical error define metric of name h: {refused}"),
    ];
    assert_eq!(host.log.take(), expected);
    assert_eq!(counter.0, u32::MAX);

    assert_eq!((counter.Value(), gauge.Value(), histogram.Value()), (0, 0, 0));
    counter.Increment(2);
    gauge.Add(-2);
    histogram.Record(3);
    let missing = "error status returned by host: not found";
    let value = format!("Critical get metric of  4294967295: {missing}");
    let expected = [
        value.clone(),
        value.clone(),
        value,
        format!("Critical increment 4294967295 by 2: {missing}"),
        format!("Critical error adding 4294967295 by -2: {missing}"),
        format!("Critical error adding 4294967295: {missing}"),
    ];
    assert_eq!(host.log.take(), expected);
}
