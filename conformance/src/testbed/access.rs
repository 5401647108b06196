//! Reads Envoy's access log as it grows: what Envoy says of each request it served.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

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

/// The lines of one listener, from some moment on.
#[derive(Debug)]
pub struct Tail {
    path: PathBuf,
    listener: String,
    offset: u64,
    rest: Vec<u8>,
    found: Vec<Access>,
}

impl Tail {
    /// The lines of a listener from now on.
    pub fn new(path: &Path, listener: &str) -> Tail {
        Tail {
            path: path.to_path_buf(),
            listener: listener.to_string(),
            offset: path.metadata().map_or(0, |metadata| metadata.len()),
            rest: Vec::new(),
            found: Vec::new(),
        }
    }

    /// What there is by now.
    pub fn read(&mut self) -> &[Access] {
        let mut added = Vec::new();
        let _ = File::open(&self.path).and_then(|mut file| {
            file.seek(SeekFrom::Start(self.offset))?;
            file.read_to_end(&mut added)
        });
        self.offset += added.len() as u64;
        self.rest.append(&mut added);
        while let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            if let Ok(access) = serde_json::from_slice::<Access>(&line)
                && access.listener == self.listener
            {
                self.found.push(access);
            }
        }
        &self.found
    }
}
