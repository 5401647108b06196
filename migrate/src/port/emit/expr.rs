//! Expressions.

use super::address::part_of_literal;
use super::code::{Code, Shape, Unsupported, prec};
use super::{Emitter, Storage};
use crate::port::tree::{Expr, ExprKind, Mode, ObjId, ObjectKind, SelectionKind, TypeId, TypeKind};
use crate::port::walk::{self, Node};
use crate::port::{foreign, library};

pub type Emitted<T = Code> = Result<T, Unsupported>;

impl Emitter<'_> {
    /// The type of an expression.
    pub fn type_of(&self, expr: &Expr) -> Emitted<TypeId> {
        expr.t.ok_or_else(|| Unsupported::new("an expression without a type"))
    }

    /// An expression as it comes.
    pub fn expr(&self, expr: &Expr) -> Emitted {
        if let Some(value) = &expr.v {
            return self.constant(expr, value);
        }
        if let Some(code) = self.taken(expr) {
            return Ok(code);
        }
        match &expr.kind {
            ExprKind::ParenExpr { x } => self.expr(x),
            ExprKind::Ident { .. } => self.ident(expr),
            ExprKind::SelectorExpr { x, sel, selection } => match selection {
                None => self.qualified(sel),
                Some(selection) if selection.kind == SelectionKind::Field => self.field(x, selection),
                Some(selection) => self.method_value(expr, x, selection),
            },
            ExprKind::IndexExpr { x, index } => self.index(expr, x, index),
            ExprKind::SliceExpr { x, low, high, max } => {
                self.slice(expr, x, low.as_deref(), high.as_deref(), max.as_deref())
            }
            ExprKind::StarExpr { x } => self.behind(x),
            ExprKind::UnaryExpr { op, x } => self.unary(expr, op, x),
            ExprKind::BinaryExpr { x, op, y } if op == "&&" || op == "||" => self.binary(expr, x, op, y),
            ExprKind::BinaryExpr { x, op, y } => self.in_order(&[x, y], || self.binary(expr, x, op, y)),
            ExprKind::CallExpr { .. } => self.call(expr),
            ExprKind::CompositeLit { elts, .. } => {
                let parts: Vec<&Expr> = elts.iter().map(part_of_literal).collect();
                self.in_order(&parts, || self.composite(expr, elts))
            }
            ExprKind::FuncLit { typ, body } => self.closure_value(expr, typ, body),
            ExprKind::TypeAssertExpr { x, .. } => self.assertion(expr, x),
            _ => Err(Unsupported::new("this expression")),
        }
    }

    /// A value that belongs to whoever asks for it.
    pub fn owned(&self, expr: &Expr) -> Emitted<String> {
        let code = self.expr(expr)?;
        Ok(self.own(&code, expr))
    }

    /// The value of code for an expression, cloned where it stays in its place.
    pub fn own(&self, code: &Code, expr: &Expr) -> String {
        let copied = expr.t.is_some_and(|t| self.is_copied(t));
        match code.shape {
            Shape::Value => code.text.clone(),
            _ if expr.named().is_some_and(|object| self.is_handle(object)) => format!("(*{}).clone()", code.text),
            Shape::Text => format!("{}::from({})", self.sdk("Str"), code.text),
            Shape::Place if copied => code.text.clone(),
            Shape::Place if self.is_last_use(expr) => code.text.clone(),
            Shape::Reference if copied => format!("*{}", code.at(prec::UNARY)),
            Shape::Reference if self.is_looked_at(expr) && !expr.t.is_some_and(|t| self.is_vec(t)) => {
                format!("{}::from({})", self.sdk("go::Slice"), code.text)
            }
            Shape::Reference if expr.t.is_some_and(|t| self.is_vec(t) && !self.is_newtype(t)) => {
                format!("{}.to_vec()", code.base())
            }
            _ => format!("{}.clone()", code.base()),
        }
    }

    /// Whether a variable is the handle of the configuration.
    pub fn is_handle(&self, object: ObjId) -> bool {
        self.program.object(object).kind == ObjectKind::Var && self.storage(object) == Storage::Handle
    }

    /// Whether nothing reads a variable after this, so that its value can be moved out.
    pub fn is_last_use(&self, expr: &Expr) -> bool {
        let expr = expr.inner();
        let (ExprKind::Ident { .. }, Some(object)) = (&expr.kind, expr.o) else {
            return false;
        };
        let known = self.program.object(object);
        let Some(var) = self.facts.vars.get(&object) else {
            return false;
        };
        let function = self.function.borrow();
        let own = (function.range.0..=function.range.1).contains(&known.pos) && !known.global;
        let alone =
            var.captures.is_empty() && !function.results.contains(&object) && self.storage(object) == Storage::Own;
        if self.returning.get().is_some() {
            let alone = var.captures.is_empty() && self.storage(object) == Storage::Own;
            return own && alone && self.leaves_once(object);
        }
        let last = var
            .reads
            .iter()
            .chain(&var.writes)
            .chain(&var.part_writes)
            .all(|at| *at <= expr.pos);
        let once = !var
            .reads
            .iter()
            .any(|at| *at >= self.statement_at.get() && *at < expr.pos);
        let again = self.facts.loops.iter().any(|(from, to)| {
            let inside = *from..*to;
            inside.contains(&expr.pos) && !inside.contains(&known.pos)
        });
        own && alone && last && once && !again
    }

    /// Whether the `return` that is being written reads a variable once, which is the last time.
    pub fn leaves_once(&self, object: ObjId) -> bool {
        let Some((from, to)) = self.returning.get() else {
            return false;
        };
        let (start, end) = self.function.borrow().range;
        if !(start..=end).contains(&self.program.object(object).pos) {
            return false;
        }
        let var = self.facts.vars.get(&object);
        let here = var.map_or(0, |var| var.reads.iter().filter(|at| (from..to).contains(*at)).count());
        here == 1
    }

    /// The value of a copied type, for an operator.
    pub fn operand(&self, expr: &Expr) -> Emitted {
        let code = self.expr(expr)?;
        if code.shape == Shape::Reference && expr.t.is_some_and(|t| self.is_copied(t)) {
            return Ok(Code::value(format!("*{}", code.at(prec::UNARY))).with(prec::UNARY));
        }
        Ok(code)
    }

    /// A reference to the value.
    pub fn reference(&self, expr: &Expr) -> Emitted<String> {
        let code = self.expr(expr)?;
        if code.shape == Shape::Text {
            return Ok(format!("&{}", self.own(&code, expr)));
        }
        Ok(code.borrowed())
    }

    /// Something that is bytes for a function that takes any.
    pub fn text(&self, expr: &Expr) -> Emitted<String> {
        let expr = expr.inner();
        // A text is bytes to who takes any.
        if let ExprKind::CallExpr { fun, args, .. } = &expr.kind
            && fun.is_type()
            && let [arg] = args.as_slice()
            && arg.t.is_some_and(|t| self.program.is_string(t) && !self.is_newtype(t))
            && expr
                .t
                .is_some_and(|t| self.is_bytes(t) || self.program.is_string(t) && !self.is_newtype(t))
        {
            return self.text(arg);
        }
        if expr.is_nil() {
            return Ok("\"\"".to_string());
        }
        let t = self.type_of(expr)?;
        if let ExprKind::CallExpr { fun, .. } = &expr.kind
            && self.is_bytes(t)
            && fun.mode != Some(Mode::Builtin)
            && !fun.is_type()
            && foreign::is_foreign(self.program, fun)
        {
            return Ok(self.plain_call(expr)?.text);
        }
        let code = self.expr(expr)?;
        if self.is_newtype(t) {
            return Ok(format!("&{}.0", code.base()));
        }
        if self.is_bytes(t) && !self.is_list(expr) {
            return Ok(format!("{}.borrow()", code.base()));
        }
        Ok(match code.shape {
            Shape::Reference if code.is_guard() => format!("&*{}", code.text),
            Shape::Value | Shape::Text => code.text,
            _ => code.borrowed(),
        })
    }

    /// Whether an expression is a slice of an array that nobody keeps.
    pub fn is_looked_at(&self, expr: &Expr) -> bool {
        let expr = expr.inner();
        self.facts.looked_at.contains(&(expr.pos, expr.end))
    }

    /// Whether an expression is a list of Rust's own.
    pub fn is_list(&self, expr: &Expr) -> bool {
        self.is_looked_at(expr) || expr.t.is_some_and(|t| self.is_vec(t))
    }

    /// Whether a type is `[]byte`.
    pub fn is_bytes(&self, id: TypeId) -> bool {
        let typ = self.program.under_type(id);
        typ.kind == TypeKind::Slice
            && !self.is_foreign_list(id)
            && typ
                .elem
                .is_some_and(|elem| matches!(self.program.basic(elem), "byte" | "uint8"))
    }

    fn ident(&self, expr: &Expr) -> Emitted {
        let object = expr.o.ok_or_else(|| Unsupported::new("a name"))?;
        if expr.is_nil() {
            return self.zero(self.type_of(expr)?).map(Code::value);
        }
        let known = self.program.object(object);
        match known.kind {
            ObjectKind::Func => self.function_value(object),
            ObjectKind::Var if known.global => self.global(object),
            ObjectKind::Var => Ok(self.variable(object)),
            _ => Err(Unsupported::new(format!("the name {}", known.name))),
        }
    }

    /// A variable that is read.
    fn variable(&self, object: ObjId) -> Code {
        let name = self.name(object);
        match self.storage(object) {
            Storage::Own | Storage::Handle | Storage::Given => Code::place(name),
            Storage::Reference | Storage::Borrowed => Code::reference(name),
            Storage::Cell => Code::value(format!("{name}.get()")),
            Storage::Error => Code::value(format!("Some({name}.clone())")),
        }
    }

    /// A package variable that is read.
    pub fn global(&self, object: ObjId) -> Emitted {
        let path = self.own_path(Some(object), &self.name(object));
        if self.is_fixed_error(object) {
            return Ok(Code::value(format!("Some({path})")));
        }
        self.sdk("go::Global");
        self.uses.borrow_mut().insert("go::Global".to_string());
        Ok(Code::value(format!("{path}.get()")))
    }

    /// A name of another package.
    fn qualified(&self, sel: &Expr) -> Emitted {
        let object = sel.o.ok_or_else(|| Unsupported::new("a name"))?;
        let known = self.program.object(object);
        let package = known.package.as_deref().unwrap_or_default();
        if self.program.owns(package) {
            return match known.kind {
                ObjectKind::Func => self.function_value(object),
                _ => self.global(object),
            };
        }
        let path = self.foreign_path(object)?;
        match known.kind {
            ObjectKind::Func => self.foreign_function_value(sel, &path),
            ObjectKind::Var if known.t.is_some_and(|t| self.program.is_error(t)) => {
                Ok(Code::value(format!("Some({path})")))
            }
            _ => Ok(Code::value(path)),
        }
    }

    /// The path of a name of the SDK or of Go's library.
    pub fn foreign_path(&self, object: ObjId) -> Emitted<String> {
        let known = self.program.object(object);
        let package = known.package.as_deref().unwrap_or_default();
        let module = library::module(package).ok_or_else(|| Unsupported::new(format!("the package {package}")))?;
        if library::lacks(package, &known.name) {
            return Err(Unsupported::new(format!("{package}.{}", known.name)));
        }
        Ok(format!("{}::{}", self.sdk(module), known.name))
    }

    /// Does something with care about cells switched on or as it was.
    pub fn careful<T>(&self, on: bool, work: impl FnOnce() -> T) -> T {
        let before = self.careful.replace(self.careful.get() || on);
        let done = work();
        self.careful.set(before);
        done
    }

    /// Does something with what stands for an expression wanted again, or not.
    pub fn taking<T>(&self, on: bool, work: impl FnOnce() -> T) -> T {
        let before = self.taking.replace(on);
        let done = work();
        self.taking.set(before);
        done
    }

    /// Whether something in the expressions may lead back into the program.
    pub fn leads_back(&self, exprs: &[&Expr]) -> bool {
        exprs.iter().any(|expr| {
            walk::any(Node::Expr(expr), &mut |node| match node {
                Node::Expr(Expr {
                    kind: ExprKind::CallExpr { fun, .. },
                    ..
                }) => !fun.is_type() && !foreign::is_leaf(self.program, fun) && !(fun.mode == Some(Mode::Builtin)),
                _ => false,
            })
        })
    }
}
