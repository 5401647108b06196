//! Structs without a name, which have one here.

use super::Emitter;
use crate::port::names;
use crate::port::tree::{File, TypeId, TypeKind};

impl Emitter<'_> {
    /// Gives every struct without a name one, after its fields.
    pub fn name_anonymous(&mut self) {
        let mut taken: Vec<String> = self.own.iter().cloned().collect();
        for (index, typ) in self.program.types.iter().enumerate() {
            let id = TypeId(index);
            let named = self
                .program
                .types
                .iter()
                .any(|other| other.kind == TypeKind::Named && other.elem == Some(id));
            let own = typ
                .fields
                .first()
                .and_then(|field| self.program.object(*field).package.as_ref())
                == Some(&self.package);
            if typ.kind != TypeKind::Struct || named || !own || self.anonymous.borrow().contains_key(&id) {
                continue;
            }
            let fields = typ
                .fields
                .iter()
                .take(3)
                .map(|field| names::camel(&self.program.object(*field).name));
            let mut name: String = fields.collect();
            while taken.contains(&name) {
                name.push('2');
            }
            taken.push(name.clone());
            self.anonymous.borrow_mut().insert(id, name);
        }
    }

    /// The structs that have no name in Go.
    pub fn anonymous_types(&self) -> String {
        let mut list: Vec<(TypeId, String)> = self
            .anonymous
            .borrow()
            .iter()
            .map(|(id, name)| (*id, name.clone()))
            .collect();
        list.sort();
        let in_tests = self.program.files[self.file.get()].test;
        let visible = if self.program.packages.len() > 1 && !in_tests {
            "pub(crate) "
        } else {
            ""
        };
        let mut text = String::new();
        for (id, name) in list {
            let typ = self.program.typ(id);
            let tests = |file: &File| file.test == in_tests;
            let first = typ.fields.first().map(|field| self.program.object(*field).pos);
            let here = first.and_then(|pos| self.program.file_at(pos)).is_none_or(tests);
            let own = typ
                .fields
                .first()
                .and_then(|field| self.program.object(*field).package.as_ref())
                == Some(&self.package);
            if !own || !here || self.written_anonymous.borrow().contains(&id) {
                continue;
            }
            self.written_anonymous.borrow_mut().push(id);
            let mut fields = String::new();
            for (i, field) in typ.fields.iter().enumerate() {
                let known = self.program.object(*field);
                let Some(rust) = known.t.and_then(|t| self.rust_type(t).ok()) else {
                    continue;
                };
                let tag = typ
                    .tags
                    .get(i)
                    .filter(|tag| !tag.is_empty())
                    .map(|tag| format!(", tag = r#\"{tag}\"#"))
                    .unwrap_or_default();
                let opaque = if known.t.is_some_and(|t| self.is_opaque(t)) {
                    ", opaque"
                } else {
                    ""
                };
                fields += &format!(
                    "#[go(name = \"{}\"{tag}{opaque})]\n{visible}{}: {rust},\n",
                    known.name,
                    self.name(*field)
                );
            }
            self.sdk("go");
            let told = typ.fields.iter().all(|field| {
                let mut seen = std::collections::HashSet::new();
                self.program
                    .object(*field)
                    .t
                    .iter()
                    .for_each(|t| crate::port::facts::parts(self.program, *t, &mut seen));
                seen.iter()
                    .filter_map(|part| self.program.own_named(*part))
                    .all(|named| self.facts.in_interfaces.contains(&named))
            });
            let equal = match (self.facts.compared.contains(&id), self.ordered_fields(id)) {
                (true, true) => "PartialEq, Eq, PartialOrd, Ord, ",
                (true, false) => "PartialEq, ",
                (false, _) => "",
            };
            let told = told && !self.holds_long_arrays(id);
            let derived = if told { "go::Type" } else { "" };
            if !told {
                fields = fields
                    .lines()
                    .filter(|line| !line.starts_with("#[go("))
                    .map(|line| format!("{line}\n"))
                    .collect();
            }
            let default = match self.holds_long_arrays(id) {
                true => "",
                false => "Default, ",
            };
            let zero = self.zero_of_long_arrays(id, &name).unwrap_or_default();
            text += &format!(
                "/// A struct without a name in Go.\n#[derive(Clone, {default}{equal}{derived})]\n{visible}struct {name} {{\n{fields}}}\n{zero}\n"
            );
        }
        text
    }

    fn ordered_fields(&self, id: TypeId) -> bool {
        self.program
            .typ(id)
            .fields
            .iter()
            .all(|field| self.program.object(*field).t.is_some_and(|t| self.ordered(t, 0)))
    }
}
