//! The tests of a Go plugin on wasm-go's `pkg/test`: they are run, with the user's own Go, on a copy of that package that
//! writes down what each test does with its host. So tables, helpers and computed texts come out as what they are.

use super::{Found, Message};
use crate::files::read_text;
use crate::testbed::process::{self, Prepared};
use crate::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use redis_protocol::resp2::decode::decode;
use redis_protocol::resp2::types::OwnedFrame as Reply;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

/// The module that the package is part of.
const MODULE: &str = "github.com/higress-group/wasm-go";

/// The route of a host that no test gave one.
const DEFAULT_ROUTE: &str = "test-route-default";

/// How long the tests of a plugin may run; compiling them does not count.
const LIMIT: Duration = Duration::from_secs(60);

/// What is written down at the start of which function; `#1` and `#2` stand for its parameters.
const EVENTS: [(&str, &str); 11] = [
    ("NewTestHostWithForeignFuncs", "\"host\", []byte(#1)"),
    ("CallOnHttpRequestHeaders", "\"request_headers\", #1"),
    ("CallOnHttpRequestBody", "\"request_body\", #1"),
    ("CallOnHttpStreamingRequestBody", "\"request_chunk\", #1"),
    ("CallOnHttpResponseHeaders", "\"response_headers\", #1"),
    ("CallOnHttpResponseBody", "\"response_body\", #1"),
    ("CallOnHttpStreamingResponseBody", "\"response_chunk\", #1"),
    ("CallOnHttpCall", "\"http_call\", #1, #2, conformanceUpstream(h)"),
    ("CallOnRedisCall", "\"redis_call\", #1, #2, conformanceQuery(h)"),
    ("SetRouteName", "\"route\", #1"),
    ("SetDomainName", "\"domain\", #1"),
];

pub fn read(path: &Path) -> Result<Found> {
    read_within(LIMIT, path)
}

fn read_within(limit: Duration, path: &Path) -> Result<Found> {
    let text = read_text(path, super::LARGEST, "give the main_test.go of a plugin")?;
    let tests: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("func Test")?.split('(').next())
        .collect();
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let (events, end) = record(folder, &tests, limit).map_err(|error| error.at(path.display()))?;
    let mut cases = Cases {
        file: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        ..Cases::default()
    };
    cases.found.notes.extend(end.note(limit));
    events
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .for_each(|event| cases.take(event));
    if end == End::OutOfTime {
        // Nobody knows what else the test would have done with its host.
        cases.current = None;
    }
    cases.finish_case();
    Ok(cases.found)
}

/// How the tests ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Passed,
    Failed,
    OutOfTime,
}

impl End {
    fn of(ran: &Output) -> End {
        let timed_out = b"panic: test timed out after";
        match ran.status.success() {
            true => End::Passed,
            false if ran.stdout.windows(timed_out.len()).any(|words| words == timed_out) => End::OutOfTime,
            false => End::Failed,
        }
    }

    fn note(&self, limit: Duration) -> Option<String> {
        match self {
            End::Passed => None,
            End::Failed => Some("some of the tests fail".into()),
            End::OutOfTime => Some(format!(
                "the tests did not come to an end within {} s: what they had not done by then is missing",
                limit.as_secs()
            )),
        }
    }
}

/// Runs the tests; what they did, and how they ended.
fn record(folder: &Path, tests: &[&str], limit: Duration) -> Result<(String, End)> {
    let listed = go(folder, &["list", "-m", "-f", "{{.Dir}}", MODULE], &[])?;
    let source = PathBuf::from(String::from_utf8_lossy(&listed.stdout).trim());
    if !listed.status.success() || !source.join("pkg/test/host.go").is_file() {
        return Err(Error::new(format!(
            "its module does not use the package test of {MODULE}: {}",
            last_words(&listed)
        ))
        .next("give tests that begin with test.NewTestHost"));
    }
    let work = Prepared::new()?;
    prepare(folder, &source, work.directory()).map_err(|error| cannot_write(&error))?;
    let at = |name: &str| work.directory().join(name).display().to_string();
    let replace = format!("-replace={MODULE}={}", at("wasm-go"));
    go(folder, &["mod", "edit", &replace, &at("go.mod")], &[])?;
    let modfile = format!("-modfile={}", at("go.mod"));
    let names = format!("^Test({})$", tests.join("|"));
    let flags = format!("{} -mod=mod", std::env::var("GOFLAGS").unwrap_or_default());
    let (events, no_module) = (at("events"), at("none.wasm"));
    let variables = [
        ("CONFORMANCE_RECORD", events.as_str()),
        // The tests run as Go only: the same calls to a Wasm build would say nothing new.
        ("WASM_FILE_PATH", &no_module),
        ("GOFLAGS", &flags),
        ("GOWORK", "off"),
    ];
    let timeout = format!("-timeout={}s", limit.as_secs());
    let arguments = ["test", &modfile, "-count=1", &timeout, "-run", &names, "."];
    let ran = go(folder, &arguments, &variables)?;
    let end = End::of(&ran);
    let events = fs::read_to_string(&events).unwrap_or_default();
    match (events.is_empty(), &end) {
        (true, End::OutOfTime) => {
            let what = format!("its tests did nothing within {} s", limit.as_secs());
            Err(Error::new(what).next("make `go test .` come to an end in its folder"))
        }
        (true, End::Failed) => Err(Error::new(format!("its tests cannot be run: {}", last_words(&ran)))
            .next("make `go test .` pass in its folder")),
        _ => Ok((events, end)),
    }
}

fn go(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Result<Output> {
    process::output("go", arguments, folder, variables)
        .map_err(|error| error.next("install Go, with which the tests are run"))
}

fn last_words(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(4)..].join("; ")
}

fn cannot_write(error: &std::io::Error) -> Error {
    Error::new(format!("temporary files cannot be written: {error}")).next("make room for temporary files")
}

/// A copy of the module that records, and of the files that say which modules the plugin uses.
fn prepare(folder: &Path, source: &Path, work: &Path) -> std::io::Result<()> {
    copy(source, &work.join("wasm-go"))?;
    let host = work.join("wasm-go/pkg/test/host.go");
    let recording = with_events(&fs::read_to_string(&host)?);
    fs::write(&host, recording)?;
    fs::write(
        work.join("wasm-go/pkg/test/conformance_record.go"),
        include_str!("record.go"),
    )?;
    fs::copy(folder.join("go.mod"), work.join("go.mod"))?;
    writable(&work.join("go.mod"))?;
    if folder.join("go.sum").is_file() {
        fs::copy(folder.join("go.sum"), work.join("go.sum"))?;
        writable(&work.join("go.sum"))?;
    }
    Ok(())
}

fn writable(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o644))
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else if entry.file_type()?.is_file() {
            // Files of Go's module cache are read-only; what is written here is not.
            fs::write(to, fs::read(entry.path())?)?;
        }
    }
    Ok(())
}

/// The source of the host with a line at the start of each function that is of interest.
fn with_events(host: &str) -> String {
    let mut out = String::new();
    for line in host.lines() {
        out += line;
        out.push('\n');
        if let Some(event) = event_of(line) {
            out += &format!("\tconformanceRecord({event})\n");
        }
    }
    out
}

fn event_of(line: &str) -> Option<String> {
    let signature = line.strip_prefix("func ").filter(|line| line.ends_with('{'))?;
    let signature = signature.strip_prefix("(h *testHost) ").unwrap_or(signature);
    let (name, parameters) = signature.split_once('(')?;
    let (_, event) = EVENTS.iter().find(|(known, _)| *known == name)?;
    let mut names = parameters
        .split(", ")
        .map(|parameter| parameter.split(' ').next().unwrap_or_default());
    let event = event.replace("#1", names.next()?);
    Some(event.replace("#2", names.next().unwrap_or_default()))
}

/// One thing that a test did.
#[derive(Deserialize)]
struct Event {
    event: String,
    #[serde(default)]
    values: Vec<Value>,
    #[serde(default)]
    test: String,
    #[serde(default)]
    line: usize,
}

impl Event {
    fn bytes(&self, at: usize) -> Vec<u8> {
        let text = self.values.get(at).and_then(Value::as_str).unwrap_or_default();
        STANDARD.decode(text).unwrap_or_default()
    }

    fn text(&self, at: usize) -> String {
        self.values
            .get(at)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_string()
    }

    fn headers(&self) -> Vec<(String, Vec<u8>)> {
        let decoded = |value: &Value| STANDARD.decode(value.as_str()?).ok();
        let header = |pair: &Value| Some((String::from_utf8(decoded(&pair[0])?).ok()?, decoded(&pair[1])?));
        let list = self.values.first().and_then(Value::as_array);
        list.map_or(&[][..], Vec::as_slice).iter().filter_map(header).collect()
    }
}

/// The cases as they grow.
#[derive(Default)]
struct Cases {
    file: String,
    found: Found,
    current: Option<Host>,
    /// What each case is, so that none comes twice.
    known: BTreeSet<String>,
}

/// One host of a test: one case.
#[derive(Default)]
struct Host {
    name: String,
    config: Vec<u8>,
    route: Option<String>,
    domain: Option<String>,
    requests: Vec<Message>,
    answers: Vec<Message>,
    services: BTreeMap<String, Vec<Value>>,
    redis: Map<String, Value>,
    before: Vec<Vec<String>>,
}

impl Cases {
    fn take(&mut self, event: Event) {
        let place = format!("line {}", event.line);
        if event.event == "host" {
            self.finish_case();
            self.current = Some(Host {
                name: format!("{} ({}:{})", event.test, self.file, event.line),
                config: event.bytes(0),
                ..Host::default()
            });
            return;
        }
        let Some(host) = &mut self.current else { return };
        let nonempty = |bytes: Vec<u8>| Some(bytes).filter(|bytes| !bytes.is_empty());
        match event.event.as_str() {
            "request_headers" => host.requests.push(Message {
                headers: event.headers(),
                ..Message::default()
            }),
            "request_body" | "request_chunk" => {
                if host.requests.is_empty() {
                    host.requests.push(Message::default());
                }
                let request = host.requests.last_mut().expect("there is one");
                request.body.get_or_insert_default().extend(event.bytes(0));
            }
            "response_headers" => host.answers.push(Message {
                headers: event.headers(),
                ..Message::default()
            }),
            "response_body" | "response_chunk" => {
                if host.answers.is_empty() {
                    host.answers.push(Message::default());
                }
                let answer = host.answers.last_mut().expect("there is one");
                answer.body.get_or_insert_default().extend(event.bytes(0));
            }
            "http_call" => {
                let answer = Message {
                    headers: event.headers(),
                    body: nonempty(event.bytes(1)),
                    ..Message::default()
                };
                host.services.entry(event.text(2)).or_default().push(answer_of(&answer));
            }
            "redis_call" => {
                if let Err(what) = host.redis_answer(&event) {
                    self.found.note(&place, what);
                }
            }
            // The host of the tests sets it before each stream by itself.
            "route" => host.route = Some(event.text(0)).filter(|route| route != DEFAULT_ROUTE),
            "domain" => host.domain = Some(event.text(0)),
            _ => {}
        }
    }

    fn finish_case(&mut self) {
        let Some(host) = self.current.take() else { return };
        let name = host.name.clone();
        let case = host.case();
        if self.known.insert(json!(case).to_string()) {
            self.found.case(&name, case);
        }
    }
}

/// The answer of a service or of the upstream; what is no status of a whole answer fails as a call without one does.
fn answer_of(message: &Message) -> Value {
    let status = message
        .header(":status")
        .map_or(Some(200), |status| status.parse().ok());
    match status.filter(|status| (200..=999).contains(status)) {
        Some(status) => json!(message.answer(status)),
        None => json!({"reset": true}),
    }
}

impl Host {
    /// Prepares the Redis of the case so that it answers like the test; why it cannot.
    fn redis_answer(&mut self, event: &Event) -> Result<(), String> {
        if event.values.first().and_then(Value::as_i64) != Some(0) {
            self.redis.insert("down".into(), true.into());
            return Ok(());
        }
        let words = |bytes: &[u8]| decode(bytes).ok().flatten().map(|(frame, _)| frame);
        let query: Vec<String> = match words(&event.bytes(2)) {
            Some(Reply::Array(items)) => items.iter().map(text).collect(),
            _ => Vec::new(),
        };
        let reply = words(&event.bytes(1)).unwrap_or(Reply::Null);
        let query: Vec<&str> = query.iter().map(String::as_str).collect();
        let verb = query.first().map(|verb| verb.to_ascii_lowercase()).unwrap_or_default();
        let before = match (verb.as_str(), &query[1.min(query.len())..], &reply) {
            ("get", [key], Reply::BulkString(_) | Reply::SimpleString(_)) => owned(&["SET", key, &text(&reply)]),
            ("hget", [key, field], Reply::BulkString(_) | Reply::SimpleString(_)) => {
                owned(&["HSET", key, field, &text(&reply)])
            }
            ("incr", [key], Reply::Integer(count)) if *count != 1 => {
                owned(&["SET", key, &count.saturating_sub(1).to_string()])
            }
            ("decr", [key], Reply::Integer(count)) => owned(&["SET", key, &count.saturating_add(1).to_string()]),
            ("exists", [key], Reply::Integer(1)) => owned(&["SET", key, "1"]),
            // A Redis without the key answers so by itself.
            ("get" | "hget", _, Reply::Null) | ("exists", _, Reply::Integer(0)) | ("incr", _, Reply::Integer(1)) => {
                return Ok(());
            }
            ("set" | "setex" | "expire" | "del" | "hset", _, Reply::SimpleString(_) | Reply::Integer(_)) => {
                return Ok(());
            }
            _ => {
                return Err(format!(
                    "what Redis answered to `{}` cannot be prepared",
                    query.join(" ")
                ));
            }
        };
        self.before.push(before);
        Ok(())
    }

    fn case(mut self) -> Map<String, Value> {
        let mut case = Map::new();
        match serde_json::from_slice::<Value>(&self.config) {
            Ok(config) if !config.is_null() => drop(case.insert("config".into(), config)),
            Ok(_) => {}
            Err(_) if self.config.is_empty() => {}
            Err(_) => drop(case.insert("config_text".into(), String::from_utf8_lossy(&self.config).into())),
        }
        if let Some(route) = self.route.take() {
            case.insert("route".into(), route.into());
        }
        if self.requests.is_empty() {
            self.requests.push(Message::default());
        }
        let domain = self.domain.clone();
        let request = |message: &Message| {
            let [method, path, host] = [":method", ":path", ":authority"].map(|name| message.header(name));
            let (method, path) = (
                method.unwrap_or_else(|| "GET".into()),
                path.unwrap_or_else(|| "/".into()),
            );
            Value::Object(message.request(&method, &path, host.or_else(|| domain.clone()).as_deref()))
        };
        case.insert("requests".into(), self.requests.iter().map(request).collect());
        if !self.answers.is_empty() {
            case.insert("upstream".into(), self.answers.iter().map(answer_of).collect());
        }
        if !self.services.is_empty() {
            case.insert("services".into(), json!(self.services));
        }
        if !self.before.is_empty() {
            self.redis.insert("before".into(), json!(self.before));
        }
        if !self.redis.is_empty() {
            case.insert("redis".into(), Value::Object(self.redis));
        }
        case
    }
}

fn text(reply: &Reply) -> String {
    match reply {
        Reply::SimpleString(bytes) | Reply::BulkString(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Reply::Integer(number) => number.to_string(),
        _ => String::new(),
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::{read_within, with_events};
    use std::fs;
    use std::path::Path;
    use std::time::Duration;

    /// The first host is done with; the second one's test never ends.
    const HANGING: &str = r#"package main

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/higress-group/wasm-go/pkg/test"
)

func TestHanging(t *testing.T) {
	test.RunTest(t, func(t *testing.T) {
		for _, path := range []string{"/done", "/never"} {
			host, _ := test.NewTestHost(json.RawMessage(`{}`))
			host.CallOnHttpRequestHeaders([][2]string{{":authority", "a.com"}, {":method", "GET"}, {":path", path}})
			if path == "/never" {
				time.Sleep(time.Hour)
			}
			host.Reset()
		}
	})
}
"#;

    #[test]
    fn tests_that_never_end_are_ended_and_give_what_they_had_done() {
        let plugin = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../go-reference/hello-world"));
        let folder = tempfile::tempdir().unwrap();
        for file in ["go.mod", "go.sum", "main.go"] {
            fs::copy(plugin.join(file), folder.path().join(file)).unwrap();
        }
        let tests = folder.path().join("main_test.go");
        fs::write(&tests, HANGING).unwrap();
        let found = read_within(Duration::from_secs(3), &tests).unwrap();
        let note = "the tests did not come to an end within 3 s: what they had not done by then is missing";
        assert_eq!(found.notes, [note]);
        let cases = serde_json::to_string(&found.cases).unwrap();
        assert!(cases.contains("/done") && !cases.contains("/never"), "{cases}");
    }

    #[test]
    fn a_host_that_records_is_the_same_host() {
        let host = "func (h *testHost) CallOnHttpCall(headers [][2]string, body []byte) {\n\tcall()\n}\n\
                    func (h *testHost) Other(headers [][2]string) {\n}\n";
        let recording = with_events(host);
        let added = "\tconformanceRecord(\"http_call\", headers, body, conformanceUpstream(h))\n";
        assert_eq!(recording.matches(added).count(), 1);
        assert_eq!(recording.replace(added, ""), host);
    }
}
