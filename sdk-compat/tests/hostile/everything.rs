//! A plugin that does what bytes from the host tell it: each names a call of the SDK, those after it its arguments.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use sdk_compat::log::Log;
use sdk_compat::types::{self, Action};
use sdk_compat::wrapper::{self, HttpClient, HttpContext, PluginContext, RedisClient};
use sdk_compat::{
    Any, Config, Error, Str, args, clone, encoding, fmt, gjson, log, properties, proxywasm, resp, sjson, strconv,
    strings, time, tokenusage, url,
};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "everything",
        [
            wrapper::ParseConfigWithContext(parse_config),
            wrapper::PrePluginStartOrReload(|_context| {
                let mut program = Program::read();
                wrapper::RegisterTickFunc(program.number(), || ());
                Ok(())
            }),
            wrapper::ProcessRequestHeadersBy(on_http_headers),
            wrapper::ProcessRequestBodyBy(on_http_body),
            wrapper::ProcessStreamingRequestBodyBy(on_http_chunk),
            wrapper::ProcessResponseHeadersBy(on_http_headers),
            wrapper::ProcessResponseBodyBy(on_http_body),
            wrapper::ProcessStreamingResponseBodyBy(on_http_chunk),
            wrapper::ProcessStreamDoneBy(|ctx, config, _log| run(ctx, &config, &mut Program::read())),
            wrapper::WithRebuildAfterRequests(3),
            wrapper::WithRebuildMaxMemBytes(1 << 20),
            wrapper::WithMaxRequestsPerIoCycle(7),
        ],
    );
}

/// Holds clients of every kind, and what else outlives a stream.
#[derive(Default)]
struct EverythingConfig {
    http: Vec<HttpClient>,
    redis: RedisClient,
    kept: Rc<RefCell<Vec<Any>>>,
}

fn parse_config(context: PluginContext, json: gjson::Result, config: &mut EverythingConfig) -> Result<(), Error> {
    let mut program = Program::read();
    if program.once_in(2) {
        context.EnableRuleLevelConfigIsolation();
    }
    context.DoLeaderElection();
    let _ = context.IsLeader();
    let (name, text) = (json.Get("serviceName").String(), program.text());
    config.http = vec![
        HttpClient::default(),
        wrapper::NewClusterClient(wrapper::RouteCluster { Host: text.clone() }),
        wrapper::NewClusterClient(wrapper::TargetCluster {
            Cluster: name.clone(),
            Host: text.clone(),
        }),
        wrapper::NewClusterClient(wrapper::K8sCluster {
            ServiceName: name.clone(),
            Namespace: text,
            Port: program.number(),
            ..Default::default()
        }),
        wrapper::NewClusterClient(wrapper::NacosCluster {
            ServiceName: name.clone(),
            Group: program.text(),
            IsExtRegistry: true,
            ..Default::default()
        }),
        wrapper::NewClusterClient(wrapper::DnsCluster {
            ServiceName: name.clone(),
            ..Default::default()
        }),
        wrapper::NewClusterClient(wrapper::ConsulCluster {
            ServiceName: name.clone(),
            ..Default::default()
        }),
        wrapper::NewClusterClient(wrapper::StaticIpCluster {
            ServiceName: name.clone(),
            ..Default::default()
        }),
    ];
    if program.once_in(8) {
        return Err(fmt::Errorf(program.text(), args![name]));
    }
    config.redis = wrapper::NewRedisClusterClient(wrapper::FQDNCluster {
        FQDN: name,
        Port: program.number(),
        ..Default::default()
    });
    let options = [
        wrapper::WithDataBase(program.number()),
        wrapper::WithBufferFlushTimeout(Duration::MAX),
    ];
    config
        .redis
        .Init(program.text(), program.text(), program.number(), &options);
    let ticks = clone!(config => move || {
        let mut program = Program::read();
        proxywasm::SetTickPeriodMilliSeconds(program.number() as u32);
        config.call_out(&mut program);
    });
    wrapper::RegisterTickFunc(program.number(), ticks);
    Ok(())
}

impl Clone for EverythingConfig {
    fn clone(&self) -> Self {
        EverythingConfig {
            http: self.http.clone(),
            redis: self.redis.clone(),
            kept: self.kept.clone(),
        }
    }
}

fn on_http_headers(ctx: HttpContext, config: Config<EverythingConfig>, _log: Log) -> Action {
    let mut program = Program::read();
    run(ctx, &config, &mut program);
    Action(program.byte().into())
}

fn on_http_body(ctx: HttpContext, config: Config<EverythingConfig>, body: Vec<u8>, _log: Log) -> Action {
    look_at(&body, &mut Program::read());
    run(ctx, &config, &mut Program::read());
    types::ActionContinue
}

fn on_http_chunk(ctx: HttpContext, config: Config<EverythingConfig>, chunk: Vec<u8>, last: bool, _log: Log) -> Vec<u8> {
    ctx.PushBuffer(chunk);
    let mut program = Program::read();
    run(ctx, &config, &mut program);
    if last || program.once_in(2) {
        ctx.PopBuffer()
    } else {
        program.text().to_vec()
    }
}

/// What is left to do.
struct Program(Vec<u8>);

impl Program {
    /// A program from the host, last byte first.
    fn read() -> Self {
        Program(proxywasm::GetProperty(&["program"]).unwrap_or_default())
    }

    fn byte(&mut self) -> u8 {
        self.0.pop().unwrap_or_default()
    }

    fn once_in(&mut self, count: u8) -> bool {
        self.byte().is_multiple_of(count)
    }

    fn number(&mut self) -> i64 {
        const NUMBERS: [i64; 10] = [0, 1, -1, 80, 255, 1 << 31, -1 << 31, i64::MAX, i64::MIN, 1 << 53];
        let at = self.byte() as usize;
        NUMBERS.get(at).copied().unwrap_or(at as i64)
    }

    fn text(&mut self) -> Str {
        let texts: [&[u8]; 32] = [
            b"",
            b"a",
            b"id",
            b"*",
            b"#",
            b"a.b.c",
            b"list.#.name",
            b"#(name==\"a\")#",
            b"#(a>1)#.b|0",
            b"{a,b}",
            b"[a,\"x\",!1]",
            b"@this",
            b"@reverse|@flatten:{\"deep\":true}",
            b"@join",
            b"@keys|@values",
            b"@pretty:{\"width\":1}|@ugly",
            b"..#",
            b"..1.a",
            b"a\\.b",
            b"-1",
            b"99999999999",
            b"%d %s %v %q %x %T %t %f %%",
            b"%+v%#v",
            b"%-10.3s|%+08.2f|%*d",
            b"%[3]*.[2]*[1]f",
            b"%!",
            b"http://h:80/p?q=1#f",
            b"//%zz",
            b":authority",
            b"x-request-id",
            b"application/json",
            b"\xff\xfe",
        ];
        match self.byte() as usize {
            byte @ 0..160 => Str::copy_of(texts[byte % 32]),
            160..200 => GET_ALL[self.byte() as usize % GET_ALL.len()]()
                .ok()
                .and_then(|pairs| pairs.into_iter().flatten().last())
                .unwrap_or_default(),
            byte => {
                let rest = self.0.split_off(self.0.len().saturating_sub(byte - 200));
                Str::from(rest)
            }
        }
    }

    fn value(&mut self) -> Any {
        match self.byte() % 14 {
            0 => Any::Nil,
            1 => Any::Bool(self.once_in(2)),
            2 => Any::Int(self.number()),
            3 => Any::Float64(f64::from_bits(self.number() as u64)),
            4 => Any::Float32(self.number() as f32),
            5 => Any::Bytes(Rc::new(self.text().to_vec())),
            6 => Any::from(vec![self.text().into(), Any::Uint(7)]),
            7 => Any::Strings(Rc::new(vec![self.text(), self.text()])),
            8 => Any::Pairs(Rc::new(self.pairs())),
            9 => gjson::Parse(self.text()).Value(),
            10 => Any::Error(Error::new(self.text())),
            11 => Any::new(7u128),
            12 => Any::Uint8(self.byte()),
            _ => self.text().into(),
        }
    }

    fn values(&mut self) -> Vec<Any> {
        (0..self.byte() % 5).map(|_| self.value()).collect()
    }

    fn pairs(&mut self) -> Vec<[Str; 2]> {
        (0..self.byte() % 4).map(|_| [self.text(), self.text()]).collect()
    }
}

type GetAll = fn() -> Result<Vec<[Str; 2]>, Error>;
const GET_ALL: [GetAll; 8] = [
    proxywasm::GetHttpRequestHeaders,
    proxywasm::GetHttpRequestTrailers,
    proxywasm::GetHttpResponseHeaders,
    proxywasm::GetHttpResponseTrailers,
    proxywasm::GetHttpCallResponseHeaders,
    proxywasm::GetHttpCallResponseTrailers,
    proxywasm::GetUpstreamHosts,
    || proxywasm::GetPropertyMap(&["program"]),
];

type Replace = fn(&[[Str; 2]]) -> Option<Error>;
const REPLACE_ALL: [Replace; 4] = [
    proxywasm::ReplaceHttpRequestHeaders,
    proxywasm::ReplaceHttpRequestTrailers,
    proxywasm::ReplaceHttpResponseHeaders,
    proxywasm::ReplaceHttpResponseTrailers,
];

type Get = fn(Str) -> Result<Str, Error>;
const GET: [Get; 4] = [
    proxywasm::GetHttpRequestHeader,
    proxywasm::GetHttpRequestTrailer,
    proxywasm::GetHttpResponseHeader,
    proxywasm::GetHttpResponseTrailer,
];

type Remove = fn(Str) -> Option<Error>;
const REMOVE: [Remove; 4] = [
    proxywasm::RemoveHttpRequestHeader,
    proxywasm::RemoveHttpRequestTrailer,
    proxywasm::RemoveHttpResponseHeader,
    proxywasm::RemoveHttpResponseTrailer,
];

type Change = fn(Str, Str) -> Option<Error>;
const CHANGE: [Change; 8] = [
    proxywasm::AddHttpRequestHeader,
    proxywasm::AddHttpRequestTrailer,
    proxywasm::AddHttpResponseHeader,
    proxywasm::AddHttpResponseTrailer,
    proxywasm::ReplaceHttpRequestHeader,
    proxywasm::ReplaceHttpRequestTrailer,
    proxywasm::ReplaceHttpResponseHeader,
    proxywasm::ReplaceHttpResponseTrailer,
];

type GetBody = fn(i64, i64) -> Result<Vec<u8>, Error>;
const GET_BODY: [GetBody; 4] = [
    proxywasm::GetHttpRequestBody,
    proxywasm::GetHttpResponseBody,
    proxywasm::GetHttpCallResponseBody,
    proxywasm::GetRedisCallResponse,
];

type SetBody = fn(Str) -> Option<Error>;
const SET_BODY: [SetBody; 6] = [
    proxywasm::AppendHttpRequestBody,
    proxywasm::PrependHttpRequestBody,
    proxywasm::ReplaceHttpRequestBody,
    proxywasm::AppendHttpResponseBody,
    proxywasm::PrependHttpResponseBody,
    proxywasm::ReplaceHttpResponseBody,
];

fn one<T: Copy, const N: usize>(list: [T; N], program: &mut Program) -> T {
    list[program.byte() as usize % N]
}

fn run(ctx: HttpContext, config: &EverythingConfig, program: &mut Program) {
    for _ in 0..30 {
        if program.0.is_empty() {
            return;
        }
        match program.byte() % 6 {
            0 => about_the_stream(ctx, config, program),
            1 => attributes(ctx, program),
            2 => config.call_out(program),
            _ => run_alone(program),
        }
    }
}

/// One call that needs no stream.
fn run_alone(program: &mut Program) {
    match program.byte() % 9 {
        0 | 1 => headers_and_bodies(program),
        2 => host_state(program),
        3 => metrics(program),
        4 => log_lines(program),
        5 => documents(program),
        6 => texts(program),
        7 => connections(program),
        _ => known_properties(),
    }
}

fn headers_and_bodies(program: &mut Program) {
    let (key, value) = (program.text(), program.text());
    match program.byte() % 9 {
        0 => drop(one(GET_ALL, program)()),
        1 => drop(one(REPLACE_ALL, program)(&program.pairs())),
        2 => drop(one(GET, program)(key)),
        3 => drop(one(REMOVE, program)(key)),
        4 => drop(one(CHANGE, program)(key, value)),
        5 => drop(one(GET_BODY, program)(program.number(), program.number())),
        6 => drop(one(SET_BODY, program)(value)),
        7 => drop(proxywasm::InjectEncodedDataToFilterChain(value, program.once_in(2))),
        _ => drop(proxywasm::SendHttpResponseWithDetail(
            program.number() as u32,
            key,
            &program.pairs(),
            value,
            -1,
        )),
    }
}

fn about_the_stream(ctx: HttpContext, config: &EverythingConfig, program: &mut Program) {
    match program.byte() % 16 {
        0 => ctx.SetContext(program.text(), program.value()),
        1 => {
            // Before the borrow: what the SDK logs may lead the host back here.
            let value = Some(ctx.GetContext(program.text())).filter(|_| program.once_in(200));
            config.kept.borrow_mut().extend(value);
        }
        2 => drop((
            ctx.GetBoolContext(program.text(), true),
            ctx.GetStringContext(program.text(), "d"),
        )),
        3 => drop(ctx.GetByteSliceContext(program.text(), "d")),
        4 => ctx.DontReadRequestBody(),
        5 => ctx.DontReadResponseBody(),
        6 => ctx.BufferRequestBody(),
        7 => ctx.BufferResponseBody(),
        8 => ctx.NeedPauseStreamingResponse(),
        9 => ctx.DisableReroute(),
        10 => ctx.SetRequestBodyBufferLimit(program.number() as u32),
        11 => ctx.SetResponseBodyBufferLimit(program.number() as u32),
        12 => drop((
            ctx.GetExecutionPhase(),
            ctx.BufferQueueSize(),
            ctx.IsWebsocket(),
            ctx.IsBinaryResponseBody(),
        )),
        13 => drop(proxywasm::ResumeHttpRequest()),
        14 => drop(proxywasm::ResumeHttpResponse()),
        _ => drop([
            ctx.Scheme(),
            ctx.Host(),
            ctx.Path(),
            ctx.Method(),
            wrapper::GetRequestPathWithoutQuery(),
            wrapper::GetRequestHost(),
        ]),
    }
}

fn host_state(program: &mut Program) {
    let (key, value) = (program.text(), program.text());
    match program.byte() % 12 {
        0 => drop(proxywasm::GetProperty(&[key, value])),
        1 => drop(proxywasm::SetProperty(&[key], value)),
        2 => drop(proxywasm::GetSharedData(key)),
        3 => drop(proxywasm::SetSharedData(key, value, program.number() as u32)),
        4 => drop(proxywasm::RegisterSharedQueue(key)),
        5 => drop(proxywasm::ResolveSharedQueue(key, value)),
        6 => drop(proxywasm::EnqueueSharedQueue(program.number() as u32, value)),
        7 => drop(proxywasm::DequeueSharedQueue(program.number() as u32)),
        8 => drop(proxywasm::CallForeignFunction(key, value)),
        9 => drop(proxywasm::SetUpstreamOverrideHost(key)),
        10 => drop(proxywasm::SetEffectiveContext(program.number() as u32)),
        _ => drop((
            proxywasm::GetVMConfiguration(),
            proxywasm::GetPluginConfiguration(),
            time::Now().UnixMilli(),
        )),
    }
}

fn metrics(program: &mut Program) {
    let (name, number) = (program.text(), program.number());
    match program.byte() % 3 {
        0 => {
            let counter = proxywasm::DefineCounterMetric(name);
            counter.Increment(number as u64);
            counter.Value();
        }
        1 => {
            let gauge = proxywasm::DefineGaugeMetric(name);
            gauge.Add(number);
            gauge.Value();
        }
        _ => {
            let histogram = proxywasm::DefineHistogramMetric(name);
            histogram.Record(number as u64);
            histogram.Value();
        }
    }
}

fn connections(program: &mut Program) {
    let (start, text) = (program.number(), program.text());
    match program.byte() % 8 {
        0 => drop(proxywasm::GetDownstreamData(start, program.number())),
        1 => drop(proxywasm::GetUpstreamData(start, program.number())),
        2 => drop(proxywasm::AppendDownstreamData(text)),
        3 => drop(proxywasm::ReplaceUpstreamData(text)),
        4 => drop(proxywasm::ContinueTcpStream()),
        5 => drop(proxywasm::CloseDownstream()),
        6 => drop(proxywasm::CloseUpstream()),
        _ => proxywasm::PluginDone(),
    }
}

/// What the host knows about the stream in encodings of its own.
fn known_properties() {
    let _ = properties::GetNodeMetaInterceptionMode();
    let _ = properties::GetNodeProxyConfigProxyStatsMatcher();
    let _ = properties::GetListenerDirection();
    let _ = properties::GetNodeLocality();
    let _ = properties::GetNodeExtensions();
}

fn attributes(ctx: HttpContext, program: &mut Program) {
    match program.byte() % 8 {
        0 => ctx.SetUserAttribute(program.text(), program.value()),
        1 => drop(ctx.GetUserAttribute(program.text())),
        2 => drop(ctx.WriteUserAttributeToLog()),
        3 => drop(ctx.WriteUserAttributeToLogWithKey(program.text())),
        4 => drop(ctx.WriteUserAttributeToTrace()),
        5 => drop(ctx.GetUserAttributeMap()),
        6 => {
            let body = proxywasm::GetHttpResponseBody(0, program.number()).unwrap_or_default();
            let mut usage = tokenusage::GetTokenUsage(ctx, &body);
            tokenusage::ExtractTotalTokens(ctx, wrapper::UnifySSEChunk(&body), &mut usage);
            tokenusage::ExtractChatId(ctx, &body);
        }
        _ => {
            let mut rest = Program(std::mem::take(&mut program.0));
            let (method, url, pairs) = (rest.text(), rest.text(), rest.pairs());
            let rest = RefCell::new(rest);
            let answered = move |status: i64, headers: Vec<[Str; 2]>, body: Vec<u8>| {
                log::Infof("%d %v %d", args![status, headers, body.len()]);
                let mut rest = Program(std::mem::take(&mut rest.borrow_mut().0));
                run_alone(&mut rest);
            };
            ctx.RouteCall(method, url, &pairs, "body", answered);
        }
    }
}

fn log_lines(program: &mut Program) {
    let (format, values) = (program.text(), program.values());
    match program.byte() % 8 {
        0 => log::Tracef(format, &values),
        1 => log::Errorf(format, &values),
        2 => log::UnsafeInfof(format, &values),
        3 => log::SetSafeLogEnabled(program.once_in(2)),
        4 => log::Critical(format),
        5 => proxywasm::LogWarnf(format, &values),
        6 => proxywasm::LogInfo(fmt::Sprintln(&values)),
        _ => log::Debug(fmt::Sprint(&values)),
    }
}

fn documents(program: &mut Program) {
    let body = one(GET_BODY, program)(0, program.number()).unwrap_or_default();
    // A modifier may make a deep document as long as the square of its depth.
    let body = &body[..body.len().min(4_096)];
    look_at(body, program);
}

/// Reads and changes a document by paths from the host.
fn look_at(body: &[u8], program: &mut Program) {
    let document = Str::copy_of(body);
    let found = gjson::ParseBytes(body);
    let _ = (
        gjson::ValidBytes(body),
        found.Bool(),
        found.Int(),
        found.Uint(),
        found.Float(),
        found.String().len(),
    );
    if body.len() > 4_096 {
        return;
    }
    let paths = [program.text(), program.text(), program.text()];
    for one in gjson::GetMany(document.clone(), &paths) {
        let _ = (one.Array().len(), one.Map().len(), one.Value(), one.Less(&found, true));
        one.ForEach(|key, value| key.Exists() || value.Exists());
    }
    gjson::ForEachLine(document.clone(), |line| line.Exists());
    let changed = sjson::Set(document.clone(), &paths[0], program.value());
    let changed = changed.and_then(|changed| sjson::SetRaw(changed, &paths[1], &paths[2]));
    let _ = changed.and_then(|changed| sjson::Delete(changed, &paths[2]));
    let mut replies = resp::NewReader(document);
    for _ in 0..4 {
        let Ok((reply, _)) = replies.ReadValue() else { break };
        let _ = (
            reply.String(),
            reply.Integer(),
            reply.Float(),
            reply.Array().len(),
            reply.Error(),
            reply.MarshalRESP(),
        );
    }
}

fn texts(program: &mut Program) {
    let text = program.text();
    let _ = (
        strconv::Atoi(&text),
        strconv::ParseFloat(&text),
        strconv::ParseBool(&text),
        strconv::Quote(&text),
    );
    let other = program.text();
    let _ = wrapper::GetValueFromBody(&text, &[&other]);
    let _ = (
        wrapper::UnmarshalStr(&text),
        wrapper::MarshalStr(&other),
        wrapper::GetPluginFingerPrint(),
    );
    let _ = (
        url::ParseQuery(&text),
        url::PathUnescape(&text),
        url::QueryEscape(&other),
    );
    let _ = (
        strings::SplitN(&text, &other, program.number()),
        strings::Fields(&text),
        strings::ToUpper(&text),
    );
    let _ = (
        strings::Replace(&text, &other, "b", program.number()),
        strings::EqualFold(&text, &other),
    );
    let _ = time::Unix(program.number(), 0).UTC().Format(&text);
    let _ = (
        url::Parse(&text).map(|url| url.EscapedPath()),
        encoding::json::Marshal(program.value()),
        gjson::Escape(&text),
    );
}

impl EverythingConfig {
    /// Calls a service; the answer runs what is left of the program.
    fn call_out(&self, program: &mut Program) {
        let (first, second) = (program.text(), program.text());
        let mut rest = Program(std::mem::take(&mut program.0));
        let which = rest.byte();
        let (pairs, timeout, number, values) = (rest.pairs(), [rest.number() as u32], rest.number(), rest.values());
        let config = self.clone();
        if which < 100 {
            let client = &self.http[which as usize % self.http.len().max(1)..];
            let Some(client) = client.first() else { return };
            let answered = move |status, headers: sdk_compat::http::Header, body: Vec<u8>| {
                log::Infof("%d %v %s", args![status, headers.Get("x-token"), body.len()]);
                config.answered(rest);
            };
            client.Call("POST", first, &pairs, second, answered, &timeout);
        } else if which < 120 {
            let answered = move |_headers, body_size: i64, _trailers| {
                let _ = proxywasm::GetHttpCallResponseBody(0, body_size);
                config.answered(rest);
            };
            let _ = proxywasm::DispatchHttpCall(first, &pairs, second, &pairs, timeout[0], answered);
        } else if which < 130 {
            let _ = proxywasm::DispatchRedisCall(first, second, move |_status, _size| config.answered(rest));
        } else {
            let answered = move |reply: resp::Value| {
                let _ = (reply.Integer(), reply.String(), reply.Error());
                config.answered(rest);
            };
            let redis = &self.redis;
            match which % 10 {
                0 => redis.Command(&values, answered),
                1 => redis.Eval(first, number, &values, &values, answered),
                2 => redis.SetNX(first, second, number, answered),
                3 => redis.MGet(&[first, second], answered),
                4 => redis.HSet(first, second, Any::Int(number), answered),
                5 => redis.ZAdd(first, &[(second, Any::Int(number))].into(), answered),
                6 => redis.Init(first, second, number, &[]),
                7 => redis.ZRange(first, number, number, answered),
                8 => redis.SAdd(first, &values, answered),
                _ => redis.Incr(first, answered),
            };
        }
    }

    fn answered(&self, mut rest: Program) {
        look_at(&rest.text(), &mut rest);
        host_state(&mut rest);
        headers_and_bodies(&mut rest);
        log_lines(&mut rest);
        if !rest.0.is_empty() {
            self.call_out(&mut rest);
        }
    }
}
