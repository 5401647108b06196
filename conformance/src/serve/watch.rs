//! Notices that a file has changed, by looking at it again and again.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// One file under watch.
#[derive(Debug)]
pub struct Watched {
    path: PathBuf,
    reported: Stamp,
    last: Stamp,
}

/// What tells one state of a file from another without reading it; none where there is no file.
type Stamp = Option<(SystemTime, u64)>;

impl Watched {
    /// Watches a file from now on.
    pub fn new(path: &Path) -> Self {
        let stamp = stamp(path);
        Watched {
            path: path.to_owned(),
            reported: stamp,
            last: stamp,
        }
    }

    /// Whether the file is another than when this last said so. A file that is gone, empty, or still being written (it
    /// changed since the call before) has not changed yet: call again after a moment.
    pub fn changed(&mut self) -> bool {
        let before = std::mem::replace(&mut self.last, stamp(&self.path));
        let settled = self.last == before && self.last.is_some_and(|(_, bytes)| bytes > 0);
        let changed = settled && self.last != self.reported;
        if changed {
            self.reported = self.last;
        }
        changed
    }
}

fn stamp(path: &Path) -> Stamp {
    let about = fs::metadata(path).ok()?;
    Some((about.modified().ok()?, about.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_once_and_when_it_has_settled() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plugin.wasm");
        fs::write(&path, "1").unwrap();
        let mut file = Watched::new(&path);
        assert!(!file.changed());

        fs::write(&path, "22").unwrap();
        assert!(!file.changed(), "it may still be being written");
        fs::write(&path, "333").unwrap();
        assert!(!file.changed(), "it is");
        assert!(file.changed());
        assert!(!file.changed(), "told once");

        fs::remove_file(&path).unwrap();
        assert!(
            !file.changed() && !file.changed(),
            "a build removes its output before it writes it"
        );
        fs::write(&path, "4444").unwrap();
        assert!(!file.changed());
        assert!(file.changed());
    }
}
