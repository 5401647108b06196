//! Parts of values: fields, elements, what a pointer leads to.

use super::code::{Code, Shape, Unsupported, prec};
use super::expr::Emitted;
use super::{Emitter, Storage};
use crate::port::tree::{Expr, ObjId, ObjectKind, Selection, TypeId, TypeKind};

impl Emitter<'_> {
    /// A field of a value, through the structs that are embedded on the way.
    pub fn field(&self, x: &Expr, selection: &Selection) -> Emitted {
        let mut t = self.type_of(x)?;
        let mut code = self.looked_into(x)?;
        for (step, index) in selection.index.iter().enumerate() {
            if self.program.kind(t) == TypeKind::Pointer && self.foreign_handle(t).is_none() {
                code = match step {
                    0 => self.behind(x)?,
                    _ => self.behind_code(&code, t)?,
                };
                t = self.program.under_type(t).elem.unwrap_or(t);
            }
            if self.is_optional(t) {
                let lent = if code.shape == Shape::Value { "" } else { ".as_ref()" };
                code.text = format!("{}{lent}.unwrap()", code.base());
            }
            if self.program.kind(t) == TypeKind::Pointer {
                t = self.program.under_type(t).elem.unwrap_or(t);
            }
            let fields = &self.program.under_type(t).fields;
            let field = *fields.get(*index).ok_or_else(|| Unsupported::new("a field"))?;
            self.check_field(field)?;
            let shape = if code.shape == Shape::Value {
                Shape::Value
            } else {
                Shape::Place
            };
            code = Code {
                text: format!("{}.{}", code.base(), self.name(field)),
                prec: prec::POSTFIX,
                shape,
            };
            t = self.program.object(field).t.unwrap_or(t);
            code = self.own_form(field, t, code);
        }
        // A field can be moved out of a value that nobody else has, unless it is behind a guard.
        Ok(code)
    }

    /// A list in a struct of the SDK in the form that the program has for its type.
    fn own_form(&self, field: ObjId, t: TypeId, code: Code) -> Code {
        let package = self.program.object(field).package.as_deref();
        let foreign = package.is_some_and(|package| !self.program.owns(package));
        match self.wrapping(t).filter(|_| foreign) {
            Some(wrap) if code.shape == Shape::Value => Code::value(format!("{wrap}({})", code.text)),
            Some(wrap) => Code::value(format!("{wrap}({}.clone())", code.base())),
            None => code,
        }
    }

    /// Refuses pointers in structs of Go's library: they are something else in each.
    fn check_field(&self, field: ObjId) -> Emitted<()> {
        let known = self.program.object(field);
        let foreign = known
            .package
            .as_deref()
            .is_some_and(|package| !self.program.owns(package));
        let pointer = known
            .t
            .is_some_and(|t| self.program.kind(t) == TypeKind::Pointer && self.foreign_handle(t).is_none());
        match foreign && pointer {
            true => Err(Unsupported::new(format!("the field {}", known.name))),
            false => Ok(()),
        }
    }

    /// A value of which a part is read: a struct in a cell is not copied for that.
    fn looked_into(&self, x: &Expr) -> Emitted {
        let cell = |object: ObjId| {
            self.program.object(object).kind == ObjectKind::Var
                && !self.program.object(object).global
                && self.storage(object) == Storage::Cell
        };
        match x.inner().named() {
            Some(object)
                if cell(object) && !self.careful.get() && self.program.kind(self.type_of(x)?) == TypeKind::Struct =>
            {
                Ok(Code::reference(format!("{}.borrow()", self.name(object))))
            }
            _ => self.expr(x),
        }
    }

    /// The handle of the SDK that a pointer type is.
    pub fn foreign_handle(&self, t: TypeId) -> Option<String> {
        let typ = self.program.typ(t);
        (typ.kind == TypeKind::Pointer)
            .then(|| self.rust_type(t).ok().filter(|text| !text.contains("Ptr<")))
            .flatten()
    }

    /// Whether a pointer type is an `Option` of the SDK.
    pub fn is_optional(&self, t: TypeId) -> bool {
        self.foreign_handle(t).is_some_and(|text| text.starts_with("Option<"))
    }

    /// What a pointer points at.
    pub fn behind(&self, x: &Expr) -> Emitted {
        let t = self.type_of(x)?;
        if let Some(object) = x.named()
            && matches!(self.storage(object), Storage::Borrowed)
        {
            return Ok(Code::reference(self.name(object)));
        }
        let pointer = self.careful(true, || self.expr(x))?;
        self.behind_code(&pointer, t)
    }

    fn behind_code(&self, pointer: &Code, _t: TypeId) -> Emitted {
        if self.careful.get() {
            return Ok(Code::value(format!("{}.get()", pointer.base())));
        }
        Ok(Code {
            text: format!("{}.borrow()", pointer.base()),
            prec: prec::POSTFIX,
            shape: Shape::Reference,
        })
    }

    pub fn index(&self, expr: &Expr, x: &Expr, index: &Expr) -> Emitted {
        if x.t.is_some_and(|t| self.program.typ(t).kind == TypeKind::Func) {
            return self.expr(x);
        }
        let t = self.type_of(x)?;
        self.check_list(t)?;
        let under = self.program.under_type(t);
        match under.kind {
            TypeKind::Map => {
                let base = self.expr(x)?.base();
                let key = self.map_key(under.key, index)?;
                if !self.is_own_map(t) {
                    return Err(Unsupported::new("an index into this map"));
                }
                // Maps of Go's library have methods of that name, too.
                let named = self.program.own_named(t).is_none() && self.program.typ(t).kind == TypeKind::Named;
                let base = if named { format!("(*{base})") } else { base };
                Ok(Code::value(format!("{base}.get({key})")))
            }
            TypeKind::Basic => {
                self.uses.borrow_mut().insert("go::StrExt".to_string());
                let base = self.careful(true, || self.expr(x))?;
                let base = if base.shape == Shape::Text {
                    self.own(&base, x)
                } else {
                    base.base()
                };
                Ok(Code::value(format!("{base}.at({})", self.int64(index)?)))
            }
            TypeKind::Pointer => {
                self.uses.borrow_mut().insert("go::SliceExt".to_string());
                let base = self.behind(x)?;
                self.element(base, index, expr)
            }
            TypeKind::Slice if !self.is_vec(t) => Ok(Code::value(format!(
                "{}.at({})",
                self.expr(x)?.base(),
                self.int64(index)?
            ))),
            _ => {
                let base = self.expr(x)?;
                if under.kind == TypeKind::Array
                    && let Some(value) = &index.v
                {
                    let shape = if base.shape == Shape::Value {
                        Shape::Value
                    } else {
                        Shape::Place
                    };
                    let text = format!("{}[{}]", base.base(), value.text);
                    let copied = expr.t.is_some_and(|t| self.is_copied(t));
                    let shape = if shape == Shape::Value && !copied {
                        Shape::Place
                    } else {
                        shape
                    };
                    return Ok(Code {
                        text,
                        prec: prec::POSTFIX,
                        shape,
                    });
                }
                self.uses.borrow_mut().insert("go::SliceExt".to_string());
                self.element(base, index, expr)
            }
        }
    }

    fn element(&self, base: Code, index: &Expr, _expr: &Expr) -> Emitted {
        Ok(Code::reference(format!("{}.at({})", base.base(), self.int64(index)?)))
    }

    /// Refuses the items of a list that is a type of its own here.
    pub fn check_list(&self, t: TypeId) -> Emitted<()> {
        match self.is_foreign_list(t) {
            true => Err(Unsupported::new(format!("the items of a {}", self.program.typ(t).text))),
            false => Ok(()),
        }
    }

    /// Whether a map is a `go::Map`, rather than a type of the SDK.
    pub fn is_own_map(&self, t: TypeId) -> bool {
        let typ = self.program.typ(t);
        typ.kind != TypeKind::Named
            || self.is_foreign_map(t)
            || typ.package.as_deref().is_some_and(|package| self.program.owns(package))
    }

    /// A key for looking something up.
    pub fn map_key(&self, key: Option<TypeId>, index: &Expr) -> Emitted<String> {
        let key = key.ok_or_else(|| Unsupported::new("a map without a key"))?;
        if self.program.is_string(key) && !self.is_newtype(key) && index.t.is_some_and(|t| self.program.is_string(t)) {
            return self.text(index);
        }
        // A literal is an i32, which turns into few other numbers.
        let literal = index.v.is_some() && !matches!(self.rust_type(key)?.as_str(), "i32" | "i64");
        match literal && self.program.typ(key).kind == TypeKind::Basic && !self.program.is_string(key) {
            true => self.typed_constant(index),
            false => self.converted(index, key),
        }
    }

    /// An integer of any type as an `i64`.
    pub fn int64(&self, expr: &Expr) -> Emitted<String> {
        let code = self.operand(expr)?;
        let t = self.type_of(expr)?;
        if expr.v.is_some() || self.rust_type(t)? == "i64" {
            return Ok(code.text);
        }
        if self.is_newtype(t) {
            let code = self.expr(expr)?;
            let wide = self.rust_type(self.program.under(t))? == "i64";
            return Ok(format!("{}.0{}", code.base(), if wide { "" } else { " as i64" }));
        }
        Ok(format!("{} as i64", code.at(prec::AS)))
    }

    pub fn slice(&self, expr: &Expr, x: &Expr, low: Option<&Expr>, high: Option<&Expr>, max: Option<&Expr>) -> Emitted {
        let t = self.type_of(x)?;
        let bound = |bound: Option<&Expr>| {
            bound.map_or(Ok(String::new()), |bound| {
                let text = self.int64(bound)?;
                Ok(if text.contains(' ') && text.contains(" as ") {
                    format!("({text})")
                } else {
                    text
                })
            })
        };
        self.check_list(t)?;
        if let Some(max) = max {
            let low = low.map_or(Ok("0".to_string()), |low| self.int64(low))?;
            let high = high.map_or(Ok(String::new()), |high| self.int64(high))?;
            let (base, max) = (self.expr(x)?.base(), self.int64(max)?);
            return self.of_type(t, format!("{base}.slice3({low}, {high}, {max})"));
        }
        let range = format!("{}..{}", bound(low)?, bound(high)?);
        if self.program.is_string(t) {
            self.uses.borrow_mut().insert("go::StrExt".to_string());
            let base = self.expr(x)?;
            let base = if base.shape == Shape::Text {
                self.own(&base, x)
            } else {
                base.base()
            };
            return self.of_type(t, format!("{base}.cut({range})"));
        }
        if self.is_vec(t) {
            self.uses.borrow_mut().insert("go::SliceExt".to_string());
            let items = format!("{}.cut({range})", self.expr(x)?.base());
            return match self.is_newtype(t) {
                true => self.of_type(t, format!("{items}.to_vec()")),
                false => Ok(Code::reference(items)),
            };
        }
        if self.program.kind(t) == TypeKind::Slice {
            let base = self.expr(x)?.base();
            return self.of_type(t, format!("{base}.slice({range})"));
        }
        self.array_slice(expr, x, &range)
    }

    /// A part of a value, of the same type as the whole.
    fn of_type(&self, t: TypeId, part: String) -> Emitted {
        Ok(Code::value(match self.is_newtype(t) {
            // A type with parameters is made without them.
            true => format!("{}({part})", self.rust_type(t)?.split('<').next().unwrap_or_default()),
            false => part,
        }))
    }

    /// A slice of an array: it shares the items, unless nobody can tell.
    fn array_slice(&self, expr: &Expr, x: &Expr, range: &str) -> Emitted {
        let t = self.type_of(x)?;
        if self.is_looked_at(expr) && self.program.kind(t) == TypeKind::Array {
            self.uses.borrow_mut().insert("go::SliceExt".to_string());
            return Ok(Code::reference(format!("{}.cut({range})", self.expr(x)?.base())));
        }
        let array = match self.program.kind(t) {
            TypeKind::Pointer => self.program.under_type(t).elem.unwrap_or(t),
            _ => t,
        };
        let pointer = self.pointer_to(x)?;
        let items = match self.is_newtype(array) {
            true => format!("{}::field!({pointer}, 0)", self.sdk("go")),
            false => pointer,
        };
        Ok(Code::value(format!("{items}.slice({range})")))
    }
}
