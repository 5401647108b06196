//! What a query or the body of a form holds: URL-encoded pairs and multipart parts.

use super::text;
use serde_json::{Map, Value};

/// Names and values in order; a name may stand several times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Whether a name occurs.
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|(given, _)| given == name)
    }

    /// The pairs in order.
    pub fn into_pairs(self) -> Vec<(String, String)> {
        self.0
    }
}

/// A name with one value becomes a text, a name with several a list.
impl From<Fields> for Map<String, Value> {
    fn from(fields: Fields) -> Self {
        let mut map = Map::new();
        for (name, value) in fields.0 {
            let value = Value::from(value);
            match map.get_mut(&name) {
                None => drop(map.insert(name, value)),
                Some(Value::Array(values)) => values.push(value),
                Some(first) => *first = Value::Array(vec![first.take(), value]),
            }
        }
        map
    }
}

impl From<Fields> for Value {
    fn from(fields: Fields) -> Self {
        Value::Object(fields.into())
    }
}

/// A body, told apart by its content type.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The fields of a form.
    pub fields: Fields,
    /// The files of a multipart form.
    pub files: Fields,
    /// The body of anything that is no form.
    pub data: Vec<u8>,
}

/// Reads a body by its content type.
pub fn parse(content_type: &str, body: &[u8]) -> Form {
    let kind = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match (kind.as_str(), parameter(content_type, "boundary")) {
        ("application/x-www-form-urlencoded", _) => Form {
            fields: urlencoded(body),
            ..Form::default()
        },
        ("multipart/form-data", Some(boundary)) => multipart(body, boundary),
        _ => Form {
            data: body.to_vec(),
            ..Form::default()
        },
    }
}

/// Reads `a=1&b=2`.
pub fn urlencoded(text: &[u8]) -> Fields {
    let pairs = text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    let pair = |pair: &[u8]| {
        let spaced: Vec<u8> = pair
            .iter()
            .map(|byte| if *byte == b'+' { b' ' } else { *byte })
            .collect();
        let text = String::from_utf8_lossy(&spaced);
        let (name, value) = text.split_once('=').unwrap_or((&text, ""));
        (decode_percent(name), decode_percent(value))
    };
    Fields(pairs.map(pair).collect())
}

/// Replaces each `%XX` with its byte; what is no UTF-8 then becomes U+FFFD.
pub fn decode_percent(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let escaped = rest.get(1..3).filter(|_| *first == b'%').and_then(hex_byte);
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &rest[3..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let value = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(value(digits[0])? * 16 + value(digits[1])?).ok()
}

fn multipart(body: &[u8], boundary: &str) -> Form {
    let mut form = Form::default();
    let marker = format!("\r\n--{boundary}").into_bytes();
    // The first marker stands at the start, without its line break.
    let body = [b"\r\n", body].concat();
    let mut rest = &body[..];
    while let Some(start) = find(rest, &marker) {
        rest = &rest[start + marker.len()..];
        let part = &rest[..find(rest, &marker).unwrap_or(rest.len())];
        if let Some(part) = part.strip_prefix(b"\r\n") {
            add_part(&mut form, part);
        }
    }
    form
}

fn add_part(form: &mut Form, part: &[u8]) {
    let Some(end) = find(part, b"\r\n\r\n") else { return };
    let head = String::from_utf8_lossy(&part[..end]).into_owned();
    let content = &part[end + 4..];
    let header = |name: &str| {
        let line = head.lines().find_map(|line| {
            line.split_once(':')
                .filter(|(given, _)| given.eq_ignore_ascii_case(name))
        });
        line.map(|(_, value)| value.trim())
    };
    let disposition = header("content-disposition").unwrap_or_default();
    let Some(name) = parameter(disposition, "name").map(str::to_owned) else {
        return;
    };
    if parameter(disposition, "filename").is_some() {
        let content_type = header("content-type").unwrap_or("application/octet-stream");
        form.files.0.push((name, text::safe(content, content_type)));
    } else {
        form.fields
            .0
            .push((name, String::from_utf8_lossy(content).into_owned()));
    }
}

/// The parameter of a header value such as `form-data; name="a"`, without its quotes.
fn parameter<'v>(value: &'v str, name: &str) -> Option<&'v str> {
    let parameters = value
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.split_once('='));
    let found = parameters
        .into_iter()
        .find(|(given, _)| given.trim().eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim().trim_matches('"'))
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn a_query_keeps_repeated_names_as_lists() {
        let fields = urlencoded("b=2&a=1&a=2&c=%C3%A9+x&d&e=%zz".as_bytes());
        let expected = json!({"a": ["1", "2"], "b": "2", "c": "é x", "d": "", "e": "%zz"});
        assert_eq!(Value::from(fields), expected);
    }

    #[test]
    fn a_multipart_form_has_fields_and_files() {
        let body = concat!(
            "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n",
            "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"h\"\r\ncontent-type: text/plain\r\n\r\nvm\n\r\n",
            "--XX--\r\n"
        );
        let form = parse("multipart/form-data; boundary=XX", body.as_bytes());
        assert_eq!(Value::from(form.fields), json!({"a": "1"}));
        assert_eq!(Value::from(form.files), json!({"f": "vm\n"}));
        assert_eq!(form.data, b"");
    }

    #[test]
    fn a_body_that_is_no_form_is_data() {
        assert_eq!(parse("application/json", b"{}").data, b"{}");
        assert_eq!(parse("", b"a=1").data, b"a=1");
    }

    proptest! {
        #[test]
        fn no_body_makes_the_readers_panic(kind in 0..3usize, body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let kinds = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=", "multipart/form-data;boundary=\"-"];
            parse(kinds[kind], &body);
        }

        #[test]
        fn what_was_escaped_comes_back(text in "\\PC{0,20}") {
            let escaped: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            prop_assert_eq!(decode_percent(&escaped), text);
        }
    }
}
