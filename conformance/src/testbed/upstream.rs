//! The upstream and the called-out services: servers that answer as a case says and take down what reached them.

use super::http1::{self, Body, Broken, Field, Head, Reader};
use super::render::{self, Recorded};
use super::turns::{SOON, Turn};
use crate::cases::{Header, Response};
use crate::{Error, Result};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::ioctl_fionread;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long the request for which Envoy opened a connection may take to come.
const OPENING: Duration = Duration::from_millis(50);

/// How long to wait before looking again whether another request comes first.
const LOOK: Duration = Duration::from_micros(100);

/// How long to wait where there is no room for another connection.
const NO_ROOM: Duration = Duration::from_millis(10);

/// A server on a free loopback port. Dropping it closes everything.
pub struct Server {
    address: SocketAddr,
    listener: TcpListener,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    turn: Turn,
}

/// A connection that was accepted.
#[derive(Debug)]
struct Connection {
    stream: TcpStream,
    at: At,
    /// How many requests came over it.
    arrived: u64,
    /// The last of them is not done.
    is_busy: bool,
}

impl Connection {
    /// Everything that came is read.
    fn is_read(&self) -> bool {
        ioctl_fionread(&self.stream) == Ok(0)
    }

    /// A request comes over it, or will in a moment, that is not known yet.
    fn brings_one(&self) -> bool {
        match self.at {
            _ if self.is_busy => false,
            At::Opened(since) => since.elapsed() < OPENING,
            At::Waiting => !self.is_read(),
            At::Working => true,
            At::HeldBack(_) | At::InTurn => false,
        }
    }
}

/// What a connection is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Nothing came over it yet since then: Envoy opens connections only for a request.
    Opened(Instant),
    /// It waits for what comes next.
    Waiting,
    /// A request is being taken or answered.
    Working,
    /// The answer is held back until then, or for ever, as the case says.
    HeldBack(Option<Instant>),
    /// The answer waits for its turn.
    InTurn,
}

#[derive(Debug, Default)]
struct State {
    /// Counts the cases; what belongs to an earlier one is cut short and not recorded.
    case: u64,
    answers: Vec<Response>,
    received: Vec<Received>,
    accepted: u64,
    arrived: u64,
    answered: u64,
    connections: BTreeMap<u64, Connection>,
    closed: bool,
}

impl State {
    fn connection(&mut self, number: u64, change: impl FnOnce(&mut Connection)) {
        self.connections.get_mut(&number).map(change);
    }

    /// Whether a request that is to be taken down before that of a connection is still to come.
    fn comes_later(&self, number: u64) -> bool {
        let place = |number: u64, connection: &Connection| (connection.arrived == 0, number);
        let own = self
            .connections
            .get(&number)
            .map(|connection| place(number, connection));
        self.connections
            .iter()
            .any(|(other, connection)| Some(place(*other, connection)) < own && connection.brings_one())
    }
}

/// One request as it was received.
#[derive(Debug, Clone, Default)]
pub struct Received {
    head: Head,
    body: Recorded,
    trailers: Vec<Field>,
    complete: bool,
}

impl Received {
    /// The request, line by line.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = render::head(&self.head);
        lines.extend(render::behind_head(&self.body, &self.trailers));
        if !self.complete {
            lines.push("(the request did not come to its end)".into());
        }
        lines
    }
}

impl Server {
    /// Starts a server that answers 200 to everything, each answer in its turn.
    ///
    /// # Errors
    /// There is no free loopback port.
    pub fn start(turn: Turn) -> Result<Server> {
        let unable = |error| Error::new(format!("no server can listen on 127.0.0.1: {error}"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(unable)?;
        let address = listener.local_addr().map_err(unable)?;
        let shared = Arc::new(Shared {
            turn,
            ..Shared::default()
        });
        let accepting = Arc::clone(&shared);
        let accepted = listener.try_clone().map_err(unable)?;
        // The state is locked where a connection is accepted: that must not wait.
        accepted.set_nonblocking(true).map_err(unable)?;
        thread::spawn(move || accept(&accepted, &accepting));
        Ok(Server {
            address,
            listener,
            shared,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Begins a case: forgets what was received, and answers as given from now on.
    pub fn begin(&self, answers: &[Response]) {
        let mut state = self.shared.lock();
        state.case += 1;
        state.answers = answers.iter().map(Response::spelled_out).collect();
        state.received.clear();
        self.shared.changed.notify_all();
    }

    /// How many requests arrived and how many answers went out since the server started, where nothing is on its way: every
    /// byte that was sent here is read, and no request waits for anything but what the case says.
    pub fn settled(&self) -> Option<(u64, u64)> {
        let soon = Instant::now() + SOON;
        self.count_where(|at| matches!(at, At::HeldBack(until) if until.is_none_or(|until| until > soon)))
    }

    /// The same where answers may be held back, or wait for their turn.
    pub fn stands_still(&self) -> Option<(u64, u64)> {
        self.count_where(|at| matches!(at, At::HeldBack(_) | At::InTurn))
    }

    /// The same where no answer is to come: none is awaited but those that never come, and of requests the rest.
    pub fn is_done(&self) -> Option<(u64, u64)> {
        self.count_where(|at| at == At::HeldBack(None))
    }

    /// How many requests arrived and how many answers went out, where all answers that are awaited may be.
    fn count_where(&self, may_wait: impl Fn(At) -> bool) -> Option<(u64, u64)> {
        let state = self.shared.lock();
        // A connection is in the queue or among those that are known, as none is taken out of the queue while they are locked.
        if waits_at(&self.listener, Some(&Timespec::default())) {
            return None;
        }
        let quiet = |connection: &Connection| match connection.at {
            At::Working => false,
            at @ (At::HeldBack(_) | At::InTurn) => may_wait(at),
            // Nothing comes any more over one whose request was given up meanwhile.
            At::Opened(since) if since.elapsed() < OPENING => false,
            At::Opened(_) | At::Waiting => connection.is_read(),
        };
        let quiet = state.connections.values().all(quiet);
        quiet.then_some((state.arrived, state.answered))
    }

    /// What was received since the case began, in the order of arrival.
    pub fn received(&self) -> Vec<Received> {
        self.shared.lock().received.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.closed = true;
        state.case += 1;
        for connection in state.connections.values() {
            let _ = connection.stream.shutdown(Shutdown::Both);
        }
        drop(state);
        self.shared.changed.notify_all();
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_at(&self, number: u64, change: impl FnOnce(At) -> At) {
        self.lock()
            .connection(number, |connection| connection.at = change(connection.at));
    }

    /// Waits as long as the case lasts, at most so long; whether the case still lasts.
    fn wait(&self, case: u64, limit: Option<Duration>) -> bool {
        let state = self.lock();
        let going_on = |state: &mut State| state.case == case;
        match limit {
            Some(limit) => {
                let (state, _) = self
                    .changed
                    .wait_timeout_while(state, limit, going_on)
                    .unwrap_or_else(PoisonError::into_inner);
                state.case == case
            }
            None => {
                drop(self.changed.wait_while(state, going_on));
                false
            }
        }
    }
}

/// Whether somebody waits at a listener, looked at for so long; what cannot be told may be.
fn waits_at(listener: &TcpListener, time: Option<&Timespec>) -> bool {
    poll(&mut [PollFd::new(listener, PollFlags::IN)], time) != Ok(0)
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    loop {
        waits_at(listener, None);
        let mut state = shared.lock();
        let connection = match listener.accept() {
            Ok((connection, _)) => connection,
            // Whoever waited may have gone, and a signal ends waiting, too.
            Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
            Err(_) => {
                drop(state);
                thread::sleep(NO_ROOM);
                continue;
            }
        };
        if state.closed {
            return;
        }
        let _ = connection.set_nodelay(true);
        let Ok(handle) = connection.try_clone() else { continue };
        let number = state.accepted;
        state.accepted += 1;
        let opened = Connection {
            stream: handle,
            at: At::Opened(Instant::now()),
            arrived: 0,
            is_busy: false,
        };
        state.connections.insert(number, opened);
        drop(state);
        let shared = Arc::clone(shared);
        thread::spawn(move || {
            let _ = serve(&connection, number, &shared);
            // Whoever no longer finds the connection may take it for closed: the last handle goes under the lock.
            let mut state = shared.lock();
            drop(connection);
            state.connections.remove(&number);
        });
    }
}

/// One connection: request after request.
fn serve(connection: &TcpStream, number: u64, shared: &Shared) -> Result<(), Broken> {
    let mut reader = Reader::new(Watched {
        connection,
        number,
        shared,
    });
    while let Some(head) = reader.head()? {
        let method = head.method().to_vec();
        let mut body = Body::new(head.request_framing());
        let upgrade = head.header("upgrade").is_some();
        let place = arrive(shared, number, head);
        let taken = take_body(&mut reader, &mut body, shared, &place);
        let answered = || answer(connection, number, shared, &place, &method);
        let goes_on = taken.is_ok() && answered().is_ok_and(|goes_on| goes_on);
        // One that did not come to its end is not answered any more, either.
        let mut state = shared.lock();
        state.answered += 1;
        state.connection(number, |connection| connection.is_busy = false);
        drop(state);
        if !goes_on || upgrade {
            break;
        }
    }
    Ok(())
}

fn take_body(reader: &mut Reader<Watched<'_>>, body: &mut Body, shared: &Shared, place: &Place) -> Result<(), Broken> {
    while let Some(piece) = reader.piece(body)? {
        place.record(shared, |received| received.body.extend(&piece));
    }
    place.record(shared, |received| {
        received.trailers = std::mem::take(&mut body.trailers);
        received.complete = true;
    });
    Ok(())
}

/// A connection that says what it is at while it is read.
struct Watched<'a> {
    connection: &'a TcpStream,
    number: u64,
    shared: &'a Shared,
}

impl Read for Watched<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        // It says that it works before it takes anything: what nobody took is seen to be there.
        self.shared.is_at(
            self.number,
            |at| if matches!(at, At::Opened(_)) { at } else { At::Waiting },
        );
        let mut awaited = [PollFd::new(self.connection, PollFlags::IN)];
        let _ = poll(&mut awaited, None);
        self.shared.is_at(self.number, |_| At::Working);
        self.connection.read(room)
    }
}

/// Where a request is recorded, and what it is answered.
struct Place {
    case: u64,
    index: usize,
    response: Response,
}

/// Takes a request down in its order. Of those that Envoy sends at the same moment, the ones over connections that it had come
/// first, and the others in the order in which it opened theirs: which of them is read first is chance.
fn arrive(shared: &Shared, number: u64, head: Head) -> Place {
    let began = Instant::now();
    let mut state = shared.lock();
    while state.comes_later(number) && began.elapsed() < OPENING {
        (state, _) = shared
            .changed
            .wait_timeout(state, LOOK)
            .unwrap_or_else(PoisonError::into_inner);
    }
    state.arrived += 1;
    state.connection(number, |connection| {
        connection.arrived += 1;
        connection.is_busy = true;
    });
    let index = state.received.len();
    let response = state
        .answers
        .get(index)
        .or(state.answers.last())
        .cloned()
        .unwrap_or_default();
    state.received.push(Received {
        head,
        ..Received::default()
    });
    Place {
        case: state.case,
        index,
        response,
    }
}

impl Place {
    fn record(&self, shared: &Shared, change: impl FnOnce(&mut Received)) {
        let mut state = shared.lock();
        if state.case == self.case
            && let Some(received) = state.received.get_mut(self.index)
        {
            change(received);
        }
    }
}

/// Answers one request; whether the connection can carry another.
fn answer(mut connection: &TcpStream, number: u64, shared: &Shared, place: &Place, method: &[u8]) -> io::Result<bool> {
    let response = &place.response;
    let hold = |limit: Option<Duration>| {
        shared.is_at(number, |_| At::HeldBack(limit.map(|limit| Instant::now() + limit)));
        let lasts = shared.wait(place.case, limit);
        shared.is_at(number, |_| At::Working);
        lasts
    };
    let pause = |ms: u64| ms == 0 || hold(Some(Duration::from_millis(ms)));
    if !pause(response.delay_ms) {
        return Ok(false);
    }
    if response.stall {
        return Ok(hold(None));
    }
    let in_turn = || {
        shared.is_at(number, |_| At::InTurn);
        let answering = shared.turn.take(response.delay_ms);
        shared.is_at(number, |_| At::Working);
        answering
    };
    let answering = in_turn();
    if response.reset {
        // With nothing to linger for, closing sends a reset.
        let _ = rustix::net::sockopt::set_socket_linger(connection, Some(Duration::ZERO));
        return Ok(false);
    }
    let mut out = head(response);
    let bodiless = method == b"HEAD" || matches!(response.status, 100..200 | 204 | 304);
    if let (Some(body), false) = (&response.body, bodiless && response.status != 101) {
        out.extend_from_slice(&body.0);
    }
    connection.write_all(&out)?;
    drop(answering);
    if let (Some(chunks), false) = (&response.chunks, bodiless) {
        let last = http1::last_chunk(response.trailers.iter().map(Header::as_bytes));
        let pieces = chunks.iter().map(|bytes| http1::chunk(&bytes.0)).chain([last]);
        for piece in pieces {
            shared.turn.takes();
            if !pause(response.pace_ms) {
                return Ok(false);
            }
            let _answering = in_turn();
            connection.write_all(&piece)?;
        }
    }
    Ok(response.status != 101)
}

/// A whole answer as it goes over the wire, all at once; what the case says of times is left out.
pub fn wire(response: &Response) -> Vec<u8> {
    let mut out = head(response);
    if matches!(response.status, 100..200 | 204 | 304) {
        return out;
    }
    if let Some(body) = &response.body {
        out.extend_from_slice(&body.0);
    }
    if let Some(chunks) = &response.chunks {
        chunks.iter().for_each(|bytes| out.extend(http1::chunk(&bytes.0)));
        out.extend(http1::last_chunk(response.trailers.iter().map(Header::as_bytes)));
    }
    out
}

fn head(response: &Response) -> Vec<u8> {
    let mut out = format!("HTTP/1.1 {} {}\r\n", response.status, reason(response.status)).into_bytes();
    for (name, value) in response.headers.iter().map(Header::as_bytes) {
        http1::write_field(&mut out, name, value);
    }
    let brings = |name: &str| {
        response
            .headers
            .iter()
            .any(|header| header.name.eq_ignore_ascii_case(name))
    };
    let framed = !matches!(response.status, 100..200 | 204 | 304) && !brings("content-length");
    if response.chunks.is_some() && framed {
        http1::write_field(&mut out, b"transfer-encoding", b"chunked");
    } else if framed {
        let length = response.body.as_ref().map_or(0, |body| body.0.len());
        http1::write_field(&mut out, b"content-length", length.to_string().as_bytes());
    }
    out.extend_from_slice(b"\r\n");
    out
}

fn reason(status: u16) -> &'static str {
    match status {
        101 => "Switching Protocols",
        200 => "OK",
        _ => "Scripted",
    }
}

#[cfg(test)]
mod tests {
    use super::{OPENING, Server, Turn};
    use crate::cases::parse;
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::time::{Duration, Instant};

    fn ask(server: &Server, wire: &str) -> String {
        let mut connection = TcpStream::connect(server.address()).unwrap();
        connection.write_all(wire.as_bytes()).unwrap();
        connection.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        let _ = connection.read_to_string(&mut answer);
        answer
    }

    fn answers(yaml: &str) -> Vec<crate::cases::Response> {
        let text = format!("cases: [{{name: a, requests: [{{}}], upstream: {yaml}}}]");
        parse("a.yaml", &text).unwrap().cases.remove(0).upstream
    }

    const GET: &str = "GET /a b HTTP/1.1\r\nhost: x\r\nX-Raw: 1\r\n\r\n";

    #[test]
    fn requests_of_the_same_moment_come_in_the_order_in_which_their_connections_were_opened() {
        // What is not written in time, as the machine did something else, is no moment.
        let (server, began, _opened) = loop {
            let server = Server::start(Turn::default()).unwrap();
            let began = Instant::now();
            let mut opened: Vec<_> = (0..2).map(|_| TcpStream::connect(server.address()).unwrap()).collect();
            for nth in [1, 0] {
                std::thread::sleep(OPENING / 10);
                let request = format!("GET /{nth} HTTP/1.1\r\nhost: a\r\n\r\n");
                opened[nth].write_all(request.as_bytes()).unwrap();
            }
            if began.elapsed() < OPENING / 2 {
                break (server, began, opened);
            }
        };
        while server.received().len() < 2 && began.elapsed() < 10 * OPENING {
            std::thread::yield_now();
        }
        let first: Vec<String> = server.received().iter().map(|it| it.lines()[0].clone()).collect();
        assert_eq!(first, ["GET /0 HTTP/1.1", "GET /1 HTTP/1.1"]);
    }

    #[test]
    fn answers_come_in_order_and_the_last_one_repeats() {
        let server = Server::start(Turn::default()).unwrap();
        server.begin(&answers(
            "[{status: 201}, {status: 404, headers: [{x-a: b}], body: gone}]",
        ));
        let said = ask(&server, &format!("{GET}{GET}{GET}"));
        assert!(said.starts_with("HTTP/1.1 201 Scripted\r\n"), "{said}");
        assert_eq!(said.matches("HTTP/1.1 404 Scripted\r\n").count(), 2, "{said}");
        assert!(said.ends_with("x-a: b\r\ncontent-length: 4\r\n\r\ngone"), "{said}");
        assert_eq!(server.received().len(), 3);
        assert_eq!(
            server.received()[0].lines(),
            ["GET /a b HTTP/1.1", "host: x", "X-Raw: 1"]
        );
    }

    #[test]
    fn chunks_and_trailers_go_both_ways() {
        let server = Server::start(Turn::default()).unwrap();
        server.begin(&answers("[{chunks: [ab, cd], pace_ms: 1, trailers: [{x-t: 1}]}]"));
        let said = ask(
            &server,
            "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-sum: 9\r\n\r\n",
        );
        assert!(
            said.ends_with("transfer-encoding: chunked\r\n\r\n2\r\nab\r\n2\r\ncd\r\n0\r\nx-t: 1\r\n\r\n"),
            "{said}"
        );
        let lines = server.received()[0].lines();
        assert_eq!(lines[2..], ["", "abc", "(trailers)", "x-sum: 9"]);
    }

    #[test]
    fn a_request_that_stops_in_the_middle_is_recorded_as_such() {
        let server = Server::start(Turn::default()).unwrap();
        server.begin(&[]);
        ask(&server, "POST / HTTP/1.1\r\ncontent-length: 5\r\n\r\nabc");
        let lines = server.received()[0].lines();
        assert_eq!(lines[2..], ["", "abc", "(the request did not come to its end)"]);
    }

    #[test]
    fn a_request_that_ends_early_counts_as_answered() {
        let server = Server::start(Turn::default()).unwrap();
        let rests = || {
            let rested = || server.settled().filter(|(arrived, answered)| arrived == answered);
            super::super::wait::until(Duration::from_secs(5), rested)
        };
        server.begin(&answers("[{stall: true}]"));
        let mut stalled = TcpStream::connect(server.address()).unwrap();
        stalled.write_all(GET.as_bytes()).unwrap();
        while server.settled() != Some((1, 0)) {
            std::thread::yield_now();
        }
        server.begin(&[]);
        assert_eq!(rests(), Some((1, 1)));
        ask(&server, "POST / HTTP/1.1\r\ncontent-length: 5\r\n\r\nabc");
        assert_eq!(rests(), Some((2, 2)));
    }

    #[test]
    fn a_connection_without_a_request_is_waited_for_only_for_a_moment() {
        let server = Server::start(Turn::default()).unwrap();
        server.begin(&[]);
        let began = Instant::now();
        let _opened = TcpStream::connect(server.address()).unwrap();
        while server.shared.lock().connections.is_empty() {
            std::thread::yield_now();
        }
        assert!(server.settled().is_none() || began.elapsed() >= OPENING);
        let settled = super::super::wait::until(Duration::from_secs(5), || server.settled());
        assert_eq!(settled, Some((0, 0)));
    }

    #[test]
    fn a_reset_is_a_reset_and_a_stall_ends_with_its_case() {
        let server = Server::start(Turn::default()).unwrap();
        server.begin(&answers("[{reset: true}]"));
        let mut connection = TcpStream::connect(server.address()).unwrap();
        connection.write_all(GET.as_bytes()).unwrap();
        let error = connection.read(&mut [0; 10]).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);

        server.begin(&answers("[{stall: true}]"));
        let mut connection = TcpStream::connect(server.address()).unwrap();
        connection.write_all(GET.as_bytes()).unwrap();
        connection
            .set_read_timeout(Some(std::time::Duration::from_millis(50)))
            .unwrap();
        assert!(connection.read(&mut [0; 10]).is_err());
        server.begin(&[]);
        connection.set_read_timeout(None).unwrap();
        assert_eq!(connection.read(&mut [0; 10]).unwrap(), 0);
        assert!(server.received().is_empty());
    }
}
