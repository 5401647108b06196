//! What a module is: who built it, which ABI it speaks, what it needs, and which hosts can load it.

use crate::{Error, Result};
use sdk_compat_abi::callbacks::callback;
use sdk_compat_abi::functions::{self, Function, ValueType};
use sdk_compat_abi::hosts::{Host, Marker};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use wasmparser::{
    BinaryReaderError, Chunk, Encoding, ExternalKind, FuncType, Name, Parser, Payload, TypeRef, ValType, Validator,
    WasmFeatures,
};

/// A proxy-wasm module that at least one host has every import for.
#[derive(Debug, Clone, Serialize)]
pub struct Module {
    /// The file as the user named it.
    pub name: String,
    /// The whole file.
    #[serde(skip)]
    pub bytes: Arc<[u8]>,
    /// Its length (bytes).
    pub size: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// What built it.
    pub toolchain: Toolchain,
    /// The exported ABI markers, in the order of the exports.
    pub markers: Vec<String>,
    /// What it imports, in order.
    pub imports: Vec<Import>,
    /// What it exports, in order.
    pub exports: Vec<Export>,
    /// What the bridge wrote into a module that it made; the text is the bridge's own.
    #[serde(skip)]
    pub bridged: Option<String>,
}

/// One import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Import {
    /// The module name, `env` or a WASI one.
    pub module: String,
    /// The name in it.
    pub name: String,
    /// What is imported.
    pub kind: Kind,
}

/// One export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Export {
    /// The name.
    pub name: String,
    /// What is exported.
    pub kind: Kind,
}

/// What an import or export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A function.
    Function,
    /// A table of references.
    Table,
    /// A linear memory.
    Memory,
    /// A global variable.
    Global,
    /// An exception tag.
    Tag,
}

/// What built a module, as far as the file tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Toolchain {
    /// The name: `Go`, `TinyGo`, `Rust`, another language, or `unknown`.
    pub name: String,
    /// The version, where the file tells.
    pub version: Option<String>,
}

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

impl Module {
    /// Reads and checks the module in a file.
    ///
    /// # Errors
    /// A file that cannot be read, and all that [`Module::parse`] refuses.
    pub fn read(path: &Path) -> Result<Module> {
        let name = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| {
            Error::new(format!("{name}: cannot be read: {error}")).next("give the path of a .wasm file")
        })?;
        Module::parse(&name, bytes)
    }

    /// Checks the bytes of a module; `name` stands in messages and reports.
    ///
    /// # Errors
    /// No WebAssembly, a truncated or damaged file, a component, no proxy-wasm module, one without a memory,
    /// one that imports something other than functions, or a function that no host has.
    pub fn parse(name: &str, bytes: impl Into<Arc<[u8]>>) -> Result<Module> {
        let bytes = bytes.into();
        Module::parse_bytes(name, bytes).map_err(|error| error.at(name))
    }

    fn parse_bytes(name: &str, bytes: Arc<[u8]>) -> Result<Module> {
        check_header(&bytes)?;
        let parts = Parts::read(&bytes)?;
        validate(&bytes)?;
        let module = Module {
            name: name.to_string(),
            size: bytes.len() as u64,
            sha256: hex(&Sha256::digest(&bytes)),
            toolchain: parts.toolchain(),
            markers: parts.markers(),
            exports: parts.exports,
            bridged: parts.bridged,
            imports: parts.imports.iter().map(|(import, _)| import.clone()).collect(),
            bytes,
        };
        module.check_markers()?;
        check_imports(&parts.imports)?;
        module.check_abi()?;
        module.check_callbacks(&parts.exported_types)?;
        module.check_memory()?;
        Ok(module)
    }

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

    fn check_markers(&self) -> Result<()> {
        if self.own_marker().is_some() {
            return Ok(());
        }
        let known = Marker::ALL.map(|marker| marker.export()).join(", ");
        Err(match self.markers.first() {
            Some(marker) => Error::new(format!(
                "a proxy-wasm module of an ABI that no host knows: it exports {marker}"
            ))
            .next(format!("build it with an SDK that exports one of {known}")),
            None => Error::new(format!(
                "a WebAssembly module, but no proxy-wasm module: it exports no {}…",
                Marker::PREFIX
            ))
            .next("give the module of a gateway plugin; a Go plugin is built with -buildmode=c-shared"),
        })
    }

    /// A host function may exist and still not belong to the ABI that the module's marker names.
    fn check_abi(&self) -> Result<()> {
        let verdicts = self.verdicts();
        if verdicts.iter().any(Verdict::loads) {
            return Ok(());
        }
        let verdict = verdicts.iter().find(|verdict| verdict.marker.is_some());
        let (marker, missing) = verdict.map_or(("", &[][..]), |verdict| {
            (verdict.marker.as_deref().unwrap_or_default(), &verdict.missing[..])
        });
        Err(Error::new(format!(
            "exports {marker}, but imports what no host has for that ABI: {}",
            missing.join(", ")
        ))
        .next("build it with an SDK of the ABI that has these functions, or without them"))
    }

    /// Stock Envoy refuses a callback of another type.
    fn check_callbacks(&self, types: &[Option<FuncType>]) -> Result<()> {
        let marker = self.own_marker().unwrap_or(Marker::V0_2_1);
        for (export, ty) in self.exports.iter().zip(types) {
            let Some(callback) = callback(&export.name) else {
                continue;
            };
            let (params, results) = (callback.params(marker), usize::from(callback.result));
            let right = |ty: &FuncType| {
                let types = || ty.params().iter().chain(ty.results());
                ty.params().len() == params && ty.results().len() == results && types().all(|ty| *ty == ValType::I32)
            };
            if !ty.as_ref().is_some_and(right) {
                return Err(Error::new(format!(
                    "exports the callback `{}` with a signature that no host calls",
                    callback.name
                ))
                .next(format!(
                    "declare it as ({}) -> ({})",
                    vec!["i32"; params].join(", "),
                    vec!["i32"; results].join(", ")
                )));
            }
        }
        Ok(())
    }

    fn check_memory(&self) -> Result<()> {
        let found = self.exports.iter().any(|export| export.kind == Kind::Memory);
        if found {
            return Ok(());
        }
        Err(
            Error::new("exports no memory, so that no host can pass it a header or a body")
                .next("export the module's memory; every plugin SDK does"),
        )
    }
}

/// What one pass over the file collects.
#[derive(Default)]
struct Parts {
    types: Vec<Option<FuncType>>,
    imports: Vec<(Import, Option<FuncType>)>,
    exports: Vec<Export>,
    /// The type index of each function.
    functions: Vec<u32>,
    /// The type of each export that is a function.
    exported_types: Vec<Option<FuncType>>,
    language: Option<(String, String)>,
    processed_by: Vec<(String, String)>,
    tinygo: bool,
    /// The data names source files of Rust's library, as messages of panics do.
    rust: bool,
    bridged: Option<String>,
}

impl Parts {
    fn read(bytes: &[u8]) -> Result<Parts> {
        let mut parts = Parts::default();
        let mut parser = Parser::new(0);
        let mut rest = bytes;
        loop {
            match parser.parse(rest, false).map_err(|error| damaged(&error))? {
                Chunk::NeedMoreData(_) if rest.is_empty() => return Ok(parts),
                Chunk::NeedMoreData(_) => return Err(truncated(bytes)),
                Chunk::Parsed { consumed, payload } => {
                    if let Payload::CodeSectionStart { size, .. } = payload {
                        // Function bodies are checked by the validator; what matters here stands around them.
                        let body = consumed + size as usize;
                        if body > rest.len() {
                            return Err(truncated(bytes));
                        }
                        parser.skip_section();
                        rest = &rest[body..];
                    } else {
                        parts.take(payload).map_err(|error| damaged(&error))?;
                        rest = &rest[consumed..];
                    }
                }
            }
        }
    }

    fn take(&mut self, payload: Payload<'_>) -> Result<(), BinaryReaderError> {
        match payload {
            Payload::TypeSection(types) => {
                for group in types {
                    for ty in group?.into_types() {
                        self.types.push(match ty.composite_type.inner {
                            wasmparser::CompositeInnerType::Func(ty) => Some(ty),
                            _ => None,
                        });
                    }
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import?;
                    let ty = match import.ty {
                        TypeRef::Func(index) | TypeRef::FuncExact(index) => {
                            self.functions.push(index);
                            self.types.get(index as usize).cloned().flatten()
                        }
                        _ => None,
                    };
                    let kind = Kind::of_import(&import.ty);
                    let (module, name) = (import.module.to_string(), import.name.to_string());
                    self.imports.push((Import { module, name, kind }, ty));
                }
            }
            Payload::FunctionSection(functions) => {
                for ty in functions {
                    self.functions.push(ty?);
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export?;
                    self.exported_types.push(self.type_of(&export));
                    self.exports.push(Export {
                        name: export.name.to_string(),
                        kind: Kind::of_export(export.kind),
                    });
                }
            }
            Payload::DataSection(segments) => {
                for segment in segments {
                    self.rust |= names_rust(segment?.data);
                }
            }
            Payload::CustomSection(section) => self.take_custom(&section),
            _ => {}
        }
        Ok(())
    }

    fn type_of(&self, export: &wasmparser::Export<'_>) -> Option<FuncType> {
        let ty = self.functions.get(export.index as usize)?;
        let ty = self.types.get(*ty as usize)?;
        ty.clone().filter(|_| Kind::of_export(export.kind) == Kind::Function)
    }

    /// Custom sections are hints: one that cannot be read is passed over, as hosts do.
    fn take_custom(&mut self, section: &wasmparser::CustomSectionReader<'_>) {
        match section.as_known() {
            wasmparser::KnownCustom::Producers(fields) => {
                for field in fields.into_iter().flatten() {
                    let values = field.values.into_iter().flatten();
                    let mut values = values.map(|value| (value.name.to_string(), value.version.to_string()));
                    match field.name {
                        "language" => self.language = values.next(),
                        "processed-by" => self.processed_by.extend(values),
                        _ => {}
                    }
                }
            }
            wasmparser::KnownCustom::Name(names) => {
                for name in names.into_iter().flatten() {
                    if let Name::Function(map) = name {
                        self.tinygo |= map.into_iter().flatten().any(|it| it.name.starts_with("tinygo_"));
                    }
                }
            }
            _ if section.name() == BRIDGE_SECTION => {
                self.bridged = std::str::from_utf8(section.data()).ok().map(str::to_string);
            }
            _ => {}
        }
    }

    fn markers(&self) -> Vec<String> {
        self.exports
            .iter()
            .filter(|export| export.kind == Kind::Function && export.name.starts_with(Marker::PREFIX))
            .map(|export| export.name.clone())
            .collect()
    }

    fn toolchain(&self) -> Toolchain {
        let rustc = self.processed_by.iter().find(|(name, _)| name == "rustc");
        let (name, version) = match (&self.language, rustc) {
            // Rust tells its version with its compiler, behind it commit and date.
            (_, Some((_, version))) => ("Rust", version.split(' ').next().unwrap_or_default()),
            (Some((name, version)), _) if name == "Go" => ("Go", version.strip_prefix("go").unwrap_or(version)),
            (Some((name, version)), _) => (name.as_str(), version.as_str()),
            // A stripped module tells nothing of itself.
            (None, _) if self.rust => ("Rust", ""),
            (None, _) if self.tinygo || self.exports_c_allocator() => ("TinyGo", ""),
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
fn names_rust(data: &[u8]) -> bool {
    let crates = [&b"core/src/"[..], b"alloc/src/", b"std/src/"];
    data.windows(b"/library/alloc/src/".len()).any(|window| {
        let rest = window.strip_prefix(b"/library/");
        rest.is_some_and(|rest| crates.iter().any(|path| rest.starts_with(path)))
    })
}

/// The custom section that the bridge leaves in its output.
pub(crate) const BRIDGE_SECTION: &str = "conformance.bridge";

impl Kind {
    fn of_import(ty: &TypeRef) -> Kind {
        match ty {
            TypeRef::Func(_) | TypeRef::FuncExact(_) => Kind::Function,
            TypeRef::Table(_) => Kind::Table,
            TypeRef::Memory(_) => Kind::Memory,
            TypeRef::Global(_) => Kind::Global,
            TypeRef::Tag(_) => Kind::Tag,
        }
    }

    fn of_export(kind: ExternalKind) -> Kind {
        match kind {
            ExternalKind::Func | ExternalKind::FuncExact => Kind::Function,
            ExternalKind::Table => Kind::Table,
            ExternalKind::Memory => Kind::Memory,
            ExternalKind::Global => Kind::Global,
            ExternalKind::Tag => Kind::Tag,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Function => "function",
            Kind::Table => "table",
            Kind::Memory => "memory",
            Kind::Global => "global",
            Kind::Tag => "exception tag",
        })
    }
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

impl Verdict {
    /// Whether the host loads the module.
    pub fn loads(&self) -> bool {
        self.missing.is_empty()
    }
}

/// The WebAssembly features that a module may use: those of Envoy's V8.
pub(crate) fn features() -> WasmFeatures {
    WasmFeatures::default() | WasmFeatures::EXCEPTIONS | WasmFeatures::LEGACY_EXCEPTIONS
}

fn check_header(bytes: &[u8]) -> Result<()> {
    let next = "give the .wasm file that the plugin's build wrote";
    if bytes.is_empty() {
        return Err(Error::new("the file is empty").next(next));
    }
    if !bytes.starts_with(b"\0asm") {
        let start = hex(&bytes[..bytes.len().min(4)]);
        return Err(Error::new(format!("not a WebAssembly file: it starts with the bytes {start}")).next(next));
    }
    let Some(header) = bytes.get(..8) else {
        return Err(truncated(bytes));
    };
    match Parser::new(0).parse(header, false) {
        Ok(Chunk::Parsed {
            payload: Payload::Version {
                encoding: Encoding::Component,
                ..
            },
            ..
        }) => Err(Error::new("a WebAssembly component; hosts load core modules only")
            .next("build for the target wasm32-wasip1, without `wasm-tools component new`")),
        Ok(_) => Ok(()),
        Err(error) => Err(damaged(&error)),
    }
}

fn validate(bytes: &[u8]) -> Result<()> {
    Validator::new_with_features(features())
        .validate_all(bytes)
        .map(|_| ())
        .map_err(|error| damaged(&error))
}

/// Envoy ends as a process on an import that is no function, so nothing of that kind may reach it.
fn check_imports(imports: &[(Import, Option<FuncType>)]) -> Result<()> {
    for (import, ty) in imports {
        let Import { module, name, kind } = import;
        if *kind != Kind::Function {
            return Err(Error::new(format!(
                "imports the {kind} `{module}.{name}`, but a host gives functions only, and Envoy would crash"
            ))
            .next(format!(
                "define the {kind} in the module; a linker flag such as --import-{kind} must go"
            )));
        }
        let Some(function) = functions::function(module, name) else {
            return Err(
                Error::new(format!("imports the function `{module}.{name}`, which no host has"))
                    .next("build for the target wasm32-wasip1 or GOOS=wasip1, and remove what needs this function"),
            );
        };
        if !ty.as_ref().is_some_and(|ty| same_type(function, ty)) {
            return Err(Error::new(format!(
                "imports the function `{module}.{name}` with a signature that no host has"
            ))
            .next(format!("declare it as {}", signature(function))));
        }
    }
    Ok(())
}

fn same_type(function: &Function, ty: &FuncType) -> bool {
    let same = |ours: &[ValueType], theirs: &[ValType]| ours.iter().copied().map(val_type).eq(theirs.iter().copied());
    same(function.params, ty.params()) && same(function.results, ty.results())
}

fn val_type(ty: ValueType) -> ValType {
    match ty {
        ValueType::I32 => ValType::I32,
        ValueType::I64 => ValType::I64,
    }
}

fn signature(function: &Function) -> String {
    let list = |types: &[ValueType]| {
        let names: Vec<String> = types.iter().map(|ty| val_type(*ty).to_string()).collect();
        names.join(", ")
    };
    format!("({}) -> ({})", list(function.params), list(function.results))
}

fn truncated(bytes: &[u8]) -> Error {
    Error::new(format!(
        "truncated: the file ends after {} bytes in the middle of a section",
        bytes.len()
    ))
    .next("copy or build it again")
}

fn damaged(error: &BinaryReaderError) -> Error {
    Error::new(format!(
        "damaged, or WebAssembly that Envoy does not run: {} (at byte {})",
        error.message(),
        error.offset()
    ))
    .next("build it again, for the target wasm32-wasip1 or GOOS=wasip1")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(wat: &str) -> Result<Module> {
        Module::parse("x.wasm", wat::parse_str(wat).unwrap())
    }

    fn refusal(bytes: &[u8]) -> String {
        Module::parse("x.wasm", bytes).unwrap_err().to_string()
    }

    fn refusal_of(wat: &str) -> String {
        refusal(&wat::parse_str(wat).unwrap())
    }

    #[test]
    fn what_is_no_module_is_refused_with_the_reason() {
        let next = "\n  next: give the .wasm file that the plugin's build wrote";
        assert_eq!(refusal(b""), format!("x.wasm: the file is empty{next}"));
        assert_eq!(
            refusal(b"\x7fELF\x02\x01"),
            format!("x.wasm: not a WebAssembly file: it starts with the bytes 7f454c46{next}")
        );
        assert_eq!(
            refusal(b"\0asm\x01"),
            "x.wasm: truncated: the file ends after 5 bytes in the middle of a section\n  next: copy or build it again"
        );
        assert!(refusal(b"\0asm\x07\0\0\0").starts_with("x.wasm: damaged"));
    }

    #[test]
    fn a_module_cut_anywhere_is_refused() {
        let wasm = wat::parse_str(
            r#"(module (memory (export "memory") 1)
                (func (export "proxy_abi_version_0_2_1")) (func (export "proxy_on_tick") (param i32)))"#,
        )
        .unwrap();
        assert!(Module::parse("whole", &wasm[..]).is_ok());
        for len in 0..wasm.len() {
            assert!(Module::parse("cut", &wasm[..len]).is_err(), "{len} bytes do");
        }
    }

    #[test]
    fn a_module_that_no_host_can_use_is_refused_with_the_reason() {
        let marker = r#"(func (export "proxy_abi_version_0_2_1"))"#;
        let memory = r#"(memory (export "memory") 1)"#;
        assert_eq!(
            refusal_of(&format!("(module {marker})")),
            "x.wasm: exports no memory, so that no host can pass it a header or a body\n  \
             next: export the module's memory; every plugin SDK does"
        );
        assert_eq!(
            refusal_of(&format!(
                r#"(module {memory} (func (export "proxy_abi_version_0_3_0")))"#
            )),
            "x.wasm: a proxy-wasm module of an ABI that no host knows: it exports proxy_abi_version_0_3_0\n  \
             next: build it with an SDK that exports one of proxy_abi_version_0_1_0, proxy_abi_version_0_2_0, \
             proxy_abi_version_0_2_1, proxy_abi_version_0_2_100"
        );
        assert_eq!(
            refusal_of(&format!(
                r#"(module (import "env" "proxy_log" (func (param i32))) {memory} {marker})"#
            )),
            "x.wasm: imports the function `env.proxy_log` with a signature that no host has\n  \
             next: declare it as (i32, i32, i32) -> (i32)"
        );
        assert_eq!(
            refusal_of(&format!(
                r#"(module (import "env" "proxy_clear_route_cache" (func (result i32))) {memory} {marker})"#
            )),
            "x.wasm: exports proxy_abi_version_0_2_1, but imports what no host has for that ABI: \
             env.proxy_clear_route_cache\n  \
             next: build it with an SDK of the ABI that has these functions, or without them"
        );
        assert_eq!(
            refusal_of(&format!(
                r#"(module {memory} {marker} (func (export "proxy_on_done") (param i32)))"#
            )),
            "x.wasm: exports the callback `proxy_on_done` with a signature that no host calls\n  \
             next: declare it as (i32) -> (i32)"
        );
    }

    #[test]
    fn the_first_abi_has_a_shorter_headers_callback() {
        let of = |marker, params| {
            parse(&format!(
                r#"(module (memory (export "memory") 1) (func (export "proxy_abi_version_{marker}"))
                    (func (export "proxy_on_request_headers") {params} (result i32) (i32.const 0)))"#
            ))
        };
        assert!(of("0_1_0", "(param i32 i32)").is_ok());
        assert!(of("0_1_0", "(param i32 i32 i32)").is_err());
        assert!(of("0_2_1", "(param i32 i32 i32)").is_ok());
        assert!(of("0_2_1", "(param i32 i32)").is_err());
    }

    #[test]
    fn a_verdict_says_what_a_host_lacks() {
        let module = parse(
            r#"(module (import "env" "proxy_redis_init" (func (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
                (memory (export "memory") 1) (func (export "proxy_abi_version_0_2_100")))"#,
        )
        .unwrap();
        let [higress, envoy] = &module.verdicts()[..] else {
            panic!("two hosts")
        };
        assert!(higress.loads());
        assert_eq!(envoy.missing, ["an ABI marker that it knows", "env.proxy_redis_init"]);
        assert!(module.needs_redis());
        assert_eq!(module.own_marker(), Some(Marker::V0_2_100));
    }

    #[test]
    fn the_toolchain_is_told_from_what_it_left() {
        let of = |more: &str| {
            let module = parse(&format!(
                r#"(module (memory (export "memory") 1) (func $f (export "proxy_abi_version_0_2_1")) {more})"#
            ));
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
        assert_eq!(of(""), "unknown");
    }
}
