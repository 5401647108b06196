//! `conformance serve`: one plugin in a real Envoy with an echo upstream behind it, for debugging by hand.

pub mod echo;
