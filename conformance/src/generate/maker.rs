//! Makes the parts of cases: requests, answers, configurations, and what Redis holds. Everything is drawn from one
//! generator of random numbers, so that a seed gives the same cases again.

use super::configs::Learned;
use super::dictionary::{Dictionary, STRONG};
use crate::cases::{Bytes, Header, Redis, Request, Response, is_host};
use fastrand::Rng;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// How long the client of a generated case waits for its answer (ms): hanging is common, and waiting is dear.
const PATIENCE_MS: u64 = 800;

/// When the client leaves an upstream that never answers (ms).
const LEAVE_MS: u64 = 60;

/// How long it waits where nobody in the case keeps it waiting (ms).
const SHORT_PATIENCE_MS: u64 = 400;

/// Redis commands that can be refused without keeping the testbed from looking at what is stored.
const DENIABLE: [&str; 14] = [
    "append", "decr", "del", "eval", "expire", "hset", "incr", "incrby", "lpush", "rpush", "sadd", "set", "setex",
    "zadd",
];

/// How many words of a hundred are of the configuration, where one fits.
const LOCAL: u32 = 30;

/// The largest body (bytes).
const LARGEST: usize = 1 << 20;

/// Header names that many plugins look at, or that change what Envoy does.
const NAMES: [&str; 20] = [
    "accept",
    "accept-encoding",
    "authorization",
    "content-encoding",
    "content-type",
    "cookie",
    "cache-control",
    "origin",
    "referer",
    "set-cookie",
    "user-agent",
    "x-forwarded-for",
    "x-real-ip",
    "x-user",
    "x-token",
    "location",
    "etag",
    "vary",
    "x-envoy-original-path",
    "x-custom",
];

/// Names that decide about the framing, or that the testbed sets.
const RESERVED: [&str; 9] = [
    "content-length",
    "transfer-encoding",
    "connection",
    "host",
    "te",
    "expect",
    "upgrade",
    "x-request-id",
    "keep-alive",
];

const CONTENT_TYPES: [&str; 9] = [
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "text/event-stream",
    "application/octet-stream",
    "application/grpc",
    "application/json; charset=utf-8",
    "multipart/form-data; boundary=x",
    "text/html",
];

const STATUSES: [u16; 16] = [
    200, 200, 200, 200, 201, 204, 302, 304, 400, 401, 403, 404, 429, 500, 502, 503,
];

/// Texts at the edge of what is expected.
const EDGES: [&str; 12] = [
    "",
    " ",
    "0",
    "-1",
    "true",
    "null",
    "a,b",
    "a=b; c=d",
    "é",
    "\u{1F600}",
    "%2e%2e",
    "*",
];

/// Numbers at the edge of what is expected.
const NUMBERS: [i64; 14] = [
    0,
    1,
    -1,
    2,
    3,
    80,
    100,
    200,
    429,
    500,
    65_536,
    i32::MAX as i64 + 1,
    i64::MAX,
    i64::MIN,
];

/// Draws parts of cases.
pub struct Maker {
    /// The words that are drawn.
    pub dictionary: Dictionary,
    /// Where chance comes from.
    pub rng: Rng,
    /// The Redis keys that the plugin was seen to use.
    pub keys: BTreeSet<String>,
    /// The Redis commands that it was seen to use.
    pub commands: BTreeSet<String>,
    /// The clusters that it asked for.
    pub clusters: Vec<String>,
    /// What made sense in the places of configurations.
    pub learned: Learned,
    /// The texts of the configuration that a case is made for: a plugin looks for what it is told to.
    pub local: Vec<String>,
    /// The numbers in it.
    pub limits: Vec<u32>,
}

impl Maker {
    /// A maker that draws the same for the same seed.
    pub fn new(dictionary: Dictionary, seed: u64) -> Maker {
        Maker {
            dictionary,
            rng: Rng::with_seed(seed),
            keys: BTreeSet::new(),
            commands: BTreeSet::new(),
            clusters: Vec::new(),
            learned: Learned::new(),
            local: Vec::new(),
            limits: Vec::new(),
        }
    }

    /// True so many times of a hundred.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.rng.u32(0..100) < percent
    }

    /// One of several.
    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.rng.usize(0..from.len())].clone()
    }

    /// A word that fits, the likelier ones more often; mostly one of the plugin's own.
    fn word_that(&mut self, fits: impl Fn(&str) -> bool) -> Option<String> {
        if self.chance(LOCAL)
            && let Some(word) = self.local_that(&fits)
        {
            return Some(word);
        }
        let own = if self.chance(70) { STRONG } else { 0 };
        let words = |least: u32| {
            let words = self.dictionary.words().iter();
            words
                .filter(move |word| word.weight >= least)
                .filter(|word| fits(&word.text))
        };
        let sum = |least: u32| words(least).map(|word| word.weight).sum::<u32>();
        let (least, sum) = [(own, sum(own)), (0, sum(0))].into_iter().find(|(_, sum)| *sum > 0)?;
        let mut at = self.rng.u32(0..sum);
        for word in words(least) {
            match at.checked_sub(word.weight) {
                Some(rest) => at = rest,
                None => return Some(word.text.clone()),
            }
        }
        None
    }

    /// A text of the configuration that fits.
    pub fn local_that(&mut self, fits: impl Fn(&str) -> bool) -> Option<String> {
        let fitting = self.local.iter().filter(|text| fits(text));
        self.rng.choice(fitting.collect::<Vec<_>>()).cloned()
    }

    /// A text that the plugin may look for, or one at the edge.
    pub fn word(&mut self) -> String {
        match self.rng.u32(0..10) {
            0 => self.pick(&EDGES).to_string(),
            1 => self.number().to_string(),
            _ => self.word_that(|_| true).unwrap_or_else(|| "word".into()),
        }
    }

    /// A word that may be a key.
    pub fn key(&mut self) -> String {
        self.word_that(is_name_like).unwrap_or_else(|| "key".into())
    }

    /// A text for a place in the configuration that holds one: names of what there is to choose from more often than
    /// messages.
    pub fn choice(&mut self) -> String {
        match self.chance(60) {
            true => self.key(),
            false => self.word(),
        }
    }

    /// A number that the plugin may look for, or one at the edge.
    pub fn number(&mut self) -> i64 {
        if self.chance(30) && !self.dictionary.numbers.is_empty() {
            let index = self.rng.usize(0..self.dictionary.numbers.len());
            return self.dictionary.numbers[index] + self.rng.i64(-1..=1);
        }
        match self.chance(50) {
            true => self.rng.i64(0..6),
            false => self.pick(&NUMBERS),
        }
    }

    /// A status that an answer may have.
    pub fn status(&mut self) -> u16 {
        self.pick(&STATUSES)
    }

    /// How often something may be tried before it is too much: a small number, or one that the configuration speaks of.
    pub fn limit(&mut self) -> u32 {
        let told = self.limits.iter().copied().filter(|limit| (1..10).contains(limit));
        match self.rng.choice(told.collect::<Vec<_>>()) {
            Some(told) if self.chance(50) => told + 1,
            _ => self.rng.u32(1..6),
        }
    }

    /// How many items a list has: few, or about as many as the configuration speaks of.
    pub fn items(&mut self) -> u32 {
        let told = self.limits.iter().copied().filter(|limit| (1..20).contains(limit));
        match self.rng.choice(told.collect::<Vec<_>>()) {
            Some(told) if self.chance(60) => told + self.rng.u32(0..3) - 1,
            _ => self.rng.u32(0..4),
        }
    }

    /// A JSON value of any type, shaped like what the plugin reads.
    pub fn json(&mut self, depth: u32) -> Value {
        match self.rng.u32(0..if depth > 0 { 13 } else { 7 }) {
            0 => Value::Null,
            1 => json!(self.rng.bool()),
            2 => json!(self.number()),
            3 => match self.chance(20) {
                true => json!(0.5),
                false => json!(""),
            },
            4..=6 => json!(self.word()),
            7..=9 => self.object(depth - 1),
            _ => (0..self.items()).map(|_| self.json(depth - 1)).collect(),
        }
    }

    /// A JSON object with keys that the plugin reads.
    pub fn object(&mut self, depth: u32) -> Value {
        if depth > 0 && self.chance(40) && !self.dictionary.shapes.all.is_empty() {
            let shape = self.rng.usize(0..self.dictionary.shapes.all.len());
            return self.shaped(shape, depth - 1);
        }
        let mut object = Map::new();
        for _ in 0..self.rng.u32(0..5) {
            let (key, mut value) = (self.key(), self.json(depth));
            let mut parts: Vec<&str> = key.split('.').filter(|part| !part.is_empty()).collect();
            let Some(first) = (!parts.is_empty()).then(|| parts.remove(0)) else {
                continue;
            };
            for part in parts.iter().rev() {
                value = json!({*part: value});
            }
            object.insert(first.to_string(), value);
        }
        Value::Object(object)
    }

    pub fn header_name(&mut self) -> String {
        let is_name = |word: &str| {
            (1..40).contains(&word.len())
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
                && !RESERVED.contains(&word.to_ascii_lowercase().as_str())
        };
        if self.chance(LOCAL)
            && let Some(name) = self.local_that(is_name)
        {
            return name;
        }
        let own: Vec<&String> = self
            .dictionary
            .shapes
            .headers
            .iter()
            .filter(|name| is_name(name))
            .collect();
        if !own.is_empty() && self.rng.u32(0..100) < 25 {
            return own[self.rng.usize(0..own.len())].clone();
        }
        match self.chance(50) {
            true => self.pick(&NAMES).to_string(),
            false => self.word_that(is_name).unwrap_or_else(|| "x-custom".into()),
        }
    }

    fn header_value(&mut self) -> Bytes {
        let mut value = match self.rng.u32(0..20) {
            0 => vec![b'a', 0xff, 0xc3, b'z'],
            1 => vec![b'x'; 3_000],
            2 => self.json(1).to_string().into_bytes(),
            _ => self.word().into_bytes(),
        };
        value.retain(|byte| !matches!(byte, 0..=0x1f | 0x7f));
        Bytes(value.trim_ascii().to_vec())
    }

    /// A header.
    pub fn header(&mut self) -> Header {
        Header {
            name: self.header_name(),
            value: self.header_value(),
        }
    }

    /// Headers, some of one name.
    pub fn headers(&mut self) -> Vec<Header> {
        let mut headers: Vec<Header> = Vec::new();
        for _ in 0..self.rng.u32(0..5) {
            let mut header = self.header();
            if !headers.is_empty() && self.chance(20) {
                header.name = self.pick(&headers).name;
            }
            headers.push(header);
        }
        headers
    }

    /// A path with its query.
    pub fn path(&mut self) -> Bytes {
        let is_path = |word: &str| word.starts_with('/');
        let mut path = match self.chance(30) {
            true => self.word_that(is_path).unwrap_or_else(|| "/".into()),
            false => (0..self.rng.u32(1..4))
                .map(|_| format!("/{}", self.segment()))
                .collect(),
        };
        if self.chance(40) {
            let pairs: Vec<String> = (0..self.rng.u32(1..4)).map(|_| self.pair()).collect();
            path = format!("{path}?{}", pairs.join("&"));
        }
        let visible = |c: char| if c.is_ascii_graphic() && c != '#' { c } else { '_' };
        Bytes(path.chars().map(visible).collect::<String>().into_bytes())
    }

    fn segment(&mut self) -> String {
        match self.rng.u32(0..8) {
            0 => "a%2Fb".into(),
            1 => "%E4%BD%A0".into(),
            2 => String::new(),
            3 => "%zz".into(),
            _ => self.word().replace(['/', '?'], ""),
        }
    }

    fn pair(&mut self) -> String {
        match self.rng.u32(0..6) {
            0 => self.key(),
            1 => "a=1&a=2".into(),
            2 => "q=a+b%20c".into(),
            _ => format!("{}={}", self.key(), self.word()),
        }
    }

    fn method(&mut self) -> String {
        let methods = [
            "GET", "GET", "GET", "GET", "POST", "POST", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS",
        ];
        self.pick(&methods).to_string()
    }

    /// The bytes of a body.
    pub fn bytes(&mut self) -> Bytes {
        Bytes(match self.rng.u32(0..40) {
            0..=15 => self.object(3).to_string().into_bytes(),
            16..=18 => self.json(2).to_string().into_bytes(),
            19 => self.object(2).to_string().into_bytes().into_iter().rev().collect(),
            20..=23 => self.pair().into_bytes(),
            24 => Vec::new(),
            25 => vec![0, 0xff, 0x80, 0xc3, 0x28, b'\n', b'\r'],
            26 => {
                let sizes = [4_096, 16_384, 65_536, LARGEST];
                let weights = [self.pick(&sizes), self.pick(&sizes), self.pick(&sizes)];
                vec![b'x'; weights.into_iter().min().unwrap_or(LARGEST)]
            }
            27 => format!("data: {}\n\ndata: [DONE]\n\n", self.object(2)).into_bytes(),
            _ => format!("{} {} {}", self.word(), self.word(), self.word()).into_bytes(),
        })
    }

    /// A body in one piece, or in chunks with or without trailers; or none.
    fn body(&mut self, percent: u32) -> (Option<Bytes>, Option<Vec<Bytes>>, Vec<Header>) {
        if !self.chance(percent) {
            return (None, None, Vec::new());
        }
        if self.chance(80) {
            return (Some(self.bytes()), None, Vec::new());
        }
        let mut chunks: Vec<Bytes> = (0..self.rng.u32(1..4)).map(|_| self.bytes()).collect();
        chunks.retain(|chunk| !chunk.0.is_empty());
        let trailers = match self.chance(30) {
            true => vec![self.header()],
            false => Vec::new(),
        };
        (None, Some(chunks), trailers)
    }

    /// Says what a body is, mostly what it looks like.
    pub fn typed(&mut self, headers: &mut Vec<Header>, body: &Option<Bytes>) {
        let is_json = body.as_ref().is_some_and(|body| body.0.starts_with(b"{"));
        if body.is_some() && self.chance(70) && !headers.iter().any(|header| header.name == "content-type") {
            let value = match is_json && self.chance(80) {
                true => CONTENT_TYPES[0],
                false => self.pick(&CONTENT_TYPES),
            };
            headers.push(Header {
                name: "content-type".into(),
                value: Bytes(value.into()),
            });
        }
    }

    /// A request.
    pub fn request(&mut self) -> Request {
        let method = self.method();
        let body = match method.as_str() {
            "GET" | "HEAD" | "OPTIONS" | "DELETE" => 8,
            _ => 90,
        };
        let (body, chunks, trailers) = self.body(body);
        let mut headers = self.headers();
        self.typed(&mut headers, &body);
        if self.chance(6) {
            headers.retain(|header| header.name != "content-type");
            headers.push(Header {
                name: "content-type".into(),
                value: Bytes("application/grpc".into()),
            });
        }
        if method == "GET" && body.is_none() && chunks.is_none() && self.chance(3) {
            let websocket = [
                ("connection", "Upgrade"),
                ("upgrade", "websocket"),
                ("sec-websocket-version", "13"),
            ];
            headers.extend(websocket.map(|(name, value)| Header {
                name: name.into(),
                value: Bytes(value.into()),
            }));
        }
        Request {
            method,
            path: self.path(),
            host: Bytes(self.host().into_bytes()),
            headers,
            body,
            chunks,
            trailers,
            timeout_ms: PATIENCE_MS,
            ..plain_request()
        }
    }

    /// The host that a request is for; mostly one that the configuration speaks of, where it does.
    fn host(&mut self) -> String {
        if self.chance(60)
            && let Some(told) = self.local_that(is_host)
        {
            // A name stands for all below it where it begins with an asterisk.
            let host = told.replace('*', "a");
            return match self.rng.u32(0..12) {
                0 => host.to_ascii_uppercase(),
                1 => format!("{host}:8080"),
                2 => format!("a.{host}"),
                _ => host,
            };
        }
        let hosts = [
            "example.com",
            "example.com",
            "example.com",
            "a.example.com",
            "EXAMPLE.com",
            "example.com:8080",
        ];
        match self.chance(85) {
            true => self.pick(&hosts).to_string(),
            false => self.key().replace('_', "-"),
        }
    }

    /// What the upstream or a service answers; so many times of a hundred it fails in some way.
    pub fn response(&mut self, failing: u32) -> Response {
        if self.chance(failing) {
            return self.failure();
        }
        let (body, chunks, trailers) = self.body(75);
        let mut headers = self.headers();
        self.typed(&mut headers, &body);
        Response {
            status: self.status(),
            headers,
            body,
            chunks,
            trailers,
            ..Response::default()
        }
    }

    fn failure(&mut self) -> Response {
        match self.rng.u32(0..8) {
            0 => Response {
                stall: true,
                ..Response::default()
            },
            1..=2 => Response {
                reset: true,
                ..Response::default()
            },
            _ => Response {
                status: self.pick(&[400, 401, 403, 404, 429, 500, 502, 503, 504]),
                ..Response::default()
            },
        }
    }

    /// How long the client waits for an answer (ms).
    pub fn patience(stalls: bool) -> u64 {
        if stalls { PATIENCE_MS } else { SHORT_PATIENCE_MS }
    }

    /// Has the client leave before the upstream, which never answers, has answered.
    pub fn leaves(&mut self, request: &mut Request, upstream: &mut Vec<Response>) {
        request.leave_after_ms = Some(LEAVE_MS);
        *upstream = vec![Response {
            stall: true,
            ..Response::default()
        }];
    }

    /// A Redis that may be missing, down, locked, or hold what the plugin does not expect.
    pub fn redis(&mut self) -> Redis {
        match self.rng.u32(0..12) {
            0 if self.chance(25) => Redis {
                missing: true,
                ..Redis::default()
            },
            0 => Redis {
                down: true,
                ..Redis::default()
            },
            1 => {
                let told = self.local_that(|_| true).filter(|_| self.chance(70));
                let password = told.unwrap_or_else(|| self.word());
                Redis {
                    password: Some(password).filter(|word| !word.is_empty()),
                    ..Redis::default()
                }
            }
            2 => Redis {
                before: self.denied(),
                ..Redis::default()
            },
            3..=7 => Redis {
                before: self.presets(),
                ..Redis::default()
            },
            _ => Redis::default(),
        }
    }

    /// One command for each key: a second one may want the key to be of another kind, which Redis refuses.
    fn presets(&mut self) -> Vec<Vec<String>> {
        let mut commands: Vec<Vec<String>> = (0..self.rng.u32(1..3)).map(|_| self.preset()).collect();
        let mut keys = BTreeSet::new();
        commands.retain(|words| keys.insert(words[1].clone()));
        commands
    }

    /// Redis refuses a command that the plugin uses: it may notice by halves.
    fn denied(&mut self) -> Vec<Vec<String>> {
        let commands = self.commands.iter().map(|command| command.to_ascii_lowercase());
        let commands: Vec<String> = commands
            .filter(|command| DENIABLE.contains(&command.as_str()))
            .collect();
        let denied = self.rng.choice(commands);
        let words = |command| {
            ["ACL", "SETUSER", "default", &format!("-{command}")]
                .map(String::from)
                .to_vec()
        };
        denied.into_iter().map(words).collect()
    }

    fn preset(&mut self) -> Vec<String> {
        let known: Vec<String> = self.keys.iter().cloned().collect();
        let key = match known.is_empty() || self.chance(10) {
            true => self.key(),
            false => self.pick(&known),
        };
        let value = match self.chance(60) {
            true => self.number().to_string(),
            false => self.word(),
        };
        let words: &[&str] = match self.rng.u32(0..6) {
            0 => &["LPUSH", &key, &value],
            1 => &["HSET", &key, "field", &value],
            2 => &["SET", &key, &value, "EX", "1000"],
            _ => &["SET", &key, &value],
        };
        words.iter().map(ToString::to_string).collect()
    }
}

/// Whether a word may be a key, or the name of something.
pub fn is_name_like(word: &str) -> bool {
    word.len() > 1
        && word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && word.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}

/// A plain GET.
pub fn plain_request() -> Request {
    serde_json::from_value(json!({})).expect("every field of a request has a default")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redis_is_missing_asks_for_the_password_that_the_plugin_is_told_and_refuses_what_it_sends() {
        let mut maker = Maker::new(Dictionary::default(), 1);
        maker.local.push("secret".into());
        maker.commands.extend(["EXPIRE", "GET"].map(String::from));
        let made: Vec<Redis> = (0..500).map(|_| maker.redis()).collect();
        assert!(made.iter().any(|redis| redis.password.as_deref() == Some("secret")));
        assert!(made.iter().any(|redis| redis.missing));
        let refuses = |command: &str| {
            made.iter().any(|redis| {
                redis
                    .before
                    .iter()
                    .any(|words| words[0] == "ACL" && words[3] == command)
            })
        };
        // The testbed itself gets what is stored.
        assert!(refuses("-expire") && !refuses("-get"));
    }

    #[test]
    fn requests_are_for_hosts_that_the_configuration_speaks_of() {
        let mut maker = Maker::new(Dictionary::default(), 1);
        maker
            .local
            .extend(["acme.com", "*.b.org:81", "1.5 s", "/a.b", "a@b.c", "acme"].map(String::from));
        let hosts: Vec<String> = (0..500)
            .map(|_| String::from_utf8(maker.request().host.0).unwrap())
            .collect();
        let count = |host: &str| hosts.iter().filter(|known| *known == host).count();
        assert!(count("acme.com") > 60 && count("a.b.org:81") > 60, "{hosts:?}");
        assert!(hosts.iter().all(|host| !host.contains([' ', '/', '@'])), "{hosts:?}");
    }

    #[test]
    fn lists_come_up_against_the_limits_of_the_configuration() {
        let mut maker = Maker::new(Dictionary::default(), 1);
        maker.limits.extend([7, 100_000]);
        let lengths: BTreeSet<u32> = (0..200).map(|_| maker.items()).collect();
        assert_eq!(lengths, BTreeSet::from([0, 1, 2, 3, 6, 7, 8]));
    }

    #[test]
    fn redis_is_not_given_one_key_twice() {
        let mut maker = Maker::new(Dictionary::default(), 1);
        maker.keys.extend(["a".to_string()]);
        for _ in 0..1_000 {
            let commands = maker.redis().before;
            let keys: BTreeSet<&String> = commands.iter().map(|words| &words[1]).collect();
            assert_eq!(keys.len(), commands.len(), "{commands:?}");
        }
    }
}
