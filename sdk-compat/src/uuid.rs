//! Go's module `github.com/google/uuid` (1.6.0), as far as random UUIDs go: the Go SDK marks its calls with them.

use crate::{Any, Error, Str, args, encoding::hex, fmt, go, host};

/// Go's `uuid.UUID`; the default is [`Nil`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct UUID(pub [u8; 16]);

/// The UUID of zeros.
pub const Nil: UUID = UUID([0; 16]);

/// A new random UUID (version 4).
#[go]
pub fn New() -> UUID {
    // One draw for each, as in Go: with the same random numbers, the two give the same.
    let mut bytes = [0; 16];
    host::random(&mut bytes);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    UUID(bytes)
}

/// A new random UUID as text.
#[go]
pub fn NewString() -> Str {
    New().String()
}

/// A new random UUID.
///
/// # Errors
/// Never; Go has the result.
#[go]
pub fn NewRandom() -> Result<UUID, Error> {
    Ok(New())
}

/// The UUID that a text says: as [`UUID::String`] writes it, in braces, behind `urn:uuid:`, or without hyphens.
///
/// # Errors
/// With Go's words where it says none.
#[go]
pub fn Parse(text: impl AsRef<[u8]>) -> Result<UUID, Error> {
    let text = text.as_ref();
    let failure = || Error::new("invalid UUID format");
    let text = match text.len() {
        32 => return digits(text).ok_or_else(failure),
        36 => text,
        38 => &text[1..],
        45 if text[..9].eq_ignore_ascii_case(b"urn:uuid:") => &text[9..],
        45 => return Err(Error::new(fmt::Sprintf("invalid urn prefix: %q", args![&text[..9]]))),
        length => return Err(Error::new(format!("invalid UUID length: {length}"))),
    };
    if [8, 13, 18, 23].iter().any(|&at| text[at] != b'-') {
        return Err(failure());
    }
    let parts = [&text[..8], &text[9..13], &text[14..18], &text[19..23], &text[24..36]];
    digits(&parts.concat()).ok_or_else(failure)
}

/// The UUID that a text says.
///
/// # Panics
/// As Go, where it says none.
#[go]
pub fn MustParse(text: impl Into<Str>) -> UUID {
    let text = text.into();
    Parse(&text).unwrap_or_else(|error| go::panic(fmt::Sprintf("uuid: Parse(%s): %v", args![text, error])))
}

fn digits(text: &[u8]) -> Option<UUID> {
    hex::DecodeString(text).ok()?.try_into().ok().map(UUID)
}

#[go]
impl UUID {
    /// As text: 32 digits in five groups.
    pub fn String(self) -> Str {
        let mut text = Vec::with_capacity(36);
        for (at, byte) in self.0.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                text.push(b'-');
            }
            text.extend([byte >> 4, byte & 0x0f].map(|digit| b"0123456789abcdef"[usize::from(digit)]));
        }
        text.into()
    }
}

go::text_type!(UUID, "uuid.UUID", |id| Any::String(id.String()), |text| Parse(text)
    .unwrap_or_default());

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    struct Ones;

    impl host::Host for Ones {
        fn random(&self, bytes: &mut [u8]) {
            bytes.fill(0xff);
        }
    }

    #[test]
    fn version_and_variant_are_marked() {
        host::install(Rc::new(Ones));
        assert_eq!(NewString(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }

    #[test]
    fn texts_in_every_form_say_the_same_uuid() {
        let id = "01234567-89ab-4def-8123-456789abcdef";
        let forms = [
            id.to_string(),
            format!("{{{id}}}"),
            format!("URN:uuid:{id}"),
            id.replace('-', ""),
        ];
        for form in forms {
            assert_eq!(Parse(form).unwrap().String(), id);
        }
        assert_eq!(Parse("x").unwrap_err().text(), "invalid UUID length: 1");
        assert_eq!(Parse(id.replace('-', "+")).unwrap_err().text(), "invalid UUID format");
    }
}
