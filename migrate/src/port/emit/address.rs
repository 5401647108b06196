//! Pointers to variables, fields and elements.

use super::code::{Code, Unsupported};
use super::expr::Emitted;
use super::{Emitter, Storage};
use crate::port::tree::{Expr, ExprKind, TypeKind};

impl Emitter<'_> {
    /// The address of a place, as a pointer that may be kept.
    pub fn address(&self, expr: &Expr, x: &Expr) -> Emitted {
        let x = x.inner();
        if let ExprKind::CompositeLit { elts, .. } = &x.kind {
            let value = self.composite(x, elts)?;
            if self.foreign_handle(self.type_of(expr)?).is_some() {
                return Ok(value);
            }
            return Ok(Code::value(format!("{}::new({})", self.sdk("go::Ptr"), value.text)));
        }
        match &x.kind {
            ExprKind::Ident { .. } | ExprKind::SelectorExpr { selection: None, .. } => {
                let object = x.named().ok_or_else(|| Unsupported::new("a name"))?;
                if self.program.object(object).global {
                    self.check_own(object)?;
                    self.uses.borrow_mut().insert("go::Global".to_string());
                    return Ok(Code::value(format!(
                        "{}.ptr()",
                        self.own_path(Some(object), &self.name(object))
                    )));
                }
                if self.storage(object) != Storage::Cell {
                    return Err(Unsupported::new("the address of this variable"));
                }
                Ok(Code::value(format!("{}.clone()", self.name(object))))
            }
            ExprKind::SelectorExpr {
                x: base,
                selection: Some(selection),
                ..
            } => self.field_address(base, &selection.index).map(Code::value),
            ExprKind::IndexExpr { x: base, index } if self.is_array_place(base) => {
                let pointer = self.pointer_to(base)?;
                Ok(Code::value(format!("{pointer}.item({})", self.int64(index)?)))
            }
            ExprKind::IndexExpr { x: base, index } if self.program.kind(self.type_of(base)?) == TypeKind::Slice => Ok(
                Code::value(format!("{}.ptr({})", self.expr(base)?.base(), self.int64(index)?)),
            ),
            ExprKind::StarExpr { x: pointer } => self.expr(pointer),
            _ => Err(Unsupported::new("this address")),
        }
    }

    /// The address of a field, through the structs that are embedded on the way.
    pub fn field_address(&self, base: &Expr, steps: &[usize]) -> Emitted<String> {
        let mut pointer = self.pointer_to(base)?;
        let mut t = self.type_of(base)?;
        for (at, step) in steps.iter().enumerate() {
            if self.program.kind(t) == TypeKind::Pointer {
                if at > 0 {
                    pointer += ".get()";
                }
                t = self.program.under_type(t).elem.unwrap_or(t);
            }
            let field = self.program.under_type(t).fields.get(*step);
            let field = *field.ok_or_else(|| Unsupported::new("a field"))?;
            pointer = format!("{}::field!({pointer}, {})", self.sdk("go"), self.name(field));
            t = self.program.object(field).t.unwrap_or(t);
        }
        Ok(pointer)
    }

    /// Whether an expression is an array or a pointer to one.
    fn is_array_place(&self, x: &Expr) -> bool {
        x.t.is_some_and(|t| {
            let typ = self.program.under_type(t);
            typ.kind == TypeKind::Array
                || typ.kind == TypeKind::Pointer
                    && typ.elem.is_some_and(|elem| self.program.kind(elem) == TypeKind::Array)
        })
    }

    /// A pointer to a place that a field is taken of.
    pub fn pointer_to(&self, base: &Expr) -> Emitted<String> {
        let t = self.type_of(base)?;
        if let (ExprKind::Ident { .. }, Some(object)) = (&base.inner().kind, base.named())
            && !self.program.object(object).global
            && self.storage(object) == Storage::Cell
            && self.program.kind(t) != TypeKind::Pointer
        {
            return Ok(self.name(object));
        }
        if self.program.kind(t) == TypeKind::Pointer {
            if let Some(object) = base.named()
                && self.storage(object) == Storage::Borrowed
            {
                return Err(Unsupported::new("the address of a field of a borrowed value"));
            }
            return Ok(self.careful(true, || self.expr(base))?.base());
        }
        Ok(self.address(base, base)?.base())
    }
}

/// The value of an element of a literal.
pub fn part_of_literal(elt: &Expr) -> &Expr {
    match &elt.kind {
        ExprKind::KeyValueExpr { value, .. } => value,
        _ => elt,
    }
}
