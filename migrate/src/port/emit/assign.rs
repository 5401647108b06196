//! Assignments of one value to one place.

use super::code::{Unsupported, prec};
use super::expr::Emitted;
use super::place::parts_of_place;
use super::{Emitter, Storage};
use crate::port::facts::{builtin, same_place};
use crate::port::tree::{Expr, ExprKind, Mode, ObjectKind, TypeKind};
use crate::port::walk::{self, Node};

impl Emitter<'_> {
    pub fn assign(&self, lhs: &[Expr], tok: &str, rhs: &[Expr]) -> Emitted<String> {
        let all: Vec<&Expr> = lhs.iter().chain(rhs).collect();
        let mut parts: Vec<&Expr> = lhs.iter().flat_map(parts_of_place).collect();
        let twice = matches!(tok, "/=" | "%=" | "<<=" | ">>=");
        // A place is opened behind the value, and by some operators twice; the calls in it come first in Go, and once.
        let calls_first =
            parts.iter().any(|part| self.may_write(part)) && (rhs.iter().any(|value| self.may_write(value)) || twice);
        if !matches!(tok, "=" | ":=") {
            parts.extend(lhs);
        }
        parts.extend(rhs);
        self.careful(self.leads_back(&all), || match (lhs, rhs) {
            ([place], [value]) if tok == ":=" => self.define(place, value),
            ([place], [value]) if calls_first => {
                let mut parts = parts_of_place(place);
                parts.push(value);
                let taken = self.take_all_calls(&parts)?;
                let work = || match tok {
                    "=" => self.store(place, value),
                    _ => self.operate(place, tok, value),
                };
                self.taking(twice, || self.behind_calls(taken, work))
            }
            ([place], [value]) if tok == "=" => self.after_calls(&parts, || self.store(place, value)),
            ([place], [value]) => self.after_calls(&parts, || self.operate(place, tok, value)),
            (_, [value]) => self.destructure(lhs, value, tok == ":="),
            _ => self.after_calls(&parts, || self.parallel(lhs, rhs, tok == ":=")),
        })
    }

    /// A statement behind those calls in it that come first.
    pub fn after_calls(&self, parts: &[&Expr], work: impl FnOnce() -> Emitted<String>) -> Emitted<String> {
        let taken = self.take_calls(parts)?;
        self.behind_calls(taken, work)
    }

    fn behind_calls(
        &self,
        (opening, taken): (String, Vec<(usize, usize)>),
        work: impl FnOnce() -> Emitted<String>,
    ) -> Emitted<String> {
        let text = work();
        self.give_back(&taken);
        Ok(opening + &text?)
    }

    /// `place = value`.
    fn store(&self, place: &Expr, value: &Expr) -> Emitted<String> {
        if place.is_blank() {
            return Ok(format!("let _ = {};\n", self.owned(value)?));
        }
        let t = self.type_of(place)?;
        if let ExprKind::CallExpr { fun, args, ellipsis } = &value.inner().kind
            && fun.mode == Some(Mode::Builtin)
            && builtin(fun) == "append"
            && let [first, rest @ ..] = args.as_slice()
            && !rest.is_empty()
            && same_place(self.program, place, first)
        {
            return self.careful(true, || self.grow_place(place, value, rest, *ellipsis > 0));
        }
        let through = self.is_through_guard(place);
        let text = self.careful(through, || self.converted(value, t))?;
        self.store_text(place, &text)
    }

    /// Whether writing a place opens a cell.
    fn is_through_guard(&self, place: &Expr) -> bool {
        !matches!(&place.inner().kind, ExprKind::Ident { .. })
    }

    fn grow_place(&self, place: &Expr, call: &Expr, rest: &[Expr], spread: bool) -> Emitted<String> {
        if let ExprKind::IndexExpr { x, index } = &place.inner().kind
            && self.program.kind(self.type_of(x)?) == TypeKind::Map
        {
            let key = self.map_key(self.program.under_type(self.type_of(x)?).key, index)?;
            let list = self.unused("list");
            let grow = self.grow(&list, call, rest, spread)?;
            // The map is open for writing then: what is added is found before.
            if let Some((open, items)) = grow.split_once('(').filter(|(_, items)| items.contains(['(', '&'])) {
                let name = self.unused("items");
                let items = items.strip_suffix(')').unwrap_or(items);
                let (items, by) = match items.strip_prefix('&') {
                    Some(items) => (format!("{items}.to_vec()"), "&"),
                    None => (items.to_string(), ""),
                };
                let by = if open.ends_with("extend_from_slice") { by } else { "" };
                return Ok(format!(
                    "let {name} = {items};\n{}.update({key}, |{list}| {open}({by}{name}));\n",
                    self.careful(true, || self.expr(x))?.base()
                ));
            }
            return Ok(format!("{}.update({key}, |{list}| {grow});\n", self.expr(x)?.base()));
        }
        let target = self.place_mut(place)?;
        let target = target.trim_start_matches('*').to_string();
        let inner = if self.is_newtype(self.type_of(place)?) {
            ".0"
        } else {
            ""
        };
        let grow = self.grow("\u{1}", call, rest, spread)?;
        let (_, argument) = grow.split_once('\u{1}').ok_or_else(|| Unsupported::new("append"))?;
        let opens = target.contains("borrow_mut()") || target.contains("at_mut(");
        if opens && argument.matches('(').count() > 1 || argument.contains(".borrow()") {
            let open = argument.find('(').ok_or_else(|| Unsupported::new("append"))?;
            let items = &argument[open + 1..argument.len() - 1];
            let name = self.unused("items");
            let by = if items.starts_with('&') && argument.contains("extend_from_slice") {
                format!("&{name}")
            } else {
                name.clone()
            };
            let items = items
                .strip_prefix('&')
                .map_or(items.to_string(), |items| format!("{items}.to_vec()"));
            return Ok(format!(
                "let {name} = {items};\n{target}{inner}{}({by});\n",
                &argument[..open]
            ));
        }
        Ok(format!("{target}{inner}{argument};\n"))
    }

    /// Writes a value into a place.
    pub fn store_text(&self, place: &Expr, text: &str) -> Emitted<String> {
        self.with_indices(place, || self.store_text_at(place.inner(), text))
    }

    /// Writes a place after the indices in it that do more than name a variable: what those read is read before a list is
    /// opened for writing.
    fn with_indices(&self, place: &Expr, work: impl FnOnce() -> Emitted<String>) -> Emitted<String> {
        let (mut opening, mut taken) = (String::new(), Vec::new());
        let mut at = place.inner();
        loop {
            at = match &at.kind {
                ExprKind::IndexExpr { x, index } => {
                    let t = self.type_of(x)?;
                    let lent = matches!(self.program.kind(t), TypeKind::Array | TypeKind::Pointer) || self.is_vec(t);
                    let field = matches!(&index.inner().kind, ExprKind::SelectorExpr { x, selection: Some(_), .. }
                        if x.named().is_some() && x.root() != place.root()
                            && x.t.is_some_and(|t| self.program.kind(t) == TypeKind::Struct));
                    let plain = index.v.is_some() || index.named().is_some();
                    let simple = plain || field || self.taken(index).is_some();
                    if lent && !simple {
                        let text = self.careful(true, || self.owned(index))?;
                        opening += &self.take(index, &text, &mut taken);
                    }
                    x.inner()
                }
                ExprKind::SelectorExpr {
                    x, selection: Some(_), ..
                }
                | ExprKind::StarExpr { x } => x.inner(),
                _ => break,
            };
        }
        let done = work();
        self.give_back(&taken);
        Ok(opening + &done?)
    }

    fn store_text_at(&self, place: &Expr, text: &str) -> Emitted<String> {
        let simple = place
            .named()
            .is_some_and(|object| !self.program.object(object).global && self.storage(object) == Storage::Own);
        // What the value borrows has to be back when the place is opened for writing.
        if text.contains(".borrow()") && !simple {
            let value = self.unused("value");
            return Ok(format!("let {value} = {text};\n{}", self.store_text(place, &value)?));
        }
        match &place.kind {
            ExprKind::Ident { .. } => {
                let object = place.o.ok_or_else(|| Unsupported::new("a variable"))?;
                let name = self.name(object);
                if self.program.object(object).global {
                    self.uses.borrow_mut().insert("go::Global".to_string());
                    return Ok(format!("{}.set({text});\n", self.own_path(Some(object), &name)));
                }
                let borrows = looks_into(text, &name);
                Ok(match self.storage(object) {
                    Storage::Cell => format!("{name}.set({text});\n"),
                    // What is lent has to be back before the variable changes.
                    Storage::Own if borrows => {
                        let next = self.unused("next");
                        format!("let {next} = {text};\n{name} = {next};\n")
                    }
                    Storage::Own => format!("{name} = {text};\n"),
                    Storage::Error => return Err(Unsupported::new("an error that is assigned")),
                    _ => return Err(Unsupported::new("this assignment")),
                })
            }
            ExprKind::IndexExpr { x, index } => match self.program.kind(self.type_of(x)?) {
                TypeKind::Map => {
                    let t = self.type_of(x)?;
                    if !self.is_own_map(t) {
                        return Err(Unsupported::new("an assignment into this map"));
                    }
                    let key = self.map_key(self.program.under_type(t).key, index)?;
                    Ok(format!(
                        "{}.insert({key}, {text});\n",
                        self.careful(true, || self.expr(x))?.base()
                    ))
                }
                TypeKind::Slice if !self.is_vec(self.type_of(x)?) => {
                    let base = self.careful(true, || self.expr(x))?.base();
                    Ok(format!(
                        "{base}.set({}, {text});\n",
                        self.careful(true, || self.int64(index))?
                    ))
                }
                _ => Ok(format!("{} = {text};\n", self.place_mut(place)?)),
            },
            ExprKind::SelectorExpr {
                selection: None, sel, ..
            } => {
                let object = sel.o.filter(|object| {
                    let known = self.program.object(*object);
                    known.kind == ObjectKind::Var
                        && known
                            .package
                            .as_deref()
                            .is_some_and(|package| self.program.owns(package))
                });
                let object = object.ok_or_else(|| Unsupported::new("a variable of another package"))?;
                self.uses.borrow_mut().insert("go::Global".to_string());
                Ok(format!(
                    "{}.set({text});\n",
                    self.own_path(Some(object), &self.name(object))
                ))
            }
            ExprKind::StarExpr { x }
                if !x
                    .named()
                    .is_some_and(|object| self.storage(object) == Storage::Borrowed) =>
            {
                Ok(format!(
                    "{}.set({text});\n",
                    self.careful(true, || self.expr(x))?.base()
                ))
            }
            _ => Ok(format!("{} = {text};\n", self.place_mut(place)?)),
        }
    }

    /// `place op= value`.
    fn operate(&self, place: &Expr, tok: &str, value: &Expr) -> Emitted<String> {
        let t = self.type_of(place)?;
        let op = tok.trim_end_matches('=');
        if self.program.is_string(t) {
            let text = self.careful(self.is_through_guard(place), || self.text(value))?;
            let own = place.root().filter(|object| self.storage(*object) == Storage::Own);
            let itself = own.is_some()
                && walk::any(
                    Node::Expr(value),
                    &mut |node| matches!(node, Node::Expr(expr) if same_place(self.program, expr, place)),
                );
            if itself {
                let more = self.unused("more");
                return Ok(format!(
                    "let {more} = {}.clone();\n{}",
                    text.trim_start_matches('&'),
                    self.update(place, "+=", &format!("&{more}"))?
                ));
            }
            return self.update(place, "+=", &text);
        }
        let careful = self.is_through_guard(place);
        match op {
            "/" | "%" if !self.program.basic(t).contains("float") => {
                let sure = value
                    .v
                    .as_ref()
                    .is_some_and(|value| value.text != "-1" && value.text != "0");
                if sure {
                    let text = self.careful(careful, || self.operand(value))?.text;
                    return self.update(place, tok, &text);
                }
                let function = self.sdk(if op == "/" { "go::div" } else { "go::rem" });
                let text = self.careful(true, || {
                    Ok(format!(
                        "{function}({}, {})",
                        self.operand(place)?.text,
                        self.operand(value)?.text
                    ))
                })?;
                self.store_text(place, &text)
            }
            "<<" | ">>" => {
                let small = value.v.as_ref().and_then(|value| value.text.parse::<u32>().ok());
                if let Some(count) = small.filter(|count| *count < 8) {
                    return self.update(place, tok, &count.to_string());
                }
                let function = self.sdk(if op == "<<" { "go::shl" } else { "go::shr" });
                let count = if value.v.is_some() {
                    self.typed_constant(value)?
                } else {
                    self.operand(value)?.text
                };
                let text = self.careful(true, || {
                    Ok(format!("{function}({}, {count})", self.operand(place)?.text))
                })?;
                self.store_text(place, &text)
            }
            "&^" => {
                let text = self.careful(careful, || self.operand(value))?.at(prec::UNARY);
                self.update(place, "&=", &format!("!{text}"))
            }
            _ => {
                let text = self.careful(careful, || self.operand(value))?.text;
                self.update(place, tok, &text)
            }
        }
    }

    /// `place op= text`, also where the place is in a cell or a map.
    pub fn update(&self, place: &Expr, op: &str, text: &str) -> Emitted<String> {
        self.with_indices(place, || self.update_at(place.inner(), op, text))
    }

    fn update_at(&self, place: &Expr, op: &str, text: &str) -> Emitted<String> {
        if let ExprKind::IndexExpr { x, index } = &place.kind
            && self.program.kind(self.type_of(x)?) == TypeKind::Map
        {
            let t = self.type_of(x)?;
            if !self.is_own_map(t) {
                return Err(Unsupported::new("an assignment into this map"));
            }
            let key = self.map_key(self.program.under_type(t).key, index)?;
            let map = self.careful(true, || self.expr(x))?.base();
            let value = self.unused("value");
            // The map is open for writing then: what is added is found before.
            let (opening, text) = match text.contains(['(', '&']) {
                true => {
                    let name = self.unused("more");
                    let (more, by) = text
                        .strip_prefix('&')
                        .map_or((text.to_string(), ""), |text| (format!("{text}.clone()"), "&"));
                    (format!("let {name} = {more};\n"), format!("{by}{name}"))
                }
                false => (String::new(), text.to_string()),
            };
            return Ok(format!(
                "{opening}{map}.update({key}, |{value}| *{value} {op} {text});\n"
            ));
        }
        if let Some(object) = place.named()
            && !self.program.object(object).global
            && self.storage(object) == Storage::Cell
            && !text.contains("get()")
            && !text.contains("borrow")
        {
            return Ok(format!("*{}.borrow_mut() {op} {text};\n", self.name(object)));
        }
        let target = self.place_mut(place)?;
        let open = target.contains("borrow_mut()") && text.contains('(');
        if open || target.contains(".at_mut(") && text.contains(['(', '[']) {
            let value = self.unused("value");
            // What is looked into may be the place itself.
            let text = match text.strip_prefix('&').filter(|text| text.contains(".borrow()")) {
                Some(looked) => format!("{}.clone()", looked.trim_start_matches('*')),
                None => text.to_string(),
            };
            return Ok(format!("let {value} = {text};\n{target} {op} {value};\n"));
        }
        Ok(format!("{target} {op} {text};\n"))
    }
}

/// Whether a text looks into a part of a variable, and so still holds it when it is written.
fn looks_into(text: &str, name: &str) -> bool {
    let in_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    text.match_indices(&format!("{name}.")).any(|(at, _)| {
        let path = text[at..].split(|c| !in_path(c)).next().unwrap_or_default();
        !text[..at].ends_with(in_path) && path.ends_with(".borrow")
    })
}
