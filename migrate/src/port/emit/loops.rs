//! Loops.

use super::code::{Shape, Unsupported, prec};
use super::expr::Emitted;
use super::{Emitter, Storage, Target};
use crate::port::foreign;
use crate::port::tree::{DeclKind, Expr, ExprKind, ObjId, SpecKind, Stmt, StmtKind, TypeKind};
use crate::port::walk::{self, Node};
use std::cell::Cell;

impl Emitter<'_> {
    fn target(&self, label: Option<String>, is_loop: bool, body: Option<String>) -> Target {
        let name = self.label(
            &label
                .clone()
                .unwrap_or_else(|| if is_loop { "each" } else { "switch" }.to_string())
                .to_lowercase(),
        );
        Target {
            label,
            is_loop,
            name,
            body,
            used: Cell::new(false),
        }
    }

    /// A target for a switch.
    pub fn switch_target(&self, label: Option<String>) -> Target {
        self.target(label, false, None)
    }

    /// A loop with its label, if anything leads to it.
    fn looped(
        &self,
        label: Option<String>,
        step: Option<String>,
        work: impl FnOnce() -> Emitted<String>,
        head: &str,
    ) -> Emitted<String> {
        let target = self.target(label, true, step);
        let name = target.name.clone();
        let (body, used) = self.with_target(target, work);
        let mark = if used { format!("{name}: ") } else { String::new() };
        Ok(format!("{mark}{head} {}\n", body?))
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of Go's statement")]
    pub fn for_loop(
        &self,
        label: Option<String>,
        init: Option<&Stmt>,
        cond: Option<&Expr>,
        post: Option<&Stmt>,
        body: &Stmt,
    ) -> Emitted<String> {
        if let Some(head) = self.counted(init, cond, post, body)? {
            [init, post]
                .into_iter()
                .flatten()
                .for_each(|stmt| self.count(stmt.pos, true));
            return self.looped(label, None, || self.block(body, false), &head);
        }
        let head = match cond {
            None => "loop".to_string(),
            Some(cond) => format!(
                "while {}",
                self.careful(self.leads_back(&[cond]), || self.operand(cond))?.text
            ),
        };
        let (Some(init), false) = (init, post.is_none()) else {
            let mut text = String::new();
            if let Some(init) = init {
                self.count(init.pos, true);
                text += &self.statement(init, false)?;
            }
            let step = match post {
                Some(post) => {
                    self.count(post.pos, true);
                    Some(self.statement(post, false)?)
                }
                None => None,
            };
            let head = if init.is_some() {
                match cond {
                    None => "loop".to_string(),
                    Some(cond) => format!(
                        "while {}",
                        self.careful(self.leads_back(&[cond]), || self.operand(cond))?.text
                    ),
                }
            } else {
                head
            };
            text += &self.stepped(label, body, step, &head)?;
            return Ok(if init.is_some() {
                format!("{{\n{text}}}\n")
            } else {
                text
            });
        };
        let Some(post) = post else {
            return Err(Unsupported::new("this loop"));
        };
        [init, post].into_iter().for_each(|stmt| self.count(stmt.pos, true));
        let boxed = self
            .loop_variables(init)
            .into_iter()
            .filter(|object| self.facts.boxed.contains(object))
            .collect::<Vec<_>>();
        if !boxed.is_empty() {
            return self.per_turn(label, init, cond, post, body, &boxed);
        }
        let opening = self.statement(init, false)?;
        let head = match cond {
            None => "loop".to_string(),
            Some(cond) => format!(
                "while {}",
                self.careful(self.leads_back(&[cond]), || self.operand(cond))?.text
            ),
        };
        let step = self.statement(post, false)?;
        let text = self.stepped(label, body, Some(step), &head)?;
        Ok(format!("{{\n{opening}{text}}}\n"))
    }

    /// A loop that does a step at the end of every turn, `continue` or not.
    fn stepped(&self, label: Option<String>, body: &Stmt, step: Option<String>, head: &str) -> Emitted<String> {
        let Some(step) = step else {
            return self.looped(label, None, || self.block(body, false), head);
        };
        let block = continues(body, label.as_deref()).then(|| self.label("turn"));
        let inner = block.clone();
        self.looped(
            label,
            block,
            || {
                let text = self.block(body, false)?;
                Ok(match inner {
                    Some(name) => format!("{{\n{name}: {text}\n{step}}}"),
                    None if self.hides(body, &step) => format!("{{\n{text}\n{step}}}"),
                    None => format!("{}{step}}}", text.trim_end().trim_end_matches('}')),
                })
            },
            head,
        )
    }

    /// Whether the body of a loop declares a variable with a name that the step behind it has, too.
    fn hides(&self, body: &Stmt, step: &str) -> bool {
        let StmtKind::BlockStmt { list } = &body.kind else {
            return false;
        };
        let mut declared = Vec::new();
        for stmt in list {
            match &stmt.kind {
                StmtKind::AssignStmt { lhs, tok, .. } if tok == ":=" => declared.extend(lhs.iter().filter_map(|x| x.o)),
                StmtKind::DeclStmt { decl } => {
                    if let DeclKind::GenDecl { specs, .. } = &decl.kind {
                        for spec in specs {
                            if let SpecKind::ValueSpec { names, .. } = &spec.kind {
                                declared.extend(names.iter().filter_map(|name| name.o));
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        let mut words = step.split(|c: char| !c.is_alphanumeric() && c != '_');
        let names: Vec<String> = declared.into_iter().map(|object| self.name(object)).collect();
        words.any(|word| names.iter().any(|name| name == word))
    }

    fn loop_variables(&self, init: &Stmt) -> Vec<ObjId> {
        match &init.kind {
            StmtKind::AssignStmt { lhs, tok, .. } if tok == ":=" => lhs.iter().filter_map(|place| place.o).collect(),
            _ => Vec::new(),
        }
    }

    /// A loop whose variable a closure keeps: every turn has one of its own.
    fn per_turn(
        &self,
        label: Option<String>,
        init: &Stmt,
        cond: Option<&Expr>,
        post: &Stmt,
        body: &Stmt,
        boxed: &[ObjId],
    ) -> Emitted<String> {
        let [object] = boxed else {
            return Err(Unsupported::new("a loop with several variables that closures keep"));
        };
        let StmtKind::AssignStmt { lhs, rhs, .. } = &init.kind else {
            return Err(Unsupported::new("this loop"));
        };
        if lhs.len() != 1 {
            return Err(Unsupported::new("a loop with several variables that closures keep"));
        }
        let t = self
            .program
            .object(*object)
            .t
            .ok_or_else(|| Unsupported::new("a variable"))?;
        let (name, rust) = (self.name(*object), self.rust_type(t)?);
        let first = self.converted(&rhs[0], t)?;
        let ptr = self.sdk("go::Ptr");
        let condition = match cond {
            None => String::new(),
            Some(cond) => {
                let code = self.careful(true, || self.operand(cond))?;
                format!("if !({}) {{\nbreak;\n}}\n", code.text)
            }
        };
        let step = self.statement(post, false)?;
        let block = continues(body, label.as_deref()).then(|| self.label("turn"));
        let inner = block.clone();
        let turn = format!("next_{name}");
        let text = self.looped(
            label,
            block,
            || {
                let body = self.block(body, false)?;
                let body = inner.map_or(body.clone(), |label| format!("{label}: {body}"));
                Ok(format!(
                    "{{\nlet {name}: {ptr}<{rust}> = {ptr}::new({turn});\n{condition}{body}\nlet {name} = {ptr}::new({name}.get());\n{step}{turn} = {name}.get();\n}}"
                ))
            },
            "loop",
        )?;
        Ok(format!("{{\nlet mut {turn}: {rust} = {first};\n{text}}}\n"))
    }

    /// `for i := a; i < b; i++` as `for i in a..b`, where nothing else changes either.
    fn counted(
        &self,
        init: Option<&Stmt>,
        cond: Option<&Expr>,
        post: Option<&Stmt>,
        body: &Stmt,
    ) -> Emitted<Option<String>> {
        let (Some(init), Some(cond), Some(post)) = (init, cond, post) else {
            return Ok(None);
        };
        let StmtKind::AssignStmt { lhs, tok, rhs } = &init.kind else {
            return Ok(None);
        };
        let ([place], [from], ":=") = (lhs.as_slice(), rhs.as_slice(), tok.as_str()) else {
            return Ok(None);
        };
        let Some(object) = place.o else { return Ok(None) };
        let StmtKind::IncDecStmt { x, tok } = &post.kind else {
            return Ok(None);
        };
        let ExprKind::BinaryExpr { x: left, op, y: to } = &cond.inner().kind else {
            return Ok(None);
        };
        let up = tok == "++" && matches!(op.as_str(), "<" | "<=");
        let t = place.t.ok_or_else(|| Unsupported::new("a variable"))?;
        let fits = up
            && x.named() == Some(object)
            && left.named() == Some(object)
            && !self.facts.boxed.contains(&object)
            && !self.facts.is_written_between(object, body.pos, body.end)
            && self.program.basic(t).contains("int")
            && !self.is_newtype(t)
            && self.is_fixed(to, body);
        if !fits {
            return Ok(None);
        }
        let careful = self.leads_back(&[from, to]);
        let (low, high) = self.careful(careful, || {
            Ok::<_, Unsupported>((self.operand(from)?, self.operand(to)?))
        })?;
        let low = if from.v.is_some() && to.v.is_some() {
            format!("{}_{}", low.text, self.rust_type(t)?)
        } else {
            low.at(prec::ANY)
        };
        let high = high.at(prec::ANY);
        let dots = if op == "<" { ".." } else { "..=" };
        self.set_storage(object, Storage::Own);
        let unused = self
            .facts
            .vars
            .get(&object)
            .is_none_or(|var| !var.reads.iter().any(|at| (body.pos..body.end).contains(at)));
        let mark = if unused { "_" } else { "" };
        Ok(Some(format!("for {mark}{} in {low}{dots}{high}", self.name(object))))
    }

    /// Whether an expression has the same value in every turn of a loop.
    fn is_fixed(&self, expr: &Expr, body: &Stmt) -> bool {
        if expr.v.is_some() {
            return true;
        }
        let (from, to) = (body.pos, body.end);
        match &expr.inner().kind {
            ExprKind::Ident { .. } => expr.named().is_some_and(|object| {
                !self.program.object(object).global
                    && !self.facts.boxed.contains(&object)
                    && !self.facts.is_written_between(object, from, to)
            }),
            ExprKind::CallExpr { fun, args, .. } => {
                let len =
                    fun.mode == Some(crate::port::tree::Mode::Builtin) && crate::port::facts::builtin(fun) == "len";
                len && args.iter().all(|arg| {
                    let map = arg.t.is_some_and(|t| self.program.kind(t) == TypeKind::Map);
                    arg.v.is_some()
                        || matches!(arg.inner().kind, ExprKind::Ident { .. }) && !map && self.is_fixed(arg, body)
                })
            }
            ExprKind::BinaryExpr { x, y, .. } => self.is_fixed(x, body) && self.is_fixed(y, body),
            _ => false,
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of Go's statement")]
    pub fn range_loop(
        &self,
        label: Option<String>,
        key: Option<&Expr>,
        value: Option<&Expr>,
        tok: &str,
        x: &Expr,
        body: &Stmt,
    ) -> Emitted<String> {
        let t = self.type_of(x)?;
        let blank = |place: Option<&Expr>| place.filter(|place| !place.is_blank()).is_none();
        let mut opening = String::new();
        let by_reference = matches!(self.program.kind(t), TypeKind::Array) || self.is_vec(t);
        // What a foreign call gives is taken apart, not looked at.
        let fresh = matches!(
            self.careful(true, || self.expr(x)).map(|code| code.shape),
            Ok(Shape::Value)
        );
        let copied = self.must_copy(x, body);
        let theirs = self.program.kind(t) == TypeKind::Map && !self.is_own_map(t);
        let reference = by_reference && !copied && !fresh || theirs;
        let key_name = if blank(key) {
            "_".to_string()
        } else {
            self.turn_variable(key, tok, false, &mut opening)?
        };
        let value_name = if blank(value) {
            "_".to_string()
        } else {
            self.turn_variable(value, tok, reference, &mut opening)?
        };
        let head = self.range_head(x, blank(key), blank(value), &key_name, &value_name, reference)?;
        self.looped(
            label,
            None,
            || {
                let text = self.block(body, false)?;
                Ok(if opening.is_empty() {
                    text
                } else {
                    text.replacen("{\n", &format!("{{\n{opening}"), 1)
                })
            },
            &head,
        )
    }

    /// Whether a list that is walked through changes meanwhile.
    fn must_copy(&self, x: &Expr, body: &Stmt) -> bool {
        match x.root() {
            Some(root) => {
                self.program.object(root).global
                    || self.facts.is_written_between(root, body.pos, body.end)
                    || self.storage(root) == Storage::Cell
                    || self.storage(root) == Storage::Borrowed && self.writes_behind(root, body)
                    || self.passes_pointer(x)
            }
            None => true,
        }
    }

    /// Whether a path goes through a pointer in a cell.
    fn passes_pointer(&self, x: &Expr) -> bool {
        match &x.inner().kind {
            ExprKind::SelectorExpr {
                x, selection: Some(_), ..
            }
            | ExprKind::StarExpr { x } => {
                let pointer = x.t.is_some_and(|t| self.program.kind(t) == TypeKind::Pointer);
                let borrowed = x
                    .named()
                    .is_some_and(|object| self.storage(object) == Storage::Borrowed);
                pointer && !borrowed || self.passes_pointer(x)
            }
            ExprKind::IndexExpr { x, .. } => {
                x.t.is_some_and(|t| self.program.kind(t) != TypeKind::Array && !self.is_vec(t))
                    || self.passes_pointer(x)
            }
            _ => false,
        }
    }

    /// Whether something behind a borrowed pointer may be written in a body: through it, or by who gets it.
    fn writes_behind(&self, root: ObjId, body: &Stmt) -> bool {
        let mut found = false;
        walk::each(Node::Stmt(body), &mut |node| match node {
            Node::Stmt(Stmt {
                kind: StmtKind::AssignStmt { lhs, .. },
                ..
            }) => {
                found |= lhs.iter().any(|place| place.root() == Some(root));
            }
            Node::Stmt(Stmt {
                kind: StmtKind::IncDecStmt { x, .. },
                ..
            }) => found |= x.root() == Some(root),
            Node::Expr(Expr {
                kind: ExprKind::CallExpr { fun, args, .. },
                ..
            }) => {
                let method = self.is_method(fun)
                    && matches!(&fun.inner().kind, ExprKind::SelectorExpr { x, .. } if x.root() == Some(root))
                    && !foreign::is_foreign(self.program, fun);
                found |= method || args.iter().any(|arg| arg.named() == Some(root));
            }
            _ => {}
        });
        found && self.facts.borrowed.get(&root) == Some(&crate::port::facts::Borrow::Mut)
    }

    /// The name of a variable of a loop, and what has to be done with it at the start of a turn.
    fn turn_variable(&self, place: Option<&Expr>, tok: &str, reference: bool, opening: &mut String) -> Emitted<String> {
        let place = place.ok_or_else(|| Unsupported::new("a variable"))?;
        if tok == "=" {
            let name = format!("next_{}", opening.lines().count());
            let t = self.type_of(place)?;
            let value = if reference {
                if self.is_copied(t) {
                    format!("*{name}")
                } else {
                    format!("{name}.clone()")
                }
            } else {
                name.clone()
            };
            *opening += &self.store_text(place, &value)?;
            return Ok(name);
        }
        let object = place.o.ok_or_else(|| Unsupported::new("a variable"))?;
        let t = self
            .program
            .object(object)
            .t
            .ok_or_else(|| Unsupported::new("a variable"))?;
        let name = self.name(object);
        let copied = self.is_copied(t);
        if self.facts.boxed.contains(&object) {
            let value = match (reference, copied) {
                (false, _) => name.clone(),
                (true, true) => format!("*{name}"),
                (true, false) => format!("{name}.clone()"),
            };
            *opening += &format!("let {name} = {}::new({value});\n", self.sdk("go::Ptr"));
            self.set_storage(object, Storage::Cell);
            return Ok(name);
        }
        let written = self.facts.is_written(object);
        if reference && copied {
            self.set_storage(object, Storage::Own);
            if written {
                *opening += &format!("let mut {name} = *{name};\n");
                return Ok(name);
            }
            return Ok(format!("&{name}"));
        }
        if reference && (written || self.facts.is_kept(object)) {
            let clone = if self.is_vec(t) && !self.is_newtype(t) {
                "to_vec"
            } else {
                "clone"
            };
            *opening += &format!("let {}{name} = {name}.{clone}();\n", if written { "mut " } else { "" });
            self.set_storage(object, Storage::Own);
            return Ok(name);
        }
        self.set_storage(object, if reference { Storage::Reference } else { Storage::Own });
        Ok(if written && !reference {
            format!("mut {name}")
        } else {
            name
        })
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of Go's statement")]
    fn range_head(
        &self,
        x: &Expr,
        no_key: bool,
        no_value: bool,
        key: &str,
        value: &str,
        reference: bool,
    ) -> Emitted<String> {
        let t = self.type_of(x)?;
        self.check_list(t)?;
        let typ = self.program.under_type(t);
        let inner = if self.is_newtype(t) { ".0" } else { "" };
        if typ.kind == TypeKind::Basic && !self.program.is_string(t) {
            let to = self.careful(true, || self.operand(x))?;
            let to = if x.v.is_some() {
                format!("{}_{}", to.text, self.rust_type(self.type_of(x)?)?)
            } else {
                to.at(prec::ANY)
            };
            return Ok(format!("for {key} in 0..{to}"));
        }
        match typ.kind {
            TypeKind::Basic => {
                self.uses.borrow_mut().insert("go::StrExt".to_string());
                let code = self.careful(true, || self.expr(x))?;
                let base = if code.shape == Shape::Text {
                    self.own(&code, x)
                } else {
                    code.base()
                };
                Ok(if no_value {
                    format!("for ({key}, _) in {base}{inner}.runes()")
                } else {
                    format!("for ({key}, {value}) in {base}{inner}.runes()")
                })
            }
            TypeKind::Map => {
                // The SDK's maps are walked through as they are.
                let plain = match &x.inner().kind {
                    ExprKind::CallExpr { fun, .. } if foreign::is_foreign(self.program, fun) => {
                        Some(self.plain_call(x)?.base())
                    }
                    _ => None,
                };
                let own = self.is_own_map(t) && plain.is_none();
                let base = match plain {
                    Some(base) => base,
                    None => self.careful(true, || self.expr(x))?.base(),
                };
                if !own {
                    let reference = x
                        .named()
                        .is_some_and(|object| self.storage(object) == Storage::Reference);
                    let mark = if self.is_own_map(t) || reference { "" } else { "&" };
                    return Ok(match (no_key, no_value) {
                        (false, true) => format!("for ({key}, _) in {mark}{base}"),
                        _ => format!("for ({key}, {value}) in {mark}{base}"),
                    });
                }
                Ok(match (no_key, no_value) {
                    (true, true) => format!("for _ in {base}.keys()"),
                    (false, true) => format!("for {key} in {base}.keys()"),
                    (true, false) => format!("for {value} in {base}.values()"),
                    _ => format!("for ({key}, {value}) in {base}.iter()"),
                })
            }
            TypeKind::Slice | TypeKind::Array | TypeKind::Pointer => {
                let shared = typ.kind == TypeKind::Slice && !self.is_vec(t);
                let plain = match &x.inner().kind {
                    ExprKind::CallExpr { fun, .. } if shared && foreign::is_foreign(self.program, fun) => {
                        Some(self.plain_call(x)?)
                    }
                    _ => None,
                };
                let shared_now = shared && plain.is_none();
                let code = match plain {
                    Some(code) => code,
                    None => self.careful(!reference, || self.expr(x))?,
                };
                let base = code.base();
                let array = match typ.kind {
                    TypeKind::Pointer => typ.elem.map(|elem| self.program.under_type(elem)),
                    _ => Some(typ).filter(|typ| typ.kind == TypeKind::Array),
                };
                if let (true, Some(len)) = (no_value, array.and_then(|array| array.len)) {
                    return Ok(format!("for {key} in 0..{len}_i64"));
                }
                if no_value {
                    let len = if shared_now {
                        format!("{base}{inner}.len()")
                    } else {
                        format!("{base}{inner}.len() as i64")
                    };
                    return Ok(format!("for {key} in 0..{len}"));
                }
                if typ.kind == TypeKind::Pointer {
                    // Each item is looked up when it is its turn.
                    return Err(Unsupported::new("a range over the items of what a pointer points at"));
                }
                if no_key {
                    let list = match (reference, code.shape) {
                        (true, Shape::Reference) if inner.is_empty() => code.text.clone(),
                        (true, Shape::Reference) => format!("&{}{inner}", code.text),
                        (true, _) => format!("&{base}{inner}"),
                        // A list that is written out is walked through where it stands.
                        (false, Shape::Value) if code.text.starts_with("vec![") && inner.is_empty() => {
                            code.text["vec!".len()..].to_string()
                        }
                        (false, Shape::Value) => format!("{}{inner}", code.text),
                        (false, Shape::Reference) if shared_now && inner.is_empty() => code.text.clone(),
                        (false, _) if shared_now => format!("&{base}{inner}"),
                        (false, _) => self.own(&code, x) + inner,
                    };
                    return Ok(format!("for {value} in {list}"));
                }
                if shared_now {
                    return Ok(format!("for ({key}, {value}) in {base}{inner}.pairs()"));
                }
                if reference {
                    self.uses.borrow_mut().insert("go::SliceExt".to_string());
                    return Ok(format!("for ({key}, {value}) in {base}{inner}.pairs()"));
                }
                let list = if code.shape == Shape::Value {
                    base
                } else {
                    self.own(&code, x)
                };
                Ok(format!("for ({key}, {value}) in (0..).zip({list}{inner})"))
            }
            _ => Err(Unsupported::new("a range over this")),
        }
    }
}

/// Whether a body goes on with the loop that it belongs to before its end.
fn continues(body: &Stmt, label: Option<&str>) -> bool {
    fn look(node: Node, label: Option<&str>, inner: bool, found: &mut bool) {
        match node {
            Node::Expr(Expr {
                kind: ExprKind::FuncLit { .. },
                ..
            }) => return,
            Node::Stmt(Stmt {
                kind: StmtKind::BranchStmt { tok, label: to },
                ..
            }) if tok == "continue" => {
                let named = to.as_ref().and_then(|to| match &to.kind {
                    ExprKind::Ident { name, .. } => Some(name.as_str()),
                    _ => None,
                });
                *found |= match named {
                    Some(named) => Some(named) == label,
                    None => !inner,
                };
            }
            _ => {}
        }
        let inside = inner
            || matches!(
                node,
                Node::Stmt(Stmt {
                    kind: StmtKind::ForStmt { .. } | StmtKind::RangeStmt { .. },
                    ..
                })
            );
        walk::below(node, &mut |part| look(part, label, inside, found));
    }
    let mut found = false;
    look(Node::Stmt(body), label, false, &mut found);
    found
}
