//! Go's `string`: bytes that are cheap to clone and to cut, with no promise that they are UTF-8.

use std::borrow::{Borrow, Cow};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Add, AddAssign, Bound, Deref, RangeBounds};
use std::rc::Rc;

/// Go's `string`: any bytes, immutable; clones and slices share one buffer.
///
/// It derefs to `[u8]`, so `len`, `starts_with`, `iter` and the like are those of a byte slice. It compares with
/// `&str`, `String` and byte slices, and prints like text, with U+FFFD where it is not UTF-8.
#[doc(alias("string", "byte"))]
#[derive(Clone)]
pub struct Str(Repr);

#[derive(Clone)]
enum Repr {
    Static(&'static [u8]),
    /// Text of its own, as most copies are: one piece of memory in place of two.
    Short {
        buffer: Rc<[u8]>,
        start: u16,
        end: u16,
    },
    /// Bounds are 32-bit: a guest's memory is not larger, and the value stays four words long.
    Shared {
        buffer: Rc<Vec<u8>>,
        start: u32,
        end: u32,
    },
}

impl Str {
    /// A string over bytes that live as long as the program. No copy is made.
    pub const fn from_static(bytes: &'static [u8]) -> Self {
        Str(Repr::Static(bytes))
    }

    /// A string with a copy of `bytes`.
    pub fn copy_of(bytes: &[u8]) -> Self {
        match u16::try_from(bytes.len()) {
            Ok(0) => Self::default(),
            Ok(end) => Str(Repr::Short {
                buffer: bytes.into(),
                start: 0,
                end,
            }),
            Err(_) => Self::from(bytes.to_vec()),
        }
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Repr::Static(bytes) => bytes,
            Repr::Short { buffer, start, end } => &buffer[usize::from(*start)..usize::from(*end)],
            Repr::Shared { buffer, start, end } => &buffer[*start as usize..*end as usize],
        }
    }

    /// The text, with U+FFFD in place of bytes that are not UTF-8.
    #[doc(alias = "rune")]
    pub fn to_text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.as_bytes())
    }

    /// The text, if it is UTF-8.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(self.as_bytes()).ok()
    }

    /// The part of the string in `range`, sharing this string's buffer. A range that leaves the string is cut to
    /// what there is of it; Go panics there.
    #[doc(alias = "substring")]
    pub fn slice(&self, range: impl RangeBounds<usize>) -> Self {
        let length = self.as_bytes().len();
        let from = match range.start_bound() {
            Bound::Included(&at) => at,
            Bound::Excluded(&at) => at.saturating_add(1),
            Bound::Unbounded => 0,
        };
        let to = match range.end_bound() {
            Bound::Included(&at) => at.saturating_add(1),
            Bound::Excluded(&at) => at,
            Bound::Unbounded => length,
        };
        let to = to.min(length);
        let from = from.min(to);
        match &self.0 {
            Repr::Static(bytes) => Str(Repr::Static(&bytes[from..to])),
            Repr::Short { buffer, start, .. } => Str(Repr::Short {
                buffer: Rc::clone(buffer),
                start: start + from as u16,
                end: start + to as u16,
            }),
            Repr::Shared { buffer, start, .. } => Str(Repr::Shared {
                buffer: Rc::clone(buffer),
                start: start + from as u32,
                end: start + to as u32,
            }),
        }
    }
}

impl Default for Str {
    fn default() -> Self {
        Self::from_static(b"")
    }
}

impl Deref for Str {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl AsRef<[u8]> for Str {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl Borrow<[u8]> for Str {
    fn borrow(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl From<&'static str> for Str {
    fn from(text: &'static str) -> Self {
        Self::from_static(text.as_bytes())
    }
}

impl From<String> for Str {
    fn from(text: String) -> Self {
        Self::from(text.into_bytes())
    }
}

impl From<&String> for Str {
    fn from(text: &String) -> Self {
        Self::copy_of(text.as_bytes())
    }
}

impl From<Cow<'_, str>> for Str {
    fn from(text: Cow<'_, str>) -> Self {
        Self::from(text.into_owned())
    }
}

impl From<&Str> for Str {
    fn from(text: &Str) -> Self {
        text.clone()
    }
}

impl From<Vec<u8>> for Str {
    fn from(bytes: Vec<u8>) -> Self {
        match u32::try_from(bytes.len()) {
            Ok(0) => Self::default(),
            Ok(end) => Str(Repr::Shared {
                buffer: Rc::new(bytes),
                start: 0,
                end,
            }),
            Err(_) => panic!("a string of more than 4 GiB"),
        }
    }
}

impl From<Str> for Vec<u8> {
    fn from(text: Str) -> Self {
        match text.0 {
            Repr::Shared { buffer, start: 0, end } if end as usize == buffer.len() => {
                Rc::try_unwrap(buffer).unwrap_or_else(|shared| shared.to_vec())
            }
            ref other => Str(other.clone()).as_bytes().to_vec(),
        }
    }
}

impl fmt::Display for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_text())
    }
}

impl fmt::Debug for Str {
    /// Like Go's `%q`: text as it is, other bytes as `\xff`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for chunk in self.as_bytes().utf8_chunks() {
            write!(f, "{}", chunk.valid().escape_debug())?;
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        f.write_str("\"")
    }
}

impl Hash for Str {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl Eq for Str {}

impl PartialEq for Str {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Ord for Str {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl PartialOrd for Str {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: AsRef<[u8]>> Add<T> for Str {
    type Output = Str;

    /// One behind the other. A string that nothing else has grows where it is.
    fn add(mut self, other: T) -> Str {
        self += other;
        self
    }
}

impl<T: AsRef<[u8]>> AddAssign<T> for Str {
    fn add_assign(&mut self, other: T) {
        let mut bytes = Vec::from(std::mem::take(self));
        bytes.extend_from_slice(other.as_ref());
        *self = bytes.into();
    }
}

macro_rules! compares_with {
    ($($other:ty),*) => {$(
        impl PartialEq<$other> for Str {
            fn eq(&self, other: &$other) -> bool {
                let other: &[u8] = other.as_ref();
                self.as_bytes() == other
            }
        }

        impl PartialEq<Str> for $other {
            fn eq(&self, other: &Str) -> bool {
                other == self
            }
        }
    )*};
}

compares_with!(str, &str, String, [u8], &[u8], Vec<u8>);

impl<const N: usize> PartialEq<&[u8; N]> for Str {
    fn eq(&self, other: &&[u8; N]) -> bool {
        self.as_bytes() == other.as_slice()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_not_copied_and_a_slice_shares_its_buffer() {
        let text = "hello world";
        let literal = Str::from(text);
        assert_eq!(literal.as_bytes().as_ptr(), text.as_ptr());

        let owned = Str::from(String::from(text));
        let world = owned.slice(6..);
        assert_eq!(world, "world");
        assert_eq!(world.as_bytes().as_ptr(), owned[6..].as_ptr());
        assert_eq!(world.slice(1..=2), "or");
    }

    #[test]
    fn strings_are_put_together() {
        let one = Str::from("a");
        let mut text = one.clone() + "b" + &one;
        text += Str::from("c");
        assert_eq!((text, one), ("abac".into(), "a".into()));
    }

    #[test]
    fn a_slice_beyond_the_end_is_cut() {
        let text = Str::from("abc");
        assert_eq!(text.slice(2..9), "c");
        assert_eq!(text.slice(7..), "");
        #[allow(clippy::reversed_empty_ranges, reason = "what is tested")]
        let backwards = text.slice(3..1);
        assert_eq!(backwards, "");
    }

    #[test]
    fn bytes_that_are_not_utf8_survive() {
        let text = Str::from(vec![b'a', 0xff, b'"', b'\n']);
        assert_eq!(text, b"a\xff\"\n");
        assert_eq!(text.to_string(), "a\u{fffd}\"\n");
        assert_eq!(format!("{text:?}"), r#""a\xff\"\n""#);
        assert_eq!(text.as_str(), None);
        assert_eq!(Vec::from(text), b"a\xff\"\n");
    }

    #[test]
    fn it_compares_with_every_kind_of_text() {
        let text = Str::from("abc");
        assert_eq!(text, "abc");
        assert_eq!("abc", text);
        assert_eq!(text, String::from("abc"));
        assert_eq!(text, b"abc".to_vec());
        assert_eq!(text, b"abc");
        assert_eq!(text, *b"abc".as_slice());
        assert!(text < Str::copy_of(b"abd"));
    }

    #[test]
    fn taking_the_bytes_of_an_unshared_string_makes_no_copy() {
        let bytes = b"some bytes".to_vec();
        let address = bytes.as_ptr();
        let taken = Vec::from(Str::from(bytes));
        assert_eq!(taken.as_ptr(), address);
    }
}
