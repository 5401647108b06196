//! Go's package `math/rand`: a source gives the numbers that Go's gives for its seed; those of the package itself differ
//! from run to run, as Go's do.

mod sequence;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::go::{Dyn, Slice};
use crate::{Error, go, host};
use sequence::Sequence;

/// Go's `rand.Source`, as `NewSource` gives it: copies go on with the same numbers. The default is nil, whose methods panic.
#[derive(Clone, Default, Debug)]
pub struct Source(Dyn<RefCell<Numbers>>);

enum Numbers {
    Seeded(Sequence),
    /// Zero before the first number.
    Host(u64),
}

impl Numbers {
    fn next(&mut self) -> u64 {
        match self {
            Numbers::Seeded(sequence) => sequence.next(),
            Numbers::Host(state) => next_of_host(state),
        }
    }
}

/// The next of a sequence that the host's random bytes begin.
fn next_of_host(state: &mut u64) -> u64 {
    if *state == 0 {
        let mut seed = [0; 8];
        host::random(&mut seed);
        *state = u64::from_le_bytes(seed) | 1;
    }
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    // The low bits of the sequence itself are weak.
    state.wrapping_mul(0x2545_f491_4f6c_dd1d)
}

/// A source of the numbers that belong to a seed.
#[go]
pub fn NewSource(seed: i64) -> Source {
    Source::of(Numbers::Seeded(Sequence::new(seed)))
}

impl Source {
    fn of(numbers: Numbers) -> Source {
        Source(Dyn::new(Rc::new(RefCell::new(numbers))))
    }

    fn next(&self) -> u64 {
        self.0.borrow_mut().next()
    }

    /// Whether this is Go's nil.
    pub fn is_nil(&self) -> bool {
        self.0.is_nil()
    }
}

/// Two are equal where they draw from the same, as Go's pointers are.
impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.0.is_same(&other.0)
    }
}

#[go]
impl Source {
    /// A number from 0 to 2^63 - 1.
    pub fn Int63(&self) -> i64 {
        self.next() as i64 & i64::MAX
    }

    /// Begins with the numbers of another seed.
    pub fn Seed(&self, seed: i64) {
        *self.0.borrow_mut() = Numbers::Seeded(Sequence::new(seed));
    }
}

/// Go's `*rand.Rand`: copies go on with the same numbers. The default is nil, whose methods panic.
#[derive(Clone, Default, Debug)]
pub struct Rand(Dyn<Drawn>);

#[derive(Debug)]
struct Drawn {
    source: Source,
    /// What [`Rand::Read`] left of a number, and of how many bytes that is.
    rest: Cell<(i64, u8)>,
}

/// Draws from a source.
#[go]
pub fn New(source: Source) -> Rand {
    Rand(Dyn::new(Rc::new(Drawn {
        source,
        rest: Cell::default(),
    })))
}

impl Rand {
    /// Whether this is Go's nil.
    pub fn is_nil(&self) -> bool {
        self.0.is_nil()
    }

    /// A number from 0 to below `n`, from the upper bits of one that is multiplied: what Go shuffles with.
    fn below(&self, n: u32) -> i64 {
        loop {
            let product = u64::from(self.Uint32()) * u64::from(n);
            let low = product as u32;
            if low >= n || low >= n.wrapping_neg() % n {
                return (product >> 32) as i64;
            }
        }
    }
}

/// Two are equal where they draw from the same, as Go's pointers are.
impl PartialEq for Rand {
    fn eq(&self, other: &Self) -> bool {
        self.0.is_same(&other.0)
    }
}

#[go]
impl Rand {
    /// 64 random bits.
    pub fn Uint64(&self) -> u64 {
        self.0.source.next()
    }

    /// 32 random bits.
    pub fn Uint32(&self) -> u32 {
        (self.Int63() >> 31) as u32
    }

    /// A number from 0 to 2^63 - 1.
    pub fn Int63(&self) -> i64 {
        self.0.source.Int63()
    }

    /// A number from 0 to 2^31 - 1.
    pub fn Int31(&self) -> i32 {
        (self.Int63() >> 32) as i32
    }

    /// A number from 0 to 2^63 - 1.
    pub fn Int(&self) -> i64 {
        self.Int63()
    }

    /// A number from 0 to below `n`.
    ///
    /// # Panics
    /// As Go, where `n` is not positive; so do [`Rand::Int31n`] and [`Rand::Intn`].
    pub fn Int63n(&self, n: i64) -> i64 {
        if n <= 0 {
            go::panic("invalid argument to Int63n");
        }
        // Numbers above the last multiple of `n` would make some more likely.
        let most = i64::MAX - ((1_u64 << 63) % n as u64) as i64;
        loop {
            let number = self.Int63();
            if number <= most {
                return number % n;
            }
        }
    }

    /// A number from 0 to below `n`.
    pub fn Int31n(&self, n: i32) -> i32 {
        if n <= 0 {
            go::panic("invalid argument to Int31n");
        }
        let most = i32::MAX - ((1_u32 << 31) % n as u32) as i32;
        loop {
            let number = self.Int31();
            if number <= most {
                return number % n;
            }
        }
    }

    /// A number from 0 to below `n`.
    pub fn Intn(&self, n: i64) -> i64 {
        if n <= 0 {
            go::panic("invalid argument to Intn");
        }
        match i32::try_from(n) {
            Ok(n) => i64::from(self.Int31n(n)),
            Err(_) => self.Int63n(n),
        }
    }

    /// A number from 0 to below 1.
    pub fn Float64(&self) -> f64 {
        loop {
            // The largest numbers round up to 1.
            let number = self.Int63() as f64 / (1_u64 << 63) as f64;
            if number < 1.0 {
                return number;
            }
        }
    }

    /// A number from 0 to below 1.
    pub fn Float32(&self) -> f32 {
        loop {
            let number = self.Float64() as f32;
            if number < 1.0 {
                return number;
            }
        }
    }

    /// The numbers below `n` in random order.
    ///
    /// # Panics
    /// As Go, where `n` is negative; so does [`Rand::Shuffle`].
    pub fn Perm(&self, n: i64) -> Slice<i64> {
        let numbers = Slice::make(n, n);
        for i in 0..n {
            let at = self.Intn(i + 1);
            numbers.set(i, numbers.at(at));
            numbers.set(at, i);
        }
        numbers
    }

    /// Brings `n` things into random order by swapping.
    pub fn Shuffle(&self, n: i64, swap: impl Fn(i64, i64)) {
        if n < 0 {
            go::panic("invalid argument to Shuffle");
        }
        for i in (1..n).rev() {
            let other = match i32::try_from(i + 1) {
                Ok(count) => self.below(count as u32),
                Err(_) => self.Int63n(i + 1),
            };
            swap(i, other);
        }
    }

    /// Fills the bytes with random ones: how many.
    ///
    /// # Errors
    /// Never; Go has the result.
    pub fn Read(&self, bytes: &Slice<u8>) -> Result<i64, Error> {
        let (mut number, mut left) = self.0.rest.get();
        for i in 0..bytes.len() {
            if left == 0 {
                (number, left) = (self.Int63(), 7);
            }
            bytes.set(i, number as u8);
            (number, left) = (number >> 8, left - 1);
        }
        self.0.rest.set((number, left));
        Ok(bytes.len())
    }

    /// Begins with the numbers of another seed.
    pub fn Seed(&self, seed: i64) {
        self.0.source.Seed(seed);
        self.0.rest.take();
    }
}

/// What the functions of the package draw from.
fn of_package() -> Rand {
    thread_local! {
        static NUMBERS: Rand = New(Source::of(Numbers::Host(0)));
    }
    NUMBERS.with(Rand::clone)
}

macro_rules! of_package {
    ($($name:ident($($parameter:ident: $type:ty),*) $(-> $result:ty)?;)*) => {
        $(
            #[doc = concat!("[`Rand::", stringify!($name), "`] of numbers that differ from run to run.")]
            #[go]
            pub fn $name($($parameter: $type),*) $(-> $result)? {
                of_package().$name($($parameter),*)
            }
        )*
    };
}

of_package! {
    Uint64() -> u64;
    Uint32() -> u32;
    Int63() -> i64;
    Int31() -> i32;
    Int() -> i64;
    Int63n(n: i64) -> i64;
    Int31n(n: i32) -> i32;
    Intn(n: i64) -> i64;
    Float64() -> f64;
    Float32() -> f32;
    Perm(n: i64) -> Slice<i64>;
    Shuffle(n: i64, swap: impl Fn(i64, i64));
}

/// [`Rand::Read`] of bytes that differ from run to run.
///
/// # Errors
/// Never; Go has the result.
#[go]
pub fn Read(bytes: &Slice<u8>) -> Result<i64, Error> {
    of_package().Read(bytes)
}

/// Nothing: from Go 1.24 on, the numbers of the package cannot be made to repeat themselves.
#[go]
pub fn Seed(seed: i64) {
    let _ = seed;
}
