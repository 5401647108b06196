//! Runs one case against one run, and takes down what could be noticed of it.

use super::client::{self, Answer, Beside, End};
use super::dying;
use super::envoy::{Fault, Host, Verdict, is_start};
use super::log::{Entry, Event, Origin};
use super::metrics::{self, Metrics};
use super::plan::Shape;
use super::tcp::{self, Exchange};
use super::turns::World;
use super::{Loaded, Seat, Testbed, listener_name, lock, wait};
use crate::cases::{Case, Response};
use crate::observe::{Evidence, Kind, Observation, Outcome};
use crate::{Error, Result};
use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError, RwLockReadGuard, Weak};
use std::thread;
use std::time::Duration;

/// How long Envoy may take to log a request that is over.
const ACCESS_LOG: Duration = Duration::from_secs(2);

/// How long what was sent last may take to reach the services.
const LATE: Duration = Duration::from_secs(1);

/// How long the end of a stream may take to be logged before the worker is asked.
const LOGGED: Duration = Duration::from_micros(500);

/// The callbacks that are given data.
const DATA_CALLBACKS: [&str; 4] = [
    "proxy_on_request_body",
    "proxy_on_response_body",
    "proxy_on_downstream_data",
    "proxy_on_upstream_data",
];

/// How often a case is begun again because another run brought its Envoy down.
const ATTEMPTS: usize = 8;

/// How often a case is begun again because its Envoy ended by no doing of a plugin.
const KILLINGS: usize = 3;

/// Held by whoever begins a case again because its Envoy was ended by no doing of a plugin: where the disk or the memory is
/// full, the run that fills it is to be alone with its next Envoy, so that it takes no other along.
static SCARCE: Mutex<()> = Mutex::new(());

/// Where a case is served.
struct Place {
    host: Arc<Host>,
    listener: String,
    origin: Origin,
    address: SocketAddr,
}

/// No Envoy loads anything as long as it lives.
type Quiet<'a> = RwLockReadGuard<'a, ()>;

/// Why there is no place to serve a case.
enum NoPlace {
    /// The plugin refused the configuration, or did not come back from it: this is the outcome.
    Outcome(Outcome),
    /// The Envoy went down.
    Gone(Fault),
}

/// How an attempt to run a case ended.
enum Attempt {
    Done(Outcome),
    /// The Envoy went down in the middle.
    Gone(Fault, Exchanged),
}

/// What went between the client and Envoy.
#[derive(Debug, Default)]
struct Exchanged {
    answers: Vec<Answer>,
    connections: Vec<Exchange>,
}

impl Exchanged {
    /// How many requests or connections there were.
    fn count(&self) -> usize {
        self.answers.len() + self.connections.len()
    }
}

impl Testbed {
    /// Runs one case against one run. Several threads may call it at the same time, one for each run.
    ///
    /// A refused configuration, a trap, a hang, a module that loops for ever and an Envoy that died of the module are
    /// outcomes.
    ///
    /// # Errors
    /// The run is unknown, the case's clock is no time, the module does not load, Redis or Envoy fails for a reason that is not the
    /// module's.
    pub fn execute(&self, run: &str, case: &Case) -> Result<Outcome> {
        let run = self.run(run)?;
        let shape = Shape::of(case)?;
        let root = shape.root(&self.plugin_name);
        let mut redis_was_lost = false;
        let mut killings = 0;
        let mut alone_in_turn = None;
        for _ in 0..ATTEMPTS {
            let seat = self.seated(&run)?;
            let (fault, exchanged) = match self.attempt(&run, case, &shape, &seat) {
                Ok(Attempt::Done(outcome)) => return Ok(outcome),
                Ok(Attempt::Gone(fault, exchanged)) => (fault, exchanged),
                // Another server takes its place.
                Err(_) if run.has_lost_redis() && !std::mem::replace(&mut redis_was_lost, true) => continue,
                Err(error) => match seat.host.fault() {
                    Some(fault) => (fault, Exchanged::default()),
                    None => return Err(error),
                },
            };
            // A run that has the Envoy to itself is to blame without further proof.
            let alone = seat.alone;
            self.unseat(&run, &seat);
            if let Fault::Killed(ending) = &fault {
                killings += 1;
                if killings == KILLINGS {
                    let what = format!("Envoy {ending}, {KILLINGS} times in this case");
                    return Err(
                        Error::new(what).next("make room in memory and for temporary files, and look who else ends it")
                    );
                }
                // With the last of those who used it, what the Envoy wrote goes.
                drop(seat);
                alone_in_turn.get_or_insert_with(|| lock(&SCARCE));
                continue;
            }
            let blamed = match fault.open() {
                Some((origin, function)) if self.is_vm_of(&run, &origin.vm) => {
                    // What brings Envoy down as it is loaded, or beside another case, would do so again.
                    if origin.root != root || is_start(function) {
                        lock(&run.doomed).insert(origin.root.clone(), fault.clone());
                    }
                    origin.root == root
                }
                Some(_) => false,
                None => alone,
            };
            if blamed {
                return Ok(down(&run, &fault, &exchanged));
            }
        }
        Err(Error::new(format!(
            "case `{}`: Envoy went down again and again",
            case.name
        )))
    }

    fn run(&self, name: &str) -> Result<Arc<Loaded>> {
        let runs = self.runs.read().unwrap_or_else(PoisonError::into_inner);
        let found = runs.iter().find(|run| run.name == name);
        found
            .cloned()
            .ok_or_else(|| Error::new(format!("there is no run `{name}`")))
    }

    /// The place of a run; an Envoy of its own where its last one went down.
    fn seated(&self, run: &Arc<Loaded>) -> Result<Seat> {
        let seat = lock(&run.seat).clone();
        if let Some(seat) = seat {
            return Ok(seat);
        }
        // Should that go down as well, it is to be known in which callback.
        run.tells_at_once.store(true, Ordering::Relaxed);
        let host = self.host(std::slice::from_ref(run))?;
        self.seat(run, &host, run.name.clone(), true)
    }

    fn unseat(&self, run: &Loaded, gone: &Seat) {
        let mut seat = lock(&run.seat);
        if seat.as_ref().is_some_and(|seat| Arc::ptr_eq(&seat.host, &gone.host)) {
            *seat = None;
        }
    }

    fn attempt(&self, run: &Arc<Loaded>, case: &Case, shape: &Shape, seat: &Seat) -> Result<Attempt> {
        self.begin(run, case, shape)?;
        let (place, quiet) = match self.place(run, case, shape, seat)? {
            Ok(place) => place,
            Err(NoPlace::Outcome(outcome)) => return Ok(Attempt::Done(outcome)),
            Err(NoPlace::Gone(fault)) => return Ok(Attempt::Gone(fault, Exchanged::default())),
        };
        let metrics = self.metrics(run, &place)?;
        run.turns.begin(Some(Arc::new(Around {
            run: Arc::downgrade(run),
            host: Arc::downgrade(&place.host),
            has_several: run.redis.is_some() || !case.services.is_empty(),
        })));
        place.host.begin(&place.origin, &place.listener);
        run.redis.iter().for_each(super::redis::Redis::requests_begin);
        let exchanged = Exchanged {
            answers: send_all(run, case, &place)?,
            connections: connect_all(run, case, &place),
        };
        pause(case.settle_ms);
        // A log that tells the end is whole.
        let is_whole = have_ended(run, case, &place, &exchanged) || {
            let goes_on = settles(run, &place);
            if goes_on && is_logged_later(case, &exchanged.answers) {
                wait_for_access_log(&place, exchanged.count());
            }
            place.host.catch_up();
            goes_on && !place.host.lost_its_log()
        };
        if !is_whole {
            let fault = place.host.fault().unwrap_or(Fault::Loop(None));
            let logged = place.host.logged(&place.origin);
            run.remember(
                &logged.start.iter().collect::<Vec<_>>(),
                &logged.during.iter().collect::<Vec<_>>(),
            );
            return Ok(Attempt::Gone(fault, exchanged));
        }
        let outcome = self.observe(run, &place, &metrics, &exchanged)?;
        drop(quiet);
        self.tidy(run, case, seat, &place, &outcome)?;
        Ok(Attempt::Done(outcome))
    }

    /// The metrics of a run as they stand.
    fn metrics(&self, run: &Loaded, place: &Place) -> Result<Metrics> {
        match run.module.has_metrics {
            true => place.host.metrics(&metrics::prefix(&run.name)),
            false => Ok(Metrics::new()),
        }
    }

    /// Sets the world around the run up for a case.
    fn begin(&self, run: &Loaded, case: &Case, shape: &Shape) -> Result<()> {
        run.upstream.begin(&case.upstream);
        for (name, server) in lock(&run.services).iter() {
            let own = case.services.get(name).map(Vec::as_slice);
            // A plugin that calls its own route's cluster reaches the upstream.
            let upstream: &[Response] = if *name == shape.cluster { &case.upstream } else { &[] };
            server.begin(own.unwrap_or(upstream));
        }
        run.redis.as_ref().map_or(Ok(()), |redis| redis.begin(&case.redis))
    }

    /// The listener of a case, loaded now where the case has a VM of its own or was not prepared. What is loaded does not
    /// change as long as the guard lives.
    fn place(
        &self,
        run: &Arc<Loaded>,
        case: &Case,
        shape: &Shape,
        seat: &Seat,
    ) -> Result<Result<(Place, Quiet<'_>), NoPlace>> {
        if let Some(fault) = lock(&run.doomed).get(&shape.root(&self.plugin_name)) {
            return Ok(Err(NoPlace::Outcome(down(run, fault, &Exchanged::default()))));
        }
        let vm = if case.fresh { self.next_vm(run) } else { seat.vm.clone() };
        let (listener, verdict, quiet) = loop {
            let quiet = self.quiet.read().unwrap_or_else(PoisonError::into_inner);
            let number = if case.fresh { Some(0) } else { self.plan().number(shape) };
            let listener = number.map(|number| listener_name(&vm, number)).unwrap_or_default();
            match (seat.host.verdict(&listener), seat.host.fault()) {
                (Some(verdict), _) => break (listener, verdict, quiet),
                (None, Some(fault)) => return Ok(Err(NoPlace::Gone(fault))),
                (None, None) => drop(quiet),
            }
            self.ensure(case)?;
            if case.fresh {
                let listener = self.listener(run, shape, &vm, listener_name(&vm, 0));
                self.change(&seat.host, &[], &[listener])?;
            }
        };
        match verdict {
            Verdict::Serving(address) => {
                let place = Place {
                    host: Arc::clone(&seat.host),
                    listener,
                    origin: self.origin(shape, &vm),
                    address,
                };
                Ok(Ok((place, quiet)))
            }
            Verdict::Refused(entries) => {
                if case.fresh {
                    seat.host.change(&[listener], &[])?;
                }
                Ok(Err(NoPlace::Outcome(refused(run, &entries))))
            }
            Verdict::Failed(reason) => Err(super::does_not_load(&run.name, &reason)),
        }
    }

    fn next_vm(&self, run: &Loaded) -> String {
        format!("{}.{}", run.name, run.vms.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn is_vm_of(&self, run: &Loaded, vm: &str) -> bool {
        vm.split('.').next() == Some(&run.name)
    }

    fn observe(&self, run: &Loaded, place: &Place, before: &Metrics, exchanged: &Exchanged) -> Result<Outcome> {
        let mut notes = Notes::default();
        notes.accepted();
        notes.exchanged(exchanged);
        servers(run, &mut notes);
        if let Some(redis) = &run.redis {
            notes.add(Kind::RedisCommands, "Redis".into(), redis.commands());
            notes.add(Kind::RedisKeys, "Redis".into(), redis.keys()?);
        }
        for (index, access) in place.host.accesses(&place.listener).iter().enumerate() {
            notes.evidence.served += 1;
            let place = match exchanged.connections.is_empty() {
                true => format!("request {}", index + 1),
                false => format!("connection {}", index + 1),
            };
            notes.add(Kind::FilterState, place.clone(), access.state());
            notes.add(Kind::ResponseFlags, place, access.flags());
        }
        let metrics = metrics::changes(before, &self.metrics(run, place)?);
        notes.add(Kind::Metrics, "Envoy's statistics".into(), metrics);
        let logged = place.host.logged(&place.origin);
        let start: Vec<&Entry> = logged.start.iter().collect();
        let during: Vec<&Entry> = logged.during.iter().collect();
        notes.logs("start", &start);
        notes.follow(run, &start);
        notes.follow(run, &during);
        notes.calls(&during);
        run.remember(&start, &during);
        if logged.left_out > 0 {
            let line = format!("floods its log: {} lines and more are left out", logged.left_out);
            notes.add(Kind::Log, "the log".into(), vec![line]);
        }
        Ok(notes.outcome())
    }

    /// Removes a VM that served one case, and has one that a trap ended replaced before the next case.
    fn tidy(&self, run: &Arc<Loaded>, case: &Case, seat: &Seat, place: &Place, outcome: &Outcome) -> Result<()> {
        if case.fresh {
            return place.host.change(std::slice::from_ref(&place.listener), &[]);
        }
        let mut observations = outcome.observations.iter();
        if observations.any(|observation| observation.kind == Kind::Trap) {
            let shapes = self.plan().shapes();
            let old: Vec<String> = shapes
                .iter()
                .map(|(number, _)| listener_name(&seat.vm, *number))
                .collect();
            seat.host.change(&old, &[])?;
            self.seat(run, &seat.host, self.next_vm(run), seat.alone)?;
        }
        Ok(())
    }
}

/// What reached the upstream and the services.
fn servers(run: &Loaded, notes: &mut Notes) {
    for (index, received) in run.upstream.received().iter().enumerate() {
        notes.add(
            Kind::UpstreamRequest,
            format!("request {}", index + 1),
            received.lines(),
        );
    }
    for (name, server) in lock(&run.services).iter() {
        for (index, received) in server.received().iter().enumerate() {
            // To a gRPC service Envoy sends the name of the cluster, which begins with the run here.
            let mut lines = received.lines();
            let own = format!("host: {}", super::prefix(&run.name));
            for line in lines.iter_mut().filter(|line| line.starts_with(&own)) {
                line.replace_range("host: ".len()..own.len(), "");
            }
            notes.add(Kind::Callout, format!("call-out {} to {name}", index + 1), lines);
        }
    }
}

impl Loaded {
    fn has_lost_redis(&self) -> bool {
        self.redis.as_ref().is_some_and(super::redis::Redis::is_gone)
    }

    /// Keeps what crossed between a traced module and Envoy: while it started, and while the case ran.
    fn remember(&self, start: &[&Entry], during: &[&Entry]) {
        if !self.module.traced {
            return;
        }
        let owned = |entries: &[&Entry]| entries.iter().map(|entry| (*entry).clone()).collect();
        *lock(&self.conversation) = [owned(start), owned(during)];
    }
}

/// What a run did that brought its Envoy down.
fn down(run: &Loaded, fault: &Fault, exchanged: &Exchanged) -> Outcome {
    let mut notes = Notes::default();
    if exchanged.count() > 0 {
        notes.accepted();
    }
    notes.exchanged(exchanged);
    let place = fault.open().map_or("the module", |(_, function)| function);
    let (line, detail) = match fault {
        Fault::Loop(_) => (format!("{place} does not come to an end"), String::new()),
        Fault::Outgrown(_) => (format!("Envoy runs out of memory in {place}"), String::new()),
        Fault::Died(_, words) | Fault::Killed(words) => (format!("Envoy died in {place}"), words.clone()),
    };
    notes.add(Kind::Trap, "the module".into(), vec![line]);
    servers(run, &mut notes);
    let mut outcome = notes.outcome();
    outcome.evidence.traps = detail.lines().map(str::to_string).collect();
    outcome.evidence.trail.is_fatal = true;
    outcome
}

fn pause(ms: u64) {
    if ms > 0 {
        thread::sleep(Duration::from_millis(ms));
    }
}

/// Waits until nothing goes on any more: whatever the worker had to do is done and logged, and whatever it sent to the
/// upstream and the services was taken and answered, save what the case holds back. Whether the worker still answers.
fn settles(run: &Loaded, place: &Place) -> bool {
    let mut answers = true;
    wait::until(LATE, || {
        let before = run.settled();
        answers = place.host.answers();
        // What came or went in the meantime may have had further consequences.
        (!answers || before.is_some() && before == run.settled()).then_some(())
    });
    answers
}

/// Whether all that a case set off is over, as the logs show: its streams have ended, and the plugin does nothing but in
/// streams. To ask the worker, as [`settles`] does, takes a third of what a plain request takes.
fn have_ended(run: &Loaded, case: &Case, place: &Place, exchanged: &Exchanged) -> bool {
    let is_alone = case.before.is_empty() && case.after.is_empty();
    if run.module.outlives_streams || !is_alone || !is_logged_later(case, &exchanged.answers) {
        return false;
    }
    let over = || {
        let logged = place.host.have_ended(exchanged.count(), &place.origin, &place.listener);
        (logged && run.settled().is_some()).then_some(())
    };
    wait::until(LOGGED, over).is_some()
}

/// Whether a worker answers, and what it was about to do when it was asked first is done.
fn answers_twice(host: &Host) -> bool {
    host.answers() && host.answers()
}

/// What goes on around a run in a case.
struct Around {
    run: Weak<Loaded>,
    host: Weak<Host>,
    /// Services or Redis may answer, too.
    has_several: bool,
}

impl World for Around {
    fn takes(&self) {
        self.host.upgrade().map(|host| host.answers());
    }

    fn is_still(&self) -> bool {
        let (Some(run), Some(host)) = (self.run.upgrade(), self.host.upgrade()) else {
            return true;
        };
        let before = run.stands_still();
        before.is_some() && (!answers_twice(&host) || before == run.stands_still())
    }

    fn has_several(&self) -> bool {
        self.has_several
    }
}

/// Whether a request that has not been answered never will be: nothing is on its way, nobody will answer, and the plugin does
/// not go on by itself. Of the plugins beside the compared one nobody knows whether they go on.
fn hangs(run: &Loaded, case: &Case, place: &Place) -> bool {
    let is_alone = case.before.is_empty() && case.after.is_empty();
    if !is_alone || place.host.ticks(&place.origin) {
        return false;
    }
    let before = run.is_done();
    // One that does not answer at all is seen to by whoever sent the request.
    before.is_some() && (!answers_twice(&place.host) || before == run.is_done() && !place.host.ticks(&place.origin))
}

/// Sends the requests of a case one after the other, each as soon as Envoy is done with the one before.
fn send_all(run: &Loaded, case: &Case, place: &Place) -> Result<Vec<Answer>> {
    let controlled = case.control()?.is_some();
    let mut line = lock(&run.line);
    let mut answers = Vec::new();
    for (index, request) in case.requests.iter().enumerate() {
        pause(request.delay_ms);
        if let (Some(redis), 1..) = (&run.redis, request.later_ms) {
            redis.time_passes(request.later_ms)?;
        }
        let beside = Beside {
            identity: format!("00000000-0000-4000-8000-{:012}", index + 1),
            stream: controlled.then(|| case.stream(index)),
            settles: &|| {
                settles(run, place);
            },
            hangs: &|| hangs(run, case, place),
        };
        let answer = client::send(place.address, request, &beside, &mut line);
        let suspicious = !matches!(answer.end(), End::Complete | End::Left);
        answers.push(answer);
        // A worker that does not come back logs nothing more.
        if suspicious && !place.host.answers() {
            break;
        }
        if !is_logged_later(case, &answers) {
            wait_for_access_log(place, index + 1);
        }
    }
    Ok(answers)
}

/// Makes the TCP connections of a case one after the other.
fn connect_all(run: &Loaded, case: &Case, place: &Place) -> Vec<Exchange> {
    let exchange = |(index, connection)| {
        let exchange = tcp::exchange(place.address, &run.tcp, connection, &|| settles(run, place));
        wait_for_access_log(place, index + 1);
        exchange
    };
    case.connections.iter().enumerate().map(exchange).collect()
}

/// Whether nobody need wait for Envoy to log the request that was answered last: the worker is asked afterwards anyway, and
/// is done with it by then.
fn is_logged_later(case: &Case, answers: &[Answer]) -> bool {
    let of_last = answers.last().zip(case.requests.last());
    answers.len() == case.requests.len() && of_last.is_some_and(|(answer, request)| answer.ends_the_stream(request))
}

/// Waits until Envoy has logged so many requests of the case, which is the last that it does with each.
fn wait_for_access_log(place: &Place, requests: usize) {
    let logged = || (place.host.served_requests(&place.listener) >= requests).then_some(());
    wait::until(ACCESS_LOG, || logged().or_else(|| place.host.fault().map(drop)));
}

fn said(entries: &[&Entry]) -> Vec<String> {
    let line = |entry: &&Entry| match &entry.event {
        Event::Said { level, message, .. } => Some(format!("{level} {message}")),
        _ => None,
    };
    entries.iter().filter_map(line).collect()
}

/// What a plugin did that did not start.
fn refused(run: &Loaded, entries: &[Entry]) -> Outcome {
    let entries: Vec<&Entry> = entries.iter().collect();
    let mut notes = Notes::default();
    notes.add(
        Kind::Start,
        "the plugin".into(),
        vec!["refuses its configuration".into()],
    );
    notes.logs("start", &entries);
    notes.follow(run, &entries);
    notes.traps(&entries);
    notes.count(&entries);
    run.remember(&entries, &[]);
    Outcome {
        refused: true,
        ..notes.outcome()
    }
}

/// What was observed so far.
#[derive(Default)]
struct Notes {
    observations: Vec<Observation>,
    evidence: Evidence,
}

impl Notes {
    /// Nothing observed is no observation.
    fn add(&mut self, kind: Kind, place: String, lines: Vec<String>) {
        if !lines.is_empty() {
            self.observations.push(Observation { kind, place, lines });
        }
    }

    fn exchanged(&mut self, exchanged: &Exchanged) {
        for (index, answer) in exchanged.answers.iter().enumerate() {
            self.add(Kind::ClientResponse, format!("request {}", index + 1), answer.lines());
        }
        for (index, exchange) in exchanged.connections.iter().enumerate() {
            let place = format!("connection {}", index + 1);
            self.add(Kind::ClientResponse, place.clone(), exchange.client.clone());
            self.add(Kind::UpstreamRequest, place, exchange.upstream.clone());
        }
    }

    fn accepted(&mut self) {
        let lines = vec!["accepts its configuration".into()];
        self.add(Kind::Start, "the plugin".into(), lines);
    }

    /// What the plugin logged at some time, and with which words it ended.
    fn logs(&mut self, place: &str, entries: &[&Entry]) {
        let (entries, words) = dying::apart(entries);
        self.add(Kind::Log, place.into(), said(&entries));
        self.evidence.traps.extend(words.into_iter().map(String::from));
    }

    /// What the plugin logged while the case ran, and which callbacks it was called with.
    fn calls(&mut self, entries: &[&Entry]) {
        self.logs("requests", entries);
        self.traps(entries);
        self.count(entries);
    }

    fn count(&mut self, entries: &[&Entry]) {
        for entry in entries {
            let Event::Entered {
                function, arguments, ..
            } = &entry.event
            else {
                continue;
            };
            *self.evidence.callbacks.entry(function.to_string()).or_default() += 1;
            if DATA_CALLBACKS.contains(&&**function)
                && let Some(size) = arguments.get(1)
            {
                self.evidence.body_chunks.push(u64::from(*size));
            }
        }
    }

    fn follow(&mut self, run: &Loaded, entries: &[&Entry]) {
        let trail = &mut self.evidence.trail;
        for entry in entries {
            match &entry.event {
                Event::Reached { edges, .. } => trail.edges.extend(edges),
                Event::Asked { cluster, .. } => {
                    let own = cluster.strip_prefix(&super::prefix(&run.name)).unwrap_or(cluster);
                    trail.clusters.insert(own.to_string());
                }
                _ => {}
            }
        }
    }

    fn traps(&mut self, entries: &[&Entry]) {
        for entry in entries {
            if let Event::Trapped { function, message, .. } = &entry.event {
                self.add(Kind::Trap, "the module".into(), vec![format!("{function} trapped")]);
                self.evidence.traps.extend(message.split("\\n").map(str::to_string));
            }
        }
    }

    fn outcome(mut self) -> Outcome {
        self.observations.sort_by_key(|observation| observation.kind);
        Outcome {
            observations: self.observations,
            evidence: self.evidence,
            refused: false,
        }
    }
}
