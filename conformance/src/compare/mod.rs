//! Compares the runs of two builds: what differs, what is only noise, and the verdict.

pub(crate) mod allowed;
mod golden;
mod model;
mod noise;
mod pair;
mod schedule;
mod shipped;
mod template;
mod token;
mod verdict;

pub use allowed::Allowed;
pub use golden::{Golden, Recorded};
pub use model::{ModuleReport, NotEntered, PairReport, Part, Report};
pub use noise::{Comparison, Finding, Mask, compare};
pub use pair::{Pair, Programs, counted, loadable, record};
pub use schedule::{Bench, FIRST_ORIGINALS, MOST_ORIGINALS, PORT, original, run_cases};
pub use shipped::{SHIPPED, ShippedMask};
pub use template::{Noise, Spot};
pub use token::Class;
pub use verdict::{AllowedFinding, CaseReport, Reason, Verdict, judge};
