//! The host of a test: one stream at a time, and what a gateway sets up for it.

use std::cell::{Cell, RefCell};
use std::ops::Deref;
use std::rc::Rc;

use crate::host::run_start_functions;
use crate::proxytest::{
    ForeignFunction, HostEmulator, HttpCalloutAttribute, LocalHttpResponse, NewEmulatorOption, RedisCalloutAttribute,
};
use crate::types::{Action, ActionContinue, OnPluginStartStatus};
use crate::{Any, Error, Str, go, proxywasm};

/// The host that a match of the configuration is for, unless the test sets another one.
const DEFAULT_DOMAIN: &str = "default.test.com";

/// How headers are passed; see [`WithEndOfStream`].
#[derive(Clone, Copy, Debug)]
pub struct HeaderOptionFunc {
    end_of_stream: bool,
}

/// Whether headers are all there is. Without this option a body follows.
#[go]
pub fn WithEndOfStream(end_of_stream: bool) -> HeaderOptionFunc {
    HeaderOptionFunc { end_of_stream }
}

fn ends_stream(options: &[HeaderOptionFunc]) -> bool {
    options.last().is_some_and(|option| option.end_of_stream)
}

/// A host with one current stream, which begins with the first call about one and ends with [`Self::CompleteHttp`].
///
/// It is a [`HostEmulator`] too, whose methods are about any number of streams. Clones are the same host; when the last one is
/// dropped it is reset.
#[derive(Clone)]
pub struct TestHost(Rc<State>);

struct State {
    host: HostEmulator,
    stream: Cell<u32>,
    has_stream: Cell<bool>,
    domain: RefCell<Str>,
}

impl State {
    fn reset(&self) {
        self.stream.set(0);
        self.has_stream.set(false);
        self.domain.take();
        self.host.leave();
    }
}

impl Deref for TestHost {
    type Target = HostEmulator;

    fn deref(&self) -> &HostEmulator {
        &self.0.host
    }
}

impl Drop for State {
    fn drop(&mut self) {
        self.reset();
    }
}

/// A host whose plugin has this configuration, a JSON text, and whether the plugin took it. A host that this thread had
/// before is no longer in place.
#[go]
pub fn NewTestHost(config: impl AsRef<[u8]>) -> (TestHost, OnPluginStartStatus) {
    NewTestHostWithForeignFuncs(config, Vec::new())
}

/// [`NewTestHost`] with functions that the plugin can call by their names. `get_log_level` is there in any case: it answers
/// 0, for trace, unless one of these takes its place.
///
/// ```no_run
/// use sdk_compat::test;
/// let limit = |argument: &[u8]| argument.to_vec();
/// let functions = vec![("set_global_max_requests_per_io_cycle", Box::new(limit) as _)];
/// let (host, status) = test::NewTestHostWithForeignFuncs("{}", functions);
/// ```
#[go]
pub fn NewTestHostWithForeignFuncs(
    config: impl AsRef<[u8]>,
    foreign_funcs: Vec<(&str, ForeignFunction)>,
) -> (TestHost, OnPluginStartStatus) {
    if proxywasm::GetVMContext().is_none() {
        run_start_functions();
    }
    let host = HostEmulator::start(NewEmulatorOption().WithPluginConfiguration(config));
    host.RegisterForeignFunction("get_log_level", |_| 0_u32.to_le_bytes().to_vec());
    for (name, function) in foreign_funcs {
        host.RegisterForeignFunction(String::from(name), function);
    }
    let status = host.StartPlugin();
    let host = TestHost(Rc::new(State {
        host,
        stream: Cell::new(0),
        has_stream: Cell::new(false),
        domain: RefCell::default(),
    }));
    host.SetRouteName("test-route-default");
    host.SetClusterName("test-cluster-default");
    host.SetRequestId("test-request-id-default");
    (host, status)
}

#[go]
impl TestHost {
    /// Begins a stream, which is the current one from here on.
    pub fn InitHttp(&self) {
        self.0.stream.set(self.InitializeHttpContext());
        self.0.has_stream.set(true);
    }

    /// Ends the current stream. What is known of it can still be asked, until another one begins.
    pub fn CompleteHttp(&self) {
        self.CompleteHttpContext(self.0.stream.get());
        self.0.has_stream.set(false);
    }

    /// Passes request headers; the last argument is `&[]` or holds [`WithEndOfStream`].
    pub fn CallOnHttpRequestHeaders(&self, headers: &[[Str; 2]], opts: &[HeaderOptionFunc]) -> Action {
        if !self.0.has_stream.get() {
            self.InitHttp();
        }
        self.CallOnRequestHeaders(self.0.stream.get(), headers, ends_stream(opts))
    }

    /// Passes the whole request body, or the rest of it.
    pub fn CallOnHttpRequestBody(&self, body: impl AsRef<[u8]>) -> Action {
        self.CallOnHttpStreamingRequestBody(body, true)
    }

    /// Passes a part of the request body.
    pub fn CallOnHttpStreamingRequestBody(&self, body: impl AsRef<[u8]>, end_of_stream: bool) -> Action {
        self.CallOnRequestBody(self.current_stream(), body, end_of_stream)
    }

    /// Passes response headers; the last argument is `&[]` or holds [`WithEndOfStream`].
    pub fn CallOnHttpResponseHeaders(&self, headers: &[[Str; 2]], opts: &[HeaderOptionFunc]) -> Action {
        self.CallOnResponseHeaders(self.current_stream(), headers, ends_stream(opts))
    }

    /// Passes the whole response body, or the rest of it.
    pub fn CallOnHttpResponseBody(&self, body: impl AsRef<[u8]>) -> Action {
        self.CallOnHttpStreamingResponseBody(body, true)
    }

    /// Passes a part of the response body.
    pub fn CallOnHttpStreamingResponseBody(&self, body: impl AsRef<[u8]>, end_of_stream: bool) -> Action {
        self.CallOnResponseBody(self.current_stream(), body, end_of_stream)
    }

    /// Answers the oldest HTTP call of the current stream.
    ///
    /// # Panics
    ///
    /// There is none.
    pub fn CallOnHttpCall(&self, headers: &[[Str; 2]], body: impl AsRef<[u8]>) {
        let calls = self.GetHttpCalloutAttributes();
        let oldest = calls.first().expect("the plugin has no HTTP call to answer");
        self.CallOnHttpCallResponse(oldest.CalloutID, headers, &[], body);
    }

    /// Answers the oldest Redis command of the current stream.
    ///
    /// # Panics
    ///
    /// There is none.
    pub fn CallOnRedisCall(&self, status: i32, response: impl AsRef<[u8]>) {
        let calls = self.GetRedisCalloutAttributes();
        let oldest = calls.first().expect("the plugin has no Redis command to answer");
        self.CallOnRedisCallResponse(oldest.CalloutID, status, response);
    }

    /// The HTTP calls of the current stream that are not answered yet, oldest first.
    pub fn GetHttpCalloutAttributes(&self) -> Vec<HttpCalloutAttribute> {
        self.GetCalloutAttributesFromContext(self.0.stream.get())
    }

    /// The Redis commands of the current stream that are not answered yet, oldest first.
    pub fn GetRedisCalloutAttributes(&self) -> Vec<RedisCalloutAttribute> {
        self.GetRedisCalloutAttributesFromContext(self.0.stream.get())
    }

    /// Sets the name of the route: the property `route_name`.
    pub fn SetRouteName(&self, route_name: impl AsRef<[u8]>) -> Option<Error> {
        self.SetProperty(&["route_name"], route_name)
    }

    /// Sets the name of the cluster: the property `cluster_name`.
    pub fn SetClusterName(&self, cluster_name: impl AsRef<[u8]>) -> Option<Error> {
        self.SetProperty(&["cluster_name"], cluster_name)
    }

    /// Sets the id of the request: the property `x_request_id`.
    pub fn SetRequestId(&self, request_id: impl AsRef<[u8]>) -> Option<Error> {
        self.SetProperty(&["x_request_id"], request_id)
    }

    /// Sets the host that [`Self::GetMatchConfig`] asks for. An empty one is an error.
    pub fn SetDomainName(&self, domain: impl Into<Str>) -> Option<Error> {
        let domain = domain.into();
        if domain.is_empty() {
            return Some(Error::new("domain is empty"));
        }
        self.0.domain.replace(domain);
        None
    }

    /// The configuration that a request gets, by its host, route and cluster: [`Any::downcast`] finds the plugin's type in
    /// it. Nil when it gets none.
    ///
    /// # Errors
    ///
    /// The plugin was not installed with `wrapper::SetCtx`, or did not start.
    pub fn GetMatchConfig(&self) -> Result<Any, Error> {
        let domain = self.0.domain.borrow().clone();
        let domain = if domain.is_empty() {
            DEFAULT_DOMAIN.into()
        } else {
            domain
        };
        self.match_config(&[[":authority".into(), domain]])
    }

    /// What the last callback of the current stream returned, or Continue when the plugin has resumed the stream since.
    pub fn GetHttpStreamAction(&self) -> Action {
        self.GetCurrentHttpStreamAction(self.0.stream.get())
    }

    /// The request headers, as the plugin left them.
    pub fn GetRequestHeaders(&self) -> Vec<[Str; 2]> {
        self.GetCurrentRequestHeaders(self.0.stream.get())
    }

    /// The response headers, as the plugin left them.
    pub fn GetResponseHeaders(&self) -> Vec<[Str; 2]> {
        self.GetCurrentResponseHeaders(self.0.stream.get())
    }

    /// What the plugin saw last of the request body, as it left it.
    pub fn GetRequestBody(&self) -> Vec<u8> {
        self.GetCurrentRequestBody(self.0.stream.get())
    }

    /// What the plugin saw last of the response body, as it left it.
    pub fn GetResponseBody(&self) -> Vec<u8> {
        self.GetCurrentResponseBody(self.0.stream.get())
    }

    /// The answer that the plugin gave in place of the upstream, if it did.
    pub fn GetLocalResponse(&self) -> Option<LocalHttpResponse> {
        self.GetSentLocalResponse(self.0.stream.get())
    }

    /// Takes the host away, and with it every context of the plugin.
    pub fn Reset(&self) {
        self.0.reset();
    }
}

impl TestHost {
    /// The current stream. Where there is none one begins, with the headers of a request that the plugin has to let pass.
    fn current_stream(&self) -> u32 {
        if !self.0.has_stream.get() {
            self.InitHttp();
            let headers = [[":authority".into(), DEFAULT_DOMAIN.into()]];
            let action = self.CallOnRequestHeaders(self.0.stream.get(), &headers, false);
            assert_eq!(action, ActionContinue, "the test has to CallOnHttpRequestHeaders first");
        }
        self.0.stream.get()
    }
}
