//! Named types: numbers, texts, slices and maps with a name of their own, and what their values can do in Go.

use crate::go::runtime_error;
use crate::{Error, Str};

/// A value that may be missing as Go has it: `v, ok := m[k]`.
pub trait CommaOk<T> {
    /// The value and true, or the zero value and false.
    fn comma_ok(self) -> (T, bool);
}

impl<T: Default> CommaOk<T> for Option<T> {
    fn comma_ok(self) -> (T, bool) {
        match self {
            Some(value) => (value, true),
            None => (T::default(), false),
        }
    }
}

/// The zero value of an error is nil.
impl CommaOk<Option<Error>> for Option<Error> {
    fn comma_ok(self) -> (Option<Error>, bool) {
        let is_some = self.is_some();
        (self, is_some)
    }
}

/// An error that may be nil, as Go's variables of type `error` are.
pub trait MaybeError {
    /// Go's `err.Error()`.
    ///
    /// # Panics
    /// The error is nil.
    fn text(&self) -> Str;

    /// Go's `errors.Is(err, target)`, where both may be nil.
    fn is(&self, target: &Option<Error>) -> bool;
}

impl MaybeError for Option<Error> {
    fn is(&self, target: &Option<Error>) -> bool {
        match (self, target) {
            (Some(error), Some(target)) => crate::errors::Is(error, target),
            (error, target) => error.is_none() && target.is_none(),
        }
    }

    fn text(&self) -> Str {
        match self {
            Some(error) => error.text(),
            None => runtime_error(format_args!("invalid memory address or nil pointer dereference")),
        }
    }
}

/// Gives a struct around a number, `struct Mode(i64)`, the operators of the number.
///
/// ```
/// use sdk_compat::go;
/// #[derive(Clone, Copy, Default, PartialEq, PartialOrd, Debug)]
/// struct Mode(i64);
/// go::named_int!(Mode);
/// assert_eq!(Mode(1) | Mode(2), Mode(3));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __go_named_int {
    ($name:ident) => {
        $crate::__go_operators!($name, Add add AddAssign add_assign +, Sub sub SubAssign sub_assign -,
            Mul mul MulAssign mul_assign *, Div div DivAssign div_assign /);
        $crate::__go_operators!($name, Rem rem RemAssign rem_assign %, BitAnd bitand BitAndAssign bitand_assign &,
            BitOr bitor BitOrAssign bitor_assign |, BitXor bitxor BitXorAssign bitxor_assign ^);
        impl std::ops::Not for $name {
            type Output = Self;
            fn not(self) -> Self {
                $name(!self.0)
            }
        }
        impl std::ops::Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                $name($crate::go::Int::negated(self.0))
            }
        }
        impl<N: $crate::go::Count> std::ops::Shl<N> for $name {
            type Output = Self;
            fn shl(self, by: N) -> Self {
                $crate::go::shl(self, by)
            }
        }
        impl<N: $crate::go::Count> std::ops::Shr<N> for $name {
            type Output = Self;
            fn shr(self, by: N) -> Self {
                $crate::go::shr(self, by)
            }
        }
        impl<N: $crate::go::Count> std::ops::ShlAssign<N> for $name {
            fn shl_assign(&mut self, by: N) {
                *self = *self << by;
            }
        }
        impl<N: $crate::go::Count> std::ops::ShrAssign<N> for $name {
            fn shr_assign(&mut self, by: N) {
                *self = *self >> by;
            }
        }
        impl $crate::go::Int for $name {
            fn quotient(self, by: Self) -> Option<Self> {
                $crate::go::Int::quotient(self.0, by.0).map($name)
            }
            fn remainder(self, by: Self) -> Option<Self> {
                $crate::go::Int::remainder(self.0, by.0).map($name)
            }
            fn shifted_left(self, by: u32) -> Self {
                $name($crate::go::Int::shifted_left(self.0, by))
            }
            fn shifted_right(self, by: u32) -> Self {
                $name($crate::go::Int::shifted_right(self.0, by))
            }
            fn negated(self) -> Self {
                $name($crate::go::Int::negated(self.0))
            }
            fn truncated(float: f64) -> Self {
                $name($crate::go::Int::truncated(float))
            }
        }
        $crate::__go_ordered!($name);
    };
}

/// The same for a struct around a float.
#[doc(hidden)]
#[macro_export]
macro_rules! __go_named_float {
    ($name:ident) => {
        $crate::__go_operators!($name, Add add AddAssign add_assign +, Sub sub SubAssign sub_assign -,
            Mul mul MulAssign mul_assign *, Div div DivAssign div_assign /);
        impl std::ops::Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                $name(-self.0)
            }
        }
        $crate::__go_ordered!($name);
    };
}

/// The order that `cmp` and `slices` ask for.
#[doc(hidden)]
#[macro_export]
macro_rules! __go_ordered {
    ($name:ident) => {
        impl $crate::cmp::Ordered for $name {
            fn order(&self, other: &Self) -> std::cmp::Ordering {
                $crate::cmp::Ordered::order(&self.0, &other.0)
            }
        }
    };
}

/// Operators between two values of a struct around a number.
#[doc(hidden)]
#[macro_export]
macro_rules! __go_operators {
    ($name:ident, $($op:ident $method:ident $assign:ident $assign_method:ident $sign:tt),*) => {$(
        impl std::ops::$op for $name {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                $name(self.0 $sign other.0)
            }
        }
        impl std::ops::$assign for $name {
            fn $assign_method(&mut self, other: Self) {
                self.0 = self.0 $sign other.0;
            }
        }
    )*};
}

/// Gives a struct around a slice, a map or a function what that can do.
#[doc(hidden)]
#[macro_export]
macro_rules! __go_named {
    ($name:ident, $inner:ty) => {
        impl std::ops::Deref for $name {
            type Target = $inner;
            fn deref(&self) -> &$inner {
                &self.0
            }
        }
        impl std::ops::DerefMut for $name {
            fn deref_mut(&mut self) -> &mut $inner {
                &mut self.0
            }
        }
    };
}

/// Gives a struct around a map what a map can do.
#[doc(hidden)]
#[macro_export]
macro_rules! __go_named_map {
    ($name:ident, $key:ty, $value:ty) => {
        $crate::go::named!($name, $crate::go::Map<$key, $value>);
        impl $name {
            /// An empty map.
            pub fn make() -> Self {
                $name($crate::go::Map::make())
            }
        }
        impl IntoIterator for $name {
            type Item = ($key, $value);
            type IntoIter = $crate::go::Pairs<$key, $value>;
            fn into_iter(self) -> Self::IntoIter {
                self.0.iter()
            }
        }
        impl IntoIterator for &$name {
            type Item = ($key, $value);
            type IntoIter = $crate::go::Pairs<$key, $value>;
            fn into_iter(self) -> Self::IntoIter {
                self.0.iter()
            }
        }
    };
}

/// Gives a struct around a text what a text can do.
#[doc(hidden)]
#[macro_export]
macro_rules! __go_named_text {
    ($name:ident) => {
        $crate::go::named!($name, $crate::Str);
        $crate::__go_ordered!($name);
        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                self.0.as_ref()
            }
        }
    };
}

/// Makes a type of the SDK that prints as its method `String` says a [`Type`](crate::go::Type): what JSON writes of it, and
/// how it is read from a JSON text.
macro_rules! text_type {
    ($name:ident, $go:literal, |$value:ident| $shape:expr, |$text:ident| $read:expr) => {
        impl $crate::go::Type for $name {
            fn type_name() -> $crate::Str {
                $go.into()
            }

            fn boxed(&self) -> $crate::Any {
                $crate::Any::Typed(std::rc::Rc::new(Clone::clone(self)))
            }

            fn unboxed(value: &$crate::Any) -> Option<Self> {
                match value {
                    $crate::Any::Typed(value) => value.as_object().downcast_ref::<Self>().cloned(),
                    _ => None,
                }
            }

            fn decode(&mut self, json: &mut $crate::encoding::json::Reader<'_>) {
                let mut $text = $crate::Str::default();
                json.string(&mut $text);
                *self = $read;
            }
        }

        impl $crate::go::Typed for $name {
            fn type_name(&self) -> $crate::Str {
                $go.into()
            }

            fn shape(&self) -> $crate::go::Shape {
                let $value = self;
                $crate::go::Shape::Basic($shape)
            }

            fn as_object(&self) -> &dyn std::any::Any {
                self
            }

            fn string(&self) -> Option<$crate::Str> {
                Some(self.String())
            }
        }

        impl From<$name> for $crate::Any {
            fn from(value: $name) -> $crate::Any {
                $crate::go::Type::boxed(&value)
            }
        }

        impl From<&$name> for $crate::Any {
            fn from(value: &$name) -> $crate::Any {
                $crate::go::Type::boxed(value)
            }
        }
    };
}

pub use crate::{
    __go_named as named, __go_named_float as named_float, __go_named_int as named_int, __go_named_map as named_map,
    __go_named_text as named_text,
};
pub(crate) use text_type;
