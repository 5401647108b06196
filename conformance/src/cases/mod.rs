//! Cases: what to send to both builds of a plugin, and what the world around them answers.

mod from;
mod gather;
mod load;
mod model;
mod time;
mod write;

pub use from::{Import, import, is_host, join};
pub use gather::{gather, gather_with, with_root_ids};
pub(crate) use time::parse as rfc3339;

pub use load::{load, parse};
pub use model::{
    Bytes, Case, CaseFile, Connection, Control, Grpc, Header, Neighbour, Redis, Request, Response, Side, Step, Stream,
};
pub use write::{plain, write};
