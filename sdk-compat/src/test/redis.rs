//! Redis replies, to answer a plugin's commands with.

use crate::{Any, Error, Str, args, fmt, go, resp};

/// The reply that stands for a value: nil is null, an error is an error, an integer or a `bool` is an integer, a list is an
/// array, and everything else is a string with what Go's `%v` makes of it.
#[go]
pub fn CreateRedisResp(value: impl Into<Any>) -> Vec<u8> {
    let value = match value.into() {
        Any::Error(error) => resp::ErrorValue(&error),
        Any::List(items) => resp::ArrayValue(items.iter().map(item).collect()),
        Any::Float64(number) => resp::StringValue(fmt::Sprint(args![number])),
        other => item(&other),
    };
    value.MarshalRESP().unwrap_or_default()
}

/// In an array, as in Go, an error is a string, and so is a list.
fn item(value: &Any) -> resp::Value {
    match value {
        Any::Nil => resp::NullValue(),
        Any::String(text) => resp::StringValue(text.clone()),
        Any::Int(number) => resp::IntegerValue(*number),
        Any::Bool(truth) => resp::BoolValue(*truth),
        Any::Float64(number) => resp::FloatValue(*number),
        other => resp::StringValue(fmt::Sprintf("%v", args![other])),
    }
}

/// A null.
#[go]
pub fn CreateRedisRespNull() -> Vec<u8> {
    CreateRedisResp(Any::Nil)
}

/// An error with this text; it begins with a word such as `ERR`.
#[go]
pub fn CreateRedisRespError(message: impl Into<Str>) -> Vec<u8> {
    CreateRedisResp(Error::new(message))
}

/// An array.
#[go]
pub fn CreateRedisRespArray(values: &[Any]) -> Vec<u8> {
    CreateRedisResp(values.to_vec())
}

/// A string.
#[go]
pub fn CreateRedisRespString(value: impl Into<Str>) -> Vec<u8> {
    CreateRedisResp(value.into())
}

/// An integer.
#[go]
pub fn CreateRedisRespInt(value: i64) -> Vec<u8> {
    CreateRedisResp(value)
}

/// The integer 1 or 0.
#[go]
pub fn CreateRedisRespBool(value: bool) -> Vec<u8> {
    CreateRedisResp(value)
}

/// A string with the number.
#[go]
pub fn CreateRedisRespFloat(value: f64) -> Vec<u8> {
    CreateRedisResp(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_as_go_writes_it() {
        let items = args![Any::Nil, "a", 1, true, 1.5, Error::new("e"), b"ab".as_slice()];
        for (reply, expected) in [
            (CreateRedisRespNull(), "$-1\r\n"),
            (CreateRedisRespString("OK"), "$2\r\nOK\r\n"),
            (CreateRedisRespInt(-7), ":-7\r\n"),
            (CreateRedisRespBool(true), ":1\r\n"),
            (CreateRedisRespFloat(1e21), "$5\r\n1e+21\r\n"),
            (CreateRedisRespError("ERR no"), "-ERR no\r\n"),
            (CreateRedisResp(b"ab".as_slice()), "$7\r\n[97 98]\r\n"),
            (CreateRedisRespArray(&[]), "*0\r\n"),
            (
                CreateRedisRespArray(items),
                "*7\r\n$-1\r\n$1\r\na\r\n:1\r\n:1\r\n$3\r\n1.5\r\n$1\r\ne\r\n$7\r\n[97 98]\r\n",
            ),
        ] {
            assert_eq!(String::from_utf8(reply).unwrap(), expected);
        }
    }
}
