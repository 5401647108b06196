//! Go's package `path`.

use crate::{Error, Str, fixed_error, go, runes, strings};

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

/// What [`Match`] says of a pattern that is none.
pub const ErrBadPattern: Error = fixed_error!("syntax error in pattern");

/// Whether the pattern stands for the whole name. `*` stands for any text without a slash, `?` for a character that is none,
/// `[a-c^]` for one of several and `[^a-c]` for any other, and a backslash takes the meaning of what follows it.
///
/// # Errors
/// [`ErrBadPattern`].
#[go]
pub fn Match(pattern: impl AsRef<[u8]>, name: impl AsRef<[u8]>) -> Result<bool, Error> {
    let pattern = parts_of(pattern.as_ref()).ok_or(ErrBadPattern)?;
    let name = name.as_ref();
    let (mut at, mut rest) = (0, name);
    // Behind the last star, and what it has not stood for yet.
    let mut star: Option<(usize, &[u8])> = None;
    loop {
        if let Some(Part::Star) = pattern.get(at) {
            at += 1;
            star = Some((at, rest));
            continue;
        }
        let width = match pattern.get(at) {
            None if rest.is_empty() => return Ok(true),
            Some(part) => part.width(rest),
            None => None,
        };
        if let Some(width) = width {
            (at, rest) = (at + 1, &rest[width..]);
            continue;
        }
        // The star takes one more.
        match star {
            Some((behind, [next, others @ ..])) if *next != b'/' => {
                star = Some((behind, others));
                (at, rest) = (behind, others);
            }
            _ => return Ok(false),
        }
    }
}

/// A part of a pattern.
enum Part {
    Star,
    One,
    Byte(u8),
    /// Whether those that are listed are left out, and what is listed.
    Class(bool, Vec<(u32, u32)>),
}

impl Part {
    /// How many bytes at the start of a text the part stands for.
    fn width(&self, text: &[u8]) -> Option<usize> {
        let (point, width) = runes::first(text);
        match self {
            Part::Byte(byte) => (text.first() == Some(byte)).then_some(1),
            Part::One => (width > 0 && text[0] != b'/').then_some(width),
            Part::Class(negated, ranges) => {
                let listed = ranges.iter().any(|(from, to)| (*from..=*to).contains(&point));
                (width > 0 && listed != *negated).then_some(width)
            }
            Part::Star => None,
        }
    }
}

fn parts_of(pattern: &[u8]) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let [first, others @ ..] = rest {
        rest = others;
        parts.push(match first {
            b'*' => Part::Star,
            b'?' => Part::One,
            b'[' => class(&mut rest)?,
            b'\\' => {
                let [byte, others @ ..] = rest else { return None };
                rest = others;
                Part::Byte(*byte)
            }
            byte => Part::Byte(*byte),
        });
    }
    Some(parts)
}

/// What stands between brackets, up to the closing one.
fn class(rest: &mut &[u8]) -> Option<Part> {
    let negated = rest.first() == Some(&b'^');
    *rest = &rest[usize::from(negated)..];
    let mut ranges = Vec::new();
    while ranges.is_empty() || rest.first() != Some(&b']') {
        let from = character(rest)?;
        let to = match rest.first() {
            Some(b'-') => {
                *rest = &rest[1..];
                character(rest)?
            }
            _ => from,
        };
        ranges.push((from, to));
    }
    *rest = &rest[1..];
    Some(Part::Class(negated, ranges))
}

/// A character of a class, behind which something follows.
fn character(rest: &mut &[u8]) -> Option<u32> {
    match rest.first()? {
        b'-' | b']' => return None,
        b'\\' => *rest = &rest[1..],
        _ => {}
    }
    let (point, width) = runes::first(rest);
    let wrong = width == 0 || point == runes::ERROR && width == 1;
    *rest = &rest[width..];
    (!wrong && !rest.is_empty()).then_some(point)
}
