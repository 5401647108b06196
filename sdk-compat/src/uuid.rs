//! Random UUIDs, as the Go SDK marks its calls with.

use crate::host;

/// A new random UUID (version 4) as text.
pub(crate) fn new() -> String {
    // One draw for each, as in Go: with the same random numbers, the two give the same.
    let mut bytes = [0; 16];
    host::random(&mut bytes);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for digit in [byte >> 4, byte & 0x0f] {
            text.push(char::from_digit(digit.into(), 16).unwrap_or_default());
        }
    }
    text
}

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
        assert_eq!(new(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
