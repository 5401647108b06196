//! Calls: of functions of the program, of the SDK, and of values.

use super::code::{Code, Shape, Unsupported, prec};
use super::expr::Emitted;
use super::{Emitter, Storage};
use crate::port::facts::{Borrow, Form, callee};
use crate::port::tree::{DeclKind, Expr, ExprKind, Mode, ObjId, Selection, SelectionKind, Type, TypeId, TypeKind};
use crate::port::{foreign, library};

/// What a method takes as its receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// `&self`.
    Shared,
    /// `&mut self`.
    Mut,
    /// `this: &Ptr<Self>`: the pointer itself, which may be kept.
    Pointer,
}

impl Emitter<'_> {
    /// A call whose one result is used as a value.
    pub fn call(&self, expr: &Expr) -> Emitted {
        let ExprKind::CallExpr { fun, args, ellipsis } = &expr.inner().kind else {
            return Err(Unsupported::new("this call"));
        };
        if fun.is_type() {
            let [arg] = args.as_slice() else {
                return Err(Unsupported::new("this conversion"));
            };
            return self.conversion(expr, arg);
        }
        if fun.inner().mode == Some(Mode::Builtin) {
            return self.builtin(expr, fun, args, *ellipsis > 0);
        }
        if let Some(what) = self.valueless(fun) {
            return Err(Unsupported::new(what));
        }
        let code = self.plain_call(expr)?;
        if foreign::name(self.program, fun).is_some_and(|name| foreign::gives_own_handles(&name)) {
            return self.as_list(expr, code);
        }
        if matches!(
            foreign::name(self.program, fun).as_deref(),
            Some("errors.New" | "fmt.Errorf")
        ) {
            return Ok(Code::value(format!("Some({})", code.text)));
        }
        match self.call_form(expr) {
            Form::Result if expr.t.is_some_and(|t| self.program.is_error(t)) => {
                Ok(Code::value(format!("{}.err()", code.base())))
            }
            _ => self.received(expr, code),
        }
    }

    /// A `go::Slice` or a `go::Map` of the SDK in the form that the program has for its type.
    fn as_list(&self, expr: &Expr, code: Code) -> Emitted {
        let t = self.type_of(expr)?;
        Ok(match self.is_vec(t) {
            true => Code::value(format!("{}.to_vec()", code.base())),
            false => code,
        })
    }

    /// What a function of the SDK gives, in the form that the program has for its type.
    fn received(&self, expr: &Expr, code: Code) -> Emitted {
        let ExprKind::CallExpr { fun, .. } = &expr.inner().kind else {
            return Ok(code);
        };
        if !foreign::is_foreign(self.program, fun) {
            return Ok(code);
        }
        let t = self.type_of(expr)?;
        let code = match foreign::gives_text(self.program, fun) {
            true => Code::value(format!("{}.to_vec()", code.base())),
            false => code,
        };
        // What finds nothing gives nil.
        let finds = foreign::name(self.program, fun).is_some_and(|name| name.starts_with("regexp.Regexp.Find"));
        if finds && self.program.kind(t) == TypeKind::Slice && !self.is_vec(t) {
            let wrap = self.wrapping(t).filter(|wrap| wrap.ends_with("slices"));
            let wrap = wrap.unwrap_or_else(|| self.sdk("go::found"));
            return Ok(Code::value(format!("{wrap}({})", code.text)));
        }
        Ok(match self.wrapping(t) {
            Some(wrap) => Code::value(format!("{wrap}({})", code.text)),
            None => code,
        })
    }

    /// What makes the program's form of a type out of the SDK's.
    pub fn wrapping(&self, t: TypeId) -> Option<String> {
        match self.program.typ(t).kind {
            TypeKind::Slice => {
                let elem = self.program.typ(t).elem;
                let nested =
                    elem.is_some_and(|elem| self.program.typ(elem).kind == TypeKind::Slice && !self.is_vec(elem));
                match (self.is_vec(t), nested) {
                    (true, false) => None,
                    (false, false) => Some(format!("{}::from", self.sdk("go::Slice"))),
                    (true, true) => Some(self.sdk("go::slices_of")),
                    (false, true) => Some(self.sdk("go::slice_of_slices")),
                }
            }
            TypeKind::Map => Some(format!("{}::from", self.sdk("go::Map"))),
            _ => None,
        }
    }

    /// A pointer in Go that the SDK gives as the value itself.
    fn pointed(&self, fun: &Expr, code: Code) -> Code {
        let pointer = self.sdk("go::Ptr");
        match foreign::name(self.program, fun).as_deref() {
            Some("url.Parse" | "url.ParseRequestURI" | "url.URL.Parse") => {
                Code::value(format!("{}.map({pointer}::new)", code.base()))
            }
            Some("url.URL.JoinPath" | "url.URL.ResolveReference") => {
                Code::value(format!("{pointer}::new({})", code.text))
            }
            _ => code,
        }
    }

    /// How a call gives back what it returns.
    pub fn call_form(&self, expr: &Expr) -> Form {
        let ExprKind::CallExpr { fun, .. } = &expr.inner().kind else {
            return Form::Values;
        };
        if fun.is_type() || fun.mode == Some(Mode::Builtin) {
            return Form::Values;
        }
        if let Some(callee) = callee(self.program, fun) {
            return self.facts.forms.get(&callee).copied().unwrap_or(Form::Values);
        }
        if !foreign::is_foreign(self.program, fun) {
            return Form::Values;
        }
        if foreign::gives_nothing(self.program, fun) {
            return Form::Values;
        }
        let results = fun.t.map(|t| &self.program.under_type(t).results);
        match results.map(Vec::as_slice) {
            Some([one]) if self.result_is_error(*one) => Form::Error,
            Some([_, .., last]) if self.result_is_error(*last) => Form::Result,
            _ => Form::Values,
        }
    }

    fn result_is_error(&self, result: ObjId) -> bool {
        self.program.object(result).t.is_some_and(|t| self.program.is_error(t))
    }

    /// A call as it stands in Rust, whatever it gives.
    pub fn plain_call(&self, expr: &Expr) -> Emitted {
        let ExprKind::CallExpr { fun, args, ellipsis } = &expr.inner().kind else {
            return Err(Unsupported::new("this call"));
        };
        self.in_order(&args.iter().collect::<Vec<_>>(), || {
            if let Some(callee) = callee(self.program, fun) {
                return self.own_call(fun, callee, args, *ellipsis > 0);
            }
            if foreign::is_foreign(self.program, fun) {
                let code = self.foreign_call(fun, args, *ellipsis > 0)?;
                return Ok(self.pointed(fun, code));
            }
            self.value_call(fun, args, *ellipsis > 0)
        })
    }

    /// A call of a function of the program.
    fn own_call(&self, fun: &Expr, callee: ObjId, args: &[Expr], spread: bool) -> Emitted {
        let signature = self.program.object(callee).t.map(|t| self.program.typ(t));
        let signature = signature.ok_or_else(|| Unsupported::new("a function without a type"))?;
        // Where its head has no translation, no call of it has one.
        for part in signature.params.iter().chain(&signature.results) {
            self.program
                .object(*part)
                .t
                .map_or(Ok(String::new()), |t| self.rust_type(t))?;
        }
        let method = match &fun.inner().kind {
            ExprKind::SelectorExpr {
                x,
                selection: Some(selection),
                ..
            } if selection.kind == SelectionKind::Method => Some((x, selection)),
            _ => None,
        };
        let name = self.function_name(callee);
        if let ExprKind::SelectorExpr {
            selection: Some(selection),
            ..
        } = &fun.inner().kind
            && selection.kind == SelectionKind::Expression
            && let [receiver, rest @ ..] = args
        {
            let list = self.own_args(signature, rest, spread)?;
            return self.method_call(receiver, selection, callee, &name, list);
        }
        if let [call] = args
            && method.is_none()
            && call.t.is_some_and(|t| self.program.typ(t).kind == TypeKind::Tuple)
        {
            return self.spread_call(&self.own_path(Some(callee), &name), signature, call);
        }
        let list = self.own_args(signature, args, spread)?;
        let Some((x, selection)) = method else {
            let mut path = self.own_path(Some(callee), &name);
            if let ExprKind::IndexExpr { index, .. } = &fun.inner().kind {
                path += &format!("::<{}>", self.rust_type(self.type_of(index)?)?);
            } else if list.iter().any(|arg| leaves_its_type_open(arg)) {
                path += &self.type_arguments(fun)?;
            }
            return Ok(Code::value(format!("{path}({})", list.join(", "))));
        };
        self.method_call(x, selection, callee, &name, list)
    }

    /// The types that a generic function is called for, where Go works them out of the arguments.
    fn type_arguments(&self, fun: &Expr) -> Emitted<String> {
        let ExprKind::Ident { args: Some(args), .. } = &fun.inner().kind else {
            return Ok(String::new());
        };
        let types: Result<Vec<String>, Unsupported> = args.iter().map(|arg| self.rust_type(*arg)).collect();
        Ok(format!("::<{}>", types?.join(", ")))
    }

    /// `f(g())`, where `g` gives all that `f` takes.
    fn spread_call(&self, path: &str, signature: &Type, call: &Expr) -> Emitted {
        if signature.variadic {
            return Err(Unsupported::new("several results as arguments"));
        }
        let source = self.several(call, signature.params.len())?;
        let names = self.unused_names("value", signature.params.len());
        let values = self.results_as(call, &source, &names, &signature.params)?;
        let args = signature
            .params
            .iter()
            .zip(values)
            .map(|(param, value)| match self.is_reference(*param) {
                true => format!("&{value}"),
                false => value,
            });
        let args: Vec<String> = args.collect();
        Ok(Code::value(format!(
            "{{ let {} = {}; {path}({}) }}",
            source.pattern(&names),
            source.text,
            args.join(", ")
        )))
    }

    fn method_call(&self, x: &Expr, selection: &Selection, callee: ObjId, name: &str, list: Vec<String>) -> Emitted {
        let (holder, t) = self.embedded_path(x, selection)?;
        let pointer = self.program.kind(t) == TypeKind::Pointer;
        match self.receiver(callee) {
            Receiver::Pointer if selection.index.len() > 1 => {
                let pointer = self.embedded_pointer(x, selection)?;
                self.associated(callee, name, format!("&{pointer}"), list)
            }
            Receiver::Pointer => {
                let pointer = if pointer {
                    let code = self.careful(true, || holder(self))?;
                    code.borrowed()
                } else if let [steps @ .., _] = selection.index.as_slice()
                    && !steps.is_empty()
                {
                    format!("&{}", self.field_address(x, steps)?)
                } else {
                    let ExprKind::Ident { .. } = &x.inner().kind else {
                        let code = self.unary_address(x)?;
                        return self.associated(callee, name, format!("&{}", code.text), list);
                    };
                    let object = x.named().ok_or_else(|| Unsupported::new("this receiver"))?;
                    if self.program.object(object).global {
                        self.uses.borrow_mut().insert("go::Global".to_string());
                        format!("&{}.ptr()", self.own_path(Some(object), &self.name(object)))
                    } else {
                        format!("&{}", self.name(object))
                    }
                };
                self.associated(callee, name, pointer, list)
            }
            Receiver::Mut if pointer && !self.is_borrowed_name(x) => {
                let base = self.careful(true, || holder(self))?.base();
                let base = if self.foreign_handle(t).is_some() {
                    base
                } else {
                    format!("{base}.borrow_mut()")
                };
                Ok(Code::value(self.after_arguments(&base, name, list)))
            }
            Receiver::Mut => {
                let through = self.program.kind(self.type_of(x)?) == TypeKind::Pointer && selection.index.len() > 1;
                let place = match through && !self.is_borrowed_name(x) {
                    true => self.behind_mut(x)?,
                    false => self.place_mut(x)?,
                };
                let place = match &x.inner().kind {
                    ExprKind::Ident { .. } | ExprKind::SelectorExpr { .. } | ExprKind::IndexExpr { .. } => {
                        self.embedded_suffix(x, selection, place)?
                    }
                    _ => return Err(Unsupported::new("this receiver")),
                };
                if place.contains("borrow_mut()") {
                    return Ok(Code::value(self.after_arguments(
                        place.trim_start_matches('*'),
                        name,
                        list,
                    )));
                }
                Ok(Code::value(format!(
                    "{}.{name}({})",
                    place.trim_start_matches('*'),
                    list.join(", ")
                )))
            }
            Receiver::Shared => {
                let base = if pointer && !self.is_borrowed_name(x) && self.foreign_handle(t).is_none() {
                    let code = self.careful(true, || holder(self))?;
                    if self.careful.get() {
                        format!("{}.get()", code.base())
                    } else {
                        format!("{}.borrow()", code.base())
                    }
                } else {
                    holder(self)?.base()
                };
                Ok(Code::value(format!("{base}.{name}({})", list.join(", "))))
            }
        }
    }

    /// A method that is called on what a guard gives: what it is given comes first.
    fn after_arguments(&self, base: &str, name: &str, list: Vec<String>) -> String {
        if list.iter().all(|arg| {
            arg.chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '&' | '"' | '.' | '-'))
        }) {
            let call = format!("{base}.{name}({})", list.join(", "));
            // The loan ends with the call, not with the statement.
            let lent = base.ends_with(".borrow_mut()") || base.contains(".at_mut(");
            return if lent { format!("{{ {call} }}") } else { call };
        }
        let names = self.unused_names("arg", list.len());
        let (pattern, values) = match (names.as_slice(), list.as_slice()) {
            ([name], [value]) => (name.clone(), value.clone()),
            _ => (format!("({})", names.join(", ")), format!("({})", list.join(", "))),
        };
        format!("{{ let {pattern} = {values}; {base}.{name}({}) }}", names.join(", "))
    }

    fn associated(&self, callee: ObjId, name: &str, pointer: String, list: Vec<String>) -> Emitted {
        let receiver = self
            .program
            .object(callee)
            .receiver
            .and_then(|receiver| self.program.own_named(receiver));
        let named = receiver.ok_or_else(|| Unsupported::new("this receiver"))?;
        let path = self.own_path(self.program.typ(named).o, &self.type_name(named));
        let mut all = vec![pointer];
        all.extend(list);
        Ok(Code::value(format!("{path}::{name}({})", all.join(", "))))
    }

    fn unary_address(&self, x: &Expr) -> Emitted {
        match &x.inner().kind {
            ExprKind::SelectorExpr {
                x: base,
                selection: Some(selection),
                ..
            } if selection.index.len() == 1 => {
                let t = self.type_of(base)?;
                let pointer = if self.program.kind(t) == TypeKind::Pointer {
                    self.careful(true, || self.expr(base))?.base()
                } else {
                    self.unary_address(base)?.base()
                };
                Ok(Code::value(format!(
                    "{}::field!({pointer}, {})",
                    self.sdk("go"),
                    self.name(selection.o)
                )))
            }
            ExprKind::Ident { .. } => {
                let object = x.named().ok_or_else(|| Unsupported::new("a name"))?;
                if self.program.object(object).global {
                    self.uses.borrow_mut().insert("go::Global".to_string());
                    return Ok(Code::value(format!(
                        "{}.ptr()",
                        self.own_path(Some(object), &self.name(object))
                    )));
                }
                match self.storage(object) {
                    Storage::Cell => Ok(Code::value(self.name(object))),
                    _ => Err(Unsupported::new("the address of this variable")),
                }
            }
            ExprKind::IndexExpr { x: base, index } if self.program.kind(self.type_of(base)?) == TypeKind::Slice => Ok(
                Code::value(format!("{}.ptr({})", self.expr(base)?.base(), self.int64(index)?)),
            ),
            _ => Err(Unsupported::new("this address")),
        }
    }

    /// The pointer to what a method is called on, through the structs that are embedded on the way.
    fn embedded_pointer(&self, x: &Expr, selection: &Selection) -> Emitted<String> {
        let mut t = self.type_of(x)?;
        let mut pointer = match self.program.kind(t) {
            TypeKind::Pointer if self.is_borrowed_name(x) => {
                return Err(Unsupported::new("a method that keeps a receiver which is borrowed"));
            }
            TypeKind::Pointer => self.careful(true, || self.expr(x))?.base(),
            _ => self.unary_address(x)?.base(),
        };
        for step in &selection.index[..selection.index.len() - 1] {
            if self.program.kind(t) == TypeKind::Pointer {
                t = self.program.under_type(t).elem.unwrap_or(t);
            }
            let field = self.program.under_type(t).fields.get(*step);
            let field = *field.ok_or_else(|| Unsupported::new("a field"))?;
            t = self.program.object(field).t.unwrap_or(t);
            let name = self.name(field);
            pointer = match self.program.kind(t) {
                TypeKind::Pointer => format!("{pointer}.borrow().{name}.clone()"),
                _ => format!("{}::field!({pointer}, {name})", self.sdk("go")),
            };
        }
        Ok(pointer)
    }

    /// Whether an expression names a pointer that is a reference here.
    fn is_borrowed_name(&self, x: &Expr) -> bool {
        x.named()
            .is_some_and(|object| self.storage(object) == Storage::Borrowed)
    }

    /// What a method is called on, through the structs that are embedded on the way, and its type.
    #[allow(clippy::type_complexity, reason = "a closure")]
    fn embedded_path<'e>(
        &'e self,
        x: &'e Expr,
        selection: &'e Selection,
    ) -> Emitted<(Box<dyn Fn(&Self) -> Emitted + 'e>, TypeId)> {
        let steps = &selection.index[..selection.index.len() - 1];
        let mut t = self.type_of(x)?;
        if steps.is_empty() {
            return Ok((Box::new(move |emitter| emitter.expr(x)), t));
        }
        let mut suffix = String::new();
        let mut first = true;
        let through_pointer = self.program.kind(t) == TypeKind::Pointer;
        for step in steps {
            if self.program.kind(t) == TypeKind::Pointer {
                if !first {
                    suffix += ".get()";
                }
                t = self.program.under_type(t).elem.unwrap_or(t);
            }
            first = false;
            let field = *self
                .program
                .under_type(t)
                .fields
                .get(*step)
                .ok_or_else(|| Unsupported::new("a field"))?;
            suffix += &format!(".{}", self.name(field));
            t = self.program.object(field).t.unwrap_or(t);
        }
        Ok((
            Box::new(move |emitter| {
                let base = if through_pointer {
                    emitter.behind(x)?
                } else {
                    emitter.expr(x)?
                };
                let shape = if base.shape == Shape::Value {
                    Shape::Value
                } else {
                    Shape::Place
                };
                Ok(Code {
                    text: format!("{}{suffix}", base.base()),
                    prec: prec::POSTFIX,
                    shape,
                })
            }),
            t,
        ))
    }

    fn embedded_suffix(&self, x: &Expr, selection: &Selection, place: String) -> Emitted<String> {
        let steps = &selection.index[..selection.index.len() - 1];
        let mut t = self.type_of(x)?;
        let mut place = if steps.is_empty() {
            place
        } else {
            place.trim_start_matches('*').to_string()
        };
        for step in steps {
            if self.program.kind(t) == TypeKind::Pointer {
                t = self.program.under_type(t).elem.unwrap_or(t);
            }
            let field = *self
                .program
                .under_type(t)
                .fields
                .get(*step)
                .ok_or_else(|| Unsupported::new("a field"))?;
            place += &format!(".{}", self.name(field));
            t = self.program.object(field).t.unwrap_or(t);
        }
        Ok(place)
    }

    /// What a method of the program takes as its receiver.
    pub fn receiver(&self, callee: ObjId) -> Receiver {
        let known = self.program.object(callee);
        let pointer = known
            .receiver
            .is_some_and(|t| self.program.kind(t) == TypeKind::Pointer);
        if !pointer {
            return Receiver::Shared;
        }
        let named = self.decls.get(&callee).and_then(|decl| match &decl.kind {
            DeclKind::FuncDecl { recv: Some(recv), .. } => recv.list.first()?.names.first()?.o,
            _ => None,
        });
        match named {
            None => Receiver::Shared,
            Some(object) => match self.facts.borrowed.get(&object) {
                Some(Borrow::Shared) => Receiver::Shared,
                Some(Borrow::Mut) => Receiver::Mut,
                // One that is not looked at may be any.
                None if !self.facts.is_read(object) && matches!(known.name.as_str(), "String" | "Error") => {
                    Receiver::Shared
                }
                None => Receiver::Pointer,
            },
        }
    }

    /// The arguments of a function of the program, each as its parameter wants it.
    fn own_args(&self, signature: &Type, args: &[Expr], spread: bool) -> Emitted<Vec<String>> {
        let mut list = Vec::new();
        let last = signature.params.len().saturating_sub(1);
        for (i, param) in signature.params.iter().enumerate() {
            if signature.variadic && i == last {
                list.push(self.variadic(*param, &args[i.min(args.len())..], spread)?);
                break;
            }
            let arg = args
                .get(i)
                .ok_or_else(|| Unsupported::new("several results as arguments"))?;
            list.push(self.own_arg(*param, arg)?);
        }
        Ok(list)
    }

    fn variadic(&self, param: ObjId, args: &[Expr], spread: bool) -> Emitted<String> {
        let t = self
            .program
            .object(param)
            .t
            .ok_or_else(|| Unsupported::new("a parameter without a type"))?;
        let elem = self
            .program
            .under_type(t)
            .elem
            .ok_or_else(|| Unsupported::new("a parameter without a type"))?;
        if let ([list], true) = (args, spread) {
            return self.converted(list, t);
        }
        if args.is_empty() {
            return self.zero(t);
        }
        let items: Emitted<Vec<_>> = args.iter().map(|arg| self.converted(arg, elem)).collect();
        let items = items?.join(", ");
        Ok(if self.is_vec(t) {
            format!("vec![{items}]")
        } else {
            format!("{}::from([{items}])", self.sdk("go::Slice"))
        })
    }

    fn own_arg(&self, param: ObjId, arg: &Expr) -> Emitted<String> {
        let t = self
            .program
            .object(param)
            .t
            .ok_or_else(|| Unsupported::new("a parameter without a type"))?;
        if let Some(borrow) = self.facts.borrowed.get(&param) {
            return self.lent(arg, *borrow);
        }
        if self.is_reference(param) {
            let from = self.type_of(arg)?;
            let as_is = self.same_rust(from, t) && !arg.is_nil() && (from == t || !self.program.is_interface(t));
            if as_is {
                let code = self.expr(arg)?;
                if code.shape == Shape::Text && arg.v.is_some() {
                    return Ok(format!("&{}.into()", code.base()));
                }
                let text = self.reference(arg)?;
                // The bytes of a text are only looked at.
                if let Some(place) = text
                    .strip_suffix(".to_vec()")
                    .filter(|_| self.is_bytes(t) && self.is_vec(t))
                {
                    return Ok(match place.ends_with(".as_bytes()") {
                        true => place.trim_start_matches('&').to_string(),
                        false => place.to_string(),
                    });
                }
                let text = text
                    .strip_prefix("&vec![")
                    .filter(|items| !items.ends_with(" as usize]"))
                    .map_or(text.clone(), |items| format!("&[{items}"));
                return Ok(if text == "&Vec::new()" { "&[]".to_string() } else { text });
            }
            let text = self.converted(arg, t)?;
            // A clone only to be borrowed is none.
            let place = text
                .strip_suffix(".clone()")
                .filter(|place| !place.contains(['(', ' ']));
            return Ok(format!(
                "&{}",
                if text == "Vec::new()" {
                    "[]"
                } else {
                    place.unwrap_or(&text)
                }
            ));
        }
        self.converted(arg, t)
    }

    /// A pointer as a reference for the time of a call.
    fn lent(&self, arg: &Expr, borrow: Borrow) -> Emitted<String> {
        let arg = arg.inner();
        let mark = if borrow == Borrow::Mut { "&mut " } else { "&" };
        if let ExprKind::UnaryExpr { op, x } = &arg.kind
            && op == "&"
        {
            if borrow == Borrow::Shared {
                return self.reference(x);
            }
            if matches!(x.inner().kind, ExprKind::CompositeLit { .. }) {
                return Ok(format!("{mark}{}", self.expr(x)?.text));
            }
            let place = self.place_mut(x)?;
            return Ok(match place.strip_prefix('*') {
                Some(reference) if !reference.contains('.') => reference.to_string(),
                _ => format!("{mark}{place}"),
            });
        }
        if let Some(object) = arg.named()
            && self.storage(object) == Storage::Borrowed
        {
            return Ok(self.name(object));
        }
        if arg.is_nil() {
            return Err(Unsupported::new("nil for a value that is borrowed"));
        }
        let pointer = self.careful(true, || self.expr(arg))?;
        let guard = if borrow == Borrow::Mut { "borrow_mut" } else { "borrow" };
        Ok(format!("{mark}{}.{guard}()", pointer.base()))
    }

    /// The arguments of a call as a list, each written by `one`, those of a variadic parameter together by `rest`.
    fn arguments(
        &self,
        signature: &Type,
        args: &[Expr],
        one: impl Fn(&Expr, ObjId, TypeId) -> Emitted<String>,
        rest: impl Fn(&[Expr], ObjId, TypeId) -> Emitted<String>,
    ) -> Emitted<String> {
        let last = signature.params.len().saturating_sub(1);
        let argument = |(i, param): (usize, &ObjId)| {
            let t = self.program.object(*param).t;
            let t = t.ok_or_else(|| Unsupported::new("a parameter without a type"))?;
            if signature.variadic && i == last {
                return rest(&args[i.min(args.len())..], *param, t);
            }
            let arg = args.get(i);
            one(
                arg.ok_or_else(|| Unsupported::new("several results as arguments"))?,
                *param,
                t,
            )
        };
        let list: Emitted<Vec<String>> = signature.params.iter().enumerate().map(argument).collect();
        Ok(list?.join(", "))
    }

    /// A call of a function that is a value, or of a method of an interface.
    pub fn value_call(&self, fun: &Expr, args: &[Expr], spread: bool) -> Emitted {
        let t = self.type_of(fun)?;
        let signature = self.program.under_type(t);
        if signature.kind != TypeKind::Func {
            return Err(Unsupported::new("this call"));
        }
        let list = self.arguments(
            signature,
            args,
            |arg, _, t| self.converted(arg, t),
            |rest, param, _| self.variadic(param, rest, spread),
        )?;
        if let ExprKind::SelectorExpr {
            x,
            selection: Some(selection),
            ..
        } = &fun.inner().kind
            && selection.kind == SelectionKind::Method
            && self.taken(fun).is_none()
        {
            let known = self.program.object(selection.o);
            if self.program.is_error(self.type_of(x)?) && known.name == "Error" {
                return self.error_text(x);
            }
            let (holder, _) = self.embedded_path(x, selection)?;
            let base = self.careful(true, || holder(self))?.base();
            return Ok(Code::value(format!(
                "{base}.{}({list})",
                self.function_name(selection.o)
            )));
        }
        if let ExprKind::FuncLit { typ, body } = &fun.inner().kind {
            let closure = self.plain_closure(fun.inner(), typ, body, false)?;
            return Ok(Code::value(format!("({closure})({list})")));
        }
        let code = self.expr(fun)?;
        let named = code.text.chars().all(|c| c.is_alphanumeric() || c == '_');
        Ok(Code::value(if named {
            format!("{}({list})", code.text)
        } else {
            format!("({})({list})", code.text)
        }))
    }

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
    fn foreign_call(&self, fun: &Expr, args: &[Expr], spread: bool) -> Emitted {
        let name = foreign::name(self.program, fun).unwrap_or_default();
        if let Some(code) = self.special_call(&name, fun, args, spread)? {
            return Ok(code);
        }
        let signature = self.program.under_type(self.type_of(fun)?);
        if let [call] = args
            && call.t.is_some_and(|t| self.program.typ(t).kind == TypeKind::Tuple)
        {
            return self.printed_results(fun, signature, call);
        }
        let writes = foreign::writes_items(self.program, fun);
        let list = self.arguments(
            signature,
            args,
            |arg, _, t| match self.program.kind(t) {
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
                let base = if pointer && value && changes && !self.embedded(selection) {
                    self.place_mut(x)?.trim_start_matches('*').to_string()
                } else {
                    let (holder, t) = self.embedded_path(x, selection)?;
                    let base = self.careful(!value, || holder(self))?.base();
                    let cell = self.program.kind(t) == TypeKind::Pointer && self.foreign_handle(t).is_none();
                    match (cell, changes) {
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
    fn printed_results(&self, fun: &Expr, signature: &Type, call: &Expr) -> Emitted {
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
            _ if typ.kind == TypeKind::Slice && self.is_vec(t) => format!("{}::from({value})", self.sdk("go::Slice")),
            _ if self.program.is_interface(t) && !self.program.is_any(t) && !self.program.is_error(t) => {
                format!("{value}.to_any()")
            }
            _ => value,
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

    fn embedded(&self, selection: &Selection) -> bool {
        selection.index.len() > 1
    }

    /// Functions whose port is not word for word.
    fn special_call(&self, name: &str, fun: &Expr, args: &[Expr], spread: bool) -> Emitted<Option<Code>> {
        if let Some(text) = self.test_call(name, args)? {
            return Ok(Some(Code::value(text)));
        }
        let text = match (name, args) {
            ("errors.Is", [error, target]) => {
                let target = match self.sure_error(target)? {
                    Some(target) => format!("&{}", target.strip_suffix(".clone()").unwrap_or(&target)),
                    None => {
                        self.uses.borrow_mut().insert("go::MaybeError".to_string());
                        let (error, target) = (self.error_place(error)?, self.error_place(target)?);
                        return Ok(Some(Code::value(format!("{error}.is(&{target})"))));
                    }
                };
                let is = format!("{}::Is", self.sdk("errors"));
                match error.named().map(|object| self.storage(object)) {
                    Some(Storage::Error) => format!("{is}(&{}, {target})", self.name(error.named().expect("a name"))),
                    _ => format!(
                        "{}.as_ref().is_some_and(|err| {is}(err, {target}))",
                        self.error_place(error)?
                    ),
                }
            }
            ("test.GetHeaderValue", [headers, name]) => {
                self.uses.borrow_mut().insert("go::CommaOk".to_string());
                let headers = self.foreign_list(headers, self.type_of(headers)?)?;
                format!(
                    "{}::GetHeaderValue({headers}, {}).comma_ok()",
                    self.sdk("test"),
                    self.text(name)?
                )
            }
            ("errors.Unwrap", [error]) => {
                let unwrap = format!("{}::Unwrap", self.sdk("errors"));
                format!("{}.as_ref().and_then({unwrap})", self.error_place(error)?)
            }
            ("errors.As", [error, target]) => {
                let ExprKind::UnaryExpr { x, .. } = &target.inner().kind else {
                    return Err(Unsupported::new("errors.As with this target"));
                };
                let place = self.place_mut(x)?;
                let t = self.assert_type(self.type_of(x)?)?;
                let found = match error.named().map(|object| self.storage(object)) {
                    Some(Storage::Error) => format!(
                        "{}::As::<{t}>(&{})",
                        self.sdk("errors"),
                        self.name(error.named().expect("a name"))
                    ),
                    _ => format!(
                        "{}.as_ref().and_then({}::As::<{t}>)",
                        self.error_place(error)?,
                        self.sdk("errors")
                    ),
                };
                let value = self.unused("value");
                format!("{found}.map(|{value}| {place} = {value}).is_some()")
            }
            ("json.Unmarshal", [data, target]) => {
                let data = self.text(data)?;
                let json = self.sdk("encoding::json");
                let target = target.inner();
                if let ExprKind::UnaryExpr { op, x } = &target.kind
                    && op == "&"
                {
                    let place = self.place_mut(x)?;
                    let place = place
                        .strip_prefix('*')
                        .filter(|rest| !rest.contains('.'))
                        .map_or(format!("&mut {place}"), str::to_string);
                    format!("{json}::UnmarshalInto({data}, {place})")
                } else if target
                    .named()
                    .is_some_and(|object| self.storage(object) == Storage::Borrowed)
                {
                    format!(
                        "{json}::UnmarshalInto({data}, {})",
                        self.name(target.named().expect("a name"))
                    )
                } else {
                    format!(
                        "{json}::UnmarshalInto({data}, &mut *{}.borrow_mut())",
                        self.expr(target)?.base()
                    )
                }
            }
            ("sort.Slice" | "sort.SliceStable", [list, less]) => {
                let function = name.rsplit('.').next().unwrap_or_default();
                let less = self.foreign_arg(less, self.type_of(less)?)?;
                format!("{}::{function}(&{}, {less})", self.sdk("sort"), self.expr(list)?.base())
            }
            _ if name.starts_with("sort.") && args.len() == 1 => {
                let function = name.rsplit('.').next().unwrap_or_default();
                if self.program.kind(self.type_of(&args[0])?) != TypeKind::Slice {
                    return Err(Unsupported::new("sort of this type"));
                }
                format!("{}::{function}(&{})", self.sdk("sort"), self.expr(&args[0])?.base())
            }
            ("slices.Contains" | "slices.Index" | "slices.BinarySearch", [list, item]) => {
                let elem = self.program.under_type(self.type_of(list)?).elem;
                let item = self.converted(item, elem.ok_or_else(|| Unsupported::new("this list"))?)?;
                let item = if item.contains(' ') { format!("({item})") } else { item };
                let function = name.rsplit('.').next().unwrap_or_default();
                format!("{}::{function}({}, &{item})", self.sdk("slices"), self.items(list)?)
            }
            _ if name.starts_with("maps.") => {
                let function = name.rsplit('.').next().unwrap_or_default();
                let mut list = Vec::new();
                for arg in args {
                    list.push(match self.program.kind(self.type_of(arg)?) {
                        TypeKind::Map => format!("&{}", self.expr(arg)?.base()),
                        _ => self.foreign_arg(arg, self.type_of(arg)?)?,
                    });
                }
                format!("{}::{function}({})", self.sdk("maps"), list.join(", "))
            }
            ("slices.Sorted" | "slices.Collect", [sequence]) => {
                let function = name.rsplit('.').next().unwrap_or_default();
                format!("{}::{function}({})", self.sdk("slices"), self.expr(sequence)?.text)
            }
            _ if name.starts_with("slices.") && !args.is_empty() && foreign::writes_items(self.program, fun) => {
                let function = name.rsplit('.').next().unwrap_or_default();
                let mut list = vec![format!("&{}", self.expr(&args[0])?.base())];
                let several = if function == "Insert" { 2 } else { args.len() };
                for arg in &args[1..several.min(args.len())] {
                    list.push(self.foreign_arg(arg, self.type_of(arg)?)?);
                }
                if function == "Insert" {
                    let elem = self.program.under_type(self.type_of(&args[0])?).elem;
                    let elem = elem.ok_or_else(|| Unsupported::new("this list"))?;
                    if spread {
                        list.push(self.items(&args[2])?);
                    } else {
                        let items: Emitted<Vec<_>> = args[2..].iter().map(|arg| self.converted(arg, elem)).collect();
                        list.push(format!("&[{}]", items?.join(", ")));
                    }
                }
                format!("{}::{function}({})", self.sdk("slices"), list.join(", "))
            }
            ("cmp.Compare" | "cmp.Less", [one, other]) => {
                let t = self.type_of(if one.v.is_some() { other } else { one })?;
                let side = |side: &Expr| match &side.v {
                    Some(_) => Ok(format!("&{}", self.converted(side, t)?)),
                    None => self.reference(side),
                };
                let function = name.rsplit('.').next().unwrap_or_default();
                format!("{}::{function}({}, {})", self.sdk("cmp"), side(one)?, side(other)?)
            }
            ("strings.Join", [list, separator]) if list.is_nil() => {
                let text = self.sdk("Str");
                format!(
                    "{}::Join::<{text}>(&[], {})",
                    self.sdk("strings"),
                    self.text(separator)?
                )
            }
            ("strconv.ParseFloat", [text, bits]) => {
                if bits.v.as_ref().is_none_or(|bits| bits.text != "64") {
                    return Err(Unsupported::new("a number of 32 bits from a text"));
                }
                format!("{}::ParseFloat({})", self.sdk("strconv"), self.text(text)?)
            }
            ("proxywasm.SetHttpContext" | "proxywasm.SetTcpContext", [function]) => {
                let set = name.rsplit('.').next().unwrap_or_default();
                format!("{}::{set}({})", self.sdk("proxywasm"), self.sure_context(function)?)
            }
            ("wrapper.SetCtx", [plugin, hooks @ ..]) => {
                self.plugin.set(true);
                let list: Emitted<Vec<_>> = hooks.iter().map(|hook| self.expr(hook)).collect();
                let list: Vec<String> = list?.into_iter().map(|code| code.text).collect();
                format!(
                    "{}::SetCtx({}, [{}])",
                    self.sdk("wrapper"),
                    self.text(plugin)?,
                    list.join(", ")
                )
            }
            _ => return Ok(None),
        };
        Ok(Some(Code::value(text)))
    }

    /// An error as an `Option<Error>` that is looked at.
    fn error_place(&self, error: &Expr) -> Emitted<String> {
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
    fn foreign_arg(&self, arg: &Expr, t: TypeId) -> Emitted<String> {
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
                if self.program.typ(t).text == "io.Writer" && self.program.is_interface(from) {
                    return self.reference(arg);
                }
                self.owned(arg)
            }
            TypeKind::Map if self.program.typ(t).kind == TypeKind::Map => {
                Ok(format!("&{}.to_map()", self.expr(arg)?.base()))
            }
            _ => self.converted(arg, t),
        }
    }

    fn foreign_list(&self, arg: &Expr, t: TypeId) -> Emitted<String> {
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
fn leaves_its_type_open(arg: &str) -> bool {
    let mut pairs = arg.as_bytes().windows(2);
    let numbers = pairs.any(|pair| pair[0] == b'[' && (pair[1].is_ascii_digit() || pair[1] == b'-'));
    let empty = ["::make(", "::default()", "::new()", "from([])"];
    numbers || empty.iter().any(|made| arg.contains(made))
}
