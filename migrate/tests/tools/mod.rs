//! A search path without Go.

use std::os::unix::fs::symlink;
use std::path::Path;

use tempfile::TempDir;

/// A folder with the programs that every Unix has, as far as `migrate` starts them, and no Go.
pub fn without_go() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for program in ["sh", "env", "mktemp", "rm"] {
        let found = ["/bin", "/usr/bin"].map(|place| Path::new(place).join(program));
        let found = found.iter().find(|program| program.exists()).unwrap();
        symlink(found, folder.path().join(program)).unwrap();
    }
    folder
}
