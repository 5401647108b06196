//! Compares the runs of two builds: what differs, what is only noise, and the verdict.

mod noise;
mod template;
mod token;

pub use noise::{Comparison, Finding, Mask, compare};
pub use template::{Noise, Spot};
pub use token::Class;
