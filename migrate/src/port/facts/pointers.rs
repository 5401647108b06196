//! Which pointers do not outlive the call that they are passed to, and which variables need a shared cell.

use super::uses::{Dest, Found, Reach};
use super::{Borrow, Facts};
use crate::port::foreign;
use crate::port::tree::{DeclKind, Expr, ExprKind, FieldList, ObjId, Program, Stmt, StmtKind, TypeId, TypeKind};
use crate::port::walk::{self, Node};
use std::collections::{HashMap, HashSet};

/// The parameters of a function, in order; the receiver has no index.
struct Params {
    receiver: Option<ObjId>,
    params: Vec<Option<ObjId>>,
    variadic: bool,
}

/// Decides for every pointer parameter and every variable.
pub fn decide(program: &Program, found: &Found, facts: &mut Facts) {
    let params = params(program);
    let mut borrowed: HashSet<ObjId> = candidates(program, &params, facts);
    let behind = super::nil::looked_behind(program);
    let all = borrowed.clone();
    let reaches = reaches(program, found, &borrowed);
    // Who calls through an interface is not seen: such a method must not reach the cell a second way.
    for function in &facts.dynamic {
        if let Some(receiver) = params.get(function).and_then(|list| list.receiver)
            && let Some(t) = program.object(receiver).t.and_then(|t| program.under_type(t).elem)
        {
            lend(Dest::Param(*function, None), t, &params, &reaches, &mut borrowed);
        }
    }
    loop {
        let before = borrowed.len();
        for (pointer, dest, pos) in &found.pointers {
            let kept = facts.vars.get(pointer).is_some_and(|var| {
                var.captures
                    .iter()
                    .any(|closure| !closure.immediate && (closure.pos..closure.end).contains(pos))
            });
            if kept || !goes_into(*dest, &params, &borrowed) {
                borrowed.remove(pointer);
            }
        }
        // Nil cannot be lent, unless the function panics for it anyway.
        for (dest, source) in &found.nil {
            let may_be = source.is_none_or(|source| all.contains(&source) && !borrowed.contains(&source));
            if let Some(Some(param)) = param(*dest, &params)
                && may_be
                && !behind.contains(&param)
            {
                borrowed.remove(&param);
            }
        }
        // A cell must not be reached a second way while it is lent.
        for (dest, t) in &found.lent {
            lend(*dest, *t, &params, &reaches, &mut borrowed);
        }
        for (pointer, dest, _) in &found.pointers {
            if !borrowed.contains(pointer)
                && let Some(t) = program.object(*pointer).t.and_then(|t| program.under_type(t).elem)
            {
                lend(*dest, t, &params, &reaches, &mut borrowed);
            }
        }
        let kept: Vec<ObjId> = borrowed
            .iter()
            .copied()
            .filter(|object| facts.is_kept(*object))
            .collect();
        kept.iter().for_each(|object| {
            borrowed.remove(object);
        });
        if borrowed.len() == before {
            break;
        }
    }
    let written = written(found, &params, &borrowed);
    for object in &borrowed {
        let borrow = if written.contains(object) {
            Borrow::Mut
        } else {
            Borrow::Shared
        };
        facts.borrowed.insert(*object, borrow);
    }
    boxes(program, found, &params, facts);
}

fn params(program: &Program) -> HashMap<ObjId, Params> {
    let names = |list: &FieldList| -> Vec<Option<ObjId>> {
        let fields = list.list.iter();
        fields
            .flat_map(|field| match field.names.is_empty() {
                true => vec![None],
                false => field.names.iter().map(|name| name.o).collect(),
            })
            .collect()
    };
    let mut all = HashMap::new();
    for decl in program.files.iter().flat_map(|file| &file.decls) {
        if let DeclKind::FuncDecl { recv, name, typ, .. } = &decl.kind
            && let (Some(object), ExprKind::FuncType { params, .. }) = (name.o, &typ.kind)
        {
            let receiver = recv.as_ref().and_then(|list| names(list).first().copied().flatten());
            let variadic = program.object(object).t.is_some_and(|t| program.typ(t).variadic);
            all.insert(
                object,
                Params {
                    receiver,
                    params: names(params),
                    variadic,
                },
            );
        }
    }
    all
}

/// Every parameter of a pointer type, unless its function is called in ways that are not seen.
fn candidates(program: &Program, params: &HashMap<ObjId, Params>, facts: &Facts) -> HashSet<ObjId> {
    let pointer = |object: &ObjId| {
        let t = program.object(*object).t;
        t.is_some_and(|t| {
            let typ = program.typ(t);
            typ.kind == TypeKind::Pointer && typ.elem.is_some_and(|elem| program.own_named(elem) == Some(elem))
        })
    };
    let mut all = HashSet::new();
    for (function, list) in params {
        let hook = facts.hooks.contains(function);
        if facts.values.contains(function) && !hook {
            continue;
        }
        if !facts.dynamic.contains(function) {
            all.extend(list.params.iter().flatten().filter(|object| pointer(object)));
        }
        // The host calls a context anew while it is in one of its methods.
        if !is_hook_of_context(program, *function) {
            all.extend(list.receiver.iter().filter(|object| pointer(object)));
        }
    }
    all
}

fn is_hook_of_context(program: &Program, function: ObjId) -> bool {
    let known = program.object(function);
    let context = known
        .receiver
        .and_then(|t| program.own_named(t))
        .and_then(|named| foreign::context(program, named));
    context.is_some_and(|(_, methods)| methods.contains(&known.name.as_str()))
}

fn param(dest: Dest, params: &HashMap<ObjId, Params>) -> Option<Option<ObjId>> {
    let Dest::Param(function, index) = dest else {
        return None;
    };
    let Some(list) = params.get(&function) else {
        return (function == ObjId(usize::MAX)).then_some(None);
    };
    Some(match index {
        None => list.receiver,
        Some(index) if list.variadic && index + 1 >= list.params.len() => return None,
        Some(index) => *list.params.get(index)?,
    })
}

/// Whether what goes somewhere comes back with the call.
fn goes_into(dest: Dest, params: &HashMap<ObjId, Params>, borrowed: &HashSet<ObjId>) -> bool {
    param(dest, params).is_some_and(|param| param.is_none_or(|param| borrowed.contains(&param)))
}

fn lend(
    dest: Dest,
    t: TypeId,
    params: &HashMap<ObjId, Params>,
    reaches: &HashMap<ObjId, (HashSet<TypeId>, bool)>,
    borrowed: &mut HashSet<ObjId>,
) {
    let Dest::Param(function, _) = dest else { return };
    let touched = reaches
        .get(&function)
        .is_some_and(|(types, anything)| *anything || types.contains(&t));
    if touched && let Some(Some(param)) = param(dest, params) {
        borrowed.remove(&param);
    }
}

/// The types whose cells each function reaches, itself or through what it calls.
fn reaches(program: &Program, found: &Found, borrowed: &HashSet<ObjId>) -> HashMap<ObjId, (HashSet<TypeId>, bool)> {
    let mut all: HashMap<ObjId, (HashSet<TypeId>, bool)> = HashMap::new();
    for (function, reach) in &found.reaches {
        let entry = all.entry(*function).or_default();
        match reach {
            Reach::Type(t, pointer) if pointer.is_none_or(|pointer| !borrowed.contains(&pointer)) => {
                entry.0.insert(program.typ(*t).origin.unwrap_or(*t));
            }
            Reach::Anything => entry.1 = true,
            _ => {}
        }
    }
    loop {
        let mut changed = false;
        for (function, reach) in &found.reaches {
            if let Reach::Calls(callee) = reach
                && let Some((types, anything)) = all.get(callee).cloned()
            {
                let entry = all.entry(*function).or_default();
                let before = (entry.0.len(), entry.1);
                entry.0.extend(types);
                entry.1 |= anything;
                changed |= before != (entry.0.len(), entry.1);
            }
        }
        if !changed {
            return all;
        }
    }
}

/// The borrowed pointers through which something is written, here or further down.
fn written(found: &Found, params: &HashMap<ObjId, Params>, borrowed: &HashSet<ObjId>) -> HashSet<ObjId> {
    let mut written = found.written.clone();
    loop {
        let before = written.len();
        for (pointer, dest, _) in &found.pointers {
            if let Some(Some(param)) = param(*dest, params)
                && borrowed.contains(&param)
                && written.contains(&param)
            {
                written.insert(*pointer);
            }
        }
        if written.len() == before {
            return written;
        }
    }
}

/// Variables whose address escapes, or that change behind a closure's back.
fn boxes(program: &Program, found: &Found, params: &HashMap<ObjId, Params>, facts: &mut Facts) {
    let borrowed: HashSet<ObjId> = facts.borrowed.keys().copied().collect();
    for (object, dest, pos) in &found.addresses {
        if program.object(*object).global {
            continue;
        }
        if !goes_into(*dest, params, &borrowed) {
            facts.boxed.insert(*object);
        }
        let shared = param(*dest, params)
            .flatten()
            .is_some_and(|to| facts.borrowed.get(&to) == Some(&Borrow::Shared));
        if !shared {
            facts.vars.entry(*object).or_default().part_writes.push(*pos);
        }
    }
    for (object, var) in &facts.vars {
        let writes = || var.writes.iter().chain(&var.part_writes);
        let declared = program.object(*object).pos;
        // A loop that the variable is declared outside of may bring a later place before an earlier one.
        let again = |a: usize, b: usize| {
            facts.loops.iter().any(|(from, to)| {
                let inside = *from..*to;
                inside.contains(&a) && inside.contains(&b) && !inside.contains(&declared)
            })
        };
        let kept = var.captures.iter().filter(|closure| !closure.immediate);
        let behind = kept
            .clone()
            .any(|closure| writes().any(|at| *at >= closure.pos || again(closure.pos, *at)));
        if behind && !program.object(*object).global {
            facts.boxed.insert(*object);
        }
    }
    facts.boxed.extend(recursive(program));
}

/// Local variables that are assigned a closure that names them: it sees what they are when it is called.
fn recursive(program: &Program) -> HashSet<ObjId> {
    let mut all = HashSet::new();
    let mut look = |node: Node| {
        let Node::Stmt(Stmt {
            kind: StmtKind::AssignStmt { lhs, rhs, tok },
            ..
        }) = node
        else {
            return;
        };
        for (place, value) in lhs.iter().zip(rhs).filter(|_| tok == "=") {
            let Some(object) = place.named().filter(|object| !program.object(*object).global) else {
                continue;
            };
            if walk::any(Node::Expr(value), &mut |node| is_closure_over(node, object)) {
                all.insert(object);
            }
        }
    };
    for decl in program.files.iter().flat_map(|file| &file.decls) {
        walk::below_decl(decl, &mut |part| walk::each(part, &mut look));
    }
    all
}

fn is_closure_over(node: Node, object: ObjId) -> bool {
    let Node::Expr(Expr {
        kind: ExprKind::FuncLit { body, .. },
        ..
    }) = node
    else {
        return false;
    };
    walk::any(
        Node::Stmt(body),
        &mut |node| matches!(node, Node::Expr(expr) if expr.named() == Some(object)),
    )
}
