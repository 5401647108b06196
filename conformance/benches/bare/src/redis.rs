//! The Redis calls of Higress, which the `proxy-wasm` crate does not have.
#![allow(unsafe_code, reason = "imports and an export of the module")]

use proxy_wasm::hostcalls;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ptr;

#[link(wasm_import_module = "env")]
unsafe extern "C" {
    safe fn proxy_redis_init(
        cluster: *const u8,
        cluster_size: usize,
        username: *const u8,
        username_size: usize,
        password: *const u8,
        password_size: usize,
        timeout: u32,
    ) -> u32;
    safe fn proxy_redis_call(
        cluster: *const u8,
        cluster_size: usize,
        query: *const u8,
        query_size: usize,
        token: &mut u32,
    ) -> u32;
    safe fn proxy_get_buffer_bytes(
        buffer: u32,
        start: usize,
        length: usize,
        data: &mut *mut u8,
        size: &mut usize,
    ) -> u32;
}

/// The buffer that holds the reply while its callback runs.
const REDIS_CALL_RESPONSE: u32 = 9;

type Callback = Box<dyn FnOnce(&[u8])>;

thread_local! {
    /// By token: the context that asked, and what to do with the reply.
    static WAITING: RefCell<HashMap<u32, (u32, Callback)>> = RefCell::default();
}

/// Gives the host access to a Redis without a password; `timeout` is in milliseconds. Whether the host took it.
pub fn init(cluster: &str, timeout: u32) -> bool {
    let (cluster, none) = (cluster.as_bytes(), ptr::null());
    proxy_redis_init(cluster.as_ptr(), cluster.len(), none, 0, none, 0, timeout) == 0
}

/// Sends a query for a context, whose callback gets the reply. Whether the host sent it.
pub fn call(cluster: &str, query: &[u8], context_id: u32, callback: impl FnOnce(&[u8]) + 'static) -> bool {
    let mut token = 0;
    if proxy_redis_call(cluster.as_ptr(), cluster.len(), query.as_ptr(), query.len(), &mut token) != 0 {
        return false;
    }
    WAITING.with_borrow_mut(|waiting| waiting.insert(token, (context_id, Box::new(callback))));
    true
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_redis_call_response(_root_id: u32, token: u32, _status: i32, size: usize) {
    let Some((context_id, callback)) = WAITING.with_borrow_mut(|waiting| waiting.remove(&token)) else {
        return;
    };
    let _ = hostcalls::set_effective_context(context_id);
    callback(&reply(size));
}

fn reply(size: usize) -> Vec<u8> {
    let (mut data, mut given) = (ptr::null_mut(), 0);
    if proxy_get_buffer_bytes(REDIS_CALL_RESPONSE, 0, size, &mut data, &mut given) != 0 || data.is_null() {
        return Vec::new();
    }
    // SAFETY: the host wrote into memory of exactly this size that it asked the `proxy-wasm` crate for.
    unsafe { Vec::from_raw_parts(data, given, given) }
}
