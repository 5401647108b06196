//! line-guard watches over a TCP service that speaks in lines: it holds data back until a line is whole,
//! hides a word from the service, puts a mark before what the service says, and hangs up on a client that asks for too much.

use std::rc::Rc;

use sdk_compat::{args, bytes, fmt, gjson, go, proxywasm, types};

#[sdk_compat::init]
fn init() {
    proxywasm::SetPluginContext(new_line_guard);
}

/// lineGuard holds the configuration, which all connections share.
#[derive(Clone, Default)]
struct LineGuard {
    hidden: Vec<u8>,
    mark: Vec<u8>,
    max_bytes: i64,
}

/// What the host calls of a [`LineGuard`].
struct LineGuardHooks(go::Ptr<LineGuard>);

impl types::PluginContext for LineGuardHooks {
    fn NewTcpContext(&self, context_id: u32) -> Option<Rc<dyn types::TcpContext>> {
        LineGuard::new_tcp_context(&self.0, context_id)
    }

    fn OnPluginStart(&self, size: i64) -> types::OnPluginStartStatus {
        LineGuard::on_plugin_start(&self.0, size)
    }
}

/// Go: `newLineGuard`.
fn new_line_guard(_context_id: u32) -> Rc<dyn types::PluginContext> {
    Rc::new(LineGuardHooks(go::Ptr::new(LineGuard::default())))
}

impl LineGuard {
    /// Go: `OnPluginStart`.
    fn on_plugin_start(p: &go::Ptr<LineGuard>, _size: i64) -> types::OnPluginStartStatus {
        let data = match proxywasm::GetPluginConfiguration() {
            Ok(data) => data,
            Err(err) => {
                proxywasm::LogCriticalf("no configuration: %v", args![err]);
                return types::OnPluginStartStatusFailed;
            }
        };
        let json = gjson::ParseBytes(&data);
        p.borrow_mut().hidden = Vec::from(json.Get("hidden").String());
        p.borrow_mut().mark = Vec::from(json.Get("mark").String());
        p.borrow_mut().max_bytes = json.Get("maxBytes").Int();
        if p.borrow().max_bytes <= 0 {
            proxywasm::LogCritical("maxBytes has to be more than 0");
            return types::OnPluginStartStatusFailed;
        }
        types::OnPluginStartStatusOK
    }

    /// Go: `NewTcpContext`.
    fn new_tcp_context(p: &go::Ptr<LineGuard>, _context_id: u32) -> Option<Rc<dyn types::TcpContext>> {
        Some(Rc::new(ConnectionHooks(go::Ptr::new(Connection {
            guard: p.clone(),
            ..Default::default()
        }))))
    }
}

/// connection counts what went either way.
#[derive(Clone, Default)]
struct Connection {
    guard: go::Ptr<LineGuard>,
    sent: i64,
    received: i64,
}

/// What the host calls of a [`Connection`].
struct ConnectionHooks(go::Ptr<Connection>);

impl types::TcpContext for ConnectionHooks {
    fn OnDownstreamClose(&self, peer: types::PeerType) {
        Connection::on_downstream_close(&self.0, peer)
    }

    fn OnDownstreamData(&self, size: i64, end_of_stream: bool) -> types::Action {
        Connection::on_downstream_data(&self.0, size, end_of_stream)
    }

    fn OnNewConnection(&self) -> types::Action {
        Connection::on_new_connection(&self.0)
    }

    fn OnStreamDone(&self) {
        Connection::on_stream_done(&self.0)
    }

    fn OnUpstreamClose(&self, peer: types::PeerType) {
        Connection::on_upstream_close(&self.0, peer)
    }

    fn OnUpstreamData(&self, size: i64, end_of_stream: bool) -> types::Action {
        Connection::on_upstream_data(&self.0, size, end_of_stream)
    }
}

impl Connection {
    /// Go: `OnNewConnection`.
    fn on_new_connection(_c: &go::Ptr<Connection>) -> types::Action {
        proxywasm::LogInfo("a client is here");
        types::ActionContinue
    }

    /// Go: `OnDownstreamData`.
    fn on_downstream_data(c: &go::Ptr<Connection>, size: i64, end_of_stream: bool) -> types::Action {
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
        if !end_of_stream && !bytes::HasSuffix(&data, "\n") {
            proxywasm::LogDebugf("%d bytes are no whole line", args![size]);
            return types::ActionPause;
        }
        c.borrow_mut().sent += size;
        if c.borrow().sent > c.get().guard.borrow().max_bytes {
            proxywasm::LogWarnf("%d bytes are too many", args![c.borrow().sent]);
            proxywasm::CloseDownstream();
            return types::ActionPause;
        }
        if !c.get().guard.borrow().hidden.is_empty() && bytes::Contains(&data, &c.get().guard.borrow().hidden) {
            let stars = bytes::Repeat("*", c.get().guard.borrow().hidden.len() as i64);
            proxywasm::ReplaceDownstreamData(bytes::ReplaceAll(&data, &c.get().guard.borrow().hidden, &stars));
        }
        types::ActionContinue
    }

    /// Go: `OnUpstreamData`.
    fn on_upstream_data(c: &go::Ptr<Connection>, size: i64, _end_of_stream: bool) -> types::Action {
        if size > 0 {
            c.borrow_mut().received += size;
            proxywasm::PrependUpstreamData(c.get().guard.get().mark);
        }
        types::ActionContinue
    }

    /// Go: `OnDownstreamClose`.
    fn on_downstream_close(_c: &go::Ptr<Connection>, peer: types::PeerType) {
        proxywasm::LogInfo(fmt::Sprintf("the client's side is closed by %d", args![peer]));
    }

    /// Go: `OnUpstreamClose`.
    fn on_upstream_close(_c: &go::Ptr<Connection>, peer: types::PeerType) {
        proxywasm::LogInfo(fmt::Sprintf("the service's side is closed by %d", args![peer]));
    }

    /// Go: `OnStreamDone`.
    fn on_stream_done(c: &go::Ptr<Connection>) {
        proxywasm::LogInfof(
            "over: %d bytes sent, %d received",
            args![c.borrow().sent, c.borrow().received],
        );
    }
}
