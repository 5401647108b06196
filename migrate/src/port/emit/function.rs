//! Functions: their heads, their bodies, and closures.

use super::code::{Code, Unsupported};
use super::expr::Emitted;
use super::{Emitter, Form0, Function, Storage};
use crate::port::facts::{Closure, Form};
use crate::port::foreign;
use crate::port::tree::{
    Expr, ExprKind, ObjId, ObjectKind, Selection, SelectionKind, Stmt, StmtKind, TypeId, TypeKind,
};
use crate::port::walk::{self, Node};

impl Emitter<'_> {
    /// The type behind `->` for results in a form.
    pub fn results_type(&self, results: &[ObjId], form: Form) -> Emitted<String> {
        if form != Form::Result {
            return self.values_type(results);
        }
        let values = &results[..results.len().saturating_sub(1)];
        Ok(format!("Result<{}, {}>", self.values_type(values)?, self.sdk("Error")))
    }

    /// Runs with another function as the current one.
    pub fn inside<T>(&self, function: Function, work: impl FnOnce() -> T) -> T {
        let before = self.function.replace(function);
        let careful = self.careful.replace(false);
        let returning = self.returning.take();
        let done = work();
        self.returning.set(returning);
        self.function.replace(before);
        self.careful.set(careful);
        done
    }

    /// The body of a function: what its parameters and named results need first, and its statements.
    pub fn body(&self, signature: TypeId, params: &[ObjId], body: &Stmt, form: Form) -> Emitted<String> {
        let results = self.program.under_type(signature).results.clone();
        let named = results.iter().any(|result| {
            let name = &self.program.object(*result).name;
            !name.is_empty() && name != "_"
        }) || results
            .iter()
            .any(|result| !self.program.object(*result).name.is_empty());
        let defers = has_defer(body);
        let range = (
            params
                .iter()
                .map(|param| self.program.object(*param).pos)
                .min()
                .unwrap_or(body.pos)
                .min(body.pos),
            body.end,
        );
        let hook = self.next_is_hook.take();
        let function = Function {
            results: results.clone(),
            form: Form0(form),
            named,
            defers,
            hook,
            range,
            targets: Vec::new(),
        };
        self.inside(function, || {
            let mut text = String::new();
            for param in params {
                text += &self.entered(*param)?;
            }
            if named {
                for result in results.iter().filter(|result| defers || self.is_used(**result, body)) {
                    text += &self.named_result(*result, defers)?;
                }
            }
            let StmtKind::BlockStmt { list } = &body.kind else {
                return Err(Unsupported::new("a function without a body"));
            };
            if defers {
                text += &self.deferring(list, &results, named, form)?;
            } else {
                text += &self.statements(list, true)?;
            }
            text += &self.comments_before(body.end);
            Ok(text)
        })
    }

    /// Whether a named result is more than a name: it is read or assigned, or a bare `return` gives it.
    fn is_used(&self, result: ObjId, body: &Stmt) -> bool {
        let bare = walk::any(
            Node::Stmt(body),
            &mut |node| matches!(node, Node::Stmt(Stmt { kind: StmtKind::ReturnStmt { results }, .. }) if results.is_empty()),
        );
        let used = |var: &crate::port::facts::Var| {
            !(var.reads.is_empty() && var.writes.is_empty() && var.part_writes.is_empty() && var.captures.is_empty())
        };
        bare || self.facts.boxed.contains(&result) || self.facts.vars.get(&result).is_some_and(used)
    }

    /// The body of a function with deferred calls.
    fn deferring(&self, list: &[Stmt], results: &[ObjId], named: bool, form: Form) -> Emitted<String> {
        let inner = self.statements(list, !results.is_empty() && !named)?;
        let mut run = self.sdk("go::with_defers");
        let endless = |stmt: &Stmt| matches!(&stmt.kind, StmtKind::ForStmt { cond: None, .. });
        let ends = list.iter().any(|stmt| super::peephole::diverges(stmt) || endless(stmt));
        if (results.is_empty() || named) && ends {
            run += "::<()>";
        }
        if !named {
            return Ok(format!("{run}(|defers| {{\n{inner}}})\n"));
        }
        let returns = list
            .last()
            .is_some_and(|stmt| matches!(stmt.kind, StmtKind::ReturnStmt { .. }));
        let inner = match inner.strip_suffix("return;\n") {
            Some(before) if returns => before,
            _ => &inner,
        };
        Ok(format!(
            "{run}(|defers| {{\n{inner}}});\n{}\n",
            self.named_results(results, form)
        ))
    }

    /// What named results come to.
    pub fn named_results(&self, results: &[ObjId], form: Form) -> String {
        let values: Vec<String> = results
            .iter()
            .map(|result| match self.storage(*result) {
                Storage::Cell => format!("{}.get()", self.name(*result)),
                _ => self.name(*result),
            })
            .collect();
        match (form, values.as_slice()) {
            (Form::Result, [error]) => format!("{}({error})", self.sdk("go::ok")),
            (_, [one]) => one.clone(),
            _ => format!("({})", values.join(", ")),
        }
    }

    fn named_result(&self, result: ObjId, defers: bool) -> Emitted<String> {
        let t = self
            .program
            .object(result)
            .t
            .ok_or_else(|| Unsupported::new("a result without a type"))?;
        let name = self.name(result);
        let (zero, rust) = (self.zero(t)?, self.rust_type(t)?);
        if defers {
            self.set_storage(result, Storage::Cell);
        }
        Ok(match self.storage(result) {
            Storage::Cell => format!("let {name}: {0}<{rust}> = {0}::new({zero});\n", self.sdk("go::Ptr")),
            _ => {
                let mark = if self.needs_mut(result) { "mut " } else { "" };
                let typ = if zero.starts_with(&format!("{rust}::")) {
                    String::new()
                } else {
                    format!(": {rust}")
                };
                format!("let {mark}{name}{typ} = {zero};\n")
            }
        })
    }

    /// What a parameter needs at the start of the body.
    fn entered(&self, param: ObjId) -> Emitted<String> {
        let name = self.name(param);
        Ok(match self.storage(param) {
            Storage::Cell => format!("let {name} = {}::new({name});\n", self.sdk("go::Ptr")),
            _ => String::new(),
        })
    }

    /// A parameter as it stands in the head.
    pub fn parameter(&self, object: Option<ObjId>, t: TypeId, own: bool) -> Emitted<String> {
        let Some(object) = object.filter(|object| self.program.object(*object).name != "_") else {
            return Ok(format!("_: {}", self.rust_type(t)?));
        };
        let name = self.name(object);
        let typ = if own {
            self.parameter_type(object)?
        } else {
            self.rust_type(t)?
        };
        if own && self.facts.borrowed.contains_key(&object) {
            self.set_storage(object, Storage::Borrowed);
        } else if own && self.is_reference(object) {
            self.set_storage(object, Storage::Reference);
        }
        let mark = match self.storage(object) {
            Storage::Own if self.needs_mut(object) => "mut ",
            _ => "",
        };
        let mark = if self.facts.is_read(object) || !mark.is_empty() || self.storage(object) == Storage::Cell {
            mark.to_string()
        } else {
            "_".to_string()
        };
        Ok(format!("{mark}{name}: {typ}"))
    }

    /// Whether a variable in a place of its own has to be `mut`.
    pub fn needs_mut(&self, object: ObjId) -> bool {
        self.needs_mut_after(object, self.program.object(object).pos)
    }

    /// A function of the program as a value.
    pub fn function_value(&self, object: ObjId) -> Emitted {
        let name = self.own_path(Some(object), &self.function_name(object));
        if self.facts.hooks.contains(&object) {
            return Ok(Code::value(name));
        }
        Ok(Code::value(format!("{}({name})", self.sdk("go::func"))))
    }

    /// A function of the SDK as a value.
    pub fn foreign_function_value(&self, expr: &Expr, path: &str) -> Emitted {
        let t = self.type_of(expr)?;
        let (heads, names) = self.numbered_parameters(t)?;
        let signature = self.program.under_type(t);
        let plain = |object: &ObjId| {
            let t = self.program.object(*object).t;
            t.is_some_and(|t| {
                let named = self.program.typ(t).kind == TypeKind::Named && !self.program.is_error(t);
                self.program.kind(t) == TypeKind::Basic || named
            })
        };
        let lone_error = matches!(signature.results.as_slice(), [one] if self.program.object(*one).t.is_some_and(|t| self.program.is_error(t)));
        if !signature.params.iter().all(plain) || !lone_error && !signature.results.iter().all(plain) {
            return Err(Unsupported::new("this function as a value"));
        }
        if names.is_empty() {
            return Ok(Code::value(format!("{}({path})", self.sdk("go::func"))));
        }
        Ok(Code::value(format!(
            "{}(|{heads}| {path}({}))",
            self.sdk("go::func"),
            names.join(", ")
        )))
    }

    /// The parameters of a closure that stands in for a function: with their types, and their names.
    fn numbered_parameters(&self, signature: TypeId) -> Emitted<(String, Vec<String>)> {
        let (mut heads, mut names) = (Vec::new(), Vec::new());
        for (i, param) in self.program.under_type(signature).params.iter().enumerate() {
            let t = self.program.object(*param).t;
            let t = t.ok_or_else(|| Unsupported::new("a parameter without a type"))?;
            heads.push(format!("arg{i}: {}", self.rust_type(t)?));
            names.push(format!("arg{i}"));
        }
        Ok((heads.join(", "), names))
    }

    /// A method that is not called but kept, with its receiver.
    pub fn method_value(&self, expr: &Expr, x: &Expr, selection: &Selection) -> Emitted {
        let (heads, names) = self.numbered_parameters(self.type_of(expr)?)?;
        if selection.kind == SelectionKind::Expression {
            return self.method_expression(selection, &heads, &names);
        }
        let interface = self.program.is_interface(self.type_of(x)?);
        let foreign = foreign::is_foreign(self.program, expr);
        if foreign && interface && heads.is_empty() && self.program.under_type(self.type_of(expr)?).results.is_empty() {
            let (receiver, name) = (self.owned(x)?, &self.program.object(selection.o).name);
            return Ok(Code::value(format!(
                "{{ let receiver = {receiver}; {}(move || receiver.{name}()) }}",
                self.sdk("go::func")
            )));
        }
        if foreign || selection.index.len() != 1 {
            return Err(Unsupported::new("this method as a value"));
        }
        let list = names.join(", ");
        let name = self.function_name(selection.o);
        let pointer = self.program.kind(self.type_of(x)?) == TypeKind::Pointer;
        let by_pointer = !interface && self.receiver(selection.o) == super::method::Receiver::Pointer;
        // The receiver is taken now: the pointer, or the value as it is.
        let receiver = match (by_pointer, pointer) {
            (true, false) => self.address(x, x)?.text,
            (false, true) if !self.takes_pointer(selection.o) => self.careful(true, || {
                let behind = self.behind(x)?;
                Ok(match behind.shape {
                    super::code::Shape::Value => behind.text,
                    _ => format!("{}.clone()", behind.base()),
                })
            })?,
            _ => self.owned(x)?,
        };
        let call = match self.receiver(selection.o) {
            super::method::Receiver::Pointer => {
                let named = self
                    .program
                    .object(selection.o)
                    .receiver
                    .and_then(|t| self.program.own_named(t));
                let named = named.ok_or_else(|| Unsupported::new("this method as a value"))?;
                let all: Vec<String> = std::iter::once("&receiver".to_string()).chain(names.clone()).collect();
                format!("{}::{name}({})", self.type_name(named), all.join(", "))
            }
            super::method::Receiver::Mut => return Err(Unsupported::new("this method as a value")),
            _ if pointer && self.takes_pointer(selection.o) => format!("receiver.borrow().{name}({list})"),
            _ => format!("receiver.{name}({list})"),
        };
        Ok(Code::value(format!(
            "{{ let receiver = {receiver}; {}(move |{heads}| {call}) }}",
            self.sdk("go::func")
        )))
    }

    /// Whether a method has a pointer as its receiver.
    fn takes_pointer(&self, method: ObjId) -> bool {
        let receiver = self.program.object(method).receiver;
        receiver.is_some_and(|t| self.program.kind(t) == TypeKind::Pointer)
    }

    /// `T.method` as a value: a function whose first parameter is the receiver.
    fn method_expression(&self, selection: &Selection, heads: &str, names: &[String]) -> Emitted {
        let receiver = self.program.object(selection.o).receiver;
        let named = receiver.and_then(|t| self.program.own_named(t));
        let (Some(named), [first, rest @ ..]) = (named, names) else {
            return Err(Unsupported::new("this method as a value"));
        };
        if selection.index.len() != 1 {
            return Err(Unsupported::new("this method as a value"));
        }
        let name = self.function_name(selection.o);
        let call = match self.receiver(selection.o) {
            super::method::Receiver::Pointer => {
                let all: Vec<String> = std::iter::once(format!("&{first}"))
                    .chain(rest.iter().cloned())
                    .collect();
                format!("{}::{name}({})", self.type_name(named), all.join(", "))
            }
            super::method::Receiver::Shared if !self.takes_pointer(selection.o) => {
                format!("{first}.{name}({})", rest.join(", "))
            }
            _ => return Err(Unsupported::new("this method as a value")),
        };
        Ok(Code::value(format!("{}(|{heads}| {call})", self.sdk("go::func"))))
    }

    /// A function literal as a value.
    pub fn closure_value(&self, expr: &Expr, typ: &Expr, body: &Stmt) -> Emitted {
        let closure = self.closure(expr, typ, body, true, false)?;
        Ok(Code::value(format!("{}({closure})", self.sdk("go::func"))))
    }

    /// A function literal that is called where it stands.
    pub fn plain_closure(&self, expr: &Expr, typ: &Expr, body: &Stmt, kept: bool) -> Emitted<String> {
        self.closure(expr, typ, body, kept, false)
    }

    /// A function for a function of the SDK.
    pub fn callback(&self, arg: &Expr, t: TypeId) -> Emitted<String> {
        let arg = arg.inner();
        let signature = self.program.under_type(t);
        // Redis answers to nobody where there is no callback; nothing else looks before it calls.
        let optional = self.program.typ(t).name.as_deref() == Some("RedisResponseCallback");
        if arg.is_nil() {
            return match optional {
                true => Ok("|_| {}".to_string()),
                false => Err(Unsupported::new("nil for a callback that is called")),
            };
        }
        if let ExprKind::FuncLit { typ, body } = &arg.kind {
            let kept = !self.is_immediate(arg);
            return self.closure(arg, typ, body, kept, true);
        }
        if let Some(object) = arg.named()
            && self.facts.hooks.contains(&object)
        {
            return Ok(self.own_path(Some(object), &self.function_name(object)));
        }
        if let Some(object) = arg.named()
            && self.decls.contains_key(&object)
        {
            let path = self.own_path(Some(object), &self.function_name(object));
            return self.with_own_lists(&path, t);
        }
        let names: Vec<String> = (0..signature.params.len()).map(|i| format!("arg{i}")).collect();
        let list = names.join(", ");
        let object = arg.named().map(|object| self.program.object(object));
        if object.is_some_and(|object| object.kind == crate::port::tree::ObjectKind::Func) {
            return self.foreign_path(arg.named().ok_or_else(|| Unsupported::new("this function"))?);
        }
        let value = self.owned(arg)?;
        let call = match optional {
            true => format!("{{ if !callback.is_nil() {{ callback({list}) }} }}"),
            false => format!("callback({list})"),
        };
        Ok(format!("{{ let callback = {value}; move |{list}| {call} }}"))
    }

    /// A function of the program for one that gets the SDK's lists and maps, where the program has forms of its own.
    fn with_own_lists(&self, path: &str, signature: TypeId) -> Emitted<String> {
        let types = self.program.under_type(signature).params.iter();
        let wraps: Vec<Option<String>> = types
            .map(|param| self.program.object(*param).t.and_then(|t| self.wrapping(t)))
            .collect();
        if wraps.iter().all(Option::is_none) {
            return Ok(path.to_string());
        }
        let args = wraps.iter().enumerate().map(|(i, wrap)| match wrap {
            Some(wrap) => format!("{wrap}(arg{i})"),
            None => format!("arg{i}"),
        });
        let args = args.collect::<Vec<_>>().join(", ");
        let heads: Vec<String> = (0..wraps.len()).map(|i| format!("arg{i}")).collect();
        Ok(format!("|{}| {path}({args})", heads.join(", ")))
    }

    fn is_immediate(&self, literal: &Expr) -> bool {
        self.facts
            .vars
            .values()
            .flat_map(|var| &var.captures)
            .any(|closure| closure.pos == literal.pos && closure.immediate)
    }

    /// A closure: one that is kept owns clones of what it sees. What the SDK calls gets the SDK's types.
    fn closure(&self, expr: &Expr, typ: &Expr, body: &Stmt, kept: bool, foreign: bool) -> Emitted<String> {
        let t = self.type_of(expr)?;
        let signature = self.program.under_type(t);
        let ExprKind::FuncType { params, .. } = &typ.kind else {
            return Err(Unsupported::new("this function"));
        };
        let (clones, before) = if kept {
            self.take_over(expr)
        } else {
            (Vec::new(), Vec::new())
        };
        let mut heads = Vec::new();
        let mut objects = Vec::new();
        let mut turned = String::new();
        for field in &params.list {
            let t = field
                .typ
                .t
                .ok_or_else(|| Unsupported::new("a parameter without a type"))?;
            let t = if matches!(field.typ.kind, ExprKind::Ellipsis {}) {
                signature
                    .params
                    .last()
                    .and_then(|last| self.program.object(*last).t)
                    .unwrap_or(t)
            } else {
                t
            };
            let count = field.names.len().max(1);
            for i in 0..count {
                let object = field.names.get(i).and_then(|name| name.o);
                let head = self.parameter(object, t, false)?;
                if foreign && self.wrapping(t).is_some() {
                    let name = head
                        .split(':')
                        .next()
                        .unwrap_or_default()
                        .trim_start_matches("mut ")
                        .to_string();
                    let elem = self
                        .program
                        .under_type(t)
                        .elem
                        .ok_or_else(|| Unsupported::new("a list of nothing"))?;
                    heads.push(format!("{name}: Vec<{}>", self.rust_type(elem)?));
                    if !name.starts_with('_') {
                        let mark = if head.starts_with("mut ") { "mut " } else { "" };
                        turned += &format!("let {mark}{name} = {}::from({name});\n", self.sdk("go::Slice"));
                    }
                } else {
                    heads.push(head);
                }
                objects.extend(object.filter(|object| self.program.object(*object).name != "_"));
            }
        }
        let text = self.body(t, &objects, body, Form::Values);
        for (object, storage) in before {
            self.set_storage(object, storage);
        }
        let text = format!("{turned}{}", text?);
        let results = self.values_type(&signature.results)?;
        let arrow = if results == "()" || foreign {
            String::new()
        } else {
            format!(" -> {results}")
        };
        let moved = if kept { "move " } else { "" };
        let closure = format!("{moved}|{}|{arrow} {{\n{text}}}", heads.join(", "));
        if clones.is_empty() {
            return Ok(closure);
        }
        Ok(self.cloning(&clones, &closure))
    }

    /// What a closure that is kept clones, and where those variables lived before.
    fn take_over(&self, literal: &Expr) -> (Vec<String>, Vec<(ObjId, Storage)>) {
        let sees = |closure: &Closure| closure.pos == literal.pos;
        let mut captured: Vec<ObjId> = self
            .facts
            .vars
            .iter()
            .filter(|(_, var)| var.captures.iter().any(sees))
            .map(|(object, _)| *object)
            .collect();
        captured.sort_by_key(|object| self.program.object(*object).pos);
        let mut clones = Vec::new();
        let mut before = Vec::new();
        for object in captured {
            let storage = self.storage(object);
            let copied = self.program.object(object).t.is_some_and(|t| self.is_copied(t));
            if storage == Storage::Reference {
                before.push((object, storage));
                self.set_storage(object, Storage::Own);
            }
            if !(copied && matches!(storage, Storage::Own)) {
                clones.push(self.name(object));
            }
        }
        (clones, before)
    }

    /// `defer f(x)`: what the call needs is taken now.
    pub fn deferred(&self, call: &Expr) -> Emitted<String> {
        let ExprKind::CallExpr { fun, args, .. } = &call.inner().kind else {
            return Err(Unsupported::new("this defer"));
        };
        if let (ExprKind::FuncLit { typ, body }, []) = (&fun.inner().kind, args.as_slice()) {
            let closure = self.closure(fun.inner(), typ, body, true, false)?;
            return Ok(format!("defers.push({closure});\n"));
        }
        let (mut opening, mut taken) = (String::new(), Vec::new());
        // A method is bound to its receiver now, and a function may be another one later.
        let changes = self.changes_later(fun)?;
        let receiver = match &fun.inner().kind {
            ExprKind::SelectorExpr {
                x,
                selection: Some(selection),
                ..
            } if selection.kind == SelectionKind::Method && changes => Some((x, selection)),
            _ => None,
        };
        let bound = changes && receiver.is_none();
        if let Some((x, selection)) = receiver {
            let value = match self.program.kind(self.type_of(x)?) {
                TypeKind::Pointer if !self.takes_pointer(selection.o) => {
                    let behind = self.careful(true, || self.behind(x))?;
                    let value = match behind.shape {
                        super::code::Shape::Value => behind.text,
                        _ => format!("{}.clone()", behind.base()),
                    };
                    format!("{}::new({value})", self.sdk("go::Ptr"))
                }
                _ => self.owned(x)?,
            };
            opening += &self.take(x, &value, &mut taken);
        }
        if bound {
            let function = self.expr(fun)?;
            opening += &self.take(fun, &self.own(&function, fun), &mut taken);
        }
        for arg in args.iter().filter(|arg| !self.is_same_later(arg)) {
            opening += &self.take(arg, &self.owned(arg)?, &mut taken);
        }
        let text = match bound {
            true => self.value_call(fun, args, false).map(|code| format!("{};", code.text)),
            false => self.call_statement(call),
        };
        let mut clones = self.captured_by(call);
        clones.retain(|name| !opening.contains(&format!("let {name} = ")));
        self.give_back(&taken);
        let push = self.cloning(&clones, &format!("move || {{ {} }}", text?.trim_end()));
        Ok(match opening.is_empty() {
            true => format!("defers.push({push});\n"),
            false => format!("{{\n{opening}defers.push({push});\n}}\n"),
        })
    }

    /// Whether an argument is the same when a deferred call runs.
    fn is_same_later(&self, arg: &Expr) -> bool {
        let stays = |object: ObjId| {
            let known = self.program.object(object);
            known.kind == ObjectKind::Func || !known.global && !self.facts.is_written(object)
        };
        arg.v.is_some()
            || arg.is_nil()
            || matches!(arg.inner().kind, ExprKind::FuncLit { .. })
            || arg.named().is_some_and(stays)
    }

    /// Whether what is called has to be kept when it is deferred: it may be something else later.
    fn changes_later(&self, fun: &Expr) -> Emitted<bool> {
        let fun = fun.inner();
        let changes = |x: &Expr| match x.named() {
            Some(object) if self.program.object(object).kind == ObjectKind::Var => {
                self.program.object(object).global || self.facts.is_written(object)
            }
            Some(_) => false,
            None => true,
        };
        Ok(match &fun.kind {
            ExprKind::Ident { .. } => changes(fun),
            ExprKind::SelectorExpr {
                x,
                selection: Some(selection),
                ..
            } if selection.kind == SelectionKind::Method => {
                let receiver = self.program.object(selection.o).receiver;
                let own = receiver.is_some_and(|t| self.program.own_named(t).is_some());
                match (self.program.kind(self.type_of(x)?), self.takes_pointer(selection.o)) {
                    (TypeKind::Interface, _) | (TypeKind::Pointer, true) => changes(x),
                    (TypeKind::Pointer, false) => own,
                    (_, takes_pointer) => own && !takes_pointer && changes(x),
                }
            }
            ExprKind::SelectorExpr { selection: Some(_), .. } => true,
            _ => false,
        })
    }

    fn cloning(&self, clones: &[String], closure: &str) -> String {
        if clones.is_empty() {
            return closure.to_string();
        }
        // rustfmt knows how to lay out a call; the macro is put in its place afterwards.
        self.sdk("clone");
        format!("clone__({}, {closure})", clones.join(", "))
    }

    /// The local variables that an expression names.
    fn captured_by(&self, expr: &Expr) -> Vec<String> {
        let mut names = Vec::new();
        self.note_captured(Node::Expr(expr), &mut names);
        names
    }

    fn note_captured(&self, node: Node, names: &mut Vec<String>) {
        if let Node::Expr(expr) = node {
            if self.taken(expr).is_some() {
                return;
            }
            if let (ExprKind::Ident { .. }, Some(object), Some(t)) = (&expr.kind, expr.o, expr.t) {
                let known = self.program.object(object);
                let local = known.kind == ObjectKind::Var && !known.global && !known.field;
                let copied = self.is_copied(t) && self.storage(object) == Storage::Own;
                if local && !copied && !names.contains(&self.name(object)) {
                    names.push(self.name(object));
                }
            }
        }
        walk::below(node, &mut |part| self.note_captured(part, names));
    }
}

/// Whether a body defers calls, closures in it aside.
pub fn has_defer(body: &Stmt) -> bool {
    fn look(node: Node, found: &mut bool) {
        match node {
            Node::Expr(Expr {
                kind: ExprKind::FuncLit { .. },
                ..
            }) => return,
            Node::Stmt(Stmt {
                kind: StmtKind::DeferStmt { .. },
                ..
            }) => *found = true,
            _ => {}
        }
        walk::below(node, &mut |part| look(part, found));
    }
    let mut found = false;
    look(Node::Stmt(body), &mut found);
    found
}
