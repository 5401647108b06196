//! Whether a folder's changes could be told from those of a migration.

use crate::{Error, Result};
use std::path::Path;
use std::process::Command;

/// Refuses a folder in a git checkout that has changes which are not committed. A folder outside of git passes.
///
/// # Errors
/// There are such changes.
pub fn refuse_dirty(folder: &Path) -> Result<()> {
    let status = Command::new("git")
        .args(["status", "--porcelain", "--", "."])
        .current_dir(folder)
        .output();
    let Ok(status) = status else { return Ok(()) };
    let text = String::from_utf8_lossy(&status.stdout);
    match text.lines().next() {
        Some(first) if status.status.success() => Err(Error::new(format!(
            "{}: has changes that are not committed, such as {}",
            folder.display(),
            first.get(3..).unwrap_or(first)
        ))
        .next("commit or stash them, or give --allow-dirty")),
        _ => Ok(()),
    }
}
