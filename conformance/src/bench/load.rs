//! The load: clients that keep their connections, and the service that answers them and the plugins' call-outs.

use crate::testbed::http1::{Body, Broken, Reader};
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// How many connections carry requests at the same time.
const CONNECTIONS: usize = 16;

/// How long a client waits for the next bytes of an answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Clients of one listener.
pub struct Clients {
    to: SocketAddr,
    request: Vec<u8>,
    /// The status that every answer is to have; the first answer's, where none was given.
    status: Option<u16>,
    streams: Vec<Reader<TcpStream>>,
}

impl Clients {
    /// Connects to a listener; every answer is to have the status given, or that of the first answer.
    ///
    /// # Errors
    /// Nothing listens there.
    pub fn connect(to: SocketAddr, request: Vec<u8>, status: Option<u16>) -> io::Result<Self> {
        let streams = (0..CONNECTIONS)
            .map(|_| connect(to).map(Reader::new))
            .collect::<io::Result<_>>()?;
        Ok(Clients {
            to,
            request,
            status,
            streams,
        })
    }

    /// The status of the answers; none before the first.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// Sends at least so many requests, one on every connection at a time, and returns how many they were.
    ///
    /// # Errors
    /// A connection was closed, an answer had another status, or none came in time.
    pub fn send(&mut self, requests: usize) -> io::Result<usize> {
        let turns = requests.div_ceil(CONNECTIONS);
        for _ in 0..turns {
            for stream in &mut self.streams {
                stream.connection().write_all(&self.request)?;
            }
            for stream in &mut self.streams {
                read_answer(stream, &self.request, &mut self.status)?;
            }
        }
        Ok(turns * CONNECTIONS)
    }

    /// Sends so many requests one after the other.
    ///
    /// # Errors
    /// As [`Clients::send`].
    pub fn send_singly(&mut self, requests: usize) -> io::Result<()> {
        self.time_singly(requests).map(drop)
    }

    /// The same, and how long each answer took.
    ///
    /// # Errors
    /// As [`Clients::send`].
    pub fn time_singly(&mut self, requests: usize) -> io::Result<Vec<Duration>> {
        let stream = &mut self.streams[0];
        let mut once = || {
            let began = Instant::now();
            stream.connection().write_all(&self.request)?;
            read_answer(stream, &self.request, &mut self.status)?;
            Ok(began.elapsed())
        };
        (0..requests).map(|_| once()).collect()
    }

    /// Sends a request and leaves without waiting for the answer.
    ///
    /// # Errors
    /// Nothing listens any more.
    pub fn abandon(&self) -> io::Result<()> {
        connect(self.to)?.write_all(&self.request)
    }
}

fn connect(to: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(to)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// Reads one whole answer.
fn read_answer(stream: &mut Reader<TcpStream>, request: &[u8], status: &mut Option<u16>) -> io::Result<()> {
    let head = loop {
        let head = stream.head().map_err(broken)?.ok_or_else(|| broken(Broken::Closed))?;
        if !matches!(head.status(), Some(100 | 102..200)) {
            break head;
        }
    };
    let found = head
        .status()
        .ok_or_else(|| io::Error::other("an answer has no status"))?;
    let wanted = *status.get_or_insert(found);
    if found != wanted {
        let what = format!("an answer had the status {found}, others had {wanted}");
        return Err(io::Error::other(what));
    }
    let method = request.split(|byte| *byte == b' ').next().unwrap_or_default();
    read_body(stream, Body::new(head.response_framing(method)))
}

fn read_body(stream: &mut Reader<TcpStream>, mut body: Body) -> io::Result<()> {
    while stream.piece(&mut body).map_err(broken)?.is_some() {}
    Ok(())
}

fn broken(broken: Broken) -> io::Error {
    io::Error::other(match broken {
        Broken::Closed | Broken::Reset => "the connection was closed in the middle of an exchange".to_string(),
        Broken::TimedOut => format!("there was no whole answer within {} seconds", PATIENCE.as_secs()),
        Broken::Malformed(why) => format!("what came is no HTTP: {why}"),
    })
}

/// Starts a service that answers every request with these bytes, for as long as the process lives.
///
/// # Errors
/// No port is free.
pub fn start_service(answer: Vec<u8>) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let at = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            thread::spawn(move || answer_all(stream, &answer));
        }
    });
    Ok(at)
}

/// Answers request after request; those with the method HEAD without a body.
fn answer_all(stream: TcpStream, answer: &[u8]) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let head_ends = memchr::memmem::find(answer, b"\r\n\r\n").map_or(answer.len(), |at| at + 4);
    let mut reader = Reader::new(stream);
    while let Some(head) = reader.head().map_err(broken)? {
        read_body(&mut reader, Body::new(head.request_framing()))?;
        let length = if head.method() == b"HEAD" {
            head_ends
        } else {
            answer.len()
        };
        reader.connection().write_all(&answer[..length])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHUNKED: &[u8] = b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-t: 1\r\n\r\n";

    fn clients(answer: &[u8], request: &[u8]) -> Clients {
        Clients::connect(start_service(answer.to_vec()).unwrap(), request.to_vec(), None).unwrap()
    }

    #[test]
    fn every_kind_of_message_has_an_end() {
        for (answer, request) in [
            (&b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"[..], CHUNKED),
            (
                b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi",
                b"HEAD / HTTP/1.1\r\n\r\n",
            ),
            (
                b"HTTP/1.1 304 Not Modified\r\ncontent-length: 2\r\n\r\n",
                b"GET / HTTP/1.1\r\n\r\n",
            ),
            (b"HTTP/1.1 204 No Content\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"),
            (
                b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\nx-t: 1\r\n\r\n",
                CHUNKED,
            ),
        ] {
            let mut clients = clients(answer, request);
            assert_eq!(clients.send(2 * CONNECTIONS).unwrap(), 2 * CONNECTIONS);
            assert_eq!(clients.time_singly(3).unwrap().len(), 3);
        }
    }

    #[test]
    fn all_answers_have_the_status_of_the_first() {
        let answer = b"HTTP/1.1 503 no\r\ncontent-length: 0\r\n\r\n";
        let mut clients = clients(answer, b"GET / HTTP/1.1\r\n\r\n");
        clients.send_singly(1).unwrap();
        assert_eq!(clients.status(), Some(503));
        clients.status = Some(200);
        let error = clients.send_singly(1).unwrap_err().to_string();
        assert_eq!(error, "an answer had the status 503, others had 200");
    }
}
