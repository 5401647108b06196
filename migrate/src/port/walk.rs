//! Walking through syntax: every expression and statement below one.

use super::tree::{Decl, DeclKind, Expr, ExprKind, SpecKind, Stmt, StmtKind};

/// A part of the syntax.
#[derive(Clone, Copy)]
pub enum Node<'a> {
    Expr(&'a Expr),
    Stmt(&'a Stmt),
}

/// The parts directly below an expression; a function literal's body counts as one.
pub fn below_expr<'a>(expr: &'a Expr, visit: &mut dyn FnMut(Node<'a>)) {
    match &expr.kind {
        ExprKind::CompositeLit { elts, .. } => elts.iter().for_each(|each| visit(Node::Expr(each))),
        ExprKind::FuncLit { body, .. } => visit(Node::Stmt(body)),
        ExprKind::ParenExpr { x } | ExprKind::StarExpr { x } | ExprKind::UnaryExpr { x, .. } => visit(Node::Expr(x)),
        ExprKind::SelectorExpr { x, .. } | ExprKind::TypeAssertExpr { x, .. } => visit(Node::Expr(x)),
        ExprKind::IndexExpr { x, index } => [x, index].into_iter().for_each(|each| visit(Node::Expr(each))),
        ExprKind::SliceExpr { x, low, high, max } => {
            visit(Node::Expr(x));
            [low, high, max]
                .into_iter()
                .flatten()
                .for_each(|each| visit(Node::Expr(each)));
        }
        ExprKind::CallExpr { fun, args, .. } => {
            visit(Node::Expr(fun));
            args.iter().for_each(|each| visit(Node::Expr(each)));
        }
        ExprKind::BinaryExpr { x, y, .. } => [x, y].into_iter().for_each(|each| visit(Node::Expr(each))),
        ExprKind::KeyValueExpr { key, value } => {
            [key, value].into_iter().for_each(|each| visit(Node::Expr(each)));
        }
        _ => {}
    }
}

/// The parts directly below a statement.
pub fn below_stmt<'a>(stmt: &'a Stmt, visit: &mut dyn FnMut(Node<'a>)) {
    let mut exprs = |list: &'a [Expr]| list.iter().for_each(|each| visit(Node::Expr(each)));
    match &stmt.kind {
        StmtKind::AssignStmt { lhs, rhs, .. } => {
            exprs(rhs);
            exprs(lhs);
        }
        StmtKind::BlockStmt { list } => list.iter().for_each(|each| visit(Node::Stmt(each))),
        StmtKind::CaseClause { list, body } => {
            exprs(list);
            body.iter().for_each(|each| visit(Node::Stmt(each)));
        }
        StmtKind::DeclStmt { decl } => below_decl(decl, visit),
        StmtKind::DeferStmt { call: x } | StmtKind::ExprStmt { x } | StmtKind::IncDecStmt { x, .. } => {
            visit(Node::Expr(x));
        }
        StmtKind::ForStmt { init, cond, post, body } => {
            init.iter().for_each(|each| visit(Node::Stmt(each)));
            cond.iter().for_each(|each| visit(Node::Expr(each)));
            visit(Node::Stmt(body));
            post.iter().for_each(|each| visit(Node::Stmt(each)));
        }
        StmtKind::IfStmt {
            init,
            cond,
            body,
            otherwise,
        } => {
            init.iter().for_each(|each| visit(Node::Stmt(each)));
            visit(Node::Expr(cond));
            visit(Node::Stmt(body));
            otherwise.iter().for_each(|each| visit(Node::Stmt(each)));
        }
        StmtKind::LabeledStmt { stmt, .. } => visit(Node::Stmt(stmt)),
        StmtKind::RangeStmt {
            key, value, x, body, ..
        } => {
            visit(Node::Expr(x));
            [key, value]
                .into_iter()
                .flatten()
                .for_each(|each| visit(Node::Expr(each)));
            visit(Node::Stmt(body));
        }
        StmtKind::ReturnStmt { results } => exprs(results),
        StmtKind::SwitchStmt { init, tag, body } => {
            init.iter().for_each(|each| visit(Node::Stmt(each)));
            tag.iter().for_each(|each| visit(Node::Expr(each)));
            visit(Node::Stmt(body));
        }
        StmtKind::TypeSwitchStmt { init, assign, body } => {
            init.iter().for_each(|each| visit(Node::Stmt(each)));
            visit(Node::Stmt(assign));
            visit(Node::Stmt(body));
        }
        _ => {}
    }
}

/// The parts directly below a declaration.
pub fn below_decl<'a>(decl: &'a Decl, visit: &mut dyn FnMut(Node<'a>)) {
    match &decl.kind {
        DeclKind::FuncDecl { body, .. } => body.iter().for_each(|each| visit(Node::Stmt(each))),
        DeclKind::GenDecl { specs, .. } => {
            for spec in specs {
                if let SpecKind::ValueSpec { values, .. } = &spec.kind {
                    values.iter().for_each(|each| visit(Node::Expr(each)));
                }
            }
        }
    }
}

pub fn below<'a>(node: Node<'a>, visit: &mut dyn FnMut(Node<'a>)) {
    match node {
        Node::Expr(expr) => below_expr(expr, visit),
        Node::Stmt(stmt) => below_stmt(stmt, visit),
    }
}

/// Whether a part or anything below it is so.
pub fn any<'a>(node: Node<'a>, test: &mut dyn FnMut(Node<'a>) -> bool) -> bool {
    if test(node) {
        return true;
    }
    let mut found = false;
    below(node, &mut |part| found = found || any(part, test));
    found
}

/// Visits a part and everything below it.
pub fn each<'a>(node: Node<'a>, visit: &mut dyn FnMut(Node<'a>)) {
    visit(node);
    below(node, &mut |part| each(part, visit));
}
