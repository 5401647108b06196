//! `conformance serve`: one plugin in a real Envoy with an echo upstream behind it, for debugging by hand.

pub mod config;
pub mod echo;
pub mod endpoint;
pub mod envoy;
pub mod log;
mod server;
mod tail;
mod watch;

use crate::compare::Programs;
use crate::testbed::{self, redis::Redis, turns::Turn};
use crate::{Error, Result, bridge, inspect};
use config::Plugin;
use endpoint::{Endpoint, Service};
use envoy::{Envoy, Verdict};
use log::{Entry, Level, Reader, Source};
use serde_json::Value;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};
use tail::Tail;
use watch::Watched;

/// What to serve, and how.
pub struct Options {
    /// The module.
    pub module: PathBuf,
    /// Reads the plugin configuration: JSON text; none where none was given.
    pub configuration: Box<dyn Fn() -> Result<Option<String>>>,
    /// The file that the configuration is read from.
    pub configuration_file: Option<PathBuf>,
    /// The port of the gateway; 0 for a free one.
    pub port: u16,
    /// The upstream in place of the echo upstream.
    pub upstream: Option<Endpoint>,
    /// The services that the plugin calls out to.
    pub services: Vec<Service>,
    /// Finds Envoy, and a Redis server too where that is needed.
    pub programs: Box<dyn Fn(bool) -> Result<Programs>>,
}

/// What happens while a plugin is served.
#[derive(Debug)]
pub enum Event<'a> {
    /// The gateway is about to listen.
    Addresses {
        /// Where the gateway listens.
        gateway: SocketAddr,
        /// Where the upstream is.
        upstream: &'a Endpoint,
        /// Whether the upstream is the echo upstream.
        echo: bool,
    },
    /// The plugin is loaded, for the first time or because a file changed.
    Loading(&'a Path),
    /// The plugin serves.
    Serving {
        /// The module.
        module: &'a Path,
        /// How long it took to load.
        took: Duration,
    },
    /// The module or its configuration does not do.
    Refused {
        /// Why.
        error: &'a Error,
        /// Whether an older build goes on serving.
        serving: bool,
    },
    /// A line of the plugin's log, or of Envoy's about the plugin.
    Log(&'a Entry),
}

/// What the guide shows of a plugin's log.
const GUIDE_LOG_LEVEL: &str = "debug";

/// How often files and logs are looked at.
const STEP: Duration = Duration::from_millis(50);

/// Serves a plugin until something stops it that no change of the plugin can mend.
///
/// # Errors
/// The module cannot be read or is none, the port is taken, Envoy or Redis is missing or ends, or nobody can be told.
pub fn serve(options: &Options, tell: &mut dyn FnMut(Event<'_>) -> Result<()>) -> Result<()> {
    let mut session = Session::start(options, tell)?;
    session.load()?;
    loop {
        thread::sleep(STEP);
        session.step()?;
    }
}

/// The Envoy configuration as YAML, with everything in one file, for an Envoy of one's own.
///
/// # Errors
/// The module or the configuration does not do.
pub fn printed_config(options: &Options) -> Result<String> {
    let prepared = Prepared::read(options)?;
    let upstream = options
        .upstream
        .clone()
        .unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, server::GUIDE_PORT)).into());
    // The gateway to Redis lives in this tool only, on a port that is known once it runs.
    let redis = prepared
        .plugin
        .needs_redis
        .then(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let module = options.module.with_extension("bridged.wasm");
    let listener = prepared.listener(options, options.port, &module);
    let config = config::alone(listener, clusters(options, &upstream, redis));
    let yaml = serde_saphyr::to_string(&config)
        .map_err(|error| Error::new(format!("the configuration is no YAML: {error}")))?;
    let made = format!(
        "# conformance bridge {} -o {}\n",
        options.module.display(),
        module.display()
    );
    Ok(made + &yaml)
}

/// A module and its configuration, ready for Envoy.
struct Prepared {
    plugin: bridge::Bridged,
    configuration: Option<String>,
}

impl Prepared {
    fn read(options: &Options) -> Result<Self> {
        let configuration = (options.configuration)()?;
        let module = inspect::Module::read(&options.module)?;
        Ok(Prepared {
            plugin: bridge::bridge(&module, &bridge::Options::default())?,
            configuration,
        })
    }

    fn listener(&self, options: &Options, port: u16, module: &Path) -> Value {
        let plugin = Plugin {
            name: &plugin_name(&options.module),
            module,
            configuration: self.configuration.as_deref(),
            allow_on_headers_stop_iteration: self.plugin.allow_on_headers_stop_iteration,
            root_id: None,
        };
        config::listener(config::GATEWAY, port, Some(&plugin))
    }
}

/// Clusters for everything that may be called; `redis` is the gateway's address, where the plugin calls Redis.
fn clusters(options: &Options, upstream: &Endpoint, redis: Option<SocketAddr>) -> Vec<Value> {
    let upstream = Service {
        cluster: config::UPSTREAM.into(),
        endpoint: upstream.clone(),
    };
    let redis = redis.map(|address| testbed::config::gateway_cluster(bridge::REDIS_CLUSTER, address));
    let services = [&upstream].into_iter().chain(&options.services);
    services.map(config::cluster).chain(redis).collect()
}

/// Envoy with what it needs beside it.
struct Running {
    envoy: Envoy,
    log: PluginLog,
    clusters: Vec<Value>,
}

struct Session<'a> {
    options: &'a Options,
    tell: &'a mut dyn FnMut(Event<'_>) -> Result<()>,
    program: PathBuf,
    port: u16,
    upstream: Endpoint,
    watched: Vec<Watched>,
    running: Option<Running>,
    /// The Redis of the plugin, from when it first needs one.
    redis: Option<Redis>,
    /// Whether a build of the plugin serves.
    serving: bool,
    /// How many builds were tried.
    builds: u64,
}

impl<'a> Session<'a> {
    fn start(options: &'a Options, tell: &'a mut dyn FnMut(Event<'_>) -> Result<()>) -> Result<Self> {
        let watched: Vec<_> = [Some(&options.module), options.configuration_file.as_ref()]
            .into_iter()
            .flatten()
            .collect();
        for file in &watched {
            fs::File::open(file).map_err(|error| cannot_read(file, &error))?;
        }
        // What is no plugin now was hardly meant; a build that goes wrong later is waited out.
        inspect::Module::read(&options.module)?;
        if options.configuration_file.is_none() {
            // What stands on the command line does not change any more.
            (options.configuration)()?;
        }
        let program = (options.programs)(false)?.envoy.path;
        let port = free_port(options.port)?;
        let upstream = options
            .upstream
            .clone()
            .map_or_else(|| server::start().map(Endpoint::from), Ok)?;
        tell(Event::Addresses {
            gateway: (Ipv4Addr::LOCALHOST, port).into(),
            upstream: &upstream,
            echo: options.upstream.is_none(),
        })?;
        Ok(Session {
            watched: watched.into_iter().map(|file| Watched::new(file)).collect(),
            options,
            tell,
            program,
            port,
            upstream,
            running: None,
            redis: None,
            serving: false,
            builds: 0,
        })
    }

    /// Looks at everything once: the log, Envoy, the files.
    fn step(&mut self) -> Result<()> {
        if let Some(running) = &mut self.running {
            running
                .log
                .entries(false)
                .iter()
                .try_for_each(|entry| (self.tell)(Event::Log(entry)))?;
            running.envoy.ended().map_or(Ok(()), Err)?;
        }
        // Every file is to be looked at, so none may cut the others short.
        let changed = self
            .watched
            .iter_mut()
            .filter_map(|file| file.changed().then_some(()))
            .count()
            > 0;
        if changed { self.load() } else { Ok(()) }
    }

    /// Loads the plugin as it is now. What is wrong with it is told; the rest is an error.
    fn load(&mut self) -> Result<()> {
        (self.tell)(Event::Loading(&self.options.module))?;
        let started = Instant::now();
        match self.try_load()? {
            Ok(()) => {
                self.serving = true;
                let (module, took) = (self.options.module.as_path(), started.elapsed());
                (self.tell)(Event::Serving { module, took })
            }
            Err(error) => {
                let (error, serving) = (&error, self.serving);
                (self.tell)(Event::Refused { error, serving })
            }
        }
    }

    /// The inner error is the plugin's.
    fn try_load(&mut self) -> Result<Result<()>> {
        let prepared = match Prepared::read(self.options) {
            Ok(prepared) => prepared,
            Err(error) => return Ok(Err(error)),
        };
        let mut running = self.running(prepared.plugin.needs_redis)?;
        let judged = self.give(&mut running, &prepared);
        for entry in running.log.entries(!matches!(judged, Ok(Ok(())))) {
            (self.tell)(Event::Log(&entry))?;
        }
        self.running = Some(running);
        judged
    }

    /// The Envoy that runs, unless it is stuck or lacks a cluster; then a new one.
    fn running(&mut self, needs_redis: bool) -> Result<Running> {
        if needs_redis && self.redis.is_none() {
            let server = (self.options.programs)(true)?.redis_server;
            self.redis = Some(Redis::start(
                server.as_ref().map(|tool| tool.path.as_path()),
                Turn::default(),
            )?);
        }
        let clusters = clusters(
            self.options,
            &self.upstream,
            self.redis.as_ref().map(|redis| redis.gateway().addr()),
        );
        let usable = |running: &Running| running.clusters == clusters && running.envoy.answers();
        if let Some(running) = self.running.take().filter(usable) {
            return Ok(running);
        }
        self.serving = false;
        let envoy = Envoy::start(&self.program, &clusters, &[], GUIDE_LOG_LEVEL)?;
        Ok(Running {
            log: PluginLog::new(&envoy.log()),
            envoy,
            clusters,
        })
    }

    fn give(&mut self, running: &mut Running, prepared: &Prepared) -> Result<Result<()>> {
        self.builds += 1;
        let module = running.envoy.directory().join(format!("plugin-{}.wasm", self.builds));
        fs::write(&module, &*prepared.plugin.wasm)
            .map_err(|error| Error::new(format!("{}: {error}", module.display())))?;
        let listener = prepared.listener(self.options, self.port, &module);
        let verdict = running.envoy.give(listener)?;
        // Envoy has read it.
        let _ = fs::remove_file(&module);
        Ok(match verdict {
            Verdict::Taken => Ok(()),
            Verdict::Refused(why) => Err(Error::new(format!(
                "{}: Envoy refuses it: {why}",
                self.options.module.display()
            ))
            .next("mend the module or its configuration; it is loaded again as soon as a file changes")),
        })
    }
}

/// The name of a plugin in Envoy: its file's, without the ending.
fn plugin_name(module: &Path) -> String {
    module
        .file_stem()
        .map_or_else(|| "plugin".into(), |stem| stem.to_string_lossy().into_owned())
}

/// The port itself, or a free one for 0.
///
/// # Errors
/// The port is taken.
pub fn free_port(port: u16) -> Result<u16> {
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).and_then(|listener| listener.local_addr());
    bound.map(|address| address.port()).map_err(|error| {
        Error::new(format!("the gateway cannot listen on 127.0.0.1:{port}: {error}"))
            .next("give another port with `--port`, or `--port 0` for a free one")
    })
}

fn cannot_read(file: &Path, error: &std::io::Error) -> Error {
    Error::new(format!("{}: cannot be read: {error}", file.display())).next("give the path of an existing file")
}

/// The log of the plugin. Envoy runs each plugin three times: on trial, on its main thread and on its worker. Only the
/// worker sees requests, so only its lines are shown, and those of the trial where it failed.
struct PluginLog {
    tail: Tail,
    reader: Reader,
    main_thread: Option<u64>,
}

impl PluginLog {
    fn new(file: &Path) -> Self {
        PluginLog {
            tail: Tail::new(file),
            reader: Reader::default(),
            main_thread: None,
        }
    }

    /// The entries since the call before that are to be shown: the trial's only where it was refused.
    fn entries(&mut self, refused: bool) -> Vec<Entry> {
        let lines = self.tail.lines();
        let mut all: Vec<_> = lines.iter().filter_map(|line| self.reader.line(line)).collect();
        all.extend(self.reader.flush());
        all.retain(|entry| self.is_shown(entry, refused));
        all
    }

    /// Envoy itself is the first to write, on its main thread.
    fn is_shown(&mut self, entry: &Entry, refused: bool) -> bool {
        let worker = *self.main_thread.get_or_insert(entry.thread) != entry.thread;
        match entry.source {
            Source::Plugin => worker || refused,
            Source::Envoy(_) => worker && !refused && entry.level >= Level::Error,
        }
    }
}
