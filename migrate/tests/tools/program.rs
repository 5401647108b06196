//! Shell scripts that stand where a program is looked for.

use std::path::Path;
use std::process::Command;

/// Writes one by another process: what this one has open, a child that another test starts holds open as well, and what is
/// open for writing cannot be run.
pub fn write(path: &Path, text: &str) {
    let write = ["-c", "printf %s \"$1\" >\"$0\" && chmod 755 \"$0\""];
    let written = Command::new("sh").args(write).arg(path).arg(text).status();
    assert!(written.unwrap().success());
}
