//! Cases that nobody wrote: made from the two builds and their configuration, guided by what both builds reach, proven,
//! and shrunk.

mod cases;
mod configs;
mod connections;
pub mod corpus;
mod dictionary;
mod dread;
mod maker;
mod parts;
mod places;
mod proof;
mod search;
mod shapes;
mod shrink;

pub use cases::plain_case;
pub use dictionary::{Dictionary, Word};
pub use search::{Event, Found, Options, Progress, Search};
