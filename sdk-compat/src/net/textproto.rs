//! Go's package `net/textproto`, as far as headers go.

use crate::go::{Map, Slice};
use crate::{Str, go};

/// Go's `textproto.MIMEHeader`: the values of each header, by its canonical name. As every map of Go's it is a reference, and
/// its default is nil, which cannot be written; Go goes through it in no order, here it is that of the names.
#[derive(Clone, Debug, Default, go::Type)]
#[go(name = "textproto.MIMEHeader")]
pub struct MIMEHeader(pub Map<Str, Slice<Str>>);

go::named_map!(MIMEHeader, Str, Slice<Str>);

#[go]
impl MIMEHeader {
    /// Adds a value to those that the header has.
    ///
    /// # Panics
    /// As Go, where the map is nil; so does [`MIMEHeader::Set`].
    pub fn Add(&self, key: impl Into<Str>, value: impl Into<Str>) {
        self.0
            .update(CanonicalMIMEHeaderKey(key), |values| values.push(value.into()));
    }

    /// Makes `value` the only one that the header has.
    pub fn Set(&self, key: impl Into<Str>, value: impl Into<Str>) {
        self.0.insert(CanonicalMIMEHeaderKey(key), [value.into()]);
    }

    /// The first value of the header, empty where there is none.
    pub fn Get(&self, key: impl Into<Str>) -> Str {
        let values = self.0.get(CanonicalMIMEHeaderKey(key));
        values.borrow().first().cloned().unwrap_or_default()
    }

    /// All values of the header.
    pub fn Values(&self, key: impl Into<Str>) -> Vec<Str> {
        self.0.get(CanonicalMIMEHeaderKey(key)).to_vec()
    }

    /// Takes the header away.
    pub fn Del(&self, key: impl Into<Str>) {
        self.0.remove(CanonicalMIMEHeaderKey(key));
    }
}

/// The canonical form of a header's name: capitals at the start and after each `-`. A name with bytes that have no place in
/// one stays as it is.
#[go]
pub fn CanonicalMIMEHeaderKey(key: impl Into<Str>) -> Str {
    canonical(key.into())
}

/// The names that most answers have, so that they need no memory of their own.
const COMMON: [&str; 8] = [
    "Content-Type",
    "Content-Length",
    "Date",
    "Server",
    "X-Envoy-Upstream-Service-Time",
    "Transfer-Encoding",
    "Cache-Control",
    "Set-Cookie",
];

fn canonical(key: Str) -> Str {
    let common = COMMON
        .iter()
        .find(|common| common.as_bytes().eq_ignore_ascii_case(&key));
    if let Some(&common) = common {
        return Str::from(common);
    }
    if !key.iter().all(is_token) {
        return key;
    }
    let after_dash = |at: usize| at == 0 || key[at - 1] == b'-';
    let letter = |at: usize| {
        if after_dash(at) {
            key[at].to_ascii_uppercase()
        } else {
            key[at].to_ascii_lowercase()
        }
    };
    if (0..key.len()).all(|at| letter(at) == key[at]) {
        return key;
    }
    (0..key.len()).map(letter).collect::<Vec<u8>>().into()
}

/// Whether a name can have this byte.
pub(crate) fn is_token(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte)
}
