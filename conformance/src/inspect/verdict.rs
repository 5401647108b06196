//! Which hosts load a module as it is, and what the others lack for it.

use super::{Import, Module};
use sdk_compat_abi::functions::{self, Function};
use sdk_compat_abi::hosts::{Host, Marker};
use serde::Serialize;

/// The hosts that a report names, and what each is to a plugin: the proxy of Istio is an Envoy.
const NAMED: [(&str, Host); 3] = [
    ("Higress", Host::Higress),
    ("stock Envoy", Host::Envoy),
    ("Istio", Host::Envoy),
];

/// Whether a host loads a module as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Verdict {
    /// The host.
    pub host: String,
    /// The marker by which it takes the module.
    pub marker: Option<String>,
    /// What is missing there; nothing where it loads.
    pub missing: Vec<String>,
}

impl Verdict {
    /// Whether the host loads the module.
    pub fn loads(&self) -> bool {
        self.missing.is_empty()
    }
}

impl Module {
    /// The first marker that some host knows: by this one Higress takes the module.
    pub fn own_marker(&self) -> Option<Marker> {
        self.marker_at(Host::Higress)
    }

    /// Whether it can call Redis through the host.
    pub fn needs_redis(&self) -> bool {
        self.imports
            .iter()
            .any(|import| import.module == functions::ENV && import.name.starts_with("proxy_redis_"))
    }

    /// The ABI that its code speaks: that of the marker, or a later one where the callbacks tell.
    pub fn abi(&self) -> Marker {
        match self.own_marker() {
            Some(Marker::V0_1_0) if self.headers_of_0_2_0 => Marker::V0_2_0,
            marker => marker.unwrap_or(Marker::V0_2_1),
        }
    }

    /// Whether each host loads the module as it is, and what is missing there.
    pub fn verdicts(&self) -> Vec<Verdict> {
        NAMED.into_iter().map(|(name, host)| self.verdict(name, host)).collect()
    }

    fn verdict(&self, name: &str, host: Host) -> Verdict {
        let marker = self.marker_at(host);
        let no_marker = marker.is_none().then(|| "an ABI marker that it knows".to_string());
        let late = marker.filter(|_| self.headers_of_0_2_0).map(|marker| {
            format!(
                "{} in place of {}, which does not fit the headers callbacks",
                self.abi().export(),
                marker.export()
            )
        });
        let functions = self.missing_functions(host, marker.unwrap_or(Marker::V0_2_1));
        Verdict {
            host: name.to_string(),
            marker: marker.map(|marker| marker.export().to_string()),
            missing: no_marker.into_iter().chain(late).chain(functions).collect(),
        }
    }

    /// The imports that a host does not have for a module of some ABI.
    pub(super) fn missing_functions(&self, host: Host, marker: Marker) -> Vec<String> {
        self.functions()
            .filter(|function| !function.offered(host, marker))
            .map(|function| format!("{}.{}", function.module, function.name))
            .collect()
    }

    /// The named hosts that have an import for this module.
    pub(super) fn hosts_of(&self, import: &Import) -> Vec<&'static str> {
        let function = functions::function(&import.module, &import.name);
        let has = |host: Host| {
            let marker = self.marker_at(host).unwrap_or(Marker::V0_2_1);
            function.is_some_and(|function| function.offered(host, marker))
        };
        NAMED
            .into_iter()
            .filter(|(_, host)| has(*host))
            .map(|(name, _)| name)
            .collect()
    }

    fn marker_at(&self, host: Host) -> Option<Marker> {
        self.markers
            .iter()
            .filter_map(|name| Marker::from_export(name))
            .find(|marker| host.knows(*marker))
    }

    fn functions(&self) -> impl Iterator<Item = &'static Function> {
        self.imports
            .iter()
            .filter_map(|import| functions::function(&import.module, &import.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_says_what_a_host_lacks() {
        let module = wat::parse_str(
            r#"(module (import "env" "proxy_redis_init" (func (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
                (memory (export "memory") 1) (func (export "proxy_abi_version_0_2_100")))"#,
        )
        .unwrap();
        let module = Module::parse("x.wasm", module).unwrap();
        let [higress, envoy, istio] = &module.verdicts()[..] else {
            panic!("three hosts")
        };
        assert!(higress.loads());
        assert_eq!(envoy.missing, ["an ABI marker that it knows", "env.proxy_redis_init"]);
        assert_eq!((&istio.marker, &istio.missing), (&envoy.marker, &envoy.missing));
        assert_eq!(module.hosts_of(&module.imports[0]), ["Higress"]);
        assert!(module.needs_redis());
        assert_eq!(module.own_marker(), Some(Marker::V0_2_100));
    }
}
