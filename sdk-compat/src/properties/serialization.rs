//! How the host encodes the values of properties.

use std::collections::BTreeMap;

use crate::{Error, Str};

/// What was decoded, or the text of Go's panic where that reads beyond the end.
pub(super) type Decoded<T> = Result<T, Str>;

/// A Go slice: it can be cut again from its start up to its capacity, which is the end of what the host gave. A value inside
/// another one that is cut short goes on in what follows it.
#[derive(Clone, Copy)]
pub(super) struct Slice<'a> {
    to_capacity: &'a [u8],
    length: usize,
}

impl<'a> Slice<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Slice {
            to_capacity: bytes,
            length: bytes.len(),
        }
    }

    fn bytes(self) -> &'a [u8] {
        &self.to_capacity[..self.length]
    }

    fn text(self) -> Str {
        Str::copy_of(self.bytes())
    }

    /// Go's `slice[from:to]`.
    fn part(self, from: i64, to: i64) -> Decoded<Self> {
        let capacity = self.to_capacity.len();
        match (usize::try_from(from), usize::try_from(to)) {
            (Ok(start), Ok(end)) if start <= end && end <= capacity => Ok(Slice {
                to_capacity: &self.to_capacity[start..],
                length: end - start,
            }),
            (_, Ok(end)) if end <= capacity => Err(format!("slice bounds out of range [{from}:{to}]").into()),
            (_, Ok(_)) => Err(format!("slice bounds out of range [:{to}] with capacity {capacity}").into()),
            (_, Err(_)) => Err(format!("slice bounds out of range [:{to}]").into()),
        }
    }

    /// Go's `slice[index]`.
    fn byte(self, index: usize) -> Decoded<u8> {
        let byte = self.bytes().get(index).copied();
        byte.ok_or_else(|| format!("index out of range [{index}] with length {}", self.length).into())
    }

    /// The little-endian number that it begins with.
    fn number<const SIZE: usize>(self) -> Decoded<[u8; SIZE]> {
        self.byte(SIZE - 1)?;
        Ok(std::array::from_fn(|at| self.to_capacity[at]))
    }

    fn uint32(self, from: i64) -> Decoded<i64> {
        let bytes = self.part(from, from + 4)?.number()?;
        Ok(u32::from_le_bytes(bytes).into())
    }

    fn int64(self, from: i64) -> Decoded<i64> {
        let bytes = self.part(from, from + 8)?.number()?;
        Ok(i64::from_le_bytes(bytes))
    }
}

pub(super) fn unsigned(value: Slice) -> Decoded<u64> {
    value.number().map(u64::from_le_bytes)
}

pub(super) fn float(value: Slice) -> Decoded<f64> {
    value.number().map(f64::from_le_bytes)
}

pub(super) fn bool(value: &[u8]) -> Result<bool, Error> {
    match value {
        [] => Ok(false),
        [byte] => Ok(*byte != 0),
        _ => Err(Error::new("invalid byte slice length for boolean deserialization")),
    }
}

/// A count, the sizes of all keys and values, and then these, each with a zero byte after it.
pub(super) fn map(value: Slice) -> Decoded<BTreeMap<Str, Str>> {
    let count = value.uint32(0)?;
    let mut sizes = 4;
    let mut start = 4 + 4 * 2 * count;
    let mut next = || -> Decoded<Str> {
        let size = value.uint32(sizes)?;
        let part = value.part(start, start + size)?;
        sizes += 4;
        start += size + 1;
        Ok(part.text())
    };
    (0..count).map(|_| Ok((next()?, next()?))).collect()
}

/// A count, the sizes of all items, and then these, each with two bytes after it.
pub(super) fn list(value: Slice) -> Decoded<Vec<Slice>> {
    let count = value.uint32(0)?;
    let mut start = 4 + 8 * count;
    let mut items = Vec::new();
    for at in 0..count {
        let size = value.int64(4 + 8 * at)?;
        items.push(value.part(start, start.wrapping_add(size))?);
        start += size + 2;
    }
    Ok(items)
}

pub(super) fn strings(value: Slice) -> Decoded<Vec<Str>> {
    Ok(list(value)?.into_iter().map(Slice::text).collect())
}

/// The string fields of a protobuf message: a byte for the field, one for the size, and the text.
pub(super) fn proto_strings(value: Slice) -> Decoded<Vec<Str>> {
    let mut strings = Vec::new();
    let mut at = 0;
    while at < value.length {
        let size = usize::from(value.byte(at + 1)?);
        at += 2;
        strings.push(value.part(at as i64, (at + size) as i64)?.text());
        at += size;
    }
    Ok(strings)
}
