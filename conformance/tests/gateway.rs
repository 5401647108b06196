//! The Redis gateway between a client that speaks HTTP/2 as Envoy does and a Redis that the test plays.

use conformance::gateway::{Command, Gateway};
use conformance::testbed::turns::Turn;
use redis_protocol::resp2::decode::decode;
use redis_protocol::resp2::types::{OwnedFrame, Resp2Frame};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const WINDOW_UPDATE: u8 = 8;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const PADDED: u8 = 8;

/// The size of windows as long as nobody enlarges them (bytes).
const FIRST_WINDOW: usize = 65_535;

/// The answer to one call.
#[derive(Debug, Default, PartialEq, Eq)]
struct Answer {
    status: u16,
    body: Vec<u8>,
    trailer: bool,
}

fn success(body: &[u8]) -> Answer {
    Answer {
        status: 200,
        body: body.to_vec(),
        trailer: true,
    }
}

fn failure() -> Answer {
    Answer {
        status: 500,
        ..Answer::default()
    }
}

/// A connection as Envoy opens it.
struct Client {
    socket: TcpStream,
    answers: BTreeMap<u32, Answer>,
}

impl Client {
    fn connect(gateway: &Gateway) -> Client {
        let mut socket = TcpStream::connect(gateway.addr()).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        socket.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").unwrap();
        let mut client = Client {
            socket,
            answers: BTreeMap::new(),
        };
        client.send(SETTINGS, 0, 0, &[]);
        client
    }

    fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
        let [_, a, b, c] = (payload.len() as u32).to_be_bytes();
        let frame = [&[a, b, c, kind, flags][..], &stream.to_be_bytes(), payload].concat();
        self.socket.write_all(&frame).unwrap();
    }

    fn begin(&mut self, stream: u32) {
        // `:method: POST`; the gateway looks at no header.
        self.send(HEADERS, END_HEADERS, stream, &[0x83]);
    }

    fn call(&mut self, stream: u32, body: &[u8]) {
        self.begin(stream);
        let mut chunks = body.chunks(16_384).peekable();
        while let Some(chunk) = chunks.next() {
            let flags = if chunks.peek().is_none() { END_STREAM } else { 0 };
            self.send(DATA, flags, stream, chunk);
        }
    }

    fn frame(&mut self) -> (u8, u8, u32, Vec<u8>) {
        let mut head = [0; 9];
        self.socket.read_exact(&mut head).unwrap();
        let [a, b, c, kind, flags, stream @ ..] = head;
        let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
        self.socket.read_exact(&mut payload).unwrap();
        (kind, flags, u32::from_be_bytes(stream), payload)
    }

    /// Waits until a call is answered. With `windows` the gateway is told at once that body bytes were taken.
    fn answer_with(&mut self, stream: u32, windows: bool) -> Answer {
        loop {
            let (kind, flags, of, payload) = self.frame();
            let answer = self.answers.entry(of).or_default();
            match kind {
                HEADERS if answer.status == 0 => answer.status = if payload == [0x88] { 200 } else { 500 },
                HEADERS => answer.trailer = true,
                DATA => answer.body.extend(&payload),
                _ => continue,
            }
            if kind == DATA && windows {
                let taken = (payload.len() as u32).to_be_bytes();
                self.send(WINDOW_UPDATE, 0, 0, &taken);
                self.send(WINDOW_UPDATE, 0, of, &taken);
            }
            if flags & END_STREAM != 0 && of == stream {
                return self.answers.remove(&of).unwrap();
            }
        }
    }

    fn answer(&mut self, stream: u32) -> Answer {
        self.answer_with(stream, true)
    }
}

fn command(words: &[&str]) -> Vec<u8> {
    let words = words.iter().map(|word| format!("${}\r\n{word}\r\n", word.len()));
    format!("*{}\r\n{}", words.len(), words.collect::<String>()).into_bytes()
}

fn call_of(timeout_ms: u32, service: &str, user: &str, password: &str, query: &[u8]) -> Vec<u8> {
    let mut body = timeout_ms.to_le_bytes().to_vec();
    for text in [service, user, password] {
        body.extend((text.len() as u32).to_le_bytes());
        body.extend(text.bytes());
    }
    body.extend(query);
    body
}

fn call(words: &[&str]) -> Vec<u8> {
    call_of(1000, "redis.static", "", "", &command(words))
}

/// A Redis that tells the test what it is sent, with the number of the connection, and answers what the test says.
struct Redis {
    addr: SocketAddr,
    commands: Receiver<(usize, Vec<String>)>,
    connections: Receiver<TcpStream>,
}

impl Redis {
    fn start() -> Redis {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let (commands_in, commands) = channel();
        let (connections_in, connections) = channel();
        thread::spawn(move || {
            for (number, socket) in listener.incoming().flatten().enumerate() {
                let _ = connections_in.send(socket.try_clone().unwrap());
                let commands = commands_in.clone();
                thread::spawn(move || listen(socket, number, &commands));
            }
        });
        Redis {
            addr,
            commands,
            connections,
        }
    }

    fn gateway(&self) -> Gateway {
        Gateway::start(Some(self.addr), Turn::default()).unwrap()
    }

    fn connection(&self) -> TcpStream {
        self.connections.recv_timeout(Duration::from_secs(10)).unwrap()
    }

    fn command(&self) -> (usize, Vec<String>) {
        self.commands.recv_timeout(Duration::from_secs(10)).unwrap()
    }

    fn words(&self) -> String {
        self.command().1.join(" ")
    }
}

/// Passes on what arrives; at the end of the connection a command without words.
fn listen(mut socket: TcpStream, number: usize, commands: &Sender<(usize, Vec<String>)>) {
    let (mut buffer, mut chunk) = (Vec::new(), [0; 4096]);
    while let Ok(read @ 1..) = socket.read(&mut chunk) {
        buffer.extend(&chunk[..read]);
        while let Ok(Some((OwnedFrame::Array(words), len))) = decode(&buffer) {
            buffer.drain(..len);
            let words = words.into_iter().map(|word| word.to_string().unwrap_or_default());
            let _ = commands.send((number, words.collect()));
        }
    }
    let _ = commands.send((number, Vec::new()));
}

#[test]
fn commands_keep_their_order_and_replies_find_their_calls() {
    let redis = Redis::start();
    let gateway = redis.gateway();
    let mut client = Client::connect(&gateway);
    for number in 0..200u32 {
        client.call(2 * number + 1, &call(&["incr", &format!("key-{number}")]));
    }
    let mut connection = redis.connection();
    for number in 0..200 {
        assert_eq!(redis.words(), format!("incr key-{number}"));
    }
    for number in 0..200 {
        connection.write_all(format!(":{number}\r\n").as_bytes()).unwrap();
    }
    for number in (0..200u32).rev() {
        let stream = 2 * number + 1;
        let answer = client.answers.remove(&stream).filter(|answer| answer.trailer);
        let answer = answer.unwrap_or_else(|| client.answer(stream));
        assert_eq!(answer, success(format!(":{number}\r\n").as_bytes()));
    }
}

#[test]
fn a_connection_logs_in_and_selects_its_database_without_waiting() {
    for (service, user, password, greeting) in [
        ("redis", "", "", &[][..]),
        (
            "redis?db=3&buffer_flush_timeout=3",
            "",
            "secret",
            &["AUTH secret", "SELECT 3"],
        ),
        ("redis", "app", "secret", &["AUTH app secret"]),
        ("redis", "app", "", &["AUTH app "]),
    ] {
        let redis = Redis::start();
        let gateway = redis.gateway();
        let mut client = Client::connect(&gateway);
        client.call(1, &call_of(1000, service, user, password, &command(&["get", "a"])));
        for expected in greeting {
            assert_eq!(redis.words(), *expected);
        }
        assert_eq!(redis.words(), "get a");
        let mut connection = redis.connection();
        let refused = b"-WRONGPASS invalid username-password pair\r\n".repeat(greeting.len());
        connection.write_all(&refused).unwrap();
        connection.write_all(b"-NOAUTH Authentication required.\r\n").unwrap();
        assert_eq!(client.answer(1), success(b"-NOAUTH Authentication required.\r\n"));
    }
}

#[test]
fn every_login_and_database_has_a_connection_of_its_own() {
    let redis = Redis::start();
    let gateway = redis.gateway();
    let mut client = Client::connect(&gateway);
    let services = [("a", ""), ("a?db=1", ""), ("a", "x"), ("b", ""), ("a", "")];
    let mut seen = Vec::new();
    for (at, (service, password)) in services.iter().enumerate() {
        client.call(
            2 * at as u32 + 1,
            &call_of(1000, service, "", password, &command(&["ping"])),
        );
        seen.push(loop {
            let (connection, words) = redis.command();
            if words == ["ping"] {
                break connection;
            }
        });
    }
    assert_eq!(seen, [0, 1, 2, 3, 0]);
}

#[test]
fn replies_of_every_kind_pass_byte_for_byte_however_they_are_cut() {
    let redis = Redis::start();
    let gateway = redis.gateway();
    let mut client = Client::connect(&gateway);
    let replies: [&[u8]; 8] = [
        b"+OK\r\n",
        b"-ERR no\r\n",
        b":-7\r\n",
        b"$4\r\n\0\xff\r\n\r\n",
        b"$-1\r\n",
        b"*-1\r\n",
        b"*0\r\n",
        b"*3\r\n:1\r\n$2\r\nab\r\n*1\r\n+x\r\n",
    ];
    for at in 0..replies.len() as u32 {
        client.call(2 * at + 1, &call(&["any"]));
    }
    let mut connection = redis.connection();
    let (first, rest) = replies.split_first().unwrap();
    connection.write_all(first).unwrap();
    for byte in rest.concat() {
        connection.write_all(&[byte]).unwrap();
        thread::sleep(Duration::from_micros(200));
    }
    for (at, reply) in replies.iter().enumerate() {
        assert_eq!(client.answer(2 * at as u32 + 1), success(reply));
    }
}

#[test]
fn a_large_reply_waits_for_the_windows_of_the_client() {
    let redis = Redis::start();
    let gateway = redis.gateway();
    let mut client = Client::connect(&gateway);
    client.call(1, &call(&["get", "big"]));
    let reply = [b"$300000\r\n", &[b'x'; 300_000][..], b"\r\n"].concat();
    redis.connection().write_all(&reply).unwrap();
    let mut taken = 0;
    while taken < FIRST_WINDOW {
        let (kind, _, _, payload) = client.frame();
        taken += if kind == DATA { payload.len() } else { 0 };
    }
    assert_eq!(taken, FIRST_WINDOW);
    client.answers.entry(1).or_default().status = 200;
    let more = (reply.len() as u32).to_be_bytes();
    client.send(WINDOW_UPDATE, 0, 0, &more);
    client.send(WINDOW_UPDATE, 0, 1, &more);
    let answer = client.answer_with(1, false);
    assert!(answer.trailer);
    assert_eq!(taken + answer.body.len(), reply.len());
}

#[test]
fn a_large_command_arrives_whole_and_later_ones_stay_behind_it() {
    let redis = Redis::start();
    let gateway = redis.gateway();
    let mut client = Client::connect(&gateway);
    let value = "v".repeat(100_000);
    let body = call(&["set", "big", &value]);
    client.begin(1);
    client.send(DATA, 0, 1, &body[..16_000]);
    client.call(3, &call(&["get", "big"]));
    // Padding is no part of the body.
    for chunk in body[16_000..body.len() - 10].chunks(16_000) {
        client.send(DATA, PADDED, 1, &[&[2][..], chunk, &[0, 0]].concat());
    }
    client.send(DATA, END_STREAM, 1, &body[body.len() - 10..]);
    assert_eq!(redis.command().1, ["set", "big", &value]);
    assert_eq!(redis.words(), "get big");
}

#[test]
fn a_call_that_is_given_up_is_not_answered_and_holds_nobody_back() {
    let redis = Redis::start();
    let gateway = redis.gateway();
    let mut client = Client::connect(&gateway);
    client.call(1, &call(&["slow"]));
    client.begin(3);
    client.send(RST_STREAM, 0, 3, &8u32.to_be_bytes());
    client.call(5, &call(&["fast"]));
    assert_eq!((redis.words(), redis.words()), ("slow".into(), "fast".into()));
    client.send(RST_STREAM, 0, 1, &8u32.to_be_bytes());
    // A frame that comes back shows that the reset before it was read.
    client.call(7, b"no call");
    assert_eq!(client.answer(7), failure());
    redis.connection().write_all(b"+slow\r\n+fast\r\n").unwrap();
    assert_eq!(client.answer(5), success(b"+fast\r\n"));
    assert!(!client.answers.contains_key(&1));
}

#[test]
fn without_redis_every_call_fails_until_there_is_one() {
    let redis = Redis::start();
    let gateway = Gateway::start(None, Turn::default()).unwrap();
    let mut client = Client::connect(&gateway);
    client.call(1, &call(&["ping"]));
    assert_eq!(client.answer(1), failure());
    gateway.set_redis(Some(redis.addr));
    client.call(3, &call(&["ping"]));
    redis.connection().write_all(b"+PONG\r\n").unwrap();
    assert_eq!(client.answer(3), success(b"+PONG\r\n"));
    gateway.set_redis(None);
    client.call(5, &call(&["ping"]));
    assert_eq!(client.answer(5), failure());
    // Nobody listens on a port that was free a moment ago.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    gateway.set_redis(Some(free));
    client.call(7, &call(&["ping"]));
    assert_eq!(client.answer(7), failure());
}

#[test]
fn a_reply_that_is_held_back_keeps_no_lost_connection_in_use() {
    let redis = Redis::start();
    let gateway = redis.gateway();
    gateway.set_delay(1_000);
    let mut client = Client::connect(&gateway);
    client.call(1, &call(&["old"]));
    redis.connection().write_all(b"+OLD\r\n").unwrap();
    assert_eq!(redis.words(), "old");
    gateway.set_redis(Some(redis.addr));
    gateway.set_delay(0);
    client.call(3, &call(&["new"]));
    redis.connection().write_all(b"+NEW\r\n").unwrap();
    assert_eq!(client.answer(3), success(b"+NEW\r\n"));
}

#[test]
fn when_redis_goes_away_what_waits_fails_and_the_next_call_connects_anew() {
    let redis = Redis::start();
    let gateway = redis.gateway();
    let mut client = Client::connect(&gateway);
    for stream in [1, 3, 5] {
        client.call(stream, &call(&["get", "a"]));
    }
    let mut connection = redis.connection();
    for _ in 0..3 {
        redis.command();
    }
    connection.write_all(b"$1\r\n1\r\n$5\r\nhal").unwrap();
    connection.shutdown(std::net::Shutdown::Both).unwrap();
    assert_eq!(client.answer(1), success(b"$1\r\n1\r\n"));
    assert_eq!(client.answer(3), failure());
    assert_eq!(client.answer(5), failure());

    client.call(7, &call(&["get", "a"]));
    let mut connection = redis.connection();
    connection.write_all(b"+2\r\n").unwrap();
    assert_eq!(client.answer(7), success(b"+2\r\n"));
    // An idle connection that Redis closed loses no command.
    connection.shutdown(std::net::Shutdown::Both).unwrap();
    thread::sleep(Duration::from_millis(50));
    client.call(9, &call(&["get", "a"]));
    redis.connection().write_all(b"+3\r\n").unwrap();
    assert_eq!(client.answer(9), success(b"+3\r\n"));
}

#[test]
fn a_delay_counts_from_each_command_and_does_not_add_up() {
    let redis = Redis::start();
    let gateway = redis.gateway();
    gateway.set_delay(200);
    let mut client = Client::connect(&gateway);
    let started = Instant::now();
    for stream in [1, 3, 5] {
        client.call(stream, &call(&["ping"]));
    }
    redis.connection().write_all(&b"+PONG\r\n".repeat(3)).unwrap();
    for stream in [1, 3, 5] {
        assert_eq!(client.answer(stream), success(b"+PONG\r\n"));
    }
    let waited = started.elapsed();
    assert!(waited >= Duration::from_millis(200), "{waited:?}");
    assert!(waited < Duration::from_millis(590), "{waited:?}");
}

#[test]
fn a_time_out_of_zero_gives_up_at_once_though_the_command_is_sent() {
    let redis = Redis::start();
    let gateway = redis.gateway();
    let mut client = Client::connect(&gateway);
    client.call(1, &call_of(0, "redis", "", "", &command(&["incr", "a"])));
    assert_eq!(client.answer(1), failure());
    assert_eq!(redis.words(), "incr a");
}

#[test]
fn commands_are_recorded_in_order_with_their_login() {
    let redis = Redis::start();
    let gateway = redis.gateway();
    let mut client = Client::connect(&gateway);
    client.call(
        1,
        &call_of(1000, "redis.dns?db=1", "app", "secret", &command(&["get", "a"])),
    );
    client.call(3, &call_of(1000, "other", "", "", b"not RESP"));
    client.call(5, b"no call");
    assert_eq!(client.answer(5), failure());
    let now = Instant::now();
    let recorded = |service: &str, db: Option<&str>, user: &str, words: &[&[u8]]| Command {
        service: service.into(),
        db: db.map(str::to_string),
        user: user.into(),
        words: words.iter().map(|word| word.to_vec()).collect(),
        at: now,
    };
    let expected = [
        recorded("redis.dns", Some("1"), "app", &[b"get", b"a"]),
        recorded("other", None, "", &[b"not RESP"]),
    ];
    let taken = gateway.take_commands().into_iter();
    assert_eq!(
        taken.map(|command| Command { at: now, ..command }).collect::<Vec<_>>(),
        expected
    );
    assert_eq!(gateway.take_commands(), []);
}

#[test]
fn whoever_speaks_something_else_is_hung_up_on() {
    let gateway = Gateway::start(None, Turn::default()).unwrap();
    for text in [
        "GET / HTTP/1.1\r\nhost: redis\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u{7f}\u{7f}\u{7f}\0\0\0\0\0\0",
    ] {
        let mut socket = TcpStream::connect(gateway.addr()).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        socket.write_all(text.as_bytes()).unwrap();
        let mut rest = Vec::new();
        // Closed in one way or the other, but not left open.
        let closed = socket.read_to_end(&mut rest);
        assert!(closed.is_ok() || closed.unwrap_err().kind() == std::io::ErrorKind::ConnectionReset);
    }
}

#[test]
fn a_gateway_that_ends_leaves_no_connection_behind() {
    let redis = Redis::start();
    let gateway = redis.gateway();
    let mut client = Client::connect(&gateway);
    client.call(1, &call(&["ping"]));
    assert_eq!(redis.words(), "ping");
    let addr = gateway.addr();
    drop(gateway);
    assert_eq!(redis.words(), "", "the connection to Redis has ended");
    let mut rest = Vec::new();
    let _ = client.socket.read_to_end(&mut rest);
    let freed = (0..100).any(|_| {
        thread::sleep(Duration::from_millis(10));
        TcpListener::bind(addr).is_ok()
    });
    assert!(freed, "the port is still taken");
}
