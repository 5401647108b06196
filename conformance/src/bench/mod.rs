//! What two builds of a plugin cost beside each other, and beside no plugin: CPU, latency, throughput, memory, start-up, size.
//!
//! All three serve in one Envoy with one worker, in turns: no plugin, original, port in one round, the other way round in the
//! next. What a plugin adds is the difference to no plugin in the same round. Memory and start-up need a VM alone, so an Envoy
//! is started for each, in turns as well. Absolute figures are those of a machine on a day; the ratios are what to quote.

pub mod load;
pub mod process;
mod quartiles;

pub use quartiles::Quartiles;

use crate::bridge::{self, Options};
use crate::cases::{Bytes, Case, Request, Response};
use crate::compare::Programs;
use crate::inspect::Module;
use crate::serve::config::{self, Plugin};
use crate::serve::endpoint::Service;
use crate::serve::envoy::Envoy;
use crate::serve::free_port;
use crate::testbed::config::gateway_cluster;
use crate::testbed::process::Prepared;
use crate::testbed::redis::Redis;
use crate::testbed::turns::Turn;
use crate::testbed::{client, upstream, wait};
use crate::{Error, Result};
use load::Clients;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt::Display;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// The rounds in which each build has its turn.
    pub rounds: usize,
    /// The requests of a turn.
    pub requests: usize,
    /// How often Envoy is started with each build alone.
    pub starts: usize,
}

/// What was measured, as `--json` prints it; `conformance/bench.schema.json` describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Report {
    /// The version of `conformance`.
    pub conformance: String,
    /// The version of Envoy.
    pub envoy: String,
    /// The name of the case whose request was sent.
    pub case: String,
    /// The file of the original.
    pub original: String,
    /// The file of the port.
    pub port: String,
    /// The figures.
    pub figures: Vec<Figure>,
}

/// One figure of no plugin, of the original and of the port.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Figure {
    /// What was measured.
    pub what: String,
    /// The unit of all but the ratio.
    pub unit: String,
    /// Without a plugin, where that says something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub none: Option<Quartiles>,
    /// Of the original.
    pub original: Quartiles,
    /// Of the port.
    pub port: Quartiles,
    /// Original divided by port, round by round, where both came to more than nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<Quartiles>,
}

/// After so many requests the resident memory is looked at.
const MEMORY_AFTER: [usize; 3] = [0, 1_000, 10_000];

/// No plugin, the original, the port.
const BUILDS: usize = 3;

/// One figure a round, for each build.
type Rounds = [Vec<f64>; BUILDS];

/// Measures a plugin and its port with the first request of a case; `progress` hears what is done next.
///
/// # Errors
/// A module does not load, or Envoy does not answer.
pub fn bench(
    modules: [&Module; 2],
    case: &Case,
    programs: &Programs,
    effort: Effort,
    progress: &mut dyn FnMut(&str),
) -> Result<Report> {
    let bench = Bench::prepare(modules, case, programs, effort)?;
    let mut figures = bench.side_by_side(progress)?;
    figures.extend(bench.alone(progress)?);
    let bytes = |module: &Module| vec![module.size as f64 / 1e3];
    figures.push(Figure::new(
        "module size",
        "KB",
        &[Vec::new(), bytes(modules[0]), bytes(modules[1])],
        false,
    ));
    Ok(Report {
        conformance: env!("CARGO_PKG_VERSION").to_string(),
        envoy: programs.envoy.version.clone(),
        case: case.name.clone(),
        original: modules[0].name.clone(),
        port: modules[1].name.clone(),
        figures,
    })
}

impl Figure {
    /// What is added is the difference to no plugin in the same round.
    fn new(what: &str, unit: &str, measured: &Rounds, added: bool) -> Self {
        let [none, original, port] = measured;
        let over = |build: &[f64]| -> Vec<f64> {
            match added {
                true => build.iter().zip(none).map(|(build, none)| build - none).collect(),
                false => build.to_vec(),
            }
        };
        let (original, port) = (over(original), over(port));
        // What is not there cannot be a multiple of anything.
        let both = original.iter().zip(&port);
        let ratios = both.filter(|(original, port)| **original > 0.0 && **port > 0.0);
        let ratios: Vec<f64> = ratios.map(|(original, port)| original / port).collect();
        Figure {
            what: what.to_string(),
            unit: unit.to_string(),
            none: (!none.is_empty()).then(|| Quartiles::of(none.clone())),
            ratio: (!ratios.is_empty()).then(|| Quartiles::of(ratios)),
            original: Quartiles::of(original),
            port: Quartiles::of(port),
        }
    }
}

/// A module as Envoy loads it.
struct Loaded {
    file: PathBuf,
    allow_on_headers_stop_iteration: bool,
}

struct Bench {
    envoy: PathBuf,
    clusters: Vec<Value>,
    builds: [Option<Loaded>; BUILDS],
    configuration: Option<String>,
    root_id: Option<String>,
    request: Vec<u8>,
    effort: Effort,
    _folder: Prepared,
    _redis: Option<Redis>,
}

fn failed(error: impl Display) -> Error {
    Error::new(format!("the measurement failed: {error}")).next("try the request with `conformance serve`")
}

impl Bench {
    fn prepare(modules: [&Module; 2], case: &Case, programs: &Programs, effort: Effort) -> Result<Self> {
        let folder = Prepared::new()?;
        let load = |module: &Module, name: &str| {
            let bridged = bridge::bridge(module, &Options::default())?;
            let file = folder.directory().join(name);
            fs::write(&file, &*bridged.wasm).map_err(failed)?;
            Ok::<_, Error>(Loaded {
                file,
                allow_on_headers_stop_iteration: bridged.allow_on_headers_stop_iteration,
            })
        };
        let service = |name: &str, answers: &[Response]| {
            let answer = upstream::wire(answers.first().unwrap_or(&Response::default()));
            let endpoint = load::start_service(answer).map_err(failed)?.into();
            let cluster = name.to_string();
            Ok::<_, Error>(config::cluster(&Service { cluster, endpoint }))
        };
        let mut clusters = vec![service(config::UPSTREAM, &case.upstream)?];
        for (name, answers) in &case.services {
            clusters.push(service(name, answers)?);
        }
        let redis = programs
            .redis_server
            .as_ref()
            .map(|tool| Redis::start(Some(&tool.path), Turn::default()))
            .transpose()?;
        clusters.extend(
            redis
                .as_ref()
                .map(|redis| gateway_cluster(bridge::REDIS_CLUSTER, redis.gateway().addr())),
        );
        let request = case.requests.first().ok_or_else(|| failed("the case sends nothing"))?;
        Ok(Bench {
            envoy: programs.envoy.path.clone(),
            clusters,
            builds: [
                None,
                Some(load(modules[0], "original.wasm")?),
                Some(load(modules[1], "port.wasm")?),
            ],
            configuration: case.configuration(),
            root_id: case.root_id.clone(),
            request: bytes_of(request),
            effort,
            _folder: folder,
            _redis: redis,
        })
    }

    /// Starts an Envoy with a listener for each build, and waits for the first answers.
    fn start(&self, builds: &[usize]) -> Result<(Envoy, Vec<Clients>)> {
        let mut listeners = Vec::new();
        let mut addresses = Vec::new();
        for build in builds {
            let plugin = self.builds[*build].as_ref().map(|build| Plugin {
                name: "bench",
                module: &build.file,
                configuration: self.configuration.as_deref(),
                allow_on_headers_stop_iteration: build.allow_on_headers_stop_iteration,
                root_id: self.root_id.as_deref(),
            });
            let port = free_port(0)?;
            listeners.push(config::listener(&port.to_string(), port, plugin.as_ref()));
            addresses.push(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        }
        // Envoy drops what plugins log at level info, so that its own writing does not count.
        let envoy = Envoy::start(&self.envoy, &self.clusters, &listeners, "warning")?;
        let clients = addresses.into_iter().map(|address| {
            let answered = wait::until(Duration::from_secs(60), || {
                let mut clients = Clients::connect(address, self.request.clone(), None).ok()?;
                clients.send_singly(1).is_ok().then_some(clients)
            });
            answered.ok_or_else(|| failed("there was no whole answer within a minute"))
        });
        let clients = clients.collect::<Result<_>>()?;
        Ok((envoy, clients))
    }

    /// CPU, latency and throughput: all builds in one Envoy, in turns.
    fn side_by_side(&self, progress: &mut dyn FnMut(&str)) -> Result<Vec<Figure>> {
        progress("warming up");
        let (envoy, mut clients) = self.start(&[0, 1, 2])?;
        for clients in &mut clients {
            clients.send(2 * self.effort.requests).map_err(failed)?;
        }
        same_status(&clients)?;
        let [mut cpu, mut rate]: [Rounds; 2] = Default::default();
        let mut latency: [Rounds; 3] = Default::default();
        for round in 0..self.effort.rounds {
            progress(&format!("round {} of {}", round + 1, self.effort.rounds));
            for build in in_turn(round) {
                let client = &mut clients[build];
                let (before, began) = (process::cpu(envoy.pid()).map_err(failed)?, Instant::now());
                let sent = client.send(self.effort.requests).map_err(failed)? as f64;
                let took = began.elapsed().as_secs_f64();
                let used = process::cpu(envoy.pid()).map_err(failed)?.saturating_sub(before);
                cpu[build].push(used.as_secs_f64() * 1e6 / sent);
                rate[build].push(sent / took);
                let mut times = client.time_singly(self.effort.requests).map_err(failed)?;
                times.sort_unstable();
                for (share, latency) in [0.5, 0.99, 0.999].into_iter().zip(&mut latency) {
                    latency[build].push(percentile(&times, share).as_secs_f64() * 1e6);
                }
            }
        }
        let [p50, p99, p999] = &latency;
        Ok(vec![
            Figure::new("added CPU per request", "µs", &cpu, true),
            Figure::new("added latency, p50", "µs", p50, true),
            Figure::new("added latency, p99", "µs", p99, true),
            Figure::new("added latency, p99.9", "µs", p999, true),
            Figure::new("throughput at saturation", "requests/s", &rate, false),
        ])
    }

    /// Start-up, and memory by load: an Envoy for each build, in turns.
    fn alone(&self, progress: &mut dyn FnMut(&str)) -> Result<Vec<Figure>> {
        let mut start_up: Rounds = Default::default();
        let mut memory: [Rounds; MEMORY_AFTER.len()] = Default::default();
        for round in 0..self.effort.starts {
            progress(&format!("start {} of {}", round + 1, self.effort.starts));
            for build in in_turn(round) {
                let began = Instant::now();
                let (envoy, mut clients) = self.start(&[build])?;
                start_up[build].push(began.elapsed().as_secs_f64() * 1e3);
                let mut sent = 0;
                for (until, memory) in MEMORY_AFTER.into_iter().zip(&mut memory) {
                    if until > sent {
                        sent += clients[0].send(until - sent).map_err(failed)?;
                    }
                    memory[build].push(process::resident(envoy.pid()).map_err(failed)? as f64 / 1e6);
                }
            }
        }
        let mut figures = vec![Figure::new("start-up", "ms", &start_up, false)];
        for (after, memory) in MEMORY_AFTER.into_iter().zip(&memory) {
            figures.push(Figure::new(
                &format!("added memory after {after} requests"),
                "MB",
                memory,
                true,
            ));
        }
        Ok(figures)
    }
}

/// Two builds that answer differently do not do the same work.
fn same_status(clients: &[Clients]) -> Result<()> {
    match [&clients[1], &clients[2]].map(Clients::status) {
        [Some(original), Some(port)] if original != port => Err(Error::new(format!(
            "the original answers with the status {original}, the port with {port}"
        ))
        .next("measure a request that `conformance compare` finds alike")),
        _ => Ok(()),
    }
}

/// The builds forwards in one round, backwards in the next.
fn in_turn(round: usize) -> Vec<usize> {
    match round.is_multiple_of(2) {
        true => (0..BUILDS).collect(),
        false => (0..BUILDS).rev().collect(),
    }
}

/// Of sorted times, the one that such a share of them does not exceed.
fn percentile(sorted: &[Duration], share: f64) -> Duration {
    let nth = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(nth.saturating_sub(1)).copied().unwrap_or_default()
}

/// A request as it goes over the wire: its body in one piece with its length.
fn bytes_of(request: &Request) -> Vec<u8> {
    let mut request = request.clone();
    if let Some(chunks) = request.chunks.take() {
        let whole = chunks.iter().flat_map(|chunk| chunk.0.clone()).collect();
        request.body.get_or_insert(Bytes(whole));
    }
    let mut bytes = client::head(&request, None);
    bytes.extend(request.body.map(|body| body.0).unwrap_or_default());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_plugin_adds_is_the_difference_in_the_same_round() {
        let figure = Figure::new(
            "CPU",
            "µs",
            &[vec![10.0, 20.0, 30.0], vec![30.0, 40.0, 50.0], vec![15.0, 25.0, 35.0]],
            true,
        );
        assert_eq!(
            (figure.original.median, figure.port.median, figure.none.unwrap().median),
            (20.0, 5.0, 20.0)
        );
        assert_eq!(figure.ratio, Some(Quartiles::of(vec![4.0; 3])));
    }

    #[test]
    fn what_drowns_in_noise_is_no_multiple_of_anything() {
        let figure = |original, port| Figure::new("CPU", "µs", &[vec![10.0], vec![original], vec![port]], true);
        assert_eq!(figure(30.0, 9.0).ratio, None);
        assert_eq!(figure(9.0, 30.0).ratio, None);
        assert_eq!(figure(30.0, 20.0).ratio, Some(Quartiles::of(vec![2.0])));
    }

    const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bench.schema.json");

    #[test]
    fn the_published_schema_is_that_of_the_types() {
        crate::schema::assert_published::<Report>(SCHEMA);
    }

    #[test]
    fn figures_keep_to_the_published_schema() {
        let size = Figure::new("module size", "KB", &[Vec::new(), vec![5_500.0], vec![180.0]], false);
        let cpu = Figure::new("CPU", "µs", &[vec![10.0], vec![30.0], vec![15.0]], true);
        let report = Report {
            conformance: "0.1.0".into(),
            envoy: "1.40.0".into(),
            case: "a GET".into(),
            original: "go.wasm".into(),
            port: "rust.wasm".into(),
            figures: vec![size, cpu],
        };
        let published: Value = serde_json::from_str(&fs::read_to_string(SCHEMA).unwrap()).unwrap();
        let mut document = json!(report);
        assert!(jsonschema::is_valid(&published, &document), "{document:#}");
        document["figures"][0]["port"].as_object_mut().unwrap().remove("median");
        assert!(!jsonschema::is_valid(&published, &document));
    }

    #[test]
    fn builds_take_turns() {
        assert_eq!([in_turn(0), in_turn(1)], [[0, 1, 2], [2, 1, 0]]);
    }

    #[test]
    fn percentiles_are_times_that_were_measured() {
        let times: Vec<_> = (1..=1000).map(Duration::from_micros).collect();
        let at = |share| percentile(&times, share).as_micros();
        assert_eq!([at(0.5), at(0.99), at(0.999)], [500, 990, 999]);
        assert_eq!(percentile(&[], 0.5), Duration::ZERO);
    }

    #[test]
    fn a_request_goes_over_the_wire_as_its_case_says() {
        let request = |value| bytes_of(&serde_json::from_value::<Request>(value).unwrap());
        assert_eq!(request(json!({})), b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
        let posted = request(json!({"method": "POST", "headers": [{"a": "b"}], "chunks": ["x", "yz"]}));
        assert_eq!(
            posted,
            b"POST / HTTP/1.1\r\nHost: example.com\r\na: b\r\nContent-Length: 3\r\n\r\nxyz"
        );
        let own = request(json!({"headers": [{"host": "a"}, {"content-length": "1"}], "body": "x"}));
        assert_eq!(own, b"GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n\r\nx");
    }
}
