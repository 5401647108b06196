//! Finds out whether the toolchain brings the start-up code of a Wasm module.

use std::env;
use std::process::Command;

/// The first release whose `wasm32-wasip1` libraries define `_initialize` themselves; a second one would clash.
const FIRST_WITH_START_FILE: u32 = 100;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(sdk_initializes)");
    if minor_version().is_none_or(|minor| minor < FIRST_WITH_START_FILE) {
        println!("cargo::rustc-cfg=sdk_initializes");
    }
}

/// The 95 of `rustc 1.95.0 (…)`.
fn minor_version() -> Option<u32> {
    let output = Command::new(env::var_os("RUSTC")?).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.split('.').nth(1)?.parse().ok()
}
