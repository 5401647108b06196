//! The load: clients that keep their connections, and the service that answers them and the plugins' call-outs.

use crate::workloads::{HOST, Workload};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;

/// How many connections carry requests at the same time.
const CONNECTIONS: usize = 16;

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntoken: abc\r\ncontent-length: 17\r\n\r\n\
    {\"some\": \"words\"}";

/// The request that asks for a workload, as it goes over the wire.
pub fn request(workload: &Workload) -> Vec<u8> {
    let body = workload.body.map(|body| body());
    let method = if body.is_some() { "POST" } else { "GET" };
    let framing = body
        .as_ref()
        .map(|body| format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len()));
    let head = format!(
        "{method} /get?a=1 HTTP/1.1\r\nhost: {HOST}\r\nuser-agent: bench\r\naccept: */*\r\n\
         x-request-id: 6cf5a0a2-8d2b-4d3c-9c5e-2f9c3a0b7d11\r\n{}\r\n",
        framing.unwrap_or_default()
    );
    [head.into_bytes(), body.unwrap_or_default()].concat()
}

/// Clients of one listener.
pub struct Clients {
    to: SocketAddr,
    request: Vec<u8>,
    streams: Vec<TcpStream>,
}

impl Clients {
    /// Connects to a listener.
    ///
    /// # Errors
    /// Nothing listens there.
    pub fn connect(to: SocketAddr, request: Vec<u8>) -> io::Result<Self> {
        let streams = (0..CONNECTIONS).map(|_| connect(to)).collect::<io::Result<_>>()?;
        Ok(Clients { to, request, streams })
    }

    /// Sends at least so many requests, one on every connection at a time, and returns how many they were.
    ///
    /// # Errors
    /// A connection was closed, or an answer was not 200.
    pub fn send(&mut self, requests: usize) -> io::Result<usize> {
        let turns = requests.div_ceil(CONNECTIONS);
        for _ in 0..turns {
            for stream in &mut self.streams {
                stream.write_all(&self.request)?;
            }
            for stream in &mut self.streams {
                read_answer(stream)?;
            }
        }
        Ok(turns * CONNECTIONS)
    }

    /// Sends so many requests one after the other.
    ///
    /// # Errors
    /// As [`Clients::send`].
    pub fn send_singly(&mut self, requests: usize) -> io::Result<()> {
        for _ in 0..requests {
            self.streams[0].write_all(&self.request)?;
            read_answer(&mut self.streams[0])?;
        }
        Ok(())
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

/// Reads one whole answer; it has a `content-length`.
fn read_answer(stream: &mut TcpStream) -> io::Result<()> {
    let mut bytes = [0; 8192];
    let mut filled = 0;
    while !complete(&bytes[..filled])? {
        match stream.read(&mut bytes[filled..])? {
            0 => {
                return Err(io::Error::other(
                    "Envoy closed the connection in the middle of an answer",
                ));
            }
            count => filled += count,
        }
    }
    Ok(())
}

fn complete(bytes: &[u8]) -> io::Result<bool> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut answer = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = answer.parse(bytes).map_err(io::Error::other)? else {
        return Ok(false);
    };
    if answer.code != Some(200) {
        return Err(io::Error::other(format!(
            "an answer was not 200: {}",
            String::from_utf8_lossy(bytes)
        )));
    }
    Ok(bytes.len() >= head + content_length(answer.headers))
}

fn content_length(headers: &[httparse::Header<'_>]) -> usize {
    let length = headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = length.and_then(|header| std::str::from_utf8(header.value).ok()?.parse().ok());
    length.unwrap_or_default()
}

/// Starts a service that answers every request alike, for as long as the process lives.
///
/// # Errors
/// No port is free.
pub fn start_service() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let at = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || answer_all(stream));
        }
    });
    Ok(at)
}

fn answer_all(mut stream: TcpStream) -> io::Result<()> {
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
        stream.write_all(ANSWER)?;
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
