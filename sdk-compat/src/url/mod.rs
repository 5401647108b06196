//! Go's package `net/url`: URLs taken apart as Go does it.

mod address;
mod escape;
mod text;
mod values;

use crate::strconv::append_quoted;
use crate::{Error, Str, go};
use escape::{Mode, escape, is_plain, needs_escape, unescape};

pub use values::*;

/// A URL and its parts, without escapes where no other form is named.
#[derive(Clone, Debug, Default, PartialEq, Eq, go::Type)]
#[go(name = "url.URL", ptr_stringer)]
#[allow(non_snake_case)]
pub struct URL {
    /// The scheme in small letters.
    #[go(name = "Scheme")]
    pub Scheme: Str,
    /// What follows the scheme, where it does not begin with a slash.
    #[go(name = "Opaque")]
    pub Opaque: Str,
    /// The user, before the host.
    #[go(name = "User", opaque)]
    pub User: Option<Userinfo>,
    /// The host, with its port.
    #[go(name = "Host")]
    pub Host: Str,
    /// The path.
    #[go(name = "Path")]
    pub Path: Str,
    /// The path with its escapes, where it is not the usual form of it.
    #[go(name = "RawPath")]
    pub RawPath: Str,
    /// No host, although a scheme and a path with a slash.
    #[go(name = "OmitHost")]
    pub OmitHost: bool,
    /// A question mark without a query.
    #[go(name = "ForceQuery")]
    pub ForceQuery: bool,
    /// The query with its escapes.
    #[go(name = "RawQuery")]
    pub RawQuery: Str,
    /// What follows the `#`.
    #[go(name = "Fragment")]
    pub Fragment: Str,
    /// The fragment with its escapes, where it is not the usual form of it.
    #[go(name = "RawFragment")]
    pub RawFragment: Str,
}

/// The user and the password in a URL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Userinfo {
    username: Str,
    password: Option<Str>,
}

#[go]
impl Userinfo {
    /// The name of the user.
    pub fn Username(&self) -> Str {
        self.username.clone()
    }

    /// The password, if one is set.
    pub fn Password(&self) -> Option<Str> {
        self.password.clone()
    }
}

/// Takes a URL apart, an absolute or a relative one.
///
/// # Errors
/// With Go's text where the URL cannot be read.
#[go]
pub fn Parse(raw_url: impl Into<Str>) -> Result<URL, Error> {
    let raw = raw_url.into();
    let (address, fragment) = cut(&raw, b'#');
    let mut url = take_apart(&address, false).map_err(|reason| failure(&address, &reason))?;
    if let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) {
        url.Fragment = unescape(&fragment, Mode::Fragment)
            .map_err(|reason| failure(&raw, &reason))?
            .into();
        if escape(&url.Fragment, Mode::Fragment) != *fragment {
            url.RawFragment = fragment;
        }
    }
    Ok(url)
}

/// Takes a URL apart as a request has it: an absolute one, or a path. What follows a `#` is part of the path.
///
/// # Errors
/// With Go's text where the URL cannot be read.
#[go]
pub fn ParseRequestURI(raw_url: impl Into<Str>) -> Result<URL, Error> {
    let raw = raw_url.into();
    take_apart(&raw, true).map_err(|reason| failure(&raw, &reason))
}

#[go]
impl URL {
    /// The path with its escapes: as it came, if that is a way to write it.
    pub fn EscapedPath(&self) -> Str {
        if !self.RawPath.is_empty() && is_plain(&self.RawPath, Mode::Path) {
            let meaning = unescape(&self.RawPath, Mode::Path);
            if meaning.is_ok_and(|meaning| self.Path == meaning) {
                return self.RawPath.clone();
            }
        }
        if self.Path == "*" {
            self.Path.clone()
        } else {
            escape(&self.Path, Mode::Path).into()
        }
    }
}

/// Why a URL cannot be read.
type Reason = Vec<u8>;

fn failure(url: &[u8], reason: &[u8]) -> Error {
    let mut message = b"parse ".to_vec();
    append_quoted(&mut message, url, false);
    message.extend_from_slice(b": ");
    message.extend_from_slice(reason);
    Error::new(message)
}

/// What stands before and behind the first `separator`.
fn cut(text: &Str, separator: u8) -> (Str, Option<Str>) {
    match text.iter().position(|&byte| byte == separator) {
        Some(at) => (text.slice(..at), Some(text.slice(at + 1..))),
        None => (text.clone(), None),
    }
}

/// The parts of a URL without its fragment; `request` is for one as a request has it.
fn take_apart(raw: &Str, request: bool) -> Result<URL, Reason> {
    if raw.iter().any(u8::is_ascii_control) {
        return Err(b"net/url: invalid control character in URL".to_vec());
    }
    if request && raw.is_empty() {
        return Err(b"empty url".to_vec());
    }
    let mut url = URL::default();
    if raw == "*" {
        url.Path = raw.clone();
        return Ok(url);
    }
    let scheme_length = scheme_length(raw)?;
    url.Scheme = raw[..scheme_length].to_ascii_lowercase().into();
    let mut rest = raw.slice(if scheme_length > 0 { scheme_length + 1 } else { 0 }..);

    let (before, query) = cut(&rest, b'?');
    url.ForceQuery = query.as_ref().is_some_and(|query| query.is_empty());
    url.RawQuery = query.unwrap_or_default();
    rest = before;

    if !rest.starts_with(b"/") {
        if !url.Scheme.is_empty() {
            url.Opaque = rest;
            return Ok(url);
        }
        if request {
            return Err(b"invalid URI for request".to_vec());
        }
        if cut(&rest, b'/').0.contains(&b':') {
            return Err(b"first path segment in URL cannot contain colon".to_vec());
        }
    }
    if rest.starts_with(b"//") && (!url.Scheme.is_empty() || !request && !rest.starts_with(b"///")) {
        let authority = rest.slice(2..);
        let length = authority
            .iter()
            .position(|&byte| byte == b'/')
            .unwrap_or(authority.len());
        rest = authority.slice(length..);
        (url.User, url.Host) = parse_authority(&authority.slice(..length))?;
    } else {
        url.OmitHost = !url.Scheme.is_empty() && rest.starts_with(b"/");
    }
    if rest.iter().all(|&byte| !needs_escape(byte, Mode::Path)) {
        url.Path = rest;
        return Ok(url);
    }
    url.Path = unescape(&rest, Mode::Path)?.into();
    if escape(&url.Path, Mode::Path) != *rest {
        url.RawPath = rest;
    }
    Ok(url)
}

/// The length of the scheme before the first colon, zero where there is none.
fn scheme_length(raw: &[u8]) -> Result<usize, Reason> {
    for (at, byte) in raw.iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at == 0 => return Err(b"missing protocol scheme".to_vec()),
            b':' => return Ok(at),
            _ => break,
        }
    }
    Ok(0)
}

fn parse_authority(authority: &Str) -> Result<(Option<Userinfo>, Str), Reason> {
    let Some(at) = authority.iter().rposition(|&byte| byte == b'@') else {
        return Ok((None, parse_host(authority)?.into()));
    };
    let host = parse_host(&authority[at + 1..])?;
    let userinfo = authority.slice(..at);
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(byte);
    if !userinfo.iter().all(allowed) {
        return Err(b"net/url: invalid userinfo".to_vec());
    }
    let (username, password) = cut(&userinfo, b':');
    let username = unescape(&username, Mode::UserPassword)?.into();
    let password = password
        .map(|password| unescape(&password, Mode::UserPassword))
        .transpose()?;
    Ok((
        Some(Userinfo {
            username,
            password: password.map(Str::from),
        }),
        host.into(),
    ))
}

fn parse_host(host: &[u8]) -> Result<Vec<u8>, Reason> {
    if let Some(open) = host.iter().rposition(|&byte| byte == b'[') {
        let close = host.iter().rposition(|&byte| byte == b']');
        return parse_bracketed(host, open, close.ok_or(b"missing ']' in host")?);
    }
    if let Some(colon) = host.iter().rposition(|&byte| byte == b':') {
        check_port(&host[colon..])?;
    }
    unescape(host, Mode::Host)
}

/// An IPv6 address in brackets, with a zone and a port perhaps.
fn parse_bracketed(host: &[u8], open: usize, close: usize) -> Result<Vec<u8>, Reason> {
    let port = &host[close + 1..];
    check_port(port)?;
    let port = unescape(port, Mode::Host)?;
    let name = host.get(open + 1..close).unwrap_or_default();
    let zone_at = name
        .windows(3)
        .position(|escape| escape == b"%25")
        .unwrap_or(name.len());
    let mut address = unescape(&name[..zone_at], Mode::Host)?;
    address.extend(unescape(&name[zone_at..], Mode::Zone)?);
    if address::is_ipv4(&address).map_err(|reason| [b"invalid host: ", &reason[..]].concat())? {
        return Err(b"invalid IP-literal".to_vec());
    }
    Ok([b"[", &address[..], b"]", &port[..]].concat())
}

/// Nothing, or a colon and digits.
fn check_port(port: &[u8]) -> Result<(), Reason> {
    match port {
        [] => Ok(()),
        [b':', digits @ ..] if digits.iter().all(u8::is_ascii_digit) => Ok(()),
        _ => {
            let mut reason = b"invalid port ".to_vec();
            append_quoted(&mut reason, port, false);
            reason.extend_from_slice(b" after host");
            Err(reason)
        }
    }
}
