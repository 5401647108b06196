//! Standard base64, with padding.

/// The bytes as base64 text.
pub(crate) fn encode(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        let digit = |at: u32| DIGITS[(bits >> (18 - 6 * at) & 63) as usize];
        let used = chunk.len() as u32 + 1;
        out.extend((0..4).map(|at| if at < used { digit(at) } else { b'=' }));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn every_length_of_the_last_group_is_padded() {
        let pairs = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("\u{ff}~", "w79+"),
        ];
        for (text, base64) in pairs {
            assert_eq!(encode(text.as_bytes()), base64.as_bytes());
        }
    }
}
