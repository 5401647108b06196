//! Which pointers may be nil where they are passed, and which functions look behind a pointer whatever happens.

use crate::port::tree::{
    DeclKind, Expr, ExprKind, Mode, ObjId, Program, SpecKind, Stmt, StmtKind, TypeKind, functions,
};
use crate::port::walk::{self, Node};
use std::collections::HashSet;

/// What is known of nil in a program.
pub struct Nil<'a> {
    program: &'a Program,
    /// Variables that are nil at some time.
    once: HashSet<ObjId>,
    /// Variables that are given the value of another one, with that.
    copies: Vec<(ObjId, ObjId)>,
    /// Where an expression is known not to be nil: its text, and from where to where.
    known: Vec<(String, usize, usize)>,
}

impl<'a> Nil<'a> {
    /// Looks through a program.
    pub fn of(program: &'a Program) -> Self {
        let mut nil = Nil {
            program,
            once: HashSet::new(),
            copies: Vec::new(),
            known: Vec::new(),
        };
        for decl in program.files.iter().flat_map(|file| &file.decls) {
            let end = decl.end;
            walk::below_decl(decl, &mut |part| {
                walk::each(part, &mut |node| {
                    if let Node::Stmt(stmt) = node {
                        nil.stmt(stmt, end);
                    }
                });
            });
        }
        while let Some((copy, _)) = (nil.copies.iter())
            .find(|(copy, of)| nil.once.contains(of) && !nil.once.contains(copy))
            .copied()
        {
            nil.once.insert(copy);
        }
        nil
    }

    fn given(&mut self, place: Option<ObjId>, value: &Expr) {
        match (place, value.named()) {
            (Some(place), _) if is_nil(value) => {
                self.once.insert(place);
            }
            (Some(place), Some(of)) => self.copies.push((place, of)),
            _ => {}
        }
    }

    fn stmt(&mut self, stmt: &Stmt, end: usize) {
        match &stmt.kind {
            StmtKind::AssignStmt { lhs, rhs, .. } if lhs.len() == rhs.len() => {
                let pairs = lhs.iter().zip(rhs);
                pairs.for_each(|(place, value)| self.given(place.named(), value));
            }
            StmtKind::DeclStmt { decl } => {
                if let DeclKind::GenDecl { specs, .. } = &decl.kind {
                    for spec in specs {
                        if let SpecKind::ValueSpec { names, values } = &spec.kind {
                            for (i, name) in names.iter().enumerate() {
                                match values.get(i) {
                                    Some(value) => self.given(name.o, value),
                                    None => self.once.extend(name.o),
                                }
                            }
                        }
                    }
                }
            }
            StmtKind::IfStmt { cond, body, .. } => {
                for text in self.compared(cond, "!=", "&&") {
                    self.known.push((text, body.pos, body.end));
                }
                if diverges(body) {
                    for text in self.compared(cond, "==", "||") {
                        self.known.push((text, stmt.end, end));
                    }
                }
            }
            _ => {}
        }
    }

    /// What a condition compares with nil by an operator, in a row of `and`s or `or`s.
    fn compared(&self, cond: &Expr, operator: &str, row: &str) -> Vec<String> {
        match &cond.inner().kind {
            ExprKind::BinaryExpr { x, op, y } if op == operator && y.is_nil() => {
                vec![self.program.text(x.pos, x.end).to_string()]
            }
            ExprKind::BinaryExpr { x, op, y } if op == row => {
                [self.compared(x, operator, row), self.compared(y, operator, row)].concat()
            }
            _ => Vec::new(),
        }
    }

    /// Whether a pointer that is passed may be nil, as far as can be seen.
    pub fn may_be(&self, pointer: &Expr) -> bool {
        let pointer = pointer.inner();
        let text = self.program.text(pointer.pos, pointer.end);
        let checked = |(known, from, to): &(String, usize, usize)| known == text && (*from..*to).contains(&pointer.pos);
        if is_nil(pointer) {
            return true;
        }
        match &pointer.kind {
            ExprKind::Ident { .. } => {
                pointer.o.is_some_and(|object| self.once.contains(&object)) && !self.known.iter().any(checked)
            }
            ExprKind::SelectorExpr { selection: Some(_), .. } | ExprKind::IndexExpr { .. } => {
                !self.known.iter().any(checked)
            }
            ExprKind::CallExpr { .. } => true,
            _ => false,
        }
    }
}

/// Whether an expression is nil, or nil as a pointer of some type.
fn is_nil(expr: &Expr) -> bool {
    match &expr.inner().kind {
        ExprKind::CallExpr { fun, args, .. } if fun.is_type() => matches!(args.as_slice(), [arg] if is_nil(arg)),
        _ => expr.is_nil(),
    }
}

fn diverges(body: &Stmt) -> bool {
    let StmtKind::BlockStmt { list } = &body.kind else {
        return false;
    };
    list.last().is_some_and(|last| match &last.kind {
        StmtKind::ReturnStmt { .. } | StmtKind::BranchStmt { .. } => true,
        StmtKind::ExprStmt { x } => {
            matches!(&x.inner().kind, ExprKind::CallExpr { fun, .. } if fun.mode == Some(Mode::Builtin))
        }
        _ => false,
    })
}

/// The pointer parameters that their functions look behind in every call, before anything else can end it.
pub fn looked_behind(program: &Program) -> HashSet<ObjId> {
    let mut all = HashSet::new();
    for decl in functions(program).values() {
        let DeclKind::FuncDecl { body: Some(body), .. } = &decl.kind else {
            continue;
        };
        let StmtKind::BlockStmt { list } = &body.kind else {
            continue;
        };
        for stmt in list {
            stmt_looks(program, stmt, &mut all);
            let mut ends = false;
            walk::each(Node::Stmt(stmt), &mut |node| {
                ends |= matches!(
                    node,
                    Node::Stmt(Stmt {
                        kind: StmtKind::ReturnStmt { .. },
                        ..
                    })
                );
            });
            if ends {
                break;
            }
        }
    }
    all
}

/// What a statement looks behind whatever happens.
fn stmt_looks(program: &Program, stmt: &Stmt, all: &mut HashSet<ObjId>) {
    match &stmt.kind {
        StmtKind::AssignStmt { lhs, rhs, .. } => {
            lhs.iter().chain(rhs).for_each(|expr| looks(program, expr, all));
        }
        StmtKind::ExprStmt { x } | StmtKind::IncDecStmt { x, .. } | StmtKind::RangeStmt { x, .. } => {
            looks(program, x, all);
        }
        StmtKind::ReturnStmt { results } => results.iter().for_each(|expr| looks(program, expr, all)),
        StmtKind::IfStmt { init, cond, .. } => {
            init.iter().for_each(|init| stmt_looks(program, init, all));
            looks(program, cond, all);
        }
        StmtKind::SwitchStmt { init, tag, .. } => {
            init.iter().for_each(|init| stmt_looks(program, init, all));
            tag.iter().for_each(|tag| looks(program, tag, all));
        }
        StmtKind::ForStmt { init, cond, .. } => {
            init.iter().for_each(|init| stmt_looks(program, init, all));
            cond.iter().for_each(|cond| looks(program, cond, all));
        }
        StmtKind::DeclStmt { decl } => {
            if let DeclKind::GenDecl { specs, .. } = &decl.kind {
                for spec in specs {
                    if let SpecKind::ValueSpec { values, .. } = &spec.kind {
                        values.iter().for_each(|value| looks(program, value, all));
                    }
                }
            }
        }
        _ => {}
    }
}

fn looks(program: &Program, expr: &Expr, all: &mut HashSet<ObjId>) {
    let expr = expr.inner();
    let pointer = |x: &Expr| x.t.is_some_and(|t| program.kind(t) == TypeKind::Pointer);
    match &expr.kind {
        ExprKind::FuncLit { .. } => return,
        ExprKind::BinaryExpr { x, op, .. } if op == "&&" || op == "||" => return looks(program, x, all),
        ExprKind::SelectorExpr {
            x,
            selection: Some(selection),
            ..
        } if pointer(x) => {
            let field = program.object(selection.o).field;
            if field {
                all.extend(x.named());
            }
        }
        ExprKind::StarExpr { x } => all.extend(x.named()),
        _ => {}
    }
    walk::below_expr(expr, &mut |part| {
        if let Node::Expr(part) = part {
            looks(program, part, all);
        }
    });
}
