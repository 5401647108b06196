//! A host may call the plugin while it answers a call of the plugin: a local reply leads to response headers. Each of these once
//! found something borrowed.

use std::cell::RefCell;
use std::rc::Rc;

use sdk_compat::host::{self, Host, LogLevel, MapType, Status, callbacks};
use sdk_compat::log::Log;
use sdk_compat::types::{self, Action};
use sdk_compat::wrapper::{self, HttpContext};
use sdk_compat::{Config, gjson, proxywasm};

const ROOT: u32 = 1;
const STREAM: u32 = 2;

/// A host that calls back once, when the plugin reads or writes this.
struct Reentering {
    at: &'static [u8],
    call_back: RefCell<Option<fn()>>,
}

impl Reentering {
    fn come_to(&self, place: &[u8]) {
        if place == self.at
            && let Some(call_back) = self.call_back.take()
        {
            call_back();
        }
    }
}

impl Host for Reentering {
    fn get_header_map_value(&self, _: MapType, key: &[u8]) -> Result<Vec<u8>, Status> {
        self.come_to(key);
        Ok(b"application/grpc".to_vec())
    }

    fn log(&self, _: LogLevel, line: &[u8]) -> Status {
        self.come_to(line);
        Status::OK
    }

    fn get_property(&self, path: &[u8]) -> Result<Vec<u8>, Status> {
        if path == b"custom_log" {
            Ok(b"null".to_vec())
        } else {
            Err(Status::NOT_FOUND)
        }
    }

    fn set_property(&self, path: &[u8], _: &[u8]) -> Status {
        self.come_to(path);
        Status::OK
    }
}

/// Starts a plugin that does this with the request headers, and sets an attribute with those of the response.
fn request(do_this: fn(HttpContext), host: Reentering) {
    host::install(Rc::new(host));
    let on_request = move |ctx: HttpContext, _: Config<()>, _: Log| -> Action {
        ctx.SetUserAttribute("model", "m");
        do_this(ctx);
        types::ActionContinue
    };
    let on_response = |ctx: HttpContext, _: Config<()>, _: Log| -> Action {
        ctx.SetUserAttribute("status", 200);
        types::ActionContinue
    };
    let parse = |_: gjson::Result, _: &mut ()| Ok(());
    wrapper::SetCtx(
        "reentrant",
        [
            wrapper::ParseConfig(parse),
            wrapper::ProcessRequestHeadersBy(on_request),
            wrapper::ProcessResponseHeadersBy(on_response),
        ],
    );
    callbacks::on_context_create(ROOT, 0);
    callbacks::on_configure(ROOT, 0);
    callbacks::on_context_create(STREAM, ROOT);
    callbacks::on_request_headers(STREAM, 0, true);
}

fn response_headers() {
    callbacks::on_response_headers(STREAM, 0, true);
}

fn calling_back(at: &'static [u8]) -> Reentering {
    let call_back = RefCell::new(Some(response_headers as fn()));
    Reentering { at, call_back }
}

#[test]
fn an_attribute_may_be_set_while_attributes_become_tags_of_the_trace() {
    request(
        |ctx| drop(ctx.WriteUserAttributeToTrace()),
        calling_back(b"trace_span_tag.model"),
    );
}

#[test]
fn an_attribute_may_be_set_while_attributes_are_written_to_the_log() {
    request(
        |ctx| drop(ctx.WriteUserAttributeToLog()),
        calling_back(b"assignment to entry in nil map"),
    );
}

#[test]
fn a_response_may_come_while_its_content_type_is_read() {
    request(|_| response_headers(), calling_back(b"content-type"));
}

/// A host that takes every call, each under the same token.
struct OneToken;

impl Host for OneToken {
    fn http_call(&self, _: &[u8], _: &[u8], _: &[u8], _: &[u8], _: u32) -> Result<u32, Status> {
        Ok(7)
    }
}

/// What calls a service when it is dropped.
struct CallsWhenDropped;

impl Drop for CallsWhenDropped {
    fn drop(&mut self) {
        call(|| {});
    }
}

fn call(answered: impl FnOnce() + 'static) {
    let err = proxywasm::DispatchHttpCall("service", &[], "", &[], 100, move |_, _, _| answered());
    assert_eq!(err.err(), None);
}

#[test]
fn a_callback_that_is_never_called_may_call_when_it_is_dropped() {
    host::install(Rc::new(OneToken));
    let holds = || {
        let guard = CallsWhenDropped;
        move || drop(guard)
    };
    // No context is active, so nobody could get the answer.
    call(holds());

    request(
        |_| {},
        Reentering {
            at: b"",
            call_back: RefCell::default(),
        },
    );
    host::install(Rc::new(OneToken));
    callbacks::on_context_create(3, ROOT);
    callbacks::on_request_headers(3, 0, true);
    call(holds());
    // The token comes again before the answer.
    call(|| {});
}
