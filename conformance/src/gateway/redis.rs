//! The connections to Redis: one for each service, database, user and password, with its commands pipelined.

use super::call::{Call, Link};
use super::http2::Reply;
use super::{Shared, Target, lock};
use crate::testbed::turns::SOON;
use redis_protocol::resp2::decode::decode_range;
use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long a connection to a Redis on the same machine may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// The connections of one Envoy worker.
pub struct Links {
    shared: Arc<Shared>,
    senders: HashMap<Link, Sender<(Call, Reply)>>,
}

impl Links {
    /// None yet.
    pub fn new(shared: Arc<Shared>) -> Links {
        Links {
            shared,
            senders: HashMap::new(),
        }
    }

    /// Records a command and sends it behind those that came before.
    pub fn send(&mut self, call: Call, reply: Reply) {
        lock(&self.shared.commands).push(call.command());
        self.shared.count(|calls| calls.arrived += 1);
        let shared = &self.shared;
        let sender = self.senders.entry(call.link.clone()).or_insert_with_key(|link| {
            let (sender, calls) = channel();
            let (shared, link) = (shared.clone(), link.clone());
            thread::spawn(move || send_calls(&shared, &link, &calls));
            sender
        });
        // The thread ends after everybody who could send to it.
        let _ = sender.send((call, reply));
    }
}

/// Sends the calls of one link in order, over a new connection where there is none that works.
fn send_calls(shared: &Arc<Shared>, link: &Link, calls: &Receiver<(Call, Reply)>) {
    let answers = Answers::start(shared);
    let mut connection: Option<Connection> = None;
    while let Ok((call, reply)) = calls.recv() {
        let target = *lock(&shared.target);
        connection = connection.filter(|open| open.target == target && open.usable());
        if connection.is_none() {
            connection = Connection::open(shared, &answers, target, link).ok();
        }
        match &mut connection {
            Some(open) => open.send(shared.delay_ms.load(Ordering::Relaxed), call, reply),
            None => answers.give(reply, None, 0, Instant::now()),
        }
    }
}

/// The answers of one link: in order, each when it is due and in its turn.
#[derive(Clone)]
struct Answers {
    shared: Arc<Shared>,
    ready: Sender<Answer>,
}

/// What goes to Envoy.
struct Answer {
    to: Reply,
    /// None where there is no reply.
    reply: Option<Vec<u8>>,
    /// How long it is held back (ms), and until when.
    delay_ms: u64,
    due: Instant,
    /// It counts as held back: what is due soon is only not in its turn yet.
    held_back: bool,
}

impl Answers {
    fn start(shared: &Arc<Shared>) -> Answers {
        let (ready, answers) = channel();
        let giving = Arc::clone(shared);
        thread::spawn(move || give_all(&giving, &answers));
        Answers {
            shared: Arc::clone(shared),
            ready,
        }
    }

    fn give(&self, to: Reply, reply: Option<Vec<u8>>, delay_ms: u64, due: Instant) {
        let held_back = due.saturating_duration_since(Instant::now()) > SOON;
        self.shared.count(|calls| match held_back {
            true => calls.held_back += 1,
            false => calls.in_turn += 1,
        });
        let answer = Answer {
            to,
            reply,
            delay_ms,
            due,
            held_back,
        };
        // The thread ends after everybody who could send to it.
        let _ = self.ready.send(answer);
    }
}

fn give_all(shared: &Shared, answers: &Receiver<Answer>) {
    while let Ok(answer) = answers.recv() {
        thread::sleep(answer.due.saturating_duration_since(Instant::now()));
        if answer.held_back {
            shared.count(|calls| {
                calls.held_back -= 1;
                calls.in_turn += 1;
            });
        }
        let answering = shared.turn.take(answer.delay_ms);
        shared.count(|calls| calls.in_turn -= 1);
        match answer.reply {
            Some(reply) => answer.to.success(&reply),
            None => answer.to.failure(),
        }
        shared.count(|calls| calls.answered += 1);
        drop(answering);
    }
}

/// An open connection; a thread of its own reads the replies.
struct Connection {
    answers: Answers,
    target: Target,
    socket: TcpStream,
    waiting: Sender<Waiting>,
    count: Arc<AtomicUsize>,
}

/// What waits for a reply of Redis.
struct Waiting {
    /// Who gets it; nobody where it is the answer to a command of ours.
    reply: Option<Reply>,
    /// How long it is held back (ms), and until when.
    delay_ms: u64,
    due: Instant,
}

impl Connection {
    /// Connects, and logs in and selects the database as Higress does: without waiting for the answers. Where they
    /// are errors, Redis refuses the commands that follow, and the plugin sees that.
    fn open(shared: &Arc<Shared>, answers: &Answers, target: Target, link: &Link) -> io::Result<Connection> {
        let redis = target.redis.ok_or(io::ErrorKind::NotConnected)?;
        let socket = TcpStream::connect_timeout(&redis, CONNECT_TIMEOUT)?;
        socket.set_nodelay(true)?;
        let number = shared.register(&socket)?;
        let (waiting, entries) = channel();
        let count = Arc::new(AtomicUsize::new(0));
        let (reading, counted, to) = (socket.try_clone()?, count.clone(), answers.clone());
        thread::spawn(move || {
            read_replies(&to, reading, &entries, &counted);
            to.shared.forget(number);
        });
        let mut connection = Connection {
            answers: answers.clone(),
            target,
            socket,
            waiting,
            count,
        };
        for command in greeting(link) {
            connection.write(&command, None, 0);
        }
        Ok(connection)
    }

    /// A connection that Redis has closed meanwhile is seen before a command is lost on it.
    fn usable(&self) -> bool {
        if self.count.load(Ordering::SeqCst) > 0 {
            return true;
        }
        // Nobody reads now, so the socket may change its mode for a moment.
        let closed = self.socket.set_nonblocking(true).is_err()
            || !matches!(self.socket.peek(&mut [0]), Err(error) if error.kind() == io::ErrorKind::WouldBlock);
        !closed && self.socket.set_nonblocking(false).is_ok()
    }

    fn send(&mut self, delay_ms: u64, call: Call, reply: Reply) {
        if call.timeout_ms == 0 {
            self.answers.give(reply, None, 0, Instant::now());
            self.write(&call.query, None, delay_ms);
        } else {
            self.write(&call.query, Some(reply), delay_ms);
        }
    }

    /// A failure shows to the reading thread, which then fails all that waits.
    fn write(&mut self, query: &[u8], reply: Option<Reply>, delay_ms: u64) {
        self.count.fetch_add(1, Ordering::SeqCst);
        let due = Instant::now() + Duration::from_millis(delay_ms);
        let waiting = Waiting { reply, delay_ms, due };
        // The thread ends after everybody who could send to it.
        let _ = self.waiting.send(waiting);
        if self.socket.write_all(query).is_err() {
            let _ = self.socket.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let _ = self.socket.shutdown(Shutdown::Both);
    }
}

/// The commands at the start of a connection.
fn greeting(link: &Link) -> Vec<Vec<u8>> {
    let mut commands = Vec::new();
    if !link.user.is_empty() {
        commands.push(command(&[b"AUTH", &link.user, &link.password]));
    } else if !link.password.is_empty() {
        commands.push(command(&[b"AUTH", &link.password]));
    }
    if let Some(db) = link.db() {
        commands.push(command(&[b"SELECT", db.as_bytes()]));
    }
    commands
}

fn command(words: &[&[u8]]) -> Vec<u8> {
    let mut out = format!("*{}\r\n", words.len()).into_bytes();
    for word in words {
        out.extend(format!("${}\r\n", word.len()).bytes());
        out.extend(*word);
        out.extend(b"\r\n");
    }
    out
}

/// Gives each reply to whom it belongs: Redis answers in order. Once the connection is lost, all that waits fails.
fn read_replies(answers: &Answers, mut socket: TcpStream, entries: &Receiver<Waiting>, count: &AtomicUsize) {
    let mut buffer = Vec::new();
    let mut lost = false;
    while let Ok(entry) = entries.recv() {
        let bytes = if lost {
            None
        } else {
            read_reply(&mut socket, &mut buffer).ok()
        };
        if bytes.is_none() {
            lost = true;
            let _ = socket.shutdown(Shutdown::Both);
        }
        count.fetch_sub(1, Ordering::SeqCst);
        if let Some(to) = entry.reply {
            let due = if lost { Instant::now() } else { entry.due };
            answers.give(to, bytes, entry.delay_ms, due);
        }
    }
}

/// Reads one reply of any kind and size; what comes behind it stays in the buffer.
fn read_reply(socket: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Vec<u8>> {
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let frame = decode_range(buffer).map_err(|error| io::Error::other(error.to_string()))?;
        if let Some((_, len)) = frame {
            let behind = buffer.split_off(len);
            return Ok(std::mem::replace(buffer, behind));
        }
        let read = socket.read(&mut chunk)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        buffer.extend(&chunk[..read]);
    }
}
