//! Reads what a user names, up to a bound: a device or a file of gigabytes is refused before it fills the memory.

use crate::{Error, Result};
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// Reads a whole file of at most `largest` bytes; `next` is the advice where it cannot be read.
///
/// # Errors
/// It cannot be read, or is larger.
pub fn read(path: &Path, largest: u64, next: &str) -> Result<Vec<u8>> {
    let place = path.display();
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(largest + 1).read_to_end(&mut bytes))
        .map_err(|error| Error::new(format!("{place}: cannot be read: {error}")).next(next))?;
    if bytes.len() as u64 > largest {
        return Err(Error::new(format!("{place}: larger than {} MiB", largest >> 20)).next(next));
    }
    Ok(bytes)
}

/// Reads a text as [`read`] reads bytes.
///
/// # Errors
/// As [`read`], and where it is no UTF-8.
pub fn read_text(path: &Path, largest: u64, next: &str) -> Result<String> {
    String::from_utf8(read(path, largest, next)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Error::new(format!(
            "{}: no text in UTF-8: byte {at} is none of one",
            path.display()
        ))
        .next(next)
    })
}

/// A file as a folder names it. The file's own name stays where either is not there.
pub fn seen_from(folder: &Path, file: &Path) -> PathBuf {
    let folder = if folder == Path::new("") {
        Path::new(".")
    } else {
        folder
    };
    let (Ok(folder), Ok(there)) = (folder.canonicalize(), file.canonicalize()) else {
        return file.to_path_buf();
    };
    let shared = folder
        .components()
        .zip(there.components())
        .take_while(|(one, other)| one == other)
        .count();
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(there.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_the_bound() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, [b'x'; 100]).unwrap();
        assert_eq!(read(&path, 100, "").unwrap().len(), 100);
        assert!(
            read(&path, 99, "give another")
                .unwrap_err()
                .to_string()
                .ends_with("next: give another")
        );
        assert!(read(folder.path(), 99, "").is_err());
        std::fs::write(&path, b"ab\xff").unwrap();
        assert!(read_text(&path, 99, "").unwrap_err().what().contains("byte 2"));
    }

    #[test]
    fn a_file_is_named_from_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("one/two");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::write(deep.join("file"), "").unwrap();
        for (from, named) in [("one/two", "file"), ("one", "two/file"), ("", "one/two/file")] {
            let from = folder.path().join(from);
            assert_eq!(seen_from(&from, &deep.join("file")), Path::new(named));
        }
        assert_eq!(seen_from(&deep, folder.path()), Path::new("../.."));
        assert_eq!(seen_from(&deep, Path::new("none")), Path::new("none"));
    }

    #[test]
    fn a_device_without_an_end_is_refused() {
        assert!(
            read(Path::new("/dev/zero"), 1 << 20, "")
                .unwrap_err()
                .what()
                .contains("larger than 1 MiB")
        );
    }
}
