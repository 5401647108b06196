//! Go's `interface{}`: a value together with its dynamic type.

use std::any::Any as Object;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::rc::Rc;
use std::{fmt, mem};

use crate::go::Typed;
use crate::{Error, Str};

/// Go's `interface{}`: a value whose type is known at run time only.
///
/// Every string kind of Rust becomes the one dynamic type [`Any::String`], and `Vec<u8>` and `[u8]` become
/// [`Any::Bytes`], so that a value put in as a literal is found again by a getter for strings. A type that Go's
/// formatting knows nothing about travels with [`Any::new`]. Copies of a list, a map or an object share it, as in Go.
#[doc(alias("interface", "nil"))]
#[derive(Clone, Default)]
pub enum Any {
    /// Go's nil.
    #[default]
    Nil,
    /// Go's `bool`.
    Bool(bool),
    /// Go's `int` and `int64`.
    Int(i64),
    /// Go's `int8`.
    Int8(i8),
    /// Go's `int16`.
    Int16(i16),
    /// Go's `int32` and `rune`; an `i32` becomes an [`Any::Int`], so this one is named.
    Int32(i32),
    /// Go's `uint` and `uint64`.
    Uint(u64),
    /// Go's `uint8` and `byte`.
    Uint8(u8),
    /// Go's `uint16`.
    Uint16(u16),
    /// Go's `uint32`.
    Uint32(u32),
    /// Go's `float32`.
    Float32(f32),
    /// Go's `float64`.
    Float64(f64),
    /// Go's `string`.
    String(Str),
    /// Go's `[]byte`.
    Bytes(Rc<Vec<u8>>),
    /// Go's `error`, not nil.
    Error(Error),
    /// Go's `[]interface{}`.
    List(List),
    /// Go's `[]string`.
    Strings(Rc<Vec<Str>>),
    /// Go's `[][2]string`, such as a list of headers.
    Pairs(Rc<Vec<[Str; 2]>>),
    /// Go's `map[string]interface{}`.
    Map(Map),
    /// A value of another type that Go's formatting and JSON know: see [`go::Type`](crate::go::Type).
    Typed(Rc<dyn Typed>),
    /// A value of any other type.
    Object(Rc<dyn Object>),
}

impl Any {
    /// A value of a type that has no variant of its own; [`Any::downcast`] finds it again.
    pub fn new<T: 'static>(value: T) -> Self {
        Any::Object(Rc::new(value))
    }

    /// The object put in with [`Any::new`], if it is a `T`.
    #[doc(alias = "type assertion")]
    pub fn downcast<T: 'static>(&self) -> Option<Rc<T>> {
        match self {
            Any::Object(object) => Rc::clone(object).downcast().ok(),
            _ => None,
        }
    }

    /// Go's `v.(error)`, of errors of every type.
    pub fn to_error(&self) -> Option<Error> {
        match self {
            Any::Error(error) => Some(error.clone()),
            Any::Typed(value) => value.error().map(|_| Error::of_value(Rc::clone(value))),
            _ => None,
        }
    }

    /// A basic value under a name of its own as the basic value that it is.
    pub(crate) fn plain(&self) -> Any {
        match self {
            Any::Typed(value) => value.plain().unwrap_or_else(|| self.clone()),
            _ => self.clone(),
        }
    }

    /// Whether this is Go's nil.
    pub fn is_nil(&self) -> bool {
        matches!(self, Any::Nil)
    }

    /// Go's `v.(bool)`.
    #[doc(alias("bool", "type assertion"))]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Any::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// Go's `v.(int)` and `v.(int64)`; other widths miss.
    #[doc(alias("int", "type assertion"))]
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Any::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// Go's `v.(float64)`.
    #[doc(alias("float64", "type assertion"))]
    pub fn as_float(&self) -> Option<f64> {
        match self {
            Any::Float64(value) => Some(*value),
            _ => None,
        }
    }

    /// Go's `v.(string)`; bytes miss.
    #[doc(alias("string", "type assertion"))]
    pub fn as_string(&self) -> Option<&Str> {
        match self {
            Any::String(value) => Some(value),
            _ => None,
        }
    }

    /// Go's `v.([]byte)`; strings miss.
    #[doc(alias("byte", "type assertion"))]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Any::Bytes(value) => Some(value),
            _ => None,
        }
    }

    /// Go's `v.(error)`.
    #[doc(alias("error", "type assertion"))]
    pub fn as_error(&self) -> Option<&Error> {
        match self {
            Any::Error(value) => Some(value),
            _ => None,
        }
    }
}

/// The items of Go's `[]interface{}`; copies share them.
#[derive(Clone, Debug, PartialEq)]
pub struct List(Rc<Vec<Any>>);

/// The members of Go's `map[string]interface{}`, in the order of their keys; copies share them.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    members: Rc<BTreeMap<Str, Any>>,
    /// The name that Go prints: a map may have a type of its own.
    pub(crate) type_name: &'static str,
}

impl Deref for List {
    type Target = Vec<Any>;

    fn deref(&self) -> &Vec<Any> {
        &self.0
    }
}

impl Deref for Map {
    type Target = BTreeMap<Str, Any>;

    fn deref(&self) -> &BTreeMap<Str, Any> {
        &self.members
    }
}

impl From<Map> for BTreeMap<Str, Any> {
    /// Makes a copy only where others share the members.
    fn from(mut map: Map) -> Self {
        match Rc::get_mut(&mut map.members) {
            Some(members) => mem::take(members),
            None => (*map.members).clone(),
        }
    }
}

impl Drop for List {
    fn drop(&mut self) {
        drop_levels(self.take_items());
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        drop_levels(self.take_items());
    }
}

impl List {
    /// The items, if nothing else has them; they are gone from this list then.
    fn take_items(&mut self) -> Vec<Any> {
        Rc::get_mut(&mut self.0).map(mem::take).unwrap_or_default()
    }
}

impl Map {
    pub(crate) fn of_type(type_name: &'static str, members: BTreeMap<Str, Any>) -> Self {
        Map {
            members: Rc::new(members),
            type_name,
        }
    }

    /// The values, if nothing else has them; they are gone from this map then.
    fn take_items(&mut self) -> Vec<Any> {
        let mut items = Vec::new();
        if let Some(members) = Rc::get_mut(&mut self.members).map(mem::take) {
            items.reserve_exact(members.len());
            members.into_values().for_each(|value| items.push(value));
        }
        items
    }
}

/// Drops values level by level: JSON may have any number of levels, the call stack not. Not inlined, as every value that goes
/// out of scope may be such a one.
#[inline(never)]
fn drop_levels(values: Vec<Any>) {
    let mut pending = values;
    while let Some(mut value) = pending.pop() {
        let mut items = match &mut value {
            Any::List(list) => list.take_items(),
            Any::Map(map) => map.take_items(),
            _ => continue,
        };
        pending.append(&mut items);
    }
}

impl fmt::Debug for Any {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Any::Nil => f.write_str("nil"),
            Any::Bool(value) => value.fmt(f),
            Any::Int(value) => value.fmt(f),
            Any::Int8(value) => value.fmt(f),
            Any::Int16(value) => value.fmt(f),
            Any::Int32(value) => value.fmt(f),
            Any::Uint(value) => value.fmt(f),
            Any::Uint8(value) => value.fmt(f),
            Any::Uint16(value) => value.fmt(f),
            Any::Uint32(value) => value.fmt(f),
            Any::Float32(value) => value.fmt(f),
            Any::Float64(value) => value.fmt(f),
            Any::String(value) => value.fmt(f),
            Any::Bytes(value) => value.fmt(f),
            Any::Error(value) => value.fmt(f),
            Any::List(value) => value.fmt(f),
            Any::Strings(value) => value.fmt(f),
            Any::Pairs(value) => value.fmt(f),
            Any::Map(value) => value.fmt(f),
            Any::Typed(value) => f.write_str(&value.type_name().to_text()),
            Any::Object(_) => f.write_str("object"),
        }
    }
}

impl PartialEq for Any {
    /// Go's `==` of two interface values: equal dynamic type and equal value. Bytes, lists and maps, which Go refuses
    /// to compare, compare by content; objects by identity.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Any::Nil, Any::Nil) => true,
            (Any::Bool(a), Any::Bool(b)) => a == b,
            (Any::Int(a), Any::Int(b)) => a == b,
            (Any::Int8(a), Any::Int8(b)) => a == b,
            (Any::Int16(a), Any::Int16(b)) => a == b,
            (Any::Int32(a), Any::Int32(b)) => a == b,
            (Any::Uint(a), Any::Uint(b)) => a == b,
            (Any::Uint8(a), Any::Uint8(b)) => a == b,
            (Any::Uint16(a), Any::Uint16(b)) => a == b,
            (Any::Uint32(a), Any::Uint32(b)) => a == b,
            (Any::Float32(a), Any::Float32(b)) => a == b,
            (Any::Float64(a), Any::Float64(b)) => a == b,
            (Any::String(a), Any::String(b)) => a == b,
            (Any::Bytes(a), Any::Bytes(b)) => a == b,
            (Any::Error(a), Any::Error(b)) => a == b,
            (Any::List(a), Any::List(b)) => a == b,
            (Any::Strings(a), Any::Strings(b)) => a == b,
            (Any::Pairs(a), Any::Pairs(b)) => a == b,
            (Any::Map(a), Any::Map(b)) => a == b,
            (Any::Typed(a), Any::Typed(b)) => a.is_equal(&**a, &**b),
            (Any::Object(a), Any::Object(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }
}

macro_rules! from {
    ($($kind:ty => |$value:ident| $any:expr;)*) => {$(
        impl From<$kind> for Any {
            fn from($value: $kind) -> Self {
                $any
            }
        }
    )*};
}

from! {
    bool => |value| Any::Bool(value);
    i64 => |value| Any::Int(value);
    i8 => |value| Any::Int8(value);
    i16 => |value| Any::Int16(value);
    // An integer literal is an `i32` in Rust where Go's is an `int`: it has to be found as one.
    i32 => |value| Any::Int(value.into());
    u64 => |value| Any::Uint(value);
    u8 => |value| Any::Uint8(value);
    u16 => |value| Any::Uint16(value);
    u32 => |value| Any::Uint32(value);
    f32 => |value| Any::Float32(value);
    f64 => |value| Any::Float64(value);
    usize => |value| Any::Int(value as i64);
    &'static str => |value| Any::String(value.into());
    String => |value| Any::String(value.into());
    &String => |value| Any::String(value.into());
    Str => |value| Any::String(value);
    &Str => |value| Any::String(value.clone());
    Vec<u8> => |value| Any::Bytes(Rc::new(value));
    &Vec<u8> => |value| Any::Bytes(Rc::new(value.clone()));
    &[u8] => |value| Any::Bytes(Rc::new(value.to_vec()));
    Error => |value| value.into_any();
    &Error => |value| value.clone().into_any();
    Vec<Any> => |value| Any::List(List(Rc::new(value)));
    Vec<Str> => |value| Any::Strings(Rc::new(value));
    &Vec<Str> => |value| Any::Strings(Rc::new(value.clone()));
    &[Str] => |value| Any::Strings(Rc::new(value.to_vec()));
    Vec<[Str; 2]> => |value| Any::Pairs(Rc::new(value));
    &Vec<[Str; 2]> => |value| Any::Pairs(Rc::new(value.clone()));
    &[[Str; 2]] => |value| Any::Pairs(Rc::new(value.to_vec()));
    BTreeMap<Str, Any> => |value| Any::Map(Map::of_type("map[string]interface {}", value));
    &Any => |value| value.clone();
}

macro_rules! from_map {
    ($($kind:ty, $type_name:literal;)*) => {$(
        impl From<BTreeMap<Str, $kind>> for Any {
            fn from(map: BTreeMap<Str, $kind>) -> Self {
                let members = map.into_iter().map(|(key, value)| (key, value.into()));
                Any::Map(Map::of_type($type_name, members.collect()))
            }
        }

        impl From<&BTreeMap<Str, $kind>> for Any {
            fn from(map: &BTreeMap<Str, $kind>) -> Self {
                map.clone().into()
            }
        }
    )*};
}

from_map! {
    Str, "map[string]string";
    i64, "map[string]int";
    f64, "map[string]float64";
    bool, "map[string]bool";
}

impl<T: Into<Any>> From<Option<T>> for Any {
    fn from(value: Option<T>) -> Self {
        value.map_or(Any::Nil, Into::into)
    }
}

/// The values of a Go variadic `...interface{}`, as one trailing argument. A value that is needed afterwards is given as
/// `&value`.
///
/// ```
/// use sdk_compat::{Any, args};
/// let values: &[Any] = args!["set", "key", 7];
/// assert_eq!(values[0].as_string().unwrap(), "set");
/// assert_eq!(values[2].as_int(), Some(7));
/// ```
#[doc(alias("variadic", "interface"))]
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => {
        &[$($crate::Any::from($value)),*] as &[$crate::Any]
    };
}

/// A Go literal `map[string]interface{}{…}`, which is a `BTreeMap<Str, Any>`.
///
/// ```
/// use sdk_compat::encoding::json;
/// use sdk_compat::{Any, map};
/// let object = map! {"model" => "m", "usage" => map! {"tokens" => 7}, "end" => Any::Nil};
/// assert_eq!(json::Marshal(object).unwrap(), br#"{"end":null,"model":"m","usage":{"tokens":7}}"#);
/// ```
#[doc(alias("interface", "object"))]
#[macro_export]
macro_rules! map {
    ($($key:expr => $value:expr),* $(,)?) => {
        ::std::collections::BTreeMap::<$crate::Str, $crate::Any>::from([$(($crate::Str::from($key), $crate::Any::from($value))),*])
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_rust_string_is_one_dynamic_type() {
        let kinds = args![
            "a",
            String::from("a"),
            &String::from("a"),
            Str::from("a"),
            &Str::from("a")
        ];
        for any in kinds {
            assert_eq!(any.as_string().unwrap(), "a");
            assert_eq!(any.as_bytes(), None);
        }
    }

    #[test]
    fn a_getter_for_another_type_misses() {
        assert_eq!(Any::from(1_u32).as_int(), None);
        assert_eq!(Any::from(1).as_int(), Some(1));
        assert_eq!(Any::from(1_i64).as_int(), Some(1));
        assert_eq!(Any::from(b"a".as_slice()).as_string(), None);
        assert_eq!(Any::from("true").as_bool(), None);
    }

    #[test]
    fn an_object_is_shared_by_its_copies() {
        let any = Any::new(std::cell::Cell::new(1));
        let copy = any.clone();
        any.downcast::<std::cell::Cell<i32>>().unwrap().set(2);
        assert_eq!(copy.downcast::<std::cell::Cell<i32>>().unwrap().get(), 2);
        assert!(copy.downcast::<String>().is_none());
        assert_eq!(any, copy);
    }

    #[test]
    fn a_map_keeps_the_type_that_it_has_in_go() {
        let limits = BTreeMap::from([(Str::from("b"), 2_i64), (Str::from("a"), 1)]);
        assert_eq!(
            crate::fmt::Sprintf("%v %T", args![&limits, &limits]),
            "map[a:1 b:2] map[string]int"
        );
        let names = BTreeMap::from([(Str::from("a"), Str::from("x"))]);
        assert_eq!(
            crate::fmt::Sprintf("%#v", args![names]),
            r#"map[string]string{"a":"x"}"#
        );
    }

    #[test]
    fn no_error_is_nil() {
        assert!(Any::from(None::<Error>).is_nil());
    }
}
