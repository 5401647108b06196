//! ext-auth asks a service whether a request may pass: the service sees the method, the path, chosen headers and, if wanted, the
//! body; its answer lets the request go on with further headers, or is what the client gets.

#[cfg(test)]
mod tests;

use sdk_compat::go::Pair;
use sdk_compat::go::SliceExt;
use sdk_compat::{
    Config, Error, Str, args, errors, fmt, gjson, go, http, log, path, proxywasm, sort, strings, types, url, wrapper,
};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "ext-auth",
        [
            wrapper::ParseConfig(parse_config),
            wrapper::ProcessRequestHeaders(on_http_request_headers),
            wrapper::ProcessRequestBody(on_http_request_body),
        ],
    );
}

const MODE_FORWARD: &str = "forward";
const MODE_ENVOY: &str = "envoy";

const DEFAULT_TIMEOUT: i64 = 1000;
const DEFAULT_MAX_BYTES: i64 = 65536;

/// Service is who is asked, and how.
#[derive(Clone, Default)]
struct Service {
    mode: Str,
    method: Str,
    path: Str,
    timeout: u32,
    headers: go::Map<Str, Str>,
    client: wrapper::HttpClient,
}

/// Filter says which headers pass.
#[derive(Clone, Default)]
struct Filter(go::Slice<Str>);
go::named!(Filter, go::Slice<Str>);

/// ExtAuthConfig says who is asked about which requests.
#[derive(Clone, Default)]
struct ExtAuthConfig {
    service: Service,
    to_service: Filter,
    to_upstream: Filter,
    to_client: Filter,
    skip: Vec<Skip>,
    with_body: bool,
    max_bytes: u32,
    fail_open: bool,
    fail_status: u32,
    allowed_mark: Str,
}

/// Skip names requests that need not be asked about.
#[derive(Clone, Default)]
struct Skip {
    methods: go::Map<Str, bool>,
    glob: Str,
}

/// Go: `parseConfig`.
fn parse_config(json: gjson::Result, config: &mut ExtAuthConfig) -> Result<(), Error> {
    if let Err(err) = config.service.parse(&json.Get("service")) {
        return Err(fmt::Errorf("service: %w", args![err]));
    }
    config.to_service = parse_filter(
        &json.Get("forwardHeaders"),
        go::Slice::from([Str::from("authorization"), Str::from("cookie")]),
    );
    config.to_upstream = parse_filter(&json.Get("upstreamHeaders"), go::Slice::default());
    config.to_client = parse_filter(
        &json.Get("clientHeaders"),
        go::Slice::from([
            Str::from("www-authenticate"),
            Str::from("content-type"),
            Str::from("location"),
        ]),
    );
    for item in json.Get("skip").Array() {
        let mut skip = Skip {
            glob: item.Get("path").String(),
            ..Default::default()
        };
        {
            let (_, err) = path::Match(&skip.glob, "").pair();
            if let Some(err) = err {
                return Err(fmt::Errorf("skip %q: %w", args![&skip.glob, err]));
            }
        }
        let methods = item.Get("methods").Array();
        if !methods.is_empty() {
            skip.methods = go::Map::make();
            for method in &methods {
                skip.methods.insert(strings::ToUpper(method.String()), true);
            }
        }
        config.skip.push(skip);
    }
    config.with_body = json.Get("body.send").Bool();
    config.max_bytes = DEFAULT_MAX_BYTES as u32;
    let limit = json.Get("body.maxBytes").Uint();
    if limit > 0 {
        config.max_bytes = limit as u32;
    }
    config.fail_open = json.Get("failOpen").Bool();
    config.fail_status = http::StatusForbidden as u32;
    let status = json.Get("failStatus").Int();
    if status != 0 {
        config.fail_status = status as u32;
    }
    config.allowed_mark = json.Get("allowedMark").String();
    Ok(())
}

impl Service {
    fn parse(&mut self, json: &gjson::Result) -> Result<(), Error> {
        let name = json.Get("name").String();
        if name.is_empty() {
            return Err(errors::New("missing name"));
        }
        let mut port = json.Get("port").Int();
        if port == 0 {
            port = 80;
        }
        self.client = wrapper::NewClusterClient(wrapper::FQDNCluster {
            FQDN: name,
            Host: json.Get("host").String(),
            Port: port,
        });
        self.path = json.Get("path").String();
        if !strings::HasPrefix(&self.path, "/") {
            return Err(fmt::Errorf("path %q does not begin with a slash", args![&self.path]));
        }
        self.mode = json.Get("mode").String();
        match self.mode.as_str() {
            Some("") => {
                self.mode = Str::from(MODE_ENVOY);
            }
            Some(MODE_ENVOY) => {}
            Some(MODE_FORWARD) => {
                self.method = json.Get("method").String();
                if self.method.is_empty() {
                    self.method = Str::from(http::MethodGet);
                }
            }
            _ => {
                return Err(fmt::Errorf("mode %q is unknown", args![&self.mode]));
            }
        }
        self.timeout = DEFAULT_TIMEOUT as u32;
        let timeout = json.Get("timeoutMs");
        if timeout.Exists() {
            self.timeout = timeout.Uint() as u32;
        }
        self.headers = go::Map::make();
        for (name, value) in json.Get("headers").Map() {
            self.headers.insert(&name, value.String());
        }
        Ok(())
    }
}

/// Go: `parseFilter`.
fn parse_filter(json: &gjson::Result, fallback: go::Slice<Str>) -> Filter {
    if !json.Exists() {
        return Filter(fallback);
    }
    let mut filter = Filter(go::Slice::from([]));
    for item in json.Array() {
        filter.0.push(strings::ToLower(item.String()));
    }
    filter
}

impl Filter {
    /// passes says whether a header passes: by its name, or by a beginning that ends with a star.
    fn passes(&self, mut name: Str) -> bool {
        name = strings::ToLower(&name);
        for wanted in &self.0 {
            let (begin, is_begin) = strings::CutSuffix(&wanted, "*");
            if is_begin && strings::HasPrefix(&name, &begin) {
                return true;
            }
            if wanted == name {
                return true;
            }
        }
        false
    }
}

impl ExtAuthConfig {
    fn skips(&self, method: &Str, request_path: &Str) -> bool {
        let mut plain = request_path.clone();
        if let Ok(parsed) = url::Parse(request_path).map(go::Ptr::new) {
            plain = path::Clean(&parsed.borrow().Path);
        }
        for skip in &self.skip {
            if !skip.methods.is_nil() && !skip.methods.get(method) {
                continue;
            }
            let (matched, _) = path::Match(&skip.glob, &plain).pair();
            if matched {
                return true;
            }
        }
        false
    }
}

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(ctx: wrapper::HttpContext, config: Config<ExtAuthConfig>) -> types::Action {
    let config = (*config).clone();
    let config = go::Ptr::new(config);
    if !config.borrow().allowed_mark.is_empty() {
        proxywasm::RemoveHttpRequestHeader(&config.borrow().allowed_mark);
    }
    if config.get().skips(&ctx.Method(), &ctx.Path()) {
        log::Debugf("%s %s is not asked about", args![ctx.Method(), ctx.Path()]);
        ctx.DontReadRequestBody();
        return types::HeaderContinue;
    }
    if config.borrow().with_body && ctx.HasRequestBody() {
        ctx.SetRequestBodyBufferLimit(config.borrow().max_bytes);
        return types::HeaderStopIteration;
    }
    ctx.DontReadRequestBody();
    if !ExtAuthConfig::ask(&config, ctx, &[]) {
        return types::HeaderContinue;
    }
    types::HeaderStopAllIterationAndWatermark
}

/// Go: `onHttpRequestBody`.
fn on_http_request_body(ctx: wrapper::HttpContext, config: Config<ExtAuthConfig>, mut body: Vec<u8>) -> types::Action {
    let config = (*config).clone();
    let config = go::Ptr::new(config);
    if (body.len() as i64 as u64) > config.borrow().max_bytes as u64 {
        body = body.cut(..(config.borrow().max_bytes as i64)).to_vec();
    }
    if !ExtAuthConfig::ask(&config, ctx, &body) {
        return types::ActionContinue;
    }
    types::ActionPause
}

impl ExtAuthConfig {
    /// ask says whether the request has to wait.
    fn ask(c: &go::Ptr<ExtAuthConfig>, ctx: wrapper::HttpContext, body: &[u8]) -> bool {
        let (headers, mut err) = c.get().service.question(ctx, &c.get().to_service).pair();
        if let Some(err) = err {
            log::Errorf("request headers: %v", args![&err]);
            return c.get().failed();
        }
        let mut method = ctx.Method();
        let mut target = c.get().service.path;
        if c.borrow().service.mode == MODE_FORWARD {
            method = c.borrow().service.method.clone();
        } else {
            target = strings::TrimSuffix(&target, "/") + ctx.Path();
        }
        err = c.get().service.client.Call(
            &method,
            &target,
            &headers.borrow(),
            body,
            {
                let callback = {
                    let receiver = c.clone();
                    go::func(move |arg0: i64, arg1: http::Header, arg2: Vec<u8>| {
                        ExtAuthConfig::on_answer(&receiver, arg0, arg1, arg2)
                    })
                };
                move |arg0, arg1, arg2| callback(arg0, arg1, arg2)
            },
            &[c.get().service.timeout],
        );
        if let Some(err) = err {
            log::Errorf("service cannot be asked: %v", args![err]);
            return c.get().failed();
        }
        true
    }

    fn failed(&self) -> bool {
        if self.fail_open {
            return false;
        }
        proxywasm::SendHttpResponseWithDetail(self.fail_status, "ext-auth.unavailable", &[], "", -1);
        true
    }
}

impl Service {
    fn question(&self, ctx: wrapper::HttpContext, filter: &Filter) -> Result<go::Slice<[Str; 2]>, Error> {
        let all = proxywasm::GetHttpRequestHeaders().map(go::Slice::from)?;
        let mut headers: go::Slice<[Str; 2]> = go::Slice::from([]);
        for header in &all {
            if !strings::HasPrefix(&header[0], ":") && filter.passes(header[0].clone()) {
                headers.push(header);
            }
        }
        if self.mode == MODE_FORWARD {
            for original in [
                NameValue {
                    name: Str::from("x-forwarded-proto"),
                    value: ctx.Scheme(),
                },
                NameValue {
                    name: Str::from("x-forwarded-method"),
                    value: ctx.Method(),
                },
                NameValue {
                    name: Str::from("x-forwarded-host"),
                    value: ctx.Host(),
                },
                NameValue {
                    name: Str::from("x-forwarded-uri"),
                    value: ctx.Path(),
                },
            ] {
                headers.push([original.name.clone(), original.value.clone()]);
            }
        }
        let mut names: go::Slice<Str> = go::Slice::make(0, self.headers.len());
        for name in self.headers.keys() {
            names.push(name);
        }
        sort::Strings(&names);
        for name in &names {
            headers.push([name.clone(), self.headers.get(&name)]);
        }
        Ok(headers)
    }
}

impl ExtAuthConfig {
    /// Go: `onAnswer`.
    fn on_answer(c: &go::Ptr<ExtAuthConfig>, status_code: i64, response_headers: http::Header, response_body: Vec<u8>) {
        if status_code >= 200 && status_code < 300 {
            for header in c.get().to_upstream.pick(&response_headers) {
                proxywasm::ReplaceHttpRequestHeader(&header[0], &header[1]);
            }
            if !c.borrow().allowed_mark.is_empty() {
                proxywasm::ReplaceHttpRequestHeader(&c.borrow().allowed_mark, "true");
            }
            proxywasm::ResumeHttpRequest();
        } else if status_code >= 500 {
            log::Errorf("service answered %d: %s", args![status_code, response_body.clone()]);
            if c.borrow().fail_open {
                proxywasm::ResumeHttpRequest();
                return;
            }
            c.get().failed();
        } else {
            log::Infof(
                "service refused with %d %s",
                args![status_code, http::StatusText(status_code)],
            );
            let headers = c.get().to_client.pick(&response_headers);
            proxywasm::SendHttpResponseWithDetail(
                status_code as u32,
                "ext-auth.refused",
                &headers.borrow(),
                &response_body,
                -1,
            );
        }
    }
}

impl Filter {
    /// pick returns the headers that pass, in the order of their names.
    fn pick(&self, headers: &http::Header) -> go::Slice<[Str; 2]> {
        let mut picked: go::Slice<[Str; 2]> = go::Slice::make(0, headers.len());
        for (name, values) in headers.iter() {
            if !self.passes(name.clone()) {
                continue;
            }
            for value in &values {
                picked.push([strings::ToLower(&name), value]);
            }
        }
        sort::SliceStable(&picked, |i: i64, j: i64| picked.at(i)[0] < picked.at(j)[0]);
        picked.clone()
    }
}

/// A struct without a name in Go.
#[derive(Clone, Default, go::Type)]
struct NameValue {
    #[go(name = "name")]
    name: Str,
    #[go(name = "value")]
    value: Str,
}
