//! What built a module, as far as the file tells.

use super::Module;
use super::sections::Parts;
use serde::Serialize;
use std::fmt;

/// What built a module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Toolchain {
    /// The name: `Go`, `TinyGo`, `Rust`, `AssemblyScript`, `Emscripten`, another language or compiler, or `unknown`.
    pub name: String,
    /// The version, where the file tells.
    pub version: Option<String>,
}

impl fmt::Display for Toolchain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match &self.version {
            Some(version) => write!(f, " {version}"),
            None => Ok(()),
        }
    }
}

impl Module {
    /// Whether its code may depend on the plugin's root id, as with the SDKs for C++ and AssemblyScript: those for Go and
    /// Rust have one root context for all.
    pub fn looks_up_root_id(&self) -> bool {
        let one = ["Go", "TinyGo", "Rust"].contains(&self.toolchain.name.as_str());
        !one && memchr::memmem::find(&self.bytes, b"plugin_root_id").is_some()
            || self.toolchain.name == "AssemblyScript"
    }
}

impl Parts {
    pub(super) fn toolchain(&self) -> Toolchain {
        let rustc = self.processed_by.iter().find(|(name, _)| name == "rustc");
        let (name, version) = match (&self.language, rustc) {
            // Rust tells its version with its compiler, behind it commit and date.
            (_, Some((_, version))) => ("Rust", version.split(' ').next().unwrap_or_default()),
            (Some((name, version)), _) if name == "Go" => ("Go", version.strip_prefix("go").unwrap_or(version)),
            // Its C library says C.
            (_, _) if self.tinygo => ("TinyGo", ""),
            (_, _) if self.assembly_script => ("AssemblyScript", ""),
            (_, _) if self.emscripten => ("Emscripten", ""),
            (Some((name, version)), _) => (name.as_str(), version.as_str()),
            // A stripped module tells nothing of itself.
            (None, _) if self.rust => ("Rust", ""),
            (None, _) if self.exports_c_allocator() => ("TinyGo", ""),
            (None, _) => match self.processed_by.first() {
                Some((name, version)) => (name.as_str(), version.as_str()),
                None => ("unknown", ""),
            },
        };
        Toolchain {
            name: name.to_string(),
            version: Some(version.to_string()).filter(|version| !version.is_empty()),
        }
    }

    /// TinyGo names no language in its modules; it exports the four functions of C's allocator.
    fn exports_c_allocator(&self) -> bool {
        ["malloc", "free", "calloc", "realloc"]
            .iter()
            .all(|name| self.exports.iter().any(|export| export.name == *name))
    }
}

/// Whether data names a source file of Rust's library.
pub(super) fn names_rust(data: &[u8]) -> bool {
    let crates = [&b"core/src/"[..], b"alloc/src/", b"std/src/"];
    data.windows(b"/library/alloc/src/".len()).any(|window| {
        let rest = window.strip_prefix(b"/library/");
        rest.is_some_and(|rest| crates.iter().any(|path| rest.starts_with(path)))
    })
}

/// Whether data names a source file of AssemblyScript's library, as it writes texts: two bytes for a character.
pub(super) fn names_assembly_script(data: &[u8]) -> bool {
    memchr::memmem::find(data, b"~\0l\0i\0b\0/\0").is_some()
}

#[cfg(test)]
mod tests {
    use crate::inspect::Module;

    #[test]
    fn the_toolchain_is_told_from_what_it_left() {
        let of = |more: &str| {
            let wat =
                format!(r#"(module (memory (export "memory") 1) (func $f (export "proxy_abi_version_0_2_1")) {more})"#);
            let module = Module::parse("x.wasm", wat::parse_str(wat).unwrap());
            module.unwrap().toolchain.to_string()
        };
        assert_eq!(of(r#"(@producers (language "Go" "go1.24.11"))"#), "Go 1.24.11");
        assert_eq!(
            of(r#"(@producers (language "Rust" "") (processed-by "rustc" "1.95.0 (a 2026-01-01)"))"#),
            "Rust 1.95.0"
        );
        assert_eq!(
            of(
                r#"(export "malloc" (func $f)) (export "free" (func $f)) (export "calloc" (func $f))
                (export "realloc" (func $f))"#
            ),
            "TinyGo"
        );
        assert_eq!(
            of(r#"(data (i32.const 0) "at /rustc/0123/library/core/src/slice/index.rs")"#),
            "Rust"
        );
        assert_eq!(
            of(r#"(@producers (language "C99" "")) (func $runtime.alloc) (func (export "malloc"))"#),
            "TinyGo"
        );
        assert_eq!(of("(func $~lib/rt/itcms/__new)"), "AssemblyScript");
        assert_eq!(
            of(r#"(data (i32.const 0) "~\00l\00i\00b\00/\00r\00t\00")"#),
            "AssemblyScript"
        );
        assert_eq!(of(r#"(@custom "emscripten_metadata" "")"#), "Emscripten");
        assert_eq!(of(r#"(@producers (processed-by "clang" "14.0.0"))"#), "clang 14.0.0");
        assert_eq!(of(""), "unknown");
    }
}
