//! Statements.

use super::code::{Unsupported, prec};
use super::expr::Emitted;
use super::peephole::{Several, diverges};
use super::{Emitter, Storage, Target};
use crate::port::facts::{Form, Var, builtin, is_zero, not_nil, same_place};
use crate::port::foreign;
use crate::port::tree::{
    ConstantKind, DeclKind, Expr, ExprKind, Mode, ObjId, ObjectKind, Spec, SpecKind, Stmt, StmtKind, TypeId, TypeKind,
};
use crate::port::walk::{self, Node};

impl Emitter<'_> {
    /// Statements in a row; with `tail` the last one gives the value of the function.
    pub fn statements(&self, list: &[Stmt], tail: bool) -> Emitted<String> {
        self.sequence(&list.iter().collect::<Vec<_>>(), tail)
    }

    /// The same for statements that stand in several places.
    pub fn sequence(&self, list: &[&Stmt], tail: bool) -> Emitted<String> {
        let mut text = String::new();
        let mut at = 0;
        while at < list.len() {
            let stmt = list[at];
            self.statement_at.set(stmt.pos);
            text += &self.comments_before(stmt.pos);
            let next = list.get(at + 1).copied();
            let last = at + 1 == list.len();
            let comments = self.comments.get();
            let shares = self.shares.borrow().clone();
            let (done, used) = match self.refused_in(stmt) {
                Some(what) => (Err(what), 1),
                None => self.one_or_two(stmt, next, tail, last, at + 2 == list.len()),
            };
            let end = list[at + used - 1].end;
            if done.is_err() {
                self.shares.replace(shares);
                self.count_all(Some(stmt), false);
            } else {
                for counted in &list[at..at + used] {
                    if !matches!(counted.kind, StmtKind::BlockStmt { .. }) {
                        self.count(counted, true);
                    }
                }
            }
            let done = match done {
                Ok(done) => done,
                Err(what) => {
                    self.comments.set(comments);
                    let _ = self.comments_before(stmt.end);
                    let todo = self.todo(stmt.pos, stmt.end, &what);
                    match self.declared_as(stmt, &todo) {
                        Some(declared) => declared,
                        None => format!("{todo}{}\n", if tail && last { "" } else { ";" }),
                    }
                }
            };
            text += done.trim_end();
            text += &self.comment_behind(end);
            at += used;
        }
        Ok(text)
    }

    /// A statement, or with the next one where the two have one form in Rust, and how many these are.
    fn one_or_two(
        &self,
        stmt: &Stmt,
        next: Option<&Stmt>,
        tail: bool,
        last: bool,
        last_two: bool,
    ) -> (Emitted<String>, usize) {
        let comments = self.comments.get();
        match self.pair(stmt, next, tail && last_two) {
            Some(Ok(done)) => return (Ok(done), 2),
            Some(Err(_)) => {
                self.statement_at.set(stmt.pos);
                self.comments.set(comments);
            }
            None => {}
        }
        (self.statement(stmt, tail && last), 1)
    }

    /// Why a statement has no translation as it names a variable without one; those inside of it are asked themselves.
    fn refused_in(&self, stmt: &Stmt) -> Option<Unsupported> {
        let refused = self.refused.borrow();
        if refused.is_empty() {
            return None;
        }
        let mut found = None;
        let mut look = |node: Node| {
            walk::each(node, &mut |node| {
                if let Node::Expr(expr) = node {
                    found = found.or(expr.o.filter(|object| refused.contains(object)));
                }
            });
        };
        let (stmts, exprs): ([Option<&Stmt>; 2], [Option<&Expr>; 3]) = match &stmt.kind {
            StmtKind::BlockStmt { .. } | StmtKind::LabeledStmt { .. } => return None,
            StmtKind::IfStmt { init, cond, .. } => ([init.as_deref(), None], [Some(cond), None, None]),
            StmtKind::ForStmt { init, cond, post, .. } => {
                ([init.as_deref(), post.as_deref()], [cond.as_deref(), None, None])
            }
            StmtKind::RangeStmt { key, value, x, .. } => ([None, None], [key.as_deref(), value.as_deref(), Some(x)]),
            StmtKind::SwitchStmt { init, tag, .. } => ([init.as_deref(), None], [tag.as_deref(), None, None]),
            StmtKind::TypeSwitchStmt { init, assign, .. } => ([init.as_deref(), Some(assign)], [None, None, None]),
            _ => ([Some(stmt), None], [None, None, None]),
        };
        stmts.into_iter().flatten().for_each(|stmt| look(Node::Stmt(stmt)));
        exprs.into_iter().flatten().for_each(|expr| look(Node::Expr(expr)));
        let name = &self.program.object(found?).name;
        Some(Unsupported::new(format!("{name}, which has none either")))
    }

    /// The variables that a statement without a translation declares, with their types, so that what follows is looked at.
    fn declared_as(&self, stmt: &Stmt, todo: &str) -> Option<String> {
        let places: Vec<&Expr> = match &stmt.kind {
            StmtKind::AssignStmt { lhs, tok, .. } if tok == ":=" => lhs.iter().collect(),
            StmtKind::DeclStmt { decl } => match &decl.kind {
                DeclKind::GenDecl { specs, .. } => specs
                    .iter()
                    .filter_map(|spec| match &spec.kind {
                        SpecKind::ValueSpec { names, .. } => Some(names),
                        _ => None,
                    })
                    .flatten()
                    .collect(),
                DeclKind::FuncDecl { .. } => return None,
            },
            _ => return None,
        };
        let (mut names, mut types) = (Vec::new(), Vec::new());
        for place in places.into_iter().filter(|place| self.is_declared_here(place)) {
            let Some((object, t)) = place
                .o
                .and_then(|object| Some((object, self.program.object(object).t?)))
            else {
                continue;
            };
            let Ok(rust) = self.rust_type(t) else {
                self.refused.borrow_mut().insert(object);
                continue;
            };
            let cell = self.storage(object) == Storage::Cell;
            types.push(match cell {
                true => format!("{}<{rust}>", self.sdk("go::Ptr")),
                false => rust,
            });
            if !cell {
                self.set_storage(object, Storage::Own);
            }
            let mark = if !cell && self.needs_mut(object) { "mut " } else { "" };
            names.push(format!("{mark}{}", self.name(object)));
        }
        match (names.as_slice(), types.as_slice()) {
            ([], _) => None,
            ([name], [rust]) => Some(format!("let {name}: {rust} = {todo};\n")),
            _ => Some(format!(
                "let ({}): ({}) = {todo};\n",
                names.join(", "),
                types.join(", ")
            )),
        }
    }

    /// A block with its braces.
    pub fn block(&self, stmt: &Stmt, tail: bool) -> Emitted<String> {
        let StmtKind::BlockStmt { list } = &stmt.kind else {
            return self.statement(stmt, tail);
        };
        let text = self.statements(list, tail)?;
        Ok(format!("{{\n{text}{}}}", self.comments_before(stmt.end)))
    }

    pub fn statement(&self, stmt: &Stmt, tail: bool) -> Emitted<String> {
        match &stmt.kind {
            StmtKind::AssignStmt { lhs, tok, rhs } => self.assign(lhs, tok, rhs),
            StmtKind::BlockStmt { .. } => Ok(format!("{}\n", self.block(stmt, tail)?)),
            StmtKind::BranchStmt { tok, label } => self.branch(tok, label.as_deref()),
            StmtKind::DeclStmt { decl } => match &decl.kind {
                DeclKind::GenDecl { tok, specs } => {
                    let mut text = String::new();
                    for spec in specs {
                        text += &self.comments_before(spec.pos);
                        text += &self.local(tok, spec)?;
                    }
                    Ok(text)
                }
                DeclKind::FuncDecl { .. } => Err(Unsupported::new("this declaration")),
            },
            StmtKind::DeferStmt { call } => self.careful(true, || self.deferred(call)),
            StmtKind::EmptyStmt {} => Ok(String::new()),
            StmtKind::ExprStmt { x } => {
                let text = self.careful(self.leads_back(&[x]), || self.call_statement(x))?;
                // A function that does not come back gives no value, and needs none behind it.
                let function = self.function.borrow();
                let valueless = function.results.is_empty() || function.named && function.defers;
                Ok(if tail && !valueless && is_panic(x) {
                    text.trim_end_matches([';', '\n']).to_string() + "\n"
                } else {
                    text
                })
            }
            StmtKind::ForStmt { init, cond, post, body } => {
                self.for_loop(None, init.as_deref(), cond.as_deref(), post.as_deref(), body)
            }
            StmtKind::RangeStmt {
                key,
                value,
                tok,
                x,
                body,
            } => self.range_loop(None, key.as_deref(), value.as_deref(), tok, x, body),
            StmtKind::LabeledStmt { label, stmt } => self.labeled(label, stmt, tail),
            StmtKind::IfStmt {
                init,
                cond,
                body,
                otherwise,
            } => self.if_statement(init.as_deref(), cond, body, otherwise.as_deref(), tail),
            StmtKind::IncDecStmt { x, tok } => {
                let op = if tok == "++" { "+=" } else { "-=" };
                let t = self.type_of(x)?;
                let one = if self.program.basic(t).contains("float") {
                    "1.0"
                } else {
                    "1"
                };
                let one = match self.is_newtype(t) || self.is_foreign_number(t) {
                    true => format!("{}({one})", self.rust_type(t)?),
                    false => one.to_string(),
                };
                self.update(x, op, &one)
            }
            StmtKind::ReturnStmt { results } => {
                let leaves = !self.function.borrow().defers;
                self.returning.set(leaves.then_some((stmt.pos, stmt.end)));
                let parts: Vec<&Expr> = results.iter().collect();
                let done = self.careful(self.leads_back(&parts), || {
                    self.after_calls(&parts, || self.returned(results, tail))
                });
                self.returning.set(None);
                done
            }
            StmtKind::SwitchStmt { init, tag, body } => self.switch(None, init.as_deref(), tag.as_deref(), body, tail),
            StmtKind::TypeSwitchStmt { init, assign, body } => {
                self.type_switch(None, init.as_deref(), assign, body, tail)
            }
            StmtKind::GoStmt {} => Err(Unsupported::new("a goroutine")),
            StmtKind::SelectStmt {} | StmtKind::SendStmt {} | StmtKind::CommClause {} => {
                Err(Unsupported::new("a channel"))
            }
            StmtKind::CaseClause { .. } => Err(Unsupported::new("a case")),
        }
    }

    fn labeled(&self, label: &Expr, stmt: &Stmt, tail: bool) -> Emitted<String> {
        let ExprKind::Ident { name, .. } = &label.kind else {
            return Err(Unsupported::new("a label"));
        };
        let name = Some(name.clone());
        match &stmt.kind {
            StmtKind::ForStmt { init, cond, post, body } => {
                self.for_loop(name, init.as_deref(), cond.as_deref(), post.as_deref(), body)
            }
            StmtKind::RangeStmt {
                key,
                value,
                tok,
                x,
                body,
            } => self.range_loop(name, key.as_deref(), value.as_deref(), tok, x, body),
            StmtKind::SwitchStmt { init, tag, body } => self.switch(name, init.as_deref(), tag.as_deref(), body, tail),
            StmtKind::TypeSwitchStmt { init, assign, body } => {
                self.type_switch(name, init.as_deref(), assign, body, tail)
            }
            _ => Err(Unsupported::new("a label of this statement")),
        }
    }

    /// `break` and `continue`.
    fn branch(&self, tok: &str, label: Option<&Expr>) -> Emitted<String> {
        let label = label.and_then(|label| match &label.kind {
            ExprKind::Ident { name, .. } => Some(name.clone()),
            _ => None,
        });
        let function = self.function.borrow();
        let wanted = |target: &&Target| match &label {
            Some(label) => target.label.as_ref() == Some(label),
            None => tok == "break" || target.is_loop,
        };
        let at = function.targets.iter().rposition(|target| wanted(&target));
        let target = at
            .map(|at| &function.targets[at])
            .ok_or_else(|| Unsupported::new(tok))?;
        let inner = function.targets.iter().rposition(|target| target.is_loop);
        match tok {
            "continue" => {
                if let Some(body) = &target.body {
                    return Ok(format!("break {body};\n"));
                }
                if at == inner {
                    return Ok("continue;\n".to_string());
                }
            }
            "break" if target.is_loop && at == inner && target.body.is_none() => return Ok("break;\n".to_string()),
            "break" => {}
            _ => return Err(Unsupported::new(tok)),
        }
        target.used.set(true);
        Ok(format!("{tok} {};\n", target.name))
    }

    /// Pushes what `break` and `continue` may lead to, and says whether the label was used.
    pub fn with_target<T>(&self, target: Target, work: impl FnOnce() -> T) -> (T, bool) {
        self.function.borrow_mut().targets.push(target);
        let done = work();
        let target = self.function.borrow_mut().targets.pop();
        (done, target.is_some_and(|target| target.used.get()))
    }

    /// A call that stands alone.
    pub fn call_statement(&self, x: &Expr) -> Emitted<String> {
        let x = x.inner();
        let ExprKind::CallExpr { fun, args, .. } = &x.kind else {
            return Err(Unsupported::new(match &x.kind {
                ExprKind::UnaryExpr { op, .. } if op == "<-" => "a channel",
                _ => "this statement",
            }));
        };
        if fun.inner().mode == Some(Mode::Builtin) {
            return match (builtin(fun), args.as_slice()) {
                ("panic" | "copy" | "delete" | "clear", _) => Ok(format!("{};\n", self.expr(x)?.text)),
                ("recover", _) => Ok(format!("{};\n", self.expr(x)?.text)),
                (name, _) => Err(Unsupported::new(format!("the function {name}"))),
            };
        }
        if let ExprKind::FuncLit { typ, body } = &fun.inner().kind
            && args.is_empty()
        {
            let closure = self.plain_closure(fun.inner(), typ, body, false)?;
            return Ok(format!("({closure})();\n"));
        }
        let mut code = self.plain_call(x)?;
        code.text = without_braces(&code.text).to_string();
        let own = crate::port::facts::callee(self.program, fun).is_some();
        let mark = match self.call_form(x) {
            Form::Result if own => "let _ = ",
            Form::Result => "let _ = ",
            _ => "",
        };
        Ok(format!("{mark}{};\n", code.text))
    }

    /// Declares a variable, with its value.
    pub fn declare(&self, object: ObjId, value: &str, annotate: bool) -> Emitted<String> {
        let known = self.program.object(object);
        let t = known.t.ok_or_else(|| Unsupported::new("a variable without a type"))?;
        let name = self.name(object);
        if self.storage(object) == Storage::Cell {
            return Ok(format!(
                "let {name}: {0}<{1}> = {0}::new({value});\n",
                self.sdk("go::Ptr"),
                self.rust_type(t)?
            ));
        }
        self.set_storage(object, Storage::Own);
        let mark = if self.needs_mut(object) { "mut " } else { "" };
        let rust = self.rust_type(t)?;
        let says = ["::default()", "::make()", " {", "("]
            .iter()
            .any(|end| value.starts_with(&format!("{rust}{end}")));
        let typ = if annotate && !says && !(rust == "bool" && value.parse::<bool>().is_ok()) {
            format!(": {rust}")
        } else {
            String::new()
        };
        Ok(format!("let {mark}{name}{typ} = {value};\n"))
    }

    /// Whether the type of a declared variable cannot be told from its value.
    fn needs_type(&self, value: &Expr, t: TypeId) -> bool {
        let value = value.inner();
        let number = |t: TypeId| {
            matches!(
                self.rust_type(t).as_deref(),
                Ok("i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "f32" | "f64")
            )
        };
        match &value.kind {
            _ if value.v.is_some() => number(t) && value.named().is_none(),
            ExprKind::CompositeLit { elts, .. } => {
                let typ = self.program.under_type(t);
                let list = matches!(typ.kind, TypeKind::Slice | TypeKind::Array | TypeKind::Map);
                let told = |part: Option<TypeId>| {
                    part.is_none_or(|part| {
                        self.program.is_string(part) || matches!(self.program.kind(part), TypeKind::Struct)
                    })
                };
                list && !self.is_newtype(t) && (elts.is_empty() || !told(typ.elem) || !told(typ.key))
            }
            ExprKind::FuncLit { .. } => true,
            ExprKind::Ident { .. } | ExprKind::SelectorExpr { .. } => self.program.kind(t) == TypeKind::Func,
            ExprKind::CallExpr { fun, .. } if fun.mode == Some(Mode::Builtin) => {
                matches!(builtin(fun), "make" | "append" | "new" | "min" | "max")
            }
            ExprKind::CallExpr { fun, .. } => fun.is_type() || self.program.is_interface(t),
            ExprKind::BinaryExpr { x, y, .. } => number(t) && x.v.is_some() && y.v.is_some(),
            ExprKind::UnaryExpr { .. } => self.program.kind(t) == TypeKind::Pointer,
            _ => false,
        }
    }

    /// `var`, `const` and `type` in a function.
    fn local(&self, tok: &str, spec: &Spec) -> Emitted<String> {
        match (tok, &spec.kind) {
            ("const", SpecKind::ValueSpec { names, .. }) => {
                let mut text = String::new();
                for name in names.iter().filter(|name| !name.is_blank()) {
                    text += &self.constant_declaration(name.o.ok_or_else(|| Unsupported::new("a constant"))?)?;
                }
                Ok(text)
            }
            ("var", SpecKind::ValueSpec { names, values }) => {
                if names.len() > 1 && values.len() == 1 {
                    return self.destructure(names, &values[0], true);
                }
                let mut text = String::new();
                for (i, name) in names.iter().enumerate() {
                    if name.is_blank() {
                        if let Some(value) = values.get(i) {
                            text += &format!("let _ = {};\n", self.owned(value)?);
                        }
                        continue;
                    }
                    let object = name.o.ok_or_else(|| Unsupported::new("a variable"))?;
                    let t = self
                        .program
                        .object(object)
                        .t
                        .ok_or_else(|| Unsupported::new("a variable"))?;
                    let value = match values.get(i) {
                        Some(value) => self.careful(self.leads_back(&[value]), || self.converted(value, t))?,
                        None => self.zero(t)?,
                    };
                    text += &self.declare(object, &value, true)?;
                }
                Ok(text)
            }
            ("type", SpecKind::TypeSpec { name, typ }) => {
                let text = self.type_declaration(spec, name, typ)?;
                self.inner_types.borrow_mut().push(text);
                Ok(String::new())
            }
            _ => Err(Unsupported::new("this declaration")),
        }
    }

    fn assign(&self, lhs: &[Expr], tok: &str, rhs: &[Expr]) -> Emitted<String> {
        let all: Vec<&Expr> = lhs.iter().chain(rhs).collect();
        let mut parts: Vec<&Expr> = lhs.iter().flat_map(parts_of_place).collect();
        if !matches!(tok, "=" | ":=") {
            parts.extend(lhs);
        }
        parts.extend(rhs);
        self.careful(self.leads_back(&all), || match (lhs, rhs) {
            ([place], [value]) if tok == ":=" => self.define(place, value),
            ([place], [value]) if tok == "=" => self.after_calls(&parts, || self.store(place, value)),
            ([place], [value]) => self.after_calls(&parts, || self.operate(place, tok, value)),
            (_, [value]) => self.destructure(lhs, value, tok == ":="),
            _ => self.after_calls(&parts, || self.parallel(lhs, rhs, tok == ":=")),
        })
    }

    /// A statement behind those calls in it that come first.
    fn after_calls(&self, parts: &[&Expr], work: impl FnOnce() -> Emitted<String>) -> Emitted<String> {
        let (opening, taken) = self.take_calls(parts)?;
        let text = work();
        self.give_back(&taken);
        Ok(opening + &text?)
    }

    fn is_declared_here(&self, place: &Expr) -> bool {
        place
            .o
            .is_some_and(|object| self.program.object(object).pos == place.pos)
    }

    fn define(&self, place: &Expr, value: &Expr) -> Emitted<String> {
        let object = place.o.ok_or_else(|| Unsupported::new("a variable"))?;
        let t = self
            .program
            .object(object)
            .t
            .ok_or_else(|| Unsupported::new("a variable"))?;
        let text = self.converted(value, t)?;
        let text = without_braces(&text);
        self.declare(object, text, self.needs_type(value, t))
    }

    /// `place = value`.
    fn store(&self, place: &Expr, value: &Expr) -> Emitted<String> {
        if place.is_blank() {
            return Ok(format!("let _ = {};\n", self.owned(value)?));
        }
        let t = self.type_of(place)?;
        if let ExprKind::CallExpr { fun, args, ellipsis } = &value.inner().kind
            && fun.mode == Some(Mode::Builtin)
            && builtin(fun) == "append"
            && let [first, rest @ ..] = args.as_slice()
            && !rest.is_empty()
            && same_place(self.program, place, first)
        {
            return self.careful(true, || self.grow_place(place, value, rest, *ellipsis > 0));
        }
        let through = self.is_through_guard(place);
        let text = self.careful(through, || self.converted(value, t))?;
        self.store_text(place, &text)
    }

    /// Whether writing a place opens a cell.
    fn is_through_guard(&self, place: &Expr) -> bool {
        !matches!(&place.inner().kind, ExprKind::Ident { .. })
    }

    fn grow_place(&self, place: &Expr, call: &Expr, rest: &[Expr], spread: bool) -> Emitted<String> {
        if let ExprKind::IndexExpr { x, index } = &place.inner().kind
            && self.program.kind(self.type_of(x)?) == TypeKind::Map
        {
            let key = self.map_key(self.program.under_type(self.type_of(x)?).key, index)?;
            let list = self.unused("list");
            let grow = self.grow(&list, call, rest, spread)?;
            // The map is open for writing then: what is added is found before.
            if let Some((open, items)) = grow.split_once('(').filter(|(_, items)| items.contains(['(', '&'])) {
                let name = self.unused("items");
                let items = items.strip_suffix(')').unwrap_or(items);
                let (items, by) = match items.strip_prefix('&') {
                    Some(items) => (format!("{items}.to_vec()"), "&"),
                    None => (items.to_string(), ""),
                };
                let by = if open.ends_with("extend_from_slice") { by } else { "" };
                return Ok(format!(
                    "let {name} = {items};\n{}.update({key}, |{list}| {open}({by}{name}));\n",
                    self.careful(true, || self.expr(x))?.base()
                ));
            }
            return Ok(format!("{}.update({key}, |{list}| {grow});\n", self.expr(x)?.base()));
        }
        let target = self.place_mut(place)?;
        let target = target.trim_start_matches('*').to_string();
        let inner = if self.is_newtype(self.type_of(place)?) {
            ".0"
        } else {
            ""
        };
        let grow = self.grow("\u{1}", call, rest, spread)?;
        let (_, argument) = grow.split_once('\u{1}').ok_or_else(|| Unsupported::new("append"))?;
        let opens = target.contains("borrow_mut()") || target.contains("at_mut(");
        if opens && argument.matches('(').count() > 1 || argument.contains(".borrow()") {
            let open = argument.find('(').ok_or_else(|| Unsupported::new("append"))?;
            let items = &argument[open + 1..argument.len() - 1];
            let name = self.unused("items");
            let by = if items.starts_with('&') && argument.contains("extend_from_slice") {
                format!("&{name}")
            } else {
                name.clone()
            };
            let items = items
                .strip_prefix('&')
                .map_or(items.to_string(), |items| format!("{items}.to_vec()"));
            return Ok(format!(
                "let {name} = {items};\n{target}{inner}{}({by});\n",
                &argument[..open]
            ));
        }
        Ok(format!("{target}{inner}{argument};\n"))
    }

    /// Writes a value into a place.
    pub fn store_text(&self, place: &Expr, text: &str) -> Emitted<String> {
        self.with_indices(place, || self.store_text_at(place.inner(), text))
    }

    /// Writes a place after the indices in it that do more than name a variable: what those read is read before a list is
    /// opened for writing.
    fn with_indices(&self, place: &Expr, work: impl FnOnce() -> Emitted<String>) -> Emitted<String> {
        let (mut opening, mut taken) = (String::new(), Vec::new());
        let mut at = place.inner();
        loop {
            at = match &at.kind {
                ExprKind::IndexExpr { x, index } => {
                    let t = self.type_of(x)?;
                    let lent = matches!(self.program.kind(t), TypeKind::Array | TypeKind::Pointer) || self.is_vec(t);
                    let field = matches!(&index.inner().kind, ExprKind::SelectorExpr { x, selection: Some(_), .. }
                        if x.named().is_some() && x.root() != place.root()
                            && x.t.is_some_and(|t| self.program.kind(t) == TypeKind::Struct));
                    let plain = index.v.is_some() || index.named().is_some();
                    let simple = plain || field || self.taken(index).is_some();
                    if lent && !simple {
                        let text = self.careful(true, || self.owned(index))?;
                        opening += &self.take(index, &text, &mut taken);
                    }
                    x.inner()
                }
                ExprKind::SelectorExpr {
                    x, selection: Some(_), ..
                }
                | ExprKind::StarExpr { x } => x.inner(),
                _ => break,
            };
        }
        let done = work();
        self.give_back(&taken);
        Ok(opening + &done?)
    }

    fn store_text_at(&self, place: &Expr, text: &str) -> Emitted<String> {
        let simple = place
            .named()
            .is_some_and(|object| !self.program.object(object).global && self.storage(object) == Storage::Own);
        // What the value borrows has to be back when the place is opened for writing.
        if text.contains(".borrow()") && !simple {
            let value = self.unused("value");
            return Ok(format!("let {value} = {text};\n{}", self.store_text(place, &value)?));
        }
        match &place.kind {
            ExprKind::Ident { .. } => {
                let object = place.o.ok_or_else(|| Unsupported::new("a variable"))?;
                let name = self.name(object);
                if self.program.object(object).global {
                    self.uses.borrow_mut().insert("go::Global".to_string());
                    return Ok(format!("{}.set({text});\n", self.own_path(Some(object), &name)));
                }
                let borrows = text.contains(&format!("{name}.borrow()"));
                Ok(match self.storage(object) {
                    Storage::Cell => format!("{name}.set({text});\n"),
                    // What is lent has to be back before the variable changes.
                    Storage::Own if borrows => {
                        let next = self.unused("next");
                        format!("let {next} = {text};\n{name} = {next};\n")
                    }
                    Storage::Own => format!("{name} = {text};\n"),
                    Storage::Error => return Err(Unsupported::new("an error that is assigned")),
                    _ => return Err(Unsupported::new("this assignment")),
                })
            }
            ExprKind::IndexExpr { x, index } => match self.program.kind(self.type_of(x)?) {
                TypeKind::Map => {
                    let t = self.type_of(x)?;
                    if !self.is_own_map(t) {
                        return Err(Unsupported::new("an assignment into this map"));
                    }
                    let key = self.map_key(self.program.under_type(t).key, index)?;
                    Ok(format!(
                        "{}.insert({key}, {text});\n",
                        self.careful(true, || self.expr(x))?.base()
                    ))
                }
                TypeKind::Slice if !self.is_vec(self.type_of(x)?) => {
                    let base = self.careful(true, || self.expr(x))?.base();
                    Ok(format!(
                        "{base}.set({}, {text});\n",
                        self.careful(true, || self.int64(index))?
                    ))
                }
                _ => Ok(format!("{} = {text};\n", self.place_mut(place)?)),
            },
            ExprKind::SelectorExpr {
                selection: None, sel, ..
            } => {
                let object = sel.o.filter(|object| {
                    let known = self.program.object(*object);
                    known.kind == ObjectKind::Var
                        && known
                            .package
                            .as_deref()
                            .is_some_and(|package| self.program.owns(package))
                });
                let object = object.ok_or_else(|| Unsupported::new("a variable of another package"))?;
                self.uses.borrow_mut().insert("go::Global".to_string());
                Ok(format!(
                    "{}.set({text});\n",
                    self.own_path(Some(object), &self.name(object))
                ))
            }
            ExprKind::StarExpr { x }
                if !x
                    .named()
                    .is_some_and(|object| self.storage(object) == Storage::Borrowed) =>
            {
                Ok(format!(
                    "{}.set({text});\n",
                    self.careful(true, || self.expr(x))?.base()
                ))
            }
            _ => Ok(format!("{} = {text};\n", self.place_mut(place)?)),
        }
    }

    /// A place that is written: `x`, `x.f`, `p.borrow_mut().f`.
    pub fn place_mut(&self, place: &Expr) -> Emitted<String> {
        let place = place.inner();
        match &place.kind {
            ExprKind::Ident { .. } => {
                let object = place.o.ok_or_else(|| Unsupported::new("a variable"))?;
                let name = self.name(object);
                if self.program.object(object).global {
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

    pub fn behind_mut(&self, x: &Expr) -> Emitted<String> {
        if let Some(object) = x.named()
            && self.storage(object) == Storage::Borrowed
        {
            return Ok(format!("*{}", self.name(object)));
        }
        Ok(format!("*{}.borrow_mut()", self.careful(true, || self.expr(x))?.base()))
    }

    /// `place op= value`.
    fn operate(&self, place: &Expr, tok: &str, value: &Expr) -> Emitted<String> {
        let t = self.type_of(place)?;
        let op = tok.trim_end_matches('=');
        if self.program.is_string(t) {
            let text = self.careful(self.is_through_guard(place), || self.text(value))?;
            let own = place.root().filter(|object| self.storage(*object) == Storage::Own);
            let itself = own.is_some()
                && walk::any(
                    Node::Expr(value),
                    &mut |node| matches!(node, Node::Expr(expr) if same_place(self.program, expr, place)),
                );
            if itself {
                let more = self.unused("more");
                return Ok(format!(
                    "let {more} = {}.clone();\n{}",
                    text.trim_start_matches('&'),
                    self.update(place, "+=", &format!("&{more}"))?
                ));
            }
            return self.update(place, "+=", &text);
        }
        let careful = self.is_through_guard(place);
        match op {
            "/" | "%" if !self.program.basic(t).contains("float") => {
                let sure = value
                    .v
                    .as_ref()
                    .is_some_and(|value| value.text != "-1" && value.text != "0");
                if sure {
                    let text = self.careful(careful, || self.operand(value))?.text;
                    return self.update(place, tok, &text);
                }
                let function = self.sdk(if op == "/" { "go::div" } else { "go::rem" });
                let text = self.careful(true, || {
                    Ok(format!(
                        "{function}({}, {})",
                        self.operand(place)?.text,
                        self.operand(value)?.text
                    ))
                })?;
                self.store_text(place, &text)
            }
            "<<" | ">>" => {
                let small = value.v.as_ref().and_then(|value| value.text.parse::<u32>().ok());
                if let Some(count) = small.filter(|count| *count < 8) {
                    return self.update(place, tok, &count.to_string());
                }
                let function = self.sdk(if op == "<<" { "go::shl" } else { "go::shr" });
                let count = if value.v.is_some() {
                    self.typed_constant(value)?
                } else {
                    self.operand(value)?.text
                };
                let text = self.careful(true, || {
                    Ok(format!("{function}({}, {count})", self.operand(place)?.text))
                })?;
                self.store_text(place, &text)
            }
            "&^" => {
                let text = self.careful(careful, || self.operand(value))?.at(prec::UNARY);
                self.update(place, "&=", &format!("!{text}"))
            }
            _ => {
                let text = self.careful(careful, || self.operand(value))?.text;
                self.update(place, tok, &text)
            }
        }
    }

    /// `place op= text`, also where the place is in a cell or a map.
    fn update(&self, place: &Expr, op: &str, text: &str) -> Emitted<String> {
        self.with_indices(place, || self.update_at(place.inner(), op, text))
    }

    fn update_at(&self, place: &Expr, op: &str, text: &str) -> Emitted<String> {
        if let ExprKind::IndexExpr { x, index } = &place.kind
            && self.program.kind(self.type_of(x)?) == TypeKind::Map
        {
            let t = self.type_of(x)?;
            if !self.is_own_map(t) {
                return Err(Unsupported::new("an assignment into this map"));
            }
            let key = self.map_key(self.program.under_type(t).key, index)?;
            let map = self.careful(true, || self.expr(x))?.base();
            let value = self.unused("value");
            // The map is open for writing then: what is added is found before.
            let (opening, text) = match text.contains(['(', '&']) {
                true => {
                    let name = self.unused("more");
                    let (more, by) = text
                        .strip_prefix('&')
                        .map_or((text.to_string(), ""), |text| (format!("{text}.clone()"), "&"));
                    (format!("let {name} = {more};\n"), format!("{by}{name}"))
                }
                false => (String::new(), text.to_string()),
            };
            return Ok(format!(
                "{opening}{map}.update({key}, |{value}| *{value} {op} {text});\n"
            ));
        }
        if let Some(object) = place.named()
            && !self.program.object(object).global
            && self.storage(object) == Storage::Cell
            && !text.contains("get()")
            && !text.contains("borrow")
        {
            return Ok(format!("*{}.borrow_mut() {op} {text};\n", self.name(object)));
        }
        let target = self.place_mut(place)?;
        let open = target.contains("borrow_mut()") && text.contains('(');
        if open || target.contains(".at_mut(") && text.contains(['(', '[']) {
            let value = self.unused("value");
            return Ok(format!("let {value} = {text};\n{target} {op} {value};\n"));
        }
        Ok(format!("{target} {op} {text};\n"))
    }

    /// `a, b = c, d`: all values first.
    fn parallel(&self, lhs: &[Expr], rhs: &[Expr], define: bool) -> Emitted<String> {
        let (mut opening, mut taken) = (String::new(), Vec::new());
        if self.check_places(lhs).is_err() {
            for part in lhs.iter().flat_map(parts_of_place) {
                let array = part.t.is_some_and(|t| self.program.kind(t) == TypeKind::Array);
                if part.v.is_none() && !array {
                    opening += &self.take(part, &self.careful(true, || self.owned(part))?, &mut taken);
                }
            }
        }
        let text = self.parallel_values(lhs, rhs, define);
        self.give_back(&taken);
        Ok(opening + &text?)
    }

    fn parallel_values(&self, lhs: &[Expr], rhs: &[Expr], define: bool) -> Emitted<String> {
        let mut values = Vec::new();
        for (place, value) in lhs.iter().zip(rhs) {
            let t = if place.is_blank() {
                self.type_of(value)?
            } else {
                place.t.or(value.t).ok_or_else(|| Unsupported::new("a variable"))?
            };
            values.push((self.careful(true, || self.converted(value, t))?, t, value));
        }
        if define && lhs.iter().all(|place| place.is_blank() || self.is_declared_here(place)) {
            let mut text = String::new();
            // One after the other is the same where no value names what is declared before it.
            for (place, (value, t, expr)) in lhs.iter().zip(&values) {
                if place.is_blank() {
                    text += &format!("let _ = {value};\n");
                    continue;
                }
                let object = place.o.ok_or_else(|| Unsupported::new("a variable"))?;
                text += &self.declare(object, value, self.needs_type(expr, *t))?;
            }
            let shadows = lhs.iter().any(|place| {
                place.o.is_some_and(|object| {
                    let name = self.name(object);
                    rhs.iter().any(|value| crate::port::walk::any(crate::port::walk::Node::Expr(value), &mut |node| {
                        matches!(node, crate::port::walk::Node::Expr(Expr { kind: ExprKind::Ident { .. }, o: Some(used), .. })
                            if *used != object && self.program.object(*used).kind == ObjectKind::Var && self.name(*used) == name)
                    }))
                })
            });
            if !shadows {
                return Ok(text);
            }
        }
        // Two elements of one slice change places.
        let names = self.unused_names("value", lhs.len());
        let tuple: Vec<String> = values
            .iter()
            .map(|(value, t, expr)| {
                let number = expr
                    .v
                    .as_ref()
                    .is_some_and(|value| matches!(value.kind, ConstantKind::Int | ConstantKind::Float));
                if number && !self.is_newtype(*t) {
                    self.typed_constant(expr).unwrap_or_else(|_| value.clone())
                } else if value == "None" {
                    format!("None::<{}>", self.sdk("Error"))
                } else {
                    value.clone()
                }
            })
            .collect();
        if let Some(places) = self.assigned_variables(lhs)
            && !define
        {
            let values: Vec<String> = values.iter().map(|(value, _, _)| value.clone()).collect();
            return Ok(format!("({}) = ({});\n", places.join(", "), values.join(", ")));
        }
        self.check_places(lhs)?;
        let mut text = format!("let ({}) = ({});\n", names.join(", "), tuple.join(", "));
        for (place, name) in lhs.iter().zip(&names) {
            if place.is_blank() {
                continue;
            }
            if define && (self.is_declared_here(place) || self.may_shadow(place)) {
                text += &self.declare(place.o.ok_or_else(|| Unsupported::new("a variable"))?, name, false)?;
            } else {
                text += &self.store_text(place, name)?;
            }
        }
        Ok(text)
    }

    /// Go finds all places before it writes the first: refuses those that an earlier one of them may move.
    fn check_places(&self, lhs: &[Expr]) -> Emitted<()> {
        let written = |place: &Expr| match &place.inner().kind {
            ExprKind::SelectorExpr {
                selection: Some(selection),
                ..
            } => Some(selection.o),
            _ => place.named(),
        };
        for (i, place) in lhs.iter().enumerate() {
            let before: Vec<ObjId> = lhs[..i].iter().filter_map(written).collect();
            let mut moves = false;
            walk::below(Node::Expr(place.inner()), &mut |part| {
                if matches!(part, Node::Expr(part) if self.taken(part).is_some()) {
                    return;
                }
                moves |= walk::any(part, &mut |node| {
                    let Node::Expr(expr) = node else { return false };
                    written(expr).is_some_and(|object| before.contains(&object))
                        || matches!(&expr.kind, ExprKind::CallExpr { fun, .. }
                            if !fun.is_type() && fun.mode != Some(Mode::Builtin))
                });
            });
            if let ExprKind::IndexExpr { index, .. } = &place.inner().kind
                && self.taken(index).is_none()
            {
                moves |= i > 0
                    && walk::any(Node::Expr(index), &mut |node| {
                        matches!(
                            node,
                            Node::Expr(Expr {
                                kind: ExprKind::IndexExpr { .. } | ExprKind::StarExpr { .. },
                                ..
                            })
                        )
                    });
            }
            if moves {
                return Err(Unsupported::new("an assignment to places that depend on each other"));
            }
        }
        Ok(())
    }

    /// Several results, or a value and whether it is there, into several places.
    pub fn destructure(&self, lhs: &[Expr], value: &Expr, define: bool) -> Emitted<String> {
        let source = self.several(value, lhs.len())?;
        let same_scope = |place: &Expr| {
            place.is_blank()
                || place.o.is_some_and(|object| {
                    !self.program.object(object).global
                        && !self.facts.boxed.contains(&object)
                        && self.storage(object) != Storage::Cell
                })
        };
        let wraps: Vec<Option<String>> = lhs
            .iter()
            .enumerate()
            .map(|(i, _)| source.wraps.get(i).cloned().flatten())
            .collect();
        let target = |place: &Expr| place.o.map_or(place.t, |object| self.program.object(object).t);
        let targets = lhs.iter().map(|place| target(place).filter(|_| !place.is_blank()));
        let targets = self.other_types(value, targets);
        let plain = wraps.iter().all(Option::is_none) && targets.iter().all(Option::is_none);
        // Declaring a variable anew is the same as assigning it, in the scope that it was declared in.
        if define
            && plain
            && lhs.iter().all(same_scope)
            && lhs
                .iter()
                .all(|place| place.is_blank() || self.is_declared_here(place) || self.may_shadow(place))
        {
            let mut names = Vec::new();
            for place in lhs {
                names.push(self.binding(place)?);
            }
            return Ok(format!("let {} = {};\n", source.pattern(&names), source.text));
        }
        if let Some(names) = self.assigned_variables(lhs)
            && plain
            && !define
        {
            return Ok(format!("{} = {};\n", source.pattern(&names), source.text));
        }
        let names: Vec<String> = lhs
            .iter()
            .enumerate()
            .map(|(i, place)| {
                if place.is_blank() {
                    "_".to_string()
                } else {
                    self.unused(&format!("value{i}"))
                }
            })
            .collect();
        let mut text = format!("let {} = {};\n", source.pattern(&names), source.text);
        for (i, (place, name)) in lhs.iter().zip(&names).enumerate() {
            if place.is_blank() {
                continue;
            }
            let mut value = wraps[i].as_ref().map_or(name.clone(), |wrap| format!("{wrap}({name})"));
            if let Some((from, to)) = targets.get(i).copied().flatten() {
                value = self.as_interface(value, from, to)?;
            }
            if self.is_declared_here(place) || define && self.may_shadow(place) {
                text += &self.declare(place.o.ok_or_else(|| Unsupported::new("a variable"))?, &value, false)?;
            } else {
                text += &self.store_text(place, &value)?;
            }
        }
        Ok(text)
    }

    /// For places that are interfaces, what the results of a call are that go there: their types and the interfaces.
    fn other_types(&self, call: &Expr, targets: impl Iterator<Item = Option<TypeId>>) -> Vec<Option<(TypeId, TypeId)>> {
        let ExprKind::CallExpr { fun, .. } = &call.inner().kind else {
            return Vec::new();
        };
        let results = fun
            .t
            .map(|t| self.program.under_type(t).results.as_slice())
            .unwrap_or_default();
        let other = |(to, result): (Option<TypeId>, &ObjId)| {
            let (to, from) = (to?, self.program.object(*result).t?);
            (from != to && self.program.is_interface(to) && self.program.typ(to).kind != TypeKind::Param)
                .then_some((from, to))
        };
        targets.zip(results).map(other).collect()
    }

    /// The results of a call, in variables with these names, as values of other types: parameters or results.
    pub fn results_as(
        &self,
        call: &Expr,
        source: &Several,
        names: &[String],
        targets: &[ObjId],
    ) -> Emitted<Vec<String>> {
        let others = self.other_types(call, targets.iter().map(|target| self.program.object(*target).t));
        let value = |(i, name): (usize, &String)| {
            let wrapped = match source.wraps.get(i).and_then(Option::as_ref) {
                Some(wrap) => format!("{wrap}({name})"),
                None => name.clone(),
            };
            match others.get(i).copied().flatten() {
                Some((from, to)) => self.as_interface(wrapped, from, to),
                None => Ok(wrapped),
            }
        };
        names.iter().enumerate().map(value).collect()
    }

    /// A value of a type as one of an interface.
    fn as_interface(&self, value: String, from: TypeId, to: TypeId) -> Emitted<String> {
        if self.program.is_interface(from) && !self.program.is_any(to) || self.program.is_error(to) {
            return Err(Unsupported::new("a result that becomes another interface"));
        }
        if self.program.is_any(to) {
            let value = self.boxed(value, from);
            return Ok(
                match value.starts_with("go::int64(") || value.starts_with("go::uint(") || value.starts_with("Any::") {
                    true => value,
                    false => format!("{}::from({value})", self.sdk("Any")),
                },
            );
        }
        let Some(named) = self.program.own_named(to) else {
            return Err(Unsupported::new("a result that becomes this interface"));
        };
        let path = self.own_path(self.program.typ(named).o, &self.type_name(named));
        Ok(self.dynamic(&path, &value))
    }

    /// The names of places that one assignment of a tuple can write: variables that nothing else holds, declared before.
    fn assigned_variables(&self, lhs: &[Expr]) -> Option<Vec<String>> {
        let name = |place: &Expr| {
            if place.is_blank() {
                return Some("_".to_string());
            }
            let object = place.named()?;
            let own = !self.program.object(object).global
                && self.storage(object) == Storage::Own
                && !self.is_declared_here(place);
            own.then(|| self.name(object))
        };
        lhs.iter().map(name).collect()
    }

    /// Whether a variable that `:=` assigns may be declared anew: only statements behind it see the difference.
    fn may_shadow(&self, place: &Expr) -> bool {
        place.o.is_some_and(|object| self.may_shadow_object(object))
    }

    fn may_shadow_object(&self, object: ObjId) -> bool {
        let captured = self.facts.vars.get(&object).is_some_and(|var| !var.captures.is_empty());
        let result = self.function.borrow().results.contains(&object);
        !captured && !result && !self.facts.boxed.contains(&object)
    }

    fn binding(&self, place: &Expr) -> Emitted<String> {
        if place.is_blank() {
            return Ok("_".to_string());
        }
        let object = place.o.ok_or_else(|| Unsupported::new("a variable"))?;
        self.set_storage(object, Storage::Own);
        let mark = if self.needs_mut_after(object, place.pos) {
            "mut "
        } else {
            ""
        };
        Ok(format!("{mark}{}", self.name(object)))
    }

    /// Whether a variable is written between a place where it is declared and the next one.
    pub fn needs_mut_after(&self, object: ObjId, pos: usize) -> bool {
        let shadows = self.may_shadow_object(object);
        let anew = self.redefinitions.get(&object).filter(|_| shadows);
        let next = anew
            .and_then(|list| list.iter().filter(|at| **at > pos).min().copied())
            .unwrap_or(usize::MAX);
        self.facts.vars.get(&object).is_some_and(|var| {
            var.part_writes
                .iter()
                .chain(&var.writes)
                .any(|at| *at > pos && *at < next)
        })
    }

    fn if_statement(
        &self,
        init: Option<&Stmt>,
        cond: &Expr,
        body: &Stmt,
        otherwise: Option<&Stmt>,
        tail: bool,
    ) -> Emitted<String> {
        if let Some(done) = self.if_pattern(init, cond, body, otherwise, tail)? {
            return Ok(done);
        }
        let mut text = String::new();
        let open = init.is_some_and(|init| self.may_stand_outside(init));
        if let Some(init) = init {
            text += &self.statement(init, false)?;
            self.count(init, true);
        }
        text += &match self.sure_in(cond, body, otherwise) {
            Some(object) => self.if_some(object, body, tail)?,
            None => {
                let condition = self.careful(self.leads_back(&[cond]), || self.operand(cond))?.text;
                format!("if {condition} {}", self.block(body, tail)?)
            }
        };
        if let Some(otherwise) = otherwise {
            text += " else ";
            text += &match &otherwise.kind {
                StmtKind::IfStmt { .. } => {
                    self.count(otherwise, true);
                    let inner = self.statement(otherwise, tail)?;
                    if inner.starts_with("if ") {
                        inner
                    } else {
                        format!("{{\n{inner}}}")
                    }
                }
                _ => self.block(otherwise, tail)?,
            };
        }
        text = text.trim_end().to_string() + "\n";
        Ok(if init.is_some() && !open {
            format!("{{\n{text}}}\n")
        } else {
            text
        })
    }

    /// The error that `if err != nil` tests, where the body only reads it.
    fn sure_in(&self, cond: &Expr, body: &Stmt, otherwise: Option<&Stmt>) -> Option<ObjId> {
        let ExprKind::BinaryExpr { op, .. } = &cond.inner().kind else {
            return None;
        };
        let [object] = not_nil(cond)[..] else { return None };
        let known = self.program.object(object);
        let local = known.kind == ObjectKind::Var && !known.global && !known.field;
        let inside = |var: &Var| var.reads.iter().any(|at| (body.pos..body.end).contains(at));
        let var = self.facts.vars.get(&object)?;
        let fits = op == "!="
            && local
            && known.t.is_some_and(|t| self.program.is_error(t))
            && self.storage(object) == Storage::Own
            && var.captures.is_empty()
            && inside(var)
            && !self.facts.is_written_between(object, body.pos, body.end)
            && !self.function.borrow().results.contains(&object)
            && !otherwise.is_some_and(|otherwise| {
                let from = otherwise.pos;
                var.reads.iter().any(|at| (from..otherwise.end).contains(at))
            });
        fits.then_some(object)
    }

    /// `if let Some(err) = err`.
    fn if_some(&self, object: ObjId, body: &Stmt, tail: bool) -> Emitted<String> {
        let name = self.name(object);
        let var = self.facts.vars.get(&object);
        let again = var.is_some_and(|var| var.reads.iter().any(|at| *at >= body.end))
            || self.facts.loops.iter().any(|(from, to)| {
                (*from..*to).contains(&body.pos) && !(*from..*to).contains(&self.program.object(object).pos)
            });
        let clone = if again && !diverges(body) { ".clone()" } else { "" };
        self.set_storage(object, Storage::Error);
        let inner = self.block(body, tail);
        self.set_storage(object, Storage::Own);
        Ok(format!("if let Some({name}) = {name}{clone} {}", inner?))
    }

    /// Whether what the statement before a condition declares can be seen behind it, too: nothing else has such a name.
    pub fn may_stand_outside(&self, init: &Stmt) -> bool {
        let StmtKind::AssignStmt { lhs, tok, .. } = &init.kind else {
            return true;
        };
        let (from, to) = self.function.borrow().range;
        tok != ":="
            || lhs.iter().filter(|place| !place.is_blank()).all(|place| {
                let ExprKind::Ident { name, .. } = &place.kind else {
                    return false;
                };
                let twins = self.program.objects.iter().filter(|object| {
                    object.kind == ObjectKind::Var
                        && !object.field
                        && (from..to).contains(&object.pos)
                        && object.name == *name
                });
                twins.count() <= 1
            })
    }

    /// `return`.
    fn returned(&self, results: &[Expr], tail: bool) -> Emitted<String> {
        let function = self.function.borrow().clone();
        let leave = |text: String| {
            if tail {
                format!("{text}\n")
            } else {
                format!("return {text};\n")
            }
        };
        if function.results.is_empty() {
            return Ok(if tail { String::new() } else { "return;\n".to_string() });
        }
        if function.named && function.defers {
            let mut text = String::new();
            if results.len() == function.results.len() {
                let mut values = Vec::new();
                for (result, value) in function.results.iter().zip(results) {
                    let t = self
                        .program
                        .object(*result)
                        .t
                        .ok_or_else(|| Unsupported::new("a result"))?;
                    values.push(self.careful(true, || self.converted(value, t))?);
                }
                if values.len() == 1 {
                    text += &format!("{}.set({});\n", self.name(function.results[0]), values[0]);
                } else {
                    let names = self.unused_names("value", values.len());
                    text += &format!("let ({}) = ({});\n", names.join(", "), values.join(", "));
                    for (result, name) in function.results.iter().zip(&names) {
                        text += &format!("{}.set({name});\n", self.name(*result));
                    }
                }
            } else if let [call] = results {
                let source = self.several(call, function.results.len())?;
                let names = self.unused_names("value", function.results.len());
                text += &format!("let {} = {};\n", source.pattern(&names), source.text);
                let values = self.results_as(call, &source, &names, &function.results)?;
                for (result, value) in function.results.iter().zip(&values) {
                    text += &format!("{}.set({value});\n", self.name(*result));
                }
            }
            return Ok(text + if tail { "" } else { "return;\n" });
        }
        if results.is_empty() {
            return Ok(leave(self.named_results(&function.results, function.form.0)));
        }
        match function.form.0 {
            Form::Result => self.returned_result(results, &function.results).map(leave),
            _ => self.returned_values(results, &function.results).map(leave),
        }
    }

    fn returned_values(&self, results: &[Expr], declared: &[ObjId]) -> Emitted<String> {
        if let [call] = results
            && declared.len() > 1
        {
            let source = self.several(call, declared.len())?;
            let names = self.unused_names("value", declared.len());
            let values = self.results_as(call, &source, &names, declared)?;
            if values == names && source.nested.is_none() {
                return Ok(source.text);
            }
            return Ok(format!(
                "{{ let {} = {}; ({}) }}",
                source.pattern(&names),
                source.text,
                values.join(", ")
            ));
        }
        let mut values = Vec::new();
        for (result, value) in declared.iter().zip(results) {
            let t = self
                .program
                .object(*result)
                .t
                .ok_or_else(|| Unsupported::new("a result"))?;
            values.push(self.converted(value, t)?);
        }
        Ok(match values.as_slice() {
            [one]
                if self.function.borrow().hook
                    && self
                        .wrapping(self.program.object(declared[0]).t.unwrap_or(TypeId(0)))
                        .is_some() =>
            {
                format!("{one}.to_vec()")
            }
            [one] => one.clone(),
            _ => format!("({})", values.join(", ")),
        })
    }

    fn returned_result(&self, results: &[Expr], declared: &[ObjId]) -> Emitted<String> {
        if let [call] = results
            && declared.len() > 1
        {
            let ExprKind::CallExpr { fun, .. } = &call.inner().kind else {
                return Err(Unsupported::new("these results"));
            };
            let code = self.plain_call(call)?;
            let names = self.unused_names("value", declared.len() - 1);
            let values = self.results_as(call, &Several::default(), &names, &declared[..declared.len() - 1])?;
            if values != names {
                return Ok(match (names.as_slice(), values.as_slice()) {
                    ([name], [value]) => format!("{}.map(|{name}| {value})", code.base()),
                    _ => format!("{}.map(|({})| ({}))", code.base(), names.join(", "), values.join(", ")),
                });
            }
            let wraps = declared[..declared.len() - 1]
                .iter()
                .filter_map(|result| self.program.object(*result).t);
            let wraps: Vec<String> = if foreign::is_foreign(self.program, fun) {
                wraps.filter_map(|t| self.wrapping(t)).collect()
            } else {
                Vec::new()
            };
            return match wraps.as_slice() {
                [] => Ok(code.text),
                [wrap] if declared.len() == 2 => Ok(format!("{}.map({wrap})", code.base())),
                _ => Err(Unsupported::new("these results")),
            };
        }
        let [values @ .., error] = results else {
            return Err(Unsupported::new("these results"));
        };
        if error.is_nil() {
            let mut list = Vec::new();
            for (result, value) in declared.iter().zip(values) {
                let t = self
                    .program
                    .object(*result)
                    .t
                    .ok_or_else(|| Unsupported::new("a result"))?;
                list.push(self.converted(value, t)?);
            }
            return Ok(match list.as_slice() {
                [one] => format!("Ok({one})"),
                _ => format!("Ok(({}))", list.join(", ")),
            });
        }
        if let Some(error) = self.sure_error(error)? {
            return Ok(format!("Err({error})"));
        }
        if values.is_empty() {
            if let ExprKind::CallExpr { fun, .. } = &error.inner().kind
                && !fun.is_type()
            {
                let code = self.plain_call(error)?;
                return Ok(match self.call_form(error) {
                    Form::Result => code.text,
                    _ => format!("{}({})", self.sdk("go::ok"), code.text),
                });
            }
            return Ok(format!("{}({})", self.sdk("go::ok"), self.expr(error)?.text));
        }
        if values.iter().all(|value| is_zero(self.program, value)) {
            return Ok(format!("Err({}.unwrap())", self.owned(error)?));
        }
        Err(Unsupported::new("a value together with an error"))
    }
}

/// A call without the braces that end the loan of what it is called on: the end of the statement does the same.
fn without_braces(text: &str) -> &str {
    let inner = text.strip_prefix("{ ").and_then(|rest| rest.strip_suffix(" }"));
    inner.filter(|inner| !inner.contains(['{', '}', ';'])).unwrap_or(text)
}

/// Whether an expression is a call of `panic`.
fn is_panic(x: &Expr) -> bool {
    matches!(&x.inner().kind, ExprKind::CallExpr { fun, .. } if fun.mode == Some(Mode::Builtin) && builtin(fun) == "panic")
}

/// What is read to find a place.
fn parts_of_place(place: &Expr) -> Vec<&Expr> {
    match &place.inner().kind {
        ExprKind::IndexExpr { x, index } => vec![x, index],
        ExprKind::SelectorExpr {
            x, selection: Some(_), ..
        }
        | ExprKind::StarExpr { x } => vec![x],
        _ => Vec::new(),
    }
}
