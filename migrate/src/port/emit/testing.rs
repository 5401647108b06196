//! Tests: the assertions of testify, the value that stands for a Go test, and what a host of tests gives.

use super::code::{Code, Shape, Unsupported, prec};
use super::expr::Emitted;
use super::{Emitter, literal};
use crate::port::foreign;
use crate::port::tree::{ConstantKind, Expr, ExprKind, Program, TypeId, TypeKind};

/// Whether something is left for the end of a test.
pub fn leaves_for_the_end(program: &Program) -> bool {
    let mut objects = program.objects.iter();
    objects.any(|object| object.package.as_deref() == Some("testing") && object.name == "Cleanup")
}

impl Emitter<'_> {
    /// Why a call has no value here: an assertion that fails ends the test, and so does a part of one.
    pub fn valueless(&self, fun: &Expr) -> Option<&'static str> {
        let name = foreign::name(self.program, fun)?;
        match name.split('.').next() {
            Some("require" | "assert") => Some("what comes of an assertion"),
            Some("testing") => Some("what comes of a word to the runner"),
            _ => None,
        }
    }

    /// What becomes of a call that only tests make; none where it is not one.
    pub fn test_call(&self, name: &str, fun: &Expr, args: &[Expr]) -> Emitted<Option<String>> {
        let (package, function) = name.split_once('.').unwrap_or_default();
        match package {
            "require" | "assert" => self.assertion_of_testify(function, args).map(Some),
            "testing" => self.word_to_the_runner(function, fun, args).map(Some),
            _ => Ok(None),
        }
    }

    /// A method of `*testing.T`.
    fn word_to_the_runner(&self, function: &str, fun: &Expr, args: &[Expr]) -> Emitted<String> {
        let method = function.rsplit('.').next().unwrap_or_default();
        match (method, args) {
            ("Run", [title, body]) => {
                let body = match &body.inner().kind {
                    ExprKind::FuncLit { typ, body: block } => self.plain_closure(body.inner(), typ, block, false)?,
                    ExprKind::Ident { .. } => self.callback(body, self.type_of(body)?)?,
                    _ => return Err(Unsupported::new("this subtest")),
                };
                let title = self.text(title)?;
                Ok(format!("{}::subtest({title}, {body})", self.sdk("test")))
            }
            ("Cleanup", [f]) => {
                if !self.is_told_its_own_test(fun) {
                    return Err(Unsupported::new("a Cleanup of another test than the function's own"));
                }
                let f = self.callback(f, self.type_of(f)?)?;
                Ok(format!("{}::cleanup({f})", self.sdk("test")))
            }
            ("Fatal" | "Error", args) => Ok(format!("panic!({})", self.said(args, "Sprint")?)),
            ("Fatalf" | "Errorf", args) => Ok(format!("panic!({})", self.said(args, "Sprintf")?)),
            ("Log", args) => Ok(format!("println!({})", self.said(args, "Sprint")?)),
            ("Logf", args) => Ok(format!("println!({})", self.said(args, "Sprintf")?)),
            ("FailNow" | "Fail", []) => Ok("panic!()".to_string()),
            ("Skip" | "SkipNow" | "Skipf", args) => {
                if !self.ends_with_the_test() {
                    return Err(Unsupported::new("a test that is skipped elsewhere than in it"));
                }
                let said = match args {
                    [] => "\"skipped\"".to_string(),
                    args => self.said(args, if method == "Skipf" { "Sprintf" } else { "Sprint" })?,
                };
                Ok(format!("println!({said});\nreturn"))
            }
            _ => Err(Unsupported::new(format!("the method {method} of a test"))),
        }
    }

    /// An assertion as Rust has it; what is expected comes second.
    fn assertion_of_testify(&self, function: &str, args: &[Expr]) -> Emitted<String> {
        let plain = function
            .strip_suffix('f')
            .filter(|plain| matches!(plain.as_bytes().last(), Some(b'a'..=b'z')));
        let function = plain.unwrap_or(function);
        match (function, args) {
            ("True", [x, rest @ ..]) => Ok(format!("assert!({}{})", self.expr(x)?.text, self.message(rest)?)),
            ("False", [x, rest @ ..]) => self.holds_not(self.expr(x)?, rest),
            ("Nil" | "NoError", [x, rest @ ..]) => self.is_nothing(x, rest),
            ("NotNil" | "Error", [x, rest @ ..]) => self.holds(self.is_something(x)?, rest),
            ("Equal" | "Exactly" | "EqualValues", [expected, actual, rest @ ..]) => {
                self.alike(expected, actual, "eq", rest)
            }
            ("NotEqual" | "NotEqualValues", [expected, actual, rest @ ..]) => self.alike(expected, actual, "ne", rest),
            ("Empty" | "Zero", [x, rest @ ..]) => self.holds(self.is_empty(x)?, rest),
            ("NotEmpty" | "NotZero", [x, rest @ ..]) => self.holds_not(self.is_empty(x)?, rest),
            ("Len", [list, count, rest @ ..]) => self.has_length(list, count, rest),
            ("Contains", [list, item, rest @ ..]) => self.holds(self.contains(list, item)?, rest),
            ("NotContains", [list, item, rest @ ..]) => self.holds_not(self.contains(list, item)?, rest),
            ("Greater", [one, other, rest @ ..]) => self.ordered_as(one, ">", other, rest),
            ("GreaterOrEqual", [one, other, rest @ ..]) => self.ordered_as(one, ">=", other, rest),
            ("Less", [one, other, rest @ ..]) => self.ordered_as(one, "<", other, rest),
            ("LessOrEqual", [one, other, rest @ ..]) => self.ordered_as(one, "<=", other, rest),
            ("EqualError", [error, text, rest @ ..]) => {
                let (error, text) = (self.error_text(error)?.text, self.expr(text)?.text);
                Ok(format!("assert_eq!({error}, {text}{})", self.message(rest)?))
            }
            ("ErrorContains", [error, text, rest @ ..]) => {
                let contains = format!(
                    "{}::Contains({}, {})",
                    self.sdk("strings"),
                    self.error_text(error)?.text,
                    self.text(text)?
                );
                self.holds(Code::value(contains), rest)
            }
            ("JSONEq", [expected, actual, rest @ ..]) => {
                let same = format!("{}::same_json", self.sdk("test"));
                let code = format!("{same}({}, {})", self.text(expected)?, self.text(actual)?);
                self.holds(Code::value(code), rest)
            }
            ("ElementsMatch", [expected, actual, rest @ ..]) => {
                let (one, other) = self.two_lists(expected, actual)?;
                let same = format!("{}::same_elements", self.sdk("test"));
                self.holds(Code::value(format!("{same}({one}, {other})")), rest)
            }
            ("Fail" | "FailNow", [_, ..]) => Ok(format!("panic!({})", self.said(&args[..1], "Sprint")?)),
            _ => Err(Unsupported::new(format!("the assertion {function}"))),
        }
    }

    fn holds(&self, code: Code, rest: &[Expr]) -> Emitted<String> {
        Ok(format!("assert!({}{})", code.text, self.message(rest)?))
    }

    fn holds_not(&self, code: Code, rest: &[Expr]) -> Emitted<String> {
        let text = match code.text.strip_prefix('!') {
            Some(held) if code.prec >= prec::UNARY => held.to_string(),
            _ => format!("!{}", code.at(prec::UNARY)),
        };
        Ok(format!("assert!({text}{})", self.message(rest)?))
    }

    /// What is said where an assertion does not hold.
    fn message(&self, rest: &[Expr]) -> Emitted<String> {
        match rest {
            [] => Ok(String::new()),
            [one] => Ok(format!(", {}", self.said(std::slice::from_ref(one), "Sprint")?)),
            several => Ok(format!(", {}", self.said(several, "Sprintf")?)),
        }
    }

    /// The arguments of a macro that formats: a text of Go, which keeps its own verbs.
    fn said(&self, args: &[Expr], function: &str) -> Emitted<String> {
        if let [text] = args
            && let Some(value) = text.v.as_ref().filter(|value| value.kind == ConstantKind::String)
            && let ExprKind::BasicLit { .. } = &text.inner().kind
            && let Some(literal) = literal::text_literal(&value.bytes())
            && !literal.starts_with('r')
            && (function == "Sprint" || !value.text.contains('%'))
        {
            return Ok(literal.replace('{', "{{").replace('}', "}}"));
        }
        let fmt = self.sdk("fmt");
        let list = |args: &[Expr]| -> Emitted<String> {
            let values: Emitted<Vec<_>> = args.iter().map(|arg| self.any_value(arg)).collect();
            Ok(format!("{}![{}]", self.sdk("args"), values?.join(", ")))
        };
        match (function, args) {
            ("Sprintf", [format, rest @ ..]) => Ok(format!(
                "\"{{}}\", {fmt}::Sprintf({}, {})",
                self.text(format)?,
                list(rest)?
            )),
            _ => Ok(format!("\"{{}}\", {fmt}::{function}({})", list(args)?)),
        }
    }

    fn is_nothing(&self, x: &Expr, rest: &[Expr]) -> Emitted<String> {
        let t = self.type_of(x)?;
        if self.program.is_error(t) || self.is_optional(t) {
            let code = self.compared(x)?;
            return Ok(format!("assert_eq!({}, None{})", code.text, self.message(rest)?));
        }
        self.holds(self.nil_test(x, false)?, rest)
    }

    fn is_something(&self, x: &Expr) -> Emitted {
        self.nil_test(x, true)
    }

    /// Whether something is nil, or is not. A plain list has no nil: an empty one stands for it.
    fn nil_test(&self, x: &Expr, not: bool) -> Emitted {
        if self.is_vec(self.type_of(x)?) {
            if not {
                return Err(Unsupported::new("whether a list is nil"));
            }
            return self.is_empty(x);
        }
        self.nil_check(x, not)
    }

    fn is_empty(&self, x: &Expr) -> Emitted {
        let t = self.type_of(x)?;
        if self.program.is_string(t) || matches!(self.program.kind(t), TypeKind::Slice | TypeKind::Map) {
            let code = self.compared(x)?;
            let inner = if self.is_newtype(t) { ".0" } else { "" };
            return Ok(Code::value(format!("{}{inner}.is_empty()", code.base())));
        }
        match self.program.kind(t) {
            TypeKind::Basic if self.program.basic(t) == "bool" => self.holds_text(x, "!"),
            TypeKind::Basic => {
                let zero = self.zero(t)?;
                Ok(Code::value(format!("{} == {zero}", self.compared(x)?.at(prec::ALL))).with(prec::COMPARE))
            }
            TypeKind::Pointer => self.nil_check(x, false),
            _ if self.program.is_error(t) => self.nil_check(x, false),
            _ => Err(Unsupported::new("whether this type is empty")),
        }
    }

    fn holds_text(&self, x: &Expr, mark: &str) -> Emitted {
        Ok(Code::value(format!("{mark}{}", self.expr(x)?.at(prec::UNARY))).with(prec::UNARY))
    }

    fn has_length(&self, list: &Expr, count: &Expr, rest: &[Expr]) -> Emitted<String> {
        let t = self.type_of(list)?;
        let base = self.compared(list)?.base();
        let own =
            matches!(self.program.kind(t), TypeKind::Map) || self.program.kind(t) == TypeKind::Slice && !self.is_vec(t);
        let wanted = self.expr(count)?.text;
        let length = match count.v.is_some() || own {
            true => format!("{base}.len()"),
            false => format!("{base}.len() as i64"),
        };
        Ok(format!("assert_eq!({length}, {wanted}{})", self.message(rest)?))
    }

    fn contains(&self, list: &Expr, item: &Expr) -> Emitted {
        let t = self.type_of(list)?;
        let under = self.program.under_type(t);
        let text = match under.kind {
            _ if self.program.is_string(t) => {
                format!(
                    "{}::Contains({}, {})",
                    self.sdk("strings"),
                    self.text(list)?,
                    self.text(item)?
                )
            }
            TypeKind::Slice => {
                let elem = under.elem.ok_or_else(|| Unsupported::new("a list of nothing"))?;
                let list = self.compared(list)?.base();
                let list = if self.is_vec(t) {
                    list
                } else {
                    format!("{list}.to_vec()")
                };
                let sum = item.v.is_none() && matches!(item.inner().kind, ExprKind::BinaryExpr { .. });
                let item = self.converted(item, elem)?;
                match sum {
                    true => format!("{list}.contains(&({item}))"),
                    false => format!("{list}.contains(&{item})"),
                }
            }
            TypeKind::Map => {
                let key = under.key.ok_or_else(|| Unsupported::new("a map without keys"))?;
                format!(
                    "{}.contains({})",
                    self.compared(list)?.base(),
                    self.converted(item, key)?
                )
            }
            _ => return Err(Unsupported::new("whether this type contains something")),
        };
        Ok(Code::value(text))
    }

    fn ordered_as(&self, one: &Expr, operator: &str, other: &Expr, rest: &[Expr]) -> Emitted<String> {
        let (one, other) = (self.compared(one)?, self.compared(other)?);
        let text = format!("{} {operator} {}", one.at(prec::ALL), other.at(prec::ALL));
        self.holds(Code::value(text), rest)
    }

    /// `assert_eq!` and `assert_ne!`.
    fn alike(&self, expected: &Expr, actual: &Expr, mark: &str, rest: &[Expr]) -> Emitted<String> {
        if expected.is_nil() || actual.is_nil() {
            let value = if expected.is_nil() { actual } else { expected };
            return match mark {
                "eq" => self.is_nothing(value, rest),
                _ => self.holds(self.is_something(value)?, rest),
            };
        }
        let named = expected
            .named()
            .is_some_and(|name| self.program.object(name).package.is_some());
        if let Some(value) = expected
            .v
            .as_ref()
            .filter(|value| value.kind == ConstantKind::Bool && !named)
        {
            return match (value.text == "true") == (mark == "eq") {
                true => self.holds(self.expr(actual)?, rest),
                false => self.holds_not(self.expr(actual)?, rest),
            };
        }
        let message = self.message(rest)?;
        let (from, to) = (self.type_of(expected)?, self.type_of(actual)?);
        let (left, right) = match (self.program.is_any(from), self.program.is_any(to)) {
            (false, false) => self.two_alike(expected, actual)?,
            (true, _) => self.two_values(expected, actual, from)?,
            (_, true) => self.two_values(expected, actual, to)?,
        };
        Ok(format!("assert_{mark}!({left}, {right}{message})"))
    }

    /// Two lists of the same type whose elements can be compared.
    fn two_lists(&self, expected: &Expr, actual: &Expr) -> Emitted<(String, String)> {
        let (from, to) = (self.type_of(expected)?, self.type_of(actual)?);
        let elem = self.program.under_type(to).elem;
        let list = self.program.kind(to) == TypeKind::Slice && self.same_rust(from, to);
        if !list || !elem.is_some_and(|elem| self.is_comparable(elem, 0) || self.program.is_any(elem)) {
            return Err(Unsupported::new("a comparison of the elements of these"));
        }
        let written = |list: String| match list.strip_prefix("&vec![") {
            Some(items) => format!("[{items}"),
            None => list,
        };
        Ok((written(self.items(expected)?), written(self.items(actual)?)))
    }

    /// Whether the test that a method is called of is a parameter of the function that is being written, or of what runs within
    /// it. A test is no value here, so its parameter is not among the function's.
    fn is_told_its_own_test(&self, fun: &Expr) -> bool {
        let ExprKind::SelectorExpr { x, .. } = &fun.inner().kind else {
            return false;
        };
        let begin = self.function.borrow().range.0;
        x.named().is_some_and(|test| {
            let declared = self.program.object(test).pos;
            declared >= begin || !self.program.text(declared, begin).contains('{')
        })
    }

    /// Whether what is written is the test itself or a part of it, which end where they return.
    fn ends_with_the_test(&self) -> bool {
        let function = self.function.borrow();
        let end = function.range.1;
        let declared = self.decls.iter().find(|(_, decl)| decl.end == end);
        function.results.is_empty() && declared.is_none_or(|(object, _)| self.tests.contains_key(object))
    }

    fn two_values(&self, expected: &Expr, actual: &Expr, any: TypeId) -> Emitted<(String, String)> {
        let plain = |expr: &Expr| {
            expr.t
                .is_some_and(|t| self.program.is_any(t) || self.is_comparable(t, 0))
        };
        if !plain(expected) || !plain(actual) {
            return self.two_texts(expected, actual);
        }
        Ok((self.converted(actual, any)?, self.converted(expected, any)?))
    }

    fn two_alike(&self, expected: &Expr, actual: &Expr) -> Emitted<(String, String)> {
        let (from, to) = (self.type_of(expected)?, self.type_of(actual)?);
        if !self.same_rust(from, to) {
            return Err(Unsupported::new("a comparison of values of two types"));
        }
        if !self.is_comparable(to, 0) {
            return self.two_texts(expected, actual);
        }
        let side = |expr: &Expr| -> Emitted<String> {
            let code = self.compared(expr)?;
            let shared = self.program.kind(to) == TypeKind::Slice && !self.is_vec(to);
            Ok(if shared {
                format!("{}.to_vec()", code.base())
            } else {
                code.text
            })
        };
        Ok((side(actual)?, side(expected)?))
    }

    /// Both values as Go prints them with all that they are made of.
    fn two_texts(&self, expected: &Expr, actual: &Expr) -> Emitted<(String, String)> {
        let side = |expr: &Expr| -> Emitted<String> {
            if self.has_pointer(self.type_of(expr)?, 0) {
                return Err(Unsupported::new("a comparison of what pointers point at"));
            }
            Ok(format!(
                "{}::Sprintf(\"%#v\", {}![{}])",
                self.sdk("fmt"),
                self.sdk("args"),
                self.any_value(expr)?
            ))
        };
        Ok((side(actual)?, side(expected)?))
    }

    fn has_pointer(&self, t: TypeId, depth: usize) -> bool {
        let typ = self.program.under_type(t);
        let parts = typ
            .elem
            .iter()
            .copied()
            .chain(typ.key)
            .chain(typ.fields.iter().filter_map(|field| self.program.object(*field).t));
        matches!(typ.kind, TypeKind::Pointer | TypeKind::Func)
            || depth > 8
            || parts.into_iter().any(|part| self.has_pointer(part, depth + 1))
    }

    /// Whether Rust compares and shows values of a type.
    fn is_comparable(&self, t: TypeId, depth: usize) -> bool {
        let typ = self.program.typ(t);
        let elem = || typ.elem.is_some_and(|elem| self.is_comparable(elem, depth + 1));
        match typ.kind {
            TypeKind::Basic => true,
            TypeKind::Array => elem(),
            TypeKind::Slice => depth == 0 && elem() || self.is_vec(t) && elem(),
            TypeKind::Named if self.program.is_error(t) => true,
            TypeKind::Named => match typ.package.as_deref() {
                Some(package) if self.program.owns(package) => {
                    !self.is_newtype(t) && elem() && self.program.kind(t) == TypeKind::Basic
                }
                Some(_) => self.is_copied(t),
                None => false,
            },
            _ => false,
        }
    }

    /// A value where it stands, for a comparison.
    fn compared(&self, expr: &Expr) -> Emitted {
        let code = self.expr(expr)?;
        Ok(match code.shape {
            Shape::Reference => Code::place(format!("*{}", code.at(prec::UNARY))).with(prec::UNARY),
            _ => code,
        })
    }

    /// What a test gets out of the configuration that the SDK keeps: no value of the type gets into an interface elsewhere.
    pub fn kept_configuration(&self, target: TypeId, any: &str) -> Emitted<Option<String>> {
        let typ = self.program.typ(target);
        let Some(elem) = typ.elem.filter(|_| typ.kind == TypeKind::Pointer) else {
            return Ok(None);
        };
        let own = self.program.own_named(elem) == Some(elem) && self.program.kind(elem) == TypeKind::Struct;
        if !own || self.facts.in_interfaces.contains(&elem) {
            return Ok(None);
        }
        let rust = self.rust_type(elem)?;
        let any = any.strip_prefix('&').unwrap_or(any);
        Ok(Some(format!(
            "{any}.downcast::<{rust}>().map(|kept| {}::new((*kept).clone()))",
            self.sdk("go::Ptr")
        )))
    }
}
