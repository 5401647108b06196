//! Functions as they are declared: parameters, receivers and type parameters.

use super::code::Unsupported;
use super::decl::{named_docs, test_docs};
use super::expr::Emitted;
use super::method::Receiver;
use super::types::arrow;
use super::{Emitter, Storage};
use crate::port::facts::Form;
use crate::port::tree::{Decl, Expr, ExprKind, Field, FieldList, ObjId, Stmt, TypeId, TypeKind};

/// Methods that Go's library looks for in values, and the SDK does not, with the ends of their types.
const LOOKED_FOR: [(&str, &str); 8] = [
    ("As", "any) bool"),
    ("As", "interface{}) bool"),
    ("GoString", "() string"),
    ("Is", "error) bool"),
    ("MarshalJSON", "error)"),
    ("MarshalText", "error)"),
    ("UnmarshalJSON", "error"),
    ("UnmarshalText", "error"),
];

impl Emitter<'_> {
    /// Whether Go's library may call a method where the SDK would not.
    fn is_looked_for(&self, method: ObjId) -> bool {
        let known = self.program.object(method);
        let ends = |end: &str| known.t.is_some_and(|t| self.program.typ(t).text.ends_with(end));
        LOOKED_FOR.iter().any(|(name, end)| known.name == *name && ends(end))
    }

    pub fn function(
        &self,
        decl: &Decl,
        recv: Option<&FieldList>,
        name: &Expr,
        typ: &Expr,
        body: Option<&Stmt>,
    ) -> Emitted<String> {
        let object = name.o.ok_or_else(|| Unsupported::new("a function without a name"))?;
        let signature = self.type_of(name)?;
        let body = body.ok_or_else(|| Unsupported::new("a function without a body"))?;
        let go = &self.program.object(object).name;
        if recv.is_none() && go == "main" {
            return self.main(decl, signature, body);
        }
        if recv.is_some() && self.is_looked_for(object) {
            return Err(Unsupported::new(format!("the plugin's own {go}")));
        }
        let docs = self.docs_before(decl.pos);
        if recv.is_none() && go == "init" {
            return self.init(decl, &docs, signature, body);
        }
        let rust = self.function_name(object);
        let docs = match self.tests.get(&object) {
            Some(title) => test_docs(&docs, title),
            None => named_docs(&docs, go, &rust),
        };
        let form = self.facts.forms.get(&object).copied().unwrap_or(Form::Values);
        let hook = self.facts.hooks.contains(&object);
        let (mut heads, mut objects) = (Vec::new(), Vec::new());
        let mut opening = String::new();
        if self.tests.contains_key(&object) && self.leaves_for_the_end {
            opening += &format!("let _cleanups = {}::cleanups();\n", self.sdk("test"));
        }
        let receiver = recv.and_then(|list| list.list.first());
        let impls = receiver
            .map(|field| self.enter_receiver(object, field, &mut heads, &mut opening))
            .transpose()?;
        let ExprKind::FuncType { params, .. } = &typ.kind else {
            return Err(Unsupported::new("this function"));
        };
        let own = self.by_name(object);
        self.parameters(params, signature, own, hook, &mut heads, &mut objects, &mut opening)?;
        let results = self.program.typ(signature).results.clone();
        let results_type = self.results_type(&results, form)?;
        let results_type = if hook && results_type.contains("go::Slice<u8>") {
            "Vec<u8>".to_string()
        } else {
            results_type
        };
        self.next_is_hook.set(hook);
        let arrow = arrow(&results_type);
        let generics = self.generics(signature)?;
        let visible = if self.visible(object) { "pub " } else { "" };
        let mut text = self.body(signature, &objects, body, form)?;
        if hook && let Some(taken) = opening.find("std::mem::take(") {
            let name = opening[taken + "std::mem::take(".len()..]
                .split(')')
                .next()
                .unwrap_or_default()
                .to_string();
            text = format!(
                "let result = (|| {{\n{text}}})();\n*{name} = {}.get();\nresult\n",
                name.trim_end_matches("_given")
            );
        }
        let text = format!(
            "{docs}{visible}fn {rust}{generics}({}){arrow} {{\n{opening}{text}}}\n",
            heads.join(", ")
        );
        Ok(match impls {
            Some(head) => format!("impl{head} {{\n{text}}}\n"),
            None => text,
        })
    }

    /// Whether the parameters of a function have the forms that its body wants.
    fn by_name(&self, function: ObjId) -> bool {
        !self.facts.dynamic.contains(&function) && !self.facts.values.contains(&function)
            || self.facts.hooks.contains(&function)
    }

    #[allow(clippy::too_many_arguments, reason = "what a head is made of")]
    fn parameters(
        &self,
        params: &FieldList,
        signature: TypeId,
        own: bool,
        hook: bool,
        heads: &mut Vec<String>,
        objects: &mut Vec<ObjId>,
        opening: &mut String,
    ) -> Emitted<()> {
        let list = self.program.typ(signature).params.clone();
        let mut at = 0;
        for field in &params.list {
            for i in 0..field.names.len().max(1) {
                let declared = list.get(at).copied();
                at += 1;
                let t = declared.and_then(|param| self.program.object(param).t);
                let t = t.ok_or_else(|| Unsupported::new("a parameter without a type"))?;
                let object = field.names.get(i).and_then(|name| name.o);
                let head = if hook {
                    self.hook_parameter(object, t, opening)?
                } else {
                    self.parameter(object, t, own)?
                };
                heads.push(head);
                objects.extend(object.filter(|object| self.program.object(*object).name != "_"));
            }
        }
        Ok(())
    }

    /// A parameter of a function that the SDK calls: it has the SDK's type.
    pub fn hook_parameter(&self, object: Option<ObjId>, t: TypeId, opening: &mut String) -> Emitted<String> {
        let typ = self.program.typ(t);
        let own = |t: TypeId| self.program.own_named(t) == Some(t) || self.program.typ(t).kind == TypeKind::Struct;
        let name = object
            .filter(|object| self.program.object(*object).name != "_")
            .map(|object| (object, self.name(object)));
        let unread = name
            .as_ref()
            .is_none_or(|(object, _)| !self.facts.is_read(*object) && !self.facts.is_written(*object));
        let shown = match &name {
            None => "_".to_string(),
            Some((_, name)) if unread => format!("_{name}"),
            Some((_, name)) => name.clone(),
        };
        if typ.kind == TypeKind::Pointer && typ.elem.is_some_and(own) {
            let elem = typ.elem.ok_or_else(|| Unsupported::new("a pointer to nothing"))?;
            let Some((object, _)) = &name else {
                return Ok(format!("_: &mut {}", self.rust_type(elem)?));
            };
            if !unread && !self.facts.borrowed.contains_key(object) {
                if self.facts.is_kept(*object) {
                    return Err(Unsupported::new("a configuration whose address is kept"));
                }
                if self.storage(*object) == Storage::Own {
                    self.set_storage(*object, Storage::Given);
                }
                *opening += &format!(
                    "let {shown} = {}::new(std::mem::take({shown}_given));\n",
                    self.sdk("go::Ptr")
                );
                return Ok(format!("{shown}_given: &mut {}", self.rust_type(elem)?));
            }
            self.set_storage(*object, Storage::Borrowed);
            return Ok(format!("{shown}: &mut {}", self.rust_type(elem)?));
        }
        if own(t) {
            let config = self.sdk("Config");
            if let Some((object, name)) = &name
                && !unread
            {
                if self.storage(*object) == Storage::Cell {
                    *opening += &format!("let {name} = (*{name}).clone();\n");
                } else if self.facts.is_written(*object) {
                    *opening += &format!("let mut {name} = (*{name}).clone();\n");
                } else {
                    self.set_storage(*object, Storage::Handle);
                }
            }
            return Ok(format!("{shown}: {config}<{}>", self.rust_type(t)?));
        }
        if typ.kind == TypeKind::Slice && !self.is_vec(t) {
            let elem = typ.elem.ok_or_else(|| Unsupported::new("a list of nothing"))?;
            if let Some((object, name)) = &name
                && !unread
            {
                let mark = if self.needs_mut(*object) && self.storage(*object) != Storage::Cell {
                    "mut "
                } else {
                    ""
                };
                *opening += &format!("let {mark}{name} = {}::from({name});\n", self.sdk("go::Slice"));
            }
            return Ok(format!("{shown}: Vec<{}>", self.rust_type(elem)?));
        }
        match name {
            Some((object, _)) => self.parameter(Some(object), t, false),
            None => Ok(format!("_: {}", self.rust_type(t)?)),
        }
    }

    /// The receiver: what stands in the head, and what the `impl` is for.
    fn enter_receiver(
        &self,
        method: ObjId,
        field: &Field,
        heads: &mut Vec<String>,
        opening: &mut String,
    ) -> Emitted<String> {
        let t = field
            .typ
            .t
            .ok_or_else(|| Unsupported::new("a receiver without a type"))?;
        let named = self
            .program
            .own_named(t)
            .ok_or_else(|| Unsupported::new("this receiver"))?;
        let object = field
            .names
            .first()
            .filter(|name| !name.is_blank())
            .and_then(|name| name.o);
        let (bounds, list) = self.receiver_generics(t)?;
        let rust = format!("{}{list}", self.type_name(named));
        match (self.receiver(method), object) {
            (Receiver::Pointer, Some(object)) => {
                let name = self.name(object);
                self.set_storage(object, Storage::Reference);
                let unused = self.facts.vars.get(&object).is_none_or(|var| {
                    var.reads.is_empty()
                        && var.writes.is_empty()
                        && var.part_writes.is_empty()
                        && var.captures.is_empty()
                });
                let mark = if unused { "_" } else { "" };
                heads.push(format!("{mark}{name}: &{}<{rust}>", self.sdk("go::Ptr")));
                if self.facts.is_kept(object) || self.facts.boxed.contains(&object) {
                    if self.facts.boxed.contains(&object) {
                        self.set_storage(object, Storage::Cell);
                        *opening += &format!("let {name} = {}::new({name}.clone());\n", self.sdk("go::Ptr"));
                    } else {
                        *opening += &format!("let {name} = {name}.clone();\n");
                        self.set_storage(object, Storage::Own);
                    }
                }
            }
            (Receiver::Mut, Some(object)) => {
                heads.push("&mut self".to_string());
                self.names.borrow_mut().insert(object, "self".to_string());
                self.set_storage(object, Storage::Borrowed);
            }
            (_, Some(object)) if self.program.kind(t) == TypeKind::Pointer => {
                heads.push("&self".to_string());
                self.names.borrow_mut().insert(object, "self".to_string());
                self.set_storage(object, Storage::Borrowed);
            }
            (_, Some(object)) => {
                heads.push("&self".to_string());
                let cell = self.facts.boxed.contains(&object);
                if cell || self.facts.is_written(object) || self.facts.is_kept(object) {
                    let name = self.name(object);
                    let mark = if self.facts.is_written(object) && !cell {
                        "mut "
                    } else {
                        ""
                    };
                    let value = if cell {
                        format!("{}::new(self.clone())", self.sdk("go::Ptr"))
                    } else {
                        "self.clone()".to_string()
                    };
                    *opening += &format!("let {mark}{name} = {value};\n");
                } else {
                    self.names.borrow_mut().insert(object, "self".to_string());
                    self.set_storage(object, Storage::Reference);
                }
            }
            (_, None) => heads.push("&self".to_string()),
        }
        Ok(format!("{bounds} {rust}"))
    }

    /// The type parameters of a function.
    fn generics(&self, signature: TypeId) -> Emitted<String> {
        let params = &self.program.typ(signature).type_params;
        if params.is_empty() {
            return Ok(String::new());
        }
        let list: Emitted<Vec<_>> = params.iter().map(|param| self.bound(*param)).collect();
        Ok(format!("<{}>", list?.join(", ")))
    }

    /// What stands behind `impl` and behind the type for a receiver of a generic type. A method may have names of its own for
    /// the parameters of the type.
    fn receiver_generics(&self, receiver: TypeId) -> Emitted<(String, String)> {
        let typ = self.program.typ(receiver);
        let typ = match (&typ.args, typ.elem) {
            (Some(args), _) if !args.is_empty() => typ,
            (_, Some(elem)) => self.program.typ(elem),
            _ => typ,
        };
        let (Some(generic), Some(args)) = (typ.origin, typ.args.as_ref().filter(|args| !args.is_empty())) else {
            return Ok(Default::default());
        };
        let (mut bounds, mut names) = (Vec::new(), Vec::new());
        for (param, arg) in self.program.typ(generic).type_params.iter().zip(args) {
            let name = self.program.typ(*arg).name.clone().unwrap_or_default();
            let is_key = self.is_key_somewhere(*param) || self.is_key_somewhere(*arg);
            bounds.push(self.bound_as(&name, *param, is_key)?);
            names.push(name);
        }
        Ok((format!("<{}>", bounds.join(", ")), format!("<{}>", names.join(", "))))
    }

    /// A type parameter with what it has to be able to do.
    pub fn bound(&self, param: TypeId) -> Emitted<String> {
        let name = self.program.typ(param).name.clone().unwrap_or_default();
        self.bound_as(&name, param, self.is_key_somewhere(param))
    }

    fn bound_as(&self, name: &str, param: TypeId, is_key: bool) -> Emitted<String> {
        let typ = self.program.typ(param);
        let constraint = typ.elem.map(|constraint| self.program.typ(constraint));
        let text = constraint.map(|constraint| constraint.text.clone()).unwrap_or_default();
        let bound = match text.as_str() {
            "any" | "interface{}" => "Clone + Default + 'static",
            "comparable" if is_key => "Clone + Default + Ord + 'static",
            "comparable" => "Clone + Default + PartialEq + 'static",
            "cmp.Ordered" => {
                let key = if is_key { " + Ord" } else { "" };
                return Ok(format!(
                    "{name}: Clone + Default + {}{key} + 'static",
                    self.sdk("cmp::Ordered")
                ));
            }
            _ if typ.elem.is_some_and(|constraint| self.only_numbers(constraint)) => {
                return Ok(format!("{name}: {}", self.sdk("go::Number")));
            }
            _ => return Err(Unsupported::new(format!("the constraint {text}"))),
        };
        Ok(format!("{name}: {bound}"))
    }

    /// Whether a map has a type as its key.
    fn is_key_somewhere(&self, key: TypeId) -> bool {
        let mut types = self.program.types.iter();
        types.any(|typ| typ.kind == TypeKind::Map && typ.key == Some(key))
    }

    /// Whether a constraint allows numbers only.
    fn only_numbers(&self, constraint: TypeId) -> bool {
        let mut text = self.program.under_type(constraint).text.clone();
        text = text.trim_start_matches("interface{").trim_end_matches('}').to_string();
        !text.contains(';')
            && text.split('|').all(|term| {
                let term = term.trim().trim_start_matches('~');
                let (kind, bits) = term.split_at(term.find(|c: char| c.is_ascii_digit()).unwrap_or(term.len()));
                matches!(kind, "int" | "uint" | "float" | "byte" | "rune") && bits.chars().all(|c| c.is_ascii_digit())
            })
    }
}
