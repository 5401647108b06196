//! What a stream callback tells the host to do next.

/// What the host does with the stream after a callback. Any number can be returned; the constants name those that mean
/// something.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(transparent)]
pub struct Action(pub u32);

/// Go on with the stream.
pub const ActionContinue: Action = Action(0);
/// Hold the stream until it is resumed.
pub const ActionPause: Action = Action(1);

/// Go on with the headers.
pub const HeaderContinue: Action = Action(0);
/// Hold the headers; body data that comes is still passed to this plugin, and goes on with the headers from there. So on
/// Higress a request with a body does **not** wait for a call-out: that takes [`HeaderStopAllIterationAndWatermark`]. Stock
/// Envoy takes it for that one unless the plugin's configuration there sets `allow_on_headers_stop_iteration`.
pub const HeaderStopIteration: Action = Action(1);
/// Go on with the headers and end the stream there.
pub const HeaderContinueAndEndStream: Action = Action(2);
/// Hold everything and buffer the body; a body over the buffer limit is answered 413 (request) or 500 (response).
pub const HeaderStopAllIterationAndBuffer: Action = Action(3);
/// Hold everything and buffer the body; a body over the buffer limit stops the sender until the stream is resumed.
pub const HeaderStopAllIterationAndWatermark: Action = Action(4);

/// Go on with the data.
pub const DataContinue: Action = Action(0);
/// Hold the data and buffer it; over the buffer limit the stream is answered 413 (request) or 500 (response).
pub const DataStopIterationAndBuffer: Action = Action(1);
/// Hold the data and buffer it; over the buffer limit the sender is stopped until the stream is resumed.
pub const DataStopIterationAndWatermark: Action = Action(2);
/// Hold back, and keep nothing of the data.
pub const DataStopIterationNoBuffer: Action = Action(3);
