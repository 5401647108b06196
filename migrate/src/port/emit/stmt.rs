//! Statements.

use super::code::Unsupported;
use super::expr::Emitted;
use super::peephole::diverges;
use super::{Emitter, Storage, Target};
use crate::port::facts::{Form, Var, builtin, not_nil};
use crate::port::tree::{DeclKind, Expr, ExprKind, Mode, ObjId, ObjectKind, SpecKind, Stmt, StmtKind};
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
                        self.count(counted.pos, true);
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
            self.count(init.pos, true);
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
                    self.count(otherwise.pos, true);
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
}

/// A call without the braces that end the loan of what it is called on: the end of the statement does the same.
pub fn without_braces(text: &str) -> &str {
    let inner = text.strip_prefix("{ ").and_then(|rest| rest.strip_suffix(" }"));
    inner.filter(|inner| !inner.contains(['{', '}', ';'])).unwrap_or(text)
}

/// Whether an expression is a call of `panic`.
fn is_panic(x: &Expr) -> bool {
    matches!(&x.inner().kind, ExprKind::CallExpr { fun, .. } if fun.mode == Some(Mode::Builtin) && builtin(fun) == "panic")
}
