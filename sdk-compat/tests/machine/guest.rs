//! A plugin as the host sees it, and the Rust build of it, which runs natively.

use std::rc::Rc;

use sdk_compat::host::{self, Host, callbacks};

use crate::plugin;
use crate::script::Script;
use crate::world::World;

/// The callbacks that the host makes.
pub trait Guest {
    /// A fresh plugin on a fresh host.
    fn set_up(&mut self, world: Rc<World>, script: &Script);
    fn create(&mut self, context: u32, root: u32);
    fn configure(&mut self, root: u32, size: usize) -> bool;
    fn tick(&mut self, root: u32);
    /// Request headers, request trailers, response headers, response trailers.
    fn headers(&mut self, of: Of, context: u32, count: usize, end_of_stream: bool) -> u32;
    fn trailers(&mut self, of: Of, context: u32, count: usize) -> u32;
    fn body(&mut self, of: Of, context: u32, size: usize, end_of_stream: bool) -> u32;
    fn http_answer(&mut self, root: u32, token: u32, headers: usize, size: usize, trailers: usize);
    fn redis_answer(&mut self, root: u32, token: u32, status: i32, size: usize);
    fn log(&mut self, context: u32);
    fn done(&mut self, context: u32) -> bool;
    fn delete(&mut self, context: u32);
}

/// Which way headers and bodies go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Request,
    Response,
}

/// The Rust build.
pub struct Native;

impl Guest for Native {
    fn set_up(&mut self, world: Rc<World>, script: &Script) {
        host::install(world as Rc<dyn Host>);
        plugin::setup(script);
    }

    fn create(&mut self, context: u32, root: u32) {
        callbacks::on_context_create(context, root);
    }

    fn configure(&mut self, root: u32, size: usize) -> bool {
        callbacks::on_configure(root, size)
    }

    fn tick(&mut self, root: u32) {
        callbacks::on_tick(root);
    }

    fn headers(&mut self, of: Of, context: u32, count: usize, end_of_stream: bool) -> u32 {
        match of {
            Of::Request => callbacks::on_request_headers(context, count, end_of_stream),
            Of::Response => callbacks::on_response_headers(context, count, end_of_stream),
        }
    }

    fn trailers(&mut self, of: Of, context: u32, count: usize) -> u32 {
        match of {
            Of::Request => callbacks::on_request_trailers(context, count),
            Of::Response => callbacks::on_response_trailers(context, count),
        }
    }

    fn body(&mut self, of: Of, context: u32, size: usize, end_of_stream: bool) -> u32 {
        match of {
            Of::Request => callbacks::on_request_body(context, size, end_of_stream),
            Of::Response => callbacks::on_response_body(context, size, end_of_stream),
        }
    }

    fn http_answer(&mut self, root: u32, token: u32, headers: usize, size: usize, trailers: usize) {
        callbacks::on_http_call_response(root, token, headers, size, trailers);
    }

    fn redis_answer(&mut self, root: u32, token: u32, status: i32, size: usize) {
        callbacks::on_redis_call_response(root, token, status, size);
    }

    fn log(&mut self, context: u32) {
        callbacks::on_log(context);
    }

    fn done(&mut self, context: u32) -> bool {
        callbacks::on_done(context)
    }

    fn delete(&mut self, context: u32) {
        callbacks::on_delete(context);
    }
}
