//! httpbin's way of writing JSON, header names and bytes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// Two spaces a level, members sorted, ASCII only, a line break at the end.
pub fn pretty(value: &Value) -> Vec<u8> {
    finish(format!("{:#}", sorted(value)))
}

/// The same on one line.
pub fn line(value: &Value) -> Vec<u8> {
    finish(sorted(value).to_string())
}

fn sorted(value: &Value) -> Value {
    let mut value = value.clone();
    value.sort_all_objects();
    value
}

/// Outside ASCII there are only characters of strings, so every one of them may be escaped.
fn finish(json: String) -> Vec<u8> {
    let mut ascii = String::with_capacity(json.len() + 1);
    for character in json.chars() {
        if character.is_ascii() {
            ascii.push(character);
        } else {
            let units = character.encode_utf16(&mut [0; 2]).to_vec();
            ascii.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    ascii.push('\n');
    ascii.into_bytes()
}

/// `x-request-id` as `X-Request-Id`.
pub fn canonical(name: &str) -> String {
    let mut start = true;
    let letter = |letter: char| {
        let upper = std::mem::replace(&mut start, letter == '-');
        if upper {
            letter.to_ascii_uppercase()
        } else {
            letter.to_ascii_lowercase()
        }
    };
    name.chars().map(letter).collect()
}

/// Whether a text can stand as the name of a header.
pub fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Each byte as the character of that number.
pub fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// The text of UTF-8, or a `data:` URL of anything else.
pub fn safe(bytes: &[u8], content_type: &str) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => format!("data:{content_type};base64,{}", STANDARD.encode(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn json_is_sorted_indented_by_two_and_ascii() {
        let value = json!({"b": {"z": 1, "a": []}, "a": "é 𝄞"});
        let expected = concat!(
            "{\n  \"a\": \"\\u00e9 \\ud834\\udd1e\",\n",
            "  \"b\": {\n    \"a\": [],\n    \"z\": 1\n  }\n}\n"
        );
        assert_eq!(String::from_utf8(pretty(&value)).unwrap(), expected);
        assert_eq!(line(&json!({"b": 1, "a": 2})), b"{\"a\":2,\"b\":1}\n");
    }

    #[test]
    fn header_names_are_capitalised_word_by_word() {
        assert_eq!(
            canonical("x-envoy-Expected-RQ-timeout-ms"),
            "X-Envoy-Expected-Rq-Timeout-Ms"
        );
        assert_eq!(canonical("hello"), "Hello");
    }

    #[test]
    fn bytes_that_are_no_text_become_a_data_url() {
        assert_eq!(safe("é".as_bytes(), "text/plain"), "é");
        for (bytes, expected) in [
            (&b"\xff\x00"[..], "/wA="),
            (b"\xff\x00\x01", "/wAB"),
            (b"\xff\x00\x01\x02", "/wABAg=="),
        ] {
            assert_eq!(safe(bytes, "a/b"), format!("data:a/b;base64,{expected}"));
        }
    }
}
