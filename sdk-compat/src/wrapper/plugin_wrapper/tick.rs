//! Functions that run periodically.

use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::rc::Rc;

use crate::{go, host, log, proxywasm};

/// A function that runs periodically, and its period.
pub struct TickFuncEntry {
    /// Milliseconds since 1970; 0 before the first run.
    last_executed: Cell<i64>,
    /// In milliseconds.
    tick_period: i64,
    tick_func: Box<dyn Fn()>,
}

/// The functions that a configuration registers. Behind a trait, so that only plugins which register one link this code.
pub(super) trait Periodic {
    fn add(&self, entry: TickFuncEntry);

    /// Makes the host tick; nothing when it does not, which is logged by then.
    fn start(&self) -> Option<()>;

    fn tick(&self);
}

/// How often the host ticks, in milliseconds.
const TICK_PERIOD: u32 = 100;

thread_local! {
    // Never dropped, so that no destructor has to be registered.
    static REGISTERED: ManuallyDrop<RefCell<Option<Rc<dyn Periodic>>>> =
        const { ManuallyDrop::new(RefCell::new(None)) };
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
    REGISTERED.with(|registered| {
        let mut registered = registered.borrow_mut();
        registered
            .get_or_insert_with(|| Rc::new(RefCell::new(Vec::new())))
            .add(entry);
    });
}

/// What has been registered since the last call.
pub(super) fn take_registered() -> Option<Rc<dyn Periodic>> {
    REGISTERED.with(|registered| registered.take())
}

impl Periodic for RefCell<Vec<Rc<TickFuncEntry>>> {
    fn add(&self, entry: TickFuncEntry) {
        self.borrow_mut().push(Rc::new(entry));
    }

    fn start(&self) -> Option<()> {
        if proxywasm::SetTickPeriodMilliSeconds(TICK_PERIOD).is_some() {
            log::Error("SetTickPeriodMilliSeconds failed, onTick functions will not take effect.");
            log::Error("plugin start failed");
            return None;
        }
        Some(())
    }

    fn tick(&self) {
        let entries = self.borrow().clone();
        entries.iter().for_each(|entry| entry.tick());
    }
}

impl TickFuncEntry {
    /// Runs the function if its time has come.
    fn tick(&self) {
        let now = (host::now() / 1_000_000) as i64;
        if now - self.last_executed.get() >= self.tick_period {
            (self.tick_func)();
            self.last_executed.set(now);
        }
    }
}
