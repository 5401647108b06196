//! request-block refuses requests by rules: each names what it looks at (method, path, query, a header, the body), how it
//! compares, and what the client is told. The first rule that holds decides. Body rules wait for the whole body.

#[cfg(test)]
mod tests;

use std::rc::Rc;

use sdk_compat::go::Pair;
use sdk_compat::go::SliceExt;
use sdk_compat::{Config, Error, Str, args, errors, fmt, gjson, go, log, proxywasm, regexp, strings, types, wrapper};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "request-block",
        [
            wrapper::ParseConfig(parse_config),
            wrapper::ProcessRequestHeaders(on_http_request_headers),
            wrapper::ProcessRequestBody(on_http_request_body),
        ],
    );
}

// Places that a rule can look at.
const PLACE_METHOD: &str = "method";
const PLACE_PATH: &str = "path";
const PLACE_QUERY: &str = "query";
const PLACE_HEADER: &str = "header";
const PLACE_BODY: &str = "body";

const DEFAULT_STATUS: i64 = 403;

/// matcher tells whether a text is what a rule looks for.
trait Matcher: go::Object {
    fn matches(&self, text: Str) -> bool;
    fn string(&self) -> Str;
}

/// Go: `exact`.
#[derive(Clone, Default, go::Type)]
#[go(name = "main.exact", stringer)]
struct Exact {
    #[go(name = "want")]
    want: Str,
}

impl Matcher for Exact {
    fn string(&self) -> Str {
        Exact::string(self)
    }
    fn matches(&self, text: Str) -> bool {
        Exact::matches(self, text)
    }
}

impl Exact {
    fn matches(&self, text: Str) -> bool {
        text == self.want
    }

    /// Go: `String`.
    fn string(&self) -> Str {
        fmt::Sprintf("is %q", args![&self.want])
    }
}

/// Go: `prefix`.
#[derive(Clone, Default, go::Type)]
#[go(name = "main.prefix", stringer)]
struct Prefix {
    #[go(name = "want")]
    want: Str,
}

impl Matcher for Prefix {
    fn string(&self) -> Str {
        Prefix::string(self)
    }
    fn matches(&self, text: Str) -> bool {
        Prefix::matches(self, text)
    }
}

impl Prefix {
    fn matches(&self, text: Str) -> bool {
        strings::HasPrefix(&text, &self.want)
    }

    /// Go: `String`.
    fn string(&self) -> Str {
        fmt::Sprintf("begins with %q", args![&self.want])
    }
}

/// Go: `contains`.
#[derive(Clone, Default, go::Type)]
#[go(name = "main.contains", stringer)]
struct Contains {
    #[go(name = "want")]
    want: Str,
    #[go(name = "ignoreCase")]
    ignore_case: bool,
}

impl Matcher for Contains {
    fn string(&self) -> Str {
        Contains::string(self)
    }
    fn matches(&self, text: Str) -> bool {
        Contains::matches(self, text)
    }
}

impl Contains {
    fn matches(&self, text: Str) -> bool {
        if self.ignore_case {
            return strings::Contains(strings::ToLower(&text), strings::ToLower(&self.want));
        }
        strings::Contains(&text, &self.want)
    }

    /// Go: `String`.
    fn string(&self) -> Str {
        fmt::Sprintf("contains %q", args![&self.want])
    }
}

/// Go: `pattern`.
#[derive(Clone, Default, go::Type)]
#[go(name = "main.pattern", stringer)]
struct Pattern {
    #[go(name = "re")]
    re: regexp::Regexp,
}

impl Matcher for Pattern {
    fn string(&self) -> Str {
        Pattern::string(self)
    }
    fn matches(&self, text: Str) -> bool {
        Pattern::matches(self, text)
    }
}

impl Pattern {
    fn matches(&self, text: Str) -> bool {
        self.re.MatchString(&text)
    }

    /// Go: `String`.
    fn string(&self) -> Str {
        Str::from("matches ") + self.re.String()
    }
}

/// Rule refuses what its matcher finds at its place.
#[derive(Clone, Default)]
struct Rule {
    name: Str,
    place: Str,
    header: Str,
    unless: bool,
    matcher: go::Dyn<dyn Matcher>,
    status: u32,
    message: Str,
}

/// RequestBlockConfig holds the rules in their order.
#[derive(Clone, Default)]
struct RequestBlockConfig {
    rules: go::Slice<Rule>,
    reads_body: bool,
    detail: Str,
    headers_seen: go::Map<Str, i64>,
}

/// Go: `parseConfig`.
fn parse_config(json: gjson::Result, config: &mut RequestBlockConfig) -> Result<(), Error> {
    config.detail = json.Get("detail").String();
    config.headers_seen = go::Map::make();
    let rules = json.Get("rules").Array();
    if rules.is_empty() {
        return Err(errors::New("no rules in config"));
    }
    for (i, item) in rules.pairs() {
        let (mut rule, err) = parse_rule(item);
        if let Some(err) = err {
            return Err(fmt::Errorf("rule %d: %w", args![i + 1, err]));
        }
        if rule.name.is_empty() {
            rule.name = fmt::Sprintf("rule-%d", args![i + 1]);
        }
        if rule.place == PLACE_HEADER {
            config.headers_seen.update(&rule.header, |value| *value += 1);
        }
        config.reads_body = config.reads_body || rule.place == PLACE_BODY;
        config.rules.push(rule.clone());
        log::Debugf("%s: %s %v", args![&rule.name, &rule.place, rule.matcher.to_any()]);
    }
    Ok(())
}

/// Go: `parseRule`.
fn parse_rule(json: &gjson::Result) -> (Rule, Option<Error>) {
    let mut rule = Rule {
        name: json.Get("name").String(),
        place: json.Get("in").String(),
        unless: json.Get("unless").Bool(),
        status: DEFAULT_STATUS as u32,
        message: json.Get("message").String(),
        ..Default::default()
    };
    match rule.place.as_str() {
        Some(PLACE_METHOD | PLACE_PATH | PLACE_QUERY | PLACE_BODY) => {}
        Some(PLACE_HEADER) => {
            rule.header = strings::ToLower(json.Get("header").String());
            if rule.header.is_empty() {
                return (rule, Some(errors::New("missing header")));
            }
        }
        Some("") => {
            return (rule, Some(errors::New("missing in")));
        }
        _ => {
            return (rule.clone(), Some(fmt::Errorf("cannot look in %q", args![&rule.place])));
        }
    }
    let status = json.Get("status");
    if status.Exists() {
        let code = status.Int();
        if code < 200 || code > 599 {
            return (
                rule,
                Some(fmt::Errorf("status %d is out of range", args![go::int64(code)])),
            );
        }
        rule.status = code as u32;
    }
    let m = match parse_matcher(json) {
        Ok(m) => m,
        Err(err) => {
            return (rule, Some(err.clone()));
        }
    };
    rule.matcher = m;
    (rule, None)
}

/// Go: `parseMatcher`.
fn parse_matcher(json: &gjson::Result) -> Result<go::Dyn<dyn Matcher>, Error> {
    let mut found: Vec<go::Dyn<dyn Matcher>> = Vec::new();
    {
        let want = json.Get("is");
        if want.Exists() {
            found.push(go::Dyn::<dyn Matcher>::new(Rc::new(Exact { want: want.String() })));
        }
    }
    {
        let want = json.Get("begins");
        if want.Exists() {
            found.push(go::Dyn::<dyn Matcher>::new(Rc::new(Prefix { want: want.String() })));
        }
    }
    {
        let want = json.Get("contains");
        if want.Exists() {
            found.push(go::Dyn::<dyn Matcher>::new(Rc::new(Contains {
                want: want.String(),
                ignore_case: json.Get("ignoreCase").Bool(),
            })));
        }
    }
    {
        let want = json.Get("matches");
        if want.Exists() {
            let re = match regexp::Compile(want.String()) {
                Ok(re) => re,
                Err(err) => {
                    return Err(fmt::Errorf("bad pattern: %w", args![err]));
                }
            };
            found.push(go::Dyn::<dyn Matcher>::new(Rc::new(Pattern { re })));
        }
    }
    match found.len() as i64 {
        0 => Err(errors::New("nothing to compare with")),
        1 => Ok(found.at(0).clone()),
        _ => Err(fmt::Errorf("%d ways to compare, want one", args![found.len() as i64])),
    }
}

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(ctx: wrapper::HttpContext, config: Config<RequestBlockConfig>) -> types::Action {
    let (path, query, _) = strings::Cut(ctx.Path(), "?");
    for i in 0..config.rules.len() {
        let rule: go::Ptr<Rule> = config.rules.ptr(i);
        let mut text = Str::default();
        match rule.get().place.as_str() {
            Some(PLACE_METHOD) => {
                text = ctx.Method();
            }
            Some(PLACE_PATH) => {
                text = path.clone();
            }
            Some(PLACE_QUERY) => {
                text = query.clone();
            }
            Some(PLACE_HEADER) => {
                let (mut value, err) = proxywasm::GetHttpRequestHeader(&rule.borrow().header).pair();
                if err.is_some() {
                    value = Str::from("");
                }
                text = value;
            }
            _ => {
                continue;
            }
        }
        if Rule::holds(&rule, &text) {
            ctx.DontReadRequestBody();
            return config.refuse(&rule.borrow());
        }
    }
    if !config.reads_body || !ctx.HasRequestBody() {
        ctx.DontReadRequestBody();
        return types::HeaderContinue;
    }
    types::HeaderStopIteration
}

/// Go: `onHttpRequestBody`.
fn on_http_request_body(
    _ctx: wrapper::HttpContext,
    config: Config<RequestBlockConfig>,
    body: Vec<u8>,
) -> types::Action {
    let text: Str = Str::copy_of(&body);
    for i in 0..config.rules.len() {
        let rule: go::Ptr<Rule> = config.rules.ptr(i);
        if rule.get().place == PLACE_BODY && Rule::holds(&rule, &text) {
            return config.refuse(&rule.borrow());
        }
    }
    types::ActionContinue
}

impl Rule {
    /// holds says whether the rule refuses a request with this text at its place.
    fn holds(r: &go::Ptr<Rule>, text: &Str) -> bool {
        r.get().matcher.matches(text.clone()) != r.get().unless
    }
}

impl RequestBlockConfig {
    fn refuse(&self, rule: &Rule) -> types::Action {
        log::Infof(
            "refused by %s: %s %s",
            args![&rule.name, &rule.place, rule.matcher.to_any()],
        );
        let mut headers: Vec<[Str; 2]> = vec![[Str::from("content-type"), Str::from("text/plain; charset=utf-8")]];
        if !self.detail.is_empty() {
            headers.push([self.detail.clone(), rule.name.clone()]);
        }
        if let Some(err) = proxywasm::SendHttpResponseWithDetail(
            rule.status,
            Str::from("request-block.") + &rule.name,
            &headers,
            &rule.message,
            -1,
        ) {
            log::Errorf("could not refuse: %v", args![err]);
        }
        types::ActionContinue
    }
}
