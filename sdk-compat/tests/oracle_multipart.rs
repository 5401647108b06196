//! `io`, `mime::multipart` and `net::textproto` against Go's.

mod oracle;

use oracle::{Dump, compare};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sdk_compat::go::{Ptr, Slice};
use sdk_compat::io::{EOF, ErrUnexpectedEOF, Source};
use sdk_compat::mime::multipart;
use sdk_compat::net::textproto::MIMEHeader;
use sdk_compat::{Error, Str, bytes, errors, io};

/// Like the oracle's.
struct Chunks {
    rest: Vec<u8>,
    size: usize,
    early: bool,
    end: Error,
}

impl Source for Chunks {
    fn fill(&mut self, out: &mut [u8]) -> (usize, Option<Error>) {
        if self.rest.is_empty() {
            return (0, Some(self.end.clone()));
        }
        let count = out.len().min(self.size).min(self.rest.len());
        out[..count].copy_from_slice(&self.rest.drain(..count).collect::<Vec<u8>>());
        let is_end = self.early && self.rest.is_empty();
        (count, is_end.then(|| self.end.clone()))
    }
}

/// A content, how it comes, and steps of a letter and a number each.
type Streaming = (Vec<u8>, [u8; 3], Vec<(u8, i64)>);

fn stream((content, how, steps): &Streaming) -> Vec<u8> {
    let mut dump = Dump::default();
    let reader = io::Reader::from(Chunks {
        rest: content.clone(),
        size: [1, 7, 511, 100_000][usize::from(how[0] % 4)],
        early: how[1] % 2 == 1,
        end: if how[2] % 2 == 1 { errors::New("broken") } else { EOF },
    });
    let mut written = bytes::Buffer::default();
    for &(step, n) in steps {
        let room = Slice::from(vec![0; n.clamp(0, 2000) as usize]);
        let (count, all, error) = match step {
            b'a' => {
                let (all, error) = io::read_all_pair(reader.clone());
                (None, Some(all), error)
            }
            b'l' => {
                let (all, error) = io::read_all_pair(io::LimitReader(reader.clone(), n));
                (None, Some(all), error)
            }
            b'c' => {
                let (count, error) = io::copy_pair(&mut written, io::LimitReader(reader.clone(), n));
                (Some(count), None, error)
            }
            b'b' => {
                let (count, error) = written.read_from_pair(io::NopCloser(reader.clone()));
                (Some(count), None, error)
            }
            b'f' => {
                let (count, error) = io::read_full_pair(reader.clone(), &room);
                (Some(count), None, error)
            }
            _ => {
                let (count, error) = io::LimitReader(reader.clone(), n).read_pair(&room);
                (Some(count), None, error)
            }
        };
        dump.text("content", &all.unwrap_or_else(|| room.to_vec()));
        dump.number("count", count.map_or("<nil>".to_string(), |count| count.to_string()));
        if let Some(error) = &error {
            dump.text("error", &error.text());
        }
        let is_end = error.is_some_and(|error| error == EOF || error == ErrUnexpectedEOF);
        dump.number("end", is_end);
    }
    dump.text("written", &written.String());
    dump.bytes()
}

#[test]
fn what_comes_in_pieces_is_read_as_in_go() {
    let content = prop_oneof![4 => vec(any::<u8>(), 0..30), 1 => vec(any::<u8>(), 500..3000)];
    let number = prop_oneof![
        8 => 0..20_i64,
        2 => 500..2000_i64,
        1 => select(&[-1, i64::MIN, 1 << 31, 1 << 32, (1 << 32) + 3, i64::MAX][..]),
    ];
    let step = (select(b"alcbfr".as_slice()), number);
    compare(
        (content, any::<[u8; 3]>(), vec(step, 1..6)),
        stream,
        |oracle, (content, how, steps)| {
            let steps: Vec<Vec<u8>> = steps
                .iter()
                .map(|(step, n)| format!("{}{n}", char::from(*step)).into_bytes())
                .collect();
            let parts = [&content[..], how].into_iter().chain(steps.iter().map(Vec::as_slice));
            oracle.ask(b'Y', &parts.collect::<Vec<_>>())
        },
    );
}

/// A boundary, a body, and how it is read.
type Reading = (&'static str, Vec<u8>, [u8; 4]);

fn read((boundary, body, how): &Reading) -> Vec<u8> {
    let mut dump = Dump::default();
    let chunks = Chunks {
        rest: body.clone(),
        size: [1, 7, 4096, 100_000][usize::from(how[0] % 4)],
        early: how[1] % 2 == 1,
        end: EOF,
    };
    let reader = multipart::NewReader(chunks, boundary);
    for _ in 0..20 {
        let part = match how[2] % 2 {
            1 => reader.NextRawPart(),
            _ => reader.NextPart(),
        };
        let part = match part {
            Ok(part) => part,
            Err(error) => {
                dump.text("end", &error.text());
                dump.number("is", errors::Is(&error, &EOF));
                dump.number("same", error == EOF);
                continue;
            }
        };
        for (name, values) in &part.Header {
            for value in values {
                dump.text("header", &[&name[..], b"=", &value].concat());
            }
        }
        dump.text("form", &part.FormName());
        dump.text("file", &part.FileName());
        let (content, error) = match how[3] % 3 {
            0 => io::read_all_pair(part),
            1 => {
                let bytes = Slice::from(vec![0; 5]);
                let (_, error) = io::read_full_pair(part, &bytes);
                (bytes.to_vec(), error)
            }
            _ => (Vec::new(), None),
        };
        dump.text("content", &content);
        if let Some(error) = error {
            dump.text("error", &error.text());
            dump.number("cut", error == ErrUnexpectedEOF);
        }
    }
    dump.bytes()
}

/// Pieces of bodies whose boundary is `b`, or that have none.
const PIECES: &[&str] = &[
    "--b",
    "--b\r\n",
    "\r\n--b\r\n",
    "\n--b\n",
    "\r\n--b--\r\n",
    "--b--",
    "--b \t\r\n",
    "--b-- \n",
    "--b-",
    "--bb\r\n",
    "--",
    "-",
    "\r",
    "\n",
    "\r\n",
    "\r\n\r\n",
    " ",
    "\t",
    "text",
    "Content-Disposition: form-data; name=\"a\"; filename=\"C/d.txt\"\r\n",
    "content-disposition: attachment; filename=e\n",
    "Content-Disposition: form-data; name=\r\n  f\r\n",
    "Content-Transfer-Encoding: quoted-printable\r\n",
    "X-A: 1\r\n",
    "X A: 1\r\n",
    "X-A: \u{1}\r\n",
    ": no name\r\n",
    "no colon\r\n",
    "=41=e4",
    "=",
    "=\r\n",
    "= \n",
    "=4",
    "=zz",
    "é",
    "\u{1}",
];

fn body() -> impl Strategy<Value = Vec<u8>> {
    let piece = || {
        prop_oneof![
            60 => select(PIECES).prop_map(|piece| piece.as_bytes().to_vec()),
            1 => select(&[4090_usize, 4096, 5000, 8192][..]).prop_map(|size| vec![b'y'; size]),
        ]
    };
    let loose = vec(piece(), 0..12).prop_map(|pieces| pieces.concat());
    let part = (vec(select(&PIECES[19..24]), 0..3), vec(piece(), 0..4)).prop_map(|(headers, content)| {
        let headers: Vec<u8> = headers.concat().into();
        [b"\r\n--b\r\n", &headers[..], b"\r\n", &content.concat()].concat()
    });
    let end = select(&["\r\n--b--\r\n", "\r\n--b--", "", "\r\n--b", "\r\n--b--x"][..]);
    let made = (vec(part, 1..4), end).prop_map(|(parts, end)| [&parts.concat()[2..], end.as_bytes()].concat());
    prop_oneof![loose, made]
}

#[test]
fn bodies_in_parts_are_read_as_in_go() {
    let boundary = prop_oneof![20 => Just("b"), 1 => Just(""), 1 => Just("b-"), 1 => Just("bb")];
    compare(
        (boundary, body(), any::<[u8; 4]>()),
        read,
        |oracle, (boundary, body, how)| oracle.ask(b'k', &[boundary.as_bytes(), body, how]),
    );
}

/// Steps of a letter and a text each.
fn write(steps: &Vec<(u8, &'static str)>) -> Vec<u8> {
    let mut dump = Dump::default();
    let body = Ptr::new(bytes::Buffer::default());
    let writer = multipart::NewWriter(body.clone());
    dump.number("boundary", writer.Boundary().len());
    writer.SetBoundary("fixed");
    let mut part = io::Writer::default();
    for (step, text) in steps {
        let mut created = |writer: Result<io::Writer, Error>| match writer {
            Ok(writer) => {
                part = writer;
                None
            }
            Err(error) => {
                part = io::Writer::default();
                Some(error)
            }
        };
        let error = match step {
            b'b' => writer.SetBoundary(text),
            b'p' => {
                let header = MIMEHeader::make();
                let name = Str::from(format!("x-{text}"));
                header.Set(name.clone(), *text);
                header.Add(name.clone(), "again");
                header.Add(*text, "b");
                header.Add("gone", *text);
                header.Del("Gone");
                dump.text("get", &header.Get(format!("X-{text}")));
                dump.number("values", header.Values(name).len());
                created(writer.CreatePart(header))
            }
            b'f' => created(writer.CreateFormField(text)),
            b'F' => created(writer.CreateFormFile(text, format!("{text}.txt"))),
            b'w' => writer.WriteField(text, text),
            b'c' => writer.Close(),
            _ if part.is_nil() => None,
            _ => match io::WriteString(&part, text) {
                Ok(count) => {
                    dump.number("written", count);
                    None
                }
                Err(error) => Some(error),
            },
        };
        if let Some(error) = error {
            dump.text("error", &error.text());
        }
        dump.text("boundary", &writer.Boundary());
        dump.text("type", &writer.FormDataContentType());
    }
    dump.text("body", &body.borrow().String());
    dump.bytes()
}

#[test]
fn bodies_in_parts_are_written_as_in_go() {
    const LONG: &str = "1234567890123456789012345678901234567890123456789012345678901234567890";
    const TEXTS: &[&str] = &[
        "",
        "a",
        "field-name",
        "a b",
        "quo\"te",
        "back\\slash",
        "é",
        "a:b",
        "a ",
        "(x)",
        "q?=",
        "*",
        LONG,
        "line\r\nbreak",
    ];
    let step = (select(b"bpfFwct".as_slice()), select(TEXTS));
    compare(vec(step, 0..9), write, |oracle, steps| {
        let steps: Vec<Vec<u8>> = steps
            .iter()
            .map(|(step, text)| [&[*step], text.as_bytes()].concat())
            .collect();
        oracle.ask(b'K', &steps.iter().map(Vec::as_slice).collect::<Vec<_>>())
    });
}

#[test]
fn readers_are_values() {
    let text = Ptr::new(bytes::NewReader("some text"));
    let reader = io::Reader::from(text.clone());
    let (start, whole) = (io::LimitReader(reader.clone(), 4), io::NopCloser(reader));
    assert_eq!(io::ReadAll(start).unwrap(), b"some");
    assert_eq!(text.borrow().Len(), 5);
    let buffer = Ptr::new(bytes::NewBufferString("<"));
    assert_eq!(io::Copy(&io::Writer::from(buffer.clone()), whole.clone()), Ok(5));
    assert_eq!(buffer.borrow().String(), "< text");
    assert_eq!((whole.Close(), whole.Read(&Slice::from(vec![0]))), (None, Err(EOF)));
    let bytes = Slice::from(vec![0; 9]);
    assert_eq!(io::ReadFull(buffer.clone(), &bytes), Err(ErrUnexpectedEOF));
    assert_eq!(io::ReadFull(buffer, &bytes), Err(EOF));
    assert_eq!(io::WriteString(&io::Discard, "gone"), Ok(4));
    assert_eq!(Str::from(bytes.to_vec()), "< text\0\0\0");
}
