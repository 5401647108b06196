//! Go's package `slices`. What is read is a `&[T]`; what is changed in its place is a `&Slice<T>`.

use std::cmp::Ordering;

use crate::cmp::Ordered;
use crate::go::{Slice, runtime_error};
use crate::{go, sort};

/// Whether `item` is among the items.
#[go]
pub fn Contains<T: PartialEq>(items: &[T], item: &T) -> bool {
    items.contains(item)
}

/// Whether `found` is true of an item.
#[go]
pub fn ContainsFunc<T: Clone>(items: &[T], found: impl Fn(T) -> bool) -> bool {
    IndexFunc(items, found) >= 0
}

/// Where `item` stands first; -1 where it does not.
#[go]
pub fn Index<T: PartialEq>(items: &[T], item: &T) -> i64 {
    items.iter().position(|other| other == item).map_or(-1, |at| at as i64)
}

/// The place of the first item of which `found` is true; -1 where there is none.
#[go]
pub fn IndexFunc<T: Clone>(items: &[T], found: impl Fn(T) -> bool) -> i64 {
    items
        .iter()
        .position(|item| found(item.clone()))
        .map_or(-1, |at| at as i64)
}

/// Whether both have the same items.
#[go]
pub fn Equal<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    one == other
}

/// Sorts the items.
#[go]
pub fn Sort<T: Ordered>(items: &Slice<T>) {
    sort::sort(items, |one, other| one.order(&other));
}

/// Sorts the items; `compare` is negative where its first argument comes first.
#[go]
pub fn SortFunc<T: Clone>(items: &Slice<T>, compare: impl Fn(T, T) -> i64) {
    sort::sort(items, |one, other| compare(one, other).cmp(&0));
}

/// The same, and equal items keep their order.
#[go]
pub fn SortStableFunc<T: Clone>(items: &Slice<T>, compare: impl Fn(T, T) -> i64) {
    sort::sort_stable(items, |one, other| compare(one, other).cmp(&0));
}

/// Whether no item is less than the one before it.
#[go]
pub fn IsSorted<T: Ordered>(items: &[T]) -> bool {
    items.is_sorted_by(|one, other| one.order(other) != Ordering::Greater)
}

/// The items from last to first, in their place.
#[go]
pub fn Reverse<T: Clone>(items: &Slice<T>) {
    let reversed: Vec<T> = items.to_vec().into_iter().rev().collect();
    (0..).zip(reversed).for_each(|(i, item)| items.set(i, item));
}

/// The least item.
///
/// # Panics
/// As Go, where there are no items.
#[go]
pub fn Min<T: Ordered>(items: &[T]) -> T {
    let least = items.iter().cloned().reduce(Ordered::least);
    least.unwrap_or_else(|| go::panic("slices.Min: empty list"))
}

/// The greatest item.
///
/// # Panics
/// As Go, where there are no items.
#[go]
pub fn Max<T: Ordered>(items: &[T]) -> T {
    let greatest = items.iter().cloned().reduce(Ordered::greatest);
    greatest.unwrap_or_else(|| go::panic("slices.Max: empty list"))
}

/// Where `item` is in sorted items, or would be, and whether it is there.
#[go]
pub fn BinarySearch<T: Ordered>(items: &[T], item: &T) -> (i64, bool) {
    let at = items.partition_point(|other| other.order(item).is_lt());
    (at as i64, items.get(at).is_some_and(|other| other.order(item).is_eq()))
}

/// The items without those that equal the one before them.
#[go]
pub fn Compact<T: PartialEq + Clone + Default>(items: &Slice<T>) -> Slice<T> {
    let mut kept = items.to_vec();
    kept.dedup();
    shortened(items, kept)
}

/// The items of which `gone` is not true.
#[go]
pub fn DeleteFunc<T: Clone + Default>(items: &Slice<T>, gone: impl Fn(T) -> bool) -> Slice<T> {
    let kept = items.iter().filter(|item| !gone(item.clone())).collect();
    shortened(items, kept)
}

/// The items without those from `from` to `to`.
///
/// # Panics
/// As Go, where there is no such range.
#[go]
pub fn Delete<T: Clone + Default>(items: &Slice<T>, from: i64, to: i64) -> Slice<T> {
    let _ = items.slice3(from, to, items.len());
    let mut kept = items.to_vec();
    kept.drain(from as usize..to as usize);
    shortened(items, kept)
}

/// Writes what is kept over the items; what is left over becomes zero.
fn shortened<T: Clone + Default>(items: &Slice<T>, kept: Vec<T>) -> Slice<T> {
    let len = kept.len() as i64;
    let mut kept = kept.into_iter();
    (0..items.len()).for_each(|i| items.set(i, kept.next().unwrap_or_default()));
    items.slice(..len)
}

/// The items with others put in at `at`.
///
/// # Panics
/// As Go, where there is no such place.
#[go]
pub fn Insert<T: Clone + Default>(items: &Slice<T>, at: i64, others: &[T]) -> Slice<T> {
    if !(0..=items.len()).contains(&at) {
        let len = items.len();
        runtime_error(format_args!("slice bounds out of range [{at}:{len}]"));
    }
    let tail = items.slice(at..).to_vec();
    items.slice3(0, at, at).append(others.iter().cloned()).append(tail)
}

/// A copy that shares nothing with the items; nil stays nil.
#[go]
pub fn Clone<T: std::clone::Clone>(items: &Slice<T>) -> Slice<T> {
    if items.is_nil() {
        Slice::default()
    } else {
        items.to_vec().into()
    }
}

/// The items of several slices, one behind the other.
#[go]
pub fn Concat<T: std::clone::Clone>(slices: &[Slice<T>]) -> Slice<T> {
    let all: Vec<T> = slices.iter().flat_map(Slice::to_vec).collect();
    Slice::default().append(all)
}

/// What a sequence gives, such as `maps::Keys`.
#[go]
pub fn Collect<T: std::clone::Clone>(sequence: impl IntoIterator<Item = T>) -> Slice<T> {
    Slice::default().append(sequence)
}

/// What a sequence gives, sorted.
#[go]
pub fn Sorted<T: Ordered>(sequence: impl IntoIterator<Item = T>) -> Slice<T> {
    let items = Collect(sequence);
    Sort(&items);
    items
}
