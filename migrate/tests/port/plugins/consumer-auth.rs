//! consumer-auth lets known consumers in, by an API key or by a name and password. The consumers stand in the global
//! configuration; a rule for some routes or hosts says which of them may use it.

#[cfg(test)]
mod tests;

use sdk_compat::encoding::base64;
use sdk_compat::go::CommaOk;
use sdk_compat::go::MaybeError;
use sdk_compat::go::Pair;
use sdk_compat::go::SliceExt;
use sdk_compat::go::StrExt;
use sdk_compat::{
    Config, Error, Str, args, clone, errors, fixed_error, fmt, gjson, go, log, proxywasm, sort, strings, types, url,
    wrapper,
};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "consumer-auth",
        [
            wrapper::ParseOverrideConfig(parse_global_config, parse_rule_config),
            wrapper::ProcessRequestHeaders(on_http_request_headers),
        ],
    );
}

const CONSUMER_HEADER: &str = "x-consumer";
const BASIC_PREFIX: &str = "basic ";
const BEARER_PREFIX: &str = "bearer ";

const ERR_NO_CREDENTIALS: Error = fixed_error!("no credentials");
const ERR_UNKNOWN: Error = fixed_error!("unknown credentials");
const ERR_TWO_CREDENTIALS: Error = fixed_error!("more than one credential");

/// Consumer is somebody who may call.
#[derive(Clone, Default)]
struct Consumer {
    name: Str,
    secret: Str,
    kind: CredentialKind,
}

/// Go: `credentialKind`.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, go::Type)]
#[go(name = "main.credentialKind", stringer)]
struct CredentialKind(i64);
go::named_int!(CredentialKind);

const KEY_CREDENTIAL: CredentialKind = CredentialKind(0);
const BASIC_CREDENTIAL: CredentialKind = CredentialKind(1);

impl CredentialKind {
    /// Go: `String`.
    fn string(&self) -> Str {
        if *self == KEY_CREDENTIAL {
            return Str::from("key");
        } else if *self == BASIC_CREDENTIAL {
            return Str::from("basic");
        }
        fmt::Sprintf("credentialKind(%d)", args![self.0])
    }
}

/// Sources are the places where a key may stand.
#[derive(Clone, Default)]
struct Sources {
    headers: go::Slice<Str>,
    queries: go::Slice<Str>,
}

/// AuthConfig is the global configuration together with the rule that applies.
#[derive(Clone, Default)]
struct AuthConfig {
    sources: Sources,
    realm: Str,
    global_on: bool,
    consumers: go::Map<Str, Consumer>,
    allow: go::Map<Str, bool>,
    has_rule: bool,
}

/// Go: `parseGlobalConfig`.
fn parse_global_config(json: gjson::Result, config: &mut AuthConfig) -> Result<(), Error> {
    config.realm = json.Get("realm").String();
    if config.realm.is_empty() {
        config.realm = Str::from("gateway");
    }
    config.global_on = json.Get("globalAuth").Bool();
    config.consumers = go::Map::make();
    for header in json.Get("headers").Array() {
        config.sources.headers.push(strings::ToLower(header.String()));
    }
    for query in json.Get("queries").Array() {
        config.sources.queries.push(query.String());
    }
    let names: go::Map<Str, ()> = go::Map::make();
    let mut failed: Option<Error> = None;
    json.Get("consumers").ForEach(|_: gjson::Result, item: gjson::Result| {
        let (consumer, err) = parse_consumer(&item);
        if let Some(err) = err {
            failed = Some(err.clone());
            return false;
        }
        if names.lookup(&consumer.name).is_some() {
            failed = Some(fmt::Errorf("two consumers are called %s", args![&consumer.name]));
            return false;
        }
        names.insert(&consumer.name, ());
        if let Some(other) = config.consumers.lookup(&consumer.secret) {
            failed = Some(fmt::Errorf(
                "%s and %s have the same credential",
                args![&other.name, &consumer.name],
            ));
            return false;
        }
        config.consumers.insert(&consumer.secret, consumer.clone());
        true
    });
    if failed.is_some() {
        return go::ok(failed);
    }
    if config.consumers.is_empty() {
        return Err(errors::New("no consumers in config"));
    }
    log::Infof(
        "%d consumers: %s",
        args![names.len(), strings::Join(&sorted_keys(&names).borrow(), ", ")],
    );
    Ok(())
}

/// Go: `parseConsumer`.
fn parse_consumer(json: &gjson::Result) -> (Consumer, Option<Error>) {
    let mut consumer = Consumer::default();
    let mut err: Option<Error> = None;
    consumer.name = json.Get("name").String();
    if consumer.name.is_empty() {
        err = Some(errors::New("a consumer has no name"));
        return (consumer, err);
    }
    let key = json.Get("key");
    let password = json.Get("password");
    if key.Exists() && password.Exists() {
        err = Some(fmt::Errorf(
            "consumer %s: key and password, want one",
            args![&consumer.name],
        ));
    } else if key.Exists() {
        consumer.secret = key.String();
    } else if password.Exists() {
        consumer.kind = BASIC_CREDENTIAL;
        consumer.secret = consumer.name.clone() + ":" + password.String();
    }
    if err.is_none() && consumer.secret.is_empty() {
        err = Some(fmt::Errorf("consumer %s: no credential", args![&consumer.name]));
    }
    (consumer, err)
}

/// Go: `parseRuleConfig`.
fn parse_rule_config(json: gjson::Result, global: Config<AuthConfig>, config: &mut AuthConfig) -> Result<(), Error> {
    *config = (*global).clone();
    config.has_rule = true;
    config.allow = go::Map::make();
    let allow = json.Get("allow");
    if !allow.IsArray() {
        return Err(errors::New("a rule needs allow"));
    }
    for name in allow.Array() {
        config.allow.insert(name.String(), true);
    }
    Ok(())
}

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(ctx: wrapper::HttpContext, config: Config<AuthConfig>) -> types::Action {
    ctx.DontReadRequestBody();
    proxywasm::RemoveHttpRequestHeader(CONSUMER_HEADER);
    if !config.has_rule && !config.global_on {
        return types::HeaderContinue;
    }
    let consumer = match config.authenticate(ctx) {
        Ok(consumer) => consumer,
        Err(err) => {
            log::Warnf("refused %s: %v", args![ctx.Path(), &err]);
            return config.unauthorized(&Some(err.clone()));
        }
    };
    if config.has_rule && !config.allow.get(&consumer.name) {
        log::Warnf("consumer %s may not use this route", args![&consumer.name]);
        return refuse(403, &[], &(consumer.name.clone() + " is not allowed"));
    }
    proxywasm::AddHttpRequestHeader(CONSUMER_HEADER, &consumer.name);
    log::Debugf("consumer %s by %v", args![&consumer.name, consumer.kind]);
    types::HeaderContinue
}

impl AuthConfig {
    /// authenticate finds the one credential of the request and who it belongs to.
    fn authenticate(&self, ctx: wrapper::HttpContext) -> Result<Consumer, Error> {
        let credentials = self.credentials(&ctx.Path());
        if credentials.is_empty() {
            return Err(ERR_NO_CREDENTIALS);
        }
        if credentials.len() > 1 {
            return Err(ERR_TWO_CREDENTIALS);
        }
        let (consumer, known) = self.consumers.lookup(&credentials.at(0).secret).comma_ok();
        if !known || consumer.kind != credentials.at(0).kind {
            return Err(ERR_UNKNOWN);
        }
        Ok(consumer)
    }
}

/// Go: `credential`.
#[derive(Clone, Default)]
struct Credential {
    secret: Str,
    kind: CredentialKind,
}

impl AuthConfig {
    fn credentials(&self, path: &Str) -> Vec<Credential> {
        let found: go::Ptr<Vec<Credential>> = go::Ptr::new(Vec::new());
        let add: go::Func<dyn Fn(CredentialKind, Str)> =
            go::func(clone!(found => move |kind: CredentialKind, secret: Str| {
                if secret.is_empty() {
                    return;
                }
                for known in found.get() {
                    if known.secret == secret && known.kind == kind {
                        return;
                    }
                }
                found.borrow_mut().push(Credential { secret, kind });
            }));
        for name in &self.sources.headers {
            let Ok(mut value) = proxywasm::GetHttpRequestHeader(&name) else {
                continue;
            };
            if name == "authorization" && has_prefix_fold(&value, &BEARER_PREFIX.into()) {
                value = value.cut(7..);
            } else if name == "authorization" && has_prefix_fold(&value, &BASIC_PREFIX.into()) {
                continue;
            }
            add(KEY_CREDENTIAL, strings::TrimSpace(&value));
        }
        if !self.sources.queries.is_empty() {
            if let Ok(parsed) = url::Parse(path).map(go::Ptr::new) {
                let values = parsed.borrow().Query();
                for name in &self.sources.queries {
                    add(KEY_CREDENTIAL, values.Get(&name));
                }
            }
        }
        {
            let (value, err) = proxywasm::GetHttpRequestHeader("authorization").pair();
            if err.is_none() && has_prefix_fold(&value, &BASIC_PREFIX.into()) {
                let (decoded, err) = base64::StdEncoding.decode_string_pair(strings::TrimSpace(value.cut(6..)));
                if let Some(err) = err {
                    log::Warnf("basic credential is no base64: %v", args![err]);
                } else if strings::Contains(Str::copy_of(&decoded), ":") {
                    add(BASIC_CREDENTIAL, Str::copy_of(&decoded));
                }
            }
        }
        found.get()
    }
}

/// Go: `hasPrefixFold`.
fn has_prefix_fold(text: &Str, prefix: &Str) -> bool {
    text.len() >= prefix.len() && strings::EqualFold(text.cut(..(prefix.len() as i64)), prefix)
}

impl AuthConfig {
    fn unauthorized(&self, why: &Option<Error>) -> types::Action {
        let mut challenge = fmt::Sprintf("Key realm=%q", args![&self.realm]);
        for consumer in self.consumers.values() {
            if consumer.kind == BASIC_CREDENTIAL {
                challenge = fmt::Sprintf("Basic realm=%q", args![&self.realm]);
                break;
            }
        }
        refuse(401, &[[Str::from("www-authenticate"), challenge]], &why.text())
    }
}

fn refuse(status: u32, headers: &[[Str; 2]], body: &Str) -> types::Action {
    proxywasm::SendHttpResponse(status, headers, body, -1);
    types::HeaderStopAllIterationAndWatermark
}

/// Go: `sortedKeys`.
fn sorted_keys(set: &go::Map<Str, ()>) -> go::Slice<Str> {
    let mut keys: go::Slice<Str> = go::Slice::make(0, set.len());
    for key in set.keys() {
        keys.push(key);
    }
    sort::Strings(&keys);
    keys
}
