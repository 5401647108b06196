//! `time` against Go's.

mod oracle;

use oracle::compare;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sdk_compat::time;

fn layout() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: &[&str] = &[
        "January",
        "Jan",
        "Monday",
        "Mon",
        "MST",
        "002",
        "01",
        "02",
        "03",
        "04",
        "05",
        "06",
        "15",
        "1",
        "2006",
        "2",
        "_2006",
        "__2",
        "_2",
        "_",
        "3",
        "4",
        "5",
        "0",
        "7",
        "9",
        "PM",
        "pm",
        "P",
        "-070000",
        "-07:00:00",
        "-0700",
        "-07:00",
        "-07",
        "-",
        "Z070000",
        "Z07:00:00",
        "Z0700",
        "Z07:00",
        "Z07",
        "Z",
        ".000",
        ".999",
        ",9",
        ".",
        ",",
        "000000000",
        "999999999999",
        " ",
        ":",
        "T",
        "th",
        "J",
        "M",
        "ä",
    ];
    const LAYOUTS: &[&str] = &[
        time::Layout,
        time::ANSIC,
        time::UnixDate,
        time::RubyDate,
        time::RFC822,
        time::RFC822Z,
        time::RFC850,
        time::RFC1123,
        time::RFC1123Z,
        time::RFC3339,
        time::RFC3339Nano,
        time::Kitchen,
        time::Stamp,
        time::StampMilli,
        time::StampMicro,
        time::StampNano,
        time::DateTime,
        time::DateOnly,
        time::TimeOnly,
    ];
    prop_oneof![
        4 => vec(select(PIECES), 0..8).prop_map(|pieces| pieces.concat().into_bytes()),
        1 => select(LAYOUTS).prop_map(|layout| layout.as_bytes().to_vec()),
    ]
}

#[test]
fn a_moment_is_written_as_in_go() {
    let nanoseconds = prop_oneof![Just(0), Just(120_000_000), 0..1_000_000_000_i64];
    // The years -1000 to 12000, and more often those of today.
    let seconds = prop_oneof![-93_000_000_000..316_000_000_000_i64, 1_600_000_000..1_900_000_000_i64];
    let ours = |(seconds, nanoseconds, layout): &(i64, i64, Vec<u8>)| {
        Vec::from(time::Unix(*seconds, *nanoseconds).UTC().Format(layout))
    };
    compare(
        (seconds, nanoseconds, layout()),
        ours,
        |oracle, (seconds, nanoseconds, layout)| {
            oracle.ask(b'F', &[&seconds.to_le_bytes(), &nanoseconds.to_le_bytes(), layout])
        },
    );
}
