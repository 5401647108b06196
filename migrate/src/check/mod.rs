//! A doctor for plugins: what stands between a module and a host, and what a source needs before it is moved or ported.

mod module;
mod share;
mod source;
mod traps;

pub use module::module;
pub use share::{Carried, Missing};
pub use source::source;
pub use traps::{Trap, traps};

use serde::Serialize;
use std::path::PathBuf;

/// How much something weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// It cannot work.
    Cannot,
    /// It works until it does not.
    Trap,
    /// It is good to know.
    Note,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// A name for programs; that of a trap explains itself.
    pub id: String,
    /// How much it weighs.
    pub weight: Weight,
    /// The file, relative to what was looked at; none where the whole is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<PathBuf>,
    /// The line in it, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What was found.
    pub what: String,
}

/// What was found at one plugin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// The module's file, or the folder of the sources.
    pub subject: PathBuf,
    /// What it is: what built the module, or the Go module's name and version of Go.
    pub kind: String,
    /// What was found, the weightiest first.
    pub findings: Vec<Finding>,
    /// What `migrate port` carries of each program in the folder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub port: Vec<Carried>,
    /// What to do, in this order.
    pub next: Vec<String>,
}

impl Diagnosis {
    /// Whether something stands in the way: also that a program does not build.
    pub fn is_ill(&self) -> bool {
        let failed = |carried: &Carried| carried.failure.is_some();
        self.findings.iter().any(|finding| finding.weight != Weight::Note) || self.port.iter().any(failed)
    }
}

impl Finding {
    /// Something that is true of the whole.
    fn of_all(id: &str, weight: Weight, what: impl Into<String>) -> Self {
        Finding {
            id: id.to_string(),
            weight,
            path: None,
            line: None,
            what: what.into(),
        }
    }
}
