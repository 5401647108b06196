//! What Go's language does and Rust's does not: slices that share an array, maps and pointers that are references and may be
//! nil, `defer` and `recover`, values of interfaces with their dynamic types.
//!
//! `migrate port` writes its ports on these types; a port by hand takes them where plain Rust would not behave the same.
//!
//! | Go | here |
//! |---|---|
//! | `[]T`, where several share an array | [`Slice`] |
//! | `map[K]V`, `*T` | [`Map`], [`Ptr`] |
//! | a function value, a value of an interface | [`Func`], [`Dyn`] |
//! | `v.(T)`, `v, ok := v.(T)` | [`assert()`], [`cast`] |
//! | `defer`, `panic`, `recover` | [`with_defers`], [`panic`](panic()), [`recover`] |
//! | `s[i]`, `s[i:j]` of a `Vec`, a list, a [`Str`](crate::Str) | [`SliceExt`], [`StrExt`] |
//! | `a / b`, `a << n` where it matters | [`div`], [`rem`], [`shl`], [`shr`] |
//!
//! Where Go panics, so do these, with Go's words.
//!
//! Pointers, maps, slices and functions are counted, not collected: values that lead back to themselves, such as a list whose
//! nodes know the one before, are never freed. Where a plugin makes such values for each request, cut one of the ways
//! (`node.previous.set(Ptr::default())`) when it is done with them.

mod array;
mod basic;
mod control;
mod dynamic;
mod handle;
mod map;
mod named;
mod number;
mod ptr;
mod slice;
mod text;

pub use basic::{Int64, Uint, int64, uint};
pub use control::{Defers, Pair, exit, ok, panic, recover, run, with_defers};
pub(crate) use control::{panicked, runtime_error};
pub use dynamic::{
    AsError, Field, Json, Shape, Slot, Type, Typed, assert, assert_called, called, cast, cast_called, lacks,
};
pub use handle::{Dyn, Func, IntoFunc, Object, func};
pub use map::{Map, Pairs};
pub(crate) use named::text_type;
pub use named::{CommaOk, MaybeError, named, named_float, named_int, named_map, named_text};
pub use number::{Count, Int, Number, div, max, min, rem, shl, shr, to_int};
pub use ptr::{Global, Ptr, nil_dereference};
pub use sdk_compat_macros::Type;
pub use slice::{Items, Slice, SliceExt, found, slice_of_slices, slices_of};
pub use text::{StrExt, from_rune, from_runes, runes};

/// A pointer to a field of what a pointer points to, Go's `&p.name`: `go::field!(p, name)`.
///
/// ```
/// use sdk_compat::go::{self, Ptr};
/// #[derive(Clone, Default)]
/// struct Limits { soft: i64, hard: i64 }
/// let limits = Ptr::new(Limits { soft: 1, hard: 2 });
/// go::field!(limits, hard).set(5);
/// assert_eq!(limits.borrow().hard, 5);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __go_field {
    ($pointer:expr, $($field:tt).+) => {
        $pointer.field(|whole| &whole.$($field).+, |whole| &mut whole.$($field).+)
    };
}
pub use crate::__go_field as field;
