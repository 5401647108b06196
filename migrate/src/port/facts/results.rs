//! How each function gives back its results: as a `Result` where Go's pair of value and error is one.

use super::Facts;
use super::uses::callee;
use crate::port::foreign;
use crate::port::tree::{ConstantKind, DeclKind, Expr, ExprKind, ObjId, Program, Stmt, StmtKind, TypeKind, functions};
use crate::port::walk::{self, Node};
use std::collections::HashMap;

/// How a function gives back what it returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As it is: nothing, a value, or a tuple with `Option<Error>` in it.
    Values,
    /// `Result<(), Error>`, or `Result<value, Error>`: an error comes without a value.
    Result,
    /// `Option<Error>`, as the SDK has it.
    Error,
}

/// Decides for every function of the program.
pub fn decide(program: &Program, facts: &mut Facts) {
    let functions = functions(program);
    let mut forms: HashMap<ObjId, Form> = HashMap::new();
    for (function, decl) in &functions {
        let DeclKind::FuncDecl { typ, .. } = &decl.kind else {
            continue;
        };
        let signature = program.object(*function).t.map(|t| program.typ(t));
        let Some(results) = signature.map(|signature| &signature.results) else {
            continue;
        };
        let errors = results
            .iter()
            .filter(|result| program.object(**result).t.is_some_and(|t| program.is_error(t)));
        let last = results.last().and_then(|result| program.object(*result).t);
        let fits = errors.count() == 1 && last.is_some_and(|t| program.is_error(t));
        let named = results.iter().any(|result| !program.object(*result).name.is_empty());
        let hook = facts.hooks.contains(function);
        let free = !facts.dynamic.contains(function) && (!facts.values.contains(function) || hook);
        let _ = typ;
        let form = if fits && free && (!named || hook) {
            Form::Result
        } else {
            Form::Values
        };
        forms.insert(*function, form);
    }
    loop {
        let mut changed = false;
        for (function, decl) in &functions {
            if forms.get(function) != Some(&Form::Result) {
                continue;
            }
            let DeclKind::FuncDecl { body: Some(body), .. } = &decl.kind else {
                continue;
            };
            let mut check = Check {
                program,
                forms: &forms,
                known: Vec::new(),
                holds: true,
            };
            check.stmt(body);
            if !check.holds && !facts.hooks.contains(function) {
                forms.insert(*function, Form::Values);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    facts.forms = forms;
}

struct Check<'a> {
    program: &'a Program,
    forms: &'a HashMap<ObjId, Form>,
    /// Errors that are known not to be nil.
    known: Vec<ObjId>,
    holds: bool,
}

impl Check<'_> {
    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::ReturnStmt { results } => self.returned(results),
            StmtKind::IfStmt {
                init,
                cond,
                body,
                otherwise,
            } => {
                init.iter().for_each(|init| self.stmt(init));
                let known = not_nil(cond);
                let before = self.known.len();
                self.known.extend(known);
                self.stmt(body);
                self.known.truncate(before);
                otherwise.iter().for_each(|otherwise| self.stmt(otherwise));
            }
            _ => walk::below_stmt(stmt, &mut |part| {
                if let Node::Stmt(stmt) = part {
                    self.stmt(stmt);
                }
            }),
        }
    }

    fn returned(&mut self, results: &[Expr]) {
        let fine = match results {
            [] => false,
            [call] if call.t.is_some_and(|t| self.program.typ(t).kind == TypeKind::Tuple) => self.is_result(call),
            [values @ .., error] => {
                // A lone error is a result whatever it is.
                values.is_empty()
                    || error.is_nil()
                    || surely_error(self.program, error, &self.known)
                        && values.iter().all(|value| is_zero(self.program, value))
            }
        };
        self.holds &= fine;
    }

    /// Whether an expression is a call that gives several values as a `Result`.
    fn is_result(&self, expr: &Expr) -> bool {
        let ExprKind::CallExpr { fun, .. } = &expr.inner().kind else {
            return false;
        };
        if !expr.t.is_some_and(|t| self.program.typ(t).kind == TypeKind::Tuple) {
            return false;
        }
        match callee(self.program, fun) {
            Some(callee) => self.forms.get(&callee) == Some(&Form::Result),
            None => foreign::is_foreign(self.program, fun) && foreign::pair(self.program, fun).is_none(),
        }
    }
}

/// The errors that a condition says are not nil.
pub fn not_nil(cond: &Expr) -> Vec<ObjId> {
    match &cond.inner().kind {
        ExprKind::BinaryExpr { x, op, y } if op == "!=" && y.is_nil() => x.named().into_iter().collect(),
        ExprKind::BinaryExpr { x, op, y } if op == "&&" => [not_nil(x), not_nil(y)].concat(),
        _ => Vec::new(),
    }
}

/// Whether an expression is an error for certain.
pub fn surely_error(program: &Program, expr: &Expr, known: &[ObjId]) -> bool {
    let expr = expr.inner();
    match &expr.kind {
        ExprKind::CallExpr { fun, .. } => {
            matches!(
                foreign::name(program, fun).as_deref(),
                Some("errors.New" | "fmt.Errorf")
            )
        }
        ExprKind::UnaryExpr { op, .. } => op == "&",
        ExprKind::CompositeLit { .. } => true,
        _ => expr
            .named()
            .is_some_and(|object| known.contains(&object) || program.object(object).global),
    }
}

/// Whether an expression is the zero value of its type.
pub fn is_zero(program: &Program, expr: &Expr) -> bool {
    let expr = expr.inner();
    if expr.is_nil() {
        return true;
    }
    if let Some(value) = &expr.v {
        return match value.kind {
            ConstantKind::Bool => value.text == "false",
            ConstantKind::String => value.text.is_empty(),
            ConstantKind::Int => value.text == "0",
            ConstantKind::Float => value.text == "0.0",
            ConstantKind::Other => false,
        };
    }
    match &expr.kind {
        ExprKind::CompositeLit { elts, .. } => {
            let shape = expr.t.map(|t| program.kind(t));
            elts.is_empty() && matches!(shape, Some(TypeKind::Struct | TypeKind::Array))
        }
        _ => false,
    }
}
