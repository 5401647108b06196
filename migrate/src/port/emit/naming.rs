//! Names of the port: of its modules, types, functions and variables.

use super::{Emitter, TESTS};
use crate::port::names;
use crate::port::tree::{DeclKind, ObjId, ObjectKind, Program, TypeId, TypeKind};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What a port calls on values of all kinds.
const OF_ALL: [&str; 9] = [
    "clone",
    "default",
    "from",
    "into",
    "is_nil",
    "is_same",
    "to_any",
    "to_string",
    "try_into",
];

/// What values that have an order can be asked by value, which comes before a method of theirs that borrows them.
const OF_ORDERED: [&str; 3] = ["clamp", "max", "min"];

/// What a port calls on lists, maps and texts.
const OF_LISTS: [&str; 48] = [
    "append",
    "as_bytes",
    "as_slice",
    "as_str",
    "at",
    "at_mut",
    "borrow",
    "borrow_mut",
    "cap",
    "clear",
    "contains",
    "copy_from",
    "cut",
    "drain",
    "extend",
    "extend_from_slice",
    "first",
    "found",
    "get",
    "get_mut",
    "insert",
    "is_empty",
    "iter",
    "iter_mut",
    "join",
    "keys",
    "last",
    "len",
    "lookup",
    "make",
    "pairs",
    "pop",
    "ptr",
    "push",
    "remove",
    "resize",
    "set",
    "slice",
    "slice3",
    "sort",
    "splice",
    "swap",
    "to_btree",
    "to_text",
    "to_vec",
    "truncate",
    "update",
    "values",
];

impl Emitter<'_> {
    /// Gives every type a name of its own in its package.
    pub fn name_types(&mut self) {
        let mut taken: HashSet<(Option<String>, String)> = HashSet::new();
        for (index, object) in self.program.objects.iter().enumerate() {
            let own = object
                .package
                .as_deref()
                .is_some_and(|package| self.program.owns(package));
            if object.kind != ObjectKind::Type || !own {
                continue;
            }
            let mut name = names::camel(&object.name);
            while !taken.insert((object.package.clone(), name.clone())) {
                name.push('2');
            }
            self.type_names.insert(ObjId(index), name);
        }
    }

    /// Finds names that differ in Go and not in Rust, as those of `parse` and `Parse`.
    pub fn tell_names_apart(&mut self) {
        let mut taken: HashMap<(Option<String>, String), &str> = HashMap::new();
        for (index, object) in self.program.objects.iter().enumerate() {
            let own = object
                .package
                .as_deref()
                .is_some_and(|package| self.program.owns(package));
            let function = object.kind == ObjectKind::Func && object.receiver.is_none();
            let value = object.kind == ObjectKind::Const || object.kind == ObjectKind::Var && object.global;
            if !own || object.field || !(function || value) || object.name == "_" {
                continue;
            }
            let mut name = match function {
                true => self.function_name(ObjId(index)),
                false => names::screaming(&object.name),
            };
            let plain = name.clone();
            let mut key = (object.package.clone(), name.clone());
            while *taken.entry(key.clone()).or_insert(&object.name) != object.name {
                name.push_str("_2");
                key.1 = name.clone();
            }
            if name != plain {
                self.renamed.insert(ObjId(index), name);
            }
        }
    }

    /// Finds methods that would hide what the port itself calls on values: an own `clone` of a struct, or the `len` of a type
    /// around a list. One that is asked for by an interface has the same name in all types, so all of that name get another.
    pub fn tell_methods_apart(&mut self) {
        let methods = || {
            let objects = self.program.objects.iter().enumerate();
            objects.filter_map(|(index, object)| {
                let owned = object
                    .package
                    .as_deref()
                    .is_some_and(|package| self.program.owns(package));
                let of = self.program.receiver(object).filter(|_| owned)?;
                Some((ObjId(index), object, of))
            })
        };
        let hides = |name: &str, of: TypeId| {
            let rust = names::snake(name);
            let around = match self.program.kind(of) {
                TypeKind::Slice | TypeKind::Map | TypeKind::Array => true,
                TypeKind::Basic => self.program.is_string(of),
                _ => false,
            };
            let ordered = self.program.kind(of) == TypeKind::Basic || self.facts.compared.contains(&of);
            let hidden = [(true, &OF_ALL[..]), (ordered, &OF_ORDERED), (around, &OF_LISTS)];
            hidden
                .iter()
                .any(|(applies, names)| *applies && names.contains(&rust.as_str()))
        };
        let hiding = methods().filter(|(_, object, of)| hides(&object.name, *of));
        let hidden: BTreeSet<&str> = hiding.map(|(_, object, _)| object.name.as_str()).collect();
        let mut taken: HashSet<String> = methods().map(|(id, ..)| self.function_name(id)).collect();
        let mut names = HashMap::new();
        for go in hidden {
            let mut name = names::snake(go) + "_";
            while !taken.insert(name.clone()) {
                name.push('_');
            }
            names.insert(go, name);
        }
        let renamed: Vec<_> = methods()
            .filter_map(|(id, object, _)| Some((id, names.get(object.name.as_str())?.clone())))
            .collect();
        self.renamed.extend(renamed);
    }

    pub fn own_names(&self, index: usize) -> HashSet<String> {
        let path = &self.program.packages[index].path;
        let mut own: HashSet<String> = self
            .type_names
            .iter()
            .filter(|(object, _)| self.program.object(**object).package.as_ref() == Some(path))
            .map(|(_, name)| name.clone())
            .collect();
        if index + 1 == self.program.packages.len() {
            own.extend(
                self.program.packages[..index]
                    .iter()
                    .map(|each| self.module_name(&each.path)),
            );
        }
        own
    }

    pub fn function_names(&self, index: usize) -> HashSet<String> {
        let files = &self.program.packages[index].files;
        let decls = files.iter().flat_map(|file| &self.program.files[*file].decls);
        decls
            .filter_map(|decl| match &decl.kind {
                DeclKind::FuncDecl { recv: None, name, .. } => name.o.map(|object| self.function_name(object)),
                _ => None,
            })
            .collect()
    }

    /// The path of something of the program, from the package that is being written.
    pub fn own_path(&self, object: Option<ObjId>, name: &str) -> String {
        let package = object.and_then(|object| self.program.object(object).package.clone());
        match package {
            Some(package) if package != self.package && self.program.owns(&package) => {
                let is_root = |path: &str| self.program.packages.last().is_some_and(|last| last.path == path);
                if is_root(&package) {
                    format!("crate::{name}")
                } else if is_root(&self.package) {
                    format!("{}::{name}", self.module_name(&package))
                } else {
                    format!("crate::{}::{name}", self.module_name(&package))
                }
            }
            _ => name.to_string(),
        }
    }

    /// The module of a package.
    pub fn module_name(&self, path: &str) -> String {
        self.modules.get(path).cloned().unwrap_or_default()
    }

    /// The name of a function of the program.
    pub fn function_name(&self, object: ObjId) -> String {
        if let Some(name) = self.renamed.get(&object) {
            return name.clone();
        }
        let known = self.program.object(object);
        let name = names::snake(&known.name);
        let root = self.program.packages.last().map(|last| last.path.as_str()) == known.package.as_deref();
        match (known.name.as_str(), known.receiver) {
            ("main", None) if root => "main".to_string(),
            _ => name,
        }
    }

    /// The name of a variable, constant or field.
    pub fn name(&self, object: ObjId) -> String {
        if let Some(name) = self.names.borrow().get(&object) {
            return name.clone();
        }
        let known = self.program.object(object);
        let name = match known.kind {
            _ if self.renamed.contains_key(&object) => self.renamed[&object].clone(),
            ObjectKind::Const => names::screaming(&known.name),
            ObjectKind::Var if known.field => self.field_name(object),
            ObjectKind::Var if known.global => names::screaming(&known.name),
            ObjectKind::Func => self.function_name(object),
            _ => self.local_name(&known.name),
        };
        self.names.borrow_mut().insert(object, name.clone());
        name
    }

    /// The name of a field; two fields whose names differ only in their style get different ones.
    fn field_name(&self, object: ObjId) -> String {
        let known = self.program.object(object);
        let foreign = known
            .package
            .as_deref()
            .is_some_and(|package| !self.program.owns(package));
        if foreign {
            return known.name.clone();
        }
        let name = names::snake(&known.name);
        let twin = self.program.types.iter().any(|typ| {
            let at = typ.fields.iter().position(|field| *field == object);
            let before = at.map_or(&[][..], |at| &typ.fields[..at]);
            before
                .iter()
                .any(|field| names::snake(&self.program.object(*field).name) == name)
        });
        if twin { name + "_2" } else { name }
    }

    fn local_name(&self, go: &str) -> String {
        let mut name = names::snake(go);
        let mut taken = self.taken.borrow_mut();
        while name == "defers" || self.functions.contains(&name) || taken.get(&name).is_some_and(|known| known != go) {
            name.push('_');
        }
        taken.insert(name.clone(), go.to_string());
        name
    }

    /// A name for a variable of the port's own: none of Go's in the function has it.
    pub fn unused(&self, name: &str) -> String {
        let taken = self.taken.borrow();
        let mut name = name.to_string();
        while taken.contains_key(&name) {
            name.push('_');
        }
        name
    }

    /// So many of them, with numbers.
    pub fn unused_names(&self, name: &str, count: usize) -> Vec<String> {
        (0..count).map(|i| self.unused(&format!("{name}{i}"))).collect()
    }

    /// A label that is new in the function.
    pub fn label(&self, go: &str) -> String {
        let count = self.labels.get() + 1;
        self.labels.set(count);
        match count {
            1 => format!("'{go}"),
            _ => format!("'{go}_{count}"),
        }
    }
}

/// The modules for the packages of a program: after the last part of the path, and as many before it as tell them apart.
pub fn module_names(program: &Program) -> HashMap<String, String> {
    // The root is one of the first files, and the others are crates.
    let taken = ["lib", "main", TESTS, "alloc", "core", "sdk_compat", "std"];
    let mut taken: HashSet<String> = taken.map(str::to_string).into();
    let mut all = HashMap::new();
    for package in &program.packages {
        let parts: Vec<&str> = package.path.rsplit('/').collect();
        let long = |count: usize| {
            let parts: Vec<&str> = parts[..count].iter().rev().copied().collect();
            names::snake(&parts.join("_").replace(|c: char| !c.is_alphanumeric(), "_"))
        };
        let mut name = (1..=parts.len())
            .map(long)
            .find(|name| !taken.contains(name))
            .unwrap_or_else(|| long(parts.len()));
        while !taken.insert(name.clone()) {
            name.push_str("_2");
        }
        all.insert(package.path.clone(), name);
    }
    all
}
