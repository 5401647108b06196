//! Structs and other values of Go's types as JSON.

use super::{append, append_whole};
use crate::gjson::append_string;
use crate::go::{Field, Json, Shape, Typed};
use crate::{Any, Error, Str, args, fmt};

/// How many pointers, lists and objects may lie in each other. Each is a call inside another.
const MAX_DEPTH: usize = 2_000;

/// How many lie in each other before a pointer is looked for among those that lead to it.
const CYCLES_AFTER: usize = 1_000;

/// Appends a value of a type that says by itself what it is made of.
pub(super) fn append_typed(out: &mut Vec<u8>, typed: &dyn Typed) -> Result<(), Error> {
    Writer {
        out,
        depth: 0,
        pointers: Vec::new(),
    }
    .typed(typed)
}

/// Writes values that lie in each other.
struct Writer<'a> {
    out: &'a mut Vec<u8>,
    /// How many pointers, lists and objects the value that is written lies in.
    depth: usize,
    /// The addresses and types of the deepest pointers among them: one to a struct has the address of one to its first field.
    pointers: Vec<(usize, Str)>,
}

impl Writer<'_> {
    fn typed(&mut self, typed: &dyn Typed) -> Result<(), Error> {
        if self.depth == MAX_DEPTH {
            return Err(Error::new("json: unsupported value: exceeded max depth"));
        }
        self.depth += 1;
        match typed.shape() {
            Shape::Basic(plain) => append_whole(self.out, &plain)?,
            Shape::Slice(None) | Shape::Map(None) | Shape::Pointer(None) => self.out.extend_from_slice(b"null"),
            Shape::Slice(Some(items)) | Shape::Array(items) => self.items(&items)?,
            Shape::Map(Some(entries)) => self.entries(&entries)?,
            Shape::Struct(fields) => self.fields(fields)?,
            Shape::Pointer(Some((_, target))) if self.depth <= CYCLES_AFTER => self.value(&target)?,
            Shape::Pointer(Some((address, target))) => {
                let pointer = (address, typed.type_name());
                if self.pointers.contains(&pointer) {
                    let words = "json: unsupported value: encountered a cycle via %s";
                    return Err(Error::new(fmt::Sprintf(words, args![pointer.1])));
                }
                self.pointers.push(pointer);
                self.value(&target)?;
                self.pointers.pop();
            }
            Shape::Func(_) => {
                let words = "json: unsupported type: %s";
                return Err(Error::new(fmt::Sprintf(words, args![typed.type_name()])));
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn value(&mut self, value: &Any) -> Result<(), Error> {
        match value {
            Any::Typed(value) => self.typed(&**value),
            value => append_whole(self.out, value),
        }
    }

    fn items(&mut self, items: &[Any]) -> Result<(), Error> {
        self.out.push(b'[');
        for (at, item) in items.iter().enumerate() {
            self.out.extend_from_slice(if at > 0 { b"," } else { b"" });
            self.value(item)?;
        }
        self.out.push(b']');
        Ok(())
    }

    /// A map: its keys are in the order of their texts.
    fn entries(&mut self, entries: &[(Any, Any)]) -> Result<(), Error> {
        let mut members: Vec<(Str, &Any)> = Vec::new();
        for (key, value) in entries {
            members.push((key_text(key)?, value));
        }
        members.sort_by(|(one, _), (other, _)| one.cmp(other));
        self.out.push(b'{');
        for (at, (key, value)) in members.into_iter().enumerate() {
            self.out.extend_from_slice(if at > 0 { b"," } else { b"" });
            append_string(self.out, &key);
            self.out.push(b':');
            self.value(value)?;
        }
        self.out.push(b'}');
        Ok(())
    }

    fn fields(&mut self, fields: Vec<Field>) -> Result<(), Error> {
        let mut members = Vec::new();
        flatten(fields, 0, &mut members);
        let seen = visible(&members, |member| (member.field.json, member.depth));
        self.out.push(b'{');
        let mut first = true;
        for member in seen.into_iter().map(|at| &members[at]) {
            let (json, value) = (member.field.json, &member.field.value);
            if json.omit_empty && is_empty(&member.field) || json.omit_zero && is_zero(&member.field) {
                continue;
            }
            self.out.extend_from_slice(if first { b"" } else { b"," });
            first = false;
            append_string(self.out, json.name.as_bytes());
            self.out.push(b':');
            let start = self.out.len();
            self.value(value)?;
            if json.quoted {
                quote(self.out, start);
            }
        }
        self.out.push(b'}');
        Ok(())
    }
}

/// A value whose tag says `string`, behind `start`: what is no list and no object comes to stand in quotes.
fn quote(out: &mut Vec<u8>, start: usize) {
    match out.get(start) {
        Some(b'[' | b'{' | b'n') => {}
        Some(b'"') => {
            let text = out.split_off(start);
            append_string(out, &text);
        }
        _ => {
            out.insert(start, b'"');
            out.push(b'"');
        }
    }
}

fn key_text(key: &Any) -> Result<Str, Error> {
    match key.plain() {
        Any::String(text) => Ok(text),
        number @ (Any::Int(_)
        | Any::Int8(_)
        | Any::Int16(_)
        | Any::Int32(_)
        | Any::Uint(_)
        | Any::Uint8(_)
        | Any::Uint16(_)
        | Any::Uint32(_)) => {
            let mut text = Vec::new();
            append(&mut text, &number, &mut Vec::new())?;
            Ok(text.into())
        }
        _ => Err(Error::new(fmt::Sprintf("json: unsupported type: map[%T]", args![key]))),
    }
}

/// A field, and in how many embedded structs it is.
struct Member {
    field: Field,
    depth: usize,
}

/// The fields in their order, those of embedded structs in their place.
fn flatten(fields: Vec<Field>, depth: usize, members: &mut Vec<Member>) {
    for field in fields {
        if field.embedded && !field.json.tagged {
            match embedded_fields(&field.value) {
                Some(inner) => flatten(inner, depth + 1, members),
                None if field.exported() && !is_pointer(&field.value) => members.push(Member { field, depth }),
                None => {}
            }
        } else if !field.json.skipped {
            members.push(Member { field, depth });
        }
    }
}

/// The fields of an embedded struct, or of the one that an embedded pointer leads to.
fn embedded_fields(value: &Any) -> Option<Vec<Field>> {
    let Any::Typed(value) = value else { return None };
    match value.shape() {
        Shape::Struct(fields) => Some(fields),
        Shape::Pointer(Some((_, target))) => embedded_fields(&target),
        _ => None,
    }
}

fn is_pointer(value: &Any) -> bool {
    matches!(value, Any::Typed(value) if matches!(value.shape(), Shape::Pointer(_)))
}

/// The places of the members that are seen under their names: of several the one in the fewest embedded structs, then
/// the one whose tag has the name; else none.
pub(super) fn visible<T>(members: &[T], of: impl Fn(&T) -> (Json, usize)) -> Vec<usize> {
    let seen = |at: &usize| {
        let (json, depth) = of(&members[*at]);
        let rivals = || members.iter().map(&of).filter(|(other, _)| other.name == json.name);
        let shallowest = rivals().map(|(_, depth)| depth).min();
        let level: Vec<Json> = rivals()
            .filter(|(_, other)| Some(*other) == shallowest)
            .map(|(json, _)| json)
            .collect();
        let tagged = level.iter().filter(|json| json.tagged).count();
        Some(depth) == shallowest && (level.len() == 1 || json.tagged && tagged == 1)
    };
    (0..members.len()).filter(seen).collect()
}

/// Whether `omitempty` leaves the field out.
fn is_empty(field: &Field) -> bool {
    if field.interface {
        return field.value.is_nil();
    }
    match &field.value {
        Any::Strings(items) => items.is_empty(),
        Any::List(items) => items.is_empty(),
        Any::Map(members) => members.is_empty(),
        Any::Typed(value) => match value.shape() {
            Shape::Basic(plain) => is_zero_basic(&plain),
            Shape::Slice(items) => items.is_none_or(|items| items.is_empty()),
            Shape::Array(items) => items.is_empty(),
            Shape::Map(entries) => entries.is_none_or(|entries| entries.is_empty()),
            Shape::Pointer(target) => target.is_none(),
            Shape::Func(_) | Shape::Struct(_) => false,
        },
        basic => is_zero_basic(basic),
    }
}

/// Whether `omitzero` leaves the field out.
fn is_zero(field: &Field) -> bool {
    field.interface && field.value.is_nil() || !field.interface && is_zero_value(&field.value)
}

fn is_zero_value(value: &Any) -> bool {
    let Any::Typed(value) = value else {
        return is_zero_basic(value);
    };
    match value.shape() {
        Shape::Basic(plain) => is_zero_basic(&plain),
        Shape::Slice(items) => items.is_none(),
        Shape::Map(entries) => entries.is_none(),
        Shape::Array(items) => items.iter().all(is_zero_value),
        Shape::Struct(fields) => fields.iter().all(is_zero),
        Shape::Pointer(target) => target.is_none(),
        Shape::Func(address) => address == 0,
    }
}

fn is_zero_basic(value: &Any) -> bool {
    match value {
        Any::Nil => true,
        Any::Bool(truth) => !truth,
        Any::Int(number) => *number == 0,
        Any::Int8(number) => *number == 0,
        Any::Int16(number) => *number == 0,
        Any::Int32(number) => *number == 0,
        Any::Uint(number) => *number == 0,
        Any::Uint8(number) => *number == 0,
        Any::Uint16(number) => *number == 0,
        Any::Uint32(number) => *number == 0,
        Any::Float32(number) => *number == 0.0,
        Any::Float64(number) => *number == 0.0,
        Any::String(text) => text.is_empty(),
        Any::Bytes(bytes) => bytes.is_empty(),
        _ => false,
    }
}
