//! The type of a JSON value.

use std::fmt;

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

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Type::Null => "Null",
            Type::False => "False",
            Type::Number => "Number",
            Type::String => "String",
            Type::True => "True",
            Type::JSON => "JSON",
        })
    }
}
