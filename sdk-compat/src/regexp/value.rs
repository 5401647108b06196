//! Expressions as values of an `interface{}`: Go prints them, and writes them as JSON, as their text.

use std::rc::Rc;

use super::{Compile, Regexp};
use crate::encoding::json::Reader;
use crate::go::{Shape, Type, Typed};
use crate::{Any, Str};

impl Type for Regexp {
    fn type_name() -> Str {
        Str::from("*regexp.Regexp")
    }

    fn boxed(&self) -> Any {
        Any::Typed(Rc::new(self.clone()))
    }

    fn unboxed(value: &Any) -> Option<Self> {
        match value {
            Any::Typed(value) => value.as_object().downcast_ref().cloned(),
            _ => None,
        }
    }

    fn decode(&mut self, json: &mut Reader<'_>) {
        match json.own_text::<Self>() {
            Some(Some(text)) => match Compile(text) {
                Ok(compiled) => *self = compiled,
                Err(error) => json.stop(error),
            },
            Some(None) => *self = Regexp::default(),
            None => {}
        }
    }
}

impl Typed for Regexp {
    fn type_name(&self) -> Str {
        <Self as Type>::type_name()
    }

    fn shape(&self) -> Shape {
        Shape::Pointer(self.0.as_ref().map(|compiled| {
            let text = Any::from(compiled.expression.clone());
            (Rc::as_ptr(compiled).addr(), text)
        }))
    }

    fn as_object(&self) -> &dyn std::any::Any {
        self
    }

    fn string(&self) -> Option<Str> {
        self.0.as_ref().map(|compiled| compiled.expression.clone())
    }
}

impl From<Regexp> for Any {
    fn from(expression: Regexp) -> Self {
        expression.boxed()
    }
}

impl From<&Regexp> for Any {
    fn from(expression: &Regexp) -> Self {
        expression.boxed()
    }
}
