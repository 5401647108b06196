//! Go's package `crypto/hmac`.

use crate::go;
use crate::hash::{Algorithm, Hash};

/// A hash that only who knows `key` can work out, piece by piece: `hmac::New(sha256::New, key)`.
#[go]
pub fn New(hash: impl Fn() -> Hash + 'static, key: impl AsRef<[u8]>) -> Hash {
    let mut padded = key.as_ref().to_vec();
    let block = hash().BlockSize() as usize;
    if padded.len() > block {
        let short = hash();
        let _ = short.Write(padded);
        padded = short.Sum([]);
    }
    padded.resize(block, 0);
    let mut keyed = Keyed {
        inner: hash(),
        hash,
        key: padded,
    };
    keyed.reset();
    Hash::of(keyed)
}

/// Whether two hashes are equal; how long that takes does not say where they differ.
#[go]
pub fn Equal(one: impl AsRef<[u8]>, other: impl AsRef<[u8]>) -> bool {
    let (one, other) = (one.as_ref(), other.as_ref());
    let differing = one.iter().zip(other).fold(0, |bits, (a, b)| bits | (a ^ b));
    one.len() == other.len() && std::hint::black_box(differing) == 0
}

/// The hash of a key and the hash of the key and the bytes.
struct Keyed<F> {
    hash: F,
    inner: Hash,
    /// As long as a block.
    key: Vec<u8>,
}

impl<F: Fn() -> Hash> Keyed<F> {
    fn start(&self, pad: u8) -> Hash {
        let hash = (self.hash)();
        let _ = hash.Write(self.key.iter().map(|byte| byte ^ pad).collect::<Vec<u8>>());
        hash
    }
}

impl<F: Fn() -> Hash> Algorithm for Keyed<F> {
    fn update(&mut self, bytes: &[u8]) {
        let _ = self.inner.Write(bytes);
    }

    fn sum(&self) -> Vec<u8> {
        let outer = self.start(0x5c);
        let _ = outer.Write(self.inner.Sum([]));
        outer.Sum([])
    }

    fn reset(&mut self) {
        self.inner = self.start(0x36);
    }

    fn block(&self) -> usize {
        self.key.len()
    }
}
