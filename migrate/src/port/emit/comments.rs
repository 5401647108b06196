//! The comments of the Go files, each where it stood.

use super::Emitter;

impl Emitter<'_> {
    /// The comments up to a place, as lines.
    pub fn comments_before(&self, pos: usize) -> String {
        self.take_comments(pos, "//")
    }

    /// The comments up to a place as documentation.
    pub fn docs_before(&self, pos: usize) -> String {
        self.take_comments(pos, "///")
    }

    pub fn take_comments(&self, pos: usize, mark: &str) -> String {
        let file = &self.program.files[self.file.get()];
        let mut text = String::new();
        let mut last = None;
        while let Some(comment) = file.comments.get(self.comments.get()) {
            if comment.pos >= pos {
                break;
            }
            self.comments.set(self.comments.get() + 1);
            let line = self.program.line(comment.pos);
            if comment.text.starts_with("//go:") || comment.text.starts_with("// +build") {
                // It parts nothing.
                last = last.map(|last| if last + 1 == line { line } else { last });
                continue;
            }
            if last.is_some_and(|last| last + 1 < line) {
                text.push('\n');
            }
            last = Some(self.program.line(comment.end));
            text += &comment_lines(&comment.text, mark);
        }
        // Only what stands right above belongs to what follows.
        if mark == "///" && last.is_some_and(|last| last + 1 < self.program.line(pos)) {
            text = text.replace("///", "//") + "\n";
        }
        text
    }

    /// The comment behind something on the same line.
    pub fn comment_behind(&self, end: usize) -> String {
        let file = &self.program.files[self.file.get()];
        match file.comments.get(self.comments.get()) {
            Some(comment) if comment.pos >= end && self.program.line(comment.pos) == self.program.line(end) => {
                self.comments.set(self.comments.get() + 1);
                format!(" {}", comment_lines(&comment.text, "//"))
            }
            _ => "\n".to_string(),
        }
    }
}

/// The lines of a comment with another mark.
fn comment_lines(text: &str, mark: &str) -> String {
    let lines = match text.strip_prefix("/*") {
        Some(block) => block
            .trim_end_matches("*/")
            .trim()
            .lines()
            .map(|line| line.trim().trim_start_matches("* "))
            .collect(),
        None => vec![
            text.trim_start_matches("//")
                .strip_prefix(' ')
                .unwrap_or(text.trim_start_matches("//")),
        ],
    };
    lines
        .iter()
        .map(|line| line.trim_end().replace('\t', "    "))
        .map(|line| format!("{mark} {line}\n").replace(&format!("{mark} \n"), &format!("{mark}\n")))
        .collect()
}
