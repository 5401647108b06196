//! Go's maps.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;
use std::vec;

use super::panicked;
use crate::Error;

/// Go's `map[K]V`: a reference to keys with their values, or nil, which is the default. Go goes through a map in random
/// order; here it is the order of the keys.
///
/// ```
/// use sdk_compat::{Str, go::Map};
/// let counts: Map<Str, i64> = Map::make();
/// let same = counts.clone();
/// same.update("a", |count| *count += 1);
/// assert_eq!((counts.get("a"), counts.get("b"), counts.lookup("b")), (1, 0, None));
/// ```
pub struct Map<K, V>(Option<Rc<RefCell<BTreeMap<K, V>>>>);

impl<K, V> Map<K, V> {
    /// `make(map[K]V)`, `map[K]V{}`.
    pub fn make() -> Self {
        BTreeMap::new().into()
    }

    /// `m == nil`.
    pub fn is_nil(&self) -> bool {
        self.0.is_none()
    }

    /// `len(m)`.
    pub fn len(&self) -> i64 {
        self.0.as_ref().map_or(0, |entries| entries.borrow().len() as i64)
    }

    /// `len(m) == 0`.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// `clear(m)`.
    pub fn clear(&self) {
        if let Some(entries) = &self.0 {
            let old = entries.take();
            drop(old);
        }
    }
}

impl<K: Ord + Clone, V: Clone> Map<K, V> {
    /// `m[key]`: the zero value where there is no such key.
    pub fn get(&self, key: impl Into<K>) -> V
    where
        V: Default,
    {
        self.lookup(key).unwrap_or_default()
    }

    /// `value, ok := m[key]`.
    pub fn lookup(&self, key: impl Into<K>) -> Option<V> {
        self.0.as_ref()?.borrow().get(&key.into()).cloned()
    }

    /// `_, ok := m[key]`.
    pub fn contains(&self, key: impl Into<K>) -> bool {
        let key = key.into();
        self.0
            .as_ref()
            .is_some_and(|entries| entries.borrow().contains_key(&key))
    }

    /// `m[key] = value`.
    ///
    /// # Panics
    /// As Go, where the map is nil.
    pub fn insert(&self, key: impl Into<K>, value: impl Into<V>) {
        let old = self.entries().borrow_mut().insert(key.into(), value.into());
        // What the old value leads to may lead back here.
        drop(old);
    }

    /// `m[key] += …`: changes the value of a key, which is zero where there is none.
    ///
    /// # Panics
    /// As Go, where the map is nil.
    pub fn update(&self, key: impl Into<K>, change: impl FnOnce(&mut V))
    where
        V: Default,
    {
        change(self.entries().borrow_mut().entry(key.into()).or_default());
    }

    /// `delete(m, key)`.
    pub fn remove(&self, key: impl Into<K>) {
        if let Some(entries) = &self.0 {
            let old = entries.borrow_mut().remove(&key.into());
            drop(old);
        }
    }

    /// `for key, value := range m`, in the order of the keys: those that are there now, if they still are when their turn comes.
    pub fn iter(&self) -> Pairs<K, V> {
        Pairs {
            keys: self.keys().into_iter(),
            map: self.clone(),
        }
    }

    /// The keys, in order.
    pub fn keys(&self) -> Vec<K> {
        self.0
            .as_ref()
            .map_or_else(Vec::new, |entries| entries.borrow().keys().cloned().collect())
    }

    /// The values, in the order of their keys.
    pub fn values(&self) -> Vec<V> {
        self.0
            .as_ref()
            .map_or_else(Vec::new, |entries| entries.borrow().values().cloned().collect())
    }

    /// The entries as a map of their own.
    pub fn to_btree(&self) -> BTreeMap<K, V> {
        self.0
            .as_ref()
            .map_or_else(BTreeMap::new, |entries| entries.borrow().clone())
    }

    fn entries(&self) -> &RefCell<BTreeMap<K, V>> {
        match &self.0 {
            Some(entries) => entries,
            None => panicked(Error::new("assignment to entry in nil map")),
        }
    }
}

/// The entries of a [`Map`], in the order of their keys.
pub struct Pairs<K, V> {
    keys: vec::IntoIter<K>,
    map: Map<K, V>,
}

impl<K: Ord + Clone, V: Clone> Iterator for Pairs<K, V> {
    type Item = (K, V);

    fn next(&mut self) -> Option<(K, V)> {
        let map = &self.map;
        self.keys
            .find_map(|key| map.lookup(key.clone()).map(|value| (key, value)))
    }
}

impl<K: Ord + Clone, V: Clone> IntoIterator for &Map<K, V> {
    type Item = (K, V);
    type IntoIter = Pairs<K, V>;

    fn into_iter(self) -> Pairs<K, V> {
        self.iter()
    }
}

impl<K: Ord + Clone, V: Clone> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = Pairs<K, V>;

    fn into_iter(self) -> Pairs<K, V> {
        self.iter()
    }
}

impl<K, V> From<BTreeMap<K, V>> for Map<K, V> {
    fn from(entries: BTreeMap<K, V>) -> Self {
        Map(Some(Rc::new(RefCell::new(entries))))
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for Map<K, V> {
    fn from(entries: [(K, V); N]) -> Self {
        BTreeMap::from(entries).into()
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        entries.into_iter().collect::<BTreeMap<K, V>>().into()
    }
}

impl<K, V> Clone for Map<K, V> {
    fn clone(&self) -> Self {
        Map(self.0.clone())
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Map(None)
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(entries) => entries.borrow().fmt(f),
            None => f.write_str("{}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Str;

    #[test]
    fn copies_are_the_same_map() {
        let map: Map<Str, i64> = Map::from([("a".into(), 1)]);
        let same = map.clone();
        same.insert("b", 2);
        same.remove("a");
        assert_eq!(map.iter().collect::<Vec<_>>(), [("b".into(), 2)]);
        same.clear();
        assert!(map.is_empty() && !map.is_nil());
    }

    #[test]
    fn nil_is_read_like_an_empty_map() {
        let map: Map<i64, Str> = Map::default();
        assert!(map.is_nil() && map.get(1).is_empty() && !map.contains(1));
        map.remove(1);
        assert_eq!(map.iter().count(), 0);
    }

    #[test]
    fn what_a_loop_removes_does_not_come() {
        let map: Map<i64, i64> = Map::from([(1, 10), (2, 20), (3, 30)]);
        let mut seen = Vec::new();
        for (key, value) in &map {
            map.remove(key + 1);
            map.insert(9, 90);
            seen.push(value);
        }
        assert_eq!(seen, [10, 30]);
    }
}
