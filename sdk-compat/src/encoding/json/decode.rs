//! JSON text as a value of no fixed type, with Go's words for what is wrong with it.

use std::collections::BTreeMap;

use crate::fmt::Sprintf;
use crate::strconv::{ParseFloat, Quote};
use crate::{Any, Error, Str, args, go, runes};

/// How many lists and objects may lie in each other.
const MAX_DEPTH: usize = 10_000;

/// The value of a JSON text: numbers are floats, objects are maps. Go: `json.Unmarshal` into an `interface{}`.
///
/// # Errors
/// When the text is no JSON, or a number in it has no place in a float.
#[go]
pub fn Unmarshal(data: impl AsRef<[u8]>) -> Result<Any, Error> {
    let mut decoder = Decoder::new(data.as_ref());
    let value = decoder.whole()?;
    // As in Go, what is wrong with the text comes before what is wrong with a value.
    decoder.too_large.map_or(Ok(value), Err)
}

/// Whether the text is JSON.
#[go]
pub fn Valid(data: impl AsRef<[u8]>) -> bool {
    Decoder::new(data.as_ref()).whole().is_ok()
}

pub(super) struct Decoder<'a> {
    text: &'a [u8],
    at: usize,
    /// How many lists and objects may lie in each other.
    deepest: usize,
    /// The first number that no float can hold.
    too_large: Option<Error>,
}

fn invalid(byte: u8, place: &str) -> Error {
    let shown = match byte {
        b'\'' => Str::from("\\'"),
        b'"' => Str::from("\""),
        _ => {
            let quoted = Quote(char::from(byte).to_string());
            quoted.slice(1..quoted.len() - 1)
        }
    };
    Error::new(Sprintf("invalid character '%s' %s", args![shown, String::from(place)]))
}

/// A list or an object that is not read to its end, with the key of the value that comes next.
enum Level {
    List(Vec<Any>),
    Map(BTreeMap<Str, Any>, Str),
}

impl Level {
    fn close(self) -> Any {
        match self {
            Level::List(items) => items.into(),
            Level::Map(members, _) => members.into(),
        }
    }
}

impl<'a> Decoder<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Decoder {
            text,
            at: 0,
            deepest: MAX_DEPTH,
            too_large: None,
        }
    }

    /// Refuses texts of more levels.
    pub(super) fn at_most(self, deepest: usize) -> Self {
        Decoder { deepest, ..self }
    }

    /// The only value of the text.
    pub(super) fn whole(&mut self) -> Result<Any, Error> {
        let value = self.value()?;
        match self.next_token() {
            Some(_) => Err(self.unexpected("after top-level value")),
            None => Ok(value),
        }
    }

    /// The next value, which begins with no bracket, as it stands in the text.
    pub(super) fn word(&mut self) -> &'a [u8] {
        let start = self.at;
        while let Some(b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'E') = self.peek() {
            self.at += 1;
        }
        &self.text[start..self.at]
    }
}

impl Decoder<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// The next byte that is no white space; it is not consumed.
    pub(super) fn next_token(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
        self.peek()
    }

    /// Consumes the next byte if it is `byte`.
    pub(super) fn takes(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn unexpected(&self, place: &str) -> Error {
        match self.peek() {
            Some(byte) => invalid(byte, place),
            None => Error::new("unexpected end of JSON input"),
        }
    }

    /// What is unexpected in a number, a literal or an escape. Go takes the end of the text for a space there.
    fn unexpected_inside(&self, place: &str) -> Error {
        invalid(self.peek().unwrap_or(b' '), place)
    }

    /// The next value. Its levels are kept in a list, so that any number of them leaves the call stack alone.
    pub(super) fn value(&mut self) -> Result<Any, Error> {
        let mut levels = Vec::new();
        loop {
            let value = match self.next_token() {
                Some(open @ (b'{' | b'[')) => self.open(open, &mut levels)?,
                Some(b'"') => Some(Any::String(self.string()?)),
                Some(b'-' | b'0'..=b'9') => Some(self.number()?),
                Some(b't') => Some(self.literal("true", Any::Bool(true))?),
                Some(b'f') => Some(self.literal("false", Any::Bool(false))?),
                Some(b'n') => Some(self.literal("null", Any::Nil)?),
                _ => return Err(self.unexpected("looking for beginning of value")),
            };
            let Some(mut value) = value else { continue };
            loop {
                let Some(mut level) = levels.pop() else {
                    return Ok(value);
                };
                if !self.put(&mut level, value)? {
                    levels.push(level);
                    break;
                }
                value = level.close();
            }
        }
    }

    /// Begins a list or an object: an empty one is a value already.
    fn open(&mut self, open: u8, levels: &mut Vec<Level>) -> Result<Option<Any>, Error> {
        if levels.len() == self.deepest {
            return Err(self.unexpected("exceeded max depth"));
        }
        self.at += 1;
        self.next_token();
        let mut level = match open {
            b'{' => Level::Map(BTreeMap::new(), Str::default()),
            _ => Level::List(Vec::new()),
        };
        if self.takes(open + 2) {
            return Ok(Some(level.close()));
        }
        if let Level::Map(_, key) = &mut level {
            *key = self.key()?;
        }
        levels.push(level);
        Ok(None)
    }

    /// Adds a value to its list or object; whether that ends here.
    fn put(&mut self, level: &mut Level, value: Any) -> Result<bool, Error> {
        let (close, place) = match level {
            Level::List(items) => {
                items.push(value);
                (b']', "after array element")
            }
            Level::Map(members, key) => {
                members.insert(std::mem::take(key), value);
                (b'}', "after object key:value pair")
            }
        };
        self.next_token();
        if self.takes(close) {
            return Ok(true);
        }
        if !self.takes(b',') {
            return Err(self.unexpected(place));
        }
        if let Level::Map(_, key) = level {
            *key = self.key()?;
        }
        Ok(false)
    }

    /// A key and its colon.
    fn key(&mut self) -> Result<Str, Error> {
        if self.next_token() != Some(b'"') {
            return Err(self.unexpected("looking for beginning of object key string"));
        }
        let key = self.string()?;
        self.next_token();
        if !self.takes(b':') {
            return Err(self.unexpected("after object key"));
        }
        Ok(key)
    }

    fn literal(&mut self, word: &'static str, value: Any) -> Result<Any, Error> {
        self.at += 1;
        for byte in word.bytes().skip(1) {
            if !self.takes(byte) {
                let place = Sprintf("in literal %s (expecting '%c')", args![word, byte]);
                return Err(self.unexpected_inside(&place.to_text()));
            }
        }
        Ok(value)
    }

    fn number(&mut self) -> Result<Any, Error> {
        let start = self.at;
        self.takes(b'-');
        if !self.takes(b'0') {
            self.digits("in numeric literal")?;
        }
        if self.takes(b'.') {
            self.digits("after decimal point in numeric literal")?;
        }
        if self.takes(b'e') || self.takes(b'E') {
            let _ = self.takes(b'+') || self.takes(b'-');
            self.digits("in exponent of numeric literal")?;
        }
        let text = &self.text[start..self.at];
        Ok(ParseFloat(text).map_or_else(
            |_| {
                self.too_large.get_or_insert_with(|| {
                    let format = "json: cannot unmarshal number %s into Go value of type float64";
                    Error::new(Sprintf(format, args![Str::copy_of(text)]))
                });
                Any::Nil
            },
            Any::Float64,
        ))
    }

    /// One digit or more.
    fn digits(&mut self, place: &str) -> Result<(), Error> {
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return Err(self.unexpected_inside(place));
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        Ok(())
    }

    /// A string, whose opening quote comes next. What is not UTF-8 becomes U+FFFD.
    pub(super) fn string(&mut self) -> Result<Str, Error> {
        self.at += 1;
        let mut out = Vec::new();
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out.into());
                }
                Some(b'\\') => {
                    self.at += 1;
                    self.escape(&mut out)?;
                }
                Some(b' '..) => {
                    let (point, width) = runes::first(&self.text[self.at..]);
                    runes::append(&mut out, point);
                    self.at += width;
                }
                Some(_) => return Err(self.unexpected("in string literal")),
                None => return Err(self.unexpected("")),
            }
        }
    }

    /// What follows a backslash.
    fn escape(&mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        let byte = match self.peek() {
            Some(byte @ (b'"' | b'\\' | b'/')) => byte,
            Some(b'b') => 0x08,
            Some(b'f') => 0x0c,
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(b'u') => {
                let point = self.code_point()?;
                runes::append(out, point);
                return Ok(());
            }
            _ => return Err(self.unexpected_inside("in string escape code")),
        };
        self.at += 1;
        out.push(byte);
        Ok(())
    }

    /// The code point of `u1234`, or of a pair of surrogates; half a pair is U+FFFD.
    fn code_point(&mut self) -> Result<u32, Error> {
        let first = self.hexadecimal()?;
        if !(0xd800..0xe000).contains(&first) {
            return Ok(first);
        }
        let low_half_follows = first < 0xdc00 && self.text[self.at..].starts_with(b"\\u");
        if low_half_follows {
            let before = self.at;
            self.at += 1;
            let second = self.hexadecimal()?;
            if (0xdc00..0xe000).contains(&second) {
                return Ok(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            }
            self.at = before;
        }
        Ok(runes::ERROR)
    }

    /// The four digits after a `u`.
    fn hexadecimal(&mut self) -> Result<u32, Error> {
        self.at += 1;
        let mut number = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.unexpected_inside("in \\u hexadecimal character escape"));
            };
            number = number * 16 + digit;
            self.at += 1;
        }
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_every_kind() {
        let value =
            Unmarshal(r#" {"n":null,"b":[true,false],"i":-12.5e1,"s":"a\u00e9\ud83d\ude00\ud800\n","i":7} "#).unwrap();
        let Any::Map(members) = value else { panic!("no map") };
        assert_eq!(members[b"n".as_slice()], Any::Nil);
        assert_eq!(
            members[b"b".as_slice()],
            Any::from(vec![Any::Bool(true), Any::Bool(false)])
        );
        assert_eq!(members[b"i".as_slice()], Any::Float64(7.0));
        assert_eq!(members[b"s".as_slice()], Any::from("aé😀\u{fffd}\n"));
        assert_eq!(Unmarshal("\"\u{7f}\"").unwrap(), Any::from("\u{7f}"));
        assert_eq!(Unmarshal(b"\"\xff\"").unwrap(), Any::from("\u{fffd}"));
        assert_eq!(
            (Unmarshal("{}"), Unmarshal("[]")),
            (Ok(crate::map! {}.into()), Ok(Vec::<Any>::new().into()))
        );
    }

    #[test]
    fn faults_are_told_as_in_go() {
        for (text, fault) in [
            ("", "unexpected end of JSON input"),
            ("{", "unexpected end of JSON input"),
            ("\"a", "unexpected end of JSON input"),
            ("-", "invalid character ' ' in numeric literal"),
            ("1.", "invalid character ' ' after decimal point in numeric literal"),
            ("nul", "invalid character ' ' in literal null (expecting 'l')"),
            ("\"\\", "invalid character ' ' in string escape code"),
            ("x", "invalid character 'x' looking for beginning of value"),
            ("'", "invalid character '\\'' looking for beginning of value"),
            ("[1,]", "invalid character ']' looking for beginning of value"),
            ("[1 2]", "invalid character '2' after array element"),
            ("{1", "invalid character '1' looking for beginning of object key string"),
            (
                r#"{"a":1,}"#,
                "invalid character '}' looking for beginning of object key string",
            ),
            (r#"{"a" 1}"#, "invalid character '1' after object key"),
            (r#"{"a":1 "b"}"#, "invalid character '\"' after object key:value pair"),
            ("{} {", "invalid character '{' after top-level value"),
            ("01", "invalid character '1' after top-level value"),
            ("-x", "invalid character 'x' in numeric literal"),
            ("1.x", "invalid character 'x' after decimal point in numeric literal"),
            ("1e+x", "invalid character 'x' in exponent of numeric literal"),
            ("tru3", "invalid character '3' in literal true (expecting 'e')"),
            ("\"\n\"", "invalid character '\\n' in string literal"),
            (r#""\x""#, "invalid character 'x' in string escape code"),
            (
                r#""\u12g""#,
                "invalid character 'g' in \\u hexadecimal character escape",
            ),
            ("é", "invalid character 'Ã' looking for beginning of value"),
            (
                "1e999",
                "json: cannot unmarshal number 1e999 into Go value of type float64",
            ),
            ("[1e999,", "unexpected end of JSON input"),
        ] {
            assert_eq!(Unmarshal(text).unwrap_err().text(), fault, "{text}");
        }
        assert_eq!(
            Unmarshal("[".repeat(100_000)).unwrap_err().text(),
            "invalid character '[' exceeded max depth"
        );
    }
}
