//! Writes Rust for typed Go.
//!
//! What an expression becomes depends on the Go type, on the facts about the program, and on where each variable lives:
//! in its own place, behind a reference, or in a cell.

mod builtin;
mod call;
mod code;
mod context;
mod convert;
mod decl;
mod expr;
mod function;
mod literal;
mod loops;
mod order;
mod peephole;
mod stmt;
mod switch;
mod testing;
mod types;

pub use code::Unsupported;

use super::facts::{Facts, Form};
use super::names;
use super::tree::{
    Decl, DeclKind, ExprKind, ObjId, ObjectKind, Package, Program, SpecKind, Stmt, StmtKind, TypeId, TypeKind,
    functions,
};
use super::walk::{self, Node};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The module of the tests.
pub const TESTS: &str = "tests";

/// Where a variable lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Storage {
    /// In a place of its own.
    Own,
    /// Behind a reference.
    Reference,
    /// In a cell that others share.
    Cell,
    /// An error that is there for certain: `Error`, not `Option<Error>`.
    Error,
    /// The handle of the configuration.
    Handle,
    /// A Go pointer that is a reference here.
    Borrowed,
    /// A Go pointer whose target goes back to the caller at the end, so that nothing may take it before.
    Given,
}

/// A module of the port.
#[derive(Debug, PartialEq, Eq)]
pub struct Module {
    /// Its name; empty for the root of the crate.
    pub name: String,
    /// Its text, not formatted.
    pub text: String,
}

/// Something that could not be carried.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Todo {
    /// The Go file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What has no translation.
    pub what: String,
    /// The Go text.
    pub go: String,
}

/// How much of a file was carried.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Share {
    /// Its statements.
    pub statements: usize,
    /// Those of them that were carried.
    pub carried: usize,
}

impl Share {
    /// The share in hundredths.
    pub fn percent(&self) -> usize {
        self.carried * 100 / self.statements.max(1)
    }
}

/// All that a port comes to.
#[derive(Debug)]
pub struct Port {
    /// The modules, the root first.
    pub modules: Vec<Module>,
    /// What was not carried.
    pub todos: Vec<Todo>,
    /// The shares of the files.
    pub shares: BTreeMap<String, Share>,
    /// Whether the program is a plugin.
    pub plugin: bool,
    /// Whether it calls `recover`, which does something only in a module that unwinds.
    pub recovers: bool,
    /// What of the tests is left out, and why.
    pub notes: Vec<String>,
    /// Whether its tests name something of the plugin.
    pub names_plugin: bool,
}

impl Port {
    /// Whether it has tests.
    pub fn has_tests(&self) -> bool {
        self.modules.iter().any(|module| module.name == TESTS)
    }
}

/// Writes the port of a program.
pub fn emit(program: &Program, facts: &Facts, options: Options) -> Port {
    let mut emitter = Emitter::new(program, facts, options);
    let root = program.packages.len().saturating_sub(1);
    let mut modules = Vec::new();
    for index in (0..program.packages.len()).rev() {
        modules.push(emitter.package(index, index == root));
    }
    if program.files.iter().any(|file| file.test) {
        modules.push(emitter.tests(root));
    }
    Port {
        modules,
        todos: emitter.todos.take(),
        shares: emitter.shares.take(),
        plugin: emitter.plugin.get(),
        recovers: emitter.recovers.get(),
        notes: program.notes.clone(),
        names_plugin: program
            .packages
            .last()
            .is_some_and(|package| emitter.tests_name_the_plugin(package)),
    }
}

/// What a port is to be like.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// `todo!` stands where there is no translation.
    pub allow_todo: bool,
    /// The root has a module of tests.
    pub tests: bool,
}

/// What belongs to the function that is being written.
#[derive(Debug, Default, Clone)]
struct Function {
    /// Its results in Go.
    results: Vec<ObjId>,
    form: Form0,
    /// Its results have names, and stand in variables.
    named: bool,
    /// What it returns goes through variables, as a deferred call may still change it.
    defers: bool,
    /// The SDK calls it, and wants its own types back.
    hook: bool,
    /// Where it begins and ends; variables declared outside of it are not its own.
    range: (usize, usize),
    /// Labels of loops that need one, innermost last: what Go calls it, what it is here, and how to go on with it.
    targets: Vec<Target>,
}

/// The form of results, values by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Form0(Form);

impl Default for Form0 {
    fn default() -> Self {
        Form0(Form::Values)
    }
}

/// What `break` and `continue` may lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Target {
    /// The label in Go.
    label: Option<String>,
    /// It is a loop, not a switch.
    is_loop: bool,
    /// The label here, where one is needed.
    name: String,
    /// `continue` leaves this block instead, behind which the loop's last step stands.
    body: Option<String>,
    /// Whether the label was used.
    used: Cell<bool>,
}

struct Emitter<'a> {
    program: &'a Program,
    facts: &'a Facts,
    options: Options,
    type_names: HashMap<ObjId, String>,
    /// Functions, constants and package variables whose names would be those of others in Rust.
    renamed: HashMap<ObjId, String>,
    /// The modules of the packages, by path.
    modules: HashMap<String, String>,
    /// Parameters that may be references: of functions that are only called.
    by_reference: HashSet<ObjId>,
    /// Structs without a name, with the names that they get.
    anonymous: RefCell<HashMap<TypeId, String>>,
    /// Those of them that stand in a module already.
    written_anonymous: RefCell<Vec<TypeId>>,
    /// The types that functions declare, until their file ends.
    inner_types: RefCell<Vec<String>>,
    /// Names of the SDK that the module uses.
    uses: RefCell<BTreeSet<String>>,
    /// Names of the module's own that hide names of the SDK.
    own: HashSet<String>,
    /// The path of the package that is being written.
    package: String,
    names: RefCell<HashMap<ObjId, String>>,
    /// Variables whose types have no translation: nothing that names them has one.
    refused: RefCell<HashSet<ObjId>>,
    storage: RefCell<HashMap<ObjId, Storage>>,
    /// Names that are taken in the function, with the Go names that they stand for.
    taken: RefCell<HashMap<String, String>>,
    /// Names of functions of the package.
    functions: HashSet<String>,
    function: RefCell<Function>,
    /// What is read from a cell must not stay borrowed: something else in the statement may reach the cell.
    careful: Cell<bool>,
    labels: Cell<usize>,
    /// Variables that stand for expressions, by where those begin and end.
    hoisted: RefCell<HashMap<(usize, usize), String>>,
    /// Interfaces that values are asked for, and whether that stands in a module already.
    asked: RefCell<BTreeMap<TypeId, bool>>,
    /// The body that comes next belongs to a function that the SDK calls.
    next_is_hook: Cell<bool>,
    /// Where the statement that is being written begins.
    statement_at: Cell<usize>,
    /// Where the `return` that is being written begins and ends: what it reads once is not read again.
    returning: Cell<Option<(usize, usize)>>,
    /// How many comments of the current file stand in the text already.
    comments: Cell<usize>,
    file: Cell<usize>,
    todos: RefCell<Vec<Todo>>,
    shares: RefCell<BTreeMap<String, Share>>,
    plugin: Cell<bool>,
    recovers: Cell<bool>,
    /// Where each function of the program is declared.
    decls: HashMap<ObjId, &'a Decl>,
    /// Where `:=` gives a variable that is there already its next value.
    redefinitions: HashMap<ObjId, Vec<usize>>,
    /// Errors that are made once and never change, with their texts as literals.
    fixed_errors: HashMap<ObjId, String>,
    /// The functions that the runner of tests calls, with their titles.
    tests: HashMap<ObjId, &'a str>,
}

impl<'a> Emitter<'a> {
    fn new(program: &'a Program, facts: &'a Facts, options: Options) -> Self {
        let mut emitter = Emitter {
            program,
            facts,
            options,
            type_names: HashMap::new(),
            renamed: HashMap::new(),
            modules: module_names(program),
            by_reference: HashSet::new(),
            anonymous: RefCell::default(),
            inner_types: RefCell::default(),
            written_anonymous: RefCell::default(),
            uses: RefCell::default(),
            own: HashSet::new(),
            package: String::new(),
            names: RefCell::default(),
            refused: RefCell::default(),
            storage: RefCell::default(),
            taken: RefCell::default(),
            functions: HashSet::new(),
            function: RefCell::default(),
            careful: Cell::new(false),
            labels: Cell::new(0),
            hoisted: RefCell::default(),
            asked: RefCell::default(),
            next_is_hook: Cell::new(false),
            statement_at: Cell::new(0),
            returning: Cell::new(None),
            comments: Cell::new(0),
            file: Cell::new(0),
            todos: RefCell::default(),
            shares: RefCell::default(),
            plugin: Cell::new(false),
            recovers: Cell::new(false),
            decls: functions(program),
            redefinitions: redefinitions(program),
            fixed_errors: HashMap::new(),
            tests: program.tests.iter().map(|test| (test.o, test.title.as_str())).collect(),
        };
        emitter.find_fixed_errors();
        emitter.name_types();
        emitter.tell_names_apart();
        emitter.find_references();
        emitter
    }

    /// Gives every type a name of its own in its package.
    fn name_types(&mut self) {
        let mut taken: HashSet<(Option<String>, String)> = HashSet::new();
        for (index, object) in self.program.objects.iter().enumerate() {
            let own = object
                .package
                .as_deref()
                .is_some_and(|package| self.program.owns(package));
            if object.kind != ObjectKind::Type || !own {
                continue;
            }
            let mut name = names::camel(&object.name);
            while !taken.insert((object.package.clone(), name.clone())) {
                name.push('2');
            }
            self.type_names.insert(ObjId(index), name);
        }
    }

    /// Finds names that differ in Go and not in Rust, as those of `parse` and `Parse`.
    fn tell_names_apart(&mut self) {
        let mut taken: HashMap<(Option<String>, String), &str> = HashMap::new();
        for (index, object) in self.program.objects.iter().enumerate() {
            let own = object
                .package
                .as_deref()
                .is_some_and(|package| self.program.owns(package));
            let function = object.kind == ObjectKind::Func && object.receiver.is_none();
            let value = object.kind == ObjectKind::Const || object.kind == ObjectKind::Var && object.global;
            if !own || object.field || !(function || value) || object.name == "_" {
                continue;
            }
            let mut name = match function {
                true => self.function_name(ObjId(index)),
                false => names::screaming(&object.name),
            };
            let plain = name.clone();
            let mut key = (object.package.clone(), name.clone());
            while *taken.entry(key.clone()).or_insert(&object.name) != object.name {
                name.push_str("_2");
                key.1 = name.clone();
            }
            if name != plain {
                self.renamed.insert(ObjId(index), name);
            }
        }
    }

    /// Parameters of functions that are only called, never passed on, may be references.
    fn find_references(&mut self) {
        for decl in self.program.files.iter().flat_map(|file| &file.decls) {
            let DeclKind::FuncDecl { recv, name, typ, .. } = &decl.kind else {
                continue;
            };
            let (Some(function), ExprKind::FuncType { params, .. }) = (name.o, &typ.kind) else {
                continue;
            };
            let fixed = self.facts.values.contains(&function) || self.facts.hooks.contains(&function);
            let variadic = self
                .program
                .object(function)
                .t
                .is_some_and(|t| self.program.typ(t).variadic);
            let mut list: Vec<ObjId> = params
                .list
                .iter()
                .flat_map(|field| &field.names)
                .filter_map(|name| name.o)
                .collect();
            if variadic {
                list.pop();
            }
            if !fixed && !self.facts.dynamic.contains(&function) {
                self.by_reference.extend(list);
            }
            let receivers = recv.iter().flat_map(|list| &list.list).flat_map(|field| &field.names);
            self.by_reference.extend(receivers.filter_map(|name| name.o));
        }
    }

    /// Notes a name of the SDK, and says how it is written.
    fn sdk(&self, path: &str) -> String {
        let (root, rest) = path.split_once("::").unwrap_or((path, ""));
        let nested = matches!(root, "encoding" | "crypto" | "hash") && path != "crypto::rand" && !rest.is_empty();
        let short = if nested { rest.to_string() } else { path.to_string() };
        let used = if nested { path } else { root };
        let visible = if nested { rest } else { root };
        if self.own.contains(visible) {
            return format!("sdk_compat::{path}");
        }
        self.uses.borrow_mut().insert(used.to_string());
        short
    }

    fn package(&mut self, index: usize, root: bool) -> Module {
        let package = &self.program.packages[index];
        self.package = package.path.clone();
        self.uses.take();
        self.own = self.own_names(index);
        self.functions = self.function_names(index);
        self.name_anonymous();
        let body = self.files_text(
            package.files.iter().filter(|file| !self.program.files[**file].test),
            root,
        );
        let (head, body) = split_head(&body);
        let uses = self.use_lines(&body);
        let mut modules: String = match root {
            true => self.program.packages[..index]
                .iter()
                .map(|each| format!("mod {};\n", self.module_name(&each.path)))
                .collect(),
            false => String::new(),
        };
        if root && self.options.tests {
            modules += &format!("#[cfg(test)]\nmod {TESTS};\n");
        }
        Module {
            name: if root {
                String::new()
            } else {
                self.module_name(&package.path)
            },
            text: format!("{head}\n{modules}\n{uses}\n{body}"),
        }
    }

    /// The tests of a package, which see all of it.
    fn tests(&mut self, index: usize) -> Module {
        let package = &self.program.packages[index];
        self.package = package.path.clone();
        self.own = self.own_names(index);
        self.functions = self.function_names(index);
        self.uses.take();
        let body = self.files_text(
            package.files.iter().filter(|file| self.program.files[**file].test),
            false,
        );
        let body = body.replace('\u{0}', "");
        let root = if self.tests_name_the_plugin(package) {
            "use super::*;\n"
        } else {
            ""
        };
        Module {
            name: TESTS.to_string(),
            text: format!(
                "//! The tests of the Go plugin.\n\n{root}{}\n{body}",
                self.use_lines(&body)
            ),
        }
    }

    /// Whether the tests of a package name something that is declared outside of them.
    fn tests_name_the_plugin(&self, package: &Package) -> bool {
        let is_test = |pos: usize| self.program.file_at(pos).is_none_or(|file| file.test);
        let outside = |object: ObjId| {
            let known = self.program.object(object);
            let top = known.global || matches!(known.kind, ObjectKind::Type | ObjectKind::Func);
            top && known.package.as_ref() == Some(&package.path) && !is_test(known.pos)
        };
        let unnamed = |t: TypeId| {
            let typ = self.program.typ(t);
            let first = typ.fields.first().filter(|_| typ.kind == TypeKind::Struct);
            first.is_some_and(|field| !is_test(self.program.object(*field).pos))
        };
        let typed = |t: TypeId| {
            self.program
                .own_named(t)
                .and_then(|named| self.program.typ(named).o)
                .is_some_and(outside)
        };
        let names = |node: Node| matches!(node, Node::Expr(expr) if expr.o.is_some_and(outside) || expr.t.is_some_and(|t| typed(t) || unnamed(t)));
        let tests = package
            .files
            .iter()
            .map(|file| &self.program.files[*file])
            .filter(|file| file.test);
        tests.flat_map(|file| &file.decls).any(|decl| {
            let mut found = false;
            walk::below_decl(decl, &mut |part| {
                found = found || walk::any(part, &mut |node| names(node))
            });
            found
        })
    }

    /// The declarations of files.
    fn files_text<'f>(&self, files: impl Iterator<Item = &'f usize>, root: bool) -> String {
        let text = files.map(|file| {
            self.file.set(*file);
            self.comments.set(0);
            self.file_text(*file, root)
        });
        text.collect::<String>() + &self.asked_interfaces()
    }

    fn own_names(&self, index: usize) -> HashSet<String> {
        let path = &self.program.packages[index].path;
        let mut own: HashSet<String> = self
            .type_names
            .iter()
            .filter(|(object, _)| self.program.object(**object).package.as_ref() == Some(path))
            .map(|(_, name)| name.clone())
            .collect();
        if index + 1 == self.program.packages.len() {
            own.extend(
                self.program.packages[..index]
                    .iter()
                    .map(|each| self.module_name(&each.path)),
            );
        }
        own
    }

    fn function_names(&self, index: usize) -> HashSet<String> {
        let files = &self.program.packages[index].files;
        let decls = files.iter().flat_map(|file| &self.program.files[*file].decls);
        decls
            .filter_map(|decl| match &decl.kind {
                DeclKind::FuncDecl { recv: None, name, .. } => name.o.map(|object| self.function_name(object)),
                _ => None,
            })
            .collect()
    }

    /// The imports that a text needs.
    fn use_lines(&self, body: &str) -> String {
        let uses = self.uses.borrow();
        let mut lines = String::new();
        if body.contains("Rc::new(") || body.contains("Rc<dyn ") {
            lines += "use std::rc::Rc;\n\n";
        }
        let needed = uses.iter().filter(|name| is_needed(name, body));
        let (nested, plain): (Vec<_>, Vec<_>) = needed.partition(|name| name.contains("::"));
        for name in nested {
            lines += &format!("use sdk_compat::{name};\n");
        }
        match plain.as_slice() {
            [] => {}
            [one] => lines += &format!("use sdk_compat::{one};\n"),
            several => {
                let several: Vec<&str> = several.iter().map(|name| name.as_str()).collect();
                lines += &format!("use sdk_compat::{{{}}};\n", several.join(", "));
            }
        }
        lines
    }

    /// The path of something of the program, from the package that is being written.
    fn own_path(&self, object: Option<ObjId>, name: &str) -> String {
        let package = object.and_then(|object| self.program.object(object).package.clone());
        match package {
            Some(package) if package != self.package && self.program.owns(&package) => {
                let is_root = |path: &str| self.program.packages.last().is_some_and(|last| last.path == path);
                if is_root(&package) {
                    format!("crate::{name}")
                } else if is_root(&self.package) {
                    format!("{}::{name}", self.module_name(&package))
                } else {
                    format!("crate::{}::{name}", self.module_name(&package))
                }
            }
            _ => name.to_string(),
        }
    }

    /// The module of a package.
    fn module_name(&self, path: &str) -> String {
        self.modules.get(path).cloned().unwrap_or_default()
    }

    /// The name of a function of the program.
    fn function_name(&self, object: ObjId) -> String {
        if let Some(name) = self.renamed.get(&object) {
            return name.clone();
        }
        let known = self.program.object(object);
        let name = names::snake(&known.name);
        let root = self.program.packages.last().map(|last| last.path.as_str()) == known.package.as_deref();
        match (known.name.as_str(), known.receiver) {
            ("main", None) if root => "main".to_string(),
            _ => name,
        }
    }

    /// The name of a variable, constant or field.
    fn name(&self, object: ObjId) -> String {
        if let Some(name) = self.names.borrow().get(&object) {
            return name.clone();
        }
        let known = self.program.object(object);
        let name = match known.kind {
            _ if self.renamed.contains_key(&object) => self.renamed[&object].clone(),
            ObjectKind::Const => names::screaming(&known.name),
            ObjectKind::Var if known.field => self.field_name(object),
            ObjectKind::Var if known.global => names::screaming(&known.name),
            ObjectKind::Func => self.function_name(object),
            _ => self.local_name(&known.name),
        };
        self.names.borrow_mut().insert(object, name.clone());
        name
    }

    /// The name of a field; two fields whose names differ only in their style get different ones.
    fn field_name(&self, object: ObjId) -> String {
        let known = self.program.object(object);
        let foreign = known
            .package
            .as_deref()
            .is_some_and(|package| !self.program.owns(package));
        if foreign {
            return known.name.clone();
        }
        let name = names::snake(&known.name);
        let twin = self.program.types.iter().any(|typ| {
            let at = typ.fields.iter().position(|field| *field == object);
            let before = at.map_or(&[][..], |at| &typ.fields[..at]);
            before
                .iter()
                .any(|field| names::snake(&self.program.object(*field).name) == name)
        });
        if twin { name + "_2" } else { name }
    }

    fn local_name(&self, go: &str) -> String {
        let mut name = names::snake(go);
        let mut taken = self.taken.borrow_mut();
        while name == "defers" || self.functions.contains(&name) || taken.get(&name).is_some_and(|known| known != go) {
            name.push('_');
        }
        taken.insert(name.clone(), go.to_string());
        name
    }

    /// A name for a variable of the port's own: none of Go's in the function has it.
    fn unused(&self, name: &str) -> String {
        let taken = self.taken.borrow();
        let mut name = name.to_string();
        while taken.contains_key(&name) {
            name.push('_');
        }
        name
    }

    /// So many of them, with numbers.
    fn unused_names(&self, name: &str, count: usize) -> Vec<String> {
        (0..count).map(|i| self.unused(&format!("{name}{i}"))).collect()
    }

    fn storage(&self, object: ObjId) -> Storage {
        self.storage.borrow().get(&object).copied().unwrap_or_else(|| {
            if self.facts.boxed.contains(&object) {
                Storage::Cell
            } else {
                Storage::Own
            }
        })
    }

    fn set_storage(&self, object: ObjId, storage: Storage) {
        self.storage.borrow_mut().insert(object, storage);
    }

    /// What stands in place of a statement without a translation.
    fn todo(&self, pos: usize, end: usize, what: &Unsupported) -> String {
        let text = self.program.text(pos, end);
        let path = self
            .program
            .file_at(pos)
            .map(|file| file.path.clone())
            .unwrap_or_default();
        let file = path.rsplit('/').next().unwrap_or_default().to_string();
        let line = self.program.line(pos);
        let todo = Todo {
            path,
            line,
            what: what.0.clone(),
            go: text.to_string(),
        };
        let message = format!("{file}:{line}: {}: {text}", what.0);
        if !self.todos.borrow().contains(&todo) {
            self.todos.borrow_mut().push(todo);
        }
        let mark = if self.options.allow_todo {
            "todo"
        } else {
            "compile_error"
        };
        let message = message.replace('\\', "\\\\").replace('"', "\\\"");
        let message = if self.options.allow_todo {
            message.replace('{', "{{").replace('}', "}}")
        } else {
            message
        };
        format!("{mark}!(\"{message}\")")
    }

    /// Counts a statement and what is below it.
    fn count(&self, stmt: &Stmt, carried: bool) {
        let path = self
            .program
            .file_at(stmt.pos)
            .map(|file| file.path.clone())
            .unwrap_or_default();
        let mut shares = self.shares.borrow_mut();
        let share = shares.entry(path).or_default();
        share.statements += 1;
        share.carried += usize::from(carried);
    }

    /// A label that is new in the function.
    fn label(&self, go: &str) -> String {
        let count = self.labels.get() + 1;
        self.labels.set(count);
        match count {
            1 => format!("'{go}"),
            _ => format!("'{go}_{count}"),
        }
    }

    /// The comments up to a place, as lines.
    fn comments_before(&self, pos: usize) -> String {
        self.take_comments(pos, "//")
    }

    /// The comments up to a place as documentation.
    fn docs_before(&self, pos: usize) -> String {
        self.take_comments(pos, "///")
    }

    fn take_comments(&self, pos: usize, mark: &str) -> String {
        let file = &self.program.files[self.file.get()];
        let mut text = String::new();
        let mut last = None;
        while let Some(comment) = file.comments.get(self.comments.get()) {
            if comment.pos >= pos {
                break;
            }
            self.comments.set(self.comments.get() + 1);
            if comment.text.starts_with("//go:") || comment.text.starts_with("// +build") {
                continue;
            }
            let line = self.program.line(comment.pos);
            if last.is_some_and(|last| last + 1 < line) {
                text.push('\n');
            }
            last = Some(self.program.line(comment.end));
            text += &comment_lines(&comment.text, mark);
        }
        // Only what stands right above belongs to what follows.
        if mark == "///" && last.is_some_and(|last| last + 1 < self.program.line(pos)) {
            text = text.replace("///", "//") + "\n";
        }
        text
    }

    /// The comment behind something on the same line.
    fn comment_behind(&self, end: usize) -> String {
        let file = &self.program.files[self.file.get()];
        match file.comments.get(self.comments.get()) {
            Some(comment) if comment.pos >= end && self.program.line(comment.pos) == self.program.line(end) => {
                self.comments.set(self.comments.get() + 1);
                format!(" {}", comment_lines(&comment.text, "//"))
            }
            _ => "\n".to_string(),
        }
    }

    /// The declarations of a file.
    fn file_text(&self, index: usize, root: bool) -> String {
        let file = &self.program.files[index];
        let mut text = String::new();
        let head = self.take_comments(file.package, "//!");
        if root && !head.is_empty() {
            text += &format!("{head}\u{0}\n");
        } else {
            text += &head.replace("//!", "//");
        }
        let mut open = String::new();
        for decl in &file.decls {
            let next = self.declaration(decl);
            let head = next
                .lines()
                .next()
                .filter(|line| line.starts_with("impl") && line.ends_with('{') && !line.contains(" for "));
            match head {
                // Methods of one type stand in one block.
                Some(head) if head == open && text.ends_with("}\n\n") => {
                    text.truncate(text.len() - "}\n\n".len());
                    text += "\n";
                    text += &next[head.len() + 1..];
                }
                head => {
                    open = head.unwrap_or_default().to_string();
                    text += &next;
                }
            }
        }
        // Types that functions declare have names of their own in the package.
        text.extend(self.inner_types.take().into_iter().map(|text| text + "\n"));
        text += &self.anonymous_types();
        text += &self.comments_before(usize::MAX);
        text
    }

    /// Whether a specification is an import.
    fn is_import(spec: &SpecKind) -> bool {
        matches!(spec, SpecKind::ImportSpec {})
    }
}

/// Whether a text uses a name of the SDK; a trait is used by its methods.
fn is_needed(name: &str, body: &str) -> bool {
    let methods: &[&str] = match name {
        "go::SliceExt" => &[".at(", ".at_mut(", ".cut(", ".pairs("],
        "go::StrExt" => &[".at(", ".cut(", ".runes("],
        "go::Pair" => &[".pair()"],
        "go::CommaOk" => &[".comma_ok()"],
        "go::MaybeError" => &[".text()"],
        "go::Global" => &[".get()", ".set(", ".ptr()"],
        _ => {
            let short = name.rsplit("::").next().unwrap_or(name);
            let before = |at: usize| body[..at].chars().next_back();
            return body.match_indices(short).any(|(at, _)| {
                let alone = before(at).is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':' && c != '.');
                let after = body[at + short.len()..].chars().next();
                if short == "clone" {
                    return alone && body[at..].starts_with("clone__(");
                }
                let macros = matches!(short, "args" | "headers" | "fixed_error" | "map");
                let module = short.starts_with(char::is_lowercase) && !macros;
                alone
                    && match after {
                        Some(':') => !macros,
                        Some('!') => macros,
                        Some(c) => !module && !macros && !c.is_alphanumeric() && c != '_',
                        None => false,
                    }
            });
        }
    };
    methods.iter().any(|method| body.contains(method))
}

/// Where `:=` assigns variables that are there already.
fn redefinitions(program: &Program) -> HashMap<ObjId, Vec<usize>> {
    let mut all: HashMap<ObjId, Vec<usize>> = HashMap::new();
    for decl in program.files.iter().flat_map(|file| &file.decls) {
        walk::below_decl(decl, &mut |part| {
            walk::each(part, &mut |node| {
                let Node::Stmt(Stmt {
                    kind: StmtKind::AssignStmt { lhs, tok, .. },
                    ..
                }) = node
                else {
                    return;
                };
                for place in lhs.iter().filter(|_| tok == ":=") {
                    if let Some(object) = place.o.filter(|object| program.object(*object).pos != place.pos) {
                        all.entry(object).or_default().push(place.pos);
                    }
                }
            });
        });
    }
    all
}

/// What stands above the first line of code, and the rest.
fn split_head(body: &str) -> (String, String) {
    match body.split_once('\u{0}') {
        Some((head, rest)) => (head.to_string(), rest.replace('\u{0}', "")),
        None => (String::new(), body.to_string()),
    }
}

/// The modules for the packages of a program: after the last part of the path, and as many before it as tell them apart.
fn module_names(program: &Program) -> HashMap<String, String> {
    // The root is one of these files.
    let mut taken: HashSet<String> = ["lib", "main", TESTS].map(str::to_string).into();
    let mut all = HashMap::new();
    for package in &program.packages {
        let parts: Vec<&str> = package.path.rsplit('/').collect();
        let long = |count: usize| {
            let parts: Vec<&str> = parts[..count].iter().rev().copied().collect();
            names::snake(&parts.join("_").replace(|c: char| !c.is_alphanumeric(), "_"))
        };
        let mut name = (1..=parts.len())
            .map(long)
            .find(|name| !taken.contains(name))
            .unwrap_or_else(|| long(parts.len()));
        while !taken.insert(name.clone()) {
            name.push_str("_2");
        }
        all.insert(package.path.clone(), name);
    }
    all
}

/// The lines of a comment with another mark.
fn comment_lines(text: &str, mark: &str) -> String {
    let lines = match text.strip_prefix("/*") {
        Some(block) => block
            .trim_end_matches("*/")
            .trim()
            .lines()
            .map(|line| line.trim().trim_start_matches("* "))
            .collect(),
        None => vec![
            text.trim_start_matches("//")
                .strip_prefix(' ')
                .unwrap_or(text.trim_start_matches("//")),
        ],
    };
    lines
        .iter()
        .map(|line| line.trim_end().replace('\t', "    "))
        .map(|line| format!("{mark} {line}\n").replace(&format!("{mark} \n"), &format!("{mark}\n")))
        .collect()
}
