//! How header lists and property paths look in memory that host and guest share.

use std::ops::Range;

/// A header list: the number of pairs, the lengths of each name and value, then each name and value closed by NUL; all
/// numbers 32-bit and little-endian.
pub fn encode_pairs<N: AsRef<[u8]>, V: AsRef<[u8]>>(pairs: impl Iterator<Item = (N, V)> + Clone) -> Vec<u8> {
    let sizes = pairs
        .clone()
        .map(|(name, value)| name.as_ref().len() + value.as_ref().len() + 10);
    let mut bytes = Vec::with_capacity(4 + sizes.sum::<usize>());
    bytes.extend_from_slice(&(pairs.clone().count() as u32).to_le_bytes());
    for (name, value) in pairs.clone() {
        bytes.extend_from_slice(&(name.as_ref().len() as u32).to_le_bytes());
        bytes.extend_from_slice(&(value.as_ref().len() as u32).to_le_bytes());
    }
    for (name, value) in pairs {
        bytes.extend_from_slice(name.as_ref());
        bytes.push(0);
        bytes.extend_from_slice(value.as_ref());
        bytes.push(0);
    }
    bytes
}

/// Where each name and value of an encoded header list lies in `bytes`. What a cut or damaged list does not hold in full
/// is left out; only the NUL behind the last value is not missed.
pub fn decode_pairs(bytes: &[u8]) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + '_ {
    let number = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?) as usize);
    let count = number(0).unwrap_or(0).min(bytes.len() / 8);
    let mut next = 4 + count * 8;
    (0..count).map_while(move |pair| {
        let name_end = next.checked_add(number(4 + pair * 8)?)?;
        let value = name_end.checked_add(1)?;
        let value_end = value.checked_add(number(8 + pair * 8)?)?;
        let name = next..name_end;
        next = value_end.checked_add(1)?;
        (value_end <= bytes.len()).then_some((name, value..value_end))
    })
}

/// A property path: its parts with NUL between them.
pub fn encode_path<P: AsRef<[u8]>>(parts: &[P]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.as_ref().len() + 1).sum());
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            bytes.push(0);
        }
        bytes.extend_from_slice(part.as_ref());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> Vec<(&[u8], &[u8])> {
        decode_pairs(bytes)
            .map(|(name, value)| (&bytes[name], &bytes[value]))
            .collect()
    }

    #[test]
    fn a_header_list_as_the_host_sees_it() {
        let bytes = encode_pairs([("a", "12"), ("", "")].into_iter());
        assert_eq!(bytes, b"\x02\0\0\0\x01\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0a\x0012\0\0\0");
        assert_eq!(decoded(&bytes), [(b"a".as_slice(), b"12".as_slice()), (b"", b"")]);
        assert_eq!(encode_pairs([("", ""); 0].into_iter()), [0; 4]);
    }

    #[test]
    fn a_damaged_list_gives_what_it_holds_in_full() {
        let whole = encode_pairs([("name", "value"), ("other", "text")].into_iter());
        let all_but_nul = whole.len() - 1;
        assert_eq!(decoded(&whole[..all_but_nul]), decoded(&whole));
        for length in 0..all_but_nul {
            assert!(decoded(&whole[..length]).len() < 2, "cut to {length} bytes");
        }
        assert_eq!(decoded(&[0xff; 64]), []);
    }

    #[test]
    fn a_path_has_no_closing_nul() {
        assert_eq!(encode_path(&["a", "b"]), b"a\0b");
        assert_eq!(encode_path::<&str>(&[]), b"");
    }
}
