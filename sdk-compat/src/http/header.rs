//! Headers by canonical names.

use std::io::Write;
use std::slice;

use crate::{Any, Error, Map, Str, go};

/// Go's `http.Header`: the values of each header, by its canonical name.
///
/// Go's map has no order; this one keeps the order in which names came first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header(Vec<(Str, Vec<Str>)>);

#[go]
impl Header {
    /// Adds a value to those that the header has.
    pub fn Add(&mut self, key: impl Into<Str>, value: impl Into<Str>) {
        self.values_mut(canonical(key.into())).push(value.into());
    }

    /// Makes `value` the only one that the header has.
    pub fn Set(&mut self, key: impl Into<Str>, value: impl Into<Str>) {
        let values = self.values_mut(canonical(key.into()));
        values.clear();
        values.push(value.into());
    }

    /// The first value of the header, empty where there is none.
    pub fn Get(&self, key: impl Into<Str>) -> Str {
        self.find(&canonical(key.into())).first().cloned().unwrap_or_default()
    }

    /// All values of the header.
    pub fn Values(&self, key: impl Into<Str>) -> &[Str] {
        self.find(&canonical(key.into()))
    }

    /// A copy that shares nothing with this one.
    pub fn Clone(&self) -> Header {
        Clone::clone(self)
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
    pub fn Del(&mut self, key: impl Into<Str>) {
        let key = canonical(key.into());
        self.0.retain(|(name, _)| *name != key);
    }
}

impl Header {
    /// Lines of the headers that are not excluded and whose names can stand in a request.
    fn lines(&self, exclude: &[Str]) -> Vec<u8> {
        let shown =
            |(name, _): &&(Str, Vec<Str>)| !exclude.contains(name) && !name.is_empty() && name.iter().all(is_token);
        let mut headers: Vec<_> = self.0.iter().filter(shown).collect();
        headers.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut out = Vec::new();
        for (name, values) in headers {
            for value in values {
                let one_line: Vec<u8> = value
                    .iter()
                    .map(|&byte| if matches!(byte, b'\r' | b'\n') { b' ' } else { byte })
                    .collect();
                out.extend([name, &b": "[..], trim(&one_line), b"\r\n"].concat());
            }
        }
        out
    }

    fn find(&self, name: &[u8]) -> &[Str] {
        self.0
            .iter()
            .find(|(other, _)| **other == *name)
            .map_or(&[], |(_, values)| values)
    }

    fn values_mut(&mut self, name: Str) -> &mut Vec<Str> {
        let at = self.0.iter().position(|(other, _)| *other == name).unwrap_or_else(|| {
            self.0.push((name, Vec::new()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no names.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names with their values.
    pub fn iter(&self) -> slice::Iter<'_, (Str, Vec<Str>)> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Header {
    type Item = &'a (Str, Vec<Str>);
    type IntoIter = slice::Iter<'a, (Str, Vec<Str>)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Header {
    type Item = (Str, Vec<Str>);
    type IntoIter = std::vec::IntoIter<(Str, Vec<Str>)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl From<&Header> for Any {
    /// As a map of lists of strings: it prints as Go's does.
    fn from(header: &Header) -> Self {
        let entries = header.iter().map(|(name, values)| (name.clone(), Any::from(values)));
        Any::Map(Map::of_type("http.Header", entries.collect()))
    }
}

/// The canonical form of a header's name: capitals at the start and after each `-`. A name with bytes that have no place in
/// one stays as it is.
#[go]
pub fn CanonicalHeaderKey(key: impl Into<Str>) -> Str {
    canonical(key.into())
}

/// The names that most answers have, so that they need no memory of their own.
const COMMON: [&str; 8] = [
    "Content-Type",
    "Content-Length",
    "Date",
    "Server",
    "X-Envoy-Upstream-Service-Time",
    "Transfer-Encoding",
    "Cache-Control",
    "Set-Cookie",
];

fn canonical(key: Str) -> Str {
    let common = COMMON
        .iter()
        .find(|common| common.as_bytes().eq_ignore_ascii_case(&key));
    if let Some(&common) = common {
        return Str::from(common);
    }
    if !key.iter().all(is_token) {
        return key;
    }
    let after_dash = |at: usize| at == 0 || key[at - 1] == b'-';
    let letter = |at: usize| {
        if after_dash(at) {
            key[at].to_ascii_uppercase()
        } else {
            key[at].to_ascii_lowercase()
        }
    };
    if (0..key.len()).all(|at| letter(at) == key[at]) {
        return key;
    }
    (0..key.len()).map(letter).collect::<Vec<u8>>().into()
}

/// Whether a name can have this byte.
fn is_token(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte)
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
        let mut header = Header::default();
        header.Add("set-cookie", "a=1");
        header.add("content-type", "text/plain");
        header.Add("SET-COOKIE", "b=2");
        assert_eq!(header.Values("Set-cookie"), ["a=1", "b=2"]);
        assert_eq!(header.get("CONTENT-TYPE"), "text/plain");
        assert_eq!(header.Get("none"), "");
        let names: Vec<&Str> = header.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["Set-Cookie", "Content-Type"]);
        header.Set("set-cookie", "c=3");
        assert_eq!(header.Values("set-cookie"), ["c=3"]);
        header.Del("set-cookie");
        assert_eq!(header.len(), 1);
    }
}
