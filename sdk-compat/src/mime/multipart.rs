//! Go's package `mime/multipart`: bodies in parts, such as forms with files.

mod ahead;
mod header;
mod quoted_printable;
mod reader;
mod writer;

pub use reader::{ErrMessageTooLarge, NewReader, Part, Reader, new_reader};
pub use writer::{NewWriter, Writer, new_writer};
