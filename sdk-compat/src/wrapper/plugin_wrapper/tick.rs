//! Functions that run periodically.

use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::rc::Rc;

use crate::{go, host};

/// A function that runs periodically, and its period.
pub struct TickFuncEntry {
    /// Milliseconds since 1970; 0 before the first run.
    last_executed: Cell<i64>,
    /// In milliseconds.
    tick_period: i64,
    tick_func: Box<dyn Fn()>,
}

thread_local! {
    // Never dropped, so that no destructor has to be registered.
    static REGISTERED: ManuallyDrop<RefCell<Vec<Rc<TickFuncEntry>>>> =
        const { ManuallyDrop::new(RefCell::new(Vec::new())) };
}

/// Runs `tick_func` every `tick_period` milliseconds, counted in steps of 100 ms, and first with the first step. To be
/// called from a configuration parser; what is registered earlier is forgotten.
#[go]
pub fn RegisterTickFunc(tick_period: i64, tick_func: impl Fn() + 'static) {
    let entry = TickFuncEntry {
        last_executed: Cell::new(0),
        tick_period,
        tick_func: Box::new(tick_func),
    };
    REGISTERED.with(|registered| registered.borrow_mut().push(Rc::new(entry)));
}

/// What has been registered since the last call.
pub(super) fn take_registered() -> Vec<Rc<TickFuncEntry>> {
    REGISTERED.with(|registered| registered.take())
}

impl TickFuncEntry {
    /// Runs the function if its time has come.
    pub(super) fn tick(&self) {
        let now = (host::now() / 1_000_000) as i64;
        if now - self.last_executed.get() >= self.tick_period {
            (self.tick_func)();
            self.last_executed.set(now);
        }
    }
}
