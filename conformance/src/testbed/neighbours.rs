//! The other plugins of a chain: those that stand before or after the one that is compared. They run in every run alike.

use crate::bridge::{self, Options};
use crate::cases::Case;
use crate::inspect::Module;
use crate::{Error, Result};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// A plugin beside the one that is compared, as Envoy is to load it.
#[derive(Debug, Clone)]
pub struct Beside {
    /// Its name.
    pub name: String,
    /// Its configuration.
    pub configuration: Option<String>,
    /// The module.
    pub wasm: Arc<[u8]>,
    /// Its `allow_on_headers_stop_iteration`.
    pub allow_on_headers_stop_iteration: bool,
}

impl Beside {
    /// Its `root_id`, which no compared plugin has.
    pub fn root_id(&self) -> String {
        format!("{BESIDE}{}", self.name)
    }
}

/// What the `root_id` of a plugin begins with that stands beside the compared one.
pub const BESIDE: &str = "beside/";

/// A bridged module, and its `allow_on_headers_stop_iteration`.
type Loadable = (Arc<[u8]>, bool);

/// The modules of neighbours that were read so far.
#[derive(Debug, Default)]
pub struct Neighbours(Mutex<BTreeMap<PathBuf, Loadable>>);

impl Neighbours {
    /// Reads the neighbours of some cases.
    ///
    /// # Errors
    /// A module that cannot be read or bridged, or that needs Redis: there is one for the compared plugin only.
    pub fn meet<'a>(&self, cases: impl IntoIterator<Item = &'a Case>) -> Result<()> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for neighbour in cases.into_iter().flat_map(Case::neighbours) {
            if known.contains_key(&neighbour.module) {
                continue;
            }
            let module = Module::read(&neighbour.module)?;
            if module.needs_redis() {
                let what = format!("{}: calls Redis, and stands beside the compared plugin", module.name);
                return Err(Error::new(what).next("leave it out of `before` and `after`"));
            }
            let options = Options {
                environment: true,
                ..Options::default()
            };
            let bridged = bridge::bridge(&module, &options)?;
            let of = (bridged.wasm, bridged.allow_on_headers_stop_iteration);
            known.insert(neighbour.module.clone(), of);
        }
        Ok(())
    }

    /// What Envoy is to load for neighbours that were met: by module and configuration.
    pub fn beside(&self, neighbours: &[(PathBuf, Option<String>)]) -> Vec<Beside> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let beside = |(module, configuration): &(PathBuf, Option<String>)| {
            let (wasm, allow) = known.get(module)?;
            let stem = module.file_stem().unwrap_or_default().to_string_lossy();
            Some(Beside {
                name: stem.replace(char::is_whitespace, "-"),
                configuration: configuration.clone(),
                wasm: Arc::clone(wasm),
                allow_on_headers_stop_iteration: *allow,
            })
        };
        neighbours.iter().filter_map(beside).collect()
    }
}
