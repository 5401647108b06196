//! Links modules of our own into a plugin: they answer some of its imports and stand before some of its exports.
//!
//! A unit speaks of the plugin by convention. It imports `guest.memory`, the plugin's exports as `guest.<name>`,
//! and host functions under their own names; these reach the host, whatever other units answer. It exports
//! `<module>.<name>` to answer an import of the plugin, and `guest.<name>` to stand before an export or to add it.
//! The units stand in order between plugin and host, the first one nearest to the plugin: of two that stand before the same
//! export the later one is called first, and of two that answer the same import the earlier one is asked. That one may ask
//! on with an import of `below.<module>.<name>`.

use super::coverage::{Counters, opens_edge};
use super::places::Places;
use super::sections::Sections;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, DataCountSection, DataSection, ElementSection, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, ImportSection, MemArg, MemArgTarget, MemorySection,
    Module, NameMap, NameSection, StartSection, TableSection, TagSection, TypeSection,
};
use wasmparser::{ExternalKind, FuncType, FunctionBody, KnownCustom, Name, TypeRef, ValType};

/// A module of our own.
pub struct Unit {
    /// The module.
    pub wasm: Vec<u8>,
    /// Put at address 0 of the unit's own memory, after its length (four bytes).
    pub data: Vec<u8>,
}

/// What to link.
pub struct Plan<'a> {
    /// The plugin.
    pub guest: &'a Sections<'a>,
    /// The units, in order.
    pub units: &'a [Unit],
    /// The counters to put into the plugin; they stand in the memory of the first unit.
    pub counters: Option<&'a Counters>,
    /// What becomes of the ABI marker.
    pub marker: Option<MarkerChange>,
    /// A custom section to add: its name and content.
    pub custom: (&'a str, &'a [u8]),
}

/// A change to the exported ABI marker.
#[derive(Debug, Clone, Copy)]
pub enum MarkerChange {
    /// Behind the first stands the second, as another name of it.
    Behind(&'static str, &'static str),
    /// The first becomes the second.
    InPlace(&'static str, &'static str),
}

type Result<T, E = Error> = std::result::Result<T, E>;

/// Links, and returns the module.
pub fn link(plan: &Plan<'_>) -> Result<Vec<u8>> {
    let units = plan
        .units
        .iter()
        .map(|unit| Sections::read(&unit.wasm).map_err(Error::ParseError))
        .collect::<Result<Vec<_>>>()?;
    let places = Places::new(plan.guest, &units);
    let mut output = Output::default();
    output.add_types_and_imports(plan.guest, &units, &places)?;
    output.add_guest(plan, &places)?;
    for (at, unit) in units.iter().enumerate() {
        output.add_unit(plan.guest, unit, &plan.units[at].data, &places, at)?;
    }
    output.add_stubs(&places)?;
    output.add_exports(plan, &places)?;
    Ok(output.finish(plan, &places, names(plan.guest, &places)?))
}

/// The sections of the output as they grow.
#[derive(Default)]
struct Output {
    types: TypeSection,
    imports: ImportSection,
    functions: FunctionSection,
    tables: TableSection,
    memories: MemorySection,
    tags: TagSection,
    globals: GlobalSection,
    exports: ExportSection,
    elements: ElementSection,
    codes: CodeSection,
    data: DataSection,
    /// The first type of each unit.
    unit_types: Vec<u32>,
}

impl Output {
    fn add_types_and_imports(&mut self, guest: &Sections<'_>, units: &[Sections<'_>], places: &Places) -> Result<()> {
        let mut map = GuestMap::of(places);
        if let Some(types) = &guest.types {
            map.parse_type_section(&mut self.types, types.clone())?;
        }
        for unit in units {
            let mut map = UnitMap::of_types(self.types.len());
            self.unit_types.push(self.types.len());
            if let Some(types) = &unit.types {
                map.parse_type_section(&mut self.types, types.clone())?;
            }
        }
        for (import, _) in guest.imports.iter().zip(&places.kept).filter(|(_, kept)| **kept) {
            let ty = map.entity_type(import.ty)?;
            self.imports.import(import.module, import.name, ty);
        }
        for ((module, name), unit, ty) in &places.added {
            let ty = EntityType::Function(self.unit_types[*unit] + ty);
            self.imports.import(module, name, ty);
        }
        Ok(())
    }

    fn add_guest(&mut self, plan: &Plan<'_>, places: &Places) -> Result<()> {
        let guest = plan.guest;
        let mut map = GuestMap {
            counters: plan.counters,
            ..GuestMap::of(places)
        };
        if let Some(section) = &guest.functions {
            map.parse_function_section(&mut self.functions, section.clone())?;
        }
        if let Some(section) = &guest.tables {
            map.parse_table_section(&mut self.tables, section.clone())?;
        }
        if let Some(section) = &guest.memories {
            map.parse_memory_section(&mut self.memories, section.clone())?;
        }
        if let Some(section) = &guest.tags {
            map.parse_tag_section(&mut self.tags, section.clone())?;
        }
        if let Some(section) = &guest.globals {
            map.parse_global_section(&mut self.globals, section.clone())?;
        }
        if let Some(section) = &guest.elements {
            map.parse_element_section(&mut self.elements, section.clone())?;
        }
        if let Some(section) = &guest.code {
            map.parse_code_section(&mut self.codes, section.clone())?;
        }
        if let Some(section) = &guest.data {
            map.parse_data_section(&mut self.data, section.clone())?;
        }
        Ok(())
    }

    fn add_unit(
        &mut self,
        guest: &Sections<'_>,
        unit: &Sections<'_>,
        data: &[u8],
        places: &Places,
        at: usize,
    ) -> Result<()> {
        let first_memory = self.memories.len();
        let guest_memory = unit
            .imports
            .iter()
            .filter(|import| matches!(import.ty, TypeRef::Memory(_)))
            .filter_map(|_| guest.exported_memory());
        let own_memories = (first_memory..).take(unit.memories.as_ref().map_or(0, |it| it.count() as usize));
        let mut map = UnitMap {
            first_type: self.unit_types[at],
            functions: &places.unit_functions[at],
            memories: guest_memory.chain(own_memories).collect(),
            first_global: self.globals.len(),
        };
        if let Some(section) = &unit.functions {
            map.parse_function_section(&mut self.functions, section.clone())?;
        }
        if let Some(section) = &unit.memories {
            map.parse_memory_section(&mut self.memories, section.clone())?;
        }
        if let Some(section) = &unit.globals {
            map.parse_global_section(&mut self.globals, section.clone())?;
        }
        if let Some(section) = &unit.code {
            map.parse_code_section(&mut self.codes, section.clone())?;
        }
        if let Some(section) = &unit.data {
            map.parse_data_section(&mut self.data, section.clone())?;
        }
        if !data.is_empty() {
            let length = (data.len() as u32).to_le_bytes();
            self.data
                .active(first_memory, &ConstExpr::i32_const(0), [&length, data].concat());
        }
        Ok(())
    }

    /// Callbacks that do nothing and return zeroes.
    fn add_stubs(&mut self, places: &Places) -> Result<()> {
        for ty in &places.stubs {
            self.functions.function(self.types.len());
            self.types.ty().func_type(&UnitMap::of_types(0).func_type(ty.clone())?);
            self.codes.function(&stub(ty));
        }
        Ok(())
    }

    fn add_exports(&mut self, plan: &Plan<'_>, places: &Places) -> Result<()> {
        let mut map = GuestMap::of(places);
        for export in &plan.guest.exports {
            let function = places
                .exports
                .get(export.name)
                .filter(|_| export.kind == ExternalKind::Func);
            let index = match function {
                Some(index) => *index,
                None => map.external_index(export.kind, export.index)?,
            };
            let kind = map.export_kind(export.kind)?;
            match plan.marker {
                Some(MarkerChange::Behind(first, second)) if first == export.name => {
                    self.exports.export(first, kind, index);
                    self.exports.export(second, kind, index);
                }
                Some(MarkerChange::InPlace(wrong, right)) if wrong == export.name => {
                    if !plan.guest.exports.iter().any(|export| export.name == right) {
                        self.exports.export(right, kind, index);
                    }
                }
                _ => drop(self.exports.export(export.name, kind, index)),
            }
        }
        for (name, index) in &places.exports {
            if !plan.guest.exports.iter().any(|export| export.name == name) {
                self.exports.export(name, ExportKind::Func, *index);
            }
        }
        Ok(())
    }

    fn finish(self, plan: &Plan<'_>, places: &Places, names: Option<NameSection>) -> Vec<u8> {
        let mut module = Module::new();
        module.section(&self.types);
        module.section(&self.imports);
        module.section(&self.functions);
        module.section(&self.tables);
        module.section(&self.memories);
        if !self.tags.is_empty() {
            module.section(&self.tags);
        }
        module.section(&self.globals);
        module.section(&self.exports);
        if let Some(start) = plan.guest.start {
            module.section(&StartSection {
                function_index: places.guest_functions[start as usize],
            });
        }
        module.section(&self.elements);
        if plan.guest.data_count.is_some() {
            module.section(&DataCountSection { count: self.data.len() });
        }
        module.section(&self.codes);
        module.section(&self.data);
        for custom in plan.guest.customs.iter().filter(|custom| carried(custom.name())) {
            module.section(&CustomSection {
                name: custom.name().into(),
                data: custom.data().into(),
            });
        }
        let (name, data) = plan.custom;
        module.section(&CustomSection {
            name: name.into(),
            data: data.into(),
        });
        if let Some(names) = names {
            module.section(&names);
        }
        module.finish()
    }
}

/// Whether a custom section still holds after linking: debug information and hints speak of code by its old place.
pub fn carried(name: &str) -> bool {
    let stale = [".debug_", "metadata.code.", "reloc.", "linking", "sourceMappingURL"];
    name != "name" && !stale.iter().any(|prefix| name.starts_with(prefix))
}

fn stub(ty: &FuncType) -> Function {
    let mut function = Function::new([]);
    for result in ty.results() {
        match result {
            ValType::I64 => function.instructions().i64_const(0),
            _ => function.instructions().i32_const(0),
        };
    }
    function.instructions().end();
    function
}

/// The plugin's names, moved with what they name; they show in the backtrace of a trap.
fn names(guest: &Sections<'_>, places: &Places) -> Result<Option<NameSection>> {
    let Some(KnownCustom::Name(section)) = guest
        .customs
        .iter()
        .find(|custom| custom.name() == "name")
        .map(|custom| custom.as_known())
    else {
        return Ok(None);
    };
    let mut names = NameSection::new();
    for subsection in section {
        match subsection {
            Ok(Name::Module { name, .. }) => names.module(name),
            Ok(Name::Function(map)) => names.functions(&function_names(map, places)),
            Ok(_) => {}
            // Hosts pass over names that cannot be read.
            Err(_) => return Ok(None),
        }
    }
    Ok(Some(names))
}

fn function_names(map: wasmparser::NameMap<'_>, places: &Places) -> NameMap {
    let answered = |index: u32| places.answered.get(index as usize).copied().unwrap_or(false);
    let mut entries: Vec<(u32, &str)> = map
        .into_iter()
        .flatten()
        .filter(|name| !answered(name.index))
        .filter_map(|name| Some((*places.guest_functions.get(name.index as usize)?, name.name)))
        .collect();
    entries.sort_unstable();
    let mut names = NameMap::new();
    for (index, name) in entries {
        names.append(index, name);
    }
    names
}

/// Maps what the plugin's indices mean, where only functions move; and puts the counters in.
struct GuestMap<'a> {
    places: &'a Places,
    counters: Option<&'a Counters>,
    /// The functions whose bodies have gone by.
    functions: u32,
}

impl<'a> GuestMap<'a> {
    fn of(places: &'a Places) -> Self {
        GuestMap {
            places,
            counters: None,
            functions: 0,
        }
    }
}

impl Reencode for GuestMap<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32> {
        Ok(self.places.guest_functions[function as usize])
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<()> {
        let counters = self.counters;
        let first = counters.and_then(|counters| Some((counters.memory, counters.first(self.functions)?)));
        self.functions += 1;
        let Some((memory, mut next)) = first else {
            return utils::parse_function_body(self, code, body);
        };
        let counts_edges = counters.is_some_and(Counters::counts_edges);
        let mut function = self.new_function_with_parsed_locals(&body)?;
        count(&mut function, memory, next);
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            let operator = reader.read()?;
            let opens = counts_edges && opens_edge(&operator);
            function.instruction(&self.instruction(operator)?);
            if opens && !reader.eof() {
                next += 1;
                count(&mut function, memory, next);
            }
        }
        code.function(&function);
        Ok(())
    }
}

/// Notes that this place was reached.
fn count(function: &mut Function, memory: u32, counter: u32) {
    let place = MemArg {
        offset: 0,
        align: 0,
        target: MemArgTarget::Memory(memory),
        ordering: None,
    };
    function
        .instructions()
        .i32_const(counter as i32)
        .i32_const(1)
        .i32_store8(place);
}

/// Maps what a unit's indices mean.
struct UnitMap<'a> {
    first_type: u32,
    functions: &'a [u32],
    memories: Vec<u32>,
    first_global: u32,
}

impl UnitMap<'_> {
    fn of_types(first_type: u32) -> Self {
        UnitMap {
            first_type,
            functions: &[],
            memories: Vec::new(),
            first_global: 0,
        }
    }
}

impl Reencode for UnitMap<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32> {
        Ok(self.functions[function as usize])
    }

    fn type_index(&mut self, ty: u32) -> Result<u32> {
        Ok(self.first_type + ty)
    }

    fn memory_index(&mut self, memory: u32) -> Result<u32> {
        Ok(self.memories[memory as usize])
    }

    fn global_index(&mut self, global: u32) -> Result<u32> {
        Ok(self.first_global + global)
    }
}
