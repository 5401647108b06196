//! Variables of functions: how each comes to be, and whether it may change.

use super::code::Unsupported;
use super::expr::Emitted;
use super::stmt::without_braces;
use super::{Emitter, Storage};
use crate::port::facts::builtin;
use crate::port::tree::{Expr, ExprKind, Mode, ObjId, Spec, SpecKind, TypeId, TypeKind};

impl Emitter<'_> {
    /// Declares a variable, with its value.
    pub fn declare(&self, object: ObjId, value: &str, annotate: bool) -> Emitted<String> {
        let known = self.program.object(object);
        let t = known.t.ok_or_else(|| Unsupported::new("a variable without a type"))?;
        let name = self.name(object);
        if self.storage(object) == Storage::Cell {
            return Ok(format!(
                "let {name}: {0}<{1}> = {0}::new({value});\n",
                self.sdk("go::Ptr"),
                self.rust_type(t)?
            ));
        }
        self.set_storage(object, Storage::Own);
        let mark = if self.needs_mut(object) { "mut " } else { "" };
        let rust = self.rust_type(t)?;
        let says = ["::default()", "::make()", " {", "("]
            .iter()
            .any(|end| value.starts_with(&format!("{rust}{end}")));
        let typ = if annotate && !says && !(rust == "bool" && value.parse::<bool>().is_ok()) {
            format!(": {rust}")
        } else {
            String::new()
        };
        Ok(format!("let {mark}{name}{typ} = {value};\n"))
    }

    /// Whether the type of a declared variable cannot be told from its value.
    pub fn needs_type(&self, value: &Expr, t: TypeId) -> bool {
        let value = value.inner();
        let number = |t: TypeId| {
            matches!(
                self.rust_type(t).as_deref(),
                Ok("i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "f32" | "f64")
            )
        };
        match &value.kind {
            _ if value.v.is_some() => number(t) && value.named().is_none(),
            ExprKind::CompositeLit { elts, .. } => {
                let typ = self.program.under_type(t);
                let list = matches!(typ.kind, TypeKind::Slice | TypeKind::Array | TypeKind::Map);
                let told = |part: Option<TypeId>| {
                    part.is_none_or(|part| {
                        self.program.is_string(part) || matches!(self.program.kind(part), TypeKind::Struct)
                    })
                };
                list && !self.is_newtype(t) && (elts.is_empty() || !told(typ.elem) || !told(typ.key))
            }
            ExprKind::FuncLit { .. } => true,
            ExprKind::Ident { .. } | ExprKind::SelectorExpr { .. } => self.program.kind(t) == TypeKind::Func,
            ExprKind::CallExpr { fun, .. } if fun.mode == Some(Mode::Builtin) => {
                matches!(builtin(fun), "make" | "append" | "new" | "min" | "max")
            }
            ExprKind::CallExpr { fun, .. } => fun.is_type() || self.program.is_interface(t),
            ExprKind::BinaryExpr { x, y, .. } => number(t) && x.v.is_some() && y.v.is_some(),
            ExprKind::UnaryExpr { .. } => self.program.kind(t) == TypeKind::Pointer,
            _ => false,
        }
    }

    /// `var`, `const` and `type` in a function.
    pub fn local(&self, tok: &str, spec: &Spec) -> Emitted<String> {
        match (tok, &spec.kind) {
            ("const", SpecKind::ValueSpec { names, .. }) => {
                let mut text = String::new();
                for name in names.iter().filter(|name| !name.is_blank()) {
                    text += &self.constant_declaration(name.o.ok_or_else(|| Unsupported::new("a constant"))?)?;
                }
                Ok(text)
            }
            ("var", SpecKind::ValueSpec { names, values }) => {
                if names.len() > 1 && values.len() == 1 {
                    return self.destructure(names, &values[0], true);
                }
                let mut text = String::new();
                for (i, name) in names.iter().enumerate() {
                    if name.is_blank() {
                        if let Some(value) = values.get(i) {
                            text += &format!("let _ = {};\n", self.owned(value)?);
                        }
                        continue;
                    }
                    let object = name.o.ok_or_else(|| Unsupported::new("a variable"))?;
                    let t = self
                        .program
                        .object(object)
                        .t
                        .ok_or_else(|| Unsupported::new("a variable"))?;
                    let value = match values.get(i) {
                        Some(value) => self.careful(self.leads_back(&[value]), || self.converted(value, t))?,
                        None => self.zero(t)?,
                    };
                    text += &self.declare(object, &value, true)?;
                }
                Ok(text)
            }
            ("type", SpecKind::TypeSpec { name, typ }) => {
                let text = self.type_declaration(spec, name, typ)?;
                self.inner_types.borrow_mut().push(text);
                Ok(String::new())
            }
            _ => Err(Unsupported::new("this declaration")),
        }
    }

    pub fn define(&self, place: &Expr, value: &Expr) -> Emitted<String> {
        let object = place.o.ok_or_else(|| Unsupported::new("a variable"))?;
        let t = self
            .program
            .object(object)
            .t
            .ok_or_else(|| Unsupported::new("a variable"))?;
        let text = self.converted(value, t)?;
        let text = without_braces(&text);
        self.declare(object, text, self.needs_type(value, t))
    }

    pub fn is_declared_here(&self, place: &Expr) -> bool {
        place
            .o
            .is_some_and(|object| self.program.object(object).pos == place.pos)
    }

    /// Whether a variable that `:=` assigns may be declared anew: only statements behind it see the difference.
    pub fn may_shadow(&self, place: &Expr) -> bool {
        place.o.is_some_and(|object| self.may_shadow_object(object))
    }

    fn may_shadow_object(&self, object: ObjId) -> bool {
        let captured = self.facts.vars.get(&object).is_some_and(|var| !var.captures.is_empty());
        let result = self.function.borrow().results.contains(&object);
        !captured && !result && !self.facts.boxed.contains(&object)
    }

    pub fn binding(&self, place: &Expr) -> Emitted<String> {
        if place.is_blank() {
            return Ok("_".to_string());
        }
        let object = place.o.ok_or_else(|| Unsupported::new("a variable"))?;
        self.set_storage(object, Storage::Own);
        let mark = if self.needs_mut_after(object, place.pos) {
            "mut "
        } else {
            ""
        };
        Ok(format!("{mark}{}", self.name(object)))
    }

    /// Whether a variable is written between a place where it is declared and the next one.
    pub fn needs_mut_after(&self, object: ObjId, pos: usize) -> bool {
        let shadows = self.may_shadow_object(object);
        let anew = self.redefinitions.get(&object).filter(|_| shadows);
        let next = anew
            .and_then(|list| list.iter().filter(|at| **at > pos).min().copied())
            .unwrap_or(usize::MAX);
        self.facts.vars.get(&object).is_some_and(|var| {
            var.part_writes
                .iter()
                .chain(&var.writes)
                .any(|at| *at > pos && *at < next)
        })
    }
}
