//! jwt-check lets requests in that carry a token signed with a key it knows (HS256, HS384, HS512), checks issuer, audience
//! and times, and copies claims to headers for the upstream.

#[cfg(test)]
mod tests;

use sdk_compat::crypto::hmac;
use sdk_compat::crypto::sha256;
use sdk_compat::crypto::sha512;
use sdk_compat::encoding::base64;
use sdk_compat::encoding::json;
use sdk_compat::go::CommaOk;
use sdk_compat::go::Pair;
use sdk_compat::go::SliceExt;
use sdk_compat::{
    Any, Config, Error, Str, args, errors, fixed_error, fmt, gjson, go, hash, log, proxywasm, strconv, strings, time,
    types, wrapper,
};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "jwt-check",
        [
            wrapper::ParseConfig(parse_config),
            wrapper::ProcessRequestHeaders(on_http_request_headers),
        ],
    );
}

const DEFAULT_SKEW: i64 = 60;

/// Issuer signs tokens.
#[derive(Clone, Default)]
struct Issuer {
    name: Str,
    audiences: Vec<Str>,
    keys: go::Map<Str, go::Slice<u8>>,
}

/// ClaimHeader is a claim that goes to the upstream as a header.
#[derive(Clone, Default)]
struct ClaimHeader {
    claim: Str,
    header: Str,
    override_: bool,
}

/// JwtCheckConfig says whom to trust and what to copy.
#[derive(Clone, Default)]
struct JwtCheckConfig {
    issuers: go::Map<Str, go::Ptr<Issuer>>,
    claims: Vec<ClaimHeader>,
    skew: time::Duration,
    optional: bool,
    keep: bool,
}

/// Header is the first part of a token.
#[derive(Clone, Default, go::Type)]
#[go(name = "main.Header")]
struct Header {
    #[go(name = "Algorithm", tag = r#"json:"alg""#)]
    algorithm: Str,
    #[go(name = "KeyID", tag = r#"json:"kid,omitempty""#)]
    key_id: Str,
    #[go(name = "Type", tag = r#"json:"typ,omitempty""#)]
    type_: Str,
}

/// Problem is what the client is told.
#[derive(Clone, Default, go::Type)]
#[go(name = "main.Problem", ptr_error)]
struct Problem {
    #[go(name = "Code", tag = r#"json:"error""#)]
    code: Str,
    #[go(name = "Detail", tag = r#"json:"error_description,omitempty""#)]
    detail: Str,
    #[go(name = "Seen", tag = r#"json:"seen,omitempty""#)]
    seen: go::Map<Str, Any>,
}

impl Problem {
    /// Go: `Error`.
    fn error(&self) -> Str {
        self.code.clone() + ": " + &self.detail
    }
}

fn problem(code: &Str, format: &Str, args: Vec<Any>) -> go::Ptr<Problem> {
    go::Ptr::new(Problem {
        code: code.clone(),
        detail: fmt::Sprintf(format, &args),
        ..Default::default()
    })
}

const ERR_NO_TOKEN: Error = fixed_error!("no token");

/// Go: `parseConfig`.
fn parse_config(json: gjson::Result, config: &mut JwtCheckConfig) -> Result<(), Error> {
    config.issuers = go::Map::make();
    for item in json.Get("issuers").Array() {
        let issuer: go::Ptr<Issuer> = go::Ptr::new(Issuer {
            name: item.Get("issuer").String(),
            keys: go::Map::make(),
            ..Default::default()
        });
        if issuer.borrow().name.is_empty() {
            return Err(errors::New("an issuer has no name"));
        }
        for audience in item.Get("audiences").Array() {
            let items = audience.String();
            issuer.borrow_mut().audiences.push(items);
        }
        for (id, key) in item.Get("keys").Map() {
            let secret = match base64::RawURLEncoding
                .DecodeString(strings::TrimRight(key.String(), "="))
                .map(go::Slice::from)
            {
                Ok(secret) => secret,
                Err(err) => {
                    return Err(fmt::Errorf("issuer %s: key %s: %w", args![issuer.get().name, &id, err]));
                }
            };
            if secret.len() < 16 {
                return Err(fmt::Errorf(
                    "issuer %s: key %s has %d bytes, want 16 or more",
                    args![&issuer.borrow().name, &id, secret.len()],
                ));
            }
            issuer.get().keys.insert(&id, secret);
        }
        if issuer.borrow().keys.is_empty() {
            return Err(fmt::Errorf("issuer %s has no keys", args![&issuer.borrow().name]));
        }
        config.issuers.insert(&issuer.borrow().name, issuer.clone());
    }
    if config.issuers.is_empty() {
        return Err(errors::New("no issuers in config"));
    }
    for item in json.Get("claimsToHeaders").Array() {
        config.claims.push(ClaimHeader {
            claim: item.Get("claim").String(),
            header: item.Get("header").String(),
            override_: !item.Get("override").Exists() || item.Get("override").Bool(),
        });
    }
    let skew = json.Get("clockSkewSeconds");
    if !skew.Exists() {
        config.skew = time::Duration(DEFAULT_SKEW) * time::Second;
    } else if skew.Int() < 0 {
        return Err(errors::New("clockSkewSeconds is negative"));
    } else {
        config.skew = time::Duration(skew.Int()) * time::Second;
    }
    config.optional = json.Get("optional").Bool();
    config.keep = json.Get("keepToken").Bool();
    Ok(())
}

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(ctx: wrapper::HttpContext, config: Config<JwtCheckConfig>) -> types::Action {
    ctx.DontReadRequestBody();
    let (token, err) = token_of(ctx).pair();
    if err.as_ref().is_some_and(|err| errors::Is(err, &ERR_NO_TOKEN)) && config.optional {
        log::Debug("no token, and none needed");
        return types::HeaderContinue;
    }
    if let Some(err) = err {
        return deny(problem(&"missing_token".into(), &"%v".into(), vec![Any::from(&err)]));
    }
    let (claims, err) = config.verify(&token, time::Now());
    let mut found: go::Ptr<Problem> = go::Ptr::default();
    if err
        .as_ref()
        .and_then(errors::As::<go::Ptr<Problem>>)
        .map(|value| found = value)
        .is_some()
    {
        return deny(found);
    } else if let Some(err) = err {
        return deny(problem(&"invalid_token".into(), &"%v".into(), vec![Any::from(err)]));
    }
    for copied in &config.claims {
        copy_claim(&claims.Get(&copied.claim), copied);
    }
    if !config.keep {
        proxywasm::RemoveHttpRequestHeader("authorization");
    }
    ctx.SetUserAttribute("sub", claims.Get("sub").String());
    ctx.WriteUserAttributeToLog();
    types::HeaderContinue
}

/// Go: `tokenOf`.
fn token_of(ctx: wrapper::HttpContext) -> Result<Str, Error> {
    let (value, err) = proxywasm::GetHttpRequestHeader("authorization").pair();
    if err.is_some() || value.is_empty() {
        return Err(fmt::Errorf(
            "%s %s: %w",
            args![ctx.Method(), ctx.Host(), Some(ERR_NO_TOKEN)],
        ));
    }
    let (scheme, token, found) = strings::Cut(&value, " ");
    if !found || !strings::EqualFold(&scheme, "Bearer") {
        return Err(fmt::Errorf("scheme %q", args![&scheme]));
    }
    Ok(strings::TrimSpace(&token))
}

impl JwtCheckConfig {
    /// verify checks the token and returns its claims.
    fn verify(&self, token: &Str, now: time::Time) -> (gjson::Result, Option<Error>) {
        let mut claims = gjson::Result::default();
        let mut err: Option<Error> = None;
        let parts = strings::Split(token, ".");
        if parts.len() != 3 {
            return (
                claims,
                Some(Error::from_value(problem(
                    &"invalid_token".into(),
                    &"%d parts".into(),
                    vec![Any::from(parts.len() as i64)],
                ))),
            );
        }
        let mut decoded: [go::Slice<u8>; 3] = std::array::from_fn(|_| go::Slice::default());
        for (i, part) in parts.pairs() {
            let (value0, value1) = base64::RawURLEncoding.decode_string_pair(part);
            *decoded.at_mut(i) = go::Slice::from(value0);
            err = value1;
            if err.is_some() {
                return (claims, Some(fmt::Errorf("part %d: %w", args![i, err])));
            }
        }
        let mut header = Header::default();
        err = json::UnmarshalInto(decoded[0].borrow(), &mut header);
        if err.is_some() {
            return (claims, Some(fmt::Errorf("header: %w", args![err])));
        }
        if !gjson::ValidBytes(decoded[1].borrow()) {
            return (claims, Some(errors::New("claims are no JSON")));
        }
        claims = gjson::ParseBytes(decoded[1].borrow());
        let Some(issuer) = self.issuers.lookup(claims.Get("iss").String()) else {
            return (
                claims.clone(),
                Some(Error::from_value(problem(
                    &"unknown_issuer".into(),
                    &"%s".into(),
                    vec![Any::from(claims.Get("iss").String())],
                ))),
            );
        };
        err = issuer
            .get()
            .check_signature(&header, &(parts.at(0).clone() + "." + parts.at(1)), &decoded[2])
            .err();
        if err.is_some() {
            return (claims, err);
        }
        err = issuer.get().check_audience(&claims.Get("aud")).err();
        if err.is_some() {
            return (claims, err);
        }
        (claims.clone(), check_times(&claims, now, self.skew).err())
    }
}

impl Issuer {
    /// Go: `checkSignature`.
    fn check_signature(&self, header: &Header, signed: &Str, signature: &go::Slice<u8>) -> Result<(), Error> {
        let mut new_hash: go::Func<dyn Fn() -> hash::Hash> = go::Func::default();
        match header.algorithm.as_str() {
            Some("HS256") => {
                new_hash = go::func(sha256::New);
            }
            Some("HS384") => {
                new_hash = go::func(sha512::New384);
            }
            Some("HS512") => {
                new_hash = go::func(sha512::New);
            }
            _ => {
                return Err(Error::from_value(problem(
                    &"invalid_token".into(),
                    &"algorithm %q".into(),
                    vec![Any::from(&header.algorithm)],
                )));
            }
        }
        let (mut key, mut found) = self.keys.lookup(&header.key_id).comma_ok();
        if !found && header.key_id.is_empty() && self.keys.len() == 1 {
            for only in self.keys.values() {
                (key, found) = (only, true);
            }
        }
        if !found {
            return Err(Error::from_value(go::Ptr::new(Problem {
                code: Str::from("unknown_key"),
                detail: header.key_id.clone(),
                seen: go::Map::from([
                    (Str::from("alg"), Any::from(&header.algorithm)),
                    (Str::from("keys"), Any::from(self.keys.len())),
                ]),
            })));
        }
        let mac: hash::Hash = hmac::New(
            {
                let callback = new_hash;
                move || callback()
            },
            key.borrow(),
        );
        let _ = mac.Write(signed);
        if !hmac::Equal(mac.Sum(""), signature.borrow()) {
            return Err(Error::from_value(problem(
                &"invalid_token".into(),
                &"signature".into(),
                Vec::new(),
            )));
        }
        Ok(())
    }

    /// Go: `checkAudience`.
    fn check_audience(&self, claim: &gjson::Result) -> Result<(), Error> {
        if self.audiences.is_empty() {
            return Ok(());
        }
        let mut given = vec![claim.clone()];
        if claim.IsArray() {
            given = claim.Array();
        }
        for audience in &given {
            for wanted in &self.audiences {
                if audience.String() == *wanted {
                    return Ok(());
                }
            }
        }
        Err(Error::from_value(problem(
            &"wrong_audience".into(),
            &"%s".into(),
            vec![Any::from(&claim.Raw)],
        )))
    }
}

/// Go: `checkTimes`.
fn check_times(claims: &gjson::Result, now: time::Time, skew: time::Duration) -> Result<(), Error> {
    let expires = claims.Get("exp");
    if expires.Exists() {
        let end = time::Unix(expires.Int(), 0);
        if now.After(end.Add(skew)) {
            return Err(Error::from_value(problem(
                &"expired".into(),
                &"at %s".into(),
                vec![Any::from(end.UTC().Format(time::RFC3339))],
            )));
        }
    }
    let begins = claims.Get("nbf");
    if begins.Exists() {
        let begin = time::Unix(begins.Int(), 0);
        if now.Add(skew).Before(begin) {
            return Err(Error::from_value(problem(
                &"not_yet".into(),
                &"before %s".into(),
                vec![Any::from(begin.UTC().Format(time::RFC3339))],
            )));
        }
    }
    Ok(())
}

/// Go: `copyClaim`.
fn copy_claim(value: &gjson::Result, to: &ClaimHeader) {
    let mut text = Str::default();
    if value.Type == gjson::Null {
        return;
    } else if value.Type == gjson::String {
        text = value.Str.clone();
    } else if value.Type == gjson::Number {
        text = strconv::FormatFloat(value.Num, b'f', -1, 64);
    } else if value.Type == gjson::True || value.Type == gjson::False {
        text = strconv::FormatBool(value.Bool());
    } else {
        text = base64::RawURLEncoding.EncodeToString(&value.Raw);
    }
    if to.override_ {
        proxywasm::ReplaceHttpRequestHeader(&to.header, &text);
    } else {
        proxywasm::AddHttpRequestHeader(&to.header, &text);
    }
}

fn deny(why: go::Ptr<Problem>) -> types::Action {
    log::Warnf("denied: %v", args![why.clone()]);
    let (value0, value1) = json::Marshal(why.clone()).pair();
    let body = go::Slice::from(value0);
    let err = value1;
    if let Some(err) = err {
        log::Errorf("problem: %v", args![err]);
    }
    let headers: Vec<[Str; 2]> = vec![
        [Str::from("content-type"), Str::from("application/json")],
        [
            Str::from("www-authenticate"),
            fmt::Sprintf(r#"Bearer error="%s""#, args![&why.borrow().code]),
        ],
    ];
    proxywasm::SendHttpResponse(401, &headers, body.borrow(), -1);
    types::HeaderStopAllIterationAndWatermark
}
