//! The Go libraries as an oracle for their Rust counterparts, and what the comparisons with it share.
#![allow(dead_code, reason = "every test file uses another part of it")]

pub mod json;
#[path = "../support/random.rs"]
mod random;

use std::cell::RefCell;
use std::fmt::{Debug, Write as _};
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

use proptest::strategy::Strategy;
use proptest::test_runner::TestCaseError;
use sdk_compat::Any;

/// A process that answers for Go; it ends with its standard input.
pub struct Oracle {
    process: Child,
    input: Option<BufWriter<ChildStdin>>,
    output: BufReader<ChildStdout>,
}

impl Oracle {
    pub fn start() -> Self {
        static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
        let program = PROGRAM.get_or_init(build);
        let mut process = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()));
        let input = process.stdin.take().map(BufWriter::new);
        let output = BufReader::new(process.stdout.take().unwrap());
        Oracle { process, input, output }
    }

    /// What Go answers; `None` where it panics.
    pub fn ask(&mut self, question: u8, parts: &[&[u8]]) -> Option<Vec<u8>> {
        let input = self.input.as_mut().unwrap();
        let size = 1 + parts.iter().map(|part| 4 + part.len()).sum::<usize>();
        input.write_all(&(size as u32).to_le_bytes()).unwrap();
        input.write_all(&[question]).unwrap();
        for part in parts {
            input.write_all(&(part.len() as u32).to_le_bytes()).unwrap();
            input.write_all(part).unwrap();
        }
        input.flush().unwrap();
        let mut size = [0; 4];
        self.output.read_exact(&mut size).expect("the oracle died");
        let mut answer = vec![0; u32::from_le_bytes(size) as usize];
        self.output.read_exact(&mut answer).unwrap();
        (answer != b"PANIC").then_some(answer)
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        self.input = None;
        let _ = self.process.wait();
    }
}

/// Builds the oracle with the Go version that plugins are built with.
fn build() -> PathBuf {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle");
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let unfinished = directory.join(format!("oracle-{}", std::process::id()));
    let built = Command::new("go")
        .args(["build", "-o"])
        .arg(&unfinished)
        .arg(".")
        .current_dir(&sources)
        .env("GOTOOLCHAIN", "go1.24.11")
        .status()
        .expect("these tests compare with Go: install Go 1.21 or newer, it fetches Go 1.24.11 by itself");
    assert!(built.success(), "the oracle in {} does not build", sources.display());
    let program = directory.join("oracle");
    std::fs::rename(&unfinished, &program).unwrap();
    program
}

/// Holds `rust` against `go` for random inputs, and prints the smallest that differs. Inputs that Go panics at count as
/// alike: only here nothing may panic.
pub fn compare<S: Strategy>(
    inputs: S,
    rust: impl Fn(&S::Value) -> Vec<u8>,
    go: impl Fn(&mut Oracle, &S::Value) -> Option<Vec<u8>>,
) where
    S::Value: Debug,
{
    let oracle = RefCell::new(Oracle::start());
    random::check(&inputs, random::cases(2_000), random::seed(), "cases", |input| {
        let wanted = go(&mut oracle.borrow_mut(), &input);
        let ours = rust(&input);
        match wanted {
            Some(wanted) if wanted != ours => Err(TestCaseError::fail(difference(&wanted, &ours))),
            _ => Ok(()),
        }
    });
}

/// The first line that differs, and both whole texts.
fn difference(go: &[u8], rust: &[u8]) -> String {
    let lines = |text: &[u8]| {
        text.split(|&byte| byte == b'\n')
            .map(<[u8]>::escape_ascii)
            .map(|line| line.to_string())
            .collect()
    };
    let (go_lines, rust_lines): (Vec<String>, Vec<String>) = (lines(go), lines(rust));
    let first = go_lines.iter().zip(&rust_lines).position(|(go, rust)| go != rust);
    let at = first.unwrap_or(go_lines.len().min(rust_lines.len()));
    let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_else(|| "nothing more".into());
    format!(
        "line {at}\n  Go:   {}\n  Rust: {}\n",
        line(&go_lines),
        line(&rust_lines)
    )
}

/// The counterpart of the oracle's `dump`.
#[derive(Default)]
pub struct Dump {
    out: String,
    indent: usize,
}

impl Dump {
    pub fn text(&mut self, name: &str, value: &[u8]) {
        let mut hex = String::new();
        value.iter().for_each(|byte| write!(hex, "{byte:02x}").unwrap());
        self.number(name, hex);
    }

    pub fn number(&mut self, name: &str, value: impl std::fmt::Display) {
        writeln!(self.out, "{}{name} {value}", " ".repeat(self.indent)).unwrap();
    }

    pub fn float(&mut self, name: &str, value: f64) {
        if value.is_nan() {
            self.number(name, "NaN");
        } else {
            self.number(name, format_args!("{:x}", value.to_bits()));
        }
    }

    pub fn inside(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        self.number(name, "");
        self.indent += 1;
        write(self);
        self.indent -= 1;
    }

    pub fn bytes(self) -> Vec<u8> {
        self.out.into_bytes()
    }
}

/// Writes a value as JSON gives it.
pub fn dump_value(dump: &mut Dump, value: &Any) {
    match value {
        Any::Nil => dump.number("nil", ""),
        Any::Bool(value) => dump.number("bool", value),
        Any::Float64(value) => dump.float("float64", *value),
        Any::String(value) => dump.text("string", value),
        Any::List(items) => dump.inside("list", |dump| items.iter().for_each(|item| dump_value(dump, item))),
        Any::Map(members) => dump.inside("map", |dump| {
            for (key, value) in members.iter() {
                dump.text("key", key);
                dump_value(dump, value);
            }
        }),
        other => panic!("no JSON gives {other:?}"),
    }
}

/// Encodes a list of values for the oracle.
pub fn encode_values(values: &[Any]) -> Vec<u8> {
    let mut out = (values.len() as u32).to_le_bytes().to_vec();
    values.iter().for_each(|value| encode_value(&mut out, value));
    out
}

fn encode_value(out: &mut Vec<u8>, value: &Any) {
    let mut number = |kind: u8, bits: u64| {
        out.push(kind);
        out.extend(bits.to_le_bytes());
    };
    match value {
        Any::Int(value) => return number(b'i', *value as u64),
        Any::Int8(value) => return number(b'1', *value as u64),
        Any::Int16(value) => return number(b'2', *value as u64),
        Any::Int32(value) => return number(b'4', *value as u64),
        Any::Uint(value) => return number(b'u', *value),
        Any::Uint8(value) => return number(b'8', (*value).into()),
        Any::Uint16(value) => return number(b'6', (*value).into()),
        Any::Uint32(value) => return number(b'3', (*value).into()),
        Any::Float32(value) => return number(b'F', value.to_bits().into()),
        Any::Float64(value) => return number(b'd', value.to_bits()),
        _ => {}
    }
    fn text(out: &mut Vec<u8>, text: &[u8]) {
        out.extend((text.len() as u32).to_le_bytes());
        out.extend_from_slice(text);
    }
    fn count(out: &mut Vec<u8>, kind: u8, count: usize) {
        out.push(kind);
        out.extend((count as u32).to_le_bytes());
    }
    match value {
        Any::Nil => out.push(b'n'),
        Any::Bool(value) => out.push(if *value { b't' } else { b'f' }),
        Any::String(value) => {
            out.push(b's');
            text(out, value);
        }
        Any::Bytes(value) => {
            out.push(b'b');
            text(out, value);
        }
        Any::Error(value) => {
            out.push(if value.wrapped().is_some() { b'w' } else { b'e' });
            let own = value.text();
            text(
                out,
                own.strip_suffix(b": inner")
                    .filter(|_| value.wrapped().is_some())
                    .unwrap_or(&own),
            );
        }
        Any::Strings(values) => {
            count(out, b'S', values.len());
            values.iter().for_each(|value| text(out, value));
        }
        Any::Pairs(pairs) => {
            count(out, b'P', pairs.len());
            pairs.iter().flatten().for_each(|value| text(out, value));
        }
        Any::List(values) => {
            count(out, b'l', values.len());
            values.iter().for_each(|value| encode_value(out, value));
        }
        Any::Map(entries) => {
            count(out, b'm', entries.len());
            for (key, value) in entries.iter() {
                text(out, key);
                encode_value(out, value);
            }
        }
        other => panic!("the oracle has no {other:?}"),
    }
}
