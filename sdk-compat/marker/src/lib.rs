//! The stock ABI marker, alone in a crate so that it is exported after the one of the SDK.
