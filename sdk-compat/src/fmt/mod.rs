//! Go's package `fmt`: printing of values, with Go's text for every mistake in a format.

mod pad;
mod print;
mod scan;

use std::io::Write;

use crate::{Any, Error, Str, go};
pub(crate) use print::{Place, Printer};

/// The values in their default format, with a space between two that are both no strings.
#[go]
pub fn Sprint(values: &[Any]) -> Str {
    let mut printer = Printer::default();
    let mut after_string = false;
    for (at, value) in values.iter().enumerate() {
        let string = matches!(value.plain(), Any::String(_));
        if at > 0 && !string && !after_string {
            printer.out.push(b' ');
        }
        printer.value(value, u32::from(b'v'));
        after_string = string;
    }
    printer.out.into()
}

/// The values in their default format, with spaces between them and a line break at the end.
#[go]
pub fn Sprintln(values: &[Any]) -> Str {
    let mut printer = Printer::default();
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            printer.out.push(b' ');
        }
        printer.value(value, u32::from(b'v'));
    }
    printer.out.push(b'\n');
    printer.out.into()
}

/// Writes the values as [`Sprintln`] to the standard output.
#[go]
pub fn Println(values: &[Any]) {
    to_stdout(&Sprintln(values));
}

/// Writes the values as [`Sprint`] to the standard output.
#[go]
pub fn Print(values: &[Any]) {
    to_stdout(&Sprint(values));
}

/// Writes the values as [`Sprintf`] to the standard output.
#[go]
pub fn Printf(format: impl AsRef<[u8]>, values: &[Any]) {
    to_stdout(&Sprintf(format, values));
}

/// Writes the values as [`Sprintf`] to `writer`: how many bytes were written.
///
/// # Errors
/// What the writer says.
#[go]
pub fn Fprintf(writer: impl Write, format: impl AsRef<[u8]>, values: &[Any]) -> Result<i64, Error> {
    to(writer, &Sprintf(format, values))
}

/// Writes the values as [`Sprint`] to `writer`: how many bytes were written.
///
/// # Errors
/// What the writer says.
#[go]
pub fn Fprint(writer: impl Write, values: &[Any]) -> Result<i64, Error> {
    to(writer, &Sprint(values))
}

/// Writes the values as [`Sprintln`] to `writer`: how many bytes were written.
///
/// # Errors
/// What the writer says.
#[go]
pub fn Fprintln(writer: impl Write, values: &[Any]) -> Result<i64, Error> {
    to(writer, &Sprintln(values))
}

/// What cannot be written to the standard output is lost, as it is where Go's result is not looked at.
fn to_stdout(text: &[u8]) {
    let _ = std::io::stdout().write_all(text);
}

fn to(mut writer: impl Write, text: &[u8]) -> Result<i64, Error> {
    match writer.write_all(text) {
        Ok(()) => Ok(text.len() as i64),
        Err(error) => Err(Error::new(error.to_string())),
    }
}

/// The values formatted as `format` says.
#[go]
pub fn Sprintf(format: impl AsRef<[u8]>, values: &[Any]) -> Str {
    append_formatted(Vec::new(), format.as_ref(), values).into()
}

/// `out` and the values formatted as `format` says.
pub(crate) fn append_formatted(out: Vec<u8>, format: &[u8], values: &[Any]) -> Vec<u8> {
    let mut printer = Printer::default();
    printer.out = out;
    // What most lines need, so that the text is not moved as it grows.
    printer.out.reserve(2 * format.len() + 64);
    printer.format(format, values);
    printer.out
}

/// An error with the formatted text; it wraps the errors that `%w` names.
#[go]
pub fn Errorf(format: impl AsRef<[u8]>, values: &[Any]) -> Error {
    let mut printer = Printer::wrapping();
    let reordered = printer.format(format.as_ref(), values);
    let Some(mut named) = printer.named else {
        return Error::new(printer.out);
    };
    let wrapped = |place: usize| values.get(place).and_then(Any::to_error);
    match named[..] {
        [] => Error::new(printer.out),
        [only] => match wrapped(only) {
            Some(error) => Error::wrapping(printer.out, error),
            None => Error::new(printer.out),
        },
        _ => {
            if reordered {
                named.sort_unstable();
            }
            named.dedup();
            Error::wrapping_several(printer.out, named.into_iter().filter_map(wrapped).collect())
        }
    }
}
