//! `switch`, on values and on types.

use super::code::{Shape, Unsupported};
use super::expr::Emitted;
use super::{Emitter, Storage};
use crate::port::tree::{ConstantKind, Expr, ExprKind, Mode, ObjectKind, SelectionKind, Stmt, StmtKind, TypeKind};

/// A case of a switch.
struct Case<'a> {
    stmt: &'a Stmt,
    list: &'a [Expr],
    /// Its statements, and those of the cases that it falls through to.
    bodies: Vec<Vec<&'a Stmt>>,
}

/// What the patterns of a `match` are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pattern {
    Number,
    /// Texts that are UTF-8: what is not is none of them.
    Text,
    Bytes,
}

impl Emitter<'_> {
    pub fn switch(
        &self,
        label: Option<String>,
        init: Option<&Stmt>,
        tag: Option<&Expr>,
        body: &Stmt,
        tail: bool,
    ) -> Emitted<String> {
        let mut text = String::new();
        let open = init.is_none_or(|init| self.may_stand_outside(init));
        if let Some(init) = init {
            self.count(init.pos, true);
            text += &self.statement(init, false)?;
        }
        let cases = cases(body)?;
        let target = self.switch_target(label.clone());
        let name = target.name.clone();
        let (done, used) = self.with_target(target, || match tag {
            Some(tag) if self.matches(tag, &cases) => self.match_on(tag, &cases, tail),
            _ => self.chain(tag, &cases, tail),
        });
        let done = done?;
        let done = if used { format!("{name}: {{\n{done}}}\n") } else { done };
        text += &done;
        Ok(if open { text } else { format!("{{\n{text}}}\n") })
    }

    /// Whether a switch can be a `match`: on a text or a number, with constants.
    fn matches(&self, tag: &Expr, cases: &[Case]) -> bool {
        let Some(t) = tag.t else { return false };
        let typ = self.program.under_type(t);
        let plain = typ.kind == TypeKind::Basic && !self.is_newtype(t) && !self.program.basic(t).contains("float");
        let foreign = self
            .program
            .typ(t)
            .package
            .as_deref()
            .is_some_and(|package| !self.program.owns(package));
        let constant = |expr: &Expr| {
            expr.v
                .as_ref()
                .is_some_and(|value| value.kind != ConstantKind::Bool && value.kind != ConstantKind::Other)
                && expr.t.is_some_and(|t| !self.is_newtype(t))
        };
        plain && !foreign && self.program.basic(t) != "bool" && cases.iter().all(|case| case.list.iter().all(constant))
    }

    fn match_on(&self, tag: &Expr, cases: &[Case], tail: bool) -> Emitted<String> {
        let t = self.type_of(tag)?;
        let string = self.program.is_string(t);
        let code = self.careful(true, || self.operand(tag))?;
        let constants = || {
            cases
                .iter()
                .flat_map(|case| case.list)
                .filter_map(|value| value.v.as_ref())
        };
        let kind = match string {
            false => Pattern::Number,
            true if constants().all(|value| std::str::from_utf8(&value.bytes()).is_ok()) => Pattern::Text,
            true => Pattern::Bytes,
        };
        let head = match (kind, code.shape) {
            (Pattern::Text, Shape::Text) => format!("Some({})", code.text),
            (Pattern::Text, _) => format!("{}.as_str()", code.base()),
            (Pattern::Bytes, Shape::Text) => format!("{}.as_bytes()", code.text),
            (Pattern::Bytes, _) => format!("&{}[..]", code.base()),
            (Pattern::Number, _) => code.text,
        };
        let mut text = format!("match {head} {{\n");
        let mut ordered: Vec<&Case> = cases.iter().filter(|case| !case.list.is_empty()).collect();
        ordered.extend(cases.iter().filter(|case| case.list.is_empty()));
        let in_order = cases
            .iter()
            .position(|case| case.list.is_empty())
            .is_none_or(|at| at + 1 == cases.len());
        for case in ordered {
            if in_order {
                text += &self.comments_before(case.stmt.pos);
            }
            let patterns: Emitted<Vec<_>> = case.list.iter().map(|value| self.pattern(value, kind)).collect();
            let pattern = patterns?.join(" | ");
            let pattern = match kind {
                _ if case.list.is_empty() => "_".to_string(),
                Pattern::Text => format!("Some({pattern})"),
                _ => pattern,
            };
            text += &format!("{pattern} => {}\n", self.case_body(case, tail)?);
        }
        if cases.iter().all(|case| !case.list.is_empty()) {
            text += "_ => {}\n";
        }
        Ok(text + "}\n")
    }

    fn pattern(&self, value: &Expr, kind: Pattern) -> Emitted<String> {
        let constant = value.v.as_ref().ok_or_else(|| Unsupported::new("this case"))?;
        match kind {
            Pattern::Text => return Ok(self.expr(value)?.text),
            Pattern::Bytes => return Ok(super::literal::byte_literal(&constant.bytes())),
            Pattern::Number => {}
        }
        if let Some(object) = value.named()
            && self.program.object(object).kind == ObjectKind::Const
            && self.program.object(object).package.is_some()
            && self
                .program
                .object(object)
                .t
                .is_some_and(|declared| value.t.is_some_and(|t| self.same_rust(declared, t)))
        {
            return Ok(self.expr(value)?.text);
        }
        let t = self.type_of(value)?;
        self.literal_number(constant, t)
    }

    /// The statements of a case, as a block.
    fn case_body(&self, case: &Case, tail: bool) -> Emitted<String> {
        let (last, before) = case.bodies.split_last().ok_or_else(|| Unsupported::new("a case"))?;
        let mut text = self.sequence(last, tail)?;
        for statements in before.iter().rev() {
            text = match self.declares(statements) {
                true => format!("{{\n{}}}\n{text}", self.sequence(statements, false)?),
                false => self.sequence(statements, false)? + &text,
            };
        }
        Ok(format!("{{\n{text}}}"))
    }

    /// Whether statements declare something that those behind must not see.
    fn declares(&self, statements: &[&Stmt]) -> bool {
        statements.iter().any(|stmt| match &stmt.kind {
            StmtKind::AssignStmt { tok, .. } => tok == ":=",
            StmtKind::DeclStmt { .. } => true,
            _ => false,
        })
    }

    fn chain(&self, tag: Option<&Expr>, cases: &[Case], tail: bool) -> Emitted<String> {
        let mut text = String::new();
        let mut value = None;
        if let Some(tag) = tag {
            let constants = cases.iter().all(|case| case.list.iter().all(|expr| expr.v.is_some()));
            let simple = self.is_plain_variable(tag) || constants && self.is_field_of_variable(tag);
            if !simple && tag.v.is_none() {
                let name = self.unused("tag");
                text += &format!("let {name} = {};\n", self.careful(true, || self.owned(tag))?);
                value = Some(name);
            } else {
                let code = self.operand(tag)?;
                value = Some(if code.shape == Shape::Reference {
                    format!("*{}", code.base())
                } else {
                    code.at(super::code::prec::UNARY)
                });
            }
        }
        let mut first = true;
        let mut ordered: Vec<&Case> = cases.iter().filter(|case| !case.list.is_empty()).collect();
        ordered.extend(cases.iter().filter(|case| case.list.is_empty()));
        for case in ordered {
            let mut tests = Vec::new();
            for expr in case.list {
                let test = match (&value, tag) {
                    (Some(value), Some(tag)) => {
                        let t = self.type_of(tag)?;
                        let other = self.careful(true, || self.converted_side(expr, t))?;
                        format!("{value} == {other}")
                    }
                    _ => {
                        let code = self.careful(self.leads_back(&[expr]), || self.operand(expr))?;
                        if case.list.len() > 1 {
                            code.at(super::code::prec::ALL)
                        } else {
                            code.text
                        }
                    }
                };
                tests.push(test);
            }
            let body = self.case_body(case, tail)?;
            text += &match (case.list.is_empty(), first) {
                (true, true) => body,
                (true, false) => format!(" else {body}"),
                (false, true) => format!("if {} {body}", tests.join(" || ")),
                (false, false) => format!(" else if {} {body}", tests.join(" || ")),
            };
            first = false;
        }
        let text = text + "\n";
        Ok(if text.starts_with("let ") {
            format!("{{\n{text}}}\n")
        } else {
            text
        })
    }

    fn is_plain_variable(&self, expr: &Expr) -> bool {
        expr.named().is_some_and(|object| {
            let known = self.program.object(object);
            known.kind == ObjectKind::Var && !known.global && !self.facts.boxed.contains(&object)
        })
    }

    /// Whether reading the expression again gives the same and costs nothing: a field, or a field of a field, of a variable.
    fn is_field_of_variable(&self, expr: &Expr) -> bool {
        match &expr.inner().kind {
            ExprKind::SelectorExpr {
                x,
                selection: Some(selection),
                ..
            } => selection.kind == SelectionKind::Field && (self.is_plain_variable(x) || self.is_field_of_variable(x)),
            _ => false,
        }
    }

    fn converted_side(&self, expr: &Expr, t: crate::port::tree::TypeId) -> Emitted<String> {
        if self.program.is_string(t) && expr.v.is_some() && !self.is_newtype(t) {
            return Ok(self.expr(expr)?.text);
        }
        self.converted(expr, t)
    }

    /// `switch v := x.(type)`.
    pub fn type_switch(
        &self,
        label: Option<String>,
        init: Option<&Stmt>,
        assign: &Stmt,
        body: &Stmt,
        tail: bool,
    ) -> Emitted<String> {
        let mut text = String::new();
        if let Some(init) = init {
            self.count(init.pos, true);
            text += &self.statement(init, false)?;
        }
        let x = match &assign.kind {
            StmtKind::AssignStmt { rhs, .. } => rhs.first(),
            StmtKind::ExprStmt { x } => Some(&**x),
            _ => None,
        };
        let Some(ExprKind::TypeAssertExpr { x, .. }) = x.map(|x| &x.inner().kind) else {
            return Err(Unsupported::new("this switch"));
        };
        let from = self.type_of(x)?;
        let any = self.program.is_any(from);
        let whole = self.careful(true, || self.owned(x))?;
        let (value, other) = (self.unused("value"), self.unused("dynamic"));
        text += &format!("let {value} = {whole};\n");
        if !any {
            let boxed = match self.program.is_error(from) {
                true => format!("{}::from({value}.clone())", self.sdk("Any")),
                false => format!("{value}.to_any()"),
            };
            text += &format!("let {other} = {boxed};\n");
        }
        let dynamic = if any { &value } else { &other };
        let cases = cases(body)?;
        let target = self.switch_target(label);
        let name = target.name.clone();
        let (done, used) = self.with_target(target, || self.type_cases(&value, dynamic, &cases, tail));
        let done = done?;
        text += &if used { format!("{name}: {{\n{done}}}\n") } else { done };
        Ok(format!("{{\n{text}}}\n"))
    }

    fn type_cases(&self, value: &str, dynamic: &str, cases: &[Case], tail: bool) -> Emitted<String> {
        let mut text = String::new();
        let mut first = true;
        let mut ordered: Vec<&Case> = cases.iter().filter(|case| !case.list.is_empty()).collect();
        ordered.extend(cases.iter().filter(|case| case.list.is_empty()));
        for case in ordered {
            let object = case.stmt.o.filter(|object| self.facts.is_read(*object));
            let name = object.map(|object| self.name(object));
            let mut opening = String::new();
            let test = match case.list {
                [] => {
                    if let Some(object) = object {
                        opening += &self.declare(object, &format!("{value}.clone()"), false)?;
                    }
                    None
                }
                [one] if one.mode != Some(Mode::Nil) => {
                    let cast = self.cast(&format!("&{dynamic}"), self.type_of(one)?)?;
                    Some(match (object, &name) {
                        (Some(object), Some(name)) => {
                            let error = self.program.is_error(self.type_of(one)?);
                            if error {
                                opening += &format!("let {name} = Some({name});\n");
                            }
                            if self.facts.boxed.contains(&object) {
                                opening += &format!("let {name} = {}::new({name});\n", self.sdk("go::Ptr"));
                            }
                            let mark = if self.needs_mut(object) && !self.facts.boxed.contains(&object) {
                                "mut "
                            } else {
                                ""
                            };
                            self.set_storage(
                                object,
                                if self.facts.boxed.contains(&object) {
                                    Storage::Cell
                                } else {
                                    Storage::Own
                                },
                            );
                            format!("let Some({mark}{name}) = {cast}")
                        }
                        _ => format!("{cast}.is_some()"),
                    })
                }
                several => {
                    let mut tests = Vec::new();
                    for one in several {
                        tests.push(if one.mode == Some(Mode::Nil) {
                            format!("{dynamic}.is_nil()")
                        } else {
                            format!("{}.is_some()", self.cast(&format!("&{dynamic}"), self.type_of(one)?)?)
                        });
                    }
                    if let Some(object) = object {
                        opening += &self.declare(object, &format!("{value}.clone()"), false)?;
                    }
                    Some(tests.join(" || "))
                }
            };
            let body = self
                .case_body(case, tail)?
                .replacen("{\n", &format!("{{\n{opening}"), 1);
            text += &match (test, first) {
                (None, true) => body,
                (None, false) => format!(" else {body}"),
                (Some(test), true) => format!("if {test} {body}"),
                (Some(test), false) => format!(" else if {test} {body}"),
            };
            first = false;
        }
        Ok(text + "\n")
    }
}

/// The cases of a switch; one that falls through has the statements of the next behind its own.
fn cases(body: &Stmt) -> Emitted<Vec<Case<'_>>> {
    let StmtKind::BlockStmt { list } = &body.kind else {
        return Err(Unsupported::new("this switch"));
    };
    let mut cases: Vec<Case> = Vec::new();
    for stmt in list.iter().rev() {
        let StmtKind::CaseClause { list, body } = &stmt.kind else {
            return Err(Unsupported::new("this switch"));
        };
        let mut statements: Vec<&Stmt> = body.iter().collect();
        let mut bodies = Vec::new();
        if let Some(Stmt {
            kind: StmtKind::BranchStmt { tok, .. },
            ..
        }) = statements.last()
            && tok == "fallthrough"
        {
            statements.pop();
            bodies = cases.last().map(|next| next.bodies.clone()).unwrap_or_default();
        }
        bodies.insert(0, statements);
        cases.push(Case { stmt, list, bodies });
    }
    cases.reverse();
    Ok(cases)
}
