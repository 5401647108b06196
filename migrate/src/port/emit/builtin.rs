//! Go's builtin functions.

use super::Emitter;
use super::code::{Code, Shape, Unsupported, prec};
use super::expr::Emitted;
use crate::port::facts::builtin;
use crate::port::tree::{Expr, TypeKind};

impl Emitter<'_> {
    /// A call of a builtin function.
    pub fn builtin(&self, call: &Expr, fun: &Expr, args: &[Expr], spread: bool) -> Emitted {
        match (builtin(fun), args) {
            ("len", [x]) => self.len(x),
            ("cap", [x]) => match self.program.under_type(self.type_of(x)?).kind {
                TypeKind::Array => self.len(x),
                _ => Ok(Code::value(format!("{}.cap()", self.expr(x)?.base()))),
            },
            ("append", [first, rest @ ..]) => self.append(call, first, rest, spread),
            ("make", [_, rest @ ..]) => self.make(call, rest),
            ("new", [_]) => {
                let t = self.type_of(call)?;
                let elem = self
                    .program
                    .under_type(t)
                    .elem
                    .ok_or_else(|| Unsupported::new("new of nothing"))?;
                let zero = self.typed_zero(elem)?;
                Ok(Code::value(format!("{}::new({zero})", self.sdk("go::Ptr"))))
            }
            ("delete", [map, key]) => {
                let key_type = self.program.under_type(self.type_of(map)?).key;
                let key = self.map_key(key_type, key)?;
                if !self.is_own_map(self.type_of(map)?) {
                    return Err(Unsupported::new("delete from this map"));
                }
                Ok(Code::value(format!(
                    "{}.remove({key})",
                    self.careful(true, || self.expr(map))?.base()
                )))
            }
            ("copy", [to, from]) => self.copy(to, from),
            ("clear", [x]) => Ok(Code::value(format!(
                "{}.clear()",
                self.careful(true, || self.expr(x))?.base()
            ))),
            ("panic", [value]) => Ok(Code::value(format!(
                "{}({})",
                self.sdk("go::panic"),
                self.any_value(value)?
            ))),
            ("recover", []) => {
                self.recovers.set(true);
                Ok(Code::value(format!("{}()", self.sdk("go::recover"))))
            }
            ("min" | "max", [first, rest @ ..]) => self.extreme(call, builtin(fun), first, rest),
            (name, _) => Err(Unsupported::new(format!("the function {name}"))),
        }
    }

    fn len(&self, x: &Expr) -> Emitted {
        let t = self.type_of(x)?;
        self.check_list(t)?;
        let code = self.expr(x)?;
        let shared = match self.program.kind(t) {
            TypeKind::Slice => !self.is_vec(t),
            TypeKind::Map => self.is_own_map(t),
            _ => false,
        };
        if shared {
            return Ok(Code::value(format!("{}.len()", code.base())));
        }
        if self.program.typ(t).kind == TypeKind::Param {
            return Err(Unsupported::new("the length of a type parameter"));
        }
        let code = if code.shape == Shape::Text {
            Code::value(self.own(&code, x))
        } else {
            code
        };
        let inner = if self.is_newtype(t) { ".0" } else { "" };
        let base = if self.program.kind(t) == TypeKind::Pointer {
            self.behind(x)?.base()
        } else {
            code.base()
        };
        Ok(Code::value(format!("{base}{inner}.len() as i64")).with(prec::AS))
    }

    /// The zero value of a type with the type told.
    pub fn typed_zero(&self, t: crate::port::tree::TypeId) -> Emitted<String> {
        let zero = self.zero(t)?;
        Ok(match zero.as_str() {
            "0" | "0.0" => format!("{zero}_{}", self.rust_type(t)?),
            "Vec::new()" => format!("{}::new()", self.rust_type(t)?.replacen('<', "::<", 1)),
            "None" => format!("None::<{}>", self.sdk("Error")),
            _ if zero.ends_with("::default()") && self.rust_type(t)?.contains('<') => {
                format!("<{}>::default()", self.rust_type(t)?)
            }
            _ => zero,
        })
    }

    fn append(&self, call: &Expr, first: &Expr, rest: &[Expr], spread: bool) -> Emitted {
        let t = self.type_of(call)?;
        let list = if first.is_nil() {
            self.typed_zero(t)?
        } else {
            self.owned(first)?
        };
        if rest.is_empty() {
            return Ok(Code::value(list));
        }
        if !self.is_vec(t) {
            let items = self.appended(call, rest, spread)?;
            let base = if first.is_nil() { list } else { self.expr(first)?.base() };
            if self.is_newtype(t) {
                return Ok(Code::value(format!("{}({base}.append({items}))", self.rust_type(t)?)));
            }
            return Ok(Code::value(format!("{base}.append({items})")));
        }
        let grow = self.grow("list", call, rest, spread)?;
        Ok(Code::value(format!("{{ let mut list = {list}; {grow}; list }}")))
    }

    /// What makes a place grow.
    pub fn grow(&self, place: &str, call: &Expr, rest: &[Expr], spread: bool) -> Emitted<String> {
        let t = self.type_of(call)?;
        let elem = self
            .program
            .under_type(t)
            .elem
            .ok_or_else(|| Unsupported::new("append to nothing"))?;
        if let ([one], false) = (rest, spread) {
            return Ok(format!("{place}.push({})", self.converted(one, elem)?));
        }
        let items = self.appended(call, rest, spread)?;
        Ok(match self.is_vec(t) && (spread || items.starts_with('&')) {
            true => format!("{place}.extend_from_slice({items})"),
            false => format!("{place}.extend({items})"),
        })
    }

    /// What is appended, as something to iterate over.
    fn appended(&self, call: &Expr, rest: &[Expr], spread: bool) -> Emitted<String> {
        let t = self.type_of(call)?;
        let elem = self
            .program
            .under_type(t)
            .elem
            .ok_or_else(|| Unsupported::new("append to nothing"))?;
        if let ([list], true) = (rest, spread) {
            let from = self.type_of(list)?;
            // What grows asks for the items of a list itself: the cell that the list lies in need not stay open.
            let code = self.careful(!self.is_list(list), || self.expr(list))?;
            if self.program.is_string(from) {
                let text = if code.shape == Shape::Text {
                    format!("{}.as_bytes()", code.text)
                } else {
                    code.borrowed()
                };
                return Ok(if self.is_vec(t) {
                    text
                } else {
                    format!("{}.to_vec()", code.base())
                });
            }
            return Ok(match (self.is_list(list), self.is_vec(t)) {
                (true, true) => code.borrowed(),
                (true, false) => self.own(&code, list),
                (false, true) => format!("&{}.borrow()", code.base()),
                (false, false) if self.is_newtype(from) => format!("{}.to_vec()", code.base()),
                (false, false) => code.borrowed(),
            });
        }
        // Growing may write to the array that an item reads: what it borrows ends with its block.
        let apart = |item: String| match item.contains(".borrow()") && !self.is_vec(t) {
            true => format!("{{ {item} }}"),
            false => item,
        };
        let items: Emitted<Vec<_>> = rest.iter().map(|item| self.converted(item, elem).map(apart)).collect();
        Ok(format!("[{}]", items?.join(", ")))
    }

    fn make(&self, call: &Expr, rest: &[Expr]) -> Emitted {
        let t = self.type_of(call)?;
        let under = self.program.under_type(t);
        self.check_list(t)?;
        let text = match (under.kind, rest) {
            (TypeKind::Map, _) if self.is_foreign_map(t) => {
                return Ok(Code::value(format!("{}::make()", self.rust_type(t)?)));
            }
            (TypeKind::Map, _) if self.is_own_map(t) => format!("{}::make()", self.sdk("go::Map")),
            (TypeKind::Map, _) => format!("{}::default()", self.rust_type(t)?),
            (TypeKind::Slice, [len, cap @ ..]) => {
                if self.is_vec(t) && len.v.as_ref().is_some_and(|len| len.text == "0") {
                    match cap {
                        [cap] => format!("Vec::with_capacity({} as usize)", self.operand(cap)?.at(prec::AS)),
                        _ => "Vec::new()".to_string(),
                    }
                } else if self.is_vec(t) {
                    let elem = under.elem.ok_or_else(|| Unsupported::new("make of nothing"))?;
                    format!(
                        "vec![{}; {} as usize]",
                        self.typed_zero(elem)?,
                        self.operand(len)?.at(prec::AS)
                    )
                } else {
                    let len = self.int64(len)?;
                    let cap = cap.first().map_or(Ok(len.clone()), |cap| self.int64(cap))?;
                    format!("{}::make({len}, {cap})", self.sdk("go::Slice"))
                }
            }
            _ => return Err(Unsupported::new("make of this type")),
        };
        Ok(Code::value(if self.is_newtype(t) {
            format!("{}({text})", self.rust_type(t)?)
        } else {
            text
        }))
    }

    fn copy(&self, to: &Expr, from: &Expr) -> Emitted {
        let target = self.careful(true, || self.expr(to))?;
        if self.is_vec(self.type_of(to)?) {
            return Err(Unsupported::new("copy into this slice"));
        }
        let from_type = self.type_of(from)?;
        // What is copied into may be a part of what holds the source.
        let source = self.careful(true, || self.expr(from))?;
        let source = if self.program.is_string(from_type) {
            let bytes = if source.shape == Shape::Text {
                format!("{}.as_bytes().to_vec()", source.text)
            } else {
                format!("{}.to_vec()", source.base())
            };
            format!("&{}::from({bytes})", self.sdk("go::Slice"))
        } else if self.is_list(from) {
            format!("&{}::from({})", self.sdk("go::Slice"), self.own(&source, from))
        } else {
            source.borrowed()
        };
        Ok(Code::value(format!("{}.copy_from({source})", target.base())))
    }

    fn extreme(&self, call: &Expr, name: &str, first: &Expr, rest: &[Expr]) -> Emitted {
        let t = self.type_of(call)?;
        if self.program.is_string(t) || self.program.basic(t).contains("float") {
            if self.is_newtype(t) {
                return Err(Unsupported::new(format!("{name} of this type")));
            }
            let function = self.sdk(&format!("go::{name}"));
            let more = |text, other: &Expr| Ok(format!("{function}({text}, {})", self.converted(other, t)?));
            return Ok(Code::value(rest.iter().try_fold(self.converted(first, t)?, more)?));
        }
        let mut text = self.converted(first, t)?;
        if first.v.is_some() {
            text = self.literal_number(first.v.as_ref().ok_or_else(|| Unsupported::new("a constant"))?, t)?;
            if !self.is_newtype(t) {
                text = format!("{text}_{}", self.rust_type(t)?);
            }
        } else {
            let code = self.operand(first)?;
            text = if code.shape == Shape::Value { code.base() } else { text };
        }
        for other in rest {
            text = format!("{text}.{name}({})", self.converted(other, t)?);
        }
        Ok(Code::value(text))
    }
}
