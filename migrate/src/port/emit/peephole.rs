//! What takes several statements in Go and reads as one in Rust: results with errors, lookups, assertions.

use super::code::{Code, Unsupported};
use super::expr::Emitted;
use super::{Emitter, Storage};
use crate::port::facts::{Form, is_zero, not_nil};
use crate::port::foreign;
use crate::port::tree::{Expr, ExprKind, Mode, ObjId, SelectionKind, Stmt, StmtKind, TypeKind};

/// Where several values come from.
#[derive(Debug, Default)]
pub struct Several {
    /// An expression that gives a tuple.
    pub text: String,
    /// How many values stand in a tuple of their own, before the error.
    pub nested: Option<usize>,
    /// What turns the SDK's form of a value into the program's.
    pub wraps: Vec<Option<String>>,
}

impl Several {
    /// The pattern that takes the values apart.
    pub fn pattern(&self, names: &[String]) -> String {
        match self.nested {
            Some(count) => format!("(({}), {})", names[..count].join(", "), names[count..].join(", ")),
            None => format!("({})", names.join(", ")),
        }
    }
}

/// A call or lookup that either gives a value or does not.
struct Attempt {
    /// An expression of type `Result` or `Option`.
    text: String,
    /// It is a `Result`.
    result: bool,
}

impl Emitter<'_> {
    /// An expression that gives several values.
    pub fn several(&self, value: &Expr, count: usize) -> Emitted<Several> {
        let value = value.inner();
        match &value.kind {
            ExprKind::CallExpr { fun, .. } => {
                if foreign::gives_nothing(self.program, fun) {
                    return self.written(value, fun);
                }
                let code = self.plain_call(value)?;
                if let Some(pair) = foreign::pair(self.program, fun) {
                    return self.with_beside(&code, fun, pair);
                }
                let results = fun
                    .t
                    .map(|t| self.program.under_type(t).results.clone())
                    .unwrap_or_default();
                let foreign = foreign::is_foreign(self.program, fun);
                let wraps = match foreign {
                    true => results
                        .iter()
                        .map(|result| self.program.object(*result).t.and_then(|t| self.wrapping(t)))
                        .collect(),
                    false => Vec::new(),
                };
                Ok(match self.call_form(value) {
                    Form::Result => {
                        self.uses.borrow_mut().insert("go::Pair".to_string());
                        let nested = (count > 2).then_some(count - 1);
                        Several {
                            text: format!("{}.pair()", code.base()),
                            nested,
                            wraps,
                        }
                    }
                    _ => Several {
                        text: code.text,
                        nested: None,
                        wraps,
                    },
                })
            }
            ExprKind::IndexExpr { .. } | ExprKind::TypeAssertExpr { .. } => {
                let attempt = self
                    .attempt(value)?
                    .ok_or_else(|| Unsupported::new("this pair of values"))?;
                self.uses.borrow_mut().insert("go::CommaOk".to_string());
                Ok(Several {
                    text: format!("{}.comma_ok()", attempt.text),
                    ..Several::default()
                })
            }
            _ => Err(Unsupported::new("this pair of values")),
        }
    }

    /// What a method that writes to a `strings.Builder` gives in Go: how many bytes, and no error.
    fn written(&self, call: &Expr, fun: &Expr) -> Emitted<Several> {
        let builder = match &fun.inner().kind {
            ExprKind::SelectorExpr {
                x, selection: Some(_), ..
            } if x.root().is_some() => x,
            _ => return Err(Unsupported::new("the results of this function")),
        };
        let len = format!("{}.Len()", self.expr(builder)?.base());
        Ok(Several {
            text: format!(
                "{{ let before = {len}; {}; ({len} - before, None::<{}>) }}",
                self.plain_call(call)?.text,
                self.sdk("Error")
            ),
            ..Several::default()
        })
    }

    /// A call whose value counts beside an error: by the function that gives both.
    fn with_beside(&self, code: &Code, fun: &Expr, pair: &str) -> Emitted<Several> {
        let go = foreign::name(self.program, fun).unwrap_or_default();
        let go = go.rsplit('.').next().unwrap_or_default();
        let results = fun.t.map(|t| &self.program.under_type(t).results);
        let wrap = |result: &ObjId| self.program.object(*result).t.and_then(|t| self.wrapping(t));
        Ok(Several {
            text: code.text.replacen(&format!("{go}("), &format!("{pair}("), 1),
            nested: None,
            wraps: results.into_iter().flatten().map(wrap).collect(),
        })
    }

    /// An expression as a `Result` or an `Option`, if it is one.
    fn attempt(&self, value: &Expr) -> Emitted<Option<Attempt>> {
        let value = value.inner();
        match &value.kind {
            ExprKind::CallExpr { fun, .. } if !fun.is_type() && fun.mode != Some(Mode::Builtin) => {
                let silent = foreign::gives_nothing(self.program, fun);
                if self.call_form(value) != Form::Result || silent {
                    return Ok(None);
                }
                let results = fun
                    .t
                    .map(|t| self.program.under_type(t).results.clone())
                    .unwrap_or_default();
                let foreign = foreign::is_foreign(self.program, fun);
                let mut wrap = None;
                if foreign {
                    let wraps: Vec<_> = results
                        .iter()
                        .filter_map(|result| self.program.object(*result).t.and_then(|t| self.wrapping(t)))
                        .collect();
                    match (wraps.as_slice(), results.len()) {
                        ([], _) => {}
                        ([one], 2) => wrap = Some(one.clone()),
                        _ => return Ok(None),
                    }
                }
                let text = self.plain_call(value)?.base();
                Ok(Some(Attempt {
                    text: match wrap {
                        Some(wrap) => format!("{text}.map({wrap})"),
                        None => text,
                    },
                    result: true,
                }))
            }
            ExprKind::IndexExpr { x, index } => {
                let t = self.type_of(x)?;
                if self.program.kind(t) != TypeKind::Map || !self.is_own_map(t) {
                    return Ok(None);
                }
                let key = self.map_key(self.program.under_type(t).key, index)?;
                let map = self.careful(true, || self.expr(x))?.base();
                Ok(Some(Attempt {
                    text: format!("{map}.lookup({key})"),
                    result: false,
                }))
            }
            ExprKind::TypeAssertExpr { x, typ: Some(typ) } => {
                let any = self.careful(true, || self.asserted(x))?;
                let target = self.type_of(typ)?;
                let cast = match self.kept_configuration(target, &any)? {
                    Some(kept) => kept,
                    None => self.cast(&any, target)?,
                };
                Ok(Some(Attempt {
                    text: cast,
                    result: false,
                }))
            }
            _ => Ok(None),
        }
    }

    /// `v, err := f()` with the `if err != nil` behind it.
    pub fn pair(&self, stmt: &Stmt, next: Option<&Stmt>, tail: bool) -> Option<Emitted<String>> {
        let StmtKind::AssignStmt { lhs, tok, rhs } = &stmt.kind else {
            return None;
        };
        let StmtKind::IfStmt {
            init: None,
            cond,
            body,
            otherwise: None,
        } = &next?.kind
        else {
            return None;
        };
        let [value] = rhs.as_slice() else { return None };
        if tok != ":=" || tail && !self.function.borrow().results.is_empty() {
            return None;
        }
        match lhs.as_slice() {
            [values @ .., error]
                if values.iter().all(Expr::is_blank) && error.t.is_some_and(|t| self.program.is_error(t)) =>
            {
                self.lone_error(error, value, cond, body, tail)
            }
            [values @ .., flag] => self.value_and_flag(values, flag, value, cond, body),
            _ => None,
        }
    }

    fn declared(&self, place: &Expr) -> Option<ObjId> {
        place
            .o
            .filter(|object| self.program.object(*object).pos == place.pos && !place.is_blank())
    }

    /// Whether nothing reads a flag or an error outside of a statement, from its declaration to where it gets its next value.
    fn dies_in(&self, object: ObjId, from: usize, cond: &Expr, body: &Stmt) -> bool {
        let Some(var) = self.facts.vars.get(&object) else {
            return true;
        };
        if !var.captures.is_empty()
            && var
                .captures
                .iter()
                .any(|closure| !(body.pos..body.end).contains(&closure.pos))
        {
            return false;
        }
        // An assignment other than `:=` needs the variable itself.
        let plain_writes = var
            .writes
            .iter()
            .filter(|at| !self.redefinitions.get(&object).is_some_and(|list| list.contains(at)));
        if plain_writes.clone().any(|_| true) {
            return false;
        }
        let next = var
            .writes
            .iter()
            .copied()
            .filter(|at| *at > body.end)
            .min()
            .unwrap_or(usize::MAX);
        let within = |at: usize| (cond.pos..body.end).contains(&at);
        var.reads.iter().all(|at| *at <= from || *at >= next || within(*at))
    }

    fn value_and_flag(
        &self,
        values: &[Expr],
        flag: &Expr,
        value: &Expr,
        cond: &Expr,
        body: &Stmt,
    ) -> Option<Emitted<String>> {
        let object = flag.o?;
        let error =
            not_nil(cond) == [object] && matches!(&cond.inner().kind, ExprKind::BinaryExpr { op, .. } if op == "!=");
        let missing =
            matches!(&cond.inner().kind, ExprKind::UnaryExpr { op, x } if op == "!" && x.named() == Some(object));
        let plain = values.iter().all(|place| {
            place.is_blank() || self.declared(place).is_some() && !self.facts.boxed.contains(&place.o.unwrap_or(object))
        });
        if !(error || missing)
            || !plain
            || !diverges(body)
            || self.facts.boxed.contains(&object)
            || !self.dies_in(object, flag.pos, cond, body)
        {
            return None;
        }
        // In the body the values are zero; it must not read them.
        let read = values.iter().filter_map(|place| place.o).any(|object| {
            self.facts
                .vars
                .get(&object)
                .is_some_and(|var| var.reads.iter().any(|at| (body.pos..body.end).contains(at)))
        });
        if read {
            return None;
        }
        Some(self.careful(true, || {
            let attempt = self.attempt(value)?.filter(|attempt| attempt.result == error);
            let attempt = attempt.ok_or_else(|| Unsupported::new("a pair"))?;
            if error && self.returns_error(body, object) {
                self.count_body(body);
                let names = self.bindings(values)?;
                let _ = self.comments_before(body.end);
                return Ok(match names.as_str() {
                    "_" => format!("{}?;\n", attempt.text),
                    _ => format!("let {names} = {}?;\n", attempt.text),
                });
            }
            let used = self.reads_in(object, body);
            if error && used {
                let before = self.storage(object);
                self.set_storage(object, Storage::Error);
                let inner = self.block(body, false);
                self.set_storage(object, before);
                let inner = inner?;
                let name = self.name(object);
                let names = self.bindings(values)?;
                if names == "_" {
                    return Ok(format!("if let Err({name}) = {} {inner}\n", attempt.text));
                }
                let inside = names.replace("mut ", "");
                let named = |names: &str| {
                    let list: Vec<&str> = names
                        .trim_matches(['(', ')'])
                        .split(", ")
                        .filter(|name| *name != "_")
                        .collect();
                    match list.as_slice() {
                        [one] => one.to_string(),
                        _ => format!("({})", list.join(", ")),
                    }
                };
                return Ok(format!(
                    "let {} = match {} {{\nOk({inside}) => {},\nErr({name}) => {inner}\n}};\n",
                    named(&names),
                    attempt.text,
                    named(&inside)
                ));
            }
            let inner = self.block(body, false)?;
            let names = self.bindings(values)?;
            let some = if error { "Ok" } else { "Some" };
            if names == "_" {
                let test = if error { "is_err" } else { "is_none" };
                return Ok(format!("if {}.{test}() {inner}\n", attempt.text));
            }
            Ok(format!("let {some}({names}) = {} else {inner};\n", attempt.text))
        }))
    }

    fn bindings(&self, values: &[Expr]) -> Emitted<String> {
        let mut names = Vec::new();
        for place in values {
            if place.is_blank() {
                names.push("_".to_string());
                continue;
            }
            let object = place.o.ok_or_else(|| Unsupported::new("a variable"))?;
            self.set_storage(object, Storage::Own);
            let mark = if self.needs_mut(object) { "mut " } else { "" };
            names.push(format!("{mark}{}", self.name(object)));
        }
        Ok(match names.as_slice() {
            [one] => one.clone(),
            _ if names.iter().all(|name| name == "_") => "_".to_string(),
            _ => format!("({})", names.join(", ")),
        })
    }

    fn reads_in(&self, object: ObjId, body: &Stmt) -> bool {
        self.facts
            .vars
            .get(&object)
            .is_some_and(|var| var.reads.iter().any(|at| (body.pos..body.end).contains(at)))
    }

    /// Whether a body does nothing but return an error as it is, from a function that gives a `Result`.
    fn returns_error(&self, body: &Stmt, object: ObjId) -> bool {
        if self.function.borrow().form.0 != Form::Result {
            return false;
        }
        let StmtKind::BlockStmt { list } = &body.kind else {
            return false;
        };
        let [
            Stmt {
                kind: StmtKind::ReturnStmt { results },
                ..
            },
        ] = list.as_slice()
        else {
            return false;
        };
        let Some((error, values)) = results.split_last() else {
            return false;
        };
        error.named() == Some(object) && values.iter().all(|value| is_zero(self.program, value))
    }

    fn count_body(&self, body: &Stmt) {
        if let StmtKind::BlockStmt { list } = &body.kind {
            list.iter().for_each(|stmt| self.count(stmt.pos, true));
        }
    }

    /// `err := f()` with the `if err != nil` behind it.
    fn lone_error(&self, error: &Expr, value: &Expr, cond: &Expr, body: &Stmt, tail: bool) -> Option<Emitted<String>> {
        let object = error.o?;
        let fits =
            not_nil(cond) == [object] && matches!(&cond.inner().kind, ExprKind::BinaryExpr { op, .. } if op == "!=");
        if !fits || self.facts.boxed.contains(&object) || !self.dies_in(object, error.pos, cond, body) {
            return None;
        }
        if !matches!(value.inner().kind, ExprKind::CallExpr { .. })
            || !error.t.is_some_and(|t| self.program.is_error(t))
        {
            return None;
        }
        let several = value.t.is_some_and(|t| self.program.typ(t).kind == TypeKind::Tuple);
        if several && self.call_form(value) != Form::Result {
            return None;
        }
        Some(self.if_error(object, value, body, None, tail).map(|text| text + "\n"))
    }

    /// `if let Some(err) = f()`, or `if let Err(err) = f()`.
    fn if_error(
        &self,
        object: ObjId,
        value: &Expr,
        body: &Stmt,
        otherwise: Option<&Stmt>,
        tail: bool,
    ) -> Emitted<String> {
        let form = self.call_form(value);
        let code = self.careful(true, || match form {
            Form::Values => self.expr(value),
            _ => self.plain_call(value),
        })?;
        if otherwise.is_none() && self.returns_error(body, object) {
            self.count_body(body);
            let _ = self.comments_before(body.end);
            let result = if form == Form::Result {
                code.base()
            } else {
                format!("{}({})", self.sdk("go::ok"), code.text)
            };
            return Ok(format!("{result}?;"));
        }
        let used = self.reads_in(object, body);
        let before = self.storage(object);
        self.set_storage(object, Storage::Error);
        let inner = self.block(body, tail);
        self.set_storage(object, before);
        let inner = inner?;
        let behind = self.otherwise(otherwise, tail)?;
        if !used {
            let test = if form == Form::Result { "is_err" } else { "is_some" };
            return Ok(format!("if {}.{test}() {inner}{behind}", code.base()));
        }
        let some = if form == Form::Result { "Err" } else { "Some" };
        Ok(format!(
            "if let {some}({}) = {} {inner}{behind}",
            self.name(object),
            code.text
        ))
    }

    fn otherwise(&self, otherwise: Option<&Stmt>, tail: bool) -> Emitted<String> {
        let Some(otherwise) = otherwise else {
            return Ok(String::new());
        };
        Ok(match &otherwise.kind {
            StmtKind::IfStmt { .. } => {
                self.count(otherwise.pos, true);
                let inner = self.statement(otherwise, tail)?;
                if inner.starts_with("if ") {
                    format!(" else {}", inner.trim_end())
                } else {
                    format!(" else {{\n{inner}}}")
                }
            }
            _ => format!(" else {}", self.block(otherwise, tail)?),
        })
    }

    /// `if v, ok := m[k]; ok`, `if err := f(); err != nil` and the like.
    pub fn if_pattern(
        &self,
        init: Option<&Stmt>,
        cond: &Expr,
        body: &Stmt,
        otherwise: Option<&Stmt>,
        tail: bool,
    ) -> Emitted<Option<String>> {
        let Some(Stmt {
            kind: StmtKind::AssignStmt { lhs, tok, rhs },
            ..
        }) = init
        else {
            return Ok(None);
        };
        let [value] = rhs.as_slice() else { return Ok(None) };
        if tok != ":=" {
            return Ok(None);
        }
        match lhs.as_slice() {
            [error] if error.t.is_some_and(|t| self.program.is_error(t)) => {
                let Some(object) = error.o else { return Ok(None) };
                let fits = not_nil(cond) == [object]
                    && matches!(&cond.inner().kind, ExprKind::BinaryExpr { op, .. } if op == "!=");
                let call = matches!(value.inner().kind, ExprKind::CallExpr { .. });
                let only = otherwise.is_none_or(|otherwise| !self.reads_in(object, otherwise))
                    && !self.facts.is_written(object);
                if !fits || !call || !only || self.facts.boxed.contains(&object) {
                    return Ok(None);
                }
                self.if_error(object, value, body, otherwise, tail).map(|text| {
                    self.count(init.expect("a statement").pos, true);
                    Some(text + "\n")
                })
            }
            [values @ .., flag] if values.len() == 1 => {
                let Some(object) = flag.o else { return Ok(None) };
                let found = cond.named() == Some(object);
                let fine = matches!(&cond.inner().kind, ExprKind::BinaryExpr { x, op, y } if op == "==" && y.is_nil() && x.named() == Some(object));
                let only = !self.reads_in(object, body)
                    && !self.facts.is_written(object)
                    && otherwise.is_none_or(|otherwise| {
                        !self.reads_in(object, otherwise)
                            && values[0].o.is_none_or(|value| {
                                !self.reads_in(value, otherwise)
                                    && !self.facts.is_written_between(value, otherwise.pos, otherwise.end)
                            })
                    });
                let boxed = values[0].o.is_some_and(|object| self.facts.boxed.contains(&object));
                if !(found || fine) || !only || boxed || self.facts.boxed.contains(&object) {
                    return Ok(None);
                }
                let attempt = self.careful(true, || self.attempt(value))?;
                let Some(attempt) = attempt.filter(|attempt| attempt.result == fine) else {
                    return Ok(None);
                };
                // What is asserted to be an error is one for sure.
                let error = values[0].o.filter(|_| {
                    matches!(value.inner().kind, ExprKind::TypeAssertExpr { .. })
                        && values[0].t.is_some_and(|t| self.program.is_error(t))
                });
                if error.is_some_and(|error| self.facts.is_written(error)) {
                    return Ok(None);
                }
                self.count(init.expect("a statement").pos, true);
                let names = self.bindings(values)?;
                let before = error.map(|error| self.storage(error));
                error.inspect(|error| self.set_storage(*error, Storage::Error));
                let inner = self.block(body, tail);
                error
                    .zip(before)
                    .inspect(|(error, before)| self.set_storage(*error, *before));
                let inner = inner?;
                let behind = self.otherwise(otherwise, tail)?;
                let some = if fine { "Ok" } else { "Some" };
                if names == "_" {
                    let test = if fine { "is_ok" } else { "is_some" };
                    return Ok(Some(format!("if {}.{test}() {inner}{behind}\n", attempt.text)));
                }
                Ok(Some(format!(
                    "if let {some}({names}) = {} {inner}{behind}\n",
                    attempt.text
                )))
            }
            _ => Ok(None),
        }
    }

    /// Whether what is called is a method.
    pub fn is_method(&self, fun: &Expr) -> bool {
        matches!(&fun.inner().kind, ExprKind::SelectorExpr { selection: Some(selection), .. } if selection.kind == SelectionKind::Method)
    }
}

/// Whether a block never comes to its end.
pub fn diverges(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::BlockStmt { list } => list.last().is_some_and(diverges),
        StmtKind::ReturnStmt { .. } => true,
        StmtKind::BranchStmt { tok, .. } => tok != "fallthrough",
        StmtKind::ExprStmt { x } => matches!(
            &x.inner().kind,
            ExprKind::CallExpr { fun, .. } if fun.mode == Some(Mode::Builtin) && crate::port::facts::builtin(fun) == "panic"
        ),
        StmtKind::IfStmt {
            body,
            otherwise: Some(otherwise),
            ..
        } => diverges(body) && diverges(otherwise),
        _ => false,
    }
}
