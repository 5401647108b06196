//! What `migrate port` takes for granted of Go's library: the names that `sdk_compat` has, and no other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use migrate::port::library;
use serde_json::Value;

/// A name of Go's library: the package, and a function, a value, a type, or a method as `Builder.Grow`.
type Name = (String, String);

/// `BLESS=1 cargo test` writes the list anew.
#[test]
fn the_list_of_gos_library_is_what_the_sdk_has() {
    let (methods, values): (Vec<Name>, Vec<Name>) = of_go().into_iter().partition(|(_, name)| name.contains('.'));
    let values = there(values, &["E0432", "E0603"], |path| {
        format!("mod a {{ pub use {path}; }}")
    });
    let of_known_types = methods.into_iter().filter(|(package, name)| {
        let of = name.split('.').next().unwrap_or_default();
        values.contains(&(package.clone(), of.to_string()))
    });
    let methods = there(of_known_types.collect(), &["E0599"], |path| {
        format!("fn a() {{ let _ = {path}; }}")
    });
    let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (package, name) in values.into_iter().chain(methods) {
        known.entry(package).or_default().push(name);
    }
    let mut text = String::new();
    for (package, mut names) in known {
        names.sort();
        writeln!(text, "{package}\t{}", names.join(" ")).unwrap();
    }
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/port/library.tsv");
    if std::env::var_os("BLESS").is_some() {
        fs::write(file, &text).unwrap();
    }
    assert!(fs::read_to_string(file).unwrap() == text, "run BLESS=1 cargo test");
}

/// All that Go's packages export.
fn of_go() -> Vec<Name> {
    let mut command = Command::new("go");
    command
        .args(["run", "main.go"])
        .args(library::PACKAGES.iter().map(|(path, _)| path));
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/library");
    let output = command
        .current_dir(folder)
        .env("GOTOOLCHAIN", "go1.24.11")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    let name = |line: &str| {
        let (package, name) = line.split_once('\t').unwrap();
        (package.to_string(), name.to_string())
    };
    lines.lines().map(name).collect()
}

/// The names that the SDK has: those in whose module, a line of Rust, the compiler does not complain in these words.
fn there(names: Vec<Name>, complaints: &[&str], line: impl Fn(&str) -> String) -> Vec<Name> {
    let mut text = "#![allow(unused)]\n".to_string();
    for (at, (package, name)) in names.iter().enumerate() {
        let module = library::module(package).unwrap();
        let path = format!("sdk_compat::{module}::{}", name.replace('.', "::"));
        writeln!(text, "mod n{at} {{ use sdk_compat::go::*; {} }}", line(&path)).unwrap();
    }
    let refused = refused(&text, complaints);
    let number = |at: usize| at as u64 + 2;
    let names = names.into_iter().enumerate();
    names
        .filter(|(at, _)| !refused.contains(&number(*at)))
        .map(|(_, name)| name)
        .collect()
}

/// The lines of a crate that the compiler complains of so.
fn refused(text: &str, complaints: &[&str]) -> BTreeSet<u64> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("library");
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = format!(
        "[package]\nname = \"names\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
         sdk-compat = {{ path = {:?} }}\n",
        checkout.join("sdk-compat")
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    // The dependencies are those of this project.
    fs::copy(checkout.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    fs::write(folder.join("src/lib.rs"), text).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--message-format", "json"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .output()
        .unwrap();
    let mut lines = BTreeSet::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message = &serde_json::from_str::<Value>(line).unwrap()["message"];
        if message["code"]["code"]
            .as_str()
            .is_some_and(|code| complaints.contains(&code))
        {
            lines.extend(
                message["spans"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter_map(|span| span["line_start"].as_u64()),
            );
        }
    }
    assert!(
        !lines.is_empty(),
        "some are missing: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    lines
}
