//! Files as they are and as they are to be, and how they are written: all or none.

use crate::{Error, Result};
use similar::TextDiff;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file that a migration changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where the file is.
    pub path: PathBuf,
    /// The text it has; none where there is no such file yet.
    pub before: Option<String>,
    /// The text it is to have.
    pub after: String,
    /// The ids of the rules that changed it.
    pub rules: Vec<String>,
}

impl Change {
    /// Whether it is a Go source.
    pub(crate) fn is_go(&self) -> bool {
        self.path.extension().is_some_and(|extension| extension == "go")
    }

    /// The line before the change that a line after it came from, or the one in front of it.
    pub(crate) fn line_before(&self, line: usize) -> usize {
        moved_line(&self.after, self.before.as_deref().unwrap_or_default(), line)
    }

    /// The line after the change that a line before it became.
    pub(crate) fn line_after(&self, line: usize) -> usize {
        moved_line(self.before.as_deref().unwrap_or_default(), &self.after, line)
    }

    /// The unified diff, with names relative to `root`.
    pub fn diff(&self, root: &Path) -> String {
        let name = self.path.strip_prefix(root).unwrap_or(&self.path).display();
        let before = self.before.as_deref().unwrap_or_default();
        TextDiff::from_lines(before, &self.after)
            .unified_diff()
            .header(&format!("a/{name}"), &format!("b/{name}"))
            .to_string()
    }
}

/// Where a line of one text, counted from 1, stands in another; where it is in none, the last line in front of it that is in both.
fn moved_line(from: &str, to: &str, line: usize) -> usize {
    let diff = TextDiff::from_lines(from, to);
    let mut last = 1;
    for op in diff.ops() {
        let (old, new) = (op.old_range(), op.new_range());
        if old.contains(&(line - 1)) {
            // A line that changed stands where the change begins, as far as that reaches.
            let into = (line - 1 - old.start).min(new.len().saturating_sub(1));
            return if new.is_empty() { last } else { new.start + into + 1 };
        }
        last = new.end.max(1);
    }
    last
}

/// A file written aside, and where it goes.
struct Prepared<'a> {
    aside: NamedTempFile,
    target: PathBuf,
    change: &'a Change,
}

/// Writes every change, or none: each text is written beside its file first, and put in place when all are there. A symbolic
/// link stays one; the file that it names changes.
///
/// # Errors
/// A file or folder that cannot be written. Then all files are as before.
pub fn write(changes: &[Change]) -> Result<()> {
    let prepared: Vec<_> = changes.iter().map(prepare).collect::<Result<_>>()?;
    let mut done: Vec<(PathBuf, Option<&str>)> = Vec::new();
    for each in prepared {
        if let Err(error) = each.aside.persist(&each.target) {
            for (path, before) in done.iter().rev() {
                let _ = match before {
                    Some(text) => fs::write(path, text),
                    None => fs::remove_file(path),
                };
            }
            return Err(unwritable(&each.target, &error.error));
        }
        done.push((each.target, each.change.before.as_deref()));
    }
    Ok(())
}

fn prepare(change: &Change) -> Result<Prepared<'_>> {
    let failed = |error: std::io::Error| unwritable(&change.path, &error);
    let target = match change.before {
        Some(_) => change.path.canonicalize().map_err(failed)?,
        None => change.path.clone(),
    };
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut aside = new_file().tempfile_in(folder).map_err(failed)?;
    aside.write_all(change.after.as_bytes()).map_err(failed)?;
    if change.before.is_some() {
        let permissions = fs::metadata(&target).map_err(failed)?.permissions();
        if permissions.readonly() {
            return Err(Error::new(format!("{}: is read-only", change.path.display()))
                .next("make it writable, or leave it out with --skip and the rule that changes it"));
        }
        aside.as_file().set_permissions(permissions).map_err(failed)?;
    }
    Ok(Prepared { aside, target, change })
}

/// A new file has the permissions that any program's would have.
fn new_file() -> tempfile::Builder<'static, 'static> {
    #[allow(unused_mut, reason = "on other systems there is nothing to set")]
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::new(format!("{}: cannot be written: {error}", path.display()))
        .next("nothing was changed; see to the folder's permissions")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(path: PathBuf, before: Option<&str>, after: &str) -> Change {
        Change {
            path,
            before: before.map(Into::into),
            after: after.into(),
            rules: vec!["init".into()],
        }
    }

    #[test]
    fn one_file_that_cannot_be_written_keeps_all_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let good = folder.path().join("main.go");
        fs::write(&good, "before").unwrap();
        let bad = folder.path().join("missing/go.mod");
        let error = write(&[change(good.clone(), Some("before"), "after"), change(bad, None, "new")]).unwrap_err();
        assert!(error.what().contains("missing/go.mod: cannot be written"), "{error}");
        assert_eq!(fs::read_to_string(&good).unwrap(), "before");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_symbolic_link_stays_one_and_the_permissions_stay() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("build.sh"), folder.path().join("link.sh"));
        fs::write(&file, "before").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write(&[change(link.clone(), Some("before"), "after")]).unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "after");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o755);
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_has_the_permissions_of_any_other() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (new, other) = (folder.path().join("go.sum"), folder.path().join("other"));
        fs::write(&other, "").unwrap();
        write(&[change(new.clone(), None, "sums")]).unwrap();
        let mode = |path: &PathBuf| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&new), mode(&other));
    }

    #[test]
    fn a_line_is_found_again() {
        let change = change("main.go".into(), Some("a\nb\nc\nd\n"), "a\nnew\nnew\nc\nd\n");
        assert_eq!(
            (change.line_after(1), change.line_after(3), change.line_after(4)),
            (1, 4, 5)
        );
        assert_eq!(
            (change.line_before(1), change.line_before(4), change.line_before(5)),
            (1, 3, 4)
        );
        assert_eq!(change.line_after(2), 2);
        assert_eq!(change.line_before(3), 2);
    }

    #[test]
    fn a_diff_names_the_file_below_the_root() {
        let diff = change("/plugins/a/main.go".into(), Some("one\ntwo\n"), "one\n2\n").diff(Path::new("/plugins"));
        assert_eq!(
            diff,
            "--- a/a/main.go\n+++ b/a/main.go\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n"
        );
    }
}
