//! A host that keeps to the ABI and to nothing else: what it answers, when it calls back, what it forgets.

use std::collections::BTreeMap;

use sdk_compat_abi::functions::{ENV, FUNCTIONS, Function, ValueType};
use wasmi::{AsContext, AsContextMut, Caller, Engine, Error, FuncType, Linker, Memory, StoreContextMut, Val, ValType};

use super::choices::Choices;
use super::values;

/// Guest and host, as seen from either side of a call.
pub type Guest<'a> = StoreContextMut<'a, Host>;

/// How deep the host calls back from inside host calls.
const DEEPEST: u32 = 3;

/// What a callback may take (about an instruction each), and what it may take more for each byte that it was given.
const FUEL: u64 = 20_000_000_000;
const FUEL_FOR_A_BYTE: u64 = 5_000;

/// More than one body of the largest size in a sequence would be a test of the machine.
const MOST_BYTES: usize = values::LARGEST + (16 << 20);

/// What a host forgets in each call, in bytes: most hosts nothing.
pub const FORGETS: [u32; 6] = [0, 0, 0, 0, 1, 70_000];

/// The state of the host, and the decisions that it acts by.
#[derive(Default)]
pub struct Host {
    pub choices: Choices,
    /// Every call in both directions, where wanted.
    pub trace: Option<Vec<String>>,
    /// What the guest wrote to its standard error.
    pub stderr: Vec<u8>,
    /// How often each function was called, on either side.
    pub called: BTreeMap<&'static str, u64>,
    exports: BTreeMap<String, wasmi::Func>,
    memory: Option<Memory>,
    contexts: Vec<Context>,
    ids: u32,
    /// Calls that wait for an answer: whose they are, and the callback.
    waiting: Vec<(u32, u32, &'static str)>,
    tokens: u32,
    depth: u32,
    given: usize,
    /// Answers honestly for the most part, so that the plugin gets on.
    tame: bool,
    /// Asks for so much memory (bytes) more in every call that gives bytes, and forgets that it has it.
    forgets: u32,
    /// Asks for memory outside of such calls, too. That stays its own, so the plugin grows.
    keeps: bool,
}

impl Host {
    /// A host that decides by `choices` and lets the plugin live so often; `traced` to have every call written down.
    pub fn new(choices: Choices, lives: usize, traced: bool) -> Self {
        Host {
            choices,
            trace: traced.then(Vec::new),
            keeps: lives == 1,
            ..Host::default()
        }
    }
}

struct Context {
    id: u32,
    /// 0: it is one itself.
    root: u32,
    /// How far in its life a stream is.
    stage: usize,
}

/// What the guest has a function write.
enum Gives {
    /// Nothing but the status.
    Nothing,
    /// Bytes: the parameters for their address and their size.
    Bytes(usize, usize),
    /// A number of 32 bits: the parameter for its address.
    Number(usize),
    /// A number of 64 bits.
    Wide(usize),
}

/// The addresses of what a function reads (each is followed by its size), and what it gives.
fn shape(name: &str) -> (&'static [usize], Gives) {
    use Gives::{Bytes, Nothing, Number, Wide};
    match name {
        "proxy_log" => (&[1], Nothing),
        "proxy_set_property" => (&[0, 2], Nothing),
        "proxy_get_property" => (&[0], Bytes(2, 3)),
        "proxy_send_local_response" => (&[1, 3, 5], Nothing),
        "proxy_get_shared_data" => (&[0], Bytes(2, 3)),
        "proxy_set_shared_data" => (&[0, 2], Nothing),
        "proxy_register_shared_queue" => (&[0], Number(2)),
        "proxy_resolve_shared_queue" => (&[0, 2], Number(4)),
        "proxy_dequeue_shared_queue" => (&[], Bytes(1, 2)),
        "proxy_enqueue_shared_queue" => (&[1], Nothing),
        "proxy_get_header_map_value" => (&[1], Bytes(3, 4)),
        "proxy_add_header_map_value" | "proxy_replace_header_map_value" => (&[1, 3], Nothing),
        "proxy_remove_header_map_value" | "proxy_set_header_map_pairs" => (&[1], Nothing),
        "proxy_get_header_map_pairs" => (&[], Bytes(1, 2)),
        "proxy_get_header_map_size" => (&[], Number(1)),
        "proxy_get_status" => (&[], Bytes(1, 2)),
        "proxy_get_buffer_bytes" => (&[], Bytes(3, 4)),
        "proxy_set_buffer_bytes" => (&[3], Nothing),
        "proxy_http_call" => (&[0, 2, 4, 6], Number(9)),
        "proxy_redis_init" => (&[0, 2, 4], Nothing),
        "proxy_redis_call" => (&[0, 2], Number(4)),
        "proxy_inject_encoded_data_to_filter_chain" | "proxy_set_upstream_override_host" => (&[0], Nothing),
        "proxy_get_upstream_hosts" => (&[], Bytes(0, 1)),
        "proxy_call_foreign_function" => (&[0, 2], Bytes(4, 5)),
        "proxy_define_metric" => (&[1], Number(3)),
        "proxy_get_metric" => (&[], Wide(1)),
        "proxy_get_current_time_nanoseconds" => (&[], Wide(0)),
        "proxy_get_log_level" => (&[], Number(0)),
        _ => (&[], Nothing),
    }
}

/// Every function of every host, all of them hostile.
pub fn linker(engine: &Engine) -> Linker<Host> {
    let mut linker = Linker::new(engine);
    for function in FUNCTIONS {
        let types = |list: &[ValueType]| -> Vec<ValType> {
            let one = |ty: &ValueType| match ty {
                ValueType::I32 => ValType::I32,
                ValueType::I64 => ValType::I64,
            };
            list.iter().map(one).collect()
        };
        let ty = FuncType::new(types(function.params), types(function.results));
        let call = move |mut caller: Caller<'_, Host>, params: &[Val], results: &mut [Val]| {
            let args: Vec<u64> = params.iter().map(bits).collect();
            let status = answer(caller.as_context_mut(), function, &args)?;
            results.iter_mut().for_each(|result| *result = Val::I32(status as i32));
            Ok(())
        };
        linker.func_new(function.module, function.name, ty, call).unwrap();
    }
    linker
}

fn bits(value: &Val) -> u64 {
    match value {
        Val::I32(value) => u64::from(*value as u32),
        Val::I64(value) => *value as u64,
        _ => 0,
    }
}

fn answer(mut guest: Guest<'_>, function: &'static Function, args: &[u64]) -> Result<u32, Error> {
    *guest.data_mut().called.entry(function.name).or_default() += 1;
    if function.module != ENV {
        return answer_wasi(guest, function.name, args);
    }
    let (reads, gives) = shape(function.name);
    for at in reads {
        read(&guest, args[*at] as u32, args[*at + 1] as u32)?;
    }
    note(&mut guest, || format!("  {}{args:?}", function.name));
    call_back(guest.as_context_mut(), function.name)?;
    let host = guest.data_mut();
    let choices = &mut host.choices;
    let status = match choices.below(if host.tame { 400 } else { 16 }) {
        12 | 13 => 1,
        14 => choices.below(14),
        15 => choices.number(),
        _ => 0,
    };
    // A host may write a result and then fail.
    if status == 0 || choices.once_in(8) {
        give(guest.as_context_mut(), function.name, gives, args)?;
    }
    note(&mut guest, || format!("  -> {status}"));
    Ok(status)
}

/// From inside a host call the host may call the guest: a local reply leads to response headers.
fn call_back(mut guest: Guest<'_>, name: &str) -> Result<(), Error> {
    let odds = match name {
        "proxy_send_local_response" => 2,
        "proxy_log" | "proxy_get_property" | "proxy_call_foreign_function" => 60,
        _ => 12,
    };
    let host = guest.data_mut();
    if host.depth > DEEPEST || !host.choices.once_in(odds) {
        return Ok(());
    }
    if name == "proxy_send_local_response"
        && let Some(at) = host.contexts.iter().rposition(|context| context.root != 0)
    {
        host.contexts[at].stage = RESPONSE_HEADERS;
        return advance(guest, at);
    }
    step(guest)
}

fn give(mut guest: Guest<'_>, name: &'static str, gives: Gives, args: &[u64]) -> Result<(), Error> {
    match gives {
        Gives::Nothing => Ok(()),
        Gives::Bytes(data, size) => {
            let bytes = content(&mut guest, name, args);
            if name == "proxy_get_shared_data" {
                let cas = guest.data_mut().choices.number();
                write(&mut guest, args[4] as u32, &cas.to_le_bytes())?;
            }
            give_bytes(guest, &bytes, args[data] as u32, args[size] as u32)
        }
        Gives::Number(at) => {
            let number = token(guest.data_mut(), name);
            write(&mut guest, args[at] as u32, &number.to_le_bytes())
        }
        Gives::Wide(at) => {
            let number = u64::from(guest.data_mut().choices.number()) << 32;
            write(&mut guest, args[at] as u32, &number.to_le_bytes())
        }
    }
}

/// A new number for a call; sometimes one that is in use, or that nobody waits for.
fn token(host: &mut Host, name: &str) -> u32 {
    host.tokens += 1;
    let number = match host.choices.below(12) {
        10 => host.choices.below(host.tokens),
        11 => host.choices.number(),
        _ => host.tokens,
    };
    let callback = match name {
        "proxy_http_call" => "proxy_on_http_call_response",
        "proxy_redis_call" => "proxy_on_redis_call_response",
        _ => return number,
    };
    let root = host
        .contexts
        .iter()
        .find(|context| context.root == 0)
        .map_or(1, |context| context.id);
    host.waiting.push((root, number, callback));
    number
}

/// What a function gives: something that suits it, or anything.
fn content(guest: &mut Guest<'_>, name: &'static str, args: &[u64]) -> Vec<u8> {
    let argument = match name {
        "proxy_get_header_map_value" => read(guest, args[1] as u32, args[2] as u32),
        "proxy_get_property" | "proxy_call_foreign_function" => read(guest, args[0] as u32, args[1] as u32),
        _ => Ok(Vec::new()),
    };
    let argument = argument.unwrap_or_default();
    let choices = &mut guest.data_mut().choices;
    match (name, &argument[..]) {
        _ if choices.once_in(12) => values::body(choices),
        ("proxy_call_foreign_function", b"get_log_level") => {
            let length = choices.of(&[4, 4, 4, 0, 1, 3, 5, 8]);
            let level = choices.of(&[0u64, 0, 0, 1, 2, 3, 6, u64::MAX]);
            level.to_le_bytes()[..length].to_vec()
        }
        ("proxy_get_property", b"program") => {
            let length = 40 + choices.below(160) as usize;
            choices.bytes(length)
        }
        ("proxy_get_property", b"plugin_vm_memory") => choices.bytes(8),
        ("proxy_get_property", b"custom_log") => {
            let document = values::json(choices);
            String::from_utf8_lossy(&document)
                .escape_default()
                .to_string()
                .into_bytes()
        }
        ("proxy_get_header_map_value", name) => values::header(choices, name),
        ("proxy_get_header_map_pairs" | "proxy_get_upstream_hosts", _) => values::pairs(choices),
        ("proxy_get_buffer_bytes", _) if args[0] == 7 => values::configuration(choices),
        ("proxy_get_buffer_bytes", _) if args[0] == 9 => values::redis(choices),
        ("proxy_get_buffer_bytes", _) => values::body(choices),
        ("proxy_get_property", _) => values::text(choices),
        _ => values::body(choices),
    }
}

/// Puts bytes where the guest allocates memory for them, and lies about that now and then.
fn give_bytes(mut guest: Guest<'_>, bytes: &[u8], data_to: u32, size_to: u32) -> Result<(), Error> {
    match guest.data().forgets {
        0 => {}
        size => drop(allocate(guest.as_context_mut(), size)?),
    }
    guest.data_mut().given += bytes.len();
    let bytes = if guest.data().given > MOST_BYTES {
        &bytes[..bytes.len().min(1_000)]
    } else {
        bytes
    };
    let fuel = guest.get_fuel()? + FUEL_FOR_A_BYTE * bytes.len() as u64;
    guest.set_fuel(fuel)?;
    let host = guest.data_mut();
    let lie = host.choices.below(if host.tame { 1_000 } else { 28 });
    let other = guest.data_mut().choices.number();
    let length = bytes.len() as u32;
    let (data, size) = match lie {
        22 => (0, 0),
        23 => (0, length),
        24 => return Ok(()),
        25 => (other, length),
        _ if bytes.is_empty() && !(20..28).contains(&lie) => (0, 0),
        _ => {
            let data = allocate(guest.as_context_mut(), length)?;
            if data == 0 {
                return Ok(());
            }
            write(&mut guest, data, bytes)?;
            match lie {
                20 => (data, 0),
                21 => (data, length / 2),
                26 => (data, other),
                27 => (data.wrapping_add(1), length),
                _ => (data, length),
            }
        }
    };
    note(&mut guest, || {
        format!("  gives {length} bytes, says {size} at {data}: {}", shown(bytes))
    });
    write(&mut guest, data_to, &data.to_le_bytes())?;
    write(&mut guest, size_to, &size.to_le_bytes())
}

fn shown(bytes: &[u8]) -> String {
    let start = bytes[..bytes.len().min(200)].escape_ascii().to_string();
    if bytes.len() > 200 { start + "…" } else { start }
}

fn allocate(guest: Guest<'_>, size: u32) -> Result<u32, Error> {
    let address = call(guest, "proxy_on_memory_allocate", &[size])?;
    Ok(address.unwrap_or_default())
}

fn answer_wasi(mut guest: Guest<'_>, name: &str, args: &[u64]) -> Result<u32, Error> {
    let address = |at: usize| args[at] as u32;
    match name {
        "clock_time_get" => {
            let choices = &mut guest.data_mut().choices;
            let now = choices.of(&[1_767_225_600_000_000_000, 0, u64::MAX, 1 << 63, 1]);
            let now = now.wrapping_add(u64::from(choices.number()));
            write(&mut guest, address(2), &now.to_le_bytes()).map(|()| 0)
        }
        "random_get" => {
            read(&guest, address(0), address(1))?;
            let bytes = guest.data_mut().choices.bytes(args[1] as usize);
            write(&mut guest, address(0), &bytes).map(|()| 0)
        }
        "environ_sizes_get" => {
            write(&mut guest, address(0), &[0; 4])?;
            write(&mut guest, address(1), &[0; 4]).map(|()| 0)
        }
        "environ_get" | "sched_yield" => Ok(0),
        "fd_write" => write_output(guest, address(1), address(2), address(3)).map(|()| 0),
        "proc_exit" => Err(Error::new(format!("it exits with {}", args[0]))),
        _ => Ok(8),
    }
}

fn write_output(mut guest: Guest<'_>, list: u32, count: u32, written_to: u32) -> Result<(), Error> {
    let list = read(&guest, list, count * 8)?;
    let number = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().unwrap());
    let mut written = Vec::new();
    for part in list.chunks(8) {
        written.extend(read(&guest, number(&part[..4]), number(&part[4..]))?);
    }
    write(&mut guest, written_to, &(written.len() as u32).to_le_bytes())?;
    guest.data_mut().stderr.extend(written);
    Ok(())
}

fn memory(guest: &Guest<'_>) -> Memory {
    guest.data().memory.unwrap()
}

fn read(guest: &Guest<'_>, at: u32, length: u32) -> Result<Vec<u8>, Error> {
    let bytes = memory(guest)
        .data(guest.as_context())
        .get(at as usize..)
        .and_then(|rest| rest.get(..length as usize));
    // A null pointer to nothing is how an empty text may look.
    bytes
        .map(<[u8]>::to_vec)
        .ok_or_else(|| Error::new(format!("it gives {length} bytes at {at}, outside of its memory")))
}

fn write(guest: &mut Guest<'_>, at: u32, bytes: &[u8]) -> Result<(), Error> {
    let memory = memory(guest);
    let written = memory.write(guest.as_context_mut(), at as usize, bytes);
    written.map_err(|_| {
        Error::new(format!(
            "it wants {} bytes written at {at}, outside of its memory",
            bytes.len()
        ))
    })
}

fn note(guest: &mut Guest<'_>, line: impl FnOnce() -> String) {
    let depth = guest.data().depth as usize;
    if let Some(trace) = &mut guest.data_mut().trace {
        trace.push(format!("{}{}", "    ".repeat(depth), line()));
    }
}

/// Calls what the guest exports, if it exports that. The arguments are cut or filled up to what it takes.
fn call(mut guest: Guest<'_>, name: &'static str, args: &[u32]) -> Result<Option<u32>, Error> {
    let Some(function) = guest.data().exports.get(name).copied() else {
        return Ok(None);
    };
    let ty = function.ty(guest.as_context());
    let mut args = args.to_vec();
    args.resize(ty.params().len(), 0);
    let args: Vec<Val> = args.iter().map(|argument| Val::I32(*argument as i32)).collect();
    let mut results = vec![Val::I32(0); ty.results().len()];
    note(&mut guest, || {
        format!("{name}{:?}", args.iter().map(bits).collect::<Vec<_>>())
    });
    if guest.data().depth == 0 {
        guest.set_fuel(FUEL)?;
    }
    guest.data_mut().depth += 1;
    *guest.data_mut().called.entry(name).or_default() += 1;
    function.call(guest.as_context_mut(), &args, &mut results)?;
    guest.data_mut().depth -= 1;
    Ok(results.first().map(|result| bits(result) as u32))
}

/// Takes hold of the instance's exports, and initialises it.
pub fn initialize(mut guest: Guest<'_>, instance: wasmi::Instance) -> Result<(), Error> {
    let exports: Vec<_> = instance
        .exports(guest.as_context())
        .map(|export| (export.name().to_string(), export.into_extern()))
        .collect();
    for (name, item) in exports {
        match item {
            wasmi::Extern::Func(function) => drop(guest.data_mut().exports.insert(name, function)),
            wasmi::Extern::Memory(memory) => guest.data_mut().memory = Some(memory),
            _ => {}
        }
    }
    call(guest, "_initialize", &[]).map(drop)
}

/// The guest's memory in bytes.
pub fn used(guest: &Guest<'_>) -> u64 {
    memory(guest).size(guest.as_context()) << 16
}

/// Lets a plugin start, live a while, and be removed with all its streams.
pub fn live(mut guest: Guest<'_>) -> Result<(), Error> {
    let host = guest.data_mut();
    (host.given, host.ids, host.tokens) = (0, 0, 0);
    host.tame = host.choices.below(3) != 2;
    host.forgets = host.choices.of(&FORGETS);
    host.contexts.clear();
    host.waiting.clear();
    call(guest.as_context_mut(), "proxy_on_vm_start", &[0, 0])?;
    create(guest.as_context_mut(), 0)?;
    configure(guest.as_context_mut())?;
    for _ in 0..guest.data_mut().choices.below(60) {
        step(guest.as_context_mut())?;
    }
    while !guest.data().contexts.is_empty() {
        let last = guest.data().contexts.len() - 1;
        remove(guest.as_context_mut(), last)?;
    }
    Ok(())
}

fn create(mut guest: Guest<'_>, root: u32) -> Result<(), Error> {
    let host = guest.data_mut();
    host.ids += 1;
    let id = host.ids;
    let stage = 0;
    host.contexts.push(Context { id, root, stage });
    call(guest, "proxy_on_context_create", &[id, root]).map(drop)
}

fn configure(mut guest: Guest<'_>) -> Result<(), Error> {
    let choices = &mut guest.data_mut().choices;
    let size = values::size(choices, 100);
    call(guest, "proxy_on_configure", &[1, size]).map(drop)
}

/// One thing that a host does.
fn step(mut guest: Guest<'_>) -> Result<(), Error> {
    let host = guest.data_mut();
    let contexts = host.contexts.len() as u32;
    match host.choices.below(32) {
        0..5 => {
            let root = host.choices.of(&[1, 1, 1, 2, 0, 7]);
            create(guest, root)
        }
        5..17 if contexts > 0 => {
            let at = host.choices.below(contexts) as usize;
            advance(guest, at)
        }
        17..22 => answer_call(guest),
        22 => call(guest, "proxy_on_tick", &[1]).map(drop),
        23 => {
            let queue = host.choices.below(4);
            call(guest, "proxy_on_queue_ready", &[1, queue]).map(drop)
        }
        24 => configure(guest),
        25..27 if contexts > 1 => {
            let at = 1 + host.choices.below(contexts - 1) as usize;
            remove(guest, at)
        }
        27 => {
            let size = host.choices.of(&[0, 1, 100, 70_000, u32::MAX, i32::MAX as u32 + 1]);
            if host.keeps || size > 70_000 {
                allocate(guest, size)?;
            }
            Ok(())
        }
        28 => tcp(guest),
        _ => anything(guest),
    }
}

/// The life of a stream.
const STAGES: &[&str] = &[
    "proxy_on_request_headers",
    "proxy_on_request_body",
    "proxy_on_request_trailers",
    "proxy_on_response_headers",
    "proxy_on_response_body",
    "proxy_on_response_trailers",
    "proxy_on_log",
];
const RESPONSE_HEADERS: usize = 3;

/// The next callback of a stream, or one before or after that.
fn advance(mut guest: Guest<'_>, at: usize) -> Result<(), Error> {
    let host = guest.data_mut();
    let (id, stage) = (host.contexts[at].id, host.contexts[at].stage);
    let next = match host.choices.below(8) {
        0..5 => stage + 1,
        5 | 6 => stage,
        _ => host.choices.below(STAGES.len() as u32) as usize,
    };
    host.contexts[at].stage = next.min(STAGES.len());
    let size = values::size(&mut host.choices, 100);
    let end = host.choices.below(2);
    call(guest, STAGES[stage.min(STAGES.len() - 1)], &[id, size, end]).map(drop)
}

/// Answers a call: one that waits, one again, or one that was never made.
fn answer_call(mut guest: Guest<'_>) -> Result<(), Error> {
    let host = guest.data_mut();
    let waiting = host.waiting.len() as u32;
    let (root, token, callback) = match host.choices.below(10) {
        0..8 if waiting > 0 => {
            let at = host.choices.below(waiting) as usize;
            host.waiting.remove(at)
        }
        8 if waiting > 0 => {
            let at = host.choices.below(waiting) as usize;
            host.waiting[at]
        }
        _ => (
            host.choices.below(3),
            host.choices.number(),
            "proxy_on_http_call_response",
        ),
    };
    let headers = values::size(&mut host.choices, 3);
    let body = values::size(&mut host.choices, 100);
    call(guest, callback, &[root, token, headers, body, 0]).map(drop)
}

fn tcp(mut guest: Guest<'_>) -> Result<(), Error> {
    let host = guest.data_mut();
    let id = host.choices.below(host.ids + 2);
    let name = host.choices.of(&[
        "proxy_on_new_connection",
        "proxy_on_downstream_data",
        "proxy_on_upstream_data",
        "proxy_on_downstream_connection_close",
        "proxy_on_upstream_connection_close",
    ]);
    let size = values::size(&mut host.choices, 100);
    let end = host.choices.below(3);
    call(guest, name, &[id, size, end]).map(drop)
}

/// Any callback with any arguments.
fn anything(mut guest: Guest<'_>) -> Result<(), Error> {
    let host = guest.data_mut();
    let callbacks = sdk_compat_abi::callbacks::CALLBACKS;
    let name = host.choices.of(callbacks).name;
    let most = host.ids + 3;
    let id = if host.choices.once_in(6) {
        host.choices.number()
    } else {
        host.choices.below(most)
    };
    let rest = [(); 4].map(|()| values::size(&mut host.choices, 2));
    // What the host creates and deletes here it has to know, to leave nothing behind.
    match name {
        "proxy_on_context_create" => {
            let root = rest[0].min(3);
            host.contexts.push(Context { id, root, stage: 0 });
        }
        "proxy_on_delete" => host.contexts.retain(|context| context.id != id),
        _ => {}
    }
    call(guest, name, &[id, rest[0], rest[1], rest[2], rest[3]]).map(drop)
}

fn remove(mut guest: Guest<'_>, at: usize) -> Result<(), Error> {
    let Context { id, .. } = guest.data_mut().contexts.remove(at);
    call(guest.as_context_mut(), "proxy_on_log", &[id])?;
    call(guest.as_context_mut(), "proxy_on_done", &[id])?;
    call(guest, "proxy_on_delete", &[id]).map(drop)
}
