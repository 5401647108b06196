//! The Redis gateway: takes the commands of bridged plugins over HTTP/2 and passes them to a real Redis.
//!
//! A command is the body of a POST, see `call`. HTTP/2 carries all calls of an Envoy worker over one connection, so
//! that they keep their order and none waits for another, as on Higress, where a worker pipelines its commands
//! over one connection to each service.

mod call;
mod http2;
mod redis;

use crate::testbed::turns::Turn;
use crate::{Error, Result};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::ioctl_fionread;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Instant;

/// A running gateway on a free loopback port. Dropping it closes every connection.
pub struct Gateway {
    addr: SocketAddr,
    listener: TcpListener,
    shared: Arc<Shared>,
}

/// A command that a plugin sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Command {
    /// The service as the plugin names it, without parameters.
    pub service: String,
    /// The database asked for with `?db=`.
    pub db: Option<String>,
    /// The user that the plugin logs in as; empty for none.
    pub user: String,
    /// The command and its arguments.
    pub words: Vec<Vec<u8>>,
    /// When it came.
    #[serde(skip)]
    pub at: Instant,
}

/// Where commands go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Target {
    redis: Option<SocketAddr>,
    /// Counts the changes: a connection made before one is not used after it.
    change: u64,
}

/// What the threads of a gateway share.
struct Shared {
    target: Mutex<Target>,
    delay_ms: AtomicU64,
    turn: Turn,
    calls: Mutex<Calls>,
    commands: Mutex<Vec<Command>>,
    /// Every open connection, to close it from outside of its thread.
    sockets: Mutex<Sockets>,
    stopped: AtomicBool,
}

/// How many calls came, how many were answered, how many answers are held back, and how many wait for their turn.
#[derive(Debug, Default, Clone, Copy)]
struct Calls {
    arrived: u64,
    answered: u64,
    held_back: u64,
    in_turn: u64,
}

/// A connection of Envoy's.
struct ToEnvoy {
    socket: TcpStream,
    /// What was read is being taken.
    works: Arc<AtomicBool>,
}

#[derive(Default)]
struct Sockets {
    next: u64,
    to_envoy: HashMap<u64, ToEnvoy>,
    to_redis: HashMap<u64, TcpStream>,
}

impl Sockets {
    /// A number for one more.
    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }
}

impl Gateway {
    /// Starts a gateway before a Redis, or one that refuses every command where there is none. Each reply goes out in its turn.
    ///
    /// # Errors
    /// No free port on the loopback interface.
    pub fn start(redis: Option<SocketAddr>, turn: Turn) -> Result<Gateway> {
        let cannot = |error: std::io::Error| {
            Error::new(format!("no port for the Redis gateway: {error}")).next("check the loopback interface")
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(cannot)?;
        let addr = listener.local_addr().map_err(cannot)?;
        let shared = Arc::new(Shared {
            target: Mutex::new(Target { redis, change: 0 }),
            delay_ms: AtomicU64::new(0),
            turn,
            calls: Mutex::default(),
            commands: Mutex::default(),
            sockets: Mutex::default(),
            stopped: AtomicBool::new(false),
        });
        let (accepting, queue) = (shared.clone(), listener.try_clone().map_err(cannot)?);
        thread::spawn(move || accept(&queue, &accepting));
        Ok(Gateway { addr, listener, shared })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The commands received since the last call, in order.
    pub fn take_commands(&self) -> Vec<Command> {
        std::mem::take(&mut *lock(&self.shared.commands))
    }

    /// How many commands arrived and how many were answered since the gateway started, where nothing is on its way: all that
    /// was sent here is read, and no answer is awaited but those that are held back.
    pub fn settled(&self) -> Option<(u64, u64)> {
        self.count_where(|calls| calls.held_back)
    }

    /// The same where answers may wait for their turn.
    pub fn stands_still(&self) -> Option<(u64, u64)> {
        self.count_where(|calls| calls.held_back + calls.in_turn)
    }

    /// How many commands arrived and how many were answered, where so many wait as may.
    fn count_where(&self, may_wait: impl Fn(&Calls) -> u64) -> Option<(u64, u64)> {
        let sockets = lock(&self.shared.sockets);
        // A connection is in the queue or among the sockets, as none is taken out of the queue while they are locked.
        if is_readable(&self.listener, Some(&Timespec::default())) {
            return None;
        }
        // Who reads says so before: what is neither there nor being read has been counted.
        let quiet = |to: &ToEnvoy| ioctl_fionread(&to.socket) == Ok(0) && !to.works.load(Ordering::SeqCst);
        if !sockets.to_envoy.values().all(quiet) {
            return None;
        }
        let calls = *lock(&self.shared.calls);
        (calls.arrived == calls.answered + may_wait(&calls)).then_some((calls.arrived, calls.answered))
    }

    /// Holds every reply back so long (ms), counted from the command.
    pub fn set_delay(&self, delay_ms: u64) {
        self.shared.delay_ms.store(delay_ms, Ordering::Relaxed);
    }

    /// Passes commands to another Redis, or refuses them. Open connections to the old one are closed.
    pub fn set_redis(&self, redis: Option<SocketAddr>) {
        // Held until all are closed, so that none of them is a new one.
        let mut target = lock(&self.shared.target);
        let change = target.change + 1;
        *target = Target { redis, change };
        for socket in lock(&self.shared.sockets).to_redis.values() {
            let _ = socket.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Wakes the accepting thread, which then sees that it is over.
        let _ = TcpStream::connect(self.addr);
        let sockets = lock(&self.shared.sockets);
        let to_envoy = sockets.to_envoy.values().map(|to| &to.socket);
        for socket in to_envoy.chain(sockets.to_redis.values()) {
            let _ = socket.shutdown(Shutdown::Both);
        }
    }
}

/// The cluster for Envoy that leads to a gateway: HTTP/2 over one connection, without the limits on calls in
/// flight that a cluster has otherwise.
pub fn cluster(name: &str, gateway: SocketAddr) -> Value {
    let unlimited = i32::MAX;
    json!({
        "name": name,
        "type": "STATIC",
        "connect_timeout": "1s",
        "load_assignment": {
            "cluster_name": name,
            "endpoints": [{"lb_endpoints": [{"endpoint": {"address": {"socket_address": {
                "address": gateway.ip().to_string(),
                "port_value": gateway.port(),
            }}}}]}],
        },
        "circuit_breakers": {"thresholds": [{
            "max_connections": 1,
            "max_pending_requests": unlimited,
            "max_requests": unlimited,
        }]},
        "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
            "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
            "explicit_http_config": {"http2_protocol_options": {
                "max_concurrent_streams": unlimited,
                "max_outbound_frames": unlimited,
            }},
        }},
    })
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    loop {
        is_readable(listener, None);
        if shared.stopped.load(Ordering::SeqCst) {
            return;
        }
        let works = Arc::default();
        let mut sockets = lock(&shared.sockets);
        let Ok((socket, _)) = listener.accept() else { continue };
        let Ok(kept) = socket.try_clone() else { continue };
        let number = sockets.number();
        let to_envoy = ToEnvoy {
            socket: kept,
            works: Arc::clone(&works),
        };
        sockets.to_envoy.insert(number, to_envoy);
        drop(sockets);
        let shared = shared.clone();
        thread::spawn(move || serve(socket, number, &works, &shared));
    }
}

/// Whether somebody waits at a listener, looked at for so long.
fn is_readable(listener: &TcpListener, time: Option<&Timespec>) -> bool {
    poll(&mut [PollFd::new(listener, PollFlags::IN)], time).is_ok_and(|ready| ready > 0)
}

/// Serves one connection of Envoy. Its connections to Redis are its own, and end with it.
fn serve(socket: TcpStream, number: u64, works: &AtomicBool, shared: &Arc<Shared>) {
    let mut links = redis::Links::new(shared.clone());
    http2::serve(socket, works, |body, reply| match call::Call::parse(&body) {
        Some(call) => links.send(call, reply),
        None => reply.failure(),
    });
    shared.forget(number);
}

impl Shared {
    /// Keeps a connection to Redis, so that it can be closed.
    fn register(&self, socket: &TcpStream) -> std::io::Result<u64> {
        let socket = socket.try_clone()?;
        let mut sockets = lock(&self.sockets);
        if self.stopped.load(Ordering::SeqCst) {
            return Err(std::io::ErrorKind::ConnectionAborted.into());
        }
        let number = sockets.number();
        sockets.to_redis.insert(number, socket);
        Ok(number)
    }

    fn count(&self, change: impl FnOnce(&mut Calls)) {
        change(&mut lock(&self.calls));
    }

    fn forget(&self, number: u64) {
        let mut sockets = lock(&self.sockets);
        sockets.to_envoy.remove(&number);
        sockets.to_redis.remove(&number);
    }
}

/// What the threads share stays whole when one of them panics.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
