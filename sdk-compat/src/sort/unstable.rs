//! Sorting that leaves equal items where Go's does: the order that comes out of [`super::Slice()`] is Go's own, item by item.
//!
//! Go sorts with a quicksort that sees patterns in its input. Its choices are fixed, also those that are to look like chance.

/// Up to so many items are put in one by one.
const FEW: i64 = 12;

/// From so many on, a pivot is sought among nine items in place of three.
const MANY: i64 = 50;

/// How many pairs in the wrong order a choice of a pivot can see at most.
const MOST_TURNED: i64 = 12;

/// How many pairs in the wrong order are mended where a range seems to be in order.
const MENDED: usize = 5;

/// Sorts `len` items; `less` and `swap` are given their places.
pub fn sort(len: i64, less: &mut dyn FnMut(i64, i64) -> bool, swap: &mut dyn FnMut(i64, i64)) {
    let limit = i64::BITS - len.leading_zeros();
    Sorter { less, swap }.quick(0, len, limit);
}

struct Sorter<'a> {
    less: &'a mut dyn FnMut(i64, i64) -> bool,
    swap: &'a mut dyn FnMut(i64, i64),
}

/// What the items looked at for a pivot say of their range.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pattern {
    Rises,
    Falls,
    Unknown,
}

impl Sorter<'_> {
    fn less(&mut self, i: i64, j: i64) -> bool {
        (self.less)(i, j)
    }

    fn swap(&mut self, i: i64, j: i64) {
        (self.swap)(i, j);
    }

    /// Sorts a range; after so many bad pivots in other ways.
    fn quick(&mut self, mut from: i64, mut to: i64, mut limit: u32) {
        let (mut balanced, mut parted) = (true, true);
        loop {
            let len = to - from;
            if len <= FEW {
                return self.insert(from, to);
            }
            if limit == 0 {
                return self.heap(from, to);
            }
            if !balanced {
                self.shake(from, to);
                limit -= 1;
            }
            let (mut pivot, mut pattern) = self.pivot(from, to);
            if pattern == Pattern::Falls {
                self.reverse(from, to);
                pivot = (to - 1) - (pivot - from);
                pattern = Pattern::Rises;
            }
            if balanced && parted && pattern == Pattern::Rises && self.mend(from, to) {
                return;
            }
            // Nothing here is less than what stands before the range: what equals it goes to the left.
            if from > 0 && !self.less(from - 1, pivot) {
                from = self.part_equal(from, to, pivot);
                continue;
            }
            let middle;
            (middle, parted) = self.part(from, to, pivot);
            let (left, right) = (middle - from, to - middle);
            balanced = left.min(right) >= len / 8;
            // The shorter part first, so that calls do not go deep.
            if left < right {
                self.quick(from, middle, limit);
                from = middle + 1;
            } else {
                self.quick(middle + 1, to, limit);
                to = middle;
            }
        }
    }

    fn insert(&mut self, from: i64, to: i64) {
        for end in from + 1..to {
            self.sink(end, from);
        }
    }

    /// Moves an item down to its place behind `from`.
    fn sink(&mut self, mut at: i64, from: i64) {
        while at > from && self.less(at, at - 1) {
            self.swap(at, at - 1);
            at -= 1;
        }
    }

    fn heap(&mut self, from: i64, to: i64) {
        let len = to - from;
        for root in (0..=(len - 1) / 2).rev() {
            self.sift(root, len, from);
        }
        for end in (0..len).rev() {
            self.swap(from, from + end);
            self.sift(0, end, from);
        }
    }

    fn sift(&mut self, mut root: i64, len: i64, from: i64) {
        loop {
            let mut child = 2 * root + 1;
            if child >= len {
                return;
            }
            if child + 1 < len && self.less(from + child, from + child + 1) {
                child += 1;
            }
            if !self.less(from + root, from + child) {
                return;
            }
            self.swap(from + root, from + child);
            root = child;
        }
    }

    /// Parts a range at a pivot: where that is now, and whether nothing had to be moved.
    fn part(&mut self, from: i64, to: i64, pivot: i64) -> (i64, bool) {
        self.swap(from, pivot);
        let (mut i, mut j) = (from + 1, to - 1);
        let mut parted = true;
        loop {
            while i <= j && self.less(i, from) {
                i += 1;
            }
            while i <= j && !self.less(j, from) {
                j -= 1;
            }
            if i > j {
                break;
            }
            parted = false;
            self.swap(i, j);
            i += 1;
            j -= 1;
        }
        self.swap(j, from);
        (j, parted)
    }

    /// Parts a range into what equals a pivot and what is more: where that begins.
    fn part_equal(&mut self, from: i64, to: i64, pivot: i64) -> i64 {
        self.swap(from, pivot);
        let (mut i, mut j) = (from + 1, to - 1);
        loop {
            while i <= j && !self.less(from, i) {
                i += 1;
            }
            while i <= j && self.less(from, j) {
                j -= 1;
            }
            if i > j {
                return i;
            }
            self.swap(i, j);
            i += 1;
            j -= 1;
        }
    }

    /// Sorts a range that is nearly in order; false where it is not.
    fn mend(&mut self, from: i64, to: i64) -> bool {
        let mut i = from + 1;
        for _ in 0..MENDED {
            while i < to && !self.less(i, i - 1) {
                i += 1;
            }
            if i == to {
                return true;
            }
            if to - from < MANY {
                return false;
            }
            self.swap(i, i - 1);
            if i - from >= 2 {
                self.sink(i - 1, 0);
            }
            if to - i >= 2 {
                let mut j = i + 1;
                while j < to && self.less(j, j - 1) {
                    self.swap(j, j - 1);
                    j += 1;
                }
            }
        }
        false
    }

    /// Moves some items in the middle, so that a pattern that makes for bad pivots ends.
    fn shake(&mut self, from: i64, to: i64) {
        let len = to - from;
        if len < 8 {
            return;
        }
        let mask = (1_u64 << (i64::BITS - len.leading_zeros())) - 1;
        let mut random = len as u64;
        let at = from + len / 4 * 2 - 1;
        for i in 0..3 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let other = (random & mask) as i64;
            self.swap(at + i, from + if other >= len { other - len } else { other });
        }
    }

    fn pivot(&mut self, from: i64, to: i64) -> (i64, Pattern) {
        let len = to - from;
        let mut turned = 0;
        let [mut i, mut j, mut k] = [1, 2, 3].map(|quarter| from + len / 4 * quarter);
        if len >= 8 {
            if len >= MANY {
                [i, j, k] = [i, j, k].map(|at| self.median([at - 1, at, at + 1], &mut turned));
            }
            j = self.median([i, j, k], &mut turned);
        }
        let pattern = match turned {
            0 => Pattern::Rises,
            MOST_TURNED => Pattern::Falls,
            _ => Pattern::Unknown,
        };
        (j, pattern)
    }

    fn median(&mut self, [a, b, c]: [i64; 3], turned: &mut i64) -> i64 {
        let (a, b) = self.in_order(a, b, turned);
        let (b, _) = self.in_order(b, c, turned);
        self.in_order(a, b, turned).1
    }

    fn in_order(&mut self, a: i64, b: i64, turned: &mut i64) -> (i64, i64) {
        if self.less(b, a) {
            *turned += 1;
            return (b, a);
        }
        (a, b)
    }

    fn reverse(&mut self, from: i64, to: i64) {
        let (mut i, mut j) = (from, to - 1);
        while i < j {
            self.swap(i, j);
            i += 1;
            j -= 1;
        }
    }
}
