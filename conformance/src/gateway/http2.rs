//! As much of an HTTP/2 server as the gateway needs: requests with a body, answered in any order.
//!
//! Request headers are not looked at, so their compression need not be understood. Requests are handed on in the
//! order in which they were begun, which is the order of the plugin's calls.

use super::lock;
use rustix::event::{PollFd, PollFlags, poll};
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};

const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// The largest frame that both sides take unless they agree otherwise (bytes).
const MAX_FRAME: usize = 16_384;

/// The largest window there is (bytes).
const MAX_WINDOW: u32 = i32::MAX as u32;

/// The window that both sides start from (bytes).
const FIRST_WINDOW: u32 = 65_535;

/// The types of frames.
mod kind {
    pub const DATA: u8 = 0;
    pub const HEADERS: u8 = 1;
    pub const RST_STREAM: u8 = 3;
    pub const SETTINGS: u8 = 4;
    pub const PING: u8 = 6;
    pub const WINDOW_UPDATE: u8 = 8;
}

/// The flags of frames.
mod flag {
    pub const ACK: u8 = 1;
    pub const END_STREAM: u8 = 1;
    pub const END_HEADERS: u8 = 4;
    pub const PADDED: u8 = 8;
}

/// The settings that matter here.
mod setting {
    pub const HEADER_TABLE_SIZE: u16 = 1;
    pub const MAX_CONCURRENT_STREAMS: u16 = 3;
    pub const INITIAL_WINDOW_SIZE: u16 = 4;
}

/// `:status: 200` and `:status: 500` as the static table of HPACK has them.
const STATUS_200: &[u8] = &[0x88];
const STATUS_500: &[u8] = &[0x8e];

/// `redis-reply: 1`, written out.
const TRAILER: &[u8] = b"\0\x0bredis-reply\x011";

/// Serves one connection until it ends: calls `handle` with the body of each request and the way to answer it. `works` says
/// whether something was read that is not handled yet.
pub fn serve(socket: TcpStream, works: &AtomicBool, mut handle: impl FnMut(Vec<u8>, Reply)) {
    let Ok(writer) = socket.try_clone().map(Writer::new) else {
        return;
    };
    let mut requests = Requests::default();
    let _ = socket.set_nodelay(true);
    let socket = Watched { socket: &socket, works };
    let _ = requests.read(socket, &writer, &mut handle);
    works.store(false, Ordering::SeqCst);
    writer.close();
}

/// A connection that says whether what was read from it is being handled.
struct Watched<'a> {
    socket: &'a TcpStream,
    works: &'a AtomicBool,
}

impl Read for Watched<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.works.store(false, Ordering::SeqCst);
        let _ = poll(&mut [PollFd::new(self.socket, PollFlags::IN)], None);
        // It says so before it takes anything: what nobody took is seen to be there.
        self.works.store(true, Ordering::SeqCst);
        self.socket.read(room)
    }
}

/// The requests that are not complete yet, or wait for an earlier one.
#[derive(Default)]
struct Requests {
    open: BTreeMap<u32, Request>,
    /// Body bytes taken since the peer was last told.
    taken: u32,
}

#[derive(Default)]
struct Request {
    body: Vec<u8>,
    complete: bool,
}

struct Frame {
    kind: u8,
    flags: u8,
    stream: u32,
    payload: Vec<u8>,
}

impl Requests {
    fn read(
        &mut self,
        mut socket: Watched<'_>,
        writer: &Arc<Writer>,
        handle: &mut impl FnMut(Vec<u8>, Reply),
    ) -> io::Result<()> {
        let mut preface = [0; PREFACE.len()];
        socket.read_exact(&mut preface)?;
        if preface != *PREFACE {
            return Err(io::ErrorKind::InvalidData.into());
        }
        writer.greet()?;
        let mut reader = io::BufReader::with_capacity(64 * 1024, socket);
        loop {
            let frame = Frame::read(&mut reader)?;
            self.take(frame, writer)?;
            while let Some(first) = self.open.first_entry().filter(|first| first.get().complete) {
                let (stream, request) = first.remove_entry();
                let reply = Reply {
                    writer: writer.clone(),
                    stream,
                };
                handle(request.body, reply);
            }
        }
    }

    fn take(&mut self, frame: Frame, writer: &Writer) -> io::Result<()> {
        match frame.kind {
            kind::HEADERS => {
                writer.open(frame.stream);
                let request = self.open.entry(frame.stream).or_default();
                request.complete |= frame.flags & flag::END_STREAM != 0;
            }
            kind::DATA => {
                self.taken += frame.payload.len() as u32;
                if let Some(request) = self.open.get_mut(&frame.stream) {
                    request.body.extend(frame.data()?);
                    request.complete |= frame.flags & flag::END_STREAM != 0;
                }
                if self.taken > MAX_WINDOW / 4 {
                    writer.give_window(std::mem::take(&mut self.taken))?;
                }
            }
            kind::RST_STREAM => {
                self.open.remove(&frame.stream);
                writer.forget(frame.stream);
            }
            kind::SETTINGS if frame.flags & flag::ACK == 0 => writer.take_settings(&frame.payload)?,
            kind::PING if frame.flags & flag::ACK == 0 => writer.send(kind::PING, flag::ACK, 0, &frame.payload)?,
            kind::WINDOW_UPDATE => {
                let grown = frame.payload.try_into().map_err(|_| io::ErrorKind::InvalidData)?;
                writer.grow_window(frame.stream, u32::from_be_bytes(grown));
            }
            _ => {}
        }
        Ok(())
    }
}

impl Frame {
    fn read(reader: &mut impl Read) -> io::Result<Frame> {
        let mut head = [0; 9];
        reader.read_exact(&mut head)?;
        let [a, b, c, kind, flags, stream @ ..] = head;
        let len = u32::from_be_bytes([0, a, b, c]) as usize;
        if len > MAX_FRAME {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut payload = vec![0; len];
        reader.read_exact(&mut payload)?;
        Ok(Frame {
            kind,
            flags,
            stream: u32::from_be_bytes(stream) & MAX_WINDOW,
            payload,
        })
    }

    /// The payload without padding.
    fn data(&self) -> io::Result<&[u8]> {
        if self.flags & flag::PADDED == 0 {
            return Ok(&self.payload);
        }
        let (padding, data) = self.payload.split_first().ok_or(io::ErrorKind::InvalidData)?;
        let len = data
            .len()
            .checked_sub(usize::from(*padding))
            .ok_or(io::ErrorKind::InvalidData)?;
        Ok(&data[..len])
    }
}

/// The way to answer one request.
pub struct Reply {
    writer: Arc<Writer>,
    stream: u32,
}

impl Reply {
    /// Answers with a reply of Redis. The trailer at its end tells the injected code that it is one.
    pub fn success(self, reply: &[u8]) {
        let _ = self.writer.answer(self.stream, reply);
    }

    /// Answers that there is no reply.
    pub fn failure(self) {
        let flags = flag::END_HEADERS | flag::END_STREAM;
        if self.writer.forget(self.stream) {
            let _ = self.writer.send(kind::HEADERS, flags, self.stream, STATUS_500);
        }
    }
}

/// The sending side, with the windows that the peer gives.
struct Writer {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    socket: TcpStream,
    closed: bool,
    first_window: i64,
    window: i64,
    /// The window of each stream that waits for its answer.
    streams: HashMap<u32, i64>,
}

impl Writer {
    fn new(socket: TcpStream) -> Arc<Writer> {
        Arc::new(Writer {
            state: Mutex::new(State {
                socket,
                closed: false,
                first_window: FIRST_WINDOW.into(),
                window: FIRST_WINDOW.into(),
                streams: HashMap::new(),
            }),
            changed: Condvar::new(),
        })
    }

    /// The largest windows and as many streams as there can be, so that no call waits for another.
    fn greet(&self) -> io::Result<()> {
        let settings = [
            (setting::HEADER_TABLE_SIZE, 0),
            (setting::MAX_CONCURRENT_STREAMS, MAX_WINDOW),
            (setting::INITIAL_WINDOW_SIZE, MAX_WINDOW),
        ];
        let payload: Vec<u8> = settings
            .iter()
            .flat_map(|(id, value)| id.to_be_bytes().into_iter().chain(value.to_be_bytes()))
            .collect();
        self.send(kind::SETTINGS, 0, 0, &payload)?;
        self.give_window(MAX_WINDOW - FIRST_WINDOW)
    }

    fn give_window(&self, bytes: u32) -> io::Result<()> {
        self.send(kind::WINDOW_UPDATE, 0, 0, &bytes.to_be_bytes())
    }

    fn send(&self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> io::Result<()> {
        lock(&self.state).send(kind, flags, stream, payload)
    }

    fn open(&self, stream: u32) {
        let mut state = lock(&self.state);
        let window = state.first_window;
        state.streams.entry(stream).or_insert(window);
    }

    /// No answer is awaited any more; false where none was.
    fn forget(&self, stream: u32) -> bool {
        let known = lock(&self.state).streams.remove(&stream).is_some();
        self.changed.notify_all();
        known
    }

    fn close(&self) {
        let mut state = lock(&self.state);
        state.closed = true;
        let _ = state.socket.shutdown(Shutdown::Both);
        self.changed.notify_all();
    }

    fn take_settings(&self, payload: &[u8]) -> io::Result<()> {
        let mut state = lock(&self.state);
        for entry in payload.chunks_exact(6) {
            let id = u16::from_be_bytes([entry[0], entry[1]]);
            let value = u32::from_be_bytes([entry[2], entry[3], entry[4], entry[5]]);
            if id == setting::INITIAL_WINDOW_SIZE {
                let grown = i64::from(value) - state.first_window;
                state.first_window = value.into();
                state.streams.values_mut().for_each(|window| *window += grown);
            }
        }
        self.changed.notify_all();
        state.send(kind::SETTINGS, flag::ACK, 0, &[])
    }

    fn grow_window(&self, stream: u32, bytes: u32) {
        let mut state = lock(&self.state);
        if stream == 0 {
            state.window += i64::from(bytes);
        } else if let Some(window) = state.streams.get_mut(&stream) {
            *window += i64::from(bytes);
        }
        self.changed.notify_all();
    }

    fn answer(&self, stream: u32, body: &[u8]) -> io::Result<()> {
        let mut state = lock(&self.state);
        if !state.streams.contains_key(&stream) {
            return Ok(());
        }
        state.send(kind::HEADERS, flag::END_HEADERS, stream, STATUS_200)?;
        let mut rest = body;
        while !rest.is_empty() {
            // The stream is gone once the call has timed out.
            let Some(window) = state.streams.get(&stream).copied().filter(|_| !state.closed) else {
                return Ok(());
            };
            let room = window.min(state.window).clamp(0, MAX_FRAME as i64) as usize;
            if room == 0 {
                state = self
                    .changed
                    .wait(state)
                    .unwrap_or_else(std::sync::PoisonError::into_inner);
                continue;
            }
            let (chunk, behind) = rest.split_at(room.min(rest.len()));
            state.spend(stream, chunk.len());
            state.send(kind::DATA, 0, stream, chunk)?;
            rest = behind;
        }
        state.streams.remove(&stream);
        state.send(kind::HEADERS, flag::END_HEADERS | flag::END_STREAM, stream, TRAILER)
    }
}

impl State {
    fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> io::Result<()> {
        let [_, a, b, c] = (payload.len() as u32).to_be_bytes();
        let mut frame = vec![a, b, c, kind, flags];
        frame.extend(stream.to_be_bytes());
        frame.extend(payload);
        self.socket.write_all(&frame)
    }

    fn spend(&mut self, stream: u32, bytes: usize) {
        self.window -= bytes as i64;
        if let Some(window) = self.streams.get_mut(&stream) {
            *window -= bytes as i64;
        }
    }
}
