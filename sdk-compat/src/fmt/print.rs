//! One value under one verb.

use std::collections::btree_map;
use std::rc::Rc;
use std::slice;

use super::pad::Flags;
use crate::go::{Field, Shape, Typed};
use crate::strconv::Float;
use crate::{Any, Error, Str, runes};

/// The text so far and the state of the operand that is printed.
#[derive(Default)]
pub struct Printer {
    pub(super) out: Vec<u8>,
    pub(super) flags: Flags,
    /// The places of the values that `%w` named, where it is allowed, as in `Errorf`.
    pub(super) named: Option<Vec<usize>>,
    /// Inside the text of a bad verb, where methods are not called.
    erroring: bool,
    /// Whether a field that other packages do not see holds the value: its methods are not called either.
    hidden: Hidden,
}

const V: u32 = b'v' as u32;

/// What a field that other packages do not see hides.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Hidden {
    /// Nothing.
    #[default]
    No,
    /// An embedded struct, but not its fields that other packages see.
    Itself,
    /// The value and all within it.
    Below,
}

/// Where a value stands: some kinds print otherwise inside of another value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Operand,
    Element,
}

/// A list or map that is not printed to its end.
struct Level<'a> {
    items: Items<'a>,
    separator: &'static [u8],
    close: u8,
    first: bool,
}

enum Items<'a> {
    List(slice::Iter<'a, Any>),
    Map(btree_map::Iter<'a, Str, Any>),
}

impl<'a> Level<'a> {
    fn next(&mut self) -> Option<(Option<&'a Str>, &'a Any)> {
        match &mut self.items {
            Items::List(items) => items.next().map(|item| (None, item)),
            Items::Map(members) => members.next().map(|(key, item)| (Some(key), item)),
        }
    }
}

impl Printer {
    /// A printer that takes `%w`.
    pub(super) fn wrapping() -> Self {
        Printer {
            named: Some(Vec::new()),
            ..Printer::default()
        }
    }

    /// Prints an operand.
    pub(super) fn value(&mut self, value: &Any, verb: u32) {
        match (value, char::from_u32(verb)) {
            (Any::Nil, Some('v' | 'T')) => self.flags.pad(&mut self.out, b"<nil>"),
            (Any::Nil, _) => self.bad_verb(value, verb, Place::Operand),
            (_, Some('T')) => self.flags.string(&mut self.out, &type_name(value)),
            (_, Some('p')) => match address(value) {
                Some(_) => self.pointer(value, verb),
                None => self.bad_verb(value, verb, Place::Operand),
            },
            (Any::List(_) | Any::Strings(_) | Any::Pairs(_) | Any::Map(_) | Any::Object(_), Some('w')) => {
                self.bad_verb(value, verb, Place::Operand);
            }
            _ => self.by_kind(value, verb, Place::Operand),
        }
    }

    fn by_kind(&mut self, value: &Any, verb: u32, place: Place) {
        let mut levels = Vec::new();
        self.start(value, verb, place, &mut levels);
        // Levels are kept in a list, so that any number of them leaves the call stack alone.
        while let Some(level) = levels.last_mut() {
            let Some((key, item)) = level.next() else {
                self.out.push(level.close);
                levels.pop();
                continue;
            };
            if !std::mem::take(&mut level.first) {
                self.out.extend_from_slice(level.separator);
            }
            if let Some(key) = key {
                self.text(key, &Any::String(key.clone()), verb, Place::Element);
                self.out.push(b':');
            }
            self.start(item, verb, Place::Element, &mut levels);
        }
    }

    /// Prints a value, of a list or map only its bracket.
    fn start<'a>(&mut self, value: &'a Any, verb: u32, place: Place, levels: &mut Vec<Level<'a>>) {
        match value {
            Any::Nil if self.flags.sharp_v => self.out.extend_from_slice(b"interface {}(nil)"),
            Any::Nil => self.out.extend_from_slice(b"<nil>"),
            Any::Bool(truth) => self.bool(*truth, value, verb, place),
            Any::Int(number) => self.int(*number, value, verb, place),
            Any::Int8(number) => self.int((*number).into(), value, verb, place),
            Any::Int16(number) => self.int((*number).into(), value, verb, place),
            Any::Int32(number) => self.int((*number).into(), value, verb, place),
            Any::Uint(number) => self.uint(*number, value, verb, place),
            Any::Uint8(number) => self.uint((*number).into(), value, verb, place),
            Any::Uint16(number) => self.uint((*number).into(), value, verb, place),
            Any::Uint32(number) => self.uint((*number).into(), value, verb, place),
            Any::Float32(number) => {
                self.float(Float::single(*number), value, verb, place);
            }
            Any::Float64(number) => self.float(Float::double(*number), value, verb, place),
            Any::String(text) => self.text(text, value, verb, place),
            Any::Bytes(bytes) => self.bytes(bytes, value, verb, place),
            Any::Error(error) => self.error(error, value, verb, place),
            Any::List(values) => levels.push(self.level(&type_name(value), b"[", Items::List(values.iter()))),
            Any::Strings(values) => self.strings(&type_name(value), values, verb),
            Any::Pairs(pairs) => self.sequence(&type_name(value), pairs.len(), &|printer, at| {
                printer.strings(b"[2]string", &pairs[at], verb);
            }),
            Any::Map(entries) => levels.push(self.level(&type_name(value), b"map[", Items::Map(entries.iter()))),
            Any::Typed(typed) => typed.print_to(&**typed, self, value, verb, place),
            Any::Object(_) => self.pointer(value, verb),
        }
    }

    /// A value of a type that says by itself what it is made of.
    pub(crate) fn typed_value(&mut self, typed: &dyn Typed, value: &Any, verb: u32, place: Place) {
        if let Some(text) = self.text_of(typed, verb) {
            let verb = if verb == u32::from(b'w') { V } else { verb };
            return self.text(&text, value, verb, place);
        }
        match typed.shape() {
            Shape::Basic(plain) => self.plain(&plain, value, verb, place),
            Shape::Slice(None) if self.flags.sharp_v => self.nil_of(typed),
            Shape::Slice(items) => self.items(&typed.type_name(), &items.unwrap_or_default(), verb),
            Shape::Array(items) => match bytes_of(&items).filter(|_| is_text_verb(verb)) {
                Some(bytes) => self.bytes(&bytes, value, verb, place),
                None => self.items(&typed.type_name(), &items, verb),
            },
            Shape::Map(None) if self.flags.sharp_v => self.nil_of(typed),
            Shape::Map(entries) => self.entries(&typed.type_name(), &entries.unwrap_or_default(), verb),
            Shape::Struct(fields) => self.fields(&typed.type_name(), &fields, verb),
            Shape::Pointer(Some((_, target))) if place == Place::Operand && is_compound(&target) => {
                self.out.push(b'&');
                self.by_kind(&target, verb, Place::Element);
            }
            // Go calls the method, and this is what it prints where that reaches through the pointer.
            Shape::Pointer(None) if typed.tells() && self.asks_methods(verb) => self.out.extend_from_slice(b"<nil>"),
            Shape::Pointer(None) | Shape::Func(0) => self.nil_address(value, verb),
            Shape::Pointer(_) | Shape::Func(_) => self.pointer(value, verb),
        }
    }

    /// What the method `Error` or `String` of a value says, where the verb asks for it.
    fn text_of(&self, typed: &dyn Typed, verb: u32) -> Option<Str> {
        self.asks_methods(verb)
            .then(|| typed.error().or_else(|| typed.string()))
            .flatten()
    }

    /// Whether a verb prints a value by its methods here.
    fn asks_methods(&self, verb: u32) -> bool {
        let wraps = verb == u32::from(b'w') && self.named.is_some();
        let asks = is_text_verb(verb) || verb == V || wraps;
        asks && !(self.erroring || self.hidden != Hidden::No || self.flags.sharp_v)
    }

    /// A basic value that is printed as `value`, which has the name of a type of its own.
    fn plain(&mut self, plain: &Any, value: &Any, verb: u32, place: Place) {
        match plain {
            Any::Bool(truth) => self.bool(*truth, value, verb, place),
            Any::Int(number) => self.int(*number, value, verb, place),
            Any::Int8(number) => self.int((*number).into(), value, verb, place),
            Any::Int16(number) => self.int((*number).into(), value, verb, place),
            Any::Int32(number) => self.int((*number).into(), value, verb, place),
            Any::Uint(number) => self.uint(*number, value, verb, place),
            Any::Uint8(number) => self.uint((*number).into(), value, verb, place),
            Any::Uint16(number) => self.uint((*number).into(), value, verb, place),
            Any::Uint32(number) => self.uint((*number).into(), value, verb, place),
            Any::Float32(number) => self.float(Float::single(*number), value, verb, place),
            Any::Float64(number) => self.float(Float::double(*number), value, verb, place),
            Any::String(text) => self.text(text, value, verb, place),
            Any::Bytes(bytes) => self.bytes(bytes, value, verb, place),
            other => self.by_kind(other, verb, place),
        }
    }

    fn nil_of(&mut self, typed: &dyn Typed) {
        self.out.extend_from_slice(&typed.type_name());
        self.out.extend_from_slice(b"(nil)");
    }

    /// A pointer or a function that is nil.
    fn nil_address(&mut self, value: &Any, verb: u32) {
        match char::from_u32(verb) {
            Some('v') if self.flags.sharp_v => {
                self.out.push(b'(');
                self.out.extend_from_slice(&type_name(value));
                self.out.extend_from_slice(b")(nil)");
            }
            Some('v') => self.flags.pad(&mut self.out, b"<nil>"),
            _ => self.pointer(value, verb),
        }
    }

    fn items(&mut self, name: &[u8], items: &[Any], verb: u32) {
        self.sequence(name, items.len(), &|printer, at| {
            printer.by_kind(&items[at], verb, Place::Element)
        });
    }

    fn entries(&mut self, name: &[u8], entries: &[(Any, Any)], verb: u32) {
        let (separator, close) = self.open(name, b"map[", b']');
        for (at, (key, item)) in entries.iter().enumerate() {
            self.out.extend_from_slice(if at > 0 { separator } else { b"" });
            self.by_kind(key, verb, Place::Element);
            self.out.push(b':');
            self.by_kind(item, verb, Place::Element);
        }
        self.out.push(close);
    }

    fn fields(&mut self, name: &[u8], fields: &[Field], verb: u32) {
        let (separator, close) = self.open(name, b"{", b'}');
        for (at, field) in fields.iter().enumerate() {
            self.out.extend_from_slice(if at > 0 { separator } else { b"" });
            if self.flags.plus_v || self.flags.sharp_v {
                self.out.extend_from_slice(field.name.as_bytes());
                self.out.push(b':');
            }
            let before = self.hidden;
            self.hidden = match before {
                Hidden::Below => Hidden::Below,
                Hidden::No | Hidden::Itself if field.exported() => Hidden::No,
                _ if field.embedded => Hidden::Itself,
                _ => Hidden::Below,
            };
            self.by_kind(&field.value, verb, Place::Element);
            self.hidden = before;
        }
        self.out.push(close);
    }

    fn bad_verb(&mut self, value: &Any, verb: u32, place: Place) {
        let erroring = std::mem::replace(&mut self.erroring, true);
        self.out.extend_from_slice(b"%!");
        runes::append(&mut self.out, verb);
        self.out.push(b'(');
        if let Any::Nil = value {
            self.out.extend_from_slice(b"<nil>");
        } else {
            self.typed(value, place);
        }
        self.out.push(b')');
        self.erroring = erroring;
    }

    /// A value as Go shows it in its complaints: `type=value`.
    fn typed(&mut self, value: &Any, place: Place) {
        self.out.extend_from_slice(&type_name(value));
        self.out.push(b'=');
        match place {
            Place::Operand => self.value(value, V),
            Place::Element => self.by_kind(value, V, place),
        }
    }

    /// An operand that the format had no verb for.
    pub(super) fn extra(&mut self, value: &Any) {
        match value {
            Any::Nil => self.out.extend_from_slice(b"<nil>"),
            _ => self.typed(value, Place::Operand),
        }
    }

    fn bool(&mut self, truth: bool, value: &Any, verb: u32, place: Place) {
        match char::from_u32(verb) {
            Some('t' | 'v') => self.flags.pad(&mut self.out, if truth { b"true" } else { b"false" }),
            _ => self.bad_verb(value, verb, place),
        }
    }

    fn int(&mut self, number: i64, value: &Any, verb: u32, place: Place) {
        match char::from_u32(verb) {
            Some('c') => self.flags.character(&mut self.out, number as u64),
            Some('q') => self.flags.quoted_character(&mut self.out, number as u64),
            Some('U') => self.flags.unicode(&mut self.out, number as u64),
            Some('v' | 'd' | 'b' | 'o' | 'O' | 'x' | 'X') => {
                self.flags
                    .integer(&mut self.out, number.unsigned_abs(), number < 0, verb as u8);
            }
            _ => self.bad_verb(value, verb, place),
        }
    }

    fn uint(&mut self, number: u64, value: &Any, verb: u32, place: Place) {
        match char::from_u32(verb) {
            Some('v') if self.flags.sharp_v => self.go_hex(number),
            Some('v' | 'd' | 'b' | 'o' | 'O' | 'x' | 'X') => {
                self.flags.integer(&mut self.out, number, false, verb as u8);
            }
            Some('c') => self.flags.character(&mut self.out, number),
            Some('q') => self.flags.quoted_character(&mut self.out, number),
            Some('U') => self.flags.unicode(&mut self.out, number),
            _ => self.bad_verb(value, verb, place),
        }
    }

    /// A number as Go syntax writes an unsigned one: `0x1f`.
    fn go_hex(&mut self, number: u64) {
        Flags {
            sharp: true,
            ..self.flags
        }
        .integer(&mut self.out, number, false, b'x');
    }

    fn float(&mut self, float: Float, value: &Any, verb: u32, place: Place) {
        let (verb, precision) = match char::from_u32(verb) {
            Some('v') => (b'g', None),
            Some('b' | 'g' | 'G' | 'x' | 'X') => (verb as u8, None),
            Some('f' | 'e' | 'E') => (verb as u8, Some(6)),
            Some('F') => (b'f', Some(6)),
            _ => return self.bad_verb(value, verb, place),
        };
        self.flags.float(&mut self.out, float, verb, precision);
    }

    fn text(&mut self, text: &[u8], value: &Any, verb: u32, place: Place) {
        match char::from_u32(verb) {
            Some('v') if self.flags.sharp_v => self.flags.quoted(&mut self.out, text),
            Some('v' | 's') => self.flags.string(&mut self.out, text),
            Some('x' | 'X') => self.flags.hex(&mut self.out, text, verb as u8),
            Some('q') => self.flags.quoted(&mut self.out, text),
            _ => self.bad_verb(value, verb, place),
        }
    }

    fn bytes(&mut self, bytes: &[u8], value: &Any, verb: u32, place: Place) {
        match char::from_u32(verb) {
            Some('s') => self.flags.string(&mut self.out, bytes),
            Some('x' | 'X') => self.flags.hex(&mut self.out, bytes, verb as u8),
            Some('q') => self.flags.quoted(&mut self.out, bytes),
            _ => {
                let shown = verb == V || verb == u32::from(b'd');
                let name = if shown && place == Place::Operand && matches!(value, Any::Bytes(_)) {
                    Str::from("[]byte")
                } else {
                    type_name(value)
                };
                self.sequence(&name, bytes.len(), &|printer, at| {
                    printer.by_kind(&Any::Uint8(bytes[at]), verb, Place::Element);
                });
            }
        }
    }

    /// An error prints its text under the verbs for strings, and else as the structure that Go keeps it in.
    fn error(&mut self, error: &Error, value: &Any, verb: u32, place: Place) {
        let text = error.text();
        if verb == u32::from(b'w') && !self.erroring {
            if self.named.is_none() {
                return self.bad_verb(value, verb, place);
            }
            if self.flags.sharp_v {
                // What the error points to is no error.
                self.out.extend_from_slice(b"&%!w(");
                self.out.extend_from_slice(&type_name(value)[1..]);
                self.out.push(b'=');
                self.structure(error, value, V);
                return self.out.push(b')');
            }
            return self.text(&text, value, V, place);
        }
        let stringable = matches!(char::from_u32(verb), Some('v' | 's' | 'x' | 'X' | 'q'));
        if stringable && !self.flags.sharp_v && !self.erroring {
            return self.text(&text, value, verb, place);
        }
        if place == Place::Element {
            return self.pointer(value, verb);
        }
        self.out.push(b'&');
        self.structure(error, value, verb);
    }

    /// The structure that Go keeps an error in.
    fn structure(&mut self, error: &Error, value: &Any, verb: u32) {
        if self.flags.sharp_v {
            self.out.extend_from_slice(&type_name(value)[1..]);
        }
        let (field, wrapped_field) = if error.wrapped().is_some() {
            (&b"msg:"[..], &b"err:"[..])
        } else {
            (&b"s:"[..], &b""[..])
        };
        let named = self.flags.plus_v || self.flags.sharp_v;
        self.out.push(b'{');
        self.out.extend_from_slice(if named { field } else { b"" });
        self.by_kind(&Any::String(error.text()), verb, Place::Element);
        if let Some(wrapped) = error.wrapped() {
            self.out
                .extend_from_slice(if self.flags.sharp_v { b", " } else { b" " });
            self.out.extend_from_slice(if named { wrapped_field } else { b"" });
            self.by_kind(&Any::Error(wrapped.clone()), verb, Place::Element);
        }
        self.out.push(b'}');
    }

    fn strings(&mut self, name: &[u8], strings: &[Str], verb: u32) {
        self.sequence(name, strings.len(), &|printer, at| {
            printer.by_kind(&Any::from(&strings[at]), verb, Place::Element);
        });
    }

    /// Prints the bracket of a list or map.
    fn level<'a>(&mut self, name: &[u8], open: &[u8], items: Items<'a>) -> Level<'a> {
        let (separator, close) = self.open(name, open, b']');
        Level {
            items,
            separator,
            close,
            first: true,
        }
    }

    /// Prints so many items by their places. (Not generic, so that it is compiled once.)
    fn sequence(&mut self, name: &[u8], count: usize, print: &dyn Fn(&mut Self, usize)) {
        let (separator, close) = self.open(name, b"[", b']');
        for at in 0..count {
            self.out.extend_from_slice(if at > 0 { separator } else { b"" });
            print(self, at);
        }
        self.out.push(close);
    }

    /// Opens a collection, as Go syntax or plain; its separator and what closes it.
    fn open(&mut self, name: &[u8], open: &[u8], close: u8) -> (&'static [u8], u8) {
        if self.flags.sharp_v {
            self.out.extend_from_slice(name);
            self.out.push(b'{');
            (b", ", b'}')
        } else {
            self.out.extend_from_slice(open);
            (b" ", close)
        }
    }

    /// A value that has an address and no text.
    fn pointer(&mut self, value: &Any, verb: u32) {
        let address = address(value).unwrap_or(0);
        match char::from_u32(verb) {
            Some('v') if self.flags.sharp_v => {
                self.out.push(b'(');
                self.out.extend_from_slice(&type_name(value));
                self.out.extend_from_slice(b")(");
                self.go_hex(address);
                self.out.push(b')');
            }
            Some('v' | 'p') => Flags {
                sharp: !self.flags.sharp,
                ..self.flags
            }
            .integer(&mut self.out, address, false, b'x'),
            Some('b' | 'o' | 'd' | 'x' | 'X') => self.flags.integer(&mut self.out, address, false, verb as u8),
            _ => self.bad_verb(value, verb, Place::Operand),
        }
    }
}

/// Whether a verb shows texts.
fn is_text_verb(verb: u32) -> bool {
    matches!(char::from_u32(verb), Some('s' | 'q' | 'x' | 'X'))
}

/// Bytes that are kept as values.
fn bytes_of(items: &[Any]) -> Option<Vec<u8>> {
    let byte = |item: &Any| match item {
        Any::Uint8(byte) => Some(*byte),
        _ => None,
    };
    items.iter().map(byte).collect()
}

/// Whether a pointer to the value prints as what it points to.
fn is_compound(value: &Any) -> bool {
    match value {
        Any::Bytes(_) | Any::List(_) | Any::Strings(_) | Any::Pairs(_) | Any::Map(_) => true,
        Any::Typed(value) => match value.shape() {
            Shape::Basic(plain) => is_compound(&plain),
            Shape::Pointer(_) | Shape::Func(_) => false,
            _ => true,
        },
        _ => false,
    }
}

/// The address of a value that is a reference in Go.
fn address(value: &Any) -> Option<u64> {
    let address = match value {
        Any::Bytes(shared) => Rc::as_ptr(shared).addr(),
        Any::List(shared) => std::ptr::from_ref(&**shared).addr(),
        Any::Strings(shared) => Rc::as_ptr(shared).addr(),
        Any::Pairs(shared) => Rc::as_ptr(shared).addr(),
        Any::Map(shared) => std::ptr::from_ref(&**shared).addr(),
        Any::Object(shared) => Rc::as_ptr(shared).cast::<u8>().addr(),
        Any::Error(error) => error.text().as_ptr().addr(),
        Any::Typed(value) => value.address()?,
        _ => return None,
    };
    Some(address as u64)
}

/// The name of a value's type as Go prints it.
fn type_name(value: &Any) -> Str {
    match value {
        Any::Typed(value) => value.type_name(),
        Any::Map(members) => Str::from(members.type_name),
        _ => Str::from_static(own_type_name(value)),
    }
}

/// The name of a type that has a variant of its own.
fn own_type_name(value: &Any) -> &'static [u8] {
    match value {
        Any::Nil => b"<nil>",
        Any::Bool(_) => b"bool",
        Any::Int(_) => b"int",
        Any::Int8(_) => b"int8",
        Any::Int16(_) => b"int16",
        Any::Int32(_) => b"int32",
        Any::Uint(_) => b"uint64",
        Any::Uint8(_) => b"uint8",
        Any::Uint16(_) => b"uint16",
        Any::Uint32(_) => b"uint32",
        Any::Float32(_) => b"float32",
        Any::Float64(_) => b"float64",
        Any::String(_) => b"string",
        Any::Bytes(_) => b"[]uint8",
        Any::Error(error) if error.wrapped().is_some() => b"*fmt.wrapError",
        Any::Error(error) if error.several_wrapped().is_some() => b"*fmt.wrapErrors",
        Any::Error(_) => b"*errors.errorString",
        Any::List(_) => b"[]interface {}",
        Any::Strings(_) => b"[]string",
        Any::Pairs(_) => b"[][2]string",
        Any::Map(_) | Any::Typed(_) | Any::Object(_) => b"*object",
    }
}
