//! Headers by canonical names.

use std::io::Write;

use crate::go::{Map, Slice};
use crate::net::textproto::{self, MIMEHeader, is_token};
use crate::{Error, Str, go};

/// Go's `http.Header`: the values of each header, by its canonical name. As every map of Go's it is a reference, and its
/// default is nil, which cannot be written; Go goes through it in no order, here it is that of the names.
#[derive(Clone, Debug, Default, go::Type)]
#[go(name = "http.Header")]
pub struct Header(pub Map<Str, Slice<Str>>);

go::named_map!(Header, Str, Slice<Str>);

#[go]
impl Header {
    /// Adds a value to those that the header has.
    ///
    /// # Panics
    /// As Go, where the map is nil; so does [`Header::Set`].
    pub fn Add(&self, key: impl Into<Str>, value: impl Into<Str>) {
        self.mime().Add(key, value);
    }

    /// Makes `value` the only one that the header has.
    pub fn Set(&self, key: impl Into<Str>, value: impl Into<Str>) {
        self.mime().Set(key, value);
    }

    /// The first value of the header, empty where there is none.
    pub fn Get(&self, key: impl Into<Str>) -> Str {
        self.mime().Get(key)
    }

    /// All values of the header.
    pub fn Values(&self, key: impl Into<Str>) -> Vec<Str> {
        self.mime().Values(key)
    }

    /// Writes the headers as a request has them: a line for each value, names in order, line breaks in values as spaces.
    pub fn Write(&self, writer: impl Write) -> Option<Error> {
        self.WriteSubset(writer, &[])
    }

    /// Like [`Header::Write`], without the headers in `exclude`, which have their canonical names.
    pub fn WriteSubset(&self, writer: impl Write, exclude: &[Str]) -> Option<Error> {
        let mut writer = writer;
        writer
            .write_all(&self.lines(exclude))
            .err()
            .map(|error| Error::new(error.to_string()))
    }

    /// Takes the header away.
    pub fn Del(&self, key: impl Into<Str>) {
        self.mime().Del(key);
    }
}

impl Header {
    /// A copy that shares nothing with this one.
    #[allow(non_snake_case, reason = "`clone` is the copy that shares")]
    pub fn Clone(&self) -> Header {
        if self.is_nil() {
            return Header::default();
        }
        let copied = self.iter().map(|(name, values)| (name, values.to_vec().into()));
        Header(copied.collect())
    }

    /// The same map under its other name.
    fn mime(&self) -> MIMEHeader {
        MIMEHeader(self.0.clone())
    }

    /// Lines of the headers that are not excluded and whose names can stand in a request.
    fn lines(&self, exclude: &[Str]) -> Vec<u8> {
        let shown = |(name, _): &(Str, _)| !exclude.contains(name) && !name.is_empty() && name.iter().all(is_token);
        let mut out = Vec::new();
        for (name, values) in self.iter().filter(shown) {
            for value in values {
                let one_line: Vec<u8> = value
                    .iter()
                    .map(|&byte| if matches!(byte, b'\r' | b'\n') { b' ' } else { byte })
                    .collect();
                out.extend([&name, &b": "[..], trim(&one_line), b"\r\n"].concat());
            }
        }
        out
    }
}

/// The canonical form of a header's name, as [`textproto::CanonicalMIMEHeaderKey`] has it.
#[go]
pub fn CanonicalHeaderKey(key: impl Into<Str>) -> Str {
    textproto::CanonicalMIMEHeaderKey(key)
}

/// Without white space at both ends.
fn trim(text: &[u8]) -> &[u8] {
    let plain = |byte: &u8| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let start = text.iter().position(plain).unwrap_or(text.len());
    let end = text.iter().rposition(plain).map_or(start, |last| last + 1);
    &text[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case_and_values_keep_their_order() {
        let header = Header::make();
        header.Add("set-cookie", "a=1");
        header.add("content-type", "text/plain");
        header.Add("SET-COOKIE", "b=2");
        assert_eq!(header.Values("Set-cookie"), ["a=1", "b=2"]);
        assert_eq!(header.Get("CONTENT-TYPE"), "text/plain");
        let same = header.clone();
        let other = header.Clone();
        assert_eq!(header.Get("none"), "");
        assert_eq!(header.keys(), ["Content-Type", "Set-Cookie"]);
        header.Set("set-cookie", "c=3");
        assert_eq!(header.Values("set-cookie"), ["c=3"]);
        header.Del("set-cookie");
        assert_eq!((same.len(), other.len()), (1, 2));
    }
}
