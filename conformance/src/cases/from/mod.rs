//! Cases out of what a team already has: recorded traffic, command lines, and the tests of a Go plugin.

mod configured;
mod curl;
mod envoy;
mod go_test;
mod har;

use super::CaseFile;
use crate::files::read_text;
use crate::{Error, Result};
pub use configured::is_host;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The largest file that is read (bytes).
const LARGEST: u64 = 256 << 20;

/// What became of a file.
#[derive(Debug)]
pub struct Import {
    /// The cases.
    pub file: CaseFile,
    /// What could not be carried over, and where it stands.
    pub notes: Vec<String>,
}

/// Makes cases of a HAR file, a file of `curl` command lines, what Envoy's HTTP tap or a JSON access log has written, the
/// tests of a Go plugin (`main_test.go`), or the configurations in YAML or a README, told apart by name and content.
///
/// # Errors
/// A file that cannot be read, is none of these, or is damaged; one that gives no case; Go tests that cannot be run.
pub fn import(path: &Path) -> Result<Import> {
    let place = path.display().to_string();
    let found = if path.to_string_lossy().ends_with("_test.go") {
        go_test::read(path)?
    } else {
        let text = read_text(path, LARGEST, "give a readable text file after --from")?;
        let found = match configured::is_one(path) {
            true => configured::read(path, &text),
            false => read(&text).map(Found::with_secrets_noted),
        };
        found.map_err(|error| error.at(&place))?
    };
    found.finish(&place)
}

/// The cases of several files in one, under names that no two have.
pub fn join(files: impl IntoIterator<Item = (PathBuf, CaseFile)>) -> CaseFile {
    let mut names = BTreeSet::new();
    let mut cases = Vec::new();
    for (path, file) in files {
        for mut case in file.resolve() {
            while !names.insert(case.name.clone()) {
                case.name = format!("{} ({})", case.name, path.display());
            }
            cases.push(case);
        }
    }
    let file: CaseFile = serde_json::from_value(json!({"cases": []})).expect("a file may be empty for a moment");
    CaseFile { cases, ..file }
}

/// Reads the text of a file that is no Go.
fn read(text: &str) -> Result<Found> {
    match text.trim_start().chars().next() {
        Some('{' | '[') => {
            let documents = documents(text)?;
            match documents.first().map(|(_, first)| first) {
                Some(first) if first["log"]["entries"].is_array() => har::read(first),
                _ => envoy::read(&documents),
            }
        }
        _ => curl::read(text),
    }
}

/// All JSON documents of a text, each with the line where it begins.
fn documents(text: &str) -> Result<Vec<(usize, Value)>> {
    let mut documents = Vec::new();
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let (mut line, mut counted) = (1, 0);
    loop {
        let at = stream.byte_offset();
        let blank = text[at..].len() - text[at..].trim_start().len();
        line += text[counted..at + blank].matches('\n').count();
        counted = at + blank;
        match stream.next() {
            None => return Ok(documents),
            Some(Ok(Value::Array(items))) => documents.extend(items.into_iter().map(|item| (line, item))),
            Some(Ok(document)) => documents.push((line, document)),
            Some(Err(error)) => {
                // The position counts from the begin of the document that is damaged.
                let error_line = error.line().max(line);
                return Err(Error::new(format!("line {error_line}: no JSON ({error})")).next("correct the file there"));
            }
        }
    }
}

/// What was found so far.
#[derive(Debug, Default)]
struct Found {
    cases: Vec<Value>,
    notes: Vec<String>,
    names: BTreeSet<String>,
    /// The number behind a name that was given last.
    numbers: BTreeMap<String, usize>,
}

impl Found {
    fn note(&mut self, place: &str, what: impl std::fmt::Display) {
        self.notes.push(format!("{place}: {what}"));
    }

    /// Adds a case under a name that no other has.
    fn case(&mut self, name: &str, mut case: Map<String, Value>) {
        let mut unique = name.to_string();
        let number = self.numbers.entry(name.to_string()).or_insert(1);
        while !self.names.insert(unique.clone()) {
            *number += 1;
            unique = format!("{name} ({number})");
        }
        case.insert("name".into(), unique.into());
        self.cases.push(Value::Object(case));
    }

    /// Says once where requests carry what only their sender should know.
    fn with_secrets_noted(mut self) -> Found {
        const SECRET: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];
        let headers = self
            .cases
            .iter()
            .flat_map(|case| case["requests"].as_array().into_iter().flatten());
        let headers = headers.flat_map(|request| request["headers"].as_array().into_iter().flatten());
        let names = headers.flat_map(|header| header.as_object().into_iter().flatten().map(|(name, _)| name));
        let found: BTreeSet<String> = names
            .map(|name| name.to_ascii_lowercase())
            .filter(|name| SECRET.contains(&name.as_str()))
            .collect();
        if !found.is_empty() {
            let found = found.into_iter().collect::<Vec<_>>().join(" and ");
            self.notes.push(format!(
                "the cases carry {found}: take secrets out before others get to read them"
            ));
        }
        self
    }

    fn finish(self, place: &str) -> Result<Import> {
        if self.cases.is_empty() {
            let why = self.notes.first().map(|note| format!(": {note}")).unwrap_or_default();
            return Err(
                Error::new(format!("{place}: holds no request that could become a case{why}"))
                    .next("give a HAR file, curl command lines, Envoy tap or access-log JSON, or a main_test.go"),
            );
        }
        let document = json!({"cases": self.cases});
        let file: CaseFile =
            serde_json::from_value(document).map_err(|error| Error::new(format!("{place}: {error}")))?;
        super::load::check(&file).map_err(|error| error.at(place))?;
        Ok(Import {
            file,
            notes: self.notes.into_iter().map(|note| format!("{place}: {note}")).collect(),
        })
    }
}

/// One message as it was recorded.
#[derive(Debug, Default)]
struct Message {
    headers: Vec<(String, Vec<u8>)>,
    body: Option<Vec<u8>>,
    trailers: Vec<(String, Vec<u8>)>,
}

impl Message {
    /// The value of a header.
    fn header(&self, name: &str) -> Option<String> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
    }

    /// Its fields in a case: what the wire needs is made anew from the body.
    fn fields(&self) -> Map<String, Value> {
        const OF_THE_WIRE: [&str; 7] = [
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
        ];
        let kept = |(name, _): &&(String, Vec<u8>)| {
            let lower = name.to_ascii_lowercase();
            !name.is_empty()
                && !OF_THE_WIRE.contains(&lower.as_str())
                && name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':')
        };
        let list = |headers: &[(String, Vec<u8>)]| {
            let one = |(name, value): &(String, Vec<u8>)| json!({name: bytes(value)});
            headers.iter().filter(kept).map(one).collect::<Vec<_>>()
        };
        let mut fields = Map::new();
        let headers = list(&self.headers);
        if !headers.is_empty() {
            fields.insert("headers".into(), headers.into());
        }
        let trailers = list(&self.trailers);
        match &self.body {
            Some(body) if !trailers.is_empty() => {
                fields.insert("chunks".into(), json!([bytes(body)]));
                fields.insert("trailers".into(), trailers.into());
            }
            Some(body) => drop(fields.insert("body".into(), bytes(body))),
            None => {}
        }
        fields
    }

    /// As a request.
    fn request(&self, method: &str, path: &str, host: Option<&str>) -> Map<String, Value> {
        let mut fields = self.fields();
        let named = [
            ("method", Some(method), "GET"),
            ("path", Some(path), "/"),
            ("host", host, "example.com"),
        ];
        for (name, value, default) in named {
            if let Some(value) = value.filter(|value| *value != default && !value.is_empty()) {
                fields.insert(name.into(), value.into());
            }
        }
        fields
    }

    /// As the answer of an upstream.
    fn answer(&self, status: u64) -> Map<String, Value> {
        let mut fields = self.fields();
        if status != 200 {
            fields.insert("status".into(), status.into());
        }
        fields
    }
}

/// Bytes as a case has them. A line break has no place in a header, and comes from a folded one.
fn bytes(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => json!({"hex": bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()}),
    }
}

/// Host, and path with query, of a URL; a fragment stays with the client.
fn split_url(url: &str) -> Option<(String, String)> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next()?;
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(at);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let path = if path.starts_with('/') {
        path.to_string()
    } else {
        format!("/{path}")
    };
    (!host.is_empty() && !path.contains(char::is_whitespace)).then(|| (host.to_string(), path))
}

/// A list of one answer that a case's world gives.
fn one(fields: Map<String, Value>) -> Value {
    json!([fields])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::{Case, write};
    use proptest::prelude::*;

    fn cases(text: &str) -> (Vec<Case>, Vec<String>) {
        let import = read(text).unwrap().finish("file").unwrap();
        // What is kept as YAML is the same again.
        let kept = crate::cases::parse("kept.yaml", &write(&import.file)).unwrap();
        assert_eq!(write(&kept), write(&import.file));
        (import.file.cases, import.notes)
    }

    fn headers(case: &Case) -> Vec<(String, String)> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let headers = case.requests[0].headers.iter();
        headers
            .map(|header| (header.name.clone(), text(&header.value.0)))
            .collect()
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_string(), value.to_string())
    }

    #[test]
    fn secrets_in_recorded_requests_are_told_of_once() {
        let notes = |text: &str| read(text).unwrap().with_secrets_noted().notes;
        let secret = notes("curl -u user:pass a.com\ncurl -b a=1 a.com\ncurl -H 'Authorization: x' a.com\n");
        assert_eq!(
            secret,
            ["the cases carry authorization and cookie: take secrets out before others get to read them"]
        );
        assert_eq!(notes("curl a.com\n"), [""; 0]);
    }

    #[test]
    fn curl_command_lines_become_cases() {
        let (cases, notes) = cases(
            "# a comment\n\
             curl -s 'http://a.com/get?x=1#part' -H 'X-User: alice' -H \"x-quote: it's \\\"a\\\"\"\n\
             curl --json '{\"a\": 1}' https://b.com:8443 \\\n  -u user:pass --max-time 3\n\
             $ curl -X PUT --data-raw $'one\\ntwo' -b a=1 a.com/put\n\
             curl -F file=@x a.com/form\n\
             curl -G -d q=1 -d r=2 a.com/search && echo done\n",
        );
        assert_eq!(cases.len(), 4);
        assert_eq!(cases[0].requests[0].path.0, b"/get?x=1");
        assert_eq!(cases[0].requests[0].host.0, b"a.com");
        assert_eq!(
            headers(&cases[0]),
            [pair("X-User", "alice"), pair("x-quote", "it's \"a\"")]
        );
        assert_eq!(cases[1].requests[0].method, "POST");
        assert_eq!(cases[1].requests[0].body.as_ref().unwrap().0, b"{\"a\": 1}");
        assert!(headers(&cases[1]).contains(&pair("authorization", "Basic dXNlcjpwYXNz")));
        assert_eq!(cases[2].requests[0].method, "PUT");
        assert_eq!(cases[2].requests[0].body.as_ref().unwrap().0, b"one\ntwo");
        assert!(headers(&cases[2]).contains(&pair("cookie", "a=1")));
        assert_eq!(cases[3].requests[0].path.0, b"/search?q=1&r=2");
        assert_eq!(notes, ["file: line 6: left out: a form of several parts (-F)"]);
    }

    #[test]
    fn what_is_wrong_in_a_command_line_is_named_with_its_line() {
        for (text, said) in [
            ("curl 'http://a.com\n", "line 1: a quote that is not closed"),
            ("curl a.com\nwget b.com\n", "line 2: `wget` is no curl command line"),
            ("curl -s\n", "line 1: no URL"),
            ("curl --frobnicate a.com\n", "line 1: the option --frobnicate"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.starts_with(said), "{text}: {error}");
        }
    }

    #[test]
    fn a_har_file_becomes_cases_with_the_answers_of_the_upstream() {
        let (cases, notes) = cases(
            r#"{"log": {"version": "1.2", "entries": [
                {"request": {"method": "POST", "url": "https://a.com/p?q=1", "headers": [
                    {"name": ":path", "value": "/p"}, {"name": "Content-Type", "value": "text/plain"}, {"name": "Content-Length", "value": "2"}],
                    "postData": {"mimeType": "text/plain", "text": "hi"}},
                 "response": {"status": 201, "headers": [{"name": "X-Up", "value": "1"}, {"name": "content-encoding", "value": "gzip"}],
                    "content": {"text": "AP8=", "encoding": "base64"}}},
                {"request": {"method": "GET", "url": "wss://a.com/socket", "headers": []}, "response": {"status": 101, "headers": [], "content": {}},
                 "_webSocketMessages": [{}]},
                {"request": {"method": "GET", "url": "https://a.com/gone", "headers": []}, "response": {"status": 0, "headers": [], "content": {}}}
            ]}}"#,
        );
        assert_eq!(cases.len(), 2);
        assert_eq!(headers(&cases[0]), [pair("Content-Type", "text/plain")]);
        assert_eq!(cases[0].requests[0].body.as_ref().unwrap().0, b"hi");
        assert_eq!(cases[0].upstream[0].status, 201);
        assert_eq!(cases[0].upstream[0].body.as_ref().unwrap().0, b"\0\xff");
        assert_eq!(
            cases[0].upstream[0].headers.len(),
            1,
            "the content was recorded without its encoding"
        );
        assert!(cases[1].upstream.is_empty());
        assert_eq!(
            notes,
            [
                "file: entry 2: left out: a websocket",
                "file: entry 3: no answer was recorded: the upstream gives its default",
            ]
        );
    }

    #[test]
    fn what_envoy_taps_becomes_cases() {
        let (cases, notes) = cases(
            r#"{"http_buffered_trace": {
                 "request": {"headers": [{"key": ":method", "value": "GET"}, {"key": ":path", "value": "/a"}, {"key": ":authority", "value": "b.com"},
                    {"key": "x-raw", "raw_value": "/w=="}], "body": {"truncated": true, "as_bytes": "aGk="}, "trailers": [{"key": "x-t", "value": "1"}]},
                 "response": {"headers": [{"key": ":status", "value": "404"}], "body": {"as_string": "no"}}}}
               {"http_streamed_trace_segment": {"trace_id": "1"}}"#,
        );
        let request = &cases[0].requests[0];
        assert_eq!((&request.path.0[..], &request.host.0[..]), (&b"/a"[..], &b"b.com"[..]));
        assert_eq!(request.headers[0].value.0, b"\xff");
        assert_eq!(request.chunks.as_ref().unwrap()[0].0, b"hi");
        assert_eq!(request.trailers.len(), 1);
        assert_eq!(cases[0].upstream[0].status, 404);
        assert_eq!(
            notes,
            [
                "file: line 1: the body of the request was cut off where it was tapped",
                "file: line 5: left out: a streamed trace; have the tap buffer its traces",
            ]
        );
    }

    #[test]
    fn a_hundred_thousand_equal_lines_are_read_in_one_go() {
        let line = "{\"method\":\"GET\",\"path\":\"/\"}\n";
        let found = read(&line.repeat(100_000)).unwrap();
        let named = |index: usize| found.cases[index]["name"].clone();
        assert_eq!(
            [named(0), named(1), named(99_999)],
            ["GET /", "GET / (2)", "GET / (100000)"]
        );
        let last = format!("{}{{\"no\": 1}}", line.repeat(100_000));
        assert_eq!(
            read(&last).unwrap().notes,
            ["line 100001: left out: names neither method nor path"]
        );
        let error = read(&format!("{}curl 'a", "curl a.com\n".repeat(100_000))).unwrap_err();
        assert!(error.to_string().starts_with("line 100001: "), "{error}");
    }

    #[test]
    fn an_access_log_becomes_cases() {
        let (cases, notes) = cases(
            "{\"method\":\"GET\",\"path\":\"/a?b=1\",\"authority\":\"c.com\",\"response_code\":\"503\",\"user_agent\":\"curl/8\",\
             \"route_name\":\"api\",\"upstream_cluster\":\"outbound|80||api.dns\",\"bytes_received\":\"0\"}\n\
             {\"method\":\"POST\",\"path\":\"/b\",\"authority\":\"c.com\",\"response_code\":200,\"bytes_received\":7,\"user_agent\":\"-\"}\n\
             {\"start_time\":\"now\"}\n",
        );
        assert_eq!(cases.len(), 2);
        assert_eq!(cases[0].upstream[0].status, 503);
        assert_eq!(cases[0].route.as_deref(), Some("api"));
        assert_eq!(cases[0].cluster.as_deref(), Some("outbound|80||api.dns"));
        assert_eq!(headers(&cases[0]), [pair("user-agent", "curl/8")]);
        assert!(headers(&cases[1]).is_empty());
        assert_eq!(cases[1].requests[0].method, "POST");
        assert_eq!(
            notes,
            [
                "file: line 2: the body (7 bytes) is not in the log",
                "file: line 3: left out: names neither method nor path",
            ]
        );
    }

    #[test]
    fn damaged_json_is_named_with_its_line() {
        let error = read("{\"method\": \"GET\", \"path\": \"/\"}\n{\"method\": \n")
            .unwrap_err()
            .to_string();
        assert!(error.contains("no JSON"), "{error}");
        assert!(error.starts_with("line "), "{error}");
        let error = read("{}").unwrap().finish("file").unwrap_err().to_string();
        assert!(error.contains("holds no request"), "{error}");
    }

    proptest! {
        #[test]
        fn no_text_makes_a_reader_panic(text in "\\PC{0,120}|(curl |-[dHX] |'|\"|\\$'|\\\\|\n|a.com ){0,20}|[{}\\[\\]\":,a-z0-9 \n]{0,80}") {
            let _ = read(&text).and_then(|found| found.finish("file"));
        }
    }
}
