//! TCP connections.

use std::cell::RefMut;

use super::HostEmulator;
use super::host::Emulator;
use crate::go;
use crate::host::{BufferType, callbacks};
use crate::types::{Action, ActionContinue, PeerTypeLocal};

#[derive(Default)]
pub(super) struct Connection {
    downstream: Side,
    upstream: Side,
}

/// The data from one side that has not gone on yet.
#[derive(Default)]
struct Side {
    data: Vec<u8>,
    /// Whether the plugin can reach it.
    open: bool,
}

impl Side {
    fn take(&mut self, data: &[u8]) -> usize {
        self.data.extend_from_slice(data);
        self.open = true;
        self.data.len()
    }

    fn after(&mut self, action: Action) {
        if action == ActionContinue {
            *self = Side::default();
        }
    }
}

impl Connection {
    fn side(&mut self, buffer: BufferType) -> &mut Side {
        match buffer {
            BufferType::UpstreamData => &mut self.upstream,
            _ => &mut self.downstream,
        }
    }
}

impl Emulator {
    /// What the plugin can reach of the data of the connection that a host call is about.
    pub(super) fn connection_data(&self, buffer: BufferType) -> Option<RefMut<'_, Vec<u8>>> {
        let target = self.target();
        RefMut::filter_map(self.connections.borrow_mut(), |connections| {
            let side = connections.get_mut(&target)?.side(buffer);
            side.open.then_some(&mut side.data)
        })
        .ok()
    }
}

impl HostEmulator {
    /// The connection with this id. Ends the test where there is none.
    fn connection(&self, context_id: u32) -> RefMut<'_, Connection> {
        RefMut::map(self.0.connections.borrow_mut(), |connections| {
            connections
                .get_mut(&context_id)
                .unwrap_or_else(|| panic!("there is no connection {context_id}: InitializeConnection returns one"))
        })
    }

    fn pass_data(&self, context_id: u32, from: BufferType, data: &[u8]) -> Action {
        let size = self.connection(context_id).side(from).take(data);
        let action = Action(self.guest(context_id, || match from {
            BufferType::UpstreamData => callbacks::on_upstream_data(context_id, size, false),
            _ => callbacks::on_downstream_data(context_id, size, false),
        }));
        self.connection(context_id).side(from).after(action);
        action
    }
}

#[go]
impl HostEmulator {
    /// A new connection, and what the plugin returned for it.
    pub fn InitializeConnection(&self) -> (u32, Action) {
        let context_id = self.new_id();
        self.0
            .connections
            .borrow_mut()
            .insert(context_id, Connection::default());
        self.create(context_id);
        let action = self.guest(context_id, || callbacks::on_new_connection(context_id));
        (context_id, Action(action))
    }

    /// Passes data from the upstream host, with what the plugin held back of the data before.
    pub fn CallOnUpstreamData(&self, context_id: u32, data: impl AsRef<[u8]>) -> Action {
        self.pass_data(context_id, BufferType::UpstreamData, data.as_ref())
    }

    /// Passes data from the client, with what the plugin held back of the data before.
    pub fn CallOnDownstreamData(&self, context_id: u32, data: impl AsRef<[u8]>) -> Action {
        self.pass_data(context_id, BufferType::DownstreamData, data.as_ref())
    }

    /// Closes the connection to the upstream host.
    pub fn CloseUpstreamConnection(&self, context_id: u32) {
        self.guest(context_id, || callbacks::on_upstream_close(context_id, PeerTypeLocal.0));
    }

    /// Closes the connection to the client.
    pub fn CloseDownstreamConnection(&self, context_id: u32) {
        self.guest(context_id, || {
            callbacks::on_downstream_close(context_id, PeerTypeLocal.0)
        });
    }

    /// Ends a connection: its access log is written, and its context is dropped.
    pub fn CompleteConnection(&self, context_id: u32) {
        self.guest(context_id, || {
            callbacks::on_log(context_id);
            callbacks::on_done(context_id);
        });
        self.0.connections.borrow_mut().remove(&context_id);
        self.guest(context_id, || callbacks::on_delete(context_id));
    }
}
