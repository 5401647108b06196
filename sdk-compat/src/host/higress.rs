//! The host functions that only Higress has. With the feature `portable` none of them is imported, and each is answered
//! Unimplemented: a host without them does not load a module that imports one.
#![allow(unsafe_code)]

#[cfg(not(feature = "portable"))]
pub(crate) use imported::*;
#[cfg(feature = "portable")]
pub(crate) use unimplemented::*;

#[cfg(not(feature = "portable"))]
mod imported {
    use super::super::Status;
    use super::super::wasm::{given, number};

    /// Safe to call for the reasons of the other imports.
    mod import {
        use super::Status;

        #[link(wasm_import_module = "env")]
        unsafe extern "C" {
            pub safe fn proxy_redis_init(
                cluster: *const u8,
                cluster_size: usize,
                username: *const u8,
                username_size: usize,
                password: *const u8,
                password_size: usize,
                timeout: u32,
            ) -> Status;
            pub safe fn proxy_redis_call(
                cluster: *const u8,
                cluster_size: usize,
                query: *const u8,
                query_size: usize,
                token: &mut u32,
            ) -> Status;
            pub safe fn proxy_inject_encoded_data_to_filter_chain(
                body: *const u8,
                size: usize,
                end_of_stream: bool,
            ) -> Status;
            pub safe fn proxy_get_upstream_hosts(data: &mut *mut u8, size: &mut usize) -> Status;
            pub safe fn proxy_set_upstream_override_host(address: *const u8, size: usize) -> Status;
        }
    }

    pub(crate) fn redis_init(cluster: &[u8], username: &[u8], password: &[u8], timeout: u32) -> Status {
        import::proxy_redis_init(
            cluster.as_ptr(),
            cluster.len(),
            username.as_ptr(),
            username.len(),
            password.as_ptr(),
            password.len(),
            timeout,
        )
    }

    pub(crate) fn redis_call(cluster: &[u8], query: &[u8]) -> Result<u32, Status> {
        number(|token| import::proxy_redis_call(cluster.as_ptr(), cluster.len(), query.as_ptr(), query.len(), token))
    }

    pub(crate) fn inject_encoded_data(body: &[u8], end_of_stream: bool) -> Status {
        import::proxy_inject_encoded_data_to_filter_chain(body.as_ptr(), body.len(), end_of_stream)
    }

    pub(crate) fn get_upstream_hosts() -> Result<Vec<u8>, Status> {
        given(|data, size| import::proxy_get_upstream_hosts(data, size))
    }

    pub(crate) fn set_upstream_override_host(address: &[u8]) -> Status {
        import::proxy_set_upstream_override_host(address.as_ptr(), address.len())
    }
}

#[cfg(feature = "portable")]
mod unimplemented {
    use super::super::Status;

    pub(crate) fn redis_init(_: &[u8], _: &[u8], _: &[u8], _: u32) -> Status {
        Status::UNIMPLEMENTED
    }

    pub(crate) fn redis_call(_: &[u8], _: &[u8]) -> Result<u32, Status> {
        Err(Status::UNIMPLEMENTED)
    }

    pub(crate) fn inject_encoded_data(_: &[u8], _: bool) -> Status {
        Status::UNIMPLEMENTED
    }

    pub(crate) fn get_upstream_hosts() -> Result<Vec<u8>, Status> {
        Err(Status::UNIMPLEMENTED)
    }

    pub(crate) fn set_upstream_override_host(_: &[u8]) -> Status {
        Status::UNIMPLEMENTED
    }
}
