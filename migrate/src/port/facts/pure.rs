//! Which functions of the program write nothing that others see.

use super::Facts;
use super::slices::builtin;
use super::uses::callee;
use crate::port::foreign;
use crate::port::tree::{DeclKind, Expr, ExprKind, Mode, ObjId, Program, StmtKind, TypeKind, functions};
use crate::port::walk::{self, Node};
use std::collections::HashSet;

/// Decides for every function of the program.
pub fn decide(program: &Program, facts: &mut Facts) {
    let functions = functions(program);
    let mut pure: HashSet<ObjId> = functions.keys().copied().collect();
    loop {
        let before = pure.len();
        let now = pure.clone();
        pure.retain(|function| {
            let DeclKind::FuncDecl { body: Some(body), .. } = &functions[function].kind else {
                return false;
            };
            let range = (functions[function].pos, body.end);
            !walk::any(Node::Stmt(body), &mut |node| writes(program, node, range, &now))
        });
        if pure.len() == before {
            break;
        }
    }
    facts.pure = pure;
}

/// Whether a part of a function may write something that is not its own.
fn writes(program: &Program, node: Node, range: (usize, usize), pure: &HashSet<ObjId>) -> bool {
    let outside = |place: &Expr| !place.is_blank() && !is_own(program, place, range);
    match node {
        Node::Stmt(stmt) => match &stmt.kind {
            StmtKind::AssignStmt { lhs, .. } => lhs.iter().any(outside),
            StmtKind::IncDecStmt { x, .. } => outside(x),
            StmtKind::RangeStmt { key, value, tok, .. } => {
                tok == "=" && [key, value].into_iter().flatten().any(|place| outside(place))
            }
            StmtKind::DeferStmt { .. } | StmtKind::GoStmt {} => true,
            _ => false,
        },
        Node::Expr(Expr {
            kind: ExprKind::CallExpr { fun, args, .. },
            ..
        }) => {
            if fun.is_type() {
                return false;
            }
            if fun.inner().mode == Some(Mode::Builtin) {
                return match builtin(fun) {
                    "copy" | "delete" | "clear" => true,
                    "append" => args.first().is_some_and(|list| !list.is_nil() && outside(list)),
                    _ => false,
                };
            }
            match callee(program, fun) {
                Some(callee) => !pure.contains(&callee),
                None => !(foreign::is_foreign(program, fun) && foreign::is_leaf(program, fun)),
            }
        }
        _ => false,
    }
}

/// Whether a place is a variable of the function itself.
fn is_own(program: &Program, place: &Expr, range: (usize, usize)) -> bool {
    let place = place.inner();
    match &place.kind {
        ExprKind::Ident { .. } => place.o.is_some_and(|object| {
            let known = program.object(object);
            !known.global && (range.0..range.1).contains(&known.pos)
        }),
        ExprKind::SelectorExpr {
            x, selection: Some(_), ..
        } => x.t.is_some_and(|t| program.kind(t) != TypeKind::Pointer) && is_own(program, x, range),
        ExprKind::IndexExpr { x, .. } => {
            x.t.is_some_and(|t| program.kind(t) == TypeKind::Array) && is_own(program, x, range)
        }
        ExprKind::CompositeLit { .. } => true,
        _ => false,
    }
}
