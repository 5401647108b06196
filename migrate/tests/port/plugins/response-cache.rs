//! response-cache keeps answers in Redis and gives them to whoever asks the same again: the key is made of the method, the
//! host, the path with its query in order, and headers, or of fields of a JSON body. Redis that fails is as good as an empty
//! one.

#[cfg(test)]
mod tests;

use sdk_compat::crypto::sha256;
use sdk_compat::encoding::json;
use sdk_compat::go::CommaOk;
use sdk_compat::go::Global;
use sdk_compat::go::Pair;
use sdk_compat::{
    Any, Config, Error, Str, args, clone, errors, fmt, gjson, go, hash, log, proxywasm, resp, sort, strconv, strings,
    time, types, url, wrapper,
};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "response-cache",
        [
            wrapper::ParseConfig(parse_config),
            wrapper::ProcessRequestHeaders(on_http_request_headers),
            wrapper::ProcessRequestBody(on_http_request_body),
            wrapper::ProcessResponseHeaders(on_http_response_headers),
            wrapper::ProcessResponseBody(on_http_response_body),
        ],
    );
}

const KEY_CONTEXT: &str = "response-cache-key";
const ENTRY_CONTEXT: &str = "response-cache-entry";
const STATUS_HEADER: &str = "x-cache";

/// ResponseCacheConfig says what is kept, under which key, and for how long.
#[derive(Clone, Default)]
struct ResponseCacheConfig {
    client: wrapper::RedisClient,
    prefix: Str,
    ttl: i64,
    statuses: go::Map<i64, bool>,
    vary_by: go::Slice<Str>,
    body_fields: go::Slice<Str>,
    max_bytes: i64,
    ignore: go::Map<Str, bool>,
}

/// Entry is an answer as it stands in Redis.
#[derive(Clone, Default, go::Type)]
#[go(name = "main.Entry")]
struct Entry {
    #[go(name = "Status", tag = r#"json:"status""#)]
    status: i64,
    #[go(name = "Headers", tag = r#"json:"headers""#)]
    headers: go::Slice<[Str; 2]>,
    #[go(name = "Body", tag = r#"json:"body""#)]
    body: go::Slice<u8>,
    #[go(name = "Tags", tag = r#"json:"tags,omitempty""#)]
    tags: go::Map<Str, Str>,
    #[go(name = "keep")]
    keep: bool,
}

thread_local! {
    static HOP_BY_HOP: go::Ptr<go::Slice<Str>> = go::Ptr::new(go::Slice::from([Str::from("connection"), Str::from("keep-alive"), Str::from("transfer-encoding"), Str::from("content-length"), Str::from("date"), Str::from("x-envoy-upstream-service-time")]));
}

/// Go: `parseConfig`.
fn parse_config(json: gjson::Result, config: &mut ResponseCacheConfig) -> Result<(), Error> {
    config.prefix = json.Get("prefix").String();
    config.ttl = json.Get("ttlSeconds").Int();
    if config.ttl <= 0 {
        return Err(fmt::Errorf("ttlSeconds is %d", args![config.ttl]));
    }
    config.statuses = go::Map::make();
    for status in json.Get("statuses").Array() {
        config.statuses.insert(status.Int(), true);
    }
    if config.statuses.is_empty() {
        config.statuses.insert(200, true);
    }
    config.vary_by = lowered(&json.Get("varyBy"));
    for field in json.Get("bodyFields").Array() {
        config.body_fields.push(field.String());
    }
    config.ignore = go::Map::make();
    for parameter in json.Get("ignoreParameters").Array() {
        config.ignore.insert(parameter.String(), true);
    }
    config.max_bytes = 1048576;
    let limit = json.Get("maxBytes");
    if limit.Exists() {
        config.max_bytes = limit.Int();
    }
    let redis = json.Get("redis");
    if !redis.IsObject() {
        return Err(errors::New("missing redis in config"));
    }
    config.client = wrapper::NewRedisClusterClient(wrapper::FQDNCluster {
        FQDN: redis.Get("service").String(),
        Port: redis.Get("port").Int(),
        ..Default::default()
    });
    let mut timeout = time::Duration(redis.Get("timeoutMs").Int()) * time::Millisecond;
    if timeout <= time::Duration(0) {
        timeout = time::Second;
    }
    go::ok(
        config
            .client
            .Init("", redis.Get("password").String(), timeout.Milliseconds(), &[]),
    )
}

fn lowered(list: &gjson::Result) -> go::Slice<Str> {
    let mut names: go::Slice<Str> = go::Slice::from([]);
    for name in list.Array() {
        names.push(strings::ToLower(name.String()));
    }
    sort::Strings(&names);
    names
}

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(ctx: wrapper::HttpContext, config: Config<ResponseCacheConfig>) -> types::Action {
    let method = ctx.Method();
    let (cache_control, _) = proxywasm::GetHttpRequestHeader("cache-control").pair();
    if strings::Contains(&cache_control, "no-store") || strings::Contains(&cache_control, "no-cache") {
        return pass(ctx);
    }
    if method == "GET" || method == "HEAD" {
        ctx.DontReadRequestBody();
        let key = config.key(&method, &ctx.Host(), &ctx.Path(), &go::Slice::default());
        return config.look_up(
            ctx,
            &key,
            types::HeaderContinue,
            types::HeaderStopAllIterationAndWatermark,
        );
    } else if method == "POST" && !config.body_fields.is_empty() && ctx.HasRequestBody() {
        return types::HeaderStopIteration;
    }
    pass(ctx)
}

fn pass(ctx: wrapper::HttpContext) -> types::Action {
    ctx.DontReadRequestBody();
    ctx.DontReadResponseBody();
    types::HeaderContinue
}

/// Go: `onHttpRequestBody`.
fn on_http_request_body(
    ctx: wrapper::HttpContext,
    config: Config<ResponseCacheConfig>,
    body: Vec<u8>,
) -> types::Action {
    let body = go::Slice::from(body);
    let mut fields: go::Slice<Str> = go::Slice::default();
    for result in gjson::GetManyBytes(body.borrow(), &config.body_fields.borrow()) {
        fields.push(result.Raw.clone());
    }
    let key = config.key(&ctx.Method(), &ctx.Host(), &ctx.Path(), &fields);
    config.look_up(ctx, &key, types::ActionContinue, types::ActionPause)
}

impl ResponseCacheConfig {
    /// key names an answer: what it depends on, hashed.
    fn key(&self, method: &Str, host: &Str, path: &Str, fields: &go::Slice<Str>) -> Str {
        let (before, raw_query, _) = strings::Cut(path, "?");
        let hash: hash::Hash = sha256::New();
        let _ = fmt::Fprintf(
            &hash,
            "%s %s%s?%s\n",
            args![method, host, &before, self.sorted_query(&raw_query)],
        );
        for name in &self.vary_by {
            let Ok(value) = proxywasm::GetHttpRequestHeader(&name) else {
                continue;
            };
            let _ = fmt::Fprintf(&hash, "%s: %s\n", args![&name, &value]);
        }
        for (i, field) in fields.pairs() {
            let _ = fmt::Fprintf(&hash, "%d=%q\n", args![i, &field]);
        }
        fmt::Sprintf(
            "%s%x",
            args![&self.prefix, go::Slice::<u8>::from(hash.Sum("")).slice(..16)],
        )
    }

    /// Go: `sortedQuery`.
    fn sorted_query(&self, raw: &Str) -> Str {
        let Ok(values) = url::ParseQuery(raw) else {
            return raw.clone();
        };
        for name in values.keys() {
            if self.ignore.get(&name) {
                values.remove(&name);
            }
        }
        values.Encode()
    }

    /// Go: `lookUp`.
    fn look_up(
        &self,
        ctx: wrapper::HttpContext,
        key: &Str,
        go_on: types::Action,
        wait: types::Action,
    ) -> types::Action {
        ctx.SetContext(KEY_CONTEXT, key);
        if let Some(err) = self.client.Get(
            key,
            clone!(key => move |response: resp::Value| {
                let (entry, err) = read_entry(&response).pair();
                if let Some(err) = err {
                    log::Warnf("entry %s: %v", args![&key, err]);
                }
                if entry.is_nil() {
                    proxywasm::ResumeHttpRequest();
                    return;
                }
                ctx.SetContext(KEY_CONTEXT, Any::Nil);
                let headers: go::Slice<[Str; 2]> = entry
                    .borrow()
                    .headers
                    .append([[Str::from(STATUS_HEADER), Str::from("hit")]]);
                proxywasm::SendHttpResponseWithDetail(
                    entry.get().status as u32,
                    "response-cache.hit",
                    &headers.borrow(),
                    entry.get().body.borrow(),
                    -1,
                );
            }),
        ) {
            log::Errorf("redis cannot be asked: %v", args![err]);
            return go_on;
        }
        wait
    }
}

/// Go: `readEntry`.
fn read_entry(response: &resp::Value) -> Result<go::Ptr<Entry>, Error> {
    go::ok(response.Error())?;
    if response.IsNull() || response.String().is_empty() {
        return Ok(go::Ptr::default());
    }
    let entry: go::Ptr<Entry> = go::Ptr::new(Entry::default());
    go::ok(json::UnmarshalInto(response.Bytes(), &mut *entry.borrow_mut()))?;
    if entry.borrow().status < 200 || entry.borrow().status > 599 {
        return Err(errors::New(Str::from("status ") + strconv::Itoa(entry.borrow().status)));
    }
    Ok(entry)
}

/// Go: `onHttpResponseHeaders`.
fn on_http_response_headers(ctx: wrapper::HttpContext, config: Config<ResponseCacheConfig>) -> types::Action {
    let config = (*config).clone();
    let config = go::Ptr::new(config);
    let (_, waiting) = go::cast::<Str>(&ctx.GetContext(KEY_CONTEXT)).comma_ok();
    if !waiting {
        ctx.DontReadResponseBody();
        return types::HeaderContinue;
    }
    proxywasm::AddHttpResponseHeader(STATUS_HEADER, "miss");
    let entry = match new_entry() {
        Ok(entry) => entry,
        Err(err) => {
            log::Errorf("response headers: %v", args![err]);
            ctx.DontReadResponseBody();
            return types::HeaderContinue;
        }
    };
    entry.borrow_mut().keep = config.get().statuses.get(entry.get().status) && !forbids_storing(&entry.get().headers);
    ctx.SetContext(ENTRY_CONTEXT, entry.clone());
    if !entry.borrow().keep {
        ctx.DontReadResponseBody();
        return types::HeaderContinue;
    }
    if !ctx.HasResponseBody() {
        ctx.DontReadResponseBody();
        ResponseCacheConfig::store(&config, ctx, entry);
    }
    types::HeaderContinue
}

/// Go: `newEntry`.
fn new_entry() -> Result<go::Ptr<Entry>, Error> {
    let (value0, value1) = proxywasm::GetHttpResponseHeaders().pair();
    let headers = go::Slice::from(value0);
    let mut err = value1;
    if let Some(err) = err {
        return Err(err);
    }
    let entry: go::Ptr<Entry> = go::Ptr::new(Entry {
        body: go::Slice::from([]),
        ..Default::default()
    });
    'outer: for header in &headers {
        let name = strings::ToLower(&header[0]);
        if name == ":status" {
            let (value0, value1) = strconv::atoi_pair(&header[1]);
            entry.borrow_mut().status = value0;
            err = value1;
            if let Some(err) = err {
                return Err(err);
            }
            continue;
        }
        for dropped in HOP_BY_HOP.get() {
            if name == dropped || name == STATUS_HEADER {
                continue 'outer;
            }
        }
        let items = [name, header[1].clone()];
        entry.borrow_mut().headers.push(items);
    }
    Ok(entry)
}

/// Go: `forbidsStoring`.
fn forbids_storing(headers: &go::Slice<[Str; 2]>) -> bool {
    for header in headers {
        if header[0] == "set-cookie" {
            return true;
        }
        if header[0] != "cache-control" {
            continue;
        }
        for directive in strings::Split(&header[1], ",") {
            match strings::ToLower(strings::TrimSpace(&directive)).as_str() {
                Some("no-store" | "private" | "no-cache") => {
                    return true;
                }
                _ => {}
            }
        }
    }
    false
}

/// Go: `onHttpResponseBody`.
fn on_http_response_body(
    ctx: wrapper::HttpContext,
    config: Config<ResponseCacheConfig>,
    body: Vec<u8>,
) -> types::Action {
    let config = (*config).clone();
    let body = go::Slice::from(body);
    let config = go::Ptr::new(config);
    let (entry, ok) = go::cast::<go::Ptr<Entry>>(&ctx.GetContext(ENTRY_CONTEXT)).comma_ok();
    if !ok || !entry.borrow().keep {
        return types::ActionContinue;
    }
    if body.len() > config.borrow().max_bytes {
        log::Infof("%d bytes are too many to keep", args![body.len()]);
        return types::ActionContinue;
    }
    entry.borrow_mut().body = body;
    ResponseCacheConfig::store(&config, ctx, entry);
    types::ActionContinue
}

impl ResponseCacheConfig {
    fn store(c: &go::Ptr<ResponseCacheConfig>, ctx: wrapper::HttpContext, entry: go::Ptr<Entry>) {
        let c = c.clone();
        let key = ctx.GetStringContext(KEY_CONTEXT, "");
        let host = ctx.Host();
        if !host.is_empty() {
            entry.borrow_mut().tags = go::Map::from([(Str::from("host"), host), (Str::from("scheme"), ctx.Scheme())]);
        }
        let (value0, value1) = json::Marshal(entry).pair();
        let encoded = go::Slice::from(value0);
        let mut err = value1;
        if let Some(err) = err {
            log::Errorf("entry %s: %v", args![&key, &err]);
            return;
        }
        err = c.get().client.SetEx(
            &key,
            Str::copy_of(&encoded.borrow()),
            c.get().ttl,
            clone!(c, key => move |response: resp::Value| {
                if let Some(err) = response.Error() {
                    log::Errorf("entry %s: %v", args![&key, err]);
                    return;
                }
                log::Debugf("entry %s kept for %d s", args![&key, c.borrow().ttl]);
            }),
        );
        if let Some(err) = err {
            log::Errorf("entry %s: %v", args![&key, err]);
        }
    }
}
