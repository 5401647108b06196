//! `defer`, `panic`, `recover`, and results that end in an error.

use std::cell::RefCell;
use std::fmt::Display;
use std::panic::{self as unwinding, AssertUnwindSafe};

use crate::{Any, Error, Str, args, fmt};

thread_local! {
    /// The value of the panic that unwinds: what unwinds in Rust has to be `Send`.
    static UNWINDING: RefCell<Any> = const { RefCell::new(Any::Nil) };
    /// For every function that runs what it deferred, what it panics with.
    static PANICS: RefCell<Vec<Any>> = const { RefCell::new(Vec::new()) };
}

/// `panic(value)`.
///
/// # Panics
/// Always; [`recover`] gets the value. In a module built with `panic = "abort"` nothing recovers, and the module traps.
pub fn panic(value: impl Into<Any>) -> ! {
    let value = value.into();
    let text = fmt::Sprint(args![&value]);
    unwind(value, &text)
}

/// Panics with an error.
#[cold]
pub(crate) fn panicked(error: Error) -> ! {
    let text = error.text();
    unwind(Any::from(error), &text)
}

/// Panics as Go's runtime does.
#[cold]
pub(crate) fn runtime_error(text: impl Display) -> ! {
    panicked(Error::new(format!("runtime error: {text}")))
}

fn unwind(value: Any, text: &Str) -> ! {
    UNWINDING.set(value);
    panic!("{text}")
}

/// The value that a panic was about. What Rust itself panics for has Go's words.
fn value_of(payload: &(dyn std::any::Any + Send)) -> Any {
    let value = UNWINDING.take();
    if !value.is_nil() {
        return value;
    }
    let text = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("panic");
    Any::from(Error::new(go_words(text)))
}

fn go_words(text: &str) -> String {
    if text.starts_with("attempt to") && text.ends_with("by zero") {
        return "runtime error: integer divide by zero".into();
    }
    let index = text.strip_prefix("index out of bounds: the len is ");
    match index.and_then(|rest| rest.split_once(" but the index is ")) {
        Some((len, at)) => format!("runtime error: index out of range [{at}] with length {len}"),
        None => text.into(),
    }
}

/// What a function defers: it runs when the function is left, the last first.
#[derive(Default)]
pub struct Defers<'a>(RefCell<Vec<Box<dyn FnOnce() + 'a>>>);

impl<'a> Defers<'a> {
    /// `defer call()`.
    pub fn push(&self, call: impl FnOnce() + 'a) {
        self.0.borrow_mut().push(Box::new(call));
    }
}

/// A function body that defers. What it deferred runs when it ends, also in a panic; the result of a function whose panic was
/// recovered is zero.
///
/// ```
/// use sdk_compat::go;
/// let text = go::Ptr::new(String::new());
/// let result = go::with_defers(|defers| {
///     let text = text.clone();
///     defers.push(move || text.set(format!("recovered {:?}", go::recover())));
///     if text_is_bad() {
///         go::panic("bad");
///     }
///     7
/// });
/// assert_eq!((result, text.get().as_str()), (0, r#"recovered "bad""#));
/// # fn text_is_bad() -> bool { true }
/// ```
pub fn with_defers<'a, R: Default>(body: impl FnOnce(&Defers<'a>) -> R) -> R {
    let defers = Defers::default();
    let result = unwinding::catch_unwind(AssertUnwindSafe(|| body(&defers)));
    let (result, mut value) = match result {
        Ok(result) => (result, Any::Nil),
        Err(payload) => (R::default(), value_of(&*payload)),
    };
    loop {
        let Some(call) = defers.0.borrow_mut().pop() else { break };
        PANICS.with_borrow_mut(|panics| panics.push(std::mem::take(&mut value)));
        let outcome = unwinding::catch_unwind(AssertUnwindSafe(call));
        value = PANICS.with_borrow_mut(Vec::pop).unwrap_or_default();
        if let Err(payload) = outcome {
            value = value_of(&*payload);
        }
    }
    if value.is_nil() {
        return result;
    }
    UNWINDING.set(value);
    unwinding::resume_unwind(Box::new("panic"))
}

/// `recover()`: what the function panics with that runs this deferred call; nil where it does not, and the second time.
pub fn recover() -> Any {
    PANICS.with_borrow_mut(|panics| panics.last_mut().map(std::mem::take).unwrap_or_default())
}

/// Runs the `main` of a program. A panic that nothing recovers ends the process as in Go: its text on the standard error, and
/// exit status 2.
#[cfg(not(target_arch = "wasm32"))]
pub fn run(main: impl FnOnce()) {
    unwinding::set_hook(Box::new(|_| {}));
    if let Err(payload) = unwinding::catch_unwind(AssertUnwindSafe(main)) {
        let value = value_of(&*payload);
        eprintln!("panic: {}\n\ngoroutine 1 [running]:", fmt::Sprint(args![value]));
        exit(2);
    }
}

/// Runs the `main` of a program.
#[cfg(target_arch = "wasm32")]
pub fn run(main: impl FnOnce()) {
    main();
}

/// `os.Exit(code)`.
pub fn exit(code: i64) -> ! {
    std::process::exit(code as i32)
}

/// A result as Go's two: the zero value beside an error, and no error beside a value.
pub trait Pair<T> {
    /// `value, err := f()`.
    fn pair(self) -> (T, Option<Error>);
}

impl<T: Default> Pair<T> for Result<T, Error> {
    fn pair(self) -> (T, Option<Error>) {
        match self {
            Ok(value) => (value, None),
            Err(error) => (T::default(), Some(error)),
        }
    }
}

/// A Go `error` as the result of a function that returns nothing else.
///
/// # Errors
/// `error`, where it is not nil.
pub fn ok(error: Option<Error>) -> Result<(), Error> {
    error.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    fn recovered(body: impl FnOnce()) -> Any {
        let value = Rc::new(RefCell::new(Any::Nil));
        let copy = Rc::clone(&value);
        with_defers(move |defers| {
            defers.push(move || *copy.borrow_mut() = recover());
            body();
        });
        value.take()
    }

    #[test]
    fn what_is_deferred_runs_last_in_first_out() {
        let seen = RefCell::new(Vec::new());
        let result = with_defers(|defers| {
            for i in 0..3 {
                let seen = &seen;
                defers.push(move || seen.borrow_mut().push(i));
            }
            5
        });
        assert_eq!((result, seen.into_inner()), (5, vec![2, 1, 0]));
    }

    #[test]
    fn a_panic_is_recovered_with_its_value() {
        assert_eq!(recovered(|| panic("text")), Any::from("text"));
        assert_eq!(recovered(|| panic(5)), Any::from(5));
        assert_eq!(recovered(|| {}), Any::Nil);
        let error = recovered(|| runtime_error("integer divide by zero"));
        assert_eq!(
            error.as_error().unwrap().text(),
            "runtime error: integer divide by zero"
        );
    }

    #[test]
    fn a_panic_of_rust_has_gos_words() {
        let text = |body: fn()| recovered(body).as_error().unwrap().text();
        assert_eq!(
            text(|| assert_eq!(std::hint::black_box(vec![1, 2])[std::hint::black_box(5)], 1)),
            "runtime error: index out of range [5] with length 2"
        );
        assert_eq!(
            text(|| assert_eq!(1 / std::hint::black_box(0), 1)),
            "runtime error: integer divide by zero"
        );
    }

    #[test]
    fn a_panic_that_is_not_recovered_goes_on_and_may_be_replaced() {
        let value = recovered(|| {
            with_defers(|defers| {
                defers.push(|| panic("second"));
                panic("first")
            })
        });
        assert_eq!(value, Any::from("second"));
    }
}
