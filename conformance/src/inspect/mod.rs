//! What a module is: who built it, which ABI it speaks, what it needs, and which hosts can load it.

mod builds;
mod check;
mod description;
mod packages;
mod sdk;
mod sections;
mod sizes;
mod toolchain;
mod verdict;

use crate::{Result, files};
use sections::Parts;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt;
use std::path::Path;
use std::sync::Arc;

pub use builds::Special;
pub(crate) use check::features;
pub use description::{Description, HostImport, Loading};
pub use sdk::Sdk;
pub(crate) use sections::BRIDGE_SECTION;
pub use sizes::{Package, Packages, Section};
pub use toolchain::Toolchain;
pub use verdict::Verdict;

/// The largest module that is read (bytes): far above any plugin, below what would fill the memory.
pub const LARGEST: u64 = 256 << 20;

/// A proxy-wasm module that at least one host has every import for.
#[derive(Debug, Clone)]
pub struct Module {
    /// The file as the user named it.
    pub name: String,
    /// The whole file.
    pub bytes: Arc<[u8]>,
    /// Its length (bytes).
    pub size: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// What built it.
    pub toolchain: Toolchain,
    /// The exported ABI markers, in the order of the exports.
    pub markers: Vec<String>,
    /// What it imports, in order.
    pub imports: Vec<Import>,
    /// What it exports, in order.
    pub exports: Vec<Export>,
    /// What the bridge wrote into a module that it made; the text is the bridge's own.
    pub bridged: Option<String>,
    /// The marker names ABI 0.1.0, and the headers callbacks are those of 0.2.0: SDKs of the time between the two wrote
    /// such modules. No host loads them; the bridge gives them the marker of 0.2.0.
    pub headers_of_0_2_0: bool,
}

/// One import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Import {
    /// The module name, `env` or a WASI one.
    pub module: String,
    /// The name in it.
    pub name: String,
    /// What is imported.
    pub kind: Kind,
}

/// One export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Export {
    /// The name.
    pub name: String,
    /// What is exported.
    pub kind: Kind,
}

/// What an import or export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A function.
    Function,
    /// A table of references.
    Table,
    /// A linear memory.
    Memory,
    /// A global variable.
    Global,
    /// An exception tag.
    Tag,
}

impl Module {
    /// Reads and checks the module in a file.
    ///
    /// # Errors
    /// A file that cannot be read, and all that [`Module::parse`] refuses.
    pub fn read(path: &Path) -> Result<Module> {
        let name = path.display().to_string();
        let bytes = files::read(path, LARGEST, "give the path of a .wasm file")?;
        Module::parse(&name, bytes)
    }

    /// Checks the bytes of a module; `name` stands in messages and reports.
    ///
    /// # Errors
    /// No WebAssembly, a truncated or damaged file, a component, no proxy-wasm module, one without a memory,
    /// one that imports something other than functions, or a function that no host has.
    pub fn parse(name: &str, bytes: impl Into<Arc<[u8]>>) -> Result<Module> {
        let bytes = bytes.into();
        Module::parse_bytes(name, bytes).map_err(|error| error.at(name))
    }

    fn parse_bytes(name: &str, bytes: Arc<[u8]>) -> Result<Module> {
        check::check_header(&bytes)?;
        let parts = Parts::read(&bytes)?;
        check::validate(&bytes)?;
        let mut module = Module {
            name: name.to_string(),
            size: bytes.len() as u64,
            sha256: hex(&Sha256::digest(&bytes)),
            toolchain: parts.toolchain(),
            markers: parts.markers(),
            exports: parts.exports,
            bridged: parts.bridged,
            headers_of_0_2_0: false,
            imports: parts.imports.iter().map(|(import, _)| import.clone()).collect(),
            bytes,
        };
        module.check_markers()?;
        check::check_imports(&parts.imports)?;
        module.headers_of_0_2_0 = module.has_headers_of_0_2_0(&parts.exported_types);
        module.check_abi()?;
        module.check_callbacks(&parts.exported_types)?;
        module.check_memory()?;
        Ok(module)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Function => "function",
            Kind::Table => "table",
            Kind::Memory => "memory",
            Kind::Global => "global",
            Kind::Tag => "exception tag",
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
