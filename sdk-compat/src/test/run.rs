//! Runs a test on a VM of its own.

use std::path::Path;
use std::{panic, thread};

use super::cleanup::cleanups;
use crate::encoding::json;
use crate::{Any, Str, go};

/// Runs `f` on a VM of its own: what the plugin kept from other tests is not there. A panic of `f` ends the caller's test.
#[go]
pub fn RunGoTest(f: impl FnOnce() + Send) {
    // A plugin's state belongs to its thread.
    let outcome = thread::scope(|scope| {
        let run = || {
            let _cleanups = cleanups();
            f();
        };
        scope.spawn(run).join()
    });
    if let Err(panic) = outcome {
        panic::resume_unwind(panic);
    }
}

/// A part of a test under a title, which is printed where it fails: `t.Run(title, func)` of Go's `testing`. It shares the VM
/// with the parts beside it, and the first one that fails ends the test.
pub fn subtest(title: impl Into<Str>, f: impl FnOnce()) {
    let run = || {
        let _cleanups = cleanups();
        f();
    };
    if let Err(panic) = panic::catch_unwind(panic::AssertUnwindSafe(run)) {
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

/// Whether two texts are JSON of equal values, as testify's `JSONEq` asks.
///
/// # Panics
///
/// One of them is no JSON.
pub fn same_json(one: impl AsRef<[u8]>, other: impl AsRef<[u8]>) -> bool {
    canonical(one.as_ref()) == canonical(other.as_ref())
}

/// JSON without spaces, its keys in order.
fn canonical(text: &[u8]) -> Vec<u8> {
    let mut value = Any::Nil;
    if let Some(error) = json::UnmarshalInto(text, &mut value) {
        panic!("{} is no JSON: {error}", Str::copy_of(text));
    }
    json::Marshal(value).expect("a value that was JSON")
}

/// Whether two lists have the same elements, each as often, in any order, as testify's `ElementsMatch` asks.
pub fn same_elements<T: PartialEq>(one: impl AsRef<[T]>, other: impl AsRef<[T]>) -> bool {
    let mut left: Vec<&T> = other.as_ref().iter().collect();
    let found = one.as_ref().iter().all(|item| {
        let at = left.iter().position(|known| *known == item);
        at.map(|at| left.swap_remove(at)).is_some()
    });
    found && left.is_empty()
}

#[cfg(test)]
mod tests {
    use super::{same_elements, same_json};

    #[test]
    fn json_is_compared_by_its_values() {
        assert!(same_json(r#"{"a": [1, "x"], "b": 1.0}"#, r#"{"b":1,"a":[1,"x"]}"#));
        assert!(!same_json("[1,2]", "[2,1]"));
    }

    #[test]
    fn elements_are_compared_in_any_order_and_each_as_often() {
        assert!(same_elements([1, 2, 2], [2, 1, 2]));
        assert!(!same_elements([1, 2, 2], [1, 1, 2]));
        assert!(!same_elements([1], [1, 1]));
    }
}
