//! The testbed: one real Envoy, the upstream, the called-out services and a Redis per run; runs one case and says what
//! could be noticed of it.

pub mod access;
pub mod client;
pub mod config;
mod dying;
pub mod envoy;
mod execute;
mod growing;
pub mod http1;
pub mod log;
pub mod metrics;
pub mod neighbours;
pub mod plan;
pub mod process;
pub mod redis;
pub mod render;
mod tcp;
pub mod tools;
pub mod turns;
pub mod upstream;
pub mod wait;

use crate::bridge::{self, Bridged};
use crate::cases::Case;
use crate::gateway::Gateway;
use crate::{Error, Result};
use envoy::{Fault, Host, Listener};
use log::Origin;
use neighbours::Neighbours;
use plan::{Change, Plan, Shape};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};
use turns::{Turn, Turns, Who};
use upstream::Server;

/// The memory that an Envoy may hold where nothing else is asked for (bytes). Nine Go builds beside each other take less than
/// half of it.
pub const MEMORY: u64 = 4 << 30;

/// A module as Envoy is to load it.
#[derive(Debug, Clone)]
pub struct Loadable {
    /// The bridged module.
    pub wasm: Arc<[u8]>,
    /// The plugin's `allow_on_headers_stop_iteration`: true only for a module whose own marker was `_0_2_100`.
    pub allow_on_headers_stop_iteration: bool,
    /// The module calls Redis.
    pub needs_redis: bool,
    /// The module defines metrics, under names that tell the run.
    pub has_metrics: bool,
    /// The module logs every crossing, and what crossed is kept.
    pub traced: bool,
    /// Whether what it does in a stream may have consequences for it when the stream has ended.
    pub outlives_streams: bool,
    /// The functions of a Go build's package `main`, by the number that tells that they were reached.
    pub functions: BTreeMap<u32, String>,
}

impl From<Bridged> for Loadable {
    fn from(bridged: Bridged) -> Self {
        Loadable {
            wasm: bridged.wasm,
            allow_on_headers_stop_iteration: bridged.allow_on_headers_stop_iteration,
            needs_redis: bridged.needs_redis,
            has_metrics: bridged.has_metrics,
            traced: bridged.traced,
            outlives_streams: bridged.outlives_streams,
            functions: bridged.functions,
        }
    }
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
    /// The cases to load from the start, each with its configuration and services filled in (`CaseFile::resolve`). Others
    /// can be run, too.
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
    memory: u64,
    neighbours: Neighbours,
    plan: Mutex<Plan>,
    /// Held while what is loaded changes.
    loading: Mutex<()>,
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
    tcp: tcp::Upstream,
    services: Mutex<BTreeMap<String, Arc<Server>>>,
    redis: Option<redis::Redis>,
    /// The order of what these answer.
    turns: Arc<Turns>,
    /// Counts the VMs, so that each gets an id of its own.
    vms: AtomicU32,
    /// Its callbacks stand in the log as soon as they are entered.
    tells_at_once: AtomicBool,
    seat: Mutex<Option<Seat>>,
    /// The connection to Envoy that requests share.
    line: Mutex<Option<client::Line>>,
    /// The root contexts that brought an Envoy down by themselves, and how: they are not loaded again.
    doomed: Mutex<BTreeMap<String, Fault>>,
    /// What crossed between the module and Envoy in the last case: while it started, and while the case ran.
    conversation: Mutex<[Vec<log::Entry>; 2]>,
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
        Testbed::start_within(MEMORY, setup)
    }

    /// The same with Envoys that may hold so much memory (bytes); one that holds more is killed.
    ///
    /// # Errors
    /// As [`Testbed::start`].
    pub fn start_within(memory: u64, setup: &Setup) -> Result<Testbed> {
        let tool = tools::find_envoy(Some(&setup.envoy))?;
        let bed = Testbed {
            envoy: tool.path,
            redis_server: setup.redis_server.clone(),
            plugin_name: setup.plugin_name.clone(),
            memory,
            neighbours: Neighbours::default(),
            plan: Mutex::default(),
            loading: Mutex::default(),
            runs: RwLock::default(),
            quiet: RwLock::default(),
            figures: Mutex::new(Figures {
                envoy_version: tool.version,
                ..Figures::default()
            }),
        };
        bed.neighbours.meet(&setup.cases)?;
        bed.plan().want(&setup.cases.iter().collect::<Vec<_>>())?;
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
        host.has_started()?;
        let mut figures = bed.figures_mut();
        figures.start_up = began.elapsed();
        figures.resident_bytes = host.resident_bytes();
        drop(figures);
        for run in &runs {
            bed.seat(run, &host, run.name.clone(), runs.len() == 1)?;
        }
        Ok(bed)
    }

    /// Loads one more run; of the shapes those that were prepared last.
    ///
    /// # Errors
    /// As [`Testbed::start`].
    pub fn add_run(&self, run: Run) -> Result<()> {
        let _loading = lock(&self.loading);
        let run = Arc::new(self.surround(&run)?);
        let mut runs = self.runs.write().unwrap_or_else(PoisonError::into_inner);
        let host = runs.iter().find_map(|run| {
            let seat = lock(&run.seat);
            // Where one has an Envoy of its own because another went down, the next to go down must not take it along.
            let shared = seat.as_ref().filter(|seat| !seat.alone)?;
            Some(Arc::clone(&shared.host))
        });
        runs.push(Arc::clone(&run));
        match host.filter(|host| host.fault().is_none()) {
            Some(host) => {
                host.set_clusters(&self.clusters(&runs))?;
                drop(runs);
                self.change(&host, &[], &self.shared_listeners(&run, &run.name))?;
                self.seat(&run, &host, run.name.clone(), false).map(drop)
            }
            None => Ok(()),
        }
    }

    /// Unloads a run; what was never loaded is unloaded already.
    ///
    /// # Errors
    /// Envoy fails.
    pub fn remove_run(&self, name: &str) -> Result<()> {
        let _loading = lock(&self.loading);
        let mut runs = self.runs.write().unwrap_or_else(PoisonError::into_inner);
        let Some(at) = runs.iter().position(|run| run.name == name) else {
            return Ok(());
        };
        let run = runs.remove(at);
        drop(runs);
        let seat = lock(&run.seat).clone().filter(|seat| seat.host.fault().is_none());
        seat.map_or(Ok(()), |seat| {
            let shapes = self.plan().shapes();
            let listener = |(number, _): &(usize, Shape)| listener_name(&seat.vm, *number);
            self.change(&seat.host, &shapes.iter().map(listener).collect::<Vec<_>>(), &[])
        })
    }

    /// Takes away the services of the cases so far: who calls one finds nobody until a case names it again.
    ///
    /// # Errors
    /// Envoy fails.
    pub fn forget_services(&self) -> Result<()> {
        let _loading = lock(&self.loading);
        let names = self.plan().forget_services();
        let runs = self.runs.read().unwrap_or_else(PoisonError::into_inner).clone();
        for run in &runs {
            lock(&run.services).retain(|name, _| names.contains(name));
        }
        for (host, seated) in by_host(&runs) {
            let runs: Vec<_> = seated.iter().map(|(run, _)| Arc::clone(run)).collect();
            if host.fault().is_none() {
                host.set_clusters(&self.clusters(&runs))?;
            }
        }
        Ok(())
    }

    /// Loads what these cases need and what is not there yet, for all runs at once; shapes that were not needed for the
    /// longest time are unloaded. A case that was not prepared can be run, but has to wait for what it needs.
    ///
    /// # Errors
    /// A case's clock is no time; Envoy fails for a reason that is not a module's.
    pub fn prepare(&self, cases: &[&Case]) -> Result<()> {
        let _loading = lock(&self.loading);
        self.neighbours.meet(cases.iter().copied())?;
        let change = self.plan().want(cases)?;
        let shapes = self.plan().recent();
        self.follow(&change, shapes)
    }

    /// Loads what one case needs.
    fn ensure(&self, case: &Case) -> Result<()> {
        let shape = Shape::of(case)?;
        self.neighbours.meet([case])?;
        let _loading = lock(&self.loading);
        let mut plan = self.plan();
        let change = match plan.serves(case, &shape) {
            true => Change::default(),
            false => plan.want(&[case])?,
        };
        let mut shapes = plan.due(&case.name);
        if !case.fresh && shapes.iter().all(|(_, due)| *due != shape) {
            shapes.extend(plan.number(&shape).map(|number| (number, shape)));
        }
        drop(plan);
        self.follow(&change, shapes)
    }

    /// Has every Envoy follow a change of the plan, and serve these shapes.
    fn follow(&self, change: &Change, shapes: Vec<(usize, Shape)>) -> Result<()> {
        let runs = self.runs.read().unwrap_or_else(PoisonError::into_inner).clone();
        if change.clusters {
            let names = self.plan().services.clone();
            runs.iter().try_for_each(|run| run.serve(&names))?;
        }
        for (host, seated) in by_host(&runs) {
            if host.fault().is_some() {
                continue;
            }
            if change.clusters {
                let all: Vec<_> = seated.iter().map(|(run, _)| Arc::clone(run)).collect();
                host.set_clusters(&self.clusters(&all))?;
            }
            let (mut old, mut new) = (Vec::new(), BTreeMap::new());
            for (run, vm) in &seated {
                old.extend(change.dropped.iter().map(|number| listener_name(vm, *number)));
                for listener in self.listeners(run, &shapes, vm) {
                    new.entry(listener.name.clone()).or_insert(listener);
                }
            }
            new.retain(|name, _| host.verdict(name).is_none());
            let new: Vec<Listener> = new.into_values().collect();
            if !old.is_empty() || !new.is_empty() {
                self.change(&host, &old, &new)?;
            }
            seated.iter().for_each(|(run, vm)| self.note_load_time(run, &host, vm));
        }
        Ok(())
    }

    /// What crossed between the module of a run and Envoy in the last case, as the log has it: while the VM of the case
    /// started, and while the case ran.
    pub fn conversation(&self, run: &str) -> [Vec<log::Entry>; 2] {
        let runs = self.runs.read().unwrap_or_else(PoisonError::into_inner);
        let run = runs.iter().find(|known| known.name == run);
        run.map(|run| lock(&run.conversation).clone()).unwrap_or_default()
    }

    /// What starting cost so far.
    pub fn figures(&self) -> Figures {
        self.figures_mut().clone()
    }

    fn figures_mut(&self) -> MutexGuard<'_, Figures> {
        lock(&self.figures)
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        lock(&self.plan)
    }

    /// Makes the module of a run, its upstream, its services and its Redis.
    fn surround(&self, run: &Run) -> Result<Loaded> {
        let module = run.module.clone();
        let turns = Arc::default();
        let redis = module
            .needs_redis
            .then(|| redis::Redis::start(self.redis_server.as_deref(), Turn::new(&turns, Who::Redis)))
            .transpose()?;
        let loaded = Loaded {
            name: run.name.clone(),
            module,
            upstream: Server::start(Turn::new(&turns, Who::Upstream))?,
            tcp: tcp::Upstream::start()?,
            services: Mutex::default(),
            redis,
            turns,
            vms: AtomicU32::new(0),
            tells_at_once: AtomicBool::new(false),
            seat: Mutex::new(None),
            line: Mutex::default(),
            doomed: Mutex::default(),
            conversation: Mutex::default(),
        };
        loaded.serve(&self.plan().services)?;
        Ok(loaded)
    }

    /// Starts an Envoy with some runs.
    fn host(&self, runs: &[Arc<Loaded>]) -> Result<Arc<Host>> {
        let shared = runs.iter().flat_map(|run| self.shared_listeners(run, &run.name));
        let listeners: Vec<Listener> = self.holders(runs).into_iter().chain(shared).collect();
        Host::start(&self.envoy, self.memory, &self.clusters(runs), &listeners).map(Arc::new)
    }

    /// Has an Envoy drop listeners and load others while no case runs.
    fn change(&self, host: &Host, old: &[String], new: &[Listener]) -> Result<()> {
        let _quiet = self.quiet.write().unwrap_or_else(PoisonError::into_inner);
        host.change(old, new)
    }

    /// Gives a run its place in an Envoy.
    fn seat(&self, run: &Loaded, host: &Arc<Host>, vm: String, alone: bool) -> Result<Seat> {
        for (number, _) in self.plan().recent() {
            if let Some(envoy::Verdict::Failed(reason)) = host.verdict(&listener_name(&vm, number)) {
                return Err(does_not_load(&run.name, &reason));
            }
        }
        self.note_load_time(run, host, &vm);
        let host = Arc::clone(host);
        let seat = Seat { host, vm, alone };
        *lock(&run.seat) = Some(seat.clone());
        Ok(seat)
    }

    /// Takes down how long the first VM of a run took.
    fn note_load_time(&self, run: &Loaded, host: &Host, vm: &str) {
        if self.figures_mut().runs.contains_key(&run.name) {
            return;
        }
        let mut shapes = self.plan().recent().into_iter();
        if let Some(time) = shapes.find_map(|(number, _)| host.load_time(&listener_name(vm, number))) {
            // The holder had the module compiled.
            let time = time + host.load_time(&holder_name(&run.name)).unwrap_or_default();
            self.figures_mut().runs.insert(run.name.clone(), time);
        }
    }

    fn clusters(&self, runs: &[Arc<Loaded>]) -> Vec<Value> {
        let endpoint = |run: &'_ Arc<Loaded>| (run.name.clone(), run.upstream.address());
        let endpoints: Vec<_> = runs.iter().map(endpoint).collect();
        let of_runs = || endpoints.iter().map(|(name, address)| (name.as_str(), *address));
        let mut clusters: Vec<Value> = self
            .plan()
            .upstreams
            .iter()
            .map(|name| config::upstream_cluster(name, of_runs()))
            .collect();
        let tcp = || runs.iter().map(|run| (run.name.as_str(), run.tcp.address()));
        let tcp_upstreams = self.plan().tcp_upstreams.clone();
        clusters.extend(tcp_upstreams.iter().map(|name| config::upstream_cluster(name, tcp())));
        for run in runs {
            for (name, server) in lock(&run.services).iter() {
                let name = format!("{}{name}", prefix(&run.name));
                clusters.push(config::service_cluster(&name, server.address()));
            }
            if let Some(redis) = &run.redis {
                let name = format!("{}{}", prefix(&run.name), bridge::REDIS_CLUSTER);
                clusters.push(config::gateway_cluster(&name, redis.gateway().addr()));
            }
        }
        clusters
    }

    /// The listeners of the cases that share a VM.
    fn shared_listeners(&self, run: &Loaded, vm: &str) -> Vec<Listener> {
        self.listeners(run, &self.plan().recent(), vm)
    }

    /// The listeners of some shapes, without those that would bring Envoy down.
    fn listeners(&self, run: &Loaded, shapes: &[(usize, Shape)], vm: &str) -> Vec<Listener> {
        let doomed = lock(&run.doomed);
        let loads = |(_, shape): &&(usize, Shape)| !doomed.contains_key(&shape.root(&self.plugin_name));
        let listener = |(number, shape): &(usize, Shape)| self.listener(run, shape, vm, listener_name(vm, *number));
        shapes.iter().filter(loads).map(listener).collect()
    }

    /// A listener for each module that no request reaches: as long as it is there, Envoy need not compile the module
    /// anew for each configuration that the plugin refuses and for each case with a VM of its own.
    fn holders(&self, runs: &[Arc<Loaded>]) -> Vec<Listener> {
        let idle = Shape::idle();
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
        if shape.no_redis {
            environment.push((bridge::NO_REDIS, "1".into()));
        }
        if !run.tells_at_once.load(Ordering::Relaxed) {
            environment.push((bridge::KEPT_BACK, prefix(envoy::OPEN) + &shape.vm(vm)));
        }
        Listener {
            name,
            root_id: shape.root_id.clone().unwrap_or_else(|| shape.root(&self.plugin_name)),
            origin: self.origin(shape, vm),
            before: self.neighbours.beside(&shape.before),
            after: self.neighbours.beside(&shape.after),
            plugin: self.plugin_name.clone(),
            run: run.name.clone(),
            wasm: Arc::clone(&module.wasm),
            environment,
            allow_on_headers_stop_iteration: module.allow_on_headers_stop_iteration,
            configuration: shape.configuration.clone(),
            route: shape.route.clone(),
            cluster: shape.cluster.clone(),
            tcp: shape.tcp,
            buffer_limit: shape.buffer_limit,
            state: shape.state.iter().cloned().collect(),
        }
    }

    fn origin(&self, shape: &Shape, vm: &str) -> Origin {
        Origin {
            root: shape.root(&self.plugin_name),
            vm: shape.vm(vm),
        }
    }
}

/// How many requests or commands came to one who answers, and how many were answered, where he is as one wants him.
type Look<T> = fn(&T) -> Option<(u64, u64)>;

impl Loaded {
    /// Starts the services that are not there yet.
    fn serve(&self, names: &BTreeSet<String>) -> Result<()> {
        let mut services = lock(&self.services);
        for name in names {
            if !services.contains_key(name) {
                let turn = Turn::new(&self.turns, Who::Service(name.clone()));
                services.insert(name.clone(), Arc::new(Server::start(turn)?));
            }
        }
        Ok(())
    }

    /// How many requests and commands came to each of those who answer, and how many were answered, where each is as `look` wants
    /// it.
    fn counts(&self, upstream: Look<Server>, service: Look<Server>, redis: Look<Gateway>) -> Option<Vec<(u64, u64)>> {
        let services: Vec<_> = lock(&self.services).values().cloned().collect();
        let services = services.iter().map(|server| service(server));
        let redis = self.redis.iter().map(|known| redis(known.gateway()));
        services.chain([upstream(&self.upstream)]).chain(redis).collect()
    }

    /// How much came and was answered, where nothing is on its way any more.
    fn settled(&self) -> Option<Vec<(u64, u64)>> {
        self.counts(Server::settled, Server::settled, Gateway::settled)
    }

    /// The same where answers may wait for their turn.
    fn stands_still(&self) -> Option<Vec<(u64, u64)>> {
        self.counts(Server::stands_still, Server::stands_still, Gateway::stands_still)
    }

    /// The same where nothing comes any more: Envoy waits for ever for the upstream, and gives a call-out up that takes too long.
    fn is_done(&self) -> Option<Vec<(u64, u64)>> {
        fn answered((arrived, answered): &(u64, u64)) -> bool {
            arrived == answered
        }
        self.counts(
            Server::is_done,
            |service| service.settled().filter(answered),
            |redis| redis.settled().filter(answered),
        )
    }
}

/// A run and the VM that its cases share.
type Seated = (Arc<Loaded>, String);

/// The Envoys, each with the runs that are served there and their VMs.
fn by_host(runs: &[Arc<Loaded>]) -> Vec<(Arc<Host>, Vec<Seated>)> {
    let mut hosts: Vec<(Arc<Host>, Vec<Seated>)> = Vec::new();
    for run in runs {
        let Some(seat) = lock(&run.seat).clone() else { continue };
        let served = (Arc::clone(run), seat.vm);
        match hosts.iter_mut().find(|(host, _)| Arc::ptr_eq(host, &seat.host)) {
            Some((_, runs)) => runs.push(served),
            None => hosts.push((seat.host, vec![served])),
        }
    }
    hosts
}

/// What threads share here stays whole when one of them panics.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
