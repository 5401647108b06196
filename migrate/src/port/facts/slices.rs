//! Which slice types are plain: nobody can tell that copies of such a slice share their items.

use super::{Facts, parts};
use crate::port::foreign;
use crate::port::tree::{
    DeclKind, Expr, ExprKind, Mode, ObjId, Program, SpecKind, Stmt, StmtKind, Type, TypeId, TypeKind,
};
use crate::port::walk::{self, Node};
use std::collections::{HashMap, HashSet};

/// Decides for every slice type of the program.
pub fn decide(program: &Program, facts: &mut Facts) {
    let all = (0..program.types.len()).map(TypeId).filter(|id| {
        let typ = program.typ(*id);
        typ.kind == TypeKind::Slice && typ.elem.is_some_and(|elem| !mentions_param(program, elem, 0))
    });
    let mut look = Look {
        program,
        shared: HashSet::new(),
        grown: HashSet::new(),
        taken: HashMap::new(),
        looked_at: &facts.looked_at,
        marshals: false,
        roomy: HashSet::new(),
        cut: HashSet::new(),
        grown_items: HashSet::new(),
        cut_items: HashSet::new(),
    };
    for decl in program.files.iter().flat_map(|file| &file.decls) {
        if let DeclKind::GenDecl { specs, .. } = &decl.kind {
            for spec in specs {
                if let SpecKind::ValueSpec { names, values } = &spec.kind {
                    names
                        .iter()
                        .zip(values)
                        .for_each(|(name, value)| look.assigned(name, value));
                }
            }
        }
        walk::below_decl(decl, &mut |part| look.node(part));
    }
    for (id, typ) in program.types.iter().enumerate() {
        if let Some(origin) = typ.origin {
            look.made_of(program.under(origin), program.under(TypeId(id)), 0);
        }
    }
    // What grows must own its items: its other values must be made for it alone.
    for place in &look.grown {
        if let Some(t) = look.taken.get(place) {
            look.shared.insert(*t);
        }
        // A parameter is its caller's.
        if is_param(program, *place)
            && let Some(t) = program.object(*place).t
        {
            look.shared.insert(program.under(t));
        }
    }
    // Behind an interface a nil slice is another value than an empty one, in JSON and for `%#v`.
    let json = look.marshals;
    for t in &facts.nil_matters {
        if json || program.kind(*t) == TypeKind::Slice {
            look.share_parts(*t);
        }
    }
    look.shared.extend(look.roomy.intersection(&look.cut));
    look.shared.extend(look.grown_items.intersection(&look.cut_items));
    let shared = look.shared;
    facts.plain = all.filter(|id| !shared.contains(id)).collect();
}

/// The slices of arrays that are looked at where they stand: converted, copied from, walked through, or given to Go's library.
pub fn looked_at(program: &Program) -> HashSet<(usize, usize)> {
    let mut all = HashSet::new();
    let mut note = |expr: &Expr| {
        let expr = expr.inner();
        if let ExprKind::SliceExpr { x, max: None, .. } = &expr.kind
            && x.t.is_some_and(|t| program.kind(t) == TypeKind::Array)
        {
            all.insert((expr.pos, expr.end));
        }
    };
    let mut look = |node: Node| match node {
        Node::Stmt(Stmt {
            kind: StmtKind::RangeStmt { x, value, .. },
            ..
        }) if value.is_none() => note(x),
        Node::Expr(
            call @ Expr {
                kind: ExprKind::CallExpr { fun, args, ellipsis },
                ..
            },
        ) => {
            let text = fun.is_type() && call.t.is_some_and(|t| program.is_string(t));
            let foreign = foreign::is_foreign(program, fun) && !foreign::writes_items(program, fun);
            let lists = foreign && foreign::takes_lists(program, fun);
            match fun.inner().mode {
                Some(Mode::Builtin) if builtin(fun) == "copy" => args.iter().skip(1).for_each(&mut note),
                Some(Mode::Builtin) if builtin(fun) == "append" && *ellipsis > 0 => {
                    args.iter().skip(1).for_each(&mut note);
                }
                _ if text || lists => args.iter().for_each(&mut note),
                _ => {}
            }
        }
        _ => {}
    };
    for decl in program.files.iter().flat_map(|file| &file.decls) {
        walk::below_decl(decl, &mut |part| walk::each(part, &mut look));
    }
    all
}

fn mentions_param(program: &Program, id: TypeId, depth: usize) -> bool {
    let typ = program.typ(id);
    typ.kind == TypeKind::Param
        || depth < 8
            && (typ.kind != TypeKind::Named
                && typ
                    .elem
                    .iter()
                    .chain(&typ.key)
                    .any(|part| mentions_param(program, *part, depth + 1))
                || typ
                    .args
                    .iter()
                    .flatten()
                    .any(|part| mentions_param(program, *part, depth + 1)))
}

fn is_param(program: &Program, object: ObjId) -> bool {
    let known = program.object(object);
    !known.field
        && program
            .types
            .iter()
            .any(|typ| typ.kind == TypeKind::Func && typ.params.contains(&object))
}

struct Look<'a> {
    program: &'a Program,
    /// Slice types that are not plain.
    shared: HashSet<TypeId>,
    /// Variables and fields that something is appended to.
    grown: HashSet<ObjId>,
    /// Variables and fields that were given a slice that somebody else may have, with the type.
    taken: HashMap<ObjId, TypeId>,
    /// The slices of arrays that nobody keeps.
    looked_at: &'a HashSet<(usize, usize)>,
    /// The program writes JSON.
    marshals: bool,
    /// Slice types whose values may have room behind their items.
    roomy: HashSet<TypeId>,
    /// Slice types whose values are cut at an end that may lie in that room.
    cut: HashSet<TypeId>,
    /// Slice types of items, of a list or a map, that something is appended to.
    grown_items: HashSet<TypeId>,
    /// Slice types of items that were given the beginning of another slice.
    cut_items: HashSet<TypeId>,
}

impl Look<'_> {
    fn share(&mut self, expr: &Expr) {
        if let Some(t) = expr.t {
            self.shared.insert(self.program.under(t));
        }
    }

    fn share_parts(&mut self, id: TypeId) {
        let mut seen = HashSet::new();
        parts(self.program, id, &mut seen);
        self.shared
            .extend(seen.into_iter().map(|part| self.program.under(part)));
    }

    fn is_slice(&self, expr: &Expr) -> bool {
        expr.t.is_some_and(|t| self.program.kind(t) == TypeKind::Slice)
    }

    fn node(&mut self, node: Node) {
        match node {
            Node::Stmt(stmt) => self.stmt(stmt),
            Node::Expr(expr) => self.expr(expr),
        }
        walk::below(node, &mut |part| self.node(part));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::AssignStmt { lhs, rhs, .. } => {
                lhs.iter().for_each(|place| self.written(place));
                if lhs.len() == rhs.len() {
                    lhs.iter()
                        .zip(rhs)
                        .for_each(|(place, value)| self.assigned(place, value));
                }
            }
            StmtKind::IncDecStmt { x, .. } => self.written(x),
            StmtKind::RangeStmt {
                x, value: Some(_), tok, ..
            } if tok == ":=" => self.items_of_foreign_map(x.t),
            StmtKind::RangeStmt { key, value, tok, .. } if tok == "=" => {
                [key, value].into_iter().flatten().for_each(|place| self.written(place));
            }
            StmtKind::DeclStmt { decl } => {
                if let DeclKind::GenDecl { specs, .. } = &decl.kind {
                    for spec in specs {
                        if let SpecKind::ValueSpec { names, values } = &spec.kind
                            && names.len() == values.len()
                        {
                            names
                                .iter()
                                .zip(values)
                                .for_each(|(name, value)| self.assigned(name, value));
                        }
                    }
                }
            }
            _ => {}
        }
    }

    /// A place is written: every slice on the way to it is shared.
    fn written(&mut self, place: &Expr) {
        match &place.inner().kind {
            ExprKind::IndexExpr { x, .. } => {
                if self.is_slice(x) {
                    self.share(x);
                }
                self.written(x);
            }
            ExprKind::SelectorExpr {
                x, selection: Some(_), ..
            } => self.written(x),
            _ => {}
        }
    }

    /// A place gets a value.
    fn assigned(&mut self, place: &Expr, value: &Expr) {
        if !self.is_slice(value) {
            return;
        }
        let Some(object) = place_object(place) else {
            return self.assigned_item(value);
        };
        if let Some((first, _)) = append(value) {
            if same_place(self.program, place, first) {
                self.grown.insert(object);
            } else if !fresh(self.program, first) {
                self.share(value);
            }
            return;
        }
        if !fresh(self.program, value)
            && let Some(t) = value.t
        {
            self.taken.insert(object, self.program.under(t));
        }
    }

    /// An item of a list or a map gets a slice. Which item it is cannot be told: all of a type are one.
    fn assigned_item(&mut self, value: &Expr) {
        let Some(t) = value.t.map(|t| self.program.under(t)) else {
            return;
        };
        if append(value).is_some() {
            self.grown_items.insert(t);
        } else if matches!(value.inner().kind, ExprKind::SliceExpr { high: Some(_), .. }) {
            self.cut_items.insert(t);
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::UnaryExpr { op, x } if op == "&" => self.written(x),
            // Its capacity matters.
            ExprKind::SliceExpr { x, max: Some(_), .. } => {
                self.share(x);
                self.share(expr);
            }
            ExprKind::SliceExpr {
                x, high: Some(high), ..
            } if self.is_slice(x) => {
                if !takes_length(high)
                    && let Some(t) = x.t
                {
                    self.cut.insert(self.program.under(t));
                }
            }
            // A slice of an array shares its items.
            ExprKind::SliceExpr { x, .. } if !self.is_slice(x) && !self.looked_at.contains(&(expr.pos, expr.end)) => {
                self.share(expr);
            }
            ExprKind::BinaryExpr { x, op, y } if op == "==" || op == "!=" => {
                for (side, other) in [(x, y), (y, x)] {
                    if other.is_nil() && self.is_slice(side) {
                        self.share(side);
                    }
                }
            }
            ExprKind::IndexExpr { x, .. } => self.items_of_foreign_map(x.t),
            ExprKind::CompositeLit { elts, .. } => {
                self.items_of_foreign_map(expr.t);
                for elt in elts {
                    if let ExprKind::KeyValueExpr { key, value } = &elt.kind {
                        if key.o.is_some_and(|key| self.program.object(key).field) {
                            self.assigned(key, value);
                        }
                        self.loose_append(value);
                    } else {
                        self.loose_append(elt);
                    }
                }
            }
            ExprKind::CallExpr { fun, args, .. } => self.call(expr, fun, args),
            _ => {}
        }
    }

    /// The lists in a map of Go's library are shared.
    fn items_of_foreign_map(&mut self, t: Option<TypeId>) {
        let Some(t) = t else { return };
        let typ = self.program.typ(t);
        if let (Some(package), Some(name)) = (&typ.package, &typ.name)
            && foreign::is_map(package, name)
            && let Some(elem) = self.program.under_type(t).elem
        {
            self.shared.insert(elem);
        }
    }

    /// An append whose result goes elsewhere than into the same place.
    fn loose_append(&mut self, value: &Expr) {
        if let Some((first, _)) = append(value)
            && !fresh(self.program, first)
        {
            self.share(value);
        }
    }

    fn call(&mut self, call: &Expr, fun: &Expr, args: &[Expr]) {
        if fun.mode == Some(Mode::Builtin) {
            let roomy = builtin(fun) == "append" || builtin(fun) == "make" && args.len() > 2;
            self.roomy
                .extend(call.t.filter(|_| roomy).map(|t| self.program.under(t)));
            match (builtin(fun), args) {
                ("copy" | "clear", [first, ..]) | ("cap", [first]) if self.is_slice(first) => self.share(first),
                _ => {}
            }
            args.iter().for_each(|arg| self.loose_append(arg));
            return;
        }
        if fun.is_type() {
            args.iter().for_each(|arg| self.loose_append(arg));
            self.items_of_foreign_map(call.t);
            args.iter().for_each(|arg| self.items_of_foreign_map(arg.t));
            if call.t.is_some_and(|t| self.program.is_any(t)) {
                args.iter().filter_map(|arg| arg.t).for_each(|t| self.share_parts(t));
            }
            return;
        }
        if let ExprKind::SelectorExpr {
            x, selection: Some(_), ..
        } = &fun.inner().kind
            && fun.t.is_some()
        {
            self.method_on_item(fun, x);
        }
        let callee =
            crate::port::facts::uses::callee(self.program, fun).and_then(|callee| self.program.object(callee).t);
        let generic = callee.is_some_and(|t| !self.program.typ(t).type_params.is_empty());
        if let (Some(callee), Some(used)) = (callee, fun.t) {
            self.made_of(callee, used, 0);
        }
        let writes = foreign::writes_items(self.program, fun);
        // A test that tells nil from empty in JSON says so itself; the plugin keeps its form for all others.
        let test = self.program.file_at(fun.pos).is_some_and(|file| file.test);
        let keeps = !test && foreign::looks_inside(self.program, fun);
        self.marshals |= !test && foreign::name(self.program, fun).is_some_and(|name| name.starts_with("json.Marshal"));
        for arg in args {
            self.loose_append(arg);
            let Some(t) = arg.t else { continue };
            if generic || writes && self.is_slice(arg) {
                self.shared.insert(self.program.under(t));
            }
            if keeps {
                self.share_parts(t);
            }
        }
    }

    /// What a generic type is where it is used: its lists are shared ones for whatever type, and so are these.
    fn made_of(&mut self, generic: TypeId, used: TypeId, depth: usize) {
        if generic == used || depth > 8 {
            return;
        }
        let program = self.program;
        let (from, to) = (program.typ(generic), program.typ(used));
        if from.kind != to.kind {
            return;
        }
        if from.kind == TypeKind::Slice {
            self.shared.insert(used);
        }
        let of = |objects: &[ObjId]| -> Vec<TypeId> { objects.iter().filter_map(|o| program.object(*o).t).collect() };
        let inner = |typ: &Type| -> Vec<TypeId> {
            let parts = typ.elem.iter().chain(&typ.key).chain(typ.args.iter().flatten());
            let mut inner: Vec<TypeId> = parts.copied().collect();
            inner.extend(of(&typ.fields));
            inner.extend(of(&typ.params));
            inner.extend(of(&typ.results));
            inner
        };
        for (generic, used) in inner(from).into_iter().zip(inner(to)) {
            self.made_of(generic, used, depth + 1);
        }
    }

    /// A method on the pointer to an item may write it.
    fn method_on_item(&mut self, fun: &Expr, x: &Expr) {
        let ExprKind::SelectorExpr {
            selection: Some(selection),
            ..
        } = &fun.inner().kind
        else {
            return;
        };
        let receiver = self.program.object(selection.o).receiver;
        let by_pointer = receiver.is_some_and(|t| self.program.kind(t) == TypeKind::Pointer);
        if by_pointer && x.t.is_some_and(|t| self.program.kind(t) != TypeKind::Pointer) {
            self.written(x);
        }
    }
}

/// The variable or field that a place is.
fn place_object(place: &Expr) -> Option<ObjId> {
    match &place.inner().kind {
        ExprKind::Ident { .. } => place.inner().o,
        ExprKind::SelectorExpr {
            selection: Some(selection),
            ..
        } => Some(selection.o),
        _ => None,
    }
}

/// The name of a builtin function.
pub fn builtin(fun: &Expr) -> &str {
    match &fun.inner().kind {
        ExprKind::Ident { name, .. } => name,
        _ => "",
    }
}

/// Whether an end is told from a length, beyond which nobody cuts.
fn takes_length(end: &Expr) -> bool {
    walk::any(
        Node::Expr(end),
        &mut |node| matches!(node, Node::Expr(Expr { kind: ExprKind::CallExpr { fun, .. }, .. }) if builtin(fun) == "len"),
    )
}

/// What is appended to, and what is appended.
fn append(value: &Expr) -> Option<(&Expr, &[Expr])> {
    match &value.inner().kind {
        ExprKind::CallExpr { fun, args, .. } if fun.mode == Some(Mode::Builtin) && builtin(fun) == "append" => {
            args.split_first()
        }
        _ => None,
    }
}

/// Whether two expressions are the same path of variables and fields.
pub fn same_place(program: &Program, a: &Expr, b: &Expr) -> bool {
    match (&a.inner().kind, &b.inner().kind) {
        (ExprKind::Ident { .. }, ExprKind::Ident { .. }) => a.inner().o.is_some() && a.inner().o == b.inner().o,
        (
            ExprKind::SelectorExpr {
                x,
                selection: Some(one),
                ..
            },
            ExprKind::SelectorExpr {
                x: y,
                selection: Some(other),
                ..
            },
        ) => one.o == other.o && same_place(program, x, y),
        (ExprKind::StarExpr { x }, ExprKind::StarExpr { x: y }) => same_place(program, x, y),
        (ExprKind::IndexExpr { x, index }, ExprKind::IndexExpr { x: y, index: at }) => {
            let simple = |expr: &Expr| matches!(expr.inner().kind, ExprKind::Ident { .. } | ExprKind::BasicLit { .. });
            simple(index)
                && simple(at)
                && program.text(index.pos, index.end) == program.text(at.pos, at.end)
                && same_place(program, x, y)
        }
        _ => false,
    }
}

/// Whether a slice was made for this place alone.
fn fresh(program: &Program, value: &Expr) -> bool {
    let value = value.inner();
    match &value.kind {
        _ if value.is_nil() => true,
        ExprKind::CompositeLit { .. } => true,
        ExprKind::CallExpr { fun, args, .. } => match fun.mode {
            Some(Mode::Builtin) => {
                builtin(fun) == "make"
                    || builtin(fun) == "append" && args.first().is_some_and(|arg| fresh(program, arg))
            }
            Some(Mode::Type) => args
                .first()
                .is_some_and(|arg| fresh(program, arg) || arg.v.is_some() || !is_call_or_slice(arg)),
            _ => foreign::makes(program, fun),
        },
        _ => false,
    }
}

/// Whether a converted value may be a slice: the conversion of a text makes a new one.
fn is_call_or_slice(arg: &Expr) -> bool {
    matches!(arg.inner().kind, ExprKind::SliceExpr { .. })
}
