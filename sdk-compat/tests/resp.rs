//! The parts of `resp` that need files and sockets, which only native programs have.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::{fs, process, thread};

use sdk_compat::{Any, Error, args, resp};

/// A path in the directory for temporary files; the file is gone at the end of the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let name = format!("{name}-{}", process::id());
        Scratch(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn a_file_keeps_values_in_their_order() {
    let path = Scratch::new("values.aof");
    fs::write(&path.0, "+first\r\n").unwrap();
    let file = resp::OpenAOF(&path.0).unwrap();
    file.SetSyncPolicy(resp::Always);
    assert_eq!(file.Append(resp::MultiBulkValue("get", args!["key"])), None);
    assert_eq!(file.AppendMulti(vec![resp::IntegerValue(1), resp::NullValue()]), None);
    let mut values = Vec::new();
    assert_eq!(file.Scan(|value| values.push(value.String().to_string())), None);
    assert_eq!(values, ["first", "[get key]", "1", ""]);
    assert_eq!(
        fs::read(&path.0).unwrap(),
        b"+first\r\n*2\r\n$3\r\nget\r\n$3\r\nkey\r\n:1\r\n$-1\r\n"
    );
    assert_eq!(file.Close(), None);
    assert_eq!(file.Append(resp::NullValue()).unwrap().text(), "closed");
    assert_eq!(file.Close().unwrap().text(), "closed");
}

#[test]
fn a_file_that_is_cut_off_is_not_written_to() {
    let path = Scratch::new("cut.aof");
    fs::write(&path.0, "$5\r\nab").unwrap();
    let file = resp::OpenAOF(&path.0).unwrap();
    assert_eq!(file.Append(resp::NullValue()).unwrap().text(), "unexpected EOF");
    assert_eq!(fs::read(&path.0).unwrap(), b"$5\r\nab");
}

#[test]
fn a_server_answers_commands_and_knows_two_by_itself() {
    let address = free_address();
    let server = resp::NewServer();
    server.HandleFunc("echo", |conn, words| {
        conn.WriteString(words[1].String());
        words[1].String() != "bye"
    });
    server.HandleFunc("fail", |conn, _| conn.WriteError(&Error::new("ERR no\r\n")).is_none());
    let served = server.clone();
    let at = address.clone();
    thread::spawn(move || drop(served.ListenAndServe(at)));

    let mut conn = connect(&address);
    assert_eq!(conn.RemoteAddr, address);
    let mut ask = |name: &'static str, arguments: &[Any]| {
        assert_eq!(conn.WriteMultiBulk(name, arguments), None);
        conn.ReadValue().map(|(value, _)| value.String())
    };
    assert_eq!(ask("PING", args![]).unwrap(), "PONG");
    assert_eq!(ask("Echo", args![7]).unwrap(), "7");
    assert_eq!(ask("fail", args![]).unwrap(), "ERR no  ");
    assert_eq!(ask("none", args![]).unwrap(), "ERR unknown command 'none'");
    let long = "x".repeat(1 << 20);
    assert_eq!(ask("echo", args![&long]).unwrap(), long);
    assert_eq!(ask("echo", args!["bye"]).unwrap(), "bye");
    assert!(ask("ping", args![]).is_err());

    let mut conn = connect(&address);
    conn.WriteSimpleString("no command");
    assert_eq!(conn.ReadValue().unwrap().0.String(), "ERR unknown command '+no'");
    server.AcceptFunc(|conn| {
        conn.WriteInteger(1);
        false
    });
    let mut conn = connect(&address);
    assert_eq!(conn.ReadValue().unwrap().0.Integer(), 1);
    assert_eq!(conn.ReadValue().unwrap_err().text(), "EOF");
}

/// An address that nobody listens at. (A server says nothing of the port that it took.)
fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

fn connect(address: &str) -> resp::Conn {
    loop {
        match TcpStream::connect(address) {
            Ok(stream) => return resp::NewConn(stream).unwrap(),
            Err(_) => thread::yield_now(),
        }
    }
}
