//! Calls of Go's library and of the SDK, word for word.

use super::code::{Code, Unsupported, prec};
use super::expr::Emitted;
use super::{Emitter, Storage, bare};
use crate::port::tree::{Expr, ExprKind, ObjId, Type, TypeId, TypeKind};
use crate::port::{foreign, library};

impl Emitter<'_> {
    /// `err.Error()`.
    pub fn error_text(&self, x: &Expr) -> Emitted {
        if let Some(object) = x.named()
            && !self.program.object(object).global
            && self.storage(object) == Storage::Error
        {
            return Ok(Code::value(format!("{}.text()", self.name(object))));
        }
        self.uses.borrow_mut().insert("go::MaybeError".to_string());
        Ok(Code::value(format!("{}.text()", self.expr(x)?.base())))
    }

    /// Refuses methods of Go's library that the SDK lacks.
    fn check_method(&self, method: ObjId) -> Emitted<()> {
        let known = self.program.object(method);
        let Some((package, named)) = known.package.as_deref().zip(self.program.receiver(known)) else {
            return Ok(());
        };
        let name = self.program.typ(named).name.as_deref().unwrap_or_default();
        let path = format!("{name}.{}", known.name);
        // What a type without a name for others has, its package says of the value that it gives.
        let listed = name.starts_with(char::is_uppercase) && self.program.kind(named) != TypeKind::Interface;
        if listed && library::lacks(package, &path) {
            return Err(Unsupported::new(format!("{package}.{path}")));
        }
        Ok(())
    }

    /// A call of a function of Go's library or of the SDK.
    pub fn foreign_call(&self, fun: &Expr, args: &[Expr], spread: bool) -> Emitted {
        let name = foreign::name(self.program, fun).unwrap_or_default();
        if let Some(code) = self.special_call(&name, fun, args, spread)? {
            return Ok(code);
        }
        let signature = self.program.under_type(self.type_of(fun)?);
        if let [call] = args
            && call.t.is_some_and(|t| self.program.typ(t).kind == TypeKind::Tuple)
        {
            return self.spread_results(fun, signature, call);
        }
        let writes = foreign::writes_items(self.program, fun);
        let list = self.arguments(
            signature,
            args,
            |arg, _, t| match self.program.kind(t) {
                TypeKind::Interface if foreign::is_stream(self.program, t) => self.stream(fun, arg, t),
                TypeKind::Slice if writes => Ok(format!("&{}", self.expr(arg)?.base())),
                _ if foreign::takes_char(&name) && matches!(self.program.basic(t), "int32" | "rune") => self.char(arg),
                _ => self.foreign_arg(arg, t),
            },
            |rest, _, t| {
                let before = args.len().checked_sub(rest.len() + 1);
                self.foreign_variadic(&name, t, rest, spread, before.and_then(|at| args.get(at)))
            },
        )?;
        match &fun.inner().kind {
            ExprKind::SelectorExpr {
                x,
                selection: Some(selection),
                ..
            } => {
                let method = &self.program.object(selection.o).name;
                self.check_method(selection.o)?;
                if self.program.is_error(self.type_of(x)?) && method == "Error" {
                    return self.error_text(x);
                }
                let pointer = self
                    .program
                    .object(selection.o)
                    .receiver
                    .is_some_and(|t| self.program.kind(t) == TypeKind::Pointer);
                let value = self.program.kind(self.type_of(x)?) != TypeKind::Pointer;
                let changes = foreign::changes(self.program, fun);
                let looks = foreign::looks(self.program, fun);
                let base = if pointer && value && changes && !self.embedded(selection) {
                    let place = self.place_mut(x)?.trim_start_matches('*').to_string();
                    match looks {
                        true => place.replace("borrow_mut()", "borrow()"),
                        false => place,
                    }
                } else {
                    let (holder, t) = self.embedded_path(x, selection)?;
                    let base = self.careful(!value, || holder(self))?.base();
                    let cell = self.program.kind(t) == TypeKind::Pointer && self.foreign_handle(t).is_none();
                    match (cell, changes && !looks) {
                        (true, true) => format!("{base}.borrow_mut()"),
                        (true, false) => format!("{base}.borrow()"),
                        (false, _) => base,
                    }
                };
                Ok(Code::value(format!("{base}.{method}({list})")))
            }
            ExprKind::IndexExpr { x, .. } | ExprKind::IndexListExpr { x, .. } => {
                let object = x.named().ok_or_else(|| Unsupported::new("this function"))?;
                Ok(Code::value(format!("{}({list})", self.foreign_path(object)?)))
            }
            _ => {
                let object = fun.named().ok_or_else(|| Unsupported::new("this function"))?;
                Ok(Code::value(format!("{}({list})", self.foreign_path(object)?)))
            }
        }
    }

    /// `fmt.Println(f())`, where `f` gives several values.
    fn spread_results(&self, fun: &Expr, signature: &Type, call: &Expr) -> Emitted {
        let object = fun
            .named()
            .ok_or_else(|| Unsupported::new("several results as arguments"))?;
        let param = signature.params.last().and_then(|param| self.program.object(*param).t);
        let elem = param.and_then(|t| self.program.under_type(t).elem);
        let ExprKind::CallExpr { fun: called, .. } = &call.inner().kind else {
            return Err(Unsupported::new("several results as arguments"));
        };
        let results = called
            .t
            .map(|t| self.program.under_type(t).results.clone())
            .unwrap_or_default();
        if signature.params.len() != 1 || !elem.is_some_and(|elem| self.program.is_any(elem)) {
            return Err(Unsupported::new("several results as arguments"));
        }
        let source = self.several(call, results.len())?;
        let (mut names, mut values) = (Vec::new(), Vec::new());
        for (i, result) in results.iter().enumerate() {
            let t = self
                .program
                .object(*result)
                .t
                .ok_or_else(|| Unsupported::new("a result"))?;
            let value = match source.wraps.get(i).cloned().flatten() {
                Some(wrap) => format!("{wrap}(value{i})"),
                None => format!("value{i}"),
            };
            names.push(format!("value{i}"));
            values.push(self.boxed(value, t));
        }
        Ok(Code::value(format!(
            "{{ let {} = {}; {}({}![{}]) }}",
            source.pattern(&names),
            source.text,
            self.foreign_path(object)?,
            self.sdk("args"),
            values.join(", ")
        )))
    }

    /// A value of a type as something that turns into an `Any` of the same type.
    pub fn boxed(&self, value: String, t: TypeId) -> String {
        let typ = self.program.typ(t);
        match typ.name.as_deref().filter(|_| typ.kind == TypeKind::Basic) {
            Some("int64") => format!("{}({value})", self.sdk("go::int64")),
            Some("uint" | "uintptr") => format!("{}({value})", self.sdk("go::uint")),
            Some("rune" | "int32") => format!("{}::Int32({value})", self.sdk("Any")),
            _ if typ.kind == TypeKind::Slice && self.is_vec(t) => {
                self.called(format!("{}::from({value})", self.sdk("go::Slice")), t)
            }
            _ if self.program.is_interface(t) && !self.program.is_any(t) && !self.program.is_error(t) => {
                format!("{value}.to_any()")
            }
            _ => self.called(value, t),
        }
    }

    /// A rune where the SDK has a `char`.
    fn char(&self, rune: &Expr) -> Emitted<String> {
        let constant = rune.v.as_ref().and_then(|value| value.text.parse::<u32>().ok());
        if let Some(c) = constant.and_then(char::from_u32) {
            return Ok(format!("{c:?}"));
        }
        Ok(format!(
            "char::from_u32({} as u32).unwrap_or(char::REPLACEMENT_CHARACTER)",
            self.operand(rune)?.at(prec::AS)
        ))
    }

    /// An error as an `Option<Error>` that is looked at.
    pub fn error_place(&self, error: &Expr) -> Emitted<String> {
        let t = self.type_of(error)?;
        if self.program.is_error(t) && !error.is_nil() {
            return Ok(self.expr(error)?.base());
        }
        let value = self.error_value(error)?;
        Ok(if value == "None" {
            format!("None::<{}>", self.sdk("Error"))
        } else {
            value
        })
    }

    fn foreign_variadic(
        &self,
        name: &str,
        t: TypeId,
        args: &[Expr],
        spread: bool,
        format: Option<&Expr>,
    ) -> Emitted<String> {
        let elem = self
            .program
            .under_type(t)
            .elem
            .ok_or_else(|| Unsupported::new("a parameter without a type"))?;
        if let ([list], true) = (args, spread) {
            return self.items(list);
        }
        if self.program.is_any(elem) {
            if args.is_empty() {
                return Ok("&[]".to_string());
            }
            let values: Emitted<Vec<_>> = args
                .iter()
                .enumerate()
                .map(|(at, arg)| match shows_type(format, at) {
                    true => self.any_value(arg),
                    false => self.printed(name, arg),
                })
                .collect();
            return Ok(format!("{}![{}]", self.sdk("args"), values?.join(", ")));
        }
        let items: Emitted<Vec<_>> = args.iter().map(|arg| self.converted(arg, elem)).collect();
        Ok(format!("&[{}]", items?.join(", ")))
    }

    /// A value that is printed: int64 looks like int there.
    fn printed(&self, name: &str, arg: &Expr) -> Emitted<String> {
        let t = self.type_of(arg)?;
        let typ = self.program.typ(t);
        let wide = typ.kind == TypeKind::Basic && matches!(typ.name.as_deref(), Some("int64" | "uint64"));
        if wide && name != "fmt.Errorf" && arg.v.is_none() {
            let code = self.expr(arg)?;
            return Ok(self.own(&code, arg));
        }
        self.any_value(arg)
    }

    /// An argument for a function of Go's library or of the SDK.
    pub fn foreign_arg(&self, arg: &Expr, t: TypeId) -> Emitted<String> {
        let typ = self.program.under_type(t);
        match typ.kind {
            TypeKind::Func => self.callback(arg, t),
            TypeKind::Basic if self.program.is_string(t) => self.text(arg),
            TypeKind::Slice if self.is_bytes(t) => self.text(arg),
            TypeKind::Slice if self.is_foreign_list(t) => self.converted(arg, t),
            TypeKind::Slice => self.foreign_list(arg, t),
            TypeKind::Interface if self.program.is_any(t) => self.any_value(arg),
            TypeKind::Interface if self.program.is_error(t) => self.error_value(arg),
            TypeKind::Interface if self.context_name(t).is_some() => self.converted(arg, t),
            TypeKind::Interface => {
                if arg.is_nil() {
                    return Err(Unsupported::new("nil for this parameter"));
                }
                // A writer is written to where it stands.
                if let ExprKind::UnaryExpr { op, x } = &arg.inner().kind
                    && op == "&"
                    && !matches!(x.inner().kind, ExprKind::CompositeLit { .. })
                {
                    return Ok(format!("&mut {}", self.place_mut(x)?));
                }
                let from = self.type_of(arg)?;
                if self.program.kind(from) == TypeKind::Pointer && self.foreign_handle(from).is_none() {
                    return Ok(format!("&mut *{}.borrow_mut()", self.expr(arg)?.base()));
                }
                self.owned(arg)
            }
            TypeKind::Map if self.program.typ(t).kind == TypeKind::Map => {
                Ok(format!("&{}.to_map()", self.expr(arg)?.base()))
            }
            _ => self.converted(arg, t),
        }
    }

    /// A reader or a writer: those that are kept, and all readers, are values, a writer is written to where it stands.
    fn stream(&self, fun: &Expr, arg: &Expr, t: TypeId) -> Emitted<String> {
        let from = self.type_of(arg)?;
        self.check_library_interface(from, t)?;
        let writer = self.program.typ(t).text == "io.Writer" && !foreign::keeps(self.program, fun);
        match (writer, self.program.is_interface(from)) {
            (true, true) => self.reference(arg),
            (true, false) => self.foreign_arg(arg, t),
            (false, true) => self.converted(arg, t),
            // What makes a reader of it is the function itself, of what a pointer to a new one points at, too.
            (false, false) => {
                let value = self.owned(arg)?;
                let new = value.strip_prefix(&format!("{}::new(", self.sdk("go::Ptr")));
                let made = matches!(arg.inner().kind, ExprKind::CallExpr { .. });
                let whole = |inner: &&str| made && bare::open_brackets(&bare::bare(inner)).all(|open| open >= 0);
                Ok(match new.and_then(|new| new.strip_suffix(')')).filter(whole) {
                    Some(inner) => inner.to_string(),
                    None => value,
                })
            }
        }
    }

    pub fn foreign_list(&self, arg: &Expr, t: TypeId) -> Emitted<String> {
        if arg.is_nil() {
            return Ok("&[]".to_string());
        }
        if let ExprKind::CompositeLit { elts, .. } = &arg.inner().kind {
            let elem = self
                .program
                .under_type(t)
                .elem
                .map(|elem| self.program.under_type(elem));
            let pairs = elem.is_some_and(|elem| elem.kind == TypeKind::Array && elem.len == Some(2));
            if pairs {
                return self.headers(elts);
            }
            if elem.is_some_and(|elem| elem.name.as_deref() == Some("string"))
                && !elts.is_empty()
                && elts.iter().all(|elt| elt.v.is_some())
            {
                let items: Emitted<Vec<_>> = elts.iter().map(|elt| self.text(elt)).collect();
                return Ok(format!("&[{}]", items?.join(", ")));
            }
            let text = self.reference(arg)?;
            return Ok(match text.strip_prefix("&vec![") {
                Some(items) => format!("&[{items}"),
                None if text.contains("Slice::from(") => self.items(arg)?,
                None => text,
            });
        }
        self.items(arg)
    }

    /// A literal list of headers.
    fn headers(&self, elts: &[Expr]) -> Emitted<String> {
        if elts.is_empty() {
            return Ok("&[]".to_string());
        }
        let mut pairs = Vec::new();
        for elt in elts {
            let comments = self.comments_before(elt.pos);
            let ExprKind::CompositeLit { elts: pair, .. } = &elt.inner().kind else {
                return Err(Unsupported::new("this list of headers"));
            };
            let [name, value] = pair.as_slice() else {
                return Err(Unsupported::new("this list of headers"));
            };
            let lead = if comments.is_empty() {
                String::new()
            } else {
                format!("\n{comments}")
            };
            pairs.push(format!("{lead}[{}, {}]", self.text(name)?, self.text(value)?));
        }
        Ok(format!("{}![{}]", self.sdk("headers"), pairs.join(", ")))
    }
}

/// Whether the verb for an operand prints its type, as `%T` and wrong ones do: for all that are not sure to print numbers.
fn shows_type(format: Option<&Expr>, operand: usize) -> bool {
    let Some(format) = format else { return false };
    let Some(format) = &format.v else { return true };
    let plain = format.text.replace("%%", "");
    let verb = plain.split('%').skip(1).nth(operand);
    let verb = verb.and_then(|rest| {
        rest.chars()
            .find(|c| !c.is_ascii_digit() && !matches!(c, '+' | '-' | '#' | ' ' | '.'))
    });
    verb.is_none_or(|verb| !"vdxXobcqU".contains(verb))
}

/// Whether nothing in an argument says what an empty list or map in it is made of, or which numbers a list holds.
pub fn leaves_its_type_open(arg: &str) -> bool {
    let mut pairs = arg.as_bytes().windows(2);
    let numbers = pairs.any(|pair| pair[0] == b'[' && (pair[1].is_ascii_digit() || pair[1] == b'-'));
    let empty = ["::make(", "::default()", "::new()", "from([])"];
    numbers || empty.iter().any(|made| arg.contains(made))
}
