//! A plugin for TCP connections that passes their data on in pieces, as the host's bytes tell it.

use std::rc::Rc;

use sdk_compat::proxywasm;
use sdk_compat::types::{Action, PeerType, TcpContext};

#[sdk_compat::init]
fn init() {
    proxywasm::SetTcpContext(|id| Rc::new(Connection { id }));
}

struct Connection {
    id: u32,
}

/// What the host has decided.
fn choice() -> u8 {
    let program = proxywasm::GetProperty(&["program"]).unwrap_or_default();
    program.last().copied().unwrap_or_default()
}

#[allow(non_snake_case)]
impl TcpContext for Connection {
    fn OnNewConnection(&self) -> Action {
        Action(choice().into())
    }

    fn OnDownstreamData(&self, data_size: i64, end_of_stream: bool) -> Action {
        let data = proxywasm::GetDownstreamData(0, data_size).unwrap_or_default();
        match choice() % 5 {
            0 => proxywasm::AppendDownstreamData(&data),
            1 => proxywasm::PrependDownstreamData(&data[..data.len() / 2]),
            2 => proxywasm::ReplaceDownstreamData(&data),
            3 if end_of_stream => proxywasm::CloseDownstream(),
            _ => proxywasm::ContinueTcpStream(),
        };
        Action(choice().into())
    }

    fn OnUpstreamData(&self, data_size: i64, _end_of_stream: bool) -> Action {
        let data = proxywasm::GetUpstreamData(0, data_size).unwrap_or_default();
        match choice() % 4 {
            0 => proxywasm::AppendUpstreamData(&data),
            1 => proxywasm::PrependUpstreamData(&data),
            2 => proxywasm::ReplaceUpstreamData(&data),
            _ => proxywasm::CloseUpstream(),
        };
        let id = self.id;
        let answered = move |_headers, body_size: i64, _trailers| {
            let _ = (id, proxywasm::GetHttpCallResponseBody(0, body_size));
        };
        let _ = proxywasm::DispatchHttpCall("service", &[], &data, &[], 100, answered);
        Action(choice().into())
    }

    fn OnDownstreamClose(&self, _peer_type: PeerType) {
        proxywasm::ContinueTcpStream();
    }

    fn OnUpstreamClose(&self, _peer_type: PeerType) {
        proxywasm::CloseDownstream();
    }

    fn OnStreamDone(&self) {
        proxywasm::LogInfo("done");
    }
}
