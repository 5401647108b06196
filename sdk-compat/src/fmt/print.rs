//! One value under one verb.

use std::collections::btree_map;
use std::rc::Rc;
use std::slice;

use super::pad::Flags;
use crate::strconv::Float;
use crate::{Any, Error, Str, runes};

/// The text so far and the state of the operand that is printed.
#[derive(Default)]
pub(super) struct Printer {
    pub(super) out: Vec<u8>,
    pub(super) flags: Flags,
    /// The places of the values that `%w` named, where it is allowed, as in `Errorf`.
    pub(super) named: Option<Vec<usize>>,
    /// Inside the text of a bad verb, where methods are not called.
    erroring: bool,
}

const V: u32 = b'v' as u32;

/// Where a value stands: some kinds print otherwise inside of another value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
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
            (_, Some('T')) => self.flags.string(&mut self.out, type_name(value)),
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
            Any::List(values) => levels.push(self.level(type_name(value), b"[", Items::List(values.iter()))),
            Any::Strings(values) => self.strings(type_name(value), values, verb),
            Any::Pairs(pairs) => self.sequence(type_name(value), pairs.len(), &|printer, at| {
                printer.strings(b"[2]string", &pairs[at], verb);
            }),
            Any::Map(entries) => levels.push(self.level(type_name(value), b"map[", Items::Map(entries.iter()))),
            Any::Object(_) => self.pointer(value, verb),
        }
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
        self.out.extend_from_slice(type_name(value));
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
                let name = if shown && place == Place::Operand {
                    b"[]byte".as_slice()
                } else {
                    type_name(value)
                };
                self.sequence(name, bytes.len(), &|printer, at| {
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
                self.out.extend_from_slice(type_name(value));
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
        _ => return None,
    };
    Some(address as u64)
}

/// The name of a value's type as Go prints it.
fn type_name(value: &Any) -> &'static [u8] {
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
        Any::Map(members) => members.type_name.as_bytes(),
        Any::Object(_) => b"*object",
    }
}
