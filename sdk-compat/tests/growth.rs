//! Nothing is left of a stream that is over, however it ended.

mod support;

use std::cell::Cell;
use std::rc::Rc;

use sdk_compat::host::callbacks;
use sdk_compat::types::{self, Action};
use sdk_compat::wrapper::{self, HttpClient, HttpContext, TargetCluster};
use sdk_compat::{Any, Config};
use support::{ROOT, TestHost};

const STREAMS: u32 = 10_000;

thread_local! {
    /// How many `Kept` there are.
    static ALIVE: Cell<usize> = const { Cell::new(0) };
    /// How many answers came to their callback.
    static ANSWERED: Cell<u32> = const { Cell::new(0) };
}

/// Something that is kept by what keeps it, and counted.
struct Kept;

impl Kept {
    fn new() -> Self {
        ALIVE.set(ALIVE.get() + 1);
        Kept
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        ALIVE.set(ALIVE.get() - 1);
    }
}

struct KeptConfig {
    client: HttpClient,
    _kept: Kept,
}

impl Default for KeptConfig {
    fn default() -> Self {
        KeptConfig {
            client: wrapper::NewClusterClient(TargetCluster {
                Cluster: "service".into(),
                Host: "service".into(),
            }),
            _kept: Kept::new(),
        }
    }
}

/// Keeps something in the stream's context, its queue, and the callback of a call.
fn on_http_request_headers(ctx: HttpContext, config: Config<KeptConfig>) -> Action {
    ctx.SetContext("kept", Any::new(Kept::new()));
    ctx.PushBuffer("kept");
    let (kept, shared) = (Kept::new(), config.clone());
    let answered = move |_, _, _| {
        let _ = (&kept, &shared);
        ANSWERED.set(ANSWERED.get() + 1);
    };
    config.client.Get("/", &[], answered, &[]);
    types::HeaderStopAllIterationAndWatermark
}

fn start() -> Rc<TestHost> {
    let host = TestHost::install();
    wrapper::SetCtx(
        "kept",
        [
            wrapper::ParseConfig(|_, _: &mut KeptConfig| Ok(())),
            wrapper::ProcessRequestHeaders(on_http_request_headers),
        ],
    );
    assert!(host.start("{}"));
    host
}

/// Sends a request, which leads to the call with this token.
fn request(host: &TestHost, stream: u32) {
    host.request_on(stream, &[(":authority", "a.com")], true);
    // The test's own notes grow, too.
    host.take_calls();
    host.take_log();
    host.take_reads();
}

fn end(stream: u32) {
    callbacks::on_log(stream);
    callbacks::on_done(stream);
    callbacks::on_delete(stream);
}

fn answer(token: u32) {
    callbacks::on_http_call_response(ROOT, token, 0, 0, 0);
}

/// Streams and calls are numbered alike: the first call is that of the first stream.
fn stream_of(call: u32) -> u32 {
    support::STREAM + call - 1
}

#[test]
fn streams_that_were_answered_leave_nothing() {
    let host = start();
    let before = ALIVE.get();
    for call in 1..=STREAMS {
        request(&host, stream_of(call));
        answer(call);
        end(stream_of(call));
    }
    assert_eq!((ANSWERED.get(), ALIVE.get()), (STREAMS, before));
}

#[test]
fn streams_that_were_left_leave_nothing_once_the_late_answer_came() {
    let host = start();
    let before = ALIVE.get();
    for call in 1..=STREAMS {
        request(&host, stream_of(call));
        end(stream_of(call));
    }
    assert!(ALIVE.get() > before, "the calls are out");
    (1..=STREAMS).for_each(answer);
    assert_eq!((ANSWERED.get(), ALIVE.get()), (0, before));
}

#[test]
fn streams_without_a_callback_leave_nothing() {
    start();
    let before = ALIVE.get();
    for stream in 2..STREAMS {
        callbacks::on_context_create(stream, ROOT);
        callbacks::on_delete(stream);
    }
    assert_eq!(ALIVE.get(), before);
}

#[test]
fn a_stream_that_takes_the_place_of_another_leaves_nothing_of_it() {
    let host = start();
    let before = ALIVE.get();
    for call in 1..=STREAMS {
        request(&host, support::STREAM);
        answer(call);
    }
    end(support::STREAM);
    assert_eq!(ALIVE.get(), before);
}

#[test]
fn a_plugin_that_is_deleted_takes_its_configuration_and_its_calls_along() {
    let host = start();
    for call in 1..=STREAMS {
        request(&host, stream_of(call));
        end(stream_of(call));
    }
    assert!(host.configure("{}"), "a configuration takes the place of another");
    callbacks::on_delete(ROOT);
    assert_eq!(ALIVE.get(), 0);
}
