//! The TCP connections of a case: each step is made once Envoy is done with the one before, so that the plugin is given the
//! same pieces in every run.

use super::render::Recorded;
use crate::cases::{Connection, Side, Step};
use crate::{Error, Result};
use rustix::net::sockopt::set_socket_linger;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// So often in a row nothing may come before nothing is expected any more: data goes from the client through Envoy to the
/// upstream in several turns of its worker.
const QUIET_TURNS: usize = 4;

/// How much is written at a time before the other end is read (bytes).
const PIECE: usize = 16 << 10;

/// The upstream of TCP connections.
#[derive(Debug)]
pub struct Upstream {
    listener: TcpListener,
    address: SocketAddr,
}

impl Upstream {
    /// An upstream on a free loopback port.
    ///
    /// # Errors
    /// There is none.
    pub fn start() -> Result<Upstream> {
        let unable = |error| Error::new(format!("no upstream can listen on 127.0.0.1: {error}"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(unable)?;
        listener.set_nonblocking(true).map_err(unable)?;
        let address = listener.local_addr().map_err(unable)?;
        Ok(Upstream { listener, address })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    fn accept(&self) -> Option<TcpStream> {
        self.listener.accept().ok().map(|(stream, _)| stream)
    }
}

/// What came of a connection: what each end got after which step, and how it ended for it.
#[derive(Debug, Default)]
pub struct Exchange {
    /// What the client got.
    pub client: Vec<String>,
    /// What the upstream got; nothing where nobody came.
    pub upstream: Vec<String>,
}

/// One end of a connection.
struct End {
    stream: Option<TcpStream>,
    /// What came since the last step.
    got: Recorded,
    ended: Option<&'static str>,
    lines: Vec<String>,
}

impl End {
    fn new(stream: Option<TcpStream>) -> End {
        let mut end = End {
            stream: None,
            got: Recorded::default(),
            ended: None,
            lines: Vec::new(),
        };
        stream.into_iter().for_each(|stream| end.open(stream));
        end
    }

    fn open(&mut self, stream: TcpStream) {
        let _ = stream.set_nonblocking(true);
        let _ = stream.set_nodelay(true);
        self.stream = Some(stream);
    }

    /// Reads what is there; whether anything was, or the connection ended.
    fn read(&mut self) -> bool {
        let Some(stream) = self.stream.as_mut().filter(|_| self.ended.is_none()) else {
            return false;
        };
        let mut room = [0; PIECE];
        match stream.read(&mut room) {
            Ok(0) => self.ended = Some("closed"),
            Ok(read) => self.got.extend(&room[..read]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => return false,
            Err(_) => self.ended = Some("reset"),
        }
        true
    }

    /// Writes as much as goes at once; what is left.
    fn write<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let piece = &bytes[..bytes.len().min(PIECE)];
        match self.stream.as_mut().map(|stream| stream.write(piece)) {
            Some(Ok(written)) => &bytes[written..],
            Some(Err(error)) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => bytes,
            // Nobody takes it any more.
            _ => &[],
        }
    }

    fn shut(&mut self, reset: bool) {
        let Some(stream) = &self.stream else { return };
        if reset {
            // With nothing to linger for, closing sends a reset.
            let _ = set_socket_linger(stream, Some(Duration::ZERO));
            self.stream = None;
        } else {
            let _ = stream.shutdown(Shutdown::Write);
        }
    }

    /// Takes down what came after a step.
    fn note(&mut self, after: &str) {
        let got = std::mem::take(&mut self.got);
        if !got.is_empty() {
            self.lines.push(format!("({after})"));
            self.lines.extend(got.lines());
        }
        if let Some(how) = self.ended.filter(|_| self.stream.take().is_some()) {
            self.lines.push(format!("({how}, {after})"));
        }
    }
}

/// Makes a connection to Envoy and all its steps; `turn` waits until Envoy has had a turn, and says whether it still answers.
pub fn exchange(to: SocketAddr, upstream: &Upstream, connection: &Connection, turn: &dyn Fn() -> bool) -> Exchange {
    // Those of an earlier connection.
    while upstream.accept().is_some() {}
    let mut ends = [End::new(TcpStream::connect(to).ok()), End::new(None)];
    settle(&mut ends, upstream, turn);
    note(&mut ends, "connected");
    for (index, step) in connection.steps.iter().enumerate() {
        make(step, &mut ends, upstream, turn);
        settle(&mut ends, upstream, turn);
        note(&mut ends, &format!("step {}", index + 1));
    }
    let [client, upstream] = ends.map(|end| end.lines);
    Exchange { client, upstream }
}

fn make(step: &Step, ends: &mut [End; 2], upstream: &Upstream, turn: &dyn Fn() -> bool) {
    let end = |side: Side| usize::from(side == Side::Upstream);
    match step {
        Step::Client(bytes) => send(&bytes.0, end(Side::Client), ends, upstream, turn),
        Step::Upstream(bytes) => send(&bytes.0, end(Side::Upstream), ends, upstream, turn),
        Step::Close(side) => ends[end(*side)].shut(false),
        Step::Reset(side) => ends[end(*side)].shut(true),
    }
}

/// Sends all that Envoy takes; what it does not take as long as nothing else happens stays unsent.
fn send(mut bytes: &[u8], from: usize, ends: &mut [End; 2], upstream: &Upstream, turn: &dyn Fn() -> bool) {
    while !bytes.is_empty() {
        let before = bytes.len();
        bytes = ends[from].write(bytes);
        if bytes.len() == before && !settle(ends, upstream, turn) {
            return;
        }
    }
}

/// Reads both ends until nothing more comes; whether anything came.
fn settle(ends: &mut [End; 2], upstream: &Upstream, turn: &dyn Fn() -> bool) -> bool {
    let (mut quiet, mut any) = (0, false);
    while quiet < QUIET_TURNS {
        if !turn() {
            return any;
        }
        let accepted = upstream.accept();
        let came = accepted.is_some();
        accepted.into_iter().for_each(|stream| ends[1].open(stream));
        let moved = ends.iter_mut().fold(came, |moved, end| end.read() | moved);
        quiet = if moved { 0 } else { quiet + 1 };
        any |= moved;
    }
    any
}

fn note(ends: &mut [End; 2], after: &str) {
    ends.iter_mut().for_each(|end| end.note(after));
}
