//! Metrics of the host. Where a host refuses one Go panics; here that is logged, and a value that cannot be read is 0.

use crate::fmt::Sprintf;
use crate::host::{self, MetricType, Status};
use crate::panics::go_panics;
use crate::types::{failed, of_status};
use crate::{Any, Str, args, go};

/// A number that only grows.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct MetricCounter(pub u32);

/// A number that goes up and down.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct MetricGauge(pub u32);

/// A distribution of samples.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct MetricHistogram(pub u32);

/// The number that stands for a metric that the host refused to define: hosts count up from 0.
const REFUSED: u32 = u32::MAX;

fn define(kind: MetricType, name: Str, complaint: &str) -> u32 {
    host::define_metric(kind, &name).unwrap_or_else(|status| {
        go_panics(Sprintf(complaint, args![name, failed(status)]));
        REFUSED
    })
}

fn value(id: u32) -> u64 {
    host::get_metric(id).unwrap_or_else(|status| {
        go_panics(Sprintf("get metric of  %d: %v", args![id, failed(status)]));
        0
    })
}

/// Says what is wrong when `status` is not OK: `complaint` is a format for `values` and the error.
fn expect(status: Status, complaint: &str, values: &[Any]) {
    if let Some(error) = of_status(status) {
        go_panics(Sprintf(complaint, &[values, &[Any::Error(error)]].concat()));
    }
}

/// Defines a counter, or finds the one of that name.
#[go]
pub fn DefineCounterMetric(name: impl Into<Str>) -> MetricCounter {
    MetricCounter(define(MetricType::Counter, name.into(), "define metric of name %s: %v"))
}

/// Defines a gauge, or finds the one of that name.
#[go]
pub fn DefineGaugeMetric(name: impl Into<Str>) -> MetricGauge {
    MetricGauge(define(
        MetricType::Gauge,
        name.into(),
        "error define metric of name %s: %v",
    ))
}

/// Defines a histogram, or finds the one of that name.
#[go]
pub fn DefineHistogramMetric(name: impl Into<Str>) -> MetricHistogram {
    let complaint = "error define metric of name %s: %v";
    MetricHistogram(define(MetricType::Histogram, name.into(), complaint))
}

#[go]
impl MetricCounter {
    /// The value now.
    pub fn Value(self) -> u64 {
        value(self.0)
    }

    /// Adds to the value.
    pub fn Increment(self, offset: u64) {
        let status = host::increment_metric(self.0, offset as i64);
        expect(status, "increment %d by %d: %v", args![self.0, offset]);
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
        let status = host::increment_metric(self.0, offset);
        expect(status, "error adding %d by %d: %v", args![self.0, offset]);
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
        expect(
            host::record_metric(self.0, sample),
            "error adding %d: %v",
            args![self.0],
        );
    }
}
