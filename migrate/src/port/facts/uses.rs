//! What is done with each variable, and which functions stand as values.

use super::nil::Nil;
use super::{Closure, Facts, parts};
use crate::port::foreign;
use crate::port::tree::{
    DeclKind, Expr, ExprKind, ObjId, ObjectKind, Program, SelectionKind, SpecKind, Stmt, StmtKind, TypeId, TypeKind,
};
use crate::port::walk::{self, Node};
use std::collections::HashSet;

/// Where the address of something goes, or a pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dest {
    /// Anywhere.
    Escapes,
    /// Into a parameter of a function; into the receiver where there is no index.
    Param(ObjId, Option<usize>),
}

/// What the decision about pointers needs.
#[derive(Debug, Default)]
pub struct Found {
    /// The roots of places whose addresses are taken, and where they go.
    pub addresses: Vec<(ObjId, Dest, usize)>,
    /// Where pointer parameters go.
    pub pointers: Vec<(ObjId, Dest, usize)>,
    /// Pointer parameters through which something is written.
    pub written: HashSet<ObjId>,
    /// Functions, with the types that each reaches through a pointer in a cell, and what each calls.
    pub reaches: Vec<(ObjId, Reach)>,
    /// Where a pointer in a cell goes into a parameter.
    pub lent: Vec<(Dest, TypeId)>,
    /// Where a pointer that may be nil goes, if it is no parameter that is a reference itself.
    pub nil: Vec<(Dest, Option<ObjId>)>,
}

/// What a function reaches.
#[derive(Debug, Clone, Copy)]
pub enum Reach {
    /// Something behind a pointer to this type; the variable is the pointer, if it is one.
    Type(TypeId, Option<ObjId>),
    /// What another function reaches.
    Calls(ObjId),
    /// Anything: a function that is only known when it is called.
    Anything,
}

/// Collects the uses of all variables.
pub fn collect(program: &Program, facts: &mut Facts) -> Found {
    facts.loops = loops(program);
    let mut closures = Vec::new();
    for decl in program.files.iter().flat_map(|file| &file.decls) {
        walk::below_decl(decl, &mut |part| find_closures(program, part, &mut closures));
    }
    let mut collector = Collector {
        program,
        facts,
        closures,
        found: Found::default(),
        function: None,
        nil: Nil::of(program),
        printed: false,
        results: Vec::new(),
    };
    for decl in program.files.iter().flat_map(|file| &file.decls) {
        match &decl.kind {
            DeclKind::FuncDecl { name, body, .. } => {
                collector.function = name.o;
                let signature = name.o.and_then(|object| program.object(object).t);
                collector.results = vec![signature.map(|t| result_types(program, t)).unwrap_or_default()];
                body.iter().for_each(|body| collector.stmt(body));
            }
            DeclKind::GenDecl { specs, .. } => {
                collector.function = None;
                for spec in specs {
                    if let SpecKind::ValueSpec { values, .. } = &spec.kind {
                        values.iter().for_each(|value| collector.value(value));
                    }
                }
            }
        }
    }
    for typ in &program.types {
        if let (TypeKind::Map, Some(key)) = (typ.kind, typ.key) {
            collector.note_compared(key);
        }
    }
    for argument in comparable_arguments(program) {
        collector.note_compared(argument);
    }
    let found = collector.found;
    interface_methods(program, facts);
    found
}

/// What stands for type parameters that are `comparable`: the generic compares it.
fn comparable_arguments(program: &Program) -> Vec<TypeId> {
    let mut found = Vec::new();
    let mut note = |generic: TypeId, arguments: &[TypeId]| {
        for (param, argument) in program.typ(generic).type_params.iter().zip(arguments) {
            let constraint = program.typ(*param).elem;
            if constraint.is_some_and(|constraint| program.typ(constraint).text == "comparable") {
                found.push(*argument);
            }
        }
    };
    for typ in &program.types {
        if let (Some(generic), Some(arguments)) = (typ.origin, &typ.args) {
            note(generic, arguments);
        }
    }
    for decl in program.files.iter().flat_map(|file| &file.decls) {
        walk::below_decl(decl, &mut |part| {
            walk::each(part, &mut |node| {
                if let Node::Expr(Expr {
                    kind: ExprKind::Ident {
                        args: Some(arguments), ..
                    },
                    o: Some(function),
                    ..
                }) = node
                    && let Some(signature) = program.object(*function).t
                {
                    note(signature, arguments);
                }
            });
        });
    }
    found
}

/// Where each loop begins and ends.
fn loops(program: &Program) -> Vec<(usize, usize)> {
    let mut loops = Vec::new();
    for decl in program.files.iter().flat_map(|file| &file.decls) {
        walk::below_decl(decl, &mut |part| {
            walk::each(part, &mut |node| {
                if let Node::Stmt(stmt) = node
                    && matches!(stmt.kind, StmtKind::ForStmt { .. } | StmtKind::RangeStmt { .. })
                {
                    loops.push((stmt.pos, stmt.end));
                }
            });
        });
    }
    loops
}

fn find_closures(program: &Program, node: Node, closures: &mut Vec<Closure>) {
    if let Node::Expr(expr) = node {
        if let ExprKind::CallExpr { fun, args, .. } = &expr.kind {
            let immediate = foreign::calls_at_once(program, fun);
            for literal in args
                .iter()
                .map(Expr::inner)
                .filter(|arg| matches!(arg.kind, ExprKind::FuncLit { .. }))
            {
                closures.push(Closure {
                    pos: literal.pos,
                    end: literal.end,
                    immediate,
                });
            }
            let called = fun.inner();
            if matches!(called.kind, ExprKind::FuncLit { .. }) {
                closures.push(Closure {
                    pos: called.pos,
                    end: called.end,
                    immediate: false,
                });
            }
        }
        if matches!(expr.kind, ExprKind::FuncLit { .. }) && closures.iter().all(|known| known.pos != expr.pos) {
            closures.push(Closure {
                pos: expr.pos,
                end: expr.end,
                immediate: false,
            });
        }
    }
    walk::below(node, &mut |part| find_closures(program, part, closures));
}

/// Methods that may be called through an interface: of types that get into one.
fn interface_methods(program: &Program, facts: &mut Facts) {
    for typ in &program.types {
        for method in typ.methods.iter().chain(&typ.pointer_methods).flatten() {
            let named = program
                .object(method.o)
                .receiver
                .and_then(|receiver| program.own_named(receiver));
            if named.is_some_and(|named| facts.in_interfaces.contains(&named)) {
                facts.dynamic.insert(method.o);
            }
        }
    }
}

struct Collector<'a> {
    program: &'a Program,
    facts: &'a mut Facts,
    closures: Vec<Closure>,
    found: Found,
    function: Option<ObjId>,
    nil: Nil<'a>,
    /// The value is printed in a way that does not tell a nil slice from an empty one.
    printed: bool,
    /// The types of the results of the functions that are looked into, the innermost last.
    results: Vec<Vec<Option<TypeId>>>,
}

fn result_types(program: &Program, signature: TypeId) -> Vec<Option<TypeId>> {
    program
        .typ(signature)
        .results
        .iter()
        .map(|result| program.object(*result).t)
        .collect()
}

impl Collector<'_> {
    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::AssignStmt { lhs, tok, rhs } => {
                for (i, value) in rhs.iter().enumerate() {
                    let target = if lhs.len() == rhs.len() { lhs[i].t } else { None };
                    self.becomes(value, target);
                }
                if let [call] = rhs.as_slice() {
                    self.results_become(call, lhs.iter().map(|place| place.t));
                }
                for place in lhs {
                    if tok == ":="
                        && place
                            .o
                            .is_some_and(|object| self.program.object(object).pos == place.pos)
                    {
                        continue;
                    }
                    self.write(place);
                    if tok != "=" && tok != ":=" {
                        self.read(place);
                    }
                }
            }
            StmtKind::IncDecStmt { x, .. } => {
                self.write(x);
                self.read(x);
            }
            StmtKind::RangeStmt {
                key,
                value,
                tok,
                x,
                body,
            } => {
                self.value(x);
                for place in [key, value].into_iter().flatten() {
                    if tok == "=" {
                        self.write(place);
                    }
                }
                self.stmt(body);
            }
            StmtKind::DeclStmt { decl } => {
                if let DeclKind::GenDecl { specs, .. } = &decl.kind {
                    for spec in specs {
                        if let SpecKind::ValueSpec { names, values } = &spec.kind {
                            for (i, value) in values.iter().enumerate() {
                                let target = if names.len() == values.len() { names[i].t } else { None };
                                self.becomes(value, target);
                            }
                        }
                    }
                }
            }
            StmtKind::ReturnStmt { results } => {
                let declared = self.results.last().cloned().unwrap_or_default();
                for (i, result) in results.iter().enumerate() {
                    let target = if declared.len() == results.len() {
                        declared[i]
                    } else {
                        None
                    };
                    self.becomes(result, target);
                }
                if let [call] = results.as_slice() {
                    self.results_become(call, declared.into_iter());
                }
            }
            StmtKind::DeferStmt { call } => {
                self.deferred(call);
                self.value(call);
            }
            StmtKind::SwitchStmt { init, tag, body } => {
                init.iter().for_each(|init| self.stmt(init));
                tag.iter().for_each(|tag| self.read(tag));
                self.stmt(body);
            }
            StmtKind::CaseClause { list, body } => {
                for case in list {
                    self.asked_for(case);
                    self.value(case);
                }
                body.iter().for_each(|stmt| self.stmt(stmt));
            }
            _ => walk::below_stmt(stmt, &mut |part| match part {
                Node::Expr(expr) => self.value(expr),
                Node::Stmt(stmt) => self.stmt(stmt),
            }),
        }
    }

    /// A pointer that a deferred call is left with is no borrow: the function goes on with it meanwhile.
    fn deferred(&mut self, call: &Expr) {
        let ExprKind::CallExpr { fun, args, .. } = &call.inner().kind else {
            return;
        };
        let mut kept: Vec<&Expr> = args.iter().filter(|arg| arg.named().is_some()).collect();
        if let ExprKind::SelectorExpr {
            x,
            selection: Some(selection),
            ..
        } = &fun.inner().kind
            && selection.kind == SelectionKind::Method
        {
            // Any other pointer is looked up at once.
            let handle =
                x.t.is_some_and(|t| matches!(self.program.kind(t), TypeKind::Pointer | TypeKind::Interface));
            kept.extend(Some(x.as_ref()).filter(|x| !handle || x.named().is_some()));
        }
        for expr in kept {
            if let Some(root) = expr.root()
                && self
                    .program
                    .object(root)
                    .t
                    .is_some_and(|t| self.program.kind(t) == TypeKind::Pointer)
            {
                self.found.pointers.push((root, Dest::Escapes, expr.pos));
            }
        }
    }

    /// A value that becomes one of a type: of an interface, perhaps.
    fn becomes(&mut self, expr: &Expr, target: Option<TypeId>) {
        if let (Some(from), Some(to)) = (expr.t, target)
            && self.program.is_interface(to)
            && !self.program.is_interface(from)
        {
            self.note_interface_value(from);
            // Nothing looks into a context.
            if !foreign::is_context(self.program, to) {
                self.boxed_in_interface(from);
            }
            // An assertion compares, and what a test hands over in JSON it has written down.
            let test = self.program.file_at(expr.pos).is_some_and(|file| file.test);
            if !self.printed && !test {
                self.facts.nil_matters.insert(from);
            }
        }
        self.value(expr);
    }

    /// The results of a call become values of other types: of interfaces, perhaps.
    fn results_become(&mut self, call: &Expr, targets: impl Iterator<Item = Option<TypeId>>) {
        let ExprKind::CallExpr { fun, .. } = &call.inner().kind else {
            return;
        };
        let results = fun
            .t
            .map(|t| self.program.under_type(t).results.clone())
            .unwrap_or_default();
        for (result, target) in results.into_iter().zip(targets) {
            if let (Some(from), Some(to)) = (self.program.object(result).t, target)
                && self.program.is_interface(to)
                && !self.program.is_interface(from)
            {
                self.boxed_in_interface(from);
                self.note_interface_value(from);
                self.facts.nil_matters.insert(from);
            }
        }
    }

    /// A value of a type gets into an interface as it is.
    fn note_interface_value(&mut self, t: TypeId) {
        if let Some(named) = self.program.own_named(t) {
            let pointer = self.program.typ(t).kind == TypeKind::Pointer;
            self.facts.interface_values.insert((named, pointer));
        }
    }

    /// A type that values in interfaces are asked for.
    fn asked_for(&mut self, typ: &Expr) {
        // A test asks for what the SDK keeps, too.
        let test = self.program.file_at(typ.pos).is_some_and(|file| file.test);
        if let Some(t) = typ
            .t
            .filter(|t| typ.is_type() && !test && !self.program.is_interface(*t))
        {
            self.boxed_in_interface(t);
            if self.program.has_other_name(t) {
                // What has a name besides its type is taken from the interface as it would get there.
                self.facts.nil_matters.insert(t);
            }
        }
    }

    fn boxed_in_interface(&mut self, from: TypeId) {
        let mut seen = HashSet::new();
        parts(self.program, from, &mut seen);
        for part in seen {
            if let Some(named) = self.program.own_named(part) {
                self.facts.in_interfaces.insert(named);
            }
        }
    }

    fn note_read(&mut self, object: ObjId, pos: usize) {
        if self.program.object(object).kind != ObjectKind::Var {
            return;
        }
        self.facts.vars.entry(object).or_default().reads.push(pos);
        self.note_capture(object, pos);
    }

    fn note_capture(&mut self, object: ObjId, pos: usize) {
        let declared = self.program.object(object).pos;
        if self.program.object(object).global {
            return;
        }
        for closure in &self.closures {
            let inside = closure.pos..closure.end;
            if inside.contains(&pos) && !inside.contains(&declared) {
                let var = self.facts.vars.entry(object).or_default();
                if !var.captures.contains(closure) {
                    var.captures.push(*closure);
                }
            }
        }
    }

    /// A place that is assigned.
    fn write(&mut self, place: &Expr) {
        let place = place.inner();
        match &place.kind {
            ExprKind::Ident { .. } => {
                if let Some(object) = place.o.filter(|_| !place.is_blank()) {
                    self.facts.vars.entry(object).or_default().writes.push(place.pos);
                    self.note_capture(object, place.pos);
                    self.note_escape_of_written_pointer(object, place);
                }
            }
            _ => self.write_part(place, place.pos),
        }
    }

    /// A pointer parameter that is assigned is no borrow.
    fn note_escape_of_written_pointer(&mut self, object: ObjId, place: &Expr) {
        if place.t.is_some_and(|t| self.program.kind(t) == TypeKind::Pointer) {
            self.found.pointers.push((object, Dest::Escapes, place.pos));
        }
    }

    /// Something inside a place is written: notes the variable, or the pointer on the way.
    fn write_part(&mut self, place: &Expr, pos: usize) {
        let place = place.inner();
        match &place.kind {
            ExprKind::Ident { .. } => {
                let Some(object) = place.o else { return };
                if self.is_pointer(place) {
                    self.found.written.insert(object);
                    self.reach(place);
                    self.facts.vars.entry(object).or_default().reads.push(pos);
                } else {
                    self.facts.vars.entry(object).or_default().part_writes.push(pos);
                }
                self.note_capture(object, place.pos);
            }
            ExprKind::SelectorExpr {
                x, selection: Some(_), ..
            } if self.is_pointer(x) => self.write_behind(x, pos),
            ExprKind::SelectorExpr {
                x, selection: Some(_), ..
            } => self.write_part(x, pos),
            ExprKind::StarExpr { x } => self.write_behind(x, pos),
            ExprKind::IndexExpr { x, index } => {
                self.value(index);
                match x.t.map(|t| self.program.kind(t)) {
                    Some(TypeKind::Array) => self.write_part(x, pos),
                    Some(TypeKind::Pointer) => self.write_behind(x, pos),
                    // With a plain slice the variable itself changes; a map and a shared slice are handles.
                    Some(TypeKind::Slice) => {
                        self.read(x);
                    }
                    _ => self.read(x),
                }
            }
            _ => self.value(place),
        }
    }

    fn write_behind(&mut self, pointer: &Expr, pos: usize) {
        match &pointer.inner().kind {
            ExprKind::Ident { .. } => self.write_part(pointer, pos),
            _ => {
                self.reach(pointer);
                self.read(pointer);
            }
        }
    }

    fn is_pointer(&self, expr: &Expr) -> bool {
        expr.t.is_some_and(|t| self.program.kind(t) == TypeKind::Pointer)
    }

    /// Notes that the function reaches what a pointer points at.
    fn reach(&mut self, pointer: &Expr) {
        if let (Some(function), Some(t)) = (self.function, pointer.t)
            && let Some(elem) = self.program.under_type(t).elem
        {
            self.found.reaches.push((function, Reach::Type(elem, pointer.named())));
        }
    }

    /// A place that is read, though nothing holds on to it.
    fn read(&mut self, expr: &Expr) {
        let inner = expr.inner();
        match &inner.kind {
            ExprKind::Ident { .. } => {
                if let Some(object) = inner.o {
                    self.note_read(object, inner.pos);
                }
            }
            ExprKind::SelectorExpr {
                x,
                selection: Some(selection),
                ..
            } if selection.kind == SelectionKind::Field => {
                if self.is_pointer(x) {
                    self.reach(x);
                }
                self.read(x);
            }
            _ => self.value(inner),
        }
    }

    /// An expression whose value goes somewhere.
    fn value(&mut self, expr: &Expr) {
        let expr = expr.inner();
        match &expr.kind {
            ExprKind::Ident { .. } => self.ident(expr),
            ExprKind::SelectorExpr { x, sel, selection } => match selection {
                None => {
                    if let Some(object) = sel
                        .o
                        .filter(|object| self.program.object(*object).kind == ObjectKind::Func)
                    {
                        self.facts.values.insert(object);
                    }
                }
                Some(selection) if selection.kind == SelectionKind::Field => self.read(expr),
                Some(selection) => {
                    self.facts.values.insert(selection.o);
                    self.value(x);
                }
            },
            ExprKind::StarExpr { x } if !expr.is_type() => {
                self.reach(x);
                self.read(x);
            }
            ExprKind::UnaryExpr { op, x } if op == "&" => self.address(x, Dest::Escapes),
            ExprKind::CallExpr { fun, args, .. } => self.call(expr, fun, args),
            ExprKind::BinaryExpr { x, op, y } => self.binary(x, op, y),
            ExprKind::IndexExpr { x, index } => {
                self.read(x);
                self.value(index);
            }
            ExprKind::SliceExpr { x, low, high, max } => {
                let array = x.t.is_some_and(|t| self.program.kind(t) == TypeKind::Array);
                if array && !self.facts.looked_at.contains(&(expr.pos, expr.end)) {
                    self.address(x, Dest::Escapes);
                } else {
                    self.read(x);
                }
                [low, high, max]
                    .into_iter()
                    .flatten()
                    .for_each(|bound| self.value(bound));
            }
            ExprKind::CompositeLit { elts, .. } => self.literal(expr, elts),
            ExprKind::FuncLit { body, .. } => {
                self.results
                    .push(expr.t.map(|t| result_types(self.program, t)).unwrap_or_default());
                self.stmt(body);
                self.results.pop();
            }
            ExprKind::TypeAssertExpr { x, typ } => {
                // What the SDK keeps for the program got there as a value of an interface, or never gets into one.
                let kept =
                    matches!(&x.inner().kind, ExprKind::CallExpr { fun, .. } if foreign::is_foreign(self.program, fun));
                typ.iter().filter(|_| !kept).for_each(|typ| self.asked_for(typ));
                self.value(x);
            }
            _ => walk::below_expr(expr, &mut |part| match part {
                Node::Expr(part) => self.value(part),
                Node::Stmt(part) => self.stmt(part),
            }),
        }
    }

    fn ident(&mut self, expr: &Expr) {
        let Some(object) = expr.o else { return };
        if self.program.object(object).kind == ObjectKind::Func {
            self.facts.values.insert(object);
        }
        if self.is_pointer(expr) {
            self.found.pointers.push((object, Dest::Escapes, expr.pos));
        }
        self.note_read(object, expr.pos);
    }

    fn literal(&mut self, expr: &Expr, elts: &[Expr]) {
        let under = expr.t.map(|t| self.program.under_type(t));
        for (at, elt) in elts.iter().enumerate() {
            let (key, value) = match &elt.kind {
                ExprKind::KeyValueExpr { key, value } => (Some(key), &**value),
                _ => (None, elt),
            };
            let target = match under {
                Some(typ) if typ.kind == TypeKind::Struct => {
                    let field = key.map_or(typ.fields.get(at).copied(), |key| key.o);
                    field.and_then(|field| self.program.object(field).t)
                }
                Some(typ) => {
                    key.iter().for_each(|key| self.becomes(key, typ.key));
                    typ.elem
                }
                None => None,
            };
            self.becomes(value, target);
        }
    }

    fn binary(&mut self, x: &Expr, op: &str, y: &Expr) {
        if op == "==" || op == "!=" {
            for t in [x.t, y.t].into_iter().flatten().filter(|_| !x.is_nil() && !y.is_nil()) {
                self.note_compared(t);
            }
            for (side, other) in [(x, y), (y, x)] {
                if self.is_pointer(side) {
                    self.value(side);
                } else {
                    self.becomes(side, other.t.filter(|_| !other.is_nil()));
                }
            }
            return;
        }
        self.value(x);
        self.value(y);
    }

    /// Values of a type are compared, with all that they are made of; what pointers point at is not.
    fn note_compared(&mut self, t: TypeId) {
        let typ = self.program.typ(t);
        if typ
            .package
            .as_deref()
            .is_some_and(|package| !self.program.owns(package))
        {
            return;
        }
        if typ.kind == TypeKind::Named && !self.facts.compared.insert(typ.origin.unwrap_or(t)) {
            return;
        }
        if typ.kind == TypeKind::Struct && !self.facts.compared.insert(t) {
            return;
        }
        let under = self.program.under_type(t);
        match under.kind {
            TypeKind::Array => under.elem.iter().for_each(|elem| self.note_compared(*elem)),
            TypeKind::Struct => {
                let fields: Vec<TypeId> = under
                    .fields
                    .iter()
                    .filter_map(|field| self.program.object(*field).t)
                    .collect();
                fields.into_iter().for_each(|field| self.note_compared(field));
            }
            _ => {}
        }
    }

    /// The address of a place goes somewhere.
    fn address(&mut self, place: &Expr, dest: Dest) {
        let place = place.inner();
        if matches!(place.kind, ExprKind::CompositeLit { .. }) {
            self.value(place);
            return;
        }
        self.address_of(place, place, dest);
    }

    fn address_of(&mut self, place: &Expr, part: &Expr, dest: Dest) {
        let part = part.inner();
        match &part.kind {
            ExprKind::Ident { .. } => {
                let Some(object) = part.o else { return };
                if self.is_pointer(part) && !std::ptr::eq(place, part) {
                    self.found.written.insert(object);
                    self.found.pointers.push((object, dest, part.pos));
                    self.note_read(object, part.pos);
                    return;
                }
                self.found.addresses.push((object, dest, part.pos));
                self.facts.vars.entry(object).or_default().reads.push(part.pos);
                self.note_capture(object, part.pos);
            }
            ExprKind::SelectorExpr {
                x, selection: Some(_), ..
            }
            | ExprKind::StarExpr { x } => {
                if self.is_pointer(x) {
                    self.reach(x);
                }
                self.address_of(place, x, dest);
            }
            ExprKind::IndexExpr { x, index } => {
                self.value(index);
                if x.t.is_some_and(|t| self.program.kind(t) == TypeKind::Array) {
                    self.address_of(place, x, dest);
                } else {
                    self.read(x);
                }
            }
            _ => self.value(part),
        }
    }

    fn call(&mut self, call: &Expr, fun: &Expr, args: &[Expr]) {
        if fun.is_type() {
            self.conversion(call, args);
            return;
        }
        let callee = self.callee(fun);
        if let (Some(function), Some(callee)) = (self.function, callee) {
            self.found.reaches.push((function, Reach::Calls(callee)));
        } else if let Some(function) = self.function
            && callee.is_none()
            && !foreign::is_foreign(self.program, fun)
            && fun.mode != Some(super::super::tree::Mode::Builtin)
        {
            self.found.reaches.push((function, Reach::Anything));
        }
        self.callee_uses(fun, callee);
        let Some(signature) = fun
            .t
            .map(|t| self.program.under_type(t))
            .filter(|t| t.kind == TypeKind::Func)
        else {
            args.iter().for_each(|arg| self.value(arg));
            return;
        };
        if let [results] = args {
            let targets = signature.params.iter().map(|param| self.program.object(*param).t);
            self.results_become(results, targets.collect::<Vec<_>>().into_iter());
        }
        let hooks = foreign::takes_hooks(self.program, fun);
        for (i, arg) in args.iter().enumerate() {
            let last = signature.params.len().saturating_sub(1);
            let param = signature
                .params
                .get(i.min(last))
                .and_then(|param| self.program.object(*param).t);
            let variadic = signature.variadic && i >= last;
            let target = if variadic {
                param.and_then(|param| self.program.under_type(param).elem)
            } else {
                param
            };
            if hooks && let Some(hook) = arg.named() {
                self.facts.hooks.insert(hook);
            }
            let printed = foreign::prints(self.program, fun) && !shows_nil(args);
            let before = std::mem::replace(&mut self.printed, printed);
            self.argument(fun, arg, callee, i, target);
            self.printed = before;
        }
    }

    fn argument(&mut self, fun: &Expr, arg: &Expr, callee: Option<ObjId>, i: usize, target: Option<TypeId>) {
        let dest = callee.map_or(Dest::Escapes, |callee| Dest::Param(callee, Some(i)));
        let inner = arg.inner();
        self.note_nil(dest, inner, target);
        match &inner.kind {
            ExprKind::UnaryExpr { op, x } if op == "&" => {
                let writer = target.is_some_and(|target| {
                    self.program.is_interface(target)
                        && !self.program.is_any(target)
                        && callee.is_none()
                        && !foreign::keeps(self.program, fun)
                });
                let dest = if foreign::borrows(self.program, fun) || writer && foreign::is_foreign(self.program, fun) {
                    Dest::Param(ObjId(usize::MAX), None)
                } else {
                    dest
                };
                let interface = target.is_some_and(|target| self.program.is_interface(target));
                if let (Some(t), true) = (x.t, interface) {
                    self.boxed_in_interface(t);
                }
                if let (Some(t), true) = (inner.t, interface) {
                    self.note_interface_value(t);
                }
                self.address(x, dest);
            }
            ExprKind::Ident { .. }
                if self.is_pointer(inner)
                    && callee.is_some()
                    && !target.is_some_and(|target| self.program.is_interface(target)) =>
            {
                let Some(object) = inner.o else { return };
                self.found.pointers.push((object, dest, inner.pos));
                self.note_read(object, inner.pos);
            }
            _ => {
                if let (true, Some(t)) = (self.is_pointer(inner) && callee.is_some(), inner.t) {
                    self.lend(dest, t);
                }
                self.becomes(arg, target);
            }
        }
    }

    /// A pointer that may be nil goes somewhere.
    fn note_nil(&mut self, dest: Dest, pointer: &Expr, target: Option<TypeId>) {
        let wanted = target.is_some_and(|t| self.program.kind(t) == TypeKind::Pointer);
        if !wanted || !matches!(dest, Dest::Param(function, _) if function != ObjId(usize::MAX)) {
            return;
        }
        if self.nil.may_be(pointer) {
            self.found.nil.push((dest, None));
        } else if let Some(object) = pointer.named() {
            self.found.nil.push((dest, Some(object)));
        }
    }

    fn lend(&mut self, dest: Dest, pointer: TypeId) {
        if let Some(elem) = self.program.under_type(pointer).elem {
            self.found.lent.push((dest, elem));
        }
    }

    fn conversion(&mut self, call: &Expr, args: &[Expr]) {
        for arg in args {
            self.becomes(arg, call.t);
        }
    }

    /// The function of the program that is called, if it is known.
    fn callee(&self, fun: &Expr) -> Option<ObjId> {
        callee(self.program, fun)
    }

    /// What naming the called function uses: the receiver of a method, or a variable with a function in it.
    fn callee_uses(&mut self, fun: &Expr, callee: Option<ObjId>) {
        let fun = fun.inner();
        match &fun.kind {
            ExprKind::SelectorExpr {
                x,
                selection: Some(selection),
                ..
            } if selection.kind == SelectionKind::Method => {
                self.receiver(x, selection.o, callee);
            }
            ExprKind::SelectorExpr { selection: Some(_), .. } => self.read(fun),
            ExprKind::SelectorExpr { .. } => {}
            ExprKind::Ident { .. } => {
                if let Some(object) = fun.o {
                    self.note_read(object, fun.pos);
                }
            }
            ExprKind::IndexExpr { x, .. } | ExprKind::IndexListExpr { x, .. } if callee.is_some() => {
                self.callee_uses(x, callee);
            }
            _ => self.value(fun),
        }
    }

    fn receiver(&mut self, x: &Expr, method: ObjId, callee: Option<ObjId>) {
        let pointer = self
            .program
            .object(method)
            .receiver
            .is_some_and(|t| self.program.kind(t) == TypeKind::Pointer);
        let Some(callee) = callee else {
            if pointer && !self.is_pointer(x) {
                self.address(x, Dest::Param(ObjId(usize::MAX), None));
            } else {
                self.read(x);
            }
            return;
        };
        let dest = Dest::Param(callee, None);
        // A method of nil is called by mistake, but of a variable that is nil at some time.
        if pointer && x.inner().named().is_some() && self.nil.may_be(x) {
            self.found.nil.push((dest, None));
        }
        match (&x.inner().kind, pointer, self.is_pointer(x)) {
            (ExprKind::Ident { .. }, true, true) => {
                let Some(object) = x.inner().o else { return };
                self.found.pointers.push((object, dest, x.pos));
                self.note_read(object, x.pos);
            }
            (_, true, false) => self.address(x, dest),
            (_, _, true) => {
                if let Some(t) = x.t {
                    self.lend(dest, t);
                }
                self.reach(x);
                self.read(x);
            }
            _ => self.read(x),
        }
    }
}

/// The function of the program that an expression calls, if it is known.
pub fn callee(program: &Program, fun: &Expr) -> Option<ObjId> {
    let fun = fun.inner();
    let object = match &fun.kind {
        ExprKind::SelectorExpr {
            selection: Some(selection),
            ..
        } if selection.kind == SelectionKind::Method => Some(selection.o),
        ExprKind::IndexExpr { x, .. } | ExprKind::IndexListExpr { x, .. } => return callee(program, x),
        _ => fun.named(),
    }?;
    let object = program.object(object).origin.unwrap_or(object);
    let known = program.object(object);
    let interface = known
        .receiver
        .is_some_and(|receiver| program.kind(receiver) == TypeKind::Interface);
    let own = known.package.as_deref().is_some_and(|package| program.owns(package));
    (known.kind == ObjectKind::Func && own && !interface).then_some(object)
}

/// Whether what is printed tells a nil slice from an empty one.
fn shows_nil(args: &[Expr]) -> bool {
    args.iter()
        .filter_map(|arg| arg.v.as_ref())
        .any(|format| format.text.contains("%#v"))
}
