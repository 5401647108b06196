//! The load: clients that keep their connections, and the service that answers them and the plugins' call-outs.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;

/// How many connections carry requests at the same time.
const CONNECTIONS: usize = 16;

const REQUEST: &[u8] = b"GET /get?a=1 HTTP/1.1\r\nhost: example.com\r\nuser-agent: bench\r\naccept: */*\r\n\
    x-request-id: 6cf5a0a2-8d2b-4d3c-9c5e-2f9c3a0b7d11\r\n\r\n";

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntoken: abc\r\ncontent-length: 17\r\n\r\n\
    {\"some\": \"words\"}";

/// Clients of one listener.
pub struct Clients(Vec<TcpStream>);

impl Clients {
    /// Connects to a listener.
    ///
    /// # Errors
    /// Nothing listens there.
    pub fn connect(to: SocketAddr) -> io::Result<Self> {
        let connect = |_| {
            let stream = TcpStream::connect(to)?;
            stream.set_nodelay(true)?;
            Ok(stream)
        };
        (0..CONNECTIONS).map(connect).collect::<io::Result<_>>().map(Clients)
    }

    /// Sends at least so many requests, one on every connection at a time, and returns how many they were.
    ///
    /// # Errors
    /// A connection was closed, or an answer was not 200.
    pub fn send(&mut self, requests: usize) -> io::Result<usize> {
        let turns = requests.div_ceil(CONNECTIONS);
        for _ in 0..turns {
            for stream in &mut self.0 {
                stream.write_all(REQUEST)?;
            }
            for stream in &mut self.0 {
                read_answer(stream)?;
            }
        }
        Ok(turns * CONNECTIONS)
    }
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
    let length = answer
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = length.and_then(|header| std::str::from_utf8(header.value).ok()?.parse::<usize>().ok());
    Ok(bytes.len() >= head + length.unwrap_or_default())
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

/// The requests have no body, so each ends with an empty line.
fn answer_all(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut bytes = [0; 8192];
    let mut filled = 0;
    loop {
        match stream.read(&mut bytes[filled..])? {
            0 => return Ok(()),
            count => filled += count,
        }
        if bytes[..filled].ends_with(b"\r\n\r\n") {
            stream.write_all(ANSWER)?;
            filled = 0;
        }
    }
}
