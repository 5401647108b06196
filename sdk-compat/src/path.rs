//! Go's package `path`.

use crate::{Str, go, strings};

/// The shortest path that means the same.
#[go]
pub fn Clean(path: impl AsRef<[u8]>) -> Str {
    let path = path.as_ref();
    let rooted = path.starts_with(b"/");
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in path.split(|&byte| byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => match parts.last() {
                Some(&last) if last != b".." => drop(parts.pop()),
                _ if rooted => {}
                _ => parts.push(part),
            },
            part => parts.push(part),
        }
    }
    let joined = parts.join(&b'/');
    match (rooted, joined.is_empty()) {
        (true, _) => [&b"/"[..], &joined].concat().into(),
        (false, true) => ".".into(),
        (false, false) => joined.into(),
    }
}

/// The parts with slashes between them, cleaned; empty parts do not count.
#[go]
pub fn Join(parts: &[Str]) -> Str {
    let parts: Vec<&[u8]> = parts
        .iter()
        .map(|part| &part[..])
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() {
        Str::default()
    } else {
        Clean(parts.join(&b'/'))
    }
}

/// What follows the last slash; `.` of an empty path.
#[go]
pub fn Base(path: impl Into<Str>) -> Str {
    let path = path.into();
    if path.is_empty() {
        return ".".into();
    }
    let path = strings::TrimRight(path, "/");
    if path.is_empty() {
        return "/".into();
    }
    path.slice((strings::LastIndex(&path, "/") + 1) as usize..)
}

/// What stands before the last slash, cleaned.
#[go]
pub fn Dir(path: impl Into<Str>) -> Str {
    let path = path.into();
    Clean(path.slice(..(strings::LastIndex(&path, "/") + 1) as usize))
}

/// The extension of the last part, with its point; empty where it has none.
#[go]
pub fn Ext(path: impl Into<Str>) -> Str {
    let path = path.into();
    let last = path.slice((strings::LastIndex(&path, "/") + 1) as usize..);
    match strings::LastIndex(&last, ".") {
        -1 => Str::default(),
        at => last.slice(at as usize..),
    }
}

/// Whether the path begins with a slash.
#[go]
pub fn IsAbs(path: impl AsRef<[u8]>) -> bool {
    path.as_ref().starts_with(b"/")
}

/// What stands up to the last slash, and what follows it.
#[go]
pub fn Split(path: impl Into<Str>) -> (Str, Str) {
    let path = path.into();
    let at = (strings::LastIndex(&path, "/") + 1) as usize;
    (path.slice(..at), path.slice(at..))
}
