//! Go's `error`: a value with a text, compared by identity.

use std::fmt;
use std::rc::Rc;

use crate::go::Typed;
use crate::{Any, Str};

/// Go's `error` value. Two errors are equal only when they are the same error, as with `==` in Go; clones are.
///
/// Where Go has a nil error, Rust has no `Error` at all: `Ok`, or the `None` of a call whose only result is an error.
#[doc(alias = "err")]
#[derive(Clone)]
pub struct Error(Repr);

#[derive(Clone)]
enum Repr {
    Fixed(&'static FixedError),
    Made(Rc<Made>),
    /// A value of a type that has a method `Error`.
    Value(Rc<dyn Typed>),
}

struct Made {
    text: Str,
    wrapped: Wrapped,
}

enum Wrapped {
    Nothing,
    One(Error),
    Several(Vec<Error>),
}

/// What a [`fixed_error!`](crate::fixed_error) is about: it exists once in the program.
#[doc(hidden)]
pub struct FixedError {
    text: &'static str,
}

impl FixedError {
    /// An error with this text.
    pub const fn new(text: &'static str) -> Self {
        FixedError { text }
    }
}

/// An error that exists once in the program, Go's package variable `var errNoKey = errors.New("no key")`.
///
/// ```
/// use sdk_compat::{Error, args, errors, fixed_error, fmt};
/// const ERR_NO_KEY: Error = fixed_error!("no key");
///
/// let wrapped = fmt::Errorf("consumer %q: %w", args!["bob", ERR_NO_KEY]);
/// assert_eq!(wrapped.text(), r#"consumer "bob": no key"#);
/// assert!(errors::Is(&wrapped, &ERR_NO_KEY));
/// ```
#[macro_export]
macro_rules! fixed_error {
    ($text:literal) => {{
        static ERROR: $crate::FixedError = $crate::FixedError::new($text);
        $crate::Error::fixed(&ERROR)
    }};
}

impl Error {
    /// The error that `error` stands for, always the same.
    #[doc(hidden)]
    pub const fn fixed(error: &'static FixedError) -> Self {
        Error(Repr::Fixed(error))
    }

    /// A new error that is equal to no other. Go: `errors.New`.
    #[doc(alias = "New")]
    pub fn new(text: impl Into<Str>) -> Self {
        Error(Repr::Made(Rc::new(Made {
            text: text.into(),
            wrapped: Wrapped::Nothing,
        })))
    }

    /// A new error with a text of its own around another one. Go: `fmt.Errorf` with `%w`.
    #[doc(alias = "Errorf")]
    pub fn wrapping(text: impl Into<Str>, wrapped: Error) -> Self {
        Error(Repr::Made(Rc::new(Made {
            text: text.into(),
            wrapped: Wrapped::One(wrapped),
        })))
    }

    /// A new error with a text of its own around several others. Go: `fmt.Errorf` with more than one `%w`.
    pub(crate) fn wrapping_several(text: impl Into<Str>, wrapped: Vec<Error>) -> Self {
        Error(Repr::Made(Rc::new(Made {
            text: text.into(),
            wrapped: Wrapped::Several(wrapped),
        })))
    }

    /// A value of a type of one's own that has a method `error`, as an error: [`errors::As`](crate::errors::As) finds it
    /// again, and two are equal when the values are.
    pub fn from_value(value: impl Into<Any>) -> Self {
        match value.into() {
            Any::Typed(value) => Error(Repr::Value(value)),
            Any::Error(error) => error,
            other => Error::new(crate::fmt::Sprint(&[other])),
        }
    }

    pub(crate) fn of_value(value: Rc<dyn Typed>) -> Self {
        Error(Repr::Value(value))
    }

    /// The error in an `interface{}`: a value of a type of one's own as that type.
    pub(crate) fn into_any(self) -> Any {
        match self.0 {
            Repr::Value(value) => Any::Typed(value),
            _ => Any::Error(self),
        }
    }

    /// Every error right inside this one.
    pub(crate) fn inner(&self) -> Vec<Error> {
        match &self.0 {
            Repr::Fixed(_) => Vec::new(),
            Repr::Value(value) => value.unwrap().into_iter().collect(),
            Repr::Made(made) => match &made.wrapped {
                Wrapped::Nothing => Vec::new(),
                Wrapped::One(error) => vec![error.clone()],
                Wrapped::Several(errors) => errors.clone(),
            },
        }
    }

    /// The text. Go: `Error`.
    #[doc(alias = "Error")]
    pub fn text(&self) -> Str {
        match &self.0 {
            Repr::Fixed(error) => Str::from(error.text),
            Repr::Made(made) => made.text.clone(),
            Repr::Value(value) => value.error().unwrap_or_default(),
        }
    }

    /// The error inside this one, if it is the only one. Go: `errors.Unwrap`.
    #[doc(alias = "Unwrap")]
    pub fn wrapped(&self) -> Option<&Error> {
        match &self.0 {
            Repr::Made(made) => match &made.wrapped {
                Wrapped::One(error) => Some(error),
                _ => None,
            },
            Repr::Fixed(_) | Repr::Value(_) => None,
        }
    }

    /// The errors inside this one, if it was made around several.
    pub(crate) fn several_wrapped(&self) -> Option<&[Error]> {
        match &self.0 {
            Repr::Made(made) => match &made.wrapped {
                Wrapped::Several(errors) => Some(errors),
                _ => None,
            },
            Repr::Fixed(_) | Repr::Value(_) => None,
        }
    }
}

impl PartialEq for Error {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Repr::Fixed(a), Repr::Fixed(b)) => std::ptr::eq(*a, *b),
            (Repr::Made(a), Repr::Made(b)) => Rc::ptr_eq(a, b),
            (Repr::Value(a), Repr::Value(b)) => a.is_equal(&**a, &**b),
            _ => false,
        }
    }
}

impl Eq for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({:?})", self.text())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_equals_itself_and_its_clones_only() {
        static NOT_FOUND: FixedError = FixedError::new("not found");
        static ALSO_NOT_FOUND: FixedError = FixedError::new("not found");
        assert_eq!(Error::fixed(&NOT_FOUND), Error::fixed(&NOT_FOUND));
        assert_ne!(Error::fixed(&NOT_FOUND), Error::fixed(&ALSO_NOT_FOUND));

        let error = Error::new("not found");
        assert_eq!(error, error.clone());
        assert_ne!(error, Error::new("not found"));
        assert_ne!(error, Error::fixed(&NOT_FOUND));
    }

    #[test]
    fn a_wrapping_error_shows_its_own_text_and_keeps_the_inner_error() {
        let inner = Error::new("refused");
        let outer = Error::wrapping(format!("call failed: {inner}"), inner.clone());
        assert_eq!(outer.to_string(), "call failed: refused");
        assert_eq!(outer.wrapped(), Some(&inner));
    }
}
