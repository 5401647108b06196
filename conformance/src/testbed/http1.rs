//! HTTP/1.1 as it goes over the wire: exact names, values and order, trailers, and how a message ended.
//!
//! The head is cut by hand: a recorder has to take whatever Envoy sends, a path with a blank in it for one, which parsers
//! that guard a server refuse.

use std::io::{ErrorKind, Read};

/// The largest head that is read (bytes).
const LARGEST_HEAD: usize = 4 << 20;

/// A header as it was received: name and value, bytes.
pub type Field = (Vec<u8>, Vec<u8>);

/// The first line and the headers of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The request line or status line, without its line break.
    pub start: Vec<u8>,
    /// The headers in order.
    pub headers: Vec<Field>,
}

impl Head {
    /// The first value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        let found = self
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name.as_bytes()));
        found.map(|(_, value)| value.as_slice())
    }

    /// The status of a response.
    pub fn status(&self) -> Option<u16> {
        std::str::from_utf8(self.start.split(|byte| *byte == b' ').nth(1)?)
            .ok()?
            .parse()
            .ok()
    }

    /// The method of a request.
    pub fn method(&self) -> &[u8] {
        self.start.split(|byte| *byte == b' ').next().unwrap_or_default()
    }

    /// How the body of this request is delimited.
    pub fn request_framing(&self) -> Framing {
        self.framing().unwrap_or(Framing::Length(0))
    }

    /// How the body of this response to a request with the given method is delimited.
    pub fn response_framing(&self, method: &[u8]) -> Framing {
        match self.status() {
            Some(101) => Framing::UntilClose,
            Some(100..200 | 204 | 304) => Framing::Length(0),
            _ if method == b"HEAD" => Framing::Length(0),
            _ => self.framing().unwrap_or(Framing::UntilClose),
        }
    }

    fn framing(&self) -> Option<Framing> {
        let chunked = |value: &[u8]| value.to_ascii_lowercase().ends_with(b"chunked");
        if self.header("transfer-encoding").is_some_and(chunked) {
            return Some(Framing::Chunked);
        }
        let length = std::str::from_utf8(self.header("content-length")?).ok()?;
        length.trim().parse().ok().map(Framing::Length)
    }
}

/// How a body is delimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// So many bytes are left.
    Length(u64),
    /// Chunks, then trailers.
    Chunked,
    /// Everything until the connection closes.
    UntilClose,
}

/// Why a message could not be read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// The connection was closed in the middle.
    Closed,
    /// The connection was reset.
    Reset,
    /// The reader's time was up.
    TimedOut,
    /// The bytes are no HTTP/1.1.
    Malformed(&'static str),
}

/// Reads messages from a connection.
#[derive(Debug)]
pub struct Reader<R> {
    connection: R,
    buffer: Vec<u8>,
}

impl<R: Read> Reader<R> {
    /// Reads from a connection.
    pub fn new(connection: R) -> Self {
        Reader {
            connection,
            buffer: Vec::new(),
        }
    }

    /// The connection.
    pub fn connection(&mut self) -> &mut R {
        &mut self.connection
    }

    /// Reads a head; none where the connection closes before its first byte.
    ///
    /// # Errors
    /// The connection ended in the middle, or the head is none.
    pub fn head(&mut self) -> Result<Option<Head>, Broken> {
        let end = loop {
            if let Some(end) = end_of_head(&self.buffer) {
                break end;
            }
            if self.buffer.len() > LARGEST_HEAD {
                return Err(Broken::Malformed("the head has no end"));
            }
            match self.fill() {
                Err(Broken::Closed) if self.buffer.is_empty() => return Ok(None),
                other => other?,
            }
        };
        let head: Vec<u8> = self.buffer.drain(..end).collect();
        parse_head(&head).map(Some)
    }

    /// Reads the next piece of a body as it arrived; none at its end, when `body.trailers` holds the trailers.
    ///
    /// # Errors
    /// The connection ended in the middle, or the chunks are malformed.
    pub fn piece(&mut self, body: &mut Body) -> Result<Option<Vec<u8>>, Broken> {
        match body.framing {
            Framing::Length(0) => Ok(None),
            Framing::Length(left) => {
                let piece = self.some(left)?;
                body.framing = Framing::Length(left - piece.len() as u64);
                Ok(Some(piece))
            }
            Framing::UntilClose => match self.some(u64::MAX) {
                Err(Broken::Closed) => {
                    body.framing = Framing::Length(0);
                    Ok(None)
                }
                other => other.map(Some),
            },
            Framing::Chunked => self.chunk(body),
        }
    }

    fn chunk(&mut self, body: &mut Body) -> Result<Option<Vec<u8>>, Broken> {
        if body.left_in_chunk == 0 {
            // The line break behind a chunk is read with the next one, so that a chunk counts as soon as it is there.
            if body.in_chunks && !self.line()?.is_empty() {
                return Err(Broken::Malformed("a chunk is longer than its size"));
            }
            body.in_chunks = true;
            let line = self.line()?;
            let digits = line.split(|byte| *byte == b';').next().unwrap_or_default();
            let size = std::str::from_utf8(digits)
                .ok()
                .and_then(|text| u64::from_str_radix(text.trim(), 16).ok());
            body.left_in_chunk = size.ok_or(Broken::Malformed("a chunk has no size"))?;
            if body.left_in_chunk == 0 {
                self.trailers(body)?;
                return Ok(None);
            }
        }
        let piece = self.some(body.left_in_chunk)?;
        body.left_in_chunk -= piece.len() as u64;
        Ok(Some(piece))
    }

    fn trailers(&mut self, body: &mut Body) -> Result<(), Broken> {
        loop {
            let line = self.line()?;
            if line.is_empty() {
                body.framing = Framing::Length(0);
                return Ok(());
            }
            body.trailers.push(parse_field(&line)?);
        }
    }

    /// At least one byte and at most `limit`.
    fn some(&mut self, limit: u64) -> Result<Vec<u8>, Broken> {
        if self.buffer.is_empty() {
            self.fill()?;
        }
        let length = usize::try_from(limit).map_or(self.buffer.len(), |limit| limit.min(self.buffer.len()));
        Ok(self.buffer.drain(..length).collect())
    }

    fn line(&mut self) -> Result<Vec<u8>, Broken> {
        loop {
            if let Some(at) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let mut line: Vec<u8> = self.buffer.drain(..=at).collect();
                line.truncate(line.len() - 1 - usize::from(line.ends_with(b"\r\n")));
                return Ok(line);
            }
            if self.buffer.len() > LARGEST_HEAD {
                return Err(Broken::Malformed("a line has no end"));
            }
            self.fill()?;
        }
    }

    fn fill(&mut self) -> Result<(), Broken> {
        let mut room = [0; 16 << 10];
        loop {
            match self.connection.read(&mut room) {
                Ok(0) => return Err(Broken::Closed),
                Ok(read) => {
                    self.buffer.extend_from_slice(&room[..read]);
                    return Ok(());
                }
                Err(error) => match error.kind() {
                    ErrorKind::Interrupted => {}
                    ErrorKind::WouldBlock | ErrorKind::TimedOut => return Err(Broken::TimedOut),
                    _ => return Err(Broken::Reset),
                },
            }
        }
    }
}

/// A body that is being read.
#[derive(Debug)]
pub struct Body {
    framing: Framing,
    left_in_chunk: u64,
    in_chunks: bool,
    /// The trailers, once the body was read to its end.
    pub trailers: Vec<Field>,
}

impl Body {
    /// A body of which nothing was read yet.
    pub fn new(framing: Framing) -> Self {
        Body {
            framing,
            left_in_chunk: 0,
            in_chunks: false,
            trailers: Vec::new(),
        }
    }
}

/// Where a head ends: behind its empty line.
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == b'\n') {
        let line_end = from + at;
        match &bytes[line_end + 1..] {
            [b'\n', ..] => return Some(line_end + 2),
            [b'\r', b'\n', ..] => return Some(line_end + 3),
            _ => from = line_end + 1,
        }
    }
    None
}

fn parse_head(bytes: &[u8]) -> Result<Head, Broken> {
    let mut lines = bytes
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let start = lines.next().unwrap_or_default().to_vec();
    if start.is_empty() {
        return Err(Broken::Malformed("the head has no first line"));
    }
    let headers = lines
        .filter(|line| !line.is_empty())
        .map(parse_field)
        .collect::<Result<_, _>>()?;
    Ok(Head { start, headers })
}

fn parse_field(line: &[u8]) -> Result<Field, Broken> {
    let colon = line
        .iter()
        .position(|byte| *byte == b':')
        .ok_or(Broken::Malformed("a header has no colon"))?;
    let blank = |byte: &u8| *byte == b' ' || *byte == b'\t';
    let value = &line[colon + 1..];
    let from = value.iter().position(|byte| !blank(byte)).unwrap_or(value.len());
    let to = value.iter().rposition(|byte| !blank(byte)).map_or(from, |at| at + 1);
    Ok((line[..colon].to_vec(), value[from..to].to_vec()))
}

/// Appends a header as it goes over the wire.
pub fn write_field(out: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    out.extend_from_slice(name);
    out.extend_from_slice(b": ");
    out.extend_from_slice(value);
    out.extend_from_slice(b"\r\n");
}

/// One chunk as it goes over the wire; an empty one is left out, because it would end the body.
pub fn chunk(bytes: &[u8]) -> Vec<u8> {
    if bytes.is_empty() {
        return Vec::new();
    }
    let mut out = format!("{:x}\r\n", bytes.len()).into_bytes();
    out.extend_from_slice(bytes);
    out.extend_from_slice(b"\r\n");
    out
}

/// The last chunk with the trailers.
pub fn last_chunk<'a>(trailers: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> Vec<u8> {
    let mut out = b"0\r\n".to_vec();
    for (name, value) in trailers {
        write_field(&mut out, name, value);
    }
    out.extend_from_slice(b"\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Gives its bytes in pieces of the given sizes, then closes.
    struct Pieces<'a>(&'a [u8], Vec<usize>);

    impl Read for Pieces<'_> {
        fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
            let size = self
                .1
                .pop()
                .unwrap_or(usize::MAX)
                .max(1)
                .min(self.0.len())
                .min(room.len());
            room[..size].copy_from_slice(&self.0[..size]);
            self.0 = &self.0[size..];
            Ok(size)
        }
    }

    type Message = (Head, Vec<u8>, Vec<Field>, Option<Broken>);

    fn read(bytes: &[u8], cuts: Vec<usize>) -> Result<Option<Message>, Broken> {
        let mut reader = Reader::new(Pieces(bytes, cuts));
        let Some(head) = reader.head()? else { return Ok(None) };
        let mut body = Body::new(head.response_framing(b"GET"));
        let mut all = Vec::new();
        let broken = loop {
            match reader.piece(&mut body) {
                Ok(Some(piece)) => all.extend(piece),
                Ok(None) => break None,
                Err(broken) => break Some(broken),
            }
        };
        Ok(Some((head, all, body.trailers, broken)))
    }

    const CHUNKED: &[u8] = b"HTTP/1.1 200 OK\r\nX-One:  a b \r\nx-raw: \xff\r\ntransfer-encoding: chunked\r\n\r\n\
        3\r\nabc\r\na;x=y\r\n0123456789\r\n0\r\nx-t: 1\r\n\r\n";

    #[test]
    fn names_values_chunks_and_trailers_are_exact() {
        let (head, body, trailers, broken) = read(CHUNKED, vec![]).unwrap().unwrap();
        assert_eq!(head.status(), Some(200));
        assert_eq!(head.headers[0], (b"X-One".to_vec(), b"a b".to_vec()));
        assert_eq!(head.headers[1].1, b"\xff");
        assert_eq!(body, b"abc0123456789");
        assert_eq!(trailers, [(b"x-t".to_vec(), b"1".to_vec())]);
        assert_eq!(broken, None);
    }

    #[test]
    fn what_is_broken_says_how_and_keeps_what_came() {
        let (_, body, _, broken) = read(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc", vec![])
            .unwrap()
            .unwrap();
        assert_eq!((body.as_slice(), broken), (&b"abc"[..], Some(Broken::Closed)));
        let (_, _, _, broken) = read(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", vec![])
            .unwrap()
            .unwrap();
        assert_eq!(broken, Some(Broken::Malformed("a chunk has no size")));
        assert_eq!(read(b"HTTP/1.1 200 OK\r\nx", vec![]), Err(Broken::Closed));
        assert_eq!(read(b"", vec![]), Ok(None));
    }

    #[test]
    fn a_request_line_is_taken_as_it_is() {
        let head = Reader::new(&b"GET /a b HTTP/1.1\r\n\r\n"[..]).head().unwrap().unwrap();
        assert_eq!(head.start, b"GET /a b HTTP/1.1");
        assert_eq!(
            (head.method(), head.request_framing()),
            (&b"GET"[..], Framing::Length(0))
        );
    }

    #[test]
    fn a_body_has_the_end_that_its_head_gives_it() {
        for (head, framing) in [
            (&b"HTTP/1.1 204 No Content\r\n\r\n"[..], Framing::Length(0)),
            (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", Framing::UntilClose),
            (b"HTTP/1.1 200 OK\r\n\r\n", Framing::UntilClose),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", Framing::Length(3)),
        ] {
            let head = Reader::new(head).head().unwrap().unwrap();
            assert_eq!(head.response_framing(b"GET"), framing);
            assert_eq!(
                head.response_framing(b"HEAD") == Framing::UntilClose,
                head.status() == Some(101)
            );
        }
    }

    proptest! {
        #[test]
        fn any_split_of_the_bytes_gives_the_same_message(cuts in proptest::collection::vec(1_usize..40, 0..120), upto in 0..=CHUNKED.len()) {
            let bytes = &CHUNKED[..upto];
            prop_assert_eq!(read(bytes, cuts), read(bytes, vec![]));
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), headed in any::<bool>()) {
            let mut all = if headed { b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec() } else { Vec::new() };
            all.extend(bytes);
            let _ = read(&all, vec![]);
        }

        #[test]
        fn what_is_written_is_read_back(pieces in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..50), 0..8), value in "[!-~]{0,20}") {
            let mut wire = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
            pieces.iter().for_each(|piece| wire.extend(chunk(piece)));
            wire.extend(last_chunk([(&b"x-t"[..], value.as_bytes())].into_iter()));
            let (_, body, trailers, broken) = read(&wire, vec![]).unwrap().unwrap();
            prop_assert_eq!(body, pieces.concat());
            prop_assert_eq!(trailers, [(b"x-t".to_vec(), value.into_bytes())]);
            prop_assert_eq!(broken, None);
        }
    }
}
