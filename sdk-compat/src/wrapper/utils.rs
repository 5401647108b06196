//! Small helpers: JSON in JSON strings, bodies, server-sent events.

use crate::encoding::json;
use crate::{Any, Str, args, gjson, go, proxywasm};

/// The text of a JSON string with its quotes; empty, with a line in the host's log, where it is none.
#[go]
pub fn UnmarshalStr(marshalled_json_str: impl Into<Str>) -> Str {
    let text = marshalled_json_str.into();
    let error = match json::Unmarshal(&text) {
        Ok(Any::String(text)) => return text,
        // As Go's strings: null leaves them as they are.
        Ok(Any::Nil) => return Str::default(),
        Ok(other) => Str::from(format!(
            "json: cannot unmarshal {} into Go value of type string",
            kind(&other)
        )),
        Err(error) => error.text(),
    };
    proxywasm::LogErrorf(
        "failed to unmarshal json string, raw string is: %s, err is: %v",
        args![text, error],
    );
    Str::default()
}

/// What Go calls a JSON value of another kind than the one that was wanted.
pub(super) fn kind(value: &Any) -> &'static str {
    match value {
        Any::Bool(_) => "bool",
        Any::String(_) => "string",
        Any::List(_) => "array",
        Any::Map(_) => "object",
        _ => "number",
    }
}

/// `raw` as a JSON string without its quotes; what is not UTF-8 becomes U+FFFD.
#[go]
pub fn MarshalStr(raw: impl Into<Str>) -> Str {
    // A string can always be written.
    let quoted = Str::from(json::Marshal(raw.into()).unwrap_or_default());
    quoted.slice(1..quoted.len().saturating_sub(1))
}

/// The name of the plugin in the host's configuration; empty where the host has none to give.
#[go]
pub fn GetPluginFingerPrint() -> Str {
    proxywasm::GetProperty(&["plugin_name"]).unwrap_or_default().into()
}

/// The value at the first of the paths that the JSON text has; null counts.
#[go]
pub fn GetValueFromBody(data: impl AsRef<[u8]>, paths: &[impl AsRef<[u8]>]) -> Option<gjson::Result> {
    value_from_body(&Str::copy_of(data.as_ref()), paths)
}

/// [`GetValueFromBody`] that does not copy the text.
pub(crate) fn value_from_body(data: &Str, paths: &[impl AsRef<[u8]>]) -> Option<gjson::Result> {
    paths
        .iter()
        .map(|path| gjson::Get(data, path))
        .find(gjson::Result::Exists)
}

/// `data` with `\n` for every line break, be it `\r\n` or `\r`.
#[go]
pub fn UnifySSEChunk(data: impl AsRef<[u8]>) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.as_ref().len());
    let mut after_return = false;
    for &byte in data.as_ref() {
        if !(after_return && byte == b'\n') {
            out.push(if byte == b'\r' { b'\n' } else { byte });
        }
        after_return = byte == b'\r';
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_goes_into_a_json_string_and_back() {
        for (text, quoted) in [
            (r#"{"a":"b"}"#, r#"{\"a\":\"b\"}"#),
            ("<a&b>\n\u{2028}", r"\u003ca\u0026b\u003e\n\u2028"),
            ("", ""),
        ] {
            assert_eq!(MarshalStr(text), quoted);
            assert_eq!(UnmarshalStr(format!("\"{quoted}\"")), text);
        }
        assert_eq!(MarshalStr(b"\xff".to_vec()), r"\ufffd");
        assert_eq!(UnmarshalStr("7"), "");
        assert_eq!(UnmarshalStr("null"), "");
    }

    #[test]
    fn the_first_path_that_exists_wins() {
        let body = r#"{"a":{"b":null},"c":1}"#;
        assert_eq!(GetValueFromBody(body, &["x", "a.b", "c"]).unwrap().Raw, "null");
        assert_eq!(GetValueFromBody(body, &["c"]).unwrap().Int(), 1);
        assert!(GetValueFromBody(body, &["x"]).is_none());
    }

    #[test]
    fn line_breaks_are_unified_chunk_by_chunk() {
        assert_eq!(UnifySSEChunk("a\r\nb\rc\nd\r\r\n\n"), b"a\nb\nc\nd\n\n\n");
        assert_eq!([UnifySSEChunk("a\r"), UnifySSEChunk("\nb")].concat(), b"a\n\nb");
    }
}
