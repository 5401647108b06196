//! Runs a test on a VM of its own.

use std::path::Path;
use std::{panic, thread};

use crate::{Str, go};

/// Runs `f` on a VM of its own: what the plugin kept from other tests is not there. A panic of `f` ends the caller's test.
#[go]
pub fn RunGoTest(f: impl FnOnce() + Send) {
    // A plugin's state belongs to its thread.
    let outcome = thread::scope(|scope| scope.spawn(f).join());
    if let Err(panic) = outcome {
        panic::resume_unwind(panic);
    }
}

/// A part of a test under a title, which is printed where it fails: `t.Run(title, func)` of Go's `testing`. It shares the VM
/// with the parts beside it, and the first one that fails ends the test.
pub fn subtest(title: impl Into<Str>, f: impl FnOnce()) {
    if let Err(panic) = panic::catch_unwind(panic::AssertUnwindSafe(f)) {
        eprintln!("it was: {}", title.into());
        panic::resume_unwind(panic);
    }
}

/// The same as [`RunGoTest`]. Go runs the test twice, natively and in Wasm; here it runs once, natively.
#[go]
pub fn RunTest(f: impl FnOnce() + Send) {
    RunGoTest(f);
}

/// The same as [`RunGoTest`]. The module at `wasm_path` is not run: `conformance compare` runs it, in Envoy.
#[go]
pub fn RunTestWithPath(wasm_path: impl AsRef<Path>, f: impl FnOnce() + Send) {
    let _ = wasm_path;
    RunGoTest(f);
}

/// The same as [`RunGoTest`]: what is tested is the native build, **not** a Wasm module. `conformance compare` runs that, in
/// Envoy.
#[go]
pub fn RunWasmTest(f: impl FnOnce() + Send) {
    RunGoTest(f);
}

/// The same as [`RunGoTest`]: what is tested is the native build, **not** the module at `wasm_path`. `conformance compare`
/// runs that, in Envoy.
#[go]
pub fn RunWasmTestWithPath(wasm_path: impl AsRef<Path>, f: impl FnOnce() + Send) {
    let _ = wasm_path;
    RunGoTest(f);
}
