//! Writes values of the Redis protocol.

use std::io::Write;

use super::value::*;
use crate::{Any, Error as GoError, Str, go};

/// A writer of values. As in Go, what the stream below it says is not passed on: an error is one of the value.
pub struct Writer<'w> {
    stream: Box<dyn Write + 'w>,
}

/// A writer to `stream`.
///
/// ```
/// use sdk_compat::{args, resp};
/// let mut bytes = Vec::new();
/// resp::NewWriter(&mut bytes).WriteMultiBulk("get", args!["key"]);
/// assert_eq!(bytes, b"*2\r\n$3\r\nget\r\n$3\r\nkey\r\n");
/// ```
#[go]
pub fn NewWriter<'w>(stream: impl Write + 'w) -> Writer<'w> {
    Writer {
        stream: Box::new(stream),
    }
}

#[go]
impl Writer<'_> {
    /// Writes a value. Fails for a zero value.
    pub fn WriteValue(&mut self, value: Value) -> Option<GoError> {
        match value.MarshalRESP() {
            Ok(bytes) => {
                let _ = self.stream.write_all(&bytes);
                None
            }
            Err(error) => Some(error),
        }
    }

    /// Writes a simple string; control characters become spaces.
    pub fn WriteSimpleString(&mut self, text: impl Into<Str>) -> Option<GoError> {
        self.WriteValue(SimpleStringValue(text))
    }

    /// Writes a bulk string.
    pub fn WriteBytes(&mut self, bytes: impl Into<Str>) -> Option<GoError> {
        self.WriteValue(BytesValue(bytes))
    }

    /// Writes a bulk string.
    pub fn WriteString(&mut self, text: impl Into<Str>) -> Option<GoError> {
        self.WriteValue(StringValue(text))
    }

    /// Writes the null of bulk strings.
    pub fn WriteNull(&mut self) -> Option<GoError> {
        self.WriteValue(NullValue())
    }

    /// Writes an error; control characters in its text become spaces.
    pub fn WriteError(&mut self, error: &GoError) -> Option<GoError> {
        self.WriteValue(ErrorValue(error))
    }

    /// Writes an integer.
    pub fn WriteInteger(&mut self, number: i64) -> Option<GoError> {
        self.WriteValue(IntegerValue(number))
    }

    /// Writes an array. Fails where a zero value is in it.
    pub fn WriteArray(&mut self, items: Vec<Value>) -> Option<GoError> {
        self.WriteValue(ArrayValue(items))
    }

    /// Writes a command, see [`MultiBulkValue`].
    pub fn WriteMultiBulk(&mut self, command_name: impl Into<Str>, arguments: &[Any]) -> Option<GoError> {
        self.WriteValue(MultiBulkValue(command_name, arguments))
    }
}
