//! JSON into values of Go's types.

use super::Unmarshal;
use super::decode::Decoder;
use super::members::visible;
use crate::fmt::Sprintf;
use crate::go::{Map, Slice, Slot, Type};
use crate::strconv::{ParseFloat, read_int};
use crate::{Any, Error, Str, args, encoding::base64, go, strings, time};

/// How many lists and objects may lie in each other. Each is a call inside another: the call stack of a module holds those of
/// some 2,500 in V8, as it does for Go, which ends the VM there.
const MAX_DEPTH: usize = 1_000;

/// Reads a JSON text into `target`, whose parts that the text does not name stay as they are; nil where that worked. Go:
/// `json.Unmarshal(data, &target)`. A text of more than 1,000 lists and objects in each other is an error.
#[go]
pub fn UnmarshalInto<T: Type>(data: impl AsRef<[u8]>, target: &mut T) -> Option<Error> {
    let data = data.as_ref();
    // As in Go, nothing is read of a text that is no JSON.
    if let Err(error) = Decoder::new(data).at_most(MAX_DEPTH).whole() {
        return Some(error);
    }
    let mut reader = Reader {
        decoder: Decoder::new(data),
        error: None,
        stopped: false,
        names: Vec::new(),
    };
    target.decode(&mut reader);
    reader.error
}

/// A JSON text whose values are read into Go's types, one after the other: see [`Type::decode`].
pub struct Reader<'a> {
    /// The text; it is valid.
    decoder: Decoder<'a>,
    /// The first value that did not fit its type, or what ended the reading.
    error: Option<Error>,
    /// A type could not read itself: as in Go, nothing behind it is read.
    stopped: bool,
    /// The struct and the path of the field that is read.
    names: Vec<(&'static str, &'static str)>,
}

/// A value that is no list and no object.
enum Word {
    Null,
    Bool(bool),
    Number(Str),
    String(Str),
    /// A list or an object, which was skipped.
    Other(&'static str),
}

impl Word {
    fn kind(&self) -> &'static str {
        match self {
            Word::Null => "null",
            Word::Bool(_) => "bool",
            Word::Number(_) => "number",
            Word::String(_) => "string",
            Word::Other(kind) => kind,
        }
    }
}

impl Reader<'_> {
    /// Takes a `null`, if one comes next.
    pub(crate) fn null(&mut self) -> bool {
        let null = self.decoder.next_token() == Some(b'n');
        if null {
            self.decoder.word();
        }
        null
    }

    fn next(&mut self) -> Word {
        match self.decoder.next_token() {
            Some(b'"') => Word::String(self.text()),
            Some(b'{') => self.skipped("object"),
            Some(b'[') => self.skipped("array"),
            _ => match self.decoder.word() {
                b"null" => Word::Null,
                b"true" => Word::Bool(true),
                b"false" => Word::Bool(false),
                number => Word::Number(Str::copy_of(number)),
            },
        }
    }

    fn skipped(&mut self, kind: &'static str) -> Word {
        self.skip();
        Word::Other(kind)
    }

    /// The text was checked: nothing in it can be wrong.
    fn skip(&mut self) {
        let _ = self.decoder.value();
    }

    fn text(&mut self) -> Str {
        self.decoder.string().unwrap_or_default()
    }

    /// Says that a value does not fit its type, if that is the first.
    fn mismatch(&mut self, value: &[u8], name: Str) {
        let place = match self.names.last() {
            None => Str::from("value"),
            Some((structure, _)) => {
                let path: Vec<&[u8]> = self.names.iter().map(|(_, field)| field.as_bytes()).collect();
                Sprintf("struct field %s.%s", args![*structure, Str::from(path.join(&b'.'))])
            }
        };
        let words = "json: cannot unmarshal %s into Go %s of type %s";
        self.fail(|| Error::new(Sprintf(words, args![Str::copy_of(value), place, name])));
    }

    /// Ends the reading: a type could not read itself.
    pub(crate) fn stop(&mut self, error: Error) {
        self.error = Some(error);
        self.stopped = true;
    }

    /// Says what was wrong, if that is the first.
    fn fail(&mut self, error: impl FnOnce() -> Error) {
        self.error.get_or_insert_with(error);
    }

    pub(crate) fn bool(&mut self, target: &mut bool) {
        match self.next() {
            Word::Bool(truth) => *target = truth,
            Word::Null => {}
            other => self.mismatch(other.kind().as_bytes(), "bool".into()),
        }
    }

    pub(crate) fn string(&mut self, target: &mut Str) {
        match self.next() {
            Word::String(text) => *target = text,
            Word::Null => {}
            other => self.mismatch(other.kind().as_bytes(), "string".into()),
        }
    }

    /// The text of a number, for a type of this name.
    fn number(&mut self, name: &'static str) -> Option<Str> {
        match self.next() {
            Word::Number(text) => return Some(text),
            Word::Null => {}
            other => self.mismatch(other.kind().as_bytes(), name.into()),
        }
        None
    }

    fn bad_number(&mut self, text: &Str, name: &'static str) {
        self.mismatch(&(Str::from("number ") + text), name.into());
    }

    /// A signed integer, or an unsigned one of less than 64 bits; `put` says whether the type has it.
    pub(crate) fn integer(&mut self, name: &'static str, put: &mut dyn FnMut(i64) -> bool) {
        let Some(text) = self.number(name) else { return };
        // Go reads no sign in front of an unsigned number.
        let signed = name.starts_with('i') || !text.starts_with(b"-");
        if !signed || !read_int(&text).is_ok_and(put) {
            self.bad_number(&text, name);
        }
    }

    pub(crate) fn unsigned(&mut self, name: &'static str, target: &mut u64) {
        let Some(text) = self.number(name) else { return };
        match text.as_str().and_then(|digits| digits.parse().ok()) {
            Some(number) => *target = number,
            None => self.bad_number(&text, name),
        }
    }

    /// A number of at most `largest`.
    pub(crate) fn float(&mut self, name: &'static str, largest: f64, target: &mut f64) {
        let Some(text) = self.number(name) else { return };
        match ParseFloat(&text) {
            // Half a step beyond the largest still rounds to it.
            Ok(number) if number.abs() <= largest || (number as f32).is_finite() && largest < f64::MAX => {
                *target = number
            }
            _ => self.bad_number(&text, name),
        }
    }

    /// Any value.
    pub(crate) fn any(&mut self) -> Any {
        match self.decoder.next_token() {
            Some(b'{') => {
                let mut members = Map::<Str, Any>::make();
                self.map(&mut members);
                members.into()
            }
            Some(b'[') => {
                let mut items = Slice::<Any>::default();
                self.slice(&mut items);
                items.into()
            }
            _ => match self.next() {
                Word::Bool(truth) => Any::Bool(truth),
                Word::String(text) => Any::String(text),
                Word::Number(text) => match Unmarshal(&text) {
                    Ok(number) => number,
                    Err(_) => {
                        self.bad_number(&text, "float64");
                        Any::Nil
                    }
                },
                Word::Null | Word::Other(_) => Any::Nil,
            },
        }
    }

    /// A moment is a text in the format of RFC 3339.
    pub(crate) fn time(&mut self, target: &mut time::Time) {
        match self.next() {
            Word::Null => {}
            Word::String(text) => match time::Parse(time::RFC3339, &text) {
                Ok(moment) => *target = moment,
                Err(error) => self.stop(error),
            },
            _ => self.stop(Error::new("Time.UnmarshalJSON: input is not a JSON string")),
        }
    }

    /// A text for a pointer to a type that reads itself of it: within, none for null; none where something else stands there.
    pub(crate) fn own_text<T: Type>(&mut self) -> Option<Option<Str>> {
        match self.next() {
            Word::Null => Some(None),
            Word::String(text) => Some(Some(text)),
            other => {
                self.mismatch(other.kind().as_bytes(), T::type_name());
                None
            }
        }
    }

    /// A value for a type that JSON has nothing for.
    pub(crate) fn nothing<T: Type>(&mut self) {
        match self.next() {
            Word::Null => {}
            other => self.mismatch(other.kind().as_bytes(), T::type_name()),
        }
    }

    /// Begins a list or an object: whether there is something in it; none where something else comes next.
    fn begin(&mut self, open: u8) -> Option<bool> {
        self.decoder.next_token();
        if !self.decoder.takes(open) {
            return None;
        }
        self.decoder.next_token();
        Some(!self.decoder.takes(open + 2))
    }

    /// Whether a list or an object goes on behind a value; its end is taken. None does where the reading ended.
    fn goes_on(&mut self, open: u8) -> bool {
        if self.stopped {
            return false;
        }
        self.decoder.next_token();
        let more = self.decoder.takes(b',');
        if !more {
            self.decoder.takes(open + 2);
        }
        more
    }

    /// The key of the next value in an object.
    fn key(&mut self) -> Str {
        self.decoder.next_token();
        let key = self.text();
        self.decoder.next_token();
        self.decoder.takes(b':');
        key
    }

    /// The items of a list; none where no list comes next.
    fn items<T: Type>(&mut self) -> Option<Vec<T>> {
        let mut more = self.begin(b'[')?;
        let mut read = Vec::new();
        while more {
            let mut item = T::default();
            item.decode(self);
            read.push(item);
            more = self.goes_on(b'[');
        }
        Some(read)
    }

    pub(crate) fn slice<T: Type>(&mut self, target: &mut Slice<T>) {
        if let Some(read) = self.items() {
            *target = read.into();
        } else if self.null() {
            *target = Slice::default();
        } else {
            self.nothing::<Slice<T>>();
        }
    }

    /// Bytes are a text in base64, or a list.
    pub(crate) fn bytes(&mut self, target: &mut Slice<u8>) {
        if self.decoder.next_token() != Some(b'"') {
            return self.slice(target);
        }
        let text = self.text();
        match base64::StdEncoding.DecodeString(&text) {
            Ok(bytes) => *target = bytes.into(),
            Err(error) => self.fail(|| error),
        }
    }

    pub(crate) fn array<T: Type, const N: usize>(&mut self, target: &mut [T; N])
    where
        [T; N]: Default,
    {
        if let Some(read) = self.items() {
            let rest = if self.stopped { read.len() } else { N };
            let mut read = read.into_iter();
            target
                .iter_mut()
                .take(rest)
                .for_each(|place| *place = read.next().unwrap_or_default());
        } else {
            self.nothing::<[T; N]>();
        }
    }

    pub(crate) fn map<K: Type + Ord, V: Type>(&mut self, target: &mut Map<K, V>) {
        let Some(mut more) = self.begin(b'{') else {
            if self.null() {
                *target = Map::default();
            } else {
                self.nothing::<Map<K, V>>();
            }
            return;
        };
        if target.is_nil() {
            *target = Map::make();
        }
        while more {
            let key = self.key();
            let mut value = V::default();
            value.decode(self);
            if self.stopped {
                return;
            }
            match K::from_key(&key) {
                Some(key) => target.insert(key, value),
                None => self.mismatch(&(Str::from("number ") + key), K::type_name()),
            }
            more = self.goes_on(b'{');
        }
    }

    /// An object into the fields of a struct of this name.
    pub fn fields<T: Type>(&mut self, name: &'static str, target: &mut T) {
        let Some(mut more) = self.begin(b'{') else {
            return self.nothing::<T>();
        };
        let mut slots = Vec::new();
        target.slots(0, &mut slots);
        let seen = visible(&slots, |slot| (slot.json, slot.depth));
        while more {
            let key = self.key();
            match find(&slots, &seen, &key) {
                Some(at) => self.field(name, &mut slots[at]),
                None => self.skip(),
            }
            more = self.goes_on(b'{');
        }
    }

    #[inline]
    fn field(&mut self, structure: &'static str, slot: &mut Slot<'_>) {
        self.names.push((structure, slot.json.name));
        let quoted = slot.json.quoted && self.decoder.next_token() == Some(b'"');
        if quoted {
            self.quoted(slot);
        } else {
            slot.target.decode_from(self);
        }
        self.names.pop();
    }

    /// A value whose tag says `string`: it stands in quotes.
    fn quoted(&mut self, slot: &mut Slot<'_>) {
        let text = self.text();
        let mut inner = Reader {
            decoder: Decoder::new(&text),
            error: Decoder::new(&text).at_most(MAX_DEPTH).whole().err(),
            stopped: false,
            names: Vec::new(),
        };
        if inner.error.is_none() {
            slot.target.decode_from(&mut inner);
        }
        if inner.error.is_some() {
            let words = "json: invalid use of ,string struct tag, trying to unmarshal %q into a field";
            self.fail(|| Error::new(Sprintf(words, args![text])));
        }
    }
}

/// The slot of a key: the one of this name, else the first whose name differs in capitals only.
fn find(slots: &[Slot<'_>], seen: &[usize], key: &Str) -> Option<usize> {
    let by = |same: &dyn Fn(&'static str) -> bool| seen.iter().copied().find(|&at| same(slots[at].json.name));
    by(&|name| *key == *name).or_else(|| by(&|name| strings::EqualFold(name, key)))
}
