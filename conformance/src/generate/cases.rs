//! Makes whole cases: new ones, and changed ones of those that came further than others.

use super::maker::{self, Maker};
use crate::cases::{Bytes, Case, Request, Response};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The clock of every generated case: no minute ends in the middle of one.
pub const NOW: &str = "2026-01-01T00:00:30Z";

/// How far the answers of a service and of the upstream are apart (ms).
const APART_MS: u64 = 60;

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

    /// Has a cluster answer from now on.
    pub fn learn_cluster(&mut self, cluster: &str) {
        if !cluster.is_empty() && cluster.len() < 200 && self.clusters.len() < MOST_CLUSTERS {
            self.clusters.insert(cluster.to_string());
        }
    }
}

impl Maker {
    /// A case with a configuration.
    pub fn case(&mut self, config: Option<&Value>, world: &World) -> Case {
        let mut case = match world.tcp {
            true => self.tcp_case(world),
            false => self.http_case(world),
        };
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
        for _ in 0..self.rng.u32(1..4) {
            self.change_case(&mut case, world);
        }
        case
    }

    fn new_case(&mut self, world: &World) -> Case {
        let count = if self.chance(80) { 1 } else { self.rng.usize(2..4) };
        let mut requests: Vec<Request> = (0..count).map(|_| self.request()).collect();
        let mut upstream: Vec<Response> = (0..count).map(|_| self.response(4)).collect();
        if count == 1 && self.chance(2) {
            self.leaves(&mut requests[0], &mut upstream);
        }
        if count == 1 && self.chance(8) {
            self.repeat(&mut requests);
        }
        let redis = match world.redis {
            true => self.redis(),
            false => crate::cases::Redis::default(),
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

    /// The same request again and again, as those who come up against a limit send it; at times time passes between two.
    fn repeat(&mut self, requests: &mut Vec<Request>) {
        for _ in 0..self.rng.u32(1..6) {
            let mut again = self.pick(requests);
            again.later_ms = if self.chance(25) { self.pick(&LATER_MS) } else { 0 };
            requests.push(again);
        }
    }

    /// What a service or Redis and the upstream answer must not come at the same time: which of the two is first would be
    /// chance.
    fn in_turn(&mut self, case: &mut Case, redis: bool) {
        let later = if case.services.is_empty() && !redis {
            0
        } else {
            APART_MS
        };
        let (services, upstream) = if self.chance(80) { (0, later) } else { (later, 0) };
        if case.upstream.is_empty() {
            case.upstream.push(Response::default());
        }
        case.upstream.iter_mut().for_each(|answer| answer.delay_ms = upstream);
        case.services
            .values_mut()
            .flatten()
            .for_each(|answer| answer.delay_ms = services);
        case.redis.delay_ms = if redis { services } else { 0 };
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
    for place in maker::places(config) {
        let key = place.rsplit('/').next().unwrap_or_default();
        words.extend((!key.is_empty() && key.parse::<u32>().is_err()).then(|| key.to_string()));
        words.extend(config.pointer(&place).and_then(Value::as_str).map(str::to_string));
    }
    words.retain(|word| (1..64).contains(&word.len()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::dictionary::Dictionary;

    #[test]
    fn redis_and_the_upstream_never_answer_at_the_same_time() {
        let mut maker = Maker::new(Dictionary::default(), 1);
        let world = World::new(&plain_case(), true);
        for _ in 0..100 {
            let case = maker.case(None, &world);
            assert!(
                case.upstream
                    .iter()
                    .all(|answer| answer.delay_ms != case.redis.delay_ms)
            );
        }
    }

    #[test]
    fn network_filters_meet_connections_and_the_others_requests() {
        let tcp: Case =
            serde_json::from_value(json!({"name": "tcp", "connections": [{"steps": [{"client": "a"}]}]})).unwrap();
        let mut world = World::new(&tcp, false);
        world.kept.push(tcp);
        let mut maker = Maker::new(Dictionary::default(), 1);
        assert!((0..100).all(|_| !maker.case(None, &world).requests.is_empty()));
        world.tcp = true;
        let case = |maker: &mut Maker| maker.case(None, &world);
        for case in (0..100).map(|_| case(&mut maker)) {
            assert!(!case.connections.is_empty() && case.requests.is_empty() && case.upstream.is_empty());
        }
    }
}
