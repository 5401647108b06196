//! A value of the Redis protocol, its conversions and its bytes.

use std::rc::Rc;

use crate::strconv::{Float, append_float, append_int, read_float, read_int};
use crate::{Any, Error as GoError, Str, fmt, go};

/// The type of a value: the byte that it begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Type {
    /// No type: what a reader returns where it read nothing.
    #[default]
    None = 0,
    /// `+`
    SimpleString = b'+' as isize,
    /// `-`
    Error = b'-' as isize,
    /// `:`
    Integer = b':' as isize,
    /// `$`
    BulkString = b'$' as isize,
    /// `*`
    Array = b'*' as isize,
}

pub use Type::{Array, BulkString, Error, Integer, SimpleString};

#[go]
impl Type {
    /// The name of the type.
    pub fn String(self) -> Str {
        Str::from(match self {
            Type::None => "Unknown",
            Type::SimpleString => "SimpleString",
            Type::Error => "Error",
            Type::Integer => "Integer",
            Type::BulkString => "BulkString",
            Type::Array => "Array",
        })
    }
}

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.String().fmt(f)
    }
}

go::text_type!(Type, "resp.Type", |kind| Any::Uint8(*kind as u8), |_text| Type::None);

/// A value of the Redis protocol. The default is Go's zero value, which has no type. Copies share the items of an array.
#[derive(Clone)]
pub struct Value(pub(super) Content);

#[derive(Clone)]
pub(super) enum Content {
    Simple(Str),
    Error(Str),
    Integer(i64),
    /// `None` is null.
    Bulk(Option<Str>),
    /// `None` is null.
    Array(Option<Rc<Vec<Value>>>),
    /// No type: the zero value, or what is read in the place of an array that is too long.
    None {
        null: bool,
    },
}

impl Default for Value {
    fn default() -> Self {
        Value(Content::None { null: false })
    }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}({:?})", self.Type(), self.String())
    }
}

impl Drop for Value {
    /// Takes levels apart one by one: a reply may have any number of them, the call stack not.
    fn drop(&mut self) {
        let mut items = self.take_items();
        while let Some(mut item) = items.pop() {
            items.append(&mut item.take_items());
        }
    }
}

/// What comes next on the way through a value and everything inside of it.
enum Step<'a> {
    Open(&'a [Value]),
    /// A value that is no array, or the null of arrays.
    Single(&'a Value),
    Close,
}

#[go]
impl Value {
    /// The type of the value.
    pub fn Type(&self) -> Type {
        match self.0 {
            Content::Simple(_) => Type::SimpleString,
            Content::Error(_) => Type::Error,
            Content::Integer(_) => Type::Integer,
            Content::Bulk(_) => Type::BulkString,
            Content::Array(_) => Type::Array,
            Content::None { .. } => Type::None,
        }
    }

    /// The value as text: an array as Go prints a list, null as nothing.
    pub fn String(&self) -> Str {
        match &self.0 {
            Content::Simple(text) | Content::Error(text) | Content::Bulk(Some(text)) => text.clone(),
            Content::Bulk(None) | Content::None { .. } => Str::default(),
            Content::Integer(number) => crate::strconv::Itoa(*number),
            Content::Array(_) => self.list_text(),
        }
    }

    /// The bytes of [`Value::String`]; empty for null.
    pub fn Bytes(&self) -> Str {
        self.String()
    }

    /// The integer, or the one that the text holds in decimal; 0 where it holds none, and the nearest that there is where
    /// it is too large.
    pub fn Integer(&self) -> i64 {
        match &self.0 {
            Content::Integer(number) => *number,
            _ => {
                let text = self.String();
                read_int(&text).unwrap_or_else(|fault| fault.nearest(&text))
            }
        }
    }

    /// The number that the text holds, 0 where it holds none.
    pub fn Float(&self) -> f64 {
        match &self.0 {
            Content::Integer(number) => *number as f64,
            _ => read_float(&self.String()).0,
        }
    }

    /// Whether [`Value::Integer`] is not 0.
    pub fn Bool(&self) -> bool {
        self.Integer() != 0
    }

    /// Whether this is null.
    pub fn IsNull(&self) -> bool {
        matches!(
            self.0,
            Content::Bulk(None) | Content::Array(None) | Content::None { null: true }
        )
    }

    /// The error, if the value is one. It is a new error at each call.
    pub fn Error(&self) -> Option<GoError> {
        match &self.0 {
            Content::Error(text) => Some(GoError::new(text)),
            _ => None,
        }
    }

    /// The items of an array; none for null and for other types.
    pub fn Array(&self) -> Vec<Value> {
        match &self.0 {
            Content::Array(Some(items)) => items.to_vec(),
            _ => Vec::new(),
        }
    }

    /// The bytes that stand for the value in the protocol.
    ///
    /// # Errors
    /// When a zero value is in it.
    pub fn MarshalRESP(&self) -> Result<Vec<u8>, GoError> {
        let mut out = Vec::new();
        self.append_to(&mut out)?;
        Ok(out)
    }

    /// Whether both values have the same bytes in the protocol.
    pub fn Equals(&self, value: &Value) -> bool {
        match (self.MarshalRESP(), value.MarshalRESP()) {
            (Ok(own), Ok(other)) => own == other,
            _ => false,
        }
    }
}

impl Value {
    fn append_to(&self, out: &mut Vec<u8>) -> Result<(), GoError> {
        let mut untyped = false;
        self.walk(&mut |step| match step {
            Step::Open(items) => append_number(out, b'*', items.len() as i64),
            Step::Close => {}
            Step::Single(value) => match &value.0 {
                Content::Simple(text) => append_line(out, b'+', text),
                Content::Error(text) => append_line(out, b'-', text),
                Content::Integer(number) => append_number(out, b':', *number),
                Content::Bulk(Some(text)) => append_bulk(out, text),
                Content::Bulk(None) | Content::None { null: true } => append_number(out, b'$', -1),
                Content::None { null: false } => untyped = true,
                Content::Array(_) => append_number(out, b'*', -1),
            },
        });
        if untyped {
            return Err(GoError::new("unknown resp type encountered"));
        }
        Ok(())
    }

    /// An array as Go prints a list.
    fn list_text(&self) -> Str {
        let (mut out, mut first) = (Vec::new(), true);
        self.walk(&mut |step| {
            let closes = matches!(step, Step::Close);
            if !first && !closes {
                out.push(b' ');
            }
            first = false;
            match step {
                Step::Open(_) => {
                    out.push(b'[');
                    first = true;
                }
                Step::Close => out.push(b']'),
                Step::Single(Value(Content::Array(_))) => out.extend_from_slice(b"[]"),
                Step::Single(value) => out.extend_from_slice(&value.String()),
            }
        });
        out.into()
    }

    fn walk<'a>(&'a self, visit: &mut dyn FnMut(Step<'a>)) {
        let mut levels = vec![std::slice::from_ref(self).iter()];
        while let Some(level) = levels.last_mut() {
            match level.next() {
                Some(Value(Content::Array(Some(items)))) => {
                    visit(Step::Open(items));
                    levels.push(items.iter());
                }
                Some(value) => visit(Step::Single(value)),
                None => {
                    levels.pop();
                    if !levels.is_empty() {
                        visit(Step::Close);
                    }
                }
            }
        }
    }

    /// The items that nothing else has; they are gone from this value then.
    fn take_items(&mut self) -> Vec<Value> {
        match &mut self.0 {
            Content::Array(items) => items
                .take()
                .and_then(|items| Rc::try_unwrap(items).ok())
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }
}

impl From<Value> for Any {
    /// As the text that Go prints.
    fn from(value: Value) -> Self {
        Any::String(value.String())
    }
}

impl From<&Value> for Any {
    fn from(value: &Value) -> Self {
        Any::String(value.String())
    }
}

fn append_line(out: &mut Vec<u8>, kind: u8, text: &[u8]) {
    out.push(kind);
    out.extend_from_slice(text);
    out.extend_from_slice(b"\r\n");
}

fn append_number(out: &mut Vec<u8>, kind: u8, number: i64) {
    out.push(kind);
    append_int(out, number);
    out.extend_from_slice(b"\r\n");
}

fn append_bulk(out: &mut Vec<u8>, text: &[u8]) {
    append_number(out, b'$', text.len() as i64);
    out.extend_from_slice(text);
    out.extend_from_slice(b"\r\n");
}

/// A command: an array of bulk strings, each as Go's `fmt.Sprint` prints the value.
pub(crate) fn command(words: &[Any]) -> Vec<u8> {
    let mut out = Vec::new();
    append_number(&mut out, b'*', words.len() as i64);
    for word in words {
        match word {
            Any::String(text) => append_bulk(&mut out, text),
            other => append_bulk(&mut out, &fmt::Sprint(std::slice::from_ref(other))),
        }
    }
    out
}

/// Control characters as spaces, so that a text fits in a line.
fn single_line(text: Str) -> Str {
    if text.iter().all(|&byte| byte >= b' ') {
        return text;
    }
    text.iter().map(|&byte| byte.max(b' ')).collect::<Vec<u8>>().into()
}

/// A simple string; control characters become spaces.
#[go]
pub fn SimpleStringValue(text: impl Into<Str>) -> Value {
    Value(Content::Simple(single_line(text.into())))
}

/// A bulk string.
#[go]
pub fn StringValue(text: impl Into<Str>) -> Value {
    Value(Content::Bulk(Some(text.into())))
}

/// A bulk string.
#[go]
pub fn BytesValue(bytes: impl Into<Str>) -> Value {
    StringValue(bytes)
}

/// The null of bulk strings.
#[go]
pub fn NullValue() -> Value {
    Value(Content::Bulk(None))
}

/// An error; control characters in its text become spaces.
#[go]
pub fn ErrorValue(error: &GoError) -> Value {
    Value(Content::Error(single_line(error.text())))
}

/// An integer.
#[go]
pub fn IntegerValue(number: i64) -> Value {
    Value(Content::Integer(number))
}

/// The integer 1 or 0.
#[go]
pub fn BoolValue(truth: bool) -> Value {
    IntegerValue(truth.into())
}

/// A number as a bulk string.
#[go]
pub fn FloatValue(number: f64) -> Value {
    let mut out = Vec::new();
    append_float(&mut out, Float::double(number), b'f', None);
    StringValue(out)
}

/// An array.
#[go]
pub fn ArrayValue(items: Vec<Value>) -> Value {
    Value(Content::Array(Some(Rc::new(items))))
}

/// A value of the kind that fits: integers and booleans are integers, nil is null, and everything else is a bulk string of what
/// Go prints of it.
#[go]
pub fn AnyValue(value: impl Into<Any>) -> Value {
    match value.into() {
        Any::Nil => NullValue(),
        Any::Bool(truth) => BoolValue(truth),
        Any::Int(number) => IntegerValue(number),
        Any::Int8(number) => IntegerValue(number.into()),
        Any::Int16(number) => IntegerValue(number.into()),
        Any::Int32(number) => IntegerValue(number.into()),
        Any::Uint(number) => IntegerValue(number as i64),
        Any::Uint8(number) => IntegerValue(number.into()),
        Any::Uint16(number) => IntegerValue(number.into()),
        Any::Uint32(number) => IntegerValue(number.into()),
        Any::Float32(number) => FloatValue(number.into()),
        Any::Float64(number) => FloatValue(number),
        Any::String(text) => StringValue(text),
        Any::Bytes(bytes) => BytesValue(bytes.to_vec()),
        other => StringValue(fmt::Sprint(&[other])),
    }
}

/// A command: an array of bulk strings, the name first. An argument that is no text is what Go prints of it, and nil is null.
#[go]
pub fn MultiBulkValue(command_name: impl Into<Str>, arguments: &[Any]) -> Value {
    let bulk = |argument: &Any| match argument {
        Any::Nil => NullValue(),
        Any::String(text) => StringValue(text),
        Any::Bytes(bytes) => BytesValue(bytes.to_vec()),
        other => StringValue(fmt::Sprint(std::slice::from_ref(other))),
    };
    let name = std::iter::once(StringValue(command_name));
    ArrayValue(name.chain(arguments.iter().map(bulk)).collect())
}
