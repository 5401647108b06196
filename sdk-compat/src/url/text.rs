//! A URL put together again.

use super::escape::{Mode, escape, is_plain, unescape};
use super::{URL, Userinfo, check_port};
use crate::{Str, go, strings};

#[go]
impl Userinfo {
    /// The name, and after a colon the password if one is set, with escapes.
    pub fn String(&self) -> Str {
        let mut out = escape(&self.username, Mode::UserPassword);
        if let Some(password) = &self.password {
            out.push(b':');
            out.extend(escape(password, Mode::UserPassword));
        }
        out.into()
    }
}

#[go]
impl URL {
    /// The URL as text.
    pub fn String(&self) -> Str {
        let mut out = Vec::new();
        if !self.Scheme.is_empty() {
            out.extend_from_slice(&self.Scheme);
            out.push(b':');
        }
        if self.Opaque.is_empty() {
            self.append_authority(&mut out);
            self.append_path(&mut out);
        } else {
            out.extend_from_slice(&self.Opaque);
        }
        self.append_query(&mut out);
        if !self.Fragment.is_empty() {
            out.push(b'#');
            out.extend_from_slice(&self.EscapedFragment());
        }
        out.into()
    }

    /// The fragment with its escapes: as it came, if that is a way to write it.
    pub fn EscapedFragment(&self) -> Str {
        if !self.RawFragment.is_empty() && is_plain(&self.RawFragment, Mode::Fragment) {
            let meaning = unescape(&self.RawFragment, Mode::Fragment);
            if meaning.is_ok_and(|meaning| self.Fragment == meaning) {
                return self.RawFragment.clone();
            }
        }
        escape(&self.Fragment, Mode::Fragment).into()
    }

    /// The host without its port, and without the brackets of an IPv6 address.
    pub fn Hostname(&self) -> Str {
        let host = self.host_and_port().0;
        match host.starts_with(b"[") && host.ends_with(b"]") {
            true => host.slice(1..host.len() - 1),
            false => host,
        }
    }

    /// The port, empty where none is named.
    pub fn Port(&self) -> Str {
        self.host_and_port().1
    }

    /// Path and query, as a request names them.
    pub fn RequestURI(&self) -> Str {
        let mut out = match self.Opaque.starts_with(b"//") {
            true => [&self.Scheme[..], b":", &self.Opaque].concat(),
            false if !self.Opaque.is_empty() => self.Opaque.to_vec(),
            false => self.EscapedPath().to_vec(),
        };
        if out.is_empty() {
            out.push(b'/');
        }
        self.append_query(&mut out);
        out.into()
    }

    fn host_and_port(&self) -> (Str, Str) {
        let colon = self.Host.iter().rposition(|&byte| byte == b':');
        match colon.filter(|&at| check_port(&self.Host[at..]).is_ok()) {
            Some(at) => (self.Host.slice(..at), self.Host.slice(at + 1..)),
            None => (self.Host.clone(), Str::default()),
        }
    }

    fn append_authority(&self, out: &mut Vec<u8>) {
        let has_host = !self.Host.is_empty() || self.User.is_some();
        if (self.Scheme.is_empty() || self.OmitHost) && !has_host {
            return;
        }
        if has_host || !self.Path.is_empty() {
            out.extend_from_slice(b"//");
        }
        if let Some(user) = &self.User {
            out.extend_from_slice(&user.String());
            out.push(b'@');
        }
        out.extend(escape(&self.Host, Mode::Host));
    }

    fn append_path(&self, out: &mut Vec<u8>) {
        let path = self.EscapedPath();
        if !path.is_empty() && !path.starts_with(b"/") && !self.Host.is_empty() {
            out.push(b'/');
        }
        // Else what stands before the colon would read as a scheme.
        if out.is_empty() && strings::Cut(&path, "/").0.contains(&b':') {
            out.extend_from_slice(b"./");
        }
        out.extend_from_slice(&path);
    }

    fn append_query(&self, out: &mut Vec<u8>) {
        if self.ForceQuery || !self.RawQuery.is_empty() {
            out.push(b'?');
            out.extend_from_slice(&self.RawQuery);
        }
    }
}
