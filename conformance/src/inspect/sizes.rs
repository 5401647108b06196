//! Where the bytes of a module go: by section, and the code by package.

use super::packages::Scheme;
use super::sdk::{self, GoModule, Sdk};
use super::{Toolchain, hex};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use wasmparser::{BinaryReaderError, KnownCustom, MemoryType, Name, Parser, Payload};

/// A section of a module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Section {
    /// The name, for a custom section its own.
    pub name: String,
    /// Its content (bytes).
    pub size: u64,
}

/// The code of a module by package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Packages {
    /// What a package is there: a package, a crate, a namespace, a source file.
    pub unit: String,
    /// The packages, the largest first.
    pub packages: Vec<Package>,
}

/// The code of one package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Package {
    /// Its name.
    pub name: String,
    /// How many functions it has.
    pub functions: usize,
    /// The size of their code (bytes).
    pub size: u64,
}

/// What one more pass over a valid module collects.
#[derive(Default)]
pub(super) struct Anatomy {
    pub(super) sections: Vec<Section>,
    pub(super) memory: Option<MemoryType>,
    pub(super) sdks: Vec<Sdk>,
    /// The module defines an exception tag.
    pub(super) catches: bool,
    go_modules: Vec<GoModule>,
    imported: u32,
    /// The size of each defined function (bytes).
    bodies: Vec<u64>,
    names: HashMap<u32, String>,
}

impl Anatomy {
    pub(super) fn read(bytes: &[u8]) -> Result<Anatomy, BinaryReaderError> {
        let mut anatomy = Anatomy::default();
        for payload in Parser::new(0).parse_all(bytes) {
            anatomy.take(payload?)?;
        }
        let of_names = anatomy.names.values().filter_map(|name| sdk::of_name(&readable(name)));
        let found = std::mem::take(&mut anatomy.sdks);
        let of_go = sdk::of_go_modules(&anatomy.go_modules);
        let mut sdks = sdk::once(of_go.into_iter().chain(found).chain(of_names));
        sdks.sort_by(|one, other| one.name.cmp(&other.name));
        anatomy.sdks = sdks;
        Ok(anatomy)
    }

    fn take(&mut self, payload: Payload<'_>) -> Result<(), BinaryReaderError> {
        if let Some((id, range)) = payload.as_section() {
            let name = match &payload {
                Payload::CustomSection(custom) => format!("custom `{}`", custom.name()),
                _ => section_name(id),
            };
            let size = range.end - range.start;
            self.sections.push(Section { name, size });
        }
        match payload {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let function = matches!(
                        import?.ty,
                        wasmparser::TypeRef::Func(_) | wasmparser::TypeRef::FuncExact(_)
                    );
                    self.imported += u32::from(function);
                }
            }
            Payload::MemorySection(memories) => self.memory = memories.into_iter().next().transpose()?,
            Payload::TagSection(tags) => self.catches = tags.count() > 0,
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                self.bodies.push(range.end - range.start);
            }
            Payload::DataSection(segments) => {
                for segment in segments {
                    let data = segment?.data;
                    self.sdks.extend(sdk::of_data(data));
                    self.go_modules.extend(sdk::go_modules(data));
                }
            }
            Payload::CustomSection(section) => self.take_names(&section),
            _ => {}
        }
        Ok(())
    }

    /// Names are hints: those that cannot be read are passed over, as hosts do.
    fn take_names(&mut self, section: &wasmparser::CustomSectionReader<'_>) {
        let KnownCustom::Name(names) = section.as_known() else {
            return;
        };
        for name in names.into_iter().flatten() {
            if let Name::Function(map) = name {
                let named = map.into_iter().flatten();
                self.names.extend(named.map(|it| (it.index, it.name.to_string())));
            }
        }
    }

    /// The code by package; nothing where the names are stripped.
    pub(super) fn packages(&self, toolchain: &Toolchain) -> Option<Packages> {
        let scheme = Scheme::of(&toolchain.name, self.go_modules.clone());
        let named = |at: &usize| self.names.get(&(self.imported + *at as u32));
        if !(0..self.bodies.len()).any(|at| named(&at).is_some()) {
            return None;
        }
        let mut sizes: BTreeMap<String, (usize, u64)> = BTreeMap::new();
        for (at, size) in self.bodies.iter().enumerate() {
            let package = scheme.package(named(&at).map_or("", String::as_str));
            let entry = sizes.entry(package).or_default();
            *entry = (entry.0 + 1, entry.1 + size);
        }
        let package = |(name, (functions, size))| Package { name, functions, size };
        let mut packages: Vec<Package> = sizes.into_iter().map(package).collect();
        packages.sort_by_key(|package| std::cmp::Reverse(package.size));
        let unit = scheme.unit().to_string();
        Some(Packages { unit, packages })
    }
}

fn readable(name: &str) -> String {
    rustc_demangle::try_demangle(name).map_or_else(|_| name.to_string(), |name| name.to_string())
}

fn section_name(id: u8) -> String {
    const NAMES: [&str; 14] = [
        "custom",
        "types",
        "imports",
        "functions",
        "tables",
        "memories",
        "globals",
        "exports",
        "start",
        "elements",
        "code",
        "data",
        "data count",
        "tags",
    ];
    NAMES
        .get(usize::from(id))
        .map_or_else(|| hex(&[id]), |name| (*name).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anatomy(wat: &str) -> Anatomy {
        Anatomy::read(&wat::parse_str(wat).unwrap()).unwrap()
    }

    #[test]
    fn code_is_told_by_package() {
        let of = anatomy(
            r#"(module (func $main.main (nop) (nop)) (func $os.Open (nop)) (func $main.add (nop)) (func $main.sub))"#,
        );
        let go = Toolchain {
            name: "Go".into(),
            version: None,
        };
        let told = of.packages(&go).unwrap();
        let rows: Vec<_> = told
            .packages
            .iter()
            .map(|it| (it.name.as_str(), it.functions, it.size))
            .collect();
        assert_eq!(
            (told.unit.as_str(), rows),
            ("package", vec![("main", 3, 9), ("os", 1, 3)])
        );
        assert_eq!(anatomy("(module (func))").packages(&go), None);
    }

    #[test]
    fn sections_are_told_by_size() {
        let of = anatomy(r#"(module (memory 2 5) (@custom "mine" "abc"))"#);
        let rows: Vec<_> = of.sections.iter().map(|it| (it.name.as_str(), it.size)).collect();
        assert_eq!(rows, [("memories", 4), ("custom `mine`", 8)]);
        let memory = of.memory.unwrap();
        assert_eq!((memory.initial, memory.maximum), (2, Some(5)));
    }
}
