//! A finding as the lines of a unified diff, short enough to be read.

use super::printable::printable;
use crate::compare::Finding;
use similar::{ChangeTag, DiffOp, TextDiff};
use std::fmt::Write as _;

/// So much of a line is shown on each side of where two lines part (characters).
const AROUND: usize = 120;

/// A line of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Whose line it is.
    pub tag: Tag,
    /// The line, safe to print.
    pub text: String,
}

/// Whose line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// The header of a stretch of lines.
    Stretch,
    /// Both have it.
    Both,
    /// Only the original has it.
    Original,
    /// Only the port has it.
    Port,
}

impl Tag {
    /// What stands before such a line in a unified diff.
    pub fn sign(self) -> &'static str {
        match self {
            Tag::Stretch => "",
            Tag::Both => " ",
            Tag::Original => "-",
            Tag::Port => "+",
        }
    }
}

/// The lines of both builds that can be shown, long ones cut around what differs in them.
pub fn sides(finding: &Finding) -> [Vec<String>; 2] {
    let safe = |lines: &[String]| lines.iter().map(|line| printable(line)).collect::<Vec<_>>();
    let (original, port) = (safe(&finding.original), safe(&finding.port));
    let mut from = [vec![0; original.len()], vec![0; port.len()]];
    for op in TextDiff::from_slices(&borrowed(&original), &borrowed(&port)).ops() {
        if matches!(op, DiffOp::Replace { .. }) {
            for (old, new) in op.old_range().zip(op.new_range()) {
                let parted = shared_beginning(&original[old], &port[new]);
                (from[0][old], from[1][new]) = (parted.saturating_sub(AROUND), parted.saturating_sub(AROUND));
            }
        }
    }
    let cut = |lines: &[String], from: &[usize]| {
        let cut = |(line, from): (&String, &usize)| window(line, *from, 2 * AROUND);
        lines.iter().zip(from).map(cut).collect()
    };
    [cut(&original, &from[0]), cut(&port, &from[1])]
}

/// How many characters two lines begin with alike.
fn shared_beginning(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()
}

/// The finding as a unified diff.
pub fn unified(finding: &Finding) -> Vec<Line> {
    let [original, port] = sides(finding);
    let (original, port) = (borrowed(&original), borrowed(&port));
    let diff = TextDiff::from_slices(&original, &port);
    let mut lines = Vec::new();
    for hunk in diff.unified_diff().iter_hunks() {
        let header = Line {
            tag: Tag::Stretch,
            text: hunk.header().to_string(),
        };
        lines.push(header);
        lines.extend(hunk.iter_changes().map(|change| Line {
            tag: match change.tag() {
                ChangeTag::Equal => Tag::Both,
                ChangeTag::Delete => Tag::Original,
                ChangeTag::Insert => Tag::Port,
            },
            text: change.value().to_string(),
        }));
    }
    lines
}

/// The same as text.
pub fn text(finding: &Finding) -> String {
    let mut text = "--- original\n+++ port\n".to_string();
    for line in unified(finding) {
        writeln!(text, "{}{}", line.tag.sign(), line.text).expect("writing to a string succeeds");
    }
    text
}

pub fn borrowed(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).collect()
}

/// The beginning of a line that may be long.
pub fn beginning(line: &str) -> String {
    window(line, 0, 2 * AROUND)
}

/// So many characters of a line from one of them on; what is left out is said.
fn window(line: &str, from: usize, length: usize) -> String {
    let total = line.chars().count();
    // To leave out less than the words about it take would make the line longer.
    if total <= length + 40 {
        return line.to_string();
    }
    let shown: String = line.chars().skip(from).take(length).collect();
    let before = if from > 0 {
        format!("[{from} characters] …")
    } else {
        String::new()
    };
    let left = total.saturating_sub(from + length);
    let after = if left > 0 {
        format!("… [{left} more characters]")
    } else {
        String::new()
    };
    format!("{before}{shown}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::Kind;

    fn finding(original: &[&str], port: &[&str]) -> Finding {
        let lines = |lines: &[&str]| lines.iter().map(|line| line.to_string()).collect();
        Finding {
            kind: Kind::ClientResponse,
            place: "request 1".into(),
            original: lines(original),
            port: lines(port),
        }
    }

    #[test]
    fn a_difference_reads_as_a_unified_diff() {
        let shown = text(&finding(&["200 OK", "a: 1"], &["404 Not Found", "a: 1"]));
        assert_eq!(
            shown,
            "--- original\n+++ port\n@@ -1,2 +1,2 @@\n-200 OK\n+404 Not Found\n a: 1\n"
        );
    }

    #[test]
    fn a_difference_far_inside_of_a_long_line_is_shown() {
        let long = |end: &str| format!("{}{end}{}", "x".repeat(100_000), "y".repeat(100_000));
        let shown = text(&finding(&[&long("old")], &[&long("new")]));
        assert!(shown.len() < 1_000, "{} bytes", shown.len());
        assert!(shown.contains("xoldyy") && shown.contains("xnewyy"), "{shown}");
        assert!(shown.contains("-[99880 characters] …x"), "{shown}");
        assert!(shown.contains("… [99883 more characters]"), "{shown}");
    }
}
