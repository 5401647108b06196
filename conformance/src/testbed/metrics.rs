//! The metrics that a run's plugins define, in Envoy's statistics. The bridge puts the run in front of their names.

use std::collections::BTreeMap;

/// The values of a run's metrics by name, as Envoy prints them.
pub type Metrics = BTreeMap<String, String>;

/// What stands in front of the names of a run's metrics there.
pub fn prefix(run: &str) -> String {
    format!("wasmcustom.{}", super::prefix(run))
}

/// Reads the metrics with a prefix from the text of Envoy's admin endpoint.
pub fn read(text: &str, prefix: &str) -> Metrics {
    let metric = |line: &str| {
        let (name, value) = line.strip_prefix(prefix)?.rsplit_once(": ")?;
        Some((name.to_string(), value.to_string()))
    };
    text.lines().filter_map(metric).collect()
}

/// Whether there are histograms among the metrics with a prefix.
pub fn has_histograms(text: &str, prefix: &str) -> bool {
    read(text, prefix).values().any(|value| value.parse::<i128>().is_err())
}

/// How the metrics changed: counters and gauges by how much, histograms to what.
pub fn changes(before: &Metrics, after: &Metrics) -> Vec<String> {
    let change = |(name, value): (&String, &String)| {
        let old = before.get(name);
        if old == Some(value) {
            return None;
        }
        let number = |text: &String| text.parse::<i128>().ok();
        match (number(value), old.map_or(Some(0), number)) {
            (Some(new), Some(0)) if old.is_none() => Some(format!("{name} is {new}")),
            (Some(new), Some(old)) => Some(format!("{name} {:+}", new - old)),
            _ => Some(format!("{name} {}", cumulative(value))),
        }
    };
    after.iter().filter_map(change).collect()
}

/// The quantiles of a histogram over all its time: `P50(nan,1.05)` is that of the last interval and that of all.
fn cumulative(value: &str) -> String {
    let quantile = |word: &str| {
        let (name, values) = word.split_once('(')?;
        let all = values.trim_end_matches(')').split_once(',')?.1;
        Some(format!("{name} {all}"))
    };
    let quantiles: Vec<String> = value.split(' ').filter_map(quantile).collect();
    if quantiles.is_empty() {
        value.to_string()
    } else {
        quantiles.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_told_and_what_did_not_is_not() {
        let read = |text: &str| read(text, "wasmcustom.go-1/");
        let before =
            read("wasmcustom.go-1/a: 1\nwasmcustom.go-2/a: 7\nwasmcustom.go-1/same: 4\nwasmcustom.go-1/gauge: 9\n");
        let after = read(
            "wasmcustom.go-1/a: 3\nwasmcustom.go-1/same: 4\nwasmcustom.go-1/new: 0\nwasmcustom.go-1/gauge: 2\n\
             wasmcustom.go-1/h: P0(nan,1) P50(nan,1.05)\n",
        );
        assert_eq!(
            changes(&before, &after),
            ["a +2", "gauge -7", "h P0 1, P50 1.05", "new is 0"]
        );
        assert!(changes(&after, &after).is_empty());
    }
}
