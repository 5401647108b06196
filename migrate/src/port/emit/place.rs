//! Places that can be written.

use super::code::Unsupported;
use super::expr::Emitted;
use super::{Emitter, Storage};
use crate::port::tree::{Expr, ExprKind, ObjId, TypeKind};

impl Emitter<'_> {
    /// A place that is written: `x`, `x.f`, `p.borrow_mut().f`.
    pub fn place_mut(&self, place: &Expr) -> Emitted<String> {
        let place = place.inner();
        match &place.kind {
            ExprKind::Ident { .. } | ExprKind::SelectorExpr { selection: None, .. } => {
                let object = place.named().ok_or_else(|| Unsupported::new("a variable"))?;
                let name = self.name(object);
                if self.program.object(object).global {
                    self.check_own(object)?;
                    self.uses.borrow_mut().insert("go::Global".to_string());
                    return Ok(format!("*{}.ptr().borrow_mut()", self.own_path(Some(object), &name)));
                }
                Ok(match self.storage(object) {
                    Storage::Cell => format!("*{name}.borrow_mut()"),
                    Storage::Own => name,
                    Storage::Borrowed => format!("*{name}"),
                    _ => return Err(Unsupported::new("this place")),
                })
            }
            ExprKind::SelectorExpr {
                x,
                selection: Some(selection),
                ..
            } => {
                let t = self.type_of(x)?;
                let pointer = self.program.kind(t) == TypeKind::Pointer && self.foreign_handle(t).is_none();
                let mut base = if pointer {
                    self.behind_mut(x)?
                } else {
                    self.place_mut(x)?
                };
                let mut t = if pointer {
                    self.program.under_type(t).elem.unwrap_or(t)
                } else {
                    t
                };
                for (i, step) in selection.index.iter().enumerate() {
                    if i > 0 && self.program.kind(t) == TypeKind::Pointer {
                        base = format!("{}.borrow_mut()", base.trim_start_matches('*'));
                        t = self.program.under_type(t).elem.unwrap_or(t);
                    }
                    let typ = self.program.under_type(t);
                    let typ = if typ.kind == TypeKind::Pointer {
                        typ.elem.map_or(typ, |elem| self.program.under_type(elem))
                    } else {
                        typ
                    };
                    let field = *typ.fields.get(*step).ok_or_else(|| Unsupported::new("a field"))?;
                    base = format!("{}.{}", base.trim_start_matches('*'), self.name(field));
                    t = self.program.object(field).t.unwrap_or(t);
                }
                Ok(base)
            }
            ExprKind::StarExpr { x } => self.behind_mut(x),
            ExprKind::IndexExpr { x, index } => {
                let t = self.type_of(x)?;
                let at = self.careful(true, || self.int64(index))?;
                match self.program.kind(t) {
                    TypeKind::Slice if !self.is_vec(t) => {
                        Ok(format!("*{}.at_mut({at})", self.careful(true, || self.expr(x))?.base()))
                    }
                    TypeKind::Array if index.v.is_some() => {
                        Ok(format!("{}[{at}]", self.place_mut(x)?.trim_start_matches('*')))
                    }
                    TypeKind::Array | TypeKind::Slice => {
                        self.uses.borrow_mut().insert("go::SliceExt".to_string());
                        Ok(format!("*{}.at_mut({at})", self.place_mut(x)?.trim_start_matches('*')))
                    }
                    TypeKind::Pointer => {
                        self.uses.borrow_mut().insert("go::SliceExt".to_string());
                        Ok(format!("*{}.at_mut({at})", self.behind_mut(x)?.trim_start_matches('*')))
                    }
                    _ => Err(Unsupported::new("a place in a map")),
                }
            }
            _ => Err(Unsupported::new("this place")),
        }
    }

    /// Refuses a variable of a package that is not carried along.
    pub fn check_own(&self, object: ObjId) -> Emitted<()> {
        let package = self.program.object(object).package.as_deref();
        match package.is_some_and(|package| self.program.owns(package)) {
            true => Ok(()),
            false => Err(Unsupported::new("a variable of another package")),
        }
    }

    pub fn behind_mut(&self, x: &Expr) -> Emitted<String> {
        if let Some(object) = x.named()
            && self.storage(object) == Storage::Borrowed
        {
            return Ok(format!("*{}", self.name(object)));
        }
        Ok(format!("*{}.borrow_mut()", self.careful(true, || self.expr(x))?.base()))
    }
}

/// What is read to find a place.
pub fn parts_of_place(place: &Expr) -> Vec<&Expr> {
    match &place.inner().kind {
        ExprKind::IndexExpr { x, index } => vec![x, index],
        ExprKind::SelectorExpr {
            x, selection: Some(_), ..
        }
        | ExprKind::StarExpr { x } => vec![x],
        _ => Vec::new(),
    }
}
