//! The stock ABI marker, alone in a crate so that it is exported after the one of the SDK.
//!
//! Both hosts take the first marker that they know, in export order, and a build exports crate by crate, the dependent
//! one first. So Higress reads `proxy_abi_version_0_2_100` from the SDK, and stock Envoy, which skips that, reads this one.
#![allow(unsafe_code)]

/// Marks the module as one for ABI 0.2.1. Never called.
#[unsafe(no_mangle)]
pub extern "C" fn proxy_abi_version_0_2_1() {}
