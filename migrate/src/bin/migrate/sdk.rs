//! Where the SDK of a Rust plugin lies.

use clap::Args;
use migrate::{Result, find_sdk};
use std::path::PathBuf;

/// The folder of the SDK.
#[derive(Args)]
pub struct Sdk {
    /// The folder `sdk-compat` of a checkout of this project [default: the one here or in a folder above]
    #[arg(long, value_name = "DIR")]
    sdk: Option<PathBuf>,
}

impl Sdk {
    /// The folder in full.
    ///
    /// # Errors
    /// It is not there.
    pub fn find(&self) -> Result<PathBuf> {
        find_sdk(self.sdk.as_deref())
    }
}
