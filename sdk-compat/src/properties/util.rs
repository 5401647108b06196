//! Reads a property and decodes it.

use std::collections::BTreeMap;

use super::serialization::{self, Decoded, Slice};
use super::types::{IstioFilterMetadata, IstioService};
use crate::panics::go_panics;
use crate::time::{self, Time};
use crate::{Error, Str, proxywasm};

/// What `decode` makes of a value; the zero value where Go panics.
pub(super) fn decoded<'a, T: Default>(value: &'a [u8], decode: impl FnOnce(Slice<'a>) -> Decoded<T>) -> T {
    decode(Slice::new(value)).unwrap_or_else(|reason| {
        go_panics([b"runtime error: ", &*reason].concat());
        T::default()
    })
}

pub(super) fn string(path: &[&str]) -> Result<Str, Error> {
    proxywasm::GetProperty(path).map(Str::from)
}

pub(super) fn unsigned(path: &[&str]) -> Result<u64, Error> {
    let value = proxywasm::GetProperty(path)?;
    Ok(decoded(&value, serialization::unsigned))
}

pub(super) fn float(path: &[&str]) -> Result<f64, Error> {
    let value = proxywasm::GetProperty(path)?;
    Ok(decoded(&value, serialization::float))
}

pub(super) fn bool(path: &[&str]) -> Result<bool, Error> {
    serialization::bool(&proxywasm::GetProperty(path)?)
}

/// Nanoseconds since 1970.
pub(super) fn timestamp(path: &[&str]) -> Result<Time, Error> {
    unsigned(path).map(|nanoseconds| time::Unix(0, nanoseconds as i64))
}

pub(super) fn map(path: &[&str]) -> Result<BTreeMap<Str, Str>, Error> {
    let value = proxywasm::GetProperty(path)?;
    Ok(decoded(&value, serialization::map))
}

pub(super) fn strings(path: &[&str]) -> Result<Vec<Str>, Error> {
    let value = proxywasm::GetProperty(path)?;
    Ok(decoded(&value, serialization::strings))
}

pub(super) fn proto_strings(path: &[&str]) -> Result<Vec<Str>, Error> {
    let value = proxywasm::GetProperty(path)?;
    Ok(decoded(&value, serialization::proto_strings))
}

/// What Istio says in the metadata at `path`: nothing where it has no configuration there.
pub(super) fn istio(path: &[&str]) -> Result<IstioFilterMetadata, Error> {
    let Ok(config) = string(&[path, &["config"]].concat()) else {
        return Ok(IstioFilterMetadata::default());
    };
    let services = proxywasm::GetProperty(&[path, &["services"]].concat()).unwrap_or_default();
    Ok(IstioFilterMetadata {
        Config: config,
        Services: items(&services, service),
    })
}

/// What `decode` makes of each item of a list; an empty value is an empty list.
pub(super) fn items<T>(value: &[u8], decode: fn(Slice) -> Decoded<T>) -> Vec<T> {
    if value.is_empty() {
        return Vec::new();
    }
    decoded(value, |value| {
        serialization::list(value)?.into_iter().map(decode).collect()
    })
}

fn service(value: Slice) -> Decoded<IstioService> {
    let mut parts = serialization::map(value)?;
    let mut part = |name: &[u8]| parts.remove(name).unwrap_or_default();
    Ok(IstioService {
        Host: part(b"host"),
        Name: part(b"name"),
        Namespace: part(b"namespace"),
    })
}
