//! rate-limit counts requests in Redis with a script, for each key in a window of its own: who calls (a header, a query
//! parameter, a cookie or the host) and how many requests a window admits. Without Redis, it lets requests through or
//! refuses them, as configured.

#[cfg(test)]
mod tests;

use sdk_compat::go::Global;
use sdk_compat::go::Pair;
use sdk_compat::go::SliceExt;
use sdk_compat::go::StrExt;
use sdk_compat::{
    Any, Config, Error, Str, args, clone, errors, fmt, gjson, go, log, proxywasm, resp, strconv, strings, types, url,
    wrapper,
};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "rate-limit",
        [
            wrapper::ParseConfig(parse_config),
            wrapper::ProcessRequestHeaders(on_http_request_headers),
            wrapper::ProcessResponseHeaders(on_http_response_headers),
        ],
    );
}

/// The script counts, starts the window with the first request, and answers limit, count and the seconds that are left.
const COUNT_SCRIPT: &str = r#"
local count = redis.call('incr', KEYS[1])
local left = redis.call('ttl', KEYS[1])
if left < 0 then
	redis.call('expire', KEYS[1], ARGV[2])
	left = tonumber(ARGV[2])
end
return {tonumber(ARGV[1]), count, left}
"#;

const KEY_PREFIX: &str = "rate-limit";
const QUOTA_CONTEXT: &str = "rate-limit-quota";

/// Go: `keySource`.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, go::Type)]
#[go(name = "main.keySource")]
struct KeySource(Str);
go::named_text!(KeySource);

const BY_HEADER: KeySource = KeySource(Str::from_static("header".as_bytes()));
const BY_QUERY: KeySource = KeySource(Str::from_static("query".as_bytes()));
const BY_COOKIE: KeySource = KeySource(Str::from_static("cookie".as_bytes()));
const BY_HOST: KeySource = KeySource(Str::from_static("host".as_bytes()));

thread_local! {
    static WINDOWS: go::Ptr<go::Map<Str, i64>> = go::Ptr::new(go::Map::from([(Str::from("second"), 1), (Str::from("minute"), 60), (Str::from("hour"), 60 * 60), (Str::from("day"), 86400)]));
}

/// Limit admits so many requests of a key in a window.
#[derive(Clone, Default)]
struct Limit {
    source: KeySource,
    name: Str,
    only: Str,
    count: i64,
    window: i64,
}

/// Quota is what is left of a limit after a request.
#[derive(Clone, Default, go::Type)]
#[go(name = "main.Quota")]
struct Quota {
    #[go(name = "limit")]
    limit: i64,
    #[go(name = "remaining")]
    remaining: i64,
    #[go(name = "reset")]
    reset: i64,
}

/// RateLimitConfig holds the limits in their order; the first whose key the request has applies.
#[derive(Clone, Default)]
struct RateLimitConfig {
    name: Str,
    limits: go::Slice<Limit>,
    client: wrapper::RedisClient,
    show_quota: bool,
    fail_closed: bool,
    status: u32,
    message: Str,
    content_type: Str,
}

/// Go: `parseConfig`.
fn parse_config(json: gjson::Result, config: &mut RateLimitConfig) -> Result<(), Error> {
    config.name = json.Get("name").String();
    if config.name.is_empty() {
        return Err(errors::New("missing name in config"));
    }
    for (i, item) in (0..).zip(json.Get("limits").Array()) {
        let (limit, err) = parse_limit(&item);
        if let Some(err) = err {
            return Err(fmt::Errorf("limits[%d]: %w", args![i, err]));
        }
        config.limits.push(limit);
    }
    if config.limits.is_empty() {
        return Err(errors::New("missing limits in config"));
    }
    config.show_quota = json.Get("showQuota").Bool();
    config.fail_closed = json.Get("failClosed").Bool();
    config.status = 429;
    let refused = json.Get("refused");
    if refused.Exists() {
        let status = refused.Get("status").Uint();
        if status != 0 {
            config.status = status as u32;
        }
        config.message = refused.Get("message").String();
        config.content_type = refused.Get("contentType").String();
    }
    if config.message.is_empty() {
        config.message = Str::from("too many requests");
    }
    config.connect(&json.Get("redis"))
}

impl RateLimitConfig {
    fn connect(&mut self, json: &gjson::Result) -> Result<(), Error> {
        let service = json.Get("service").String();
        if service.is_empty() {
            return Err(errors::New("missing redis.service in config"));
        }
        let mut port = json.Get("port").Int();
        if port == 0 {
            port = 6379;
        }
        let mut timeout = json.Get("timeoutMs").Int();
        if timeout == 0 {
            timeout = 1000;
        }
        self.client = wrapper::NewRedisClusterClient(wrapper::FQDNCluster {
            FQDN: service,
            Port: port,
            ..Default::default()
        });
        let early0 = json.Get("username").String();
        let early1 = json.Get("password").String();
        let early2 = wrapper::WithDataBase(json.Get("database").Int());
        go::ok(self.client.Init(early0, early1, timeout, &[early2]))
    }
}

/// Go: `parseLimit`.
fn parse_limit(json: &gjson::Result) -> (Limit, Option<Error>) {
    let mut limit = Limit {
        source: KeySource(json.Get("by").String()),
        name: json.Get("name").String(),
        only: json.Get("only").String(),
        ..Default::default()
    };
    if limit.source == BY_HEADER || limit.source == BY_QUERY || limit.source == BY_COOKIE {
        if limit.name.is_empty() {
            return (
                limit.clone(),
                Some(fmt::Errorf("by %s needs a name", args![limit.source.clone()])),
            );
        }
    } else if limit.source == BY_HOST {
    } else {
        return (
            limit.clone(),
            Some(fmt::Errorf("by %q is unknown", args![&limit.source.0])),
        );
    }
    for (window, seconds) in WINDOWS.get().iter() {
        let count = json.Get(Str::from("per") + strings::ToUpper(window.cut(..1)) + window.cut(1..));
        if !count.Exists() {
            continue;
        }
        if limit.window != 0 {
            return (limit, Some(errors::New("more than one window")));
        }
        let (value0, value1) = (count.Int(), seconds);
        limit.count = value0;
        limit.window = value1;
    }
    if limit.window == 0 {
        return (limit, Some(errors::New("no window")));
    }
    if limit.count <= 0 {
        return (
            limit.clone(),
            Some(fmt::Errorf("%d requests in a window", args![limit.count])),
        );
    }
    (limit, None)
}

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(ctx: wrapper::HttpContext, config: Config<RateLimitConfig>) -> types::Action {
    ctx.DontReadRequestBody();
    let (limit, value, found) = config.limit_for(ctx);
    if !found {
        return types::HeaderContinue;
    }
    let key = strings::Join(
        &[
            Str::from(KEY_PREFIX),
            config.name.clone(),
            limit.borrow().source.0.clone(),
            limit.borrow().name.clone(),
            value,
        ],
        ":",
    );
    let keys: Vec<Any> = vec![Any::from(&key)];
    let args: Vec<Any> = vec![Any::from(limit.borrow().count), Any::from(limit.borrow().window)];
    if let Some(err) = config.client.Eval(
        COUNT_SCRIPT,
        1,
        &keys,
        &args,
        clone!(config, key => move |response: resp::Value| {
            let quota = match read_quota(&response) {
                Ok(quota) => quota,
                Err(err) => {
                    log::Errorf("count of %s: %v", args![&key, err]);
                    config.without_redis(go::func(proxywasm::ResumeHttpRequest));
                    return;
                }
            };
            if quota.remaining < 0 {
                config.refuse(quota.clone());
                return;
            }
            ctx.SetContext(QUOTA_CONTEXT, quota);
            proxywasm::ResumeHttpRequest();
        }),
    ) {
        log::Errorf("redis cannot be asked: %v", args![err]);
        if config.fail_closed {
            config.without_redis(go::Func::default());
            return types::HeaderStopAllIterationAndWatermark;
        }
        return types::HeaderContinue;
    }
    types::HeaderStopAllIterationAndWatermark
}

impl RateLimitConfig {
    /// Go: `limitFor`.
    fn limit_for(&self, ctx: wrapper::HttpContext) -> (go::Ptr<Limit>, Str, bool) {
        for i in 0..self.limits.len() {
            let limit: go::Ptr<Limit> = self.limits.ptr(i);
            let value = limit.get().source.read(ctx, limit.get().name);
            if value.is_empty() || !limit.borrow().only.is_empty() && limit.borrow().only != value {
                continue;
            }
            return (limit, value, true);
        }
        (go::Ptr::default(), Str::from(""), false)
    }
}

impl KeySource {
    fn read(&self, ctx: wrapper::HttpContext, name: Str) -> Str {
        if *self == BY_HEADER {
            let (value, _) = proxywasm::GetHttpRequestHeader(&name).pair();
            value
        } else if *self == BY_QUERY {
            let (_, query, _) = strings::Cut(ctx.Path(), "?");
            let (values, err) = url::parse_query_pair(&query);
            if let Some(err) = err {
                log::Warnf("query %q: %v", args![&query, err]);
            }
            values.Get(&name)
        } else if *self == BY_COOKIE {
            let (cookies, _) = proxywasm::GetHttpRequestHeader("cookie").pair();
            cookie(&cookies, &name)
        } else {
            ctx.Host()
        }
    }
}

fn cookie(cookies: &Str, name: &Str) -> Str {
    for pair in strings::Split(cookies, ";") {
        let (key, value, found) = strings::Cut(strings::TrimSpace(&pair), "=");
        if found && key == *name {
            return strings::Trim(&value, r#"""#);
        }
    }
    Str::from("")
}

/// Go: `readQuota`.
fn read_quota(response: &resp::Value) -> Result<Quota, Error> {
    go::ok(response.Error())?;
    let values = response.Array();
    if values.len() != 3 {
        return Err(fmt::Errorf(
            "%d values in %s",
            args![values.len() as i64, response.Type()],
        ));
    }
    let limit = values.at(0).Integer();
    let count = values.at(1).Integer();
    Ok(Quota {
        limit,
        remaining: limit - count,
        reset: values.at(2).Integer(),
    })
}

impl RateLimitConfig {
    /// Go: `withoutRedis`.
    fn without_redis(&self, go_on: go::Func<dyn Fn() -> Option<Error>>) {
        if self.fail_closed {
            proxywasm::SendHttpResponse(503, &[], "rate limit is unavailable", -1);
            return;
        }
        if !go_on.is_nil() {
            if let Some(err) = go_on() {
                log::Errorf("cannot go on: %v", args![err]);
            }
        }
    }

    fn refuse(&self, mut quota: Quota) {
        let mut headers: Vec<[Str; 2]> = vec![[Str::from("retry-after"), strconv::Itoa(quota.reset)]];
        if !self.content_type.is_empty() {
            headers.push([Str::from("content-type"), self.content_type.clone()]);
        }
        if self.show_quota {
            quota.remaining = 0;
            headers.extend_from_slice(&quota.headers());
        }
        proxywasm::SendHttpResponseWithDetail(self.status, "rate-limit.refused", &headers, &self.message, -1);
    }
}

impl Quota {
    fn headers(&self) -> Vec<[Str; 2]> {
        vec![
            [Str::from("x-ratelimit-limit"), strconv::Itoa(self.limit)],
            [Str::from("x-ratelimit-remaining"), strconv::Itoa(self.remaining)],
            [Str::from("x-ratelimit-reset"), strconv::Itoa(self.reset)],
        ]
    }
}

/// Go: `onHttpResponseHeaders`.
fn on_http_response_headers(ctx: wrapper::HttpContext, config: Config<RateLimitConfig>) -> types::Action {
    ctx.DontReadResponseBody();
    if !config.show_quota {
        return types::HeaderContinue;
    }
    let Some(quota) = go::cast::<Quota>(&ctx.GetContext(QUOTA_CONTEXT)) else {
        return types::HeaderContinue;
    };
    for header in quota.headers() {
        proxywasm::ReplaceHttpResponseHeader(&header[0], &header[1]);
    }
    types::HeaderContinue
}
