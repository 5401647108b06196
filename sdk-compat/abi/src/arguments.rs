//! What the arguments of host functions mean: their names, and how each is read from what crosses the border.

use crate::functions::{ENV, Function, WASI};

/// One argument of a host function: one word, or a place in memory and a length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
}

/// What an argument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number, of 32 or 64 bits as the signature says.
    Number,
    /// A number that may be negative.
    Signed,
    /// False or true.
    Switch,
    /// A [`crate::LogLevel`].
    LogLevel,
    /// A [`crate::MapType`].
    Map,
    /// A [`crate::BufferType`].
    Buffer,
    /// A [`crate::StreamType`].
    Stream,
    /// A [`crate::MetricType`].
    Metric,
    /// A clock of WASI: 0 for the wall clock, 1 for the monotonic one.
    Clock,
    /// Bytes: where, and how many.
    Bytes,
    /// Bytes that nobody is to see.
    Secret,
    /// A header list, see [`crate::wire`]: where, and how many bytes.
    Pairs,
    /// A property path, see [`crate::wire`]: where, and how many bytes.
    Path,
    /// Pieces of one text: where a list of places and lengths is, and how many pieces there are.
    Vectors,
    /// Where the host puts a 32-bit number.
    NumberOut,
    /// Where the host puts a 64-bit number.
    WideOut,
    /// Where the host puts the place of bytes, and where their count.
    BytesOut,
    /// The same with a header list.
    PairsOut,
    /// Room that the host fills: where, and how many bytes.
    Filled,
}

impl Kind {
    /// How many parameters of the signature it takes.
    pub const fn width(self) -> usize {
        match self {
            Kind::Bytes
            | Kind::Secret
            | Kind::Pairs
            | Kind::Path
            | Kind::Vectors
            | Kind::BytesOut
            | Kind::PairsOut
            | Kind::Filled => 2,
            _ => 1,
        }
    }

    /// Whether the host writes it, so that it means something after the call only.
    pub const fn is_answer(self) -> bool {
        matches!(
            self,
            Kind::NumberOut | Kind::WideOut | Kind::BytesOut | Kind::PairsOut | Kind::Filled
        )
    }
}

impl Function {
    /// Its arguments. Those of functions that hosts offer and do nothing in are numbers without a name.
    pub fn arguments(&self) -> Vec<Argument> {
        let known = ARGUMENTS
            .iter()
            .find(|(module, name, _)| (*module, *name) == (self.module, self.name));
        match known {
            Some((.., arguments)) => arguments.to_vec(),
            None => vec![argument("", Kind::Number); self.params.len()],
        }
    }
}

const fn argument(name: &'static str, kind: Kind) -> Argument {
    Argument { name, kind }
}

macro_rules! table {
    ($($module:ident $function:literal: $($name:ident $kind:ident),*;)*) => {
        &[$(($module, $function, &[$(argument(stringify!($name), Kind::$kind)),*])),*]
    };
}

/// The arguments of every function that a host does something in.
#[rustfmt::skip]
const ARGUMENTS: &[(&str, &str, &[Argument])] = table! {
    ENV "proxy_log": level LogLevel, message Bytes;
    ENV "proxy_get_log_level": level NumberOut;
    ENV "proxy_get_status": status NumberOut, message BytesOut;
    ENV "proxy_set_property": path Path, value Bytes;
    ENV "proxy_get_property": path Path, value BytesOut;
    ENV "proxy_send_local_response": status Number, details Bytes, body Bytes, headers Pairs, grpc_status Signed;
    ENV "proxy_get_shared_data": key Bytes, value BytesOut, cas NumberOut;
    ENV "proxy_set_shared_data": key Bytes, value Bytes, cas Number;
    ENV "proxy_register_shared_queue": name Bytes, queue NumberOut;
    ENV "proxy_resolve_shared_queue": vm Bytes, name Bytes, queue NumberOut;
    ENV "proxy_dequeue_shared_queue": queue Number, data BytesOut;
    ENV "proxy_enqueue_shared_queue": queue Number, data Bytes;
    ENV "proxy_get_header_map_value": map Map, name Bytes, value BytesOut;
    ENV "proxy_add_header_map_value": map Map, name Bytes, value Bytes;
    ENV "proxy_replace_header_map_value": map Map, name Bytes, value Bytes;
    ENV "proxy_remove_header_map_value": map Map, name Bytes;
    ENV "proxy_get_header_map_pairs": map Map, headers PairsOut;
    ENV "proxy_set_header_map_pairs": map Map, headers Pairs;
    ENV "proxy_get_header_map_size": map Map, size NumberOut;
    ENV "proxy_get_buffer_status": buffer Buffer, size NumberOut, flags NumberOut;
    ENV "proxy_get_buffer_bytes": buffer Buffer, start Number, max Number, bytes BytesOut;
    ENV "proxy_set_buffer_bytes": buffer Buffer, start Number, size Number, bytes Bytes;
    ENV "proxy_http_call": cluster Bytes, headers Pairs, body Bytes, trailers Pairs, timeout_ms Number, call NumberOut;
    ENV "proxy_grpc_call": cluster Bytes, service Bytes, method Bytes, metadata Pairs, message Bytes, timeout_ms Number,
        call NumberOut;
    ENV "proxy_grpc_stream": cluster Bytes, service Bytes, method Bytes, metadata Pairs, call NumberOut;
    ENV "proxy_grpc_close": call Number;
    ENV "proxy_grpc_cancel": call Number;
    ENV "proxy_grpc_send": call Number, message Bytes, end_of_stream Switch;
    ENV "proxy_set_tick_period_milliseconds": period_ms Number;
    ENV "proxy_get_current_time_nanoseconds": time WideOut;
    ENV "proxy_define_metric": kind Metric, name Bytes, metric NumberOut;
    ENV "proxy_increment_metric": metric Number, by Signed;
    ENV "proxy_record_metric": metric Number, value Number;
    ENV "proxy_get_metric": metric Number, value WideOut;
    ENV "proxy_set_effective_context": context Number;
    ENV "proxy_done": ;
    ENV "emscripten_notify_memory_growth": memory Number;
    ENV "proxy_call_foreign_function": name Bytes, argument Bytes, result BytesOut;
    ENV "proxy_continue_stream": stream Stream;
    ENV "proxy_close_stream": stream Stream;
    ENV "proxy_get_configuration": configuration BytesOut;
    ENV "proxy_continue_request": ;
    ENV "proxy_continue_response": ;
    ENV "proxy_clear_route_cache": ;
    ENV "proxy_redis_init": service Bytes, user Bytes, password Secret, timeout_ms Number;
    ENV "proxy_redis_call": service Bytes, query Bytes, call NumberOut;
    ENV "proxy_inject_encoded_data_to_filter_chain": bytes Bytes, end_of_stream Switch;
    ENV "proxy_get_upstream_hosts": hosts PairsOut;
    ENV "proxy_set_upstream_override_host": host Bytes;
    WASI "args_sizes_get": count NumberOut, size NumberOut;
    WASI "clock_res_get": clock Clock, resolution WideOut;
    WASI "clock_time_get": clock Clock, precision Number, time WideOut;
    WASI "environ_sizes_get": count NumberOut, size NumberOut;
    WASI "fd_fdstat_get": fd Number, stat Number;
    WASI "fd_write": fd Number, text Vectors, written NumberOut;
    WASI "poll_oneoff": subscriptions Number, events Number, count Number, happened NumberOut;
    WASI "proc_exit": code Number;
    WASI "random_get": bytes Filled;
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::FUNCTIONS;

    #[test]
    fn the_arguments_of_every_function_fill_its_signature() {
        for function in FUNCTIONS {
            let width: usize = function.arguments().iter().map(|argument| argument.kind.width()).sum();
            assert_eq!(width, function.params.len(), "{}", function.name);
        }
    }

    #[test]
    fn every_row_is_a_function_and_no_function_of_the_plugin_s_own_world_is_without_a_row() {
        for (module, name, _) in ARGUMENTS {
            assert!(crate::functions::function(module, name).is_some(), "{name}");
        }
        let rows = ARGUMENTS.iter().filter(|(module, ..)| *module == ENV).count();
        assert_eq!(rows, FUNCTIONS.iter().filter(|function| function.module == ENV).count());
    }
}
