//! Where a file goes: checked before anything runs, written aside, and renamed, so that no half of it is ever there.

use crate::{Error, Result};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A name in a directory where a file can be made.
#[derive(Debug)]
pub struct Place {
    path: PathBuf,
    directory: PathBuf,
    option: &'static str,
}

impl Place {
    /// The place that was given after an option of the command line.
    ///
    /// # Errors
    /// It is something else than a regular file, or no file can be made in its directory.
    pub fn new(path: &Path, option: &'static str) -> Result<Self> {
        let shown = path.display();
        let give = || format!("give the name of a file after {option}");
        if path.is_dir() {
            return Err(Error::new(format!("{shown}: is a directory")).next(give()));
        }
        // What is there is replaced, and a device such as /dev/null is not to be.
        if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
            return Err(Error::new(format!("{shown}: is no regular file")).next(give()));
        }
        let directory = match path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        if !directory.is_dir() {
            return Err(
                Error::new(format!("{shown}: there is no directory {}", directory.display()))
                    .next("make the directory first"),
            );
        }
        let place = Place {
            path: path.to_path_buf(),
            directory: directory.to_path_buf(),
            option,
        };
        place.aside().map_err(|error| place.cannot(&error))?;
        Ok(place)
    }

    /// The place, if it is not that of a file which is read.
    ///
    /// # Errors
    /// It is the same file.
    pub fn but_not(self, input: &Path) -> Result<Self> {
        if fs::canonicalize(&self.path).is_ok_and(|there| fs::canonicalize(input).is_ok_and(|input| input == there)) {
            let what = format!("{}: is the input itself", self.path.display());
            return Err(Error::new(what).next(format!("give another name after {}", self.option)));
        }
        Ok(self)
    }

    /// Puts a file there.
    ///
    /// # Errors
    /// The disk is full, or somebody took the directory away.
    pub fn write(&self, bytes: &[u8]) -> Result<()> {
        let write = || {
            let mut file = self.aside()?;
            file.write_all(bytes)?;
            readable_by_all(file.as_file())?;
            file.persist(&self.path).map_err(|error| error.error).map(drop)
        };
        write().map_err(|error| self.cannot(&error))
    }

    /// A file beside the place, which goes away by itself.
    fn aside(&self) -> io::Result<NamedTempFile> {
        NamedTempFile::new_in(&self.directory)
    }

    fn cannot(&self, error: &io::Error) -> Error {
        // The name of the file aside means nothing to anybody.
        let why = io::Error::from(error.kind());
        let why = error.raw_os_error().map_or(why, io::Error::from_raw_os_error);
        Error::new(format!("{}: cannot be written: {why}", self.path.display()))
            .next(format!("give a place after {} where you may write", self.option))
    }
}

/// A temporary file is its owner's alone; a gateway often runs as somebody else.
fn readable_by_all(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixListener;

    #[test]
    fn what_is_no_regular_file_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        let _listening = UnixListener::bind(&socket).unwrap();
        let refused = Place::new(&socket, "-o").unwrap_err().to_string();
        assert!(refused.contains("socket: is no regular file"), "{refused}");
        assert!(Place::new(&folder.path().join("new.wasm"), "-o").is_ok());
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "a check leaves nothing"
        );
    }

    #[test]
    fn a_file_is_replaced_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.html");
        fs::write(&path, "a long text of before").unwrap();
        let place = Place::new(&path, "--html").unwrap();
        place.write(b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let onto_itself = place.but_not(&path).unwrap_err().to_string();
        assert!(onto_itself.contains("is the input itself\n  next: give another name after --html"));
    }

    #[test]
    fn a_place_where_nothing_can_be_written_is_refused_at_once() {
        // Not even root may make a file there.
        let refused = Place::new(Path::new("/proc/report.html"), "--html")
            .unwrap_err()
            .to_string();
        assert!(refused.contains("/proc/report.html: cannot be written: "), "{refused}");
        assert!(!refused.contains(".tmp"), "{refused}");
    }
}
