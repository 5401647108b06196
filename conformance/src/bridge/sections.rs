//! The sections of a module, each at hand, and what an index in it means.

use wasmparser::{BinaryReaderError, CustomSectionReader, ExternalKind, FuncType, Import, Parser, Payload, TypeRef};

/// A module taken apart.
#[derive(Default)]
pub struct Sections<'a> {
    pub types: Option<wasmparser::TypeSectionReader<'a>>,
    pub imports: Vec<Import<'a>>,
    pub functions: Option<wasmparser::FunctionSectionReader<'a>>,
    pub tables: Option<wasmparser::TableSectionReader<'a>>,
    pub memories: Option<wasmparser::MemorySectionReader<'a>>,
    pub tags: Option<wasmparser::TagSectionReader<'a>>,
    pub globals: Option<wasmparser::GlobalSectionReader<'a>>,
    pub exports: Vec<wasmparser::Export<'a>>,
    pub start: Option<u32>,
    pub elements: Option<wasmparser::ElementSectionReader<'a>>,
    pub data_count: Option<u32>,
    pub code: Option<wasmparser::CodeSectionReader<'a>>,
    pub data: Option<wasmparser::DataSectionReader<'a>>,
    pub customs: Vec<CustomSectionReader<'a>>,
    func_types: Vec<Option<FuncType>>,
}

impl<'a> Sections<'a> {
    /// Takes a valid module apart.
    pub fn read(bytes: &'a [u8]) -> Result<Self, BinaryReaderError> {
        let mut sections = Sections::default();
        for payload in Parser::new(0).parse_all(bytes) {
            sections.take(bytes, payload?)?;
        }
        Ok(sections)
    }

    fn take(&mut self, bytes: &'a [u8], payload: Payload<'a>) -> Result<(), BinaryReaderError> {
        match payload {
            Payload::TypeSection(types) => {
                for group in types.clone() {
                    for ty in group?.into_types() {
                        self.func_types.push(match ty.composite_type.inner {
                            wasmparser::CompositeInnerType::Func(ty) => Some(ty),
                            _ => None,
                        });
                    }
                }
                self.types = Some(types);
            }
            Payload::ImportSection(imports) => {
                self.imports = imports.into_imports().collect::<Result<_, _>>()?;
            }
            Payload::FunctionSection(functions) => self.functions = Some(functions),
            Payload::TableSection(tables) => self.tables = Some(tables),
            Payload::MemorySection(memories) => self.memories = Some(memories),
            Payload::TagSection(tags) => self.tags = Some(tags),
            Payload::GlobalSection(globals) => self.globals = Some(globals),
            Payload::ExportSection(exports) => self.exports = exports.into_iter().collect::<Result<_, _>>()?,
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(elements) => self.elements = Some(elements),
            Payload::DataCountSection { count, .. } => self.data_count = Some(count),
            Payload::CodeSectionStart { unchecked_range, .. } => {
                let range = unchecked_range.start as usize..unchecked_range.end as usize;
                let body = wasmparser::BinaryReader::new(&bytes[range], unchecked_range.start);
                self.code = Some(wasmparser::CodeSectionReader::new(body)?);
            }
            Payload::DataSection(data) => self.data = Some(data),
            Payload::CustomSection(custom) => self.customs.push(custom),
            _ => {}
        }
        Ok(())
    }

    /// How many functions are imported.
    pub fn imported_functions(&self) -> u32 {
        let functions = self.imports.iter().filter(|import| function_type(import).is_some());
        functions.count() as u32
    }

    /// How many functions are defined.
    pub fn defined_functions(&self) -> u32 {
        self.functions.as_ref().map_or(0, |functions| functions.count())
    }

    /// The type with an index, where it is one of a function.
    pub fn func_type(&self, index: u32) -> Option<&FuncType> {
        self.func_types.get(index as usize)?.as_ref()
    }

    /// The exported functions, in order.
    pub fn exported_functions(&self) -> impl Iterator<Item = (&'a str, u32)> {
        self.exports
            .iter()
            .filter(|export| export.kind == ExternalKind::Func)
            .map(|export| (export.name, export.index))
    }

    /// The memory that hosts use: the one that is exported.
    pub fn exported_memory(&self) -> Option<u32> {
        self.exports
            .iter()
            .find(|export| export.kind == ExternalKind::Memory)
            .map(|export| export.index)
    }
}

/// The index of an import's type, where it is a function.
pub fn function_type(import: &Import<'_>) -> Option<u32> {
    match import.ty {
        TypeRef::Func(index) | TypeRef::FuncExact(index) => Some(index),
        _ => None,
    }
}
