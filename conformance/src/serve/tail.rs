//! Follows a file that is being written.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A text file, and how far it was read.
#[derive(Debug)]
pub struct Tail {
    path: PathBuf,
    file: Option<File>,
    begun: Vec<u8>,
}

impl Tail {
    /// Follows a file from its beginning, also one that does not exist yet.
    pub fn new(path: &Path) -> Self {
        Tail {
            path: path.to_owned(),
            file: None,
            begun: Vec::new(),
        }
    }

    /// The lines that are complete since the call before, without their line breaks.
    pub fn lines(&mut self) -> Vec<String> {
        if self.file.is_none() {
            self.file = File::open(&self.path).ok();
        }
        if let Some(file) = &mut self.file {
            // What could not be read now is read the next time.
            let _ = file.read_to_end(&mut self.begun);
        }
        let Some(end) = self.begun.iter().rposition(|byte| *byte == b'\n') else {
            return Vec::new();
        };
        let complete: Vec<u8> = self.begun.drain(..=end).collect();
        String::from_utf8_lossy(&complete).lines().map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Tail;
    use std::fs::OpenOptions;
    use std::io::Write;

    #[test]
    fn only_complete_lines_are_given_and_each_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut tail = Tail::new(&path);
        assert!(tail.lines().is_empty(), "there is no file yet");
        let mut file = OpenOptions::new().create(true).append(true).open(&path).unwrap();
        file.write_all("one\ntwo\nthr\u{e9}".as_bytes()).unwrap();
        assert_eq!(tail.lines(), ["one", "two"]);
        assert!(tail.lines().is_empty());
        file.write_all(b"e\n\n").unwrap();
        assert_eq!(tail.lines(), ["thr\u{e9}e", ""]);
    }
}
