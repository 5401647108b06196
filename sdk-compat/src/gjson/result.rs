//! A JSON value and its conversions.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::decode::decode;
use super::found::{Each, Found, Values, offset};
use super::{Type, search};
use crate::time::Time;
use crate::{Any, Str, go};

/// A JSON value that a path found, or nothing: then it is the zero value.
#[derive(Clone, Debug, Default)]
#[allow(non_snake_case)]
pub struct Result {
    /// What the value is.
    pub Type: Type,
    /// The value as it stands in the text.
    pub Raw: Str,
    /// The meaning of a string.
    pub Str: Str,
    /// The number.
    pub Num: f64,
    /// Where `Raw` begins in the text, in bytes; zero where that is not known.
    pub Index: i64,
    /// For a path with a `#`: where each of the values begins. `None` is Go's nil.
    pub Indexes: Option<Vec<i64>>,
}

impl Result {
    fn found(&self) -> Found<'_> {
        Found {
            kind: self.Type,
            raw: Cow::Borrowed(&self.Raw),
            text: Cow::Borrowed(&self.Str),
            number: self.Num,
            index: self.Index,
            indexes: None,
        }
    }
}

#[go]
impl Result {
    /// The value as text: a string's meaning, an integer as it stands in the text, other numbers in plain decimal,
    /// objects and arrays as they stand in the text.
    pub fn String(&self) -> Str {
        match self.Type {
            Type::String => self.Str.clone(),
            Type::JSON => self.Raw.clone(),
            _ => match self.found().string_value() {
                Cow::Borrowed(text) if *text == *self.Raw => self.Raw.clone(),
                text => Str::from(text.into_owned()),
            },
        }
    }

    /// Whether the value is true: `true`, a number that is not zero, or a string such as `"true"`, `"T"` or `"1"`.
    pub fn Bool(&self) -> bool {
        self.found().bool_value()
    }

    /// The number cut to an integer; of a string only digits with an optional minus, and one for `true`.
    pub fn Int(&self) -> i64 {
        self.found().int_value()
    }

    /// Like [`Result::Int`], without a sign.
    pub fn Uint(&self) -> u64 {
        self.found().uint_value()
    }

    /// The number; a string is read as one, and `true` is one.
    pub fn Float(&self) -> f64 {
        self.found().float_value()
    }

    /// The moment that a string in the form of RFC 3339 names, such as `2006-01-02T15:04:05Z`; the zero time where it names
    /// none.
    pub fn Time(&self) -> Time {
        Time::from_rfc3339(&self.String()).unwrap_or_default()
    }

    /// The items of an array; a value that is none is its own only item, and null has none.
    pub fn Array(&self) -> Vec<Result> {
        if self.Type == Type::Null {
            return Vec::new();
        }
        if !self.IsArray() {
            return vec![self.clone()];
        }
        let items = Values::new(&self.Raw, b'[').into_iter().flatten();
        let mut items: Vec<Result> = items.map(|item| self.part(item)).collect();
        if let Some(indexes) = &self.Indexes {
            let known = indexes.len() == items.len();
            for (at, item) in items.iter_mut().enumerate() {
                item.Index = if known { indexes[at] } else { 0 };
            }
        }
        items
    }

    /// The members of an object; of a key that stands there twice, the first.
    pub fn Map(&self) -> BTreeMap<Str, Result> {
        let mut map = BTreeMap::new();
        if self.Type != Type::JSON {
            return map;
        }
        let mut items = Values::new(&self.Raw, b'{').into_iter().flatten();
        while let (Some(key), Some(item)) = (items.next(), items.next()) {
            let key = key.into_result(Some(&self.Raw)).Str;
            map.entry(key).or_insert_with(|| self.part(item));
        }
        map
    }

    /// What `path` finds in this value.
    pub fn Get(&self, path: impl AsRef<[u8]>) -> Result {
        let mut result = search::get(&self.Raw, path.as_ref()).into_result(Some(&self.Raw));
        match &mut result.Indexes {
            Some(indexes) => indexes.iter_mut().for_each(|index| *index += self.Index),
            None => result.Index += self.Index,
        }
        result
    }

    /// Whether there is a value; null is one.
    pub fn Exists(&self) -> bool {
        self.Type != Type::Null || !self.Raw.is_empty()
    }

    /// Whether the value is an object.
    pub fn IsObject(&self) -> bool {
        self.Type == Type::JSON && self.Raw.first() == Some(&b'{')
    }

    /// Whether the value is an array.
    pub fn IsArray(&self) -> bool {
        self.Type == Type::JSON && self.Raw.first() == Some(&b'[')
    }

    /// Whether the value is `true` or `false`.
    pub fn IsBool(&self) -> bool {
        matches!(self.Type, Type::True | Type::False)
    }

    /// Calls `iterator` with the key and value of each member of an object, or the number and value of each item of an
    /// array, until it returns `false`. Any other value is passed itself, without a key.
    pub fn ForEach(&self, iterator: impl FnMut(Result, Result) -> bool) {
        let mut iterator = iterator;
        if !self.Exists() {
            return;
        }
        if self.Type != Type::JSON {
            iterator(Result::default(), self.clone());
            return;
        }
        for (at, (key, value)) in Each::new(&self.Raw).enumerate() {
            let key = if key.kind == Type::String {
                self.part(key)
            } else {
                key.into_result(None)
            };
            // Beyond the known places a list is at least one in this text.
            let place = if value.kind == Type::JSON {
                offset(&self.Raw, &value.raw)
            } else {
                0
            };
            let mut value = self.part(value);
            if let Some(indexes) = &self.Indexes {
                value.Index = indexes.get(at).copied().unwrap_or(place);
            }
            if !iterator(key, value) {
                return;
            }
        }
    }

    /// The value in Go's own types: nil, `bool`, `float64`, `string`, `[]interface{}`, `map[string]interface{}`.
    pub fn Value(&self) -> Any {
        match self.Type {
            Type::String => Any::String(self.Str.clone()),
            _ => decode(self.found()),
        }
    }

    /// Whether this value comes before `other`: by type, then strings and numbers by their values, other types by their
    /// texts. Strings may be compared without regard to the case of ASCII letters.
    pub fn Less(&self, other: &Result, case_sensitive: bool) -> bool {
        match (self.Type, other.Type) {
            (a, b) if a != b => a < b,
            (Type::String, _) if case_sensitive => self.Str < other.Str,
            (Type::String, _) => self.Str.to_ascii_lowercase() < other.Str.to_ascii_lowercase(),
            (Type::Number, _) => self.Num < other.Num,
            _ => self.Raw < other.Raw,
        }
    }
}

impl Result {
    /// What `Get(name)` finds in valid JSON, for a name without a meaning in a path. (A plugin that asks for no path is
    /// 50 KB smaller as long as the SDK does not either.)
    pub(crate) fn member(&self, name: &str) -> Result {
        if !self.IsObject() {
            return Result::default();
        }
        let member = Each::new(&self.Raw).find(|(key, _)| *key.text == *name.as_bytes());
        member.map_or_else(Result::default, |(_, value)| self.part(value))
    }

    /// Whether there is a member of another name than this one.
    pub(crate) fn has_member_besides(&self, name: &str) -> bool {
        self.IsObject() && Each::new(&self.Raw).any(|(key, _)| *key.text != *name.as_bytes())
    }

    /// A value found in this one's text.
    fn part(&self, found: Found<'_>) -> Result {
        let index = found.index + self.Index;
        Result {
            Index: index,
            ..found.into_result(Some(&self.Raw))
        }
    }
}
