//! prompt-rewrite changes chat requests on their way to a model: it puts messages around the prompt, asks a service whether the
//! prompt may pass, hides e-mail addresses and numbers from the model, and puts them back into the answer once the service has
//! looked at that, too.

use sdk_compat::crypto::md5;
use sdk_compat::encoding::hex;
use sdk_compat::encoding::json;
use sdk_compat::go::CommaOk;
use sdk_compat::go::Pair;
use sdk_compat::go::SliceExt;
use sdk_compat::{
    Any, Config, Error, Str, args, bytes, clone, errors, fmt, gjson, go, headers, http, log, proxywasm, regexp, sjson,
    sort, strings, types, wrapper,
};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "prompt-rewrite",
        [
            wrapper::ParseConfig(parse_config),
            wrapper::ProcessRequestHeaders(on_http_request_headers),
            wrapper::ProcessRequestBody(on_http_request_body),
            wrapper::ProcessResponseHeaders(on_http_response_headers),
            wrapper::ProcessResponseBody(on_http_response_body),
        ],
    );
}

const HIDDEN_CONTEXT: &str = "prompt-rewrite-hidden";
const MODEL_CONTEXT: &str = "prompt-rewrite-model";
const MAX_BODY: i64 = 4194304;
const PHASE_OF_REQUEST: &str = "request";
const PHASE_OF_RESPONSE: &str = "response";

/// Message is a message of a chat.
#[derive(Clone, Default, go::Type)]
#[go(name = "main.Message")]
struct Message {
    #[go(name = "Role", tag = r#"json:"role""#)]
    role: Str,
    #[go(name = "Content", tag = r#"json:"content""#)]
    content: Str,
}

/// Question is what the service is asked.
#[derive(Clone, Default, go::Type)]
#[go(name = "main.Question")]
struct Question {
    #[go(name = "Phase", tag = r#"json:"phase""#)]
    phase: Str,
    #[go(name = "Model", tag = r#"json:"model,omitempty""#)]
    model: Str,
    #[go(name = "Messages", tag = r#"json:"messages""#)]
    messages: go::Slice<Message>,
    #[go(name = "Tags", tag = r#"json:"tags""#)]
    tags: go::Slice<Str>,
}

/// Answer is what the service says.
#[derive(Clone, Default, go::Type)]
#[go(name = "main.Answer")]
struct Answer {
    #[go(name = "Allow", tag = r#"json:"allow""#)]
    allow: go::Ptr<bool>,
    #[go(name = "Reason", tag = r#"json:"reason""#)]
    reason: Str,
    #[go(name = "Replace", tag = r#"json:"replace""#)]
    replace: go::Map<Str, Str>,
}

/// PromptRewriteConfig says what to put where, and whom to ask.
#[derive(Clone, Default)]
struct PromptRewriteConfig {
    before: go::Slice<Message>,
    after: go::Slice<Message>,
    patterns: Vec<regexp::Regexp>,
    tags: go::Slice<Str>,
    path: Str,
    timeout_ms: u32,
    client: wrapper::HttpClient,
    models: go::Map<Str, Str>,
}

/// Go: `parseConfig`.
fn parse_config(json: gjson::Result, config: &mut PromptRewriteConfig) -> Result<(), Error> {
    let mut err: Option<Error> = None;
    let (value0, value1) = parse_messages(&json.Get("before"));
    config.before = value0;
    err = value1;
    if err.is_some() {
        return Err(fmt::Errorf("before: %w", args![err]));
    }
    let (value0, value1) = parse_messages(&json.Get("after"));
    config.after = value0;
    err = value1;
    if err.is_some() {
        return Err(fmt::Errorf("after: %w", args![err]));
    }
    for item in json.Get("hide").Array() {
        let expression = match regexp::Compile(item.String()) {
            Ok(expression) => expression,
            Err(err) => {
                return Err(fmt::Errorf("hide: %w", args![err]));
            }
        };
        config.patterns.push(expression);
    }
    config.models = go::Map::make();
    json.Get("models").ForEach(|from: gjson::Result, to: gjson::Result| {
        config.models.insert(from.String(), to.String());
        true
    });
    config.tags = go::Slice::from([]);
    for tag in json.Get("tags").Array() {
        config.tags.push(tag.String());
    }
    let service = json.Get("service");
    if !service.Exists() {
        return Ok(());
    }
    config.path = service.Get("path").String();
    if config.path.is_empty() {
        config.path = Str::from("/");
    }
    config.timeout_ms = service.Get("timeoutMs").Int() as u32;
    if config.timeout_ms == 0 {
        config.timeout_ms = 500;
    }
    let name = service.Get("name").String();
    let port = service.Get("port").Int();
    if name.is_empty() || port <= 0 || port > 65535 {
        return Err(errors::New("service needs a name and a port"));
    }
    config.client = wrapper::NewClusterClient(wrapper::FQDNCluster {
        FQDN: name,
        Host: service.Get("host").String(),
        Port: port,
    });
    Ok(())
}

/// Go: `parseMessages`.
fn parse_messages(json: &gjson::Result) -> (go::Slice<Message>, Option<Error>) {
    let mut messages: go::Slice<Message> = go::Slice::default();
    let err: Option<Error> = None;
    for (i, item) in (0..).zip(json.Array()) {
        let message = Message {
            role: item.Get("role").String(),
            content: item.Get("content").String(),
        };
        match message.role.as_str() {
            Some("system" | "user" | "assistant") => {}
            _ => {
                return (
                    go::Slice::default(),
                    Some(fmt::Errorf("message %d has the role %q", args![i, &message.role])),
                );
            }
        }
        messages.push(message);
    }
    (messages, err)
}

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(ctx: wrapper::HttpContext, _config: Config<PromptRewriteConfig>) -> types::Action {
    let (content_type, _) = proxywasm::GetHttpRequestHeader("content-type").pair();
    if !strings::Contains(&content_type, "application/json") || !ctx.HasRequestBody() {
        ctx.DontReadRequestBody();
        return types::HeaderContinue;
    }
    ctx.SetRequestBodyBufferLimit(MAX_BODY as u32);
    ctx.DisableReroute();
    proxywasm::RemoveHttpRequestHeader("content-length");
    proxywasm::RemoveHttpRequestHeader("accept-encoding");
    types::HeaderStopIteration
}

/// Go: `onHttpRequestBody`.
fn on_http_request_body(
    ctx: wrapper::HttpContext,
    config: Config<PromptRewriteConfig>,
    body: Vec<u8>,
) -> types::Action {
    let body = go::Slice::from(body);
    if !gjson::ValidBytes(body.borrow()) || !gjson::GetBytes(body.borrow(), "messages").IsArray() {
        log::Warn("no chat request");
        return types::ActionContinue;
    }
    let mut model = gjson::GetBytes(body.borrow(), "model").String();
    if let Some(other) = config.models.lookup(&model) {
        model = other;
    }
    ctx.SetContext(MODEL_CONTEXT, &model);
    let hidden: go::Map<Str, Str> = go::Map::make();
    let (messages, err) = config.rewrite(&{ gjson::GetBytes(body.borrow(), "messages") }, &hidden);
    if let Some(err) = err {
        log::Errorf("messages: %v", args![&err]);
        return types::ActionContinue;
    }
    ctx.SetContext(HIDDEN_CONTEXT, hidden);
    let (rewritten, mut err) = with_messages(body, &model, &messages);
    if let Some(err) = err {
        log::Errorf("request body: %v", args![&err]);
        return types::ActionContinue;
    }
    proxywasm::ReplaceHttpRequestBody(rewritten.borrow());
    if config.client.is_nil() {
        return types::ActionContinue;
    }
    let question = Question {
        phase: Str::from(PHASE_OF_REQUEST),
        model,
        messages,
        tags: config.tags.clone(),
    };
    err = config
        .ask(
            &question,
            go::func(clone!(rewritten => move |answer: Answer| {
                if !answer.allow.is_nil() && !*answer.allow.borrow() {
                    refuse(answer.reason.clone());
                    return;
                }
                if !answer.replace.is_empty() {
                    proxywasm::ReplaceHttpRequestBody(replace_all(rewritten.clone(), &answer.replace).borrow());
                }
                proxywasm::ResumeHttpRequest();
            })),
        )
        .err();
    if let Some(err) = err {
        log::Errorf("service cannot be asked: %v", args![err]);
        return types::ActionContinue;
    }
    types::ActionPause
}

impl PromptRewriteConfig {
    /// rewrite returns the messages with those of the configuration around them, and what it hid in hidden.
    fn rewrite(&self, json: &gjson::Result, hidden: &go::Map<Str, Str>) -> (go::Slice<Message>, Option<Error>) {
        let mut messages: go::Slice<Message> = go::Slice::default().append(&self.before);
        let mut failed: Option<Error> = None;
        json.ForEach(|key: gjson::Result, item: gjson::Result| {
            let content = item.Get("content");
            if content.Type != gjson::String {
                failed = Some(fmt::Errorf("message %d has no text", args![go::int64(key.Int())]));
                return false;
            }
            messages.push(Message {
                role: item.Get("role").String(),
                content: self.hide(content.String(), hidden),
            });
            true
        });
        (messages.append(&self.after), failed.clone())
    }

    fn hide(&self, mut text: Str, hidden: &go::Map<Str, Str>) -> Str {
        for pattern in &self.patterns {
            text = pattern.ReplaceAllStringFunc(&text, |found: Str| {
                let sum = md5::Sum(&found);
                let mask = Str::from("<") + hex::EncodeToString(sum.cut(..4)) + ">";
                hidden.insert(&mask, found);
                mask
            });
        }
        text
    }
}

/// Go: `withMessages`.
fn with_messages(
    mut body: go::Slice<u8>,
    model: &Str,
    messages: &go::Slice<Message>,
) -> (go::Slice<u8>, Option<Error>) {
    let (value0, value1) = json::Marshal(messages.clone()).pair();
    let encoded = go::Slice::from(value0);
    let mut err = value1;
    if let Some(err) = err {
        return (go::Slice::default(), Some(err.clone()));
    }
    let (value0, value1) = sjson::set_raw_bytes_pair(body.borrow(), "messages", encoded.borrow());
    body = go::Slice::from(value0);
    err = value1;
    if err.is_some() || model.is_empty() {
        return (body, err);
    }
    {
        let (value0, value1) = sjson::set_bytes_pair(body.borrow(), "model", model);
        (go::Slice::from(value0), value1)
    }
}

impl PromptRewriteConfig {
    /// ask asks the service. Where it has no answer, everything passes.
    fn ask(&self, question: &Question, then: go::Func<dyn Fn(Answer)>) -> Result<(), Error> {
        let body = json::Marshal(question.clone()).map(go::Slice::from)?;
        let headers: Vec<[Str; 2]> = vec![
            [Str::from("content-type"), Str::from("application/json")],
            [Str::from("x-phase"), question.phase.clone()],
        ];
        go::ok(self.client.Post(
            &self.path,
            &headers,
            body.borrow(),
            clone!(question, then => move |status_code: i64, response_headers: http::Header, response_body: Vec<u8>| {
                    let response_body = go::Slice::from(response_body);
                    let mut answer = Answer::default();
                    if status_code != http::StatusOK {
                        log::Warnf("service answered the %s with %d", args![&question.phase, status_code]);
                    } else if json::UnmarshalInto(response_body.borrow(), &mut answer).is_some() {
                        log::Warnf("service answered the %s with no JSON", args![&question.phase]);
                        answer = Answer::default();
                    }
                    let id = response_headers.Get("X-Decision-Id");
                    if !id.is_empty() {
                        log::Infof("%s decided in %s", args![&question.phase, &id]);
                    }
                    then(answer);
                },
            ),
            &[self.timeout_ms],
        ))
    }
}

fn refuse(mut reason: Str) {
    if reason.is_empty() {
        reason = Str::from("not allowed");
    }
    let (value0, _) = json::Marshal(go::Map::<Str, Any>::from([(
        Str::from("error"),
        Any::from(go::Map::<Str, Any>::from([
            (Str::from("message"), Any::from(&reason)),
            (Str::from("type"), Any::from("prompt_refused")),
            (Str::from("code"), Any::from(400)),
        ])),
    )]))
    .pair();
    let body = go::Slice::from(value0);
    proxywasm::SendHttpResponse(400, headers![["content-type", "application/json"]], body.borrow(), -1);
}

/// Go: `replaceAll`.
fn replace_all(mut body: go::Slice<u8>, replace: &go::Map<Str, Str>) -> go::Slice<u8> {
    let mut keys: go::Slice<Str> = go::Slice::make(0, replace.len());
    for key in replace.keys() {
        keys.push(key);
    }
    // The longest first: one may stand within another.
    sort::Slice(&keys, |i: i64, j: i64| {
        if keys.at(i).len() != keys.at(j).len() {
            return keys.at(i).len() > keys.at(j).len();
        }
        keys.at(i) < keys.at(j)
    });
    for key in &keys {
        let next = go::Slice::from(bytes::ReplaceAll(body.borrow(), &key, replace.get(&key)));
        body = next;
    }
    body
}

/// Go: `onHttpResponseHeaders`.
fn on_http_response_headers(ctx: wrapper::HttpContext, _config: Config<PromptRewriteConfig>) -> types::Action {
    let (content_type, _) = proxywasm::GetHttpResponseHeader("content-type").pair();
    if ctx.GetContext(HIDDEN_CONTEXT).is_nil()
        || !strings::Contains(&content_type, "application/json")
        || !ctx.HasResponseBody()
    {
        ctx.DontReadResponseBody();
        return types::HeaderContinue;
    }
    ctx.SetResponseBodyBufferLimit(MAX_BODY as u32);
    proxywasm::RemoveHttpResponseHeader("content-length");
    types::HeaderStopIteration
}

/// Go: `onHttpResponseBody`.
fn on_http_response_body(
    ctx: wrapper::HttpContext,
    config: Config<PromptRewriteConfig>,
    body: Vec<u8>,
) -> types::Action {
    let body = go::Slice::from(body);
    let (hidden, _) = go::cast::<go::Map<Str, Str>>(&ctx.GetContext(HIDDEN_CONTEXT)).comma_ok();
    let mut messages: go::Slice<Message> = go::Slice::default();
    for choice in gjson::GetBytes(body.borrow(), "choices").Array() {
        messages.push(Message {
            role: choice.Get("message.role").String(),
            content: choice.Get("message.content").String(),
        });
    }
    if config.client.is_nil() || messages.is_empty() {
        proxywasm::ReplaceHttpResponseBody(replace_all(body.clone(), &hidden).borrow());
        return types::ActionContinue;
    }
    let question = Question {
        phase: Str::from(PHASE_OF_RESPONSE),
        model: ctx.GetStringContext(MODEL_CONTEXT, "unknown"),
        messages: messages.clone(),
        tags: config.tags.clone(),
    };
    if let Err(err) = config.ask(
        &question,
        go::func(clone!(body, hidden, messages => move |answer: Answer| {
            let mut after = replace_all(body.clone(), &answer.replace);
            if !answer.allow.is_nil() && !*answer.allow.borrow() {
                for i in 0..messages.len() {
                    let mut err: Option<Error> = None;
                    let (value0, value1) = sjson::set_bytes_pair(
                        after.borrow(),
                        fmt::Sprintf("choices.%d.message.content", args![i]),
                        &answer.reason,
                    );
                    after = go::Slice::from(value0);
                    err = value1;
                    if let Some(err) = err {
                        log::Errorf("choice %d: %v", args![i, err]);
                    }
                }
            } else {
                after = replace_all(after.clone(), &hidden);
            }
            proxywasm::ReplaceHttpResponseBody(after.borrow());
            proxywasm::ResumeHttpResponse();
        })),
    ) {
        log::Errorf("service cannot be asked: %v", args![err]);
        return types::ActionContinue;
    }
    types::ActionPause
}
