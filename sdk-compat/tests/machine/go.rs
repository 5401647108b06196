//! The Go build of the plugin, run by a Wasm interpreter.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::sync::OnceLock;

use sdk_compat::host::{BufferType, Host, LogLevel, MapType, MetricType, Status, StreamType};
use wasmi::{
    Caller, CompilationMode, Config, Engine, ExternType, Instance, Linker, Memory, Module, Store, TypedFunc, Val,
    WasmParams, WasmResults,
};

use crate::guest::{Guest, Of};
use crate::script::Script;
use crate::world::World;

/// The Go build. A trap leaves a line in the record, and the next plugin gets a VM of its own.
pub struct GoBuild {
    vm: Option<Vm>,
}

impl GoBuild {
    pub fn new() -> Self {
        GoBuild { vm: None }
    }
}

struct Vm {
    store: Store<State>,
    instance: Instance,
}

#[derive(Default)]
struct State {
    world: Rc<World>,
    memory: Option<Memory>,
    allocate: Option<TypedFunc<u32, u32>>,
    /// What Go wrote before it gave up.
    stderr: Vec<u8>,
    /// Nanoseconds since some moment; never goes back.
    monotonic: u64,
}

/// The module and what it imports, compiled once.
fn module() -> &'static Module {
    static MODULE: OnceLock<Module> = OnceLock::new();
    MODULE.get_or_init(|| {
        let mut config = Config::default();
        config.compilation_mode(CompilationMode::Lazy);
        let wasm = std::fs::read(build()).expect("the Go build was just made");
        Module::new(&Engine::new(&config), &wasm).expect("Go makes valid modules")
    })
}

/// Builds the plugin with the Go version that plugins are built with.
fn build() -> PathBuf {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/machine/plugin");
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let unfinished = directory.join(format!("machine-{}.wasm", std::process::id()));
    let built = Command::new("go")
        .args(["build", "-buildmode=c-shared", "-o"])
        .arg(&unfinished)
        .arg(".")
        .current_dir(&sources)
        .env("GOTOOLCHAIN", "go1.24.11")
        .envs([("GOOS", "wasip1"), ("GOARCH", "wasm")])
        .status()
        .expect("these tests compare with Go: install Go 1.21 or newer, it fetches Go 1.24.11 by itself");
    assert!(built.success(), "the plugin in {} does not build", sources.display());
    let module = directory.join("machine.wasm");
    std::fs::rename(&unfinished, &module).unwrap();
    module
}

/// A call of the host under way.
struct Call<'a> {
    caller: Caller<'a, State>,
    arguments: &'a [Val],
    next: usize,
}

impl Call<'_> {
    fn number(&mut self) -> u32 {
        self.next += 1;
        self.arguments[self.next - 1].i32().expect("an i32") as u32
    }

    fn long(&mut self) -> i64 {
        self.next += 1;
        self.arguments[self.next - 1].i64().expect("an i64")
    }

    fn memory(&self) -> Memory {
        self.caller.data().memory.expect("set when the VM was made")
    }

    fn read(&self, at: u32, size: u32) -> Vec<u8> {
        self.memory().data(&self.caller)[at as usize..][..size as usize].to_vec()
    }

    fn write(&mut self, at: u32, bytes: &[u8]) {
        let memory = self.memory();
        memory.data_mut(&mut self.caller)[at as usize..][..bytes.len()].copy_from_slice(bytes);
    }

    /// Bytes of the guest: their address and their number are arguments.
    fn bytes(&mut self) -> Vec<u8> {
        let (at, size) = (self.number(), self.number());
        if size == 0 { Vec::new() } else { self.read(at, size) }
    }

    /// Writes a number where the next argument says.
    fn answer_number(&mut self, answer: Result<u32, Status>) -> Status {
        let at = self.number();
        match answer {
            Ok(number) => {
                self.write(at, &number.to_le_bytes());
                Status::OK
            }
            Err(status) => status,
        }
    }

    /// Gives the guest bytes in memory that it allocates, and writes address and number where the next arguments say.
    fn answer_bytes(&mut self, answer: Result<Vec<u8>, Status>) -> Status {
        let (address_at, size_at) = (self.number(), self.number());
        let bytes = match answer {
            Ok(bytes) => bytes,
            Err(status) => return status,
        };
        let mut address = 0;
        if !bytes.is_empty() {
            let allocate = self.caller.data().allocate.expect("set when the VM was made");
            address = allocate
                .call(&mut self.caller, bytes.len() as u32)
                .expect("the guest allocates");
            self.write(address, &bytes);
        }
        self.write(address_at, &address.to_le_bytes());
        self.write(size_at, &(bytes.len() as u32).to_le_bytes());
        Status::OK
    }

    fn map(&mut self) -> MapType {
        MapType::from_number(self.number()).expect("a header map")
    }

    fn buffer(&mut self) -> BufferType {
        BufferType::from_number(self.number()).expect("a buffer")
    }

    fn world(&self) -> Rc<World> {
        Rc::clone(&self.caller.data().world)
    }
}

/// What answers a function of the host.
type Answer = fn(&mut Call) -> Status;

/// What answers a host function of this name.
fn host_function(name: &str) -> Option<Answer> {
    plugin_function(name)
        .or_else(|| stream_function(name))
        .or_else(|| call_function(name))
        .or_else(|| property_function(name))
}

/// What concerns the plugin as a whole.
fn plugin_function(name: &str) -> Option<Answer> {
    Some(match name {
        "proxy_log" => |call| {
            let level = LogLevel::from_number(call.number()).expect("a log level");
            let message = call.bytes();
            call.world().log(level, &message)
        },
        "proxy_set_tick_period_milliseconds" => |call| {
            let period = call.number();
            call.world().set_tick_period(period)
        },
        "proxy_set_effective_context" => |call| {
            let context_id = call.number();
            call.world().set_effective_context(context_id)
        },
        "proxy_done" => |call| call.world().done(),
        "proxy_define_metric" => |call| {
            let kind = MetricType::from_number(call.number()).expect("a kind of metric");
            let name = call.bytes();
            let id = call.world().define_metric(kind, &name);
            call.answer_number(id)
        },
        "proxy_get_shared_data" => |call| {
            let key = call.bytes();
            let answer = call.world().get_shared_data(&key);
            let cas = answer.as_ref().map_or(0, |(_, cas)| *cas);
            let status = call.answer_bytes(answer.map(|(data, _)| data));
            let at = call.number();
            call.write(at, &cas.to_le_bytes());
            status
        },
        "proxy_set_shared_data" => |call| {
            let (key, value, cas) = (call.bytes(), call.bytes(), call.number());
            call.world().set_shared_data(&key, &value, cas)
        },
        _ => return None,
    })
}

/// What concerns the headers and bodies of a stream.
fn stream_function(name: &str) -> Option<Answer> {
    Some(match name {
        "proxy_send_local_response" => |call| {
            let status = call.number();
            let (details, body, headers) = (call.bytes(), call.bytes(), call.bytes());
            let grpc_status = call.number() as i32;
            call.world()
                .send_local_response(status, &details, &body, &headers, grpc_status)
        },
        "proxy_get_header_map_value" => |call| {
            let (map, key) = (call.map(), call.bytes());
            let answer = call.world().get_header_map_value(map, &key);
            call.answer_bytes(answer)
        },
        "proxy_add_header_map_value" => |call| {
            let (map, key, value) = (call.map(), call.bytes(), call.bytes());
            call.world().add_header_map_value(map, &key, &value)
        },
        "proxy_replace_header_map_value" => |call| {
            let (map, key, value) = (call.map(), call.bytes(), call.bytes());
            call.world().replace_header_map_value(map, &key, &value)
        },
        "proxy_remove_header_map_value" => |call| {
            let (map, key) = (call.map(), call.bytes());
            call.world().remove_header_map_value(map, &key)
        },
        "proxy_get_header_map_pairs" => |call| {
            let map = call.map();
            let answer = call.world().get_header_map_pairs(map);
            call.answer_bytes(answer)
        },
        "proxy_set_header_map_pairs" => |call| {
            let (map, pairs) = (call.map(), call.bytes());
            call.world().set_header_map_pairs(map, &pairs)
        },
        "proxy_get_buffer_bytes" => |call| {
            let (buffer, start, length) = (call.buffer(), call.number() as i32, call.number() as i32);
            let answer = call.world().get_buffer_bytes(buffer, start, length);
            call.answer_bytes(answer)
        },
        "proxy_set_buffer_bytes" => |call| {
            let (buffer, start, length) = (call.buffer(), call.number() as i32, call.number() as i32);
            let bytes = call.bytes();
            call.world().set_buffer_bytes(buffer, start, length, &bytes)
        },
        "proxy_continue_stream" => |call| {
            let stream = StreamType::from_number(call.number()).expect("a stream");
            call.world().continue_stream(stream)
        },
        "proxy_inject_encoded_data_to_filter_chain" => |call| {
            let (body, end_of_stream) = (call.bytes(), call.number() != 0);
            call.world().inject_encoded_data(&body, end_of_stream)
        },
        _ => return None,
    })
}

/// What asks others.
fn call_function(name: &str) -> Option<Answer> {
    Some(match name {
        "proxy_http_call" => |call| {
            let (cluster, headers, body, trailers) = (call.bytes(), call.bytes(), call.bytes(), call.bytes());
            let timeout = call.number();
            let token = call.world().http_call(&cluster, &headers, &body, &trailers, timeout);
            call.answer_number(token)
        },
        "proxy_redis_init" => |call| {
            let (cluster, user, password, timeout) = (call.bytes(), call.bytes(), call.bytes(), call.number());
            call.world().redis_init(&cluster, &user, &password, timeout)
        },
        "proxy_redis_call" => |call| {
            let (cluster, query) = (call.bytes(), call.bytes());
            let token = call.world().redis_call(&cluster, &query);
            call.answer_number(token)
        },
        "proxy_call_foreign_function" => |call| {
            let (name, argument) = (call.bytes(), call.bytes());
            let answer = call.world().call_foreign_function(&name, &argument);
            call.answer_bytes(answer)
        },
        _ => return None,
    })
}

/// What is known of a stream, and where it goes.
fn property_function(name: &str) -> Option<Answer> {
    Some(match name {
        "proxy_get_upstream_hosts" => |call| {
            let answer = call.world().get_upstream_hosts();
            call.answer_bytes(answer)
        },
        "proxy_set_upstream_override_host" => |call| {
            let address = call.bytes();
            call.world().set_upstream_override_host(&address)
        },
        "proxy_get_property" => |call| {
            let path = call.bytes();
            let answer = call.world().get_property(&path);
            call.answer_bytes(answer)
        },
        "proxy_set_property" => |call| {
            let (path, value) = (call.bytes(), call.bytes());
            call.world().set_property(&path, &value)
        },
        _ => return None,
    })
}

/// What answers a WASI function of this name: there are no arguments, no environment and no files.
fn wasi_function(name: &str) -> Option<Answer> {
    const BAD_FILE: Status = Status(8);
    Some(match name {
        "clock_time_get" => |call| {
            const REALTIME: u32 = 0;
            let (clock, _, at) = (call.number(), call.long(), call.number());
            let state = call.caller.data_mut();
            state.monotonic += 1_000;
            let time = if clock == REALTIME {
                state.world.now()
            } else {
                state.monotonic
            };
            call.write(at, &time.to_le_bytes());
            Status::OK
        },
        "random_get" => |call| {
            let (at, size) = (call.number(), call.number());
            let mut bytes = vec![0; size as usize];
            call.world().random(&mut bytes);
            call.write(at, &bytes);
            Status::OK
        },
        "args_sizes_get" | "environ_sizes_get" => |call| {
            for _ in 0..2 {
                let at = call.number();
                call.write(at, &[0; 4]);
            }
            Status::OK
        },
        "fd_write" => |call| {
            let (_, vectors, count, written_at) = (call.number(), call.number(), call.number(), call.number());
            let mut written = 0;
            for vector in 0..count {
                let vector = call.read(vectors + 8 * vector, 8);
                let [at, size] =
                    [&vector[..4], &vector[4..]].map(|number| u32::from_le_bytes(number.try_into().unwrap()));
                let text = call.read(at, size);
                call.caller.data_mut().stderr.extend(text);
                written += size;
            }
            call.write(written_at, &written.to_le_bytes());
            Status::OK
        },
        "fd_prestat_get" | "fd_fdstat_get" => |_| BAD_FILE,
        "args_get" | "environ_get" | "sched_yield" | "poll_oneoff" | "fd_fdstat_set_flags" => |_| Status::OK,
        _ => return None,
    })
}

fn linker(engine: &Engine) -> Linker<State> {
    let mut linker = Linker::new(engine);
    let mut known = Vec::new();
    for import in module().imports() {
        let (place, name) = (import.module(), import.name());
        let ExternType::Func(kind) = import.ty() else { continue };
        if known.contains(&(place, name)) {
            continue;
        }
        known.push((place, name));
        let function = host_function(name).or_else(|| wasi_function(name));
        let missing = name.to_owned();
        let answer = move |caller: Caller<State>, arguments: &[Val], results: &mut [Val]| {
            let mut call = Call {
                caller,
                arguments,
                next: 0,
            };
            let function = function.ok_or_else(|| wasmi::Error::new(format!("{missing} is called")))?;
            let status = function(&mut call);
            if let Some(result) = results.first_mut() {
                *result = Val::I32(status.0 as i32);
            }
            Ok(())
        };
        linker
            .func_new(place, name, kind.clone(), answer)
            .expect("an import that is new");
    }
    linker
}

impl Vm {
    fn new(world: Rc<World>) -> Self {
        let engine = module().engine();
        let state = State {
            world,
            ..State::default()
        };
        let mut store = Store::new(engine, state);
        let instance = linker(engine)
            .instantiate_and_start(&mut store, module())
            .expect("every import is answered");
        store.data_mut().memory = instance.get_memory(&store, "memory");
        store.data_mut().allocate = instance.get_typed_func(&store, "proxy_on_memory_allocate").ok();
        let mut vm = Vm { store, instance };
        vm.call::<(), ()>("_initialize", ()).expect("the Go runtime starts");
        vm
    }

    /// What Go wrote before it gave up, where it does.
    fn call<P: WasmParams, R: WasmResults>(&mut self, name: &str, arguments: P) -> Result<R, String> {
        let function = self
            .instance
            .get_typed_func::<P, R>(&self.store, name)
            .expect("the SDK exports every callback");
        function.call(&mut self.store, arguments).map_err(|trap| {
            let stderr = String::from_utf8_lossy(&self.store.data().stderr);
            format!("trap {}: {trap}", stderr.lines().next().unwrap_or_default())
        })
    }

    fn set_up(&mut self, script: &[u8]) {
        let at = self
            .call::<u32, u32>("proxy_on_memory_allocate", script.len() as u32)
            .expect("the guest allocates");
        let memory = self.store.data().memory.expect("set when the VM was made");
        memory.data_mut(&mut self.store)[at as usize..][..script.len()].copy_from_slice(script);
        self.call::<_, ()>("machine_setup", (at, script.len() as u32))
            .expect("the plugin takes every script");
    }
}

impl GoBuild {
    fn call<P: WasmParams, R: WasmResults + Default>(&mut self, name: &str, arguments: P) -> R {
        let Some(vm) = &mut self.vm else { return R::default() };
        match vm.call(name, arguments) {
            Ok(results) => results,
            Err(trap) => {
                vm.store.data().world.note(trap);
                self.vm = None;
                R::default()
            }
        }
    }
}

impl Guest for GoBuild {
    fn set_up(&mut self, world: Rc<World>, script: &Script) {
        let vm = self.vm.get_or_insert_with(|| Vm::new(Rc::default()));
        vm.store.data_mut().world = world;
        vm.set_up(&script.encode());
    }

    fn create(&mut self, context: u32, root: u32) {
        self.call("proxy_on_context_create", (context, root))
    }

    fn configure(&mut self, root: u32, size: usize) -> bool {
        self.call::<_, i32>("proxy_on_configure", (root, size as u32)) != 0
    }

    fn tick(&mut self, root: u32) {
        self.call("proxy_on_tick", root)
    }

    fn headers(&mut self, of: Of, context: u32, count: usize, end_of_stream: bool) -> u32 {
        let name = match of {
            Of::Request => "proxy_on_request_headers",
            Of::Response => "proxy_on_response_headers",
        };
        self.call(name, (context, count as u32, u32::from(end_of_stream)))
    }

    fn trailers(&mut self, of: Of, context: u32, count: usize) -> u32 {
        let name = match of {
            Of::Request => "proxy_on_request_trailers",
            Of::Response => "proxy_on_response_trailers",
        };
        self.call(name, (context, count as u32))
    }

    fn body(&mut self, of: Of, context: u32, size: usize, end_of_stream: bool) -> u32 {
        let name = match of {
            Of::Request => "proxy_on_request_body",
            Of::Response => "proxy_on_response_body",
        };
        self.call(name, (context, size as u32, u32::from(end_of_stream)))
    }

    fn http_answer(&mut self, root: u32, token: u32, headers: usize, size: usize, trailers: usize) {
        let arguments = (root, token, headers as u32, size as u32, trailers as u32);
        self.call("proxy_on_http_call_response", arguments)
    }

    fn redis_answer(&mut self, root: u32, token: u32, status: i32, size: usize) {
        self.call("proxy_on_redis_call_response", (root, token, status, size as u32))
    }

    fn log(&mut self, context: u32) {
        self.call("proxy_on_log", context)
    }

    fn done(&mut self, context: u32) -> bool {
        self.call::<_, i32>("proxy_on_done", context) != 0
    }

    fn delete(&mut self, context: u32) {
        self.call("proxy_on_delete", context)
    }
}
