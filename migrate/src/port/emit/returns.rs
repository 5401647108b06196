//! What a function gives back.

use super::Emitter;
use super::code::{Shape, Unsupported};
use super::expr::Emitted;
use super::peephole::Several;
use crate::port::facts::{Form, is_zero};
use crate::port::foreign;
use crate::port::tree::{Expr, ExprKind, ObjId, TypeId};

impl Emitter<'_> {
    /// `return`.
    pub fn returned(&self, results: &[Expr], tail: bool) -> Emitted<String> {
        let function = self.function.borrow().clone();
        let leave = |text: String| {
            if tail {
                format!("{text}\n")
            } else {
                format!("return {text};\n")
            }
        };
        if function.results.is_empty() {
            return Ok(if tail { String::new() } else { "return;\n".to_string() });
        }
        if function.named && function.defers {
            let mut text = String::new();
            if results.len() == function.results.len() {
                let mut values = Vec::new();
                for (result, value) in function.results.iter().zip(results) {
                    let t = self
                        .program
                        .object(*result)
                        .t
                        .ok_or_else(|| Unsupported::new("a result"))?;
                    values.push(self.careful(true, || self.converted(value, t))?);
                }
                if values.len() == 1 {
                    text += &format!("{}.set({});\n", self.name(function.results[0]), values[0]);
                } else {
                    let names = self.unused_names("value", values.len());
                    text += &format!("let ({}) = ({});\n", names.join(", "), values.join(", "));
                    for (result, name) in function.results.iter().zip(&names) {
                        text += &format!("{}.set({name});\n", self.name(*result));
                    }
                }
            } else if let [call] = results {
                let source = self.several(call, function.results.len())?;
                let names = self.unused_names("value", function.results.len());
                text += &format!("let {} = {};\n", source.pattern(&names), source.text);
                let values = self.results_as(call, &source, &names, &function.results)?;
                for (result, value) in function.results.iter().zip(&values) {
                    text += &format!("{}.set({value});\n", self.name(*result));
                }
            }
            return Ok(text + if tail { "" } else { "return;\n" });
        }
        if results.is_empty() {
            return Ok(leave(self.named_results(&function.results, function.form.0)));
        }
        match function.form.0 {
            Form::Result => self.returned_result(results, &function.results).map(leave),
            _ => self.returned_values(results, &function.results).map(leave),
        }
    }

    fn returned_values(&self, results: &[Expr], declared: &[ObjId]) -> Emitted<String> {
        if let [call] = results
            && declared.len() > 1
        {
            let source = self.several(call, declared.len())?;
            let names = self.unused_names("value", declared.len());
            let values = self.results_as(call, &source, &names, declared)?;
            if values == names && source.nested.is_none() {
                return Ok(source.text);
            }
            return Ok(format!(
                "{{ let {} = {}; ({}) }}",
                source.pattern(&names),
                source.text,
                values.join(", ")
            ));
        }
        let mut values = Vec::new();
        for (result, value) in declared.iter().zip(results) {
            let t = self
                .program
                .object(*result)
                .t
                .ok_or_else(|| Unsupported::new("a result"))?;
            values.push(self.converted(value, t)?);
        }
        Ok(match values.as_slice() {
            [one]
                if self.function.borrow().hook
                    && self
                        .wrapping(self.program.object(declared[0]).t.unwrap_or(TypeId(0)))
                        .is_some() =>
            {
                format!("{one}.to_vec()")
            }
            [one] => one.clone(),
            _ => format!("({})", values.join(", ")),
        })
    }

    fn returned_result(&self, results: &[Expr], declared: &[ObjId]) -> Emitted<String> {
        if let [call] = results
            && declared.len() > 1
        {
            let ExprKind::CallExpr { fun, .. } = &call.inner().kind else {
                return Err(Unsupported::new("these results"));
            };
            let code = self.plain_call(call)?;
            let names = self.unused_names("value", declared.len() - 1);
            let values = self.results_as(call, &Several::default(), &names, &declared[..declared.len() - 1])?;
            if values != names {
                return Ok(match (names.as_slice(), values.as_slice()) {
                    ([name], [value]) => format!("{}.map(|{name}| {value})", code.base()),
                    _ => format!("{}.map(|({})| ({}))", code.base(), names.join(", "), values.join(", ")),
                });
            }
            let wraps = declared[..declared.len() - 1]
                .iter()
                .filter_map(|result| self.program.object(*result).t);
            let wraps: Vec<String> = if foreign::is_foreign(self.program, fun) {
                wraps.filter_map(|t| self.wrapping(t)).collect()
            } else {
                Vec::new()
            };
            return match wraps.as_slice() {
                [] => Ok(code.text),
                [wrap] if declared.len() == 2 => Ok(format!("{}.map({wrap})", code.base())),
                _ => Err(Unsupported::new("these results")),
            };
        }
        let [values @ .., error] = results else {
            return Err(Unsupported::new("these results"));
        };
        if error.is_nil() {
            let mut list = Vec::new();
            for (result, value) in declared.iter().zip(values) {
                let t = self
                    .program
                    .object(*result)
                    .t
                    .ok_or_else(|| Unsupported::new("a result"))?;
                list.push(self.converted(value, t)?);
            }
            return Ok(match list.as_slice() {
                [one] => format!("Ok({one})"),
                _ => format!("Ok(({}))", list.join(", ")),
            });
        }
        if let Some(error) = self.sure_error(error)? {
            return Ok(format!("Err({error})"));
        }
        if values.is_empty() {
            if let ExprKind::CallExpr { fun, .. } = &error.inner().kind
                && !fun.is_type()
            {
                let code = self.plain_call(error)?;
                return Ok(match self.call_form(error) {
                    Form::Result => code.text,
                    _ => format!("{}({})", self.sdk("go::ok"), code.text),
                });
            }
            let code = self.expr(error)?;
            // A variable ends with the function; what it is a part of, or refers to, may not.
            let error = match (error.named(), code.shape) {
                (None, _) | (_, Shape::Reference) => self.own(&code, error),
                (Some(_), _) => code.text,
            };
            return Ok(format!("{}({error})", self.sdk("go::ok")));
        }
        if values.iter().all(|value| is_zero(self.program, value)) {
            return Ok(format!("Err({}.unwrap())", self.owned(error)?));
        }
        Err(Unsupported::new("a value together with an error"))
    }
}
