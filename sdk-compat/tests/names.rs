//! Names every item that the Go packages export, in Go's spelling and in Rust's, so that one that is missing or renamed
//! does not compile. `parity.rs` writes the list and says how to write it anew.
#![allow(unused, non_snake_case, reason = "the items are named, not used")]
#![allow(
    clippy::bool_assert_comparison,
    reason = "constants are compared alike, whatever their type"
)]

/// Some value of the type that is wanted.
fn any<T>() -> T {
    unreachable!("nothing here is called")
}

include!("names/generated.rs");
