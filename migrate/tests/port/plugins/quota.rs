//! quota gives each user a bucket of tokens that fills up with time, and each request that it lets pass an id and the minute
//! it belongs to; it counts those that it refuses. A plugin that reads clocks, draws random numbers and keeps a metric.

use sdk_compat::go::CommaOk;
use sdk_compat::go::Pair;
use sdk_compat::{Config, Error, Str, errors, gjson, go, log, math, proxywasm, strconv, time, types, uuid, wrapper};

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

/// bucket is what a user has left, and when that was so.
#[derive(Clone, Default)]
struct Bucket {
    tokens: f64,
    at: time::Time,
}

/// QuotaConfig holds how many requests a user may send, and what each user has left.
#[derive(Clone, Default)]
struct QuotaConfig {
    per_minute: f64,
    burst: f64,
    buckets: go::Map<Str, go::Ptr<Bucket>>,
    refused: proxywasm::MetricCounter,
}

/// Go: `parseConfig`.
fn parse_config(json: gjson::Result, config: &mut QuotaConfig, _log: log::Log) -> Result<(), Error> {
    config.per_minute = json.Get("perMinute").Float();
    config.burst = json.Get("burst").Float();
    if config.per_minute <= 0.0 || config.burst < 1.0 {
        return Err(errors::New("perMinute and burst have to be at least 1"));
    }
    config.buckets = go::Map::make();
    config.refused = proxywasm::DefineCounterMetric("quota_refused");
    Ok(())
}

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(_ctx: wrapper::HttpContext, config: Config<QuotaConfig>, _log: log::Log) -> types::Action {
    let (mut user, err) = proxywasm::GetHttpRequestHeader("x-user").pair();
    if err.is_some() {
        user = Str::from("anonymous");
    }
    let now = time::Now();
    let wait = take(&config, &user, now);
    if wait > 0 {
        config.refused.Increment(1);
        let headers: Vec<[Str; 2]> = vec![[Str::from("retry-after"), strconv::Itoa(wait)]];
        proxywasm::SendHttpResponse(429, &headers, "too many requests", -1);
        return types::HeaderContinue;
    }
    proxywasm::AddHttpRequestHeader("x-quota-id", uuid::New().String());
    proxywasm::AddHttpRequestHeader("x-quota-minute", strconv::Itoa(now.Unix() / 60));
    types::HeaderContinue
}

/// take takes a token of the user's; where there is none, it says in how many seconds there is one.
fn take(config: &QuotaConfig, user: &Str, now: time::Time) -> i64 {
    let per_second = config.per_minute / 60.0;
    let (mut has, ok) = config.buckets.lookup(user).comma_ok();
    if !ok {
        has = go::Ptr::new(Bucket {
            tokens: config.burst,
            at: now,
        });
        config.buckets.insert(user, has.clone());
    }
    let filled = now.Sub(has.borrow().at).Seconds() * per_second;
    has.borrow_mut().tokens = math::Min(config.burst, has.get().tokens + filled);
    has.borrow_mut().at = now;
    if has.borrow().tokens < 1.0 {
        return go::to_int::<i64>(math::Ceil((1.0 - has.borrow().tokens) / per_second));
    }
    has.borrow_mut().tokens -= 1.0;
    0
}
