//! Declarations: functions, types, constants and variables of a package.

use super::Emitter;
use super::code::Unsupported;
use super::expr::Emitted;
use crate::port::facts::Form;
use crate::port::foreign;
use crate::port::tree::{ConstantKind, Decl, DeclKind, Expr, ExprKind, ObjId, Spec, SpecKind, Stmt, StmtKind, TypeId};
use crate::port::walk::{self, Node};

impl Emitter<'_> {
    /// A declaration with the comments above it.
    pub fn declaration(&self, decl: &Decl) -> String {
        let text = match &decl.kind {
            DeclKind::GenDecl { specs, .. } if specs.iter().all(|spec| Self::is_import(&spec.kind)) => {
                let comments = self.comments_before(decl.end);
                return if comments.is_empty() { comments } else { comments + "\n" };
            }
            DeclKind::GenDecl { tok, specs } => self.general(decl, tok, specs),
            DeclKind::FuncDecl { recv, name, typ, body } => {
                self.taken.take();
                self.labels.set(0);
                let text = self.function(decl, recv.as_ref(), name, typ, body.as_deref());
                text.unwrap_or_else(|what| {
                    self.skip_comments(decl.end);
                    self.count_all(body.as_deref(), false);
                    format!("{};\n", self.todo(decl.pos, decl.end, &what))
                })
            }
        };
        text + "\n"
    }

    fn skip_comments(&self, pos: usize) {
        let _ = self.comments_before(pos);
    }

    /// Counts everything in a body that was not looked into.
    pub fn count_all(&self, body: Option<&Stmt>, carried: bool) {
        let Some(body) = body else { return };
        walk::each(Node::Stmt(body), &mut |node| {
            if let Node::Stmt(stmt) = node
                && !matches!(stmt.kind, StmtKind::BlockStmt { .. } | StmtKind::CaseClause { .. })
            {
                self.count(stmt.pos, carried);
            }
        });
    }

    /// `init`: one of several has a number, and the last calls them all.
    pub fn init(&self, decl: &Decl, docs: &str, signature: TypeId, body: &Stmt) -> Emitted<String> {
        let places = self.inits();
        let text = self.body(signature, &[], body, Form::Values)?;
        let mark = if self.plugin.get() { "#[sdk_compat::init]\n" } else { "" };
        if places.len() == 1 {
            return Ok(format!("{docs}{mark}fn init() {{\n{text}}}\n"));
        }
        let at = places.iter().position(|pos| *pos == decl.pos).unwrap_or_default();
        let own = format!("{docs}fn init_{}() {{\n{text}}}\n", at + 1);
        if at + 1 < places.len() {
            return Ok(own);
        }
        let calls: String = (1..=places.len()).map(|number| format!("init_{number}();\n")).collect();
        Ok(format!("{own}\n{mark}fn init() {{\n{calls}}}\n"))
    }

    /// Where the functions `init` of the package begin.
    fn inits(&self) -> Vec<usize> {
        let package = self
            .program
            .packages
            .iter()
            .find(|package| package.path == self.package);
        let files = package.into_iter().flat_map(|package| &package.files);
        files
            .flat_map(|file| &self.program.files[*file].decls)
            .filter(|decl| match &decl.kind {
                DeclKind::FuncDecl { recv: None, name, .. } => {
                    matches!(&name.kind, ExprKind::Ident { name, .. } if name == "init")
                }
                _ => false,
            })
            .map(|decl| decl.pos)
            .collect()
    }

    /// Whether other modules of the program see an object.
    pub fn visible(&self, object: ObjId) -> bool {
        let known = self.program.object(object);
        let test = self.program.file_at(known.pos).is_some_and(|file| file.test);
        self.program.packages.len() > 1 && known.name.starts_with(char::is_uppercase) && !test
    }

    /// `main`: nothing in a plugin, and the program itself in a program.
    pub fn main(&self, decl: &Decl, signature: TypeId, body: &Stmt) -> Emitted<String> {
        let docs = self.docs_before(decl.pos);
        if matches!(&body.kind, StmtKind::BlockStmt { list } if list.is_empty()) {
            self.skip_comments(body.end);
            self.plugin.set(true);
            return Ok(String::new());
        }
        let text = self.body(signature, &[], body, Form::Values)?;
        let init = if self.inits().is_empty() { "" } else { "init();\n" };
        let globals = self.global_order();
        Ok(format!(
            "{docs}fn main() {{\n{}(|| {{\n{globals}{init}{text}}});\n}}\n",
            self.sdk("go::run")
        ))
    }

    /// Touches package variables whose first values do something, in Go's order.
    fn global_order(&self) -> String {
        let Some(package) = self
            .program
            .packages
            .iter()
            .find(|package| package.path == self.package)
        else {
            return String::new();
        };
        let mut text = String::new();
        for object in package.init_order.iter().flatten() {
            if self.program.object(*object).name == "_" || !self.acts(*object) {
                continue;
            }
            self.uses.borrow_mut().insert("go::Global".to_string());
            text += &format!("{}.ptr();\n", self.name(*object));
        }
        text
    }

    /// Whether the first value of a package variable calls the program's own functions.
    fn acts(&self, object: ObjId) -> bool {
        let decls = self.program.files.iter().flat_map(|file| &file.decls);
        decls
            .filter_map(|decl| match &decl.kind {
                DeclKind::GenDecl { specs, .. } => Some(specs),
                DeclKind::FuncDecl { .. } => None,
            })
            .flatten()
            .any(|spec| match &spec.kind {
                SpecKind::ValueSpec { names, values } => {
                    names.iter().any(|name| name.o == Some(object))
                        && self.leads_back(&values.iter().collect::<Vec<_>>())
                }
                _ => false,
            })
    }

    /// Types, constants or variables.
    fn general(&self, decl: &Decl, tok: &str, specs: &[Spec]) -> String {
        let mut text = String::new();
        let alone = specs.len() == 1;
        let above = if alone {
            String::new()
        } else {
            self.comments_before(decl.pos)
        };
        text += &above;
        for spec in specs {
            let done = match (&spec.kind, tok) {
                (SpecKind::TypeSpec { name, typ }, _) => self.type_declaration(spec, name, typ),
                (SpecKind::ValueSpec { names, .. }, "const") => self.constants(spec, names),
                (SpecKind::ValueSpec { names, values }, _) => self.globals(spec, names, values),
                _ => Ok(String::new()),
            };
            if tok == "var" || done.is_err() {
                self.count(spec.pos, done.is_ok());
            }
            text += &done.unwrap_or_else(|what| {
                self.skip_comments(spec.end);
                format!("{};\n", self.todo(spec.pos, spec.end, &what))
            });
            if !alone && tok == "type" {
                text.push('\n');
            }
        }
        text
    }

    fn constants(&self, spec: &Spec, list: &[Expr]) -> Emitted<String> {
        let mut text = self.docs_before(spec.pos);
        for name in list.iter().filter(|name| !name.is_blank()) {
            let object = name.o.ok_or_else(|| Unsupported::new("a constant without a name"))?;
            text += &self.constant_declaration(object)?;
        }
        text.truncate(text.trim_end().len());
        Ok(text + &self.comment_behind(spec.end))
    }

    /// A constant: `const NAME: type = value;`.
    pub fn constant_declaration(&self, object: ObjId) -> Emitted<String> {
        let known = self.program.object(object);
        let (Some(value), Some(t)) = (&known.value, known.t) else {
            return Err(Unsupported::new("this constant"));
        };
        // One that no type holds is gone where it is used: the compiler has worked it out.
        if self.is_too_big(value, t) {
            return Ok(String::new());
        }
        let name = self.name(object);
        let visible = if self.visible(object) { "pub " } else { "" };
        let (typ, text) = match value.kind {
            ConstantKind::Bool => ("bool".to_string(), value.text.clone()),
            ConstantKind::String => {
                let literal = super::literal::text_literal(&value.bytes());
                let literal = literal.ok_or_else(|| Unsupported::new("a constant that is not UTF-8"))?;
                if self.is_newtype(t) {
                    let rust = self.rust_type(t)?;
                    (
                        rust.clone(),
                        format!("{rust}({}::from_static({literal}.as_bytes()))", self.sdk("Str")),
                    )
                } else {
                    ("&str".to_string(), literal)
                }
            }
            _ => (self.rust_type(t)?, self.literal_number(value, t)?),
        };
        Ok(format!("{visible}const {name}: {typ} = {text};\n"))
    }

    /// Whether a package variable is an error that is made once and never changes.
    pub fn is_fixed_error(&self, object: ObjId) -> bool {
        self.fixed_errors.contains_key(&object)
    }

    fn globals(&self, spec: &Spec, list: &[Expr], values: &[Expr]) -> Emitted<String> {
        let embedded = self.embed_directive(spec);
        let docs = self.docs_before(spec.pos);
        let mut text = String::new();
        if values.len() != list.len() && !values.is_empty() {
            return Err(Unsupported::new("several variables from one call"));
        }
        for (i, name) in list.iter().enumerate() {
            let object = name.o;
            if name.is_blank() {
                continue;
            }
            let object = object.ok_or_else(|| Unsupported::new("a variable without a name"))?;
            let visible = if self.visible(object) { "pub " } else { "" };
            let rust = self.name(object);
            if let Some(message) = self.fixed_errors.get(&object) {
                let error = self.sdk("Error");
                text += &format!(
                    "{docs}{visible}const {rust}: {error} = {}!({message});\n",
                    self.sdk("fixed_error")
                );
                continue;
            }
            let t = self
                .program
                .object(object)
                .t
                .ok_or_else(|| Unsupported::new("a variable without a type"))?;
            let value = match (values.get(i), &embedded) {
                (Some(value), _) => self.converted(value, t)?,
                (None, Some(pattern)) => self.file_content(pattern, t)?,
                (None, None) => self.zero(t)?,
            };
            let ptr = self.sdk("go::Ptr");
            text += &format!(
                "thread_local! {{\n{}    {visible}static {rust}: {ptr}<{}> = {ptr}::new({value});\n}}\n",
                docs.lines().map(|line| format!("    {line}\n")).collect::<String>(),
                self.rust_type(t)?
            );
        }
        text.truncate(text.trim_end().len());
        Ok(text + &self.comment_behind(spec.end))
    }

    /// The texts of the errors that are made once and never change.
    pub fn find_fixed_errors(&mut self) {
        for decl in self.program.files.iter().flat_map(|file| &file.decls) {
            let DeclKind::GenDecl { specs, .. } = &decl.kind else {
                continue;
            };
            for spec in specs {
                let SpecKind::ValueSpec { names, values } = &spec.kind else {
                    continue;
                };
                for (name, value) in names.iter().zip(values) {
                    let Some(object) = name.o else { continue };
                    let ExprKind::CallExpr { fun, args, .. } = &value.inner().kind else {
                        continue;
                    };
                    let message = args.first().and_then(|arg| arg.v.as_ref());
                    if foreign::name(self.program, fun).as_deref() == Some("errors.New")
                        && !self.facts.is_written(object)
                        && !self.facts.boxed.contains(&object)
                        && let Some(text) = message.and_then(|message| super::literal::text_literal(&message.bytes()))
                    {
                        self.fixed_errors.insert(object, text);
                    }
                }
            }
        }
    }
}

/// The documentation of something whose name changed tells the name in Go.
pub fn named_docs(docs: &str, go: &str, rust: &str) -> String {
    if go == rust || docs.contains(go) {
        return docs.to_string();
    }
    let gap = if docs.contains("///") { "///\n" } else { "" };
    format!("{docs}{gap}/// Go: `{go}`.\n")
}

/// What stands above a test: the title that it had as a subtest.
pub fn test_docs(docs: &str, title: &str) -> String {
    let title: String = title.lines().map(|line| format!("/// {line}\n")).collect();
    format!("{title}{docs}#[test]\n")
}
