//! What a crate on `sdk-compat` needs: the SDK's folder, a name, and the user's Cargo.

use crate::port::names::KEYWORDS;
use crate::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What Rust modules of plugins are built for.
pub(crate) const TARGET: &str = "wasm32-wasip1";

/// Names that Cargo refuses, Rust's keywords aside.
const REFUSED: [&str; 9] = [
    "test",
    "core",
    "std",
    "alloc",
    "proc-macro",
    "deps",
    "build",
    "examples",
    "incremental",
];

/// The folder of `sdk-compat`, in full: the one given, or the one in the current folder or the nearest above it.
///
/// # Errors
/// It is not there.
pub fn find_sdk(given: Option<&Path>) -> Result<PathBuf> {
    let is_sdk = |folder: &Path| {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        manifest.contains("name = \"sdk-compat\"")
    };
    let next = "name the folder `sdk-compat` of a checkout of this project with --sdk";
    let found = match given {
        Some(folder) if is_sdk(folder) => folder.to_path_buf(),
        Some(folder) => {
            return Err(Error::new(format!("{}: is not the folder of sdk-compat", folder.display())).next(next));
        }
        None => {
            let here = std::env::current_dir().map_err(|error| Error::new(format!("the current folder: {error}")))?;
            let mut above = here.ancestors().map(|folder| folder.join("sdk-compat"));
            above
                .find(|folder| is_sdk(folder))
                .ok_or_else(|| Error::new("sdk-compat is neither here nor in a folder above").next(next))?
        }
    };
    found
        .canonicalize()
        .map_err(|error| Error::new(format!("{}: {error}", found.display())))
}

/// Refuses a name that Cargo refuses for a crate.
///
/// # Errors
/// It is a word of Rust's or of Cargo's, or begins with a digit.
pub(crate) fn check_crate_name(name: &str) -> Result<()> {
    let taken = KEYWORDS.contains(&name) || REFUSED.contains(&name);
    match taken || name.starts_with(|byte: char| byte.is_ascii_digit()) {
        false => Ok(()),
        true => {
            Err(Error::new(format!("`{name}` is no name of a crate: Cargo refuses it")).next("choose another name"))
        }
    }
}

/// The name of a crate after a folder.
///
/// # Errors
/// The folder is not there.
pub fn crate_name(folder: &Path) -> Result<String> {
    let folder = folder
        .canonicalize()
        .map_err(|error| Error::new(format!("{}: {error}", folder.display())))?;
    let name = folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    let name = name.replace(|c: char| !c.is_ascii_alphanumeric() && c != '_', "-");
    let name = name.trim_matches(['-', '_']);
    Ok(match check_crate_name(name) {
        Ok(()) if !name.is_empty() => name.to_string(),
        _ => format!("plugin-{name}").trim_end_matches('-').to_string(),
    })
}

/// Builds the module of the crate in a folder; where it lies.
///
/// # Errors
/// There is no Cargo, or the crate does not compile: the text is the compiler's.
pub(crate) fn build(folder: &Path, name: &str) -> Result<PathBuf> {
    let target = folder.join("target");
    let output = Command::new("cargo")
        .args([
            "build",
            "--quiet",
            "--release",
            "--target",
            TARGET,
            "--target-dir",
            "target",
        ])
        .current_dir(folder)
        .output()
        .map_err(|error| no_rust("cargo", &error))?;
    crate::go::succeeded(&output).map_err(|error| {
        error
            .at(format!("{} does not compile", folder.display()))
            .next("correct it there, and compare it then; the port says what it could not carry")
    })?;
    Ok(target
        .join(TARGET)
        .join("release")
        .join(format!("{}.wasm", name.replace('-', "_"))))
}

/// Refuses a toolchain without the target: Cargo's own words for it come late and are many.
///
/// # Errors
/// There is no Rust, or it has no such target.
pub(crate) fn check_target(folder: &Path) -> Result<()> {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(folder)
        .output()
        .map_err(|error| no_rust("rustc", &error))?;
    let libraries = String::from_utf8_lossy(&output.stdout).trim().to_string();
    match output.status.success() && Path::new(&libraries).is_dir() {
        true => Ok(()),
        false => Err(Error::new(format!("Rust's target {TARGET} is not installed"))
            .next(format!("install it with `rustup target add {TARGET}`"))),
    }
}

fn no_rust(program: &str, error: &std::io::Error) -> Error {
    Error::new(format!("{program}: cannot be run: {error}")).next("install Rust from https://rustup.rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_has_a_name_that_cargo_takes() {
        let folder = tempfile::tempdir().unwrap();
        for (plugin, name) in [
            ("my-plugin", "my-plugin"),
            ("My.Plugin", "my-plugin"),
            ("1a", "plugin-1a"),
            ("fn", "plugin-fn"),
            ("test", "plugin-test"),
            ("插件", "plugin"),
        ] {
            let folder = folder.path().join(plugin);
            fs::create_dir(&folder).unwrap();
            assert_eq!(crate_name(&folder).unwrap(), name);
        }
    }
}
