//! Operators.

use super::code::{Code, Shape, Unsupported, prec};
use super::expr::Emitted;
use super::{Emitter, Storage};
use crate::port::facts::Borrow;
use crate::port::tree::{Expr, ExprKind, Mode, TypeKind};

impl Emitter<'_> {
    pub fn unary(&self, expr: &Expr, op: &str, x: &Expr) -> Emitted {
        match op {
            "&" => self.address(expr, x),
            "!" => {
                let code = self.operand(x)?;
                // `!(a == b)` reads better as it stands; clippy would have it turned around.
                Ok(Code::value(format!("!{}", code.at(prec::UNARY))).with(prec::UNARY))
            }
            "-" => {
                let code = self.operand(x)?;
                let unsigned = |t| self.program.basic(t) == "byte" || self.program.basic(t).starts_with('u');
                if expr.t.is_some_and(|t| unsigned(t) && !self.is_newtype(t)) {
                    return Ok(Code::value(format!("{}.wrapping_neg()", code.base())));
                }
                Ok(Code::value(format!("-{}", code.at(prec::UNARY))).with(prec::UNARY))
            }
            "+" => self.operand(x),
            "^" => Ok(Code::value(format!("!{}", self.operand(x)?.at(prec::UNARY))).with(prec::UNARY)),
            _ => Err(Unsupported::new(format!("the operator {op}"))),
        }
    }

    /// How strongly an operator binds.
    fn strength(op: &str) -> u8 {
        match op {
            "*" | "/" | "%" => prec::MUL,
            "+" | "-" => prec::ADD,
            "<<" | ">>" => prec::SHIFT,
            "&" | "&^" => prec::AND,
            "^" => prec::XOR,
            "|" => prec::OR,
            "&&" => prec::ALL,
            "||" => prec::ANY,
            _ => prec::COMPARE,
        }
    }

    pub fn binary(&self, expr: &Expr, x: &Expr, op: &str, y: &Expr) -> Emitted {
        if let Some(code) = self.emptiness(x, op, y)? {
            return Ok(code);
        }
        match op {
            "==" | "!=" => return self.equality(x, op, y),
            "<" | ">" | "<=" | ">=" => return self.comparison(x, op, y),
            "<<" | ">>" => return self.shift(x, op, y),
            "+" if self.program.is_string(self.type_of(expr)?) => return self.concatenation(expr),
            "/" | "%" => return self.division(expr, x, op, y),
            _ => {}
        }
        let (left, right) = (self.operand(x)?, self.operand(y)?);
        let strength = Self::strength(op);
        if op == "&^" {
            return Ok(Code::value(format!("{} & !{}", left.at(strength), right.at(prec::UNARY))).with(strength));
        }
        // `a & b << c` and the like are hard to read in both languages.
        let inside = |code: &Code| {
            let mixed = code.prec > strength
                && code.prec < prec::AS
                && matches!(strength, prec::SHIFT | prec::AND | prec::XOR | prec::OR);
            if mixed || code.prec < strength {
                format!("({})", code.text)
            } else {
                code.text.clone()
            }
        };
        let right = if right.prec == strength && !matches!(op, "&&" | "||") {
            format!("({})", right.text)
        } else {
            inside(&right)
        };
        Ok(Code::value(format!("{} {op} {right}", inside(&left))).with(strength))
    }

    /// `len(x) == 0` and the like.
    fn emptiness(&self, x: &Expr, op: &str, y: &Expr) -> Emitted<Option<Code>> {
        let ExprKind::CallExpr { fun, args, .. } = &x.inner().kind else {
            return Ok(None);
        };
        let zero = y.v.as_ref().is_some_and(|value| value.text == "0");
        let len = fun.mode == Some(Mode::Builtin) && crate::port::facts::builtin(fun) == "len" && x.v.is_none();
        let empty = match op {
            "==" | "<=" => true,
            "!=" | ">" => false,
            _ => return Ok(None),
        };
        let [list] = args.as_slice() else { return Ok(None) };
        let t = self.type_of(list)?;
        let kind = self.program.kind(t);
        if !zero
            || !len
            || !matches!(kind, TypeKind::Slice | TypeKind::Basic | TypeKind::Map)
            || self.program.typ(t).kind == TypeKind::Param
        {
            return Ok(None);
        }
        let code = self.expr(list)?;
        let base = if code.shape == Shape::Text {
            self.own(&code, list)
        } else {
            code.base()
        };
        let inner = if self.is_newtype(t) { ".0" } else { "" };
        let mark = if empty { "" } else { "!" };
        let strength = if empty { prec::POSTFIX } else { prec::UNARY };
        Ok(Some(
            Code::value(format!("{mark}{base}{inner}.is_empty()")).with(strength),
        ))
    }

    fn division(&self, expr: &Expr, x: &Expr, op: &str, y: &Expr) -> Emitted {
        let t = self.type_of(expr)?;
        let (left, right) = (self.operand(x)?, self.operand(y)?);
        let float = self.program.basic(t).contains("float");
        let sure =
            y.v.as_ref()
                .is_some_and(|value| value.text != "-1" && value.text != "0");
        if (float && op == "/") || (sure && !float) {
            let right = if right.prec <= prec::MUL {
                format!("({})", right.text)
            } else {
                right.text
            };
            return Ok(Code::value(format!("{} {op} {right}", left.at(prec::MUL))).with(prec::MUL));
        }
        let function = if op == "/" { "go::div" } else { "go::rem" };
        Ok(Code::value(format!(
            "{}({}, {})",
            self.sdk(function),
            left.text,
            right.text
        )))
    }

    fn shift(&self, x: &Expr, op: &str, y: &Expr) -> Emitted {
        let left = self.operand(x)?;
        let bits = match self.rust_type(self.program.under(self.type_of(x)?))?.as_str() {
            "i8" | "u8" => 8,
            "i16" | "u16" => 16,
            "i32" | "u32" => 32,
            _ => 64,
        };
        if let Some(count) = y.v.as_ref().and_then(|value| value.text.parse::<u32>().ok())
            && count < bits
        {
            let left =
                if left.prec < prec::SHIFT || left.prec == prec::AS || left.prec == prec::ADD || left.prec == prec::MUL
                {
                    format!("({})", left.text)
                } else {
                    left.text
                };
            return Ok(Code::value(format!("{left} {op} {count}")).with(prec::SHIFT));
        }
        let function = if op == "<<" { "go::shl" } else { "go::shr" };
        let left = if x.v.is_some() {
            self.typed_constant(x)?
        } else {
            left.text
        };
        let count = if y.v.is_some() {
            self.typed_constant(y)?
        } else {
            self.operand(y)?.text
        };
        Ok(Code::value(format!("{}({left}, {count})", self.sdk(function))))
    }

    /// Texts in a row.
    fn concatenation(&self, expr: &Expr) -> Emitted {
        let mut parts = Vec::new();
        self.summands(expr, &mut parts);
        let mut text = String::new();
        for (i, part) in parts.iter().enumerate() {
            if i == 0 {
                text = self.owned(part)?;
                if self.is_newtype(self.type_of(part)?) {
                    text += ".0";
                }
                continue;
            }
            text += " + ";
            let piece = self.text(part)?;
            text += &piece;
        }
        if self.is_newtype(self.type_of(expr)?) {
            let name = self.rust_type(self.type_of(expr)?)?;
            return Ok(Code::value(format!("{name}({text})")));
        }
        Ok(Code::value(text).with(prec::ADD))
    }

    fn summands<'e>(&self, expr: &'e Expr, parts: &mut Vec<&'e Expr>) {
        let expr = expr.inner();
        match &expr.kind {
            ExprKind::BinaryExpr { x, op, y } if op == "+" && expr.v.is_none() => {
                self.summands(x, parts);
                self.summands(y, parts);
            }
            _ => parts.push(expr),
        }
    }

    /// One side of a comparison.
    fn side(&self, expr: &Expr) -> Emitted {
        let code = self.operand(expr)?;
        // In a condition a literal of a struct would be read as the block behind it.
        if matches!(expr.inner().kind, ExprKind::CompositeLit { .. }) {
            return Ok(Code {
                text: format!("({})", code.text),
                ..code
            });
        }
        Ok(code)
    }

    fn comparison(&self, x: &Expr, op: &str, y: &Expr) -> Emitted {
        let (mut left, mut right) = Self::lengths(self.side(x)?, self.side(y)?);
        if self.program.is_string(self.type_of(x)?) {
            // Texts of different kinds have no order.
            if left.shape == Shape::Text || right.shape == Shape::Text || left.shape != right.shape {
                left = Code::value(self.own(&left, x));
                right = Code::value(self.own(&right, y));
            }
        }
        for side in [&mut left, &mut right].into_iter().filter(|side| side.is_guard()) {
            *side = Code::place(format!("*{}", side.text)).with(prec::UNARY);
        }
        let left = if left.prec == prec::AS || left.prec <= prec::COMPARE {
            format!("({})", left.text)
        } else {
            left.text
        };
        let right = if right.prec <= prec::COMPARE {
            format!("({})", right.text)
        } else {
            right.text
        };
        Ok(Code::value(format!("{left} {op} {right}")).with(prec::COMPARE))
    }

    /// Lengths are compared as they are, with each other and with numbers that are written out.
    fn lengths(left: Code, right: Code) -> (Code, Code) {
        let plain = |code: &Code| code.text.ends_with(".len() as i64") && code.prec == prec::AS;
        let number = |code: &Code| code.text.bytes().all(|byte| byte.is_ascii_digit());
        let length = |code: Code| match code.text.strip_suffix(" as i64") {
            Some(text) if plain(&code) => Code::value(text),
            _ => code,
        };
        match (plain(&left), plain(&right)) {
            (true, true) => (length(left), length(right)),
            (true, false) if number(&right) => (length(left), right),
            (false, true) if number(&left) => (left, length(right)),
            _ => (left, right),
        }
    }

    fn equality(&self, x: &Expr, op: &str, y: &Expr) -> Emitted {
        if y.is_nil() {
            return self.nil_check(x, op == "!=");
        }
        if x.is_nil() {
            return self.nil_check(y, op == "!=");
        }
        let (tx, ty) = (self.type_of(x)?, self.type_of(y)?);
        let text = self.program.is_string(tx) && self.program.is_string(ty);
        if text {
            // Clippy's word for a comparison with "".
            for (side, other) in [(x, y), (y, x)] {
                if other.v.as_ref().is_some_and(|value| value.text.is_empty()) && side.v.is_none() {
                    let code = self.expr(side)?;
                    let not = if op == "!=" { "!" } else { "" };
                    let inner = if self.is_newtype(self.type_of(side)?) { ".0" } else { "" };
                    let strength = if not.is_empty() { prec::POSTFIX } else { prec::UNARY };
                    return Ok(Code::value(format!("{not}{}{inner}.is_empty()", code.base())).with(strength));
                }
            }
        }
        let (interface_x, interface_y) = (self.program.is_interface(tx), self.program.is_interface(ty));
        let (left, right) = match (interface_x, interface_y) {
            (true, false) => (self.side(x)?, Code::value(self.converted(y, tx)?)),
            (false, true) => (Code::value(self.converted(x, ty)?), self.side(y)?),
            _ => Self::lengths(self.side(x)?, self.side(y)?),
        };
        let dereferenced = |code: Code, other: &Code| {
            if code.shape == Shape::Reference
                && (other.shape != Shape::Reference || code.is_guard() || other.is_guard())
            {
                return Code::place(format!("*{}", code.at(prec::UNARY))).with(prec::UNARY);
            }
            code
        };
        let (a, b) = (dereferenced(left.clone(), &right), dereferenced(right, &left));
        let left = if a.prec <= prec::COMPARE {
            format!("({})", a.text)
        } else {
            a.text
        };
        let right = if b.prec <= prec::COMPARE {
            format!("({})", b.text)
        } else {
            b.text
        };
        // Rust takes the text second.
        Ok(Code::value(format!("{left} {op} {right}")).with(prec::COMPARE))
    }

    /// `x == nil`, or `x != nil`.
    pub fn nil_check(&self, x: &Expr, not: bool) -> Emitted {
        let t = self.type_of(x)?;
        if self.program.is_error(t) {
            if let Some(object) = x.named()
                && !self.program.object(object).global
                && self.storage(object) == Storage::Error
            {
                return Ok(Code::value(not.to_string()));
            }
            let code = self.error_option(x)?;
            let test = if not { "is_some" } else { "is_none" };
            return Ok(Code::value(format!("{}.{test}()", code.base())));
        }
        if let Some(object) = x.named()
            && matches!(self.facts.borrowed.get(&object), Some(Borrow::Shared | Borrow::Mut))
        {
            // A borrowed pointer is there: who lends it has it.
            return Ok(Code::value(not.to_string()));
        }
        let code = self.expr(x)?;
        if self.is_optional(t) {
            let test = if not { "is_some" } else { "is_none" };
            return Ok(Code::value(format!("{}.{test}()", code.base())));
        }
        let mark = if not { "!" } else { "" };
        let strength = if not { prec::UNARY } else { prec::POSTFIX };
        Ok(Code::value(format!("{mark}{}.is_nil()", code.base())).with(strength))
    }

    /// An error as an `Option`: of a call, what came of it.
    pub fn error_option(&self, x: &Expr) -> Emitted {
        self.expr(x)
    }
}
