//! Values that become values of another type: conversions, interfaces, zero values.

use super::code::{Code, Shape, Unsupported, prec};
use super::expr::Emitted;
use super::{Emitter, Storage};
use crate::port::foreign;
use crate::port::tree::{ConstantKind, Expr, ExprKind, TypeId, TypeKind};

impl Emitter<'_> {
    /// The value of an expression as one of a type that it can be assigned to.
    pub fn converted(&self, expr: &Expr, target: TypeId) -> Emitted<String> {
        if expr.is_nil() {
            return self.zero(target);
        }
        let from = self.type_of(expr)?;
        if self.program.is_any(target) && self.program.typ(target).kind != TypeKind::Param {
            if self.program.is_any(from) {
                return self.owned(expr);
            }
            let value = self.any_value(expr)?;
            return Ok(match is_any_text(&value) {
                true => value,
                false => format!("{}::from({value})", self.sdk("Any")),
            });
        }
        if self.program.is_error(target) {
            return self.error_value(expr);
        }
        if self.program.is_interface(target) {
            return self.interface_value(expr, target);
        }
        if expr.v.is_some()
            && self.program.typ(target).kind != TypeKind::Param
            && self.rust_type(from)? != self.rust_type(target)?
        {
            return self.converted_constant(expr, target);
        }
        if self.program.typ(target).kind == TypeKind::Param && expr.v.is_some() {
            return match self.program.is_string(from) {
                true => self.owned(expr),
                false => self.typed_constant(expr),
            };
        }
        // A named slice, map or function from one without a name, or the other way round.
        match (self.is_newtype(from), self.is_newtype(target)) {
            (false, true) => Ok(format!("{}({})", self.rust_type(target)?, self.owned(expr)?)),
            (true, false) if self.program.typ(target).kind != TypeKind::Param => {
                let code = self.expr(expr)?;
                let inner = Code {
                    text: format!("{}.0", code.base()),
                    prec: prec::POSTFIX,
                    shape: code.shape,
                };
                Ok(match inner.shape {
                    Shape::Value => inner.text,
                    _ => format!("{}.clone()", inner.base()),
                })
            }
            _ => self.owned(expr),
        }
    }

    /// An error as an `Option<Error>`.
    pub fn error_value(&self, expr: &Expr) -> Emitted<String> {
        let from = self.type_of(expr)?;
        if expr.is_nil() {
            return Ok("None".to_string());
        }
        if self.program.is_error(from) {
            return self.owned(expr);
        }
        if self.program.is_interface(from) {
            return Ok(format!("{}.to_any().to_error()", self.expr(expr)?.base()));
        }
        Ok(format!(
            "Some({}::from_value({}))",
            self.sdk("Error"),
            self.owned(expr)?
        ))
    }

    /// An error that is there for certain, as an `Error`.
    pub fn sure_error(&self, expr: &Expr) -> Emitted<Option<String>> {
        let inner = expr.inner();
        if let Some(object) = inner.named() {
            if self.is_fixed_error(object) {
                return Ok(Some(self.own_path(Some(object), &self.name(object))));
            }
            if !self.program.object(object).global && self.storage(object) == Storage::Error {
                let name = self.name(object);
                return Ok(Some(if self.leaves_once(object) {
                    name
                } else {
                    format!("{name}.clone()")
                }));
            }
            let known = self.program.object(object);
            let foreign = known
                .package
                .as_deref()
                .is_some_and(|package| !self.program.owns(package));
            if foreign && known.global {
                return self.foreign_path(object).map(Some);
            }
        }
        if let ExprKind::CallExpr { fun, .. } = &inner.kind
            && matches!(
                foreign::name(self.program, fun).as_deref(),
                Some("errors.New" | "fmt.Errorf")
            )
        {
            return self.plain_call(inner).map(|code| Some(code.text));
        }
        let t = self.type_of(expr)?;
        if !self.program.is_interface(t) && !expr.is_nil() {
            return Ok(Some(format!(
                "{}::from_value({})",
                self.sdk("Error"),
                self.owned(expr)?
            )));
        }
        Ok(None)
    }

    /// Refuses a value of the program's own type for an interface of Go's library or of the SDK, whose methods it would have to
    /// have there.
    pub fn check_library_interface(&self, from: TypeId, target: TypeId) -> Emitted<()> {
        let own = self.program.own_named(from).is_some();
        if own && (!self.program.is_interface(from) || foreign::is_stream(self.program, target)) {
            let target = &self.program.typ(target).text;
            return Err(Unsupported::new(format!(
                "a type of the plugin itself as a value of {target}"
            )));
        }
        Ok(())
    }

    fn interface_value(&self, expr: &Expr, target: TypeId) -> Emitted<String> {
        let from = self.type_of(expr)?;
        let typ = self.program.typ(target);
        if let Some(context) = self.context_name(target) {
            return self.context_value(expr, context);
        }
        if typ
            .package
            .as_deref()
            .is_some_and(|package| !self.program.owns(package))
        {
            if typ.name.as_deref() == Some("Cluster") && !self.program.is_interface(from) {
                return self.cluster(expr, from);
            }
            self.check_library_interface(from, target)?;
            return match foreign::is_stream(self.program, target) && !self.same_rust(from, target) {
                true => Ok(format!("{}::from({})", self.rust_type(target)?, self.owned(expr)?)),
                false => self.owned(expr),
            };
        }
        if self.program.is_interface(from) {
            if from == target || self.same_rust(from, target) {
                return self.owned(expr);
            }
            // A value of one interface has the methods of the other: the compiler has seen to it.
            let ask = self.ask(target)?;
            return Ok(format!("{ask}({}).unwrap_or_default()", self.asserted(expr)?));
        }
        let path = self.own_path(typ.o, &self.type_name(target));
        Ok(self.dynamic(&path, &self.owned(expr)?))
    }

    /// A cluster of one of the SDK's kinds, or a pointer to one, as a value of the interface.
    fn cluster(&self, expr: &Expr, from: TypeId) -> Emitted<String> {
        if self.program.own_named(from).is_some() {
            return Err(Unsupported::new("a kind of cluster that the plugin implements itself"));
        }
        Ok(self.dynamic(&format!("{}::Cluster", self.sdk("wrapper")), &self.owned(expr)?))
    }

    /// A value as one of an interface.
    pub fn dynamic(&self, interface: &str, value: &str) -> String {
        format!("{}::<dyn {interface}>::new(Rc::new({value}))", self.sdk("go::Dyn"))
    }

    /// Something that turns into an `Any`.
    pub fn any_value(&self, expr: &Expr) -> Emitted<String> {
        if expr.is_nil() {
            return Ok(format!("{}::Nil", self.sdk("Any")));
        }
        let t = self.type_of(expr)?;
        if self.program.own_named(t) == Some(t) && self.program.basic(t) == "bool" && !self.is_newtype(t) {
            return Err(Unsupported::new("a bool with a type of its own in an interface"));
        }
        if self.is_long_array(t) {
            return Err(Unsupported::new("an array of more than 32 elements in an interface"));
        }
        let name = self.program.typ(t).name.clone().unwrap_or_default();
        let basic = self.program.typ(t).kind == TypeKind::Basic;
        let code = self.expr(expr)?;
        if code.text == "None" {
            return Ok(format!("{}::Nil", self.sdk("Any")));
        }
        if expr.v.is_some() && basic {
            let small = expr.v.as_ref().is_some_and(|value| value.text.parse::<i32>().is_ok());
            return Ok(match name.as_str() {
                "int" | "untyped int" if !small => self.typed_constant(expr)?,
                "int" | "untyped int" | "string" | "untyped string" | "bool" | "untyped bool" | "float64"
                | "untyped float" => code.text,
                "int64" => format!("{}({})", self.sdk("go::int64"), code.text),
                "uint64" => format!("{}::Uint({})", self.sdk("Any"), code.text),
                "uint" | "uintptr" => format!("{}({})", self.sdk("go::uint"), code.text),
                "rune" | "int32" | "untyped rune" => format!("{}::Int32({})", self.sdk("Any"), code.text),
                _ => self.typed_constant(expr)?,
            });
        }
        if let Some(object) = expr.named()
            && self.program.is_error(t)
            && !self.program.object(object).global
            && self.storage(object) == Storage::Error
        {
            let last = self
                .facts
                .vars
                .get(&object)
                .is_some_and(|var| var.reads.iter().all(|at| *at <= expr.inner().pos));
            return Ok(if last {
                self.name(object)
            } else {
                format!("&{}", self.name(object))
            });
        }
        if foreign::is_stream(self.program, t) {
            let text = &self.program.typ(t).text;
            return Err(Unsupported::new(format!("a value of {text} in an interface")));
        }
        if self.program.is_interface(t) && !self.program.is_any(t) && !self.program.is_error(t) {
            return Ok(format!("{}.to_any()", code.base()));
        }
        if basic {
            match name.as_str() {
                "int64" => return Ok(format!("{}({})", self.sdk("go::int64"), self.own(&code, expr))),
                "uint" | "uintptr" => return Ok(format!("{}({})", self.sdk("go::uint"), self.own(&code, expr))),
                "rune" | "int32" => return Ok(format!("{}::Int32({})", self.sdk("Any"), self.own(&code, expr))),
                "string" if code.shape == Shape::Place => return Ok(code.borrowed()),
                "string" if code.text.ends_with(".borrow()") => return Ok(self.own(&code, expr)),
                "string" if matches!(code.shape, Shape::Reference | Shape::Text) => return Ok(code.text),
                _ => {}
            }
        }
        let value = self.with_type(self.own(&code, expr), t)?;
        // The SDK knows lists of bytes, texts and headers; all others say their types.
        let typ = self.program.typ(t);
        if typ.kind == TypeKind::Slice && self.is_vec(t) && !typ.elem.is_some_and(|elem| self.is_known_item(elem)) {
            return Ok(self.called(format!("{}::from({value})", self.sdk("go::Slice")), t));
        }
        Ok(self.called(value, t))
    }

    /// A value with its type, where a literal would leave that open.
    fn with_type(&self, value: String, t: TypeId) -> Emitted<String> {
        let typ = self.program.typ(t);
        if typ.kind == TypeKind::Array && value.starts_with('[') {
            return Ok(format!("<{}>::from({value})", self.rust_type(t)?));
        }
        if !matches!(typ.kind, TypeKind::Slice | TypeKind::Map | TypeKind::Pointer) {
            return Ok(value);
        }
        let rust = self.rust_type(t)?;
        let Some((path, _)) = rust.split_once('<') else {
            return Ok(value);
        };
        let open = ["make()", "new()", "default()", "from([])"]
            .iter()
            .any(|end| value.ends_with(end))
            || value.starts_with(&format!("{path}::make("));
        let number = |word: &str| {
            matches!(
                word,
                "i8" | "i16" | "i64" | "u8" | "u16" | "u32" | "u64" | "f32" | "f64" | "Any" | "Dyn" | "Func"
            )
        };
        if !open && !rust.split(|c: char| !c.is_alphanumeric()).any(number) {
            return Ok(value);
        }
        let typed = rust.replacen('<', "::<", 1);
        Ok(
            match (value.strip_prefix("vec!["), value.strip_prefix(&format!("{path}::"))) {
                (Some(items), _) if items.ends_with(" as usize]") => value,
                (Some(items), _) => format!("{typed}::from([{})", items),
                (_, Some(made)) => format!("{typed}::{made}"),
                _ => value,
            },
        )
    }

    /// Whether the SDK has a variant of its own for a list of this.
    fn is_known_item(&self, elem: TypeId) -> bool {
        matches!(self.rust_type(elem).as_deref(), Ok("u8" | "Str" | "[Str; 2]" | "Any"))
    }

    /// The zero value of a type.
    pub fn zero(&self, id: TypeId) -> Emitted<String> {
        let typ = self.program.under_type(id);
        if let Some(context) = self.context_name(id) {
            return match foreign::may_be_missing(context) {
                true => Ok("None".to_string()),
                false => Err(Unsupported::new("a context that is nil")),
            };
        }
        if self.program.is_error(id) {
            return Ok("None".to_string());
        }
        if self.is_newtype(id) {
            return Ok(format!("{}::default()", self.turbofish(&self.rust_type(id)?)));
        }
        Ok(match typ.kind {
            TypeKind::Basic => match self.rust_type(self.program.under(id))?.as_str() {
                "bool" => "false".to_string(),
                "f32" | "f64" => "0.0".to_string(),
                name if name.ends_with("Str") => format!("{name}::default()"),
                _ => "0".to_string(),
            },
            TypeKind::Slice if self.is_vec(id) => "Vec::new()".to_string(),
            TypeKind::Pointer if self.is_optional(id) => "None".to_string(),
            TypeKind::Interface if self.program.is_any(id) => format!("{}::Nil", self.sdk("Any")),
            TypeKind::Array => self.zero_array(id)?,
            TypeKind::Struct if typ.fields.is_empty() && self.program.own_named(id) == Some(id) => {
                self.rust_type(id)?
            }
            TypeKind::Struct if typ.fields.is_empty() && self.program.typ(id).kind == TypeKind::Struct => {
                "()".to_string()
            }
            _ if self.program.typ(id).kind == TypeKind::Param => format!("{}::default()", self.rust_type(id)?),
            _ => format!("{}::default()", self.turbofish(&self.rust_type(id)?)),
        })
    }

    fn zero_array(&self, id: TypeId) -> Emitted<String> {
        let typ = self.program.under_type(id);
        let elem = typ.elem.ok_or_else(|| Unsupported::new("an array without a type"))?;
        let zero = self.zero(elem)?;
        let len = typ.len.unwrap_or_default();
        Ok(if self.is_copied(elem) {
            format!("[{zero}; {len}]")
        } else {
            format!("std::array::from_fn(|_| {zero})")
        })
    }

    /// The path of a type with arguments, as it stands before `::`.
    pub fn turbofish(&self, name: &str) -> String {
        match name.split_once('<') {
            Some((path, _)) => path.to_string(),
            None => name.to_string(),
        }
    }

    /// Go's `T(x)`.
    pub fn conversion(&self, call: &Expr, arg: &Expr) -> Emitted {
        let (to, from) = (self.type_of(call)?, self.type_of(arg)?);
        if arg.is_nil() {
            return self.zero(to).map(Code::value);
        }
        let (to_basic, from_basic) = (self.program.basic(to).to_string(), self.program.basic(from).to_string());
        let number = |name: &str| !name.is_empty() && !name.contains("string") && !name.contains("bool");
        if number(&to_basic) && number(&from_basic) {
            return self.number(arg, from, to);
        }
        let inner = |code: Code| {
            if self.is_newtype(from) {
                let shape = if code.shape == Shape::Value {
                    Shape::Value
                } else {
                    Shape::Place
                };
                Code {
                    text: format!("{}.0", code.base()),
                    shape,
                    ..code
                }
            } else {
                code
            }
        };
        let wrap = |text: String| -> Emitted {
            Ok(Code::value(if self.is_newtype(to) {
                format!("{}({text})", self.rust_type(to)?)
            } else {
                text
            }))
        };
        if self.program.is_string(to) {
            if self.program.is_string(from) {
                let code = inner(self.expr(arg)?);
                if !self.is_newtype(to) {
                    return Ok(code);
                }
                return wrap(self.own(&code, arg));
            }
            if number(&from_basic) {
                return wrap(format!("{}({})", self.sdk("go::from_rune"), self.int64(arg)?));
            }
            if self.is_bytes(from) {
                let code = inner(self.expr(arg)?);
                let text = match (self.is_list(arg), code.shape) {
                    (true, Shape::Value) => format!("{}::from({})", self.sdk("Str"), code.text),
                    (true, _) => format!("{}::copy_of({})", self.sdk("Str"), code.borrowed()),
                    (false, _) => format!("{}::copy_of(&{}.borrow())", self.sdk("Str"), code.base()),
                };
                return wrap(text);
            }
            return wrap(format!("{}({})", self.sdk("go::from_runes"), self.items(arg)?));
        }
        if self.program.is_string(from) && self.program.kind(to) == TypeKind::Slice {
            let code = inner(self.expr(arg)?);
            let list = if self.is_bytes(to) {
                match code.shape {
                    Shape::Text => format!("{}.as_bytes().to_vec()", code.base()),
                    Shape::Value => format!("Vec::from({})", code.text),
                    _ => format!("{}.to_vec()", code.base()),
                }
            } else {
                format!("{}({})", self.sdk("go::runes"), self.text(arg)?)
            };
            return wrap(self.listed(list, to)?);
        }
        if self.program.is_interface(to) {
            return self.converted(arg, to).map(Code::value);
        }
        if self.rust_type(from)? == self.rust_type(to)? {
            return self.expr(arg);
        }
        if matches!(self.program.kind(to), TypeKind::Struct) {
            return Err(Unsupported::new("a struct as another type of struct"));
        }
        self.converted(arg, to).map(Code::value)
    }

    /// A `Vec` as the kind of slice that a type is.
    pub fn listed(&self, list: String, to: TypeId) -> Emitted<String> {
        Ok(if self.is_vec(to) {
            list
        } else {
            format!("{}::from({list})", self.sdk("go::Slice"))
        })
    }

    /// The items of a slice, for a function that takes a reference to them.
    pub fn items(&self, expr: &Expr) -> Emitted<String> {
        let t = self.type_of(expr)?;
        let code = self.expr(expr)?;
        let base = if self.is_newtype(t) {
            format!("{}.0", code.base())
        } else {
            code.base()
        };
        if self.is_list(expr) || self.program.kind(t) == TypeKind::Array {
            return Ok(if self.is_newtype(t) {
                format!("&{base}")
            } else {
                code.borrowed()
            });
        }
        Ok(format!("&{base}.borrow()"))
    }

    fn number(&self, arg: &Expr, from: TypeId, to: TypeId) -> Emitted {
        let (rust_from, rust_to) = (
            self.rust_type(self.program.under(from))?,
            self.rust_type(self.program.under(to))?,
        );
        let foreign = |id: TypeId| {
            let typ = self.program.typ(id);
            typ.kind == TypeKind::Named
                && typ
                    .package
                    .as_deref()
                    .is_some_and(|package| !self.program.owns(package))
        };
        let inside = self.is_newtype(from) || foreign(from);
        let code = if inside { self.expr(arg)? } else { self.operand(arg)? };
        let code = if inside {
            Code::value(format!("{}.0", code.base()))
        } else {
            code
        };
        let number = if rust_from == rust_to {
            code
        } else if rust_from.starts_with('f') && !rust_to.starts_with('f') {
            Code::value(format!(
                "{}::<{rust_to}>({})",
                self.sdk("go::to_int"),
                if rust_from == "f32" {
                    format!("{} as f64", code.at(prec::AS))
                } else {
                    code.text.clone()
                }
            ))
        } else {
            Code::value(format!("{} as {rust_to}", code.at(prec::AS))).with(prec::AS)
        };
        if self.is_newtype(to) || foreign(to) {
            return Ok(Code::value(format!("{}({})", self.rust_type(to)?, number.text)));
        }
        Ok(number)
    }

    fn converted_constant(&self, expr: &Expr, target: TypeId) -> Emitted<String> {
        let value = expr.v.as_ref().ok_or_else(|| Unsupported::new("a constant"))?;
        if value.kind == ConstantKind::String {
            let text = self.owned(expr)?;
            return Ok(if self.is_newtype(target) {
                format!("{}({text})", self.rust_type(target)?)
            } else {
                text
            });
        }
        self.literal_number(value, target)
    }
}

/// Whether a text is an `Any` by itself.
pub fn is_any_text(text: &str) -> bool {
    ["Any::", "go::called(", "go::int64(", "go::uint("]
        .iter()
        .any(|start| text.starts_with(start))
        || text.ends_with(".to_any()")
}
