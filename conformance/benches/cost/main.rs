//! What a plugin costs: Go, Rust on the SDK, and Rust on the bare `proxy-wasm` crate, side by side in one Envoy worker.
//!
//! ```text
//! make bench                                             # builds the plugins first
//! cargo bench --package conformance --bench cost -- --json > cost.json
//! cargo bench --package conformance --bench cost -- --workload body --rounds 51
//! cargo bench --package conformance --bench cost -- --growth --workload headers
//! ```
//!
//! The three builds do the same work for each request; the bare one (`benches/bare`) makes the host calls that the SDK
//! build makes, in the same order. Each build serves on a listener of its own of one Envoy with one worker, beside a
//! listener without a plugin. In every round each listener gets the same requests, forwards in one round and backwards
//! in the next; the CPU time of all Envoy's threads is read before and after. What a plugin adds is the difference to the
//! listener without one *in the same round*; the table shows the median of the rounds, and the quartiles. Envoy drops
//! what plugins log at level info, so that its own writing does not count. What a request makes a build call and allocate
//! is counted in another Envoy, with a counter in the module. Memory and start-up are measured in an Envoy for each build
//! alone, several times. Absolute figures drift from machine to machine: quote quotients.

mod count;
mod figures;
mod growth;
mod workloads;

use clap::Parser;
use clap::builder::PossibleValuesParser;
use conformance::bench::load::{self, Clients};
use conformance::bench::{Quartiles, process};
use conformance::serve::config::{self, Plugin};
use conformance::serve::endpoint::Service;
use conformance::serve::envoy::Envoy;
use conformance::serve::free_port;
use conformance::testbed::config::gateway_cluster;
use conformance::testbed::redis::Redis;
use conformance::testbed::tools;
use conformance::testbed::turns::Turn;
use conformance::testbed::wait;
use conformance::{Error, Result, bridge, inspect};
use count::Counts;
use figures::{Figures, Modules, Report, Work};
use growth::Growth;
use serde::Serialize;
use serde_json::Value;
use std::fmt::Display;
use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use workloads::{ANSWER, WORKLOADS, Workload};

/// Measures what a plugin costs in each build.
#[derive(Parser)]
struct Opts {
    /// Prints JSON in place of tables
    #[arg(long)]
    json: bool,

    /// Measures this kind of work only; may be given several times
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(WORKLOADS.map(|workload| workload.name)))]
    workload: Vec<String>,

    /// How often every build is measured
    #[arg(long, default_value_t = 21)]
    rounds: usize,

    /// How many requests a build gets in one round; fewer of heavy work
    #[arg(long, default_value_t = 2000)]
    requests: usize,

    /// How often Envoy is started for start-up and memory
    #[arg(long, default_value_t = 5)]
    starts: usize,

    /// Measures instead whether memory grows from ten thousand to a million requests (fewer of heavy work)
    #[arg(long)]
    growth: bool,

    /// The Envoy to run
    #[arg(long, value_name = "PATH")]
    envoy: Option<PathBuf>,

    /// The Redis to run
    #[arg(long, value_name = "PATH")]
    redis_server: Option<PathBuf>,

    /// Given by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

/// The plugin, whose configuration chooses the work.
const PLUGIN: &str = "workloads";

/// The builds, and where they lie below `target`: as a gateway loads them, and with the names of their functions.
const BUILDS: [(&str, [&str; 2]); 3] = [
    ("go", ["go/workloads.wasm"; 2]),
    (
        "rust",
        [
            "wasm32-wasip1/plugin/examples/workloads.wasm",
            "wasm32-wasip1/counted/examples/workloads.wasm",
        ],
    ),
    (
        "bare",
        [
            "wasm32-wasip1/plugin/examples/bare_workloads.wasm",
            "wasm32-wasip1/counted/examples/bare_workloads.wasm",
        ],
    ),
];

/// The cluster that the plugin asks.
const CALLED: &str = "outbound|80||token.static";

/// How many requests are looked at one by one.
const COUNTED: usize = 20;

/// A build as Envoy is to load it; without a module there is no plugin.
struct Build {
    name: &'static str,
    module: Option<Module>,
    counted: Option<Module>,
}

struct Module {
    file: PathBuf,
    bytes: u64,
    allow_on_headers_stop_iteration: bool,
}

/// Everything that the measurements share.
struct Bench {
    opts: Opts,
    envoy: PathBuf,
    clusters: Vec<Value>,
    builds: Vec<Build>,
    _folder: tempfile::TempDir,
    _redis: Redis,
}

fn main() -> Result<()> {
    let bench = Bench::prepare(Opts::parse())?;
    let all = || WORKLOADS.iter();
    let named = |workload: &&Workload| bench.opts.workload.iter().any(|name| name == workload.name);
    let chosen: Vec<&Workload> = all()
        .filter(|workload| bench.opts.workload.is_empty() || named(workload))
        .collect();
    if bench.opts.growth {
        let mut grown = Vec::new();
        for workload in chosen {
            bench.growth(workload, &mut grown)?;
        }
        return bench.end(&grown);
    }
    let mut report = Report {
        workloads: Vec::new(),
        modules: None,
    };
    for workload in chosen {
        let work = bench.measure(workload)?;
        bench.show(&work);
        report.workloads.push(work);
    }
    if bench.opts.starts > 0 {
        let modules = Modules::new(bench.modules()?);
        bench.show(&modules);
        report.modules = Some(modules);
    }
    bench.end(&report)
}

fn failed(error: impl Display) -> Error {
    Error::new(format!("the measurement failed: {error}"))
}

impl Bench {
    fn prepare(opts: Opts) -> Result<Self> {
        let service = load::start_service(ANSWER.to_vec()).map_err(failed)?;
        let redis = Redis::start(
            Some(&tools::find_redis(opts.redis_server.as_deref())?.path),
            Turn::default(),
        )?;
        let cluster = |name: &str| {
            config::cluster(&Service {
                cluster: name.into(),
                endpoint: service.into(),
            })
        };
        let folder = tempfile::tempdir().map_err(failed)?;
        Ok(Bench {
            envoy: tools::find_envoy(opts.envoy.as_deref())?.path,
            clusters: vec![
                cluster(config::UPSTREAM),
                cluster(CALLED),
                gateway_cluster(bridge::REDIS_CLUSTER, redis.gateway().addr()),
            ],
            builds: builds(folder.path())?,
            opts,
            _folder: folder,
            _redis: redis,
        })
    }

    /// Prints a table as soon as it is there.
    fn show(&self, table: &impl Display) {
        if !self.opts.json {
            println!("{table}");
        }
    }

    /// Prints everything, where JSON was asked for.
    fn end(&self, report: &impl Serialize) -> Result<()> {
        if self.opts.json {
            println!("{}", serde_json::to_string_pretty(report).map_err(failed)?);
        }
        Ok(())
    }

    fn measure(&self, workload: &Workload) -> Result<Work> {
        let cpu = self.cpu(workload)?;
        let counts = self.counts(workload)?;
        let figures = self.builds.iter().zip(cpu).skip(1).zip(counts);
        Ok(Work::new(
            workload,
            figures
                .map(|((build, cpu), counts)| Figures::new(build.name, cpu, counts))
                .collect(),
        ))
    }

    /// Starts an Envoy with a listener for each module, whose Wasm log shows what is at a level or above.
    fn start(&self, workload: &Workload, modules: &[Option<&Module>], level: &str) -> Result<(Envoy, Vec<Clients>)> {
        let configuration = (workload.configuration)().to_string();
        let mut listeners = Vec::new();
        let mut addresses = Vec::new();
        for module in modules {
            let plugin = module.map(|module| Plugin {
                name: PLUGIN,
                module: &module.file,
                configuration: Some(&configuration),
                allow_on_headers_stop_iteration: module.allow_on_headers_stop_iteration,
                root_id: None,
            });
            let port = free_port(0)?;
            listeners.push(config::listener(&port.to_string(), port, plugin.as_ref()));
            addresses.push(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        }
        let envoy = Envoy::start(&self.envoy, &self.clusters, &listeners, level)?;
        let clients = addresses.into_iter().map(|address| first_answer(address, workload));
        Ok((envoy, clients.collect::<Result<_>>()?))
    }

    /// CPU per request over no plugin (µs), for every build one figure a round.
    fn cpu(&self, workload: &Workload) -> Result<Vec<Vec<f64>>> {
        let modules: Vec<_> = self.builds.iter().map(|build| build.module.as_ref()).collect();
        let (envoy, mut clients) = self.start(workload, &modules, "warning")?;
        let requests = self.opts.requests / workload.weight;
        for client in &mut clients {
            client.send(2 * requests).map_err(failed)?;
        }
        let mut added = vec![Vec::new(); modules.len()];
        for round in 0..self.opts.rounds {
            let mut used = vec![0.0; modules.len()];
            let forwards: Vec<_> = (0..modules.len()).collect();
            let order: Vec<_> = if round % 2 == 0 {
                forwards
            } else {
                forwards.into_iter().rev().collect()
            };
            for build in order {
                used[build] = cpu_used(&envoy, &mut clients[build], requests).map_err(failed)?;
            }
            added
                .iter_mut()
                .zip(&used)
                .for_each(|(added, cpu)| added.push(cpu - used[0]));
        }
        Ok(added)
    }

    /// What a request makes every build call and allocate.
    fn counts(&self, workload: &Workload) -> Result<Vec<Counts>> {
        let modules: Vec<_> = self
            .builds
            .iter()
            .filter_map(|build| build.counted.as_ref())
            .map(Some)
            .collect();
        let (envoy, mut clients) = self.start(workload, &modules, "trace")?;
        let count = |client: &mut Clients| {
            client.send_singly(COUNTED).map_err(failed)?;
            let before = settled(&envoy)?.len();
            client.send_singly(COUNTED).map_err(failed)?;
            let read = || {
                let log = fs::read(envoy.log()).ok()?;
                count::read(&String::from_utf8_lossy(log.get(before..)?), COUNTED)
            };
            wait::until(Duration::from_secs(10), read).ok_or_else(|| failed("Envoy's log shows no end of a stream"))
        };
        clients.iter_mut().map(count).collect()
    }

    /// What every build costs that is loaded, by the first kind of work.
    fn modules(&self) -> Result<Vec<figures::Module>> {
        let starts = self
            .builds
            .iter()
            .map(|build| self.starts(build))
            .collect::<Result<Vec<_>>>()?;
        let without = Quartiles::of(starts[0].iter().map(|start| start.resident).collect()).median;
        let builds = self.builds.iter().zip(starts);
        let figures = builds.filter_map(|(build, starts)| {
            Some(figures::Module {
                build: build.name,
                module_bytes: build.module.as_ref()?.bytes,
                memory_added_bytes: Quartiles::of(starts.iter().map(|start| start.resident - without).collect()),
                start_up_ms: Quartiles::of(starts.iter().map(|start| start.took.as_secs_f64() * 1e3).collect()),
            })
        });
        Ok(figures.collect())
    }

    fn starts(&self, build: &Build) -> Result<Vec<Start>> {
        let start = |_| {
            let began = Instant::now();
            let (envoy, mut clients) = self.start(&WORKLOADS[0], &[build.module.as_ref()], "warning")?;
            let took = began.elapsed();
            clients[0].send(self.opts.requests).map_err(failed)?;
            Ok(Start {
                took,
                resident: process::resident(envoy.pid()).map_err(failed)? as f64,
            })
        };
        (0..self.opts.starts).map(start).collect()
    }

    /// What Envoy holds after some requests and after many, with every build.
    fn growth(&self, workload: &Workload, grown: &mut Vec<Growth>) -> Result<()> {
        let mut without = None;
        for build in &self.builds {
            let (envoy, mut clients) = self.start(workload, &[build.module.as_ref()], "critical")?;
            let requests = [growth::FIRST, growth::LAST].map(|requests| requests / workload.weight);
            let mut sent = 0;
            let mut resident_bytes = [0; 2];
            for (until, resident) in requests.into_iter().zip(&mut resident_bytes) {
                while sent < until {
                    sent += clients[0].send(growth::TURN.min(until - sent)).map_err(failed)?;
                    for _ in 0..growth::LEAVING {
                        clients[0].abandon().map_err(failed)?;
                    }
                }
                *resident = process::resident(envoy.pid()).map_err(failed)?;
            }
            let growth = Growth {
                workload: workload.name,
                build: build.name,
                requests,
                resident_bytes,
                without_plugin_bytes: without,
            };
            without = without.or(Some(growth.grown()));
            self.show(&growth);
            grown.push(growth);
        }
        Ok(())
    }
}

/// CPU per request (µs).
fn cpu_used(envoy: &Envoy, client: &mut Clients, requests: usize) -> io::Result<f64> {
    let before = process::cpu(envoy.pid())?;
    let sent = client.send(requests)?;
    let spent = process::cpu(envoy.pid())?.saturating_sub(before);
    Ok(spent.as_secs_f64() * 1e6 / sent as f64)
}

/// No plugin first, then every build, all through the bridge.
fn builds(folder: &Path) -> Result<Vec<Build>> {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    let none = Build {
        name: "none",
        module: None,
        counted: None,
    };
    let built = BUILDS.into_iter().map(|(name, [loaded, named])| {
        let read = |path: &str| {
            fs::read(target.join(path)).map_err(|error| {
                Error::new(format!("{path}: {error}")).next("run `make bench`, which builds the plugins")
            })
        };
        let counted = count::with_counter(&read(named)?)?;
        Ok(Build {
            name,
            module: Some(bridged(folder.join(format!("{name}.wasm")), read(loaded)?)?),
            counted: Some(bridged(folder.join(format!("{name}-counted.wasm")), counted)?),
        })
    });
    [Ok(none)].into_iter().chain(built).collect()
}

/// A module as stock Envoy loads it.
fn bridged(file: PathBuf, wasm: Vec<u8>) -> Result<Module> {
    let bytes = wasm.len() as u64;
    let module = inspect::Module::parse(&file.display().to_string(), wasm)?;
    let bridged = bridge::bridge(&module, &bridge::Options::default())?;
    fs::write(&file, &*bridged.wasm).map_err(failed)?;
    Ok(Module {
        file,
        bytes,
        allow_on_headers_stop_iteration: bridged.allow_on_headers_stop_iteration,
    })
}

/// One start of an Envoy with one build.
struct Start {
    /// Until the first answer.
    took: Duration,
    /// After a round of requests (bytes).
    resident: f64,
}

/// Waits for the first answer of a listener.
fn first_answer(address: SocketAddr, workload: &Workload) -> Result<Clients> {
    let request = workloads::request(workload);
    let answered = wait::until(Duration::from_secs(60), || {
        let mut clients = Clients::connect(address, request.clone(), Some(200)).ok()?;
        clients.send(1).is_ok().then_some(clients)
    });
    answered.ok_or_else(|| failed(format!("{address} does not answer with 200 within a minute")))
}

/// Envoy's log, once nothing more is written to it.
fn settled(envoy: &Envoy) -> Result<Vec<u8>> {
    const QUIET: Duration = Duration::from_millis(200);
    let mut log = fs::read(envoy.log()).map_err(failed)?;
    loop {
        std::thread::sleep(QUIET);
        let now = fs::read(envoy.log()).map_err(failed)?;
        if now.len() == log.len() {
            return Ok(now);
        }
        log = now;
    }
}
