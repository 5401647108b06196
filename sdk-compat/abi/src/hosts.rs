//! The hosts that load proxy-wasm modules, and the ABI markers by which they know a module.

use std::fmt;

/// A host that loads proxy-wasm modules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Host {
    /// The gateway of Higress: an Envoy with additions.
    Higress,
    /// Envoy as it is released, 1.35 or newer.
    Envoy,
}

impl Host {
    /// Both hosts, in the order of every report.
    pub const ALL: [Host; 2] = [Host::Higress, Host::Envoy];

    /// Whether the host takes a module with this marker.
    pub fn knows(self, marker: Marker) -> bool {
        self == Host::Higress || marker != Marker::V0_2_100
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Host::Higress => "Higress",
            Host::Envoy => "stock Envoy",
        })
    }
}

/// The ABI that a module speaks, told by an export that does nothing. A host takes the first one that it
/// knows, in the order of the exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Marker {
    /// `proxy_abi_version_0_1_0`
    V0_1_0,
    /// `proxy_abi_version_0_2_0`
    V0_2_0,
    /// `proxy_abi_version_0_2_1`
    V0_2_1,
    /// `proxy_abi_version_0_2_100`, known to Higress only.
    V0_2_100,
}

impl Marker {
    /// What every marker's export name begins with.
    pub const PREFIX: &str = "proxy_abi_version_";

    /// Every marker that some host knows.
    pub const ALL: [Marker; 4] = [Marker::V0_1_0, Marker::V0_2_0, Marker::V0_2_1, Marker::V0_2_100];

    /// The name of the export.
    pub fn export(self) -> &'static str {
        match self {
            Marker::V0_1_0 => "proxy_abi_version_0_1_0",
            Marker::V0_2_0 => "proxy_abi_version_0_2_0",
            Marker::V0_2_1 => "proxy_abi_version_0_2_1",
            Marker::V0_2_100 => "proxy_abi_version_0_2_100",
        }
    }

    /// The marker with this export name.
    pub fn from_export(name: &str) -> Option<Marker> {
        Marker::ALL.into_iter().find(|marker| marker.export() == name)
    }
}
