//! redis-demo shows a rate limit kept in Redis: one counter for each minute, 429 above the limit, and two response
//! headers that tell the client how much is left. Without Redis every request passes.

#[cfg(test)]
mod tests;

use sdk_compat::{
    Config, Error, Str, args, clone, errors, gjson, go, log, proxywasm, resp, strconv, strings, time, types, wrapper,
};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "redis-demo",
        [
            wrapper::ParseConfigBy(parse_config),
            wrapper::ProcessRequestHeadersBy(on_http_request_headers),
            wrapper::ProcessResponseHeadersBy(on_http_response_headers),
        ],
    );
}

/// RedisDemoConfig holds the client and how many requests pass in a minute.
#[derive(Clone, Default)]
struct RedisDemoConfig {
    client: wrapper::RedisClient,
    qpm: i64,
}

/// Go: `parseConfig`.
fn parse_config(json: gjson::Result, config: &mut RedisDemoConfig, _log: log::Log) -> Result<(), Error> {
    let service_name = json.Get("serviceName").String();
    if service_name.is_empty() {
        return Err(errors::New("missing serviceName in config"));
    }
    let mut service_port = json.Get("servicePort").Int();
    if service_port == 0 {
        if strings::HasSuffix(&service_name, ".static") {
            service_port = 80;
        } else {
            service_port = 6379;
        }
    }
    let mut timeout = json.Get("timeout").Int();
    if timeout == 0 {
        timeout = 1000;
    }
    config.qpm = json.Get("qpm").Int();
    if config.qpm <= 0 {
        return Err(errors::New("missing or invalid qpm in config"));
    }
    config.client = wrapper::NewRedisClusterClient(wrapper::FQDNCluster {
        FQDN: service_name,
        Port: service_port,
        ..Default::default()
    });
    let username = json.Get("username").String();
    let password = json.Get("password").String();
    go::ok(config.client.Init(&username, &password, timeout, &[]))
}

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(ctx: wrapper::HttpContext, config: Config<RedisDemoConfig>, log: log::Log) -> types::Action {
    let time_stamp = strconv::Itoa(time::Now().Unix() / 60 * 60);
    if let Some(err) = config.client.Incr(
        &time_stamp,
        clone!(config, time_stamp => move |response: resp::Value| {
            if response.Error().is_some() {
                log.Errorf("redis incr failed: %v", args![response.Error()]);
                proxywasm::ResumeHttpRequest();
                return;
            }
            let hits = response.Integer();
            if hits > config.qpm {
                refuse(&time_stamp);
                return;
            }
            ctx.SetContext("timeStamp", &time_stamp);
            ctx.SetContext("callTimeLeft", strconv::Itoa(config.qpm - hits));
            if hits == 1 {
                expire(&config, &time_stamp, log);
                return;
            }
            proxywasm::ResumeHttpRequest();
        }),
    ) {
        log.Errorf("redis incr could not be dispatched: %v", args![err]);
        return types::HeaderContinue;
    }
    types::HeaderStopIteration
}

fn expire(config: &RedisDemoConfig, time_stamp: &Str, log: log::Log) {
    if let Some(err) = config.client.Expire(time_stamp, 60, move |response: resp::Value| {
        if response.Error().is_some() {
            log.Errorf("redis expire failed: %v", args![response.Error()]);
        }
        proxywasm::ResumeHttpRequest();
    }) {
        log.Errorf("redis expire could not be dispatched: %v", args![err]);
        proxywasm::ResumeHttpRequest();
    }
}

fn refuse(time_stamp: &Str) {
    let headers: Vec<[Str; 2]> = vec![
        [Str::from("timeStamp"), time_stamp.clone()],
        [Str::from("callTimeLeft"), Str::from("0")],
    ];
    proxywasm::SendHttpResponse(429, &headers, "Too many requests\n", -1);
}

/// Go: `onHttpResponseHeaders`.
fn on_http_response_headers(
    ctx: wrapper::HttpContext,
    _config: Config<RedisDemoConfig>,
    _log: log::Log,
) -> types::Action {
    let time_stamp = ctx.GetStringContext("timeStamp", "");
    if !time_stamp.is_empty() {
        proxywasm::AddHttpResponseHeader("timeStamp", &time_stamp);
    }
    let call_time_left = ctx.GetStringContext("callTimeLeft", "");
    if !call_time_left.is_empty() {
        proxywasm::AddHttpResponseHeader("callTimeLeft", &call_time_left);
    }
    types::HeaderContinue
}
