//! What the bridge does to a module, seen from both sides: by the plugin and by a host that records every call.

use conformance::bridge::{
    ASKED, Bridged, Coverage, HOLD, KEPT_BACK, NO_REDIS, NOW, Options, REACHED, REDIS_CLUSTER, SEPARATOR,
    TRACE_FOLLOWS, UPSTREAM_PREFIX, bridge, open_callback,
};
use conformance::inspect::Module;
use proptest::prelude::*;
use wasmi::{Caller, Engine, Extern, Instance, Linker, Memory, Store, TypedFunc, WasmParams, WasmResults};

/// A plugin that passes every call on as it gets it, and stores what its callbacks are told.
const PLUGIN: &str = include_str!("bridge/plugin.wat");

/// Where `plugin.wat` stores the arguments of the last Redis callback, and what it read of the reply.
const REDIS_CALLBACK: usize = 60_000;

/// Where it stores the arguments of the last HTTP callback.
const HTTP_CALLBACK: usize = 60_200;

/// The only buffer that the host of these tests has: the body of an answer to proxy_http_call.
const HTTP_CALL_RESPONSE_BODY: i32 = 4;

/// What the host saw.
#[derive(Default)]
struct Host {
    calls: Vec<HttpCall>,
    logs: Vec<(i32, String)>,
    /// The status of the next calls; their token is the count of calls before.
    status: i32,
    /// The body of the answer that is being delivered.
    body: Vec<u8>,
    /// The properties that the host knows.
    properties: Vec<(&'static str, &'static str)>,
    /// The environment, `NAME=value` each.
    environment: Vec<String>,
    /// The metric that was defined last, and its value.
    gauge: (String, u64),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct HttpCall {
    cluster: Vec<u8>,
    headers: Vec<u8>,
    body: Vec<u8>,
    trailers: Vec<u8>,
    timeout_ms: i32,
}

/// A module in a host.
struct Running {
    store: Store<Host>,
    instance: Instance,
    memory: Memory,
}

impl Running {
    fn start(wasm: &[u8]) -> Running {
        let engine = Engine::default();
        let module = wasmi::Module::new(&engine, wasm).unwrap();
        let mut store = Store::new(&engine, Host::default());
        let instance = linker(&engine).instantiate_and_start(&mut store, &module).unwrap();
        let memory = instance.get_memory(&store, "memory").unwrap();
        Running {
            store,
            instance,
            memory,
        }
    }

    fn plugin(options: &Options) -> Running {
        Running::start(&bridged(PLUGIN, options).wasm)
    }

    /// The plugin in a VM with variables that it obeys.
    fn obeying(environment: &[(&str, &str)]) -> Running {
        let options = Options {
            environment: true,
            ..Options::default()
        };
        let mut plugin = Running::plugin(&options);
        let variable = |(name, value): &(&str, &str)| format!("{name}={value}");
        plugin.store.data_mut().environment = environment.iter().map(variable).collect();
        plugin
    }

    fn call<P: WasmParams, R: WasmResults>(&mut self, name: &str, params: P) -> R {
        self.try_call(name, params).unwrap()
    }

    fn try_call<P: WasmParams, R: WasmResults>(&mut self, name: &str, params: P) -> Result<R, wasmi::Error> {
        let function: TypedFunc<P, R> = self.instance.get_typed_func(&self.store, name).unwrap();
        function.call(&mut self.store, params)
    }

    fn write(&mut self, at: usize, bytes: &[u8]) -> (i32, i32) {
        self.memory.write(&mut self.store, at, bytes).unwrap();
        (at as i32, bytes.len() as i32)
    }

    fn memory(&self) -> Vec<u8> {
        self.memory.data(&self.store).to_vec()
    }

    fn words<const N: usize>(&self, at: usize) -> [i32; N] {
        std::array::from_fn(|word| i32::from_le_bytes(self.memory()[at + 4 * word..][..4].try_into().unwrap()))
    }

    fn redis_init(&mut self, service: &str, user: &str, password: &str, timeout_ms: i32) -> i32 {
        let (service, service_len) = self.write(1_000, service.as_bytes());
        let (user, user_len) = self.write(2_000, user.as_bytes());
        let (password, password_len) = self.write(3_000, password.as_bytes());
        self.call(
            "redis_init",
            (service, service_len, user, user_len, password, password_len, timeout_ms),
        )
    }

    /// The status of the call and the token, -1 where none was written.
    fn redis_call(&mut self, service: &str, query: &[u8]) -> (i32, i32) {
        let (service, service_len) = self.write(1_000, service.as_bytes());
        let (query, query_len) = self.write(2_000, query);
        self.write(3_000, &(-1i32).to_le_bytes());
        let status = self.call("redis_call", (service, service_len, query, query_len, 3_000));
        let [token] = self.words(3_000);
        (status, token)
    }

    /// Delivers an answer as Envoy does: token, count of headers, body, count of trailers.
    fn answer(&mut self, token: i32, headers: i32, body: &[u8], trailers: i32) {
        self.store.data_mut().body = body.to_vec();
        let size = body.len() as i32;
        self.call::<_, ()>("proxy_on_http_call_response", (1, token, headers, size, trailers));
    }

    /// A stream begins, and its metadata says this of time and chance.
    fn stream(&mut self, says: &'static str) {
        self.store.data_mut().properties = vec![("metadata\0filter_metadata\0conformance\0stream", says)];
        self.call::<_, ()>("proxy_on_context_create", (2, 1));
    }

    /// What a clock says (ns), 0 for the wall clock and 1 for the monotonic one.
    fn clock(&mut self, clock: i32) -> u64 {
        assert_eq!(self.call::<_, i32>("clock", (clock, 1i64, 5_000)), 0);
        u64::from_le_bytes(self.memory()[5_000..5_008].try_into().unwrap())
    }

    fn random<const N: usize>(&mut self) -> [u8; N] {
        assert_eq!(self.call::<_, i32>("random", (5_000, N as i32)), 0);
        self.memory()[5_000..5_000 + N].try_into().unwrap()
    }

    /// Waits for clocks: which one, how long, and whether that is a moment in place of a while.
    fn wait(&mut self, waits: &[(u32, u64, bool)]) {
        for (index, (clock, time, moment)) in waits.iter().enumerate() {
            let mut subscription = [0; 48];
            subscription[16..20].copy_from_slice(&clock.to_le_bytes());
            subscription[24..32].copy_from_slice(&time.to_le_bytes());
            subscription[40] = u8::from(*moment);
            self.write(6_000 + 48 * index, &subscription);
        }
        assert_eq!(
            self.call::<_, i32>("poll", (6_000, 7_000, waits.len() as i32, 8_000)),
            91
        );
    }

    /// The value of a property, or the status that is not OK.
    fn property(&mut self, path: &str) -> Result<String, i32> {
        let (path, len) = self.write(1_000, path.as_bytes());
        match self.call("property", (path, len, 3_000, 3_004)) {
            0 => {
                let [value, size] = self.words(3_000);
                Ok(String::from_utf8(read(&self.memory(), value, size)).unwrap())
            }
            status => Err(status),
        }
    }

    fn calls(&self) -> &[HttpCall] {
        &self.store.data().calls
    }

    fn logs(&self) -> Vec<&str> {
        self.store.data().logs.iter().map(|(_, line)| line.as_str()).collect()
    }
}

fn read(memory: &[u8], at: i32, len: i32) -> Vec<u8> {
    memory[at as u32 as usize..][..len as u32 as usize].to_vec()
}

fn guest(caller: &Caller<'_, Host>) -> Memory {
    caller.get_export("memory").and_then(Extern::into_memory).unwrap()
}

#[rustfmt::skip]
fn linker(engine: &Engine) -> Linker<Host> {
    let mut linker = Linker::new(engine);
    linker.func_wrap("env", "proxy_log", |mut caller: Caller<'_, Host>, level: i32, at: i32, len: i32| -> i32 {
        let memory = guest(&caller).data(&caller);
        if memory.len() < (at + len) as usize {
            return 6;
        }
        let line = read(memory, at, len);
        caller.data_mut().logs.push((level, String::from_utf8(line).unwrap()));
        0
    }).unwrap();
    linker.func_wrap("env", "proxy_http_call",
        |mut caller: Caller<'_, Host>, cluster: i32, cluster_len: i32, headers: i32, headers_len: i32,
         body: i32, body_len: i32, trailers: i32, trailers_len: i32, timeout_ms: i32, token: i32| -> i32 {
            let memory = guest(&caller);
            let text = |at, len| read(memory.data(&caller), at, len);
            let call = HttpCall {
                cluster: text(cluster, cluster_len),
                headers: text(headers, headers_len),
                body: text(body, body_len),
                trailers: text(trailers, trailers_len),
                timeout_ms,
            };
            if caller.data().status == 0 {
                let number = caller.data().calls.len() as i32;
                memory.write(&mut caller, token as usize, &number.to_le_bytes()).unwrap();
                caller.data_mut().calls.push(call);
            }
            caller.data().status
        }).unwrap();
    linker.func_wrap("env", "proxy_get_buffer_bytes",
        |mut caller: Caller<'_, Host>, buffer: i32, _start: i32, _max: i32, data_to: i32, size_to: i32| -> i32 {
            if buffer != HTTP_CALL_RESPONSE_BODY {
                return 2;
            }
            let (memory, body) = (guest(&caller), caller.data().body.clone());
            memory.write(&mut caller, 50_000, &body).unwrap();
            memory.write(&mut caller, data_to as usize, &50_000i32.to_le_bytes()).unwrap();
            memory.write(&mut caller, size_to as usize, &(body.len() as i32).to_le_bytes()).unwrap();
            0
        }).unwrap();
    linker.func_wrap("env", "proxy_get_property",
        |mut caller: Caller<'_, Host>, path: i32, path_len: i32, value_to: i32, size_to: i32| -> i32 {
            let memory = guest(&caller);
            let path = read(memory.data(&caller), path, path_len);
            let known = caller.data().properties.iter().find(|(name, _)| name.as_bytes() == path);
            let Some((_, value)) = known.copied() else {
                return 1;
            };
            let allocate = caller.get_export("proxy_on_memory_allocate").and_then(Extern::into_func).unwrap();
            let allocate: TypedFunc<i32, i32> = allocate.typed(&caller).unwrap();
            let room = allocate.call(&mut caller, value.len() as i32).unwrap();
            memory.write(&mut caller, room as usize, value.as_bytes()).unwrap();
            memory.write(&mut caller, value_to as usize, &room.to_le_bytes()).unwrap();
            memory.write(&mut caller, size_to as usize, &(value.len() as i32).to_le_bytes()).unwrap();
            0
        }).unwrap();
    linker.func_wrap("env", "proxy_define_metric",
        |mut caller: Caller<'_, Host>, _kind: i32, name: i32, len: i32, id: i32| -> i32 {
            let memory = guest(&caller);
            caller.data_mut().gauge.0 = String::from_utf8(read(memory.data(&caller), name, len)).unwrap();
            memory.write(&mut caller, id as usize, &17i32.to_le_bytes()).unwrap();
            0
        }).unwrap();
    linker.func_wrap("env", "proxy_record_metric", |mut caller: Caller<'_, Host>, id: i32, value: i64| -> i32 {
        assert_eq!(id, 17);
        caller.data_mut().gauge.1 = value as u64;
        0
    }).unwrap();
    linker.func_wrap("env", "proxy_get_log_level", |mut caller: Caller<'_, Host>, at: i32| -> i32 {
        if guest(&caller).write(&mut caller, at as usize, &1i32.to_le_bytes()).is_ok() { 0 } else { 6 }
    }).unwrap();
    linker.func_wrap("wasi_snapshot_preview1", "random_get", |_: Caller<'_, Host>, _: i32, _: i32| -> i32 { 90 }).unwrap();
    linker.func_wrap("wasi_snapshot_preview1", "poll_oneoff",
        |_: Caller<'_, Host>, _: i32, _: i32, _: i32, _: i32| -> i32 { 91 }).unwrap();
    linker.func_wrap("env", "proxy_get_current_time_nanoseconds", |_: Caller<'_, Host>, _: i32| -> i32 { 7 }).unwrap();
    linker.func_wrap("wasi_snapshot_preview1", "clock_time_get",
        |_: Caller<'_, Host>, clock: i32, _: i64, _: i32| -> i32 { 70 + clock }).unwrap();
    linker.func_wrap("wasi_snapshot_preview1", "environ_sizes_get",
        |mut caller: Caller<'_, Host>, count: i32, size: i32| -> i32 {
            let memory = guest(&caller);
            let environment = &caller.data().environment;
            let total: usize = environment.iter().map(|variable| variable.len() + 1).sum();
            let (variables, total) = (environment.len() as u32, total as u32);
            memory.write(&mut caller, count as usize, &variables.to_le_bytes()).unwrap();
            memory.write(&mut caller, size as usize, &total.to_le_bytes()).unwrap();
            0
        }).unwrap();
    linker.func_wrap("wasi_snapshot_preview1", "environ_get",
        |mut caller: Caller<'_, Host>, pointers: i32, mut at: i32| -> i32 {
            let memory = guest(&caller);
            for (index, variable) in caller.data().environment.clone().iter().enumerate() {
                memory.write(&mut caller, pointers as usize + 4 * index, &at.to_le_bytes()).unwrap();
                memory.write(&mut caller, at as usize, format!("{variable}\0").as_bytes()).unwrap();
                at += variable.len() as i32 + 1;
            }
            0
        }).unwrap();
    linker
}

fn module(wat: &str) -> Module {
    Module::parse("plugin.wasm", wat::parse_str(wat).unwrap()).unwrap()
}

fn bridged(wat: &str, options: &Options) -> Bridged {
    bridge(&module(wat), options).unwrap()
}

fn changes(bridged: &Bridged) -> Vec<&str> {
    bridged.changes.iter().map(|change| change.id.as_str()).collect()
}

fn text(body: &mut &[u8]) -> String {
    let (len, rest) = body.split_first_chunk::<4>().unwrap();
    let (text, rest) = rest.split_at(u32::from_le_bytes(*len) as usize);
    *body = rest;
    String::from_utf8(text.to_vec()).unwrap()
}

/// Service, user, password and command of a call.
fn frame(call: &HttpCall) -> (String, String, String, Vec<u8>) {
    let mut body = &call.body[4..];
    (text(&mut body), text(&mut body), text(&mut body), body.to_vec())
}

fn with_markers(markers: &[&str]) -> Module {
    let exports: String = markers
        .iter()
        .map(|version| format!("(func (export \"proxy_abi_version_{version}\"))"))
        .collect();
    module(&format!("(module (memory (export \"memory\") 1) {exports})"))
}

#[test]
fn the_stock_marker_stands_right_behind_the_one_of_higress() {
    let output = bridge(&with_markers(&["0_2_100"]), &Options::default()).unwrap();
    assert_eq!(changes(&output), ["abi-marker"]);
    assert!(output.allow_on_headers_stop_iteration);
    let module = Module::parse("output", output.wasm).unwrap();
    assert_eq!(module.markers, ["proxy_abi_version_0_2_100", "proxy_abi_version_0_2_1"]);
    assert!(module.verdicts().iter().all(|verdict| verdict.loads()));
}

#[test]
fn a_module_that_stock_envoy_knows_keeps_its_markers() {
    for (markers, higress) in [
        (&["0_2_1"][..], false),
        (&["0_2_0"], false),
        (&["0_1_0"], false),
        (&["0_2_100", "0_2_1"], true),
        (&["0_2_1", "0_2_100"], false),
    ] {
        let input = with_markers(markers);
        let output = bridge(&input, &Options::default()).unwrap();
        assert_eq!(changes(&output), Vec::<&str>::new());
        assert_eq!(output.allow_on_headers_stop_iteration, higress, "{markers:?}");
        assert_eq!(Module::parse("output", output.wasm).unwrap().markers, input.markers);
    }
}

#[test]
fn what_was_bridged_comes_out_unchanged() {
    let once = bridged(PLUGIN, &Options::default());
    let twice = bridge(
        &Module::parse("once.wasm", once.wasm.clone()).unwrap(),
        &Options::default(),
    )
    .unwrap();
    assert_eq!(twice.wasm, once.wasm);
    assert_eq!(twice.changes, once.changes);
    assert!(twice.needs_redis && twice.allow_on_headers_stop_iteration);
}

#[test]
fn what_was_bridged_with_other_options_is_refused() {
    let once = bridged(PLUGIN, &Options::default());
    let module = Module::parse("once.wasm", once.wasm).unwrap();
    let options = Options {
        callback_log: true,
        ..Options::default()
    };
    let error = bridge(&module, &options).unwrap_err().to_string();
    assert_eq!(
        error,
        "once.wasm: already bridged, with other options\n  next: give the module as it was built"
    );
}

#[test]
fn every_change_is_named() {
    let options = Options {
        environment: true,
        callback_log: true,
        trace: false,
        coverage: Coverage::Edges,
    };
    let ids = [
        "abi-marker",
        "coverage",
        "callback-log",
        "upstream-prefix",
        "redis",
        "clock",
        "random",
        "property",
        "sched-yield",
        "unimplemented",
        "unimplemented",
        "unimplemented",
    ];
    assert_eq!(changes(&bridged(PLUGIN, &options)), ids);
}

#[test]
fn a_redis_call_goes_to_the_gateway_with_all_it_was_initialised_with() {
    let mut plugin = Running::plugin(&Options::default());
    assert_eq!(plugin.redis_init("redis.static?db=2", "app", "secret", 300), 0);
    assert_eq!(plugin.redis_call("redis.static", b"*1\r\n$4\r\nPING\r\n"), (0, 0));
    let [call] = plugin.calls() else { panic!("one call") };
    assert_eq!(call.cluster, REDIS_CLUSTER.as_bytes());
    assert_eq!(call.timeout_ms, 300);
    assert_eq!(call.trailers, [0; 4]);
    assert!(call.headers.ends_with(b":method\0POST\0:path\0/\0:authority\0redis\0"));
    assert_eq!(call.body[..4], 300u32.to_le_bytes());
    let (service, user, password, query) = frame(call);
    assert_eq!(
        (service.as_str(), user.as_str(), password.as_str()),
        ("redis.static?db=2", "app", "secret")
    );
    assert_eq!(query, b"*1\r\n$4\r\nPING\r\n");
}

#[test]
fn a_service_keeps_what_it_was_initialised_with_last() {
    let mut plugin = Running::plugin(&Options::default());
    plugin.redis_init("a", "", "first", 100);
    plugin.redis_init("b?db=1", "", "", 200);
    plugin.redis_init("a?db=7", "someone", "a much longer password", 300);
    for service in ["a", "b", "never initialised"] {
        plugin.redis_call(service, b"x");
    }
    let seen: Vec<_> = plugin
        .calls()
        .iter()
        .map(|call| (frame(call).0, frame(call).2, call.timeout_ms))
        .collect();
    let expected = [
        ("a?db=7", "a much longer password", 300),
        ("b?db=1", "", 200),
        ("never initialised", "", 1000),
    ];
    let expected = expected.map(|(service, password, timeout)| (service.into(), password.into(), timeout));
    assert_eq!(seen, expected);
}

#[test]
fn a_redis_call_leaves_the_memory_of_the_plugin_as_it_was() {
    let mut plugin = Running::plugin(&Options::default());
    let pattern: Vec<u8> = (0..65_536u32).map(|at| (at % 251) as u8).collect();
    plugin.write(0, &pattern);
    let before = plugin.memory();
    // All arguments lie where the call is written.
    assert_eq!(plugin.call::<_, i32>("redis_call", (0, 20, 10, 500, 4)), 0);
    assert_eq!(frame(&plugin.calls()[0]).3, before[10..510]);
    let mut after = plugin.memory();
    assert_eq!(after[4..8], [0; 4], "the token");
    after[4..8].copy_from_slice(&before[4..8]);
    assert!(after == before);
}

#[test]
fn a_reply_comes_back_through_the_redis_callback_and_buffer_9() {
    let mut plugin = Running::plugin(&Options::default());
    let (_, token) = plugin.redis_call("redis", b"x");
    plugin.answer(token, 4, b"+PONG\r\n", 1);
    let [root, told, status, size, read, at, len] = plugin.words(REDIS_CALLBACK);
    assert_eq!((root, told, status, size), (1, token, 0, 7));
    assert_eq!((read, len), (0, 7));
    assert_eq!(plugin.memory()[at as usize..][..7], *b"+PONG\r\n");
    assert_eq!(plugin.words::<1>(HTTP_CALLBACK), [0], "the HTTP callback is not called");
}

#[test]
fn what_envoy_answers_in_place_of_the_gateway_is_a_failure() {
    let mut plugin = Running::plugin(&Options::default());
    let (_, token) = plugin.redis_call("redis", b"x");
    plugin.answer(token, 3, b"upstream request timeout", 0);
    let [_, told, status, size, read, ..] = plugin.words::<7>(REDIS_CALLBACK);
    assert_eq!((told, status, size), (token, 1, 0));
    assert_eq!(read, 1, "NotFound: there is no reply to read");
}

#[test]
fn replies_find_their_calls_in_any_order_among_http_calls() {
    let mut plugin = Running::plugin(&Options::default());
    let (_, first) = plugin.redis_call("redis", b"1");
    let cluster = plugin.write(1_000, b"outbound|80||echo.dns");
    let nothing = (0, 0);
    plugin.call::<_, i32>(
        "http_call",
        (cluster.0, cluster.1, nothing.0, nothing.1, 0, 0, 0, 0, 500, 4_000),
    );
    let [http] = plugin.words(4_000);
    let (_, second) = plugin.redis_call("redis", b"2");

    plugin.answer(second, 4, b"$1\r\n2\r\n", 1);
    assert_eq!(plugin.words::<4>(REDIS_CALLBACK)[1], second);
    // An HTTP answer stays one, trailers or not.
    plugin.answer(http, 5, b"hello", 1);
    assert_eq!(plugin.words(HTTP_CALLBACK), [1, http, 5, 5, 1]);
    plugin.answer(first, 4, b"$1\r\n1\r\n", 1);
    assert_eq!(plugin.words::<4>(REDIS_CALLBACK)[1], first);
    // The token is free again: what comes with it now is no reply of Redis.
    plugin.answer(first, 2, b"", 0);
    assert_eq!(plugin.words(HTTP_CALLBACK), [1, first, 2, 0, 0]);
}

#[test]
fn a_call_that_the_host_refuses_returns_its_status_and_no_token() {
    let mut plugin = Running::plugin(&Options::default());
    plugin.store.data_mut().status = 2;
    assert_eq!(plugin.redis_call("redis", b"x"), (2, -1));
}

#[test]
fn addresses_outside_of_memory_are_refused() {
    let mut plugin = Running::plugin(&Options::default());
    let end = 65_536;
    assert_eq!(plugin.call::<_, i32>("redis_call", (end - 3, 4, 0, 1, 100)), 6);
    assert_eq!(plugin.call::<_, i32>("redis_call", (0, 4, 0, -1, 100)), 6);
    assert_eq!(plugin.call::<_, i32>("redis_call", (0, 4, 0, 1, end - 2)), 6);
    assert_eq!(plugin.call::<_, i32>("redis_init", (0, 4, -8, 9, 0, 0, 100)), 6);
}

#[test]
fn buffer_9_is_not_found_outside_of_a_redis_callback() {
    let mut plugin = Running::plugin(&Options::default());
    assert_eq!(plugin.call::<_, i32>("buffer", (9, 0, 100, 4_000, 4_004)), 1);
    assert_eq!(plugin.call::<_, i32>("buffer", (4, 0, 100, 4_000, 4_004)), 0);
    assert_eq!(plugin.call::<_, i32>("buffer", (8, 0, 100, 4_000, 4_004)), 2);
}

#[test]
fn a_plugin_without_callbacks_can_call_redis() {
    let wat = r#"(module
        (import "env" "proxy_redis_call" (func $call (param i32 i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "proxy_abi_version_0_2_100"))
        (func (export "redis_call") (param i32 i32 i32 i32 i32) (result i32)
            (call $call (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4))))"#;
    let mut plugin = Running::start(&bridged(wat, &Options::default()).wasm);
    let (status, token) = plugin.redis_call("redis", b"x");
    assert_eq!(status, 0);
    plugin.answer(token, 4, b"+OK\r\n", 1);
}

#[test]
fn the_prefix_goes_in_front_of_every_cluster() {
    let mut plugin = Running::obeying(&[("HOME", "/"), (UPSTREAM_PREFIX, "go-1/"), (NOW, "1")]);
    let (cluster, cluster_len) = plugin.write(0, b"outbound|80||echo.dns");
    let before = plugin.memory();
    plugin.call::<_, i32>("http_call", (cluster, cluster_len, 0, 0, 0, 0, 0, 0, 500, 4_000));
    assert!(plugin.memory() == before, "the token is 0, as the memory was");
    plugin.redis_call("redis", b"x");
    let clusters: Vec<_> = plugin.calls().iter().map(|call| call.cluster.clone()).collect();
    assert_eq!(
        clusters,
        [
            b"go-1/outbound|80||echo.dns".to_vec(),
            format!("go-1/{REDIS_CLUSTER}").into_bytes()
        ]
    );
}

#[test]
fn where_there_is_no_redis_clients_and_calls_are_refused() {
    let mut plugin = Running::obeying(&[(UPSTREAM_PREFIX, "go-1/"), (NO_REDIS, "1")]);
    for _ in 0..2 {
        assert_eq!(plugin.redis_init("redis", "", "", 1_000), 2);
        assert_eq!(plugin.redis_call("redis", b"x"), (2, -1));
    }
    assert_eq!(plugin.calls(), []);
}

#[test]
fn the_prefix_goes_in_front_of_a_metric_wherever_its_name_stands() {
    let wat = r#"(module
        (import "env" "proxy_define_metric" (func $define (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "proxy_abi_version_0_2_100"))
        (func (export "define") (param i32 i32 i32 i32) (result i32)
            (call $define (local.get 0) (local.get 1) (local.get 2) (local.get 3))))"#;
    let options = Options {
        environment: true,
        ..Options::default()
    };
    for (name, id) in [(100, 200), (0, 8), (8, 0), (65_528, 65_524), (40_000, 50_000)] {
        let mut plugin = Running::start(&bridged(wat, &options).wasm);
        plugin.store.data_mut().environment = vec![format!("{UPSTREAM_PREFIX}=go-1/")];
        let (name, len) = plugin.write(name, b"requests");
        assert_eq!(plugin.call::<_, i32>("define", (0, name, len, id)), 0);
        assert_eq!(plugin.store.data().gauge.0, "go-1/requests", "a name at {name}");
        let mut after = vec![0; 65_536];
        after[name as usize..][..8].copy_from_slice(b"requests");
        after[id as usize..][..4].copy_from_slice(&17i32.to_le_bytes());
        assert!(plugin.memory() == after, "a name at {name}");
    }
}

#[test]
fn a_call_that_fills_the_memory_fails_and_harms_nothing() {
    let mut plugin = Running::obeying(&[("HOME", "/"), (UPSTREAM_PREFIX, "go-1/"), (NOW, "1")]);
    let call = (0, 4, 0, 0, 0, 65_536, 0, 0, 500, 4_000);
    assert_eq!(plugin.call::<_, i32>("http_call", call), 10);
    assert_eq!(plugin.calls(), []);
}

#[test]
fn a_call_that_the_host_refuses_is_told_with_its_cluster() {
    let mut plugin = Running::obeying(&[(UPSTREAM_PREFIX, "go-1/")]);
    plugin.store.data_mut().status = 2;
    let (cluster, cluster_len) = plugin.write(0, b"outbound|80||echo.dns");
    let before = plugin.memory();
    plugin.call::<_, i32>("http_call", (cluster, cluster_len, 0, 0, 0, 0, 0, 0, 500, 4_000));
    assert!(plugin.memory() == before);
    assert_eq!(plugin.logs(), [format!("{ASKED}go-1/outbound|80||echo.dns")]);
}

#[test]
fn a_prefix_that_there_is_no_room_for_is_left_out() {
    for (length, taken) in [(256, true), (257, false), (100_000, false)] {
        let prefix = "x".repeat(length);
        let mut plugin = Running::obeying(&[(UPSTREAM_PREFIX, &prefix)]);
        plugin.redis_call("redis", b"x");
        let cluster = if taken {
            prefix + REDIS_CLUSTER
        } else {
            REDIS_CLUSTER.to_string()
        };
        assert!(plugin.calls()[0].cluster == cluster.as_bytes(), "{length}");
    }
}

#[test]
fn both_clocks_stand_still_until_a_stream_says_otherwise() {
    let mut plugin = Running::obeying(&[(UPSTREAM_PREFIX, "x"), (NOW, "1700000000000000000")]);
    assert_eq!(plugin.clock(0), 1_700_000_000_000_000_000);
    assert_eq!(plugin.call::<_, i32>("time", 5_008), 0);
    assert_eq!(plugin.memory()[5_000..5_008], plugin.memory()[5_008..5_016]);
    let began = plugin.clock(1);
    assert_ne!(began, 0, "Go takes 0 for no clock");
    plugin.stream("60000000001.0");
    assert_eq!(plugin.clock(0), 1_700_000_060_000_000_001);
    assert_eq!(plugin.clock(1), began + 60_000_000_001);
    // The next case begins where the first began, but nothing that was measured becomes negative.
    plugin.stream("0.0");
    assert_eq!(plugin.clock(0), 1_700_000_000_000_000_000);
    assert_eq!(plugin.clock(1), began + 60_000_000_001);
    assert_eq!(
        plugin.call::<_, i32>("clock", (2, 1i64, 5_000)),
        72,
        "the processor's time is the host's"
    );
}

#[test]
fn a_clock_that_is_waited_for_goes_on() {
    let mut plugin = Running::obeying(&[(NOW, "1000")]);
    let began = plugin.clock(1);
    plugin.wait(&[(1, 700, false), (0, 1_500, true)]);
    assert_eq!((plugin.clock(0), plugin.clock(1)), (1_500, began + 500));
    plugin.wait(&[(0, 1, true)]);
    assert_eq!(plugin.clock(0), 1_500, "a moment that is over is not waited for");
    let spins = (0..200_000)
        .take_while(|_| plugin.clock(1) < began + 10_000_000)
        .count();
    assert!(spins > 50_000, "it stood still for {spins} readings");
    assert!(spins < 200_000, "a loop that waits never ends");
}

#[test]
fn the_nth_draw_of_a_length_is_the_same_for_the_same_seed() {
    let mut one = Running::obeying(&[(NOW, "real")]);
    assert_eq!(
        one.call::<_, i32>("random", (5_000, 16)),
        90,
        "before the first stream numbers are the host's"
    );
    assert_eq!(
        one.call::<_, i32>("clock", (0, 1i64, 5_000)),
        70,
        "the clock is the real one"
    );
    one.stream("0.77");
    let (first, second): ([u8; 16], [u8; 16]) = (one.random(), one.random());
    assert_ne!(first, second);
    let mut other = Running::obeying(&[(NOW, "real")]);
    other.stream("0.77");
    other.random::<8>();
    assert_eq!(other.random(), first);
    other.random::<300>();
    assert_eq!(other.random(), second);
    other.stream("0.78");
    assert_ne!(other.random(), first);
    other.stream("0.77");
    assert_eq!(other.random(), first);
    other.stream("0.0");
    assert_eq!(other.call::<_, i32>("random", (5_000, 16)), 90);
}

#[test]
fn random_bytes_read_the_same_from_both_ends() {
    let mut plugin = Running::obeying(&[(NOW, "real")]);
    plugin.stream("0.77");
    let even: [u8; 16] = plugin.random();
    assert!(even.iter().eq(even.iter().rev()), "{even:?}");
    assert!(even[..8].windows(2).any(|two| two[0] != two[1]), "{even:?}");
    let odd: [u8; 7] = plugin.random();
    assert!(odd.iter().eq(odd.iter().rev()), "{odd:?}");
}

#[test]
fn what_a_stream_says_leaves_no_trace_in_the_plugin() {
    let mut plugin = Running::obeying(&[(NOW, "1")]);
    plugin.write(0, b"start of the memory");
    let before = plugin.memory();
    plugin.stream("1.1");
    assert!(plugin.memory() == before);
    plugin.stream("a text that is far longer than anything that is said of a stream, and thus is none");
    assert!(plugin.memory()[..40_000] == before[..40_000]);
    assert_eq!(plugin.clock(0), 2);
}

#[test]
fn a_module_that_is_held_is_not_started() {
    let wat = r#"(module
        (memory (export "memory") 1)
        (func (export "proxy_abi_version_0_2_1"))
        (func (export "proxy_on_vm_start") (param i32 i32) (result i32) (i32.const 0))
        (func (export "proxy_on_configure") (param i32 i32) (result i32) (unreachable)))"#;
    let options = Options {
        environment: true,
        ..Options::default()
    };
    let output = bridged(wat, &options);
    assert_eq!(changes(&output), ["hold"]);
    let mut plugin = Running::start(&output.wasm);
    assert_eq!(plugin.call::<_, i32>("proxy_on_vm_start", (1, 0)), 0);
    assert!(plugin.try_call::<_, i32>("proxy_on_configure", (1, 0)).is_err());
    plugin.store.data_mut().environment = vec![format!("{HOLD}=1")];
    assert_eq!(plugin.call::<_, i32>("proxy_on_vm_start", (1, 0)), 1);
    assert_eq!(plugin.call::<_, i32>("proxy_on_configure", (1, 0)), 1);
}

#[test]
fn without_now_both_clocks_are_the_host_s() {
    for mut plugin in [
        Running::plugin(&Options::default()),
        Running::obeying(&[]),
        Running::obeying(&[("NOW", "1")]),
    ] {
        assert_eq!(plugin.call::<_, i32>("clock", (0, 1i64, 5_000)), 70);
        assert_eq!(plugin.call::<_, i32>("time", 5_000), 7);
    }
}

#[test]
fn what_stock_envoy_cannot_do_is_answered_in_the_module() {
    let mut plugin = Running::plugin(&Options::default());
    assert_eq!(plugin.call::<_, i32>("yield", ()), 0);
    assert_eq!(plugin.call::<_, i32>("hosts", (0, 0)), 12);
    assert_eq!(plugin.call::<_, i32>("override", (0, 0)), 12);
    assert_eq!(plugin.call::<_, i32>("inject", (0, 0, 0)), 12);
}

#[test]
fn route_and_cluster_are_found_where_stock_envoy_keeps_them() {
    let mut plugin = Running::plugin(&Options::default());
    plugin.store.data_mut().properties = vec![
        ("xds\0route_name", "api"),
        ("xds\0cluster_name", "outbound|80||api.dns"),
    ];
    plugin.write(0, b"start of the memory");
    assert_eq!(plugin.property("route_name"), Ok("api".into()));
    assert_eq!(plugin.property("cluster_name"), Ok("outbound|80||api.dns".into()));
    assert_eq!(plugin.property("route_names"), Err(1));
    assert_eq!(plugin.property("xds\0route_name"), Ok("api".into()));
    assert!(plugin.memory().starts_with(b"start of the memory"));
}

#[test]
fn a_host_that_knows_the_name_of_higress_is_asked_once() {
    let mut plugin = Running::plugin(&Options::default());
    plugin.store.data_mut().properties = vec![("route_name", "of higress"), ("xds\0route_name", "of envoy")];
    assert_eq!(plugin.property("route_name"), Ok("of higress".into()));
}

#[test]
fn the_callback_log_tells_every_entry_and_every_return() {
    let options = Options {
        callback_log: true,
        ..Options::default()
    };
    let mut plugin = Running::plugin(&options);
    let before = plugin.memory();
    assert_eq!(plugin.call::<_, i32>("proxy_on_request_body", (2, 5, 1)), 3);
    plugin.call::<_, ()>("proxy_on_tick", 0xabcd);
    assert!(plugin.memory() == before);
    assert_eq!(
        plugin.logs(),
        [
            "conformance:> proxy_on_request_body 00000002 00000005 00000001",
            "conformance:< proxy_on_request_body 00000003",
            "conformance:> proxy_on_tick 0000abcd",
            "conformance:< proxy_on_tick",
        ]
    );
    assert!(plugin.store.data().logs.iter().all(|(level, _)| *level == 1));
}

/// Callbacks of a root context and of a stream.
const CALLBACKS: &str = r#"(module
  (memory (export "memory") 1)
  (func (export "proxy_abi_version_0_2_1"))
  (func (export "proxy_on_memory_allocate") (param i32) (result i32) i32.const 0)
  (func (export "proxy_on_context_create") (param i32 i32))
  (func (export "proxy_on_tick") (param i32))
  (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
    (if (local.get 2) (then (unreachable))) (i32.const 0))
  (func (export "proxy_on_delete") (param i32)))"#;

#[test]
fn lines_of_a_stream_are_kept_back_until_it_ends_where_the_environment_names_a_gauge() {
    let options = Options {
        environment: true,
        callback_log: true,
        ..Options::default()
    };
    let output = bridged(CALLBACKS, &options);
    let mut plugin = Running::start(&output.wasm);
    plugin.store.data_mut().environment = vec![format!("{KEPT_BACK}=open/vm")];
    let before = plugin.memory();
    plugin.call::<_, ()>("proxy_on_context_create", (1, 0));
    assert_eq!(plugin.logs().len(), 2, "a root context is told at once");
    plugin.call::<_, ()>("proxy_on_context_create", (2, 1));
    plugin.call::<_, i32>("proxy_on_request_headers", (2, 9, 0));
    assert_eq!(plugin.logs().len(), 2);
    plugin.call::<_, ()>("proxy_on_delete", 2);
    let lines = [
        "conformance:> proxy_on_context_create 00000002 00000001",
        "conformance:< proxy_on_context_create",
        "conformance:> proxy_on_request_headers 00000002 00000009 00000000",
        "conformance:< proxy_on_request_headers 00000000",
        "conformance:> proxy_on_delete 00000002",
        "conformance:< proxy_on_delete",
    ];
    assert_eq!(plugin.logs()[2].split(SEPARATOR).collect::<Vec<_>>(), lines);
    assert_eq!(plugin.store.data().gauge, ("open/vm".to_string(), 0));
    // What is told at once comes behind what was kept back.
    plugin.call::<_, ()>("proxy_on_context_create", (3, 1));
    plugin.call::<_, ()>("proxy_on_tick", 1);
    assert_eq!(plugin.logs()[3].split(SEPARATOR).count(), 3);
    assert_eq!(plugin.logs()[4], "conformance:< proxy_on_tick");
    assert!(plugin.memory() == before, "the plugin's memory is as it was");
    // The host's clock stands at 70 ns.
    assert!(
        plugin
            .try_call::<_, i32>("proxy_on_request_headers", (3, 9, 1))
            .is_err()
    );
    let open = open_callback(plugin.store.data().gauge.1);
    assert_eq!(open, Some((0, "proxy_on_request_headers")));
    assert_eq!(plugin.logs().len(), 5);
}

/// Logs from where it is told, and asks for the level.
const LOGS: &str = r#"(module
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
  (import "env" "proxy_get_log_level" (func $level (param i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 100) "a line")
  (func (export "proxy_abi_version_0_2_1"))
  (func (export "proxy_on_memory_allocate") (param i32) (result i32) i32.const 0)
  (func (export "log") (param $level i32) (param $at i32) (result i32)
    (call $log (local.get $level) (local.get $at) (i32.const 6)))
  (func (export "level") (param $at i32) (result i32) (call $level (local.get $at))))"#;

#[test]
fn a_line_of_level_trace_goes_out_at_a_level_that_the_host_logs() {
    let options = Options {
        callback_log: true,
        ..Options::default()
    };
    let output = bridged(LOGS, &options);
    assert_eq!(changes(&output), ["log-level", "asked-level"]);
    let mut plugin = Running::start(&output.wasm);
    let before = plugin.memory();
    for level in [0, 3] {
        assert_eq!(plugin.call::<_, i32>("log", (level, 100)), 0);
    }
    // The host has its own answer to a line outside of memory.
    assert_eq!(plugin.call::<_, i32>("log", (0, 65_535)), 6);
    let lines = [(1, TRACE_FOLLOWS), (1, "a line"), (3, "a line")];
    assert_eq!(
        plugin.store.data().logs,
        lines.map(|(level, line)| (level, line.to_string()))
    );
    assert_eq!(plugin.memory(), before);
    // To the plugin the host still logs all.
    assert_eq!(plugin.call::<_, i32>("level", 200), 0);
    assert_eq!(plugin.words(200), [0]);
    assert_eq!(plugin.call::<_, i32>("level", 65_536), 6);
}

/// Two callbacks with a branch each.
const BRANCHES: &str = r#"(module
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "proxy_abi_version_0_2_1"))
  (func (export "proxy_on_memory_allocate") (param i32) (result i32) i32.const 0)
  (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
    (if (result i32) (i32.eq (local.get 1) (i32.const 7)) (then (i32.const 1)) (else (i32.const 0))))
  (func (export "proxy_on_tick") (param $times i32)
    (loop $again
      (local.set $times (i32.sub (local.get $times) (i32.const 1)))
      (br_if $again (local.get $times)))))"#;

#[test]
fn an_edge_is_told_when_it_is_reached_for_the_first_time() {
    let options = Options {
        coverage: Coverage::Edges,
        ..Options::default()
    };
    let mut plugin = Running::start(&bridged(BRANCHES, &options).wasm);
    let before = plugin.memory();
    let mut told = |call: &mut dyn FnMut(&mut Running)| -> Vec<u32> {
        let told = plugin.logs().len();
        call(&mut plugin);
        let number = |number: &str| u32::from_str_radix(number, 16).unwrap();
        let lines = plugin.logs()[told..].to_vec();
        lines
            .iter()
            .flat_map(|line| line.strip_prefix(REACHED).unwrap().split_whitespace().map(number))
            .collect()
    };
    let headers = |count: i32| {
        move |plugin: &mut Running| {
            assert_eq!(
                plugin.call::<_, i32>("proxy_on_request_headers", (2, count, 0)),
                i32::from(count == 7)
            );
        }
    };
    // 0 is the marker's, 1 the allocator's. 2 is the begin of the function, 3 `then`, 4 `else`, 5 behind them.
    assert_eq!(told(&mut headers(1)), [2, 4, 5]);
    assert_eq!(told(&mut headers(2)), Vec::<u32>::new());
    assert_eq!(told(&mut headers(7)), [3]);
    // The begin, the begin of the loop, behind the jump, behind the loop.
    assert_eq!(
        told(&mut |plugin| plugin.call::<_, ()>("proxy_on_tick", 2)),
        [6, 7, 8, 9]
    );
    assert!(plugin.memory() == before, "the plugin's memory is as it was");
}

#[test]
fn functions_of_gos_main_package_are_told_by_their_names_when_they_are_entered() {
    let text = r#"(module
      (memory (export "memory") 1)
      (func (export "proxy_abi_version_0_2_1"))
      (func (export "proxy_on_memory_allocate") (param i32) (result i32) i32.const 0)
      (func $runtime.main)
      (func $main.odd (param i32) (if (local.get 0) (then (call $strings.Index))))
      (func $strings.Index)
      (func $main.even)
      (func (export "proxy_on_tick") (param $times i32)
        (if (i32.and (local.get $times) (i32.const 1))
          (then (call $main.odd (local.get $times)))
          (else (call $main.even)))))"#;
    let options = Options {
        coverage: Coverage::Functions,
        ..Options::default()
    };
    let bridged = bridged(text, &options);
    let names: Vec<&str> = bridged.functions.values().map(String::as_str).collect();
    assert_eq!(names, ["main.odd", "main.even"]);
    let mut plugin = Running::start(&bridged.wasm);
    for (times, told) in [(1, "main.odd"), (3, ""), (2, "main.even"), (4, "")] {
        let before = plugin.logs().len();
        plugin.call::<_, ()>("proxy_on_tick", times);
        let lines = plugin.logs()[before..].to_vec();
        let name = |line: &&str| {
            let number = u32::from_str_radix(line.strip_prefix(REACHED).unwrap().trim(), 16).unwrap();
            bridged.functions[&number].clone()
        };
        assert_eq!(lines.iter().map(name).collect::<String>(), told);
    }
}

#[test]
fn more_edges_than_one_line_holds_are_told_in_several() {
    let branches = "(if (local.get 0) (then))".repeat(10_000);
    let text = BRANCHES.replace("(loop $again", &format!("{branches} (loop $again"));
    let options = Options {
        coverage: Coverage::Edges,
        ..Options::default()
    };
    let mut plugin = Running::start(&bridged(&text, &options).wasm);
    plugin.call::<_, ()>("proxy_on_tick", 1);
    let told: usize = plugin
        .logs()
        .iter()
        .map(|line| line.split_whitespace().count() - 1)
        .sum();
    assert_eq!(told, 4 + 2 * 10_000);
    assert!(plugin.logs().iter().all(|line| line.len() < 65_536));
}

#[test]
fn a_trap_shows_as_an_entry_without_a_return() {
    let options = Options {
        callback_log: true,
        ..Options::default()
    };
    let mut plugin = Running::plugin(&options);
    assert!(
        plugin
            .try_call::<_, i32>("proxy_on_request_headers", (2, 3, 0))
            .is_err()
    );
    assert_eq!(
        plugin.logs(),
        ["conformance:> proxy_on_request_headers 00000002 00000003 00000000"]
    );
}

#[test]
fn a_redis_reply_is_logged_as_the_redis_callback() {
    let options = Options {
        callback_log: true,
        ..Options::default()
    };
    let mut plugin = Running::plugin(&options);
    let (_, token) = plugin.redis_call("redis", b"x");
    plugin.answer(token, 4, b"+OK\r\n", 1);
    assert_eq!(
        plugin.logs(),
        [
            "conformance:> proxy_on_redis_call_response 00000001 00000000 00000000 00000005",
            "conformance:< proxy_on_redis_call_response",
        ]
    );
}

#[test]
fn the_allocator_is_not_logged_though_it_bears_the_name_of_a_callback() {
    let options = Options {
        callback_log: true,
        ..Options::default()
    };
    let mut plugin = Running::plugin(&options);
    assert_eq!(plugin.call::<_, i32>("proxy_on_memory_allocate", 8), 40_000);
    assert_eq!(plugin.logs(), Vec::<&str>::new());
}

#[test]
fn references_to_functions_move_with_them() {
    // The import that is answered stood first: every other function moves.
    let wat = r#"(module
        (import "wasi_unstable" "sched_yield" (func $yield (result i32)))
        (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
        (type $word (func (result i32)))
        (memory (export "memory") 1)
        (table (export "table") 3 funcref)
        (global $started (mut i32) (i32.const 0))
        (elem (i32.const 0) $yield $two $three)
        (start $begin)
        (func $begin (global.set $started (i32.const 40)))
        (func $two (result i32) (i32.const 2))
        (func $three (result i32) (i32.const 3))
        (func (export "proxy_abi_version_0_2_1"))
        (func (export "call") (param i32) (result i32)
            (i32.add (global.get $started) (call_indirect (type $word) (local.get 0)))))"#;
    let output = bridged(wat, &Options::default());
    assert_eq!(changes(&output), ["sched-yield"]);
    let mut plugin = Running::start(&output.wasm);
    for (slot, value) in [(0, 40), (1, 42), (2, 43)] {
        assert_eq!(plugin.call::<_, i32>("call", slot), value);
    }
}

proptest! {
    /// Wherever the arguments lie, overlapping or not, the host reads what the plugin wrote, behind the prefix.
    #[test]
    fn the_prefix_touches_no_argument(
        cluster in (0usize..300, 0usize..60),
        headers in (0usize..300, 0usize..60),
        body in (0usize..300, 0usize..60),
        trailers in (0usize..300, 0usize..60),
        token in 0usize..300,
    ) {
        let mut plugin = Running::obeying(&[(UPSTREAM_PREFIX, "prefix/")]);
        let pattern: Vec<u8> = (0..400u32).map(|at| (at % 199) as u8 + 1).collect();
        plugin.write(0, &pattern);
        let before = plugin.memory();
        let text = |(at, len): (usize, usize)| before[at..at + len].to_vec();
        let arg = |(at, len): (usize, usize)| (at as i32, len as i32);
        let ((a, b), (c, d), (e, f), (g, h)) = (arg(cluster), arg(headers), arg(body), arg(trailers));
        let status = plugin.call::<_, i32>("http_call", (a, b, c, d, e, f, g, h, 500, token as i32));
        prop_assert_eq!(status, 0);
        let call = &plugin.calls()[0];
        prop_assert_eq!(&call.cluster, &[b"prefix/", &text(cluster)[..]].concat());
        prop_assert_eq!(&call.headers, &text(headers));
        prop_assert_eq!(&call.body, &text(body));
        prop_assert_eq!(&call.trailers, &text(trailers));
        let mut after = plugin.memory();
        prop_assert_eq!(&after[token..token + 4], &[0; 4]);
        after[token..token + 4].copy_from_slice(&before[token..token + 4]);
        prop_assert!(after == before);
    }

    /// Bytes changed in a good module give an error, or a module that the bridge takes, never a panic.
    #[test]
    fn a_damaged_module_is_refused_or_bridged(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut wasm = wat::parse_str(PLUGIN).unwrap();
        for (at, byte) in changes {
            let at = at.index(wasm.len());
            wasm[at] = byte;
        }
        if let Some(cut) = cut {
            wasm.truncate(cut.index(wasm.len()));
        }
        let options = Options { environment: true, callback_log: true, trace: false, coverage: Coverage::Edges };
        if let Ok(module) = Module::parse("damaged.wasm", wasm) {
            // What it writes is validated in there.
            let output = bridge(&module, &options);
            prop_assert!(output.is_ok(), "{:?}", output.err());
        }
    }
}

#[test]
fn a_traced_plugin_tells_every_call_and_its_answer_and_keeps_its_memory() {
    let options = Options {
        trace: true,
        ..Options::default()
    };
    let mut plugin = Running::plugin(&options);
    plugin.store.data_mut().properties = vec![("a\0b", "value")];
    plugin.write(0, b"start of the memory");
    assert_eq!(plugin.property("a\0b"), Ok("value".into()));
    assert!(plugin.memory().starts_with(b"start of the memory"));
    let logs = plugin.logs();
    assert_eq!(logs[0], "conformance:( proxy_get_property 00000003:610062");
    let answer = logs[1]
        .strip_prefix("conformance:) proxy_get_property 00000000 ")
        .unwrap();
    let (took, value) = answer.split_once(' ').unwrap();
    assert_eq!((took.len(), value), (16, "00000005:76616c7565"));
    // What another unit answers is told as the plugin sees it: no HTTP call, but one of Redis.
    plugin.redis_init("redis.static", "", "secret", 300);
    let logs = plugin.logs();
    let told = logs
        .iter()
        .find(|line| line.starts_with("conformance:( proxy_redis_init"))
        .unwrap();
    assert!(told.ends_with(" 00000006: 0000012c"), "{told}");
}

#[test]
fn the_changes_are_known_without_making_the_module() {
    for text in [PLUGIN, include_str!("testbed/plugin.wat")] {
        let module = Module::parse("plugin.wasm", wat::parse_str(text).unwrap()).unwrap();
        let bridged = bridge(&module, &Options::default()).unwrap();
        assert_eq!(conformance::bridge::changes(&module).unwrap(), bridged.changes);
        let again = Module::parse("bridged.wasm", bridged.wasm).unwrap();
        assert_eq!(conformance::bridge::changes(&again).unwrap(), bridged.changes);
    }
}
