//! YAML within bounds: neither aliases that multiply nor nesting without an end fill memory or stack.

use serde::de::DeserializeOwned;
use serde_saphyr::Error;

/// The largest file that is read as YAML (bytes).
pub const LARGEST: u64 = 64 << 20;

/// What aliases may repeat (bytes), and how often.
const REPEATED: usize = 256 << 10;
const REPEATS: usize = 1_000;

/// Reads a text as YAML.
///
/// # Errors
/// The text is no YAML, goes beyond the bounds, or is not of that type.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let options = serde_saphyr::options! {
        with_snippet: false,
        strict_booleans: true,
        budget: serde_saphyr::budget! {
            max_aliases: REPEATS,
            max_recorded_anchor_bytes: REPEATED,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 20 * REPEATS,
        },
    };
    serde_saphyr::from_str_with_options(text, options)
}
