//! A stable sort in a few hundred bytes of code, where one of the standard library takes 5 KB.

use std::cmp::Ordering;

/// The places from 0 to `count` in the order of what stands there; places that are equal stay as they are.
pub(super) fn in_order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    merge_sort((0..count).collect(), compare)
}

/// So few are sorted by insertion, as in Go: where a NaN is among them, which has no order, the way decides the outcome.
const BLOCK: usize = 20;

fn merge_sort(mut left: Vec<usize>, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    if left.len() <= BLOCK {
        insertion_sort(&mut left, compare);
        return left;
    }
    let right = merge_sort(left.split_off(left.len() / 2), compare);
    let mut right = right.into_iter().peekable();
    let mut merged = Vec::with_capacity(left.len() + right.len());
    for left in merge_sort(left, compare) {
        while let Some(before) = right.next_if(|&right| compare(right, left) == Ordering::Less) {
            merged.push(before);
        }
        merged.push(left);
    }
    merged.extend(right);
    merged
}

fn insertion_sort(places: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    for end in 1..places.len() {
        let mut at = end;
        while at > 0 && compare(places[at], places[at - 1]) == Ordering::Less {
            places.swap(at, at - 1);
            at -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_order_is_that_of_the_standard_library(items in proptest::collection::vec(0..9u8, 0..90)) {
            let mut expected: Vec<_> = (0..items.len()).collect();
            expected.sort_by_key(|&place| items[place]);
            prop_assert_eq!(in_order(items.len(), &|a, b| items[a].cmp(&items[b])), expected);
        }
    }
}
