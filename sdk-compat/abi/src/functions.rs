//! The functions that a host gives to a module: names, signatures, and which host has them.

use crate::hosts::{Host, Marker};
use ValueType::{I32, I64};

/// The WASI module name of today.
pub const WASI: &str = "wasi_snapshot_preview1";

/// The older name under which hosts offer the same functions.
pub const WASI_UNSTABLE: &str = "wasi_unstable";

/// The module name of the proxy-wasm functions.
pub const ENV: &str = "env";

/// A type of a parameter or result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// 32-bit integer: numbers, sizes (bytes), guest addresses.
    I32,
    /// 64-bit integer.
    I64,
}

/// One function of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// The module name of the import.
    pub module: &'static str,
    /// The name of the import.
    pub name: &'static str,
    /// The parameters.
    pub params: &'static [ValueType],
    /// The results.
    pub results: &'static [ValueType],
    /// The first and the last marker with which a host offers it.
    pub markers: (Marker, Marker),
    /// Only Higress has it.
    pub higress_only: bool,
}

impl Function {
    /// Whether the host offers the function to a module that it takes by this marker.
    pub fn offered(&self, host: Host, marker: Marker) -> bool {
        let (first, last) = self.markers;
        (first..=last).contains(&marker) && (host == Host::Higress || !self.higress_only)
    }
}

/// The function that an import names, whichever host has it.
pub fn function(module: &str, name: &str) -> Option<&'static Function> {
    let module = if module == WASI_UNSTABLE { WASI } else { module };
    FUNCTIONS
        .iter()
        .find(|function| function.module == module && function.name == name)
}

const fn wasi(name: &'static str, params: &'static [ValueType], results: &'static [ValueType]) -> Function {
    Function {
        module: WASI,
        ..every(name, params, results)
    }
}

const fn every(name: &'static str, params: &'static [ValueType], results: &'static [ValueType]) -> Function {
    Function {
        module: ENV,
        name,
        params,
        results,
        markers: (Marker::V0_1_0, Marker::V0_2_100),
        higress_only: false,
    }
}

const fn only_0_1_0(name: &'static str, params: &'static [ValueType], results: &'static [ValueType]) -> Function {
    Function {
        markers: (Marker::V0_1_0, Marker::V0_1_0),
        ..every(name, params, results)
    }
}

const fn from_0_2_0(name: &'static str, params: &'static [ValueType], results: &'static [ValueType]) -> Function {
    Function {
        markers: (Marker::V0_2_0, Marker::V0_2_100),
        ..every(name, params, results)
    }
}

const fn from_0_2_1(name: &'static str, params: &'static [ValueType], results: &'static [ValueType]) -> Function {
    Function {
        markers: (Marker::V0_2_1, Marker::V0_2_100),
        ..every(name, params, results)
    }
}

const fn higress(name: &'static str, params: &'static [ValueType], results: &'static [ValueType]) -> Function {
    Function {
        higress_only: true,
        ..every(name, params, results)
    }
}

/// Every function of every host. What stock Envoy offers, and with which signature, was asked of Envoy 1.40 itself.
#[rustfmt::skip]
pub const FUNCTIONS: &[Function] = &[
    every("proxy_log", &[I32, I32, I32], &[I32]),
    from_0_2_1("proxy_get_log_level", &[I32], &[I32]),
    every("proxy_get_status", &[I32, I32, I32], &[I32]),
    every("proxy_set_property", &[I32, I32, I32, I32], &[I32]),
    every("proxy_get_property", &[I32, I32, I32, I32], &[I32]),
    every("proxy_send_local_response", &[I32, I32, I32, I32, I32, I32, I32, I32], &[I32]),
    every("proxy_get_shared_data", &[I32, I32, I32, I32, I32], &[I32]),
    every("proxy_set_shared_data", &[I32, I32, I32, I32, I32], &[I32]),
    every("proxy_register_shared_queue", &[I32, I32, I32], &[I32]),
    every("proxy_resolve_shared_queue", &[I32, I32, I32, I32, I32], &[I32]),
    every("proxy_dequeue_shared_queue", &[I32, I32, I32], &[I32]),
    every("proxy_enqueue_shared_queue", &[I32, I32, I32], &[I32]),
    every("proxy_get_header_map_value", &[I32, I32, I32, I32, I32], &[I32]),
    every("proxy_add_header_map_value", &[I32, I32, I32, I32, I32], &[I32]),
    every("proxy_replace_header_map_value", &[I32, I32, I32, I32, I32], &[I32]),
    every("proxy_remove_header_map_value", &[I32, I32, I32], &[I32]),
    every("proxy_get_header_map_pairs", &[I32, I32, I32], &[I32]),
    every("proxy_set_header_map_pairs", &[I32, I32, I32], &[I32]),
    every("proxy_get_header_map_size", &[I32, I32], &[I32]),
    every("proxy_get_buffer_status", &[I32, I32, I32], &[I32]),
    every("proxy_get_buffer_bytes", &[I32, I32, I32, I32, I32], &[I32]),
    every("proxy_set_buffer_bytes", &[I32, I32, I32, I32, I32], &[I32]),
    every("proxy_http_call", &[I32, I32, I32, I32, I32, I32, I32, I32, I32, I32], &[I32]),
    every("proxy_grpc_call", &[I32, I32, I32, I32, I32, I32, I32, I32, I32, I32, I32, I32], &[I32]),
    every("proxy_grpc_stream", &[I32, I32, I32, I32, I32, I32, I32, I32, I32], &[I32]),
    every("proxy_grpc_close", &[I32], &[I32]),
    every("proxy_grpc_cancel", &[I32], &[I32]),
    every("proxy_grpc_send", &[I32, I32, I32, I32], &[I32]),
    every("proxy_set_tick_period_milliseconds", &[I32], &[I32]),
    every("proxy_get_current_time_nanoseconds", &[I32], &[I32]),
    every("proxy_define_metric", &[I32, I32, I32, I32], &[I32]),
    every("proxy_increment_metric", &[I32, I64], &[I32]),
    every("proxy_record_metric", &[I32, I64], &[I32]),
    every("proxy_get_metric", &[I32, I32], &[I32]),
    every("proxy_set_effective_context", &[I32], &[I32]),
    every("proxy_done", &[], &[I32]),
    every("proxy_call_foreign_function", &[I32, I32, I32, I32, I32, I32], &[I32]),
    from_0_2_0("proxy_continue_stream", &[I32], &[I32]),
    from_0_2_0("proxy_close_stream", &[I32], &[I32]),
    only_0_1_0("proxy_get_configuration", &[I32, I32], &[I32]),
    only_0_1_0("proxy_continue_request", &[], &[I32]),
    only_0_1_0("proxy_continue_response", &[], &[I32]),
    only_0_1_0("proxy_clear_route_cache", &[], &[I32]),
    every("emscripten_notify_memory_growth", &[I32], &[]),
    higress("proxy_redis_init", &[I32, I32, I32, I32, I32, I32, I32], &[I32]),
    higress("proxy_redis_call", &[I32, I32, I32, I32, I32], &[I32]),
    higress("proxy_inject_encoded_data_to_filter_chain", &[I32, I32, I32], &[I32]),
    higress("proxy_get_upstream_hosts", &[I32, I32], &[I32]),
    higress("proxy_set_upstream_override_host", &[I32, I32], &[I32]),
    wasi("args_get", &[I32, I32], &[I32]),
    wasi("args_sizes_get", &[I32, I32], &[I32]),
    wasi("clock_res_get", &[I32, I32], &[I32]),
    wasi("clock_time_get", &[I32, I64, I32], &[I32]),
    wasi("environ_get", &[I32, I32], &[I32]),
    wasi("environ_sizes_get", &[I32, I32], &[I32]),
    wasi("fd_advise", &[I32, I64, I64, I32], &[I32]),
    wasi("fd_allocate", &[I32, I64, I64], &[I32]),
    wasi("fd_close", &[I32], &[I32]),
    wasi("fd_datasync", &[I32], &[I32]),
    wasi("fd_fdstat_get", &[I32, I32], &[I32]),
    wasi("fd_fdstat_set_flags", &[I32, I32], &[I32]),
    wasi("fd_fdstat_set_rights", &[I32, I64, I64], &[I32]),
    wasi("fd_filestat_get", &[I32, I32], &[I32]),
    wasi("fd_filestat_set_size", &[I32, I64], &[I32]),
    wasi("fd_filestat_set_times", &[I32, I64, I64, I32], &[I32]),
    wasi("fd_pread", &[I32, I32, I32, I64, I32], &[I32]),
    wasi("fd_prestat_get", &[I32, I32], &[I32]),
    wasi("fd_prestat_dir_name", &[I32, I32, I32], &[I32]),
    wasi("fd_pwrite", &[I32, I32, I32, I64, I32], &[I32]),
    wasi("fd_read", &[I32, I32, I32, I32], &[I32]),
    wasi("fd_readdir", &[I32, I32, I32, I64, I32], &[I32]),
    wasi("fd_renumber", &[I32, I32], &[I32]),
    wasi("fd_seek", &[I32, I64, I32, I32], &[I32]),
    wasi("fd_sync", &[I32], &[I32]),
    wasi("fd_tell", &[I32, I32], &[I32]),
    wasi("fd_write", &[I32, I32, I32, I32], &[I32]),
    wasi("path_create_directory", &[I32, I32, I32], &[I32]),
    wasi("path_filestat_get", &[I32, I32, I32, I32, I32], &[I32]),
    wasi("path_filestat_set_times", &[I32, I32, I32, I32, I64, I64, I32], &[I32]),
    wasi("path_link", &[I32, I32, I32, I32, I32, I32], &[I32]),
    wasi("path_open", &[I32, I32, I32, I32, I32, I64, I64, I32, I32], &[I32]),
    wasi("path_readlink", &[I32, I32, I32, I32, I32, I32], &[I32]),
    wasi("path_remove_directory", &[I32, I32, I32], &[I32]),
    wasi("path_rename", &[I32, I32, I32, I32, I32, I32], &[I32]),
    wasi("path_symlink", &[I32, I32, I32, I32], &[I32]),
    wasi("path_unlink_file", &[I32, I32, I32], &[I32]),
    wasi("poll_oneoff", &[I32, I32, I32, I32], &[I32]),
    wasi("proc_exit", &[I32], &[]),
    wasi("random_get", &[I32, I32], &[I32]),
    wasi("sched_yield", &[], &[I32]),
    wasi("sock_accept", &[I32, I32, I32], &[I32]),
    wasi("sock_recv", &[I32, I32, I32, I32, I32, I32], &[I32]),
    wasi("sock_send", &[I32, I32, I32, I32, I32], &[I32]),
    wasi("sock_shutdown", &[I32, I32], &[I32]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_function_stands_twice() {
        for (at, one) in FUNCTIONS.iter().enumerate() {
            assert!(
                FUNCTIONS[at + 1..]
                    .iter()
                    .all(|other| (one.module, one.name) != (other.module, other.name)),
                "{} stands twice",
                one.name
            );
        }
    }

    #[test]
    fn a_host_offers_what_its_marker_allows() {
        let offered = |name, host, marker| function(ENV, name).unwrap().offered(host, marker);
        assert!(offered("proxy_redis_call", Host::Higress, Marker::V0_2_100));
        assert!(!offered("proxy_redis_call", Host::Envoy, Marker::V0_2_1));
        assert!(offered("proxy_get_log_level", Host::Envoy, Marker::V0_2_1));
        assert!(!offered("proxy_get_log_level", Host::Envoy, Marker::V0_2_0));
        assert!(offered("proxy_clear_route_cache", Host::Envoy, Marker::V0_1_0));
        assert!(!offered("proxy_clear_route_cache", Host::Higress, Marker::V0_2_100));
    }

    #[test]
    fn the_old_wasi_name_offers_the_same() {
        assert_eq!(function(WASI_UNSTABLE, "fd_write"), function(WASI, "fd_write"));
        assert!(function(ENV, "fd_write").is_none());
    }
}
