//! `migrate new`: a plugin to begin with.

use crate::sdk::Sdk;
use clap::{Args, ValueEnum};
use conformance::report::say;
use migrate::Result;
use migrate::new::{self, Language};
use std::path::PathBuf;
use std::process::ExitCode;

/// Starts a plugin, in Go or in Rust: sources, tests, cases and the build
///
/// Both languages start with the same plugin, so that two of them can be compared at once. The Go
/// modules are fetched at exact versions, from where GOPROXY says.
///
/// Examples:
///   migrate new my-plugin
///   migrate new plugins/my-plugin --lang rust --sdk ../higress-rust/sdk-compat
///
/// Exit status:
///   0  made
///   2  could not: the folder is there, the name is none, there is no Go, or its modules cannot be reached
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Opts {
    /// The folder to make; its name is the plugin's
    #[arg(value_name = "NAME")]
    folder: PathBuf,

    /// What the plugin is written in
    #[arg(long, default_value = "go")]
    lang: Lang,

    #[command(flatten)]
    sdk: Sdk,
}

#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    /// Go 1.24 on wasm-go
    Go,
    /// Rust on sdk-compat
    Rust,
}

impl Opts {
    pub fn run(self) -> Result<ExitCode> {
        let language = match self.lang {
            Lang::Go => Language::Go,
            Lang::Rust => Language::Rust(self.sdk.find()?),
        };
        new::new(&self.folder, &language)?;
        let folder = self.folder.display();
        say(format_args!(
            "{folder}: made\n\nnext:\n  cd {folder}\n  make test build\n  make serve"
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}
