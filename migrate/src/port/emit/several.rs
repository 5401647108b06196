//! Several values at once: assignments in parallel, and calls with more than one result.

use super::code::Unsupported;
use super::convert::is_any_text;
use super::expr::Emitted;
use super::peephole::Several;
use super::place::parts_of_place;
use super::{Emitter, Storage};
use crate::port::foreign;
use crate::port::tree::{ConstantKind, Expr, ExprKind, Mode, ObjId, ObjectKind, TypeId, TypeKind};
use crate::port::walk::{self, Node};

impl Emitter<'_> {
    /// `a, b = c, d`: all values first.
    pub fn parallel(&self, lhs: &[Expr], rhs: &[Expr], define: bool) -> Emitted<String> {
        let (mut opening, mut taken) = (String::new(), Vec::new());
        if self.check_places(lhs).is_err() {
            for part in lhs.iter().flat_map(parts_of_place) {
                let array = part.t.is_some_and(|t| self.program.kind(t) == TypeKind::Array);
                if part.v.is_none() && !array {
                    opening += &self.take(part, &self.careful(true, || self.owned(part))?, &mut taken);
                }
            }
        }
        let text = self.parallel_values(lhs, rhs, define);
        self.give_back(&taken);
        Ok(opening + &text?)
    }

    fn parallel_values(&self, lhs: &[Expr], rhs: &[Expr], define: bool) -> Emitted<String> {
        let mut values = Vec::new();
        for (place, value) in lhs.iter().zip(rhs) {
            let t = if place.is_blank() {
                self.type_of(value)?
            } else {
                place.t.or(value.t).ok_or_else(|| Unsupported::new("a variable"))?
            };
            values.push((self.careful(true, || self.converted(value, t))?, t, value));
        }
        if define && lhs.iter().all(|place| place.is_blank() || self.is_declared_here(place)) {
            let mut text = String::new();
            // One after the other is the same where no value names what is declared before it.
            for (place, (value, t, expr)) in lhs.iter().zip(&values) {
                if place.is_blank() {
                    text += &format!("let _ = {value};\n");
                    continue;
                }
                let object = place.o.ok_or_else(|| Unsupported::new("a variable"))?;
                text += &self.declare(object, value, self.needs_type(expr, *t))?;
            }
            let shadows = lhs.iter().any(|place| {
                place.o.is_some_and(|object| {
                    let name = self.name(object);
                    rhs.iter().any(|value| crate::port::walk::any(crate::port::walk::Node::Expr(value), &mut |node| {
                        matches!(node, crate::port::walk::Node::Expr(Expr { kind: ExprKind::Ident { .. }, o: Some(used), .. })
                            if *used != object && self.program.object(*used).kind == ObjectKind::Var && self.name(*used) == name)
                    }))
                })
            });
            if !shadows {
                return Ok(text);
            }
        }
        // Two elements of one slice change places.
        let names = self.unused_names("value", lhs.len());
        let tuple: Vec<String> = values
            .iter()
            .map(|(value, t, expr)| {
                let number = expr
                    .v
                    .as_ref()
                    .is_some_and(|value| matches!(value.kind, ConstantKind::Int | ConstantKind::Float));
                if number && !self.is_newtype(*t) {
                    self.typed_constant(expr).unwrap_or_else(|_| value.clone())
                } else if value == "None" {
                    format!("None::<{}>", self.sdk("Error"))
                } else {
                    value.clone()
                }
            })
            .collect();
        if let Some(places) = self.assigned_variables(lhs)
            && !define
        {
            let values: Vec<String> = values.iter().map(|(value, _, _)| value.clone()).collect();
            return Ok(format!("({}) = ({});\n", places.join(", "), values.join(", ")));
        }
        self.check_places(lhs)?;
        let mut text = format!("let ({}) = ({});\n", names.join(", "), tuple.join(", "));
        for (place, name) in lhs.iter().zip(&names) {
            if place.is_blank() {
                continue;
            }
            if define && (self.is_declared_here(place) || self.may_shadow(place)) {
                text += &self.declare(place.o.ok_or_else(|| Unsupported::new("a variable"))?, name, false)?;
            } else {
                text += &self.store_text(place, name)?;
            }
        }
        Ok(text)
    }

    /// Go finds all places before it writes the first: refuses those that an earlier one of them may move.
    fn check_places(&self, lhs: &[Expr]) -> Emitted<()> {
        let written = |place: &Expr| match &place.inner().kind {
            ExprKind::SelectorExpr {
                selection: Some(selection),
                ..
            } => Some(selection.o),
            _ => place.named(),
        };
        for (i, place) in lhs.iter().enumerate() {
            let before: Vec<ObjId> = lhs[..i].iter().filter_map(written).collect();
            let mut moves = false;
            walk::below(Node::Expr(place.inner()), &mut |part| {
                if matches!(part, Node::Expr(part) if self.taken(part).is_some()) {
                    return;
                }
                moves |= walk::any(part, &mut |node| {
                    let Node::Expr(expr) = node else { return false };
                    written(expr).is_some_and(|object| before.contains(&object))
                        || matches!(&expr.kind, ExprKind::CallExpr { fun, .. }
                            if !fun.is_type() && fun.mode != Some(Mode::Builtin))
                });
            });
            if let ExprKind::IndexExpr { index, .. } = &place.inner().kind
                && self.taken(index).is_none()
            {
                moves |= i > 0
                    && walk::any(Node::Expr(index), &mut |node| {
                        matches!(
                            node,
                            Node::Expr(Expr {
                                kind: ExprKind::IndexExpr { .. } | ExprKind::StarExpr { .. },
                                ..
                            })
                        )
                    });
            }
            if moves {
                return Err(Unsupported::new("an assignment to places that depend on each other"));
            }
        }
        Ok(())
    }

    /// Several results, or a value and whether it is there, into several places.
    pub fn destructure(&self, lhs: &[Expr], value: &Expr, define: bool) -> Emitted<String> {
        if let ExprKind::CallExpr { fun, .. } = &value.inner().kind
            && lhs.iter().all(Expr::is_blank)
            && foreign::gives_nothing(self.program, fun)
        {
            return Ok(format!("{};\n", self.plain_call(value)?.text));
        }
        let source = self.several(value, lhs.len())?;
        let same_scope = |place: &Expr| {
            place.is_blank()
                || place.o.is_some_and(|object| {
                    !self.program.object(object).global
                        && !self.facts.boxed.contains(&object)
                        && self.storage(object) != Storage::Cell
                })
        };
        let wraps: Vec<Option<String>> = lhs
            .iter()
            .enumerate()
            .map(|(i, _)| source.wraps.get(i).cloned().flatten())
            .collect();
        let target = |place: &Expr| place.o.map_or(place.t, |object| self.program.object(object).t);
        let targets = lhs.iter().map(|place| target(place).filter(|_| !place.is_blank()));
        let targets = self.other_types(value, targets);
        let plain = wraps.iter().all(Option::is_none) && targets.iter().all(Option::is_none);
        // Declaring a variable anew is the same as assigning it, in the scope that it was declared in.
        if define
            && plain
            && lhs.iter().all(same_scope)
            && lhs
                .iter()
                .all(|place| place.is_blank() || self.is_declared_here(place) || self.may_shadow(place))
        {
            let mut names = Vec::new();
            for place in lhs {
                names.push(self.binding(place)?);
            }
            return Ok(format!("let {} = {};\n", source.pattern(&names), source.text));
        }
        if let Some(names) = self.assigned_variables(lhs)
            && plain
            && !define
        {
            return Ok(format!("{} = {};\n", source.pattern(&names), source.text));
        }
        let names: Vec<String> = lhs
            .iter()
            .enumerate()
            .map(|(i, place)| {
                if place.is_blank() {
                    "_".to_string()
                } else {
                    self.unused(&format!("value{i}"))
                }
            })
            .collect();
        let mut text = format!("let {} = {};\n", source.pattern(&names), source.text);
        for (i, (place, name)) in lhs.iter().zip(&names).enumerate() {
            if place.is_blank() {
                continue;
            }
            let mut value = wraps[i].as_ref().map_or(name.clone(), |wrap| format!("{wrap}({name})"));
            if let Some((from, to)) = targets.get(i).copied().flatten() {
                value = self.as_interface(value, from, to)?;
            }
            if self.is_declared_here(place) || define && self.may_shadow(place) {
                text += &self.declare(place.o.ok_or_else(|| Unsupported::new("a variable"))?, &value, false)?;
            } else {
                text += &self.store_text(place, &value)?;
            }
        }
        Ok(text)
    }

    /// For places that are interfaces, what the results of a call are that go there: their types and the interfaces.
    fn other_types(&self, call: &Expr, targets: impl Iterator<Item = Option<TypeId>>) -> Vec<Option<(TypeId, TypeId)>> {
        let ExprKind::CallExpr { fun, .. } = &call.inner().kind else {
            return Vec::new();
        };
        let results = fun
            .t
            .map(|t| self.program.under_type(t).results.as_slice())
            .unwrap_or_default();
        let other = |(to, result): (Option<TypeId>, &ObjId)| {
            let (to, from) = (to?, self.program.object(*result).t?);
            (from != to && self.program.is_interface(to) && self.program.typ(to).kind != TypeKind::Param)
                .then_some((from, to))
        };
        targets.zip(results).map(other).collect()
    }

    /// The results of a call, in variables with these names, as values of other types: parameters or results.
    pub fn results_as(
        &self,
        call: &Expr,
        source: &Several,
        names: &[String],
        targets: &[ObjId],
    ) -> Emitted<Vec<String>> {
        let others = self.other_types(call, targets.iter().map(|target| self.program.object(*target).t));
        let value = |(i, name): (usize, &String)| {
            let wrapped = match source.wraps.get(i).and_then(Option::as_ref) {
                Some(wrap) => format!("{wrap}({name})"),
                None => name.clone(),
            };
            match others.get(i).copied().flatten() {
                Some((from, to)) => self.as_interface(wrapped, from, to),
                None => Ok(wrapped),
            }
        };
        names.iter().enumerate().map(value).collect()
    }

    /// A value of a type as one of an interface.
    fn as_interface(&self, value: String, from: TypeId, to: TypeId) -> Emitted<String> {
        if self.program.is_interface(from) && !self.program.is_any(to) || self.program.is_error(to) {
            return Err(Unsupported::new("a result that becomes another interface"));
        }
        if self.program.is_any(to) {
            let value = self.boxed(value, from);
            return Ok(match is_any_text(&value) {
                true => value,
                false => format!("{}::from({value})", self.sdk("Any")),
            });
        }
        let Some(named) = self.program.own_named(to) else {
            return Err(Unsupported::new("a result that becomes this interface"));
        };
        let path = self.own_path(self.program.typ(named).o, &self.type_name(named));
        Ok(self.dynamic(&path, &value))
    }

    /// The names of places that one assignment of a tuple can write: variables that nothing else holds, declared before.
    fn assigned_variables(&self, lhs: &[Expr]) -> Option<Vec<String>> {
        let name = |place: &Expr| {
            if place.is_blank() {
                return Some("_".to_string());
            }
            let object = place.named()?;
            let own = !self.program.object(object).global
                && self.storage(object) == Storage::Own
                && !self.is_declared_here(place);
            own.then(|| self.name(object))
        };
        lhs.iter().map(name).collect()
    }
}
