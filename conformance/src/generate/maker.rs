//! Makes the parts of cases: requests, answers, configurations, and what Redis holds. Everything is drawn from one
//! generator of random numbers, so that a seed gives the same cases again.

use super::dictionary::{Dictionary, STRONG};
use super::shapes::{Holds, Key, Shape};
use crate::cases::{Bytes, Header, Redis, Request, Response};
use fastrand::Rng;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// How long the client of a generated case waits for its answer (ms): hanging is common, and waiting is dear.
const PATIENCE_MS: u64 = 800;

/// Between two chunks (ms): long enough for two writes to arrive as two.
const PACE_MS: u64 = 10;

/// When the client leaves an upstream that never answers (ms).
const LEAVE_MS: u64 = 60;

/// How long it waits where nobody in the case keeps it waiting (ms).
const SHORT_PATIENCE_MS: u64 = 400;

/// How many further keys come into a configuration at a time.
const KEYS_AT_ONCE: usize = 4;

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
}

impl Maker {
    /// A maker that draws the same for the same seed.
    pub fn new(dictionary: Dictionary, seed: u64) -> Maker {
        Maker {
            dictionary,
            rng: Rng::with_seed(seed),
            keys: BTreeSet::new(),
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

    /// A text that the plugin may look for, or one at the edge.
    pub fn word(&mut self) -> String {
        match self.rng.u32(0..10) {
            0 => self.pick(&EDGES).to_string(),
            1 => self.number().to_string(),
            _ => self.word_that(|_| true).unwrap_or_else(|| "word".into()),
        }
    }

    fn key(&mut self) -> String {
        self.word_that(is_name_like).unwrap_or_else(|| "key".into())
    }

    /// A text for a place in the configuration that holds one: names of what there is to choose from more often than
    /// messages.
    fn choice(&mut self) -> String {
        match self.chance(60) {
            true => self.key(),
            false => self.word(),
        }
    }

    fn number(&mut self) -> i64 {
        if self.chance(30) && !self.dictionary.numbers.is_empty() {
            let index = self.rng.usize(0..self.dictionary.numbers.len());
            return self.dictionary.numbers[index] + self.rng.i64(-1..=1);
        }
        match self.chance(50) {
            true => self.rng.i64(0..6),
            false => self.pick(&NUMBERS),
        }
    }

    /// A JSON value of any type, shaped like what the plugin reads.
    pub fn json(&mut self, depth: u32) -> Value {
        match self.rng.u32(0..if depth > 0 { 12 } else { 7 }) {
            0 => Value::Null,
            1 => json!(self.rng.bool()),
            2 => json!(self.number()),
            3 => match self.chance(20) {
                true => json!(0.5),
                false => json!(""),
            },
            4..=6 => json!(self.word()),
            7..=9 => self.object(depth - 1),
            _ => (0..self.rng.u32(0..4)).map(|_| self.json(depth - 1)).collect(),
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

    /// What a function of the plugin reads: an object with its keys, or a list of them.
    fn shaped(&mut self, shape: usize, depth: u32) -> Value {
        let count = match self.dictionary.shapes.all[shape].is_list {
            true => self.rng.usize(0..6),
            false => {
                let mut object = Map::new();
                self.complete(&mut object, shape, depth);
                return Value::Object(object);
            }
        };
        let item = |_| {
            let mut object = Map::new();
            self.complete(&mut object, shape, depth);
            Value::Object(object)
        };
        (0..count).map(item).collect()
    }

    /// Gives an object some of the keys that a function reads together, or all; some of those that it has get another value.
    fn complete(&mut self, object: &mut Map<String, Value>, shape: usize, depth: u32) {
        let share = self.pick(&[25, 60, 100]);
        for key in self.dictionary.shapes.all[shape].keys.clone() {
            let mut parts = key.name.split('.').filter(|part| !part.is_empty());
            let Some(first) = parts.next() else { continue };
            let percent = if object.contains_key(first) { 25 } else { share };
            if !self.chance(percent) {
                continue;
            }
            let value = self.held(key.holds, shape, depth);
            let nested = parts.rev().fold(value, |value, part| json!({part: value}));
            object.insert(first.to_string(), nested);
        }
    }

    /// A value of the type that a key leads to; now and then of another one.
    fn held(&mut self, holds: Holds, shape: usize, depth: u32) -> Value {
        let below = depth.saturating_sub(1);
        match holds {
            _ if self.chance(8) => self.json(below.min(1)),
            Holds::Text => json!(self.compared(shape)),
            Holds::Number => json!(self.number()),
            Holds::Switch => json!(self.chance(70)),
            Holds::Shape(inner) if depth > 0 => self.shaped(inner, below),
            Holds::Items => (0..self.rng.u32(0..4)).map(|_| self.item(shape, depth)).collect(),
            Holds::Anything | Holds::Shape(_) => match self.rng.u32(0..4) {
                0 => json!(self.number()),
                1 => json!(self.rng.bool()),
                _ => json!(self.compared(shape)),
            },
        }
    }

    fn item(&mut self, shape: usize, depth: u32) -> Value {
        match depth > 0 && self.chance(40) {
            true => self.shaped(shape, depth - 1),
            false => json!(self.compared(shape)),
        }
    }

    /// A text for a value that a function reads; mostly one that it compares.
    fn compared(&mut self, shape: usize) -> String {
        let shapes = &self.dictionary.shapes;
        let (near, all) = (&shapes.all[shape].texts, &shapes.choices);
        match self.rng.u32(0..100) {
            0..45 if !near.is_empty() => near[self.rng.usize(0..near.len())].clone(),
            45..75 if !all.is_empty() => self.rng.choice(all).cloned().unwrap_or_default(),
            _ => self.choice(),
        }
    }

    /// The shape that an object of a configuration has; any, where none fits.
    fn shape_of(&mut self, object: &Map<String, Value>) -> Option<usize> {
        let shapes = &self.dictionary.shapes;
        match shapes.nearest(object.keys()) {
            Some(shape) if self.rng.u32(0..100) < 90 => Some(shape),
            _ if shapes.all.is_empty() => None,
            _ => Some(self.rng.usize(0..shapes.all.len())),
        }
    }

    /// Changes several keys at once that the plugin reads together: one is often of no use without the others.
    fn grow(&mut self, config: &mut Value) {
        let mut places = places(config);
        places.retain(|place| config.pointer(place).is_some_and(Value::is_object));
        if places.is_empty() {
            *config = self.object(3);
            return;
        }
        let place = self.pick(&places);
        if let Some(Value::Object(object)) = config.pointer_mut(&place)
            && let Some(shape) = self.shape_of(object)
        {
            self.complete(object, shape, 2);
        }
    }

    fn header_name(&mut self) -> String {
        let is_name = |word: &str| {
            (1..40).contains(&word.len())
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
                && !RESERVED.contains(&word.to_ascii_lowercase().as_str())
        };
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

    fn typed(&mut self, headers: &mut Vec<Header>, body: &Option<Bytes>) {
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
        let hosts = [
            "example.com",
            "example.com",
            "example.com",
            "a.example.com",
            "EXAMPLE.com",
            "example.com:8080",
        ];
        let host = match self.chance(85) {
            true => self.pick(&hosts).to_string(),
            false => self.key().replace('_', "-"),
        };
        Request {
            method,
            path: self.path(),
            host: Bytes(host.into_bytes()),
            headers,
            body,
            chunks,
            trailers,
            pace_ms: PACE_MS,
            timeout_ms: PATIENCE_MS,
            ..plain_request()
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
            status: self.pick(&STATUSES),
            headers,
            body,
            chunks,
            trailers,
            pace_ms: PACE_MS,
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

    /// A Redis that may be down, locked, or hold what the plugin does not expect.
    pub fn redis(&mut self) -> Redis {
        match self.rng.u32(0..12) {
            0 => Redis {
                down: true,
                ..Redis::default()
            },
            1 => Redis {
                password: Some(self.word()).filter(|word| !word.is_empty()),
                ..Redis::default()
            },
            2..=7 => Redis {
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

    /// A configuration that differs from another in one to three places.
    pub fn vary(&mut self, config: &Value) -> Value {
        let mut config = config.clone();
        for _ in 0..self.rng.u32(1..4) {
            match self.chance(30) {
                true => self.grow(&mut config),
                false => self.change(&mut config),
            }
        }
        config
    }

    fn change(&mut self, config: &mut Value) {
        let places = places(config);
        let place = self.pick(&places);
        if place.is_empty() {
            match config.as_object_mut() {
                Some(object) => self.add_to(object),
                None => *config = self.object(2),
            }
            return;
        }
        let copy = config.pointer(&self.pick(&places)).cloned().unwrap_or_default();
        match self.rng.u32(0..12) {
            0..=1 => remove(config, &place),
            2 => set(config, &place, copy),
            _ => {
                let Some(at) = config.pointer_mut(&place) else { return };
                match at {
                    Value::Object(object) if self.rng.bool() => self.add_to(object),
                    Value::Array(array) => match (array.is_empty(), self.rng.u32(0..3)) {
                        (false, 0..=1) => {
                            let mut item = array[self.rng.usize(0..array.len())].clone();
                            if !item.is_object() || self.rng.bool() {
                                self.change_leaf(&mut item);
                            } else {
                                self.change(&mut item);
                            }
                            array.push(item);
                        }
                        _ => array.push(self.json(2)),
                    },
                    other => self.change_leaf(other),
                }
            }
        }
    }

    /// Configurations that differ from one in every simple way: without each part, with the plugin's own words as further
    /// keys, and with each of them in place of each text. What shows most comes first.
    pub fn sweep(&mut self, config: &Value) -> Vec<Value> {
        let strong = self.dictionary.words().iter().filter(|word| word.weight >= STRONG);
        let own: Vec<String> = strong
            .map(|word| word.text.clone())
            .filter(|text| is_name_like(text))
            .collect();
        let (mut first, mut later) = (Vec::new(), Vec::new());
        for place in places(config) {
            let with = |change: &dyn Fn(&mut Value)| {
                let mut config = config.clone();
                change(&mut config);
                config
            };
            if !place.is_empty() {
                first.push(with(&|config| remove(config, &place)));
            }
            match config.pointer(&place) {
                Some(Value::Object(object)) => {
                    let more = self.with_keys(config, &place, own.iter().filter(|key| !object.contains_key(*key)));
                    if place.is_empty() { &mut first } else { &mut later }.extend(more);
                }
                Some(Value::String(_)) => {
                    later.extend(own.iter().map(|word| with(&|config| set(config, &place, json!(word)))))
                }
                _ => {}
            }
        }
        self.rng.shuffle(&mut first);
        self.rng.shuffle(&mut later);
        let mut found = self.together(config);
        found.append(&mut first);
        found.append(&mut later);
        found
    }

    /// Configurations in which a text that stands where the plugin has a choice is another one of those, and the other keys
    /// that the same function reads stand beside it.
    fn together(&mut self, config: &Value) -> Vec<Value> {
        let mut found = Vec::new();
        for place in places(config) {
            let (Some(Value::String(now)), Some((parent, key))) = (config.pointer(&place), place.rsplit_once('/'))
            else {
                continue;
            };
            let Some(Value::Object(object)) = config.pointer(parent) else {
                continue;
            };
            let shapes = &self.dictionary.shapes;
            let Some(shape) = shapes.nearest(object.keys()).filter(|_| shapes.choices.contains(now)) else {
                continue;
            };
            let Shape { keys, texts, .. } = shapes.all[shape].clone();
            let missing: Vec<Key> = keys
                .into_iter()
                .filter(|other| !object.contains_key(&other.name))
                .collect();
            for text in texts.iter().filter(|text| *text != now) {
                let mut object = object.clone();
                object.insert(key.to_string(), json!(text));
                for other in &missing {
                    object.insert(other.name.clone(), self.held(other.holds, shape, 2));
                }
                let mut config = config.clone();
                set(&mut config, parent, Value::Object(object));
                found.push(config);
            }
        }
        self.rng.shuffle(&mut found);
        found
    }

    /// A configuration with further keys in one of its objects, a few at a time: a plugin leaves alone what it does not know.
    fn with_keys<'k>(&mut self, config: &Value, place: &str, keys: impl Iterator<Item = &'k String>) -> Vec<Value> {
        let mut keys: Vec<&String> = keys.collect();
        self.rng.shuffle(&mut keys);
        let values = places(config);
        let mut found = Vec::new();
        for keys in keys.chunks(KEYS_AT_ONCE) {
            let mut config = config.clone();
            for key in keys {
                // The plugin may read it as it reads what stands there already.
                let value = match self.rng.bool() {
                    true => config.pointer(&self.pick(&values)).cloned().unwrap_or_default(),
                    false => self.json(1),
                };
                if let Some(Value::Object(object)) = config.pointer_mut(place) {
                    object.insert((*key).clone(), value);
                }
            }
            found.push(config);
        }
        found
    }

    fn add_to(&mut self, object: &mut Map<String, Value>) {
        let key = self.key();
        let value = self.json(2);
        object.insert(key, value);
    }

    /// Mostly keeps the type.
    fn change_leaf(&mut self, leaf: &mut Value) {
        *leaf = match leaf {
            Value::Bool(on) if self.chance(70) => json!(!*on),
            Value::Number(_) if self.chance(70) => json!(self.number()),
            Value::String(_) if self.chance(80) => json!(self.choice()),
            _ => self.json(2),
        };
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

/// The JSON pointers of everything in a value, the value itself first.
pub fn places(value: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut below = |key: &str, value: &Value| {
        let key = key.replace('~', "~0").replace('/', "~1");
        found.extend(places(value).into_iter().map(|place| format!("/{key}{place}")));
    };
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| below(key, value)),
        Value::Array(array) => array
            .iter()
            .enumerate()
            .for_each(|(at, value)| below(&at.to_string(), value)),
        _ => {}
    }
    found
}

/// Takes what a pointer leads to out of what holds it.
pub fn remove(value: &mut Value, place: &str) {
    let Some((parent, key)) = place.rsplit_once('/') else {
        return;
    };
    let key = key.replace("~1", "/").replace("~0", "~");
    match value.pointer_mut(parent) {
        Some(Value::Object(object)) => drop(object.shift_remove(&key)),
        Some(Value::Array(array)) => {
            if let Some(at) = key.parse().ok().filter(|at: &usize| *at < array.len()) {
                array.remove(at);
            }
        }
        _ => {}
    }
}

fn set(value: &mut Value, place: &str, to: Value) {
    if let Some(at) = value.pointer_mut(place) {
        *at = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn another_choice_comes_with_the_keys_that_are_read_beside_it() {
        let key = |name: &str| Key {
            name: name.into(),
            holds: Holds::Text,
        };
        let mut dictionary = Dictionary::default();
        dictionary.shapes.all.push(Shape {
            keys: ["source", "name", "namespace"].map(key).to_vec(),
            texts: ["ip", "nacos"].map(String::from).to_vec(),
            is_list: false,
        });
        dictionary.shapes.choices.extend(["ip", "nacos"].map(String::from));
        let found = Maker::new(dictionary, 1).sweep(&json!({"source": "ip", "name": "a"}));
        assert_eq!((&found[0]["source"], &found[0]["name"]), (&json!("nacos"), &json!("a")));
        assert!(found[0].get("namespace").is_some());
    }

    #[test]
    fn a_sweep_takes_everything_out_and_puts_each_word_everywhere() {
        let mut dictionary = Dictionary::default();
        dictionary.add(["nacos", "requestBody", "not a name"].map(String::from));
        let config = json!({"source": "ip", "phase": {"status": 1}});
        let found = Maker::new(dictionary, 1).sweep(&config);
        let has = |place: &str| found.iter().any(|config| config.pointer(place).is_some());
        assert!(
            found.contains(&json!({"phase": {"status": 1}})) && found.contains(&json!({"source": "ip", "phase": {}}))
        );
        assert!(has("/requestBody") && has("/phase/requestBody") && has("/nacos"));
        assert!(found.iter().any(|config| config["source"] == "nacos"));
        assert!(!has("/not a name"));
    }
}
