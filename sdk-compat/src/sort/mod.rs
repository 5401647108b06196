//! Go's package `sort`. Equal items come out where Go puts them, also by the functions that promise nothing of them.

mod unstable;

use std::cmp::Ordering;

use crate::cmp::Ordered;
use crate::go::Slice;
use crate::{Str, go};

/// Sorts a slice; `less(i, j)` says whether the item at `i` comes before the one at `j`.
#[go]
pub fn Slice<T: Clone>(items: &Slice<T>, less: impl Fn(i64, i64) -> bool) {
    unstable::sort(items.len(), &mut |i, j| less(i, j), &mut |i, j| items.swap(i, j));
}

/// The same, and equal items keep their order.
#[go]
pub fn SliceStable<T: Clone>(items: &Slice<T>, less: impl Fn(i64, i64) -> bool) {
    let places = sorted((0..items.len()).collect(), &mut |i, j| less(*i, *j));
    let old = items.to_vec();
    for (i, from) in (0..).zip(places) {
        items.set(i, old[from as usize].clone());
    }
}

/// Whether no item comes before the one before it.
#[go]
pub fn SliceIsSorted<T>(items: &Slice<T>, less: impl Fn(i64, i64) -> bool) -> bool {
    (1..items.len()).all(|i| !less(i, i - 1))
}

/// Sorts strings.
#[go]
pub fn Strings(items: &Slice<Str>) {
    sort(items, |one, other| one.order(&other));
}

/// Sorts integers.
#[go]
pub fn Ints(items: &Slice<i64>) {
    sort(items, |one, other| one.order(&other));
}

/// Sorts floats.
#[go]
pub fn Float64s(items: &Slice<f64>) {
    sort(items, |one, other| one.order(&other));
}

/// The first place from 0 to `n` at which `found` is true, where it stays so from then on; `n` where there is none.
#[go]
pub fn Search(n: i64, found: impl Fn(i64) -> bool) -> i64 {
    let (mut from, mut to) = (0, n);
    while from < to {
        let middle = from + (to - from) / 2;
        if found(middle) {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    from
}

/// Where `wanted` is in sorted strings, or would be.
#[go]
pub fn SearchStrings(items: &[Str], wanted: impl AsRef<[u8]>) -> i64 {
    items.partition_point(|item| **item < *wanted.as_ref()) as i64
}

/// Where `wanted` is in sorted integers, or would be.
#[go]
pub fn SearchInts(items: &[i64], wanted: i64) -> i64 {
    items.partition_point(|item| *item < wanted) as i64
}

/// Sorts the items in their place.
pub(crate) fn sort<T: Clone>(items: &Slice<T>, order: impl Fn(T, T) -> Ordering) {
    let less = &mut |i, j| order(items.at(i), items.at(j)).is_lt();
    unstable::sort(items.len(), less, &mut |i, j| items.swap(i, j));
}

/// The same, and equal items keep their order.
pub(crate) fn sort_stable<T: Clone>(items: &Slice<T>, order: impl Fn(T, T) -> Ordering) {
    let less = &mut |one: &T, other: &T| order(one.clone(), other.clone()).is_lt();
    (0..)
        .zip(sorted(items.to_vec(), less))
        .for_each(|(i, item)| items.set(i, item));
}

/// The items in order; equal ones keep theirs. (`slice::sort_by` panics at an order that contradicts itself, and Go does not.)
pub(crate) fn sorted<T>(items: Vec<T>, less: &mut dyn FnMut(&T, &T) -> bool) -> Vec<T> {
    if items.len() < 2 {
        return items;
    }
    let mut first = items;
    let second = first.split_off(first.len() / 2);
    let mut one = sorted(first, less).into_iter().peekable();
    let mut other = sorted(second, less).into_iter().peekable();
    let mut merged = Vec::with_capacity(one.len() + other.len());
    while let (Some(left), Some(right)) = (one.peek(), other.peek()) {
        let next = if less(right, left) { other.next() } else { one.next() };
        merged.extend(next);
    }
    merged.extend(one);
    merged.extend(other);
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_items_keep_their_order() {
        let items = Slice::from([(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd'), (0, 'e')]);
        let copy = items.clone();
        SliceStable(&items, |i, j| copy.at(i).0 < copy.at(j).0);
        assert_eq!(items.to_vec(), [(0, 'e'), (1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }

    #[test]
    fn an_order_that_contradicts_itself_sorts_somehow() {
        let items: Slice<i64> = (0..50).collect();
        super::Slice(&items, |_, _| true);
        assert_eq!(items.len(), 50);
    }

    #[test]
    fn a_search_ends_where_the_answer_changes() {
        assert_eq!(Search(10, |i| i * i >= 50), 8);
        assert_eq!(SearchStrings(&["a".into(), "c".into()], "b"), 1);
    }
}
