//! The testbed: one real Envoy, the upstream, the called-out services and a Redis per run; runs one case and says what
//! could be noticed of it.

pub mod access;
pub mod client;
pub mod config;
pub mod envoy;
mod execute;
pub mod http1;
pub mod log;
pub mod plan;
pub mod process;
pub mod redis;
pub mod render;
pub mod tools;
pub mod upstream;
pub mod wait;

use crate::bridge;
use crate::cases::Case;
use crate::{Error, Result};
use envoy::{Host, Listener};
use log::Origin;
use plan::{Plan, Shape};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};
use upstream::Server;

/// A module as Envoy is to load it.
#[derive(Debug, Clone)]
pub struct Loadable {
    /// The bridged module.
    pub wasm: Arc<[u8]>,
    /// The plugin's `allow_on_headers_stop_iteration`: true only for a module whose own marker was `_0_2_100`.
    pub allow_on_headers_stop_iteration: bool,
    /// The module calls Redis.
    pub needs_redis: bool,
}

/// One run of one build: a name of its own (`go-1`) and the module.
#[derive(Debug, Clone)]
pub struct Run {
    /// The name, unique in the testbed; letters, digits and `-`.
    pub name: String,
    /// The module, which has to obey its environment ([`bridge::Options::environment`]). Runs of one build share it, so
    /// that Envoy compiles it once.
    pub module: Loadable,
}

/// What a testbed is made of.
#[derive(Clone)]
pub struct Setup {
    /// The Envoy to start.
    pub envoy: PathBuf,
    /// The Redis server to start; needed only where a module calls Redis.
    pub redis_server: Option<PathBuf>,
    /// The plugin's name as Envoy and its log show it, equal in all runs.
    pub plugin_name: String,
    /// The runs to load at once.
    pub runs: Vec<Run>,
    /// All cases, each with its configuration and services filled in (`CaseFile::resolve`), with unique names.
    pub cases: Vec<Case>,
}

/// What starting cost.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Envoy's version.
    pub envoy_version: String,
    /// From starting Envoy until it served all runs.
    pub start_up: Duration,
    /// Per run: how long Envoy took to load and configure the first VM of its module.
    pub runs: BTreeMap<String, Duration>,
    /// Envoy's resident memory once all runs were loaded (bytes).
    pub resident_bytes: u64,
}

/// A running testbed. Dropping it ends every process and removes every file it made.
pub struct Testbed {
    envoy: PathBuf,
    redis_server: Option<PathBuf>,
    plugin_name: String,
    plan: Plan,
    cases: Vec<Case>,
    /// In the order in which they were added.
    runs: RwLock<Vec<Arc<Loaded>>>,
    figures: Mutex<Figures>,
    /// Held for reading while a case runs, for writing while Envoy loads VMs: that blocks its worker for a moment, and a
    /// case would see it as a slow gateway.
    quiet: RwLock<()>,
}

/// A run with the world around it.
struct Loaded {
    name: String,
    module: Loadable,
    upstream: Server,
    services: BTreeMap<String, Server>,
    redis: Option<redis::Redis>,
    /// Counts the VMs, so that each gets an id of its own.
    vms: AtomicU32,
    seat: Mutex<Option<Seat>>,
}

/// Where the cases of a run are served.
#[derive(Clone)]
struct Seat {
    host: Arc<Host>,
    /// The VM that cases share.
    vm: String,
    /// No other run is served there.
    alone: bool,
}

impl Testbed {
    /// Starts Envoy with all runs and all cases, the endpoints, and Redis where a module needs it.
    ///
    /// # Errors
    /// Envoy or Redis is missing or does not start; a module does not load for a reason that is not its configuration.
    pub fn start(setup: &Setup) -> Result<Testbed> {
        let tool = tools::find_envoy(Some(&setup.envoy))?;
        let bed = Testbed {
            envoy: tool.path,
            redis_server: setup.redis_server.clone(),
            plugin_name: setup.plugin_name.clone(),
            plan: Plan::of(&setup.cases)?,
            cases: setup.cases.clone(),
            runs: RwLock::default(),
            quiet: RwLock::default(),
            figures: Mutex::new(Figures {
                envoy_version: tool.version,
                ..Figures::default()
            }),
        };
        let runs = setup
            .runs
            .iter()
            .map(|run| bed.surround(run).map(Arc::new))
            .collect::<Result<Vec<_>>>()?;
        bed.runs
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(runs.iter().cloned());
        let began = Instant::now();
        let host = bed.host(&runs)?;
        let mut figures = bed.figures_mut();
        figures.start_up = began.elapsed();
        figures.resident_bytes = host.resident_bytes();
        drop(figures);
        for run in &runs {
            bed.seat(run, &host, run.name.clone(), runs.len() == 1)?;
        }
        Ok(bed)
    }

    /// Loads one more run of all cases.
    ///
    /// # Errors
    /// As [`Testbed::start`].
    pub fn add_run(&self, run: Run) -> Result<()> {
        let run = Arc::new(self.surround(&run)?);
        let mut runs = self.runs.write().unwrap_or_else(PoisonError::into_inner);
        let host = runs.iter().find_map(|run| {
            let mut seat = run.seat.lock().unwrap_or_else(PoisonError::into_inner);
            let seat = seat.as_mut()?;
            // From now on it shares its Envoy with this run.
            seat.alone = false;
            Some(Arc::clone(&seat.host))
        });
        runs.push(Arc::clone(&run));
        match host.filter(|host| host.fault().is_none()) {
            Some(host) => {
                // Held until Envoy has taken them over: another run added meanwhile would take this one's clusters away.
                host.set_clusters(&self.clusters(&runs))?;
                drop(runs);
                self.load(&host, &self.shared_listeners(&run, &run.name))?;
                self.seat(&run, &host, run.name.clone(), false).map(drop)
            }
            None => Ok(()),
        }
    }

    /// What starting cost so far.
    pub fn figures(&self) -> Figures {
        self.figures_mut().clone()
    }

    fn figures_mut(&self) -> MutexGuard<'_, Figures> {
        self.figures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the module of a run, its upstream, its services and its Redis.
    fn surround(&self, run: &Run) -> Result<Loaded> {
        let module = run.module.clone();
        let redis = module
            .needs_redis
            .then(|| redis::Redis::start(self.redis_server.as_deref()))
            .transpose()?;
        let service = |name: &String| Ok((name.clone(), Server::start()?));
        Ok(Loaded {
            name: run.name.clone(),
            module,
            upstream: Server::start()?,
            services: self.plan.services.iter().map(service).collect::<Result<_>>()?,
            redis,
            vms: AtomicU32::new(0),
            seat: Mutex::new(None),
        })
    }

    /// Starts an Envoy with some runs.
    fn host(&self, runs: &[Arc<Loaded>]) -> Result<Arc<Host>> {
        let shared = runs.iter().flat_map(|run| self.shared_listeners(run, &run.name));
        let listeners: Vec<Listener> = self.holders(runs).into_iter().chain(shared).collect();
        Host::start(&self.envoy, &self.clusters(runs), &listeners, &self.plan.state).map(Arc::new)
    }

    /// Has an Envoy load listeners while no case runs.
    fn load(&self, host: &Host, listeners: &[Listener]) -> Result<()> {
        let _quiet = self.quiet.write().unwrap_or_else(PoisonError::into_inner);
        host.load(listeners, &self.plan.state)
    }

    /// Gives a run its place in an Envoy that has loaded it.
    fn seat(&self, run: &Loaded, host: &Arc<Host>, vm: String, alone: bool) -> Result<Seat> {
        let names = || (0..self.plan.shared.len()).map(|shape| listener_name(&vm, shape));
        for name in names() {
            if let Some(envoy::Verdict::Failed(reason)) = host.verdict(&name) {
                return Err(does_not_load(&run.name, &reason));
            }
        }
        if let Some(time) = names().find_map(|name| host.load_time(&name)) {
            // The holder had the module compiled.
            let time = time + host.load_time(&holder_name(&run.name)).unwrap_or_default();
            self.figures_mut().runs.entry(run.name.clone()).or_insert(time);
        }
        let host = Arc::clone(host);
        let seat = Seat { host, vm, alone };
        *run.seat.lock().unwrap_or_else(PoisonError::into_inner) = Some(seat.clone());
        Ok(seat)
    }

    fn clusters(&self, runs: &[Arc<Loaded>]) -> Vec<Value> {
        let endpoint = |run: &'_ Arc<Loaded>| (run.name.clone(), run.upstream.address());
        let endpoints: Vec<_> = runs.iter().map(endpoint).collect();
        let of_runs = || endpoints.iter().map(|(name, address)| (name.as_str(), *address));
        let mut clusters: Vec<Value> = self
            .plan
            .upstreams
            .iter()
            .map(|name| config::upstream_cluster(name, of_runs()))
            .collect();
        for run in runs {
            for (name, server) in &run.services {
                let name = format!("{}{name}", prefix(&run.name));
                clusters.push(config::service_cluster(&name, server.address()));
            }
            if let Some(redis) = &run.redis {
                let name = format!("{}{}", prefix(&run.name), bridge::REDIS_CLUSTER);
                clusters.push(config::gateway_cluster(&name, redis.gateway()));
            }
        }
        clusters
    }

    /// The listeners of the cases that share a VM.
    fn shared_listeners(&self, run: &Loaded, vm: &str) -> Vec<Listener> {
        let shapes = self.plan.shared.iter().enumerate();
        shapes
            .map(|(index, shape)| self.listener(run, shape, vm, listener_name(vm, index)))
            .collect()
    }

    /// A listener for each module that no request reaches: as long as it is there, Envoy need not compile the module
    /// anew for each configuration that the plugin refuses and for each case with a VM of its own.
    fn holders(&self, runs: &[Arc<Loaded>]) -> Vec<Listener> {
        let idle = self.plan.idle();
        let mut holders: Vec<Listener> = Vec::new();
        for run in runs {
            if !holders.iter().any(|holder| Arc::ptr_eq(&holder.wasm, &run.module.wasm)) {
                let name = holder_name(&run.name);
                let mut holder = self.listener(run, &idle, &name, name.clone());
                holder.environment.push((bridge::HOLD, "1".into()));
                holders.push(holder);
            }
        }
        holders
    }

    fn listener(&self, run: &Loaded, shape: &Shape, vm: &str, name: String) -> Listener {
        let module = &run.module;
        let mut environment = vec![(bridge::UPSTREAM_PREFIX, prefix(&run.name))];
        environment.extend(shape.clock().map(|clock| (bridge::NOW, clock)));
        Listener {
            name,
            origin: self.origin(shape, vm),
            plugin: self.plugin_name.clone(),
            run: run.name.clone(),
            wasm: Arc::clone(&module.wasm),
            environment,
            allow_on_headers_stop_iteration: module.allow_on_headers_stop_iteration,
            configuration: shape.configuration.clone(),
            route: shape.route.clone(),
            cluster: shape.cluster.clone(),
            buffer_limit: shape.buffer_limit,
        }
    }

    fn origin(&self, shape: &Shape, vm: &str) -> Origin {
        let number = self.plan.configuration(shape).unwrap_or_default();
        Origin {
            root: format!("{}/{number}", self.plugin_name.replace(char::is_whitespace, "-")),
            vm: shape.vm(vm),
        }
    }
}

fn does_not_load(run: &str, reason: &str) -> Error {
    Error::new(format!("{run}: Envoy does not load the module: {reason}"))
        .next("look at the module with `conformance inspect`")
}

/// What the bridge puts in front of the cluster names that a run calls.
fn prefix(run: &str) -> String {
    format!("{run}/")
}

fn holder_name(run: &str) -> String {
    format!("hold.{run}")
}

fn listener_name(vm: &str, shape: usize) -> String {
    format!("{vm}/{shape}")
}
