//! Declarations: functions, types, constants and variables of a package.

use super::call::Receiver;
use super::code::Unsupported;
use super::expr::Emitted;
use super::types::arrow;
use super::{Emitter, Storage};
use crate::port::facts::Form;
use crate::port::foreign;
use crate::port::names;
use crate::port::tree::{
    ConstantKind, Decl, DeclKind, Expr, ExprKind, Field, FieldList, File, Method, ObjId, Spec, SpecKind, Stmt,
    StmtKind, TypeId, TypeKind,
};
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
                self.count(stmt, carried);
            }
        });
    }

    fn function(
        &self,
        decl: &Decl,
        recv: Option<&FieldList>,
        name: &Expr,
        typ: &Expr,
        body: Option<&Stmt>,
    ) -> Emitted<String> {
        let object = name.o.ok_or_else(|| Unsupported::new("a function without a name"))?;
        let signature = self.type_of(name)?;
        let body = body.ok_or_else(|| Unsupported::new("a function without a body"))?;
        let go = &self.program.object(object).name;
        if recv.is_none() && go == "main" {
            return self.main(decl, signature, body);
        }
        let docs = self.docs_before(decl.pos);
        if recv.is_none() && go == "init" {
            return self.init(decl, &docs, signature, body);
        }
        let rust = self.function_name(object);
        let docs = match self.tests.get(&object) {
            Some(title) => test_docs(&docs, title),
            None => named_docs(&docs, go, &rust),
        };
        let form = self.facts.forms.get(&object).copied().unwrap_or(Form::Values);
        let hook = self.facts.hooks.contains(&object);
        let (mut heads, mut objects) = (Vec::new(), Vec::new());
        let mut opening = String::new();
        let receiver = recv.and_then(|list| list.list.first());
        let impls = receiver
            .map(|field| self.enter_receiver(object, field, &mut heads, &mut opening))
            .transpose()?;
        let ExprKind::FuncType { params, .. } = &typ.kind else {
            return Err(Unsupported::new("this function"));
        };
        let own = self.by_name(object);
        self.parameters(params, signature, own, hook, &mut heads, &mut objects, &mut opening)?;
        let results = self.program.typ(signature).results.clone();
        let results_type = self.results_type(&results, form)?;
        let results_type = if hook && results_type.contains("go::Slice<u8>") {
            "Vec<u8>".to_string()
        } else {
            results_type
        };
        self.next_is_hook.set(hook);
        let arrow = arrow(&results_type);
        let generics = self.generics(signature)?;
        let visible = if self.visible(object) { "pub " } else { "" };
        let mut text = self.body(signature, &objects, body, form)?;
        if hook && let Some(taken) = opening.find("std::mem::take(") {
            let name = opening[taken + "std::mem::take(".len()..]
                .split(')')
                .next()
                .unwrap_or_default()
                .to_string();
            text = format!(
                "let result = (|| {{\n{text}}})();\n*{name} = {}.get();\nresult\n",
                name.trim_end_matches("_given")
            );
        }
        let text = format!(
            "{docs}{visible}fn {rust}{generics}({}){arrow} {{\n{opening}{text}}}\n",
            heads.join(", ")
        );
        Ok(match impls {
            Some(head) => format!("impl{head} {{\n{text}}}\n"),
            None => text,
        })
    }

    /// `init`: one of several has a number, and the last calls them all.
    fn init(&self, decl: &Decl, docs: &str, signature: TypeId, body: &Stmt) -> Emitted<String> {
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

    /// Whether the parameters of a function have the forms that its body wants.
    fn by_name(&self, function: ObjId) -> bool {
        !self.facts.dynamic.contains(&function) && !self.facts.values.contains(&function)
            || self.facts.hooks.contains(&function)
    }

    /// Whether other modules of the program see an object.
    fn visible(&self, object: ObjId) -> bool {
        let known = self.program.object(object);
        let test = self.program.file_at(known.pos).is_some_and(|file| file.test);
        self.program.packages.len() > 1 && known.name.starts_with(char::is_uppercase) && !test
    }

    #[allow(clippy::too_many_arguments, reason = "what a head is made of")]
    fn parameters(
        &self,
        params: &FieldList,
        signature: TypeId,
        own: bool,
        hook: bool,
        heads: &mut Vec<String>,
        objects: &mut Vec<ObjId>,
        opening: &mut String,
    ) -> Emitted<()> {
        let list = self.program.typ(signature).params.clone();
        let mut at = 0;
        for field in &params.list {
            for i in 0..field.names.len().max(1) {
                let declared = list.get(at).copied();
                at += 1;
                let t = declared.and_then(|param| self.program.object(param).t);
                let t = t.ok_or_else(|| Unsupported::new("a parameter without a type"))?;
                let object = field.names.get(i).and_then(|name| name.o);
                let head = if hook {
                    self.hook_parameter(object, t, opening)?
                } else {
                    self.parameter(object, t, own)?
                };
                heads.push(head);
                objects.extend(object.filter(|object| self.program.object(*object).name != "_"));
            }
        }
        Ok(())
    }

    /// A parameter of a function that the SDK calls: it has the SDK's type.
    pub fn hook_parameter(&self, object: Option<ObjId>, t: TypeId, opening: &mut String) -> Emitted<String> {
        let typ = self.program.typ(t);
        let own = |t: TypeId| self.program.own_named(t) == Some(t) || self.program.typ(t).kind == TypeKind::Struct;
        let name = object
            .filter(|object| self.program.object(*object).name != "_")
            .map(|object| (object, self.name(object)));
        let unread = name
            .as_ref()
            .is_none_or(|(object, _)| !self.facts.is_read(*object) && !self.facts.is_written(*object));
        let shown = match &name {
            None => "_".to_string(),
            Some((_, name)) if unread => format!("_{name}"),
            Some((_, name)) => name.clone(),
        };
        if typ.kind == TypeKind::Pointer && typ.elem.is_some_and(own) {
            let elem = typ.elem.ok_or_else(|| Unsupported::new("a pointer to nothing"))?;
            let Some((object, _)) = &name else {
                return Ok(format!("_: &mut {}", self.rust_type(elem)?));
            };
            if !unread && !self.facts.borrowed.contains_key(object) {
                if self.facts.is_kept(*object) {
                    return Err(Unsupported::new("a configuration whose address is kept"));
                }
                if self.storage(*object) == Storage::Own {
                    self.set_storage(*object, Storage::Given);
                }
                *opening += &format!(
                    "let {shown} = {}::new(std::mem::take({shown}_given));\n",
                    self.sdk("go::Ptr")
                );
                return Ok(format!("{shown}_given: &mut {}", self.rust_type(elem)?));
            }
            self.set_storage(*object, Storage::Borrowed);
            return Ok(format!("{shown}: &mut {}", self.rust_type(elem)?));
        }
        if own(t) {
            let config = self.sdk("Config");
            if let Some((object, name)) = &name
                && !unread
            {
                if self.storage(*object) == Storage::Cell {
                    *opening += &format!("let {name} = (*{name}).clone();\n");
                } else if self.facts.is_written(*object) {
                    *opening += &format!("let mut {name} = (*{name}).clone();\n");
                } else {
                    self.set_storage(*object, Storage::Handle);
                }
            }
            return Ok(format!("{shown}: {config}<{}>", self.rust_type(t)?));
        }
        if typ.kind == TypeKind::Slice && !self.is_vec(t) {
            let elem = typ.elem.ok_or_else(|| Unsupported::new("a list of nothing"))?;
            if let Some((object, name)) = &name
                && !unread
            {
                let mark = if self.needs_mut(*object) && self.storage(*object) != Storage::Cell {
                    "mut "
                } else {
                    ""
                };
                *opening += &format!("let {mark}{name} = {}::from({name});\n", self.sdk("go::Slice"));
            }
            return Ok(format!("{shown}: Vec<{}>", self.rust_type(elem)?));
        }
        match name {
            Some((object, _)) => self.parameter(Some(object), t, false),
            None => Ok(format!("_: {}", self.rust_type(t)?)),
        }
    }

    /// The receiver: what stands in the head, and what the `impl` is for.
    fn enter_receiver(
        &self,
        method: ObjId,
        field: &Field,
        heads: &mut Vec<String>,
        opening: &mut String,
    ) -> Emitted<String> {
        let t = field
            .typ
            .t
            .ok_or_else(|| Unsupported::new("a receiver without a type"))?;
        let named = self
            .program
            .own_named(t)
            .ok_or_else(|| Unsupported::new("this receiver"))?;
        let object = field
            .names
            .first()
            .filter(|name| !name.is_blank())
            .and_then(|name| name.o);
        let generics: Vec<String> = self
            .program
            .typ(t)
            .args
            .iter()
            .chain(
                self.program
                    .typ(t)
                    .elem
                    .and_then(|elem| self.program.typ(elem).args.as_ref())
                    .iter()
                    .copied(),
            )
            .flatten()
            .map(|arg| self.program.typ(*arg).name.clone().unwrap_or_default())
            .collect();
        let (bounds, list) = match generics.as_slice() {
            [] => (String::new(), String::new()),
            _ => {
                let bounds: Vec<String> = generics
                    .iter()
                    .map(|name| format!("{name}: Clone + Default + 'static"))
                    .collect();
                (format!("<{}>", bounds.join(", ")), format!("<{}>", generics.join(", ")))
            }
        };
        let rust = format!("{}{list}", self.type_name(named));
        match (self.receiver(method), object) {
            (Receiver::Pointer, Some(object)) => {
                let name = self.name(object);
                self.set_storage(object, Storage::Reference);
                let unused = self.facts.vars.get(&object).is_none_or(|var| {
                    var.reads.is_empty()
                        && var.writes.is_empty()
                        && var.part_writes.is_empty()
                        && var.captures.is_empty()
                });
                let mark = if unused { "_" } else { "" };
                heads.push(format!("{mark}{name}: &{}<{rust}>", self.sdk("go::Ptr")));
                if self.facts.is_kept(object) || self.facts.boxed.contains(&object) {
                    if self.facts.boxed.contains(&object) {
                        self.set_storage(object, Storage::Cell);
                        *opening += &format!("let {name} = {}::new({name}.clone());\n", self.sdk("go::Ptr"));
                    } else {
                        *opening += &format!("let {name} = {name}.clone();\n");
                        self.set_storage(object, Storage::Own);
                    }
                }
            }
            (Receiver::Mut, Some(object)) => {
                heads.push("&mut self".to_string());
                self.names.borrow_mut().insert(object, "self".to_string());
                self.set_storage(object, Storage::Borrowed);
            }
            (_, Some(object)) if self.program.kind(t) == TypeKind::Pointer => {
                heads.push("&self".to_string());
                self.names.borrow_mut().insert(object, "self".to_string());
                self.set_storage(object, Storage::Borrowed);
            }
            (_, Some(object)) => {
                heads.push("&self".to_string());
                let cell = self.facts.boxed.contains(&object);
                if cell || self.facts.is_written(object) || self.facts.is_kept(object) {
                    let name = self.name(object);
                    let mark = if self.facts.is_written(object) && !cell {
                        "mut "
                    } else {
                        ""
                    };
                    let value = if cell {
                        format!("{}::new(self.clone())", self.sdk("go::Ptr"))
                    } else {
                        "self.clone()".to_string()
                    };
                    *opening += &format!("let {mark}{name} = {value};\n");
                } else {
                    self.names.borrow_mut().insert(object, "self".to_string());
                    self.set_storage(object, Storage::Reference);
                }
            }
            (_, None) => heads.push("&self".to_string()),
        }
        Ok(format!("{bounds} {rust}"))
    }

    /// The type parameters of a function.
    fn generics(&self, signature: TypeId) -> Emitted<String> {
        let params = &self.program.typ(signature).type_params;
        if params.is_empty() {
            return Ok(String::new());
        }
        let list: Emitted<Vec<_>> = params.iter().map(|param| self.bound(*param)).collect();
        Ok(format!("<{}>", list?.join(", ")))
    }

    /// A type parameter with what it has to be able to do.
    pub fn bound(&self, param: TypeId) -> Emitted<String> {
        let typ = self.program.typ(param);
        let name = typ.name.clone().unwrap_or_default();
        let constraint = typ.elem.map(|constraint| self.program.typ(constraint));
        let text = constraint.map(|constraint| constraint.text.clone()).unwrap_or_default();
        let bound = match text.as_str() {
            "any" | "interface{}" => "Clone + Default + 'static",
            "comparable" if self.is_key_somewhere(param) => "Clone + Default + Ord + 'static",
            "comparable" => "Clone + Default + PartialEq + 'static",
            "cmp.Ordered" => {
                let key = if self.is_key_somewhere(param) { " + Ord" } else { "" };
                return Ok(format!(
                    "{name}: Clone + Default + {}{key} + 'static",
                    self.sdk("cmp::Ordered")
                ));
            }
            _ if typ.elem.is_some_and(|constraint| self.only_numbers(constraint)) => {
                return Ok(format!("{name}: {}", self.sdk("go::Number")));
            }
            _ => return Err(Unsupported::new(format!("the constraint {text}"))),
        };
        Ok(format!("{name}: {bound}"))
    }

    /// Whether a map has a type as its key.
    fn is_key_somewhere(&self, key: TypeId) -> bool {
        let mut types = self.program.types.iter();
        types.any(|typ| typ.kind == TypeKind::Map && typ.key == Some(key))
    }

    /// Whether a constraint allows numbers only.
    fn only_numbers(&self, constraint: TypeId) -> bool {
        let mut text = self.program.under_type(constraint).text.clone();
        text = text.trim_start_matches("interface{").trim_end_matches('}').to_string();
        !text.contains(';')
            && text.split('|').all(|term| {
                let term = term.trim().trim_start_matches('~');
                let (kind, bits) = term.split_at(term.find(|c: char| c.is_ascii_digit()).unwrap_or(term.len()));
                matches!(kind, "int" | "uint" | "float" | "byte" | "rune") && bits.chars().all(|c| c.is_ascii_digit())
            })
    }

    /// `main`: nothing in a plugin, and the program itself in a program.
    fn main(&self, decl: &Decl, signature: TypeId, body: &Stmt) -> Emitted<String> {
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
            let value = match values.get(i) {
                Some(value) => self.converted(value, t)?,
                None => self.zero(t)?,
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

    pub fn type_declaration(&self, spec: &Spec, name: &Expr, typ: &Expr) -> Emitted<String> {
        let docs = self.docs_before(spec.pos);
        let object = name.o.ok_or_else(|| Unsupported::new("a type without a name"))?;
        let t = self
            .program
            .object(object)
            .t
            .ok_or_else(|| Unsupported::new("a type without a name"))?;
        if self.program.typ(t).o != Some(object) {
            let rust = self.type_names.get(&object).cloned().unwrap_or_default();
            return Ok(format!("{docs}type {rust} = {};\n", self.rust_type(t)?));
        }
        if self.facts.in_interfaces.contains(&t) {
            self.check_text_methods(t)?;
        }
        let rust = self.type_name(t);
        let docs = named_docs(&docs, &self.program.object(object).name, &rust);
        let visible = match self.visible(object) {
            true => "pub ",
            // Another package may ask an interface for it.
            false if self.program.packages.len() > 1 && self.facts.in_interfaces.contains(&t) => "pub(crate) ",
            false => "",
        };
        let params = &self.program.typ(t).type_params;
        let generics = if params.is_empty() {
            String::new()
        } else {
            let list: Emitted<Vec<_>> = params.iter().map(|param| self.bound(*param)).collect();
            format!("<{}>", list?.join(", "))
        };
        let text = match &typ.kind {
            ExprKind::StructType { fields } => {
                let body = self.fields(fields, t)?;
                let derives = self.derives(t);
                let comments = self.comments_before(typ.end);
                let end = if body.is_empty() && comments.is_empty() {
                    ";".to_string()
                } else {
                    format!(" {{\n{body}{comments}}}")
                };
                format!("{docs}{derives}{visible}struct {rust}{generics}{end}\n")
            }
            ExprKind::InterfaceType { methods } => self.interface(t, methods, &docs, visible, &rust)?,
            _ if self.is_newtype(t) => {
                let inner = self.rust_type(self.program.under(t))?;
                format!(
                    "{docs}{}{visible}struct {rust}({visible}{inner});\n{}",
                    self.derives(t),
                    self.operators(t, &rust)
                )
            }
            _ => format!(
                "{docs}{visible}type {rust}{generics} = {};\n",
                self.rust_type(self.program.under(t))?
            ),
        };
        let text = text + &self.promoted_texts(t)? + &self.trait_impls(t)? + &self.context_impl(t)?;
        let mut text = text;
        if let Some(end) = self.comment_on_line(spec.end) {
            text += &end;
        }
        Ok(text)
    }

    fn comment_on_line(&self, end: usize) -> Option<String> {
        let behind = self.comment_behind(end);
        (behind != "\n").then_some(behind)
    }

    /// What a type derives.
    fn derives(&self, t: TypeId) -> String {
        let mut list = vec!["Clone", "Default"];
        let under = self.program.under(t);
        let number = self.is_newtype(t) && self.is_copied(under);
        if number {
            list = vec!["Clone", "Copy", "Default"];
        }
        let text = self.is_newtype(t) && self.program.is_string(under);
        if number || text || self.facts.compared.contains(&t) {
            list.push("PartialEq");
            let float = self.program.basic(under).contains("float");
            if !float && self.ordered(t, 0) {
                list.extend(["Eq", "PartialOrd", "Ord"]);
            } else if number {
                list.push("PartialOrd");
            }
        }
        let mut marks = String::new();
        if self.is_reflected(t) {
            let mut args = vec![format!("name = \"{}\"", self.program.typ(t).text)];
            args.extend(self.text_methods(t));
            marks = format!("#[go({})]\n", args.join(", "));
            self.sdk("go");
            list.push("go::Type");
        }
        format!("#[derive({})]\n{marks}", list.join(", "))
    }

    /// The methods by which a value prints itself.
    fn text_methods(&self, t: TypeId) -> Vec<String> {
        let typ = self.program.typ(t);
        let mut marks = Vec::new();
        for (go, mark) in [("String", "stringer"), ("Error", "error")] {
            let has = |methods: &Option<Vec<Method>>| {
                methods
                    .iter()
                    .flatten()
                    .any(|method| method.name == go && self.gives_text(method.o))
            };
            if has(&typ.methods) {
                marks.push(mark.to_string());
            } else if has(&typ.pointer_methods) {
                marks.push(format!("ptr_{mark}"));
            }
        }
        let unwraps = |method: &Method| {
            let signature = self.program.object(method.o).t.map(|t| self.program.typ(t));
            method.name == "Unwrap"
                && signature.is_some_and(|signature| {
                    signature.params.is_empty()
                        && matches!(signature.results.as_slice(), [one] if self.program.object(*one).t.is_some_and(|t| self.program.is_error(t)))
                })
        };
        if typ.pointer_methods.iter().flatten().any(unwraps) {
            marks.push("unwrap".to_string());
        }
        marks
    }

    /// Refuses methods for printing that the SDK cannot call with a reference.
    fn check_text_methods(&self, t: TypeId) -> Emitted<()> {
        let typ = self.program.typ(t);
        let special = |method: &&Method| matches!(method.name.as_str(), "String" | "Error" | "Unwrap");
        let mut methods = typ.pointer_methods.iter().flatten().filter(special);
        match methods.any(|method| self.decls.contains_key(&method.o) && self.receiver(method.o) != Receiver::Shared) {
            true => Err(Unsupported::new(
                "a method for printing that keeps or changes its receiver",
            )),
            false => Ok(()),
        }
    }

    /// The methods for printing that a struct has from one that is embedded in it: the SDK calls them on the struct.
    fn promoted_texts(&self, t: TypeId) -> Emitted<String> {
        let typ = self.program.typ(t);
        if !self.is_reflected(t) {
            return Ok(String::new());
        }
        let mut methods = String::new();
        for method in typ.pointer_methods.iter().flatten() {
            let text = matches!(method.name.as_str(), "String" | "Error") && self.gives_text(method.o);
            if !text || method.index.len() < 2 {
                continue;
            }
            if !typ.type_params.is_empty() {
                return Err(Unsupported::new(
                    "a method for printing that is embedded in a generic type",
                ));
            }
            let (_, steps) = self.promoted(t, method)?;
            let name = self.function_name(method.o);
            let call = match self.decls.contains_key(&method.o) {
                true => format!("self.{}.{name}()", steps.join(".")),
                false if method.name == "Error" => {
                    self.uses.borrow_mut().insert("go::MaybeError".to_string());
                    format!("self.{}.text()", steps.join("."))
                }
                false => return Err(Unsupported::new("a method for printing of an embedded interface")),
            };
            methods += &format!("fn {name}(&self) -> {} {{ {call} }}\n", self.sdk("Str"));
        }
        Ok(match methods.is_empty() {
            true => methods,
            false => format!("\nimpl {} {{\n{methods}}}\n", self.type_name(t)),
        })
    }

    /// Whether Go's `fmt` and JSON see into values of a type here.
    fn is_reflected(&self, t: TypeId) -> bool {
        self.facts.in_interfaces.contains(&t)
    }

    fn gives_text(&self, method: ObjId) -> bool {
        let signature = self.program.object(method).t.map(|t| self.program.typ(t));
        signature.is_some_and(|signature| {
            signature.params.is_empty()
                && matches!(signature.results.as_slice(), [one] if self.program.object(*one).t.is_some_and(|t| self.program.is_string(t)))
        })
    }

    /// Whether values of a type have a total order.
    pub fn ordered(&self, t: TypeId, depth: usize) -> bool {
        let typ = self.program.under_type(t);
        if depth > 8 {
            return false;
        }
        match typ.kind {
            TypeKind::Basic => !typ.name.as_deref().unwrap_or_default().contains("float"),
            TypeKind::Pointer => true,
            TypeKind::Array => typ.elem.is_some_and(|elem| self.ordered(elem, depth + 1)),
            TypeKind::Struct => {
                let own = self.program.own_named(t).is_some();
                own && typ.fields.iter().all(|field| {
                    self.program
                        .object(*field)
                        .t
                        .is_some_and(|t| self.ordered(t, depth + 1))
                })
            }
            _ => false,
        }
    }

    /// The operators of a number with a name, and what a slice or map with a name passes on.
    fn operators(&self, t: TypeId, rust: &str) -> String {
        let under = self.program.under(t);
        let go = self.sdk("go");
        match self.program.typ(under).kind {
            TypeKind::Basic if self.program.is_string(under) => format!("{go}::named_text!({rust});\n"),
            TypeKind::Basic if self.is_copied(under) && self.program.basic(under) != "bool" => {
                let float = if self.program.basic(under).contains("float") {
                    "named_float"
                } else {
                    "named_int"
                };
                format!("{go}::{float}!({rust});\n")
            }
            TypeKind::Basic => String::new(),
            _ => match self.rust_type(under) {
                Ok(inner) => format!("{go}::named!({rust}, {inner});\n"),
                Err(_) => String::new(),
            },
        }
    }

    fn fields(&self, list: &FieldList, t: TypeId) -> Emitted<String> {
        let typ = self.program.under_type(t);
        let mut text = String::new();
        let mut at = 0;
        let reflected = self.is_reflected(t);
        for field in &list.list {
            let docs = self.docs_before(field.pos);
            for i in 0..field.names.len().max(1) {
                let object = *typ.fields.get(at).ok_or_else(|| Unsupported::new("a field"))?;
                let tag = typ.tags.get(at).cloned().unwrap_or_default();
                at += 1;
                let known = self.program.object(object);
                if known.name == "_" || self.is_default_context(object) {
                    continue;
                }
                let t = known.t.ok_or_else(|| Unsupported::new("a field without a type"))?;
                let rust = self.rust_type(t)?;
                let visible = if self.program.packages.len() > 1 { "pub " } else { "" };
                if i == 0 {
                    text += &docs;
                }
                if reflected {
                    let tag = if tag.is_empty() {
                        String::new()
                    } else {
                        format!(", tag = r#\"{tag}\"#")
                    };
                    let embedded = if known.embedded { ", embedded" } else { "" };
                    let opaque = if self.is_opaque(t) { ", opaque" } else { "" };
                    text += &format!("#[go(name = \"{}\"{tag}{embedded}{opaque})]\n", known.name);
                }
                text += &format!("{visible}{}: {rust},", self.name(object));
                text += if i + 1 == field.names.len().max(1) { "" } else { "\n" };
            }
            text += &self.comment_behind(field.end);
        }
        Ok(text)
    }

    /// Whether a type is one of the SDK's, of which Go's `fmt` sees nothing here.
    fn is_opaque(&self, t: TypeId) -> bool {
        let typ = self.program.typ(t);
        let foreign = typ
            .package
            .as_deref()
            .is_some_and(|package| !self.program.owns(package));
        foreign && typ.kind == TypeKind::Named && !foreign::is_described(self.program, typ)
            || matches!(
                typ.kind,
                TypeKind::Pointer | TypeKind::Slice | TypeKind::Array | TypeKind::Map
            ) && typ.elem.is_some_and(|elem| self.is_opaque(elem))
    }

    /// An interface: a trait.
    fn interface(&self, t: TypeId, list: &FieldList, docs: &str, visible: &str, rust: &str) -> Emitted<String> {
        let typ = self.program.under_type(t);
        if !typ.items.is_empty() && typ.methods.as_ref().is_none_or(Vec::is_empty) {
            // A constraint is written out where it is used.
            return Ok(String::new());
        }
        if self.program.is_any(t) {
            return Ok(format!("{docs}{visible}type {rust} = {};\n", self.sdk("Any")));
        }
        let mut text = format!("{docs}{visible}trait {rust}: {} {{\n", self.sdk("go::Object"));
        let methods = typ.methods.clone().unwrap_or_default();
        let mut methods: Vec<&Method> = methods.iter().collect();
        methods.sort_by_key(|method| self.program.object(method.o).pos);
        for method in methods {
            let at = list
                .list
                .iter()
                .find(|field| field.names.iter().any(|name| name.o == Some(method.o)));
            if let Some(field) = at {
                text += &self.docs_before(field.pos);
            }
            text += &format!("{};", self.method_head(method.o)?);
            text += &at.map_or("\n".to_string(), |field| self.comment_behind(field.end));
        }
        Ok(text + "}\n")
    }

    /// The head of a method of a trait.
    fn method_head(&self, method: ObjId) -> Emitted<String> {
        let t = self
            .program
            .object(method)
            .t
            .ok_or_else(|| Unsupported::new("a method without a type"))?;
        let typ = self.program.typ(t);
        let mut heads = vec!["&self".to_string()];
        for (i, param) in typ.params.iter().enumerate() {
            let known = self.program.object(*param);
            let t = known.t.ok_or_else(|| Unsupported::new("a parameter without a type"))?;
            let name = if known.name.is_empty() || known.name == "_" {
                format!("arg{i}")
            } else {
                names::snake(&known.name)
            };
            heads.push(format!("{name}: {}", self.rust_type(t)?));
        }
        let results = self.values_type(&typ.results)?;
        let arrow = arrow(&results);
        Ok(format!(
            "fn {}({}){arrow}",
            self.function_name(method),
            heads.join(", ")
        ))
    }

    /// What makes a type stand in for the interfaces that it has the methods of.
    fn trait_impls(&self, t: TypeId) -> Emitted<String> {
        let mut text = String::new();
        if !self.is_reflected(t) {
            return Ok(text);
        }
        for (index, interface) in self.program.types.iter().enumerate() {
            let id = TypeId(index);
            let own = interface.kind == TypeKind::Named && self.program.own_named(id) == Some(id);
            if !own || self.program.kind(id) != TypeKind::Interface || self.program.is_any(id) {
                continue;
            }
            let wanted = self.program.under_type(id).methods.clone().unwrap_or_default();
            let typ = self.program.typ(t);
            let by_value = self.covers(&typ.methods, &wanted);
            let by_pointer = self.covers(&typ.pointer_methods, &wanted);
            for (covers, pointer) in [(by_value, false), (by_pointer, true)] {
                if !covers || wanted.is_empty() || !self.facts.interface_values.contains(&(t, pointer)) {
                    continue;
                }
                text += &self.trait_impl(t, id, &wanted, pointer)?;
            }
        }
        Ok(text)
    }

    fn covers(&self, has: &Option<Vec<Method>>, wanted: &[Method]) -> bool {
        wanted.iter().all(|method| {
            let same = |known: &&Method| {
                let (a, b) = (self.program.object(known.o).t, self.program.object(method.o).t);
                known.name == method.name && matches!((a, b), (Some(a), Some(b)) if self.program.typ(a).text == self.program.typ(b).text || self.same_signature(a, b))
            };
            has.iter().flatten().any(|known| same(&known))
        })
    }

    fn same_signature(&self, a: TypeId, b: TypeId) -> bool {
        let (a, b) = (self.program.typ(a), self.program.typ(b));
        let types = |list: &[ObjId]| -> Vec<Option<TypeId>> {
            list.iter().map(|object| self.program.object(*object).t).collect()
        };
        types(&a.params) == types(&b.params) && types(&a.results) == types(&b.results)
    }

    fn trait_impl(&self, t: TypeId, interface: TypeId, wanted: &[Method], pointer: bool) -> Emitted<String> {
        let rust = self.type_name(t);
        let target = if pointer {
            format!("{}<{rust}>", self.sdk("go::Ptr"))
        } else {
            rust.clone()
        };
        let typ = self.program.typ(interface);
        let path = self.own_path(typ.o, &self.type_name(interface));
        let mut text = format!("\nimpl {path} for {target} {{\n");
        let own = self.program.typ(t);
        let has = if pointer { &own.pointer_methods } else { &own.methods };
        for method in wanted {
            let known = has.iter().flatten().find(|known| known.name == method.name);
            let known = known.ok_or_else(|| Unsupported::new("a method"))?;
            let signature = self.program.typ(self.program.object(method.o).t.unwrap_or(t));
            let names: Vec<String> = signature
                .params
                .iter()
                .enumerate()
                .map(|(i, param)| match self.program.object(*param).name.as_str() {
                    "" | "_" => format!("arg{i}"),
                    name => names::snake(name),
                })
                .collect();
            let name = self.function_name(method.o);
            let (holder, steps) = self.promoted(t, known)?;
            let list = names.join(", ");
            let call = match (self.receiver(known.o), pointer, steps.is_empty()) {
                (Receiver::Pointer, true, true) => {
                    let all: Vec<String> = std::iter::once("self".to_string()).chain(names).collect();
                    format!("{holder}::{name}({})", all.join(", "))
                }
                (Receiver::Pointer, _, _) => {
                    let field = steps.join(".");
                    let all: Vec<String> = std::iter::once(format!("&{}::field!(self, {field})", self.sdk("go")))
                        .chain(names)
                        .collect();
                    format!("{holder}::{name}({})", all.join(", "))
                }
                (Receiver::Mut, true, _) => {
                    let path = steps.iter().map(|step| format!(".{step}")).collect::<String>();
                    format!("self.borrow_mut(){path}.{name}({list})")
                }
                (_, true, _) => {
                    let path = steps.iter().map(|step| format!(".{step}")).collect::<String>();
                    format!("self.get(){path}.{name}({list})")
                }
                (_, false, true) => format!(
                    "{rust}::{name}({})",
                    std::iter::once("self".to_string())
                        .chain(names)
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
                (_, false, false) => format!("self.{}.{name}({list})", steps.join(".")),
            };
            text += &format!("{} {{ {call} }}\n", self.method_head(method.o)?);
        }
        Ok(text + "}\n")
    }

    /// The type that declares a method, and the fields on the way to it.
    fn promoted(&self, t: TypeId, method: &Method) -> Emitted<(String, Vec<String>)> {
        let mut steps = Vec::new();
        let mut at = t;
        for step in &method.index[..method.index.len().saturating_sub(1)] {
            if self.program.kind(at) == TypeKind::Pointer {
                return Err(Unsupported::new("a method of an embedded pointer"));
            }
            let field = *self
                .program
                .under_type(at)
                .fields
                .get(*step)
                .ok_or_else(|| Unsupported::new("a field"))?;
            steps.push(self.name(field));
            at = self.program.object(field).t.unwrap_or(at);
        }
        let named = self.program.own_named(at).unwrap_or(t);
        Ok((self.type_name(named), steps))
    }

    /// What finds an interface in an `Any`: one of the types of the program that have its methods.
    pub fn asked_interfaces(&self) -> String {
        let mut text = String::new();
        let asked: Vec<TypeId> = {
            let mut all = self.asked.borrow_mut();
            let new = all.iter_mut().filter(|(_, written)| !**written);
            new.map(|(interface, written)| {
                *written = true;
                *interface
            })
            .collect()
        };
        for interface in asked {
            let typ = self.program.typ(interface);
            let path = self.own_path(typ.o, &self.type_name(interface));
            let dynamic = format!("{}<dyn {path}>", self.sdk("go::Dyn"));
            let mut tries = String::new();
            for (rust, _) in self.implementers(interface) {
                tries += &format!(
                    "if let Some(value) = {}::<{rust}>(value) {{\nreturn Some({}::new(Rc::new(value)));\n}}\n",
                    self.sdk("go::cast"),
                    self.sdk("go::Dyn")
                );
            }
            let name = match tries.is_empty() {
                true => "_",
                false => "value",
            };
            text += &format!(
                "impl dyn {path} {{\n/// The value as a `{}`, if its type has the methods.\npub fn from_any({name}: &{}) -> Option<{dynamic}> {{\n{tries}None\n}}\n}}\n\n",
                typ.name.as_deref().unwrap_or_default(),
                self.sdk("Any"),
            );
        }
        text
    }

    /// The types of the program that stand in for an interface, as they are written, and whether as pointers.
    fn implementers(&self, interface: TypeId) -> Vec<(String, bool)> {
        let wanted = self.program.under_type(interface).methods.clone().unwrap_or_default();
        let mut all: Vec<(TypeId, bool)> = self.facts.interface_values.iter().copied().collect();
        all.sort();
        let stands_in = |(t, pointer): &(TypeId, bool)| {
            let typ = self.program.typ(*t);
            let methods = if *pointer { &typ.pointer_methods } else { &typ.methods };
            typ.type_params.is_empty() && !self.program.is_interface(*t) && self.covers(methods, &wanted)
        };
        let written = |(t, pointer): (TypeId, bool)| {
            let path = self.own_path(self.program.typ(t).o, &self.type_name(t));
            match pointer {
                true => (format!("{}<{path}>", self.sdk("go::Ptr")), true),
                false => (path, false),
            }
        };
        all.into_iter().filter(stands_in).map(written).collect()
    }

    /// Gives every struct without a name one, after its fields.
    pub fn name_anonymous(&mut self) {
        let mut taken: Vec<String> = self.own.iter().cloned().collect();
        for (index, typ) in self.program.types.iter().enumerate() {
            let id = TypeId(index);
            let named = self
                .program
                .types
                .iter()
                .any(|other| other.kind == TypeKind::Named && other.elem == Some(id));
            let own = typ
                .fields
                .first()
                .and_then(|field| self.program.object(*field).package.as_ref())
                == Some(&self.package);
            if typ.kind != TypeKind::Struct || named || !own || self.anonymous.borrow().contains_key(&id) {
                continue;
            }
            let fields = typ
                .fields
                .iter()
                .take(3)
                .map(|field| names::camel(&self.program.object(*field).name));
            let mut name: String = fields.collect();
            while taken.contains(&name) {
                name.push('2');
            }
            taken.push(name.clone());
            self.anonymous.borrow_mut().insert(id, name);
        }
    }

    /// The structs that have no name in Go.
    pub fn anonymous_types(&self) -> String {
        let mut list: Vec<(TypeId, String)> = self
            .anonymous
            .borrow()
            .iter()
            .map(|(id, name)| (*id, name.clone()))
            .collect();
        list.sort();
        let mut text = String::new();
        for (id, name) in list {
            let typ = self.program.typ(id);
            let tests = |file: &File| file.test == self.program.files[self.file.get()].test;
            let first = typ.fields.first().map(|field| self.program.object(*field).pos);
            let here = first.and_then(|pos| self.program.file_at(pos)).is_none_or(tests);
            let own = typ
                .fields
                .first()
                .and_then(|field| self.program.object(*field).package.as_ref())
                == Some(&self.package);
            if !own || !here || self.written_anonymous.borrow().contains(&id) {
                continue;
            }
            self.written_anonymous.borrow_mut().push(id);
            let mut fields = String::new();
            for (i, field) in typ.fields.iter().enumerate() {
                let known = self.program.object(*field);
                let Some(rust) = known.t.and_then(|t| self.rust_type(t).ok()) else {
                    continue;
                };
                let tag = typ
                    .tags
                    .get(i)
                    .filter(|tag| !tag.is_empty())
                    .map(|tag| format!(", tag = r#\"{tag}\"#"))
                    .unwrap_or_default();
                let opaque = if known.t.is_some_and(|t| self.is_opaque(t)) {
                    ", opaque"
                } else {
                    ""
                };
                fields += &format!(
                    "#[go(name = \"{}\"{tag}{opaque})]\n{}: {rust},\n",
                    known.name,
                    self.name(*field)
                );
            }
            self.sdk("go");
            let told = typ.fields.iter().all(|field| {
                let mut seen = std::collections::HashSet::new();
                self.program
                    .object(*field)
                    .t
                    .iter()
                    .for_each(|t| crate::port::facts::parts(self.program, *t, &mut seen));
                seen.iter()
                    .filter_map(|part| self.program.own_named(*part))
                    .all(|named| self.facts.in_interfaces.contains(&named))
            });
            let equal = match (self.facts.compared.contains(&id), self.ordered_fields(id)) {
                (true, true) => "PartialEq, Eq, PartialOrd, Ord, ",
                (true, false) => "PartialEq, ",
                (false, _) => "",
            };
            let derived = if told { "go::Type" } else { "" };
            if !told {
                fields = fields
                    .lines()
                    .filter(|line| !line.starts_with("#[go("))
                    .map(|line| format!("{line}\n"))
                    .collect();
            }
            text += &format!(
                "/// A struct without a name in Go.\n#[derive(Clone, Default, {equal}{derived})]\nstruct {name} {{\n{fields}}}\n\n"
            );
        }
        text
    }

    fn ordered_fields(&self, id: TypeId) -> bool {
        self.program
            .typ(id)
            .fields
            .iter()
            .all(|field| self.program.object(*field).t.is_some_and(|t| self.ordered(t, 0)))
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
fn named_docs(docs: &str, go: &str, rust: &str) -> String {
    if go == rust || docs.contains(go) {
        return docs.to_string();
    }
    let gap = if docs.contains("///") { "///\n" } else { "" };
    format!("{docs}{gap}/// Go: `{go}`.\n")
}

/// What stands above a test: the title that it had as a subtest.
fn test_docs(docs: &str, title: &str) -> String {
    let title: String = title.lines().map(|line| format!("/// {line}\n")).collect();
    format!("{title}{docs}#[test]\n")
}
