//! workloads does one kind of work for each request, which the configuration names. It is what `make bench` measures:
//! kinds of work that plugins are made of, each with as little around it as possible.

use sdk_compat::{Config, Error, Str, args, bytes, errors, gjson, go, http, log, proxywasm, resp, types, wrapper};

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

/// WorkloadsConfig holds the kind of work and what it works with.
#[derive(Clone, Default)]
struct WorkloadsConfig {
    work: Str,
    /// The values that readJson looks for.
    paths: Vec<Str>,
    /// The word that maskBody looks for, and what it puts there.
    word: Vec<u8>,
    mask: Vec<u8>,
    /// The services that callOut and callRedis ask.
    client: wrapper::HttpClient,
    redis: wrapper::RedisClient,
}

/// Go: `parseConfig`.
fn parse_config(json: gjson::Result, config: &mut WorkloadsConfig, _log: log::Log) -> Result<(), Error> {
    config.work = json.Get("work").String();
    match config.work.as_str() {
        Some("headers") => Ok(()),
        Some("json") => {
            for path in json.Get("paths").Array() {
                config.paths.push(path.String());
            }
            Ok(())
        }
        Some("body") => {
            config.word = Vec::from(json.Get("word").String());
            if config.word.is_empty() {
                return Err(errors::New("missing word in config"));
            }
            config.mask = bytes::Repeat("*", config.word.len() as i64);
            Ok(())
        }
        Some("call-out") => {
            config.client = wrapper::NewClusterClient(wrapper::StaticIpCluster {
                ServiceName: Str::from("token"),
                Port: 80,
                ..Default::default()
            });
            Ok(())
        }
        Some("redis") => {
            config.redis = wrapper::NewRedisClusterClient(wrapper::FQDNCluster {
                FQDN: Str::from("redis.static"),
                Port: 80,
                ..Default::default()
            });
            go::ok(config.redis.Init("", "", 1000, &[]))
        }
        _ => Err(errors::New(Str::from("unknown work: ") + &config.work)),
    }
}

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(ctx: wrapper::HttpContext, config: Config<WorkloadsConfig>, log: log::Log) -> types::Action {
    if config.work != "json" && config.work != "body" {
        ctx.DontReadRequestBody();
    }
    match config.work.as_str() {
        Some("headers") => {
            proxywasm::AddHttpRequestHeader("hello", "world");
            types::HeaderContinue
        }
        Some("call-out") => call_out(&config, log),
        Some("redis") => call_redis(&config, log),
        _ => types::HeaderContinue,
    }
}

/// Go: `onHttpRequestBody`.
fn on_http_request_body(
    _ctx: wrapper::HttpContext,
    config: Config<WorkloadsConfig>,
    body: Vec<u8>,
    _log: log::Log,
) -> types::Action {
    if config.work == "json" {
        read_json(&config, &body);
    } else {
        mask_body(&config, &body);
    }
    types::ActionContinue
}

/// readJson leaves the values in a property.
fn read_json(config: &WorkloadsConfig, body: &[u8]) {
    let mut values: Vec<u8> = Vec::new();
    for path in &config.paths {
        values.extend_from_slice(&gjson::GetBytes(body, path).String());
        values.push(10);
    }
    proxywasm::SetProperty(&["values"], &values);
}

/// maskBody keeps the body's length, which its content-length has announced.
fn mask_body(config: &WorkloadsConfig, body: &[u8]) {
    proxywasm::ReplaceHttpRequestBody(bytes::ReplaceAll(body, &config.word, &config.mask));
}

/// Go: `callOut`.
fn call_out(config: &WorkloadsConfig, log: log::Log) -> types::Action {
    if let Some(err) = config.client.Get(
        "/token",
        &[],
        move |status_code: i64, response_headers: http::Header, _response_body: Vec<u8>| {
            if status_code == http::StatusOK {
                proxywasm::AddHttpRequestHeader("token", response_headers.Get("token"));
            }
            proxywasm::ResumeHttpRequest();
        },
        &[],
    ) {
        log.Errorf("http call could not be dispatched: %v", args![err]);
        return types::HeaderContinue;
    }
    types::HeaderStopAllIterationAndWatermark
}

/// Go: `callRedis`.
fn call_redis(config: &WorkloadsConfig, log: log::Log) -> types::Action {
    if let Some(err) = config.redis.Incr("requests", move |response: resp::Value| {
        if response.Error().is_none() {
            proxywasm::AddHttpRequestHeader("requests", response.String());
        }
        proxywasm::ResumeHttpRequest();
    }) {
        log.Errorf("redis incr could not be dispatched: %v", args![err]);
        return types::HeaderContinue;
    }
    types::HeaderStopAllIterationAndWatermark
}
