//! Writes Rust for typed Go.
//!
//! What an expression becomes depends on the Go type, on the facts about the program, and on where each variable lives:
//! in its own place, behind a reference, or in a cell.

mod access;
mod address;
mod anonymous;
mod assertion;
mod assign;
mod bare;
mod builtin;
mod call;
mod code;
mod comments;
mod context;
mod convert;
mod decl;
mod embed;
mod expr;
mod function;
mod interface;
mod library_call;
mod literal;
mod local;
mod loops;
mod method;
mod naming;
mod operator;
mod order;
mod peephole;
mod place;
mod returns;
mod several;
mod signature;
mod special_call;
mod stmt;
mod switch;
mod testing;
mod type_decl;
mod types;

pub use code::Unsupported;

use super::facts::{Facts, Form};
use super::tree::{
    Decl, DeclKind, ExprKind, ObjId, ObjectKind, Package, Program, SpecKind, Stmt, StmtKind, TypeId, TypeKind,
    functions,
};
use super::walk::{self, Node};
use naming::module_names;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

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
    /// Its statements, and the variables outside of functions.
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
    /// The files whose content it includes.
    pub embedded: Vec<EmbeddedFile>,
}

/// The folder of the crate in which the embedded files stand.
const EMBEDDED: &str = "embedded";

/// A file whose content is part of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbeddedFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is called in the crate.
    pub name: String,
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
        embedded: emitter.embedded_files.take(),
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
    /// A variable that stands for an expression is wanted again.
    taking: Cell<bool>,
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
    embedded_files: RefCell<Vec<EmbeddedFile>>,
    /// Where each function of the program is declared.
    decls: HashMap<ObjId, &'a Decl>,
    /// Where `:=` gives a variable that is there already its next value.
    redefinitions: HashMap<ObjId, Vec<usize>>,
    /// Errors that are made once and never change, with their texts as literals.
    fixed_errors: HashMap<ObjId, String>,
    /// The functions that the runner of tests calls, with their titles.
    tests: HashMap<ObjId, &'a str>,
    /// Something is left for the end of a test.
    leaves_for_the_end: bool,
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
            taking: Cell::new(false),
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
            embedded_files: RefCell::default(),
            decls: functions(program),
            redefinitions: redefinitions(program),
            fixed_errors: HashMap::new(),
            tests: program.tests.iter().map(|test| (test.o, test.title.as_str())).collect(),
            leaves_for_the_end: testing::leaves_for_the_end(program),
        };
        emitter.find_fixed_errors();
        emitter.name_types();
        emitter.tell_names_apart();
        emitter.tell_methods_apart();
        emitter.find_references();
        emitter
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
        let (head, body) = split_heads(&body);
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

    /// The imports that a text needs.
    fn use_lines(&self, body: &str) -> String {
        let body = &bare::bare(body);
        let uses = self.uses.borrow();
        let mut lines = String::new();
        if body.contains("Rc::new(") || body.contains("Rc<dyn ") {
            lines += "use std::rc::Rc;\n\n";
        }
        let needed = uses.iter().filter(|name| is_needed(name, body));
        let (nested, plain): (Vec<_>, Vec<_>) = needed.partition(|name| name.contains("::"));
        for name in nested {
            // Of a trait that has the name of a type of the module's own, only the methods are named.
            let hidden =
                methods_of(name).is_some() && name.rsplit("::").next().is_some_and(|own| self.own.contains(own));
            lines += &format!("use sdk_compat::{name}{};\n", if hidden { " as _" } else { "" });
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

    /// Counts the statement, or the declaration outside of functions, at a place.
    fn count(&self, pos: usize, carried: bool) {
        let path = self
            .program
            .file_at(pos)
            .map(|file| file.path.clone())
            .unwrap_or_default();
        let mut shares = self.shares.borrow_mut();
        let share = shares.entry(path).or_default();
        share.statements += 1;
        share.carried += usize::from(carried);
    }

    /// The declarations of a file.
    fn file_text(&self, index: usize, root: bool) -> String {
        let file = &self.program.files[index];
        let mut text = String::new();
        let head = self.take_comments(file.package, "//!");
        if root && !head.is_empty() {
            text += &format!("\u{0}{head}\u{0}\n");
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
    if let Some(methods) = methods_of(name) {
        return methods.iter().any(|method| body.contains(method));
    }
    let short = name.rsplit("::").next().unwrap_or(name);
    let before = |at: usize| body[..at].chars().next_back();
    body.match_indices(short).any(|(at, _)| {
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
    })
}

/// What the methods of a trait of the SDK look like where they are called.
fn methods_of(name: &str) -> Option<&'static [&'static str]> {
    match name {
        "go::SliceExt" => Some(&[".at(", ".at_mut(", ".cut(", ".pairs("]),
        "go::StrExt" => Some(&[".at(", ".cut(", ".runes("]),
        "go::Pair" => Some(&[".pair()"]),
        "go::CommaOk" => Some(&[".comma_ok()"]),
        "go::MaybeError" => Some(&[".text()"]),
        "go::Global" => Some(&[".get()", ".set(", ".ptr()"]),
        _ => None,
    }
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

/// What stands above the package clauses of the files, each text once, and the rest.
fn split_heads(body: &str) -> (String, String) {
    let (mut heads, mut rest) = (Vec::new(), String::new());
    for (index, piece) in body.split('\u{0}').enumerate() {
        if index % 2 == 0 {
            rest += piece;
        } else if !heads.contains(&piece) {
            heads.push(piece);
        }
    }
    (heads.join("//!\n"), rest)
}
