//! Rust text without its comments and without what stands in its strings: names in there are no names.

/// The text with every comment gone and every literal string or character empty.
pub fn bare(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (shown, length) = match first {
            '/' if rest.starts_with("//") => ("", rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => ("", rest.find("*/").map_or(rest.len(), |at| at + 2)),
            '"' => ("\"\"", quoted(rest, '"').unwrap_or(rest.len())),
            '\'' => character(rest),
            'r' if !ends_a_name(&kept) => raw(rest).map_or(("r", 1), |length| ("\"\"", length)),
            _ => (&rest[..first.len_utf8()], first.len_utf8()),
        };
        kept += shown;
        rest = &rest[length..];
    }
    kept
}

/// How many brackets are open behind each character of a text that is bare.
pub fn open_brackets(bare: &str) -> impl Iterator<Item = isize> {
    bare.chars().scan(0, |open, c| {
        *open += match c {
            '(' | '[' => 1,
            ')' | ']' => -1,
            _ => 0,
        };
        Some(*open)
    })
}

fn ends_a_name(text: &str) -> bool {
    text.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// The length of what stands between two of a quote, both included.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == quote && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.map(|(at, c)| at + c.len_utf8())
}

/// A character between quotes, or the quote of a lifetime.
fn character(text: &str) -> (&str, usize) {
    let mut inner = text.chars().skip(1);
    match (inner.next(), inner.next()) {
        (Some('\\'), _) | (Some(_), Some('\'')) => ("''", quoted(text, '\'').unwrap_or(text.len())),
        _ => ("'", 1),
    }
}

/// The length of a string of the form `r#"…"#`.
fn raw(text: &str) -> Option<usize> {
    let hashes = text[1..].chars().take_while(|c| *c == '#').count();
    let inside = text[1 + hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(inside.find(&end).map_or(text.len(), |at| 2 + hashes + at + end.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_strings_and_comments_say_is_gone() {
        for (text, without) in [
            ("send(500, \"an Error\") // Any\n+ x", "send(500, \"\") \n+ x"),
            ("f(\"a\\\"Str\\\\\", 'S', '\\'', b'\\n')", "f(\"\", '', '', b'')"),
            (
                "r#\"an \"Error\"\"# + r\"Any\" + for_r(\"x\")",
                "\"\" + \"\" + for_r(\"\")",
            ),
            ("fn f<'a>(x: &'a Str, c: '\"')", "fn f<'a>(x: &'a Str, c: '')"),
            ("/// `go` of an Error\nfn f() {} /* Any */", "\nfn f() {} "),
            ("(\"not closed", "(\"\""),
        ] {
            assert_eq!(bare(text), without);
        }
    }
}
