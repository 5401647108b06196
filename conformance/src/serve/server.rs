//! The echo upstream's connections.

use super::echo::{self, Answer, Body};
use crate::testbed::http1::{self, Broken, Head, Reader};
use crate::{Error, Result};
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;

/// The port of the echo upstream in the guide.
pub const GUIDE_PORT: u16 = 12345;

/// Starts the echo upstream for as long as the process lives: on the guide's port, or on a free one where that is taken.
///
/// # Errors
/// No loopback port is free.
pub fn start() -> Result<SocketAddr> {
    let free = |_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, GUIDE_PORT)).or_else(free);
    let cannot = |error: io::Error| Error::new(format!("the echo upstream cannot listen on 127.0.0.1: {error}"));
    let listener = bound.map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            thread::spawn(move || answer_all(connection));
        }
    });
    Ok(address)
}

/// Answers the requests of one connection until it ends; a broken one is closed.
fn answer_all(mut connection: TcpStream) -> Option<()> {
    let peer = connection.peer_addr().ok()?.ip();
    connection.set_nodelay(true).ok()?;
    let mut requests = Reader::new(connection.try_clone().ok()?);
    while let Some(head) = requests.head().ok()? {
        if head
            .header("expect")
            .is_some_and(|value| value.eq_ignore_ascii_case(b"100-continue"))
        {
            connection.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").ok()?;
        }
        let body = read_body(&mut requests, &head).ok()?;
        let start = String::from_utf8_lossy(&head.start).into_owned();
        let (method, rest) = start.split_once(' ')?;
        let (target, version) = rest.rsplit_once(' ')?;
        let answer = echo::answer(echo::Request {
            method,
            target,
            headers: &head.headers,
            body: &body,
            peer,
        });
        thread::sleep(answer.delay);
        let last = version != "HTTP/1.1"
            || head
                .header("connection")
                .is_some_and(|value| value.eq_ignore_ascii_case(b"close"));
        write(&mut connection, &answer, method == "HEAD", last).ok()?;
        if last {
            return None;
        }
    }
    Some(())
}

fn read_body(requests: &mut Reader<TcpStream>, head: &Head) -> Result<Vec<u8>, Broken> {
    let mut body = http1::Body::new(head.request_framing());
    let mut whole = Vec::new();
    while let Some(piece) = requests.piece(&mut body)? {
        whole.extend(piece);
    }
    Ok(whole)
}

fn write(connection: &mut TcpStream, answer: &Answer, head_only: bool, last: bool) -> io::Result<()> {
    let reason = if answer.status == 200 { "OK" } else { "" };
    let mut head = format!("HTTP/1.1 {} {reason}\r\n", answer.status).into_bytes();
    for (name, value) in &answer.headers {
        http1::write_field(&mut head, name.as_bytes(), value.as_bytes());
    }
    if last {
        http1::write_field(&mut head, b"Connection", b"close");
    }
    match &answer.body {
        // These have no body, and no length either.
        Body::Whole(_) if matches!(answer.status, 204 | 304) => {}
        Body::Whole(bytes) => http1::write_field(&mut head, b"Content-Length", bytes.len().to_string().as_bytes()),
        Body::Chunks(_) => http1::write_field(&mut head, b"Transfer-Encoding", b"chunked"),
    }
    head.extend_from_slice(b"\r\n");
    match &answer.body {
        Body::Whole(bytes) if !head_only && !matches!(answer.status, 204 | 304) => {
            head.extend_from_slice(bytes);
            connection.write_all(&head)
        }
        Body::Chunks(chunks) if !head_only => {
            connection.write_all(&head)?;
            for chunk in chunks {
                connection.write_all(&http1::chunk(chunk))?;
            }
            connection.write_all(&http1::last_chunk(std::iter::empty()))
        }
        _ => connection.write_all(&head),
    }
}
