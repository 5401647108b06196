//! Values of interfaces as values of other types.

use super::Emitter;
use super::code::{Code, Unsupported};
use super::expr::Emitted;
use crate::port::tree::{Expr, TypeId, TypeKind};

impl Emitter<'_> {
    /// A type assertion that panics.
    pub fn assertion(&self, expr: &Expr, x: &Expr) -> Emitted {
        let target = self.type_of(expr)?;
        let value = self.asserted(x)?;
        if let Some(kept) = self.kept_configuration(target, &value)? {
            return Ok(Code::value(format!(
                "{kept}.expect(\"{}\")",
                self.program.typ(target).text
            )));
        }
        if self.program.is_error(target) || self.program.is_any(target) {
            return Err(Unsupported::new("an assertion to this interface that may panic"));
        }
        if self.program.is_interface(target) {
            let ask = self.ask(target)?;
            let methods = self.program.under_type(target).methods.iter().flatten();
            let first = methods.map(|method| method.name.as_str()).min().unwrap_or_default();
            return Ok(Code::value(format!(
                "{{ let value = {value}.clone(); {ask}(&value).unwrap_or_else(|| {}(&value, {:?}, {first:?})) }}",
                self.sdk("go::lacks"),
                self.program.typ(target).text
            )));
        }
        if self.program.has_other_name(target) {
            return Ok(Code::value(format!(
                "{}::<{}>({value}, {:?})",
                self.sdk("go::assert_called"),
                self.rust_type(target)?,
                self.printed_name(target)
            )));
        }
        let target = self.assert_type(target)?;
        let inner = if Self::is_wrapped(&target) { ".0" } else { "" };
        Ok(Code::value(format!(
            "{}::<{target}>({value}){inner}",
            self.sdk("go::assert")
        )))
    }

    /// `v, ok := value.(T)` as an `Option`, of a reference to an `Any`.
    pub fn cast(&self, value: &str, target: TypeId) -> Emitted<String> {
        if self.program.is_error(target) {
            return Ok(format!("{}.to_error()", value.trim_start_matches('&')));
        }
        if self.program.is_any(target) {
            return Ok(format!(
                "Some({}.clone()).filter(|value| !value.is_nil())",
                value.trim_start_matches('&')
            ));
        }
        if self.program.is_interface(target) {
            return Ok(format!("{}({value})", self.ask(target)?));
        }
        if self.program.has_other_name(target) {
            return Ok(format!(
                "{}::<{}>({value}, {:?})",
                self.sdk("go::cast_called"),
                self.rust_type(target)?,
                self.printed_name(target)
            ));
        }
        let target = self.assert_type(target)?;
        let inner = if Self::is_wrapped(&target) {
            ".map(|value| value.0)"
        } else {
            ""
        };
        Ok(format!("{}::<{target}>({value}){inner}", self.sdk("go::cast")))
    }

    /// Whether the SDK has a struct around the number that a type is, to tell it from another.
    fn is_wrapped(target: &str) -> bool {
        target.ends_with("go::Int64") || target.ends_with("go::Uint")
    }

    /// What asks an `Any` for an interface of the program.
    pub fn ask(&self, interface: TypeId) -> Emitted<String> {
        let typ = self.program.typ(interface);
        if self.program.own_named(interface) != Some(interface) {
            return Err(Unsupported::new("an assertion to this interface"));
        }
        self.asked.borrow_mut().entry(interface).or_insert(false);
        let path = self.own_path(typ.o, &self.type_name(interface));
        Ok(format!("<dyn {path}>::from_any"))
    }

    /// The value that a type assertion looks at, as a reference to an `Any`.
    pub fn asserted(&self, x: &Expr) -> Emitted<String> {
        let from = self.type_of(x)?;
        if self.program.is_any(from) {
            return self.reference(x);
        }
        if self.program.is_error(from) {
            return Ok(format!("&{}::from({})", self.sdk("Any"), self.owned(x)?));
        }
        Ok(format!("&{}.to_any()", self.expr(x)?.base()))
    }

    /// A type as the target of an assertion: int and int64 are one type here, and two in Go.
    pub fn assert_type(&self, target: TypeId) -> Emitted<String> {
        let typ = self.program.typ(target);
        Ok(match (typ.kind, typ.name.as_deref()) {
            (TypeKind::Basic, Some("int64")) => self.sdk("go::Int64"),
            (TypeKind::Basic, Some("uint")) => self.sdk("go::Uint"),
            _ => self.rust_type(target)?,
        })
    }

    /// A value in an interface with its name in Go, where its type is two there and one here.
    pub fn called(&self, value: String, t: TypeId) -> String {
        match self.program.has_other_name(t) {
            true => format!("{}({value}, {:?})", self.sdk("go::called"), self.printed_name(t)),
            false => value,
        }
    }

    /// The name of a type that `%T` prints.
    fn printed_name(&self, t: TypeId) -> String {
        let typ = self.program.typ(t);
        let part = |part: Option<TypeId>| part.map_or_else(String::new, |part| self.printed_name(part));
        match typ.kind {
            TypeKind::Slice => format!("[]{}", part(typ.elem)),
            TypeKind::Array => format!("[{}]{}", typ.len.unwrap_or_default(), part(typ.elem)),
            TypeKind::Map => format!("map[{}]{}", part(typ.key), part(typ.elem)),
            TypeKind::Pointer => format!("*{}", part(typ.elem)),
            TypeKind::Basic if typ.name.as_deref() == Some("byte") => "uint8".to_string(),
            TypeKind::Basic if typ.name.as_deref() == Some("rune") => "int32".to_string(),
            _ if self.program.is_any(t) => "interface {}".to_string(),
            _ => typ.text.clone(),
        }
    }
}
