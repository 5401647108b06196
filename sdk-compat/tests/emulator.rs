//! Where the host of `proxytest` behaves like Envoy and unlike the emulator of the Go SDK: each line of the table on its
//! page has its test here. What Envoy does was seen with Envoy 1.40.
#![allow(non_snake_case, reason = "methods of contexts have their Go spelling")]

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use sdk_compat::proxytest::{HostEmulator, NewEmulatorOption, NewHostEmulator, PluginContextID};
use sdk_compat::types::{self, Action, HttpContext, PluginContext, TcpContext, VMContext};
use sdk_compat::{Config, Str, headers, proxywasm, test, wrapper};

type Do = Box<dyn Fn(Event) -> Action>;

/// What a context is told.
#[derive(Clone, Debug, PartialEq)]
enum Event {
    Start,
    Queue(u32),
    RequestHeaders,
    RequestBody(i64, bool),
    RequestTrailers,
    ResponseHeaders,
    ResponseBody(i64, bool),
    Done,
    Downstream(i64),
}

/// A plugin without the wrapper: every callback runs the test's closure.
#[derive(Clone)]
struct Plugin(Rc<Do>);

impl VMContext for Plugin {
    fn NewPluginContext(&self, _: u32) -> Rc<dyn PluginContext> {
        Rc::new(self.clone())
    }
}

impl PluginContext for Plugin {
    fn OnPluginStart(&self, _: i64) -> types::OnPluginStartStatus {
        (self.0)(Event::Start);
        types::OnPluginStartStatusOK
    }

    fn OnQueueReady(&self, queue_id: u32) {
        (self.0)(Event::Queue(queue_id));
    }

    fn NewHttpContext(&self, _: u32) -> Option<Rc<dyn HttpContext>> {
        Some(Rc::new(self.clone()))
    }
}

impl HttpContext for Plugin {
    fn OnHttpRequestHeaders(&self, _: i64, _: bool) -> Action {
        (self.0)(Event::RequestHeaders)
    }

    fn OnHttpRequestBody(&self, size: i64, end_of_stream: bool) -> Action {
        (self.0)(Event::RequestBody(size, end_of_stream))
    }

    fn OnHttpRequestTrailers(&self, _: i64) -> Action {
        (self.0)(Event::RequestTrailers)
    }

    fn OnHttpResponseHeaders(&self, _: i64, _: bool) -> Action {
        (self.0)(Event::ResponseHeaders)
    }

    fn OnHttpResponseBody(&self, size: i64, end_of_stream: bool) -> Action {
        (self.0)(Event::ResponseBody(size, end_of_stream))
    }

    fn OnHttpStreamDone(&self) {
        (self.0)(Event::Done);
    }
}

struct Tcp(Rc<Do>);

impl TcpContext for Tcp {
    fn OnDownstreamData(&self, size: i64, _: bool) -> Action {
        (self.0)(Event::Downstream(size))
    }
}

/// A started host whose plugin runs `act` in every callback.
fn host(act: impl Fn(Event) -> Action + 'static) -> HostEmulator {
    proxywasm::SetVMContext(Rc::new(Plugin(Rc::new(Box::new(act)))));
    let (host, _) = NewHostEmulator(NewEmulatorOption());
    assert_eq!(host.StartPlugin(), types::OnPluginStartStatusOK);
    host
}

const REQUEST: [[&str; 2]; 3] = [[":authority", "a.com"], [":method", "GET"], [":path", "/"]];

fn request() -> Vec<[Str; 2]> {
    REQUEST.map(|[name, value]| [name.into(), value.into()]).to_vec()
}

/// Runs `act` in the request headers of a stream and returns the host and the stream.
fn in_request_headers(list: &[[Str; 2]], act: impl Fn() + 'static) -> (HostEmulator, u32) {
    let host = host(move |event| {
        if event == Event::RequestHeaders {
            act();
        }
        types::ActionContinue
    });
    let stream = host.InitializeHttpContext();
    host.CallOnRequestHeaders(stream, list, true);
    (host, stream)
}

#[test]
fn an_added_header_is_a_second_one() {
    let (host, stream) = in_request_headers(headers![["x-a", "1"], ["accept", "text/html"]], || {
        proxywasm::AddHttpRequestHeader("X-A", "2");
        proxywasm::AddHttpRequestHeader("accept", "*/*");
        assert_eq!(proxywasm::GetHttpRequestHeader("x-a").unwrap(), "1");
    });
    let expected = headers![["x-a", "1"], ["accept", "text/html,*/*"], ["x-a", "2"]];
    assert_eq!(host.GetCurrentRequestHeaders(stream), expected);
}

#[test]
fn a_replaced_header_takes_the_place_of_all() {
    let (host, stream) = in_request_headers(headers![["x-a", "1"], ["x-b", "2"], ["x-a", "3"]], || {
        proxywasm::ReplaceHttpRequestHeader("x-a", "4");
    });
    assert_eq!(
        host.GetCurrentRequestHeaders(stream),
        headers![["x-b", "2"], ["x-a", "4"]]
    );
}

#[test]
fn a_removed_header_is_gone() {
    let (host, stream) = in_request_headers(headers![["x-a", "1"], ["x-b", "2"], ["x-a", "3"]], || {
        proxywasm::RemoveHttpRequestHeader("x-a");
    });
    assert_eq!(host.GetCurrentRequestHeaders(stream), headers![["x-b", "2"]]);
}

#[test]
fn the_value_of_a_header_is_given_as_it_is() {
    in_request_headers(headers![["x-empty", ""], ["x-spaces", " a "]], || {
        assert_eq!(proxywasm::GetHttpRequestHeader("x-empty").unwrap(), "");
        assert_eq!(proxywasm::GetHttpRequestHeader("x-spaces").unwrap(), " a ");
    });
}

#[test]
fn the_host_of_a_request_has_two_names() {
    let (host, stream) = in_request_headers(headers![["x-a", "1"], ["Host", "a.com"]], || {
        assert_eq!(proxywasm::GetHttpRequestHeader("host").unwrap(), "a.com");
        assert_eq!(proxywasm::GetHttpRequestHeader(":authority").unwrap(), "a.com");
    });
    assert_eq!(
        host.GetCurrentRequestHeaders(stream),
        headers![[":authority", "a.com"], ["x-a", "1"]]
    );
}

#[test]
fn headers_that_have_gone_on_are_out_of_reach() {
    for (status, reachable) in [(types::HeaderContinue, false), (types::HeaderStopIteration, true)] {
        let host = host(move |event| {
            if let Event::RequestBody(..) = event {
                let added = proxywasm::AddHttpRequestHeader("x-late", "1");
                assert_eq!(added, (!reachable).then_some(types::ErrorStatusBadArgument));
                let got = proxywasm::GetHttpRequestHeader(":path").ok();
                assert_eq!(got.is_some(), reachable);
                return types::ActionContinue;
            }
            status
        });
        let stream = host.InitializeHttpContext();
        host.CallOnRequestHeaders(stream, &request(), false);
        host.CallOnRequestBody(stream, "body", true);
        assert_eq!(
            test::HasHeader(&host.GetCurrentRequestHeaders(stream), "x-late"),
            reachable
        );
    }
}

#[test]
fn a_resumed_request_is_out_of_reach() {
    let (host, stream) = in_request_headers(&request(), || {
        proxywasm::ResumeHttpRequest();
        assert_eq!(
            proxywasm::AddHttpRequestHeader("x-late", "1"),
            Some(types::ErrorStatusBadArgument)
        );
    });
    assert_eq!(host.GetCurrentRequestHeaders(stream), request());
}

#[test]
fn there_are_no_response_headers_and_trailers_before_they_come() {
    in_request_headers(&request(), || {
        let bad_argument = types::ErrorStatusBadArgument;
        assert_eq!(proxywasm::GetHttpResponseHeader(":status"), Err(bad_argument.clone()));
        assert_eq!(proxywasm::AddHttpResponseHeader("x-a", "1"), Some(bad_argument.clone()));
        assert_eq!(proxywasm::AddHttpRequestTrailer("x-a", "1"), Some(bad_argument));
        assert_eq!(proxywasm::GetHttpResponseHeaders(), Err(types::ErrorStatusNotFound));
    });
}

#[test]
fn a_body_that_has_gone_on_is_out_of_reach() {
    let host = host(|event| {
        match event {
            Event::RequestBody(..) => assert_eq!(proxywasm::GetHttpRequestBody(0, 10).unwrap(), b"body"),
            Event::ResponseHeaders => {
                assert_eq!(proxywasm::GetHttpRequestBody(0, 10), Err(types::ErrorStatusNotFound));
                let replaced = proxywasm::ReplaceHttpRequestBody("new");
                assert_eq!(replaced, Some(types::ErrorStatusBadArgument));
            }
            _ => {}
        }
        types::ActionContinue
    });
    let stream = host.InitializeHttpContext();
    host.CallOnRequestHeaders(stream, &request(), false);
    host.CallOnRequestBody(stream, "body", true);
    host.CallOnResponseHeaders(stream, headers![[":status", "200"]], true);
    assert_eq!(host.GetCurrentRequestBody(stream), b"body");
}

/// The sizes that a plugin is told for the chunks `12345`, `67` and nothing, when it returns this status for each.
fn sizes(status: Action) -> Vec<i64> {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let sizes = Rc::clone(&seen);
    let host = host(move |event| match event {
        Event::RequestBody(size, _) => {
            sizes.borrow_mut().push(size);
            status
        }
        _ => types::ActionContinue,
    });
    let stream = host.InitializeHttpContext();
    host.CallOnRequestHeaders(stream, &request(), false);
    for (chunk, last) in [("12345", false), ("67", false), ("", true)] {
        host.CallOnRequestBody(stream, chunk, last);
    }
    seen.take()
}

#[test]
fn a_body_is_passed_whole_only_where_the_plugin_has_it_buffered() {
    assert_eq!(sizes(types::ActionContinue), [5, 2, 0]);
    assert_eq!(sizes(types::DataStopIterationAndBuffer), [5, 7, 7]);
    assert_eq!(sizes(types::DataStopIterationAndWatermark), [5, 2, 0]);
    assert_eq!(sizes(types::DataStopIterationNoBuffer), [5, 2, 0]);
}

#[test]
fn a_body_waits_while_everything_is_stopped() {
    let events = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&events);
    let host = host(move |event| {
        seen.borrow_mut().push(event.clone());
        if event != Event::RequestHeaders {
            return types::ActionContinue;
        }
        let headers = headers![[":method", "GET"], [":path", "/"], [":authority", "b.com"]];
        proxywasm::DispatchHttpCall("service", headers, "", &[], 100, |_, _, _| {
            proxywasm::ResumeHttpRequest();
        })
        .unwrap();
        types::HeaderStopAllIterationAndWatermark
    });
    let stream = host.InitializeHttpContext();
    host.CallOnRequestHeaders(stream, &request(), false);
    let held = types::HeaderStopAllIterationAndWatermark;
    assert_eq!(host.CallOnRequestBody(stream, "12345", false), held);
    assert_eq!(host.CallOnRequestBody(stream, "67", true), held);
    assert_eq!(host.CallOnRequestTrailers(stream, headers![["x-t", "1"]]), held);
    assert_eq!(*events.borrow(), [Event::Start, Event::RequestHeaders]);

    let call = &host.GetCalloutAttributesFromContext(stream)[0];
    host.CallOnHttpCallResponse(call.CalloutID, headers![[":status", "200"]], &[], "");
    assert_eq!(
        events.borrow()[2..],
        [Event::RequestBody(7, true), Event::RequestTrailers]
    );
    assert_eq!(host.GetCurrentHttpStreamAction(stream), types::ActionContinue);
}

#[test]
fn the_first_local_reply_counts() {
    let (host, stream) = in_request_headers(&request(), || {
        proxywasm::SendHttpResponse(401, headers![["X-One", "1"]], "one", -1);
        proxywasm::SendHttpResponse(402, &[], "two", -1);
    });
    let reply = host.GetSentLocalResponse(stream).unwrap();
    assert_eq!((reply.StatusCode, &reply.Data[..]), (401, b"one".as_slice()));
    assert_eq!(reply.Headers, headers![["X-One", "1"]]);
}

#[test]
fn resuming_a_response_leaves_the_request_alone() {
    let host = host(|event| match event {
        Event::RequestHeaders => {
            proxywasm::ResumeHttpResponse();
            types::HeaderStopIteration
        }
        _ => types::ActionContinue,
    });
    let stream = host.InitializeHttpContext();
    host.CallOnRequestHeaders(stream, &request(), true);
    assert_eq!(host.GetCurrentHttpStreamAction(stream), types::HeaderStopIteration);
}

#[test]
fn a_property_belongs_to_its_stream() {
    let host = host(|event| {
        match event {
            Event::Start => assert_eq!(proxywasm::SetProperty(&["p"], "root"), Some(types::ErrorStatusNotFound)),
            Event::RequestHeaders => {
                let path = proxywasm::GetHttpRequestHeader(":path").unwrap();
                if path == "/set" {
                    assert_eq!(proxywasm::SetProperty(&["p"], "own"), None);
                }
                let expected: &[u8] = if path == "/set" { b"own" } else { b"all" };
                assert_eq!(proxywasm::GetProperty(&["p"]).unwrap(), expected);
            }
            _ => {}
        }
        types::ActionContinue
    });
    host.SetProperty(&["p"], "all");
    for path in ["/set", "/other"] {
        let stream = host.InitializeHttpContext();
        host.CallOnRequestHeaders(stream, headers![[":path", path]], true);
    }
    assert_eq!(host.GetProperty(&["p"]).unwrap(), b"own");
}

#[test]
fn a_property_can_be_empty() {
    let host = host(|event| {
        if event == Event::RequestHeaders {
            assert!(proxywasm::GetProperty(&["empty"]).is_ok_and(|value| value.is_empty()));
        }
        types::ActionContinue
    });
    assert_eq!(host.SetProperty(&["empty"], ""), None);
    let stream = host.InitializeHttpContext();
    host.CallOnRequestHeaders(stream, &request(), true);
    assert_eq!(host.GetProperty(&["empty"]).unwrap(), b"");
}

#[test]
fn a_foreign_function_may_be_missing_or_return_nothing() {
    let host = host(|event| {
        if event == Event::RequestHeaders {
            let missing = proxywasm::CallForeignFunction("missing", "");
            assert_eq!(missing, Err(types::ErrorStatusNotFound));
            assert_eq!(proxywasm::CallForeignFunction("echo", "a").unwrap(), b"a");
            assert!(proxywasm::CallForeignFunction("echo", "").is_ok_and(|result| result.is_empty()));
        }
        types::ActionContinue
    });
    host.RegisterForeignFunction("echo", |argument| argument.to_vec());
    let stream = host.InitializeHttpContext();
    host.CallOnRequestHeaders(stream, &request(), true);
}

#[test]
fn a_test_may_choose_the_log_level() {
    const ERROR: u32 = 4;
    wrapper::SetCtx(
        "plugin",
        [wrapper::ProcessRequestHeaders(|_, _: Config<()>| types::HeaderContinue)],
    );
    let (host, _) = test::NewTestHost("{}");
    assert_eq!(host.GetInfoLogs(), ["[plugin] [nil] [nil] plugin start successfully"]);

    let functions = vec![("get_log_level", Box::new(|_: &[u8]| ERROR.to_le_bytes().to_vec()) as _)];
    let (host, _) = test::NewTestHostWithForeignFuncs("{}", functions);
    assert!(host.GetInfoLogs().is_empty());
}

fn call(cluster: &'static str, headers: &[[Str; 2]]) -> Option<sdk_compat::Error> {
    proxywasm::DispatchHttpCall(cluster, headers, "", &[], 100, |_, _, _| {}).err()
}

#[test]
fn an_http_call_needs_a_cluster_and_its_headers() {
    let host = host(|event| {
        if event == Event::RequestHeaders {
            let bad_argument = Some(types::ErrorStatusBadArgument);
            assert_eq!(call("service", &request()), None);
            assert_eq!(call("service", &request()[1..]), bad_argument);
            assert_eq!(call("missing", &request()), bad_argument);
            assert_eq!(proxywasm::RedisInit("missing?db=1", "", "", 100), bad_argument);
            assert_eq!(proxywasm::RedisInit("redis?db=1", "", "", 100), None);
            let sent = proxywasm::DispatchRedisCall("missing", "PING\r\n", |_, _| {});
            assert_eq!(sent.err(), bad_argument);
        }
        types::ActionContinue
    });
    host.remove_cluster("missing");
    let stream = host.InitializeHttpContext();
    host.CallOnRequestHeaders(stream, &request(), true);
    assert_eq!(host.GetCalloutAttributesFromContext(stream).len(), 1);
}

#[test]
fn calls_of_both_kinds_are_counted_together() {
    let (host, stream) = in_request_headers(&request(), || {
        assert_eq!(call("service", &request()), None);
        proxywasm::DispatchRedisCall("redis", "PING\r\n", |_, _| {}).unwrap();
    });
    assert_eq!(host.GetCalloutAttributesFromContext(stream)[0].CalloutID, 1);
    assert_eq!(host.GetRedisCalloutAttributesFromContext(stream)[0].CalloutID, 2);
}

#[test]
fn an_answer_after_the_end_of_its_stream_is_dropped() {
    let answered = Rc::new(Cell::new(0));
    let count = Rc::clone(&answered);
    let (host, stream) = in_request_headers(&request(), move || {
        let count = Rc::clone(&count);
        proxywasm::DispatchHttpCall("service", &request(), "", &[], 100, move |_, _, _| {
            count.set(count.get() + 1);
        })
        .unwrap();
    });
    let call = &host.GetCalloutAttributesFromContext(stream)[0];
    host.CompleteHttpContext(stream);
    host.CallOnHttpCallResponse(call.CalloutID, headers![[":status", "200"]], &[], "");
    assert_eq!(answered.get(), 0);
    assert!(host.GetCalloutAttributesFromContext(stream).is_empty());
}

#[test]
fn each_of_two_streams_gets_its_own_answer() {
    let (host, first) = in_request_headers(&request(), || {
        proxywasm::DispatchHttpCall("service", &request(), "", &[], 100, |_, size, _| {
            let body = proxywasm::GetHttpCallResponseBody(0, size).unwrap();
            proxywasm::SetProperty(&["answer"], body);
        })
        .unwrap();
    });
    let second = host.InitializeHttpContext();
    host.CallOnRequestHeaders(second, &request(), true);
    for (stream, body) in [(second, "two"), (first, "one")] {
        let call = &host.GetCalloutAttributesFromContext(stream)[0];
        host.CallOnHttpCallResponse(call.CalloutID, headers![[":status", "200"]], &[], body);
    }
    assert_eq!(host.GetProperty(&["answer"]).unwrap(), b"two", "the newest stream's");
}

#[test]
fn version_0_always_writes_shared_data() {
    host(|event| {
        if event == Event::Start {
            assert_eq!(proxywasm::SetSharedData("k", "a", 7), None, "the first write");
            let (_, version) = proxywasm::GetSharedData("k").unwrap();
            assert_eq!(proxywasm::SetSharedData("k", "b", 0), None);
            let stale = proxywasm::SetSharedData("k", "c", version);
            assert_eq!(stale, Some(types::ErrorStatusCasMismatch));
            let (value, newer) = proxywasm::GetSharedData("k").unwrap();
            assert_eq!(value, b"b");
            assert_eq!(proxywasm::SetSharedData("k", "d", newer), None);
            assert_eq!(proxywasm::GetSharedData("other"), Err(types::ErrorStatusNotFound));
        }
        types::ActionContinue
    });
}

#[test]
fn a_plugin_can_read_its_configuration_while_it_starts() {
    proxywasm::SetVMContext(Rc::new(Plugin(Rc::new(Box::new(|event| {
        let read = proxywasm::GetPluginConfiguration();
        match event {
            Event::Start => assert_eq!(read.unwrap(), b"{}"),
            _ => assert_eq!(read, Err(types::ErrorStatusNotFound)),
        }
        types::ActionContinue
    })))));
    let (host, _) = NewHostEmulator(NewEmulatorOption().WithPluginConfiguration("{}"));
    host.StartPlugin();
    let stream = host.InitializeHttpContext();
    host.CallOnRequestHeaders(stream, &request(), true);
}

#[test]
fn a_queue_is_told_of_when_the_callback_is_over() {
    let events = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&events);
    let host = host(move |event| {
        if event == Event::Start {
            let queue = proxywasm::RegisterSharedQueue("q").unwrap();
            assert_eq!(proxywasm::ResolveSharedQueue("", "q"), Ok(queue));
            assert_eq!(
                proxywasm::ResolveSharedQueue("", "other"),
                Err(types::ErrorStatusNotFound)
            );
            assert_eq!(proxywasm::EnqueueSharedQueue(queue, "item"), None);
            assert!(seen.borrow().is_empty(), "told within the call");
        }
        if let Event::Queue(queue) = event {
            assert_eq!(proxywasm::DequeueSharedQueue(queue).unwrap(), b"item");
            assert_eq!(proxywasm::DequeueSharedQueue(queue), Err(types::ErrorStatusEmpty));
        }
        seen.borrow_mut().push(event);
        types::ActionContinue
    });
    assert_eq!(*events.borrow(), [Event::Start, Event::Queue(1)]);
    assert_eq!(host.GetQueueSize(1), 0);
}

#[test]
fn metrics_are_told_apart_by_their_kind() {
    let host = host(|event| {
        if event == Event::Start {
            let counter = proxywasm::DefineCounterMetric("c");
            counter.Increment(2);
            counter.Increment(3);
            assert_eq!(counter.Value(), 5);
            let gauge = proxywasm::DefineGaugeMetric("g");
            gauge.Add(-1);
            assert_eq!(gauge.Value(), -1);
            let histogram = proxywasm::DefineHistogramMetric("h");
            histogram.Record(9);
            // The two calls that Envoy refuses, which the SDK logs.
            counter.Increment(0);
            histogram.Value();
        }
        types::ActionContinue
    });
    let refused = host.GetCriticalLogs();
    assert_eq!(
        refused[0],
        "increment 1 by 0: error status returned by host: bad argument"
    );
    assert_eq!(
        refused[1],
        "get metric of  3: error status returned by host: bad argument"
    );
    assert_eq!(host.GetCounterMetric("c"), Ok(5));
    assert_eq!(host.GetGaugeMetric("g"), Ok(-1_i64 as u64));
    assert_eq!(host.GetHistogramMetric("h"), Ok(9));
    let text = |outcome: Result<u64, sdk_compat::Error>| outcome.unwrap_err().text();
    assert_eq!(text(host.GetCounterMetric("g")), "g is not 0 metric type but 1");
    assert_eq!(text(host.GetGaugeMetric("x")), "x not found");
}

#[test]
fn headers_can_be_read_for_the_last_time_at_the_end() {
    let host = host(|event| {
        if event == Event::Done {
            assert_eq!(proxywasm::GetHttpRequestHeader(":path").unwrap(), "/");
            let added = proxywasm::AddHttpRequestHeader("x-late", "1");
            assert_eq!(added, Some(types::ErrorStatusBadArgument));
        }
        types::ActionContinue
    });
    let stream = host.InitializeHttpContext();
    host.CallOnRequestHeaders(stream, &request(), true);
    host.CompleteHttpContext(stream);
    assert_eq!(host.GetCurrentRequestHeaders(stream), request());
}

#[test]
fn a_connection_keeps_what_the_plugin_holds_back() {
    let sizes = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&sizes);
    let act: Rc<Do> = Rc::new(Box::new(move |event| {
        let Event::Downstream(size) = event else {
            return types::ActionContinue;
        };
        seen.borrow_mut().push(size);
        if size < 7 {
            types::ActionPause
        } else {
            types::ActionContinue
        }
    }));
    proxywasm::SetTcpContext(move |_| Rc::new(Tcp(Rc::clone(&act))));
    let (host, reset) = NewHostEmulator(NewEmulatorOption());
    let (connection, action) = host.InitializeConnection();
    assert_eq!(action, types::ActionContinue);
    for data in ["12345", "67", "8"] {
        host.CallOnDownstreamData(connection, data);
    }
    assert_eq!(*sizes.borrow(), [5, 7, 1]);
    host.CompleteConnection(connection);
    reset();
}

#[test]
fn two_hosts_of_one_thread_do_not_get_in_each_others_way() {
    let first = host(|_| types::ActionContinue);
    let second = host(|event| match event {
        Event::RequestHeaders => types::HeaderStopIteration,
        _ => types::ActionContinue,
    });
    drop(first);
    let stream = second.InitializeHttpContext();
    assert_eq!(stream, PluginContextID + 1);
    assert_eq!(
        second.CallOnRequestHeaders(stream, &request(), true),
        types::HeaderStopIteration
    );
}

#[test]
fn a_run_has_a_vm_of_its_own() {
    proxywasm::SetVMContext(Rc::new(Plugin(Rc::new(Box::new(|_| types::ActionContinue)))));
    for run in [
        |f: fn()| test::RunGoTest(f),
        |f: fn()| test::RunTest(f),
        |f: fn()| test::RunWasmTest(f),
        |f: fn()| test::RunTestWithPath("plugin.wasm", f),
        |f: fn()| test::RunWasmTestWithPath("plugin.wasm", f),
    ] {
        run(|| assert!(proxywasm::GetVMContext().is_none()));
        let failed = std::panic::catch_unwind(|| run(|| panic!("the test failed")));
        assert!(failed.is_err(), "a failure is told");
    }
}
