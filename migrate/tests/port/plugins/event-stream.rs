//! event-stream reads server-sent events as they pass: it joins lines that come in pieces, drops events by name, rewrites
//! fields of their JSON, counts what passes, and says at the end how much it was.

#[cfg(test)]
mod tests;

use sdk_compat::encoding::json;
use sdk_compat::go::Global;
use sdk_compat::go::Pair;
use sdk_compat::{
    Any, Config, Error, Str, args, bytes, errors, fmt, gjson, go, log, proxywasm, sjson, strings, types, wrapper,
};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "event-stream",
        [
            wrapper::ParseConfig(parse_config),
            wrapper::ProcessRequestHeaders(on_http_request_headers),
            wrapper::ProcessStreamingRequestBody(on_http_streaming_request_body),
            wrapper::ProcessResponseHeaders(on_http_response_headers),
            wrapper::ProcessStreamingResponseBody(on_http_streaming_response_body),
            wrapper::ProcessStreamDone(on_http_stream_done),
        ],
    );
}

const STREAM_CONTEXT: &str = "event-stream";

thread_local! {
    static LINE_END: go::Ptr<go::Slice<u8>> = go::Ptr::new(go::Slice::from("\n".as_bytes().to_vec()));
}
thread_local! {
    static EVENT_END: go::Ptr<go::Slice<u8>> = go::Ptr::new(go::Slice::from("\n\n".as_bytes().to_vec()));
}

/// Rewrite sets a field of an event's JSON to another field's value, or removes it.
#[derive(Clone, Default)]
struct Rewrite {
    path: Str,
    from: Str,
    value: Any,
}

/// EventStreamConfig says which events pass, and what is changed in them.
#[derive(Clone, Default)]
struct EventStreamConfig {
    drop_: go::Map<Str, bool>,
    rewrites: Vec<Rewrite>,
    max_events: i64,
    summary: bool,
    upload: bool,
}

/// Counter counts what passes a stream.
#[derive(Clone, Default, go::Type)]
#[go(name = "main.Counter")]
struct Counter {
    #[go(name = "Events", tag = r#"json:"events""#)]
    events: i64,
    #[go(name = "Dropped", tag = r#"json:"dropped""#)]
    dropped: i64,
    #[go(name = "Bytes", tag = r#"json:"bytes""#)]
    bytes: i64,
    #[go(name = "ByName", tag = r#"json:"by_name""#)]
    by_name: go::Map<Str, i64>,
}

/// stream is what is known of a stream that passes.
#[derive(Clone, Default, go::Type)]
#[go(name = "main.stream")]
struct Stream {
    #[go(name = "Counter", embedded)]
    counter: Counter,
    #[go(name = "rest")]
    rest: go::Slice<u8>,
    #[go(name = "uploads")]
    uploads: i64,
    #[go(name = "closed")]
    closed: bool,
}

/// event is one event, by its fields.
#[derive(Clone, Default)]
struct Event {
    name: Str,
    id: Str,
    data: Vec<Str>,
    others: Vec<Str>,
    comment: bool,
}

/// Go: `parseConfig`.
fn parse_config(json: gjson::Result, config: &mut EventStreamConfig) -> Result<(), Error> {
    config.drop_ = go::Map::make();
    for name in json.Get("drop").Array() {
        config.drop_.insert(name.String(), true);
    }
    for (i, item) in (0..).zip(json.Get("rewrite").Array()) {
        let rewrite = Rewrite {
            path: item.Get("path").String(),
            from: item.Get("from").String(),
            value: item.Get("value").Value(),
        };
        if rewrite.path.is_empty() {
            return Err(fmt::Errorf("rewrite %d: missing path", args![i]));
        }
        config.rewrites.push(rewrite);
    }
    config.max_events = json.Get("maxEvents").Int();
    if config.max_events < 0 {
        return Err(errors::New("maxEvents is negative"));
    }
    config.summary = json.Get("summary").Bool();
    config.upload = json.Get("countUpload").Bool();
    Ok(())
}

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(ctx: wrapper::HttpContext, config: Config<EventStreamConfig>) -> types::Action {
    ctx.SetContext(
        STREAM_CONTEXT,
        go::Ptr::new(Stream {
            counter: Counter {
                by_name: go::Map::make(),
                ..Default::default()
            },
            ..Default::default()
        }),
    );
    if !config.upload {
        ctx.DontReadRequestBody();
    }
    types::HeaderContinue
}

/// Go: `onHttpStreamingRequestBody`.
fn on_http_streaming_request_body(
    ctx: wrapper::HttpContext,
    _config: Config<EventStreamConfig>,
    chunk: Vec<u8>,
    is_last_chunk: bool,
) -> Vec<u8> {
    let chunk = go::Slice::from(chunk);
    let s = stream_of(ctx);
    if !s.is_nil() {
        let value = chunk.len();
        s.borrow_mut().uploads += value;
        if is_last_chunk {
            log::Infof("%d bytes uploaded", args![s.borrow().uploads]);
        }
    }
    chunk.to_vec()
}

/// Go: `streamOf`.
fn stream_of(ctx: wrapper::HttpContext) -> go::Ptr<Stream> {
    let Some(s) = go::cast::<go::Ptr<Stream>>(&ctx.GetContext(STREAM_CONTEXT)) else {
        return go::Ptr::default();
    };
    s
}

/// Go: `onHttpResponseHeaders`.
fn on_http_response_headers(ctx: wrapper::HttpContext, _config: Config<EventStreamConfig>) -> types::Action {
    let (content_type, err) = proxywasm::GetHttpResponseHeader("content-type").pair();
    if err.is_some() || !strings::HasPrefix(&content_type, "text/event-stream") {
        ctx.DontReadResponseBody();
        return types::HeaderContinue;
    }
    proxywasm::RemoveHttpResponseHeader("content-length");
    types::HeaderContinue
}

/// Go: `onHttpStreamingResponseBody`.
fn on_http_streaming_response_body(
    ctx: wrapper::HttpContext,
    config: Config<EventStreamConfig>,
    chunk: Vec<u8>,
    is_last_chunk: bool,
) -> Vec<u8> {
    let chunk = go::Slice::from(chunk);
    let s = stream_of(ctx);
    if s.is_nil() {
        return chunk.to_vec();
    }
    let value = chunk.len();
    s.borrow_mut().counter.bytes += value;
    let items = go::Slice::from(bytes::ReplaceAll(chunk.borrow(), "\r\n", LINE_END.get().borrow())).to_vec();
    s.borrow_mut().rest.extend(items);
    let out: go::Ptr<bytes::Buffer> = go::Ptr::new(bytes::Buffer::default());
    loop {
        let at = bytes::Index(s.borrow().rest.borrow(), EVENT_END.get().borrow());
        if at < 0 {
            break;
        }
        let text: Str = Str::copy_of(&s.borrow().rest.slice(..at).borrow());
        s.borrow_mut().rest = s.get().rest.slice(at + EVENT_END.get().len()..);
        {
            let (arg0, arg1, arg2) = ((*config).clone(), text, out.clone());
            s.borrow_mut().pass(arg0, arg1, arg2)
        };
    }
    if is_last_chunk {
        let rest = strings::TrimRight(Str::copy_of(&s.borrow().rest.borrow()), "\n");
        if !rest.is_empty() {
            {
                let (arg0, arg1, arg2) = ((*config).clone(), rest, out.clone());
                s.borrow_mut().pass(arg0, arg1, arg2)
            };
        }
        s.borrow_mut().rest = go::Slice::default();
        if config.summary {
            s.get().write_summary(out.clone());
        }
    }
    go::Slice::from(out.borrow().Bytes()).to_vec()
}

impl Stream {
    /// pass writes one event, unless it is dropped.
    fn pass(&mut self, config: EventStreamConfig, text: Str, out: go::Ptr<bytes::Buffer>) {
        if self.closed {
            self.counter.dropped += 1;
            return;
        }
        let mut e = parse_event(&text);
        let mut name = e.name.clone();
        if name.is_empty() {
            name = Str::from("message");
        }
        self.counter.by_name.update(&name, |value| *value += 1);
        if config.drop_.get(&name) {
            self.counter.dropped += 1;
            return;
        }
        self.counter.events += 1;
        if !e.comment {
            e.rewrite(&config.rewrites);
        }
        let _ = out.borrow_mut().WriteString(e.string());
        if config.max_events > 0 && self.counter.events >= config.max_events {
            self.closed = true;
            let _ = out.borrow_mut().WriteString(
                r#"event: end
data: [LIMIT]

"#,
            );
        }
    }
}

/// Go: `parseEvent`.
fn parse_event(text: &Str) -> Event {
    let mut e = Event::default();
    e.comment = true;
    for line in strings::Split(text, "\n") {
        if line.is_empty() {
            continue;
        }
        let (field, mut value, _) = strings::Cut(&line, ":");
        value = strings::TrimPrefix(&value, " ");
        match field.as_str() {
            Some("event") => {
                e.name = value.clone();
            }
            Some("id") => {
                e.id = value.clone();
            }
            Some("data") => {
                e.data.push(value);
            }
            _ => {
                e.others.push(line);
                continue;
            }
        }
        e.comment = false;
    }
    e
}

impl Event {
    fn rewrite(&mut self, rewrites: &[Rewrite]) {
        let mut data = strings::Join(&self.data, "\n");
        if rewrites.is_empty() || !gjson::Valid(&data) {
            return;
        }
        let mut changed = false;
        for rewrite in rewrites {
            let mut value = rewrite.value.clone();
            if !rewrite.from.is_empty() {
                value = gjson::Get(&data, &rewrite.from).Value();
            }
            let mut after = Str::default();
            let mut err: Option<Error> = None;
            if value.is_nil() {
                (after, err) = sjson::delete_pair(&data, &rewrite.path);
            } else {
                (after, err) = sjson::set_pair(&data, &rewrite.path, value);
            }
            if let Some(err) = err {
                log::Warnf("rewrite of %s: %v", args![&rewrite.path, err]);
                continue;
            }
            changed = changed || after != data;
            data = after;
        }
        if changed {
            self.data = strings::Split(&data, "\n");
        }
    }

    /// Go: `String`.
    fn string(&self) -> Str {
        let mut text = strings::Builder::default();
        for other in &self.others {
            text.WriteString(other.clone() + "\n");
        }
        if !self.id.is_empty() {
            let _ = fmt::Fprintf(&mut text, "id: %s\n", args![&self.id]);
        }
        if !self.name.is_empty() {
            let _ = fmt::Fprintf(&mut text, "event: %s\n", args![&self.name]);
        }
        for data in &self.data {
            text.WriteString("data: ");
            text.WriteString(data);
            text.WriteByte(10);
        }
        text.WriteByte(10);
        text.String()
    }
}

impl Stream {
    /// Go: `writeSummary`.
    fn write_summary(&self, out: go::Ptr<bytes::Buffer>) {
        let encoded = match json::Marshal(self.counter.clone()).map(go::Slice::from) {
            Ok(encoded) => encoded,
            Err(err) => {
                log::Errorf("summary: %v", args![err]);
                return;
            }
        };
        let _ = out.borrow_mut().WriteString("event: summary\ndata: ");
        let _ = out.borrow_mut().Write(encoded.borrow());
        let _ = out.borrow_mut().Write(EVENT_END.get().borrow());
    }
}

/// Go: `onHttpStreamDone`.
fn on_http_stream_done(ctx: wrapper::HttpContext, _config: Config<EventStreamConfig>) {
    let s = stream_of(ctx);
    if s.is_nil() || s.borrow().counter.bytes == 0 {
        return;
    }
    ctx.SetUserAttribute("events", s.borrow().counter.events);
    ctx.SetUserAttribute("dropped", s.borrow().counter.dropped);
    if let Some(err) = ctx.WriteUserAttributeToLogWithKey("event_stream") {
        log::Errorf("log of the stream: %v", args![err]);
    }
}
