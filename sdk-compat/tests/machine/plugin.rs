//! The Rust twin of plugin/main.go: same functions, same order.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use sdk_compat::log::{self, Log};
use sdk_compat::resp::Value;
use sdk_compat::types::Action;
use sdk_compat::wrapper::{self, Cluster, CtxOption, HttpContext, PluginContext, RedisClient};
use sdk_compat::{Any, Config, Error, Str, args, gjson, http, proxywasm, tokenusage};

use crate::script::{Script, Step};

thread_local! {
    static SCRIPT: RefCell<Rc<Script>> = RefCell::new(Rc::new(Script(Vec::new())));
    static TURNS: RefCell<BTreeMap<Vec<u8>, usize>> = const { RefCell::new(BTreeMap::new()) };
    static REDIS: RefCell<RedisClient> = RefCell::default();
}

/// Installs the plugin that the script describes.
pub fn setup(script: &Script) {
    log::SetSafeLogEnabled(false);
    let script = Rc::new(script.clone());
    SCRIPT.set(Rc::clone(&script));
    TURNS.set(BTreeMap::new());
    REDIS.set(wrapper::NewRedisClusterClient(cluster(b"target,redis")));
    if has("unconfigured") {
        install::<()>(&script, Vec::new(), |_| Str::from("unconfigured"));
    } else {
        install(&script, vec![parser(&script)], |config: &PluginConfig| {
            config.text.clone()
        });
    }
}

fn has(name: &str) -> bool {
    SCRIPT.with_borrow(|script| script.blocks(name).next().is_some())
}

/// The block that a handler takes now.
fn next(name: &[u8]) -> Vec<Step> {
    SCRIPT.with_borrow(|script| {
        let blocks: Vec<&[Step]> = script
            .0
            .iter()
            .filter(|block| block.name.as_bytes() == name)
            .map(|block| block.steps.as_slice())
            .collect();
        if blocks.is_empty() {
            return Vec::new();
        }
        TURNS.with_borrow_mut(|turns| {
            let turn = turns.entry(name.to_vec()).or_default();
            *turn += 1;
            blocks[(*turn - 1) % blocks.len()].to_vec()
        })
    })
}

/// What the parsers make of a configuration.
#[derive(Default)]
struct PluginConfig {
    text: Str,
}

fn parser(script: &Script) -> CtxOption<PluginConfig> {
    let kind = script
        .blocks("options")
        .flatten()
        .filter(|step| step.word(0) == b"parse")
        .last();
    match kind.map_or(b"".as_slice(), |step| step.word(1)) {
        b"raw" => wrapper::ParseRawConfig(|data: &[u8], config: &mut PluginConfig| {
            parse("raw", None, gjson::ParseBytes(data), config)
        }),
        b"by" => wrapper::ParseConfigBy(|json, config: &mut PluginConfig, log: Log| {
            log.Info("parsing");
            parse("by", None, json, config)
        }),
        b"context" => wrapper::ParseConfigWithContext(|context, json, config: &mut PluginConfig| {
            parse("context", Some(context), json, config)
        }),
        b"override" => wrapper::ParseOverrideConfig(
            |json, config: &mut PluginConfig| parse("json", None, json, config),
            |json, global: Config<PluginConfig>, config: &mut PluginConfig| {
                say(args!["global", &global.text]);
                parse("rule", None, json, config)
            },
        ),
        b"override-raw" => wrapper::ParseOverrideRawConfig(
            |data: &[u8], config: &mut PluginConfig| parse("raw", None, gjson::ParseBytes(data), config),
            |data: &[u8], global: Config<PluginConfig>, config: &mut PluginConfig| {
                say(args!["global", &global.text]);
                parse("raw rule", None, gjson::ParseBytes(data), config)
            },
        ),
        b"override-by" => wrapper::ParseOverrideConfigBy(
            |json, config: &mut PluginConfig, _| parse("by", None, json, config),
            |json, global: Config<PluginConfig>, config: &mut PluginConfig, log: Log| {
                log.Info("parsing a rule");
                say(args!["global", &global.text]);
                parse("rule by", None, json, config)
            },
        ),
        _ => wrapper::ParseConfig(|json, config: &mut PluginConfig| parse("json", None, json, config)),
    }
}

/// Fails with what is under "fail", after it has taken what is under "text".
fn parse(
    kind: &'static str,
    context: Option<PluginContext>,
    json: gjson::Result,
    config: &mut PluginConfig,
) -> Result<(), Error> {
    say(args!["parse", kind, &json.Raw, json.Exists()]);
    let mut machine = Machine {
        plugin: context,
        ..Machine::default()
    };
    machine.run(&next(b"parse"));
    config.text = [&config.text[..], &json.Get("text").String()].concat().into();
    let fail = json.Get("fail");
    if fail.Exists() {
        return Err(Error::new(fail.String()));
    }
    Ok(())
}

/// Registers a handler for every block that is named like one.
fn install<C: Default + 'static>(script: &Script, mut options: Vec<CtxOption<C>>, text: fn(&C) -> Str) {
    let mut name = Str::default();
    for step in script.blocks("options").flatten() {
        match step.word(0) {
            b"name" => name = step.text(1),
            b"rebuild" => options.push(wrapper::WithRebuildAfterRequests(step.number(1) as u64)),
            b"memory" => options.push(wrapper::WithRebuildMaxMemBytes(step.number(1) as u64)),
            b"io-cycle" => options.push(wrapper::WithMaxRequestsPerIoCycle(step.number(1) as u64)),
            b"safe" => options.push(wrapper::EnableSafeLog()),
            _ => {}
        }
    }
    if has("start") {
        options.push(wrapper::PrePluginStartOrReload(|context| {
            let mut machine = Machine {
                plugin: Some(context),
                ..Machine::default()
            };
            machine.run(&next(b"start"));
            machine.failed.map_or(Ok(()), Err)
        }));
    }
    if has("request-headers") {
        options.push(wrapper::ProcessRequestHeaders(headers("request-headers", text)));
    }
    if has("request-body") {
        options.push(wrapper::ProcessRequestBody(body("request-body", text)));
    }
    if has("streaming-request-body") {
        options.push(wrapper::ProcessStreamingRequestBody(chunk(
            "streaming-request-body",
            text,
        )));
    }
    if has("response-headers") {
        options.push(wrapper::ProcessResponseHeaders(headers("response-headers", text)));
    }
    if has("response-body") {
        options.push(wrapper::ProcessResponseBody(body("response-body", text)));
    }
    if has("streaming-response-body") {
        options.push(wrapper::ProcessStreamingResponseBody(chunk(
            "streaming-response-body",
            text,
        )));
    }
    if has("done") {
        options.push(wrapper::ProcessStreamDoneBy(move |context, config: Config<C>, log| {
            say(args!["done", text(&config)]);
            let mut machine = Machine::on(context);
            machine.log = Some(log);
            machine.run(&next(b"done"));
        }));
    }
    wrapper::SetCtx(name, options);
}

fn headers<C>(name: &'static str, text: fn(&C) -> Str) -> impl Fn(HttpContext, Config<C>) -> Action {
    move |context, config| {
        say(args![name, text(&config)]);
        let mut machine = Machine::on(context);
        machine.run(&next(name.as_bytes()));
        machine.action
    }
}

fn body<C>(name: &'static str, text: fn(&C) -> Str) -> impl Fn(HttpContext, Config<C>, Vec<u8>) -> Action {
    move |context, config, body| {
        say(args![name, text(&config), Str::copy_of(&body)]);
        let mut machine = Machine::on(context);
        machine.data = body;
        machine.run(&next(name.as_bytes()));
        machine.action
    }
}

fn chunk<C>(name: &'static str, text: fn(&C) -> Str) -> impl Fn(HttpContext, Config<C>, Vec<u8>, bool) -> Vec<u8> {
    move |context, config, chunk, last| {
        say(args![name, text(&config), Str::copy_of(&chunk), last]);
        let mut machine = Machine::on(context);
        machine.data = chunk;
        machine.run(&next(name.as_bytes()));
        machine.data
    }
}

/// What the steps of a block work on: what there is of it, and what they leave.
struct Machine {
    context: Option<HttpContext>,
    plugin: Option<PluginContext>,
    log: Option<Log>,
    data: Vec<u8>,
    action: Action,
    failed: Option<Error>,
}

impl Default for Machine {
    fn default() -> Self {
        Machine {
            context: None,
            plugin: None,
            log: None,
            data: Vec::new(),
            action: Action(0),
            failed: None,
        }
    }
}

/// Leaves values in the record.
fn say(values: &[Any]) {
    proxywasm::LogTracef(" %v".repeat(values.len()), values);
}

fn number(text: &[u8]) -> i64 {
    std::str::from_utf8(text)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}

fn float(text: &[u8]) -> f64 {
    std::str::from_utf8(text)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(0.0)
}

/// What a word stands for, by its first letter.
fn value(word: &[u8]) -> Any {
    let (kind, rest) = word.split_at(1);
    match kind {
        b"s" => Any::String(Str::copy_of(rest)),
        b"b" => Any::from(rest),
        b"i" | b"j" => Any::Int(number(rest)),
        b"f" => Any::Float64(float(rest)),
        b"t" => Any::Bool(rest == b"true"),
        b"e" => Any::Error(Error::new(Str::copy_of(rest))),
        b"l" => {
            let items = rest.split(|byte| *byte == b',');
            Any::from(items.map(|item| Any::String(Str::copy_of(item))).collect::<Vec<_>>())
        }
        _ => Any::Nil,
    }
}

fn values(words: &[Vec<u8>]) -> Vec<Any> {
    words.iter().map(|word| value(word)).collect()
}

fn pairs(words: &[Vec<u8>]) -> Vec<[Str; 2]> {
    words
        .chunks_exact(2)
        .map(|pair| [Str::copy_of(&pair[0]), Str::copy_of(&pair[1])])
        .collect()
}

fn map_of(words: &[Vec<u8>]) -> BTreeMap<Str, Any> {
    words
        .chunks_exact(2)
        .map(|pair| (Str::copy_of(&pair[0]), value(&pair[1])))
        .collect()
}

fn texts(words: &[Vec<u8>]) -> Vec<Str> {
    words.iter().map(|word| Str::copy_of(word)).collect()
}

/// Token counts as Go prints a map.
fn details(counts: BTreeMap<Str, i64>) -> Any {
    Any::from(
        counts
            .into_iter()
            .map(|(name, count)| (name, Any::Int(count)))
            .collect::<BTreeMap<_, _>>(),
    )
}

impl Machine {
    fn on(context: HttpContext) -> Self {
        Machine {
            context: Some(context),
            ..Machine::default()
        }
    }

    /// Carries out the steps of a block. Those for a stream do nothing where there is none.
    fn run(&mut self, steps: &[Step]) {
        for step in steps {
            let _ = self.on_stream(step)
                || self.on_bodies(step)
                || self.on_attributes(step)
                || self.on_plugin(step)
                || self.logging(step)
                || header_call(step)
                || body_call(step)
                || host_call(step)
                || helper_call(step)
                || self.client_call(step);
        }
    }

    fn on_stream(&mut self, step: &Step) -> bool {
        let Some(context) = self.context else { return false };
        match step.word(0) {
            b"return" => self.action = Action(step.number(1) as u32),
            b"chunk" => self.data = step.word(1).to_vec(),
            b"keep" => {}
            b"append" => self.data.extend_from_slice(step.word(1)),
            b"drop" => self.data.clear(),
            b"set" => context.SetContext(step.text(1), value(step.word(2))),
            b"get" => say(args![
                "context",
                context.GetContext(step.word(1)),
                context.GetBoolContext(step.word(1), true),
                context.GetStringContext(step.word(1), "default"),
                Str::from(context.GetByteSliceContext(step.word(1), "default")),
            ]),
            b"request" => say(args![
                "request",
                context.Scheme(),
                context.Host(),
                context.Path(),
                context.Method(),
                context.HasRequestBody(),
                context.IsWebsocket(),
                context.IsBinaryRequestBody(),
            ]),
            b"state" => say(args![
                "state",
                context.GetExecutionPhase() as i64,
                context.HasResponseBody(),
                context.BufferQueueSize(),
            ]),
            b"binary-response" => say(args!["binary response", context.IsBinaryResponseBody()]),
            _ => return false,
        }
        true
    }

    fn on_bodies(&self, step: &Step) -> bool {
        let Some(context) = self.context else { return false };
        match step.word(0) {
            b"dont-read-request" => context.DontReadRequestBody(),
            b"dont-read-response" => context.DontReadResponseBody(),
            b"buffer-request" => context.BufferRequestBody(),
            b"buffer-response" => context.BufferResponseBody(),
            b"pause-streaming" => context.NeedPauseStreamingResponse(),
            b"push" => context.PushBuffer(step.word(1)),
            b"pop" => say(args![
                "popped",
                Str::from(context.PopBuffer()),
                context.BufferQueueSize()
            ]),
            b"disable-reroute" => context.DisableReroute(),
            b"limit-request" => context.SetRequestBodyBufferLimit(step.number(1) as u32),
            b"limit-response" => context.SetResponseBodyBufferLimit(step.number(1) as u32),
            _ => return false,
        }
        true
    }

    fn on_attributes(&self, step: &Step) -> bool {
        let Some(context) = self.context else { return false };
        match step.word(0) {
            b"attribute" => context.SetUserAttribute(step.text(1), value(step.word(2))),
            b"get-attribute" => say(args!["attribute", context.GetUserAttribute(step.word(1))]),
            b"attributes" => context.SetUserAttributeMap(map_of(step.rest(1))),
            b"get-attributes" => say(args![
                "attributes",
                Any::from(context.GetUserAttributeMap().borrow().clone())
            ]),
            b"log-attributes" => say(args!["log attributes", context.WriteUserAttributeToLog()]),
            b"log-attributes-as" => say(args![
                "log attributes",
                context.WriteUserAttributeToLogWithKey(step.text(1))
            ]),
            b"trace-attributes" => say(args!["trace attributes", context.WriteUserAttributeToTrace()]),
            b"tokens" => {
                let usage = tokenusage::GetTokenUsage(context, step.word(1));
                say(args![
                    "tokens",
                    usage.Model,
                    usage.InputToken,
                    usage.OutputToken,
                    usage.TotalToken,
                    details(usage.InputTokenDetails),
                    details(usage.OutputTokenDetails),
                    usage.AnthropicCacheCreationInputToken,
                    usage.AnthropicCacheReadInputToken,
                ]);
                tokenusage::ExtractChatId(context, step.word(1));
            }
            b"route-call" => {
                let (log, block) = (self.log, step.text(4));
                say(args![
                    "route call",
                    context.RouteCall(
                        step.text(1),
                        step.text(2),
                        &pairs(step.rest(5)),
                        step.word(3),
                        move |status, headers, body| {
                            say(args!["routed", status, headers, Str::from(body)]);
                            let mut machine = Machine::on(context);
                            machine.log = log;
                            machine.run(&next(&block));
                        }
                    )
                ]);
            }
            _ => return false,
        }
        true
    }

    fn on_plugin(&mut self, step: &Step) -> bool {
        let Some(plugin) = &self.plugin else { return false };
        match step.word(0) {
            b"fail" => self.failed = Some(Error::new(step.text(1))),
            b"set" => plugin.SetContext(step.text(1), value(step.word(2))),
            b"get" => say(args!["plugin context", plugin.GetContext(step.word(1))]),
            b"isolate" => plugin.EnableRuleLevelConfigIsolation(),
            b"plugin" => say(args![
                "plugin",
                plugin.IsRuleLevelConfigIsolation(),
                plugin.GetFingerPrint(),
                plugin.IsLeader()
            ]),
            b"elect" => plugin.DoLeaderElection(),
            _ => return false,
        }
        true
    }

    fn logging(&self, step: &Step) -> bool {
        match step.word(0) {
            b"log" => {
                let levels: [fn(Str); 6] = [log::Trace, log::Debug, log::Info, log::Warn, log::Error, log::Critical];
                levels[step.number(1) as usize](step.text(2));
            }
            b"logf" => {
                let levels: [fn(Str, &[Any]); 6] = [
                    log::Tracef,
                    log::Debugf,
                    log::Infof,
                    log::Warnf,
                    log::Errorf,
                    log::Criticalf,
                ];
                levels[step.number(1) as usize](step.text(2), &values(step.rest(3)));
            }
            b"log-by" => {
                if let Some(log) = self.log {
                    log.Warn(step.word(1));
                    log.Warnf(step.word(1), &values(step.rest(2)));
                }
            }
            b"unsafe" => log::UnsafeInfo(step.word(1)),
            b"unsafef" => log::UnsafeInfof(step.word(1), &values(step.rest(2))),
            b"safe" => log::SetSafeLogEnabled(step.word(1) == b"true"),
            b"raw" => proxywasm::LogWarnf(step.word(1), &values(step.rest(2))),
            _ => return false,
        }
        true
    }

    fn client_call(&self, step: &Step) -> bool {
        match step.word(0) {
            b"http" => self.http_call(step),
            b"redis" => self.redis_call(step),
            _ => return false,
        }
        true
    }

    /// Carries out a block when an answer is there.
    fn then(&self, block: &[u8]) -> impl FnOnce() + 'static {
        let (context, log, block) = (self.context, self.log, block.to_vec());
        move || {
            let mut machine = Machine {
                context,
                log,
                ..Machine::default()
            };
            machine.run(&next(&block));
        }
    }

    /// Takes the method, the cluster, the URL, the body, the time-out, the block for the answer, and headers.
    fn http_call(&self, step: &Step) {
        let client = wrapper::NewClusterClient(cluster(step.word(2)));
        let timeout: Vec<u32> = match step.word(5) {
            b"" => Vec::new(),
            text => vec![number(text) as u32],
        };
        let then = self.then(step.word(6));
        let answered = move |status: i64, headers: http::Header, body: Vec<u8>| {
            say(args!["answer", status, in_order(&headers), Str::from(body)]);
            then();
        };
        let (url, headers, body) = (step.text(3), &pairs(step.rest(7)), step.word(4));
        say(args![match step.word(1) {
            b"Get" => client.Get(url, headers, answered, &timeout),
            b"Head" => client.Head(url, headers, answered, &timeout),
            b"Options" => client.Options(url, headers, answered, &timeout),
            b"Post" => client.Post(url, headers, body, answered, &timeout),
            b"Put" => client.Put(url, headers, body, answered, &timeout),
            b"Patch" => client.Patch(url, headers, body, answered, &timeout),
            b"Delete" => client.Delete(url, headers, body, answered, &timeout),
            b"Connect" => client.Connect(url, headers, body, answered, &timeout),
            b"Trace" => client.Trace(url, headers, body, answered, &timeout),
            method => {
                let cluster = cluster(step.word(2));
                wrapper::HttpCall(&cluster, Str::copy_of(method), url, headers, body, answered, &timeout)
            }
        }]);
    }

    /// Says what Redis replies, and carries out a block.
    fn answered(&self, block: &[u8]) -> impl FnOnce(Value) + 'static {
        let then = self.then(block);
        move |reply| {
            say(args![
                "reply",
                format!("{:?}", reply.Type()),
                reply.String(),
                reply.Integer(),
                reply.Float(),
                reply.Bool(),
                reply.IsNull(),
                reply.Array().len(),
                reply.Error(),
            ]);
            then();
        }
    }

    /// Takes what to do, the block for the reply, and the rest.
    fn redis_call(&self, step: &Step) {
        let answered = self.answered(step.word(2));
        let redis = REDIS.with_borrow(RedisClient::clone);
        let a = step.rest(3);
        let at = |at: usize| a.get(at).map_or(b"".as_slice(), Vec::as_slice);
        let text = |place: usize| Str::copy_of(at(place));
        let int = |place: usize| number(at(place));
        say(args![match step.word(1) {
            b"new" => {
                REDIS.set(wrapper::NewRedisClusterClient(cluster(at(0))));
                return;
            }
            b"init" => {
                let database = wrapper::WithDataBase(int(3));
                match at(4) {
                    b"unbuffered" => redis.Init(text(0), text(1), int(2), &[database, wrapper::WithDisableBuffer()]),
                    b"buffered" => {
                        let timeout = wrapper::WithBufferFlushTimeout(Duration::from_micros(int(2).max(0) as u64));
                        let size = wrapper::WithMaxBufferSizeBeforeFlush(int(3));
                        redis.Init(text(0), text(1), int(2), &[size, timeout])
                    }
                    b"database" => redis.Init(text(0), text(1), int(2), &[database]),
                    _ => redis.Init(text(0), text(1), int(2), &[]),
                }
            }
            b"ready" => return say(args!["ready", redis.Ready()]),
            b"raw" => wrapper::RedisCall(&cluster(at(0)), at(1), answered),
            b"command" => redis.Command(&values(a), answered),
            b"get" => redis.Get(text(0), answered),
            b"set" => redis.Set(text(0), value(at(1)), answered),
            b"setex" => redis.SetEx(text(0), value(at(1)), int(2), answered),
            b"setnx" => redis.SetNX(text(0), value(at(1)), int(2), answered),
            b"eval" => redis.Eval(text(0), int(1), &values(&a[2..3]), &values(&a[3..]), answered),
            b"mset" => redis.MSet(&map_of(a), answered),
            b"hmset" => redis.HMSet(text(0), &map_of(&a[1..]), answered),
            b"zadd" => redis.ZAdd(text(0), &map_of(&a[1..]), answered),
            b"linsert" => {
                let before = redis.LInsertBefore(text(0), value(at(1)), value(at(2)), answered);
                let answered = self.answered(step.word(2));
                let after = redis.LInsertAfter(text(0), value(at(1)), value(at(2)), answered);
                return say(args![before, after]);
            }
            b"zincrby" => redis.ZIncrBy(text(0), text(1), value(at(2)), answered),
            b"hincrbyfloat" => {
                let delta = value(at(2)).as_float().unwrap_or_default();
                redis.HIncrByFloat(text(0), text(1), delta, answered)
            }
            b"mget" => redis.MGet(&texts(a), answered),
            b"sadd" => redis.SAdd(text(0), &values(&a[1..]), answered),
            b"zcount" => redis.ZCount(text(0), value(at(1)), value(at(2)), answered),
            b"lrange" => redis.LRange(text(0), int(1), int(2), answered),
            b"quiet" => redis.Incr(text(0), |_| {}),
            _ => return,
        }]);
    }
}

/// Go prints maps in the order of their keys.
fn in_order(headers: &http::Header) -> Str {
    let headers: Vec<Str> = headers
        .iter()
        .map(|(name, values)| sdk_compat::fmt::Sprintf("%s:%v", args![name, values]))
        .collect();
    let texts: Vec<&[u8]> = headers.iter().map(|text| &text[..]).collect();
    Str::from([b"map[".as_slice(), &texts.join(b" ".as_slice()), b"]"].concat())
}

/// A way to change one header.
type Change = fn(Str, Str) -> Option<Error>;

/// One of the header maps: how to read, replace, add to and remove from it.
struct HeaderMap {
    all: fn() -> Result<Vec<[Str; 2]>, Error>,
    get: fn(Str) -> Result<Str, Error>,
    replace: Change,
    add: Change,
    remove: fn(Str) -> Option<Error>,
    replace_all: fn(&[[Str; 2]]) -> Option<Error>,
}

static HEADER_MAPS: [HeaderMap; 4] = [
    HeaderMap {
        all: proxywasm::GetHttpRequestHeaders,
        get: proxywasm::GetHttpRequestHeader,
        replace: proxywasm::ReplaceHttpRequestHeader,
        add: proxywasm::AddHttpRequestHeader,
        remove: proxywasm::RemoveHttpRequestHeader,
        replace_all: proxywasm::ReplaceHttpRequestHeaders,
    },
    HeaderMap {
        all: proxywasm::GetHttpRequestTrailers,
        get: proxywasm::GetHttpRequestTrailer,
        replace: proxywasm::ReplaceHttpRequestTrailer,
        add: proxywasm::AddHttpRequestTrailer,
        remove: proxywasm::RemoveHttpRequestTrailer,
        replace_all: proxywasm::ReplaceHttpRequestTrailers,
    },
    HeaderMap {
        all: proxywasm::GetHttpResponseHeaders,
        get: proxywasm::GetHttpResponseHeader,
        replace: proxywasm::ReplaceHttpResponseHeader,
        add: proxywasm::AddHttpResponseHeader,
        remove: proxywasm::RemoveHttpResponseHeader,
        replace_all: proxywasm::ReplaceHttpResponseHeaders,
    },
    HeaderMap {
        all: proxywasm::GetHttpResponseTrailers,
        get: proxywasm::GetHttpResponseTrailer,
        replace: proxywasm::ReplaceHttpResponseTrailer,
        add: proxywasm::AddHttpResponseTrailer,
        remove: proxywasm::RemoveHttpResponseTrailer,
        replace_all: proxywasm::ReplaceHttpResponseTrailers,
    },
];

/// Says a value and an error, of which Go always has both.
fn say_result<T: Default + Into<Any>>(name: &'static str, result: Result<T, Error>) {
    match result {
        Ok(value) => say(args![name, value.into(), Any::Nil]),
        Err(error) => say(args![name, T::default().into(), error]),
    }
}

fn header_call(step: &Step) -> bool {
    if step.word(0) != b"headers" {
        return false;
    }
    let headers = &HEADER_MAPS[step.number(1) as usize];
    match step.word(2) {
        b"all" => say_result("headers", (headers.all)()),
        b"get" => say_result("header", (headers.get)(step.text(3))),
        b"replace" => say(args![(headers.replace)(step.text(3), step.text(4))]),
        b"add" => say(args![(headers.add)(step.text(3), step.text(4))]),
        b"remove" => say(args![(headers.remove)(step.text(3))]),
        b"replace-all" => say(args![(headers.replace_all)(&pairs(step.rest(3)))]),
        _ => {}
    }
    true
}

fn body_call(step: &Step) -> bool {
    match step.word(0) {
        b"request-body" => {
            let body = proxywasm::GetHttpRequestBody(step.number(1), step.number(2));
            say_result("body", body.map(Str::from));
        }
        b"response-body" => {
            let body = proxywasm::GetHttpResponseBody(step.number(1), step.number(2));
            say_result("body", body.map(Str::from));
        }
        b"change-request-body" => say(args![
            proxywasm::PrependHttpRequestBody(step.word(1)),
            proxywasm::AppendHttpRequestBody(step.word(2)),
        ]),
        b"change-response-body" => say(args![
            proxywasm::PrependHttpResponseBody(step.word(1)),
            proxywasm::AppendHttpResponseBody(step.word(2)),
        ]),
        b"replace-request-body" => say(args![proxywasm::ReplaceHttpRequestBody(step.word(1))]),
        b"replace-response-body" => say(args![proxywasm::ReplaceHttpResponseBody(step.word(1))]),
        _ => return false,
    }
    true
}

fn host_call(step: &Step) -> bool {
    match step.word(0) {
        b"property" => say_result("property", proxywasm::GetProperty(step.rest(1)).map(Str::from)),
        b"set-property" => say(args![proxywasm::SetProperty(step.rest(2), step.word(1))]),
        b"reply" => {
            let headers = pairs(step.rest(3));
            say(args![proxywasm::SendHttpResponse(
                step.number(1) as u32,
                &headers,
                step.word(2),
                -1
            )]);
        }
        b"reply-with-detail" => {
            let headers = pairs(step.rest(4));
            let status = step.number(1) as u32;
            say(args![proxywasm::SendHttpResponseWithDetail(
                status,
                step.word(2),
                &headers,
                step.word(3),
                7
            )]);
        }
        b"resume-request" => say(args![proxywasm::ResumeHttpRequest()]),
        b"resume-response" => say(args![proxywasm::ResumeHttpResponse()]),
        b"inject" => say(args![proxywasm::InjectEncodedDataToFilterChain(
            step.word(1),
            step.word(2) == b"true"
        )]),
        b"hosts" => say_result("hosts", proxywasm::GetUpstreamHosts()),
        b"override-host" => say(args![proxywasm::SetUpstreamOverrideHost(step.word(1))]),
        b"answer" => {
            say_result("headers", proxywasm::GetHttpCallResponseHeaders());
            say_result("headers", proxywasm::GetHttpCallResponseTrailers());
            say_result("body", proxywasm::GetHttpCallResponseBody(1, 3).map(Str::from));
        }
        b"foreign" => {
            let result = proxywasm::CallForeignFunction(step.word(1), step.word(2));
            say_result("foreign", result.map(Str::from));
        }
        b"tick" => {
            let step = step.clone();
            wrapper::RegisterTickFunc(step.number(1), move || {
                say(args!["tick", step.text(1)]);
                Machine::default().run(&next(step.word(2)));
            });
        }
        _ => return false,
    }
    true
}

fn helper_call(step: &Step) -> bool {
    match step.word(0) {
        b"deprecated" => {
            say(args![
                wrapper::GetRequestScheme(),
                wrapper::GetRequestHost(),
                wrapper::GetRequestPath(),
                wrapper::GetRequestPathWithoutQuery(),
                wrapper::GetRequestMethod(),
            ]);
            say(args![
                wrapper::IsWebsocket(),
                wrapper::IsBinaryRequestBody(),
                wrapper::IsBinaryResponseBody(),
                wrapper::HasRequestBody(),
                wrapper::HasResponseBody(),
                wrapper::IsApplicationJson(),
            ]);
            say(args![
                wrapper::IsResponseFromUpstream(),
                wrapper::GetPluginFingerPrint()
            ]);
        }
        b"marshal" => say(args![wrapper::MarshalStr(step.text(1))]),
        b"unmarshal" => say(args![wrapper::UnmarshalStr(step.text(1))]),
        _ => return false,
    }
    true
}

/// The cluster that words stand for: its kind, and its texts in the order of the fields.
fn cluster(words: &[u8]) -> AnyCluster {
    let words: Vec<&[u8]> = words.split(|byte| *byte == b',').collect();
    let text = |at: usize| words.get(at).map_or_else(Str::default, |word| Str::copy_of(word));
    let int = |at: usize| number(&text(at));
    AnyCluster(match words[0] {
        b"route" => Box::new(wrapper::RouteCluster { Host: text(1) }),
        b"k8s" => Box::new(wrapper::K8sCluster {
            ServiceName: text(1),
            Namespace: text(2),
            Port: int(3),
            Version: text(4),
            Host: text(5),
        }),
        b"nacos" => Box::new(wrapper::NacosCluster {
            ServiceName: text(1),
            Group: text(2),
            NamespaceID: text(3),
            Port: int(4),
            IsExtRegistry: text(5) == "ext",
            Version: text(6),
            Host: text(7),
        }),
        b"static" => Box::new(wrapper::StaticIpCluster {
            ServiceName: text(1),
            Port: int(2),
            Host: text(3),
        }),
        b"dns" => Box::new(wrapper::DnsCluster {
            ServiceName: text(1),
            Domain: text(2),
            Port: int(3),
        }),
        b"consul" => Box::new(wrapper::ConsulCluster {
            ServiceName: text(1),
            Datacenter: text(2),
            Port: int(3),
            Host: text(4),
        }),
        b"fqdn" => Box::new(wrapper::FQDNCluster {
            FQDN: text(1),
            Host: text(2),
            Port: int(3),
        }),
        _ => Box::new(wrapper::TargetCluster {
            Cluster: text(1),
            Host: text(2),
        }),
    })
}

/// A cluster of any kind.
struct AnyCluster(Box<dyn Cluster>);

impl Cluster for AnyCluster {
    fn ClusterName(&self) -> Str {
        self.0.ClusterName()
    }

    fn HostName(&self) -> Str {
        self.0.HostName()
    }
}
