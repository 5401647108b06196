//! redis-demo shows a rate limit kept in Redis: one counter for each minute, 429 above the limit, and two response
//! headers that tell the client how much is left. Without Redis every request passes.

use sdk_compat::log::Log;
use sdk_compat::types::{self, Action};
use sdk_compat::wrapper::{self, HttpContext, RedisClient};
use sdk_compat::{Config, Error, Str, args, clone, errors, gjson, headers, proxywasm, resp, strconv, time};

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

/// Holds the client and how many requests pass in a minute.
#[derive(Default)]
struct RedisDemoConfig {
    client: RedisClient,
    qpm: i64,
}

fn parse_config(json: gjson::Result, config: &mut RedisDemoConfig, _log: Log) -> Result<(), Error> {
    let service_name = json.Get("serviceName").String();
    if service_name.is_empty() {
        return Err(errors::New("missing serviceName in config"));
    }
    let mut service_port = json.Get("servicePort").Int();
    if service_port == 0 {
        if service_name.ends_with(b".static") {
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
    let (username, password) = (json.Get("username").String(), json.Get("password").String());
    config.client.Init(username, password, timeout, &[]).map_or(Ok(()), Err)
}

fn on_http_request_headers(ctx: HttpContext, config: Config<RedisDemoConfig>, log: Log) -> Action {
    let time_stamp = strconv::Itoa(time::Now().Unix() / 60 * 60);
    let counted = clone!(config, time_stamp => move |response: resp::Value| {
        if let Some(err) = response.Error() {
            log.Errorf("redis incr failed: %v", args![err]);
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
    });
    if let Some(err) = config.client.Incr(&time_stamp, counted) {
        log.Errorf("redis incr could not be dispatched: %v", args![err]);
        return types::HeaderContinue;
    }
    types::HeaderStopIteration
}

fn expire(config: &RedisDemoConfig, time_stamp: &Str, log: Log) {
    let expires = move |response: resp::Value| {
        if let Some(err) = response.Error() {
            log.Errorf("redis expire failed: %v", args![err]);
        }
        proxywasm::ResumeHttpRequest();
    };
    if let Some(err) = config.client.Expire(time_stamp, 60, expires) {
        log.Errorf("redis expire could not be dispatched: %v", args![err]);
        proxywasm::ResumeHttpRequest();
    }
}

fn refuse(time_stamp: &Str) {
    let headers = headers![["timeStamp", time_stamp], ["callTimeLeft", "0"]];
    proxywasm::SendHttpResponse(429, headers, "Too many requests\n", -1);
}

fn on_http_response_headers(ctx: HttpContext, _config: Config<RedisDemoConfig>, _log: Log) -> Action {
    let time_stamp = ctx.GetStringContext("timeStamp", "");
    if !time_stamp.is_empty() {
        proxywasm::AddHttpResponseHeader("timeStamp", time_stamp);
    }
    let call_time_left = ctx.GetStringContext("callTimeLeft", "");
    if !call_time_left.is_empty() {
        proxywasm::AddHttpResponseHeader("callTimeLeft", call_time_left);
    }
    types::HeaderContinue
}

#[cfg(test)]
#[path = "redis-demo/main_test.rs"]
mod main_test;
