//! Modules made by changing bytes of good ones, and modules made up, through inspect and bridge: an error or a valid
//! module, never a panic, never a hang. `MUTATED` is how many, `FUZZ_SEED` chooses them.

mod draw;
mod good;
mod mutate;

use conformance::bridge::{Coverage, Options, bridge};
use conformance::inspect::{Description, Module};
use draw::Draw;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use wasmparser::{Validator, WasmFeatures};

/// No module of this size takes a thousandth of it.
const HANGS: Duration = Duration::from_secs(120);

fn number(name: &str, default: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")),
        Err(_) => default,
    }
}

/// What became of a module.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Refused,
    Inspected,
    Bridged,
}

/// Takes a module through everything; an error is as good as a valid module.
fn fate(bytes: &[u8], draw: &mut Draw) -> Fate {
    let Ok(module) = Module::parse("mutated.wasm", bytes) else {
        return Fate::Refused;
    };
    let description = Description::of(&module).expect("a module that was checked is described");
    serde_json::to_string(&description).expect("a description is plain data");
    let options = Options {
        environment: draw.one_in(2),
        callback_log: draw.one_in(2),
        trace: draw.one_in(2),
        coverage: *draw.of(&[Coverage::Off, Coverage::Functions, Coverage::Edges]),
    };
    let Ok(bridged) = bridge(&module, &options) else {
        return Fate::Inspected;
    };
    let features = WasmFeatures::default() | WasmFeatures::EXCEPTIONS | WasmFeatures::LEGACY_EXCEPTIONS;
    Validator::new_with_features(features)
        .validate_all(&bridged.wasm)
        .expect("the bridge makes valid modules");
    let again = Module::parse("bridged.wasm", Arc::clone(&bridged.wasm)).expect("the bridge makes plugins");
    if module.bridged.is_none() {
        let twice = bridge(&again, &options).expect("what was bridged is left alone");
        assert!(twice.wasm == bridged.wasm, "a second bridge changed something");
    }
    Fate::Bridged
}

/// Keeps a module that went wrong, so that it can be looked at.
fn kept(bytes: &[u8], seed: u64, number: u64) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/mutated");
    let file = folder.join(format!("{seed}-{number}.wasm"));
    let _ = std::fs::create_dir_all(&folder);
    let _ = std::fs::write(&file, bytes);
    file
}

/// Ends the process when one module takes too long; a thread that hangs cannot be ended alone.
fn watch(seed: u64, current: &Arc<Mutex<(u64, Instant, Vec<u8>)>>) {
    let current = Arc::clone(current);
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_secs(1));
            let (number, since, bytes) = &*current.lock().unwrap();
            if since.elapsed() > HANGS {
                eprintln!(
                    "FUZZ_SEED={seed}: module {number} hangs: {}",
                    kept(bytes, seed, *number).display()
                );
                std::process::exit(1);
            }
        }
    });
}

#[test]
fn no_module_makes_inspect_or_bridge_panic_or_hang() {
    let (count, seed) = (number("MUTATED", 2_000), number("FUZZ_SEED", 20_261_122));
    println!("MUTATED={count} FUZZ_SEED={seed}");
    let good = good::modules();
    let current = Arc::new(Mutex::new((0, Instant::now(), Vec::new())));
    watch(seed, &current);
    let fates: [AtomicU64; 3] = Default::default();
    for number in 0..count {
        // Each module has a stream of its own, so that one is made again without those before it.
        let mut draw = Draw::new(seed, number);
        let bytes = mutate::module(&good, &mut draw);
        *current.lock().unwrap() = (number, Instant::now(), bytes.clone());
        match panic::catch_unwind(AssertUnwindSafe(|| fate(&bytes, &mut draw))) {
            Ok(fate) => fates[fate as usize].fetch_add(1, Ordering::Relaxed),
            Err(_) => panic!(
                "FUZZ_SEED={seed}: module {number}: {}",
                kept(&bytes, seed, number).display()
            ),
        };
    }
    let [refused, inspected, bridged] = fates.map(|fate| fate.into_inner());
    println!("{count} modules: {refused} refused, {inspected} inspected, {bridged} bridged");
    // A generator that makes nothing but rubbish shows nothing, and one that makes no rubbish neither.
    assert!(
        bridged * 10 > count && refused * 10 > count,
        "{refused} refused, {bridged} bridged"
    );
}

#[test]
fn the_good_modules_are_good() {
    for good in good::modules() {
        assert_eq!(fate(&good.wasm, &mut Draw::new(0, 0)), Fate::Bridged, "{}", good.name);
    }
}
