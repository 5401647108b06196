//! Texts that are safe to print: plugins, and files from elsewhere, hold what they like.

/// A text in one line without anything that a terminal acts upon, that turns its direction, or that cannot be seen.
pub fn printable(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_control() || turns_direction(c) || is_unseen(c) {
            true => safe.extend(c.escape_default()),
            false => safe.push(c),
        }
    }
    safe
}

/// The same line by line.
pub fn printable_lines(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What has no width, and what stands for no character and has no place in XML or HTML.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_acts_on_a_terminal_is_spelled_out() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}c\td"), "a\\u{1b}[31mb\\u{202e}c\\td");
        assert_eq!(printable("a\u{feff}b\u{1ffff}"), "a\\u{feff}b\\u{1ffff}");
        assert_eq!(printable_lines("grün\r\nrot\u{7}"), "grün\nrot\\u{7}");
    }

    proptest! {
        #[test]
        fn nothing_printable_acts_on_a_terminal(text in "\\PC*|.*|[\u{0}-\u{ff}]*") {
            prop_assert!(!printable(&text).chars().any(|c| c.is_control() || turns_direction(c)));
        }
    }
}
