//! Go's package `hash`: what `crypto` and its like work out of bytes, piece by piece.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;

use crate::{Error, go};

/// A way to work out a hash.
pub(crate) trait Algorithm {
    /// Takes more bytes.
    fn update(&mut self, bytes: &[u8]);
    /// The hash of the bytes so far.
    fn sum(&self) -> Vec<u8>;
    /// Forgets the bytes.
    fn reset(&mut self);
    /// How many bytes it takes at a time.
    fn block(&self) -> usize;
}

/// Go's `hash.Hash`: copies are the same hash. The default is Go's nil, whose methods panic.
#[derive(Clone, Default)]
pub struct Hash(go::Dyn<RefCell<dyn Algorithm>>);

/// Go's `hash.Hash32`: a hash that also gives a number of 32 bits.
pub type Hash32 = Hash;

/// Go's `hash.Hash64`: a hash that also gives a number of 64 bits.
pub type Hash64 = Hash;

impl Hash {
    pub(crate) fn of(algorithm: impl Algorithm + 'static) -> Self {
        Hash(go::Dyn::new(Rc::new(RefCell::new(algorithm))))
    }

    /// Whether this is Go's nil.
    pub fn is_nil(&self) -> bool {
        self.0.is_nil()
    }
}

#[go]
impl Hash {
    /// Takes more bytes: how many, and no error.
    ///
    /// # Errors
    /// Never; Go has the result.
    pub fn Write(&self, bytes: impl AsRef<[u8]>) -> Result<i64, Error> {
        self.0.borrow_mut().update(bytes.as_ref());
        Ok(bytes.as_ref().len() as i64)
    }

    /// `before` and the hash of the bytes so far.
    pub fn Sum(&self, before: impl AsRef<[u8]>) -> Vec<u8> {
        [before.as_ref(), &self.0.borrow().sum()].concat()
    }

    /// The hash of the bytes so far, which has 32 bits.
    pub fn Sum32(&self) -> u32 {
        self.0
            .borrow()
            .sum()
            .iter()
            .fold(0, |number, byte| number << 8 | u32::from(*byte))
    }

    /// The hash of the bytes so far, which has 64 bits.
    pub fn Sum64(&self) -> u64 {
        self.0
            .borrow()
            .sum()
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// Forgets the bytes.
    pub fn Reset(&self) {
        self.0.borrow_mut().reset();
    }

    /// How many bytes the hash has.
    pub fn Size(&self) -> i64 {
        self.0.borrow().sum().len() as i64
    }

    /// How many bytes it takes at a time.
    pub fn BlockSize(&self) -> i64 {
        self.0.borrow().block() as i64
    }
}

impl io::Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Copies are the same hash, so that one that is only lent can be written to as well.
impl io::Write for &Hash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub mod crc32 {
    //! Go's package `hash/crc32`.

    use super::{Algorithm, Hash};
    use crate::go;

    /// The polynomial of Ethernet and gzip.
    pub const IEEE: u32 = 0xedb8_8320;

    /// A polynomial. Go: `*crc32.Table`.
    #[derive(Clone, Copy, Debug)]
    pub struct Table(u32);

    /// The table of [`IEEE`].
    pub const IEEETable: Table = Table(IEEE);

    /// The table of a polynomial.
    #[go]
    pub fn MakeTable(polynomial: u32) -> Table {
        Table(polynomial)
    }

    /// The checksum of bytes.
    #[go]
    pub fn ChecksumIEEE(bytes: impl AsRef<[u8]>) -> u32 {
        update(0, IEEE, bytes.as_ref())
    }

    /// The checksum of bytes under a table.
    #[go]
    pub fn Checksum(bytes: impl AsRef<[u8]>, table: Table) -> u32 {
        update(0, table.0, bytes.as_ref())
    }

    /// A checksum piece by piece.
    #[go]
    pub fn New(table: Table) -> Hash {
        Hash::of(Crc { table, sum: 0 })
    }

    /// A checksum under [`IEEE`] piece by piece.
    #[go]
    pub fn NewIEEE() -> Hash {
        New(IEEETable)
    }

    struct Crc {
        table: Table,
        sum: u32,
    }

    impl Algorithm for Crc {
        fn update(&mut self, bytes: &[u8]) {
            self.sum = update(self.sum, self.table.0, bytes);
        }

        fn sum(&self) -> Vec<u8> {
            self.sum.to_be_bytes().to_vec()
        }

        fn reset(&mut self) {
            self.sum = 0;
        }

        fn block(&self) -> usize {
            1
        }
    }

    fn update(sum: u32, polynomial: u32, bytes: &[u8]) -> u32 {
        let mut sum = !sum;
        for byte in bytes {
            sum ^= u32::from(*byte);
            for _ in 0..8 {
                sum = (sum >> 1) ^ (polynomial * (sum & 1));
            }
        }
        !sum
    }
}

pub mod fnv {
    //! Go's package `hash/fnv`.

    use super::{Algorithm, Hash};
    use crate::go;

    macro_rules! kinds {
        ($($name:ident: $number:ty, $start:literal, $prime:literal, $xor_first:literal, $what:literal;)*) => {$(
            #[doc = $what]
            #[go]
            pub fn $name() -> Hash {
                struct Fnv($number);

                impl Algorithm for Fnv {
                    fn update(&mut self, bytes: &[u8]) {
                        for byte in bytes {
                            if $xor_first {
                                self.0 = (self.0 ^ <$number>::from(*byte)).wrapping_mul($prime);
                            } else {
                                self.0 = self.0.wrapping_mul($prime) ^ <$number>::from(*byte);
                            }
                        }
                    }

                    fn sum(&self) -> Vec<u8> {
                        self.0.to_be_bytes().to_vec()
                    }

                    fn reset(&mut self) {
                        self.0 = $start;
                    }

                    fn block(&self) -> usize {
                        1
                    }
                }

                Hash::of(Fnv($start))
            }
        )*};
    }

    kinds! {
        New32: u32, 0x811c_9dc5, 0x0100_0193, false, "FNV-1 with 32 bits.";
        New32a: u32, 0x811c_9dc5, 0x0100_0193, true, "FNV-1a with 32 bits.";
        New64: u64, 0xcbf2_9ce4_8422_2325, 0x0100_0000_01b3, false, "FNV-1 with 64 bits.";
        New64a: u64, 0xcbf2_9ce4_8422_2325, 0x0100_0000_01b3, true, "FNV-1a with 64 bits.";
    }
}
