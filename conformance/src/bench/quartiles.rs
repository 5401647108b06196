//! The middle of several measurements, and how far they spread.

use serde::{Deserialize, Serialize};

/// The middle of several measurements.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Quartiles {
    /// A quarter of the measurements is below.
    pub lower: f64,
    /// Half of them is below.
    pub median: f64,
    /// Three quarters of them are below.
    pub upper: f64,
}

impl Quartiles {
    /// The quartiles of some measurements; zero of none.
    pub fn of(mut measured: Vec<f64>) -> Self {
        measured.sort_by(f64::total_cmp);
        let last = measured.len().saturating_sub(1) as f64;
        let at = |share: f64| {
            measured
                .get((last * share).round() as usize)
                .copied()
                .unwrap_or_default()
        };
        Quartiles {
            lower: at(0.25),
            median: at(0.5),
            upper: at(0.75),
        }
    }

    /// The median and the quartiles with as many digits as say something.
    pub fn short(self) -> String {
        let digits = match self.median.abs() {
            100.0.. => 0,
            10.0.. => 1,
            _ => 2,
        };
        match self.lower == self.upper {
            true => format!("{:.digits$}", self.median),
            false => self.show(1.0, digits),
        }
    }

    /// The median, and the quartiles in brackets, in another unit.
    pub fn show(self, unit: f64, digits: usize) -> String {
        let Quartiles { lower, median, upper } = self;
        let [lower, median, upper] = [lower, median, upper].map(|figure| figure / unit);
        format!("{median:.digits$} ({lower:.digits$}–{upper:.digits$})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_are_measurements_and_nothing_of_nothing() {
        let quartiles = Quartiles::of(vec![5.0, 1.0, 3.0, 2.0, 4.0]);
        assert_eq!((quartiles.lower, quartiles.median, quartiles.upper), (2.0, 3.0, 4.0));
        assert_eq!(quartiles.show(1.0, 1), "3.0 (2.0–4.0)");
        assert_eq!(quartiles.short(), "3.00 (2.00–4.00)");
        assert_eq!(Quartiles::of(vec![5512.0]).short(), "5512");
        assert_eq!(Quartiles::of(Vec::new()).median, 0.0);
    }
}
