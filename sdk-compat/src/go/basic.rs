//! Go's own types as [`Type`]s.

use std::any::Any as Object;
use std::rc::Rc;

use super::dynamic::object;
use super::{Dyn, Func, Map, Ptr, Shape, Slice, Type, Typed};
use crate::encoding::json::Reader;
use crate::{Any, Error, Str, go};

macro_rules! basic {
    ($($kind:ty, $variant:ident, $name:literal, |$target:ident, $json:ident| $decode:expr, |$key:ident| $from_key:expr $(, {$($slices:tt)*})?;)*) => {$(
        impl Type for $kind {
            fn type_name() -> Str {
                Str::from($name)
            }

            fn boxed(&self) -> Any {
                Any::$variant(self.clone())
            }

            fn unboxed(value: &Any) -> Option<Self> {
                match value {
                    Any::$variant(value) => Some(value.clone()),
                    _ => None,
                }
            }

            fn decode(&mut self, $json: &mut Reader<'_>) {
                let $target = self;
                $decode
            }

            fn from_key($key: &Str) -> Option<Self> {
                $from_key
            }

            $($($slices)*)?
        }
    )*};
}

/// An integer that JSON has.
fn integer<T: TryFrom<i64>>(target: &mut T, json: &mut Reader<'_>, name: &'static str) {
    json.integer(name, &mut |number| {
        T::try_from(number).map(|number| *target = number).is_ok()
    });
}

fn key<T: std::str::FromStr>(key: &Str) -> Option<T> {
    key.as_str()?.parse().ok()
}

basic! {
    bool, Bool, "bool", |target, json| json.bool(target), |_key| None;
    i64, Int, "int", |target, json| integer(target, json, "int"), |text| key(text);
    i8, Int8, "int8", |target, json| integer(target, json, "int8"), |text| key(text);
    i16, Int16, "int16", |target, json| integer(target, json, "int16"), |text| key(text);
    i32, Int32, "int32", |target, json| integer(target, json, "int32"), |text| key(text);
    u64, Uint, "uint64", |target, json| json.unsigned("uint64", target), |text| key(text);
    u16, Uint16, "uint16", |target, json| integer(target, json, "uint16"), |text| key(text);
    u32, Uint32, "uint32", |target, json| integer(target, json, "uint32"), |text| key(text);
    f32, Float32, "float32", |target, json| {
        let mut wide = f64::from(*target);
        json.float("float32", f64::from(f32::MAX), &mut wide);
        *target = wide as f32;
    }, |_key| None;
    f64, Float64, "float64", |target, json| json.float("float64", f64::MAX, target), |_key| None;
    u8, Uint8, "uint8", |target, json| integer(target, json, "uint8"), |text| key(text), {
        fn slice_boxed(items: &Slice<u8>) -> Any {
            Any::Bytes(Rc::new(items.to_vec()))
        }

        fn slice_unboxed(value: &Any) -> Option<Slice<u8>> {
            value.as_bytes().map(Slice::from)
        }

        fn slice_decode(items: &mut Slice<u8>, json: &mut Reader<'_>) {
            json.bytes(items);
        }
    };
    Str, String, "string", |target, json| json.string(target), |text| Some(text.clone()), {
        fn slice_unboxed(value: &Any) -> Option<Slice<Str>> {
            match value {
                Any::Strings(items) => Some(Slice::from(&items[..])),
                _ => object(value),
            }
        }
    };
}

/// Go's `int64` in an interface, where `int` is another type: [`int64`] puts one in, `go::cast::<Int64>` finds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, go::Type)]
#[go(name = "int64")]
pub struct Int64(pub i64);

/// Go's `uint` in an interface, where `uint64` is another type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, go::Type)]
#[go(name = "uint")]
pub struct Uint(pub u64);

/// An `int64` in an interface.
pub fn int64(value: i64) -> Any {
    Any::from(Int64(value))
}

/// A `uint` in an interface.
pub fn uint(value: u64) -> Any {
    Any::from(Uint(value))
}

/// `struct{}`.
impl Type for () {
    fn type_name() -> Str {
        Str::from("struct {}")
    }

    fn boxed(&self) -> Any {
        Any::Typed(Rc::new(()))
    }

    fn unboxed(value: &Any) -> Option<Self> {
        object(value)
    }

    fn decode(&mut self, json: &mut Reader<'_>) {
        json.fields("", self);
    }
}

impl Typed for () {
    fn type_name(&self) -> Str {
        <Self as Type>::type_name()
    }

    fn shape(&self) -> Shape {
        Shape::Struct(Vec::new())
    }

    fn as_object(&self) -> &dyn Object {
        self
    }
}

impl From<()> for Any {
    fn from((): ()) -> Self {
        ().boxed()
    }
}

impl Type for Any {
    const INTERFACE: bool = true;

    fn type_name() -> Str {
        Str::from("interface {}")
    }

    fn boxed(&self) -> Any {
        self.clone()
    }

    fn unboxed(value: &Any) -> Option<Self> {
        Some(value.clone())
    }

    fn decode(&mut self, json: &mut Reader<'_>) {
        *self = json.any();
    }

    fn slice_unboxed(value: &Any) -> Option<Slice<Any>> {
        match value {
            Any::List(items) => Some(items.iter().map(shared).collect()),
            _ => object(value),
        }
    }
}

/// A value in which lists and maps are Go's, which can be written.
fn shared(value: &Any) -> Any {
    match value {
        Any::List(_) => Slice::<Any>::unboxed(value).map_or(Any::Nil, Any::from),
        Any::Map(_) => Map::<Str, Any>::unboxed(value).map_or(Any::Nil, Any::from),
        _ => value.clone(),
    }
}

impl Type for Option<Error> {
    const INTERFACE: bool = true;

    fn type_name() -> Str {
        Str::from("error")
    }

    fn boxed(&self) -> Any {
        self.clone().into()
    }

    fn unboxed(value: &Any) -> Option<Self> {
        value.to_error().map(Some)
    }

    fn decode(&mut self, json: &mut Reader<'_>) {
        json.nothing::<Self>();
    }
}

impl<T: Type> Type for Slice<T> {
    fn type_name() -> Str {
        Str::from("[]") + T::type_name()
    }

    fn boxed(&self) -> Any {
        T::slice_boxed(self)
    }

    fn unboxed(value: &Any) -> Option<Self> {
        T::slice_unboxed(value)
    }

    fn decode(&mut self, json: &mut Reader<'_>) {
        T::slice_decode(self, json);
    }
}

impl<T: Type> Typed for Slice<T> {
    fn type_name(&self) -> Str {
        <Self as Type>::type_name()
    }

    fn shape(&self) -> Shape {
        Shape::Slice((!self.is_nil()).then(|| self.borrow().iter().map(Type::boxed).collect()))
    }

    fn as_object(&self) -> &dyn Object {
        self
    }
}

/// A slice that no other shares.
impl<T: Type> Type for Vec<T> {
    fn type_name() -> Str {
        <Slice<T> as Type>::type_name()
    }

    fn boxed(&self) -> Any {
        Slice::from(&self[..]).boxed()
    }

    fn unboxed(value: &Any) -> Option<Self> {
        Slice::unboxed(value).map(Vec::from)
    }

    fn decode(&mut self, json: &mut Reader<'_>) {
        let mut items = Slice::from(std::mem::take(self));
        items.decode(json);
        *self = items.to_vec();
    }
}

impl<T: Type, const N: usize> Type for [T; N]
where
    [T; N]: Default,
{
    fn type_name() -> Str {
        Str::from(format!("[{N}]")) + T::type_name()
    }

    fn boxed(&self) -> Any {
        Any::Typed(Rc::new(self.clone()))
    }

    fn unboxed(value: &Any) -> Option<Self> {
        object(value)
    }

    fn decode(&mut self, json: &mut Reader<'_>) {
        json.array(self);
    }

    fn slice_unboxed(value: &Any) -> Option<Slice<Self>> {
        let Any::Pairs(pairs) = value else { return object(value) };
        let pair = |pair: &[Str; 2]| {
            let items: Vec<T> = pair.iter().filter_map(|text| T::unboxed(&Any::from(text))).collect();
            <[T; N]>::try_from(items).ok()
        };
        pairs.iter().map(pair).collect()
    }
}

impl<T: Type, const N: usize> Typed for [T; N]
where
    [T; N]: Default,
{
    fn type_name(&self) -> Str {
        <Self as Type>::type_name()
    }

    fn shape(&self) -> Shape {
        Shape::Array(self.iter().map(Type::boxed).collect())
    }

    fn as_object(&self) -> &dyn Object {
        self
    }
}

impl<K: Type + Ord, V: Type> Type for Map<K, V> {
    fn type_name() -> Str {
        Str::from("map[") + K::type_name() + "]" + V::type_name()
    }

    fn boxed(&self) -> Any {
        Any::Typed(Rc::new(self.clone()))
    }

    fn unboxed(value: &Any) -> Option<Self> {
        let Any::Map(members) = value else { return object(value) };
        let member = |(key, value): (&Str, &Any)| Some((K::unboxed(&Any::from(key))?, V::unboxed(&shared(value))?));
        members.iter().map(member).collect()
    }

    fn decode(&mut self, json: &mut Reader<'_>) {
        json.map(self);
    }
}

impl<K: Type + Ord, V: Type> Typed for Map<K, V> {
    fn type_name(&self) -> Str {
        <Self as Type>::type_name()
    }

    fn shape(&self) -> Shape {
        Shape::Map((!self.is_nil()).then(|| self.iter().map(|(key, value)| (key.boxed(), value.boxed())).collect()))
    }

    fn as_object(&self) -> &dyn Object {
        self
    }
}

impl<T: Type> Type for Ptr<T> {
    fn type_name() -> Str {
        Str::from("*") + T::type_name()
    }

    fn boxed(&self) -> Any {
        Any::Typed(Rc::new(self.clone()))
    }

    fn unboxed(value: &Any) -> Option<Self> {
        object(value)
    }

    fn decode(&mut self, json: &mut Reader<'_>) {
        if json.null() {
            *self = Ptr::default();
            return;
        }
        if self.is_nil() {
            *self = Ptr::new(T::default());
        }
        self.borrow_mut().decode(json);
    }
}

impl<T: Type> Typed for Ptr<T> {
    fn type_name(&self) -> Str {
        <Self as Type>::type_name()
    }

    fn shape(&self) -> Shape {
        Shape::Pointer((!self.is_nil()).then(|| (self.address(), self.borrow().boxed())))
    }

    fn as_object(&self) -> &dyn Object {
        self
    }

    fn error(&self) -> Option<Str> {
        T::pointer_error(self)
    }

    fn string(&self) -> Option<Str> {
        T::pointer_string(self)
    }

    fn unwrap(&self) -> Option<Error> {
        T::pointer_unwrap(self)
    }

    fn tells(&self) -> bool {
        T::pointer_tells()
    }
}

impl<F: ?Sized + 'static> Type for Func<F> {
    fn type_name() -> Str {
        Str::from("func()")
    }

    fn boxed(&self) -> Any {
        Any::Typed(Rc::new(self.clone()))
    }

    fn unboxed(value: &Any) -> Option<Self> {
        object(value)
    }

    fn decode(&mut self, json: &mut Reader<'_>) {
        json.nothing::<Self>();
    }
}

impl<F: ?Sized + 'static> Typed for Func<F> {
    fn type_name(&self) -> Str {
        <Self as Type>::type_name()
    }

    fn shape(&self) -> Shape {
        Shape::Func(self.address())
    }

    fn as_object(&self) -> &dyn Object {
        self
    }
}

impl<I: ?Sized + go::Object> Type for Dyn<I> {
    const INTERFACE: bool = true;

    fn type_name() -> Str {
        Str::from("interface")
    }

    fn boxed(&self) -> Any {
        self.to_any()
    }

    /// Only nil comes out again: which methods a value has is known where it is made a [`Dyn`].
    fn unboxed(value: &Any) -> Option<Self> {
        value.is_nil().then(Dyn::default)
    }

    fn decode(&mut self, json: &mut Reader<'_>) {
        json.nothing::<Self>();
    }
}

macro_rules! into_any {
    ($([$($parameters:tt)*] $kind:ty, [$($bound:tt)*];)*) => {$(
        impl<$($parameters)*> From<$kind> for Any $($bound)* {
            fn from(value: $kind) -> Self {
                value.boxed()
            }
        }

        impl<$($parameters)*> From<&$kind> for Any $($bound)* {
            fn from(value: &$kind) -> Self {
                value.boxed()
            }
        }
    )*};
}

into_any! {
    [T: Type] Slice<T>, [];
    [T: Type, const N: usize] [T; N], [where [T; N]: Default];
    [K: Type + Ord, V: Type] Map<K, V>, [];
    [T: Type] Ptr<T>, [];
    [F: ?Sized + 'static] Func<F>, [];
    [I: ?Sized + go::Object] Dyn<I>, [];
}
