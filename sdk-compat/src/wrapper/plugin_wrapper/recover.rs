//! What a panic in a handler of a stream leads to. A module that unwinds does as Go does: it logs the panic and goes on.
//! Any other has aborted by then.

#[cfg(not(all(target_arch = "wasm32", panic = "unwind")))]
pub(super) use aborting::*;
#[cfg(all(target_arch = "wasm32", panic = "unwind"))]
pub(crate) use unwinding::*;

#[cfg(not(all(target_arch = "wasm32", panic = "unwind")))]
mod aborting {
    /// Runs a callback of a stream.
    #[inline]
    pub(in super::super) fn recovered<T: Default>(callback: impl FnOnce() -> T) -> T {
        callback()
    }
}

#[cfg(all(target_arch = "wasm32", panic = "unwind"))]
mod unwinding {
    use std::any::Any;
    use std::cell::{Cell, RefCell};
    use std::panic::{self, AssertUnwindSafe, PanicHookInfo};

    use super::go_text;
    use crate::{args, log};

    /// Go's name for the variable that turns recovering off.
    const DISABLE: &str = "WASM_DISABLE_PANIC_RECOVERY";

    thread_local! {
        static HOOKED: Cell<bool> = const { Cell::new(false) };
        /// How many callbacks that recover are running, one inside of another.
        static RECOVERING: Cell<u32> = const { Cell::new(0) };
        /// Where the last panic was.
        static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
    }

    /// Runs a callback of a stream. When it panics that is logged, and the result is Go's zero value.
    pub(in crate::wrapper::plugin_wrapper) fn recovered<T: Default>(callback: impl FnOnce() -> T) -> T {
        if !HOOKED.replace(true) {
            hook();
        }
        RECOVERING.set(RECOVERING.get() + 1);
        // What the SDK borrows it releases on the way out; what the plugin did before stays done, as in Go.
        let outcome = panic::catch_unwind(AssertUnwindSafe(callback));
        RECOVERING.set(RECOVERING.get() - 1);
        outcome.unwrap_or_else(|payload| {
            if is_disabled() {
                panic::resume_unwind(payload);
            }
            let (what, stack) = (go_text(&text(&*payload)), PLACE.take().replace('\n', "\\n"));
            log::Errorf("recovered from panic %v, stack: %s", args![what, stack]);
            T::default()
        })
    }

    /// Whether a callback runs that recovers.
    pub(crate) fn recovers() -> bool {
        RECOVERING.get() > 0
    }

    /// A panic that is recovered is logged, and says nothing to the standard error.
    fn hook() {
        let default = panic::take_hook();
        panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
            if RECOVERING.get() == 0 || is_disabled() {
                default(info);
            } else if let Some(place) = info.location() {
                PLACE.replace(place.to_string());
            }
        }));
    }

    fn is_disabled() -> bool {
        std::env::var(DISABLE).is_ok_and(|value| value == "true")
    }

    fn text(payload: &(dyn Any + Send)) -> String {
        match payload.downcast_ref::<String>() {
            Some(text) => text.clone(),
            None => payload.downcast_ref::<&str>().copied().unwrap_or("something").into(),
        }
    }
}

/// What Go says where Rust says `text`, so that a search of the log finds both. Rust's own words where Go has none.
#[cfg(any(test, all(target_arch = "wasm32", panic = "unwind")))]
fn go_text(text: &str) -> String {
    let rules: [(&[&str], &str); 6] = [
        (
            &["index out of bounds: the len is ", " but the index is ", ""],
            "index out of range [#1] with length #0",
        ),
        (
            &["range end index ", " out of range for slice of length ", ""],
            "slice bounds out of range [:#0] with capacity #1",
        ),
        (
            &["range start index ", " out of range for slice of length ", ""],
            "slice bounds out of range [#0:#1]",
        ),
        (
            &["slice index starts at ", " but ends at ", ""],
            "slice bounds out of range [#0:#1]",
        ),
        (&["attempt to divide by zero"], "integer divide by zero"),
        (
            &["attempt to calculate the remainder with a divisor of zero"],
            "integer divide by zero",
        ),
    ];
    for (rust, go) in rules {
        if let Some(numbers) = numbers(text, rust) {
            let go = numbers
                .iter()
                .enumerate()
                .fold(go.to_string(), |go, (at, number)| go.replace(&format!("#{at}"), number));
            return format!("runtime error: {go}");
        }
    }
    text.to_string()
}

/// The numbers between these pieces, which with them are all of `text`.
#[cfg(any(test, all(target_arch = "wasm32", panic = "unwind")))]
fn numbers<'a>(text: &'a str, pieces: &[&str]) -> Option<Vec<&'a str>> {
    let mut rest = text.strip_prefix(pieces[0])?;
    let mut numbers = Vec::new();
    for piece in &pieces[1..] {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        numbers.push(&rest[..end]);
        rest = rest[end..].strip_prefix(piece)?;
    }
    rest.is_empty().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    fn panic_text(panics: &dyn Fn() -> usize) -> String {
        let payload = catch_unwind(AssertUnwindSafe(panics)).unwrap_err();
        match payload.downcast_ref::<String>() {
            Some(text) => text.clone(),
            None => payload.downcast_ref::<&str>().unwrap().to_string(),
        }
    }

    /// A value that the compiler does not know.
    fn some<T>(value: T) -> T {
        std::hint::black_box(value)
    }

    #[test]
    fn what_both_languages_check_has_the_words_of_go() {
        let list = || some([1, 2, 3]);
        let of: [(&dyn Fn() -> usize, &str); 6] = [
            (&|| list()[some(5)], "index out of range [5] with length 3"),
            (
                &|| list()[..some(5)].len(),
                "slice bounds out of range [:5] with capacity 3",
            ),
            (&|| list()[some(5)..].len(), "slice bounds out of range [5:3]"),
            (&|| list()[some(2)..some(1)].len(), "slice bounds out of range [2:1]"),
            (&|| some(1) / some(0), "integer divide by zero"),
            (&|| some(1) % some(0), "integer divide by zero"),
        ];
        for (panics, go) in of {
            assert_eq!(go_text(&panic_text(panics)), format!("runtime error: {go}"));
        }
    }

    #[test]
    fn what_a_plugin_says_itself_stays() {
        for text in [
            "no such tenant",
            "index out of bounds: the len is x but the index is 1",
            "attempt to divide by zero!",
        ] {
            assert_eq!(go_text(text), text);
        }
    }
}
