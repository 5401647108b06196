//! Go's package `encoding/binary`: numbers as bytes.

use crate::go;
use crate::go::Slice;

/// An order of the bytes of a number.
pub trait ByteOrder {
    /// The number that so many bytes are, of which the first is the lowest.
    #[doc(hidden)]
    fn read(bytes: &[u8]) -> u64;
    /// The so many low bytes of a number.
    #[doc(hidden)]
    fn written(number: u64, count: usize) -> Vec<u8>;
}

/// The lowest byte first.
#[derive(Clone, Copy, Debug)]
pub struct Little;

/// The highest byte first.
#[derive(Clone, Copy, Debug)]
pub struct Big;

/// The lowest byte first.
pub const LittleEndian: Little = Little;

/// The highest byte first.
pub const BigEndian: Big = Big;

impl ByteOrder for Little {
    fn read(bytes: &[u8]) -> u64 {
        bytes
            .iter()
            .rev()
            .fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    fn written(number: u64, count: usize) -> Vec<u8> {
        number.to_le_bytes()[..count].to_vec()
    }
}

impl ByteOrder for Big {
    fn read(bytes: &[u8]) -> u64 {
        bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    fn written(number: u64, count: usize) -> Vec<u8> {
        number.to_be_bytes()[8 - count..].to_vec()
    }
}

macro_rules! orders {
    ($($order:ident),*) => {$(
        #[go]
        impl $order {
            /// The number in the first two bytes.
            ///
            /// # Panics
            /// As Go, where there are fewer.
            pub fn Uint16(self, bytes: impl AsRef<[u8]>) -> u16 {
                $order::read(first(bytes.as_ref(), 2)) as u16
            }

            /// The number in the first four bytes.
            ///
            /// # Panics
            /// As Go, where there are fewer.
            pub fn Uint32(self, bytes: impl AsRef<[u8]>) -> u32 {
                $order::read(first(bytes.as_ref(), 4)) as u32
            }

            /// The number in the first eight bytes.
            ///
            /// # Panics
            /// As Go, where there are fewer.
            pub fn Uint64(self, bytes: impl AsRef<[u8]>) -> u64 {
                $order::read(first(bytes.as_ref(), 8))
            }

            /// Writes a number into the first two bytes.
            ///
            /// # Panics
            /// As Go, where there are fewer.
            pub fn PutUint16(self, bytes: &Slice<u8>, number: u16) {
                put(bytes, &$order::written(number.into(), 2));
            }

            /// Writes a number into the first four bytes.
            ///
            /// # Panics
            /// As Go, where there are fewer.
            pub fn PutUint32(self, bytes: &Slice<u8>, number: u32) {
                put(bytes, &$order::written(number.into(), 4));
            }

            /// Writes a number into the first eight bytes.
            ///
            /// # Panics
            /// As Go, where there are fewer.
            pub fn PutUint64(self, bytes: &Slice<u8>, number: u64) {
                put(bytes, &$order::written(number, 8));
            }

            /// The bytes with two more.
            pub fn AppendUint16(self, bytes: &Slice<u8>, number: u16) -> Slice<u8> {
                bytes.append($order::written(number.into(), 2))
            }

            /// The bytes with four more.
            pub fn AppendUint32(self, bytes: &Slice<u8>, number: u32) -> Slice<u8> {
                bytes.append($order::written(number.into(), 4))
            }

            /// The bytes with eight more.
            pub fn AppendUint64(self, bytes: &Slice<u8>, number: u64) -> Slice<u8> {
                bytes.append($order::written(number, 8))
            }
        }
    )*};
}

orders!(Little, Big);

fn first(bytes: &[u8], count: usize) -> &[u8] {
    match bytes.get(..count) {
        Some(bytes) => bytes,
        None => short(count, bytes.len()),
    }
}

fn put(bytes: &Slice<u8>, written: &[u8]) {
    if bytes.len() < written.len() as i64 {
        short(written.len(), bytes.len() as usize);
    }
    (0..).zip(written).for_each(|(i, byte)| bytes.set(i, *byte));
}

fn short(count: usize, len: usize) -> ! {
    let last = count - 1;
    go::runtime_error(format_args!("index out of range [{last}] with length {len}"))
}
