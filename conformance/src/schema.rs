//! Schemas of JSON documents that stand beside the sources, as tests keep them.

use std::fs;

use schemars::JsonSchema;

/// Checks that the schema at `path` is that of the type; `BLESS=1 cargo test` writes it anew.
#[track_caller]
pub fn assert_published<T: JsonSchema>(path: &str) {
    let of_type = serde_json::to_string_pretty(&schemars::schema_for!(T)).unwrap() + "\n";
    if std::env::var_os("BLESS").is_some() {
        fs::write(path, &of_type).unwrap();
    }
    assert!(fs::read_to_string(path).unwrap() == of_type, "run BLESS=1 cargo test");
}
