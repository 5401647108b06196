//! A body that is put together part by part.

use std::cell::{Cell, RefCell};
use std::io::Write;
use std::rc::Rc;

use crate::go::Dyn;
use crate::io;
use crate::net::textproto::MIMEHeader;
use crate::{Error, Str, args, crypto, encoding, fmt, go, strings};

/// Go's `*multipart.Writer`: copies write to the same body. The default is Go's nil, whose methods panic.
#[derive(Clone, Default, Debug)]
pub struct Writer(Dyn<RefCell<Body>>);

struct Body {
    writer: io::Writer,
    boundary: Str,
    last: Option<Rc<Open>>,
}

/// What is known of a part.
#[derive(Default)]
struct Open {
    finished: Cell<bool>,
    /// What went wrong when it was written.
    failed: RefCell<Option<Error>>,
}

/// A writer with a random boundary.
#[go]
pub fn NewWriter(writer: impl Into<io::Writer>) -> Writer {
    let random = go::Slice::from(vec![0; 30]);
    // It never fails.
    let _ = crypto::rand::Read(&random);
    let body = Body {
        writer: writer.into(),
        boundary: encoding::hex::EncodeToString(random.to_vec()),
        last: None,
    };
    Writer(Dyn::new(Rc::new(RefCell::new(body))))
}

impl Writer {
    /// Whether this is Go's nil.
    pub fn is_nil(&self) -> bool {
        self.0.is_nil()
    }
}

#[go]
impl Writer {
    /// What stands between the parts.
    pub fn Boundary(&self) -> Str {
        self.0.borrow().boundary.clone()
    }

    /// Takes a boundary of one's own: up to 70 letters, digits and some signs.
    ///
    /// # Errors
    /// It cannot be one, or there is a part already.
    pub fn SetBoundary(&self, boundary: impl AsRef<[u8]>) -> Option<Error> {
        let boundary = boundary.as_ref();
        let mut body = self.0.borrow_mut();
        let inside = |byte: &u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(byte);
        let problem = match boundary {
            _ if body.last.is_some() => "SetBoundary called after write",
            _ if !(1..=70).contains(&boundary.len()) => "invalid boundary length",
            [.., b' '] => "invalid boundary character",
            _ if !boundary.iter().all(inside) => "invalid boundary character",
            _ => {
                body.boundary = Str::copy_of(boundary);
                return None;
            }
        };
        Some(Error::new(format!("mime: {problem}")))
    }

    /// The `Content-Type` of a form with these parts.
    pub fn FormDataContentType(&self) -> Str {
        let boundary = self.Boundary();
        let quote = match strings::ContainsAny(&boundary, r#"()<>@,;:\"/[]?= "#) {
            true => "\"",
            false => "",
        };
        fmt::Sprintf("multipart/form-data; boundary=%s%s%s", args![quote, boundary, quote])
    }

    /// A new part with these headers, and what its content is written to. The part before is finished.
    ///
    /// # Errors
    /// What the writer says, now or of the part before.
    pub fn CreatePart(&self, header: MIMEHeader) -> Result<io::Writer, Error> {
        self.finish_last()?;
        let mut body = self.0.borrow_mut();
        let lead = if body.last.is_some() { "\r\n" } else { "" };
        let mut head = fmt::Sprintf("%s--%s\r\n", args![lead, &body.boundary]).to_vec();
        for (name, values) in &header {
            for value in values {
                head.extend([&name[..], b": ", &value, b"\r\n"].concat());
            }
        }
        head.extend(b"\r\n");
        body.writer.Write(head)?;
        let open = Rc::new(Open::default());
        body.last = Some(open.clone());
        let part = Part {
            writer: body.writer.clone(),
            open,
        };
        Ok(io::Writer::from(part))
    }

    /// A new part for a field of a form.
    ///
    /// # Errors
    /// Those of [`Writer::CreatePart`].
    pub fn CreateFormField(&self, name: impl AsRef<[u8]>) -> Result<io::Writer, Error> {
        let header = MIMEHeader::make();
        header.Set(
            "Content-Disposition",
            fmt::Sprintf("form-data; name=\"%s\"", args![escaped(name.as_ref())]),
        );
        self.CreatePart(header)
    }

    /// A new part for a file in a form.
    ///
    /// # Errors
    /// Those of [`Writer::CreatePart`].
    pub fn CreateFormFile(&self, name: impl AsRef<[u8]>, filename: impl AsRef<[u8]>) -> Result<io::Writer, Error> {
        let header = MIMEHeader::make();
        let (name, filename) = (escaped(name.as_ref()), escaped(filename.as_ref()));
        let disposition = fmt::Sprintf("form-data; name=\"%s\"; filename=\"%s\"", args![name, filename]);
        header.Set("Content-Disposition", disposition);
        header.Set("Content-Type", "application/octet-stream");
        self.CreatePart(header)
    }

    /// Writes a field of a form with its value.
    pub fn WriteField(&self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Option<Error> {
        let written = self.CreateFormField(name).and_then(|part| part.Write(value));
        written.err()
    }

    /// Finishes the last part and writes the boundary behind it.
    pub fn Close(&self) -> Option<Error> {
        if let Err(error) = self.finish_last() {
            return Some(error);
        }
        let mut body = self.0.borrow_mut();
        body.last = None;
        let end = fmt::Sprintf("\r\n--%s--\r\n", args![&body.boundary]);
        body.writer.Write(end).err()
    }
}

impl Writer {
    /// Nothing can be written to the last part any more.
    fn finish_last(&self) -> Result<(), Error> {
        match &self.0.borrow().last {
            None => Ok(()),
            Some(part) => {
                part.finished.set(true);
                part.failed.borrow().clone().map_or(Ok(()), Err)
            }
        }
    }
}

/// What the content of a part is written to.
struct Part {
    writer: io::Writer,
    open: Rc<Open>,
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.open.finished.get() {
            return Err(std::io::Error::other("multipart: can't write to finished part"));
        }
        match self.writer.Write(bytes) {
            Ok(count) => Ok(count as usize),
            Err(error) => {
                self.open.failed.replace(Some(error.clone()));
                Err(std::io::Error::other(error.to_string()))
            }
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        (&self.writer).flush()
    }
}

/// A name as it stands in quotes.
fn escaped(name: &[u8]) -> Str {
    let name = strings::ReplaceAll(Str::copy_of(name), "\\", "\\\\");
    strings::ReplaceAll(name, "\"", "\\\"")
}
