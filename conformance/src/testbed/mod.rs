//! The testbed: one real Envoy, the upstream, the called-out services and a Redis per run; runs one case and says what
//! could be noticed of it.

pub mod client;
pub mod http1;
pub mod process;
pub mod render;
pub mod tools;
pub mod upstream;
pub mod wait;

use crate::Result;
use crate::cases::Case;
use crate::observe::Outcome;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// A module as Envoy is to load it.
#[derive(Debug, Clone)]
pub struct Loadable {
    /// The bridged module.
    pub wasm: Arc<[u8]>,
    /// The plugin's `allow_on_headers_stop_iteration`: true only for a module whose own marker was `_0_2_100`.
    pub allow_on_headers_stop_iteration: bool,
    /// The module calls Redis.
    pub needs_redis: bool,
}

/// Makes the module of a run: the wall clock that it is to read (ns since the epoch; `None` for the real one), and what
/// the bridge is to put in front of every cluster name that the plugin calls.
pub type Loader = Arc<dyn Fn(Option<u64>, &str) -> Result<Loadable> + Send + Sync>;

/// One run of one build: a name of its own (`go-1`) and the module.
#[derive(Clone)]
pub struct Run {
    /// The name, unique in the testbed; letters, digits and `-`.
    pub name: String,
    /// Makes its module.
    pub load: Loader,
}

/// What a testbed is made of.
#[derive(Clone)]
pub struct Setup {
    /// The Envoy to start.
    pub envoy: PathBuf,
    /// The Redis server to start; needed only where a module calls Redis.
    pub redis_server: Option<PathBuf>,
    /// The plugin's name as Envoy and its log show it, equal in all runs.
    pub plugin_name: String,
    /// The runs to load at once.
    pub runs: Vec<Run>,
    /// All cases, each with its configuration and services filled in (`CaseFile::resolve`), with unique names.
    pub cases: Vec<Case>,
}

/// What starting cost.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Envoy's version.
    pub envoy_version: String,
    /// From starting Envoy until it served all runs.
    pub start_up: Duration,
    /// Per run: how long Envoy took to load and configure the first VM of its module.
    pub runs: BTreeMap<String, Duration>,
    /// Envoy's resident memory once all runs were loaded (bytes).
    pub resident_bytes: u64,
}

/// A running testbed. Dropping it ends every process and removes every file it made.
pub struct Testbed {
    figures: Figures,
}

impl Testbed {
    /// Starts Envoy with all runs and all cases, the endpoints, and Redis where a module needs it.
    ///
    /// # Errors
    /// Envoy or Redis is missing or does not start; a module does not load for a reason that is not its configuration.
    pub fn start(_setup: &Setup) -> Result<Testbed> {
        Err(crate::Error::new("the testbed cannot start yet"))
    }

    /// Loads one more run of all cases.
    ///
    /// # Errors
    /// As [`Testbed::start`].
    pub fn add_run(&self, _run: Run) -> Result<()> {
        Err(crate::Error::new("the testbed cannot start yet"))
    }

    /// Runs one case against one run. Several threads may call it at the same time, one for each run.
    ///
    /// A refused configuration, a trap, a hang, a module that loops for ever and an Envoy that died of the module are
    /// outcomes.
    ///
    /// # Errors
    /// The run or the case is unknown, the module does not load, Redis or Envoy fails for a reason that is not the
    /// module's.
    pub fn execute(&self, _run: &str, _case: &Case) -> Result<Outcome> {
        Err(crate::Error::new("the testbed cannot start yet"))
    }

    /// What starting cost so far.
    pub fn figures(&self) -> Figures {
        self.figures.clone()
    }
}
