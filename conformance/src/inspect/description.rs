//! Everything that can be said of a module, as one document.

use super::sizes::Anatomy;
use super::{Export, Import, Kind, Module, Packages, Sdk, Section, Special, Toolchain};
use crate::bridge::{self, Options};
use crate::{Error, Result};
use serde::Serialize;
use std::path::Path;

/// The size of a page of memory (bytes).
const PAGE: u64 = 64 << 10;

/// Everything that can be said of a module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Description {
    /// The file as the user named it.
    pub name: String,
    /// Its length (bytes).
    pub size: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// What built it.
    pub toolchain: Toolchain,
    /// The SDKs that it was written with, as far as the file tells.
    pub sdks: Vec<Sdk>,
    /// What is special about the build.
    pub special: Special,
    /// The exported ABI markers, in the order of the exports.
    pub markers: Vec<String>,
    /// The marker of the ABI that its code speaks.
    pub abi: String,
    /// The export that a host calls first, beside WebAssembly's own start function.
    pub start: Option<String>,
    /// The export by which a host allocates memory in the module.
    pub allocator: Option<String>,
    /// Its memory.
    pub memory: Memory,
    /// What it imports, in order, and which hosts have it.
    pub imports: Vec<HostImport>,
    /// What it exports, in order.
    pub exports: Vec<Export>,
    /// Whether it can call Redis through the host.
    pub needs_redis: bool,
    /// Its sections, in order.
    pub sections: Vec<Section>,
    /// Its code by package; none where the names are stripped.
    pub packages: Option<Packages>,
    /// Which hosts load it as it is.
    pub hosts: Vec<Loading>,
    /// What to do where a host does not.
    pub next: Option<String>,
}

/// The memory of a module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Memory {
    /// What it starts with (bytes).
    pub initial: u64,
    /// What it can grow to (bytes); none where only the host sets a limit.
    pub maximum: Option<u64>,
}

/// An import, and which hosts have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HostImport {
    /// The import.
    #[serde(flatten)]
    pub import: Import,
    /// The hosts that have it for this module.
    pub hosts: Vec<String>,
}

/// Whether a host loads the module as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Loading {
    /// The host.
    pub host: String,
    /// Whether it loads the module.
    pub loads: bool,
    /// The marker by which it takes the module.
    pub marker: Option<String>,
    /// What is missing there.
    pub missing: Vec<String>,
}

impl Description {
    /// Describes a module.
    ///
    /// # Errors
    /// A valid module is always described; one whose bytes were changed since it was checked is not.
    pub fn of(module: &Module) -> Result<Description> {
        let anatomy = Anatomy::read(&module.bytes).map_err(|error| Error::new(error.to_string()).at(&module.name))?;
        let memory = anatomy.memory.as_ref();
        Ok(Description {
            name: module.name.clone(),
            size: module.size,
            sha256: module.sha256.clone(),
            toolchain: module.toolchain.clone(),
            special: Special::of(module, anatomy.catches),
            markers: module.markers.clone(),
            abi: module.abi().export().to_string(),
            start: module.first_of(&["_initialize", "_start"]),
            allocator: module.first_of(&["malloc", "proxy_on_memory_allocate"]),
            memory: Memory {
                initial: memory.map_or(0, |memory| memory.initial.saturating_mul(PAGE)),
                maximum: memory
                    .and_then(|memory| memory.maximum)
                    .map(|pages| pages.saturating_mul(PAGE)),
            },
            imports: module.host_imports(),
            exports: module.exports.clone(),
            needs_redis: module.needs_redis(),
            packages: anatomy.packages(&module.toolchain),
            sdks: anatomy.sdks,
            sections: anatomy.sections,
            hosts: module.loading(),
            next: module.cure(),
        })
    }
}

impl Module {
    fn first_of(&self, names: &[&str]) -> Option<String> {
        let exported = |name: &&&str| {
            let mut exports = self.exports.iter();
            exports.any(|export| export.kind == Kind::Function && export.name == **name)
        };
        names.iter().find(exported).map(|name| (*name).to_string())
    }

    fn host_imports(&self) -> Vec<HostImport> {
        let with_hosts = |import: &Import| HostImport {
            import: import.clone(),
            hosts: self.hosts_of(import).into_iter().map(str::to_string).collect(),
        };
        self.imports.iter().map(with_hosts).collect()
    }

    fn loading(&self) -> Vec<Loading> {
        let verdicts = self.verdicts().into_iter();
        verdicts
            .map(|verdict| Loading {
                loads: verdict.loads(),
                host: verdict.host,
                marker: verdict.marker,
                missing: verdict.missing,
            })
            .collect()
    }

    /// What makes the hosts load a module that some do not load as it is.
    fn cure(&self) -> Option<String> {
        if self.verdicts().iter().all(super::Verdict::loads) {
            return None;
        }
        let bridged = match bridge::bridge(self, &Options::default()) {
            Ok(bridged) => bridged,
            Err(error) => return error.advice().map(str::to_string),
        };
        let file = Path::new(&self.name).with_extension("bridged.wasm");
        let hosts = match bridged.needs_redis {
            true => "stock Envoy loads; its Redis is reached through a gateway that `conformance` runs",
            false => "all of them load",
        };
        Some(format!(
            "conformance bridge {} -o {} makes a module that {hosts}",
            self.name,
            file.display()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use std::fs;

    const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/inspect.schema.json");

    fn describe(wat: &str) -> Description {
        let module = Module::parse("x.wasm", wat::parse_str(wat).unwrap()).unwrap();
        Description::of(&module).unwrap()
    }

    fn plugin(more: &str) -> Description {
        describe(&format!(r#"(module {more} (memory (export "memory") 2 4))"#))
    }

    #[test]
    fn the_published_schema_is_that_of_the_types() {
        crate::schema::assert_published::<Description>(SCHEMA);
    }

    #[test]
    fn a_description_keeps_to_the_published_schema() {
        let schema: Value = serde_json::from_str(&fs::read_to_string(SCHEMA).unwrap()).unwrap();
        let mut document = json!(plugin(r#"(func $main.f (export "proxy_abi_version_0_2_1"))"#));
        assert!(jsonschema::is_valid(&schema, &document));
        document.as_object_mut().unwrap().remove("hosts");
        assert!(!jsonschema::is_valid(&schema, &document));
    }

    #[test]
    fn imports_memory_and_entry_points_are_told() {
        let of = plugin(
            r#"(import "env" "proxy_redis_call" (func (param i32 i32 i32 i32 i32) (result i32)))
               (import "wasi_unstable" "proc_exit" (func (param i32)))
               (func (export "proxy_abi_version_0_2_100")) (func (export "_start"))
               (func (export "malloc") (param i32) (result i32) (i32.const 0))"#,
        );
        assert_eq!(of.imports[0].hosts, ["Higress"]);
        assert_eq!(of.imports[1].hosts, ["Higress", "stock Envoy", "Istio"]);
        assert_eq!((of.memory.initial, of.memory.maximum), (128 << 10, Some(256 << 10)));
        assert_eq!(of.start.as_deref(), Some("_start"));
        assert_eq!(of.allocator.as_deref(), Some("malloc"));
        let loads: Vec<_> = of.hosts.iter().map(|host| (host.host.as_str(), host.loads)).collect();
        assert_eq!(loads, [("Higress", true), ("stock Envoy", false), ("Istio", false)]);
        assert!(of.next.unwrap().contains("its Redis is reached through a gateway"));
    }

    #[test]
    fn special_builds_are_told_apart() {
        let both = r#"(func $f (export "proxy_abi_version_0_2_100") (export "proxy_abi_version_0_2_1"))"#;
        assert!(plugin(both).special.portable && plugin(both).next.is_none());
        assert!(plugin(&format!("{both} (tag (param i32))")).special.recovers);
        let higress =
            wat::parse_str(r#"(module (memory (export "memory") 1) (func (export "proxy_abi_version_0_2_100")))"#);
        let module = Module::parse("x.wasm", higress.unwrap()).unwrap();
        assert_eq!(Description::of(&module).unwrap().special, Special::default());
        let bridged = bridge::bridge(&module, &Options::default()).unwrap();
        let special = Description::of(&Module::parse("y.wasm", bridged.wasm).unwrap())
            .unwrap()
            .special;
        assert!(!special.portable && special.bridged.unwrap()[0].starts_with("exports proxy_abi_version_0_2_1"));
    }

    #[test]
    fn a_module_between_two_abis_is_told_with_its_cure() {
        let of = plugin(
            r#"(func (export "proxy_abi_version_0_1_0"))
               (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32) (i32.const 0))"#,
        );
        assert_eq!(of.abi, "proxy_abi_version_0_2_0");
        assert!(
            of.hosts
                .iter()
                .all(|host| !host.loads && host.missing[0].contains("does not fit"))
        );
        assert!(of.next.unwrap().ends_with("all of them load"));
    }
}
