//! The Redis of a run: a real server, the gateway that plugins reach it through, and what is left in it at the end.

use super::process::{Prepared, Process};
use super::turns::Turn;
use super::{render, wait};
use crate::cases;
use crate::gateway::{Command, Gateway};
use crate::{Error, Result};
use redis_protocol::resp2::decode::decode;
use redis_protocol::resp2::types::OwnedFrame as Reply;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long Redis may take to start, or to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long the end of a server may take to be seen.
const ENDING: Duration = Duration::from_millis(200);

/// How often another port is tried when somebody else was faster.
const PORTS: usize = 5;

/// A Redis server with its gateway. Where the server dies, another one takes its place at the next case.
pub struct Redis {
    program: PathBuf,
    gateway: Gateway,
    state: Mutex<State>,
}

struct State {
    server: Server,
    /// When the requests of the case began.
    began: Instant,
    /// When a key's expiry was last set, by the key.
    expiring: BTreeMap<Vec<u8>, Instant>,
    /// The databases that commands asked for.
    asked: BTreeSet<String>,
    /// The users whose rights the case before set.
    users: BTreeSet<String>,
}

impl Redis {
    /// Starts a server on a free loopback port, and its gateway.
    ///
    /// # Errors
    /// There is no server, or it does not start.
    pub fn start(server: Option<&Path>, turn: Turn) -> Result<Redis> {
        let program = server.ok_or_else(|| {
            Error::new("the plugin needs a Redis server, and none was found")
                .next("install one, or give its path with `--redis-server`")
        })?;
        let server = Server::start(program)?;
        Ok(Redis {
            program: program.to_path_buf(),
            gateway: Gateway::start(Some(server.address), turn)?,
            state: Mutex::new(State {
                server,
                began: Instant::now(),
                expiring: BTreeMap::new(),
                asked: BTreeSet::new(),
                users: BTreeSet::new(),
            }),
        })
    }

    /// Whether the server has ended, which a case then saw in its middle.
    pub fn is_gone(&self) -> bool {
        self.state().server.process.ended().is_some()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where plugins reach it.
    pub fn gateway(&self) -> &Gateway {
        &self.gateway
    }

    /// Empties the server and sets it up for a case; a server that died, or hangs since the case before, is replaced.
    ///
    /// # Errors
    /// No server answers, or it does not know a command of the case.
    pub fn begin(&self, case: &cases::Redis) -> Result<()> {
        let mut state = self.state();
        let password = case.password.as_deref().unwrap_or_default();
        let empty = |state: &mut State| {
            for user in std::mem::take(&mut state.users) {
                match user.as_str() {
                    "default" => self.ask(
                        state,
                        &["ACL", "SETUSER", &user, "reset", "on", "nopass", "~*", "&*", "+@all"],
                    ),
                    _ => self.ask(state, &["ACL", "DELUSER", &user]),
                }?;
            }
            self.ask(state, &["CONFIG", "SET", "requirepass", password])?;
            self.ask(state, &["FLUSHALL"])
        };
        if empty(&mut state).is_err() {
            state.server = Server::start(&self.program)?;
            empty(&mut state)?;
        }
        for command in &case.before {
            let words: Vec<&str> = command.iter().map(String::as_str).collect();
            if let [command, change, user, ..] = words[..]
                && command.eq_ignore_ascii_case("ACL")
                && change.eq_ignore_ascii_case("SETUSER")
            {
                state.users.insert(user.to_string());
            }
            self.ask(&mut state, &words)?;
        }
        // Connections of the case before would still be logged in.
        self.gateway.set_redis((!case.down).then_some(state.server.address));
        self.gateway.set_delay(case.delay_ms);
        let _ = self.gateway.take_commands();
        state.expiring.clear();
        state.asked.clear();
        Ok(())
    }

    /// The first request of the case is about to be sent.
    pub fn requests_begin(&self) {
        self.state().began = Instant::now();
    }

    /// The commands that reached the gateway since the case began.
    pub fn commands(&self) -> Vec<String> {
        let commands = self.gateway.take_commands();
        let mut state = self.state();
        for command in commands.iter().filter(|command| sets_expiry(command)) {
            let at = |word: &Vec<u8>| (word.clone(), command.at);
            state.expiring.extend(command.words.iter().skip(1).map(at));
        }
        state
            .asked
            .extend(commands.iter().filter_map(|command| command.db.clone()));
        commands.iter().map(command_line).collect()
    }

    /// The databases that commands asked for, and every key with its type, its value and its expiry, counted from the
    /// command that set it; to be asked after [`Redis::commands`].
    ///
    /// # Errors
    /// The server does not answer.
    pub fn keys(&self) -> Result<Vec<String>> {
        let mut state = self.state();
        let mut lines: Vec<String> = state
            .asked
            .iter()
            .map(|asked| format!("db {asked}: asked for"))
            .collect();
        for database in self.databases(&mut state)? {
            self.ask(&mut state, &["SELECT", &database])?;
            let mut keys = list(self.ask(&mut state, &["KEYS", "*"])?);
            keys.sort();
            for key in keys {
                let line = self.key(&mut state, &key)?;
                lines.push(if database == "0" {
                    line
                } else {
                    format!("db {database}: {line}")
                });
            }
        }
        self.ask(&mut state, &["SELECT", "0"])?;
        Ok(lines)
    }

    /// Time passes (ms): what would have expired is gone, other keys have so much less time left.
    ///
    /// # Errors
    /// The server does not answer.
    pub fn time_passes(&self, ms: u64) -> Result<()> {
        let passed = i64::try_from(ms).unwrap_or(i64::MAX);
        let mut state = self.state();
        for database in self.databases(&mut state)? {
            self.ask(&mut state, &["SELECT", &database])?;
            for key in list(self.ask(&mut state, &["KEYS", "*"])?) {
                if let Reply::Integer(left @ 0..) = self.command(&mut state, &[b"PTTL", &key])? {
                    // A time that is over removes the key.
                    let left = left.saturating_sub(passed).to_string();
                    self.command(&mut state, &[b"PEXPIRE", &key, left.as_bytes()])?;
                }
            }
        }
        self.ask(&mut state, &["SELECT", "0"]).map(drop)
    }

    fn databases(&self, state: &mut State) -> Result<Vec<String>> {
        let info = bytes(self.ask(state, &["INFO", "keyspace"])?);
        let info = String::from_utf8_lossy(&info).into_owned();
        let number = |line: &str| Some(line.strip_prefix("db")?.split_once(':')?.0.to_string());
        Ok(info.lines().filter_map(number).collect())
    }

    fn key(&self, state: &mut State, key: &[u8]) -> Result<String> {
        let kind = bytes(self.command(state, &[b"TYPE", key])?);
        let read: &[&[u8]] = match kind.as_slice() {
            b"list" => &[b"LRANGE", key, b"0", b"-1"],
            b"set" => &[b"SMEMBERS", key],
            b"zset" => &[b"ZRANGE", key, b"0", b"-1", b"WITHSCORES"],
            b"hash" => &[b"HGETALL", key],
            b"stream" => &[b"XRANGE", key, b"-", b"+"],
            _ => &[b"GET", key],
        };
        let mut value = list(self.command(state, read)?);
        match kind.as_slice() {
            b"set" => value.sort(),
            b"hash" => sort_pairs(&mut value),
            _ => {}
        }
        let value: Vec<String> = value.iter().map(|item| render::text(item)).collect();
        let expiry = match self.command(state, &[b"PTTL", key])? {
            Reply::Integer(left) if left >= 0 => {
                let set = state.expiring.get(key).unwrap_or(&state.began);
                let since = i64::try_from(set.elapsed().as_millis()).unwrap_or(i64::MAX);
                format!(", expires after {} s", (left + since + 500) / 1000)
            }
            _ => String::new(),
        };
        let (key, kind) = (render::text(key), render::text(&kind));
        Ok(format!("{key} ({kind}{expiry}): {}", value.join(" ")))
    }

    fn ask(&self, state: &mut State, words: &[&str]) -> Result<Reply> {
        let words: Vec<&[u8]> = words.iter().map(|word| word.as_bytes()).collect();
        self.command(state, &words)
    }

    fn command(&self, state: &mut State, words: &[&[u8]]) -> Result<Reply> {
        let name = render::text(words.first().copied().unwrap_or_default());
        match state.server.connection.ask(words) {
            Ok(Reply::Error(said)) => {
                Err(Error::new(format!("Redis refuses `{name}`: {said}")).next("correct `redis` in the case"))
            }
            Ok(reply) => Ok(reply),
            Err(()) => {
                let process = &state.server.process;
                // The connection breaks a moment before the end of the process is seen.
                let ended = wait::until(ENDING, || process.ending());
                let how = ended.unwrap_or_else(|| format!("does not answer `{name}`"));
                let words = process.last_words(5);
                let what = match words.is_empty() {
                    true => format!("Redis {how}"),
                    false => format!("Redis {how}; its last words:\n{words}"),
                };
                Err(Error::new(what).next("check the Redis server given"))
            }
        }
    }
}

/// Whether a command may give a key that it names an expiry; a script may do anything.
fn sets_expiry(command: &Command) -> bool {
    let name = command
        .words
        .first()
        .map(|name| name.to_ascii_lowercase())
        .unwrap_or_default();
    let setting: [&[u8]; 9] = [
        b"expire",
        b"pexpire",
        b"expireat",
        b"pexpireat",
        b"set",
        b"setex",
        b"psetex",
        b"getex",
        b"eval",
    ];
    setting.contains(&name.as_slice())
}

fn command_line(command: &Command) -> String {
    let words: Vec<String> = command.words.iter().map(|word| render::text(word)).collect();
    let user = if command.user.is_empty() {
        String::new()
    } else {
        format!(", as {}", command.user)
    };
    format!("{}{user}: {}", command.service, words.join(" "))
}

/// A running server.
struct Server {
    process: Process,
    address: SocketAddr,
    connection: Connection,
}

impl Server {
    /// Starts a server on a free port.
    fn start(program: &Path) -> Result<Server> {
        let mut launched = Self::launch(program);
        for _ in 1..PORTS {
            if launched.is_ok() {
                break;
            }
            launched = Self::launch(program);
        }
        launched
    }

    fn launch(program: &Path) -> Result<Server> {
        let no_port = |error| Error::new(format!("no port for Redis on 127.0.0.1: {error}"));
        // Redis cannot choose a port itself; if somebody takes this one first, another is tried.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .and_then(|taken| taken.local_addr())
            .map_err(no_port)?;
        let prepared = Prepared::new()?;
        let directory = prepared.directory().as_os_str().to_owned();
        let port = address.port().to_string();
        let mut arguments = vec!["--dir".into(), directory];
        for (name, value) in [
            ("bind", "127.0.0.1"),
            ("port", &port),
            ("appendonly", "no"),
            ("daemonize", "no"),
        ] {
            arguments.extend([format!("--{name}").into(), value.into()]);
        }
        arguments.extend(["--databases", "64", "--loglevel", "warning", "--save", "''"].map(Into::into));
        let process = prepared.start(program, &arguments)?;
        let connection = wait::until(PATIENCE, || match process.ended() {
            Some(_) => Some(None),
            None => Connection::open(address).map(Some),
        });
        match connection.flatten() {
            Some(connection) => Ok(Server {
                process,
                address,
                connection,
            }),
            None => {
                let words = process.last_words(5);
                Err(Error::new(format!(
                    "{} does not start; its last words:\n{words}",
                    program.display()
                ))
                .next("give a Redis server with `--redis-server`"))
            }
        }
    }
}

/// A connection of our own to Redis.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    fn open(address: SocketAddr) -> Option<Connection> {
        let stream = TcpStream::connect(address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        let mut connection = Connection {
            stream,
            buffer: Vec::new(),
        };
        let pong = connection.ask(&[b"PING"]);
        (pong == Ok(Reply::SimpleString(b"PONG".to_vec()))).then_some(connection)
    }

    fn ask(&mut self, words: &[&[u8]]) -> Result<Reply, ()> {
        let mut out = format!("*{}\r\n", words.len()).into_bytes();
        for word in words {
            out.extend_from_slice(format!("${}\r\n", word.len()).as_bytes());
            out.extend_from_slice(word);
            out.extend_from_slice(b"\r\n");
        }
        self.stream.write_all(&out).map_err(drop)?;
        let mut room = [0; 16 << 10];
        loop {
            if let Some((reply, length)) = decode(&self.buffer).map_err(drop)? {
                self.buffer.drain(..length);
                return Ok(reply);
            }
            match self.stream.read(&mut room).map_err(drop)? {
                0 => return Err(()),
                read => self.buffer.extend_from_slice(&room[..read]),
            }
        }
    }
}

fn bytes(reply: Reply) -> Vec<u8> {
    match reply {
        Reply::SimpleString(bytes) | Reply::BulkString(bytes) => bytes,
        Reply::Integer(number) => number.to_string().into_bytes(),
        Reply::Error(text) => text.into_bytes(),
        Reply::Array(_) | Reply::Null => Vec::new(),
    }
}

fn list(reply: Reply) -> Vec<Vec<u8>> {
    match reply {
        Reply::Array(items) => items.into_iter().flat_map(list).collect(),
        one => vec![bytes(one)],
    }
}

fn sort_pairs(items: &mut Vec<Vec<u8>>) {
    let mut pairs: Vec<_> = items.chunks(2).map(<[Vec<u8>]>::to_vec).collect();
    pairs.sort();
    *items = pairs.concat();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testbed::tools::find_redis;

    #[test]
    fn what_one_case_forbids_the_next_one_may_do() {
        let redis = Redis::start(Some(&find_redis(None).unwrap().path), Turn::default()).unwrap();
        let begin = |before: &[&[&str]]| {
            let words = |command: &&[&str]| command.iter().map(ToString::to_string).collect();
            redis.begin(&cases::Redis {
                before: before.iter().map(words).collect(),
                ..cases::Redis::default()
            })
        };
        let expire: &[&str] = &["EXPIRE", "key", "60"];
        assert!(begin(&[&["ACL", "SETUSER", "default", "-expire"], expire]).is_err());
        begin(&[expire]).unwrap();
        begin(&[&["ACL", "SETUSER", "default", "resetkeys"]]).unwrap();
        begin(&[
            expire,
            &["ACL", "SETUSER", "reader", "on"],
            &["ACL", "GETUSER", "reader"],
        ])
        .unwrap();
        assert_eq!(
            redis.ask(&mut redis.state(), &["ACL", "USERS"]).unwrap(),
            Reply::Array(vec![
                Reply::BulkString(b"default".to_vec()),
                Reply::BulkString(b"reader".to_vec())
            ])
        );
        begin(&[]).unwrap();
        let users = redis.ask(&mut redis.state(), &["ACL", "USERS"]).unwrap();
        assert_eq!(users, Reply::Array(vec![Reply::BulkString(b"default".to_vec())]));
    }
}
