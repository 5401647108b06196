//! Where every function stands once units are linked into a plugin.

use super::sections::{Sections, function_type};
use sdk_compat_abi::functions::{WASI, WASI_UNSTABLE};
use std::collections::BTreeMap;
use wasmparser::FuncType;

/// The module name by which a unit speaks of the plugin.
const GUEST: &str = "guest";

/// What stands before the module name where a unit asks for what would answer an import of the plugin without it: a unit
/// behind it, or the host.
pub const BELOW: &str = "below.";

/// An import by its two names.
type Key = (String, String);

/// The final index of every function. In the output stand, in this order: the imports of the plugin that are
/// left, imports that units add, the plugin's functions, the units' functions, stubs.
pub struct Places {
    /// By the plugin's own index.
    pub guest_functions: Vec<u32>,
    /// Which of the plugin's imports are left.
    pub kept: Vec<bool>,
    /// Which of the plugin's imports a unit answers.
    pub answered: Vec<bool>,
    /// The host functions that only units import: names, unit, type index in the unit.
    pub added: Vec<(Key, usize, u32)>,
    /// By the unit and its own index.
    pub unit_functions: Vec<Vec<u32>>,
    /// By the name of the export, as the host sees it.
    pub exports: BTreeMap<String, u32>,
    /// Functions that do nothing, for callbacks that a unit calls and the plugin does not have.
    pub stubs: Vec<FuncType>,
}

impl Places {
    /// Finds the places.
    pub fn new(guest: &Sections<'_>, units: &[Sections<'_>]) -> Places {
        let answers = answers(units);
        let wanted = wanted(units, &answers);
        let keys: Vec<Key> = guest
            .imports
            .iter()
            .map(|import| key(import.module, import.name))
            .collect();
        let first = |key: &Key| answers.get(key).and_then(|answers| answers.first());
        let answered: Vec<bool> = keys.iter().map(|key| first(key).is_some()).collect();
        let kept: Vec<bool> = keys
            .iter()
            .zip(&answered)
            .map(|(key, answered)| !answered || wanted.iter().any(|(wanted, ..)| wanted == key))
            .collect();
        let left: Vec<&Key> = keys
            .iter()
            .zip(&kept)
            .filter(|(_, kept)| **kept)
            .map(|(key, _)| key)
            .collect();
        let mut hosts: BTreeMap<Key, u32> = BTreeMap::new();
        for (index, key) in left.iter().enumerate() {
            hosts.entry((*key).clone()).or_insert(index as u32);
        }
        let mut added = Vec::new();
        for (key, unit, ty) in wanted {
            let next = (left.len() + added.len()) as u32;
            hosts.entry(key.clone()).or_insert_with(|| {
                added.push((key, unit, ty));
                next
            });
        }
        let imports = (left.len() + added.len()) as u32;
        let mut unit_functions = place_units(units, imports + guest.defined_functions());
        let guest_functions = place_guest(guest, &keys, &kept, imports, |key| {
            let (unit, function) = first(key)?;
            Some(unit_functions[*unit][*function as usize])
        });
        let (exports, stubs) = place_exports(
            guest,
            &guest_functions,
            units,
            &mut unit_functions,
            &|at, module, name| {
                let key = key(module.strip_prefix(BELOW).unwrap_or(module), name);
                let below = module
                    .starts_with(BELOW)
                    .then(|| answer_below(&answers, at, &key))
                    .flatten();
                below.map_or_else(
                    || Place::Host(hosts[&key]),
                    |(unit, function)| Place::Unit(unit, function),
                )
            },
        );
        Places {
            guest_functions,
            kept,
            answered,
            added,
            unit_functions,
            exports,
            stubs,
        }
    }
}

/// The two names of WASI are one to a host.
fn key(module: &str, name: &str) -> Key {
    let module = if module == WASI_UNSTABLE { WASI } else { module };
    (module.to_string(), name.to_string())
}

/// Which units and functions answer which import, the one nearest to the plugin first.
type Answers = BTreeMap<Key, Vec<(usize, u32)>>;

fn answers(units: &[Sections<'_>]) -> Answers {
    let mut answers = Answers::new();
    for (at, unit) in units.iter().enumerate() {
        for (export, function) in unit.exported_functions() {
            if let Some((module, name)) = export.split_once('.').filter(|(module, _)| *module != GUEST) {
                answers.entry(key(module, name)).or_default().push((at, function));
            }
        }
    }
    answers
}

/// What answers an import behind a unit; none where that is the host.
fn answer_below(answers: &Answers, at: usize, key: &Key) -> Option<(usize, u32)> {
    answers.get(key)?.iter().find(|(unit, _)| *unit > at).copied()
}

/// The host functions that units import, with the unit and the type.
fn wanted(units: &[Sections<'_>], answers: &Answers) -> Vec<(Key, usize, u32)> {
    let mut wanted = Vec::new();
    for (at, unit) in units.iter().enumerate() {
        for import in unit.imports.iter().filter(|import| import.module != GUEST) {
            let below = import.module.strip_prefix(BELOW);
            let key = key(below.unwrap_or(import.module), import.name);
            let answered = below.is_some() && answer_below(answers, at, &key).is_some();
            if let Some(ty) = function_type(import).filter(|_| !answered) {
                wanted.push((key, at, ty));
            }
        }
    }
    wanted
}

/// What a unit's import leads to.
enum Place {
    Host(u32),
    /// A function of a unit by its own index.
    Unit(usize, u32),
}

/// The functions that units define, one unit behind the other; their imports are placed later.
fn place_units(units: &[Sections<'_>], first: u32) -> Vec<Vec<u32>> {
    let mut next = first;
    let mut place = |unit: &Sections<'_>| {
        let defined = next..next + unit.defined_functions();
        next = defined.end;
        let imports = (0..unit.imported_functions()).map(|_| u32::MAX);
        imports.chain(defined).collect()
    };
    units.iter().map(&mut place).collect()
}

fn place_guest(
    guest: &Sections<'_>,
    keys: &[Key],
    kept: &[bool],
    imports: u32,
    answer: impl Fn(&Key) -> Option<u32>,
) -> Vec<u32> {
    let mut places = Vec::new();
    let mut next = 0;
    for (key, kept) in keys.iter().zip(kept) {
        places.push(answer(key).unwrap_or(next));
        next += u32::from(*kept);
    }
    places.extend(imports..imports + guest.defined_functions());
    places
}

/// Places the imports of the units and the exports. Each unit sees the exports as those before it left them.
fn place_exports(
    guest: &Sections<'_>,
    guest_functions: &[u32],
    units: &[Sections<'_>],
    unit_functions: &mut [Vec<u32>],
    outside: &dyn Fn(usize, &str, &str) -> Place,
) -> (BTreeMap<String, u32>, Vec<FuncType>) {
    let mut exports: BTreeMap<String, u32> = guest
        .exported_functions()
        .map(|(name, function)| (name.to_string(), guest_functions[function as usize]))
        .collect();
    let defined: u32 = units.iter().map(Sections::defined_functions).sum();
    let imports = guest_functions.len() as u32 - guest.defined_functions();
    let first_stub = guest_functions.get(imports as usize).copied().unwrap_or(0) + guest.defined_functions() + defined;
    let mut stubs = Vec::new();
    for (at, unit) in units.iter().enumerate() {
        let mut functions = std::mem::take(&mut unit_functions[at]);
        let imports = unit
            .imports
            .iter()
            .filter_map(|import| Some((import, function_type(import)?)));
        for (place, (import, ty)) in functions.iter_mut().zip(imports) {
            *place = match (import.module, exports.get(import.name)) {
                (GUEST, Some(export)) => *export,
                (GUEST, None) => {
                    stubs.extend(unit.func_type(ty).cloned());
                    first_stub + stubs.len() as u32 - 1
                }
                (module, _) => match outside(at, module, import.name) {
                    Place::Host(index) => index,
                    Place::Unit(unit, function) => unit_functions[unit][function as usize],
                },
            };
        }
        for (name, function) in unit.exported_functions() {
            if let Some((GUEST, name)) = name.split_once('.') {
                exports.insert(name.to_string(), functions[function as usize]);
            }
        }
        unit_functions[at] = functions;
    }
    (exports, stubs)
}
