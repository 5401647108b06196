//! The Go build of a plugin as an oracle for its Rust build: both do what a random script says, on one host, while random things
//! happen to them, and what they say to the host is compared.

mod attributes;
mod compare;
mod go;
mod guest;
mod http;
mod log;
mod play;
mod plugin;
#[path = "../support/random.rs"]
mod random;
mod redis;
mod rules;
mod script;
mod spared;
mod stream;
mod values;
mod world;
