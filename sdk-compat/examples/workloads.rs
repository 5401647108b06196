//! workloads does one kind of work for each request, which the configuration names. It is what `make bench` measures:
//! kinds of work that plugins are made of, each with as little around it as possible.

use memchr::memmem;
use sdk_compat::log::Log;
use sdk_compat::types::{self, Action};
use sdk_compat::wrapper::{self, HttpClient, HttpContext, RedisClient};
use sdk_compat::{Config, Error, Str, args, errors, gjson, http, proxywasm, resp};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "workloads",
        [
            wrapper::ParseConfigBy(parse_config),
            wrapper::ProcessRequestHeadersBy(on_http_request_headers),
            wrapper::ProcessRequestBodyBy(on_http_request_body),
        ],
    );
}

/// Holds the kind of work and what it works with.
#[derive(Default)]
struct WorkloadsConfig {
    work: Str,
    /// The values that read_json looks for.
    paths: Vec<Str>,
    /// The word that mask_body looks for.
    word: Str,
    /// The services that call_out and call_redis ask.
    client: HttpClient,
    redis: RedisClient,
}

fn parse_config(json: gjson::Result, config: &mut WorkloadsConfig, _log: Log) -> Result<(), Error> {
    config.work = json.Get("work").String();
    match &config.work[..] {
        b"headers" => Ok(()),
        b"json" => {
            for path in json.Get("paths").Array() {
                config.paths.push(path.String());
            }
            Ok(())
        }
        b"body" => {
            config.word = json.Get("word").String();
            if config.word.is_empty() {
                return Err(errors::New("missing word in config"));
            }
            Ok(())
        }
        b"call-out" => {
            config.client = wrapper::NewClusterClient(wrapper::StaticIpCluster {
                ServiceName: "token".into(),
                Port: 80,
                ..Default::default()
            });
            Ok(())
        }
        b"redis" => {
            config.redis = wrapper::NewRedisClusterClient(wrapper::FQDNCluster {
                FQDN: "redis.static".into(),
                Port: 80,
                ..Default::default()
            });
            config.redis.Init("", "", 1000, &[]).map_or(Ok(()), Err)
        }
        _ => Err(errors::New([b"unknown work: ", &config.work[..]].concat())),
    }
}

fn on_http_request_headers(ctx: HttpContext, config: Config<WorkloadsConfig>, log: Log) -> Action {
    if config.work != "json" && config.work != "body" {
        ctx.DontReadRequestBody();
    }
    match &config.work[..] {
        b"headers" => {
            proxywasm::AddHttpRequestHeader("hello", "world");
            types::HeaderContinue
        }
        b"call-out" => call_out(&config, log),
        b"redis" => call_redis(&config, log),
        _ => types::HeaderContinue,
    }
}

fn on_http_request_body(_ctx: HttpContext, config: Config<WorkloadsConfig>, body: Vec<u8>, _log: Log) -> Action {
    if config.work == "json" {
        read_json(&config, body);
    } else {
        mask_body(&config, body);
    }
    types::ActionContinue
}

/// Leaves the values in a property.
fn read_json(config: &WorkloadsConfig, body: Vec<u8>) {
    let mut values = Vec::new();
    for path in &config.paths {
        values.extend_from_slice(&gjson::GetBytes(&body, path).String());
        values.push(b'\n');
    }
    proxywasm::SetProperty(&["values"], values);
}

/// Keeps the body's length, which its content-length has announced.
fn mask_body(config: &WorkloadsConfig, mut body: Vec<u8>) {
    let word = config.word.as_bytes();
    let finder = memmem::Finder::new(word);
    let mut masked = 0;
    while let Some(at) = finder.find(&body[masked..]) {
        let start = masked + at;
        masked = start + word.len();
        body[start..masked].fill(b'*');
    }
    proxywasm::ReplaceHttpRequestBody(body);
}

fn call_out(config: &WorkloadsConfig, log: Log) -> Action {
    let answered = |status_code, response_headers: http::Header, _response_body| {
        if status_code == http::StatusOK {
            proxywasm::AddHttpRequestHeader("token", response_headers.Get("token"));
        }
        proxywasm::ResumeHttpRequest();
    };
    if let Some(err) = config.client.Get("/token", &[], answered, &[]) {
        log.Errorf("http call could not be dispatched: %v", args![err]);
        return types::HeaderContinue;
    }
    types::HeaderStopAllIterationAndWatermark
}

fn call_redis(config: &WorkloadsConfig, log: Log) -> Action {
    let counted = |response: resp::Value| {
        if response.Error().is_none() {
            proxywasm::AddHttpRequestHeader("requests", response.String());
        }
        proxywasm::ResumeHttpRequest();
    };
    if let Some(err) = config.redis.Incr("requests", counted) {
        log.Errorf("redis incr could not be dispatched: %v", args![err]);
        return types::HeaderContinue;
    }
    types::HeaderStopAllIterationAndWatermark
}
