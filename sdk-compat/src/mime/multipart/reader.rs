//! A body, part by part.

use std::cell::{OnceCell, RefCell};
use std::rc::{Rc, Weak};

use super::ahead::{Ahead, too_early};
use super::header;
use super::quoted_printable::QuotedPrintable;
use crate::go::{Dyn, Slice};
use crate::io::{self, EOF, Source};
use crate::net::textproto::MIMEHeader;
use crate::{Error, Str, args, fixed_error, fmt, go, mime, path, strings};

/// The headers of a part are too long.
pub const ErrMessageTooLarge: Error = fixed_error!("multipart: message too large");

/// Go's `*multipart.Reader`: copies read on from each other. The default is Go's nil, whose methods panic.
#[derive(Clone, Default, Debug)]
pub struct Reader(Dyn<RefCell<Body>>);

/// A body in parts.
struct Body {
    input: Ahead,
    /// `\r\n--` and the boundary; without the `\r` where the first boundary has none behind it.
    delimiter: Vec<u8>,
    /// The content of the part that is read; it does not lead back here, so that all is freed in the end.
    current: Option<io::Reader>,
    parts: usize,
}

/// What a line between two parts is.
enum Line {
    Boundary,
    /// The boundary behind the last part.
    End,
    Empty,
    Other,
}

/// A reader of the parts of a body with this boundary.
#[go]
pub fn NewReader(reader: impl Into<io::Reader>, boundary: impl AsRef<[u8]>) -> Reader {
    let body = Body {
        input: Ahead::of(reader.into()),
        delimiter: [b"\r\n--", boundary.as_ref()].concat(),
        current: None,
        parts: 0,
    };
    Reader(Dyn::new(Rc::new(RefCell::new(body))))
}

impl Reader {
    /// Whether this is Go's nil.
    pub fn is_nil(&self) -> bool {
        self.0.is_nil()
    }
}

#[go]
impl Reader {
    /// The next part. What is left of the one before cannot be read any more. The content of a part whose
    /// `Content-Transfer-Encoding` is `quoted-printable` is decoded, and that header taken away.
    ///
    /// # Errors
    /// [`io::EOF`] behind the last part; that the body is not made like this.
    pub fn NextPart(&self) -> Result<Part, Error> {
        let part = self.NextRawPart()?;
        const ENCODING: &str = "Content-Transfer-Encoding";
        if strings::EqualFold(part.Header.Get(ENCODING), "quoted-printable") {
            part.Header.Del(ENCODING);
            let content = io::Reader::from(QuotedPrintable::of(part.content));
            self.0.borrow_mut().current = Some(content.clone());
            return Ok(Part { content, ..part });
        }
        Ok(part)
    }

    /// The next part, as it stands there.
    ///
    /// # Errors
    /// Those of [`Reader::NextPart`].
    pub fn NextRawPart(&self) -> Result<Part, Error> {
        let current = self.0.borrow().current.clone();
        if let Some(content) = current {
            skip(content);
        }
        let header = self.0.borrow_mut().next_header()?;
        let content = io::Reader::from(Content::of(self.0.downgrade()));
        self.0.borrow_mut().current = Some(content.clone());
        Ok(Part {
            Header: header,
            content,
            body: self.clone(),
            disposition: Rc::default(),
        })
    }
}

impl Body {
    /// Goes behind the next boundary, and reads the headers there.
    fn next_header(&mut self) -> Result<MIMEHeader, Error> {
        if self.delimiter == b"\r\n--" {
            return Err(Error::new("multipart: boundary is empty"));
        }
        let mut empty_line = false;
        loop {
            let (line, error) = self.input.line();
            if let Some(error) = error {
                if error == EOF && matches!(self.kind(&line), Line::End) {
                    return Err(EOF);
                }
                return Err(fmt::Errorf("multipart: NextPart: %w", args![error]));
            }
            match self.kind(&line) {
                Line::Boundary => {
                    self.parts += 1;
                    return header::read(&mut self.input);
                }
                Line::End => return Err(EOF),
                _ if empty_line => {
                    let text = "multipart: expecting a new Part; got line %q";
                    return Err(fmt::Errorf(text, args![Str::from(line)]));
                }
                _ if self.parts == 0 => {}
                Line::Empty => empty_line = true,
                Line::Other => {
                    let text = "multipart: unexpected line in Next(): %q";
                    return Err(fmt::Errorf(text, args![Str::from(line)]));
                }
            }
        }
    }

    /// What a line is. The first boundary says whether lines end as they should.
    fn kind(&mut self, line: &[u8]) -> Line {
        let dashes = self.delimiter.len() - self.dashed().len();
        let end = self.delimiter[..dashes].to_vec();
        let Some(behind) = line.strip_prefix(self.dashed()) else {
            return if line == end { Line::Empty } else { Line::Other };
        };
        let spaces = |text: &[u8]| text.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let rest = &behind[spaces(behind)..];
        if self.parts == 0 && rest == b"\n" && end == b"\r\n" {
            self.delimiter.remove(0);
            return Line::Boundary;
        }
        if rest == end {
            return Line::Boundary;
        }
        let last = behind.strip_prefix(b"--");
        let rest = last.map(|behind| &behind[spaces(behind)..]);
        match rest.is_some_and(|rest| rest.is_empty() || rest == end) {
            true => Line::End,
            false => Line::Other,
        }
    }

    /// `--` and the boundary.
    fn dashed(&self) -> &[u8] {
        let start = self.delimiter.iter().position(|&byte| byte == b'-');
        &self.delimiter[start.unwrap_or_default()..]
    }
}

/// Go's `*multipart.Part`: copies are the same part. The default is Go's nil, whose methods panic.
#[derive(Clone, Default, Debug)]
#[allow(non_snake_case)]
pub struct Part {
    /// What the part says of itself.
    pub Header: MIMEHeader,
    content: io::Reader,
    /// What the content is read from.
    body: Reader,
    /// What its header `Content-Disposition` said when it was asked first.
    disposition: Rc<OnceCell<Disposition>>,
}

#[derive(Debug)]
struct Disposition {
    kind: Str,
    name: Str,
    filename: Str,
}

impl Part {
    /// Whether this is Go's nil.
    pub fn is_nil(&self) -> bool {
        self.body.is_nil()
    }

    fn disposition(&self) -> &Disposition {
        self.disposition.get_or_init(|| {
            let header = self.Header.Get("Content-Disposition");
            let (kind, params, _) = mime::parse_media_type_pair(header);
            let param = |name: &str| params.get(name.as_bytes()).cloned().unwrap_or_default();
            Disposition {
                kind,
                name: param("name"),
                filename: param("filename"),
            }
        })
    }

    /// [`Part::Read`] with what Go gives beside the error: how many bytes there were before it.
    pub fn read_pair(&self, bytes: &Slice<u8>) -> (i64, Option<Error>) {
        self.content.read_pair(bytes)
    }
}

#[go]
impl Part {
    /// The name of the field of a form, where the part is one.
    pub fn FormName(&self) -> Str {
        let disposition = self.disposition();
        match disposition.kind == "form-data" {
            true => disposition.name.clone(),
            false => Str::default(),
        }
    }

    /// The name of the file in the part, without folders.
    pub fn FileName(&self) -> Str {
        let disposition = self.disposition();
        match disposition.filename.is_empty() {
            true => Str::default(),
            false => path::Base(&disposition.filename),
        }
    }

    /// Reads of the content: how many bytes.
    ///
    /// # Errors
    /// [`io::EOF`] at its end, [`io::ErrUnexpectedEOF`] where the body ends in it.
    pub fn Read(&self, bytes: &Slice<u8>) -> Result<i64, Error> {
        self.content.Read(bytes)
    }

    /// Skips what is left of the content; never an error.
    pub fn Close(&self) -> Option<Error> {
        skip(self.content.clone());
        None
    }
}

/// Reads what is left of a part. What cannot be read is left to the next part.
fn skip(content: io::Reader) {
    let _ = io::copy_pair(&io::Discard, content);
}

impl Source for Part {
    fn fill(&mut self, out: &mut [u8]) -> (usize, Option<Error>) {
        self.content.fill(out)
    }

    fn close(&mut self) -> Option<Error> {
        self.Close()
    }
}

/// The bytes of a part, up to the next boundary.
struct Content {
    /// Whoever reads has the part, which keeps it.
    body: Weak<RefCell<Body>>,
    /// So many bytes of what is held belong to it for certain.
    ready: usize,
    read: usize,
    /// What comes behind them.
    failed: Option<Error>,
    /// Why no more than what is held can be read.
    ended: Option<Error>,
}

/// What stands behind something that may be a boundary.
#[derive(PartialEq)]
enum Behind {
    /// What makes it one.
    Boundary,
    /// What makes it a part of the content.
    Content,
    /// Not enough to tell.
    Unknown,
}

impl Content {
    fn of(body: Weak<RefCell<Body>>) -> Self {
        Content {
            body,
            ready: 0,
            read: 0,
            failed: None,
            ended: None,
        }
    }

    /// How much of what is held belongs to the part, and what comes behind that, if it is known.
    fn look(&self, body: &Body) -> (usize, Option<Error>) {
        let (held, delimiter, dashed) = (body.input.held(), &body.delimiter, body.dashed());
        if self.read == 0 {
            // A part without content may begin with the boundary.
            if held.starts_with(dashed) {
                return match self.behind(held, dashed.len()) {
                    Behind::Boundary => (0, Some(EOF)),
                    Behind::Content => (dashed.len(), None),
                    Behind::Unknown => (0, None),
                };
            }
            if dashed.starts_with(held) {
                return (0, self.ended.clone());
            }
        }
        let found = held.windows(delimiter.len()).position(|window| window == delimiter);
        if let Some(at) = found {
            return match self.behind(&held[at..], delimiter.len()) {
                Behind::Boundary => (at, Some(EOF)),
                Behind::Content => (at + delimiter.len(), None),
                Behind::Unknown => (at, None),
            };
        }
        if delimiter.starts_with(held) {
            return (0, self.ended.clone());
        }
        let last = held.iter().rposition(|&byte| byte == delimiter[0]);
        match last.filter(|&at| delimiter.starts_with(&held[at..])) {
            Some(at) => (at, None),
            None => (held.len(), self.ended.clone()),
        }
    }

    fn behind(&self, text: &[u8], at: usize) -> Behind {
        let ended = self.ended.is_some();
        match (text.get(at), text.get(at + 1)) {
            (Some(b' ' | b'\t' | b'\r' | b'\n'), _) | (Some(b'-'), Some(b'-')) => Behind::Boundary,
            (None, _) if ended => Behind::Boundary,
            (None, _) => Behind::Unknown,
            (Some(b'-'), None) if !ended => Behind::Unknown,
            _ => Behind::Content,
        }
    }
}

impl Source for Content {
    fn fill(&mut self, out: &mut [u8]) -> (usize, Option<Error>) {
        let body = self.body.upgrade().expect("a part keeps its body");
        let mut body = body.borrow_mut();
        while self.ready == 0 && self.failed.is_none() {
            (self.ready, self.failed) = self.look(&body);
            if self.ready == 0 && self.failed.is_none() {
                let more = body.input.held().len() + 1;
                self.ended = body.input.hold(more).map(too_early);
            }
        }
        let count = self.ready.min(out.len());
        out[..count].copy_from_slice(&body.input.take(count));
        self.read += count;
        self.ready -= count;
        match self.ready {
            0 => (count, self.failed.clone()),
            _ => (count, None),
        }
    }
}
