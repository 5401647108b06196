//! `rand` against Go's `math/rand`: a seed gives the same numbers.

mod oracle;

use oracle::{Dump, compare};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sdk_compat::go::Slice;
use sdk_compat::{fmt, rand};

/// A seed, and steps of a letter and a number each.
type Drawing = (i64, Vec<(u8, i64)>);

fn drawn((seed, steps): &Drawing) -> Vec<u8> {
    let mut dump = Dump::default();
    let source = rand::NewSource(*seed);
    let r = rand::New(source.clone());
    for &(step, n) in steps {
        match step {
            b'u' => dump.number("Uint64", r.Uint64()),
            b'U' => dump.number("Uint32", r.Uint32()),
            b'i' => dump.number("Int63", r.Int63()),
            b'I' => dump.number("Int31", r.Int31()),
            b'a' => dump.number("Int", r.Int()),
            b'n' => dump.number("Int63n", r.Int63n(n)),
            b'N' => dump.number("Int31n", r.Int31n((n as i32).max(1))),
            b'b' => dump.number("Intn", r.Intn(n)),
            b'f' => dump.float("Float64", r.Float64()),
            b'F' => dump.float("Float32", f64::from(r.Float32())),
            b'p' => dump.number("Perm", fmt::Sprint(sdk_compat::args![r.Perm(n % 50)])),
            b's' => {
                let text = Slice::from(b"a text of some length".to_vec());
                r.Shuffle(n % text.len(), |i, j| text.swap(i, j));
                dump.text("Shuffle", &text.to_vec());
            }
            b'r' => {
                let bytes = Slice::from(vec![0; (n % 20) as usize]);
                dump.number("count", r.Read(&bytes).unwrap());
                dump.text("Read", &bytes.to_vec());
            }
            b'S' => r.Seed(n),
            b'T' => source.Seed(n),
            _ => dump.number("source", source.Int63()),
        }
    }
    dump.bytes()
}

#[test]
fn a_seed_gives_the_numbers_of_go() {
    let seed = prop_oneof![
        any::<i64>(),
        -3..3_i64,
        Just((1 << 31) - 1),
        Just(i64::MIN),
        Just(1 << 31)
    ];
    let number = prop_oneof![
        1..100_i64,
        1..i64::MAX,
        (0..63_u32).prop_map(|bits| 1 << bits),
        Just(i64::MAX),
        Just((1 << 31) - 1),
        Just(1 << 31),
    ];
    let step = (select(b"uUiIanNbfFpsrSTo".as_slice()), number);
    // A sequence is longer than what it keeps.
    compare((seed, vec(step, 0..200)), drawn, |oracle, (seed, steps)| {
        let steps: Vec<Vec<u8>> = steps
            .iter()
            .map(|(step, n)| [&[*step][..], &n.to_le_bytes()].concat())
            .collect();
        let seed = seed.to_le_bytes();
        let parts: Vec<&[u8]> = std::iter::once(&seed[..])
            .chain(steps.iter().map(Vec::as_slice))
            .collect();
        oracle.ask(b'd', &parts)
    });
}

#[test]
fn the_numbers_of_the_package_are_in_their_bounds() {
    for n in [1, 2, 7, 1 << 31, i64::MAX] {
        assert!((0..n).contains(&rand::Intn(n)) && (0..n).contains(&rand::Int63n(n)));
    }
    assert!((0..9).contains(&rand::Int31n(9)) && (0.0..1.0).contains(&rand::Float32()));
    let mut numbers = rand::Perm(20).to_vec();
    numbers.sort();
    assert_eq!(numbers, (0..20).collect::<Vec<_>>());
    // What swaps may draw itself.
    rand::Shuffle(5, |i, j| assert!(j <= i && rand::Int() >= 0));
    let bytes = Slice::from(vec![0; 64]);
    assert_eq!(rand::Read(&bytes), Ok(64));
    assert!(bytes.to_vec().iter().any(|&byte| byte != 0));
}
