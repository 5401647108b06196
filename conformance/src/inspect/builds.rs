//! What is special about a build: made for both hosts, made by the bridge, or able to recover from panics.

use super::Module;
use sdk_compat_abi::hosts::Marker;
use serde::{Deserialize, Serialize};

/// What is special about a build.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Special {
    /// It exports the marker of Higress and behind it one that stock Envoy knows, so that both hosts take it.
    pub portable: bool,
    /// What the bridge changed, where the bridge made it.
    pub bridged: Option<Vec<String>>,
    /// It catches exceptions in its own code, so that a panic does not end the VM.
    pub recovers: bool,
}

/// As much as is read here of what the bridge leaves.
#[derive(Deserialize)]
struct Record {
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    what: String,
}

impl Special {
    pub(super) fn of(module: &Module, catches: bool) -> Special {
        let at = |marker: Marker| module.markers.iter().position(|name| name == marker.export());
        let portable = match (at(Marker::V0_2_100), at(Marker::V0_2_1)) {
            (Some(higress), Some(envoy)) => higress < envoy && module.bridged.is_none(),
            _ => false,
        };
        let bridged = module.bridged.as_deref().map(|record| {
            let record: Option<Record> = serde_json::from_str(record).ok();
            record.map_or_else(Vec::new, |it| {
                it.changes.into_iter().map(|change| change.what).collect()
            })
        });
        Special {
            portable,
            bridged,
            recovers: catches,
        }
    }
}
