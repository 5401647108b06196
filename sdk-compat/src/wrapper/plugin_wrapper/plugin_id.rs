//! The id that the console puts into a plugin's configuration.

use crate::{Str, gjson};

/// The key of the plugin's id in its configuration.
pub const PluginIDKey: &str = "_plugin_id_";

/// The id and the configuration without it, if there is one. What is left is, byte for byte, what Go's `sjson` leaves.
pub(super) fn split(configuration: &Str) -> Option<(Str, Str)> {
    let id = gjson::Parse(configuration).member(PluginIDKey);
    let text = id.String();
    if text.is_empty() {
        return None;
    }
    let start = usize::try_from(id.Index).ok()?;
    let rest = without_member(configuration, start, start + id.Raw.len());
    Some((text, Str::from(rest.unwrap_or_else(|| configuration.to_vec()))))
}

/// `json` without the member of its object whose value lies from `start` to `end`: what stands between the separator before
/// the member and the separator after it goes, and one of the two.
fn without_member(json: &[u8], start: usize, end: usize) -> Option<Vec<u8>> {
    let key_end = last(&json[..start], |byte| byte == b':')?;
    let closing = last(&json[..key_end], |byte| byte == b'"')?;
    let mut opening = last(&json[..closing], |byte| byte == b'"')?;
    while opening > 0 && json[opening - 1] == b'\\' {
        opening = last(&json[..opening], |byte| byte == b'"')?;
    }
    let separator = last(&json[..opening], |byte| byte == b',' || byte == b'{')?;
    if json[separator] == b',' {
        return Some([&json[..separator], &json[end..]].concat());
    }
    let after = json[end..]
        .iter()
        .position(|&byte| byte > b' ')
        .filter(|&at| json[end + at] == b',');
    Some([&json[..=separator], &json[end + after.map_or(0, |comma| comma + 1)..]].concat())
}

fn last(bytes: &[u8], is: impl Fn(u8) -> bool) -> Option<usize> {
    bytes.iter().rposition(|&byte| is(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_cut_out_and_the_rest_keeps_its_form() {
        for (configuration, id, rest) in [
            (r#"{"_plugin_id_":"p"}"#, "p", "{}"),
            (r#"{"_plugin_id_":77, "a":1}"#, "77", r#"{ "a":1}"#),
            (r#"{ "_plugin_id_" : "p" , "a" : 1 }"#, "p", r#"{ "a" : 1 }"#),
            (r#"{ "a" : 1 , "_plugin_id_" : "p" }"#, "p", r#"{ "a" : 1  }"#),
            (
                r#"{"a":{"b":1},"_plugin_id_":{"x":[1,2]},"c":"d"}"#,
                r#"{"x":[1,2]}"#,
                r#"{"a":{"b":1},"c":"d"}"#,
            ),
        ] {
            assert_eq!(
                split(&configuration.into()),
                Some((id.into(), rest.into())),
                "{configuration}"
            );
        }
    }

    #[test]
    fn without_an_id_there_is_nothing_to_cut() {
        for configuration in [
            r#"{"a":1}"#,
            r#"{"_plugin_id_":""}"#,
            r#"{"_plugin_id_":null}"#,
            "[1]",
            "7",
        ] {
            assert_eq!(split(&configuration.into()), None, "{configuration}");
        }
    }
}
