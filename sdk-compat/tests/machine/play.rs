//! What happens to a plugin: its configuration, its streams, the answers to its calls; and the host that lets it happen.

use std::fmt;
use std::rc::Rc;

use sdk_compat::host::Status;

use crate::guest::{Guest, Of};
use crate::script::{Block, Script};
use crate::world::{Answer, Context, Headers, Line, World, shown};

/// The id of the plugin context.
const ROOT: u32 = 1;

/// Tells the host to hold the body and call again when there is more of it.
const STOP_AND_BUFFER: u32 = 1;

/// Streams are counted from 0. Events about a stream that is not there do not happen.
#[derive(Clone)]
pub enum Event {
    Configure(Vec<u8>),
    Begin(u32),
    Headers {
        of: Of,
        stream: u32,
        headers: Headers,
        end: bool,
    },
    Body {
        of: Of,
        stream: u32,
        chunk: Vec<u8>,
        end: bool,
    },
    Trailers {
        of: Of,
        stream: u32,
        headers: Headers,
    },
    /// The stream is over; its access log is written.
    Log(u32),
    Delete(u32),
    /// To one of the calls that wait.
    HttpAnswer {
        which: usize,
        headers: Headers,
        body: Vec<u8>,
        trailers: Headers,
    },
    RedisAnswer {
        which: usize,
        status: i32,
        body: Vec<u8>,
    },
    /// So many milliseconds later.
    Tick(u64),
    /// The gateway writes a property of a stream.
    Property {
        stream: u32,
        path: Vec<u8>,
        value: Vec<u8>,
    },
    LogLevel(Option<Vec<u8>>),
    /// From now on calls whose line in the record begins so fail.
    Fail {
        call: &'static str,
        status: u32,
    },
    /// From now on so many bytes are missing at the end of every list of headers, but for those of a request.
    Cut(usize),
    /// From now on no call fails, and nothing is missing.
    Heal,
}

/// A plugin and what happens to it.
#[derive(Clone)]
pub struct Sequence {
    pub script: Script,
    pub events: Vec<Event>,
}

impl Sequence {
    /// A configured plugin, a stream that begins with these request headers, and what happens then; `end` says that no body
    /// follows.
    pub fn of_stream(blocks: Vec<Block>, headers: Headers, end: bool, then: Vec<Event>) -> Self {
        let start = [
            Event::Configure(br#"{"text":"t"}"#.to_vec()),
            Event::Begin(0),
            Event::Headers {
                of: Of::Request,
                stream: 0,
                headers,
                end,
            },
        ];
        Sequence {
            script: Script(blocks),
            events: start.into_iter().chain(then).collect(),
        }
    }
}

fn shown_headers(headers: &Headers) -> String {
    let headers: Vec<String> = headers
        .iter()
        .map(|(name, value)| format!("{}: {}", name.escape_ascii(), value.escape_ascii()))
        .collect();
    format!("[{}]", headers.join(", "))
}

fn last(end: bool) -> &'static str {
    if end { " end" } else { "" }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Event::Configure(text) => write!(f, "configure {}", shown(text)),
            Event::Begin(stream) => write!(f, "begin {stream}"),
            Event::Headers {
                of,
                stream,
                headers,
                end,
            } => {
                write!(f, "{of:?} headers {stream} {}{}", shown_headers(headers), last(*end))
            }
            Event::Body { of, stream, chunk, end } => {
                write!(f, "{of:?} body {stream} {}{}", shown(chunk), last(*end))
            }
            Event::Trailers { of, stream, headers } => {
                write!(f, "{of:?} trailers {stream} {}", shown_headers(headers))
            }
            Event::Log(stream) => write!(f, "log {stream}"),
            Event::Delete(stream) => write!(f, "delete {stream}"),
            Event::HttpAnswer {
                which,
                headers,
                body,
                trailers,
            } => {
                let [headers, trailers] = [headers, trailers].map(shown_headers);
                write!(f, "http answer {which} {headers} {} {trailers}", shown(body))
            }
            Event::RedisAnswer { which, status, body } => write!(f, "redis answer {which} {status} {}", shown(body)),
            Event::Tick(later) => write!(f, "tick after {later} ms"),
            Event::Property { stream, path, value } => {
                write!(f, "property of {stream} {} {}", shown(path), shown(value))
            }
            Event::LogLevel(level) => write!(f, "log level {level:?}"),
            Event::Fail { call, status } => write!(f, "fail {call} {status}"),
            Event::Cut(size) => write!(f, "cut {size}"),
            Event::Heal => write!(f, "heal"),
        }
    }
}

impl fmt::Debug for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "\nscript:\n{:?}events:", self.script)?;
        self.events.iter().try_for_each(|event| writeln!(f, "  {event:?}"))
    }
}

/// What the host and the plugin say to each other.
pub fn play(guest: &mut impl Guest, sequence: &Sequence) -> Vec<Line> {
    let world = Rc::new(World::default());
    world.now.set(1_700_000_000_123_456_789);
    world.contexts.borrow_mut().entry(ROOT).or_default();
    world.effective.set(ROOT);
    world.repeats_ids.set(
        sequence
            .script
            .blocks("options")
            .flatten()
            .any(|step| step.word(0) == b"repeat-ids"),
    );
    guest.set_up(Rc::clone(&world), &sequence.script);
    let mut play = Play {
        guest,
        world: Rc::clone(&world),
        streams: Vec::new(),
        contexts: ROOT,
    };
    play.guest.create(ROOT, 0);
    for event in &sequence.events {
        world.note(format!("> {event:?}"));
        if let Some(returned) = play.happen(event) {
            world.note(format!("< {returned}"));
        }
    }
    play.end();
    world.take_record()
}

struct Play<'a, G> {
    guest: &'a mut G,
    world: Rc<World>,
    streams: Vec<Stream>,
    /// The contexts that there have been: the host gives no id twice.
    contexts: u32,
}

/// A stream that is there.
struct Stream {
    number: u32,
    context: u32,
    /// Whether the host holds the body of the request, and that of the response.
    held: [bool; 2],
    /// Whether the request has ended, and whether the response has begun.
    request_ended: bool,
    response_began: bool,
}

impl<G: Guest> Play<'_, G> {
    /// The context of the stream, if it is there; it is the effective one from now on.
    fn enter(&self, number: u32) -> Option<u32> {
        let stream = self.streams.iter().find(|stream| stream.number == number)?;
        self.world.effective.set(stream.context);
        Some(stream.context)
    }

    /// As [`Self::enter`], for a part of a message. No host goes on with a request that has ended once there is a response.
    fn enter_with(&mut self, number: u32, of: Of, end: bool) -> Option<u32> {
        let context = self.enter(number)?;
        let stream = self.streams.iter_mut().find(|stream| stream.number == number)?;
        match of {
            Of::Request if stream.request_ended && stream.response_began => return None,
            Of::Request => stream.request_ended = end,
            Of::Response => stream.response_began = true,
        }
        Some(context)
    }

    /// Whether the host holds a body of the stream.
    fn held(&mut self, number: u32, of: Of) -> Option<&mut bool> {
        let stream = self.streams.iter_mut().find(|stream| stream.number == number)?;
        Some(&mut stream.held[of as usize])
    }

    fn happen(&mut self, event: &Event) -> Option<u32> {
        match event {
            Event::Configure(text) => {
                self.world.effective.set(ROOT);
                self.world.configuration.replace(text.clone());
                return Some(self.guest.configure(ROOT, text.len()).into());
            }
            Event::Begin(stream) => self.begin(*stream),
            Event::Headers {
                of,
                stream,
                headers,
                end,
            } => {
                let context = self.enter_with(*stream, *of, *end)?;
                self.world.set_headers(context, *of, headers.clone());
                return Some(self.guest.headers(*of, context, headers.len(), *end));
            }
            Event::Body { of, stream, chunk, end } => return self.body(*of, *stream, chunk, *end),
            Event::Trailers { of, stream, headers } => {
                let context = self.enter(*stream)?;
                self.world.set_trailers(context, *of, headers.clone());
                return Some(self.guest.trailers(*of, context, headers.len()));
            }
            Event::Log(stream) => {
                let context = self.enter(*stream)?;
                self.guest.log(context);
            }
            Event::Delete(stream) => self.delete(*stream),
            Event::HttpAnswer {
                which,
                headers,
                body,
                trailers,
            } => self.answer_http(*which, headers, body, trailers),
            Event::RedisAnswer { which, status, body } => self.answer_redis(*which, *status, body),
            Event::Tick(later) => {
                self.world.now.set(self.world.now.get() + later * 1_000_000);
                self.world.effective.set(ROOT);
                self.guest.tick(ROOT);
            }
            Event::Property { stream, path, value } => {
                let context = self.enter(*stream)?;
                self.world.set_gateway_property(context, path, value);
            }
            Event::LogLevel(level) => {
                self.world.log_level.replace(level.clone());
            }
            Event::Fail { call, status } => {
                self.world.failures.borrow_mut().push(((*call).into(), Status(*status)));
            }
            Event::Cut(size) => self.world.cut.set(*size),
            Event::Heal => {
                self.world.failures.borrow_mut().clear();
                self.world.cut.set(0);
            }
        }
        None
    }

    fn begin(&mut self, number: u32) {
        if self.enter(number).is_none() {
            self.contexts += 1;
            let context = self.contexts;
            self.world.contexts.borrow_mut().insert(context, Context::default());
            let held = [false; 2];
            self.streams.push(Stream {
                number,
                context,
                held,
                request_ended: false,
                response_began: false,
            });
            self.guest.create(context, ROOT);
        }
    }

    fn body(&mut self, of: Of, number: u32, chunk: &[u8], end: bool) -> Option<u32> {
        let context = self.enter_with(number, of, end)?;
        let held = *self.held(number, of)?;
        self.world.add_body(context, of, chunk, held);
        let action = self.guest.body(of, context, chunk.len(), end);
        *self.held(number, of)? = action == STOP_AND_BUFFER;
        Some(action)
    }

    fn delete(&mut self, number: u32) {
        if let Some(context) = self.enter(number) {
            self.guest.done(context);
            self.guest.delete(context);
            self.streams.retain(|stream| stream.number != number);
            self.world.contexts.borrow_mut().remove(&context);
        }
    }

    fn answer_http(&mut self, which: usize, headers: &Headers, body: &[u8], trailers: &Headers) {
        let Some(token) = take(&mut self.world.http_calls.borrow_mut(), which) else {
            return;
        };
        self.world.effective.set(ROOT);
        self.world.answer.replace(Answer {
            headers: headers.clone(),
            trailers: trailers.clone(),
            body: body.to_vec(),
        });
        self.guest
            .http_answer(ROOT, token, headers.len(), body.len(), trailers.len());
    }

    fn answer_redis(&mut self, which: usize, status: i32, body: &[u8]) {
        let Some(token) = take(&mut self.world.redis_calls.borrow_mut(), which) else {
            return;
        };
        self.world.effective.set(ROOT);
        self.world.answer.replace(Answer {
            body: body.to_vec(),
            ..Answer::default()
        });
        self.guest.redis_answer(ROOT, token, status, body.len());
    }

    /// Leaves nothing behind.
    fn end(&mut self) {
        let streams: Vec<u32> = self.streams.iter().map(|stream| stream.number).collect();
        streams.into_iter().for_each(|stream| self.delete(stream));
        self.guest.done(ROOT);
        self.guest.delete(ROOT);
    }
}

fn take(tokens: &mut Vec<u32>, which: usize) -> Option<u32> {
    (!tokens.is_empty()).then(|| tokens.remove(which % tokens.len()))
}
