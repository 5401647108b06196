//! Maps keyed by numbers that the host hands out.

use std::iter;

/// Lists of a map. The host counts its ids up, so their low bits spread them evenly.
const LISTS: usize = 64;

/// A map from ids of the host. (A `HashMap` would take several kilobytes of code for each type of value.)
pub(crate) struct IdMap<V>(Vec<Vec<(u32, V)>>);

/// A map with nothing in it.
pub(crate) const fn new<V>() -> IdMap<V> {
    IdMap(Vec::new())
}

impl<V> IdMap<V> {
    /// The value with this id.
    pub(crate) fn get(&self, id: u32) -> Option<&V> {
        let (_, value) = self.0.get(list(id))?.iter().find(|(other, _)| *other == id)?;
        Some(value)
    }

    /// Keeps a value under this id: the one that it takes the place of.
    pub(crate) fn insert(&mut self, id: u32, value: V) -> Option<V> {
        // Not before something is kept: a map with nothing in it is a constant, and most stay so.
        if self.0.is_empty() {
            self.0 = iter::repeat_with(Vec::new).take(LISTS).collect();
        }
        let previous = self.remove(id);
        if let Some(list) = self.0.get_mut(list(id)) {
            list.push((id, value));
        }
        previous
    }

    /// Takes the value with this id out.
    pub(crate) fn remove(&mut self, id: u32) -> Option<V> {
        let list = self.0.get_mut(list(id))?;
        let at = list.iter().position(|(other, _)| *other == id)?;
        Some(list.swap_remove(at).1)
    }
}

fn list(id: u32) -> usize {
    id as usize % LISTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_share_a_list_are_kept_apart() {
        let (near, far) = (7, 7 + LISTS as u32);
        let mut map = new();
        assert_eq!(map.insert(near, "near"), None);
        assert_eq!(map.insert(far, "far"), None);
        assert_eq!((map.get(near), map.get(far)), (Some(&"near"), Some(&"far")));
        assert_eq!(map.insert(near, "nearer"), Some("near"));
        assert_eq!(map.remove(near), Some("nearer"));
        assert_eq!((map.get(near), map.get(far)), (None, Some(&"far")));
        assert_eq!(map.remove(near), None);
    }
}
