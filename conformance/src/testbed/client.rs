//! The client of a case: sends one request as written, and takes down what comes back.

use super::config::CONTROL_HEADER;
use super::http1::{self, Body, Broken, Framing, Head, Reader};
use super::render::{self, Recorded};
use crate::cases::{Header, Request, Stream};
use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::io::Errno;
use rustix::net::RecvFlags;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// What a client got for one request.
#[derive(Debug)]
pub struct Answer {
    /// Answers of the 1xx kind that came before, save 101.
    interim: Vec<Head>,
    head: Option<Head>,
    body: Recorded,
    trailers: Vec<http1::Field>,
    end: End,
    asked: SystemTime,
}

/// How an exchange ended for the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// With the end of the answer.
    Complete,
    /// The client left, as the case says.
    Left,
    /// The client's patience was over.
    TimedOut,
    /// Otherwise.
    Broken(Broken),
}

/// What goes with a request beside what the case says.
pub struct Beside<'a> {
    /// Its `x-request-id` where it brings none.
    pub identity: String,
    /// Time and chance, where they are under control.
    pub stream: Option<Stream>,
    /// Waits until nothing goes on any more.
    pub settles: &'a (dyn Fn() + Sync),
    /// Whether an answer that has not come yet never will.
    pub hangs: &'a (dyn Fn() -> bool + Sync),
}

/// A connection that requests without special wishes share.
#[derive(Debug)]
pub struct Line {
    to: SocketAddr,
    connection: TcpStream,
    /// How long a write waits now.
    patience: Duration,
}

impl Line {
    fn open(to: SocketAddr) -> Result<Line, Broken> {
        let connection = TcpStream::connect(to).map_err(|_| Broken::Reset)?;
        let _ = connection.set_nodelay(true);
        Ok(Line {
            to,
            connection,
            patience: Duration::ZERO,
        })
    }

    /// Has writes wait so long; most requests of a line are as patient as the one before.
    fn wait(&mut self, patience: Duration) {
        let patience = patience.max(Duration::from_millis(1));
        if self.patience != patience {
            let _ = self.connection.set_write_timeout(Some(patience));
            self.patience = patience;
        }
    }
}

/// Sends a request to Envoy, where it can over the line that is open.
pub fn send(to: SocketAddr, request: &Request, beside: &Beside<'_>, line: &mut Option<Line>) -> Answer {
    let mut answer = Answer {
        interim: Vec::new(),
        head: None,
        body: Recorded::default(),
        trailers: Vec::new(),
        end: End::Complete,
        asked: SystemTime::now(),
    };
    let exchanged = match shares(request) {
        true => exchange_on(line, to, request, beside, &mut answer),
        false => exchange(to, request, beside, &mut answer),
    };
    if let Err(broken) = exchanged {
        answer.end = match (broken, request.leave_after_ms) {
            (Broken::TimedOut, Some(leave)) if leave <= request.timeout_ms => End::Left,
            (Broken::TimedOut, _) => End::TimedOut,
            (broken, _) => End::Broken(broken),
        };
    }
    answer
}

/// Whether a request leaves its connection as it found it: a client that neither leaves nor says how the connection is to
/// be used, and no body that an early answer could cut short.
fn shares(request: &Request) -> bool {
    const OF_CONNECTION: [&str; 6] = [
        "connection",
        "upgrade",
        "expect",
        "te",
        "content-length",
        "transfer-encoding",
    ];
    let plain = |bytes: &[u8]| !bytes.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0));
    let plain_header = |header: &Header| {
        let (name, value) = header.as_bytes();
        plain(name) && plain(value) && !OF_CONNECTION.iter().any(|of| header.name.eq_ignore_ascii_case(of))
    };
    request.body.is_none()
        && request.chunks.is_none()
        && request.leave_after_ms.is_none()
        && request.method != "CONNECT"
        && plain(request.method.as_bytes())
        && plain(&request.path.0)
        && plain(&request.host.0)
        && request.headers.iter().all(plain_header)
}

/// An exchange over the line, which stays open if it can carry another.
fn exchange_on(
    line: &mut Option<Line>,
    to: SocketAddr,
    request: &Request,
    beside: &Beside<'_>,
    answer: &mut Answer,
) -> Result<(), Broken> {
    let open = line.take().filter(|line| line.to == to && is_silent(&line.connection));
    let mut used = open.map_or_else(|| Line::open(to), Ok)?;
    let patience = Duration::from_millis(request.timeout_ms);
    let end = Instant::now() + patience;
    used.wait(patience);
    // What cannot be written is answered by what is read.
    let _ = (&used.connection).write_all(&head(request, Some(beside)));
    let mut until = Until {
        connection: &used.connection,
        end,
        look: FIRST_LOOK,
        hangs: beside.hangs,
    };
    read(&mut until, request, answer)?;
    if answer.leaves_open(request) {
        *line = Some(used);
    }
    Ok(())
}

fn exchange(to: SocketAddr, request: &Request, beside: &Beside<'_>, answer: &mut Answer) -> Result<(), Broken> {
    let connection = TcpStream::connect(to).map_err(|_| Broken::Reset)?;
    let _ = connection.set_nodelay(true);
    let patience = request
        .leave_after_ms
        .map_or(request.timeout_ms, |leave| leave.min(request.timeout_ms));
    let end = Instant::now() + Duration::from_millis(patience);
    let is_written = AtomicBool::new(false);
    // A client that leaves does so at its time.
    let hangs = || request.leave_after_ms.is_none() && is_written.load(Ordering::Relaxed) && (beside.hangs)();
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let written = write(&connection, request, beside, end);
            is_written.store(written.is_ok(), Ordering::Relaxed);
        });
        let mut until = Until {
            connection: &connection,
            end,
            look: FIRST_LOOK,
            hangs: &hangs,
        };
        let read = read(&mut until, request, answer);
        // A writer that is still at it has nobody left to write to.
        let _ = connection.shutdown(Shutdown::Both);
        let _ = writer.join();
        read
    })
}

fn write(mut connection: &TcpStream, request: &Request, beside: &Beside<'_>, end: Instant) -> io::Result<()> {
    let _ = connection.set_write_timeout(Some(Duration::from_millis(request.timeout_ms.max(1))));
    let mut head = head(request, Some(beside));
    if let Some(body) = &request.body {
        head.extend_from_slice(&body.0);
    }
    connection.write_all(&head)?;
    if let Some(chunks) = &request.chunks {
        let pause = || {
            (beside.settles)();
            let left = end.saturating_duration_since(Instant::now());
            thread::sleep(Duration::from_millis(request.pace_ms).min(left));
        };
        for bytes in chunks {
            pause();
            connection.write_all(&http1::chunk(&bytes.0))?;
        }
        pause();
        connection.write_all(&http1::last_chunk(request.trailers.iter().map(Header::as_bytes)))?;
    }
    Ok(())
}

/// The head of a request, with what it needs to be understood where the case does not bring it.
pub fn head(request: &Request, beside: Option<&Beside<'_>>) -> Vec<u8> {
    let mut out = request.method.clone().into_bytes();
    out.push(b' ');
    out.extend_from_slice(&request.path.0);
    out.extend_from_slice(b" HTTP/1.1\r\n");
    let brings = |name: &str| {
        request
            .headers
            .iter()
            .any(|header| header.name.eq_ignore_ascii_case(name))
    };
    if !brings("host") {
        http1::write_field(&mut out, b"Host", &request.host.0);
    }
    for (name, value) in request.headers.iter().map(Header::as_bytes) {
        http1::write_field(&mut out, name, value);
    }
    if let Some(beside) = beside.filter(|_| !brings("x-request-id")) {
        http1::write_field(&mut out, b"x-request-id", beside.identity.as_bytes());
    }
    if let Some(Stream { gone_ns, seed }) = beside.and_then(|beside| beside.stream) {
        http1::write_field(
            &mut out,
            CONTROL_HEADER.as_bytes(),
            format!("{gone_ns}.{seed}").as_bytes(),
        );
    }
    match (&request.body, &request.chunks) {
        (Some(body), _) if !brings("content-length") => {
            http1::write_field(&mut out, b"Content-Length", body.0.len().to_string().as_bytes());
        }
        (None, Some(_)) if !brings("transfer-encoding") => {
            http1::write_field(&mut out, b"Transfer-Encoding", b"chunked");
        }
        _ => {}
    }
    out.extend_from_slice(b"\r\n");
    out
}

fn read(from: &mut Until, request: &Request, answer: &mut Answer) -> Result<(), Broken> {
    let mut reader = Reader::new(from);
    let head = loop {
        let head = reader.head()?.ok_or(Broken::Closed)?;
        match head.status() {
            Some(100..=199) if head.status() != Some(101) => answer.interim.push(head),
            _ => break head,
        }
    };
    let mut body = Body::new(head.response_framing(request.method.as_bytes()));
    answer.head = Some(head);
    while let Some(piece) = reader.piece(&mut body)? {
        answer.body.extend(&piece);
    }
    answer.trailers = body.trailers;
    Ok(())
}

/// A connection that is read from until a moment.
struct Until<'a> {
    connection: &'a TcpStream,
    end: Instant,
    /// How long nothing may come before somebody looks whether anything will.
    look: Duration,
    /// Whether what has not come yet never will.
    hangs: &'a dyn Fn() -> bool,
}

/// How long nothing may come before the first look whether anything will; each further look comes after twice the time.
const FIRST_LOOK: Duration = Duration::from_millis(2);

impl Read for Until<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        loop {
            let left = self.end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            let wait = left.min(self.look);
            if comes_within(self.connection, wait)? {
                return self.connection.read(room);
            }
            if wait < self.look {
                continue;
            }
            self.look *= 2;
            if (self.hangs)() && is_silent(self.connection) {
                return Err(io::ErrorKind::TimedOut.into());
            }
        }
    }
}

/// Waits so long for something to be read from a connection; the timeouts of sockets are counted in ticks of the kernel, which are
/// longer than most answers take.
fn comes_within(connection: &TcpStream, wait: Duration) -> io::Result<bool> {
    let wait = Timespec::try_from(wait).map_err(|_| io::ErrorKind::InvalidInput)?;
    match rustix::event::poll(&mut [PollFd::new(connection, PollFlags::IN)], Some(&wait)) {
        Ok(ready) => Ok(ready > 0),
        Err(Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether nobody has closed a connection, and nothing waits to be read from it.
fn is_silent(connection: &TcpStream) -> bool {
    let looked = rustix::net::recv(connection, &mut [0_u8; 1], RecvFlags::PEEK | RecvFlags::DONTWAIT);
    matches!(looked, Err(Errno::AGAIN))
}

/// How old a stamp of Envoy's may be (s).
const STALE: u64 = 60;

impl Answer {
    /// Whether the connection can carry another request.
    fn leaves_open(&self, request: &Request) -> bool {
        let Some(head) = &self.head else { return false };
        let closes = |value: &[u8]| value.to_ascii_lowercase().windows(5).any(|part| part == b"close");
        !head.header("connection").is_some_and(closes)
            && head.response_framing(request.method.as_bytes()) != Framing::UntilClose
    }

    /// Whether Envoy is done with the request as soon as it has gone on: nothing of it was left to be read.
    pub fn ends_the_stream(&self, request: &Request) -> bool {
        self.end == End::Complete && shares(request)
    }

    /// How the exchange ended.
    pub fn end(&self) -> &End {
        &self.end
    }

    /// The answer, line by line.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.interim.iter().flat_map(render::head).collect();
        if let Some(head) = &self.head {
            let mut head = head.clone();
            self.hide_the_time(&mut head);
            lines.extend(render::head(&head));
        }
        lines.extend(render::behind_head(&self.body, &self.trailers));
        lines.extend(self.ending());
        lines
    }

    fn ending(&self) -> Option<String> {
        let before = match (&self.head, self.body.is_empty()) {
            (None, _) => "before an answer",
            (Some(_), true) => "after the headers",
            (Some(_), false) => "in the body",
        };
        let what = match &self.end {
            End::Complete => return None,
            End::Left => "the client left".to_string(),
            End::TimedOut => "hangs: the client's time was up".to_string(),
            End::Broken(Broken::Closed) => "the connection was closed".to_string(),
            End::Broken(Broken::Reset | Broken::TimedOut) => "the connection was reset".to_string(),
            End::Broken(Broken::Malformed(why)) => format!("no HTTP ({why})"),
        };
        Some(format!("({what} {before})"))
    }

    /// Envoy stamps every answer that brings no `date` with the current second. That stamp says nothing about the plugin
    /// and would make two equal answers differ; a date that is not now is left alone.
    fn hide_the_time(&self, head: &mut Head) {
        for (name, value) in &mut head.headers {
            if name == b"date" && http_date(value).is_some_and(|at| self.is_now(at)) {
                *value = b"(now)".to_vec();
            }
        }
    }

    /// The thread of Envoy's that sets the clock of the stamps is the one that loads plugins: a stamp may be old by then.
    fn is_now(&self, seconds: u64) -> bool {
        let at = |time: SystemTime| {
            time.duration_since(SystemTime::UNIX_EPOCH)
                .map_or(0, |since| since.as_secs())
        };
        (at(self.asked).saturating_sub(STALE)..=at(SystemTime::now()) + 2).contains(&seconds)
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` as seconds since the epoch.
fn http_date(value: &[u8]) -> Option<u64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let text = std::str::from_utf8(value).ok()?;
    let mut words = text.split(' ').skip(1);
    let day = words.next()?;
    let month = words.next()?;
    let month = MONTHS.iter().position(|known| *known == month)? + 1;
    let (year, clock) = (words.next()?, words.next()?);
    let nanoseconds = crate::cases::rfc3339(&format!("{year}-{month:02}-{day}T{clock}Z")).ok()?;
    Some(nanoseconds / 1_000_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_may_be_as_old_as_plugins_take_to_load() {
        let answer = Answer {
            interim: Vec::new(),
            head: None,
            body: Recorded::default(),
            trailers: Vec::new(),
            end: End::Complete,
            asked: SystemTime::now(),
        };
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap()
            .as_secs();
        assert_eq!(
            [now, now - 10, now - 3_600].map(|at| answer.is_now(at)),
            [true, true, false]
        );
    }

    #[test]
    fn an_http_date_is_understood() {
        assert_eq!(http_date(b"Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(http_date(b"yesterday"), None);
        assert_eq!(http_date(b""), None);
    }
}
