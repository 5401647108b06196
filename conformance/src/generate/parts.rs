//! The parts of a module that tell what its code names: constants, calls, names and data.

use crate::inspect::Module;
use std::collections::{BTreeMap, BTreeSet};
use wasmparser::{DataKind, KnownCustom, Name, Operator, Parser, Payload};

/// How long a word may be (bytes).
pub const LONGEST: u64 = 96;

/// No text lies below this address.
const LOWEST: i64 = 1_024;

/// The parts of a module that hold texts.
#[derive(Default)]
pub struct Parts {
    /// The data.
    pub memory: Memory,
    /// The functions.
    pub code: BTreeMap<u32, Code>,
    /// What the functions are called, where the module tells.
    pub names: BTreeMap<u32, String>,
}

/// What a function is made of.
#[derive(Default)]
pub struct Code {
    /// The constants, in order.
    pub constants: Vec<i64>,
    /// The places of those that are stored as they are: Go hands arguments over in memory.
    pub stored: BTreeSet<usize>,
    /// Those that something is compared with, in order. Nothing is left of two equal numbers but zero after an exclusive or.
    pub compared: Vec<i64>,
    /// The functions that it calls, in order, each behind so many constants.
    pub calls: Vec<(usize, u32)>,
}

impl Parts {
    /// Reads a module.
    ///
    /// # Errors
    /// The module is none.
    pub fn read(module: &Module) -> Result<Parts, wasmparser::BinaryReaderError> {
        let mut parts = Parts::default();
        let mut function = module.imports.len() as u32;
        for payload in Parser::new(0).parse_all(&module.bytes) {
            match payload? {
                Payload::CodeSectionEntry(body) => {
                    let mut code = Code::default();
                    let mut constant = None;
                    for operator in body.get_operators_reader()? {
                        let operator = operator?;
                        match operator {
                            Operator::I64Store { .. } if constant.is_some() => {
                                code.stored.insert(code.constants.len() - 1);
                            }
                            Operator::I32Eq
                            | Operator::I32Ne
                            | Operator::I32Xor
                            | Operator::I64Eq
                            | Operator::I64Ne
                            | Operator::I64Xor => {
                                code.compared.extend(constant);
                            }
                            Operator::Call { function_index } => {
                                code.calls.push((code.constants.len(), function_index));
                            }
                            _ => {}
                        }
                        constant = match operator {
                            Operator::I32Const { value } => Some(i64::from(value)),
                            Operator::I64Const { value } => Some(value),
                            _ => None,
                        };
                        code.constants.extend(constant);
                    }
                    parts.code.insert(function, code);
                    function += 1;
                }
                Payload::DataSection(data) => {
                    for segment in data {
                        let segment = segment?;
                        if let DataKind::Active { offset_expr, .. } = segment.kind
                            && let Ok(Operator::I32Const { value }) = offset_expr.get_operators_reader().read()
                        {
                            parts
                                .memory
                                .segments
                                .push((u64::from(value as u32), segment.data.to_vec()));
                        }
                    }
                }
                Payload::CustomSection(custom) => {
                    if let KnownCustom::Name(names) = custom.as_known() {
                        for name in names.into_iter().flatten() {
                            let Name::Function(functions) = name else { continue };
                            let functions = functions.into_iter().flatten();
                            parts
                                .names
                                .extend(functions.map(|naming| (naming.index, naming.name.to_string())));
                        }
                    }
                }
                _ => {}
            }
        }
        parts.mark_begins();
        Ok(parts)
    }

    /// A text ends where the next one begins, and each begins where some code or table says.
    fn mark_begins(&mut self) {
        self.memory.segments.sort_by_key(|(start, _)| *start);
        let in_code = self.code.values().flat_map(|code| &code.constants).copied();
        let mut begins: BTreeSet<u64> = in_code
            .filter(|at| self.memory.holds(*at))
            .map(|at| at as u64)
            .collect();
        for (_, bytes) in &self.memory.segments {
            let words = bytes.as_chunks::<8>().0.iter().map(|word| i64::from_le_bytes(*word));
            begins.extend(words.filter(|at| self.memory.holds(*at)).map(|at| at as u64));
        }
        self.memory.begins = begins;
    }
}

/// The data.
#[derive(Default)]
pub struct Memory {
    /// Where each segment begins, and its bytes; in order.
    pub segments: Vec<(u64, Vec<u8>)>,
    /// Every address that is spoken of.
    begins: BTreeSet<u64>,
}

impl Memory {
    /// How long a text can be that begins at an address.
    pub fn length(&self, at: u64) -> Option<u64> {
        self.begins.range(at + 1..).next().map(|next| next - at)
    }

    /// The word at an address, where there is one.
    pub fn word(&self, at: u64, len: u64) -> Option<String> {
        if len == 0 || len > LONGEST {
            return None;
        }
        let (start, bytes) = self.segment(at)?;
        let from = (at - start) as usize;
        let text = std::str::from_utf8(bytes.get(from..from + len as usize)?).ok()?;
        text.chars().all(|c| !c.is_control()).then(|| text.to_string())
    }

    /// Whether a text can lie at an address.
    pub fn holds(&self, at: i64) -> bool {
        at >= LOWEST && self.segment(at as u64).is_some()
    }

    /// The segment that an address lies in.
    fn segment(&self, at: u64) -> Option<&(u64, Vec<u8>)> {
        let behind = self.segments.partition_point(|(start, _)| *start <= at);
        let segment = self.segments.get(behind.checked_sub(1)?)?;
        (at - segment.0 < segment.1.len() as u64).then_some(segment)
    }
}
