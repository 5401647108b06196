//! The way of a stream through the handlers of a plugin.

mod support;

use std::cell::Cell;
use std::rc::Rc;

use sdk_compat::host::callbacks;
use sdk_compat::types::{self, ActionContinue, ActionPause, DataStopIterationNoBuffer};
use sdk_compat::wrapper::{self, CtxOption, HTTPExecutionPhase, HttpContext};
use sdk_compat::{Any, Config, Str, log, proxywasm};
use support::{ROOT, STREAM, TestHost};

type Unit = Config<()>;

fn install(options: Vec<CtxOption<()>>) -> Rc<TestHost> {
    let host = TestHost::install();
    wrapper::SetCtx("s", options);
    assert!(host.start(""));
    host.take_log();
    host.take_calls();
    host
}

fn say(text: &[u8]) {
    log::Info(text);
}

/// The messages of the log lines since the last call.
fn said(host: &TestHost) -> Vec<String> {
    host.take_log()
        .iter()
        .map(|line| line.splitn(5, ' ').last().unwrap_or_default().into())
        .collect()
}

#[test]
fn what_a_request_came_with_is_read_at_once_and_its_id_is_published() {
    let host = install(vec![]);
    host.request(&[("x-request-id", "r1"), ("x-request-id", "r2")]);
    assert_eq!(host.take_calls(), ["set x_request_id r1"]);
}

#[test]
fn headers_are_asked_for_one_by_one_where_the_host_gives_no_list() {
    let host = install(vec![wrapper::ProcessRequestHeaders(|context: HttpContext, _: Unit| {
        say(&context.Path());
        ActionContinue
    })]);
    let many = vec![("x-many", "1"); support::MOST_PAIRS];
    host.request(&[&[(":path", "/long"), ("x-request-id", "r1")], &*many].concat());
    let calls = host.take_calls();
    for expected in ["get :path", "get content-encoding", "set x_request_id r1"] {
        assert!(calls.iter().any(|call| call == expected), "{expected}");
    }
    assert_eq!(said(&host), ["/long"]);
}

#[test]
fn a_response_is_not_looked_at_where_no_handler_sees_it() {
    let host = install(vec![]);
    host.request(&[]);
    host.response(&[("content-type", "text/plain")], false);
    assert_eq!(host.take_calls(), Vec::<String>::new());
}

#[test]
fn a_request_without_id_leaves_the_property_as_it_is() {
    let host = install(vec![]);
    host.request(&[]);
    assert!(!host.take_calls().iter().any(|call| call.starts_with("set")));
}

#[test]
fn what_the_handler_returns_goes_to_the_host_as_it_is() {
    let host = install(vec![wrapper::ProcessRequestHeaders(|_, _: Unit| types::Action(7))]);
    assert_eq!(host.request(&[]), 7);
}

#[test]
fn cached_headers_do_not_see_what_the_plugin_changes() {
    let host = install(vec![wrapper::ProcessRequestHeaders(|context: HttpContext, _: Unit| {
        proxywasm::AddHttpRequestHeader(":path", "/new");
        say(&context.Path());
        ActionContinue
    })]);
    host.request(&[(":path", "/old")]);
    assert_eq!(said(&host), ["/old"]);
}

fn whole_bodies() -> Vec<CtxOption<()>> {
    vec![
        wrapper::ProcessRequestBody(|_, _: Unit, body| {
            say(&[b"request ", body.as_slice()].concat());
            types::Action(7)
        }),
        wrapper::ProcessResponseBody(|_, _: Unit, body| {
            say(&[b"response ", body.as_slice()].concat());
            types::Action(8)
        }),
    ]
}

#[test]
fn whole_bodies_are_held_until_they_are_there() {
    let host = install(whole_bodies());
    host.request(&[]);
    assert_eq!(host.request_body("ab", false), ActionPause.0);
    assert_eq!(host.request_body("abcd", true), 7);
    host.response(&[], false);
    assert_eq!(host.response_body("e", false), ActionPause.0);
    assert_eq!(host.response_body("ef", true), 8);
    assert_eq!(said(&host), ["request abcd", "response ef"]);
}

#[test]
fn a_whole_body_without_data_does_not_reach_its_handler() {
    let host = install(whole_bodies());
    host.request(&[]);
    assert_eq!(host.request_body("", true), ActionContinue.0);
    host.response(&[], false);
    assert_eq!(host.response_body("", true), ActionContinue.0);
    let reason = "body failed: error status returned by host: not found";
    assert_eq!(
        said(&host),
        [format!("get request {reason}"), format!("get response {reason}")]
    );
}

fn streaming_bodies() -> Vec<CtxOption<()>> {
    let mut options = whole_bodies();
    options.push(wrapper::ProcessStreamingRequestBody(|_, _: Unit, chunk, last| {
        say(format!("{} {last}", chunk.len()).as_bytes());
        [b"<".as_slice(), &chunk, b">"].concat()
    }));
    options.push(wrapper::ProcessStreamingResponseBody(|_, _: Unit, _, last| {
        say(format!("response {last}").as_bytes());
        Vec::new()
    }));
    options
}

#[test]
fn chunks_are_replaced_by_what_the_streaming_handler_returns() {
    let host = install(streaming_bodies());
    host.request(&[]);
    host.take_calls();
    assert_eq!(host.request_body("ab", false), ActionContinue.0);
    assert_eq!(host.request_body("", true), ActionContinue.0);
    assert_eq!(
        host.take_calls(),
        ["set_buffer 0 2147483647 <ab>", "set_buffer 0 2147483647 <>"]
    );
    assert_eq!(said(&host), ["2 false", "0 true"]);
}

#[test]
fn a_paused_streaming_response_holds_every_chunk() {
    let mut options = streaming_bodies();
    options.push(wrapper::ProcessResponseHeaders(|context: HttpContext, _: Unit| {
        context.NeedPauseStreamingResponse();
        ActionContinue
    }));
    let host = install(options);
    host.request(&[]);
    host.response(&[], false);
    assert_eq!(host.response_body("ab", false), DataStopIterationNoBuffer.0);
    assert!(host.take_calls().contains(&"set_buffer 0 2147483647 ".into()));
}

#[test]
fn a_handler_chooses_how_bodies_are_read() {
    let choose = |choice: fn(HttpContext)| {
        let mut options = streaming_bodies();
        options.push(wrapper::ProcessRequestHeaders(move |context: HttpContext, _: Unit| {
            choice(context);
            ActionContinue
        }));
        let host = install(options);
        host.request(&[]);
        host.request_body("ab", true);
        host.response(&[], false);
        host.response_body("cd", true);
        callbacks::on_delete(STREAM);
        said(&host)
    };
    assert_eq!(choose(|_| ()), ["2 true", "response true"]);
    assert_eq!(choose(HttpContext::BufferRequestBody), ["request ab", "response true"]);
    assert_eq!(choose(HttpContext::BufferResponseBody), ["2 true", "response cd"]);
    assert_eq!(choose(HttpContext::DontReadRequestBody), ["response true"]);
    assert_eq!(choose(HttpContext::DontReadResponseBody), ["2 true"]);
}

#[test]
fn binary_bodies_and_websockets_pass_by_the_handlers() {
    for (request, response, expected) in [
        (
            &[("content-type", "application/octet-stream")][..],
            &[][..],
            &["response cd"][..],
        ),
        (&[("content-type", "application/grpc+proto")], &[], &["response cd"]),
        (&[("content-encoding", "gzip")], &[], &["response cd"]),
        (
            &[("content-type", "application/GRPC")],
            &[],
            &["request ab", "response cd"],
        ),
        (&[], &[("content-type", "application/octet-stream")], &["request ab"]),
        (&[], &[("content-encoding", "br")], &["request ab"]),
        (&[("connection", "Upgrade"), ("upgrade", "WebSocket")], &[], &[]),
        (
            &[("connection", "keep-alive, Upgrade"), ("upgrade", "websocket")],
            &[],
            &["request ab", "response cd"],
        ),
    ] {
        let host = install(whole_bodies());
        host.request(request);
        host.request_body("ab", true);
        host.response(response, false);
        host.response_body("cd", true);
        assert_eq!(said(&host), expected, "{request:?} {response:?}");
        callbacks::on_delete(STREAM);
    }
}

#[test]
fn a_response_without_request_does_not_reach_the_handlers() {
    let host = install(whole_bodies());
    callbacks::on_context_create(STREAM, ROOT);
    host.response(&[], false);
    assert_eq!(host.response_body("cd", true), ActionContinue.0);
    assert_eq!(said(&host), [""; 0]);
}

/// A host with a request whose plugin has no handler for the response, and a handle of its stream.
fn without_response_handlers() -> (Rc<TestHost>, HttpContext) {
    let kept = Rc::new(Cell::new(None));
    let given = Rc::clone(&kept);
    let host = install(vec![wrapper::ProcessRequestHeaders(
        move |context: HttpContext, _: Unit| {
            given.set(Some(context));
            ActionContinue
        },
    )]);
    host.request(&[]);
    (host, kept.take().unwrap())
}

#[test]
fn whether_a_response_is_binary_follows_its_latest_headers() {
    let (host, context) = without_response_handlers();
    for (content_type, expected) in [
        ("text/plain", false),
        ("application/octet-stream", true),
        ("text/css", false),
    ] {
        host.response(&[("content-type", content_type)], false);
        assert_eq!(context.IsBinaryResponseBody(), expected, "{content_type}");
    }
}

#[test]
fn whether_a_response_is_binary_was_decided_when_its_headers_came() {
    let (host, context) = without_response_handlers();
    host.response(&[("content-type", "application/octet-stream")], false);
    proxywasm::RemoveHttpResponseHeader("content-type");
    host.response.replace(Vec::new());
    assert!(context.IsBinaryResponseBody());
}

#[test]
fn a_response_is_not_looked_at_once_every_handler_is_through() {
    let (host, _) = without_response_handlers();
    host.request_body("x", true);
    host.take_calls();
    host.response(&[("content-type", "application/octet-stream")], false);
    assert_eq!(host.take_calls(), [""; 0]);
}

#[test]
fn an_answer_that_comes_after_the_response_finds_what_it_was() {
    let host = install(vec![wrapper::ProcessRequestHeaders(|context: HttpContext, _: Unit| {
        let answered = move |_, _, _| say(context.IsBinaryResponseBody().to_string().as_bytes());
        proxywasm::DispatchHttpCall("cluster", &[], "", &[], 500, answered).unwrap();
        ActionContinue
    })]);
    host.request_on(STREAM, &[(":authority", "h")], true);
    host.response(&[("content-type", "application/octet-stream")], false);
    host.response.replace(Vec::new());
    callbacks::on_http_call_response(ROOT, 1, 0, 0, 0);
    assert_eq!(said(&host), ["true"]);
}

#[test]
fn a_response_that_never_came_is_not_binary() {
    let (host, context) = without_response_handlers();
    host.response.replace(vec![("content-encoding".into(), "br".into())]);
    callbacks::on_log(STREAM);
    assert!(!context.IsBinaryResponseBody());
}

#[test]
fn a_context_keeps_values_by_their_type() {
    let host = install(vec![wrapper::ProcessRequestHeaders(|context: HttpContext, _: Unit| {
        context.SetContext("text", String::from("t"));
        context.SetContext("flag", true);
        context.SetContext("bytes", b"b".to_vec());
        context.SetContext("own", Any::new(Some(7_u8)));
        assert_eq!(context.GetStringContext("text", "default"), "t");
        assert_eq!(context.GetStringContext("flag", "default"), "default");
        assert!(context.GetBoolContext("flag", false) && context.GetBoolContext("text", true));
        assert_eq!(context.GetByteSliceContext("bytes", b"default"), b"b");
        assert_eq!(context.GetByteSliceContext("text", b"default"), b"default");
        assert_eq!(*context.GetContext("own").downcast::<Option<u8>>().unwrap(), Some(7));
        assert!(context.GetContext("missing").is_nil());
        ActionContinue
    })]);
    host.request(&[]);
}

#[test]
fn what_headers_say_now_is_asked_of_the_host() {
    let host = install(vec![wrapper::ProcessRequestHeaders(|_, _: Unit| {
        say(format!("{} {}", wrapper::IsWebsocket(), wrapper::IsBinaryRequestBody()).as_bytes());
        proxywasm::AddHttpRequestHeader("content-encoding", "br");
        say(wrapper::IsBinaryRequestBody().to_string().as_bytes());
        ActionContinue
    })]);
    host.request(&[("connection", "UPGRADE"), ("upgrade", "websocket")]);
    assert_eq!(said(&host), ["true false", "true"]);
}

#[test]
fn headers_announce_a_body() {
    for (headers, announced) in [
        (&[][..], false),
        (&[("content-length", "0"), ("content-type", "text/plain")], false),
        (&[("content-length", "1")], true),
        (&[("content-length", "x")], false),
        (&[("content-length", "x"), ("content-type", "text/plain")], true),
        (&[("transfer-encoding", "gzip, chunked")], true),
    ] {
        let host = install(vec![]);
        host.request(headers);
        assert_eq!(wrapper::HasRequestBody(), announced, "{headers:?}");
        host.response(headers, true);
        assert_eq!(wrapper::HasResponseBody(), announced, "{headers:?}");
        let value = |name| {
            headers
                .iter()
                .find(|(other, _)| *other == name)
                .map_or("", |(_, value)| value)
        };
        let line = format!(
            "Debug check has request body: contentType:{}, contentLengthStr:{}, transferEncodingStr:{}",
            value("content-type"),
            value("content-length"),
            value("transfer-encoding")
        );
        assert_eq!(host.take_log(), [line.clone(), line]);
        callbacks::on_delete(STREAM);
    }
}

#[test]
fn where_a_response_comes_from_is_a_property() {
    let host = install(vec![]);
    host.request(&[]);
    host.response(&[("content-type", "application/json; charset=utf-8")], true);
    assert!(wrapper::IsApplicationJson() && !wrapper::IsBinaryResponseBody());
    assert!(!wrapper::IsResponseFromUpstream());
    let line = "Error get response code details failed: error status returned by host: not found";
    assert_eq!(host.take_log(), [line]);
    host.set("response\0code_details", "via_upstream");
    assert!(wrapper::IsResponseFromUpstream());
    host.set("plugin_name", "p");
    assert_eq!(wrapper::GetPluginFingerPrint(), "p");
}

#[test]
fn buffers_queue_up() {
    let host = install(vec![wrapper::ProcessRequestHeaders(|context: HttpContext, _: Unit| {
        context.PushBuffer("a");
        context.PushBuffer("b");
        assert_eq!(context.BufferQueueSize(), 2);
        assert_eq!(
            [context.PopBuffer(), context.PopBuffer(), context.PopBuffer()],
            [b"a".to_vec(), b"b".to_vec(), vec![]]
        );
        ActionContinue
    })]);
    host.request(&[]);
}

#[test]
fn limits_and_routes_are_set_by_properties() {
    let host = install(vec![wrapper::ProcessRequestHeaders(|context: HttpContext, _: Unit| {
        context.DisableReroute();
        context.SetRequestBodyBufferLimit(4_000_000_000);
        context.SetResponseBodyBufferLimit(0);
        ActionContinue
    })]);
    host.request(&[]);
    let calls = host.take_calls();
    let expected = [
        "set clear_route_cache off",
        "set set_decoder_buffer_limit 4000000000",
        "set set_encoder_buffer_limit 0",
    ];
    assert_eq!(calls[calls.len() - 3..], expected);
    assert_eq!(
        said(&host),
        ["SetRequestBodyBufferLimit: 4000000000", "SetResponseBodyBufferLimit: 0"]
    );
}

#[test]
fn whether_there_is_a_body_is_known_from_the_headers() {
    let host = install(vec![wrapper::ProcessRequestHeaders(|context: HttpContext, _: Unit| {
        say(format!("{} {}", context.HasRequestBody(), context.HasResponseBody()).as_bytes());
        ActionContinue
    })]);
    host.request(&[]);
    host.request_on(3, &[(":authority", "h")], true);
    assert_eq!(said(&host), ["true true", "false true"]);
}

#[test]
fn the_phase_is_that_of_the_callback() {
    let seen = Rc::new(Cell::new(None));
    let done = Rc::clone(&seen);
    let handler = move |context: HttpContext, _: Unit| done.set(Some(context.GetExecutionPhase()));
    let host = install(vec![wrapper::ProcessStreamDone(handler)]);
    host.request(&[]);
    callbacks::on_log(STREAM);
    assert_eq!(seen.get(), Some(HTTPExecutionPhase::Done));
}

#[test]
fn a_local_reply_may_lead_straight_into_the_next_callback() {
    let host = install(vec![
        wrapper::ProcessRequestHeaders(|context: HttpContext, _: Unit| {
            context.SetContext("key", "value");
            proxywasm::SendHttpResponse(403, &[], "no", -1);
            say(b"after the reply");
            ActionContinue
        }),
        wrapper::ProcessResponseHeaders(|context: HttpContext, _: Unit| {
            say(&context.GetStringContext("key", ""));
            context.SetContext("key", "other");
            ActionContinue
        }),
    ]);
    let plugin = Rc::clone(&host);
    host.on_local_reply.replace(Some(Box::new(move || {
        plugin.response(&[(":status", "403")], false);
        callbacks::on_log(STREAM);
        callbacks::on_done(STREAM);
        callbacks::on_delete(STREAM);
    })));
    host.request(&[]);
    assert_eq!(said(&host), ["value", "after the reply"]);
    assert!(host.take_calls().contains(&"reply 403  -1  no".into()));
}

/// A plugin that pauses, calls out and resumes.
fn calling() -> Rc<TestHost> {
    install(vec![wrapper::ProcessRequestHeaders(|context: HttpContext, _: Unit| {
        let call = move |headers, size, trailers| {
            say(format!("answer {headers} {size} {trailers} to {}", context.Path()).as_bytes());
            proxywasm::ResumeHttpRequest();
        };
        match proxywasm::DispatchHttpCall("cluster", &[], "body", &[], 500, call) {
            Ok(_) => types::ActionPause,
            Err(_) => ActionContinue,
        }
    })])
}

#[test]
fn an_answer_reaches_the_stream_that_asked() {
    let host = calling();
    assert_eq!(
        host.request_on(2, &[(":authority", "h"), (":path", "/2")], true),
        ActionPause.0
    );
    assert_eq!(
        host.request_on(3, &[(":authority", "h"), (":path", "/3")], true),
        ActionPause.0
    );
    host.take_calls();
    callbacks::on_http_call_response(ROOT, 2, 4, 5, 6);
    callbacks::on_http_call_response(ROOT, 1, 0, 0, 0);
    assert_eq!(said(&host), ["answer 4 5 6 to /3", "answer 0 0 0 to /2"]);
    assert_eq!(
        host.take_calls(),
        ["effective 3", "continue Request", "effective 2", "continue Request"]
    );
}

#[test]
fn an_answer_to_a_stream_that_is_gone_is_dropped() {
    let host = calling();
    host.request(&[]);
    callbacks::on_delete(STREAM);
    host.take_calls();
    callbacks::on_http_call_response(ROOT, 1, 4, 5, 6);
    assert_eq!((said(&host), host.take_calls()), (vec![], vec![]));
}

#[test]
fn callbacks_about_what_does_not_exist_are_logged_and_no_more() {
    let host = calling();
    host.request(&[]);
    host.take_calls();
    for token in [1, 1, 9] {
        callbacks::on_http_call_response(7, token, 0, 0, 0);
        callbacks::on_redis_call_response(ROOT, token, 0, 0);
    }
    callbacks::on_http_call_response(ROOT, 9, 0, 0, 0);
    callbacks::on_context_create(9, 7);
    assert_eq!(callbacks::on_request_headers(9, 0, true), ActionContinue.0);
    assert_eq!(callbacks::on_response_body(9, 0, true), ActionContinue.0);
    callbacks::on_tick(9);
    callbacks::on_log(9);
    assert!(callbacks::on_done(9) && !callbacks::on_configure(9, 0));
    callbacks::on_delete(9);
    assert_eq!(host.take_calls(), [""; 0]);
    let lines = host.take_log();
    let reasons: Vec<&str> = lines.iter().map(|line| line.trim_start_matches("Critical ")).collect();
    let answers = [
        "http_call_response on invalid plugin context",
        "invalid callout id",
        "http_call_response on invalid plugin context",
        "invalid callout id",
        "http_call_response on invalid plugin context",
        "invalid callout id",
        "invalid callout id",
    ];
    let contexts = [
        "invalid plugin context id",
        "invalid context on proxy_on_request_headers",
        "invalid context id on proxy_on_response_headers",
        "invalid root_context_id",
        "invalid context on proxy_on_configure",
        "invalid context on proxy_on_delete",
    ];
    assert_eq!(reasons, [&answers[..], &contexts[..]].concat());
}

#[test]
fn a_handle_outlives_its_stream() {
    let kept = Rc::new(Cell::new(None));
    let keep = Rc::clone(&kept);
    let host = install(vec![wrapper::ProcessRequestHeaders(
        move |context: HttpContext, _: Unit| {
            keep.set(Some(context));
            ActionContinue
        },
    )]);
    host.request(&[(":path", "/p")]);
    let context = kept.get().unwrap();
    assert_eq!(context.Path(), "/p");
    callbacks::on_delete(STREAM);
    context.SetContext("key", Str::from("value"));
    assert!(context.GetContext("key").is_nil());
    assert_eq!(context.Path(), "");
}

#[test]
fn a_fresh_vm_is_asked_for_after_enough_requests() {
    let host = install(vec![wrapper::WithRebuildAfterRequests(2)]);
    host.request_on(2, &[], true);
    host.request_on(3, &[(":authority", "h")], true);
    host.request_on(4, &[(":authority", "h")], true);
    let asked = |call: &String| call == "set wasm_need_rebuild true";
    assert_eq!(host.take_calls().iter().filter(|call| asked(call)).count(), 1);
    assert!(said(&host).contains(&"Plugin reached rebuild threshold after 2 requests, rebuild flag set".into()));
}

#[test]
fn a_fresh_vm_is_asked_for_when_memory_has_grown() {
    let host = install(vec![wrapper::WithRebuildMaxMemBytes(1_572_864)]);
    host.request(&[]);
    assert_eq!(
        said(&host),
        ["Failed to get VM memory: error status returned by host: not found"]
    );
    host.properties
        .borrow_mut()
        .insert(b"plugin_vm_memory".to_vec(), 1_572_864_u64.to_le_bytes().to_vec());
    host.request_on(3, &[(":authority", "h")], true);
    let expected = [
        "Current VM memory usage: 1572864 bytes (1.50 MB)",
        "Plugin reached rebuild memory threshold: 1572864 bytes (1.50 MB), rebuild flag set",
    ];
    assert_eq!(said(&host), expected);
    host.set("plugin_vm_memory", "short");
    host.request_on(4, &[(":authority", "h")], true);
    assert_eq!(said(&host), [""; 0]);
}
