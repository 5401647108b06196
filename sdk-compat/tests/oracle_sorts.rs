//! Where Go's sorts leave items, equal ones too.

mod oracle;

use oracle::{Dump, compare};
use proptest::collection::vec;
use proptest::prelude::*;
use sdk_compat::go::Slice;
use sdk_compat::{slices, sort};
use std::cell::Cell;

/// A key, and the place where it was.
type Ranked = (u8, i64);

fn comes_first(mode: u8, one: u8, other: u8) -> bool {
    match mode {
        0 => one < other,
        1 => one <= other,
        _ => ((i64::from(one) * 31) ^ (i64::from(other) * 17)) & 2 == 2,
    }
}

fn places(items: &Slice<Ranked>) -> String {
    let places: Vec<String> = items.iter().map(|(_, place)| place.to_string()).collect();
    format!("[{}]", places.join(" "))
}

fn sorts((keys, mode): &(Vec<u8>, u8)) -> Vec<u8> {
    let mut dump = Dump::default();
    let items = || -> Slice<Ranked> { keys.iter().copied().zip(0..).collect() };
    let asked = Cell::new(0);
    let less = |one: Ranked, other: Ranked| {
        asked.set(asked.get() + 1);
        comes_first(*mode, one.0, other.0)
    };
    let compared = |one: Ranked, other: Ranked| if less(one, other) { -1 } else { 0 };
    let one = items();
    sort::Slice(&one, |i, j| less(one.at(i), one.at(j)));
    dump.number("Slice", places(&one));
    let two = items();
    slices::SortFunc(&two, compared);
    dump.number("SortFunc", places(&two));
    dump.number("asked", asked.get());
    if *mode == 0 {
        let three = items();
        sort::SliceStable(&three, |i, j| less(three.at(i), three.at(j)));
        dump.number("SliceStable", places(&three));
        let four = items();
        slices::SortStableFunc(&four, compared);
        dump.number("SortStableFunc", places(&four));
    }
    let floats: Slice<f64> = keys
        .iter()
        .map(|key| [0.0, -0.0, f64::NAN, 1.0, -1.0][usize::from(key % 5)])
        .collect();
    sort::Float64s(&floats);
    floats.iter().for_each(|float| dump.float("float", float));
    dump.bytes()
}

/// Keys of many kinds: few or many different ones, in order, nearly so, falling, rising and falling.
fn keys() -> impl Strategy<Value = Vec<u8>> {
    let few_or_many = prop_oneof![Just(2_u8), Just(5), Just(50), Just(255)];
    let drawn = few_or_many.prop_flat_map(|most| vec(0..most, 0..300));
    (drawn, 0..6_u8, any::<prop::sample::Index>()).prop_map(|(mut keys, shape, at)| {
        let middle = keys.len() / 2;
        match shape {
            1 | 2 => keys.sort_unstable(),
            3 => keys.sort_unstable_by(|one, other| other.cmp(one)),
            4 => {
                keys[..middle].sort_unstable();
                keys[middle..].sort_unstable_by(|one, other| other.cmp(one));
            }
            5 => {
                let len = keys.len().max(1);
                (0..).zip(&mut keys).for_each(|(i, key)| *key = (i * 7 % len) as u8);
            }
            _ => {}
        }
        if shape == 2 && !keys.is_empty() {
            let at = at.index(keys.len());
            keys.swap(at, middle);
        }
        keys
    })
}

#[test]
fn items_come_out_where_go_puts_them() {
    compare((keys(), 0..3_u8), sorts, |oracle, (keys, mode)| {
        oracle.ask(b'o', &[keys, &[*mode]])
    });
}
