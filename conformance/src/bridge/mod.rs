//! The bridge: rewrites a Higress module so that stock Envoy runs it as Higress would.

mod callback_log;
mod coverage;
mod link;
mod places;
mod sections;

pub use callback_log::{ANSWER, CALL, ENTRY, LAST_OF_STREAM, MOST_BYTES, RETURN, SEPARATOR, open_callback};
pub use coverage::{Coverage, REACHED, is_users};

use crate::inspect::{BRIDGE_SECTION, Module, features};
use crate::{Error, Result};
use coverage::Counters;
use link::{MarkerChange, Plan, Unit};
use sdk_compat_abi::hosts::{Host, Marker};
use sections::Sections;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use wasmparser::{BinaryReaderError, Validator};

/// The Envoy cluster of the Redis gateway; with [`Options::environment`], behind [`UPSTREAM_PREFIX`].
pub const REDIS_CLUSTER: &str = "conformance-redis-gateway";

/// The variable of the VM's environment that is put in front of every cluster name that the plugin calls out to over
/// HTTP or gRPC, and of [`REDIS_CLUSTER`]; at most 256 bytes.
pub const UPSTREAM_PREFIX: &str = "CONFORMANCE_UPSTREAM_PREFIX";

/// The variable of the VM's environment, of any value, with which the host has no Redis: whoever initialises a client or
/// calls one is told BadArgument.
pub const NO_REDIS: &str = "CONFORMANCE_NO_REDIS";

/// The start of the line at level debug that tells of an HTTP call which the host refused, with
/// [`Options::environment`]; the name of the cluster follows, behind [`UPSTREAM_PREFIX`].
pub const ASKED: &str = "conformance:? ";

/// The line at level debug, of a module with [`Options::callback_log`], that says that the plugin's next line is one of level
/// trace. Envoy need not log at that level: it would tell of every crossing by itself.
pub const TRACE_FOLLOWS: &str = "conformance:trace";

/// The line at level debug, of a module with [`Options::callback_log`], that says that the plugin asks to be called from time
/// to time.
pub const TICKS: &str = "conformance:ticks";

/// The variable of the VM's environment that puts time and chance under control. Its value is where the plugin's clock
/// stands at first (ns since the epoch, decimal), or [`REAL_TIME`]. Each stream may say in its metadata, under
/// [`METADATA`] and [`STREAM_KEY`], how far the clock has gone since (ns), a point, and what the plugin's random numbers are
/// drawn from (64 bits; 0 for real ones), both decimal.
pub const NOW: &str = "CONFORMANCE_NOW";

/// What [`NOW`] says for the real clock.
pub const REAL_TIME: &str = "real";

/// The namespace of the metadata of streams.
pub const METADATA: &str = "conformance";

/// The key in it.
pub const STREAM_KEY: &str = "stream";

/// The variable of the VM's environment that names a gauge, for a module with [`Options::callback_log`] and
/// [`Options::environment`] that hears of the end of streams. Where it is set, the lines of a stream's callbacks are kept back until the stream ends, and
/// logged as one, with [`SEPARATOR`] between them; the gauge tells meanwhile which callback is open, see [`open_callback`].
pub const KEPT_BACK: &str = "CONFORMANCE_KEPT_BACK";

/// The variable of the VM's environment that has the plugin not started at all, where it is set: the VM only keeps the
/// module compiled.
pub const HOLD: &str = "CONFORMANCE_HOLD";

/// What the bridge does beside what stock Envoy asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Have the module obey [`UPSTREAM_PREFIX`], [`NOW`] and [`HOLD`]. That way one and the same module serves several runs at
    /// several times, and Envoy compiles it once.
    pub environment: bool,
    /// Log a line at level debug on every entry into a callback and every return, see [`ENTRY`] and [`RETURN`].
    pub callback_log: bool,
    /// Log every call of the host and its answer beside, see [`CALL`] and [`ANSWER`].
    #[serde(default)]
    pub trace: bool,
    /// Count what is reached, and log a line at level debug for what is new, see [`REACHED`].
    #[serde(default)]
    pub coverage: Coverage,
}

/// A module that stock Envoy loads.
#[derive(Debug, Clone)]
pub struct Bridged {
    /// The module.
    pub wasm: Arc<[u8]>,
    /// What was changed.
    pub changes: Vec<Change>,
    /// What the plugin's configuration in stock Envoy has to say: whether a headers callback that returns 1 holds
    /// the headers only.
    pub allow_on_headers_stop_iteration: bool,
    /// Whether it calls Redis, so that the cluster [`REDIS_CLUSTER`] has to lead to a gateway.
    pub needs_redis: bool,
    /// Whether it defines metrics under names that begin with [`UPSTREAM_PREFIX`].
    pub has_metrics: bool,
    /// Whether it logs every crossing, see [`Options::trace`].
    pub traced: bool,
    /// Whether what it does in a stream may have consequences for it when the stream has ended: it calls services or Redis, or
    /// puts something into a queue.
    pub outlives_streams: bool,
    /// The functions of a Go build's package `main`, by the number that [`REACHED`] tells them with; none where nothing is
    /// counted, or where names do not tell.
    pub functions: BTreeMap<u32, String>,
}

/// The host functions whose answer, or what follows from them, comes later.
const ANSWERED_LATER: [&str; 4] = [
    "proxy_http_call",
    "proxy_grpc_call",
    "proxy_grpc_stream",
    "proxy_enqueue_shared_queue",
];

/// The [`Change::id`] of metrics under longer names.
const METRIC_CHANGE: &str = "metric-prefix";

/// The [`Change::id`] of a host function that stock Envoy has no means for.
pub const UNIMPLEMENTED_CHANGE: &str = "unimplemented";

/// One change to a module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Change {
    /// A name for programs, such as `abi-marker`.
    pub id: String,
    /// What was changed, in plain words.
    pub what: String,
}

/// What the output says of itself, so that a second bridge leaves it alone.
#[derive(Serialize, Deserialize)]
struct Record {
    options: Options,
    changes: Vec<Change>,
    allow_on_headers_stop_iteration: bool,
    needs_redis: bool,
}

/// Makes a module run on stock Envoy with the semantics of Higress. A module that came out of the bridge comes out
/// unchanged.
///
/// # Errors
/// A bridged module that was bridged with other options; a module that uses what cannot be carried over.
pub fn bridge(module: &Module, options: &Options) -> Result<Bridged> {
    if let Some(record) = &module.bridged {
        return again(module, options, record);
    }
    let guest = Sections::read(&module.bytes).map_err(|error| cannot(module, &error.to_string()))?;
    let work = Work::on(module, &guest, options)?;
    let record = Record {
        options: options.clone(),
        changes: work.changes,
        allow_on_headers_stop_iteration: module.own_marker() == Some(Marker::V0_2_100),
        needs_redis: module.needs_redis(),
    };
    let custom = serde_json::to_vec(&record).expect("a record is plain data");
    let wasm = link::link(&Plan {
        guest: &guest,
        units: &work.units,
        counters: work.counters.as_ref(),
        marker: work.marker,
        custom: (BRIDGE_SECTION, &custom),
    })
    .map_err(|error| cannot(module, &error.to_string()))?;
    check(module, &wasm)?;
    Ok(Bridged {
        functions: work.counters.map(|counters| counters.functions).unwrap_or_default(),
        ..record.bridged(module, wasm.into())
    })
}

/// What the bridge has to change for stock Envoy alone.
///
/// # Errors
/// As [`bridge`] with no further options.
pub fn changes(module: &Module) -> Result<Vec<Change>> {
    let options = Options::default();
    if let Some(record) = &module.bridged {
        return again(module, &options, record).map(|bridged| bridged.changes);
    }
    let guest = Sections::read(&module.bytes).map_err(|error| cannot(module, &error.to_string()))?;
    Work::on(module, &guest, &options).map(|work| work.changes)
}

fn again(module: &Module, options: &Options, record: &str) -> Result<Bridged> {
    let record: Record = serde_json::from_str(record).map_err(|error| {
        Error::new(format!(
            "{}: bridged by another version of this tool: {error}",
            module.name
        ))
        .next("bridge the module as it was built")
    })?;
    if record.options != *options {
        return Err(
            Error::new(format!("{}: already bridged, with other options", module.name))
                .next("give the module as it was built"),
        );
    }
    Ok(record.bridged(module, module.bytes.clone()))
}

/// What was linked is valid by construction; this is the proof, before Envoy sees it.
fn check(module: &Module, wasm: &[u8]) -> Result<()> {
    Validator::new_with_features(features())
        .validate_all(wasm)
        .map(|_| ())
        .map_err(|error| cannot(module, &error.to_string()))
}

fn cannot(module: &Module, why: &str) -> Error {
    Error::new(format!("{}: cannot be bridged: {why}", module.name)).next("build it with another toolchain")
}

impl Record {
    /// What came of a module, which may have been bridged before.
    fn bridged(self, module: &Module, wasm: Arc<[u8]>) -> Bridged {
        Bridged {
            wasm,
            has_metrics: self.changes.iter().any(|change| change.id == METRIC_CHANGE),
            changes: self.changes,
            traced: self.options.trace,
            allow_on_headers_stop_iteration: self.allow_on_headers_stop_iteration,
            needs_redis: self.needs_redis,
            outlives_streams: self.needs_redis || ANSWERED_LATER.iter().any(|name| imports(module, name)),
            functions: BTreeMap::new(),
        }
    }
}

/// The units to link, and what they change.
#[derive(Default)]
struct Work {
    units: Vec<Unit>,
    counters: Option<Counters>,
    marker: Option<MarkerChange>,
    changes: Vec<Change>,
}

impl Work {
    /// All that is to be done.
    fn on(module: &Module, guest: &Sections<'_>, options: &Options) -> Result<Work> {
        let mut work = Work::default();
        work.marker = work.marker(module);
        work.counters = work
            .coverage(guest, module, options)
            .map_err(|error| cannot(module, &error.to_string()))?;
        work.callback_log(guest, module, options);
        work.log_level(module, options);
        work.upstream_prefix(module, options);
        work.grpc_prefix(module, options);
        work.redis(module, options);
        work.control(module, options);
        work.metrics(module, options);
        work.properties(module);
        work.hold(module, options);
        work.yields(module);
        work.unimplemented(module);
        work.debug_information(guest);
        Ok(work)
    }

    /// The marker by which stock Envoy takes the module, and takes it for what it is.
    fn marker(&mut self, module: &Module) -> Option<MarkerChange> {
        let knows = |marker: &Marker| Host::Envoy.knows(*marker);
        let known = module
            .markers
            .iter()
            .filter_map(|name| Marker::from_export(name))
            .any(|marker| knows(&marker));
        if module.headers_of_0_2_0 {
            let (wrong, right) = (Marker::V0_1_0.export(), module.abi().export());
            self.change(
                "abi-marker",
                format!("exports {right} in place of {wrong}, as the headers callbacks are those of that ABI"),
            );
            Some(MarkerChange::InPlace(wrong, right))
        } else if !known {
            let (first, second) = (Marker::V0_2_100.export(), Marker::V0_2_1.export());
            self.change(
                "abi-marker",
                format!("exports {second} behind {first}, by which stock Envoy takes the module"),
            );
            Some(MarkerChange::Behind(first, second))
        } else {
            None
        }
    }

    /// Comes first: the counters stand in the memory of the first unit.
    fn coverage(
        &mut self,
        guest: &Sections<'_>,
        module: &Module,
        options: &Options,
    ) -> Result<Option<Counters>, BinaryReaderError> {
        if options.coverage == Coverage::Off {
            return Ok(None);
        }
        let counters = Counters::of(guest, options.coverage)?;
        if counters.count == 0 {
            return Ok(None);
        }
        self.unit(&coverage::unit(guest, module.abi(), &counters), &[]);
        self.change(
            "coverage",
            match counters.counts_edges() {
                true => format!(
                    "counts which of its {} edges are reached, and logs new ones at level debug",
                    counters.count
                ),
                false => format!(
                    "counts which of its {} functions are entered, and logs new ones at level debug",
                    counters.count
                ),
            },
        );
        Ok(Some(counters))
    }

    fn callback_log(&mut self, guest: &Sections<'_>, module: &Module, options: &Options) {
        if !options.callback_log && !options.trace {
            return;
        }
        let ends_streams = module
            .exports
            .iter()
            .any(|export| export.name == callback_log::LAST_OF_STREAM);
        let kept = options.environment && !options.trace && ends_streams;
        let (text, wrapped) = callback_log::unit(guest, module.abi(), options.trace, kept);
        if wrapped > 0 || options.trace {
            self.unit(&if kept { reading(&text, KEPT_BACK) } else { text }, &[]);
            self.change(
                "callback-log",
                format!("logs entry and return of its {wrapped} callbacks at level debug"),
            );
        }
        if options.trace {
            self.change("trace", "logs its calls of the host and their answers at level debug");
        }
    }

    fn log_level(&mut self, module: &Module, options: &Options) {
        if !options.callback_log && !options.trace {
            return;
        }
        if imports(module, "proxy_log") {
            let text = include_str!("wat/log_level.wat")
                .replace("FOLLOWS_LEN", &TRACE_FOLLOWS.len().to_string())
                .replace("FOLLOWS", TRACE_FOLLOWS);
            self.unit(&text, &[]);
            self.change(
                "log-level",
                "logs its lines of level trace at level debug, each marked as such",
            );
        }
        if imports(module, "proxy_set_tick_period_milliseconds") {
            let text = include_str!("wat/ticks.wat")
                .replace("TICKS_LEN", &TICKS.len().to_string())
                .replace("TICKS", TICKS);
            self.unit(&text, &[]);
            self.change(
                "ticks",
                "says at level debug that it asks to be called from time to time",
            );
        }
        if imports(module, "proxy_get_log_level") {
            self.unit(include_str!("wat/asked_level.wat"), &[]);
            self.change("asked-level", "is told that the host logs at level trace");
        }
    }

    fn upstream_prefix(&mut self, module: &Module, options: &Options) {
        if options.environment && imports(module, "proxy_http_call") {
            let text = include_str!("wat/prefix.wat")
                .replace(STRETCH, include_str!("wat/stretch.wat"))
                .replace("ASKED", ASKED)
                .replace("ASK_LEN", &ASKED.len().to_string());
            self.unit(&prepending(&text, true), &[]);
            self.change(
                "upstream-prefix",
                format!("calls out to clusters whose names begin with the variable `{UPSTREAM_PREFIX}`"),
            );
        }
    }

    fn grpc_prefix(&mut self, module: &Module, options: &Options) {
        let calls = ["proxy_grpc_call", "proxy_grpc_stream"];
        if options.environment && calls.iter().any(|name| imports(module, name)) {
            let text = include_str!("wat/grpc.wat").replace(STRETCH, include_str!("wat/stretch.wat"));
            self.unit(&prepending(&text, true), &[]);
            self.change(
                "grpc-prefix",
                format!("calls gRPC services of clusters whose names begin with the variable `{UPSTREAM_PREFIX}`"),
            );
        }
    }

    fn redis(&mut self, module: &Module, options: &Options) {
        if module.needs_redis() {
            if options.environment {
                self.unit(&reading(include_str!("wat/no_redis.wat"), NO_REDIS), &[]);
            }
            let text = prepending(include_str!("wat/redis.wat"), options.environment);
            self.unit(&text, REDIS_CLUSTER.as_bytes());
            self.change(
                "redis",
                format!(
                    "calls Redis over HTTP through the cluster `{REDIS_CLUSTER}`, where `conformance` runs a gateway to Redis"
                ),
            );
        }
    }

    fn control(&mut self, module: &Module, options: &Options) {
        let reads = |names: &[&str]| names.iter().any(|name| imports(module, name));
        let reads_clock = reads(&["clock_time_get", "proxy_get_current_time_nanoseconds"]);
        let draws = reads(&["random_get"]);
        if !options.environment || !(reads_clock || draws) {
            return;
        }
        let (imports, wrappers) = allocators(module);
        let text = include_str!("wat/control.wat")
            .replace(ALLOCATOR_IMPORTS, &imports)
            .replace(ALLOCATORS, &wrappers);
        self.unit(&reading(&text, NOW), &[]);
        if reads_clock {
            self.change(
                "clock",
                format!("reads a clock that stands where the variable `{NOW}` and the stream say"),
            );
        }
        if draws {
            self.change(
                "random",
                format!("draws random numbers from what the stream says, where the variable `{NOW}` is set"),
            );
        }
    }

    fn metrics(&mut self, module: &Module, options: &Options) {
        if options.environment && imports(module, "proxy_define_metric") {
            let text = include_str!("wat/metric.wat").replace(STRETCH, include_str!("wat/stretch.wat"));
            self.unit(&prepending(&text, true), &[]);
            self.change(
                METRIC_CHANGE,
                format!("defines metrics whose names begin with the variable `{UPSTREAM_PREFIX}`"),
            );
        }
    }

    fn properties(&mut self, module: &Module) {
        if imports(module, "proxy_get_property") {
            self.unit(include_str!("wat/property.wat"), &[]);
            self.change(
                "property",
                "reads the properties route_name and cluster_name from where stock Envoy keeps them",
            );
        }
    }

    fn hold(&mut self, module: &Module, options: &Options) {
        let starts = ["proxy_on_vm_start", "proxy_on_configure"];
        if options.environment
            && starts
                .iter()
                .all(|name| module.exports.iter().any(|export| export.name == *name))
        {
            self.unit(&reading(include_str!("wat/hold.wat"), HOLD), &[]);
            self.change("hold", format!("is not started where the variable `{HOLD}` is set"));
        }
    }

    fn yields(&mut self, module: &Module) {
        if imports(module, "sched_yield") {
            self.unit(include_str!("wat/yield.wat"), &[]);
            self.change(
                "sched-yield",
                "answers sched_yield itself: stock Envoy forbids it while it allocates memory in the module",
            );
        }
    }

    fn unimplemented(&mut self, module: &Module) {
        let missing: Vec<&str> = UNIMPLEMENTED.into_iter().filter(|name| imports(module, name)).collect();
        if missing.is_empty() {
            return;
        }
        self.unit(include_str!("wat/unimplemented.wat"), &[]);
        for name in missing {
            self.change(
                UNIMPLEMENTED_CHANGE,
                format!("answers {name} with Unimplemented (12): stock Envoy gives a module no means for it"),
            );
        }
    }

    fn debug_information(&mut self, guest: &Sections<'_>) {
        if guest
            .customs
            .iter()
            .any(|custom| custom.name() != "name" && !link::carried(custom.name()))
        {
            self.change(
                "debug-information",
                "drops debug information, which speaks of code by its old place",
            );
        }
    }

    fn unit(&mut self, text: &str, data: &[u8]) {
        self.units.push(Unit {
            wasm: wat::parse_str(text).expect("the injected code assembles"),
            data: data.to_vec(),
        });
    }

    fn change(&mut self, id: &str, what: impl Into<String>) {
        self.changes.push(Change {
            id: id.to_string(),
            what: what.into(),
        });
    }
}

/// A unit that may put the prefix of cluster names in front of its text.
fn prepending(unit: &str, environment: bool) -> String {
    if !environment {
        return unit.replace(ENVIRONMENT, "(func $prepend)");
    }
    let prepend = format!("{ENVIRONMENT}\n{}", include_str!("wat/prepend.wat"));
    reading(&unit.replace(ENVIRONMENT, &prepend), UPSTREAM_PREFIX)
}

/// Stands before the plugin's allocators: where the unit asks the host for a text, it goes to a stretch that the unit has
/// made room for, and the plugin's heap stays as it is.
fn allocators(module: &Module) -> (String, String) {
    let exported = |name: &&str| module.exports.iter().any(|export| export.name == *name);
    let wrapper = |name: &str| {
        format!(
            "  (func (export \"guest.{name}\") (param $size i32) (result i32)
    (if (i32.and (global.get $asking) (i32.le_u (local.get $size) (global.get $VALUE_LEN)))
      (then (return (global.get $ROOM))))
    (call $inner.{name} (local.get $size)))
"
        )
    };
    let import =
        |name: &str| format!("  (import \"guest\" \"{name}\" (func $inner.{name} (param i32) (result i32)))\n");
    let allocators = || ALLOCATING.into_iter().filter(exported);
    (allocators().map(import).collect(), allocators().map(wrapper).collect())
}

/// A unit with what it needs to read a variable of the environment.
fn reading(unit: &str, variable: &str) -> String {
    let key = format!("{variable}=");
    let environment = include_str!("wat/environment.wat")
        .replace("KEY=", &key)
        .replace("KEY_LEN", &key.len().to_string());
    unit.replace(IMPORTS, include_str!("wat/environment_imports.wat"))
        .replace(ENVIRONMENT, &environment)
}

/// Where a unit takes imports in, and where code.
const STRETCH: &str = ";; STRETCH";
const IMPORTS: &str = ";; IMPORTS";
const ENVIRONMENT: &str = ";; ENVIRONMENT";
const ALLOCATOR_IMPORTS: &str = ";; ALLOCATOR IMPORTS";
const ALLOCATORS: &str = ";; ALLOCATORS";

/// The exports by which a host asks for memory in the module.
const ALLOCATING: [&str; 2] = ["proxy_on_memory_allocate", "malloc"];

/// The host functions that `wat/unimplemented.wat` answers.
const UNIMPLEMENTED: [&str; 3] = [
    "proxy_get_upstream_hosts",
    "proxy_set_upstream_override_host",
    "proxy_inject_encoded_data_to_filter_chain",
];

fn imports(module: &Module, name: &str) -> bool {
    module.imports.iter().any(|import| import.name == name)
}
