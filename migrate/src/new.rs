//! Starts a plugin: sources, tests, cases and the build, in Go or in Rust.

use crate::go::succeeded;
use crate::package::check_name;
use crate::rust::check_crate_name;
use crate::{Error, Go, Result, go124};
use conformance::testbed::process::Prepared;
use std::fs;
use std::path::{Path, PathBuf};

/// A file of a new plugin: its name and its text, in which [`NAME`] and the like stand for what differs.
type Template = (&'static str, &'static str);

const BOTH: [Template; 3] = [
    ("README.md", include_str!("../templates/both/README.md")),
    ("cases.yaml", include_str!("../templates/both/cases.yaml")),
    ("config.yaml", include_str!("../templates/both/config.yaml")),
];

const GO: [Template; 4] = [
    ("main.go", include_str!("../templates/go/main.go")),
    ("main_test.go", include_str!("../templates/go/main_test.go")),
    ("Makefile", include_str!("../templates/go/Makefile")),
    (".gitignore", include_str!("../templates/go/gitignore")),
];

const RUST: [Template; 4] = [
    ("Cargo.toml", include_str!("../templates/rust/Cargo.toml.in")),
    ("src/lib.rs", include_str!("../templates/rust/src/lib.rs")),
    ("Makefile", include_str!("../templates/rust/Makefile")),
    (".gitignore", include_str!("../templates/rust/gitignore")),
];

/// What stands in a template for the name of the plugin, the name as Rust's files have it, and the folder of the SDK.
const NAME: &str = "NAME";
const FILE: &str = "FILE";
const SDK: &str = "SDK";

/// What a plugin is written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Language {
    /// Go 1.24 on wasm-go.
    Go,
    /// Rust on the `sdk-compat` that lies in this folder.
    Rust(PathBuf),
}

/// Makes the folder of a new plugin; its name is the plugin's.
///
/// # Errors
/// The name is none, the folder is there already or cannot be written; for Go: there is no Go, or it cannot fetch the SDK. Then nothing is written.
pub fn new(folder: &Path, language: &Language) -> Result<()> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    check_name(&name)?;
    if matches!(language, Language::Rust(_)) {
        check_crate(&name)?;
    }
    if let Language::Rust(_) = language {
        check_crate_name(&name)?;
    }
    if folder.exists() {
        return Err(Error::new(format!("{}: is there already", folder.display())).next("choose another name"));
    }
    let cannot = |error: std::io::Error| Error::new(format!("{}: cannot be written: {error}", folder.display()));
    let aside = Prepared::beside(folder)?;
    let made = aside.directory().join(&name);
    let (templates, sdk) = match language {
        Language::Go => (&GO, String::new()),
        Language::Rust(sdk) => (&RUST, format!("{sdk:?}")),
    };
    for (file, text) in BOTH.iter().chain(templates) {
        let text = text
            .replace(NAME, &name)
            .replace(FILE, &name.replace('-', "_"))
            .replace(SDK, &sdk);
        let path = made.join(file);
        fs::create_dir_all(path.parent().unwrap_or(&made)).map_err(cannot)?;
        fs::write(path, text).map_err(cannot)?;
    }
    if *language == Language::Go {
        write_modules(&made, &name)?;
    }
    fs::rename(&made, folder).map_err(cannot)
}

/// Cargo takes fewer names than registries do.
fn check_crate(name: &str) -> Result<()> {
    // Words of the language that have no capitals, and names that Cargo keeps for itself.
    const TAKEN: &str = "abstract as async await become box break const continue crate do dyn else enum extern false final fn \
        for gen if impl in let loop macro match mod move mut override priv pub ref return self static struct super test trait \
        true try type typeof unsafe unsized use virtual where while yield alloc core proc-macro std build deps examples \
        incremental";
    let is_taken = TAKEN.split_whitespace().any(|taken| taken == name);
    match is_taken || name.starts_with(|first: char| first.is_ascii_digit()) {
        false => Ok(()),
        true => Err(Error::new(format!("`{name}` is no name of a crate"))
            .next("begin it with a letter, and take no word of the language")),
    }
}

/// Writes go.mod with the versions that `go124` moves plugins to, and has Go write go.sum.
fn write_modules(folder: &Path, name: &str) -> Result<()> {
    let cannot = |error: std::io::Error| Error::new(format!("go.mod: cannot be written: {error}"));
    fs::write(folder.join("go.mod"), go124::go_mod(name)).map_err(cannot)?;
    let go = Go::find()?;
    succeeded(&go.run(folder, &["mod", "tidy"], &[("GOWORK", "off"), ("GOFLAGS", "-mod=mod")])?).map_err(|error| {
        error
            .at("Go cannot fetch the SDK")
            .next("see that its modules can be reached; GOPROXY names where from")
    })
}
