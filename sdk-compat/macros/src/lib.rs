//! The attributes of `sdk-compat`.
