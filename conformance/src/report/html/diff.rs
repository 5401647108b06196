//! The two builds side by side, line by line.

use super::super::difference::{borrowed, sides};
use crate::compare::Finding;
use maud::{Markup, html};
use similar::{DiffOp, TextDiff};

/// So many equal lines are shown around what differs.
const CONTEXT: usize = 3;

/// So many rows of a difference are shown.
const MOST_ROWS: usize = 500;

/// A finding as a table: the original on the left, the port on the right.
pub fn side_by_side(finding: &Finding) -> Markup {
    let [original, port] = sides(finding);
    let (original, port) = (borrowed(&original), borrowed(&port));
    let diff = TextDiff::from_slices(&original, &port);
    let stretches: Vec<Vec<Markup>> = diff
        .grouped_ops(CONTEXT)
        .iter()
        .map(|ops| ops.iter().flat_map(|op| rows(op, &original, &port)).collect())
        .collect();
    let all: usize = stretches.iter().map(Vec::len).sum();
    let shown = stretches.iter().scan(MOST_ROWS, |left, stretch| {
        let rows = &stretch[..stretch.len().min(*left)];
        *left -= rows.len();
        (!rows.is_empty()).then_some(rows)
    });
    html! {
        div class="scroll" tabindex="0" role="region" aria-label="difference" {
            table class="diff" {
                colgroup { col class="n"; col; col class="n"; col; }
                thead { tr { th scope="col" colspan="2" class="original" { "original" } th scope="col" colspan="2" class="port" { "port" } } }
                @for rows in shown { tbody { @for row in rows { (row) } } }
            }
        }
        @if all > MOST_ROWS { p { "… " (all - MOST_ROWS) " more lines; all of them with --json" } }
    }
}

fn rows(op: &DiffOp, original: &[&str], port: &[&str]) -> Vec<Markup> {
    let (old, new) = (op.old_range(), op.new_range());
    let changed = !matches!(op, DiffOp::Equal { .. });
    let row = |at: usize| {
        let side = |range: &std::ops::Range<usize>, lines: &[&str]| {
            let number = range.start + at;
            (number < range.end).then(|| (number + 1, lines[number].to_string()))
        };
        row(changed, side(&old, original), side(&new, port))
    };
    (0..old.len().max(new.len())).map(row).collect()
}

fn row(changed: bool, original: Option<(usize, String)>, port: Option<(usize, String)>) -> Markup {
    let parts = match (&original, &port) {
        (Some((_, one)), Some((_, other))) if changed => Some((parted(one, other), parted(other, one))),
        _ => None,
    };
    let cell = |side: &Option<(usize, String)>, class: &str, parts: Option<[&str; 3]>| {
        html! {
            @match side {
                None => { td class="n" {} td class="none" {} }
                Some((number, line)) => {
                    td class="n" { (number) }
                    td class=(class) {
                        @match parts {
                            Some([before, own, after]) => { (before) mark { (own) } (after) }
                            None => (line)
                        }
                    }
                }
            }
        }
    };
    let classes = if changed {
        ["removed", "added"]
    } else {
        ["same", "same"]
    };
    html! {
        tr {
            (cell(&original, classes[0], parts.map(|(original, _)| original)))
            (cell(&port, classes[1], parts.map(|(_, port)| port)))
        }
    }
}

/// A line in three parts: what it begins with as the other does, what is its own, what it ends with as the other does.
fn parted<'a>(line: &'a str, other: &str) -> [&'a str; 3] {
    let same = |(one, other): &(char, char)| one == other;
    let length = |pairs: &mut dyn Iterator<Item = (char, char)>| {
        pairs.take_while(same).map(|(c, _)| c.len_utf8()).sum::<usize>()
    };
    let before = length(&mut line.chars().zip(other.chars()));
    let (begin, rest) = line.split_at(before);
    let after = length(&mut rest.chars().rev().zip(other[before..].chars().rev()));
    let (own, end) = rest.split_at(rest.len() - after);
    [begin, own, end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_two_lines_share_at_both_ends_is_not_marked() {
        assert_eq!(parted("x-user: alice;", "x-user: bob;"), ["x-user: ", "alice", ";"]);
        assert_eq!(parted("aaa", "aa"), ["aa", "a", ""]);
        assert_eq!(parted("aa", "aaa"), ["aa", "", ""]);
    }

    proptest! {
        #[test]
        fn the_parts_of_a_line_are_the_line(line in "[aäb]{0,6}", other in "[aäb]{0,6}") {
            prop_assert_eq!(parted(&line, &other).concat(), line);
        }
    }
}
