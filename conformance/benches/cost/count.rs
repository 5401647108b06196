//! Counts what a build does for one request: the host calls from Envoy's own log at level trace, the allocations with a
//! counter that is put into the module.
//!
//! The counter goes up at the entry of every function that gives memory out. Before each `proxy_on_delete`, which ends a
//! stream, the module says its value in a host call of its own: an empty line at level trace, whose address is the value.

use conformance::{Error, Result};
use std::collections::BTreeMap;
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, ConstExpr, Function, GlobalSection, GlobalType, InstructionSink, ValType};
use wasmparser::{BinaryReaderError, ExternalKind, FunctionBody, KnownCustom, Name, Parser, Payload, TypeRef};

/// The functions that give memory out, and whether they are coroutines: Go enters a function anew to go on in its middle,
/// with a first argument that is not 0.
const ALLOCATORS: [(&str, bool); 5] = [
    ("malloc", false),
    ("calloc", false),
    ("realloc", false),
    ("posix_memalign", false),
    ("runtime.mallocgc", true),
];

/// The callback that ends a stream.
const LAST_CALLBACK: &str = "proxy_on_delete";

/// What one request makes a build do, on average.
#[derive(Debug, Default)]
pub struct Counts {
    /// How often each host function is called.
    pub host_calls: BTreeMap<String, f64>,
    /// How often memory is asked for.
    pub allocations: f64,
}

/// The module with a counter of its allocations.
///
/// # Errors
/// The module has no names, or lacks what the counter needs.
pub fn with_counter(wasm: &[u8]) -> Result<Vec<u8>> {
    let cannot = |error: &dyn std::fmt::Display| Error::new(format!("the allocations cannot be counted: {error}"));
    let mut counter = Counter::find(wasm).map_err(|error| cannot(&error))?;
    if counter.allocators.is_empty() {
        return Err(cannot(&"the module does not name its functions"));
    }
    let mut module = wasm_encoder::Module::new();
    counter
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|error| cannot(&error))?;
    Ok(module.finish())
}

/// What is added to a module, and where.
#[derive(Default)]
struct Counter {
    /// By index.
    allocators: BTreeMap<u32, bool>,
    log: u32,
    last_callback: u32,
    /// The global that counts.
    global: u32,
    imported_functions: u32,
    /// The function whose code is next.
    next: u32,
}

impl Counter {
    fn find(wasm: &[u8]) -> Result<Self, BinaryReaderError> {
        let mut found = Counter::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        found.see_import(&import?);
                    }
                }
                Payload::GlobalSection(globals) => found.global += globals.count(),
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ExternalKind::Func && export.name == LAST_CALLBACK {
                            found.last_callback = export.index;
                        }
                    }
                }
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(names) = section.as_known() {
                        found.see_names(names)?;
                    }
                }
                _ => {}
            }
        }
        found.next = found.imported_functions;
        Ok(found)
    }

    fn see_import(&mut self, import: &wasmparser::Import<'_>) {
        match import.ty {
            TypeRef::Func(_) => {
                if import.name == "proxy_log" {
                    self.log = self.imported_functions;
                }
                self.imported_functions += 1;
            }
            TypeRef::Global(_) => self.global += 1,
            _ => {}
        }
    }

    fn see_names(&mut self, names: wasmparser::NameSectionReader<'_>) -> Result<(), BinaryReaderError> {
        for subsection in names {
            let Name::Function(functions) = subsection? else {
                continue;
            };
            for naming in functions {
                let naming = naming?;
                let allocator = ALLOCATORS.iter().find(|(name, _)| *name == naming.name);
                self.allocators
                    .extend(allocator.map(|(_, resumed)| (naming.index, *resumed)));
            }
        }
        Ok(())
    }

    fn count(&self, code: &mut InstructionSink<'_>, resumed: bool) {
        if resumed {
            code.local_get(0).i32_eqz().if_(wasm_encoder::BlockType::Empty);
        }
        code.global_get(self.global)
            .i32_const(1)
            .i32_add()
            .global_set(self.global);
        if resumed {
            code.end();
        }
    }

    fn say(&self, code: &mut InstructionSink<'_>) {
        code.i32_const(0)
            .global_get(self.global)
            .i32_const(0)
            .call(self.log)
            .drop();
    }
}

impl Reencode for Counter {
    type Error = std::convert::Infallible;

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: wasmparser::GlobalSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        reencode::utils::parse_global_section(self, globals, section)?;
        let kind = GlobalType {
            val_type: ValType::I32,
            mutable: true,
            shared: false,
        };
        globals.global(kind, &ConstExpr::i32_const(0));
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), reencode::Error> {
        let index = self.next;
        self.next += 1;
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let mut instructions = function.instructions();
        if let Some(&resumed) = self.allocators.get(&index) {
            self.count(&mut instructions, resumed);
        }
        if index == self.last_callback {
            self.say(&mut instructions);
        }
        self.copy(&mut function, &body)?;
        code.function(&function);
        Ok(())
    }
}

impl Counter {
    /// Copies the instructions of a body.
    fn copy(&mut self, function: &mut Function, body: &FunctionBody<'_>) -> Result<(), reencode::Error> {
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            function.instruction(&self.parse_instruction(&mut reader)?);
        }
        Ok(())
    }
}

/// Reads what Envoy logged at level trace while `requests` requests ran; none before the last stream has ended.
pub fn read(log: &str, requests: usize) -> Option<Counts> {
    let ended = log
        .lines()
        .filter(|line| line.contains("[host<-vm]") && line.contains(LAST_CALLBACK));
    if ended.count() < requests {
        return None;
    }
    let mut calls = BTreeMap::<String, usize>::new();
    let mut said = Vec::new();
    for line in log.lines() {
        let Some((name, arguments)) = host_call(line) else {
            continue;
        };
        match arguments.split(", ").collect::<Vec<_>>()[..] {
            ["0", value, "0"] if name == "proxy_log" => said.extend(value.parse::<usize>()),
            _ => *calls.entry(name.to_owned()).or_default() += 1,
        }
    }
    // From the end of the first stream on, each stream but that one began and ended.
    let allocations = said.last()?.checked_sub(*said.first()?)?;
    Some(Counts {
        host_calls: calls
            .into_iter()
            .map(|(name, count)| (name, count as f64 / requests as f64))
            .collect(),
        allocations: allocations as f64 / (requests - 1) as f64,
    })
}

/// The name and the arguments of a call in the log: `[vm->host] env.proxy_log(0, 1, 2)`.
fn host_call(line: &str) -> Option<(&str, &str)> {
    let (_, call) = line.split_once("[vm->host] ")?;
    let (name, arguments) = call.split_once('(')?;
    let (_, name) = name.rsplit_once('.')?;
    Some((name, arguments.split_once(')')?.0))
}
