//! JSON over several lines.

use super::{Marshal, Valid};
use crate::{Any, Error, go};

/// [`Marshal`] with each member on a line of its own, which begins with `prefix` and one `indent` for each level.
///
/// # Errors
/// As [`Marshal`].
#[go]
pub fn MarshalIndent(
    value: impl Into<Any>,
    prefix: impl AsRef<[u8]>,
    indent: impl AsRef<[u8]>,
) -> Result<Vec<u8>, Error> {
    Marshal(value).map(|text| indented(&text, prefix.as_ref(), indent.as_ref()))
}

/// Valid JSON without white space, over several lines.
fn indented(text: &[u8], prefix: &[u8], indent: &[u8]) -> Vec<u8> {
    debug_assert!(Valid(text));
    let (mut out, mut level, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    let line = |out: &mut Vec<u8>, level: usize| {
        out.push(b'\n');
        out.extend_from_slice(prefix);
        out.extend(indent.repeat(level));
    };
    for (at, &byte) in text.iter().enumerate() {
        if quoted {
            out.push(byte);
            quoted = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            continue;
        }
        let empty = |other: u8| text.get(at + 1) == Some(&other);
        match byte {
            b'{' | b'[' => {
                out.push(byte);
                level += 1;
                if !empty(byte + 2) {
                    line(&mut out, level);
                }
            }
            b'}' | b']' => {
                level -= 1;
                if text[at - 1] != byte - 2 {
                    line(&mut out, level);
                }
                out.push(byte);
            }
            b',' => {
                out.push(byte);
                line(&mut out, level);
            }
            b':' => out.extend_from_slice(b": "),
            _ => {
                quoted = byte == b'"';
                out.push(byte);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map;

    #[test]
    fn each_member_stands_on_a_line() {
        let value = map! {"a" => vec![Any::from(1), Any::Nil], "b" => map! {}, "c" => "{\"x\": [1,\\"};
        let expected =
            ">{\n>  \"a\": [\n>    1,\n>    null\n>  ],\n>  \"b\": {},\n>  \"c\": \"{\\\"x\\\": [1,\\\\\"\n>}";
        let text = MarshalIndent(value, ">", "  ").unwrap();
        assert_eq!(format!(">{}", String::from_utf8(text).unwrap()), expected);
    }
}
