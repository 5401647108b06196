//! Go's package `crypto/rand`.

use crate::go::Slice;
use crate::{Error, go, host};

/// Fills the bytes with random ones: how many.
///
/// # Errors
/// Never; Go has the result.
#[go]
pub fn Read(bytes: &Slice<u8>) -> Result<i64, Error> {
    let mut random = vec![0; bytes.len() as usize];
    host::random(&mut random);
    (0..).zip(random).for_each(|(i, byte)| bytes.set(i, byte));
    Ok(bytes.len())
}
