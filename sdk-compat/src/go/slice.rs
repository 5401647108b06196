//! Go's slices: windows on arrays that several may share.

use std::cell::{Ref, RefMut};
use std::fmt;
use std::ops::{Bound, Deref, RangeBounds};

use super::array::Array;
use super::{Ptr, ptr, runtime_error};

/// Go's `[]T`: a window on an array that other slices may see, too. The default is nil.
///
/// ```
/// use sdk_compat::go::Slice;
/// let whole = Slice::from([1, 2, 3, 4]);
/// let part = whole.slice(1..3);
/// part.set(0, 20);
/// assert_eq!(whole.to_vec(), [1, 20, 3, 4]);
/// assert_eq!((part.len(), part.cap()), (2, 3));
/// ```
pub struct Slice<T>(Option<Window<T>>);

struct Window<T> {
    /// The array, as far as it was ever seen: what lies between its length and the capacity is zero.
    array: Array<T>,
    start: usize,
    len: usize,
    cap: usize,
}

impl<T> Clone for Window<T> {
    fn clone(&self) -> Self {
        Window {
            array: self.array.clone(),
            ..*self
        }
    }
}

impl<T> Clone for Slice<T> {
    fn clone(&self) -> Self {
        Slice(self.0.clone())
    }
}

impl<T> Default for Slice<T> {
    fn default() -> Self {
        Slice(None)
    }
}

impl<T> Slice<T> {
    /// `len(s)`.
    pub fn len(&self) -> i64 {
        self.0.as_ref().map_or(0, |window| window.len as i64)
    }

    /// `cap(s)`.
    pub fn cap(&self) -> i64 {
        self.0.as_ref().map_or(0, |window| window.cap as i64)
    }

    /// `s == nil`.
    pub fn is_nil(&self) -> bool {
        self.0.is_none()
    }

    /// `len(s) == 0`.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The items, for a call that takes `&[T]`; they cannot be written while this lives.
    pub fn borrow(&self) -> Items<'_, T> {
        Items(self.0.as_ref().map(|window| {
            let end = window.start + window.len;
            Ref::map(window.array.borrow(), |array| &array[window.start..end])
        }))
    }

    /// `s[i]` as a place: `s[i].field = value`.
    ///
    /// # Panics
    /// As Go, where there is no such item.
    pub fn at_mut(&self, i: i64) -> RefMut<'_, T> {
        let (window, at) = self.place(i);
        RefMut::map(window.array.borrow_mut(), |array| &mut array[at])
    }

    /// `s[i] = value`.
    ///
    /// # Panics
    /// As Go, where there is no such item.
    pub fn set(&self, i: i64, value: T) {
        let old = std::mem::replace(&mut *self.at_mut(i), value);
        // What the old value leads to may lead back here.
        drop(old);
    }

    /// A slice of all items of an array.
    pub(super) fn of_array(array: Array<T>, len: usize) -> Self {
        Slice(Some(Window {
            array,
            start: 0,
            len,
            cap: len,
        }))
    }

    /// The array and the place in it.
    fn place(&self, i: i64) -> (&Window<T>, usize) {
        match &self.0 {
            Some(window) if (0..window.len as i64).contains(&i) => (window, window.start + i as usize),
            _ => bad_index(i, self.len() as usize),
        }
    }
}

impl<T: 'static> Slice<T> {
    /// `&s[i]`.
    ///
    /// # Panics
    /// As Go, where there is no such item.
    pub fn ptr(&self, i: i64) -> Ptr<T> {
        let (window, at) = self.place(i);
        ptr::to_item(&window.array, at)
    }
}

impl<T: Clone> Slice<T> {
    /// `s[i]`.
    ///
    /// # Panics
    /// As Go, where there is no such item.
    pub fn at(&self, i: i64) -> T {
        let (window, at) = self.place(i);
        window.array.borrow()[at].clone()
    }

    /// The items as a list of its own.
    pub fn to_vec(&self) -> Vec<T> {
        self.borrow().to_vec()
    }

    /// `for _, item := range s`: so many items as there are now, each as it is when its turn comes.
    pub fn iter(&self) -> impl Iterator<Item = T> + use<T> {
        self.pairs().map(|(_, item)| item)
    }

    /// `for i, item := range s`.
    pub fn pairs(&self) -> impl Iterator<Item = (i64, T)> + use<T> {
        let slice = self.clone();
        (0..self.len()).map(move |i| (i, slice.at(i)))
    }

    /// `append(s, items...)`: into the array where it has room, else into a new one.
    pub fn append(&self, items: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<T> = items.into_iter().collect();
        let Some(window) = &self.0 else {
            return if items.is_empty() {
                Slice(None)
            } else {
                Self::grown(&[], items, 0)
            };
        };
        let len = window.len + items.len();
        if len > window.cap {
            return Self::grown(&self.borrow(), items, window.cap);
        }
        for (at, item) in (window.start + window.len..).zip(items) {
            window.array.put(at, item);
        }
        Slice(Some(Window { len, ..window.clone() }))
    }

    /// A new array with the old items and the new ones, and with room for more.
    fn grown(old: &[T], items: Vec<T>, old_cap: usize) -> Self {
        let len = old.len() + items.len();
        let cap = grown_cap::<T>(len, old_cap);
        let mut array = Vec::with_capacity(cap);
        array.extend_from_slice(old);
        array.extend(items);
        Slice(Some(Window {
            array: Array::new(array),
            start: 0,
            len,
            cap,
        }))
    }

    /// `s = append(s, item)`.
    pub fn push(&mut self, item: T) {
        *self = self.append([item]);
    }

    /// `s = append(s, items...)`.
    pub fn extend(&mut self, items: impl IntoIterator<Item = T>) {
        *self = self.append(items);
    }

    /// `copy(s, from)`: how many items were copied. The two may overlap.
    pub fn copy_from(&self, from: &Slice<T>) -> i64 {
        let count = self.len().min(from.len());
        let items = from.borrow()[..count as usize].to_vec();
        for (i, item) in (0..).zip(items) {
            self.set(i, item);
        }
        count
    }

    /// `s[i], s[j] = s[j], s[i]`.
    ///
    /// # Panics
    /// As Go, where there is no such item.
    pub fn swap(&self, i: i64, j: i64) {
        let (window, one) = self.place(i);
        let (_, other) = self.place(j);
        window.array.borrow_mut().swap(one, other);
    }
}

impl<T: Clone + Default> Slice<T> {
    /// `make([]T, len, cap)`.
    ///
    /// # Panics
    /// As Go, where `len` is negative or more than `cap`.
    pub fn make(len: i64, cap: i64) -> Self {
        if len < 0 {
            runtime_error("makeslice: len out of range");
        }
        if cap < len {
            runtime_error("makeslice: cap out of range");
        }
        let mut array = Vec::with_capacity(cap as usize);
        array.resize(len as usize, T::default());
        Slice(Some(Window {
            array: Array::new(array),
            start: 0,
            len: len as usize,
            cap: cap as usize,
        }))
    }

    /// `s[from:to]`.
    ///
    /// # Panics
    /// As Go, where the range leaves the slice's capacity.
    pub fn slice(&self, range: impl RangeBounds<i64>) -> Self {
        let (from, to) = ends(&range, self.len());
        check_range(from, to, self.cap(), "capacity");
        self.cut(from, to, self.cap())
    }

    /// `s[from:to:max]`.
    ///
    /// # Panics
    /// As Go, where the range leaves the slice's capacity.
    pub fn slice3(&self, from: i64, to: i64, max: i64) -> Self {
        if max < 0 {
            runtime_error(format_args!("slice bounds out of range [::{max}]"));
        }
        if max > self.cap() {
            let cap = self.cap();
            runtime_error(format_args!("slice bounds out of range [::{max}] with capacity {cap}"));
        }
        if to < 0 || to > max {
            runtime_error(format_args!("slice bounds out of range [:{to}:{max}]"));
        }
        if from < 0 || from > to {
            runtime_error(format_args!("slice bounds out of range [{from}:{to}:]"));
        }
        self.cut(from, to, max)
    }

    /// The window from `from` to `to`; what it shows for the first time is zero.
    fn cut(&self, from: i64, to: i64, max: i64) -> Self {
        Slice(self.0.as_ref().map(|window| {
            let end = window.start + to as usize;
            window.array.uncover(end);
            Window {
                array: window.array.clone(),
                start: window.start + from as usize,
                len: (to - from) as usize,
                cap: (max - from) as usize,
            }
        }))
    }

    /// `clear(s)`: every item becomes zero.
    pub fn clear(&self) {
        (0..self.len()).for_each(|i| self.set(i, T::default()));
    }
}

/// What was found, nil where that is nothing.
pub fn found<T>(items: Vec<T>) -> Slice<T> {
    match items.is_empty() {
        true => Slice::default(),
        false => items.into(),
    }
}

/// A list of lists as the slices of a Go program.
pub fn slices_of<T>(lists: Vec<Vec<T>>) -> Vec<Slice<T>> {
    lists.into_iter().map(Slice::from).collect()
}

/// A list of lists as a slice of slices; an empty one is nil, as what Go's library finds is.
pub fn slice_of_slices<T>(lists: Vec<Vec<T>>) -> Slice<Slice<T>> {
    match lists.is_empty() {
        true => Slice::default(),
        false => slices_of(lists).into(),
    }
}

/// The items of a [`Slice`], borrowed.
pub struct Items<'a, T>(Option<Ref<'a, [T]>>);

impl<T> Deref for Items<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_deref().unwrap_or_default()
    }
}

impl<T> AsRef<[T]> for Items<'_, T> {
    fn as_ref(&self) -> &[T] {
        self
    }
}

impl<T> From<Vec<T>> for Slice<T> {
    fn from(items: Vec<T>) -> Self {
        Slice(Some(Window {
            start: 0,
            len: items.len(),
            cap: items.len(),
            array: Array::new(items),
        }))
    }
}

impl<T, const N: usize> From<[T; N]> for Slice<T> {
    fn from(items: [T; N]) -> Self {
        Vec::from(items).into()
    }
}

impl<T: Clone> From<&[T]> for Slice<T> {
    fn from(items: &[T]) -> Self {
        items.to_vec().into()
    }
}

impl<T> FromIterator<T> for Slice<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        items.into_iter().collect::<Vec<T>>().into()
    }
}

impl<T: Clone> From<Slice<T>> for Vec<T> {
    fn from(slice: Slice<T>) -> Self {
        slice.to_vec()
    }
}

impl<T: Clone + 'static> IntoIterator for &Slice<T> {
    type Item = T;
    type IntoIter = Box<dyn Iterator<Item = T>>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

impl<T: Clone + 'static> IntoIterator for Slice<T> {
    type Item = T;
    type IntoIter = Box<dyn Iterator<Item = T>>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

impl<T: fmt::Debug> fmt::Debug for Slice<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.borrow().fmt(f)
    }
}

/// Go's indexes for what Rust keeps in a `Vec`, an array or a slice, with Go's panics.
pub trait SliceExt<T> {
    /// `s[i]`.
    fn at(&self, i: i64) -> &T;
    /// `s[i]` as a place.
    fn at_mut(&mut self, i: i64) -> &mut T;
    /// `s[from:to]`, read only; Go's capacity ends with the list here.
    fn cut(&self, range: impl RangeBounds<i64>) -> &[T];
    /// `for i, item := range s`.
    fn pairs<'a>(&'a self) -> impl Iterator<Item = (i64, &'a T)>
    where
        T: 'a;
}

impl<T> SliceExt<T> for [T] {
    fn at(&self, i: i64) -> &T {
        match usize::try_from(i).ok().and_then(|at| self.get(at)) {
            Some(item) => item,
            None => bad_index(i, self.len()),
        }
    }

    fn at_mut(&mut self, i: i64) -> &mut T {
        let len = self.len();
        match usize::try_from(i).ok().and_then(|at| self.get_mut(at)) {
            Some(item) => item,
            None => bad_index(i, len),
        }
    }

    fn cut(&self, range: impl RangeBounds<i64>) -> &[T] {
        let len = self.len() as i64;
        let (from, to) = ends(&range, len);
        check_range(from, to, len, "capacity");
        &self[from as usize..to as usize]
    }

    fn pairs<'a>(&'a self) -> impl Iterator<Item = (i64, &'a T)>
    where
        T: 'a,
    {
        (0..).zip(self)
    }
}

/// Where a range begins and ends in what has so many items.
pub(super) fn ends(range: &impl RangeBounds<i64>, len: i64) -> (i64, i64) {
    let from = match range.start_bound() {
        Bound::Included(&at) => at,
        Bound::Excluded(&at) => at + 1,
        Bound::Unbounded => 0,
    };
    let to = match range.end_bound() {
        Bound::Included(&at) => at + 1,
        Bound::Excluded(&at) => at,
        Bound::Unbounded => len,
    };
    (from, to)
}

/// Panics as Go where `from..to` leaves `0..limit`.
pub(super) fn check_range(from: i64, to: i64, limit: i64, kind: &str) {
    if to < 0 {
        runtime_error(format_args!("slice bounds out of range [:{to}]"));
    }
    if to > limit {
        runtime_error(format_args!("slice bounds out of range [:{to}] with {kind} {limit}"));
    }
    if from < 0 {
        runtime_error(format_args!("slice bounds out of range [{from}:]"));
    }
    if from > to {
        runtime_error(format_args!("slice bounds out of range [{from}:{to}]"));
    }
}

#[cold]
pub(super) fn bad_index(i: i64, len: usize) -> ! {
    match i {
        ..0 => runtime_error(format_args!("index out of range [{i}]")),
        0.. => runtime_error(format_args!("index out of range [{i}] with length {len}")),
    }
}

/// The capacity that Go gives a slice that grows to `len` items.
fn grown_cap<T>(len: usize, old: usize) -> usize {
    let mut cap = old;
    if len > 2 * old {
        cap = len;
    } else if old < 256 {
        cap = 2 * old;
    } else {
        while cap < len {
            cap += (cap + 3 * 256) / 4;
        }
    }
    match size_of::<T>() {
        0 => cap,
        size => block_of(cap * size, std::mem::needs_drop::<T>()) / size,
    }
}

/// The size of the block that Go's allocator gives for so many bytes; what holds pointers has a header beyond 512.
fn block_of(bytes: usize, pointers: bool) -> usize {
    const SIZES: [usize; 67] = [
        8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416, 448,
        480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456,
        4096, 4864, 5120, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384,
        18432, 19072, 20480, 21760, 24576, 27264, 28672,
    ];
    const PAGE: usize = 8192;
    let header = if pointers && bytes > 512 { 8 } else { 0 };
    match SIZES.iter().find(|&&size| size >= bytes + header) {
        Some(size) => size - header,
        None if bytes + header <= 32768 => 32768 - header,
        None => bytes.next_multiple_of(PAGE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_append_with_room_writes_into_the_shared_array() {
        let base = Slice::<i64>::make(2, 4);
        let one = base.append([1]);
        let other = base.append([2]);
        assert_eq!((one.at(2), other.at(2)), (2, 2));
        let more = one.append([3, 4]);
        more.set(0, 9);
        assert_eq!(one.to_vec(), [0, 0, 2]);
        assert_eq!((more.to_vec(), more.cap()), (vec![9, 0, 2, 3, 4], 8));
    }

    #[test]
    fn nil_stays_nil_until_something_is_appended() {
        let nil = Slice::<i64>::default();
        assert!(nil.append([]).is_nil() && nil.slice(..).is_nil());
        assert!(!Slice::from([0; 0]).is_nil());
        assert_eq!(nil.append([1, 2, 3, 4, 5]).cap(), 6);
    }

    #[test]
    fn what_a_range_uncovers_is_zero() {
        let slice = Slice::from([1, 2]).append([3]);
        assert_eq!(slice.slice(1..4).to_vec(), [2, 3, 0]);
        assert_eq!(slice.slice3(0, 1, 2).append([7, 8]).to_vec(), [1, 7, 8]);
        assert_eq!(slice.to_vec(), [1, 2, 3]);
    }

    #[test]
    fn a_loop_sees_what_it_writes_and_not_what_it_appends() {
        let mut slice = Slice::from([1, 2, 3]);
        let mut seen = Vec::new();
        for (i, item) in slice.clone().pairs() {
            slice.set(2, 30);
            slice.push(i);
            seen.push(item);
        }
        assert_eq!(seen, [1, 2, 30]);
    }

    #[test]
    fn an_item_has_an_address() {
        let slice = Slice::from([1, 2]);
        let second = slice.ptr(1);
        second.set(5);
        assert_eq!(slice.at(1), 5);
        assert_eq!(second, slice.slice(1..).ptr(0));
        assert_ne!(second, slice.ptr(0));
    }
}
