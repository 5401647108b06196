//! quota gives each user a bucket of tokens that fills up with time, and each request that it lets pass an id and the minute
//! it belongs to; it counts those that it refuses. A plugin that reads clocks, draws random numbers and keeps a metric.

use std::cell::RefCell;
use std::collections::BTreeMap;

use sdk_compat::log::Log;
use sdk_compat::proxywasm::MetricCounter;
use sdk_compat::time::{self, Time};
use sdk_compat::types::{self, Action};
use sdk_compat::wrapper::{self, HttpContext};
use sdk_compat::{Config, Error, Str, errors, gjson, proxywasm, strconv};
use uuid::Uuid;

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "quota",
        [
            wrapper::ParseConfigBy(parse_config),
            wrapper::ProcessRequestHeadersBy(on_http_request_headers),
        ],
    );
}

/// What a user has left, and when that was so.
struct Bucket {
    tokens: f64,
    at: Time,
}

/// Holds how many requests a user may send, and what each user has left.
#[derive(Default)]
struct QuotaConfig {
    per_minute: f64,
    burst: f64,
    buckets: RefCell<BTreeMap<Str, Bucket>>,
    refused: MetricCounter,
}

fn parse_config(json: gjson::Result, config: &mut QuotaConfig, _log: Log) -> Result<(), Error> {
    config.per_minute = json.Get("perMinute").Float();
    config.burst = json.Get("burst").Float();
    if config.per_minute <= 0.0 || config.burst < 1.0 {
        return Err(errors::New("perMinute and burst have to be at least 1"));
    }
    config.refused = proxywasm::DefineCounterMetric("quota_refused");
    Ok(())
}

fn on_http_request_headers(_ctx: HttpContext, config: Config<QuotaConfig>, _log: Log) -> Action {
    let user = match proxywasm::GetHttpRequestHeader("x-user") {
        Ok(user) => user,
        Err(_) => "anonymous".into(),
    };
    let now = time::Now();
    let wait = take(&config, user, now);
    if wait > 0 {
        config.refused.Increment(1);
        let headers = [["retry-after".into(), strconv::Itoa(wait)]];
        proxywasm::SendHttpResponse(429, &headers, "too many requests", -1);
        return types::HeaderContinue;
    }
    proxywasm::AddHttpRequestHeader("x-quota-id", Uuid::new_v4().to_string());
    proxywasm::AddHttpRequestHeader("x-quota-minute", strconv::Itoa(now.Unix() / 60));
    types::HeaderContinue
}

/// Takes a token of the user's; where there is none, it says in how many seconds there is one.
fn take(config: &QuotaConfig, user: Str, now: Time) -> i64 {
    let per_second = config.per_minute / 60.0;
    let mut buckets = config.buckets.borrow_mut();
    let has = buckets.entry(user).or_insert(Bucket {
        tokens: config.burst,
        at: now,
    });
    let filled = seconds(now.UnixNano() - has.at.UnixNano()) * per_second;
    has.tokens = config.burst.min(has.tokens + filled);
    has.at = now;
    if has.tokens < 1.0 {
        return ((1.0 - has.tokens) / per_second).ceil() as i64;
    }
    has.tokens -= 1.0;
    0
}

/// Nanoseconds as seconds, rounded as Go's `Duration.Seconds` does.
fn seconds(nanoseconds: i64) -> f64 {
    let (whole, rest) = (nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
    whole as f64 + rest as f64 / 1e9
}
