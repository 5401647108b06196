//! The echo upstream: what the service behind the gateway answers, in the shape that httpbin answers in.

mod form;
mod text;

use crate::testbed::http1::Field;
use form::Fields;
use serde_json::{Map, Value, json};
use std::net::IpAddr;
use std::time::Duration;

/// A request as it reached the echo upstream.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The method, as sent.
    pub method: &'a str,
    /// The path with its query, as sent.
    pub target: &'a str,
    /// The headers, in order of arrival.
    pub headers: &'a [Field],
    /// The whole body.
    pub body: &'a [u8],
    /// Where the request came from.
    pub peer: IpAddr,
}

/// What the echo upstream answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Headers in order, beside the framing.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
    /// How long the answer is held back.
    pub delay: Duration,
}

/// The body of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// In one piece, with `content-length`.
    Whole(Vec<u8>),
    /// In pieces, chunked.
    Chunks(Vec<Vec<u8>>),
}

/// One path that the echo upstream knows.
struct Route {
    /// The path; a `*` at its end stands for one or more characters, which the answer is given.
    path: &'static str,
    /// The methods it answers. `OPTIONS` is always answered, and `HEAD` where `GET` is.
    methods: &'static [&'static str],
    answer: fn(Request<'_>, &str) -> Answer,
}

const GET: &[&str] = &["GET"];
const EVERY: &[&str] = &["GET", "POST", "PUT", "DELETE", "PATCH", "TRACE"];
const WITH_BODY: &[&str] = &["args", "data", "files", "form", "headers", "json", "origin", "url"];
const WITHOUT_BODY: &[&str] = &["args", "headers", "origin", "url"];

#[rustfmt::skip]
const ROUTES: &[Route] = &[
    Route { path: "/get", methods: GET, answer: |request, _| echo(request, WITHOUT_BODY) },
    Route { path: "/post", methods: &["POST"], answer: |request, _| echo(request, WITH_BODY) },
    Route { path: "/put", methods: &["PUT"], answer: |request, _| echo(request, WITH_BODY) },
    Route { path: "/patch", methods: &["PATCH"], answer: |request, _| echo(request, WITH_BODY) },
    Route { path: "/delete", methods: &["DELETE"], answer: |request, _| echo(request, WITH_BODY) },
    Route { path: "/anything", methods: EVERY, answer: anything },
    Route { path: "/anything/*", methods: EVERY, answer: anything },
    Route { path: "/headers", methods: GET, answer: |request, _| echo(request, &["headers"]) },
    Route { path: "/ip", methods: GET, answer: |request, _| echo(request, &["origin"]) },
    Route { path: "/user-agent", methods: GET, answer: user_agent },
    Route { path: "/status/*", methods: EVERY, answer: status },
    Route { path: "/delay/*", methods: EVERY, answer: delay },
    Route { path: "/redirect/*", methods: GET, answer: redirect },
    Route { path: "/relative-redirect/*", methods: GET, answer: redirect },
    Route { path: "/response-headers", methods: &["GET", "POST"], answer: response_headers },
    Route { path: "/stream/*", methods: GET, answer: stream },
    Route { path: "/bytes/*", methods: GET, answer: bytes },
];

/// Answers one request as httpbin would.
pub fn answer(request: Request<'_>) -> Answer {
    let path = form::decode_percent(request.path());
    let found = ROUTES.iter().find_map(|route| Some((route, route.rest_of(&path)?)));
    let mut answer = match found {
        None => Answer::page(404, "Not Found"),
        Some((route, _)) if request.method == "OPTIONS" => route.options(),
        Some((route, rest)) if route.allows(request.method) => (route.answer)(request, rest),
        Some((route, _)) => Answer::page(405, "Method Not Allowed").with("Allow", route.allowed()),
    };
    let origin = request.header("origin").unwrap_or_else(|| "*".into());
    answer.headers.push(("Access-Control-Allow-Origin".into(), origin));
    answer.with("Access-Control-Allow-Credentials", "true")
}

impl Route {
    /// What stands in place of the `*`, where this route is the path's.
    fn rest_of<'p>(&self, path: &'p str) -> Option<&'p str> {
        match self.path.strip_suffix('*') {
            Some(prefix) => path.strip_prefix(prefix).filter(|rest| !rest.is_empty()),
            None => (path == self.path).then_some(""),
        }
    }

    fn allows(&self, method: &str) -> bool {
        self.methods.contains(&method) || method == "HEAD" && self.methods.contains(&"GET")
    }

    fn allowed(&self) -> String {
        let head = self.methods.contains(&"GET").then_some("HEAD");
        let all = ["OPTIONS"].into_iter().chain(head).chain(self.methods.iter().copied());
        all.collect::<Vec<_>>().join(", ")
    }

    fn options(&self) -> Answer {
        Answer::empty(200)
            .with("Allow", self.allowed())
            .with("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, PATCH, OPTIONS")
            .with("Access-Control-Max-Age", "3600")
    }
}

impl Answer {
    fn empty(status: u16) -> Self {
        Answer {
            status,
            headers: Vec::new(),
            body: Body::Whole(Vec::new()),
            delay: Duration::ZERO,
        }
    }

    fn whole(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut answer = Answer::empty(status).with("Content-Type", content_type);
        answer.body = Body::Whole(body.into());
        answer
    }

    fn json(value: &Value) -> Self {
        Answer::whole(200, "application/json", text::pretty(value))
    }

    fn page(status: u16, title: &str) -> Self {
        let page = format!("<!doctype html>\n<title>{status} {title}</title>\n<h1>{title}</h1>\n");
        Answer::whole(status, "text/html; charset=utf-8", page)
    }

    fn refusal(what: &str) -> Self {
        Answer::whole(400, "text/plain; charset=utf-8", format!("{what}\n"))
    }

    fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// The headers that httpbin keeps to itself unless the query has `show_env`: proxies set them, not clients.
const HIDDEN: &[&str] = &[
    "Connect-Time",
    "Total-Route-Time",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Port",
    "X-Forwarded-Proto",
    "X-Forwarded-Protocol",
    "X-Forwarded-Ssl",
    "X-Heroku-Dynos-In-Use",
    "X-Heroku-Queue-Depth",
    "X-Heroku-Queue-Wait-Time",
    "X-Real-Ip",
    "X-Request-Id",
    "X-Request-Start",
    "X-Varnish",
];

impl Request<'_> {
    fn path(&self) -> &str {
        self.target.split_once('?').map_or(self.target, |(path, _)| path)
    }

    fn args(&self) -> Fields {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        form::urlencoded(query.as_bytes())
    }

    /// The value of a header, several values joined with commas, each byte read as a character of its own.
    fn header(&self, name: &str) -> Option<String> {
        let values = self
            .headers
            .iter()
            .filter(|(given, _)| given.eq_ignore_ascii_case(name.as_bytes()));
        let values: Vec<_> = values.map(|(_, value)| text::latin1(value)).collect();
        (!values.is_empty()).then(|| values.join(","))
    }

    fn headers_shown(&self) -> Value {
        let hide = !self.args().contains("show_env");
        let mut shown = Map::new();
        for (name, _) in self.headers {
            let name = text::latin1(name);
            let canonical = text::canonical(&name);
            if !(hide && HIDDEN.contains(&canonical.as_str())) {
                shown.insert(canonical, self.header(&name).into());
            }
        }
        shown.into()
    }

    fn origin(&self) -> String {
        self.header("x-forwarded-for").unwrap_or_else(|| self.peer.to_string())
    }

    fn url(&self) -> String {
        let scheme = self.header("x-forwarded-proto").unwrap_or_else(|| "http".into());
        let host = self.header("host").unwrap_or_default();
        format!("{scheme}://{host}{}", self.target)
    }

    fn member(&self, name: &str, parsed: &form::Form) -> Value {
        match name {
            "args" => self.args().into(),
            "data" => text::safe(&parsed.data, "application/octet-stream").into(),
            "files" => parsed.files.clone().into(),
            "form" => parsed.fields.clone().into(),
            "headers" => self.headers_shown(),
            "json" => serde_json::from_slice(&parsed.data).unwrap_or(Value::Null),
            "method" => self.method.into(),
            "origin" => self.origin().into(),
            "url" => self.url().into(),
            _ => Value::Null,
        }
    }

    /// What arrived, as an object with the members named.
    fn members(&self, names: &[&str]) -> Value {
        let parsed = form::parse(&self.header("content-type").unwrap_or_default(), self.body);
        let member = |name: &&str| ((*name).to_owned(), self.member(name, &parsed));
        names.iter().map(member).collect::<Map<_, _>>().into()
    }
}

fn echo(request: Request<'_>, members: &[&str]) -> Answer {
    Answer::json(&request.members(members))
}

fn anything(request: Request<'_>, _: &str) -> Answer {
    let members: Vec<_> = WITH_BODY.iter().copied().chain(["method"]).collect();
    echo(request, &members)
}

fn user_agent(request: Request<'_>, _: &str) -> Answer {
    Answer::json(&json!({ "user-agent": request.header("user-agent") }))
}

fn status(_: Request<'_>, code: &str) -> Answer {
    match code.parse() {
        Ok(code @ (301..=303 | 305 | 307)) => Answer::empty(code).with("Location", "/redirect/1"),
        Ok(401) => Answer::empty(401).with("WWW-Authenticate", "Basic realm=\"Fake Realm\""),
        Ok(407) => Answer::empty(407).with("Proxy-Authenticate", "Basic realm=\"Fake Realm\""),
        Ok(code @ 200..=599) => Answer::empty(code),
        _ => Answer::refusal("Give a status from 200 to 599"),
    }
}

/// The longest that `/delay/N` waits (seconds), as in httpbin.
const LONGEST_DELAY_S: f64 = 10.0;

fn delay(request: Request<'_>, seconds: &str) -> Answer {
    let seconds = seconds.parse().ok().filter(|seconds: &f64| *seconds >= 0.0);
    let Some(seconds) = seconds else {
        return Answer::refusal("Give the delay in seconds, such as 0.5");
    };
    let members: Vec<_> = WITH_BODY.iter().copied().filter(|name| *name != "json").collect();
    Answer {
        delay: Duration::from_secs_f64(seconds.min(LONGEST_DELAY_S)),
        ..echo(request, &members)
    }
}

fn redirect(_: Request<'_>, times: &str) -> Answer {
    match times.parse::<u32>() {
        Ok(1) => Answer::empty(302).with("Location", "/get"),
        Ok(times @ 2..) => Answer::empty(302).with("Location", format!("/relative-redirect/{}", times - 1)),
        _ => Answer::refusal("Give the number of redirects, from 1"),
    }
}

/// Answers with the headers that the query names, and shows them together with the length of the body that shows them.
fn response_headers(request: Request<'_>, _: &str) -> Answer {
    let args = request.args();
    let body_of = |length: usize| {
        let mut shown = Map::from(args.clone());
        shown.insert("Content-Length".into(), length.to_string().into());
        shown.insert("Content-Type".into(), "application/json".into());
        text::pretty(&shown.into())
    };
    // The length counts its own digits: it settles after a few rounds.
    let mut length = 0;
    while body_of(length).len() != length {
        length = body_of(length).len();
    }
    let mut answer = Answer::whole(200, "application/json", body_of(length));
    let printable = |(name, value): &(String, String)| text::is_token(name) && !value.contains(['\r', '\n', '\0']);
    answer.headers.extend(args.into_pairs().into_iter().filter(printable));
    answer
}

/// The most lines that `/stream/N` sends, as in httpbin.
const MOST_LINES: usize = 100;

fn stream(request: Request<'_>, lines: &str) -> Answer {
    let Ok(lines) = lines.parse::<usize>() else {
        return Answer::refusal("Give the number of lines");
    };
    let line = |id| {
        let mut line = request.members(WITHOUT_BODY);
        line["id"] = json!(id);
        text::line(&line)
    };
    let mut answer = Answer::whole(200, "application/json", "");
    answer.body = Body::Chunks((0..lines.min(MOST_LINES)).map(line).collect());
    answer
}

/// The most bytes that `/bytes/N` sends, as in httpbin.
const MOST_BYTES: usize = 100 * 1024;

fn bytes(_: Request<'_>, count: &str) -> Answer {
    let Ok(count) = count.parse::<usize>() else {
        return Answer::refusal("Give the number of bytes");
    };
    let body: Vec<u8> = (0..count.min(MOST_BYTES)).map(scrambled).collect();
    Answer::whole(200, "application/octet-stream", body)
}

/// A byte that shows no pattern, the same for the same place in every run.
fn scrambled(at: usize) -> u8 {
    let mixed = (at as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 29)).to_be_bytes()[2]
}

#[cfg(test)]
mod tests;
