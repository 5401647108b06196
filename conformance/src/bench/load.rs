//! The load: clients that keep their connections, and the service that answers them and the plugins' call-outs.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// How many connections carry requests at the same time.
const CONNECTIONS: usize = 16;

/// Clients of one listener.
pub struct Clients {
    to: SocketAddr,
    request: Vec<u8>,
    /// The status that every answer is to have.
    status: Option<u16>,
    streams: Vec<TcpStream>,
}

impl Clients {
    /// Connects to a listener; every answer is to have the status, where one is given.
    ///
    /// # Errors
    /// Nothing listens there.
    pub fn connect(to: SocketAddr, request: Vec<u8>, status: Option<u16>) -> io::Result<Self> {
        let streams = (0..CONNECTIONS).map(|_| connect(to)).collect::<io::Result<_>>()?;
        Ok(Clients {
            to,
            request,
            status,
            streams,
        })
    }

    /// Sends at least so many requests, one on every connection at a time, and returns how many they were.
    ///
    /// # Errors
    /// A connection was closed, or an answer had another status.
    pub fn send(&mut self, requests: usize) -> io::Result<usize> {
        let turns = requests.div_ceil(CONNECTIONS);
        for _ in 0..turns {
            for stream in &mut self.streams {
                stream.write_all(&self.request)?;
            }
            for stream in &mut self.streams {
                read_answer(stream, self.status)?;
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
            stream.write_all(&self.request)?;
            read_answer(stream, self.status)?;
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
    Ok(stream)
}

/// Reads one whole answer.
fn read_answer(stream: &mut TcpStream, status: Option<u16>) -> io::Result<()> {
    let mut bytes = Vec::new();
    let mut piece = [0; 8192];
    while !complete(&bytes, status)? {
        match stream.read(&mut piece)? {
            0 => {
                return Err(io::Error::other(
                    "Envoy closed the connection in the middle of an answer",
                ));
            }
            count => bytes.extend_from_slice(&piece[..count]),
        }
    }
    Ok(())
}

fn complete(bytes: &[u8], status: Option<u16>) -> io::Result<bool> {
    let mut headers = [httparse::EMPTY_HEADER; 128];
    let mut answer = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = answer.parse(bytes).map_err(io::Error::other)? else {
        return Ok(false);
    };
    if status.is_some() && answer.code != status {
        return Err(io::Error::other(format!(
            "an answer had another status: {}",
            String::from_utf8_lossy(bytes)
        )));
    }
    // Envoy cuts a body without a length into chunks; its trailers are empty.
    let chunked = answer
        .headers
        .iter()
        .any(|header| header.name.eq_ignore_ascii_case("transfer-encoding"));
    Ok(match chunked {
        true => bytes[head..].starts_with(b"0\r\n\r\n") || bytes[head..].ends_with(b"\r\n0\r\n\r\n"),
        false => bytes.len() >= head + content_length(answer.headers),
    })
}

fn content_length(headers: &[httparse::Header<'_>]) -> usize {
    let length = headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = length.and_then(|header| std::str::from_utf8(header.value).ok()?.parse().ok());
    length.unwrap_or_default()
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

fn answer_all(mut stream: TcpStream, answer: &[u8]) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut bytes = vec![0; 64 * 1024];
    let mut filled = 0;
    loop {
        match stream.read(&mut bytes[filled..])? {
            0 => return Ok(()),
            count => filled += count,
        }
        let Some(length) = request_length(&bytes[..filled])? else {
            continue;
        };
        let mut missing = length.saturating_sub(filled);
        while missing > 0 {
            match stream.read(&mut bytes)? {
                0 => return Ok(()),
                count => missing = missing.saturating_sub(count),
            }
        }
        stream.write_all(answer)?;
        filled = 0;
    }
}

/// How long the request is that begins here; none before its head is complete.
fn request_length(bytes: &[u8]) -> io::Result<Option<usize>> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(bytes).map_err(io::Error::other)? {
        httparse::Status::Partial => Ok(None),
        httparse::Status::Complete(head) => Ok(Some(head + content_length(request.headers))),
    }
}
