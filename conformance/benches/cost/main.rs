//! What a plugin costs: Go, Rust on the SDK, and Rust on the bare `proxy-wasm` crate, side by side in one Envoy worker.
//!
//! ```text
//! make bench                                             # builds the plugins first
//! cargo bench --package conformance --bench cost -- --json > cost.json
//! ```
//!
//! The bare twins (`benches/bare`) make the same host calls in the same order as the SDK builds. Each build serves on a
//! listener of its own of one Envoy with one worker, beside a listener without a plugin. In every round each listener
//! gets the same requests, forwards in one round and backwards in the next; the CPU time of all Envoy's threads is read
//! before and after. What a plugin adds is the difference to the listener without one *in the same round*; the table
//! shows the median of the rounds, and the quartiles. Envoy drops what plugins log at level info, so that its own
//! writing does not count. Memory and start-up are measured in an Envoy for each build alone, several times.
//! Absolute figures drift from machine to machine: quote quotients.

mod figures;
mod load;
mod process;

use clap::Parser;
use conformance::serve::config::{self, Plugin};
use conformance::serve::endpoint::Service;
use conformance::serve::envoy::Envoy;
use conformance::serve::free_port;
use conformance::testbed::tools;
use conformance::{Error, Result, bridge, inspect};
use figures::{Figures, Quartiles, Report};
use load::Clients;
use serde_json::Value;
use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Measures what a plugin costs in each build.
#[derive(Parser)]
struct Opts {
    /// Prints JSON in place of a table
    #[arg(long)]
    json: bool,

    /// How often every build is measured
    #[arg(long, default_value_t = 21)]
    rounds: usize,

    /// How many requests a build gets in one round
    #[arg(long, default_value_t = 2000)]
    requests: usize,

    /// How often Envoy is started for start-up and memory
    #[arg(long, default_value_t = 5)]
    starts: usize,

    /// The Envoy to run
    #[arg(long, value_name = "PATH")]
    envoy: Option<PathBuf>,

    /// Given by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

/// A plugin to measure, and its configuration.
struct Subject {
    plugin: &'static str,
    configuration: &'static str,
}

const SUBJECTS: [Subject; 2] = [
    Subject {
        plugin: "my-plugin",
        configuration: r#"{"mockEnable": false}"#,
    },
    Subject {
        plugin: "http-call",
        configuration: r#"{"serviceSource": "ip", "serviceName": "token", "servicePort": 80, "requestPath": "/token",
            "tokenHeader": "token"}"#,
    },
];

/// The cluster that `http-call` calls.
const CALLED: &str = "outbound|80||token.static";

/// A build as Envoy is to load it; without a module there is no plugin.
struct Build {
    name: &'static str,
    module: Option<Module>,
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
    folder: tempfile::TempDir,
}

fn main() -> Result<()> {
    let opts = Opts::parse();
    let service = load::start_service().map_err(|error| failed(&error))?;
    let cluster = |name: &str| {
        config::cluster(&Service {
            cluster: name.into(),
            endpoint: service.into(),
        })
    };
    let bench = Bench {
        envoy: tools::find_envoy(opts.envoy.as_deref())?.path,
        clusters: vec![cluster(config::UPSTREAM), cluster(CALLED)],
        folder: tempfile::tempdir().map_err(|error| failed(&error))?,
        opts,
    };
    let reports = SUBJECTS
        .iter()
        .map(|subject| bench.measure(subject))
        .collect::<Result<Vec<_>>>()?;
    if bench.opts.json {
        println!(
            "{}",
            serde_json::to_string_pretty(&reports).map_err(|error| Error::new(error.to_string()))?
        );
    } else {
        reports.iter().for_each(|report| println!("{report}"));
    }
    Ok(())
}

fn failed(error: &io::Error) -> Error {
    Error::new(format!("the measurement failed: {error}"))
}

impl Bench {
    fn measure(&self, subject: &Subject) -> Result<Report> {
        let builds = self.builds(subject)?;
        let cpu = self.cpu(subject, &builds)?;
        let starts = builds
            .iter()
            .map(|build| self.starts(subject, build))
            .collect::<Result<Vec<_>>>()?;
        let without = Quartiles::of(starts[0].iter().map(|start| start.resident).collect()).median;
        let figures = builds
            .iter()
            .zip(cpu)
            .zip(starts)
            .skip(1)
            .filter_map(|((build, cpu), starts)| {
                Some(Figures {
                    build: build.name,
                    cpu_added_us: Quartiles::of(cpu),
                    memory_added_bytes: Quartiles::of(starts.iter().map(|start| start.resident - without).collect()),
                    start_up_ms: Quartiles::of(starts.iter().map(|start| start.took.as_secs_f64() * 1e3).collect()),
                    module_bytes: build.module.as_ref()?.bytes,
                })
            });
        Ok(Report {
            plugin: subject.plugin,
            builds: figures.collect(),
        })
    }

    /// No plugin first, then every build, all through the bridge.
    fn builds(&self, subject: &Subject) -> Result<Vec<Build>> {
        let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
        let examples = target.join("wasm32-wasip1/plugin/examples");
        let crate_name = subject.plugin.replace('-', "_");
        let named = [
            ("go", target.join(format!("go/{}.wasm", subject.plugin))),
            ("rust", examples.join(format!("{crate_name}.wasm"))),
            ("bare", examples.join(format!("bare_{crate_name}.wasm"))),
        ];
        let none = Build {
            name: "none",
            module: None,
        };
        let built = named.into_iter().map(|(name, path)| {
            let module = inspect::Module::read(&path)
                .map_err(|error| error.next("run `make bench`, which builds the plugins"))?;
            let bridged = bridge::bridge(&module, &bridge::Options::default())?;
            let file = self.folder.path().join(format!("{}-{name}.wasm", subject.plugin));
            fs::write(&file, &*bridged.wasm).map_err(|error| failed(&error))?;
            Ok(Build {
                name,
                module: Some(Module {
                    file,
                    bytes: fs::metadata(&path).map_err(|error| failed(&error))?.len(),
                    allow_on_headers_stop_iteration: bridged.allow_on_headers_stop_iteration,
                }),
            })
        });
        [Ok(none)].into_iter().chain(built).collect()
    }

    /// A listener for a build on a free port, and its address.
    fn listener(subject: &Subject, build: &Build) -> Result<(Value, SocketAddr)> {
        let plugin = build.module.as_ref().map(|module| Plugin {
            name: subject.plugin,
            module: &module.file,
            configuration: Some(subject.configuration),
            allow_on_headers_stop_iteration: module.allow_on_headers_stop_iteration,
        });
        let port = free_port(0)?;
        Ok((
            config::listener(build.name, port, plugin.as_ref()),
            (Ipv4Addr::LOCALHOST, port).into(),
        ))
    }

    fn start(&self, listeners: &[Value]) -> Result<Envoy> {
        Envoy::start(&self.envoy, &self.clusters, listeners, "warning")
    }

    /// CPU per request over no plugin (µs), for every build one figure a round.
    fn cpu(&self, subject: &Subject, builds: &[Build]) -> Result<Vec<Vec<f64>>> {
        let made = builds
            .iter()
            .map(|build| Self::listener(subject, build))
            .collect::<Result<Vec<_>>>()?;
        let (listeners, addresses): (Vec<_>, Vec<_>) = made.into_iter().unzip();
        let envoy = self.start(&listeners)?;
        let mut clients = addresses
            .iter()
            .map(|address| first_answer(*address))
            .collect::<Result<Vec<_>>>()?;
        for client in &mut clients {
            client.send(2 * self.opts.requests).map_err(|error| failed(&error))?;
        }
        let mut added = vec![Vec::new(); builds.len()];
        for round in 0..self.opts.rounds {
            let mut used = vec![0.0; builds.len()];
            let forwards: Vec<_> = (0..builds.len()).collect();
            let order: Vec<_> = if round % 2 == 0 {
                forwards
            } else {
                forwards.into_iter().rev().collect()
            };
            for build in order {
                used[build] = self.used(&envoy, &mut clients[build]).map_err(|error| failed(&error))?;
            }
            added
                .iter_mut()
                .zip(&used)
                .for_each(|(added, cpu)| added.push(cpu - used[0]));
        }
        Ok(added)
    }

    /// CPU per request (µs).
    fn used(&self, envoy: &Envoy, client: &mut Clients) -> io::Result<f64> {
        let before = process::cpu(envoy.pid())?;
        let sent = client.send(self.opts.requests)?;
        let spent = process::cpu(envoy.pid())?.saturating_sub(before);
        Ok(spent.as_secs_f64() * 1e6 / sent as f64)
    }

    fn starts(&self, subject: &Subject, build: &Build) -> Result<Vec<Start>> {
        let start = |_| {
            let (listener, address) = Self::listener(subject, build)?;
            let began = Instant::now();
            let envoy = self.start(&[listener])?;
            let mut clients = first_answer(address)?;
            let took = began.elapsed();
            let resident = clients
                .send(self.opts.requests)
                .and_then(|_| process::resident(envoy.pid()));
            Ok(Start {
                took,
                resident: resident.map_err(|error| failed(&error))? as f64,
            })
        };
        (0..self.opts.starts).map(start).collect()
    }
}

/// One start of an Envoy with one build.
struct Start {
    /// Until the first answer.
    took: Duration,
    /// After a round of requests (bytes).
    resident: f64,
}

/// Waits for the first answer of a listener.
fn first_answer(address: SocketAddr) -> Result<Clients> {
    let answered = conformance::testbed::wait::until(Duration::from_secs(60), || {
        let mut clients = Clients::connect(address).ok()?;
        clients.send(1).is_ok().then_some(clients)
    });
    answered.ok_or_else(|| Error::new(format!("{address} does not answer with 200 within a minute")))
}
