//! What a test leaves for its end.

use std::cell::RefCell;
use std::{panic, thread};

/// What a test left, in the order in which it did.
type Left = Vec<Box<dyn FnOnce()>>;

thread_local! {
    /// For each test and part of one that runs, the outermost first.
    static LEFT: RefCell<Vec<Left>> = const { RefCell::new(Vec::new()) };
}

/// Calls what was left for the end of a test, the last first, when it is dropped.
#[must_use = "it is dropped at the end of the test"]
pub struct Cleanups(());

/// Begins a test, or a part of one, for whose end something may be left: the first thing in it, so that it ends last.
pub fn cleanups() -> Cleanups {
    LEFT.with_borrow_mut(|left| left.push(Vec::new()));
    Cleanups(())
}

impl Drop for Cleanups {
    fn drop(&mut self) {
        let mut failed = None;
        // What is called may leave something itself; all of it is called, also behind what panics.
        while let Some(f) = LEFT.with_borrow_mut(|left| left.last_mut()?.pop()) {
            let called = panic::catch_unwind(panic::AssertUnwindSafe(f));
            failed = failed.or(called.err());
        }
        LEFT.with_borrow_mut(Vec::pop);
        // A test that fails already says so itself, and a second panic would end the process.
        if let Some(panic) = failed.filter(|_| !thread::panicking()) {
            panic::resume_unwind(panic);
        }
    }
}

/// Leaves `f` for the end of the test or of the part of it that runs, also of one that fails: `t.Cleanup(func)` of Go's
/// `testing`.
///
/// # Panics
///
/// No test runs that began with [`cleanups`], as parts of tests and what [`super::RunGoTest`] runs do.
pub fn cleanup(f: impl FnOnce() + 'static) {
    LEFT.with_borrow_mut(|left| {
        left.last_mut()
            .expect("no test that began with `cleanups` runs")
            .push(Box::new(f))
    });
}

#[cfg(test)]
mod tests {
    use super::super::{RunGoTest, subtest};
    use super::*;
    use std::rc::Rc;

    #[test]
    fn what_is_left_is_called_at_the_end_the_last_first() {
        let said = Rc::new(RefCell::new(Vec::new()));
        let say = |word: &'static str| {
            let said = said.clone();
            move || said.borrow_mut().push(word)
        };
        {
            let _cleanups = cleanups();
            cleanup(say("first"));
            subtest("a", || {
                cleanup(say("inner"));
                say("part")();
            });
            let (leave, later) = (say("leaves"), say("later"));
            cleanup(move || {
                leave();
                cleanup(later);
            });
            say("test")();
        }
        let failed = panic::catch_unwind(panic::AssertUnwindSafe(|| {
            subtest("b", || {
                cleanup(say("failed"));
                panic!("a part that fails");
            });
        }));
        assert!(failed.is_err());
        let expected = ["part", "inner", "test", "leaves", "later", "first", "failed"];
        assert_eq!(*said.borrow(), expected);
    }

    #[test]
    fn what_panics_at_the_end_fails_the_test_and_the_rest_is_called() {
        for fails in [false, true] {
            let called = Rc::new(RefCell::new(0));
            let counted = called.clone();
            let failed = panic::catch_unwind(panic::AssertUnwindSafe(|| {
                subtest("a", || {
                    cleanup(move || *counted.borrow_mut() += 1);
                    cleanup(|| panic!("an end that fails"));
                    assert!(!fails, "a part that fails");
                });
            }));
            let said = failed.expect_err("it fails");
            let expected = if fails {
                "a part that fails"
            } else {
                "an end that fails"
            };
            assert_eq!(said.downcast_ref::<&str>(), Some(&expected));
            assert_eq!(*called.borrow(), 1);
            assert_eq!(LEFT.with_borrow(Vec::len), 0);
        }
    }

    #[test]
    fn a_test_of_its_own_has_an_end_of_its_own() {
        let (sender, receiver) = std::sync::mpsc::channel();
        RunGoTest(move || {
            let other = sender.clone();
            cleanup(move || other.send("end").unwrap());
            sender.send("test").unwrap();
        });
        assert_eq!(receiver.iter().collect::<Vec<_>>(), ["test", "end"]);
    }
}
