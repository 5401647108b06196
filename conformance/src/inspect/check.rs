//! What no host could load or use is refused, with the reason and what to do.

use super::{Import, Kind, Module, hex};
use crate::{Error, Result};
use sdk_compat_abi::callbacks::{Callback, callback};
use sdk_compat_abi::functions::{self, Function, ValueType};
use sdk_compat_abi::hosts::{Host, Marker};
use wasmparser::{BinaryReaderError, Chunk, Encoding, FuncType, Parser, Payload, ValType, Validator, WasmFeatures};

/// The WebAssembly features that a module may use: those of Envoy's V8.
pub(crate) fn features() -> WasmFeatures {
    WasmFeatures::default() | WasmFeatures::EXCEPTIONS | WasmFeatures::LEGACY_EXCEPTIONS
}

pub(super) fn check_header(bytes: &[u8]) -> Result<()> {
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

pub(super) fn validate(bytes: &[u8]) -> Result<()> {
    Validator::new_with_features(features())
        .validate_all(bytes)
        .map(|_| ())
        .map_err(|error| damaged(&error))
}

/// Envoy ends as a process on an import that is no function, so nothing of that kind may reach it.
pub(super) fn check_imports(imports: &[(Import, Option<FuncType>)]) -> Result<()> {
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

impl Module {
    pub(super) fn check_markers(&self) -> Result<()> {
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
    pub(super) fn check_abi(&self) -> Result<()> {
        let marker = self.abi();
        let missing = Host::ALL.map(|host| self.missing_functions(host, marker));
        let Some(missing) = missing
            .into_iter()
            .min_by_key(Vec::len)
            .filter(|missing| !missing.is_empty())
        else {
            return Ok(());
        };
        Err(Error::new(format!(
            "exports {}, but imports what no host has for that ABI: {}",
            marker.export(),
            missing.join(", ")
        ))
        .next("build it with an SDK of the ABI that has these functions, or without them"))
    }

    /// Whether a module of ABI 0.1.0 has the headers callbacks of 0.2.0.
    pub(super) fn has_headers_of_0_2_0(&self, types: &[Option<FuncType>]) -> bool {
        let mut headers = self
            .exports
            .iter()
            .zip(types)
            .filter(|(export, _)| callback(&export.name).is_some_and(Callback::is_headers))
            .peekable();
        self.own_marker() == Some(Marker::V0_1_0)
            && headers.peek().is_some()
            && headers.all(|(_, ty)| ty.as_ref().is_some_and(|ty| ty.params().len() == 3))
    }

    /// Stock Envoy refuses a callback of another type.
    pub(super) fn check_callbacks(&self, types: &[Option<FuncType>]) -> Result<()> {
        let marker = self.abi();
        for (export, ty) in self.exports.iter().zip(types) {
            let Some(callback) = callback(&export.name) else {
                continue;
            };
            let (params, results) = (callback.params(marker), usize::from(callback.result()));
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

    pub(super) fn check_memory(&self) -> Result<()> {
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

pub(super) fn truncated(bytes: &[u8]) -> Error {
    Error::new(format!(
        "truncated: the file ends after {} bytes in the middle of a section",
        bytes.len()
    ))
    .next("copy or build it again")
}

pub(super) fn damaged(error: &BinaryReaderError) -> Error {
    Error::new(format!(
        "damaged, or WebAssembly that Envoy does not run: {} (at byte {})",
        error.message(),
        error.offset()
    ))
    .next("build it again, for the target wasm32-wasip1 or GOOS=wasip1")
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
        let between = of("0_1_0", "(param i32 i32 i32)").unwrap();
        assert!(between.headers_of_0_2_0 && between.verdicts().iter().all(|verdict| !verdict.loads()));
        assert!(of("0_1_0", "(param i32 i32 i32 i32)").is_err());
        assert!(of("0_2_1", "(param i32 i32 i32)").is_ok());
        assert!(of("0_2_1", "(param i32 i32)").is_err());
    }
}
