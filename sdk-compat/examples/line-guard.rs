//! line-guard watches over a TCP service that speaks in lines: it holds data back until a line is whole, hides a word from
//! the service, puts a mark before what the service says, and hangs up on a client that asks for too much.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use sdk_compat::types::{self, Action, OnPluginStartStatus, PeerType, PluginContext, TcpContext};
use sdk_compat::{args, bytes, fmt, gjson, proxywasm};

#[sdk_compat::init]
fn init() {
    proxywasm::SetPluginContext(new_line_guard);
}

/// Holds the configuration, which all connections share.
struct Settings {
    hidden: Vec<u8>,
    mark: Vec<u8>,
    max_bytes: i64,
}

#[derive(Default)]
struct LineGuard(OnceCell<Rc<Settings>>);

fn new_line_guard(_context_id: u32) -> Rc<dyn PluginContext> {
    Rc::new(LineGuard::default())
}

impl PluginContext for LineGuard {
    fn OnPluginStart(&self, _size: i64) -> OnPluginStartStatus {
        let data = match proxywasm::GetPluginConfiguration() {
            Ok(data) => data,
            Err(err) => {
                proxywasm::LogCriticalf("no configuration: %v", args![err]);
                return types::OnPluginStartStatusFailed;
            }
        };
        let json = gjson::ParseBytes(data);
        let settings = Settings {
            hidden: json.Get("hidden").String().as_bytes().to_vec(),
            mark: json.Get("mark").String().as_bytes().to_vec(),
            max_bytes: json.Get("maxBytes").Int(),
        };
        if settings.max_bytes <= 0 {
            proxywasm::LogCritical("maxBytes has to be more than 0");
            return types::OnPluginStartStatusFailed;
        }
        let _ = self.0.set(Rc::new(settings));
        types::OnPluginStartStatusOK
    }

    fn NewTcpContext(&self, _context_id: u32) -> Option<Rc<dyn TcpContext>> {
        let guard = Rc::clone(self.0.get()?);
        Some(Rc::new(Connection {
            guard,
            sent: Cell::new(0),
            received: Cell::new(0),
        }))
    }
}

/// Counts what went either way.
struct Connection {
    guard: Rc<Settings>,
    sent: Cell<i64>,
    received: Cell<i64>,
}

impl TcpContext for Connection {
    fn OnNewConnection(&self) -> Action {
        proxywasm::LogInfo("a client is here");
        types::ActionContinue
    }

    fn OnDownstreamData(&self, size: i64, end_of_stream: bool) -> Action {
        if size == 0 {
            return types::ActionContinue;
        }
        let data = match proxywasm::GetDownstreamData(0, size) {
            Ok(data) => data,
            Err(err) => {
                proxywasm::LogErrorf("the data of the client cannot be read: %v", args![err]);
                return types::ActionContinue;
            }
        };
        if !end_of_stream && !bytes::HasSuffix(&data, b"\n") {
            proxywasm::LogDebugf("%d bytes are no whole line", args![size]);
            return types::ActionPause;
        }
        self.sent.set(self.sent.get() + size);
        if self.sent.get() > self.guard.max_bytes {
            proxywasm::LogWarnf("%d bytes are too many", args![self.sent.get()]);
            proxywasm::CloseDownstream();
            return types::ActionPause;
        }
        let hidden = &self.guard.hidden;
        if !hidden.is_empty() && bytes::Contains(&data, hidden) {
            let stars = bytes::Repeat(b"*", hidden.len() as i64);
            proxywasm::ReplaceDownstreamData(bytes::ReplaceAll(&data, hidden, stars));
        }
        types::ActionContinue
    }

    fn OnUpstreamData(&self, size: i64, _end_of_stream: bool) -> Action {
        if size > 0 {
            self.received.set(self.received.get() + size);
            proxywasm::PrependUpstreamData(&self.guard.mark);
        }
        types::ActionContinue
    }

    fn OnDownstreamClose(&self, peer: PeerType) {
        proxywasm::LogInfo(fmt::Sprintf("the client's side is closed by %d", args![peer.0]));
    }

    fn OnUpstreamClose(&self, peer: PeerType) {
        proxywasm::LogInfo(fmt::Sprintf("the service's side is closed by %d", args![peer.0]));
    }

    fn OnStreamDone(&self) {
        let (sent, received) = (self.sent.get(), self.received.get());
        proxywasm::LogInfof("over: %d bytes sent, %d received", args![sent, received]);
    }
}
