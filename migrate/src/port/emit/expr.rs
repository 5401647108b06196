//! Expressions.

use super::code::{Code, Shape, Unsupported, prec};
use super::{Emitter, Storage};
use crate::port::facts::Borrow;
use crate::port::tree::{Expr, ExprKind, Mode, ObjId, ObjectKind, Selection, SelectionKind, TypeId, TypeKind};
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
    fn is_looked_at(&self, expr: &Expr) -> bool {
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
    fn global(&self, object: ObjId) -> Emitted {
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

    /// A field of a value, through the structs that are embedded on the way.
    fn field(&self, x: &Expr, selection: &Selection) -> Emitted {
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

    /// Does something with care about cells switched on or as it was.
    pub fn careful<T>(&self, on: bool, work: impl FnOnce() -> T) -> T {
        let before = self.careful.replace(self.careful.get() || on);
        let done = work();
        self.careful.set(before);
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

    fn index(&self, expr: &Expr, x: &Expr, index: &Expr) -> Emitted {
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

    fn slice(&self, expr: &Expr, x: &Expr, low: Option<&Expr>, high: Option<&Expr>, max: Option<&Expr>) -> Emitted {
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
            return Ok(Code::value(format!(
                "{}.slice3({low}, {high}, {})",
                self.expr(x)?.base(),
                self.int64(max)?
            )));
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
            return Ok(Code::value(format!("{base}.cut({range})")));
        }
        if self.is_vec(t) {
            self.uses.borrow_mut().insert("go::SliceExt".to_string());
            return Ok(Code::reference(format!("{}.cut({range})", self.expr(x)?.base())));
        }
        if self.program.kind(t) == TypeKind::Slice {
            return Ok(Code::value(format!("{}.slice({range})", self.expr(x)?.base())));
        }
        self.array_slice(expr, x, &range)
    }

    /// A slice of an array: it shares the items, unless nobody can tell.
    fn array_slice(&self, expr: &Expr, x: &Expr, range: &str) -> Emitted {
        let t = self.type_of(x)?;
        if self.is_looked_at(expr) && self.program.kind(t) == TypeKind::Array {
            self.uses.borrow_mut().insert("go::SliceExt".to_string());
            return Ok(Code::reference(format!("{}.cut({range})", self.expr(x)?.base())));
        }
        Ok(Code::value(format!("{}.slice({range})", self.pointer_to(x)?)))
    }

    fn unary(&self, expr: &Expr, op: &str, x: &Expr) -> Emitted {
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
            ExprKind::Ident { .. } => {
                let object = x.o.ok_or_else(|| Unsupported::new("a name"))?;
                if self.program.object(object).global {
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
    fn pointer_to(&self, base: &Expr) -> Emitted<String> {
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

    fn binary(&self, expr: &Expr, x: &Expr, op: &str, y: &Expr) -> Emitted {
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

    /// A type assertion that panics.
    fn assertion(&self, expr: &Expr, x: &Expr) -> Emitted {
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
        if matches!(
            typ.kind,
            TypeKind::Slice | TypeKind::Array | TypeKind::Map | TypeKind::Pointer
        ) && [typ.elem, typ.key]
            .into_iter()
            .flatten()
            .any(|part| self.looks_like_another(part))
        {
            return Err(Unsupported::new(format!("an assertion to {}", typ.text)));
        }
        Ok(match (typ.kind, typ.name.as_deref()) {
            (TypeKind::Basic, Some("int64")) => self.sdk("go::Int64"),
            (TypeKind::Basic, Some("uint")) => self.sdk("go::Uint"),
            _ => self.rust_type(target)?,
        })
    }

    /// Whether a type is two in Go and one in Rust: `int` and `int64`, `uint` and `uint64`.
    fn looks_like_another(&self, t: TypeId) -> bool {
        let typ = self.program.typ(t);
        match typ.kind {
            TypeKind::Basic => matches!(typ.name.as_deref(), Some("int64" | "uint" | "uintptr")),
            TypeKind::Named => false,
            _ => [typ.elem, typ.key]
                .into_iter()
                .flatten()
                .any(|part| self.looks_like_another(part)),
        }
    }
}

/// The value of an element of a literal.
fn part_of_literal(elt: &Expr) -> &Expr {
    match &elt.kind {
        ExprKind::KeyValueExpr { value, .. } => value,
        _ => elt,
    }
}
