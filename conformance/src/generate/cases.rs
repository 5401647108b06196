//! Makes whole cases: new ones, and changed ones of those that came further than others.

use super::maker::{Maker, plain_request};
use super::places::places;
use crate::cases::{Bytes, Case, Redis, Request, Response};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The clock of every generated case: no minute ends in the middle of one.
pub const NOW: &str = "2026-01-01T00:00:30Z";

/// How long the services are held back where they answer behind the upstream (ms).
const BEHIND_MS: u64 = 1;

/// So many clusters that the plugin asked for get a service: each costs a server for each run.
const MOST_CLUSTERS: usize = 24;

/// How much time passes between two requests (ms): to the end of a second, of a minute, of an hour, and within.
const LATER_MS: [u64; 5] = [400, 1_000, 29_500, 60_000, 3_600_000];

/// What cases are made of beside chance.
pub struct World {
    /// What each case has.
    pub base: Case,
    /// The clusters that the plugin asked for.
    pub clusters: BTreeSet<String>,
    /// One of the builds calls Redis.
    pub redis: bool,
    /// The cases that came further than those before them.
    pub kept: Vec<Case>,
    /// The builds are network filters: the cases that were written for them are of connections.
    pub tcp: bool,
}

impl World {
    /// A world of which nothing is known yet.
    pub fn new(base: &Case, redis: bool) -> World {
        World {
            base: base.clone(),
            clusters: BTreeSet::new(),
            redis,
            kept: Vec::new(),
            tcp: false,
        }
    }

    /// Looks at properties that the plugin sets, as far as they can be observed.
    pub fn observe(&mut self, properties: &BTreeSet<String>) {
        let known = &mut self.base.filter_state;
        let new = properties.iter().filter(|property| !known.contains(property));
        let new: Vec<String> = new.cloned().collect();
        known.extend(new);
    }

    /// Has a cluster answer from now on.
    pub fn learn_cluster(&mut self, cluster: &str) {
        if !cluster.is_empty() && cluster.len() < 200 && self.clusters.len() < MOST_CLUSTERS {
            self.clusters.insert(cluster.to_string());
        }
    }
}

impl Maker {
    /// A case with a configuration; in a `calm` one everything works.
    pub fn case(&mut self, config: Option<&Value>, world: &World, calm: bool) -> Case {
        self.local = config.map(texts_of).unwrap_or_default();
        self.limits = config.map(limits_of).unwrap_or_default();
        let mut case = match (world.tcp, calm) {
            (true, _) => self.tcp_case(world),
            (false, true) => self.calm_case(world),
            (false, false) => self.http_case(world),
        };
        self.local.clear();
        self.limits.clear();
        (case.config, case.config_text) = (config.cloned(), None);
        for cluster in &world.clusters {
            let answers = vec![self.response(12)];
            case.services.entry(cluster.clone()).or_insert(answers);
        }
        if !world.tcp {
            self.in_turn(&mut case, world.redis);
        }
        case
    }

    /// A case of requests: a new one, or a changed one of those that came further.
    fn http_case(&mut self, world: &World) -> Case {
        let kept: Vec<&Case> = world.kept.iter().filter(|case| !case.requests.is_empty()).collect();
        if kept.is_empty() || self.chance(40) {
            return self.new_case(world);
        }
        let mut case = kept[self.rng.usize(0..kept.len())].clone();
        if self.chance(70) {
            // A call-out that nobody answers costs its whole wait.
            case.services
                .values_mut()
                .flatten()
                .for_each(|answer| answer.stall = false);
        }
        for _ in 0..self.rng.u32(1..4) {
            self.change_case(&mut case, world);
        }
        case
    }

    /// A request without a body and one with, answered in full: what a configuration changes shows best where nothing else
    /// goes wrong.
    fn calm_case(&mut self, world: &World) -> Case {
        let mut with_body = Request {
            method: "POST".into(),
            body: Some(self.text_or_json()),
            ..plain_request()
        };
        self.typed(&mut with_body.headers, &with_body.body);
        let mut requests = vec![plain_request(), with_body];
        for request in &mut requests {
            request.path = self.path();
            let more = self.headers();
            request.headers.extend(more);
        }
        if self.repeats() {
            self.repeat(&mut requests);
        }
        let answer = |maker: &mut Maker| {
            let mut answer = Response {
                status: 200,
                body: Some(maker.text_or_json()),
                ..Response::default()
            };
            answer.headers = maker.headers();
            maker.typed(&mut answer.headers, &answer.body);
            answer
        };
        Case {
            upstream: (0..requests.len()).map(|_| answer(self)).collect(),
            services: world
                .clusters
                .iter()
                .map(|name| (name.clone(), vec![answer(self)]))
                .collect(),
            redis: self.told_redis(world),
            requests,
            now: Some(NOW.into()),
            ..world.base.clone()
        }
    }

    /// A Redis that may ask for a password that the configuration tells.
    fn told_redis(&mut self, world: &World) -> Redis {
        let told = if world.redis && self.chance(25) {
            self.local_that(|_| true)
        } else {
            None
        };
        Redis {
            password: told,
            ..Redis::default()
        }
    }

    fn text_or_json(&mut self) -> Bytes {
        match self.chance(50) {
            true => Bytes(self.object(3).to_string().into_bytes()),
            false => Bytes(format!("{} {} {}", self.word(), self.word(), self.word()).into_bytes()),
        }
    }

    fn new_case(&mut self, world: &World) -> Case {
        let count = if self.chance(80) { 1 } else { self.rng.usize(2..4) };
        let mut requests: Vec<Request> = (0..count).map(|_| self.request()).collect();
        let mut upstream: Vec<Response> = (0..count).map(|_| self.response(4)).collect();
        if count == 1 && self.chance(2) {
            self.leaves(&mut requests[0], &mut upstream);
        }
        if count == 1 && self.repeats() {
            self.repeat(&mut requests);
        }
        let redis = match world.redis {
            true => self.redis(),
            false => Redis::default(),
        };
        Case {
            requests,
            upstream,
            services: self.services(world),
            redis,
            now: Some(NOW.into()),
            buffer_limit_bytes: self.chance(2).then_some(1_024),
            ..world.base.clone()
        }
    }

    /// Whether a case comes up against limits; more often where the configuration has numbers that may be some.
    fn repeats(&mut self) -> bool {
        let percent = if self.limits.is_empty() { 4 } else { 15 };
        self.chance(percent)
    }

    /// The same request again and again, as those who come up against a limit send it; at times time passes between two, or
    /// one lacks a header by which others are told apart.
    fn repeat(&mut self, requests: &mut Vec<Request>) {
        let limit = self.limit();
        for _ in 0..limit {
            let mut again = self.pick(requests);
            again.later_ms = if self.chance(30) { self.pick(&LATER_MS) } else { 0 };
            if !again.headers.is_empty() && self.chance(15) {
                let at = self.rng.usize(0..again.headers.len());
                again.headers.remove(at);
            }
            requests.push(again);
        }
    }

    /// Has the services and Redis answer before the upstream or behind it, no service stall for ever, and the client wait no
    /// longer than it has to.
    fn in_turn(&mut self, case: &mut Case, redis: bool) {
        let services = if self.chance(80) { 0 } else { BEHIND_MS };
        if case.upstream.is_empty() {
            case.upstream.push(Response::default());
        }
        case.upstream.iter_mut().for_each(|answer| answer.delay_ms = 0);
        case.services
            .values_mut()
            .flatten()
            .for_each(|answer| answer.delay_ms = services);
        for answers in case.services.values_mut() {
            if answers.last().is_some_and(|answer| answer.stall) {
                answers.push(Response::default());
            }
        }
        case.redis.delay_ms = if redis && !case.redis.missing { services } else { 0 };
        let stalls = case
            .upstream
            .iter()
            .chain(case.services.values().flatten())
            .any(|answer| answer.stall);
        let patience = Maker::patience(stalls);
        case.requests
            .iter_mut()
            .for_each(|request| request.timeout_ms = patience);
    }

    fn services(&mut self, world: &World) -> BTreeMap<String, Vec<Response>> {
        world
            .clusters
            .iter()
            .map(|cluster| {
                (
                    cluster.clone(),
                    (0..self.rng.u32(1..3)).map(|_| self.response(25)).collect(),
                )
            })
            .collect()
    }

    fn change_case(&mut self, case: &mut Case, world: &World) {
        match self.rng.u32(0..12) {
            0..=5 => {
                let at = self.rng.usize(0..case.requests.len());
                let mut request = case.requests[at].clone();
                self.change_request(&mut request);
                case.requests[at] = request;
            }
            6 => {
                let at = self.rng.usize(0..case.requests.len());
                case.requests[at] = self.request();
            }
            7 if case.requests.len() < 4 => {
                let again = self.pick(&case.requests);
                case.requests.push(again);
            }
            8 if world.redis => case.redis = self.redis(),
            8..=9 if !world.clusters.is_empty() => case.services = self.services(world),
            _ => case.upstream = vec![self.response(5)],
        }
    }

    fn change_request(&mut self, request: &mut Request) {
        match self.rng.u32(0..8) {
            0 => request.path = self.path(),
            1 => request.headers.push(self.header()),
            2 if !request.headers.is_empty() => {
                let at = self.rng.usize(0..request.headers.len());
                request.headers[at] = self.header();
            }
            3 if !request.headers.is_empty() => {
                let at = self.rng.usize(0..request.headers.len());
                request.headers.remove(at);
            }
            4 | 5 if request.body.is_some() => request.body = request.body.as_ref().map(|body| self.change_body(body)),
            6 => {
                let other = self.request();
                (request.method, request.body) = (other.method, other.body);
                (request.chunks, request.trailers) = (other.chunks, other.trailers);
            }
            _ => request.headers = self.headers(),
        }
    }

    fn change_body(&mut self, body: &Bytes) -> Bytes {
        match serde_json::from_slice::<Value>(&body.0) {
            Ok(value) => Bytes(self.vary(&value).to_string().into_bytes()),
            Err(_) => self.bytes(),
        }
    }
}

/// A case with every field at its default.
pub fn plain_case() -> Case {
    serde_json::from_value(json!({"name": "generated", "requests": []})).expect("every other field has a default")
}

/// Configurations with which no plugin was given one: nothing, and what the dictionary says.
pub fn first_configs(maker: &mut Maker) -> Vec<Option<Value>> {
    let mut configs = vec![None, Some(json!({}))];
    configs.extend((0..14).map(|_| Some(maker.object(3))));
    configs
}

/// The texts and keys of a configuration.
pub fn words_of(config: &Value) -> Vec<String> {
    let mut words = Vec::new();
    for place in places(config) {
        let key = place.rsplit('/').next().unwrap_or_default();
        words.extend((!key.is_empty() && key.parse::<u32>().is_err()).then(|| key.to_string()));
        words.extend(config.pointer(&place).and_then(Value::as_str).map(str::to_string));
    }
    words.retain(|word| (1..64).contains(&word.len()));
    words
}

/// The texts of a configuration.
fn texts_of(config: &Value) -> Vec<String> {
    let texts = places(config)
        .into_iter()
        .filter_map(|place| config.pointer(&place)?.as_str().map(String::from));
    texts.filter(|text| (1..64).contains(&text.len())).collect()
}

/// The numbers of a configuration.
fn limits_of(config: &Value) -> Vec<u32> {
    let numbers = places(config)
        .into_iter()
        .filter_map(|place| config.pointer(&place)?.as_u64());
    numbers.filter_map(|number| number.try_into().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::dictionary::Dictionary;

    #[test]
    fn a_case_speaks_of_what_the_configuration_names() {
        let config = json!({"header": "x-tenant", "paths": ["user.name"], "word": "forbidden"});
        let mut maker = Maker::new(Dictionary::default(), 1);
        let world = World::new(&plain_case(), false);
        let cases: Vec<Case> = (0..40).map(|_| maker.case(Some(&config), &world, true)).collect();
        let requests = || cases.iter().flat_map(|case| &case.requests);
        assert!(requests().any(|request| request.headers.iter().any(|header| header.name == "x-tenant")));
        let bodies: Vec<String> = requests()
            .filter_map(|request| Some(String::from_utf8_lossy(&request.body.as_ref()?.0).into_owned()))
            .collect();
        assert!(bodies.iter().any(|body| body.contains("forbidden")));
        assert!(bodies.iter().any(|body| body.contains(r#""user":{"name":"#)));
    }

    #[test]
    fn nothing_fails_in_a_calm_case() {
        let mut world = World::new(&plain_case(), true);
        world.learn_cluster("token");
        let mut maker = Maker::new(Dictionary::default(), 1);
        for _ in 0..100 {
            let case = maker.case(None, &world, true);
            let mut answers = case.upstream.iter().chain(case.services.values().flatten());
            assert!(answers.all(|answer| answer.status == 200 && !answer.stall && !answer.reset));
            assert!(!case.redis.down && case.requests.iter().any(|request| request.body.is_some()));
        }
    }

    #[test]
    fn properties_that_the_plugin_sets_are_observed() {
        let mut world = World::new(&plain_case(), false);
        world.observe(&BTreeSet::from(["values".to_string()]));
        let case = Maker::new(Dictionary::default(), 1).case(None, &world, false);
        assert_eq!(case.filter_state, ["values"]);
    }

    #[test]
    fn network_filters_meet_connections_and_the_others_requests() {
        let tcp: Case =
            serde_json::from_value(json!({"name": "tcp", "connections": [{"steps": [{"client": "a"}]}]})).unwrap();
        let mut world = World::new(&tcp, false);
        world.kept.push(tcp);
        let mut maker = Maker::new(Dictionary::default(), 1);
        assert!((0..100).all(|_| !maker.case(None, &world, false).requests.is_empty()));
        world.tcp = true;
        let case = |maker: &mut Maker| maker.case(None, &world, false);
        for case in (0..100).map(|_| case(&mut maker)) {
            assert!(!case.connections.is_empty() && case.requests.is_empty() && case.upstream.is_empty());
        }
    }
}
