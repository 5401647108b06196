//! Calls: of functions of the program, of the SDK, and of values.

use super::code::{Code, Shape, Unsupported};
use super::expr::Emitted;
use super::library_call::leaves_its_type_open;
use super::{Emitter, Storage, bare};
use crate::port::facts::{Borrow, Form, callee};
use crate::port::foreign;
use crate::port::tree::{Expr, ExprKind, Mode, ObjId, SelectionKind, Type, TypeId, TypeKind};

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
            Some(
                "url.URL.JoinPath"
                | "url.URL.ResolveReference"
                | "bytes.NewBuffer"
                | "bytes.NewBufferString"
                | "bytes.NewReader"
                | "strings.NewReader",
            ) => Code::value(format!("{pointer}::new({})", code.text)),
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
        // A test is no value here: those of the function itself are gone by now.
        let is_test = |arg: &Expr| arg.t.is_some_and(|t| self.program.typ(t).text == "*testing.T");
        if args.iter().any(is_test) {
            return Err(Unsupported::new("a call for another test than the function's own"));
        }
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
        let mut list = self.own_args(signature, args, spread)?;
        if !self.facts.pure.contains(&callee) {
            let given = |(i, text)| match args.get(i) {
                Some(arg) => given_back(arg, text),
                None => text,
            };
            list = list.into_iter().enumerate().map(given).collect();
        }
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

    pub fn variadic(&self, param: ObjId, args: &[Expr], spread: bool) -> Emitted<String> {
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
    pub fn arguments(
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
            |arg, _, t| Ok(given_back(arg, self.converted(arg, t)?)),
            |rest, param, _| {
                let text = self.variadic(param, rest, spread)?;
                Ok(match rest {
                    [arg, ..] => given_back(arg, text),
                    [] => text,
                })
            },
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
}

/// An argument that has given back, when the call begins, what was borrowed to work it out: the function may want it itself.
fn given_back(arg: &Expr, text: String) -> String {
    const BORROW: &str = ".borrow()";
    // What a function literal does comes later.
    if matches!(arg.inner().kind, ExprKind::FuncLit { .. }) {
        return text;
    }
    let (mark, value) = text.strip_prefix('&').map_or(("", text.as_str()), |value| ("&", value));
    let code = bare::bare(value);
    let is_inside = |(at, _): (usize, &str)| bare::open_brackets(&code[..at]).last().is_some_and(|open| open > 0);
    match code.contains(BORROW) && code.match_indices(BORROW).all(is_inside) {
        true => format!("{mark}{{ {value} }}"),
        false => text,
    }
}
