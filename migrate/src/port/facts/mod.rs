//! What is true of a whole program, as far as the form of its port depends on it.
//!
//! Every fact errs on the safe side: where nothing is known, the port uses the form that is always right.

mod nil;
mod pointers;
mod pure;
mod results;
mod slices;
mod uses;

use super::tree::{ObjId, Program, TypeId, TypeKind};
use std::collections::{HashMap, HashSet};

pub use results::{Form, is_zero, not_nil};
pub use slices::{builtin, same_place};
pub use uses::callee;

/// What is true of a program.
#[derive(Debug, Default)]
pub struct Facts {
    /// What is done with each variable.
    pub vars: HashMap<ObjId, Var>,
    /// Variables that live in a shared cell: closures or pointers see each other's writes.
    pub boxed: HashSet<ObjId>,
    /// Parameters and receivers of a pointer type that do not outlive the call.
    pub borrowed: HashMap<ObjId, Borrow>,
    /// Slice types of which nobody can tell that copies share their items.
    pub plain: HashSet<TypeId>,
    /// How functions give back what they return.
    pub forms: HashMap<ObjId, Form>,
    /// Functions that stand as values somewhere.
    pub values: HashSet<ObjId>,
    /// Functions that are handed to the SDK.
    pub hooks: HashSet<ObjId>,
    /// Methods that stand in for a method of an interface.
    pub dynamic: HashSet<ObjId>,
    /// Types of the program that get into an interface, or into JSON.
    pub in_interfaces: HashSet<TypeId>,
    /// The same types by how they get there: as they are, or as a pointer.
    pub interface_values: HashSet<(TypeId, bool)>,
    /// Where each loop begins and ends.
    pub loops: Vec<(usize, usize)>,
    /// Types of the program that are compared, or are keys.
    pub compared: HashSet<TypeId>,
    /// Types of values whose slices may tell nil from empty in an interface.
    pub nil_matters: HashSet<TypeId>,
    /// Slices of arrays that are looked at where they stand, and kept by nobody: where they begin and end.
    pub looked_at: HashSet<(usize, usize)>,
    /// Functions that write nothing that others see.
    pub pure: HashSet<ObjId>,
}

/// What is done with a variable.
#[derive(Debug, Default)]
pub struct Var {
    /// Where it is assigned after its declaration.
    pub writes: Vec<usize>,
    /// Where a part of it is written.
    pub part_writes: Vec<usize>,
    /// Where it is read.
    pub reads: Vec<usize>,
    /// The closures that see it: where they begin and end, and whether they are called only while they are passed.
    pub captures: Vec<Closure>,
}

/// A function literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closure {
    /// Where it begins.
    pub pos: usize,
    /// Where it ends.
    pub end: usize,
    /// It is called only during the call that it is handed to.
    pub immediate: bool,
}

/// How a pointer is borrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Borrow {
    /// What it points at is read.
    Shared,
    /// What it points at is written.
    Mut,
}

impl Facts {
    /// Looks through a program.
    pub fn of(program: &Program) -> Self {
        let mut facts = Facts {
            looked_at: slices::looked_at(program),
            ..Facts::default()
        };
        let found = uses::collect(program, &mut facts);
        pointers::decide(program, &found, &mut facts);
        slices::decide(program, &mut facts);
        results::decide(program, &mut facts);
        pure::decide(program, &mut facts);
        facts
    }

    /// Whether a variable is ever written after its declaration.
    pub fn is_written(&self, object: ObjId) -> bool {
        self.vars
            .get(&object)
            .is_some_and(|var| !var.writes.is_empty() || !var.part_writes.is_empty())
    }

    /// Whether a variable or a part of it is written between two positions.
    pub fn is_written_between(&self, object: ObjId, from: usize, to: usize) -> bool {
        let inside = |at: &usize| (from..to).contains(at);
        self.vars
            .get(&object)
            .is_some_and(|var| var.writes.iter().any(inside) || var.part_writes.iter().any(inside))
    }

    /// Whether a variable is read at all.
    pub fn is_read(&self, object: ObjId) -> bool {
        self.vars
            .get(&object)
            .is_some_and(|var| !var.reads.is_empty() || !var.part_writes.is_empty())
    }

    /// Whether a closure that may outlive its place sees a variable.
    pub fn is_kept(&self, object: ObjId) -> bool {
        self.vars
            .get(&object)
            .is_some_and(|var| var.captures.iter().any(|closure| !closure.immediate))
    }
}

/// The types that a value of a type is made of, itself included.
pub fn parts(program: &Program, id: TypeId, seen: &mut HashSet<TypeId>) {
    if !seen.insert(id) {
        return;
    }
    let typ = program.typ(id);
    if typ.kind == TypeKind::Named && typ.package.as_deref().is_some_and(|package| !program.owns(package)) {
        return;
    }
    for part in typ.elem.iter().chain(&typ.key) {
        parts(program, *part, seen);
    }
    for field in &typ.fields {
        if let Some(part) = program.object(*field).t {
            parts(program, part, seen);
        }
    }
}
