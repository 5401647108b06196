//! Metrics of the host. As in Go, a host that refuses one is a panic.

use crate::host::{self, MetricType, Status};
use crate::types::{failed, of_status};
use crate::{Str, go};

/// A number that only grows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MetricCounter(pub u32);

/// A number that goes up and down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MetricGauge(pub u32);

/// A distribution of samples.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MetricHistogram(pub u32);

fn define(kind: MetricType, name: Str, complaint: &str) -> u32 {
    host::define_metric(kind, &name).unwrap_or_else(|status| panic!("{complaint} {name}: {}", failed(status)))
}

fn value(id: u32) -> u64 {
    host::get_metric(id).unwrap_or_else(|status| panic!("get metric of  {id}: {}", failed(status)))
}

fn expect(status: Status, complaint: impl FnOnce() -> String) {
    if let Some(error) = of_status(status) {
        panic!("{}: {error}", complaint());
    }
}

/// Defines a counter, or finds the one of that name.
#[go]
pub fn DefineCounterMetric(name: impl Into<Str>) -> MetricCounter {
    MetricCounter(define(MetricType::Counter, name.into(), "define metric of name"))
}

/// Defines a gauge, or finds the one of that name.
#[go]
pub fn DefineGaugeMetric(name: impl Into<Str>) -> MetricGauge {
    MetricGauge(define(MetricType::Gauge, name.into(), "error define metric of name"))
}

/// Defines a histogram, or finds the one of that name.
#[go]
pub fn DefineHistogramMetric(name: impl Into<Str>) -> MetricHistogram {
    MetricHistogram(define(
        MetricType::Histogram,
        name.into(),
        "error define metric of name",
    ))
}

#[go]
impl MetricCounter {
    /// The value now.
    pub fn Value(self) -> u64 {
        value(self.0)
    }

    /// Adds to the value.
    pub fn Increment(self, offset: u64) {
        expect(host::increment_metric(self.0, offset as i64), || {
            format!("increment {} by {offset}", self.0)
        });
    }
}

#[go]
impl MetricGauge {
    /// The value now.
    pub fn Value(self) -> i64 {
        value(self.0) as i64
    }

    /// Adds to the value.
    pub fn Add(self, offset: i64) {
        expect(host::increment_metric(self.0, offset), || {
            format!("error adding {} by {offset}", self.0)
        });
    }
}

#[go]
impl MetricHistogram {
    /// The value now.
    pub fn Value(self) -> u64 {
        value(self.0)
    }

    /// Adds a sample.
    pub fn Record(self, sample: u64) {
        expect(host::record_metric(self.0, sample), || {
            format!("error adding {}", self.0)
        });
    }
}
