//! What stands in the sections of a module, collected in one pass over the file.

use super::check::{damaged, truncated};
use super::toolchain::{names_assembly_script, names_rust};
use super::{Export, Import, Kind};
use crate::Result;
use sdk_compat_abi::hosts::Marker;
use wasmparser::{BinaryReaderError, Chunk, ExternalKind, FuncType, Name, Parser, Payload, TypeRef};

/// The custom section that the bridge leaves in its output.
pub(crate) const BRIDGE_SECTION: &str = "conformance.bridge";

/// What one pass over the file collects.
#[derive(Default)]
pub(super) struct Parts {
    types: Vec<Option<FuncType>>,
    pub(super) imports: Vec<(Import, Option<FuncType>)>,
    pub(super) exports: Vec<Export>,
    /// The type index of each function.
    functions: Vec<u32>,
    /// The type of each export that is a function.
    pub(super) exported_types: Vec<Option<FuncType>>,
    pub(super) language: Option<(String, String)>,
    pub(super) processed_by: Vec<(String, String)>,
    pub(super) tinygo: bool,
    pub(super) assembly_script: bool,
    pub(super) emscripten: bool,
    /// The data names source files of Rust's library, as messages of panics do.
    pub(super) rust: bool,
    pub(super) bridged: Option<String>,
}

impl Parts {
    pub(super) fn read(bytes: &[u8]) -> Result<Parts> {
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
                    let data = segment?.data;
                    self.rust |= names_rust(data);
                    self.assembly_script |= names_assembly_script(data);
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
                        for name in map.into_iter().flatten().map(|it| it.name) {
                            self.tinygo |= name.starts_with("tinygo_") || name == "runtime.alloc";
                            self.assembly_script |= name.starts_with("~lib/");
                        }
                    }
                }
            }
            _ if section.name() == "emscripten_metadata" => self.emscripten = true,
            _ if section.name() == BRIDGE_SECTION => {
                self.bridged = std::str::from_utf8(section.data()).ok().map(str::to_string);
            }
            _ => {}
        }
    }

    pub(super) fn markers(&self) -> Vec<String> {
        self.exports
            .iter()
            .filter(|export| export.kind == Kind::Function && export.name.starts_with(Marker::PREFIX))
            .map(|export| export.name.clone())
            .collect()
    }
}

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
