//! Go's pointers.

use std::any::Any;
use std::cell::{Cell, Ref, RefCell, RefMut};
use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;
use std::thread::LocalKey;

use super::array::Array;
use super::runtime_error;

/// Go's `*T`: a variable that others may share, a field or an item of one, or nil, which is the default. Two pointers are
/// equal when they point to the same place.
///
/// ```
/// use sdk_compat::go::Ptr;
/// let count = Ptr::new(1);
/// let same = count.clone();
/// same.set(same.get() + 1);
/// assert_eq!(count.get(), 2);
/// assert!(count == same && count != Ptr::new(2));
/// ```
pub struct Ptr<T: 'static>(Target<T>);

enum Target<T: 'static> {
    Nil,
    Variable(Rc<RefCell<T>>),
    Part(Rc<dyn Part<T>>),
}

/// A place inside of something else.
pub(super) trait Part<T: ?Sized> {
    fn borrow(&self) -> Ref<'_, T>;
    fn borrow_mut(&self) -> RefMut<'_, T>;
    fn address(&self) -> usize;
}

impl<T: 'static> Ptr<T> {
    /// A new variable and its address: `&T{…}`, `new(T)`.
    pub fn new(value: T) -> Self {
        Ptr(Target::Variable(Rc::new(RefCell::new(value))))
    }

    /// `p == nil`.
    pub fn is_nil(&self) -> bool {
        matches!(self.0, Target::Nil)
    }

    /// `*p`.
    ///
    /// # Panics
    /// As Go, where the pointer is nil.
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.borrow().clone()
    }

    /// `*p = value`.
    ///
    /// # Panics
    /// As Go, where the pointer is nil.
    pub fn set(&self, value: T) {
        let old = std::mem::replace(&mut *self.borrow_mut(), value);
        // What the old value leads to may lead back here.
        drop(old);
    }

    /// `*p`, to read a part of it.
    ///
    /// # Panics
    /// As Go, where the pointer is nil.
    pub fn borrow(&self) -> Ref<'_, T> {
        match &self.0 {
            Target::Variable(variable) => variable.borrow(),
            Target::Part(part) => part.borrow(),
            Target::Nil => nil_dereference(),
        }
    }

    /// `*p`, to write a part of it.
    ///
    /// # Panics
    /// As Go, where the pointer is nil.
    pub fn borrow_mut(&self) -> RefMut<'_, T> {
        match &self.0 {
            Target::Variable(variable) => variable.borrow_mut(),
            Target::Part(part) => part.borrow_mut(),
            Target::Nil => nil_dereference(),
        }
    }

    /// What the pointer is compared by; 0 for nil.
    pub(super) fn address(&self) -> usize {
        match &self.0 {
            Target::Nil => 0,
            Target::Variable(variable) => variable.as_ptr().addr(),
            Target::Part(part) => part.address(),
        }
    }
}

impl<T: 'static> Ptr<T> {
    /// `&p.field`; [`field!`](super::field) writes both closures.
    ///
    /// # Panics
    /// As Go, where the pointer is nil.
    pub fn field<F: 'static>(&self, get: fn(&T) -> &F, get_mut: fn(&mut T) -> &mut F) -> Ptr<F> {
        let address = std::ptr::from_ref(get(&self.borrow())).addr();
        Ptr(Target::Part(Rc::new(Field {
            whole: self.clone(),
            get,
            get_mut,
            address,
        })))
    }
}

/// A pointer to an item of an array.
pub(super) fn to_item<T: 'static>(array: &Array<T>, at: usize) -> Ptr<T> {
    let address = std::ptr::from_ref(&array.borrow()[at]).addr();
    Ptr(Target::Part(Rc::new(Item {
        array: array.clone(),
        at,
        address,
    })))
}

struct Field<S: 'static, F> {
    whole: Ptr<S>,
    get: fn(&S) -> &F,
    get_mut: fn(&mut S) -> &mut F,
    address: usize,
}

impl<S: 'static, F> Part<F> for Field<S, F> {
    fn borrow(&self) -> Ref<'_, F> {
        Ref::map(self.whole.borrow(), self.get)
    }

    fn borrow_mut(&self) -> RefMut<'_, F> {
        RefMut::map(self.whole.borrow_mut(), self.get_mut)
    }

    fn address(&self) -> usize {
        self.address
    }
}

struct Item<T> {
    array: Array<T>,
    at: usize,
    address: usize,
}

impl<T> Part<T> for Item<T> {
    fn borrow(&self) -> Ref<'_, T> {
        Ref::map(self.array.borrow(), |array| &array[self.at])
    }

    fn borrow_mut(&self) -> RefMut<'_, T> {
        RefMut::map(self.array.borrow_mut(), |array| &mut array[self.at])
    }

    fn address(&self) -> usize {
        self.address
    }
}

/// Looking behind a nil pointer.
///
/// # Panics
///
/// Always, as Go's runtime does.
#[cold]
pub fn nil_dereference() -> ! {
    runtime_error("invalid memory address or nil pointer dereference")
}

impl<T: 'static> Drop for Ptr<T> {
    fn drop(&mut self) {
        if let Target::Variable(variable) = std::mem::replace(&mut self.0, Target::Nil) {
            free(variable);
        }
    }
}

/// How many variables that lead to each other are freed inside one another.
const DEEPEST: usize = 64;

thread_local! {
    /// How many variables are being freed inside one another.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// What is freed once those are.
    static LATER: RefCell<Vec<Box<dyn Any>>> = const { RefCell::new(Vec::new()) };
}

/// Lets go of a variable. A list of any length leaves the call stack alone: what lies deep in it waits for the outermost.
fn free<T: 'static>(variable: Rc<RefCell<T>>) {
    // A thread that ends has no list any more.
    if !std::mem::needs_drop::<T>() || Rc::strong_count(&variable) > 1 || LATER.try_with(|_| ()).is_err() {
        return;
    }
    if DEPTH.get() == DEEPEST {
        LATER.with_borrow_mut(|later| later.push(Box::new(variable)));
        return;
    }
    let inside = Inside::new();
    drop(variable);
    if inside.is_outermost() {
        while let Some(variable) = LATER.with_borrow_mut(Vec::pop) {
            drop(variable);
        }
    }
}

/// One variable that is being freed.
struct Inside(());

impl Inside {
    fn new() -> Self {
        DEPTH.set(DEPTH.get() + 1);
        Inside(())
    }

    fn is_outermost(&self) -> bool {
        DEPTH.get() == 1
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
    }
}

impl<T: 'static> Clone for Ptr<T> {
    fn clone(&self) -> Self {
        Ptr(match &self.0 {
            Target::Nil => Target::Nil,
            Target::Variable(variable) => Target::Variable(Rc::clone(variable)),
            Target::Part(part) => Target::Part(Rc::clone(part)),
        })
    }
}

impl<T: 'static> Default for Ptr<T> {
    fn default() -> Self {
        Ptr(Target::Nil)
    }
}

impl<T: 'static> From<Option<T>> for Ptr<T> {
    /// A new variable, or nil.
    fn from(value: Option<T>) -> Self {
        value.map_or_else(Ptr::default, Ptr::new)
    }
}

impl<T: 'static> PartialEq for Ptr<T> {
    fn eq(&self, other: &Self) -> bool {
        self.address() == other.address()
    }
}

impl<T: 'static> Eq for Ptr<T> {}

impl<T: 'static> PartialOrd for Ptr<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: 'static> Ord for Ptr<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.address().cmp(&other.address())
    }
}

impl<T: 'static> fmt::Debug for Ptr<T> {
    /// The address: what is behind it may lead back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ptr({:#x})", self.address())
    }
}

/// A package variable of Go: `thread_local! { static NAME: Ptr<T> = Ptr::new(…); }`.
pub trait Global<T: 'static> {
    /// The value.
    fn get(&'static self) -> T
    where
        T: Clone;
    /// Assigns a value.
    fn set(&'static self, value: T);
    /// `&name`.
    fn ptr(&'static self) -> Ptr<T>;
}

impl<T: 'static> Global<T> for LocalKey<Ptr<T>> {
    fn get(&'static self) -> T
    where
        T: Clone,
    {
        self.with(Ptr::get)
    }

    fn set(&'static self, value: T) {
        self.with(|variable| variable.set(value));
    }

    fn ptr(&'static self) -> Ptr<T> {
        self.with(Ptr::clone)
    }
}

#[cfg(test)]
mod tests {
    use super::super::field;
    use super::*;

    #[derive(Clone, Default)]
    struct Limits {
        soft: i64,
        hard: i64,
    }

    #[test]
    fn a_pointer_to_a_field_is_the_field() {
        let limits = Ptr::new(Limits { soft: 1, hard: 2 });
        let hard = field!(limits, hard);
        hard.set(5);
        assert_eq!((limits.borrow().soft, limits.borrow().hard), (1, 5));
        assert_eq!(hard, field!(limits, hard));
        assert_ne!(hard, field!(limits, soft));
    }

    #[test]
    fn a_global_is_a_variable_with_an_address() {
        thread_local! {
            static COUNT: Ptr<i64> = Ptr::new(1);
        }
        let pointer = Global::ptr(&COUNT);
        pointer.set(pointer.get() + 1);
        assert_eq!(Global::get(&COUNT), 2);
        Global::set(&COUNT, 7);
        assert_eq!(pointer.get(), 7);
    }

    #[derive(Clone, Default)]
    struct Node {
        next: Ptr<Node>,
        freed: Ptr<Freed>,
    }

    struct Freed(Ptr<usize>);

    impl Drop for Freed {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }

    #[test]
    fn a_long_list_is_freed_without_a_long_call_stack() {
        const NODES: usize = 100_000;
        let test = || {
            let count = Ptr::new(0);
            let mut list = Ptr::default();
            for _ in 0..NODES {
                list = Ptr::new(Node {
                    next: list,
                    freed: Ptr::new(Freed(count.clone())),
                });
            }
            let rest = list.borrow().next.borrow().next.clone();
            drop(list);
            assert_eq!(count.get(), 2, "what another pointer leads to stays");
            assert!(!rest.borrow().freed.is_nil());
            drop(rest);
            assert_eq!(count.get(), NODES);
        };
        let small = std::thread::Builder::new().stack_size(256 * 1024);
        small.spawn(test).unwrap().join().unwrap();
    }

    #[test]
    fn nil_equals_nil_only() {
        assert_eq!(Ptr::<i64>::default(), Ptr::default());
        assert_ne!(Ptr::default(), Ptr::new(0));
    }
}
