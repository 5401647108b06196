//! Go's package `maps`. Sequences are in the order of the keys.

use crate::go;
use crate::go::Map;

/// The keys.
#[go]
pub fn Keys<K: Ord + std::clone::Clone, V: std::clone::Clone>(map: &Map<K, V>) -> impl Iterator<Item = K> + use<K, V> {
    map.iter().map(|(key, _)| key)
}

/// The values.
#[go]
pub fn Values<K: Ord + std::clone::Clone, V: std::clone::Clone>(
    map: &Map<K, V>,
) -> impl Iterator<Item = V> + use<K, V> {
    map.iter().map(|(_, value)| value)
}

/// A copy that shares nothing with the map; nil stays nil.
#[go]
pub fn Clone<K: Ord + std::clone::Clone, V: std::clone::Clone>(map: &Map<K, V>) -> Map<K, V> {
    if map.is_nil() {
        Map::default()
    } else {
        map.to_btree().into()
    }
}

/// Puts all entries of `from` into `to`.
#[go]
pub fn Copy<K: Ord + std::clone::Clone, V: std::clone::Clone>(to: &Map<K, V>, from: &Map<K, V>) {
    from.iter().for_each(|(key, value)| to.insert(key, value));
}

/// Whether both have the same entries.
#[go]
pub fn Equal<K: Ord + std::clone::Clone, V: std::clone::Clone + PartialEq>(one: &Map<K, V>, other: &Map<K, V>) -> bool {
    one.len() == other.len() && one.iter().all(|(key, value)| other.lookup(key) == Some(value))
}

/// Takes out the entries of which `gone` is true.
#[go]
pub fn DeleteFunc<K: Ord + std::clone::Clone, V: std::clone::Clone>(map: &Map<K, V>, gone: impl Fn(K, V) -> bool) {
    for (key, value) in map {
        if gone(key.clone(), value) {
            map.remove(key);
        }
    }
}
