//! Counters: they note which functions of a plugin's code were entered, or which of its blocks were reached, and new ones are
//! told through its log.
//!
//! A counter is one store into a memory of its own, so that the plugin cannot tell. Whatever was reached for the first
//! time in a VM is told when a callback returns.

use super::sections::Sections;
use sdk_compat_abi::callbacks::callback;
use sdk_compat_abi::hosts::Marker;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wasmparser::{BinaryReaderError, FunctionBody, KnownCustom, Name, Operator};

/// The start of the line that tells new edges; their numbers follow, each as eight hexadecimal digits.
pub const REACHED: &str = "conformance:+ ";

/// How many numbers one line holds: it has to fit into the first page of the plugin's memory.
const NUMBERS: u32 = 4_096;

const PAGE: u32 = 65_536;

/// The start of the names of functions of the plugin's main package.
const MAIN: &str = "main.";

/// What is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// Nothing.
    #[default]
    Off,
    /// Entries into the functions of a Go build's package `main`, where the names say which they are.
    Functions,
    /// The edges in all functions that are the plugin's own: Go's runtime and standard library are left out, where the names
    /// say which they are.
    Edges,
}

/// Where the counters of a plugin stand.
pub struct Counters {
    /// What they count.
    coverage: Coverage,
    /// By the plugin's defined functions: the number of the first counter, none where the function is not counted.
    first: Vec<Option<u32>>,
    /// The functions of a Go build's package `main`, by the counter that tells that they were entered.
    pub functions: BTreeMap<u32, String>,
    /// How many there are.
    pub count: u32,
    /// The memory that holds them.
    pub memory: u32,
}

impl Counters {
    /// Finds a place for the counters.
    pub fn of(guest: &Sections<'_>, coverage: Coverage) -> Result<Counters, BinaryReaderError> {
        let names = names_in_go(guest);
        let mut counters = Counters {
            coverage,
            first: Vec::new(),
            functions: BTreeMap::new(),
            count: 0,
            memory: guest.memories.as_ref().map_or(0, |memories| memories.count()),
        };
        for (function, body) in guest.code.clone().into_iter().flatten().enumerate() {
            let name = names.get(&(function as u32));
            let is_main = name.is_some_and(|name| name.starts_with(MAIN));
            let counts = match coverage {
                Coverage::Off => 0,
                Coverage::Functions => u32::from(is_main),
                Coverage::Edges if names.is_empty() || name.is_some_and(|name| is_users(name)) => edges(&body?)?,
                Coverage::Edges => 0,
            };
            counters.first.push((counts > 0).then_some(counters.count));
            if let Some(name) = name.filter(|_| is_main) {
                counters.functions.insert(counters.count, (*name).to_string());
            }
            counters.count += counts;
        }
        Ok(counters)
    }

    /// The number of the first counter of a defined function.
    pub fn first(&self, function: u32) -> Option<u32> {
        self.first.get(function as usize).copied().flatten()
    }

    /// Whether there is a counter behind each instruction that opens an edge.
    pub fn counts_edges(&self) -> bool {
        self.coverage == Coverage::Edges
    }
}

/// The first counter of a function stands at its begin, one more behind each instruction that opens an edge.
fn edges(body: &FunctionBody<'_>) -> Result<u32, BinaryReaderError> {
    let mut edges = 1;
    let mut reader = body.get_operators_reader()?;
    while !reader.eof() {
        let opens = opens_edge(&reader.read()?);
        edges += u32::from(opens && !reader.eof());
    }
    Ok(edges)
}

/// Whether control can come to the place behind an instruction from elsewhere, or not come there.
pub fn opens_edge(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::Loop { .. } | Operator::If { .. } | Operator::Else | Operator::End | Operator::BrIf { .. }
    )
}

/// What the defined functions of a Go build are called; nothing where that cannot be told.
fn names_in_go<'a>(guest: &Sections<'a>) -> BTreeMap<u32, &'a str> {
    let custom = guest.customs.iter().find(|custom| custom.name() == "name");
    let Some(KnownCustom::Name(parts)) = custom.map(|custom| custom.as_known()) else {
        return BTreeMap::new();
    };
    let imported = guest.imported_functions();
    let mut names = BTreeMap::new();
    for part in parts.into_iter().flatten() {
        let Name::Function(functions) = part else { continue };
        let functions = functions.into_iter().flatten();
        names.extend(functions.filter_map(|naming| Some((naming.index.checked_sub(imported)?, naming.name))));
    }
    match names.values().any(|name| *name == "runtime.main") {
        true => names,
        false => BTreeMap::new(),
    }
}

/// Whether a function of a Go build is of the plugin or of a module that it imports: `main.f`, or a path that begins
/// with a domain, `github.com_tidwall_gjson.Parse`.
pub fn is_users(name: &str) -> bool {
    let domain = |name: &str| {
        let (first, rest) = name.split_once('_')?;
        Some(first.contains('.') && !first.contains('(') && rest.contains('.'))
    };
    name.starts_with(MAIN) || domain(name).unwrap_or(false)
}

/// The unit that tells what was reached, as text.
pub fn unit(guest: &Sections<'_>, marker: Marker, counters: &Counters) -> String {
    let mut imports = String::new();
    let mut wrappers = String::new();
    for (number, callback) in guest
        .exported_functions()
        .filter_map(|(name, _)| callback(name))
        .enumerate()
    {
        let (name, params) = (callback.name, callback.params(marker));
        let result = if callback.result() { "(result i32)" } else { "" };
        let signature = format!("{} {result}", "(param i32) ".repeat(params));
        let arguments: String = (0..params).map(|at| format!("(local.get {at}) ")).collect();
        imports += &format!("  (import \"guest\" \"{name}\" (func $inner{number} {signature}))\n");
        wrappers +=
            &format!("  (func (export \"guest.{name}\") {signature} (call $inner{number} {arguments}) (call $tell))\n");
    }
    let seen = counters.count.next_multiple_of(8);
    let line = 2 * seen;
    let kept = line + REACHED.len() as u32 + 9 * (NUMBERS + 8);
    let pages = (2 * kept - line).div_ceil(PAGE);
    [
        ("SEEN", seen.to_string()),
        ("LINE", line.to_string()),
        ("FULL", (kept - 9 * 8).to_string()),
        ("KEPT", kept.to_string()),
        ("PAGES", pages.to_string()),
        ("PREFIX_LEN", REACHED.len().to_string()),
        ("PREFIX", REACHED.to_string()),
        (";; IMPORTS", imports),
        (";; WRAPPERS", wrappers),
    ]
    .iter()
    .fold(include_str!("wat/coverage.wat").to_string(), |text, (place, what)| {
        text.replace(place, what)
    })
}

#[cfg(test)]
mod tests {
    use super::is_users;

    #[test]
    fn functions_of_the_standard_library_are_not_the_plugins_own() {
        for name in [
            "main.parseConfig.func1",
            "github.com_tidwall_gjson.Parse",
            "example.com_a_b.(*T).f",
        ] {
            assert!(is_users(name), "{name}");
        }
        for name in [
            "runtime.mapaccess1_fast32",
            "encoding_json.Marshal",
            "strings.Index",
            "type_..eq",
            "_rt0_wasm",
        ] {
            assert!(!is_users(name), "{name}");
        }
    }
}
