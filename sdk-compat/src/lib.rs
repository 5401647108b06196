//! The Go SDK for Higress plugins, name for name, in Rust.
