//! A server that speaks the Redis protocol. A plugin has no sockets: this is there for native programs, such as tests.

use std::collections::HashMap;
use std::io::Write;
use std::net::{TcpListener, TcpStream, ToSocketAddrs};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;

use super::read::Reader;
use super::value::Value;
use super::write::{NewWriter, Writer};
use crate::{Any, Error, Str, go};

/// A connection that values are read from and written to.
#[allow(non_snake_case)]
pub struct Conn {
    /// Reads from the connection.
    pub Reader: Reader,
    /// Writes to the connection.
    pub Writer: Writer<'static>,
    /// The address and port of the other side.
    pub RemoteAddr: Str,
}

/// A connection over `stream`.
///
/// # Errors
/// When the stream is not connected any more.
#[go]
pub fn NewConn(stream: TcpStream) -> Result<Conn, Error> {
    let address = stream.peer_addr().map_err(go_error)?;
    Ok(Conn {
        Reader: Reader::of_stream(stream.try_clone().map_err(go_error)?),
        Writer: NewWriter(stream),
        RemoteAddr: address.to_string().into(),
    })
}

#[go]
impl Conn {
    /// [`Reader::ReadValue`]
    ///
    /// # Errors
    /// Those of [`Reader::ReadValue`].
    pub fn ReadValue(&mut self) -> Result<(Value, i64), Error> {
        self.Reader.ReadValue()
    }

    /// [`Reader::ReadMultiBulk`]
    ///
    /// # Errors
    /// Those of [`Reader::ReadMultiBulk`].
    pub fn ReadMultiBulk(&mut self) -> Result<(Value, bool, i64), Error> {
        self.Reader.ReadMultiBulk()
    }

    /// [`Writer::WriteValue`]
    pub fn WriteValue(&mut self, value: Value) -> Option<Error> {
        self.Writer.WriteValue(value)
    }

    /// [`Writer::WriteSimpleString`]
    pub fn WriteSimpleString(&mut self, text: impl Into<Str>) -> Option<Error> {
        self.Writer.WriteSimpleString(text)
    }

    /// [`Writer::WriteBytes`]
    pub fn WriteBytes(&mut self, bytes: impl Into<Str>) -> Option<Error> {
        self.Writer.WriteBytes(bytes)
    }

    /// [`Writer::WriteString`]
    pub fn WriteString(&mut self, text: impl Into<Str>) -> Option<Error> {
        self.Writer.WriteString(text)
    }

    /// [`Writer::WriteNull`]
    pub fn WriteNull(&mut self) -> Option<Error> {
        self.Writer.WriteNull()
    }

    /// [`Writer::WriteError`]
    pub fn WriteError(&mut self, error: &Error) -> Option<Error> {
        self.Writer.WriteError(error)
    }

    /// [`Writer::WriteInteger`]
    pub fn WriteInteger(&mut self, number: i64) -> Option<Error> {
        self.Writer.WriteInteger(number)
    }

    /// [`Writer::WriteArray`]
    pub fn WriteArray(&mut self, items: Vec<Value>) -> Option<Error> {
        self.Writer.WriteArray(items)
    }

    /// [`Writer::WriteMultiBulk`]
    pub fn WriteMultiBulk(&mut self, command_name: impl Into<Str>, arguments: &[Any]) -> Option<Error> {
        self.Writer.WriteMultiBulk(command_name, arguments)
    }
}

type Handler = Arc<dyn Fn(&mut Conn, Vec<Value>) -> bool + Send + Sync>;
type Accept = Arc<dyn Fn(&mut Conn) -> bool + Send + Sync>;

/// A server of commands.
#[derive(Clone, Default)]
pub struct Server {
    handlers: Arc<RwLock<HashMap<Vec<u8>, Handler>>>,
    accept: Arc<RwLock<Option<Accept>>>,
}

/// A server without commands of its own yet: it answers `PING` and `QUIT`.
#[go]
pub fn NewServer() -> Server {
    Server::default()
}

#[go]
impl Server {
    /// Calls `handler` for a command, whatever the case of its letters, with all words of it. The connection is closed when it
    /// returns `false`.
    pub fn HandleFunc(
        &self,
        command: impl AsRef<[u8]>,
        handler: impl Fn(&mut Conn, Vec<Value>) -> bool + Send + Sync + 'static,
    ) {
        let mut handlers = self.handlers.write().unwrap_or_else(PoisonError::into_inner);
        handlers.insert(command.as_ref().to_ascii_uppercase(), Arc::new(handler));
    }

    /// Calls `accept` for each new connection, which is closed when it returns `false`.
    pub fn AcceptFunc(&self, accept: impl Fn(&mut Conn) -> bool + Send + Sync + 'static) {
        *self.accept.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(accept));
    }

    /// Serves the connections to an address, each in a thread of its own. Returns only with an error.
    pub fn ListenAndServe(&self, address: impl ToSocketAddrs) -> Option<Error> {
        let listener = match TcpListener::bind(address) {
            Ok(listener) => listener,
            Err(error) => return Some(go_error(error)),
        };
        loop {
            match listener.accept() {
                Ok((stream, _)) => {
                    let server = self.clone();
                    thread::spawn(move || server.serve(stream));
                }
                Err(error) => return Some(go_error(error)),
            }
        }
    }
}

impl Server {
    fn serve(&self, stream: TcpStream) {
        let Ok(mut answer) = stream.try_clone() else { return };
        let outcome = NewConn(stream).and_then(|mut conn| self.handle(&mut conn));
        if let Err(error) = outcome {
            let text = error.text();
            let shown = if text.starts_with(b"Protocol error: ") {
                &text[..]
            } else {
                b"unknown error"
            };
            let _ = answer.write_all(&[b"-ERR ", shown, b"\r\n"].concat());
        }
    }

    fn handle(&self, conn: &mut Conn) -> Result<(), Error> {
        let accept = self.accept.read().unwrap_or_else(PoisonError::into_inner).clone();
        if accept.is_some_and(|accept| !accept(conn)) {
            return Ok(());
        }
        loop {
            let words = conn.ReadMultiBulk()?.0.Array();
            let Some(name) = words.first().map(Value::String) else {
                continue;
            };
            let upper = name.to_ascii_uppercase();
            let handlers = self.handlers.read().unwrap_or_else(PoisonError::into_inner);
            let handler = handlers.get(&upper).cloned();
            drop(handlers);
            let failure = match (handler, &upper[..]) {
                (Some(handler), _) if handler(conn, words) => None,
                (Some(_), _) => return Ok(()),
                (None, b"QUIT") => {
                    conn.WriteSimpleString("OK");
                    return Ok(());
                }
                (None, b"PING") => conn.WriteSimpleString("PONG"),
                (None, _) => {
                    let text = [b"ERR unknown command '", &name[..], b"'"].concat();
                    conn.WriteError(&Error::new(text))
                }
            };
            if let Some(error) = failure {
                return Err(error);
            }
        }
    }
}

fn go_error(error: std::io::Error) -> Error {
    Error::new(error.to_string())
}
