//! Which hosts load a module as it is, and what the others lack for it.

use super::Module;
use sdk_compat_abi::functions::{self, Function};
use sdk_compat_abi::hosts::{Host, Marker};
use serde::Serialize;

/// Whether a host loads a module as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

    /// Whether each host loads the module as it is, and what is missing there.
    pub fn verdicts(&self) -> Vec<Verdict> {
        Host::ALL.into_iter().map(|host| self.verdict(host)).collect()
    }

    fn verdict(&self, host: Host) -> Verdict {
        let marker = self.marker_at(host);
        let no_marker = marker.is_none().then(|| "an ABI marker that it knows".to_string());
        let functions = self
            .functions()
            .filter(|function| !function.offered(host, marker.unwrap_or(Marker::V0_2_1)))
            .map(|function| format!("{}.{}", function.module, function.name));
        let missing = no_marker.into_iter().chain(functions).collect();
        Verdict {
            host: host.to_string(),
            marker: marker.map(|marker| marker.export().to_string()),
            missing,
        }
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
        let [higress, envoy] = &module.verdicts()[..] else {
            panic!("two hosts")
        };
        assert!(higress.loads());
        assert_eq!(envoy.missing, ["an ABI marker that it knows", "env.proxy_redis_init"]);
        assert!(module.needs_redis());
        assert_eq!(module.own_marker(), Some(Marker::V0_2_100));
    }
}
