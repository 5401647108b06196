//! Go's package `errors`.

use crate::go::Type;
use crate::{Any, Error, Str, go};

/// A new error that is equal to no other, not even to one with the same text.
#[go]
pub fn New(text: impl Into<Str>) -> Error {
    Error::new(text)
}

/// The error inside `error`, if it wraps one. Of several none is told.
#[go]
pub fn Unwrap(error: &Error) -> Option<Error> {
    match error.several_wrapped() {
        Some(_) => None,
        None => error.inner().pop(),
    }
}

/// Whether `error`, or an error that it wraps at any depth, is `target`.
#[go]
pub fn Is(error: &Error, target: &Error) -> bool {
    chain(error).any(|error| error == *target)
}

/// The value of type `T` that `error`, or an error that it wraps at any depth, is. Go: `errors.As(err, &target)`.
#[go]
pub fn As<T: Type>(error: &Error) -> Option<T> {
    chain(error).find_map(|error| T::unboxed(&Any::from(error)))
}

/// One error with the texts of several, a line for each, which wraps them all; nil where there are none.
#[go]
pub fn Join(errors: &[Option<Error>]) -> Option<Error> {
    let errors: Vec<Error> = errors.iter().flatten().cloned().collect();
    let texts: Vec<Str> = errors.iter().map(Error::text).collect();
    (!errors.is_empty()).then(|| Error::wrapping_several(texts.join(&b"\n"[..]), errors))
}

/// The error and what it wraps, each before what is inside of it.
fn chain(error: &Error) -> impl Iterator<Item = Error> {
    let mut next = vec![error.clone()];
    std::iter::from_fn(move || {
        let error = next.pop()?;
        next.extend(error.inner().into_iter().rev());
        Some(error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{args, fmt};

    #[test]
    fn is_looks_through_every_wrapping() {
        let inner = New("inner");
        let outer = Error::wrapping("outer", Error::wrapping("middle", inner.clone()));
        assert!(Is(&outer, &inner));
        assert!(!Is(&inner, &outer));
        assert!(!Is(&outer, &New("inner")));
        assert_eq!(unwrap(&inner), None);
        let both = fmt::Errorf("%w and %w", args![New("other"), &outer]);
        assert!(Is(&both, &inner));
        assert_eq!(unwrap(&both), None);
        let joined = Join(&[None, Some(New("other")), Some(inner.clone())]).unwrap();
        assert!(Is(&joined, &inner));
        assert_eq!(joined.text(), "other\ninner");
        assert_eq!(Join(&[None]), None);
    }

    #[derive(Clone, Default, go::Type)]
    #[go(name = "main.Refusal", error, unwrap)]
    struct Refusal {
        status: i64,
        cause: Option<Error>,
    }

    impl Refusal {
        fn error(&self) -> Str {
            fmt::Sprintf("refused with %d", args![self.status])
        }

        fn unwrap(&self) -> Option<Error> {
            self.cause.clone()
        }
    }

    #[test]
    fn as_finds_a_type_of_ones_own() {
        let cause = New("cause");
        let refusal = Refusal {
            status: 403,
            cause: Some(cause.clone()),
        };
        let error = fmt::Errorf("request: %w", args![Error::from_value(&refusal)]);
        assert_eq!(error.text(), "request: refused with 403");
        assert_eq!(As::<Refusal>(&error).unwrap().status, 403);
        assert!(As::<Refusal>(&cause).is_none() && Is(&error, &cause));
        assert_eq!(Unwrap(&Error::from_value(refusal)), Some(cause));
    }
}
