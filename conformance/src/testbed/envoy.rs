//! One Envoy with the listeners of some runs: its configuration, starting it, loading more listeners, and telling what
//! became of each.

use super::access::{Access, AccessLog};
use super::config::Chain;
use super::http1::{Body, Reader};
use super::log::{Entry, Event, Log, Logged, Origin, StillOpen, Thread};
use super::metrics::{self, Metrics};
use super::neighbours::Beside;
use super::process::{Prepared, Process, Stop};
use super::{config, wait};
use crate::{Error, Result, bridge};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long Envoy may say nothing while it starts or loads (compiling a large module on a busy machine is silent).
const SILENCE: Duration = Duration::from_secs(120);

/// How long Envoy may take to say its first word.
const FIRST_WORD: Duration = Duration::from_secs(15);

/// How long a plugin may stay in one callback while it starts.
const START_CALLBACK: Duration = Duration::from_secs(10);

/// With less room left on the disk (bytes), lines of the log are lost.
const ROOM: u64 = 1 << 20;

/// How long the worker may take to answer when it has nothing to do but that.
const PROBE: Duration = Duration::from_secs(3);

/// What a listener is made of.
#[derive(Debug, Clone)]
pub struct Listener {
    /// Its name in Envoy.
    pub name: String,
    /// The plugin's `root_id` and its `vm_id`.
    pub origin: Origin,
    /// The plugin's `root_id`.
    pub root_id: String,
    /// The plugins before it.
    pub before: Vec<Beside>,
    /// The plugins after it.
    pub after: Vec<Beside>,
    /// The plugin's name.
    pub plugin: String,
    /// The run, which selects the endpoints of the upstream cluster.
    pub run: String,
    /// The module.
    pub wasm: Arc<[u8]>,
    /// The environment of the VM.
    pub environment: Vec<(&'static str, String)>,
    /// The plugin's `allow_on_headers_stop_iteration`.
    pub allow_on_headers_stop_iteration: bool,
    /// The plugin configuration.
    pub configuration: Option<String>,
    /// The name of the route.
    pub route: String,
    /// The name of the upstream cluster.
    pub cluster: String,
    /// The plugin is a network filter.
    pub tcp: bool,
    /// `per_connection_buffer_limit_bytes`.
    pub buffer_limit: Option<u32>,
    /// The filter state to log.
    pub state: Vec<String>,
}

/// What became of a listener.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// It serves here.
    Serving(SocketAddr),
    /// The plugin refused its configuration or trapped on it: what it did.
    Refused(Vec<Entry>),
    /// Envoy could not load it for another reason.
    Failed(String),
}

/// How an Envoy came to its end before its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A module did not come back from a callback, where it is known which.
    Loop(Option<(Origin, String)>),
    /// It ended by itself: the callback that was open, and its last words.
    Died(Option<(Origin, String)>, String),
    /// It held more memory than it may.
    Outgrown(Option<(Origin, String)>),
    /// Not by its own doing: how, in words that go on from its name.
    Killed(String),
}

impl Fault {
    /// The callback that was open, and whose.
    pub fn open(&self) -> Option<(&Origin, &str)> {
        let (Fault::Loop(open) | Fault::Died(open, _) | Fault::Outgrown(open)) = self else {
            return None;
        };
        open.as_ref().map(|(origin, function)| (origin, function.as_str()))
    }
}

/// A running Envoy.
#[derive(Debug)]
pub struct Host {
    process: Process,
    admin: SocketAddr,
    log: Mutex<Log>,
    access: Mutex<AccessLog>,
    /// The connection on which the worker is asked whether it is done.
    asking: Mutex<Asking>,
    /// Counts who asked.
    asked: AtomicU64,
    served: Mutex<Served>,
    fault: Mutex<Option<Fault>>,
}

/// Asks the worker for a sign of life.
#[derive(Debug, Default)]
struct Asking {
    connection: Option<TcpStream>,
    /// All who asked up to this one have their answer.
    answered: u64,
}

/// What Envoy was last told to serve, and what became of it.
#[derive(Debug, Default)]
struct Served {
    version: u64,
    /// In the order in which Envoy is to load them.
    listeners: Vec<(String, Value)>,
    verdicts: BTreeMap<String, Verdict>,
    /// By the name of the listener.
    origins: BTreeMap<String, Origin>,
    /// What root contexts did that were refused. Envoy remembers that it refused one, and does not ask the plugin again for
    /// another listener with the same one.
    refused: Vec<(Origin, Vec<Entry>)>,
    modules: Vec<(Arc<[u8]>, PathBuf)>,
    probe: Option<SocketAddr>,
    /// Listeners were removed since others were added.
    removed: bool,
}

const PROBE_LISTENER: &str = "probe";

/// What stands in front of a VM in the name of the gauge that says which of its callbacks is open, as a run does in front of
/// the names of its metrics.
pub const OPEN: &str = "conformance.open";

impl Host {
    /// Starts Envoy, which may hold so much memory (bytes), and waits until it serves, or has rejected, every listener. One
    /// that is killed from outside meanwhile is handed over with that fault: the next may do better.
    ///
    /// # Errors
    /// Envoy cannot be started, or ends by itself.
    pub fn start(envoy: &Path, memory: u64, clusters: &[Value], listeners: &[Listener]) -> Result<Host> {
        let prepared = Prepared::new()?;
        let directory = prepared.directory().to_path_buf();
        let mut served = Served::default();
        served
            .listeners
            .push((PROBE_LISTENER.into(), config::echo(PROBE_LISTENER)));
        served.add(&directory, listeners)?;
        write(&directory, config::BOOTSTRAP_FILE, &config::bootstrap(&directory))?;
        write(&directory, config::CLUSTERS_FILE, &config::resources(0, clusters))?;
        served.write(&directory)?;
        let process = prepared.start(envoy, &config::arguments(&directory))?;
        process.guard(memory, ROOM);
        let log = Mutex::new(Log::new(&process.stderr()));
        let access = Mutex::new(AccessLog::new(&directory.join(config::ACCESS_LOG)));
        let mut host = Host {
            process,
            admin: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            log,
            access,
            asking: Mutex::default(),
            asked: AtomicU64::new(0),
            served: Mutex::new(served),
            fault: Mutex::new(None),
        };
        match host.come_up(listeners) {
            Err(error) if !matches!(host.comes_to_an_end(), Some(Fault::Killed(_))) => Err(error),
            _ => Ok(host),
        }
    }

    fn come_up(&mut self, listeners: &[Listener]) -> Result<()> {
        self.settle(listeners, true)?;
        if self.fault().is_none() {
            self.admin = self.admin_address()?;
            self.read_ports()?;
        }
        self.wait_for_worker();
        Ok(())
    }

    /// Whether it came up.
    ///
    /// # Errors
    /// It was killed from outside meanwhile.
    pub fn has_started(&self) -> Result<()> {
        match self.fault() {
            Some(Fault::Killed(ending)) => Err(self.error(&format!("{ending} while it started"))),
            _ => Ok(()),
        }
    }

    /// Removes listeners, whose VMs go once nothing else holds them, and loads others; waits until Envoy serves or has
    /// rejected each of those, or has a fault.
    ///
    /// # Errors
    /// Envoy's files cannot be written, or Envoy does not answer.
    pub fn change(&self, old: &[String], new: &[Listener]) -> Result<()> {
        self.unless_it_ends(self.try_change(old, new))
    }

    fn try_change(&self, old: &[String], new: &[Listener]) -> Result<()> {
        self.remove(old)?;
        if new.is_empty() {
            return Ok(());
        }
        self.wait_for_removals()?;
        self.log().forget_entries();
        let mut served = self.served();
        served.add(self.process.directory(), new)?;
        served.write(self.process.directory())?;
        drop(served);
        self.settle(new, false)?;
        if self.fault().is_none() {
            self.read_ports()?;
        }
        self.wait_for_worker();
        Ok(())
    }

    fn remove(&self, names: &[String]) -> Result<()> {
        let mut served = self.served();
        for name in names {
            served.listeners.retain(|(known, _)| known != name);
            served.verdicts.remove(name);
            if let Some(origin) = served.origins.remove(name)
                && !served.origins.values().any(|other| *other == origin)
            {
                self.log().forget(&origin);
            }
        }
        if !names.is_empty() {
            served.removed = true;
            served.write(self.process.directory())?;
        }
        Ok(())
    }

    /// Envoy gives a new listener the socket of one that it is about to remove, where both may listen on any port; the new
    /// one's requests would then reach the old one.
    fn wait_for_removals(&self) -> Result<()> {
        if !std::mem::take(&mut self.served().removed) {
            return Ok(());
        }
        let names =
            |served: &Served| -> BTreeSet<String> { served.listeners.iter().map(|(name, _)| name.clone()).collect() };
        let wanted = names(&self.served());
        let gone = || {
            let ports = config::ports(&self.ask_admin("/listeners?format=json").ok()?)?;
            let draining = self.stat("listener_manager.total_listeners_draining").ok()?;
            (draining == 0 && ports.keys().all(|name| wanted.contains(name))).then_some(())
        };
        wait::until(SILENCE, || self.fault().map(drop).or_else(gone))
            .ok_or_else(|| self.error("did not remove its listeners"))
    }

    /// The sum of the statistics whose names match.
    fn stat(&self, pattern: &str) -> Result<u64> {
        let text = self.ask_admin(&format!("/stats?filter={pattern}"))?;
        let text = String::from_utf8_lossy(&text).into_owned();
        let value = |line: &str| line.rsplit_once(' ')?.1.parse::<u64>().ok();
        Ok(text.lines().filter_map(value).sum())
    }

    /// The metrics of plugins whose names begin so.
    ///
    /// # Errors
    /// Envoy does not answer on its admin endpoint.
    pub fn metrics(&self, prefix: &str) -> Result<Metrics> {
        let ask = || -> Result<String> {
            let text = self.ask_admin(&format!("/stats?filter={prefix}"))?;
            Ok(String::from_utf8_lossy(&text).into_owned())
        };
        let mut text = ask()?;
        // Being asked has Envoy gather what its threads measured: that is there once the worker has had its turn. The
        // second time leaves an answer of its own to whatever was gathered when the first came.
        if metrics::has_histograms(&text, prefix) {
            for _ in 0..2 {
                self.answers();
                text = ask()?;
            }
        }
        Ok(metrics::read(&text, prefix))
    }

    /// Waits until the worker has made its VMs, too.
    fn wait_for_worker(&self) {
        let probe = self.served().probe;
        if let Some(probe) = probe.filter(|_| self.fault().is_none()) {
            let _ = line_to(probe, SILENCE).and_then(|connection| echo(&connection));
        }
    }

    /// Replaces all clusters, unless Envoy has a fault by then.
    ///
    /// # Errors
    /// Envoy's files cannot be written, or Envoy does not take the clusters over.
    pub fn set_clusters(&self, clusters: &[Value]) -> Result<()> {
        self.unless_it_ends(self.try_set_clusters(clusters))
    }

    fn try_set_clusters(&self, clusters: &[Value]) -> Result<()> {
        let before = self.cluster_updates()?;
        let mut served = self.served();
        served.version += 1;
        write(
            self.process.directory(),
            config::CLUSTERS_FILE,
            &config::resources(served.version, clusters),
        )?;
        drop(served);
        wait::until(SILENCE, || {
            let updates = self.cluster_updates();
            (self.fault().is_some() || updates.is_ok_and(|now| now > before)).then_some(())
        })
        .ok_or_else(|| self.error("did not take its clusters over"))
    }

    fn cluster_updates(&self) -> Result<u64> {
        self.stat("%5Ecluster_manager.cds.update_(success%7Crejected)%24")
    }

    /// What became of a listener; none where it was never loaded here.
    pub fn verdict(&self, name: &str) -> Option<Verdict> {
        self.served().verdicts.get(name).cloned()
    }

    /// How this Envoy came to its end; none while it runs.
    pub fn fault(&self) -> Option<Fault> {
        let mut fault = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
        let open = || {
            let mut log = self.log();
            log.refresh();
            open_callback(&log, Thread::Worker).or_else(|| open_callback(&log, Thread::Main))
        };
        if fault.is_none() {
            *fault = match (self.process.stopped(), self.process.ending()) {
                (Some(Stop::Memory), _) => Some(Fault::Outgrown(open())),
                (Some(Stop::Disk), _) => Some(Fault::Killed("had no room left on the disk for its log".into())),
                (None, Some(ending)) if self.process.is_killed() => Some(Fault::Killed(ending)),
                (None, Some(_)) => Some(Fault::Died(open(), self.process.last_words(12))),
                (None, None) => None,
            };
        }
        fault.clone()
    }

    /// The fault of an Envoy that did not do what it was asked to: a connection breaks a moment before the end of its process
    /// is seen.
    fn comes_to_an_end(&self) -> Option<Fault> {
        wait::until(PROBE, || self.fault())
    }

    /// That Envoy went down is no error of whoever changes it, and may be no doing of the run that the change is for: those
    /// who are served there look for its fault.
    fn unless_it_ends(&self, done: Result<()>) -> Result<()> {
        done.or_else(|error| self.comes_to_an_end().map(drop).ok_or(error))
    }

    /// Whether the worker still answers. Where it does not, Envoy is killed and the fault is on record.
    pub fn answers(&self) -> bool {
        let Some(probe) = self.served().probe else { return false };
        if self.fault().is_some() {
            return false;
        }
        let Err(error) = self.asks(probe) else { return true };
        if !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) {
            self.comes_to_an_end();
        }
        if self.fault().is_none() {
            self.end_loop(Thread::Worker);
        }
        false
    }

    /// Asks on the one connection that is kept for it. Who waits for it meanwhile is served by the next question.
    fn asks(&self, probe: SocketAddr) -> std::io::Result<()> {
        let own = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let mut asking = self.asking.lock().unwrap_or_else(PoisonError::into_inner);
        if asking.answered >= own {
            return Ok(());
        }
        let all = self.asked.load(Ordering::SeqCst);
        let connection = match asking.connection.take() {
            Some(connection) => connection,
            None => line_to(probe, PROBE)?,
        };
        echo(&connection)?;
        asking.connection = Some(connection);
        asking.answered = all;
        Ok(())
    }

    /// Kills Envoy because a thread of it does not come back.
    fn end_loop(&self, thread: Thread) {
        // Whoever asks for the fault waits until it is on record: a killed Envoy would look like one that died.
        let mut fault = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
        let still_open = match thread {
            Thread::Worker => self.still_open(),
            Thread::Main => Vec::new(),
        };
        self.process.kill();
        let mut log = self.log();
        log.refresh();
        let entered_last = still_open.iter().max_by_key(|open| open.entered);
        let open = open_callback(&log, thread)
            .or_else(|| entered_last.and_then(|open| Some((log.owner(open)?, open.function.to_string()))));
        fault.get_or_insert(Fault::Loop(open));
    }

    /// Whether the disk was too full for what Envoy logs, so that nobody knows what plugins did.
    pub fn lost_its_log(&self) -> bool {
        !self.process.has_room(ROOM)
    }

    /// Sets the level of what is logged, which is `trace` from the start; what is not logged is not observed.
    ///
    /// # Errors
    /// Envoy does not answer.
    pub fn log_level(&self, level: &str) -> Result<()> {
        request(self.admin, "POST", &format!("/logging?wasm={level}"), SILENCE)
            .map(drop)
            .map_err(|()| self.error("does not answer on its admin endpoint"))
    }

    /// A case of a root context begins, at a listener.
    pub fn begin(&self, origin: &Origin, listener: &str) {
        self.log().begin(origin);
        self.access().watch(listener);
    }

    /// Whether a plugin in the VM of a root context asked to be called from time to time.
    pub fn ticks(&self, origin: &Origin) -> bool {
        self.log().ticks(origin)
    }

    /// Whether the logs show the end of so many streams since the case began, and the plugin asked for no callback beside.
    pub fn have_ended(&self, streams: usize, origin: &Origin, listener: &str) -> bool {
        let ended = self.log().ended(origin);
        ended.is_some_and(|ended| ended >= streams) && self.served_requests(listener) >= streams
    }

    /// Reads what was logged so far.
    pub fn catch_up(&self) {
        self.log().refresh();
        self.access().refresh();
    }

    /// Hands over what was read of a root context since the case began in its VM.
    pub fn logged(&self, origin: &Origin) -> Logged {
        let mut log = self.log();
        if log.has_unowned_traps() {
            drop(log);
            let open = self.still_open();
            log = self.log();
            log.own_traps(&open);
        }
        log.hand_over(origin)
    }

    /// The callbacks that are open and do not stand in the log, as their gauges say; none where Envoy does not answer.
    fn still_open(&self) -> Vec<StillOpen> {
        let path = format!("/stats?filter=%5E{}", metrics::prefix(OPEN));
        let text = ask(self.admin, &path, PROBE).unwrap_or_default();
        let gauges = metrics::read(&String::from_utf8_lossy(&text), &metrics::prefix(OPEN));
        let open = |(vm, value): (String, String)| {
            let (entered, function) = bridge::open_callback(value.parse().ok()?)?;
            Some(StillOpen { entered, vm, function })
        };
        gauges.into_iter().filter_map(open).collect()
    }

    /// How many requests were logged since the case began at a listener.
    pub fn served_requests(&self, listener: &str) -> usize {
        self.access().of(listener).len()
    }

    /// Hands over what was read of the requests since the case began at a listener; the case is over.
    pub fn accesses(&self, listener: &str) -> Vec<Access> {
        self.access().hand_over(listener)
    }

    fn access(&self) -> MutexGuard<'_, AccessLog> {
        self.access.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The memory that Envoy holds (bytes).
    pub fn resident_bytes(&self) -> u64 {
        self.process.resident_bytes()
    }

    /// How long Envoy took from the end of the listener before this one to the end of this one.
    pub fn load_time(&self, name: &str) -> Option<Duration> {
        self.log().load_time(name)
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn served(&self) -> MutexGuard<'_, Served> {
        self.served.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn error(&self, what: &str) -> Error {
        let words = self.process.last_words(12);
        Error::new(format!("Envoy {what}; its last words:\n{words}")).next("check the Envoy given, and the log above")
    }

    /// Waits until Envoy has said of every listener what became of it.
    fn settle(&self, listeners: &[Listener], starting: bool) -> Result<()> {
        let mut last_change = Instant::now();
        let mut seen = 0;
        loop {
            let mut log = self.log();
            if log.refresh() {
                last_change = Instant::now();
            }
            let verdicts = verdicts(log.entries(), listeners);
            let started = !starting || log.entries().iter().any(|entry| entry.event == Event::Started);
            let open = open_callback(&log, Thread::Main);
            let patience = if log.entries().is_empty() { FIRST_WORD } else { SILENCE };
            drop(log);
            let settled = verdicts.len();
            if settled > seen {
                seen = settled;
                self.served().learn(verdicts);
            }
            if (settled == listeners.len() && started) || self.fault().is_some() {
                return match self.fault() {
                    Some(Fault::Died(None, _)) if starting => Err(self.error("ended while it started")),
                    _ => Ok(()),
                };
            }
            match open {
                Some(_) if last_change.elapsed() > START_CALLBACK => self.end_loop(Thread::Main),
                _ if last_change.elapsed() > patience => return Err(self.error("does not come up")),
                _ => std::thread::sleep(Duration::from_millis(2)),
            }
        }
    }

    fn admin_address(&self) -> Result<SocketAddr> {
        let file = self.process.directory().join(config::ADMIN_ADDRESS);
        let said = || fs::read_to_string(&file).ok()?.trim().parse().ok();
        wait::until(SILENCE, || said().map(Some).or_else(|| self.fault().map(|_| None)))
            .flatten()
            .ok_or_else(|| self.error("does not say where its admin endpoint is"))
    }

    fn read_ports(&self) -> Result<()> {
        let text = self.ask_admin("/listeners?format=json")?;
        let ports = config::ports(&text).ok_or_else(|| self.error("does not say where it listens"))?;
        let mut served = self.served();
        for (name, port) in ports {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            if name == PROBE_LISTENER {
                served.probe = Some(address);
            } else if let Some(Verdict::Serving(at)) = served.verdicts.get_mut(&name) {
                *at = address;
            }
        }
        Ok(())
    }

    fn ask_admin(&self, path: &str) -> Result<Vec<u8>> {
        ask(self.admin, path, SILENCE).map_err(|()| self.error("does not answer on its admin endpoint"))
    }
}

fn open_callback(log: &Log, thread: Thread) -> Option<(Origin, String)> {
    let open = log.open(thread).last()?;
    Some((Origin::clone(&open.origin), open.function.to_string()))
}

/// What the log says of each listener. On the main thread the log of a listener's plugin comes before the word on the
/// listener itself.
fn verdicts(entries: &VecDeque<Entry>, listeners: &[Listener]) -> BTreeMap<String, Verdict> {
    let mut verdicts = BTreeMap::new();
    let mut from = 0;
    for (at, entry) in entries.iter().enumerate() {
        let Event::Listener { name, rejected } = &entry.event else {
            continue;
        };
        if let Some(listener) = listeners.iter().find(|listener| listener.name == *name) {
            let before = || {
                entries
                    .range(from..at)
                    .filter(|entry| entry.thread == Thread::Main)
                    .cloned()
                    .collect()
            };
            let verdict = match rejected {
                None => Verdict::Serving(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
                Some(reason) => rejection(before(), &listener.origin, reason),
            };
            verdicts.insert(name.clone(), verdict);
        }
        from = at + 1;
    }
    verdicts
}

/// A plugin refuses by answering false from `proxy_on_vm_start` or `proxy_on_configure`, or by trapping in them.
fn rejection(entries: Vec<Entry>, origin: &Origin, reason: &str) -> Verdict {
    let failure = entries.iter().rev().find_map(|entry| match &entry.event {
        Event::Failed(message) => Some(message.clone()),
        _ => None,
    });
    let refused = entries.iter().any(|entry| match &entry.event {
        Event::Returned { result, function, .. } => *result == Some(0) && is_start(function),
        Event::Trapped { function, .. } => is_start(function),
        _ => false,
    });
    let configured = |text: &String| text.contains("Failed to configure") || text.contains("Failed to start");
    if refused || failure.as_ref().is_some_and(configured) {
        let own = |entry: &Entry| match &entry.event {
            Event::Said { origin: found, .. }
            | Event::Entered { origin: found, .. }
            | Event::Reached { origin: found, .. }
            | Event::Asked { origin: found, .. } => **found == *origin,
            Event::Trapped { .. } => true,
            _ => false,
        };
        return Verdict::Refused(entries.into_iter().filter(own).collect());
    }
    Verdict::Failed(failure.unwrap_or_else(|| reason.to_string()))
}

/// The callbacks in which a plugin says whether it accepts its configuration.
pub fn is_start(function: &str) -> bool {
    matches!(function, "proxy_on_vm_start" | "proxy_on_configure")
}

impl Served {
    /// Takes note of verdicts. Envoy would try a listener that it rejected again at every change of the others.
    fn learn(&mut self, verdicts: BTreeMap<String, Verdict>) {
        let serves = |name: &String| !matches!(verdicts.get(name), Some(Verdict::Refused(_) | Verdict::Failed(_)));
        self.listeners.retain(|(name, _)| serves(name));
        for (name, verdict) in &verdicts {
            if let (Verdict::Refused(entries), Some(origin)) = (verdict, self.origins.get(name))
                && !self.refused.iter().any(|(known, _)| known == origin)
            {
                self.refused.push((origin.clone(), entries.clone()));
            }
        }
        for (name, verdict) in verdicts {
            let verdict = self.as_remembered(&name, verdict);
            self.verdicts.insert(name, verdict);
        }
    }

    /// What became of a listener of which Envoy says only that it was refused before.
    fn as_remembered(&self, name: &str, verdict: Verdict) -> Verdict {
        let origin = self.origins.get(name);
        let before = self.refused.iter().find(|(refused, _)| Some(refused) == origin);
        match (&verdict, before) {
            (Verdict::Failed(_), Some((_, entries))) => Verdict::Refused(entries.clone()),
            _ => verdict,
        }
    }

    fn add(&mut self, directory: &Path, listeners: &[Listener]) -> Result<()> {
        for listener in listeners {
            let module = self.module(directory, &listener.wasm)?;
            let access_log = directory.join(config::ACCESS_LOG);
            let mut beside = |neighbours: &[Beside]| {
                let file = |neighbour: &Beside| Ok((neighbour.clone(), self.module(directory, &neighbour.wasm)?));
                neighbours.iter().map(file).collect::<Result<Vec<_>>>()
            };
            let chain = Chain {
                before: beside(&listener.before)?,
                module,
                after: beside(&listener.after)?,
            };
            let value = config::listener(listener, &chain, &access_log);
            self.listeners.push((listener.name.clone(), value));
            self.origins.insert(listener.name.clone(), listener.origin.clone());
        }
        Ok(())
    }

    /// The file of a module; equal modules share one.
    fn module(&mut self, directory: &Path, wasm: &Arc<[u8]>) -> Result<PathBuf> {
        let same = |(known, _): &&(Arc<[u8]>, PathBuf)| Arc::ptr_eq(known, wasm) || known == wasm;
        if let Some((_, path)) = self.modules.iter().find(same) {
            return Ok(path.clone());
        }
        let path = directory.join(format!("module-{}.wasm", self.modules.len()));
        fs::write(&path, wasm).map_err(|error| unwritable(&path, &error))?;
        self.modules.push((Arc::clone(wasm), path.clone()));
        Ok(path)
    }

    fn write(&mut self, directory: &Path) -> Result<()> {
        self.version += 1;
        let all: Vec<Value> = self.listeners.iter().map(|(_, listener)| listener.clone()).collect();
        write(
            directory,
            config::LISTENERS_FILE,
            &config::resources(self.version, &all),
        )
    }
}

/// Envoy watches for files that are moved into place.
pub(crate) fn write(directory: &Path, name: &str, value: &Value) -> Result<()> {
    let (path, new) = (directory.join(name), directory.join(format!("{name}.new")));
    let text = value.to_string();
    path.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(&new, text))
        .and_then(|()| fs::rename(&new, &path))
        .map_err(|error| unwritable(&path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::new(format!("{}: cannot be written: {error}", path.display())).next("make room for temporary files")
}

/// A connection to the listener that sends everything back, which may take so long.
fn line_to(probe: SocketAddr, limit: Duration) -> std::io::Result<TcpStream> {
    let connection = TcpStream::connect(probe)?;
    connection.set_nodelay(true)?;
    connection.set_read_timeout(Some(limit))?;
    Ok(connection)
}

/// Waits until what is sent comes back.
fn echo(mut connection: &TcpStream) -> std::io::Result<()> {
    connection.write_all(b"?")?;
    connection.read_exact(&mut [0])
}

/// A GET of a listener of our own; its body.
pub(crate) fn ask(address: SocketAddr, path: &str, limit: Duration) -> Result<Vec<u8>, ()> {
    request(address, "GET", path, limit)
}

fn request(address: SocketAddr, method: &str, path: &str, limit: Duration) -> Result<Vec<u8>, ()> {
    let mut connection = TcpStream::connect(address).map_err(drop)?;
    connection.set_read_timeout(Some(limit)).map_err(drop)?;
    let request = format!("{method} {path} HTTP/1.1\r\nhost: conformance\r\nconnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).map_err(drop)?;
    let mut reader = Reader::new(connection);
    let head = reader.head().map_err(drop)?.ok_or(())?;
    let mut body = Body::new(head.response_framing(b"GET"));
    let mut all = Vec::new();
    while let Some(piece) = reader.piece(&mut body).map_err(drop)? {
        all.extend(piece);
    }
    (head.status() == Some(200)).then_some(all).ok_or(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_that_was_refused_is_refused_at_every_listener() {
        let origin = |root: &str| Origin {
            root: root.into(),
            vm: "port".into(),
        };
        let named = [("port/1", "x/1"), ("port/2", "x/1"), ("port/3", "x/2")];
        let mut served = Served {
            origins: named.map(|(name, root)| (name.to_string(), origin(root))).into(),
            ..Served::default()
        };
        let failed = || Verdict::Failed("Unable to create Wasm plugin x".into());
        let verdicts = [
            ("port/1", Verdict::Refused(Vec::new())),
            ("port/2", failed()),
            ("port/3", failed()),
        ];
        served.learn(verdicts.map(|(name, verdict)| (name.to_string(), verdict)).into());
        assert!(matches!(served.verdicts["port/2"], Verdict::Refused(_)));
        assert!(matches!(served.verdicts["port/3"], Verdict::Failed(_)));
        served.learn([("port/2".to_string(), failed())].into());
        assert!(matches!(served.verdicts["port/2"], Verdict::Refused(_)));
    }
}
