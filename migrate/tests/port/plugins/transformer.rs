//! transformer changes requests and responses by a list of operations on headers, query parameters and JSON bodies: add,
//! set, remove, rename, copy and map, in the order in which they are written.

use std::rc::Rc;

use sdk_compat::go::CommaOk;
use sdk_compat::go::Global;
use sdk_compat::go::Pair;
use sdk_compat::go::SliceExt;
use sdk_compat::{
    Config, Error, Str, args, errors, fmt, gjson, go, log, proxywasm, regexp, sjson, strings, types, url, wrapper,
};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "transformer",
        [
            wrapper::ParseConfig(parse_config),
            wrapper::ProcessRequestHeaders(on_http_request_headers),
            wrapper::ProcessRequestBody(on_http_request_body),
            wrapper::ProcessResponseHeaders(on_http_response_headers),
            wrapper::ProcessResponseBody(on_http_response_body),
        ],
    );
}

/// Go: `part`.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, go::Type)]
#[go(name = "main.part", stringer)]
struct Part(i64);
go::named_int!(Part);

const HEADER_PART: Part = Part(0);
const QUERY_PART: Part = Part(1);
const BODY_PART: Part = Part(2);

thread_local! {
    static PART_NAMES: go::Ptr<[Str; 3]> = go::Ptr::new([Str::from("header"), Str::from("query"), Str::from("body")]);
}

impl Part {
    /// Go: `String`.
    fn string(&self) -> Str {
        if *self < Part(0) || self.0 >= 3 {
            return Str::from("nowhere");
        }
        PART_NAMES.get().at(self.0).clone()
    }
}

/// Operation is one change.
#[derive(Clone, Default)]
struct Operation {
    do_: Str,
    part: Part,
    name: Str,
    to: Str,
    value: Str,
    raw: bool,
    pattern: regexp::Regexp,
}

/// Side is what is done to requests, or to responses.
#[derive(Clone, Default)]
struct Side {
    operations: go::Slice<Operation>,
    touches: [bool; 3],
}

/// TransformerConfig holds both sides.
#[derive(Clone, Default)]
struct TransformerConfig {
    request: Side,
    response: Side,
}

/// store is what operations work on: names with values, some of them several times.
trait Store: go::Object {
    fn get(&self, name: Str) -> (Str, bool);
    fn add(&self, name: Str, operation: go::Ptr<Operation>, value: Str) -> Option<Error>;
    fn set(&self, name: Str, operation: go::Ptr<Operation>, value: Str) -> Option<Error>;
    fn remove(&self, name: Str) -> Option<Error>;
}

/// Go: `parseConfig`.
fn parse_config(json: gjson::Result, config_given: &mut TransformerConfig) -> Result<(), Error> {
    let config = go::Ptr::new(std::mem::take(config_given));
    let result = (|| {
        let sides = vec![
            NameSide {
                name: Str::from("request"),
                side: go::field!(config, request),
            },
            NameSide {
                name: Str::from("response"),
                side: go::field!(config, response),
            },
        ];
        let mut total: i64 = 0;
        for each in &sides {
            for (i, item) in (0..).zip(json.Get(&each.name).Array()) {
                let (operation, mut err) = parse_operation(&item);
                if err.is_none() && each.name == "response" && operation.part == QUERY_PART {
                    err = Some(errors::New("a response has no query"));
                }
                if let Some(err) = err {
                    return Err(fmt::Errorf("%s %d: %w", args![&each.name, i + 1, err]));
                }
                let items = operation.clone();
                each.side.borrow_mut().operations.push(items);
                *each.side.borrow_mut().touches.at_mut(operation.part.0) = true;
                total += 1;
            }
        }
        if total == 0 {
            return Err(errors::New("no operations in config"));
        }
        Ok(())
    })();
    *config_given = config.get();
    result
}

/// Go: `parseOperation`.
fn parse_operation(json: &gjson::Result) -> (Operation, Option<Error>) {
    let mut operation = Operation::default();
    let mut err: Option<Error> = None;
    operation.do_ = json.Get("do").String();
    operation.name = json.Get("name").String();
    operation.to = json.Get("to").String();
    let in_ = json.Get("in").String();
    match in_.as_str() {
        Some("header") => {
            operation.part = HEADER_PART;
            operation.name = strings::ToLower(&operation.name);
        }
        Some("query") => {
            operation.part = QUERY_PART;
        }
        Some("body") => {
            operation.part = BODY_PART;
        }
        _ => {
            return (
                operation,
                Some(fmt::Errorf("in %q: want header, query or body", args![&in_])),
            );
        }
    }
    if operation.name.is_empty() {
        return (operation, Some(errors::New("missing name")));
    }
    let value = json.Get("value");
    operation.value = value.String();
    operation.raw = operation.part == BODY_PART && value.Type != gjson::String;
    if operation.raw {
        operation.value = value.Raw.clone();
    }
    match operation.do_.as_str() {
        Some("remove") => {}
        Some("add" | "set") => {
            if !value.Exists() {
                return (operation, Some(errors::New("missing value")));
            }
        }
        Some("rename" | "copy") => {
            if operation.to.is_empty() {
                return (operation, Some(errors::New("missing to")));
            }
        }
        Some("map") => {
            let (value0, value1) = regexp::Compile(json.Get("pattern").String()).pair();
            operation.pattern = value0;
            err = value1;
            if err.is_some() {
                return (operation, err);
            }
        }
        _ => {
            return (
                operation.clone(),
                Some(fmt::Errorf("do %q is unknown", args![&operation.do_])),
            );
        }
    }
    (operation, None)
}

impl Side {
    /// apply makes the changes of one part.
    fn apply(s: &go::Ptr<Side>, which: Part, on: &go::Dyn<dyn Store>) {
        for i in 0..s.get().operations.len() {
            let operation: go::Ptr<Operation> = s.borrow().operations.ptr(i);
            if operation.borrow().part != which {
                continue;
            }
            if let Err(err) = Operation::apply(&operation, on) {
                log::Warnf(
                    "%s %s %s: %v",
                    args![
                        &operation.borrow().do_,
                        operation.borrow().part,
                        &operation.borrow().name,
                        err
                    ],
                );
            }
        }
    }
}

impl Operation {
    fn apply(o: &go::Ptr<Operation>, on: &go::Dyn<dyn Store>) -> Result<(), Error> {
        match o.get().do_.as_str() {
            Some("remove") => {
                return go::ok(on.remove(o.get().name));
            }
            Some("add") => {
                return go::ok(on.add(o.get().name, o.clone(), o.get().value));
            }
            Some("set") => {
                return go::ok(on.set(o.get().name, o.clone(), o.get().value));
            }
            _ => {}
        }
        let (value, found) = on.get(o.get().name);
        if !found {
            return Ok(());
        }
        match o.get().do_.as_str() {
            Some("rename") => {
                go::ok(on.remove(o.get().name))?;
                go::ok(on.set(o.get().to, o.clone(), value))
            }
            Some("copy") => go::ok(on.set(o.get().to, o.clone(), value)),
            _ => go::ok(on.set(
                o.get().name,
                go::Ptr::new(Operation::default()),
                o.get().pattern.ReplaceAllString(&value, o.get().value),
            )),
        }
    }
}

/// Go: `requestHeaders`.
#[derive(Clone, Default, go::Type)]
#[go(name = "main.requestHeaders")]
struct RequestHeaders;

impl Store for RequestHeaders {
    fn add(&self, name: Str, operation: go::Ptr<Operation>, value: Str) -> Option<Error> {
        RequestHeaders::add(self, name, operation, value)
    }
    fn get(&self, name: Str) -> (Str, bool) {
        RequestHeaders::get(self, name)
    }
    fn remove(&self, name: Str) -> Option<Error> {
        RequestHeaders::remove(self, name)
    }
    fn set(&self, name: Str, operation: go::Ptr<Operation>, value: Str) -> Option<Error> {
        RequestHeaders::set(self, name, operation, value)
    }
}

impl RequestHeaders {
    fn get(&self, name: Str) -> (Str, bool) {
        let (value, err) = proxywasm::GetHttpRequestHeader(&name).pair();
        (value.clone(), err.is_none() && !value.is_empty())
    }

    fn add(&self, name: Str, _: go::Ptr<Operation>, value: Str) -> Option<Error> {
        proxywasm::AddHttpRequestHeader(&name, &value)
    }

    fn set(&self, name: Str, _: go::Ptr<Operation>, value: Str) -> Option<Error> {
        proxywasm::ReplaceHttpRequestHeader(&name, &value)
    }

    fn remove(&self, name: Str) -> Option<Error> {
        proxywasm::RemoveHttpRequestHeader(&name)
    }
}

/// Go: `responseHeaders`.
#[derive(Clone, Default, go::Type)]
#[go(name = "main.responseHeaders")]
struct ResponseHeaders;

impl Store for ResponseHeaders {
    fn add(&self, name: Str, operation: go::Ptr<Operation>, value: Str) -> Option<Error> {
        ResponseHeaders::add(self, name, operation, value)
    }
    fn get(&self, name: Str) -> (Str, bool) {
        ResponseHeaders::get(self, name)
    }
    fn remove(&self, name: Str) -> Option<Error> {
        ResponseHeaders::remove(self, name)
    }
    fn set(&self, name: Str, operation: go::Ptr<Operation>, value: Str) -> Option<Error> {
        ResponseHeaders::set(self, name, operation, value)
    }
}

impl ResponseHeaders {
    fn get(&self, name: Str) -> (Str, bool) {
        let (value, err) = proxywasm::GetHttpResponseHeader(&name).pair();
        (value.clone(), err.is_none() && !value.is_empty())
    }

    fn add(&self, name: Str, _: go::Ptr<Operation>, value: Str) -> Option<Error> {
        proxywasm::AddHttpResponseHeader(&name, &value)
    }

    fn set(&self, name: Str, _: go::Ptr<Operation>, value: Str) -> Option<Error> {
        proxywasm::ReplaceHttpResponseHeader(&name, &value)
    }

    fn remove(&self, name: Str) -> Option<Error> {
        proxywasm::RemoveHttpResponseHeader(&name)
    }
}

/// Go: `query`.
#[derive(Clone, Default, go::Type)]
#[go(name = "main.query")]
struct Query {
    #[go(name = "values")]
    values: url::Values,
}

impl Store for Query {
    fn add(&self, name: Str, operation: go::Ptr<Operation>, value: Str) -> Option<Error> {
        Query::add(self, name, operation, value)
    }
    fn get(&self, name: Str) -> (Str, bool) {
        Query::get(self, name)
    }
    fn remove(&self, name: Str) -> Option<Error> {
        Query::remove(self, name)
    }
    fn set(&self, name: Str, operation: go::Ptr<Operation>, value: Str) -> Option<Error> {
        Query::set(self, name, operation, value)
    }
}

impl Query {
    fn get(&self, name: Str) -> (Str, bool) {
        let (values, found) = self.values.lookup(&name).comma_ok();
        if !found || values.is_empty() {
            return (Str::from(""), false);
        }
        (values.at(0), true)
    }

    fn add(&self, name: Str, _: go::Ptr<Operation>, value: Str) -> Option<Error> {
        self.values.Add(&name, &value);
        None
    }

    fn set(&self, name: Str, _: go::Ptr<Operation>, value: Str) -> Option<Error> {
        self.values.Set(&name, &value);
        None
    }

    fn remove(&self, name: Str) -> Option<Error> {
        self.values.Del(&name);
        None
    }
}

/// document is a JSON body. What is copied or renamed keeps its type.
#[derive(Clone, Default, go::Type)]
#[go(name = "main.document")]
struct Document {
    #[go(name = "text")]
    text: Str,
}

impl Store for go::Ptr<Document> {
    fn add(&self, name: Str, operation: go::Ptr<Operation>, value: Str) -> Option<Error> {
        self.borrow_mut().add(name, operation, value)
    }
    fn get(&self, name: Str) -> (Str, bool) {
        self.get().get(name)
    }
    fn remove(&self, name: Str) -> Option<Error> {
        self.borrow_mut().remove(name)
    }
    fn set(&self, name: Str, operation: go::Ptr<Operation>, value: Str) -> Option<Error> {
        self.borrow_mut().set(name, operation, value)
    }
}

impl Document {
    fn get(&self, name: Str) -> (Str, bool) {
        let value = gjson::Get(&self.text, &name);
        if value.Type == gjson::String {
            return (value.Str.clone(), true);
        }
        (value.Raw.clone(), value.Exists())
    }

    fn add(&mut self, mut name: Str, operation: go::Ptr<Operation>, value: Str) -> Option<Error> {
        let found = gjson::Get(&self.text, &name);
        if found.IsArray() {
            name += ".-1";
        } else if found.Exists() {
            return None;
        }
        self.set(name, operation, value)
    }

    fn set(&mut self, name: Str, operation: go::Ptr<Operation>, value: Str) -> Option<Error> {
        let mut err: Option<Error> = None;
        let mut raw = operation.borrow().raw;
        if operation.borrow().do_ == "rename" || operation.borrow().do_ == "copy" {
            raw = gjson::Valid(&value);
        }
        if raw {
            let (value0, value1) = sjson::set_raw_pair(&self.text, &name, &value);
            self.text = value0;
            err = value1;
        } else {
            let (value0, value1) = sjson::set_pair(&self.text, &name, &value);
            self.text = value0;
            err = value1;
        }
        err
    }

    fn remove(&mut self, name: Str) -> Option<Error> {
        let mut err: Option<Error> = None;
        let (value0, value1) = sjson::delete_pair(&self.text, &name);
        self.text = value0;
        err = value1;
        err
    }
}

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(ctx: wrapper::HttpContext, config: Config<TransformerConfig>) -> types::Action {
    let config = (*config).clone();
    let config = go::Ptr::new(config);
    let side: go::Ptr<Side> = go::field!(config, request);
    if side.borrow().touches[1] {
        change_query(side.clone(), &ctx.Path());
    }
    Side::apply(&side, HEADER_PART, &go::Dyn::<dyn Store>::new(Rc::new(RequestHeaders)));
    let (content_type, _) = proxywasm::GetHttpRequestHeader("content-type").pair();
    if !side.get().touches[2] || !ctx.HasRequestBody() || !is_json(&content_type) {
        ctx.DontReadRequestBody();
        return types::HeaderContinue;
    }
    proxywasm::RemoveHttpRequestHeader("content-length");
    types::HeaderStopIteration
}

/// Go: `changeQuery`.
fn change_query(side: go::Ptr<Side>, path: &Str) {
    let (before, raw_query, _) = strings::Cut(path, "?");
    let values = match url::ParseQuery(&raw_query) {
        Ok(values) => values,
        Err(err) => {
            log::Warnf("query stays as it is: %v", args![err]);
            return;
        }
    };
    Side::apply(
        &side,
        QUERY_PART,
        &go::Dyn::<dyn Store>::new(Rc::new(Query { values: values.clone() })),
    );
    let mut after = before;
    let encoded = values.Encode();
    if !encoded.is_empty() {
        after += Str::from("?") + &encoded;
    }
    if after == *path {
        return;
    }
    if let Some(err) = proxywasm::ReplaceHttpRequestHeader(":path", &after) {
        log::Errorf("path: %v", args![err]);
    }
}

/// Go: `onHttpRequestBody`.
fn on_http_request_body(_ctx: wrapper::HttpContext, config: Config<TransformerConfig>, body: Vec<u8>) -> types::Action {
    let config = (*config).clone();
    let config = go::Ptr::new(config);
    let (changed, ok) = change_body(go::field!(config, request), &body);
    if !ok {
        return types::ActionContinue;
    }
    if let Some(err) = proxywasm::ReplaceHttpRequestBody(&changed) {
        log::Errorf("request body: %v", args![err]);
    }
    types::ActionContinue
}

/// Go: `onHttpResponseHeaders`.
fn on_http_response_headers(ctx: wrapper::HttpContext, config: Config<TransformerConfig>) -> types::Action {
    let config = (*config).clone();
    let config = go::Ptr::new(config);
    let side: go::Ptr<Side> = go::field!(config, response);
    Side::apply(&side, HEADER_PART, &go::Dyn::<dyn Store>::new(Rc::new(ResponseHeaders)));
    let (content_type, _) = proxywasm::GetHttpResponseHeader("content-type").pair();
    if !side.get().touches[2] || !ctx.HasResponseBody() || !is_json(&content_type) {
        ctx.DontReadResponseBody();
        return types::HeaderContinue;
    }
    proxywasm::RemoveHttpResponseHeader("content-length");
    types::HeaderStopIteration
}

/// Go: `onHttpResponseBody`.
fn on_http_response_body(
    _ctx: wrapper::HttpContext,
    config: Config<TransformerConfig>,
    body: Vec<u8>,
) -> types::Action {
    let config = (*config).clone();
    let config = go::Ptr::new(config);
    let (changed, ok) = change_body(go::field!(config, response), &body);
    if ok {
        if let Some(err) = proxywasm::ReplaceHttpResponseBody(&changed) {
            log::Errorf("response body: %v", args![err]);
        }
    }
    types::ActionContinue
}

/// Go: `changeBody`.
fn change_body(side: go::Ptr<Side>, body: &[u8]) -> (Vec<u8>, bool) {
    if !gjson::ValidBytes(body) {
        log::Warnf("a body of %d bytes is no JSON", args![body.len() as i64]);
        return (Vec::new(), false);
    }
    let on: go::Ptr<Document> = go::Ptr::new(Document {
        text: Str::copy_of(body),
    });
    Side::apply(&side, BODY_PART, &go::Dyn::<dyn Store>::new(Rc::new(on.clone())));
    (on.borrow().text.to_vec(), on.borrow().text != Str::copy_of(body))
}

/// Go: `isJSON`.
fn is_json(content_type: &Str) -> bool {
    let (mut kind, _, _) = strings::Cut(content_type, ";");
    kind = strings::ToLower(strings::TrimSpace(&kind));
    kind == "application/json" || strings::HasSuffix(&kind, "+json")
}

/// A struct without a name in Go.
#[derive(Clone, Default)]
struct NameSide {
    name: Str,
    side: go::Ptr<Side>,
}
