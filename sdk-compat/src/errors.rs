//! Go's package `errors`.

use crate::{Error, Str, go};

/// A new error that is equal to no other, not even to one with the same text.
#[go]
pub fn New(text: impl Into<Str>) -> Error {
    Error::new(text)
}

/// The error inside `error`, if it wraps one. Of several none is told.
#[go]
pub fn Unwrap(error: &Error) -> Option<Error> {
    error.wrapped().cloned()
}

/// Whether `error`, or an error that it wraps at any depth, is `target`.
#[go]
pub fn Is(error: &Error, target: &Error) -> bool {
    let mut next = vec![error];
    while let Some(error) = next.pop() {
        if error == target {
            return true;
        }
        next.extend(error.wrapped());
        next.extend(error.several_wrapped().unwrap_or_default());
    }
    false
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
    }
}
