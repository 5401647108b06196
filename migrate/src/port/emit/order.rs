//! Go's order of evaluation: calls come first, from left to right; a variable that stands beside them is read behind them.

use super::code::Code;
use super::expr::Emitted;
use super::{Emitter, Storage};
use crate::port::facts::{builtin, callee};
use crate::port::foreign;
use crate::port::tree::{Expr, ExprKind, Mode, ObjectKind, TypeKind};
use crate::port::walk;

impl Emitter<'_> {
    /// Writes something with these parts. Where one of them reads what a call in a later one may write, the calls come before it,
    /// each with a variable for its result.
    pub fn in_order(&self, parts: &[&Expr], work: impl FnOnce() -> Emitted) -> Emitted {
        let (opening, names) = self.take_calls(parts)?;
        let done = work();
        self.give_back(&names);
        let code = done?;
        Ok(match opening.is_empty() {
            true => code,
            false => Code::value(format!("{{ {opening}{} }}", code.text)),
        })
    }

    /// The calls in front of a statement, where its parts have to be read behind them; [`Emitter::give_back`] ends that.
    pub fn take_calls(&self, parts: &[&Expr]) -> Emitted<(String, Vec<(usize, usize)>)> {
        let units = self.all_units(parts);
        match self.is_out_of_order(parts, &units) {
            true => self.take_units(&units),
            false => Ok((String::new(), Vec::new())),
        }
    }

    /// All calls in these parts, in front of a statement that would make them in another order.
    pub fn take_all_calls(&self, parts: &[&Expr]) -> Emitted<(String, Vec<(usize, usize)>)> {
        self.take_units(&self.all_units(parts))
    }

    fn all_units<'e>(&self, parts: &[&'e Expr]) -> Vec<&'e Expr> {
        let mut units = Vec::new();
        parts.iter().for_each(|part| self.units(part, &mut units));
        units
    }

    fn take_units(&self, units: &[&Expr]) -> Emitted<(String, Vec<(usize, usize)>)> {
        let (mut opening, mut taken) = (String::new(), Vec::new());
        for unit in units {
            // A unit leaves the variables of those in it to what comes behind.
            let text = self.taking(true, || self.careful(true, || self.owned(unit)))?;
            opening += &self.take(unit, &text, &mut taken);
        }
        Ok((opening, taken))
    }

    /// Gives an expression a variable, which stands for it until it is given back; one that has a variable keeps that.
    pub fn take(&self, expr: &Expr, value: &str, taken: &mut Vec<(usize, usize)>) -> String {
        if self.taken(expr).is_some() {
            return String::new();
        }
        let count = self.hoisted.borrow().len();
        let name = self.unused(&format!("early{count}"));
        let key = (expr.pos, expr.end);
        self.hoisted.borrow_mut().insert(key, name.clone());
        taken.push(key);
        format!("let {name} = {value};\n")
    }

    pub fn give_back(&self, taken: &[(usize, usize)]) {
        let mut hoisted = self.hoisted.borrow_mut();
        taken.iter().for_each(|key| drop(hoisted.remove(key)));
    }

    /// The variable that stands for an expression.
    pub fn taken(&self, expr: &Expr) -> Option<Code> {
        let name = self.hoisted.borrow().get(&(expr.pos, expr.end)).cloned()?;
        Some(match self.taking.get() {
            true => Code::place(name),
            false => Code::value(name),
        })
    }

    /// What Go works out when its turn comes, rather than where it is used: calls, looking up, cutting.
    fn units<'e>(&self, expr: &'e Expr, units: &mut Vec<&'e Expr>) {
        let expr = expr.inner();
        if expr.v.is_some() || expr.is_type() || self.taken(expr).is_some() {
            return;
        }
        let early = match &expr.kind {
            ExprKind::FuncLit { .. } => return,
            ExprKind::CallExpr { fun, .. } => {
                let named = fun.inner().mode == Some(Mode::Builtin);
                let several = expr.t.is_none_or(|t| self.program.typ(t).kind == TypeKind::Tuple);
                let error = expr.t.is_some_and(|t| self.program.is_error(t)) && foreign::is_foreign(self.program, fun);
                !fun.is_type() && !several && !error && (!named || matches!(builtin(fun), "append" | "copy"))
            }
            ExprKind::IndexExpr { x, .. } => x.t.is_some_and(|t| self.program.kind(t) == TypeKind::Map),
            ExprKind::TypeAssertExpr { .. } | ExprKind::SliceExpr { .. } => true,
            ExprKind::BinaryExpr { x, op, .. } => {
                let whole = x.t.map(|t| self.program.kind(t));
                op == "&&" || op == "||" || matches!(whole, Some(TypeKind::Array | TypeKind::Struct))
            }
            _ => false,
        };
        if early {
            units.push(expr);
            return;
        }
        walk::below_expr(expr, &mut |part| {
            if let walk::Node::Expr(part) = part {
                self.units(part, units);
            }
        });
    }

    /// Whether something is read before a call that may write it.
    fn is_out_of_order(&self, parts: &[&Expr], units: &[&Expr]) -> bool {
        let writers: Vec<&&Expr> = units.iter().filter(|unit| self.may_write(unit)).collect();
        let Some(last) = writers.last() else { return false };
        let mut found = false;
        for part in parts {
            self.late_reads(part, units, &mut |read| {
                found |= read.pos < last.pos
                    && writers
                        .iter()
                        .any(|writer| read.pos < writer.pos && self.may_change(read, writer));
            });
        }
        found
    }

    /// Whether an expression calls what may write something that others see.
    pub fn may_write(&self, expr: &Expr) -> bool {
        walk::any(walk::Node::Expr(expr), &mut |node| match node {
            walk::Node::Expr(Expr {
                kind: ExprKind::CallExpr { fun, .. },
                ..
            }) => {
                let builtin = fun.inner().mode == Some(Mode::Builtin);
                let pure = callee(self.program, fun).is_some_and(|callee| self.facts.pure.contains(&callee));
                let leaf = foreign::is_foreign(self.program, fun) && foreign::is_leaf(self.program, fun);
                let copies = builtin && crate::port::facts::builtin(fun) == "copy";
                copies || !fun.is_type() && !builtin && !pure && !leaf
            }
            _ => false,
        })
    }

    /// The reads outside of the units.
    fn late_reads<'e>(&self, expr: &'e Expr, units: &[&Expr], found: &mut dyn FnMut(&'e Expr)) {
        let expr = expr.inner();
        if expr.v.is_some() || expr.is_type() || units.iter().any(|unit| std::ptr::eq(*unit, expr)) {
            return;
        }
        match &expr.kind {
            ExprKind::FuncLit { .. } => return,
            ExprKind::Ident { .. }
            | ExprKind::StarExpr { .. }
            | ExprKind::IndexExpr { .. }
            | ExprKind::SelectorExpr { selection: Some(_), .. } => found(expr),
            _ => {}
        }
        // Taking an address reads nothing.
        if matches!(&expr.kind, ExprKind::UnaryExpr { op, x } if op == "&" && x.named().is_some()) {
            return;
        }
        walk::below_expr(expr, &mut |part| {
            if let walk::Node::Expr(part) = part {
                self.late_reads(part, units, found);
            }
        });
    }

    /// Whether a call may change what is read.
    fn may_change(&self, read: &Expr, call: &Expr) -> bool {
        match &read.kind {
            ExprKind::Ident { .. } => read.o.is_some_and(|object| {
                let known = self.program.object(object);
                let function = read.t.is_some_and(|t| self.program.kind(t) == TypeKind::Func);
                if known.kind != ObjectKind::Var || known.field || function {
                    return false;
                }
                // The items are read behind the calls, too.
                if read
                    .t
                    .is_some_and(|t| self.program.kind(t) == TypeKind::Slice && !self.is_vec(t))
                {
                    return true;
                }
                if known.global {
                    return self.facts.is_written(object);
                }
                self.storage(object) == Storage::Cell && self.facts.is_written(object)
                    || self.facts.is_written_between(object, call.pos, call.end)
            }),
            ExprKind::StarExpr { .. } => true,
            ExprKind::IndexExpr { x, .. } => {
                x.t.is_some_and(|t| self.program.kind(t) == TypeKind::Slice && !self.is_vec(t))
            }
            ExprKind::SelectorExpr { x, .. } => {
                x.t.is_some_and(|t| self.program.kind(t) == TypeKind::Pointer && self.foreign_handle(t).is_none())
            }
            _ => false,
        }
    }
}
