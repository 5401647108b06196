//! Function values and values of interfaces.

use std::fmt;
use std::ops::Deref;
use std::rc::{Rc, Weak};

use super::Type;
use super::ptr::nil_dereference;
use crate::Any;

/// A Go function value, such as `func(int) string`, or nil, which is the default; a call of nil panics.
///
/// ```
/// use sdk_compat::go::{self, Func};
/// let double = go::func(|n: i64| n * 2);
/// assert_eq!(double(4), 8);
/// assert!(Func::<dyn Fn()>::default().is_nil());
/// ```
pub struct Func<F: ?Sized>(Option<Rc<F>>);

/// A value of a Go interface with methods, or nil, which is the default; a call on nil panics. Two are equal when their
/// dynamic types are the same and the values in them equal.
pub struct Dyn<I: ?Sized>(Option<Rc<I>>);

/// A closure or a function as a Go function value.
pub fn func<F: IntoFunc<Parameters>, Parameters>(function: F) -> Func<F::Dyn> {
    function.into_func()
}

/// What [`func`] takes: closures and functions of up to eight parameters.
pub trait IntoFunc<Parameters> {
    /// The type that all functions with the same parameters and results have.
    type Dyn: ?Sized;

    /// The function value.
    fn into_func(self) -> Func<Self::Dyn>;
}

macro_rules! into_func {
    ($($parameter:ident)*) => {
        impl<F: Fn($($parameter),*) -> R + 'static, R: 'static, $($parameter: 'static),*> IntoFunc<($($parameter,)*)> for F {
            type Dyn = dyn Fn($($parameter),*) -> R;

            fn into_func(self) -> Func<Self::Dyn> {
                Func::new(Rc::new(self))
            }
        }
    };
}

into_func!();
into_func!(A);
into_func!(A B);
into_func!(A B C);
into_func!(A B C D);
into_func!(A B C D E);
into_func!(A B C D E G);
into_func!(A B C D E G H);
into_func!(A B C D E G H I);

/// What every interface of a port has beside its methods; all types have it.
pub trait Object: 'static {
    /// The value as an `interface{}`.
    fn to_any(&self) -> Any;
}

impl<T: Type> Object for T {
    fn to_any(&self) -> Any {
        self.boxed()
    }
}

macro_rules! handle {
    ($name:ident, $what:literal) => {
        impl<T: ?Sized> $name<T> {
            #[doc = concat!("A handle to ", $what, ".")]
            pub fn new(value: Rc<T>) -> Self {
                $name(Some(value))
            }

            /// Whether this is nil.
            pub fn is_nil(&self) -> bool {
                self.0.is_none()
            }
        }

        impl<T: ?Sized> Deref for $name<T> {
            type Target = T;

            fn deref(&self) -> &T {
                match &self.0 {
                    Some(value) => value,
                    None => nil_dereference(),
                }
            }
        }

        impl<T: ?Sized> Clone for $name<T> {
            fn clone(&self) -> Self {
                $name(self.0.clone())
            }
        }

        impl<T: ?Sized> Default for $name<T> {
            fn default() -> Self {
                $name(None)
            }
        }

        impl<T: ?Sized> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(if self.is_nil() { "nil" } else { $what })
            }
        }
    };
}

handle!(Func, "a function");
handle!(Dyn, "a value");

impl<F: ?Sized> Func<F> {
    /// What the function is printed by; 0 for nil.
    pub(super) fn address(&self) -> usize {
        self.0
            .as_ref()
            .map_or(0, |function| Rc::as_ptr(function).cast::<u8>().addr())
    }
}

impl<I: ?Sized> Dyn<I> {
    /// Whether two are the same value in memory, or both nil.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Rc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        }
    }

    /// A way to the value that does not keep it.
    pub(crate) fn downgrade(&self) -> Weak<I> {
        match &self.0 {
            Some(value) => Rc::downgrade(value),
            None => nil_dereference(),
        }
    }
}

impl<I: ?Sized + Object> Dyn<I> {
    /// The value as an `interface{}`.
    pub fn to_any(&self) -> Any {
        self.0.as_ref().map_or(Any::Nil, |value| value.to_any())
    }
}

impl<I: ?Sized + Object> PartialEq for Dyn<I> {
    fn eq(&self, other: &Self) -> bool {
        self.to_any() == other.to_any()
    }
}
