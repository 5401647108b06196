//! Go's arrays behind pointers: slices of them, which share their items, and pointers to those.

use std::cell::{Ref, RefCell, RefMut};
use std::ops::RangeBounds;
use std::rc::Rc;

use super::ptr::Part;
use super::{Ptr, Slice};

/// The array that slices are windows on.
pub(super) enum Array<T> {
    /// One that a slice made; it is as long as it was ever seen.
    Own(Rc<RefCell<Vec<T>>>),
    /// A variable, or a part of one.
    Variable(Rc<dyn Part<[T]>>),
}

impl<T> Clone for Array<T> {
    fn clone(&self) -> Self {
        match self {
            Array::Own(items) => Array::Own(Rc::clone(items)),
            Array::Variable(items) => Array::Variable(Rc::clone(items)),
        }
    }
}

impl<T> Array<T> {
    pub(super) fn new(items: Vec<T>) -> Self {
        Array::Own(Rc::new(RefCell::new(items)))
    }

    pub(super) fn borrow(&self) -> Ref<'_, [T]> {
        match self {
            Array::Own(items) => Ref::map(items.borrow(), |items| &items[..]),
            Array::Variable(items) => items.borrow(),
        }
    }

    pub(super) fn borrow_mut(&self) -> RefMut<'_, [T]> {
        match self {
            Array::Own(items) => RefMut::map(items.borrow_mut(), |items| &mut items[..]),
            Array::Variable(items) => items.borrow_mut(),
        }
    }

    /// Writes an item, or adds it at the end.
    pub(super) fn put(&self, at: usize, item: T) {
        match self {
            Array::Own(items) if items.borrow().len() == at => items.borrow_mut().push(item),
            _ => {
                let old = std::mem::replace(&mut self.borrow_mut()[at], item);
                // What the old value leads to may lead back here.
                drop(old);
            }
        }
    }
}

impl<T: Clone + Default> Array<T> {
    /// Makes what lies before `end` visible: it is zero.
    pub(super) fn uncover(&self, end: usize) {
        // Others may be reading it, so it is only opened for writing where it has to grow.
        if let Array::Own(items) = self
            && end > items.borrow().len()
        {
            items.borrow_mut().resize(end, T::default());
        }
    }
}

/// A whole array behind a pointer.
struct Whole<T: 'static, const N: usize>(Ptr<[T; N]>);

impl<T: 'static, const N: usize> Part<[T]> for Whole<T, N> {
    fn borrow(&self) -> Ref<'_, [T]> {
        Ref::map(self.0.borrow(), |items| &items[..])
    }

    fn borrow_mut(&self) -> RefMut<'_, [T]> {
        RefMut::map(self.0.borrow_mut(), |items| &mut items[..])
    }

    fn address(&self) -> usize {
        self.0.address()
    }
}

impl<T: Clone + Default + 'static, const N: usize> Ptr<[T; N]> {
    /// `p[from:to]`: a slice that shares the items of the array.
    ///
    /// # Panics
    /// As Go, where the pointer is nil or the range leaves the array.
    pub fn slice(&self, range: impl RangeBounds<i64>) -> Slice<T> {
        drop(self.borrow());
        Slice::of_array(Array::Variable(Rc::new(Whole(self.clone()))), N).slice(range)
    }

    /// `&p[i]`.
    ///
    /// # Panics
    /// As Go, where the pointer is nil or there is no such item.
    pub fn item(&self, i: i64) -> Ptr<T> {
        self.slice(..).ptr(i)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_of_an_array_is_the_array() {
        let array = Ptr::new([1, 2, 3, 4]);
        let view = array.slice(1..3);
        view.set(0, 20);
        let more = view.append([40]);
        assert_eq!(array.get(), [1, 20, 3, 40]);
        assert_eq!((more.len(), more.cap()), (3, 3));
        more.append([50]).set(0, 0);
        array.item(2).set(30);
        assert_eq!(more.to_vec(), [20, 30, 40]);
    }

    #[test]
    fn an_array_in_an_array_has_slices() {
        let board = Ptr::new([[0; 2]; 2]);
        board.item(1).slice(..).set(1, 5);
        assert_eq!(board.get(), [[0, 0], [0, 5]]);
        assert_eq!(board.item(1), board.item(1));
        assert_ne!(board.item(1).item(0), board.item(1).item(1));
    }
}
