//! Random UUIDs, as the Go SDK marks its calls with.

use std::cell::Cell;

use crate::host;

const SIZE: usize = 16;

/// Random bytes for several UUIDs, so that the host is asked for them once.
const POOL_SIZE: usize = 16 * SIZE;

thread_local! {
    /// The bytes, and how many of them are left.
    static POOL: Cell<([u8; POOL_SIZE], usize)> = const { Cell::new(([0; POOL_SIZE], 0)) };
}

fn random() -> [u8; SIZE] {
    let (mut pool, mut left) = POOL.get();
    if left == 0 {
        host::random(&mut pool);
        left = POOL_SIZE;
    }
    left -= SIZE;
    let mut bytes = [0; SIZE];
    bytes.copy_from_slice(&pool[left..left + SIZE]);
    POOL.set((pool, left));
    bytes
}

/// A new random UUID (version 4) as text.
pub(crate) fn new() -> String {
    let mut bytes = random();
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
