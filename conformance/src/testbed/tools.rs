//! Where Envoy and Redis are found, and whether they will do.

use crate::{Error, Result};
use std::path::{Path, PathBuf};

/// A program that was found and tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// Where it is.
    pub path: PathBuf,
    /// Its version, `1.40.0`.
    pub version: String,
}

/// Finds Envoy: `--envoy PATH`, `$ENVOY`, `PATH`, then the copy that `make` installed.
///
/// # Errors
/// None was found, or the first one found cannot be run or is older than 1.35.
pub fn find_envoy(_explicit: Option<&Path>) -> Result<Tool> {
    Err(Error::new("Envoy cannot be looked for yet"))
}

/// Finds a Redis server: `--redis-server PATH`, `$REDIS_SERVER`, `PATH`, then the copy that `make` installed.
///
/// # Errors
/// None was found, or the first one found cannot be run.
pub fn find_redis(_explicit: Option<&Path>) -> Result<Tool> {
    Err(Error::new("Redis cannot be looked for yet"))
}
