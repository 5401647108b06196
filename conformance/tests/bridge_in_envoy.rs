//! A bridged plugin in a real Envoy before a real Redis: nothing is lost, doubled or out of order under load.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;

const CLIENTS: usize = 4;
const REQUESTS: usize = 50;
/// How many calls `bridge/counting.wat` makes for each request.
const CALLS: usize = 50;

/// A running `conformance serve`, which bridges the plugin.
struct Serve {
    child: Child,
    gateway: SocketAddr,
}

impl Serve {
    fn start(wat: &str) -> Serve {
        let folder = tempfile::tempdir().unwrap();
        let module = folder.path().join("counting.wasm");
        std::fs::write(&module, wat::parse_str(wat).unwrap()).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_conformance"))
            .arg("serve")
            .arg(&module)
            .args(["--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let gateway = lines
            .find_map(|line| {
                line.strip_prefix("gateway")?
                    .trim()
                    .strip_prefix("http://")?
                    .parse()
                    .ok()
            })
            .expect("serve prints where the gateway listens");
        assert!(
            lines.any(|line| line.starts_with("serving")),
            "the plugin does not start"
        );
        // Serve writes on; nobody may leave its pipe full.
        thread::spawn(move || lines.for_each(drop));
        Serve { child, gateway }
    }
}

impl Drop for Serve {
    fn drop(&mut self) {
        let terminate = ["-TERM", &self.child.id().to_string()];
        let _ = Command::new("kill").args(terminate).status();
        let _ = self.child.wait();
    }
}

/// The numbers that one request was answered with.
fn counted(gateway: SocketAddr) -> Vec<usize> {
    let mut socket = TcpStream::connect(gateway).unwrap();
    socket
        .write_all(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        .unwrap();
    let mut response = String::new();
    socket.read_to_string(&mut response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    body.lines()
        .map(|line| line.strip_prefix(':').unwrap().parse().unwrap())
        .collect()
}

#[test]
fn counters_are_exact_and_calls_stay_in_order_under_parallel_load() {
    let serve = Serve::start(include_str!("bridge/counting.wat"));
    let gateway = serve.gateway;
    let client = move || (0..REQUESTS).map(|_| counted(gateway)).collect::<Vec<_>>();
    let clients: Vec<_> = (0..CLIENTS).map(|_| thread::spawn(client)).collect();
    let answers: Vec<_> = clients.into_iter().flat_map(|client| client.join().unwrap()).collect();
    for answer in &answers {
        let first = answer[0];
        assert!(answer.iter().copied().eq(first..first + CALLS), "{answer:?}");
    }
    let mut numbers: Vec<_> = answers.into_iter().flatten().collect();
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(1..=CLIENTS * REQUESTS * CALLS));
}
