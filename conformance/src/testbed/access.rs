//! Reads Envoy's access log as it grows: what Envoy says of each request it served.

use super::growing::Growing;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What Envoy says of one request.
#[derive(Debug, Clone, Deserialize)]
pub struct Access {
    listener: String,
    flags: Option<String>,
    details: Option<String>,
    state: BTreeMap<String, Option<String>>,
}

impl Access {
    /// Response flags and code details.
    pub fn flags(&self) -> Vec<String> {
        let shown = |text: &Option<String>| {
            text.clone()
                .filter(|text| !text.is_empty())
                .unwrap_or_else(|| "-".into())
        };
        vec![
            format!("flags: {}", shown(&self.flags)),
            format!("details: {}", shown(&self.details)),
        ]
    }

    /// The filter state that the plugin left.
    pub fn state(&self) -> Vec<String> {
        let line = |(key, value): (&String, &Option<String>)| Some(format!("wasm.{key}: {}", value.as_ref()?));
        self.state.iter().filter_map(line).collect()
    }
}

/// The access log of one Envoy, read so far.
#[derive(Debug)]
pub struct AccessLog {
    file: Growing,
    /// By listener; of those that are watched.
    found: BTreeMap<String, Vec<Access>>,
}

impl AccessLog {
    /// A log of which nothing was read.
    pub fn new(path: &Path) -> Self {
        AccessLog {
            file: Growing::new(path),
            found: BTreeMap::new(),
        }
    }

    /// Watches a listener from now on.
    pub fn watch(&mut self, listener: &str) {
        self.refresh();
        self.found.entry(listener.to_string()).or_default().clear();
    }

    /// What was logged of a listener since it is watched.
    pub fn of(&mut self, listener: &str) -> &[Access] {
        self.refresh();
        self.found.get(listener).map(Vec::as_slice).unwrap_or_default()
    }

    /// Hands over what was read of a listener since it is watched, which it is no longer.
    pub fn hand_over(&mut self, listener: &str) -> Vec<Access> {
        self.found.remove(listener).unwrap_or_default()
    }

    /// Reads what was added.
    pub fn refresh(&mut self) {
        while let Some(lines) = self.file.lines() {
            let read = lines
                .split(|byte| *byte == b'\n')
                .filter_map(|line| serde_json::from_slice::<Access>(line).ok());
            for access in read {
                if let Some(found) = self.found.get_mut(&access.listener) {
                    found.push(access);
                }
            }
            if self.file.at_end() {
                break;
            }
        }
    }
}
