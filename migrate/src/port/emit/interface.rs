//! Interfaces of the program, and the types that have their methods.

use super::Emitter;
use super::code::Unsupported;
use super::expr::Emitted;
use super::method::Receiver;
use super::types::arrow;
use crate::port::names;
use crate::port::tree::{FieldList, Method, ObjId, TypeId, TypeKind};

impl Emitter<'_> {
    /// An interface: a trait.
    pub fn interface(&self, t: TypeId, list: &FieldList, docs: &str, visible: &str, rust: &str) -> Emitted<String> {
        let typ = self.program.under_type(t);
        if !typ.items.is_empty() && typ.methods.as_ref().is_none_or(Vec::is_empty) {
            // A constraint is written out where it is used.
            return Ok(String::new());
        }
        if self.program.is_any(t) {
            return Ok(format!("{docs}{visible}type {rust} = {};\n", self.sdk("Any")));
        }
        let mut text = format!("{docs}{visible}trait {rust}: {} {{\n", self.sdk("go::Object"));
        let methods = typ.methods.clone().unwrap_or_default();
        let mut methods: Vec<&Method> = methods.iter().collect();
        methods.sort_by_key(|method| self.program.object(method.o).pos);
        for method in methods {
            let at = list
                .list
                .iter()
                .find(|field| field.names.iter().any(|name| name.o == Some(method.o)));
            if let Some(field) = at {
                text += &self.docs_before(field.pos);
            }
            text += &format!("{};", self.method_head(method.o)?);
            text += &at.map_or("\n".to_string(), |field| self.comment_behind(field.end));
        }
        Ok(text + "}\n")
    }

    /// The head of a method of a trait.
    fn method_head(&self, method: ObjId) -> Emitted<String> {
        let t = self
            .program
            .object(method)
            .t
            .ok_or_else(|| Unsupported::new("a method without a type"))?;
        let typ = self.program.typ(t);
        let mut heads = vec!["&self".to_string()];
        for (i, param) in typ.params.iter().enumerate() {
            let known = self.program.object(*param);
            let t = known.t.ok_or_else(|| Unsupported::new("a parameter without a type"))?;
            let name = if known.name.is_empty() || known.name == "_" {
                format!("arg{i}")
            } else {
                names::snake(&known.name)
            };
            heads.push(format!("{name}: {}", self.rust_type(t)?));
        }
        let results = self.values_type(&typ.results)?;
        let arrow = arrow(&results);
        Ok(format!(
            "fn {}({}){arrow}",
            self.function_name(method),
            heads.join(", ")
        ))
    }

    /// What makes a type stand in for the interfaces that it has the methods of.
    pub fn trait_impls(&self, t: TypeId) -> Emitted<String> {
        let mut text = String::new();
        if !self.is_reflected(t) {
            return Ok(text);
        }
        for (index, interface) in self.program.types.iter().enumerate() {
            let id = TypeId(index);
            let own = interface.kind == TypeKind::Named && self.program.own_named(id) == Some(id);
            if !own || self.program.kind(id) != TypeKind::Interface || self.program.is_any(id) {
                continue;
            }
            let wanted = self.program.under_type(id).methods.clone().unwrap_or_default();
            let typ = self.program.typ(t);
            let by_value = self.covers(&typ.methods, &wanted);
            let by_pointer = self.covers(&typ.pointer_methods, &wanted);
            for (covers, pointer) in [(by_value, false), (by_pointer, true)] {
                if !covers || wanted.is_empty() || !self.facts.interface_values.contains(&(t, pointer)) {
                    continue;
                }
                text += &self.trait_impl(t, id, &wanted, pointer)?;
            }
        }
        Ok(text)
    }

    fn covers(&self, has: &Option<Vec<Method>>, wanted: &[Method]) -> bool {
        wanted.iter().all(|method| {
            let same = |known: &&Method| {
                let (a, b) = (self.program.object(known.o).t, self.program.object(method.o).t);
                known.name == method.name && matches!((a, b), (Some(a), Some(b)) if self.program.typ(a).text == self.program.typ(b).text || self.same_signature(a, b))
            };
            has.iter().flatten().any(|known| same(&known))
        })
    }

    fn same_signature(&self, a: TypeId, b: TypeId) -> bool {
        let (a, b) = (self.program.typ(a), self.program.typ(b));
        let types = |list: &[ObjId]| -> Vec<Option<TypeId>> {
            list.iter().map(|object| self.program.object(*object).t).collect()
        };
        types(&a.params) == types(&b.params) && types(&a.results) == types(&b.results)
    }

    fn trait_impl(&self, t: TypeId, interface: TypeId, wanted: &[Method], pointer: bool) -> Emitted<String> {
        let rust = self.type_name(t);
        let target = if pointer {
            format!("{}<{rust}>", self.sdk("go::Ptr"))
        } else {
            rust.clone()
        };
        let typ = self.program.typ(interface);
        let path = self.own_path(typ.o, &self.type_name(interface));
        let mut text = format!("\nimpl {path} for {target} {{\n");
        let own = self.program.typ(t);
        let has = if pointer { &own.pointer_methods } else { &own.methods };
        for method in wanted {
            let known = has.iter().flatten().find(|known| known.name == method.name);
            let known = known.ok_or_else(|| Unsupported::new("a method"))?;
            let signature = self.program.typ(self.program.object(method.o).t.unwrap_or(t));
            let names: Vec<String> = signature
                .params
                .iter()
                .enumerate()
                .map(|(i, param)| match self.program.object(*param).name.as_str() {
                    "" | "_" => format!("arg{i}"),
                    name => names::snake(name),
                })
                .collect();
            let name = self.function_name(method.o);
            let (holder, steps) = self.promoted(t, known)?;
            let list = names.join(", ");
            let call = match (self.receiver(known.o), pointer, steps.is_empty()) {
                (Receiver::Pointer, true, true) => {
                    let all: Vec<String> = std::iter::once("self".to_string()).chain(names).collect();
                    format!("{holder}::{name}({})", all.join(", "))
                }
                (Receiver::Pointer, _, _) if self.ends_in_pointer(t, known) => {
                    let holds = if pointer { "self.get()" } else { "self" };
                    let all: Vec<String> = std::iter::once(format!("&{holds}.{}", steps.join(".")))
                        .chain(names)
                        .collect();
                    format!("{holder}::{name}({})", all.join(", "))
                }
                (Receiver::Pointer, _, _) => {
                    let field = steps.join(".");
                    let all: Vec<String> = std::iter::once(format!("&{}::field!(self, {field})", self.sdk("go")))
                        .chain(names)
                        .collect();
                    format!("{holder}::{name}({})", all.join(", "))
                }
                (Receiver::Mut, true, _) => {
                    let path = steps.iter().map(|step| format!(".{step}")).collect::<String>();
                    format!("self.borrow_mut(){path}.{name}({list})")
                }
                (_, true, _) => {
                    let path = steps.iter().map(|step| format!(".{step}")).collect::<String>();
                    format!("self.get(){path}.{name}({list})")
                }
                (_, false, true) => format!(
                    "{rust}::{name}({})",
                    std::iter::once("self".to_string())
                        .chain(names)
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
                (_, false, false) => format!("self.{}.{name}({list})", steps.join(".")),
            };
            text += &format!("{} {{ {call} }}\n", self.method_head(method.o)?);
        }
        Ok(text + "}\n")
    }

    /// The type that declares a method, and the fields on the way to it.
    pub fn promoted(&self, t: TypeId, method: &Method) -> Emitted<(String, Vec<String>)> {
        let mut steps = Vec::new();
        let mut at = t;
        for step in &method.index[..method.index.len().saturating_sub(1)] {
            if self.program.kind(at) == TypeKind::Pointer {
                return Err(Unsupported::new("a method of an embedded pointer"));
            }
            let field = *self
                .program
                .under_type(at)
                .fields
                .get(*step)
                .ok_or_else(|| Unsupported::new("a field"))?;
            steps.push(self.name(field));
            at = self.program.object(field).t.unwrap_or(at);
        }
        let named = self.program.own_named(at).unwrap_or(t);
        Ok((self.type_name(named), steps))
    }

    /// Whether the type that a method is promoted from is embedded by its address.
    fn ends_in_pointer(&self, t: TypeId, method: &Method) -> bool {
        let fields = &method.index[..method.index.len().saturating_sub(1)];
        let inner = fields.iter().try_fold(t, |at, step| {
            let field = *self.program.under_type(at).fields.get(*step)?;
            self.program.object(field).t
        });
        inner.is_some_and(|inner| inner != t && self.program.kind(inner) == TypeKind::Pointer)
    }

    /// What finds an interface in an `Any`: one of the types of the program that have its methods.
    pub fn asked_interfaces(&self) -> String {
        let mut text = String::new();
        let asked: Vec<TypeId> = {
            let mut all = self.asked.borrow_mut();
            let new = all.iter_mut().filter(|(_, written)| !**written);
            new.map(|(interface, written)| {
                *written = true;
                *interface
            })
            .collect()
        };
        for interface in asked {
            let typ = self.program.typ(interface);
            let path = self.own_path(typ.o, &self.type_name(interface));
            let dynamic = format!("{}<dyn {path}>", self.sdk("go::Dyn"));
            let mut tries = String::new();
            for (rust, _) in self.implementers(interface) {
                tries += &format!(
                    "if let Some(value) = {}::<{rust}>(value) {{\nreturn Some({}::new(Rc::new(value)));\n}}\n",
                    self.sdk("go::cast"),
                    self.sdk("go::Dyn")
                );
            }
            let name = match tries.is_empty() {
                true => "_",
                false => "value",
            };
            text += &format!(
                "impl dyn {path} {{\n/// The value as a `{}`, if its type has the methods.\npub fn from_any({name}: &{}) -> Option<{dynamic}> {{\n{tries}None\n}}\n}}\n\n",
                typ.name.as_deref().unwrap_or_default(),
                self.sdk("Any"),
            );
        }
        text
    }

    /// The types of the program that stand in for an interface, as they are written, and whether as pointers.
    fn implementers(&self, interface: TypeId) -> Vec<(String, bool)> {
        let wanted = self.program.under_type(interface).methods.clone().unwrap_or_default();
        let mut all: Vec<(TypeId, bool)> = self.facts.interface_values.iter().copied().collect();
        all.sort();
        let stands_in = |(t, pointer): &(TypeId, bool)| {
            let typ = self.program.typ(*t);
            let methods = if *pointer { &typ.pointer_methods } else { &typ.methods };
            typ.type_params.is_empty() && !self.program.is_interface(*t) && self.covers(methods, &wanted)
        };
        let written = |(t, pointer): (TypeId, bool)| {
            let path = self.own_path(self.program.typ(t).o, &self.type_name(t));
            match pointer {
                true => (format!("{}<{path}>", self.sdk("go::Ptr")), true),
                false => (path, false),
            }
        };
        all.into_iter().filter(stands_in).map(written).collect()
    }
}
