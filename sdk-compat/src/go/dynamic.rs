//! Values with their dynamic types: what goes into an interface, and what `fmt` and `encoding/json` see of it.

use std::any::Any as Object;
use std::rc::Rc;

use super::{Ptr, Slice, panicked};
use crate::encoding::json::Reader;
use crate::fmt::{Place, Printer};
use crate::{Any, Error, Str, args, fmt};

/// A type of Go's: it goes into an `interface{}` and comes out again, and JSON is read into it. `#[derive(go::Type)]` writes it
/// for a struct and for a named type, which is a struct around its value.
///
/// ```
/// use sdk_compat::encoding::json;
/// use sdk_compat::go;
/// use sdk_compat::{Any, Str, args, fmt};
///
/// #[derive(Clone, Default, go::Type)]
/// #[go(name = "main.Consumer")]
/// struct Consumer {
///     #[go(name = "Name", tag = r#"json:"name""#)]
///     name: Str,
///     #[go(name = "Level", tag = r#"json:"level,omitempty""#)]
///     level: Level,
/// }
///
/// #[derive(Clone, Copy, Default, go::Type)]
/// #[go(name = "main.Level", stringer)]
/// struct Level(u8);
///
/// impl Level {
///     fn string(&self) -> Str {
///         fmt::Sprintf("level %d", args![self.0])
///     }
/// }
///
/// let mut consumer = Consumer::default();
/// assert_eq!(json::UnmarshalInto(r#"{"NAME": "ann", "level": 3}"#, &mut consumer), None);
/// assert_eq!(fmt::Sprintf("%+v %T", args![&consumer, &consumer]), "{Name:ann Level:level 3} main.Consumer");
/// assert_eq!(json::Marshal(&consumer).unwrap(), br#"{"name":"ann","level":3}"#);
/// let value = Any::from(consumer);
/// assert!(go::cast::<Level>(&value).is_none() && go::cast::<Consumer>(&value).is_some());
/// ```
///
/// On the type: `name` is what `%T` prints; `stringer` and `error` say that there is a method `string` or `error`, which
/// `fmt` calls; `ptr_stringer` and `ptr_error` that only the pointer has it in Go; `unwrap` that there is a method
/// `unwrap`, as `errors.Unwrap` wants it. On a field: `name`, `tag`, `embedded`, and `opaque` for a field whose type is none of
/// Go's: it prints as a pointer, and JSON leaves it out.
pub trait Type: Clone + Default + 'static {
    /// Whether values are of an interface: a zero in one is not empty.
    const INTERFACE: bool = false;

    /// The name that `%T` prints.
    fn type_name() -> Str;

    /// The value in an `interface{}`.
    fn boxed(&self) -> Any;

    /// `v.(T)`.
    fn unboxed(value: &Any) -> Option<Self>;

    /// Reads the next value of a JSON text into this one.
    fn decode(&mut self, json: &mut Reader<'_>);

    /// Where the members of a JSON object go, for a struct.
    fn slots<'a>(&'a mut self, depth: usize, slots: &mut Vec<Slot<'a>>) {
        let _ = (depth, slots);
    }

    /// A value as the key of a JSON object.
    fn from_key(key: &Str) -> Option<Self> {
        let _ = key;
        None
    }

    /// A slice of this type in an `interface{}`.
    #[doc(hidden)]
    fn slice_boxed(items: &Slice<Self>) -> Any {
        Any::Typed(Rc::new(items.clone()))
    }

    /// `v.([]T)`.
    #[doc(hidden)]
    fn slice_unboxed(value: &Any) -> Option<Slice<Self>> {
        object(value)
    }

    /// Reads a JSON value into a slice of this type.
    #[doc(hidden)]
    fn slice_decode(items: &mut Slice<Self>, json: &mut Reader<'_>) {
        json.slice(items);
    }

    /// What `Error` of a pointer says.
    #[doc(hidden)]
    fn pointer_error(pointer: &Ptr<Self>) -> Option<Str> {
        let _ = pointer;
        None
    }

    /// What `String` of a pointer says.
    #[doc(hidden)]
    fn pointer_string(pointer: &Ptr<Self>) -> Option<Str> {
        let _ = pointer;
        None
    }

    /// Whether a pointer has a method that prints it.
    #[doc(hidden)]
    fn pointer_tells() -> bool {
        false
    }

    /// What `Unwrap` of a pointer gives.
    #[doc(hidden)]
    fn pointer_unwrap(pointer: &Ptr<Self>) -> Option<Error> {
        let _ = pointer;
        None
    }
}

/// A value of any [`Type`], as `fmt` and `encoding/json` see it.
pub trait Typed: 'static {
    /// The name that `%T` prints.
    fn type_name(&self) -> Str;
    /// What the value is made of.
    fn shape(&self) -> Shape;
    /// The value itself.
    fn as_object(&self) -> &dyn Object;
    /// What its method `Error` says, if it has one.
    fn error(&self) -> Option<Str> {
        None
    }
    /// What its method `String` says, if it has one.
    fn string(&self) -> Option<Str> {
        None
    }
    /// What its method `Unwrap` gives, if it has one.
    fn unwrap(&self) -> Option<Error> {
        None
    }
    /// Whether it is a pointer with a method that prints it.
    #[doc(hidden)]
    fn tells(&self) -> bool {
        false
    }

    // What the SDK does with such values it asks of them, so that a plugin without types of its own does not link it. `this` is
    // the value itself.

    #[doc(hidden)]
    fn print_to(&self, this: &dyn Typed, printer: &mut Printer, value: &Any, verb: u32, place: Place) {
        printer.typed_value(this, value, verb, place);
    }

    #[doc(hidden)]
    fn is_equal(&self, this: &dyn Typed, other: &dyn Typed) -> bool {
        equal(this, other)
    }

    /// A basic value under a name of its own as the basic value that it is.
    #[doc(hidden)]
    fn plain(&self) -> Option<Any> {
        match self.shape() {
            Shape::Basic(plain) => Some(plain),
            _ => None,
        }
    }

    /// The address of a value that is a reference.
    #[doc(hidden)]
    fn address(&self) -> Option<usize> {
        match self.shape() {
            Shape::Pointer(target) => Some(target.map_or(0, |(address, _)| address)),
            Shape::Func(address) => Some(address),
            Shape::Slice(_) | Shape::Map(_) => Some(std::ptr::from_ref(self.as_object()).cast::<u8>().addr()),
            _ => None,
        }
    }
}

/// What a value is made of. A list, a map or a pointer is `None` where it is nil.
pub enum Shape {
    /// A basic value under a name of its own.
    Basic(Any),
    /// A slice.
    Slice(Option<Vec<Any>>),
    /// An array.
    Array(Vec<Any>),
    /// Keys, in order, with their values.
    Map(Option<Vec<(Any, Any)>>),
    /// The fields of a struct.
    Struct(Vec<Field>),
    /// An address and what is there.
    Pointer(Option<(usize, Any)>),
    /// The address of a function, 0 for nil.
    Func(usize),
}

/// A field of a struct.
pub struct Field {
    /// Its name in Go.
    pub name: &'static str,
    /// Whether it is an embedded struct.
    pub embedded: bool,
    /// Whether its type is an interface.
    pub interface: bool,
    /// What its tag says about JSON.
    pub json: Json,
    /// Its value.
    pub value: Any,
}

impl Field {
    /// Whether other packages see it: its name begins with a capital.
    pub(crate) fn exported(&self) -> bool {
        self.name.chars().next().is_some_and(char::is_uppercase)
    }
}

/// What the tag of a field says about JSON.
#[derive(Clone, Copy, Debug, Default)]
pub struct Json {
    /// The key in the object; the field's name where the tag has none.
    pub name: &'static str,
    /// Whether the tag has the name.
    pub tagged: bool,
    /// `omitempty`.
    pub omit_empty: bool,
    /// `omitzero`.
    pub omit_zero: bool,
    /// `string`.
    pub quoted: bool,
    /// `-`, or a field that JSON does not see.
    pub skipped: bool,
}

/// Where a member of a JSON object goes.
pub struct Slot<'a> {
    pub(crate) json: Json,
    pub(crate) depth: usize,
    pub(crate) target: &'a mut dyn Decode,
}

impl<'a> Slot<'a> {
    /// A field, so many embedded structs deep.
    pub fn new(json: Json, depth: usize, target: &'a mut impl Type) -> Self {
        Slot { json, depth, target }
    }
}

/// [`Type::decode`] as an object.
pub(crate) trait Decode {
    fn decode_from(&mut self, json: &mut Reader<'_>);
}

impl<T: Type> Decode for T {
    fn decode_from(&mut self, json: &mut Reader<'_>) {
        self.decode(json);
    }
}

/// The value in an [`Any::Typed`], if it is a `T`.
pub(super) fn object<T: Clone + 'static>(value: &Any) -> Option<T> {
    match value {
        Any::Typed(value) => value.as_object().downcast_ref().cloned(),
        _ => None,
    }
}

/// `v, ok := value.(T)`: the value, if that is its dynamic type.
pub fn cast<T: Type>(value: &Any) -> Option<T> {
    T::unboxed(value)
}

/// A value whose type has another name in Go than its type here, in an `interface{}`: a `[]int64` is a `Slice<i64>` as a `[]int`
/// is, and no `[]int`.
///
/// ```
/// use sdk_compat::go::{self, Slice};
/// use sdk_compat::{args, fmt};
///
/// let value = go::called(Slice::from([1_i64, 2]), "[]int64");
/// assert_eq!(fmt::Sprintf("%v %T", args![&value, &value]), "[1 2] []int64");
/// assert!(go::cast::<Slice<i64>>(&value).is_none());
/// ```
pub fn called<T: Typed>(value: T, name: &'static str) -> Any {
    Any::Typed(Rc::new(Called { value, name }))
}

/// A value with the name of its type in Go.
struct Called<T> {
    value: T,
    name: &'static str,
}

impl<T: Typed> Typed for Called<T> {
    fn type_name(&self) -> Str {
        Str::from(self.name)
    }

    fn shape(&self) -> Shape {
        self.value.shape()
    }

    fn as_object(&self) -> &dyn Object {
        self
    }

    fn is_equal(&self, this: &dyn Typed, other: &dyn Typed) -> bool {
        this.type_name() == other.type_name() && equal(this, other)
    }

    fn address(&self) -> Option<usize> {
        self.value.address()
    }
}

/// [`cast`] to a type with another name in Go, as [`called`] has it.
///
/// ```
/// use sdk_compat::go::{self, Slice};
///
/// let value = go::called(Slice::from([1_i64, 2]), "[]int64");
/// assert_eq!(go::cast_called::<Slice<i64>>(&value, "[]int64").unwrap().len(), 2);
/// assert!(go::cast_called::<Slice<i64>>(&Slice::from([1_i64]).into(), "[]int64").is_none());
/// ```
pub fn cast_called<T: Typed + Clone>(value: &Any, name: &str) -> Option<T> {
    let Any::Typed(value) = value else { return None };
    let called: &Called<T> = value.as_object().downcast_ref()?;
    (called.name == name).then(|| called.value.clone())
}

/// `value.(T)`.
///
/// # Panics
/// As Go, where that is not the dynamic type.
pub fn assert<T: Type>(value: &Any) -> T {
    T::unboxed(value).unwrap_or_else(|| is_not(value, &T::type_name()))
}

/// [`assert()`] for a type with another name in Go, as [`called`] has it.
///
/// # Panics
/// As Go, where that is not the dynamic type.
pub fn assert_called<T: Typed + Clone>(value: &Any, name: &'static str) -> T {
    cast_called(value, name).unwrap_or_else(|| is_not(value, &Str::from(name)))
}

fn is_not(value: &Any, name: &Str) -> ! {
    let is = if value.is_nil() {
        Str::from("nil")
    } else {
        fmt::Sprintf("%T", args![value])
    };
    let words = "interface conversion: interface {} is %s, not %s";
    panicked(Error::new(fmt::Sprintf(words, args![is, name])))
}

/// `value.(I)`, where the value has not the methods of the interface.
///
/// # Panics
/// Always, as Go does.
pub fn lacks(value: &Any, interface: &'static str, method: &'static str) -> ! {
    if value.is_nil() {
        let words = format!("interface conversion: interface is nil, not {interface}");
        panicked(Error::new(words));
    }
    let words = "interface conversion: %T is not %s: missing method %s";
    panicked(Error::new(fmt::Sprintf(words, args![value, interface, method])))
}

/// What a method `Unwrap` gives, in either form that a port writes it.
#[doc(hidden)]
pub trait AsError {
    /// The error, if there is one.
    fn into_error(self) -> Option<Error>;
}

impl AsError for Option<Error> {
    fn into_error(self) -> Option<Error> {
        self
    }
}

impl AsError for Result<(), Error> {
    fn into_error(self) -> Option<Error> {
        self.err()
    }
}

/// Whether two values of interfaces are equal: the same dynamic type, and equal values.
///
/// # Panics
/// As Go, where values of the type cannot be compared.
fn equal(one: &dyn Typed, other: &dyn Typed) -> bool {
    if one.as_object().type_id() != other.as_object().type_id() {
        return false;
    }
    match (one.shape(), other.shape()) {
        (Shape::Basic(Any::Bytes(_)), _) => uncomparable(one),
        (Shape::Basic(one), Shape::Basic(other)) => one == other,
        (Shape::Array(one), Shape::Array(other)) => one == other,
        (Shape::Struct(fields), Shape::Struct(others)) => fields
            .iter()
            .zip(&others)
            .all(|(field, other)| field.value == other.value),
        (Shape::Pointer(one), Shape::Pointer(other)) => {
            one.map(|(address, _)| address) == other.map(|(address, _)| address)
        }
        _ => uncomparable(one),
    }
}

fn uncomparable(value: &dyn Typed) -> ! {
    let name = value.type_name();
    super::runtime_error(format_args!("comparing uncomparable type {name}"))
}
