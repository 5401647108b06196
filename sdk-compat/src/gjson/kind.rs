//! The type of a JSON value.

use std::fmt;

use crate::Str;

/// What a JSON value is; types are ordered as listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// null, or no value at all.
    #[default]
    Null,
    /// `false`
    False,
    /// A number.
    Number,
    /// A string.
    String,
    /// `true`
    True,
    /// An object or an array.
    JSON,
}

impl Type {
    /// The name of the type.
    #[allow(non_snake_case)]
    pub fn String(self) -> Str {
        Str::from(match self {
            Type::Null => "Null",
            Type::False => "False",
            Type::Number => "Number",
            Type::String => "String",
            Type::True => "True",
            Type::JSON => "JSON",
        })
    }

    /// [`Type::String`](#method.String) in Rust's spelling.
    pub fn string(self) -> Str {
        self.String()
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.String().fmt(f)
    }
}
