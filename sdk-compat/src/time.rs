//! Go's package `time`, as far as plugins need it: what the host's clock says.
//!
//! (`std::time::SystemTime` says the same, and makes a plugin 16 KB larger.)

use crate::{go, host};

/// A moment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Time {
    /// Nanoseconds since 1970.
    nanoseconds: i64,
}

/// The current time.
#[go]
pub fn Now() -> Time {
    Time {
        nanoseconds: host::now() as i64,
    }
}

#[go]
impl Time {
    /// Seconds since 1970.
    pub fn Unix(self) -> i64 {
        self.nanoseconds / 1_000_000_000
    }

    /// Milliseconds since 1970.
    pub fn UnixMilli(self) -> i64 {
        self.nanoseconds / 1_000_000
    }

    /// Microseconds since 1970.
    pub fn UnixMicro(self) -> i64 {
        self.nanoseconds / 1_000
    }

    /// Nanoseconds since 1970.
    pub fn UnixNano(self) -> i64 {
        self.nanoseconds
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    struct Clock;

    impl host::Host for Clock {
        fn now(&self) -> u64 {
            1_700_000_000_123_456_789
        }
    }

    #[test]
    fn a_moment_is_counted_in_every_unit() {
        host::install(Rc::new(Clock));
        let now = Now();
        assert_eq!(now.Unix(), 1_700_000_000);
        assert_eq!(now.UnixMilli(), 1_700_000_000_123);
        assert_eq!(now.UnixMicro(), 1_700_000_000_123_456);
        assert_eq!(now.UnixNano(), 1_700_000_000_123_456_789);
    }
}
