//! Constants and composite literals.

use super::Emitter;
use super::code::{Code, Shape, Unsupported, prec};
use super::expr::Emitted;
use crate::port::tree::{Constant, ConstantKind, Expr, ExprKind, ObjId, ObjectKind, TypeId, TypeKind};

impl Emitter<'_> {
    /// A constant expression.
    pub fn constant(&self, expr: &Expr, value: &Constant) -> Emitted {
        let t = self.type_of(expr)?;
        if let Some(object) = expr.named()
            && self.program.object(object).kind == ObjectKind::Const
        {
            return self.named_constant(object, t, value);
        }
        match value.kind {
            ConstantKind::Bool if self.is_newtype(t) => {
                Ok(Code::value(format!("{}({})", self.rust_type(t)?, value.text)))
            }
            ConstantKind::Bool => Ok(Code::value(value.text.clone())),
            ConstantKind::String => self.text_constant(value, t),
            ConstantKind::Int | ConstantKind::Float => {
                if let Some(code) = self.constant_expression(expr, t)?.or(self.span(expr, t)?) {
                    return Ok(code);
                }
                if let ExprKind::BasicLit { kind, value: text } = &expr.inner().kind
                    && let Some(code) = self.number_literal(kind, text, t)?
                {
                    return Ok(code);
                }
                let text = self.literal_number(value, t)?;
                let strength = if text.starts_with('-') {
                    prec::UNARY
                } else {
                    prec::POSTFIX
                };
                Ok(Code::value(text).with(strength))
            }
            ConstantKind::Other => Err(Unsupported::new("a complex constant")),
        }
    }

    /// An operation between constants, where it reads as in Go and comes to the same.
    fn constant_expression(&self, expr: &Expr, t: TypeId) -> Emitted<Option<Code>> {
        let ExprKind::BinaryExpr { x, op, y } = &expr.inner().kind else {
            return Ok(None);
        };
        let simple = |side: &Expr| {
            side.t.is_some_and(|side| self.same_rust(side, t))
                && side.v.as_ref().is_some_and(|value| value.text.parse::<i32>().is_ok())
        };
        let fits = expr.v.as_ref().is_some_and(|value| value.text.parse::<i32>().is_ok());
        let named = |side: &Expr| side.named().is_some();
        if self.is_newtype(t) || !(simple(x) && simple(y) && fits) || !matches!(op.as_str(), "+" | "-" | "*") {
            return Ok(None);
        }
        let product = op == "*" && matches!(x.inner().kind, ExprKind::BasicLit { .. });
        if !(named(x) || named(y) || product) {
            return Ok(None);
        }
        let strength = if op == "*" { prec::MUL } else { prec::ADD };
        let (left, right) = (self.expr(x)?, self.expr(y)?);
        let right = if right.prec <= strength {
            format!("({})", right.text)
        } else {
            right.text
        };
        Ok(Some(
            Code::value(format!("{} {op} {right}", left.at(strength))).with(strength),
        ))
    }

    /// `60 * time.Second`: a number of spans of time.
    fn span(&self, expr: &Expr, t: TypeId) -> Emitted<Option<Code>> {
        let ExprKind::BinaryExpr { x, op, y } = &expr.inner().kind else {
            return Ok(None);
        };
        if op != "*" || self.program.typ(t).text != "time.Duration" {
            return Ok(None);
        }
        let unit = |side: &Expr| {
            side.named().is_some_and(|object| {
                let known = self.program.object(object);
                known.kind == ObjectKind::Const && known.package.as_deref() == Some("time")
            })
        };
        let (number, unit) = match (unit(x), unit(y)) {
            (false, true) => (x, y),
            (true, false) => (y, x),
            _ => return Ok(None),
        };
        let (number, unit) = (self.expr(number)?, self.expr(unit)?);
        Ok(Some(
            Code::value(format!("{} * {}", number.at(prec::MUL), unit.text)).with(prec::MUL),
        ))
    }

    /// A number as it was written, where Rust writes it alike.
    fn number_literal(&self, kind: &str, text: &str, t: TypeId) -> Emitted<Option<Code>> {
        let rust = self.rust_type(self.program.under(t))?;
        if self.is_newtype(t) || self.is_foreign_number(t) {
            return Ok(None);
        }
        let plain =
            text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !text.contains(['X', 'B', 'O', 'e', 'p']);
        let octal = text.len() > 1 && text.starts_with('0') && text.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
        Ok(match kind {
            "CHAR" if text.len() == 3 && text != "'\\'" => Some(match rust.as_str() {
                "u8" => Code::value(format!("b{text}")),
                _ => Code::value(format!("{text} as {rust}")).with(prec::AS),
            }),
            "INT" if plain && !octal && !rust.starts_with('f') => Some(Code::value(text)),
            _ => None,
        })
    }

    pub fn is_foreign_number(&self, t: TypeId) -> bool {
        let typ = self.program.typ(t);
        typ.kind == TypeKind::Named
            && typ
                .package
                .as_deref()
                .is_some_and(|package| !self.program.owns(package))
    }

    /// The value of a number as a literal of a type.
    pub fn literal_number(&self, value: &Constant, t: TypeId) -> Emitted<String> {
        let rust = self
            .rust_type(self.program.under(t))
            .unwrap_or_else(|_| "i64".to_string());
        let number = match rust.as_str() {
            "f32" | "f64" => float(&value.text),
            _ => integer(value.text.strip_suffix(".0").unwrap_or(&value.text), &rust),
        };
        if self.is_newtype(t) || self.is_foreign_number(t) {
            return Ok(format!("{}({number})", self.rust_type(t)?));
        }
        Ok(number)
    }

    /// A number with its type written out, where nothing else would tell it.
    pub fn typed_constant(&self, expr: &Expr) -> Emitted<String> {
        let code = self.expr(expr)?;
        let t = self.type_of(expr)?;
        let rust = self.rust_type(self.program.under(t))?;
        let literal = code.text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
            && code
                .text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'));
        if literal && !self.is_newtype(t) && !self.is_foreign_number(t) {
            return Ok(format!("{}_{rust}", code.text));
        }
        Ok(code.text)
    }

    fn named_constant(&self, object: ObjId, t: TypeId, value: &Constant) -> Emitted {
        let known = self.program.object(object);
        let package = known.package.as_deref().unwrap_or_default();
        if known.package.is_none() {
            return Ok(match value.kind {
                ConstantKind::Bool => Code::value(value.text.clone()),
                _ => Code::value(self.literal_number(value, t)?),
            });
        }
        let declared = known.t.unwrap_or(t);
        if known
            .value
            .as_ref()
            .is_some_and(|value| self.is_too_big(value, declared))
        {
            return Ok(Code::value(self.literal_number(value, t)?));
        }
        let path = if !self.program.owns(package) {
            if package == "math" {
                return Ok(Code::value(self.literal_number(value, t)?));
            }
            self.foreign_path(object)?
        } else if known.global {
            self.own_path(Some(object), &self.name(object))
        } else {
            self.name(object)
        };
        if value.kind == ConstantKind::String {
            if self.is_newtype(t) && self.same_rust(declared, t) {
                return Ok(Code::value(path));
            }
            if self.is_newtype(t) {
                let name = self.rust_type(t)?;
                return Ok(Code::value(format!("{name}({}::from({path}))", self.sdk("Str"))));
            }
            return Ok(Code {
                text: path,
                prec: prec::POSTFIX,
                shape: Shape::Text,
            });
        }
        let (from, to) = (self.rust_type(declared)?, self.rust_type(t)?);
        if from == to || value.kind == ConstantKind::Bool {
            return Ok(Code::value(path));
        }
        if self.is_newtype(t) || self.is_foreign_number(t) {
            return Ok(Code::value(format!("{to}({path})")));
        }
        Ok(Code::value(format!("{path} as {to}")).with(prec::AS))
    }

    /// Whether a constant fits into no type of Rust that its own is written as.
    pub fn is_too_big(&self, value: &Constant, t: TypeId) -> bool {
        value.kind == ConstantKind::Int && self.program.basic(t) == "untyped int" && value.text.parse::<i64>().is_err()
    }

    fn text_constant(&self, value: &Constant, t: TypeId) -> Emitted {
        // A constant that is added to a text keeps its name.
        let text = text_literal(&value.bytes());
        let code = match text {
            Some(text) => Code {
                text,
                prec: prec::POSTFIX,
                shape: Shape::Text,
            },
            None => Code::value(format!(
                "{}::from_static({})",
                self.sdk("Str"),
                byte_literal(&value.bytes())
            )),
        };
        if self.is_newtype(t) {
            let inner = match code.shape {
                Shape::Text => format!("{}::from({})", self.sdk("Str"), code.text),
                _ => code.text,
            };
            return Ok(Code::value(format!("{}({inner})", self.rust_type(t)?)));
        }
        Ok(code)
    }

    /// A composite literal.
    pub fn composite(&self, expr: &Expr, elts: &[Expr]) -> Emitted {
        let t = self.type_of(expr)?;
        self.check_list(t)?;
        let under = self.program.under(t);
        let typ = self.program.typ(under);
        match typ.kind {
            TypeKind::Struct => self.struct_literal(t, elts),
            TypeKind::Slice => {
                let items = self.list(typ.elem, elts)?;
                let list = if items.is_empty() {
                    "Vec::new()".to_string()
                } else {
                    format!("vec![{}]", items.join(", "))
                };
                let list = match self.is_vec(under) {
                    true => list,
                    false if items.is_empty() => format!("{}::from([])", self.sdk("go::Slice")),
                    false => format!("{}::from([{}])", self.sdk("go::Slice"), items.join(", ")),
                };
                Ok(Code::value(if self.is_newtype(t) {
                    format!("{}({list})", self.rust_type(t)?)
                } else {
                    list
                }))
            }
            TypeKind::Array => {
                let mut items = self.list(typ.elem, elts)?;
                let len = typ.len.unwrap_or_default();
                let elem = typ.elem.ok_or_else(|| Unsupported::new("an array without a type"))?;
                // Nothing beside it may say how long it is; Rust has this for short ones.
                if items.is_empty() && !self.is_copied(elem) && !self.is_newtype(t) && len <= 32 {
                    return Ok(Code::value(format!("<{}>::default()", self.rust_type(t)?)));
                }
                if items.is_empty() {
                    return self.zero(t).map(Code::value);
                }
                while items.len() < len {
                    items.push(self.zero(elem)?);
                }
                let list = format!("[{}]", items.join(", "));
                Ok(Code::value(if self.is_newtype(t) {
                    format!("{}({list})", self.rust_type(t)?)
                } else {
                    list
                }))
            }
            TypeKind::Map => self.map_literal(t, under, elts),
            TypeKind::Pointer => {
                let elem = typ.elem.ok_or_else(|| Unsupported::new("a pointer to nothing"))?;
                let value = self.struct_literal(elem, elts)?;
                Ok(Code::value(format!("{}::new({})", self.sdk("go::Ptr"), value.text)))
            }
            _ => Err(Unsupported::new("this literal")),
        }
    }

    /// The items of a list; indices put items at their place.
    fn list(&self, elem: Option<TypeId>, elts: &[Expr]) -> Emitted<Vec<String>> {
        let elem = elem.ok_or_else(|| Unsupported::new("a list without a type"))?;
        let mut items: Vec<Option<String>> = Vec::new();
        let mut at = 0;
        for elt in elts {
            let comments = self.comments_before(elt.pos);
            let value = match &elt.kind {
                ExprKind::KeyValueExpr { key, value } => {
                    let index = key.v.as_ref().and_then(|index| index.text.parse().ok());
                    at = index.ok_or_else(|| Unsupported::new("this index"))?;
                    value
                }
                _ => elt,
            };
            while items.len() <= at {
                items.push(None);
            }
            let text = self.converted(value, elem)?;
            items[at] = Some(if comments.is_empty() {
                text
            } else {
                format!("\n{comments}{text}")
            });
            at += 1;
        }
        items
            .into_iter()
            .map(|item| item.map_or_else(|| self.zero(elem), Ok))
            .collect()
    }

    fn map_literal(&self, t: TypeId, under: TypeId, elts: &[Expr]) -> Emitted {
        if !self.is_own_map(t) {
            return Err(Unsupported::new("a literal of this map"));
        }
        let typ = self.program.typ(under);
        let (Some(key_type), Some(elem)) = (typ.key, typ.elem) else {
            return Err(Unsupported::new("a map without types"));
        };
        if elts.is_empty() && self.is_foreign_map(t) {
            return Ok(Code::value(format!("{}::make()", self.rust_type(t)?)));
        }
        let map = self.sdk("go::Map");
        let mut pairs = Vec::new();
        for elt in elts {
            let comments = self.comments_before(elt.pos);
            let ExprKind::KeyValueExpr { key, value } = &elt.kind else {
                return Err(Unsupported::new("this literal"));
            };
            let lead = if comments.is_empty() {
                String::new()
            } else {
                format!("\n{comments}")
            };
            pairs.push(format!(
                "{lead}({}, {})",
                self.converted(key, key_type)?,
                self.converted(value, elem)?
            ));
        }
        let text = if pairs.is_empty() {
            format!("{map}::make()")
        } else {
            format!("{map}::from([{}])", pairs.join(", "))
        };
        Ok(Code::value(if self.is_newtype(t) {
            format!("{}({text})", self.rust_type(t)?)
        } else {
            text
        }))
    }

    fn struct_literal(&self, t: TypeId, elts: &[Expr]) -> Emitted {
        let name = self.rust_type(t)?;
        let typ = self.program.under_type(t);
        if typ.fields.is_empty() {
            return Ok(Code::value(name));
        }
        if elts.is_empty() {
            return Ok(Code::value(format!("{}::default()", self.turbofish(&name))));
        }
        let foreign = self
            .program
            .typ(t)
            .package
            .as_deref()
            .is_some_and(|package| !self.program.owns(package));
        let mut fields = Vec::new();
        for (i, elt) in elts.iter().enumerate() {
            let comments = self.comments_before(elt.pos);
            let (field, value) = match &elt.kind {
                ExprKind::KeyValueExpr { key, value } => (key.o, &**value),
                _ => (typ.fields.get(i).copied(), elt),
            };
            let field = field.ok_or_else(|| Unsupported::new("a field"))?;
            let target = self
                .program
                .object(field)
                .t
                .ok_or_else(|| Unsupported::new("a field without a type"))?;
            let text = self.converted(value, target)?;
            let name = if foreign {
                self.program.object(field).name.clone()
            } else {
                self.name(field)
            };
            let lead = if comments.is_empty() {
                String::new()
            } else {
                format!("\n{comments}")
            };
            fields.push(if text == name {
                format!("{lead}{name}")
            } else {
                format!("{lead}{name}: {text}")
            });
        }
        let written = typ
            .fields
            .iter()
            .filter(|field| !self.is_default_context(**field))
            .count();
        if elts.len() < written {
            fields.push("..Default::default()".to_string());
        }
        Ok(Code::value(format!(
            "{} {{ {} }}",
            self.turbofish(&name),
            fields.join(", ")
        )))
    }
}

/// A literal for text that is UTF-8.
pub fn text_literal(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    if text.contains('\n') && !text.contains('\r') && text.lines().count() > 2 && !text.contains("\"#") {
        return Some(format!("r#\"{text}\"#"));
    }
    if (text.contains('"') || text.contains('\\')) && !text.contains("\"#") && !text.contains(|c: char| c.is_control())
    {
        let mark = if text.contains('"') { "#" } else { "" };
        return Some(format!("r{mark}\"{text}\"{mark}"));
    }
    Some(format!("\"{}\"", text.escape_debug().to_string().replace("\\'", "'")))
}

/// A literal for any bytes.
pub fn byte_literal(bytes: &[u8]) -> String {
    let escaped: String = bytes
        .iter()
        .flat_map(|byte| std::ascii::escape_default(*byte))
        .map(char::from)
        .collect();
    format!("b\"{}\"", escaped.replace("\\'", "'"))
}

fn integer(text: &str, rust: &str) -> String {
    match (text, rust) {
        ("9223372036854775807", "i64") => "i64::MAX".to_string(),
        ("-9223372036854775808", "i64") => "i64::MIN".to_string(),
        ("18446744073709551615", "u64") => "u64::MAX".to_string(),
        ("2147483647", "i32") => "i32::MAX".to_string(),
        ("-2147483648", "i32") => "i32::MIN".to_string(),
        ("4294967295", "u32") => "u32::MAX".to_string(),
        _ => text.to_string(),
    }
}

fn float(text: &str) -> String {
    if text.contains(['.', 'e', 'E', 'I', 'N']) {
        return text.replace("e+", "e");
    }
    format!("{text}.0")
}
