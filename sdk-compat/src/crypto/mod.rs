//! Go's packages under `crypto`.

pub mod hmac;
pub mod rand;

use sha2::digest::block_api::BlockSizeUser;

use crate::hash::Algorithm;

/// A hash of the crates of RustCrypto.
#[derive(Default)]
struct Digest<D>(D);

impl<D: sha2::Digest + BlockSizeUser + Clone> Algorithm for Digest<D> {
    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn sum(&self) -> Vec<u8> {
        self.0.clone().finalize().to_vec()
    }

    fn reset(&mut self) {
        self.0 = D::new();
    }

    fn block(&self) -> usize {
        D::block_size()
    }
}

macro_rules! hashes {
    ($($module:ident, $package:literal, $size:literal, $block:literal: $($new:ident, $sum:ident, $digest:ty, $length:literal);+ .)*) => {$(
        pub mod $module {
            #![doc = concat!("Go's package `", $package, "`.")]

            use super::Digest;
            use crate::go;
            use crate::hash::Hash;

            /// How many bytes the hash has.
            pub const Size: i64 = $size;
            /// How many bytes it takes at a time.
            pub const BlockSize: i64 = $block;

            $(
                /// The hash, piece by piece.
                #[go]
                pub fn $new() -> Hash {
                    Hash::of(Digest::<$digest>::default())
                }

                /// The hash of the bytes.
                #[go]
                pub fn $sum(bytes: impl AsRef<[u8]>) -> [u8; $length] {
                    <$digest as sha2::Digest>::digest(bytes.as_ref()).into()
                }
            )*
        }
    )*};
}

hashes! {
    md5, "crypto/md5", 16, 64: New, Sum, ::md5::Md5, 16 .
    sha1, "crypto/sha1", 20, 64: New, Sum, ::sha1::Sha1, 20 .
    sha256, "crypto/sha256", 32, 64: New, Sum256, sha2::Sha256, 32; New224, Sum224, sha2::Sha224, 28 .
    sha512, "crypto/sha512", 64, 128: New, Sum512, sha2::Sha512, 64; New384, Sum384, sha2::Sha384, 48 .
}
