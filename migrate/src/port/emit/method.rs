//! Methods of the program: what they take as their receiver, and the calls of them.

use super::code::{Code, Shape, Unsupported, prec};
use super::expr::Emitted;
use super::{Emitter, Storage};
use crate::port::facts::Borrow;
use crate::port::tree::{DeclKind, Expr, ExprKind, ObjId, Selection, TypeId, TypeKind};

/// What a method takes as its receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// `&self`.
    Shared,
    /// `&mut self`.
    Mut,
    /// `this: &Ptr<Self>`: the pointer itself, which may be kept.
    Pointer,
}

impl Emitter<'_> {
    pub fn method_call(
        &self,
        x: &Expr,
        selection: &Selection,
        callee: ObjId,
        name: &str,
        list: Vec<String>,
    ) -> Emitted {
        let (holder, t) = self.embedded_path(x, selection)?;
        let pointer = self.program.kind(t) == TypeKind::Pointer;
        match self.receiver(callee) {
            Receiver::Pointer if selection.index.len() > 1 => {
                let pointer = self.embedded_pointer(x, selection)?;
                self.associated(callee, name, format!("&{pointer}"), list)
            }
            Receiver::Pointer => {
                let pointer = if pointer {
                    let code = self.careful(true, || holder(self))?;
                    code.borrowed()
                } else if let [steps @ .., _] = selection.index.as_slice()
                    && !steps.is_empty()
                {
                    format!("&{}", self.field_address(x, steps)?)
                } else {
                    let ExprKind::Ident { .. } = &x.inner().kind else {
                        let code = self.unary_address(x)?;
                        return self.associated(callee, name, format!("&{}", code.text), list);
                    };
                    let object = x.named().ok_or_else(|| Unsupported::new("this receiver"))?;
                    if self.program.object(object).global {
                        self.uses.borrow_mut().insert("go::Global".to_string());
                        format!("&{}.ptr()", self.own_path(Some(object), &self.name(object)))
                    } else {
                        format!("&{}", self.name(object))
                    }
                };
                self.associated(callee, name, pointer, list)
            }
            Receiver::Mut if pointer && !self.is_borrowed_name(x) => {
                let base = self.careful(true, || holder(self))?.base();
                let base = if self.foreign_handle(t).is_some() {
                    base
                } else {
                    format!("{base}.borrow_mut()")
                };
                Ok(Code::value(self.after_arguments(&base, name, list)))
            }
            Receiver::Mut => {
                let through = self.program.kind(self.type_of(x)?) == TypeKind::Pointer && selection.index.len() > 1;
                let place = match through && !self.is_borrowed_name(x) {
                    true => self.behind_mut(x)?,
                    false => self.place_mut(x)?,
                };
                let place = match &x.inner().kind {
                    ExprKind::Ident { .. } | ExprKind::SelectorExpr { .. } | ExprKind::IndexExpr { .. } => {
                        self.embedded_suffix(x, selection, place)?
                    }
                    _ => return Err(Unsupported::new("this receiver")),
                };
                if place.contains("borrow_mut()") {
                    return Ok(Code::value(self.after_arguments(
                        place.trim_start_matches('*'),
                        name,
                        list,
                    )));
                }
                Ok(Code::value(format!(
                    "{}.{name}({})",
                    place.trim_start_matches('*'),
                    list.join(", ")
                )))
            }
            Receiver::Shared => {
                let base = if pointer && !self.is_borrowed_name(x) && self.foreign_handle(t).is_none() {
                    let code = self.careful(true, || holder(self))?;
                    if self.careful.get() {
                        format!("{}.get()", code.base())
                    } else {
                        format!("{}.borrow()", code.base())
                    }
                } else {
                    holder(self)?.base()
                };
                Ok(Code::value(format!("{base}.{name}({})", list.join(", "))))
            }
        }
    }

    /// A method that is called on what a guard gives: what it is given comes first.
    fn after_arguments(&self, base: &str, name: &str, list: Vec<String>) -> String {
        if list.iter().all(|arg| {
            arg.chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '&' | '"' | '.' | '-'))
        }) {
            let call = format!("{base}.{name}({})", list.join(", "));
            // The loan ends with the call, not with the statement.
            let lent = base.ends_with(".borrow_mut()") || base.contains(".at_mut(");
            return if lent { format!("{{ {call} }}") } else { call };
        }
        let names = self.unused_names("arg", list.len());
        let (pattern, values) = match (names.as_slice(), list.as_slice()) {
            ([name], [value]) => (name.clone(), value.clone()),
            _ => (format!("({})", names.join(", ")), format!("({})", list.join(", "))),
        };
        format!("{{ let {pattern} = {values}; {base}.{name}({}) }}", names.join(", "))
    }

    fn associated(&self, callee: ObjId, name: &str, pointer: String, list: Vec<String>) -> Emitted {
        let receiver = self
            .program
            .object(callee)
            .receiver
            .and_then(|receiver| self.program.own_named(receiver));
        let named = receiver.ok_or_else(|| Unsupported::new("this receiver"))?;
        let path = self.own_path(self.program.typ(named).o, &self.type_name(named));
        let mut all = vec![pointer];
        all.extend(list);
        Ok(Code::value(format!("{path}::{name}({})", all.join(", "))))
    }

    fn unary_address(&self, x: &Expr) -> Emitted {
        match &x.inner().kind {
            ExprKind::SelectorExpr {
                x: base,
                selection: Some(selection),
                ..
            } if selection.index.len() == 1 => {
                let t = self.type_of(base)?;
                let pointer = if self.program.kind(t) == TypeKind::Pointer {
                    self.careful(true, || self.expr(base))?.base()
                } else {
                    self.unary_address(base)?.base()
                };
                Ok(Code::value(format!(
                    "{}::field!({pointer}, {})",
                    self.sdk("go"),
                    self.name(selection.o)
                )))
            }
            ExprKind::Ident { .. } if x.named().is_some_and(|object| self.is_local_cell(object)) => {
                let object = x.named().ok_or_else(|| Unsupported::new("a name"))?;
                Ok(Code::value(self.name(object)))
            }
            _ => self.address(x, x),
        }
    }

    fn is_local_cell(&self, object: ObjId) -> bool {
        !self.program.object(object).global && self.storage(object) == Storage::Cell
    }

    /// The pointer to what a method is called on, through the structs that are embedded on the way.
    fn embedded_pointer(&self, x: &Expr, selection: &Selection) -> Emitted<String> {
        let mut t = self.type_of(x)?;
        let mut pointer = match self.program.kind(t) {
            TypeKind::Pointer if self.is_borrowed_name(x) => {
                return Err(Unsupported::new("a method that keeps a receiver which is borrowed"));
            }
            TypeKind::Pointer => self.careful(true, || self.expr(x))?.base(),
            _ => self.unary_address(x)?.base(),
        };
        for step in &selection.index[..selection.index.len() - 1] {
            if self.program.kind(t) == TypeKind::Pointer {
                t = self.program.under_type(t).elem.unwrap_or(t);
            }
            let field = self.program.under_type(t).fields.get(*step);
            let field = *field.ok_or_else(|| Unsupported::new("a field"))?;
            t = self.program.object(field).t.unwrap_or(t);
            let name = self.name(field);
            pointer = match self.program.kind(t) {
                TypeKind::Pointer => format!("{pointer}.borrow().{name}.clone()"),
                _ => format!("{}::field!({pointer}, {name})", self.sdk("go")),
            };
        }
        Ok(pointer)
    }

    /// Whether an expression names a pointer that is a reference here.
    fn is_borrowed_name(&self, x: &Expr) -> bool {
        x.named()
            .is_some_and(|object| self.storage(object) == Storage::Borrowed)
    }

    /// What a method is called on, through the structs that are embedded on the way, and its type.
    #[allow(clippy::type_complexity, reason = "a closure")]
    pub fn embedded_path<'e>(
        &'e self,
        x: &'e Expr,
        selection: &'e Selection,
    ) -> Emitted<(Box<dyn Fn(&Self) -> Emitted + 'e>, TypeId)> {
        let steps = &selection.index[..selection.index.len() - 1];
        let mut t = self.type_of(x)?;
        if steps.is_empty() {
            return Ok((Box::new(move |emitter| emitter.expr(x)), t));
        }
        let mut suffix = String::new();
        let mut first = true;
        let through_pointer = self.program.kind(t) == TypeKind::Pointer;
        for step in steps {
            if self.program.kind(t) == TypeKind::Pointer {
                if !first {
                    suffix += ".get()";
                }
                t = self.program.under_type(t).elem.unwrap_or(t);
            }
            first = false;
            let field = *self
                .program
                .under_type(t)
                .fields
                .get(*step)
                .ok_or_else(|| Unsupported::new("a field"))?;
            suffix += &format!(".{}", self.name(field));
            t = self.program.object(field).t.unwrap_or(t);
        }
        Ok((
            Box::new(move |emitter| {
                let base = if through_pointer {
                    emitter.behind(x)?
                } else {
                    emitter.expr(x)?
                };
                let shape = if base.shape == Shape::Value {
                    Shape::Value
                } else {
                    Shape::Place
                };
                Ok(Code {
                    text: format!("{}{suffix}", base.base()),
                    prec: prec::POSTFIX,
                    shape,
                })
            }),
            t,
        ))
    }

    fn embedded_suffix(&self, x: &Expr, selection: &Selection, place: String) -> Emitted<String> {
        let steps = &selection.index[..selection.index.len() - 1];
        let mut t = self.type_of(x)?;
        let mut place = if steps.is_empty() {
            place
        } else {
            place.trim_start_matches('*').to_string()
        };
        for step in steps {
            if self.program.kind(t) == TypeKind::Pointer {
                t = self.program.under_type(t).elem.unwrap_or(t);
            }
            let field = *self
                .program
                .under_type(t)
                .fields
                .get(*step)
                .ok_or_else(|| Unsupported::new("a field"))?;
            place += &format!(".{}", self.name(field));
            t = self.program.object(field).t.unwrap_or(t);
        }
        Ok(place)
    }

    /// What a method of the program takes as its receiver.
    pub fn receiver(&self, callee: ObjId) -> Receiver {
        let known = self.program.object(callee);
        let pointer = known
            .receiver
            .is_some_and(|t| self.program.kind(t) == TypeKind::Pointer);
        if !pointer {
            return Receiver::Shared;
        }
        let named = self.decls.get(&callee).and_then(|decl| match &decl.kind {
            DeclKind::FuncDecl { recv: Some(recv), .. } => recv.list.first()?.names.first()?.o,
            _ => None,
        });
        match named {
            None => Receiver::Shared,
            Some(object) => match self.facts.borrowed.get(&object) {
                Some(Borrow::Shared) => Receiver::Shared,
                Some(Borrow::Mut) => Receiver::Mut,
                // One that is not looked at may be any.
                None if !self.facts.is_read(object) && matches!(known.name.as_str(), "String" | "Error") => {
                    Receiver::Shared
                }
                None => Receiver::Pointer,
            },
        }
    }

    pub fn embedded(&self, selection: &Selection) -> bool {
        selection.index.len() > 1
    }
}
